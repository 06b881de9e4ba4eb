//! The leads: which of them a question admits, what was decided on each, and which developments may
//! record it already. None of this is part of the record. How it is laid out is left to `render/`.

use super::lead_match::{LeadMatch, Likeness, Matcher};
use super::timeline::counted;
use super::vantage::Vantage;
use crate::domain::chronicle::{Chronicle, Verdict};
use crate::domain::coding::Coding;
use crate::domain::edtf::{Day, Edtf};
use crate::domain::lead::{Lead, LeadId, LeadParty, Score, headline};
use crate::domain::lead_filter::FeedFilter;
use crate::domain::side::{Dyad, Side};
use crate::domain::slug::Key;
use crate::domain::stamp::Instant;
use crate::domain::vocabulary::{Feed, LeadState};
use crate::projection::{Glance, LeadArchive, LeadPlace, ProjectionError};
use serde::Serialize;
use serde_json::{Map, Value};

/// What is asked. Within a list any value will do; all lists must hold; an empty list asks nothing.
#[derive(Debug, Clone, Default)]
pub struct LeadQuery {
    /// The feed.
    pub feeds: Vec<Feed>,
    /// What has become of it.
    pub states: Vec<LeadState>,
    /// The first day of the window.
    pub from: Option<Day>,
    /// The last day of the window.
    pub to: Option<Day>,
    /// A side that its parties are of, or whose state its title names.
    pub sides: Vec<Side>,
    /// Both sides of a relation, found the same way.
    pub relations: Vec<Dyad>,
    /// Words in title, summary or the parties' names, whatever their capitals.
    pub texts: Vec<String>,
    /// Root codes and mentions; its relations are not asked.
    pub feed: FeedFilter,
    /// Only what was published by the end of that day.
    pub public_on: Option<Day>,
    /// Up to when the journals are read.
    pub until: Option<Instant>,
    /// How many at most.
    pub limit: Option<usize>,
    /// The likeliest recorded already first, instead of the newest.
    pub by_rank: bool,
}

/// The answer.
#[derive(Debug, Clone, PartialEq)]
pub struct LeadList {
    /// The leads, newest first or by rank.
    pub leads: Vec<LeadEntry>,
    /// How many the question admitted, before any limit.
    pub matched: usize,
    /// How many leads there are.
    pub total: usize,
    /// What a reader must be told of the answer, a sentence each.
    pub notices: Vec<String>,
}

/// One lead, with what is known of it besides.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LeadEntry {
    /// Its feed and the feed's own id.
    pub lead: String,
    /// Its permanent id.
    pub id: LeadId,
    /// Its feed.
    pub feed: Feed,
    /// Always false: a lead is no part of the record.
    pub in_record: bool,
    /// Whether anything was decided on it.
    pub state: LeadState,
    /// The decision that stands.
    pub decision: Option<Decision>,
    /// The date, as the feed has it.
    pub date: Edtf,
    /// The first day it may mean.
    pub earliest: Option<Day>,
    /// The last.
    pub latest: Option<Day>,
    /// The title, or who does what to whom.
    pub title: String,
    /// Whether the title is the feed's own.
    pub has_title: bool,
    /// The abstract or excerpt.
    pub summary: Option<String>,
    /// Where the document stands.
    pub urls: Vec<String>,
    /// Who published it.
    pub publisher: Option<String>,
    /// When.
    pub published: Option<Edtf>,
    /// The parties, as the feed names them.
    pub parties: Vec<LeadParty>,
    /// The sides that these are of.
    pub sides: Vec<Side>,
    /// The sides whose state or bloc the title names, by the names registered here.
    pub named: Vec<Side>,
    /// Codes, as given.
    pub codes: Vec<Coding>,
    /// Scores, as given.
    pub scores: Vec<Score>,
    /// All other fields, as given.
    pub rest: Map<String, Value>,
    /// When it was proposed.
    pub proposed_at: Instant,
    /// By whom.
    pub proposed_by: String,
    /// The developments it may be recorded as, the likeliest first.
    pub matches: Vec<LeadMatch>,
}

/// A decision on a lead.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Decision {
    /// When it was recorded.
    pub at: Instant,
    /// By whom.
    pub by: String,
    /// The development it became, or that records it already.
    pub key: Option<Key>,
    /// Whether that development stands.
    pub stands: Option<bool>,
    /// Why it was rejected.
    pub reason: Option<String>,
}

