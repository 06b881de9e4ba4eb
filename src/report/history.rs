//! The life of a development (`show --history`): every event that made it, in words.

use super::sentence::sentence;
use crate::domain::chronicle::Chronicle;
use crate::domain::slug::Key;
use crate::domain::stamp::{EventId, Instant, Recorded, Sequence};
use serde::Serialize;

/// The life of a development.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct History {
    /// The development.
    pub key: Key,
    /// Its title as it stands.
    pub title: String,
    /// The events, in journal order.
    pub steps: Vec<Step>,
}

/// One event of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Step {
    /// The event's place in the journal.
    pub sequence: Sequence,
    /// The event's id.
    pub id: EventId,
    /// When it was recorded, UTC.
    pub at: Instant,
    /// Who recorded it.
    pub by: String,
    /// The type of the event, as on disk: `development.corrected`.
    #[serde(rename = "type")]
    pub event_type: &'static str,
    /// The development's revision after it; `null` for an event that is about something else.
    pub revision: Option<u32>,
    /// What was done.
    pub deed: String,
    /// The single changes, where there are several.
    pub details: Vec<String>,
    /// Why.
    pub reason: Option<String>,
    /// The document given with it.
    pub source: Option<String>,
}

/// Tells the life of a development from its events, given in journal order and from the first on.
pub fn history(chronicle: &Chronicle, key: &Key, events: &[Recorded]) -> History {
    let mut revision = 0;
    let steps = events.iter().map(|recorded| {
        let own = recorded.event.development() == Some(key);
        revision += u32::from(own);
        let told = sentence(chronicle, &recorded.event);
        Step {
            sequence: recorded.stamp.sequence,
            id: recorded.stamp.id,
            at: recorded.stamp.time,
            by: recorded.stamp.recorder.to_string(),
            event_type: recorded.event.event_type().as_str(),
            revision: own.then_some(revision),
            deed: told.deed,
            details: told.details,
            reason: told.reason,
            source: told.source,
        }
    });
    let steps = steps.collect();
    let title = chronicle.development(key.as_str()).map(|state| state.current.title.clone()).unwrap_or_default();
    History { key: key.clone(), title, steps }
}
