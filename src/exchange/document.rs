//! An input text with its name, read as JSON, JSON lines or TOML, and where in it a field stands, so
//! that a refusal can say file, line and column. What the fields mean is left to `authoring.rs`.

use crate::domain::field_path::{FieldPath, Segment};
use serde_json::value::RawValue;
use toml::de::{DeTable, DeValue};

/// How an input text is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Syntax {
    /// One object, an array of objects, or objects one after another (JSON lines).
    Json,
    /// One table, or several as `[[development]]`, `[[actor]]`, `[[assessment]]`.
    Toml,
}

/// An input text.
#[derive(Debug, Clone)]
pub struct Document {
    /// Its name in messages: a path, or `standard input`.
    pub name: String,
    /// The text.
    pub text: String,
    /// How it is written.
    pub syntax: Syntax,
}

/// One record of an input text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Where it starts, in bytes.
    pub start: usize,
    /// The record as JSON; for TOML turned into it.
    pub json: String,
    /// The way to it from the root of a TOML text; empty in JSON.
    pub within: FieldPath,
}

/// A place in an input text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextPlace {
    /// From 1.
    pub line: usize,
    /// From 1, in characters.
    pub column: usize,
    /// The line itself.
    pub excerpt: String,
    /// How many characters of it are meant; at least 1.
    pub length: usize,
}

/// Why an input text cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct SyntaxError {
    /// What is wrong.
    pub message: String,
    /// Where, in bytes.
    pub offset: usize,
}

/// The names that tables of a TOML text may have when it holds several records.
const TOML_LISTS: [&str; 3] = ["development", "actor", "assessment"];

impl Document {
    /// The syntax that a file name's ending stands for; of a nameless text the first character tells.
    pub fn syntax_of(name: &str, text: &str) -> Syntax {
        let ending = name.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
        match (ending.as_str(), text.trim_start().chars().next()) {
            ("toml", _) => Syntax::Toml,
            ("json" | "jsonl" | "ndjson", _) | (_, Some('{' | '[') | None) => {
                // a TOML text may start with `[[development]]`
                if text.trim_start().starts_with("[[")
                    && TOML_LISTS.iter().any(|name| text.contains(&format!("[[{name}]]")))
                {
                    Syntax::Toml
                } else {
                    Syntax::Json
                }
            }
            _ => Syntax::Toml,
        }
    }

    /// The records in the text, in order.
    ///
    /// # Errors
    /// [`SyntaxError`] where the text is not what its syntax says.
    pub fn items(&self) -> Result<Vec<Item>, SyntaxError> {
        match self.syntax {
            Syntax::Json => self.json_items(),
            Syntax::Toml => self.toml_items(),
        }
    }

    fn json_items(&self) -> Result<Vec<Item>, SyntaxError> {
        let text = self.text.as_str();
        let item = |raw: &RawValue| Item {
            start: (raw.get().as_ptr() as usize).saturating_sub(text.as_ptr() as usize),
            json: raw.get().to_owned(),
            within: FieldPath::root(),
        };
        let failed = |error: &serde_json::Error| SyntaxError {
            message: without_place(error),
            offset: offset_of(text, error.line(), error.column()),
        };
        if text.trim_start().starts_with('[') {
            let list: Vec<&RawValue> = serde_json::from_str(text).map_err(|error| failed(&error))?;
            return Ok(list.into_iter().map(item).collect());
        }
        let mut items = Vec::new();
        for raw in serde_json::Deserializer::from_str(text).into_iter::<&RawValue>() {
            items.push(item(raw.map_err(|error| failed(&error))?));
        }
        Ok(items)
    }

    fn toml_items(&self) -> Result<Vec<Item>, SyntaxError> {
        let failed = |error: toml::de::Error| SyntaxError {
            message: error.message().to_owned(),
            offset: error.span().map_or(0, |span| span.start),
        };
        let table: toml::Table = toml::from_str(&self.text).map_err(failed)?;
        let json = |value: &dyn erased::Json| value.json();
        let mut items = Vec::new();
        for name in TOML_LISTS {
            let Some(toml::Value::Array(list)) = table.get(name) else { continue };
            for (at, record) in list.iter().enumerate() {
                let within = FieldPath::root().field(name).index(at);
                let start = self.toml_offset(&within).map_or(0, |found| found.0);
                items.push(Item { start, json: json(record)?, within });
            }
        }
        if items.is_empty() && !table.is_empty() {
            items.push(Item { start: 0, json: json(&table)?, within: FieldPath::root() });
        }
        items.sort_by_key(|item| item.start);
        Ok(items)
    }

