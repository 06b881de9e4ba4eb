//! The end of the journal: which lines beyond the checkpoint count, and what happens to a half-written
//! last line.
//!
//! Lines below the checkpoint were acknowledged, so whatever is wrong there is damage. Beyond it stand
//! whole batches, whose checkpoint was not written any more, and at most one torn tail: what a crash
//! left of one append. Readers skip and report it, the next appender sets it aside.

use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Read as _, Seek as _, SeekFrom, Write as _};
use std::os::unix::fs::FileExt as _;
use std::path::{Path, PathBuf};

use crate::domain::stamp::{Instant, Sequence};

use super::chain::{BatchRun, Chain};
use super::checkpoint::{Checkpoint, sync_folder};
use super::envelope::Envelope;
use super::error::JournalError;
use super::fault::{Fault, Finding, Place};
use super::line::{LineCutter, Position};
use super::merkle::TreeHash;
use super::origin::Origin;
use super::segment::{Folder, SEGMENT_LINES, Segment, file_name, first_of};
use super::{Last, Places};

/// What a crash left of an append that was never acknowledged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TornTail {
    /// The sequence number that its first line has or would have.
    pub first: Sequence,
    /// Where it begins.
    pub place: Place,
    /// Its length in bytes, over all segments.
    pub bytes: u64,
    pieces: Vec<Piece>,
}

/// A torn tail that was set aside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recovered {
    /// The file that holds it now.
    pub path: PathBuf,
    /// The sequence number that its first line has or would have.
    pub first: Sequence,
    /// Its length in bytes.
    pub bytes: u64,
    /// How many whole lines are in it.
    pub lines: u64,
}

/// A part of a torn tail in one segment.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Piece {
    segment: Segment,
    from: u64,
}

/// The journal's end as found.
#[derive(Debug)]
pub(super) struct Standing {
    pub(super) checkpoint: Checkpoint,
    pub(super) segments: Vec<Segment>,
    /// The last line that the checkpoint covers.
    pub(super) covered: Option<Last>,
    pub(super) tail: Tail,
}

/// What stands beyond the checkpoint.
#[derive(Debug)]
pub(super) struct Tail {
    /// The leaves of whole batches.
    pub(super) leaves: Vec<TreeHash>,
    /// The last line of the journal.
    pub(super) last: Option<Last>,
    pub(super) torn: Option<TornTail>,
    /// Empty segments after the one that the next line belongs to.
    stray: Vec<PathBuf>,
}

impl Standing {
    /// Finds the journal's end, by its checkpoint and the lines beyond it.
    pub(super) fn find(places: &Places) -> Result<Standing, JournalError> {
        // A reader may look while an appender sets a torn tail aside and writes in its stead, and see
        // a mixture. The second look then sees what is there.
        Standing::look(places).or_else(|_| Standing::look(places))
    }

    /// The segments cut to the lines that count, and how many those are.
    pub(super) fn readable(&self) -> (Vec<Segment>, u64) {
        let Some(last) = &self.tail.last else {
            return (Vec::new(), 0);
        };
        let segments = self
            .segments
            .iter()
            .filter(|segment| segment.first <= last.position.segment)
            .map(|segment| Segment { len: end_within(segment, Some(last)), ..segment.clone() })
            .collect();
        (segments, last.position.sequence.0 + 1)
    }

    fn look(places: &Places) -> Result<Standing, JournalError> {
        // First the checkpoint, then the segments: they hold at least what the checkpoint says.
        let checkpoint = Checkpoint::read(&places.events)?;
        let segments = Folder::list(&places.events)?.dense(&places.events)?;
        let covered = match checkpoint.size.checked_sub(1) {
            Some(sequence) => Some(find_from_end(&places.events, &segments, sequence)?),
            None => None,
        };
        let tail = Tail::examine(&checkpoint.origin, &segments, covered.as_ref())?;
        Ok(Standing { checkpoint, segments, covered, tail })
    }
}

