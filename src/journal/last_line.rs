//! The checkpoint's last line, found from the end of its segment backwards.

use std::fs::File;
use std::os::unix::fs::FileExt as _;
use std::path::Path;

use crate::domain::stamp::Sequence;

use super::Last;
use super::envelope::Envelope;
use super::error::JournalError;
use super::fault::{Fault, Finding, Place};
use super::line::Position;
use super::merkle::TreeHash;
use super::segment::{Segment, file_name, first_of};

/// Finds the line of this sequence number from the end of its segment backwards: near the end it costs
/// one read, however long the segment is.
pub(super) fn find_from_end(events: &Path, segments: &[Segment], sequence: u64) -> Result<Last, JournalError> {
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
