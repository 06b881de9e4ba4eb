//! States, doubts and bounds in words.

use super::when::Bounds;
use super::window::Doubt;
use crate::domain::edtf::{Day, Edtf};
use crate::domain::vocabulary::{LegalState, Vocabulary};

/// A state as prose has it: `in force in part`.
pub fn plain(state: LegalState) -> String {
    state.word().replace('-', " ")
}

impl Doubt {
    /// The doubt as a sentence, with its bounds.
    pub(super) fn words(self, bounds: Bounds) -> String {
        let when = between(bounds);
        match self {
            Self::StartNotRecorded => format!("its first day of effect is not on record; it may have been {when}"),
            Self::StartUncertain => format!("its first day of effect is uncertain: {when}"),
            Self::EffectNotShown => {
                format!("a first day of effect is on record ({when}), but the status does not show that it had effect")
            }
            Self::PhaseUncertain => format!("when the last of its phases took effect is uncertain: {when}"),
            Self::MakingUncertain => format!("the day it was made is uncertain: {when}"),
            Self::EndNotRecorded => format!("it ended, but when is not on record; it may have been {when}"),
            Self::EndUncertain => format!("whether and when it ended is uncertain: {when}"),
            Self::ProlongedOpenly => {
                format!("its term was prolonged, but until when is not on record: it ended {when}")
            }
            Self::SuspensionNotRecorded => {
                format!("it was put on hold, but since when is not on record; it may have been {when}")
            }
            Self::SuspensionUncertain => format!("whether it is on hold is uncertain: {when}"),
            Self::ActNotShown => {
                format!("the act against it is only announced or known from the press; it may have acted {when}")
            }
        }
    }
}

/// Bounds in words: `on 5 May 2024`, `between 1 and 31 May 2024`, `on 5 May 2024 or later`.
pub fn between(bounds: Bounds) -> String {
    let english = |day: Day| Edtf::day(day).english();
    match (bounds.first(), bounds.last()) {
        (Some(first), Some(last)) if first == last => format!("on {}", english(first)),
        (Some(first), Some(last)) => format!("between {} and {}", english(first), english(last)),
        (Some(first), None) => format!("on {} or later", english(first)),
        (None, Some(last)) => format!("on {} or earlier", english(last)),
        (None, None) => "on any day".to_owned(),
    }
}
