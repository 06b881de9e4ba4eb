//! What runs across the entries: measures, commitments, chains of action and response, and the
//! meetings as each side tells them.

use super::entries::{instrument, names, plain};
use super::{capital, cites, heading, refer, row, sentence, table, tie_words};
use crate::domain::vocabulary::Polarity;
use crate::report::chronology::{
    Assessed, Chronology, Column, Measure, OtherDate, Perspective, Pledge, Reference, Words,
};
use crate::report::render::markdown_escape::escape_inline;

/// The measures as a table.
pub(super) fn measures(page: &mut String, chronology: &Chronology) {
    heading(page, "measures");
    if chronology.measures.is_empty() {
        page.push_str("No measure among the developments listed.\n");
        return;
    }
    let on = chronology.overview.measures_on.as_deref().unwrap_or_default();
    page.push_str(&format!(
        "States are those of {}, derived from dates, status changes and ties; of another day they are given by \
         `annals measures --on DATE`, each with its proofs.\n\n",
        escape_inline(on)
    ));
    table(page, &[("Measure", 34), ("By", 12), ("Instrument and citation", 22), ("Term", 20), ("State", 20)]);
    for measure in &chronology.measures {
        let cells = [
            format!("{} ({})", refer(&measure.entry), escape_inline(&measure.entry.date)),
            by(measure, chronology.sides.as_ref()),
            measure.legal.as_ref().map(instrument).unwrap_or_default(),
            measure.term.iter().map(term).collect::<Vec<String>>().join("<br>"),
            state_of(measure),
        ];
        row(page, &cells);
    }
}

/// The derived state with what makes it uncertain; the recorded status where it is another.
fn state_of(measure: &Measure) -> String {
    let mut lines = vec![plain(measure.state)];
    lines.extend(measure.doubts.iter().map(|doubt| escape_inline(doubt)));
    if plain(measure.status) != plain(measure.state) {
        lines.push(format!("recorded as {}", plain(measure.status)));
    }
    lines.join("<br>")
}

fn by(measure: &Measure, sides: Option<&(String, String)>) -> String {
    match (measure.column, sides) {
        (Some(Column::First), Some((first, _))) => escape_inline(first),
        (Some(Column::Second), Some((_, second))) => escape_inline(second),
        (Some(Column::Both), Some(_)) => "both or third".to_owned(),
        (None, _) | (_, None) => String::new(),
    }
}

fn term(dated: &OtherDate) -> String {
    let note = dated.note.as_ref().map_or_else(String::new, |note| format!(" ({})", escape_inline(note)));
    format!("{} {}{note}", plain(dated.role), escape_inline(&dated.date))
}

/// The commitments as a table.
pub(super) fn commitments(page: &mut String, chronology: &Chronology) {
    heading(page, "commitments");
    if chronology.commitments.is_empty() {
        page.push_str("No commitment was made in the developments listed.\n");
        return;
    }
    table(page, &[("Commitment", 34), ("By → to", 18), ("Due", 12), ("Acknowledged by", 16), ("State", 34)]);
    for pledge in &chronology.commitments {
        let cells = [
            format!(
                "<a id=\"commitment-{}\"></a>{}{}<br>Made {}",
                pledge.key,
                escape_inline(&pledge.text),
                cites(&pledge.cited),
                made(&pledge.made_in)
            ),
            parties(pledge),
            pledge.due.as_ref().map_or_else(|| "no date set".to_owned(), |due| escape_inline(due)),
            acknowledged(pledge),
            state(pledge),
        ];
        row(page, &cells);
    }
}

/// The day it was made, leading to the entry.
fn made(made_in: &Reference) -> String {
    format!("[{}](#{})", escape_inline(&made_in.date), made_in.key)
}

fn parties(pledge: &Pledge) -> String {
    let mutual = pledge.by.len() == pledge.to.len() && pledge.by.iter().all(|party| pledge.to.contains(party));
    if mutual {
        return format!("{}, each to the other", names(&pledge.by));
    }
    format!("{} → {}", names(&pledge.by), names(&pledge.to))
}

