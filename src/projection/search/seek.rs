//! Seeking in the index: the query told in its terms, its rows ranked and counted. Where the text as of
//! the times asked for may differ from what is in the index, its candidates are read and judged.

use super::ask::{Ask, Best, Found, Rank, Verdict, meet};
use super::index::{Opened, guarded, unfit};
use super::lives::Life;
use super::matching::Judge;
use super::people::People;
use super::query::{Field, Leaf, Node, Sought};
use super::rows::{FIGURES, NEVER};
use crate::domain::side::Side;
use crate::domain::slug::ActorId;
use crate::journal::Journal;
use crate::projection::error::Failure;
use std::collections::{BTreeSet, HashMap};
use std::ops::Bound;
use std::sync::Arc;
use tantivy::collector::{Collector, DocSetCollector, SegmentCollector};
use tantivy::columnar::ColumnValues;
use tantivy::query::{
    AllQuery, BooleanQuery, ConstScoreQuery, DisjunctionMaxQuery, EmptyQuery, Occur, PhraseQuery, Query, RangeQuery,
    RegexPhraseQuery, TermQuery, TermSetQuery,
};
use tantivy::schema::{Field as Column, IndexRecordOption};
use tantivy::{DocAddress, DocId, Score, SegmentOrdinal, SegmentReader, TantivyDocument, Term};

type Boxed = Box<dyn Query>;

/// Answers from an index that has come as far as the journal.
pub(super) fn seek(opened: &Opened, journal: &Journal, ask: &Ask) -> Result<Found, Failure> {
    guarded(|| Seeker::new(opened, ask)?.found(journal))
}

struct Seeker<'a> {
    opened: &'a Opened,
    ask: &'a Ask,
    judge: Judge<'a>,
    /// All actors, where sides are asked for.
    people: People,
    found: Found,
}

impl<'a> Seeker<'a> {
    fn new(opened: &'a Opened, ask: &'a Ask) -> Result<Self, Failure> {
        let mut seeker =
            Self { opened, ask, judge: Judge::new(&ask.query), people: People::default(), found: Found::default() };
        seeker.meet_actors()?;
        Ok(seeker)
    }

    /// Finds the actors that words of the query may mean, and judges them by what they are called.
    fn meet_actors(&mut self) -> Result<(), Failure> {
        let columns = &self.opened.columns;
        let mut anyone: Vec<Boxed> = Vec::new();
        for leaf in self.ask.query.leaves().into_iter().filter(|leaf| leaf.asks(Field::Actor)) {
            anyone.push(worded(columns.name, &leaf.sought));
            if self.ask.until.is_some() {
                anyone.push(worded(columns.past_name, &leaf.sought));
            }
        }
        let query: Boxed = if self.ask.asks_sides() {
            // every row of actors has an id, and every id is at least empty
            Box::new(RangeQuery::new(Bound::Included(Term::from_field_text(columns.actor, "")), Bound::Unbounded))
        } else {
            Box::new(BooleanQuery::union(anyone))
        };
        let rows = self.opened.searcher.search(&query, &DocSetCollector).map_err(unfit)?;
        for row in rows {
            let row: TantivyDocument = self.opened.searcher.doc(row).map_err(unfit)?;
            self.people.join(columns.group_of(&row).ok_or_else(|| unfit("a row is garbled"))?);
        }
        self.found.actors = meet(&mut self.judge, &self.people, self.ask.until);
        Ok(())
    }

