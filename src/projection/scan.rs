//! The gist of a line from its stored bytes, in one pass over them. It understands lines as this
//! program writes them; of any other it says nothing, and the typed event is read instead. It does
//! not judge: whether a line is sound in every field is for `verify` to say.

use super::gist::{Content, Gist, Touch, UNKEPT};
use crate::domain::edtf::{Day, Edtf};
use crate::domain::event::EventType;
use crate::domain::vocabulary::{Kind, Status, Topic, Vocabulary};
use memchr::{memchr, memchr2};
use std::collections::HashMap;

/// Reads lines of one journal.
#[derive(Debug)]
pub(super) struct Scanner {
    /// What stands between the id and the type.
    source: Vec<u8>,
    types: HashMap<&'static [u8], EventType, foldhash::fast::FixedState>,
    kinds: Words,
    statuses: Words,
    topics: Words,
}

/// What a line says.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Scanned<'a> {
    /// The event's id as 36 characters.
    pub(super) id: &'a [u8],
    /// When it was recorded.
    pub(super) time: &'a [u8],
    pub(super) gist: Gist<'a>,
}

/// The words of a vocabulary with their places in the codebook.
#[derive(Debug)]
struct Words(HashMap<&'static [u8], u8, foldhash::fast::FixedState>);

impl Words {
    fn kinds() -> Self {
        Self::of(Kind::ALL, |kind| kind as u8)
    }

    fn statuses() -> Self {
        Self::of(Status::ALL, |status| status as u8)
    }

    fn topics() -> Self {
        Self::of(Topic::ALL, |topic| topic as u8)
    }

    fn of<V: Vocabulary>(all: &[V], place: impl Fn(V) -> u8) -> Self {
        Self(all.iter().map(|word| (word.word().as_bytes(), place(*word))).collect())
    }

    fn place(&self, word: &[u8]) -> Option<u8> {
        self.0.get(word).copied()
    }
}

/// The days a date can mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Bounds {
    earliest: Option<i64>,
    latest: Option<i64>,
}

impl Bounds {
    /// By which days it sorts.
    pub(super) fn sorts(self) -> (i64, i64) {
        (self.earliest.unwrap_or(Day::MIN.number()), self.latest.unwrap_or(Day::MAX.number()))
    }
}

/// Reads a date; a plain day, as most are, without more ado.
pub(super) fn date(text: &[u8]) -> Option<Bounds> {
    if let &[a, b, c, d, b'-', e, f, b'-', g, h] = text {
        let digits = [a, b, c, d, e, f, g, h];
        if digits.iter().all(u8::is_ascii_digit) {
            let two = |one: u8, other: u8| u32::from(one - b'0') * 10 + u32::from(other - b'0');
            let day = Day::new(i64::from(two(a, b) * 100 + two(c, d)), two(e, f), two(g, h))?.number();
            return Some(Bounds { earliest: Some(day), latest: Some(day) });
        }
    }
    let date = Edtf::parse(str::from_utf8(text).ok()?).ok()?;
    Some(Bounds { earliest: date.earliest().map(Day::number), latest: date.latest().map(Day::number) })
}

