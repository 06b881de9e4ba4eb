//! Given what was recorded, when a command comes, then these events or these refusals: the rules
//! without clock, disk or terminal.

use annals::domain::actor::{Actor, Name};
use annals::domain::chronicle::Chronicle;
use annals::domain::claim::Claim;
use annals::domain::commitment::{Assessment, Commitment};
use annals::domain::decide::{Command, Decision, SourceChoice, Surroundings, decide, development_id};
use annals::domain::development::{Development, Party};
use annals::domain::edtf::{Day, Edtf};
use annals::domain::event::Event;
use annals::domain::field_path::FieldPath;
use annals::domain::link::{Asserter, Link};
use annals::domain::refusal::Refusal;
use annals::domain::side::Side;
use annals::domain::slug::{ActorId, CommitmentKey, Key};
use annals::domain::source::Source;
use annals::domain::stamp::{Draft, Instant, Recorded, Recorder, Sequence, Stamp};
use annals::domain::vocabulary::{ActorType, CommitmentState, Kind, LinkRelation, Polarity, Role, Status};
use serde_json::Value;

/// The journal of these tests.
pub(crate) const ORIGIN: &str = "annals.example/rules";
/// A rule by the United States.
pub(crate) const RULE: &str = "2022-10-07-chip-rule";
/// China's answer to it.
pub(crate) const ANSWER: &str = "2023-05-21-micron-ban";

/// A record so far, and what surrounds the next command.
#[derive(Clone)]
pub(crate) struct Given {
    pub(crate) chronicle: Chronicle,
    pub(crate) around: Surroundings,
    clock: i64,
}

/// What came of a command.
#[derive(Debug)]
pub(crate) struct When(pub(crate) Decision);

impl Given {
    /// Nothing recorded.
    pub(crate) fn nothing() -> Self {
        let around = Surroundings { origin: ORIGIN.to_owned(), ..Surroundings::default() };
        Self { chronicle: Chronicle::new(), around, clock: 0 }
    }

    /// Two states with a body each, and the bloc `EUE`.
    pub(crate) fn actors() -> Self {
        let mofcom = Actor { parent: Some(id("china")), ..actor("mofcom", ActorType::Ministry, "CHN") };
        let bis = Actor { parent: Some(id("united-states")), ..actor("bis", ActorType::Agency, "USA") };
        [
            actor("china", ActorType::State, "CHN"),
            actor("united-states", ActorType::State, "USA"),
            actor("european-union", ActorType::Bloc, "EUE"),
            mofcom,
            bis,
        ]
        .into_iter()
        .fold(Self::nothing(), |given, actor| given.after(register(actor)))
    }

    /// Those actors, a rule and the answer to it.
    pub(crate) fn rule_and_answer() -> Self {
        Self::actors().after(record(development(RULE))).after(record(development(ANSWER)))
    }

    /// The same after a command, which must not be refused.
    pub(crate) fn after(self, command: Command) -> Self {
        self.after_all(vec![command])
    }

    /// The same after several commands recorded at one instant, as a batch is.
    pub(crate) fn after_all(mut self, commands: Vec<Command>) -> Self {
        self.clock += 1;
        for command in commands {
            let drafts = self.when(command).events();
            assert!(!drafts.is_empty(), "the command recorded nothing");
            for draft in drafts {
                self.apply(draft);
            }
        }
        self
    }

    /// The same with another surrounding.
    pub(crate) fn around(mut self, change: impl FnOnce(&mut Surroundings)) -> Self {
        change(&mut self.around);
        self
    }

    /// The same, and the next command expects a revision.
    pub(crate) fn expecting(self, revision: u32) -> Self {
        self.around(|around| around.expected_revision = Some(revision))
    }

    /// A command comes.
    pub(crate) fn when(&self, command: Command) -> When {
        When(decide(&self.chronicle, &self.around, command))
    }

    fn apply(&mut self, draft: Draft) {
        let sequence = Sequence(self.chronicle.last().map_or(0, |last| last.0.0 + 1));
        let time = Instant::from_micros(self.clock * 1_000_000);
        let recorder = Recorder::new("Ada").unwrap();
        let stamp = Stamp { sequence, id: draft.id, time, recorder, batch: None, caused_by: draft.caused_by };
        self.chronicle.apply(Recorded { stamp, event: draft.event }).unwrap();
    }
}

impl When {
    /// The events it came to.
    pub(crate) fn events(self) -> Vec<Draft> {
        self.0.unwrap_or_else(|refusals| panic!("refused: {refusals:?}"))
    }

    /// Exactly one event.
    pub(crate) fn event(self) -> Event {
        let mut events = self.events();
        assert_eq!(events.len(), 1, "{events:?}");
        events.remove(0).event
    }

    /// It is so already: nothing to record.
    pub(crate) fn nothing(self) {
        assert_eq!(self.events(), vec![]);
    }

    /// All refusals.
    pub(crate) fn refusals(self) -> Vec<Refusal> {
        match self.0 {
            Ok(drafts) => panic!("not refused: {drafts:?}"),
            Err(refusals) => refusals,
        }
    }

    /// Exactly one refusal.
    pub(crate) fn refusal(self) -> Refusal {
        let mut refusals = self.refusals();
        assert_eq!(refusals.len(), 1, "{refusals:?}");
        refusals.remove(0)
    }
}

