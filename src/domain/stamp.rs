//! Stand-in for what the journal adds to an event.

use std::fmt;

use chrono::{DateTime, SecondsFormat};

use super::event::Event;

/// The place in the journal's order, from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sequence(pub u64);

impl fmt::Display for Sequence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The id of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EventId(pub uuid::Uuid);

impl fmt::Display for EventId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.hyphenated().fmt(f)
    }
}

/// An instant, UTC, in microseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(i64);

impl Instant {
    /// From microseconds since 1970.
    pub fn from_micros(micros: i64) -> Instant {
        Instant(micros)
    }

    /// Microseconds since 1970.
    pub fn micros(self) -> i64 {
        self.0
    }

    /// From RFC 3339.
    ///
    /// # Errors
    /// When the text is not an instant.
    pub fn parse(text: &str) -> Result<Instant, StampError> {
        DateTime::parse_from_rfc3339(text)
            .map(|time| Instant(time.timestamp_micros()))
            .map_err(|error| StampError(format!("`{text}` is not an instant: {error}")))
    }
}

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let time = DateTime::from_timestamp_micros(self.0).unwrap_or_default();
        f.write_str(&time.to_rfc3339_opts(SecondsFormat::Micros, true))
    }
}

/// Who recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorder(String);

impl Recorder {
    /// A checked name.
    ///
    /// # Errors
    /// When empty, over 200 characters, or with control characters.
    pub fn new(name: &str) -> Result<Recorder, StampError> {
        let length = name.chars().count();
        if length == 0 || length > 200 || name.chars().any(char::is_control) {
            return Err(StampError(format!("`{name}` cannot name a recorder")));
        }
        Ok(Recorder(name.to_owned()))
    }
}

impl fmt::Display for Recorder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What a stamp refuses.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct StampError(String);

/// Several events of one command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Batch {
    /// The id of the batch.
    pub id: uuid::Uuid,
    /// How many events.
    pub len: u32,
    /// The place in the batch, from 0.
    pub pos: u32,
}

/// What the journal adds.
#[derive(Debug, Clone, PartialEq)]
pub struct Stamp {
    /// The place in the journal.
    pub sequence: Sequence,
    /// The id.
    pub id: EventId,
    /// When recorded.
    pub time: Instant,
    /// By whom.
    pub recorder: Recorder,
    /// With which others.
    pub batch: Option<Batch>,
    /// The event that caused this one.
    pub caused_by: Option<EventId>,
}

/// An event as it stands in the journal.
#[derive(Debug, Clone, PartialEq)]
pub struct Recorded {
    /// What the journal added.
    pub stamp: Stamp,
    /// What was recorded.
    pub event: Event,
}
