//! The legal life of an act, laid out from its record: when it was made, when it took effect, and the
//! times during which it was without effect. What that comes to on a day is left to `state.rs`; the rule is
//! in docs/decisions/2026-11-24-the-legal-state-of-a-measure.md.

use super::proof::{self, Proof, dates, is_in_part};
use super::told::{How, Told, implies_effect, loses_effect, shows_effect, told};
use super::when::Bounds;
use super::window::{Doubt, Window};
use crate::domain::chronicle::DevelopmentState;
use crate::domain::edtf::{Day, Edtf};
use crate::domain::link::Link;
use crate::domain::vocabulary::{LegalState, LinkRelation, Status};
use crate::report::vantage::Vantage;
use std::collections::HashMap;

/// When an act takes effect.
#[derive(Debug, Clone)]
pub(super) struct Begin {
    /// When any of it does.
    pub(super) any: Bounds,
    /// When all of it does; none where the record names only parts.
    pub(super) all: Option<Bounds>,
    /// What to tell where that is uncertain.
    pub(super) doubt: Doubt,
    pub(super) proofs: Vec<Proof>,
}

/// The legal life of an act.
#[derive(Debug, Clone)]
pub(super) struct Life {
    /// The dates on which it was made known or made, by role.
    pub(super) made: Vec<(&'static str, Bounds, Proof)>,
    pub(super) begin: Option<Begin>,
    pub(super) windows: Vec<Window>,
    /// The end of its term as prolonged: the last day.
    pub(super) term: Option<Bounds>,
    /// Every status told of it.
    pub(super) told: Vec<Told>,
    /// Every legal tie that leads to it, with the date on which the other act takes effect.
    pub(super) ties: Vec<(LinkRelation, Proof)>,
}

/// Lays out lives within a chronicle as read from a vantage.
#[derive(Debug)]
pub struct Lives<'v, 'a> {
    pub(super) vantage: &'v Vantage<'a>,
    ties: HashMap<&'a str, Vec<(&'a DevelopmentState, &'a Link)>>,
}

type Known = HashMap<String, Option<Life>>;

impl<'v, 'a> Lives<'v, 'a> {
    /// Gathers the legal ties between developments that stand and are public. A tie to a duplicate counts
    /// for the development that stands for it.
    pub fn new(vantage: &'v Vantage<'a>) -> Self {
        let chronicle = vantage.chronicle();
        let mut ties: HashMap<&'a str, Vec<(&'a DevelopmentState, &'a Link)>> = HashMap::new();
        for act in chronicle.developments().iter().filter(|act| act.stands() && vantage.is_public(act)) {
            for link in act.current.links.iter().filter(|link| is_legal(link.relation)) {
                if let Some(target) = standing(vantage, link.key.as_str())
                    && target != act.current.key.as_str()
                {
                    ties.entry(target).or_default().push((act, link));
                }
            }
        }
        for found in ties.values_mut() {
            found.sort_by_key(|(act, _)| (act.current.sort_key(), act.recorded.sequence));
        }
        Self { vantage, ties }
    }

    /// The life of an act. Where acts are tied in a circle, the tie back to this one is left out.
    pub(super) fn of(&self, state: &'a DevelopmentState) -> Life {
        let mut known = Known::new();
        known.insert(state.current.key.to_string(), None);
        self.lay_out(state, &mut known)
    }

    fn known(&self, state: &'a DevelopmentState, known: &mut Known) -> Option<Life> {
        let key = state.current.key.as_str();
        if let Some(found) = known.get(key) {
            return found.clone();
        }
        known.insert(key.to_owned(), None);
        let life = self.lay_out(state, known);
        known.insert(key.to_owned(), Some(life.clone()));
        Some(life)
    }

    fn lay_out(&self, state: &'a DevelopmentState, known: &mut Known) -> Life {
        let told = self.told(state);
        let (mut made, mut effective, mut terms) = (Vec::new(), Vec::new(), Vec::new());
        for dated in dates(&state.current) {
            let proof = proof::of_date(self.vantage, state, dated);
            match dated.0 {
                "expires" => terms.push(proof),
                "effective" => effective.push(proof),
                _ => made.push((dated.0, proof.bounds, proof)),
            }
        }
        let mut life = Life { made, begin: None, windows: Vec::new(), term: None, told, ties: Vec::new() };
        let earliest = life.earliest(&effective);
        life.begin = self.begin(state, &life, effective, earliest);
        self.tie(state, &mut life, known);
        self.end_term(state, &mut life, terms, known);
        let since = life.begin.as_ref().map_or(earliest, |begin| begin.any.earliest);
        for told in life.told.clone() {
            self.tell(state, &mut life, &told, since);
        }
        life
    }

