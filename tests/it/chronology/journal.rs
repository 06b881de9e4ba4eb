//! The small journal that the tests of the chronology report read: two states, a third, their words,
//! ties, promises and mistakes.

use annals::domain::chronicle::Chronicle;
use annals::domain::event::{Event, EventType};
use annals::domain::filter::Filter;
use annals::domain::side::Dyad;
use annals::domain::stamp::{EventId, Instant, Recorded, Recorder, Sequence, Stamp};
use annals::report::chronology::{Chronology, Request, chronology};
use annals::report::render::markdown_chronology::markdown;
use serde_json::{Value, json};

pub(super) const RULE: &str = "2024-05-02-chip-rule";
pub(super) const GENEVA: &str = "2024-05-14-geneva-ai-dialogue";
pub(super) const ANSWER: &str = "2024-05-20-gallium-licensing";

pub(super) fn take(chronicle: &mut Chronicle, name: &str, data: Value) {
    let event_type = EventType::parse(name).unwrap();
    let event = Event::from_data(event_type, &data.to_string()).unwrap();
    let number = chronicle.last().map_or(0, |(sequence, _)| sequence.0 + 1);
    let stamp = Stamp {
        sequence: Sequence(number),
        id: EventId(uuid::Uuid::from_u128(u128::from(number) + 1)),
        time: Instant::parse("2026-11-24T15:06:51.123456Z").unwrap(),
        recorder: Recorder::new("A. Analyst").unwrap(),
        batch: None,
        caused_by: None,
    };
    chronicle.apply(Recorded { stamp, event }).unwrap();
}

fn actor(chronicle: &mut Chronicle, id: &str, sort: &str, side: &str, names: Value) {
    take(chronicle, "actor.registered", json!({"id": id, "type": sort, "side": side, "names": names}));
}

pub(super) fn development(chronicle: &mut Chronicle, key: &str, date: &str, kind: &str, mut more: Value) {
    let id = uuid::Uuid::from_u128(0x1000 + u128::try_from(chronicle.developments().len()).unwrap());
    let fields = more.as_object_mut().unwrap();
    for (field, value) in [
        ("id", json!(id.to_string())),
        ("key", json!(key)),
        ("date", json!(date)),
        ("kind", json!(kind)),
        ("status", json!("announced")),
        ("summary", json!("What happened.")),
        ("title", json!(key)),
        ("sources", json!([{"url": format!("https://example.org/{key}"), "title": format!("On {key}"), "lang": "en"}])),
    ] {
        fields.entry(field).or_insert(value);
    }
    take(chronicle, "development.recorded", more);
}

/// Two states, a third, their bodies and two persons; no development yet.
pub(super) fn cast() -> Chronicle {
    let mut chronicle = Chronicle::new();
    let c = &mut chronicle;
    actor(
        c,
        "china",
        "state",
        "CHN",
        json!([{"lang": "en", "name": "China"}, {"lang": "zh", "name": "中华人民共和国"}]),
    );
    actor(c, "united-states", "state", "USA", json!([{"lang": "en", "name": "United States"}]));
    actor(c, "netherlands", "state", "NLD", json!([{"lang": "en", "name": "Netherlands"}]));
    actor(c, "wto", "organisation", "INT", json!([{"lang": "en", "name": "World Trade Organization"}]));
    actor(
        c,
        "mofcom",
        "ministry",
        "CHN",
        json!([{"lang": "en", "name": "Ministry of Commerce of the PRC", "short": "MOFCOM"}, {"lang": "zh", "name": "商务部"}]),
    );
    actor(
        c,
        "bis",
        "agency",
        "USA",
        json!([{"lang": "en", "name": "Bureau of Industry and Security", "short": "BIS"}]),
    );
    actor(
        c,
        "yang-tao",
        "person",
        "CHN",
        json!([{"lang": "en", "name": "Yang Tao", "family": "Yang", "given": "Tao"},
               {"lang": "zh", "name": "杨涛", "romanisation": "Yáng Tāo"}]),
    );
    actor(
        c,
        "seth-center",
        "person",
        "USA",
        json!([{"lang": "en", "name": "Seth Center", "family": "Center", "given": "Seth"}]),
    );
    chronicle
}

pub(super) fn party(actor: &str, role: &str) -> Value {
    json!({"actor": actor, "role": role})
}

