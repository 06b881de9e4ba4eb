//! The store: the blocks and their checkpoint in sled. It is the only file that names sled, and never
//! trusts it: sled may panic on what a crash left, open empty without a word, or lose what it said was
//! flushed. Whatever does not add up is set aside, and the journal folded again.

use super::block::seal_of;
use super::blocks::Blocks;
use super::checkpoint::Checkpoint;
use super::varint::{Taker, put_bytes};
use std::collections::HashSet;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The name of the store's folder.
const FOLDER: &str = "store";
/// How the names of stores begin that were set aside.
const ASIDE: &str = "store.set-aside-";
/// The kind of the checkpoint's entry; a bundle's entry has its first key behind its kind.
const CHECKPOINT: u8 = b'0';
const BUNDLE: u8 = b'1';
/// From this length on a bundle ends.
const FULL: usize = 64 << 10;
/// From this length on a bundle ends at any block whose checksum says so.
const ENOUGH: usize = 24 << 10;
/// The length of a segment of sled's log. Entries of more than a quarter of it go into files of their
/// own, and what replaced ones leave is removed when the log goes on to the next segment: with short
/// segments soon.
const SEGMENT: usize = 8 << 10;
/// How often and after what pause a lock is tried again.
const TRIES: u32 = 10;
const PAUSE: Duration = Duration::from_millis(10);

/// An open store.
pub(super) struct Store {
    db: sled::Db,
    path: PathBuf,
}

/// What opening a store came to.
pub(super) enum Opening {
    /// It is open.
    Open(Store),
    /// Another process has it open.
    Busy,
    /// It does not open.
    Broken(String),
}

/// Opens the store in a folder, or makes an empty one.
pub(super) fn open(scratch: &Path) -> Opening {
    let path = scratch.join(FOLDER);
    if let Err(error) = fs::create_dir_all(scratch) {
        return Opening::Broken(error.to_string());
    }
    match open_db(&path) {
        Ok(db) => Opening::Open(Store { db, path }),
        Err(Trouble::Locked) => Opening::Busy,
        Err(Trouble::Other(why)) => Opening::Broken(why),
    }
}

/// Opens sled. A store that this process has just closed is locked until sled's threads have ended, so
/// that a lock is waited for a little.
fn open_db(path: &Path) -> Result<sled::Db, Trouble> {
    let config = sled::Config::new().path(path).cache_capacity(16 << 20).segment_size(SEGMENT).flush_every_ms(None);
    let mut tries = 0;
    loop {
        match guarded(|| config.open()) {
            Err(Trouble::Locked) if tries < TRIES => {
                tries += 1;
                std::thread::sleep(PAUSE);
            }
            opened => return opened,
        }
    }
}

/// Sets the store in a folder aside; of those set aside before none is kept.
pub(super) fn set_aside(scratch: &Path) -> std::io::Result<()> {
    let mut number = 0;
    for entry in fs::read_dir(scratch)? {
        let entry = entry?;
        let name = entry.file_name();
        if let Some(digits) = name.to_str().and_then(|name| name.strip_prefix(ASIDE)) {
            number = number.max(digits.parse().unwrap_or(0_u64).saturating_add(1));
            remove(&entry.path())?;
        }
    }
    match fs::rename(scratch.join(FOLDER), scratch.join(format!("{ASIDE}{number}"))) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
        Ok(()) | Err(_) => Ok(()),
    }
}

/// Removes the store in a folder.
pub(super) fn discard(scratch: &Path) -> std::io::Result<()> {
    remove(&scratch.join(FOLDER))
}

impl Store {
    /// The checkpoint; nothing in a new store.
    ///
    /// # Errors
    /// In words, why it cannot be used.
    pub(super) fn checkpoint(&self) -> Result<Option<Checkpoint>, String> {
        let (checkpoint, is_empty) =
            guarded(|| Ok((self.db.get([CHECKPOINT])?, self.db.is_empty()))).map_err(Trouble::into_words)?;
        match checkpoint {
            Some(checkpoint) => {
                Checkpoint::decoded(&checkpoint).map(Some).ok_or("its checkpoint is garbled".to_owned())
            }
            None if is_empty => Ok(None),
            None => Err("its checkpoint is missing".to_owned()),
        }
    }

    /// Hands over the first keys and bytes of all blocks in order, and keeps none.
    ///
    /// # Errors
    /// In words, why it cannot be used; those of `each`.
    pub(super) fn blocks<E>(
        &self,
        mut each: impl FnMut(&[u8], &[u8]) -> Result<(), E>,
    ) -> Result<Result<(), E>, String> {
        let mut done = Ok(());
        let whole = guarded(|| {
            for entry in self.db.scan_prefix([BUNDLE]) {
                let (_, bytes) = entry?;
                let mut taker = Taker::new(&bytes);
                while !taker.is_done() {
                    let (Some(first), Some(block)) = (taker.bytes(), taker.bytes()) else { return Ok(false) };
                    done = each(first, block);
                    if done.is_err() {
                        return Ok(true);
                    }
                }
            }
            Ok(true)
        });
        if whole.map_err(Trouble::into_words)? { Ok(done) } else { Err("its blocks are garbled".to_owned()) }
    }

