//! The series of cooperation and conflict for a terminal: bars above and below a middle line, a column
//! a period, what is certain solid and what is only possible hatched; then the figures, and the entries
//! behind one bar. Nothing is told by colour.

use super::page::{Columns, Page, Sheet, Style};
use super::terminal_text::columns;
use crate::domain::edtf::Edtf;
use crate::domain::period::{Grain, Period};
use crate::domain::scale::Score;
use crate::domain::vocabulary::Vocabulary;
use crate::report::series::{Bar, BarReport, Mean, Part, Series, SeriesEntry, SeriesReport, Span};
use crate::report::timeline::counted;
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// The width of the scores beside a chart, with the blank behind them.
const AXIS: usize = 8;
/// About how many rows a chart has.
const ROWS: i64 = 14;
/// The widest column of a chart.
const WIDEST: usize = 6;

/// Series alone: charts, then figures.
pub fn series(report: &SeriesReport, page: &Page) -> String {
    let mut sheet = Sheet::new(page);
    let head = format!("{} and {} ({})", report.first_side, report.second_side, report.relation);
    sheet.paragraph(0, &head, Style::Bold);
    charts(&mut sheet, &report.series);
    if let [one, other] = report.series.as_slice() {
        side_by_side(&mut sheet, one, other);
    } else {
        report.series.iter().for_each(|series| figures(&mut sheet, series));
    }
    for series in &report.series {
        classes(&mut sheet, series);
    }
    sheet.finish()
}

/// The charts of series over one run of periods, with how they are counted.
pub(super) fn charts(sheet: &mut Sheet<'_>, series: &[Series]) {
    let Some(first) = series.first() else { return };
    sheet.heading(&format!("Cooperation above, conflict below, by {}", first.by));
    let panels = panels(series, sheet.page().width.saturating_sub(AXIS).max(12));
    for one in series {
        sheet.blank();
        sheet.paragraph(0, one.scheme, Style::Bold);
        sheet.paragraph(2, &counts(one), Style::Plain);
        sheet.paragraph(2, &format!("Scores: {}.", one.source), Style::Dim);
        panels.iter().for_each(|panel| chart(sheet, one, panel));
        for entry in &one.unplaced {
            let text = format!("in no bar, its date is too wide: {} {}", entry.code, entry.title);
            sheet.field(2, &entry.date.english(), 10, &text);
        }
    }
    sheet.blank();
    sheet.paragraph(2, &format!("Counted: {}.", first.counting_unit), Style::Dim);
    let legend = "█ certain, ░ only possible, ▄ ▀ half a step, o scores of zero alone; heights are rounded to half a step, and nothing that is there is drawn as nothing. `--bar PERIOD` lists what is behind a bar.";
    sheet.paragraph(2, legend, Style::Dim);
}

fn counts(series: &Series) -> String {
    let total = &series.total;
    let mut parts = vec![
        format!("cooperation {} from {}", total.cooperation.sum, total.cooperation.entries),
        format!("conflict {} from {}", total.conflict.sum, total.conflict.entries),
    ];
    if total.neutral.entries > 0 {
        parts.push(format!("{} scored zero", total.neutral.entries));
    }
    parts.push(format!("{} coded", counted(series.coded, "development")));
    parts.push(format!("{} uncoded and in no bar", series.uncoded));
    if series.uncertain > 0 {
        parts.push(format!("{} of uncertain {}", counted(series.uncertain, "coding"), series.by));
    }
    if series.qualified > 0 {
        let count = counted(series.qualified, "coding");
        parts.push(format!("{count} with a date marked uncertain or approximate, put where it is written"));
    }
    format!("{}.", parts.join(", "))
}

/// A run of periods drawn in one chart.
struct Panel {
    first: Period,
    periods: usize,
    /// How many columns a period takes, the blank behind it among them.
    column: usize,
}

impl Panel {
    /// Its periods, in order.
    fn periods(&self) -> impl Iterator<Item = Period> + use<> {
        std::iter::successors(Some(self.first), |period| Some(period.next())).take(self.periods)
    }
}

