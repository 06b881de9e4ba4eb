//! Action and response in a relation (`thread --relation`): how fast each side answers, how much stays
//! unanswered on record, who moves first. Every figure is made of pairs that the answer lists.

use super::as_of::AsOf;
use super::dossier::DevelopmentRef;
use super::entry::LinkEntry;
use super::relation::{CHAIN_RULE, Chain, OpenedCount, Opener, chains};
use super::ties::{Tie, Ties};
use super::timeline::public_notices;
use super::vantage::Vantage;
use crate::domain::chronicle::{Chronicle, DevelopmentState};
use crate::domain::edtf::{Day, Edtf};
use crate::domain::side::{Dyad, Side};
use crate::domain::slug::Key;
use crate::domain::vocabulary::{Kind, LinkRelation, Role, Vocabulary};
use serde::Serialize;
use std::collections::{BTreeMap, HashMap, HashSet};

/// Whose act a development is.
pub const ACT_RULE: &str = "a development is an act by a side where its initiators, or where it has none its speakers, are of just one of the two sides (initiators of third sides aside)";

/// What is a pair.
pub const PAIR_RULE: &str = "a pair is an act by one side and an act by the other that is tied to it by responds-to, whoever asserts the tie; an act that answers two makes two pairs; days run from the act's date to the response's";

/// How a median is told.
pub const MEDIAN_RULE: &str = "a median is exact over the pairs between exact days; over all pairs it lies between the medians of the fewest and of the most days there can be";

/// What is unanswered.
pub const UNANSWERED_RULE: &str = "an act by a side with the other side among its targets is answered where a pair has it and the response may have happened by the day of the answer; that no answer is on record is no proof that there was none";

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResponseQuery {
    /// The relation.
    pub relation: Dyad,
    /// The first day on which an act may have happened.
    pub from: Option<Day>,
    /// The last day on which an act may have happened.
    pub to: Option<Day>,
    /// The day by which a response counts.
    pub as_of: AsOf,
    /// What the public could know by.
    pub public_on: Option<Day>,
}

/// The answer.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Responses {
    /// The relation.
    pub relation: Dyad,
    /// The side that comes first in the alphabet, by name.
    pub first_side: String,
    /// The other side, by name.
    pub second_side: String,
    /// The first day on which an act may have happened, where one was asked for.
    pub from: Option<Day>,
    /// The last such day.
    pub to: Option<Day>,
    /// The day by which a response counts.
    pub as_of: AsOf,
    /// What is an act by a side, a pair, a median, unanswered, a chain.
    pub rules: Vec<&'static str>,
    /// How long responses took: all, by the side that responds, by kind of the response, by both.
    pub times: Vec<ResponseTime>,
    /// How many acts of each side that target the other have no answer on record.
    pub answered: Vec<AnsweredShare>,
    /// Who opened how many chains of answers.
    pub opened: Vec<OpenedCount>,
    /// The chains whose first development lies in the window.
    pub chains: Vec<Chain>,
    /// The pairs, by date of the act, then of the response.
    pub pairs: Vec<ResponsePair>,
    /// The responds-to ties of the relation that make no pair.
    pub no_pairs: Vec<NoPair>,
    /// What a reader must be told of the answer, a sentence each.
    #[serde(skip)]
    pub notices: Vec<String>,
    /// Whether the pairs are asked for; in data they always come along.
    #[serde(skip)]
    pub shows_pairs: bool,
}

/// How long responses of a side or kind took.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ResponseTime {
    /// The side that responds; `null` for both.
    pub side: Option<Side>,
    /// The kind of the response; `null` for all.
    pub kind: Option<Kind>,
    /// How many pairs.
    pub pairs: usize,
    /// How many of them are between exact days.
    pub exact_pairs: usize,
    /// The median of the days of those; `null` where there is none.
    pub median_exact: Option<f64>,
    /// The least the median over all pairs can be; `null` where that is unknown.
    pub median_min: Option<f64>,
    /// The most it can be.
    pub median_max: Option<f64>,
}

