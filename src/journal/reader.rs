//! Reading forwards: every line is checked against the chain as it goes, and the first fault ends it.
//!
//! Readers take no lock and never write. They see the journal as it stood when they were opened.

use crate::domain::stamp::{Recorded, Sequence};

use super::Last;
use super::chain::Chain;
use super::envelope::Envelope;
use super::error::JournalError;
use super::fault::{Fault, Finding, Place};
use super::line::{Cut, Line, LineCutter, Position};
use super::merkle::TreeHash;
use super::origin::Origin;
use super::segment::{SEGMENT_LINES, Segment, first_of};

/// Reads a journal from some position to its end.
#[derive(Debug)]
pub struct Reader {
    origin: Origin,
    segments: Vec<Segment>,
    open: Option<LineCutter>,
    /// Which segment is open.
    index: usize,
    last: Option<Last>,
    next: u64,
    /// Where the first line begins.
    offset: u64,
    /// Whether the line before is known, so that the chain can be checked.
    chained: bool,
    size: u64,
    failed: bool,
}

impl Reader {
    /// A reader of the lines after `last`, up to `size`; the segments are cut to where they count.
    pub(super) fn after(origin: Origin, segments: Vec<Segment>, last: Option<Last>, size: u64) -> Reader {
        let next = last.map_or(0, |last| last.position.sequence.0 + 1);
        let offset = last.filter(|last| last.position.segment == first_of(next)).map_or(0, |last| last.position.end());
        Reader { origin, segments, open: None, index: 0, last, next, offset, chained: true, size, failed: false }
    }

    /// A reader of this line and those after it.
    pub(super) fn at(origin: Origin, segments: Vec<Segment>, position: Position, size: u64) -> Reader {
        Reader {
            next: position.sequence.0,
            offset: position.offset,
            chained: false,
            ..Reader::after(origin, segments, None, size)
        }
    }

    /// The last line read, or that after which reading began.
    #[must_use]
    pub fn last_read(&self) -> Option<&Last> {
        self.last.as_ref()
    }

    /// How many lines the journal had when the reader was opened.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The next line, or nothing at the end. The line lives until the next is asked for.
    ///
    /// # Errors
    /// Damage, at the first line that cannot be read or does not follow from the one before.
    pub fn next_line(&mut self) -> Result<Option<Line<'_>>, JournalError> {
        if self.failed || self.next >= self.size {
            return Ok(None);
        }
        // Whatever ends this call early ends the reader; only a line that was read takes it back.
        self.failed = true;
        self.turn()?;
        let (next, chained) = (self.next, self.chained);
        let Some((cutter, segment)) = self.open.as_mut().zip(self.segments.get(self.index)) else {
            return Ok(None);
        };
        let finding = |byte, what| {
            let place = Place {
                file: segment.path.clone(),
                line: next - segment.first + 1,
                byte,
                sequence: Some(Sequence(next)),
            };
            JournalError::from(Finding { what, place })
        };
        let Some((cut, file)) = cutter.next()? else {
            let lines = next - segment.first;
            return Err(finding(segment.len, Fault::SegmentShort { lines }));
        };
        let envelope = read(&cut).map_err(|(byte, what)| finding(byte, what))?;
        let mut chain = Chain::after(&self.origin, self.last.as_ref());
        if !chained {
            chain.next = next;
            chain.leaf = envelope.prevhash;
        }
        chain.check(&envelope).map_err(|what| finding(cut.offset, what))?;
        let leaf = TreeHash::of_leaf(cut.bytes);
        let position =
            Position { sequence: Sequence(next), segment: segment.first, offset: cut.offset, len: cut.len as u32 };
        self.last = Some(Last { position, time: envelope.time, leaf });
        self.next += 1;
        self.chained = true;
        self.failed = false;
        Ok(Some(Line { position, bytes: cut.bytes, leaf, envelope, file }))
    }

    /// Opens the segment that holds the next line, when it is another than before.
    fn turn(&mut self) -> Result<(), JournalError> {
        let index = (self.next / SEGMENT_LINES) as usize;
        if self.open.is_some() && index == self.index {
            return Ok(());
        }
        if let Some(before) = self.open.take()
            && let Some(byte) = before.left()
        {
            return Err(Finding {
                what: Fault::SegmentOverfull,
                place: Place { file: before.path().to_owned(), line: SEGMENT_LINES + 1, byte, sequence: None },
            }
            .into());
        }
        self.index = index;
        if let Some(segment) = self.segments.get(index) {
            self.open = Some(LineCutter::open(segment, self.offset)?);
            self.offset = 0;
        }
        Ok(())
    }
}

impl Iterator for Reader {
    type Item = Result<(Position, Recorded), JournalError>;

    fn next(&mut self) -> Option<Self::Item> {
        let read = match self.next_line() {
            Ok(None) => return None,
            Ok(Some(line)) => line.recorded().map(|recorded| (line.position, recorded)),
            Err(error) => Err(error),
        };
        self.failed |= read.is_err();
        Some(read)
    }
}

/// Reads a line as cut out of a segment, or tells from which byte of the file on it cannot be read.
pub(super) fn read<'a>(cut: &Cut<'a>) -> Result<Envelope<'a>, (u64, Fault)> {
    if cut.is_too_long() {
        return Err((cut.offset, Fault::LineTooLong { len: cut.len }));
    }
    if !cut.ended {
        return Err((cut.offset + cut.len, Fault::LineUnended));
    }
    Envelope::read(cut.bytes).map_err(|misread| (cut.offset + misread.byte as u64, misread.what))
}

/// The origin that the first line of a segment names, where it can be read.
pub(super) fn origin_of_first_line(segment: &Segment) -> Result<Option<Origin>, JournalError> {
    let mut cutter = LineCutter::open(segment, 0)?;
    let Some((cut, _)) = cutter.next()? else {
        return Ok(None);
    };
    Ok(read(&cut).ok().and_then(|envelope| Origin::new(&envelope.source).ok()))
}
