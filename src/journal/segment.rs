//! Segments: the files that hold the lines, and the folder they lie in.
//!
//! A segment holds 65,536 lines and is named by the first sequence number in it, so that it aligns with
//! the tiles of a transparency log and no name depends on a clock.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::checkpoint;
use super::error::JournalError;
use super::fault::{Fault, Finding, Place};
use super::lock;

/// How many lines a segment holds; only the last may hold fewer.
pub const SEGMENT_LINES: u64 = 65_536;

/// The first sequence number of the segment that holds this one.
#[must_use]
pub fn first_of(sequence: u64) -> u64 {
    sequence - sequence % SEGMENT_LINES
}

/// The file name of the segment that begins with this sequence number: 20 digits and `.jsonl`.
#[must_use]
pub fn file_name(first: u64) -> String {
    format!("{first:020}.jsonl")
}

/// One segment as found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Segment {
    pub(super) first: u64,
    pub(super) path: PathBuf,
    /// Its length in bytes, or how much of it is to be read.
    pub(super) len: u64,
}

/// What lies in a journal's folder.
#[derive(Debug, Default)]
pub(super) struct Folder {
    /// In order.
    pub(super) segments: Vec<Segment>,
    /// Files that are no part of a journal, in order of name.
    pub(super) foreign: Vec<PathBuf>,
}

impl Folder {
    /// Lists a journal's folder.
    ///
    /// Lengths are taken from the last segment to the first: a writer fills them in order, so what is
    /// seen is always a prefix of the journal, though it grows meanwhile.
    pub(super) fn list(events: &Path) -> Result<Folder, JournalError> {
        let mut folder = Folder::default();
        let entries = match fs::read_dir(events) {
            Ok(entries) => entries,
            Err(error) if error.kind() == ErrorKind::NotFound => {
                return Err(JournalError::NotAJournal(events.to_owned()));
            }
            Err(error) => return Err(JournalError::io("list", events, error)),
        };
        for entry in entries {
            let entry = entry.map_err(|error| JournalError::io("list", events, error))?;
            let name = entry.file_name();
            let path = entry.path();
            match name.to_str() {
                Some(checkpoint::FILE | checkpoint::NEW_FILE | lock::FILE) => {}
                Some(name) => match first_by_name(name) {
                    Some(first) => folder.segments.push(Segment { first, path, len: 0 }),
                    None => folder.foreign.push(path),
                },
                None => folder.foreign.push(path),
            }
        }
        folder.segments.sort_by_key(|segment| segment.first);
        folder.foreign.sort();
        for segment in folder.segments.iter_mut().rev() {
            segment.len =
                fs::metadata(&segment.path).map_err(|error| JournalError::io("look at", &segment.path, error))?.len();
        }
        Ok(folder)
    }

    /// The segments, provided that none is missing between the first line and the last segment.
    pub(super) fn dense(self, events: &Path) -> Result<Vec<Segment>, JournalError> {
        let mut expected = 0;
        for segment in &self.segments {
            if segment.first != expected {
                let missing = events.join(file_name(expected));
                return Err(Finding { what: Fault::SegmentMissing, place: Place::of_file(&missing) }.into());
            }
            expected += SEGMENT_LINES;
        }
        Ok(self.segments)
    }
}

/// The first sequence number that a file name states, or nothing where it is not the name of a segment.
fn first_by_name(name: &str) -> Option<u64> {
    let digits = name.strip_suffix(".jsonl")?;
    if digits.len() != 20 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let first: u64 = digits.parse().ok()?;
    // Half the range is more than anybody will write, and leaves room to count on from any name.
    (first_of(first) == first && first <= u64::MAX / 2).then_some(first)
}
