//! Leads as rows for a spreadsheet.

use super::{Cell, DEVELOPMENT, RenderError, development_row, figure, joined, maybe, table, text};
use crate::domain::vocabulary::ScoreScheme;
use crate::report::leads::{LeadEntry, LeadList};
use crate::report::timeline::TimelineWithLeads;

/// The headings of leads.
const LEAD: [&str; 21] = [
    "lead",
    "feed",
    "state",
    "key",
    "reason",
    "date",
    "earliest",
    "latest",
    "title",
    "summary",
    "parties",
    "sides",
    "named",
    "codes",
    "num_mentions",
    "scores",
    "urls",
    "publisher",
    "match",
    "match_score",
    "id",
];

/// One row a lead.
///
/// # Errors
/// [`RenderError::Csv`] or [`RenderError::Rows`].
pub fn leads(answer: &LeadList) -> Result<String, RenderError> {
    table(&LEAD, answer.leads.iter().map(row))
}

/// One lead in one row.
///
/// # Errors
/// As [`leads`].
pub fn lead(entry: &LeadEntry) -> Result<String, RenderError> {
    table(&LEAD, [row(entry)])
}

/// The rows of the chronology with a column before them that says whether a row is in the record, then
/// the leads: under `key` the lead's name, under `status` its state.
///
/// # Errors
/// As [`leads`].
pub fn timeline_with_leads(answer: &TimelineWithLeads) -> Result<String, RenderError> {
    let headings: Vec<&str> = std::iter::once("in_record").chain(DEVELOPMENT).collect();
    let developments = answer.timeline.entries.iter().map(|entry| {
        let mut row = vec![figure(true)];
        row.extend(development_row(entry));
        row
    });
    let leads = answer.leads.leads.iter().map(|entry| {
        let column = |heading: &&str| match *heading {
            "in_record" => figure(false),
            "key" => text(&entry.lead),
            "date" => text(&entry.date),
            "earliest" => figure(entry.earliest.map(|day| day.to_string()).unwrap_or_default()),
            "latest" => figure(entry.latest.map(|day| day.to_string()).unwrap_or_default()),
            "title" => text(&entry.title),
            "summary" => maybe(entry.summary.as_ref()),
            "status" => text(format!("lead, {}", entry.state)),
            "parties" => joined(entry.parties.iter().map(|party| party.name.clone())),
            "sides" => joined(entry.sides.iter().map(ToString::to_string)),
            "sources" => joined(entry.urls.iter().cloned()),
            "id" => text(entry.id.0.hyphenated()),
            _ => text(""),
        };
        headings.iter().map(column).collect()
    });
    table(&headings, developments.chain(leads).collect::<Vec<Vec<Cell>>>())
}

fn row(entry: &LeadEntry) -> Vec<Cell> {
    let decision = entry.decision.as_ref();
    let mentions = entry.scores.iter().find(|score| score.scheme == ScoreScheme::Mentions);
    let best = entry.matches.first();
    vec![
        text(&entry.lead),
        text(entry.feed),
        text(entry.state),
        maybe(decision.and_then(|decision| decision.key.as_ref())),
        maybe(decision.and_then(|decision| decision.reason.as_ref())),
        text(&entry.date),
        figure(entry.earliest.map(|day| day.to_string()).unwrap_or_default()),
        figure(entry.latest.map(|day| day.to_string()).unwrap_or_default()),
        text(&entry.title),
        maybe(entry.summary.as_ref()),
        joined(entry.parties.iter().map(|party| party.name.clone())),
        joined(entry.sides.iter().map(ToString::to_string)),
        joined(entry.named.iter().map(ToString::to_string)),
        joined(entry.codes.iter().map(|coding| format!("{} {}", coding.scheme, coding.code))),
        maybe(mentions.map(|score| &score.value)),
        joined(entry.scores.iter().map(|score| format!("{} {}", score.scheme, score.value))),
        joined(entry.urls.iter().cloned()),
        maybe(entry.publisher.as_ref()),
        maybe(best.map(|best| &best.key)),
        figure(best.map(|best| best.score.to_string()).unwrap_or_default()),
        text(entry.id.0.hyphenated()),
    ]
}
