//! Whether a query matches texts, what it then scores, and which bytes are to be marked: the one place
//! that decides, for readings without an index and for what an index cannot be sure of.

use super::people::Group;
use super::query::{Field, Leaf, Node, Query, Sought};
use super::words::{Span, Words, singular};
use crate::domain::slug::ActorId;
use std::collections::BTreeSet;
use std::ops::Range;

/// A text taken apart.
#[derive(Debug)]
pub(super) struct Taken {
    field: Field,
    forms: String,
    words: Vec<(Range<usize>, Span)>,
}

impl Taken {
    /// Takes a text apart.
    pub(super) fn of(field: Field, text: &str) -> Self {
        let mut taken = Self { field, forms: String::with_capacity(text.len()), words: Vec::new() };
        let mut words = Words::of(text);
        let mut form = String::new();
        while let Some(span) = words.next_word() {
            form.clear();
            form.push_str(words.form());
            if !span.is_han {
                singular(&mut form);
            }
            let start = taken.forms.len();
            taken.forms.push_str(&form);
            taken.words.push((start..taken.forms.len(), span));
        }
        taken
    }

    fn is(&self, at: usize, sought: &Sought) -> bool {
        let Some((range, _)) = self.words.get(at) else { return false };
        let form = self.forms.get(range.clone()).unwrap_or_default();
        if sought.begins { form.starts_with(&sought.form) } else { form == sought.form }
    }

    /// Whether the leaf stands at a word: positions count up by one from word to word.
    fn stands_at(&self, at: usize, leaf: &Leaf) -> bool {
        leaf.sought.iter().all(|sought| self.is(at + sought.offset, sought))
    }

    /// Whether the leaf stands anywhere in the text.
    pub(super) fn holds(&self, leaf: &Leaf) -> bool {
        leaf.asks(self.field) && (0..self.words.len()).any(|at| self.stands_at(at, leaf))
    }

    /// The bytes of the text that the leaf stands on.
    fn marks(&self, leaf: &Leaf, text: &str, marks: &mut Vec<Range<usize>>) {
        if !leaf.asks(self.field) {
            return;
        }
        for at in (0..self.words.len()).filter(|at| self.stands_at(*at, leaf)) {
            for sought in &leaf.sought {
                let Some((_, span)) = self.words.get(at + sought.offset) else { continue };
                let mut end = span.end;
                if span.is_han && sought.begins {
                    // the pair was found by its first character
                    let first = text.get(span.start..).and_then(|rest| rest.chars().next());
                    end = span.start + first.map_or(0, char::len_utf8);
                }
                marks.push(span.start..end);
            }
        }
    }
}

/// A query with what is known of the actors' names, so that developments can be judged one by one.
#[derive(Debug)]
pub(super) struct Judge<'q> {
    query: &'q Query,
    leaves: Vec<&'q Leaf>,
    /// For each leaf the actors with a name that holds it.
    named: Vec<BTreeSet<ActorId>>,
}

impl<'q> Judge<'q> {
    /// Nobody is named yet.
    pub(super) fn new(query: &'q Query) -> Self {
        let leaves = query.leaves();
        Self { query, named: vec![BTreeSet::new(); leaves.len()], leaves }
    }

    /// Takes note of the actors of a group, known by names; tells whether the names alone match the query.
    pub(super) fn meet(&mut self, group: &Group<'_>) -> bool {
        let names: Vec<Taken> = group.names().map(|name| Taken::of(Field::Actor, name)).collect();
        let mut is_met = false;
        for (leaf, named) in self.leaves.iter().zip(&mut self.named) {
            if names.iter().any(|name| name.holds(leaf)) {
                named.extend(group.ids().cloned());
                is_met = true;
            }
        }
        is_met && self.score_of(&self.query.root, &names, &BTreeSet::new()).is_some()
    }

    /// The leaves, each with the actors that have a name that holds it.
    pub(super) fn named(&self, leaf: &Leaf) -> Option<&BTreeSet<ActorId>> {
        let at = self.leaves.iter().position(|known| *known == leaf)?;
        self.named.get(at)
    }

    /// What the query scores on a development with these texts and actors; none where it does not match.
    pub(super) fn score(&self, texts: &[Taken], actors: &BTreeSet<&ActorId>) -> Option<u32> {
        self.score_of(&self.query.root, texts, actors)
    }

    fn score_of(&self, node: &Node, texts: &[Taken], actors: &BTreeSet<&ActorId>) -> Option<u32> {
        let inner = |node| self.score_of(node, texts, actors);
        match node {
            Node::Leaf(leaf) => self.weight(leaf, texts, actors),
            Node::Not(leaf) => self.weight(leaf, texts, actors).is_none().then_some(0),
            Node::All(nodes) => nodes.iter().map(inner).sum(),
            Node::Any(nodes) => nodes.iter().filter_map(inner).reduce(|a, b| a + b),
        }
    }

    /// The weight of the best field that a leaf stands in.
    fn weight(&self, leaf: &Leaf, texts: &[Taken], actors: &BTreeSet<&ActorId>) -> Option<u32> {
        let said = texts.iter().filter(|text| text.holds(leaf)).map(|text| text.field.weight()).max();
        let is_named = leaf.asks(Field::Actor)
            && self.named(leaf).is_some_and(|named| actors.iter().any(|actor| named.contains(*actor)));
        said.max(is_named.then(|| Field::Actor.weight()))
    }
}

/// The bytes of a text to be marked, in order, none overlapping; empty where nothing wanted stands in it.
/// Words that stand next to each other in a phrase are marked each for itself; Han characters together.
pub fn marks(query: &Query, field: Field, text: &str) -> Vec<Range<usize>> {
    let taken = Taken::of(field, text);
    let mut found = Vec::new();
    for leaf in query.wanted() {
        taken.marks(leaf, text, &mut found);
    }
    found.sort_by_key(|range| (range.start, range.end));
    let mut marks: Vec<Range<usize>> = Vec::new();
    for range in found {
        match marks.last_mut() {
            Some(last) if range.start < last.end => last.end = last.end.max(range.end),
            _ => marks.push(range),
        }
    }
    marks
}
