//! Measures: the entries with legal force, with instrument, term and the legal state on the day of the
//! report. How that is derived is left to the report of measures.

use super::entry::{LegalForm, OtherDate};
use super::frame::{Frame, Reference};
use super::placement::Column;
use crate::domain::edtf::Day;
use crate::domain::vocabulary::{DateRole, LegalState, Status};
use crate::report::measures::{Lives, state_on};
use crate::report::vantage::Vantage;

/// What counts as a measure, as the section on method prints it.
pub(super) const RULE: &str = "A measure is an entry whose legal form is recorded as binding, or, where no legal form is \
    recorded, one of the kinds export control, entity listing, regulation, legislation, tariff, sanction, ban, \
    retaliation, investment restriction or licence. Its state is derived for the day of the last event \
    recorded, or the day given with --public-on, from dates by role, status changes and the ties of acts that extend, \
    suspend or revoke; what the record leaves open is counted as \"may be in force\", never as in force.";

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
    /// The legal state on the day of the report.
    pub state: LegalState,
    /// Why it is uncertain, a sentence each.
    pub doubts: Vec<String>,
    /// The status recorded last.
    pub status: Status,
}

/// The measures among the entries, in their order, with their states on a day.
pub(super) fn measures(
    frame: &Frame,
    entries: &[super::entry::Entry],
    on: Day,
    public_on: Option<Day>,
) -> Vec<Measure> {
    let vantage = Vantage::new(frame.chronicle, public_on);
    let lives = Lives::new(&vantage);
    let found = frame.states.iter().zip(entries).filter(|(state, _)| state.current.is_measure());
    let measures = found.map(|(state, entry)| {
        let standing = state_on(&lives, state, on);
        Measure {
            entry: frame.refer(state.current.key.as_str()),
            column: entry.column,
            legal: entry.legal.clone(),
            term: entry.dates.iter().filter(|dated| is_term(dated.role)).cloned().collect(),
            state: standing.state,
            doubts: standing.doubts.into_iter().map(|doubted| doubted.words).collect(),
            status: entry.status,
        }
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
