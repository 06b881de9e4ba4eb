//! The first half of a rebuild: all lines in order, from their gists. What later events change in a
//! development is only noted with it; the second half (`settle.rs`) makes the rows.
//!
//! One thread reads lines, this one gives out numbers. Whatever is not as a sound journal has it ends
//! the rebuild by this way without a word: the slow way reads everything strictly and tells what is wrong.

use super::actors::Actors;
use super::beginnings::{Beginning, beginning, entry_key};
use super::blocks::Blocks;
use super::gist::{Gist, Named, form, part, take_named};
use super::keys_by_hash::KeysByHash;
use super::lines::Lines;
use super::lookup::Lists;
use super::row::put_position;
use super::scan::{Scanner, cut};
use super::sequences::{PAGE, Sequences};
use super::shelves::{Epoch, code, epoch};
use super::spill::Spill;
use super::strand::Strand;
use super::varint::{Taker, insert_ascending, put, put_ascending, put_signed};
use crate::domain::event::Event;
use crate::domain::side::Side;
use crate::domain::slug::ActorId;
use crate::domain::stamp::{Instant, Sequence};
use crate::journal::{Journal, LineReader, MAX_LINE, Position};
use std::collections::{BTreeSet, HashMap};
use std::path::Path;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

/// The fewest and the most developments that are settled at once; both hold whole blocks of rows.
const RUNS: (u64, u64) = (1 << 12, 1 << 16);

/// The gists of some lines in a row.
struct Batch {
    segment: u64,
    offset: u64,
    first: u64,
    count: u64,
    gists: Vec<u8>,
}

/// What is noted of a run of developments.
#[derive(Debug)]
pub(super) struct Run {
    /// Where the log of what was recorded begins.
    pub(super) begin: u64,
    /// How many developments it has.
    pub(super) len: u32,
    /// What became of them, in order.
    pub(super) touches: Vec<u8>,
    last: Option<Position>,
}

/// The sides of an actor in time: from after which event on it, or who stands for it, was of which.
pub(super) type SideHistory = Vec<(u64, Option<Side>)>;

/// Everything noted.
#[derive(Debug)]
pub(super) struct Intake<'j> {
    lines: Lines<'j>,
    nothing: Blocks,
    /// Bits of hashes that count; all but in a test of what happens when hashes collide.
    mask: u64,
    /// So many developments are settled at once, such that there is work for all threads.
    pub(super) run: u32,
    pub(super) actors: Actors,
    pub(super) numbers: HashMap<Box<[u8]>, u32, foldhash::fast::RandomState>,
    pub(super) histories: Vec<SideHistory>,
    pub(super) sequences: Sequences,
    pub(super) commitments: Lists,
    pub(super) forward: Lists,
    has_forward: bool,
    keys: KeysByHash,
    developments: u32,
    event_ids: Epoch,
    key_codes: Epoch,
    ids: Epoch,
    beginnings: HashMap<Beginning, Listing, foldhash::fast::RandomState>,
    /// The entries of whole epochs: of event ids, beginnings, keys and development ids.
    strands: [Strand; 4],
    pub(super) log: Spill,
    pub(super) runs: Vec<Run>,
    pub(super) last: Option<Position>,
}

/// An ascending list as it is packed.
#[derive(Debug, Default)]
struct Listing {
    count: u64,
    last: u32,
    steps: Vec<u8>,
}

/// What the log and the touches of a run say, before what they say.
pub(super) mod mark {
    /// The first of the marks that are not a part of a touch.
    pub(in super::super) const TIED_FROM: u64 = 1 << 10;
    pub(in super::super) const TIED_TO: u64 = 1 << 11;
}

/// Takes in the first so many lines of a journal; nothing where that does not go smoothly.
pub(super) fn intake<'j>(
    reader: &'j LineReader<'j>,
    scratch: &Path,
    size: u64,
    mask: u64,
    progress: &mut dyn FnMut(u64, u64),
) -> Option<Intake<'j>> {
    let journal = reader.journal();
    let mut intake = Intake::new(Lines { reader }, scratch, size, mask);
    let (sender, receiver) = sync_channel(4);
    std::thread::scope(|scope| {
        let reader = std::thread::Builder::new().spawn_scoped(scope, move || read(journal, size, &sender)).ok()?;
        let taken = intake.take_all(&receiver, size, progress);
        // Where taking ended early, the reader ends as soon as it has no one to send to.
        drop(receiver);
        let read = reader.join().ok()?;
        taken.and(read)
    })?;
    Some(intake)
}

