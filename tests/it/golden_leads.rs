//! The golden journals of leads and of decisions on them, of schema 1: they open, are sound, say what they
//! always said, and are written today as they were then. They are never edited; with `UPDATE_GOLDEN=1`
//! the first test writes them where there are none.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use annals::domain::chronicle::{Chronicle, Verdict};
use annals::domain::decide::{Command, Surroundings, decide};
use annals::domain::lead::{Lead, LeadId, LeadRef, propose, proposed};
use annals::domain::stamp::{Draft, Instant, Recorded, Recorder, Sequence, Stamp};
use annals::domain::vocabulary::ScoreScheme;
use annals::journal::verify::verify;
use annals::journal::{AppendContext, Holder, Journal, Origin, Places, file_name};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tempfile::TempDir;
use uuid::Uuid;

use crate::given::{date, key, record, register};
use crate::golden_script::{BEGAN, ORIGIN, RECORDER};
use crate::journal_sandbox::nothing_known;

const LEADS_ORIGIN: &str = "annals.example/golden/leads";
const TALKS: &str = "2024-05-14-geneva-ai-dialogue";

fn read<T: DeserializeOwned>(value: Value) -> T {
    serde_json::from_value(value).unwrap()
}

fn fixture() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/golden/schema-1-leads")
}

fn places(root: &Path, folder: &str) -> Places {
    Places {
        events: root.join(folder),
        scratch: root.join("scratch").join(folder),
        quarantine: root.join("quarantine"),
    }
}

pub(crate) fn golden(folder: &str) -> Journal {
    Journal::open(Places { scratch: std::env::temp_dir(), ..places(&fixture(), folder) }).unwrap()
}

/// A lead with every field, one with as few as there can be, and one of each other feed.
fn leads() -> Vec<Lead> {
    vec![
        read(json!({
            "feed": "gdelt", "id": "900001", "date": "2024-05-14", "title": "Talks in Geneva", "summary": "An excerpt, 摘要.",
            "urls": ["https://press.example/1"], "publisher": "Example Press", "published": "2024-05-15",
            "parties": [
                {"name": "CHINA", "code": "CHNGOV", "country": "CHN", "roles": ["GOV"], "side": "CHN"},
                {"name": "", "country": "AFR"}
            ],
            "sides": ["CHN"],
            "codes": [{"scheme": "cameo", "version": "1.1b3", "code": "046", "score": "7.0"}],
            "scores": [{"scheme": "goldstein", "value": "7.0"}, {"scheme": "avg-tone", "value": "-2.5641025641"},
                {"scheme": "num-mentions", "value": "40"}, {"scheme": "num-sources", "value": "1"},
                {"scheme": "num-articles", "value": "40"}, {"scheme": "quad-class", "value": "1"}],
            "rest": {"IsRootEvent": "1", "list": [1, {"deep": null}]}
        })),
        read(json!({"feed": "federal-register", "id": "2024-10001", "date": "2024-05-15"})),
        read(
            json!({"feed": "icews", "id": "700001", "date": "2024-05", "scores": [{"scheme": "icews-intensity", "value": "1.0"}]}),
        ),
    ]
}

fn proposals() -> Vec<Draft> {
    leads().into_iter().map(|lead| propose(LEADS_ORIGIN, lead).unwrap()).collect()
}

fn named(at: usize) -> LeadRef {
    let draft = &proposals()[at];
    LeadRef { id: LeadId(draft.id.0), name: draft.event.subject() }
}

fn decisions() -> Vec<Command> {
    let talks = json!({
        "id": "0d1b5e1e-6f43-5b0c-9a4e-3f1c2d3e4a5b", "key": TALKS, "date": "2024-05-14", "title": "Talks", "kind": "dialogue",
        "status": "held", "parties": [{"actor": "china", "role": "participant"}], "sources": [{"url": "https://press.example/1"}]
    });
    let Command::Record(development) = record(read(talks)) else { panic!() };
    vec![
        register(read(
            json!({"id": "china", "type": "state", "side": "CHN", "names": [{"lang": "en", "name": "China"}]}),
        )),
        Command::RejectLead { lead: named(0), reason: "At first it seemed a rumour.".to_owned() },
        Command::AcceptLead { lead: named(0), development },
        Command::MarkLeadDuplicate { lead: named(1), of: key(TALKS) },
        Command::RejectLead { lead: named(2), reason: "Nothing happened.".to_owned() },
    ]
}

/// The record with the decisions, each command a batch.
fn record_batches() -> Vec<Vec<Draft>> {
    let around = Surroundings { origin: ORIGIN.to_owned(), ..Surroundings::default() };
    let mut chronicle = Chronicle::new();
    let mut batches = Vec::new();
    for command in decisions() {
        let drafts = decide(&chronicle, &around, command).unwrap();
        for draft in &drafts {
            let sequence = Sequence(chronicle.last().map_or(0, |last| last.0.0 + 1));
            let recorder = Recorder::new(RECORDER).unwrap();
            let time = Instant::from_micros(BEGAN);
            let stamp = Stamp { sequence, id: draft.id, time, recorder, batch: None, caused_by: draft.caused_by };
            chronicle.apply(Recorded { stamp, event: draft.event.clone() }).unwrap();
        }
        batches.push(drafts);
    }
    batches
}

