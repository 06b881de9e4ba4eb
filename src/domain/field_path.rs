//! Paths into a development or an actor (`legal.citation`, `dates.0.date`), by which a correction
//! names what it changes and a refusal says where it looked.

use serde_json::{Map, Value};
use std::fmt;

/// A path of names and numbers from the root of a record; the empty path is the record itself.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct FieldPath(Vec<Segment>);

/// One step of a path.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Segment {
    /// A field of an object.
    Name(Box<str>),
    /// An element of a list, from 0.
    Index(usize),
}

/// Why a path leads nowhere.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PathError {
    /// Not a path at all.
    #[error(
        "`{0}` is no field path: expected names and numbers with dots between them, such as `title`, `legal.citation` or `sources.0.url`"
    )]
    Form(String),
    /// The list has fewer elements.
    #[error(
        "`{path}` leads past the end of its list, which has {len} elements numbered from 0; the next new one would be number {len}"
    )]
    PastEnd {
        /// The path as given.
        path: String,
        /// How many elements there are.
        len: usize,
    },
    /// A list was stepped into by a name.
    #[error("`{path}` names a field of a list: expected a number from 0 to {len}")]
    NameInList {
        /// The path as given.
        path: String,
        /// How many elements there are.
        len: usize,
    },
    /// A text or number was stepped into.
    #[error("`{path}` goes on where there is nothing further inside")]
    Leaf {
        /// The path as given.
        path: String,
    },
}

impl FieldPath {
    /// The record itself.
    pub fn root() -> Self {
        Self::default()
    }

    /// Reads a dotted path.
    ///
    /// # Errors
    /// [`PathError::Form`] where a step is empty or not made of letters, digits, `_` and `-`.
    pub fn parse(text: &str) -> Result<Self, PathError> {
        text.split('.')
            .map(|step| {
                if !step.is_empty() && step.bytes().all(|b| b.is_ascii_digit()) {
                    return step.parse().map(Segment::Index).map_err(|_| PathError::Form(text.to_owned()));
                }
                let named = step.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-');
                if step.is_empty() || !named {
                    return Err(PathError::Form(text.to_owned()));
                }
                Ok(Segment::Name(step.into()))
            })
            .collect::<Result<_, _>>()
            .map(Self)
    }

    /// This path with a field's name behind it.
    #[must_use]
    pub fn field(&self, name: &str) -> Self {
        let mut steps = self.0.clone();
        steps.push(Segment::Name(name.into()));
        Self(steps)
    }

    /// This path with an element's number behind it.
    #[must_use]
    pub fn index(&self, at: usize) -> Self {
        let mut steps = self.0.clone();
        steps.push(Segment::Index(at));
        Self(steps)
    }

    /// The steps in order.
    pub fn segments(&self) -> &[Segment] {
        &self.0
    }

    /// The first step's name: which field of the record the path is in.
    pub fn root_field(&self) -> Option<&str> {
        match self.0.first() {
            Some(Segment::Name(name)) => Some(name),
            Some(Segment::Index(_)) | None => None,
        }
    }

    /// True for the record itself.
    pub fn is_root(&self) -> bool {
        self.0.is_empty()
    }

    /// What stands at the path; `null` where an optional field is absent.
    pub fn get(&self, record: &Value) -> Value {
        let mut here = record;
        for step in &self.0 {
            let next = match (step, here) {
                (Segment::Name(name), Value::Object(map)) => map.get(name.as_ref()),
                (Segment::Index(at), Value::Array(list)) => list.get(*at),
                _ => None,
            };
            match next {
                Some(found) => here = found,
                None => return Value::Null,
            }
        }
        here.clone()
    }

    /// Sets what stands at the path; `null` removes a field or a list's element, the number behind
    /// the last element adds one.
    ///
    /// # Errors
    /// [`PathError`] where the path leads nowhere.
    pub fn set(&self, record: &mut Value, new: Value) -> Result<(), PathError> {
        let Some((last, before)) = self.0.split_last() else {
            *record = new;
            return Ok(());
        };
        let mut here = record;
        for (at, step) in before.iter().enumerate() {
            if here.is_null() {
                *here = Value::Object(Map::new());
            }
            here = match (step, here) {
                (Segment::Name(name), Value::Object(map)) => map.entry(name.as_ref()).or_insert_with(|| {
                    if matches!(self.0.get(at + 1), Some(Segment::Index(_))) {
                        Value::Array(Vec::new())
                    } else {
                        Value::Null
                    }
                }),
                (Segment::Index(index), Value::Array(list)) => {
                    let len = list.len();
                    list.get_mut(*index).ok_or_else(|| PathError::PastEnd { path: self.to_string(), len })?
                }
                (step, other) => return Err(self.astray(step, other)),
            };
        }
        if here.is_null() {
            *here = Value::Object(Map::new());
        }
        match (last, here) {
            (Segment::Name(name), Value::Object(map)) => {
                if new.is_null() {
                    map.shift_remove(name.as_ref());
                } else {
                    map.insert(name.to_string(), new);
                }
                Ok(())
            }
            (Segment::Index(index), Value::Array(list)) => {
                let len = list.len();
                match list.get_mut(*index) {
                    Some(_) if new.is_null() => {
                        list.remove(*index);
                    }
                    Some(old) => *old = new,
                    None if *index == len && !new.is_null() => list.push(new),
                    None => return Err(PathError::PastEnd { path: self.to_string(), len }),
                }
                Ok(())
            }
            (step, other) => Err(self.astray(step, other)),
        }
    }

    fn astray(&self, step: &Segment, found: &Value) -> PathError {
        match (step, found) {
            (Segment::Name(_), Value::Array(list)) => PathError::NameInList { path: self.to_string(), len: list.len() },
            _ => PathError::Leaf { path: self.to_string() },
        }
    }
}

impl fmt::Display for FieldPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, step) in self.0.iter().enumerate() {
            if at > 0 {
                f.write_str(".")?;
            }
            match step {
                Segment::Name(name) => f.write_str(name)?,
                Segment::Index(index) => write!(f, "{index}")?,
            }
        }
        Ok(())
    }
}

impl serde::Serialize for FieldPath {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for FieldPath {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'_, str>::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_path_sets_adds_and_removes_and_says_where_it_goes_astray() {
        let mut record = json!({"title": "a", "sources": [{"url": "x"}]});
        let set = |record: &mut Value, path: &str, new: Value| FieldPath::parse(path).unwrap().set(record, new);
        set(&mut record, "legal.citation", json!("87 FR 1")).unwrap();
        set(&mut record, "sources.0.url", json!("y")).unwrap();
        set(&mut record, "sources.1", json!({"url": "z"})).unwrap();
        set(&mut record, "dates.0", json!({"role": "held"})).unwrap();
        set(&mut record, "title", Value::Null).unwrap();
        assert_eq!(
            record,
            json!({"sources": [{"url": "y"}, {"url": "z"}], "legal": {"citation": "87 FR 1"}, "dates": [{"role": "held"}]})
        );
        assert!(matches!(set(&mut record, "sources.9", json!(1)), Err(PathError::PastEnd { len: 2, .. })));
        assert!(matches!(set(&mut record, "sources.url", json!(1)), Err(PathError::NameInList { len: 2, .. })));
        assert!(matches!(FieldPath::parse("a..b"), Err(PathError::Form(_))));
    }
}
