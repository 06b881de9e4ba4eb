//! How far the journal has come: origin, size and root, in the form of C2SP tlog-checkpoint.
//!
//! A chain alone cannot see that its tail was cut off; the checkpoint can. It is replaced as a whole
//! after every append and never edited.

use std::fs::{self, File};
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use super::error::JournalError;
use super::fault::{Fault, Finding, Place};
use super::merkle::TreeHash;
use super::origin::Origin;

/// The name of the checkpoint's file beside the segments.
pub(super) const FILE: &str = "checkpoint";
/// The name under which a new checkpoint is written before it takes the old one's place.
pub(super) const NEW_FILE: &str = "checkpoint.new";

/// A statement that the journal of this origin has this many lines and this root.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// The journal's name.
    pub origin: Origin,
    /// How many lines the statement covers.
    pub size: u64,
    /// The RFC 6962 root over those lines.
    pub root: TreeHash,
    /// Whether the file carries signatures. They are not checked in this room.
    pub signed: bool,
}

impl Checkpoint {
    /// The statement's text: three lines, each ended by a line feed (C2SP tlog-checkpoint).
    #[must_use]
    pub fn text(&self) -> String {
        format!("{}\n{}\n{}\n", self.origin, self.size, self.root)
    }

    /// The checkpoint of a file's text: three lines, and after an empty line any signatures.
    ///
    /// # Errors
    /// [`CheckpointMisread`] with the line where the text is no checkpoint.
    pub fn parse(text: &str) -> Result<Checkpoint, CheckpointMisread> {
        let misread = |line: u64, reason: &str| CheckpointMisread {
            line,
            byte: text.split_inclusive('\n').take(line as usize - 1).map(str::len).sum::<usize>() as u64,
            reason: reason.to_owned(),
        };
        let mut lines = text.split('\n');
        let origin = Origin::new(lines.next().unwrap_or_default()).map_err(|error| misread(1, &error.to_string()))?;
        let size = lines.next().unwrap_or_default();
        let size = Some(size)
            .filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))
            .filter(|digits| *digits == "0" || !digits.starts_with('0'))
            .and_then(|digits| digits.parse().ok())
            .ok_or_else(|| misread(2, &format!("`{size}` is not a number of lines")))?;
        let root = lines.next().unwrap_or_default();
        let root = TreeHash::from_base64(root)
            .ok_or_else(|| misread(3, &format!("`{root}` is not a SHA-256 hash in base64")))?;
        let signed = match (lines.next(), lines.next()) {
            (Some(""), None) => false,
            (Some(""), Some(signature)) if signature.starts_with("\u{2014} ") => true,
            (None, _) => return Err(misread(3, "the last line is not ended")),
            (Some(_), _) => return Err(misread(4, "only signatures may follow the root")),
        };
        Ok(Checkpoint { origin, size, root, signed })
    }

    /// The checkpoint in a journal's folder.
    pub(super) fn read(events: &Path) -> Result<Checkpoint, JournalError> {
        let path = events.join(FILE);
        let whole = |what| Finding::boxed(what, Place::of_file(&path));
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == ErrorKind::NotFound => {
                return Err(JournalError::Damaged(whole(Fault::CheckpointMissing)));
            }
            Err(error) => return Err(JournalError::io("read", &path, error)),
        };
        let text = std::str::from_utf8(&bytes).map_err(|error| {
            JournalError::Damaged(whole(Fault::CheckpointUnreadable {
                reason: format!("not UTF-8 from byte {} on", error.valid_up_to()),
            }))
        })?;
        Checkpoint::parse(text).map_err(|misread| {
            JournalError::Damaged(Finding::boxed(
                Fault::CheckpointUnreadable { reason: misread.reason },
                Place { file: path, sequence: None, line: misread.line, byte: misread.byte },
            ))
        })
    }

    /// Replaces the checkpoint in a journal's folder: a new file is written and synced, and takes the old
    /// one's name. After a loss of power either of them is there. The folder is not synced: an older
    /// checkpoint is right too, and the lines beyond it are found by reading on.
    pub(super) fn replace(&self, events: &Path) -> Result<(), JournalError> {
        let path = events.join(FILE);
        let new = events.join(NEW_FILE);
        write_synced(&new, self.text().as_bytes()).map_err(|error| JournalError::io("write", &new, error))?;
        fs::rename(&new, &path).map_err(|error| JournalError::io("replace", &path, error))
    }
}

/// Makes the names in a folder durable.
pub(super) fn sync_folder(folder: &Path) -> Result<(), JournalError> {
    File::open(folder).and_then(|handle| handle.sync_all()).map_err(|error| JournalError::io("sync", folder, error))
}

fn write_synced(path: &PathBuf, bytes: &[u8]) -> std::io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(bytes)?;
    file.sync_data()
}

/// Where and why a checkpoint's text could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub struct CheckpointMisread {
    /// The line, from 1.
    pub line: u64,
    /// Where that line begins, in bytes.
    pub byte: u64,
    /// What is wrong with it.
    pub reason: String,
}
