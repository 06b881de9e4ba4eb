//! What proves a state: a date by its role, a status as told, or a tie of another act, each with the
//! development it is of, the sources that development rests on, and its legal citation.

use super::told::{How, Told};
use super::when::Bounds;
use crate::domain::chronicle::DevelopmentState;
use crate::domain::development::{DatedRole, Development, Legal};
use crate::domain::edtf::Edtf;
use crate::domain::link::Link;
use crate::domain::slug::Key;
use crate::domain::source::Source;
use crate::domain::stamp::Sequence;
use crate::domain::vocabulary::{LinkRelation, Vocabulary};
use crate::report::vantage::Vantage;
use serde::Serialize;

/// What sort of thing proves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Means {
    /// A date of the act itself, by its role.
    Date,
    /// A status as told.
    Status,
    /// The tie of another development.
    Tie,
}

/// One proof.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Proof {
    /// A date, a status, or a tie.
    pub by: Means,
    /// The date's role (`filed` for a filing date that has none), the status, or the tie's relation.
    pub word: &'static str,
    /// The proof in words.
    pub words: String,
    /// The date in the world, EDTF as written; `null` for a status told without one.
    pub date: Option<Edtf>,
    /// The first and last day on which it may have happened.
    #[serde(flatten)]
    pub bounds: Bounds,
    /// The development whose record proves it: the measure, or the act that is tied to it.
    pub development: Key,
    /// Its title.
    pub title: String,
    /// What limits or explains the date or tie, as recorded.
    pub note: Option<String>,
    /// Whose words make a tie: an actor's id, or `analyst`.
    pub asserted_by: Option<String>,
    /// The event in which a status was told.
    pub sequence: Option<Sequence>,
    /// The sources of that development, by its own numbers.
    pub sources: Vec<ProofSource>,
    /// Its legal citation or, where none is recorded, its official number.
    pub citation: Option<String>,
}

/// A source in passing.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ProofSource {
    /// Its number in the development, from 0.
    pub n: u32,
    /// Its title.
    pub title: Option<String>,
    /// Who published it.
    pub publisher: Option<String>,
    /// When it was published, EDTF as written.
    pub published: Option<Edtf>,
    /// Where it was read.
    pub url: Option<String>,
}

/// Citation and number as one writes them.
pub(super) fn citation(legal: Option<&Legal>) -> Option<String> {
    legal.and_then(|legal| legal.citation.clone().or_else(|| legal.number.clone()))
}

/// True where a note says that only a part is meant, in the words of the codebook.
pub(super) fn is_in_part(note: Option<&str>) -> bool {
    note.is_some_and(|note| note.to_lowercase().contains("in part"))
}

/// The dates of an act by role; the filing date where it is not among them.
pub(super) fn dates(development: &Development) -> Vec<(&'static str, &Edtf, Option<&DatedRole>)> {
    let mut found: Vec<(&'static str, &Edtf, Option<&DatedRole>)> =
        development.dates.iter().map(|dated| (dated.role.word(), &dated.date, Some(dated))).collect();
    if !development.dates.iter().any(|dated| dated.date == development.date) {
        found.push(("filed", &development.date, None));
    }
    found
}

/// A date of the measure itself.
pub(super) fn of_date(
    vantage: &Vantage<'_>,
    state: &DevelopmentState,
    (word, date, dated): (&'static str, &Edtf, Option<&DatedRole>),
) -> Proof {
    let note = dated.and_then(|dated| dated.note.clone());
    let what = if word == "filed" { "dated" } else { word };
    let words = format!("{what} {}", date.english());
    Proof { word, words, date: Some(date.clone()), bounds: Bounds::of(date), note, ..base(vantage, state, None) }
}

/// A status as told of the measure.
pub(super) fn of_told(vantage: &Vantage<'_>, state: &DevelopmentState, told: &Told, bounds: Bounds) -> Proof {
    let status = told.status;
    let when = Edtf::day(told.day()).english();
    let sequence = told.act.sequence;
    let words = match (&told.on, told.how) {
        (Some(on), _) => format!("status moved to {status}, {} [event {sequence}]", on.english()),
        (None, How::Recorded) => format!("recorded as {status} on {when}, since when is not said [event {sequence}]"),
        (None, How::Moved) => format!("moved to {status} as told on {when}, when is not said [event {sequence}]"),
        (None, How::Corrected) => format!("corrected to {status} on {when}, since when is not said [event {sequence}]"),
    };
    Proof {
        by: Means::Status,
        word: status.word(),
        words,
        date: told.on.clone(),
        bounds,
        sequence: Some(sequence),
        ..base(vantage, state, told.source)
    }
}

/// A tie of another act, with the date on which that act takes effect.
pub(super) fn of_tie(vantage: &Vantage<'_>, act: &DevelopmentState, link: &Link, date: &Edtf) -> Proof {
    let asserter = link.asserted_by.actor();
    let asserted_by =
        asserter.map_or_else(|| link.asserted_by.as_str().to_owned(), |id| vantage.standing_id(id).to_string());
    let words = format!("{} “{}”, {}", passive(link.relation), act.current.title, date.english());
    Proof {
        by: Means::Tie,
        word: link.relation.word(),
        words,
        date: Some(date.clone()),
        bounds: Bounds::of(date),
        note: link.note.clone(),
        asserted_by: Some(asserted_by),
        ..base(vantage, act, None)
    }
}

/// How a tie reads from the development it leads to.
fn passive(relation: LinkRelation) -> &'static str {
    match relation {
        LinkRelation::Amends => "amended by",
        LinkRelation::Extends => "extended by",
        LinkRelation::Suspends => "suspended by",
        LinkRelation::Revokes => "revoked by",
        LinkRelation::Implements => "implemented by",
        LinkRelation::Follows => "followed by",
        LinkRelation::RespondsTo => "answered by",
        LinkRelation::PartOf => "has as part",
        LinkRelation::Contradicts => "contradicted by",
    }
}

fn base(vantage: &Vantage<'_>, state: &DevelopmentState, only: Option<u32>) -> Proof {
    let development = &state.current;
    let shown = (0..)
        .zip(&development.sources)
        .filter(|(n, source): &(u32, &Source)| vantage.shows_source(source) && only.is_none_or(|only| only == *n));
    let sources = shown.map(|(n, source)| ProofSource {
        n,
        title: source.title.clone(),
        publisher: source.publisher.clone(),
        published: source.published.clone(),
        url: source.url.clone(),
    });
    Proof {
        by: Means::Date,
        word: "",
        words: String::new(),
        date: None,
        bounds: Bounds::EVER,
        development: development.key.clone(),
        title: development.title.clone(),
        note: None,
        asserted_by: None,
        sequence: None,
        sources: sources.collect(),
        citation: citation(development.legal.as_ref()),
    }
}