    /// Replaces what it holds, all at once: by the blocks, of which those that it has already are left
    /// alone, and the checkpoint.
    ///
    /// # Errors
    /// In words, why it could not.
    pub(super) fn replace(&self, blocks: &Blocks, checkpoint: &Checkpoint) -> Result<(), String> {
        guarded(|| {
            let mut batch = sled::Batch::default();
            let mut kept = HashSet::new();
            let mut take = |entry: Option<(Vec<u8>, Vec<u8>)>| -> Result<(), sled::Error> {
                let Some((key, bytes)) = entry else { return Ok(()) };
                if self.db.get(&key)?.is_none_or(|old| *old != *bytes) {
                    batch.insert(key.as_slice(), bytes);
                }
                kept.insert(key);
                Ok(())
            };
            let mut bundle = Bundle::default();
            blocks.each(|first, bytes| take(bundle.add(first, bytes)))?;
            take(bundle.end())?;
            for key in self.db.scan_prefix([BUNDLE]).keys() {
                let key = key?;
                if !kept.contains(&*key) {
                    batch.remove(key);
                }
            }
            batch.insert(&[CHECKPOINT], checkpoint.encoded());
            self.db.apply_batch(batch)?;
            self.db.flush().map(|_| ())
        })
        .map_err(Trouble::into_words)
    }

    /// Fills a new store. The checkpoint comes last and alone, so that a store whose filling was cut
    /// short has none and is not used.
    ///
    /// # Errors
    /// In words, why it could not.
    pub(super) fn fill(&self, blocks: &Blocks, checkpoint: &Checkpoint) -> Result<(), String> {
        guarded(|| {
            let mut bundle = Bundle::default();
            blocks.each(|first, bytes| match bundle.add(first, bytes) {
                Some((key, bytes)) => self.db.insert(key, bytes).map(|_| ()),
                None => Ok::<(), sled::Error>(()),
            })?;
            if let Some((key, bytes)) = bundle.end() {
                self.db.insert(key, bytes)?;
            }
            self.db.insert([CHECKPOINT], checkpoint.encoded())?;
            self.db.flush().map(|_| ())
        })
        .map_err(Trouble::into_words)
    }

    /// Closes it, and opens it once more, since the first open after much writing replays its log.
    ///
    /// # Errors
    /// In words, why it does not open.
    pub(super) fn settle(self) -> Result<(), String> {
        let Self { db, path } = self;
        guarded(move || {
            drop(db);
            Ok(())
        })
        .and_then(|()| open_db(&path))
        .and_then(|db| {
            guarded(move || {
                drop(db);
                Ok(())
            })
        })
        .or_else(|trouble| match trouble {
            // Whoever was quicker has replayed the log.
            Trouble::Locked => Ok(()),
            Trouble::Other(why) => Err(why),
        })
    }
}

/// What sled said.
enum Trouble {
    Locked,
    Other(String),
}

impl Trouble {
    fn into_words(self) -> String {
        match self {
            Self::Locked => "another process has it open".to_owned(),
            Self::Other(why) => why,
        }
    }
}

/// Runs sled so that neither its errors nor its panics get any further.
fn guarded<T>(act: impl FnOnce() -> Result<T, sled::Error>) -> Result<T, Trouble> {
    match catch_unwind(AssertUnwindSafe(act)) {
        Ok(Ok(done)) => Ok(done),
        // The only error of sled that says so says it in words.
        Ok(Err(error)) if error.to_string().contains("could not acquire lock") => Err(Trouble::Locked),
        Ok(Err(error)) => Err(Trouble::Other(error.to_string())),
        Err(_) => Err(Trouble::Other("sled panicked".to_owned())),
    }
}

/// Blocks one after another, as they make one entry. Sled writes an entry of this size once, into a
/// file of its own, where it writes small ones again and again with their neighbours. Where a bundle
/// ends follows from the blocks alone, so that a change leaves the bundles further on as they were.
#[derive(Default)]
struct Bundle {
    key: Vec<u8>,
    bytes: Vec<u8>,
}

impl Bundle {
    /// Takes the next block; the entry, where one is whole.
    fn add(&mut self, first: &[u8], bytes: &[u8]) -> Option<(Vec<u8>, Vec<u8>)> {
        if self.bytes.is_empty() {
            self.key = vec![BUNDLE];
            self.key.extend_from_slice(first);
        }
        put_bytes(&mut self.bytes, first);
        put_bytes(&mut self.bytes, bytes);
        let len = self.bytes.len();
        if len >= FULL || (len >= ENOUGH && seal_of(bytes) & 1 == 0) { self.end() } else { None }
    }

    /// The last entry.
    fn end(&mut self) -> Option<(Vec<u8>, Vec<u8>)> {
        let entry = (std::mem::take(&mut self.key), std::mem::take(&mut self.bytes));
        (!entry.1.is_empty()).then_some(entry)
    }
}

fn remove(path: &Path) -> std::io::Result<()> {
    let removed = if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
    match removed {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
        Ok(()) | Err(_) => Ok(()),
    }
}
