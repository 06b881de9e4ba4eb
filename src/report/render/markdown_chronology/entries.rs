//! The entries: by year and month, for one relation in four columns, otherwise as a list.

use super::{capital, cites, count, heading, refer, row, sentence, table, tie_words};
use crate::domain::vocabulary::{LinkRelation, Polarity, Vocabulary};
use crate::report::chronology::{Chronology, Column, Corrected, Entry, Filed, LegalForm, Move, Promise, Tie, Words};
use crate::report::render::markdown_escape::escape_inline;

/// All entries.
pub(super) fn entries(page: &mut String, chronology: &Chronology) {
    heading(page, "chronology");
    if chronology.entries.is_empty() {
        page.push_str("No development passes the query.\n");
        return;
    }
    let mut years: Vec<Option<i64>> = Vec::new();
    for entry in &chronology.entries {
        if !years.contains(&entry.filed.year) {
            years.push(entry.filed.year);
        }
    }
    let linked = years.iter().map(|year| format!("[{}](#{})", year_name(*year), year_anchor(*year)));
    page.push_str(&format!("{}\n", linked.collect::<Vec<String>>().join(" · ")));
    for year in years {
        let of_year: Vec<&Entry> = chronology.entries.iter().filter(|entry| entry.filed.year == year).collect();
        let number = count(of_year.len(), "development", "developments");
        page.push_str(&format!("\n### <a id=\"{}\"></a>{}\n\n*{number}*\n", year_anchor(year), year_name(year)));
        let mut months: Vec<Option<u32>> = of_year.iter().map(|entry| entry.filed.month).collect();
        months.sort_unstable();
        months.dedup();
        for month in months {
            let of_month: Vec<&Entry> = of_year.iter().filter(|entry| entry.filed.month == month).copied().collect();
            if month.is_some() {
                page.push_str(&format!("\n#### {}\n", month_name(Filed { year, month })));
            } else if of_year.iter().any(|entry| entry.filed.month.is_some()) && year.is_some() {
                page.push_str("\n*Month uncertain:*\n");
            }
            page.push('\n');
            match &chronology.sides {
                Some((first, second)) => columns(page, &of_month, first, second),
                None => list(page, &of_month),
            }
        }
    }
}

/// A row an entry: what happened in the column of who acts, the words of each side in its own.
fn columns(page: &mut String, entries: &[&Entry], first: &str, second: &str) {
    table(page, &[("Date", 3), (first, 9), ("Both", 9), (second, 9)]);
    for entry in entries {
        let of_act = entry.column.unwrap_or(Column::Both);
        let column_of = |words: &Words| match words.side.as_str() {
            side if side == first => Column::First,
            side if side == second => Column::Second,
            _ => of_act,
        };
        let mut cells = vec![escape_inline(&entry.date)];
        for column in [Column::First, Column::Both, Column::Second] {
            let said = entry.words.iter().filter(|said| column_of(said) == column).map(words).collect();
            let cell = if column == of_act { lines(entry, said) } else { said };
            cells.push(cell.join("<br>"));
        }
        row(page, &cells);
    }
}

fn list(page: &mut String, entries: &[&Entry]) {
    for entry in entries {
        let sides: Vec<String> = entry.sides.iter().map(|side| escape_inline(side)).collect();
        let lines = lines(entry, entry.words.iter().map(words).collect()).join("<br>");
        page.push_str(&format!("- {} · {}<br>{lines}\n", escape_inline(&entry.date), sides.join(", ")));
    }
}

/// The lines of an entry: what happened, what is said of it, what it is tied to, its form and marks.
fn lines(entry: &Entry, said: Vec<String>) -> Vec<String> {
    let mut lines = Vec::new();
    if entry.is_third_act {
        lines.push(format!("*Act of a third side: {}*", names(&entry.third)));
    }
    lines.push(format!("<a id=\"{}\"></a>**{}**", entry.key, escape_inline(&entry.title)));
    if !entry.titles.is_empty() {
        let titles = entry
            .titles
            .iter()
            .map(|(side, title)| format!("{} calls it “{}”", escape_inline(side), escape_inline(title)));
        lines.push(format!("{}.", titles.collect::<Vec<String>>().join("; ")));
    }
    lines.push(format!("{}{}", escape_inline(&entry.summary), cites(&entry.cited)).trim().to_owned());
    lines.extend(said);
    lines.extend(entry.ties.iter().map(tie));
    lines.extend(entry.promises.iter().map(promise));
    lines.push(form(entry));
    lines.extend(entry.dispute.iter().map(|dispute| format!("**Sources differ:** {}", escape_inline(dispute))));
    lines.extend(entry.corrections.iter().map(corrected));
    lines.push(format!("<sub>{}</sub>", entry.key));
    lines
}

/// `**China** (Foreign Ministry) states: … [12]`.
pub(super) fn words(words: &Words) -> String {
    format!("**{}**{} {}", escape_inline(&words.side), speaker(words), said(words))
}

