//! From where a chronicle is read: as it stands, or as the public could know it on a day. How far the
//! journal is folded (`--known-on`) is decided before; what a question asks is left to its own file.

use crate::domain::chronicle::{AssessmentMade, Chronicle, DevelopmentState, StatusMove};
use crate::domain::edtf::Day;
use crate::domain::link::Link;
use crate::domain::side::Side;
use crate::domain::slug::ActorId;
use crate::domain::source::Source;
use crate::domain::vocabulary::Status;
use std::cell::RefCell;
use std::collections::HashMap;

/// A chronicle with the day on which the public reads it.
///
/// With a day, sources published after it are left out, and with them the claims, commitments and
/// status moves that rest on them; so are ties to and from developments that were not public by then,
/// and assessments as of a later date or resting on such developments. A source without a
/// publication date stays: it cannot be shown to be later. Titles, summaries, disputes and the status a
/// development was recorded with were written with every source at hand, and stay as they are.
#[derive(Debug)]
pub struct Vantage<'a> {
    chronicle: &'a Chronicle,
    public_on: Option<Day>,
    ties_to: HashMap<&'a str, Vec<(&'a DevelopmentState, &'a Link)>>,
    side_names: RefCell<HashMap<Side, String>>,
}

/// How much of one development the public could not know yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct LeftOut {
    /// Sources published after the day.
    pub sources: usize,
    /// Claims resting on them.
    pub claims: usize,
    /// Commitments resting on them.
    pub commitments: usize,
    /// Status moves resting on them or dated after the day.
    pub status_moves: usize,
    /// Sources that are shown although nothing says when they were published.
    pub undated_sources: usize,
}

impl<'a> Vantage<'a> {
    /// Reads a chronicle, as the public could know it by the end of `public_on` where that is given.
    pub fn new(chronicle: &'a Chronicle, public_on: Option<Day>) -> Self {
        let mut vantage = Self { chronicle, public_on, ties_to: HashMap::new(), side_names: RefCell::default() };
        for state in chronicle.developments() {
            if state.stands() && vantage.is_public(state) {
                for link in &state.current.links {
                    vantage.ties_to.entry(link.key.as_str()).or_default().push((state, link));
                }
            }
        }
        vantage
    }

    /// The chronicle read.
    pub fn chronicle(&self) -> &'a Chronicle {
        self.chronicle
    }

    /// The day on which the public reads it.
    pub fn public_on(&self) -> Option<Day> {
        self.public_on
    }

    /// True where some source of the development was published by the day; always true without one.
    pub fn is_public(&self, state: &DevelopmentState) -> bool {
        self.public_on.is_none_or(|day| state.current.is_public_by(day))
    }

    /// True for a source that was not certainly published after the day.
    pub fn shows_source(&self, source: &Source) -> bool {
        self.public_on.is_none_or(|day| source.may_be_public_by(day))
    }

    /// True where the source with this number is shown, or is not in the record.
    pub fn shows_number(&self, state: &DevelopmentState, number: u32) -> bool {
        let at = usize::try_from(number).unwrap_or(usize::MAX);
        state.current.sources.get(at).is_none_or(|source| self.shows_source(source))
    }

    /// True for a status move that rests on no later source and is not dated after the day.
    pub fn shows_move(&self, state: &DevelopmentState, moved: &StatusMove) -> bool {
        let in_time = |day: Day| {
            let earliest = moved.on.as_ref().and_then(|on| on.earliest());
            earliest.is_none_or(|earliest| earliest <= day)
        };
        self.public_on.is_none_or(in_time) && moved.source.is_none_or(|number| self.shows_number(state, number))
    }

    /// True for an assessment as of the day or before, resting only on developments public by then.
    pub fn shows_assessment(&self, made: &AssessmentMade) -> bool {
        let Some(day) = self.public_on else { return true };
        let in_time = made.assessment.on.earliest().is_none_or(|earliest| earliest <= day);
        let evidence = |key: &str| self.chronicle.development(key).is_none_or(|state| self.is_public(state));
        in_time && made.assessment.evidence.iter().all(|key| evidence(key.as_str()))
    }

    /// True for a tie whose other end is public, or not in the chronicle.
    pub fn shows_link(&self, link: &Link) -> bool {
        self.chronicle.development(link.key.as_str()).is_none_or(|state| self.is_public(state))
    }

    /// The standing developments that are tied to this one, with their ties.
    pub fn ties_to(&self, key: &str) -> &[(&'a DevelopmentState, &'a Link)] {
        self.ties_to.get(key).map_or(&[], Vec::as_slice)
    }

    /// The development that a key stands for in the chronology: itself, or the one it was marked a
    /// duplicate of. None where that was retracted, is not public, or is not in what was read.
    pub fn standing(&self, key: &str) -> Option<&'a DevelopmentState> {
        let mut state = self.chronicle.development(key)?;
        let mut steps = 0;
        while let Some((of, _)) = &state.duplicate_of {
            state = self.chronicle.development(of.as_str())?;
            steps += 1;
            if steps > self.chronicle.developments().len() {
                return None;
            }
        }
        (state.stands() && self.is_public(state)).then_some(state)
    }

    /// The status: as it stands, or as the last move or correction left it that the public could know.
    pub fn status(&self, state: &DevelopmentState) -> Status {
        let Some(first_hidden) = state.status_moves.iter().find(|moved| !self.shows_move(state, moved)) else {
            return state.current.status;
        };
        let moves = state
            .status_moves
            .iter()
            .filter(|moved| self.shows_move(state, moved))
            .map(|moved| (moved.act.sequence, moved.to));
        let corrections = state.corrections.iter().flat_map(|correction| {
            correction
                .changes
                .iter()
                .filter(|change| change.field.root_field() == Some("status"))
                .filter_map(|change| Some((correction.act.sequence, change.new.as_str()?.parse::<Status>().ok()?)))
        });
        moves.chain(corrections).max_by_key(|(sequence, _)| *sequence).map_or(first_hidden.from, |(_, status)| status)
    }

    /// How much of a development is left out.
    pub fn left_out(&self, state: &DevelopmentState) -> LeftOut {
        if self.public_on.is_none() {
            return LeftOut::default();
        }
        let development = &state.current;
        let hidden = |number: u32| !self.shows_number(state, number);
        LeftOut {
            sources: development.sources.iter().filter(|source| !self.shows_source(source)).count(),
            claims: development.claims.iter().filter(|claim| hidden(claim.source)).count(),
            commitments: development.commitments.iter().filter(|commitment| hidden(commitment.source)).count(),
            status_moves: state.status_moves.iter().filter(|moved| !self.shows_move(state, moved)).count(),
            undated_sources: development
                .sources
                .iter()
                .filter(|source| source.published.as_ref().and_then(|published| published.latest()).is_none())
                .count(),
        }
    }

    /// The id of the actor that stands for this one now.
    pub fn standing_id(&self, id: &ActorId) -> ActorId {
        self.chronicle.standing_actor(id.as_str()).map_or_else(|| id.clone(), |state| state.current.id.clone())
    }

    /// The name an actor goes by now, or the id where it is not in the chronicle.
    pub fn actor_name(&self, id: &ActorId) -> String {
        self.chronicle.standing_actor(id.as_str()).map_or(id.as_str(), |state| state.current.name()).to_owned()
    }

    /// The name of a side, looked up once.
    pub fn side_name(&self, side: Side) -> String {
        let mut known = self.side_names.borrow_mut();
        known.entry(side).or_insert_with(|| self.chronicle.side_name(side)).clone()
    }
}
