//! Markdown for pages and mail: a table of the timeline, lists for the rest. Every text of the journal
//! is escaped in `markdown_escape.rs`; the long chronology is left to `markdown_chronology.rs`.

mod leads;

pub use leads::{lead, leads, timeline_with_leads};
mod measures;

pub use measures::{measure_life, measures};
mod commitments;
mod perspectives;
mod thread;

pub use commitments::commitments;
pub use perspectives::{divergences, perspectives};
pub use thread::{responses, thread};
mod dossier;
mod series;
mod stats;

pub use series::{bar, series};
mod changes;
mod sources;

pub use changes::changes;
pub use sources::sources;
mod search;

pub use search::search;
pub use stats::stats;

use super::markdown_escape::{escape_inline, is_linkable, link, link_target};
use super::text_dossier::role_pair;
use super::text_history::told;
use super::text_timeline::{between, marks, year_heading};
use super::words;
use crate::report::actor_list::ActorList;
use crate::report::development::DevelopmentReport;
use crate::report::dossier::{DevelopmentRef, Dossier, DossierCommitment};
use crate::report::entry::{Entry, LinkEntry, SourceEntry};
use crate::report::history::History;
use crate::report::info::Info;
use crate::report::log::Log;
use crate::report::relation::RelationReport;
use crate::report::timeline::{Timeline, counted};

/// A page being written: every method escapes what it is given.
#[derive(Default)]
struct Writing(String);

impl Writing {
    fn heading(&mut self, level: usize, text: &str) {
        self.gap();
        self.0.push_str(&format!("{} {}\n\n", "#".repeat(level), escape_inline(text)));
    }

    fn paragraph(&mut self, text: &str) {
        self.gap();
        self.0.push_str(&format!("{}\n", escape_inline(text)));
    }

    fn item(&mut self, text: &str) {
        self.ready_item(0, &escape_inline(text));
    }

    fn ready_item(&mut self, depth: usize, escaped: &str) {
        self.0.push_str(&format!("{}- {escaped}\n", "  ".repeat(depth)));
    }

    fn gap(&mut self) {
        if !self.0.is_empty() && !self.0.ends_with("\n\n") {
            self.0.push('\n');
        }
    }

    fn headings(&mut self, cells: &[&str]) {
        self.gap();
        self.0.push_str(&format!("| {} |\n|{}\n", cells.join(" | "), " --- |".repeat(cells.len())));
    }

    fn row(&mut self, escaped: &[String]) {
        self.0.push_str(&format!("| {} |\n", escaped.join(" | ")));
    }

    fn notices(&mut self, notices: &[String]) {
        for notice in notices {
            self.paragraph(notice);
        }
    }
}

/// The timeline as one table.
pub fn timeline(answer: &Timeline) -> String {
    let mut page = Writing::default();
    page.headings(&["Date", "Development", "Sides", "Kind", "Status", "Key", "Sources"]);
    for entry in &answer.entries {
        let mut status = vec![entry.status.to_string()];
        status.extend(marks(entry));
        let sources: Vec<String> = entry.sources.iter().map(numbered).collect();
        page.row(&[
            escape_inline(&entry.date.english()),
            format!("**{}**", escape_inline(&entry.title)),
            escape_inline(&between(entry)),
            escape_inline(&entry.kind.to_string()),
            escape_inline(&status.join(", ")),
            format!("`{}`", entry.key),
            sources.join(" "),
        ]);
    }
    page.notices(&answer.notices);
    page.0
}

/// A source's number, as a link where it has a URL a page may lead to.
fn numbered(source: &SourceEntry) -> String {
    match &source.url {
        Some(url) if is_linkable(url) => format!("[\\[{}\\]]({})", source.n, link_target(url)),
        Some(_) | None => format!("\\[{}\\]", source.n),
    }
}

