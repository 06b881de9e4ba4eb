//! Blocks: sorted entries packed together, each block with its checksum. Where a block ends follows
//! from the entries alone, so that the same entries make the same blocks and a change in one place
//! leaves blocks further on as they were.

use super::varint::{Taker, put};
use std::collections::BTreeMap;

/// From this length on a block ends.
const FULL: usize = 16 << 10;
/// From this length on a block ends at any key whose checksum says so.
const ENOUGH: usize = 4 << 10;

/// A packed block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Block {
    /// The first key in it.
    pub(super) first: Vec<u8>,
    /// The entries and the checksum.
    pub(super) bytes: Vec<u8>,
}

/// What becomes of entries: a new value, or none.
#[derive(Debug, Default)]
pub(super) struct Changes {
    /// By key.
    pub(super) entries: BTreeMap<Vec<u8>, Option<Vec<u8>>>,
}

impl Changes {
    /// The entry has this value now.
    pub(super) fn put(&mut self, key: Vec<u8>, value: Vec<u8>) {
        self.entries.insert(key, Some(value));
    }

    /// The entry is gone.
    pub(super) fn remove(&mut self, key: Vec<u8>) {
        self.entries.insert(key, None);
    }
}

/// Packs entries that come in order.
#[derive(Debug, Default)]
pub(super) struct Packer {
    blocks: Vec<Block>,
    first: Vec<u8>,
    last: Vec<u8>,
    payload: Vec<u8>,
}

impl Packer {
    /// Takes the next entry; its key must be greater than the one before. True where a block ended.
    pub(super) fn push(&mut self, key: &[u8], value: &[u8]) -> bool {
        if !self.payload.is_empty() && self.last.first() != key.first() {
            self.close();
        }
        if self.payload.is_empty() {
            self.first = key.to_vec();
            self.last.clear();
        }
        let shared = key.iter().zip(&self.last).take_while(|(one, other)| one == other).count();
        let rest = key.get(shared..).unwrap_or_default();
        put(&mut self.payload, shared as u64);
        put(&mut self.payload, rest.len() as u64);
        put(&mut self.payload, value.len() as u64);
        self.payload.extend_from_slice(rest);
        self.payload.extend_from_slice(value);
        self.last.clear();
        self.last.extend_from_slice(key);
        let len = self.payload.len();
        if len >= FULL || (len >= ENOUGH && crc32fast::hash(key) & 15 == 0) {
            self.close();
        }
        !self.blocks.is_empty()
    }

    /// True where the next entry begins a block.
    pub(super) fn is_at_end(&self) -> bool {
        self.payload.is_empty()
    }

    /// The kind of the entries of the block that has not ended.
    pub(super) fn kind(&self) -> Option<&u8> {
        if self.payload.is_empty() { None } else { self.first.first() }
    }

    /// Ends the last block.
    pub(super) fn end(&mut self) {
        if !self.payload.is_empty() {
            self.close();
        }
    }

    /// The blocks that ended, which are forgotten then.
    pub(super) fn drain(&mut self) -> impl Iterator<Item = Block> {
        self.blocks.drain(..)
    }

    /// The blocks.
    #[cfg(test)]
    pub(super) fn finish(mut self) -> Vec<Block> {
        self.end();
        self.blocks
    }

    fn close(&mut self) {
        let mut bytes = std::mem::take(&mut self.payload);
        seal(&mut bytes);
        self.blocks.push(Block { first: std::mem::take(&mut self.first), bytes });
        self.last.clear();
    }
}

/// Appends the checksum of the bytes to them.
pub(super) fn seal(bytes: &mut Vec<u8>) {
    let sum = crc32fast::hash(bytes);
    bytes.extend_from_slice(&sum.to_le_bytes());
}

/// The bytes without their checksum, where it is theirs.
pub(super) fn unseal(bytes: &[u8]) -> Option<&[u8]> {
    let (payload, sum) = bytes.split_last_chunk::<4>()?;
    (crc32fast::hash(payload) == u32::from_le_bytes(*sum)).then_some(payload)
}

/// The checksum of a sealed block.
pub(super) fn seal_of(bytes: &[u8]) -> u32 {
    bytes.last_chunk::<4>().map_or(0, |sum| u32::from_le_bytes(*sum))
}

/// Visits the entries of a block's payload in order, until `visit` says to stop; `None` where the
/// bytes are no entries.
pub(super) fn visit_entries(payload: &[u8], mut visit: impl FnMut(&[u8], &[u8]) -> bool) -> Option<()> {
    let mut taker = Taker::new(payload);
    let mut key = Vec::new();
    while !taker.is_done() {
        let shared = usize::try_from(taker.number()?).ok().filter(|shared| *shared <= key.len())?;
        let rest = usize::try_from(taker.number()?).ok()?;
        let len = usize::try_from(taker.number()?).ok()?;
        key.truncate(shared);
        key.extend_from_slice(taker.exactly(rest)?);
        let value = taker.exactly(len)?;
        if !visit(&key, value) {
            break;
        }
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(number: u32) -> (Vec<u8>, Vec<u8>) {
        (format!("k{number:08}").into_bytes(), number.to_le_bytes().repeat(3))
    }

    #[test]
    fn entries_come_back_and_a_new_one_changes_only_blocks_near_it() {
        let pack = |numbers: &mut dyn Iterator<Item = u32>| {
            let mut packer = Packer::default();
            for (key, value) in numbers.map(entry) {
                packer.push(&key, &value);
            }
            packer.finish()
        };
        let even = pack(&mut (0..20_000).map(|number| number * 2));
        let mut back = Vec::new();
        for block in &even {
            visit_entries(unseal(&block.bytes).unwrap(), |key, value| {
                back.push((key.to_vec(), value.to_vec()));
                true
            })
            .unwrap();
        }
        assert_eq!(back, (0..20_000).map(|number| entry(number * 2)).collect::<Vec<_>>());
        let with_one_more = pack(
            &mut (0..20_000).map(|number| number * 2).chain([3]).collect::<std::collections::BTreeSet<_>>().into_iter(),
        );
        let changed = with_one_more.iter().filter(|block| !even.contains(block)).count();
        assert!(even.len() > 20 && (1..=3).contains(&changed), "{changed} of {}", even.len());
    }

    #[test]
    fn a_garbled_block_is_refused() {
        let mut packer = Packer::default();
        packer.push(b"key", b"value");
        let bytes = packer.finish().remove(0).bytes;
        for at in 0..bytes.len() {
            let mut garbled = bytes.clone();
            garbled[at] ^= 4;
            assert_eq!(unseal(&garbled), None, "byte {at}");
        }
        assert_eq!(unseal(&[1, 2]), None);
        assert_eq!(visit_entries(&[9, 9, 9], |_, _| true), None);
    }
}
