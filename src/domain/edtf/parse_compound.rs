//! Reads the expressions made of several dates: intervals `a/b` and sets `[a,b..c]`, `{a,b}`. The
//! dates in them are left to `parse`.

use super::cursor::Cursor;
use super::error::EdtfError;
use super::form::{Choice, Date, Endpoint, Form, Interval, Member, Set};
use super::parse::date;

/// Reads an interval; the text is known to hold a `/`.
pub(super) fn interval(cursor: &mut Cursor<'_>) -> Result<Form, EdtfError> {
    let (left, right) = cursor.rest().split_once('/').unwrap_or_default();
    let slash = cursor.at + left.len();
    if let Some(second) = right.find('/') {
        let reason = "an interval has one `/`; write its start and its end, as in 2024-05-14/2024-05-16";
        return Err(cursor.out_of_place(slash + 1 + second, reason));
    }
    let start = endpoint(cursor.window(cursor.at, slash))?;
    let end = endpoint(cursor.window(slash + 1, cursor.end))?;
    let dates_nothing = match (start, end) {
        (Endpoint::Unknown, Endpoint::Unknown | Endpoint::Open) | (Endpoint::Open, Endpoint::Unknown) => true,
        (Endpoint::Open, Endpoint::Open) | (Endpoint::Date(_), _) | (_, Endpoint::Date(_)) => false,
    };
    if dates_nothing {
        let reason = "an interval with neither start nor end dates nothing; write the end that is known, as \
                      in 2024-05-14/ or /2024-05-14";
        return Err(cursor.out_of_place(slash, reason));
    }
    if let (Endpoint::Date(start), Endpoint::Date(end)) = (&start, &end) {
        refuse_reversed(cursor, slash + 1, start, end)?;
    }
    Ok(Form::Interval(Box::new(Interval { start, end })))
}

fn endpoint(mut cursor: Cursor<'_>) -> Result<Endpoint, EdtfError> {
    match cursor.rest() {
        "" => Ok(Endpoint::Unknown),
        ".." => Ok(Endpoint::Open),
        text => {
            if let Some(time) = text.find('T') {
                let reason = "the ends of an interval are days, months or years; leave the time of day out";
                return Err(cursor.out_of_place(cursor.at + time, reason));
            }
            if let Some(dots) = text.find("..") {
                let reason = "`..` stands alone for an open end, as in 2004-06-01/..; write a set such as \
                              [..2004-06-01] for `on or before`";
                return Err(cursor.out_of_place(cursor.at + dots, reason));
            }
            date(&mut cursor).map(Endpoint::Date)
        }
    }
}

/// Reads a set; the text is known to begin with a bracket.
pub(super) fn set(cursor: &mut Cursor<'_>) -> Result<Form, EdtfError> {
    let (choice, closing) = if cursor.take(b'[') {
        (Choice::OneOf, b']')
    } else {
        cursor.take(b'{');
        (Choice::All, b'}')
    };
    let last = cursor.end - 1;
    if cursor.at > last || cursor.text.as_bytes()[last] != closing {
        let (expected, remedy) = match choice {
            Choice::OneOf => ("`]` at the end of the set", "close the set with `]`"),
            Choice::All => ("`}` at the end of the set", "close the set with `}`"),
        };
        return Err(cursor.window(cursor.end, cursor.end).unexpected(expected, remedy));
    }
    let mut members = Vec::new();
    let mut at = cursor.at;
    for piece in cursor.window(at, last).rest().split(',') {
        let end = at + piece.len();
        members.push(member(cursor.window(at, end), at == cursor.at, end == last)?);
        at = end + 1;
    }
    Ok(Form::Set(Box::new(Set { choice, members })))
}

fn member(mut cursor: Cursor<'_>, is_first: bool, is_last: bool) -> Result<Member, EdtfError> {
    let (at, end) = (cursor.at, cursor.end);
    if cursor.rest().is_empty() {
        let remedy = "write at least one date between the brackets, and one on either side of a comma";
        return Err(cursor.unexpected("a date in the set", remedy));
    }
    if let Some(time) = cursor.rest().find('T') {
        let reason = "the members of a set are days, months or years; leave the time of day out";
        return Err(cursor.out_of_place(at + time, reason));
    }
    let Some((left, right)) = cursor.rest().split_once("..") else {
        return date(&mut cursor).map(Member::One);
    };
    let dots = at + left.len();
    let mut before = cursor.window(at, dots);
    let mut after = cursor.window(dots + 2, end);
    match (left, right) {
        ("", "") => Err(cursor.out_of_place(dots, "`..` needs a date before or after it, as in [..1984]")),
        ("", _) if is_first => date(&mut after).map(Member::Before),
        ("", _) => {
            let reason = "`..` without a date before it stands only at the beginning of a set; move it there";
            Err(cursor.out_of_place(dots, reason))
        }
        (_, "") if is_last => date(&mut before).map(Member::After),
        (_, "") => {
            let reason = "`..` without a date after it stands only at the end of a set; move it there";
            Err(cursor.out_of_place(dots, reason))
        }
        (_, _) => {
            let first = date(&mut before)?;
            let last = date(&mut after)?;
            if !first.same_precision(&last) {
                let reason = "a range in a set counts in one unit; write both of its ends as days, as months \
                              or as years";
                return Err(cursor.out_of_place(dots, reason));
            }
            refuse_reversed(&cursor, dots + 2, &first, &last)?;
            Ok(Member::Range(first, last))
        }
    }
}

/// Refuses an end of which every day precedes every day of the start.
fn refuse_reversed(cursor: &Cursor<'_>, place: usize, start: &Date, end: &Date) -> Result<(), EdtfError> {
    match (start.earliest(), end.latest()) {
        (Some(start), Some(end)) if end < start => {
            Err(EdtfError::EndBeforeStart { value: cursor.text.into(), place: place + 1, start, end })
        }
        _ => Ok(()),
    }
}
