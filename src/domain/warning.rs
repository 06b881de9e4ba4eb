//! The rules that warn (`annals check`): named checks over the folded state. Nothing is refused by
//! them and nothing changed; each finding names its check, its subject and what is odd.

use super::actor::fold_name;
use super::chronicle::{Chronicle, DevelopmentState};
use super::document::{Balance, balance, documents};
use super::edtf::{Day, Weekday};
use super::side::Side;
use super::slug::ActorId;
use super::source::Source;
use super::vocabulary::{DateRole, LinkRelation, Status, UnknownWord, Vocabulary};
use std::collections::{BTreeMap, HashMap, HashSet};

vocabulary!(
    /// What a check looks for.
    Check, "check", {
        ResponseBeforeCause = "response-before-cause": "a response dated before what it responds to",
        DatedAfterSource = "dated-after-source": "a development dated after its earliest source was published",
        LikelyDuplicate = "likely-duplicate": "two developments with the same date, kind and parties",
        SingleSource = "single-source": "a development that rests on a single source",
        OneSidedSources = "one-sided-sources": "a development between sides whose sources all come from one side",
        WeekdayDisagrees = "weekday-disagrees": "a weekday in the source's wording that is not that of the date",
        ExpiredInForce = "expired-in-force": "a measure past its expiry that still has the status in-force",
        CommitmentOverdue = "commitment-overdue": "a commitment past due and never assessed",
        ActorOnTwoSides = "actor-on-two-sides": "an actor that speaks or is used for another side than its own",
        YearOutOfBatch = "year-out-of-batch": "a year that differs from both its neighbours in a batch, which agree",
        DateNotAmongDates = "date-not-among-dates": "a filing date that is none of the dates by role",
        SharedName = "shared-name": "a name that stands for more than one actor",
    }
);

/// One thing that is odd.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Warning {
    /// Which check found it.
    pub check: Check,
    /// The development's key or the actor's id.
    pub subject: String,
    /// What is odd, with the values.
    pub message: String,
}

/// Runs the named checks, or all of them where none is named. `today` is the day that expiry and due
/// dates are measured against.
pub fn warnings(chronicle: &Chronicle, checks: &[Check], today: Day) -> Vec<Warning> {
    warnings_as_public(chronicle, checks, today, None)
}

/// As [`warnings`]; with a day, the checks of sources count only those that the public may have read by then.
pub fn warnings_as_public(chronicle: &Chronicle, checks: &[Check], today: Day, public_on: Option<Day>) -> Vec<Warning> {
    let wanted = |check: Check| checks.is_empty() || checks.contains(&check);
    let mut found = Vec::new();
    for &check in Check::ALL.iter().filter(|check| wanted(**check)) {
        let list = match check {
            Check::ResponseBeforeCause => each(chronicle, |state| response_before_cause(chronicle, state)),
            Check::DatedAfterSource => each(chronicle, dated_after_source),
            Check::LikelyDuplicate => likely_duplicates(chronicle),
            Check::SingleSource => each(chronicle, |state| single_source(state, public_on)),
            Check::OneSidedSources => each(chronicle, |state| one_sided_sources(chronicle, state, public_on)),
            Check::WeekdayDisagrees => each(chronicle, weekday_disagrees),
            Check::ExpiredInForce => each(chronicle, |state| expired_in_force(state, today)),
            Check::CommitmentOverdue => each(chronicle, |state| commitment_overdue(state, today)),
            Check::ActorOnTwoSides => actors_on_two_sides(chronicle),
            Check::YearOutOfBatch => years_out_of_batch(chronicle),
            Check::DateNotAmongDates => each(chronicle, date_not_among_dates),
            Check::SharedName => shared_names(chronicle),
        };
        found.extend(list.into_iter().map(|(subject, message)| Warning { check, subject, message }));
    }
    found
}

type Found = Vec<(String, String)>;

fn standing(chronicle: &Chronicle) -> impl Iterator<Item = &DevelopmentState> {
    let mut states: Vec<&DevelopmentState> = chronicle.developments().iter().filter(|state| state.stands()).collect();
    states.sort_by_key(|state| (state.current.sort_key(), state.recorded.sequence));
    states.into_iter()
}

fn each(chronicle: &Chronicle, look: impl Fn(&DevelopmentState) -> Vec<String>) -> Found {
    standing(chronicle)
        .flat_map(|state| look(state).into_iter().map(|message| (state.current.key.to_string(), message)))
        .collect()
}

