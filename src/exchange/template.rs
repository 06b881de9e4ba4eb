//! The commented template that `append --edit` and `correct --edit` open in an editor, and the
//! template given back with what was refused marked in it.

use super::document::TextPlace;
use crate::domain::vocabulary::{DateRole, Kind, LinkRelation, Polarity, Role, Status, Topic, Vocabulary};

/// The mark before every line that says what was refused.
const MARK: &str = "#! ";

/// An empty development as commented TOML; `today` is the day put into its head.
pub fn development(today: &str) -> String {
    format!(
        r##"# One development, in TOML. Lines that start with # are notes and are ignored.
# Save and close to record it; close without a title to leave without recording.
#
# Dates are EDTF: 2024-05-14, 2024-05, 2024, 2024-05~ (about), 2024-05-14? (uncertain),
# 2024-06-03/2024-06-09 (from … to), [2024-06-03..2024-06-09] (one day between). Always in quotes.
date = "{today}"
title = ""
summary = ""
# {kinds}
kind = "statement"
# {statuses}
status = "announced"
# {topics}
topics = []
# place = "Geneva, CHE"
# dispute = "what the sources disagree on"
# key = "given only where the derived key is not wanted"

# One [[parties]] for each actor: its id or any of its names, in any script.
# {roles}
[[parties]]
actor = ""
role = "initiator"
# office = "the office held at the time"

# One [[sources]] for each document, numbered from 0: a URL, or a title and a publisher.
[[sources]]
url = ""
# title = ""
# publisher = ""
# published = "2024-05-15"
# lang = "en"
# side = "USA"
# quote = "the words relied on"
# pinpoint = "p. 3"

# Other dates of the act. {date_roles}
# [[dates]]
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
"##,
        kinds = words::<Kind>(),
        statuses = words::<Status>(),
        topics = words::<Topic>(),
        roles = words::<Role>(),
        date_roles = words::<DateRole>(),
        polarities = words::<Polarity>(),
        relations = words::<LinkRelation>(),
    )
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