fn written(root: &Path, folder: &str, origin: &str, batches: Vec<Vec<Draft>>) {
    let journal = Journal::create(places(root, folder), &Origin::new(origin).unwrap()).unwrap();
    let recorder = Recorder::new(RECORDER).unwrap();
    let since = Instant::from_micros(BEGAN);
    let holder = Holder { pid: 1, host: "golden".to_owned(), recorder: recorder.clone(), since };
    let mut appender = journal.appender(Duration::ZERO, &holder).unwrap();
    for (at, drafts) in batches.into_iter().enumerate() {
        let now = Instant::from_micros(BEGAN + at as i64 * 1_000_000);
        let context =
            AppendContext { now, recorder: recorder.clone(), batch_id: Uuid::from_u128(0x1ead_0000 + at as u128) };
        appender.append(drafts, &context, &nothing_known).unwrap();
    }
}

fn files(root: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let names = ["events", "leads"]
        .into_iter()
        .flat_map(|folder| [file_name(0), "checkpoint".to_owned()].map(|name| Path::new(folder).join(name)));
    names.map(|name| (name.clone(), fs::read(root.join(&name)).unwrap_or_default())).collect()
}

/// The types of all events in both journals.
pub(crate) fn types() -> BTreeSet<String> {
    let mut met = BTreeSet::new();
    for folder in ["events", "leads"] {
        let mut reader = golden(folder).read_from(None).unwrap();
        while let Some(line) = reader.next_line().unwrap() {
            assert_eq!(line.envelope.schema, 1);
            met.insert(line.envelope.event_type.clone().into_owned());
        }
    }
    met
}

#[test]
#[allow(clippy::disallowed_methods, reason = "a test is told by a variable to write its fixture")]
fn the_program_writes_the_golden_journals_byte_for_byte() {
    let made = TempDir::new().unwrap();
    written(made.path(), "events", ORIGIN, record_batches());
    written(made.path(), "leads", LEADS_ORIGIN, vec![proposals()]);
    if std::env::var("UPDATE_GOLDEN").is_ok() && !fixture().exists() {
        for (name, bytes) in files(made.path()) {
            fs::create_dir_all(fixture().join(name.parent().unwrap())).unwrap();
            fs::write(fixture().join(name), bytes).unwrap();
        }
        fs::write(fixture().join("annals.toml"), "title = \"The golden journals of leads, schema 1\"\n").unwrap();
    }
    for ((name, new), (_, old)) in files(made.path()).into_iter().zip(files(&fixture())) {
        assert!(!old.is_empty(), "{}", name.display());
        assert_eq!(String::from_utf8(new).unwrap(), String::from_utf8(old).unwrap(), "{}", name.display());
    }
}

#[test]
fn they_open_are_sound_and_say_what_they_always_said() {
    for folder in ["events", "leads"] {
        let verification = verify(&golden(folder), &mut |_| {}).unwrap();
        assert_eq!(verification.findings, [], "{folder}");
    }
    let mut found = Vec::new();
    for item in golden("leads").read_from(None).unwrap() {
        found.push(proposed(item.unwrap().1).unwrap().2);
    }
    assert_eq!(found, leads());
    assert_eq!((found[0].score(ScoreScheme::Mentions), &found[2].date), (Some("40"), &date("2024-05")));

    let mut chronicle = Chronicle::new();
    for item in golden("events").read_from(None).unwrap() {
        chronicle.apply(item.unwrap().1).unwrap();
    }
    let last = |at: usize| chronicle.lead_decisions(named(at).id).last().unwrap().verdict.clone();
    assert_eq!(last(0), Verdict::Accepted(key(TALKS)));
    assert_eq!(last(1), Verdict::Duplicate(key(TALKS)));
    assert_eq!(last(2), Verdict::Rejected("Nothing happened.".to_owned()));
    assert_eq!(chronicle.lead_decisions(named(0).id).len(), 2);
    assert_eq!(chronicle.development(TALKS).unwrap().revision, 1, "a decision is no change of the development");
}

#[test]
fn an_unknown_field_of_a_lead_is_refused_by_name_though_a_list_looks_at_few() {
    use annals::projection::LeadArchive;
    let made = TempDir::new().unwrap();
    let text = fs::read_to_string(fixture().join("leads").join(file_name(0))).unwrap();
    let line = text.lines().next().unwrap().replace("\"IsRootEvent\"", "\"Another\"");
    assert!(line.contains("Another"), "what is in `rest` may have any name");
    for (old, new, name) in [
        ("\"feed\":", "\"mood\":\"fair\",\"feed\":", "mood"),
        ("\"roles\":", "\"rank\":1,\"roles\":", "rank"),
        ("\"version\":", "\"colour\":1,\"version\":", "colour"),
    ] {
        let root = made.path().join(name);
        let altered = text.lines().next().unwrap().replacen(old, new, 1);
        let alone =
            altered.replace(&altered[altered.find("\"batchid\"").unwrap()..altered.find("\"prevhash\"").unwrap()], "");
        let leaf = annals::journal::TreeHash::of_leaf(alone.as_bytes());
        fs::create_dir_all(root.join("leads")).unwrap();
        fs::write(root.join("leads").join(file_name(0)), format!("{alone}\n")).unwrap();
        fs::write(root.join("leads/checkpoint"), format!("{LEADS_ORIGIN}\n1\n{leaf}\n")).unwrap();
        let archive = LeadArchive::open(Journal::open(places(&root, "leads")).unwrap()).unwrap();
        let error = archive.scan(None, &mut |_| {}).unwrap_err();
        assert!(error.to_string().contains(&format!("`{name}`")), "{error}");
    }
}
