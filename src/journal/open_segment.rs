//! A segment held open for appending.

use std::fs::{self, File, OpenOptions};
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

use super::error::JournalError;
use super::segment::file_name;

/// The segment that is appended to.
#[derive(Debug)]
pub(super) struct OpenSegment {
    first: u64,
    pub(super) file: File,
    pub(super) path: PathBuf,
    /// Whether it was empty, so that its name may not be durable yet.
    pub(super) is_new: bool,
}

impl OpenSegment {
    /// Opens the segment, or keeps it open, provided that it has the length it was left with.
    pub(super) fn at(
        events: &Path,
        first: u64,
        expected: u64,
        open: Option<OpenSegment>,
    ) -> Result<OpenSegment, JournalError> {
        let path = events.join(file_name(first));
        let file = match open {
            Some(open) if open.first == first => open.file,
            Some(_) | None => OpenOptions::new()
                .append(true)
                .create(true)
                .open(&path)
                .map_err(|error| JournalError::io("open", &path, error))?,
        };
        let (held, named) = file
            .metadata()
            .and_then(|held| Ok((held, fs::metadata(&path)?)))
            .map_err(|error| JournalError::io("look at", &path, error))?;
        // By its name too: what is written to a file that was replaced meanwhile would be lost.
        let found = named.len();
        if found != expected || (held.dev(), held.ino()) != (named.dev(), named.ino()) {
            return Err(JournalError::Disturbed { path, expected, found });
        }
        Ok(OpenSegment { first, file, path, is_new: found == 0 })
    }
}
