//! Commitments: who promised what to whom, who owns to it, and what became of it.

use super::entry::Promise;
use super::frame::{Frame, Reference, words};
use super::notes::{Citation, Notes, filled};
use crate::domain::chronicle::DevelopmentState;
use crate::domain::commitment::Commitment;
use crate::domain::vocabulary::CommitmentState;

/// A commitment with its assessments.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Pledge {
    /// Its key.
    pub key: String,
    /// What was promised.
    pub text: String,
    /// Who promised.
    pub by: Vec<String>,
    /// To whom.
    pub to: Vec<String>,
    /// The entry in which it was made.
    pub made_in: Reference,
    /// By when, in words.
    pub due: Option<String>,
    /// Who owns to it by a statement of its own.
    pub acknowledged_by: Vec<String>,
    /// The parties to it without such a statement; with any, it is one-sided.
    pub unacknowledged: Vec<String>,
    /// The state by the last assessment.
    pub state: Option<CommitmentState>,
    /// The last assessment.
    pub assessed: Option<Assessed>,
    /// The earlier assessments in order, in words.
    pub earlier: Vec<String>,
    /// The document it rests on.
    pub cited: Option<Citation>,
}

/// A judgement of what became of a commitment.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Assessed {
    /// As of when, in words.
    pub on: String,
    /// What it rests on, in words.
    pub note: Option<String>,
    /// The developments that show it.
    pub evidence: Vec<Reference>,
}

impl Pledge {
    /// True where it is open by its last assessment, or was never assessed.
    pub fn is_open(&self) -> bool {
        match self.state {
            None | Some(CommitmentState::Open) => true,
            Some(
                CommitmentState::Kept
                | CommitmentState::Partly
                | CommitmentState::Broken
                | CommitmentState::Lapsed
                | CommitmentState::Superseded,
            ) => false,
        }
    }

    /// True where some party to it has no statement of its own on record.
    pub fn is_one_sided(&self) -> bool {
        !self.unacknowledged.is_empty()
    }
}

/// The commitments made in an entry, as it shows them.
pub(super) fn promises(frame: &Frame, state: &DevelopmentState) -> Vec<Promise> {
    let promises = state.current.commitments.iter().map(|commitment| Promise {
        key: commitment.key.to_string(),
        by: frame.actors_in_text(&commitment.by),
        text: commitment.text.clone(),
        state: state_words(state, commitment),
    });
    promises.collect()
}

fn state_words(state: &DevelopmentState, commitment: &Commitment) -> String {
    match state.last_assessment(&commitment.key) {
        None => "not assessed".to_owned(),
        Some(made) => {
            format!("{} as of {}", state_name(made.assessment.state), made.assessment.on.english())
        }
    }
}

/// The state as prose has it.
pub(super) fn state_name(state: CommitmentState) -> String {
    match state {
        CommitmentState::Partly => "partly kept".to_owned(),
        CommitmentState::Kept
        | CommitmentState::Broken
        | CommitmentState::Lapsed
        | CommitmentState::Superseded
        | CommitmentState::Open => words(state),
    }
}

/// All commitments made in the entries, in their order.
pub(super) fn pledges(frame: &Frame, notes: &mut Notes) -> Vec<Pledge> {
    let mut pledges = Vec::new();
    for state in &frame.states {
        for commitment in &state.current.commitments {
            pledges.push(pledge(frame, notes, state, commitment));
        }
    }
    pledges
}

fn pledge(frame: &Frame, notes: &mut Notes, state: &DevelopmentState, commitment: &Commitment) -> Pledge {
    let mut unacknowledged: Vec<String> = Vec::new();
    for party in commitment.by.iter().chain(&commitment.to) {
        if !commitment.acknowledged_by.contains(party) {
            super::notes::push_new(&mut unacknowledged, frame.actor_in_text(party));
        }
    }
    let last = state.last_assessment(&commitment.key);
    let mut made: Vec<_> =
        state.assessments.iter().filter(|made| made.assessment.commitment == commitment.key).collect();
    made.sort_by_key(|made| (made.assessment.on.sort_key(), made.act.sequence));
    made.pop();
    let earlier = made
        .into_iter()
        .map(|made| format!("{} as of {}", state_name(made.assessment.state), made.assessment.on.english()));
    Pledge {
        key: commitment.key.to_string(),
        text: commitment.text.clone(),
        by: frame.actor_names(&commitment.by),
        to: frame.actor_names(&commitment.to),
        made_in: frame.refer(state.current.key.as_str()),
        due: commitment.due.as_ref().map(|due| due.english()),
        acknowledged_by: frame.actor_names(&commitment.acknowledged_by),
        unacknowledged,
        state: last.map(|made| made.assessment.state),
        assessed: last.map(|made| Assessed {
            on: made.assessment.on.english(),
            note: filled(&made.assessment.note),
            evidence: made.assessment.evidence.iter().map(|key| frame.refer(key.as_str())).collect(),
        }),
        earlier: earlier.collect(),
        cited: frame.cite(notes, &state.current, commitment.source),
    }
}
