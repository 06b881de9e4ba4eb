//! Measures for a terminal: by state, each with its days and proofs; and the life of one, drawn as a line.

use super::page::{Columns, Page, Sheet, Style};
use super::terminal_text::columns;
use crate::domain::edtf::{Day, Edtf};
use crate::domain::side::Side;
use crate::domain::vocabulary::{LegalState, Vocabulary};
use crate::report::measures::line::{MeasureLife, Step};
use crate::report::measures::{Doubt, Measure, Measures, Proof, ProofSource, Span, StateCount, between, plain};
use crate::report::timeline::counted;

/// The measures of a day set for a page.
pub fn measures(answer: &Measures, page: &Page) -> String {
    let mut sheet = Sheet::new(page);
    sheet.paragraph(0, &title(answer), Style::Bold);
    sheet.pieces(0, &counts(&answer.states), Style::Plain);
    if answer.measures.is_empty() {
        sheet.paragraph(0, "No measure matches.", Style::Plain);
    }
    for (heading, group) in groups(&answer.measures) {
        sheet.heading(&format!("{heading} ({})", group.len()));
        for measure in group {
            sheet.blank();
            measure_lines(&mut sheet, measure);
        }
    }
    sheet.blank();
    closing(&mut sheet, &answer.notices, answer.rule, answer.parties_rule);
    sheet.finish()
}

/// What was asked: `Measures on 1 December 2025 by USA affecting CHN`.
pub(super) fn title(answer: &Measures) -> String {
    let codes = |sides: &[Side]| sides.iter().map(ToString::to_string).collect::<Vec<String>>().join(" or ");
    let topics = answer.topics.iter().map(ToString::to_string).collect::<Vec<String>>().join(" or ");
    let asked = [(" by ", codes(&answer.by)), (" affecting ", codes(&answer.affecting)), (" on ", topics)];
    let asked: Vec<String> =
        asked.iter().filter(|(_, what)| !what.is_empty()).map(|(word, what)| format!("{word}{what}")).collect();
    format!("Measures on {}{}", Edtf::day(answer.on).english(), asked.concat())
}

/// How many measures are in each state: `in force 61`.
pub(super) fn counts(states: &[StateCount]) -> Vec<String> {
    states.iter().map(|row| format!("{} {}", plain(row.state), row.measures)).collect()
}

/// The measures under headings: by state, the uncertain ones by what makes them so.
pub(super) fn groups(measures: &[Measure]) -> Vec<(String, Vec<&Measure>)> {
    type Group<'m> = ((LegalState, Option<Doubt>), Vec<&'m Measure>);
    let mut groups: Vec<Group<'_>> = Vec::new();
    for measure in measures {
        let standing = &measure.standing;
        let is_split = standing.state == LegalState::MayBeInForce;
        let place = (standing.state, standing.doubts.first().map(|doubted| doubted.doubt).filter(|_| is_split));
        match groups.iter_mut().find(|(known, _)| *known == place) {
            Some((_, group)) => group.push(measure),
            None => groups.push((place, vec![measure])),
        }
    }
    let heading = |(state, doubt): (LegalState, Option<Doubt>)| match doubt {
        Some(doubt) => format!("{}: {}", capital(&plain(state)), because(doubt)),
        None => capital(&plain(state)),
    };
    groups.into_iter().map(|(place, group)| (heading(place), group)).collect()
}

fn because(doubt: Doubt) -> &'static str {
    match doubt {
        Doubt::StartNotRecorded => "no first day of effect on record",
        Doubt::StartUncertain => "first day of effect uncertain",
        Doubt::EffectNotShown => "effect not shown",
        Doubt::PhaseUncertain => "phases uncertain",
        Doubt::MakingUncertain => "day of making uncertain",
        Doubt::EndNotRecorded => "ended, but when is not on record",
        Doubt::EndUncertain => "end uncertain",
        Doubt::ProlongedOpenly => "prolonged, until when is not on record",
        Doubt::SuspensionNotRecorded => "put on hold, since when is not on record",
        Doubt::SuspensionUncertain => "suspension uncertain",
        Doubt::ActNotShown => "the act against it not shown to have effect",
    }
}

