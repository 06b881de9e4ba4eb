//! The numbered sources, and how the entries rest on them.

use super::{count, heading, sentence};
use crate::report::chronology::{Balance, Chronology, Note};
use crate::report::render::markdown_escape::{escape_inline, is_linkable, link_target};

/// The balance, then the notes as a numbered list.
pub(super) fn sources(page: &mut String, chronology: &Chronology) {
    heading(page, "sources");
    balance(page, &chronology.balance);
    page.push('\n');
    for note in &chronology.notes {
        page.push_str(&format!("{0}. <a id=\"note-{0}\"></a>{1}\n", note.number, citation(note)));
    }
}

fn balance(page: &mut String, balance: &Balance) {
    let Balance { entries, single, one_sided, notes, unsided, languages } = balance;
    page.push_str(&format!(
        "{}, numbered in the order of the entries; no date stands where none is recorded.\n\n",
        count(*notes, "document", "documents")
    ));
    page.push_str("**Source balance**\n\n");
    page.push_str(&format!("- Developments that rest on one source only: {}.\n", share(*single, *entries)));
    if unsided == notes {
        page.push_str(
            "- Developments that rest on sources of one side only: cannot be told, for no source carries a side.\n",
        );
    } else {
        let total = one_sided.iter().map(|(_, number)| number).sum();
        let by_side: Vec<String> =
            one_sided.iter().map(|(side, number)| format!("{} {number}", escape_inline(side))).collect();
        let by_side = if by_side.is_empty() { String::new() } else { format!(" ({})", by_side.join(", ")) };
        page.push_str(&format!(
            "- Developments that rest on sources of one side only: {}{by_side}. Documents that carry no side: {unsided} of \
             {notes}.\n",
            share(total, *entries)
        ));
    }
    let languages: Vec<String> =
        languages.iter().map(|(language, number)| format!("{} {number}", escape_inline(language))).collect();
    if !languages.is_empty() {
        page.push_str(&format!("- Documents by language: {}.\n", languages.join(", ")));
    }
}

/// `4 of 224 (2 %)`.
fn share(part: usize, whole: usize) -> String {
    if whole == 0 {
        return "none of none".to_owned();
    }
    match (part * 200 + whole) / (whole * 2) {
        0 if part > 0 => format!("{part} of {whole} (under 1 %)"),
        percent => format!("{part} of {whole} ({percent} %)"),
    }
}

fn citation(note: &Note) -> String {
    let mut parts: Vec<String> = Vec::new();
    parts.extend(note.title.as_deref().map(escape_inline));
    let published = [&note.publisher, &note.published].into_iter().flatten().map(|text| escape_inline(text));
    let published: Vec<String> = published.collect();
    if !published.is_empty() {
        parts.push(published.join(", "));
    }
    parts.extend(note.language.as_deref().map(escape_inline));
    parts.extend(note.side.as_ref().map(|side| format!("Side: {}", escape_inline(side))));
    parts.extend(note.also.iter().map(|(title, date)| {
        let date = date.as_ref().map_or_else(String::new, |date| format!(", {}", escape_inline(date)));
        format!("Also cited as “{}”{date}", escape_inline(title))
    }));
    parts.extend(note.quotes.iter().map(|quote| format!("“{}”", escape_inline(quote))));
    parts.extend(note.urls.iter().map(|url| address(url)));
    parts.extend(note.archived.iter().map(|hash| format!("Copy kept, SHA-256 {}", escape_inline(hash))));
    parts.iter().map(|part| sentence(part)).collect::<Vec<String>>().join(" ")
}

/// The URL, shown in full so that it can be read on paper, and leading there where a page may. One
/// without any character that could act is its own link, which halves the length of the list.
fn address(url: &str) -> String {
    let url = url.trim();
    let is_tame = |c: char| c.is_ascii_alphanumeric() || "-._~:/?#@!$'*+,=%&()".contains(c);
    if !is_linkable(url) {
        escape_inline(url)
    } else if url.chars().all(is_tame) && url.starts_with("http") {
        format!("<{url}>")
    } else {
        format!("[{}]({})", escape_inline(url), link_target(url))
    }
}