    fn found(mut self, journal: &Journal) -> Result<Found, Failure> {
        let people = std::mem::take(&mut self.people);
        let sides = if self.ask.asks_sides() { people.sides(self.ask.until) } else { HashMap::new() };
        let mut best: Best<String> = Best::new(self.ask.limit);
        let Some(exact) = self.exact(&sides) else { return Ok(self.found) };
        let ranking = Ranking { ask: self.ask.clone() };
        let tops = self.opened.searcher.search(&exact, &ranking).map_err(unfit)?;
        for (verdict, times) in tops.counts {
            self.found.count(verdict, times);
        }
        for (rank, row) in tops.best {
            let row: TantivyDocument = self.opened.searcher.doc(row).map_err(unfit)?;
            best.put(rank, self.opened.columns.key_of(&row).ok_or_else(|| unfit("a row is garbled"))?);
        }
        if (self.ask.until.is_some() || self.ask.public_on.is_some())
            && let Some(relaxed) = self.ask.query.root.relaxed()
        {
            let candidates = self.told(&relaxed, true);
            let unsure = self.opened.searcher.search(&candidates, &Unsure { ask: self.ask.clone() }).map_err(unfit)?;
            for row in unsure {
                self.look(row, journal, &sides, &mut best)?;
            }
        }
        self.found.hits = best.into_ordered().map(|(rank, key)| self.ask.hit(key, &rank)).collect();
        Ok(self.found)
    }

    /// Reads a candidate and judges it.
    fn look(
        &mut self,
        row: DocAddress,
        journal: &Journal,
        sides: &HashMap<&ActorId, Side>,
        best: &mut Best<String>,
    ) -> Result<(), Failure> {
        let row: TantivyDocument = self.opened.searcher.doc(row).map_err(unfit)?;
        let positions = self.opened.columns.positions_of(&row).ok_or_else(|| unfit("a row is garbled"))?;
        let Some(life) = Life::read(journal, &positions, self.ask.until)? else { return Ok(()) };
        let verdict = self.ask.judge(&self.judge, &life, sides);
        self.found.count(verdict, 1);
        if let Verdict::Hit(score) = verdict {
            let rank = self.ask.rank(score, life.current.sort_key(), life.sequence.0);
            best.put(rank, life.current.key.to_string());
        }
        Ok(())
    }

    /// The query with its sides; none where no party can be of them.
    fn exact(&self, sides: &HashMap<&ActorId, Side>) -> Option<Boxed> {
        let mut clauses = vec![(Occur::Must, self.told(&self.ask.query.root, false))];
        let of = |wanted: &dyn Fn(Side) -> bool| {
            let ids = sides.iter().filter(|(_, side)| wanted(**side)).map(|(id, _)| *id);
            among(self.opened.columns.party, ids)
        };
        let filter = &self.ask.filter;
        if !filter.sides.is_empty() {
            clauses.push((Occur::Must, unscored(of(&|side| filter.sides.contains(&side))?)));
        }
        if !filter.relations.is_empty() {
            let both = |dyad: &crate::domain::side::Dyad| {
                let (first, second) = (dyad.first(), dyad.second());
                let pair = vec![of(&|side| side == first)?, of(&|side| side == second)?];
                let pair: Boxed = Box::new(BooleanQuery::intersection(pair));
                Some(pair)
            };
            let pairs: Vec<Boxed> = filter.relations.iter().filter_map(both).collect();
            if pairs.is_empty() {
                return None;
            }
            clauses.push((Occur::Must, unscored(Box::new(BooleanQuery::union(pairs)))));
        }
        Some(if clauses.len() == 1 { clauses.swap_remove(0).1 } else { Box::new(BooleanQuery::new(clauses)) })
    }

