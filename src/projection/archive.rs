//! How every reader reads: a chronicle folded from the whole journal, or from just the lines that a
//! question needs. It takes no lock and writes nothing.

use super::error::ProjectionError;
use super::notice::Notice;
use super::selection::Selection;
use crate::domain::chronicle::Chronicle;
use crate::domain::stamp::{EventId, Instant, Recorded, Sequence};
use crate::journal::{Head, Journal, Position};
use std::path::{Path, PathBuf};

/// A journal as it stood when it was opened, with the views that make reading it quick.
#[derive(Debug)]
pub struct Archive {
    journal: Journal,
    #[allow(dead_code)]
    scratch: PathBuf,
    head: Head,
}

impl Archive {
    /// Opens a journal with the views in `scratch`. What appears in the journal afterwards is not seen.
    ///
    /// # Errors
    /// [`ProjectionError::Journal`] where the journal's end cannot be read.
    pub fn open(journal: Journal, scratch: &Path) -> Result<Self, ProjectionError> {
        let head = journal.head()?;
        Ok(Self { journal, scratch: scratch.to_owned(), head })
    }

    /// Everything recorded up to an instant, or up to now.
    ///
    /// # Errors
    /// [`ProjectionError`] where the journal cannot be read or an event does not fit.
    pub fn whole(&self, until: Option<Instant>) -> Result<Chronicle, ProjectionError> {
        let mut chronicle = Chronicle::new();
        for item in self.journal.read_from(None)? {
            let (position, recorded) = item?;
            if position.sequence.0 >= self.head.size || until.is_some_and(|until| recorded.stamp.time > until) {
                break;
            }
            chronicle.apply(recorded)?;
        }
        Ok(chronicle)
    }

    /// A chronicle that holds at least what a selection needs, as of an instant or of now.
    ///
    /// # Errors
    /// [`ProjectionError`] where the journal cannot be read or an event does not fit.
    pub fn select(&self, selection: &Selection, until: Option<Instant>) -> Result<Chronicle, ProjectionError> {
        let _ = selection;
        self.whole(until)
    }

    /// The events with these sequences, in the order of the journal; those it does not have are left out.
    ///
    /// # Errors
    /// [`ProjectionError`] where the journal cannot be read.
    pub fn events(&self, sequences: &[Sequence]) -> Result<Vec<Recorded>, ProjectionError> {
        let mut found = Vec::new();
        for item in self.journal.read_from(None)? {
            let (position, recorded) = item?;
            if sequences.contains(&position.sequence) {
                found.push(recorded);
            }
        }
        Ok(found)
    }

    /// Where the event with an id stands: what an appender asks before it records one.
    ///
    /// # Errors
    /// [`ProjectionError`] where the journal cannot be read.
    pub fn position_of(&self, id: EventId) -> Result<Option<Position>, ProjectionError> {
        for item in self.journal.read_from(None)? {
            let (position, recorded) = item?;
            if recorded.stamp.id == id {
                return Ok(Some(position));
            }
        }
        Ok(None)
    }

    /// The journal.
    pub fn journal(&self) -> &Journal {
        &self.journal
    }

    /// How far the journal reached when it was opened.
    pub fn head(&self) -> &Head {
        &self.head
    }

    /// True where the views lag so far behind that the next reader should not have to wait again:
    /// `catch_up` is due.
    pub fn wants_catch_up(&self) -> bool {
        false
    }

    /// What to tell the reader besides the answers.
    pub fn notices(&self) -> Vec<Notice> {
        self.head.torn.iter().map(|torn| Notice::TornTail { bytes: torn.bytes }).collect()
    }
}
