//! The shape a date takes once read: components, their qualifiers, and how they combine. It holds
//! no text; reading it is left to `parse`, its first and last day to `bounds`.

use super::day::Day;

/// What one EDTF expression says.
#[derive(Clone, Debug)]
pub(super) enum Form {
    /// One date of any precision.
    Date(Date),
    /// A hundred years, written as two digits: `20`.
    Century(u8),
    /// A day with the time of day as written.
    Moment(Day, Time),
    /// Something that lasted from one end to the other.
    Interval(Box<Interval>),
    /// Several dates: one of them, or all of them.
    Set(Box<Set>),
}

/// One date of any precision.
#[derive(Clone, Copy, Debug)]
pub(super) enum Date {
    /// A four-digit year, alone or with what follows it.
    Civil(Civil),
    /// A year beyond four digits, or one known to fewer digits than are written.
    Remote(Remote, Mark),
}

/// A four-digit year, alone or with a month, a day or a part of the year.
#[derive(Clone, Copy, Debug)]
pub(super) struct Civil {
    pub(super) year: Year,
    pub(super) year_mark: Mark,
    pub(super) part: Part,
}

/// What follows a four-digit year.
#[derive(Clone, Copy, Debug)]
pub(super) enum Part {
    /// Nothing: the whole year.
    Whole,
    /// A season, quarter, four-month period or half-year.
    Grouping(Grouping, Mark),
    /// A month.
    Month(Digits<2>, Mark),
    /// A month and a day of it.
    Day { month: Digits<2>, month_mark: Mark, day: Digits<2>, day_mark: Mark },
}

/// A four-digit year as written, any digit of which may be unspecified.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Year {
    pub(super) negative: bool,
    pub(super) digits: Digits<4>,
}

/// A year outside the four-digit form.
#[derive(Clone, Copy, Debug)]
pub(super) enum Remote {
    /// Exactly this year: `Y170000002`, `Y-17E7`.
    Exact(i64),
    /// This year, of which only the leading digits are significant: `1950S2` lies from `low` to
    /// `high`.
    Estimate { value: i64, low: i64, high: i64 },
}

/// Digits as written, each a digit or the `X` of an unspecified one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Digits<const N: usize>(pub(super) [u8; N]);

impl<const N: usize> Digits<N> {
    /// The value with every unspecified digit replaced by `filling`.
    fn filled(self, filling: u8) -> u32 {
        self.0.iter().fold(0, |value, byte| {
            let digit = if *byte == b'X' { filling } else { byte - b'0' };
            value * 10 + u32::from(digit)
        })
    }

    pub(super) fn lowest(self) -> u32 {
        self.filled(0)
    }

    pub(super) fn highest(self) -> u32 {
        self.filled(9)
    }

    /// The value, if no digit is unspecified.
    pub(super) fn exact(self) -> Option<u32> {
        (!self.0.contains(&b'X')).then(|| self.lowest())
    }

    /// Whether every digit is unspecified.
    pub(super) fn is_blank(self) -> bool {
        self.0.iter().all(|byte| *byte == b'X')
    }

    /// Whether `value` could be what was written.
    pub(super) fn matches(self, value: u32) -> bool {
        let mut rest = value;
        let fits = self.0.iter().rev().all(|byte| {
            let digit = rest % 10;
            rest /= 10;
            *byte == b'X' || u32::from(byte - b'0') == digit
        });
        fits && rest == 0
    }

    /// The values of a range that could be what was written, in order.
    pub(super) fn candidates(self, range: std::ops::RangeInclusive<u32>) -> impl DoubleEndedIterator<Item = u32> {
        range.filter(move |value| self.matches(*value))
    }
}

impl Year {
    /// The year, if no digit is unspecified.
    pub(super) fn exact(self) -> Option<i64> {
        self.digits.exact().map(|value| self.signed(value))
    }

    /// The lowest and highest year that could be meant.
    pub(super) fn range(self) -> (i64, i64) {
        let (near, far) = (self.digits.lowest(), self.digits.highest());
        if self.negative {
            // There is no year −0.
            (self.signed(far), self.signed(near.max(1)))
        } else {
            (self.signed(near), self.signed(far))
        }
    }

    pub(super) fn matches(self, year: i64) -> bool {
        let side = if self.negative { year < 0 } else { year >= 0 };
        side && u32::try_from(year.unsigned_abs()).is_ok_and(|value| self.digits.matches(value))
    }

    fn signed(self, value: u32) -> i64 {
        let value = i64::from(value);
        if self.negative { -value } else { value }
    }
}

/// How far a component is vouched for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(super) struct Mark {
    /// `?` or `%`: the source of the value is doubtful.
    pub(super) uncertain: bool,
    /// `~` or `%`: the value is an estimate near the truth.
    pub(super) approximate: bool,
}

impl Mark {
    pub(super) fn of(byte: u8) -> Option<Mark> {
        let (uncertain, approximate) = match byte {
            b'?' => (true, false),
            b'~' => (false, true),
            b'%' => (true, true),
            _ => return None,
        };
        Some(Mark { uncertain, approximate })
    }

