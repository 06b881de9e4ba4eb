//! What is asked of a search and what it finds, the same whether an index is at hand or the journal is
//! read: which developments match, in which order, and how many were left out and why.

use super::lives::{Life, Span};
use super::matching::{Judge, Taken};
use super::people::People;
use super::query::Query;
use super::texts::{actors, shows, texts};
use crate::domain::actor::Actor;
use crate::domain::development::Development;
use crate::domain::edtf::Day;
use crate::domain::filter::Filter;
use crate::domain::side::Side;
use crate::domain::slug::{ActorId, Key};
use crate::domain::stamp::Instant;
use crate::projection::error::ProjectionError;
use std::collections::{BTreeMap, HashMap};

/// What is searched for.
#[derive(Debug, Clone, PartialEq)]
pub struct Ask {
    /// The words.
    pub query: Query,
    /// Window, sides, relations, kinds and topics; anything else in it is not asked.
    pub filter: Filter,
    /// Up to when the journal counts.
    pub until: Option<Instant>,
    /// What the public could know by.
    pub public_on: Option<Day>,
    /// Whether the latest come first, rather than what matches best.
    pub newest_first: bool,
    /// How many hits are wanted; all are counted.
    pub limit: usize,
    /// Whether retracted developments and duplicates are hits too.
    pub with_retracted: bool,
}

/// A development found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// Its key.
    pub key: String,
    /// What it scores: for each word or phrase the weight of the best field it stands in. None where the
    /// latest come first.
    pub score: Option<u32>,
}

/// What a search found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Found {
    /// The developments, best or latest first, as many as were wanted.
    pub hits: Vec<Hit>,
    /// How many developments match.
    pub matched: usize,
    /// How many match but were left out as retracted.
    pub retracted: usize,
    /// How many match but were left out as duplicates.
    pub duplicates: usize,
    /// How many match but were left out because no source of theirs carries a publication date.
    pub undated: usize,
    /// How many match but were left out because they became public only later.
    pub later: usize,
    /// The actors whose names alone match, by id; of those merged the one that stands for them, with all
    /// their names.
    pub actors: Vec<FoundActor>,
}

/// An actor whose names match.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundActor {
    /// The actor as of the time asked for.
    pub actor: Actor,
    /// What those are called that were merged with it.
    pub merged_names: Vec<String>,
}

/// By what hits are ordered, the greatest first: score, first day, last day, sequence.
pub(super) type Rank = (u32, i64, i64, u64);

/// The greatest few of many.
#[derive(Debug)]
pub(super) struct Best<T> {
    limit: usize,
    kept: BTreeMap<Rank, T>,
}

impl<T> Best<T> {
    pub(super) fn new(limit: usize) -> Self {
        Self { limit, kept: BTreeMap::new() }
    }

    /// True where a rank would be kept.
    pub(super) fn wants(&self, rank: &Rank) -> bool {
        self.kept.len() < self.limit || self.kept.first_key_value().is_some_and(|(least, _)| rank > least)
    }

    pub(super) fn put(&mut self, rank: Rank, what: T) {
        if self.wants(&rank) {
            self.kept.insert(rank, what);
            if self.kept.len() > self.limit {
                self.kept.pop_first();
            }
        }
    }

    /// Those kept, the greatest first.
    pub(super) fn into_ordered(self) -> impl Iterator<Item = (Rank, T)> {
        self.kept.into_iter().rev()
    }
}

/// What becomes of a development.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It does not match.
    Out,
    /// It matches and is shown.
    Hit(u32),
    /// It matches, but is retracted.
    Retracted,
    /// It matches, but is a duplicate.
    Duplicate,
    /// It matches, but nothing tells when it became public.
    Undated,
    /// It matches, but became public only later.
    Later,
}

impl Found {
    /// Counts a verdict; true for a hit.
    pub(super) fn count(&mut self, verdict: Verdict, times: usize) {
        match verdict {
            Verdict::Out => {}
            Verdict::Hit(_) => self.matched += times,
            Verdict::Retracted => self.retracted += times,
            Verdict::Duplicate => self.duplicates += times,
            Verdict::Undated => self.undated += times,
            Verdict::Later => self.later += times,
        }
    }
}

impl Ask {
    /// The rank of a hit.
    pub(super) fn rank(&self, score: u32, (earliest, latest): (Day, Day), sequence: u64) -> Rank {
        (if self.newest_first { 0 } else { score }, earliest.number(), latest.number(), sequence)
    }

