//! Look-ups by name: a text to one number, and a short key to a list of numbers, each those of the
//! base with additions on top.

use super::block::Changes;
use super::blocks::{Blocks, garbled};
use super::error::Failure;
use super::varint::{Taker, put, put_ascending};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Texts, each standing for one number for ever.
#[derive(Debug)]
pub(super) struct Names {
    kind: u8,
    added: HashMap<Box<str>, u32>,
    /// What was looked up in the base.
    known: HashMap<Box<str>, u32>,
}

impl Names {
    /// The texts of this kind of entries.
    pub(super) fn new(kind: u8) -> Self {
        Self { kind, added: HashMap::new(), known: HashMap::new() }
    }

    /// The number of a text.
    ///
    /// # Errors
    /// [`Failure::Unfit`] where the base cannot be read.
    pub(super) fn get(&mut self, base: &Blocks, text: &str) -> Result<Option<u32>, Failure> {
        if let Some(number) = self.added.get(text).or_else(|| self.known.get(text)) {
            return Ok(Some(*number));
        }
        let Some(value) = base.get(&self.key(text))? else { return Ok(None) };
        let number = Taker::new(&value).small().ok_or_else(garbled)?;
        self.known.insert(text.into(), number);
        Ok(Some(number))
    }

    /// Gives a number to a text that has none.
    pub(super) fn put(&mut self, text: &str, number: u32) {
        self.added.insert(text.into(), number);
    }

    /// The entries that changed.
    pub(super) fn changes(&self, changes: &mut Changes) {
        for (text, number) in &self.added {
            let mut value = Vec::new();
            put(&mut value, u64::from(*number));
            changes.put(self.key(text), value);
        }
    }

    fn key(&self, text: &str) -> Vec<u8> {
        let mut key = vec![self.kind];
        key.extend_from_slice(text.as_bytes());
        key
    }
}

/// Short keys, each with an ascending list of numbers that only grows.
#[derive(Debug)]
pub(super) struct Lists {
    kind: u8,
    added: BTreeMap<Box<[u8]>, BTreeSet<u32>>,
}

impl Lists {
    /// The lists of this kind of entries.
    pub(super) fn new(kind: u8) -> Self {
        Self { kind, added: BTreeMap::new() }
    }

    /// Adds a number to a list; twice is as once.
    pub(super) fn add(&mut self, key: &[u8], number: u32) {
        self.added.entry(key.into()).or_default().insert(number);
    }

    /// The list of a key.
    ///
    /// # Errors
    /// [`Failure::Unfit`] where the base cannot be read.
    pub(super) fn get(&self, base: &Blocks, key: &[u8]) -> Result<Vec<u32>, Failure> {
        let mut list = match base.get(&self.key(key))? {
            Some(value) => Taker::new(&value).ascending().ok_or_else(garbled)?,
            None => Vec::new(),
        };
        if let Some(added) = self.added.get(key) {
            list.extend(added);
            list.sort_unstable();
            list.dedup();
        }
        Ok(list)
    }

    /// The entries that changed.
    ///
    /// # Errors
    /// [`Failure::Unfit`] where the base cannot be read.
    pub(super) fn changes(&self, base: &Blocks, changes: &mut Changes) -> Result<(), Failure> {
        for key in self.added.keys() {
            let mut value = Vec::new();
            put_ascending(&mut value, &self.get(base, key)?);
            changes.put(self.key(key), value);
        }
        Ok(())
    }

    fn key(&self, key: &[u8]) -> Vec<u8> {
        let mut whole = vec![self.kind];
        whole.extend_from_slice(key);
        whole
    }
}
