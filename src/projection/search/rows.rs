//! What the index keeps of a development and of a group of actors: its columns, and how a row is made
//! and read back. The text itself is not kept; the journal has it.

use super::ask::public_since;
use super::lives::Life;
use super::people::People;
use super::query::Field;
use super::texts::{actors, texts};
use super::words::{Words, singular};
use crate::domain::edtf::Day;
use crate::domain::slug::ActorId;
use crate::domain::stamp::Sequence;
use crate::journal::{Position, first_of};
use std::collections::BTreeSet;
use tantivy::TantivyDocument;
use tantivy::schema::{
    FAST, Field as Column, IndexRecordOption, STORED, Schema, SchemaBuilder, TextFieldIndexing, TextOptions, Value as _,
};
use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

/// The version of the columns and of what stands in them.
pub(super) const VERSION: u32 = 1;
/// The name under which the index knows our words.
pub(super) const WORDS: &str = "words";
/// What stands in `public_since` where nothing tells.
pub(super) const NEVER: i64 = i64::MAX;

/// The columns.
#[derive(Debug, Clone)]
pub(super) struct Columns {
    pub(super) schema: Schema,
    /// The key of a development.
    pub(super) key: Column,
    /// The ids of a group of actors.
    pub(super) actor: Column,
    /// The words of each field, in the order of [`Field::ALL`].
    words: [Column; 9],
    /// The words that a correction took away, of all fields.
    pub(super) past: Column,
    /// The names of a group of actors.
    pub(super) name: Column,
    /// Names they had before.
    pub(super) past_name: Column,
    /// The ids of the actors whose names count.
    pub(super) mention: Column,
    /// Of those whom a correction took away.
    pub(super) past_mention: Column,
    /// The ids of the parties.
    pub(super) party: Column,
    /// Where the events of a development stand, or all of a group of actors.
    pub(super) body: Column,
    figures: [Column; 11],
}

/// The names of the columns of figures, in order.
pub(super) const FIGURES: [&str; 11] = [
    "earliest",
    "latest",
    "sequence",
    "recorded",
    "last",
    "kind",
    "topics",
    "retracted",
    "duplicate",
    "public_since",
    "public_whole",
];

impl Columns {
    pub(super) fn new() -> Self {
        let mut schema = Schema::builder();
        let texts = |schema: &mut SchemaBuilder, name: &str| {
            let words = TextFieldIndexing::default()
                .set_tokenizer(WORDS)
                .set_fieldnorms(false)
                .set_index_option(IndexRecordOption::WithFreqsAndPositions);
            schema.add_text_field(name, TextOptions::default().set_indexing_options(words))
        };
        let ids = TextFieldIndexing::default()
            .set_tokenizer("raw")
            .set_fieldnorms(false)
            .set_index_option(IndexRecordOption::Basic);
        let ids = TextOptions::default().set_indexing_options(ids);
        Self {
            key: schema.add_text_field("key", ids.clone().set_stored()),
            actor: schema.add_text_field("group", ids.clone()),
            words: Field::ALL.map(|field| texts(&mut schema, field.name())),
            past: texts(&mut schema, "past"),
            name: texts(&mut schema, "name"),
            past_name: texts(&mut schema, "past name"),
            mention: schema.add_text_field("mention", ids.clone()),
            past_mention: schema.add_text_field("past mention", ids.clone()),
            party: schema.add_text_field("party", ids),
            body: schema.add_bytes_field("body", STORED),
            figures: FIGURES.map(|name| schema.add_i64_field(name, FAST)),
            schema: schema.build(),
        }
    }

    /// The column of a field's words. That of the actors holds offices and speakers alone.
    pub(super) fn words(&self, field: Field) -> Column {
        let [title, actor, place, legal, summary, claim, commitment, dispute, source] = self.words;
        match field {
            Field::Title => title,
            Field::Actor => actor,
            Field::Place => place,
            Field::Legal => legal,
            Field::Summary => summary,
            Field::Claim => claim,
            Field::Commitment => commitment,
            Field::Dispute => dispute,
            Field::Source => source,
        }
    }

