//! The English reading of a date, as a printed chronology has it. It adds nothing the date does not
//! say and drops no qualifier it does.

use super::day::Day;
use super::english_names::{month_name, ordinal, year_name};
use super::form::{
    Choice, Civil, Date, Digits, Endpoint, Form, Grouping, Hemisphere, Interval, Mark, Member, Part, Remote, Season,
    Set, Time, Year, Zone,
};

/// The reading of a whole expression.
pub(super) fn of(form: &Form) -> String {
    match form {
        Form::Date(date) => one(date),
        Form::Century(century) => format!("some time from {century:02}00 to {century:02}99"),
        Form::Moment(day, time) => moment(*day, time),
        Form::Interval(span) => interval(span),
        Form::Set(members) => set(members),
    }
}

fn moment(day: Day, time: &Time) -> String {
    let (year, month, number) = day.ymd();
    let Time { hour, minute, second, zone } = time;
    let zone = match zone {
        Zone::Local => String::new(),
        Zone::Utc => " UTC".to_owned(),
        Zone::East(minutes) => {
            let sign = if *minutes < 0 { '−' } else { '+' };
            let minutes = minutes.unsigned_abs();
            format!(" (UTC{sign}{:02}:{:02})", minutes / 60, minutes % 60)
        }
    };
    format!("{number} {} {}, {hour:02}:{minute:02}:{second:02}{zone}", month_name(month), year_name(year))
}

fn one(date: &Date) -> String {
    let words = bare(date);
    let marks = date.marks();
    let whole = date.mark();
    if whole.is_plain() {
        return words;
    }
    if marks.iter().any(|mark| *mark != whole) {
        return format!("{words} ({})", component_marks(&marks));
    }
    let is_concrete = !words.starts_with("some ") && !words.starts_with("the ");
    match (whole.approximate, whole.uncertain) {
        (true, false) if is_concrete => format!("about {words}"),
        (true, false) => format!("{words} (approximate)"),
        (true, true) if is_concrete => format!("about {words}, uncertain"),
        (true, true) => format!("{words} (approximate, uncertain)"),
        (false, _) if is_concrete => format!("possibly {words}"),
        (false, _) => format!("{words} (uncertain)"),
    }
}

/// `year uncertain; day approximate`, with components of one qualifier named together.
fn component_marks(marks: &[Mark]) -> String {
    let names = ["year", "month", "day"];
    let mut groups: Vec<(Vec<&str>, Mark)> = Vec::new();
    for (name, mark) in names.iter().zip(marks).filter(|(_, mark)| !mark.is_plain()) {
        match groups.iter_mut().find(|(_, other)| other == mark) {
            Some((members, _)) => members.push(name),
            None => groups.push((vec![name], *mark)),
        }
    }
    let phrases = groups.iter().map(|(members, mark)| {
        let words = match (mark.uncertain, mark.approximate) {
            (true, true) => "uncertain and approximate",
            (true, false) => "uncertain",
            (false, _) => "approximate",
        };
        format!("{} {words}", members.join(" and "))
    });
    phrases.collect::<Vec<String>>().join("; ")
}

/// A date without its qualifiers.
fn bare(date: &Date) -> String {
    let civil = match date {
        Date::Civil(civil) => civil,
        Date::Remote(Remote::Exact(year), _) => return format!("the year {}", year_name(*year)),
        Date::Remote(Remote::Estimate { value, low, high }, _) => {
            return format!(
                "some year from {} to {}, estimated {}",
                year_name(*low),
                year_name(*high),
                year_name(*value)
            );
        }
    };
    match &civil.part {
        Part::Whole => some_year(civil.year),
        Part::Grouping(grouping, _) => grouping_of(*grouping, civil.year),
        Part::Month(month, _) => month_of(*month, civil.year),
        Part::Day { month, day, .. } => day_of(*day, *month, civil.year),
    }
}

fn day_of(day: Digits<2>, month: Digits<2>, year: Year) -> String {
    let days = match day.exact() {
        Some(day) if month.exact().is_some() => day.to_string(),
        Some(day) => format!("the {}", ordinal(day)),
        None => some_day(day),
    };
    let joint = match month.exact() {
        Some(_) if day.is_blank() => " in",
        Some(_) => "",
        None => " of",
    };
    if month.is_blank() && day.is_blank() {
        return format!("{days}{}", in_year(year));
    }
    format!("{days}{joint} {}", month_of(month, year))
}

/// A month and its year.
fn month_of(month: Digits<2>, year: Year) -> String {
    match month.exact() {
        Some(month) => format!("{}{}", month_name(month), of_year(year)),
        None if month.is_blank() => format!("some month{}", in_year(year)),
        None => format!("{}{}", some_month(month), of_year(year)),
    }
}

