//! The bibliography (`sources`): every document once, with what rests on it, and on whose documents the
//! developments rest. How the rows are made is left to `rows.rs`. Links are never tried: the program has
//! no network, and what became of a page since it was read is not in the record.

mod rows;

use super::vantage::Vantage;
use crate::domain::chronicle::{Chronicle, DevelopmentState};
use crate::domain::document::{Balance, ToldBy, balance, documents};
use crate::domain::edtf::Edtf;
use crate::domain::filter::Filter;
use crate::domain::side::Side;
use crate::domain::slug::{CommitmentKey, Key};
use crate::domain::source::Source;
use crate::domain::stamp::Sequence;
use crate::report::timeline::{counted, public_notices};
use rows::Collected;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// How a document is told from another, in a sentence.
pub const DOCUMENT_RULE: &str = "a document is one URL, but for trifles such as http or https, www., a slash at the end, a fragment, utm_ parameters; without a URL, one title of one publisher and day";

/// How the side of a document is told, in a sentence.
pub const SIDE_RULE: &str = "the side of a document is the one recorded with it, else that of its publisher, where that is a registered state, bloc, ministry, agency, legislature or court";

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SourcesQuery {
    /// Of which developments.
    pub filter: Filter,
    /// What the rows are of.
    pub by: By,
    /// Only developments that rest on one document.
    pub single_source: bool,
    /// Only developments that rest on documents of one side.
    pub single_side: bool,
    /// Only documents of which no copy is kept.
    pub unarchived: bool,
    /// Only documents of which a copy is named that is missing or altered.
    pub dead: bool,
    /// What was found of the copies that the record names, by their SHA-256.
    pub copies: BTreeMap<String, Copy>,
}

/// What the rows of a bibliography are of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum By {
    /// A row for each document.
    #[default]
    Document,
    /// A row for each publisher.
    Publisher,
    /// A row for each side.
    Side,
    /// A row for each language.
    Language,
}

/// What was found of a kept copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Copy {
    /// A file of that name is there; its bytes were not read.
    Kept,
    /// It was read, and its SHA-256 is the one recorded.
    Sound,
    /// It was read, and its SHA-256 is another.
    Altered,
    /// No file of that name is there.
    Missing,
}

/// The bibliography.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Sources {
    /// How documents are told apart.
    pub document_rule: &'static str,
    /// How the side of a document is told.
    pub side_rule: &'static str,
    /// What the filter admits, in figures, before `--single-source` and the like narrow it.
    pub totals: Totals,
    /// On whose documents the developments rest; the shares add up to one.
    pub balance: Vec<Share>,
    /// What the rows are of.
    pub by: By,
    /// The rows: what most developments rest on comes first, then by publisher, title and URL.
    pub rows: Vec<Row>,
    /// What a reader must be told of the answer, a sentence each.
    pub notices: Vec<String>,
}

/// The figures of a bibliography.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Totals {
    /// Developments.
    pub developments: usize,
    /// Documents.
    pub documents: usize,
    /// Citations: a document counts once for each number under which a development cites it.
    pub citations: usize,
    /// Developments that rest on one document.
    pub single_source: usize,
    /// Developments that rest on documents of one side.
    pub single_side: usize,
    /// Documents of which no copy is kept.
    pub unarchived: usize,
    /// Documents of which a copy is named that is missing or altered, as far as was looked.
    pub dead: usize,
}

/// Developments by whose documents they rest on.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Share {
    /// `one-side`, `several-sides`, `cannot-be-told`.
    pub rests_on: &'static str,
    /// The side, where it is one.
    pub side: Option<Side>,
    /// How many developments.
    pub developments: usize,
    /// Their share of all, from 0 to 1, to four places.
    pub share: f64,
}

/// A row of a bibliography.
#[expect(clippy::large_enum_variant, reason = "a bibliography has rows of one sort")]
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Row {
    /// A document.
    Document(DocumentRow),
    /// Documents that have something in common.
    Group(GroupRow),
}

