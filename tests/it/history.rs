//! Random histories that the rules let pass: every type of event, told as commands to `decide`. A
//! history is made of numbers alone, so that a failing one shrinks.

use annals::domain::actor::{Actor, Name, Office};
use annals::domain::chronicle::Chronicle;
use annals::domain::claim::Claim;
use annals::domain::coding::Coding;
use annals::domain::commitment::{Assessment, Commitment};
use annals::domain::decide::{Command, SourceChoice, Surroundings, decide, development_id};
use annals::domain::development::{Development, Legal, Party};
use annals::domain::edtf::{Day, Edtf};
use annals::domain::event::SearchLogged;
use annals::domain::field_path::FieldPath;
use annals::domain::filter::Filter;
use annals::domain::lead::{LeadId, LeadRef};
use annals::domain::link::{Asserter, Link};
use annals::domain::side::{Dyad, Side};
use annals::domain::slug::{ActorId, CommitmentKey, Key};
use annals::domain::source::Source;
use annals::domain::stamp::{Draft, EventId, Instant, Recorded, Recorder, Sequence, Stamp};
use annals::domain::vocabulary::{
    ActorType, CommitmentState, Kind, LinkRelation, Polarity, Role, Scheme, Status, Topic, Vocabulary,
};
use annals::journal::{AppendContext, Holder, Journal, Origin, Places};
use serde_json::{Value, json};
use std::path::Path;
use std::time::Duration;
use uuid::Uuid;

pub(crate) const ORIGIN: &str = "annals.example/histories";
const START: i64 = 1_700_000_000_000_000;
const SIDES: [&str; 6] = ["CHN", "USA", "JPN", "EUE", "INT", "KOR"];
const DATES: [&str; 15] = [
    "2019-06-30",
    "2019",
    "2020-01-15",
    "2020-03",
    "2021-11-16",
    "2022-10-07",
    "2023-06~",
    "2024-05-14",
    "2024-05-14",
    "2018/2023",
    "2022-12-30/2023-01-02",
    "2020-11/2021-02",
    "2024-05/..",
    "../2020-02",
    "Y170000002",
];
const NAMES: [&str; 6] = ["Ministry of Commerce", "商务部", "Zhāng Sān", "Commerce", "Chip Works", "Åland Institute"];

/// What was decided, one batch a command.
pub(crate) struct History {
    pub(crate) batches: Vec<Vec<Draft>>,
    pub(crate) chronicle: Chronicle,
    sequence: u64,
}

/// Turns numbers into choices; when they run out, every choice is the first.
pub(crate) struct Dice<'a>(std::slice::Iter<'a, u16>);

impl<'a> Dice<'a> {
    pub(crate) fn new(numbers: &'a [u16]) -> Self {
        Self(numbers.iter())
    }

    pub(crate) fn upto(&mut self, len: usize) -> usize {
        self.0.next().map_or(0, |number| usize::from(*number) % len.max(1))
    }

    pub(crate) fn one_of<T: Clone>(&mut self, values: &[T]) -> T {
        values[self.upto(values.len())].clone()
    }

    fn maybe(&mut self) -> bool {
        self.upto(3) == 1
    }
}

/// The history that these steps of numbers tell. What the rules refuse is left out.
pub(crate) fn history<S: AsRef<[u16]>>(steps: &[S]) -> History {
    let mut history = History { batches: Vec::new(), chronicle: Chronicle::new(), sequence: 0 };
    for number in 0..10 {
        let side = ["CHN", "USA", "JPN", "EUE", "CHN", "USA", "KOR", "INT", "CHN", "USA"][number];
        let actor_type = match number {
            3 => ActorType::Bloc,
            0..3 => ActorType::State,
            _ => ActorType::Agency,
        };
        let mut actor = actor(&format!("a{number}"), side, actor_type);
        actor.names[0].name = match number {
            0..4 => format!("State {number}"),
            _ => NAMES[number % 4].to_owned(),
        };
        history.tell(vec![Command::Register(Box::new(actor))]);
    }
    for step in steps {
        let mut dice = Dice::new(step.as_ref());
        let commands = match dice.upto(12) {
            11 => together(&mut dice, &history.chronicle),
            _ => command(&mut dice, &history.chronicle).into_iter().collect(),
        };
        history.tell(commands);
    }
    history
}

