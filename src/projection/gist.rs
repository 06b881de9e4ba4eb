//! The gist of a line: what the projections need of an event, and nothing else. It is taken either
//! from the typed event or, far quicker, from the stored bytes (`scan.rs`); both must come to the same.

use super::scan::date;
use super::shelves::hash;
use super::varint::{Taker, put, put_bytes, put_signed};
use crate::domain::development::Development;
use crate::domain::edtf::Edtf;
use crate::domain::event::{Change, Event};
use crate::domain::field_path::Segment;
use crate::domain::slug::{ActorId, Key};
use crate::domain::vocabulary::{Status, Vocabulary as _};
use serde_json::Value;

/// What a line says, as far as the projections need it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Gist<'a> {
    /// A development was recorded.
    Recorded(Box<Content<'a>>),
    /// Something became of a development.
    Touch(Box<Touch<'a>>),
    /// Something became of an actor; the line itself tells what.
    Actor,
    /// Nothing that any projection keeps.
    Nothing,
}

/// A development as recorded. Names are in the order in which they get their numbers.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Content<'a> {
    pub(super) key: &'a [u8],
    /// The first four bytes of its id.
    pub(super) id: [u8; 4],
    /// The first and the last day it can mean, by which it sorts.
    pub(super) date: (i64, i64),
    pub(super) kind: u8,
    pub(super) status: u8,
    pub(super) topics: u32,
    pub(super) public: Option<i64>,
    pub(super) legal: bool,
    pub(super) parties: Vec<&'a [u8]>,
    /// The other actors it mentions.
    pub(super) others: Vec<&'a [u8]>,
    pub(super) links: Vec<&'a [u8]>,
    pub(super) commitments: Vec<&'a [u8]>,
}

/// What became of a development.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Touch<'a> {
    pub(super) key: &'a [u8],
    pub(super) date: Option<(i64, i64)>,
    pub(super) status: Option<u8>,
    /// The last day of a further source's `published` date.
    pub(super) public: Option<i64>,
    /// Actors it mentions now.
    pub(super) names: Vec<&'a [u8]>,
    /// Developments it is tied to now.
    pub(super) ties: Vec<&'a [u8]>,
    /// A commitment made in it.
    pub(super) promise: Option<&'a [u8]>,
    pub(super) retracted: bool,
    pub(super) duplicate: bool,
    /// It was corrected in a way that only its events, read again, can tell.
    pub(super) anew: bool,
}

/// The fields of a development whose correction changes nothing that the projections keep.
pub(super) const UNKEPT: [&str; 8] = ["title", "titles", "summary", "place", "dates", "dispute", "codings", "note"];

impl<'a> Gist<'a> {
    /// The gist of a typed event.
    pub(super) fn of(event: &'a Event) -> Self {
        let touch = |key: &'a Key| Touch { key: key.as_str().as_bytes(), ..Touch::default() };
        let touched = match event {
            Event::DevelopmentRecorded(development) => return Self::Recorded(Box::new(Content::of(development))),
            Event::ActorRegistered(_) | Event::ActorAmended(_) | Event::ActorsMerged(_) => return Self::Actor,
            Event::SearchLogged(_)
            | Event::LeadProposed(_)
            | Event::LeadAccepted(_)
            | Event::LeadRejected(_)
            | Event::LeadMarkedDuplicate(_) => return Self::Nothing,
            Event::DevelopmentCorrected(content) => corrected(touch(&content.key), &content.changes),
            Event::DevelopmentRetracted(content) => Touch { retracted: true, ..touch(&content.key) },
            Event::DevelopmentMarkedDuplicate(content) => {
                Touch { duplicate: true, ties: vec![content.of.as_str().as_bytes()], ..touch(&content.key) }
            }
            Event::StatusChanged(content) => Touch { status: Some(content.to as u8), ..touch(&content.key) },
            Event::SourceCited(content) => Touch {
                public: content.source.published.as_ref().and_then(Edtf::latest).map(|day| day.number()),
                ..touch(&content.key)
            },
            Event::ClaimRecorded(content) => {
                Touch { names: content.claim.by.iter().map(bytes).collect(), ..touch(&content.key) }
            }
            Event::LinkAsserted(content) => Touch {
                ties: vec![content.link.key.as_str().as_bytes()],
                names: content.link.asserted_by.actor().into_iter().map(bytes).collect(),
                ..touch(&content.key)
            },
            Event::LinkWithdrawn(content) => touch(&content.key),
            Event::CommitmentMade(content) => {
                let made = &content.commitment;
                let actors = made.by.iter().chain(&made.to).chain(&made.acknowledged_by);
                let promise = Some(made.key.as_str().as_bytes());
                Touch { names: actors.map(bytes).collect(), promise, ..touch(&content.key) }
            }
            Event::CommitmentAssessed(content) => {
                let shown = content.assessment.evidence.iter().filter(|shown| **shown != content.key);
                Touch { ties: shown.map(|shown| shown.as_str().as_bytes()).collect(), ..touch(&content.key) }
            }
        };
        Self::Touch(Box::new(touched))
    }
}