/// The panels that show every bar: one where all fit, else several that each begin with a year. A long
/// time without any bar is left out between two.
fn panels(series: &[Series], width: usize) -> Vec<Panel> {
    let periods: std::collections::BTreeSet<Period> =
        series.iter().flat_map(|series| series.bars.iter().map(|bar| bar.period)).collect();
    let mut panels: Vec<Panel> = Vec::new();
    let mut waiting = periods.iter().peekable();
    let whole = periods.first().zip(periods.last()).and_then(|(first, last)| {
        let count = usize::try_from(year_start(*first).until(*last)).ok()?.checked_add(1)?;
        (count <= width).then_some(count)
    });
    while let Some(first) = waiting.next() {
        let first = year_start(*first);
        let room = match first.grain() {
            Grain::Year => width,
            Grain::Quarter => width / 4 * 4,
            Grain::Month => width / 12 * 12,
        };
        let room = i64::try_from(room).unwrap_or(1);
        let mut last = first;
        while let Some(next) = waiting.next_if(|next| first.until(**next) < room) {
            last = *next;
        }
        let count = usize::try_from(first.until(last)).unwrap_or(0) + 1;
        let periods = whole.unwrap_or(count);
        let column = whole.map_or(1, |count| (width / count).clamp(1, WIDEST));
        panels.push(Panel { first, periods, column });
    }
    panels
}

fn year_start(period: Period) -> Period {
    let (year, _) = period.year();
    crate::domain::edtf::Day::new(year, 1, 1).map_or(period, |day| Period::of(day, period.grain()))
}

/// How high one side of a bar is drawn, in halves of a row.
struct Height {
    certain: i64,
    most: i64,
}

fn height(part: &Part, step: i64) -> Height {
    let halves = |score: Score| (4 * score.tenths().abs() + step) / (2 * step);
    let certain = halves(part.certain.sum).max(i64::from(part.certain.entries > 0));
    // the hatched part begins on a row of its own, so that it is seen
    let rows = certain + certain % 2;
    let most = if part.possible.entries > 0 { halves(part.most()).max(rows + 1) } else { certain };
    Height { certain, most }
}

fn chart(sheet: &mut Sheet<'_>, series: &Series, panel: &Panel) {
    let bars: BTreeMap<Period, &Bar> = series.bars.iter().map(|bar| (bar.period, bar)).collect();
    let shown: Vec<Option<&Bar>> = panel.periods().map(|period| bars.get(&period).copied()).collect();
    // every panel of a series is drawn to one measure
    let most = |of: fn(&Bar) -> &Part| series.bars.iter().map(|bar| of(bar).most().tenths().abs()).max().unwrap_or(0);
    let step = step(most(|bar| &bar.cooperation) + most(|bar| &bar.conflict));
    let rows = |of: fn(&Bar) -> &Part| {
        let highest = shown.iter().flatten().map(|bar| height(of(bar), step).most).max().unwrap_or(0);
        (highest + 1) / 2
    };
    let (above, below) = (rows(|bar| &bar.cooperation), rows(|bar| &bar.conflict));
    sheet.blank();
    for row in (0..above).rev() {
        let label = if row + 1 == above { Score::of_tenths(above * step).to_string() } else { String::new() };
        let cells = shown.iter().map(|bar| bar.map_or(' ', |bar| cell(&height(&bar.cooperation, step), row, '▄')));
        line(sheet, &label, '┤', panel, cells, ' ');
    }
    let middle = shown.iter().map(|bar| match bar {
        Some(bar) if bar.cooperation == Part::default() && bar.conflict == Part::default() => 'o',
        Some(_) | None => '─',
    });
    line(sheet, "0", '┼', panel, middle, '─');
    for row in 0..below {
        let label = if row + 1 == below { Score::of_tenths(-below * step).to_string() } else { String::new() };
        let cells = shown.iter().map(|bar| bar.map_or(' ', |bar| cell(&height(&bar.conflict, step), row, '▀')));
        line(sheet, &label, '┤', panel, cells, ' ');
    }
    sheet.ready(&format!("{:AXIS$}{}", "", years(panel)));
}

/// How many tenths a row stands for, so that all of them are about [`ROWS`].
fn step(height: i64) -> i64 {
    let mut unit = 5;
    loop {
        for factor in [1, 2, 4] {
            if height <= unit * factor * ROWS {
                return unit * factor;
            }
        }
        unit *= 10;
    }
}

fn cell(height: &Height, row: i64, half: char) -> char {
    match (height.certain - 2 * row, height.most - 2 * row) {
        (2.., _) => '█',
        (1, _) => half,
        (_, 1..) => '░',
        _ => ' ',
    }
}

fn line(
    sheet: &mut Sheet<'_>,
    label: &str,
    axis: char,
    panel: &Panel,
    cells: impl Iterator<Item = char>,
    between: char,
) {
    let mut text = format!("{label:>width$}{axis}", width = AXIS - 1);
    for cell in cells {
        let wide = panel.column.saturating_sub(1).max(1);
        text.extend(std::iter::repeat_n(if cell == 'o' { between } else { cell }, wide - 1));
        text.push(cell);
        text.extend(std::iter::repeat_n(between, panel.column - wide));
    }
    sheet.ready(&text);
}

