//! Measures as rows: one for each measure of a day, and one for each step of a measure's life.

use super::{Cell, RenderError, figure, joined, maybe, table, text};
use crate::domain::edtf::Day;
use crate::report::measures::line::MeasureLife;
use crate::report::measures::{Bounds, Measures, Proof, ProofSource};

fn day(day: Option<Day>) -> Cell {
    figure(day.map(|day| day.to_string()).unwrap_or_default())
}

fn days(days: Option<i64>) -> Cell {
    figure(days.map(|days| days.to_string()).unwrap_or_default())
}

fn bounds(bounds: Option<Bounds>) -> [Cell; 2] {
    [day(bounds.and_then(Bounds::first)), day(bounds.and_then(Bounds::last))]
}

fn source(source: &ProofSource) -> String {
    let words = [source.title.as_ref(), source.url.as_ref()].into_iter().flatten().cloned().collect::<Vec<String>>();
    format!("[{}] {}", source.n, words.join(" "))
}

fn proof(proof: &Proof) -> String {
    let numbers: Vec<String> = proof.sources.iter().map(|source| source.n.to_string()).collect();
    let note = proof.note.as_ref().map(|note| format!(" ({note})")).unwrap_or_default();
    format!("{}{note} [{} {}]", proof.words, proof.development, numbers.join(","))
}

/// The measures of a day: a row each.
///
/// # Errors
/// Where the rows cannot be written, which memory never refuses.
pub fn measures(answer: &Measures) -> Result<String, RenderError> {
    let headings = [
        "on",
        "key",
        "title",
        "date",
        "kind",
        "state",
        "possible",
        "since",
        "until",
        "start_earliest",
        "start_latest",
        "end_earliest",
        "end_latest",
        "by",
        "affecting",
        "citation",
        "topics",
        "doubts",
        "proofs",
        "sources",
        "status",
        "disagreement",
    ];
    let rows = answer.measures.iter().map(|measure| {
        let standing = &measure.standing;
        let [start_earliest, start_latest] = bounds(measure.start);
        let [end_earliest, end_latest] = bounds(measure.end);
        let mut sources: Vec<String> = Vec::new();
        for found in standing.proofs.iter().flat_map(|proof| &proof.sources).map(source) {
            if !sources.contains(&found) {
                sources.push(found);
            }
        }
        vec![
            figure(answer.on),
            text(&measure.key),
            text(&measure.title),
            text(&measure.date),
            text(measure.kind),
            text(standing.state),
            joined(standing.possible.iter().map(ToString::to_string)),
            day(measure.since),
            day(measure.until),
            start_earliest,
            start_latest,
            end_earliest,
            end_latest,
            joined(measure.by.iter().map(ToString::to_string)),
            joined(measure.affecting.iter().map(ToString::to_string)),
            maybe(measure.citation.as_ref()),
            joined(measure.topics.iter().map(ToString::to_string)),
            joined(standing.doubts.iter().map(|doubted| doubted.words.clone())),
            joined(standing.proofs.iter().map(proof)),
            joined(sources),
            text(measure.status),
            maybe(measure.disagreement.as_ref().map(|found| &found.words)),
        ]
    });
    table(&headings, rows)
}

/// The life of a measure: a row for each step.
///
/// # Errors
/// As [`measures`].
pub fn measure_life(answer: &MeasureLife) -> Result<String, RenderError> {
    let headings = [
        "key",
        "step",
        "by",
        "word",
        "date",
        "earliest",
        "latest",
        "days_min",
        "days_max",
        "state_before",
        "state_after",
        "development",
        "note",
        "asserted_by",
        "citation",
        "sources",
    ];
    let rows = answer.steps.iter().map(|step| {
        let found = &step.proof;
        let [earliest, latest] = bounds(Some(found.bounds));
        vec![
            text(&answer.measure.key),
            text(&step.words),
            text(format!("{:?}", found.by).to_lowercase()),
            text(found.word),
            maybe(found.date.as_ref()),
            earliest,
            latest,
            days(step.days_min),
            days(step.days_max),
            maybe(step.state_before),
            maybe(step.state_after),
            text(&found.development),
            maybe(found.note.as_ref()),
            maybe(found.asserted_by.as_ref()),
            maybe(found.citation.as_ref()),
            joined(found.sources.iter().map(source)),
        ]
    });
    table(&headings, rows)
}
