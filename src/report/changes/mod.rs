//! What the record gained between two sizes of the journal (`changes`): what was added, corrected,
//! re-dated, retracted, and all else, each with the net change and the steps that led to it. How a net
//! change is found is left to `net.rs`, which steps the public may see to `admission.rs`.

mod admission;
mod net;

use super::history::Step;
use super::info::RecorderCount;
use super::sentence::sentence;
use super::vantage::Vantage;
use crate::domain::chronicle::{ActorState, Chronicle, DevelopmentState, FoldError};
use crate::domain::edtf::{Day, Edtf};
use crate::domain::event::{Change, Event};
use crate::domain::filter::Filter;
use crate::domain::side::Side;
use crate::domain::slug::{ActorId, Key};
use crate::domain::stamp::{Instant, Recorded};
use crate::domain::vocabulary::{Kind, Status};
use admission::{Admitted, Tally, admits_actor};
use serde::Serialize;
use serde_json::Value;
use std::collections::{BTreeMap, HashMap};

/// What is asked, besides the events themselves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangesQuery {
    /// Which developments. One that passes at the beginning, at the end, or in between is told of.
    pub filter: Filter,
    /// Where the changes begin.
    pub since: Edge,
    /// Where they end.
    pub until: Edge,
}

/// A size of the journal, with what it was asked by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Edge {
    /// How many events the journal had there.
    pub size: u64,
    /// The value it was asked by, as given; `null` for the end of the journal.
    pub asked: Option<String>,
    /// The last day, instant, number or checkpoint that was meant, in words.
    pub meaning: String,
    /// The Merkle root over those events, where a checkpoint was given and the journal proved to begin
    /// with what it states.
    pub root: Option<String>,
}

/// What the record gained.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Changes {
    /// Where the changes begin: what was known there is not told again.
    pub since: Edge,
    /// Where they end.
    pub until: Edge,
    /// How many events were recorded between the two, whatever the filter.
    pub events: usize,
    /// When the first of them was recorded, UTC.
    pub first_event: Option<Instant>,
    /// When the last of them was recorded, UTC.
    pub last_event: Option<Instant>,
    /// Who recorded how many of them, most first.
    pub recorders: Vec<RecorderCount>,
    /// How many items each group has, in the order of the groups; empty groups are not named.
    pub counts: Vec<GroupCount>,
    /// The items, group by group.
    pub changes: Vec<Item>,
    /// What a reader must be told of the answer, a sentence each.
    pub notices: Vec<String>,
}

/// How many items a group has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct GroupCount {
    /// The group.
    pub group: Group,
    /// Its items.
    pub items: usize,
}

/// What sort of change it is. What was added is told once, under `added`, with all that was done to it
/// since; the other groups are of developments that were known before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Group {
    /// Developments recorded.
    Added,
    /// Developments of which fields other than dates were corrected.
    Corrected,
    /// Developments of which the filing date or a date by role was corrected.
    ReDated,
    /// Developments taken out of the chronology.
    Retracted,
    /// Developments marked duplicates of others.
    Duplicate,
    /// Measures whose status moved.
    Status,
    /// Developments for which sources were cited.
    Source,
    /// Developments about which claims were recorded.
    Claim,
    /// Developments from which ties were asserted or withdrawn.
    Tie,
    /// Developments in which commitments were recorded.
    Commitment,
    /// Commitments that were assessed.
    Assessment,
    /// Actors registered, amended, merged.
    Actor,
    /// Searches that found nothing.
    Search,
    /// Leads that were accepted, rejected, or marked duplicates.
    Lead,
}

/// One development, commitment, actor or search with what was done to it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Item {
    /// The group.
    pub group: Group,
    /// A development's key, a commitment's key, an actor's id, or the place searched.
    pub subject: String,
    /// The actor's name at the end; `null` for all else.
    pub name: Option<String>,
    /// The development, as it stands at the end; `null` for actors and searches.
    pub development: Option<Changed>,
    /// What is different at the end from the beginning; empty where that is nothing.
    pub net: Vec<Net>,
    /// Of a re-dated development, whether its place in the chronology moved.
    pub moved: Option<Moved>,
    /// The events, in journal order.
    pub steps: Vec<ChangeStep>,
}