/// A history with a development of every form of date, and the first and last days of all of them.
pub(crate) fn every_date() -> (History, Vec<Day>) {
    let mut history = history::<[u16; 0]>(&[]);
    let mut days = Vec::new();
    for text in DATES {
        let mut new = development(&mut Dice::new(&[]), &history.chronicle);
        new.date = Edtf::parse(text).unwrap();
        days.extend(new.date.earliest().into_iter().chain(new.date.latest()));
        history.tell(vec![Command::Record(Box::new(new))]);
    }
    assert!(history.chronicle.developments().len() == DATES.len());
    (history, days)
}

/// A history in which the date of the first of four developments is corrected from one without end,
/// filed apart from the years, to one with the same first day.
pub(crate) fn an_end_found() -> History {
    let mut history = history::<[u16; 0]>(&[]);
    for text in ["2024-05/..", "2024-06", "2024-07", "2024-08"] {
        let mut new = development(&mut Dice::new(&[]), &history.chronicle);
        new.date = Edtf::parse(text).unwrap();
        history.tell(vec![Command::Record(Box::new(new))]);
    }
    let key = history.chronicle.developments()[0].current.key.clone();
    let set = vec![(FieldPath::parse("date").unwrap(), json!("2024-05"))];
    history.tell(vec![Command::Correct { key, set, reason: "it ended".to_owned(), source: None }]);
    history
}

/// When the n-th batch is recorded: two batches share an instant.
pub(crate) fn time_of(batch: usize) -> Instant {
    Instant::from_micros(START + (batch as i64 / 2) * 1_000_000)
}

impl History {
    /// Tells commands that are recorded together, and may name what a later one of them makes.
    fn tell(&mut self, commands: Vec<Command>) {
        let mut around = Surroundings { origin: ORIGIN.to_owned(), ..Surroundings::default() };
        if commands.len() > 1 {
            for command in &commands {
                if let Command::Record(new) = command {
                    around.announced_keys.insert(new.key.clone());
                }
                if let Command::Register(new) = command {
                    around.announced_actors.insert(new.id.clone());
                }
            }
        }
        // Of several, all are recorded or none.
        let before = (commands.len() > 1).then(|| self.chronicle.clone());
        let mut batch = Vec::new();
        for command in commands {
            let Ok(drafts) = decide(&self.chronicle, &around, command) else {
                self.chronicle = before.unwrap_or_else(|| std::mem::take(&mut self.chronicle));
                return;
            };
            for draft in drafts {
                let stamp = Stamp {
                    sequence: Sequence(self.sequence + batch.len() as u64),
                    id: draft.id,
                    time: time_of(self.batches.len()),
                    recorder: Recorder::new("history").unwrap(),
                    batch: None,
                    caused_by: draft.caused_by,
                };
                self.chronicle.apply(Recorded { stamp, event: draft.event.clone() }).unwrap();
                batch.push(draft);
            }
        }
        if !batch.is_empty() {
            self.sequence += batch.len() as u64;
            self.batches.push(batch);
        }
    }

    pub(crate) fn len(&self) -> u64 {
        self.sequence
    }

    /// Appends some of its batches to the journal in a folder.
    pub(crate) fn append(&self, journal: &Journal, batches: std::ops::Range<usize>) {
        let recorder = Recorder::new("history").unwrap();
        let holder = Holder { pid: 1, host: "here".to_owned(), recorder: recorder.clone(), since: time_of(0) };
        let mut appender = journal.appender(Duration::from_secs(5), &holder).unwrap();
        for at in batches {
            let drafts = self.batches[at].clone();
            let context = AppendContext {
                now: time_of(at),
                recorder: recorder.clone(),
                batch_id: Uuid::from_u128(0x0197_0000_0000_7000_8000_0000_0000_0000 + at as u128),
            };
            appender.append(drafts, &context, &|_: EventId| Ok(None)).unwrap();
        }
    }
}

/// The places of a journal in a folder.
pub(crate) fn places(root: &Path) -> Places {
    Places { events: root.join("events"), scratch: root.join(".annals"), quarantine: root.join("quarantine") }
}

/// An empty journal in a folder.
pub(crate) fn empty_journal(root: &Path) -> Journal {
    Journal::create(places(root), &Origin::new(ORIGIN).unwrap()).unwrap()
}

