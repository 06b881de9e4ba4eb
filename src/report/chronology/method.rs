//! How the report was made: the rules in words, the coverage log, the coding schemes.

use super::dates;
use super::frame::{Frame, with_the, words};
use super::{measures, placement};
use crate::domain::edtf::{Day, Edtf};
use crate::domain::filter::Filter;
use crate::domain::vocabulary::{Scheme, Vocabulary};
use std::collections::BTreeMap;

/// The section on method.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Method {
    /// The rules: name, text.
    pub rules: Vec<(String, String)>,
    /// What was searched and found empty.
    pub searches: Vec<Search>,
    /// The coding schemes of the entries: name and version, what it is, number of codings.
    pub schemes: Vec<(String, String, usize)>,
}

/// A search that found nothing.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Search {
    /// Where.
    pub place: String,
    /// For what.
    pub words: Option<String>,
    /// For which time of the world, in words.
    pub period: Option<String>,
    /// Anything a reader must know of it.
    pub note: Option<String>,
    /// The day it was logged, in words.
    pub logged: String,
}

/// Developments that the query would list if they stood.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct LeftOut {
    pub(super) retracted: usize,
    pub(super) duplicates: usize,
}

/// Writes the method down.
pub(super) fn method(frame: &Frame, filter: &Filter, left_out: LeftOut) -> Method {
    let rules = [
        ("Inclusion", inclusion(frame, filter)),
        ("Left out", left_out_words(left_out)),
        (
            "Dates",
            "An entry is filed under the date on which the act happened, by the civil calendar of the place; no date is \
             moved through a time zone. Dates are kept as precise as the sources are: a month stays a month, \"about\" \
             marks an approximate date, \"possibly\" an uncertain one. The other dates of the same act stand in its \
             entry by role."
                .to_owned(),
        ),
        (
            "Order",
            "Entries are sorted by the earliest day their date can mean, then by the latest, then by their sequence in \
             the journal. Within a year those whose month is uncertain come first."
                .to_owned(),
        ),
        (
            "Counting unit",
            "The unit is the development: one act, meeting or publication, whatever the number of sources or of parties. \
             Figures count developments unless they say otherwise."
                .to_owned(),
        ),
        ("Measures", measures::RULE.to_owned()),
        (
            "Commitments",
            "A commitment is one-sided where some party to it has no statement of its own on record; that is no proof of \
             a denial. Its state is that of the latest assessment."
                .to_owned(),
        ),
        (
            "Ties",
            "Each tie between developments says who makes it: \"as stated by\" names the actor whose own words make it, \
             \"as read by the analyst\" marks a reading of ours. \"Follows\" claims no cause. Days run from the beginning \
             of the one to the beginning of the other; where a date is uncertain they are given as a range, or as about."
                .to_owned(),
        ),
        (
            "Words of the sides",
            "What a side states, denies or leaves out is summarised in our words from the source noted; a silence is \
             recorded only where a source says or shows it."
                .to_owned(),
        ),
    ];
    let mut rules: Vec<(String, String)> = rules.into_iter().map(|(name, text)| (name.to_owned(), text)).collect();
    if frame.relation.is_some() {
        rules.insert(5, ("Columns".to_owned(), placement::RULE.to_owned()));
    }
    let searches = frame.chronicle.searches().iter().map(|logged| Search {
        place: logged.search.place.clone(),
        words: super::notes::filled(&logged.search.words),
        period: logged.search.period.as_ref().map(|period| period.english()),
        note: super::notes::filled(&logged.search.note),
        logged: dates::instant_day(logged.act.time),
    });
    Method { rules, searches: searches.collect(), schemes: schemes(frame) }
}

fn schemes(frame: &Frame) -> Vec<(String, String, usize)> {
    let mut counts: BTreeMap<(Scheme, Option<&str>), usize> = BTreeMap::new();
    for coding in frame.states.iter().flat_map(|state| &state.current.codings) {
        *counts.entry((coding.scheme, coding.version.as_deref())).or_default() += 1;
    }
    let named = counts.into_iter().map(|((scheme, version), count)| {
        let version = version.map_or_else(|| "version not given".to_owned(), |version| format!("version {version}"));
        (format!("{}, {version}", scheme.word().to_uppercase()), scheme.definition().to_owned(), count)
    });
    named.collect()
}

fn left_out_words(left_out: LeftOut) -> String {
    let LeftOut { retracted, duplicates } = left_out;
    if retracted + duplicates == 0 {
        return "Nothing that the query admits was retracted or marked a duplicate.".to_owned();
    }
    format!(
        "Developments that the query admits but that no longer stand: {retracted} retracted, {duplicates} marked as \
         duplicates of others. Their keys stay readable in the journal."
    )
}

/// The filter in words.
fn inclusion(frame: &Frame, filter: &Filter) -> String {
    let mut parts: Vec<String> = Vec::new();
    let relations = filter.relations.iter().map(|dyad| {
        let (first, second) = (frame.side_name(dyad.first()), frame.side_name(dyad.second()));
        format!("both {} and {}", with_the(first), with_the(second))
    });
    let relations: Vec<String> = relations.collect();
    if !relations.is_empty() {
        parts.push(format!("with parties of {}, in any role", relations.join(", or of ")));
    }
    let mut either = |what: &str, values: Vec<String>| {
        if !values.is_empty() {
            parts.push(format!("{what} {}", listed(&values, "or")));
        }
    };
    either("with a party of", filter.sides.iter().map(|side| with_the(frame.side_name(*side))).collect());
    either("with the party", frame.actor_names(&filter.actors));
    either("of kind", filter.kinds.iter().map(|kind| words(*kind)).collect());
    either("on", filter.topics.iter().map(|topic| words(*topic)).collect());
    either("of status", filter.statuses.iter().map(|status| words(*status)).collect());
    either("in which stand the words", filter.texts.iter().map(|text| format!("“{text}”")).collect());
    if let Some(window) = window(filter) {
        parts.push(window);
    }
    if let Some(day) = filter.public_on {
        parts.push(format!("that the public could know by the end of {}", day_words(day)));
    }
    if parts.is_empty() {
        return "All developments of the journal.".to_owned();
    }
    format!("All developments of the journal {}.", parts.join("; "))
}

/// The window of the filter in words.
pub(super) fn window(filter: &Filter) -> Option<String> {
    match (filter.from, filter.to) {
        (Some(from), Some(to)) => Some(format!("dated from {} to {}", day_words(from), day_words(to))),
        (Some(from), None) => Some(format!("dated {} or later", day_words(from))),
        (None, Some(to)) => Some(format!("dated {} or earlier", day_words(to))),
        (None, None) => None,
    }
}

fn day_words(day: Day) -> String {
    Edtf::day(day).english()
}

/// `a, b and c`.
pub(super) fn listed(names: &[String], conjunction: &str) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [others @ .., last] => format!("{} {conjunction} {last}", others.join(", ")),
    }
}
