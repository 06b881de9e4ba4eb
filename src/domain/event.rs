//! The events of the journal: acts of recording, in the past tense, immutable, a closed set. What
//! surrounds an event is left to `stamp.rs`; what it does to a state, to `chronicle.rs`.

use super::actor::Actor;
use super::claim::Claim;
use super::commitment::{Assessment, Commitment};
use super::development::Development;
use super::edtf::Edtf;
use super::field_path::FieldPath;
use super::lead::{Lead, LeadAccepted, LeadMarkedDuplicate, LeadRejected};
use super::link::{Asserter, Link};
use super::slug::{ActorId, Key};
use super::source::Source;
use super::vocabulary::{LinkRelation, Status};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What happened to the record.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// A development was recorded.
    DevelopmentRecorded(Box<Development>),
    /// Fields of a development were corrected.
    DevelopmentCorrected(DevelopmentCorrected),
    /// A development was retracted; its key stays readable.
    DevelopmentRetracted(DevelopmentRetracted),
    /// A development was marked as the duplicate of another.
    DevelopmentMarkedDuplicate(DevelopmentMarkedDuplicate),
    /// The act itself moved on in the world.
    StatusChanged(StatusChanged),
    /// A source was added to a development.
    SourceCited(SourceCited),
    /// A claim was added to a development.
    ClaimRecorded(ClaimRecorded),
    /// A tie to another development was asserted.
    LinkAsserted(LinkAsserted),
    /// A tie was withdrawn.
    LinkWithdrawn(LinkWithdrawn),
    /// A commitment was added to a development.
    CommitmentMade(CommitmentMade),
    /// A commitment was assessed.
    CommitmentAssessed(CommitmentAssessed),
    /// An actor was registered.
    ActorRegistered(Box<Actor>),
    /// Fields of an actor were amended.
    ActorAmended(ActorAmended),
    /// Two actors turned out to be one.
    ActorsMerged(ActorsMerged),
    /// A place was searched and nothing found.
    SearchLogged(SearchLogged),
    /// A feed proposed a lead; it stands in the journal of leads, never in the record.
    LeadProposed(Box<Lead>),
    /// A lead became a development.
    LeadAccepted(LeadAccepted),
    /// A lead was found not to belong in the chronology.
    LeadRejected(LeadRejected),
    /// A lead was found to be recorded already.
    LeadMarkedDuplicate(LeadMarkedDuplicate),
}

/// The name of an event's type; the closed set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum EventType {
    /// See [`Event::DevelopmentRecorded`].
    DevelopmentRecorded,
    /// See [`Event::DevelopmentCorrected`].
    DevelopmentCorrected,
    /// See [`Event::DevelopmentRetracted`].
    DevelopmentRetracted,
    /// See [`Event::DevelopmentMarkedDuplicate`].
    DevelopmentMarkedDuplicate,
    /// See [`Event::StatusChanged`].
    StatusChanged,
    /// See [`Event::SourceCited`].
    SourceCited,
    /// See [`Event::ClaimRecorded`].
    ClaimRecorded,
    /// See [`Event::LinkAsserted`].
    LinkAsserted,
    /// See [`Event::LinkWithdrawn`].
    LinkWithdrawn,
    /// See [`Event::CommitmentMade`].
    CommitmentMade,
    /// See [`Event::CommitmentAssessed`].
    CommitmentAssessed,
    /// See [`Event::ActorRegistered`].
    ActorRegistered,
    /// See [`Event::ActorAmended`].
    ActorAmended,
    /// See [`Event::ActorsMerged`].
    ActorsMerged,
    /// See [`Event::SearchLogged`].
    SearchLogged,
    /// See [`Event::LeadProposed`].
    LeadProposed,
    /// See [`Event::LeadAccepted`].
    LeadAccepted,
    /// See [`Event::LeadRejected`].
    LeadRejected,
    /// See [`Event::LeadMarkedDuplicate`].
    LeadMarkedDuplicate,
}

