//! Action and response in a relation for a terminal: medians with the pairs behind them, the share
//! unanswered, who moved first, and the rules by which all that is told.

use super::page::{Columns, Page, Sheet, Style};
use super::text_thread::tie;
use super::words;
use crate::domain::edtf::Edtf;
use crate::domain::side::Side;
use crate::report::dossier::DevelopmentRef;
use crate::report::relation::Opener;
use crate::report::response::{AnsweredShare, ResponsePair, ResponseTime, Responses};
use crate::report::timeline::counted;

/// Action and response set for a page.
pub fn responses(answer: &Responses, page: &Page) -> String {
    let mut sheet = Sheet::new(page);
    sheet.paragraph(0, &title(answer), Style::Bold);
    sheet.paragraph(0, &window(answer), Style::Plain);
    times(&mut sheet, answer);
    sheet.heading("Acts that target the other side, without an answer on record");
    for share in &answer.answered {
        sheet.field(2, &side_name(answer, share.side), 14, &unanswered(share));
    }
    if answer.shows_pairs {
        answer.answered.iter().for_each(|share| acts(&mut sheet, answer, share));
    }
    sheet.heading("Who opened chains of answers");
    if answer.opened.is_empty() {
        sheet.paragraph(2, "No chain of answers is on record.", Style::Plain);
    }
    for row in &answer.opened {
        sheet.field(2, &row.chains.to_string(), 3, &opener(answer, &row.opener));
    }
    if answer.shows_pairs {
        for chain in &answer.chains {
            let pieces = [opener(answer, &chain.opener), counted(chain.developments, "development")];
            development(&mut sheet, &chain.first, &pieces);
        }
        pairs(&mut sheet, answer);
    }
    sheet.heading("How this is counted");
    for rule in &answer.rules {
        sheet.field(2, "–", 1, rule);
    }
    sheet.blank();
    for notice in &answer.notices {
        sheet.paragraph(0, notice, Style::Dim);
    }
    sheet.finish()
}

/// The heading.
pub(super) fn title(answer: &Responses) -> String {
    format!("Action and response: {} and {} ({})", answer.first_side, answer.second_side, answer.relation)
}

/// How many pairs, of which window.
pub(super) fn window(answer: &Responses) -> String {
    let day = |day| Edtf::day(day).english();
    let window = match (answer.from, answer.to) {
        (None, None) => String::new(),
        (Some(from), None) => format!(" Acts from {} on.", day(from)),
        (None, Some(to)) => format!(" Acts until {}.", day(to)),
        (Some(from), Some(to)) => format!(" Acts from {} to {}.", day(from), day(to)),
    };
    let none =
        if answer.pairs.is_empty() { "No act of one side is tied to one of the other as its answer" } else { "" };
    if none.is_empty() {
        format!("{} of act and response.{window}", counted(answer.pairs.len(), "pair"))
    } else {
        format!("{none}.{window}")
    }
}

/// A side by name.
pub(super) fn side_name(answer: &Responses, side: Side) -> String {
    if side == answer.relation.first() { answer.first_side.clone() } else { answer.second_side.clone() }
}

/// Who opened a chain, by name.
pub(super) fn opener(answer: &Responses, opener: &Opener) -> String {
    match opener {
        Opener::Side(side) => side_name(answer, *side),
        Opener::Shared => "both or neither".to_owned(),
        Opener::Unknown => "order not certain".to_owned(),
    }
}

/// Whose responses, of what kind.
pub(super) fn whose(answer: &Responses, row: &ResponseTime) -> String {
    let side = row.side.map_or_else(|| "either side".to_owned(), |side| side_name(answer, side));
    row.kind.map_or_else(|| side.clone(), |kind| format!("{side}, {kind}"))
}

