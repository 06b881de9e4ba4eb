//! Which development a key names, by the key's hash, for as many as a rebuild meets: eight bytes a
//! development and a table of numbers. Two keys of one hash are told to the caller, who then does
//! without.

/// The table.
#[derive(Debug)]
pub(super) struct KeysByHash {
    /// By number.
    hashes: Vec<u64>,
    /// Numbers and one, by hash with open addressing; 0 where nothing is.
    slots: Vec<u32>,
}

impl KeysByHash {
    /// No keys yet, and about so many to come.
    pub(super) fn new(expected: usize) -> Self {
        Self { hashes: Vec::with_capacity(expected), slots: vec![0; 1 << 10] }
    }

    /// The number of the key with a hash.
    pub(super) fn get(&self, hash: u64) -> Option<u32> {
        let mask = self.slots.len() - 1;
        let mut at = hash as usize & mask;
        while let Some(number) = self.slots.get(at)?.checked_sub(1) {
            if self.hashes.get(number as usize) == Some(&hash) {
                return Some(number);
            }
            at = (at + 1) & mask;
        }
        None
    }

    /// Gives the next number to a hash; nothing where another key has that hash.
    pub(super) fn push(&mut self, hash: u64) -> Option<u32> {
        if self.get(hash).is_some() {
            return None;
        }
        let number = u32::try_from(self.hashes.len()).ok().filter(|number| *number < u32::MAX)?;
        self.hashes.push(hash);
        if self.hashes.len() * 4 > self.slots.len() * 3 {
            let len = self.slots.len() * 2;
            // The old table goes before the new one comes.
            self.slots = Vec::new();
            self.slots = vec![0; len];
            for number in 0..=number {
                self.place(number);
            }
        } else {
            self.place(number);
        }
        Some(number)
    }

    fn place(&mut self, number: u32) {
        let mask = self.slots.len() - 1;
        let Some(hash) = self.hashes.get(number as usize) else { return };
        let mut at = *hash as usize & mask;
        while let Some(slot) = self.slots.get_mut(at) {
            if *slot == 0 {
                *slot = number + 1;
                return;
            }
            at = (at + 1) & mask;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::projection::shelves::hash;

    #[test]
    fn every_key_keeps_its_number_and_a_second_key_of_one_hash_is_told() {
        let mut keys = KeysByHash::new(0);
        for n in 0..50_000_u32 {
            assert_eq!(keys.push(hash(&n.to_le_bytes())), Some(n));
        }
        assert!((0..50_000_u32).all(|n| keys.get(hash(&n.to_le_bytes())) == Some(n)));
        assert_eq!(keys.get(hash(b"none")), None);
        assert_eq!(keys.push(hash(&7_u32.to_le_bytes())), None);
    }
}
