//! The journal: an append-only, hash-chained sequence of events in plain files, the only truth.
//!
//! It knows events by the domain alone and nothing of views, reports or terminals; it reads neither a
//! clock nor the environment and makes no ids. docs/journal-format.md tells the format, enough to
//! write a second reader.

mod append;
mod chain;
mod checkpoint;
mod envelope;
mod error;
mod fault;
mod frontier;
mod last_line;
mod line;
mod line_reader;
mod lock;
pub mod merkle;
mod open_segment;
mod origin;
mod prefix;
mod quarantine;
mod reader;
mod recovery;
mod segment;
mod stretch;
mod upcaster;
pub mod verify;
mod walk;
mod writer;

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use crate::domain::stamp::{Instant, Recorded};

pub use append::{Acknowledged, AppendContext, Appended, Coverage, Warning};
pub use checkpoint::{Checkpoint, CheckpointMisread};
pub use envelope::Envelope;
pub use error::JournalError;
pub use fault::{Fault, Finding, Place};
pub use line::{Line, MAX_LINE, Position};
pub use line_reader::LineReader;
pub use lock::Holder;
pub use merkle::TreeHash;
pub use origin::{Origin, OriginError};
pub use prefix::Departure;
pub use quarantine::Recovered;
pub use reader::Reader;
pub use recovery::TornTail;
pub use segment::{SEGMENT_LINES, file_name, first_of};
pub use stretch::{Stretch, Stretches};
pub use upcaster::upcast;
pub use writer::Appender;

use lock::Lock;
use recovery::Standing;
use segment::Folder;

/// The folders of one journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Places {
    /// The segments, the checkpoint and the lock: `events/`.
    pub events: PathBuf,
    /// Disposable things: `.annals/`. Two journals must not share it.
    pub scratch: PathBuf,
    /// Where torn tails are set aside: `quarantine/`.
    pub quarantine: PathBuf,
}

/// The last line of a journal, or of a part of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Last {
    /// Where it stands.
    pub position: Position,
    /// When it was recorded.
    pub time: Instant,
    /// Its leaf hash, to which the next line is chained.
    pub leaf: TreeHash,
}

/// How far a journal reaches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// How many lines count: those of the checkpoint and the whole batches beyond it.
    pub size: u64,
    /// The last of them.
    pub last: Option<Last>,
    /// The checkpoint, which may lag behind after a crash.
    pub checkpoint: Checkpoint,
    /// What a crash left of an append that was never acknowledged.
    pub torn: Option<TornTail>,
}

/// A journal, opened for reading.
#[derive(Debug, Clone)]
pub struct Journal {
    places: Places,
    origin: Origin,
}

impl Journal {
    /// Makes an empty journal: the folder and a checkpoint of size 0.
    ///
    /// # Errors
    /// [`JournalError::AlreadyExists`] when there is a checkpoint or a segment already; nothing is
    /// overwritten. [`JournalError::Io`] when the system fails.
    pub fn create(places: Places, origin: &Origin) -> Result<Journal, JournalError> {
        let events = &places.events;
        fs::create_dir_all(events).map_err(|error| JournalError::io("make", events, error))?;
        let _lock = Lock::take(events, Duration::ZERO, None)?;
        let taken =
            fs::exists(events.join(checkpoint::FILE)).map_err(|error| JournalError::io("look at", events, error))?;
        if taken || !Folder::list(events)?.segments.is_empty() {
            return Err(JournalError::AlreadyExists(places.events));
        }
        Checkpoint { origin: origin.clone(), size: 0, root: TreeHash::of_nothing(), signed: false }.replace(events)?;
        checkpoint::sync_folder(events)?;
        if let Some(parent) = events.parent().filter(|parent| !parent.as_os_str().is_empty()) {
            checkpoint::sync_folder(parent)?;
        }
        let origin = origin.clone();
        Ok(Journal { places, origin })
    }

    /// Opens the journal in these places. Nothing is written, now or by any reading.
    ///
    /// Its origin is taken from the checkpoint, and where that is missing or unreadable from the first
    /// line, so that `verify` can say what is wrong; every other act then refuses.
    ///
    /// # Errors
    /// [`JournalError::NotAJournal`] when the folder holds neither checkpoint nor segment;
    /// [`JournalError::Damaged`] when neither tells the origin.
    pub fn open(places: Places) -> Result<Journal, JournalError> {
        let origin = match Checkpoint::read(&places.events) {
            Ok(checkpoint) => checkpoint.origin,
            Err(error) => match Folder::list(&places.events)?.segments.first() {
                None if error.finding().is_some_and(|finding| finding.what == Fault::CheckpointMissing) => {
                    return Err(JournalError::NotAJournal(places.events));
                }
                None => return Err(error),
                Some(segment) => reader::origin_of_first_line(segment)?.ok_or(error)?,
            },
        };
        Ok(Journal { places, origin })
    }

    /// The journal's name.
    #[must_use]
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// The journal's folders.
    #[must_use]
    pub fn places(&self) -> &Places {
        &self.places
    }

    /// The checkpoint as it stands on disk now.
    ///
    /// # Errors
    /// [`JournalError::Damaged`] when it is missing or unreadable.
    pub fn checkpoint(&self) -> Result<Checkpoint, JournalError> {
        Checkpoint::read(&self.places.events)
    }