impl Tail {
    /// Reads on from the last line that the checkpoint covers.
    ///
    /// # Errors
    /// Damage, when a whole line stands there that belongs neither to the batch that the tail may have
    /// lost nor to one that follows in order: no crash leaves such a line.
    pub(super) fn examine(origin: &Origin, segments: &[Segment], covered: Option<&Last>) -> Result<Tail, JournalError> {
        let mut chain = Chain::after(origin, covered);
        let mut last = covered.copied();
        let mut leaves = Vec::new();
        let mut batch_leaves = Vec::new();
        let mut batch = BatchRun::default();
        let mut broken = false;
        let begin = covered.map_or(0, |last| last.position.segment);
        for segment in segments.iter().filter(|segment| segment.first >= begin) {
            let mut cutter = LineCutter::open(segment, end_within(segment, last.as_ref()))?;
            while let Some((cut, path)) = cutter.next()? {
                if !broken && segment.first < first_of(chain.next) {
                    return Err(Finding {
                        what: Fault::SegmentOverfull,
                        place: Place {
                            file: path.to_owned(),
                            line: SEGMENT_LINES + 1,
                            byte: cut.offset,
                            sequence: None,
                        },
                    }
                    .into());
                }
                let Some(envelope) = Some(&cut)
                    .filter(|cut| cut.ended && !cut.is_too_long())
                    .and_then(|cut| Envelope::read(cut.bytes).ok())
                else {
                    broken = true;
                    continue;
                };
                let batch_begin = last.map_or(0, |last| last.position.sequence.0 + 1);
                let found = envelope.sequence.0;
                let pos = envelope.batch.as_ref().map_or(0, |batch| batch.pos);
                if found.checked_sub(u64::from(pos)) != Some(batch_begin) {
                    let expected = chain.next;
                    return Err(Finding {
                        what: Fault::SequenceWrong { expected, found },
                        place: Place {
                            file: path.to_owned(),
                            line: expected.saturating_sub(segment.first) + 1,
                            byte: cut.offset,
                            sequence: Some(Sequence(expected)),
                        },
                    }
                    .into());
                }
                let fits = first_of(chain.next) == segment.first && chain.check(&envelope).is_ok();
                let Some(whole) = Some(&mut batch)
                    .filter(|_| fits && !broken)
                    .and_then(|batch| batch.step(envelope.batch.as_ref()).ok())
                else {
                    broken = true;
                    continue;
                };
                let leaf = TreeHash::of_leaf(cut.bytes);
                let position = Position {
                    sequence: envelope.sequence,
                    segment: segment.first,
                    offset: cut.offset,
                    len: cut.len as u32,
                };
                let time = envelope.time;
                chain.advance(leaf, time);
                batch_leaves.push(leaf);
                if whole {
                    leaves.append(&mut batch_leaves);
                    last = Some(Last { position, time, leaf });
                }
            }
        }
        Ok(Tail::cut(segments, begin, leaves, last))
    }

    /// Tells the whole batches from what stands after them.
    fn cut(segments: &[Segment], begin: u64, leaves: Vec<TreeHash>, last: Option<Last>) -> Tail {
        let next = last.map_or(0, |last| last.position.sequence.0 + 1);
        let pieces: Vec<Piece> = segments
            .iter()
            .filter(|segment| segment.first >= begin)
            .map(|segment| Piece { segment: segment.clone(), from: end_within(segment, last.as_ref()) })
            .filter(|piece| piece.segment.len > piece.from)
            .collect();
        let torn = pieces.first().map(|piece| TornTail {
            first: Sequence(next),
            place: Place {
                file: piece.segment.path.clone(),
                line: next.saturating_sub(piece.segment.first) + 1,
                byte: piece.from,
                sequence: Some(Sequence(next)),
            },
            bytes: pieces.iter().map(|piece| piece.segment.len - piece.from).sum(),
            pieces: pieces.clone(),
        });
        let stray = segments
            .iter()
            .filter(|segment| segment.first > first_of(next) && segment.len == 0)
            .map(|segment| segment.path.clone())
            .collect();
        Tail { leaves, last, torn, stray }
    }

    /// Moves the torn tail into the quarantine folder and cuts it off; under the lock only.
    pub(super) fn set_aside(&self, places: &Places, since: Instant) -> Result<Option<Recovered>, JournalError> {
        for path in &self.stray {
            fs::remove_file(path).map_err(|error| JournalError::io("remove", path, error))?;
        }
        let Some(torn) = &self.torn else {
            return Ok(None);
        };
        let recovered = copy_aside(torn, &places.quarantine, since)?;
        // From the last piece to the first, so that a crash in between leaves a torn tail again.
        for piece in torn.pieces.iter().rev() {
            let path = &piece.segment.path;
            if piece.from == 0 {
                fs::remove_file(path).map_err(|error| JournalError::io("remove", path, error))?;
            } else {
                OpenOptions::new()
                    .write(true)
                    .open(path)
                    .and_then(|file| file.set_len(piece.from).and_then(|()| file.sync_all()))
                    .map_err(|error| JournalError::io("cut", path, error))?;
            }
        }
        sync_folder(&places.events)?;
        Ok(Some(recovered))
    }
}

/// Where the lines that count end in this segment.
pub(super) fn end_within(segment: &Segment, last: Option<&Last>) -> u64 {
    match last {
        Some(last) if last.position.segment == segment.first => last.position.end(),
        Some(last) if last.position.segment > segment.first => segment.len,
        Some(_) | None => 0,
    }
}