/// One corrected field: what stood there and what stands there now. `null` is an absent field.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// Which field.
    pub field: FieldPath,
    /// The value before.
    pub old: Value,
    /// The value now.
    pub new: Value,
}

/// Content of [`Event::DevelopmentCorrected`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DevelopmentCorrected {
    /// The development.
    pub key: Key,
    /// What changed, in order.
    pub changes: Vec<Change>,
    /// Why.
    pub reason: String,
    /// The document the correction rests on, if it is a new one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
}

/// Content of [`Event::DevelopmentRetracted`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DevelopmentRetracted {
    /// The development.
    pub key: Key,
    /// Why.
    pub reason: String,
}

/// Content of [`Event::DevelopmentMarkedDuplicate`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DevelopmentMarkedDuplicate {
    /// The development.
    pub key: Key,
    /// The development that stands for both.
    pub of: Key,
}

/// Content of [`Event::StatusChanged`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatusChanged {
    /// The development.
    pub key: Key,
    /// The status before.
    pub from: Status,
    /// The status now.
    pub to: Status,
    /// When it moved in the world, if known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<Edtf>,
    /// The number of the source that shows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<u32>,
}

/// Content of [`Event::SourceCited`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SourceCited {
    /// The development.
    pub key: Key,
    /// The document; it gets the next number.
    pub source: Source,
}

/// Content of [`Event::ClaimRecorded`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClaimRecorded {
    /// The development.
    pub key: Key,
    /// The claim.
    pub claim: Claim,
}

/// Content of [`Event::LinkAsserted`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LinkAsserted {
    /// The development the tie starts from.
    pub key: Key,
    /// The tie.
    pub link: Link,
}

/// Content of [`Event::LinkWithdrawn`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LinkWithdrawn {
    /// The development the tie started from.
    pub key: Key,
    /// Its relation.
    #[serde(rename = "rel")]
    pub relation: LinkRelation,
    /// The development it led to.
    pub target: Key,
    /// Who asserted it.
    pub asserted_by: Asserter,
    /// Why it was withdrawn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// Content of [`Event::CommitmentMade`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CommitmentMade {
    /// The development.
    pub key: Key,
    /// The promise.
    pub commitment: Commitment,
}

/// Content of [`Event::CommitmentAssessed`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CommitmentAssessed {
    /// The development in which the promise was made.
    pub key: Key,
    /// The judgement.
    pub assessment: Assessment,
}

/// Content of [`Event::ActorAmended`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ActorAmended {
    /// The actor.
    pub id: ActorId,
    /// What changed, in order.
    pub changes: Vec<Change>,
    /// Why, where a reason was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// Content of [`Event::ActorsMerged`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ActorsMerged {
    /// The actor that is no longer one of its own.
    pub from: ActorId,
    /// The actor that stands for both.
    pub into: ActorId,
    /// Why.
    pub reason: String,
}

/// Content of [`Event::SearchLogged`]: the coverage log.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SearchLogged {
    /// Where was searched: a site, an archive, a gazette.
    pub place: String,
    /// For what.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
    /// For which time of the world.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<Edtf>,
    /// Anything a reader must know of the search.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl LinkWithdrawn {
    /// True where it is this tie that was withdrawn.
    pub fn is_of(&self, link: &Link) -> bool {
        self.relation == link.relation && self.target == link.key && self.asserted_by == link.asserted_by
    }
}

