//! The hashes of RFC 6962: leaves, nodes, and the root of a tree that grows at its right edge.
//!
//! One hash serves the chain and the tree: the leaf hash of a line is what the next line carries as
//! `prevhash`, and what the tree is made of. Proofs and tiles are not made here.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};

/// A SHA-256 hash of RFC 6962, section 2.1: of a leaf, of a node, or of a whole tree.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TreeHash([u8; 32]);

impl TreeHash {
    /// The hash of a leaf: SHA-256(0x00 ‖ bytes). For a line of the journal the bytes are those
    /// stored, without the line feed.
    #[must_use]
    pub fn of_leaf(bytes: &[u8]) -> TreeHash {
        let hasher = Sha256::new().chain_update([0]).chain_update(bytes);
        TreeHash(hasher.finalize().into())
    }

    /// The hash of a node: SHA-256(0x01 ‖ left ‖ right).
    #[must_use]
    pub fn of_node(left: TreeHash, right: TreeHash) -> TreeHash {
        let hasher = Sha256::new().chain_update([1]).chain_update(left.0).chain_update(right.0);
        TreeHash(hasher.finalize().into())
    }

    /// The root of the tree without leaves: SHA-256 of nothing.
    #[must_use]
    pub fn of_nothing() -> TreeHash {
        TreeHash(Sha256::digest([]).into())
    }

    /// The hash written as standard base64 with padding, or nothing where the text is not exactly that.
    #[must_use]
    pub fn from_base64(text: &str) -> Option<TreeHash> {
        let mut bytes = [0; 48];
        if text.len() != 44 || STANDARD.decode_slice(text, &mut bytes) != Ok(32) {
            return None;
        }
        let mut hash = [0; 32];
        hash.copy_from_slice(&bytes[..32]);
        Some(TreeHash(hash))
    }

    /// The hash as standard base64 with padding: 44 characters.
    #[must_use]
    pub fn to_base64(self) -> String {
        STANDARD.encode(self.0)
    }

    /// The 32 bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Display for TreeHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_base64())
    }
}

impl fmt::Debug for TreeHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// All that must be kept of a tree so that it can grow: the roots of its perfect subtrees, the
/// largest first. A tree of `size` leaves has as many as `size` has bits set.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Frontier {
    size: u64,
    peaks: Vec<TreeHash>,
}

impl Frontier {
    /// The tree without leaves.
    #[must_use]
    pub fn new() -> Frontier {
        Frontier::default()
    }

    /// The tree of `size` leaves with these subtrees, or nothing where their number does not fit.
    #[must_use]
    pub fn from_peaks(size: u64, peaks: Vec<TreeHash>) -> Option<Frontier> {
        (peaks.len() == size.count_ones() as usize).then_some(Frontier { size, peaks })
    }

    /// How many leaves the tree has.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The roots of the perfect subtrees, the largest (and leftmost) first.
    #[must_use]
    pub fn peaks(&self) -> &[TreeHash] {
        &self.peaks
    }

    /// Adds one leaf at the right.
    pub fn push(&mut self, leaf: TreeHash) {
        let mut node = leaf;
        for _ in 0..self.size.trailing_ones() {
            if let Some(left) = self.peaks.pop() {
                node = TreeHash::of_node(left, node);
            }
        }
        self.peaks.push(node);
        self.size += 1;
    }

    /// The root of the tree (RFC 6962, section 2.1).
    #[must_use]
    pub fn root(&self) -> TreeHash {
        let mut from_right = self.peaks.iter().rev().copied();
        let Some(last) = from_right.next() else {
            return TreeHash::of_nothing();
        };
        from_right.fold(last, |right, left| TreeHash::of_node(left, right))
    }

    /// The leaves under each peak, as the first and the one after the last.
    pub(super) fn spans(&self) -> impl Iterator<Item = (u64, u64)> {
        let size = self.size;
        let mut start = 0;
        (0..u64::BITS).rev().filter_map(move |bit| {
            let width = 1_u64 << bit;
            (size & width != 0).then(|| {
                let span = (start, start + width);
                start += width;
                span
            })
        })
    }
}
