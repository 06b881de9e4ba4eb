//! The list of actors (`actor list`), a row each; all that is known of one is left to `dossier.rs`.

use crate::domain::chronicle::{Chronicle, DevelopmentState};
use crate::domain::edtf::Day;
use crate::domain::side::Side;
use crate::domain::slug::ActorId;
use crate::domain::vocabulary::ActorType;
use serde::Serialize;
use std::collections::BTreeMap;

/// The list of actors.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ActorList {
    /// The actors that stand for themselves, by side, then name.
    pub rows: Vec<ActorRow>,
}

/// One actor of the list.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ActorRow {
    /// Its id.
    pub id: ActorId,
    /// What sort of body or person it is.
    #[serde(rename = "type")]
    pub actor_type: ActorType,
    /// Its side.
    pub side: Side,
    /// Its name.
    pub name: String,
    /// Its short name, where it has one.
    pub short: Option<String>,
    /// Its name in Han characters.
    pub han_name: Option<String>,
    /// The body it is part of.
    pub parent: Option<ActorId>,
    /// How many standing developments it is a party to.
    pub developments: usize,
}

/// The actors, by side and name; `side` keeps those of one side, `public_on` counts only developments
/// public by that day.
pub fn actor_list(chronicle: &Chronicle, side: Option<Side>, public_on: Option<Day>) -> ActorList {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let is_public = |state: &DevelopmentState| public_on.is_none_or(|day| state.current.is_public_by(day));
    for state in chronicle.developments().iter().filter(|state| state.stands() && is_public(state)) {
        let parties = state.current.parties.iter();
        let mut ids: Vec<&str> = parties
            .filter_map(|party| chronicle.standing_actor(party.actor.as_str()))
            .map(|actor| actor.current.id.as_str())
            .collect();
        ids.sort_unstable();
        ids.dedup();
        for id in ids {
            *counts.entry(id).or_default() += 1;
        }
    }
    let standing = chronicle.actors().iter().filter(|state| state.merged_into.is_none());
    let mut rows: Vec<ActorRow> = standing
        .map(|state| &state.current)
        .filter(|actor| side.is_none_or(|side| actor.side == side))
        .map(|actor| ActorRow {
            id: actor.id.clone(),
            actor_type: actor.actor_type,
            side: actor.side,
            name: actor.name().to_owned(),
            short: Some(actor.short_name()).filter(|short| *short != actor.name()).map(str::to_owned),
            han_name: actor.han_name().map(str::to_owned),
            parent: actor.parent.clone(),
            developments: counts.get(actor.id.as_str()).copied().unwrap_or(0),
        })
        .collect();
    rows.sort_by(|a, b| (a.side, &a.name, &a.id).cmp(&(b.side, &b.name, &b.id)));
    ActorList { rows }
}
