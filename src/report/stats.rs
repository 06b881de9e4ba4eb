//! The record in counts (`stats`): every count names what it counts. Figures of one relation or actor
//! are left to their own views, what the journal alone knows to `info.rs`.

use super::info::JournalFacts;
use super::timeline::{Admission, admission};
use super::vantage::Vantage;
use crate::domain::chronicle::{ActorState, Chronicle, DevelopmentState};
use crate::domain::edtf::Edtf;
use crate::domain::filter::Filter;
use crate::domain::period::{Grain, Placing};
use crate::domain::stamp::Instant;
use crate::domain::vocabulary::{ActorType, CommitmentState, Kind, LinkRelation, Polarity, Status, Topic, Vocabulary};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// The record in counts.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Stats {
    /// The filters as typed; empty where everything is counted.
    pub query: String,
    /// How many events the journal has.
    pub size: u64,
    /// When the first event was recorded, UTC.
    pub first_event: Option<Instant>,
    /// When the last event was recorded, UTC.
    pub last_event: Option<Instant>,
    /// The counts, in groups.
    pub groups: Vec<Group>,
}

/// Counts of one thing by one property.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Group {
    /// What is counted: `developments`, `claims`.
    pub of: &'static str,
    /// By which property.
    pub by: &'static str,
    /// The counting unit in words.
    pub unit: String,
    /// How many there are; where one may count in several rows, the rows add up to more.
    pub total: usize,
    /// The rows.
    pub rows: Vec<Row>,
}

/// One count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Row {
    /// The value of the property.
    pub name: String,
    /// How many.
    pub count: usize,
}

/// How the rows of a group are ordered.
enum Order {
    /// As the names are.
    ByName,
    /// The most first, then by name.
    MostFirst,
}

/// Counts the record; with a filter only what belongs to the developments it admits. The events of the
/// journal are counted whole, whatever the filter.
pub fn stats(chronicle: &Chronicle, facts: &JournalFacts, filter: &Filter, query: &str) -> Stats {
    let vantage = Vantage::new(chronicle, filter.public_on);
    let admitted = |state: &&DevelopmentState| matches!(admission(&vantage, filter, state), Admission::In);
    let all: Vec<&DevelopmentState> = chronicle.developments().iter().filter(admitted).collect();
    let standing: Vec<&DevelopmentState> = all.iter().copied().filter(|state| state.stands()).collect();
    let mut groups = events(facts);
    groups.extend(developments(&vantage, &all, &standing));
    groups.extend(dates(&standing));
    groups.push(corrections(&standing));
    groups.extend(actors(chronicle, &standing, !query.is_empty()));
    groups.extend(sources(&vantage, &standing));
    groups.extend(claims(&vantage, &standing));
    groups.extend(commitments(&vantage, &standing));
    groups.push(ties(&vantage, &standing));
    groups.push(Group::new("searches", "result", "searches of which the journal says that they found nothing", {
        chronicle.searches().iter().map(|_| "nothing found".to_owned())
    }));
    Stats { query: query.to_owned(), size: facts.size, first_event: facts.first, last_event: facts.last, groups }
}

impl Group {
    /// A group of things each with one value; the most frequent value first.
    fn new(of: &'static str, by: &'static str, unit: &str, values: impl Iterator<Item = String>) -> Self {
        let values: Vec<String> = values.collect();
        Self::counted(of, by, unit, values.len(), values, Order::MostFirst)
    }

    fn counted(
        of: &'static str,
        by: &'static str,
        unit: &str,
        total: usize,
        values: impl IntoIterator<Item = String>,
        order: Order,
    ) -> Self {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for value in values {
            *counts.entry(value).or_default() += 1;
        }
        let mut rows: Vec<Row> = counts.into_iter().map(|(name, count)| Row { name, count }).collect();
        match order {
            Order::ByName => {}
            Order::MostFirst => rows.sort_by_key(|row| std::cmp::Reverse(row.count)),
        }
        Self { of, by, unit: unit.to_owned(), total, rows }
    }

    /// A group by the words of a vocabulary, each word once for each thing; equals in the codebook's order.
    fn of_words<V: Vocabulary>(
        of: &'static str,
        by: &'static str,
        unit: &str,
        total: usize,
        count: impl Fn(V) -> usize,
    ) -> Self {
        let rows = V::ALL.iter().map(|word| Row { name: word.word().to_owned(), count: count(*word) });
        let mut rows: Vec<Row> = rows.filter(|row| row.count > 0).collect();
        rows.sort_by_key(|row| std::cmp::Reverse(row.count));
        Self { of, by, unit: unit.to_owned(), total, rows }
    }
}