    /// A query in the index's terms; with `ever`, met also by words that stand there no more.
    fn told(&self, node: &Node, ever: bool) -> Boxed {
        match node {
            Node::Leaf(leaf) => self.told_leaf(leaf, ever),
            Node::Not(leaf) => Box::new(BooleanQuery::new(vec![
                (Occur::Must, unscored(Box::new(AllQuery))),
                (Occur::MustNot, self.told_leaf(leaf, ever)),
            ])),
            Node::All(nodes) => {
                let mut clauses = Vec::with_capacity(nodes.len());
                for node in nodes {
                    clauses.push(match node {
                        Node::Not(leaf) => (Occur::MustNot, self.told_leaf(leaf, ever)),
                        Node::Leaf(_) | Node::All(_) | Node::Any(_) => (Occur::Must, self.told(node, ever)),
                    });
                }
                if clauses.iter().all(|(occur, _)| *occur == Occur::MustNot) {
                    clauses.push((Occur::Must, unscored(Box::new(AllQuery))));
                }
                Box::new(BooleanQuery::new(clauses))
            }
            Node::Any(nodes) => Box::new(BooleanQuery::union(nodes.iter().map(|node| self.told(node, ever)).collect())),
        }
    }

    /// A leaf scores the weight of the best field it stands in.
    fn told_leaf(&self, leaf: &Leaf, ever: bool) -> Boxed {
        let columns = &self.opened.columns;
        let mut ways: Vec<Boxed> = Vec::with_capacity(Field::ALL.len() + 3);
        let mut way = |field: Field, query: Boxed| {
            #[expect(clippy::cast_precision_loss, reason = "weights are small")]
            ways.push(Box::new(ConstScoreQuery::new(query, field.weight() as Score)));
        };
        for field in Field::ALL.into_iter().filter(|field| leaf.asks(*field)) {
            way(field, worded(columns.words(field), &leaf.sought));
        }
        if ever {
            way(Field::Source, worded(columns.past, &leaf.sought));
        }
        if leaf.asks(Field::Actor)
            && let Some(named) = self.judge.named(leaf)
        {
            for column in [Some(columns.mention), ever.then_some(columns.past_mention)].into_iter().flatten() {
                if let Some(query) = among(column, named.iter()) {
                    way(Field::Actor, query);
                }
            }
        }
        if ways.len() == 1
            && let Some(only) = ways.pop()
        {
            return only;
        }
        Box::new(DisjunctionMaxQuery::new(ways))
    }
}

/// The rows in which these words stand one behind the other.
fn worded(column: Column, sought: &[Sought]) -> Boxed {
    let term = |sought: &Sought| Term::from_field_text(column, &sought.form);
    match sought {
        [] => Box::new(EmptyQuery),
        [only] if only.begins => {
            let end = beyond(&only.form)
                .map_or(Bound::Unbounded, |end| Bound::Excluded(Term::from_field_bytes(column, &end)));
            let start = Bound::Included(Term::from_field_bytes(column, only.form.as_bytes()));
            Box::new(RangeQuery::new(start, end))
        }
        [only] => Box::new(TermQuery::new(term(only), IndexRecordOption::Basic)),
        several if several.iter().any(|sought| sought.begins) => {
            // forms hold letters and digits alone, so that nothing in them is to be escaped
            let pattern = |sought: &Sought| format!("{}{}", sought.form, if sought.begins { ".*" } else { "" });
            let terms = several.iter().map(|sought| (sought.offset, pattern(sought))).collect();
            let mut query = RegexPhraseQuery::new_with_offset(column, terms);
            query.set_max_expansions(u32::MAX);
            Box::new(query)
        }
        several => {
            Box::new(PhraseQuery::new_with_offset(several.iter().map(|sought| (sought.offset, term(sought))).collect()))
        }
    }
}

/// The first bytes behind all that begin with a form.
fn beyond(form: &str) -> Option<Vec<u8>> {
    let mut bytes = form.as_bytes().to_vec();
    while let Some(last) = bytes.pop() {
        if last < u8::MAX {
            bytes.push(last + 1);
            return Some(bytes);
        }
    }
    None
}

/// The rows that name one of these actors; none where there are none of them.
fn among<'i>(column: Column, ids: impl Iterator<Item = &'i ActorId>) -> Option<Boxed> {
    let ids: BTreeSet<&ActorId> = ids.collect();
    let mut terms: Vec<Term> = ids.into_iter().map(|id| Term::from_field_text(column, id.as_str())).collect();
    match terms.len() {
        0 => None,
        1 => terms.pop().map(|term| {
            let only: Boxed = Box::new(TermQuery::new(term, IndexRecordOption::Basic));
            only
        }),
        _ => Some(Box::new(TermSetQuery::new(terms))),
    }
}

