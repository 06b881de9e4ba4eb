//! The end of the journal: which lines beyond the checkpoint count, and what happens to a half-written
//! last line.
//!
//! Lines below the checkpoint were acknowledged, so whatever is wrong there is damage. Beyond it stand
//! whole batches, whose checkpoint was not written any more, and at most one torn tail: what a crash
//! left of one append. Readers skip and report it, the next appender sets it aside.

use std::fs::OpenOptions;
use std::io::ErrorKind;
use std::path::PathBuf;

use crate::domain::stamp::Sequence;

use super::chain::{BatchRun, Chain};
use super::checkpoint::Checkpoint;
use super::envelope::Envelope;
use super::error::JournalError;
use super::fault::{Fault, Finding, Place};
use super::last_line::find_from_end;
use super::line::{LineCutter, Position};
use super::merkle::TreeHash;
use super::origin::Origin;
use super::segment::{Folder, SEGMENT_LINES, Segment, first_of};
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
    pub(super) pieces: Vec<Piece>,
}

/// A part of a torn tail in one segment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) segment: Segment,
    pub(super) from: u64,
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
    pub(super) stray: Vec<PathBuf>,
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

    /// Makes durable what stands beyond the checkpoint: a crash may have come before its sync.
    pub(super) fn settle(&self) -> Result<(), JournalError> {
        let from = self.covered.map_or(0, |last| last.position.segment);
        for segment in self.segments.iter().filter(|segment| segment.first >= from) {
            let path = &segment.path;
            // A torn tail may have been the whole of a segment, which is gone then.
            match OpenOptions::new().append(true).open(path) {
                Ok(file) => file.sync_data().map_err(|error| JournalError::io("sync", path, error))?,
                Err(error) if error.kind() == ErrorKind::NotFound => {}
                Err(error) => return Err(JournalError::io("open", path, error)),
            }
        }
        Ok(())
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
}

/// Where the lines that count end in this segment.
pub(super) fn end_within(segment: &Segment, last: Option<&Last>) -> u64 {
    match last {
        Some(last) if last.position.segment == segment.first => last.position.end(),
        Some(last) if last.position.segment > segment.first => segment.len,
        Some(_) | None => 0,
    }
}
