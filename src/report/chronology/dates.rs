//! Days between two dates, the month an entry is filed under, and instants in words. Uncertain dates
//! stay uncertain: a range or "about", never a day nobody gave.

use crate::domain::edtf::{Day, Edtf};
use crate::domain::stamp::Instant;

/// Where an entry is filed: its year, and its month where that is certain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct Filed {
    /// The year of the earliest day; `None` where the start is open or unknown.
    pub year: Option<i64>,
    /// The month; `None` where the date may lie in several.
    pub month: Option<u32>,
}

/// The first and last day on which it can have begun. Something that lasted began on the first day
/// of its interval.
pub(super) fn beginning(date: &Edtf) -> (Option<Day>, Option<Day>) {
    if date.is_interval()
        && let Some((start, _)) = date.as_str().split_once('/')
        && let Ok(start) = Edtf::parse(start)
    {
        return (start.earliest(), start.latest());
    }
    (date.earliest(), date.latest())
}

/// True where the day it began is known and nothing qualifies the date.
pub(super) fn is_certain(date: &Edtf) -> bool {
    let (first, last) = beginning(date);
    first.is_some() && first == last && !date.is_uncertain() && !date.is_approximate()
}

/// Where an entry of that date is filed.
pub(super) fn filed(date: &Edtf) -> Filed {
    let (first, last) = beginning(date);
    let Some((year, month, _)) = first.map(Day::ymd) else { return Filed { year: None, month: None } };
    let same = last.map(Day::ymd).is_some_and(|(other, end, _)| (other, end) == (year, month));
    Filed { year: Some(year), month: same.then_some(month) }
}

/// The days from one date to a later one, from beginning to beginning: `+12 days`, `same day`,
/// `about +30 days`, `+2 to +33 days`; `None` where a bound is open or unknown.
pub(super) fn days_between(action: &Edtf, response: &Edtf) -> Option<String> {
    let (first, last) = beginning(action);
    let (answer_first, answer_last) = beginning(response);
    let fewest = last?.days_until(answer_first?);
    let most = first?.days_until(answer_last?);
    let words = match (fewest, most) {
        (0, 0) => "same day".to_owned(),
        (1 | -1, most) if fewest == most => format!("{} day", signed(fewest)),
        (fewest, most) if fewest == most => format!("{} days", signed(fewest)),
        (fewest, most) => format!("{} to {} days", signed(fewest), signed(most)),
    };
    if action.is_approximate() || response.is_approximate() {
        return Some(format!("about {words}"));
    }
    if action.is_uncertain() || response.is_uncertain() {
        return Some(format!("possibly {words}"));
    }
    Some(words)
}

fn signed(days: i64) -> String {
    match days {
        0 => "0".to_owned(),
        1.. => format!("+{days}"),
        ..0 => format!("−{}", days.unsigned_abs()),
    }
}

/// An instant in words: `24 November 2026, 15:06:51 UTC`. Fractions of a second are left out.
pub(super) fn instant(instant: Instant) -> String {
    let text = instant.to_string();
    let seconds = text.split_once('.').map_or_else(|| text.clone(), |(whole, _)| format!("{whole}Z"));
    Edtf::parse(&seconds).map_or(text, |date| date.english())
}

/// The UTC day of an instant in words.
pub(super) fn instant_day(instant: Instant) -> String {
    let day = instant.day();
    Edtf::parse(&day).map_or(day, |date| date.english())
}

/// The time from one day to another in words: `18 February 2015 – 22 June 2026`.
pub(super) fn span(first: Day, last: Day) -> String {
    let text = format!("{first}/{last}");
    Edtf::parse(&text).map_or(text, |date| date.english())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(action: &str, response: &str) -> String {
        let date = |text: &str| Edtf::parse(text).unwrap();
        days_between(&date(action), &date(response)).unwrap_or_else(|| "unknown".to_owned())
    }

    #[test]
    fn days_are_exact_only_between_exact_days() {
        assert_eq!(days("2024-05-01", "2024-05-13"), "+12 days");
        assert_eq!(days("2024-05-01", "2024-05-02"), "+1 day");
        assert_eq!(days("2024-05-01", "2024-05-01"), "same day");
        assert_eq!(days("2024-05-03", "2024-05-01"), "−2 days");
        assert_eq!(days("2024-05-14/2024-05-15", "2024-05-20"), "+6 days");
        assert_eq!(days("2024-05-20", "2024-06"), "+12 to +41 days");
        assert_eq!(days("2024-05-20", "2024-05-30~"), "about +10 days");
        assert_eq!(days("2024-05-20", "2024-05-30?"), "possibly +10 days");
        assert_eq!(days("2024-05-20", "../2024-06"), "unknown");
    }

    #[test]
    fn an_entry_is_filed_under_a_month_only_where_its_month_is_known() {
        let at = |text: &str| {
            let filed = filed(&Edtf::parse(text).unwrap());
            (filed.year, filed.month)
        };
        assert_eq!(at("2024-05~"), (Some(2024), Some(5)));
        assert_eq!(at("2024-05-30/2024-06-02"), (Some(2024), Some(5)));
        assert_eq!(at("[2024-05-30..2024-06-02]"), (Some(2024), None));
        assert_eq!(at("2024-21"), (Some(2024), None));
        assert_eq!(at("2024/2025"), (Some(2024), None));
        assert_eq!(at("../2024"), (None, None));
    }
}