    /// Where a field of a record stands; where the field is absent, the innermost part of the way to
    /// it that is there.
    pub fn place(&self, item: &Item, path: &FieldPath) -> TextPlace {
        let (start, end) = match self.syntax {
            Syntax::Json => json_span(&self.text, item.start, path.segments()),
            Syntax::Toml => {
                let mut way = item.within.segments().to_vec();
                way.extend(path.segments().iter().cloned());
                self.toml_span(&way)
            }
        };
        self.place_at(start, end)
    }

    /// The place of a byte range.
    pub fn place_at(&self, start: usize, end: usize) -> TextPlace {
        let start = floor_boundary(&self.text, start);
        let before = self.text.get(..start).unwrap_or_default();
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let excerpt = self.text.get(line_start..).unwrap_or_default().lines().next().unwrap_or_default();
        let column = before.get(line_start..).unwrap_or_default().chars().count() + 1;
        let within_line = end.min(line_start + excerpt.len());
        let length = self.text.get(start..within_line).map_or(1, |part| part.chars().count()).max(1);
        TextPlace { line: before.matches('\n').count() + 1, column, excerpt: excerpt.to_owned(), length }
    }

    /// The byte offset of a place that a JSON error inside a record names.
    pub fn offset_in_item(&self, item: &Item, error: &serde_json::Error) -> usize {
        match self.syntax {
            Syntax::Json => item.start + offset_of(&item.json, error.line(), error.column()),
            Syntax::Toml => item.start,
        }
    }

    fn toml_offset(&self, path: &FieldPath) -> Option<(usize, usize)> {
        let table = DeTable::parse(&self.text).ok()?;
        let mut span = table.span();
        let mut here: Option<&DeValue<'_>> = None;
        for step in path.segments() {
            let next = match (step, here) {
                (Segment::Name(name), None) => table.get_ref().get(name.as_ref()),
                (Segment::Name(name), Some(DeValue::Table(inner))) => inner.get(name.as_ref()),
                (Segment::Index(at), Some(DeValue::Array(list))) => list.get(*at),
                _ => None,
            };
            let Some(found) = next else { break };
            span = found.span();
            here = Some(found.get_ref());
        }
        Some((span.start, span.end))
    }

    fn toml_span(&self, way: &[Segment]) -> (usize, usize) {
        let mut path = FieldPath::root();
        for step in way {
            path = match step {
                Segment::Name(name) => path.field(name),
                Segment::Index(at) => path.index(*at),
            };
        }
        self.toml_offset(&path).unwrap_or((0, 0))
    }
}

mod erased {
    //! Turning a TOML value of either shape into JSON text.

    use super::SyntaxError;

    pub(super) trait Json {
        fn json(&self) -> Result<String, SyntaxError>;
    }

    impl<T: serde::Serialize> Json for T {
        fn json(&self) -> Result<String, SyntaxError> {
            serde_json::to_string(self).map_err(|error| SyntaxError { message: error.to_string(), offset: 0 })
        }
    }
}

/// The message of a JSON error without the place, which is shown apart.
pub fn without_place(error: &serde_json::Error) -> String {
    let whole = error.to_string();
    let place = format!(" at line {} column {}", error.line(), error.column());
    whole.strip_suffix(&place).unwrap_or(&whole).to_owned()
}

fn offset_of(text: &str, line: usize, column: usize) -> usize {
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    (start + column.saturating_sub(1)).min(text.len())
}

