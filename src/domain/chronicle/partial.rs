//! A chronicle folded from just what some lookups need: it notes what else it is asked, so that the
//! asker can load that too and ask again. An answer counts once nothing was noted. How what is looked
//! up is found in the journal is left to the projections.

use std::cell::RefCell;
use std::collections::BTreeSet;

/// Something looked up in a chronicle.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lookup {
    /// The developments that a key, an id, or the start of either may mean.
    Development(String),
    /// The actors that an id or a name may mean.
    Actor(String),
    /// The development in which a commitment of this name was made.
    Commitment(String),
    /// What only the whole journal tells: a list of all, a count, the nearest word.
    Everything,
}

/// What a partial chronicle knows of its gaps.
#[derive(Debug, Clone, Default)]
pub(super) struct Gaps {
    answered: BTreeSet<Lookup>,
    open: RefCell<BTreeSet<Lookup>>,
}

impl Gaps {
    /// No gap where these lookups are answered by what is there.
    pub(super) fn beside(answered: BTreeSet<Lookup>) -> Self {
        Self { answered, open: RefCell::default() }
    }

    /// Notes a lookup that what is there does not answer.
    pub(super) fn note(&self, lookup: Lookup) {
        if !self.answered.contains(&lookup) {
            self.open.borrow_mut().insert(lookup);
        }
    }

    /// What was asked and could not be answered.
    pub(super) fn open(&self) -> BTreeSet<Lookup> {
        self.open.borrow().clone()
    }
}
