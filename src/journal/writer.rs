//! Appending: whole batches or nothing, durable before they are acknowledged, and the same event once.

use std::collections::HashMap;
use std::fs::File;
use std::io::Write as _;
use std::path::PathBuf;

use crate::domain::event::Event;
use crate::domain::stamp::{Batch, Draft, EventId, Instant, Recorded, Sequence, Stamp};

use super::append::{Acknowledged, AppendContext, Appended, Coverage, Warning};
use super::checkpoint::{Checkpoint, sync_folder};
use super::envelope;
use super::error::JournalError;
use super::frontier::{Edge, edge_at_checkpoint};
use super::line::{MAX_LINE, Position};
use super::lock::Lock;
use super::merkle::TreeHash;
use super::open_segment::OpenSegment;
use super::quarantine::Recovered;
use super::recovery::Standing;
use super::segment::first_of;
use super::{Head, Journal, Last, size_after};

/// What appends to a journal; it holds the lock until it is dropped.
#[derive(Debug)]
pub struct Appender {
    journal: Journal,
    checkpoint: Checkpoint,
    last: Option<Last>,
    edge: Edge,
    recovered: Option<Recovered>,
    open: Option<OpenSegment>,
    /// What this appender recorded, which a view may not know yet.
    ids: HashMap<EventId, Position>,
    poison: Option<(PathBuf, String)>,
    coverage: Coverage,
    /// Whether lines were recorded since the checkpoint was replaced.
    is_uncovered: bool,
    _lock: Lock,
}

/// The bytes that one append adds to one segment.
#[derive(Debug)]
struct Part {
    first: u64,
    bytes: Vec<u8>,
}

/// A draft that is not recorded yet, on its way into a line.
struct Fresh {
    draft: Draft,
    data: String,
}

/// What becomes of a draft.
enum Fate {
    /// It had been recorded.
    Already(Box<Appended>),
    /// It becomes the n-th line of this append.
    Line(usize),
    /// It repeats the draft that becomes the n-th line.
    Again(usize),
}

impl Appender {
    /// Examines the journal's end, under the lock.
    pub(super) fn begin(journal: Journal, lock: Lock, since: Instant) -> Result<Appender, JournalError> {
        let places = &journal.places;
        let standing = Standing::find(places)?;
        // First the proof that the lines below the checkpoint are whole: nothing is moved on a false ground.
        let mut edge = edge_at_checkpoint(&journal, &standing)?;
        let recovered = standing.tail.set_aside(places, since)?;
        for leaf in &standing.tail.leaves {
            edge.push(*leaf);
        }
        let checkpoint =
            Checkpoint { size: edge.size(), root: edge.root(), signed: false, ..standing.checkpoint.clone() };
        if checkpoint.size > standing.checkpoint.size {
            standing.settle()?;
            sync_folder(&places.events)?;
            checkpoint.replace(&places.events)?;
            // Where the edge cannot be kept, the next append hashes the journal anew.
            let _ = edge.keep(&places.scratch);
        }
        Ok(Appender {
            last: standing.tail.last,
            checkpoint,
            edge,
            recovered,
            open: None,
            ids: HashMap::new(),
            poison: None,
            coverage: Coverage::default(),
            is_uncovered: false,
            journal,
            _lock: lock,
        })
    }

    /// How far the journal reaches now.
    #[must_use]
    pub fn head(&self) -> Head {
        Head { size: size_after(self.last.as_ref()), last: self.last, checkpoint: self.checkpoint.clone(), torn: None }
    }

    /// The torn tail that was set aside when this appender was opened.
    #[must_use]
    pub fn recovered(&self) -> Option<&Recovered> {
        self.recovered.as_ref()
    }

    /// From now on replaces the checkpoint this often.
    pub fn set_coverage(&mut self, coverage: Coverage) {
        self.coverage = coverage;
    }

    /// Replaces the checkpoint, so that it covers every line recorded so far; tells what went wrong, which
    /// the next append mends.
    pub fn cover(&mut self) -> Vec<Warning> {
        let mut warnings = Vec::new();
        if self.is_uncovered {
            if let Err(error) = self.checkpoint.replace(&self.journal.places.events) {
                warnings.push(Warning::CheckpointBehind(error));
            }
            if let Err(error) = self.edge.keep(&self.journal.places.scratch) {
                warnings.push(Warning::FrontierLost(error));
            }
            self.is_uncovered = !warnings.is_empty();
        }
        warnings
    }