/// One development in full.
pub fn development(report: &DevelopmentReport) -> String {
    let mut page = Writing::default();
    let entry = &report.entry;
    page.heading(1, &entry.title);
    if let Some(retracted) = &entry.retracted {
        page.paragraph(&format!("RETRACTED {} by {}: {}", words::minute(retracted.at), retracted.by, retracted.reason));
    }
    if let Some(of) = &entry.duplicate_of {
        page.paragraph(&format!("DUPLICATE of {of}"));
    }
    let mut head = vec![entry.date.english(), entry.kind.to_string(), entry.status.to_string(), between(entry)];
    head.extend(entry.place.as_ref().map(|place| format!("{}, {}", place.name, place.country)));
    head.extend(marks(entry));
    page.paragraph(&head.join(" · "));
    page.gap();
    page.0.push_str(&format!("`{}`\n", entry.key));
    if !entry.summary.is_empty() {
        page.paragraph(&entry.summary);
    }
    facts(&mut page, entry);
    if !entry.claims.is_empty() {
        page.heading(2, "What the sides say");
        entry.claims.iter().for_each(|claim| page.item(&words::claim(claim)));
    }
    if let Some(dispute) = &entry.dispute {
        page.heading(2, "What the sources disagree on");
        page.paragraph(dispute);
    }
    if !entry.commitments.is_empty() {
        page.heading(2, "Commitments");
    }
    for made in &entry.commitments {
        let due = made.due.as_ref().map(|due| format!(", due {}", due.english())).unwrap_or_default();
        let one_sided = if made.one_sided { ", one-sided" } else { "" };
        let state = words::state(made.state);
        let promised = words::promised(made);
        page.item(&format!("{promised}: {} ({state}{due}{one_sided}) [source {}]", made.text, made.source));
        for judged in &made.assessments {
            let note = judged.note.as_ref().map(|note| format!(": {note}")).unwrap_or_default();
            let text = format!("{} as of {}{note}", judged.state, judged.on.english());
            page.ready_item(1, &escape_inline(&text));
        }
    }
    ties(&mut page, "Ties from it", false, &entry.links);
    ties(&mut page, "Ties to it", true, &entry.linked_from);
    page.heading(2, "Sources");
    for source in &entry.sources {
        let label = words::source(source);
        let cited = source.url.as_ref().map_or_else(|| escape_inline(&label), |url| link(&label, url));
        let quote = source.quote.as_ref().map(|quote| format!(": “{}”", escape_inline(quote))).unwrap_or_default();
        page.ready_item(0, &format!("\\[{}\\] {cited}{quote}", source.n));
    }
    record(&mut page, entry);
    page.notices(&report.notices);
    page.0
}

fn facts(page: &mut Writing, entry: &Entry) {
    page.gap();
    for named in &entry.titles {
        page.item(&format!("{} calls it: {}", named.side, named.title));
    }
    for dated in &entry.dates {
        let note = dated.note.as_ref().map(|note| format!(" ({note})")).unwrap_or_default();
        page.item(&format!("{}: {}{note}", dated.role, dated.date.english()));
    }
    let topics: Vec<String> = entry.topics.iter().map(ToString::to_string).collect();
    if !topics.is_empty() {
        page.item(&format!("topics: {}", topics.join(", ")));
    }
    for party in &entry.parties {
        page.item(&format!("{}: {}", party.role, words::party(party)));
    }
    if let Some(legal) = &entry.legal {
        let binding = if legal.binding { "binding" } else { "not binding" };
        let parts = [&legal.instrument, &legal.citation, &legal.number, &legal.authority_name];
        let parts: Vec<&str> = parts.into_iter().flatten().map(String::as_str).chain([binding]).collect();
        page.item(&format!("legal: {}", parts.join(", ")));
    }
    for coding in &entry.codings {
        page.item(&format!("{}: {}", coding.scheme, coding.code));
    }
}

fn ties(page: &mut Writing, heading: &str, to_it: bool, links: &[LinkEntry]) {
    if !links.is_empty() {
        page.heading(2, heading);
    }
    for found in links {
        let title = found.title.as_deref().unwrap_or("not in what was read");
        let parts = [words::days(found), format!("as stated by {}", found.asserter_name)];
        let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).chain(found.note.clone()).collect();
        let text = format!("{}: {title} ({})", words::tie(found.relation, to_it), parts.join(", "));
        page.ready_item(0, &format!("{} `{}`", escape_inline(&text), found.key));
    }
}

fn record(page: &mut Writing, entry: &Entry) {
    page.heading(2, "Record");
    let act = &entry.recorded;
    page.item(&format!("recorded {} by {} [event {}]", words::minute(act.time), act.recorder, act.sequence));
    for corrected in &entry.corrected {
        let fields = corrected.fields.join(", ");
        let when = words::minute(corrected.at);
        page.item(&format!("corrected {when} by {}: {fields}. Reason: {}", corrected.by, corrected.reason));
    }
    for moved in &entry.status_moves {
        page.item(&format!("status {}", words::moved(moved)));
    }
    let since = entry.public_since.as_ref().map_or_else(|| "not known".to_owned(), |since| since.english());
    page.item(&format!("public since: {since}"));
    page.item(&format!("revision {}, id {}", entry.revision, entry.id.0.hyphenated()));
}

/// A history as a list.
pub fn history(history: &History) -> String {
    let mut page = Writing::default();
    page.heading(1, &history.title);
    page.0.push_str(&format!("`{}`\n\n", history.key));
    for step in &history.steps {
        page.item(&format!("{}: {}", words::minute(step.at), told(step)));
        for detail in &step.details {
            page.ready_item(1, &escape_inline(detail));
        }
    }
    page.0
}