fn response_before_cause(chronicle: &Chronicle, state: &DevelopmentState) -> Vec<String> {
    let development = &state.current;
    let responses = development.links.iter().filter(|link| link.relation == LinkRelation::RespondsTo);
    responses
        .filter_map(|link| {
            let cause = &chronicle.development(link.key.as_str())?.current;
            let (last, first) = (development.date.latest()?, cause.date.earliest()?);
            (last < first).then(|| format!("dated {}, responds to {} of {}", development.date, cause.key, cause.date))
        })
        .collect()
}

fn dated_after_source(state: &DevelopmentState) -> Vec<String> {
    let development = &state.current;
    let after = development.public_since().and_then(|published| {
        let late = development.date.earliest()? > published.latest()?;
        late.then(|| format!("dated {}, but a source was published on {published}", development.date))
    });
    after.into_iter().collect()
}

fn likely_duplicates(chronicle: &Chronicle) -> Found {
    let mut alike: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for state in standing(chronicle) {
        let development = &state.current;
        let stands_for = |id: &'_ ActorId| chronicle.standing_actor(id.as_str()).map(|state| state.current.id.clone());
        let actors = development.parties.iter().map(|party| &party.actor);
        let mut parties: Vec<String> =
            actors.map(|id| stands_for(id).unwrap_or_else(|| id.clone()).to_string()).collect();
        parties.sort_unstable();
        parties.dedup();
        let same = format!("{}|{}|{}", development.date, development.kind, parties.join(","));
        alike.entry(same).or_default().push(development.key.as_str());
    }
    let groups = alike.into_values().filter(|keys| keys.len() > 1);
    let tell = |keys: Vec<&str>| {
        let (first, others) = keys.split_first().map_or(("", &[][..]), |(first, others)| (*first, others));
        let others = others.join(", ");
        (first.to_owned(), format!("same date, kind and parties as {others}; `annals duplicate` marks one"))
    };
    groups.map(tell).collect()
}

/// The sources that the public may have read by a day, or all.
fn read_by(state: &DevelopmentState, public_on: Option<Day>) -> Vec<&Source> {
    let may_be = |source: &&Source| public_on.is_none_or(|day| source.may_be_public_by(day));
    state.current.sources.iter().filter(may_be).collect()
}

fn single_source(state: &DevelopmentState, public_on: Option<Day>) -> Vec<String> {
    let sources = read_by(state, public_on);
    match sources.as_slice() {
        [only] => vec![format!("rests on one source: {}", only.label())],
        [first, ..] if documents(sources.iter().copied()) == 1 => {
            vec![format!("rests on one document, cited {} times: {}", sources.len(), first.label())]
        }
        _ => Vec::new(),
    }
}

fn one_sided_sources(chronicle: &Chronicle, state: &DevelopmentState, public_on: Option<Day>) -> Vec<String> {
    let sources = read_by(state, public_on);
    let Balance::OneSide(side) = balance(chronicle, sources.iter().copied()) else { return Vec::new() };
    let parties = chronicle.sides_of(&state.current);
    let between_sides = parties.iter().filter(|side| **side != Side::INT).count() > 1;
    (between_sides && documents(sources.iter().copied()) > 1)
        .then(|| format!("all {} sources are of {side}", sources.len()))
        .into_iter()
        .collect()
}

fn weekday_disagrees(state: &DevelopmentState) -> Vec<String> {
    let development = &state.current;
    let dates = std::iter::once(&development.date).chain(development.dates.iter().map(|dated| &dated.date));
    let own: HashSet<Weekday> = dates.filter_map(|date| date.exact_day()).map(Day::weekday).collect();
    if own.is_empty() {
        return Vec::new();
    }
    let wordings = development.sources.iter().flat_map(|source| [&source.title, &source.quote]).flatten();
    wordings
        .filter_map(|wording| {
            let named = named_weekday(wording)?;
            let shown = development.date.exact_day().map_or_else(String::new, |day| format!(" ({})", day.weekday()));
            (!own.contains(&named))
                .then(|| format!("dated {}{shown}, but a source says {named}: {wording}", development.date))
        })
        .collect()
}

/// The weekday that a wording names, where it names just one.
fn named_weekday(wording: &str) -> Option<Weekday> {
    let lower = wording.to_lowercase();
    let named = |weekday: &Weekday| {
        let english = weekday.english().to_lowercase();
        let chinese = weekday.chinese();
        let short = chinese.replace("星期", "周");
        let is_word = lower.split(|c: char| !c.is_alphabetic()).any(|word| word == english);
        is_word || wording.contains(chinese) || wording.contains(&short)
    };
    let mut found = Weekday::ALL.into_iter().filter(named);
    let first = found.next()?;
    found.next().is_none().then_some(first)
}

