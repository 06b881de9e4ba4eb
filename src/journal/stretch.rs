//! Reading in bulk: the stored bytes of whole stretches of lines, one after another, for whoever cuts
//! and reads the lines alone. Nothing is checked here; what is not as it should be, the strict reader
//! tells by name.

use std::fs::File;
use std::io::Read as _;

use super::error::JournalError;
use super::segment::Segment;

/// About so many bytes are read at once.
const LEN: usize = 1 << 20;

/// Some lines as they stand, each with its line feed; at a segment's end the feed may be missing.
#[derive(Debug)]
pub struct Stretch {
    /// The first sequence number of the segment, which names the file.
    pub segment: u64,
    /// Where the bytes begin in the segment.
    pub offset: u64,
    /// The bytes.
    pub bytes: Vec<u8>,
}

/// Reads a journal stretch by stretch. It is an iterator; the first failure ends it.
#[derive(Debug)]
pub struct Stretches {
    segments: std::vec::IntoIter<Segment>,
    open: Option<Open>,
    /// What was read of the line that the next stretch begins with.
    rest: Vec<u8>,
}

#[derive(Debug)]
struct Open {
    segment: Segment,
    file: File,
    /// Where the next stretch begins.
    offset: u64,
    /// How many bytes are left to read.
    left: u64,
}

impl Stretches {
    /// The lines of segments that are cut to where they count.
    pub(super) fn of(segments: Vec<Segment>) -> Stretches {
        Stretches { segments: segments.into_iter(), open: None, rest: Vec::new() }
    }

    fn read(&mut self) -> Result<Option<Stretch>, JournalError> {
        let open = loop {
            match &mut self.open {
                Some(open) if open.left > 0 || !self.rest.is_empty() => break open,
                Some(_) | None => {
                    let Some(segment) = self.segments.next() else { return Ok(None) };
                    let file =
                        File::open(&segment.path).map_err(|error| JournalError::io("read", &segment.path, error))?;
                    let left = segment.len;
                    self.open = Some(Open { segment, file, offset: 0, left });
                }
            }
        };
        let wanted = open.left.min(LEN as u64);
        let mut bytes = Vec::with_capacity(self.rest.len() + LEN);
        bytes.append(&mut self.rest);
        let read = (&mut open.file).take(wanted).read_to_end(&mut bytes);
        let read = read.map_err(|error| JournalError::io("read", &open.segment.path, error))? as u64;
        // A file that became shorter ends here.
        open.left = if read < wanted { 0 } else { open.left - read };
        if open.left > 0
            && let Some(feed) = memchr::memrchr(b'\n', &bytes)
        {
            self.rest.extend_from_slice(bytes.get(feed + 1..).unwrap_or_default());
            bytes.truncate(feed + 1);
        }
        let stretch = Stretch { segment: open.segment.first, offset: open.offset, bytes };
        open.offset += stretch.bytes.len() as u64;
        Ok(Some(stretch))
    }
}

impl Iterator for Stretches {
    type Item = Result<Stretch, JournalError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.read().transpose()
    }
}
