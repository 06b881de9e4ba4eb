//! The series of cooperation and conflict of a relation: its codings under a named scale, by year,
//! quarter or month. A coding whose development may fall in several periods is certain in none of them
//! and possible in each, so that every bar has a least and a greatest value.

use super::relation::own_developments;
use super::vantage::Vantage;
use crate::domain::chronicle::{Chronicle, DevelopmentState};
use crate::domain::edtf::{Day, Edtf};
use crate::domain::period::{Grain, Period, Placing};
use crate::domain::scale::{Quad, Scale, Score};
use crate::domain::side::Dyad;
use crate::domain::slug::Key;
use crate::domain::vocabulary::{Scheme, Vocabulary};
use serde::{Serialize, Serializer};
use std::collections::BTreeMap;

/// What is counted in a series.
pub const SERIES_UNIT: &str = "codings of standing developments with parties of both sides; a development with several codes counts once for each";

/// How uncertain dates are put.
pub const BAND_RULE: &str = "a coding counts as certain in the one period its date lies in; where the date may lie in several it is possible in each of them and certain in none; a mark of doubt on a date (`?`, `~`) moves it nowhere and is shown with the entry";

/// A date that may lie in more periods than this is in no bar: it would be nowhere and everywhere.
const WIDEST: i64 = 400;

/// What is asked of a series.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeriesQuery {
    /// Under which scales.
    pub scales: Vec<Scale>,
    /// By which periods.
    pub by: Grain,
    /// Only bars of periods that end on this day or later.
    pub from: Option<Day>,
    /// Only bars of periods that begin on this day or before.
    pub to: Option<Day>,
}

/// The scales drawn where none is named.
pub const USUAL_SCALES: [Scale; 2] = [Scale::Plover, Scale::Cameo];

impl Default for SeriesQuery {
    /// The usual scales, by quarter, all bars.
    fn default() -> Self {
        Self { scales: USUAL_SCALES.to_vec(), by: Grain::Quarter, from: None, to: None }
    }
}

/// The series of a relation, and nothing else of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SeriesReport {
    /// The relation.
    pub relation: Dyad,
    /// The side that comes first in the alphabet, by name.
    pub first_side: String,
    /// The other side, by name.
    pub second_side: String,
    /// A series for each scale.
    pub series: Vec<Series>,
}

/// One bar of each series, with the entries behind it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BarReport {
    /// The relation.
    pub relation: Dyad,
    /// The side that comes first in the alphabet, by name.
    pub first_side: String,
    /// The other side, by name.
    pub second_side: String,
    /// The period.
    pub period: Period,
    /// The bar under each scale.
    pub bars: Vec<ScaledBar>,
}

/// A bar with the scale it is measured by.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ScaledBar {
    /// The name and version of the series.
    pub scheme: &'static str,
    /// The scheme of the codes.
    pub codes: Scheme,
    /// Where the scores come from.
    pub source: &'static str,
    /// The bar.
    pub bar: Bar,
}

/// A series under one scale.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Series {
    /// The name and version of the series.
    pub scheme: &'static str,
    /// The scale it is scored by.
    pub scale: Scale,
    /// The scheme of the codes.
    pub codes: Scheme,
    /// Where the scores come from.
    pub source: &'static str,
    /// By which periods.
    pub by: Grain,
    /// What is counted.
    pub counting_unit: &'static str,
    /// How uncertain dates are put.
    pub band_rule: &'static str,
    /// Developments with at least one code of the scheme.
    pub coded: usize,
    /// Developments without one; they are in no bar.
    pub uncoded: usize,
    /// Codings that may lie in several periods.
    pub uncertain: usize,
    /// Codings whose date is marked uncertain or approximate; they are put where it is written.
    pub qualified: usize,
    /// All codings, whatever their dates.
    pub total: Total,
    /// The codings by class, in the order of the classes.
    pub quads: Vec<QuadCount>,
    /// The codings by code, most first.
    pub by_code: Vec<CodeCount>,
    /// The bars, in order; periods in which nothing can lie have none.
    pub bars: Vec<Bar>,
    /// Codings in no bar: the start or end of their date is open, or it may lie in more than 400 periods.
    pub unplaced: Vec<SeriesEntry>,
}

