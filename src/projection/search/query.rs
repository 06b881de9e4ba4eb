//! What is searched for: words, phrases and beginnings of words, in all fields or in one, with AND, OR,
//! NOT and parentheses; read from text, with the place and the remedy where it cannot be read.

use super::words::{Words, singular};
use crate::domain::nearest::nearest;
use std::ops::Range;

/// A field of a record that words may stand in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Field {
    /// The title, and what the sides call it.
    Title,
    /// The names of the actors in any script, the offices they held, and speakers as the sources name them.
    Actor,
    /// Town and country.
    Place,
    /// Legal form, citation, number.
    Legal,
    /// The summary.
    Summary,
    /// What parties state, deny or leave out.
    Claim,
    /// What was promised.
    Commitment,
    /// What the sources disagree on.
    Dispute,
    /// Title, publisher and quoted words of the sources.
    Source,
}

impl Field {
    /// Every field, in the order in which hits are shown.
    pub const ALL: [Self; 9] = [
        Self::Title,
        Self::Actor,
        Self::Place,
        Self::Legal,
        Self::Summary,
        Self::Claim,
        Self::Commitment,
        Self::Dispute,
        Self::Source,
    ];

    /// Its name in a query.
    pub fn name(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Actor => "actor",
            Self::Place => "place",
            Self::Legal => "legal",
            Self::Summary => "summary",
            Self::Claim => "claim",
            Self::Commitment => "commitment",
            Self::Dispute => "dispute",
            Self::Source => "source",
        }
    }

    /// How much a word that stands here counts: the whole of the ranking, besides the date.
    pub fn weight(self) -> u32 {
        match self {
            Self::Title => 8,
            Self::Actor => 5,
            Self::Place | Self::Legal => 4,
            Self::Summary => 3,
            Self::Claim | Self::Commitment | Self::Dispute => 2,
            Self::Source => 1,
        }
    }
}

/// A word wanted at a place within a phrase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sought {
    /// How far behind the first word of the phrase.
    pub(super) offset: usize,
    /// Its form.
    pub(super) form: String,
    /// Whether words that only begin with it count too.
    pub(super) begins: bool,
}

/// A word, a phrase or a beginning, in one field or in any.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Leaf {
    /// The field; none for all.
    pub(super) field: Option<Field>,
    /// The words, at least one, in order.
    pub(super) sought: Vec<Sought>,
}

impl Leaf {
    /// True where the leaf may be found in a field.
    pub(super) fn asks(&self, field: Field) -> bool {
        self.field.is_none_or(|wanted| wanted == field)
    }
}

/// A query with negations only before leaves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Node {
    Leaf(Leaf),
    Not(Leaf),
    All(Vec<Node>),
    Any(Vec<Node>),
}

/// A query that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    text: String,
    pub(super) root: Node,
}

/// Why a text is no query.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct QueryError {
    /// What is wrong, with the value.
    pub message: String,
    /// What to write instead.
    pub remedy: String,
    /// Which bytes of the query are meant.
    pub at: Range<usize>,
}

impl Query {
    /// Reads a query.
    ///
    /// # Errors
    /// [`QueryError`] with the place and what to write instead.
    pub fn parse(text: &str) -> Result<Self, QueryError> {
        let tokens = tokens(text)?;
        let mut parser = Parser { text, tokens, at: 0, depth: 0 };
        if parser.tokens.is_empty() {
            return Err(error("there is nothing to search for", "give a word, such as `gallium`", 0..text.len()));
        }
        let tree = parser.any(None)?;
        if let Some(left) = parser.peek() {
            return Err(error(
                "`)` closes nothing",
                "take it away, or open a parenthesis before it; in quotes it is only text",
                left.at.clone(),
            ));
        }
        let root = settle(tree, false);
        if matches_nothing_said(&root) {
            return Err(error(
                "this would match every record that lacks a word",
                "add a word that must be there, as in `gallium NOT germanium`",
                0..text.len(),
            ));
        }
        Ok(Self { text: text.to_owned(), root })
    }

    /// The query as it was given.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The leaves whose matches a reader wants to see: all but those negated.
    pub(super) fn wanted(&self) -> Vec<&Leaf> {
        let mut found = Vec::new();
        self.root.gather(false, &mut found);
        found
    }

    /// All leaves, each once.
    pub(super) fn leaves(&self) -> Vec<&Leaf> {
        let mut found = Vec::new();
        self.root.gather(true, &mut found);
        found
    }
}