impl EventType {
    /// Every type, in the order of the documentation.
    pub const ALL: &'static [Self] = &[
        Self::DevelopmentRecorded,
        Self::DevelopmentCorrected,
        Self::DevelopmentRetracted,
        Self::DevelopmentMarkedDuplicate,
        Self::StatusChanged,
        Self::SourceCited,
        Self::ClaimRecorded,
        Self::LinkAsserted,
        Self::LinkWithdrawn,
        Self::CommitmentMade,
        Self::CommitmentAssessed,
        Self::ActorRegistered,
        Self::ActorAmended,
        Self::ActorsMerged,
        Self::SearchLogged,
        Self::LeadProposed,
        Self::LeadAccepted,
        Self::LeadRejected,
        Self::LeadMarkedDuplicate,
    ];

    /// The types that may stand in the record: all but the proposal of a lead, which has a journal of
    /// its own.
    pub fn of_record() -> impl Iterator<Item = Self> {
        Self::ALL.iter().copied().filter(|known| *known != Self::LeadProposed)
    }

    /// The name on disk, without the `annals.` before it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::DevelopmentRecorded => "development.recorded",
            Self::DevelopmentCorrected => "development.corrected",
            Self::DevelopmentRetracted => "development.retracted",
            Self::DevelopmentMarkedDuplicate => "development.marked-duplicate",
            Self::StatusChanged => "status.changed",
            Self::SourceCited => "source.cited",
            Self::ClaimRecorded => "claim.recorded",
            Self::LinkAsserted => "link.asserted",
            Self::LinkWithdrawn => "link.withdrawn",
            Self::CommitmentMade => "commitment.made",
            Self::CommitmentAssessed => "commitment.assessed",
            Self::ActorRegistered => "actor.registered",
            Self::ActorAmended => "actor.amended",
            Self::ActorsMerged => "actors.merged",
            Self::SearchLogged => "search.logged",
            Self::LeadProposed => "lead.proposed",
            Self::LeadAccepted => "lead.accepted",
            Self::LeadRejected => "lead.rejected",
            Self::LeadMarkedDuplicate => "lead.marked-duplicate",
        }
    }

    /// Reads the name on disk.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|known| known.as_str() == text)
    }

    /// The current schema number of the type's content.
    pub fn schema(self) -> u32 {
        1
    }
}

impl Event {
    /// The type of the event.
    pub fn event_type(&self) -> EventType {
        match self {
            Self::DevelopmentRecorded(_) => EventType::DevelopmentRecorded,
            Self::DevelopmentCorrected(_) => EventType::DevelopmentCorrected,
            Self::DevelopmentRetracted(_) => EventType::DevelopmentRetracted,
            Self::DevelopmentMarkedDuplicate(_) => EventType::DevelopmentMarkedDuplicate,
            Self::StatusChanged(_) => EventType::StatusChanged,
            Self::SourceCited(_) => EventType::SourceCited,
            Self::ClaimRecorded(_) => EventType::ClaimRecorded,
            Self::LinkAsserted(_) => EventType::LinkAsserted,
            Self::LinkWithdrawn(_) => EventType::LinkWithdrawn,
            Self::CommitmentMade(_) => EventType::CommitmentMade,
            Self::CommitmentAssessed(_) => EventType::CommitmentAssessed,
            Self::ActorRegistered(_) => EventType::ActorRegistered,
            Self::ActorAmended(_) => EventType::ActorAmended,
            Self::ActorsMerged(_) => EventType::ActorsMerged,
            Self::SearchLogged(_) => EventType::SearchLogged,
            Self::LeadProposed(_) => EventType::LeadProposed,
            Self::LeadAccepted(_) => EventType::LeadAccepted,
            Self::LeadRejected(_) => EventType::LeadRejected,
            Self::LeadMarkedDuplicate(_) => EventType::LeadMarkedDuplicate,
        }
    }

    /// The development the event is about, where it is about one. A decision on a lead is about the
    /// lead: it does not change the development that it names.
    pub fn development(&self) -> Option<&Key> {
        match self {
            Self::DevelopmentRecorded(development) => Some(&development.key),
            Self::DevelopmentCorrected(content) => Some(&content.key),
            Self::DevelopmentRetracted(content) => Some(&content.key),
            Self::DevelopmentMarkedDuplicate(content) => Some(&content.key),
            Self::StatusChanged(content) => Some(&content.key),
            Self::SourceCited(content) => Some(&content.key),
            Self::ClaimRecorded(content) => Some(&content.key),
            Self::LinkAsserted(content) => Some(&content.key),
            Self::LinkWithdrawn(content) => Some(&content.key),
            Self::CommitmentMade(content) => Some(&content.key),
            Self::CommitmentAssessed(content) => Some(&content.key),
            Self::ActorRegistered(_)
            | Self::ActorAmended(_)
            | Self::ActorsMerged(_)
            | Self::SearchLogged(_)
            | Self::LeadProposed(_)
            | Self::LeadAccepted(_)
            | Self::LeadRejected(_)
            | Self::LeadMarkedDuplicate(_) => None,
        }
    }

