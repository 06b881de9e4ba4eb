//! The rules that refuse: a command and the state so far in, events or refusals out, without clock,
//! disk or terminal. What the rules merely warn of is left to `warning.rs`.

mod actors;
mod changes;
mod content;
mod development;
mod leads;

pub use actors::ACTOR_FIELDS;
pub use changes::DEVELOPMENT_FIELDS;

use super::actor::Actor;
use super::chronicle::{Chronicle, Named};
use super::claim::Claim;
use super::commitment::{Assessment, Commitment};
use super::country::COUNTRIES;
use super::development::{Development, DevelopmentId};
use super::edtf::Edtf;
use super::event::{Event, SearchLogged};
use super::field_path::FieldPath;
use super::lead::LeadRef;
use super::link::{Asserter, Link};
use super::nearest::nearest;
use super::refusal::{Reason, Refusal};
use super::side::Side;
use super::slug::{ActorId, CommitmentKey, Key};
use super::source::Source;
use super::stamp::{Draft, EventId};
use super::vocabulary::{LinkRelation, Status};
use serde_json::Value;
use std::collections::HashSet;
use uuid::Uuid;

/// What somebody wants recorded.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// Record a development.
    Record(Box<Development>),
    /// Correct fields of a development.
    Correct {
        /// The development.
        key: Key,
        /// The fields with their new values; `null` removes.
        set: Vec<(FieldPath, Value)>,
        /// Why.
        reason: String,
        /// On what document.
        source: Option<Source>,
    },
    /// Retract a development.
    Retract {
        /// The development.
        key: Key,
        /// Why.
        reason: String,
    },
    /// Mark a development as the duplicate of another.
    MarkDuplicate {
        /// The development.
        key: Key,
        /// The one that stands for both.
        of: Key,
    },
    /// Move the act itself to another status.
    ChangeStatus {
        /// The development.
        key: Key,
        /// The new status.
        to: Status,
        /// When in the world.
        on: Option<Edtf>,
        /// The document that shows it.
        source: Option<SourceChoice>,
    },
    /// Add a source.
    Cite {
        /// The development.
        key: Key,
        /// The document.
        source: Source,
    },
    /// Add a claim; `claim.source` is filled from `source`.
    RecordClaim {
        /// The development.
        key: Key,
        /// The claim.
        claim: Claim,
        /// The document it rests on.
        source: SourceChoice,
    },
    /// Tie a development to another.
    AssertLink {
        /// The development.
        key: Key,
        /// The tie.
        link: Link,
    },
    /// Withdraw a tie.
    WithdrawLink {
        /// The development.
        key: Key,
        /// The relation.
        relation: LinkRelation,
        /// The other development.
        target: Key,
        /// Who asserted it.
        asserted_by: Asserter,
        /// Why it is withdrawn.
        reason: Option<String>,
    },
    /// Add a commitment; `commitment.source` is filled from `source`.
    Commit {
        /// The development.
        key: Key,
        /// The promise.
        commitment: Commitment,
        /// The document it rests on.
        source: SourceChoice,
    },
    /// Assess a commitment.
    Assess(Assessment),
    /// Register an actor.
    Register(Box<Actor>),
    /// Amend fields of an actor.
    Amend {
        /// The actor.
        id: ActorId,
        /// The fields with their new values; `null` removes.
        set: Vec<(FieldPath, Value)>,
        /// Why.
        reason: Option<String>,
    },
    /// Say that two actors are one.
    Merge {
        /// The one to go.
        from: ActorId,
        /// The one to stay.
        into: ActorId,
        /// Why.
        reason: String,
    },
    /// Log a search that found nothing.
    LogSearch(SearchLogged),
    /// Record the development that a lead became.
    AcceptLead {
        /// The lead.
        lead: LeadRef,
        /// The development.
        development: Box<Development>,
    },
    /// Say that a lead does not belong in the chronology.
    RejectLead {
        /// The lead.
        lead: LeadRef,
        /// Why.
        reason: String,
    },
    /// Say that a development records a lead already.
    MarkLeadDuplicate {
        /// The lead.
        lead: LeadRef,
        /// The development.
        of: Key,
    },
}

/// A source of the development by its number, or a document that is cited with the command unless
/// the development has it already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SourceChoice {
    /// One of the development's sources, from 0.
    Number(u32),
    /// A document; the same URL is the same document.
    Document(Box<Source>),
}

/// What the rules must know besides the state.
#[derive(Debug, Clone, Default)]
pub struct Surroundings {
    /// The origin of the journal, from which ids are derived.
    pub origin: String,
    /// Keys that other items of the same batch record.
    pub announced_keys: HashSet<Key>,
    /// Actors that other items of the same batch register.
    pub announced_actors: HashSet<ActorId>,
    /// Sides of blocs that other items of the same batch register.
    pub announced_sides: HashSet<Side>,
    /// The revision the development or actor must be at.
    pub expected_revision: Option<u32>,
}

