//! Reads EDTF strictly: no blank is trimmed, no letter's case forgiven. The grammar of one date is
//! here; sets and intervals are in `parse_compound`, times of day in `parse_time`.

use super::cursor::Cursor;
use super::day::days_in_month;
use super::english_names::{month_name, year_name};
use super::error::EdtfError;
use super::form::{Civil, Date, Digits, Form, Grouping, Part, Remote, Year};
use super::{parse_compound, parse_time};

/// The largest number of digits a year may have once an exponent is applied.
const LONGEST_YEAR: u32 = 12;

/// Reads one expression.
pub(super) fn form(text: &str) -> Result<Form, EdtfError> {
    if text.is_empty() {
        return Err(EdtfError::Empty);
    }
    let mut cursor = Cursor::over(text)?;
    match text.as_bytes()[0] {
        b'[' | b'{' => parse_compound::set(&mut cursor),
        _ if text.contains('/') => parse_compound::interval(&mut cursor),
        _ if text.contains('T') => parse_time::moment(&mut cursor),
        _ => match century(text) {
            Some(century) => Ok(Form::Century(century)),
            None => date(&mut cursor).map(Form::Date),
        },
    }
}

fn century(text: &str) -> Option<u8> {
    let two_digits = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
    two_digits.then(|| text.parse().ok()).flatten()
}

/// Reads a date up to the end of the cursor's window.
pub(super) fn date(cursor: &mut Cursor<'_>) -> Result<Date, EdtfError> {
    let read = if cursor.peek() == Some(b'Y') {
        let year = remote_year(cursor)?;
        Date::Remote(year, cursor.mark())
    } else {
        written_date(cursor)?
    };
    cursor.finish("the end of the date")?;
    Ok(read)
}

/// Reads a date that begins with a four-digit year.
pub(super) fn written_date(cursor: &mut Cursor<'_>) -> Result<Date, EdtfError> {
    let before_year = cursor.mark();
    let year_place = cursor.at;
    let year = written_year(cursor)?;
    if cursor.take(b'S') {
        let estimate = estimate(cursor, year, year_place)?;
        return Ok(Date::Remote(estimate, before_year.and(cursor.mark())));
    }
    let after_year = cursor.mark();
    let mut year_mark = before_year.and(after_year);
    if !cursor.take(b'-') {
        let part = Part::Whole;
        return Ok(Date::Civil(Civil { year, year_mark, part }));
    }

    let before_month = cursor.mark();
    let month_place = cursor.at;
    let month = two_digits(cursor, "two digits for the month", MONTH_REMEDY)?;
    let after_month = cursor.mark();
    // A qualifier after a component holds for it and for everything to its left.
    year_mark = year_mark.and(after_month);
    let month_mark = before_month.and(after_month);
    if !cursor.take(b'-') {
        let part = match month.exact().and_then(Grouping::of) {
            Some(grouping) => Part::Grouping(grouping, month_mark),
            None => Part::Month(month, month_mark),
        };
        refuse_missing_month(cursor, month, month_place, &part)?;
        return Ok(Date::Civil(Civil { year, year_mark, part }));
    }

    let before_day = cursor.mark();
    let day_place = cursor.at;
    let day = two_digits(cursor, "two digits for the day", DAY_REMEDY)?;
    let after_day = cursor.mark();
    let part = Part::Day { month, month_mark: month_mark.and(after_day), day, day_mark: before_day.and(after_day) };
    refuse_missing_month(cursor, month, month_place, &part)?;
    let civil = Civil { year, year_mark: year_mark.and(after_day), part };
    if civil.first_day().is_none() {
        return Err(EdtfError::NoSuchDay {
            value: cursor.text.into(),
            place: day_place + 1,
            day: String::from_utf8_lossy(&day.0).into(),
            reason: month_length(year, month).into(),
        });
    }
    Ok(Date::Civil(civil))
}

const YEAR_REMEDY: &str = "write the year in four digits, as in 2024 or 201X";
const MONTH_REMEDY: &str = "write the month in two digits, as in 2024-05, or XX if it is unknown";
const DAY_REMEDY: &str = "write the day in two digits, as in 2024-05-14, or XX if it is unknown";

fn written_year(cursor: &mut Cursor<'_>) -> Result<Year, EdtfError> {
    let place = cursor.at;
    let negative = cursor.take(b'-');
    let mut digits = [0; 4];
    for digit in &mut digits {
        *digit = cursor.digit_or_x("a year of four digits", YEAR_REMEDY)?;
    }
    let year = Year { negative, digits: Digits(digits) };
    if matches!(cursor.peek(), Some(b'0'..=b'9' | b'X')) {
        let remedy = "write the year in four digits, or with Y before it if it has more, as in Y17000";
        return Err(cursor.unexpected("`-` or the end after four digits of the year", remedy));
    }
    if negative && year.digits.highest() == 0 {
        let reason = "there is no year -0000; write 0000 for 1 BC and -0001 for 2 BC";
        return Err(cursor.no_such_year(place, reason));
    }
    Ok(year)
}