/// `some day` where nothing is known of it, and otherwise which days it may be.
fn some_day(day: Digits<2>) -> String {
    if day.is_blank() {
        return "some day".to_owned();
    }
    let days: Vec<u32> = day.candidates(1..=31).collect();
    match run(&days) {
        Some((first, last)) => format!("some day from {first} to {last}"),
        None => either(days.iter().map(u32::to_string)),
    }
}

/// Which months it may be.
fn some_month(month: Digits<2>) -> String {
    let months: Vec<u32> = month.candidates(1..=12).collect();
    match run(&months) {
        Some((first, last)) => format!("some month from {} to {}", month_name(first), month_name(last)),
        None => either(months.iter().map(|month| month_name(*month).to_owned())),
    }
}

/// The ends of more than two values that follow each other without a gap.
fn run(values: &[u32]) -> Option<(u32, u32)> {
    let (first, last) = (*values.first()?, *values.last()?);
    (last - first + 1 == count(values) && values.len() > 2).then_some((first, last))
}

fn count(values: &[u32]) -> u32 {
    u32::try_from(values.len()).unwrap_or(u32::MAX)
}

fn some_year(year: Year) -> String {
    if let Some(exact) = year.exact() {
        return year_name(exact);
    }
    if year.digits.is_blank() {
        return "an unknown year".to_owned();
    }
    let (low, high) = year.range();
    let unspecified = year.digits.0.iter().position(|digit| *digit == b'X').unwrap_or(4);
    let is_trailing = year.digits.0[unspecified..].iter().all(|digit| *digit == b'X');
    match (is_trailing, unspecified) {
        // The 2000s may be ten years or a hundred; the 2010s are ten.
        (true, 3) if !year.negative && low >= 1000 && low % 100 != 0 => format!("the {low}s"),
        (true, _) => format!("some year from {} to {}", year_name(low), year_name(high)),
        (false, _) => {
            let written: String = year.digits.0.iter().map(|digit| char::from(*digit)).collect();
            let sign = if year.negative { "−" } else { "" };
            format!("some year written {sign}{written}")
        }
    }
}

/// The year after a month or a day: ` 2024`, ` in the 2010s`, ` of an unknown year`.
fn of_year(year: Year) -> String {
    match year.exact() {
        Some(exact) => format!(" {}", year_name(exact)),
        None => in_year(year),
    }
}

/// The year after words that need a preposition: ` in 2024`.
fn in_year(year: Year) -> String {
    let words = some_year(year);
    let joint = if words.starts_with("some ") || words.starts_with("an ") { "of" } else { "in" };
    format!(" {joint} {words}")
}

fn grouping_of(grouping: Grouping, year: Year) -> String {
    let counted = |number: u8| ["first", "second", "third", "fourth"][usize::from(number.min(3))];
    match grouping {
        Grouping::Season(season, hemisphere) => {
            let season = match season {
                Season::Spring => "spring",
                Season::Summer => "summer",
                Season::Autumn => "autumn",
                Season::Winter => "winter",
            };
            let hemisphere = match hemisphere {
                Hemisphere::Unsaid => "",
                Hemisphere::Northern => " (Northern Hemisphere)",
                Hemisphere::Southern => " (Southern Hemisphere)",
            };
            format!("{season}{}{hemisphere}", of_year(year))
        }
        Grouping::Quarter(number) => {
            format!("{} quarter of {}", counted(number), some_year(year))
        }
        Grouping::Quadrimester(number) => {
            let (first, _) = grouping.months();
            format!("{}–{}{}", month_name(first), month_name(first + 3), of_year(year))
                + &format!(" ({} four months)", counted(number))
        }
        Grouping::Half(number) => format!("{} half of {}", counted(number), some_year(year)),
    }
}

fn interval(interval: &Interval) -> String {
    match (&interval.start, &interval.end) {
        (Endpoint::Date(start), Endpoint::Date(end)) => match shortened(start, end) {
            Some((left, right)) if left.is_empty() => right,
            Some((left, right)) if left.contains(' ') => format!("{left} – {right}"),
            Some((left, right)) => format!("{left}–{right}"),
            None => format!("from {} to {}", one(start), one(end)),
        },
        (Endpoint::Date(start), Endpoint::Open) => format!("from {} onwards", one(start)),
        (Endpoint::Date(start), Endpoint::Unknown) => format!("from {}, end unknown", one(start)),
        (Endpoint::Open, Endpoint::Date(end)) => format!("until {}", one(end)),
        (Endpoint::Unknown, Endpoint::Date(end)) => format!("until {}, start unknown", one(end)),
        (Endpoint::Open | Endpoint::Unknown, Endpoint::Open | Endpoint::Unknown) => "without start or end".to_owned(),
    }
}

