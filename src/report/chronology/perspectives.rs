//! Perspectives: for each summit and dialogue on which two sides or more are on record, what each
//! states, denies and leaves out, side by side.

use super::entry::{Words, words_of};
use super::frame::{Frame, Reference};
use super::notes::Notes;
use crate::domain::side::Side;
use crate::domain::vocabulary::{Kind, Polarity};

/// A meeting as its sides tell it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Perspective {
    /// The meeting.
    pub meeting: Reference,
    /// The sides on record, the relation's first.
    pub sides: Vec<String>,
    /// What they state, deny and leave out: a row for each that occurs, with one cell a side.
    pub rows: Vec<(Polarity, Vec<Vec<Words>>)>,
}

/// The meetings told by two sides or more, in the order of the entries.
pub(super) fn perspectives(frame: &Frame, notes: &mut Notes) -> Vec<Perspective> {
    let mut found = Vec::new();
    for state in &frame.states {
        let development = &state.current;
        let mut sides: Vec<Side> = development.claims.iter().map(|claim| claim.side).collect();
        sides.sort_by_cached_key(|side| frame.side_order(*side));
        sides.dedup();
        if !matches!(development.kind, Kind::Summit | Kind::Dialogue) || sides.len() < 2 {
            continue;
        }
        let mut rows = Vec::new();
        for polarity in [Polarity::States, Polarity::Denies, Polarity::Silent] {
            let mut cells: Vec<Vec<Words>> = Vec::new();
            for side in &sides {
                let claims =
                    development.claims.iter().filter(|claim| claim.side == *side && claim.polarity == polarity);
                cells.push(claims.map(|claim| words_of(frame, notes, development, claim)).collect());
            }
            if cells.iter().any(|cell| !cell.is_empty()) {
                rows.push((polarity, cells));
            }
        }
        let sides = sides.into_iter().map(|side| frame.side_name(side)).collect();
        found.push(Perspective { meeting: frame.refer(development.key.as_str()), sides, rows });
    }
    found
}
