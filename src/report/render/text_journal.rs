//! The log and the workspace for a terminal.

use super::page::{Columns, Page, Sheet, Style};
use super::terminal_text::line;
use super::words;
use crate::domain::edtf::Edtf;
use crate::report::info::Info;
use crate::report::log::Log;

/// The log set for a page: sequence, time, recorder, type, then subject and summary.
pub fn log(log: &Log, page: &Page) -> String {
    let mut sheet = Sheet::new(page);
    let rows: Vec<Vec<String>> = log
        .rows
        .iter()
        .map(|row| {
            vec![
                row.sequence.to_string(),
                words::minute(row.time),
                row.recorder.clone(),
                row.event_type.to_owned(),
                format!("{}: {}", row.subject, row.summary),
            ]
        })
        .collect();
    if page.width >= 120 {
        let columns = Columns::fit(page, 0, &rows, 4, &[]).right(0).style(3, Style::Dim);
        for row in &rows {
            columns.row(&mut sheet, row);
        }
    } else {
        for row in &rows {
            let (summary, head) = row.split_last().map_or(("", row.as_slice()), |(last, head)| (last.as_str(), head));
            sheet.pieces(0, head, Style::Dim);
            sheet.paragraph(4, summary, Style::Plain);
        }
    }
    sheet.finish()
}

/// The workspace set for a page.
pub fn info(info: &Info, page: &Page) -> String {
    let mut sheet = Sheet::new(page);
    let rows = info_rows(info);
    let label = rows.iter().map(|(label, _)| label.len()).max().unwrap_or(0);
    for (label_text, text) in &rows {
        sheet.field(0, label_text, label, text);
    }
    sheet.finish()
}

/// The figures as label and text; the same for every format of rows.
pub(super) fn info_rows(info: &Info) -> Vec<(&'static str, String)> {
    let instant = |time: Option<crate::domain::stamp::Instant>| time.map(words::minute).unwrap_or_default();
    let day = |day: Option<crate::domain::edtf::Day>| day.map(|day| Edtf::day(day).english()).unwrap_or_default();
    let span =
        if info.earliest.is_none() { String::new() } else { format!("{} to {}", day(info.earliest), day(info.latest)) };
    let sides = info.sides.iter().map(|row| format!("{} {}", row.side, row.developments));
    let recorders = info.recorders.iter().map(|row| format!("{} {}", line(&row.name), row.events));
    let types = info.types.iter().map(|(name, count)| format!("{name} {count}"));
    let join = |parts: Vec<String>| parts.join(", ");
    vec![
        ("origin", info.origin.clone().unwrap_or_default()),
        ("events", info.size.to_string()),
        ("root", info.root.clone().unwrap_or_default()),
        ("first event", instant(info.first_event)),
        ("last event", instant(info.last_event)),
        ("developments", info.developments.to_string()),
        ("retracted", info.retracted.to_string()),
        ("duplicates", info.duplicates.to_string()),
        ("corrected", info.corrected.to_string()),
        ("span of dates", span),
        ("actors", info.actors.to_string()),
        ("merged actors", info.merged_actors.to_string()),
        ("commitments", info.commitments.to_string()),
        ("citations", info.sources.to_string()),
        ("empty searches", info.searches.to_string()),
        ("sides", join(sides.collect())),
        ("recorders", join(recorders.collect())),
        ("types", join(types.collect())),
    ]
}