/// Both ends in full precision, the first without what the second repeats. `None` where an end is
/// qualified, unspecified, or of another precision; an empty first end where both are the same.
fn shortened(start: &Date, end: &Date) -> Option<(String, String)> {
    let (start, end) = (plain(start)?, plain(end)?);
    let right = bare(&Date::Civil(end));
    let (one, two) = (start.year.exact()?, end.year.exact()?);
    let same_year = one == two;
    match (&start.part, &end.part) {
        (Part::Whole, Part::Whole) if same_year => Some((String::new(), right)),
        (Part::Month(one, _), Part::Month(two, _)) if same_year && one == two => Some((String::new(), right)),
        (Part::Month(month, _), Part::Month(..)) if same_year => Some((month_name(month.exact()?).to_owned(), right)),
        (Part::Day { month, day, .. }, Part::Day { month: end_month, day: end_day, .. }) if same_year => {
            let left = match (month == end_month, day == end_day) {
                (true, true) => String::new(),
                (true, false) => day.exact()?.to_string(),
                (false, _) => format!("{} {}", day.exact()?, month_name(month.exact()?)),
            };
            Some((left, right))
        }
        (Part::Whole, Part::Whole) | (Part::Month(..), Part::Month(..)) | (Part::Day { .. }, Part::Day { .. }) => {
            Some((bare(&Date::Civil(start)), right))
        }
        (Part::Whole | Part::Grouping(..) | Part::Month(..) | Part::Day { .. }, _) => None,
    }
}

/// A year, month or day with every digit known and nothing qualified.
fn plain(date: &Date) -> Option<Civil> {
    let Date::Civil(civil) = date else {
        return None;
    };
    let exact = civil.year.exact().is_some()
        && match civil.part {
            Part::Whole => true,
            Part::Grouping(..) => false,
            Part::Month(month, _) => month.exact().is_some(),
            Part::Day { month, day, .. } => month.exact().is_some() && day.exact().is_some(),
        };
    (exact && date.mark().is_plain()).then_some(*civil)
}

fn set(set: &Set) -> String {
    let readings = set.members.iter().map(|member| match set.choice {
        Choice::OneOf => one_of(member),
        Choice::All => all_of(member),
    });
    match set.choice {
        Choice::OneOf => either(readings),
        Choice::All => listed(readings, "and"),
    }
}

fn one_of(member: &Member) -> String {
    match member {
        Member::One(date) => one(date),
        Member::Range(start, end) => match shortened(start, end) {
            Some((left, right)) if left.is_empty() => right,
            Some((left, right)) => format!("between {left} and {right}"),
            None => format!("between {} and {}", one(start), one(end)),
        },
        Member::Before(date) => format!("{} or before {}", on(date), one(date)),
        Member::After(date) => format!("{} or after {}", on(date), one(date)),
    }
}

fn all_of(member: &Member) -> String {
    let unit = |date| match unit(date) {
        Unit::Day => "every day",
        Unit::Month => "every month",
        Unit::Year => "every year",
        Unit::Grouping => "all",
    };
    match member {
        Member::One(date) => one(date),
        Member::Range(start, end) => match shortened(start, end) {
            Some((left, right)) if left.is_empty() => right,
            Some((left, right)) => format!("{} from {left} to {right}", unit(start)),
            None => format!("{} from {} to {}", unit(start), one(start), one(end)),
        },
        Member::Before(date) => format!("{} up to {}", unit(date), one(date)),
        Member::After(date) => format!("{} from {} onwards", unit(date), one(date)),
    }
}

fn on(date: &Date) -> &'static str {
    match unit(date) {
        Unit::Day => "on",
        Unit::Month | Unit::Year | Unit::Grouping => "in",
    }
}

/// What a date counts in.
#[derive(Clone, Copy)]
pub(super) enum Unit {
    Year,
    Month,
    Day,
    Grouping,
}

pub(super) fn unit(date: &Date) -> Unit {
    match date {
        Date::Remote(..) => Unit::Year,
        Date::Civil(civil) => match civil.part {
            Part::Whole => Unit::Year,
            Part::Grouping(..) => Unit::Grouping,
            Part::Month(..) => Unit::Month,
            Part::Day { .. } => Unit::Day,
        },
    }
}

fn either(readings: impl Iterator<Item = String>) -> String {
    listed(readings, "or")
}

fn listed(readings: impl Iterator<Item = String>, conjunction: &str) -> String {
    let mut readings: Vec<String> = readings.collect();
    match readings.pop() {
        Some(last) if readings.is_empty() => last,
        Some(last) => format!("{} {conjunction} {last}", readings.join(", ")),
        None => String::new(),
    }
}
