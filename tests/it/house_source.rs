//! Reading Rust source for the architecture test: code without comments and strings, and the paths it
//! names, resolved to the segments below the crate's root.

/// A path that some code names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Named {
    /// The line, from 1.
    pub(crate) line: usize,
    /// Its segments as written, `use` trees taken apart.
    pub(crate) segments: Vec<String>,
}

/// The text with comments, strings and character literals blanked out; lines stay where they are.
pub(crate) fn code_of(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut code = String::with_capacity(text.len());
    let mut at = 0;
    while at < chars.len() {
        let end = literal_or_comment_end(&chars, at);
        match end {
            Some(end) => {
                code.extend(chars[at..end].iter().map(|c| if *c == '\n' { '\n' } else { ' ' }));
                at = end;
            }
            None => {
                code.push(chars[at]);
                at += 1;
            }
        }
    }
    code
}

/// Where the comment, string or character literal ends that begins here, if one does.
fn literal_or_comment_end(chars: &[char], at: usize) -> Option<usize> {
    let get = |index: usize| chars.get(index).copied();
    let in_word = at > 0 && get(at - 1).is_some_and(|c| c.is_alphanumeric() || c == '_');
    match get(at)? {
        '/' if get(at + 1) == Some('/') => Some(find(chars, at, |index| get(index) == Some('\n'))),
        '/' if get(at + 1) == Some('*') => Some(block_comment_end(chars, at)),
        '"' => Some(string_end(chars, at + 1)),
        'r' if !in_word => raw_string_end(chars, at + 1),
        'b' if !in_word && get(at + 1) == Some('r') => raw_string_end(chars, at + 2),
        '\'' if get(at + 1) == Some('\\') => Some(find(chars, at + 3, |index| get(index) == Some('\'')) + 1),
        '\'' if get(at + 2) == Some('\'') => Some(at + 3),
        _ => None,
    }
}

fn find(chars: &[char], from: usize, stops: impl Fn(usize) -> bool) -> usize {
    (from..chars.len()).find(|index| stops(*index)).unwrap_or(chars.len())
}

fn block_comment_end(chars: &[char], start: usize) -> usize {
    let mut depth = 0;
    let mut at = start;
    while at < chars.len() {
        match (chars[at], chars.get(at + 1)) {
            ('/', Some('*')) => (depth, at) = (depth + 1, at + 2),
            ('*', Some('/')) if depth == 1 => return at + 2,
            ('*', Some('/')) => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
    }
    at
}

fn string_end(chars: &[char], from: usize) -> usize {
    let mut at = from;
    while at < chars.len() {
        match chars[at] {
            '\\' => at += 2,
            '"' => return at + 1,
            _ => at += 1,
        }
    }
    chars.len()
}

fn raw_string_end(chars: &[char], from: usize) -> Option<usize> {
    let hashes = chars[from..].iter().take_while(|c| **c == '#').count();
    if chars.get(from + hashes) != Some(&'"') {
        return None;
    }
    let closes = |at: usize| chars[at] == '"' && (1..=hashes).all(|step| chars.get(at + step) == Some(&'#'));
    Some((find(chars, from + hashes + 1, closes) + 1 + hashes).min(chars.len()))
}

/// Every path of two segments or more, and every name that a `use` brings in whole.
pub(crate) fn paths(code: &str) -> Vec<Named> {
    let tokens = tokens(code);
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let after_use = at > 0 && tokens[at - 1].1 == "use";
        let begins = is_word(&tokens[at].1) && (after_use || tokens.get(at + 1).is_some_and(|next| next.1 == "::"));
        if begins {
            at = tree(&tokens, at, &[], &mut found);
        } else {
            at += 1;
        }
    }
    found
}

