//! The workspace in figures (`info`). What only the journal knows (its origin, its root) is given by
//! the caller.

use crate::domain::chronicle::{Chronicle, DevelopmentState};
use crate::domain::edtf::Day;
use crate::domain::side::Side;
use crate::domain::stamp::{Instant, Recorded};
use serde::Serialize;
use std::collections::BTreeMap;

/// What the journal itself knows; [`JournalFacts::take`] counts the events.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct JournalFacts {
    /// The name the journal was made under.
    pub origin: Option<String>,
    /// The Merkle root over all events, as text.
    pub root: Option<String>,
    /// How many events there are.
    pub size: u64,
    /// When the first was recorded.
    pub first: Option<Instant>,
    /// When the last was recorded.
    pub last: Option<Instant>,
    /// How many events each recorder recorded.
    pub recorders: BTreeMap<String, u64>,
    /// How many events there are of each type, by its name on disk.
    pub types: BTreeMap<&'static str, u64>,
}

impl JournalFacts {
    /// Counts one event.
    pub fn take(&mut self, recorded: &Recorded) {
        self.size += 1;
        let time = recorded.stamp.time;
        self.first = Some(self.first.map_or(time, |first| first.min(time)));
        self.last = Some(self.last.map_or(time, |last| last.max(time)));
        *self.recorders.entry(recorded.stamp.recorder.to_string()).or_default() += 1;
        *self.types.entry(recorded.event.event_type().as_str()).or_default() += 1;
    }
}

/// The workspace in figures.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Info {
    /// The name the journal was made under.
    pub origin: Option<String>,
    /// How many events the journal has.
    pub size: u64,
    /// The Merkle root over all events.
    pub root: Option<String>,
    /// When the first event was recorded, UTC.
    pub first_event: Option<Instant>,
    /// When the last event was recorded, UTC.
    pub last_event: Option<Instant>,
    /// Developments that stand: neither retracted nor duplicates.
    pub developments: usize,
    /// Retracted developments.
    pub retracted: usize,
    /// Developments marked duplicates.
    pub duplicates: usize,
    /// Developments that stand and were corrected.
    pub corrected: usize,
    /// Actors that stand for themselves.
    pub actors: usize,
    /// Actors merged into others.
    pub merged_actors: usize,
    /// Commitments in developments that stand.
    pub commitments: usize,
    /// Sources in developments that stand, counted once for each development that cites them.
    pub sources: usize,
    /// Searches that found nothing.
    pub searches: usize,
    /// The earliest day any standing development may have begun; open starts are not counted.
    pub earliest: Option<Day>,
    /// The latest day any standing development may have ended; open ends are not counted.
    pub latest: Option<Day>,
    /// How many standing developments each side is a party to, most first.
    pub sides: Vec<SideCount>,
    /// How many events each recorder recorded, most first.
    pub recorders: Vec<RecorderCount>,
    /// How many events there are of each type.
    pub types: BTreeMap<&'static str, u64>,
}

/// A side with its developments counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SideCount {
    /// The side.
    pub side: Side,
    /// Its name.
    pub name: String,
    /// Developments.
    pub developments: usize,
}

/// A recorder with its events counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RecorderCount {
    /// The recorder.
    pub name: String,
    /// Events.
    pub events: u64,
}

/// Counts the workspace; of its developments only those public by a day, where one is given.
pub fn info(chronicle: &Chronicle, facts: &JournalFacts, public_on: Option<Day>) -> Info {
    let is_public = |state: &&DevelopmentState| public_on.is_none_or(|day| state.current.is_public_by(day));
    let all: Vec<&DevelopmentState> = chronicle.developments().iter().filter(is_public).collect();
    let standing = || all.iter().filter(|state| state.stands());
    let mut by_side: BTreeMap<Side, usize> = BTreeMap::new();
    for state in standing() {
        for side in chronicle.sides_of(&state.current) {
            *by_side.entry(side).or_default() += 1;
        }
    }
    let named = |(side, developments)| SideCount { side, name: chronicle.side_name(side), developments };
    let mut sides: Vec<SideCount> = by_side.into_iter().map(named).collect();
    sides.sort_by(|a, b| b.developments.cmp(&a.developments).then(a.side.cmp(&b.side)));
    let mut recorders: Vec<RecorderCount> =
        facts.recorders.iter().map(|(name, events)| RecorderCount { name: name.clone(), events: *events }).collect();
    recorders.sort_by(|a, b| b.events.cmp(&a.events).then(a.name.cmp(&b.name)));
    Info {
        origin: facts.origin.clone(),
        size: facts.size,
        root: facts.root.clone(),
        first_event: facts.first,
        last_event: facts.last,
        developments: standing().count(),
        retracted: all.iter().filter(|state| state.retracted.is_some()).count(),
        duplicates: all.iter().filter(|state| state.retracted.is_none() && state.duplicate_of.is_some()).count(),
        corrected: standing().filter(|state| !state.corrections.is_empty()).count(),
        actors: chronicle.actors().iter().filter(|state| state.merged_into.is_none()).count(),
        merged_actors: chronicle.actors().iter().filter(|state| state.merged_into.is_some()).count(),
        commitments: standing().map(|state| state.current.commitments.len()).sum(),
        sources: standing().map(|state| state.current.sources.len()).sum(),
        searches: chronicle.searches().len(),
        earliest: standing().filter_map(|state| state.current.date.earliest()).min(),
        latest: standing().filter_map(|state| state.current.date.latest()).max(),
        sides,
        recorders,
        types: facts.types.clone(),
    }
}
