//! A small journal built by hand: events with counted sequences, a clock that ticks by the minute, and
//! the Geneva dialogue of 2024 as both sides told it.

use annals::domain::chronicle::Chronicle;
use annals::domain::development::Development;
use annals::domain::event::{Change, DevelopmentCorrected, DevelopmentRetracted, Event, StatusChanged};
use annals::domain::field_path::FieldPath;
use annals::domain::stamp::{EventId, Instant, Recorded, Recorder, Sequence, Stamp};
use serde_json::{Value, json};
use uuid::Uuid;

/// The events so far and the state they add up to.
pub(crate) struct Journal {
    pub(crate) chronicle: Chronicle,
    pub(crate) events: Vec<Recorded>,
    recorder: Recorder,
}

impl Journal {
    pub(crate) fn new() -> Self {
        Self { chronicle: Chronicle::new(), events: Vec::new(), recorder: Recorder::new("Ada").unwrap() }
    }

    /// From here on somebody else records.
    pub(crate) fn by(&mut self, name: &str) -> &mut Self {
        self.recorder = Recorder::new(name).unwrap();
        self
    }

    /// Records an event, a minute after the one before it.
    pub(crate) fn add(&mut self, event: Event) -> &mut Self {
        let at = self.events.len() as u64;
        let start = Instant::parse("2026-11-24T15:00:00Z").unwrap().micros();
        let stamp = Stamp {
            sequence: Sequence(at),
            id: EventId(Uuid::from_u128(0xe000 + u128::from(at))),
            time: Instant::from_micros(start + at as i64 * 60_000_000),
            recorder: self.recorder.clone(),
            batch: None,
            caused_by: None,
        };
        let recorded = Recorded { stamp, event };
        self.chronicle.apply(recorded.clone()).unwrap();
        self.events.push(recorded);
        self
    }

    /// Registers an actor in the data set's form.
    pub(crate) fn actor(&mut self, actor: Value) -> &mut Self {
        self.add(Event::ActorRegistered(Box::new(serde_json::from_value(actor).unwrap())))
    }

    /// Records a development in the data set's form: `actors` for parties, `plover` and `cameo` for
    /// codings.
    pub(crate) fn development(&mut self, mut development: Value) -> &mut Self {
        let number = self.events.len() as u128;
        let fields = development.as_object_mut().unwrap();
        if let Some(parties) = fields.remove("actors") {
            fields.insert("parties".into(), parties);
        }
        let mut codings = Vec::new();
        for scheme in ["plover", "cameo"] {
            if let Some(Value::String(code)) = fields.remove(scheme) {
                codings.push(json!({"scheme": scheme, "code": code}));
            }
        }
        fields.insert("codings".into(), codings.into());
        fields.insert("id".into(), json!(Uuid::from_u128(0xd000 + number)));
        let development: Development = serde_json::from_value(development).unwrap();
        self.add(Event::DevelopmentRecorded(Box::new(development)))
    }

    /// Corrects one field.
    pub(crate) fn correct(&mut self, key: &str, field: &str, new: Value, reason: &str) -> &mut Self {
        let record = serde_json::to_value(&self.chronicle.development(key).unwrap().current).unwrap();
        let field = FieldPath::parse(field).unwrap();
        let change = Change { old: field.get(&record), field, new };
        self.add(Event::DevelopmentCorrected(DevelopmentCorrected {
            key: key.parse().unwrap(),
            changes: vec![change],
            reason: reason.into(),
            source: None,
        }))
    }

    /// Retracts a development.
    pub(crate) fn retract(&mut self, key: &str, reason: &str) -> &mut Self {
        let key = key.parse().unwrap();
        self.add(Event::DevelopmentRetracted(DevelopmentRetracted { key, reason: reason.into() }))
    }

    /// Moves a measure to another status, on the word of a source.
    pub(crate) fn status(&mut self, key: &str, to: &str, on: &str, source: u32) -> &mut Self {
        let from = self.chronicle.development(key).unwrap().current.status;
        let (to, on) = (to.parse().unwrap(), Some(on.parse().unwrap()));
        self.add(Event::StatusChanged(StatusChanged { key: key.parse().unwrap(), from, to, on, source: Some(source) }))
    }

