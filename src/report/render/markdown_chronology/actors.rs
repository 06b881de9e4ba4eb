//! The actors: persons by surname, bodies by name.

use super::{heading, row, table};
use crate::report::chronology::{Body, Chronology, Person};
use crate::report::render::markdown_escape::escape_inline;

/// Two tables, one of persons, one of bodies.
pub(super) fn actors(page: &mut String, chronology: &Chronology) {
    heading(page, "actors");
    if !chronology.persons.is_empty() {
        page.push_str("### Persons\n\nSurname first and in bold, sorted by surname; offices as held at the time.\n\n");
        table(
            page,
            &[("Name", 22), ("Han characters", 14), ("Romanisation", 16), ("Side", 14), ("Office as held", 44)],
        );
        for person in &chronology.persons {
            row(page, &person_cells(person));
        }
    }
    if !chronology.bodies.is_empty() {
        page.push_str("\n### States, bodies and firms\n\n");
        // bodies are seldom romanised: the column stands only where one is
        let is_romanised = chronology.bodies.iter().any(|body| body.romanisation.is_some());
        let mut columns = vec![("Name", 44), ("Han characters", 22), ("Side", 14), ("Type", 12)];
        if is_romanised {
            columns.insert(2, ("Romanisation", 16));
        }
        table(page, &columns);
        for body in &chronology.bodies {
            row(page, &body_cells(body, is_romanised));
        }
    }
    if chronology.persons.is_empty() && chronology.bodies.is_empty() {
        page.push_str("No actor.\n");
    }
}

fn person_cells(person: &Person) -> [String; 5] {
    let name = match &person.surname {
        Some(surname) => format!("**{}** {}", escape_inline(surname), escape_inline(&person.given)),
        None => escape_inline(&person.given),
    };
    let offices: Vec<String> = person.offices.iter().map(|office| escape_inline(office)).collect();
    [name, text(&person.han), text(&person.romanisation), escape_inline(&person.side), offices.join("; ")]
}

fn body_cells(body: &Body, is_romanised: bool) -> Vec<String> {
    let short = body.short.as_ref().map_or_else(String::new, |short| format!(" ({})", escape_inline(short)));
    let name = format!("{}{short}", escape_inline(&body.name));
    let mut cells = vec![name, text(&body.han), escape_inline(&body.side), escape_inline(&body.sort)];
    if is_romanised {
        cells.insert(2, text(&body.romanisation));
    }
    cells
}

fn text(text: &Option<String>) -> String {
    text.as_deref().map(escape_inline).unwrap_or_default()
}
