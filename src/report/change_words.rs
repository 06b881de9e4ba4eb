//! Corrections in words: which field, from what to what; of a list, what was added and what was
//! removed. How a single value reads is left to `value_words.rs`.

use super::value_words::{Names, element, field_name, value};
use crate::domain::event::Change;
use crate::domain::field_path::Segment;
use serde_json::Value;

/// One change in words, a phrase for each thing that changed: `corrected` or `amended` is not said,
/// the phrases follow on it: `the title from “a” to “b”`, `added topic trade`.
pub(super) fn phrases(names: &Names<'_>, change: &Change) -> Vec<String> {
    let path: Vec<String> = change
        .field
        .segments()
        .iter()
        .map(|step| match step {
            Segment::Name(name) => name.to_string(),
            Segment::Index(at) => at.to_string(),
        })
        .collect();
    let mut phrases = Vec::new();
    compare(names, &path, &change.old, &change.new, &mut phrases);
    if phrases.is_empty() {
        phrases.push(format!("{} left as it was", field_name(&path)));
    }
    phrases
}

fn compare(names: &Names<'_>, path: &[String], old: &Value, new: &Value, phrases: &mut Vec<String>) {
    if old == new {
        return;
    }
    match (old, new) {
        (Value::Array(before), Value::Array(after)) => lists(names, path, before, after, phrases),
        (Value::Null, Value::Array(after)) => lists(names, path, &[], after, phrases),
        (Value::Array(before), Value::Null) => lists(names, path, before, &[], phrases),
        (Value::Object(before), Value::Object(after)) => {
            let fields = before.keys().chain(after.keys().filter(|field| !before.contains_key(*field)));
            for field in fields {
                let mut path = path.to_vec();
                path.push(field.clone());
                let side = |map: &serde_json::Map<String, Value>| map.get(field).cloned().unwrap_or(Value::Null);
                compare(names, &path, &side(before), &side(after), phrases);
            }
        }
        (Value::Null, _) => match list_of(path) {
            Some(list) => phrases.push(format!("added {}", element(names, list, new))),
            None => phrases.push(format!("added {}: {}", field_name(path), value(names, path, new))),
        },
        (_, Value::Null) => match list_of(path) {
            Some(list) => phrases.push(format!("removed {}", element(names, list, old))),
            None => phrases.push(format!("removed {}: {}", field_name(path), value(names, path, old))),
        },
        _ => phrases.push(format!(
            "{} from {} to {}",
            field_name(path),
            value(names, path, old),
            value(names, path, new)
        )),
    }
}

/// The list's field name, where the path leads to an element of one.
fn list_of(path: &[String]) -> Option<&str> {
    let (last, before) = path.split_last()?;
    let numbered = last.bytes().all(|byte| byte.is_ascii_digit());
    before.last().filter(|_| numbered).map(String::as_str)
}

/// Elements that stayed are not named; one that kept what tells it from the others changed; the rest
/// was removed or added.
fn lists(names: &Names<'_>, path: &[String], before: &[Value], after: &[Value], phrases: &mut Vec<String>) {
    let list = path.last().map_or("", String::as_str);
    let mut gone: Vec<(usize, &Value)> = before.iter().enumerate().collect();
    let mut come: Vec<(usize, &Value)> = Vec::new();
    for (at, new) in after.iter().enumerate() {
        match gone.iter().position(|(_, old)| *old == new) {
            Some(same) => drop(gone.remove(same)),
            None => come.push((at, new)),
        }
    }
    if gone.is_empty() && come.is_empty() {
        phrases.push(format!("the order of {} changed", field_name(path)));
        return;
    }
    let mut added: Vec<&Value> = Vec::new();
    for (at, new) in come {
        let same_thing = |old: &Value| identity(list, old).is_some_and(|id| Some(id) == identity(list, new));
        match gone.iter().position(|(old_at, old)| same_thing(old) || (is_numbered(list) && *old_at == at)) {
            Some(found) => {
                let (old_at, old) = gone.remove(found);
                let mut path = path.to_vec();
                path.push(old_at.to_string());
                compare(names, &path, old, new, phrases);
            }
            None => added.push(new),
        }
    }
    phrases.extend(gone.into_iter().map(|(_, old)| format!("removed {}", element(names, list, old))));
    phrases.extend(added.into_iter().map(|new| format!("added {}", element(names, list, new))));
}

/// True for lists whose elements are known by their number.
fn is_numbered(list: &str) -> bool {
    matches!(list, "sources" | "claims")
}

/// What tells an element of a list from the others, where that is less than all of it.
fn identity(list: &str, element: &Value) -> Option<Vec<Value>> {
    let fields: &[&str] = match list {
        "dates" => &["role"],
        "titles" => &["side"],
        "parties" => &["actor"],
        "links" => &["rel", "key"],
        "commitments" => &["key"],
        "sources" => &["url"],
        "codings" => &["scheme"],
        "names" => &["lang"],
        "offices" => &["title"],
        _ => return None,
    };
    let found: Vec<Value> = fields.iter().filter_map(|field| element.get(*field).cloned()).collect();
    (found.len() == fields.len()).then_some(found)
}
