//! The first and last civil day a date can mean. Qualifiers never widen a bound: `2024-05~` is
//! bounded by May 2024, because how far "about" reaches nobody has said.

use super::day::{Day, days_in_month};
use super::form::{Civil, Date, Endpoint, Form, Grouping, Hemisphere, Member, Part, Remote, Season};

impl Form {
    /// The first and last day, `None` where that side is open or unknown.
    pub(super) fn bounds(&self) -> (Option<Day>, Option<Day>) {
        match self {
            Form::Date(date) => (date.earliest(), date.latest()),
            Form::Century(century) => {
                let first = i64::from(*century) * 100;
                (Day::new(first, 1, 1), Day::new(first + 99, 12, 31))
            }
            Form::Moment(day, _) => (Some(*day), Some(*day)),
            Form::Interval(interval) => (interval.start.earliest(), interval.end.latest()),
            Form::Set(set) => (
                all(set.members.iter().map(Member::earliest)).and_then(|days| days.min()),
                all(set.members.iter().map(Member::latest)).and_then(|days| days.max()),
            ),
        }
    }
}

/// The days, unless one of them is missing.
fn all(days: impl Iterator<Item = Option<Day>>) -> Option<std::vec::IntoIter<Day>> {
    days.collect::<Option<Vec<Day>>>().map(Vec::into_iter)
}

impl Endpoint {
    fn earliest(&self) -> Option<Day> {
        match self {
            Endpoint::Date(date) => date.earliest(),
            Endpoint::Open | Endpoint::Unknown => None,
        }
    }

    fn latest(&self) -> Option<Day> {
        match self {
            Endpoint::Date(date) => date.latest(),
            Endpoint::Open | Endpoint::Unknown => None,
        }
    }
}

impl Member {
    /// The first and last day, `None` where that side is open.
    pub(super) fn bounds(&self) -> (Option<Day>, Option<Day>) {
        (self.earliest(), self.latest())
    }

    fn earliest(&self) -> Option<Day> {
        match self {
            Member::One(date) | Member::Range(date, _) | Member::After(date) => date.earliest(),
            Member::Before(_) => None,
        }
    }

    fn latest(&self) -> Option<Day> {
        match self {
            Member::One(date) | Member::Range(_, date) | Member::Before(date) => date.latest(),
            Member::After(_) => None,
        }
    }
}

impl Date {
    /// The first day it can mean; `None` if no digit of the year is known.
    pub(super) fn earliest(&self) -> Option<Day> {
        match self {
            Date::Civil(civil) if civil.year.digits.is_blank() => None,
            Date::Civil(civil) => civil.first_day(),
            Date::Remote(remote, _) => Day::new(remote.range().0, 1, 1),
        }
    }

    /// The last day it can mean; `None` if no digit of the year is known.
    pub(super) fn latest(&self) -> Option<Day> {
        match self {
            Date::Civil(civil) if civil.year.digits.is_blank() => None,
            Date::Civil(civil) => civil.last_day(),
            Date::Remote(remote, _) => Day::new(remote.range().1, 12, 31),
        }
    }
}

impl Remote {
    pub(super) fn range(&self) -> (i64, i64) {
        match self {
            Remote::Exact(year) => (*year, *year),
            Remote::Estimate { low, high, .. } => (*low, *high),
        }
    }
}

impl Civil {
    /// The first day of the calendar that matches, `None` if none does.
    pub(super) fn first_day(&self) -> Option<Day> {
        let (low, high) = self.year.range();
        (low..=high).filter(|year| self.year.matches(*year)).find_map(|year| self.part.first_day(year))
    }

    /// The last day of the calendar that matches, `None` if none does.
    pub(super) fn last_day(&self) -> Option<Day> {
        let (low, high) = self.year.range();
        (low..=high).rev().filter(|year| self.year.matches(*year)).find_map(|year| self.part.last_day(year))
    }
}

impl Part {
    fn first_day(&self, year: i64) -> Option<Day> {
        match self {
            Part::Whole => Day::new(year, 1, 1),
            Part::Grouping(grouping, _) => Day::new(year, grouping.months().0, 1),
            Part::Month(month, _) => Day::new(year, month.candidates(1..=12).next()?, 1),
            Part::Day { month, day, .. } => month
                .candidates(1..=12)
                .find_map(|month| day.candidates(1..=31).find_map(|day| Day::new(year, month, day))),
        }
    }

    fn last_day(&self, year: i64) -> Option<Day> {
        match self {
            Part::Whole => Day::new(year, 12, 31),
            Part::Grouping(grouping, _) => {
                let (first, count) = grouping.months();
                let last = first + count - 1;
                let (year, last) = if last > 12 { (year + 1, last - 12) } else { (year, last) };
                Day::new(year, last, days_in_month(year, last))
            }
            Part::Month(month, _) => {
                let month = month.candidates(1..=12).next_back()?;
                Day::new(year, month, days_in_month(year, month))
            }
            Part::Day { month, day, .. } => month
                .candidates(1..=12)
                .rev()
                .find_map(|month| day.candidates(1..=31).rev().find_map(|day| Day::new(year, month, day))),
        }
    }
}

impl Grouping {
    /// The first month, and how many months from it. Seasons are the meteorological ones, those
    /// without a hemisphere being read as northern; a winter that begins in December ends in the
    /// February of the next year.
    pub(super) fn months(self) -> (u32, u32) {
        match self {
            Grouping::Season(season, Hemisphere::Unsaid | Hemisphere::Northern) => match season {
                Season::Spring => (3, 3),
                Season::Summer => (6, 3),
                Season::Autumn => (9, 3),
                Season::Winter => (12, 3),
            },
            Grouping::Season(season, Hemisphere::Southern) => match season {
                Season::Spring => (9, 3),
                Season::Summer => (12, 3),
                Season::Autumn => (3, 3),
                Season::Winter => (6, 3),
            },
            Grouping::Quarter(number) => (1 + 3 * u32::from(number), 3),
            Grouping::Quadrimester(number) => (1 + 4 * u32::from(number), 4),
            Grouping::Half(number) => (1 + 6 * u32::from(number), 6),
        }
    }
}
