//! The blocks of one kind of entries as a rebuild makes them, one after another, put away until the
//! view is written.

use super::block::{Block, Packer};
use super::spill::Spill;
use std::io;
use std::path::Path;

/// The blocks of one kind.
#[derive(Debug)]
pub(super) struct Strand {
    packer: Packer,
    bytes: Spill,
    places: Vec<Piece>,
}

/// Where a block lies.
#[derive(Debug, Clone)]
pub(super) struct Piece {
    /// The first key in it.
    pub(super) first: Vec<u8>,
    offset: u64,
    len: usize,
}

impl Strand {
    /// No entries yet; what does not stay in memory goes into this folder.
    pub(super) fn new(folder: &Path) -> Self {
        Self { packer: Packer::default(), bytes: Spill::new(folder), places: Vec::new() }
    }

    /// Takes the next entry; its key must be greater than the one before.
    ///
    /// # Errors
    /// Where what is put away cannot be written.
    pub(super) fn push(&mut self, key: &[u8], value: &[u8]) -> io::Result<()> {
        if self.packer.push(key, value) { self.put_away() } else { Ok(()) }
    }

    /// Ends the last block.
    ///
    /// # Errors
    /// As [`Strand::push`].
    pub(super) fn finish(&mut self) -> io::Result<()> {
        self.packer.end();
        self.put_away()
    }

    /// Where its blocks lie, in order.
    pub(super) fn pieces(&self) -> &[Piece] {
        &self.places
    }

    /// Reads a block back.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub(super) fn read(&self, piece: &Piece) -> io::Result<Vec<u8>> {
        let mut bytes = vec![0; piece.len];
        self.bytes.read(piece.offset, &mut bytes)?;
        Ok(bytes)
    }

    fn put_away(&mut self) -> io::Result<()> {
        for Block { first, bytes } in self.packer.drain() {
            self.places.push(Piece { first, offset: self.bytes.len(), len: bytes.len() });
            self.bytes.append(|out| out.extend_from_slice(&bytes))?;
        }
        Ok(())
    }
}
