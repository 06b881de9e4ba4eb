//! The thread of a development for a terminal, drawn as a tree. A development that is reached twice
//! is shown once; elsewhere its number refers to it.

use super::page::{Page, Sheet, Style};
use super::terminal_text::{columns, line, wrap};
use super::words;
use crate::domain::vocabulary::{LinkRelation, Vocabulary};
use crate::report::entry::LinkEntry;
use crate::report::thread::{Thread, ThreadPoint, ThreadStep};

/// The fewest columns a step keeps, however deep it stands.
const ROOM: usize = 44;

/// The thread set for a page.
pub fn thread(thread: &Thread, page: &Page) -> String {
    let mut sheet = Sheet::new(page);
    if let Some(reason) = &thread.retracted {
        sheet.paragraph(0, &format!("RETRACTED: {reason}"), Style::Bold);
    }
    let start = &thread.start;
    sheet.paragraph(0, &format!("[{}] {}: {}", start.n, start.date.english(), start.title), Style::Bold);
    sheet.pieces(4, &facts(start), Style::Dim);
    sheet.paragraph(4, start.key.as_str(), Style::Dim);
    if let Some(limits) = limits(thread) {
        sheet.paragraph(0, &limits, Style::Plain);
    }
    for (heading, nothing, to_it, steps) in halves(thread) {
        sheet.heading(heading);
        if steps.is_empty() {
            sheet.paragraph(0, nothing, Style::Plain);
        }
        tree(&mut sheet, to_it, steps);
    }
    if !thread.notices.is_empty() {
        sheet.blank();
    }
    for notice in &thread.notices {
        sheet.paragraph(0, notice, Style::Dim);
    }
    sheet.finish()
}

/// The two halves: heading, what is said where there is nothing, whether ties lead up, the steps.
pub(super) fn halves(thread: &Thread) -> [(&'static str, &'static str, bool, &[ThreadStep]); 2] {
    [
        ("What it answers, carries out or builds on", "No tie on record leads back from it.", false, &thread.back),
        ("What answers it, carries it out or builds on it", "No tie on record leads on from it.", true, &thread.on),
    ]
}

/// What the tree is limited to, where it is.
pub(super) fn limits(thread: &Thread) -> Option<String> {
    let mut limits = Vec::new();
    if !thread.ties_followed.is_empty() {
        let words: Vec<&str> = thread.ties_followed.iter().map(|relation: &LinkRelation| relation.word()).collect();
        limits.push(format!("only ties of the relation {}", words.join(" or ")));
    }
    if let Some(depth) = thread.depth {
        limits.push(format!("at most {depth} away"));
    }
    (!limits.is_empty()).then(|| format!("Followed: {}.", limits.join(", ")))
}

/// What a development is: sides, kind, status.
pub(super) fn facts(point: &ThreadPoint) -> Vec<String> {
    let sides = point.sides.iter().map(ToString::to_string).collect::<Vec<String>>().join(" ");
    vec![sides, point.kind.to_string(), point.status.to_string()]
}

/// A tie as read from above: `implemented by, +73 days, in the words of the Foreign Ministry`.
pub(super) fn tie(link: &LinkEntry, to_it: bool) -> String {
    let asserter = if link.asserted_by == "analyst" { "says the analyst".to_owned() } else { asserted(link) };
    let days = words::days(link);
    let days = if days.is_empty() { "days not known".to_owned() } else { days };
    let note = link.note.as_ref().map(|note| format!(" ({note})")).unwrap_or_default();
    format!("{}, {days}, {asserter}{note}", words::tie(link.relation, to_it))
}

fn asserted(link: &LinkEntry) -> String {
    format!("in the words of {}", link.asserter_name)
}

/// How many developments are tied to one that the thread does not hold.
pub(super) fn beyond(point: &ThreadPoint) -> Option<String> {
    match point.beyond {
        0 => None,
        1 => Some("tied to 1 more, not here".to_owned()),
        more => Some(format!("tied to {more} more, not here")),
    }
}