/// A development in passing.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Changed {
    /// Its key.
    pub key: Key,
    /// Its date, EDTF as written.
    pub date: Edtf,
    /// Its title.
    pub title: String,
    /// What sort of act it is.
    pub kind: Kind,
    /// How far the act has come.
    pub status: Status,
    /// The sides of its parties, sorted.
    pub sides: Vec<Side>,
    /// Whether it is part of the chronology: neither retracted nor a duplicate.
    pub stands: bool,
}

/// One thing that is different.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Net {
    /// The field, or `state` for that of a commitment, `merged_into`, `duplicate_of`.
    pub field: String,
    /// What stood there at the beginning.
    pub old: Value,
    /// What stands there at the end.
    pub new: Value,
    /// The same in words, a phrase for each thing that changed.
    pub words: Vec<String>,
}

/// Which way a development moved in the chronology, which is sorted by the first day its date can mean,
/// then by the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Moved {
    /// Towards the beginning.
    Earlier,
    /// Towards the end.
    Later,
    /// It did not.
    Not,
}

/// One event, with the single changes of a correction.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ChangeStep {
    /// The event in words.
    #[serde(flatten)]
    pub step: Step,
    /// Of a correction or an amendment, every field with what stood there before and after.
    pub changes: Vec<Change>,
}

/// Tells what the events after `base` changed.
///
/// `base` is what stood before them, with at least every development and actor that they touch and the
/// actors those mention; `events` are all events from one size to the other, in journal order.
///
/// # Errors
/// [`FoldError`] where an event does not fit what came before it.
pub fn changes(base: Chronicle, events: &[Recorded], query: &ChangesQuery) -> Result<Changes, FoldError> {
    let before = Before::of(&base, events);
    let filter = Filter { public_on: None, ..query.filter.clone() };
    let mut end = base;
    let mut passing = Passing::begin(&end, &before, &filter);
    let mut revisions = Vec::with_capacity(events.len());
    for recorded in events {
        end.apply(recorded.clone())?;
        revisions.push(passing.note(&end, recorded, &filter));
    }
    passing.note_end(&end, &filter);
    let vantage = Vantage::new(&end, query.filter.public_on);
    let mut making = Making {
        vantage: &vantage,
        before: &before,
        items: BTreeMap::new(),
        apart: HashMap::new(),
        tally: Tally::default(),
    };
    for (recorded, revision) in events.iter().zip(revisions) {
        making.take(recorded, revision, &passing, &query.filter);
    }
    let tally = making.tally.clone();
    let items = making.finish();
    let count = |group: Group| items.iter().filter(|item| item.group == group).count();
    let mut counts: Vec<GroupCount> = Vec::new();
    for item in &items {
        if counts.last().is_none_or(|last| last.group != item.group) {
            counts.push(GroupCount { group: item.group, items: count(item.group) });
        }
    }
    Ok(Changes {
        since: query.since.clone(),
        until: query.until.clone(),
        events: events.len(),
        first_event: events.first().map(|recorded| recorded.stamp.time),
        last_event: events.last().map(|recorded| recorded.stamp.time),
        recorders: recorders(events),
        counts,
        changes: items,
        notices: tally.notices(query.filter.public_on),
    })
}

/// What stood before the events, of what they touch.
struct Before {
    developments: HashMap<Key, DevelopmentState>,
    actors: HashMap<ActorId, ActorState>,
}

impl Before {
    fn of(base: &Chronicle, events: &[Recorded]) -> Self {
        let keys = events.iter().filter_map(|recorded| recorded.event.development());
        let ids = events.iter().flat_map(|recorded| recorded.event.actors());
        Self {
            developments: keys.filter_map(|key| Some((key.clone(), base.development(key.as_str())?.clone()))).collect(),
            actors: ids.filter_map(|id| Some((id.clone(), base.actor(id.as_str())?.clone()))).collect(),
        }
    }
}

