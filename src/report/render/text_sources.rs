//! A bibliography for a terminal: figures, on whose documents the developments rest, then the documents
//! with the keys of what rests on them.

use super::page::{Columns, Page, Sheet, Style};
use crate::domain::document::ToldBy;
use crate::report::sources::{By, Copy, DocumentRow, GroupRow, Resting, Row, Share, Sources};
use crate::report::timeline::counted;

/// A bibliography set for a page.
pub fn sources(answer: &Sources, page: &Page) -> String {
    let mut sheet = Sheet::new(page);
    sheet.pieces(0, &figures(answer), Style::Plain);
    if !answer.balance.is_empty() {
        sheet.heading("On whose documents the developments rest");
        let rows: Vec<Vec<String>> = answer
            .balance
            .iter()
            .map(|share| vec![rests_on(share), share.developments.to_string(), percent(share.share)])
            .collect();
        let columns = Columns::fit(page, 2, &rows, 0, &[]).right(1).right(2);
        rows.iter().for_each(|row| columns.row(&mut sheet, row));
    }
    let documents: Vec<&DocumentRow> = answer.rows.iter().filter_map(Row::document).collect();
    let groups: Vec<&GroupRow> = answer.rows.iter().filter_map(Row::group).collect();
    if answer.rows.is_empty() {
        sheet.blank();
        sheet.paragraph(0, "No document matches.", Style::Plain);
    }
    if !documents.is_empty() {
        sheet.heading(&format!("Documents ({})", documents.len()));
    }
    for (at, row) in documents.iter().enumerate() {
        if at > 0 {
            sheet.blank();
        }
        document(&mut sheet, row);
    }
    if !groups.is_empty() {
        table(&mut sheet, answer.by, &groups);
    }
    sheet.blank();
    for rule in [answer.document_rule, answer.side_rule] {
        sheet.paragraph(0, &sentence(rule), Style::Dim);
    }
    for notice in &answer.notices {
        sheet.paragraph(0, notice, Style::Dim);
    }
    sheet.finish()
}

/// The figures, as pieces.
pub(super) fn figures(answer: &Sources) -> Vec<String> {
    let totals = &answer.totals;
    let mut figures = vec![
        counted(totals.documents, "document"),
        counted(totals.citations, "citation"),
        counted(totals.developments, "development"),
        format!("{} on one document only", totals.single_source),
        format!("{} on documents of one side only", totals.single_side),
        format!("{} without a kept copy", counted(totals.unarchived, "document")),
    ];
    if totals.dead > 0 {
        figures.push(format!("{} whose kept copy is missing or altered", counted(totals.dead, "document")));
    }
    figures
}

/// `USA only`, `documents of several sides`, `cannot be told`.
pub(super) fn rests_on(share: &Share) -> String {
    match (share.side, share.rests_on) {
        (Some(side), _) => format!("documents of {side} only"),
        (None, "several-sides") => "documents of several sides".to_owned(),
        (None, _) => "cannot be told".to_owned(),
    }
}

/// A share in percent, to one place.
pub(super) fn percent(share: f64) -> String {
    format!("{:.1} %", share * 100.0)
}

fn document(sheet: &mut Sheet<'_>, row: &DocumentRow) {
    sheet.paragraph(2, title(row), Style::Bold);
    sheet.pieces(4, &described(row), Style::Plain);
    for url in row.url.iter().chain(&row.other_urls) {
        sheet.paragraph(4, url, Style::Dim);
    }
    sheet.pieces(4, &archive(row), Style::Plain);
    for resting in &row.developments {
        sheet.paragraph(4, &format!("{} {}", resting.key, rests(resting)), Style::Plain);
    }
}

/// The title of a document, or that it has none.
pub(super) fn title(row: &DocumentRow) -> &str {
    row.title.as_deref().unwrap_or("without a title")
}

/// Publisher, date, language and side.
pub(super) fn described(row: &DocumentRow) -> Vec<String> {
    let side = row.side.map(|side| match row.side_by {
        Some(ToldBy::Publisher) => format!("{side} by its publisher"),
        Some(ToldBy::Record) | None => side.to_string(),
    });
    let disputed: Vec<String> = row.disputed_sides.iter().map(ToString::to_string).collect();
    let disputed = (!disputed.is_empty()).then(|| format!("recorded under {}", disputed.join(" and ")));
    [
        row.publisher.clone(),
        row.published.as_ref().map(|published| published.english()),
        row.lang.clone(),
        side.or(disputed),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// What became of the kept copies; nothing where none is kept.
pub(super) fn archive(row: &DocumentRow) -> Vec<String> {
    let said = |copy: Option<Copy>| match copy {
        Some(Copy::Kept) => "copy kept",
        Some(Copy::Sound) => "copy kept and sound",
        Some(Copy::Altered) => "THE KEPT COPY IS NOT WHAT ITS SHA-256 SAYS",
        Some(Copy::Missing) => "THE COPY IS MISSING FROM archive/",
        None => "copy named",
    };
    row.archive.iter().map(|kept| format!("{}: {}", said(kept.copy), kept.sha256)).collect()
}

/// `[0, 2] · 3 claims · the only source`.
pub(super) fn rests(resting: &Resting) -> String {
    let numbers: Vec<String> = resting.numbers.iter().map(ToString::to_string).collect();
    let counts = [
        (resting.claims.len(), "claim"),
        (resting.commitments.len(), "commitment"),
        (resting.status_moves.len(), "status move"),
        (resting.corrections.len(), "correction"),
    ];
    let mut parts: Vec<String> =
        if numbers.is_empty() { Vec::new() } else { vec![format!("[{}]", numbers.join(", "))] };
    parts.extend(counts.into_iter().filter(|(count, _)| *count > 0).map(|(count, noun)| counted(count, noun)));
    if resting.single_source {
        parts.push("its only document".to_owned());
    }
    parts.join(" · ")
}

fn table(sheet: &mut Sheet<'_>, by: By, groups: &[&GroupRow]) {
    sheet.heading(&format!("By {} ({})", by.word(), groups.len()));
    let cells = |row: &&GroupRow| {
        vec![
            group_name(by, row),
            row.documents.to_string(),
            row.developments.to_string(),
            row.claims.to_string(),
            row.commitments.to_string(),
            row.status_moves.to_string(),
        ]
    };
    let heads = ["", "documents", "developments", "claims", "promises", "moves"].map(str::to_owned).to_vec();
    let mut rows = vec![heads];
    rows.extend(groups.iter().map(cells));
    let columns = Columns::fit(sheet.page(), 2, &rows, 0, &[]);
    let columns = (1..6).fold(columns, Columns::right);
    rows.iter().for_each(|row| columns.row(sheet, row));
}

/// The value a group has in common, or that there is none.
pub(super) fn group_name(by: By, row: &GroupRow) -> String {
    let missing = match by {
        By::Side => "cannot be told",
        By::Document | By::Publisher | By::Language => "not recorded",
    };
    row.value.clone().unwrap_or_else(|| missing.to_owned())
}

/// A rule as a sentence.
pub(super) fn sentence(rule: &str) -> String {
    let mut letters = rule.chars();
    let first: String = letters.next().map(|c| c.to_uppercase().collect()).unwrap_or_default();
    format!("{first}{}.", letters.as_str())
}

impl Row {
    pub(super) fn document(&self) -> Option<&DocumentRow> {
        match self {
            Self::Document(row) => Some(row),
            Self::Group(_) => None,
        }
    }

    pub(super) fn group(&self) -> Option<&GroupRow> {
        match self {
            Self::Document(_) => None,
            Self::Group(row) => Some(row),
        }
    }
}