fn tree(sheet: &mut Sheet<'_>, to_it: bool, steps: &[ThreadStep]) {
    // the highest number shown in full so far: numbers go up in the order shown
    let mut highest =
        steps.iter().filter(|step| !step.repeated).map(|step| step.point.n).min().map_or(usize::MAX, |first| first - 1);
    // for each level above, whether more steps follow on it
    let mut open: Vec<bool> = Vec::new();
    let is_last = last_ones(steps);
    for (at, step) in steps.iter().enumerate() {
        let last = is_last.get(at).copied().unwrap_or(true);
        open.truncate(step.depth - 1);
        let most = sheet.page().width.saturating_sub(ROOM) / 3;
        let shown = open.get(open.len().saturating_sub(most)..).unwrap_or_default();
        let above: String = shown.iter().map(|more| if *more { "│  " } else { "   " }).collect();
        open.push(!last);
        let has_below = steps.get(at + 1).is_some_and(|next| next.depth > step.depth);
        let first = format!("{above}{}", if last { "└─ " } else { "├─ " });
        let rest = format!("{above}{}{}", if last { "   " } else { "│  " }, if has_below { "│ " } else { "  " });
        let level = if open.len() > most + 1 { format!("(level {}) ", step.depth) } else { String::new() };
        highest = if step.repeated { highest } else { step.point.n };
        let level = if step.repeated { format!("{level}{} ", where_shown(step, highest)) } else { level };
        set(sheet, (&first, &rest), &level, to_it, step);
    }
}

/// Where a step is shown in full that is only referred to here.
fn where_shown(step: &ThreadStep, highest: usize) -> &'static str {
    if step.point.n <= highest { "see above:" } else { "see below:" }
}

/// For each step whether no other of its level follows below the same one above.
fn last_ones(steps: &[ThreadStep]) -> Vec<bool> {
    let mut waiting: Vec<bool> = Vec::new();
    let mut last: Vec<bool> = steps
        .iter()
        .rev()
        .map(|step| {
            let followed = waiting.get(step.depth).copied().unwrap_or(false);
            waiting.resize(step.depth + 1, false);
            if let Some(level) = waiting.get_mut(step.depth) {
                *level = true;
            }
            !followed
        })
        .collect();
    last.reverse();
    last
}

fn set(sheet: &mut Sheet<'_>, (first, rest): (&str, &str), level: &str, to_it: bool, step: &ThreadStep) {
    let page = sheet.page();
    let point = &step.point;
    let head = format!("{level}[{}] {}: {}", point.n, point.date.english(), point.title);
    let mut lines: Vec<(String, Style)> = Vec::new();
    let room = page.width.saturating_sub(columns(rest)).max(20);
    lines
        .extend(wrap(&head, room).into_iter().map(|set| (set, if step.repeated { Style::Plain } else { Style::Bold })));
    for link in &step.ties {
        lines.extend(wrap(&tie(link, to_it), room).into_iter().map(|set| (set, Style::Plain)));
    }
    if !step.repeated {
        let facts: Vec<String> = facts(point).into_iter().chain(beyond(point)).collect();
        lines.extend(super::page::flow(&facts, room).into_iter().map(|set| (set, Style::Dim)));
        lines.push((line(point.key.as_str()), Style::Dim));
    }
    for (at, (text, style)) in lines.iter().enumerate() {
        let prefix = if at == 0 { first } else { rest };
        sheet.ready(&format!("{prefix}{}", page.styled(text, *style)));
    }
}

#[cfg(test)]
mod tests {
    use super::{last_ones, tree};
    use crate::report::render::page::{Page, Sheet};
    use crate::report::thread::{ThreadPoint, ThreadStep};

    fn step(n: usize, depth: usize) -> ThreadStep {
        let point = ThreadPoint {
            n,
            key: format!("key-{n}").parse().unwrap(),
            date: "2024-05".parse().unwrap(),
            title: format!("Title {n}"),
            kind: "other".parse().unwrap(),
            status: "held".parse().unwrap(),
            sides: Vec::new(),
            beyond: 0,
        };
        ThreadStep { point, depth, reached_from: 1, repeated: false, ties: Vec::new() }
    }

    #[test]
    fn a_step_is_the_last_of_its_level_where_none_follows_below_the_same_one() {
        let steps = [step(2, 1), step(3, 2), step(4, 2), step(5, 1), step(6, 2)];
        assert_eq!(last_ones(&steps), [false, false, true, true, true]);
    }

    #[test]
    fn a_thread_deeper_than_the_page_is_wide_keeps_its_room_and_names_the_level() {
        let steps: Vec<ThreadStep> = (1..40).map(|depth| step(depth + 1, depth)).collect();
        let page = Page::plain(80);
        let mut sheet = Sheet::new(&page);
        tree(&mut sheet, true, &steps);
        let text = sheet.finish();
        assert!(text.lines().all(|line| unicode_width::UnicodeWidthStr::width(line) <= 80), "{text}");
        assert!(text.contains("(level 39) [40] May 2024: Title 40"), "{text}");
        assert!(!text.contains("(level 5)"), "{text}");
    }
}