/// Takes one `use` tree or plain path apart; returns where it ends.
fn tree(tokens: &[(usize, String)], start: usize, before: &[String], found: &mut Vec<Named>) -> usize {
    let mut segments = before.to_vec();
    let mut at = start;
    let line = tokens[start].0;
    loop {
        match tokens.get(at).map(|token| token.1.as_str()) {
            Some("{") => {
                at += 1;
                while let Some((_, token)) = tokens.get(at) {
                    match token.as_str() {
                        "}" => return at + 1,
                        "," => at += 1,
                        _ => at = tree(tokens, at, &segments, found).max(at + 1),
                    }
                }
                return at;
            }
            Some(word) if is_word(word) || word == "*" => segments.push(word.to_owned()),
            _ => break,
        }
        at += 1;
        if tokens.get(at).is_some_and(|token| token.1 == "::") {
            at += 1;
        } else {
            break;
        }
    }
    if segments.len() > before.len() {
        found.push(Named { line, segments });
    }
    if tokens.get(at).is_some_and(|token| token.1 == "as") {
        at += 2;
    }
    at
}

fn is_word(token: &str) -> bool {
    token.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

/// Words and marks with their lines; `::` is one mark.
fn tokens(code: &str) -> Vec<(usize, String)> {
    let mut tokens = Vec::new();
    for (number, line) in code.lines().enumerate() {
        let mut rest = line.trim_start();
        while let Some(first) = rest.chars().next() {
            let length = if first.is_alphanumeric() || first == '_' {
                rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len())
            } else if rest.starts_with("::") {
                2
            } else {
                first.len_utf8()
            };
            let (token, behind) = rest.split_at(length);
            tokens.push((number + 1, token.to_owned()));
            rest = behind.trim_start();
        }
    }
    tokens
}

/// The segments of a path below the crate's root, where it is a path of ours; `module` is that of
/// the file.
pub(crate) fn below_root(segments: &[String], module: &[&str]) -> Option<Vec<String>> {
    let (first, rest) = segments.split_first()?;
    let mut base: Vec<String> = match first.as_str() {
        "crate" | "annals" => Vec::new(),
        "self" => module.iter().map(ToString::to_string).collect(),
        "super" => module.split_last().map_or(&[][..], |(_, above)| above).iter().map(ToString::to_string).collect(),
        _ => return None,
    };
    for segment in rest {
        if segment == "super" {
            base.pop();
        } else {
            base.push(segment.clone());
        }
    }
    Some(base)
}

#[test]
fn comments_strings_and_characters_are_no_code() {
    let text = "a // sled::x\n/* clap /* nested */ :: */ b \"crate::cli \\\" x\" 'c' '\\'' r#\"sled::\"quoted\"#; &'a str b\"x\"";
    let code = code_of(text);
    assert_eq!(code.split_whitespace().collect::<Vec<_>>(), ["a", "b", ";", "&'a", "str", "b"]);
    assert_eq!(code.lines().count(), text.lines().count());
}

#[test]
fn trees_are_taken_apart_and_paths_found_in_any_place() {
    let code = "use crate::{a::b as c, d::{e, self}, f::*};\nuse sled;\nfn g() -> super::h::I { x.y(); annals::j() }";
    let found: Vec<(usize, String)> =
        paths(code).into_iter().map(|named| (named.line, named.segments.join("::"))).collect();
    let expected = [
        (1, "crate::a::b"),
        (1, "crate::d::e"),
        (1, "crate::d::self"),
        (1, "crate::f::*"),
        (2, "sled"),
        (3, "super::h::I"),
        (3, "annals::j"),
    ];
    let expected: Vec<(usize, String)> = expected.iter().map(|(line, path)| (*line, (*path).to_owned())).collect();
    assert_eq!(found, expected);
}

#[test]
fn a_relative_path_is_read_from_its_module() {
    let of = |path: &str, module: &[&str]| {
        let segments: Vec<String> = path.split("::").map(str::to_owned).collect();
        below_root(&segments, module).map(|found| found.join("::"))
    };
    assert_eq!(of("super::super::super::cli::x", &["domain", "decide", "changes"]).as_deref(), Some("cli::x"));
    assert_eq!(of("super::cli::x", &["domain"]).as_deref(), Some("cli::x"));
    assert_eq!(of("super::event", &["domain", "claim"]).as_deref(), Some("domain::event"));
    assert_eq!(of("annals::cli", &[]).as_deref(), Some("cli"));
    assert_eq!(of("std::fmt", &["domain"]), None);
}