/// A document with what rests on it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DocumentRow {
    /// Its URL, as first recorded.
    pub url: Option<String>,
    /// The other spellings of that URL in the record.
    pub other_urls: Vec<String>,
    /// Its title, in its own language and script.
    pub title: Option<String>,
    /// Who published it.
    pub publisher: Option<String>,
    /// When it was published.
    pub published: Option<Edtf>,
    /// Its language, as a BCP 47 tag.
    pub lang: Option<String>,
    /// The side whose word it is; `null` where that cannot be told, or the record tells several.
    pub side: Option<Side>,
    /// Whether the side is recorded with it or told by its publisher.
    pub side_by: Option<ToldBy>,
    /// The sides, where the record tells several.
    pub disputed_sides: Vec<Side>,
    /// The copies that are kept of it.
    pub archive: Vec<ArchivedCopy>,
    /// How often it is cited: once for each number in each development.
    pub citations: usize,
    /// How many claims rest on it.
    pub claims: usize,
    /// How many commitments rest on it.
    pub commitments: usize,
    /// How many moves of a status rest on it.
    pub status_moves: usize,
    /// How many corrections rest on it.
    pub corrections: usize,
    /// The developments that cite it, in the order of the chronology.
    pub developments: Vec<Resting>,
}

/// A kept copy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ArchivedCopy {
    /// Its SHA-256, in hexadecimal.
    pub sha256: String,
    /// What was found of it; `null` where nobody looked.
    pub copy: Option<Copy>,
}

/// A development with what of it rests on a document.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Resting {
    /// Its key.
    pub key: Key,
    /// Its date, EDTF as written.
    pub date: Edtf,
    /// Its title.
    pub title: String,
    /// The numbers under which it cites the document.
    pub numbers: Vec<u32>,
    /// The numbers of its claims that rest on it, from 0.
    pub claims: Vec<usize>,
    /// The commitments that rest on it.
    pub commitments: Vec<CommitmentKey>,
    /// The events that moved its status on the word of the document.
    pub status_moves: Vec<Sequence>,
    /// The events that corrected it on the word of the document.
    pub corrections: Vec<Sequence>,
    /// Whether it rests on this document alone.
    pub single_source: bool,
}

/// Documents that have a publisher, a side or a language in common.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GroupRow {
    /// The publisher, side or language; `null` where none is recorded or it cannot be told.
    pub value: Option<String>,
    /// Documents.
    pub documents: usize,
    /// Citations.
    pub citations: usize,
    /// Developments that cite one of the documents.
    pub developments: usize,
    /// Claims that rest on them.
    pub claims: usize,
    /// Commitments that rest on them.
    pub commitments: usize,
    /// Moves of a status that rest on them.
    pub status_moves: usize,
    /// Corrections that rest on them.
    pub corrections: usize,
    /// Documents of which no copy is kept.
    pub unarchived: usize,
}

/// Makes the bibliography. The chronicle must hold the developments that the filter admits, and the
/// actors that their publishers' names stand for.
pub fn sources(chronicle: &Chronicle, query: &SourcesQuery) -> Sources {
    let vantage = Vantage::new(chronicle, query.filter.public_on);
    let filter = Filter { public_on: None, ..query.filter.clone() };
    let mut left = Left::default();
    let mut states: Vec<&DevelopmentState> = Vec::new();
    for state in chronicle.developments().iter().filter(|state| filter.admits(chronicle, state)) {
        match (state.stands(), vantage.is_public(state)) {
            (true, true) => states.push(state),
            (true, false) => left.not_public += 1,
            (false, true) if state.retracted.is_some() => left.retracted += 1,
            (false, true) => left.duplicates += 1,
            (false, false) => {}
        }
    }
    states.sort_by_key(|state| (state.current.sort_key(), state.recorded.sequence));
    let balances: Vec<Balance> = states.iter().map(|state| balance(chronicle, shown(&vantage, state))).collect();
    let singles: Vec<bool> = states.iter().map(|state| documents(shown(&vantage, state)) == 1).collect();
    let all = Collected::of(&vantage, &states, &query.copies);
    let totals = Totals {
        developments: states.len(),
        documents: all.rows.len(),
        citations: all.rows.iter().map(|row| row.citations).sum(),
        single_source: singles.iter().filter(|single| **single).count(),
        single_side: balances.iter().filter(|balance| matches!(balance, Balance::OneSide(_))).count(),
        unarchived: all.rows.iter().filter(|row| row.archive.is_empty()).count(),
        dead: all.rows.iter().filter(|row| row.is_dead()).count(),
    };
    let narrowed: Vec<&DevelopmentState> = (states.iter().zip(&singles).zip(&balances))
        .filter(|((_, single), _)| !query.single_source || **single)
        .filter(|(_, balance)| !query.single_side || matches!(balance, Balance::OneSide(_)))
        .map(|((state, _), _)| *state)
        .collect();
    let mut collected =
        if narrowed.len() == states.len() { all } else { Collected::of(&vantage, &narrowed, &query.copies) };
    collected.rows.retain(|row| (!query.unarchived || row.archive.is_empty()) && (!query.dead || row.is_dead()));
    let notices = notices(&vantage, &states, &left, query);
    let rows = match query.by {
        By::Document => collected.documents(),
        By::Publisher | By::Side | By::Language => collected.groups(chronicle, query.by),
    };
    Sources {
        document_rule: DOCUMENT_RULE,
        side_rule: SIDE_RULE,
        totals,
        balance: shares(&balances),
        by: query.by,
        rows,
        notices,
    }
}