/// The cast with a rule, an answer, a meeting, a third side's act, an uncertain date, a correction, a
/// retraction and a search.
pub(super) fn recorded() -> Chronicle {
    let mut chronicle = cast();
    let c = &mut chronicle;
    development(
        c,
        RULE,
        "2024-05-02",
        "export-control",
        json!({
            "title": "US limits chip tools", "summary": "A rule limits chip tools.", "status": "in-force",
            "parties": [party("bis", "initiator"), party("china", "target")],
            "dates": [{"role": "published", "date": "2024-05-02"}, {"role": "effective", "date": "2024-06~"},
                      {"role": "expires", "date": "2025-05-01", "note": "first phase"}],
            "legal": {"instrument": "interim final rule", "citation": "89 FR 1234", "authority": "bis", "binding": true},
            "claims": [{"by": "mofcom", "speaker": "MOFCOM spokesperson", "side": "CHN", "polarity": "denies",
                        "text": "Rejects that security is the motive.", "source": 1}],
            "sources": [
                {"url": "https://www.federalregister.gov/d/1", "title": "Chip tools", "publisher": "Federal Register",
                 "published": "2024-05-02", "lang": "en", "side": "USA", "pinpoint": "p. 7"},
                {"url": "http://www.mofcom.gov.cn/1", "title": "商务部新闻发言人就美方规则答记者问", "publisher": "商务部",
                 "published": "2024-05-03", "lang": "zh", "side": "CHN"}],
            "dispute": "Two pages differ on the day of effect."
        }),
    );
    development(
        c,
        GENEVA,
        "2024-05-14",
        "dialogue",
        json!({
            "title": "First AI dialogue in Geneva", "summary": "Delegations met.", "status": "held",
            "place": {"name": "Geneva", "country": "CHE"},
            "parties": [{"actor": "yang-tao", "role": "co-chair", "office": "Director-General"},
                        {"actor": "seth-center", "role": "co-chair", "office": "Acting Special Envoy"}],
            "dates": [{"role": "held", "date": "2024-05-14"}],
            "claims": [
                {"speaker": "NSC spokesperson", "side": "USA", "polarity": "states", "text": "The talks were candid.", "source": 0},
                {"by": "china", "side": "CHN", "polarity": "states", "text": "The talks were constructive.", "source": 1},
                {"by": "china", "side": "CHN", "polarity": "silent", "text": "Does not mention misuse.", "source": 1}],
            "commitments": [
                {"key": "2024-05-14-meet-again", "by": ["china", "united-states"], "to": ["united-states", "china"],
                 "text": "Meet again.", "due": "2024-12-31", "acknowledged_by": ["china", "united-states"], "source": 0},
                {"key": "2024-05-14-share-tests", "by": ["united-states"], "to": ["china"],
                 "text": "Share tests.", "acknowledged_by": ["china"], "source": 1}],
            "sources": [{"title": "Statement", "publisher": "White House", "published": "2024-05-15", "lang": "en"},
                        {"url": "http://www.mofcom.gov.cn/1", "lang": "zh", "archived": "ab12"}],
            "codings": [{"scheme": "plover", "version": "2021", "code": "CONSULT"}]
        }),
    );
    development(
        c,
        ANSWER,
        "2024-05-20",
        "retaliation",
        json!({
            "title": "China licenses gallium", "parties": [party("mofcom", "initiator"), party("united-states", "affected")],
            "links": [{"rel": "responds-to", "key": RULE, "asserted_by": "mofcom"},
                      {"rel": "follows", "key": "2023-01-09-outside"}],
        }),
    );
    let only_china = json!({"title": "An act outside the relation", "parties": [party("china", "initiator")]});
    development(c, "2023-01-09-outside", "2023-01-09", "plan", only_china);
    development(
        c,
        "2024-06-hague-licence",
        "2024-06",
        "licence",
        json!({"title": "The Hague withdraws a licence", "parties": [
            party("netherlands", "initiator"), party("china", "affected"), party("united-states", "participant")],
            "links": [{"rel": "responds-to", "key": ANSWER}]}),
    );
    development(
        c,
        "2024-talks",
        "2024-05/2024-06",
        "dialogue",
        json!({"title": "Talks in May and June", "parties": [party("china", "participant"), party("united-states", "host")]}),
    );
    let both = json!([party("united-states", "initiator"), party("china", "target")]);
    development(c, "2024-spring-probe", "2024-21", "investigation", json!({"title": "A probe", "parties": both}));
    let hostile = json!({
        "title": "A | B <script>alert(1)</script> [x](javascript:alert(1)) `code`\n## not a heading",
        "summary": "| a | b |\n|---|---|\n<img src=x onerror=alert(1)>",
        "parties": both,
        "sources": [{"url": "javascript:alert(1)", "title": "](https://evil.example) | <b>", "lang": "en"}],
        "claims": [{"speaker": "A | B", "side": "CHN", "polarity": "denies", "text": "a | b\n\n# c `d", "source": 0}]
    });
    development(c, "2024-05-03-hostile", "2024-05-03", "statement", hostile);
    development(c, "2024-05-04-withdrawn", "2024-05-04", "statement", json!({"parties": both}));
    take(c, "development.retracted", json!({"key": "2024-05-04-withdrawn", "reason": "A hoax."}));
    take(
        c,
        "development.corrected",
        json!({"key": ANSWER, "reason": "The gazette differs", "changes": [
            {"field": "summary", "old": "What happened.", "new": "Exports of gallium need a licence."}],
            "source": {"url": "https://example.org/gazette", "title": "Gazette", "lang": "en"}}),
    );
    take(
        c,
        "commitment.assessed",
        json!({"key": GENEVA, "assessment": {"commitment": "2024-05-14-meet-again", "state": "kept",
               "on": "2024-06-01", "evidence": ["2024-talks"], "note": "Talks followed"}}),
    );
    take(
        c,
        "search.logged",
        json!({"place": "Gazette of the State Council", "words": "人工智能", "period": "2024-05"}),
    );
    chronicle
}

pub(super) fn request(filter: Filter) -> Request {
    Request {
        filter,
        query: "annals report chronology --relation CHN-USA".to_owned(),
        program: "annals 0.1.0".to_owned(),
        origin: "example.org/annals".to_owned(),
        size: 23,
        root: "cm9vdA==".to_owned(),
        as_of: Some(Instant::parse("2026-11-24T15:06:51.123456Z").unwrap()),
        ..Request::default()
    }
}

pub(super) fn relation() -> Filter {
    Filter { relations: vec![Dyad::parse("CHN-USA").unwrap()], ..Filter::default() }
}

pub(super) fn report() -> Chronology {
    chronology(&recorded(), request(relation()))
}

pub(super) fn page() -> String {
    markdown(&report())
}
