//! One development in full (`show`): its entry, and what a reader must be told of it besides.

use super::entry::Entry;
use super::timeline::{counted, public_notices};
use super::vantage::Vantage;
use crate::domain::chronicle::{Chronicle, DevelopmentState};
use crate::domain::edtf::{Day, Edtf};
use crate::domain::side::Side;
use crate::domain::slug::Key;

/// A development in full.
#[derive(Debug, Clone, PartialEq)]
pub struct DevelopmentReport {
    /// The development; the JSON of the report is the JSON of this.
    pub entry: Entry,
    /// The sides that are parties to it, with their names.
    pub sides: Vec<(Side, String)>,
    /// What a reader must be told of the answer, a sentence each.
    pub notices: Vec<String>,
}

/// Why a development is not shown as of a day.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("`{key}` cannot be shown to have been public by {}: {}", Edtf::day(*.day).english(), since(.public_since.as_ref()))]
pub struct NotYetPublic {
    /// The development.
    pub key: Key,
    /// The day asked for.
    pub day: Day,
    /// Since when the public could know.
    pub public_since: Option<Edtf>,
}

fn since(public_since: Option<&Edtf>) -> String {
    public_since.map_or_else(
        || "no source of it carries a publication date".to_owned(),
        |published| format!("its earliest dated source was published {}", published.english()),
    )
}

/// One development in full, retracted ones and duplicates included; as the public could know it by
/// the end of `public_on` where that is given.
///
/// # Errors
/// [`NotYetPublic`] where nothing shows that the public could know of it by then.
pub fn development(
    chronicle: &Chronicle,
    state: &DevelopmentState,
    public_on: Option<Day>,
) -> Result<DevelopmentReport, NotYetPublic> {
    let vantage = Vantage::new(chronicle, public_on);
    if let Some(day) = public_on
        && !vantage.is_public(state)
    {
        let public_since = state.current.public_since().cloned();
        return Err(NotYetPublic { key: state.current.key.clone(), day, public_since });
    }
    let mut notices = Vec::new();
    if let Some(day) = public_on {
        let left = vantage.left_out(state);
        let day = Edtf::day(day).english();
        notices = public_notices(&day, left.sources, left.undated_sources);
        let parts = [(left.claims, "claim"), (left.commitments, "commitment"), (left.status_moves, "status move")];
        let parts: Vec<String> =
            parts.into_iter().filter(|(count, _)| *count > 0).map(|(count, noun)| counted(count, noun)).collect();
        if !parts.is_empty() {
            notices.push(format!("Left out as public only after {day}: {}.", parts.join(", ")));
        }
    }
    let entry = Entry::of(&vantage, state);
    let sides = entry.sides.iter().map(|side| (*side, chronicle.side_name(*side))).collect();
    Ok(DevelopmentReport { entry, sides, notices })
}
