//! The projection of the journal's own order: where every so-manieth line stands and when it was
//! recorded, and which sequence an event's id has. Where the other lines stand is left to reading on.

use super::block::Changes;
use super::blocks::{Blocks, garbled};
use super::error::Failure;
use super::replay::Projection;
use super::row::{put_position, take_position};
use super::varint::{Taker, put, put_signed};
use crate::domain::stamp::{EventId, Instant, Stamp};
use crate::journal::Position;
use std::collections::BTreeMap;

/// Of so many lines the first is marked.
pub(super) const PAGE: u64 = 128;

/// The projection.
#[derive(Debug, Default)]
pub(super) struct Sequences {
    pages: BTreeMap<u32, (Position, Instant)>,
    ids: BTreeMap<u16, Vec<(u32, u64)>>,
}

impl Projection for Sequences {
    const NAME: &'static str = "sequences";
    const VERSION: u32 = 1;

    fn changes(&self, base: &Blocks, changes: &mut Changes) -> Result<(), Failure> {
        for (&page, (position, time)) in &self.pages {
            let mut value = Vec::new();
            put_position(&mut value, None, position);
            put_signed(&mut value, time.micros());
            changes.put(page_key(page), value);
        }
        for &shelf in self.ids.keys() {
            let mut value = Vec::new();
            for (rest, sequence) in self.shelf(base, shelf)? {
                value.extend_from_slice(rest.to_le_bytes().first_chunk::<3>().unwrap_or(&[0; 3]));
                put(&mut value, sequence);
            }
            changes.put(shelf_key(shelf), value);
        }
        Ok(())
    }
}

impl Sequences {
    /// Takes a line.
    pub(super) fn take(&mut self, position: Position, stamp: &Stamp) {
        if position.sequence.0.is_multiple_of(PAGE)
            && let Ok(page) = u32::try_from(position.sequence.0 / PAGE)
        {
            self.pages.insert(page, (position, stamp.time));
        }
        let (shelf, rest) = place(stamp.id);
        self.ids.entry(shelf).or_default().push((rest, position.sequence.0));
    }

    /// Where the first line of a page stands and when it was recorded.
    ///
    /// # Errors
    /// [`Failure::Unfit`] where the base does not hold it.
    pub(super) fn page(&self, base: &Blocks, page: u32) -> Result<(Position, Instant), Failure> {
        if let Some(found) = self.pages.get(&page) {
            return Ok(*found);
        }
        let value = base.get(&page_key(page))?.ok_or_else(garbled)?;
        let mut taker = Taker::new(&value);
        let position = take_position(&mut taker, None).ok_or_else(garbled)?;
        let time = taker.signed().ok_or_else(garbled)?;
        Ok((position, Instant::from_micros(time)))
    }

    /// The sequences that an event of this id may have: mostly none or one.
    ///
    /// # Errors
    /// [`Failure::Unfit`] where the base cannot be read.
    pub(super) fn of_id(&self, base: &Blocks, id: EventId) -> Result<Vec<u64>, Failure> {
        let (shelf, rest) = place(id);
        let shelf = self.shelf(base, shelf)?;
        Ok(shelf.into_iter().filter(|(other, _)| *other == rest).map(|(_, sequence)| sequence).collect())
    }

    fn shelf(&self, base: &Blocks, shelf: u16) -> Result<Vec<(u32, u64)>, Failure> {
        let mut list = Vec::new();
        if let Some(value) = base.get(&shelf_key(shelf))? {
            let mut taker = Taker::new(&value);
            while !taker.is_done() {
                let rest = taker.exactly(3).and_then(|bytes| bytes.first_chunk::<3>()).ok_or_else(garbled)?;
                let sequence = taker.number().ok_or_else(garbled)?;
                let [a, b, c] = *rest;
                list.push((u32::from_le_bytes([a, b, c, 0]), sequence));
            }
        }
        if let Some(added) = self.ids.get(&shelf) {
            list.extend_from_slice(added);
            list.sort_unstable();
        }
        Ok(list)
    }
}

/// On which of 4,096 shelves an id lies, and 24 bits to tell it from the others there.
fn place(id: EventId) -> (u16, u32) {
    let bytes = id.0.as_bytes();
    let hash = crc32fast::hash(bytes);
    let more = u32::from(bytes.last().copied().unwrap_or_default() & 15);
    ((hash >> 20) as u16, (hash & 0xf_ffff) << 4 | more)
}

fn page_key(page: u32) -> Vec<u8> {
    let mut key = vec![b'g'];
    key.extend_from_slice(&page.to_be_bytes());
    key
}

fn shelf_key(shelf: u16) -> Vec<u8> {
    let mut key = vec![b'e'];
    key.extend_from_slice(&shelf.to_be_bytes());
    key
}
