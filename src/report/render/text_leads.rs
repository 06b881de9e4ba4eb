//! Leads for a terminal: each with its date, title, what it is and what is known of it; and one lead in
//! full. That none of them is part of the record stands at the head.

use super::page::{Page, Sheet, Style};
use super::terminal_text::{columns, pad, wrap};
use super::text_timeline;
use super::words;
use crate::domain::vocabulary::LeadState;
use crate::report::lead_match::{DATE_WEIGHT, LIKELY, LeadMatch, SIDES_WEIGHT, WORDS_WEIGHT};
use crate::report::leads::{LeadEntry, LeadList};
use crate::report::timeline::{TimelineWithLeads, counted};

/// Columns of the labels before fields.
const LABEL: usize = 12;

/// What every list of leads begins with.
pub(super) const HEAD: &str = "Leads: found by machines, no part of the record.";

/// The leads set for a page.
pub fn leads(answer: &LeadList, page: &Page) -> String {
    let mut sheet = Sheet::new(page);
    if answer.leads.is_empty() {
        sheet.paragraph(0, &nothing(answer), Style::Plain);
        return sheet.finish();
    }
    sheet.paragraph(0, &head(answer), Style::Dim);
    list(&mut sheet, answer);
    sheet.finish()
}

/// The chronology, then the leads under a heading of their own.
pub fn timeline(answer: &TimelineWithLeads, page: &Page) -> String {
    let mut sheet = Sheet::new(page);
    sheet.ready(&text_timeline::timeline(&answer.timeline, page));
    sheet.heading("LEADS – NOT PART OF THE RECORD");
    sheet.paragraph(0, &beside(&answer.leads), Style::Dim);
    list(&mut sheet, &answer.leads);
    sheet.finish()
}

/// What stands before leads that are shown beside the record.
pub(super) fn beside(answer: &LeadList) -> String {
    if answer.leads.is_empty() {
        return "No open lead matches.".to_owned();
    }
    let count = counted(answer.matched, "open lead");
    format!("{count} found by machines, accepted by nobody, counted nowhere above.")
}

pub(super) fn nothing(answer: &LeadList) -> String {
    if answer.total == 0 {
        return "There are no leads; `annals import federal-register|gdelt|icews FILE` proposes some.".to_owned();
    }
    format!("No lead matches, of {}.", answer.total)
}

pub(super) fn head(answer: &LeadList) -> String {
    format!("{HEAD} {} of {} match.", answer.matched, answer.total)
}

fn list(sheet: &mut Sheet<'_>, answer: &LeadList) {
    let page = sheet.page();
    let indent = 18;
    for entry in &answer.leads {
        sheet.blank();
        let inner = Page { width: page.width.saturating_sub(indent).max(20), colour: page.colour };
        let mut beside = Sheet::new(&inner);
        beside.paragraph(0, &entry.title, Style::Bold);
        beside.pieces(0, &pieces(entry), Style::Dim);
        beside.paragraph(0, &standing(entry), Style::Plain);
        let beside = beside.finish();
        let dates = wrap(&entry.date.english(), indent - 2);
        let lines: Vec<&str> = beside.lines().collect();
        for at in 0..lines.len().max(dates.len()) {
            let date = pad(dates.get(at).map_or("", String::as_str), indent);
            sheet.ready(&format!("{date}{}", lines.get(at).copied().unwrap_or_default()));
        }
    }
    if !answer.notices.is_empty() {
        sheet.blank();
    }
    for notice in &answer.notices {
        sheet.paragraph(0, notice, Style::Dim);
    }
}

/// What a lead is, in pieces: sides, what its scores say first, its name.
pub(super) fn pieces(entry: &LeadEntry) -> Vec<String> {
    let joined =
        |sides: &[crate::domain::side::Side]| sides.iter().map(ToString::to_string).collect::<Vec<String>>().join(" ");
    let mut pieces = vec![joined(&entry.sides)];
    if !entry.named.is_empty() {
        pieces.push(format!("title names {}", joined(&entry.named)));
    }
    pieces.extend(entry.scores.iter().take(2).map(|score| format!("{} {}", score.scheme, score.value)));
    pieces.push(entry.state.to_string());
    pieces.push(entry.lead.clone());
    pieces
}

