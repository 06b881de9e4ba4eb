//! The state that a run of events adds up to: developments, actors, commitments, searches. It is
//! folded from the whole journal or from just the events that a question needs; either way the same
//! answers come out for what is in it. What may be appended to it is left to `decide/`.

use super::actor::{Actor, fold_name};
use super::commitment::Assessment;
use super::development::{Development, DevelopmentId};
use super::edtf::Edtf;
use super::event::{Change, Event, LinkWithdrawn, SearchLogged};
use super::side::{Dyad, Side};
use super::slug::{ActorId, CommitmentKey, Key};
use super::source::Source;
use super::stamp::{EventId, Instant, Recorded, Recorder, Sequence, Stamp};
use super::vocabulary::{ActorType, Status};
use std::collections::HashMap;

/// Who recorded what when: the part of a stamp that a state keeps.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Act {
    /// The event's place in the journal.
    pub sequence: Sequence,
    /// When it was recorded.
    pub time: Instant,
    /// Who recorded it.
    #[serde(serialize_with = "recorder_text")]
    pub recorder: Recorder,
}

fn recorder_text<S: serde::Serializer>(recorder: &Recorder, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(recorder.as_str())
}

/// A development as it stands, with what was done to it.
#[derive(Debug, Clone, PartialEq)]
pub struct DevelopmentState {
    /// Its content as it stands.
    pub current: Development,
    /// When it was recorded, and by whom.
    pub recorded: Act,
    /// How many events made it so far.
    pub revision: u32,
    /// The sequences of those events, in order.
    pub events: Vec<Sequence>,
    /// Its corrections, in order.
    pub corrections: Vec<Correction>,
    /// Its moves through the statuses, in order.
    pub status_moves: Vec<StatusMove>,
    /// The ties withdrawn from it, in order.
    pub withdrawals: Vec<LinkWithdrawn>,
    /// The assessments of its commitments, in order.
    pub assessments: Vec<AssessmentMade>,
    /// Its retraction, if it was retracted.
    pub retracted: Option<Retraction>,
    /// The development that stands for it, if it was marked a duplicate.
    pub duplicate_of: Option<(Key, Act)>,
}

/// A correction as applied.
#[derive(Debug, Clone, PartialEq)]
pub struct Correction {
    /// Who, when.
    pub act: Act,
    /// What.
    pub changes: Vec<Change>,
    /// Why.
    pub reason: String,
    /// On what document.
    pub source: Option<Source>,
}

/// A move of the act itself.
#[derive(Debug, Clone, PartialEq)]
pub struct StatusMove {
    /// Who recorded it, when.
    pub act: Act,
    /// From which status.
    pub from: Status,
    /// To which.
    pub to: Status,
    /// When in the world.
    pub on: Option<Edtf>,
    /// The number of the source that shows it.
    pub source: Option<u32>,
}

/// An assessment as recorded.
#[derive(Debug, Clone, PartialEq)]
pub struct AssessmentMade {
    /// Who recorded it, when.
    pub act: Act,
    /// The judgement.
    pub assessment: Assessment,
}

/// A retraction.
#[derive(Debug, Clone, PartialEq)]
pub struct Retraction {
    /// Who, when.
    pub act: Act,
    /// Why.
    pub reason: String,
}

/// An actor as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct ActorState {
    /// Its content as it stands.
    pub current: Actor,
    /// When it was registered, and by whom.
    pub registered: Act,
    /// How many events made it so far.
    pub revision: u32,
    /// The sequences of those events, in order.
    pub events: Vec<Sequence>,
    /// The actor that stands for it, if it was merged.
    pub merged_into: Option<ActorId>,
    /// Sides it was registered under before they were amended.
    pub former_sides: Vec<Side>,
}

