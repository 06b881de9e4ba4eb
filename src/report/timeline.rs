//! The timeline: which developments a filter admits, in order, and what was left out and why. How
//! it is laid out is left to `render/`.

use super::entry::Entry;
use super::leads::{LeadEntry, LeadList};
use super::vantage::Vantage;
use crate::domain::chronicle::{Chronicle, DevelopmentState};
use crate::domain::edtf::Edtf;
use crate::domain::filter::Filter;
use serde::Serialize;

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TimelineQuery {
    /// Which developments.
    pub filter: Filter,
    /// Whether the latest come first.
    pub newest_first: bool,
    /// How many entries at most, counted in the order shown.
    pub limit: Option<usize>,
}

/// The answer: developments in order, counted and accounted for.
#[derive(Debug, Clone, PartialEq)]
pub struct Timeline {
    /// The entries: by earliest day, then latest day, then journal sequence; or the other way round.
    pub entries: Vec<Entry>,
    /// Whether the limit was reached: there may be more, and the counts are of what is shown.
    pub is_cut: bool,
    /// How many developments the filter admitted.
    pub matched: usize,
    /// How many retracted developments were left out that the filter would have admitted.
    pub retracted: usize,
    /// How many duplicates were left out that the filter would have admitted.
    pub duplicates: usize,
    /// How many were left out because no source of theirs carries a publication date.
    pub undated: usize,
    /// How many were left out because they became public only later.
    pub later: usize,
    /// What a reader must be told of the answer, a sentence each.
    pub notices: Vec<String>,
}

/// The chronology with leads behind it. They are no part of it and are counted nowhere in it.
#[derive(Debug, Clone, PartialEq)]
pub struct TimelineWithLeads {
    /// The chronology, the same as without leads.
    pub timeline: Timeline,
    /// The leads.
    pub leads: LeadList,
}

/// A line of the chronology with leads behind it.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum TimelineLine<'a> {
    /// A development.
    Development(&'a Entry),
    /// A lead; its `in_record` is false.
    Lead(&'a LeadEntry),
}

impl TimelineWithLeads {
    /// The developments, then the leads.
    pub fn lines(&self) -> Vec<TimelineLine<'_>> {
        let developments = self.timeline.entries.iter().map(TimelineLine::Development);
        developments.chain(self.leads.leads.iter().map(TimelineLine::Lead)).collect()
    }
}

/// Answers a timeline query.
pub fn timeline(chronicle: &Chronicle, query: &TimelineQuery) -> Timeline {
    let vantage = Vantage::new(chronicle, query.filter.public_on);
    let mut answer = Timeline {
        entries: Vec::new(),
        is_cut: false,
        matched: 0,
        retracted: 0,
        duplicates: 0,
        undated: 0,
        later: 0,
        notices: vec![],
    };
    let mut admitted: Vec<&DevelopmentState> = Vec::new();
    for state in chronicle.developments() {
        match admission(&vantage, &query.filter, state) {
            Admission::Out => {}
            Admission::In => match (&state.retracted, &state.duplicate_of) {
                (Some(_), _) => answer.retracted += 1,
                (None, Some(_)) => answer.duplicates += 1,
                (None, None) => admitted.push(state),
            },
            Admission::Undated => answer.undated += usize::from(state.stands()),
            Admission::Later => answer.later += usize::from(state.stands()),
        }
    }
    admitted.sort_by_key(|state| (state.current.sort_key(), state.recorded.sequence));
    if query.newest_first {
        admitted.reverse();
    }
    answer.matched = admitted.len();
    if query.limit.is_some_and(|limit| limit <= answer.matched) {
        // what lies beyond a limit is not looked at, so that nothing of it is counted
        admitted.truncate(query.limit.unwrap_or(usize::MAX));
        answer = Timeline {
            is_cut: true,
            matched: admitted.len(),
            retracted: 0,
            duplicates: 0,
            undated: 0,
            later: 0,
            ..answer
        };
    }
    answer.entries = admitted.iter().map(|state| Entry::of(&vantage, state)).collect();
    answer.notices = notices(&answer, &vantage, &admitted);
    answer
}

