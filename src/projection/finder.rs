//! Finding, by postings and rows, which developments and actors a question may be about, as of now or
//! of an earlier size of the journal. Reading their lines and folding them is left to the loader.

use super::error::Failure;
use super::lines::Lines;
use super::loader::Loader;
use super::posting::{Facet, Filed};
use super::replay::Fold;
use super::row::{LONG, Row, bucket_year, filing_day, year_bucket};
use crate::domain::chronicle::{Chronicle, Lookup, Named};
use crate::domain::edtf::Day;
use crate::domain::filter::Filter;
use crate::domain::slug::{ActorId, Key};
use std::collections::{BTreeMap, BTreeSet};

/// How many candidates are folded at once where only their text or their past can tell.
const PROBE: usize = 64;

/// What a question is about.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// Developments.
    pub(super) developments: BTreeSet<u32>,
    /// Actors besides those that the developments mention.
    pub(super) actors: BTreeSet<u32>,
}

/// The projections, asked as of a size of the journal.
pub(super) struct Finder<'a> {
    pub(super) fold: &'a mut Fold,
    pub(super) lines: Lines<'a>,
    /// How many events count.
    pub(super) size: u64,
}

/// A filter with its actors resolved, and how the candidates are counted.
pub(super) struct Wanted<'q> {
    pub(super) filter: &'q Filter,
    pub(super) actors: &'q [String],
    pub(super) limit: Option<usize>,
    pub(super) newest_first: bool,
}

