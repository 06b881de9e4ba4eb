//! The Chinese reading of a date, as a printed chronology has it: `2024年5月14日`. It says what the
//! English reading says, no more and no less.

use super::day::Day;
use super::form::{
    Choice, Civil, Date, Digits, Endpoint, Form, Grouping, Hemisphere, Interval, Mark, Member, Part, Remote, Season,
    Set, Time, Year, Zone,
};
use super::reading_english::{Unit, unit};

/// The reading of a whole expression.
pub(super) fn of(form: &Form) -> String {
    match form {
        Form::Date(date) => one(date),
        Form::Century(century) => format!("{century:02}00年至{century:02}99年间"),
        Form::Moment(day, time) => moment(*day, time),
        Form::Interval(span) => interval(span),
        Form::Set(members) => set(members),
    }
}

/// `2024年`; `公元987年`; `公元前45年` for −44.
fn year_name(year: i64) -> String {
    match year {
        ..=0 => format!("公元前{}年", 1 - year),
        1..=999 => format!("公元{year}年"),
        _ => format!("{year}年"),
    }
}

fn moment(day: Day, time: &Time) -> String {
    let (year, month, number) = day.ymd();
    let Time { hour, minute, second, zone } = time;
    let zone = match zone {
        Zone::Local => String::new(),
        Zone::Utc => "（协调世界时）".to_owned(),
        Zone::East(minutes) => {
            let sign = if *minutes < 0 { '−' } else { '+' };
            let minutes = minutes.unsigned_abs();
            format!("（UTC{sign}{:02}:{:02}）", minutes / 60, minutes % 60)
        }
    };
    format!("{}{month}月{number}日{hour:02}:{minute:02}:{second:02}{zone}", year_name(year))
}

fn one(date: &Date) -> String {
    let words = bare(date);
    let marks = date.marks();
    let whole = date.mark();
    if whole.is_plain() {
        return words;
    }
    if marks.iter().any(|mark| *mark != whole) {
        return format!("{words}（{}）", component_marks(&marks));
    }
    match (whole.approximate, whole.uncertain) {
        (true, false) => format!("约{words}"),
        (true, true) => format!("约{words}（存疑）"),
        (false, _) => format!("{words}（存疑）"),
    }
}

fn component_marks(marks: &[Mark]) -> String {
    let names = ["年份", "月份", "日期"];
    let phrases = names.iter().zip(marks).filter(|(_, mark)| !mark.is_plain()).map(|(name, mark)| {
        match (mark.uncertain, mark.approximate) {
            (true, true) => format!("{name}存疑且为约数"),
            (true, false) => format!("{name}存疑"),
            (false, _) => format!("{name}为约数"),
        }
    });
    phrases.collect::<Vec<String>>().join("，")
}

/// A date without its qualifiers.
fn bare(date: &Date) -> String {
    match date {
        Date::Civil(civil) => format!("{}{}", year_of(civil.year), part_of(&civil.part)),
        Date::Remote(Remote::Exact(year), _) => year_name(*year),
        Date::Remote(Remote::Estimate { value, low, high }, _) => {
            format!("{}至{}间某年（估计为{}）", year_name(*low), year_name(*high), year_name(*value))
        }
    }
}

fn part_of(part: &Part) -> String {
    match part {
        Part::Whole => String::new(),
        Part::Grouping(grouping, _) => grouping_name(*grouping),
        Part::Month(month, _) => numbered(*month, 1..=12, "月"),
        Part::Day { month, day, .. } => numbered(*month, 1..=12, "月") + &numbered(*day, 1..=31, "日"),
    }
}

fn year_of(year: Year) -> String {
    if let Some(exact) = year.exact() {
        return year_name(exact);
    }
    if year.digits.is_blank() {
        return "某年（年份不明）".to_owned();
    }
    let (low, high) = year.range();
    let unspecified = year.digits.0.iter().position(|digit| *digit == b'X').unwrap_or(4);
    let is_trailing = year.digits.0[unspecified..].iter().all(|digit| *digit == b'X');
    match (is_trailing, unspecified) {
        (true, 3) if !year.negative && low >= 1000 && low % 100 != 0 => format!("{low}年代"),
        (true, _) => format!("{}至{}间某年", year_name(low), year_name(high)),
        (false, _) => {
            let written: String = year.digits.0.iter().map(|digit| char::from(*digit)).collect();
            let sign = if year.negative { "−" } else { "" };
            format!("某年（记作{sign}{written}）")
        }
    }
}

/// `5月`; `某月`; `10月至12月间某月`; `1月或11月`.
fn numbered(digits: Digits<2>, range: std::ops::RangeInclusive<u32>, unit: &str) -> String {
    if let Some(exact) = digits.exact() {
        return format!("{exact}{unit}");
    }
    if digits.is_blank() {
        return format!("某{unit}");
    }
    let values: Vec<u32> = digits.candidates(range).collect();
    match (values.first(), values.last()) {
        (Some(first), Some(last)) if usize::try_from(last - first + 1) == Ok(values.len()) && values.len() > 2 => {
            format!("{first}{unit}至{last}{unit}间某{unit}")
        }
        _ => {
            let named = values.iter().map(|value| format!("{value}{unit}"));
            listed(named, "或")
        }
    }
}

