//! `annals stats`: the record in counts.

use super::failure::Failure;
use super::filter::FilterFlags;
use super::host::Host;
use super::reading::Reading;
use super::workspace::Workspace;
use crate::domain::chronicle::Chronicle;
use crate::projection::ProjectionError;
use crate::report::info::JournalFacts;
use crate::report::stats::stats;

/// The record in counts, each with its counting unit: events, developments, actors, sources, claims,
/// commitments, dates, corrections
#[derive(Debug, clap::Args)]
pub(super) struct Stats {
    #[command(flatten)]
    filters: FilterFlags,
    #[command(flatten)]
    reading: Reading,
}

impl Stats {
    /// Runs the verb.
    pub(super) fn run(self, host: &Host, workspace: &Workspace) -> Result<(), Failure> {
        let opened = self.reading.open(host, workspace)?;
        let filter = self.filters.without_actors(host, opened.public_on)?;
        let mut facts = JournalFacts::default();
        let mut chronicle = Chronicle::new();
        let size = opened.archive.head().size;
        for item in opened.archive.journal().read_from(None)? {
            let (position, recorded) = item?;
            if position.sequence.0 >= size || opened.until.is_some_and(|until| recorded.stamp.time > until) {
                break;
            }
            facts.take(&recorded);
            chronicle.apply(recorded).map_err(ProjectionError::from)?;
        }
        let filter = self.filters.within(&chronicle, filter)?;
        let answer = stats(&chronicle, &facts, &filter, &self.filters.words());
        self.reading.answer(host, workspace, &opened, &answer)
    }
}
