//! Where the index's files stand: in a folder, in memory, or new ones in memory on top of a folder that
//! is not to be touched. Every block of a file in a folder carries a checksum, so that what a power cut
//! or a bad disk left is refused and never searched. Readers take no lock and write nothing.

use std::collections::HashMap;
use std::fmt;
use std::fs::{self, File};
use std::io::{self, BufWriter, ErrorKind, Write};
use std::ops::Range;
use std::os::unix::fs::FileExt as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tantivy::HasLen;
use tantivy::directory::error::{DeleteError, LockError, OpenReadError, OpenWriteError};
use tantivy::directory::{
    AntiCallToken, Directory, DirectoryLock, FileHandle, FileSlice, Lock, OwnedBytes, TerminatingWrite, WatchCallback,
    WatchHandle, WritePtr,
};

/// How many bytes of a file share a checksum.
const BLOCK: usize = 8 << 10;
/// What a file ends with.
const MAGIC: &[u8; 8] = b"annals s";
/// Length and checksum of the trailer, and the magic.
const END_LEN: usize = 8 + 4 + MAGIC.len();

type Memory = Arc<Mutex<HashMap<PathBuf, FileSlice>>>;

/// A place for the files of an index.
#[derive(Clone)]
pub(super) struct Place {
    folder: Option<PathBuf>,
    /// Where new files go, if not into the folder.
    memory: Option<Memory>,
}

impl Place {
    /// A folder, for reading and writing.
    pub(super) fn folder(folder: &Path) -> Self {
        Self { folder: Some(folder.to_owned()), memory: None }
    }

    /// New files in memory, on top of those of a folder.
    pub(super) fn above(folder: &Path) -> Self {
        Self { folder: Some(folder.to_owned()), memory: Some(Memory::default()) }
    }

    fn kept(&self, path: &Path) -> Option<FileSlice> {
        self.memory.as_ref().and_then(|memory| lock(memory).get(path).cloned())
    }

    fn on_disk(&self, path: &Path) -> io::Result<PathBuf> {
        self.folder.as_ref().map(|folder| folder.join(path)).ok_or_else(|| ErrorKind::NotFound.into())
    }
}

impl fmt::Debug for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}{}", self.folder, if self.memory.is_some() { " with memory" } else { "" })
    }
}

impl Directory for Place {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        if let Some(kept) = self.kept(path) {
            return Ok(Arc::new(kept));
        }
        match self.on_disk(path).and_then(|path| Checked::open(&path)) {
            Ok(file) => Ok(Arc::new(file)),
            Err(error) => Err(unreadable(error, path)),
        }
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        if let Some(memory) = &self.memory {
            // what stands in the folder is left to who may write there
            lock(memory).remove(path);
            return Ok(());
        }
        self.on_disk(path).and_then(fs::remove_file).map_err(|error| {
            if error.kind() == ErrorKind::NotFound {
                DeleteError::FileDoesNotExist(path.to_owned())
            } else {
                DeleteError::IoError { io_error: Arc::new(error), filepath: path.to_owned() }
            }
        })
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        if self.kept(path).is_some() {
            return Ok(true);
        }
        let there = self.on_disk(path).and_then(fs::exists);
        there.map_err(|error| OpenReadError::wrap_io_error(error, path.to_owned()))
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        if let Some(memory) = &self.memory {
            let writing = InMemory { path: path.to_owned(), bytes: Vec::new(), memory: Arc::clone(memory) };
            return Ok(BufWriter::new(Box::new(writing)));
        }
        let created = self.on_disk(path).and_then(|path| match File::create_new(&path) {
            // no commit names it: a process was killed that wrote it, and the lock is ours now
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                fs::remove_file(&path)?;
                File::create_new(&path)
            }
            created => created,
        });
        match created {
            Ok(file) => Ok(BufWriter::new(Box::new(Summing::new(file)))),
            Err(error) => Err(OpenWriteError::wrap_io_error(error, path.to_owned())),
        }
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        if let Some(kept) = self.kept(path) {
            let bytes = kept.read_bytes().map_err(|error| unreadable(error, path))?;
            return Ok(bytes.as_slice().to_vec());
        }
        let bytes = self.on_disk(path).and_then(fs::read).map_err(|error| unreadable(error, path))?;
        let (bytes, sum) = bytes.split_last_chunk::<4>().ok_or_else(|| unreadable(garbled(), path))?;
        if crc32fast::hash(bytes) != u32::from_le_bytes(*sum) {
            return Err(unreadable(garbled(), path));
        }
        Ok(bytes.to_vec())
    }

    fn atomic_write(&self, path: &Path, data: &[u8]) -> io::Result<()> {
        if let Some(memory) = &self.memory {
            lock(memory).insert(path.to_owned(), FileSlice::from(data.to_vec()));
            return Ok(());
        }
        let whole = self.on_disk(path)?;
        let new = self.on_disk(&path.with_extension(format!("new-{}", std::process::id())))?;
        let mut bytes = data.to_vec();
        bytes.extend_from_slice(&crc32fast::hash(data).to_le_bytes());
        fs::write(&new, bytes)?;
        fs::rename(new, whole)
    }

    fn sync_directory(&self) -> io::Result<()> {
        // an index that a power cut garbled is made anew
        Ok(())
    }

    fn acquire_lock(&self, _lock: &Lock) -> Result<DirectoryLock, LockError> {
        // who writes holds the lock beside the folder; who reads needs none
        Ok(DirectoryLock::from(Box::new(())))
    }

    fn watch(&self, _callback: WatchCallback) -> tantivy::Result<WatchHandle> {
        Ok(WatchHandle::empty())
    }
}