/// Codings with their scores added up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Tally {
    /// How many.
    pub entries: usize,
    /// The sum of their scores.
    pub sum: Score,
}

/// All codings of a series.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Total {
    /// With a score above zero.
    pub cooperation: Tally,
    /// With a score below zero.
    pub conflict: Tally,
    /// With a score of zero.
    pub neutral: Tally,
}

/// The codings of one class.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct QuadCount {
    /// The class.
    pub quad: Quad,
    /// How many, and what they add up to.
    #[serde(flatten)]
    pub tally: Tally,
}

/// The codings of one code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CodeCount {
    /// The code.
    pub code: String,
    /// What it stands for.
    pub meaning: &'static str,
    /// Its score; `null` where the scale has none for it, and it is then in no sum.
    pub score: Option<Score>,
    /// How many.
    pub entries: usize,
}

/// What one period has.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Bar {
    /// The period.
    pub period: Period,
    /// Its first day.
    pub first_day: Option<Day>,
    /// Its last day.
    pub last_day: Option<Day>,
    /// Scores above zero.
    pub cooperation: Part,
    /// Scores below zero.
    pub conflict: Part,
    /// Scores of zero, which neither part shows.
    pub neutral: Part,
    /// The least and the greatest that all its scores can add up to.
    pub sum: Span<Score>,
    /// The least and the greatest mean that its scores can have; `null` where it may have none at all
    /// and has none for certain that would bound it.
    pub mean: Option<Span<Mean>>,
    /// The codings behind it, by date.
    pub entries: Vec<SeriesEntry>,
}

/// One side of the middle line of a bar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Part {
    /// What lies in the period for certain.
    pub certain: Tally,
    /// What may lie in it besides.
    pub possible: Tally,
}

/// The least and the greatest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Span<T> {
    /// The least.
    pub min: T,
    /// The greatest.
    pub max: T,
}

/// A mean of scores, as the sum and the number it is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mean(pub Tally);

/// A coding in a series.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SeriesEntry {
    /// The development.
    pub key: Key,
    /// Its date, EDTF as written.
    pub date: Edtf,
    /// Its title.
    pub title: String,
    /// The code.
    pub code: String,
    /// What the code stands for.
    pub meaning: &'static str,
    /// Its class.
    pub quad: Option<Quad>,
    /// Its score under the scale; `null` where the scale has none, and it is then in no sum.
    pub score: Option<Score>,
    /// The score that came with the coding, as given; it is in no sum.
    pub given_score: Option<String>,
    /// The edition of the scheme that the coding names.
    pub version: Option<String>,
    /// Whether the date as written lies wholly in the period.
    pub certain: bool,
    /// Whether the date is marked uncertain or approximate: how far beside what is written it may lie,
    /// it does not say.
    pub qualified: bool,
}

impl Part {
    /// The certain and the possible together.
    pub fn most(&self) -> Score {
        self.certain.sum + self.possible.sum
    }

    fn add(&mut self, score: Score, certain: bool) {
        if certain { &mut self.certain } else { &mut self.possible }.add(score);
    }
}

impl Tally {
    fn add(&mut self, score: Score) {
        self.entries += 1;
        self.sum += score;
    }
}

impl Mean {
    /// The mean itself; of nothing, zero.
    pub fn value(self) -> f64 {
        self.0.sum.tenths() as f64 / (10 * self.0.entries.max(1)) as f64
    }

    /// True where another score would lower it.
    fn is_above(self, score: Score) -> bool {
        let count = i64::try_from(self.0.entries).unwrap_or(i64::MAX);
        score.tenths().saturating_mul(count) < self.0.sum.tenths()
    }

    /// True where another score would raise it.
    fn is_below(self, score: Score) -> bool {
        let count = i64::try_from(self.0.entries).unwrap_or(i64::MAX);
        score.tenths().saturating_mul(count) > self.0.sum.tenths()
    }
}

impl Serialize for Mean {
    /// A number, rounded to three digits behind the point.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64((self.value() * 1000.0).round() / 1000.0)
    }
}

