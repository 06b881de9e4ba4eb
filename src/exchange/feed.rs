//! What the feeds of leads share: unpacking, cutting into lines with bounded memory, and rows that
//! cannot be read. What a row means is left to the file of its format.

use crate::domain::lead::Lead;
use crate::domain::side::Side;
use flate2::read::MultiGzDecoder;
use std::io::{self, BufRead, BufReader, Read};

/// The longest row that is read, in bytes; a longer one is refused and skipped.
pub const MAX_ROW: usize = 1 << 20;

/// A row of a feed.
#[derive(Debug, Clone, PartialEq)]
pub struct FeedRow {
    /// The line on which it begins, from 1; 0 for the file as a whole.
    pub line: u64,
    /// The lead it holds, or why it cannot be read.
    pub lead: Result<Box<Lead>, String>,
    /// The row as it stands in the file, where it cannot be read and is not too long.
    pub text: String,
}

impl FeedRow {
    /// A row, read or refused.
    pub fn of(line: u64, read: Result<Lead, String>, text: &str) -> Self {
        let text = if read.is_err() { text.to_owned() } else { String::new() };
        Self { line, lead: read.map(Box::new), text }
    }

    /// A row that cannot be read.
    pub fn refused(line: u64, why: impl Into<String>, text: &str) -> Self {
        Self { line, lead: Err(why.into()), text: text.to_owned() }
    }
}

/// Takes rows as they come. An error of its own ends the reading.
pub type Sink<'a, E> = &'a mut dyn FnMut(FeedRow) -> Result<(), E>;

/// The text inside: what begins with the magic bytes of gzip is unpacked, all else passes as it is.
///
/// # Errors
/// What the system says; a zip archive is refused in words, since it holds files rather than a text.
pub fn unpacked<'a>(mut input: Box<dyn BufRead + 'a>) -> io::Result<Box<dyn BufRead + 'a>> {
    let begin = input.fill_buf()?;
    if begin.starts_with(b"PK\x03\x04") {
        let words = "it is a zip archive; unpack it first: `unzip -p FILE | annals import FORMAT -`";
        return Err(io::Error::new(io::ErrorKind::InvalidData, words));
    }
    if begin.starts_with(&[0x1f, 0x8b]) {
        return Ok(Box::new(BufReader::with_capacity(1 << 16, MultiGzDecoder::new(input))));
    }
    Ok(input)
}

/// A text cut into lines.
pub struct Lines<'a> {
    input: &'a mut dyn BufRead,
    line: u64,
    bytes: Vec<u8>,
}

/// A line, or why there is none.
#[derive(Debug, PartialEq, Eq)]
pub enum Cut {
    /// A line without its end.
    Line(String),
    /// A line that cannot be taken; the next may be.
    Refused(String, String),
    /// The text cannot be read any further.
    Broken(String),
}

impl<'a> Lines<'a> {
    /// The lines of a text.
    pub fn new(input: &'a mut dyn BufRead) -> Self {
        Self { input, line: 0, bytes: Vec::new() }
    }

    /// The next line with its number; nothing at the end.
    pub fn cut(&mut self) -> Option<(u64, Cut)> {
        self.bytes.clear();
        let mut limited = (&mut *self.input).take(MAX_ROW as u64 + 1);
        match limited.read_until(b'\n', &mut self.bytes) {
            Ok(0) => return None,
            Ok(_) => {}
            Err(error) => return Some((self.line + 1, Cut::Broken(broken(&error)))),
        }
        self.line += 1;
        if self.bytes.last() == Some(&b'\n') {
            self.bytes.pop();
        } else if self.bytes.len() > MAX_ROW {
            return Some((
                self.line,
                match self.skip() {
                    Ok(()) => Cut::Refused(format!("the row is longer than {MAX_ROW} bytes"), String::new()),
                    Err(error) => Cut::Broken(broken(&error)),
                },
            ));
        }
        if self.bytes.last() == Some(&b'\r') {
            self.bytes.pop();
        }
        if self.line == 1 && self.bytes.starts_with(b"\xef\xbb\xbf") {
            self.bytes.drain(..3);
        }
        let cut = match std::str::from_utf8(&self.bytes) {
            Ok(text) => Cut::Line(text.to_owned()),
            Err(error) => Cut::Refused(
                format!("the row is not UTF-8: byte {} of it", error.valid_up_to() + 1),
                String::from_utf8_lossy(&self.bytes).into_owned(),
            ),
        };
        Some((self.line, cut))
    }