fn read(journal: &Journal, size: u64, sender: &SyncSender<Batch>) -> Option<()> {
    let scanner = Scanner::new(journal.origin().as_str());
    let mut sequence = 0;
    for stretch in journal.stretches().ok()? {
        let stretch = stretch.ok()?;
        if stretch.offset == 0 && stretch.segment != sequence {
            return None;
        }
        let first = sequence;
        let mut position =
            Position { sequence: Sequence(first), segment: stretch.segment, offset: stretch.offset, len: 0 };
        let mut gists = Vec::with_capacity(stretch.bytes.len() / 4);
        let mut rest = stretch.bytes.as_slice();
        while !rest.is_empty() && sequence < size {
            let line = cut(&mut rest).filter(|line| line.len() <= MAX_LINE)?;
            position = Position { sequence: Sequence(sequence), len: line.len() as u32, ..position };
            put_gist(&scanner, journal, line, position, &mut gists)?;
            position.offset = position.end();
            sequence += 1;
        }
        let (segment, offset) = (stretch.segment, stretch.offset);
        sender.send(Batch { segment, offset, first, count: sequence - first, gists }).ok()?;
    }
    (sequence == size).then_some(())
}

fn put_gist(scanner: &Scanner, journal: &Journal, line: &[u8], position: Position, out: &mut Vec<u8>) -> Option<()> {
    let is_marked = position.sequence.0.is_multiple_of(PAGE);
    let head = |out: &mut Vec<u8>, gist: &Gist<'_>, id: &[u8], time: &dyn Fn() -> Option<Instant>| {
        out.push(match gist {
            Gist::Recorded(_) => form::RECORDED,
            Gist::Touch(_) => form::TOUCH,
            Gist::Actor => form::ACTOR,
            Gist::Nothing => form::NOTHING,
        });
        put(out, line.len() as u64);
        out.extend_from_slice(&code(id).to_le_bytes());
        if is_marked {
            put_signed(out, time()?.micros());
        }
        match gist {
            Gist::Recorded(content) => content.put(out),
            Gist::Touch(touch) => touch.put(out),
            Gist::Actor => out.extend_from_slice(line),
            Gist::Nothing => {}
        }
        Some(())
    };
    if let Some(scanned) = scanner.scan(line, position.sequence.0) {
        let time = || Instant::parse(str::from_utf8(scanned.time).ok()?).ok();
        return head(out, &scanned.gist, scanned.id, &time);
    }
    let recorded = journal.recorded_in(position, line).ok()?;
    if matches!(recorded.event, Event::LeadProposed(_)) {
        // folding the journal event by event refuses it by its place
        return None;
    }
    let id = recorded.stamp.id.0.hyphenated().to_string();
    head(out, &Gist::of(&recorded.event), id.as_bytes(), &|| Some(recorded.stamp.time))
}

impl<'j> Intake<'j> {
    fn new(lines: Lines<'j>, scratch: &Path, size: u64, mask: u64) -> Self {
        Self {
            lines,
            nothing: Blocks::default(),
            mask,
            run: (size / 8).next_power_of_two().clamp(RUNS.0, RUNS.1) as u32,
            actors: Actors::new(0),
            numbers: HashMap::default(),
            histories: Vec::new(),
            sequences: Sequences::default(),
            commitments: Lists::new(b'c'),
            forward: Lists::new(b'f'),
            has_forward: false,
            keys: KeysByHash::new(usize::try_from(size).unwrap_or_default()),
            developments: 0,
            event_ids: Epoch::default(),
            key_codes: Epoch::default(),
            ids: Epoch::default(),
            beginnings: HashMap::default(),
            strands: std::array::from_fn(|_| Strand::new(scratch)),
            log: Spill::new(scratch),
            runs: Vec::new(),
            last: None,
        }
    }