fn floor_boundary(text: &str, mut at: usize) -> usize {
    at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// The byte range of the value at a path inside the JSON value that starts at `start`.
fn json_span(text: &str, start: usize, path: &[Segment]) -> (usize, usize) {
    let bytes = text.as_bytes();
    let mut at = skip_blanks(bytes, start);
    for step in path {
        let found = match step {
            Segment::Name(name) => member(text, at, name),
            Segment::Index(index) => element(bytes, at, *index),
        };
        match found {
            Some(inner) => at = inner,
            None => return (at, (at + 1).min(bytes.len())),
        }
    }
    (at, skip_value(bytes, at))
}

fn member(text: &str, object: usize, name: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    if bytes.get(object) != Some(&b'{') {
        return None;
    }
    let mut at = skip_blanks(bytes, object + 1);
    while bytes.get(at) == Some(&b'"') {
        let end = skip_value(bytes, at);
        let key: Option<String> = text.get(at..end).and_then(|raw| serde_json::from_str(raw).ok());
        let value = skip_blanks(bytes, skip_blanks(bytes, end) + 1);
        if key.as_deref() == Some(name) {
            return Some(value);
        }
        at = skip_blanks(bytes, skip_value(bytes, value));
        if bytes.get(at) != Some(&b',') {
            return None;
        }
        at = skip_blanks(bytes, at + 1);
    }
    None
}

fn element(bytes: &[u8], array: usize, index: usize) -> Option<usize> {
    if bytes.get(array) != Some(&b'[') {
        return None;
    }
    let mut at = skip_blanks(bytes, array + 1);
    for _ in 0..index {
        at = skip_blanks(bytes, skip_value(bytes, at));
        if bytes.get(at) != Some(&b',') {
            return None;
        }
        at = skip_blanks(bytes, at + 1);
    }
    (bytes.get(at) != Some(&b']')).then_some(at)
}

fn skip_blanks(bytes: &[u8], mut at: usize) -> usize {
    while bytes.get(at).is_some_and(u8::is_ascii_whitespace) {
        at += 1;
    }
    at
}

fn skip_value(bytes: &[u8], start: usize) -> usize {
    let mut at = start;
    let mut depth = 0_usize;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => {
                at += 1;
                while let Some(inner) = bytes.get(at) {
                    match inner {
                        b'\\' => at += 1,
                        b'"' => break,
                        _ => {}
                    }
                    at += 1;
                }
            }
            b'{' | b'[' => depth += 1,
            b'}' | b']' if depth == 0 => return at,
            b'}' | b']' => depth -= 1,
            b',' | b':' if depth == 0 => return at,
            byte if byte.is_ascii_whitespace() && depth == 0 => return at,
            _ => {}
        }
        at += 1;
        let closed = matches!(byte, b'"' | b'}' | b']');
        if depth == 0 && closed {
            return at;
        }
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(text: &str, name: &str, path: &str) -> (usize, usize, usize) {
        let document = Document { name: name.into(), text: text.into(), syntax: Document::syntax_of(name, text) };
        let items = document.items().unwrap();
        let place = document.place(items.last().unwrap(), &FieldPath::parse(path).unwrap());
        (place.line, place.column, place.length)
    }

    #[test]
    fn a_field_is_found_by_line_and_column_in_every_syntax() {
        let json =
            "[{\"title\": \"a\"},\n {\"title\": \"对话, b\", \"parties\": [{\"actor\": \"x\"}, {\"actor\": \"yy\"}]}]";
        assert_eq!(place(json, "a.json", "parties.1.actor"), (2, 59, 4));
        let lines = "{\"a\": 1}\n{\"a\": {\"b\": [1, 22]}}\n";
        assert_eq!(place(lines, "a.jsonl", "a.b.1"), (2, 17, 2));
        let toml = "[[development]]\ntitle = \"a\"\n[[development]]\ntitle = \"b\"\nparties = [{ actor = \"zz\" }]\n";
        assert_eq!(place(toml, "a.toml", "parties.0.actor"), (5, 22, 4));
        assert_eq!(place("title = \"a\"\n[legal]\ncitation = \"x\"\n", "a.toml", "legal.citation"), (3, 12, 3));
    }

    #[test]
    fn what_is_broken_is_placed_where_it_breaks() {
        let text = "{\"a\": 1}\n{\"a\": }\n";
        let document = Document { name: "x.jsonl".into(), text: text.into(), syntax: Syntax::Json };
        let error = document.items().unwrap_err();
        assert_eq!(document.place_at(error.offset, error.offset).line, 2);
    }
}
