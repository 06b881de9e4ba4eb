//! The day as of which an answer holds, where that depends on one, and where it was taken from: an
//! answer that counts days must say from when. Which day it is, is decided in the command line.

use crate::domain::edtf::{Day, Edtf};
use serde::Serialize;

/// The day as of which an answer holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct AsOf {
    /// The day.
    pub day: Day,
    /// Where it was taken from.
    pub taken_from: DayOrigin,
}

/// Where the day of an answer was taken from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum DayOrigin {
    /// It was asked for.
    Given,
    /// The day on which the public reads.
    PublicOn,
    /// The day up to which the journal is read.
    KnownOn,
    /// The day on which it was asked.
    Today,
}

impl AsOf {
    /// The day and why it: `24 November 2026 (today)`.
    pub fn words(&self) -> String {
        let why = match self.taken_from {
            DayOrigin::Given => "as asked for",
            DayOrigin::PublicOn => "the day of --public-on",
            DayOrigin::KnownOn => "the day of --known-on",
            DayOrigin::Today => "today",
        };
        format!("{} ({why})", self.english())
    }

    /// The day alone: `24 November 2026`.
    pub fn english(&self) -> String {
        Edtf::day(self.day).english()
    }
}
