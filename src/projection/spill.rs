//! Bytes that are written once and read back soon: in memory while they are few, in a file without a
//! name as soon as they are many, so that what a rebuild holds in memory is bounded. The file is gone
//! with its process.

use std::fs::{File, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::FileExt as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

/// Up to so many bytes stay in memory.
const FEW: usize = 8 << 20;
/// So many are written at once.
const CHUNK: usize = 1 << 20;

/// The bytes.
#[derive(Debug)]
pub(super) struct Spill {
    folder: PathBuf,
    file: Option<File>,
    /// How many bytes lie in the file.
    spilled: u64,
    /// What follows them.
    tail: Vec<u8>,
}

impl Spill {
    /// No bytes yet; the file, where it takes one, is made in this folder.
    pub(super) fn new(folder: &Path) -> Self {
        Self { folder: folder.to_owned(), file: None, spilled: 0, tail: Vec::new() }
    }

    /// How many bytes there are.
    pub(super) fn len(&self) -> u64 {
        self.spilled + self.tail.len() as u64
    }

    /// Appends bytes by whatever the writer appends to the buffer.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub(super) fn append(&mut self, write: impl FnOnce(&mut Vec<u8>)) -> io::Result<()> {
        write(&mut self.tail);
        let most = if self.file.is_some() { CHUNK } else { FEW };
        if self.tail.len() < most {
            return Ok(());
        }
        let mut file = match self.file.take() {
            Some(file) => file,
            None => nameless(&self.folder)?,
        };
        file.write_all(&self.tail)?;
        self.spilled += self.tail.len() as u64;
        self.tail.clear();
        self.tail.shrink_to(CHUNK + (CHUNK >> 2));
        self.file = Some(file);
        Ok(())
    }

    /// Reads bytes back, as many as the buffer is long.
    ///
    /// # Errors
    /// Where there are not so many, or the file cannot be read.
    pub(super) fn read(&self, at: u64, buffer: &mut [u8]) -> io::Result<()> {
        let in_file = usize::try_from(self.spilled.saturating_sub(at)).unwrap_or(usize::MAX).min(buffer.len());
        let (first, second) = buffer.split_at_mut(in_file);
        if let Some(file) = &self.file
            && !first.is_empty()
        {
            file.read_exact_at(first, at)?;
        }
        if !second.is_empty() {
            let begin = usize::try_from(at.saturating_sub(self.spilled)).unwrap_or(usize::MAX);
            let kept = begin.checked_add(second.len()).and_then(|end| self.tail.get(begin..end));
            second.copy_from_slice(kept.ok_or(io::ErrorKind::UnexpectedEof)?);
        }
        Ok(())
    }
}

/// A new file that no folder lists.
fn nameless(folder: &Path) -> io::Result<File> {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let number = COUNT.fetch_add(1, Ordering::Relaxed);
    // The view's cleaning takes away what a kill between the next two lines would leave.
    let path = folder.join(format!("view.new-{}-{number}", std::process::id()));
    let file = OpenOptions::new().read(true).write(true).create_new(true).open(&path)?;
    std::fs::remove_file(&path)?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_come_back_from_memory_from_the_file_and_from_both() {
        let folder = tempfile::TempDir::new().unwrap();
        let mut spill = Spill::new(folder.path());
        let byte = |at: u64| (at * 31 % 251) as u8;
        let mut at = 0;
        let total = (FEW + 3 * CHUNK) as u64 + 77;
        while at < total {
            let end = (at + 100_003).min(total);
            spill.append(|out| out.extend((at..end).map(byte))).unwrap();
            at = end;
        }
        assert_eq!(spill.len(), total);
        assert!(spill.spilled > 0 && !spill.tail.is_empty());
        for (from, len) in [(0, 10), (spill.spilled - 5, 10), (total - 10, 10), (spill.spilled, 3), (7, 1 << 20)] {
            let mut buffer = vec![0; len];
            spill.read(from, &mut buffer).unwrap();
            assert!(buffer.iter().zip(from..).all(|(found, at)| *found == byte(at)), "from {from}");
        }
        assert!(spill.read(total - 3, &mut [0; 4]).is_err());
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
