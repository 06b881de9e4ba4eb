//! Walking a JSON text by its bytes: from a path to the bytes that stand there, and from a byte back to
//! the path it belongs to. The text was parsed before; what is odd in it ends the walk, never panics.

use crate::domain::field_path::{FieldPath, Segment};

/// What a byte of a JSON text belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    /// The way to the innermost value, or to the field whose name it is.
    pub path: FieldPath,
    /// Whether it is the field's name rather than its value.
    pub is_name: bool,
}

/// What the byte at `offset` belongs to, inside the JSON value that starts at `start`.
pub(super) fn path_at(text: &str, start: usize, offset: usize) -> Found {
    let bytes = text.as_bytes();
    let mut found = Found { path: FieldPath::root(), is_name: false };
    let mut at = skip_blanks(bytes, start);
    loop {
        let inner = match bytes.get(at) {
            Some(b'{') => members(text, at).find(|member| offset < member.value.1).map(|member| {
                found.path = found.path.field(&member.name);
                (member.value.0, offset < member.value.0)
            }),
            Some(b'[') => {
                elements(bytes, at).enumerate().find(|(_, element)| offset < element.1).map(|(index, element)| {
                    found.path = found.path.index(index);
                    (element.0, false)
                })
            }
            Some(_) | None => None,
        };
        match inner {
            Some((_, true)) => {
                found.is_name = true;
                return found;
            }
            Some((value, false)) => at = value,
            None => return found,
        }
    }
}

/// The bytes of the name of the field at a path; of the value where it has no name.
pub(super) fn name_span(text: &str, start: usize, path: &[Segment]) -> (usize, usize) {
    let Some((Segment::Name(name), before)) = path.split_last() else { return span(text, start, path) };
    let (object, _) = span(text, start, before);
    members(text, object)
        .find(|member| member.name == name.as_ref())
        .map_or_else(|| span(text, start, path), |member| member.key)
}

/// The byte range of the value at a path inside the JSON value that starts at `start`.
pub(super) fn span(text: &str, start: usize, path: &[Segment]) -> (usize, usize) {
    let bytes = text.as_bytes();
    let mut at = skip_blanks(bytes, start);
    for step in path {
        let found = match step {
            Segment::Name(name) => {
                members(text, at).find(|member| member.name == name.as_ref()).map(|member| member.value.0)
            }
            Segment::Index(index) => elements(bytes, at).nth(*index).map(|element| element.0),
        };
        match found {
            Some(inner) => at = inner,
            None => return (at, (at + 1).min(bytes.len())),
        }
    }
    (at, skip_value(bytes, at))
}

struct Member {
    name: String,
    key: (usize, usize),
    value: (usize, usize),
}

/// The fields of the object that starts at `object`; none where none starts there.
fn members(text: &str, object: usize) -> impl Iterator<Item = Member> + '_ {
    let bytes = text.as_bytes();
    let mut next = (bytes.get(object) == Some(&b'{')).then(|| skip_blanks(bytes, object + 1));
    std::iter::from_fn(move || {
        let at = next.take().filter(|at| bytes.get(*at) == Some(&b'"'))?;
        let end = skip_value(bytes, at);
        let name: String = text.get(at..end).and_then(|raw| serde_json::from_str(raw).ok())?;
        let start = skip_blanks(bytes, skip_blanks(bytes, end) + 1);
        let value = (start, skip_value(bytes, start));
        next = after_comma(bytes, value.1);
        Some(Member { name, key: (at, end), value })
    })
}

/// The elements of the array that starts at `array`; none where none starts there.
fn elements(bytes: &[u8], array: usize) -> impl Iterator<Item = (usize, usize)> + '_ {
    let mut next = (bytes.get(array) == Some(&b'[')).then(|| skip_blanks(bytes, array + 1));
    std::iter::from_fn(move || {
        let at = next.take().filter(|at| bytes.get(*at).is_some_and(|byte| *byte != b']'))?;
        let element = (at, skip_value(bytes, at));
        next = after_comma(bytes, element.1);
        Some(element)
    })
}

fn after_comma(bytes: &[u8], end: usize) -> Option<usize> {
    let at = skip_blanks(bytes, end);
    (bytes.get(at) == Some(&b',')).then(|| skip_blanks(bytes, at + 1))
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

    #[test]
    fn a_byte_leads_back_to_its_field_and_a_field_to_its_name() {
        let text = "[{\"a\": \"}{\", \"b\": [1, {\"对话\": \"x\"}]}]";
        for (byte, way, is_name) in [("}{", "0.a", false), ("b", "0.b", true), ("1", "0.b.0", false)] {
            let found = path_at(text, 0, text.find(byte).unwrap());
            assert_eq!((found.path.to_string().as_str(), found.is_name), (way, is_name), "{byte}");
        }
        let found = path_at(text, 0, text.find("x").unwrap());
        assert_eq!(found.path, FieldPath::root().index(0).field("b").index(1).field("对话"));
        let (start, end) = name_span(text, 0, found.path.segments());
        assert_eq!(&text[start..end], "\"对话\"");
        let past_the_last = path_at(text, 0, text.len() - 2);
        assert_eq!((past_the_last.path.to_string().as_str(), past_the_last.is_name), ("0", false));
    }
}
