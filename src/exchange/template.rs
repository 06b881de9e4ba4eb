//! The commented template that `append --edit` and `correct --edit` open in an editor, and the
//! template given back with what was refused marked in it.

use super::document::TextPlace;
use crate::domain::coding::Coding;
use crate::domain::source::Source;
use crate::domain::vocabulary::{DateRole, Kind, LinkRelation, Polarity, Role, Status, Topic, Vocabulary};

/// The mark before every line that says what was refused.
const MARK: &str = "#! ";

/// What of a development is known before it is written.
#[derive(Debug, Clone, Default)]
pub struct Given {
    /// Lines for the head, each a note.
    pub notes: Vec<String>,
    /// The date.
    pub date: String,
    /// The title.
    pub title: String,
    /// The summary.
    pub summary: String,
    /// The kind; `None` where it must be chosen.
    pub kind: Option<String>,
    /// The status; `None` where it must be chosen.
    pub status: Option<String>,
    /// The topics.
    pub topics: Vec<String>,
    /// The parties, each an actor with its role.
    pub parties: Vec<(String, String)>,
    /// The sources.
    pub sources: Vec<Source>,
    /// Other dates, each a role with its date.
    pub dates: Vec<(String, String)>,
    /// Codings.
    pub codings: Vec<Coding>,
}

/// An empty development as commented TOML; `today` is the day put into its head.
pub fn development(today: &str) -> String {
    given(&Given {
        date: today.to_owned(),
        kind: Some("statement".to_owned()),
        status: Some("announced".to_owned()),
        ..Given::default()
    })
}

/// A development of which something is known already, as commented TOML.
pub fn given(given: &Given) -> String {
    let mut notes = String::new();
    for note in &given.notes {
        notes.extend(note.lines().map(|line| format!("# {}\n", line.replace(char::is_control, " "))));
    }
    if !notes.is_empty() {
        notes.push_str("#\n");
    }
    format!(
        r##"{notes}# One development, in TOML. Lines that start with # are notes and are ignored.
# Save and close to record it; close {leave} to leave without recording.
#
# Dates are EDTF: 2024-05-14, 2024-05, 2024, 2024-05~ (about), 2024-05-14? (uncertain),
# 2024-06-03/2024-06-09 (from … to), [2024-06-03..2024-06-09] (one day between). Always in quotes.
date = {date}
title = {title}
summary = {summary}
# {kinds}
kind = {kind}
# {statuses}
status = {status}
# {topics}
topics = [{own_topics}]
# place = "Geneva, CHE"
# dispute = "what the sources disagree on"
# key = "given only where the derived key is not wanted"

# One [[parties]] for each actor: its id or any of its names, in any script.
# {roles}
{parties}# office = "the office held at the time"

# One [[sources]] for each document, numbered from 0: a URL, or a title and a publisher.
{sources}# title = ""
# publisher = ""
# published = "2024-05-15"
# lang = "en"
# side = "USA"
# quote = "the words relied on"
# pinpoint = "p. 3"

# Other dates of the act. {date_roles}
{dates}# [[dates]]
# role = "effective"
# date = "2024-06-01"
# note = ""

# What each side says. {polarities}
# [[claims]]
# by = "mofcom"
# polarity = "denies"
# text = ""
# source = 0

# Ties to other developments. {relations}
# [[links]]
# rel = "responds-to"
# key = "2023-11-15-woodside-summit"
# asserted_by = "mofcom"   # leave out where the tie is your own reading

# [[commitments]]
# by = ["china"]
# to = ["united-states"]
# text = ""
# due = "2025"
# acknowledged_by = ["china"]
# source = 0

# [legal]
# instrument = "final rule"
# citation = "87 FR 62186"
# number = ""
# authority = "bis"
# binding = true
{codings}"##,
        leave = if given.notes.is_empty() { "without a title" } else { "it as it is" },
        date = quoted(&given.date),
        title = quoted(&given.title),
        summary = quoted(&given.summary),
        kind = quoted(given.kind.as_deref().unwrap_or_default()),
        status = quoted(given.status.as_deref().unwrap_or_default()),
        own_topics = given.topics.iter().map(|topic| quoted(topic)).collect::<Vec<String>>().join(", "),
        parties = parties(&given.parties),
        sources = sources(&given.sources),
        dates = dates(&given.dates),
        codings = codings(&given.codings),
        kinds = words::<Kind>(),
        statuses = words::<Status>(),
        topics = words::<Topic>(),
        roles = words::<Role>(),
        date_roles = words::<DateRole>(),
        polarities = words::<Polarity>(),
        relations = words::<LinkRelation>(),
    )
}