fn measure_lines(sheet: &mut Sheet<'_>, measure: &Measure) {
    let mark = if measure.is_contradicted() { "! " } else { "" };
    sheet.paragraph(2, &format!("{mark}{}", measure.title), Style::Bold);
    let mut pieces = vec![run(measure)];
    pieces.extend(measure.citation.clone());
    pieces.push(parties(measure));
    sheet.pieces(4, &pieces, Style::Plain);
    for doubted in &measure.standing.doubts {
        sheet.paragraph(4, &format!("? {}", doubted.words), Style::Plain);
    }
    if let Some(found) = &measure.disagreement {
        sheet.paragraph(4, &format!("{} {}", sign(measure), found.words), Style::Plain);
    }
    for proof in &measure.standing.proofs {
        sheet.paragraph(4, &format!("– {}", proved(proof, measure)), Style::Plain);
    }
    let first = measure.standing.proofs.last().and_then(|proof| proof.sources.first());
    if let Some(source) = first {
        sheet.paragraph(4, &source_words(source), Style::Dim);
    }
    sheet.paragraph(4, measure.key.as_str(), Style::Dim);
}

fn sign(measure: &Measure) -> &'static str {
    if measure.is_contradicted() { "!" } else { "–" }
}

/// The days of the state: `in force since 7 October 2022`.
pub(super) fn run(measure: &Measure) -> String {
    let english = |day: Day| Edtf::day(day).english();
    let since = measure.since.map(|day| format!(" since {}", english(day))).unwrap_or_default();
    let until = measure.until.map(|day| format!(", to {}", english(day))).unwrap_or_default();
    format!("{}{since}{until}", plain(measure.standing.state))
}

/// By whom it is and whom it affects: `by USA, affecting CHN`.
pub(super) fn parties(measure: &Measure) -> String {
    let join = |sides: &[Side]| sides.iter().map(ToString::to_string).collect::<Vec<String>>().join(" ");
    let parts = [("by ", join(&measure.by)), ("affecting ", join(&measure.affecting))];
    let parts: Vec<String> =
        parts.iter().filter(|(_, sides)| !sides.is_empty()).map(|(word, sides)| format!("{word}{sides}")).collect();
    parts.join(", ")
}

/// A proof with where it stands: `effective 7 October 2022 (in part) [sources 0, 1]`.
pub(super) fn proved(proof: &Proof, measure: &Measure) -> String {
    let note = proof.note.as_ref().map(|note| format!(" ({note})")).unwrap_or_default();
    let elsewhere = if proof.development == measure.key {
        String::new()
    } else {
        let citation = proof.citation.as_ref().map(|citation| format!(", {citation}")).unwrap_or_default();
        let asserted = proof.asserted_by.as_ref().map(|by| format!(", as tied by {by}")).unwrap_or_default();
        format!("{citation}{asserted}, {}", proof.development)
    };
    format!("{}{note}{elsewhere}{}", proof.words, numbers(proof))
}

/// The numbers of a proof's sources: ` [sources 0, 1]`.
fn numbers(proof: &Proof) -> String {
    let numbers: Vec<String> = proof.sources.iter().map(|source| source.n.to_string()).collect();
    match numbers.as_slice() {
        [] => String::new(),
        [only] => format!(" [source {only}]"),
        several => format!(" [sources {}]", several.join(", ")),
    }
}

/// A source as one cites it: `[0] Title, BIS, 13 October 2022, https://…`.
pub(super) fn source_words(source: &ProofSource) -> String {
    let parts = [
        source.title.clone(),
        source.publisher.clone(),
        source.published.as_ref().map(|published| published.english()),
        source.url.clone(),
    ];
    format!("[{}] {}", source.n, parts.into_iter().flatten().collect::<Vec<String>>().join(", "))
}