impl Node {
    fn gather<'q>(&'q self, negated: bool, found: &mut Vec<&'q Leaf>) {
        match self {
            Self::Leaf(leaf) if !found.contains(&leaf) => found.push(leaf),
            Self::Not(leaf) if negated && !found.contains(&leaf) => found.push(leaf),
            Self::Leaf(_) | Self::Not(_) => {}
            Self::All(nodes) | Self::Any(nodes) => nodes.iter().for_each(|node| node.gather(negated, found)),
        }
    }

    /// A query that is met by all that this one is met by, whatever the negated leaves do; none for one
    /// that everything meets.
    pub(super) fn relaxed(&self) -> Option<Self> {
        match self {
            Self::Leaf(leaf) => Some(Self::Leaf(leaf.clone())),
            Self::Not(_) => None,
            Self::All(nodes) => {
                let left: Vec<Self> = nodes.iter().filter_map(Self::relaxed).collect();
                (!left.is_empty()).then_some(Self::All(left))
            }
            Self::Any(nodes) => nodes.iter().map(Self::relaxed).collect::<Option<_>>().map(Self::Any),
        }
    }
}

/// Whether a record without any words would match.
fn matches_nothing_said(node: &Node) -> bool {
    match node {
        Node::Leaf(_) => false,
        Node::Not(_) => true,
        Node::All(nodes) => nodes.iter().all(matches_nothing_said),
        Node::Any(nodes) => nodes.iter().any(matches_nothing_said),
    }
}

/// As it was written, with negations anywhere.
enum Tree {
    Leaf(Leaf),
    Not(Box<Tree>),
    All(Vec<Tree>),
    Any(Vec<Tree>),
}

/// Moves negations down to the leaves.
fn settle(tree: Tree, negated: bool) -> Node {
    let each = |trees: Vec<Tree>| trees.into_iter().map(|tree| settle(tree, negated)).collect();
    match (tree, negated) {
        (Tree::Leaf(leaf), false) => Node::Leaf(leaf),
        (Tree::Leaf(leaf), true) => Node::Not(leaf),
        (Tree::Not(inner), negated) => settle(*inner, !negated),
        (Tree::All(trees), false) | (Tree::Any(trees), true) => Node::All(each(trees)),
        (Tree::Any(trees), false) | (Tree::All(trees), true) => Node::Any(each(trees)),
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Sign {
    Open,
    Close,
    And,
    Or,
    Not,
    /// `title:`, with the name as written.
    Field(String),
    /// Text between quotes.
    Phrase(String),
    Word(String),
    /// A star right behind a word or phrase.
    Star,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Token {
    sign: Sign,
    at: Range<usize>,
}

fn error(message: impl Into<String>, remedy: impl Into<String>, at: Range<usize>) -> QueryError {
    QueryError { message: message.into(), remedy: remedy.into(), at }
}

/// The quotes that open a phrase, with those that close it.
const QUOTES: [(char, char); 4] = [('"', '"'), ('“', '”'), ('「', '」'), ('＂', '＂')];

fn tokens(text: &str) -> Result<Vec<Token>, QueryError> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) {
        let behind = at + c.len_utf8();
        let mut push = |sign, range: Range<usize>| tokens.push(Token { sign, at: range });
        if c.is_whitespace() {
            at = behind;
        } else if matches!(c, '(' | '（') {
            push(Sign::Open, at..behind);
            at = behind;
        } else if matches!(c, ')' | '）') {
            push(Sign::Close, at..behind);
            at = behind;
        } else if matches!(c, '*' | '＊') {
            push(Sign::Star, at..behind);
            at = behind;
        } else if let Some((_, close)) = QUOTES.iter().find(|(open, _)| *open == c) {
            let inner = text.get(behind..).unwrap_or_default();
            let Some(len) = inner.find(*close) else {
                return Err(error(
                    format!("the quote `{c}` is never closed"),
                    format!(
                        "put `{close}` behind the last word of the phrase; in a shell put single quotes around the whole query"
                    ),
                    at..text.len(),
                ));
            };
            let end = behind + len + close.len_utf8();
            push(Sign::Phrase(inner.get(..len).unwrap_or_default().to_owned()), at..end);
            at = end;
        } else {
            let rest = text.get(at..).unwrap_or_default();
            let stops = |c: char| {
                c.is_whitespace()
                    || matches!(c, '(' | ')' | '（' | '）' | '*' | '＊')
                    || QUOTES.iter().any(|(open, close)| c == *open || c == *close)
            };
            let len = rest.find(stops).unwrap_or(rest.len()).max(c.len_utf8());
            let word = rest.get(..len).unwrap_or_default();
            let name_len = word.find([':', '：']).unwrap_or(0);
            let name = word.get(..name_len).unwrap_or_default();
            if name_len > 0 && name.chars().all(char::is_alphabetic) && name.is_ascii() {
                let colon = word.get(name_len..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8);
                let end = at + name_len + colon;
                push(Sign::Field(name.to_ascii_lowercase()), at..end);
                at = end;
                continue;
            }
            let sign = match word {
                "AND" => Sign::And,
                "OR" => Sign::Or,
                "NOT" => Sign::Not,
                word => Sign::Word(word.to_owned()),
            };
            push(sign, at..at + len);
            at += len;
        }
    }
    Ok(tokens)
}

struct Parser<'q> {
    text: &'q str,
    tokens: Vec<Token>,
    at: usize,
    depth: usize,
}