    /// The statuses told; from a day's vantage without ends and suspensions told after it, of which nothing
    /// shows that the public could know.
    fn told(&self, state: &DevelopmentState) -> Vec<Told> {
        let mut all = told(self.vantage, state);
        if let Some(day) = self.vantage.public_on() {
            all.retain(|told| told.on.is_some() || told.day() <= day || !loses_effect(told.status));
        }
        all
    }

    fn begin(&self, state: &DevelopmentState, life: &Life, effective: Vec<Proof>, earliest: Day) -> Option<Begin> {
        let last = life.told.last();
        let first_move = life.told.iter().position(|told| told.status == Status::InForce && told.on.is_some());
        let is_first = |at: &usize| !life.told.iter().take(*at).any(|told| loses_effect(told.status));
        let started = first_move.filter(is_first).and_then(|at| life.told.get(at));
        let bounds: Vec<Bounds> = effective.iter().map(|proof| proof.bounds).collect();
        let of_dates = first_of(&bounds).map(|any| {
            let all_partial = effective.iter().all(|proof| is_in_part(proof.note.as_deref()));
            let all = if all_partial { None } else { last_of(&bounds) };
            Begin { any, all, doubt: Doubt::StartUncertain, proofs: effective }
        });
        if let Some((told, on)) = started.and_then(|told| Some((told, told.on.as_ref()?))) {
            let own = Bounds::of(on);
            let proof = proof::of_told(self.vantage, state, told, own);
            let Some(mut begin) = of_dates else {
                return Some(Begin { any: own, all: Some(own), doubt: Doubt::StartUncertain, proofs: vec![proof] });
            };
            // where the date and the move do not say the same day, either may be right
            begin.any = begin.any.or(own);
            begin.all = begin.all.map(|all| all.or(own));
            begin.proofs.push(proof);
            return Some(begin);
        }
        if let Some(mut begin) = of_dates {
            if last.is_some_and(|last| !shows_effect(last, begin.any)) {
                begin.any.latest = Day::MAX;
                begin.all = begin.all.map(|all| Bounds { latest: Day::MAX, ..all });
                begin.doubt = Doubt::EffectNotShown;
                begin.proofs.extend(last.map(|last| {
                    let until = Bounds::between(earliest, last.day());
                    proof::of_told(self.vantage, state, last, until)
                }));
            }
            return Some(begin);
        }
        // no date says when: a status that implies effect shows that it was by then
        let implied = life.told.iter().filter(|told| implies_effect(told.status)).map(|told| {
            let by = told.on.as_ref().map_or(told.day(), |on| Bounds::of(on).latest);
            let bounds = Bounds::between(earliest, by);
            (bounds, proof::of_told(self.vantage, state, told, bounds))
        });
        let (any, proof) = implied.min_by_key(|(bounds, _)| bounds.latest)?;
        Some(Begin { any, all: Some(any), doubt: Doubt::StartNotRecorded, proofs: vec![proof] })
    }

    /// Ties of other acts that put it on hold or end it.
    fn tie(&self, state: &'a DevelopmentState, life: &mut Life, known: &mut Known) {
        for (act, link) in self.ties_to(state) {
            let date = acts_on(act);
            let proof = proof::of_tie(self.vantage, act, link, date);
            life.ties.push((link.relation, proof.clone()));
            let (kind, doubt) = match link.relation {
                LinkRelation::Suspends => (LegalState::Suspended, Doubt::SuspensionUncertain),
                LinkRelation::Revokes => (LegalState::Revoked, Doubt::EndUncertain),
                LinkRelation::Amends
                | LinkRelation::Extends
                | LinkRelation::Implements
                | LinkRelation::Follows
                | LinkRelation::RespondsTo
                | LinkRelation::PartOf
                | LinkRelation::Contradicts => continue,
            };
            let Some(is_weak) = self.is_weak(act) else { continue };
            let own = self.known(act, known);
            let lost = own.map(|life| life.windows).unwrap_or_default();
            life.windows.push(Window {
                kind,
                from: proof.bounds,
                until: None,
                in_part: is_in_part(link.note.as_deref()),
                is_weak,
                is_lasting: kind == LegalState::Revoked,
                breaks: lost.into_iter().filter(|window| window.kind != LegalState::Concluded).collect(),
                doubt: if is_weak { Doubt::ActNotShown } else { doubt },
                told_in: None,
                proofs: vec![proof],
                ending: Vec::new(),
            });
        }
    }