/// The series of a relation; with `public_on`, from what the public could know by the end of that day.
pub fn series_report(chronicle: &Chronicle, dyad: Dyad, public_on: Option<Day>, query: &SeriesQuery) -> SeriesReport {
    let vantage = Vantage::new(chronicle, public_on);
    let own = own_developments(&vantage, dyad);
    SeriesReport {
        relation: dyad,
        first_side: vantage.side_name(dyad.first()),
        second_side: vantage.side_name(dyad.second()),
        series: all_series(&own, query),
    }
}

/// The bars of one period; the period alone says how long it is.
pub fn bar_report(
    chronicle: &Chronicle,
    dyad: Dyad,
    public_on: Option<Day>,
    scales: &[Scale],
    period: Period,
) -> BarReport {
    let vantage = Vantage::new(chronicle, public_on);
    let own = own_developments(&vantage, dyad);
    let bars = scales.iter().map(|&scale| {
        let found = codings(&own, scale).into_iter().filter_map(|(entry, date)| match period.grain().place(date) {
            Placing::Within(place) => (place == period).then_some((entry, true)),
            Placing::Between(first, last) => {
                let placed = first.until(last) < WIDEST && names_day(date, period);
                placed.then_some((entry, false))
            }
            Placing::Open => None,
        });
        let mut bar = Bar::empty(period);
        found.for_each(|(entry, certain)| bar.add(entry, certain));
        ScaledBar { scheme: scale.series_name(), codes: scale.scheme(), source: scale.source(), bar: bar.finished() }
    });
    BarReport {
        relation: dyad,
        first_side: vantage.side_name(dyad.first()),
        second_side: vantage.side_name(dyad.second()),
        period,
        bars: bars.collect(),
    }
}

/// The series of developments under each scale asked for.
pub(super) fn all_series(own: &[&DevelopmentState], query: &SeriesQuery) -> Vec<Series> {
    query.scales.iter().map(|scale| series(own, *scale, query)).collect()
}

fn series(own: &[&DevelopmentState], scale: Scale, query: &SeriesQuery) -> Series {
    let has_code = |state: &&&DevelopmentState| state.current.codings.iter().any(|c| c.scheme == scale.scheme());
    let coded = own.iter().filter(has_code).count();
    let mut bars: BTreeMap<Period, Bar> = BTreeMap::new();
    let (mut total, mut uncertain, mut qualified, mut unplaced) = (Total::default(), 0, 0, Vec::new());
    let mut quads: Vec<QuadCount> =
        Quad::ALL.iter().map(|quad| QuadCount { quad: *quad, tally: Tally::default() }).collect();
    let mut by_code: BTreeMap<String, CodeCount> = BTreeMap::new();
    for (entry, date) in codings(own, scale) {
        if let Some(score) = entry.score {
            total.add(score);
        }
        qualified += usize::from(entry.qualified);
        if let Some(row) = quads.iter_mut().find(|row| Some(row.quad) == entry.quad) {
            row.tally.add(entry.score.unwrap_or_default());
        }
        let (meaning, score) = (entry.meaning, entry.score);
        let count = CodeCount { code: entry.code.clone(), meaning, score, entries: 0 };
        by_code.entry(entry.code.clone()).or_insert(count).entries += 1;
        let mut put = |period: Period, entry: SeriesEntry, certain: bool| {
            bars.entry(period).or_insert_with(|| Bar::empty(period)).add(entry, certain);
        };
        match query.by.place(date) {
            Placing::Within(period) => put(period, entry, true),
            Placing::Between(first, last) if first.until(last) < WIDEST => {
                uncertain += 1;
                let mut period = first;
                while period <= last {
                    if names_day(date, period) {
                        put(period, entry.clone(), false);
                    }
                    period = period.next();
                }
            }
            Placing::Between(..) | Placing::Open => unplaced.push(entry),
        }
    }
    let mut by_code: Vec<CodeCount> = by_code.into_values().collect();
    by_code.sort_by_key(|row| std::cmp::Reverse(row.entries));
    let in_window = |bar: &Bar| {
        query.from.is_none_or(|from| bar.last_day.is_none_or(|last| last >= from))
            && query.to.is_none_or(|to| bar.first_day.is_none_or(|first| first <= to))
    };
    Series {
        scheme: scale.series_name(),
        scale,
        codes: scale.scheme(),
        source: scale.source(),
        by: query.by,
        counting_unit: SERIES_UNIT,
        band_rule: BAND_RULE,
        coded,
        uncoded: own.len() - coded,
        uncertain,
        qualified,
        total,
        quads,
        by_code,
        bars: bars.into_values().filter(in_window).map(Bar::finished).collect(),
        unplaced,
    }
}

