//! Values of a record in words: a date with its reading, an actor by name, a party as one says it.
//! What changed between two values is left to `change_words.rs`.

use crate::domain::chronicle::Chronicle;
use crate::domain::edtf::Edtf;
use crate::domain::source::Source;
use serde_json::Value;

/// Where names are looked up: actors as they stand now.
#[derive(Debug, Clone, Copy)]
pub(super) struct Names<'a>(pub(super) &'a Chronicle);

impl Names<'_> {
    /// An actor's name, or its id where it is not in the chronicle.
    pub(super) fn actor(&self, id: &str) -> String {
        self.0.standing_actor(id).map_or(id, |state| state.current.name()).to_owned()
    }
}

/// A date as written, and how it reads where that says more: `2024-05-14 (14 May 2024)`.
pub(super) fn date(date: &Edtf) -> String {
    let reading = date.english();
    if reading == date.as_str() { reading } else { format!("{date} ({reading})") }
}

/// A text in quotation marks.
pub(super) fn quoted(text: &str) -> String {
    format!("“{text}”")
}

/// A source as one cites it in passing.
pub(super) fn source(source: &Source) -> String {
    let parts = [
        source.title.as_deref().map(quoted),
        source.publisher.clone(),
        source.published.as_ref().map(|published| published.english()),
        source.url.clone(),
    ];
    parts.into_iter().flatten().collect::<Vec<String>>().join(", ")
}

/// The field a path leads to: `the title`, `the office of party 2`, `the URL of source 0`.
pub(super) fn field_name(path: &[String]) -> String {
    let Some((last, before)) = path.split_last() else { return "the record".to_owned() };
    if last.bytes().all(|byte| byte.is_ascii_digit()) {
        let list = before.last().map_or("", String::as_str);
        return format!("{} {last}", one_of(list));
    }
    let word = match last.as_str() {
        "url" => "URL".to_owned(),
        "rel" | "relation" => "relation".to_owned(),
        "lang" => "language".to_owned(),
        "legal" => "legal form".to_owned(),
        "by" => "makers".to_owned(),
        "to" => "receivers".to_owned(),
        "due" => "due date".to_owned(),
        "published" => "publication date".to_owned(),
        other => other.replace('_', " "),
    };
    match before {
        [] => format!("the {word}"),
        [only] if only == "legal" => format!("the {word}"),
        more => format!("the {word} of {}", field_name(more)),
    }
}

fn one_of(list: &str) -> &str {
    match list {
        "topics" => "topic",
        "parties" => "party",
        "links" => "tie",
        "claims" => "claim",
        "commitments" => "commitment",
        "sources" => "source",
        "codings" => "coding",
        "dates" => "date",
        "titles" => "title",
        "names" => "name",
        "aliases" => "alias",
        "offices" => "office",
        "by" => "maker",
        "to" => "receiver",
        "acknowledged_by" => "acknowledging party",
        "evidence" => "evidence",
        other => other,
    }
}

/// An element of a list with what it is: `topic trade`, `party Yang Tao as co-chair`.
pub(super) fn element(names: &Names<'_>, list: &str, element: &Value) -> String {
    let what = one_of(list);
    format!("{what} {}", value(names, &[list.to_owned(), "0".to_owned()], element))
}

/// A value at a path in words.
pub(super) fn value(names: &Names<'_>, path: &[String], value: &Value) -> String {
    let named: Vec<&str> =
        path.iter().map(String::as_str).filter(|step| !step.bytes().all(|byte| byte.is_ascii_digit())).collect();
    let field = named.last().copied().unwrap_or_default();
    match value {
        Value::Null => "nothing".to_owned(),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => text_value(names, field, named.contains(&"offices"), text),
        Value::Array(list) => {
            let parts: Vec<String> = list.iter().map(|part| self::value(names, path, part)).collect();
            if parts.is_empty() { "nothing".to_owned() } else { parts.join(", ") }
        }
        Value::Object(_) => object(names, field, value),
    }
}

fn text_value(names: &Names<'_>, field: &str, in_office: bool, text: &str) -> String {
    match field {
        "date" | "published" | "due" | "on" | "period" => dated(text),
        "from" | "to" if in_office => dated(text),
        "actor" | "by" | "to" | "acknowledged_by" | "authority" | "asserted_by" | "parent" | "organisation" => {
            if text == "analyst" { "the analyst".to_owned() } else { names.actor(text) }
        }
        "kind" | "status" | "topics" | "role" | "rel" | "relation" | "polarity" | "side" | "country" | "lang"
        | "scheme" | "code" | "type" | "state" | "key" | "id" | "url" | "archived" | "number" | "evidence" => {
            text.to_owned()
        }
        _ => quoted(text),
    }
}

fn dated(text: &str) -> String {
    Edtf::parse(text).map_or_else(|_| text.to_owned(), |parsed| date(&parsed))
}

fn object(names: &Names<'_>, field: &str, object: &Value) -> String {
    let at = |name: &str| {
        let found = object.get(name).filter(|found| !found.is_null());
        found.map(|found| value(names, &[field.to_owned(), name.to_owned()], found))
    };
    let text = |name: &str| at(name).unwrap_or_default();
    let behind = |before: &str, name: &str, after: &str| {
        at(name).map(|found| format!("{before}{found}{after}")).unwrap_or_default()
    };
    match field {
        "parties" => format!("{} as {}{}", text("actor"), text("role"), behind(" (", "office", ")")),
        "dates" => format!("{} {}{}", text("role"), text("date"), behind(" (", "note", ")")),
        "titles" => format!("{} by {}", text("title"), text("side")),
        "links" => format!("{} {}, as stated by {}", text("rel"), text("key"), text("asserted_by")),
        "claims" => {
            let speaker = at("speaker").or_else(|| at("by")).map(|who| format!(" ({who})")).unwrap_or_default();
            format!(
                "by {}{speaker} that {} {} [source {}]",
                text("side"),
                text("polarity"),
                text("text"),
                text("source")
            )
        }
        "commitments" => format!("{} by {} to {}: {}", text("key"), text("by"), text("to"), text("text")),
        "sources" => {
            serde_json::from_value::<Source>(object.clone()).map_or_else(|_| object.to_string(), |s| source(&s))
        }
        "codings" => format!("{} {}", text("scheme"), text("code")),
        "place" => format!("{}, {}", text("name"), text("country")),
        "names" => format!("{} ({})", text("name"), text("lang")),
        "offices" => format!("{}{}{}", text("title"), behind(" from ", "from", ""), behind(" to ", "to", "")),
        _ => {
            let Some(map) = object.as_object() else { return object.to_string() };
            let path = |name: &String| [field.to_owned(), name.clone()];
            let parts = map.iter().filter(|(_, part)| !part.is_null());
            let parts: Vec<String> = parts
                .map(|(name, part)| format!("{} {}", name.replace('_', " "), value(names, &path(name), part)))
                .collect();
            parts.join(", ")
        }
    }
}
