//! Documents of the Federal Register: records of the official API (`document_number`, `publication_date`,
//! `html_url`, …) and of collections made from it (`item_id`, `original_published`, `url`, …), as JSON
//! lines, an array, or the API's pages (`{"count": …, "results": […]}`). Source of the API's fields: the
//! documentation of federalregister.gov/api/v1. A long array is read element by element.

use super::feed::{Cut, FeedRow, Lines, MAX_ROW, Sink, broken, is_url, one_line};
use crate::domain::edtf::Edtf;
use crate::domain::lead::{Lead, LeadParty};
use crate::domain::side::Side;
use crate::domain::vocabulary::Feed;
use serde::de::{DeserializeSeed, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;
use serde_json::{Map, Value};
use std::cell::Cell;
use std::io::{self, BufRead, Read};

/// How much of a text is looked at to tell how it is laid out.
const LOOK: u64 = 1 << 16;

/// Reads records until the end of the text.
///
/// # Errors
/// Those of the sink alone: what cannot be read is a row refused.
pub fn read<E>(input: &mut dyn BufRead, sink: Sink<'_, E>) -> Result<(), E> {
    let mut begun = Vec::new();
    if let Err(error) = (&mut *input).take(LOOK).read_to_end(&mut begun) {
        return sink(FeedRow::refused(1, broken(&error), ""));
    }
    if begun.starts_with(b"\xef\xbb\xbf") {
        begun.drain(..3);
    }
    let is_lined = is_lined(&begun);
    let mut text = begun.as_slice().chain(input);
    if !is_lined {
        return document(&mut text, sink);
    }
    let mut lines = Lines::new(&mut text);
    while let Some((number, cut)) = lines.cut() {
        match cut {
            Cut::Line(text) if text.trim().is_empty() => {}
            Cut::Line(text) => of_line(number, &text).into_iter().try_for_each(&mut *sink)?,
            Cut::Refused(why, text) => sink(FeedRow::refused(number, why, &text))?,
            Cut::Broken(why) => return sink(FeedRow::refused(number, why, "")),
        }
    }
    Ok(())
}

/// True for a text of one record a line: it is no array, its first line is over soon, and holds more
/// than the brace with which a record over several lines begins.
fn is_lined(begun: &[u8]) -> bool {
    let text = begun.trim_ascii_start();
    let end = text.iter().position(|byte| *byte == b'\n');
    let is_whole = (begun.len() as u64) < LOOK;
    match (end, text.first()) {
        (_, Some(b'[')) => false,
        (Some(end), _) => text.get(..end).unwrap_or_default().trim_ascii() != b"{",
        (None, _) => is_whole,
    }
}

/// The rows of a line that is whole: a record, an array of them, or a page of the API.
fn of_line(number: u64, text: &str) -> Vec<FeedRow> {
    let whole: Value = match serde_json::from_str(text) {
        Ok(whole) => whole,
        Err(error) => {
            return vec![FeedRow::refused(
                number,
                format!("not JSON: {} at column {}", bare(&error), error.column()),
                text,
            )];
        }
    };
    let one = |record: &Value| FeedRow::of(number, lead(record), &record.to_string());
    match &whole {
        Value::Array(records) => records.iter().map(one).collect(),
        Value::Object(fields) => match fields.get("results") {
            Some(Value::Array(records)) => records.iter().map(one).collect(),
            Some(_) | None => vec![one(&whole)],
        },
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            vec![FeedRow::refused(number, "expected an object with the fields of one document", text)]
        }
    }
}

/// The message without its place.
fn bare(error: &serde_json::Error) -> String {
    let message = error.to_string();
    message.rsplit_once(" at line ").map_or(message.clone(), |(bare, _)| bare.to_owned())
}

/// Counts the lines that were read, for the place of an element.
struct Counting<'a, R> {
    inner: R,
    lines: &'a Cell<u64>,
}

impl<R: Read> Read for Counting<'_, R> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        // byte by byte, so that no more is counted than was looked at
        let room = bytes.len().min(1);
        let read = self.inner.read(bytes.get_mut(..room).unwrap_or_default())?;
        let ends = bytes.iter().take(read).filter(|byte| **byte == b'\n').count() as u64;
        self.lines.set(self.lines.get() + ends);
        Ok(read)
    }
}

/// Reads a text as one JSON document after another.
fn document<E>(input: &mut dyn BufRead, sink: Sink<'_, E>) -> Result<(), E> {
    let lines = Cell::new(1);
    let mut failed: Option<E> = None;
    let outcome = {
        let mut passing = |row: FeedRow| match sink(row) {
            Ok(()) => true,
            Err(error) => {
                failed = Some(error);
                false
            }
        };
        let mut text = serde_json::Deserializer::from_reader(Counting { inner: input, lines: &lines });
        loop {
            match text.end() {
                Ok(()) => break Ok(()),
                Err(error) if error.is_io() => break Err(error),
                // there is more
                Err(_) => {}
            }
            if let Err(error) = (Part { lines: &lines, sink: &mut passing }).deserialize(&mut text) {
                break Err(error);
            }
        }
    };
    match (failed, outcome) {
        (Some(error), _) => Err(error),
        (None, Ok(())) => Ok(()),
        (None, Err(error)) => {
            let why = match error.io_error_kind() {
                Some(kind) => broken(&io::Error::new(kind, bare(&error))),
                None => format!("not JSON: {}; nothing behind this was read", bare(&error)),
            };
            sink(FeedRow::refused(lines.get(), why, ""))
        }
    }
}