/// Whether a filter lets a development in, seen from a vantage.
pub(super) enum Admission {
    /// It does.
    In,
    /// It does not.
    Out,
    /// It would, but no source says when it became public.
    Undated,
    /// It would, but it became public only later.
    Later,
}

/// As [`Filter::admits`]; from a day's vantage status and words are those the public could read.
pub(super) fn admission(vantage: &Vantage<'_>, filter: &Filter, state: &DevelopmentState) -> Admission {
    let chronicle = vantage.chronicle();
    if filter.public_on.is_none() {
        return if filter.admits(chronicle, state) { Admission::In } else { Admission::Out };
    }
    let lasting = Filter { public_on: None, statuses: Vec::new(), texts: Vec::new(), ..filter.clone() };
    if !lasting.admits(chronicle, state) {
        return Admission::Out;
    }
    let status = vantage.status(state);
    if !filter.statuses.is_empty() && !filter.statuses.contains(&status) {
        return Admission::Out;
    }
    if !filter.texts.is_empty() && !filter.texts.iter().any(|words| says(vantage, state, words)) {
        return Admission::Out;
    }
    match state.current.public_since() {
        None => Admission::Undated,
        Some(_) if vantage.is_public(state) => Admission::In,
        Some(_) => Admission::Later,
    }
}

fn says(vantage: &Vantage<'_>, state: &DevelopmentState, words: &str) -> bool {
    let words = words.to_lowercase();
    let development = &state.current;
    let claims = development.claims.iter().filter(|claim| vantage.shows_number(state, claim.source));
    let mut texts = [&development.title, &development.summary]
        .into_iter()
        .chain(development.titles.iter().map(|named| &named.title))
        .chain(claims.map(|claim| &claim.text))
        .chain(&development.dispute);
    texts.any(|text| text.to_lowercase().contains(&words))
}

fn notices(answer: &Timeline, vantage: &Vantage<'_>, shown: &[&DevelopmentState]) -> Vec<String> {
    let mut notices = Vec::new();
    if answer.is_cut {
        let shown = developments(answer.entries.len());
        notices.push(format!("{shown} shown, as many as the limit; there may be more."));
    }
    if answer.retracted > 0 {
        notices.push(format!("{} left out as retracted.", developments(answer.retracted)));
    }
    if answer.duplicates > 0 {
        notices.push(format!("{} left out as duplicates of others.", developments(answer.duplicates)));
    }
    if let Some(day) = vantage.public_on() {
        let day = Edtf::day(day).english();
        if answer.later > 0 {
            notices.push(format!("{} left out as public only after {day}.", developments(answer.later)));
        }
        if answer.undated > 0 {
            notices.push(format!(
                "{} left out because no source carries a publication date.",
                developments(answer.undated)
            ));
        }
        let total = shown
            .iter()
            .map(|state| vantage.left_out(state))
            .fold((0, 0), |(sources, undated), left| (sources + left.sources, undated + left.undated_sources));
        notices.extend(public_notices(&day, total.0, total.1));
    }
    notices
}

/// The sentences on what a reading as of a day can and cannot promise.
pub(super) fn public_notices(day: &str, later_sources: usize, undated_sources: usize) -> Vec<String> {
    let mut notices = Vec::new();
    if later_sources > 0 {
        let sources = counted(later_sources, "source");
        notices.push(format!("{sources} published after {day} left out, with what rests on them."));
    }
    if undated_sources > 0 {
        let sources = counted(undated_sources, "source");
        notices.push(format!("{sources} without a publication date shown; they may be later than {day}."));
    }
    notices
        .push("Titles, summaries, disputes and first statuses are as recorded, with every source at hand.".to_owned());
    notices
}

fn developments(count: usize) -> String {
    counted(count, "development")
}

/// `1 source`, `2 sources`.
pub(super) fn counted(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}