fn names_day(date: &Edtf, period: Period) -> bool {
    match (period.first_day(), period.last_day()) {
        (Some(first), Some(last)) => date.names_day_within(first, last),
        _ => false,
    }
}

/// The codings of developments under a scale, in the order of the developments: one and the same code
/// of one development counts once, its first mention speaking for it.
fn codings<'a>(own: &[&'a DevelopmentState], scale: Scale) -> Vec<(SeriesEntry, &'a Edtf)> {
    let mut found: Vec<(SeriesEntry, &'a Edtf)> = Vec::new();
    for state in own {
        let development = &state.current;
        let mut seen: Vec<&str> = Vec::new();
        for coding in development.codings.iter().filter(|coding| coding.scheme == scale.scheme()) {
            if seen.contains(&coding.code.as_str()) {
                continue;
            }
            seen.push(&coding.code);
            let entry = SeriesEntry {
                key: development.key.clone(),
                date: development.date.clone(),
                title: development.title.clone(),
                code: coding.code.clone(),
                meaning: scale.meaning(&coding.code),
                quad: scale.quad(&coding.code),
                score: scale.score(&coding.code),
                given_score: coding.score.clone(),
                version: coding.version.clone(),
                certain: false,
                qualified: development.date.is_uncertain() || development.date.is_approximate(),
            };
            found.push((entry, &development.date));
        }
    }
    found
}

impl Total {
    fn add(&mut self, score: Score) {
        match score.cmp(&Score::ZERO) {
            std::cmp::Ordering::Greater => self.cooperation.add(score),
            std::cmp::Ordering::Less => self.conflict.add(score),
            std::cmp::Ordering::Equal => self.neutral.add(score),
        }
    }
}

impl Bar {
    fn empty(period: Period) -> Self {
        Self {
            period,
            first_day: period.first_day(),
            last_day: period.last_day(),
            cooperation: Part::default(),
            conflict: Part::default(),
            neutral: Part::default(),
            sum: Span { min: Score::ZERO, max: Score::ZERO },
            mean: None,
            entries: Vec::new(),
        }
    }

    fn add(&mut self, entry: SeriesEntry, certain: bool) {
        if let Some(score) = entry.score {
            match score.cmp(&Score::ZERO) {
                std::cmp::Ordering::Greater => self.cooperation.add(score, certain),
                std::cmp::Ordering::Less => self.conflict.add(score, certain),
                std::cmp::Ordering::Equal => self.neutral.add(score, certain),
            }
        }
        self.entries.push(SeriesEntry { certain, ..entry });
    }

    /// The bar with what its entries add up to.
    fn finished(mut self) -> Self {
        let certain = self.cooperation.certain.sum + self.conflict.certain.sum;
        self.sum = Span { min: certain + self.conflict.possible.sum, max: certain + self.cooperation.possible.sum };
        self.mean = self.means();
        self
    }

    /// The least mean comes of letting in those possible scores that lower it, the lowest first; the
    /// greatest the other way round. Where nothing is certain one score at least is let in.
    fn means(&self) -> Option<Span<Mean>> {
        let of = |certain: bool| {
            let entries = self.entries.iter().filter(move |entry| entry.certain == certain);
            entries.filter_map(|entry| entry.score)
        };
        let mut certain = Tally::default();
        of(true).for_each(|score| certain.add(score));
        let mut possible: Vec<Score> = of(false).collect();
        possible.sort_unstable();
        let reach = |scores: &mut dyn Iterator<Item = &Score>, moves: fn(Mean, Score) -> bool| {
            let mut tally = certain;
            for score in scores {
                if tally.entries > 0 && !moves(Mean(tally), *score) {
                    break;
                }
                tally.add(*score);
            }
            Mean(tally)
        };
        let min = reach(&mut possible.iter(), Mean::is_above);
        let max = reach(&mut possible.iter().rev(), Mean::is_below);
        (min.0.entries > 0).then_some(Span { min, max })
    }
}