    /// The end of its term, as prolonged by acts that extend it.
    fn end_term(&self, state: &'a DevelopmentState, life: &mut Life, terms: Vec<Proof>, known: &mut Known) {
        let Some(own) = terms.iter().max_by_key(|proof| (proof.bounds.latest, proof.bounds.earliest)) else { return };
        let (mut term, mut proofs, mut doubt) = (own.bounds, vec![own.clone()], Doubt::EndUncertain);
        for (act, link) in self.ties_to(state).filter(|(_, link)| link.relation == LinkRelation::Extends) {
            let Some(is_weak) = self.is_weak(act) else { continue };
            let Some(other) = self.known(act, known) else { continue };
            let proof = proof::of_tie(self.vantage, act, link, acts_on(act));
            let is_lost = other.windows.iter().any(|window| window.kind != LegalState::Expired);
            let is_sure = !is_weak && !is_lost && !is_in_part(link.note.as_deref());
            match other.term {
                Some(until) if until.latest > term.latest && is_sure => {
                    term = Bounds::between(until.earliest.max(term.earliest), until.latest);
                }
                Some(until) if until.latest > term.latest => term.latest = until.latest,
                Some(_) => continue,
                None if proof.bounds.earliest <= term.day_after().latest => {
                    term.latest = Day::MAX;
                    doubt = Doubt::ProlongedOpenly;
                }
                None => continue,
            }
            proofs.push(proof);
        }
        life.term = Some(term);
        life.windows.push(Window {
            kind: LegalState::Expired,
            from: term.day_after(),
            until: None,
            in_part: false,
            is_weak: false,
            is_lasting: false,
            breaks: Vec::new(),
            doubt,
            told_in: None,
            proofs,
            ending: Vec::new(),
        });
    }

    /// What a status as told adds to what dates and ties say.
    fn tell(&self, state: &DevelopmentState, life: &mut Life, told: &Told, since: Day) {
        let by = Bounds::of_told(told, since);
        let proof = proof::of_told(self.vantage, state, told, by);
        let (kind, doubt) = match told.status {
            Status::InForce if told.how == How::Moved => return life.resume(told, by, proof),
            Status::InForce | Status::Proposed | Status::Announced | Status::Adopted | Status::Reported => return,
            Status::Suspended => (LegalState::Suspended, Doubt::SuspensionNotRecorded),
            Status::Revoked => (LegalState::Revoked, Doubt::EndNotRecorded),
            Status::Expired => (LegalState::Expired, Doubt::EndNotRecorded),
            Status::Superseded => (LegalState::Superseded, Doubt::EndNotRecorded),
            Status::Held | Status::Concluded => (LegalState::Concluded, Doubt::EndNotRecorded),
        };
        let (mut from, mut doubt) = (by, doubt);
        if told.on.is_some() {
            doubt = if kind == LegalState::Suspended { Doubt::SuspensionUncertain } else { Doubt::EndUncertain };
        } else {
            if life.explain(kind, told, &proof) {
                return;
            }
            if kind == LegalState::Concluded && life.begin.is_none() {
                // an act without effect of its own was over with its own date
                from = Bounds::of(&state.current.date);
                doubt = Doubt::EndUncertain;
            }
        }
        life.windows.push(Window {
            kind,
            from,
            until: None,
            in_part: false,
            is_weak: false,
            is_lasting: false,
            breaks: Vec::new(),
            doubt,
            told_in: Some(told.act.sequence.0),
            proofs: vec![proof],
            ending: Vec::new(),
        });
    }

    fn ties_to(&self, state: &DevelopmentState) -> impl Iterator<Item = (&'a DevelopmentState, &'a Link)> {
        self.ties.get(state.current.key.as_str()).cloned().unwrap_or_default().into_iter()
    }

