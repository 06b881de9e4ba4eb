//! Reading single lines by where they stand, many of one segment after another.

use std::fs::File;
use std::io::ErrorKind;
use std::os::unix::fs::FileExt as _;
use std::sync::{Mutex, PoisonError};

use crate::domain::stamp::Recorded;

use super::Journal;
use super::error::JournalError;
use super::line::Position;
use super::segment::file_name;

/// Reads lines of a journal by their positions, and keeps the segment open that it read from last.
/// The chain is not checked.
#[derive(Debug)]
pub struct LineReader<'j> {
    journal: &'j Journal,
    open: Mutex<Option<(u64, File)>>,
}

impl<'j> LineReader<'j> {
    /// Reads lines of this journal.
    #[must_use]
    pub fn new(journal: &'j Journal) -> Self {
        Self { journal, open: Mutex::new(None) }
    }

    /// The journal.
    #[must_use]
    pub fn journal(&self) -> &'j Journal {
        self.journal
    }

    /// The stored bytes of the line at this position, without its line feed.
    ///
    /// # Errors
    /// [`JournalError::Misplaced`] when no whole line of this length stands there.
    pub fn line_at(&self, position: Position) -> Result<Vec<u8>, JournalError> {
        let path = self.journal.places.events.join(file_name(position.segment));
        let mut bytes = vec![0; position.len as usize + 1];
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let read = match open.take().filter(|(segment, _)| *segment == position.segment) {
            Some((_, file)) => Ok(file),
            None => File::open(&path),
        };
        let read = read.and_then(|file| {
            file.read_exact_at(&mut bytes, position.offset)?;
            *open = Some((position.segment, file));
            Ok(())
        });
        match read {
            Ok(()) => {}
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::UnexpectedEof) => {
                return Err(self.journal.misplaced(position));
            }
            Err(error) => return Err(JournalError::io("read", &path, error)),
        }
        if memchr::memchr(b'\n', &bytes) != Some(position.len as usize) || bytes.first() != Some(&b'{') {
            return Err(self.journal.misplaced(position));
        }
        bytes.pop();
        Ok(bytes)
    }

    /// The event at this position.
    ///
    /// # Errors
    /// [`JournalError::Misplaced`] when another or no event stands there; as [`super::Line::recorded`].
    pub fn recorded_at(&self, position: Position) -> Result<Recorded, JournalError> {
        self.journal.recorded_in(position, &self.line_at(position)?)
    }

    /// What the event at this position is about: a development's key, an actor's id.
    ///
    /// # Errors
    /// [`JournalError::Misplaced`] when another or no event stands there.
    pub fn subject_at(&self, position: Position) -> Result<String, JournalError> {
        let bytes = self.line_at(position)?;
        Ok(self.journal.envelope_at(position, &bytes)?.subject.into_owned())
    }
}
