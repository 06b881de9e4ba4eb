//! The raw events (`log`): one row each, with a summary on one line.

use super::sentence::sentence;
use crate::domain::chronicle::Chronicle;
use crate::domain::stamp::{EventId, Instant, Recorded, Sequence};
use serde::Serialize;

/// Events in the order given.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Log {
    /// The events.
    pub rows: Vec<LogRow>,
}

/// One event.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LogRow {
    /// Its place in the journal.
    pub sequence: Sequence,
    /// Its id.
    pub id: EventId,
    /// When it was recorded, UTC.
    pub time: Instant,
    /// Who recorded it.
    pub recorder: String,
    /// Its type, as on disk.
    #[serde(rename = "type")]
    pub event_type: &'static str,
    /// What it is about: a development's key, an actor's id, the place searched.
    pub subject: String,
    /// What it did.
    pub summary: String,
}

/// Lists events; actors are named as they stand in the chronicle.
pub fn log<'a>(chronicle: &Chronicle, events: impl IntoIterator<Item = &'a Recorded>) -> Log {
    Log { rows: events.into_iter().map(|recorded| row(chronicle, recorded)).collect() }
}

fn row(chronicle: &Chronicle, recorded: &Recorded) -> LogRow {
    let told = sentence(chronicle, &recorded.event);
    let mut summary = told.deed;
    if !told.details.is_empty() {
        summary.push_str(&format!(": {}", told.details.join("; ")));
    }
    if let Some(reason) = told.reason {
        summary.push_str(&format!(". Reason: {reason}"));
    }
    LogRow {
        sequence: recorded.stamp.sequence,
        id: recorded.stamp.id,
        time: recorded.stamp.time,
        recorder: recorded.stamp.recorder.to_string(),
        event_type: recorded.event.event_type().as_str(),
        subject: recorded.event.subject(),
        summary,
    }
}