    /// How far the journal reaches now.
    ///
    /// Costs a few reads near the end, however long the journal is: lines below the checkpoint's last
    /// are not looked at.
    ///
    /// # Errors
    /// [`JournalError::Damaged`] when a segment is missing, the journal is shorter than its checkpoint,
    /// the checkpoint's last line cannot be read, or what stands beyond is no torn tail.
    pub fn head(&self) -> Result<Head, JournalError> {
        let standing = Standing::find(&self.places)?;
        Ok(Head {
            size: size_after(standing.tail.last.as_ref()),
            last: standing.tail.last,
            checkpoint: standing.checkpoint,
            torn: standing.tail.torn,
        })
    }

    /// Reads the journal from this line on, and from the first where none is given. That a line given
    /// follows from the one before it is not checked.
    ///
    /// # Errors
    /// As [`Journal::head`]; [`JournalError::Misplaced`] when no such line stands at the position.
    pub fn read_from(&self, position: Option<Position>) -> Result<Reader, JournalError> {
        let (segments, size) = self.readable()?;
        let origin = self.origin.clone();
        let Some(position) = position else {
            return Ok(Reader::after(origin, segments, None, size));
        };
        self.last_at(position, size)?;
        Ok(Reader::at(origin, segments, position, size))
    }

    /// Reads the journal from the line after this one on, which must follow from it; from the first
    /// where none is given. [`Reader::last_read`] tells the leaf of the line given, for a view to compare.
    ///
    /// # Errors
    /// As [`Journal::read_from`].
    pub fn read_after(&self, position: Option<Position>) -> Result<Reader, JournalError> {
        let (segments, size) = self.readable()?;
        let last = match position {
            Some(position) => Some(self.last_at(position, size)?),
            None => None,
        };
        Ok(Reader::after(self.origin.clone(), segments, last, size))
    }

    /// The stored bytes of all lines, stretch by stretch, unread and unchecked: the chain, the sequence
    /// and even the line ends are the caller's to look at. How many lines count, [`Journal::head`] tells.
    ///
    /// # Errors
    /// As [`Journal::head`].
    pub fn stretches(&self) -> Result<Stretches, JournalError> {
        Ok(Stretches::of(self.readable()?.0))
    }

    /// The stored bytes of the line at this position, without its line feed. The chain is not checked.
    ///
    /// # Errors
    /// [`JournalError::Misplaced`] when no whole line of this length stands there.
    pub fn line_at(&self, position: Position) -> Result<Vec<u8>, JournalError> {
        LineReader::new(self).line_at(position)
    }

    /// The event at this position. The chain is not checked.
    ///
    /// # Errors
    /// [`JournalError::Misplaced`] when another or no event stands there; as [`Line::recorded`].
    pub fn recorded_at(&self, position: Position) -> Result<Recorded, JournalError> {
        LineReader::new(self).recorded_at(position)
    }

    /// The event in the bytes of the line at this position, as somebody has read them.
    ///
    /// # Errors
    /// As [`Journal::recorded_at`].
    pub fn recorded_in(&self, position: Position, bytes: &[u8]) -> Result<Recorded, JournalError> {
        let envelope = self.envelope_at(position, bytes)?;
        envelope.recorded().map_err(|what| {
            let file = self.places.events.join(file_name(position.segment));
            let place = line::place(&file, &position);
            Finding { what, place }.into()
        })
    }

    /// Takes the lock, sets a torn tail aside, and returns what appends.
    ///
    /// Waits for the lock up to `wait`. Where whole batches stand beyond the checkpoint, they are made
    /// durable and the checkpoint is brought up to them, since from now on they count as recorded.
    ///
    /// # Errors
    /// [`JournalError::Locked`] when another holds the lock for longer than `wait`; as
    /// [`Journal::head`]; [`JournalError::Io`] when the torn tail cannot be set aside.
    pub fn appender(&self, wait: Duration, holder: &Holder) -> Result<Appender, JournalError> {
        let lock = Lock::take(&self.places.events, wait, Some(holder))?;
        Appender::begin(self.clone(), lock, holder.since)
    }

    /// The segments cut to the lines that count, and how many those are.
    fn readable(&self) -> Result<(Vec<segment::Segment>, u64), JournalError> {
        let standing = Standing::find(&self.places)?;
        Ok(standing.readable())
    }

    /// The line at a position, as the one that others follow.
    fn last_at(&self, position: Position, size: u64) -> Result<Last, JournalError> {
        if position.sequence.0 >= size || first_of(position.sequence.0) != position.segment {
            return Err(self.misplaced(position));
        }
        let bytes = self.line_at(position)?;
        let envelope = self.envelope_at(position, &bytes)?;
        Ok(Last { position, time: envelope.time, leaf: TreeHash::of_leaf(&bytes) })
    }

    fn envelope_at<'a>(&self, position: Position, bytes: &'a [u8]) -> Result<Envelope<'a>, JournalError> {
        match Envelope::read(bytes) {
            Ok(envelope) if envelope.sequence == position.sequence => Ok(envelope),
            Ok(_) => Err(self.misplaced(position)),
            Err(misread) => {
                let file = self.places.events.join(file_name(position.segment));
                let mut place = line::place(&file, &position);
                place.byte += misread.byte as u64;
                let what = misread.what;
                Err(Finding { what, place }.into())
            }
        }
    }

    fn misplaced(&self, position: Position) -> JournalError {
        JournalError::Misplaced {
            path: self.places.events.join(file_name(position.segment)),
            byte: position.offset,
            sequence: position.sequence,
        }
    }
}

/// How many lines a journal has that ends with this one.
fn size_after(last: Option<&Last>) -> u64 {
    last.map_or(0, |last| last.position.sequence.0 + 1)
}
