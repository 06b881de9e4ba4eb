//! Changes for a terminal: group by group, each item with what is different in the end and, below it, who
//! recorded what, when, in which event.

use super::page::{Page, Sheet, Style};
use super::text_history::told;
use super::words;
use crate::report::changes::{Changed, Changes, Group, Item, Moved};
use crate::report::history::Step;
use crate::report::timeline::counted;

/// Changes set for a page.
pub fn changes(answer: &Changes, page: &Page) -> String {
    let mut sheet = Sheet::new(page);
    sheet.paragraph(0, &heading(answer), Style::Bold);
    sheet.paragraph(0, &summary(answer), Style::Plain);
    let counts: Vec<String> =
        answer.counts.iter().map(|count| format!("{} {}", count.group.word(), count.items)).collect();
    sheet.pieces(0, &counts, Style::Plain);
    let mut group = None;
    for item in &answer.changes {
        if group != Some(item.group) {
            let count = answer.counts.iter().find(|count| count.group == item.group).map_or(0, |count| count.items);
            sheet.heading(&format!("{} ({count})", item.group.heading()));
            group = Some(item.group);
        } else if item.development.is_some() {
            sheet.blank();
        }
        set(&mut sheet, item);
    }
    if !answer.notices.is_empty() {
        sheet.blank();
    }
    for notice in &answer.notices {
        sheet.paragraph(0, notice, Style::Dim);
    }
    sheet.finish()
}

/// `Changes to the record from 24 November 2026 (739 events) to now (751 events)`.
pub(super) fn heading(answer: &Changes) -> String {
    let root = |root: &Option<String>| root.as_ref().map(|root| format!(", root {root}")).unwrap_or_default();
    format!(
        "Changes to the record since {} ({}{}) up to {} ({}{})",
        answer.since.meaning,
        counted(usize::try_from(answer.since.size).unwrap_or(usize::MAX), "event"),
        root(&answer.since.root),
        answer.until.meaning,
        counted(usize::try_from(answer.until.size).unwrap_or(usize::MAX), "event"),
        root(&answer.until.root),
    )
}

/// `12 events by Ada (7), Bo (5), from … to ….`
pub(super) fn summary(answer: &Changes) -> String {
    let (Some(first), Some(last)) = (answer.first_event, answer.last_event) else {
        return "Nothing was recorded between the two.".to_owned();
    };
    let by = answer.recorders.iter().map(|recorder| format!("{} ({})", recorder.name, recorder.events));
    let by = by.collect::<Vec<String>>().join(", ");
    let (first, last) = (words::minute(first), words::minute(last));
    let when = if first == last { format!("at {first}") } else { format!("from {first} to {last}") };
    format!("{} by {by}, {when}.", counted(answer.events, "event"))
}

fn set(sheet: &mut Sheet<'_>, item: &Item) {
    match &item.development {
        Some(found) => {
            sheet.paragraph(2, &found.title, Style::Bold);
            sheet.pieces(4, &pieces(item, found), Style::Dim);
        }
        None => {
            if let Some(name) = &item.name {
                sheet.paragraph(2, &format!("{name} ({})", item.subject), Style::Plain);
            }
        }
    }
    if needs_net(item) {
        for words in net(item) {
            sheet.field(4, "→", 1, &words);
        }
    }
    if let Some(moved) = item.moved {
        sheet.field(4, "→", 1, moved.sentence());
    }
    let indent = if matches!(item.group, Group::Search | Group::Lead) { 2 } else { 4 };
    for step in &item.steps {
        sheet.field(indent, &words::minute(step.step.at), 20, &said(item, &step.step));
        for detail in &step.step.details {
            sheet.field(indent + 4, "–", 1, detail);
        }
    }
}

/// The step in words. Of a development just added, what was recorded stands above already.
pub(super) fn said(item: &Item, step: &Step) -> String {
    if item.group == Group::Added && step.revision == Some(1) {
        return format!("{} recorded it. [event {}, revision 1]", step.by, step.sequence);
    }
    told(step)
}

/// What a development is, in pieces; of the others than developments, what they are about.
pub(super) fn pieces(item: &Item, found: &Changed) -> Vec<String> {
    let sides: Vec<String> = found.sides.iter().map(ToString::to_string).collect();
    let mut pieces = vec![found.date.english(), sides.join(" "), found.kind.to_string(), found.status.to_string()];
    if item.group == Group::Assessment {
        pieces.push(format!("commitment {}", item.subject));
    }
    if !found.stands && !matches!(item.group, Group::Retracted | Group::Duplicate) {
        pieces.push("no longer part of the chronology".to_owned());
    }
    pieces.push(found.key.to_string());
    pieces
}

/// True where the net change says more than the steps do: there are several, or it came to nothing, or
/// the dates are told by role.
pub(super) fn needs_net(item: &Item) -> bool {
    match item.group {
        Group::Corrected | Group::Status | Group::Tie => item.steps.len() > 1,
        Group::ReDated => true,
        Group::Assessment => true,
        Group::Actor => item.steps.len() > 1 && !item.net.is_empty(),
        Group::Added
        | Group::Retracted
        | Group::Duplicate
        | Group::Source
        | Group::Claim
        | Group::Commitment
        | Group::Search
        | Group::Lead => false,
    }
}

/// The net change in words.
pub(super) fn net(item: &Item) -> Vec<String> {
    if item.net.is_empty() {
        return vec!["in the end as it was".to_owned()];
    }
    item.net.iter().flat_map(|net| net.words.iter().cloned()).collect()
}

impl Moved {
    /// The move as a word.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Earlier => "earlier",
            Self::Later => "later",
            Self::Not => "not",
        }
    }

    /// The move as a sentence.
    pub(super) fn sentence(self) -> &'static str {
        match self {
            Self::Earlier => "its place in the chronology moved towards the beginning",
            Self::Later => "its place in the chronology moved towards the end",
            Self::Not => "its place in the chronology did not move",
        }
    }
}