/// What a command comes to: the events to append. None where the record says so already.
pub type Decision = Result<Vec<Draft>, Vec<Refusal>>;

/// Applies the rules to one command.
///
/// # Errors
/// Every refusal that the command meets, at least one.
pub fn decide(chronicle: &Chronicle, around: &Surroundings, command: Command) -> Decision {
    let rules = Rules { chronicle, around };
    match command {
        Command::Record(development) => rules.record(*development),
        Command::Correct { key, set, reason, source } => rules.correct(&key, set, &reason, source),
        Command::Retract { key, reason } => rules.retract(key, reason),
        Command::MarkDuplicate { key, of } => rules.mark_duplicate(key, of),
        Command::ChangeStatus { key, to, on, source } => rules.change_status(&key, to, on, source),
        Command::Cite { key, source } => rules.cite(&key, source),
        Command::RecordClaim { key, claim, source } => rules.record_claim(&key, claim, source),
        Command::AssertLink { key, link } => rules.assert_link(&key, link),
        Command::WithdrawLink { key, relation, target, asserted_by, reason } => {
            rules.withdraw_link(&key, relation, &target, asserted_by, reason)
        }
        Command::Commit { key, commitment, source } => rules.commit(&key, commitment, source),
        Command::Assess(assessment) => rules.assess(assessment),
        Command::Register(actor) => rules.register(*actor),
        Command::Amend { id, set, reason } => rules.amend(&id, set, reason),
        Command::Merge { from, into, reason } => rules.merge(from, into, reason),
        Command::LogSearch(search) => rules.log_search(search),
        Command::AcceptLead { lead, development } => rules.accept_lead(lead, *development),
        Command::RejectLead { lead, reason } => rules.reject_lead(lead, reason),
        Command::MarkLeadDuplicate { lead, of } => rules.mark_lead_duplicate(lead, of),
    }
}

/// The id that a development of a journal has unless its input brings one: UUID version 5 of the
/// journal's origin and the key.
pub fn development_id(origin: &str, key: &Key) -> DevelopmentId {
    DevelopmentId(Uuid::new_v5(&Uuid::NAMESPACE_URL, format!("annals:{origin}:development:{key}").as_bytes()))
}

/// The id of an event. The act that first makes a subject has one id whatever its content, so that
/// the same import twice is the same event and other content under the same name is a conflict; of a
/// later act the content and the revision before it count too, so that a repeated command is the
/// same event only while nothing else happened.
pub fn event_id(origin: &str, event: &Event, revision: u32) -> EventId {
    let mut name = format!("annals:{origin}:{}:{}", event.event_type().as_str(), event.subject());
    if !matches!(event, Event::DevelopmentRecorded(_) | Event::ActorRegistered(_) | Event::LeadProposed(_)) {
        let data = event.to_data().unwrap_or_default();
        name.push_str(&format!(":{revision}:{data}"));
    }
    EventId(Uuid::new_v5(&Uuid::NAMESPACE_URL, name.as_bytes()))
}

struct Rules<'a> {
    chronicle: &'a Chronicle,
    around: &'a Surroundings,
}

impl Rules<'_> {
    fn draft(&self, event: Event, revision: u32) -> Draft {
        Draft { id: event_id(&self.around.origin, &event, revision), event, caused_by: None }
    }

    fn knows_key(&self, key: &Key) -> bool {
        self.chronicle.development(key.as_str()).is_some() || self.around.announced_keys.contains(key)
    }

    fn knows_actor(&self, id: &ActorId) -> bool {
        self.chronicle.actor(id.as_str()).is_some() || self.around.announced_actors.contains(id)
    }

    fn knows_side(&self, side: Side) -> bool {
        self.chronicle.knows_side(side) || self.around.announced_sides.contains(&side)
    }

    fn check_actor(&self, id: &ActorId, at: FieldPath, refusals: &mut Vec<Refusal>) {
        if !self.knows_actor(id) {
            refusals.push(unknown_actor(self.chronicle, id.as_str()).at(at));
        }
    }

    fn check_key(&self, key: &Key, at: FieldPath, refusals: &mut Vec<Refusal>) {
        if !self.knows_key(key) {
            let nearest = nearest_key(self.chronicle, key.as_str());
            refusals.push(Reason::UnknownDevelopment { name: key.to_string(), nearest }.at(at));
        }
    }

    fn check_side(&self, side: Side, at: FieldPath, refusals: &mut Vec<Refusal>) {
        if !self.knows_side(side) {
            refusals.push(unknown_side(self.chronicle, side).at(at));
        }
    }

    fn check_revision(&self, subject: &str, found: u32) -> Result<(), Vec<Refusal>> {
        match self.around.expected_revision {
            Some(expected) if expected != found => {
                Err(vec![Reason::StaleRevision { subject: subject.to_owned(), expected, found }.at(FieldPath::root())])
            }
            Some(_) | None => Ok(()),
        }
    }
}