fn events(facts: &JournalFacts) -> Vec<Group> {
    let group = |by: &'static str, rows: Vec<Row>| {
        let total = usize::try_from(facts.size).unwrap_or(usize::MAX);
        let mut rows = rows;
        rows.sort_by_key(|row| std::cmp::Reverse(row.count));
        Group { of: "events", by, unit: "events of the journal, whatever the filters".to_owned(), total, rows }
    };
    let row =
        |name: &str, count: u64| Row { name: name.to_owned(), count: usize::try_from(count).unwrap_or(usize::MAX) };
    vec![
        group("type", facts.types.iter().map(|(name, count)| row(name, *count)).collect()),
        group("recorder", facts.recorders.iter().map(|(name, count)| row(name, *count)).collect()),
    ]
}

fn developments(vantage: &Vantage<'_>, all: &[&DevelopmentState], standing: &[&DevelopmentState]) -> Vec<Group> {
    const UNIT: &str = "standing developments";
    let place = |state: &&DevelopmentState| match (&state.retracted, &state.duplicate_of) {
        (Some(_), _) => "retracted",
        (None, Some(_)) => "duplicate",
        (None, None) => "standing",
    };
    let year = |state: &&DevelopmentState| {
        let earliest = state.current.date.earliest();
        earliest.map_or_else(|| "start open".to_owned(), |day| format!("{:04}", day.year()))
    };
    let straying =
        standing.iter().filter(|state| !matches!(Grain::Year.place(&state.current.date), Placing::Within(_))).count();
    let mut of_year = format!("{UNIT}, under the year of their earliest day");
    if straying > 0 {
        of_year.push_str(&format!("; {straying} of them may belong to another year"));
    }
    let count = standing.len();
    let sides = standing.iter().flat_map(|state| vantage.chronicle().sides_of(&state.current));
    let relations = standing.iter().flat_map(|state| vantage.chronicle().relations_of(&state.current));
    let each = |what: &str| format!("{UNIT}; one with several {what} counts under each");
    vec![
        Group::new(
            "developments",
            "state",
            "developments recorded; one both retracted and a duplicate counts as retracted",
            all.iter().map(|state| place(state).to_owned()),
        ),
        Group::counted("developments", "year", &of_year, count, standing.iter().map(year), Order::ByName),
        Group::of_words("developments", "kind", UNIT, count, |kind: Kind| {
            standing.iter().filter(|state| state.current.kind == kind).count()
        }),
        Group::of_words("developments", "status", UNIT, count, |status: Status| {
            standing.iter().filter(|state| vantage.status(state) == status).count()
        }),
        Group::of_words("developments", "topic", &each("topics"), count, |topic: Topic| {
            standing.iter().filter(|state| state.current.topics.contains(&topic)).count()
        }),
        Group::counted(
            "developments",
            "side",
            &each("sides among its parties"),
            count,
            sides.map(|side| side.to_string()),
            Order::MostFirst,
        ),
        Group::counted(
            "developments",
            "relation",
            &each("relations"),
            count,
            relations.map(|dyad| dyad.to_string()),
            Order::MostFirst,
        ),
    ]
}

fn dates(standing: &[&DevelopmentState]) -> Vec<Group> {
    const UNIT: &str = "standing developments, by the date they are filed under";
    let dates = || standing.iter().map(|state| &state.current.date);
    vec![
        Group::new("dates", "form", UNIT, dates().map(|date| form(date).to_owned())),
        Group::new("dates", "mark", UNIT, dates().map(|date| mark(date).to_owned())),
    ]
}

/// How exactly a date says when: by the days it may mean.
fn form(date: &Edtf) -> &'static str {
    let (Some(earliest), Some(latest)) = (date.earliest(), date.latest()) else {
        return "start or end open or unknown";
    };
    if earliest == latest {
        return "day";
    }
    if date.is_interval() {
        return "interval of days or more";
    }
    for (grain, name) in [(Grain::Month, "month"), (Grain::Quarter, "quarter"), (Grain::Year, "year")] {
        if let Placing::Within(period) = grain.place(date)
            && period.first_day() == Some(earliest)
            && period.last_day() == Some(latest)
        {
            return name;
        }
    }
    "other span of days"
}

fn mark(date: &Edtf) -> &'static str {
    match (date.is_uncertain(), date.is_approximate()) {
        (false, false) => "not marked",
        (true, false) => "uncertain (?)",
        (false, true) => "approximate (~)",
        (true, true) => "uncertain and approximate (%)",
    }
}

fn corrections(standing: &[&DevelopmentState]) -> Group {
    let made: Vec<_> = standing.iter().flat_map(|state| &state.corrections).collect();
    let fields = made.iter().flat_map(|correction| {
        let fields = correction.changes.iter().filter_map(|change| change.field.root_field());
        fields.collect::<BTreeSet<&str>>().into_iter().map(str::to_owned)
    });
    let corrected = standing.iter().filter(|state| !state.corrections.is_empty()).count();
    let unit = format!(
        "corrections of standing developments, {corrected} of which were corrected; one of several fields counts under each"
    );
    Group::counted("corrections", "field", &unit, made.len(), fields, Order::MostFirst)
}