    /// The row of a development.
    pub(super) fn development(&self, life: &Life) -> TantivyDocument {
        let mut row = TantivyDocument::new();
        let current = &life.current;
        row.add_text(self.key, current.key.as_str());
        let now = texts(current, |_| true);
        for text in &now {
            row.add_text(self.words(text.field), text.text);
        }
        let named = actors(current, |_| true);
        for id in &named {
            row.add_text(self.mention, id.as_str());
        }
        let parties: BTreeSet<&ActorId> = current.parties.iter().map(|party| &party.actor).collect();
        for id in parties {
            row.add_text(self.party, id.as_str());
        }
        let (mut former, mut gone) = (BTreeSet::new(), BTreeSet::new());
        for past in &life.past {
            let differs = texts(past, |_| true)
                .into_iter()
                .filter(|text| !now.iter().any(|known| known.field == text.field && known.text == text.text));
            former.extend(differs.map(|text| text.text));
            gone.extend(actors(past, |_| true).into_iter().filter(|id| !named.contains(id)));
        }
        for text in former {
            row.add_text(self.past, text);
        }
        for id in gone {
            row.add_text(self.past_mention, id.as_str());
        }
        let (earliest, latest) = current.sort_key();
        let dated = current.sources.iter().filter_map(|source| source.published.as_ref()?.latest());
        self.put_figures(
            &mut row,
            [
                earliest.number(),
                latest.number(),
                i64::try_from(life.sequence.0).unwrap_or(i64::MAX),
                life.recorded.micros(),
                life.last.micros(),
                i64::from(current.kind as u8),
                current.topics.iter().fold(0, |set, topic| set | 1 << (*topic as u32)),
                i64::from(life.retracted),
                i64::from(life.duplicate),
                public_since(current).unwrap_or(NEVER),
                dated.max().map_or(i64::MIN, Day::number),
            ],
        );
        row.add_bytes(self.body, &packed(&life.positions));
        row
    }

    /// The row of a group of actors.
    pub(super) fn group(&self, group: &People) -> Result<TantivyDocument, serde_json::Error> {
        let mut row = TantivyDocument::new();
        for id in group.ids() {
            row.add_text(self.actor, id.as_str());
        }
        for one in group.groups(None) {
            for name in one.names() {
                row.add_text(self.name, name);
            }
        }
        for name in group.former_names() {
            row.add_text(self.past_name, name);
        }
        self.put_figures(&mut row, [0; 11]);
        row.add_bytes(self.body, &serde_json::to_vec(group)?);
        Ok(row)
    }

    fn put_figures(&self, row: &mut TantivyDocument, figures: [i64; 11]) {
        for (column, figure) in self.figures.into_iter().zip(figures) {
            row.add_i64(column, figure);
        }
    }

    /// The key in a row that was read back.
    pub(super) fn key_of(&self, row: &TantivyDocument) -> Option<String> {
        row.get_first(self.key).and_then(|value| value.as_str()).map(str::to_owned)
    }

    /// Where the events of a development stand.
    pub(super) fn positions_of(&self, row: &TantivyDocument) -> Option<Vec<Position>> {
        unpacked(row.get_first(self.body)?.as_bytes()?)
    }

    /// The group of actors in a row that was read back.
    pub(super) fn group_of(&self, row: &TantivyDocument) -> Option<People> {
        serde_json::from_slice(row.get_first(self.body)?.as_bytes()?).ok()
    }
}

/// The columns and the rules for words with their versions, in words.
pub(super) fn schema() -> String {
    format!("search {VERSION}, words {}, tantivy {}", super::words::VERSION, tantivy::version_string())
}

fn packed(positions: &[Position]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(positions.len() * 20);
    for position in positions {
        bytes.extend_from_slice(&position.sequence.0.to_le_bytes());
        bytes.extend_from_slice(&position.offset.to_le_bytes());
        bytes.extend_from_slice(&position.len.to_le_bytes());
    }
    bytes
}

fn unpacked(bytes: &[u8]) -> Option<Vec<Position>> {
    let one = |bytes: &[u8]| {
        let (sequence, rest) = bytes.split_first_chunk::<8>()?;
        let (offset, rest) = rest.split_first_chunk::<8>()?;
        let sequence = u64::from_le_bytes(*sequence);
        let len = u32::from_le_bytes(*rest.first_chunk::<4>()?);
        let offset = u64::from_le_bytes(*offset);
        Some(Position { sequence: Sequence(sequence), segment: first_of(sequence), offset, len })
    };
    bytes.chunks(20).map(one).collect()
}

/// Our words as the index takes them.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct WordsOfOurs;

/// The words of one text.
pub(super) struct Taking<'t> {
    words: Words<'t>,
    token: Token,
}

impl Tokenizer for WordsOfOurs {
    type TokenStream<'t> = Taking<'t>;

    fn token_stream<'t>(&'t mut self, text: &'t str) -> Taking<'t> {
        Taking { words: Words::of(text), token: Token::default() }
    }
}

impl TokenStream for Taking<'_> {
    fn advance(&mut self) -> bool {
        let Some(span) = self.words.next_word() else { return false };
        self.token.text.clear();
        self.token.text.push_str(self.words.form());
        if !span.is_han {
            singular(&mut self.token.text);
        }
        (self.token.offset_from, self.token.offset_to) = (span.start, span.end);
        self.token.position = span.position;
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}
