//! A bibliography in Markdown: the shares as a table, the documents as a list, groups as a table.

use super::Writing;
use crate::report::render::markdown_escape::{escape_inline, link};
use crate::report::render::text_sources::{
    archive, described, figures, group_name, percent, rests, rests_on, sentence, title,
};
use crate::report::sources::{DocumentRow, Row, Sources};

/// A bibliography.
pub fn sources(answer: &Sources) -> String {
    let mut page = Writing::default();
    page.heading(1, "Sources");
    page.paragraph(&figures(answer).join(", "));
    if !answer.balance.is_empty() {
        page.headings(&["The developments rest on", "Developments", "Share"]);
    }
    for share in &answer.balance {
        page.row(&[escape_inline(&rests_on(share)), share.developments.to_string(), percent(share.share)]);
    }
    let groups: Vec<_> = answer.rows.iter().filter_map(Row::group).collect();
    let documents: Vec<_> = answer.rows.iter().filter_map(Row::document).collect();
    if !groups.is_empty() {
        page.headings(&[
            answer.by.heading(),
            "Documents",
            "Citations",
            "Developments",
            "Claims",
            "Commitments",
            "Status moves",
            "Corrections",
        ]);
    }
    for row in groups {
        page.row(&[
            escape_inline(&group_name(answer.by, row)),
            row.documents.to_string(),
            row.citations.to_string(),
            row.developments.to_string(),
            row.claims.to_string(),
            row.commitments.to_string(),
            row.status_moves.to_string(),
            row.corrections.to_string(),
        ]);
    }
    if !documents.is_empty() {
        page.heading(2, &format!("Documents ({})", documents.len()));
    }
    documents.into_iter().for_each(|row| document(&mut page, row));
    for rule in [answer.document_rule, answer.side_rule] {
        page.paragraph(&sentence(rule));
    }
    page.notices(&answer.notices);
    page.0
}

fn document(page: &mut Writing, row: &DocumentRow) {
    let cited = row.url.as_ref().map_or_else(|| escape_inline(title(row)), |url| link(title(row), url));
    let described: Vec<String> = described(row).into_iter().chain(archive(row)).collect();
    let described = if described.is_empty() { String::new() } else { format!(", {}", described.join(", ")) };
    page.ready_item(0, &format!("{cited}{}", escape_inline(&described)));
    for url in &row.other_urls {
        page.ready_item(1, &format!("also as {}", escape_inline(url)));
    }
    for resting in &row.developments {
        page.ready_item(1, &format!("`{}` {}", resting.key, escape_inline(&rests(resting))));
    }
}
