//! Verifying: every line of the journal against everything it must be, and the whole against the
//! checkpoint. Unlike a reader it does not stop at the first fault but lists them all.

use std::collections::HashMap;

use crate::domain::stamp::{EventId, Sequence};

use super::checkpoint::{self, Checkpoint};
use super::error::JournalError;
use super::fault::{Fault, Finding, Place};
use super::frontier::Edge;
use super::line::LineCutter;
use super::merkle::TreeHash;
use super::origin::Origin;
use super::reader::{self, read};
use super::recovery::{Tail, TornTail, end_within};
use super::segment::{Folder, Segment, file_name, first_of};
use super::walk::{Findings, Walk};
use super::{Journal, Last, Places};

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
    /// How many more findings there are than the 10,000 that are listed at most.
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

impl Walk<'_> {
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
