//! Postings: for each value of each facet and each year, the developments that have or ever had that
//! value while they were filed in that year. They are supersets, never taken from; the exact test is
//! made on the row.

use super::block::Changes;
use super::blocks::{Blocks, garbled};
use super::error::Failure;
use super::varint::{Taker, put};
use crate::domain::side::{Dyad, Side};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// From this length on a list goes on in another entry.
const CAP: usize = 8 << 10;

/// A value that developments are found by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Facet {
    /// Every development.
    All,
    /// An actor that it mentions, as a party or otherwise.
    Actor(u32),
    /// A side of a party.
    Side(Side),
    /// A relation among the parties' sides.
    Relation(Dyad),
    /// Its kind, by its place in the codebook.
    Kind(u8),
    /// One of its topics, by its place in the codebook.
    Topic(u8),
    /// Its status, by its place in the codebook.
    Status(u8),
    /// Something is promised in it.
    Commitment,
    /// It has a legal form.
    Legal,
}

/// A development under the day it is filed, packed so that it sorts by day and then by number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Filed(u64);

impl Filed {
    /// This development under this day.
    pub(super) fn new(day: i32, number: u32) -> Self {
        Self(u64::from(day as u32 ^ (1 << 31)) << 32 | u64::from(number))
    }

    /// The day.
    pub(super) fn day(self) -> i32 {
        ((self.0 >> 32) as u32 ^ (1 << 31)) as i32
    }

    /// The development.
    pub(super) fn number(self) -> u32 {
        self.0 as u32
    }
}

/// The lists: those of the base with additions on top.
#[derive(Debug, Default)]
pub(super) struct Postings {
    added: HashMap<Facet, BTreeMap<u32, Vec<Filed>>>,
}

impl Postings {
    /// Files a development under a value; twice is as once.
    pub(super) fn add(&mut self, facet: Facet, bucket: u32, filed: Filed) {
        let list = self.added.entry(facet).or_default().entry(bucket).or_default();
        if list.last() != Some(&filed) {
            list.push(filed);
        }
    }

    /// The list of a value and year, in order.
    ///
    /// # Errors
    /// [`Failure::Unfit`] where the base cannot be read.
    pub(super) fn list(&self, base: &Blocks, facet: Facet, bucket: u32) -> Result<Vec<Filed>, Failure> {
        let mut list = Vec::new();
        let mut whole = true;
        base.visit(&key(facet, Some(bucket)), |_, value| whole &= take(value, &mut list).is_some())?;
        if !whole {
            return Err(garbled());
        }
        if let Some(added) = self.added.get(&facet).and_then(|years| years.get(&bucket)) {
            list.extend_from_slice(added);
            list.sort_unstable();
            list.dedup();
        }
        Ok(list)
    }

    /// The developments of a value in all years, each once.
    ///
    /// # Errors
    /// [`Failure::Unfit`] where the base cannot be read.
    pub(super) fn numbers(&self, base: &Blocks, facet: Facet) -> Result<BTreeSet<u32>, Failure> {
        let mut list = Vec::new();
        let mut whole = true;
        base.visit(&key(facet, None), |_, value| whole &= take(value, &mut list).is_some())?;
        if !whole {
            return Err(garbled());
        }
        for added in self.added.get(&facet).into_iter().flat_map(BTreeMap::values) {
            list.extend_from_slice(added);
        }
        Ok(list.into_iter().map(Filed::number).collect())
    }

    /// The entries that changed.
    ///
    /// # Errors
    /// [`Failure::Unfit`] where the base cannot be read.
    pub(super) fn changes(&self, base: &Blocks, changes: &mut Changes) -> Result<(), Failure> {
        let lists = self.added.iter().flat_map(|(facet, years)| years.keys().map(|bucket| (*facet, *bucket)));
        for (facet, bucket) in lists {
            let key = key(facet, Some(bucket));
            base.visit(&key, |old, _| changes.remove(old.to_vec()))?;
            for (part, value) in encoded(&self.list(base, facet, bucket)?).into_iter().enumerate() {
                changes.put(part_key(&key, part), value);
            }
        }
        Ok(())
    }
}

/// The key of a list, or the beginning of the keys of all lists of a value. Each facet is a kind of
/// entries of its own.
pub(super) fn key(facet: Facet, bucket: Option<u32>) -> Vec<u8> {
    let mut key = Vec::with_capacity(16);
    match facet {
        Facet::All => key.push(b'A'),
        Facet::Actor(number) => {
            key.push(b'B');
            key.extend_from_slice(&number.to_be_bytes());
        }
        Facet::Side(side) => {
            key.push(b'C');
            key.extend_from_slice(side.as_str().as_bytes());
        }
        Facet::Relation(dyad) => {
            key.push(b'D');
            key.extend_from_slice(dyad.first().as_str().as_bytes());
            key.extend_from_slice(dyad.second().as_str().as_bytes());
        }
        Facet::Kind(word) => key.extend_from_slice(&[b'E', word]),
        Facet::Topic(word) => key.extend_from_slice(&[b'F', word]),
        Facet::Status(word) => key.extend_from_slice(&[b'G', word]),
        Facet::Commitment => key.push(b'H'),
        Facet::Legal => key.push(b'I'),
    }
    if let Some(bucket) = bucket {
        key.extend_from_slice(&bucket.to_be_bytes());
    }
    key
}