    /// Records all of these events or none. When it returns, they are durable.
    ///
    /// `known` tells where an id stands, if anywhere, among the lines up to the head this appender
    /// began with; what this appender recorded since is known to itself.
    ///
    /// # Errors
    /// [`JournalError::IdConflict`] when an id is taken by other content, [`JournalError::TooLong`] when
    /// an event does not fit in a line, [`JournalError::Disturbed`] when another program wrote to the
    /// segment: nothing was appended. [`JournalError::OutcomeUnknown`] when a write or sync failed: the
    /// appender refuses everything from then on; drop it, open another, and append the same again.
    pub fn append(
        &mut self,
        drafts: Vec<Draft>,
        context: &AppendContext,
        known: &dyn Fn(EventId) -> Result<Option<Position>, JournalError>,
    ) -> Result<Acknowledged, JournalError> {
        if let Some((path, reason)) = &self.poison {
            return Err(JournalError::OutcomeUnknown { path: path.clone(), reason: format!("earlier on, {reason}") });
        }
        let mut warnings = Vec::new();
        let (fates, fresh) = self.sort_out(drafts, known)?;
        let mut lines: Vec<Appended> = Vec::new();
        if !fresh.is_empty() {
            let time = self.time(context.now);
            if time > context.now {
                warnings.push(Warning::ClockBehind { now: context.now, recorded: time });
            }
            lines = self.record(fresh, time, context)?;
            self.is_uncovered = true;
            if self.coverage == Coverage::EachAppend {
                warnings.extend(self.cover());
            }
        }
        let events = fates
            .into_iter()
            .filter_map(|fate| match fate {
                Fate::Already(appended) => Some(*appended),
                Fate::Line(index) => lines.get(index).cloned(),
                Fate::Again(index) => lines.get(index).map(|line| Appended { already: true, ..line.clone() }),
            })
            .collect();
        Ok(Acknowledged { events, warnings })
    }

    /// The time to record: never before the last line, so that what was known at a time is a prefix.
    fn time(&self, now: Instant) -> Instant {
        self.last.map_or(now, |last| last.time.max(now))
    }

    /// Tells what is recorded already from what is not.
    fn sort_out(
        &self,
        drafts: Vec<Draft>,
        known: &dyn Fn(EventId) -> Result<Option<Position>, JournalError>,
    ) -> Result<(Vec<Fate>, Vec<Fresh>), JournalError> {
        let mut fresh: Vec<Fresh> = Vec::new();
        let mut index_of: HashMap<EventId, usize> = HashMap::new();
        let mut fates = Vec::with_capacity(drafts.len());
        for draft in drafts {
            let data = data_of(&draft.event)?;
            if let Some(index) = index_of.get(&draft.id).copied() {
                let same = fresh.get(index).is_some_and(|first| {
                    first.draft.event.event_type() == draft.event.event_type() && first.data == data
                });
                if !same {
                    return Err(JournalError::IdConflict {
                        id: draft.id,
                        sequence: Sequence(size_after(self.last.as_ref()) + index as u64),
                    });
                }
                fates.push(Fate::Again(index));
                continue;
            }
            let position = match self.ids.get(&draft.id) {
                Some(position) => Some(*position),
                None => known(draft.id)?,
            };
            if let Some(position) = position {
                let appended = self.recorded_before(&draft, &data, position)?;
                fates.push(Fate::Already(Box::new(appended)));
                continue;
            }
            fates.push(Fate::Line(fresh.len()));
            index_of.insert(draft.id, fresh.len());
            fresh.push(Fresh { draft, data });
        }
        Ok((fates, fresh))
    }

    /// The event at a position, provided that it is this draft.
    fn recorded_before(&self, draft: &Draft, data: &str, position: Position) -> Result<Appended, JournalError> {
        let recorded = self.journal.recorded_at(position)?;
        if recorded.stamp.id != draft.id {
            return Err(self.journal.misplaced(position));
        }
        let same = recorded.event.event_type() == draft.event.event_type() && data_of(&recorded.event)? == data;
        if !same {
            return Err(JournalError::IdConflict { id: draft.id, sequence: position.sequence });
        }
        Ok(Appended { position, recorded, already: true })
    }

