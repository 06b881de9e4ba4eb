//! The actors of the entries: names in English and Han characters, romanisation, side, offices as
//! held at the time. Persons are sorted by surname, bodies by name.

use super::frame::{Frame, words};
use super::notes::push_new;
use crate::domain::actor::{Actor, Name, fold_name};
use crate::domain::development::Development;
use crate::domain::slug::ActorId;
use crate::domain::vocabulary::ActorType;
use std::collections::BTreeMap;

/// A person.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Person {
    /// The surname in the English form, where one is recorded.
    pub surname: Option<String>,
    /// The rest of the name, or the whole of it where no surname is recorded.
    pub given: String,
    /// The name in Han characters.
    pub han: Option<String>,
    /// The Han name in Latin letters, surname first.
    pub romanisation: Option<String>,
    /// The side.
    pub side: String,
    /// The offices held in the entries, in their order; where none is given there, those on record.
    pub offices: Vec<String>,
}

/// A state, bloc, body or firm.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Body {
    /// The name.
    pub name: String,
    /// The short form, where it has one.
    pub short: Option<String>,
    /// The name in Han characters.
    pub han: Option<String>,
    /// The Han name in Latin letters.
    pub romanisation: Option<String>,
    /// The side.
    pub side: String,
    /// What sort of body.
    pub sort: String,
}

/// The persons and the bodies that are parties, speakers or parties to commitments in the entries.
pub(super) fn actors(frame: &Frame) -> (Vec<Person>, Vec<Body>) {
    let mut found: BTreeMap<&str, (&Actor, Vec<String>)> = BTreeMap::new();
    for state in &frame.states {
        let mut meet = |id: &ActorId, office: Option<&String>| {
            let Some(actor) = frame.chronicle.standing_actor(id.as_str()) else { return };
            let (_, offices) = found.entry(actor.current.id.as_str()).or_insert_with(|| (&actor.current, Vec::new()));
            if let Some(office) = office {
                push_new(offices, office.clone());
            }
        };
        state.current.parties.iter().for_each(|party| meet(&party.actor, party.office.as_ref()));
        mentioned(&state.current).for_each(|id| meet(id, None));
    }
    let mut persons: Vec<(String, Person)> = Vec::new();
    let mut bodies: Vec<(String, Body)> = Vec::new();
    for (actor, offices) in found.into_values() {
        if actor.actor_type == ActorType::Person {
            let person = person(frame, actor, offices);
            let sorted = format!("{} {}", person.surname.as_deref().unwrap_or(""), person.given);
            persons.push((fold_name(&sorted), person));
        } else {
            bodies.push((fold_name(actor.name()), body(frame, actor)));
        }
    }
    persons.sort_by(|a, b| a.0.cmp(&b.0));
    bodies.sort_by(|a, b| a.0.cmp(&b.0));
    (persons.into_iter().map(|(_, person)| person).collect(), bodies.into_iter().map(|(_, body)| body).collect())
}

fn mentioned(development: &Development) -> impl Iterator<Item = &ActorId> {
    let promised = development.commitments.iter().flat_map(|made| made.by.iter().chain(&made.to));
    let speakers = development.claims.iter().filter_map(|claim| claim.by.as_ref());
    let authority = development.legal.as_ref().and_then(|legal| legal.authority.as_ref());
    speakers.chain(promised).chain(authority)
}

fn shown_name(actor: &Actor) -> Option<&Name> {
    actor.names.iter().find(|name| name.lang == "en").or_else(|| actor.names.first())
}

fn han(actor: &Actor) -> (Option<String>, Option<String>) {
    let name = actor.names.iter().find(|name| name.lang == "zh" || name.lang.starts_with("zh-"));
    let Some(name) = name else { return (None, None) };
    (Some(name.name.clone()), name.romanisation.as_deref().map(|latin| latin.replace(',', "")))
}

fn person(frame: &Frame, actor: &Actor, mut offices: Vec<String>) -> Person {
    let name = shown_name(actor);
    let surname = name.and_then(|name| name.family.clone());
    let given = match (name, &surname) {
        (Some(Name { given: Some(given), .. }), Some(_)) => given.clone(),
        (Some(_), Some(_)) => String::new(),
        (_, None) | (None, _) => actor.name().to_owned(),
    };
    if offices.is_empty() {
        offices = actor.offices.iter().map(|office| office.title.clone()).collect();
    }
    let (han, romanisation) = han(actor);
    Person { surname, given, han, romanisation, side: frame.side_name(actor.side), offices }
}

fn body(frame: &Frame, actor: &Actor) -> Body {
    let (han, romanisation) = han(actor);
    Body {
        name: actor.name().to_owned(),
        short: shown_name(actor).and_then(|name| name.short.clone()).filter(|short| short != actor.name()),
        han,
        romanisation,
        side: frame.side_name(actor.side),
        sort: words(actor.actor_type),
    }
}
