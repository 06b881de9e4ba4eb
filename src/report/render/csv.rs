//! CSV (RFC 4180, with a row of headings) for spreadsheets. A cell of journal text that begins with
//! `=`, `+`, `-`, `@`, a tab, a carriage return or a line feed, or with the full-width form of one of
//! the signs, gets an apostrophe before it, so that no spreadsheet takes it for a formula; figures of
//! our own do not. Several values in one cell have `; ` between them.

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

use super::RenderError;
use super::words;
use crate::report::actor_list::ActorList;
use crate::report::development::DevelopmentReport;
use crate::report::dossier::Dossier;
use crate::report::entry::Entry;
use crate::report::history::History;
use crate::report::info::Info;
use crate::report::log::Log;
use crate::report::relation::RelationReport;
use crate::report::timeline::Timeline;

/// A cell.
enum Cell {
    /// Text of the journal: guarded.
    Text(String),
    /// A figure of our own: as it is.
    Figure(String),
}

/// The text with an apostrophe before it where a spreadsheet would take it for a formula.
pub fn guarded(text: &str) -> String {
    let acts = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];
    if text.starts_with(acts) { format!("'{text}") } else { text.to_owned() }
}

fn table(headings: &[&str], rows: impl IntoIterator<Item = Vec<Cell>>) -> Result<String, RenderError> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    writer.write_record(headings)?;
    for row in rows {
        writer.write_record(row.into_iter().map(|cell| match cell {
            Cell::Text(text) => guarded(&text),
            Cell::Figure(figure) => figure,
        }))?;
    }
    let bytes = writer.into_inner().map_err(|error| RenderError::Rows(error.to_string()))?;
    String::from_utf8(bytes).map_err(|error| RenderError::Rows(error.to_string()))
}

fn text(value: impl ToString) -> Cell {
    Cell::Text(value.to_string())
}

fn maybe<T: ToString>(value: Option<T>) -> Cell {
    Cell::Text(value.map(|value| value.to_string()).unwrap_or_default())
}

fn figure(value: impl ToString) -> Cell {
    Cell::Figure(value.to_string())
}

fn joined(values: impl IntoIterator<Item = String>) -> Cell {
    Cell::Text(values.into_iter().collect::<Vec<String>>().join("; "))
}

/// The headings of developments.
const DEVELOPMENT: [&str; 30] = [
    "key",
    "date",
    "earliest",
    "latest",
    "dates",
    "title",
    "summary",
    "kind",
    "status",
    "topics",
    "place",
    "country",
    "parties",
    "sides",
    "relations",
    "legal_instrument",
    "legal_citation",
    "legal_number",
    "legal_binding",
    "links",
    "claims",
    "commitments",
    "sources",
    "dispute",
    "codings",
    "public_since",
    "recorded_at",
    "revision",
    "corrected",
    "id",
];

fn development_row(entry: &Entry) -> Vec<Cell> {
    let legal = entry.legal.as_ref();
    let day = |day: Option<crate::domain::edtf::Day>| Cell::Figure(day.map(|day| day.to_string()).unwrap_or_default());
    vec![
        text(&entry.key),
        text(&entry.date),
        day(entry.earliest),
        day(entry.latest),
        joined(entry.dates.iter().map(|dated| format!("{} {}", dated.role, dated.date))),
        text(&entry.title),
        text(&entry.summary),
        text(entry.kind),
        text(entry.status),
        joined(entry.topics.iter().map(ToString::to_string)),
        maybe(entry.place.as_ref().map(|place| &place.name)),
        maybe(entry.place.as_ref().map(|place| place.country)),
        joined(entry.parties.iter().map(|party| format!("{}: {}", party.role, words::party(party)))),
        joined(entry.sides.iter().map(ToString::to_string)),
        joined(entry.relations.iter().map(ToString::to_string)),
        maybe(legal.and_then(|legal| legal.instrument.as_ref())),
        maybe(legal.and_then(|legal| legal.citation.as_ref())),
        maybe(legal.and_then(|legal| legal.number.as_ref())),
        maybe(legal.map(|legal| legal.binding)),
        joined(entry.links.iter().map(|link| format!("{} {}", link.relation, link.key))),
        joined(entry.claims.iter().map(words::claim)),
        joined(entry.commitments.iter().map(|made| format!("{} ({})", made.key, words::state(made.state)))),
        joined(entry.sources.iter().map(|source| {
            let url = source.url.as_ref().map(|url| format!(" {url}")).unwrap_or_default();
            format!("[{}] {}{url}", source.n, words::source(source))
        })),
        maybe(entry.dispute.as_ref()),
        joined(entry.codings.iter().map(|coding| format!("{} {}", coding.scheme, coding.code))),
        maybe(entry.public_since.as_ref()),
        figure(entry.recorded_at),
        figure(entry.revision),
        figure(entry.corrected.len()),
        figure(entry.id.0.hyphenated()),
    ]
}

