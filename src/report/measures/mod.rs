//! Measures (`measures --on DATE`): the legal state of every measure on a day, each with what proves it.
//! The life of one measure is left to `line.rs`; what a state is derived from, to `life.rs` and `state.rs`.

mod life;
pub mod line;
mod proof;
mod state;
mod told;
mod when;
mod window;
mod words;

pub use life::Lives;
pub use proof::{Means, Proof, ProofSource};
pub use state::{Difference, Disagreement, Doubted, Span, Standing, state_on};
pub use when::{Bounds, day_of};
pub use window::Doubt;
pub use words::{between, plain};

use super::timeline::{counted, public_notices};
use super::vantage::Vantage;
use crate::domain::chronicle::{Chronicle, DevelopmentState};
use crate::domain::development::Development;
use crate::domain::edtf::{Day, Edtf};
use crate::domain::side::Side;
use crate::domain::slug::Key;
use crate::domain::vocabulary::{Kind, LegalState, Role, Status, Topic, Vocabulary};
use serde::Serialize;

/// How states are derived, as it is printed with every answer.
pub const RULE: &str = "A measure is in force from its effective date, in part until the last of several, to the \
    last day of its term as prolonged; an act that suspends or revokes it does so from its own effective date, else \
    its own date, and as long as it has effect itself. Where only a status tells that something happened, it may \
    have happened on any day from the making to the telling. A date marked ? or ~ may be off by 31 days, a year by \
    366. What may be so is never told as so";

/// What `--by` and `--affecting` mean, as it is printed with every answer that uses them.
pub const PARTIES_RULE: &str = "By a side: an initiator or the legal authority is of that side. Affecting a side: a \
    target or affected party is of that side. Merged actors are followed";

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MeasuresQuery {
    /// Of these sides; any will do. Empty for all.
    pub by: Vec<Side>,
    /// Affecting these sides; any will do.
    pub affecting: Vec<Side>,
    /// On these topics; any will do.
    pub topics: Vec<Topic>,
    /// In these states; empty for all but those not yet made.
    pub states: Vec<LegalState>,
}

/// The answer.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Measures {
    /// The day.
    pub on: Day,
    /// The sides the measures are by; empty where not asked.
    pub by: Vec<Side>,
    /// The sides they affect; empty where not asked.
    pub affecting: Vec<Side>,
    /// The topics they are on; empty where not asked.
    pub topics: Vec<Topic>,
    /// How states are derived.
    pub rule: &'static str,
    /// What of a side is by it or affects it.
    pub parties_rule: &'static str,
    /// How many measures are in each state, whether listed or not.
    pub states: Vec<StateCount>,
    /// The measures: by state, then by date.
    pub measures: Vec<Measure>,
    /// What a reader must be told of the answer, a sentence each.
    #[serde(skip)]
    pub notices: Vec<String>,
}

/// How many measures are in a state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StateCount {
    /// The state.
    pub state: LegalState,
    /// How many.
    pub measures: usize,
}

/// A measure in its state.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Measure {
    /// Its key.
    pub key: Key,
    /// Its title.
    pub title: String,
    /// Its filing date, EDTF as written.
    pub date: Edtf,
    /// What sort of act it is.
    pub kind: Kind,
    /// What it is about.
    pub topics: Vec<Topic>,
    /// The sides it is by.
    pub by: Vec<Side>,
    /// The sides it affects.
    pub affecting: Vec<Side>,
    /// Its legal citation or, where none is recorded, its official number.
    pub citation: Option<String>,
    /// The state on the day, with its proofs.
    #[serde(flatten)]
    pub standing: Standing,
    /// The first day of this state; `null` where it has always been.
    pub since: Option<Day>,
    /// The last day of this state; `null` where no end of it is on record.
    pub until: Option<Day>,
    /// The first and last day on which it may have taken effect; `null` where no effect is on record.
    pub start: Option<Bounds>,
    /// The first and last day on which it may have ended for good; `null` where no end is on record.
    pub end: Option<Bounds>,
    /// The status told last.
    pub status: Status,
    /// Where that status is not what dates and ties come to.
    pub disagreement: Option<Disagreement>,
}

/// The measures of a chronicle on a day; with `public_on`, as the public could know them by then.
pub fn measures(chronicle: &Chronicle, query: &MeasuresQuery, on: Day, public_on: Option<Day>) -> Measures {
    let vantage = Vantage::new(chronicle, public_on);
    let lives = Lives::new(&vantage);
    let (mut found, mut later, mut undated, mut gone) = (Vec::new(), 0, 0, 0);
    for state in chronicle.developments().iter().filter(|state| state.current.is_measure()) {
        let own = Measure::sides(&vantage, &state.current);
        if !query.admits(&state.current, &own) {
            continue;
        }
        if !state.stands() {
            gone += 1;
        } else if vantage.is_public(state) {
            found.push((state, Measure::of(&lives, state, own, on)));
        } else if state.current.public_since().is_some() {
            later += 1;
        } else {
            undated += 1;
        }
    }
    found.sort_by_key(|(state, measure)| (measure.standing.state, state.current.sort_key(), state.recorded.sequence));
    let count = |state: &LegalState| found.iter().filter(|(_, measure)| measure.standing.state == *state).count();
    let states = LegalState::ALL.iter().map(|state| StateCount { state: *state, measures: count(state) });
    let states: Vec<StateCount> = states.filter(|row| row.measures > 0).collect();
    let is_listed = |measure: &Measure| {
        let state = measure.standing.state;
        if query.states.is_empty() { state != LegalState::NotYetMade } else { query.states.contains(&state) }
    };
    let shown: Vec<(&DevelopmentState, Measure)> =
        found.into_iter().filter(|(_, measure)| is_listed(measure)).collect();
    let left_out = Left { later, undated, gone };
    let notices = notices(&vantage, query, &states, &shown, &left_out);
    let measures = shown.into_iter().map(|(_, measure)| measure).collect();
    Measures {
        on,
        by: query.by.clone(),
        affecting: query.affecting.clone(),
        topics: query.topics.clone(),
        rule: RULE,
        parties_rule: PARTIES_RULE,
        states,
        measures,
        notices,
    }
}

