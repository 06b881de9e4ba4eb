//! Reading the lines that make the developments and actors found, with all that must come with them,
//! and folding them into a chronicle.

use super::archive::SMALL;
use super::error::{Failure, ProjectionError};
use super::finder::Found;
use super::lines::Lines;
use super::replay::Fold;
use crate::domain::chronicle::Chronicle;
use crate::journal::{LineReader, Position};
use std::collections::{BTreeMap, BTreeSet};

/// The projections and the lines they point at, as of a size of the journal.
pub(super) struct Loader<'a> {
    pub(super) fold: &'a mut Fold,
    pub(super) lines: Lines<'a>,
    /// How many events count.
    pub(super) size: u64,
}

/// From so many lines on it pays to read them on two threads.
const MANY: usize = 256;

/// Positions by sequence.
type Wanted = BTreeMap<u64, Position>;

impl Loader<'_> {
    /// What was found, with everything tied to it by one tie, all actors mentioned, their bodies and
    /// mergers, and all states and blocs. None where that is most of the journal, which is then quicker
    /// read from end to end.
    ///
    /// # Errors
    /// [`Failure`] where views or lines cannot be read.
    pub(super) fn load(&mut self, found: &Found) -> Result<Option<Chronicle>, Failure> {
        let mut developments = found.developments.clone();
        for number in &found.developments {
            developments.extend(self.fold.timeline.row(&self.fold.base, *number)?.ties());
        }
        let mut actors = found.actors.clone();
        actors.extend(self.fold.actors.headings(&self.fold.base)?);
        let mut wanted = Wanted::new();
        for number in developments {
            let row = self.fold.timeline.row(&self.fold.base, number)?;
            actors.extend(row.actors());
            take(&mut wanted, &row.events, self.size);
        }
        self.take_actors(&mut wanted, actors)?;
        if self.size >= SMALL && wanted.len() as u64 > self.size / 2 {
            return Ok(None);
        }
        self.fold_lines(&wanted).map(Some)
    }

    /// Just these actors, with their bodies and mergers.
    ///
    /// # Errors
    /// [`Failure`] where views or lines cannot be read.
    pub(super) fn actors(&mut self, numbers: impl IntoIterator<Item = u32>) -> Result<Chronicle, Failure> {
        let mut wanted = Wanted::new();
        self.take_actors(&mut wanted, numbers)?;
        self.fold_lines(&wanted)
    }

    /// Just these developments with the actors they mention, and the keys by number.
    ///
    /// # Errors
    /// [`Failure`] where views or lines cannot be read.
    pub(super) fn developments_alone(
        &mut self,
        numbers: &BTreeSet<u32>,
    ) -> Result<(Chronicle, BTreeMap<u32, String>), Failure> {
        let (mut wanted, mut firsts, mut actors) = (Wanted::new(), BTreeMap::new(), BTreeSet::new());
        for &number in numbers {
            let row = self.fold.timeline.row(&self.fold.base, number)?;
            actors.extend(row.actors());
            take(&mut wanted, &row.events, self.size);
            firsts.extend(row.events.first().map(|first| (first.sequence, number)));
        }
        self.take_actors(&mut wanted, actors)?;
        let chronicle = self.fold_lines(&wanted)?;
        let number_of = |state: &crate::domain::chronicle::DevelopmentState| {
            firsts.get(&state.recorded.sequence).map(|number| (*number, state.current.key.to_string()))
        };
        let keys = chronicle.developments().iter().filter_map(number_of).collect();
        Ok((chronicle, keys))
    }

    /// Just these developments with the actors they mention, these actors, and all states and blocs, in
    /// a chronicle that was begun.
    ///
    /// # Errors
    /// [`Failure`] where views or lines cannot be read.
    pub(super) fn load_partial(&mut self, found: &Found, chronicle: &mut Chronicle) -> Result<(), Failure> {
        let mut wanted = Wanted::new();
        let mut actors = found.actors.clone();
        actors.extend(self.fold.actors.headings(&self.fold.base)?);
        for &number in &found.developments {
            let row = self.fold.timeline.row(&self.fold.base, number)?;
            actors.extend(row.actors());
            take(&mut wanted, &row.events, self.size);
        }
        self.take_actors(&mut wanted, actors)?;
        self.fold_into(&wanted, chronicle)
    }

    fn take_actors(&mut self, wanted: &mut Wanted, numbers: impl IntoIterator<Item = u32>) -> Result<(), Failure> {
        for number in self.fold.actors.with_bodies(&self.fold.base, numbers)? {
            take(wanted, &self.fold.actors.entry(&self.fold.base, number)?.events, self.size);
        }
        Ok(())
    }

    /// Folds lines in order. Of many the later half is read by another thread meanwhile.
    fn fold_lines(&self, wanted: &Wanted) -> Result<Chronicle, Failure> {
        let mut chronicle = Chronicle::new();
        self.fold_into(wanted, &mut chronicle)?;
        Ok(chronicle)
    }

    fn fold_into(&self, wanted: &Wanted, chronicle: &mut Chronicle) -> Result<(), Failure> {
        let positions: Vec<Position> = wanted.values().copied().collect();
        let middle = if positions.len() < MANY { positions.len() } else { positions.len() / 2 };
        let (first, second) = positions.split_at(middle);
        std::thread::scope(|scope| {
            let journal = self.lines.reader.journal();
            let read = || {
                let reader = LineReader::new(journal);
                let lines = Lines { reader: &reader };
                second.iter().map(|position| lines.recorded(*position)).collect::<Result<Vec<_>, _>>()
            };
            let reading =
                if second.is_empty() { None } else { std::thread::Builder::new().spawn_scoped(scope, read).ok() };
            for position in first {
                chronicle.apply(self.lines.recorded(*position)?).map_err(ProjectionError::from)?;
            }
            let later = match reading.map(|reading| reading.join()) {
                Some(Ok(later)) => later?,
                // No thread, no help.
                Some(Err(_)) | None => read()?,
            };
            for recorded in later {
                chronicle.apply(recorded).map_err(ProjectionError::from)?;
            }
            Ok(())
        })
    }
}

fn take(wanted: &mut Wanted, events: &[Position], size: u64) {
    let counted = events.iter().filter(|position| position.sequence.0 < size);
    wanted.extend(counted.map(|position| (position.sequence.0, *position)));
}