    /// Skips the rest of a line that is too long.
    fn skip(&mut self) -> io::Result<()> {
        loop {
            let found = self.input.fill_buf()?;
            let end = found.iter().position(|byte| *byte == b'\n');
            let len = end.map_or(found.len(), |end| end + 1);
            let is_over = end.is_some() || found.is_empty();
            self.input.consume(len);
            if is_over {
                return Ok(());
            }
        }
    }
}

/// Why nothing more can be read, in words.
pub fn broken(error: &io::Error) -> String {
    if error.kind() == io::ErrorKind::UnexpectedEof {
        return "the file ends in the middle of packed data; nothing behind this was read".to_owned();
    }
    format!("the file cannot be read any further: {error}")
}

/// Text of a feed on one line: runs of blanks and line breaks become one blank.
pub fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<&str>>().join(" ")
}

/// True for what can stand as the URL of a document: of the web or of a file server, without blanks.
pub fn is_url(text: &str) -> bool {
    let known = |scheme: &str| ["http", "https", "ftp"].contains(&scheme.to_ascii_lowercase().as_str());
    let has_scheme = text.split_once("://").is_some_and(|(scheme, rest)| known(scheme) && !rest.is_empty());
    has_scheme && !text.chars().any(|c| c.is_whitespace() || c.is_control())
}

/// CAMEO's country codes that are not those of ISO 3166-1, with the side each stands for. Source: GDELT's
/// CAMEO.country.txt, after the CAMEO codebook 1.1b3. Its codes for regions (`AFR`, `EUR`, `WST` and the
/// like) and for countries that are no more (`ANT`) stand for no side.
const CAMEO_COUNTRIES: [(&str, &str); 7] = [
    ("BAG", "IRQ"), // Baghdad
    ("GZS", "PSE"), // Gaza Strip
    ("IMY", "IMN"), // Isle of Man
    ("MTN", "MNE"), // Montenegro
    ("ROM", "ROU"), // Romania
    ("TMP", "TLS"), // East Timor
    ("WSB", "PSE"), // West Bank
];

/// The side that a CAMEO country code stands for: an ISO code for itself, but for a few exceptions.
pub fn side_of_cameo(code: &str) -> Option<Side> {
    let exception = CAMEO_COUNTRIES.iter().find(|(known, _)| *known == code).map(|(_, side)| *side);
    let side = Side::new(exception.unwrap_or(code)).ok()?;
    side.country_name().map(|_| side)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(bytes: &[u8]) -> Vec<(u64, Cut)> {
        let mut input = bytes;
        let mut lines = Lines::new(&mut input);
        std::iter::from_fn(|| lines.cut()).collect()
    }

    #[test]
    fn lines_are_cut_and_what_is_no_text_is_refused_with_its_number() {
        let found = cut(b"\xef\xbb\xbfa\r\nb\xff\n\nlast");
        let line = |text: &str| Cut::Line(text.to_owned());
        assert_eq!(found[0], (1, line("a")));
        assert!(matches!(&found[1], (2, Cut::Refused(why, _)) if why.contains("byte 2")), "{found:?}");
        assert_eq!(found[2..], [(3, line("")), (4, line("last"))]);
    }

    #[test]
    fn a_row_that_is_too_long_is_skipped_and_the_next_one_read() {
        let mut bytes = vec![b'x'; 3 * MAX_ROW];
        bytes.extend(b"\nnext\n");
        let found = cut(&bytes);
        assert!(matches!(&found[0], (1, Cut::Refused(why, text)) if why.contains("longer") && text.is_empty()));
        assert_eq!(found[1], (2, Cut::Line("next".to_owned())));
    }

    #[test]
    fn a_cameo_country_is_a_side_and_a_region_is_none() {
        let side = |code: &str| side_of_cameo(code).map(|side| side.to_string());
        assert_eq!(side("CHN").as_deref(), Some("CHN"));
        assert_eq!(side("ROM").as_deref(), Some("ROU"));
        assert_eq!(side("AFR"), None);
        assert_eq!(side("INT"), None);
        assert!(CAMEO_COUNTRIES.iter().all(|(code, _)| Side::new(code).unwrap().country_name().is_none()));
    }
}
