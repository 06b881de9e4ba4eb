//! How a user of a database would read the journal: each line parsed once, with the quickest parser at
//! hand, the present state kept in plain rows. It shares with annals the reading of dates and nothing
//! else; it checks neither chain nor order, which favours the rivals.

use crate::Outcome;
use annals::domain::edtf::{Day, Edtf};
use annals::domain::side::{Dyad, Side};
use annals::domain::vocabulary::{Kind, Status, Topic, Vocabulary as _};
use serde::Deserialize;
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs::{self, File};
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};

/// One line of the journal, where it stands, and which development it is about.
#[derive(Debug)]
pub struct Event<'a> {
    /// Its place in the journal.
    pub sequence: u64,
    /// The first sequence of its segment, by which the file is named.
    pub segment: u64,
    /// Its first byte in the segment.
    pub offset: u64,
    /// The line without its line feed.
    pub line: &'a str,
    /// The event's id.
    pub id: &'a str,
    /// When it was recorded.
    pub time: &'a str,
    /// The number of the development, where it is about one.
    pub development: Option<u32>,
}

/// A development as it stands.
#[derive(Debug, Default)]
pub struct Row {
    /// Its key.
    pub key: String,
    /// Its title.
    pub title: String,
    /// The first day it can mean.
    pub earliest: i64,
    /// The last day it can mean.
    pub latest: i64,
    /// Its kind, by its place in the codebook.
    pub kind: u8,
    /// Its status, by its place in the codebook.
    pub status: u8,
    /// Whether it is neither retracted nor a duplicate.
    pub stands: bool,
    /// Since when it was public.
    pub public: Option<i64>,
    /// Its topics, by their places in the codebook.
    pub topics: Vec<u8>,
    /// Its parties.
    pub parties: Vec<u32>,
    /// Whether something is promised in it.
    pub promises: bool,
    /// Whether it has a legal form.
    pub legal: bool,
}

/// An actor as it stands.
#[derive(Debug)]
pub struct ActorRow {
    /// Its id.
    pub id: String,
    /// Its side.
    pub side: Side,
    /// Its names.
    pub names: Vec<String>,
    /// The actor that stands for it.
    pub merged_into: Option<u32>,
}

/// Everything as it stands.
#[derive(Debug, Default)]
pub struct State {
    /// The developments in the order of recording.
    pub rows: Vec<Row>,
    /// The actors in the order of registering.
    pub actors: Vec<ActorRow>,
    /// The ties: from, to.
    pub links: HashSet<(u32, u32)>,
    numbers: HashMap<String, u32>,
    actor_numbers: HashMap<String, u32>,
    /// The parties of the last development, by id, for recorders that look them up in a database.
    parties: Vec<String>,
}

/// What a development is found by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Facet {
    /// Every development.
    All,
    /// A party, after merging.
    Actor(u32),
    /// A side of a party.
    Side(Side),
    /// A relation.
    Relation(Dyad),
    /// A kind.
    Kind(u8),
    /// A status.
    Status(u8),
    /// A topic.
    Topic(u8),
    /// Something is promised.
    Promise,
    /// It has a legal form.
    Legal,
}

impl Facet {
    /// A number of its own.
    pub fn code(self) -> i64 {
        let side = |side: Side| side.as_str().bytes().fold(0_i64, |sum, byte| sum * 26 + i64::from(byte - b'A'));
        match self {
            Self::All => 0,
            Self::Actor(number) => 1 << 40 | i64::from(number),
            Self::Side(of) => 2 << 40 | side(of),
            Self::Relation(dyad) => 3 << 40 | side(dyad.first()) << 15 | side(dyad.second()),
            Self::Kind(word) => 4 << 40 | i64::from(word),
            Self::Status(word) => 5 << 40 | i64::from(word),
            Self::Topic(word) => 6 << 40 | i64::from(word),
            Self::Promise => 7 << 40,
            Self::Legal => 8 << 40,
        }
    }
}

#[derive(Deserialize)]
struct Wire<'a> {
    id: &'a str,
    #[serde(rename = "type")]
    event_type: &'a str,
    time: &'a str,
    #[serde(borrow)]
    data: &'a RawValue,
}

#[derive(Deserialize)]
struct Recorded<'a> {
    key: &'a str,
    date: &'a str,
    #[serde(borrow)]
    title: Cow<'a, str>,
    kind: &'a str,
    status: &'a str,
    #[serde(default)]
    topics: Vec<&'a str>,
    #[serde(borrow, alias = "actors")]
    parties: Vec<PartyOf<'a>>,
    #[serde(borrow)]
    sources: Vec<SourceOf<'a>>,
    #[serde(default)]
    links: Vec<LinkOf<'a>>,
    #[serde(default)]
    commitments: Vec<serde::de::IgnoredAny>,
    legal: Option<serde::de::IgnoredAny>,
}

#[derive(Deserialize)]
struct PartyOf<'a> {
    actor: &'a str,
}

#[derive(Deserialize)]
struct SourceOf<'a> {
    published: Option<&'a str>,
}

