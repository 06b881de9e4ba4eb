//! Commitments as rows: one for each.

use super::{Cell, figure, joined, maybe, table, text};
use crate::report::commitments::{Commitments, DueStanding};
use crate::report::dossier::ActorRef;
use crate::report::render::RenderError;
use crate::report::render::text_commitments::{assessment, source};
use crate::report::render::words;

/// The commitments: a row for each.
///
/// # Errors
/// Where the rows cannot be written, which memory never refuses.
pub fn commitments(answer: &Commitments) -> Result<String, RenderError> {
    let headings = [
        "key",
        "as_of",
        "state",
        "state_on",
        "by",
        "by_sides",
        "to",
        "to_sides",
        "text",
        "due",
        "due_standing",
        "days_left",
        "days_left_min",
        "days_left_max",
        "past_due",
        "one_sided",
        "acknowledged_by",
        "unacknowledged",
        "made_in",
        "made_on",
        "source",
        "assessments",
    ];
    let names = |actors: &[ActorRef]| joined(actors.iter().map(|actor| actor.name.clone()));
    let sides = |actors: &[ActorRef]| {
        let mut sides: Vec<String> = actors.iter().map(|actor| actor.side.to_string()).collect();
        sides.sort_unstable();
        sides.dedup();
        joined(sides)
    };
    let days = |days: Option<i64>| Cell::Figure(days.map(|days| days.to_string()).unwrap_or_default());
    let rows = answer.commitments.iter().map(|row| {
        vec![
            text(&row.key),
            figure(answer.as_of.day),
            text(words::state(row.state)),
            maybe(row.state_on.as_ref()),
            names(&row.by),
            sides(&row.by),
            names(&row.to),
            sides(&row.to),
            text(&row.text),
            maybe(row.due.as_ref()),
            text(match row.due_standing {
                Some(DueStanding::Ahead) => "ahead",
                Some(DueStanding::PerhapsPast) => "perhaps-past",
                Some(DueStanding::Past) => "past",
                None => "",
            }),
            days(row.days_left),
            days(row.days_left_min),
            days(row.days_left_max),
            figure(row.past_due),
            figure(row.one_sided),
            names(&row.acknowledged_by),
            names(&row.unacknowledged),
            text(&row.development.key),
            text(&row.development.date),
            text(source(row)),
            joined(row.assessments.iter().map(assessment)),
        ]
    });
    table(&headings, rows)
}