/// How many acts of a side are answered.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AnsweredShare {
    /// The side that acts.
    pub side: Side,
    /// How many acts of its target the other side.
    pub acts: usize,
    /// How many of them the other side answered on record.
    pub answered: usize,
    /// The part of them without an answer on record, from 0 to 1; `null` where there is no act.
    pub share_unanswered: Option<f64>,
    /// Those answered.
    pub answered_acts: Vec<Key>,
    /// Those without an answer on record.
    pub unanswered_acts: Vec<DevelopmentRef>,
}

/// An act and the response to it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ResponsePair {
    /// The act.
    pub action: DevelopmentRef,
    /// Whose act it is.
    pub action_side: Side,
    /// The response.
    pub response: DevelopmentRef,
    /// Whose response it is.
    pub side: Side,
    /// The kind of the response.
    pub kind: Kind,
    /// Days from the act to the response, where both are exact days.
    pub days: Option<i64>,
    /// The fewest days there can be between them.
    pub days_min: Option<i64>,
    /// The most.
    pub days_max: Option<i64>,
    /// `analyst`, or the ids of the actors whose own words make the tie.
    pub asserted_by: Vec<String>,
    /// The ties themselves; for renderers.
    #[serde(skip)]
    pub ties: Vec<LinkEntry>,
}

/// A responds-to tie that makes no pair of the two sides.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NoPair {
    /// What is answered.
    pub action: DevelopmentRef,
    /// What answers it.
    pub response: DevelopmentRef,
    /// Why it is left out.
    pub why: &'static str,
}

/// Action and response between two sides. Only developments that stand.
pub fn responses(chronicle: &Chronicle, query: &ResponseQuery, shows_pairs: bool) -> Responses {
    let vantage = Vantage::new(chronicle, query.public_on);
    let dyad = query.relation;
    let ties = Ties::of(&vantage, &[LinkRelation::RespondsTo]);
    let in_window = |state: &DevelopmentState| state.current.date.overlaps(query.from, query.to);
    let (mut pairs, mut places, mut no_pairs) = (Vec::new(), HashMap::new(), Vec::new());
    for tie in ties.all().iter().filter(|tie| in_window(tie.to)) {
        match sides_of(&vantage, dyad, tie) {
            Ok((action_side, side)) => {
                let ends = (tie.to.current.key.as_str(), tie.from.current.key.as_str());
                let at = *places.entry(ends).or_insert(pairs.len());
                take(&vantage, &mut pairs, at, tie, (action_side, side));
            }
            Err(why) if is_between(&vantage, dyad, tie.to) || is_between(&vantage, dyad, tie.from) => no_pairs
                .push(NoPair { action: DevelopmentRef::of(tie.to), response: DevelopmentRef::of(tie.from), why }),
            Err(_) => {}
        }
    }
    let order = |pair: &ResponsePair| (pair.action.date.sort_key(), pair.response.date.sort_key());
    pairs.sort_by_key(order);
    let mut own: Vec<&DevelopmentState> = chronicle.developments().iter().collect();
    own.retain(|state| state.stands() && vantage.is_public(state));
    own.sort_by_key(|state| (state.current.sort_key(), state.recorded.sequence));
    let answered =
        [dyad.first(), dyad.second()].map(|side| answered(&vantage, query, &own, &pairs, side)).into_iter().collect();
    own.retain(|state| is_between(&vantage, dyad, state));
    let mut chains = chains(&vantage, &own, dyad);
    chains.retain(|chain| chain.first.date.overlaps(query.from, query.to));
    let mut opened: BTreeMap<Opener, usize> = BTreeMap::new();
    chains.iter().for_each(|chain| *opened.entry(chain.opener).or_default() += 1);
    Responses {
        relation: dyad,
        first_side: vantage.side_name(dyad.first()),
        second_side: vantage.side_name(dyad.second()),
        from: query.from,
        to: query.to,
        as_of: query.as_of,
        rules: vec![ACT_RULE, PAIR_RULE, MEDIAN_RULE, UNANSWERED_RULE, CHAIN_RULE],
        times: times(dyad, &pairs),
        answered,
        opened: opened.into_iter().map(|(opener, chains)| OpenedCount { opener, chains }).collect(),
        chains,
        pairs,
        no_pairs,
        notices: notices(query),
        shows_pairs,
    }
}