impl<'a> Content<'a> {
    fn of(development: &'a Development) -> Self {
        let (earliest, latest) = development.sort_key();
        let commitments = development.commitments.iter();
        Self {
            key: development.key.as_str().as_bytes(),
            id: development.id.0.as_bytes().first_chunk::<4>().copied().unwrap_or_default(),
            date: (earliest.number(), latest.number()),
            kind: development.kind as u8,
            status: development.status as u8,
            topics: development.topics.iter().fold(0, |bits, topic| bits | 1 << *topic as u32),
            public: development.public_since().and_then(Edtf::latest).map(|day| day.number()),
            legal: development.may_be_measure(),
            parties: development.parties.iter().map(|party| bytes(&party.actor)).collect(),
            others: other_actors(development).map(bytes).collect(),
            links: development.links.iter().map(|link| link.key.as_str().as_bytes()).collect(),
            commitments: commitments.map(|commitment| commitment.key.as_str().as_bytes()).collect(),
        }
    }
}

/// The actors a development mentions otherwise than as parties.
pub(super) fn other_actors(development: &Development) -> impl Iterator<Item = &ActorId> {
    let asserters = development.links.iter().filter_map(|link| link.asserted_by.actor());
    let speakers = development.claims.iter().filter_map(|claim| claim.by.as_ref());
    let promises = development
        .commitments
        .iter()
        .flat_map(|commitment| commitment.by.iter().chain(&commitment.to).chain(&commitment.acknowledged_by));
    let authority = development.legal.iter().filter_map(|legal| legal.authority.as_ref());
    asserters.chain(speakers).chain(promises).chain(authority)
}

/// The developments that corrected links name. They count as ties even where a later change of the
/// same correction takes them back.
pub(super) fn links_named(changes: &[Change]) -> Vec<&str> {
    let mut named = Vec::new();
    for change in changes.iter().filter(|change| change.field.root_field() == Some("links")) {
        let is_key = matches!(change.field.segments().last(), Some(Segment::Name(name)) if &**name == "key");
        let links = change.new.as_array().map_or_else(|| vec![&change.new], |links| links.iter().collect());
        for link in links {
            named.extend(if is_key { link.as_str() } else { link.get("key").and_then(Value::as_str) });
        }
    }
    named.retain(|key| Key::new(key).is_ok());
    named
}

/// What a correction of these fields comes to.
fn corrected<'a>(mut touch: Touch<'a>, changes: &'a [Change]) -> Touch<'a> {
    for change in changes {
        let whole = change.field.segments().len() == 1;
        match (change.field.root_field(), &change.new) {
            (Some(field), _) if UNKEPT.contains(&field) => {}
            (Some(field), Value::String(word)) if whole && touch.set(field, word).is_some() => {}
            _ => touch.anew = true,
        }
    }
    if touch.anew {
        let ties = links_named(changes).into_iter().map(str::as_bytes).collect();
        touch = Touch { key: touch.key, anew: true, ties, ..Touch::default() };
    }
    touch
}

impl Touch<'_> {
    /// Takes the new value of a field that tells all by itself. A kind does not: by it a development may
    /// become a measure, or cease to be one.
    pub(super) fn set(&mut self, field: &str, word: &str) -> Option<()> {
        match field {
            "date" => self.date = Some(date(word.as_bytes())?.sorts()),
            "status" => self.status = Some(Status::parse(word).ok()? as u8),
            _ => return None,
        }
        Some(())
    }
}

