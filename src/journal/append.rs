//! What goes into an append and what comes out of it.

use std::fmt;

use uuid::Uuid;

use crate::domain::stamp::{Instant, Recorded, Recorder};

use super::error::JournalError;
use super::line::Position;

/// What is the same for all events of one append.
#[derive(Debug, Clone)]
pub struct AppendContext {
    /// The time now.
    pub now: Instant,
    /// Who records.
    pub recorder: Recorder,
    /// The id of the batch, where more than one event is appended.
    pub batch_id: Uuid,
}

/// When the checkpoint is replaced, which tells readers that no line below it is missing. Events are
/// durable when they are acknowledged either way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Coverage {
    /// After every append, before it is acknowledged.
    #[default]
    EachAppend,
    /// Once the appender is dropped, or [`super::Appender::cover`] is called: for a run of many appends.
    /// Where the process dies before, the next appender finds the lines beyond the checkpoint by reading on.
    EachRun,
}

/// An event that is durably recorded.
#[derive(Debug, Clone)]
pub struct Appended {
    /// Where it stands.
    pub position: Position,
    /// The event as recorded.
    pub recorded: Recorded,
    /// Whether it had been recorded before, so that nothing was appended for it.
    pub already: bool,
}

/// What an append did.
#[derive(Debug)]
pub struct Acknowledged {
    /// The events, one for each draft, in their order. They are durable.
    pub events: Vec<Appended>,
    /// What to tell besides.
    pub warnings: Vec<Warning>,
}

/// Something to tell about an append that succeeded.
#[derive(Debug)]
pub enum Warning {
    /// The clock stood behind the last line; its time was taken instead, so that times never decrease.
    ClockBehind {
        /// The time given.
        now: Instant,
        /// The time recorded.
        recorded: Instant,
    },
    /// The events are durable, but the checkpoint could not be replaced; the next append does it.
    CheckpointBehind(JournalError),
    /// The tree's edge could not be kept; the next append hashes the whole journal.
    FrontierLost(JournalError),
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Warning::ClockBehind { now, recorded } => {
                write!(f, "the clock says {now}, before the last event; {recorded} was recorded instead; set the clock")
            }
            Warning::CheckpointBehind(error) => {
                write!(f, "recorded, but the checkpoint was not replaced: {error}; the next append does it")
            }
            Warning::FrontierLost(error) => {
                write!(f, "recorded, but the next append will be slow: {error}")
            }
        }
    }
}