impl Scanner {
    /// Reads lines of the journal of this name.
    pub(super) fn new(origin: &str) -> Self {
        let source = serde_json::Value::from(origin).to_string();
        Self {
            source: format!(r#","source":{source},"type":"annals."#).into_bytes(),
            types: EventType::ALL.iter().map(|known| (known.as_str().as_bytes(), *known)).collect(),
            kinds: Words::kinds(),
            statuses: Words::statuses(),
            topics: Words::topics(),
        }
    }

    /// What a line says that must be the one of this sequence; nothing where it is not written as this
    /// program writes.
    pub(super) fn scan<'a>(&self, line: &'a [u8], sequence: u64) -> Option<Scanned<'a>> {
        let mut at = Cursor { bytes: line, at: 0 };
        at.literal(br#"{"specversion":"1.0","id":"#)?;
        let id = at.text()?;
        // Every byte is looked at, without a branch, so that many are looked at at once.
        let is_odd = |byte: &u8| !(byte.is_ascii_digit() | (b'a'..=b'f').contains(byte) | (*byte == b'-'));
        if id.len() != 36 || id.iter().fold(false, |odd, byte| odd | is_odd(byte)) {
            return None;
        }
        at.literal(&self.source)?;
        let name = at.rest_of_text()?;
        let event_type = *self.types.get(name)?;
        at.literal(br#","subject":"#)?;
        at.skip_text()?;
        at.literal(br#","time":"#)?;
        let time = at.text()?;
        at.literal(br#","dataschema":"urn:annals:"#)?;
        at.literal(name)?;
        at.literal(b":1\",\"sequence\":")?;
        if event_type.schema() != 1 || number(at.text()?)? != sequence {
            return None;
        }
        at.literal(br#","recorder":"#)?;
        at.skip_text()?;
        loop {
            at.eat(b',')?;
            let attribute = at.text()?;
            at.eat(b':')?;
            match attribute {
                b"data" => break,
                b"causationid" | b"batchid" | b"batchlen" | b"batchpos" | b"prevhash" => at.skip_value()?,
                _ => return None,
            }
        }
        let gist = self.gist(&mut at, event_type)?;
        at.eat(b'}')?;
        (at.at == line.len()).then_some(Scanned { id, time, gist })
    }

    fn gist<'a>(&self, at: &mut Cursor<'a>, event_type: EventType) -> Option<Gist<'a>> {
        let mut touch = Touch::default();
        match event_type {
            EventType::DevelopmentRecorded => return Some(Gist::Recorded(Box::new(self.content(at)?))),
            EventType::ActorRegistered | EventType::ActorAmended | EventType::ActorsMerged => {
                at.skip_value()?;
                return Some(Gist::Actor);
            }
            // it has no place in the record: the typed reading tells so
            EventType::LeadProposed => return None,
            EventType::SearchLogged
            | EventType::LeadAccepted
            | EventType::LeadRejected
            | EventType::LeadMarkedDuplicate => {
                at.skip_value()?;
                return Some(Gist::Nothing);
            }
            EventType::DevelopmentCorrected => self.correction(at, &mut touch)?,
            EventType::DevelopmentRetracted => {
                touch.retracted = true;
                keyed(at, &mut touch, |at, _, field| if field == b"reason" { at.skip_value() } else { None })?;
            }
            EventType::DevelopmentMarkedDuplicate => {
                touch.duplicate = true;
                keyed(at, &mut touch, |at, touch, field| {
                    (field == b"of").then_some(())?;
                    touch.ties.push(at.text()?);
                    Some(())
                })?;
                only_one(&touch.ties)?;
            }
            EventType::StatusChanged => {
                keyed(at, &mut touch, |at, touch, field| match field {
                    b"to" => once(&mut touch.status, self.statuses.place(at.text()?)?),
                    b"from" | b"on" | b"source" => at.skip_value(),
                    _ => None,
                })?;
                touch.status?;
            }
            EventType::SourceCited => keyed(at, &mut touch, |at, touch, field| {
                (field == b"source").then_some(())?;
                published(at, &mut touch.public)
            })?,
            EventType::ClaimRecorded => {
                keyed(at, &mut touch, |at, touch, field| {
                    (field == b"claim" && touch.names.is_empty()).then_some(())?;
                    claim(at, &mut touch.names)
                })?;
            }
            EventType::LinkAsserted => {
                keyed(at, &mut touch, |at, touch, field| {
                    (field == b"link").then_some(())?;
                    link(at, &mut touch.ties, &mut touch.names)
                })?;
                only_one(&touch.ties)?;
            }
            EventType::LinkWithdrawn => keyed(at, &mut touch, |at, _, field| match field {
                b"rel" | b"target" | b"asserted_by" | b"reason" => at.skip_value(),
                _ => None,
            })?,
            EventType::CommitmentMade => {
                keyed(at, &mut touch, |at, touch, field| {
                    (field == b"commitment" && touch.promise.is_none()).then_some(())?;
                    touch.promise = Some(commitment(at, &mut touch.names)?);
                    Some(())
                })?;
                touch.promise?;
            }
            EventType::CommitmentAssessed => {
                keyed(at, &mut touch, |at, touch, field| {
                    (field == b"assessment" && touch.ties.is_empty()).then_some(())?;
                    at.object(|at, field| match field {
                        b"evidence" => at.array(|at| {
                            touch.ties.push(at.text()?);
                            Some(())
                        }),
                        b"commitment" | b"state" | b"on" | b"note" => at.skip_value(),
                        _ => None,
                    })
                })?;
                let key = touch.key;
                touch.ties.retain(|shown| *shown != key);
            }
        }
        Some(Gist::Touch(Box::new(touch)))
    }

    fn content<'a>(&self, at: &mut Cursor<'a>) -> Option<Content<'a>> {
        let mut content = Content::default();
        let (mut asserters, mut speakers, mut promisers) = (Vec::new(), Vec::new(), Vec::new());
        let (mut authority, mut seen) = (None, 0_u32);
        let mut first = |field: u32| {
            let is_first = seen >> field & 1 == 0;
            seen |= 1 << field;
            is_first.then_some(())
        };
        at.object(|at, field| {
            match field {
                b"id" => {
                    first(0)?;
                    content.id = id_start(at.text()?)?;
                }
                b"key" => {
                    first(1)?;
                    content.key = at.text()?;
                }
                b"date" => {
                    first(2)?;
                    content.date = date(at.text()?)?.sorts();
                }
                b"kind" => {
                    first(3)?;
                    content.kind = self.kinds.place(at.text()?)?;
                    content.legal |= Kind::ALL.get(usize::from(content.kind))?.has_legal_force();
                }
                b"status" => {
                    first(4)?;
                    content.status = self.statuses.place(at.text()?)?;
                }
                b"topics" => {
                    first(5)?;
                    at.array(|at| {
                        content.topics |= 1_u32.checked_shl(u32::from(self.topics.place(at.text()?)?))?;
                        Some(())
                    })?;
                }
                b"parties" => {
                    first(6)?;
                    at.array(|at| {
                        let mut actor = None;
                        at.object(|at, field| match field {
                            b"actor" => once(&mut actor, at.text()?),
                            b"role" | b"office" => at.skip_value(),
                            _ => None,
                        })?;
                        content.parties.push(actor?);
                        Some(())
                    })?;
                }
                b"legal" => {
                    first(7)?;
                    content.legal = true;
                    at.object(|at, field| match field {
                        b"authority" => once(&mut authority, at.text()?),
                        b"instrument" | b"citation" | b"number" | b"binding" => at.skip_value(),
                        _ => None,
                    })?;
                }
                b"links" => {
                    first(8)?;
                    at.array(|at| link(at, &mut content.links, &mut asserters))?;
                }
                b"claims" => {
                    first(9)?;
                    at.array(|at| claim(at, &mut speakers))?;
                }
                b"commitments" => {
                    first(10)?;
                    at.array(|at| {
                        content.commitments.push(commitment(at, &mut promisers)?);
                        Some(())
                    })?;
                }
                b"sources" => {
                    first(11)?;
                    at.array(|at| published(at, &mut content.public))?;
                }
                b"title" => {
                    first(12)?;
                    at.skip_text()?;
                }
                b"summary" => {
                    first(13)?;
                    at.skip_text()?;
                }
                b"dates" | b"titles" | b"place" | b"dispute" | b"codings" => at.skip_value()?,
                _ => return None,
            }
            Some(())
        })?;
        const REQUIRED: u32 = 0b1_1000_0101_1111;
        (seen & REQUIRED == REQUIRED).then_some(())?;
        content.others = asserters;
        content.others.extend(speakers);
        content.others.extend(promisers);
        content.others.extend(authority);
        Some(content)
    }

