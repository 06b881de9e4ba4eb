//! What can be wrong in a journal's files, and the place of it: one vocabulary for readers, which stop
//! at the first fault, and for `verify`, which lists them all.

use std::fmt;
use std::path::{Path, PathBuf};

use crate::domain::event::EventType;
use crate::domain::stamp::{EventId, Instant, Sequence};

use super::line::MAX_LINE;
use super::merkle::TreeHash;
use super::segment::SEGMENT_LINES;

/// A place in a journal's folder.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The file: mostly a segment.
    pub file: PathBuf,
    /// The line in the file, from 1; 0 where the file as a whole is meant.
    pub line: u64,
    /// The byte in the file, from 0: where the line begins, or the byte in it that could not be read.
    pub byte: u64,
    /// The position in the journal that the line has by the order of the lines before it.
    pub sequence: Option<Sequence>,
}

impl Place {
    pub(super) fn of_file(file: &Path) -> Place {
        Place { file: file.to_owned(), line: 0, byte: 0, sequence: None }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file.display())?;
        if self.line > 0 {
            write!(f, ":{} (byte {}", self.line, self.byte)?;
            if let Some(sequence) = self.sequence {
                write!(f, ", sequence {sequence}")?;
            }
            f.write_str(")")?;
        }
        Ok(())
    }
}

/// One fault at one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What is wrong.
    pub what: Fault,
    /// Where.
    pub place: Place,
}

impl Finding {
    pub(super) fn boxed(what: Fault, place: Place) -> Box<Finding> {
        Box::new(Finding { what, place })
    }

    /// The place, the fault and the remedy, as one line.
    #[must_use]
    pub fn message(&self) -> String {
        format!("{self}; {}", self.what.remedy())
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.what)
    }
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// The line is not UTF-8, not JSON, or not an envelope.
    LineUnreadable {
        /// What the reader stumbled over.
        reason: String,
    },
    /// The line is not ended by a line feed, and is not the torn tail of an append.
    LineUnended,
    /// The line is longer than the format allows.
    LineTooLong {
        /// Its length in bytes, without the line feed.
        len: u64,
    },
    /// The bytes of the line are not those which the line after it was chained to.
    LineAltered {
        /// The hash that the next line carries.
        chained: TreeHash,
        /// The hash of the bytes found.
        found: TreeHash,
    },
    /// The line does not follow from the line before it, and nothing tells which of the two was changed.
    ChainBroken {
        /// The hash that this line carries.
        chained: TreeHash,
        /// The hash of the line before as found.
        found: TreeHash,
    },
    /// The line has another sequence number than its place demands: lines are missing, doubled or out of order.
    SequenceWrong {
        /// The number by place.
        expected: u64,
        /// The number in the line.
        found: u64,
    },
    /// The line was recorded before the line before it.
    TimeDecreases {
        /// The time of the line before.
        before: Instant,
        /// The time of this line.
        found: Instant,
    },
    /// The line belongs to another journal.
    SourceWrong {
        /// This journal's origin.
        expected: String,
        /// The line's `source`.
        found: String,
    },
    /// The line's `subject` is not what its `data` is about.
    SubjectWrong {
        /// By the data.
        expected: String,
        /// In the line.
        found: String,
    },
    /// The batch attributes do not form a whole batch.
    BatchBroken {
        /// In which way.
        reason: String,
    },
    /// Two lines carry one event id.
    IdRepeated {
        /// The id.
        id: EventId,
        /// Where it stood first.
        first: Sequence,
    },
    /// The event type is not known to this version.
    UnknownType {
        /// The `type` in the line.
        name: String,
    },
    /// A field is not known to this version.
    UnknownField {
        /// The field, or the reader's words about it.
        name: String,
        /// What it stands in: `envelope` or an event type.
        within: String,
    },
    /// The schema number is not known to this version.
    UnknownSchema {
        /// The event type.
        event_type: EventType,
        /// The number in the line.
        schema: u32,
    },
    /// The `data` of the line does not fit its type.
    DataUnreadable {
        /// The event type.
        event_type: EventType,
        /// What the reader stumbled over.
        reason: String,
    },
    /// There is no segment of this name, though later lines exist or the checkpoint covers it.
    SegmentMissing,
    /// The segment is followed by another but holds too few lines.
    SegmentShort {
        /// How many it holds.
        lines: u64,
    },
    /// The segment holds more lines than a segment may.
    SegmentOverfull,
    /// A file that is no part of a journal.
    ForeignFile,
    /// There is no checkpoint.
    CheckpointMissing,
    /// The checkpoint cannot be read.
    CheckpointUnreadable {
        /// What the reader stumbled over.
        reason: String,
    },
    /// The checkpoint names another journal than the first line does.
    CheckpointForeign {
        /// The origin in the checkpoint.
        checkpoint: String,
        /// The origin by the first line.
        found: String,
    },
    /// The journal is shorter than its checkpoint.
    TailCut {
        /// Lines by the checkpoint.
        size: u64,
        /// Lines found.
        found: u64,
    },
    /// The lines do not hash to the root of the checkpoint.
    RootWrong {
        /// The root in the checkpoint.
        checkpoint: TreeHash,
        /// The root of the lines found.
        found: TreeHash,
        /// Sequence numbers, first and last, among which the first changed line is, where it is known.
        among: (u64, u64),
    },
}