/// The years under a chart, each where it begins, as far as there is room.
fn years(panel: &Panel) -> String {
    let (mut text, mut filled) = (String::new(), 0);
    for (at, period) in panel.periods().enumerate() {
        let (year, place) = period.year();
        let start = at * panel.column;
        let of_year = panel.column * panel.periods().filter(|other| other.year().0 == year).count();
        let label = if of_year > 4 { year.to_string() } else { format!("’{:02}", year.rem_euclid(100)) };
        if place == 0 && start >= filled && of_year >= columns(&label).min(3) {
            text.extend(std::iter::repeat_n(' ', start - columns(&text)));
            text.push_str(&label);
            filled = columns(&text) + 1;
        }
    }
    text
}

/// `+4.5`, or `+4.5..+9.0` where some of it is only possible; empty where there is nothing.
pub(super) fn amount(part: &Part) -> String {
    match (part.certain.entries, part.possible.entries) {
        (0, 0) => String::new(),
        (_, 0) => part.certain.sum.to_string(),
        _ => format!("{}..{}", part.certain.sum, part.most()),
    }
}

/// How many entries: `8`, or `8+1?` where one more is possible.
pub(super) fn number(bar: &Bar) -> String {
    let certain = bar.entries.iter().filter(|entry| entry.certain).count();
    match bar.entries.len() - certain {
        0 => certain.to_string(),
        possible => format!("{certain}+{possible}?"),
    }
}

/// The sum of a bar.
pub(super) fn sum(bar: &Bar) -> String {
    let Span { min, max } = bar.sum;
    if min == max { min.to_string() } else { format!("{min}..{max}") }
}

/// The mean of a bar, to two digits.
pub(super) fn mean(bar: &Bar) -> String {
    let text = |mean: Mean| {
        let text = format!("{:+.2}", mean.value());
        if text == "+0.00" || text == "-0.00" { "0.00".to_owned() } else { text.replace('-', "−") }
    };
    bar.mean.map_or_else(String::new, |Span { min, max }| {
        let (min, max) = (text(min), text(max));
        if min == max { min } else { format!("{min}..{max}") }
    })
}

const NUMBERS: &str = "From..to where dates are uncertain; 8+1? is eight entries for certain and one possible.";

fn side_by_side(sheet: &mut Sheet<'_>, one: &Series, other: &Series) {
    let mut bars: BTreeMap<Period, (Option<&Bar>, Option<&Bar>)> = BTreeMap::new();
    one.bars.iter().for_each(|bar| bars.entry(bar.period).or_default().0 = Some(bar));
    other.bars.iter().for_each(|bar| bars.entry(bar.period).or_default().1 = Some(bar));
    sheet.heading(&format!("Figures by {}: {}, then {}", one.by, one.scheme, other.scheme));
    let cells = |bar: Option<&Bar>| match bar {
        Some(bar) => [amount(&bar.cooperation), amount(&bar.conflict), number(bar)],
        None => Default::default(),
    };
    let head = ["", "coop.", "conflict", "n", "coop.", "conflict", "n"].map(str::to_owned).to_vec();
    let mut rows = vec![head];
    rows.extend(bars.iter().map(|(period, (left, right))| {
        std::iter::once(period.to_string()).chain(cells(*left)).chain(cells(*right)).collect()
    }));
    table(sheet, &rows);
}

fn figures(sheet: &mut Sheet<'_>, series: &Series) {
    sheet.heading(&format!("Figures by {}: {}", series.by, series.scheme));
    let head = ["", "cooperation", "conflict", "sum", "mean", "n"].map(str::to_owned).to_vec();
    let mut rows = vec![head];
    rows.extend(series.bars.iter().map(|bar| {
        let (period, above, below) = (bar.period.to_string(), amount(&bar.cooperation), amount(&bar.conflict));
        vec![period, above, below, sum(bar), mean(bar), number(bar)]
    }));
    table(sheet, &rows);
}

fn table(sheet: &mut Sheet<'_>, rows: &[Vec<String>]) {
    let mut set = Columns::fit(sheet.page(), 2, rows, 0, &[]);
    for at in 1..rows.first().map_or(0, Vec::len) {
        set = set.right(at);
    }
    rows.iter().for_each(|row| set.row(sheet, row));
    sheet.paragraph(2, NUMBERS, Style::Dim);
}

