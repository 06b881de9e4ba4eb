//! When something may have happened: the bounds of a date as far as it can be trusted, and whether by a
//! day it had happened, had not, or may have.

use crate::domain::edtf::{Day, Edtf};
use crate::domain::stamp::Instant;
use serde::{Serialize, Serializer};

/// How far a day or month marked `?` or `~` may be off to either side, in days: a month. EDTF gives
/// such marks no width; this is ours, and printed with every answer.
const MARGIN_OF_DAYS: i64 = 31;
/// The same where a year is marked, or the date is no closer than a season: a year.
const MARGIN_OF_YEARS: i64 = 366;

/// From the first to the last day on which something may have happened. An open side reaches every day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// The first day.
    pub earliest: Day,
    /// The last day.
    pub latest: Day,
}

/// Whether something had happened by a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Tri {
    /// Certainly not.
    No,
    /// It may have.
    Maybe,
    /// Certainly.
    Yes,
}

impl Bounds {
    /// Nothing is known of when.
    pub(super) const EVER: Self = Self { earliest: Day::MIN, latest: Day::MAX };

    /// Between two days; where they are the wrong way round, just the later.
    pub(super) fn between(earliest: Day, latest: Day) -> Self {
        Self { earliest, latest: latest.max(earliest) }
    }

    /// The days a date can mean. One marked `?` or `~` may be off by a month, where its year is marked or
    /// it is no closer than a season by a year. Something written with an open end began at its start.
    pub(super) fn of(date: &Edtf) -> Self {
        if date.is_interval()
            && date.is_open_ended()
            && let Some((start, _)) = date.as_str().split_once('/')
            && let Ok(start) = Edtf::parse(start)
        {
            return Self::of(&start);
        }
        let (earliest, latest) = date.sort_key();
        let margin = margin(date, earliest, latest);
        Self { earliest: earliest.plus_days(-margin), latest: latest.plus_days(margin) }
    }

    /// The days of the one or the other.
    pub(super) fn or(self, other: Self) -> Self {
        Self { earliest: self.earliest.min(other.earliest), latest: self.latest.max(other.latest) }
    }

    /// The days after: of a last day, the first without.
    pub(super) fn day_after(self) -> Self {
        let after = |day: Day| if day == Day::MIN { day } else { day.plus_days(1) };
        Self { earliest: after(self.earliest), latest: after(self.latest) }
    }

    /// Whether it had happened by the end of a day.
    pub(super) fn by(self, day: Day) -> Tri {
        if day < self.earliest {
            Tri::No
        } else if self.latest <= day && self.latest != Day::MAX {
            Tri::Yes
        } else {
            Tri::Maybe
        }
    }

    /// The first day, where there is one.
    pub fn first(self) -> Option<Day> {
        (self.earliest != Day::MIN).then_some(self.earliest)
    }

    /// The last day, where there is one.
    pub fn last(self) -> Option<Day> {
        (self.latest != Day::MAX).then_some(self.latest)
    }
}

impl Serialize for Bounds {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeStruct;
        let mut bounds = serializer.serialize_struct("Bounds", 2)?;
        bounds.serialize_field("earliest", &self.first())?;
        bounds.serialize_field("latest", &self.last())?;
        bounds.end()
    }
}

fn margin(date: &Edtf, earliest: Day, latest: Day) -> i64 {
    if !date.is_uncertain() && !date.is_approximate() {
        return 0;
    }
    let is_close = earliest.days_until(latest) <= MARGIN_OF_DAYS;
    if is_close && !marks_a_year(date.as_str()) { MARGIN_OF_DAYS } else { MARGIN_OF_YEARS }
}

/// True where a mark stands with a year that is not the whole date: `2024?-05`, `?2024-05-10`.
fn marks_a_year(text: &str) -> bool {
    let marks = ['?', '~', '%'];
    text.split(['/', ',', '[', ']', '{', '}', '.']).any(|date| {
        let (year, rest) = date.strip_prefix('-').unwrap_or(date).split_once('-').unwrap_or((date, ""));
        !rest.is_empty() && year.contains(marks)
    })
}

/// The day in UTC on which something was recorded.
pub fn day_of(instant: Instant) -> Day {
    Day::from_number(instant.micros().div_euclid(86_400_000_000))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bounds(text: &str) -> String {
        let bounds = Bounds::of(&Edtf::parse(text).unwrap());
        format!("{:?} {:?}", bounds.first(), bounds.last())
    }

    #[test]
    fn marks_widen_a_date_by_a_month_or_a_year() {
        assert_eq!(bounds("2024-05-10"), "Some(2024-05-10) Some(2024-05-10)");
        assert_eq!(bounds("2024-05"), "Some(2024-05-01) Some(2024-05-31)");
        assert_eq!(bounds("2024-05-10~"), "Some(2024-04-09) Some(2024-06-10)");
        assert_eq!(bounds("2024-05?"), "Some(2024-03-31) Some(2024-07-01)");
        assert_eq!(bounds("2024~"), "Some(2022-12-31) Some(2026-01-01)");
        assert_eq!(bounds("2024?-05"), "Some(2023-05-01) Some(2025-06-01)");
        assert_eq!(bounds("2024-05-10/2024-05-12"), "Some(2024-05-10) Some(2024-05-12)");
        assert_eq!(bounds("2024-05-10/.."), "Some(2024-05-10) Some(2024-05-10)");
        assert_eq!(bounds("../2024-05-10"), "None Some(2024-05-10)");
    }

    #[test]
    fn by_a_day_something_had_happened_had_not_or_may_have() {
        let bounds = Bounds::of(&Edtf::parse("2024-05").unwrap());
        let by = |month, day| bounds.by(Day::new(2024, month, day).unwrap());
        assert_eq!([by(4, 30), by(5, 1), by(5, 30), by(5, 31)], [Tri::No, Tri::Maybe, Tri::Maybe, Tri::Yes]);
        assert_eq!(Bounds::EVER.by(Day::MAX), Tri::Maybe);
    }
}
