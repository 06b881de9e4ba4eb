//! Reading single lines of the journal again by where they stand, and folding the few that make one
//! development or actor.

use super::error::{Failure, ProjectionError};
use crate::domain::actor::Actor;
use crate::domain::chronicle::Chronicle;
use crate::domain::development::Development;
use crate::domain::event::Event;
use crate::domain::slug::ActorId;
use crate::domain::stamp::Recorded;
use crate::journal::{LineReader, Position};

/// The lines of a journal.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lines<'a> {
    pub(super) reader: &'a LineReader<'a>,
}

impl Lines<'_> {
    /// The event at a position.
    ///
    /// # Errors
    /// [`Failure::Unfit`] where another or no event stands there, since then a view is wrong.
    pub(super) fn recorded(&self, position: Position) -> Result<Recorded, Failure> {
        self.reader.recorded_at(position).map_err(|error| Failure::Unfit(error.to_string()))
    }

    /// A development as its events make it.
    ///
    /// # Errors
    /// [`Failure`] where they cannot be read or do not fit together.
    pub(super) fn development_of(&self, events: &[Position]) -> Result<Development, Failure> {
        let mut chronicle = Chronicle::new();
        for position in events {
            chronicle.apply(self.recorded(*position)?).map_err(ProjectionError::from)?;
        }
        let state = chronicle.developments().first();
        state.map(|state| state.current.clone()).ok_or_else(|| Failure::Unfit("a development is lost".to_owned()))
    }

    /// The key of the development that the event at a position is on.
    ///
    /// # Errors
    /// [`Failure`] where it cannot be read.
    pub(super) fn key_at(&self, position: Position) -> Result<String, Failure> {
        let subject = self.reader.subject_at(position);
        subject.map_err(|error| Failure::Unfit(error.to_string()))
    }

    /// An actor as its events make it. Mergers do not change what an actor is.
    ///
    /// # Errors
    /// [`Failure`] where they cannot be read or do not fit together.
    pub(super) fn actor(&self, id: &ActorId, events: &[Position]) -> Result<Actor, Failure> {
        let mut chronicle = Chronicle::new();
        for position in events {
            let recorded = self.recorded(*position)?;
            if !matches!(recorded.event, Event::ActorsMerged(_)) {
                chronicle.apply(recorded).map_err(ProjectionError::from)?;
            }
        }
        let state = chronicle.actor(id.as_str());
        state.map(|state| state.current.clone()).ok_or_else(|| Failure::Unfit(format!("`{id}` is lost")))
    }
}
