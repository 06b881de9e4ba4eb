//! Why what a person typed as a date was refused, and what to type instead.

use std::fmt;

use super::day::{Day, Weekday};
use super::error::EdtfError;

/// Why an entry was refused. Every message holds the text as typed and what to write instead; a
/// date with two readings is refused with both.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EntryError {
    /// Nothing was typed.
    #[error("the date is empty: write a date such as 14 May 2024, May 2024 or 2024-05-14")]
    Empty,
    /// Written like EDTF, and not EDTF.
    #[error(transparent)]
    Edtf(#[from] EdtfError),
    /// A shortcut whose date the calendar does not have, or whose end precedes its start.
    #[error("`{value}` is refused: {source}")]
    Shortcut {
        /// The text as typed.
        value: Box<str>,
        /// What is wrong with the EDTF it stands for.
        source: EdtfError,
    },
    /// Neither EDTF nor a shortcut.
    #[error(
        "`{value}` is not a date this program reads: expected EDTF (2024-05-14, 2024-05, 2024~, \
         2024-05-14/2024-05-16) or words (14 May 2024, 2024年5月14日, before 2024-05, 3..9 June 2024, today)"
    )]
    NotADate {
        /// The text as typed.
        value: Box<str>,
    },
    /// Two things can be meant.
    #[error("`{value}` can be read as {readings}")]
    Ambiguous {
        /// The text as typed.
        value: Box<str>,
        /// What can be meant, and how to write each.
        readings: Readings,
    },
    /// Numbers alone, in an order EDTF does not use, of which the calendar allows one reading.
    #[error(
        "`{value}` is written in numbers whose order a reader has to guess: if {} is meant, write {}",
        reading.words, reading.write
    )]
    Numbers {
        /// The text as typed.
        value: Box<str>,
        /// The one reading.
        reading: Reading,
    },
    /// A date that `before`, `about` or a range cannot be counted from.
    #[error(
        "`{value}` is counted from a date that is not exact: name a year, quarter, month or day with every digit \
         and without a qualifier, or write the EDTF that is meant"
    )]
    Inexact {
        /// The text as typed.
        value: Box<str>,
    },
    /// No year of four digits.
    #[error(
        "`{value}` has no year of four digits: write the year in full, as in 14 May 2024 or May 2024, and an \
         unknown digit as X, as in 201X"
    )]
    NoFullYear {
        /// The text as typed.
        value: Box<str>,
    },
    /// A year few chronologies hold and many slips of the finger do.
    #[error(
        "`{value}` is in the year {year}, outside {} to {}, which is more often a slip than a date: correct the \
         year, or write ={edtf} if it is meant",
        super::entry::PLAUSIBLE_YEARS.start(),
        super::entry::PLAUSIBLE_YEARS.end()
    )]
    ImplausibleYear {
        /// The text as typed.
        value: Box<str>,
        /// The year read.
        year: i64,
        /// The date as EDTF.
        edtf: Box<str>,
    },
    /// The weekday typed is not the weekday of the date.
    #[error("`{value}` says {said}, but {day} is a {is}: correct one of them, or leave the weekday out")]
    WeekdayDisagrees {
        /// The text as typed.
        value: Box<str>,
        /// The weekday typed.
        said: Weekday,
        /// The date read.
        day: Day,
        /// Its weekday.
        is: Weekday,
    },
    /// Words such as `early`, which bound nothing.
    #[error("`{value}` says no first and last day: write a range that can be defended, such as {write}")]
    Vague {
        /// The text as typed.
        value: Box<str>,
        /// One such range.
        write: Box<str>,
    },
}

/// One thing an entry can mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// What it means, in words.
    pub words: Box<str>,
    /// How to write that.
    pub write: Box<str>,
}

/// Two things an entry can mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Readings(pub [Reading; 2]);

impl fmt::Display for Readings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [one, two] = &self.0;
        write!(f, "{} or {}; write {} or {}", one.words, two.words, one.write, two.write)
    }
}

impl Reading {
    pub(super) fn new(words: impl Into<Box<str>>, write: impl Into<Box<str>>) -> Reading {
        Reading { words: words.into(), write: write.into() }
    }
}
