//! The numbered notes: one a document, in the order in which the report first mentions it, and how
//! the entries rest on them. How a note looks is left to the renderer.

use super::language::language_name;
use crate::domain::chronicle::Chronicle;
use crate::domain::side::Side;
use crate::domain::source::Source;
use std::collections::HashMap;

/// A document that the report cites.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Note {
    /// Its number, from 1.
    pub number: usize,
    /// Its title, in its own language and script.
    pub title: Option<String>,
    /// Other titles under which entries cite it, with the date given there.
    pub also: Vec<(String, Option<String>)>,
    /// Who published it.
    pub publisher: Option<String>,
    /// When, in words.
    pub published: Option<String>,
    /// Its language, by name.
    pub language: Option<String>,
    /// The side whose document it is.
    pub side: Option<String>,
    /// Where it was read.
    pub urls: Vec<String>,
    /// The SHA-256 of the copies kept.
    pub archived: Vec<String>,
    /// The words relied on.
    pub quotes: Vec<String>,
}

/// A mention of a note.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Citation {
    /// The note's number.
    pub number: usize,
    /// Where in the document.
    pub pinpoint: Option<String>,
}

/// How the entries rest on their sources.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize)]
pub struct Balance {
    /// How many entries.
    pub entries: usize,
    /// How many of them rest on one source.
    pub single: usize,
    /// How many rest on sources of one side only, by side.
    pub one_sided: Vec<(String, usize)>,
    /// How many notes.
    pub notes: usize,
    /// How many of them carry no side.
    pub unsided: usize,
    /// Notes by language, most first.
    pub languages: Vec<(String, usize)>,
}

/// The notes as they are gathered.
#[derive(Debug, Default)]
pub(super) struct Notes {
    notes: Vec<Note>,
    sides: Vec<Option<Side>>,
    by_url: HashMap<String, usize>,
    by_title: HashMap<(String, String), Vec<usize>>,
}

impl Notes {
    /// Cites a source: the number of its document, a new one where it was not cited before.
    pub(super) fn cite(&mut self, chronicle: &Chronicle, source: &Source) -> Citation {
        let at = self.find(source).unwrap_or_else(|| self.add());
        self.fill(chronicle, at, source);
        Citation { number: at + 1, pinpoint: filled(&source.pinpoint) }
    }

    /// The same URL is the same document; so are the same title and publisher, unless they were
    /// published on different dates.
    fn find(&self, source: &Source) -> Option<usize> {
        if let Some(&at) = filled(&source.url).and_then(|url| self.by_url.get(&url)) {
            return Some(at);
        }
        let candidates = self.by_title.get(&(filled(&source.title)?, filled(&source.publisher)?))?;
        let published = source.published.as_ref().map(|date| date.english());
        let agrees = |at: &&usize| match (self.notes.get(**at).and_then(|note| note.published.as_ref()), &published) {
            (Some(one), Some(other)) => one == other,
            (None, _) | (_, None) => true,
        };
        candidates.iter().find(agrees).copied()
    }

    fn add(&mut self) -> usize {
        self.notes.push(Note {
            number: self.notes.len() + 1,
            title: None,
            also: Vec::new(),
            publisher: None,
            published: None,
            language: None,
            side: None,
            urls: Vec::new(),
            archived: Vec::new(),
            quotes: Vec::new(),
        });
        self.sides.push(None);
        self.notes.len() - 1
    }

    fn fill(&mut self, chronicle: &Chronicle, at: usize, source: &Source) {
        let (Some(note), Some(side)) = (self.notes.get_mut(at), self.sides.get_mut(at)) else { return };
        if let Some(url) = filled(&source.url) {
            self.by_url.entry(url.clone()).or_insert(at);
            push_new(&mut note.urls, url);
        }
        if let (Some(title), Some(publisher)) = (filled(&source.title), filled(&source.publisher)) {
            let listed = self.by_title.entry((title, publisher)).or_default();
            if !listed.contains(&at) {
                listed.push(at);
            }
        }
        let published = source.published.as_ref().map(|date| date.english());
        match (&note.title, filled(&source.title)) {
            (None, title) => note.title = title,
            (Some(known), Some(title)) if *known != title => {
                push_new(&mut note.also, (title, published.clone()));
            }
            (Some(_), _) => {}
        }
        note.publisher = note.publisher.take().or_else(|| filled(&source.publisher));
        note.published = note.published.take().or(published);
        note.language = note.language.take().or_else(|| filled(&source.lang).map(|tag| language_name(&tag)));
        *side = side.or(source.side);
        note.side = side.map(|side| chronicle.side_name(side));
        if let Some(hash) = filled(&source.archived) {
            push_new(&mut note.archived, hash);
        }
        if let Some(quote) = filled(&source.quote) {
            push_new(&mut note.quotes, quote);
        }
    }

    /// The notes, and how entries that cite them so rest on them.
    pub(super) fn finish<'e>(self, entries: impl Iterator<Item = &'e [Citation]>) -> (Vec<Note>, Balance) {
        let mut balance = Balance { notes: self.notes.len(), ..Balance::default() };
        for cited in entries {
            let mut numbers: Vec<usize> = cited.iter().map(|citation| citation.number).collect();
            numbers.sort_unstable();
            numbers.dedup();
            balance.entries += 1;
            balance.single += usize::from(numbers.len() == 1);
            let sides: Vec<Option<Side>> =
                numbers.iter().map(|number| self.sides.get(number - 1).copied().flatten()).collect();
            if let Some(Some(side)) = sides.first()
                && sides.iter().all(|other| *other == Some(*side))
                && let Some(note) = self.notes.iter().zip(&self.sides).find(|(_, known)| **known == Some(*side))
            {
                add_one(&mut balance.one_sided, note.0.side.clone().unwrap_or_default());
            }
        }
        balance.unsided = self.sides.iter().filter(|side| side.is_none()).count();
        for note in &self.notes {
            add_one(&mut balance.languages, note.language.clone().unwrap_or_else(|| "language not given".to_owned()));
        }
        balance.languages.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        balance.one_sided.sort();
        (self.notes, balance)
    }
}

/// Adds one to the count of a name.
pub(super) fn add_one<T: PartialEq>(counts: &mut Vec<(T, usize)>, name: T) {
    match counts.iter_mut().find(|(known, _)| *known == name) {
        Some((_, count)) => *count += 1,
        None => counts.push((name, 1)),
    }
}

pub(super) fn push_new<T: PartialEq>(list: &mut Vec<T>, item: T) {
    if !list.contains(&item) {
        list.push(item);
    }
}

/// The text without blanks around it, if anything is left.
pub(super) fn filled(text: &Option<String>) -> Option<String> {
    text.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
}