/// A search that found nothing.
#[derive(Debug, Clone, PartialEq)]
pub struct SearchState {
    /// Who, when.
    pub act: Act,
    /// Where and for what.
    pub search: SearchLogged,
}

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
    event_ids: HashMap<EventId, Sequence>,
    last: Option<(Sequence, Instant)>,
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

    fn take(&mut self, act: Act, event: Event) -> Result<(), String> {
        match event {
            Event::DevelopmentRecorded(development) => return self.record(act, *development),
            Event::ActorRegistered(actor) => return self.register(act, *actor),
            Event::DevelopmentCorrected(content) => {
                self.forget_commitments(&content.key);
                let state = self.touch(&content.key, &act)?;
                state.current = changed(&state.current, &content.changes)?;
                let corrected =
                    Correction { act, changes: content.changes, reason: content.reason, source: content.source };
                state.corrections.push(corrected);
                self.index_commitments(&content.key);
            }
            Event::DevelopmentRetracted(content) => {
                let state = self.touch(&content.key, &act)?;
                state.retracted = Some(Retraction { act, reason: content.reason });
            }
            Event::DevelopmentMarkedDuplicate(content) => {
                let state = self.touch(&content.key, &act)?;
                state.duplicate_of = Some((content.of, act));
            }
            Event::StatusChanged(content) => {
                let state = self.touch(&content.key, &act)?;
                state.current.status = content.to;
                let moved =
                    StatusMove { act, from: content.from, to: content.to, on: content.on, source: content.source };
                state.status_moves.push(moved);
            }
            Event::SourceCited(content) => {
                self.touch(&content.key, &act)?.current.sources.push(content.source);
            }
            Event::ClaimRecorded(content) => {
                self.touch(&content.key, &act)?.current.claims.push(content.claim);
            }
            Event::LinkAsserted(content) => {
                self.touch(&content.key, &act)?.current.links.push(content.link);
            }
            Event::LinkWithdrawn(content) => {
                let state = self.touch(&content.key, &act)?;
                state.current.links.retain(|link| !content.is_of(link));
                state.withdrawals.push(content);
            }
            Event::CommitmentMade(content) => {
                self.touch(&content.key, &act)?.current.commitments.push(content.commitment);
                self.index_commitments(&content.key);
            }
            Event::CommitmentAssessed(content) => {
                let made = AssessmentMade { act: act.clone(), assessment: content.assessment };
                self.touch(&content.key, &act)?.assessments.push(made);
            }
            Event::ActorAmended(content) => {
                let at = self.actor_at(&content.id)?;
                self.forget_names(at);
                let state = self.touch_actor(at, &act)?;
                let before = state.current.side;
                state.current = changed(&state.current, &content.changes)?;
                if state.current.side != before {
                    state.former_sides.push(before);
                }
                self.index_names(at);
            }
            Event::ActorsMerged(content) => {
                let into = self.actor_at(&content.into)?;
                let from = self.actor_at(&content.from)?;
                self.touch_actor(into, &act)?;
                self.touch_actor(from, &act)?.merged_into = Some(content.into);
            }
            Event::SearchLogged(search) => self.searches.push(SearchState { act, search }),
        }
        Ok(())
    }

    fn record(&mut self, act: Act, development: Development) -> Result<(), String> {
        let key = development.key.clone();
        if self.keys.contains_key(&key) {
            return Err(format!("the key `{key}` is recorded a second time"));
        }
        self.keys.insert(key.clone(), self.developments.len());
        self.developments.push(DevelopmentState {
            events: vec![act.sequence],
            current: development,
            recorded: act,
            revision: 1,
            corrections: Vec::new(),
            status_moves: Vec::new(),
            withdrawals: Vec::new(),
            assessments: Vec::new(),
            retracted: None,
            duplicate_of: None,
        });
        self.index_commitments(&key);
        Ok(())
    }

    fn register(&mut self, act: Act, actor: Actor) -> Result<(), String> {
        if self.actor_ids.contains_key(&actor.id) {
            return Err(format!("the actor `{}` is registered a second time", actor.id));
        }
        let at = self.actors.len();
        self.actor_ids.insert(actor.id.clone(), at);
        self.actors.push(ActorState {
            events: vec![act.sequence],
            current: actor,
            registered: act,
            revision: 1,
            merged_into: None,
            former_sides: Vec::new(),
        });
        self.index_names(at);
        Ok(())
    }

    fn touch(&mut self, key: &Key, act: &Act) -> Result<&mut DevelopmentState, String> {
        let at = *self.keys.get(key).ok_or_else(|| format!("no development `{key}` was recorded before it"))?;
        let state = self.developments.get_mut(at).ok_or_else(|| format!("`{key}` is lost"))?;
        state.revision += 1;
        state.events.push(act.sequence);
        Ok(state)
    }

    fn touch_actor(&mut self, at: usize, act: &Act) -> Result<&mut ActorState, String> {
        let state = self.actors.get_mut(at).ok_or_else(|| format!("actor number {at} is lost"))?;
        state.revision += 1;
        state.events.push(act.sequence);
        Ok(state)
    }

    fn actor_at(&self, id: &ActorId) -> Result<usize, String> {
        self.actor_ids.get(id).copied().ok_or_else(|| format!("no actor `{id}` was registered before it"))
    }

    fn index_commitments(&mut self, key: &Key) {
        if let Some(&at) = self.keys.get(key)
            && let Some(state) = self.developments.get(at)
        {
            for commitment in &state.current.commitments {
                self.commitments.insert(commitment.key.clone(), at);
            }
        }
    }

    fn forget_commitments(&mut self, key: &Key) {
        if let Some(&at) = self.keys.get(key) {
            self.commitments.retain(|_, made_in| *made_in != at);
        }
    }

    fn index_names(&mut self, at: usize) {
        let Some(state) = self.actors.get(at) else { return };
        for handle in state.current.handles() {
            let listed = self.names.entry(fold_name(handle)).or_default();
            if !listed.contains(&at) {
                listed.push(at);
            }
        }
    }

    fn forget_names(&mut self, at: usize) {
        let Some(state) = self.actors.get(at) else { return };
        for handle in state.current.handles() {
            if let Some(listed) = self.names.get_mut(&fold_name(handle)) {
                listed.retain(|&known| known != at);
            }
        }
    }

    /// All developments, in the order they were recorded; retracted ones and duplicates included.
    pub fn developments(&self) -> &[DevelopmentState] {
        &self.developments
    }

    /// One development.
    pub fn development(&self, key: &str) -> Option<&DevelopmentState> {
        self.keys.get(key).and_then(|&at| self.developments.get(at))
    }

    /// The development that a reference stands for: a key, an id, or an unambiguous start of either.
    pub fn find(&self, reference: &str) -> Named<&DevelopmentState> {
        if let Some(found) = self.development(reference) {
            return Named::One(found);
        }
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
        &self.actors
    }

    /// One actor by its id, as registered even where it was merged since.
    pub fn actor(&self, id: &str) -> Option<&ActorState> {
        self.actor_ids.get(id).and_then(|&at| self.actors.get(at))
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
        self.actors.iter().flat_map(|state| state.current.handles())
    }

    /// The development in which a commitment was made.
    pub fn commitment(&self, key: &str) -> Option<&DevelopmentState> {
        self.commitments.get(key).and_then(|&at| self.developments.get(at))
    }

    /// The names of all commitments.
    pub fn commitment_keys(&self) -> impl Iterator<Item = &str> {
        self.commitments.keys().map(CommitmentKey::as_str)
    }

    /// The searches that found nothing.
    pub fn searches(&self) -> &[SearchState] {
        &self.searches
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

impl Act {
    /// The act of a stamp.
    pub fn of(stamp: &Stamp) -> Self {
        Self { sequence: stamp.sequence, time: stamp.time, recorder: stamp.recorder.clone() }
    }
}

impl DevelopmentState {
    /// True where the development is part of the chronology: neither retracted nor a duplicate.
    pub fn stands(&self) -> bool {
        self.retracted.is_none() && self.duplicate_of.is_none()
    }

    /// The last assessment of a commitment: the latest `on`, and of equals the last recorded.
    pub fn last_assessment(&self, commitment: &CommitmentKey) -> Option<&AssessmentMade> {
        self.assessments
            .iter()
            .filter(|made| made.assessment.commitment == *commitment)
            .max_by_key(|made| (made.assessment.on.sort_key(), made.act.sequence))
    }
}

/// The text of a development's id.
pub fn id_text(id: DevelopmentId) -> String {
    id.0.hyphenated().to_string()
}

/// A record with changes applied, read anew so that every value is checked again.
///
/// # Errors
/// In words, what is wrong with a path or with a new value.
pub fn changed<T: serde::Serialize + serde::de::DeserializeOwned>(record: &T, changes: &[Change]) -> Result<T, String> {
    let mut value = serde_json::to_value(record).map_err(|error| error.to_string())?;
    for change in changes {
        change.field.set(&mut value, change.new.clone()).map_err(|error| error.to_string())?;
    }
    serde_json::from_value(value).map_err(|error| error.to_string())
}
