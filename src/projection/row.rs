//! The row of a development: what is needed to know whether a question may be about it, and where its
//! events stand in the journal. Its text is left in the journal.

use super::numbered::Record;
use super::varint::{Taker, put, put_ascending, put_signed};
use crate::domain::edtf::Day;
use crate::domain::stamp::Sequence;
use crate::journal::{Position, first_of};

/// The row.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Row {
    /// The first day it can mean, as a number; an open start is before every day.
    pub(super) earliest: i64,
    /// The last day it can mean, as a number; an open end is after every day.
    pub(super) latest: i64,
    /// The kind, by its place in the codebook.
    pub(super) kind: u8,
    /// The status, by its place in the codebook.
    pub(super) status: u8,
    /// It was retracted.
    pub(super) retracted: bool,
    /// It was marked a duplicate.
    pub(super) duplicate: bool,
    /// The topics, a bit each, by their places in the codebook.
    pub(super) topics: u32,
    /// The last day of the `published` date that was over first among its sources.
    pub(super) public: Option<i64>,
    /// The actors that are parties now.
    pub(super) parties: Vec<u32>,
    /// The other actors that it mentions or ever mentioned.
    pub(super) mentions: Vec<u32>,
    /// The developments it is or ever was tied to.
    pub(super) links_out: Vec<u32>,
    /// The developments that are or ever were tied to it.
    pub(super) links_in: Vec<u32>,
    /// Where its events stand, in order.
    pub(super) events: Vec<Position>,
}

/// The first year by the calendar of a span over more than two, filed apart from the years.
pub(super) const LONG: u32 = u32::MAX;

impl Row {
    /// True where the development is part of the chronology.
    pub(super) fn stands(&self) -> bool {
        !self.retracted && !self.duplicate
    }

    /// True where it may have happened between two days.
    pub(super) fn overlaps(&self, from: Option<Day>, to: Option<Day>) -> bool {
        from.is_none_or(|from| self.latest >= from.number()) && to.is_none_or(|to| self.earliest <= to.number())
    }

    /// Takes on the bounds of a date.
    pub(super) fn set_date(&mut self, (earliest, latest): (Day, Day)) {
        self.earliest = earliest.number();
        self.latest = latest.number();
    }

    /// The day under which it is filed.
    pub(super) fn day(&self) -> i32 {
        filing_day(self.earliest)
    }

    /// The year under which it is filed, or [`LONG`].
    pub(super) fn bucket(&self) -> u32 {
        bucket(self.earliest, self.latest)
    }

    /// Every actor it mentions or ever mentioned.
    pub(super) fn actors(&self) -> impl Iterator<Item = u32> {
        self.parties.iter().chain(&self.mentions).copied()
    }

    /// Every development it is or was tied to, in either direction.
    pub(super) fn ties(&self) -> impl Iterator<Item = u32> {
        self.links_out.iter().chain(&self.links_in).copied()
    }
}

/// The day under which an earliest day is filed: itself, within the days that 32 bits can number.
pub(super) fn filing_day(earliest: i64) -> i32 {
    i32::try_from(earliest).unwrap_or(if earliest < 0 { i32::MIN } else { i32::MAX })
}

/// The calendar year of a filing day, as a number that sorts.
pub(super) fn year_bucket(day: i32) -> u32 {
    let year = Day::from_number(i64::from(day)).ymd().0;
    (i32::try_from(year).unwrap_or_default() as u32) ^ (1 << 31)
}

/// The calendar year of a bucket.
pub(super) fn bucket_year(bucket: u32) -> i64 {
    i64::from((bucket ^ (1 << 31)) as i32)
}

fn bucket(earliest: i64, latest: i64) -> u32 {
    let year = |day: i64| Day::from_number(day).ymd().0;
    if year(latest) - year(earliest) > 1 { LONG } else { year_bucket(filing_day(earliest)) }
}

impl Record for Row {
    const KIND: u8 = b'r';
    const PER_BLOCK: u32 = 64;

    fn put_all(rows: &[Self], out: &mut Vec<u8>) {
        let mut before = Row::default();
        let mut first = None;
        for row in rows {
            put_signed(out, row.earliest.wrapping_sub(before.earliest));
            put(out, row.latest.wrapping_sub(row.earliest) as u64);
            let flags = u8::from(row.retracted)
                | u8::from(row.duplicate) << 1
                | u8::from(row.public.is_some()) << 2
                | u8::from(!row.mentions.is_empty()) << 3
                | u8::from(!row.links_out.is_empty()) << 4
                | u8::from(!row.links_in.is_empty()) << 5
                | u8::from(row.events.len() > 1) << 6;
            out.extend_from_slice(&[flags, row.kind, row.status]);
            put(out, u64::from(row.topics));
            if let Some(public) = row.public {
                put_signed(out, public.wrapping_sub(row.earliest));
            }
            put_ascending(out, &row.parties);
            for list in [&row.mentions, &row.links_out, &row.links_in] {
                if !list.is_empty() {
                    put_ascending(out, list);
                }
            }
            if row.events.len() > 1 {
                put(out, row.events.len() as u64);
            }
            let mut last = first;
            for position in &row.events {
                put_position(out, last.as_ref(), position);
                last = Some(*position);
            }
            first = row.events.first().copied().or(first);
            before.earliest = row.earliest;
        }
    }

