//! Periods of the calendar by which a series is cut: years, quarters, months. A date that may fall in
//! several of them is in none for certain; what is made of that is left to the series.

use super::edtf::{Day, Edtf};
use super::vocabulary::{UnknownWord, Vocabulary};
use serde::{Serialize, Serializer};
use std::fmt;
use std::str::FromStr;

vocabulary!(
    /// How long a period is.
    Grain, "period", {
        Year = "year": "a calendar year, such as 2023",
        Quarter = "quarter": "three months, such as 2023-Q4",
        Month = "month": "a calendar month, such as 2023-11",
    }
);

/// A year, quarter or month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Period {
    grain: Grain,
    /// Which one, counted from the one that begins year 0.
    number: i64,
}

/// No period.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{text}` is no period: expected a year such as `2023`, a quarter such as `2023-Q4` or a month such as `2023-11`"
)]
pub struct PeriodError {
    /// As given.
    pub text: String,
}

/// Where a date stands to a run of periods.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Placing {
    /// It lies within one period.
    Within(Period),
    /// It may lie in any of the periods from the first to the last of which it names a day.
    Between(Period, Period),
    /// Its start or end is open or unknown.
    Open,
}

impl Grain {
    /// How many of them a year has.
    fn per_year(self) -> i64 {
        match self {
            Self::Year => 1,
            Self::Quarter => 4,
            Self::Month => 12,
        }
    }

    /// Where a date stands to the periods of this length.
    pub fn place(self, date: &Edtf) -> Placing {
        let (Some(earliest), Some(latest)) = (date.earliest(), date.latest()) else { return Placing::Open };
        let (first, last) = (Period::of(earliest, self), Period::of(latest, self));
        if first == last { Placing::Within(first) } else { Placing::Between(first, last) }
    }
}

impl Period {
    /// The period in which a day lies.
    pub fn of(day: Day, grain: Grain) -> Self {
        let (year, month, _) = day.ymd();
        let per_year = grain.per_year();
        Self { grain, number: year * per_year + i64::from(month - 1) * per_year / 12 }
    }

    /// How long it is.
    pub fn grain(self) -> Grain {
        self.grain
    }

    /// The year it lies in, and from 0 which one of that year.
    pub fn year(self) -> (i64, u32) {
        let per_year = self.grain.per_year();
        (self.number.div_euclid(per_year), u32::try_from(self.number.rem_euclid(per_year)).unwrap_or(0))
    }

    /// Its first day; `None` beyond the calendar.
    pub fn first_day(self) -> Option<Day> {
        let (year, at) = self.year();
        let months = u32::try_from(12 / self.grain.per_year()).unwrap_or(1);
        Day::new(year, 1 + at * months, 1)
    }

    /// Its last day; `None` beyond the calendar.
    pub fn last_day(self) -> Option<Day> {
        Some(self.next().first_day()?.plus_days(-1))
    }

    /// The one after it.
    #[must_use]
    pub fn next(self) -> Self {
        Self { number: self.number + 1, ..self }
    }

    /// How many periods later another of the same length is.
    pub fn until(self, later: Self) -> i64 {
        later.number - self.number
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, at) = self.year();
        let sign = if year < 0 { "-" } else { "" };
        let year = format!("{sign}{:04}", year.unsigned_abs());
        f.pad(&match self.grain {
            Grain::Year => year,
            Grain::Quarter => format!("{year}-Q{}", at + 1),
            Grain::Month => format!("{year}-{:02}", at + 1),
        })
    }
}

impl Serialize for Period {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl FromStr for Period {
    type Err = PeriodError;

    fn from_str(text: &str) -> Result<Self, PeriodError> {
        let digits = |part: &str, count: usize| -> Option<i64> {
            (part.len() == count && part.bytes().all(|byte| byte.is_ascii_digit())).then(|| part.parse().ok())?
        };
        let read = || -> Option<Self> {
            let Some((year, rest)) = text.split_once('-') else {
                return Some(Self { grain: Grain::Year, number: digits(text, 4)? });
            };
            let year = digits(year, 4)?;
            let (grain, at) = match rest.strip_prefix(['Q', 'q']) {
                Some(quarter) => (Grain::Quarter, digits(quarter, 1)?),
                None => (Grain::Month, digits(rest, 2)?),
            };
            let per_year = grain.per_year();
            (1..=per_year).contains(&at).then(|| Self { grain, number: year * per_year + at - 1 })
        };
        read().ok_or_else(|| PeriodError { text: text.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_is_written_as_it_is_read_and_ends_where_the_next_begins() {
        for text in ["2023", "2023-Q4", "2023-11", "0000", "0001-Q1", "2024-02"] {
            let period: Period = text.parse().unwrap();
            assert_eq!(period.to_string(), text);
            assert_eq!(Period::of(period.first_day().unwrap(), period.grain()), period);
            assert_eq!(Period::of(period.last_day().unwrap(), period.grain()), period);
            assert_eq!(period.last_day().unwrap().plus_days(1), period.next().first_day().unwrap());
        }
        assert_eq!("2024-02".parse::<Period>().unwrap().last_day(), Day::new(2024, 2, 29));
        for text in ["", "23", "2023-Q5", "2023-Q0", "2023-13", "2023-1", "2023-Q", "2023-11-01", "２０２３", "-023"]
        {
            assert!(text.parse::<Period>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_date_lies_within_one_period_or_between_several_or_is_open() {
        let place = |grain: Grain, text: &str| grain.place(&text.parse().unwrap());
        let period = |text: &str| text.parse::<Period>().unwrap();
        assert_eq!(place(Grain::Quarter, "2023-11~"), Placing::Within(period("2023-Q4")));
        assert_eq!(place(Grain::Quarter, "2023"), Placing::Between(period("2023-Q1"), period("2023-Q4")));
        assert_eq!(place(Grain::Year, "2023"), Placing::Within(period("2023")));
        assert_eq!(
            place(Grain::Month, "2023-12-31/2024-01-02"),
            Placing::Between(period("2023-12"), period("2024-01"))
        );
        assert_eq!(place(Grain::Year, "../2023"), Placing::Open);
        assert_eq!(
            place(Grain::Year, "-0001-12"),
            Placing::Within(Period::of(Day::new(-1, 12, 1).unwrap(), Grain::Year))
        );
        assert_eq!(Period::of(Day::new(-1, 12, 1).unwrap(), Grain::Quarter).to_string(), "-0001-Q4");
    }
}