/// The life of a measure set for a page.
pub fn measure_life(answer: &MeasureLife, page: &Page) -> String {
    let mut sheet = Sheet::new(page);
    let measure = &answer.measure;
    sheet.paragraph(0, &measure.title, Style::Bold);
    let mut pieces = vec![measure.kind.to_string()];
    pieces.extend(measure.citation.clone());
    pieces.push(parties(measure));
    pieces.push(measure.key.to_string());
    sheet.pieces(0, &pieces, Style::Dim);
    sheet.blank();
    sheet.paragraph(0, &format!("On {}: {}.", Edtf::day(answer.on).english(), run(measure)), Style::Bold);
    for doubted in &measure.standing.doubts {
        sheet.paragraph(2, &format!("? {}", doubted.words), Style::Plain);
    }
    if let Some(found) = &measure.disagreement {
        sheet.paragraph(2, &format!("{} {}", sign(measure), found.words), Style::Plain);
    }
    sheet.heading("Its life");
    let runs = runs(&answer.spans, answer.on);
    sheet.ready(&format!("  {}", drawn(&runs, page.width.saturating_sub(4))));
    sheet.blank();
    let rows: Vec<Vec<String>> = runs
        .iter()
        .map(|run| {
            let days = run.days.map(|days| counted(usize::try_from(days).unwrap_or_default(), "day"));
            vec![glyph(run.span.state).to_string(), possible(run.span), reach(run.span), days.unwrap_or_default()]
        })
        .collect();
    let set = Columns::fit(page, 2, &rows, 1, &[1, 0, 42, 12]).right(3);
    rows.iter().for_each(|row| set.row(&mut sheet, row));
    sheet.heading("Step by step");
    for step in &answer.steps {
        sheet.blank();
        step_lines(&mut sheet, step, measure);
    }
    sources(&mut sheet, answer);
    sheet.blank();
    closing(&mut sheet, &answer.notices, answer.rule, answer.parties_rule);
    sheet.finish()
}

fn closing(sheet: &mut Sheet<'_>, notices: &[String], rule: &str, parties_rule: &str) {
    for notice in notices {
        sheet.paragraph(0, notice, Style::Dim);
    }
    sheet.paragraph(0, &format!("{rule}. {parties_rule}."), Style::Dim);
}

fn step_lines(sheet: &mut Sheet<'_>, step: &Step, measure: &Measure) {
    let days = days_since(step);
    let label = if columns(&days) > 0 { days } else { "–".to_owned() };
    let note = step.proof.note.as_ref().map(|note| format!(" ({note})")).unwrap_or_default();
    sheet.field(2, &label, 14, &format!("{}{note}", step.words));
    let mut pieces = Vec::new();
    if let (Some(before), Some(after)) = (step.state_before, step.state_after)
        && before != after
    {
        pieces.push(format!("{} → {}", plain(before), plain(after)));
    }
    if step.proof.development != measure.key {
        pieces.extend(step.proof.citation.clone());
        pieces.extend(step.proof.asserted_by.as_ref().map(|by| format!("as tied by {by}")));
        pieces.push(step.proof.development.to_string());
    }
    pieces.extend(Some(numbers(&step.proof).trim().to_owned()).filter(|numbers| !numbers.is_empty()));
    sheet.pieces(18, &pieces, Style::Dim);
}

/// The days since the last certain step: `+12 days`, `+3 to +33 days`.
pub(super) fn days_since(step: &Step) -> String {
    let unit = |days: i64| if days == 1 { "day" } else { "days" };
    match (step.days_min, step.days_max) {
        (Some(0), Some(0)) => "same day".to_owned(),
        (Some(fewest), Some(most)) if fewest == most => format!("+{most} {}", unit(most)),
        (Some(fewest), Some(most)) => format!("{fewest:+} to {most:+} days"),
        (Some(fewest), None) => format!("{fewest:+} days or more"),
        (None, Some(most)) => format!("{most:+} days or fewer"),
        (None, None) => String::new(),
    }
}

