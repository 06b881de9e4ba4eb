//! The golden journal of schema 1: it opens, is sound, says what it always said, and is written today
//! as it was then. What it does not hold is refused by name.
//!
//! A golden journal is never edited. For a new schema a new one is made beside it: with
//! `UPDATE_GOLDEN=1` the first test writes the journal of the script where there is none.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use annals::domain::chronicle::Chronicle;
use annals::domain::event::EventType;
use annals::domain::side::Dyad;
use annals::domain::stamp::{Draft, Instant, Recorded, Recorder};
use annals::domain::vocabulary::{CommitmentState, Status};
use annals::journal::merkle::Frontier;
use annals::journal::verify::verify;
use annals::journal::{
    AppendContext, Fault, Finding, Holder, Journal, JournalError, Origin, Places, TreeHash, file_name,
};
use tempfile::TempDir;
use uuid::Uuid;

use crate::given::{date, id};
use crate::golden_script::{BEGAN, ORIGIN, RECORDER, RULE, RUMOUR, TALKS, TWIN, batches};
use crate::journal_sandbox::{nothing_known, places};

const SETTINGS: &str = "title = \"The golden journal of schema 1\"\n";

fn fixture() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/golden/schema-1")
}

fn golden() -> Journal {
    Journal::open(Places { scratch: std::env::temp_dir(), ..places(&fixture()) }).unwrap()
}

fn recorded(journal: &Journal) -> Vec<Recorded> {
    journal.read_from(None).unwrap().map(|item| item.unwrap().1).collect()
}

fn folded() -> Chronicle {
    let mut chronicle = Chronicle::new();
    for event in recorded(&golden()) {
        chronicle.apply(event).unwrap();
    }
    chronicle
}

/// A journal of these batches in a folder of its own.
fn written(batches: Vec<(Instant, Uuid, Vec<Draft>)>) -> TempDir {
    let folder = TempDir::new().unwrap();
    let journal = Journal::create(places(folder.path()), &Origin::new(ORIGIN).unwrap()).unwrap();
    let recorder = Recorder::new(RECORDER).unwrap();
    let since = Instant::from_micros(BEGAN);
    let holder = Holder { pid: 1, host: "golden".to_owned(), recorder: recorder.clone(), since };
    let mut appender = journal.appender(Duration::ZERO, &holder).unwrap();
    for (now, batch_id, drafts) in batches {
        let context = AppendContext { now, recorder: recorder.clone(), batch_id };
        appender.append(drafts, &context, &nothing_known).unwrap();
    }
    folder
}

fn files(root: &Path) -> [(PathBuf, Vec<u8>); 2] {
    let events = places(root).events;
    [file_name(0), "checkpoint".to_owned()].map(|name| {
        let bytes = fs::read(events.join(&name)).unwrap_or_default();
        (Path::new("events").join(name), bytes)
    })
}

#[test]
#[allow(clippy::disallowed_methods, reason = "a test is told by a variable to write its fixture")]
fn the_program_writes_the_golden_journal_byte_for_byte() {
    let made = written(batches());
    if std::env::var("UPDATE_GOLDEN").is_ok() && !fixture().exists() {
        fs::create_dir_all(fixture().join("events")).unwrap();
        fs::write(fixture().join("annals.toml"), SETTINGS).unwrap();
        for (name, bytes) in files(made.path()) {
            fs::write(fixture().join(name), bytes).unwrap();
        }
    }
    for ((name, new), (_, old)) in files(made.path()).into_iter().zip(files(&fixture())) {
        assert!(!old.is_empty());
        assert_eq!(String::from_utf8(new).unwrap(), String::from_utf8(old).unwrap(), "{}", name.display());
    }
}

#[test]
fn it_opens_and_is_sound() {
    let verification = verify(&golden(), &mut |_| {}).unwrap();
    assert_eq!(verification.findings, []);
    assert!(verification.is_sound());
    assert_eq!(verification.size, 25);
    assert_eq!(verification.root.to_base64(), golden().checkpoint().unwrap().root.to_base64());
    assert_eq!(golden().origin().as_str(), ORIGIN);
}

#[test]
fn it_holds_every_event_type_at_its_schema() {
    let mut reader = golden().read_from(None).unwrap();
    let mut met = BTreeSet::new();
    while let Some(line) = reader.next_line().unwrap() {
        assert_eq!(line.envelope.schema, 1, "{line:?}");
        met.insert(line.envelope.event_type.clone().into_owned());
    }
    met.extend(crate::golden_leads::types());
    let all: BTreeSet<String> = EventType::ALL.iter().map(|known| known.as_str().to_owned()).collect();
    assert_eq!(met, all, "an event type is missing from the golden journals, or no longer known");
}

