//! The timeline for a terminal: grouped by year, a date column, titles, and what each entry is. On wide
//! pages all that an entry is stands in columns, on narrow ones below its title; its key follows.

use super::page::{Columns, Page, Sheet, Style};
use super::terminal_text::{pad, wrap};
use crate::report::entry::Entry;
use crate::report::timeline::Timeline;

/// Pages from this width on have a column for each thing an entry is.
const WIDE: usize = 140;

/// The timeline set for a page.
pub fn timeline(answer: &Timeline, page: &Page) -> String {
    let mut sheet = Sheet::new(page);
    if answer.entries.is_empty() {
        sheet.paragraph(0, "No development matches.", Style::Plain);
    }
    if page.width >= WIDE {
        set_wide(&mut sheet, answer);
    } else {
        set_narrow(&mut sheet, answer);
    }
    if !answer.notices.is_empty() {
        sheet.blank();
    }
    for notice in &answer.notices {
        sheet.paragraph(0, notice, Style::Dim);
    }
    sheet.finish()
}

fn set_wide(sheet: &mut Sheet<'_>, answer: &Timeline) {
    let row = |entry: &Entry| {
        let kind = entry.kind.to_string();
        let mut state = vec![entry.status.to_string()];
        state.extend(marks(entry));
        vec![entry.date.english(), entry.title.clone(), between(entry), kind, state.join(", ")]
    };
    let rows: Vec<Vec<String>> = answer.entries.iter().map(row).collect();
    let columns = Columns::fit(sheet.page(), 0, &rows, 1, &[28, 0, 15, 22, 34]);
    let columns = [2, 3, 4].into_iter().fold(columns.style(1, Style::Bold), |set, at| set.style(at, Style::Dim));
    by_year(sheet, answer, |sheet, at, entry| {
        if let Some(row) = rows.get(at) {
            columns.row(sheet, row);
        }
        sheet.paragraph(columns.width(0) + 2, entry.key.as_str(), Style::Dim);
    });
}

fn set_narrow(sheet: &mut Sheet<'_>, answer: &Timeline) {
    let page = sheet.page();
    let dates = answer.entries.iter().map(|entry| vec![entry.date.english(), String::new()]);
    let dates: Vec<Vec<String>> = dates.collect();
    let columns = Columns::fit(page, 0, &dates, 1, &[if page.width < 100 { 18 } else { 28 }]);
    let indent = columns.width(0) + 2;
    by_year(sheet, answer, |sheet, _, entry| {
        let inner = Page { width: page.width.saturating_sub(indent).max(20), colour: page.colour };
        let mut beside = Sheet::new(&inner);
        beside.paragraph(0, &entry.title, Style::Bold);
        let mut pieces = vec![between(entry), entry.kind.to_string(), entry.status.to_string()];
        pieces.extend(marks(entry));
        pieces.push(entry.key.to_string());
        beside.pieces(0, &pieces, Style::Dim);
        let beside = beside.finish();
        let dates = wrap(&entry.date.english(), columns.width(0));
        let lines: Vec<&str> = beside.lines().collect();
        for at in 0..lines.len().max(dates.len()) {
            let date = pad(dates.get(at).map_or("", String::as_str), indent);
            sheet.ready(&format!("{date}{}", lines.get(at).copied().unwrap_or_default()));
        }
    });
}

/// Sets the entries under their years.
fn by_year(sheet: &mut Sheet<'_>, answer: &Timeline, mut set: impl FnMut(&mut Sheet<'_>, usize, &Entry)) {
    let mut year: Option<Option<i64>> = None;
    for (at, entry) in answer.entries.iter().enumerate() {
        let own = entry.earliest.map(|day| day.year());
        if year != Some(own) {
            sheet.heading(&year_heading(own));
            year = Some(own);
        }
        set(sheet, at, entry);
    }
}

/// The heading of a year; `Start open or unknown` where a date has none.
pub(super) fn year_heading(year: Option<i64>) -> String {
    match year {
        Some(year @ ..=0) => format!("{} BC", 1 - year),
        Some(year) => year.to_string(),
        None => "Start open or unknown".to_owned(),
    }
}

/// The relation where there is just one, else the sides.
pub(super) fn between(entry: &Entry) -> String {
    match entry.relations.as_slice() {
        [only] if entry.sides.len() == 2 => only.to_string(),
        _ => entry.sides.iter().map(ToString::to_string).collect::<Vec<String>>().join(" "),
    }
}

/// What a reader must see at first glance.
pub(super) fn marks(entry: &Entry) -> Vec<String> {
    let marks = [
        (entry.retracted.is_some(), "retracted"),
        (entry.duplicate_of.is_some(), "duplicate"),
        (!entry.corrected.is_empty(), "corrected"),
        (entry.dispute.is_some(), "sources disagree"),
        (entry.date.is_open_ended(), "open end"),
    ];
    marks.into_iter().filter(|(holds, _)| *holds).map(|(_, mark)| mark.to_owned()).collect()
}
