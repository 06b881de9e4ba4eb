//! An input text with its name, read as JSON, JSON lines or TOML, and where in it a field stands, so
//! that a refusal can say file, line and column. What the fields mean is left to `authoring.rs`.

use super::json_walk;
use super::syntax_words;
use crate::domain::field_path::{FieldPath, Segment};
use serde_json::Value;
use serde_json::value::RawValue;
use toml::Spanned;
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
        let failed = |error: &serde_json::Error| {
            let place = offset_of(text, error.line(), error.column());
            // what ends too early is missing behind the last thing written
            let offset = if error.is_eof() { text.trim_end().len().saturating_sub(1) } else { place };
            SyntaxError { message: syntax_words::json(&without_place(error)), offset }
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
            message: syntax_words::toml(error.message()),
            offset: error.span().map_or(0, |span| span.start),
        };
        let table: toml::Table = toml::from_str(&self.text).map_err(failed)?;
        let mut items = Vec::new();
        for name in TOML_LISTS {
            let Some(toml::Value::Array(list)) = table.get(name) else { continue };
            for (at, record) in list.iter().enumerate() {
                let within = FieldPath::root().field(name).index(at);
                let start = self.toml_offset(&within).map_or(0, |found| found.0);
                items.push(Item { start, json: plain(record).to_string(), within });
            }
        }
        if items.is_empty() && !table.is_empty() {
            let json = plain(&toml::Value::Table(table)).to_string();
            items.push(Item { start: self.toml_start(), json, within: FieldPath::root() });
        }
        items.sort_by_key(|item| item.start);
        Ok(items)
    }

    /// Where a field of a record stands; where the field is absent, the innermost part of the way to
    /// it that is there.
    pub fn place(&self, item: &Item, path: &FieldPath) -> TextPlace {
        let (start, end) = match self.syntax {
            Syntax::Json => json_walk::span(&self.text, item.start, path.segments()),
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

    /// The place of what an error inside a record is about: a field's value, a field's name where that
    /// is what is wrong, else the head of the record.
    pub fn place_of_error(&self, item: &Item, error: &serde_json::Error) -> TextPlace {
        let offset = offset_of(&item.json, error.line(), error.column());
        let found = json_walk::path_at(&item.json, 0, offset);
        let (start, end) = match (self.syntax, found.is_name) {
            (Syntax::Json, true) => json_walk::name_span(&self.text, item.start, found.path.segments()),
            (Syntax::Json, false) => json_walk::span(&self.text, item.start, found.path.segments()),
            (Syntax::Toml, is_name) => {
                let mut way = item.within.segments().to_vec();
                way.extend(found.path.segments().iter().cloned());
                if is_name { self.toml_name_span(&way) } else { self.toml_span(&way) }
            }
        };
        let opens = |c: char| matches!(c, '{' | '[');
        // of an object only its head is meant: what is missing has no place of its own
        let is_whole =
            self.syntax == Syntax::Json && self.text.get(start..).is_some_and(|text| text.starts_with(opens));
        self.place_at(start, if is_whole { start + 1 } else { end })
    }

    /// Where the first line that is no comment starts.
    fn toml_start(&self) -> usize {
        let is_note = |line: &&str| line.trim().is_empty() || line.trim_start().starts_with('#');
        self.text.split_inclusive('\n').take_while(is_note).map(str::len).sum()
    }

    fn toml_offset(&self, path: &FieldPath) -> Option<(usize, usize)> {
        let table = DeTable::parse(&self.text).ok()?;
        let head = self.toml_start();
        let mut span = head..head + 1;
        let mut here: Option<&DeValue<'_>> = None;
        for step in path.segments() {
            let Some(found) = toml_step(&table, here, step) else { break };
            span = found.1.span();
            here = Some(found.1.get_ref());
        }
        Some((span.start, span.end))
    }

    /// Where the name of a field stands.
    fn toml_name_span(&self, way: &[Segment]) -> (usize, usize) {
        let name = || {
            let table = DeTable::parse(&self.text).ok()?;
            let mut here: Option<&DeValue<'_>> = None;
            let mut span = None;
            for step in way {
                let (name, value) = toml_step(&table, here, step)?;
                span = name;
                here = Some(value.get_ref());
            }
            span.map(|span| (span.start, span.end))
        };
        name().unwrap_or_else(|| self.toml_span(way))
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

/// One step into a TOML text: the place of the name, where there is one, and the value.
fn toml_step<'t, 'd>(
    table: &'t Spanned<DeTable<'d>>,
    here: Option<&'t DeValue<'d>>,
    step: &Segment,
) -> Option<(Option<std::ops::Range<usize>>, &'t Spanned<DeValue<'d>>)> {
    let inside = match here {
        None => Some(table.get_ref()),
        Some(DeValue::Table(inner)) => Some(inner),
        Some(_) => None,
    };
    match (step, inside, here) {
        (Segment::Name(name), Some(inside), _) => {
            inside.get_key_value(name.as_ref()).map(|(name, value)| (Some(name.span()), value))
        }
        (Segment::Index(at), _, Some(DeValue::Array(list))) => list.get(*at).map(|value| (None, value)),
        _ => None,
    }
}

/// A TOML value as JSON. A date without quotes is the same date with them.
fn plain(value: &toml::Value) -> Value {
    match value {
        toml::Value::String(text) => Value::from(text.as_str()),
        toml::Value::Integer(number) => Value::from(*number),
        toml::Value::Float(number) => Value::from(*number),
        toml::Value::Boolean(truth) => Value::from(*truth),
        toml::Value::Datetime(date) => Value::from(date.to_string()),
        toml::Value::Array(list) => Value::from(list.iter().map(plain).collect::<Vec<Value>>()),
        toml::Value::Table(table) => table.iter().map(|(name, value)| (name.clone(), plain(value))).collect(),
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
