//! Claims: what a named party states, denies or is silent on, about a development, with a source.

use super::side::Side;
use super::slug::ActorId;
use super::vocabulary::Polarity;
use serde::{Deserialize, Serialize};

/// A claim. `side` is the side it speaks for, which may differ from that of the person speaking.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Claim {
    /// Whose claim it is, where that is a registered actor.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<ActorId>,
    /// The speaker as the source names them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub speaker: Option<String>,
    /// The side it speaks for.
    pub side: Side,
    /// Whether it states, denies or is silent.
    pub polarity: Polarity,
    /// What is stated, denied or left out, in our own words.
    pub text: String,
    /// The number of the source it rests on.
    pub source: u32,
}