#[derive(Deserialize)]
struct LinkOf<'a> {
    key: &'a str,
}

#[derive(Deserialize)]
struct ActorOf<'a> {
    id: &'a str,
    side: &'a str,
    #[serde(borrow)]
    names: Vec<NameOf<'a>>,
}

#[derive(Deserialize)]
struct NameOf<'a> {
    #[serde(borrow)]
    name: Cow<'a, str>,
}

/// The other events: of each no more than the rows need.
#[derive(Deserialize, Default)]
#[serde(default)]
struct Other<'a> {
    key: Option<&'a str>,
    to: Option<&'a str>,
    #[serde(borrow)]
    changes: Vec<ChangeOf<'a>>,
    source: Option<&'a RawValue>,
    link: Option<LinkOf<'a>>,
    target: Option<&'a str>,
    from: Option<&'a str>,
    into: Option<&'a str>,
}

#[derive(Deserialize)]
struct ChangeOf<'a> {
    field: &'a str,
    #[serde(borrow)]
    new: &'a RawValue,
}

/// Reads a journal's lines in order, keeps the rows, and hands on each line.
///
/// # Errors
/// Where a segment or a line cannot be read, or the visitor fails.
pub fn fold(events: &Path, mut visit: impl FnMut(&Event<'_>) -> Outcome<()>) -> Outcome<State> {
    let mut state = State::default();
    let mut sequence = 0;
    for (segment, path) in segments(events)? {
        let mut reader = BufReader::with_capacity(1 << 18, File::open(path)?);
        let (mut line, mut offset) = (String::new(), 0);
        loop {
            line.clear();
            let length = reader.read_line(&mut line)? as u64;
            if length == 0 {
                break;
            }
            let text = line.trim_end_matches('\n');
            let wire: Wire<'_> = serde_json::from_str(text)?;
            let development = state.take(&wire)?;
            visit(&Event { sequence, segment, offset, line: text, id: wire.id, time: wire.time, development })?;
            offset += length;
            sequence += 1;
        }
    }
    Ok(state)
}

/// The segments in order, with their first sequences.
///
/// # Errors
/// Where the folder cannot be listed.
pub fn segments(events: &Path) -> Outcome<Vec<(u64, PathBuf)>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(events)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "jsonl")
            && let Some(first) = path.file_stem().and_then(|stem| stem.to_str()).and_then(|stem| stem.parse().ok())
        {
            found.push((first, path));
        }
    }
    found.sort();
    Ok(found)
}

impl State {
    /// The number of a development.
    pub fn number(&self, key: &str) -> Option<u32> {
        self.numbers.get(key).copied()
    }

    /// The number of an actor.
    pub fn actor(&self, id: &str) -> Option<u32> {
        self.actor_numbers.get(id).copied()
    }

    /// The actor that stands for this one.
    pub fn standing(&self, mut number: u32) -> u32 {
        while let Some(into) = self.actors[number as usize].merged_into {
            number = into;
        }
        number
    }

    /// What a development is found by.
    pub fn facets(&self, row: &Row) -> Vec<Facet> {
        let mut facets = vec![Facet::All, Facet::Kind(row.kind), Facet::Status(row.status)];
        let mut parties: Vec<u32> = row.parties.iter().map(|number| self.standing(*number)).collect();
        parties.sort_unstable();
        parties.dedup();
        let mut sides: Vec<Side> = parties.iter().map(|number| self.actors[*number as usize].side).collect();
        sides.sort_unstable();
        sides.dedup();
        facets.extend(parties.into_iter().map(Facet::Actor));
        facets.extend(Dyad::among(&sides).into_iter().map(Facet::Relation));
        facets.extend(sides.into_iter().map(Facet::Side));
        facets.extend(row.topics.iter().map(|topic| Facet::Topic(*topic)));
        facets.extend(row.promises.then_some(Facet::Promise));
        facets.extend(row.legal.then_some(Facet::Legal));
        facets
    }

    /// How many developments of each relation, year and kind stand.
    pub fn counts(&self) -> BTreeMap<(Dyad, i64, u8), u32> {
        let mut counts = BTreeMap::new();
        for row in self.rows.iter().filter(|row| row.stands) {
            for facet in self.facets(row) {
                if let Facet::Relation(dyad) = facet {
                    *counts.entry((dyad, Day::from_number(row.earliest).year(), row.kind)).or_default() += 1;
                }
            }
        }
        counts
    }

    /// The one development of a line of the journal, with the event's id and time.
    ///
    /// # Errors
    /// Where the line cannot be read.
    pub fn of_line(line: &str) -> Outcome<(uuid::Uuid, i64, Self)> {
        let mut state = Self::default();
        let wire: Wire<'_> = serde_json::from_str(line)?;
        state.take(&wire)?;
        let data: Recorded<'_> = serde_json::from_str(wire.data.get())?;
        state.parties = data.parties.iter().map(|party| party.actor.to_owned()).collect();
        Ok((uuid::Uuid::parse_str(wire.id)?, annals::domain::stamp::Instant::parse(wire.time)?.micros(), state))
    }

