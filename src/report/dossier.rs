//! The dossier of an actor (`actor show`). Whose names stand for whom is settled in the chronicle;
//! merged actors are counted as the one that stands for them.

use super::entry::CommitmentEntry;
use super::entry_making::commitment_entry;
use super::offices::{OfficeEntry, OfficeHeld, OfficeHolder, holders_of, offices_of};
use super::vantage::Vantage;
use crate::domain::actor::{Actor, Name};
use crate::domain::chronicle::{ActorState, Chronicle, DevelopmentState};
use crate::domain::edtf::{Day, Edtf};
use crate::domain::side::Side;
use crate::domain::slug::{ActorId, Key};
use crate::domain::vocabulary::{ActorType, Polarity, Role, Topic, Vocabulary};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Everything the chronicle has on one actor. Developments are those that stand.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Dossier {
    /// The actor.
    pub actor: ActorRef,
    /// What sort of body or person it is.
    #[serde(rename = "type")]
    pub actor_type: ActorType,
    /// The name of its side.
    pub side_name: String,
    /// Its names in all languages and scripts.
    pub names: Vec<Name>,
    /// Other names it goes by.
    pub aliases: Vec<String>,
    /// The body it is part of.
    pub parent: Option<ActorRef>,
    /// The bodies that are part of it, and persons registered under it.
    pub children: Vec<ActorRef>,
    /// Sides it was registered under before.
    pub former_sides: Vec<Side>,
    /// Actors merged into it.
    pub merged: Vec<ActorRef>,
    /// The names those were registered under.
    pub merged_names: Vec<MergedNames>,
    /// The day that the offices are asked of.
    pub on: Option<Day>,
    /// The offices registered for it.
    pub offices: Vec<OfficeEntry>,
    /// The offices it held in developments, as the sources have them.
    pub offices_held: Vec<OfficeHeld>,
    /// Who is registered with an office in it.
    pub office_holders: Vec<OfficeHolder>,
    /// How many developments it is a party to.
    pub developments: usize,
    /// The developments by its role in them, in order of date.
    pub roles: Vec<RoleEntry>,
    /// The actors that are parties to the same developments, most first.
    pub counterparts: Vec<Counterpart>,
    /// The topics of those developments, most first.
    pub topics: Vec<TopicCount>,
    /// The claims it made, in order of date.
    pub claims: Vec<DossierClaim>,
    /// The commitments it gave.
    pub given: Vec<DossierCommitment>,
    /// The commitments it received.
    pub received: Vec<DossierCommitment>,
    /// Anything a reader must know of the record itself.
    pub note: Option<String>,
    /// How many events made the actor's record.
    pub revision: u32,
}

/// An actor in passing.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct ActorRef {
    /// Its id.
    pub id: ActorId,
    /// Its name.
    pub name: String,
    /// Its side.
    pub side: Side,
}

/// Developments in which the actor has one role.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RoleEntry {
    /// The role.
    pub role: Role,
    /// The developments.
    pub developments: Vec<DevelopmentRef>,
}

/// A development in passing.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DevelopmentRef {
    /// Its key.
    pub key: Key,
    /// Its date, EDTF as written.
    pub date: Edtf,
    /// Its title.
    pub title: String,
}

/// An actor met in developments.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Counterpart {
    /// The actor.
    #[serde(flatten)]
    pub actor: ActorRef,
    /// In how many developments.
    pub developments: usize,
    /// In which roles, most first.
    pub in_roles: Vec<RolePair>,
}

/// Developments in which the actor has one role and its counterpart another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RolePair {
    /// The role of the actor.
    pub own: Role,
    /// The role of the counterpart.
    pub other: Role,
    /// How many developments.
    pub count: usize,
    /// Which, in order of date.
    pub keys: Vec<Key>,
}

/// The names of an actor that was merged into another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MergedNames {
    /// Its id.
    pub id: ActorId,
    /// Its names.
    pub names: Vec<Name>,
    /// Other names it went by.
    pub aliases: Vec<String>,
}

/// A topic with its developments counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TopicCount {
    /// The topic.
    pub topic: Topic,
    /// In how many developments; one with several topics counts under each.
    pub developments: usize,
}

