//! The ties between developments that stand, followed through duplicates: a tie to a development that
//! was marked a duplicate leads to the one that stands for it. Ties that start from a duplicate or a
//! retracted development, or lead to a retracted one, are no ties of the chronology.

use super::entry::LinkEntry;
use super::entry_making::link_entry;
use super::vantage::Vantage;
use crate::domain::chronicle::DevelopmentState;
use crate::domain::link::Link;
use crate::domain::slug::Key;
use crate::domain::vocabulary::LinkRelation;
use std::collections::HashMap;

/// A tie between two developments that stand.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tie<'a> {
    /// The development it starts from: the later act, the answer, the part.
    pub(super) from: &'a DevelopmentState,
    /// The development it leads to.
    pub(super) to: &'a DevelopmentState,
    link: &'a Link,
}

/// A tie that leads to no development that stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Broken {
    /// Where it starts.
    pub(super) from: Key,
    /// Where it leads.
    pub(super) to: Key,
}

/// All ties of some relations, by either end.
#[derive(Debug, Default)]
pub(super) struct Ties<'a> {
    all: Vec<Tie<'a>>,
    by_start: HashMap<&'a str, Vec<usize>>,
    by_end: HashMap<&'a str, Vec<usize>>,
    /// Those that lead to what was retracted, or could not be known.
    pub(super) broken: Vec<Broken>,
}

impl<'a> Ties<'a> {
    /// The ties of these relations; of all where none is named.
    pub(super) fn of(vantage: &Vantage<'a>, relations: &[LinkRelation]) -> Self {
        let mut ties = Self::default();
        for from in vantage.chronicle().developments() {
            if !from.stands() || !vantage.is_public(from) {
                continue;
            }
            let wanted = |link: &&Link| relations.is_empty() || relations.contains(&link.relation);
            for link in from.current.links.iter().filter(wanted) {
                match vantage.standing(link.key.as_str()) {
                    Some(to) => ties.add(Tie { from, to, link }),
                    None => ties.broken.push(Broken { from: from.current.key.clone(), to: link.key.clone() }),
                }
            }
        }
        ties
    }

    /// Takes a tie; not one of a development with itself, which a duplicate may have become, nor one that
    /// is there already, as where a development and its duplicate are both tied.
    fn add(&mut self, tie: Tie<'a>) {
        let (from, to) = (tie.from.current.key.as_str(), tie.to.current.key.as_str());
        let is_same = |other: &Tie<'_>| {
            other.to.current.key == tie.to.current.key
                && other.link.relation == tie.link.relation
                && other.link.asserted_by == tie.link.asserted_by
        };
        if from == to || self.from(from).any(is_same) {
            return;
        }
        self.by_start.entry(from).or_default().push(self.all.len());
        self.by_end.entry(to).or_default().push(self.all.len());
        self.all.push(tie);
    }

    /// All of them, in the order recorded.
    pub(super) fn all(&self) -> &[Tie<'a>] {
        &self.all
    }

    /// Those that start from a development.
    pub(super) fn from(&self, key: &str) -> impl Iterator<Item = &Tie<'a>> {
        self.by_start.get(key).into_iter().flatten().filter_map(|at| self.all.get(*at))
    }

    /// Those that lead to a development.
    pub(super) fn to(&self, key: &str) -> impl Iterator<Item = &Tie<'a>> {
        self.by_end.get(key).into_iter().flatten().filter_map(|at| self.all.get(*at))
    }
}

impl Tie<'_> {
    /// The tie with the days between its ends and who asserts it; `key` is the end named.
    pub(super) fn entry(&self, vantage: &Vantage<'_>, end: &DevelopmentState) -> LinkEntry {
        let between = Some((&self.to.current.date, &self.from.current.date));
        link_entry(vantage, self.link, Some(end), &end.current.key, between)
    }
}