/// Copies the torn tail, byte for byte, into a file that did not exist before.
fn copy_aside(torn: &TornTail, quarantine: &Path, since: Instant) -> Result<Recovered, JournalError> {
    fs::create_dir_all(quarantine).map_err(|error| JournalError::io("make", quarantine, error))?;
    let time = since.to_string().replace(['-', ':'], "");
    let mut path = quarantine.join(format!("{:020}-{time}.torn", torn.first.0));
    let mut copies = 1;
    let mut file = loop {
        match File::create_new(&path) {
            Ok(file) => break file,
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                copies += 1;
                path = quarantine.join(format!("{:020}-{time}-{copies}.torn", torn.first.0));
            }
            Err(error) => return Err(JournalError::io("make", &path, error)),
        }
    };
    let mut lines = 0;
    for piece in &torn.pieces {
        let source = &piece.segment.path;
        let mut bytes = Vec::new();
        let read = File::open(source).and_then(|mut segment| {
            segment.seek(SeekFrom::Start(piece.from))?;
            segment.read_to_end(&mut bytes)
        });
        read.map_err(|error| JournalError::io("read", source, error))?;
        lines += bytes.iter().filter(|byte| **byte == b'\n').count() as u64;
        file.write_all(&bytes).map_err(|error| JournalError::io("write", &path, error))?;
    }
    file.sync_all().map_err(|error| JournalError::io("sync", &path, error))?;
    sync_folder(quarantine)?;
    Ok(Recovered { path, first: torn.first, bytes: torn.bytes, lines })
}

/// Finds the line of this sequence number from the end of its segment backwards: near the end it costs
/// one read, however long the segment is.
fn find_from_end(events: &Path, segments: &[Segment], sequence: u64) -> Result<Last, JournalError> {
    let first = first_of(sequence);
    let Some(segment) = segments.iter().find(|segment| segment.first == first) else {
        let missing = events.join(file_name(first));
        return Err(Finding { what: Fault::SegmentMissing, place: Place::of_file(&missing) }.into());
    };
    let fail = |error| JournalError::io("read", &segment.path, error);
    let file = File::open(&segment.path).map_err(fail)?;
    let mut window = 1 << 14;
    loop {
        let start = segment.len.saturating_sub(window);
        let mut bytes = vec![0; (segment.len - start) as usize];
        file.read_exact_at(&mut bytes, start).map_err(fail)?;
        match search(&bytes, start, segment, sequence) {
            Search::Found(last) => return Ok(last),
            Search::Absent(finding) => return Err((*finding).into()),
            Search::Further => window *= 4,
        }
    }
}

enum Search {
    Found(Last),
    Absent(Box<Finding>),
    Further,
}

/// Looks for the line in the last bytes of a segment, from their end.
fn search(bytes: &[u8], start: u64, segment: &Segment, sequence: u64) -> Search {
    let mut unread = None;
    let mut found = None;
    let mut end = bytes.iter().rposition(|byte| *byte == b'\n');
    while let Some(feed) = end {
        let before = bytes[..feed].iter().rposition(|byte| *byte == b'\n');
        let begin = match before {
            Some(before) => before + 1,
            None if start == 0 => 0,
            None => return Search::Further,
        };
        let offset = start + begin as u64;
        let line = &bytes[begin..feed];
        match Envelope::read(line) {
            Ok(envelope) if envelope.sequence.0 == sequence => {
                let position =
                    Position { sequence: envelope.sequence, segment: segment.first, offset, len: line.len() as u32 };
                // Go on: where the line was doubled, the first is the one that counts.
                found = Some(Last { position, time: envelope.time, leaf: TreeHash::of_leaf(line) });
            }
            Ok(_) | Err(_) if found.is_some() => break,
            Ok(envelope) if envelope.sequence.0 < sequence => {
                let next = envelope.sequence.0 + 1;
                return absent(segment, sequence, next, start + feed as u64 + 1, unread);
            }
            Ok(_) => {}
            Err(misread) => unread = Some((offset + misread.byte as u64, misread.what)),
        }
        end = before;
    }
    match (found, start) {
        (Some(last), _) => Search::Found(last),
        (None, 0) => absent(segment, sequence, segment.first, 0, unread),
        (None, _) => Search::Further,
    }
}

/// What to say of a line that is not there: that it cannot be read, or that the tail is gone.
fn absent(segment: &Segment, sequence: u64, next: u64, end: u64, unread: Option<(u64, Fault)>) -> Search {
    let cut = Fault::TailCut { size: sequence + 1, found: next };
    let (byte, what) = unread.unwrap_or((end, cut));
    Search::Absent(Finding::boxed(
        what,
        Place {
            file: segment.path.clone(),
            line: next.saturating_sub(segment.first) + 1,
            byte,
            sequence: Some(Sequence(next)),
        },
    ))
}
