//! A search for pages and mail: who is called so, then each development with the places where the words
//! stand; what was sought is set bold.

use super::{Writing, escape_inline};
use crate::report::render::text_search::{between, label, marks};
use crate::report::search::{Match, SearchReport};
use crate::report::timeline::counted;

/// The search as lists.
pub fn search(answer: &SearchReport) -> String {
    let mut page = Writing::default();
    page.heading(1, &format!("Search: {}", answer.query));
    if !answer.actors.is_empty() {
        page.heading(2, &format!("{} called so", counted(answer.actors.len(), "actor")));
        for actor in &answer.actors {
            let names: Vec<String> = actor.names.iter().map(bold).collect();
            let told = format!("{} ({}), {}", actor.name, actor.side, actor.actor_type);
            page.ready_item(0, &format!("{} `{}`: {}", escape_inline(&told), actor.id, names.join("; ")));
        }
    }
    page.heading(2, &counted(answer.matched, "development"));
    for hit in &answer.developments {
        let title = hit.matches.iter().find(|found| found.text() == hit.title);
        let title = title.map_or_else(|| escape_inline(&hit.title), bold);
        let mut told = vec![between(hit), hit.kind.to_string(), hit.status.to_string()];
        told.extend(marks(hit));
        let told: Vec<String> = told.iter().map(|told| escape_inline(told)).collect();
        let date = escape_inline(&hit.date.english());
        page.ready_item(0, &format!("{date}: {title} ({}) `{}`", told.join(", "), hit.key));
        for found in hit.matches.iter().filter(|found| found.text() != hit.title) {
            page.ready_item(1, &format!("{}: {}", escape_inline(&label(found)), bold(found)));
        }
    }
    page.paragraph(&format!("Ordered {}.", answer.order));
    page.notices(&answer.notices);
    page.0
}

/// The text with what was sought in bold.
fn bold(found: &Match) -> String {
    let mut set = String::new();
    for piece in &found.segments {
        // escaping takes blanks at the ends away
        let starts = piece.text.starts_with(char::is_whitespace) && !set.is_empty();
        let ends = piece.text.ends_with(char::is_whitespace);
        if starts {
            set.push(' ');
        }
        let escaped = escape_inline(&piece.text);
        if piece.marked {
            set.push_str(&format!("**{escaped}**"));
        } else {
            set.push_str(&escaped);
        }
        if ends && !escaped.is_empty() {
            set.push(' ');
        }
    }
    set.trim_end().to_owned()
}
