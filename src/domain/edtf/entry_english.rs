//! One date in English words: `14 May 2024`, `May 14, 2024`, `spring 2024`, `Q1 2024`. Words around
//! a date, and ranges, are left to `entry`.

use super::Edtf;
use super::day::Weekday;
use super::english_names::{month_name, ordinal_ending};
use super::entry::{Entry, EntryError, Reading};
use super::form::Form;

/// Reads one date, written as EDTF or in words.
pub(super) fn date(entry: Entry<'_>, text: &str) -> Result<Edtf, EntryError> {
    let text = text.trim();
    if let Ok(date) = Edtf::parse(text) {
        return match date.form {
            Form::Date(_) => Ok(date),
            Form::Century(_) | Form::Moment(..) | Form::Interval(_) | Form::Set(_) => Err(entry.not_a_date()),
        };
    }
    let mut words = split(text);
    let said = match words.as_slice() {
        [first, _, ..] => weekday(first),
        _ => None,
    };
    if said.is_some() {
        words.remove(0);
    }
    let edtf = edtf_of(&words).ok_or_else(|| {
        if let Some(decade) = decade(text) {
            decade_refusal(entry, decade)
        } else if has_month_but_no_year(&words) {
            let value = entry.typed.into();
            EntryError::NoFullYear { value }
        } else {
            entry.not_a_date()
        }
    })?;
    let date = entry.compose(&edtf)?;
    check_weekday(entry, date, said)
}

/// Refuses a date whose weekday is not the one said.
pub(super) fn check_weekday(entry: Entry<'_>, date: Edtf, said: Option<Weekday>) -> Result<Edtf, EntryError> {
    let Some(said) = said else {
        return Ok(date);
    };
    match date.exact_day() {
        Some(day) if day.weekday() == said => Ok(date),
        Some(day) => Err(EntryError::WeekdayDisagrees { value: entry.typed.into(), said, day, is: day.weekday() }),
        None => Err(entry.not_a_date()),
    }
}

/// The words, without commas and the particles that say nothing. `14-May-2024` is three words.
fn split(text: &str) -> Vec<&str> {
    let by_hyphen = !text.contains(' ') && text.contains(|letter: char| letter.is_alphabetic());
    text.split(|character| matches!(character, ' ' | ',') || (by_hyphen && character == '-'))
        .filter(|word| !word.is_empty())
        .filter(|word| !["of", "the"].iter().any(|particle| word.eq_ignore_ascii_case(particle)))
        .collect()
}

fn edtf_of(words: &[&str]) -> Option<String> {
    match words {
        [word] => {
            let (start, end) = word.split_at_checked(4)?;
            Some(format!("{}-{}", year(&start)?, part_of_year(end)?))
        }
        [first, second] => {
            if let Some(year) = year(second) {
                let code = month(first).or_else(|| season(first)).or_else(|| part_of_year(first))?;
                return Some(format!("{year}-{code:02}"));
            }
            let code = month(second).or_else(|| part_of_year(second))?;
            Some(format!("{}-{code:02}", year(first)?))
        }
        [first, second, third] => {
            if let Some(year) = year(third) {
                if let Some(code) = counted_part(first, second) {
                    return Some(format!("{year}-{code}"));
                }
                let (month, day) = month(first).zip(day(second)).or_else(|| month(second).zip(day(first)))?;
                return Some(format!("{year}-{month:02}-{day:02}"));
            }
            let (year, month, day) = (year(first)?, month(second)?, day(third)?);
            Some(format!("{year}-{month:02}-{day:02}"))
        }
        _ => None,
    }
}

/// The first three digits of `1960s`.
fn decade(text: &str) -> Option<&str> {
    let digits = text.strip_suffix("0s")?;
    let full = digits.len() == 3 && digits.bytes().all(|byte| byte.is_ascii_digit());
    full.then_some(digits)
}

fn decade_refusal(entry: Entry<'_>, decade: &str) -> EntryError {
    entry.ambiguous(
        Reading::new(format!("some time in the {decade}0s"), format!("{decade}X")),
        Reading::new(format!("all the time from {decade}0 to {decade}9"), format!("{decade}0/{decade}9")),
    )
}

fn has_month_but_no_year(words: &[&str]) -> bool {
    let has_month = words.iter().any(|word| month(word).is_some());
    let is_rest_short = words.iter().filter(|word| month(word).is_none()).all(|word| {
        let digits = word.trim_start_matches(['\'', '’']);
        day(word).is_some() || (digits.len() <= 3 && digits.bytes().all(|byte| byte.is_ascii_digit()))
    });
    has_month && is_rest_short && words.len() <= 3
}

fn year<'a>(word: &&'a str) -> Option<&'a str> {
    let full = word.len() == 4 && word.bytes().all(|byte| byte.is_ascii_digit());
    full.then_some(*word)
}

/// A day of the month, with or without its English ending, which must be the right one.
fn day(word: &str) -> Option<u32> {
    let digits = word.trim_end_matches(|letter: char| letter.is_ascii_alphabetic());
    if digits.is_empty() || digits.len() > 2 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let value: u32 = digits.parse().ok()?;
    let ending = ordinal_ending(value);
    let written = &word[digits.len()..];
    (written.is_empty() || written.eq_ignore_ascii_case(ending)).then_some(value)
}

/// A month by its name, or its first three or four letters with or without a full stop.
fn month(word: &str) -> Option<u32> {
    let letters = word.strip_suffix('.').unwrap_or(word);
    (1..=12).find(|month| {
        let name = month_name(*month);
        let is_short = letters.len() == 3 || letters.eq_ignore_ascii_case("sept");
        name.eq_ignore_ascii_case(letters)
            || (is_short && name.get(..letters.len()).is_some_and(|start| start.eq_ignore_ascii_case(letters)))
    })
}

fn weekday(word: &str) -> Option<Weekday> {
    let letters = word.strip_suffix('.').unwrap_or(word);
    Weekday::ALL.into_iter().find(|weekday| {
        let name = weekday.english();
        let is_short = (3..=5).contains(&letters.len());
        name.eq_ignore_ascii_case(letters)
            || (is_short && name.get(..letters.len()).is_some_and(|start| start.eq_ignore_ascii_case(letters)))
    })
}

fn season(word: &str) -> Option<u32> {
    match word.to_ascii_lowercase().as_str() {
        "spring" => Some(21),
        "summer" => Some(22),
        "autumn" | "fall" => Some(23),
        "winter" => Some(24),
        _ => None,
    }
}

/// `Q1` to `Q4`, `H1` and `H2`.
fn part_of_year(word: &str) -> Option<u32> {
    match word.to_ascii_lowercase().as_str() {
        "q1" => Some(33),
        "q2" => Some(34),
        "q3" => Some(35),
        "q4" => Some(36),
        "h1" => Some(40),
        "h2" => Some(41),
        _ => None,
    }
}

/// `first quarter`, `2nd half`.
fn counted_part(count: &str, part: &str) -> Option<u32> {
    let count = match count.to_ascii_lowercase().as_str() {
        "first" | "1st" => 0,
        "second" | "2nd" => 1,
        "third" | "3rd" => 2,
        "fourth" | "4th" => 3,
        _ => return None,
    };
    match part.to_ascii_lowercase().as_str() {
        "quarter" => Some(33 + count),
        "half" if count < 2 => Some(40 + count),
        _ => None,
    }
}
