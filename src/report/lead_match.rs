//! Which developments a lead may be recorded as already. The score is open: three parts, each from 0 to
//! 1, weighed and added up, and every match says what of each it has. A match is a hint for an editor;
//! nothing is decided by it.

use super::vantage::Vantage;
use crate::domain::chronicle::DevelopmentState;
use crate::domain::edtf::{Day, Edtf};
use crate::domain::side::Side;
use crate::domain::slug::Key;
use crate::domain::vocabulary::ActorType;
use serde::Serialize;
use std::collections::HashMap;

/// What the nearness of the dates counts.
pub const DATE_WEIGHT: f64 = 0.3;
/// What shared sides count.
pub const SIDES_WEIGHT: f64 = 0.2;
/// What shared words count.
pub const WORDS_WEIGHT: f64 = 0.5;
/// From this score on a lead is likely recorded already.
pub const LIKELY: f64 = 0.7;
/// Below this score a match is not told at all.
pub const TOLD: f64 = 0.4;

/// Below this part of shared words a match is not told: a country's name in both titles is no likeness.
pub const LEAST_WORDS: f64 = 0.2;

/// How many days before and after a lead developments are looked at.
const REACH: i64 = 7;
/// A date that may be any of more days than these says nothing by being near.
const SPREAD: i64 = 62;
/// How many matches of a lead are told.
const MOST: usize = 3;

/// A development that a lead may be recorded as, and why it may.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LeadMatch {
    /// The development.
    pub key: Key,
    /// Its filing date.
    pub date: Edtf,
    /// Its title.
    pub title: String,
    /// 1 where one document is behind both; else the parts, weighed and added up: 0 to 1.
    pub score: f64,
    /// True where the lead's document is among the development's sources.
    pub same_document: bool,
    /// The fewest days between the lead's date and one of the development's dates.
    pub days: Option<i64>,
    /// 1 on the same day, an eighth less for each day between; half of that where a date is no exact day.
    pub date_part: f64,
    /// How many of the sides of either are sides of both.
    pub sides_part: f64,
    /// The cosine of the words of the lead's title and of the development's title, or of the title of one
    /// of its sources, each word weighed by how few developments have it.
    pub words_part: f64,
    /// The sides of both.
    pub shared_sides: Vec<Side>,
    /// The words of both titles, the rarest first.
    pub shared_words: Vec<String>,
}

/// A lead as far as it is matched.
#[derive(Debug, Clone, Copy)]
pub struct Likeness<'a> {
    /// First and last day that its date may mean.
    pub days: Option<(Day, Day)>,
    /// Its title, or who does what to whom.
    pub headline: &'a str,
    /// Its sides, those named in the title among them.
    pub sides: &'a [Side],
    /// The URLs of its document.
    pub urls: &'a [&'a str],
    /// The feed's own id, where documents are known by it.
    pub number: Option<&'a str>,
}

/// The standing developments of a chronicle, laid out for matching.
pub struct Matcher<'a> {
    candidates: Vec<Candidate<'a>>,
    by_day: HashMap<i64, Vec<usize>>,
    by_document: HashMap<String, Vec<usize>>,
    words: HashMap<String, usize>,
    /// By word, how much it weighs; a word that no development has weighs `unknown`.
    weights: Vec<f64>,
    unknown: f64,
    states: HashMap<String, Vec<(Vec<String>, Side)>>,
}

struct Candidate<'a> {
    state: &'a DevelopmentState,
    spans: Vec<Span>,
    sides: Vec<Side>,
    titles: Vec<Title>,
}

#[derive(Clone, Copy)]
struct Span {
    first: i64,
    last: i64,
    exact: bool,
}

struct Title {
    words: Vec<usize>,
    norm: f64,
}

