//! Changes in Markdown: a heading for each group, an item for each thing that changed, its steps below.

use super::Writing;
use crate::report::changes::{Changes, Item};
use crate::report::render::markdown_escape::escape_inline;
use crate::report::render::text_changes::{heading, needs_net, net, pieces, said, summary};
use crate::report::render::words;

/// Changes as lists.
pub fn changes(answer: &Changes) -> String {
    let mut page = Writing::default();
    page.heading(1, &heading(answer));
    page.paragraph(&summary(answer));
    let mut group = None;
    for item in &answer.changes {
        if group != Some(item.group) {
            page.heading(2, item.group.heading());
            group = Some(item.group);
        }
        set(&mut page, item);
    }
    page.notices(&answer.notices);
    page.0
}

fn set(page: &mut Writing, item: &Item) {
    let depth = usize::from(item.development.is_some() || item.name.is_some());
    if let Some(found) = &item.development {
        let mut pieces = pieces(item, found);
        pieces.pop();
        let title = escape_inline(&found.title);
        page.ready_item(0, &format!("**{title}** ({}) `{}`", escape_inline(&pieces.join(", ")), found.key));
    }
    if let Some(name) = &item.name {
        page.ready_item(0, &format!("{} `{}`", escape_inline(name), item.subject));
    }
    if needs_net(item) {
        net(item).iter().for_each(|words| page.ready_item(depth, &escape_inline(words)));
    }
    if let Some(moved) = item.moved {
        page.ready_item(depth, moved.sentence());
    }
    for step in &item.steps {
        page.ready_item(depth, &escape_inline(&format!("{}: {}", words::minute(step.step.at), said(item, &step.step))));
        step.step.details.iter().for_each(|detail| page.ready_item(depth + 1, &escape_inline(detail)));
    }
}