    /// The actors the event itself registers, amends or merges.
    pub fn actors(&self) -> Vec<&ActorId> {
        match self {
            Self::ActorRegistered(actor) => vec![&actor.id],
            Self::ActorAmended(content) => vec![&content.id],
            Self::ActorsMerged(content) => vec![&content.from, &content.into],
            Self::DevelopmentRecorded(_)
            | Self::DevelopmentCorrected(_)
            | Self::DevelopmentRetracted(_)
            | Self::DevelopmentMarkedDuplicate(_)
            | Self::StatusChanged(_)
            | Self::SourceCited(_)
            | Self::ClaimRecorded(_)
            | Self::LinkAsserted(_)
            | Self::LinkWithdrawn(_)
            | Self::CommitmentMade(_)
            | Self::CommitmentAssessed(_)
            | Self::SearchLogged(_)
            | Self::LeadProposed(_)
            | Self::LeadAccepted(_)
            | Self::LeadRejected(_)
            | Self::LeadMarkedDuplicate(_) => Vec::new(),
        }
    }

    /// What it corrects or amends, field by field; nothing for other events.
    pub fn changes(&self) -> &[Change] {
        match self {
            Self::DevelopmentCorrected(content) => &content.changes,
            Self::ActorAmended(content) => &content.changes,
            Self::DevelopmentRecorded(_)
            | Self::DevelopmentRetracted(_)
            | Self::DevelopmentMarkedDuplicate(_)
            | Self::StatusChanged(_)
            | Self::SourceCited(_)
            | Self::ClaimRecorded(_)
            | Self::LinkAsserted(_)
            | Self::LinkWithdrawn(_)
            | Self::CommitmentMade(_)
            | Self::CommitmentAssessed(_)
            | Self::ActorRegistered(_)
            | Self::ActorsMerged(_)
            | Self::SearchLogged(_)
            | Self::LeadProposed(_)
            | Self::LeadAccepted(_)
            | Self::LeadRejected(_)
            | Self::LeadMarkedDuplicate(_) => &[],
        }
    }

    /// True where it is about a lead: its proposal, or a decision on it.
    pub fn is_of_lead(&self) -> bool {
        self.event_type().as_str().starts_with("lead.")
    }

    /// What the event is about: a development's key, an actor's id, the place searched, or a lead's name.
    pub fn subject(&self) -> String {
        match self {
            Self::SearchLogged(content) => content.place.clone(),
            Self::LeadProposed(lead) => lead.name(),
            Self::LeadAccepted(content) => content.name.clone(),
            Self::LeadRejected(content) => content.name.clone(),
            Self::LeadMarkedDuplicate(content) => content.name.clone(),
            Self::DevelopmentRecorded(_)
            | Self::DevelopmentCorrected(_)
            | Self::DevelopmentRetracted(_)
            | Self::DevelopmentMarkedDuplicate(_)
            | Self::StatusChanged(_)
            | Self::SourceCited(_)
            | Self::ClaimRecorded(_)
            | Self::LinkAsserted(_)
            | Self::LinkWithdrawn(_)
            | Self::CommitmentMade(_)
            | Self::CommitmentAssessed(_)
            | Self::ActorRegistered(_)
            | Self::ActorAmended(_)
            | Self::ActorsMerged(_) => {
                let actor = || self.actors().first().map(ToString::to_string);
                self.development().map(ToString::to_string).or_else(actor).unwrap_or_default()
            }
        }
    }

