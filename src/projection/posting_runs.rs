//! Postings as a rebuild makes them: run by run of developments, each list packed; then all runs
//! merged, list by list.

use super::posting::{Facet, Filed, encoded, part_key, put_part, take};
use super::spill::Spill;
use super::strand::Strand;
use super::varint::put;
use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};
use std::io;
use std::path::Path;

/// The lists are merged in so many groups, independent of each other.
pub(super) const GROUPS: usize = 3;
/// So many bytes of a run are read at once.
const WINDOW: usize = 32 << 10;
/// The longest key of a list.
const LONGEST: usize = 11;

/// The lists of one run.
#[derive(Debug, Default)]
pub(super) struct RunPostings {
    /// Under which days developments are filed, and where their places begin.
    filed: Vec<(Filed, u32)>,
    places: Vec<u128>,
    /// The lists of each group in order, packed.
    pub(super) groups: [Vec<u8>; GROUPS],
}

impl RunPostings {
    /// What is added from now on is filed so.
    pub(super) fn begin(&mut self, filed: Filed) {
        self.filed.push((filed, self.places.len() as u32));
    }

    /// Files a development under a value; twice is as once.
    pub(super) fn add(&mut self, facet: Facet, bucket: u32) {
        self.places.push(place(facet, bucket));
    }

    /// Packs the lists. Developments are taken in the order of days, so that lists need no sorting.
    pub(super) fn pack(&mut self) {
        let ends = self.filed.iter().skip(1).map(|(_, begin)| *begin).chain([self.places.len() as u32]);
        let mut filed: Vec<(Filed, u32, u32)> =
            self.filed.iter().zip(ends).map(|((filed, begin), end)| (*filed, *begin, end)).collect();
        filed.sort_unstable();
        let mut known: HashMap<u128, u32, foldhash::fast::RandomState> = HashMap::default();
        let mut lists: Vec<(u128, Vec<Filed>)> = Vec::new();
        for (filed, begin, end) in filed {
            for place in self.places.get(begin as usize..end as usize).unwrap_or_default() {
                let at = *known.entry(*place).or_insert_with(|| {
                    lists.push((*place, Vec::new()));
                    lists.len() as u32 - 1
                });
                if let Some((_, list)) = lists.get_mut(at as usize)
                    && list.last() != Some(&filed)
                {
                    list.push(filed);
                }
            }
        }
        (self.filed, self.places) = (Vec::new(), Vec::new());
        lists.sort_unstable_by_key(|(place, _)| *place);
        let mut packed = Vec::new();
        for (place, list) in lists {
            packed.clear();
            put_part(&mut packed, &list);
            if let Some(group) = self.groups.get_mut(group(place)) {
                group.extend_from_slice(key(place, &place.to_be_bytes()));
                put(group, packed.len() as u64);
                group.extend_from_slice(&packed);
            }
        }
    }
}

/// The key of a list as a number that sorts alike: its bytes, filled up.
fn place(facet: Facet, bucket: u32) -> u128 {
    let letters = |text: &str| text.bytes().fold(0_u128, |value, byte| value << 8 | u128::from(byte));
    let (kind, value, len) = match facet {
        Facet::All => (b'A', 0, 0),
        Facet::Actor(number) => (b'B', u128::from(number), 4),
        Facet::Side(side) => (b'C', letters(side.as_str()), 3),
        Facet::Relation(dyad) => (b'D', letters(dyad.first().as_str()) << 24 | letters(dyad.second().as_str()), 6),
        Facet::Kind(word) => (b'E', u128::from(word), 1),
        Facet::Topic(word) => (b'F', u128::from(word), 1),
        Facet::Status(word) => (b'G', u128::from(word), 1),
        Facet::Commitment => (b'H', 0, 0),
        Facet::Legal => (b'I', 0, 0),
    };
    u128::from(kind) << 120 | (value << 32 | u128::from(bucket)) << (88 - 8 * len)
}

/// How long a list's key is, by its first byte.
fn key_len(kind: u8) -> usize {
    match kind {
        b'B' => 9,
        b'C' => 8,
        b'D' => LONGEST,
        b'E'..=b'G' => 6,
        _ => 5,
    }
}

fn key(place: u128, bytes: &[u8; 16]) -> &[u8] {
    bytes.get(..key_len((place >> 120) as u8)).unwrap_or_default()
}

fn group(place: u128) -> usize {
    match (place >> 120) as u8 {
        b'B' => 0,
        b'C' | b'D' => 1,
        _ => 2,
    }
}

/// One group's lists of all runs.
#[derive(Debug)]
pub(super) struct Group {
    bytes: Spill,
    ends: Vec<u64>,
}

impl Group {
    /// No runs yet.
    pub(super) fn new(folder: &Path) -> Self {
        Self { bytes: Spill::new(folder), ends: Vec::new() }
    }

