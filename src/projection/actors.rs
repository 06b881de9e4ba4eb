//! The projection of actors: their sides, mergers, parents and children by number, where their events
//! stand, and which of them a name may mean. What an actor is called is left in the journal.

use super::block::Changes;
use super::blocks::{Blocks, garbled};
use super::error::Failure;
use super::lookup::{Lists, Names};
use super::numbered::{Numbered, Record};
use super::replay::Projection;
use super::row::{put_position, take_position};
use super::varint::{Taker, insert_ascending, put, put_ascending};
use crate::domain::actor::{Actor, fold_name};
use crate::domain::side::Side;
use crate::domain::slug::ActorId;
use crate::domain::vocabulary::ActorType;
use crate::journal::Position;
use std::collections::BTreeSet;

/// An actor. One that is mentioned before it is registered has no side yet.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct ActorEntry {
    /// Its side, once it is registered.
    pub(super) side: Option<Side>,
    /// The actor that stands for it.
    pub(super) merged_into: Option<u32>,
    /// The actors it stands for.
    pub(super) merged_from: Vec<u32>,
    /// Its parents and the bodies of its offices, now or ever.
    pub(super) bodies: Vec<u32>,
    /// The actors that have it as their parent, now or ever.
    pub(super) children: Vec<u32>,
    /// The actors that have an office in it, now or ever.
    pub(super) holders: Vec<u32>,
    /// Where its events stand, in order.
    pub(super) events: Vec<Position>,
}

impl Record for ActorEntry {
    const KIND: u8 = b'a';
    const PER_BLOCK: u32 = 128;

    fn put_all(entries: &[Self], out: &mut Vec<u8>) {
        for entry in entries {
            out.extend_from_slice(entry.side.as_ref().map_or("---", Side::as_str).as_bytes());
            put(out, entry.merged_into.map_or(0, |into| u64::from(into) + 1));
            for list in [&entry.merged_from, &entry.bodies, &entry.children, &entry.holders] {
                put_ascending(out, list);
            }
            put(out, entry.events.len() as u64);
            let mut last = None;
            for position in &entry.events {
                put_position(out, last, position);
                last = Some(position);
            }
        }
    }

    fn take_all(taker: &mut Taker<'_>) -> Option<Vec<Self>> {
        let mut entries = Vec::new();
        while !taker.is_done() {
            let side = match taker.exactly(3)? {
                b"---" => None,
                code => Some(Side::new(str::from_utf8(code).ok()?).ok()?),
            };
            let merged_into = taker.small()?.checked_sub(1);
            let (merged_from, bodies) = (taker.ascending()?, taker.ascending()?);
            let (children, holders) = (taker.ascending()?, taker.ascending()?);
            let mut events: Vec<Position> = Vec::new();
            for _ in 0..taker.number()? {
                let position = take_position(taker, events.last())?;
                events.push(position);
            }
            entries.push(Self { side, merged_into, merged_from, bodies, children, holders, events });
        }
        Some(entries)
    }
}

/// The projection.
#[derive(Debug)]
pub(super) struct Actors {
    entries: Numbered<ActorEntry>,
    ids: Names,
    names: Lists,
    headings: Lists,
}

impl Projection for Actors {
    const NAME: &'static str = "actors";
    const VERSION: u32 = 2;

    fn changes(&self, base: &Blocks, changes: &mut Changes) -> Result<(), Failure> {
        self.entries.changes(changes);
        self.ids.changes(changes);
        self.names.changes(base, changes)?;
        self.headings.changes(base, changes)
    }
}

impl Actors {
    /// The projection on top of a base that knows so many actors.
    pub(super) fn new(len: u32) -> Self {
        Self { entries: Numbered::new(len), ids: Names::new(b'i'), names: Lists::new(b'n'), headings: Lists::new(b'h') }
    }

    /// How many actors are known.
    pub(super) fn len(&self) -> u32 {
        self.entries.len()
    }

    /// An actor.
    ///
    /// # Errors
    /// [`Failure::Unfit`] where the base does not hold it.
    pub(super) fn entry(&mut self, base: &Blocks, number: u32) -> Result<&ActorEntry, Failure> {
        self.entries.get(base, number)
    }

    /// The number of an actor, given to it when it is first mentioned.
    ///
    /// # Errors
    /// [`Failure::Unfit`] where the base cannot be read.
    pub(super) fn number(&mut self, base: &Blocks, id: &ActorId) -> Result<u32, Failure> {
        if let Some(number) = self.ids.get(base, id.as_str())? {
            return Ok(number);
        }
        let number = self.entries.push(base, ActorEntry::default())?;
        self.ids.put(id.as_str(), number);
        Ok(number)
    }

    /// The number of an actor that may not be known.
    ///
    /// # Errors
    /// [`Failure::Unfit`] where the base cannot be read.
    pub(super) fn known(&mut self, base: &Blocks, id: &str) -> Result<Option<u32>, Failure> {
        self.ids.get(base, id)
    }

    /// The actors that go, or ever went, by a name.
    ///
    /// # Errors
    /// [`Failure::Unfit`] where the base cannot be read.
    pub(super) fn named(&mut self, base: &Blocks, name: &str) -> Result<Vec<u32>, Failure> {
        let mut found = self.names.get(base, &name_hash(name))?;
        if let Some(number) = self.ids.get(base, name)? {
            insert_ascending(&mut found, number);
        }
        Ok(found)
    }

    /// All that are or ever were states or blocs.
    ///
    /// # Errors
    /// [`Failure::Unfit`] where the base cannot be read.
    pub(super) fn headings(&mut self, base: &Blocks) -> Result<Vec<u32>, Failure> {
        self.headings.get(base, &[])
    }