#[test]
fn what_is_read_and_recorded_anew_is_the_same_bytes() {
    let mut anew: Vec<(Instant, Uuid, Vec<Draft>)> = Vec::new();
    for Recorded { stamp, event } in recorded(&golden()) {
        assert_eq!(stamp.recorder.as_str(), RECORDER);
        let draft = Draft { id: stamp.id, event, caused_by: stamp.caused_by };
        let batch = stamp.batch.map_or(Uuid::nil(), |batch| batch.id);
        match anew.last_mut() {
            Some((_, last, drafts)) if *last == batch && stamp.batch.is_some_and(|batch| batch.pos > 0) => {
                drafts.push(draft);
            }
            Some(_) | None => anew.push((stamp.time, batch, vec![draft])),
        }
    }
    assert_eq!(files(written(anew).path()), files(&fixture()));
}

#[test]
fn it_folds_to_what_it_always_said() {
    let chronicle = folded();
    assert_eq!(chronicle.developments().len(), 4);
    assert_eq!(chronicle.actors().len(), 7);

    let rule = chronicle.development(RULE).unwrap();
    assert_eq!((rule.revision, rule.current.status), (9, Status::InForce));
    assert_eq!((rule.current.date.as_str(), rule.current.dates[0].date.as_str()), ("2022-10-07", "2022-10-07"));
    let correction = &rule.corrections[0];
    let fields: Vec<String> = correction.changes.iter().map(|change| change.field.to_string()).collect();
    assert_eq!(fields, ["date", "summary", "dates.0.date"]);
    assert_eq!(correction.changes[0].old, "2022-10-06");
    assert_eq!(correction.reason, "The day before was that of the press call.");
    assert_eq!(rule.current.legal.as_ref().unwrap().citation.as_deref(), Some("87 FR 62186"));
    let urls: Vec<&str> = rule.current.sources.iter().filter_map(|source| source.url.as_deref()).collect();
    assert_eq!(urls, ["https://bis.example/rule", "https://fr.example/87-62186", "https://mofcom.example/reply"]);
    assert_eq!(rule.current.claims[0].source, 2);
    assert_eq!((rule.current.links.len(), rule.withdrawals.len()), (0, 1));
    assert_eq!(rule.status_moves[0].on, Some(date("2022-10-12/2022-10-21")));

    let talks = chronicle.development(TALKS).unwrap();
    assert!(talks.stands());
    assert_eq!(chronicle.relations_of(&talks.current), [Dyad::parse("CHN-USA").unwrap()]);
    assert_eq!(talks.current.titles[0].title, "中美人工智能政府间对话");
    assert_eq!(talks.current.public_since(), Some(&date("2024-05-15")));
    assert_eq!(talks.current.codings[1].score.as_deref(), Some("4.0"));
    let promise = &talks.current.commitments[0];
    assert_eq!(talks.last_assessment(&promise.key).unwrap().assessment.state, CommitmentState::Lapsed);

    assert_eq!(chronicle.development(RUMOUR).unwrap().retracted.as_ref().unwrap().reason, "The paper withdrew it.");
    assert_eq!(chronicle.development(TWIN).unwrap().duplicate_of.as_ref().unwrap().0.as_str(), TALKS);
    assert_eq!(chronicle.standing_actor("bureau-of-industry").unwrap().current.id, id("bis"));
    let bis = chronicle.actor("bis").unwrap();
    assert_eq!(bis.current.note.as_deref(), Some("Within the Department of Commerce."));
    assert_eq!(bis.revision, 3);
    let yang = chronicle.actor("yang-tao").unwrap();
    assert_eq!(yang.current.names[1].romanisation.as_deref(), Some("Yáng Tāo"));
    assert_eq!(yang.current.offices[0].to, Some(date("2025-06~")));
    assert_eq!(chronicle.searches()[0].search.period, Some(date("2024-06/2024-12")));
    assert_eq!(chronicle.last().unwrap().1, Instant::from_micros(BEGAN + 15_000_000));
}