/// The SHA-256 of every copy that the record names, for the caller to look for.
pub fn named_copies(chronicle: &Chronicle) -> BTreeSet<String> {
    let states = chronicle.developments().iter();
    let own = states.clone().flat_map(|state| &state.current.sources);
    let of_corrections = states.flat_map(|state| &state.corrections).filter_map(|made| made.source.as_ref());
    own.chain(of_corrections).filter_map(|source| source.archived.clone()).collect()
}

/// The names of all publishers of the developments in a chronicle.
pub fn publishers(chronicle: &Chronicle) -> BTreeSet<String> {
    let states = chronicle.developments().iter();
    states.flat_map(|state| &state.current.sources).filter_map(|source| source.publisher.clone()).collect()
}

/// The sources of a development that the vantage shows.
fn shown<'a>(vantage: &'a Vantage<'_>, state: &'a DevelopmentState) -> impl Iterator<Item = &'a Source> {
    state.current.sources.iter().filter(|source| vantage.shows_source(source))
}

fn shares(balances: &[Balance]) -> Vec<Share> {
    let mut counted: BTreeMap<Balance, usize> = BTreeMap::new();
    for balance in balances {
        *counted.entry(*balance).or_default() += 1;
    }
    let share = |developments: usize| (developments as f64 / balances.len() as f64 * 10_000.0).round() / 10_000.0;
    let mut shares: Vec<Share> = counted
        .into_iter()
        .map(|(balance, developments)| {
            let (rests_on, side) = match balance {
                Balance::OneSide(side) => ("one-side", Some(side)),
                Balance::Several => ("several-sides", None),
                Balance::Unknown => ("cannot-be-told", None),
            };
            Share { rests_on, side, developments, share: share(developments) }
        })
        .collect();
    // most first among the single sides; those of several and of unknown sides stay behind
    shares.sort_by_key(|row| (row.side.is_none(), row.side.map(|_| std::cmp::Reverse(row.developments))));
    shares
}

#[derive(Default)]
struct Left {
    retracted: usize,
    duplicates: usize,
    not_public: usize,
}

fn notices(vantage: &Vantage<'_>, states: &[&DevelopmentState], left: &Left, query: &SourcesQuery) -> Vec<String> {
    let mut notices = Vec::new();
    if left.retracted > 0 {
        notices.push(format!("{} left out as retracted.", counted(left.retracted, "development")));
    }
    if left.duplicates > 0 {
        notices.push(format!("{} left out as duplicates of others.", counted(left.duplicates, "development")));
    }
    if let Some(day) = vantage.public_on() {
        let day = Edtf::day(day).english();
        if left.not_public > 0 {
            let developments = counted(left.not_public, "development");
            notices.push(format!("{developments} left out that cannot be shown to have been public by {day}."));
        }
        let (later, undated) = states
            .iter()
            .map(|state| vantage.left_out(state))
            .fold((0, 0), |(later, undated), left| (later + left.sources, undated + left.undated_sources));
        notices.extend(public_notices(&day, later, undated));
    }
    let named = !query.copies.is_empty();
    if named && query.copies.values().any(|copy| *copy == Copy::Kept) {
        notices.push("Kept copies were looked for by name; --check-archive reads them.".to_owned());
    }
    notices
        .push("Links are not tried: annals has no network, so whether a page is still there is not told.".to_owned());
    notices
}

impl By {
    /// The word on the command line and in output.
    pub fn word(self) -> &'static str {
        match self {
            Self::Document => "document",
            Self::Publisher => "publisher",
            Self::Side => "side",
            Self::Language => "language",
        }
    }

    /// The word over a column.
    pub fn heading(self) -> &'static str {
        match self {
            Self::Document => "Document",
            Self::Publisher => "Publisher",
            Self::Side => "Side",
            Self::Language => "Language",
        }
    }
}

impl Copy {
    /// The word in output.
    pub fn word(self) -> &'static str {
        match self {
            Self::Kept => "kept",
            Self::Sound => "sound",
            Self::Altered => "altered",
            Self::Missing => "missing",
        }
    }
}
