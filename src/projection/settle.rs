//! The second half of a rebuild: run by run of developments, what was noted of each is played through
//! to its row as it stands now, and to every value it is or ever was found by.

use super::gist::{other_actors, part};
use super::intake::{Intake, SideHistory, mark};
use super::lines::Lines;
use super::numbered::Record as _;
use super::posting::{Facet, Filed};
use super::posting_runs::RunPostings;
use super::row::{Row, take_position};
use super::spill::Spill;
use super::varint::{Taker, insert_ascending};
use crate::domain::development::Development;
use crate::domain::edtf::{Day, Edtf};
use crate::domain::side::{Dyad, Side};
use crate::journal::Position;
use std::collections::{BTreeSet, HashMap};

/// What all runs are settled by.
pub(super) struct Ground<'a> {
    pub(super) numbers: &'a HashMap<Box<[u8]>, u32, foldhash::fast::RandomState>,
    pub(super) histories: &'a [SideHistory],
    pub(super) log: &'a Spill,
}

/// A run of developments, settled.
#[derive(Debug, Default)]
pub(super) struct Settled {
    /// Entries of rows, by their numbers.
    pub(super) rows: Vec<(u32, Vec<u8>)>,
    pub(super) postings: RunPostings,
    /// How many developments stand in a relation, by year and kind.
    pub(super) counts: HashMap<(Dyad, i64, u8), i64, foldhash::fast::RandomState>,
    /// Commitments that corrections brought, by name.
    pub(super) commitments: Vec<(String, u32)>,
    /// The years something is filed in.
    pub(super) buckets: BTreeSet<u32>,
}

/// One development while it is played through.
#[derive(Debug, Default)]
struct Playing {
    number: u32,
    row: Row,
    bucket: u32,
    /// Something is promised in it now, as far as a correction goes on from there.
    promises: bool,
    legal: bool,
    /// Up to which event its sides are filed.
    filed: u64,
}

/// One thing that became of it.
struct Noted<'a> {
    local: u32,
    marks: u64,
    rest: Taker<'a>,
}

/// Settles a run; nothing where something does not fit.
pub(super) fn settle(ground: &Ground<'_>, lines: Lines<'_>, intake: &Intake<'_>, at: usize) -> Option<Settled> {
    let run = intake.runs.get(at)?;
    let end = intake.runs.get(at + 1).map_or(ground.log.len(), |next| next.begin);
    let mut log = vec![0; usize::try_from(end - run.begin).ok()?];
    ground.log.read(run.begin, &mut log).ok()?;
    let mut noted = noted(&run.touches)?;
    // What became of one development stays in order.
    noted.sort_by_key(|noted| noted.local);
    let mut noted = noted.into_iter().peekable();
    let first = at as u32 * intake.run;
    let mut taker = Taker::new(&log);
    let mut settled = Settled::default();
    let mut block: Vec<Row> = Vec::with_capacity(Row::PER_BLOCK as usize);
    let mut before = None;
    let mut sides = Sides::default();
    for local in 0..run.len {
        let mut playing = Playing { number: first + local, ..Playing::default() };
        let (position, check) = playing.begin(&mut taker, before.as_ref())?;
        before = Some(position);
        playing.file_all(&mut settled);
        playing.file_sides(ground, &mut sides, &mut settled);
        while let Some(noted) = noted.next_if(|noted| noted.local == local) {
            playing.take(ground, lines, &mut sides, &mut settled, noted, check)?;
        }
        playing.file_changes_of_sides(ground, &mut sides, &mut settled, u64::MAX);
        playing.count(ground, &mut sides, &mut settled);
        block.push(playing.row);
        if block.len() == Row::PER_BLOCK as usize || local + 1 == run.len {
            let mut bytes = Vec::with_capacity(block.len() * 24);
            Row::put_all(&block, &mut bytes);
            settled.rows.push((playing.number / Row::PER_BLOCK, bytes));
            block.clear();
        }
    }
    if noted.next().is_some() || !taker.is_done() {
        return None;
    }
    settled.postings.pack();
    Some(settled)
}

fn noted(touches: &[u8]) -> Option<Vec<Noted<'_>>> {
    let mut all = Vec::new();
    let mut taker = Taker::new(touches);
    while !taker.is_done() {
        let (local, marks) = (taker.small()?, taker.number()?);
        all.push(Noted { local, marks, rest: taker.clone() });
        skip(&mut taker, marks)?;
    }
    Some(all)
}