fn classes(sheet: &mut Sheet<'_>, series: &Series) {
    if series.by_code.is_empty() {
        return;
    }
    sheet.heading(&format!("By class and code: {}", series.scheme));
    let quads: Vec<String> =
        series.quads.iter().map(|row| format!("{} {} ({})", row.quad, row.tally.entries, row.tally.sum)).collect();
    sheet.pieces(2, &quads, Style::Plain);
    let rows: Vec<Vec<String>> = series
        .by_code
        .iter()
        .map(|row| {
            let score = row.score.map_or_else(|| "unscored".to_owned(), |score| score.to_string());
            vec![row.entries.to_string(), row.code.clone(), score, row.meaning.to_owned()]
        })
        .collect();
    let set = Columns::fit(sheet.page(), 2, &rows, 3, &[]).right(0).right(2).style(3, Style::Dim);
    rows.iter().for_each(|row| set.row(sheet, row));
}

/// The entries behind the bars of one period.
pub fn bar(report: &BarReport, page: &Page) -> String {
    let mut sheet = Sheet::new(page);
    let mut head = format!("{} and {} ({}), {}", report.first_side, report.second_side, report.relation, report.period);
    if let (Some(first), Some(last)) = (report.period.first_day(), report.period.last_day()) {
        head.push_str(&format!(": {} to {}", Edtf::day(first).english(), Edtf::day(last).english()));
    }
    sheet.paragraph(0, &head, Style::Bold);
    for scaled in &report.bars {
        let bar = &scaled.bar;
        sheet.heading(scaled.scheme);
        sheet.paragraph(2, &format!("Scores: {}.", scaled.source), Style::Dim);
        if bar.entries.is_empty() {
            sheet.paragraph(2, &format!("Nothing with a code of {} lies in it.", scaled.codes), Style::Plain);
            continue;
        }
        for (label, part, wanted) in [
            ("cooperation", &bar.cooperation, Some(Ordering::Greater)),
            ("conflict", &bar.conflict, Some(Ordering::Less)),
            ("zero", &bar.neutral, Some(Ordering::Equal)),
            ("unscored", &Part::default(), None),
        ] {
            let place = |entry: &&SeriesEntry| entry.score.map(|score| score.cmp(&Score::ZERO)) == wanted;
            let entries: Vec<&SeriesEntry> = bar.entries.iter().filter(place).collect();
            if !entries.is_empty() {
                sheet.blank();
                let head = format!("{label} {}", amount(part));
                sheet.paragraph(2, head.trim_end(), Style::Bold);
                listed(&mut sheet, &entries);
            }
        }
        sheet.blank();
        sheet.paragraph(2, &format!("sum {}, mean {}, entries {}", sum(bar), mean(bar), number(bar)), Style::Plain);
        if bar.entries.iter().any(|entry| entry.certain && entry.qualified) {
            let note = "as dated: counted as certain by its date as written, which is marked uncertain or approximate";
            sheet.paragraph(2, note, Style::Dim);
        }
    }
    sheet.finish()
}

fn listed(sheet: &mut Sheet<'_>, entries: &[&SeriesEntry]) {
    let rows: Vec<Vec<String>> = entries
        .iter()
        .map(|entry| {
            let score = entry.score.map_or_else(|| "none".to_owned(), |score| score.to_string());
            let given = entry.given_score.as_ref().map(|given| format!(" [score given with the code: {given}]"));
            let version = entry.version.as_ref().map(|version| format!(" [edition {version}]"));
            let title = format!("{}{}{}", entry.title, version.unwrap_or_default(), given.unwrap_or_default());
            vec![entry.date.english(), entry.code.clone(), score, certainty(entry).to_owned(), title]
        })
        .collect();
    let set = Columns::fit(sheet.page(), 2, &rows, 4, &[20]).right(2);
    let indent = 2 + (0..4).map(|at| set.width(at) + 2).sum::<usize>();
    for (row, entry) in rows.iter().zip(entries) {
        set.row(sheet, row);
        sheet.paragraph(indent.min(40), entry.key.as_str(), Style::Dim);
    }
}

/// `certain`, `possible`, or `as dated` where the date is in the period as written but marked doubtful.
pub(super) fn certainty(entry: &SeriesEntry) -> &'static str {
    match (entry.certain, entry.qualified) {
        (true, false) => "certain",
        (true, true) => "as dated",
        (false, _) => "possible",
    }
}

/// What a code stands for, with its class: `meeting (verbal-cooperation)`.
pub(super) fn meaning(entry: &SeriesEntry) -> String {
    let quad = entry.quad.map(|quad| format!(" ({})", quad.word())).unwrap_or_default();
    format!("{}{quad}", entry.meaning)
}