/// Parentheses within parentheses beyond this are refused.
const DEEPEST: usize = 32;

impl Parser<'_> {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }

    fn next(&mut self) -> Option<Token> {
        let token = self.tokens.get(self.at).cloned();
        self.at += usize::from(token.is_some());
        token
    }

    fn takes(&mut self, sign: &Sign) -> Option<Range<usize>> {
        let found = self.peek().filter(|token| token.sign == *sign).map(|token| token.at.clone());
        self.at += usize::from(found.is_some());
        found
    }

    fn any(&mut self, field: Option<Field>) -> Result<Tree, QueryError> {
        let mut trees = vec![self.all(field)?];
        while let Some(at) = self.takes(&Sign::Or) {
            self.wants_more("OR", &at)?;
            trees.push(self.all(field)?);
        }
        Ok(if trees.len() == 1 { trees.swap_remove(0) } else { Tree::Any(trees) })
    }

    fn all(&mut self, field: Option<Field>) -> Result<Tree, QueryError> {
        let mut trees = vec![self.one(field)?];
        loop {
            if let Some(at) = self.takes(&Sign::And) {
                self.wants_more("AND", &at)?;
            } else if self.peek().is_none_or(|token| matches!(token.sign, Sign::Or | Sign::Close)) {
                break;
            }
            trees.push(self.one(field)?);
        }
        Ok(if trees.len() == 1 { trees.swap_remove(0) } else { Tree::All(trees) })
    }

    /// An operator must have something behind it.
    fn wants_more(&self, word: &str, at: &Range<usize>) -> Result<(), QueryError> {
        if self.peek().is_none_or(|token| token.sign == Sign::Close) {
            return Err(dangling(word, at.clone()));
        }
        Ok(())
    }

    fn one(&mut self, field: Option<Field>) -> Result<Tree, QueryError> {
        let Some(Token { sign, at }) = self.next() else {
            let end = self.text.len();
            return Err(error("a word is missing at the end", "add what is to be searched for", end..end));
        };
        match sign {
            Sign::Not => {
                self.wants_more("NOT", &at)?;
                Ok(Tree::Not(Box::new(self.one(field)?)))
            }
            Sign::And => Err(dangling("AND", at)),
            Sign::Or => Err(dangling("OR", at)),
            Sign::Close => Err(error("there is nothing between the parentheses", "put a word between them", at)),
            Sign::Star => {
                Err(error("`*` stands alone", "put it right behind the beginning of a word, as in `gall*`", at))
            }
            Sign::Open => {
                self.depth += 1;
                if self.depth > DEEPEST {
                    return Err(error(
                        format!("parentheses stand more than {DEEPEST} deep"),
                        "write the query with fewer of them",
                        at,
                    ));
                }
                let tree = self.any(field)?;
                if self.takes(&Sign::Close).is_none() {
                    return Err(error(
                        "the parenthesis is never closed",
                        "put `)` behind what belongs together",
                        at.start..self.text.len(),
                    ));
                }
                self.depth -= 1;
                Ok(tree)
            }
            Sign::Field(name) => {
                let Some(found) = Field::ALL.into_iter().find(|known| known.name() == name) else {
                    return Err(unknown_field(&name, at));
                };
                if let Some(outer) = field {
                    return Err(error(
                        format!("`{}:` stands within `{}:`", found.name(), outer.name()),
                        "a word stands in one field: write the fields side by side",
                        at,
                    ));
                }
                let follows = |token: &Token| matches!(token.sign, Sign::Word(_) | Sign::Phrase(_) | Sign::Open);
                if !self.peek().is_some_and(|token| token.at.start == at.end && follows(token)) {
                    return Err(error(
                        format!("`{name}:` has no word behind it"),
                        format!(
                            "write the word right behind the colon, as in `{name}:gallium` or `{name}:\"export control\"`"
                        ),
                        at,
                    ));
                }
                self.one(Some(found))
            }
            Sign::Word(word) | Sign::Phrase(word) => {
                let begins = self.peek().is_some_and(|token| token.sign == Sign::Star && token.at.start == at.end);
                self.at += usize::from(begins);
                leaf(&word, field, begins).map(Tree::Leaf).ok_or_else(|| {
                    error(
                        format!("`{word}` holds neither letter nor digit"),
                        "leave it out: punctuation is not searched for",
                        at,
                    )
                })
            }
        }
    }
}

