//! A search as rows: one for each place where words stand, and one for each name of an actor.

use super::{Cell, RenderError, figure, joined, maybe, table, text};
use crate::report::render::text_search::pieces;
use crate::report::search::SearchReport;

/// A search: a row for each place of each development, then one for each name of each actor. What was
/// sought stands between « and ».
///
/// # Errors
/// As [`super::timeline`].
pub fn search(answer: &SearchReport) -> Result<String, RenderError> {
    let headings = [
        "what",
        "key",
        "date",
        "earliest",
        "latest",
        "title",
        "kind",
        "status",
        "relations",
        "score",
        "field",
        "source",
        "actor",
        "text",
    ];
    let developments = answer.developments.iter().flat_map(|hit| {
        hit.matches.iter().map(move |found| {
            vec![
                text("development"),
                text(&hit.key),
                text(&hit.date),
                figure(hit.earliest.map(|day| day.to_string()).unwrap_or_default()),
                figure(hit.latest.map(|day| day.to_string()).unwrap_or_default()),
                text(&hit.title),
                text(hit.kind),
                text(hit.status),
                joined(hit.relations.iter().map(ToString::to_string)),
                figure(hit.score.map(|score| score.to_string()).unwrap_or_default()),
                text(found.field.name()),
                figure(found.source.map(|number| number.to_string()).unwrap_or_default()),
                maybe(found.actor.as_ref()),
                text(pieces(&found.segments)),
            ]
        })
    });
    let actors = answer.actors.iter().flat_map(|actor| {
        actor.names.iter().map(move |found| {
            let mut row = vec![text("actor"), text(&actor.id)];
            row.extend((0..3).map(|_| text("")));
            row.extend([text(&actor.name), text(actor.actor_type), text(""), text(actor.side), text("")]);
            row.extend([text(found.field.name()), text(""), text(&actor.id), text(pieces(&found.segments))]);
            row
        })
    });
    let rows: Vec<Vec<Cell>> = developments.chain(actors).collect();
    table(&headings, rows)
}
