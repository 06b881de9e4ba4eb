//! The walk over all lines: each is held to everything it must be, and the walk goes on after a fault.

use crate::domain::stamp::{Instant, Sequence};

use super::Last;
use super::Places;
use super::chain::{BatchRun, check_sequence, check_source, check_time};
use super::checkpoint::Checkpoint;
use super::envelope::Envelope;
use super::error::JournalError;
use super::fault::{Fault, Finding, Place};
use super::frontier::Edge;
use super::line::{LineCutter, Position};
use super::merkle::{Frontier, TreeHash};
use super::origin::Origin;
use super::reader::read;
use super::segment::{SEGMENT_LINES, Segment, file_name};

/// How many findings are listed at most; the others are only counted.
pub(super) const MAX_FINDINGS: usize = 10_000;

/// How many lines go by between two reports of progress.
const PROGRESS_STEP: u64 = 4_096;

/// What was found, up to a limit.
#[derive(Debug, Default)]
pub(super) struct Findings {
    pub(super) listed: Vec<Finding>,
    pub(super) unlisted: u64,
}

impl Findings {
    pub(super) fn add(&mut self, what: Fault, place: Place) {
        if self.listed.len() < MAX_FINDINGS {
            self.listed.push(Finding { what, place });
        } else {
            self.unlisted += 1;
        }
    }
}

/// A line that was walked over.
#[derive(Debug, Clone)]
struct Seen {
    place: Place,
    leaf: TreeHash,
    /// Whether a finding names it already.
    is_faulty: bool,
    /// That it does not fit to the line before.
    misfit: Option<Misfit>,
}

/// A line that does not fit to the line before it.
#[derive(Debug, Clone)]
struct Misfit {
    /// The hash it carries.
    chained: TreeHash,
    /// The tree of the lines up to the one before the line before.
    tree: Frontier,
}

/// The walk over all lines.
pub(super) struct Walk<'o> {
    origin: &'o Origin,
    pub(super) places: &'o Places,
    pub(super) findings: Findings,
    /// The sequence number that the next line should have.
    pub(super) expected: u64,
    pub(super) count: u64,
    /// The segment being walked over, the byte in it, and how many of its lines are behind.
    segment: Option<u64>,
    pub(super) offset: u64,
    lines: u64,
    pub(super) last: Option<Last>,
    time: Option<Instant>,
    /// The line before, and the one before that.
    seen: Option<Seen>,
    before: Option<Seen>,
    batch: BatchRun,
    pub(super) edge: Edge,
    /// The low halves of all ids, to tell quickly whether one may be there twice.
    pub(super) ids: Vec<u64>,
}

