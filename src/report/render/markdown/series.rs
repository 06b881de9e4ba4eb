//! Series and bars as tables.

use super::{Writing, escape_inline};
use crate::report::render::text_series::{amount, certainty, mean, meaning, number, sum};
use crate::report::series::{BarReport, Series, SeriesReport};

/// Series alone.
pub fn series(report: &SeriesReport) -> String {
    let mut page = Writing::default();
    page.heading(1, &format!("{} and {} ({})", report.first_side, report.second_side, report.relation));
    report.series.iter().for_each(|series| table(&mut page, series));
    page.0
}

/// One series under its own heading.
pub(super) fn table(page: &mut Writing, series: &Series) {
    page.heading(2, &format!("Cooperation and conflict by {}: {}", series.by, series.scheme));
    page.paragraph(&format!(
        "Scores: {}. Counted: {}; {} coded, {} uncoded and in no bar. Dates: {}.",
        series.source, series.counting_unit, series.coded, series.uncoded, series.band_rule
    ));
    let mut by = series.by.to_string();
    by.get_mut(..1).into_iter().for_each(str::make_ascii_uppercase);
    page.headings(&[&by, "Cooperation", "Conflict", "Sum", "Mean", "Entries"]);
    for bar in &series.bars {
        let cells =
            [bar.period.to_string(), amount(&bar.cooperation), amount(&bar.conflict), sum(bar), mean(bar), number(bar)];
        page.row(&cells.map(|cell| escape_inline(&cell)));
    }
    if !series.unplaced.is_empty() {
        page.paragraph("In no bar, their dates being open or too wide:");
        page.gap();
    }
    for entry in &series.unplaced {
        page.item(&format!("{}: {} {}", entry.date.english(), entry.code, entry.title));
    }
}

/// The entries behind the bars of one period.
pub fn bar(report: &BarReport) -> String {
    let mut page = Writing::default();
    let sides = format!("{} and {} ({})", report.first_side, report.second_side, report.relation);
    page.heading(1, &format!("{sides}, {}", report.period));
    for scaled in &report.bars {
        let bar = &scaled.bar;
        page.heading(2, scaled.scheme);
        page.paragraph(&format!(
            "Scores: {}. Cooperation {}, conflict {}, sum {}, mean {}, entries {}.",
            scaled.source,
            or_none(amount(&bar.cooperation)),
            or_none(amount(&bar.conflict)),
            sum(bar),
            or_none(mean(bar)),
            number(bar)
        ));
        page.headings(&["Date", "Code", "Meaning", "Score", "In the period", "Development", "Key"]);
        for entry in &bar.entries {
            page.row(&[
                escape_inline(&entry.date.english()),
                escape_inline(&entry.code),
                escape_inline(&meaning(entry)),
                escape_inline(&entry.score.map_or_else(|| "none".to_owned(), |score| score.to_string())),
                certainty(entry).to_owned(),
                escape_inline(&entry.title),
                format!("`{}`", entry.key),
            ]);
        }
    }
    page.0
}

fn or_none(text: String) -> String {
    if text.is_empty() { "none".to_owned() } else { text }
}
