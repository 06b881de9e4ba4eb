//! Why a text is not an EDTF date: each refusal holds the value, the place in it, what was expected
//! and the remedy.

use super::day::Day;

/// Why a text was refused as EDTF (ISO 8601-2:2019; Library of Congress EDTF, 2019).
///
/// Places are characters counted from 1, so that a caret can be set under them.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EdtfError {
    /// There is no text.
    #[error("the date is empty: expected EDTF, such as 2024-05-14, 2024-05 or 2024-05-14/2024-05-16")]
    Empty,
    /// A character that cannot stand where it stands, or the end of the text too soon.
    #[error("`{value}` is not EDTF: expected {expected} at character {place}, found {found}; {remedy}")]
    Unexpected {
        /// The text as given.
        value: Box<str>,
        /// Which character, counted from 1; one past the last for the end of the text.
        place: usize,
        /// The character found, in backquotes, or `the end`.
        found: Box<str>,
        /// What could have stood there.
        expected: &'static str,
        /// What to do.
        remedy: &'static str,
    },
    /// A month or part of the year outside the codes of the standard.
    #[error(
        "`{value}` has no month `{month}` (character {place}): expected 01 to 12, or a part of the year from \
         21 (spring) to 41 (second half); write one of these, or the year alone"
    )]
    NoSuchMonth {
        /// The text as given.
        value: Box<str>,
        /// Where the month begins, in characters from 1.
        place: usize,
        /// The month as written.
        month: Box<str>,
    },
    /// A day its month does not have.
    #[error(
        "`{value}` has no day `{day}` (character {place}): {reason}; correct the day, or leave it out if only the \
         month is known"
    )]
    NoSuchDay {
        /// The text as given.
        value: Box<str>,
        /// Where the day begins, in characters from 1.
        place: usize,
        /// The day as written.
        day: Box<str>,
        /// How many days the month has.
        reason: Box<str>,
    },
    /// A year the standard does not write in this way.
    #[error("`{value}` has no valid year at character {place}: {reason}")]
    NoSuchYear {
        /// The text as given.
        value: Box<str>,
        /// Where the year begins, in characters from 1.
        place: usize,
        /// What is wrong with it and how to write it.
        reason: &'static str,
    },
    /// An hour, minute, second or offset no clock shows.
    #[error("`{value}` has no valid time at character {place}: {reason}")]
    NoSuchTime {
        /// The text as given.
        value: Box<str>,
        /// Where the number begins, in characters from 1.
        place: usize,
        /// What is wrong with it and how to write it.
        reason: &'static str,
    },
    /// An interval or range that cannot but end before it starts.
    #[error(
        "`{value}` ends before it starts: its end is {end} at the latest, its start {start} at the earliest \
         (character {place}); exchange the two, or correct one"
    )]
    EndBeforeStart {
        /// The text as given.
        value: Box<str>,
        /// Where the end is written, in characters from 1.
        place: usize,
        /// The earliest day of the start.
        start: Day,
        /// The latest day of the end.
        end: Day,
    },
    /// Valid elsewhere in EDTF, refused in this place.
    #[error("`{value}` is refused at character {place}: {reason}")]
    OutOfPlace {
        /// The text as given.
        value: Box<str>,
        /// Where it stands, in characters from 1.
        place: usize,
        /// Why, and what to write instead.
        reason: &'static str,
    },
}
