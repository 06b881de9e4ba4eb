//! One entry of the chronology: a development with its words, ties, dates, promises and marks.

use super::dates::{self, Filed};
use super::frame::{Frame, Tie};
use super::notes::{Citation, Notes, filled};
use super::placement::{Column, place};
use crate::domain::chronicle::{Correction, DevelopmentState};
use crate::domain::claim::Claim;
use crate::domain::development::{Development, Legal};
use crate::domain::vocabulary::{DateRole, Kind, Polarity, Status};

/// An entry.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Entry {
    /// Its permanent key, which is its anchor.
    pub key: String,
    /// The year and month it is filed under.
    pub filed: Filed,
    /// Its date in words.
    pub date: String,
    /// Its column, where the report is about one relation.
    pub column: Option<Column>,
    /// The sides of its parties.
    pub sides: Vec<String>,
    /// The sides that act besides those of the relation.
    pub third: Vec<String>,
    /// True where neither side of the relation acts.
    pub is_third_act: bool,
    /// Its title.
    pub title: String,
    /// What the sides call it: side, title.
    pub titles: Vec<(String, String)>,
    /// One or two sentences.
    pub summary: String,
    /// The documents it rests on.
    pub cited: Vec<Citation>,
    /// Each side's words.
    pub words: Vec<Words>,
    /// Ties to other developments.
    pub ties: Vec<Tie>,
    /// What sort of act it is.
    pub kind: Kind,
    /// How far it has come.
    pub status: Status,
    /// How it moved there, where it did.
    pub moves: Vec<Move>,
    /// Where it happened.
    pub place: Option<String>,
    /// The other dates of the act.
    pub dates: Vec<OtherDate>,
    /// The legal form.
    pub legal: Option<LegalForm>,
    /// What was promised.
    pub promises: Vec<Promise>,
    /// What the sources disagree on.
    pub dispute: Option<String>,
    /// Its corrections.
    pub corrections: Vec<Corrected>,
}

/// What a side states, denies or leaves out.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Words {
    /// The side it speaks for.
    pub side: String,
    /// Who speaks, as the source names them.
    pub speaker: Option<String>,
    /// Whether it states, denies or is silent.
    pub polarity: Polarity,
    /// What.
    pub text: String,
    /// The document.
    pub cited: Option<Citation>,
}

/// A move of the act from one status to another.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Move {
    /// From.
    pub from: Status,
    /// To.
    pub to: Status,
    /// When in the world, in words.
    pub on: Option<String>,
    /// The document that shows it.
    pub cited: Option<Citation>,
}

/// One of the other dates of the act.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct OtherDate {
    /// What it stands for.
    pub role: DateRole,
    /// The date in words.
    pub date: String,
    /// True where it is the day the entry is filed under.
    pub is_filing_day: bool,
    /// What distinguishes it.
    pub note: Option<String>,
}

/// The legal form of a measure, with the authority by name.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct LegalForm {
    /// The form of the act.
    pub instrument: Option<String>,
    /// The official reporter's reference.
    pub citation: Option<String>,
    /// The official number.
    pub number: Option<String>,
    /// Who issued it.
    pub authority: Option<String>,
    /// Whether it creates obligations.
    pub binding: bool,
}

/// A commitment made here, as the entry shows it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Promise {
    /// Its key.
    pub key: String,
    /// Who promised.
    pub by: Vec<String>,
    /// What.
    pub text: String,
    /// What became of it, in words.
    pub state: String,
}

/// A correction, as its mark shows it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Corrected {
    /// The day it was recorded, in words.
    pub on: String,
    /// The fields.
    pub fields: Vec<String>,
    /// Why.
    pub reason: String,
    /// The document it rests on, if it is a new one.
    pub cited: Option<Citation>,
}

