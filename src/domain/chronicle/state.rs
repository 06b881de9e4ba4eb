//! What is kept of a development, an actor or a search: its content as it stands, and what was done to it.

use crate::domain::actor::Actor;
use crate::domain::commitment::Assessment;
use crate::domain::development::Development;
use crate::domain::edtf::Edtf;
use crate::domain::event::{Change, LinkWithdrawn, SearchLogged};
use crate::domain::side::Side;
use crate::domain::slug::{ActorId, CommitmentKey, Key};
use crate::domain::source::Source;
use crate::domain::stamp::{Instant, Recorder, Sequence, Stamp};
use crate::domain::vocabulary::{LeadState, Status};

/// Who recorded what when: the part of a stamp that a state keeps.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Act {
    /// The event's place in the journal.
    pub sequence: Sequence,
    /// When it was recorded.
    pub time: Instant,
    /// Who recorded it.
    #[serde(serialize_with = "recorder_text")]
    pub recorder: Recorder,
}

fn recorder_text<S: serde::Serializer>(recorder: &Recorder, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(recorder.as_str())
}

/// A development as it stands, with what was done to it.
#[derive(Debug, Clone, PartialEq)]
pub struct DevelopmentState {
    /// Its content as it stands.
    pub current: Development,
    /// When it was recorded, and by whom.
    pub recorded: Act,
    /// How many events made it so far.
    pub revision: u32,
    /// The sequences of those events, in order.
    pub events: Vec<Sequence>,
    /// Its corrections, in order.
    pub corrections: Vec<Correction>,
    /// Its moves through the statuses, in order.
    pub status_moves: Vec<StatusMove>,
    /// The ties withdrawn from it, in order.
    pub withdrawals: Vec<LinkWithdrawn>,
    /// The assessments of its commitments, in order.
    pub assessments: Vec<AssessmentMade>,
    /// Its retraction, if it was retracted.
    pub retracted: Option<Retraction>,
    /// The development that stands for it, if it was marked a duplicate.
    pub duplicate_of: Option<(Key, Act)>,
}

/// A correction as applied.
#[derive(Debug, Clone, PartialEq)]
pub struct Correction {
    /// Who, when.
    pub act: Act,
    /// What.
    pub changes: Vec<Change>,
    /// Why.
    pub reason: String,
    /// On what document.
    pub source: Option<Source>,
}

/// A move of the act itself.
#[derive(Debug, Clone, PartialEq)]
pub struct StatusMove {
    /// Who recorded it, when.
    pub act: Act,
    /// From which status.
    pub from: Status,
    /// To which.
    pub to: Status,
    /// When in the world.
    pub on: Option<Edtf>,
    /// The number of the source that shows it.
    pub source: Option<u32>,
}

/// An assessment as recorded.
#[derive(Debug, Clone, PartialEq)]
pub struct AssessmentMade {
    /// Who recorded it, when.
    pub act: Act,
    /// The judgement.
    pub assessment: Assessment,
}

/// A retraction.
#[derive(Debug, Clone, PartialEq)]
pub struct Retraction {
    /// Who, when.
    pub act: Act,
    /// Why.
    pub reason: String,
}

/// An actor as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct ActorState {
    /// Its content as it stands.
    pub current: Actor,
    /// When it was registered, and by whom.
    pub registered: Act,
    /// How many events made it so far.
    pub revision: u32,
    /// The sequences of those events, in order.
    pub events: Vec<Sequence>,
    /// The actor that stands for it, if it was merged.
    pub merged_into: Option<ActorId>,
    /// Sides it was registered under before they were amended.
    pub former_sides: Vec<Side>,
}

/// A search that found nothing.
#[derive(Debug, Clone, PartialEq)]
pub struct SearchState {
    /// Who, when.
    pub act: Act,
    /// Where and for what.
    pub search: SearchLogged,
}

/// A decision on a lead.
#[derive(Debug, Clone, PartialEq)]
pub struct LeadDecision {
    /// Who, when.
    pub act: Act,
    /// What was decided.
    pub verdict: Verdict,
}

/// What can be decided on a lead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It became this development.
    Accepted(Key),
    /// It does not belong in the chronology, for this reason.
    Rejected(String),
    /// This development records it already.
    Duplicate(Key),
}

impl Verdict {
    /// The state of a lead of which it is the last.
    pub fn state(&self) -> LeadState {
        match self {
            Self::Accepted(_) => LeadState::Accepted,
            Self::Rejected(_) => LeadState::Rejected,
            Self::Duplicate(_) => LeadState::Duplicate,
        }
    }
}

impl Act {
    /// The act of a stamp.
    pub fn of(stamp: &Stamp) -> Self {
        Self { sequence: stamp.sequence, time: stamp.time, recorder: stamp.recorder.clone() }
    }
}

impl DevelopmentState {
    /// True where the development is part of the chronology: neither retracted nor a duplicate.
    pub fn stands(&self) -> bool {
        self.retracted.is_none() && self.duplicate_of.is_none()
    }

    /// The last assessment of a commitment: the latest `on`, and of equals the last recorded.
    pub fn last_assessment(&self, commitment: &CommitmentKey) -> Option<&AssessmentMade> {
        self.assessments
            .iter()
            .filter(|made| made.assessment.commitment == *commitment)
            .max_by_key(|made| (made.assessment.on.sort_key(), made.act.sequence))
    }
}