    /// Takes an actor as it stands after an event on it.
    ///
    /// # Errors
    /// [`Failure::Unfit`] where the base cannot be read.
    pub(super) fn take(&mut self, base: &Blocks, position: Position, actor: &Actor) -> Result<(), Failure> {
        let number = self.number(base, &actor.id)?;
        let mut bodies = Vec::new();
        for id in actor.offices.iter().filter_map(|office| office.organisation.as_ref()).chain(&actor.parent) {
            bodies.push(self.number(base, id)?);
        }
        for id in actor.offices.iter().filter_map(|office| office.organisation.as_ref()) {
            let body = self.number(base, id)?;
            insert_ascending(&mut self.entries.get_mut(base, body)?.holders, number);
        }
        if let Some(parent) = &actor.parent {
            let parent = self.number(base, parent)?;
            insert_ascending(&mut self.entries.get_mut(base, parent)?.children, number);
        }
        for handle in actor.handles() {
            self.names.add(&name_hash(handle), number);
        }
        if matches!(actor.actor_type, ActorType::State | ActorType::Bloc) {
            self.headings.add(&[], number);
        }
        let entry = self.entries.get_mut(base, number)?;
        for body in bodies {
            insert_ascending(&mut entry.bodies, body);
        }
        entry.events.push(position);
        entry.side = Some(actor.side);
        Ok(())
    }

    /// Takes the merger of two actors.
    ///
    /// # Errors
    /// [`Failure::Unfit`] where the base cannot be read.
    pub(super) fn merge(&mut self, base: &Blocks, position: Position, from: u32, into: u32) -> Result<(), Failure> {
        let gone = self.entries.get_mut(base, from)?;
        gone.merged_into = Some(into);
        gone.events.push(position);
        let stays = self.entries.get_mut(base, into)?;
        insert_ascending(&mut stays.merged_from, from);
        if from != into {
            stays.events.push(position);
        }
        Ok(())
    }

    /// The actor that stands for this one now.
    ///
    /// # Errors
    /// [`Failure::Unfit`] where the base cannot be read or the mergers run in a circle.
    pub(super) fn standing(&mut self, base: &Blocks, number: u32) -> Result<u32, Failure> {
        let mut here = number;
        for _ in 0..=self.entries.len() {
            match self.entries.get(base, here)?.merged_into {
                Some(into) => here = into,
                None => return Ok(here),
            }
        }
        Err(garbled())
    }

    /// The sides of these actors or of those that stand for them, sorted.
    ///
    /// # Errors
    /// As [`Actors::standing`].
    pub(super) fn sides(&mut self, base: &Blocks, numbers: &[u32]) -> Result<Vec<Side>, Failure> {
        let mut sides = Vec::with_capacity(numbers.len());
        for &number in numbers {
            let standing = self.standing(base, number)?;
            sides.extend(self.entries.get(base, standing)?.side);
        }
        sides.sort_unstable();
        sides.dedup();
        Ok(sides)
    }

    /// These actors and all that are or were merged with them, in either direction.
    ///
    /// # Errors
    /// [`Failure::Unfit`] where the base cannot be read.
    pub(super) fn merged_with(
        &mut self,
        base: &Blocks,
        numbers: impl IntoIterator<Item = u32>,
    ) -> Result<BTreeSet<u32>, Failure> {
        self.reach(base, numbers, |entry| entry.merged_into.iter().chain(&entry.merged_from).copied().collect())
    }

    /// These actors, all merged with them, and the bodies all those are part of.
    ///
    /// # Errors
    /// [`Failure::Unfit`] where the base cannot be read.
    pub(super) fn with_bodies(
        &mut self,
        base: &Blocks,
        numbers: impl IntoIterator<Item = u32>,
    ) -> Result<BTreeSet<u32>, Failure> {
        self.reach(base, numbers, |entry| {
            entry.merged_into.iter().chain(&entry.merged_from).chain(&entry.bodies).copied().collect()
        })
    }

    fn reach(
        &mut self,
        base: &Blocks,
        numbers: impl IntoIterator<Item = u32>,
        next: impl Fn(&ActorEntry) -> Vec<u32>,
    ) -> Result<BTreeSet<u32>, Failure> {
        let mut waiting: Vec<u32> = numbers.into_iter().collect();
        let mut reached = BTreeSet::new();
        while let Some(number) = waiting.pop() {
            if reached.insert(number) {
                waiting.extend(next(self.entries.get(base, number)?));
            }
        }
        Ok(reached)
    }
}

fn name_hash(name: &str) -> [u8; 4] {
    crc32fast::hash(fold_name(name).as_bytes()).to_be_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::stamp::Sequence;

    #[test]
    fn entries_come_back_as_they_were_put() {
        let position = |sequence, offset| Position { sequence: Sequence(sequence), segment: 0, offset, len: 10 };
        let entries = vec![
            ActorEntry::default(),
            ActorEntry {
                side: Some(Side::new("CHN").unwrap()),
                merged_into: Some(0),
                merged_from: vec![4, 6],
                bodies: vec![1],
                children: vec![2, 3],
                holders: vec![4],
                events: vec![position(1, 5), position(3, 100)],
            },
        ];
        let mut bytes = Vec::new();
        ActorEntry::put_all(&entries, &mut bytes);
        assert_eq!(ActorEntry::take_all(&mut Taker::new(&bytes)), Some(entries));
        assert_eq!(ActorEntry::take_all(&mut Taker::new(b"chn")), None);
    }
}