/// The side whose act it is, by [`ACT_RULE`]; else why it is nobody's.
fn actor_side(vantage: &Vantage<'_>, dyad: Dyad, state: &DevelopmentState) -> Result<Side, &'static str> {
    let with = |role: Role| -> Vec<Side> {
        let parties = state.current.parties.iter().filter(|party| party.role == role);
        let standing = parties.filter_map(|party| vantage.chronicle().standing_actor(party.actor.as_str()));
        standing.map(|actor| actor.current.side).collect()
    };
    let mut sides = with(Role::Initiator);
    if sides.is_empty() {
        sides = with(Role::Speaker);
    }
    sides.retain(|side| *side == dyad.first() || *side == dyad.second());
    sides.sort_unstable();
    sides.dedup();
    match sides.as_slice() {
        [only] => Ok(*only),
        [] => Err("no initiator or speaker of either side"),
        _ => Err("initiators or speakers of both sides"),
    }
}

fn sides_of(vantage: &Vantage<'_>, dyad: Dyad, tie: &Tie<'_>) -> Result<(Side, Side), &'static str> {
    let (action, response) = (actor_side(vantage, dyad, tie.to)?, actor_side(vantage, dyad, tie.from)?);
    if action == response { Err("both are acts by the same side") } else { Ok((action, response)) }
}

fn is_between(vantage: &Vantage<'_>, dyad: Dyad, state: &DevelopmentState) -> bool {
    let sides = vantage.chronicle().sides_of(&state.current);
    sides.contains(&dyad.first()) && sides.contains(&dyad.second())
}

/// Takes a tie as a pair at its place, or as one more voice for the pair that is there.
fn take(
    vantage: &Vantage<'_>,
    pairs: &mut Vec<ResponsePair>,
    at: usize,
    tie: &Tie<'_>,
    (action_side, side): (Side, Side),
) {
    let entry = tie.entry(vantage, tie.to);
    if let Some(pair) = pairs.get_mut(at) {
        pair.asserted_by.push(entry.asserted_by.clone());
        pair.ties.push(entry);
        return;
    }
    pairs.push(ResponsePair {
        action: DevelopmentRef::of(tie.to),
        action_side,
        response: DevelopmentRef::of(tie.from),
        side,
        kind: tie.from.current.kind,
        days: entry.days,
        days_min: entry.days_min,
        days_max: entry.days_max,
        asserted_by: vec![entry.asserted_by.clone()],
        ties: vec![entry],
    });
}

fn times(dyad: Dyad, pairs: &[ResponsePair]) -> Vec<ResponseTime> {
    let sides = [None, Some(dyad.first()), Some(dyad.second())];
    let kinds: Vec<Option<Kind>> = [None].into_iter().chain(Kind::ALL.iter().copied().map(Some)).collect();
    let all = sides.into_iter().flat_map(|side| kinds.iter().map(move |kind| (side, *kind)));
    let time = |(side, kind): (Option<Side>, Option<Kind>)| {
        let wanted = |pair: &&ResponsePair| {
            side.is_none_or(|side| side == pair.side) && kind.is_none_or(|kind| kind == pair.kind)
        };
        let own: Vec<&ResponsePair> = pairs.iter().filter(wanted).collect();
        let exact: Vec<i64> = own.iter().filter_map(|pair| pair.days).collect();
        // an unknown fewest is below every number, an unknown most above
        let fewest = own.iter().map(|pair| pair.days_min.unwrap_or(i64::MIN)).collect();
        let most = own.iter().map(|pair| pair.days_max.unwrap_or(i64::MAX)).collect();
        ResponseTime {
            side,
            kind,
            pairs: own.len(),
            exact_pairs: exact.len(),
            median_exact: median(exact),
            median_min: median(fewest),
            median_max: median(most),
        }
    };
    let found = all.map(time);
    // sides are told also where they never responded, kinds only where there is one
    found.filter(|row| row.pairs > 0 || row.kind.is_none()).collect()
}

