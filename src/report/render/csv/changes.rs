//! Changes as rows: one for each event under its group, with what is different in the end beside the
//! first of them.

use super::{Cell, RenderError, figure, joined, maybe, table, text};
use crate::report::changes::{Changes, Item};
use serde_json::Value;

/// Changes: a row for each event of each item.
///
/// # Errors
/// As [`super::timeline`].
pub fn changes(answer: &Changes) -> Result<String, RenderError> {
    let headings = [
        "group",
        "subject",
        "key",
        "date",
        "title",
        "net_fields",
        "net_old",
        "net_new",
        "moved",
        "sequence",
        "at",
        "by",
        "type",
        "deed",
        "details",
        "reason",
        "source",
    ];
    table(&headings, answer.changes.iter().flat_map(rows))
}

fn rows(item: &Item) -> impl Iterator<Item = Vec<Cell>> + '_ {
    let found = item.development.as_ref();
    item.steps.iter().enumerate().map(move |(at, step)| {
        let net = if at == 0 { item.net.as_slice() } else { &[] };
        let moved = item.moved.filter(|_| at == 0).map(|moved| moved.word());
        vec![
            text(item.group.word()),
            text(&item.subject),
            maybe(found.map(|found| &found.key)),
            maybe(found.map(|found| &found.date)),
            maybe(found.map(|found| &found.title)),
            joined(net.iter().map(|net| net.field.clone())),
            joined(net.iter().map(|net| value(&net.old))),
            joined(net.iter().map(|net| value(&net.new))),
            maybe(moved),
            figure(step.step.sequence),
            figure(step.step.at),
            text(&step.step.by),
            text(step.step.event_type),
            text(&step.step.deed),
            joined(step.step.details.iter().cloned()),
            maybe(step.step.reason.as_ref()),
            maybe(step.step.source.as_ref()),
        ]
    })
}

/// A value as one writes it: a text without its quotation marks, anything else as JSON.
fn value(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
