//! Look-ups by the beginning of a development's key: under the first bytes of keys, most often their
//! date, the numbers of the developments so named. Whether a longer beginning fits, the journal tells.

use super::block::Changes;
use super::blocks::{Blocks, garbled};
use super::error::Failure;
use super::shelves::epoch;
use super::varint::{Taker, put_ascending};
use std::collections::BTreeMap;

/// By so many bytes keys are told apart here: a date's.
pub(super) const LEN: usize = 10;
/// The kind of the entries.
pub(super) const KIND: u8 = b'q';

/// The first bytes of a key, shorter ones filled up.
pub(super) type Beginning = [u8; LEN];

/// The lists: those of the base with additions on top.
#[derive(Debug, Default)]
pub(super) struct Beginnings {
    added: BTreeMap<(u16, Beginning), Vec<u32>>,
}

/// The first bytes of a key.
pub(super) fn beginning(key: &[u8]) -> Beginning {
    let mut first = [0; LEN];
    first.iter_mut().zip(key).for_each(|(place, byte)| *place = *byte);
    first
}

/// The key of a list.
pub(super) fn entry_key(epoch: u16, first: &[u8]) -> Vec<u8> {
    let mut key = vec![KIND];
    key.extend_from_slice(&epoch.to_be_bytes());
    key.extend_from_slice(first);
    key
}

impl Beginnings {
    /// Lists a development under its key; numbers only grow.
    ///
    /// # Errors
    /// [`Failure::Unfit`] where there are more than can be numbered.
    pub(super) fn add(&mut self, key: &[u8], number: u32) -> Result<(), Failure> {
        self.added.entry((epoch(u64::from(number))?, beginning(key))).or_default().push(number);
        Ok(())
    }

    /// The developments whose keys begin alike, as far as the first bytes tell, where there are so many.
    ///
    /// # Errors
    /// [`Failure::Unfit`] where the base cannot be read.
    pub(super) fn starting(&self, base: &Blocks, start: &[u8], len: u32) -> Result<Vec<u32>, Failure> {
        let start = start.get(..LEN).unwrap_or(start);
        let mut found = Vec::new();
        let Some(newest) = len.checked_sub(1) else { return Ok(found) };
        for epoch in 0..=epoch(u64::from(newest))? {
            let mut whole = true;
            base.visit(&entry_key(epoch, start), |_, value| match Taker::new(value).ascending() {
                Some(list) => found.extend(list),
                None => whole = false,
            })?;
            if !whole {
                return Err(garbled());
            }
        }
        found.extend(self.added.iter().filter(|((_, first), _)| first.starts_with(start)).flat_map(|(_, list)| list));
        Ok(found)
    }

    /// The entries that changed.
    ///
    /// # Errors
    /// [`Failure::Unfit`] where the base cannot be read.
    pub(super) fn changes(&self, base: &Blocks, changes: &mut Changes) -> Result<(), Failure> {
        for ((epoch, first), added) in &self.added {
            let key = entry_key(*epoch, first);
            let mut list = match base.get(&key)? {
                Some(value) => Taker::new(&value).ascending().ok_or_else(garbled)?,
                None => Vec::new(),
            };
            list.extend_from_slice(added);
            let mut value = Vec::new();
            put_ascending(&mut value, &list);
            changes.put(key, value);
        }
        Ok(())
    }
}
