//! The native format: developments, actors and assessments of commitments, told apart by their
//! fields, as the bundled data set has them.

use super::authoring::{AuthoredDevelopment, DERIVED_FIELDS};
use super::document::{Document, Item, TextPlace, without_place};
use crate::domain::actor::Actor;
use crate::domain::commitment::Assessment;
use crate::domain::field_path::FieldPath;
use crate::domain::nearest::nearest;
use serde_json::{Map, Value};

/// One record of the native format.
#[derive(Debug, Clone)]
pub enum NativeRecord {
    /// An actor to register.
    Actor(Box<Actor>),
    /// A development to record.
    Development(Box<AuthoredDevelopment>),
    /// A commitment to assess.
    Assessment(Box<Assessment>),
}

/// Why a record cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct RecordError {
    /// What is wrong, with the nearest valid word.
    pub message: String,
    /// What would help.
    pub hint: Option<String>,
    /// Where.
    pub place: TextPlace,
}

/// Reads one record: what has `commitment` and `state` is an assessment, what has `names` an actor,
/// anything else a development.
///
/// # Errors
/// [`RecordError`] with the place in the text.
pub fn record(document: &Document, item: &Item) -> Result<NativeRecord, RecordError> {
    let fields: Map<String, Value> = read(document, item)?;
    if fields.contains_key("commitment") && fields.contains_key("state") {
        read(document, item).map(|assessment| NativeRecord::Assessment(Box::new(assessment)))
    } else if fields.contains_key("names") {
        read(document, item).map(|actor| NativeRecord::Actor(Box::new(actor)))
    } else {
        read(document, item).map(|development| NativeRecord::Development(Box::new(development)))
    }
}

/// Reads one record that must be a development.
///
/// # Errors
/// [`RecordError`] with the place in the text.
pub fn development(document: &Document, item: &Item) -> Result<AuthoredDevelopment, RecordError> {
    read(document, item)
}

fn read<'a, T: serde::Deserialize<'a>>(document: &Document, item: &'a Item) -> Result<T, RecordError> {
    if !item.json.starts_with('{') {
        let message = "expected an object with the fields of one record".to_owned();
        let hint = Some("`annals append --edit` opens a template with every field".to_owned());
        return Err(RecordError { message, hint, place: document.place(item, &FieldPath::root()) });
    }
    serde_json::from_str(&item.json).map_err(|error| {
        let (message, hint) = explained(&without_place(&error));
        RecordError { message, hint, place: document.place_of_error(item, &error) }
    })
}

/// A serde message with the nearest field for an unknown one.
fn explained(message: &str) -> (String, Option<String>) {
    let Some(rest) = message.strip_prefix("unknown field `") else {
        let hint = if message.starts_with("missing field") {
            Some("`annals append --edit` opens a template with every field".to_owned())
        } else if message.starts_with("invalid type: integer") && message.ends_with("expected a string") {
            Some("text and dates stand in double quotes, years too: \"2024\"".to_owned())
        } else {
            None
        };
        return (message.to_owned(), hint);
    };
    let Some((field, expected)) = rest.split_once('`') else { return (message.to_owned(), None) };
    if DERIVED_FIELDS.contains(&field) {
        let hint = format!("`{field}` is worked out from the rest; leave it out");
        return (format!("`{field}` is not for authors to give"), Some(hint));
    }
    let known: Vec<&str> = expected.split('`').skip(1).step_by(2).collect();
    let near =
        nearest(field, known.iter().copied()).map_or_else(String::new, |word| format!(" (did you mean `{word}`?)"));
    (format!("unknown field `{field}`{near}; expected one of: {}", known.join(", ")), None)
}
