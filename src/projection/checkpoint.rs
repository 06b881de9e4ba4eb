//! How far a view or store has folded the journal, and by what: the projections' checkpoint, by which
//! it is told whether a view or store fits.

use super::block::{seal, seal_of, unseal};
use super::row::{put_position, take_position};
use super::varint::{Taker, put, put_bytes};
use crate::journal::{Head, Journal, Position};

/// The version of everything that all projections share: blocks, keys, the view's file.
const FORMAT: u32 = 2;

/// The checkpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Checkpoint {
    /// The format and each projection with its version, in words.
    pub(super) schema: String,
    /// The journal's origin.
    pub(super) origin: String,
    /// The last line folded: where it stands, and its leaf hash.
    pub(super) last: Option<(Position, [u8; 32])>,
    /// How many developments there are.
    pub(super) developments: u32,
    /// How many actors are known.
    pub(super) actors: u32,
    /// How many blocks there are.
    pub(super) blocks: u32,
    /// A checksum over all blocks in order.
    pub(super) digest: u32,
}

impl Checkpoint {
    /// The checkpoint of nothing folded yet.
    pub(super) fn start(origin: &str, schema: &str) -> Self {
        let (schema, origin) = (format!("blocks {FORMAT}, {schema}"), origin.to_owned());
        Self { schema, origin, last: None, developments: 0, actors: 0, blocks: 0, digest: Digest::default().value() }
    }

    /// How many events were folded.
    pub(super) fn size(&self) -> u64 {
        self.last.map_or(0, |(position, _)| position.sequence.0 + 1)
    }

    /// States the blocks that belong to it.
    pub(super) fn cover(&mut self, digest: &Digest) {
        (self.blocks, self.digest) = (digest.blocks, digest.value());
    }

    /// The bytes, with a checksum.
    pub(super) fn encoded(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        put_bytes(&mut bytes, self.schema.as_bytes());
        put_bytes(&mut bytes, self.origin.as_bytes());
        for number in [self.developments, self.actors, self.blocks, self.digest] {
            put(&mut bytes, u64::from(number));
        }
        if let Some((position, leaf)) = &self.last {
            bytes.extend_from_slice(leaf);
            put_position(&mut bytes, None, position);
        }
        seal(&mut bytes);
        bytes
    }

    /// Reads the bytes back.
    pub(super) fn decoded(bytes: &[u8]) -> Option<Self> {
        let mut taker = Taker::new(unseal(bytes)?);
        let (schema, origin) = (taker.text()?.to_owned(), taker.text()?.to_owned());
        let (developments, actors) = (taker.small()?, taker.small()?);
        let (blocks, digest) = (taker.small()?, taker.small()?);
        let mut last = None;
        if !taker.is_done() {
            let leaf = *taker.exactly(32)?.first_chunk::<32>()?;
            last = Some((take_position(&mut taker, None)?, leaf));
        }
        Some(Self { schema, origin, last, developments, actors, blocks, digest })
    }

    /// Why a view or store with this checkpoint does not fit the journal, in words; none where it fits.
    pub(super) fn misfit(&self, journal: &Journal, head: &Head, schema: &str) -> Option<String> {
        let here = Self::start(journal.origin().as_str(), schema);
        if self.schema != here.schema {
            return Some(format!("it was made by another version: {}", self.schema));
        }
        if self.origin != here.origin {
            return Some(format!("it is of the journal {}", self.origin));
        }
        if self.size() > head.size {
            return Some(format!("it knows {} events and the journal has {}", self.size(), head.size));
        }
        let (position, leaf) = self.last?;
        let same = match head.last {
            Some(last) if last.position == position => last.leaf.as_bytes() == &leaf,
            _ => journal
                .read_after(Some(position))
                .is_ok_and(|reader| reader.last_read().is_some_and(|last| last.leaf.as_bytes() == &leaf)),
        };
        (!same).then(|| "it was folded from a journal with other lines".to_owned())
    }
}

/// The number of blocks and a checksum over them in order.
#[derive(Debug, Default)]
pub(super) struct Digest {
    blocks: u32,
    hasher: crc32fast::Hasher,
}

impl Digest {
    /// Takes the next block, by its first key and the checksum at the end of its bytes.
    pub(super) fn add(&mut self, first: &[u8], bytes: &[u8]) {
        self.blocks = self.blocks.saturating_add(1);
        self.hasher.update(&(first.len() as u64).to_le_bytes());
        self.hasher.update(first);
        self.hasher.update(&seal_of(bytes).to_le_bytes());
    }

    fn value(&self) -> u32 {
        self.hasher.clone().finalize()
    }
}