impl Fault {
    /// What to do about it.
    #[must_use]
    pub fn remedy(&self) -> &'static str {
        match self {
            Fault::UnknownType { .. } | Fault::UnknownField { .. } | Fault::UnknownSchema { .. } => {
                "it was written by a newer version of annals: read it with that one"
            }
            Fault::ForeignFile => "move the file out of the folder",
            Fault::CheckpointMissing | Fault::CheckpointUnreadable { .. } => {
                "restore `checkpoint` from version control or a copy; if there is none, run `annals verify`, \
                 which prints the three lines that fit the segments found"
            }
            Fault::CheckpointForeign { .. }
            | Fault::LineUnreadable { .. }
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
            | Fault::TailCut { .. }
            | Fault::RootWrong { .. } => {
                "restore the file from version control or a copy; `annals verify` lists all that is damaged"
            }
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::LineUnreadable { reason } => write!(f, "the line cannot be read: {reason}"),
            Fault::LineUnended => f.write_str("the line is not ended by a line feed"),
            Fault::LineTooLong { len } => {
                write!(f, "the line has {len} bytes, more than the {MAX_LINE} allowed")
            }
            Fault::LineAltered { chained, found } => {
                write!(f, "the line was altered: it hashes to {found}, but the next line was chained to {chained}")
            }
            Fault::ChainBroken { chained, found } => write!(
                f,
                "the line does not follow from the one before: its prevhash is {chained}, \
                 but the line before hashes to {found}"
            ),
            Fault::SequenceWrong { expected, found } if found > expected => {
                write!(f, "the sequence jumps: {found} stands where {expected} belongs, so lines are missing or moved")
            }
            Fault::SequenceWrong { expected, found } => write!(
                f,
                "the sequence falls back: {found} stands where {expected} belongs, \
                 so lines are doubled or moved"
            ),
            Fault::TimeDecreases { before, found } => {
                write!(f, "the time {found} lies before that of the line before, {before}")
            }
            Fault::SourceWrong { expected, found } => {
                write!(f, "the line is from `{found}`, but this is the journal `{expected}`")
            }
            Fault::SubjectWrong { expected, found } => {
                write!(f, "the subject is `{found}`, but the data is about `{expected}`")
            }
            Fault::BatchBroken { reason } => write!(f, "the batch is not whole: {reason}"),
            Fault::IdRepeated { id, first } => {
                write!(f, "the event id {id} stands at sequence {first} already")
            }
            Fault::UnknownType { name } => write!(f, "the event type `{name}` is not known"),
            Fault::UnknownField { name, within } => {
                write!(f, "a field is not known in {within}: {name}")
            }
            Fault::UnknownSchema { event_type, schema } => write!(
                f,
                "schema {schema} of `{}` is not known, only 1 to {}",
                event_type.as_str(),
                event_type.schema()
            ),
            Fault::DataUnreadable { event_type, reason } => {
                write!(f, "the data is not a `{}`: {reason}", event_type.as_str())
            }
            Fault::SegmentMissing => f.write_str("the segment is missing"),
            Fault::SegmentShort { lines } => write!(
                f,
                "the segment ends after {lines} lines, but another follows, so it should have {SEGMENT_LINES}"
            ),
            Fault::SegmentOverfull => {
                write!(f, "the segment goes on after its {SEGMENT_LINES} lines")
            }
            Fault::ForeignFile => f.write_str("the file is no part of a journal"),
            Fault::CheckpointMissing => f.write_str("the checkpoint is missing"),
            Fault::CheckpointUnreadable { reason } => {
                write!(f, "the checkpoint cannot be read: {reason}")
            }
            Fault::CheckpointForeign { checkpoint, found } => {
                write!(f, "the checkpoint is of `{checkpoint}`, but the lines are from `{found}`")
            }
            Fault::TailCut { size, found } => {
                write!(f, "the tail was cut off below the checkpoint: {found} lines are left of {size}")
            }
            Fault::RootWrong { checkpoint, found, among: (first, last) } if first == last => {
                write!(f, "the root is {found}, but the checkpoint says {checkpoint}: line {first} was changed")
            }
            Fault::RootWrong { checkpoint, found, among: (first, last) } => write!(
                f,
                "the root is {found}, but the checkpoint says {checkpoint}: a line among {first} to {last} \
                 was changed and the chain made to fit, or the checkpoint was changed"
            ),
        }
    }
}
