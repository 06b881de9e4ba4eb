//! Counts as tables.

use super::{Writing, escape_inline};
use crate::report::render::text_stats::journal;
use crate::report::stats::Stats;

/// The counts, a table a group.
pub fn stats(stats: &Stats) -> String {
    let mut page = Writing::default();
    page.heading(1, "The record in counts");
    page.paragraph(&format!("{}.", journal(stats)));
    if !stats.query.is_empty() {
        page.paragraph(&format!("Counted under {}.", stats.query));
    }
    for group in stats.groups.iter().filter(|group| !group.rows.is_empty()) {
        page.heading(2, &format!("{} by {}", group.of, group.by));
        page.paragraph(&format!("Counted: {}; in all {}.", group.unit, group.total));
        page.headings(&[group.by, "count"]);
        for row in &group.rows {
            page.row(&[escape_inline(&row.name), row.count.to_string()]);
        }
    }
    page.0
}