    fn take_all(taker: &mut Taker<'_>) -> Option<Vec<Self>> {
        let mut rows: Vec<Row> = Vec::new();
        let mut first = None;
        while !taker.is_done() {
            let earliest = rows.last().map_or(0, |row: &Row| row.earliest).wrapping_add(taker.signed()?);
            let latest = earliest.wrapping_add(taker.number()? as i64);
            let flags = taker.byte()?;
            let has = |bit: u8| flags >> bit & 1 == 1;
            let (kind, status) = (taker.byte()?, taker.byte()?);
            let topics = taker.small()?;
            let public = if has(2) { Some(earliest.wrapping_add(taker.signed()?)) } else { None };
            let parties = taker.ascending()?;
            let mentions = if has(3) { taker.ascending()? } else { Vec::new() };
            let links_out = if has(4) { taker.ascending()? } else { Vec::new() };
            let links_in = if has(5) { taker.ascending()? } else { Vec::new() };
            let len = if has(6) { taker.number()? } else { 1 };
            let mut events = Vec::new();
            let mut last = first;
            for _ in 0..len {
                let position = take_position(taker, last.as_ref())?;
                events.push(position);
                last = Some(position);
            }
            first = events.first().copied();
            let (retracted, duplicate) = (has(0), has(1));
            rows.push(Row {
                earliest,
                latest,
                kind,
                status,
                retracted,
                duplicate,
                topics,
                public,
                parties,
                mentions,
                links_out,
                links_in,
                events,
            });
        }
        Some(rows)
    }
}

/// Appends a position that comes later in the journal than the one before.
pub(super) fn put_position(out: &mut Vec<u8>, before: Option<&Position>, position: &Position) {
    put(out, position.sequence.0 - before.map_or(0, |before| before.sequence.0));
    put(out, position.offset - follows(before, position.segment));
    put(out, u64::from(position.len));
}

/// Reads a position back.
pub(super) fn take_position(taker: &mut Taker<'_>, before: Option<&Position>) -> Option<Position> {
    let sequence = before.map_or(0, |before| before.sequence.0).checked_add(taker.number()?)?;
    let segment = first_of(sequence);
    let offset = follows(before, segment).checked_add(taker.number()?)?;
    let len = taker.small()?;
    Some(Position { sequence: Sequence(sequence), segment, offset, len })
}

/// Where the line after this one begins, where it is in the same segment.
fn follows(before: Option<&Position>, segment: u64) -> u64 {
    before.filter(|before| before.segment == segment).map_or(0, |before| before.end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_come_back_as_they_were_put() {
        let position = |sequence: u64, offset, len| Position {
            sequence: Sequence(sequence),
            segment: first_of(sequence),
            offset,
            len,
        };
        let plain = Row { parties: vec![1, 7], events: vec![position(9, 100, 20)], ..Row::default() };
        let full = Row {
            earliest: Day::MIN.number(),
            latest: Day::MAX.number(),
            kind: 3,
            status: 2,
            retracted: true,
            duplicate: true,
            topics: 0b1010,
            public: Some(-4),
            parties: vec![0],
            mentions: vec![5, 9],
            links_out: vec![2],
            links_in: vec![0, 1],
            events: vec![position(11, 150, 40), position(65_536, 0, 9), position(65_540, 70_000, 9)],
        };
        let rows = vec![plain.clone(), full, plain.clone()];
        let rows: Vec<Row> = rows
            .into_iter()
            .enumerate()
            .map(|(at, mut row)| {
                if at == 2 {
                    row.events = vec![position(12, 4_000, 1)];
                }
                row
            })
            .collect();
        let mut bytes = Vec::new();
        Row::put_all(&rows, &mut bytes);
        assert_eq!(Row::take_all(&mut Taker::new(&bytes)), Some(rows));
        assert_eq!(Row::take_all(&mut Taker::new(&bytes[..bytes.len() - 1])), None);
        assert_eq!(plain.bucket(), year_bucket(0));
        assert_eq!(bucket_year(plain.bucket()), 1970);
        let span = |years: i64| Row { latest: Day::new(1970 + years, 1, 1).unwrap().number(), ..Row::default() };
        assert_ne!(span(1).bucket(), LONG);
        assert_eq!(span(2).bucket(), LONG);
    }
}
