//! Developments with all their events, one after the other out of the journal, so that however long it
//! is only those that are not complete yet are held, and of these only where their lines stand.

use super::people::People;
use crate::domain::chronicle::{Chronicle, DevelopmentState};
use crate::domain::development::Development;
use crate::domain::event::{Event, EventType};
use crate::domain::stamp::{Instant, Recorded, Sequence};
use crate::journal::{Journal, Position};
use crate::projection::error::ProjectionError;
use std::collections::HashMap;

/// A development as its events make it.
#[derive(Debug)]
pub(super) struct Life {
    /// Its content as it stands.
    pub(super) current: Development,
    /// What it was before each correction.
    pub(super) past: Vec<Development>,
    /// Whether it was retracted.
    pub(super) retracted: bool,
    /// Whether it was marked a duplicate.
    pub(super) duplicate: bool,
    /// The sequence of the event that recorded it.
    pub(super) sequence: Sequence,
    /// When it was recorded.
    pub(super) recorded: Instant,
    /// When its last event was recorded.
    pub(super) last: Instant,
    /// Where its events stand, in order.
    pub(super) positions: Vec<Position>,
}

impl Life {
    /// The life that lines tell, up to an instant; none where it was not recorded by then.
    pub(super) fn read(
        journal: &Journal,
        positions: &[Position],
        until: Option<Instant>,
    ) -> Result<Option<Self>, ProjectionError> {
        let mut events = Vec::with_capacity(positions.len());
        for position in positions {
            let recorded = journal.recorded_at(*position)?;
            if until.is_some_and(|until| recorded.stamp.time > until) {
                break;
            }
            events.push((*position, recorded));
        }
        Self::of(events)
    }

    fn of(events: Vec<(Position, Recorded)>) -> Result<Option<Self>, ProjectionError> {
        let Some(key) = events.first().and_then(|(_, first)| first.event.development().cloned()) else {
            return Ok(None);
        };
        let Some(last) = events.last().map(|(_, last)| last.stamp.time) else { return Ok(None) };
        let positions = events.iter().map(|(position, _)| *position).collect();
        let mut chronicle = Chronicle::new();
        let mut past = Vec::new();
        for (_, recorded) in events {
            if matches!(recorded.event, Event::DevelopmentCorrected(_)) {
                past.extend(chronicle.development(key.as_str()).map(|state| state.current.clone()));
            }
            chronicle.apply(recorded)?;
        }
        Ok(chronicle.development(key.as_str()).map(|state: &DevelopmentState| Self {
            current: state.current.clone(),
            past,
            retracted: state.retracted.is_some(),
            duplicate: state.duplicate_of.is_some(),
            sequence: state.recorded.sequence,
            recorded: state.recorded.time,
            last,
            positions,
        }))
    }
}

/// The part of a journal that lives are read from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Span<'j> {
    pub(super) journal: &'j Journal,
    /// How many events count at most.
    pub(super) size: u64,
    /// Up to when they count.
    pub(super) until: Option<Instant>,
}

/// What a first reading of the envelopes tells.
#[derive(Debug, Default)]
pub(super) struct Overview {
    /// All actors.
    pub(super) people: People,
    /// The developments with more events than one, by key.
    several: HashMap<Box<str>, Several>,
}

#[derive(Debug, Default)]
struct Several {
    /// How many events it has besides the one that recorded it.
    more: u32,
    positions: Vec<Position>,
}

impl Span<'_> {
    /// Reads the envelopes, and of the actors' events all.
    pub(super) fn overview(&self, progress: &mut dyn FnMut(u64)) -> Result<Overview, ProjectionError> {
        let mut overview = Overview::default();
        let mut reader = self.journal.read_from(None)?;
        while let Some(line) = reader.next_line()? {
            let sequence = line.position.sequence;
            if sequence.0 >= self.size || self.until.is_some_and(|until| line.envelope.time > until) {
                break;
            }
            if sequence.0.is_multiple_of(4_096) {
                progress(sequence.0);
            }
            match EventType::parse(&line.envelope.event_type) {
                Some(
                    EventType::DevelopmentRecorded
                    | EventType::SearchLogged
                    | EventType::LeadProposed
                    | EventType::LeadAccepted
                    | EventType::LeadRejected
                    | EventType::LeadMarkedDuplicate,
                ) => {}
                Some(EventType::ActorRegistered | EventType::ActorAmended | EventType::ActorsMerged) => {
                    let recorded = line.recorded()?;
                    let taken = overview.people.take(recorded.stamp.time, &recorded.event);
                    taken.map_err(|why| crate::domain::chronicle::FoldError { sequence, why })?;
                }
                Some(
                    EventType::DevelopmentCorrected
                    | EventType::DevelopmentRetracted
                    | EventType::DevelopmentMarkedDuplicate
                    | EventType::StatusChanged
                    | EventType::SourceCited
                    | EventType::ClaimRecorded
                    | EventType::LinkAsserted
                    | EventType::LinkWithdrawn
                    | EventType::CommitmentMade
                    | EventType::CommitmentAssessed,
                ) => overview.several.entry(line.envelope.subject.as_ref().into()).or_default().more += 1,
                // told as what it is, with its place
                None => drop(line.recorded()?),
            }
        }
        Ok(overview)
    }

    /// Gives every development once, as soon as its last event is read.
    pub(super) fn each(
        &self,
        overview: &mut Overview,
        progress: &mut dyn FnMut(u64),
        give: &mut dyn FnMut(Life) -> Result<(), ProjectionError>,
    ) -> Result<(), ProjectionError> {
        let mut reader = self.journal.read_from(None)?;
        while let Some(line) = reader.next_line()? {
            let position = line.position;
            if position.sequence.0 >= self.size || self.until.is_some_and(|until| line.envelope.time > until) {
                break;
            }
            if position.sequence.0.is_multiple_of(4_096) {
                progress(position.sequence.0);
            }
            if let Some(several) = overview.several.get_mut(line.envelope.subject.as_ref())
                && EventType::parse(&line.envelope.event_type).is_some_and(is_of_development)
            {
                several.positions.push(position);
                if several.positions.len() as u64 <= u64::from(several.more) {
                    continue;
                }
                let positions = std::mem::take(&mut several.positions);
                if let Some(life) = Life::read(self.journal, &positions, None)? {
                    give(life)?;
                }
            } else if line.envelope.event_type == EventType::DevelopmentRecorded.as_str() {
                let Recorded { stamp, event } = line.recorded()?;
                if let Event::DevelopmentRecorded(development) = event {
                    give(Life {
                        current: *development,
                        past: Vec::new(),
                        retracted: false,
                        duplicate: false,
                        sequence: stamp.sequence,
                        recorded: stamp.time,
                        last: stamp.time,
                        positions: vec![position],
                    })?;
                }
            }
        }
        Ok(())
    }
}

fn is_of_development(event_type: EventType) -> bool {
    match event_type {
        EventType::DevelopmentRecorded
        | EventType::DevelopmentCorrected
        | EventType::DevelopmentRetracted
        | EventType::DevelopmentMarkedDuplicate
        | EventType::StatusChanged
        | EventType::SourceCited
        | EventType::ClaimRecorded
        | EventType::LinkAsserted
        | EventType::LinkWithdrawn
        | EventType::CommitmentMade
        | EventType::CommitmentAssessed => true,
        EventType::ActorRegistered
        | EventType::ActorAmended
        | EventType::ActorsMerged
        | EventType::SearchLogged
        | EventType::LeadProposed
        | EventType::LeadAccepted
        | EventType::LeadRejected
        | EventType::LeadMarkedDuplicate => false,
    }
}
