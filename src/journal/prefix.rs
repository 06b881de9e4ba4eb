//! Whether a journal still begins with what an earlier checkpoint states: the same origin, and the same
//! root over as many of its first lines. The root is always counted anew from the lines as they stand.

use super::Journal;
use super::checkpoint::Checkpoint;
use super::error::JournalError;
use super::merkle::{Frontier, TreeHash};
use super::origin::Origin;

/// How a journal departs from a checkpoint that it should begin with.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Departure {
    /// The checkpoint is of a journal of another name.
    #[error("the checkpoint is of the journal `{theirs}`, this journal is `{ours}`")]
    Origin {
        /// The name in the checkpoint.
        theirs: Origin,
        /// The name of the journal.
        ours: Origin,
    },
    /// The journal has fewer lines than the checkpoint states.
    #[error("the journal has {have} events, the checkpoint states {stated}: events were taken away")]
    Shorter {
        /// How many lines there are.
        have: u64,
        /// How many were stated.
        stated: u64,
    },
    /// The first lines are not those that the checkpoint was made of.
    #[error(
        "the record was rewritten: over its first {size} events the journal has the root {found}, \
         the checkpoint states {stated}"
    )]
    Rewritten {
        /// How many lines the checkpoint covers.
        size: u64,
        /// Their root as they stand.
        found: TreeHash,
        /// The root in the checkpoint.
        stated: TreeHash,
    },
}

impl Journal {
    /// Compares the journal's first lines with a checkpoint of it; nothing where it begins with just them.
    /// Every one of those lines is read and hashed.
    ///
    /// # Errors
    /// As [`Journal::head`]; damage, at the first line that cannot be read or does not follow.
    pub fn departs_from(&self, checkpoint: &Checkpoint) -> Result<Option<Departure>, JournalError> {
        if checkpoint.origin != *self.origin() {
            let (theirs, ours) = (checkpoint.origin.clone(), self.origin().clone());
            return Ok(Some(Departure::Origin { theirs, ours }));
        }
        let mut reader = self.read_from(None)?;
        let (have, stated) = (reader.size(), checkpoint.size);
        if have < stated {
            return Ok(Some(Departure::Shorter { have, stated }));
        }
        let mut frontier = Frontier::new();
        while frontier.size() < stated
            && let Some(line) = reader.next_line()?
        {
            frontier.push(line.leaf);
        }
        let found = frontier.root();
        let is_same = frontier.size() == stated && found == checkpoint.root;
        Ok((!is_same).then_some(Departure::Rewritten { size: stated, found, stated: checkpoint.root }))
    }
}
