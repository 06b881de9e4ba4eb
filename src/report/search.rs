//! A search: the developments found, with the places where the words stand, and the actors called so.
//! What matches is decided in the projection; here it is shown as of the times asked for.

use super::timeline::{counted, public_notices};
use super::vantage::Vantage;
use crate::domain::chronicle::{Chronicle, DevelopmentState};
use crate::domain::development::DevelopmentId;
use crate::domain::edtf::{Day, Edtf};
use crate::domain::side::{Dyad, Side};
use crate::domain::slug::{ActorId, Key};
use crate::domain::vocabulary::{ActorType, Kind, Status};
use crate::projection::search::{Ask, Field, Found, FoundActor, Query, actors, marks, texts};
use serde::Serialize;

/// What was found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SearchReport {
    /// The query as given.
    pub query: String,
    /// By what the developments are ordered, in words.
    pub order: String,
    /// How many developments match.
    pub matched: usize,
    /// The developments, best or latest first.
    pub developments: Vec<SearchHit>,
    /// The actors whose names alone match, by id.
    pub actors: Vec<ActorHit>,
    /// How many match but are left out as retracted.
    pub retracted: usize,
    /// How many match but are left out as duplicates.
    pub duplicates: usize,
    /// What a reader must be told of the answer, a sentence each.
    pub notices: Vec<String>,
    /// Whether the latest come first; for renderers.
    #[serde(skip)]
    pub newest_first: bool,
}

/// A development found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SearchHit {
    /// Its permanent id.
    pub id: DevelopmentId,
    /// Its permanent key.
    pub key: Key,
    /// When it happened, EDTF as written.
    pub date: Edtf,
    /// The first day the date can mean.
    pub earliest: Option<Day>,
    /// The last day the date can mean.
    pub latest: Option<Day>,
    /// The title in our own words.
    pub title: String,
    /// What sort of act it is.
    pub kind: Kind,
    /// How far the act has come.
    pub status: Status,
    /// The relations among the parties' sides.
    pub relations: Vec<Dyad>,
    /// What it scores; `null` where the latest come first.
    pub score: Option<u32>,
    /// Whether it was corrected.
    pub corrected: bool,
    /// Whether it was retracted.
    pub retracted: bool,
    /// The development that stands for it, where it is a duplicate.
    pub duplicate_of: Option<Key>,
    /// The texts in which words of the query stand, in the order of the fields.
    pub matches: Vec<Match>,
    /// The parties' sides, sorted; for renderers.
    #[serde(skip)]
    pub sides: Vec<Side>,
}

/// A text in which words of the query stand.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Match {
    /// Which field of the record it is.
    pub field: Field,
    /// The number of the source it belongs to or rests on.
    pub source: Option<u32>,
    /// The actor whose name it is.
    pub actor: Option<ActorId>,
    /// The whole text in pieces; those that were sought are marked.
    pub segments: Vec<Piece>,
}

/// A piece of a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Piece {
    /// The text.
    pub text: String,
    /// Whether it is what was sought.
    pub marked: bool,
}

/// An actor found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ActorHit {
    /// Its id.
    pub id: ActorId,
    /// Its name.
    pub name: String,
    /// Its name in Han characters.
    pub han_name: Option<String>,
    /// What sort of body or person it is.
    #[serde(rename = "type")]
    pub actor_type: ActorType,
    /// Its side.
    pub side: Side,
    /// The names in which words of the query stand.
    pub names: Vec<Match>,
}

impl Match {
    /// The whole text.
    pub fn text(&self) -> String {
        self.segments.iter().map(|piece| piece.text.as_str()).collect()
    }
}

/// Shows what was found. The chronicle holds at least the developments found.
pub fn search(chronicle: &Chronicle, ask: &Ask, found: &Found) -> SearchReport {
    let vantage = Vantage::new(chronicle, ask.public_on);
    let states: Vec<(&DevelopmentState, Option<u32>)> =
        found.hits.iter().filter_map(|hit| Some((chronicle.development(&hit.key)?, hit.score))).collect();
    let order = if ask.newest_first { "the latest first" } else { ORDER };
    SearchReport {
        query: ask.query.text().to_owned(),
        order: order.to_owned(),
        matched: found.matched,
        developments: states.iter().map(|(state, score)| hit(&vantage, &ask.query, state, *score)).collect(),
        actors: found.actors.iter().map(|found| actor_hit(&ask.query, found)).collect(),
        retracted: found.retracted,
        duplicates: found.duplicates,
        notices: notices(&vantage, found, &states),
        newest_first: ask.newest_first,
    }
}

/// The rule of ranking, in words.
const ORDER: &str = "by where the words stand (each counts 8 in the title, 5 in an actor's name, 4 in place or \
                     legal form, 3 in the summary, 2 in claims, commitments or dispute, 1 in sources), then the \
                     latest first";