fn two_digits(cursor: &mut Cursor<'_>, expected: &'static str, remedy: &'static str) -> Result<Digits<2>, EdtfError> {
    let tens = cursor.digit_or_x(expected, remedy)?;
    let units = cursor.digit_or_x(expected, remedy)?;
    Ok(Digits([tens, units]))
}

fn refuse_missing_month(cursor: &Cursor<'_>, month: Digits<2>, place: usize, part: &Part) -> Result<(), EdtfError> {
    let exists = match part {
        Part::Whole | Part::Grouping(..) => true,
        Part::Month(month, _) | Part::Day { month, .. } => month.candidates(1..=12).next().is_some(),
    };
    if exists {
        return Ok(());
    }
    Err(EdtfError::NoSuchMonth {
        value: cursor.text.into(),
        place: place + 1,
        month: String::from_utf8_lossy(&month.0).into(),
    })
}

/// How long the month is, as the reason a day is refused.
fn month_length(year: Year, month: Digits<2>) -> String {
    let longest = |month| match month {
        2 => 29,
        _ => days_in_month(2000, month),
    };
    match (month.exact(), year.exact()) {
        (Some(month), Some(year)) => {
            format!("{} {} has {} days", month_name(month), year_name(year), days_in_month(year, month))
        }
        (Some(month), None) => {
            format!("{} has {} days at most", month_name(month), longest(month))
        }
        (None, _) => "no month that matches has such a day".to_owned(),
    }
}

/// Reads `Y`, a year of any length, and perhaps an exponent and significant digits.
fn remote_year(cursor: &mut Cursor<'_>) -> Result<Remote, EdtfError> {
    let place = cursor.at;
    cursor.take(b'Y');
    let negative = cursor.take(b'-');
    let (digits, count) = cursor.number("the digits of a year", "write Y and the year, as in Y17000 or Y-17E7")?;
    let leading_zero = cursor.text.as_bytes().get(cursor.at - count) == Some(&b'0');
    let exponent = if cursor.take(b'E') {
        let remedy = "write the number of zeros after E, as in Y-17E7";
        Some(cursor.number("an exponent", remedy)?.0)
    } else {
        None
    };
    if leading_zero || (exponent.is_none() && count <= 4) {
        let reason = "Y stands only before a year of more than four digits, without leading zeros; write \
                      the year in four digits";
        return Err(cursor.no_such_year(place, reason));
    }
    let length = u64::try_from(count).unwrap_or(u64::MAX);
    let exponent = exponent.unwrap_or(0);
    let too_long = length.saturating_add(exponent) > u64::from(LONGEST_YEAR);
    let value = u32::try_from(exponent)
        .ok()
        .filter(|_| !too_long)
        .and_then(|exponent| 10_i64.checked_pow(exponent))
        .zip(i64::try_from(digits).ok())
        .and_then(|(power, digits)| digits.checked_mul(power));
    let Some(value) = value else {
        let reason = "a year may have twelve digits at most; leave the date out if it lies further away";
        return Err(cursor.no_such_year(place, reason));
    };
    let value = if negative { -value } else { value };
    if cursor.take(b'S') { significant(cursor, value) } else { Ok(Remote::Exact(value)) }
}

/// Reads the significant digits after a four-digit year.
fn estimate(cursor: &mut Cursor<'_>, year: Year, place: usize) -> Result<Remote, EdtfError> {
    match year.exact() {
        Some(value) => significant(cursor, value),
        None => {
            let reason = "unspecified digits and significant digits exclude each other; write 195X or 1950S3";
            Err(cursor.no_such_year(place, reason))
        }
    }
}

fn significant(cursor: &mut Cursor<'_>, value: i64) -> Result<Remote, EdtfError> {
    let place = cursor.at;
    let remedy = "write how many leading digits are significant, as in 1950S2";
    let (significant, _) = cursor.number("a number of significant digits", remedy)?;
    let length = value.unsigned_abs().to_string().len().max(4);
    let dropped = u32::try_from(significant)
        .ok()
        .filter(|significant| *significant > 0)
        .and_then(|significant| u32::try_from(length).ok()?.checked_sub(significant));
    let Some(dropped) = dropped else {
        let reason = "significant digits count from 1 to the number of digits in the year";
        return Err(cursor.no_such_year(place, reason));
    };
    let unit = 10_i64.pow(dropped);
    let near = value.abs() / unit * unit;
    let far = near + unit - 1;
    let (low, high) = if value < 0 { (-far, -near) } else { (near, far) };
    Ok(Remote::Estimate { value, low, high })
}