/// What became of a lead, or what it may be recorded as.
pub(super) fn standing(entry: &LeadEntry) -> String {
    let decided = entry.decision.as_ref().map(|decision| {
        let key = decision.key.as_ref().map(ToString::to_string).unwrap_or_default();
        let stands = if decision.stands == Some(false) { ", which no longer stands" } else { "" };
        match entry.state {
            LeadState::Accepted => format!("accepted as {key}{stands}"),
            LeadState::Duplicate => format!("recorded as {key}{stands}"),
            LeadState::Rejected => format!("rejected: {}", decision.reason.as_deref().unwrap_or_default()),
            LeadState::Open => String::new(),
        }
    });
    decided.unwrap_or_else(|| entry.matches.first().map(likeness).unwrap_or_default())
}

/// `likely already recorded as KEY (0.81: date 0.3, sides 0.1, words 0.41)`.
pub(super) fn likeness(found: &LeadMatch) -> String {
    let how = if found.score >= LIKELY { "likely already recorded as" } else { "perhaps recorded as" };
    format!("{how} {} ({})", found.key, why(found))
}

fn why(found: &LeadMatch) -> String {
    if found.same_document {
        return "1.00: the same document".to_owned();
    }
    format!(
        "{:.2}: date {:.2}, sides {:.2}, words {:.2}",
        found.score,
        DATE_WEIGHT * found.date_part,
        SIDES_WEIGHT * found.sides_part,
        WORDS_WEIGHT * found.words_part
    )
}

/// One lead in full.
pub fn lead(entry: &LeadEntry, page: &Page) -> String {
    let mut sheet = Sheet::new(page);
    sheet.paragraph(0, &entry.title, Style::Bold);
    let mut pieces = vec![entry.date.english(), entry.state.to_string()];
    pieces.extend(entry.sides.iter().map(ToString::to_string));
    sheet.pieces(0, &pieces, Style::Plain);
    sheet.paragraph(0, &entry.lead, Style::Dim);
    sheet.paragraph(0, "A lead: found by a machine, no part of the record.", Style::Dim);
    if !entry.has_title {
        sheet.paragraph(0, "The feed gives no title; the one above says who does what to whom.", Style::Dim);
    }
    if let Some(summary) = &entry.summary {
        sheet.blank();
        sheet.paragraph(0, summary, Style::Plain);
    }
    sheet.blank();
    for (label, value) in fields(entry) {
        sheet.field(0, &label, LABEL, &value);
    }
    if !entry.matches.is_empty() {
        sheet.heading("What it may be recorded as");
    }
    for found in &entry.matches {
        sheet.paragraph(2, &found.title, Style::Plain);
        let mut pieces = vec![found.date.english(), found.key.to_string(), why(found)];
        pieces.extend(found.days.map(|days| format!("{} between", counted(usize::try_from(days).unwrap_or(0), "day"))));
        if !found.shared_words.is_empty() {
            pieces.push(format!("words: {}", found.shared_words.join(" ")));
        }
        sheet.pieces(4, &pieces, Style::Dim);
    }
    if !entry.rest.is_empty() {
        sheet.heading("All else that the feed gave");
    }
    let width = entry.rest.keys().map(|name| columns(name)).max().unwrap_or(LABEL).min(24);
    for (name, value) in &entry.rest {
        let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        sheet.field(2, name, width, &value);
    }
    sheet.finish()
}

/// The fields of a lead with their labels.
pub(super) fn fields(entry: &LeadEntry) -> Vec<(String, String)> {
    let mut fields: Vec<(String, String)> = Vec::new();
    let mut add = |label: &str, value: String| fields.push((label.to_owned(), value));
    add(
        "decided",
        match &entry.decision {
            Some(decision) => format!("{}, {} by {}", standing(entry), words::minute(decision.at), decision.by),
            None => String::new(),
        },
    );
    for party in &entry.parties {
        let mut about: Vec<String> = Vec::new();
        about.extend(party.code.iter().map(|code| format!("code {code}")));
        about.extend(party.country.clone());
        about.extend(party.roles.iter().cloned());
        let about = if about.is_empty() { String::new() } else { format!(" ({})", about.join(", ")) };
        add("party", format!("{}{about}", party.name));
    }
    add("title names", entry.named.iter().map(ToString::to_string).collect::<Vec<String>>().join(" "));
    entry.urls.iter().for_each(|url| add("document", url.clone()));
    add("publisher", entry.publisher.clone().unwrap_or_default());
    add("published", entry.published.as_ref().map(|date| date.english()).unwrap_or_default());
    entry.codes.iter().for_each(|coding| add(&coding.scheme.to_string(), coding.code.clone()));
    entry.scores.iter().for_each(|score| add(&score.scheme.to_string(), score.value.clone()));
    add("proposed", format!("{} by {}", words::minute(entry.proposed_at), entry.proposed_by));
    add("id", entry.id.0.hyphenated().to_string());
    fields.retain(|(_, value)| !value.is_empty());
    fields
}
