//! Chains of action and response: the ties by which one development answers another, followed from
//! the action that answers nothing down to the last answer.

use super::frame::{Frame, Reference, Tie};
use crate::domain::vocabulary::LinkRelation;
use std::collections::{BTreeMap, BTreeSet};

/// One development of a chain.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Step {
    /// How many answers it is away from the action that began the chain.
    pub depth: usize,
    /// The development.
    pub development: Reference,
    /// The tie to what it answers; `None` for the first.
    pub tie: Option<Tie>,
}

/// The chains, each in order, the chains in the order of their first answer.
pub(super) fn responses(frame: &Frame) -> Vec<Vec<Step>> {
    let mut answers: BTreeMap<String, Vec<(String, Tie)>> = BTreeMap::new();
    let mut actions: Vec<String> = Vec::new();
    let mut responders: BTreeSet<String> = BTreeSet::new();
    for state in &frame.states {
        let key = state.current.key.to_string();
        for link in state.current.links.iter().filter(|link| link.relation == LinkRelation::RespondsTo) {
            let tie = frame.tie(&state.current.date, link);
            let action = tie.target.key.clone();
            super::notes::push_new(&mut actions, action.clone());
            responders.insert(key.clone());
            answers.entry(action).or_default().push((key.clone(), tie));
        }
    }
    let mut shown: BTreeSet<String> = BTreeSet::new();
    let mut chains = Vec::new();
    // an action that answers nothing begins a chain; then, of actions that answer each other, the first
    let firsts = actions.iter().filter(|action| !responders.contains(*action)).cloned().collect::<Vec<_>>();
    for action in firsts.into_iter().chain(actions) {
        if shown.contains(&action) {
            continue;
        }
        let mut chain = Vec::new();
        follow(frame, &answers, &action, None, 0, &mut chain, &mut shown);
        chains.push(chain);
    }
    chains
}

fn follow(
    frame: &Frame,
    answers: &BTreeMap<String, Vec<(String, Tie)>>,
    key: &str,
    tie: Option<&Tie>,
    depth: usize,
    chain: &mut Vec<Step>,
    shown: &mut BTreeSet<String>,
) {
    chain.push(Step { depth, development: frame.refer(key), tie: tie.cloned() });
    let is_new = shown.insert(key.to_owned());
    if !is_new {
        return;
    }
    for (answer, tie) in answers.get(key).into_iter().flatten() {
        follow(frame, answers, answer, Some(tie), depth + 1, chain, shown);
    }
}
