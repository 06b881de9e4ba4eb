//! Dates as a chronology holds them: EDTF (ISO 8601-2:2019), kept as written, with the first and
//! last civil day they can mean. What a person types is read in `entry`; nothing here reads a clock.

mod bounds;
mod cursor;
mod day;
mod english_names;
pub mod entry;
mod entry_chinese;
mod entry_english;
mod entry_error;
mod entry_numbers;
mod entry_words;
mod error;
mod form;
mod parse;
mod parse_compound;
mod parse_time;
mod reading_chinese;
mod reading_english;

use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub use day::{Day, Weekday};
pub use error::EdtfError;

use form::{Date, Endpoint, Form, Mark, Member, Part};

/// A date as written in EDTF, the Extended Date/Time Format of ISO 8601-2:2019 (levels 0 and 1, and
/// of level 2 sets, qualified components, unspecified digits anywhere, parts of the year, and
/// exponential and significant-digit years).
///
/// The text is kept and given back unchanged; two dates are equal when they are written alike. The
/// bounds are civil days: an offset of a time of day never moves them, and a year never becomes its
/// first of January.
#[derive(Clone)]
pub struct Edtf {
    text: Box<str>,
    earliest: Option<Day>,
    latest: Option<Day>,
    form: Form,
}

impl Edtf {
    /// Reads strict EDTF: nothing is trimmed or repaired.
    ///
    /// # Errors
    /// Says what was expected at which character, which day or month does not exist, or that the end
    /// of an interval precedes its start.
    pub fn parse(text: &str) -> Result<Edtf, EdtfError> {
        let form = parse::form(text)?;
        Ok(Edtf::of(text.into(), form))
    }

    /// The EDTF of one civil day. For a year beyond four digits EDTF writes no days, and the date is
    /// that of the year.
    #[must_use]
    pub fn day(day: Day) -> Edtf {
        let (year, month, number) = day.ymd();
        let digits = |value: u32, place: u32| b'0' + u8::try_from(value / place % 10).unwrap_or(0);
        let year_digits = u32::try_from(year.unsigned_abs()).ok().filter(|value| *value <= 9999);
        let Some(written) = year_digits else {
            let form = Form::Date(Date::Remote(form::Remote::Exact(year), Mark::default()));
            return Edtf::of(format!("Y{year}").into(), form);
        };
        let two = |value| form::Digits([digits(value, 10), digits(value, 1)]);
        let form = Form::Date(Date::Civil(form::Civil {
            year: form::Year {
                negative: year < 0,
                digits: form::Digits([1000, 100, 10, 1].map(|place| digits(written, place))),
            },
            year_mark: Mark::default(),
            part: Part::Day {
                month: two(month),
                month_mark: Mark::default(),
                day: two(number),
                day_mark: Mark::default(),
            },
        }));
        Edtf::of(day.to_string().into(), form)
    }

    fn of(text: Box<str>, form: Form) -> Edtf {
        let (earliest, latest) = form.bounds();
        Edtf { text, earliest, latest, form }
    }

    /// The text as written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The first day it can mean; `None` where the start is open or unknown.
    #[must_use]
    pub fn earliest(&self) -> Option<Day> {
        self.earliest
    }

    /// The last day it can mean; `None` where the end is open or unknown.
    #[must_use]
    pub fn latest(&self) -> Option<Day> {
        self.latest
    }

    /// What a chronology sorts by: the earliest day, then the latest. An open or unknown start sorts
    /// before every day, an open or unknown end after every day.
    #[must_use]
    pub fn sort_key(&self) -> (Day, Day) {
        (self.earliest.unwrap_or(Day::MIN), self.latest.unwrap_or(Day::MAX))
    }

    /// The day, where one civil day is written out in full and nothing qualifies it. A time of day
    /// after it does not count against it.
    #[must_use]
    pub fn exact_day(&self) -> Option<Day> {
        match &self.form {
            Form::Date(date) => bounds_of_day(date),
            Form::Moment(day, _) => Some(*day),
            Form::Century(_) | Form::Interval(_) | Form::Set(_) => None,
        }
    }

