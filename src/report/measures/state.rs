//! The legal state of a measure on a day: every state that the record allows, the one word for them,
//! what makes it uncertain, and what proves it.

use super::life::{Begin, Life, Lives};
use super::proof::Proof;
use super::when::{Bounds, Tri};
use super::window::{Doubt, Window};
use super::words::plain;
use crate::domain::chronicle::DevelopmentState;
use crate::domain::edtf::{Day, Edtf};
use crate::domain::stamp::Sequence;
use crate::domain::vocabulary::{LegalState, Status};
use serde::Serialize;

/// The state on a day, with its proofs.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Standing {
    /// The state.
    pub state: LegalState,
    /// Every state that the record allows, in the order of the vocabulary; one where it is certain.
    pub possible: Vec<LegalState>,
    /// Why it is uncertain.
    pub doubts: Vec<Doubted>,
    /// What proves it.
    pub proofs: Vec<Proof>,
}

/// A doubt with its bounds.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Doubted {
    /// What is in doubt.
    pub doubt: Doubt,
    /// From the first to the last day on which it may have come about.
    #[serde(flatten)]
    pub bounds: Bounds,
    /// The doubt as a sentence.
    pub words: String,
}

/// A run of days with the same state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Span {
    /// Its first day; `null` before everything.
    pub from: Option<Day>,
    /// Its last day; `null` where no end is on record.
    pub to: Option<Day>,
    /// The state.
    pub state: LegalState,
    /// Every state that the record allows.
    pub possible: Vec<LegalState>,
}

/// How a status told differs from what dates and ties come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Difference {
    /// It tells of an earlier stage: adopted, where a first day of effect has passed.
    Behind,
    /// It tells the contrary: suspended, where the term of what suspended it has run out.
    Contrary,
}

/// A status told that is not what dates and ties come to.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Disagreement {
    /// How it differs.
    pub difference: Difference,
    /// The status told last.
    pub status: Status,
    /// The day on which it was told.
    pub told_on: Day,
    /// The event in which it was told.
    pub sequence: Sequence,
    /// The state derived for that day.
    pub state: LegalState,
    /// The disagreement as a sentence.
    pub words: String,
}

/// The legal state of a development on a day.
pub fn state_on<'a>(lives: &Lives<'_, 'a>, state: &'a DevelopmentState, day: Day) -> Standing {
    lives.of(state).on(day)
}

/// What makes up a standing, as it is gathered.
#[derive(Default)]
struct Gathered {
    possible: Vec<LegalState>,
    doubts: Vec<Doubted>,
    proofs: Vec<Proof>,
}

impl Gathered {
    fn may_be(&mut self, state: LegalState) {
        if !self.possible.contains(&state) {
            self.possible.push(state);
        }
    }

    fn prove(&mut self, proofs: &[Proof]) {
        for proof in proofs {
            if !self.proofs.contains(proof) {
                self.proofs.push(proof.clone());
            }
        }
    }

    fn doubt(&mut self, doubt: Doubt, bounds: Bounds) {
        let words = doubt.words(bounds);
        if !self.doubts.iter().any(|known| known.words == words) {
            self.doubts.push(Doubted { doubt, bounds, words });
        }
    }
}

impl Life {
    /// The state at the end of a day.
    pub(super) fn on(&self, day: Day) -> Standing {
        let mut found = Gathered::default();
        let ends: Vec<(&Window, Tri)> = self.reaching(day, |window| window.is_end() && !window.in_part);
        let over = ends.iter().map(|(_, on)| *on).max().unwrap_or(Tri::No);
        let begun = self.begin.as_ref().map_or(Tri::No, |begin| begin.any.by(day));
        if over == Tri::Yes {
            // of several ends the first counts: all that may have been it
            let first = ends.iter().filter(|(_, on)| *on == Tri::Yes).map(|(end, _)| end.from.latest).min();
            for (end, _) in ends.iter().filter(|(end, _)| first.is_none_or(|first| end.from.earliest <= first)) {
                found.may_be(end.kind);
                found.prove(&end.proofs);
            }
        } else {
            self.before_the_end(&mut found, day, begun);
            for (end, on) in ends.iter().filter(|(_, on)| *on != Tri::No) {
                found.may_be(end.kind);
                found.prove(&end.proofs);
                end.tell_doubt(&mut found, *on, day);
            }
        }
        // what came and went tells why it is in force again
        for window in self.windows.iter().filter(|window| window.from.by(day) != Tri::No && window.on(day) == Tri::No) {
            found.prove(&window.proofs);
            found.prove(&window.over_by(day));
        }
        found.possible.sort();
        found.proofs.sort_by_key(|proof| (proof.bounds.earliest, proof.bounds.latest));
        Standing {
            state: word_for(&found.possible),
            possible: found.possible,
            doubts: found.doubts,
            proofs: found.proofs,
        }
    }