    /// How many developments there are.
    pub(super) fn developments(&self) -> u32 {
        self.developments
    }

    /// Gives back the memory that only taking in needs.
    pub(super) fn forget_keys(&mut self) {
        self.keys = KeysByHash::new(0);
    }

    /// The blocks of the entries that came by whole epochs.
    pub(super) fn into_strands(self) -> Option<[Strand; 4]> {
        let mut strands = self.strands;
        for strand in &mut strands {
            strand.finish().ok()?;
        }
        Some(strands)
    }

    fn take_all(&mut self, batches: &Receiver<Batch>, size: u64, progress: &mut dyn FnMut(u64, u64)) -> Option<()> {
        for batch in batches {
            let mut taker = Taker::new(&batch.gists);
            let mut offset = batch.offset;
            for sequence in batch.first..batch.first + batch.count {
                offset = self.take(&mut taker, batch.segment, offset, sequence)?;
            }
            progress(batch.first + batch.count, size);
        }
        let (events, developments) = (self.last.map_or(0, |last| last.sequence.0), u64::from(self.developments()));
        self.end_epoch_of_events(epoch(events).ok()?)?;
        self.end_epoch_of_developments(epoch(developments.saturating_sub(1)).ok()?)
    }

    /// Takes one line, and tells where the next begins.
    fn take(&mut self, taker: &mut Taker<'_>, segment: u64, offset: u64, sequence: u64) -> Option<u64> {
        let form = taker.byte()?;
        let position = Position { sequence: Sequence(sequence), segment, offset, len: taker.small()? };
        let here = epoch(sequence).ok()?;
        if let Some(last) = self.last
            && epoch(last.sequence.0).ok()? != here
        {
            self.end_epoch_of_events(here - 1)?;
        }
        self.last = Some(position);
        self.event_ids.push(u32::from_le_bytes(*taker.exactly(4)?.first_chunk::<4>()?), sequence);
        if sequence.is_multiple_of(PAGE) {
            self.sequences.mark(position, Instant::from_micros(taker.signed()?));
        }
        match form {
            form::RECORDED => self.record(taker, position)?,
            form::TOUCH => self.touch(taker, position)?,
            form::ACTOR => {
                let line = taker.exactly(position.len as usize)?;
                let recorded = self.lines.reader.journal().recorded_in(position, line).ok()?;
                self.take_actor(position, &recorded.event)?;
            }
            _ => {}
        }
        Some(position.end())
    }

    fn record(&mut self, taker: &mut Taker<'_>, position: Position) -> Option<()> {
        let key = self.named(taker)?;
        // A second key of this hash, or this key a second time.
        let number = self.keys.push(key.hash)?;
        self.developments = number + 1;
        if number > 0 && number.is_multiple_of(1 << super::shelves::EPOCH_BITS) {
            self.end_epoch_of_developments(epoch(u64::from(number)).ok()? - 1)?;
        }
        self.key_codes.push(code(key.text), u64::from(number));
        self.ids.push(u32::from_be_bytes(*taker.exactly(4)?.first_chunk::<4>()?), u64::from(number));
        self.beginnings.entry(beginning(key.text)).or_default().push(number);
        if number.is_multiple_of(self.run) {
            self.runs.push(Run { begin: self.log.len(), len: 0, touches: Vec::new(), last: None });
        }
        let dates = (taker.signed()?, taker.signed()?);
        let (kind, status, flags) = (taker.byte()?, taker.byte()?, taker.byte()?);
        let topics = taker.number()?;
        let public = if flags & 1 == 1 { Some(taker.signed()?) } else { None };
        let (mut parties, mut others, mut links) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..taker.number()? {
            insert_ascending(&mut parties, self.actor(taker.bytes()?)?);
        }
        for _ in 0..taker.number()? {
            let other = self.actor(taker.bytes()?)?;
            if !parties.contains(&other) {
                insert_ascending(&mut others, other);
            }
        }
        for _ in 0..taker.number()? {
            let link = self.named(taker)?;
            if let Some(to) = self.tie(number, link)? {
                insert_ascending(&mut links, to);
            }
        }
        let commitments = taker.number()?;
        for _ in 0..commitments {
            self.commitments.add(taker.bytes()?, number);
        }
        let run = self.runs.last_mut()?;
        run.len += 1;
        let last = run.last.replace(position);
        let appended = self.log.append(|out| {
            put_position(out, last.as_ref(), &position);
            out.extend_from_slice(&key.check.to_le_bytes());
            put_signed(out, dates.0);
            put_signed(out, dates.1);
            out.extend_from_slice(&[kind, status, flags | u8::from(commitments > 0) << 2]);
            put(out, topics);
            if let Some(public) = public {
                put_signed(out, public);
            }
            for list in [&parties, &others, &links] {
                put_ascending(out, list);
            }
        });
        appended.ok()?;
        if self.has_forward {
            for from in self.forward.get(&self.nothing, key.text).ok()? {
                let touches = self.touches(from, mark::TIED_TO)?;
                put(touches, u64::from(number));
                let touches = self.touches(number, mark::TIED_FROM)?;
                touches.extend_from_slice(&key.check.to_le_bytes());
                put(touches, u64::from(from));
            }
        }
        Some(())
    }

