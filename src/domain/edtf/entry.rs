//! What a person types for a date, at a prompt or in a flag: EDTF itself, or words that stand for
//! exactly one EDTF date. What has two readings is refused with both; nothing is guessed. The words
//! around a date are listed in `entry_words`; single dates are read in `entry_english`,
//! `entry_chinese` and `entry_numbers`.

use std::ops::RangeInclusive;

use unicode_normalization::UnicodeNormalization;

use super::day::Day;
use super::english_names::month_name;
pub use super::entry_error::{EntryError, Reading, Readings};
use super::entry_words::{PREFIXES, SUFFIXES, Third, Wording};
use super::form::{Date, Form, Grouping, Part};
use super::{Edtf, entry_chinese, entry_english, entry_numbers};

/// The years an entry may name without a `=` before it.
pub const PLAUSIBLE_YEARS: RangeInclusive<i64> = 1500..=2200;

/// Reads what a person typed: EDTF, or a shortcut such as `14 May 2024`, `before 2024-05`,
/// `3..9 June 2024`, `2024年5月14日`, `yesterday`. `today` is the reader's civil day.
///
/// Blanks around the text are dropped and full-width characters read as half-width. A `=` before
/// EDTF says that it is meant as written, whatever its year.
///
/// # Errors
/// Says what is wrong and what to write: both readings of an ambiguous date, the weekday that
/// disagrees, a year outside [`PLAUSIBLE_YEARS`], or why the EDTF is invalid.
pub fn read(text: &str, today: Day) -> Result<Edtf, EntryError> {
    let tidy: String = text.nfkc().collect();
    let tidy = tidy.split_whitespace().collect::<Vec<&str>>().join(" ");
    if tidy.is_empty() {
        return Err(EntryError::Empty);
    }
    if let Some(meant) = tidy.strip_prefix('=') {
        return Ok(Edtf::parse(meant.trim_start())?);
    }
    if let Some(refusal) = entry_numbers::refusal(&tidy) {
        return Err(refusal);
    }
    let as_edtf = if tidy.starts_with(['[', '{']) { Edtf::parse(&tidy.replace(' ', "")) } else { Edtf::parse(&tidy) };
    let date = match as_edtf {
        Ok(date) => date,
        Err(error) if is_edtf_alphabet(&tidy) => return Err(error.into()),
        Err(_) => words(&tidy, today)?,
    };
    refuse_implausible_year(&tidy, date)
}

fn is_edtf_alphabet(text: &str) -> bool {
    let mut digits = 0;
    let all = text.chars().all(|character| {
        digits += usize::from(character.is_ascii_digit());
        character.is_ascii_digit() || "XxYESTZ?~%/.,[]{}:+-".contains(character)
    });
    // `2024..2025` is a range in words: EDTF writes `..` in brackets or at the end of an interval.
    let is_range = text.contains("..") && !text.contains(['[', '{', '/']);
    all && digits >= 4 && !is_range
}

fn refuse_implausible_year(typed: &str, date: Edtf) -> Result<Edtf, EntryError> {
    let of_date = |date: &Date| match date {
        Date::Civil(civil) => civil.year.exact(),
        Date::Remote(..) => None,
    };
    let years: Vec<i64> = match &date.form {
        Form::Moment(day, _) => vec![day.year()],
        form @ (Form::Date(_) | Form::Century(_) | Form::Interval(_) | Form::Set(_)) => {
            form.dates().iter().filter_map(of_date).collect()
        }
    };
    match years.into_iter().find(|year| !PLAUSIBLE_YEARS.contains(year)) {
        Some(year) => Err(EntryError::ImplausibleYear { value: typed.into(), year, edtf: date.text }),
        None => Ok(date),
    }
}

/// Reads a shortcut in words.
fn words(typed: &str, today: Day) -> Result<Edtf, EntryError> {
    match typed.to_lowercase().as_str() {
        "today" | "今天" | "今日" => return Ok(Edtf::day(today)),
        "yesterday" | "昨天" | "昨日" => return Ok(Edtf::day(today.plus_days(-1))),
        "tomorrow" | "明天" | "明日" => return Ok(Edtf::day(today.plus_days(1))),
        _ => {}
    }
    let entry = Entry { typed };
    let prefixed = PREFIXES.iter().find_map(|(word, wording)| Some((strip_word(typed, word)?, *wording)));
    let suffixed = SUFFIXES.iter().find_map(|(word, wording)| Some((typed.strip_suffix(word)?, *wording)));
    match prefixed {
        Some((rest, Wording::From)) if rest.ends_with(" onwards") => {
            entry.worded(rest.trim_end_matches(" onwards"), Wording::Since)
        }
        Some((rest, wording)) => entry.worded(rest, wording),
        None => match suffixed {
            Some((rest, wording)) => entry.worded(rest, wording),
            None => entry.unworded(typed),
        },
    }
}

