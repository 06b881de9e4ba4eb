//! A bibliography as rows: one for each document, or for each publisher, side or language.

use super::{Cell, RenderError, figure, joined, maybe, table};
use crate::report::sources::{By, DocumentRow, GroupRow, Row, Sources};

/// A bibliography: a row for each document or group.
///
/// # Errors
/// As [`super::timeline`].
pub fn sources(answer: &Sources) -> Result<String, RenderError> {
    let rows = answer.rows.iter().map(|row| match row {
        Row::Document(row) => document(row),
        Row::Group(row) => group(row),
    });
    match answer.by {
        By::Document => table(
            &[
                "url",
                "other_urls",
                "title",
                "publisher",
                "published",
                "lang",
                "side",
                "side_by",
                "disputed_sides",
                "archive",
                "citations",
                "developments",
                "claims",
                "commitments",
                "status_moves",
                "corrections",
                "keys",
            ],
            rows,
        ),
        By::Publisher | By::Side | By::Language => table(
            &[
                answer.by.word(),
                "documents",
                "citations",
                "developments",
                "claims",
                "commitments",
                "status_moves",
                "corrections",
                "unarchived",
            ],
            rows,
        ),
    }
}

fn document(row: &DocumentRow) -> Vec<Cell> {
    vec![
        maybe(row.url.as_ref()),
        joined(row.other_urls.iter().cloned()),
        maybe(row.title.as_ref()),
        maybe(row.publisher.as_ref()),
        maybe(row.published.as_ref()),
        maybe(row.lang.as_ref()),
        maybe(row.side),
        maybe(row.side_by.map(|by| by.word())),
        joined(row.disputed_sides.iter().map(ToString::to_string)),
        joined(row.archive.iter().map(|kept| {
            let found = kept.copy.map(|copy| format!(" {}", copy.word())).unwrap_or_default();
            format!("{}{found}", kept.sha256)
        })),
        figure(row.citations),
        figure(row.developments.len()),
        figure(row.claims),
        figure(row.commitments),
        figure(row.status_moves),
        figure(row.corrections),
        joined(row.developments.iter().map(|resting| resting.key.to_string())),
    ]
}

fn group(row: &GroupRow) -> Vec<Cell> {
    vec![
        maybe(row.value.as_ref()),
        figure(row.documents),
        figure(row.citations),
        figure(row.developments),
        figure(row.claims),
        figure(row.commitments),
        figure(row.status_moves),
        figure(row.corrections),
        figure(row.unarchived),
    ]
}