fn hit(vantage: &Vantage<'_>, query: &Query, state: &DevelopmentState, score: Option<u32>) -> SearchHit {
    let development = &state.current;
    SearchHit {
        id: development.id,
        key: development.key.clone(),
        date: development.date.clone(),
        earliest: development.date.earliest(),
        latest: development.date.latest(),
        title: development.title.clone(),
        kind: development.kind,
        status: vantage.status(state),
        relations: vantage.chronicle().relations_of(development),
        score,
        corrected: !state.corrections.is_empty(),
        retracted: state.retracted.is_some(),
        duplicate_of: state.duplicate_of.as_ref().map(|(of, _)| of.clone()),
        matches: matches(vantage, query, state),
        sides: vantage.chronicle().sides_of(development),
    }
}

/// The texts of a development in which words stand, as far as they may be shown.
fn matches(vantage: &Vantage<'_>, query: &Query, state: &DevelopmentState) -> Vec<Match> {
    let development = &state.current;
    let shows = |number| vantage.shows_number(state, number);
    let mut matches: Vec<Match> = texts(development, shows)
        .into_iter()
        .filter_map(|text| marked(query, text.field, text.source, None, text.text))
        .collect();
    let chronicle = vantage.chronicle();
    let mut seen: Vec<&ActorId> = Vec::new();
    for id in actors(development, shows) {
        let Some(standing) = chronicle.standing_actor(id.as_str()) else { continue };
        let standing = &standing.current;
        if seen.contains(&&standing.id) {
            continue;
        }
        seen.push(&standing.id);
        let is_one =
            |id: &ActorId| chronicle.standing_actor(id.as_str()).is_some_and(|state| state.current.id == standing.id);
        let merged = chronicle.actors().iter().map(|state| &state.current);
        let merged = merged.filter(|actor| actor.id != standing.id && is_one(&actor.id));
        let merged_names = merged.flat_map(|actor| actor.handles()).map(str::to_owned).collect();
        matches.extend(names(query, &FoundActor { actor: standing.clone(), merged_names }));
    }
    matches.sort_by_key(|found| found.field);
    matches
}

/// The names of an actor in which words stand: the one it goes by, its Han name, or where neither has
/// them all others that do.
fn names(query: &Query, found: &FoundActor) -> Vec<Match> {
    let actor = &found.actor;
    let marked = |name: &str| marked(query, Field::Actor, None, Some(&actor.id), name);
    let shown: Vec<Match> = [Some(actor.name()), actor.han_name().filter(|han| *han != actor.name())]
        .into_iter()
        .flatten()
        .filter_map(marked)
        .collect();
    if !shown.is_empty() {
        return shown;
    }
    let mut others: Vec<&str> = actor.handles().chain(found.merged_names.iter().map(String::as_str)).collect();
    others.sort_unstable();
    others.dedup();
    others.into_iter().filter_map(marked).collect()
}

/// A text in pieces; none where nothing in it was sought.
fn marked(query: &Query, field: Field, source: Option<u32>, actor: Option<&ActorId>, text: &str) -> Option<Match> {
    let marks = marks(query, field, text);
    if marks.is_empty() {
        return None;
    }
    let mut segments = Vec::with_capacity(marks.len() * 2 + 1);
    let mut put = |from: usize, to: usize, marked| {
        if let Some(piece) = text.get(from..to).filter(|piece| !piece.is_empty()) {
            segments.push(Piece { text: piece.to_owned(), marked });
        }
    };
    let mut at = 0;
    for mark in marks {
        put(at, mark.start, false);
        put(mark.start, mark.end, true);
        at = mark.end;
    }
    put(at, text.len(), false);
    Some(Match { field, source, actor: actor.cloned(), segments })
}

fn actor_hit(query: &Query, found: &FoundActor) -> ActorHit {
    let actor = &found.actor;
    ActorHit {
        id: actor.id.clone(),
        name: actor.name().to_owned(),
        han_name: actor.han_name().map(str::to_owned),
        actor_type: actor.actor_type,
        side: actor.side,
        names: names(query, found),
    }
}

fn notices(vantage: &Vantage<'_>, found: &Found, shown: &[(&DevelopmentState, Option<u32>)]) -> Vec<String> {
    let mut notices = Vec::new();
    let developments = |count| counted(count, "development");
    if shown.len() < found.matched {
        notices.push(format!("{} of {} shown.", shown.len(), developments(found.matched)));
    }
    if found.retracted > 0 {
        notices.push(format!("{} left out as retracted.", developments(found.retracted)));
    }
    if found.duplicates > 0 {
        notices.push(format!("{} left out as duplicates of others.", developments(found.duplicates)));
    }
    if let Some(day) = vantage.public_on() {
        let day = Edtf::day(day).english();
        if found.later > 0 {
            notices.push(format!("{} left out as public only after {day}.", developments(found.later)));
        }
        if found.undated > 0 {
            let left_out = developments(found.undated);
            notices.push(format!("{left_out} left out because no source carries a publication date."));
        }
        let left = shown.iter().map(|(state, _)| vantage.left_out(state));
        let (sources, undated) =
            left.fold((0, 0), |(sources, undated), left| (sources + left.sources, undated + left.undated_sources));
        notices.extend(public_notices(&day, sources, undated));
    }
    notices
}