fn unreadable(error: io::Error, path: &Path) -> OpenReadError {
    if error.kind() == ErrorKind::NotFound {
        OpenReadError::FileDoesNotExist(path.to_owned())
    } else {
        OpenReadError::wrap_io_error(error, path.to_owned())
    }
}

fn garbled() -> io::Error {
    io::Error::new(ErrorKind::InvalidData, "its bytes are garbled")
}

/// A file whose blocks are checked as they are read.
#[derive(Debug)]
struct Checked {
    file: File,
    len: usize,
    sums: Vec<u8>,
}

impl Checked {
    fn open(path: &Path) -> io::Result<Self> {
        let file = File::open(path)?;
        let whole = usize::try_from(file.metadata()?.len()).map_err(|_| garbled())?;
        let mut end = [0; END_LEN];
        let end_at = whole.checked_sub(END_LEN).ok_or_else(garbled)?;
        file.read_exact_at(&mut end, end_at as u64)?;
        let (len, rest) = end.split_first_chunk::<8>().ok_or_else(garbled)?;
        let (sum, magic) = rest.split_first_chunk::<4>().ok_or_else(garbled)?;
        let data_len = usize::try_from(u64::from_le_bytes(*len)).map_err(|_| garbled())?;
        let sums_len = data_len.div_ceil(BLOCK) * 4;
        if magic != MAGIC || data_len.checked_add(sums_len) != Some(end_at) {
            return Err(garbled());
        }
        let mut sums = vec![0; sums_len];
        file.read_exact_at(&mut sums, data_len as u64)?;
        if trailer_sum(&sums, data_len) != u32::from_le_bytes(*sum) {
            return Err(garbled());
        }
        Ok(Self { file, len: data_len, sums })
    }
}

fn trailer_sum(sums: &[u8], len: usize) -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(sums);
    hasher.update(&(len as u64).to_le_bytes());
    hasher.finalize()
}

impl HasLen for Checked {
    fn len(&self) -> usize {
        self.len
    }
}

impl FileHandle for Checked {
    fn read_bytes(&self, range: Range<usize>) -> io::Result<OwnedBytes> {
        if range.end > self.len || range.start > range.end {
            return Err(io::Error::new(ErrorKind::InvalidInput, "a range beyond the file's end"));
        }
        if range.is_empty() {
            return Ok(OwnedBytes::empty());
        }
        let first = range.start / BLOCK;
        let begin = first * BLOCK;
        let end = (range.end.div_ceil(BLOCK) * BLOCK).min(self.len);
        let mut bytes = vec![0; end - begin];
        self.file.read_exact_at(&mut bytes, begin as u64)?;
        for (number, block) in bytes.chunks(BLOCK).enumerate() {
            let sum = self.sums.get((first + number) * 4..).and_then(|sums| sums.first_chunk::<4>());
            if sum.map(|sum| u32::from_le_bytes(*sum)) != Some(crc32fast::hash(block)) {
                return Err(garbled());
            }
        }
        Ok(OwnedBytes::new(bytes).slice(range.start - begin..range.end - begin))
    }
}

