//! The life of one measure (`measures show REF`): every step in order with its proof, and the state in
//! each run of days between.

use super::life::{Life, Lives};
use super::proof::{self, Means, Proof, dates};
use super::state::Span;
use super::told::How;
use super::when::Bounds;
use super::words::between;
use super::{Measure, PARTIES_RULE, PUBLIC_RULE, RULE};
use crate::domain::chronicle::{Chronicle, DevelopmentState};
use crate::domain::edtf::Day;
use crate::domain::vocabulary::LegalState;
use crate::report::timeline::public_notices;
use crate::report::vantage::Vantage;
use serde::Serialize;

/// A measure's life.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MeasureLife {
    /// The day on which its state is told.
    pub on: Day,
    /// How states are derived.
    pub rule: &'static str,
    /// What of a side is by it or affects it.
    pub parties_rule: &'static str,
    /// The measure, in its state on the day.
    pub measure: Measure,
    /// Every step on record, by earliest day, then latest.
    pub steps: Vec<Step>,
    /// The runs of days with one state.
    pub spans: Vec<Span>,
    /// What a reader must be told of the answer, a sentence each.
    #[serde(skip)]
    pub notices: Vec<String>,
}

/// A step.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Step {
    /// What happened, in words.
    pub words: String,
    /// The fewest days since the last step before it whose day is certain; `null` where there is none, or
    /// a bound is open.
    pub days_min: Option<i64>,
    /// The most days since then.
    pub days_max: Option<i64>,
    /// What proves it.
    pub proof: Proof,
    /// The state on the first day on which it may have happened; `null` where that is open.
    pub state_before: Option<LegalState>,
    /// The state on the last day on which it may have happened: once it surely had.
    pub state_after: Option<LegalState>,
}

/// The life of a measure; with `public_on`, as the public could know it by then.
pub fn measure_life(chronicle: &Chronicle, state: &DevelopmentState, on: Day, public_on: Option<Day>) -> MeasureLife {
    let vantage = Vantage::new(chronicle, public_on);
    let lives = Lives::new(&vantage);
    let state = chronicle.development(state.current.key.as_str()).unwrap_or(state);
    let life = lives.of(state);
    let mut notices = Vec::new();
    if let Some(retraction) = &state.retracted {
        notices.push(format!("The record of this measure was retracted: {}.", retraction.reason.trim_end_matches('.')));
    }
    if let Some((of, _)) = &state.duplicate_of {
        notices.push(format!("This is a duplicate; `{of}` stands for it, and ties to this one count there."));
    }
    if let Some(day) = public_on {
        let left = vantage.left_out(state);
        let day = crate::domain::edtf::Edtf::day(day).english();
        notices.extend(public_notices(&day, left.sources, left.undated_sources));
        notices.push(PUBLIC_RULE.to_owned());
    }
    let sides = Measure::sides(&vantage, &state.current);
    MeasureLife {
        on,
        rule: RULE,
        parties_rule: PARTIES_RULE,
        measure: Measure::of(&lives, state, sides, on),
        steps: steps(&vantage, state, &life),
        spans: life.spans(),
        notices,
    }
}

fn steps(vantage: &Vantage<'_>, state: &DevelopmentState, life: &Life) -> Vec<Step> {
    let mut found: Vec<(String, Proof)> = Vec::new();
    for dated in dates(&state.current) {
        let proof = proof::of_date(vantage, state, dated);
        let words = match proof.word {
            "effective" => format!("takes effect {}", when(&proof)),
            "expires" => format!("its term ends {}", when(&proof)),
            "filed" => format!("dated {}", when(&proof)),
            word => format!("{word} {}", when(&proof)),
        };
        found.push((words, proof));
    }
    for told in life.told.iter().filter(|told| told.on.is_some() || told.how != How::Recorded) {
        let bounds = told.on.as_ref().map_or(Bounds::between(told.day(), told.day()), Bounds::of);
        let proof = proof::of_told(vantage, state, told, bounds);
        found.push((proof.words.clone(), proof));
    }
    for (_, proof) in &life.ties {
        found.push((proof.words.clone(), proof.clone()));
    }
    for window in &life.windows {
        for lost in &window.breaks {
            let what = if window.is_end() { "what ended it" } else { "what put it on hold" };
            for proof in lost.proofs.iter().take(1) {
                let words = if lost.kind == LegalState::Expired {
                    format!("the term of {what} is over {}", between(lost.from))
                } else {
                    format!("{what} is itself {} {}", super::plain(lost.kind), between(lost.from))
                };
                let proof = Proof { bounds: lost.from, words: words.clone(), ..proof.clone() };
                found.push((words, proof));
            }
        }
    }
    if let Some(term) = life.term
        && let Some(proof) = life
            .windows
            .iter()
            .find(|window| window.from == term.day_after())
            .and_then(|window| window.proofs.iter().rfind(|proof| proof.by == Means::Tie))
    {
        let words = format!("its term as prolonged ends {}", between(term));
        found.push((words.clone(), Proof { bounds: term, words, ..proof.clone() }));
    }
    found.sort_by_key(|(_, proof)| (proof.bounds.earliest, proof.bounds.latest));
    found.dedup_by(|one, other| one.0 == other.0 && one.1 == other.1);
    let mut steps: Vec<Step> = Vec::new();
    for (words, proof) in found {
        let certain = steps.iter().map(|step| step.proof.bounds).rfind(|bounds| bounds.earliest == bounds.latest);
        let days = |to: Option<Day>| Some(certain?.earliest.days_until(to?));
        steps.push(Step {
            words,
            days_min: days(proof.bounds.first()),
            days_max: days(proof.bounds.last()),
            state_before: proof.bounds.first().map(|day| life.on(day.plus_days(-1)).state),
            state_after: proof.bounds.last().map(|day| life.on(day).state),
            proof,
        });
    }
    steps
}

/// A date in honest words; where it may be off, with how far that reaches.
fn when(proof: &Proof) -> String {
    let english = proof.date.as_ref().map(|date| date.english()).unwrap_or_default();
    let is_marked = proof.date.as_ref().is_some_and(|date| date.is_approximate() || date.is_uncertain());
    if is_marked { format!("{english} ({})", between(proof.bounds)) } else { english }
}
