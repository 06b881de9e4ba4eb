//! Series and bars as rows.

use super::{Cell, RenderError, figure, maybe, table, text};
use crate::domain::edtf::Day;
use crate::report::series::{BarReport, SeriesReport};

fn day(day: Option<Day>) -> Cell {
    Cell::Figure(day.map(|day| day.to_string()).unwrap_or_default())
}

/// Series: a row for each bar of each.
///
/// # Errors
/// As [`super::timeline`].
pub fn series(report: &SeriesReport) -> Result<String, RenderError> {
    let headings = [
        "relation",
        "scheme",
        "period",
        "first_day",
        "last_day",
        "cooperation_certain",
        "cooperation_possible",
        "conflict_certain",
        "conflict_possible",
        "sum_min",
        "sum_max",
        "mean_min",
        "mean_max",
        "entries_certain",
        "entries_possible",
    ];
    let rows = report.series.iter().flat_map(|series| {
        series.bars.iter().map(|bar| {
            let certain = bar.entries.iter().filter(|entry| entry.certain).count();
            let mean = |least: bool| {
                let found = bar.mean.map(|span| if least { span.min } else { span.max });
                Cell::Figure(found.map(|mean| format!("{:.3}", mean.value())).unwrap_or_default())
            };
            vec![
                text(report.relation),
                text(series.scheme),
                figure(bar.period),
                day(bar.first_day),
                day(bar.last_day),
                figure(bar.cooperation.certain.sum.ascii()),
                figure(bar.cooperation.possible.sum.ascii()),
                figure(bar.conflict.certain.sum.ascii()),
                figure(bar.conflict.possible.sum.ascii()),
                figure(bar.sum.min.ascii()),
                figure(bar.sum.max.ascii()),
                mean(true),
                mean(false),
                figure(certain),
                figure(bar.entries.len() - certain),
            ]
        })
    });
    table(&headings, rows)
}

/// Bars: a row for each entry of each.
///
/// # Errors
/// As [`super::timeline`].
pub fn bar(report: &BarReport) -> Result<String, RenderError> {
    let headings = [
        "relation",
        "scheme",
        "period",
        "date",
        "code",
        "quad",
        "score",
        "certain",
        "qualified",
        "given_score",
        "version",
        "title",
        "key",
    ];
    let rows = report.bars.iter().flat_map(|scaled| {
        scaled.bar.entries.iter().map(|entry| {
            vec![
                text(report.relation),
                text(scaled.scheme),
                figure(report.period),
                text(&entry.date),
                text(&entry.code),
                maybe(entry.quad),
                Cell::Figure(entry.score.map(|score| score.ascii()).unwrap_or_default()),
                figure(entry.certain),
                figure(entry.qualified),
                maybe(entry.given_score.as_ref()),
                maybe(entry.version.as_ref()),
                text(&entry.title),
                text(&entry.key),
            ]
        })
    });
    table(&headings, rows)
}
