//! The projection of developments: a row for each, the values it is found by, its names, and the ties
//! to others. Which sides its parties belong to is left to the actors' projection.

use super::actors::Actors;
use super::beginnings::{self, Beginnings};
use super::block::Changes;
use super::blocks::{Blocks, garbled};
use super::error::Failure;
use super::gist::other_actors;
use super::lines::Lines;
use super::lookup::Lists;
use super::numbered::Numbered;
use super::posting::{Facet, Filed, Postings};
use super::replay::Projection;
use super::row::Row;
use super::shelves::{Shelves, code};
use super::varint::insert_ascending;
use crate::domain::development::{Development, DevelopmentId};
use crate::domain::side::{Dyad, Side};
use crate::domain::slug::{ActorId, Key};
use crate::domain::source::Source;
use crate::domain::vocabulary::Status;
use crate::journal::Position;
use std::collections::{BTreeSet, HashMap};

/// The projection.
#[derive(Debug)]
pub(super) struct Timeline {
    rows: Numbered<Row>,
    postings: Postings,
    keys: Shelves,
    beginnings: Beginnings,
    ids: Shelves,
    /// The keys that were added or looked up.
    known: HashMap<Box<str>, u32>,
    commitments: Lists,
    /// Ties to developments that were not recorded yet.
    forward: Lists,
    /// The years something is filed in.
    buckets: Lists,
}

/// What is read and written besides the rows.
pub(super) struct Beside<'a> {
    pub(super) base: &'a Blocks,
    pub(super) lines: Lines<'a>,
    pub(super) actors: &'a mut Actors,
}

impl Projection for Timeline {
    const NAME: &'static str = "timeline";
    const VERSION: u32 = 2;

    fn changes(&self, base: &Blocks, changes: &mut Changes) -> Result<(), Failure> {
        self.rows.changes(changes);
        self.postings.changes(base, changes)?;
        self.keys.changes(base, changes)?;
        self.ids.changes(base, changes)?;
        self.beginnings.changes(base, changes)?;
        for lists in [&self.commitments, &self.forward, &self.buckets] {
            lists.changes(base, changes)?;
        }
        Ok(())
    }
}

impl Timeline {
    /// The projection on top of a base with so many rows.
    pub(super) fn new(len: u32) -> Self {
        Self {
            rows: Numbered::new(len),
            postings: Postings::default(),
            keys: Shelves::new(b'k'),
            beginnings: Beginnings::default(),
            ids: Shelves::new(b'u'),
            known: HashMap::new(),
            commitments: Lists::new(b'c'),
            forward: Lists::new(b'f'),
            buckets: Lists::new(b'b'),
        }
    }

    /// How many developments there are.
    pub(super) fn len(&self) -> u32 {
        self.rows.len()
    }

    /// The row of a development.
    ///
    /// # Errors
    /// [`Failure::Unfit`] where the base does not hold it.
    pub(super) fn row(&mut self, base: &Blocks, number: u32) -> Result<&Row, Failure> {
        self.rows.get(base, number)
    }

    /// The postings.
    pub(super) fn postings(&self) -> &Postings {
        &self.postings
    }

    /// The number of the development with a key.
    ///
    /// # Errors
    /// [`Failure`] where base or lines cannot be read.
    pub(super) fn number(&mut self, base: &Blocks, lines: Lines<'_>, key: &str) -> Result<Option<u32>, Failure> {
        if let Some(number) = self.known.get(key) {
            return Ok(Some(*number));
        }
        for number in self.keys.get(base, code(key.as_bytes()), u64::from(self.len()))? {
            let number = u32::try_from(number).map_err(|_| garbled())?;
            if self.key(base, lines, number)? == key {
                self.known.insert(key.into(), number);
                return Ok(Some(number));
            }
        }
        Ok(None)
    }

