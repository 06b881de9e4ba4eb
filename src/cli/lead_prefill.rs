//! From a lead to a development that an editor completes: what the feed gave is filled in where the flags
//! do not say otherwise. The source is the document itself, never the feed. Kind and status are not
//! guessed: they are judgements.

use super::append::{self, Append};
use super::failure::Failure;
use crate::domain::chronicle::{Chronicle, Named};
use crate::domain::coding::Coding;
use crate::domain::edtf::Edtf;
use crate::domain::lead::{Lead, LeadParty};
use crate::domain::side::Side;
use crate::domain::source::Source;
use crate::domain::vocabulary::{ActorType, Feed, ScoreScheme};
use crate::exchange::template::Given;

/// Fills in what the flags leave open.
pub(super) fn fill(append: &mut Append, chronicle: &Chronicle, lead: &Lead) {
    append.date.get_or_insert_with(|| lead.date.to_string());
    append.title.get_or_insert_with(|| clean(&lead.headline()));
    if append.summary.is_none() {
        append.summary = lead.summary.as_deref().map(clean);
    }
    if append.actor.is_empty() {
        append.actor = parties(chronicle, lead).into_iter().map(|(actor, role)| format!("{actor}:{role}")).collect();
    }
    if append.source.is_empty() {
        let sources = sources(lead);
        append.source = sources.iter().filter_map(|source| serde_json::to_string(source).ok()).collect();
    }
    if append.date_of.is_empty() {
        append.date_of = dates(lead).into_iter().map(|(role, date)| format!("{role}={date}")).collect();
    }
    if append.coding.is_empty() {
        append.coding = codings(lead).iter().filter_map(|coding| serde_json::to_string(coding).ok()).collect();
    }
}

/// The template for the editor, from flags that were filled in.
pub(super) fn template(append: &Append, lead: &Lead) -> Result<Given, Failure> {
    let sources: Vec<Source> = append.source.iter().map(|text| append::source(text)).collect::<Result<_, _>>()?;
    let codings: Vec<Coding> = append.coding.iter().map(|text| append::coding(text)).collect::<Result<_, _>>()?;
    let party = |text: &String| {
        let (actor, role) = text.split_once(':').unwrap_or((text, "initiator"));
        (actor.to_owned(), role.to_owned())
    };
    let dated = |text: &String| {
        append::pair("--date-of", text, "ROLE=DATE").map(|(role, date)| (role.to_owned(), date.to_owned()))
    };
    Ok(Given {
        notes: notes(lead),
        date: append.date.clone().unwrap_or_default(),
        title: append.title.clone().unwrap_or_default(),
        summary: append.summary.clone().unwrap_or_default(),
        kind: append.kind.clone(),
        status: append.status.clone(),
        topics: append.topic.clone(),
        parties: append.actor.iter().map(party).collect(),
        sources,
        dates: append.date_of.iter().map(dated).collect::<Result<_, _>>()?,
        codings,
    })
}

/// What stands at the head of the template.
fn notes(lead: &Lead) -> Vec<String> {
    let mut notes = vec![format!("From the lead {}. Check every field against the document itself;", lead.name())];
    notes.push("title and summary in your own words. Kind and status are yours to choose.".to_owned());
    for party in &lead.parties {
        let about: Vec<&str> =
            party.country.iter().chain(&party.code).chain(&party.roles).map(String::as_str).collect();
        let about = if about.is_empty() { String::new() } else { format!(" ({})", clean(&about.join(", "))) };
        notes.push(format!("The feed names: {}{about}", clean(&party.name)));
    }
    if lead.feed == Feed::FederalRegister {
        for name in ["type", "action", "citation", "docket_ids", "dates"] {
            if let Some(value) = lead.rest.get(name) {
                let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                notes.push(format!("{name}: {}", clean(&value)));
            }
        }
    }
    notes
}

