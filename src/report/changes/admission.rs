//! Which events are told: those that pass the filter, and of them, read as the public could on a day,
//! those about developments that were public and resting on nothing published later.

use super::day_words;
use crate::domain::chronicle::{ActorState, Chronicle, DevelopmentState};
use crate::domain::edtf::Day;
use crate::domain::event::Event;
use crate::domain::filter::Filter;
use crate::domain::stamp::Recorded;
use crate::report::timeline::counted;
use crate::report::vantage::Vantage;

/// Whether an event about a development is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Admitted {
    /// It is.
    In,
    /// The development became public only later.
    Later,
    /// No source of the development carries a date.
    Undated,
    /// What was recorded rests on something published later.
    OnLaterSource,
}

/// How many events were left out, by why.
#[derive(Debug, Clone, Default)]
pub(super) struct Tally {
    pub(super) filtered: usize,
    pub(super) later: usize,
    pub(super) undated: usize,
    pub(super) on_later_source: usize,
}

pub(super) fn admitted(vantage: &Vantage<'_>, state: &DevelopmentState, recorded: &Recorded) -> Admitted {
    if !vantage.is_public(state) {
        return match state.current.public_since() {
            Some(_) => Admitted::Later,
            None => Admitted::Undated,
        };
    }
    if shows(vantage, state, recorded) { Admitted::In } else { Admitted::OnLaterSource }
}

fn shows(vantage: &Vantage<'_>, state: &DevelopmentState, recorded: &Recorded) -> bool {
    let sequence = recorded.stamp.sequence;
    let other = |key: &str| vantage.chronicle().development(key).is_none_or(|state| vantage.is_public(state));
    match &recorded.event {
        Event::DevelopmentCorrected(content) => {
            content.source.as_ref().is_none_or(|source| vantage.shows_source(source))
        }
        Event::DevelopmentMarkedDuplicate(content) => other(content.of.as_str()),
        Event::StatusChanged(_) => {
            let moved = state.status_moves.iter().find(|moved| moved.act.sequence == sequence);
            moved.is_none_or(|moved| vantage.shows_move(state, moved))
        }
        Event::SourceCited(content) => vantage.shows_source(&content.source),
        Event::ClaimRecorded(content) => vantage.shows_number(state, content.claim.source),
        Event::LinkAsserted(content) => vantage.shows_link(&content.link),
        Event::LinkWithdrawn(content) => other(content.target.as_str()),
        Event::CommitmentMade(content) => vantage.shows_number(state, content.commitment.source),
        Event::CommitmentAssessed(_) => {
            let made = state.assessments.iter().find(|made| made.act.sequence == sequence);
            made.is_none_or(|made| vantage.shows_assessment(made))
        }
        Event::DevelopmentRecorded(_)
        | Event::DevelopmentRetracted(_)
        | Event::ActorRegistered(_)
        | Event::ActorAmended(_)
        | Event::ActorsMerged(_)
        | Event::SearchLogged(_)
        | Event::LeadProposed(_)
        | Event::LeadAccepted(_)
        | Event::LeadRejected(_)
        | Event::LeadMarkedDuplicate(_) => true,
    }
}

/// True for a filter that lets every development pass, but for the public's day.
pub(super) fn asks_nothing(filter: &Filter) -> bool {
    Filter { public_on: None, ..filter.clone() } == Filter::default()
}

/// True for an actor that is asked for, by itself or by its side. Filters on what developments are tell
/// nothing of an actor, so that with one of those no actor passes.
pub(super) fn admits_actor(filter: &Filter, chronicle: &Chronicle, state: &ActorState) -> bool {
    let of_actors = Filter { actors: filter.actors.clone(), sides: filter.sides.clone(), ..Filter::default() };
    if of_actors != *filter {
        return false;
    }
    let stands_for = |id: &str| chronicle.standing_actor(id).map(|state| state.current.id.clone());
    let own = stands_for(state.current.id.as_str());
    let is_asked = |id: &crate::domain::slug::ActorId| *id == state.current.id || stands_for(id.as_str()) == own;
    (filter.actors.is_empty() || filter.actors.iter().any(is_asked))
        && (filter.sides.is_empty() || filter.sides.contains(&state.current.side))
}

impl Tally {
    pub(super) fn notices(&self, public_on: Option<Day>) -> Vec<String> {
        let mut notices = Vec::new();
        if self.filtered > 0 {
            notices.push(format!("{} left out by the filters.", counted(self.filtered, "event")));
        }
        let Some(day) = public_on.map(day_words) else { return notices };
        if self.later > 0 {
            let events = counted(self.later, "event");
            notices.push(format!("{events} left out as about developments public only after {day}."));
        }
        if self.undated > 0 {
            let events = counted(self.undated, "event");
            notices.push(format!("{events} left out as about developments without a dated source."));
        }
        if self.on_later_source > 0 {
            let events = counted(self.on_later_source, "event");
            notices.push(format!("{events} left out as resting on sources or developments public only after {day}."));
        }
        notices.push(
            "Corrections of titles, summaries and disputes are as recorded, with every source at hand.".to_owned(),
        );
        notices
    }
}
