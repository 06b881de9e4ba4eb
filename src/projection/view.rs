//! The published view: all blocks and their checkpoint as one immutable file that readers open
//! without lock. It is replaced as a whole; a reader that has the old one open keeps it.
//!
//! The file: a head of fixed length (magic, where the index stands, its length, a checksum), the
//! blocks, and the index: the checkpoint, then of each block its first key and its length.

use super::block::{seal, unseal};
use super::blocks::Blocks;
use super::checkpoint::{Checkpoint, Digest};
use super::error::{Failure, ProjectionError};
use super::varint::{Taker, put, put_bytes};
use std::fs::{self, File};
use std::io::{BufWriter, ErrorKind, Write as _};
use std::os::unix::fs::FileExt as _;
use std::path::{Path, PathBuf};

/// The name of the file.
pub(super) const FILE: &str = "view";
/// How the names of files begin that are to become the view.
const NEW: &str = "view.new-";
const MAGIC: &[u8; 12] = b"annals view\n";
const HEAD_LEN: usize = MAGIC.len() + 8 + 4 + 4;
/// An index longer than this is not read: no journal needs one.
const INDEX_MAX: u32 = 1 << 28;

/// Opens the view in a folder; nothing where there is none.
///
/// # Errors
/// [`Failure::Unfit`] where it is no view that this version can read.
pub(super) fn open(scratch: &Path) -> Result<Option<(Checkpoint, Blocks)>, Failure> {
    let unfit = |error: std::io::Error| Failure::Unfit(error.to_string());
    let file = match File::open(scratch.join(FILE)) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(unfit(error)),
    };
    let mut head = [0; HEAD_LEN];
    file.read_exact_at(&mut head, 0).map_err(unfit)?;
    let (offset, len) = read_head(&head).ok_or_else(no_view)?;
    let mut index = vec![0; len as usize];
    file.read_exact_at(&mut index, offset).map_err(unfit)?;
    let mut taker = Taker::new(unseal(&index).ok_or_else(no_view)?);
    let checkpoint = taker.bytes().and_then(Checkpoint::decoded).ok_or_else(no_view)?;
    let mut blocks = Blocks::in_file(file);
    let mut at = HEAD_LEN as u64;
    for _ in 0..checkpoint.blocks {
        let first = taker.bytes().ok_or_else(no_view)?;
        let len = taker.small().ok_or_else(no_view)?;
        if !blocks.add(first, at, len as usize, None) {
            return Err(no_view());
        }
        at += u64::from(len);
    }
    if at != offset || !taker.is_done() {
        return Err(no_view());
    }
    Ok(Some((checkpoint, blocks)))
}

/// A view as it is written, block by block.
#[derive(Debug)]
pub(super) struct Publication {
    path: PathBuf,
    file: BufWriter<File>,
    index: Vec<u8>,
    offset: u64,
    digest: Digest,
}

impl Publication {
    /// Begins a view beside the one in a folder.
    ///
    /// # Errors
    /// [`ProjectionError::Io`] where it cannot be written.
    pub(super) fn begin(scratch: &Path) -> Result<Self, ProjectionError> {
        let path = scratch.join(format!("{NEW}{}", std::process::id()));
        let file = File::create(&path).and_then(|file| {
            let mut file = BufWriter::with_capacity(1 << 18, file);
            file.write_all(&[0; HEAD_LEN]).map(|()| file)
        });
        let file = file.map_err(|error| ProjectionError::io("write", &path, error))?;
        Ok(Self { path, file, index: Vec::new(), offset: HEAD_LEN as u64, digest: Digest::default() })
    }

    /// Takes the next block.
    ///
    /// # Errors
    /// [`ProjectionError::Io`] where it cannot be written.
    pub(super) fn block(&mut self, first: &[u8], bytes: &[u8]) -> Result<(), ProjectionError> {
        put_bytes(&mut self.index, first);
        put(&mut self.index, bytes.len() as u64);
        self.digest.add(first, bytes);
        self.offset += bytes.len() as u64;
        self.file.write_all(bytes).map_err(|error| ProjectionError::io("write", &self.path, error))
    }

    /// True where its blocks so far are those that a checkpoint states.
    pub(super) fn is_of(&self, checkpoint: &Checkpoint) -> bool {
        let mut stating = checkpoint.clone();
        stating.cover(&self.digest);
        stating == *checkpoint
    }

    /// Makes it the view, by a checkpoint that is made to state its blocks, and tells how long the
    /// blocks are. It is not synced: a view that a power cut garbled is ignored.
    ///
    /// # Errors
    /// [`ProjectionError::Io`] where it cannot be written.
    pub(super) fn finish(self, scratch: &Path, checkpoint: &mut Checkpoint) -> Result<u64, ProjectionError> {
        checkpoint.cover(&self.digest);
        let (new, bytes) = (self.path.clone(), self.offset - HEAD_LEN as u64);
        self.end(checkpoint).map_err(|error| ProjectionError::io("write", &new, error))?;
        let path = scratch.join(FILE);
        fs::rename(&new, &path).map_err(|error| ProjectionError::io("replace", &path, error))?;
        // What a killed process left half-written is of no use to anybody.
        for entry in fs::read_dir(scratch).into_iter().flatten().flatten() {
            if entry.file_name().to_str().is_some_and(|name| name.starts_with(NEW)) {
                let _ = fs::remove_file(entry.path());
            }
        }
        Ok(bytes)
    }

    fn end(mut self, checkpoint: &Checkpoint) -> std::io::Result<()> {
        let mut index = Vec::with_capacity(self.index.len() + 256);
        put_bytes(&mut index, &checkpoint.encoded());
        index.append(&mut self.index);
        seal(&mut index);
        self.file.write_all(&index)?;
        let file = self.file.into_inner().map_err(std::io::IntoInnerError::into_error)?;
        let len = u32::try_from(index.len()).map_err(|_| ErrorKind::FileTooLarge)?;
        let mut head = MAGIC.to_vec();
        head.extend_from_slice(&self.offset.to_le_bytes());
        head.extend_from_slice(&len.to_le_bytes());
        seal(&mut head);
        file.write_all_at(&head, 0)
    }
}

fn read_head(head: &[u8]) -> Option<(u64, u32)> {
    let rest = unseal(head)?.strip_prefix(MAGIC)?;
    let (offset, len) = rest.split_first_chunk::<8>()?;
    let len = u32::from_le_bytes(*len.first_chunk::<4>()?);
    (len <= INDEX_MAX).then_some((u64::from_le_bytes(*offset), len))
}

fn no_view() -> Failure {
    Failure::Unfit("it is no view of this version, or its bytes are garbled".to_owned())
}