fn acknowledged(pledge: &Pledge) -> String {
    let by = if pledge.acknowledged_by.is_empty() { "nobody".to_owned() } else { names(&pledge.acknowledged_by) };
    if pledge.is_one_sided() {
        return format!("{by}<br>**One-sided:** no statement of {} on record", names(&pledge.unacknowledged));
    }
    by
}

fn state(pledge: &Pledge) -> String {
    let (Some(found), Some(Assessed { on, note, evidence })) = (pledge.state, &pledge.assessed) else {
        return "Not assessed".to_owned();
    };
    let mut text = format!("**{}** as of {}.", capital(&state_word(found)), escape_inline(on));
    if let Some(note) = note {
        text.push_str(&format!(" {}", sentence(&escape_inline(note))));
    }
    if !evidence.is_empty() {
        let evidence: Vec<String> = evidence.iter().map(refer).collect();
        text.push_str(&format!("<br>Evidence: {}", evidence.join("; ")));
    }
    if !pledge.earlier.is_empty() {
        let earlier: Vec<String> = pledge.earlier.iter().map(|made| escape_inline(made)).collect();
        text.push_str(&format!("<br>Earlier: {}", earlier.join("; ")));
    }
    text
}

fn state_word(state: crate::domain::vocabulary::CommitmentState) -> String {
    use crate::domain::vocabulary::CommitmentState;
    match state {
        CommitmentState::Partly => "partly kept".to_owned(),
        CommitmentState::Kept
        | CommitmentState::Broken
        | CommitmentState::Lapsed
        | CommitmentState::Superseded
        | CommitmentState::Open => plain(state),
    }
}

/// The chains as nested lists.
pub(super) fn responses(page: &mut String, chronology: &Chronology) {
    heading(page, "responses");
    if chronology.responses.is_empty() {
        page.push_str("No tie of action and response among the developments listed.\n");
        return;
    }
    page.push_str("Each answer stands under what it answers. Who makes the tie stands beside it.\n\n");
    for step in chronology.responses.iter().flatten() {
        let indent = "  ".repeat(step.depth);
        let date = if step.development.is_listed {
            format!("{}: ", escape_inline(&step.development.date))
        } else {
            String::new()
        };
        let tie = step.tie.as_ref().map_or_else(String::new, |tie| format!(" ({})", tie_words(tie)));
        page.push_str(&format!("{indent}- {date}{}{tie}\n", refer(&step.development)));
    }
}

/// The meetings, a table each.
pub(super) fn perspectives(page: &mut String, chronology: &Chronology) {
    heading(page, "perspectives");
    if chronology.perspectives.is_empty() {
        page.push_str("No summit or dialogue listed has words of two sides on record.\n");
        return;
    }
    page.push_str("Summits and dialogues on which two sides or more are on record, in the words of our summary.\n");
    for perspective in &chronology.perspectives {
        let meeting = &perspective.meeting;
        page.push_str(&format!("\n**{}: {}**\n\n", escape_inline(&meeting.date), refer(meeting)));
        side_by_side(page, perspective);
    }
}

fn side_by_side(page: &mut String, perspective: &Perspective) {
    let width = 84 / perspective.sides.len().max(1);
    let mut columns = vec![("", 10)];
    columns.extend(perspective.sides.iter().map(|side| (side.as_str(), width)));
    table(page, &columns);
    for (polarity, cells) in &perspective.rows {
        let name = match polarity {
            Polarity::States => "States",
            Polarity::Denies => "Denies",
            Polarity::Silent => "Leaves out",
        };
        let mut line = vec![format!("**{name}**")];
        line.extend(cells.iter().map(|said| said.iter().map(told).collect::<Vec<String>>().join("<br>")));
        row(page, &line);
    }
}

fn told(words: &Words) -> String {
    let speaker = words.speaker.as_ref().map_or_else(String::new, |speaker| format!("{}: ", escape_inline(speaker)));
    format!("{speaker}{}{}", escape_inline(&words.text), cites(&words.cited))
}