fn speaker(words: &Words) -> String {
    match &words.speaker {
        Some(speaker) if *speaker != words.side => format!(" ({})", escape_inline(speaker)),
        Some(_) | None => String::new(),
    }
}

fn said(words: &Words) -> String {
    let verb = match words.polarity {
        Polarity::States => "states",
        Polarity::Denies => "denies",
        Polarity::Silent => "is silent",
    };
    format!("*{verb}:* {}{}", escape_inline(&words.text), cites(&words.cited))
}

fn tie(tie: &Tie) -> String {
    let relation = match tie.relation {
        LinkRelation::Follows => "Follows",
        LinkRelation::RespondsTo => "**Responds to**",
        LinkRelation::Implements => "Implements",
        LinkRelation::Amends => "Amends",
        LinkRelation::Extends => "Extends",
        LinkRelation::Revokes => "Revokes",
        LinkRelation::Suspends => "Suspends",
        LinkRelation::PartOf => "Part of",
        LinkRelation::Contradicts => "**Contradicts**",
    };
    format!("→ {relation} {} ({})", refer(&tie.target), tie_words(tie))
}

fn promise(promise: &Promise) -> String {
    format!(
        "**Commitment** of {}: {} — [{}](#commitment-{})",
        names(&promise.by),
        escape_inline(&promise.text),
        escape_inline(&promise.state),
        promise.key
    )
}

/// Kind and status, place, the other dates, the legal form, as one line in italics.
fn form(entry: &Entry) -> String {
    let mut parts = vec![capital(&format!("{}, {}", plain(entry.kind), plain(entry.status)))];
    parts.extend(entry.place.as_ref().map(|place| escape_inline(place)));
    if !entry.is_third_act && !entry.third.is_empty() {
        parts.push(format!("with {}", names(&entry.third)));
    }
    parts.extend(entry.dates.iter().map(|dated| {
        let note = dated.note.as_ref().map_or_else(String::new, |note| format!(" ({})", escape_inline(note)));
        let date = if dated.is_filing_day { "that day".to_owned() } else { escape_inline(&dated.date) };
        format!("{} {date}{note}", plain(dated.role))
    }));
    parts.extend(entry.legal.as_ref().map(legal));
    let moves = entry.moves.iter().map(moved).collect::<Vec<String>>().concat();
    format!("*{}.*{moves}", parts.join(" · "))
}

fn moved(moved: &Move) -> String {
    let on = moved.on.as_ref().map_or_else(String::new, |on| format!(", {}", escape_inline(on)));
    format!(" Moved from {} to {}{on}{}.", plain(moved.from), plain(moved.to), cites(&moved.cited))
}

/// `Entity List rule, 80 FR 8524, no. 2015-03321, Bureau of Industry and Security, not binding`.
fn legal(legal: &LegalForm) -> String {
    let mut parts = vec![instrument(legal)];
    parts.extend(legal.authority.as_deref().map(escape_inline));
    if !legal.binding {
        parts.push("not binding".to_owned());
    }
    parts.retain(|part| !part.is_empty());
    parts.join(", ")
}

/// `Entity List rule, 80 FR 8524, no. 2015-03321`.
pub(super) fn instrument(legal: &LegalForm) -> String {
    let number = legal.number.as_ref().map(|number| format!("no. {}", escape_inline(number)));
    let parts = [legal.instrument.as_deref().map(escape_inline), legal.citation.as_deref().map(escape_inline), number];
    parts.into_iter().flatten().collect::<Vec<String>>().join(", ")
}

fn corrected(corrected: &Corrected) -> String {
    let fields: Vec<String> = corrected.fields.iter().map(|field| escape_inline(field)).collect();
    format!(
        "**Corrected** {}: {}. Reason: {}{}",
        escape_inline(&corrected.on),
        fields.join(", "),
        sentence(&escape_inline(&corrected.reason)),
        cites(&corrected.cited)
    )
}

/// Names with commas and "and".
pub(super) fn names(names: &[String]) -> String {
    let names: Vec<String> = names.iter().map(|name| escape_inline(name)).collect();
    match names.as_slice() {
        [] => "nobody named".to_owned(),
        [one] => one.clone(),
        [others @ .., last] => format!("{} and {last}", others.join(", ")),
    }
}

/// A word of a vocabulary as prose has it.
pub(super) fn plain<V: Vocabulary>(word: V) -> String {
    word.word().replace('-', " ")
}

fn year_name(year: Option<i64>) -> String {
    match year {
        None => "Beginning unknown".to_owned(),
        Some(year @ ..=0) => format!("{} BC", 1 - year),
        Some(year @ 1..=999) => format!("AD {year}"),
        Some(year) => year.to_string(),
    }
}

fn year_anchor(year: Option<i64>) -> String {
    year.map_or_else(|| "year-unknown".to_owned(), |year| format!("year-{year}"))
}

fn month_name(filed: Filed) -> String {
    let months = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let at = filed.month.and_then(|month| usize::try_from(month).ok()).and_then(|month| month.checked_sub(1));
    let month = at.and_then(|at| months.get(at)).copied().unwrap_or_default();
    format!("{month} {}", year_name(filed.year))
}
