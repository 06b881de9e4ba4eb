//! A set of blocks as one sorted table: in memory, as a store gave them, or in a file, of which only
//! those that are asked for are read. What the entries mean is left to the projections.

#[cfg(test)]
use super::block::Block;
use super::block::{Changes, Packer, seal, unseal, visit_entries};
use super::error::Failure;
use std::fs::File;
use std::os::unix::fs::FileExt as _;
use std::sync::OnceLock;

/// The blocks.
#[derive(Debug, Default)]
pub(super) struct Blocks {
    file: Option<File>,
    /// The first keys, one after another.
    keys: Vec<u8>,
    slots: Vec<Slot>,
}

/// One block.
#[derive(Debug)]
struct Slot {
    /// Where its first key ends.
    key_end: usize,
    /// Where it begins in the file.
    offset: u64,
    len: usize,
    /// The entries, once they were read.
    payload: OnceLock<Vec<u8>>,
}

impl Blocks {
    /// The blocks of an open file, to which [`Blocks::add`] adds their places.
    pub(super) fn in_file(file: File) -> Self {
        Self { file: Some(file), ..Self::default() }
    }

    /// Blocks held in memory.
    #[cfg(test)]
    pub(super) fn in_memory(blocks: impl IntoIterator<Item = Block>) -> Result<Self, Failure> {
        let mut table = Self::default();
        for block in blocks {
            let payload = unseal(&block.bytes).ok_or_else(garbled)?.to_vec();
            if !table.add(&block.first, 0, block.bytes.len(), Some(payload)) {
                return Err(garbled());
            }
        }
        Ok(table)
    }

    /// Adds a block behind the others; false where its key is not greater.
    pub(super) fn add(&mut self, first: &[u8], offset: u64, len: usize, payload: Option<Vec<u8>>) -> bool {
        if !self.slots.is_empty() && self.key(self.slots.len() - 1) >= first {
            return false;
        }
        self.keys.extend_from_slice(first);
        let payload = payload.map_or_else(OnceLock::new, OnceLock::from);
        self.slots.push(Slot { key_end: self.keys.len(), offset, len, payload });
        true
    }

    /// The value of a key.
    ///
    /// # Errors
    /// [`Failure::Unfit`] where a block cannot be read.
    pub(super) fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, Failure> {
        let Some(at) = self.holding(key) else { return Ok(None) };
        let mut found = None;
        let read = visit_entries(self.payload(at)?, |here, value| {
            if here == key {
                found = Some(value.to_vec());
            }
            here < key
        });
        read.ok_or_else(garbled)?;
        Ok(found)
    }

    /// Visits, in order, the entries whose keys begin with a prefix.
    ///
    /// # Errors
    /// [`Failure::Unfit`] where a block cannot be read.
    pub(super) fn visit(&self, prefix: &[u8], mut visit: impl FnMut(&[u8], &[u8])) -> Result<(), Failure> {
        let mut at = self.holding(prefix).unwrap_or(0);
        while at < self.slots.len() && (self.key(at) <= prefix || self.key(at).starts_with(prefix)) {
            let read = visit_entries(self.payload(at)?, |key, value| {
                if key.starts_with(prefix) {
                    visit(key, value);
                }
                key <= prefix || key.starts_with(prefix)
            });
            read.ok_or_else(garbled)?;
            at += 1;
        }
        Ok(())
    }

    /// Hands over the first keys and bytes of all blocks with changes made to their entries. Blocks
    /// that no change reaches are handed on as they are.
    ///
    /// # Errors
    /// [`Failure::Unfit`] where a block cannot be read; those of `each`.
    pub(super) fn change(
        &self,
        changes: &Changes,
        mut each: impl FnMut(&[u8], &[u8]) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        let mut packer = Packer::default();
        let mut pending = changes.entries.iter().peekable();
        let put = |key: &[u8], value: &Option<Vec<u8>>, packer: &mut Packer| {
            if let Some(value) = value {
                packer.push(key, value);
            }
        };
        for at in 0..self.slots.len() {
            let next = (at + 1 < self.slots.len()).then(|| self.key(at + 1));
            let is_reached =
                pending.peek().is_some_and(|(changed, _)| next.is_none_or(|next| changed.as_slice() < next));
            let sealed = self.sealed(at)?;
            // Where a block begins follows from the entries before it, and where it ends from its own.
            if !is_reached && packer.is_at_end() {
                each(self.key(at), &sealed)?;
                continue;
            }
            let read = visit_entries(unseal(&sealed).ok_or_else(garbled)?, |key, value| {
                while let Some((earlier, new)) = pending.next_if(|(changed, _)| changed.as_slice() < key) {
                    put(earlier, new, &mut packer);
                }
                match pending.next_if(|(changed, _)| changed.as_slice() == key) {
                    Some((_, new)) => put(key, new, &mut packer),
                    None => {
                        packer.push(key, value);
                    }
                }
                true
            });
            read.ok_or_else(garbled)?;
            // What comes before the next block belongs to this one, where it is of the same kind.
            while let Some((key, new)) =
                pending.next_if(|(changed, _)| next.is_some_and(|next| changed.as_slice() < next))
            {
                put(key, new, &mut packer);
            }
            // What was put last may be of the kind of the next block, which then goes on with it.
            if next.is_none_or(|next| next.first() != packer.kind()) && pending.peek().is_none() {
                packer.end();
            }
            packer.drain().try_for_each(|block| each(&block.first, &block.bytes))?;
        }
        for (key, new) in pending {
            put(key, new, &mut packer);
        }
        packer.end();
        packer.drain().try_for_each(|block| each(&block.first, &block.bytes))
    }

