//! `annals info`: the workspace in figures.

use super::failure::Failure;
use super::host::Host;
use super::reading::Reading;
use super::workspace::Workspace;
use crate::domain::chronicle::Chronicle;
use crate::domain::stamp::Instant;
use crate::journal::Journal;
use crate::journal::merkle::{Frontier, TreeHash};
use crate::report::info::{JournalFacts, info};

/// The workspace in figures: journal, root, span, sides, recorders
#[derive(Debug, clap::Args)]
pub(super) struct Info {
    #[command(flatten)]
    reading: Reading,
}

impl Info {
    /// Runs the verb.
    pub(super) fn run(self, host: &Host, workspace: &Workspace) -> Result<(), Failure> {
        let opened = self.reading.open(host, workspace)?;
        let journal = opened.archive.journal();
        let mut facts = JournalFacts { origin: Some(journal.origin().to_string()), ..JournalFacts::default() };
        let mut chronicle = Chronicle::new();
        for item in journal.read_from(None)? {
            let recorded = item?.1;
            if opened.until.is_some_and(|until| recorded.stamp.time > until) {
                break;
            }
            facts.take(&recorded);
            chronicle.apply(recorded).map_err(crate::projection::ProjectionError::from)?;
        }
        facts.root = Some(root(journal, facts.size)?);
        self.reading.answer(host, workspace, &opened, &info(&chronicle, &facts, opened.public_on))
    }
}

/// The Merkle root over the first `size` events, as text: that of the checkpoint where it covers just
/// these, else counted anew from the lines.
pub(super) fn root(journal: &Journal, size: u64) -> Result<String, Failure> {
    let checkpoint = journal.head()?.checkpoint;
    if checkpoint.size == size {
        return Ok(checkpoint.root.to_base64());
    }
    let mut frontier = Frontier::new();
    let mut reader = journal.read_from(None)?;
    while frontier.size() < size {
        match reader.next_line()? {
            Some(line) => frontier.push(TreeHash::of_leaf(line.bytes)),
            None => break,
        }
    }
    Ok(frontier.root().to_base64())
}

/// How many events were recorded up to an instant.
pub(super) fn size_until(chronicle: &Chronicle) -> (u64, Option<Instant>) {
    chronicle.last().map_or((0, None), |(sequence, time)| (sequence.0 + 1, Some(time)))
}
