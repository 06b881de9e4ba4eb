//! The projection of the journal's own order: where every so-manieth line stands and when it was
//! recorded, and which sequence an event's id has. Where the other lines stand is left to reading on.

use super::block::Changes;
use super::blocks::{Blocks, garbled};
use super::error::Failure;
use super::replay::Projection;
use super::row::{put_position, take_position};
use super::shelves::{Shelves, code};
use super::varint::{Taker, put_signed};
use crate::domain::stamp::{EventId, Instant, Stamp};
use crate::journal::Position;
use std::collections::BTreeMap;

/// Of so many lines the first is marked.
pub(super) const PAGE: u64 = 128;

/// The projection.
#[derive(Debug)]
pub(super) struct Sequences {
    pages: BTreeMap<u32, (Position, Instant)>,
    ids: Shelves,
}

impl Default for Sequences {
    fn default() -> Self {
        Self { pages: BTreeMap::new(), ids: Shelves::new(b'e') }
    }
}

impl Projection for Sequences {
    const NAME: &'static str = "sequences";
    const VERSION: u32 = 2;

    fn changes(&self, base: &Blocks, changes: &mut Changes) -> Result<(), Failure> {
        for (&page, (position, time)) in &self.pages {
            let mut value = Vec::new();
            put_position(&mut value, None, position);
            put_signed(&mut value, time.micros());
            changes.put(page_key(page), value);
        }
        self.ids.changes(base, changes)
    }
}

impl Sequences {
    /// Takes a line.
    ///
    /// # Errors
    /// [`Failure::Unfit`] where the journal is longer than can be numbered.
    pub(super) fn take(&mut self, position: Position, stamp: &Stamp) -> Result<(), Failure> {
        if position.sequence.0.is_multiple_of(PAGE) {
            self.mark(position, stamp.time);
        }
        self.ids.add(code_of(stamp.id), position.sequence.0)
    }

    /// Marks the first line of a page.
    pub(super) fn mark(&mut self, position: Position, time: Instant) {
        if let Ok(page) = u32::try_from(position.sequence.0 / PAGE) {
            self.pages.insert(page, (position, time));
        }
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

    /// The sequences that an event of this id may have, where so many events were folded: mostly none or
    /// one.
    ///
    /// # Errors
    /// [`Failure::Unfit`] where the base cannot be read.
    pub(super) fn of_id(&self, base: &Blocks, id: EventId, size: u64) -> Result<Vec<u64>, Failure> {
        self.ids.get(base, code_of(id), size)
    }
}

fn code_of(id: EventId) -> u32 {
    code(id.0.hyphenated().encode_lower(&mut uuid::Uuid::encode_buffer()).as_bytes())
}

fn page_key(page: u32) -> Vec<u8> {
    let mut key = vec![b'g'];
    key.extend_from_slice(&page.to_be_bytes());
    key
}