/// Asserts that a command is refused for one reason, at a place, with a message, and with a remedy
/// either in the message or in a hint of its own.
macro_rules! then_refused {
    ($when:expr, $reason:pat, at $at:literal, says $message:expr) => {
        then_refused!($when, $reason, at $at, says $message, hint None)
    };
    ($when:expr, $reason:pat, at $at:literal, says $message:expr, hint $hint:expr) => {{
        let refusal = $when.refusal();
        assert!(matches!(refusal.reason, $reason), "another reason: {refusal:?}");
        assert_eq!(refusal.at.to_string(), $at);
        assert_eq!(refusal.to_string(), $message);
        let hint: Option<&str> = $hint;
        assert_eq!(refusal.reason.hint().as_deref(), hint);
    }};
}
pub(crate) use then_refused;

pub(crate) fn key(text: &str) -> Key {
    Key::new(text).unwrap()
}

pub(crate) fn id(text: &str) -> ActorId {
    ActorId::new(text).unwrap()
}

pub(crate) fn side(text: &str) -> Side {
    Side::new(text).unwrap()
}

pub(crate) fn date(text: &str) -> Edtf {
    Edtf::parse(text).unwrap()
}

/// A day, as `2024-05-14`.
pub(crate) fn day(text: &str) -> Day {
    date(text).exact_day().unwrap()
}

pub(crate) fn field(text: &str) -> FieldPath {
    FieldPath::parse(text).unwrap()
}

/// An actor whose English name is its id in capitals.
pub(crate) fn actor(name: &str, actor_type: ActorType, its_side: &str) -> Actor {
    let english = Name {
        lang: "en".to_owned(),
        name: name.to_uppercase(),
        family: None,
        given: None,
        romanisation: None,
        short: None,
    };
    let (aliases, offices) = (Vec::new(), Vec::new());
    let side = side(its_side);
    Actor { id: id(name), actor_type, side, names: vec![english], aliases, parent: None, offices, note: None }
}

pub(crate) fn source(url: &str) -> Source {
    Source { url: Some(url.to_owned()), ..Source::default() }
}

pub(crate) fn party(name: &str, role: Role) -> Party {
    Party { actor: id(name), role, office: None }
}

/// A development filed under the day its key begins with: `bis` acts on `china`, by two sources.
pub(crate) fn development(name: &str) -> Development {
    let key = key(name);
    Development {
        id: development_id(ORIGIN, &key),
        date: date(&name[..10]),
        key,
        dates: Vec::new(),
        title: format!("The act {name}"),
        titles: Vec::new(),
        summary: String::new(),
        kind: Kind::ExportControl,
        status: Status::Announced,
        topics: Vec::new(),
        place: None,
        parties: vec![party("bis", Role::Initiator), party("china", Role::Target)],
        legal: None,
        links: Vec::new(),
        claims: Vec::new(),
        commitments: Vec::new(),
        sources: vec![source("https://bis.example/rule"), source("https://mofcom.example/answer")],
        dispute: None,
        codings: Vec::new(),
    }
}

/// The same with a change.
pub(crate) fn development_with(name: &str, change: impl FnOnce(&mut Development)) -> Development {
    let mut made = development(name);
    change(&mut made);
    made
}

pub(crate) fn link(relation: LinkRelation, to: &str) -> Link {
    Link { relation, key: key(to), asserted_by: Asserter::Analyst, note: None }
}

pub(crate) fn claim() -> Claim {
    Claim {
        by: Some(id("mofcom")),
        speaker: None,
        side: side("CHN"),
        polarity: Polarity::Denies,
        text: "that the rule serves security".to_owned(),
        source: 1,
    }
}

pub(crate) fn commitment(name: &str) -> Commitment {
    Commitment {
        key: CommitmentKey::new(name).unwrap(),
        by: vec![id("china")],
        to: vec![id("united-states")],
        text: "to talk again".to_owned(),
        due: None,
        acknowledged_by: Vec::new(),
        source: 0,
    }
}

pub(crate) fn assessment(name: &str, state: CommitmentState, on: &str) -> Assessment {
    let commitment = CommitmentKey::new(name).unwrap();
    Assessment { commitment, state, on: date(on), evidence: Vec::new(), note: None }
}

pub(crate) fn record(development: Development) -> Command {
    Command::Record(Box::new(development))
}

pub(crate) fn register(actor: Actor) -> Command {
    Command::Register(Box::new(actor))
}

/// A correction of the rule.
pub(crate) fn correct(set: &[(&str, Value)]) -> Command {
    let set = set.iter().map(|(path, value)| (field(path), value.clone())).collect();
    Command::Correct { key: key(RULE), set, reason: "misread".to_owned(), source: None }
}

pub(crate) fn amend(name: &str, set: &[(&str, Value)]) -> Command {
    let set = set.iter().map(|(path, value)| (field(path), value.clone())).collect();
    Command::Amend { id: id(name), set, reason: None }
}

pub(crate) fn retract(name: &str) -> Command {
    Command::Retract { key: key(name), reason: "never happened".to_owned() }
}

pub(crate) fn duplicate(name: &str, of: &str) -> Command {
    Command::MarkDuplicate { key: key(name), of: key(of) }
}

pub(crate) fn cite(url: &str) -> Command {
    Command::Cite { key: key(RULE), source: source(url) }
}

pub(crate) fn tie(link: Link) -> Command {
    Command::AssertLink { key: key(RULE), link }
}

pub(crate) fn say(claim: Claim, source: SourceChoice) -> Command {
    Command::RecordClaim { key: key(RULE), claim, source }
}

pub(crate) fn promise(commitment: Commitment) -> Command {
    Command::Commit { key: key(RULE), commitment, source: SourceChoice::Number(0) }
}

pub(crate) fn merge(from: &str, into: &str) -> Command {
    Command::Merge { from: id(from), into: id(into), reason: "one body".to_owned() }
}