fn sources(sheet: &mut Sheet<'_>, answer: &MeasureLife) {
    let mut listed: Vec<(&crate::domain::slug::Key, Vec<&ProofSource>)> = Vec::new();
    for step in &answer.steps {
        let proof = &step.proof;
        let at = listed.iter().position(|(key, _)| **key == proof.development).unwrap_or_else(|| {
            listed.push((&proof.development, Vec::new()));
            listed.len() - 1
        });
        if let Some((_, found)) = listed.get_mut(at) {
            for source in &proof.sources {
                if !found.iter().any(|known| known.n == source.n) {
                    found.push(source);
                }
            }
        }
    }
    sheet.heading("Sources");
    for (key, mut found) in listed {
        sheet.paragraph(2, key.as_str(), Style::Dim);
        found.sort_by_key(|source| source.n);
        found.iter().for_each(|source| sheet.paragraph(4, &source_words(source), Style::Plain));
    }
}

/// A run of days as it is drawn.
struct Run<'s> {
    span: &'s Span,
    /// How many days; none where an end is open.
    days: Option<i64>,
    /// How many days it is drawn for.
    weight: i64,
}

/// The runs from the first in which anything was, to the day asked for or the last change.
fn runs(spans: &[Span], on: Day) -> Vec<Run<'_>> {
    let bounded = |span: &Span| Some(span.from?.days_until(span.to?) + 1);
    let begin = spans.iter().find_map(|span| span.from).unwrap_or(on);
    let end = spans.iter().filter_map(|span| span.from).max().unwrap_or(on).max(on);
    let whole = begin.days_until(end).max(1);
    let found = spans.iter().filter(|span| span.from.is_some()).map(|span| {
        let from = span.from.unwrap_or(begin);
        let to = span.to.unwrap_or(end.plus_days(whole / 12 + 1));
        Run { span, days: bounded(span), weight: from.days_until(to) + 1 }
    });
    found.collect()
}

/// The line: each run as long as its share of the days, and never less than one sign.
fn drawn(runs: &[Run<'_>], width: usize) -> String {
    let total: i64 = runs.iter().map(|run| run.weight).sum::<i64>().max(1);
    let free = i64::try_from(width.saturating_sub(runs.len() + 1)).unwrap_or(0);
    let line: String = runs
        .iter()
        .flat_map(|run| {
            let length = usize::try_from(i128::from(run.weight) * i128::from(free) / i128::from(total)).unwrap_or(0);
            std::iter::repeat_n(glyph(run.span.state), length + 1)
        })
        .collect();
    let is_open = runs.last().is_some_and(|run| run.span.to.is_none());
    if is_open { format!("{line}→") } else { line }
}

/// The sign of a state in the line; the uncertain ones are soft.
fn glyph(state: LegalState) -> char {
    match state {
        LegalState::InForce => '█',
        LegalState::InForceInPart => '▓',
        LegalState::MayBeInForce => '░',
        LegalState::Suspended => '╌',
        LegalState::NotYetMade => ' ',
        LegalState::NotYetEffective | LegalState::Announced | LegalState::Adopted | LegalState::Proposed => '·',
        LegalState::Revoked
        | LegalState::Expired
        | LegalState::Superseded
        | LegalState::Concluded
        | LegalState::NotInForce => '×',
        LegalState::Unknown => '?',
    }
}

/// The state of a run, and where it is uncertain what it may be.
pub(super) fn possible(span: &Span) -> String {
    if span.possible.len() < 2 {
        return plain(span.state);
    }
    let all: Vec<String> = span.possible.iter().map(|state| state.word().replace('-', " ")).collect();
    format!("{} ({})", plain(span.state), all.join(" or "))
}

/// The days of a run: `from 8 to 30 May 2024`.
pub(super) fn reach(span: &Span) -> String {
    let english = |day: Day| Edtf::day(day).english();
    match (span.from, span.to) {
        (Some(from), Some(to)) if from == to => between(crate::report::measures::Bounds { earliest: from, latest: to }),
        (Some(from), Some(to)) => format!("{} to {}", english(from), english(to)),
        (Some(from), None) => format!("from {} on", english(from)),
        (None, Some(to)) => format!("to {}", english(to)),
        (None, None) => "always".to_owned(),
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
