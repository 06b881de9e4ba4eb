//! The commands that made the golden journal of schema 1: every event type, and every field of a
//! development and an actor. When a type gets another schema number, this script goes with a golden
//! journal of its own; the one of schema 1 stays as it is and must be read for ever.

use annals::domain::chronicle::Chronicle;
use annals::domain::decide::{Command, SourceChoice, Surroundings, decide};
use annals::domain::event::SearchLogged;
use annals::domain::link::Asserter;
use annals::domain::stamp::{Batch, Draft, Instant, Recorded, Recorder, Sequence, Stamp};
use annals::domain::vocabulary::{CommitmentState, LinkRelation, Status};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::given::{amend, assessment, date, field, id, key, merge, record, register, source};

/// The journal's name.
pub(crate) const ORIGIN: &str = "annals.example/golden";
/// Who recorded it.
pub(crate) const RECORDER: &str = "golden";
/// 2026-11-24T12:00:00Z, when its first event was recorded; each command came a second later.
pub(crate) const BEGAN: i64 = 1_795_521_600_000_000;
/// The development that has every field.
pub(crate) const TALKS: &str = "2024-05-14-geneva-ai-dialogue";
/// The one that goes through every sort of change.
pub(crate) const RULE: &str = "2022-10-07-chip-rule";
/// The one that is retracted.
pub(crate) const RUMOUR: &str = "2023-01-02-rumour";
/// The one that is marked a duplicate of the talks.
pub(crate) const TWIN: &str = "2024-05-14-ai-talks";

fn read<T: DeserializeOwned>(value: Value) -> T {
    serde_json::from_value(value).unwrap()
}

fn actors() -> Vec<Command> {
    let state = |id: &str, side: &str, en: &str, zh: &str| json!({"id": id, "type": "state", "side": side, "names": [{"lang": "en", "name": en}, {"lang": "zh", "name": zh}]});
    let all = [
        state("china", "CHN", "China", "中国"),
        state("united-states", "USA", "United States", "美国"),
        json!({"id": "european-union", "type": "bloc", "side": "EUE", "names": [{"lang": "en", "name": "European Union", "short": "EU"}]}),
        json!({"id": "mfa-china", "type": "ministry", "side": "CHN", "parent": "china", "aliases": ["Foreign Ministry"],
            "names": [{"lang": "en", "name": "Ministry of Foreign Affairs", "short": "MFA"}, {"lang": "zh", "name": "外交部"}]}),
        json!({"id": "bis", "type": "agency", "side": "USA", "parent": "united-states",
            "names": [{"lang": "en", "name": "Bureau of Industry and Security", "short": "BIS"}]}),
        json!({"id": "bureau-of-industry", "type": "agency", "side": "USA", "names": [{"lang": "en", "name": "Bureau of Industry"}]}),
        json!({"id": "yang-tao", "type": "person", "side": "CHN", "note": "Named as Yang Tao in both readouts.",
            "names": [{"lang": "en", "name": "Yang Tao", "family": "Yang", "given": "Tao"},
                      {"lang": "zh", "name": "杨涛", "romanisation": "Yáng Tāo"}],
            "offices": [{"title": "Director-General", "organisation": "mfa-china", "from": "2023", "to": "2025-06~"}]}),
    ];
    all.map(|value| register(read(value))).into()
}

fn talks() -> Command {
    record(read(json!({
        "id": "0d1b5e1e-6f43-5b0c-9a4e-3f1c2d3e4a5b",
        "key": TALKS,
        "date": "2024-05-14",
        "dates": [{"role": "held", "date": "2024-05-14", "note": "in the afternoon"}, {"role": "announced", "date": "2024-05~"}],
        "title": "First intergovernmental dialogue on AI",
        "titles": [{"side": "CHN", "title": "中美人工智能政府间对话", "lang": "zh"}],
        "summary": "Officials met in Geneva.\nNo joint statement was issued.",
        "kind": "dialogue",
        "status": "held",
        "topics": ["artificial-intelligence"],
        "place": {"name": "Geneva", "country": "CHE"},
        "parties": [{"actor": "yang-tao", "role": "co-chair", "office": "Director-General"}, {"actor": "united-states", "role": "participant"}],
        "links": [{"rel": "follows", "key": RULE, "asserted_by": "mfa-china", "note": "named as a grievance"}],
        "claims": [{"by": "mfa-china", "speaker": "a spokesperson", "side": "CHN", "polarity": "states", "text": "that the talks were candid", "source": 0}],
        "commitments": [{"key": "2024-05-14-second-round", "by": ["china"], "to": ["united-states"], "text": "to meet again",
            "due": "2024", "acknowledged_by": ["china"], "source": 0}],
        "sources": [
            {"url": "https://mfa.example/talks", "title": "中美举行会议", "publisher": "外交部", "published": "2024-05-15", "lang": "zh", "side": "CHN",
             "quote": "双方\n同意", "pinpoint": "para. 3", "archived": "00".repeat(32)},
            {"title": "Readout", "publisher": "White House"}
        ],
        "dispute": "Whether a second round was agreed.",
        "codings": [{"scheme": "plover", "version": "2021", "code": "CONSULT"}, {"scheme": "cameo", "code": "036", "score": "4.0"}]
    })))
}