    fn touch(&mut self, taker: &mut Taker<'_>, position: Position) -> Option<()> {
        let key = self.named(taker)?;
        let number = self.keys.get(key.hash)?;
        let parts = taker.number()?;
        let has = |part: u64| parts & part != 0;
        let touches = self.touches(number, parts)?;
        put_position(touches, None, &position);
        touches.extend_from_slice(&key.check.to_le_bytes());
        let mut signed = 2 * usize::from(has(part::DATE));
        for _ in 0..signed {
            put_signed(touches, taker.signed()?);
        }
        for _ in 0..usize::from(has(part::STATUS)) {
            touches.push(taker.byte()?);
        }
        signed = usize::from(has(part::PUBLIC));
        for _ in 0..signed {
            put_signed(touches, taker.signed()?);
        }
        if has(part::NAMES) {
            let mut actors = Vec::new();
            for _ in 0..taker.number()? {
                actors.push(self.actor(taker.bytes()?)?);
            }
            let touches = &mut self.run(number)?.touches;
            put(touches, actors.len() as u64);
            actors.iter().for_each(|actor| put(touches, u64::from(*actor)));
        }
        if has(part::TIES) {
            let mut ties = Vec::new();
            for _ in 0..taker.number()? {
                let link = self.named(taker)?;
                ties.extend(self.tie(number, link)?);
            }
            // Those whose other end is not known yet come with a mark of their own.
            for to in ties {
                let touches = self.touches(number, mark::TIED_TO)?;
                put(touches, u64::from(to));
            }
        }
        if has(part::PROMISE) {
            self.commitments.add(taker.bytes()?, number);
        }
        Some(())
    }

    /// Ties a development to the one of a key, and tells that one's number where it has one yet.
    fn tie(&mut self, number: u32, link: Named<'_>) -> Option<Option<u32>> {
        let to = self.keys.get(link.hash);
        match to {
            Some(to) => {
                let touches = self.touches(to, mark::TIED_FROM)?;
                touches.extend_from_slice(&link.check.to_le_bytes());
                put(touches, u64::from(number));
            }
            None => {
                self.has_forward = true;
                self.forward.add(link.text, number);
            }
        }
        Some(to)
    }

    /// Where to note what becomes of a development, with that number and the marks noted already.
    fn touches(&mut self, number: u32, marks: u64) -> Option<&mut Vec<u8>> {
        let local = number % self.run;
        let touches = &mut self.run(number)?.touches;
        put(touches, u64::from(local));
        // Ties get marks of their own, and a promise is kept elsewhere.
        put(touches, marks & !part::TIES);
        Some(touches)
    }

    fn run(&mut self, number: u32) -> Option<&mut Run> {
        self.runs.get_mut((number / self.run) as usize)
    }

