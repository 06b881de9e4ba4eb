//! Actors by their names: what each was called when, and who was merged with whom. Names change and
//! actors merge; developments name actors by ids that stay, so that no change of a name touches them.

use crate::domain::actor::Actor;
use crate::domain::chronicle::changed;
use crate::domain::event::Event;
use crate::domain::side::Side;
use crate::domain::slug::ActorId;
use crate::domain::stamp::Instant;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};

/// Some actors with all that was ever recorded of their names.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct People(BTreeMap<ActorId, Person>);

/// One actor.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Person {
    /// Since when, in microseconds, it was registered as what; in order.
    versions: Vec<(i64, Actor)>,
    /// Since when it is another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    merged: Option<(i64, ActorId)>,
}

/// The actors that are one as of an instant.
#[derive(Debug)]
pub(super) struct Group<'p> {
    /// The one that stands for all.
    pub(super) standing: &'p Actor,
    /// All of them.
    members: Vec<&'p Actor>,
}

impl Group<'_> {
    /// Everything by which any of them may be named.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.members.iter().flat_map(|actor| actor.handles())
    }

    /// What those are called that do not stand for themselves.
    pub(super) fn merged_names(&self) -> impl Iterator<Item = &str> {
        let merged = self.members.iter().filter(|actor| actor.id != self.standing.id);
        merged.flat_map(|actor| actor.handles())
    }

    /// Their ids.
    pub(super) fn ids(&self) -> impl Iterator<Item = &ActorId> {
        self.members.iter().map(|actor| &actor.id)
    }
}

impl People {
    /// Takes in what an event does to actors.
    ///
    /// # Errors
    /// In words, why it does not fit what came before.
    pub(super) fn take(&mut self, time: Instant, event: &Event) -> Result<(), String> {
        let unknown = |id: &ActorId| format!("no actor `{id}` was registered before it");
        match event {
            Event::ActorRegistered(actor) => {
                let person = Person { versions: vec![(time.micros(), (**actor).clone())], merged: None };
                self.0.insert(actor.id.clone(), person);
            }
            Event::ActorAmended(content) => {
                let person = self.0.get_mut(&content.id).ok_or_else(|| unknown(&content.id))?;
                let (_, before) = person.versions.last().ok_or_else(|| unknown(&content.id))?;
                let after = changed(before, &content.changes)?;
                person.versions.push((time.micros(), after));
            }
            Event::ActorsMerged(content) => {
                let person = self.0.get_mut(&content.from).ok_or_else(|| unknown(&content.from))?;
                person.merged = Some((time.micros(), content.into.clone()));
            }
            Event::DevelopmentRecorded(_)
            | Event::DevelopmentCorrected(_)
            | Event::DevelopmentRetracted(_)
            | Event::DevelopmentMarkedDuplicate(_)
            | Event::StatusChanged(_)
            | Event::SourceCited(_)
            | Event::ClaimRecorded(_)
            | Event::LinkAsserted(_)
            | Event::LinkWithdrawn(_)
            | Event::CommitmentMade(_)
            | Event::CommitmentAssessed(_)
            | Event::SearchLogged(_)
            | Event::LeadProposed(_)
            | Event::LeadAccepted(_)
            | Event::LeadRejected(_)
            | Event::LeadMarkedDuplicate(_) => {}
        }
        Ok(())
    }

    /// Takes in others.
    pub(super) fn join(&mut self, others: Self) {
        self.0.extend(others.0);
    }

    /// True where an actor is among them.
    pub(super) fn knows(&self, id: &ActorId) -> bool {
        self.0.contains_key(id)
    }

    /// The ids of all of them.
    pub(super) fn ids(&self) -> impl Iterator<Item = &ActorId> {
        self.0.keys()
    }

    /// All of them in groups of those that are one as of an instant, or of now.
    pub(super) fn groups(&self, until: Option<Instant>) -> Vec<Group<'_>> {
        let mut groups: BTreeMap<&ActorId, Group<'_>> = BTreeMap::new();
        for (id, person) in &self.0 {
            let Some(actor) = person.at(until) else { continue };
            let Some(standing) = self.standing(id, until) else { continue };
            groups.entry(&standing.id).or_insert_with(|| Group { standing, members: Vec::new() }).members.push(actor);
        }
        groups.into_values().collect()
    }

    /// The same in parts, one for each group of now.
    pub(super) fn apart(self) -> Vec<Self> {
        let mut parts: BTreeMap<ActorId, Self> = BTreeMap::new();
        let standing: HashMap<ActorId, ActorId> = self
            .0
            .keys()
            .map(|id| (id.clone(), self.standing(id, None).map_or_else(|| id.clone(), |actor| actor.id.clone())))
            .collect();
        for (id, person) in self.0 {
            let group = standing.get(&id).cloned().unwrap_or_else(|| id.clone());
            parts.entry(group).or_default().0.insert(id, person);
        }
        parts.into_values().collect()
    }

    /// The side that each of them counts for.
    pub(super) fn sides(&self, until: Option<Instant>) -> HashMap<&ActorId, Side> {
        self.0.keys().filter_map(|id| Some((id, self.standing(id, until)?.side))).collect()
    }

    /// Names that some of them had and none of them has.
    pub(super) fn former_names(&self) -> Vec<&str> {
        let now: Vec<&str> = self.0.values().filter_map(|person| person.at(None)).flat_map(Actor::handles).collect();
        let ever = self.0.values().flat_map(|person| &person.versions).flat_map(|(_, actor)| actor.handles());
        let mut former: Vec<&str> = ever.filter(|name| !now.contains(name)).collect();
        former.sort_unstable();
        former.dedup();
        former
    }

    fn standing(&self, id: &ActorId, until: Option<Instant>) -> Option<&Actor> {
        let mut id = id;
        for _ in 0..=self.0.len() {
            let person = self.0.get(id)?;
            match &person.merged {
                Some((at, into)) if until.is_none_or(|until| *at <= until.micros()) => id = into,
                _ => return person.at(until),
            }
        }
        None
    }
}

impl Person {
    fn at(&self, until: Option<Instant>) -> Option<&Actor> {
        let known = |(at, _): &&(i64, Actor)| until.is_none_or(|until| *at <= until.micros());
        self.versions.iter().rev().find(known).map(|(_, actor)| actor)
    }
}