fn skip(taker: &mut Taker<'_>, marks: u64) -> Option<()> {
    let has = |part: u64| marks & part != 0;
    if has(mark::TIED_FROM) {
        taker.exactly(4)?;
        return taker.small().map(|_| ());
    }
    if has(mark::TIED_TO) {
        return taker.small().map(|_| ());
    }
    take_position(taker, None)?;
    taker.exactly(4)?;
    for _ in 0..2 * usize::from(has(part::DATE)) {
        taker.number()?;
    }
    taker.exactly(usize::from(has(part::STATUS)))?;
    if has(part::PUBLIC) {
        taker.number()?;
    }
    if has(part::NAMES) {
        for _ in 0..taker.number()? {
            taker.small()?;
        }
    }
    Some(())
}

impl Playing {
    /// What was recorded: where its line stands, and the check of its key.
    fn begin(&mut self, taker: &mut Taker<'_>, before: Option<&Position>) -> Option<(Position, u32)> {
        let position = take_position(taker, before)?;
        let check = u32::from_le_bytes(*taker.exactly(4)?.first_chunk::<4>()?);
        let row = &mut self.row;
        row.events.push(position);
        (row.earliest, row.latest) = (taker.signed()?, taker.signed()?);
        (row.kind, row.status) = (taker.byte()?, taker.byte()?);
        let flags = taker.byte()?;
        row.topics = taker.small()?;
        row.public = if flags & 1 == 1 { Some(taker.signed()?) } else { None };
        (self.legal, self.promises) = (flags & 2 != 0, flags & 4 != 0);
        row.parties = taker.ascending()?;
        row.mentions = taker.ascending()?;
        row.links_out = taker.ascending()?;
        self.filed = position.sequence.0;
        Some((position, check))
    }

    fn take(
        &mut self,
        ground: &Ground<'_>,
        lines: Lines<'_>,
        sides: &mut Sides,
        settled: &mut Settled,
        noted: Noted<'_>,
        check: u32,
    ) -> Option<()> {
        let has = |part: u64| noted.marks & part != 0;
        let mut rest = noted.rest;
        let same_key =
            |rest: &mut Taker<'_>| (u32::from_le_bytes(*rest.exactly(4)?.first_chunk::<4>()?) == check).then_some(());
        if has(mark::TIED_FROM) {
            same_key(&mut rest)?;
            insert_ascending(&mut self.row.links_in, rest.small()?);
            return Some(());
        }
        if has(mark::TIED_TO) {
            insert_ascending(&mut self.row.links_out, rest.small()?);
            return Some(());
        }
        let position = take_position(&mut rest, None)?;
        same_key(&mut rest)?;
        self.file_changes_of_sides(ground, sides, settled, position.sequence.0);
        self.row.events.push(position);
        if has(part::DATE) {
            (self.row.earliest, self.row.latest) = (rest.signed()?, rest.signed()?);
        }
        if has(part::STATUS) {
            self.row.status = rest.byte()?;
        }
        if has(part::PUBLIC) {
            let day = rest.signed()?;
            self.row.public = Some(self.row.public.map_or(day, |before| before.min(day)));
        }
        if has(part::ANEW) {
            let development = lines.development_of(&self.row.events).ok()?;
            self.stand(ground, settled, &development)?;
        }
        if has(part::DATE) || has(part::ANEW) {
            self.file_all(settled);
            self.file_sides(ground, sides, settled);
        } else if has(part::STATUS) {
            self.file(settled, Facet::Status(self.row.status));
        }
        if has(part::NAMES) {
            for _ in 0..rest.number()? {
                let actor = rest.small()?;
                if !self.row.parties.contains(&actor) && insert_ascending(&mut self.row.mentions, actor) {
                    self.file(settled, Facet::Actor(actor));
                }
            }
        }
        if has(part::PROMISE) {
            self.promises = true;
            self.file(settled, Facet::Commitment);
        }
        self.row.retracted |= has(part::RETRACTED);
        self.row.duplicate |= has(part::DUPLICATE);
        Some(())
    }

