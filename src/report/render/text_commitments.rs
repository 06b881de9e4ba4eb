//! Commitments for a terminal: each with its state, its due date in honest words, who owns to it, its
//! assessments over time and the document it rests on.

use super::page::{Page, Sheet, Style};
use super::words;
use crate::domain::edtf::Edtf;
use crate::report::commitments::{AssessmentRow, CommitmentRow, Commitments, DueStanding, EvidenceEntry};
use crate::report::dossier::ActorRef;
use crate::report::timeline::counted;

/// Columns of the labels before fields.
const LABEL: usize = 12;

/// The commitments set for a page.
pub fn commitments(answer: &Commitments, page: &Page) -> String {
    let mut sheet = Sheet::new(page);
    sheet.paragraph(0, &format!("Commitments as of {}", answer.as_of.words()), Style::Bold);
    sheet.paragraph(0, &summary(answer), Style::Plain);
    for row in &answer.commitments {
        commitment(&mut sheet, row);
    }
    sheet.blank();
    // the first of them is the heading
    for notice in answer.notices.iter().skip(1) {
        sheet.paragraph(0, notice, Style::Dim);
    }
    sheet.finish()
}

/// The counts in a sentence.
pub(super) fn summary(answer: &Commitments) -> String {
    let due = answer.due_by.map(|day| format!(" Due by {}.", Edtf::day(day).english())).unwrap_or_default();
    if answer.commitments.is_empty() {
        return format!("No commitment matches.{due}");
    }
    let states = answer.states.iter().map(|row| format!("{} {}", row.commitments, words::state(row.state)));
    let states = states.collect::<Vec<String>>().join(", ");
    let all = counted(answer.commitments.len(), "commitment");
    format!("{all}: {states}; {} one-sided, {} past due and unsettled.{due}", answer.one_sided, answer.past_due)
}

fn commitment(sheet: &mut Sheet<'_>, row: &CommitmentRow) {
    sheet.blank();
    sheet.paragraph(0, &format!("{}: {}", promised(row), row.text), Style::Bold);
    sheet.field(2, "state", LABEL, &state(row));
    sheet.field(2, "due", LABEL, &due(row));
    sheet.field(2, "acknowledged", LABEL, &format!("by {}", acknowledged(row)));
    let made = &row.development;
    sheet.field(2, "made", LABEL, &format!("{}: {}", made.date.english(), made.title));
    sheet.paragraph(LABEL + 4, made.key.as_str(), Style::Dim);
    for (at, made) in row.assessments.iter().enumerate() {
        sheet.field(2, if at == 0 { "assessed" } else { "" }, LABEL, &assessment(made));
        for shown in &made.evidence {
            sheet.field(LABEL + 4, "shown by", 8, &evidence(shown));
        }
    }
    sheet.field(2, "source", LABEL, &source(row));
    sheet.field(2, "key", LABEL, row.key.as_str());
}

/// Who promised whom, with their sides: `China (CHN) to United States (USA)`.
pub(super) fn promised(row: &CommitmentRow) -> String {
    format!("{} to {}", actors(&row.by), actors(&row.to))
}

fn actors(actors: &[ActorRef]) -> String {
    actors.iter().map(|actor| format!("{} ({})", actor.name, actor.side)).collect::<Vec<String>>().join(", ")
}

/// The state as of when: `kept, as of 7 November 2025`.
pub(super) fn state(row: &CommitmentRow) -> String {
    let Some(on) = &row.state_on else { return words::state(row.state) };
    let uncertain = if row.state_uncertain { ", which may be after the day asked for" } else { "" };
    format!("{}, as of {}{uncertain}", words::state(row.state), on.english())
}

/// The due date and the days left: `12 August 2025, 34 days left`; `no date set`.
pub(super) fn due(row: &CommitmentRow) -> String {
    let Some(due) = &row.due else { return "no date set".to_owned() };
    let mark = match (row.past_due, row.due_standing) {
        (true, _) => " – PAST DUE",
        (false, Some(DueStanding::PerhapsPast)) => " – perhaps past",
        (false, Some(DueStanding::Past | DueStanding::Ahead) | None) => "",
    };
    format!("{}{}{mark}", due.english(), left(row, due))
}

fn left(row: &CommitmentRow, due: &Edtf) -> String {
    let about = match (due.is_approximate(), due.is_uncertain()) {
        (true, _) => "about ",
        (false, true) => "perhaps ",
        (false, false) => "",
    };
    let days = |days: u64| counted(usize::try_from(days).unwrap_or(usize::MAX), "day");
    match (row.days_left_min, row.days_left_max) {
        (Some(0), Some(0)) => format!(", {about}that very day"),
        (Some(fewest), Some(most)) if fewest == most && most > 0 => {
            format!(", {about}{} left", days(most.unsigned_abs()))
        }
        (Some(fewest), Some(most)) if fewest == most => format!(", {about}{} ago", days(most.unsigned_abs())),
        (Some(fewest @ 0..), Some(most)) => format!(", {about}{fewest} to {} left", days(most.unsigned_abs())),
        (Some(fewest), Some(most @ ..0)) => {
            format!(", {about}{} to {} ago", most.unsigned_abs(), days(fewest.unsigned_abs()))
        }
        (Some(fewest), Some(most)) => {
            format!(", {about}from {} ago to {} left", days(fewest.unsigned_abs()), days(most.unsigned_abs()))
        }
        (None, Some(_)) | (Some(_), None) | (None, None) => String::new(),
    }
}

/// Who owns to it, and who has no statement on record.
pub(super) fn acknowledged(row: &CommitmentRow) -> String {
    let by = if row.acknowledged_by.is_empty() { "nobody on record".to_owned() } else { actors(&row.acknowledged_by) };
    if row.one_sided {
        return format!("{by} – ONE-SIDED: no statement on record by {}", actors(&row.unacknowledged));
    }
    by
}

/// An assessment with what it changes: `partly as of 20 December 2018, CHANGED from open: …`.
pub(super) fn assessment(made: &AssessmentRow) -> String {
    let changed = made.changed_from.map(|before| format!(", CHANGED from {before}")).unwrap_or_default();
    let contradicts = made.contradicts.map(|event| format!(", CONTRADICTS event {event} of the same date"));
    let note = made.note.as_ref().map(|note| format!(": {note}")).unwrap_or_default();
    let recorded = words::minute(made.recorded_at);
    format!(
        "{} as of {}{changed}{}{note} [recorded {recorded}, event {}]",
        made.state,
        made.on.english(),
        contradicts.unwrap_or_default(),
        made.sequence
    )
}

/// A development that shows it, with what became of its record.
pub(super) fn evidence(shown: &EvidenceEntry) -> String {
    let retracted = if shown.retracted { " – RETRACTED since" } else { "" };
    let duplicate = shown.duplicate_of.as_ref().map(|of| format!(" – duplicate of {of}")).unwrap_or_default();
    let date = shown.date.as_ref().map(|date| format!("{}, ", date.english())).unwrap_or_default();
    format!("{date}{}{retracted}{duplicate}", shown.key)
}

/// The document it rests on, with its number in the development.
pub(super) fn source(row: &CommitmentRow) -> String {
    row.source.as_ref().map_or_else(
        || "not in the record".to_owned(),
        |source| {
            let url = source.url.as_ref().map(|url| format!(" {url}")).unwrap_or_default();
            format!("[{}] {}{url}", source.n, words::source(source))
        },
    )
}
