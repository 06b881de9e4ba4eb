//! A relation for a terminal: figures in aligned columns, then what they stand for.

use super::page::{Columns, Page, Sheet, Style};
use super::text_dossier::commitments;
use super::text_series::charts;
use super::text_timeline::year_heading;
use crate::report::dossier::DevelopmentRef;
use crate::report::relation::{Opener, RelationReport};
use crate::report::timeline::counted;

/// A relation set for a page.
pub fn relation(report: &RelationReport, page: &Page) -> String {
    let mut sheet = Sheet::new(page);
    sheet.paragraph(0, &format!("{} and {} ({})", report.first_side, report.second_side, report.relation), Style::Bold);
    sheet.paragraph(
        0,
        &format!("{}. Counted: {}.", counted(report.developments, "development"), report.counting_unit),
        Style::Plain,
    );
    sheet.blank();
    for (label, found) in [("first", &report.first), ("last", &report.last)] {
        if let Some(found) = found {
            sheet.field(0, label, 5, &format!("{}: {}", found.date.english(), found.title));
            sheet.paragraph(7, found.key.as_str(), Style::Dim);
        }
    }
    years(&mut sheet, report);
    let count = |word: &str, number: usize| format!("{word} {number}");
    let kinds: Vec<String> =
        report.kinds.iter().map(|row| count(row.kind.to_string().as_str(), row.developments)).collect();
    let topics: Vec<String> =
        report.topics.iter().map(|row| count(row.topic.to_string().as_str(), row.developments)).collect();
    for (heading, pieces) in [("By kind", kinds), ("By topic (a development counts under each of its topics)", topics)]
    {
        if !pieces.is_empty() {
            sheet.heading(heading);
            sheet.pieces(2, &pieces, Style::Plain);
        }
    }
    if !report.measures.is_empty() {
        sheet.heading("Measures, by status as last recorded");
    }
    for row in &report.measures {
        sheet.paragraph(2, &format!("{} ({})", row.status, row.count), Style::Plain);
        developments(&mut sheet, &row.measures);
    }
    commitments(&mut sheet, "Commitments open or not assessed", &report.open);
    commitments(&mut sheet, "Commitments not acknowledged by every party to them", &report.one_sided);
    charts(&mut sheet, &report.series);
    chains(&mut sheet, report);
    sheet.finish()
}

fn years(sheet: &mut Sheet<'_>, report: &RelationReport) {
    if report.years.is_empty() {
        return;
    }
    sheet.heading("By year");
    let rows: Vec<Vec<String>> = report
        .years
        .iter()
        .map(|row| {
            let kinds = row.kinds.iter().map(|row| format!("{} {}", row.kind, row.developments));
            vec![year_heading(row.year), row.developments.to_string(), kinds.collect::<Vec<String>>().join(", ")]
        })
        .collect();
    let columns = Columns::fit(sheet.page(), 2, &rows, 2, &[]).right(1).style(2, Style::Dim);
    for row in &rows {
        columns.row(sheet, row);
    }
    if report.uncertain_years > 0 {
        let text = format!(
            "{} of them may belong to another year than the one of their earliest day.",
            report.uncertain_years
        );
        sheet.paragraph(2, &text, Style::Dim);
    }
}

fn chains(sheet: &mut Sheet<'_>, report: &RelationReport) {
    if report.chains.is_empty() {
        return;
    }
    sheet.heading("Who opened chains of answers");
    let opener = |opener: &Opener| match opener {
        Opener::Side(side) if *side == report.relation.first() => report.first_side.clone(),
        Opener::Side(_) => report.second_side.clone(),
        Opener::Shared => "both or neither".to_owned(),
        Opener::Unknown => "order not certain".to_owned(),
    };
    for row in &report.opened {
        sheet.field(2, &row.chains.to_string(), 3, &opener(&row.opener));
    }
    for chain in &report.chains {
        let text = format!("{}: {}", chain.first.date.english(), chain.first.title);
        sheet.field(2, "–", 1, &text);
        let pieces =
            [opener(&chain.opener), format!("{} developments", chain.developments), chain.first.key.to_string()];
        sheet.pieces(5, &pieces, Style::Dim);
    }
    let mut rule = report.chain_rule.to_owned();
    rule.replace_range(..1, &report.chain_rule.get(..1).unwrap_or_default().to_uppercase());
    sheet.paragraph(2, &format!("{rule}."), Style::Dim);
}

fn developments(sheet: &mut Sheet<'_>, found: &[DevelopmentRef]) {
    let rows: Vec<Vec<String>> = found.iter().map(|found| vec![found.date.english(), found.title.clone()]).collect();
    let columns = Columns::fit(sheet.page(), 4, &rows, 1, &[28]);
    for row in &rows {
        columns.row(sheet, row);
    }
}
