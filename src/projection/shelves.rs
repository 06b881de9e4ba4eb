//! Look-ups by a code of 32 bits: of an event's id, of a development's id or key. So many numbers in a
//! row share an epoch, and each epoch has 4,096 shelves, so that what is added lately changes only
//! entries of the last epoch. A code may be that of several things: which one is meant, the journal tells.

use super::block::Changes;
use super::blocks::{Blocks, garbled};
use super::error::Failure;
use super::varint::{Taker, put};
use std::collections::BTreeMap;

/// Two to this power numbers make an epoch.
pub(super) const EPOCH_BITS: u32 = 20;
/// Of a code, so many bits tell the shelf.
const SHELF_BITS: u32 = 12;
const REST_BITS: u32 = 32 - SHELF_BITS;

/// The shelves: those of the base with additions on top.
#[derive(Debug)]
pub(super) struct Shelves {
    kind: u8,
    added: BTreeMap<(u16, u16), Vec<(u32, u32)>>,
}

/// The code of a text.
pub(super) fn code(text: &[u8]) -> u32 {
    (hash(text) >> 32) as u32
}

/// The hash that codes are made of: the same on every machine and for ever.
pub(super) fn hash(text: &[u8]) -> u64 {
    const ONE: u64 = 0x9e37_79b9_7f4a_7c15;
    const TWO: u64 = 0xd6e8_feb8_6659_fd93;
    let mut state = (text.len() as u64) ^ TWO;
    let mut chunks = text.chunks_exact(8);
    for chunk in &mut chunks {
        let word = chunk.first_chunk::<8>().map_or(0, |word| u64::from_le_bytes(*word));
        state = folded(state ^ word, ONE);
    }
    let rest = chunks.remainder().iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte));
    folded(folded(state ^ rest, ONE) ^ TWO, TWO)
}

/// Both halves of a product, one upon the other.
fn folded(one: u64, other: u64) -> u64 {
    let product = u128::from(one) * u128::from(other);
    product as u64 ^ (product >> 64) as u64
}

impl Shelves {
    /// The shelves of this kind of entries.
    pub(super) fn new(kind: u8) -> Self {
        Self { kind, added: BTreeMap::new() }
    }

    /// Puts a number on the shelf of a code.
    pub(super) fn add(&mut self, code: u32, number: u64) -> Result<(), Failure> {
        let shelf = (code >> REST_BITS) as u16;
        self.added.entry((epoch(number)?, shelf)).or_default().push((rest(code), local(number)));
        Ok(())
    }

    /// The numbers of a code, where so many numbers are given out.
    ///
    /// # Errors
    /// [`Failure::Unfit`] where the base cannot be read.
    pub(super) fn get(&self, base: &Blocks, code: u32, len: u64) -> Result<Vec<u64>, Failure> {
        self.between(base, code, code, len)
    }

    /// The numbers of the codes from one to another, both counted in.
    ///
    /// # Errors
    /// [`Failure::Unfit`] where the base cannot be read.
    pub(super) fn between(&self, base: &Blocks, first: u32, last: u32, len: u64) -> Result<Vec<u64>, Failure> {
        let mut found = Vec::new();
        let Some(newest) = len.checked_sub(1) else { return Ok(found) };
        for epoch in 0..=epoch(newest)? {
            for shelf in first >> REST_BITS..=last >> REST_BITS {
                for (rest, local) in self.shelf(base, epoch, shelf as u16)? {
                    if (first..=last).contains(&(shelf << REST_BITS | rest)) {
                        found.push(u64::from(epoch) << EPOCH_BITS | u64::from(local));
                    }
                }
            }
        }
        Ok(found)
    }

    /// The entries that changed.
    ///
    /// # Errors
    /// [`Failure::Unfit`] where the base cannot be read.
    pub(super) fn changes(&self, base: &Blocks, changes: &mut Changes) -> Result<(), Failure> {
        for &(epoch, shelf) in self.added.keys() {
            let mut value = Vec::new();
            put_shelf(&mut value, self.shelf(base, epoch, shelf)?.into_iter());
            changes.put(key(self.kind, epoch, shelf), value);
        }
        Ok(())
    }

    fn shelf(&self, base: &Blocks, epoch: u16, shelf: u16) -> Result<Vec<(u32, u32)>, Failure> {
        let mut list = match base.get(&key(self.kind, epoch, shelf))? {
            Some(value) => taken(&value).ok_or_else(garbled)?,
            None => Vec::new(),
        };
        if let Some(added) = self.added.get(&(epoch, shelf)) {
            list.extend_from_slice(added);
            list.sort_unstable();
        }
        Ok(list)
    }
}