    pub(super) fn and(self, other: Mark) -> Mark {
        Mark { uncertain: self.uncertain || other.uncertain, approximate: self.approximate || other.approximate }
    }

    pub(super) fn is_plain(self) -> bool {
        self == Mark::default()
    }
}

/// A part of a year, by its code of ISO 8601-2:2019, 4.8.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Grouping {
    /// 21 to 24 say no hemisphere, 25 to 28 the northern, 29 to 32 the southern.
    Season(Season, Hemisphere),
    /// 33 to 36: the first to the fourth three months; counted from 0.
    Quarter(u8),
    /// 37 to 39: the first to the third four months; counted from 0.
    Quadrimester(u8),
    /// 40 and 41: the first and the second six months; counted from 0.
    Half(u8),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Season {
    Spring,
    Summer,
    Autumn,
    Winter,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hemisphere {
    Unsaid,
    Northern,
    Southern,
}

impl Grouping {
    pub(super) fn of(code: u32) -> Option<Grouping> {
        let step = |first: u32| u8::try_from(code - first).unwrap_or_default();
        let season = match code.checked_sub(21)? % 4 {
            0 => Season::Spring,
            1 => Season::Summer,
            2 => Season::Autumn,
            _ => Season::Winter,
        };
        match code {
            21..=24 => Some(Grouping::Season(season, Hemisphere::Unsaid)),
            25..=28 => Some(Grouping::Season(season, Hemisphere::Northern)),
            29..=32 => Some(Grouping::Season(season, Hemisphere::Southern)),
            33..=36 => Some(Grouping::Quarter(step(33))),
            37..=39 => Some(Grouping::Quadrimester(step(37))),
            40..=41 => Some(Grouping::Half(step(40))),
            _ => None,
        }
    }
}

/// A time of day as written, kept for its reading and never used to move the day.
#[derive(Clone, Copy, Debug)]
pub(super) struct Time {
    pub(super) hour: u8,
    pub(super) minute: u8,
    pub(super) second: u8,
    pub(super) zone: Zone,
}

/// The offset written after a time of day.
#[derive(Clone, Copy, Debug)]
pub(super) enum Zone {
    /// None: local time.
    Local,
    /// `Z`.
    Utc,
    /// `+04:30`: minutes east of UTC.
    East(i16),
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Interval {
    pub(super) start: Endpoint,
    pub(super) end: Endpoint,
}

/// One end of an interval.
#[derive(Clone, Copy, Debug)]
pub(super) enum Endpoint {
    Date(Date),
    /// `..`: there is no such end.
    Open,
    /// Blank: there is an end and it is not known.
    Unknown,
}

#[derive(Clone, Debug)]
pub(super) struct Set {
    pub(super) choice: Choice,
    pub(super) members: Vec<Member>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Choice {
    /// `[…]`: one of the members.
    OneOf,
    /// `{…}`: all of the members.
    All,
}

/// A member of a set.
#[derive(Clone, Copy, Debug)]
pub(super) enum Member {
    One(Date),
    Range(Date, Date),
    /// `..1984`: this date or an earlier one.
    Before(Date),
    /// `1984..`: this date or a later one.
    After(Date),
}

impl Form {
    /// Every date written in the expression, in order. Centuries and moments hold none.
    pub(super) fn dates(&self) -> Vec<Date> {
        match self {
            Form::Date(date) => vec![*date],
            Form::Century(_) | Form::Moment(..) => Vec::new(),
            Form::Interval(interval) => [interval.start, interval.end]
                .into_iter()
                .filter_map(|end| match end {
                    Endpoint::Date(date) => Some(date),
                    Endpoint::Open | Endpoint::Unknown => None,
                })
                .collect(),
            Form::Set(set) => set
                .members
                .iter()
                .flat_map(|member| match member {
                    Member::One(date) | Member::Before(date) | Member::After(date) => vec![*date],
                    Member::Range(first, last) => vec![*first, *last],
                })
                .collect(),
        }
    }
}

impl Date {
    /// The qualifiers of all components taken together.
    pub(super) fn mark(&self) -> Mark {
        self.marks().into_iter().fold(Mark::default(), Mark::and)
    }

    /// The qualifier of each component written, from the year on.
    pub(super) fn marks(&self) -> Vec<Mark> {
        match self {
            Date::Remote(_, mark) => vec![*mark],
            Date::Civil(civil) => match civil.part {
                Part::Whole => vec![civil.year_mark],
                Part::Grouping(_, mark) | Part::Month(_, mark) => vec![civil.year_mark, mark],
                Part::Day { month_mark, day_mark, .. } => vec![civil.year_mark, month_mark, day_mark],
            },
        }
    }

    /// Whether two dates are written to the same precision, so that a range between them counts in
    /// one unit.
    pub(super) fn same_precision(&self, other: &Date) -> bool {
        match (self, other) {
            (Date::Civil(one), Date::Civil(two)) => {
                std::mem::discriminant(&one.part) == std::mem::discriminant(&two.part)
            }
            (Date::Remote(..), Date::Remote(..)) => true,
            (Date::Civil(civil), Date::Remote(..)) | (Date::Remote(..), Date::Civil(civil)) => {
                matches!(civil.part, Part::Whole)
            }
        }
    }
}
