//! The chronology report as Markdown for GitHub and Pandoc. Notes are numbered links rather than
//! footnotes, because footnotes do not stand in tables everywhere. All text of the journal is escaped.

mod actors;
mod entries;
mod front;
mod method;
mod overviews;
mod sources;

use super::markdown_escape::escape_inline;
use crate::domain::vocabulary::LinkRelation;
use crate::report::chronology::{Chronology, Citation, Reference, Tie};

/// The page.
pub fn markdown(chronology: &Chronology) -> String {
    let mut page = String::new();
    front::head(&mut page, chronology);
    front::in_short(&mut page, chronology);
    front::changes(&mut page);
    entries::entries(&mut page, chronology);
    overviews::measures(&mut page, chronology);
    overviews::commitments(&mut page, chronology);
    overviews::responses(&mut page, chronology);
    overviews::perspectives(&mut page, chronology);
    actors::actors(&mut page, chronology);
    sources::sources(&mut page, chronology);
    method::method(&mut page, chronology);
    method::integrity(&mut page, chronology);
    page
}

/// The sections in order: anchor, heading.
const SECTIONS: [(&str, &str); 11] = [
    ("in-short", "In short"),
    ("changes", "Changes since the previous edition"),
    ("chronology", "The chronology"),
    ("measures", "Measures"),
    ("commitments", "Commitments"),
    ("responses", "Action and response"),
    ("perspectives", "Perspectives"),
    ("actors", "Actors"),
    ("sources", "Sources"),
    ("method", "Method"),
    ("integrity", "Integrity"),
];

/// The heading of a section, with its anchor.
fn heading(page: &mut String, anchor: &str) {
    let heading = SECTIONS.iter().find(|(known, _)| *known == anchor).map_or(anchor, |(_, heading)| heading);
    page.push_str(&format!("\n## <a id=\"section-{anchor}\"></a>{heading}\n\n"));
}

/// A row of a table; the cells are Markdown already and hold neither line breaks nor bare pipes.
fn row(page: &mut String, cells: &[String]) {
    page.push_str(&format!("| {} |\n", cells.join(" | ")));
}

/// The head of a table. The dashes say how wide each column is where a page has a fixed width.
fn table(page: &mut String, columns: &[(&str, usize)]) {
    row(page, &columns.iter().map(|(name, _)| escape_inline(name)).collect::<Vec<String>>());
    let rules: Vec<String> =
        columns.iter().map(|(_, width)| format!(":{}", "-".repeat(width.saturating_sub(1)))).collect();
    page.push_str(&format!("|{}|\n", rules.join("|")));
}

/// ` [12] [13, p. 4]`, each leading to its note; nothing where nothing is cited.
fn cites<'c>(cited: impl IntoIterator<Item = &'c Citation>) -> String {
    let mut links = String::new();
    for Citation { number, pinpoint } in cited {
        let pinpoint = pinpoint.as_ref().map_or_else(String::new, |place| format!(", {}", escape_inline(place)));
        links.push_str(&format!(" [\\[{number}{pinpoint}\\]](#note-{number})"));
    }
    links
}

/// A development by its title: a link where it is listed here, and otherwise text with its date.
fn refer(reference: &Reference) -> String {
    let title = escape_inline(&reference.title);
    if reference.is_listed {
        return format!("[{title}](#{})", reference.key);
    }
    let retracted = if reference.is_retracted { "; retracted" } else { "" };
    format!("“{title}” ({}{retracted})", escape_inline(&reference.date))
}

/// `+12 days, as stated by the Ministry`; no days for a part, which has none to its whole.
fn tie_words(tie: &Tie) -> String {
    let days = match (&tie.days, tie.relation == LinkRelation::PartOf) {
        (_, true) => String::new(),
        (Some(days), false) => format!("{days}, "),
        (None, false) => "days unknown, ".to_owned(),
    };
    let asserted = match &tie.stated_by {
        Some(actor) => format!("as stated by {}", escape_inline(actor)),
        None => "as read by the analyst".to_owned(),
    };
    let note = tie.note.as_ref().map_or_else(String::new, |note| format!("; {}", escape_inline(note)));
    format!("{days}{asserted}{note}")
}

/// The text with its first letter large.
fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The text with a full stop at its end, unless it has a mark there.
fn sentence(text: &str) -> String {
    let text = text.trim();
    let ends = text.ends_with(['.', '!', '?', '。', '！', '？', '”', '"']);
    if ends || text.is_empty() { text.to_owned() } else { format!("{text}.") }
}

/// `1 development`, `2 developments`.
fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}