/// The median: `56 days (7 exact pairs)`, `56 to 57 days over all 8`.
pub(super) fn medians(row: &ResponseTime) -> String {
    if row.pairs == 0 {
        return "no pair on record".to_owned();
    }
    let exact = row.median_exact.map_or_else(
        || "no pair between exact days".to_owned(),
        |days| format!("{} over {}", days_of(days), counted(row.exact_pairs, "exact pair")),
    );
    if row.exact_pairs == row.pairs {
        return exact;
    }
    let all = counted(row.pairs, "pair");
    match (row.median_min, row.median_max) {
        (Some(fewest), Some(most)) if fewest == most => {
            format!("{exact}; {} over all {all}, dates uncertain", days_of(fewest))
        }
        (Some(fewest), Some(most)) => format!("{exact}; between {fewest} and {most} days over all {all}"),
        (Some(fewest), None) => format!("{exact}; {fewest} days or more over all {all}"),
        (None, Some(most)) => format!("{exact}; {most} days or fewer over all {all}"),
        (None, None) => format!("{exact}; not known over all {all}"),
    }
}

/// `1 day`, `40.5 days`.
fn days_of(days: f64) -> String {
    if days == 1.0 { "1 day".to_owned() } else { format!("{days} days") }
}

/// The share: `94 of 101 (93%)`.
pub(super) fn unanswered(share: &AnsweredShare) -> String {
    match share.share_unanswered {
        None => "no act on record that targets the other side".to_owned(),
        Some(part) => format!("{} of {} ({:.0}%)", share.unanswered_acts.len(), share.acts, part * 100.0),
    }
}

fn times(sheet: &mut Sheet<'_>, answer: &Responses) {
    sheet.heading("Median time from act to response, by who responds");
    let rows: Vec<Vec<String>> = answer.times.iter().map(|row| vec![whose(answer, row), medians(row)]).collect();
    let columns = Columns::fit(sheet.page(), 2, &rows, 1, &[34]);
    rows.iter().for_each(|row| columns.row(sheet, row));
}

fn acts(sheet: &mut Sheet<'_>, answer: &Responses, share: &AnsweredShare) {
    if share.unanswered_acts.is_empty() {
        return;
    }
    sheet.blank();
    sheet.paragraph(2, &format!("Acts by {} without an answer on record", side_name(answer, share.side)), Style::Plain);
    share.unanswered_acts.iter().for_each(|found| development(sheet, found, &[]));
}

fn development(sheet: &mut Sheet<'_>, found: &DevelopmentRef, pieces: &[String]) {
    sheet.field(2, "–", 1, &format!("{}: {}", found.date.english(), found.title));
    let pieces: Vec<String> = pieces.iter().cloned().chain([found.key.to_string()]).collect();
    sheet.pieces(5, &pieces, Style::Dim);
}

fn pairs(sheet: &mut Sheet<'_>, answer: &Responses) {
    sheet.heading("The pairs");
    if answer.pairs.is_empty() {
        sheet.paragraph(2, "None.", Style::Plain);
    }
    for pair in &answer.pairs {
        let (act, response) = (&pair.action, &pair.response);
        sheet.blank();
        sheet.field(2, &pair.action_side.to_string(), 3, &format!("{}: {}", act.date.english(), act.title));
        sheet.paragraph(7, act.key.as_str(), Style::Dim);
        sheet.field(2, &pair.side.to_string(), 3, &format!("{}: {}", response.date.english(), response.title));
        sheet.paragraph(7, response.key.as_str(), Style::Dim);
        for link in &pair.ties {
            sheet.field(7, "→", 1, &format!("{} ({})", tie(link, false), pair.kind));
        }
    }
    if !answer.no_pairs.is_empty() {
        sheet.heading("Ties of the relation that make no pair");
    }
    for found in &answer.no_pairs {
        sheet.field(2, "–", 1, &format!("{} answers {}: {}", found.response.key, found.action.key, found.why));
    }
}

/// The days of a pair and who asserts it, on one line.
pub(super) fn pair_words(pair: &ResponsePair) -> String {
    pair.ties.iter().map(|link| tie(link, false)).collect::<Vec<String>>().join("; ")
}

/// The days of a pair alone.
pub(super) fn pair_days(pair: &ResponsePair) -> String {
    pair.ties.first().map(words::days).unwrap_or_default()
}
