//! A civil day, counted in the proleptic Gregorian calendar. It knows no hour, no zone and no clock;
//! dates of less than day precision are left to the rest of this module.

use std::fmt;

use serde::{Serialize, Serializer};

/// The largest year, counted either way from zero, whose days can be numbered.
const YEAR_LIMIT: i64 = 999_999_999_999;

/// A civil day: the number of days since 1970-01-01 in the proleptic Gregorian calendar.
///
/// A day is not an instant. It is never shifted through a time zone, and two days compare by their
/// place in the calendar alone. Years are astronomical as in ISO 8601: year 0 is 1 BC.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(i64);

impl Day {
    /// The earliest day that can be numbered: 1 January of the year −999 999 999 999.
    pub const MIN: Day = Day(number_of(-YEAR_LIMIT, 1, 1));
    /// The latest day that can be numbered: 31 December of the year 999 999 999 999.
    pub const MAX: Day = Day(number_of(YEAR_LIMIT, 12, 31));

    /// The day of a year, a month (1 to 12) and a day of the month (from 1), or `None` where the
    /// calendar has no such day, as on 30 February.
    #[must_use]
    pub fn new(year: i64, month: u32, day: u32) -> Option<Day> {
        let in_calendar = (-YEAR_LIMIT..=YEAR_LIMIT).contains(&year)
            && (1..=12).contains(&month)
            && (1..=days_in_month(year, month)).contains(&day);
        in_calendar.then(|| Day(number_of(year, month, day)))
    }

    /// The day with this number, in days since 1970-01-01. A number beyond [`Day::MIN`] or
    /// [`Day::MAX`] gives that limit.
    #[must_use]
    pub fn from_number(number: i64) -> Day {
        Day(number.clamp(Day::MIN.0, Day::MAX.0))
    }

    /// Days since 1970-01-01, negative before it.
    #[must_use]
    pub fn number(self) -> i64 {
        self.0
    }

    /// Year, month (1 to 12) and day of the month (1 to 31).
    #[must_use]
    pub fn ymd(self) -> (i64, u32, u32) {
        // Years are counted from 1 March, so that the leap day is the last of its year.
        let shifted = self.0 + 719_468;
        let era = shifted.div_euclid(146_097);
        let day_of_era = shifted.rem_euclid(146_097);
        let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let march_month = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * march_month + 2) / 5 + 1;
        let month = if march_month < 10 { march_month + 3 } else { march_month - 9 };
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        (year, small(month), small(day))
    }

    /// The astronomical year: 2024, 0 for 1 BC, −1 for 2 BC.
    #[must_use]
    pub fn year(self) -> i64 {
        self.ymd().0
    }

    /// The day of the week.
    #[must_use]
    pub fn weekday(self) -> Weekday {
        // 1970-01-01 was a Thursday.
        match (self.0 + 3).rem_euclid(7) {
            0 => Weekday::Monday,
            1 => Weekday::Tuesday,
            2 => Weekday::Wednesday,
            3 => Weekday::Thursday,
            4 => Weekday::Friday,
            5 => Weekday::Saturday,
            _ => Weekday::Sunday,
        }
    }

    /// How many days later `later` is, negative if it is earlier.
    #[must_use]
    pub fn days_until(self, later: Day) -> i64 {
        later.0 - self.0
    }

    /// The day `n` days later, or earlier where `n` is negative, halting at [`Day::MIN`] and
    /// [`Day::MAX`].
    #[must_use]
    pub fn plus_days(self, n: i64) -> Day {
        Day::from_number(self.0.saturating_add(n))
    }
}

/// ISO 8601: `2024-05-14`. Years beyond four digits carry a sign, as ISO 8601 asks.
impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.ymd();
        let sign = match year {
            ..0 => "-",
            0..=9999 => "",
            _ => "+",
        };
        write!(f, "{sign}{:04}-{month:02}-{day:02}", year.unsigned_abs())
    }
}

impl fmt::Debug for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A day of the week, from Monday as in ISO 8601.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Weekday {
    /// ISO 8601 weekday 1.
    Monday,
    /// ISO 8601 weekday 2.
    Tuesday,
    /// ISO 8601 weekday 3.
    Wednesday,
    /// ISO 8601 weekday 4.
    Thursday,
    /// ISO 8601 weekday 5.
    Friday,
    /// ISO 8601 weekday 6.
    Saturday,
    /// ISO 8601 weekday 7.
    Sunday,
}

impl Weekday {
    /// The English name: `Tuesday`.
    #[must_use]
    pub fn english(self) -> &'static str {
        match self {
            Weekday::Monday => "Monday",
            Weekday::Tuesday => "Tuesday",
            Weekday::Wednesday => "Wednesday",
            Weekday::Thursday => "Thursday",
            Weekday::Friday => "Friday",
            Weekday::Saturday => "Saturday",
            Weekday::Sunday => "Sunday",
        }
    }

    /// The Chinese name: `星期二`.
    #[must_use]
    pub fn chinese(self) -> &'static str {
        match self {
            Weekday::Monday => "星期一",
            Weekday::Tuesday => "星期二",
            Weekday::Wednesday => "星期三",
            Weekday::Thursday => "星期四",
            Weekday::Friday => "星期五",
            Weekday::Saturday => "星期六",
            Weekday::Sunday => "星期日",
        }
    }

    /// The days of the week, from Monday.
    pub const ALL: [Weekday; 7] = [
        Weekday::Monday,
        Weekday::Tuesday,
        Weekday::Wednesday,
        Weekday::Thursday,
        Weekday::Friday,
        Weekday::Saturday,
        Weekday::Sunday,
    ];
}

impl fmt::Display for Weekday {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.english())
    }
}

/// How many days a month (1 to 12) has in a year.
pub(super) const fn days_in_month(year: i64, month: u32) -> u32 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

const fn number_of(year: i64, month: u32, day: u32) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let march_month = (month as i64 + 9) % 12;
    let day_of_year = (153 * march_month + 2) / 5 + day as i64 - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

/// A month or a day of the month, which always fits.
fn small(value: i64) -> u32 {
    u32::try_from(value).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_calendar_runs_without_gap_over_eight_hundred_years() {
        let mut day = Day::new(1600, 1, 1).unwrap();
        let last = Day::new(2400, 12, 31).unwrap();
        let (mut year, mut month, mut number) = (1600, 1, 1);
        while day <= last {
            assert_eq!(day.ymd(), (year, month, number));
            assert_eq!(Day::new(year, month, number), Some(day));
            number += 1;
            if number > days_in_month(year, month) {
                (month, number) = (month + 1, 1);
            }
            if month > 12 {
                (year, month) = (year + 1, 1);
            }
            day = day.plus_days(1);
        }
    }

    #[test]
    fn the_limits_are_days_and_halt_addition() {
        assert_eq!(Day::MIN.ymd(), (-YEAR_LIMIT, 1, 1));
        assert_eq!(Day::MAX.ymd(), (YEAR_LIMIT, 12, 31));
        assert_eq!(Day::MAX.plus_days(i64::MAX), Day::MAX);
        assert_eq!(Day::from_number(i64::MIN), Day::MIN);
        assert_eq!(Day::new(YEAR_LIMIT + 1, 1, 1), None);
    }
}