impl Finder<'_> {
    /// The developments that references may mean; none where one of them means nothing.
    ///
    /// # Errors
    /// [`Failure`] where the views or lines cannot be read.
    pub(super) fn referred(&mut self, references: &[String]) -> Result<Option<BTreeSet<u32>>, Failure> {
        let mut all = BTreeSet::new();
        for reference in references {
            let exact = self.fold.timeline.number(&self.fold.base, self.lines, reference)?;
            let mut found = match exact {
                Some(number) if self.was_recorded(number)? => BTreeSet::from([number]),
                Some(_) | None => self.fold.timeline.starting(&self.fold.base, self.lines, reference)?,
            };
            found.extend(self.fold.timeline.promising(&self.fold.base, reference)?);
            if found.is_empty() {
                return Ok(None);
            }
            all.extend(found);
        }
        Ok(Some(all))
    }

    /// What these lookups may mean, and nothing for those that mean nothing.
    ///
    /// # Errors
    /// [`Failure`] where the views cannot be read.
    pub(super) fn looked_up(&mut self, lookups: &BTreeSet<Lookup>) -> Result<Found, Failure> {
        let mut found = Found::default();
        let mut names = Vec::new();
        for lookup in lookups {
            let Fold { base, timeline, .. } = &mut *self.fold;
            match lookup {
                Lookup::Development(reference) => match timeline.number(base, self.lines, reference)? {
                    Some(number) => found.developments.extend([number]),
                    None => found.developments.extend(timeline.starting(base, self.lines, reference)?),
                },
                Lookup::Commitment(name) => found.developments.extend(timeline.promising(base, name)?),
                Lookup::Actor(name) => names.push(name.clone()),
                Lookup::Everything => {}
            }
        }
        found.actors = self.named(&names)?.0;
        Ok(found)
    }

    /// These developments and all that any number of ties leads to.
    ///
    /// # Errors
    /// [`Failure::Unfit`] where a row is missing.
    pub(super) fn threads(&mut self, starts: BTreeSet<u32>) -> Result<BTreeSet<u32>, Failure> {
        let mut waiting: Vec<u32> = starts.into_iter().collect();
        let mut reached = BTreeSet::new();
        while let Some(number) = waiting.pop() {
            if reached.insert(number) {
                waiting.extend(self.fold.timeline.row(&self.fold.base, number)?.ties());
            }
        }
        Ok(reached)
    }

    /// Everything that mentions actors of these names, or those with an office in them. Where a name means nobody, all actors come along
    /// for the refusal to choose the nearest from.
    ///
    /// # Errors
    /// [`Failure`] where the views cannot be read.
    pub(super) fn dossiers(&mut self, names: &[String]) -> Result<Found, Failure> {
        let mut found = Found::default();
        let (group, all_known) = self.named(names)?;
        let mut holders = BTreeSet::new();
        for &actor in &group {
            holders.extend(self.fold.actors.entry(&self.fold.base, actor)?.holders.iter().copied());
        }
        // what shows them in their offices; where they were merged, also under the other ids
        let holders = self.fold.actors.merged_with(&self.fold.base, holders)?;
        for &actor in group.union(&holders) {
            found.developments.extend(self.fold.timeline.postings().numbers(&self.fold.base, Facet::Actor(actor))?);
            found.actors.extend(self.fold.actors.entry(&self.fold.base, actor)?.children.iter().copied());
        }
        found.actors.extend(group);
        found.actors.extend(holders);
        if !all_known {
            found.actors.extend(0..self.fold.actors.len());
        }
        Ok(found)
    }

    /// Developments and actors by exact key and id, whether recorded by the size asked of or only later,
    /// and actors by name; a name that means nobody brings nobody.
    ///
    /// # Errors
    /// [`Failure`] where the views cannot be read.
    pub(super) fn touched(
        &mut self,
        developments: &[Key],
        actors: &[ActorId],
        names: &[String],
    ) -> Result<Found, Failure> {
        let mut found = Found::default();
        for key in developments {
            found.developments.extend(self.fold.timeline.number(&self.fold.base, self.lines, key.as_str())?);
        }
        for id in actors {
            found.actors.extend(self.fold.actors.known(&self.fold.base, id.as_str())?);
        }
        found.actors.extend(self.named(names)?.0);
        Ok(found)
    }

    /// Every development that has or ever had a value.
    ///
    /// # Errors
    /// [`Failure::Unfit`] where the postings cannot be read.
    pub(super) fn with(&mut self, facet: Facet) -> Result<Found, Failure> {
        let developments = self.fold.timeline.postings().numbers(&self.fold.base, facet)?;
        Ok(Found { developments, actors: BTreeSet::new() })
    }

    /// The developments that pass a filter and perhaps others; with a limit, at least so many that stand
    /// and come first or last. Where a name is no one's or several's, just all actors, for the refusal to
    /// choose from.
    ///
    /// # Errors
    /// [`Failure`] where the views or lines cannot be read.
    pub(super) fn timeline(&mut self, wanted: &Wanted<'_>) -> Result<Found, Failure> {
        let mut found = Found::default();
        let (group, _) = self.named(wanted.actors)?;
        found.actors.extend(group.iter().copied());
        let mut filter = wanted.filter.clone();
        if !wanted.actors.is_empty() {
            let Some(actors) = self.resolved(wanted.actors, &group)? else {
                found.actors.extend(0..self.fold.actors.len());
                return Ok(found);
            };
            filter.actors = actors;
        }
        let standing = self.standing_of(&filter.actors)?;
        let facets = facets(&filter, &group);
        // which statuses and words the public could read is told by the folded developments alone
        let by_reading = filter.public_on.is_some() && !(filter.statuses.is_empty() && filter.texts.is_empty());
        let limit = wanted.limit.filter(|_| !by_reading);
        let mut count = Count { limit, stand: 0, probe: Vec::new() };
        let mut years = self.years(&filter, &facets)?;
        if wanted.limit.is_none() {
            // Where all count their order does not, and by number each block of rows is decoded once.
            let mut all: Vec<Filed> = Vec::new();
            for (bucket, long) in years {
                all.extend(self.candidates(&facets, bucket)?);
                all.extend(long);
            }
            all.sort_unstable_by_key(|filed| (filed.number(), *filed));
            for filed in all {
                if self.passes(filed, &filter, &standing)?.is_some() {
                    found.developments.insert(filed.number());
                }
            }
            return Ok(found);
        }
        while let Some((bucket, long)) = if wanted.newest_first { years.pop_last() } else { years.pop_first() } {
            let mut candidates = self.candidates(&facets, bucket)?;
            candidates.extend(long);
            candidates.sort_unstable();
            candidates.dedup();
            if wanted.newest_first {
                candidates.reverse();
            }
            let mut day = None;
            for filed in candidates {
                if day.is_some_and(|day| day != filed.day()) && count.is_full(self, &filter)? {
                    return Ok(found);
                }
                day = Some(filed.day());
                if let Some(sure) = self.passes(filed, &filter, &standing)? {
                    found.developments.insert(filed.number());
                    count.add(filed, sure);
                }
            }
            if count.is_full(self, &filter)? {
                return Ok(found);
            }
        }
        Ok(found)
    }

    /// The years in which candidates are filed, each with those of its days that are filed apart since
    /// they last too long.
    fn years(&mut self, filter: &Filter, facets: &[Vec<Facet>]) -> Result<BTreeMap<u32, Vec<Filed>>, Failure> {
        let year = |day: Day| bucket_year(year_bucket(filing_day(day.number())));
        let mut years: BTreeMap<u32, Vec<Filed>> = BTreeMap::new();
        for bucket in self.fold.timeline.buckets(&self.fold.base)? {
            if bucket == LONG {
                continue;
            }
            let here = bucket_year(bucket);
            let in_window =
                filter.from.is_none_or(|from| here >= year(from) - 1) && filter.to.is_none_or(|to| here <= year(to));
            if in_window {
                years.entry(bucket).or_default();
            }
        }
        for filed in self.candidates(facets, LONG)? {
            years.entry(year_bucket(filed.day())).or_default().push(filed);
        }
        Ok(years)
    }

    /// What is filed in a year under some value of each facet.
    fn candidates(&self, facets: &[Vec<Facet>], bucket: u32) -> Result<Vec<Filed>, Failure> {
        let mut candidates: Option<Vec<Filed>> = None;
        for values in facets {
            let mut union = Vec::new();
            for value in values {
                union.extend(self.fold.timeline.postings().list(&self.fold.base, *value, bucket)?);
            }
            if values.len() > 1 {
                union.sort_unstable();
                union.dedup();
            }
            candidates = Some(match candidates {
                None => union,
                Some(before) => intersection(&before, &union),
            });
        }
        Ok(candidates.unwrap_or_default())
    }

    /// Whether a candidate passes as far as its row can tell: none where it does not, else whether its
    /// row alone is enough to count it, and whether it then counts.
    fn passes(&mut self, filed: Filed, filter: &Filter, standing: &BTreeSet<u32>) -> Result<Option<Sure>, Failure> {
        let Fold { base, timeline, actors, checkpoint, .. } = &mut *self.fold;
        let row = timeline.row(base, filed.number())?;
        let recorded = |row: &Row| row.events.first().is_some_and(|first| first.sequence.0 < self.size);
        if !recorded(row) {
            return Ok(None);
        }
        if row.events.last().is_some_and(|last| last.sequence.0 >= self.size) {
            return Ok(Some(Sure::No));
        }
        fn any<T>(wanted: &[T], holds: impl FnMut(&T) -> bool) -> bool {
            wanted.is_empty() || wanted.iter().any(holds)
        }
        let passes = row.day() == filed.day()
            && row.overlaps(filter.from, filter.to)
            && any(&filter.kinds, |kind| *kind as u8 == row.kind)
            && (filter.public_on.is_some() || any(&filter.statuses, |status| *status as u8 == row.status))
            && any(&filter.topics, |topic| row.topics >> (*topic as u32) & 1 == 1);
        if !passes {
            return Ok(None);
        }
        // Which side an actor was of, and for whom it stood, only the actor's own events tell of the past.
        if self.size < checkpoint.size() {
            return Ok(Some(Sure::No));
        }
        // what was not public yet is loaded to be counted, but is not among those wanted
        let is_public = filter.public_on.is_none_or(|day| row.public.is_some_and(|public| public <= day.number()));
        let stands = row.stands() && is_public;
        if !filter.actors.is_empty() {
            let mut is_party = false;
            for &party in &row.parties {
                is_party |= standing.contains(&actors.standing(base, party)?);
            }
            if !is_party {
                return Ok(None);
            }
        }
        if !filter.sides.is_empty() || !filter.relations.is_empty() {
            let sides = actors.sides(base, &row.parties)?;
            let has = |side| sides.contains(&side);
            if !any(&filter.sides, |side| has(*side))
                || !any(&filter.relations, |dyad| has(dyad.first()) && has(dyad.second()))
            {
                return Ok(None);
            }
        }
        let sure = if filter.texts.is_empty() { Sure::Yes { stands } } else { Sure::No };
        Ok(Some(sure))
    }

    /// The actors that names mean or meant, with all merged with them, and whether each means somebody.
    fn named(&mut self, names: &[String]) -> Result<(BTreeSet<u32>, bool), Failure> {
        let mut numbers = BTreeSet::new();
        let mut all_known = true;
        for name in names {
            let found = self.fold.actors.named(&self.fold.base, name)?;
            all_known &= !found.is_empty();
            numbers.extend(found);
        }
        Ok((self.fold.actors.merged_with(&self.fold.base, numbers)?, all_known))
    }

    /// The ids that names stand for, as of the size asked of; none where one is no one's or several's.
    fn resolved(&mut self, names: &[String], group: &BTreeSet<u32>) -> Result<Option<Vec<ActorId>>, Failure> {
        let chronicle = self.loader().actors(group.iter().copied())?;
        let mut ids = Vec::new();
        for name in names {
            match chronicle.find_actor(name) {
                Named::One(state) => ids.push(state.current.id.clone()),
                Named::None | Named::Several(_) => return Ok(None),
            }
        }
        Ok(Some(ids))
    }

    fn standing_of(&mut self, ids: &[ActorId]) -> Result<BTreeSet<u32>, Failure> {
        let mut standing = BTreeSet::new();
        for id in ids {
            if let Some(number) = self.fold.actors.known(&self.fold.base, id.as_str())? {
                standing.insert(self.fold.actors.standing(&self.fold.base, number)?);
            }
        }
        Ok(standing)
    }

    fn was_recorded(&mut self, number: u32) -> Result<bool, Failure> {
        let row = self.fold.timeline.row(&self.fold.base, number)?;
        Ok(row.events.first().is_some_and(|first| first.sequence.0 < self.size))
    }

    fn loader(&mut self) -> Loader<'_> {
        Loader { fold: self.fold, lines: self.lines, size: self.size }
    }
}