fn dangling(word: &str, at: Range<usize>) -> QueryError {
    error(
        format!("`{word}` has nothing to stand between"),
        format!("put a word on both sides, or write `\"{word}\"` for the word itself"),
        at,
    )
}

fn unknown_field(name: &str, at: Range<usize>) -> QueryError {
    let names = Field::ALL.map(Field::name);
    let near = nearest(name, names).map(|near| format!(" (did you mean `{near}:`?)")).unwrap_or_default();
    error(
        format!("`{name}:` is no field{near}; the fields are {}", names.join(", ")),
        "put a text that has a colon in quotes",
        at,
    )
}

/// The leaf of a word or phrase; none where it holds no letter and no digit.
fn leaf(text: &str, field: Option<Field>, begins: bool) -> Option<Leaf> {
    let mut words = Words::of(text);
    let mut sought: Vec<Sought> = Vec::new();
    let mut pair_before = false;
    let mut last_is_han = false;
    while let Some(span) = words.next_word() {
        let mut form = words.form().to_owned();
        let chars = form.chars().count();
        if !span.is_han {
            singular(&mut form);
        }
        // the last of a run is held by the pair before it
        let is_held = span.is_han && chars == 1 && pair_before;
        pair_before = span.is_han && chars == 2;
        last_is_han = span.is_han;
        if !is_held {
            sought.push(Sought { offset: span.position, form, begins: span.is_han && chars == 1 });
        }
    }
    if begins
        && !last_is_han
        && let Some(last) = sought.last_mut()
    {
        last.begins = true;
    }
    (!sought.is_empty()).then_some(Leaf { field, sought })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> String {
        fn leaf(leaf: &Leaf) -> String {
            let words: Vec<String> = leaf
                .sought
                .iter()
                .map(|sought| format!("{}{}", sought.form, if sought.begins { "*" } else { "" }))
                .collect();
            let field = leaf.field.map(|field| format!("{}:", field.name())).unwrap_or_default();
            format!("{field}{}", words.join("+"))
        }
        fn node(it: &Node) -> String {
            let each = |nodes: &[Node]| nodes.iter().map(node).collect::<Vec<_>>().join(" ");
            match it {
                Node::Leaf(it) => leaf(it),
                Node::Not(it) => format!("-{}", leaf(it)),
                Node::All(nodes) => format!("({})", each(nodes)),
                Node::Any(nodes) => format!("[{}]", each(nodes)),
            }
        }
        match Query::parse(text) {
            Ok(query) => node(&query.root),
            Err(error) => format!("{}..{} {}", error.at.start, error.at.end, error.message),
        }
    }

    #[test]
    fn words_phrases_fields_and_operators_are_read() {
        assert_eq!(told("gallium Controls"), "(gallium control)");
        assert_eq!(
            told("gallium AND germanium OR title:\"export controls\""),
            "[(gallium germanium) title:export+control]"
        );
        assert_eq!(told("chips NOT (gallium OR actor:huawei)"), "(chip (-gallium -actor:huawei))");
        assert_eq!(told("title:(gall* OR NOT NOT 半导体) x"), "([title:gall* title:半导+导体] x)");
        assert_eq!(told("claim:华 出口管制 5G网"), "(claim:华* 出口+口管+管制 5g+网*)");
        assert_eq!(told("“出口 管制”* export-control 14:30"), "(出口+管制 export+control 14+30)");
    }

    #[test]
    fn what_cannot_be_read_is_told_with_its_place() {
        assert_eq!(told(""), "0..0 there is nothing to search for");
        assert_eq!(told("a \"b"), "2..4 the quote `\"` is never closed");
        assert_eq!(told("(a OR b"), "0..7 the parenthesis is never closed");
        assert_eq!(told("a ) b"), "2..3 `)` closes nothing");
        assert_eq!(told("a ()"), "3..4 there is nothing between the parentheses");
        assert_eq!(told("a AND"), "2..5 `AND` has nothing to stand between");
        assert_eq!(told("OR a"), "0..2 `OR` has nothing to stand between");
        assert_eq!(told("a * b"), "2..3 `*` stands alone");
        assert_eq!(told("a — b"), "2..5 `—` holds neither letter nor digit");
        assert_eq!(told("title: a"), "0..6 `title:` has no word behind it");
        assert!(told("titel:a").starts_with("0..6 `titel:` is no field (did you mean `title:`?)"));
        assert!(told("title:(actor:a)").starts_with("7..13 `actor:` stands within `title:`"));
        assert_eq!(told("NOT a"), "0..5 this would match every record that lacks a word");
        assert_eq!(told("a OR NOT b"), "0..10 this would match every record that lacks a word");
        assert!(told(&"(".repeat(40)).contains("more than 32 deep"));
    }
}