    /// Whether any component is uncertain: `?` or `%`.
    #[must_use]
    pub fn is_uncertain(&self) -> bool {
        self.mark().uncertain
    }

    /// Whether any component is approximate: `~` or `%`.
    #[must_use]
    pub fn is_approximate(&self) -> bool {
        self.mark().approximate
    }

    fn mark(&self) -> Mark {
        let dates = self.form.dates();
        dates.iter().map(Date::mark).fold(Mark::default(), Mark::and)
    }

    /// Whether it is written as an interval, for something that lasted.
    #[must_use]
    pub fn is_interval(&self) -> bool {
        matches!(self.form, Form::Interval(_))
    }

    /// Whether it is written without an end: `2024-05/..`, `[2024-05..]`. An unknown end, as in
    /// `2024-05/`, is an end.
    #[must_use]
    pub fn is_open_ended(&self) -> bool {
        match &self.form {
            Form::Date(_) | Form::Century(_) | Form::Moment(..) => false,
            Form::Interval(interval) => matches!(interval.end, Endpoint::Open),
            Form::Set(set) => matches!(set.members.last(), Some(Member::After(_))),
        }
    }

    /// Whether it may have happened, wholly or in part, from `from` to `to`, both days included.
    /// `None` leaves that side of the window open; an open or unknown bound reaches every day.
    #[must_use]
    pub fn overlaps(&self, from: Option<Day>, to: Option<Day>) -> bool {
        let (earliest, latest) = self.sort_key();
        from.is_none_or(|from| latest >= from) && to.is_none_or(|to| earliest <= to)
    }

    /// Whether some of the days it names lies from `from` to `to`, both included. As
    /// [`Edtf::overlaps`], but of a set each member is asked, so that `[2023-02,2023-11]` names no day
    /// of the summer between.
    #[must_use]
    pub fn names_day_within(&self, from: Day, to: Day) -> bool {
        let Form::Set(set) = &self.form else { return self.overlaps(Some(from), Some(to)) };
        set.members.iter().any(|member| {
            let (earliest, latest) = member.bounds();
            latest.is_none_or(|latest| latest >= from) && earliest.is_none_or(|earliest| earliest <= to)
        })
    }

    /// The date in English as a printed chronology has it: `14 May 2024`, `about March 2018`,
    /// `between 3 and 9 June 2024`.
    #[must_use]
    pub fn english(&self) -> String {
        reading_english::of(&self.form)
    }

    /// The date in Chinese as a printed chronology has it: `2024年5月14日`, `约2018年3月`.
    #[must_use]
    pub fn chinese(&self) -> String {
        reading_chinese::of(&self.form)
    }
}

/// The day of a date that is one civil day, unqualified and without unspecified digits.
fn bounds_of_day(date: &Date) -> Option<Day> {
    let Date::Civil(civil) = date else {
        return None;
    };
    match civil.part {
        Part::Day { month, day, .. } if date.mark().is_plain() => {
            Day::new(civil.year.exact()?, month.exact()?, day.exact()?)
        }
        Part::Day { .. } | Part::Whole | Part::Grouping(..) | Part::Month(..) => None,
    }
}

impl PartialEq for Edtf {
    fn eq(&self, other: &Edtf) -> bool {
        self.text == other.text
    }
}

impl Eq for Edtf {}

impl Hash for Edtf {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}

impl fmt::Display for Edtf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}

impl fmt::Debug for Edtf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Edtf({})", self.text)
    }
}

impl FromStr for Edtf {
    type Err = EdtfError;

    fn from_str(text: &str) -> Result<Edtf, EdtfError> {
        Edtf::parse(text)
    }
}

impl Serialize for Edtf {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

impl<'de> Deserialize<'de> for Edtf {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Edtf, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        Edtf::parse(&text).map_err(serde::de::Error::custom)
    }
}