/// Writes a file and the checksums of its blocks behind it.
struct Summing {
    file: File,
    sums: Vec<u8>,
    hasher: crc32fast::Hasher,
    /// How much of the current block is written.
    filled: usize,
    len: usize,
}

impl Summing {
    fn new(file: File) -> Self {
        Self { file, sums: Vec::new(), hasher: crc32fast::Hasher::new(), filled: 0, len: 0 }
    }

    fn close_block(&mut self) {
        let hasher = std::mem::take(&mut self.hasher);
        self.sums.extend_from_slice(&hasher.finalize().to_le_bytes());
        self.filled = 0;
    }
}

impl Write for Summing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        let mut rest = bytes.get(..written).unwrap_or_default();
        while !rest.is_empty() {
            let (now, later) = rest.split_at(rest.len().min(BLOCK - self.filled));
            self.hasher.update(now);
            self.filled += now.len();
            rest = later;
            if self.filled == BLOCK {
                self.close_block();
            }
        }
        self.len += written;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl TerminatingWrite for Summing {
    fn terminate_ref(&mut self, _: AntiCallToken) -> io::Result<()> {
        if self.filled > 0 {
            self.close_block();
        }
        let mut end = std::mem::take(&mut self.sums);
        let sum = trailer_sum(&end, self.len);
        end.extend_from_slice(&(self.len as u64).to_le_bytes());
        end.extend_from_slice(&sum.to_le_bytes());
        end.extend_from_slice(MAGIC);
        self.file.write_all(&end)
    }
}

/// A file being written in memory.
struct InMemory {
    path: PathBuf,
    bytes: Vec<u8>,
    memory: Memory,
}

impl Write for InMemory {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl TerminatingWrite for InMemory {
    fn terminate_ref(&mut self, _: AntiCallToken) -> io::Result<()> {
        let bytes = std::mem::take(&mut self.bytes);
        lock(&self.memory).insert(self.path.clone(), FileSlice::from(bytes));
        Ok(())
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_comes_back_as_written_and_a_flipped_bit_is_refused() {
        let folder = tempfile::TempDir::new().unwrap();
        let place = Place::folder(folder.path());
        let name = Path::new("some.idx");
        let bytes: Vec<u8> = (0..BLOCK * 2 + 77).map(|at| (at % 251) as u8).collect();
        let mut writer = place.open_write(name).unwrap();
        for part in bytes.chunks(1_000) {
            writer.write_all(part).unwrap();
        }
        writer.terminate().unwrap();
        let read = |range: Range<usize>| {
            let file = place.get_file_handle(name).map_err(io::Error::other)?;
            file.read_bytes(range).map(|bytes| bytes.as_slice().to_vec())
        };
        for range in [0..bytes.len(), 5..5, BLOCK - 3..BLOCK + 3, bytes.len() - 9..bytes.len()] {
            assert_eq!(read(range.clone()).unwrap(), bytes[range]);
        }
        assert!(read(0..bytes.len() + 1).is_err());
        let path = folder.path().join(name);
        let whole = fs::read(&path).unwrap();
        for at in [0, BLOCK + 1, bytes.len() - 1, bytes.len() + 2, whole.len() - 1, whole.len() - 12] {
            let mut garbled = whole.clone();
            garbled[at] ^= 4;
            fs::write(&path, garbled).unwrap();
            assert!(read(0..bytes.len()).is_err(), "byte {at}");
        }
        fs::write(&path, &whole[..whole.len() - 1]).unwrap();
        assert!(read(0..1).is_err());
    }

    #[test]
    fn what_is_written_above_a_folder_leaves_it_as_it_is() {
        let folder = tempfile::TempDir::new().unwrap();
        let (below, above) = (Place::folder(folder.path()), Place::above(folder.path()));
        let name = Path::new("meta.json");
        below.atomic_write(name, b"old").unwrap();
        above.atomic_write(name, b"new").unwrap();
        assert_eq!(above.atomic_read(name).unwrap(), b"new");
        above.delete(name).unwrap();
        assert_eq!(above.atomic_read(name).unwrap(), b"old");
        assert_eq!(below.atomic_read(name).unwrap(), b"old");
        fs::write(folder.path().join(name), b"old12345").unwrap();
        assert!(below.atomic_read(name).is_err());
    }
}