/// A dossier.
pub fn dossier(dossier: &Dossier) -> String {
    let mut page = Writing::default();
    page.heading(1, &dossier.actor.name);
    page.paragraph(&format!(
        "{}, {} ({}), {}",
        dossier.actor_type, dossier.side_name, dossier.actor.side, dossier.actor.id
    ));
    page.gap();
    for name in &dossier.names {
        let romanisation = name.romanisation.as_ref().map(|text| format!(" ({text})")).unwrap_or_default();
        let short = name.short.as_ref().map(|short| format!(", short {short}")).unwrap_or_default();
        page.item(&format!("{}: {}{romanisation}{short}", name.lang, name.name));
    }
    if !dossier.aliases.is_empty() {
        page.item(&format!("also: {}", dossier.aliases.join(", ")));
    }
    dossier::merged_names(&mut page, dossier);
    if let Some(parent) = &dossier.parent {
        page.item(&format!("part of: {}", parent.name));
    }
    for child in &dossier.children {
        page.item(&format!("part: {}", child.name));
    }
    dossier::offices(&mut page, dossier);
    for role in &dossier.roles {
        page.heading(2, &format!("As {} ({})", role.role, role.developments.len()));
        role.developments.iter().for_each(|found| page.ready_item(0, &passing(found)));
    }
    if !dossier.counterparts.is_empty() {
        page.headings(&["Counterpart", "Side", "Developments", "Own role–theirs"]);
    }
    for found in &dossier.counterparts {
        let pairs: Vec<String> = found.in_roles.iter().map(role_pair).collect();
        page.row(&[
            escape_inline(&found.actor.name),
            found.actor.side.to_string(),
            found.developments.to_string(),
            escape_inline(&pairs.join(", ")),
        ]);
    }
    if !dossier.claims.is_empty() {
        page.heading(2, "Claims");
    }
    for claim in &dossier.claims {
        let when = claim.development.date.english();
        page.item(&format!("{when} {}: {} [source {}]", words::verb(claim.polarity), claim.text, claim.source));
    }
    promises(&mut page, "Commitments given", &dossier.given);
    promises(&mut page, "Commitments received", &dossier.received);
    page.0
}

fn passing(found: &DevelopmentRef) -> String {
    format!("{}: {} `{}`", escape_inline(&found.date.english()), escape_inline(&found.title), found.key)
}

fn promises(page: &mut Writing, heading: &str, commitments: &[DossierCommitment]) {
    if !commitments.is_empty() {
        page.heading(2, heading);
    }
    for found in commitments {
        let made = &found.commitment;
        let one_sided = if made.one_sided { ", one-sided" } else { "" };
        page.item(&format!(
            "{}: {} ({}, made {}{one_sided})",
            words::promised(made),
            made.text,
            words::state(made.state),
            found.development.date.english()
        ));
    }
}

/// The list of actors as one table.
pub fn actor_list(list: &ActorList) -> String {
    let mut page = Writing::default();
    page.headings(&["Side", "Name", "Han", "Type", "Developments", "Id"]);
    for row in &list.rows {
        page.row(&[
            row.side.to_string(),
            escape_inline(&row.name),
            escape_inline(row.han_name.as_deref().unwrap_or_default()),
            row.actor_type.to_string(),
            row.developments.to_string(),
            format!("`{}`", row.id),
        ]);
    }
    page.0
}

/// A relation.
pub fn relation(report: &RelationReport) -> String {
    let mut page = Writing::default();
    page.heading(1, &format!("{} and {} ({})", report.first_side, report.second_side, report.relation));
    page.paragraph(&format!("{}. Counted: {}.", counted(report.developments, "development"), report.counting_unit));
    page.headings(&["Year", "Developments", "Kinds"]);
    for row in &report.years {
        let kinds: Vec<String> = row.kinds.iter().map(|row| format!("{} {}", row.kind, row.developments)).collect();
        page.row(&[year_heading(row.year), row.developments.to_string(), escape_inline(&kinds.join(", "))]);
    }
    for row in &report.measures {
        page.heading(2, &format!("Measures {} ({})", row.status, row.count));
        row.measures.iter().for_each(|found| page.ready_item(0, &passing(found)));
    }
    promises(&mut page, "Commitments open or not assessed", &report.open);
    promises(&mut page, "Commitments not acknowledged by every party to them", &report.one_sided);
    report.series.iter().for_each(|found| series::table(&mut page, found));
    if !report.chains.is_empty() {
        page.heading(2, "Chains of answers");
        page.paragraph(&format!("How they are made: {}.", report.chain_rule));
        page.gap();
    }
    for chain in &report.chains {
        let opener = escape_inline(chain.opener.word());
        page.ready_item(
            0,
            &format!("{} (opened by {opener}, {} developments)", passing(&chain.first), chain.developments),
        );
    }
    page.0
}

/// The log as one table.
pub fn log(log: &Log) -> String {
    let mut page = Writing::default();
    page.headings(&["Event", "Time", "Recorder", "Type", "Subject", "What"]);
    for row in &log.rows {
        page.row(&[
            row.sequence.to_string(),
            words::minute(row.time),
            escape_inline(&row.recorder),
            row.event_type.to_owned(),
            escape_inline(&row.subject),
            escape_inline(&row.summary),
        ]);
    }
    page.0
}

/// The workspace as one table.
pub fn info(info: &Info) -> String {
    let mut page = Writing::default();
    page.headings(&["Figure", "Value"]);
    for (label, value) in super::text_journal::info_rows(info) {
        page.row(&[escape_inline(label), escape_inline(&value)]);
    }
    page.0
}
