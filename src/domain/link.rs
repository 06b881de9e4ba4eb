//! Links: typed ties between developments, with who asserts the tie.

use super::slug::{ActorId, Key};
use super::vocabulary::LinkRelation;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A tie from one development to another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Link {
    /// How the one is tied to the other.
    #[serde(rename = "rel", alias = "relation")]
    pub relation: LinkRelation,
    /// The other development.
    pub key: Key,
    /// Whose words make the tie.
    #[serde(default)]
    pub asserted_by: Asserter,
    /// What limits or explains it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// Who asserts a tie: an actor whose own words make it, or else the analyst.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Asserter {
    /// The person who recorded it.
    #[default]
    Analyst,
    /// An actor, by its own words.
    Actor(ActorId),
}

impl Asserter {
    /// `analyst`, or the actor's id.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Analyst => "analyst",
            Self::Actor(id) => id.as_str(),
        }
    }

    /// The actor, where it is one.
    pub fn actor(&self) -> Option<&ActorId> {
        match self {
            Self::Analyst => None,
            Self::Actor(id) => Some(id),
        }
    }
}

impl Serialize for Asserter {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Asserter {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Option::<std::borrow::Cow<'_, str>>::deserialize(deserializer)?;
        match text.as_deref() {
            None | Some("analyst") => Ok(Self::Analyst),
            Some(id) => ActorId::new(id).map(Self::Actor).map_err(serde::de::Error::custom),
        }
    }
}