    /// A hit as it is given out.
    pub(super) fn hit(&self, key: String, rank: &Rank) -> Hit {
        Hit { key, score: (!self.newest_first).then_some(rank.0) }
    }

    /// What becomes of one whose text need not be looked at any more.
    pub(super) fn verdict(&self, score: u32, retracted: bool, duplicate: bool, public_since: Option<i64>) -> Verdict {
        let stands = !retracted && !duplicate;
        if let Some(day) = self.public_on {
            match public_since {
                Some(since) if since <= day.number() => {}
                Some(_) => return if stands { Verdict::Later } else { Verdict::Out },
                None => return if stands { Verdict::Undated } else { Verdict::Out },
            }
        }
        match (self.with_retracted, retracted, duplicate) {
            (true, _, _) | (false, false, false) => Verdict::Hit(score),
            (false, true, _) => Verdict::Retracted,
            (false, false, true) => Verdict::Duplicate,
        }
    }

    /// What becomes of a development, by its text as of the times asked for.
    pub(super) fn judge(&self, judge: &Judge<'_>, life: &Life, sides: &HashMap<&ActorId, Side>) -> Verdict {
        let development = &life.current;
        if !self.admits(development, sides) {
            return Verdict::Out;
        }
        let since = public_since(development);
        let is_public = self.public_on.is_none_or(|day| since.is_some_and(|since| since <= day.number()));
        // one that is not public is counted by all its text
        let day = self.public_on.filter(|_| is_public);
        let shown = |number| shows(development, day, number);
        let taken: Vec<Taken> = texts(development, shown).iter().map(|text| Taken::of(text.field, text.text)).collect();
        match judge.score(&taken, &actors(development, shown)) {
            Some(score) => self.verdict(score, life.retracted, life.duplicate, since),
            None => Verdict::Out,
        }
    }

    /// Whether a development passes the filters.
    fn admits(&self, development: &Development, sides: &HashMap<&ActorId, Side>) -> bool {
        let filter = &self.filter;
        fn any<T>(wanted: &[T], holds: impl FnMut(&T) -> bool) -> bool {
            wanted.is_empty() || wanted.iter().any(holds)
        }
        let has = |side: Side| development.parties.iter().any(|party| sides.get(&party.actor) == Some(&side));
        development.date.overlaps(filter.from, filter.to)
            && any(&filter.kinds, |kind| *kind == development.kind)
            && any(&filter.topics, |topic| development.topics.contains(topic))
            && any(&filter.sides, |side| has(*side))
            && any(&filter.relations, |dyad| has(dyad.first()) && has(dyad.second()))
    }

    /// True where sides are asked for.
    pub(super) fn asks_sides(&self) -> bool {
        !self.filter.sides.is_empty() || !self.filter.relations.is_empty()
    }
}

/// Since when the public could know, as the number of the day.
pub(super) fn public_since(development: &Development) -> Option<i64> {
    development.public_since().and_then(|since| since.latest()).map(Day::number)
}

/// Meets all actors: notes what they are called, and which of them match by their names alone.
pub(super) fn meet(judge: &mut Judge<'_>, people: &People, until: Option<Instant>) -> Vec<FoundActor> {
    let mut met = Vec::new();
    for group in people.groups(until) {
        if judge.meet(&group) {
            let merged_names = group.merged_names().map(str::to_owned).collect();
            met.push(FoundActor { actor: group.standing.clone(), merged_names });
        }
    }
    met
}

/// Answers by reading the journal from end to end.
pub(super) fn by_reading(span: Span<'_>, ask: &Ask) -> Result<Found, ProjectionError> {
    let mut overview = span.overview(&mut |_| {})?;
    let people = std::mem::take(&mut overview.people);
    let mut judge = Judge::new(&ask.query);
    let mut found = Found { actors: meet(&mut judge, &people, ask.until), ..Found::default() };
    let sides = if ask.asks_sides() { people.sides(ask.until) } else { HashMap::new() };
    let mut best: Best<Key> = Best::new(ask.limit);
    span.each(&mut overview, &mut |_| {}, &mut |life| {
        let verdict = ask.judge(&judge, &life, &sides);
        found.count(verdict, 1);
        if let Verdict::Hit(score) = verdict {
            best.put(ask.rank(score, life.current.sort_key(), life.sequence.0), life.current.key);
        }
        Ok(())
    })?;
    found.hits = best.into_ordered().map(|(rank, key)| ask.hit(key.to_string(), &rank)).collect();
    Ok(found)
}
