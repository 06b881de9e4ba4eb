//! The lock: one appender at a time, on a file beside the segments, with a note of who holds it.
//!
//! The lock itself is the kernel's (`File::try_lock`) and dies with its process; the note is only for
//! people, and stale where nobody holds the lock. Readers never look at it.

use std::fmt;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{Seek as _, Write as _};
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::domain::stamp::{Instant, Recorder};

use super::error::JournalError;

/// The name of the lock's file beside the segments.
pub(super) const FILE: &str = "lock";

/// The longest pause between two tries.
const PAUSE_MAX: Duration = Duration::from_millis(16);

/// Who appends, for the one who waits.
#[derive(Debug, Clone, PartialEq)]
pub struct Holder {
    /// The process.
    pub pid: u32,
    /// The machine.
    pub host: String,
    /// On whose behalf.
    pub recorder: Recorder,
    /// Since when. A torn tail that is set aside takes this time in its name.
    pub since: Instant,
}

impl fmt::Display for Holder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "process {} on {} ({}) since {}", self.pid, self.host, self.recorder, self.since)
    }
}

/// The lock, held until this value is dropped or its process ends.
#[derive(Debug)]
pub(super) struct Lock {
    file: File,
}

impl Lock {
    /// Takes the lock of a journal's folder, waiting for it up to `wait`.
    pub(super) fn take(events: &Path, wait: Duration, holder: Option<&Holder>) -> Result<Lock, JournalError> {
        let path = events.join(FILE);
        let mut waited = Duration::ZERO;
        let mut pause = Duration::from_millis(1);
        loop {
            let file = OpenOptions::new()
                .read(true)
                .write(true)
                .create(true)
                .truncate(false)
                .open(&path)
                .map_err(|error| JournalError::io("open", &path, error))?;
            match file.try_lock() {
                Ok(()) if is_still_named(&file, &path) => {
                    let mut lock = Lock { file };
                    if let Some(holder) = holder {
                        lock.note(holder).map_err(|error| JournalError::io("write", &path, error))?;
                    }
                    return Ok(lock);
                }
                // The file was removed between opening and locking: another may lock its successor.
                Ok(()) => {}
                Err(TryLockError::WouldBlock) if waited >= wait => {
                    let holder = read_note(&path).map(Box::new);
                    return Err(JournalError::Locked { holder, waited });
                }
                Err(TryLockError::WouldBlock) => {}
                Err(TryLockError::Error(error)) => {
                    return Err(JournalError::io("lock", &path, error));
                }
            }
            let pause_now = pause.min(wait.saturating_sub(waited)).max(Duration::from_millis(1));
            thread::sleep(pause_now);
            waited += pause_now;
            pause = (pause * 2).min(PAUSE_MAX);
        }
    }

    fn note(&mut self, holder: &Holder) -> std::io::Result<()> {
        let note = Note {
            pid: holder.pid,
            host: holder.host.clone(),
            recorder: holder.recorder.to_string(),
            since: holder.since.to_string(),
        };
        let mut text = serde_json::to_string(&note)?;
        text.push('\n');
        self.file.set_len(0)?;
        self.file.rewind()?;
        self.file.write_all(text.as_bytes())
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // The note is only for people; where it cannot be wiped, a stale one does no harm.
        let _ = self.file.set_len(0);
        // Said aloud, since closing alone would leave the lock with a process that is being forked off.
        let _ = self.file.unlock();
    }
}

fn is_still_named(file: &File, path: &PathBuf) -> bool {
    match (file.metadata(), fs::metadata(path)) {
        (Ok(held), Ok(named)) => held.dev() == named.dev() && held.ino() == named.ino(),
        (_, _) => false,
    }
}

fn read_note(path: &Path) -> Option<Holder> {
    let note: Note = serde_json::from_str(&fs::read_to_string(path).ok()?).ok()?;
    Some(Holder {
        pid: note.pid,
        host: note.host,
        recorder: Recorder::new(&note.recorder).ok()?,
        since: Instant::parse(&note.since).ok()?,
    })
}

/// The note as it stands in the file.
#[derive(Serialize, Deserialize)]
struct Note {
    pid: u32,
    host: String,
    recorder: String,
    since: String,
}