impl<'a> Matcher<'a> {
    /// Lays out what stands, and was public by the day where one is given.
    pub fn new(vantage: &Vantage<'a>) -> Self {
        let chronicle = vantage.chronicle();
        let mut matcher = Self {
            candidates: Vec::new(),
            by_day: HashMap::new(),
            by_document: HashMap::new(),
            words: HashMap::new(),
            weights: Vec::new(),
            unknown: 0.0,
            states: states(vantage),
        };
        let mut counts: Vec<u32> = Vec::new();
        for state in chronicle.developments().iter().filter(|state| state.stands() && vantage.is_public(state)) {
            let at = matcher.candidates.len();
            let development = &state.current;
            let dates = std::iter::once(&development.date).chain(development.dates.iter().map(|dated| &dated.date));
            let spans: Vec<Span> = dates.filter_map(span).collect();
            for day in spans.iter().flat_map(|span| span.first..=span.last) {
                let filed = matcher.by_day.entry(day).or_default();
                if filed.last() != Some(&at) {
                    filed.push(at);
                }
            }
            let sources = development.sources.iter().filter(|source| vantage.shows_source(source));
            let mut titles = vec![development.title.as_str()];
            titles.extend(development.titles.iter().map(|named| named.title.as_str()));
            for source in sources {
                titles.extend(source.title.as_deref());
                for name in source.url.iter().flat_map(|url| documents(url)) {
                    matcher.by_document.entry(name).or_default().push(at);
                }
            }
            let titles: Vec<Title> = titles.into_iter().map(|title| matcher.title(title)).collect();
            counts.resize(matcher.words.len(), 0);
            let mut own: Vec<usize> = titles.iter().flat_map(|title| title.words.iter().copied()).collect();
            own.sort_unstable();
            own.dedup();
            for word in own {
                if let Some(count) = counts.get_mut(word) {
                    *count += 1;
                }
            }
            matcher.candidates.push(Candidate { state, spans, sides: chronicle.sides_of(development), titles });
        }
        let all = matcher.candidates.len() as f64;
        matcher.weights = counts.iter().map(|count| (1.0 + all / f64::from(*count)).ln()).collect();
        matcher.unknown = (1.0 + all).ln();
        let weights = &matcher.weights;
        for title in matcher.candidates.iter_mut().flat_map(|candidate| &mut candidate.titles) {
            title.norm = norm(title.words.iter().map(|word| weights.get(*word).copied().unwrap_or_default()));
        }
        matcher
    }

