//! The vocabulary page is made from the code, and the help of a flag shows what each word means.
//!
//! With `UPDATE_DOCS=1` the test writes the page instead of comparing it.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;

use annals::domain::event::EventType;
use annals::domain::period::Grain;
use annals::domain::scale::{Quad, Scale};
use annals::domain::vocabulary::{
    ActorType, CommitmentState, DateRole, Feed, Kind, LeadState, LegalState, LinkRelation, PloverClass, Polarity, Role,
    Scheme, ScoreScheme, Status, Topic, Vocabulary,
};
use annals::domain::warning::Check;

/// The page.
const PAGE: &str = "docs/vocabulary.md";

fn page() -> String {
    let mut page = "# Vocabulary\n\n\
        The closed lists of words, each with what it means. A word that is not in its list is refused, with\n\
        the nearest one that is. This page is made from the code; a test compares the two.\n"
        .to_owned();
    table::<Kind>(&mut page, "Kinds", "What sort of act a development is.");
    table::<Status>(&mut page, "Statuses", "How far the act recorded has come.");
    table::<Topic>(&mut page, "Topics", "What a development is about; it may have several.");
    table::<Role>(&mut page, "Roles", "What a party does in a development.");
    table::<DateRole>(&mut page, "Dates by role", "What a date of a development stands for.");
    table::<LinkRelation>(&mut page, "Link relations", "How one development is tied to another, read from the first.");
    table::<Polarity>(&mut page, "Polarities", "What a claim does with its content.");
    table::<CommitmentState>(&mut page, "Commitment states", "What became of a promise.");
    table::<LegalState>(&mut page, "Legal states", "The state of a measure on a day, as `annals measures` derives it.");
    table::<ActorType>(&mut page, "Actor types", "What sort of body or person an actor is.");
    table::<Scheme>(&mut page, "Coding schemes", "The schemes by which developments are coded.");
    table::<PloverClass>(&mut page, "PLOVER classes", "The codes of the scheme `plover`.");
    table::<Feed>(&mut page, "Feeds", "Where leads come from.");
    table::<LeadState>(&mut page, "States of leads", "What has become of a lead.");
    table::<ScoreScheme>(
        &mut page,
        "Scores of leads",
        "What the numbers stand for that feeds give; they are kept as given.",
    );
    table::<Scale>(&mut page, "Scales", "The scores under which `annals relation` draws cooperation and conflict.");
    table::<Quad>(&mut page, "Quad classes", "What the codes of both schemes fall into.");
    table::<Grain>(&mut page, "Periods", "How a series is cut.");
    table::<Check>(&mut page, "Checks", "What `annals check` looks for.");
    let types = EventType::ALL.iter().map(|known| (known.as_str(), known.schema().to_string()));
    let what = "What can happen to the record. On disk `annals.` stands before the name.";
    rows(&mut page, "Event types", what, ["type", "schema"], types);
    page
}

fn table<V: Vocabulary>(page: &mut String, title: &str, what: &str) {
    let words = V::ALL.iter().map(|word| (word.word(), word.definition().to_owned()));
    rows(page, title, what, ["word", "meaning"], words);
}

fn rows<'a>(
    page: &mut String,
    title: &str,
    what: &str,
    head: [&str; 2],
    rows: impl Iterator<Item = (&'a str, String)>,
) {
    write!(page, "\n## {title}\n\n{what}\n\n| {} | {} |\n|---|---|\n", head[0], head[1]).unwrap();
    for (word, meaning) in rows {
        writeln!(page, "| `{word}` | {} |", meaning.replace('|', "\\|")).unwrap();
    }
}

#[test]
#[allow(clippy::disallowed_methods, reason = "a test is told by a variable to write its page")]
fn the_vocabulary_page_is_what_the_code_says() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(PAGE);
    if std::env::var("UPDATE_DOCS").is_ok() {
        fs::write(&path, page()).unwrap();
    }
    let written = fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(written, page(), "{PAGE} is out of date: run this test once with UPDATE_DOCS=1");
}

#[test]
fn every_vocabulary_of_the_code_is_on_the_page() {
    let sources = [
        include_str!("../../src/domain/vocabulary.rs"),
        include_str!("../../src/domain/warning.rs"),
        include_str!("../../src/domain/scale.rs"),
        include_str!("../../src/domain/period.rs"),
    ]
    .concat();
    let defined = sources.split("\nvocabulary!(").skip(1).map(|rest| {
        let body = rest.split_once(", {\n").unwrap().1;
        body.split('"').nth(1).unwrap().to_owned()
    });
    let first_words: Vec<String> = defined.collect();
    assert_eq!(first_words.len(), 19);
    let page = page();
    let missing: Vec<&String> =
        first_words.iter().filter(|word| !page.contains(&format!("|---|---|\n| `{word}` |"))).collect();
    assert!(missing.is_empty(), "no table begins with {missing:?}");
}

#[test]
fn no_word_is_twice_in_its_list_and_every_one_has_a_meaning() {
    fn check<V: Vocabulary>() {
        let mut words: Vec<&str> = V::ALL.iter().map(|word| word.word()).collect();
        words.sort_unstable();
        words.dedup();
        assert_eq!(words.len(), V::ALL.len(), "{}", V::NAME);
        assert!(V::ALL.iter().all(|word| !word.definition().trim().is_empty()), "{}", V::NAME);
    }
    check::<Kind>();
    check::<Status>();
    check::<Topic>();
    check::<Role>();
    check::<DateRole>();
    check::<LinkRelation>();
    check::<Polarity>();
    check::<CommitmentState>();
    check::<ActorType>();
    check::<Scheme>();
    check::<PloverClass>();
    check::<Scale>();
    check::<Quad>();
    check::<Grain>();
    check::<Check>();
}

/// What the program says to these words, its line breaks taken out.
fn said(words: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_annals")).args(words).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap().split_whitespace().collect::<Vec<_>>().join(" ")
}

fn shows<V: Vocabulary>(help: &str) {
    for word in V::ALL {
        let shown = format!("- {}: {}", word.word(), word.definition());
        assert!(help.contains(&shown), "`{shown}` is not in the help: {help}");
    }
}

#[test]
fn the_help_of_a_flag_shows_what_each_word_means() {
    let append = said(&["append", "--help"]);
    shows::<Kind>(&append);
    shows::<Status>(&append);
    shows::<Topic>(&append);
    shows::<ActorType>(&said(&["actor", "register", "--help"]));
    shows::<LinkRelation>(&said(&["link", "--help"]));
    shows::<CommitmentState>(&said(&["assess", "--help"]));
    shows::<Status>(&said(&["status", "--help"]));
}

#[test]
fn the_list_of_checks_tells_what_each_looks_for() {
    let listed = said(&["check", "--list"]);
    for check in Check::ALL {
        assert!(listed.contains(&format!("{} {}", check.word(), check.definition())), "{check} is not in {listed}");
    }
}
