//! The store: the blocks and their checkpoint in sled. It is the only file that names sled, and never
//! trusts it: sled may panic on what a crash left, open empty without a word, or lose what it said was
//! flushed. Whatever does not add up is set aside, and the journal folded again.

use super::block::Block;
use super::blocks::Blocks;
use super::checkpoint::{Checkpoint, Digest};
use std::collections::HashSet;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The name of the store's folder.
const FOLDER: &str = "store";
/// How the names of stores begin that were set aside.
const ASIDE: &str = "store.set-aside-";
/// The kind of the checkpoint's entry; a block's entry has the block's first key behind its kind.
const CHECKPOINT: u8 = b'0';
const BLOCK: u8 = b'1';
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
    let config = sled::Config::new().path(path).cache_capacity(16 << 20).flush_every_ms(None);
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
    /// The checkpoint and the blocks; nothing in a new store.
    ///
    /// # Errors
    /// In words, why it cannot be used.
    pub(super) fn load(&self) -> Result<Option<(Checkpoint, Vec<Block>)>, String> {
        let (checkpoint, blocks) = guarded(|| {
            let checkpoint = self.db.get([CHECKPOINT])?;
            let mut blocks = Vec::new();
            for entry in self.db.scan_prefix([BLOCK]) {
                let (key, value) = entry?;
                let first = key.get(1..).unwrap_or_default().to_vec();
                blocks.push(Block { first, bytes: value.to_vec() });
            }
            Ok((checkpoint, blocks))
        })
        .map_err(Trouble::into_words)?;
        let Some(checkpoint) = checkpoint else {
            return if blocks.is_empty() { Ok(None) } else { Err("its checkpoint is missing".to_owned()) };
        };
        let checkpoint = Checkpoint::decoded(&checkpoint).ok_or("its checkpoint is garbled")?;
        if !checkpoint.covers(&Digest::of(&blocks)) {
            return Err("its blocks are not those of its checkpoint".to_owned());
        }
        Ok(Some((checkpoint, blocks)))
    }

    /// Replaces what it holds, all at once: the blocks that differ, and the checkpoint.
    ///
    /// # Errors
    /// In words, why it could not.
    pub(super) fn replace(&self, old: &[Block], new: &[Block], checkpoint: &Checkpoint) -> Result<(), String> {
        let mut batch = sled::Batch::default();
        let kept: HashSet<(&[u8], &[u8])> = old.iter().map(|block| (&*block.first, &*block.bytes)).collect();
        let firsts: HashSet<&[u8]> = new.iter().map(|block| block.first.as_slice()).collect();
        for block in old.iter().filter(|block| !firsts.contains(block.first.as_slice())) {
            batch.remove(block_key(block));
        }
        for block in new.iter().filter(|block| !kept.contains(&(&*block.first, &*block.bytes))) {
            batch.insert(block_key(block), block.bytes.as_slice());
        }
        batch.insert(&[CHECKPOINT], checkpoint.encoded());
        guarded(|| {
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
            blocks.each(|first, bytes| {
                let mut key = vec![BLOCK];
                key.extend_from_slice(first);
                self.db.insert(key, bytes).map(|_| ())
            })?;
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

fn block_key(block: &Block) -> Vec<u8> {
    let mut key = vec![BLOCK];
    key.extend_from_slice(&block.first);
    key
}

fn remove(path: &Path) -> std::io::Result<()> {
    let removed = if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
    match removed {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
        Ok(()) | Err(_) => Ok(()),
    }
}