fn rule() -> Command {
    record(read(json!({
        "id": "7c1a5b52-2f8e-5d3f-8b55-0c5f6a7b8c9d",
        "key": RULE,
        "date": "2022-10-06",
        "dates": [{"role": "announced", "date": "2022-10-06"}],
        "title": "Rule on advanced computing",
        "kind": "export-control",
        "status": "announced",
        "parties": [{"actor": "bis", "role": "initiator"}, {"actor": "china", "role": "target"}],
        "legal": {"instrument": "interim final rule", "citation": "87 FR 62186", "number": "0694-AI94", "authority": "bis", "binding": true},
        "sources": [{"url": "https://bis.example/rule", "published": "2022-10-07"}]
    })))
}

fn plain(name: &str, number: u128) -> Command {
    record(read(json!({
        "id": Uuid::from_u128(number), "key": name, "date": &name[..10], "title": "A plain one", "kind": "report", "status": "reported",
        "parties": [{"actor": "china", "role": "affected"}], "sources": [{"url": "https://press.example/1"}]
    })))
}

/// The commands in order; those in one list were appended as one batch.
fn commands() -> Vec<Vec<Command>> {
    let document = SourceChoice::Document(Box::new(source("https://mofcom.example/reply")));
    let denial = json!({"by": "mfa-china", "side": "CHN", "polarity": "denies", "text": "that security was the motive", "source": 0});
    let pledge = json!({"key": "2022-10-07-review", "by": ["bis"], "to": ["united-states", "china"], "text": "to review the rule", "source": 0});
    let correction = Command::Correct {
        key: key(RULE),
        set: vec![(field("date"), json!("2022-10-07")), (field("summary"), json!("Licences for advanced chips."))],
        reason: "The day before was that of the press call.".to_owned(),
        source: Some(source("https://bis.example/correction")),
    };
    let status = Command::ChangeStatus {
        key: key(RULE),
        to: Status::InForce,
        on: Some(date("2022-10-12/2022-10-21")),
        source: Some(SourceChoice::Number(0)),
    };
    let tie = json!({"rel": "implements", "key": TALKS, "asserted_by": "analyst"});
    let withdrawal = Command::WithdrawLink {
        key: key(RULE),
        relation: LinkRelation::Implements,
        target: key(TALKS),
        asserted_by: Asserter::Analyst,
        reason: Some("the wrong way round".to_owned()),
    };
    let mut judged = assessment("2024-05-14-second-round", CommitmentState::Lapsed, "2025-01");
    judged.evidence = vec![key(RULE)];
    judged.note = Some("No second round is on record.".to_owned());
    let search = SearchLogged {
        place: "mfa.example".to_owned(),
        words: Some("人工智能 second round".to_owned()),
        period: Some(date("2024-06/2024-12")),
        note: Some("nothing\nin either language".to_owned()),
    };
    let mut note = amend("bis", &[("note", json!("Within the Department of Commerce."))]);
    if let Command::Amend { reason, .. } = &mut note {
        *reason = Some("for readers abroad".to_owned());
    }
    vec![
        actors(),
        vec![rule()],
        vec![talks(), plain(RUMOUR, 1), plain(TWIN, 2)],
        vec![correction],
        vec![status],
        vec![Command::Cite { key: key(RULE), source: source("https://fr.example/87-62186") }],
        vec![Command::RecordClaim { key: key(RULE), claim: read(denial), source: document }],
        vec![Command::AssertLink { key: key(RULE), link: read(tie) }],
        vec![withdrawal],
        vec![Command::Commit { key: key(RULE), commitment: read(pledge), source: SourceChoice::Number(0) }],
        vec![Command::Assess(judged)],
        vec![Command::Retract { key: key(RUMOUR), reason: "The paper withdrew it.".to_owned() }],
        vec![Command::MarkDuplicate { key: key(TWIN), of: key(TALKS) }],
        vec![note],
        vec![merge(id("bureau-of-industry").as_str(), "bis")],
        vec![Command::LogSearch(search)],
    ]
}

/// What to append, and when.
pub(crate) fn batches() -> Vec<(Instant, Uuid, Vec<Draft>)> {
    let around = Surroundings { origin: ORIGIN.to_owned(), ..Surroundings::default() };
    let mut chronicle = Chronicle::new();
    let mut batches = Vec::new();
    for (number, commands) in commands().into_iter().enumerate() {
        let now = Instant::from_micros(BEGAN + number as i64 * 1_000_000);
        let mut drafts = Vec::new();
        for command in commands {
            for draft in decide(&chronicle, &around, command).unwrap() {
                let sequence = Sequence(chronicle.last().map_or(0, |last| last.0.0 + 1));
                let recorder = Recorder::new(RECORDER).unwrap();
                let batch: Option<Batch> = None;
                let stamp = Stamp { sequence, id: draft.id, time: now, recorder, batch, caused_by: draft.caused_by };
                chronicle.apply(Recorded { stamp, event: draft.event.clone() }).unwrap();
                drafts.push(draft);
            }
        }
        batches.push((now, Uuid::from_u128(0x601d_0000 + number as u128), drafts));
    }
    batches
}
