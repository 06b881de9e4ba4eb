//! Upcasters: the data of an older schema read as that of the current one.
//!
//! Lines are never rewritten. When the schema of an event type changes, its number in the domain goes
//! up, and a step from the number before is added here; the golden journals of every schema ever
//! written are then read through it by a test.

use std::borrow::Cow;

use crate::domain::event::EventType;

use super::fault::Fault;

/// The data of this schema number as data of the type's current schema.
///
/// # Errors
/// [`Fault::UnknownSchema`] when the number is 0 or above the current one.
pub fn upcast(event_type: EventType, schema: u32, data: &str) -> Result<Cow<'_, str>, Fault> {
    if schema == event_type.schema() {
        return Ok(Cow::Borrowed(data));
    }
    // Every type is at schema 1, so no step exists yet and every other number is unknown.
    Err(Fault::UnknownSchema { event_type, schema })
}
