//! The chronology report as plain data: entries in their columns, both sides' words with numbered
//! notes, ties with days, measures, commitments, chains, perspectives, actors, sources and method.
//! How it looks on a page is left to the renderers; no section claims anything of its own.

mod actors;
mod commitments;
mod dates;
mod entry;
mod frame;
mod language;
mod measures;
mod method;
mod notes;
mod overview;
mod perspectives;
mod placement;
mod responses;

pub use actors::{Body, Person};
pub use commitments::{Assessed, Pledge};
pub use dates::Filed;
pub use entry::{Corrected, Entry, LegalForm, Move, OtherDate, Promise, Words};
pub use frame::{Reference, Tie};
pub use measures::Measure;
pub use method::{Method, Search};
pub use notes::{Balance, Citation, Note};
pub use overview::{Columns, Overview};
pub use perspectives::Perspective;
pub use placement::Column;
pub use responses::Step;

use crate::domain::chronicle::{Chronicle, DevelopmentState};
use crate::domain::edtf::Day;
use crate::domain::filter::Filter;
use crate::domain::stamp::Instant;
use crate::report::measures::day_of;
use frame::Frame;
use method::LeftOut;

/// What is asked, and what the page must say of itself.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// A title; one is made from the relation where none is given.
    pub title: Option<String>,
    /// Which developments.
    pub filter: Filter,
    /// The command line as words.
    pub query: String,
    /// The instant up to which the journal was folded, where it was not folded whole.
    pub known_on: Option<Instant>,
    /// Who answers for the page.
    pub compiler: Option<String>,
    /// The editor's own paragraphs, as plain text.
    pub introduction: Option<String>,
    /// The licence.
    pub licence: Option<String>,
    /// The program and its version: `annals 0.1.0`.
    pub program: String,
    /// The journal's origin.
    pub origin: String,
    /// How many events the journal has.
    pub size: u64,
    /// Its Merkle root in base64.
    pub root: String,
    /// The time of the last event folded.
    pub as_of: Option<Instant>,
}

/// The report.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Chronology {
    /// What the page says of itself.
    pub head: Head,
    /// The counts.
    pub overview: Overview,
    /// The editor's own paragraphs.
    pub introduction: Vec<String>,
    /// The names of the two columns of sides, where the report is about one relation.
    pub sides: Option<(String, String)>,
    /// The entries in order.
    pub entries: Vec<Entry>,
    /// The measures among them.
    pub measures: Vec<Measure>,
    /// The commitments made in them.
    pub commitments: Vec<Pledge>,
    /// The chains of action and response.
    pub responses: Vec<Vec<Step>>,
    /// The meetings as their sides tell them.
    pub perspectives: Vec<Perspective>,
    /// The persons.
    pub persons: Vec<Person>,
    /// The bodies.
    pub bodies: Vec<Body>,
    /// The sources.
    pub notes: Vec<Note>,
    /// How the entries rest on them.
    pub balance: Balance,
    /// How the report was made.
    pub method: Method,
}

/// What the page says of itself.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Head {
    /// The title.
    pub title: String,
    /// The relation: names, code.
    pub relation: Option<(String, String)>,
    /// The window asked for, in words.
    pub window: Option<String>,
    /// The time of the last event folded, in words.
    pub as_of: Option<String>,
    /// Its day in words.
    pub edition: Option<String>,
    /// The instant up to which the journal was folded, in words.
    pub known_on: Option<String>,
    /// Who answers for the page.
    pub compiler: Option<String>,
    /// The licence.
    pub licence: Option<String>,
    /// The command line.
    pub query: String,
    /// The program and its version.
    pub program: String,
    /// The journal's origin.
    pub origin: String,
    /// How many events it has.
    pub size: u64,
    /// Its Merkle root.
    pub root: String,
}

/// Answers a request from a chronicle. The same chronicle and request give the same report.
pub fn chronology(chronicle: &Chronicle, request: Request) -> Chronology {
    let filter = &request.filter;
    let relation = match filter.relations.as_slice() {
        [one] => Some(*one),
        _ => None,
    };
    let (states, left_out) = chosen(chronicle, filter);
    let frame = Frame::new(chronicle, states, relation);
    let mut notes = notes::Notes::default();
    let entries: Vec<Entry> = frame.states.iter().map(|state| entry::entry(&frame, &mut notes, state)).collect();
    // the day comes from the record, never from a clock: the same journal gives the same bytes
    let on = filter.public_on.or(request.as_of.map(day_of)).unwrap_or(Day::MIN);
    let measures = measures::measures(&frame, &entries, on, filter.public_on);
    let commitments = commitments::pledges(&frame, &mut notes);
    let perspectives = perspectives::perspectives(&frame, &mut notes);
    let (persons, bodies) = actors::actors(&frame);
    let (notes, balance) = notes.finish(entries.iter().map(|entry| entry.cited.as_slice()));
    let sides = relation.map(|dyad| (frame.side_name(dyad.first()), frame.side_name(dyad.second())));
    Chronology {
        overview: overview::overview(&frame, &entries, (&measures, on), &commitments),
        introduction: paragraphs(request.introduction.as_deref().unwrap_or_default()),
        responses: responses::responses(&frame),
        method: method::method(&frame, filter, left_out),
        head: head(request, sides.as_ref(), relation.map(|dyad| dyad.to_string())),
        sides,
        entries,
        measures,
        commitments,
        perspectives,
        persons,
        bodies,
        notes,
        balance,
    }
}

/// The developments that stand and pass the filter, sorted, and how many pass it but no longer stand.
fn chosen<'c>(chronicle: &'c Chronicle, filter: &Filter) -> (Vec<&'c DevelopmentState>, LeftOut) {
    let mut left_out = LeftOut::default();
    let mut states = Vec::new();
    for state in chronicle.developments().iter().filter(|state| filter.admits(chronicle, state)) {
        match (&state.retracted, &state.duplicate_of) {
            (None, None) => states.push(state),
            (Some(_), _) => left_out.retracted += 1,
            (None, Some(_)) => left_out.duplicates += 1,
        }
    }
    states.sort_by_key(|state| (state.current.sort_key(), state.recorded.sequence));
    (states, left_out)
}

fn head(request: Request, sides: Option<&(String, String)>, code: Option<String>) -> Head {
    let title = request.title.unwrap_or_else(|| match sides {
        Some((first, second)) => format!("{first} – {second}: a chronology"),
        None => "Chronology".to_owned(),
    });
    Head {
        title,
        relation: sides.map(|(first, second)| format!("{first} – {second}")).zip(code),
        window: method::window(&request.filter),
        as_of: request.as_of.map(dates::instant),
        edition: request.as_of.map(dates::instant_day),
        known_on: request.known_on.map(dates::instant),
        compiler: request.compiler,
        licence: request.licence,
        query: request.query,
        program: request.program,
        origin: request.origin,
        size: request.size,
        root: request.root,
    }
}

/// The paragraphs of a plain text: parts with blank lines between them.
fn paragraphs(text: &str) -> Vec<String> {
    let mut paragraphs: Vec<String> = Vec::new();
    let mut is_new = true;
    for line in text.lines().map(str::trim) {
        match paragraphs.last_mut() {
            _ if line.is_empty() => is_new = true,
            Some(last) if !is_new => {
                last.push(' ');
                last.push_str(line);
            }
            Some(_) | None => {
                paragraphs.push(line.to_owned());
                is_new = false;
            }
        }
    }
    paragraphs
}
