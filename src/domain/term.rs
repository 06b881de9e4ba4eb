//! A term: a length of time in calendar units, as in `--due-within 90d`. Months and years follow the
//! calendar; a date that happened is left to `edtf/`.

use super::edtf::Day;
use std::fmt;

/// The most units a term may have: beyond it nobody means what was typed.
const MOST: u32 = 10_000;

/// A length of time: `90d`, `12w`, `6m`, `1y`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Term {
    amount: u32,
    unit: Unit,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unit {
    Days,
    Weeks,
    Months,
    Years,
}

/// Why a text is no term.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TermError {
    /// Not a number with one of the four letters behind it.
    #[error(
        "`{0}` is no length of time: expected a whole number and d, w, m or y, such as 90d (days), 12w (weeks), 6m (months), 1y (year)"
    )]
    Form(String),
    /// A number beyond use.
    #[error("`{0}` is too long a time: at most {MOST} units")]
    TooLong(String),
}

impl Term {
    /// Reads a whole number with `d`, `w`, `m` or `y` behind it, in capitals or not.
    ///
    /// # Errors
    /// [`TermError`] where the text is not such, or the number is beyond 10 000.
    pub fn parse(text: &str) -> Result<Self, TermError> {
        let form = || TermError::Form(text.to_owned());
        let trimmed = text.trim();
        let (at, letter) = trimmed.char_indices().next_back().ok_or_else(form)?;
        let unit = match letter.to_ascii_lowercase() {
            'd' => Unit::Days,
            'w' => Unit::Weeks,
            'm' => Unit::Months,
            'y' => Unit::Years,
            _ => return Err(form()),
        };
        let digits = trimmed.get(..at).unwrap_or_default();
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(form());
        }
        match digits.parse::<u32>() {
            Ok(amount @ ..=MOST) => Ok(Self { amount, unit }),
            Ok(_) | Err(_) => Err(TermError::TooLong(text.to_owned())),
        }
    }

    /// The day so long after another. Months and years keep the day of the month, or take the last one
    /// where that month is shorter: a month after 31 January is 28 or 29 February.
    #[must_use]
    pub fn after(self, day: Day) -> Day {
        match self.unit {
            Unit::Days => day.plus_days(i64::from(self.amount)),
            Unit::Weeks => day.plus_days(7 * i64::from(self.amount)),
            Unit::Months => months_after(day, i64::from(self.amount)),
            Unit::Years => months_after(day, 12 * i64::from(self.amount)),
        }
    }
}

fn months_after(day: Day, months: i64) -> Day {
    let (year, month, number) = day.ymd();
    let counted = year.saturating_mul(12).saturating_add(i64::from(month) - 1).saturating_add(months);
    let (year, month) = (counted.div_euclid(12), u32::try_from(counted.rem_euclid(12) + 1).unwrap_or(1));
    (1..=number).rev().find_map(|number| Day::new(year, month, number)).unwrap_or(Day::MAX)
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = match self.unit {
            Unit::Days => "day",
            Unit::Weeks => "week",
            Unit::Months => "month",
            Unit::Years => "year",
        };
        write!(f, "{} {unit}{}", self.amount, if self.amount == 1 { "" } else { "s" })
    }
}

impl std::str::FromStr for Term {
    type Err = TermError;

    fn from_str(text: &str) -> Result<Self, TermError> {
        Self::parse(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(term: &str, day: (i64, u32, u32)) -> String {
        Term::parse(term).unwrap().after(Day::new(day.0, day.1, day.2).unwrap()).to_string()
    }

    #[test]
    fn days_and_weeks_are_counted_and_months_and_years_follow_the_calendar() {
        assert_eq!(after("90d", (2025, 10, 30)), "2026-01-28");
        assert_eq!(after("12W", (2025, 10, 30)), "2026-01-22");
        assert_eq!(after("1m", (2024, 1, 31)), "2024-02-29");
        assert_eq!(after("13m", (2024, 1, 31)), "2025-02-28");
        assert_eq!(after("1y", (2024, 2, 29)), "2025-02-28");
        assert_eq!(after("0d", (2024, 2, 29)), "2024-02-29");
        assert_eq!(Term::parse(" 6m ").unwrap().to_string(), "6 months");
        assert_eq!(Term::parse("1y").unwrap().to_string(), "1 year");
    }

    #[test]
    fn what_is_no_term_is_refused_with_the_forms_that_are() {
        for text in ["", "d", "90", "-1d", "+1d", "1.5y", "90 d", "3 months", "9世", "١d"] {
            let error = Term::parse(text).unwrap_err();
            assert_eq!(error, TermError::Form(text.to_owned()));
            assert!(error.to_string().contains("90d"), "{error}");
        }
        assert_eq!(Term::parse("10001d").unwrap_err(), TermError::TooLong("10001d".to_owned()));
        assert!(Term::parse("99999999999999999999y").unwrap_err().to_string().contains("too long"));
    }
}
