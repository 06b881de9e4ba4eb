//! Counts for a terminal: what is counted as a heading, the unit under it, then value and count.

use super::page::{Page, Sheet, Style};
use super::words;
use crate::report::stats::{Group, Stats};

/// How many rows of a group are shown; the other formats have them all.
const SHOWN: usize = 40;

/// The counts set for a page.
pub fn stats(stats: &Stats, page: &Page) -> String {
    let mut sheet = Sheet::new(page);
    sheet.paragraph(0, &journal(stats), Style::Bold);
    if !stats.query.is_empty() {
        sheet.paragraph(0, &format!("Counted under {}.", stats.query), Style::Plain);
    }
    let mut before: Option<&Group> = None;
    for group in stats.groups.iter().filter(|group| !group.rows.is_empty()) {
        sheet.heading(&format!("{} by {}", capital(group.of), group.by));
        // one unit is said once for the groups that share it
        if before.is_none_or(|before| before.unit != group.unit) {
            sheet.paragraph(2, &format!("Counted: {}; in all {}.", group.unit, group.total), Style::Dim);
        }
        let mut pieces: Vec<String> =
            group.rows.iter().take(SHOWN).map(|row| format!("{} {}", row.name, row.count)).collect();
        if let Some(rest) = group.rows.get(SHOWN..).filter(|rest| !rest.is_empty()) {
            let count: usize = rest.iter().map(|row| row.count).sum();
            pieces.push(format!("{} others {count}", rest.len()));
        }
        sheet.pieces(2, &pieces, Style::Plain);
        before = Some(group);
    }
    sheet.finish()
}

/// The journal in one sentence.
pub(super) fn journal(stats: &Stats) -> String {
    let span = match (stats.first_event, stats.last_event) {
        (Some(first), Some(last)) => format!(", recorded {} to {}", words::minute(first), words::minute(last)),
        _ => String::new(),
    };
    format!("{} events{span}", stats.size)
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