    fn before_the_end(&self, found: &mut Gathered, day: Day, begun: Tri) {
        let holds = self.reaching(day, |window| !window.is_end() && !window.in_part);
        let on_hold = holds.iter().map(|(_, on)| *on).max().unwrap_or(Tri::No);
        for (hold, on) in &holds {
            found.may_be(hold.kind);
            found.prove(&hold.proofs);
            hold.tell_doubt(found, *on, day);
        }
        if let Some(begin) = &self.begin {
            if begun == Tri::Maybe {
                found.doubt(begin.doubt, begin.any);
            }
            found.prove(&begin.proofs);
        }
        if on_hold == Tri::Yes {
            return;
        }
        if begun != Tri::Yes {
            self.before_effect(found, day);
        }
        if let Some(begin) = self.begin.as_ref().filter(|_| begun != Tri::No) {
            self.in_effect(found, begin, day, begun);
        }
    }

    /// The states in which some or all of it has effect.
    fn in_effect(&self, found: &mut Gathered, begin: &Begin, day: Day, begun: Tri) {
        let parts = self.reaching(day, |window| window.in_part);
        let lacking = match begin.all.map_or(Tri::No, |all| all.by(day)) {
            Tri::Yes => Tri::No,
            Tri::Maybe if begun == Tri::Maybe && begin.all == Some(begin.any) => Tri::No,
            Tri::Maybe => Tri::Maybe,
            Tri::No => Tri::Yes,
        };
        for (part, on) in &parts {
            found.prove(&part.proofs);
            part.tell_doubt(found, *on, day);
        }
        let in_part = parts.iter().map(|(_, on)| *on).max().unwrap_or(Tri::No).max(lacking);
        if lacking == Tri::Maybe
            && begun == Tri::Yes
            && let Some(all) = begin.all
        {
            found.doubt(Doubt::PhaseUncertain, all);
        }
        if in_part != Tri::No {
            found.may_be(LegalState::InForceInPart);
        }
        if in_part != Tri::Yes {
            found.may_be(LegalState::InForce);
        }
    }

    /// The states before it took effect, or of an act of which no effect is on record.
    fn before_effect(&self, found: &mut Gathered, day: Day) {
        let all: Vec<Bounds> = self.made.iter().map(|(_, bounds, _)| *bounds).collect();
        let begin = self.begin.as_ref().map(|begin| begin.any);
        let Some(first) = super::life::first_of(&[all.as_slice(), begin.as_slice()].concat()) else {
            return found.may_be(LegalState::Unknown);
        };
        let made = first.by(day);
        let proofs: Vec<Proof> = self.made.iter().map(|(_, _, proof)| proof.clone()).collect();
        if made != Tri::Yes {
            found.may_be(LegalState::NotYetMade);
        }
        if made == Tri::Maybe {
            found.doubt(Doubt::MakingUncertain, first);
        }
        found.prove(&proofs);
        if made == Tri::No {
            return;
        }
        let last = self.told.last();
        if let Some(last) = last.filter(|last| matches!(last.status, Status::Proposed)) {
            return found.may_be(plain_state(last.status));
        }
        if self.begin.is_none() {
            let told = self.told.iter().rev().find(|told| is_made(told.status));
            let decided = self.made.iter().any(|(word, ..)| matches!(*word, "signed" | "decided"));
            let by_dates = if decided { LegalState::Adopted } else { LegalState::Announced };
            return found.may_be(told.map_or(by_dates, |told| plain_state(told.status)));
        }
        let with = |words: &[&str]| {
            let found: Vec<Bounds> =
                self.made.iter().filter(|(word, ..)| words.contains(word)).map(|(_, bounds, _)| *bounds).collect();
            super::life::first_of(&found)
        };
        match (with(&["announced", "reported"]), with(&["signed", "decided", "published"])) {
            (Some(_), Some(formal)) => {
                let formal = formal.by(day);
                if formal != Tri::Yes {
                    found.may_be(LegalState::Announced);
                }
                if formal != Tri::No {
                    found.may_be(LegalState::NotYetEffective);
                }
            }
            (Some(_) | None, None) | (None, Some(_)) => found.may_be(LegalState::NotYetEffective),
        }
    }

    fn reaching(&self, day: Day, which: impl Fn(&Window) -> bool) -> Vec<(&Window, Tri)> {
        let found = self.windows.iter().filter(|window| which(window)).map(|window| (window, window.on(day)));
        found.filter(|(_, on)| *on != Tri::No).collect()
    }

    /// The runs of days with one state, from before the first of its dates on.
    pub(super) fn spans(&self) -> Vec<Span> {
        let mut days: Vec<Day> = self.made.iter().flat_map(|(_, bounds, _)| [bounds.earliest, bounds.latest]).collect();
        if let Some(begin) = &self.begin {
            for bounds in [Some(begin.any), begin.all].into_iter().flatten() {
                days.extend([bounds.earliest, bounds.latest]);
            }
        }
        self.windows.iter().for_each(|window| window.days(&mut days));
        days.push(Day::MIN);
        days.retain(|day| *day != Day::MAX);
        days.sort_unstable();
        days.dedup();
        let mut spans: Vec<Span> = Vec::new();
        for day in days {
            let Standing { state, possible, .. } = self.on(day);
            match spans.last_mut() {
                Some(last) if last.state == state && last.possible == possible => {}
                last => {
                    if let Some(last) = last {
                        last.to = Some(day.plus_days(-1));
                    }
                    spans.push(Span { from: (day != Day::MIN).then_some(day), to: None, state, possible });
                }
            }
        }
        spans
    }