fn expired_in_force(state: &DevelopmentState, today: Day) -> Vec<String> {
    let development = &state.current;
    if development.status != Status::InForce {
        return Vec::new();
    }
    let expiries = development.dates.iter().filter(|dated| dated.role == DateRole::Expires);
    let Some(last) = expiries.max_by_key(|dated| dated.date.sort_key().1) else { return Vec::new() };
    let over = last.date.latest().is_some_and(|day| day < today);
    over.then(|| format!("status in-force, but it expired on {}; `annals status` moves it on", last.date))
        .into_iter()
        .collect()
}

fn commitment_overdue(state: &DevelopmentState, today: Day) -> Vec<String> {
    let unassessed = |key: &str| state.assessments.iter().all(|made| made.assessment.commitment.as_str() != key);
    let commitments = state.current.commitments.iter();
    commitments
        .filter_map(|commitment| {
            let due = commitment.due.as_ref()?;
            let over = due.latest()? < today && unassessed(commitment.key.as_str());
            over.then(|| {
                format!("{} was due {due} and is not assessed; `annals assess` says what became of it", commitment.key)
            })
        })
        .collect()
}

fn actors_on_two_sides(chronicle: &Chronicle) -> Found {
    let mut used: BTreeMap<&str, BTreeMap<Side, String>> = BTreeMap::new();
    for state in standing(chronicle) {
        for claim in &state.current.claims {
            let Some(by) = &claim.by else { continue };
            used.entry(by.as_str()).or_default().entry(claim.side).or_insert_with(|| state.current.key.to_string());
        }
    }
    let mut found = Found::new();
    for actor in chronicle.actors() {
        let id = actor.current.id.as_str();
        let own = actor.current.side;
        for (side, key) in used.get(id).into_iter().flatten().filter(|(side, _)| **side != own) {
            found.push((id.to_owned(), format!("belongs to {own}, but speaks for {side} in {key}")));
        }
        for side in actor.former_sides.iter().filter(|side| **side != own) {
            found.push((id.to_owned(), format!("belongs to {own}, and was registered under {side} before")));
        }
    }
    found
}

fn years_out_of_batch(chronicle: &Chronicle) -> Found {
    let states: Vec<&DevelopmentState> = chronicle.developments().iter().collect();
    let year = |state: &DevelopmentState| state.current.date.earliest().map(Day::year);
    let one_batch = |a: &DevelopmentState, b: &DevelopmentState| {
        a.recorded.time == b.recorded.time && a.recorded.sequence.0.abs_diff(b.recorded.sequence.0) == 1
    };
    let windows = states.windows(3).filter_map(|window| match window {
        [before, here, after] if one_batch(before, here) && one_batch(here, after) && here.stands() => {
            let (y0, y1, y2) = (year(before)?, year(here)?, year(after)?);
            let odd = y0 == y2 && y1 != y0;
            odd.then(|| {
                (
                    here.current.key.to_string(),
                    format!("dated {}, but its neighbours in the batch are of {y0}", here.current.date),
                )
            })
        }
        _ => None,
    });
    windows.collect()
}

fn date_not_among_dates(state: &DevelopmentState) -> Vec<String> {
    let development = &state.current;
    let missing = !development.dates.is_empty() && development.dates.iter().all(|dated| dated.date != development.date);
    missing
        .then(|| format!("filed under {}, which none of its dates by role is", development.date))
        .into_iter()
        .collect()
}

fn shared_names(chronicle: &Chronicle) -> Found {
    let mut holders: HashMap<String, Vec<&str>> = HashMap::new();
    for actor in chronicle.actors().iter().filter(|actor| actor.merged_into.is_none()) {
        for handle in actor.current.handles() {
            let listed = holders.entry(fold_name(handle)).or_default();
            if !listed.contains(&actor.current.id.as_str()) {
                listed.push(actor.current.id.as_str());
            }
        }
    }
    let mut found: Found = holders
        .into_iter()
        .filter(|(_, ids)| ids.len() > 1)
        .map(|(name, ids)| {
            (
                ids.first().copied().unwrap_or_default().to_owned(),
                format!("`{name}` also stands for {}", ids.get(1..).unwrap_or_default().join(", ")),
            )
        })
        .collect();
    found.sort();
    found
}