fn bytes(id: &ActorId) -> &[u8] {
    id.as_str().as_bytes()
}

/// What comes before the gist of each line when gists are handed on.
pub(super) mod form {
    pub(in super::super) const RECORDED: u8 = 0;
    pub(in super::super) const TOUCH: u8 = 1;
    pub(in super::super) const ACTOR: u8 = 2;
    pub(in super::super) const NOTHING: u8 = 3;
}

/// Which parts a touch has.
pub(super) mod part {
    pub(in super::super) const DATE: u64 = 1;
    pub(in super::super) const STATUS: u64 = 1 << 2;
    pub(in super::super) const PUBLIC: u64 = 1 << 3;
    pub(in super::super) const NAMES: u64 = 1 << 4;
    pub(in super::super) const TIES: u64 = 1 << 5;
    pub(in super::super) const PROMISE: u64 = 1 << 6;
    pub(in super::super) const RETRACTED: u64 = 1 << 7;
    pub(in super::super) const DUPLICATE: u64 = 1 << 8;
    pub(in super::super) const ANEW: u64 = 1 << 9;
}

/// A name with its hash and a second one, told apart by both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Named<'a> {
    pub(super) text: &'a [u8],
    pub(super) hash: u64,
    pub(super) check: u32,
}

/// Appends a key with its hashes, which costs more than the rest and is therefore done where lines
/// are read.
pub(super) fn put_named(out: &mut Vec<u8>, text: &[u8]) {
    out.extend_from_slice(&hash(text).to_le_bytes());
    out.extend_from_slice(&crc32fast::hash(text).to_le_bytes());
    put_bytes(out, text);
}

/// Reads it back.
pub(super) fn take_named<'a>(taker: &mut Taker<'a>) -> Option<Named<'a>> {
    let hash = u64::from_le_bytes(*taker.exactly(8)?.first_chunk::<8>()?);
    let check = u32::from_le_bytes(*taker.exactly(4)?.first_chunk::<4>()?);
    Some(Named { text: taker.bytes()?, hash, check })
}

fn put_all(out: &mut Vec<u8>, texts: &[&[u8]], each: impl Fn(&mut Vec<u8>, &[u8])) {
    put(out, texts.len() as u64);
    texts.iter().for_each(|text| each(out, text));
}

impl Content<'_> {
    /// Appends the bytes that the folding thread reads.
    pub(super) fn put(&self, out: &mut Vec<u8>) {
        put_named(out, self.key);
        out.extend_from_slice(&self.id);
        put_signed(out, self.date.0);
        put_signed(out, self.date.1);
        let flags = u8::from(self.public.is_some()) | u8::from(self.legal) << 1;
        out.extend_from_slice(&[self.kind, self.status, flags]);
        put(out, u64::from(self.topics));
        if let Some(public) = self.public {
            put_signed(out, public);
        }
        put_all(out, &self.parties, put_bytes);
        put_all(out, &self.others, put_bytes);
        put_all(out, &self.links, put_named);
        put_all(out, &self.commitments, put_bytes);
    }
}

impl Touch<'_> {
    /// Appends the bytes that the folding thread reads.
    pub(super) fn put(&self, out: &mut Vec<u8>) {
        put_named(out, self.key);
        let parts = [
            (self.date.is_some(), part::DATE),
            (self.status.is_some(), part::STATUS),
            (self.public.is_some(), part::PUBLIC),
            (!self.names.is_empty(), part::NAMES),
            (!self.ties.is_empty(), part::TIES),
            (self.promise.is_some(), part::PROMISE),
            (self.retracted, part::RETRACTED),
            (self.duplicate, part::DUPLICATE),
            (self.anew, part::ANEW),
        ];
        put(out, parts.iter().filter(|(has, _)| *has).fold(0, |bits, (_, bit)| bits | bit));
        if let Some((earliest, latest)) = self.date {
            put_signed(out, earliest);
            put_signed(out, latest);
        }
        out.extend(self.status);
        if let Some(public) = self.public {
            put_signed(out, public);
        }
        if !self.names.is_empty() {
            put_all(out, &self.names, put_bytes);
        }
        if !self.ties.is_empty() {
            put_all(out, &self.ties, put_named);
        }
        if let Some(promise) = self.promise {
            put_bytes(out, promise);
        }
    }
}