/// The parties: actors by the names the feed gives, else the states of their sides. The first acts.
fn parties(chronicle: &Chronicle, lead: &Lead) -> Vec<(String, &'static str)> {
    let state = |side: Side| {
        let mut states = chronicle.actors().iter().filter(|state| state.merged_into.is_none());
        let found = states.find(|state| {
            state.current.side == side && matches!(state.current.actor_type, ActorType::State | ActorType::Bloc)
        });
        found.map(|state| state.current.id.to_string())
    };
    let by_name = |party: &LeadParty| match chronicle.find_actor(&party.name) {
        Named::One(found) => Some(found.current.id.to_string()),
        Named::None | Named::Several(_) => None,
    };
    // an agency that is known acts for its state; the state is named only where none is
    let is_known = lead.feed == Feed::FederalRegister && lead.parties.iter().any(|party| by_name(party).is_some());
    let actor = |party: &LeadParty| {
        let its_state = || party.side.filter(|_| !is_known).and_then(state);
        by_name(party).or_else(its_state)
    };
    let mut found: Vec<(String, &'static str)> = Vec::new();
    for (at, party) in lead.parties.iter().enumerate() {
        let role = if at == 0 || lead.feed == Feed::FederalRegister { "initiator" } else { "target" };
        if let Some(actor) = actor(party)
            && !found.iter().any(|(known, _)| *known == actor)
        {
            found.push((actor, role));
        }
    }
    if found.is_empty() {
        found.extend(lead.sides.iter().filter_map(|side| state(*side)).map(|actor| (actor, "initiator")));
    }
    found
}

/// The document, as far as the feed tells of it.
fn sources(lead: &Lead) -> Vec<Source> {
    let is_gazette = lead.feed == Feed::FederalRegister;
    let document = |url: Option<&String>| Source {
        url: url.cloned(),
        title: lead.title.as_deref().map(clean),
        publisher: lead.publisher.as_deref().map(clean),
        // when an article was published the feeds of events do not say
        published: lead.published.clone().filter(|_| is_gazette),
        lang: is_gazette.then(|| "en".to_owned()),
        side: lead.sides.first().copied().filter(|_| is_gazette),
        ..Source::default()
    };
    match lead.urls.as_slice() {
        [] if lead.publisher.is_some() => vec![document(None)],
        [] => Vec::new(),
        [first, ..] => vec![document(Some(first))],
    }
}

/// The other dates that a gazette gives of an act.
fn dates(lead: &Lead) -> Vec<(&'static str, String)> {
    if lead.feed != Feed::FederalRegister {
        return Vec::new();
    }
    let given = |name: &str| {
        let text = lead.rest.get(name)?.as_str()?;
        Edtf::parse(text).ok().map(|date| date.to_string())
    };
    let published = lead.published.as_ref().map(ToString::to_string);
    [("signed", given("signing_date")), ("published", published), ("effective", given("effective_on"))]
        .into_iter()
        .filter_map(|(role, date)| date.map(|date| (role, date)))
        .collect()
}

/// The codes that their scheme has, with the score of the feed and the name of who scored.
fn codings(lead: &Lead) -> Vec<Coding> {
    let score = lead.score(ScoreScheme::Goldstein).or_else(|| lead.score(ScoreScheme::IcewsIntensity));
    let version = match lead.feed {
        Feed::Gdelt => "GDELT",
        Feed::Icews => "ICEWS",
        Feed::FederalRegister => return Vec::new(),
    };
    let scored = |coding: &Coding| Coding {
        version: Some(version.to_owned()),
        score: score.map(str::to_owned),
        ..coding.clone()
    };
    lead.codes.iter().filter(|coding| coding.check().is_ok()).map(scored).collect()
}

/// Text of a feed without what would act on a terminal, on one line.
fn clean(text: &str) -> String {
    let visible: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    visible.split_whitespace().collect::<Vec<&str>>().join(" ")
}