fn unscored(query: Boxed) -> Boxed {
    Box::new(ConstScoreQuery::new(query, 0.0))
}

/// The figures of the rows of a part of the index, as far as a question needs them: each column that is
/// opened is read whole.
struct Figures(Vec<Option<Arc<dyn ColumnValues<i64>>>>);

impl Figures {
    fn of(segment: &SegmentReader, ask: &Ask) -> tantivy::Result<Self> {
        let needed = |figure: usize| match figure {
            RECORDED | LAST => ask.until.is_some(),
            SINCE | WHOLE => ask.public_on.is_some(),
            KIND => !ask.filter.kinds.is_empty(),
            TOPICS => !ask.filter.topics.is_empty(),
            _ => true,
        };
        let column = |(figure, name): (usize, &&str)| {
            needed(figure).then(|| segment.fast_fields().column_first_or_default::<i64>(name)).transpose()
        };
        FIGURES.iter().enumerate().map(column).collect::<Result<_, _>>().map(Self)
    }

    /// The figure of a row, by its place in [`FIGURES`].
    fn get(&self, figure: usize, row: DocId) -> i64 {
        self.0.get(figure).and_then(Option::as_ref).map_or(0, |column| column.get_val(row))
    }
}

const EARLIEST: usize = 0;
const LATEST: usize = 1;
const SEQUENCE: usize = 2;
const RECORDED: usize = 3;
const LAST: usize = 4;
const KIND: usize = 5;
const TOPICS: usize = 6;
const RETRACTED: usize = 7;
const DUPLICATE: usize = 8;
const SINCE: usize = 9;
const WHOLE: usize = 10;

/// How far a row of the index tells what a development says as of the times asked for.
#[derive(PartialEq, Eq)]
enum Certainty {
    /// It was not recorded yet.
    Unborn,
    /// It says what the index has.
    Sure,
    /// It must be read.
    Unsure,
}

impl Figures {
    fn certainty(&self, ask: &Ask, row: DocId) -> Certainty {
        if let Some(until) = ask.until {
            if self.get(RECORDED, row) > until.micros() {
                return Certainty::Unborn;
            }
            if self.get(LAST, row) > until.micros() {
                return Certainty::Unsure;
            }
        }
        // what is not public is counted by all its text; what is, only by what the public could read
        let hides =
            |day: crate::domain::edtf::Day| self.get(SINCE, row) <= day.number() && day.number() < self.get(WHOLE, row);
        if ask.public_on.is_some_and(hides) { Certainty::Unsure } else { Certainty::Sure }
    }

    fn admits(&self, ask: &Ask, row: DocId) -> bool {
        let filter = &ask.filter;
        filter.from.is_none_or(|from| self.get(LATEST, row) >= from.number())
            && filter.to.is_none_or(|to| self.get(EARLIEST, row) <= to.number())
            && (filter.kinds.is_empty() || {
                let own = self.get(KIND, row);
                filter.kinds.iter().any(|kind| i64::from(*kind as u8) == own)
            })
            && (filter.topics.is_empty() || {
                let own = self.get(TOPICS, row);
                filter.topics.iter().any(|topic| own >> (*topic as u32) & 1 == 1)
            })
    }
}

/// Ranks and counts the rows that are sure.
struct Ranking {
    ask: Ask,
}

/// What a ranking comes to.
#[derive(Default)]
struct Tops {
    best: Vec<(Rank, DocAddress)>,
    counts: Vec<(Verdict, usize)>,
}

struct RankingPart {
    ask: Ask,
    part: SegmentOrdinal,
    figures: Figures,
    best: Best<DocAddress>,
    counted: Found,
}