    /// The developments that a beginning of a key, or one of at least four characters of an id, may mean.
    ///
    /// # Errors
    /// [`Failure`] where base or lines cannot be read.
    pub(super) fn starting(&mut self, base: &Blocks, lines: Lines<'_>, start: &str) -> Result<BTreeSet<u32>, Failure> {
        let lower = start.to_ascii_lowercase();
        if lower.is_empty() {
            return Ok(BTreeSet::new());
        }
        let mut found = BTreeSet::new();
        for number in self.beginnings.starting(base, lower.as_bytes(), self.len())? {
            if lower.len() <= beginnings::LEN || self.key(base, lines, number)?.starts_with(&lower) {
                found.insert(number);
            }
        }
        let digits: String = lower.chars().filter(|c| *c != '-').take(8).collect();
        if lower.len() >= 4 && digits.len() >= 2 && digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            let digits = digits.get(..digits.len() & !1).unwrap_or_default();
            let first = u32::from_str_radix(&format!("{digits:0<8}"), 16).map_err(|_| garbled())?;
            let last = u32::from_str_radix(&format!("{digits:f<8}"), 16).map_err(|_| garbled())?;
            for number in self.ids.between(base, first, last, u64::from(self.len()))? {
                found.insert(u32::try_from(number).map_err(|_| garbled())?);
            }
        }
        Ok(found)
    }

    fn key(&mut self, base: &Blocks, lines: Lines<'_>, number: u32) -> Result<String, Failure> {
        let first = *self.rows.get(base, number)?.events.first().ok_or_else(garbled)?;
        lines.key_at(first)
    }

    /// The developments in which a commitment of this name was made.
    ///
    /// # Errors
    /// [`Failure::Unfit`] where the base cannot be read.
    pub(super) fn promising(&self, base: &Blocks, commitment: &str) -> Result<Vec<u32>, Failure> {
        self.commitments.get(base, commitment.as_bytes())
    }

    /// The years something is filed in, and [`super::row::LONG`].
    ///
    /// # Errors
    /// [`Failure::Unfit`] where the base cannot be read.
    pub(super) fn buckets(&self, base: &Blocks) -> Result<Vec<u32>, Failure> {
        self.buckets.get(base, &[])
    }

    /// Takes a development that is recorded, and tells its number.
    ///
    /// # Errors
    /// [`Failure::Unfit`] where the base cannot be read.
    pub(super) fn record(
        &mut self,
        beside: &mut Beside<'_>,
        position: Position,
        development: &Development,
    ) -> Result<u32, Failure> {
        let key = &development.key;
        let number = self.rows.push(beside.base, Row { events: vec![position], ..Row::default() })?;
        self.keys.add(code(key.as_str().as_bytes()), u64::from(number))?;
        self.beginnings.add(key.as_str().as_bytes(), number)?;
        self.ids.add(id_code(development.id), u64::from(number))?;
        self.known.insert(key.as_str().into(), number);
        self.stand(beside, number, development)?;
        for from in self.forward.get(beside.base, key.as_str().as_bytes())? {
            self.tie_numbers(beside, from, number)?;
        }
        Ok(number)
    }

    /// Counts an event among those of a development.
    ///
    /// # Errors
    /// [`Failure::Unfit`] where the base does not hold its row.
    pub(super) fn touch(&mut self, base: &Blocks, number: u32, position: Position) -> Result<&mut Row, Failure> {
        let row = self.rows.get_mut(base, number)?;
        row.events.push(position);
        Ok(row)
    }

    /// Takes on the content of a development as it stands now.
    ///
    /// # Errors
    /// [`Failure::Unfit`] where the base cannot be read.
    pub(super) fn stand(
        &mut self,
        beside: &mut Beside<'_>,
        number: u32,
        development: &Development,
    ) -> Result<(), Failure> {
        let base = beside.base;
        let mut parties = Vec::with_capacity(development.parties.len());
        for party in &development.parties {
            insert_ascending(&mut parties, beside.actors.number(base, &party.actor)?);
        }
        let mut mentions = Vec::new();
        for id in other_actors(development) {
            mentions.push(beside.actors.number(base, id)?);
        }
        let row = self.rows.get_mut(base, number)?;
        row.set_date(development.sort_key());
        row.kind = development.kind as u8;
        row.status = development.status as u8;
        row.topics = development.topics.iter().fold(0, |bits, topic| bits | 1 << *topic as u32);
        row.public = development.public_since().and_then(|day| day.latest()).map(|day| day.number());
        let before = std::mem::replace(&mut row.parties, parties);
        for actor in before.into_iter().chain(mentions) {
            if !row.parties.contains(&actor) {
                insert_ascending(&mut row.mentions, actor);
            }
        }
        for link in &development.links {
            self.tie(beside, number, &link.key)?;
        }
        for commitment in &development.commitments {
            self.commitments.add(commitment.key.as_str().as_bytes(), number);
        }
        let mut facets = vec![Facet::All, Facet::Kind(development.kind as u8), Facet::Status(development.status as u8)];
        facets.extend(development.topics.iter().map(|topic| Facet::Topic(*topic as u8)));
        facets.extend((!development.commitments.is_empty()).then_some(Facet::Commitment));
        // a kind alone makes a measure where no legal form is recorded
        facets.extend(development.may_be_measure().then_some(Facet::Legal));
        facets.extend(self.rows.get(base, number)?.actors().map(Facet::Actor));
        self.file(base, number, &facets)?;
        self.file_sides(beside, number).map(|_| ())
    }

    /// Moves a development to another status.
    ///
    /// # Errors
    /// [`Failure::Unfit`] where the base does not hold its row.
    pub(super) fn set_status(&mut self, base: &Blocks, number: u32, status: Status) -> Result<(), Failure> {
        self.rows.get_mut(base, number)?.status = status as u8;
        self.file(base, number, &[Facet::Status(status as u8)])
    }

    /// Takes a source into account.
    ///
    /// # Errors
    /// [`Failure::Unfit`] where the base does not hold its row.
    pub(super) fn cite(&mut self, base: &Blocks, number: u32, source: &Source) -> Result<(), Failure> {
        if let Some(day) = source.published.as_ref().and_then(|published| published.latest()) {
            let row = self.rows.get_mut(base, number)?;
            row.public = Some(row.public.map_or(day.number(), |before| before.min(day.number())));
        }
        Ok(())
    }

    /// Takes the mention of actors into account.
    ///
    /// # Errors
    /// [`Failure::Unfit`] where the base cannot be read.
    pub(super) fn mention<'i>(
        &mut self,
        beside: &mut Beside<'_>,
        number: u32,
        ids: impl IntoIterator<Item = &'i ActorId>,
    ) -> Result<(), Failure> {
        for id in ids {
            let actor = beside.actors.number(beside.base, id)?;
            let row = self.rows.get_mut(beside.base, number)?;
            if !row.parties.contains(&actor) && insert_ascending(&mut row.mentions, actor) {
                self.file(beside.base, number, &[Facet::Actor(actor)])?;
            }
        }
        Ok(())
    }

    /// Ties a development to another by that one's key.
    ///
    /// # Errors
    /// [`Failure::Unfit`] where the base cannot be read.
    pub(super) fn tie(&mut self, beside: &mut Beside<'_>, number: u32, to: &Key) -> Result<(), Failure> {
        match self.number(beside.base, beside.lines, to.as_str())? {
            Some(to) => self.tie_numbers(beside, number, to),
            None => {
                self.forward.add(to.as_str().as_bytes(), number);
                Ok(())
            }
        }
    }

    /// Files a development among those in which something is promised.
    ///
    /// # Errors
    /// [`Failure::Unfit`] where the base does not hold its row.
    pub(super) fn promise(&mut self, base: &Blocks, number: u32, commitment: &str) -> Result<(), Failure> {
        self.commitments.add(commitment.as_bytes(), number);
        self.file(base, number, &[Facet::Commitment])
    }

    /// Files a development under the sides its parties belong to now, and tells them.
    ///
    /// # Errors
    /// [`Failure::Unfit`] where the base cannot be read.
    pub(super) fn file_sides(&mut self, beside: &mut Beside<'_>, number: u32) -> Result<Vec<Side>, Failure> {
        let row = self.rows.get(beside.base, number)?;
        let sides = beside.actors.sides(beside.base, &row.parties)?;
        let relations = Dyad::among(&sides).into_iter().map(Facet::Relation);
        let facets: Vec<Facet> = sides.iter().copied().map(Facet::Side).chain(relations).collect();
        self.file(beside.base, number, &facets)?;
        Ok(sides)
    }

    fn file(&mut self, base: &Blocks, number: u32, facets: &[Facet]) -> Result<(), Failure> {
        let row = self.rows.get(base, number)?;
        let (bucket, filed) = (row.bucket(), Filed::new(row.day(), number));
        if facets.contains(&Facet::All) {
            self.buckets.add(&[], bucket);
        }
        for facet in facets {
            self.postings.add(*facet, bucket, filed);
        }
        Ok(())
    }

    fn tie_numbers(&mut self, beside: &Beside<'_>, from: u32, to: u32) -> Result<(), Failure> {
        insert_ascending(&mut self.rows.get_mut(beside.base, from)?.links_out, to);
        insert_ascending(&mut self.rows.get_mut(beside.base, to)?.links_in, from);
        Ok(())
    }
}

/// The first four bytes of an id.
fn id_code(id: DevelopmentId) -> u32 {
    u32::from_be_bytes(id.0.as_bytes().first_chunk::<4>().copied().unwrap_or_default())
}
