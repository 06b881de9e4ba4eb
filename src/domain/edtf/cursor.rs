//! A place in a text being read as EDTF, and the refusals that name it.

use super::error::EdtfError;
use super::form::Mark;

/// A place in a text, and the end of the window being read.
#[derive(Clone, Copy)]
pub(super) struct Cursor<'a> {
    pub(super) text: &'a str,
    pub(super) at: usize,
    pub(super) end: usize,
}

impl<'a> Cursor<'a> {
    /// A cursor over the whole of a text, which must be of EDTF's characters: all of them are
    /// ASCII, so that bytes and characters are one from here on.
    pub(super) fn over(text: &'a str) -> Result<Cursor<'a>, EdtfError> {
        let stranger = text.chars().enumerate().find(|(_, character)| {
            !matches!(character, '0'..='9' | 'X' | 'Y' | 'E' | 'S' | 'T' | 'Z' | '?' | '~' | '%')
                && !matches!(character, '-' | '+' | ':' | '/' | '.' | ',' | '[' | ']' | '{' | '}')
        });
        let Some((place, found)) = stranger else {
            let end = text.len();
            return Ok(Cursor { text, at: 0, end });
        };
        let remedy = match found {
            ' ' | '\t' | '\n' | '\u{3000}' => "remove the blank",
            'x' => "write the capital X for an unspecified digit",
            't' | 'z' => "write T and Z as capitals",
            'y' | 'e' | 's' => "write Y, E and S as capitals",
            '\u{2010}'..='\u{2015}' | '\u{2212}' => "write the hyphen `-`",
            '\u{FF10}'..='\u{FF19}' => "write half-width digits",
            _ => "write a date such as 2024-05-14, 2024-05, 2024~ or 2024-05-14/2024-05-16",
        };
        Err(EdtfError::Unexpected {
            value: text.into(),
            place: place + 1,
            found: format!("`{}`", found.escape_debug()).into(),
            expected: "a character of EDTF",
            remedy,
        })
    }

    /// The same text, seen from `at` up to `end`.
    pub(super) fn window(&self, at: usize, end: usize) -> Cursor<'a> {
        let text = self.text;
        Cursor { text, at, end }
    }

    /// What is left to read.
    pub(super) fn rest(&self) -> &'a str {
        self.text.get(self.at..self.end).unwrap_or_default()
    }

    pub(super) fn peek(&self) -> Option<u8> {
        self.rest().bytes().next()
    }

    pub(super) fn take(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    /// The qualifier here, or none.
    pub(super) fn mark(&mut self) -> Mark {
        let mark = self.peek().and_then(Mark::of);
        self.at += usize::from(mark.is_some());
        mark.unwrap_or_default()
    }

    pub(super) fn digit_or_x(&mut self, expected: &'static str, remedy: &'static str) -> Result<u8, EdtfError> {
        match self.peek() {
            Some(byte @ (b'0'..=b'9' | b'X')) => {
                self.at += 1;
                Ok(byte)
            }
            _ => Err(self.unexpected(expected, remedy)),
        }
    }

    /// A whole number and how many digits it has.
    pub(super) fn number(&mut self, expected: &'static str, remedy: &'static str) -> Result<(u64, usize), EdtfError> {
        let rest = self.rest();
        let count = rest.bytes().take_while(u8::is_ascii_digit).count();
        if count == 0 {
            return Err(self.unexpected(expected, remedy));
        }
        self.at += count;
        let value = rest[..count].parse().unwrap_or(u64::MAX);
        Ok((value, count))
    }

    pub(super) fn finish(&self, expected: &'static str) -> Result<(), EdtfError> {
        if self.at == self.end {
            return Ok(());
        }
        let remedy = "remove what follows, or write EDTF such as 2024-05-14, 2024-05 or 2024~";
        Err(self.unexpected(expected, remedy))
    }

    pub(super) fn unexpected(&self, expected: &'static str, remedy: &'static str) -> EdtfError {
        let found = match self.text[self.at..].chars().next() {
            Some(character) => format!("`{character}`"),
            None => "the end".to_owned(),
        };
        EdtfError::Unexpected { value: self.text.into(), place: self.at + 1, found: found.into(), expected, remedy }
    }

    pub(super) fn no_such_year(&self, place: usize, reason: &'static str) -> EdtfError {
        EdtfError::NoSuchYear { value: self.text.into(), place: place + 1, reason }
    }

    pub(super) fn out_of_place(&self, place: usize, reason: &'static str) -> EdtfError {
        EdtfError::OutOfPlace { value: self.text.into(), place: place + 1, reason }
    }
}
