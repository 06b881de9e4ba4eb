//! Which developments a question is about: the filters of the chronology, as values. How candidates
//! are found fast is left to the projections; this is the exact test.

use super::chronicle::{Chronicle, DevelopmentState};
use super::edtf::Day;
use super::side::{Dyad, Side};
use super::slug::ActorId;
use super::vocabulary::{Kind, Status, Topic};

/// The filters of the chronology. Within a list any value will do; all lists must hold; an empty
/// list asks nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filter {
    /// The first day of the window: a development that ended before it is out.
    pub from: Option<Day>,
    /// The last day of the window: a development that began after it is out. A development of
    /// uncertain date is in where it may have happened within the window.
    pub to: Option<Day>,
    /// A party, in any role; an actor merged into another counts as that other.
    pub actors: Vec<ActorId>,
    /// A side one of the parties belongs to.
    pub sides: Vec<Side>,
    /// A relation among the parties' sides.
    pub relations: Vec<Dyad>,
    /// The kind.
    pub kinds: Vec<Kind>,
    /// One of the topics.
    pub topics: Vec<Topic>,
    /// The status as it stands.
    pub statuses: Vec<Status>,
    /// Words that stand in title, the sides' titles, summary, claims or dispute, whatever their capitals.
    pub texts: Vec<String>,
    /// Only what the public could know by the end of that day, by the earliest `published` of the sources.
    pub public_on: Option<Day>,
}

impl Filter {
    /// True where the development passes every filter. Retracted ones and duplicates are left to the caller.
    pub fn admits(&self, chronicle: &Chronicle, state: &DevelopmentState) -> bool {
        let development = &state.current;
        fn any<T>(wanted: &[T], holds: impl FnMut(&T) -> bool) -> bool {
            wanted.is_empty() || wanted.iter().any(holds)
        }
        let in_window = development.date.overlaps(self.from, self.to);
        if !in_window
            || !any(&self.kinds, |kind| *kind == development.kind)
            || !any(&self.statuses, |status| *status == development.status)
            || !any(&self.topics, |topic| development.topics.contains(topic))
        {
            return false;
        }
        if self.public_on.is_some_and(|day| !development.is_public_by(day)) {
            return false;
        }
        if !self.actors.is_empty() {
            let stands_for = |id: &ActorId| chronicle.standing_actor(id.as_str()).map(|state| &state.current.id);
            let is_party = |wanted: &ActorId| {
                let wanted = stands_for(wanted).unwrap_or(wanted);
                development.parties.iter().any(|party| stands_for(&party.actor).unwrap_or(&party.actor) == wanted)
            };
            if !self.actors.iter().any(is_party) {
                return false;
            }
        }
        if !self.sides.is_empty() || !self.relations.is_empty() {
            let sides = chronicle.sides_of(development);
            let has_relation = |dyad: &Dyad| sides.contains(&dyad.first()) && sides.contains(&dyad.second());
            if !any(&self.sides, |side| sides.contains(side)) || !any(&self.relations, has_relation) {
                return false;
            }
        }
        any(&self.texts, |words| says(state, words))
    }
}

fn says(state: &DevelopmentState, words: &str) -> bool {
    let words = words.to_lowercase();
    let development = &state.current;
    let mut texts = [&development.title, &development.summary]
        .into_iter()
        .chain(development.titles.iter().map(|title| &title.title))
        .chain(development.claims.iter().map(|claim| &claim.text))
        .chain(&development.dispute);
    texts.any(|text| text.to_lowercase().contains(&words))
}
