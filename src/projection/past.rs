//! The journal read by sizes instead of instants: what its first so many events make, and the events
//! from one size to another. Several events may share an instant; a size tells them apart.

use super::archive::{Archive, page, select, size_at};
use super::error::ProjectionError;
use super::selection::Selection;
use super::sequences::PAGE;
use crate::domain::chronicle::Chronicle;
use crate::domain::stamp::{Instant, Recorded};

impl Archive {
    /// How many events were recorded up to an instant.
    ///
    /// # Errors
    /// [`ProjectionError`] where the journal cannot be read.
    pub fn size_at(&self, until: Instant) -> Result<u64, ProjectionError> {
        if self.head().last.as_ref().is_none_or(|last| last.time <= until) {
            return Ok(self.head().size);
        }
        if let Some(size) = self.through_view(|fold, lines| size_at(fold, lines, until)) {
            return Ok(size);
        }
        let mut size = 0;
        let mut reader = self.journal().read_from(None)?;
        while size < self.head().size
            && let Some(line) = reader.next_line()?
            && line.envelope.time <= until
        {
            size += 1;
        }
        Ok(size)
    }

    /// As [`Archive::select`], of the first `size` events.
    ///
    /// # Errors
    /// As [`Archive::select`].
    pub fn select_of_first(&self, selection: &Selection, size: u64) -> Result<Chronicle, ProjectionError> {
        let selected = self.through_view(|fold, lines| select(fold, lines, &selection.question, size));
        match selected.flatten() {
            Some(chronicle) => Ok(chronicle),
            None => self.whole_of_first(size),
        }
    }

    /// True where there is a view that serves, so that loading what a question needs is less than reading
    /// the whole journal.
    pub fn has_view(&self) -> bool {
        self.through_view(|_, _| Ok(())).is_some()
    }

    /// Everything that the first `size` events make.
    ///
    /// # Errors
    /// As [`Archive::whole`].
    pub fn whole_of_first(&self, size: u64) -> Result<Chronicle, ProjectionError> {
        self.whole_within(None, size.min(self.head().size))
    }

    /// The events from one size of the journal to another: those with the sequences `from..to`.
    ///
    /// # Errors
    /// [`ProjectionError`] where the journal cannot be read.
    pub fn events_between(&self, from: u64, to: u64) -> Result<Vec<Recorded>, ProjectionError> {
        let to = to.min(self.head().size);
        if from >= to {
            return Ok(Vec::new());
        }
        let begin = self.through_view(|fold, _| page(fold, from / PAGE).map(|(position, _)| position));
        let mut reader = self.journal().read_from(begin)?;
        let mut found = Vec::new();
        while let Some(line) = reader.next_line()? {
            let sequence = line.position.sequence.0;
            if sequence >= to {
                break;
            }
            if sequence >= from {
                found.push(line.recorded()?);
            }
        }
        Ok(found)
    }
}