    /// Takes on the content as it stands after a correction, all but its ties.
    fn stand(&mut self, ground: &Ground<'_>, settled: &mut Settled, development: &Development) -> Option<()> {
        let mut parties = Vec::new();
        for party in &development.parties {
            insert_ascending(&mut parties, *ground.numbers.get(party.actor.as_str().as_bytes())?);
        }
        let mut mentions = Vec::new();
        for id in other_actors(development) {
            mentions.push(*ground.numbers.get(id.as_str().as_bytes())?);
        }
        let row = &mut self.row;
        row.set_date(development.sort_key());
        row.kind = development.kind as u8;
        row.status = development.status as u8;
        row.topics = development.topics.iter().fold(0, |bits, topic| bits | 1 << *topic as u32);
        row.public = development.public_since().and_then(Edtf::latest).map(|day| day.number());
        let before = std::mem::replace(&mut row.parties, parties);
        for actor in before.into_iter().chain(mentions) {
            if !row.parties.contains(&actor) {
                insert_ascending(&mut row.mentions, actor);
            }
        }
        for commitment in &development.commitments {
            settled.commitments.push((commitment.key.as_str().to_owned(), self.number));
        }
        self.promises = !development.commitments.is_empty();
        self.legal = development.may_be_measure();
        Some(())
    }

    fn file(&self, settled: &mut Settled, facet: Facet) {
        settled.postings.add(facet, self.bucket);
    }

    /// Files it anew under the day it has now.
    fn file_all(&mut self, settled: &mut Settled) {
        self.bucket = self.row.bucket();
        settled.postings.begin(Filed::new(self.row.day(), self.number));
        settled.buckets.insert(self.bucket);
        let row = &self.row;
        for facet in [Facet::All, Facet::Kind(row.kind), Facet::Status(row.status)] {
            self.file(settled, facet);
        }
        for topic in (0..u32::BITS as u8).filter(|topic| row.topics >> topic & 1 == 1) {
            self.file(settled, Facet::Topic(topic));
        }
        if self.promises {
            self.file(settled, Facet::Commitment);
        }
        if self.legal {
            self.file(settled, Facet::Legal);
        }
        for actor in row.actors() {
            self.file(settled, Facet::Actor(actor));
        }
    }

    /// Files it under the sides its parties are of up to the event filed last.
    fn file_sides(&self, ground: &Ground<'_>, sides: &mut Sides, settled: &mut Settled) {
        sides.find(ground, &self.row.parties, self.filed);
        for side in &sides.found {
            self.file(settled, Facet::Side(*side));
        }
        for relation in sides.relations() {
            self.file(settled, Facet::Relation(relation));
        }
    }

    /// Files it under the sides that events on actors gave its parties up to an event.
    fn file_changes_of_sides(&mut self, ground: &Ground<'_>, sides: &mut Sides, settled: &mut Settled, until: u64) {
        let begun = std::mem::replace(&mut self.filed, until);
        let last = |actor: &u32| ground.histories.get(*actor as usize)?.last().map(|(sequence, _)| *sequence);
        if self.row.parties.iter().filter_map(last).all(|last| last <= begun) {
            return;
        }
        let later = |actor: &u32| {
            let history = ground.histories.get(*actor as usize).map_or(&[][..], Vec::as_slice);
            history
                .iter()
                .rev()
                .map(|(sequence, _)| *sequence)
                .take_while(|sequence| *sequence > begun)
                .filter(|sequence| *sequence < until)
        };
        let changes: BTreeSet<u64> = self.row.parties.iter().flat_map(later).collect();
        for change in changes {
            self.filed = change;
            self.file_sides(ground, sides, settled);
        }
        self.filed = until;
    }

    fn count(&self, ground: &Ground<'_>, sides: &mut Sides, settled: &mut Settled) {
        if !self.row.stands() {
            return;
        }
        sides.find(ground, &self.row.parties, u64::MAX);
        let year = Day::from_number(self.row.earliest).ymd().0;
        for relation in sides.relations() {
            *settled.counts.entry((relation, year, self.row.kind)).or_default() += 1;
        }
    }
}

/// The sides found last, in a place that is used again and again.
#[derive(Debug, Default)]
struct Sides {
    found: Vec<Side>,
}

impl Sides {
    /// Finds the sides that these actors, or who stands for them, are of after an event.
    fn find(&mut self, ground: &Ground<'_>, actors: &[u32], after: u64) {
        self.found.clear();
        for actor in actors {
            let history = ground.histories.get(*actor as usize).map_or(&[][..], Vec::as_slice);
            let side = history.iter().rev().find(|(sequence, _)| *sequence <= after).and_then(|(_, side)| *side);
            if let Some(side) = side
                && let Err(at) = self.found.binary_search(&side)
            {
                self.found.insert(at, side);
            }
        }
    }

    /// The relations among them.
    fn relations(&self) -> impl Iterator<Item = Dyad> {
        let pairs = self.found.iter().enumerate();
        pairs.flat_map(|(at, one)| self.found.iter().skip(at + 1).filter_map(|other| Dyad::new(*one, *other)))
    }
}