    /// Adds a run.
    ///
    /// # Errors
    /// Where it cannot be put away.
    pub(super) fn add(&mut self, run: &[u8]) -> io::Result<()> {
        self.bytes.append(|out| out.extend_from_slice(run))?;
        self.ends.push(self.bytes.len());
        Ok(())
    }

    /// Merges all runs into the blocks of the group.
    ///
    /// # Errors
    /// Where something cannot be read back or put away.
    pub(super) fn merge(&self, folder: &Path) -> io::Result<Strand> {
        let mut strand = Strand::new(folder);
        let mut runs = Vec::new();
        let mut begin = 0;
        for &end in &self.ends {
            runs.push(Cursor { bytes: &self.bytes, at: begin, end, window: Vec::new(), used: 0 });
            begin = end;
        }
        let mut waiting = BinaryHeap::new();
        for (number, run) in runs.iter_mut().enumerate() {
            waiting.extend(run.key()?.map(|place| Reverse((place, number))));
        }
        let mut list: Vec<Filed> = Vec::new();
        while let Some(Reverse((place, number))) = waiting.pop() {
            let run = runs.get_mut(number).ok_or(io::ErrorKind::InvalidData)?;
            run.list(&mut list)?;
            waiting.extend(run.key()?.map(|place| Reverse((place, number))));
            if waiting.peek().is_some_and(|Reverse((next, _))| *next == place) {
                continue;
            }
            // Runs follow each other in the order of numbers, so that the whole is often in order already.
            if !list.is_sorted() {
                list.sort();
            }
            list.dedup();
            let bytes = place.to_be_bytes();
            for (part, value) in encoded(&list).into_iter().enumerate() {
                strand.push(&part_key(key(place, &bytes), part), &value)?;
            }
            list.clear();
        }
        strand.finish()?;
        Ok(strand)
    }
}

/// Reads one run.
struct Cursor<'a> {
    bytes: &'a Spill,
    at: u64,
    end: u64,
    window: Vec<u8>,
    used: usize,
}

impl Cursor<'_> {
    /// The key of the next list; nothing at the end.
    fn key(&mut self) -> io::Result<Option<u128>> {
        if self.at + self.used as u64 >= self.end {
            return Ok(None);
        }
        let kind = *self.next(1)?.first().ok_or(io::ErrorKind::InvalidData)?;
        let rest = self.next(key_len(kind) - 1)?;
        let mut bytes = [0; 16];
        bytes.iter_mut().zip(std::iter::once(&kind).chain(rest)).for_each(|(place, byte)| *place = *byte);
        Ok(Some(u128::from_be_bytes(bytes)))
    }

    /// Reads the list behind a key.
    fn list(&mut self, list: &mut Vec<Filed>) -> io::Result<()> {
        let (mut len, mut shift) = (0_usize, 0);
        loop {
            let byte = *self.next(1)?.first().ok_or(io::ErrorKind::InvalidData)?;
            len |= usize::from(byte & 0x7f) << shift;
            shift += 7;
            if byte & 0x80 == 0 || shift > 56 {
                break;
            }
        }
        take(self.next(len)?, list).ok_or(io::ErrorKind::InvalidData.into())
    }

    fn next(&mut self, len: usize) -> io::Result<&[u8]> {
        if self.used + len > self.window.len() {
            self.at += self.used as u64;
            let left = usize::try_from(self.end.saturating_sub(self.at)).unwrap_or(usize::MAX);
            self.window.resize(len.max(WINDOW).min(left), 0);
            self.bytes.read(self.at, &mut self.window)?;
            self.used = 0;
        }
        let bytes = self.window.get(self.used..self.used + len).ok_or(io::ErrorKind::UnexpectedEof)?;
        self.used += len;
        Ok(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::side::{Dyad, Side};
    use crate::projection::posting::key as key_of;

    #[test]
    fn places_sort_as_keys_do_and_hold_them() {
        let side = |text| Side::new(text).unwrap();
        let dyad = Dyad::parse("CHN-USA").unwrap();
        let facets = [
            Facet::All,
            Facet::Actor(0),
            Facet::Actor(300),
            Facet::Side(side("CHN")),
            Facet::Side(side("USA")),
            Facet::Relation(dyad),
            Facet::Kind(7),
            Facet::Topic(3),
            Facet::Status(1),
            Facet::Commitment,
            Facet::Legal,
        ];
        let mut before = 0;
        for facet in facets {
            for bucket in [1, 1 << 31, u32::MAX] {
                let place = place(facet, bucket);
                assert_eq!(key(place, &place.to_be_bytes()), key_of(facet, Some(bucket)), "{facet:?}");
                assert!(place > before);
                before = place;
            }
        }
    }
}
