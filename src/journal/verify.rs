//! Verifying: every line of the journal against everything it must be, and the whole against the
//! checkpoint. Unlike a reader it does not stop at the first fault but lists them all.

use std::collections::HashMap;

use crate::domain::stamp::{EventId, Instant, Sequence};

use super::chain::{BatchRun, check_sequence, check_source, check_time};
use super::checkpoint::{self, Checkpoint};
use super::envelope::Envelope;
use super::error::JournalError;
use super::fault::{Fault, Finding, Place};
use super::frontier::Edge;
use super::line::{LineCutter, Position};
use super::merkle::{Frontier, TreeHash};
use super::origin::Origin;
use super::reader::{self, read};
use super::recovery::{Tail, TornTail, end_within};
use super::segment::{Folder, SEGMENT_LINES, Segment, file_name, first_of};
use super::{Journal, Last, Places};

/// How many findings are listed at most; the others are only counted.
pub const MAX_FINDINGS: usize = 10_000;

/// How many lines go by between two reports of progress.
const PROGRESS_STEP: u64 = 4_096;

/// What verifying found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verification {
    /// How many lines were found, without a torn tail.
    pub size: u64,
    /// The RFC 6962 root over them.
    pub root: TreeHash,
    /// The checkpoint, where it could be read. It may cover fewer lines than `size`.
    pub checkpoint: Option<Checkpoint>,
    /// Whether the checkpoint carries signatures. They are not checked here.
    pub signed: bool,
    /// What is wrong, in order of place.
    pub findings: Vec<Finding>,
    /// How many more findings there are than are listed.
    pub unlisted: u64,
    /// What a crash left of an append that was never acknowledged: no fault.
    pub torn: Option<TornTail>,
}

impl Verification {
    /// Whether nothing is wrong.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.findings.is_empty()
    }
}

/// Reads the whole journal and lists what is wrong. `progress` is told how many lines have been read.
///
/// # Errors
/// Only when the system fails at reading: damage is a finding, not an error.
pub fn verify(journal: &Journal, progress: &mut dyn FnMut(u64)) -> Result<Verification, JournalError> {
    let places = &journal.places;
    let mut findings = Findings::default();
    let checkpoint = read_checkpoint(places, &mut findings)?;
    let folder = Folder::list(&places.events)?;
    for path in &folder.foreign {
        findings.add(Fault::ForeignFile, Place::of_file(path));
    }
    let segments = folder.segments;
    let origin = origin_by_lines(&segments, checkpoint.as_ref(), &journal.origin, &mut findings)?;

    let mut walk = Walk::new(&origin, places, findings);
    let size = checkpoint.as_ref().map(|checkpoint| checkpoint.size);
    walk.walk(&segments, size, progress)?;
    let (covered, covered_last) = (walk.edge.clone(), walk.last);
    let mut torn = None;
    match Tail::examine(&origin, &segments, walk.last.as_ref()) {
        Ok(tail) if size == Some(walk.expected) => {
            let counting: Vec<Segment> = segments
                .iter()
                .map(|segment| Segment { len: end_within(segment, tail.last.as_ref()), ..segment.clone() })
                .filter(|segment| segment.len > 0)
                .collect();
            torn = tail.torn;
            walk.walk(&counting, None, progress)?;
        }
        // Damage there, or nothing to tell a torn tail by: the lines themselves say what is wrong.
        Ok(_) | Err(_) => walk.walk(&segments, None, progress)?,
    }
    progress(walk.count);
    if let Some(checkpoint) = &checkpoint {
        walk.vouch_by_root(checkpoint);
    }
    walk.finish(size);
    if let Some(checkpoint) = &checkpoint {
        walk.check_size(&segments, checkpoint);
        walk.check_root(&covered, covered_last, checkpoint);
    }
    walk.check_ids(&segments)?;

    let Findings { mut listed, unlisted } = walk.findings;
    listed.sort_by(|one, other| one.place.cmp(&other.place));
    Ok(Verification {
        size: walk.edge.size(),
        root: walk.edge.root(),
        signed: checkpoint.as_ref().is_some_and(|checkpoint| checkpoint.signed),
        checkpoint,
        findings: listed,
        unlisted,
        torn,
    })
}