/// Which developments and actors passed the filter at some time from the beginning to the end.
struct Passing {
    developments: HashMap<Key, bool>,
    actors: HashMap<ActorId, bool>,
}

impl Passing {
    fn begin(base: &Chronicle, before: &Before, filter: &Filter) -> Self {
        let developments = before.developments.iter();
        let actors = before.actors.iter();
        Self {
            developments: developments.map(|(key, state)| (key.clone(), filter.admits(base, state))).collect(),
            actors: actors.map(|(id, state)| (id.clone(), admits_actor(filter, base, state))).collect(),
        }
    }

    /// Looks once more at the end, since a merger or another side of an actor also counts for developments
    /// that were touched before it.
    fn note_end(&mut self, end: &Chronicle, filter: &Filter) {
        for (key, passes) in &mut self.developments {
            *passes = *passes || end.development(key.as_str()).is_some_and(|state| filter.admits(end, state));
        }
        for (id, passes) in &mut self.actors {
            *passes = *passes || end.actor(id.as_str()).is_some_and(|state| admits_actor(filter, end, state));
        }
    }

    /// Looks at what an event touched, once it is folded; gives the revision it made.
    fn note(&mut self, chronicle: &Chronicle, recorded: &Recorded, filter: &Filter) -> Option<u32> {
        let mut revision = None;
        let touched = recorded.event.development().and_then(|key| chronicle.development(key.as_str()));
        if let Some(state) = touched {
            let passes = self.developments.entry(state.current.key.clone()).or_default();
            *passes = *passes || filter.admits(chronicle, state);
            revision = Some(state.revision);
        }
        for id in recorded.event.actors() {
            if let Some(state) = chronicle.actor(id.as_str()) {
                let passes = self.actors.entry(id.clone()).or_default();
                *passes = *passes || admits_actor(filter, chronicle, state);
                revision = revision.or(Some(state.revision));
            }
        }
        revision
    }
}

/// The items in the making, by group and subject.
struct Making<'a> {
    vantage: &'a Vantage<'a>,
    before: &'a Before,
    items: BTreeMap<(Group, String), Item>,
    apart: HashMap<Key, net::Apart>,
    tally: Tally,
}