    /// The ids of the parties of the one development.
    pub fn party_ids(&self) -> &[String] {
        &self.parties
    }

    /// Takes an authored record: an actor, or a development, whose number it returns.
    ///
    /// # Errors
    /// Where the record cannot be read.
    pub fn take_record(&mut self, text: &str) -> Outcome<Option<u32>> {
        match serde_json::from_str::<Recorded<'_>>(text) {
            Ok(data) => self.record(&data).map(Some),
            Err(_) => self.register(&serde_json::from_str(text)?).map(|()| None),
        }
    }

    /// The key of a development, or the id of the last actor.
    pub fn name_of_last(&self, number: Option<u32>) -> &str {
        match number {
            Some(number) => &self.rows[number as usize].key,
            None => self.actors.last().map_or("", |actor| &actor.id),
        }
    }

    fn register(&mut self, actor: &ActorOf<'_>) -> Outcome<()> {
        self.actor_numbers.insert(actor.id.to_owned(), self.actors.len() as u32);
        self.actors.push(ActorRow {
            id: actor.id.to_owned(),
            side: Side::new(actor.side)?,
            names: actor.names.iter().map(|name| name.name.to_string()).collect(),
            merged_into: None,
        });
        Ok(())
    }

    fn take(&mut self, wire: &Wire<'_>) -> Outcome<Option<u32>> {
        let data = wire.data.get();
        match wire.event_type {
            "annals.development.recorded" => self.record(&serde_json::from_str(data)?).map(Some),
            "annals.actor.registered" => self.register(&serde_json::from_str(data)?).map(|()| None),
            kind => self.change(kind, &serde_json::from_str(data)?),
        }
    }

    fn record(&mut self, data: &Recorded<'_>) -> Outcome<u32> {
        let number = self.rows.len() as u32;
        let (earliest, latest) = bounds(data.date)?;
        let words = |topic: &&str| Topic::parse(topic).map(|topic| topic as u8);
        let mut row = Row {
            key: data.key.to_owned(),
            title: data.title.to_string(),
            earliest,
            latest,
            kind: Kind::parse(data.kind)? as u8,
            status: Status::parse(data.status)? as u8,
            stands: true,
            public: None,
            topics: data.topics.iter().map(words).collect::<Result<_, _>>()?,
            parties: data.parties.iter().filter_map(|party| self.actor(party.actor)).collect(),
            promises: !data.commitments.is_empty(),
            legal: data.legal.is_some(),
        };
        for published in data.sources.iter().filter_map(|source| source.published) {
            row.publish(published)?;
        }
        let links: Vec<(u32, u32)> =
            data.links.iter().filter_map(|link| Some((number, self.number(link.key)?))).collect();
        self.links.extend(links);
        self.numbers.insert(row.key.clone(), number);
        self.rows.push(row);
        Ok(number)
    }

    fn change(&mut self, event_type: &str, data: &Other<'_>) -> Outcome<Option<u32>> {
        if let (Some(from), Some(into)) =
            (data.from.and_then(|id| self.actor(id)), data.into.and_then(|id| self.actor(id)))
        {
            self.actors[from as usize].merged_into = Some(into);
            return Ok(None);
        }
        let Some(number) = data.key.and_then(|key| self.number(key)) else { return Ok(None) };
        let to = data.link.as_ref().and_then(|link| self.number(link.key));
        let row = &mut self.rows[number as usize];
        match event_type {
            "annals.development.corrected" => {
                for change in &data.changes {
                    match change.field {
                        "date" => (row.earliest, row.latest) = bounds(serde_json::from_str(change.new.get())?)?,
                        "title" => row.title = serde_json::from_str(change.new.get())?,
                        field => return Err(format!("the rivals cannot correct `{field}`").into()),
                    }
                }
            }
            "annals.development.retracted" | "annals.development.marked-duplicate" => row.stands = false,
            "annals.status.changed" => row.status = Status::parse(data.to.unwrap_or_default())? as u8,
            "annals.source.cited" => {
                let source: SourceOf<'_> = serde_json::from_str(data.source.map_or("{}", RawValue::get))?;
                if let Some(published) = source.published {
                    row.publish(published)?;
                }
            }
            "annals.commitment.made" => row.promises = true,
            "annals.link.asserted" => self.links.extend(to.map(|to| (number, to))),
            "annals.link.withdrawn" => {
                let target = data.target.and_then(|key| self.number(key));
                if let Some(target) = target {
                    self.links.remove(&(number, target));
                }
            }
            _ => {}
        }
        Ok(Some(number))
    }
}

impl Row {
    fn publish(&mut self, published: &str) -> Outcome<()> {
        let (_, latest) = bounds(published)?;
        self.public = Some(self.public.map_or(latest, |known| known.min(latest)));
        Ok(())
    }
}

fn bounds(date: &str) -> Outcome<(i64, i64)> {
    let (earliest, latest) = Edtf::parse(date)?.sort_key();
    Ok((earliest.number(), latest.number()))
}