/// The checkpoint, or nothing and a finding.
fn read_checkpoint(places: &Places, findings: &mut Findings) -> Result<Option<Checkpoint>, JournalError> {
    match Checkpoint::read(&places.events) {
        Ok(checkpoint) => Ok(Some(checkpoint)),
        Err(JournalError::Damaged(finding)) => {
            findings.add(finding.what, finding.place);
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

/// The origin to hold all lines to: the checkpoint's, unless the first line and the chain that begins
/// with it agree on another, so that it is the checkpoint which is wrong.
fn origin_by_lines(
    segments: &[Segment],
    checkpoint: Option<&Checkpoint>,
    origin: &Origin,
    findings: &mut Findings,
) -> Result<Origin, JournalError> {
    let Some(segment) = segments.first().filter(|segment| segment.first == 0) else {
        return Ok(origin.clone());
    };
    let Some(found) = reader::origin_of_first_line(segment)? else {
        return Ok(origin.clone());
    };
    let mut cutter = LineCutter::open(segment, 0)?;
    let is_begun = match cutter.next()? {
        Some((cut, _)) => read(&cut).is_ok_and(|envelope| envelope.prevhash == found.leaf()),
        None => false,
    };
    match checkpoint {
        Some(checkpoint) if is_begun && checkpoint.origin != found => {
            let mut place = Place::of_file(&segment.path.with_file_name(checkpoint::FILE));
            place.line = 1;
            let what = Fault::CheckpointForeign { checkpoint: checkpoint.origin.to_string(), found: found.to_string() };
            findings.add(what, place);
            Ok(found)
        }
        Some(_) | None => Ok(origin.clone()),
    }
}

/// What was found, up to a limit.
#[derive(Debug, Default)]
struct Findings {
    listed: Vec<Finding>,
    unlisted: u64,
}

impl Findings {
    fn add(&mut self, what: Fault, place: Place) {
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
struct Walk<'o> {
    origin: &'o Origin,
    places: &'o Places,
    findings: Findings,
    /// The sequence number that the next line should have.
    expected: u64,
    count: u64,
    /// The segment being walked over, the byte in it, and how many of its lines are behind.
    segment: Option<u64>,
    offset: u64,
    lines: u64,
    last: Option<Last>,
    time: Option<Instant>,
    /// The line before, and the one before that.
    seen: Option<Seen>,
    before: Option<Seen>,
    batch: BatchRun,
    edge: Edge,
    /// The low halves of all ids, to tell quickly whether one may be there twice.
    ids: Vec<u64>,
}

impl<'o> Walk<'o> {
    fn new(origin: &'o Origin, places: &'o Places, findings: Findings) -> Walk<'o> {
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
    fn walk(
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
    fn vouch_by_root(&mut self, checkpoint: &Checkpoint) {
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
    fn finish(&mut self, size: Option<u64>) {
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

    /// Whether all lines of the checkpoint are there.
    fn check_size(&mut self, segments: &[Segment], checkpoint: &Checkpoint) {
        let found = self.expected;
        if found >= checkpoint.size {
            return;
        }
        let first = first_of(found);
        if segments.iter().any(|segment| segment.first == first) {
            let size = checkpoint.size;
            let place = self.place_in(first, found - first + 1, self.offset);
            self.findings.add(Fault::TailCut { size, found }, place);
        } else {
            let place = Place::of_file(&self.places.events.join(file_name(first)));
            self.findings.add(Fault::SegmentMissing, place);
        }
    }

    /// Whether the lines of the checkpoint hash to its root.
    fn check_root(&mut self, covered: &Edge, last: Option<Last>, checkpoint: &Checkpoint) {
        let found = covered.root();
        if covered.size() != checkpoint.size || found == checkpoint.root {
            return;
        }
        let size = checkpoint.size;
        let end = size.saturating_sub(1);
        let among = match Edge::kept(&self.places.scratch, checkpoint) {
            Some(kept) => first_difference(covered, &kept).unwrap_or((end, end)),
            None => (0, end),
        };
        let place = match last {
            Some(line) if among == (end, end) => {
                let position = line.position;
                let number = position.sequence.0.saturating_sub(position.segment) + 1;
                let place = self.place_in(position.segment, number, position.offset);
                let is_named =
                    |finding: &Finding| (&finding.place.file, finding.place.line) == (&place.file, place.line);
                if self.findings.listed.iter().any(is_named) {
                    return;
                }
                place
            }
            Some(_) | None => Place {
                file: self.places.events.join(checkpoint::FILE),
                line: 3,
                byte: (checkpoint.origin.as_str().len() + size.to_string().len() + 2) as u64,
                sequence: Some(Sequence(among.0)),
            },
        };
        let checkpoint = checkpoint.root;
        let what = Fault::RootWrong { checkpoint, found, among };
        self.findings.add(what, place);
    }

    /// Whether an id stands twice: quickly by halves of ids, and where two agree by the lines again.
    fn check_ids(&mut self, segments: &[Segment]) -> Result<(), JournalError> {
        self.ids.sort_unstable();
        let mut twice: HashMap<u64, HashMap<EventId, Sequence>> = self
            .ids
            .windows(2)
            .filter_map(|pair| match pair {
                [one, other] if one == other => Some((*one, HashMap::new())),
                _ => None,
            })
            .collect();
        if twice.is_empty() {
            return Ok(());
        }
        for segment in segments {
            let mut cutter = LineCutter::open(segment, 0)?;
            let mut line = 0;
            while let Some((cut, path)) = cutter.next()? {
                line += 1;
                let Ok(envelope) = read(&cut) else {
                    continue;
                };
                let id = envelope.id;
                let Some(firsts) = twice.get_mut(&id.0.as_u64_pair().1) else {
                    continue;
                };
                if let Some(first) = firsts.get(&id).copied() {
                    let place = Place {
                        file: path.to_owned(),
                        line,
                        byte: cut.offset,
                        sequence: Some(Sequence(segment.first + line - 1)),
                    };
                    self.findings.add(Fault::IdRepeated { id, first }, place);
                } else {
                    firsts.insert(id, Sequence(segment.first + line - 1));
                }
            }
        }
        Ok(())
    }

    fn place_in(&self, segment: u64, line: u64, byte: u64) -> Place {
        Place {
            file: self.places.events.join(file_name(segment)),
            line,
            byte,
            sequence: Some(Sequence(segment + line - 1)),
        }
    }
}

/// The leaves among which the first difference of two trees of one size lies.
fn first_difference(found: &Edge, kept: &Edge) -> Option<(u64, u64)> {
    found
        .before
        .spans()
        .zip(found.before.peaks().iter().zip(kept.before.peaks()))
        .find(|(_, (one, other))| one != other)
        .map(|((begin, end), _)| (begin, end - 1))
}