    /// A correction of nothing but words, dates, and what no projection keeps.
    fn correction<'a>(&self, at: &mut Cursor<'a>, touch: &mut Touch<'a>) -> Option<()> {
        keyed(at, touch, |at, touch, field| match field {
            b"reason" | b"source" => at.skip_value(),
            b"changes" => at.array(|at| {
                let (mut field, mut new) = (None, None);
                at.object(|at, name| match name {
                    b"field" => once(&mut field, at.text()?),
                    b"old" => at.skip_value(),
                    b"new" => once(&mut new, at.value()?),
                    _ => None,
                })?;
                let (field, new) = (field?, new?);
                let root = field.split(|byte| *byte == b'.').next()?;
                if UNKEPT.iter().any(|unkept| unkept.as_bytes() == root) {
                    return Some(());
                }
                let word = Cursor { bytes: new, at: 0 }.text().filter(|word| word.len() + 2 == new.len())?;
                match field {
                    b"date" => touch.date = Some(date(word)?.sorts()),
                    b"status" => touch.status = Some(self.statuses.place(word)?),
                    _ => return None,
                }
                Some(())
            }),
            _ => None,
        })
    }
}

/// The content of an event on a development: its key, and what `other` makes of the other fields.
fn keyed<'a>(
    at: &mut Cursor<'a>,
    touch: &mut Touch<'a>,
    mut other: impl FnMut(&mut Cursor<'a>, &mut Touch<'a>, &'a [u8]) -> Option<()>,
) -> Option<()> {
    let mut key = None;
    at.object(|at, field| match field {
        b"key" => {
            once(&mut key, at.text()?)?;
            touch.key = key?;
            Some(())
        }
        _ => other(at, touch, field),
    })?;
    key.map(|_| ())
}