/// The rest of a text that begins with a word, in whatever case.
fn strip_word<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let begins = text.get(..word.len())?.eq_ignore_ascii_case(word);
    begins.then(|| text[word.len()..].trim_start())
}

/// The text as typed, which every refusal names.
#[derive(Clone, Copy)]
pub(super) struct Entry<'a> {
    pub(super) typed: &'a str,
}

impl Entry<'_> {
    pub(super) fn not_a_date(self) -> EntryError {
        let value = self.typed.into();
        EntryError::NotADate { value }
    }

    fn inexact(self) -> EntryError {
        let value = self.typed.into();
        EntryError::Inexact { value }
    }

    pub(super) fn ambiguous(self, one: Reading, two: Reading) -> EntryError {
        EntryError::Ambiguous { value: self.typed.into(), readings: Readings([one, two]) }
    }

    /// The EDTF a shortcut stands for.
    pub(super) fn compose(self, edtf: &str) -> Result<Edtf, EntryError> {
        Edtf::parse(edtf).map_err(|source| EntryError::Shortcut { value: self.typed.into(), source })
    }

    fn worded(self, rest: &str, wording: Wording) -> Result<Edtf, EntryError> {
        if let Wording::Between = wording {
            let (left, right) = split_word(rest, " and ").ok_or_else(|| self.not_a_date())?;
            return self.range(left, right);
        }
        if let Wording::From = wording {
            let (left, right) = split_word(rest, " to ").ok_or_else(|| self.not_a_date())?;
            return self.interval(left, right);
        }
        let date = self.single(rest)?;
        let (earliest, latest) = match (date.earliest(), date.latest()) {
            (Some(earliest), Some(latest)) if is_solid(&date) => (earliest, latest),
            _ => return Err(self.inexact()),
        };
        let before = format!("[..{}]", earliest.plus_days(-1));
        let after = format!("[{}..]", latest.plus_days(1));
        match wording {
            Wording::Before => self.compose(&before),
            Wording::AtLatest => self.compose(&format!("[..{date}]")),
            Wording::After => self.compose(&after),
            Wording::AtEarliest => self.compose(&format!("[{date}..]")),
            Wording::Since => self.compose(&format!("{date}/..")),
            Wording::About => self.compose(&format!("{date}~")),
            Wording::Possibly => self.compose(&format!("{date}?")),
            Wording::Until => Err(self.ambiguous(
                Reading::new("something that lasted until then", format!("../{date}")),
                Reading::new("something that happened by then", format!("by {date}")),
            )),
            Wording::OrNotBefore => Err(self
                .ambiguous(Reading::new("with that date", format!("[..{date}]")), Reading::new("without it", before))),
            Wording::OrNotAfter => Err(self
                .ambiguous(Reading::new("with that date", format!("[{date}..]")), Reading::new("without it", after))),
            Wording::Vague(third) => {
                Err(EntryError::Vague { value: self.typed.into(), write: third_of(earliest, latest, third).into() })
            }
            Wording::Between | Wording::From => Err(self.not_a_date()),
        }
    }

    /// A date, a range or an interval without a word before it.
    fn unworded(self, text: &str) -> Result<Edtf, EntryError> {
        let single = match self.single(text) {
            Err(error @ (EntryError::NotADate { .. } | EntryError::NoFullYear { .. })) => error,
            other => return other,
        };
        if let Some((date, mark)) = qualified(text) {
            let date = self.single(date)?;
            return if is_solid(&date) { self.compose(&format!("{date}{mark}")) } else { Err(self.inexact()) };
        }
        if let Some((left, right)) = text.split_once("..") {
            return match (left.trim(), right.trim()) {
                ("", "") => Err(single),
                (start, "") => {
                    Err(self.one_sided(&self.single(start)?, |date| (format!("{date}/.."), format!("[{date}..]"))))
                }
                ("", end) => {
                    Err(self.one_sided(&self.single(end)?, |date| (format!("../{date}"), format!("[..{date}]"))))
                }
                (left, right) => self.range(left, right),
            };
        }
        for word in [" or ", "或"] {
            if let Some((left, right)) = split_word(text, word) {
                let (left, right) = self.both(left, right)?;
                return self.compose(&format!("[{left},{right}]"));
            }
        }
        for word in [" to ", "至", "到", " – ", " — ", " - ", "–", "—", "-"] {
            if let Some((left, right)) = split_word(text, word) {
                return self.interval(left, right);
            }
        }
        Err(single)
    }

    /// `2024-05..`: EDTF writes one thing for what lasted and another for what happened once.
    fn one_sided(self, date: &Edtf, both: impl Fn(&Edtf) -> (String, String)) -> EntryError {
        let (lasted, once) = both(date);
        self.ambiguous(
            Reading::new("something that lasted", lasted),
            Reading::new("something that happened once", once),
        )
    }

    /// One date, in whichever language.
    fn single(self, text: &str) -> Result<Edtf, EntryError> {
        if text.contains('年') { entry_chinese::date(self, text) } else { entry_english::date(self, text) }
    }

    fn range(self, left: &str, right: &str) -> Result<Edtf, EntryError> {
        let (left, right) = self.both(left, right)?;
        self.compose(&format!("[{left}..{right}]"))
    }

    fn interval(self, left: &str, right: &str) -> Result<Edtf, EntryError> {
        let bare_years = |text: &str| text.ends_with('年');
        let by_dash = !["至", "到", " to "].iter().any(|word| self.typed.contains(word));
        let (left_date, right_date) = self.both(left, right)?;
        let edtf = format!("{left_date}/{right_date}");
        if by_dash && bare_years(left.trim()) && bare_years(right.trim()) {
            return Err(entry_numbers::lasted_or_once(self, left_date.as_str(), right_date.as_str()));
        }
        self.compose(&edtf)
    }

    /// Two dates, of which one may leave out what the other says: `3` and `9 June 2024`.
    fn both(self, left: &str, right: &str) -> Result<(Edtf, Edtf), EntryError> {
        let (left, right) = (left.trim(), right.trim());
        let found = match self.single(right) {
            Ok(right) => (self.completed(left, &right)?, right),
            Err(refusal) => {
                let year_month = left.rsplit_once('月').map(|(rest, _)| format!("{rest}月"));
                let year = left.split_once('年').map(|(year, _)| format!("{year}年"));
                let english_month = left.split(' ').next().map(|word| format!("{word} "));
                let right = [year, year_month, english_month]
                    .into_iter()
                    .flatten()
                    .find_map(|start| self.single(&format!("{start}{right}")).ok())
                    .ok_or(refusal)?;
                (self.completed(left, &right)?, right)
            }
        };
        if is_solid(&found.0) && is_solid(&found.1) { Ok(found) } else { Err(self.inexact()) }
    }

    /// The left date of a pair, completed from the right one where it leaves out month or year.
    fn completed(self, left: &str, right: &Edtf) -> Result<Edtf, EntryError> {
        let alone = match self.single(left) {
            Err(error @ (EntryError::NotADate { .. } | EntryError::NoFullYear { .. })) => error,
            other => return other,
        };
        let Some((year, month, _)) = right.earliest().map(Day::ymd) else {
            return Err(alone);
        };
        let with_year = format!("{left} {year}");
        let with_month = format!("{left} {} {year}", month_name(month));
        match self.single(&with_year) {
            Err(EntryError::NotADate { .. } | EntryError::NoFullYear { .. }) => {}
            other => return other,
        }
        // A day alone is completed from a day, never from a month or a quarter.
        let has_day = left.contains(|letter: char| letter.is_ascii_digit());
        if right.exact_day().is_none() || !has_day {
            return Err(alone);
        }
        match self.single(&with_month) {
            Err(EntryError::NotADate { .. } | EntryError::NoFullYear { .. }) => Err(alone),
            other => other,
        }
    }
}

