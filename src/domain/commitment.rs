//! Commitments: what somebody promised in a development, and the assessments of it.

use super::edtf::Edtf;
use super::slug::{ActorId, CommitmentKey, Key};
use super::vocabulary::CommitmentState;
use serde::{Deserialize, Serialize};

/// A promise made in a development.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Commitment {
    /// Its permanent name, one of its kind in the whole journal.
    pub key: CommitmentKey,
    /// Who promised.
    pub by: Vec<ActorId>,
    /// To whom.
    pub to: Vec<ActorId>,
    /// What, in our own words.
    pub text: String,
    /// By when, if a time was set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Edtf>,
    /// The parties whose own statement of it is evidenced here; absence is no proof of denial.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "super::nullable")]
    pub acknowledged_by: Vec<ActorId>,
    /// The number of the source it rests on.
    pub source: u32,
}

/// A judgement of what became of a commitment, as of a date.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Assessment {
    /// The commitment.
    pub commitment: CommitmentKey,
    /// What became of it.
    pub state: CommitmentState,
    /// As of when.
    pub on: Edtf,
    /// The developments that show it.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "super::nullable")]
    pub evidence: Vec<Key>,
    /// What the judgement rests on, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl Commitment {
    /// True where some party to it has no statement of its own on record.
    pub fn is_one_sided(&self) -> bool {
        self.by.iter().chain(&self.to).any(|party| !self.acknowledged_by.contains(party))
    }
}
