//! Measures: the entries with legal force, with instrument, term and recorded status. Their state on
//! another day is left to the report of measures.

use super::entry::{LegalForm, OtherDate};
use super::frame::{Frame, Reference};
use super::placement::Column;
use crate::domain::vocabulary::{DateRole, Status};

/// What counts as a measure, as the section on method prints it.
pub(super) const RULE: &str = "A measure is an entry whose legal form is recorded as binding, or, where no legal form is \
    recorded, one of the kinds export control, entity listing, regulation, legislation, tariff, sanction, ban, \
    retaliation, investment restriction or licence. Its status is the one recorded last; a measure is counted as \
    standing where that is \"in force\".";

/// A measure.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Measure {
    /// The entry.
    pub entry: Reference,
    /// The column it stands in.
    pub column: Option<Column>,
    /// Its legal form.
    pub legal: Option<LegalForm>,
    /// The first days of effect and the ends of its term.
    pub term: Vec<OtherDate>,
    /// The status recorded last.
    pub status: Status,
}

/// The measures among the entries, in their order.
pub(super) fn measures(frame: &Frame, entries: &[super::entry::Entry]) -> Vec<Measure> {
    let found = frame.states.iter().zip(entries).filter(|(state, _)| state.current.is_measure());
    let measures = found.map(|(state, entry)| Measure {
        entry: frame.refer(state.current.key.as_str()),
        column: entry.column,
        legal: entry.legal.clone(),
        term: entry.dates.iter().filter(|dated| is_term(dated.role)).cloned().collect(),
        status: entry.status,
    });
    measures.collect()
}

fn is_term(role: DateRole) -> bool {
    match role {
        DateRole::Effective | DateRole::Expires => true,
        DateRole::Announced
        | DateRole::Signed
        | DateRole::Published
        | DateRole::Held
        | DateRole::Reported
        | DateRole::Decided => false,
    }
}