/// Whether a row alone tells that its development is among those wanted.
#[derive(Debug, Clone, Copy)]
enum Sure {
    /// It is; and whether it is part of the chronology.
    Yes { stands: bool },
    /// Only its events tell.
    No,
}

/// How many developments that stand were found, towards a limit.
struct Count {
    limit: Option<usize>,
    stand: usize,
    probe: Vec<Filed>,
}

impl Count {
    fn add(&mut self, filed: Filed, sure: Sure) {
        match sure {
            Sure::Yes { stands } => self.stand += usize::from(stands),
            Sure::No if self.limit.is_some() => self.probe.push(filed),
            Sure::No => {}
        }
    }

    /// True where the limit is reached; those that rows cannot tell of are folded once they might do.
    fn is_full(&mut self, finder: &mut Finder<'_>, filter: &Filter) -> Result<bool, Failure> {
        let Some(limit) = self.limit else { return Ok(false) };
        if self.stand < limit && self.probe.len() >= PROBE.max(limit - self.stand) {
            let numbers = self.probe.iter().map(|filed| filed.number()).collect();
            let (chronicle, keys) = finder.loader().developments_alone(&numbers)?;
            for filed in self.probe.drain(..) {
                self.stand += usize::from(counts(&chronicle, keys.get(&filed.number()), filed, filter));
            }
        }
        Ok(self.stand >= limit)
    }
}

