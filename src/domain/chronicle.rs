//! The state that a run of events adds up to: developments, actors, commitments, searches. It is
//! folded from the whole journal or from just the events that a question needs; either way the same
//! answers come out for what is in it. What may be appended to it is left to `decide/`.

mod fold;
mod partial;
mod state;

pub use fold::changed;
pub use partial::Lookup;
pub use state::{
    Act, ActorState, AssessmentMade, Correction, DevelopmentState, LeadDecision, Retraction, SearchState, StatusMove,
    Verdict,
};

use super::actor::fold_name;
use super::development::{Development, DevelopmentId};
use super::lead::LeadId;
use super::side::{Dyad, Side};
use super::slug::{ActorId, CommitmentKey, Key};
use super::stamp::{EventId, Instant, Recorded, Sequence};
use super::vocabulary::ActorType;
use partial::Gaps;
use std::collections::{BTreeSet, HashMap};

/// Why an event does not fit what came before it; the journal was then not written by this program.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("event {sequence} does not fit the journal before it: {why}")]
pub struct FoldError {
    /// The event.
    pub sequence: Sequence,
    /// What does not fit.
    pub why: String,
}

/// The folded state.
#[derive(Debug, Clone, Default)]
pub struct Chronicle {
    developments: Vec<DevelopmentState>,
    keys: HashMap<Key, usize>,
    actors: Vec<ActorState>,
    actor_ids: HashMap<ActorId, usize>,
    names: HashMap<String, Vec<usize>>,
    commitments: HashMap<CommitmentKey, usize>,
    searches: Vec<SearchState>,
    leads: HashMap<LeadId, Vec<LeadDecision>>,
    event_ids: HashMap<EventId, Sequence>,
    last: Option<(Sequence, Instant)>,
    /// Where this is not folded from the whole journal.
    gaps: Option<Gaps>,
}

/// What a name may stand for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Named<T> {
    /// Just this one.
    One(T),
    /// Nothing known.
    None,
    /// Several; the candidates.
    Several(Vec<T>),
}

impl Chronicle {
    /// Nothing recorded yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Nothing recorded yet, to be folded from just the events that these lookups need.
    pub fn partial(answered: BTreeSet<Lookup>) -> Self {
        Self { gaps: Some(Gaps::beside(answered)), ..Self::default() }
    }

    /// What was looked up in a partial chronicle that it cannot tell of; of a whole one, nothing. What
    /// was answered meanwhile counts only where this is empty.
    pub fn open_lookups(&self) -> BTreeSet<Lookup> {
        self.gaps.as_ref().map(Gaps::open).unwrap_or_default()
    }

    /// True where it was not folded from the whole journal.
    pub fn is_partial(&self) -> bool {
        self.gaps.is_some()
    }

    fn note(&self, lookup: impl FnOnce() -> Lookup) {
        if let Some(gaps) = &self.gaps {
            gaps.note(lookup());
        }
    }

    /// Takes one event in.
    ///
    /// # Errors
    /// [`FoldError`] where the event does not fit what came before it.
    pub fn apply(&mut self, recorded: Recorded) -> Result<(), FoldError> {
        let Recorded { stamp, event } = recorded;
        let act = Act::of(&stamp);
        let sequence = stamp.sequence;
        self.take(act, event).map_err(|why| FoldError { sequence, why })?;
        self.event_ids.insert(stamp.id, sequence);
        self.last = Some((sequence, stamp.time));
        Ok(())
    }

    /// All developments, in the order they were recorded; retracted ones and duplicates included.
    pub fn developments(&self) -> &[DevelopmentState] {
        self.note(|| Lookup::Everything);
        &self.developments
    }

    /// One development.
    pub fn development(&self, key: &str) -> Option<&DevelopmentState> {
        let found = self.keys.get(key).and_then(|&at| self.developments.get(at));
        if found.is_none() {
            self.note(|| Lookup::Development(key.to_owned()));
        }
        found
    }

    /// The development with an id.
    pub fn development_of_id(&self, id: DevelopmentId) -> Option<&DevelopmentState> {
        let found = self.developments.iter().find(|state| state.current.id == id);
        if found.is_none() {
            self.note(|| Lookup::Development(id_text(id)));
        }
        found
    }

    /// The development that a reference stands for: a key, an id, or an unambiguous start of either.
    pub fn find(&self, reference: &str) -> Named<&DevelopmentState> {
        if let Some(found) = self.development(reference) {
            return Named::One(found);
        }
        self.note(|| Lookup::Development(reference.to_owned()));
        let lower = reference.to_ascii_lowercase();
        let starts = |state: &&DevelopmentState| {
            !lower.is_empty()
                && (state.current.key.as_str().starts_with(&lower)
                    || (lower.len() >= 4 && id_text(state.current.id).starts_with(&lower)))
        };
        let mut found: Vec<&DevelopmentState> = self.developments.iter().filter(starts).collect();
        match found.len() {
            0 => Named::None,
            1 => found.pop().map_or(Named::None, Named::One),
            _ => Named::Several(found),
        }
    }

