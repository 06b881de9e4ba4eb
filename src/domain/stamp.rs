//! What the journal knows of an event besides its content: sequence, id, time, recorder, batch. How
//! a stamp is written on disk is left to `journal/envelope.rs`.

use super::event::Event;
use chrono::{DateTime, SecondsFormat, Utc};
use std::fmt;
use uuid::Uuid;

/// The place of an event in the journal: dense from 0 over all segments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
pub struct Sequence(pub u64);

/// The permanent id of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
pub struct EventId(pub Uuid);

/// An instant in UTC with microseconds, as the program's clock gave it; never a date of the world.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Instant(i64);

/// Who recorded an event: a name of 1 to 200 characters without control characters.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Recorder(Box<str>);

/// Where an event stands in the batch that one command appended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Batch {
    /// Shared by all events of the batch.
    pub id: Uuid,
    /// How many events the batch has; at least two.
    pub len: u32,
    /// From 0.
    pub pos: u32,
}

/// What surrounds an event in the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp {
    /// The event's place in the journal.
    pub sequence: Sequence,
    /// The event's id.
    pub id: EventId,
    /// When it was recorded.
    pub time: Instant,
    /// Who recorded it.
    pub recorder: Recorder,
    /// The batch it came in, if it did not come alone.
    pub batch: Option<Batch>,
    /// The event that caused it, if one did.
    pub caused_by: Option<EventId>,
}

/// An event as it stands in the journal.
#[derive(Debug, Clone, PartialEq)]
pub struct Recorded {
    /// Its place, time, recorder.
    pub stamp: Stamp,
    /// Its content.
    pub event: Event,
}

/// An event that is yet to be appended.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    /// The id it will have.
    pub id: EventId,
    /// Its content.
    pub event: Event,
    /// The event that caused it, if one did.
    pub caused_by: Option<EventId>,
}

/// Why a text is no stamp value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StampError {
    /// Not an instant.
    #[error("`{0}` is no instant: expected RFC 3339 in UTC, such as 2026-11-24T15:06:51.123456Z")]
    Instant(String),
    /// Not a recorder.
    #[error("`{0}` cannot name a recorder: expected 1 to 200 characters without control characters")]
    Recorder(String),
}

impl Instant {
    /// From microseconds since 1970-01-01T00:00:00Z.
    pub fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// Microseconds since 1970-01-01T00:00:00Z.
    pub fn micros(self) -> i64 {
        self.0
    }

    /// Reads RFC 3339; any offset is turned to UTC.
    ///
    /// # Errors
    /// [`StampError::Instant`] where the text is none.
    pub fn parse(text: &str) -> Result<Self, StampError> {
        DateTime::parse_from_rfc3339(text)
            .map(|time| Self(time.timestamp_micros()))
            .map_err(|_| StampError::Instant(text.to_owned()))
    }

    /// The UTC calendar day, as `2026-11-24`.
    pub fn day(self) -> String {
        self.to_string().split('T').next().unwrap_or_default().to_owned()
    }
}

impl Recorder {
    /// Reads a recorder's name; blanks around it are dropped.
    ///
    /// # Errors
    /// [`StampError::Recorder`] where it is empty, too long or holds control characters.
    pub fn new(text: &str) -> Result<Self, StampError> {
        let name = text.trim();
        let length = name.chars().count();
        if (1..=200).contains(&length) && !name.chars().any(char::is_control) {
            Ok(Self(name.into()))
        } else {
            Err(StampError::Recorder(text.to_owned()))
        }
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Sequence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for EventId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.hyphenated().fmt(f)
    }
}

impl fmt::Display for Recorder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match DateTime::<Utc>::from_timestamp_micros(self.0) {
            Some(time) => f.pad(&time.to_rfc3339_opts(SecondsFormat::Micros, true)),
            None => write!(f, "{} µs", self.0),
        }
    }
}

impl fmt::Debug for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl serde::Serialize for Instant {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
