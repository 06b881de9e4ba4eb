//! Threads as rows: one for each step of a tree, one for each pair of act and response.

use super::{Cell, figure, joined, table, text};
use crate::report::render::RenderError;
use crate::report::render::text_response::pair_words;
use crate::report::render::text_thread::tie;
use crate::report::response::Responses;
use crate::report::thread::{Thread, ThreadPoint, ThreadStep};

fn days(days: Option<i64>) -> Cell {
    Cell::Figure(days.map(|days| days.to_string()).unwrap_or_default())
}

fn point(way: &str, depth: usize, from: &str, point: &ThreadPoint) -> Vec<Cell> {
    vec![
        text(way),
        figure(depth),
        figure(point.n),
        text(from),
        text(&point.key),
        text(&point.date),
        text(&point.title),
        text(point.kind),
        text(point.status),
        joined(point.sides.iter().map(ToString::to_string)),
    ]
}

fn step(way: &str, to_it: bool, step: &ThreadStep) -> Vec<Cell> {
    let mut row = point(way, step.depth, &step.reached_from.to_string(), &step.point);
    let first = step.ties.first();
    row.extend([
        joined(step.ties.iter().map(|link| link.relation.to_string())),
        days(first.and_then(|link| link.days)),
        days(first.and_then(|link| link.days_min)),
        days(first.and_then(|link| link.days_max)),
        joined(step.ties.iter().map(|link| link.asserted_by.clone())),
        joined(step.ties.iter().map(|link| tie(link, to_it))),
        figure(step.repeated),
        figure(step.point.beyond),
    ]);
    row
}

/// A thread: a row for the start and for each step.
///
/// # Errors
/// Where the rows cannot be written, which memory never refuses.
pub fn thread(thread: &Thread) -> Result<String, RenderError> {
    let headings = [
        "way",
        "depth",
        "n",
        "reached_from",
        "key",
        "date",
        "title",
        "kind",
        "status",
        "sides",
        "ties",
        "days",
        "days_min",
        "days_max",
        "asserted_by",
        "in_words",
        "repeated",
        "beyond",
    ];
    let mut start = point("start", 0, "", &thread.start);
    start.extend(["", "", "", "", "", ""].map(text));
    start.extend([figure(false), figure(thread.start.beyond)]);
    let back = thread.back.iter().map(|found| step("back", false, found));
    let on = thread.on.iter().map(|found| step("on", true, found));
    table(&headings, [start].into_iter().chain(back).chain(on))
}

/// Action and response: a row for each pair.
///
/// # Errors
/// As [`thread`].
pub fn responses(answer: &Responses) -> Result<String, RenderError> {
    let headings = [
        "action",
        "action_date",
        "action_side",
        "action_title",
        "response",
        "response_date",
        "side",
        "kind",
        "response_title",
        "days",
        "days_min",
        "days_max",
        "asserted_by",
        "in_words",
    ];
    let rows = answer.pairs.iter().map(|pair| {
        vec![
            text(&pair.action.key),
            text(&pair.action.date),
            text(pair.action_side),
            text(&pair.action.title),
            text(&pair.response.key),
            text(&pair.response.date),
            text(pair.side),
            text(pair.kind),
            text(&pair.response.title),
            days(pair.days),
            days(pair.days_min),
            days(pair.days_max),
            joined(pair.asserted_by.iter().cloned()),
            text(pair_words(pair)),
        ]
    });
    table(&headings, rows)
}
