//! What was told of a measure's status, in order: as recorded, as moved, as corrected. What it means for
//! its legal state is left to `life.rs`.

use super::when::{Bounds, day_of};
use crate::domain::chronicle::{Act, DevelopmentState};
use crate::domain::edtf::{Day, Edtf};
use crate::domain::vocabulary::Status;
use crate::report::vantage::Vantage;

/// A status as told.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Told {
    /// The status.
    pub(super) status: Status,
    /// When in the world it came to that, where that was told.
    pub(super) on: Option<Edtf>,
    /// The number of the source that shows it.
    pub(super) source: Option<u32>,
    /// Who told it, when.
    pub(super) act: Act,
    /// How.
    pub(super) how: How,
}

/// How a status was told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum How {
    /// With the development.
    Recorded,
    /// As a move in the world.
    Moved,
    /// As a correction of what was told before.
    Corrected,
}

impl Told {
    /// The day on which it was told: what it says is true by then.
    pub(super) fn day(&self) -> Day {
        day_of(self.act.time)
    }
}

/// Every status told, in order. A correction takes the place of what was told last, and its date in the
/// world falls with it. From a day's vantage, moves that the public could not know are left out.
pub(super) fn told(vantage: &Vantage<'_>, state: &DevelopmentState) -> Vec<Told> {
    let mut later: Vec<(Told, Status)> = Vec::new();
    for correction in &state.corrections {
        let words = |value: &serde_json::Value| value.as_str().and_then(|word| word.parse::<Status>().ok());
        for change in correction.changes.iter().filter(|change| change.field.root_field() == Some("status")) {
            if let (Some(old), Some(new)) = (words(&change.old), words(&change.new)) {
                let act = correction.act.clone();
                later.push((Told { status: new, on: None, source: None, act, how: How::Corrected }, old));
            }
        }
    }
    for moved in &state.status_moves {
        let (on, act) = (moved.on.clone(), moved.act.clone());
        later.push((Told { status: moved.to, on, source: moved.source, act, how: How::Moved }, moved.from));
    }
    later.sort_by_key(|(told, _)| told.act.sequence);
    let first = later.first().map_or(state.current.status, |(_, before)| *before);
    let act = state.recorded.clone();
    let mut all = vec![Told { status: first, on: None, source: None, act, how: How::Recorded }];
    for (told, _) in later {
        let is_shown = |moved: &crate::domain::chronicle::StatusMove| {
            moved.act.sequence != told.act.sequence || vantage.shows_move(state, moved)
        };
        if !state.status_moves.iter().all(is_shown) {
            continue;
        }
        if told.how == How::Corrected {
            all.pop();
        }
        all.push(told);
    }
    all
}

/// False where a status told then says that no effect was shown of a date that was past.
pub(super) fn shows_effect(last: &Told, effective: Bounds) -> bool {
    match last.status {
        Status::Announced => last.day() < effective.earliest,
        Status::Proposed | Status::Reported => false,
        Status::Adopted
        | Status::InForce
        | Status::Suspended
        | Status::Revoked
        | Status::Expired
        | Status::Superseded
        | Status::Held
        | Status::Concluded => true,
    }
}

/// True for a status that nothing comes to which never had effect.
pub(super) fn implies_effect(status: Status) -> bool {
    match status {
        Status::InForce | Status::Suspended | Status::Revoked | Status::Expired => true,
        Status::Proposed
        | Status::Announced
        | Status::Adopted
        | Status::Superseded
        | Status::Held
        | Status::Concluded
        | Status::Reported => false,
    }
}

/// True for a status in which it is without effect.
pub(super) fn loses_effect(status: Status) -> bool {
    match status {
        Status::Suspended | Status::Revoked | Status::Expired | Status::Superseded => true,
        Status::InForce
        | Status::Proposed
        | Status::Announced
        | Status::Adopted
        | Status::Held
        | Status::Concluded
        | Status::Reported => false,
    }
}
