//! Leads in Markdown: a table, always under words that say what they are.

use super::{Writing, escape_inline, is_linkable, link_target};
use crate::report::leads::{LeadEntry, LeadList};
use crate::report::render::markdown;
use crate::report::render::text_leads::{beside, fields, head, likeness, nothing, pieces, standing};
use crate::report::timeline::TimelineWithLeads;

/// The leads as one table.
pub fn leads(answer: &LeadList) -> String {
    let mut page = Writing::default();
    if answer.leads.is_empty() {
        page.paragraph(&nothing(answer));
        return page.0;
    }
    page.paragraph(&head(answer));
    table(&mut page, answer);
    page.0
}

/// The chronology, then the leads under a heading of their own.
pub fn timeline_with_leads(answer: &TimelineWithLeads) -> String {
    let mut page = Writing(markdown::timeline(&answer.timeline));
    page.heading(2, "Leads – not part of the record");
    page.paragraph(&beside(&answer.leads));
    if !answer.leads.leads.is_empty() {
        table(&mut page, &answer.leads);
    }
    page.0
}

fn table(page: &mut Writing, answer: &LeadList) {
    page.headings(&["Date", "Lead", "What it is", "Standing", "Document"]);
    for entry in &answer.leads {
        let documents: Vec<String> = entry.urls.iter().enumerate().map(|(at, url)| document(at, url)).collect();
        page.row(&[
            escape_inline(&entry.date.english()),
            escape_inline(&entry.title),
            escape_inline(&pieces(entry).join(" · ")),
            escape_inline(&standing(entry)),
            documents.join(" "),
        ]);
    }
    page.notices(&answer.notices);
}

/// One lead in full.
pub fn lead(entry: &LeadEntry) -> String {
    let mut page = Writing::default();
    page.heading(1, &entry.title);
    page.paragraph(&format!("{} · {} · {}", entry.date.english(), entry.state, entry.lead));
    page.paragraph("A lead: found by a machine, no part of the record.");
    if let Some(summary) = &entry.summary {
        page.paragraph(summary);
    }
    page.gap();
    for (label, value) in fields(entry) {
        page.item(&format!("{label}: {value}"));
    }
    if !entry.matches.is_empty() {
        page.heading(2, "What it may be recorded as");
        entry.matches.iter().for_each(|found| page.item(&format!("{}: {}", found.title, likeness(found))));
    }
    if !entry.rest.is_empty() {
        page.heading(2, "All else that the feed gave");
    }
    for (name, value) in &entry.rest {
        let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        page.item(&format!("{name}: {value}"));
    }
    page.0
}

/// A document by its number, as a link where it has a URL a page may lead to.
fn document(at: usize, url: &str) -> String {
    if is_linkable(url) { format!("[\\[{at}\\]]({})", link_target(url)) } else { escape_inline(url) }
}
