//! The projection of relations: how many developments of each kind and year stand between two sides,
//! kept exact under corrections, retractions, duplicates, mergers and amended sides.

use super::block::Changes;
use super::blocks::{Blocks, garbled};
use super::error::Failure;
use super::replay::Projection;
use super::varint::{Taker, put, put_signed};
use crate::domain::side::Dyad;
use crate::domain::vocabulary::{Kind, Vocabulary};
use std::collections::BTreeMap;

/// How many developments that stand a relation has, by calendar year of their first day and kind.
/// Developments without a first day are counted in the first year that can be numbered.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RelationCounts {
    /// The counts; none is zero.
    pub by_year_and_kind: BTreeMap<(i64, Kind), u64>,
}

/// What a development adds to the counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Footprint {
    /// The relations among its parties' sides.
    pub(super) relations: Vec<Dyad>,
    /// The calendar year of its first day.
    pub(super) year: i64,
    /// The kind, by its place in the codebook.
    pub(super) kind: u8,
}

/// The projection: differences to the counts of the base.
#[derive(Debug, Default)]
pub(super) struct Relations {
    shifts: BTreeMap<Dyad, Counts>,
}

/// Counts, or differences to them, by year and kind.
type Counts = BTreeMap<(i64, u8), i64>;

impl Projection for Relations {
    const NAME: &'static str = "relations";
    const VERSION: u32 = 1;

    fn changes(&self, base: &Blocks, changes: &mut Changes) -> Result<(), Failure> {
        for &dyad in self.shifts.keys() {
            let counts = self.counts(base, dyad)?;
            if counts.is_empty() {
                changes.remove(key(dyad));
                continue;
            }
            let mut value = Vec::new();
            for ((year, kind), count) in counts {
                put_signed(&mut value, year);
                value.push(kind);
                put(&mut value, count as u64);
            }
            changes.put(key(dyad), value);
        }
        Ok(())
    }
}

impl Relations {
    /// Counts a development that no longer adds what it added, but something else.
    pub(super) fn shift(&mut self, before: Option<&Footprint>, after: Option<&Footprint>) {
        if before == after {
            return;
        }
        for (footprint, step) in [(before, -1), (after, 1)] {
            if let Some(footprint) = footprint {
                for &dyad in &footprint.relations {
                    *self.shifts.entry(dyad).or_default().entry((footprint.year, footprint.kind)).or_default() += step;
                }
            }
        }
    }

    /// Counts so many developments more.
    pub(super) fn add(&mut self, dyad: Dyad, year: i64, kind: u8, count: i64) {
        *self.shifts.entry(dyad).or_default().entry((year, kind)).or_default() += count;
    }

    /// The counts of a relation.
    ///
    /// # Errors
    /// [`Failure::Unfit`] where the base cannot be read.
    pub(super) fn of(&self, base: &Blocks, dyad: Dyad) -> Result<RelationCounts, Failure> {
        let mut found = RelationCounts::default();
        for ((year, kind), count) in self.counts(base, dyad)? {
            let kind = Kind::ALL.get(usize::from(kind)).copied().ok_or_else(garbled)?;
            found.by_year_and_kind.insert((year, kind), count as u64);
        }
        Ok(found)
    }

    fn counts(&self, base: &Blocks, dyad: Dyad) -> Result<Counts, Failure> {
        let mut counts = match base.get(&key(dyad))? {
            Some(value) => taken(&value).ok_or_else(garbled)?,
            None => Counts::new(),
        };
        for (place, shift) in self.shifts.get(&dyad).into_iter().flatten() {
            *counts.entry(*place).or_default() += shift;
        }
        counts.retain(|_, count| *count != 0);
        if counts.values().any(|count| *count < 0) {
            return Err(garbled());
        }
        Ok(counts)
    }
}

fn key(dyad: Dyad) -> Vec<u8> {
    let mut key = vec![b'd'];
    key.extend_from_slice(dyad.first().as_str().as_bytes());
    key.extend_from_slice(dyad.second().as_str().as_bytes());
    key
}

fn taken(value: &[u8]) -> Option<Counts> {
    let mut taker = Taker::new(value);
    let mut counts = Counts::new();
    while !taker.is_done() {
        let place = (taker.signed()?, taker.byte()?);
        counts.insert(place, i64::try_from(taker.number()?).ok()?);
    }
    Some(counts)
}