/// Splits at a word, in whatever case, that occurs once and has text on both sides.
fn split_word<'a>(text: &'a str, word: &str) -> Option<(&'a str, &'a str)> {
    let lower = text.to_ascii_lowercase();
    let mut places = lower.match_indices(word).map(|(place, _)| place);
    let (place, None) = (places.next()?, places.next()) else {
        return None;
    };
    let (left, right) = (&text[..place], &text[place + word.len()..]);
    (!left.trim().is_empty() && !right.trim().is_empty()).then_some((left, right))
}

/// A date with a qualifier of EDTF after it: `14 May 2024~`.
fn qualified(text: &str) -> Option<(&str, char)> {
    let mark = text.chars().next_back()?;
    let is_mark = matches!(mark, '?' | '~' | '%');
    is_mark.then(|| (text[..text.len() - 1].trim_end(), mark))
}

/// Whether a date has every digit, no qualifier, and bounds that no convention chose.
fn is_solid(date: &Edtf) -> bool {
    let Form::Date(Date::Civil(civil)) = &date.form else {
        return false;
    };
    civil.year.exact().is_some()
        && date.mark().is_plain()
        && match civil.part {
            Part::Whole => true,
            Part::Grouping(Grouping::Season(..), _) => false,
            Part::Grouping(_, _) => true,
            Part::Month(month, _) => month.exact().is_some(),
            Part::Day { month, day, .. } => month.exact().is_some() && day.exact().is_some(),
        }
}

/// A range that a third of a month or year could be written as.
pub(super) fn third_of(earliest: Day, latest: Day, third: Third) -> String {
    let (year, month, _) = earliest.ymd();
    let (_, last_month, last) = latest.ymd();
    if month == last_month {
        let (from, to) = match third {
            Third::Early => (1, 10),
            Third::Mid => (11, 20),
            Third::Late => (21, last),
        };
        format!("{from}..{to} {} {year}", month_name(month))
    } else {
        let (from, to) = match third {
            Third::Early => (1, 4),
            Third::Mid => (5, 8),
            Third::Late => (9, 12),
        };
        format!("{}..{} {year}", month_name(from), month_name(to))
    }
}
