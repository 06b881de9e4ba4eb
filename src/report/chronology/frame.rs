//! What every section of the report is built within: the chronicle, the entries chosen and the names
//! by which things are called.

use super::dates;
use super::notes::{Citation, Notes};
use crate::domain::chronicle::{Chronicle, DevelopmentState};
use crate::domain::development::Development;
use crate::domain::edtf::Edtf;
use crate::domain::link::Link;
use crate::domain::side::{Dyad, Side};
use crate::domain::slug::ActorId;
use crate::domain::vocabulary::{ActorType, LinkRelation, Vocabulary};
use std::collections::HashSet;

/// A development as another place of the report names it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Reference {
    /// Its key.
    pub key: String,
    /// Its title.
    pub title: String,
    /// Its date in words.
    pub date: String,
    /// True where it is an entry of this report, to be linked to.
    pub is_listed: bool,
    /// True where it was retracted.
    pub is_retracted: bool,
}

/// A tie from one development to another.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Tie {
    /// How they are tied.
    pub relation: LinkRelation,
    /// The development it leads to.
    pub target: Reference,
    /// The days between, in words; `None` where a date has no bound.
    pub days: Option<String>,
    /// Whose words make the tie; `None` for the analyst's.
    pub stated_by: Option<String>,
    /// What limits or explains it.
    pub note: Option<String>,
}

/// What the report is built from.
pub(super) struct Frame<'c> {
    pub(super) chronicle: &'c Chronicle,
    /// The entries, sorted.
    pub(super) states: Vec<&'c DevelopmentState>,
    /// The one relation asked for, if it is one.
    pub(super) relation: Option<Dyad>,
    listed: HashSet<&'c str>,
}

impl<'c> Frame<'c> {
    pub(super) fn new(chronicle: &'c Chronicle, states: Vec<&'c DevelopmentState>, relation: Option<Dyad>) -> Self {
        let listed = states.iter().map(|state| state.current.key.as_str()).collect();
        Self { chronicle, states, relation, listed }
    }

    /// The development that a key stands for now: itself, or the one it is a duplicate of.
    pub(super) fn standing(&self, key: &str) -> Option<&'c DevelopmentState> {
        let mut state = self.chronicle.development(key)?;
        let mut steps = 0;
        while let Some((of, _)) = &state.duplicate_of
            && steps < 20
        {
            state = self.chronicle.development(of.as_str())?;
            steps += 1;
        }
        Some(state)
    }

    pub(super) fn refer(&self, key: &str) -> Reference {
        match self.standing(key) {
            Some(state) => Reference {
                key: state.current.key.to_string(),
                title: state.current.title.clone(),
                date: state.current.date.english(),
                is_listed: self.listed.contains(state.current.key.as_str()),
                is_retracted: state.retracted.is_some(),
            },
            None => Reference {
                key: key.to_owned(),
                title: key.to_owned(),
                date: "not in the record".to_owned(),
                is_listed: false,
                is_retracted: false,
            },
        }
    }

    pub(super) fn tie(&self, from: &Edtf, link: &Link) -> Tie {
        let target = self.standing(link.key.as_str());
        Tie {
            relation: link.relation,
            target: self.refer(link.key.as_str()),
            days: target.and_then(|target| dates::days_between(&target.current.date, from)),
            stated_by: link.asserted_by.actor().map(|id| self.actor_in_text(id)),
            note: super::notes::filled(&link.note),
        }
    }

    pub(super) fn actor_name(&self, id: &ActorId) -> String {
        self.chronicle
            .standing_actor(id.as_str())
            .map_or_else(|| id.to_string(), |state| state.current.name().to_owned())
    }

    pub(super) fn actor_names(&self, ids: &[ActorId]) -> Vec<String> {
        ids.iter().map(|id| self.actor_name(id)).collect()
    }

    /// The name of an actor within a sentence, with an article where English wants one.
    pub(super) fn actor_in_text(&self, id: &ActorId) -> String {
        let name = self.actor_name(id);
        let Some(state) = self.chronicle.standing_actor(id.as_str()) else { return name };
        let is_office = match state.current.actor_type {
            ActorType::Ministry | ActorType::Agency | ActorType::Legislature | ActorType::Court => {
                let first = name.split_once(' ').map(|(first, _)| first);
                first.is_some_and(|first| !first.ends_with("'s") && !first.ends_with("’s") && first != "The")
            }
            ActorType::State | ActorType::Bloc => return with_the(name),
            ActorType::Firm | ActorType::Person | ActorType::Organisation | ActorType::Media => false,
        };
        if is_office { format!("the {name}") } else { name }
    }

    /// The names of actors within a sentence.
    pub(super) fn actors_in_text(&self, ids: &[ActorId]) -> Vec<String> {
        ids.iter().map(|id| self.actor_in_text(id)).collect()
    }

    pub(super) fn side_name(&self, side: Side) -> String {
        if side == Side::INT { "International bodies".to_owned() } else { self.chronicle.side_name(side) }
    }

    /// First the first side of the relation, then the second, then the others by name.
    pub(super) fn side_order(&self, side: Side) -> (u8, String) {
        match self.relation {
            Some(relation) if relation.first() == side => (0, String::new()),
            Some(relation) if relation.second() == side => (1, String::new()),
            Some(_) | None => (2, self.side_name(side)),
        }
    }

    /// Cites the source of a development by its number there.
    pub(super) fn cite(&self, notes: &mut Notes, development: &Development, number: u32) -> Option<Citation> {
        let source = development.sources.get(usize::try_from(number).ok()?)?;
        Some(notes.cite(self.chronicle, source))
    }
}

/// The name of a country or bloc within a sentence: `the United States`, `China`.
pub(super) fn with_the(name: String) -> String {
    let wants = ["United ", "European Union", "Netherlands", "Philippines", "Czech Republic", "Russian Federation"];
    if wants.iter().any(|start| name.starts_with(start)) { format!("the {name}") } else { name }
}

/// A word of a vocabulary as prose has it: `entity listing`, `in force`.
pub(super) fn words<V: Vocabulary>(word: V) -> String {
    word.word().replace('-', " ")
}