fn parties(given: &[(String, String)]) -> String {
    let one = |actor: &str, role: &str| format!("[[parties]]\nactor = {}\nrole = {}\n", quoted(actor), quoted(role));
    if given.is_empty() {
        return one("", "initiator");
    }
    given.iter().map(|(actor, role)| one(actor, role)).collect::<Vec<String>>().join("\n")
}

fn sources(given: &[Source]) -> String {
    let one = |source: &Source| {
        let mut table = format!("[[sources]]\nurl = {}\n", quoted(source.url.as_deref().unwrap_or_default()));
        let published = source.published.as_ref().map(ToString::to_string);
        let side = source.side.map(|side| side.to_string());
        let fields = [
            ("title", &source.title),
            ("publisher", &source.publisher),
            ("published", &published),
            ("lang", &source.lang),
            ("side", &side),
        ];
        for (name, value) in fields {
            if let Some(value) = value {
                table.push_str(&format!("{name} = {}\n", quoted(value)));
            }
        }
        table
    };
    if given.is_empty() {
        return one(&Source::default());
    }
    given.iter().map(one).collect::<Vec<String>>().join("\n")
}

fn dates(given: &[(String, String)]) -> String {
    given
        .iter()
        .map(|(role, date)| format!("[[dates]]\nrole = {}\ndate = {}\n\n", quoted(role), quoted(date)))
        .collect()
}

fn codings(given: &[Coding]) -> String {
    let one = |coding: &Coding| {
        let scheme = coding.scheme.to_string();
        let fields = [
            ("scheme", Some(scheme.as_str())),
            ("version", coding.version.as_deref()),
            ("code", Some(coding.code.as_str())),
            ("score", coding.score.as_deref()),
        ];
        let given =
            fields.iter().filter_map(|(name, value)| value.map(|value| format!("{name} = {}\n", quoted(value))));
        format!("\n[[codings]]\n{}", given.collect::<String>())
    };
    given.iter().map(one).collect()
}

/// A text as a TOML string on one line; what cannot stand in one is escaped.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

fn words<V: Vocabulary>() -> String {
    let list: Vec<&str> = V::ALL.iter().map(|word| word.word()).collect();
    format!("{}: {}", V::NAME, list.join(", "))
}

/// The text with a mark above each line that something is wrong with; marks of an earlier round are
/// taken out first.
pub fn marked(text: &str, findings: &[(TextPlace, String)]) -> String {
    let mut marked = String::new();
    for (_, message) in findings.iter().filter(|(place, _)| place.line == 0) {
        push_mark(&mut marked, message);
    }
    for (at, line) in text.lines().enumerate() {
        for (_, message) in findings.iter().filter(|(place, _)| place.line == at + 1) {
            push_mark(&mut marked, message);
        }
        marked.push_str(line);
        marked.push('\n');
    }
    marked
}

/// The text without the marks of an earlier round.
pub fn unmarked(text: &str) -> String {
    text.lines().filter(|line| !line.starts_with(MARK)).map(|line| format!("{line}\n")).collect()
}

fn push_mark(text: &mut String, message: &str) {
    for line in message.lines() {
        text.push_str(MARK);
        text.push_str(line);
        text.push('\n');
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::document::{Document, Syntax};

    #[test]
    fn the_template_is_valid_toml_and_marks_come_and_go() {
        let text = development("2024-05-14");
        let document = Document { name: "t.toml".into(), text: text.clone(), syntax: Syntax::Toml };
        assert_eq!(document.items().unwrap().len(), 1);
        let place = document.place_at(text.find("title = ").unwrap(), text.len());
        let given_back = marked(&text, &[(place, "`title` is empty".into())]);
        assert!(given_back.contains("#! `title` is empty\ntitle = \"\""));
        assert_eq!(unmarked(&given_back), text);
    }
}