fn actor(id: &str, side: &str, actor_type: ActorType) -> Actor {
    let name =
        Name { lang: "en".to_owned(), name: id.to_owned(), family: None, given: None, romanisation: None, short: None };
    Actor {
        id: ActorId::new(id).unwrap(),
        actor_type,
        side: Side::new(side).unwrap(),
        names: vec![name],
        aliases: Vec::new(),
        parent: None,
        offices: Vec::new(),
        note: None,
    }
}

fn command(dice: &mut Dice<'_>, chronicle: &Chronicle) -> Option<Command> {
    let developments = chronicle.developments();
    let choice = dice.upto(26);
    if developments.is_empty() || choice < 5 {
        return Some(Command::Record(Box::new(development(dice, chronicle))));
    }
    let state = &developments[dice.upto(developments.len())];
    let key = state.current.key.clone();
    let other = developments[dice.upto(developments.len())].current.key.clone();
    Some(match choice {
        5..=8 => {
            let set = (0..=dice.upto(2)).map(|_| correction(dice, chronicle)).collect();
            Command::Correct { key, set, reason: "misread".to_owned(), source: None }
        }
        9 => Command::Retract { key, reason: "never happened".to_owned() },
        10 => Command::MarkDuplicate { key, of: other },
        11 | 12 => Command::ChangeStatus {
            key,
            to: dice.one_of(Status::ALL),
            on: dice.maybe().then(|| date(dice)),
            source: dice.maybe().then(|| SourceChoice::Document(Box::new(source(dice)))),
        },
        13 => Command::Cite { key, source: source(dice) },
        14 => Command::RecordClaim { key, claim: claim(dice, chronicle), source: source_choice(dice) },
        15 | 16 => Command::AssertLink { key, link: link(dice, chronicle, other) },
        17 => {
            let link = state.current.links.first()?;
            let (relation, target, asserted_by) = (link.relation, link.key.clone(), link.asserted_by.clone());
            Command::WithdrawLink { key, relation, target, asserted_by, reason: None }
        }
        18 => Command::Commit { key, commitment: commitment(dice, chronicle), source: source_choice(dice) },
        19 => {
            let made = developments.iter().flat_map(|state| &state.current.commitments).collect::<Vec<_>>();
            let commitment = made.get(dice.upto(made.len()))?.key.clone();
            let state = dice.one_of(CommitmentState::ALL);
            let evidence = if dice.maybe() { vec![other] } else { Vec::new() };
            Command::Assess(Assessment { commitment, state, on: date(dice), evidence, note: None })
        }
        20 => {
            let id = format!("a{}", chronicle.actors().len());
            let mut new = actor(&id, dice.one_of(&SIDES), dice.one_of(ActorType::ALL));
            new.names[0].name = dice.one_of(&NAMES).to_owned();
            new.aliases = (0..dice.upto(2)).map(|_| dice.one_of(&NAMES).to_owned()).collect();
            new.parent = dice.maybe().then(|| an_actor(dice, chronicle));
            if dice.maybe() {
                let organisation = Some(an_actor(dice, chronicle));
                new.offices = vec![Office { title: "Head".to_owned(), organisation, from: None, to: None }];
            }
            Command::Register(Box::new(new))
        }
        21 => {
            let set = match dice.upto(4) {
                0 | 1 => ("side", json!(dice.one_of(&SIDES))),
                2 => ("names.0.name", json!(dice.one_of(&NAMES))),
                _ => ("parent", json!(an_actor(dice, chronicle))),
            };
            let set = vec![(FieldPath::parse(set.0).unwrap(), set.1)];
            Command::Amend { id: an_actor(dice, chronicle), set, reason: None }
        }
        22 => {
            let (from, into) = (an_actor(dice, chronicle), an_actor(dice, chronicle));
            Command::Merge { from, into, reason: "one body".to_owned() }
        }
        23 => {
            let mut new = development(dice, chronicle);
            new.key = Key::new(&format!("{}-found", new.key)).unwrap();
            new.id = development_id(ORIGIN, &new.key);
            Command::AcceptLead { lead: a_lead(dice), development: Box::new(new) }
        }
        24 => match dice.maybe() {
            true => Command::RejectLead { lead: a_lead(dice), reason: "no news".to_owned() },
            false => Command::MarkLeadDuplicate { lead: a_lead(dice), of: other },
        },
        _ => Command::LogSearch(SearchLogged { place: "gazette".to_owned(), words: None, period: None, note: None }),
    })
}