    /// Where the status told last is not among what dates and ties allow for the day it was told.
    pub(super) fn disagreement(&self) -> Option<Disagreement> {
        let last = self.told.last()?;
        let told_on = last.day();
        let found = self.on(told_on);
        let agrees = |state: &LegalState| match last.status {
            Status::InForce => matches!(state, LegalState::InForce | LegalState::InForceInPart),
            Status::Suspended => matches!(state, LegalState::Suspended),
            Status::Revoked | Status::Expired | Status::Superseded | Status::Held | Status::Concluded => matches!(
                state,
                LegalState::Revoked | LegalState::Expired | LegalState::Superseded | LegalState::Concluded
            ),
            Status::Proposed | Status::Announced | Status::Adopted | Status::Reported => matches!(
                state,
                LegalState::Proposed | LegalState::Announced | LegalState::Adopted | LegalState::NotYetEffective
            ),
        };
        if found.possible.iter().any(agrees) {
            return None;
        }
        let day = Edtf::day(told_on).english();
        let words = format!(
            "the status told on {day} is {}; by dates and ties it was then {} [event {}]",
            last.status,
            plain(found.state),
            last.act.sequence
        );
        let difference = if is_made(last.status) { Difference::Behind } else { Difference::Contrary };
        let sequence = last.act.sequence;
        Some(Disagreement { difference, status: last.status, told_on, sequence, state: found.state, words })
    }
}

impl Window {
    fn tell_doubt(&self, found: &mut Gathered, on: Tri, day: Day) {
        if on != Tri::Maybe {
            return;
        }
        let is_open = self.until.is_some_and(|until| until.by(day) == Tri::Maybe);
        let bounds = self.until.filter(|_| is_open && self.from.by(day) == Tri::Yes).unwrap_or(self.from);
        let lost = self.breaks.iter().find(|lost| lost.on(day) != Tri::No);
        match lost.filter(|_| self.from.by(day) == Tri::Yes && !self.is_weak) {
            Some(lost) => {
                found.doubt(self.doubt, lost.from);
                found.prove(&lost.proofs);
            }
            None => found.doubt(self.doubt, bounds),
        }
    }

    /// What proves that it is over by a day.
    pub(super) fn over_by(&self, day: Day) -> Vec<Proof> {
        let mut proofs = self.ending.clone();
        for lost in self.breaks.iter().filter(|lost| lost.on(day) == Tri::Yes) {
            proofs.extend(lost.proofs.iter().cloned());
        }
        proofs
    }
}

/// The one word for the states that are possible.
fn word_for(possible: &[LegalState]) -> LegalState {
    let has_effect = |state: &LegalState| matches!(state, LegalState::InForce | LegalState::InForceInPart);
    match possible {
        [only] => *only,
        [] => LegalState::Unknown,
        all if all.iter().all(has_effect) => LegalState::InForceInPart,
        all if all.iter().any(has_effect) => LegalState::MayBeInForce,
        all if all.iter().all(|state| is_without_effect(*state)) => LegalState::NotInForce,
        _ => LegalState::Unknown,
    }
}

/// True for a state that says that it has no effect, not just that none is on record.
fn is_without_effect(state: LegalState) -> bool {
    match state {
        LegalState::NotYetMade
        | LegalState::NotYetEffective
        | LegalState::Suspended
        | LegalState::Proposed
        | LegalState::Revoked
        | LegalState::Expired
        | LegalState::Superseded
        | LegalState::Concluded
        | LegalState::NotInForce => true,
        LegalState::InForce
        | LegalState::InForceInPart
        | LegalState::MayBeInForce
        | LegalState::Announced
        | LegalState::Adopted
        | LegalState::Unknown => false,
    }
}

fn is_made(status: Status) -> bool {
    match status {
        Status::Proposed | Status::Announced | Status::Adopted | Status::Reported => true,
        Status::InForce
        | Status::Suspended
        | Status::Revoked
        | Status::Expired
        | Status::Superseded
        | Status::Held
        | Status::Concluded => false,
    }
}

/// The state of an act of which nothing but its making is on record.
fn plain_state(status: Status) -> LegalState {
    match status {
        Status::Proposed => LegalState::Proposed,
        Status::Adopted => LegalState::Adopted,
        Status::Announced
        | Status::Reported
        | Status::InForce
        | Status::Suspended
        | Status::Revoked
        | Status::Expired
        | Status::Superseded
        | Status::Held
        | Status::Concluded => LegalState::Announced,
    }
}