    fn named<'a>(&self, taker: &mut Taker<'a>) -> Option<Named<'a>> {
        let named = take_named(taker)?;
        Some(Named { hash: named.hash & self.mask, ..named })
    }

    fn actor(&mut self, name: &[u8]) -> Option<u32> {
        if let Some(number) = self.numbers.get(name) {
            return Some(*number);
        }
        let id = ActorId::new(str::from_utf8(name).ok()?).ok()?;
        let number = self.actors.number(&self.nothing, &id).ok()?;
        self.numbers.insert(name.into(), number);
        Some(number)
    }

    fn take_actor(&mut self, position: Position, event: &Event) -> Option<()> {
        let nothing = &self.nothing;
        match event {
            Event::ActorRegistered(actor) => self.take_content(position, actor),
            Event::ActorAmended(content) => {
                let number = self.actors.known(nothing, content.id.as_str()).ok()??;
                let mut events = self.actors.entry(nothing, number).ok()?.events.clone();
                events.push(position);
                let actor = self.lines.actor(&content.id, &events).ok()?;
                self.take_content(position, &actor)
            }
            Event::ActorsMerged(content) => {
                let from = self.actors.known(nothing, content.from.as_str()).ok()??;
                let into = self.actors.known(nothing, content.into.as_str()).ok()??;
                self.actors.merge(nothing, position, from, into).ok()?;
                self.note_sides(position, from)
            }
            Event::DevelopmentRecorded(_)
            | Event::DevelopmentCorrected(_)
            | Event::DevelopmentRetracted(_)
            | Event::DevelopmentMarkedDuplicate(_)
            | Event::StatusChanged(_)
            | Event::SourceCited(_)
            | Event::ClaimRecorded(_)
            | Event::LinkAsserted(_)
            | Event::LinkWithdrawn(_)
            | Event::CommitmentMade(_)
            | Event::CommitmentAssessed(_)
            | Event::SearchLogged(_)
            | Event::LeadProposed(_)
            | Event::LeadAccepted(_)
            | Event::LeadRejected(_)
            | Event::LeadMarkedDuplicate(_) => None,
        }
    }

    fn take_content(&mut self, position: Position, actor: &crate::domain::actor::Actor) -> Option<()> {
        let number = self.actor(actor.id.as_str().as_bytes())?;
        self.actors.take(&self.nothing, position, actor).ok()?;
        self.note_sides(position, number)
    }

    /// Notes of which sides an actor and those merged with it are from now on.
    fn note_sides(&mut self, position: Position, actor: u32) -> Option<()> {
        let nothing = &self.nothing;
        let group: BTreeSet<u32> = self.actors.merged_with(nothing, [actor]).ok()?;
        for member in group {
            let standing = self.actors.standing(nothing, member).ok()?;
            let side = self.actors.entry(nothing, standing).ok()?.side;
            let at = member as usize;
            if self.histories.len() <= at {
                self.histories.resize(at + 1, SideHistory::new());
            }
            let history = self.histories.get_mut(at)?;
            if history.last().and_then(|(_, side)| *side) != side {
                history.push((position.sequence.0, side));
            }
        }
        Some(())
    }

    fn end_epoch_of_events(&mut self, number: u16) -> Option<()> {
        let [events, ..] = &mut self.strands;
        self.event_ids.drain(b'e', number, |key, value| events.push(key, value)).ok()
    }

    fn end_epoch_of_developments(&mut self, number: u16) -> Option<()> {
        let [_, beginnings, keys, ids] = &mut self.strands;
        self.key_codes.drain(b'k', number, |key, value| keys.push(key, value)).ok()?;
        self.ids.drain(b'u', number, |key, value| ids.push(key, value)).ok()?;
        let mut lists: Vec<(Beginning, Listing)> = self.beginnings.drain().collect();
        lists.sort_unstable_by_key(|(first, _)| *first);
        let mut value = Vec::new();
        for (first, list) in lists {
            value.clear();
            put(&mut value, list.count);
            value.extend_from_slice(&list.steps);
            beginnings.push(&entry_key(number, &first), &value).ok()?;
        }
        Some(())
    }
}

impl Listing {
    fn push(&mut self, number: u32) {
        put(&mut self.steps, u64::from(number.wrapping_sub(self.last)));
        self.last = number;
        self.count += 1;
    }
}