/// The middle of the numbers, or the mean of the two in the middle; none where there are none, or where
/// the middle is unknown.
fn median(mut days: Vec<i64>) -> Option<f64> {
    days.sort_unstable();
    let high = *days.get(days.len() / 2)?;
    let low = if days.len().is_multiple_of(2) { *days.get(days.len() / 2 - 1)? } else { high };
    let is_known = |day: i64| day != i64::MIN && day != i64::MAX;
    (is_known(low) && is_known(high)).then(|| (low as f64 + high as f64) / 2.0)
}

fn answered(
    vantage: &Vantage<'_>,
    query: &ResponseQuery,
    own: &[&DevelopmentState],
    pairs: &[ResponsePair],
    side: Side,
) -> AnsweredShare {
    let dyad = query.relation;
    let other = if side == dyad.first() { dyad.second() } else { dyad.first() };
    let targets = |state: &DevelopmentState| {
        let parties = state.current.parties.iter().filter(|party| party.role == Role::Target);
        let mut standing = parties.filter_map(|party| vantage.chronicle().standing_actor(party.actor.as_str()));
        standing.any(|actor| actor.current.side == other)
    };
    let has_come = |pair: &&ResponsePair| pair.response.date.sort_key().0 <= query.as_of.day;
    let answers = pairs.iter().filter(has_come).filter(|pair| pair.side == other);
    let answered: HashSet<&str> = answers.map(|pair| pair.action.key.as_str()).collect();
    let is_answered = |state: &DevelopmentState| answered.contains(state.current.key.as_str());
    let acts = own.iter().filter(|state| state.current.date.overlaps(query.from, query.to));
    let acts = acts.filter(|state| state.current.date.sort_key().0 <= query.as_of.day);
    let acts = acts.filter(|state| actor_side(vantage, dyad, state) == Ok(side) && targets(state));
    let (answered, unanswered): (Vec<&DevelopmentState>, Vec<&DevelopmentState>) =
        acts.copied().partition(|state| is_answered(state));
    let acts = answered.len() + unanswered.len();
    AnsweredShare {
        side,
        acts,
        answered: answered.len(),
        share_unanswered: (acts > 0).then(|| unanswered.len() as f64 / acts as f64),
        answered_acts: answered.iter().map(|state| state.current.key.clone()).collect(),
        unanswered_acts: unanswered.iter().map(|state| DevelopmentRef::of(state)).collect(),
    }
}

fn notices(query: &ResponseQuery) -> Vec<String> {
    let mut notices = vec![format!("Responses count that may have happened by {}.", query.as_of.words())];
    if let Some(day) = query.public_on {
        let day = Edtf::day(day).english();
        notices.push(format!("Only developments that were public by {day}; who asserts a tie is as recorded."));
        notices.extend(public_notices(&day, 0, 0));
    }
    notices
}

#[cfg(test)]
mod tests {
    use super::median;

    #[test]
    fn a_median_is_the_middle_or_the_mean_of_the_two_and_unknown_where_that_is() {
        assert_eq!(median(vec![]), None);
        assert_eq!(median(vec![3]), Some(3.0));
        assert_eq!(median(vec![9, 1, 2]), Some(2.0));
        assert_eq!(median(vec![9, 1, 2, 4]), Some(3.0));
        assert_eq!(median(vec![1, 2]), Some(1.5));
        assert_eq!(median(vec![i64::MIN, 1, 2]), Some(1.0));
        assert_eq!(median(vec![i64::MIN, i64::MIN, 2]), None);
        assert_eq!(median(vec![1, i64::MAX]), None);
    }
}