    /// Whether nothing shows that an act took effect; none for a mere proposal, which does nothing.
    fn is_weak(&self, act: &DevelopmentState) -> Option<bool> {
        let all = self.told(act);
        let Some(last) = all.last() else { return Some(false) };
        if last.status == Status::Proposed {
            return None;
        }
        Some(!shows_effect(last, Bounds::of(acts_on(act))))
    }
}

impl Bounds {
    /// When a status came to be, as far as it was told.
    fn of_told(told: &Told, since: Day) -> Self {
        told.on.as_ref().map_or_else(|| Self::between(since.min(told.day()), told.day()), Self::of)
    }
}

impl Life {
    /// The first day on which anything of it may have been.
    fn earliest(&self, effective: &[Proof]) -> Day {
        let made = self.made.iter().map(|(_, bounds, _)| bounds.earliest);
        made.chain(effective.iter().map(|proof| proof.bounds.earliest)).min().unwrap_or(Day::MIN)
    }

    /// A move back into force: what took effect away before is over.
    fn resume(&mut self, told: &Told, by: Bounds, proof: Proof) {
        for window in &mut self.windows {
            let is_before = window
                .told_in
                .is_none_or(|sequence| sequence < told.act.sequence.0 || window.from.latest < by.earliest);
            if is_before && window.until.is_none() && window.from.earliest <= by.latest {
                let earliest = by.earliest.max(window.from.earliest);
                window.until = Some(Bounds::between(earliest, by.latest));
                window.ending.push(proof.clone());
            }
        }
    }

    /// True where a date or tie already says what a status without date tells of.
    fn explain(&mut self, kind: LegalState, told: &Told, proof: &Proof) -> bool {
        let is_end = kind != LegalState::Suspended;
        let mut is_explained = false;
        for window in self
            .windows
            .iter_mut()
            .filter(|window| !window.in_part && window.until.is_none() && window.from.earliest <= told.day())
        {
            if is_end == (window.kind == LegalState::Suspended) {
                continue;
            }
            is_explained = true;
            if window.is_weak {
                window.is_weak = false;
                window.doubt = if is_end { Doubt::EndUncertain } else { Doubt::SuspensionUncertain };
                window.proofs.push(proof.clone());
            }
            // the term says when it ended, the status how
            if window.kind == LegalState::Expired && kind != LegalState::Concluded && window.told_in.is_none() {
                window.kind = kind;
                window.proofs.push(proof.clone());
            }
        }
        is_explained
    }
}

/// The key of the development that a key stands for now.
fn standing<'a>(vantage: &Vantage<'a>, key: &str) -> Option<&'a str> {
    let mut state = vantage.chronicle().development(key)?;
    let mut steps = 0;
    while let Some((of, _)) = &state.duplicate_of
        && steps < 64
    {
        state = vantage.chronicle().development(of.as_str())?;
        steps += 1;
    }
    Some(state.current.key.as_str())
}

/// The date on which an act does to others what its ties say: its first effective date, else its own.
fn acts_on(act: &DevelopmentState) -> &Edtf {
    let effective = dates(&act.current).into_iter().filter(|(word, ..)| *word == "effective").map(|(_, date, _)| date);
    effective.min_by_key(|date| date.sort_key()).unwrap_or(&act.current.date)
}

fn is_legal(relation: LinkRelation) -> bool {
    match relation {
        LinkRelation::Amends
        | LinkRelation::Extends
        | LinkRelation::Suspends
        | LinkRelation::Revokes
        | LinkRelation::Implements => true,
        LinkRelation::Follows | LinkRelation::RespondsTo | LinkRelation::PartOf | LinkRelation::Contradicts => false,
    }
}

/// When the first of several has happened.
pub(super) fn first_of(all: &[Bounds]) -> Option<Bounds> {
    let earliest = all.iter().map(|bounds| bounds.earliest).min()?;
    let latest = all.iter().map(|bounds| bounds.latest).min()?;
    Some(Bounds { earliest, latest })
}

/// When the last of several has happened.
fn last_of(all: &[Bounds]) -> Option<Bounds> {
    let earliest = all.iter().map(|bounds| bounds.earliest).max()?;
    let latest = all.iter().map(|bounds| bounds.latest).max()?;
    Some(Bounds { earliest, latest })
}
