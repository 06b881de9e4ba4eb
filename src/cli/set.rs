//! Reading `--set FIELD=VALUE`: the path, and the value in the form that stands at it.

use super::failure::{ExitStatus, Failure};
use super::flags;
use super::host::Host;
use crate::domain::chronicle::Chronicle;
use crate::domain::field_path::{FieldPath, Segment};
use serde_json::{Value, json};

/// The fields that no development lacks.
const NEEDED: [&str; 4] = ["date", "title", "kind", "status"];

/// Reads one `FIELD=VALUE` against the record as it stands. An empty value removes the field.
pub(super) fn assignment(
    host: &Host,
    chronicle: &Chronicle,
    record: &Value,
    text: &str,
) -> Result<(FieldPath, Value), Failure> {
    // what is wrong with a part of the value is wrong with the whole flag
    let at_flag = |mut failure: Failure| {
        failure.complaints.iter_mut().for_each(|complaint| complaint.whereabouts = None);
        failure.at_flag("--set", text)
    };
    let (field, value) = text.split_once('=').ok_or_else(|| {
        at_flag(Failure::new(ExitStatus::Refused, format!("`{text}` sets nothing: expected FIELD=VALUE")).hint(
            "for example `--set date=2024-05-15` or `--set legal.citation=\"87 FR 62186\"`; an empty VALUE removes",
        ))
    })?;
    let path = FieldPath::parse(field.trim())
        .map_err(|error| at_flag(Failure::new(ExitStatus::Refused, error.to_string())))?;
    let path = resolved(&path, record);
    if value.trim().is_empty() && path.segments().len() == 1 && NEEDED.contains(&path.root_field().unwrap_or_default())
    {
        let words = format!("`{path}` cannot be removed: every development has one");
        return Err(at_flag(Failure::new(ExitStatus::Refused, words)));
    }
    let (path, value) = typed(host, chronicle, path, value.trim(), record).map_err(at_flag)?;
    Ok((path, value))
}

/// The path with `actors` read as `parties`, and a role or side read as the number of its element
/// (`dates.effective`, `titles.CHN`), or as a new element where there is none.
fn resolved(path: &FieldPath, record: &Value) -> FieldPath {
    let mut whole = FieldPath::root();
    for (at, step) in path.segments().iter().enumerate() {
        whole = match step {
            Segment::Index(index) => whole.index(*index),
            Segment::Name(name) if at == 0 && name.as_ref() == "actors" && record.get("actors").is_none() => {
                whole.field("parties")
            }
            Segment::Name(name) if at == 1 => match label_of(&whole) {
                Some(label) => {
                    let list = whole.get(record);
                    let elements = list.as_array().map(Vec::as_slice).unwrap_or_default();
                    let known =
                        elements.iter().position(|element| element.get(label).and_then(Value::as_str) == Some(name));
                    whole.index(known.unwrap_or(elements.len()))
                }
                None => whole.field(name),
            },
            Segment::Name(name) => whole.field(name),
        };
    }
    whole
}

fn label_of(path: &FieldPath) -> Option<&'static str> {
    match path.root_field() {
        Some("dates") => Some("role"),
        Some("titles") => Some("side"),
        Some(_) | None => None,
    }
}

fn typed(
    host: &Host,
    chronicle: &Chronicle,
    path: FieldPath,
    text: &str,
    record: &Value,
) -> Result<(FieldPath, Value), Failure> {
    if text.is_empty() || text == "null" {
        return Ok((path, Value::Null));
    }
    if text.starts_with(['{', '['])
        && let Ok(value) = serde_json::from_str::<Value>(text)
    {
        return Ok((path, value));
    }
    let steps = path.segments();
    let root = path.root_field().unwrap_or_default().to_owned();
    let last = match steps.last() {
        Some(Segment::Name(name)) => name.to_string(),
        Some(Segment::Index(_)) | None => String::new(),
    };
    let value = match (root.as_str(), last.as_str(), steps.len()) {
        ("topics" | "aliases", _, 1) => Value::from(
            text.split(',').map(|word| word.trim().to_owned()).filter(|word| !word.is_empty()).collect::<Vec<_>>(),
        ),
        ("place", _, 1) => {
            let place = flags::place(text)?.0;
            json!({"name": place.name, "country": place.country})
        }
        ("parties", _, 2) => {
            let party = flags::party(text)?;
            let actor = flags::actor(chronicle, "--set", &party.actor)?;
            let mut value = json!({"actor": actor, "role": party.role});
            if let (Value::Object(map), Some(office)) = (&mut value, party.office) {
                map.insert("office".to_owned(), Value::from(office));
            }
            value
        }
        // `dates.effective=2024-06-01`: the date of the element, or a new element
        ("dates", _, 2) => {
            let date = flags::date(host, "--set", text)?;
            if path.get(record).is_null() {
                let role = Value::Null;
                return Ok((path, json!({"role": role, "date": date})));
            }
            return Ok((path.field("date"), json!(date)));
        }
        (_, "date" | "due" | "published" | "from" | "to", _) if root != "commitments" || last == "due" => {
            json!(flags::date(host, "--set", text)?)
        }
        (_, "actor" | "authority" | "asserted_by" | "parent" | "organisation", _) if text != "analyst" => {
            json!(flags::actor(chronicle, "--set", text)?)
        }
        ("claims", "by", _) => json!(flags::actor(chronicle, "--set", text)?),
        ("commitments", "by" | "to" | "acknowledged_by", _) => {
            let ids = text.split(',').map(|name| flags::actor(chronicle, "--set", name.trim()));
            json!(ids.collect::<Result<Vec<_>, _>>()?)
        }
        ("claims" | "commitments", "source", _) => text.parse::<u32>().map_or_else(|_| Value::from(text), Value::from),
        ("legal", "binding", _) => match text {
            "true" | "yes" => Value::Bool(true),
            "false" | "no" => Value::Bool(false),
            _ => Value::from(text),
        },
        _ => Value::from(text),
    };
    Ok((path, value))
}

/// All assignments of a command, in order; each is read against the record as the ones before it leave it.
pub(super) fn assignments(
    host: &Host,
    chronicle: &Chronicle,
    record: &Value,
    texts: &[String],
) -> Result<Vec<(FieldPath, Value)>, Failure> {
    let mut standing = record.clone();
    let mut set = Vec::new();
    for text in texts {
        let (path, mut value) = assignment(host, chronicle, &standing, text)?;
        if let Value::Object(map) = &mut value
            && map.get("role") == Some(&Value::Null)
            && let Some(role) = text.split('=').next().and_then(|field| field.trim().split('.').nth(1))
        {
            map.insert("role".to_owned(), Value::from(role));
        }
        // a path that leads nowhere is refused by the rules, with its remedy
        let _ = path.set(&mut standing, value.clone());
        set.push((path, value));
    }
    Ok(set)
}