/// All entries of one epoch at once, from pairs of code and number.
#[derive(Debug, Default)]
pub(super) struct Epoch {
    /// The code in the upper half, the number within the epoch in the lower.
    pairs: Vec<u64>,
}

impl Epoch {
    /// Takes the next number's code.
    pub(super) fn push(&mut self, code: u32, number: u64) {
        self.pairs.push(u64::from(code) << 32 | u64::from(local(number)));
    }

    /// Hands over the entries in order, and begins anew.
    pub(super) fn drain<E>(
        &mut self,
        kind: u8,
        epoch: u16,
        mut each: impl FnMut(&[u8], &[u8]) -> Result<(), E>,
    ) -> Result<(), E> {
        self.pairs.sort_unstable();
        let mut value = Vec::new();
        for shelf in self.pairs.chunk_by(|one, other| one >> (64 - SHELF_BITS) == other >> (64 - SHELF_BITS)) {
            value.clear();
            put_shelf(&mut value, shelf.iter().map(|pair| (rest((pair >> 32) as u32), *pair as u32)));
            let number = shelf.first().map_or(0, |pair| (pair >> (64 - SHELF_BITS)) as u16);
            each(&key(kind, epoch, number), &value)?;
        }
        self.pairs.clear();
        Ok(())
    }
}

/// The epoch of a number.
pub(super) fn epoch(number: u64) -> Result<u16, Failure> {
    u16::try_from(number >> EPOCH_BITS).map_err(|_| Failure::Unfit("the journal is too long for it".to_owned()))
}

fn local(number: u64) -> u32 {
    number as u32 & ((1 << EPOCH_BITS) - 1)
}

fn rest(code: u32) -> u32 {
    code & ((1 << REST_BITS) - 1)
}

fn put_shelf(out: &mut Vec<u8>, entries: impl Iterator<Item = (u32, u32)>) {
    let mut before = 0;
    for (rest, local) in entries {
        put(out, u64::from(rest.wrapping_sub(before)));
        put(out, u64::from(local));
        before = rest;
    }
}

fn taken(value: &[u8]) -> Option<Vec<(u32, u32)>> {
    let mut taker = Taker::new(value);
    let (mut list, mut before) = (Vec::new(), 0_u32);
    while !taker.is_done() {
        before = before.checked_add(taker.small()?)?;
        list.push((before, taker.small()?));
    }
    Some(list)
}

fn key(kind: u8, epoch: u16, shelf: u16) -> Vec<u8> {
    let mut key = vec![kind];
    key.extend_from_slice(&epoch.to_be_bytes());
    key.extend_from_slice(&shelf.to_be_bytes());
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_found_by_their_codes_in_every_epoch_however_they_were_added() {
        let codes: Vec<(u32, u64)> =
            (0..3_000_u64).map(|n| (code(format!("key-{}", n % 2_900).as_bytes()), n * 1_000)).collect();
        let len = 3_000_000;
        let mut whole = Shelves::new(b'x');
        codes.iter().for_each(|(code, number)| whole.add(*code, *number).unwrap());
        let mut changes = Changes::default();
        whole.changes(&Blocks::default(), &mut changes).unwrap();
        let base = Blocks::in_memory(Blocks::default().changed(&changes).unwrap()).unwrap();
        let mut packed = Vec::new();
        for epoch in 0..3_u16 {
            let mut all = Epoch::default();
            for (code, number) in codes.iter().filter(|(_, number)| super::epoch(*number).unwrap() == epoch) {
                all.push(*code, *number);
            }
            all.drain(b'x', epoch, |key, value| {
                packed.push((key.to_vec(), Some(value.to_vec())));
                Ok::<(), ()>(())
            })
            .unwrap();
        }
        assert_eq!(packed, changes.entries.into_iter().collect::<Vec<_>>());
        let empty = Shelves::new(b'x');
        for (code, number) in &codes {
            assert!(empty.get(&base, *code, len).unwrap().contains(number));
            assert!(whole.get(&Blocks::default(), *code, len).unwrap().contains(number));
        }
        let all = empty.between(&base, 0, u32::MAX, len).unwrap();
        assert_eq!(all.len(), codes.len());
        assert!(epoch(1 << 40).is_err());
    }
}