/// One of a few leads, so that there are decisions on decided ones.
fn a_lead(dice: &mut Dice<'_>) -> LeadRef {
    let id = dice.upto(5) as u128;
    LeadRef { id: LeadId(Uuid::from_u128(id)), name: format!("gdelt:{id}") }
}

/// A development tied to one that is recorded after it, with a party that is registered after both.
fn together(dice: &mut Dice<'_>, chronicle: &Chronicle) -> Vec<Command> {
    let new = actor(&format!("a{}", chronicle.actors().len()), dice.one_of(&SIDES), dice.one_of(ActorType::ALL));
    let mut first = development(dice, chronicle);
    let mut second = development(dice, chronicle);
    second.key = Key::new(&format!("{}-later", second.key)).unwrap();
    second.id = development_id(ORIGIN, &second.key);
    first.links.push(link(dice, chronicle, second.key.clone()));
    first.parties.push(Party { actor: new.id.clone(), role: dice.one_of(Role::ALL), office: None });
    vec![Command::Record(Box::new(first)), Command::Record(Box::new(second)), Command::Register(Box::new(new))]
}

fn development(dice: &mut Dice<'_>, chronicle: &Chronicle) -> Development {
    let date = date(dice);
    let number = chronicle.developments().len();
    let prefix = dice.one_of(&["2024-05", "2024-05-14", "x", "beef"]);
    let key = Key::new(&format!("{prefix}-event-{number}")).unwrap();
    let parties = (0..=dice.upto(3)).map(|_| party(dice, chronicle)).collect();
    let topics = (0..dice.upto(3)).map(|_| dice.one_of(&Topic::ALL[..4])).collect();
    let mut links = Vec::new();
    if dice.maybe()
        && let Some(state) = chronicle.developments().last()
    {
        links.push(link(dice, chronicle, state.current.key.clone()));
    }
    let authority = Some(an_actor(dice, chronicle));
    let legal = Legal { instrument: None, citation: None, number: None, authority, binding: true };
    Development {
        id: development_id(ORIGIN, &key),
        key,
        date,
        dates: Vec::new(),
        title: dice.one_of(&["Talks on chips", "Export rule", "对话"]).to_owned(),
        titles: Vec::new(),
        summary: String::new(),
        kind: dice.one_of(&Kind::ALL[..5]),
        status: dice.one_of(Status::ALL),
        topics,
        place: None,
        parties,
        legal: dice.maybe().then_some(legal),
        links,
        claims: Vec::new(),
        commitments: Vec::new(),
        sources: vec![source(dice)],
        dispute: None,
        codings: codings(number),
    }
}

fn correction(dice: &mut Dice<'_>, chronicle: &Chronicle) -> (FieldPath, Value) {
    let (field, value) = match dice.upto(9) {
        0 | 1 => ("date", json!(date(dice))),
        2 | 3 => ("parties", json!((0..=dice.upto(3)).map(|_| party(dice, chronicle)).collect::<Vec<_>>())),
        4 => ("parties.0.actor", json!(an_actor(dice, chronicle))),
        5 => ("kind", json!(dice.one_of(&Kind::ALL[..5]))),
        6 => ("topics", json!([dice.one_of(&Topic::ALL[..4])])),
        7 => ("sources.0.published", json!(date(dice))),
        _ => ("title", json!(dice.one_of(&["Talks on chips", "Export rule", "Nothing"]))),
    };
    (FieldPath::parse(field).unwrap(), value)
}

fn party(dice: &mut Dice<'_>, chronicle: &Chronicle) -> Party {
    let actor = an_actor(dice, chronicle);
    let office = actor.as_str().ends_with(['0', '4', '8']).then(|| "Head".to_owned());
    Party { actor, role: dice.one_of(Role::ALL), office }
}

