//! One relation (`relation CHN-USA`): what its developments add up to. Only counts that can be traced
//! to their developments; how cooperation and conflict are scored is left to `series.rs`.

use super::dossier::{DevelopmentRef, DossierCommitment, TopicCount, topics};
use super::entry_making::commitment_entry;
use super::series::{Series, SeriesQuery, all_series};
use super::vantage::Vantage;
use crate::domain::chronicle::{Chronicle, DevelopmentState};
use crate::domain::edtf::Day;
use crate::domain::side::{Dyad, Side};
use crate::domain::vocabulary::{CommitmentState, Kind, LinkRelation, Role, Status, Vocabulary};
use serde::Serialize;
use std::collections::{BTreeMap, HashMap, HashSet};

/// What is counted throughout.
pub const COUNTING_UNIT: &str = "developments with parties of both sides; retracted ones and duplicates left out";

/// How chains of answers are made.
pub const CHAIN_RULE: &str = "a chain is developments of the relation joined by responds-to ties; it is opened by the side of the initiators of its earliest development, where no other of the chain may have come before it or on the same day";

/// A relation in figures.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RelationReport {
    /// The relation.
    pub relation: Dyad,
    /// The side that comes first in the alphabet, by name.
    pub first_side: String,
    /// The other side, by name.
    pub second_side: String,
    /// What is counted.
    pub counting_unit: &'static str,
    /// How many developments.
    pub developments: usize,
    /// The earliest.
    pub first: Option<DevelopmentRef>,
    /// The latest.
    pub last: Option<DevelopmentRef>,
    /// By kind, most first.
    pub kinds: Vec<KindCount>,
    /// By year of the earliest day.
    pub years: Vec<YearCount>,
    /// How many may belong to another year than the one they are counted under.
    pub uncertain_years: usize,
    /// By topic, most first; a development with several topics counts under each.
    pub topics: Vec<TopicCount>,
    /// Measures (developments with binding legal form) by status as last recorded.
    pub measures: Vec<StatusCount>,
    /// Commitments assessed as open, or never assessed.
    pub open: Vec<DossierCommitment>,
    /// Commitments that some party to them has not acknowledged in its own words on record.
    pub one_sided: Vec<DossierCommitment>,
    /// Cooperation and conflict over time, under each scale asked for.
    pub series: Vec<Series>,
    /// How chains are made and opened.
    pub chain_rule: &'static str,
    /// Who opened how many chains of answers.
    pub opened: Vec<OpenedCount>,
    /// The chains, by date of their first development.
    pub chains: Vec<Chain>,
}

/// Developments of one kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KindCount {
    /// The kind.
    pub kind: Kind,
    /// How many.
    pub developments: usize,
}

/// Developments of one year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct YearCount {
    /// The year; `null` where the start is open or unknown.
    pub year: Option<i64>,
    /// How many.
    pub developments: usize,
    /// How many of each kind, in the order of the codebook.
    pub kinds: Vec<KindCount>,
}

/// Measures of one status.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StatusCount {
    /// The status.
    pub status: Status,
    /// How many.
    pub count: usize,
    /// Which.
    pub measures: Vec<DevelopmentRef>,
}

/// Who opened chains.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OpenedCount {
    /// Who opened them.
    pub opener: Opener,
    /// How many.
    pub chains: usize,
}

/// Who opened a chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Opener {
    /// One of the two sides.
    Side(Side),
    /// Both sides, or neither of them, are initiators of the first development.
    Shared,
    /// The dates do not tell which development came first.
    Unknown,
}

/// A chain of answers.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Chain {
    /// Its first development in the order of the timeline.
    pub first: DevelopmentRef,
    /// How many developments it has.
    pub developments: usize,
    /// Who opened it.
    pub opener: Opener,
}

impl Opener {
    /// The side's code, `shared` or `unknown`.
    pub fn word(&self) -> &str {
        match self {
            Self::Side(side) => side.as_str(),
            Self::Shared => "shared",
            Self::Unknown => "unknown",
        }
    }
}

impl Serialize for Opener {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.word())
    }
}

/// The developments of a relation that stand, as seen from a vantage, in the order of the timeline.
pub(super) fn own_developments<'a>(vantage: &Vantage<'a>, dyad: Dyad) -> Vec<&'a DevelopmentState> {
    let chronicle = vantage.chronicle();
    let belongs = |state: &&DevelopmentState| {
        let sides = chronicle.sides_of(&state.current);
        state.stands() && vantage.is_public(state) && sides.contains(&dyad.first()) && sides.contains(&dyad.second())
    };
    let mut own: Vec<&DevelopmentState> = chronicle.developments().iter().filter(belongs).collect();
    own.sort_by_key(|state| (state.current.sort_key(), state.recorded.sequence));
    own
}

/// Counts a relation; with `public_on`, from what the public could know by the end of that day.
pub fn relation(chronicle: &Chronicle, dyad: Dyad, public_on: Option<Day>, query: &SeriesQuery) -> RelationReport {
    let vantage = Vantage::new(chronicle, public_on);
    let own = own_developments(&vantage, dyad);
    let commitments = commitments(&vantage, &own);
    let still_open = |found: &&DossierCommitment| matches!(found.commitment.state, None | Some(CommitmentState::Open));
    let chains = chains(&vantage, &own, dyad);
    let mut opened: BTreeMap<Opener, usize> = BTreeMap::new();
    for chain in &chains {
        *opened.entry(chain.opener).or_default() += 1;
    }
    let mut kinds = kinds(&own);
    kinds.sort_by_key(|row| std::cmp::Reverse(row.developments));
    RelationReport {
        relation: dyad,
        first_side: vantage.side_name(dyad.first()),
        second_side: vantage.side_name(dyad.second()),
        counting_unit: COUNTING_UNIT,
        developments: own.len(),
        first: own.first().map(|state| DevelopmentRef::of(state)),
        last: own.last().map(|state| DevelopmentRef::of(state)),
        kinds,
        years: years(&own),
        uncertain_years: own.iter().filter(|state| spans_years(state)).count(),
        topics: topics(&own),
        measures: measures(&vantage, &own),
        open: commitments.iter().filter(still_open).cloned().collect(),
        one_sided: commitments.into_iter().filter(|found| found.commitment.one_sided).collect(),
        series: all_series(&own, query),
        chain_rule: CHAIN_RULE,
        opened: opened.into_iter().map(|(opener, chains)| OpenedCount { opener, chains }).collect(),
        chains,
    }
}