/// A lead that a question admits, before it is read whole.
struct Hit {
    place: LeadPlace,
    order: (Day, Day, u64),
    score: f64,
}

/// Answers a question on leads.
///
/// # Errors
/// [`ProjectionError`] where the journal of leads cannot be read.
pub fn leads(chronicle: &Chronicle, archive: &LeadArchive, query: &LeadQuery) -> Result<LeadList, ProjectionError> {
    let vantage = Vantage::new(chronicle, query.public_on);
    let matcher = Matcher::new(&vantage);
    let texts: Vec<String> = query.texts.iter().map(|text| text.to_lowercase()).collect();
    let mut hits: Vec<Hit> = Vec::new();
    let mut total = 0;
    archive.scan(query.until, &mut |seen| {
        total += 1;
        let Some(span) = admitted(chronicle, &matcher, query, &texts, seen.id, &seen.glance) else { return };
        let score = if query.by_rank { best(&matcher, &seen.glance, span) } else { 0.0 };
        let (first, last) = span.unwrap_or((Day::from_number(i64::MIN), Day::from_number(i64::MIN)));
        hits.push(Hit { place: seen.place, order: (first, last, seen.place.sequence().0), score });
    })?;
    hits.sort_by(|one, other| other.score.total_cmp(&one.score).then(other.order.cmp(&one.order)));
    let matched = hits.len();
    hits.truncate(query.limit.unwrap_or(usize::MAX));
    let mut entries = Vec::with_capacity(hits.len());
    for hit in hits {
        let (id, act, lead) = archive.lead(hit.place)?;
        entries.push(entry(chronicle, &matcher, id, act.time, act.recorder.to_string(), lead));
    }
    let mut notices = Vec::new();
    if entries.len() < matched {
        notices.push(format!(
            "{} of {} shown; `--limit N` shows more, `--limit all` all.",
            entries.len(),
            counted(matched, "lead")
        ));
    }
    Ok(LeadList { leads: entries, matched, total, notices })
}

/// One lead.
///
/// # Errors
/// [`ProjectionError`] where no lead stands at the place.
pub fn lead(
    chronicle: &Chronicle,
    archive: &LeadArchive,
    place: LeadPlace,
    public_on: Option<Day>,
) -> Result<LeadEntry, ProjectionError> {
    let vantage = Vantage::new(chronicle, public_on);
    let matcher = Matcher::new(&vantage);
    let (id, act, lead) = archive.lead(place)?;
    Ok(entry(chronicle, &matcher, id, act.time, act.recorder.to_string(), lead))
}

/// The days of a lead that the question admits; `None` for one that it does not.
fn admitted(
    chronicle: &Chronicle,
    matcher: &Matcher<'_>,
    query: &LeadQuery,
    texts: &[String],
    id: LeadId,
    glance: &Glance<'_>,
) -> Option<Option<(Day, Day)>> {
    let state = state_of(chronicle, id);
    let fits = (query.feeds.is_empty() || query.feeds.contains(&glance.feed))
        && (query.states.is_empty() || query.states.contains(&state))
        && query.feed.has_root(glance.codes())
        && query.feed.has_mentions(glance.mentions());
    if !fits {
        return None;
    }
    let span = span(&glance.date);
    let (first, last) = span.map_or((None, None), |(first, last)| (Some(first), Some(last)));
    if query.from.is_some_and(|from| last.is_some_and(|last| last < from))
        || query.to.is_some_and(|to| first.is_some_and(|first| first > to))
    {
        return None;
    }
    if let Some(day) = query.public_on {
        let published = glance.published.as_deref().unwrap_or(&glance.date);
        if self::span(published).is_none_or(|(_, last)| last > day) {
            return None;
        }
    }
    if !query.sides.is_empty() || !query.relations.is_empty() {
        let named = glance.title.as_deref().map(|title| matcher.named(title)).unwrap_or_default();
        let has = |side: Side| glance.sides.contains(&side) || named.contains(&side);
        let has_side = query.sides.is_empty() || query.sides.iter().any(|side| has(*side));
        let has_relation =
            query.relations.is_empty() || query.relations.iter().any(|dyad| has(dyad.first()) && has(dyad.second()));
        if !has_side || !has_relation {
            return None;
        }
    }
    let says = |words: &String| {
        let texts = [glance.title.as_deref(), glance.summary.as_deref()].into_iter().flatten();
        let mut all = texts.chain(glance.parties.iter().map(|party| party.name.as_ref()));
        all.any(|text| text.to_lowercase().contains(words.as_str()))
    };
    (texts.is_empty() || texts.iter().any(says)).then_some(span)
}

