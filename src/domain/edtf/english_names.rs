//! English names of months, years and ordinals, shared by the reading, the entry and the refusals.

/// The name of a month from 1 to 12.
pub(super) fn month_name(month: u32) -> &'static str {
    match month {
        1 => "January",
        2 => "February",
        3 => "March",
        4 => "April",
        5 => "May",
        6 => "June",
        7 => "July",
        8 => "August",
        9 => "September",
        10 => "October",
        11 => "November",
        _ => "December",
    }
}

/// The name of an astronomical year: `2024`, `AD 987`, `45 BC` for −44.
pub(super) fn year_name(year: i64) -> String {
    match year {
        ..=0 => format!("{} BC", 1 - year),
        1..=999 => format!("AD {year}"),
        _ => year.to_string(),
    }
}

/// `1st`, `2nd`, `11th`.
pub(super) fn ordinal(day: u32) -> String {
    format!("{day}{}", ordinal_ending(day))
}

/// The ending that makes a number an ordinal.
pub(super) fn ordinal_ending(number: u32) -> &'static str {
    match (number / 10, number % 10) {
        (1, _) => "th",
        (_, 1) => "st",
        (_, 2) => "nd",
        (_, 3) => "rd",
        _ => "th",
    }
}