    /// Writes the lines, makes them durable, and moves the head on.
    fn record(
        &mut self,
        fresh: Vec<Fresh>,
        time: Instant,
        context: &AppendContext,
    ) -> Result<Vec<Appended>, JournalError> {
        let count = fresh.len();
        let len = i32::try_from(count)
            .ok()
            .and_then(|count| u32::try_from(count).ok())
            .ok_or(JournalError::BatchTooLong { len: count })?;
        let mut last = self.last;
        let mut edge = self.edge.clone();
        let mut parts: Vec<Part> = Vec::new();
        let mut lines: Vec<Appended> = Vec::with_capacity(count);
        for (pos, Fresh { draft, data }) in (0..len).zip(fresh) {
            let stamp = Stamp {
                sequence: Sequence(size_after(last.as_ref())),
                id: draft.id,
                time,
                recorder: context.recorder.clone(),
                batch: (len > 1).then_some(Batch { id: context.batch_id, len, pos }),
                caused_by: draft.caused_by,
            };
            let first = first_of(stamp.sequence.0);
            if parts.last().is_none_or(|part| part.first != first) {
                let bytes = Vec::new();
                parts.push(Part { first, bytes });
            }
            let Some(part) = parts.last_mut() else {
                continue;
            };
            let offset = match last {
                Some(last) if last.position.segment == first => last.position.end(),
                Some(_) | None => 0,
            };
            let begin = part.bytes.len();
            let prevhash = last.map_or_else(|| self.journal.origin.leaf(), |last| last.leaf);
            let origin = &self.journal.origin;
            envelope::write(&mut part.bytes, origin, &stamp, &draft.event, prevhash, &data)
                .map_err(|source| unwritable(&draft.event, source))?;
            let len = part.bytes.len() - begin;
            if len > MAX_LINE {
                let subject = draft.event.subject();
                return Err(JournalError::TooLong { subject, len });
            }
            let leaf = TreeHash::of_leaf(&part.bytes[begin..]);
            part.bytes.push(b'\n');
            let position = Position { sequence: stamp.sequence, segment: first, offset, len: len as u32 };
            edge.push(leaf);
            last = Some(Last { position, time, leaf });
            let event = draft.event;
            lines.push(Appended { position, recorded: Recorded { stamp, event }, already: false });
        }
        self.write(&parts)?;
        self.last = last;
        self.checkpoint.size = edge.size();
        self.checkpoint.root = edge.root();
        self.checkpoint.signed = false;
        self.edge = edge;
        for line in &lines {
            self.ids.insert(line.recorded.stamp.id, line.position);
        }
        Ok(lines)
    }

    /// Writes the parts and makes them durable; a failure from the first write on poisons the appender.
    fn write(&mut self, parts: &[Part]) -> Result<(), JournalError> {
        let mut targets = Vec::with_capacity(parts.len());
        for part in parts {
            targets.push(self.target(part.first)?);
        }
        for (target, part) in targets.iter_mut().zip(parts) {
            if let Err(error) = target.file.write_all(&part.bytes) {
                return Err(self.poison(target.path.clone(), &error));
            }
        }
        for target in &targets {
            if let Err(error) = target.file.sync_data() {
                return Err(self.poison(target.path.clone(), &error));
            }
        }
        if targets.iter().any(|target| target.is_new) {
            let events = &self.journal.places.events;
            if let Err(error) = File::open(events).and_then(|folder| folder.sync_all()) {
                return Err(self.poison(events.clone(), &error));
            }
        }
        self.open = targets.pop();
        Ok(())
    }

    /// The segment to append to, provided that it is as it was left.
    fn target(&mut self, first: u64) -> Result<OpenSegment, JournalError> {
        let expected = match &self.last {
            Some(last) if last.position.segment == first => last.position.end(),
            Some(_) | None => 0,
        };
        let open = self.open.take();
        OpenSegment::at(&self.journal.places.events, first, expected, open)
    }

    fn poison(&mut self, path: PathBuf, error: &std::io::Error) -> JournalError {
        let reason = error.to_string();
        self.poison = Some((path.clone(), reason.clone()));
        self.open = None;
        JournalError::OutcomeUnknown { path, reason }
    }
}

impl Drop for Appender {
    fn drop(&mut self) {
        // What goes wrong here is only a checkpoint behind, which the next appender moves on.
        let _ = self.cover();
    }
}

fn data_of(event: &Event) -> Result<String, JournalError> {
    event.to_data().map_err(|source| unwritable(event, source))
}

fn unwritable(event: &Event, source: serde_json::Error) -> JournalError {
    JournalError::Unwritable { subject: event.subject(), source }
}