/// A claim the actor made.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DossierClaim {
    /// About which development.
    pub development: DevelopmentRef,
    /// Whether it states, denies or is silent.
    pub polarity: Polarity,
    /// What.
    pub text: String,
    /// The speaker as the source names them.
    pub speaker: Option<String>,
    /// The number of the source in that development.
    pub source: u32,
}

/// A commitment the actor gave or received.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DossierCommitment {
    /// In which development.
    pub development: DevelopmentRef,
    /// The commitment and what became of it.
    #[serde(flatten)]
    pub commitment: CommitmentEntry,
}

impl DevelopmentRef {
    /// A development in passing.
    pub fn of(state: &DevelopmentState) -> Self {
        let development = &state.current;
        Self { key: development.key.clone(), date: development.date.clone(), title: development.title.clone() }
    }
}

impl ActorRef {
    /// An actor in passing.
    pub fn of(actor: &Actor) -> Self {
        Self { id: actor.id.clone(), name: actor.name().to_owned(), side: actor.side }
    }
}

/// The dossier of an actor; for a merged one, of the actor that stands for it. With `public_on`, from
/// what the public could know by the end of that day. With `on`, its offices say whether they were held
/// on that day.
pub fn dossier(chronicle: &Chronicle, state: &ActorState, public_on: Option<Day>, on: Option<Day>) -> Dossier {
    let vantage = Vantage::new(chronicle, public_on);
    let state = chronicle.standing_actor(state.current.id.as_str()).unwrap_or(state);
    let actor = &state.current;
    let mut all = standing(&vantage);
    all.sort_by_key(|state| (state.current.sort_key(), state.recorded.sequence));
    let is_self = |id: &ActorId| vantage.standing_id(id) == actor.id;
    let own: Vec<&DevelopmentState> =
        all.iter().copied().filter(|state| state.current.parties.iter().any(|party| is_self(&party.actor))).collect();
    let given = |by: bool| {
        let mut found = Vec::new();
        for state in &all {
            for commitment in &state.current.commitments {
                let named = if by { &commitment.by } else { &commitment.to };
                if named.iter().any(is_self) && vantage.shows_number(state, commitment.source) {
                    let development = DevelopmentRef::of(state);
                    found.push(DossierCommitment {
                        development,
                        commitment: commitment_entry(&vantage, state, commitment),
                    });
                }
            }
        }
        found
    };
    let refs = |wanted: &dyn Fn(&ActorState) -> bool| {
        let found = chronicle.actors().iter().filter(|other| wanted(other));
        found.map(|other| ActorRef::of(&other.current)).collect::<Vec<ActorRef>>()
    };
    let (offices, offices_held) = offices_of(&vantage, &actor.id, &own, on);
    Dossier {
        actor: ActorRef::of(actor),
        actor_type: actor.actor_type,
        side_name: vantage.side_name(actor.side),
        names: actor.names.clone(),
        aliases: actor.aliases.clone(),
        parent: actor
            .parent
            .as_ref()
            .and_then(|id| chronicle.standing_actor(id.as_str()))
            .map(|parent| ActorRef::of(&parent.current)),
        children: refs(&|other| other.merged_into.is_none() && other.current.parent.as_ref().is_some_and(is_self)),
        former_sides: state.former_sides.clone(),
        merged: refs(&|other| other.merged_into.is_some() && is_self(&other.current.id)),
        merged_names: merged_names(chronicle, &is_self),
        on,
        offices,
        offices_held,
        office_holders: holders_of(&vantage, &actor.id, &all, on),
        developments: own.len(),
        roles: roles(&own, &is_self),
        counterparts: counterparts(&vantage, &own, &is_self),
        topics: topics(&own),
        claims: claims(&vantage, &all, &is_self),
        given: given(true),
        received: given(false),
        note: actor.note.clone(),
        revision: state.revision,
    }
}

fn standing<'a>(vantage: &Vantage<'a>) -> Vec<&'a DevelopmentState> {
    vantage.chronicle().developments().iter().filter(|state| state.stands() && vantage.is_public(state)).collect()
}

