//! The front of the page: what it says of itself, the counts, and what changed since the edition
//! before.

use super::{SECTIONS, count, heading};
use crate::report::chronology::{Chronology, Column, Columns, Head, Overview};
use crate::report::render::markdown_escape::escape_inline;

/// Title, head, contents.
pub(super) fn head(page: &mut String, chronology: &Chronology) {
    let head = &chronology.head;
    page.push_str(&format!("# {}\n\n", escape_inline(&head.title)));
    let mut line = |name: &str, text: Option<String>| {
        if let Some(text) = text {
            page.push_str(&format!("- **{name}:** {text}\n"));
        }
    };
    let plain = |text: &Option<String>| text.as_deref().map(escape_inline);
    let relation = |(names, code): &(String, String)| format!("{} ({})", escape_inline(names), escape_inline(code));
    line("Relation", head.relation.as_ref().map(relation));
    line("Period covered", Some(period(chronology)));
    line("Edition", Some(edition(head)));
    line("Events as of", Some(plain(&head.as_of).unwrap_or_else(|| "no event recorded".to_owned())));
    let whole = || "the whole journal of the size below".to_owned();
    line("Known on", Some(plain(&head.known_on).unwrap_or_else(whole)));
    line("Compiler", plain(&head.compiler));
    line("Query", Some(code(&head.query)));
    line("Program", Some(escape_inline(&head.program)));
    let size = format!("{}, {} events, Merkle root {}", escape_inline(&head.origin), head.size, code(&head.root));
    line("Journal", Some(size));
    line("Licence", plain(&head.licence));
    line("Preferred citation", Some(citation(head)));
    let sections = SECTIONS.iter().map(|(anchor, heading)| format!("[{heading}](#section-{anchor})"));
    page.push_str(&format!("\n**Contents:** {}\n", sections.collect::<Vec<String>>().join(" · ")));
}

/// A text as code, in a way that holds whatever stands in it.
pub(super) fn code(text: &str) -> String {
    format!("<code>{}</code>", escape_inline(text))
}

fn period(chronology: &Chronology) -> String {
    let span = match &chronology.overview.span {
        Some(span) => format!("{} (earliest to latest possible day of the developments listed)", escape_inline(span)),
        None => "no development listed".to_owned(),
    };
    match &chronology.head.window {
        Some(window) => format!("{span}; asked for: {}", escape_inline(window)),
        None => span,
    }
}

fn edition(head: &Head) -> String {
    match &head.edition {
        Some(day) => format!("events of the journal up to {}; no earlier edition is known", escape_inline(day)),
        None => "of an empty journal".to_owned(),
    }
}

fn citation(head: &Head) -> String {
    let compiler = head.compiler.as_ref().map_or_else(String::new, |name| format!("{}. ", escape_inline(name)));
    let edition =
        head.edition.as_ref().map_or_else(String::new, |day| format!(" Events as of {}.", escape_inline(day)));
    format!(
        "{compiler}*{}*.{edition} Journal {}, {} events, root {}.",
        escape_inline(&head.title),
        escape_inline(&head.origin),
        head.size,
        code(&head.root)
    )
}

/// The counts, then the editor's paragraphs.
pub(super) fn in_short(page: &mut String, chronology: &Chronology) {
    heading(page, "in-short");
    let counts = &chronology.overview;
    let mut line = |text: String| page.push_str(&format!("- {text}\n"));
    line(developments(counts));
    if let (Some(columns), Some(sides)) = (&counts.columns, &chronology.sides) {
        line(who_acts(columns, sides));
    }
    if !counts.kinds.is_empty() {
        let kinds = counts.kinds.iter().map(|(kind, number)| format!("{kind} {number}"));
        line(format!("Developments by kind: {}.", kinds.collect::<Vec<String>>().join(", ")));
    }
    line(measures(counts, chronology.sides.as_ref()));
    line(commitments(counts));
    let words = counts.words.iter().map(|(side, [states, denies, silent])| {
        let counted =
            [(*states, "statement", "statements"), (*denies, "denial", "denials"), (*silent, "silence", "silences")];
        let counted =
            counted.iter().filter(|(number, ..)| *number > 0).map(|(number, one, many)| count(*number, one, many));
        format!("{} {}", escape_inline(side), counted.collect::<Vec<String>>().join(", "))
    });
    let words: Vec<String> = words.collect();
    if !words.is_empty() {
        line(format!("Words on record, by the side they speak for: {}.", words.join("; ")));
    }
    for paragraph in &chronology.introduction {
        page.push_str(&format!("\n{}\n", escape_inline(paragraph)));
    }
}

fn developments(counts: &Overview) -> String {
    let uncertain = match counts.uncertain {
        0 => "all dated to the day".to_owned(),
        number => format!("{number} of them not certain to the day"),
    };
    match &counts.span {
        Some(span) => {
            let listed = count(counts.developments, "development", "developments");
            format!("**{listed}**, {}; {uncertain}.", escape_inline(span))
        }
        None => format!("**{}**.", count(counts.developments, "development", "developments")),
    }
}

fn who_acts(columns: &Columns, (first, second): &(String, String)) -> String {
    let Columns { first: of_first, both, second: of_second, third } = columns;
    format!(
        "Who takes the step: {} in {of_first}, {} in {of_second}, both or together in {both}, third sides in {third}.",
        escape_inline(first),
        escape_inline(second)
    )
}

fn measures(counts: &Overview, sides: Option<&(String, String)>) -> String {
    let total: usize = counts.in_force.iter().map(|(_, number)| number).sum();
    let by_side = counts.in_force.iter().filter_map(|(column, number)| {
        let (first, second) = sides?;
        let side = match (*column)? {
            Column::First => escape_inline(first),
            Column::Both => "both or third sides".to_owned(),
            Column::Second => escape_inline(second),
        };
        Some(format!("{side} {number}"))
    });
    let by_side: Vec<String> = by_side.collect();
    let by_side = if by_side.is_empty() { String::new() } else { format!(" ({})", by_side.join(", ")) };
    let on = counts.measures_on.as_ref().map(|day| format!(" on {}", escape_inline(day))).unwrap_or_default();
    format!(
        "{}, of which **{total} in force**{on}{by_side}; {} more may be in force: the record does not tell.",
        count(counts.measures, "measure", "measures"),
        counts.may_be_in_force
    )
}

fn commitments(counts: &Overview) -> String {
    format!(
        "{}: **{} open** by the last assessment, {} not assessed; **{} one-sided**.",
        count(counts.commitments, "commitment", "commitments"),
        counts.open,
        counts.unassessed,
        counts.one_sided
    )
}

/// What changed since the edition before.
pub(super) fn changes(page: &mut String) {
    heading(page, "changes");
    page.push_str(
        "There is no earlier edition to compare with. Corrections made to an entry since it was recorded are marked in \
         the entry.\n",
    );
}