impl Making<'_> {
    fn take(&mut self, recorded: &Recorded, revision: Option<u32>, passing: &Passing, filter: &Filter) {
        let chronicle = self.vantage.chronicle();
        if let Some(key) = recorded.event.development() {
            let Some(state) = chronicle.development(key.as_str()) else { return };
            if let Some(before) = self.before.developments.get(key) {
                self.apart.entry(key.clone()).or_default().note(&recorded.event, before);
            }
            if !passing.developments.get(key).copied().unwrap_or(false) {
                self.tally.filtered += 1;
                return;
            }
            match admission::admitted(self.vantage, state, recorded) {
                Admitted::In => {}
                Admitted::Later => return self.tally.later += 1,
                Admitted::Undated => return self.tally.undated += 1,
                Admitted::OnLaterSource => return self.tally.on_later_source += 1,
            }
            let known = self.before.developments.contains_key(key);
            for (group, subject) in groups(&recorded.event, key, known) {
                self.add(group, subject, Some(state), recorded, revision);
            }
            return;
        }
        let mut told = false;
        for id in recorded.event.actors() {
            if passing.actors.get(id).copied().unwrap_or(false) {
                self.add(Group::Actor, id.to_string(), None, recorded, revision);
                told = true;
            }
        }
        if let Event::SearchLogged(search) = &recorded.event
            && admission::asks_nothing(filter)
        {
            self.add(Group::Search, search.place.clone(), None, recorded, None);
            told = true;
        }
        // a decision may name a development that was not public yet
        if recorded.event.is_of_lead() && admission::asks_nothing(filter) && self.vantage.public_on().is_none() {
            self.add(Group::Lead, recorded.event.subject(), None, recorded, None);
            told = true;
        }
        self.tally.filtered += usize::from(!told);
    }

    fn add(
        &mut self,
        group: Group,
        subject: String,
        state: Option<&DevelopmentState>,
        recorded: &Recorded,
        revision: Option<u32>,
    ) {
        let development = state.map(|state| self.passing_by(state));
        let actor = (group == Group::Actor).then(|| self.vantage.chronicle().actor(&subject)).flatten();
        let name = actor.map(|state| state.current.name().to_owned());
        let step = change_step(self.vantage.chronicle(), recorded, revision);
        let item = self.items.entry((group, subject.clone())).or_insert_with(|| Item {
            group,
            subject,
            name,
            development,
            net: Vec::new(),
            moved: None,
            steps: Vec::new(),
        });
        item.steps.push(step);
    }

    fn passing_by(&self, state: &DevelopmentState) -> Changed {
        Changed {
            key: state.current.key.clone(),
            date: state.current.date.clone(),
            title: state.current.title.clone(),
            kind: state.current.kind,
            status: self.vantage.status(state),
            sides: self.vantage.chronicle().sides_of(&state.current),
            stands: state.stands(),
        }
    }

    /// The items with their net changes, sorted: by group, then as the chronology, then by first step.
    fn finish(self) -> Vec<Item> {
        let chronicle = self.vantage.chronicle();
        let mut items: Vec<Item> = Vec::with_capacity(self.items.len());
        for ((group, _), mut item) in self.items {
            let key = item.development.as_ref().map(|found| found.key.clone());
            let after = key.as_ref().and_then(|key| chronicle.development(key.as_str()));
            let before = key.as_ref().and_then(|key| self.before.developments.get(key));
            let apart = key.as_ref().and_then(|key| self.apart.get(key));
            if let (Some(before), Some(after), Some(apart)) = (before, after, apart) {
                let net = net::Between { vantage: self.vantage, before, after, apart };
                (item.net, item.moved) = net.of(group, &item);
            } else if group == Group::Actor
                && let (Some(before), Some(after)) =
                    (self.before.actors.get(item.subject.as_str()), chronicle.actor(&item.subject))
            {
                item.net = net::of_actor(chronicle, before, after);
            }
            items.extend(net::parted(item));
        }
        let first = |item: &Item| item.steps.first().map(|step| step.step.sequence);
        let filed = |item: &Item| item.development.as_ref().map(|found| found.date.sort_key());
        items.sort_by_key(|item| (item.group, filed(item), first(item)));
        items
    }
}

/// Under which groups an event is told, and of which subject.
fn groups(event: &Event, key: &Key, known: bool) -> Vec<(Group, String)> {
    let group = match event {
        _ if !known => Group::Added,
        Event::DevelopmentRecorded(_) => Group::Added,
        // whether it is of dates or of other fields is seen from the net change
        Event::DevelopmentCorrected(_) => Group::Corrected,
        Event::DevelopmentRetracted(_) => Group::Retracted,
        Event::DevelopmentMarkedDuplicate(_) => Group::Duplicate,
        Event::StatusChanged(_) => Group::Status,
        Event::SourceCited(_) => Group::Source,
        Event::ClaimRecorded(_) => Group::Claim,
        Event::LinkAsserted(_) | Event::LinkWithdrawn(_) => Group::Tie,
        Event::CommitmentMade(_) => Group::Commitment,
        Event::CommitmentAssessed(content) => {
            return vec![(Group::Assessment, content.assessment.commitment.to_string())];
        }
        Event::ActorRegistered(_)
        | Event::ActorAmended(_)
        | Event::ActorsMerged(_)
        | Event::SearchLogged(_)
        | Event::LeadProposed(_)
        | Event::LeadAccepted(_)
        | Event::LeadRejected(_)
        | Event::LeadMarkedDuplicate(_) => {
            return Vec::new();
        }
    };
    vec![(group, key.to_string())]
}