impl Collector for Ranking {
    type Fruit = Tops;
    type Child = RankingPart;

    fn for_segment(&self, part: SegmentOrdinal, segment: &SegmentReader) -> tantivy::Result<RankingPart> {
        Ok(RankingPart {
            part,
            figures: Figures::of(segment, &self.ask)?,
            best: Best::new(self.ask.limit),
            counted: Found::default(),
            ask: self.ask.clone(),
        })
    }

    fn requires_scoring(&self) -> bool {
        !self.ask.newest_first
    }

    fn merge_fruits(&self, parts: Vec<Tops>) -> tantivy::Result<Tops> {
        let mut whole = Tops::default();
        let mut best = Best::new(self.ask.limit);
        for part in parts {
            part.best.into_iter().for_each(|(rank, row)| best.put(rank, row));
            whole.counts.extend(part.counts);
        }
        whole.best = best.into_ordered().collect();
        Ok(whole)
    }
}

impl SegmentCollector for RankingPart {
    type Fruit = Tops;

    fn collect(&mut self, row: DocId, score: Score) {
        let (ask, figures) = (&self.ask, &self.figures);
        if figures.certainty(ask, row) != Certainty::Sure || !figures.admits(ask, row) {
            return;
        }
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a sum of small whole weights")]
        let score = score as u32;
        let since = Some(figures.get(SINCE, row)).filter(|since| *since != NEVER);
        let (retracted, duplicate) = (figures.get(RETRACTED, row) == 1, figures.get(DUPLICATE, row) == 1);
        let verdict = ask.verdict(score, retracted, duplicate, since);
        self.counted.count(verdict, 1);
        if matches!(verdict, Verdict::Hit(_)) {
            let score = if ask.newest_first { 0 } else { score };
            // most rows are told from the best by score and first day alone
            let earliest = figures.get(EARLIEST, row);
            if !self.best.wants(&(score, earliest, i64::MAX, u64::MAX)) {
                return;
            }
            let sequence = u64::try_from(figures.get(SEQUENCE, row)).unwrap_or(0);
            let rank = (score, earliest, figures.get(LATEST, row), sequence);
            self.best.put(rank, DocAddress::new(self.part, row));
        }
    }

    fn harvest(self) -> Tops {
        let counted = self.counted;
        Tops {
            best: self.best.into_ordered().collect(),
            counts: vec![
                (Verdict::Hit(0), counted.matched),
                (Verdict::Retracted, counted.retracted),
                (Verdict::Duplicate, counted.duplicates),
                (Verdict::Undated, counted.undated),
                (Verdict::Later, counted.later),
            ],
        }
    }
}

/// Gathers the rows that must be read.
struct Unsure {
    ask: Ask,
}

struct UnsurePart {
    ask: Ask,
    part: SegmentOrdinal,
    figures: Figures,
    rows: Vec<DocAddress>,
}

impl Collector for Unsure {
    type Fruit = Vec<DocAddress>;
    type Child = UnsurePart;

    fn for_segment(&self, part: SegmentOrdinal, segment: &SegmentReader) -> tantivy::Result<UnsurePart> {
        Ok(UnsurePart { part, figures: Figures::of(segment, &self.ask)?, rows: Vec::new(), ask: self.ask.clone() })
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(&self, parts: Vec<Vec<DocAddress>>) -> tantivy::Result<Vec<DocAddress>> {
        Ok(parts.into_iter().flatten().collect())
    }
}

impl SegmentCollector for UnsurePart {
    type Fruit = Vec<DocAddress>;

    fn collect(&mut self, row: DocId, _: Score) {
        if self.figures.certainty(&self.ask, row) == Certainty::Unsure {
            self.rows.push(DocAddress::new(self.part, row));
        }
    }

    fn harvest(self) -> Vec<DocAddress> {
        self.rows
    }
}
