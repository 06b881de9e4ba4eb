//! The rows of a bibliography: the documents that developments cite, each with what rests on it, and the
//! same put together by publisher, side or language.

use super::{ArchivedCopy, By, Copy, DocumentRow, GroupRow, Resting, Row};
use crate::domain::actor::fold_name;
use crate::domain::chronicle::{Chronicle, DevelopmentState, Named};
use crate::domain::document::{DocumentId, documents, side_of};
use crate::domain::slug::Key;
use crate::domain::source::Source;
use crate::report::vantage::Vantage;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The documents of some developments.
pub(super) struct Collected {
    pub(super) rows: Vec<DocumentRow>,
}

impl Collected {
    /// Collects them; the developments are given in the order of the chronology.
    pub(super) fn of(vantage: &Vantage<'_>, states: &[&DevelopmentState], copies: &BTreeMap<String, Copy>) -> Self {
        let mut making = Making { vantage, copies, places: HashMap::new(), rows: Vec::new() };
        for state in states {
            making.take(state);
        }
        Self { rows: making.rows }
    }

    /// A row for each, what most rests on first.
    pub(super) fn documents(mut self) -> Vec<Row> {
        self.rows.sort_by_cached_key(|row| {
            let text = |field: &Option<String>| field.as_deref().map(fold_name).unwrap_or_default();
            let (publisher, title) = (text(&row.publisher), text(&row.title));
            (
                Reverse(row.developments.len()),
                publisher,
                title,
                row.url.clone(),
                row.published.clone().map(|p| p.to_string()),
            )
        });
        self.rows.into_iter().map(Row::Document).collect()
    }

    /// A row for each publisher, side or language.
    pub(super) fn groups(self, chronicle: &Chronicle, by: By) -> Vec<Row> {
        let mut groups: BTreeMap<Option<String>, Gathered> = BTreeMap::new();
        for row in &self.rows {
            let (place, shown) = match by {
                By::Document => (row.url.clone(), row.url.clone()),
                By::Publisher => publisher(chronicle, row),
                By::Side => (row.side.map(|side| side.to_string()), row.side.map(|side| side.to_string())),
                By::Language => (row.lang.as_deref().map(str::to_lowercase), row.lang.clone()),
            };
            groups.entry(place).or_default().take(row, shown);
        }
        let mut rows: Vec<GroupRow> = groups.into_values().map(Gathered::row).collect();
        rows.sort_by(|a, b| {
            let rank = |row: &GroupRow| (row.value.is_none(), Reverse(row.developments), Reverse(row.documents));
            rank(a).cmp(&rank(b)).then_with(|| a.value.cmp(&b.value))
        });
        rows.into_iter().map(Row::Group).collect()
    }
}

impl DocumentRow {
    /// True where a copy is named that is missing or altered.
    pub(super) fn is_dead(&self) -> bool {
        self.archive.iter().any(|kept| matches!(kept.copy, Some(Copy::Missing | Copy::Altered)))
    }
}

/// A publisher, by the one actor its name stands for, else by the name whatever its capitals.
fn publisher(chronicle: &Chronicle, row: &DocumentRow) -> (Option<String>, Option<String>) {
    let Some(name) = &row.publisher else { return (None, None) };
    match chronicle.find_actor(name) {
        Named::One(state) => (Some(format!("\u{0}{}", state.current.id)), Some(state.current.name().to_owned())),
        Named::None | Named::Several(_) => (Some(fold_name(name)), Some(name.clone())),
    }
}

struct Making<'a> {
    vantage: &'a Vantage<'a>,
    copies: &'a BTreeMap<String, Copy>,
    places: HashMap<DocumentId, usize>,
    rows: Vec<DocumentRow>,
}