impl<'o> Walk<'o> {
    pub(super) fn new(origin: &'o Origin, places: &'o Places, findings: Findings) -> Walk<'o> {
        let beginning = Seen {
            place: Place::of_file(&places.events.join(file_name(0))),
            leaf: origin.leaf(),
            is_faulty: false,
            misfit: None,
        };
        Walk {
            origin,
            places,
            findings,
            expected: 0,
            count: 0,
            segment: None,
            offset: 0,
            lines: 0,
            last: None,
            time: None,
            seen: Some(beginning),
            before: None,
            batch: BatchRun::default(),
            edge: Edge::default(),
            ids: Vec::new(),
        }
    }

    /// Walks on from where it stands, until the lines so far should be `size`, or to the end.
    pub(super) fn walk(
        &mut self,
        segments: &[Segment],
        size: Option<u64>,
        progress: &mut dyn FnMut(u64),
    ) -> Result<(), JournalError> {
        for segment in segments {
            match self.segment {
                Some(current) if segment.first < current => continue,
                Some(current) if segment.first == current => {}
                Some(_) | None => {
                    if size.is_some_and(|size| self.expected >= size) {
                        return Ok(());
                    }
                    self.enter(segment);
                }
            }
            let mut cutter = LineCutter::open(segment, self.offset)?;
            while size.is_none_or(|size| self.expected < size) {
                let Some((cut, _)) = cutter.next()? else {
                    break;
                };
                let offset = cut.offset + cut.len + u64::from(cut.ended);
                let position = Position {
                    sequence: Sequence(self.expected),
                    segment: segment.first,
                    offset: cut.offset,
                    len: u32::try_from(cut.len).unwrap_or(u32::MAX),
                };
                let leaf = TreeHash::of_leaf(cut.bytes);
                self.line(segment, position, leaf, read(&cut));
                self.offset = offset;
                if self.count.is_multiple_of(PROGRESS_STEP) {
                    progress(self.count);
                }
            }
        }
        Ok(())
    }

    /// Goes over to another segment.
    fn enter(&mut self, segment: &Segment) {
        let mut due = 0;
        if let Some(current) = self.segment {
            due = current + SEGMENT_LINES;
            if self.lines < SEGMENT_LINES {
                let lines = self.lines;
                let place = self.place_in(current, self.lines + 1, self.offset);
                self.findings.add(Fault::SegmentShort { lines }, place);
                self.lose_sight();
            }
        }
        while due < segment.first && self.findings.listed.len() < MAX_FINDINGS {
            let place = Place::of_file(&self.places.events.join(file_name(due)));
            self.findings.add(Fault::SegmentMissing, place);
            self.lose_sight();
            due += SEGMENT_LINES;
        }
        self.expected = segment.first;
        self.segment = Some(segment.first);
        self.offset = 0;
        self.lines = 0;
    }

    /// Forgets the line before: what follows now need not follow from it.
    fn lose_sight(&mut self) {
        self.resolve_misfit();
        self.seen = None;
        self.before = None;
        self.batch = BatchRun::default();
    }

    /// Takes one line.
    fn line(
        &mut self,
        segment: &Segment,
        position: Position,
        leaf: TreeHash,
        read: Result<Envelope<'_>, (u64, Fault)>,
    ) {
        self.count += 1;
        self.lines += 1;
        let mut place = Place {
            file: segment.path.clone(),
            line: self.lines,
            byte: position.offset,
            sequence: Some(position.sequence),
        };
        if self.lines == SEGMENT_LINES + 1 {
            self.findings.add(Fault::SegmentOverfull, place.clone());
        }
        let (is_faulty, misfit) = match read {
            Ok(envelope) => self.envelope(&envelope, &place),
            Err((byte, what)) => {
                self.resolve_misfit();
                self.batch = BatchRun::default();
                self.expected += 1;
                place.byte = byte;
                self.findings.add(what, place.clone());
                (true, None)
            }
        };
        self.edge.push(leaf);
        place.byte = position.offset;
        self.last = Some(Last { position, time: self.time.unwrap_or(Instant::from_micros(0)), leaf });
        self.before = self.seen.replace(Seen { place, leaf, is_faulty, misfit });
    }

    /// Checks what a line says; tells whether a finding names it and whether it fits to the line before.
    fn envelope(&mut self, envelope: &Envelope<'_>, place: &Place) -> (bool, Option<Misfit>) {
        let mut faults = Vec::new();
        let mut misfit = None;
        match check_sequence(self.expected, envelope) {
            Ok(()) => {
                misfit = self.fit(envelope.prevhash);
                faults.extend(self.batch.step(envelope.batch.as_ref()).err());
            }
            Err(what) => {
                self.resolve_misfit();
                self.batch = BatchRun::default();
                // Only what begins a batch can be told to break it.
                let _ = self.batch.step(envelope.batch.as_ref());
                faults.push(what);
            }
        }
        self.expected = envelope.sequence.0.saturating_add(1);
        faults.extend(check_source(self.origin, envelope).err());
        faults.extend(check_time(self.time, envelope).err());
        self.time = Some(envelope.time);
        match envelope.recorded() {
            Ok(recorded) => {
                let expected = recorded.event.subject();
                if expected != envelope.subject {
                    faults.push(Fault::SubjectWrong { expected, found: envelope.subject.to_string() });
                }
            }
            Err(what) => faults.push(what),
        }
        self.ids.push(envelope.id.0.as_u64_pair().1);
        let is_faulty = !faults.is_empty();
        for what in faults {
            self.findings.add(what, place.clone());
        }
        (is_faulty, misfit)
    }

    /// Checks the chain at a line that carries this hash, and tells the hash where it does not fit.
    ///
    /// One line that was altered breaks the chain after it, and before it too if its own prevhash was
    /// hit; so which line it was is told one line later, by whether that one fits.
    fn fit(&mut self, prevhash: TreeHash) -> Option<Misfit> {
        let Some(seen) = &mut self.seen else {
            return None;
        };
        let fits = seen.leaf == prevhash;
        match seen.misfit.take() {
            // The line before is vouched for by this one: it was the line before that which was altered.
            Some(Misfit { chained, .. }) if fits => {
                if let Some(before) = self.before.as_mut().filter(|before| !before.is_faulty) {
                    before.is_faulty = true;
                    let found = before.leaf;
                    let (what, place) = match before.place.line {
                        0 => (Fault::ChainBroken { chained, found }, &seen.place),
                        _ => (Fault::LineAltered { chained, found }, &before.place),
                    };
                    self.findings.add(what, place.clone());
                }
                None
            }
            // The line before fits neither to its neighbour before nor after: it was altered itself.
            Some(_) => {
                let chained = prevhash;
                let found = seen.leaf;
                if !seen.is_faulty {
                    seen.is_faulty = true;
                    let place = seen.place.clone();
                    self.findings.add(Fault::LineAltered { chained, found }, place);
                }
                None
            }
            None if fits || seen.is_faulty => None,
            None => Some(Misfit { chained: prevhash, tree: self.edge.before.clone() }),
        }
    }

    /// Names a line that does not fit to the one before, when nothing after it can tell more.
    fn resolve_misfit(&mut self) {
        let Some(seen) = &mut self.seen else {
            return;
        };
        if let Some(Misfit { chained, .. }) = seen.misfit.take() {
            let before = self.before.as_ref();
            let found = before.map_or_else(|| self.origin.leaf(), |before| before.leaf);
            let place = seen.place.clone();
            self.findings.add(Fault::ChainBroken { chained, found }, place);
        }
    }

    /// Lets the checkpoint vouch for the last line as a next line would: if the root comes out with the
    /// hash that the last line carries, it was the line before that which was altered.
    pub(super) fn vouch_by_root(&mut self, checkpoint: &Checkpoint) {
        let (Some(seen), Some(before)) = (&mut self.seen, &mut self.before) else {
            return;
        };
        let Some(Misfit { chained, tree }) = &seen.misfit else {
            return;
        };
        let chained = *chained;
        let mut tree = tree.clone();
        tree.push(chained);
        tree.push(seen.leaf);
        if before.place.line == 0 || (tree.size(), tree.root()) != (checkpoint.size, checkpoint.root) {
            return;
        }
        seen.misfit = None;
        before.is_faulty = true;
        let found = before.leaf;
        let place = before.place.clone();
        self.findings.add(Fault::LineAltered { chained, found }, place);
    }

    /// Says what only the end of the journal tells.
    pub(super) fn finish(&mut self, size: Option<u64>) {
        self.resolve_misfit();
        // Where the tail was cut off, that says more than the batch that was cut with it.
        if self.batch.is_open()
            && size.is_none_or(|size| self.expected >= size)
            && let Some(seen) = &self.seen
        {
            let reason = "the journal ends within it".to_owned();
            self.findings.add(Fault::BatchBroken { reason }, seen.place.clone());
        }
    }

    pub(super) fn place_in(&self, segment: u64, line: u64, byte: u64) -> Place {
        Place {
            file: self.places.events.join(file_name(segment)),
            line,
            byte,
            sequence: Some(Sequence(segment + line - 1)),
        }
    }
}