/// A copy with one line altered, and chain and checkpoint made to fit again.
fn altered(line: usize, old: &str, new: &str) -> TempDir {
    let text = fs::read_to_string(fixture().join("events").join(file_name(0))).unwrap();
    let mut previous = Origin::new(ORIGIN).unwrap().leaf();
    let mut frontier = Frontier::new();
    let mut chained = String::new();
    for (number, stored) in text.lines().enumerate() {
        let changed = if number == line { stored.replace(old, new) } else { stored.to_owned() };
        assert_eq!(changed != stored, number == line, "`{old}` is not in line {line}");
        let (head, rest) = changed.split_once("\"prevhash\":\"").unwrap();
        let whole = format!("{head}\"prevhash\":\"{previous}{}", &rest[44..]);
        previous = TreeHash::of_leaf(whole.as_bytes());
        frontier.push(previous);
        chained.push_str(&whole);
        chained.push('\n');
    }
    let folder = TempDir::new().unwrap();
    let events = places(folder.path()).events;
    fs::create_dir(&events).unwrap();
    fs::write(events.join(file_name(0)), chained).unwrap();
    let checkpoint = format!("{ORIGIN}\n{}\n{}\n", frontier.size(), frontier.root());
    fs::write(events.join("checkpoint"), checkpoint).unwrap();
    folder
}

/// What reading stops at in such a copy, which must also be all that verifying finds.
fn stops_at(line: usize, old: &str, new: &str) -> (JournalError, Finding) {
    let folder = altered(line, old, new);
    let journal = Journal::open(places(folder.path())).unwrap();
    let read: Vec<_> = journal.read_from(None).unwrap().collect();
    assert_eq!(read.len(), line + 1, "the lines before are read");
    let error = read.into_iter().last().unwrap().unwrap_err();
    let found = verify(&journal, &mut |_| {}).unwrap().findings;
    assert_eq!(found.len(), 1, "{found:?}");
    (error, found.into_iter().next().unwrap())
}

#[test]
fn an_unknown_event_type_is_refused_by_name() {
    let (error, finding) = stops_at(7, "development.recorded", "development.rejoiced");
    assert!(matches!(error, JournalError::UnknownType(_)), "{error:?}");
    let name = "annals.development.rejoiced".to_owned();
    assert_eq!(finding.what, Fault::UnknownType { name });
    assert!(error.to_string().contains("`annals.development.rejoiced`"), "{error}");
    assert!(error.to_string().contains("newer version"), "{error}");
}

#[test]
fn an_unknown_field_is_refused_by_name_in_data_and_in_the_envelope() {
    let (error, finding) = stops_at(7, "\"title\":", "\"mood\":\"fair\",\"title\":");
    assert!(matches!(error, JournalError::UnknownField(_)), "{error:?}");
    assert!(
        matches!(&finding.what, Fault::UnknownField { name, within }
        if name.contains("`mood`") && within == "`development.recorded`"),
        "{finding:?}"
    );
    let (error, finding) = stops_at(7, "\"recorder\":", "\"mood\":\"fair\",\"recorder\":");
    assert!(matches!(error, JournalError::UnknownField(_)), "{error:?}");
    assert!(
        matches!(&finding.what, Fault::UnknownField { name, within }
        if name.contains("`mood`") && within == "the envelope"),
        "{finding:?}"
    );
}

#[test]
fn an_unknown_schema_number_is_refused_by_name() {
    for number in [0, 2] {
        let (error, finding) = stops_at(7, "development.recorded:1\"", &format!("development.recorded:{number}\""));
        assert!(matches!(error, JournalError::UnknownSchema(_)), "{error:?}");
        let event_type = EventType::DevelopmentRecorded;
        assert_eq!(finding.what, Fault::UnknownSchema { event_type, schema: number });
        let message = format!("schema {number} of `development.recorded` is not known, only 1 to 1");
        assert!(error.to_string().contains(&message), "{error}");
    }
}

#[test]
fn an_unknown_word_in_an_old_line_is_refused_and_never_dropped() {
    let (error, finding) = stops_at(7, "\"export-control\"", "\"export-ban\"");
    assert!(matches!(error, JournalError::Damaged(_)), "{error:?}");
    assert!(matches!(finding.what, Fault::DataUnreadable { .. }), "{finding:?}");
    assert!(error.to_string().contains("`export-ban` is no kind"), "{error}");
}

#[test]
fn every_type_of_the_golden_journal_refuses_an_unknown_field() {
    let mut met = BTreeSet::new();
    for journal in [golden(), crate::golden_leads::golden("events"), crate::golden_leads::golden("leads")] {
        let mut reader = journal.read_from(None).unwrap();
        while let Some(line) = reader.next_line().unwrap() {
            let event_type = EventType::parse(&line.envelope.event_type).unwrap();
            let spoiled = line.envelope.data.replacen('{', "{\"mood\":\"fair\",", 1);
            let error = annals::domain::event::Event::from_data(event_type, &spoiled).unwrap_err();
            assert!(error.to_string().starts_with("unknown field `mood`"), "{error}");
            met.insert(event_type);
        }
    }
    assert_eq!(met.len(), EventType::ALL.len());
}