    /// The events about one development.
    pub(crate) fn about(&self, key: &str) -> Vec<Recorded> {
        let own = |recorded: &&Recorded| recorded.event.development().is_some_and(|own| own.as_str() == key);
        self.events.iter().filter(own).cloned().collect()
    }
}

/// An event of a type by its name on disk and its content.
pub(crate) fn event(event_type: &str, content: Value) -> Event {
    let event_type = annals::domain::event::EventType::parse(event_type).unwrap();
    Event::from_data(event_type, &content.to_string()).unwrap()
}

/// The key of the dialogue.
pub(crate) const GENEVA: &str = "2024-05-14-geneva-ai-dialogue";
/// The key of the chip controls.
pub(crate) const CONTROLS: &str = "2022-10-07-chip-controls";

/// The chip controls of 2022, the answer to them, and the Geneva dialogue with both sides' words, a
/// denial, a silence, ties, a commitment assessed, a correction; a record that was retracted.
pub(crate) fn geneva() -> Journal {
    let mut journal = Journal::new();
    for actor in actors() {
        journal.actor(actor);
    }
    journal.development(json!({
        "key": CONTROLS, "date": "2022-10-07",
        "dates": [{"role": "announced", "date": "2022-10-07"}, {"role": "effective", "date": "2022-10-12", "note": "in part"}],
        "title": "US restricts exports of advanced chips to China", "summary": "An interim final rule.",
        "kind": "export-control", "status": "in-force", "topics": ["semiconductors", "artificial-intelligence"],
        "place": {"name": "Washington, DC", "country": "USA"}, "plover": "SANCTION", "cameo": "163",
        "actors": [{"actor": "bis", "role": "initiator"}, {"actor": "china", "role": "target"}],
        "legal": {"instrument": "interim final rule", "citation": "87 FR 62186", "number": null, "authority": "bis", "binding": true},
        "claims": [{"by": "bis", "speaker": null, "side": "USA", "polarity": "states", "text": "The rule protects national security.", "source": 0}],
        "sources": [
            {"url": "https://www.bis.gov/rule", "title": "Implementation of Additional Export Controls", "publisher": "BIS", "published": "2022-10-13", "lang": "en", "side": "USA"},
            {"url": "https://example.org/later", "title": "Rule suspended", "publisher": "Wire", "published": "2025-11-10", "lang": "en"}
        ]
    }));
    journal.development(json!({
        "key": "2022-12-china-wto-case", "date": "2022-12", "title": "China challenges the controls at the WTO",
        "kind": "litigation", "status": "announced", "topics": ["semiconductors", "trade"],
        "actors": [{"actor": "china", "role": "initiator"}, {"actor": "united-states", "role": "target"}],
        "links": [{"rel": "responds-to", "key": CONTROLS, "asserted_by": "china", "note": null}],
        "sources": [{"url": null, "title": "商务部新闻发言人谈话", "publisher": "MOFCOM", "published": null, "lang": "zh", "side": "CHN"}]
    }));
    journal.development(json!({
        "key": GENEVA, "date": "2024-05-13",
        "dates": [{"role": "held", "date": "2024-05-13", "note": null}],
        "title": "China and the United States hold their first dialogue on AI in Geneva",
        "titles": [{"side": "CHN", "title": "中美人工智能政府间对话首次会议", "lang": "zh"}],
        "summary": "Officials exchanged views on the risks of advanced systems and on how each side governs them.",
        "kind": "dialogue", "status": "held", "topics": ["artificial-intelligence"],
        "place": {"name": "Geneva", "country": "CHE"}, "plover": "CONSULT", "cameo": null,
        "actors": [
            {"actor": "yang-tao", "role": "co-chair", "office": "Director-General, Department of North American and Oceanian Affairs"},
            {"actor": "tarun-chhabra", "role": "co-chair", "office": "Special Assistant to the President"}
        ],
        "links": [{"rel": "follows", "key": CONTROLS, "asserted_by": "analyst", "note": "same topic"}],
        "claims": [
            {"by": null, "speaker": "White House readout", "side": "USA", "polarity": "states", "text": "The talks were candid and constructive; concerns over misuse of AI were raised.", "source": 0},
            {"by": "china", "speaker": "Ministry of Foreign Affairs", "side": "CHN", "polarity": "denies", "text": "Allegations of misuse are groundless; it is the United States that restricts and pressures.", "source": 1},
            {"by": "china", "speaker": null, "side": "CHN", "polarity": "silent", "text": "the agreement to keep channels open.", "source": 2}
        ],
        "commitments": [{"key": "2024-05-14-keep-channels-open", "by": ["united-states", "china"], "to": ["china", "united-states"],
            "text": "Keep channels on AI open.", "due": "2024-12?", "acknowledged_by": ["united-states"], "source": 0}],
        "sources": [
            {"url": "https://www.whitehouse.gov/briefing-room/statements-releases/2024/05/15/statement-on-the-us-prc-talks-on-ai-risk-and-safety/", "title": "Statement on the U.S.-PRC Talks on AI", "publisher": "White House", "published": "2024-05-15", "lang": "en", "side": "USA"},
            {"url": "https://www.mfa.gov.cn/xw/202405", "title": "中美人工智能政府间对话首次会议在日内瓦召开", "publisher": "外交部", "published": "2024-05-15", "lang": "zh", "side": "CHN"},
            {"url": "https://example.org/analysis", "title": "What was left out", "publisher": "Journal", "published": "2024-06", "lang": "en"}
        ],
        "dispute": "The accounts differ on who asked for the meeting."
    }));
    journal.development(json!({
        "key": "2024-05-20-rumoured-second-round", "date": "2024-05-20", "title": "A second round is rumoured",
        "kind": "report", "status": "reported", "actors": [{"actor": "united-states", "role": "participant"}, {"actor": "china", "role": "participant"}],
        "sources": [{"url": "https://example.org/rumour", "published": "2024-05-21"}]
    }));
    journal.add(event(
        "commitment.assessed",
        json!({"key": GENEVA, "assessment": {
        "commitment": "2024-05-14-keep-channels-open", "state": "partly", "on": "2024-11-16",
        "evidence": [], "note": "No second round is on record."}}),
    ));
    journal.by("Bo").correct(GENEVA, "date", json!("2024-05-14"), "Both readouts give 14 May");
    journal.retract("2024-05-20-rumoured-second-round", "No source confirms it.");
    journal.status(CONTROLS, "suspended", "2025-11-10", 1);
    journal
}