impl Making<'_> {
    fn take(&mut self, state: &DevelopmentState) {
        let development = &state.current;
        let shown = |source: &&Source| self.vantage.shows_source(source);
        let single = documents(development.sources.iter().filter(shown)) == 1;
        // where each number of this development's sources is among the rows
        let mut numbers: Vec<Option<usize>> = Vec::new();
        for (n, source) in (0..).zip(&development.sources) {
            if !self.vantage.shows_source(source) {
                numbers.push(None);
                continue;
            }
            let at = self.cite(source);
            numbers.push(Some(at));
            self.resting(at, state, single, |row, resting| {
                row.citations += 1;
                resting.numbers.push(n);
            });
        }
        let at = |number: u32| usize::try_from(number).ok().and_then(|number| numbers.get(number).copied().flatten());
        for (n, claim) in development.claims.iter().enumerate() {
            if let Some(at) = at(claim.source) {
                self.resting(at, state, single, |row, resting| {
                    row.claims += 1;
                    resting.claims.push(n);
                });
            }
        }
        for commitment in &development.commitments {
            if let Some(at) = at(commitment.source) {
                self.resting(at, state, single, |row, resting| {
                    row.commitments += 1;
                    resting.commitments.push(commitment.key.clone());
                });
            }
        }
        for moved in state.status_moves.iter().filter(|moved| self.vantage.shows_move(state, moved)) {
            if let Some(at) = moved.source.and_then(at) {
                self.resting(at, state, single, |row, resting| {
                    row.status_moves += 1;
                    resting.status_moves.push(moved.act.sequence);
                });
            }
        }
        for made in &state.corrections {
            if let Some(source) = made.source.as_ref().filter(shown_by(self.vantage)) {
                let at = self.cite(source);
                self.resting(at, state, false, |row, resting| {
                    row.corrections += 1;
                    resting.corrections.push(made.act.sequence);
                });
            }
        }
    }

    /// The row of a source's document, filled in with what earlier sources did not say of it.
    fn cite(&mut self, source: &Source) -> usize {
        let id = DocumentId::of(source);
        let at = *self.places.entry(id).or_insert(self.rows.len());
        if at == self.rows.len() {
            self.rows.push(DocumentRow::empty());
        }
        let told = side_of(self.vantage.chronicle(), source);
        let copies = self.copies;
        if let Some(row) = self.rows.get_mut(at) {
            fill(&mut row.title, &source.title);
            fill(&mut row.publisher, &source.publisher);
            fill(&mut row.published, &source.published);
            fill(&mut row.lang, &source.lang);
            match (&row.url, &source.url) {
                (None, _) => row.url.clone_from(&source.url),
                (Some(first), Some(url)) if first != url && !row.other_urls.contains(url) => {
                    row.other_urls.push(url.clone());
                }
                (Some(_), _) => {}
            }
            if let Some(told) = told {
                row.tell_side(told);
            }
            if let Some(sha256) = &source.archived
                && row.archive.iter().all(|kept| kept.sha256 != *sha256)
            {
                let copy = copies.get(sha256).copied();
                row.archive.push(ArchivedCopy { sha256: sha256.clone(), copy });
            }
        }
        at
    }

    fn resting(
        &mut self,
        at: usize,
        state: &DevelopmentState,
        single_source: bool,
        note: impl FnOnce(&mut DocumentRow, &mut Resting),
    ) {
        let Some(row) = self.rows.get_mut(at) else { return };
        let known = row.developments.last().is_some_and(|last| last.key == state.current.key);
        let mut resting = if known { row.developments.pop() } else { None }.unwrap_or_else(|| Resting {
            key: state.current.key.clone(),
            date: state.current.date.clone(),
            title: state.current.title.clone(),
            numbers: Vec::new(),
            claims: Vec::new(),
            commitments: Vec::new(),
            status_moves: Vec::new(),
            corrections: Vec::new(),
            single_source,
        });
        note(row, &mut resting);
        row.developments.push(resting);
    }
}

fn shown_by<'a>(vantage: &'a Vantage<'_>) -> impl FnMut(&&Source) -> bool + 'a {
    |source| vantage.shows_source(source)
}

fn fill<T: Clone>(field: &mut Option<T>, given: &Option<T>) {
    if field.is_none() {
        field.clone_from(given);
    }
}

impl DocumentRow {
    fn empty() -> Self {
        Self {
            url: None,
            other_urls: Vec::new(),
            title: None,
            publisher: None,
            published: None,
            lang: None,
            side: None,
            side_by: None,
            disputed_sides: Vec::new(),
            archive: Vec::new(),
            citations: 0,
            claims: 0,
            commitments: 0,
            status_moves: 0,
            corrections: 0,
            developments: Vec::new(),
        }
    }

    /// Takes in the side that one source tells. What the record says counts before what a publisher's
    /// name tells; where the record says two, neither counts.
    fn tell_side(&mut self, told: crate::domain::document::SideTold) {
        use crate::domain::document::ToldBy;
        if !self.disputed_sides.is_empty() {
            if told.by == ToldBy::Record && !self.disputed_sides.contains(&told.side) {
                self.disputed_sides.push(told.side);
                self.disputed_sides.sort_unstable();
            }
            return;
        }
        match (self.side, self.side_by, told.by) {
            (None, ..) | (Some(_), Some(ToldBy::Publisher), ToldBy::Record) => {
                (self.side, self.side_by) = (Some(told.side), Some(told.by));
            }
            (Some(side), Some(ToldBy::Record), ToldBy::Record) if side != told.side => {
                self.disputed_sides = vec![side, told.side];
                self.disputed_sides.sort_unstable();
                (self.side, self.side_by) = (None, None);
            }
            (Some(_), ..) => {}
        }
    }
}

/// A group in the making.
#[derive(Default)]
struct Gathered {
    /// The spellings of its value, with how many documents have each.
    spellings: BTreeMap<String, usize>,
    developments: BTreeSet<Key>,
    documents: usize,
    citations: usize,
    claims: usize,
    commitments: usize,
    status_moves: usize,
    corrections: usize,
    unarchived: usize,
}

impl Gathered {
    fn take(&mut self, row: &DocumentRow, spelling: Option<String>) {
        if let Some(spelling) = spelling {
            *self.spellings.entry(spelling).or_default() += 1;
        }
        self.developments.extend(row.developments.iter().map(|resting| resting.key.clone()));
        self.documents += 1;
        self.citations += row.citations;
        self.claims += row.claims;
        self.commitments += row.commitments;
        self.status_moves += row.status_moves;
        self.corrections += row.corrections;
        self.unarchived += usize::from(row.archive.is_empty());
    }

    fn row(self) -> GroupRow {
        let spelling = self.spellings.into_iter().min_by_key(|(text, count)| (Reverse(*count), text.clone()));
        GroupRow {
            value: spelling.map(|(text, _)| text),
            documents: self.documents,
            citations: self.citations,
            developments: self.developments.len(),
            claims: self.claims,
            commitments: self.commitments,
            status_moves: self.status_moves,
            corrections: self.corrections,
            unarchived: self.unarchived,
        }
    }
}