    /// The JSON object of the event's content, as it stands on disk.
    ///
    /// # Errors
    /// Only where a value has no JSON form, which none of ours lacks.
    pub fn to_data(&self) -> Result<String, serde_json::Error> {
        match self {
            Self::DevelopmentRecorded(content) => serde_json::to_string(content),
            Self::DevelopmentCorrected(content) => serde_json::to_string(content),
            Self::DevelopmentRetracted(content) => serde_json::to_string(content),
            Self::DevelopmentMarkedDuplicate(content) => serde_json::to_string(content),
            Self::StatusChanged(content) => serde_json::to_string(content),
            Self::SourceCited(content) => serde_json::to_string(content),
            Self::ClaimRecorded(content) => serde_json::to_string(content),
            Self::LinkAsserted(content) => serde_json::to_string(content),
            Self::LinkWithdrawn(content) => serde_json::to_string(content),
            Self::CommitmentMade(content) => serde_json::to_string(content),
            Self::CommitmentAssessed(content) => serde_json::to_string(content),
            Self::ActorRegistered(content) => serde_json::to_string(content),
            Self::ActorAmended(content) => serde_json::to_string(content),
            Self::ActorsMerged(content) => serde_json::to_string(content),
            Self::SearchLogged(content) => serde_json::to_string(content),
            Self::LeadProposed(lead) => serde_json::to_string(lead),
            Self::LeadAccepted(content) => serde_json::to_string(content),
            Self::LeadRejected(content) => serde_json::to_string(content),
            Self::LeadMarkedDuplicate(content) => serde_json::to_string(content),
        }
    }

    /// Reads the JSON object of an event's content in the current schema; unknown fields are refused
    /// by name.
    ///
    /// # Errors
    /// What is wrong with the content, with line and column inside it.
    pub fn from_data(event_type: EventType, json: &str) -> Result<Self, serde_json::Error> {
        Ok(match event_type {
            EventType::DevelopmentRecorded => Self::DevelopmentRecorded(serde_json::from_str(json)?),
            EventType::DevelopmentCorrected => Self::DevelopmentCorrected(serde_json::from_str(json)?),
            EventType::DevelopmentRetracted => Self::DevelopmentRetracted(serde_json::from_str(json)?),
            EventType::DevelopmentMarkedDuplicate => Self::DevelopmentMarkedDuplicate(serde_json::from_str(json)?),
            EventType::StatusChanged => Self::StatusChanged(serde_json::from_str(json)?),
            EventType::SourceCited => Self::SourceCited(serde_json::from_str(json)?),
            EventType::ClaimRecorded => Self::ClaimRecorded(serde_json::from_str(json)?),
            EventType::LinkAsserted => Self::LinkAsserted(serde_json::from_str(json)?),
            EventType::LinkWithdrawn => Self::LinkWithdrawn(serde_json::from_str(json)?),
            EventType::CommitmentMade => Self::CommitmentMade(serde_json::from_str(json)?),
            EventType::CommitmentAssessed => Self::CommitmentAssessed(serde_json::from_str(json)?),
            EventType::ActorRegistered => Self::ActorRegistered(serde_json::from_str(json)?),
            EventType::ActorAmended => Self::ActorAmended(serde_json::from_str(json)?),
            EventType::ActorsMerged => Self::ActorsMerged(serde_json::from_str(json)?),
            EventType::SearchLogged => Self::SearchLogged(serde_json::from_str(json)?),
            EventType::LeadProposed => Self::LeadProposed(serde_json::from_str(json)?),
            EventType::LeadAccepted => Self::LeadAccepted(serde_json::from_str(json)?),
            EventType::LeadRejected => Self::LeadRejected(serde_json::from_str(json)?),
            EventType::LeadMarkedDuplicate => Self::LeadMarkedDuplicate(serde_json::from_str(json)?),
        })
    }
}
