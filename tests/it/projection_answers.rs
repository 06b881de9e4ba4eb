//! What two chronicles must agree on where a question is asked of both: the one holds everything, the
//! other what a selection loaded.

use annals::domain::chronicle::{ActorState, Chronicle, DevelopmentState, Named};
use annals::domain::development::Development;
use annals::domain::filter::Filter;
use annals::domain::side::{Dyad, Side};
use annals::domain::slug::ActorId;
use annals::domain::vocabulary::ActorType;
use std::collections::BTreeSet;

/// A development as a report shows it, with all that a report shows beside it.
#[derive(Debug, PartialEq)]
pub(crate) struct Shown {
    state: DevelopmentState,
    sides: Vec<(Side, String)>,
    relations: Vec<Dyad>,
    actors: Vec<(ActorState, Option<ActorId>)>,
    tied_to: Vec<Option<DevelopmentState>>,
    tied_from: Vec<DevelopmentState>,
    duplicate_of: Option<DevelopmentState>,
}

/// The answer of a timeline: the developments in order, or the actors that a name may mean.
#[derive(Debug, PartialEq)]
pub(crate) enum Answer {
    Developments(Vec<Shown>),
    Unclear(Vec<ActorId>),
}

pub(crate) fn timeline(
    chronicle: &Chronicle,
    filter: &Filter,
    names: &[String],
    limit: Option<usize>,
    newest_first: bool,
) -> Answer {
    let mut filter = filter.clone();
    for name in names {
        match chronicle.find_actor(name) {
            Named::One(state) => filter.actors.push(state.current.id.clone()),
            Named::None => return Answer::Unclear(Vec::new()),
            Named::Several(states) => {
                return Answer::Unclear(states.iter().map(|state| state.current.id.clone()).collect());
            }
        }
    }
    let mut states: Vec<&DevelopmentState> =
        chronicle.developments().iter().filter(|state| state.stands() && filter.admits(chronicle, state)).collect();
    states.sort_by_key(|state| (state.current.sort_key(), state.recorded.sequence));
    if newest_first {
        states.reverse();
    }
    states.truncate(limit.unwrap_or(usize::MAX));
    Answer::Developments(states.into_iter().map(|state| shown(chronicle, state)).collect())
}

pub(crate) fn shown(chronicle: &Chronicle, state: &DevelopmentState) -> Shown {
    let sides = chronicle.sides_of(&state.current);
    let tied_from = |other: &&DevelopmentState| other.current.links.iter().any(|link| link.key == state.current.key);
    Shown {
        state: state.clone(),
        sides: sides.into_iter().map(|side| (side, chronicle.side_name(side))).collect(),
        relations: chronicle.relations_of(&state.current),
        actors: mentioned(&state.current).iter().flat_map(|id| with_bodies(chronicle, id)).collect(),
        tied_to: state.current.links.iter().map(|link| chronicle.development(link.key.as_str()).cloned()).collect(),
        tied_from: chronicle.developments().iter().filter(tied_from).cloned().collect(),
        duplicate_of: state.duplicate_of.as_ref().and_then(|(key, _)| chronicle.development(key.as_str()).cloned()),
    }
}

/// An actor, the one that stands for it, and the bodies it is part of.
pub(crate) fn with_bodies(chronicle: &Chronicle, id: &ActorId) -> Vec<(ActorState, Option<ActorId>)> {
    let state = chronicle.actor(id.as_str()).unwrap_or_else(|| panic!("{id} is not loaded"));
    let standing = |id: &ActorId| chronicle.standing_actor(id.as_str()).map(|state| state.current.id.clone());
    let mut found = vec![(state.clone(), standing(id))];
    let offices = state.current.offices.iter().filter_map(|office| office.organisation.as_ref());
    for body in offices.chain(&state.current.parent) {
        found.push((chronicle.actor(body.as_str()).unwrap().clone(), standing(body)));
    }
    found
}

/// The ids of all states and blocs.
pub(crate) fn headings(chronicle: &Chronicle) -> Vec<ActorId> {
    let is_heading = |state: &&ActorState| matches!(state.current.actor_type, ActorType::State | ActorType::Bloc);
    chronicle.actors().iter().filter(is_heading).map(|state| state.current.id.clone()).collect()
}

/// The developments that mention an actor or one merged with it.
pub(crate) fn mentioning(chronicle: &Chronicle, id: &ActorId) -> Vec<Shown> {
    let standing = |id: &ActorId| chronicle.standing_actor(id.as_str()).map(|state| state.current.id.clone());
    let wanted = standing(id);
    let mentions = |state: &&DevelopmentState| mentioned(&state.current).iter().any(|id| standing(id) == wanted);
    chronicle.developments().iter().filter(mentions).map(|state| shown(chronicle, state)).collect()
}

fn mentioned(development: &Development) -> BTreeSet<ActorId> {
    let mut ids: BTreeSet<ActorId> = development.parties.iter().map(|party| party.actor.clone()).collect();
    ids.extend(development.claims.iter().filter_map(|claim| claim.by.clone()));
    ids.extend(development.links.iter().filter_map(|link| link.asserted_by.actor().cloned()));
    ids.extend(development.legal.iter().filter_map(|legal| legal.authority.clone()));
    for commitment in &development.commitments {
        ids.extend(commitment.by.iter().chain(&commitment.to).chain(&commitment.acknowledged_by).cloned());
    }
    ids
}
