//! Reads a day with a time of day. The time is checked and kept as written; it never moves the day,
//! whatever its offset.

use super::bounds_of_day;
use super::cursor::Cursor;
use super::error::EdtfError;
use super::form::{Form, Time, Zone};
use super::parse::written_date;

const SHAPE: &str = "write the time as hh:mm:ss, then nothing, Z or an offset such as +04:30";

/// Reads `1985-04-12T23:20:30+04:30`; the text is known to hold a `T`.
pub(super) fn moment(cursor: &mut Cursor<'_>) -> Result<Form, EdtfError> {
    let day_place = cursor.at;
    let date = written_date(cursor)?;
    let Some(day) = bounds_of_day(&date) else {
        let reason = "a time of day needs a day without X or qualifier before it; leave the time out";
        return Err(cursor.out_of_place(day_place, reason));
    };
    if !cursor.take(b'T') {
        return Err(cursor.unexpected("`T` after the day", SHAPE));
    }
    let time_place = cursor.at;
    let hour = two(cursor, 24, "hours run from 00 to 24; correct the hour")?;
    colon(cursor)?;
    let minute = two(cursor, 59, "minutes run from 00 to 59; correct the minute")?;
    colon(cursor)?;
    let second_place = cursor.at;
    let second = two(cursor, 60, "seconds run from 00 to 59; correct the second")?;
    if hour == 24 && (minute, second) != (0, 0) {
        let reason = "the day ends at 24:00:00; correct the hour";
        return Err(no_such_time(cursor, time_place, reason));
    }
    if second == 60 && minute != 59 {
        let reason = "a leap second stands only at the end of an hour; correct the second";
        return Err(no_such_time(cursor, second_place, reason));
    }
    let zone = zone(cursor)?;
    cursor.finish("the end of the time")?;
    let time = Time { hour, minute, second, zone };
    Ok(Form::Moment(day, time))
}

fn zone(cursor: &mut Cursor<'_>) -> Result<Zone, EdtfError> {
    let place = cursor.at;
    let west = match cursor.peek() {
        None => return Ok(Zone::Local),
        Some(b'Z') => {
            cursor.take(b'Z');
            return Ok(Zone::Utc);
        }
        Some(b'+') => false,
        Some(b'-') => true,
        Some(_) => return Err(cursor.unexpected("`Z`, an offset or the end", SHAPE)),
    };
    cursor.at += 1;
    const RANGE: &str = "offsets run from -12:00 to +14:00, UTC being Z; correct the offset";
    let hours = i16::from(two(cursor, 14, RANGE)?);
    let minutes = if cursor.peek().is_some() {
        colon(cursor)?;
        i16::from(two(cursor, 59, RANGE)?)
    } else {
        0
    };
    let distance = hours * 60 + minutes;
    let valid = if west { (1..=12 * 60).contains(&distance) } else { distance <= 14 * 60 };
    if !valid {
        return Err(no_such_time(cursor, place, RANGE));
    }
    Ok(Zone::East(if west { -distance } else { distance }))
}

fn colon(cursor: &mut Cursor<'_>) -> Result<(), EdtfError> {
    if cursor.take(b':') {
        return Ok(());
    }
    Err(cursor.unexpected("`:`", SHAPE))
}

/// Two digits whose value is at most `limit`.
fn two(cursor: &mut Cursor<'_>, limit: u8, reason: &'static str) -> Result<u8, EdtfError> {
    let place = cursor.at;
    let mut value = 0;
    for _ in 0..2 {
        match cursor.peek() {
            Some(byte @ b'0'..=b'9') => value = value * 10 + (byte - b'0'),
            _ => return Err(cursor.unexpected("two digits", SHAPE)),
        }
        cursor.at += 1;
    }
    if value > limit {
        return Err(no_such_time(cursor, place, reason));
    }
    Ok(value)
}

fn no_such_time(cursor: &Cursor<'_>, place: usize, reason: &'static str) -> EdtfError {
    EdtfError::NoSuchTime { value: cursor.text.into(), place: place + 1, reason }
}
