//! Lines: where they stand, how long they may be, and how they are cut out of a file.

use std::fs::File;
use std::io::{BufRead, BufReader, Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};

use crate::domain::stamp::{Recorded, Sequence};

use super::envelope::Envelope;
use super::error::JournalError;
use super::fault::{Finding, Place};
use super::merkle::TreeHash;
use super::segment::Segment;

/// The longest line in bytes, without its line feed.
pub const MAX_LINE: usize = 65_535;

/// Where a line stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// The line's place in the journal, from 0: the index of its leaf.
    pub sequence: Sequence,
    /// The first sequence number of its segment, which names the file.
    pub segment: u64,
    /// Where the line begins in the segment, in bytes.
    pub offset: u64,
    /// The length of the line in bytes, without its line feed.
    pub len: u32,
}

impl Position {
    /// The byte in the segment after the line and its line feed.
    #[must_use]
    pub fn end(&self) -> u64 {
        self.offset + u64::from(self.len) + 1
    }
}

/// One line of the journal, in the reader's memory until the next is asked for.
#[derive(Debug)]
pub struct Line<'a> {
    /// Where it stands.
    pub position: Position,
    /// The stored bytes without the line feed.
    pub bytes: &'a [u8],
    /// The leaf hash of the stored bytes.
    pub leaf: TreeHash,
    /// What the bytes say about themselves.
    pub envelope: Envelope<'a>,
    pub(super) file: &'a Path,
}

impl Line<'_> {
    /// The event with its stamp, read through the upcasters.
    ///
    /// # Errors
    /// When the type, the schema number or a field is not known, or the data does not fit the type.
    pub fn recorded(&self) -> Result<Recorded, JournalError> {
        self.envelope.recorded().map_err(|what| {
            let place = place(self.file, &self.position);
            Finding { what, place }.into()
        })
    }
}

/// The place of a line for people.
pub(super) fn place(file: &Path, position: &Position) -> Place {
    Place {
        file: file.to_owned(),
        line: position.sequence.0.saturating_sub(position.segment) + 1,
        byte: position.offset,
        sequence: Some(position.sequence),
    }
}

/// A line as cut out of a file, not read yet.
#[derive(Debug)]
pub(super) struct Cut<'a> {
    /// The bytes without the line feed; of a line that is too long only the beginning.
    pub(super) bytes: &'a [u8],
    pub(super) offset: u64,
    /// The length without the line feed.
    pub(super) len: u64,
    /// Whether a line feed ends it.
    pub(super) ended: bool,
}

impl Cut<'_> {
    /// Whether the line is longer than the format allows.
    pub(super) fn is_too_long(&self) -> bool {
        self.len > MAX_LINE as u64
    }
}

/// Cuts a segment into lines, with one buffer for all.
#[derive(Debug)]
pub(super) struct LineCutter {
    reader: BufReader<File>,
    path: PathBuf,
    offset: u64,
    end: u64,
    line: Vec<u8>,
}

impl LineCutter {
    /// Cuts the segment from this byte on, which must begin a line, to the segment's length.
    pub(super) fn open(segment: &Segment, offset: u64) -> Result<LineCutter, JournalError> {
        let fail = |error| JournalError::io("read", &segment.path, error);
        let mut file = File::open(&segment.path).map_err(fail)?;
        if offset > 0 {
            file.seek(SeekFrom::Start(offset)).map_err(fail)?;
        }
        let room = segment.len.saturating_sub(offset).min(1 << 18);
        Ok(LineCutter {
            reader: BufReader::with_capacity((room as usize).max(1 << 12), file),
            path: segment.path.clone(),
            offset,
            end: segment.len,
            line: Vec::new(),
        })
    }

    /// The segment's file.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// The byte from which on something is left to cut.
    pub(super) fn left(&self) -> Option<u64> {
        (self.offset < self.end).then_some(self.offset)
    }

    /// The next line, or nothing at the end.
    pub(super) fn next(&mut self) -> Result<Option<(Cut<'_>, &Path)>, JournalError> {
        self.line.clear();
        let room = self.end.saturating_sub(self.offset);
        let fail = |error| JournalError::io("read", &self.path, error);
        let limit = room.min(MAX_LINE as u64 + 1);
        let mut taken = (&mut self.reader).take(limit).read_until(b'\n', &mut self.line).map_err(fail)? as u64;
        if taken == 0 {
            self.offset = self.end;
            return Ok(None);
        }
        let mut ended = self.line.last() == Some(&b'\n');
        if ended {
            self.line.pop();
        } else if taken == limit && room > limit {
            let skipped = (&mut self.reader).take(room - limit).skip_until(b'\n').map_err(fail)? as u64;
            taken += skipped;
            ended = taken < room;
        }
        let offset = self.offset;
        self.offset += taken;
        let cut = Cut { bytes: &self.line, offset, len: taken - u64::from(ended), ended };
        Ok(Some((cut, &self.path)))
    }
}
