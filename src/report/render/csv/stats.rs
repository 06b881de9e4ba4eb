//! Counts as rows.

use super::{RenderError, figure, table, text};
use crate::report::stats::Stats;

/// The counts: a row each, with its counting unit.
///
/// # Errors
/// As [`super::timeline`].
pub fn stats(stats: &Stats) -> Result<String, RenderError> {
    let rows = stats.groups.iter().flat_map(|group| {
        group
            .rows
            .iter()
            .map(|row| vec![text(group.of), text(group.by), text(&row.name), figure(row.count), text(&group.unit)])
    });
    table(&["of", "by", "name", "count", "unit"], rows)
}