/// The timeline: a row for each entry.
///
/// # Errors
/// Where the rows cannot be written, which memory never refuses.
pub fn timeline(answer: &Timeline) -> Result<String, RenderError> {
    table(&DEVELOPMENT, answer.entries.iter().map(development_row))
}

/// One development as the only row.
///
/// # Errors
/// As [`timeline`].
pub fn development(report: &DevelopmentReport) -> Result<String, RenderError> {
    table(&DEVELOPMENT, [development_row(&report.entry)])
}

/// A history: a row for each event.
///
/// # Errors
/// As [`timeline`].
pub fn history(history: &History) -> Result<String, RenderError> {
    let headings = ["sequence", "at", "by", "type", "revision", "deed", "details", "reason", "source", "id"];
    let rows = history.steps.iter().map(|step| {
        vec![
            figure(step.sequence),
            figure(step.at),
            text(&step.by),
            text(step.event_type),
            Cell::Figure(step.revision.map(|revision| revision.to_string()).unwrap_or_default()),
            text(&step.deed),
            joined(step.details.iter().cloned()),
            maybe(step.reason.as_ref()),
            maybe(step.source.as_ref()),
            figure(step.id),
        ]
    });
    table(&headings, rows)
}

/// The log: a row for each event.
///
/// # Errors
/// As [`timeline`].
pub fn log(log: &Log) -> Result<String, RenderError> {
    let rows = log.rows.iter().map(|row| {
        vec![
            figure(row.sequence),
            figure(row.time),
            text(&row.recorder),
            text(row.event_type),
            text(&row.subject),
            text(&row.summary),
            figure(row.id),
        ]
    });
    table(&["sequence", "time", "recorder", "type", "subject", "summary", "id"], rows)
}

/// A dossier: a row for each development in each role of the actor.
///
/// # Errors
/// As [`timeline`].
pub fn dossier(dossier: &Dossier) -> Result<String, RenderError> {
    let rows = dossier.roles.iter().flat_map(|role| {
        role.developments.iter().map(|found| {
            vec![text(&dossier.actor.id), text(role.role), text(&found.date), text(&found.title), text(&found.key)]
        })
    });
    table(&["actor", "role", "date", "title", "key"], rows)
}

/// The list of actors.
///
/// # Errors
/// As [`timeline`].
pub fn actor_list(list: &ActorList) -> Result<String, RenderError> {
    let rows = list.rows.iter().map(|row| {
        vec![
            text(&row.id),
            text(row.actor_type),
            text(row.side),
            text(&row.name),
            maybe(row.short.as_ref()),
            maybe(row.han_name.as_ref()),
            maybe(row.parent.as_ref()),
            figure(row.developments),
        ]
    });
    table(&["id", "type", "side", "name", "short", "han_name", "parent", "developments"], rows)
}

/// A relation: a row for each kind in each year.
///
/// # Errors
/// As [`timeline`].
pub fn relation(report: &RelationReport) -> Result<String, RenderError> {
    let rows = report.years.iter().flat_map(|row| {
        row.kinds.iter().map(|kind| {
            let year = row.year.map(|year| year.to_string()).unwrap_or_default();
            vec![text(report.relation), Cell::Figure(year), text(kind.kind), figure(kind.developments)]
        })
    });
    table(&["relation", "year", "kind", "developments"], rows)
}

/// The workspace: a row for each figure.
///
/// # Errors
/// As [`timeline`].
pub fn info(info: &Info) -> Result<String, RenderError> {
    let rows = super::text_journal::info_rows(info).into_iter().map(|(label, value)| vec![text(label), text(value)]);
    table(&["figure", "value"], rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_is_a_formula_and_figures_stay_figures() {
        for acting in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1"] {
            assert_eq!(guarded(acting), format!("'{acting}"));
        }
        assert_eq!(guarded("a=1"), "a=1");
        let set = table(&["a", "b"], [vec![text("=1,\"2\""), figure(-3)]]).unwrap();
        assert_eq!(set, "a,b\r\n\"'=1,\"\"2\"\"\",-3\r\n");
    }
}
