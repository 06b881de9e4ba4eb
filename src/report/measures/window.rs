//! A time during which an act is without effect, and whether it is on at the end of a day.

use super::proof::Proof;
use super::when::{Bounds, Tri};
use crate::domain::edtf::Day;
use crate::domain::vocabulary::LegalState;
use serde::Serialize;

/// Why a state is uncertain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Doubt {
    /// It had effect at some time, but no first day of effect is on record.
    StartNotRecorded,
    /// Its first day of effect is uncertain.
    StartUncertain,
    /// A first day of effect is on record, but the status does not show that it came to that.
    EffectNotShown,
    /// The first day of some later phase is uncertain.
    PhaseUncertain,
    /// It was made on an uncertain day.
    MakingUncertain,
    /// It ended, but when is not on record.
    EndNotRecorded,
    /// When it ended is uncertain.
    EndUncertain,
    /// It was prolonged, but until when is not on record.
    ProlongedOpenly,
    /// It was put on hold, but since when is not on record.
    SuspensionNotRecorded,
    /// Whether it is on hold is uncertain.
    SuspensionUncertain,
    /// The act that ends it or puts it on hold is only announced or known from the press.
    ActNotShown,
}

/// A time during which an act is without effect, wholly or in part.
#[derive(Debug, Clone)]
pub(super) struct Window {
    /// As what: suspended, or one of the ends.
    pub(super) kind: LegalState,
    /// Since when.
    pub(super) from: Bounds,
    /// The first day on which it is over; none where it lasts.
    pub(super) until: Option<Bounds>,
    /// Only a part is meant.
    pub(super) in_part: bool,
    /// Nothing shows that the act behind it took effect.
    pub(super) is_weak: bool,
    /// What was ended does not surely come back when the act that ended it does itself lose effect.
    pub(super) is_lasting: bool,
    /// When the act behind it was itself without effect.
    pub(super) breaks: Vec<Window>,
    pub(super) doubt: Doubt,
    /// The event that told it, for a status.
    pub(super) told_in: Option<u64>,
    pub(super) proofs: Vec<Proof>,
    /// What proves that it is over.
    pub(super) ending: Vec<Proof>,
}

impl Window {
    /// Whether it is on at the end of a day.
    pub(super) fn on(&self, day: Day) -> Tri {
        let mut found = self.from.by(day);
        if self.is_weak {
            found = found.min(Tri::Maybe);
        }
        if found == Tri::No {
            return Tri::No;
        }
        match self.until.map_or(Tri::No, |until| until.by(day)) {
            Tri::Yes => return Tri::No,
            Tri::Maybe => found = Tri::Maybe,
            Tri::No => {}
        }
        for lost in &self.breaks {
            // a repealing act whose own term ran out has done its work
            if self.is_lasting && lost.kind == LegalState::Expired {
                continue;
            }
            match lost.on(day) {
                Tri::No => {}
                Tri::Yes if !lost.in_part && (!self.is_lasting || lost.from.latest < self.from.earliest) => {
                    return Tri::No;
                }
                Tri::Yes | Tri::Maybe => found = Tri::Maybe,
            }
        }
        found
    }

    /// When it may have begun; of an act that nothing shows to have had effect, perhaps never.
    pub(super) fn reach(&self) -> Bounds {
        if self.is_weak { Bounds { latest: Day::MAX, ..self.from } } else { self.from }
    }

    /// True for an end, and false for a suspension.
    pub(super) fn is_end(&self) -> bool {
        self.kind != LegalState::Suspended
    }

    /// The days on which it may change.
    pub(super) fn days(&self, days: &mut Vec<Day>) {
        for bounds in [Some(self.from), self.until].into_iter().flatten() {
            days.extend([bounds.earliest, bounds.latest]);
        }
        self.breaks.iter().for_each(|lost| lost.days(days));
    }
}