    /// All actors, in the order they were registered; merged ones included.
    pub fn actors(&self) -> &[ActorState] {
        self.note(|| Lookup::Everything);
        &self.actors
    }

    /// One actor by its id, as registered even where it was merged since.
    pub fn actor(&self, id: &str) -> Option<&ActorState> {
        let found = self.actor_ids.get(id).and_then(|&at| self.actors.get(at));
        if found.is_none() {
            self.note(|| Lookup::Actor(id.to_owned()));
        }
        found
    }

    /// The actor that stands for this one now: itself, or the one it was merged into.
    pub fn standing_actor(&self, id: &str) -> Option<&ActorState> {
        let mut state = self.actor(id)?;
        let mut steps = 0;
        while let Some(into) = &state.merged_into {
            state = self.actor(into.as_str())?;
            steps += 1;
            if steps > self.actors.len() {
                return None;
            }
        }
        Some(state)
    }

    /// The actor that a name stands for: an id, or any name, short form, romanisation or alias, in any
    /// script, whatever its capitals.
    pub fn find_actor(&self, name: &str) -> Named<&ActorState> {
        if let Some(found) = self.standing_actor(name) {
            return Named::One(found);
        }
        self.note(|| Lookup::Actor(name.to_owned()));
        let Some(listed) = self.names.get(&fold_name(name)) else { return Named::None };
        let mut found: Vec<&ActorState> = listed
            .iter()
            .filter_map(|&at| self.actors.get(at))
            .filter_map(|state| self.standing_actor(state.current.id.as_str()))
            .collect();
        found.sort_by(|a, b| a.current.id.cmp(&b.current.id));
        found.dedup_by(|a, b| a.current.id == b.current.id);
        match found.len() {
            0 => Named::None,
            1 => found.pop().map_or(Named::None, Named::One),
            _ => Named::Several(found),
        }
    }

    /// Every folded handle by which an actor may be named.
    pub fn actor_handles(&self) -> impl Iterator<Item = &str> {
        self.note(|| Lookup::Everything);
        self.actors.iter().flat_map(|state| state.current.handles())
    }

    /// The development in which a commitment was made.
    pub fn commitment(&self, key: &str) -> Option<&DevelopmentState> {
        let found = self.commitments.get(key).and_then(|&at| self.developments.get(at));
        if found.is_none() {
            self.note(|| Lookup::Commitment(key.to_owned()));
        }
        found
    }

    /// The names of all commitments.
    pub fn commitment_keys(&self) -> impl Iterator<Item = &str> {
        self.note(|| Lookup::Everything);
        self.commitments.keys().map(CommitmentKey::as_str)
    }

    /// The searches that found nothing.
    pub fn searches(&self) -> &[SearchState] {
        self.note(|| Lookup::Everything);
        &self.searches
    }

    /// What was decided on a lead, in order; the last decision stands. A lead on which nothing was
    /// decided is unknown here: leads themselves are not part of the record.
    pub fn lead_decisions(&self, id: LeadId) -> &[LeadDecision] {
        self.note(|| Lookup::Everything);
        self.leads.get(&id).map_or(&[], Vec::as_slice)
    }

    /// Where the event with an id stands, if it is in the state.
    pub fn event(&self, id: EventId) -> Option<Sequence> {
        self.event_ids.get(&id).copied()
    }

    /// The last event taken in: its sequence and time.
    pub fn last(&self) -> Option<(Sequence, Instant)> {
        self.last
    }

    /// True for ISO codes, `INT` and the sides of registered blocs.
    pub fn knows_side(&self, side: Side) -> bool {
        side.is_assigned()
            || self.actors.iter().any(|state| state.current.actor_type == ActorType::Bloc && state.current.side == side)
    }

    /// The sides of a development's parties, sorted.
    pub fn sides_of(&self, development: &Development) -> Vec<Side> {
        let mut sides: Vec<Side> = development
            .parties
            .iter()
            .filter_map(|party| self.standing_actor(party.actor.as_str()))
            .map(|state| state.current.side)
            .collect();
        sides.sort_unstable();
        sides.dedup();
        sides
    }

    /// The relations among a development's parties, sorted.
    pub fn relations_of(&self, development: &Development) -> Vec<Dyad> {
        Dyad::among(&self.sides_of(development))
    }

    /// The name of a side for headings: that of its state or bloc, else the country's, else the code.
    pub fn side_name(&self, side: Side) -> String {
        let registered = |wanted: ActorType| {
            self.actors.iter().find(|state| {
                state.current.side == side && state.current.actor_type == wanted && state.merged_into.is_none()
            })
        };
        if side != Side::INT
            && let Some(state) = registered(ActorType::State).or_else(|| registered(ActorType::Bloc))
        {
            return state.current.name().to_owned();
        }
        side.country_name().map_or_else(|| side.to_string(), str::to_owned)
    }
}

/// The text of a development's id.
pub fn id_text(id: DevelopmentId) -> String {
    id.0.hyphenated().to_string()
}