/// The first and last day of a date as written; a whole day is read without more ado.
fn span(date: &str) -> Option<(Day, Day)> {
    let part = |from: usize, to: usize| date.get(from..to).filter(|part| part.bytes().all(|b| b.is_ascii_digit()));
    if date.len() == 10
        && let (Some(year), Some(month), Some(day)) = (part(0, 4), part(5, 7), part(8, 10))
        && let (Ok(year), Ok(month), Ok(day)) = (year.parse(), month.parse(), day.parse())
        && let Some(day) = Day::new(year, month, day)
    {
        return Some((day, day));
    }
    let date = Edtf::parse(date).ok()?;
    date.earliest().zip(date.latest())
}

fn best(matcher: &Matcher<'_>, glance: &Glance<'_>, days: Option<(Day, Day)>) -> f64 {
    let mut sides = glance.sides.clone();
    sides.extend(glance.title.as_deref().map(|title| matcher.named(title)).unwrap_or_default());
    sides.sort_unstable();
    sides.dedup();
    let urls: Vec<&str> = glance.urls.iter().map(AsRef::as_ref).collect();
    let name = |at: usize| glance.parties.get(at).map(|party| party.name.as_ref());
    let made;
    let title = match glance.title.as_deref() {
        Some(title) => title,
        None => {
            made = headline(None, name(0), name(1), glance.cameo());
            &made
        }
    };
    let number = (glance.feed == Feed::FederalRegister).then_some(glance.id.as_ref());
    matcher.best(&Likeness { days, headline: title, sides: &sides, urls: &urls, number })
}

fn state_of(chronicle: &Chronicle, id: LeadId) -> LeadState {
    chronicle.lead_decisions(id).last().map_or(LeadState::Open, |decision| decision.verdict.state())
}

fn entry(
    chronicle: &Chronicle,
    matcher: &Matcher<'_>,
    id: LeadId,
    proposed_at: Instant,
    proposed_by: String,
    lead: Lead,
) -> LeadEntry {
    let title = lead.headline();
    let named = lead.title.as_deref().map(|title| matcher.named(title)).unwrap_or_default();
    let mut sides = lead.sides.clone();
    sides.extend(&named);
    sides.sort_unstable();
    sides.dedup();
    let urls: Vec<&str> = lead.urls.iter().map(String::as_str).collect();
    let number = (lead.feed == Feed::FederalRegister).then_some(lead.id.as_str());
    let days = lead.date.earliest().zip(lead.date.latest());
    let matches = matcher.matches(&Likeness { days, headline: &title, sides: &sides, urls: &urls, number });
    let decision = chronicle.lead_decisions(id).last().map(|decision| {
        let (key, reason) = match &decision.verdict {
            Verdict::Accepted(key) | Verdict::Duplicate(key) => (Some(key.clone()), None),
            Verdict::Rejected(reason) => (None, Some(reason.clone())),
        };
        let stands = key.as_ref().and_then(|key| chronicle.development(key.as_str())).map(|state| state.stands());
        Decision { at: decision.act.time, by: decision.act.recorder.to_string(), key, stands, reason }
    });
    LeadEntry {
        lead: lead.name(),
        id,
        feed: lead.feed,
        in_record: false,
        state: state_of(chronicle, id),
        decision,
        earliest: lead.date.earliest(),
        latest: lead.date.latest(),
        date: lead.date,
        has_title: lead.title.is_some(),
        title,
        summary: lead.summary,
        urls: lead.urls,
        publisher: lead.publisher,
        published: lead.published,
        parties: lead.parties,
        sides: lead.sides,
        named,
        codes: lead.codes,
        scores: lead.scores,
        rest: lead.rest,
        proposed_at,
        proposed_by,
        matches,
    }
}