fn kinds(states: &[&DevelopmentState]) -> Vec<KindCount> {
    let count = |kind: &Kind| states.iter().filter(|state| state.current.kind == *kind).count();
    let rows = Kind::ALL.iter().map(|kind| KindCount { kind: *kind, developments: count(kind) });
    rows.filter(|row| row.developments > 0).collect()
}

fn years(own: &[&DevelopmentState]) -> Vec<YearCount> {
    let mut by_year: BTreeMap<Option<i64>, Vec<&DevelopmentState>> = BTreeMap::new();
    for state in own {
        by_year.entry(state.current.date.earliest().map(Day::year)).or_default().push(state);
    }
    let count = |(year, states): (Option<i64>, Vec<&DevelopmentState>)| YearCount {
        year,
        developments: states.len(),
        kinds: kinds(&states),
    };
    by_year.into_iter().map(count).collect()
}

fn spans_years(state: &DevelopmentState) -> bool {
    let date = &state.current.date;
    let year = |day: Option<Day>| day.map(Day::year);
    date.earliest().is_none() || year(date.earliest()) != year(date.latest())
}

fn measures(vantage: &Vantage<'_>, own: &[&DevelopmentState]) -> Vec<StatusCount> {
    let is_measure = |state: &&&DevelopmentState| state.current.is_measure();
    let with = |status: Status| -> Vec<DevelopmentRef> {
        let found = own.iter().filter(is_measure).filter(|state| vantage.status(state) == status);
        found.map(|state| DevelopmentRef::of(state)).collect()
    };
    let rows = Status::ALL.iter().map(|status| {
        let measures = with(*status);
        StatusCount { status: *status, count: measures.len(), measures }
    });
    rows.filter(|row| row.count > 0).collect()
}

fn commitments(vantage: &Vantage<'_>, own: &[&DevelopmentState]) -> Vec<DossierCommitment> {
    let mut found = Vec::new();
    for state in own {
        for commitment in &state.current.commitments {
            if vantage.shows_number(state, commitment.source) {
                let development = DevelopmentRef::of(state);
                found.push(DossierCommitment { development, commitment: commitment_entry(vantage, state, commitment) });
            }
        }
    }
    found
}

/// The chains of answers: developments joined, directly or through others, by `responds-to` ties.
pub(super) fn chains(vantage: &Vantage<'_>, own: &[&DevelopmentState], dyad: Dyad) -> Vec<Chain> {
    let places: HashMap<&str, usize> =
        own.iter().enumerate().map(|(at, state)| (state.current.key.as_str(), at)).collect();
    let mut neighbours: Vec<Vec<usize>> = vec![Vec::new(); own.len()];
    for (from, state) in own.iter().enumerate() {
        let answers = state.current.links.iter().filter(|link| link.relation == LinkRelation::RespondsTo);
        let answered = answers.filter_map(|link| vantage.standing(link.key.as_str()));
        for to in answered.filter_map(|other| places.get(other.current.key.as_str()).copied()) {
            if let Some(list) = neighbours.get_mut(from) {
                list.push(to);
            }
            if let Some(list) = neighbours.get_mut(to) {
                list.push(from);
            }
        }
    }
    let mut seen: HashSet<usize> = HashSet::new();
    let mut chains = Vec::new();
    for start in 0..own.len() {
        let mut members = Vec::new();
        let mut ahead = vec![start];
        while let Some(at) = ahead.pop() {
            if seen.insert(at) {
                members.push(at);
                ahead.extend(neighbours.get(at).into_iter().flatten());
            }
        }
        members.sort_unstable();
        let states: Vec<&DevelopmentState> = members.iter().filter_map(|at| own.get(*at).copied()).collect();
        if let [first, rest @ ..] = states.as_slice()
            && !rest.is_empty()
        {
            let opener = opener(vantage, first, rest, dyad);
            chains.push(Chain { first: DevelopmentRef::of(first), developments: states.len(), opener });
        }
    }
    chains
}

fn opener(vantage: &Vantage<'_>, first: &DevelopmentState, rest: &[&DevelopmentState], dyad: Dyad) -> Opener {
    let ended = first.current.date.sort_key().1;
    if rest.iter().any(|other| other.current.date.sort_key().0 <= ended) {
        return Opener::Unknown;
    }
    let initiators = first.current.parties.iter().filter(|party| party.role == Role::Initiator);
    let sides: HashSet<Side> = initiators
        .filter_map(|party| vantage.chronicle().standing_actor(party.actor.as_str()))
        .map(|actor| actor.current.side)
        .filter(|side| *side == dyad.first() || *side == dyad.second())
        .collect();
    match sides.into_iter().collect::<Vec<Side>>().as_slice() {
        [only] => Opener::Side(*only),
        _ => Opener::Shared,
    }
}