/// True where a folded development stands, is filed under this day, and passes the filter.
fn counts(chronicle: &Chronicle, key: Option<&String>, filed: Filed, filter: &Filter) -> bool {
    key.and_then(|key| chronicle.development(key)).is_some_and(|state| {
        state.stands()
            && filing_day(state.current.sort_key().0.number()) == filed.day()
            && filter.admits(chronicle, state)
    })
}

/// The values of each facet that is asked for; of all where none is.
fn facets(filter: &Filter, group: &BTreeSet<u32>) -> Vec<Vec<Facet>> {
    let mut facets: Vec<Vec<Facet>> = vec![
        filter.relations.iter().map(|dyad| Facet::Relation(*dyad)).collect(),
        filter.sides.iter().map(|side| Facet::Side(*side)).collect(),
        filter.kinds.iter().map(|kind| Facet::Kind(*kind as u8)).collect(),
        filter.topics.iter().map(|topic| Facet::Topic(*topic as u8)).collect(),
        filter.statuses.iter().map(|status| Facet::Status(*status as u8)).collect(),
    ];
    if !filter.actors.is_empty() {
        facets.push(group.iter().map(|actor| Facet::Actor(*actor)).collect());
    }
    facets.retain(|values| !values.is_empty());
    if facets.is_empty() {
        facets.push(vec![Facet::All]);
    }
    facets
}

fn intersection(one: &[Filed], other: &[Filed]) -> Vec<Filed> {
    let mut rest = other.iter().peekable();
    one.iter()
        .filter(|filed| {
            while rest.next_if(|other| other < filed).is_some() {}
            rest.peek() == Some(filed)
        })
        .copied()
        .collect()
}