fn link<'a>(at: &mut Cursor<'a>, keys: &mut Vec<&'a [u8]>, asserters: &mut Vec<&'a [u8]>) -> Option<()> {
    let (mut key, mut asserter) = (None, None);
    at.object(|at, field| match field {
        b"key" => once(&mut key, at.text()?),
        b"asserted_by" => once(&mut asserter, at.text()?),
        b"rel" | b"note" => at.skip_value(),
        _ => None,
    })?;
    keys.push(key?);
    asserters.extend(asserter.filter(|asserter| *asserter != b"analyst"));
    Some(())
}

fn claim<'a>(at: &mut Cursor<'a>, speakers: &mut Vec<&'a [u8]>) -> Option<()> {
    let mut by = None;
    at.object(|at, field| match field {
        b"by" => once(&mut by, at.text()?),
        b"speaker" | b"side" | b"polarity" | b"text" | b"source" => at.skip_value(),
        _ => None,
    })?;
    speakers.extend(by);
    Some(())
}

/// A commitment's key; its parties in the order of their roles, whatever the order of the fields.
fn commitment<'a>(at: &mut Cursor<'a>, promisers: &mut Vec<&'a [u8]>) -> Option<&'a [u8]> {
    let (mut key, mut roles) = (None, [const { Vec::new() }; 3]);
    at.object(|at, field| {
        let role = match field {
            b"key" => return once(&mut key, at.text()?),
            b"by" => 0,
            b"to" => 1,
            b"acknowledged_by" => 2,
            b"text" | b"due" | b"source" => return at.skip_value(),
            _ => return None,
        };
        let role: &mut Vec<&'a [u8]> = roles.get_mut(role)?;
        role.is_empty().then_some(())?;
        at.array(|at| {
            role.push(at.text()?);
            Some(())
        })
    })?;
    roles.iter().for_each(|role| promisers.extend(role));
    key
}

/// The last day of a source's `published` date, where it is earlier than another's.
fn published(at: &mut Cursor<'_>, public: &mut Option<i64>) -> Option<()> {
    let mut here = None;
    at.object(|at, field| match field {
        b"published" => once(&mut here, date(at.text()?)?.latest),
        b"url" | b"title" | b"publisher" | b"lang" | b"side" | b"quote" | b"pinpoint" | b"archived" => at.skip_value(),
        _ => None,
    })?;
    if let Some(day) = here.flatten() {
        *public = Some(public.map_or(day, |before| before.min(day)));
    }
    Some(())
}

/// The first four bytes of an id.
fn id_start(id: &[u8]) -> Option<[u8; 4]> {
    let is_odd = |byte: &u8| !(byte.is_ascii_hexdigit() | (*byte == b'-'));
    let hyphens = [8, 13, 18, 23].iter().all(|at| id.get(*at) == Some(&b'-'));
    let count = id.iter().fold(0, |count, byte| count + u32::from(*byte == b'-'));
    if id.len() != 36 || !hyphens || count != 4 || id.iter().fold(false, |odd, byte| odd | is_odd(byte)) {
        return None;
    }
    let digit = |byte: &u8| u32::from(if byte.is_ascii_digit() { byte - b'0' } else { (byte | 0x20) - b'a' + 10 });
    Some(id.get(..8)?.iter().fold(0, |number, byte| number << 4 | digit(byte)).to_be_bytes())
}

/// Where the next quote or backslash is: eight bytes at a time, since most texts looked for are short.
fn end_of_text(bytes: &[u8]) -> Option<usize> {
    const ONES: u64 = u64::MAX / 0xff;
    let zeros = |word: u64| word.wrapping_sub(ONES) & !word & (ONES << 7);
    let mut rest = bytes;
    while let Some((word, after)) = rest.split_first_chunk::<8>() {
        let word = u64::from_le_bytes(*word);
        let found = zeros(word ^ (ONES * b'"' as u64)) | zeros(word ^ (ONES * b'\\' as u64));
        if found != 0 {
            return Some(bytes.len() - rest.len() + found.trailing_zeros() as usize / 8);
        }
        rest = after;
    }
    let last = rest.iter().position(|byte| *byte == b'"' || *byte == b'\\')?;
    Some(bytes.len() - rest.len() + last)
}

