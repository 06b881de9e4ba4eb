//! A search for a terminal: who is called so, then each development with the places where the words
//! stand. What was sought stands between « and », so that it is seen without colour.

use super::page::{Page, Sheet, Style};
use super::terminal_text::{columns, line, pad, wrap};
use crate::report::search::{ActorHit, Match, Piece, SearchHit, SearchReport};
use crate::report::timeline::counted;

/// How many actors are shown.
const ACTORS: usize = 6;
/// How many places of a development are shown besides its title.
const PLACES: usize = 4;
/// How many columns of a long text are shown before what was sought.
const LEAD: usize = 40;

/// The search set for a page.
pub fn search(answer: &SearchReport, page: &Page) -> String {
    let mut sheet = Sheet::new(page);
    if !answer.actors.is_empty() {
        sheet.heading(&format!("{} called so", counted(answer.actors.len(), "actor")));
        for actor in answer.actors.iter().take(ACTORS) {
            set_actor(&mut sheet, actor);
        }
        if answer.actors.len() > ACTORS {
            sheet.paragraph(2, &format!("and {} more", answer.actors.len() - ACTORS), Style::Dim);
        }
    }
    if answer.developments.is_empty() {
        sheet.blank();
        sheet.paragraph(0, "No development matches.", Style::Plain);
    } else {
        let ordered = if answer.newest_first { "the latest first" } else { "best matches first" };
        sheet.heading(&format!("{}, {ordered}", counted(answer.matched, "development")));
        set_developments(&mut sheet, &answer.developments);
    }
    if !answer.notices.is_empty() {
        sheet.blank();
    }
    for notice in &answer.notices {
        sheet.paragraph(0, notice, Style::Dim);
    }
    sheet.finish()
}

fn set_actor(sheet: &mut Sheet<'_>, actor: &ActorHit) {
    let own = |name: &str| {
        let found = actor.names.iter().find(|found| found.text() == name);
        found.map_or_else(|| name.to_owned(), |found| pieces(&found.segments))
    };
    let mut name = own(&actor.name);
    if let Some(han) = actor.han_name.as_deref().filter(|han| *han != actor.name) {
        name.push(' ');
        name.push_str(&own(han));
    }
    let also: Vec<String> = actor
        .names
        .iter()
        .filter(|found| found.text() != actor.name && Some(found.text()) != actor.han_name)
        .map(|found| format!("also {}", pieces(&found.segments)))
        .collect();
    let mut told = vec![format!("{name} ({})", actor.side), actor.actor_type.to_string(), actor.id.to_string()];
    told.extend(also);
    sheet.pieces(2, &told, Style::Plain);
}

fn set_developments(sheet: &mut Sheet<'_>, hits: &[SearchHit]) {
    let page = *sheet.page();
    let most = if page.width < 100 { 18 } else { 28 };
    let width = hits.iter().map(|hit| columns(&hit.date.english())).max().unwrap_or(0).min(most);
    let indent = width + 2;
    for hit in hits {
        sheet.blank();
        let inner = Page { width: page.width.saturating_sub(indent).max(20), colour: page.colour };
        let mut beside = Sheet::new(&inner);
        let title = hit.matches.iter().find(|found| found.text() == hit.title);
        let title = title.map_or_else(|| hit.title.clone(), |found| pieces(&found.segments));
        beside.paragraph(0, &title, Style::Bold);
        let mut told = vec![between(hit), hit.kind.to_string(), hit.status.to_string()];
        told.extend(marks(hit));
        told.push(hit.key.to_string());
        beside.pieces(0, &told, Style::Dim);
        let places: Vec<&Match> = hit.matches.iter().filter(|found| found.text() != hit.title).collect();
        let shown: Vec<(String, &Match)> = places.iter().take(PLACES).map(|found| (label(found), *found)).collect();
        let labels = shown.iter().map(|(label, _)| columns(label)).max().unwrap_or(0);
        for (label, found) in &shown {
            let room = inner.width.saturating_sub(labels + 2) * 2;
            beside.field(0, label, labels, &clipped(&found.segments, room));
        }
        if places.len() > PLACES {
            beside.paragraph(0, &format!("and in {}", counted(places.len() - PLACES, "more place")), Style::Dim);
        }
        let beside = beside.finish();
        let dates = wrap(&hit.date.english(), width);
        let lines: Vec<&str> = beside.lines().collect();
        for at in 0..lines.len().max(dates.len()) {
            let date = pad(dates.get(at).map_or("", String::as_str), indent);
            sheet.ready(&format!("{date}{}", lines.get(at).copied().unwrap_or_default()));
        }
    }
}

/// The relation where there is just one, else the sides.
pub(super) fn between(hit: &SearchHit) -> String {
    match hit.relations.as_slice() {
        [only] if hit.sides.len() == 2 => only.to_string(),
        _ => hit.sides.iter().map(ToString::to_string).collect::<Vec<String>>().join(" "),
    }
}

/// What a reader must see at first glance.
pub(super) fn marks(hit: &SearchHit) -> Vec<String> {
    let mut marks = Vec::new();
    if hit.retracted {
        marks.push("retracted".to_owned());
    }
    marks.extend(hit.duplicate_of.as_ref().map(|of| format!("duplicate of {of}")));
    if hit.corrected {
        marks.push("corrected".to_owned());
    }
    marks
}

/// Where a text stands: `summary`, `source 2`.
pub(super) fn label(found: &Match) -> String {
    match found.source {
        Some(number) => format!("{} [{number}]", found.field.name()),
        None => found.field.name().to_owned(),
    }
}

/// The text with marks.
pub(super) fn pieces(segments: &[Piece]) -> String {
    let piece = |piece: &Piece| if piece.marked { format!("«{}»", piece.text) } else { piece.text.clone() };
    segments.iter().map(piece).collect()
}

/// The text with marks; of a long one the part around what was sought first.
fn clipped(segments: &[Piece], room: usize) -> String {
    let whole = line(&pieces(segments));
    if columns(&whole) <= room {
        return whole;
    }
    let mark = whole.find('«').unwrap_or(0);
    let (before, rest) = whole.split_at(mark);
    let mut start = 0;
    if columns(before) > LEAD {
        let cut = |at: &usize| columns(before.get(*at..).unwrap_or_default()) <= LEAD;
        start = before.char_indices().map(|(at, _)| at).find(cut).unwrap_or(mark);
        // not within a word, where there are blanks
        start = before.get(start..).and_then(|rest| rest.find(' ')).map_or(start, |blank| start + blank + 1);
    }
    let lead = if start > 0 { "… " } else { "" };
    let mut room = room.saturating_sub(columns(before.get(start..).unwrap_or_default()) + 4);
    let mut end = 0;
    for (at, c) in rest.char_indices() {
        let width = columns(c.encode_utf8(&mut [0; 4]));
        if width > room {
            break;
        }
        room -= width;
        end = at + c.len_utf8();
    }
    let mut kept = rest.get(..end).unwrap_or_default();
    if end < rest.len() {
        kept = kept.rfind(' ').filter(|blank| *blank > end / 2).and_then(|blank| kept.get(..blank)).unwrap_or(kept);
    }
    let open = kept.matches('«').count() > kept.matches('»').count();
    let tail = match (end < rest.len(), open) {
        (true, true) => "…» …",
        (true, false) => " …",
        (false, _) => "",
    };
    format!("{lead}{}{kept}{tail}", before.get(start..).unwrap_or_default())
}