/// The refusal of an actor named inside a record, with the nearest name known.
pub fn unknown_actor(chronicle: &Chronicle, name: &str) -> Reason {
    Reason::UnknownActor { name: name.to_owned(), nearest: nearest_actor(chronicle, name) }
}

/// The refusal of a side nobody registered, with the nearest one known: those in use come first.
pub fn unknown_side(chronicle: &Chronicle, side: Side) -> Reason {
    Reason::UnknownSide { side, nearest: nearest_side(chronicle, side, |known| chronicle.knows_side(known)) }
}

/// The refusal of a code that is no country's, with the nearest one that is.
fn unknown_country(chronicle: &Chronicle, code: Side) -> Reason {
    let is_country = |known: Side| known.country_name().is_some();
    // a bloc or `INT` is no slip of the pen
    let nearest = if chronicle.knows_side(code) { None } else { nearest_side(chronicle, code, is_country) };
    Reason::UnknownCountry { code, nearest }
}

fn nearest_side(chronicle: &Chronicle, side: Side, fits: impl Fn(Side) -> bool) -> Option<String> {
    let used: Vec<Side> =
        chronicle.actors().iter().map(|state| state.current.side).filter(|side| fits(*side)).collect();
    let assigned = COUNTRIES.iter().map(|(code, _)| *code);
    nearest(side.as_str(), used.iter().map(Side::as_str).chain(assigned)).map(str::to_owned)
}

/// The actor a name stands for, as its id.
///
/// # Errors
/// The refusal where nobody, or more than one, goes by that name.
pub fn named_actor(chronicle: &Chronicle, name: &str) -> Result<ActorId, Reason> {
    match chronicle.find_actor(name) {
        Named::One(state) => Ok(state.current.id.clone()),
        Named::None => Err(unknown_actor(chronicle, name)),
        Named::Several(found) => Err(Reason::Ambiguous {
            name: name.to_owned(),
            candidates: found.iter().map(|state| state.current.id.to_string()).collect(),
        }),
    }
}

/// The development a reference stands for, as its key.
///
/// # Errors
/// The refusal where none, or more than one, is meant.
pub fn named_development(chronicle: &Chronicle, reference: &str) -> Result<Key, Reason> {
    match chronicle.find(reference) {
        Named::One(state) => Ok(state.current.key.clone()),
        Named::None => {
            Err(Reason::NoSuchDevelopment { name: reference.to_owned(), nearest: nearest_key(chronicle, reference) })
        }
        Named::Several(found) => Err(Reason::Ambiguous {
            name: reference.to_owned(),
            candidates: found.iter().map(|state| state.current.key.to_string()).collect(),
        }),
    }
}

/// The commitment by a name, as its key.
///
/// # Errors
/// The refusal where there is none.
pub fn named_commitment(chronicle: &Chronicle, name: &str) -> Result<CommitmentKey, Reason> {
    let known = chronicle.commitment(name).and_then(|state| {
        state.current.commitments.iter().find(|commitment| commitment.key.as_str() == name).map(|c| c.key.clone())
    });
    known.ok_or_else(|| Reason::NoSuchCommitment {
        name: name.to_owned(),
        nearest: nearest(name, chronicle.commitment_keys()).map(str::to_owned),
    })
}

fn nearest_actor(chronicle: &Chronicle, name: &str) -> Option<String> {
    nearest(name, chronicle.actor_handles()).map(str::to_owned)
}

fn nearest_key(chronicle: &Chronicle, key: &str) -> Option<String> {
    let keys = || chronicle.developments().iter().map(|state| state.current.key.as_str());
    // a reference is often the start of a key, with a typing error in it
    let starts = || keys().map(|known| known.get(..key.len()).unwrap_or(known));
    let by_start = || nearest(key, starts()).and_then(|start| keys().find(|known| known.starts_with(start)));
    nearest(key, keys()).or_else(by_start).map(str::to_owned)
}

fn settle<T>(value: T, refusals: Vec<Refusal>) -> Result<T, Vec<Refusal>> {
    if refusals.is_empty() { Ok(value) } else { Err(refusals) }
}

fn check_line(text: &str, name: &'static str, at: FieldPath, refusals: &mut Vec<Refusal>) {
    if text.trim().is_empty() {
        refusals.push(Reason::Empty(name).at(at));
    } else if text.chars().any(char::is_control) {
        refusals.push(Reason::ControlCharacter(name).at(at));
    }
}

/// Checks the fields of one line that are given.
fn check_lines(fields: &[(&'static str, &Option<String>)], here: &FieldPath, refusals: &mut Vec<Refusal>) {
    for (name, text) in fields {
        if let Some(text) = text {
            check_line(text, name, here.field(name), refusals);
        }
    }
}

fn check_text(text: &str, name: &'static str, at: FieldPath, refusals: &mut Vec<Refusal>) {
    if text.trim().is_empty() {
        refusals.push(Reason::Empty(name).at(at));
    } else if text.chars().any(|c| c.is_control() && c != '\n') {
        refusals.push(Reason::ControlCharacter(name).at(at));
    }
}