/// The key of a part of a list.
pub(super) fn part_key(key: &[u8], part: usize) -> Vec<u8> {
    let mut key = key.to_vec();
    if part > 0 {
        key.extend_from_slice(&(part as u32).to_be_bytes());
    }
    key
}

/// A list in parts.
pub(super) fn encoded(list: &[Filed]) -> Vec<Vec<u8>> {
    let mut parts = Vec::new();
    let mut rest = list;
    loop {
        let mut part = Vec::new();
        let taken = put_some(&mut part, rest, CAP);
        parts.push(part);
        rest = rest.get(taken..).unwrap_or_default();
        if rest.is_empty() {
            return parts;
        }
    }
}

/// Appends a list of any length as one part.
pub(super) fn put_part(out: &mut Vec<u8>, list: &[Filed]) {
    put_some(out, list, usize::MAX);
}

/// Appends developments until so many bytes are reached, and tells how many: of each the step in
/// numbers, and with it the step in days where that is less than three.
fn put_some(part: &mut Vec<u8>, list: &[Filed], cap: usize) -> usize {
    let mut before = Filed::new(i32::MIN, 0);
    for (at, &filed) in list.iter().enumerate() {
        if part.len() >= cap {
            return at;
        }
        let days = (i64::from(filed.day()) - i64::from(before.day())) as u64;
        let step = i64::from(filed.number()) - i64::from(before.number());
        let step = ((step << 1) ^ (step >> 63)) as u64;
        put(part, step << 2 | days.min(3));
        if days >= 3 {
            put(part, days - 3);
        }
        before = filed;
    }
    list.len()
}

/// Reads a part back.
pub(super) fn take(part: &[u8], list: &mut Vec<Filed>) -> Option<()> {
    let mut taker = Taker::new(part);
    let (mut day, mut number) = (i64::from(i32::MIN), 0_i64);
    while !taker.is_done() {
        let token = taker.number()?;
        let step = token >> 2;
        number += (step >> 1) as i64 ^ -((step & 1) as i64);
        let days = match token & 3 {
            3 => taker.number()?.checked_add(3)?,
            few => few,
        };
        day = day.checked_add(i64::try_from(days).ok()?)?;
        list.push(Filed::new(i32::try_from(day).ok()?, u32::try_from(number).ok()?));
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_of_any_length_come_back_in_order() {
        let mut list: Vec<Filed> =
            (0..30_000).map(|n| Filed::new((n as i32 * 7919) % 400 - 100, (n * 31) % 65_521)).collect();
        list.extend([Filed::new(i32::MIN, 3), Filed::new(i32::MAX, u32::MAX), Filed::new(0, 0)]);
        list.sort_unstable();
        list.dedup();
        let parts = encoded(&list);
        assert!(parts.len() > 3 && parts.iter().all(|part| part.len() < CAP + 20));
        let mut back = Vec::new();
        parts.iter().for_each(|part| take(part, &mut back).unwrap());
        assert_eq!(back, list);
        assert_eq!(take(&[0x83], &mut Vec::new()), None);
    }

    #[test]
    fn a_development_filed_twice_is_listed_once_and_additions_join_the_base() {
        let mut first = Postings::default();
        let (kind, bucket) = (Facet::Kind(2), 7);
        [5, 1, 5].iter().for_each(|number| first.add(kind, bucket, Filed::new(9, *number)));
        let mut changes = Changes::default();
        first.changes(&Blocks::default(), &mut changes).unwrap();
        let base = Blocks::in_memory(Blocks::default().changed(&changes).unwrap()).unwrap();
        let mut second = Postings::default();
        second.add(kind, bucket, Filed::new(8, 6));
        second.add(kind, 8, Filed::new(8, 7));
        let filed = second.list(&base, kind, bucket).unwrap();
        assert_eq!(filed, [Filed::new(8, 6), Filed::new(9, 1), Filed::new(9, 5)]);
        assert_eq!(second.numbers(&base, kind).unwrap(), BTreeSet::from([1, 5, 6, 7]));
        assert_eq!(second.numbers(&base, Facet::Kind(1)).unwrap(), BTreeSet::new());
    }
}
