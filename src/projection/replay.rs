//! The one frame that folds all projections in one pass, from nothing or on top of a base, and packs
//! them into blocks.

use super::actors::Actors;
use super::block::Changes;
use super::blocks::Blocks;
use super::checkpoint::Checkpoint;
use super::error::{Failure, ProjectionError};
use super::gist::links_named;
use super::lines::Lines;
use super::posting::Facet;
use super::relations::{Footprint, Relations};
use super::row::Row;
use super::sequences::Sequences;
use super::timeline::{Beside, Timeline};
use crate::domain::actor::Actor;
use crate::domain::chronicle::FoldError;
use crate::domain::edtf::Day;
use crate::domain::event::Event;
use crate::domain::lead::PROPOSED_IN_RECORD;
use crate::domain::side::Dyad;
use crate::domain::slug::{ActorId, Key};
use crate::domain::stamp::Recorded;
use crate::journal::{Journal, LineReader, Position, Reader};
use std::collections::BTreeSet;

/// What a projection has in common with the others: a name, a version that grows when what it keeps
/// or how it keeps it changes, and entries in the common table.
pub(super) trait Projection {
    /// Its name.
    const NAME: &'static str;
    /// Its version.
    const VERSION: u32;

    /// The entries that differ from those of the base.
    ///
    /// # Errors
    /// [`Failure::Unfit`] where the base cannot be read.
    fn changes(&self, base: &Blocks, changes: &mut Changes) -> Result<(), Failure>;
}

/// All projections, folded up to a checkpoint.
#[derive(Debug)]
pub(super) struct Fold {
    pub(super) base: Blocks,
    pub(super) checkpoint: Checkpoint,
    pub(super) actors: Actors,
    pub(super) timeline: Timeline,
    pub(super) relations: Relations,
    pub(super) sequences: Sequences,
}

/// The projections and their versions, in words.
pub(super) fn schema() -> String {
    fn of<P: Projection>() -> String {
        format!("{} {}", P::NAME, P::VERSION)
    }
    [of::<Actors>(), of::<Timeline>(), of::<Relations>(), of::<Sequences>()].join(", ")
}

impl Fold {
    /// Nothing folded yet.
    pub(super) fn start(journal: &Journal) -> Self {
        Self::on(Checkpoint::start(journal.origin().as_str(), &schema()), Blocks::default())
    }

    /// On top of what was folded before.
    pub(super) fn on(checkpoint: Checkpoint, base: Blocks) -> Self {
        Self {
            actors: Actors::new(checkpoint.actors),
            timeline: Timeline::new(checkpoint.developments),
            relations: Relations::default(),
            sequences: Sequences::default(),
            checkpoint,
            base,
        }
    }

