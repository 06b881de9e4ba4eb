//! Dates typed in numbers alone. EDTF has one order; every other order is refused with the reading
//! or the readings it allows, so that no day and month change places unseen.

use super::day::Day;
use super::english_names::month_name;
use super::entry::{Entry, EntryError, Reading};
use super::form::Grouping;

/// Why numbers are refused, or `None` where they are left to EDTF or are not numbers alone.
pub(super) fn refusal(typed: &str) -> Option<EntryError> {
    let text: String = typed
        .chars()
        .filter(|character| *character != ' ')
        .map(|character| match character {
            '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
            other => other,
        })
        .collect();
    let groups: Vec<&str> = text.split(['/', '.', '-']).collect();
    let all_numbers = groups.iter().all(|group| !group.is_empty() && group.bytes().all(|byte| byte.is_ascii_digit()));
    if !all_numbers || (typed.contains(' ') && groups.len() == 1) {
        return None;
    }
    let entry = Entry { typed };
    let lengths: Vec<usize> = groups.iter().map(|group| group.len()).collect();
    let by_hyphen = !text.contains(['/', '.']);
    let by_slash = !text.contains(['-', '.']);
    match (groups.as_slice(), lengths.as_slice()) {
        ([_], [1..=3]) => Some(no_full_year(entry)),
        ([number], [8]) => {
            let day = number_day(&number[..4], &number[4..6], &number[6..])?;
            Some(one_reading(entry, day_reading(day)))
        }
        ([one, two], [4, 4]) if by_hyphen => Some(lasted_or_once(entry, one, two)),
        ([year, number], [4, 2]) => year_and_two_digits(entry, year, number, by_hyphen),
        ([year, month], [4, 1]) | ([month, year], [1 | 2, 4]) => Some(one_reading(entry, month_reading(year, month)?)),
        ([_, _], [1 | 2, 1 | 2]) => Some(no_full_year(entry)),
        ([_, _, _], [4, 2, 2]) if by_hyphen && text == typed => None,
        ([year, month, day], [4, 1 | 2, 1 | 2]) => {
            let day = number_day(year, month, day)?;
            Some(one_reading(entry, day_reading(day)))
        }
        ([first, second, year], [1 | 2, 1 | 2, 4]) => {
            let day_first = number_day(year, second, first);
            let month_first = number_day(year, first, second);
            match (day_first, month_first) {
                (Some(one), Some(two)) if one != two => Some(entry.ambiguous(day_reading(one), day_reading(two))),
                (Some(day), _) | (None, Some(day)) => Some(one_reading(entry, day_reading(day))),
                (None, None) => Some(entry.not_a_date()),
            }
        }
        ([_, _, _], [1 | 2, 1 | 2, 1..=3]) => Some(no_full_year(entry)),
        ([_, _], [4, 4]) if by_slash => None,
        _ => None,
    }
}

/// Two years with a dash between them: a span of years, or one year within it.
pub(super) fn lasted_or_once(entry: Entry<'_>, one: &str, two: &str) -> EntryError {
    entry.ambiguous(
        Reading::new(format!("all the time from {one} to {two}"), format!("{one}/{two}")),
        Reading::new(format!("some time between {one} and {two}"), format!("{one}..{two}")),
    )
}

/// `2023-24`, which EDTF reads as a season and a reader as two years; and `2024/05`, `2024.05`.
fn year_and_two_digits(entry: Entry<'_>, year: &str, number: &str, by_hyphen: bool) -> Option<EntryError> {
    let (year_value, code): (u32, u32) = (year.parse().ok()?, number.parse().ok()?);
    let next = year_value + 1;
    let is_pair = next % 100 == code;
    let pair = Reading::new(format!("the years {year} and {next}"), format!("{year}/{next}"));
    match (by_hyphen, Grouping::of(code)) {
        (true, Some(_)) if is_pair => {
            let edtf = super::Edtf::parse(&format!("{year}-{number}")).ok()?;
            Some(entry.ambiguous(Reading::new(edtf.english(), format!("={edtf}")), pair))
        }
        (true, _) => None,
        (false, Some(_)) if is_pair => Some(one_reading(entry, pair)),
        (false, _) => Some(match month_reading(year, number) {
            Some(reading) => one_reading(entry, reading),
            None => entry.not_a_date(),
        }),
    }
}

fn number_day(year: &str, month: &str, day: &str) -> Option<Day> {
    Day::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}

fn day_reading(day: Day) -> Reading {
    let (year, month, number) = day.ymd();
    Reading::new(format!("{number} {} {year}", month_name(month)), day.to_string())
}

fn month_reading(year: &str, month: &str) -> Option<Reading> {
    let number: u32 = month.parse().ok()?;
    (1..=12)
        .contains(&number)
        .then(|| Reading::new(format!("{} {year}", month_name(number)), format!("{year}-{number:02}")))
}

fn one_reading(entry: Entry<'_>, reading: Reading) -> EntryError {
    EntryError::Numbers { value: entry.typed.into(), reading }
}

fn no_full_year(entry: Entry<'_>) -> EntryError {
    EntryError::NoFullYear { value: entry.typed.into() }
}
