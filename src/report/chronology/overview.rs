//! The report in short: counts over the entries, each with what it counts. Nothing here is a
//! judgement; the editor's own paragraph is left to the editor.

use super::commitments::Pledge;
use super::dates;
use super::entry::Entry;
use super::frame::{Frame, words};
use super::measures::Measure;
use super::notes::add_one;
use super::placement::Column;
use crate::domain::edtf::{Day, Edtf};
use crate::domain::vocabulary::{LegalState, Polarity};

/// The counts.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize)]
pub struct Overview {
    /// How many developments are listed.
    pub developments: usize,
    /// The span of their dates in words.
    pub span: Option<String>,
    /// How many have a date that is not certain to the day.
    pub uncertain: usize,
    /// By column: first side, both, second side; third acts among "both" are counted apart.
    pub columns: Option<Columns>,
    /// By kind, most first.
    pub kinds: Vec<(String, usize)>,
    /// How many are measures.
    pub measures: usize,
    /// The day on which their states are told, in words.
    pub measures_on: Option<String>,
    /// How many of those are in force then, wholly or in part, by column; one figure where there are no
    /// columns.
    pub in_force: Vec<(Option<Column>, usize)>,
    /// How many may be in force then.
    pub may_be_in_force: usize,
    /// How many commitments were made.
    pub commitments: usize,
    /// How many of them are open by their last assessment.
    pub open: usize,
    /// How many were never assessed.
    pub unassessed: usize,
    /// How many are one-sided.
    pub one_sided: usize,
    /// Statements, denials and silences by side: side, states, denies, silent.
    pub words: Vec<(String, [usize; 3])>,
}

/// How many entries stand in each column.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize)]
pub struct Columns {
    /// The first side takes the step.
    pub first: usize,
    /// Both do.
    pub both: usize,
    /// The second side does.
    pub second: usize,
    /// A third side does.
    pub third: usize,
}

/// Counts.
pub(super) fn overview(
    frame: &Frame,
    entries: &[Entry],
    (measures, on): (&[Measure], Day),
    pledges: &[Pledge],
) -> Overview {
    let mut counts = Overview {
        developments: entries.len(),
        span: span(frame.states.iter().map(|state| &state.current.date)),
        uncertain: frame.states.iter().filter(|state| !dates::is_certain(&state.current.date)).count(),
        columns: frame.relation.map(|_| columns(entries)),
        measures: measures.len(),
        measures_on: Some(Edtf::day(on).english()),
        may_be_in_force: measures.iter().filter(|measure| measure.state == LegalState::MayBeInForce).count(),
        commitments: pledges.len(),
        open: pledges.iter().filter(|pledge| pledge.state.is_some() && pledge.is_open()).count(),
        unassessed: pledges.iter().filter(|pledge| pledge.state.is_none()).count(),
        one_sided: pledges.iter().filter(|pledge| pledge.is_one_sided()).count(),
        ..Overview::default()
    };
    for entry in entries {
        add_one(&mut counts.kinds, words(entry.kind));
    }
    counts.kinds.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let has_effect = |measure: &&Measure| matches!(measure.state, LegalState::InForce | LegalState::InForceInPart);
    for measure in measures.iter().filter(has_effect) {
        add_one(&mut counts.in_force, measure.column);
    }
    counts.in_force.sort();
    let mut said: Vec<((u8, String), String, [usize; 3])> = Vec::new();
    for claim in frame.states.iter().flat_map(|state| &state.current.claims) {
        let order = frame.side_order(claim.side);
        let at = said.iter().position(|(known, ..)| *known == order).unwrap_or_else(|| {
            said.push((order, frame.side_name(claim.side), [0; 3]));
            said.len() - 1
        });
        if let Some((_, _, [states, denies, silent])) = said.get_mut(at) {
            match claim.polarity {
                Polarity::States => *states += 1,
                Polarity::Denies => *denies += 1,
                Polarity::Silent => *silent += 1,
            }
        }
    }
    said.sort();
    counts.words = said.into_iter().map(|(_, side, counts)| (side, counts)).collect();
    counts
}

fn columns(entries: &[Entry]) -> Columns {
    let mut columns = Columns::default();
    for entry in entries {
        match entry.column {
            _ if entry.is_third_act => columns.third += 1,
            Some(Column::First) => columns.first += 1,
            Some(Column::Second) => columns.second += 1,
            Some(Column::Both) | None => columns.both += 1,
        }
    }
    columns
}

/// From the first day to the last that any of the dates can mean.
fn span<'d>(mut dates: impl Iterator<Item = &'d Edtf> + Clone) -> Option<String> {
    let first = dates.clone().filter_map(Edtf::earliest).min()?;
    let last = dates.by_ref().filter_map(Edtf::latest).max()?;
    Some(dates::span(first, last))
}