/// A document: a record, a page of records, or an array.
struct Part<'a> {
    lines: &'a Cell<u64>,
    sink: &'a mut dyn FnMut(FeedRow) -> bool,
}

impl<'de> DeserializeSeed<'de> for Part<'_> {
    type Value = ();

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Part<'_> {
    type Value = ();

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a document of the Federal Register, an array of them, or a page of its API")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<(), A::Error> {
        while let Some(element) = elements.next_element::<Box<RawValue>>()? {
            let text = element.get();
            let line = self.lines.get().saturating_sub(text.matches('\n').count() as u64);
            let row = if text.len() > MAX_ROW {
                FeedRow::refused(line, format!("the record is longer than {MAX_ROW} bytes"), "")
            } else {
                match serde_json::from_str(text) {
                    Ok(record) => FeedRow::of(line, lead(&record), text),
                    Err(error) => FeedRow::refused(line, bare(&error), text),
                }
            };
            if !(self.sink)(row) {
                return Err(A::Error::custom("stopped"));
            }
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<(), A::Error> {
        let line = self.lines.get();
        let mut record = Map::new();
        let mut is_page = false;
        while let Some(name) = fields.next_key::<String>()? {
            if name == "results" {
                is_page = true;
                fields.next_value_seed(Part { lines: self.lines, sink: &mut *self.sink })?;
            } else if is_page {
                fields.next_value::<IgnoredAny>()?;
            } else {
                record.insert(name, fields.next_value()?);
            }
        }
        if is_page {
            return Ok(());
        }
        let record = Value::Object(record);
        if (self.sink)(FeedRow::of(line, lead(&record), &record.to_string())) {
            Ok(())
        } else {
            Err(A::Error::custom("stopped"))
        }
    }
}

/// The lead that a record holds.
fn lead(record: &Value) -> Result<Lead, String> {
    let Value::Object(fields) = record else {
        return Err("expected an object with the fields of one document".to_owned());
    };
    let text = |name: &str| fields.get(name).and_then(Value::as_str).map(str::trim).filter(|text| !text.is_empty());
    let (id, id_field) = match (text("document_number"), text("item_id")) {
        (Some(id), _) => (id, "document_number"),
        (None, Some(id)) => (id.strip_prefix("federal_register:").unwrap_or(id), "item_id"),
        (None, None) => return Err("there is no `document_number`, nor an `item_id` in its stead".to_owned()),
    };
    let (date, date_field) = match (text("publication_date"), text("original_published")) {
        (Some(date), _) => (date, "publication_date"),
        (None, Some(date)) => (date, "original_published"),
        (None, None) => {
            return Err("there is no `publication_date`, nor an `original_published` in its stead".to_owned());
        }
    };
    let Some(title) = text("title") else { return Err("there is no `title`".to_owned()) };
    // a civil date: whatever clock time and zone stand behind it are not applied to it
    let day = date.split([' ', 'T']).next().unwrap_or_default();
    let day = Edtf::parse(day).ok().filter(|day| day.exact_day().is_some());
    let day = day.ok_or_else(|| format!("`{date}` in {date_field}: expected a day as YYYY-MM-DD"))?;
    let mut lead = Lead::new(Feed::FederalRegister, id, day.clone());
    lead.title = Some(one_line(title));
    lead.published = Some(day);
    let mut taken = vec![id_field, date_field, "title"];
    for name in ["abstract", "summary"] {
        if lead.summary.is_none()
            && let Some(found) = text(name)
        {
            lead.summary = Some(one_line(found));
            taken.push(name);
        }
    }
    for name in ["html_url", "url", "pdf_url"] {
        if let Some(url) = text(name).filter(|url| is_url(url)) {
            lead.urls.push(url.to_owned());
            taken.push(name);
        }
    }
    lead.sides = vec![Side::new("USA").map_err(|error| error.to_string())?];
    lead.publisher = Some("Federal Register".to_owned());
    lead.parties = agencies(fields);
    for (name, value) in fields {
        let is_empty = match value {
            Value::Null => true,
            Value::String(text) => text.is_empty(),
            Value::Array(list) => list.is_empty(),
            Value::Object(map) => map.is_empty(),
            Value::Bool(_) | Value::Number(_) => false,
        };
        if !is_empty && !taken.contains(&name.as_str()) {
            lead.rest.insert(name.clone(), value.clone());
        }
    }
    Ok(lead)
}

/// The agencies of a record: they act for the United States.
fn agencies(fields: &Map<String, Value>) -> Vec<LeadParty> {
    let listed = fields.get("agencies").or_else(|| fields.get("agency_names")).and_then(Value::as_array);
    let name = |agency: &Value| {
        let named = agency.get("name").or_else(|| agency.get("raw_name")).or(Some(agency));
        named.and_then(Value::as_str).map(one_line)
    };
    let party = |name: String| LeadParty { name, side: Side::new("USA").ok(), ..LeadParty::default() };
    listed.into_iter().flatten().filter_map(name).map(party).collect()
}