fn roles(own: &[&DevelopmentState], is_self: &dyn Fn(&ActorId) -> bool) -> Vec<RoleEntry> {
    let with = |role: Role| {
        let has = |state: &&&DevelopmentState| {
            state.current.parties.iter().any(|party| party.role == role && is_self(&party.actor))
        };
        own.iter().filter(has).map(|state| DevelopmentRef::of(state)).collect::<Vec<DevelopmentRef>>()
    };
    let entries = Role::ALL.iter().map(|role| RoleEntry { role: *role, developments: with(*role) });
    entries.filter(|entry| !entry.developments.is_empty()).collect()
}

/// Who is met in developments, and in which roles: a development in which either has several roles
/// counts under each pair of them.
fn counterparts(
    vantage: &Vantage<'_>,
    own: &[&DevelopmentState],
    is_self: &dyn Fn(&ActorId) -> bool,
) -> Vec<Counterpart> {
    let mut met: BTreeMap<ActorRef, BTreeMap<(Role, Role), Vec<Key>>> = BTreeMap::new();
    for state in own {
        let key = &state.current.key;
        let parties = &state.current.parties;
        for party in parties.iter().filter(|party| !is_self(&party.actor)) {
            let Some(other) = vantage.chronicle().standing_actor(party.actor.as_str()) else { continue };
            let pairs = met.entry(ActorRef::of(&other.current)).or_default();
            for mine in parties.iter().filter(|party| is_self(&party.actor)) {
                let keys = pairs.entry((mine.role, party.role)).or_default();
                if keys.last() != Some(key) {
                    keys.push(key.clone());
                }
            }
        }
    }
    let counterpart = |(actor, pairs): (ActorRef, BTreeMap<(Role, Role), Vec<Key>>)| {
        let developments = pairs.values().flatten().collect::<BTreeSet<&Key>>().len();
        let pair = |((own, other), keys): ((Role, Role), Vec<Key>)| RolePair { own, other, count: keys.len(), keys };
        let mut in_roles: Vec<RolePair> = pairs.into_iter().map(pair).collect();
        in_roles.sort_by_key(|pair| std::cmp::Reverse(pair.count));
        Counterpart { actor, developments, in_roles }
    };
    let mut found: Vec<Counterpart> = met.into_iter().map(counterpart).collect();
    found.sort_by(|a, b| b.developments.cmp(&a.developments).then_with(|| a.actor.name.cmp(&b.actor.name)));
    found
}

/// The names of the actors merged into one, as they were registered.
fn merged_names(chronicle: &Chronicle, is_self: &dyn Fn(&ActorId) -> bool) -> Vec<MergedNames> {
    let merged = chronicle.actors().iter().filter(|state| state.merged_into.is_some() && is_self(&state.current.id));
    merged
        .map(|state| MergedNames {
            id: state.current.id.clone(),
            names: state.current.names.clone(),
            aliases: state.current.aliases.clone(),
        })
        .collect()
}

/// The topics of developments, most first.
pub(super) fn topics(states: &[&DevelopmentState]) -> Vec<TopicCount> {
    let count = |topic: &Topic| states.iter().filter(|state| state.current.topics.contains(topic)).count();
    let mut found: Vec<TopicCount> =
        Topic::ALL.iter().map(|topic| TopicCount { topic: *topic, developments: count(topic) }).collect();
    found.retain(|row| row.developments > 0);
    found.sort_by_key(|row| std::cmp::Reverse(row.developments));
    found
}

fn claims(vantage: &Vantage<'_>, all: &[&DevelopmentState], is_self: &dyn Fn(&ActorId) -> bool) -> Vec<DossierClaim> {
    let mut found = Vec::new();
    for state in all {
        for claim in &state.current.claims {
            if claim.by.as_ref().is_some_and(is_self) && vantage.shows_number(state, claim.source) {
                found.push(DossierClaim {
                    development: DevelopmentRef::of(state),
                    polarity: claim.polarity,
                    text: claim.text.clone(),
                    speaker: claim.speaker.clone(),
                    source: claim.source,
                });
            }
        }
    }
    found
}