    /// The entries with changes made to them, packed anew.
    #[cfg(test)]
    pub(super) fn changed(&self, changes: &Changes) -> Result<Vec<Block>, Failure> {
        let mut blocks = Vec::new();
        self.change(changes, |first, bytes| {
            blocks.push(Block { first: first.to_vec(), bytes: bytes.to_vec() });
            Ok(())
        })?;
        Ok(blocks)
    }

    /// Hands over the first key and the stored bytes of each block in order, and keeps none.
    ///
    /// # Errors
    /// Those of `each`, and where a block cannot be read from the file.
    pub(super) fn each<E: From<std::io::Error>>(
        &self,
        mut each: impl FnMut(&[u8], &[u8]) -> Result<(), E>,
    ) -> Result<(), E> {
        let file = self.file.as_ref().ok_or_else(|| std::io::Error::from(std::io::ErrorKind::NotFound))?;
        let mut bytes = Vec::new();
        for (at, slot) in self.slots.iter().enumerate() {
            bytes.resize(slot.len, 0);
            file.read_exact_at(&mut bytes, slot.offset)?;
            each(self.key(at), &bytes)?;
        }
        Ok(())
    }

    /// The last block whose first key is not greater than this one.
    fn holding(&self, key: &[u8]) -> Option<usize> {
        let (mut low, mut high) = (0, self.slots.len());
        while low < high {
            let middle = low.midpoint(high);
            if self.key(middle) <= key {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low.checked_sub(1)
    }

    fn key(&self, at: usize) -> &[u8] {
        let begin = at.checked_sub(1).and_then(|before| self.slots.get(before)).map_or(0, |slot| slot.key_end);
        let end = self.slots.get(at).map_or(begin, |slot| slot.key_end);
        self.keys.get(begin..end).unwrap_or_default()
    }

    /// A block as it is stored, which is not kept.
    fn sealed(&self, at: usize) -> Result<Vec<u8>, Failure> {
        let slot = self.slots.get(at).ok_or_else(garbled)?;
        let Some(file) = &self.file else {
            let mut bytes = slot.payload.get().ok_or_else(garbled)?.clone();
            seal(&mut bytes);
            return Ok(bytes);
        };
        let mut bytes = vec![0; slot.len];
        file.read_exact_at(&mut bytes, slot.offset).map_err(|error| Failure::Unfit(error.to_string()))?;
        Ok(bytes)
    }

    fn payload(&self, at: usize) -> Result<&[u8], Failure> {
        let slot = self.slots.get(at).ok_or_else(garbled)?;
        if let Some(payload) = slot.payload.get() {
            return Ok(payload);
        }
        let mut bytes = self.sealed(at)?;
        let len = unseal(&bytes).ok_or_else(garbled)?.len();
        bytes.truncate(len);
        Ok(slot.payload.get_or_init(|| bytes))
    }
}

/// What is said of bytes that are not what was written.
pub(super) fn garbled() -> Failure {
    Failure::Unfit("its bytes are garbled".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(number: u32) -> Vec<u8> {
        format!("{}{:06}", if number.is_multiple_of(2) { 'k' } else { 'm' }, number / 2).into_bytes()
    }

    #[test]
    fn entries_changed_on_top_of_blocks_are_packed_as_if_they_had_come_at_once() {
        for seed in 0..40_u32 {
            let mut whole = Changes::default();
            let mut base = Blocks::default();
            for round in 0..4_u32 {
                let mut changes = Changes::default();
                for step in 0..[4_000, 3, 0, 60][(round + seed) as usize % 4] {
                    let number = (step * 7_919 + seed * 31 + round * 104_729) % 9_000;
                    let value = (!(step + round).is_multiple_of(5)).then(|| vec![round as u8; step as usize % 40]);
                    changes.entries.insert(key(number), value.clone());
                    match value {
                        Some(value) => whole.put(key(number), value),
                        None => drop(whole.entries.remove(&key(number))),
                    }
                }
                let blocks = base.changed(&changes).unwrap();
                assert!(blocks == Blocks::default().changed(&whole).unwrap(), "seed {seed}, round {round}");
                base = Blocks::in_memory(blocks).unwrap();
            }
        }
    }

    #[test]
    fn an_entry_before_all_others_of_its_kind_goes_into_their_block() {
        let entries = |keys: &[&str]| {
            let mut changes = Changes::default();
            keys.iter().for_each(|key| changes.put(key.as_bytes().to_vec(), vec![1]));
            changes
        };
        let base = Blocks::in_memory(Blocks::default().changed(&entries(&["k5", "m5"])).unwrap()).unwrap();
        let whole = Blocks::default().changed(&entries(&["k5", "m1", "m5"])).unwrap();
        assert_eq!(base.changed(&entries(&["m1"])).unwrap(), whole);
    }
}