/// Builds the entry of a development; its sources get their numbers.
pub(super) fn entry(frame: &Frame, notes: &mut Notes, state: &DevelopmentState) -> Entry {
    let development = &state.current;
    let cited = cite_all(frame, notes, development);
    let placement = frame.relation.map(|relation| place(frame.chronicle, relation, development));
    let mut claims: Vec<&Claim> = development.claims.iter().collect();
    claims.sort_by_cached_key(|claim| frame.side_order(claim.side));
    let titles = development.titles.iter().map(|named| (frame.side_name(named.side), named.title.clone()));
    Entry {
        key: development.key.to_string(),
        filed: dates::filed(&development.date),
        date: development.date.english(),
        column: placement.as_ref().map(|placement| placement.column),
        sides: frame.chronicle.sides_of(development).into_iter().map(|side| frame.side_name(side)).collect(),
        is_third_act: placement.as_ref().is_some_and(|placement| placement.is_third_act),
        third: placement.map(|placement| placement.third).unwrap_or_default(),
        title: development.title.clone(),
        titles: titles.collect(),
        summary: development.summary.clone(),
        words: claims.into_iter().map(|claim| words_of(frame, notes, development, claim)).collect(),
        ties: development.links.iter().map(|link| frame.tie(&development.date, link)).collect(),
        kind: development.kind,
        status: development.status,
        moves: moves(frame, notes, state),
        place: development.place.as_ref().map(|place| format!("{}, {}", place.name, frame.side_name(place.country))),
        dates: other_dates(development),
        legal: development.legal.as_ref().map(|legal| legal_form(frame, legal)),
        promises: super::commitments::promises(frame, state),
        dispute: filled(&development.dispute),
        corrections: state.corrections.iter().map(|made| corrected(frame, notes, made)).collect(),
        cited,
    }
}

/// A claim with its speaker and note.
pub(super) fn words_of(frame: &Frame, notes: &mut Notes, development: &Development, claim: &Claim) -> Words {
    Words {
        side: frame.side_name(claim.side),
        speaker: filled(&claim.speaker).or_else(|| claim.by.as_ref().map(|id| frame.actor_name(id))),
        polarity: claim.polarity,
        text: claim.text.clone(),
        cited: frame.cite(notes, development, claim.source),
    }
}

fn cite_all(frame: &Frame, notes: &mut Notes, development: &Development) -> Vec<Citation> {
    let mut cited: Vec<Citation> = Vec::new();
    for source in &development.sources {
        super::notes::push_new(&mut cited, notes.cite(frame.chronicle, source));
    }
    cited
}

fn moves(frame: &Frame, notes: &mut Notes, state: &DevelopmentState) -> Vec<Move> {
    let moves = state.status_moves.iter().map(|made| Move {
        from: made.from,
        to: made.to,
        on: made.on.as_ref().map(|on| on.english()),
        cited: made.source.and_then(|number| frame.cite(notes, &state.current, number)),
    });
    moves.collect()
}

/// The dates by role, without the day a meeting was held where the entry is filed under it.
fn other_dates(development: &Development) -> Vec<OtherDate> {
    let is_said = |role: DateRole, english: &str| role == DateRole::Held && english == development.date.english();
    let dates = development.dates.iter().map(|dated| OtherDate {
        role: dated.role,
        date: dated.date.english(),
        is_filing_day: dated.date == development.date && dated.date.exact_day().is_some(),
        note: filled(&dated.note),
    });
    dates.filter(|dated| !(is_said(dated.role, &dated.date) && dated.note.is_none())).collect()
}

fn legal_form(frame: &Frame, legal: &Legal) -> LegalForm {
    LegalForm {
        instrument: filled(&legal.instrument),
        citation: filled(&legal.citation),
        number: filled(&legal.number),
        authority: legal.authority.as_ref().map(|id| frame.actor_name(id)),
        binding: legal.binding,
    }
}

fn corrected(frame: &Frame, notes: &mut Notes, made: &Correction) -> Corrected {
    let mut fields: Vec<String> = Vec::new();
    for change in &made.changes {
        super::notes::push_new(&mut fields, change.field.to_string());
    }
    Corrected {
        on: dates::instant_day(made.act.time),
        fields,
        reason: made.reason.clone(),
        cited: made.source.as_ref().map(|source| notes.cite(frame.chronicle, source)),
    }
}
