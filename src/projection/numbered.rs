//! Records that are numbered from 0 without gaps, kept so many to a block: rows of developments and
//! entries of actors. A block is decoded when one of its records is asked for, and encoded again when
//! too many are open.

use super::block::Changes;
use super::blocks::{Blocks, garbled};
use super::error::Failure;
use super::varint::Taker;
use std::collections::{BTreeMap, HashMap, VecDeque};

/// How many blocks stay decoded.
const OPEN: usize = 1_024;

/// A record that knows its form in bytes.
pub(super) trait Record: Sized {
    /// The kind of its entries.
    const KIND: u8;
    /// How many of them an entry holds.
    const PER_BLOCK: u32;

    /// Appends records of one block.
    fn put_all(records: &[Self], out: &mut Vec<u8>);

    /// Reads them back.
    fn take_all(taker: &mut Taker<'_>) -> Option<Vec<Self>>;
}

/// The records: those of the base with changes on top.
#[derive(Debug)]
pub(super) struct Numbered<R> {
    len: u32,
    open: HashMap<u32, Opened<R>>,
    /// The open blocks, the one opened longest ago first.
    order: VecDeque<u32>,
    /// Changed blocks that were closed again.
    closed: BTreeMap<u32, Vec<u8>>,
}

#[derive(Debug)]
struct Opened<R> {
    records: Vec<R>,
    changed: bool,
}

impl<R: Record> Numbered<R> {
    /// As many records as the base holds.
    pub(super) fn new(len: u32) -> Self {
        Self { len, open: HashMap::new(), order: VecDeque::new(), closed: BTreeMap::new() }
    }

    /// How many there are.
    pub(super) fn len(&self) -> u32 {
        self.len
    }

    /// A record.
    ///
    /// # Errors
    /// [`Failure::Unfit`] where the base does not hold it.
    pub(super) fn get(&mut self, base: &Blocks, number: u32) -> Result<&R, Failure> {
        let records = &self.opened(base, number)?.records;
        records.get((number % R::PER_BLOCK) as usize).ok_or_else(missing)
    }

    /// A record that is going to be changed.
    ///
    /// # Errors
    /// [`Failure::Unfit`] where the base does not hold it.
    pub(super) fn get_mut(&mut self, base: &Blocks, number: u32) -> Result<&mut R, Failure> {
        let opened = self.opened(base, number)?;
        opened.changed = true;
        opened.records.get_mut((number % R::PER_BLOCK) as usize).ok_or_else(missing)
    }

    /// Adds a record and tells its number.
    ///
    /// # Errors
    /// [`Failure::Unfit`] where the base does not hold the block that it belongs to.
    pub(super) fn push(&mut self, base: &Blocks, record: R) -> Result<u32, Failure> {
        let number = self.len;
        let opened = self.opened(base, number)?;
        if opened.records.len() != (number % R::PER_BLOCK) as usize {
            return Err(missing());
        }
        opened.changed = true;
        opened.records.push(record);
        self.len += 1;
        Ok(number)
    }

    /// The blocks that changed.
    pub(super) fn changes(&self, changes: &mut Changes) {
        for (&number, bytes) in &self.closed {
            changes.put(key::<R>(number), bytes.clone());
        }
        for (&number, opened) in self.open.iter().filter(|(_, opened)| opened.changed) {
            changes.put(key::<R>(number), encoded(&opened.records));
        }
    }

    fn opened(&mut self, base: &Blocks, record: u32) -> Result<&mut Opened<R>, Failure> {
        let number = record / R::PER_BLOCK;
        if !self.open.contains_key(&number) {
            self.make_room();
            // A block that was closed after a change stays changed.
            let (bytes, changed) = match self.closed.remove(&number) {
                Some(bytes) => (Some(bytes), true),
                None => (base.get(&key::<R>(number))?, false),
            };
            let records = match bytes {
                Some(bytes) => {
                    let mut taker = Taker::new(&bytes);
                    R::take_all(&mut taker).filter(|_| taker.is_done()).ok_or_else(garbled)?
                }
                None if record == self.len && record.is_multiple_of(R::PER_BLOCK) => Vec::new(),
                None => return Err(missing()),
            };
            self.open.insert(number, Opened { records, changed });
            self.order.push_back(number);
        }
        self.open.get_mut(&number).ok_or_else(missing)
    }

    fn make_room(&mut self) {
        while self.open.len() >= OPEN {
            let Some(number) = self.order.pop_front() else { return };
            if let Some(opened) = self.open.remove(&number)
                && opened.changed
            {
                self.closed.insert(number, encoded(&opened.records));
            }
        }
    }
}

fn key<R: Record>(number: u32) -> Vec<u8> {
    let mut key = vec![R::KIND];
    key.extend_from_slice(&number.to_be_bytes());
    key
}

fn encoded<R: Record>(records: &[R]) -> Vec<u8> {
    let mut bytes = Vec::new();
    R::put_all(records, &mut bytes);
    bytes
}

fn missing() -> Failure {
    Failure::Unfit("a record is missing".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::projection::varint::put;

    impl Record for u64 {
        const KIND: u8 = b'x';
        const PER_BLOCK: u32 = 2;

        fn put_all(records: &[Self], out: &mut Vec<u8>) {
            records.iter().for_each(|record| put(out, *record));
        }

        fn take_all(taker: &mut Taker<'_>) -> Option<Vec<Self>> {
            let mut records = Vec::new();
            while !taker.is_done() {
                records.push(taker.number()?);
            }
            Some(records)
        }
    }

    #[test]
    fn records_outlive_the_closing_of_their_blocks_and_a_change_of_base() {
        let count = 5 * u32::try_from(OPEN).unwrap();
        let mut base = Blocks::default();
        let mut numbered = Numbered::new(0);
        let mut expected = Vec::new();
        for number in 0..count {
            assert_eq!(numbered.push(&base, u64::from(number)).unwrap(), number);
            expected.push(u64::from(number));
            let earlier = number * 7 % (number + 1);
            *numbered.get_mut(&base, earlier).unwrap() += 1_000;
            expected[earlier as usize] += 1_000;
            if number == count / 2 {
                let mut changes = Changes::default();
                numbered.changes(&mut changes);
                base = Blocks::in_memory(base.changed(&changes).unwrap()).unwrap();
                numbered = Numbered::new(number + 1);
            }
        }
        assert!(numbered.open.len() <= OPEN && !numbered.closed.is_empty());
        for (number, record) in expected.iter().enumerate() {
            assert_eq!(numbered.get(&base, u32::try_from(number).unwrap()).unwrap(), record);
        }
        assert!(numbered.get(&base, count).is_err() && numbered.get(&base, count + 2).is_err());
    }
}