fn actors(chronicle: &Chronicle, standing: &[&DevelopmentState], parties_only: bool) -> Vec<Group> {
    let parties: BTreeSet<&str> = standing
        .iter()
        .flat_map(|state| &state.current.parties)
        .filter_map(|party| chronicle.standing_actor(party.actor.as_str()))
        .map(|state| state.current.id.as_str())
        .collect();
    let counts = |state: &&ActorState| {
        state.merged_into.is_none() && (!parties_only || parties.contains(state.current.id.as_str()))
    };
    let found: Vec<&ActorState> = chronicle.actors().iter().filter(counts).collect();
    let merged = chronicle.actors().iter().filter(|state| state.merged_into.is_some()).count();
    let unit = if parties_only {
        "actors that are parties to the developments counted; merged ones as the one that stands for them".to_owned()
    } else {
        format!("actors registered; {merged} more are merged into others and not counted")
    };
    vec![
        Group::of_words("actors", "type", &unit, found.len(), |wanted: ActorType| {
            found.iter().filter(|state| state.current.actor_type == wanted).count()
        }),
        Group::new("actors", "side", &unit, found.iter().map(|state| state.current.side.to_string())),
    ]
}

fn sources(vantage: &Vantage<'_>, standing: &[&DevelopmentState]) -> Vec<Group> {
    let shown = standing.iter().flat_map(|state| &state.current.sources).filter(|source| vantage.shows_source(source));
    let cited: Vec<_> = shown.collect();
    let documents: BTreeSet<_> = cited
        .iter()
        .map(|source| {
            source
                .url
                .as_deref()
                .map_or((source.publisher.as_deref(), source.title.as_deref()), |url| (None, Some(url)))
        })
        .collect();
    let unit = format!(
        "citations: sources of standing developments, each once for every development that cites it; {} different documents",
        documents.len()
    );
    let or_none = |value: Option<String>| value.unwrap_or_else(|| "not on record".to_owned());
    let yes_no = |is: bool, yes: &str, no: &str| if is { yes.to_owned() } else { no.to_owned() };
    vec![
        Group::new("sources", "publisher", &unit, cited.iter().map(|source| or_none(source.publisher.clone()))),
        Group::new("sources", "language", &unit, cited.iter().map(|source| or_none(source.lang.clone()))),
        Group::new(
            "sources",
            "side",
            &unit,
            cited.iter().map(|source| or_none(source.side.map(|side| side.to_string()))),
        ),
        Group::new(
            "sources",
            "publication date",
            &unit,
            cited.iter().map(|source| yes_no(source.published.is_some(), "on record", "not on record")),
        ),
        Group::new(
            "sources",
            "archived copy",
            &unit,
            cited.iter().map(|source| yes_no(source.archived.is_some(), "kept", "none")),
        ),
    ]
}

fn claims(vantage: &Vantage<'_>, standing: &[&DevelopmentState]) -> Vec<Group> {
    const UNIT: &str = "claims in standing developments";
    let found: Vec<_> = standing
        .iter()
        .flat_map(|state| state.current.claims.iter().filter(|claim| vantage.shows_number(state, claim.source)))
        .collect();
    let of_side = found.iter().map(|claim| format!("{} {}", claim.side, claim.polarity));
    vec![
        Group::of_words("claims", "polarity", UNIT, found.len(), |polarity: Polarity| {
            found.iter().filter(|claim| claim.polarity == polarity).count()
        }),
        Group::new("claims", "side", UNIT, found.iter().map(|claim| claim.side.to_string())),
        Group::new("claims", "side and polarity", UNIT, of_side),
    ]
}

fn commitments(vantage: &Vantage<'_>, standing: &[&DevelopmentState]) -> Vec<Group> {
    const UNIT: &str = "commitments in standing developments, by their latest assessment";
    let entries: Vec<_> = standing
        .iter()
        .flat_map(|state| {
            let shown = state.current.commitments.iter().filter(|made| vantage.shows_number(state, made.source));
            shown.map(|made| super::entry_making::commitment_entry(vantage, state, made))
        })
        .collect();
    let state =
        |state: Option<CommitmentState>| state.map_or_else(|| "not assessed".to_owned(), |state| state.to_string());
    let acknowledged = |one_sided: bool| if one_sided { "not by every party" } else { "by every party" };
    vec![
        Group::new("commitments", "state", UNIT, entries.iter().map(|entry| state(entry.state))),
        Group::new(
            "commitments",
            "acknowledged",
            "commitments in standing developments",
            entries.iter().map(|entry| acknowledged(entry.one_sided).to_owned()),
        ),
    ]
}

fn ties(vantage: &Vantage<'_>, standing: &[&DevelopmentState]) -> Group {
    let found: Vec<_> =
        standing.iter().flat_map(|state| state.current.links.iter().filter(|link| vantage.shows_link(link))).collect();
    Group::of_words("ties", "relation", "ties from standing developments", found.len(), |wanted: LinkRelation| {
        found.iter().filter(|link| link.relation == wanted).count()
    })
}
