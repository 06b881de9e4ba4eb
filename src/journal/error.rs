//! What the journal refuses or fails at, each with the value, the place and the remedy.

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use thiserror::Error;

use crate::domain::stamp::{EventId, Sequence};

use super::fault::{Fault, Finding};
use super::line::MAX_LINE;
use super::lock::Holder;

/// Why the journal could not do what was asked.
#[derive(Debug, Error)]
pub enum JournalError {
    /// There is no journal in the folder.
    #[error("there is no journal in {}; `annals init` makes one", .0.display())]
    NotAJournal(PathBuf),
    /// There is a journal in the folder already.
    #[error("there is a journal in {} already; it was left as it is", .0.display())]
    AlreadyExists(PathBuf),
    /// The files are not what was once acknowledged.
    #[error("{}", .0.message())]
    Damaged(Box<Finding>),
    /// An event type that this version does not know.
    #[error("{}", .0.message())]
    UnknownType(Box<Finding>),
    /// A field that this version does not know.
    #[error("{}", .0.message())]
    UnknownField(Box<Finding>),
    /// A schema number that this version does not know.
    #[error("{}", .0.message())]
    UnknownSchema(Box<Finding>),
    /// Another process appends.
    #[error(
        "the journal is being written by {}; waited {} ms; try again when it is done",
        .holder.as_ref().map_or_else(|| "another process".to_owned(), ToString::to_string),
        .waited.as_millis()
    )]
    Locked {
        /// Who, where the note could be read.
        holder: Option<Box<Holder>>,
        /// How long was waited.
        waited: Duration,
    },
    /// The id is taken by an event with other content.
    #[error(
        "the event id {id} was recorded at sequence {sequence} with other content; \
         nothing was appended; a change to the past is a new event with a new id"
    )]
    IdConflict {
        /// The id.
        id: EventId,
        /// Where it stands.
        sequence: Sequence,
    },
    /// The event does not fit in a line.
    #[error(
        "the event about `{subject}` would make a line of {len} bytes, more than the {MAX_LINE} allowed; \
         nothing was appended; keep long text in an archived source and quote the passage that matters"
    )]
    TooLong {
        /// What the event is about.
        subject: String,
        /// The length its line would have, in bytes.
        len: usize,
    },
    /// The command appends more events than a batch can hold.
    #[error("{len} events are too many for one batch; nothing was appended; append them in parts")]
    BatchTooLong {
        /// How many.
        len: usize,
    },
    /// An event could not be written as JSON.
    #[error("the event about `{subject}` cannot be written as JSON: {source}; nothing was appended")]
    Unwritable {
        /// What the event is about.
        subject: String,
        /// Why.
        source: serde_json::Error,
    },
    /// A write or sync failed, or one did earlier on this handle.
    #[error(
        "the outcome is unknown: writing {} failed ({reason}); \
         repeat the command: what was recorded is not recorded twice", .path.display()
    )]
    OutcomeUnknown {
        /// The segment.
        path: PathBuf,
        /// What the system said.
        reason: String,
    },
    /// Somebody wrote to the segment, or replaced it, without the lock.
    #[error(
        "{} was changed by something else than annals: it was left with {expected} bytes and now has {found}; \
         nothing was appended; run `annals verify`, then repeat the command", .path.display()
    )]
    Disturbed {
        /// The segment.
        path: PathBuf,
        /// Its length after the last append.
        expected: u64,
        /// Its length now.
        found: u64,
    },
    /// A position, from a view perhaps, is not that of the event it was given for.
    #[error(
        "no event {sequence} stands at byte {byte} of {}: the view that said so is out of date; \
         run `annals rebuild`", .path.display()
    )]
    Misplaced {
        /// The segment.
        path: PathBuf,
        /// The byte.
        byte: u64,
        /// The event expected there.
        sequence: Sequence,
    },
    /// The system failed at reading or preparing; nothing was appended.
    #[error("cannot {act} {}: {source}", .path.display())]
    Io {
        /// What was tried: a verb.
        act: &'static str,
        /// With which file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

impl JournalError {
    pub(super) fn io(act: &'static str, path: &Path, source: io::Error) -> JournalError {
        JournalError::Io { act, path: path.to_owned(), source }
    }

    /// The finding on which the journal stopped, where it was one.
    #[must_use]
    pub fn finding(&self) -> Option<&Finding> {
        match self {
            JournalError::Damaged(finding)
            | JournalError::UnknownType(finding)
            | JournalError::UnknownField(finding)
            | JournalError::UnknownSchema(finding) => Some(finding),
            JournalError::NotAJournal(_)
            | JournalError::AlreadyExists(_)
            | JournalError::Locked { .. }
            | JournalError::IdConflict { .. }
            | JournalError::TooLong { .. }
            | JournalError::BatchTooLong { .. }
            | JournalError::Unwritable { .. }
            | JournalError::OutcomeUnknown { .. }
            | JournalError::Disturbed { .. }
            | JournalError::Misplaced { .. }
            | JournalError::Io { .. } => None,
        }
    }
}

impl From<Finding> for JournalError {
    /// A reader stops at what is unknown to it otherwise than at damage: the first is no fault of the files.
    fn from(finding: Finding) -> JournalError {
        let boxed = Box::new(finding);
        match boxed.what {
            Fault::UnknownType { .. } => JournalError::UnknownType(boxed),
            Fault::UnknownField { .. } => JournalError::UnknownField(boxed),
            Fault::UnknownSchema { .. } => JournalError::UnknownSchema(boxed),
            Fault::LineUnreadable { .. }
            | Fault::LineUnended
            | Fault::LineTooLong { .. }
            | Fault::LineAltered { .. }
            | Fault::ChainBroken { .. }
            | Fault::SequenceWrong { .. }
            | Fault::TimeDecreases { .. }
            | Fault::SourceWrong { .. }
            | Fault::SubjectWrong { .. }
            | Fault::BatchBroken { .. }
            | Fault::IdRepeated { .. }
            | Fault::DataUnreadable { .. }
            | Fault::SegmentMissing
            | Fault::SegmentShort { .. }
            | Fault::SegmentOverfull
            | Fault::ForeignFile
            | Fault::CheckpointMissing
            | Fault::CheckpointUnreadable { .. }
            | Fault::CheckpointForeign { .. }
            | Fault::TailCut { .. }
            | Fault::RootWrong { .. } => JournalError::Damaged(boxed),
        }
    }
}
