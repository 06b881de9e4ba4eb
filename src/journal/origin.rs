//! The name of a journal, unlike that of any other: the `source` of its events, the first line of its
//! checkpoint, and the beginning of its chain.

use std::fmt;

use thiserror::Error;

use super::merkle::TreeHash;

/// The name of a journal: a URL without scheme, in the manner of C2SP tlog-checkpoint, such as
/// `annals.example/us-china-tech`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Origin(String);

impl Origin {
    /// The longest origin, in bytes.
    pub const MAX: usize = 200;

    /// An origin of this text.
    ///
    /// # Errors
    /// When the text is empty, longer than [`Origin::MAX`], has a scheme, or holds a character other
    /// than visible ASCII, or one of ``+ " \ < > ^ ` { | }``, which neither a URI reference nor the
    /// name of a key in a signed note may hold.
    pub fn new(text: &str) -> Result<Origin, OriginError> {
        if text.is_empty() {
            return Err(OriginError::Empty);
        }
        if text.len() > Origin::MAX {
            return Err(OriginError::TooLong { len: text.len() });
        }
        if text.contains("://") {
            return Err(OriginError::Scheme(text.to_owned()));
        }
        let forbidden = |c: char| !c.is_ascii_graphic() || "+\"\\<>^`{|}".contains(c);
        if let Some(character) = text.chars().find(|c| forbidden(*c)) {
            return Err(OriginError::Character { origin: text.to_owned(), character });
        }
        Ok(Origin(text.to_owned()))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What the first line carries as `prevhash`: the leaf hash of the origin's bytes.
    #[must_use]
    pub fn leaf(&self) -> TreeHash {
        TreeHash::of_leaf(self.0.as_bytes())
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Why a text is not an origin.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum OriginError {
    /// There is no text.
    #[error("an origin cannot be empty; give a name such as `annals.example/us-china-tech`")]
    Empty,
    /// There is too much text.
    #[error("an origin of {len} bytes is too long; at most {} are allowed", Origin::MAX)]
    TooLong {
        /// Its length in bytes.
        len: usize,
    },
    /// The text begins like a URL.
    #[error("the origin `{0}` has a scheme; leave out what stands before `://` and the `://` itself")]
    Scheme(String),
    /// A character is not allowed.
    #[error(
        "the origin `{origin}` holds {character:?}; use letters, digits and `. / - _ ~`, \
         as in `annals.example/us-china-tech`"
    )]
    Character {
        /// The whole text.
        origin: String,
        /// The first character refused.
        character: char,
    },
}
