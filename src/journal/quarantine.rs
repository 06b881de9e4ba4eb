//! Setting a torn tail aside: it is copied, byte for byte, before it is cut off, and never overwritten.

use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use crate::domain::stamp::{Instant, Sequence};

use super::Places;
use super::checkpoint::sync_folder;
use super::error::JournalError;
use super::recovery::{Tail, TornTail};

/// A torn tail that was set aside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recovered {
    /// The file that holds it now.
    pub path: PathBuf,
    /// The sequence number that its first line has or would have.
    pub first: Sequence,
    /// Its length in bytes.
    pub bytes: u64,
    /// How many whole lines are in it.
    pub lines: u64,
}

impl Tail {
    /// Moves the torn tail into the quarantine folder and cuts it off; under the lock only.
    pub(super) fn set_aside(&self, places: &Places, since: Instant) -> Result<Option<Recovered>, JournalError> {
        for path in &self.stray {
            fs::remove_file(path).map_err(|error| JournalError::io("remove", path, error))?;
        }
        let Some(torn) = &self.torn else {
            return Ok(None);
        };
        let recovered = copy_aside(torn, &places.quarantine, since)?;
        // From the last piece to the first, so that a crash in between leaves a torn tail again.
        for piece in torn.pieces.iter().rev() {
            let path = &piece.segment.path;
            if piece.from == 0 {
                fs::remove_file(path).map_err(|error| JournalError::io("remove", path, error))?;
            } else {
                OpenOptions::new()
                    .write(true)
                    .open(path)
                    .and_then(|file| file.set_len(piece.from).and_then(|()| file.sync_all()))
                    .map_err(|error| JournalError::io("cut", path, error))?;
            }
        }
        sync_folder(&places.events)?;
        Ok(Some(recovered))
    }
}

/// Copies the torn tail, byte for byte, into a file that did not exist before.
fn copy_aside(torn: &TornTail, quarantine: &Path, since: Instant) -> Result<Recovered, JournalError> {
    fs::create_dir_all(quarantine).map_err(|error| JournalError::io("make", quarantine, error))?;
    let time = since.to_string().replace(['-', ':'], "");
    let mut path = quarantine.join(format!("{:020}-{time}.torn", torn.first.0));
    let mut copies = 1;
    let mut file = loop {
        match File::create_new(&path) {
            Ok(file) => break file,
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                copies += 1;
                path = quarantine.join(format!("{:020}-{time}-{copies}.torn", torn.first.0));
            }
            Err(error) => return Err(JournalError::io("make", &path, error)),
        }
    };
    let mut lines = 0;
    for piece in &torn.pieces {
        let source = &piece.segment.path;
        let mut bytes = Vec::new();
        let read = File::open(source).and_then(|mut segment| {
            segment.seek(SeekFrom::Start(piece.from))?;
            segment.read_to_end(&mut bytes)
        });
        read.map_err(|error| JournalError::io("read", source, error))?;
        lines += bytes.iter().filter(|byte| **byte == b'\n').count() as u64;
        file.write_all(&bytes).map_err(|error| JournalError::io("write", &path, error))?;
    }
    file.sync_all().map_err(|error| JournalError::io("sync", &path, error))?;
    sync_folder(quarantine)?;
    Ok(Recovered { path, first: torn.first, bytes: torn.bytes, lines })
}