fn once<T>(place: &mut Option<T>, value: T) -> Option<()> {
    place.replace(value).is_none().then_some(())
}

fn only_one<T>(list: &[T]) -> Option<()> {
    (list.len() == 1).then_some(())
}

fn number(digits: &[u8]) -> Option<u64> {
    (digits.len() == 20).then_some(())?;
    digits.iter().try_fold(0_u64, |number, digit| {
        digit.is_ascii_digit().then_some(())?;
        number.checked_mul(10)?.checked_add(u64::from(digit - b'0'))
    })
}

/// A place in a line of JSON without blanks.
#[derive(Debug)]
struct Cursor<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Cursor<'a> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn eat(&mut self, byte: u8) -> Option<()> {
        (self.peek()? == byte).then(|| self.at += 1)
    }

    fn literal(&mut self, literal: &[u8]) -> Option<()> {
        self.bytes.get(self.at..)?.starts_with(literal).then(|| self.at += literal.len())
    }

    /// A text without escapes.
    fn text(&mut self) -> Option<&'a [u8]> {
        self.eat(b'"')?;
        self.rest_of_text()
    }

    fn rest_of_text(&mut self) -> Option<&'a [u8]> {
        let rest = self.bytes.get(self.at..)?;
        let len = end_of_text(rest)?;
        (rest.get(len)? == &b'"').then_some(())?;
        self.at += len + 1;
        rest.get(..len)
    }

    /// A text of any form and length.
    fn skip_text(&mut self) -> Option<()> {
        self.eat(b'"')?;
        loop {
            let rest = self.bytes.get(self.at..)?;
            let len = memchr2(b'"', b'\\', rest)?;
            let is_end = rest.get(len)? == &b'"';
            self.at += if is_end { len + 1 } else { len + 2 };
            if is_end {
                return Some(());
            }
        }
    }

    /// A value of any form.
    fn skip_value(&mut self) -> Option<()> {
        match self.peek()? {
            b'"' => return self.skip_text(),
            b'{' | b'[' => {}
            _ => {
                let rest = self.bytes.get(self.at..)?;
                let len = rest.iter().position(|byte| matches!(byte, b',' | b'}' | b']'))?;
                self.at += len;
                return (len > 0).then_some(());
            }
        }
        let mut depth = 0_u32;
        loop {
            match self.peek()? {
                b'"' => {
                    self.skip_text()?;
                    continue;
                }
                b'{' | b'[' => depth += 1,
                b'}' | b']' => depth = depth.checked_sub(1)?,
                _ => {}
            }
            self.at += 1;
            if depth == 0 {
                return Some(());
            }
        }
    }

    /// The bytes of a value of any form.
    fn value(&mut self) -> Option<&'a [u8]> {
        let begin = self.at;
        self.skip_value()?;
        self.bytes.get(begin..self.at)
    }

    fn object(&mut self, mut each: impl FnMut(&mut Self, &'a [u8]) -> Option<()>) -> Option<()> {
        self.eat(b'{')?;
        if self.eat(b'}').is_some() {
            return Some(());
        }
        loop {
            let field = self.text()?;
            self.eat(b':')?;
            each(self, field)?;
            match self.peek()? {
                b',' => self.at += 1,
                b'}' => {
                    self.at += 1;
                    return Some(());
                }
                _ => return None,
            }
        }
    }

    fn array(&mut self, mut each: impl FnMut(&mut Self) -> Option<()>) -> Option<()> {
        self.eat(b'[')?;
        if self.eat(b']').is_some() {
            return Some(());
        }
        loop {
            each(self)?;
            match self.peek()? {
                b',' => self.at += 1,
                b']' => {
                    self.at += 1;
                    return Some(());
                }
                _ => return None,
            }
        }
    }
}

/// Cuts the next line off; nothing where no line feed ends it.
pub(super) fn cut<'a>(bytes: &mut &'a [u8]) -> Option<&'a [u8]> {
    let feed = memchr(b'\n', bytes)?;
    let (line, rest) = bytes.split_at_checked(feed)?;
    *bytes = rest.get(1..)?;
    Some(line)
}