    /// Takes in the lines that a reader has left, up to a size of the journal.
    ///
    /// # Errors
    /// [`Failure`] where the journal cannot be read or the base does not fit.
    pub(super) fn take_all(
        &mut self,
        journal: &Journal,
        reader: &mut Reader,
        size: u64,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<(), Failure> {
        let lines = LineReader::new(journal);
        while self.checkpoint.size() < size {
            let Some(line) = reader.next_line()? else { break };
            let (position, leaf) = (line.position, *line.leaf.as_bytes());
            let recorded = line.recorded()?;
            self.take(Lines { reader: &lines }, position, &recorded)?;
            self.checkpoint.last = Some((position, leaf));
            if position.sequence.0.is_multiple_of(1024) {
                progress(position.sequence.0, size);
            }
        }
        self.checkpoint.developments = self.timeline.len();
        self.checkpoint.actors = self.actors.len();
        progress(self.checkpoint.size(), size);
        Ok(())
    }

    /// Hands over everything, packed into blocks, by their first keys and bytes.
    ///
    /// # Errors
    /// [`Failure::Unfit`] where the base cannot be read; those of `each`.
    pub(super) fn pack(&mut self, each: impl FnMut(&[u8], &[u8]) -> Result<(), Failure>) -> Result<(), Failure> {
        let mut changes = Changes::default();
        self.actors.changes(&self.base, &mut changes)?;
        self.timeline.changes(&self.base, &mut changes)?;
        self.relations.changes(&self.base, &mut changes)?;
        self.sequences.changes(&self.base, &mut changes)?;
        self.base.change(&changes, each)
    }

    fn take(&mut self, lines: Lines<'_>, position: Position, recorded: &Recorded) -> Result<(), Failure> {
        self.sequences.take(position, &recorded.stamp)?;
        match &recorded.event {
            Event::ActorRegistered(actor) => self.take_actor(lines, position, actor),
            Event::ActorAmended(content) => {
                let number = self.actor(position, &content.id)?;
                let mut events = self.actors.entry(&self.base, number)?.events.clone();
                events.push(position);
                let actor = lines.actor(&content.id, &events)?;
                self.take_actor(lines, position, &actor)
            }
            Event::ActorsMerged(content) => {
                let (from, into) = (self.actor(position, &content.from)?, self.actor(position, &content.into)?);
                self.around(lines, &[from, into], |fold| fold.actors.merge(&fold.base, position, from, into))
            }
            Event::SearchLogged(_)
            | Event::LeadAccepted(_)
            | Event::LeadRejected(_)
            | Event::LeadMarkedDuplicate(_) => Ok(()),
            Event::LeadProposed(_) => Err(out_of_place(position, PROPOSED_IN_RECORD.to_owned())),
            Event::DevelopmentRecorded(development) => {
                let mut beside = Beside { base: &self.base, lines, actors: &mut self.actors };
                let number = self.timeline.record(&mut beside, position, development)?;
                let after = self.footprint(number)?;
                self.relations.shift(None, after.as_ref());
                Ok(())
            }
            Event::DevelopmentCorrected(_)
            | Event::DevelopmentRetracted(_)
            | Event::DevelopmentMarkedDuplicate(_)
            | Event::StatusChanged(_)
            | Event::SourceCited(_)
            | Event::ClaimRecorded(_)
            | Event::LinkAsserted(_)
            | Event::LinkWithdrawn(_)
            | Event::CommitmentMade(_)
            | Event::CommitmentAssessed(_) => self.take_change(lines, position, &recorded.event),
        }
    }

    /// Takes an event on a development that was recorded before.
    fn take_change(&mut self, lines: Lines<'_>, position: Position, event: &Event) -> Result<(), Failure> {
        let Some(key) = event.development() else { return Ok(()) };
        let Some(number) = self.timeline.number(&self.base, lines, key.as_str())? else {
            return Err(out_of_place(position, format!("no development `{key}` was recorded before it")));
        };
        let before = self.footprint(number)?;
        let mut beside = Beside { base: &self.base, lines, actors: &mut self.actors };
        let row = self.timeline.touch(beside.base, number, position)?;
        match event {
            Event::DevelopmentCorrected(content) => {
                let events = row.events.clone();
                let development = lines.development_of(&events)?;
                for named in links_named(&content.changes).into_iter().filter_map(|named| Key::new(named).ok()) {
                    self.timeline.tie(&mut beside, number, &named)?;
                }
                self.timeline.stand(&mut beside, number, &development)?;
            }
            Event::DevelopmentRetracted(_) => row.retracted = true,
            Event::DevelopmentMarkedDuplicate(content) => {
                row.duplicate = true;
                self.timeline.tie(&mut beside, number, &content.of)?;
            }
            Event::StatusChanged(content) => self.timeline.set_status(beside.base, number, content.to)?,
            Event::SourceCited(content) => self.timeline.cite(beside.base, number, &content.source)?,
            Event::ClaimRecorded(content) => self.timeline.mention(&mut beside, number, &content.claim.by)?,
            Event::LinkAsserted(content) => {
                self.timeline.tie(&mut beside, number, &content.link.key)?;
                self.timeline.mention(&mut beside, number, content.link.asserted_by.actor())?;
            }
            Event::CommitmentMade(content) => {
                let made = &content.commitment;
                self.timeline.promise(beside.base, number, made.key.as_str())?;
                let actors = made.by.iter().chain(&made.to).chain(&made.acknowledged_by);
                self.timeline.mention(&mut beside, number, actors)?;
            }
            Event::CommitmentAssessed(content) => {
                let evidence: &[Key] = &content.assessment.evidence;
                for shown in evidence.iter().filter(|shown| *shown != key) {
                    self.timeline.tie(&mut beside, number, shown)?;
                }
            }
            Event::LinkWithdrawn(_)
            | Event::DevelopmentRecorded(_)
            | Event::ActorRegistered(_)
            | Event::ActorAmended(_)
            | Event::ActorsMerged(_)
            | Event::SearchLogged(_)
            | Event::LeadProposed(_)
            | Event::LeadAccepted(_)
            | Event::LeadRejected(_)
            | Event::LeadMarkedDuplicate(_) => {}
        }
        let after = self.footprint(number)?;
        self.relations.shift(before.as_ref(), after.as_ref());
        Ok(())
    }

    fn take_actor(&mut self, lines: Lines<'_>, position: Position, actor: &Actor) -> Result<(), Failure> {
        let number = self.actors.number(&self.base, &actor.id)?;
        if self.actors.entry(&self.base, number)?.side == Some(actor.side) {
            return self.actors.take(&self.base, position, actor);
        }
        self.around(lines, &[number], |fold| fold.actors.take(&fold.base, position, actor))
    }

    /// Changes actors in a way that may move the developments they are parties of to other sides.
    fn around(
        &mut self,
        lines: Lines<'_>,
        actors: &[u32],
        change: impl FnOnce(&mut Self) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        let group = self.actors.merged_with(&self.base, actors.iter().copied())?;
        let mut numbers = BTreeSet::new();
        for actor in &group {
            numbers.extend(self.timeline.postings().numbers(&self.base, Facet::Actor(*actor))?);
        }
        let mut moved = Vec::new();
        for number in numbers {
            if self.timeline.row(&self.base, number)?.parties.iter().any(|party| group.contains(party)) {
                moved.push((number, self.footprint(number)?));
            }
        }
        change(self)?;
        for (number, before) in moved {
            let mut beside = Beside { base: &self.base, lines, actors: &mut self.actors };
            self.timeline.file_sides(&mut beside, number)?;
            let after = self.footprint(number)?;
            self.relations.shift(before.as_ref(), after.as_ref());
        }
        Ok(())
    }

    fn actor(&mut self, position: Position, id: &ActorId) -> Result<u32, Failure> {
        let known = self.actors.known(&self.base, id.as_str())?;
        known.ok_or_else(|| out_of_place(position, format!("no actor `{id}` was registered before it")))
    }

    fn footprint(&mut self, number: u32) -> Result<Option<Footprint>, Failure> {
        let row: &Row = self.timeline.row(&self.base, number)?;
        if !row.stands() {
            return Ok(None);
        }
        let (kind, year) = (row.kind, Day::from_number(row.earliest).ymd().0);
        let sides = self.actors.sides(&self.base, &row.parties)?;
        Ok(Some(Footprint { relations: Dyad::among(&sides), year, kind }))
    }
}

fn out_of_place(position: Position, why: String) -> Failure {
    ProjectionError::from(FoldError { sequence: position.sequence, why }).into()
}