/// How many measures were left out, and why.
struct Left {
    later: usize,
    undated: usize,
    gone: usize,
}

fn notices(
    vantage: &Vantage<'_>,
    query: &MeasuresQuery,
    states: &[StateCount],
    shown: &[(&DevelopmentState, Measure)],
    left: &Left,
) -> Vec<String> {
    let mut notices = Vec::new();
    let unmade = states.iter().find(|row| row.state == LegalState::NotYetMade).map_or(0, |row| row.measures);
    if query.states.is_empty() && unmade > 0 {
        let count = counted(unmade, "measure");
        notices.push(format!("{count} not yet made left out; --state not-yet-made lists them."));
    }
    let undated =
        |measure: &Measure| measure.standing.doubts.iter().any(|doubted| doubted.doubt == Doubt::StartNotRecorded);
    let undated = shown.iter().filter(|(_, measure)| undated(measure)).count();
    if undated > 0 {
        let count = counted(undated, "measure");
        notices.push(format!(
            "{count} without a first day of effect on record; where a source gives it, `annals correct` adds it to the dates."
        ));
    }
    let disagreeing = shown.iter().filter(|(_, measure)| measure.is_contradicted()).count();
    if disagreeing > 0 {
        let count = counted(disagreeing, "measure");
        notices.push(format!("{count} with a recorded status contrary to what dates and ties come to; marked !."));
    }
    if left.gone > 0 {
        notices.push(format!("{} left out as retracted or duplicate.", counted(left.gone, "measure")));
    }
    if let Some(day) = vantage.public_on() {
        let day = Edtf::day(day).english();
        if left.later > 0 {
            notices.push(format!("{} left out as public only after {day}.", counted(left.later, "measure")));
        }
        if left.undated > 0 {
            let count = counted(left.undated, "measure");
            notices.push(format!("{count} left out because no source carries a publication date."));
        }
        let total = shown.iter().map(|(state, _)| vantage.left_out(state));
        let total = total.fold((0, 0), |sum, left| (sum.0 + left.sources, sum.1 + left.undated_sources));
        notices.extend(public_notices(&day, total.0, total.1));
        notices.push(PUBLIC_RULE.to_owned());
    }
    notices
}

/// What a day's vantage does to the states.
const PUBLIC_RULE: &str = "Ends and suspensions that only a status without a date tells of, recorded after that day, \
    are not counted: nothing shows that the public could know.";

impl MeasuresQuery {
    fn admits(&self, development: &Development, (by, affecting): &(Vec<Side>, Vec<Side>)) -> bool {
        fn any<T: PartialEq>(wanted: &[T], found: &[T]) -> bool {
            wanted.is_empty() || wanted.iter().any(|wanted| found.contains(wanted))
        }
        any(&self.by, by) && any(&self.affecting, affecting) && any(&self.topics, &development.topics)
    }
}

impl Measure {
    /// True where the status told last says the contrary of what dates and ties come to.
    pub fn is_contradicted(&self) -> bool {
        self.disagreement.as_ref().is_some_and(|found| found.difference == Difference::Contrary)
    }

    /// The sides a measure is by, and those it affects.
    fn sides(vantage: &Vantage<'_>, development: &Development) -> (Vec<Side>, Vec<Side>) {
        let side = |actor: &crate::domain::slug::ActorId| {
            vantage.chronicle().standing_actor(actor.as_str()).map(|state| state.current.side)
        };
        let of = |roles: &'static [Role]| {
            let parties = development.parties.iter().filter(|party| roles.contains(&party.role));
            parties.filter_map(|party| side(&party.actor))
        };
        let authority = development.legal.as_ref().and_then(|legal| legal.authority.as_ref()).and_then(side);
        let sorted = |mut sides: Vec<Side>| {
            sides.sort_unstable();
            sides.dedup();
            sides
        };
        let by = sorted(of(&[Role::Initiator]).chain(authority).collect());
        (by, sorted(of(&[Role::Target, Role::Affected]).collect()))
    }

    fn of<'a>(
        lives: &Lives<'_, 'a>,
        state: &'a DevelopmentState,
        (by, affecting): (Vec<Side>, Vec<Side>),
        on: Day,
    ) -> Self {
        let development = &state.current;
        let life = lives.of(state);
        let spans = life.spans();
        let span = spans.iter().rfind(|span| span.from.is_none_or(|from| from <= on));
        let ends: Vec<Bounds> = life
            .windows
            .iter()
            .filter(|window| window.is_end() && !window.in_part)
            .map(window::Window::reach)
            .collect();
        Self {
            key: development.key.clone(),
            title: development.title.clone(),
            date: development.date.clone(),
            kind: development.kind,
            topics: development.topics.clone(),
            by,
            affecting,
            citation: proof::citation(development.legal.as_ref()),
            standing: life.on(on),
            since: span.and_then(|span| span.from),
            until: span.and_then(|span| span.to),
            start: life.begin.as_ref().map(|begin| begin.any),
            end: life::first_of(&ends),
            status: lives.vantage.status(state),
            disagreement: life.disagreement().filter(|_| lives.vantage.public_on().is_none()),
        }
    }
}