fn actors() -> Vec<Value> {
    vec![
        json!({"id": "china", "type": "state", "side": "CHN", "names": [{"lang": "en", "name": "China"}, {"lang": "zh", "name": "中国"}]}),
        json!({"id": "united-states", "type": "state", "side": "USA", "names": [{"lang": "en", "name": "United States", "short": "US"}]}),
        json!({"id": "us-commerce", "type": "ministry", "side": "USA", "parent": "united-states", "names": [{"lang": "en", "name": "Department of Commerce"}]}),
        json!({"id": "bis", "type": "agency", "side": "USA", "parent": "us-commerce", "names": [{"lang": "en", "name": "Bureau of Industry and Security", "short": "BIS"}]}),
        json!({"id": "mfa", "type": "ministry", "side": "CHN", "parent": "china", "names": [{"lang": "en", "name": "Ministry of Foreign Affairs", "short": "MFA"}, {"lang": "zh", "name": "外交部"}]}),
        json!({"id": "yang-tao", "type": "person", "side": "CHN", "parent": "mfa", "aliases": ["Yang T."],
            "names": [{"lang": "en", "name": "Yang Tao", "family": "Yang", "given": "Tao"}, {"lang": "zh", "name": "杨涛", "family": "杨", "given": "涛", "romanisation": "Yáng Tāo"}],
            "offices": [{"title": "Director-General", "organisation": "mfa", "from": "2022", "to": null}]}),
        json!({"id": "tarun-chhabra", "type": "person", "side": "USA", "names": [{"lang": "en", "name": "Tarun Chhabra", "family": "Chhabra", "given": "Tarun"}]}),
    ]
}
