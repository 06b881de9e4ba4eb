//! What a question needs of the journal, said so that the projections can find it without reading
//! the rest. How a question is answered is left to the report.

use crate::domain::filter::Filter;
use crate::domain::side::Dyad;
use crate::domain::slug::{ActorId, Key};

/// What to load.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selection {
    /// The question it is for.
    pub question: Question,
}

/// A question, as far as it decides what must be loaded. Whatever is loaded comes with the
/// developments tied to it in either direction, every actor mentioned in it, those actors' parents
/// and what was merged with them, and all states and blocs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Question {
    /// Everything.
    Whole,
    /// The developments that pass a filter.
    Timeline {
        /// The filter; its actors are left empty.
        filter: Filter,
        /// The actors of the filter by their names as given. A name that no actor or more than one
        /// goes by brings the actors that a refusal lists.
        actors: Vec<String>,
        /// How many developments that stand are wanted; more may be loaded.
        limit: Option<usize>,
        /// Which end of the chronology the limit counts from.
        newest_first: bool,
    },
    /// Single developments by key, id, or the start of either.
    Developments(Vec<String>),
    /// Developments with everything tied to them over any number of ties.
    Threads(Vec<String>),
    /// Actors by their names as given: everything that mentions them or those merged with them.
    Actors(Vec<String>),
    /// What a run of events is about, by its exact keys and ids, as it stood before them; what is not
    /// recorded by then is left out, but the actors it mentions come along.
    Touched {
        /// The developments.
        developments: Vec<Key>,
        /// The actors.
        actors: Vec<ActorId>,
        /// Further actors by their names as given; a name that means nobody brings nobody.
        names: Vec<String>,
    },
    /// The developments of a relation.
    Relation(Dyad),
    /// The developments in which something was promised.
    Commitments,
    /// The measures, with everything tied to them over any number of ties.
    Measures,
}

impl From<Question> for Selection {
    fn from(question: Question) -> Self {
        Self { question }
    }
}

impl Question {
    /// True where the answer depends on what developments say, which no view holds.
    pub(super) fn reads_text(&self) -> bool {
        matches!(self, Self::Timeline { filter, .. } if !filter.texts.is_empty())
    }
}
