//! JSON: one document, or one object a line. The shape is that of the plain answers and is a stable
//! interface; control characters are escaped by the format itself.

use super::RenderError;
use serde::Serialize;

/// One JSON document, indented, with a line break at its end.
///
/// # Errors
/// Only where a value has no JSON form, which none of ours lacks.
pub fn document<T: Serialize + ?Sized>(value: &T) -> Result<String, RenderError> {
    let mut text = serde_json::to_string_pretty(value)?;
    text.push('\n');
    Ok(text)
}

/// One JSON object a line.
///
/// # Errors
/// Only where a value has no JSON form, which none of ours lacks.
pub fn lines<'a, T: Serialize + 'a>(values: impl IntoIterator<Item = &'a T>) -> Result<String, RenderError> {
    let mut text = String::new();
    for value in values {
        text.push_str(&serde_json::to_string(value)?);
        text.push('\n');
    }
    Ok(text)
}