    /// The sides whose state or bloc a title names, by the names registered in the chronicle; sorted.
    pub fn named(&self, title: &str) -> Vec<Side> {
        let words: Vec<&str> = title.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
        let mut found: Vec<Side> = Vec::new();
        for (at, word) in words.iter().enumerate() {
            let Some(names) = self.states.get(&word.to_lowercase()) else { continue };
            for (name, side) in names {
                let part = words.get(at..at + name.len()).unwrap_or_default();
                // a short form in capitals is one only in capitals: `US` is not `us`
                let same = |given: &&str, wanted: &String| {
                    let is_short = wanted.chars().all(char::is_uppercase);
                    if is_short { *given == wanted.as_str() } else { given.to_lowercase() == wanted.to_lowercase() }
                };
                if part.len() == name.len() && part.iter().zip(name).all(|(given, wanted)| same(given, wanted)) {
                    found.push(*side);
                }
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    /// The score of the best match; 0 where none is told.
    pub fn best(&self, lead: &Likeness<'_>) -> f64 {
        self.scored(lead).into_iter().map(|scored| scored.score).fold(0.0, f64::max)
    }

    /// The best matches, the likeliest first.
    pub fn matches(&self, lead: &Likeness<'_>) -> Vec<LeadMatch> {
        let mut scored = self.scored(lead);
        scored.sort_by(|one, other| other.score.total_cmp(&one.score).then(one.at.cmp(&other.at)));
        scored.truncate(MOST);
        scored.iter().filter_map(|scored| self.told(lead, scored)).collect()
    }

    fn scored(&self, lead: &Likeness<'_>) -> Vec<Scored> {
        let documents: Vec<usize> = lead
            .urls
            .iter()
            .map(|url| plain(url))
            .chain(lead.number.map(str::to_lowercase))
            .filter_map(|name| self.by_document.get(&name))
            .flatten()
            .copied()
            .collect();
        let own =
            lead.days.map(|(first, last)| Span { first: first.number(), last: last.number(), exact: first == last });
        let own = own.filter(|span| span.last - span.first <= SPREAD);
        let mut near: Vec<usize> = own
            .iter()
            .flat_map(|span| span.first - REACH..=span.last + REACH)
            .filter_map(|day| self.by_day.get(&day))
            .flatten()
            .copied()
            .chain(documents.iter().copied())
            .collect();
        if near.is_empty() {
            return Vec::new();
        }
        near.sort_unstable();
        near.dedup();
        let words = self.known_words(lead.headline);
        let one = |at: usize| {
            let candidate = self.candidates.get(at)?;
            let (days, date_part) = own.map_or((None, 0.0), |own| nearness(own, &candidate.spans));
            let shared = candidate.sides.iter().filter(|side| lead.sides.contains(side)).count();
            let all = candidate.sides.len() + lead.sides.len() - shared;
            let sides_part = if all == 0 { 0.0 } else { shared as f64 / all as f64 };
            let words_part = candidate.titles.iter().map(|title| self.cosine(&words, title)).fold(0.0, f64::max);
            let same_document = documents.contains(&at);
            let score = if same_document {
                1.0
            } else {
                DATE_WEIGHT * date_part + SIDES_WEIGHT * sides_part + WORDS_WEIGHT * words_part
            };
            // being near and among the same sides is no likeness without words in common
            let is_told = same_document || (words_part >= LEAST_WORDS && score >= TOLD);
            is_told.then_some(Scored { at, score, same_document, days, date_part, sides_part, words_part })
        };
        near.into_iter().filter_map(one).collect()
    }

    fn told(&self, lead: &Likeness<'_>, scored: &Scored) -> Option<LeadMatch> {
        let candidate = self.candidates.get(scored.at)?;
        let development = &candidate.state.current;
        let mut shared: Vec<(f64, String)> = Vec::new();
        for word in split(lead.headline) {
            let known = self.words.get(&word).copied();
            let is_shared = known.is_some_and(|id| candidate.titles.iter().any(|title| title.words.contains(&id)));
            if is_shared && !shared.iter().any(|(_, before)| *before == word) {
                shared.push((known.and_then(|id| self.weights.get(id)).copied().unwrap_or_default(), word));
            }
        }
        shared.sort_by(|one, other| other.0.total_cmp(&one.0));
        Some(LeadMatch {
            key: development.key.clone(),
            date: development.date.clone(),
            title: development.title.clone(),
            score: rounded(scored.score),
            same_document: scored.same_document,
            days: scored.days,
            date_part: rounded(scored.date_part),
            sides_part: rounded(scored.sides_part),
            words_part: rounded(scored.words_part),
            shared_sides: candidate.sides.iter().filter(|side| lead.sides.contains(side)).copied().collect(),
            shared_words: shared.into_iter().map(|(_, word)| word).collect(),
        })
    }

    fn title(&mut self, text: &str) -> Title {
        let mut words: Vec<usize> = Vec::new();
        for word in split(text) {
            let next = self.words.len();
            words.push(*self.words.entry(word).or_insert(next));
        }
        words.sort_unstable();
        words.dedup();
        Title { words, norm: 0.0 }
    }

    /// The words of a lead that developments have, and the norm of all its words.
    fn known_words(&self, text: &str) -> Title {
        let mut words: Vec<usize> = Vec::new();
        let mut strange: Vec<String> = Vec::new();
        for word in split(text) {
            match self.words.get(&word) {
                Some(id) => words.push(*id),
                None => strange.push(word),
            }
        }
        words.sort_unstable();
        words.dedup();
        strange.sort_unstable();
        strange.dedup();
        let known = words.iter().map(|word| self.weights.get(*word).copied().unwrap_or_default());
        let norm = norm(known.chain(strange.iter().map(|_| self.unknown)));
        Title { words, norm }
    }

    fn cosine(&self, lead: &Title, other: &Title) -> f64 {
        let shared = lead.words.iter().filter(|word| other.words.binary_search(word).is_ok());
        let product: f64 =
            shared.map(|word| self.weights.get(*word).copied().unwrap_or_default()).map(|weight| weight * weight).sum();
        if product == 0.0 { 0.0 } else { product / (lead.norm * other.norm) }
    }
}

struct Scored {
    at: usize,
    score: f64,
    same_document: bool,
    days: Option<i64>,
    date_part: f64,
    sides_part: f64,
    words_part: f64,
}

/// The names of states and blocs, by their first word in small letters.
fn states(vantage: &Vantage<'_>) -> HashMap<String, Vec<(Vec<String>, Side)>> {
    let mut states: HashMap<String, Vec<(Vec<String>, Side)>> = HashMap::new();
    for state in vantage.chronicle().actors() {
        let actor = &state.current;
        if !matches!(actor.actor_type, ActorType::State | ActorType::Bloc) || actor.side == Side::INT {
            continue;
        }
        for handle in actor.handles() {
            let parts = handle.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty());
            let name: Vec<String> = parts.map(str::to_owned).collect();
            if let Some(first) = name.first() {
                states.entry(first.to_lowercase()).or_default().push((name, actor.side));
            }
        }
    }
    states
}

fn span(date: &Edtf) -> Option<Span> {
    let (first, last) = (date.earliest()?.number(), date.latest()?.number());
    (last - first <= SPREAD).then_some(Span { first, last, exact: date.exact_day().is_some() })
}

/// The fewest days between, and what they count.
fn nearness(own: Span, spans: &[Span]) -> (Option<i64>, f64) {
    let gap = |span: &Span| (span.first - own.last).max(own.first - span.last).max(0);
    let part = |span: &Span| {
        let near = (1.0 - gap(span) as f64 / (REACH + 1) as f64).max(0.0);
        if own.exact && span.exact { near } else { near / 2.0 }
    };
    (spans.iter().map(gap).min(), spans.iter().map(part).fold(0.0, f64::max))
}

fn norm(weights: impl Iterator<Item = f64>) -> f64 {
    weights.map(|weight| weight * weight).sum::<f64>().sqrt()
}

fn rounded(part: f64) -> f64 {
    (part * 1_000.0).round() / 1_000.0
}

/// The words of a title: letters and digits in small letters, plural endings taken off; Han characters in
/// pairs.
fn split(text: &str) -> Vec<String> {
    let is_han = |c: char| matches!(u32::from(c), 0x3400..=0x9fff | 0x20000..=0x3ffff);
    let mut words = Vec::new();
    for part in text.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty()) {
        let letters: Vec<char> = part.chars().collect();
        if letters.iter().any(|c| is_han(*c)) {
            words.extend(letters.windows(2).map(|pair| pair.iter().collect::<String>()));
            continue;
        }
        let word = part.to_lowercase();
        let is_plain = word.is_ascii() && word.len() > 3 && !word.ends_with("ss");
        let singular = match (word.strip_suffix("ies"), word.strip_suffix('s')) {
            (Some(stem), _) if is_plain => format!("{stem}y"),
            (None, Some(stem)) if is_plain => stem.to_owned(),
            (_, _) => word,
        };
        words.push(singular);
    }
    words
}

/// By what names the document behind a source's URL may be known: the URL itself, and each step of its
/// path that has a digit in it, without its ending, such as the number of a gazette's document.
fn documents(url: &str) -> Vec<String> {
    let whole = plain(url);
    let steps = whole.split('/').skip(1).map(|step| step.rsplit_once('.').map_or(step, |(stem, _)| stem));
    let numbers: Vec<String> = steps
        .filter(|step| step.len() >= 8 && step.contains('-') && step.bytes().all(|b| b.is_ascii_digit() || b == b'-'))
        .map(str::to_owned)
        .collect();
    std::iter::once(whole.clone()).chain(numbers).collect()
}

/// A URL without what does not tell documents apart: scheme, `www.`, fragment, a slash at its end.
fn plain(url: &str) -> String {
    let url = url.split('#').next().unwrap_or_default();
    let url = url.split_once("://").map_or(url, |(_, rest)| rest);
    url.strip_prefix("www.").unwrap_or(url).trim_end_matches('/').to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_told_apart_whatever_their_number_and_script() {
        assert_eq!(
            split("Entities' Listing: 5G policies, 中美对话"),
            ["entity", "listing", "5g", "policy", "中美", "美对", "对话"]
        );
        assert_eq!(split("Loss of GPS"), ["loss", "of", "gps"]);
    }

    #[test]
    fn a_document_is_known_by_its_url_and_by_a_gazettes_number() {
        let names = documents("https://www.govinfo.gov/content/pkg/FR-2022-10-13/pdf/2022-21658.pdf");
        assert!(names.contains(&"2022-21658".to_owned()), "{names:?}");
        assert!(!names.iter().any(|name| name == "2022-10-13"));
        assert_eq!(plain("https://www.E.org/A/#b"), plain("http://e.org/a"));
    }

    #[test]
    fn nearness_falls_by_an_eighth_a_day_and_half_of_it_is_left_where_a_date_is_wide() {
        let day = |n: i64| Span { first: n, last: n, exact: true };
        assert_eq!(nearness(day(10), &[day(10)]), (Some(0), 1.0));
        assert_eq!(nearness(day(10), &[day(30), day(14)]), (Some(4), 0.5));
        assert_eq!(nearness(day(10), &[Span { first: 1, last: 31, exact: false }]), (Some(0), 0.5));
    }
}
