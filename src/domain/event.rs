//! Stand-in for the closed set of events.

use serde::{Deserialize, Serialize};

/// The kind of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EventType {
    /// A development was recorded.
    DevelopmentRecorded,
    /// A development was corrected.
    DevelopmentCorrected,
}

impl EventType {
    /// Every type.
    pub const ALL: &[EventType] = &[
        EventType::DevelopmentRecorded,
        EventType::DevelopmentCorrected,
    ];

    /// The name on disk.
    pub fn as_str(self) -> &'static str {
        match self {
            EventType::DevelopmentRecorded => "development.recorded",
            EventType::DevelopmentCorrected => "development.corrected",
        }
    }

    /// The type of a name on disk.
    pub fn parse(name: &str) -> Option<EventType> {
        EventType::ALL
            .iter()
            .copied()
            .find(|event_type| event_type.as_str() == name)
    }

    /// The current schema number.
    pub fn schema(self) -> u32 {
        match self {
            EventType::DevelopmentRecorded | EventType::DevelopmentCorrected => 1,
        }
    }
}

/// An act of recording.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// A development was recorded.
    DevelopmentRecorded(DevelopmentRecorded),
    /// A development was corrected.
    DevelopmentCorrected(DevelopmentCorrected),
}

/// A development was recorded.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DevelopmentRecorded {
    /// The key.
    pub key: String,
    /// The title.
    pub title: String,
    /// The summary.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
}

/// A development was corrected.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DevelopmentCorrected {
    /// The key.
    pub key: String,
    /// Why.
    pub reason: String,
}

impl Event {
    /// The type.
    pub fn event_type(&self) -> EventType {
        match self {
            Event::DevelopmentRecorded(_) => EventType::DevelopmentRecorded,
            Event::DevelopmentCorrected(_) => EventType::DevelopmentCorrected,
        }
    }

    /// What the event is about.
    pub fn subject(&self) -> String {
        match self {
            Event::DevelopmentRecorded(event) => event.key.clone(),
            Event::DevelopmentCorrected(event) => event.key.clone(),
        }
    }

    /// The JSON object of `data`.
    ///
    /// # Errors
    /// When the payload cannot be written as JSON.
    pub fn to_data(&self) -> Result<String, serde_json::Error> {
        match self {
            Event::DevelopmentRecorded(event) => serde_json::to_string(event),
            Event::DevelopmentCorrected(event) => serde_json::to_string(event),
        }
    }

    /// The event of a JSON object.
    ///
    /// # Errors
    /// When a field is unknown, missing or of the wrong form.
    pub fn from_data(event_type: EventType, json: &str) -> Result<Event, serde_json::Error> {
        match event_type {
            EventType::DevelopmentRecorded => {
                serde_json::from_str(json).map(Event::DevelopmentRecorded)
            }
            EventType::DevelopmentCorrected => {
                serde_json::from_str(json).map(Event::DevelopmentCorrected)
            }
        }
    }
}