fn change_step(chronicle: &Chronicle, recorded: &Recorded, revision: Option<u32>) -> ChangeStep {
    let told = sentence(chronicle, &recorded.event);
    let changes = recorded.event.changes().to_vec();
    let step = Step {
        sequence: recorded.stamp.sequence,
        id: recorded.stamp.id,
        at: recorded.stamp.time,
        by: recorded.stamp.recorder.to_string(),
        event_type: recorded.event.event_type().as_str(),
        revision,
        deed: told.deed,
        details: told.details,
        reason: told.reason,
        source: told.source,
    };
    ChangeStep { step, changes }
}

fn recorders(events: &[Recorded]) -> Vec<RecorderCount> {
    let mut counted: BTreeMap<&str, u64> = BTreeMap::new();
    for recorded in events {
        *counted.entry(recorded.stamp.recorder.as_str()).or_default() += 1;
    }
    let mut recorders: Vec<RecorderCount> =
        counted.into_iter().map(|(name, events)| RecorderCount { name: name.to_owned(), events }).collect();
    recorders.sort_by(|a, b| b.events.cmp(&a.events).then(a.name.cmp(&b.name)));
    recorders
}

impl Group {
    /// Every group, in order.
    pub const ALL: [Self; 14] = [
        Self::Added,
        Self::Corrected,
        Self::ReDated,
        Self::Retracted,
        Self::Duplicate,
        Self::Status,
        Self::Source,
        Self::Claim,
        Self::Tie,
        Self::Commitment,
        Self::Assessment,
        Self::Actor,
        Self::Search,
        Self::Lead,
    ];

    /// The group as it is written in output.
    pub fn word(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Corrected => "corrected",
            Self::ReDated => "re-dated",
            Self::Retracted => "retracted",
            Self::Duplicate => "duplicate",
            Self::Status => "status",
            Self::Source => "source",
            Self::Claim => "claim",
            Self::Tie => "tie",
            Self::Commitment => "commitment",
            Self::Assessment => "assessment",
            Self::Actor => "actor",
            Self::Search => "search",
            Self::Lead => "lead",
        }
    }

    /// The group as a heading over its items.
    pub fn heading(self) -> &'static str {
        match self {
            Self::Added => "Added",
            Self::Corrected => "Corrected",
            Self::ReDated => "Re-dated",
            Self::Retracted => "Retracted",
            Self::Duplicate => "Marked duplicates",
            Self::Status => "Status moved",
            Self::Source => "Sources cited",
            Self::Claim => "Claims recorded",
            Self::Tie => "Ties asserted and withdrawn",
            Self::Commitment => "Commitments recorded",
            Self::Assessment => "Commitments assessed",
            Self::Actor => "Actors registered, amended, merged",
            Self::Search => "Searches that found nothing",
            Self::Lead => "Decisions on leads",
        }
    }
}

impl Edge {
    /// The end of the journal, or where it was read to.
    pub fn end(size: u64, meaning: impl Into<String>) -> Self {
        Self { size, asked: None, meaning: meaning.into(), root: None }
    }
}

/// What is to be loaded so that the events can be told: the developments and actors they touch, and the
/// actors that a correction names, if only in passing.
pub fn touched(events: &[Recorded]) -> (Vec<Key>, Vec<ActorId>) {
    let mut keys: Vec<Key> = events.iter().filter_map(|recorded| recorded.event.development()).cloned().collect();
    let mut ids: Vec<ActorId> = events.iter().flat_map(|recorded| recorded.event.actors()).cloned().collect();
    for change in events.iter().flat_map(|recorded| recorded.event.changes()) {
        for value in [&change.old, &change.new] {
            ids_in(value, &mut ids);
        }
    }
    keys.sort_unstable();
    keys.dedup();
    ids.sort_unstable();
    ids.dedup();
    (keys, ids)
}

/// Every word in a value that may be an actor's id; those that are none mean nobody.
fn ids_in(value: &Value, ids: &mut Vec<ActorId>) {
    match value {
        Value::String(word) => ids.extend(ActorId::new(word).ok()),
        Value::Array(values) => values.iter().for_each(|value| ids_in(value, ids)),
        Value::Object(fields) => fields.values().for_each(|value| ids_in(value, ids)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// A day as the public's, in words.
fn day_words(day: Day) -> String {
    Edtf::day(day).english()
}
