//! Threads in Markdown: the tree as a list within lists, action and response as tables.

use super::Writing;
use crate::report::dossier::DevelopmentRef;
use crate::report::render::markdown_escape::escape_inline;
use crate::report::render::text_response::{
    medians, opener, pair_days, pair_words, side_name, title, unanswered, whose, window,
};
use crate::report::render::text_thread::{beyond, facts, halves, limits, tie};
use crate::report::response::Responses;
use crate::report::thread::{Thread, ThreadPoint};
use crate::report::timeline::counted;

/// Lists deeper than this are read as code by some readers; the level is then told in words.
const DEEPEST: usize = 8;

/// A thread as two lists.
pub fn thread(thread: &Thread) -> String {
    let mut page = Writing::default();
    let start = &thread.start;
    page.heading(1, &format!("Thread: {}", start.title));
    if let Some(reason) = &thread.retracted {
        page.paragraph(&format!("RETRACTED: {reason}"));
    }
    page.gap();
    page.0.push_str(&format!("{}\n", shown(start)));
    limits(thread).iter().for_each(|limits| page.paragraph(limits));
    for (heading, nothing, to_it, steps) in halves(thread) {
        page.heading(2, heading);
        if steps.is_empty() {
            page.paragraph(nothing);
        }
        for step in steps {
            let ties: Vec<String> = step.ties.iter().map(|link| tie(link, to_it)).collect();
            let level = if step.depth > DEEPEST { format!("(level {}) ", step.depth) } else { String::new() };
            let what = if step.repeated { again(&step.point) } else { shown(&step.point) };
            let ties = escape_inline(&ties.join("; "));
            page.ready_item((step.depth - 1).min(DEEPEST - 1), &format!("{level}{ties}: {what}"));
        }
    }
    page.notices(&thread.notices);
    page.0
}

fn shown(point: &ThreadPoint) -> String {
    let facts: Vec<String> = facts(point).into_iter().chain(beyond(point)).filter(|fact| !fact.is_empty()).collect();
    format!(
        "\\[{}\\] {}: **{}** ({}) `{}`",
        point.n,
        escape_inline(&point.date.english()),
        escape_inline(&point.title),
        escape_inline(&facts.join(", ")),
        point.key
    )
}

fn again(point: &ThreadPoint) -> String {
    format!("\\[{}\\], shown elsewhere, `{}`", point.n, point.key)
}

/// Action and response as tables.
pub fn responses(answer: &Responses) -> String {
    let mut page = Writing::default();
    page.heading(1, &title(answer));
    page.paragraph(&window(answer));
    page.headings(&["Response by", "Pairs", "Median time from act to response"]);
    for row in &answer.times {
        page.row(&[escape_inline(&whose(answer, row)), row.pairs.to_string(), escape_inline(&medians(row))]);
    }
    page.headings(&["Acts by", "Targeting the other side", "Without an answer on record"]);
    for share in &answer.answered {
        page.row(&[
            escape_inline(&side_name(answer, share.side)),
            share.acts.to_string(),
            escape_inline(&unanswered(share)),
        ]);
    }
    page.headings(&["Chains of answers opened by", "Chains"]);
    for row in &answer.opened {
        page.row(&[escape_inline(&opener(answer, &row.opener)), row.chains.to_string()]);
    }
    if answer.shows_pairs {
        pairs(&mut page, answer);
    }
    page.heading(2, "How this is counted");
    answer.rules.iter().for_each(|rule| page.item(rule));
    page.notices(&answer.notices);
    page.0
}

fn pairs(page: &mut Writing, answer: &Responses) {
    page.heading(2, "The pairs");
    page.headings(&["Act", "By", "Response", "By", "Kind", "Days", "Tie"]);
    for pair in &answer.pairs {
        page.row(&[
            named(&pair.action),
            pair.action_side.to_string(),
            named(&pair.response),
            pair.side.to_string(),
            escape_inline(&pair.kind.to_string()),
            escape_inline(&pair_days(pair)),
            escape_inline(&pair_words(pair)),
        ]);
    }
    for share in &answer.answered {
        let by = side_name(answer, share.side);
        page.heading(2, &format!("Acts by {by} without an answer on record ({})", share.unanswered_acts.len()));
        share.unanswered_acts.iter().for_each(|found| page.ready_item(0, &named(found)));
    }
    page.heading(2, "The chains");
    for chain in &answer.chains {
        let opened = escape_inline(&opener(answer, &chain.opener));
        let size = counted(chain.developments, "development");
        page.ready_item(0, &format!("{} (opened by {opened}, {size})", named(&chain.first)));
    }
    for found in &answer.no_pairs {
        page.item(&format!("no pair: {} answers {}: {}", found.response.key, found.action.key, found.why));
    }
}

fn named(found: &DevelopmentRef) -> String {
    format!("{}: {} `{}`", escape_inline(&found.date.english()), escape_inline(&found.title), found.key)
}