fn grouping_name(grouping: Grouping) -> String {
    let counted = |number: u8| ["一", "二", "三", "四"][usize::from(number.min(3))];
    match grouping {
        Grouping::Season(season, hemisphere) => {
            let season = match season {
                Season::Spring => "春季",
                Season::Summer => "夏季",
                Season::Autumn => "秋季",
                Season::Winter => "冬季",
            };
            let hemisphere = match hemisphere {
                Hemisphere::Unsaid => "",
                Hemisphere::Northern => "（北半球）",
                Hemisphere::Southern => "（南半球）",
            };
            format!("{season}{hemisphere}")
        }
        Grouping::Quarter(number) => format!("第{}季度", counted(number)),
        Grouping::Quadrimester(number) => {
            let (first, _) = grouping.months();
            format!("{first}月至{}月（第{}个四个月期）", first + 3, counted(number))
        }
        Grouping::Half(0) => "上半年".to_owned(),
        Grouping::Half(_) => "下半年".to_owned(),
    }
}

fn interval(interval: &Interval) -> String {
    match (&interval.start, &interval.end) {
        (Endpoint::Date(start), Endpoint::Date(end)) => span(start, end),
        (Endpoint::Date(start), Endpoint::Open) => format!("{}起", one(start)),
        (Endpoint::Date(start), Endpoint::Unknown) => format!("{}起，结束时间不明", one(start)),
        (Endpoint::Open, Endpoint::Date(end)) => format!("至{}为止", one(end)),
        (Endpoint::Unknown, Endpoint::Date(end)) => format!("至{}为止，开始时间不明", one(end)),
        (Endpoint::Open | Endpoint::Unknown, Endpoint::Open | Endpoint::Unknown) => "无起止时间".to_owned(),
    }
}

/// `2024年6月3日至9日`: the second end without what it repeats of the first.
fn span(start: &Date, end: &Date) -> String {
    let left = one(start);
    let right = match (start, end) {
        (Date::Civil(first), Date::Civil(last)) => repeated_left_out(first, last),
        (Date::Remote(..), _) | (_, Date::Remote(..)) => None,
    };
    let plain = start.mark().is_plain() && end.mark().is_plain();
    match right.filter(|_| plain) {
        Some(right) if right.is_empty() => left,
        Some(right) => format!("{left}至{right}"),
        None => format!("{left}至{}", one(end)),
    }
}

fn repeated_left_out(first: &Civil, last: &Civil) -> Option<String> {
    if first.year != last.year || first.year.exact().is_none() {
        return None;
    }
    match (&first.part, &last.part) {
        (Part::Whole, Part::Whole) => Some(String::new()),
        (Part::Month(one, _), Part::Month(two, _)) => {
            let exact = one.exact().is_some() && one == two;
            Some(if exact { String::new() } else { part_of(&last.part) })
        }
        (Part::Day { month, day, .. }, Part::Day { month: last_month, day: last_day, .. }) => {
            let exact = month.exact().is_some() && month == last_month;
            let same_day = exact && day.exact().is_some() && day == last_day;
            Some(match (exact, same_day) {
                (_, true) => String::new(),
                (true, false) => numbered(*last_day, 1..=31, "日"),
                (false, false) => part_of(&last.part),
            })
        }
        (Part::Whole | Part::Grouping(..) | Part::Month(..) | Part::Day { .. }, _) => None,
    }
}

fn set(set: &Set) -> String {
    let readings = set.members.iter().map(|member| member_of(member, set.choice));
    match set.choice {
        Choice::OneOf => listed(readings, "或"),
        Choice::All => listed(readings, "和"),
    }
}

fn member_of(member: &Member, choice: Choice) -> String {
    let counted = |date, before| {
        let name = match unit(date) {
            Unit::Year => "年",
            Unit::Month => "月",
            Unit::Day => "日",
            Unit::Grouping => "时",
        };
        format!("{before}{name}")
    };
    match (member, choice) {
        (Member::One(date), _) => one(date),
        (Member::Range(start, end), Choice::OneOf) => {
            format!("{}间{}", span(start, end), counted(start, "某"))
        }
        (Member::Range(start, end), Choice::All) => {
            format!("{}间每{}", span(start, end), counted(start, ""))
        }
        (Member::Before(date), Choice::OneOf) => format!("{}或之前", one(date)),
        (Member::After(date), Choice::OneOf) => format!("{}或之后", one(date)),
        (Member::Before(date), Choice::All) => format!("至{}的每{}", one(date), counted(date, "")),
        (Member::After(date), Choice::All) => format!("自{}起的每{}", one(date), counted(date, "")),
    }
}

fn listed(readings: impl Iterator<Item = String>, conjunction: &str) -> String {
    let mut readings: Vec<String> = readings.collect();
    match readings.pop() {
        Some(last) if readings.is_empty() => last,
        Some(last) => format!("{}{conjunction}{last}", readings.join("、")),
        None => String::new(),
    }
}