/// Codes by the number of the development: of both schemes, of one, twice of one, or none.
fn codings(number: usize) -> Vec<Coding> {
    let of = |scheme: Scheme, codes: &[&str]| Coding::new(scheme, codes[number % codes.len()]);
    let plover = of(Scheme::Plover, &["AGREE", "SANCTION", "REQUEST", "COERCE", "AID"]);
    let cameo = of(Scheme::Cameo, &["036", "163", "010", "172", "0354", "057"]);
    match number % 4 {
        0 => vec![plover, cameo],
        1 => vec![cameo],
        2 => vec![plover.clone(), of(Scheme::Plover, &["ACCUSE", "CONSULT"]), plover],
        _ => Vec::new(),
    }
}

fn an_actor(dice: &mut Dice<'_>, chronicle: &Chronicle) -> ActorId {
    chronicle.actors()[dice.upto(chronicle.actors().len())].current.id.clone()
}

fn date(dice: &mut Dice<'_>) -> Edtf {
    Edtf::parse(dice.one_of(&DATES)).unwrap()
}

fn source(dice: &mut Dice<'_>) -> Source {
    let url = Some(format!("https://example.org/{}", dice.upto(50)));
    let published = dice.maybe().then(|| date(dice));
    Source { url, published, ..Source::default() }
}

fn source_choice(dice: &mut Dice<'_>) -> SourceChoice {
    if dice.maybe() { SourceChoice::Document(Box::new(source(dice))) } else { SourceChoice::Number(0) }
}

fn claim(dice: &mut Dice<'_>, chronicle: &Chronicle) -> Claim {
    Claim {
        by: Some(an_actor(dice, chronicle)),
        speaker: None,
        side: Side::new("CHN").unwrap(),
        polarity: dice.one_of(Polarity::ALL),
        text: dice.one_of(&["talks went well", "no such rule"]).to_owned(),
        source: 0,
    }
}

fn link(dice: &mut Dice<'_>, chronicle: &Chronicle, key: Key) -> Link {
    let asserted_by = if dice.maybe() { Asserter::Actor(an_actor(dice, chronicle)) } else { Asserter::Analyst };
    Link { relation: dice.one_of(LinkRelation::ALL), key, asserted_by, note: None }
}

fn commitment(dice: &mut Dice<'_>, chronicle: &Chronicle) -> Commitment {
    Commitment {
        key: CommitmentKey::new(&format!("promise-{}", chronicle.commitment_keys().count())).unwrap(),
        by: vec![an_actor(dice, chronicle)],
        to: vec![an_actor(dice, chronicle)],
        text: "to meet again".to_owned(),
        due: dice.maybe().then(|| date(dice)),
        acknowledged_by: vec![an_actor(dice, chronicle)],
        source: 0,
    }
}

/// A filter of the chronology, and the names of actors beside it.
pub(crate) fn filter(dice: &mut Dice<'_>) -> (Filter, Vec<String>) {
    let mut filter = Filter::default();
    let mut actors = Vec::new();
    for _ in 0..=dice.upto(3) {
        match dice.upto(10) {
            0 => filter.from = Day::new(2019 + dice.upto(6) as i64, dice.one_of(&[1, 5]), dice.one_of(&[1, 14])),
            1 => filter.to = Day::new(2019 + dice.upto(6) as i64, dice.one_of(&[1, 5]), dice.one_of(&[1, 14])),
            2 => actors.push(format!("a{}", dice.upto(14))),
            3 => actors.push(dice.one_of(&["STATE 1", "商务部", "zhang san", "State 0", "a3"]).to_owned()),
            4 => filter.sides.push(Side::new(dice.one_of(&SIDES)).unwrap()),
            5 => filter.relations.extend(Dyad::parse(dice.one_of(&["CHN-USA", "EUE-USA", "CHN-JPN"]))),
            6 => filter.kinds.push(dice.one_of(&Kind::ALL[..5])),
            7 => filter.topics.push(dice.one_of(&Topic::ALL[..4])),
            8 => filter.statuses.push(dice.one_of(Status::ALL)),
            _ if dice.maybe() => filter.public_on = Day::new(2019 + dice.upto(6) as i64, 5, 14),
            _ => filter.texts.push(dice.one_of(&["talks", "rule", "对话"]).to_owned()),
        }
    }
    (filter, actors)
}

/// Numbers for a history that is always the same for the same seed.
pub(crate) fn numbers(seed: u64, steps: usize) -> Vec<[u16; 12]> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 40) as u16
    };
    (0..steps).map(|_| std::array::from_fn(|_| next())).collect()
}
