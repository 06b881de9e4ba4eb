//! Sides and relations: the state an actor belongs to, and the unordered pair of two sides. Which
//! bloc codes are registered is left to the chronicle.

use super::country::country_name;
use std::fmt;

/// A side: an ISO 3166-1 alpha-3 code (`USA`), a bloc's code (`EUE`), or `INT` for bodies of several
/// countries.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Side([u8; 3]);

/// Why a text cannot be a side or a relation.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SideError {
    /// Not three capital letters.
    #[error(
        "`{0}` is no side: expected three capital letters, an ISO 3166-1 alpha-3 code such as `CHN`, a registered bloc's code such as `EUE`, or `INT`"
    )]
    Form(String),
    /// Not two sides with a hyphen between them.
    #[error("`{0}` is no relation: expected two sides with a hyphen between them, such as `CHN-USA`")]
    RelationForm(String),
    /// A relation of a side with itself.
    #[error("`{0}` is no relation: it names the same side twice")]
    SameSide(String),
}

impl Side {
    /// Bodies of several countries; `INT` forms no relation.
    pub const INT: Self = Self(*b"INT");

    /// Reads three capital letters; whether the code is known is for the rules to say.
    ///
    /// # Errors
    /// [`SideError::Form`] where the text is not three capital letters.
    pub fn new(text: &str) -> Result<Self, SideError> {
        match text.as_bytes() {
            &[a, b, c] if [a, b, c].iter().all(u8::is_ascii_uppercase) => Ok(Self([a, b, c])),
            _ => Err(SideError::Form(text.to_owned())),
        }
    }

    /// The code as text.
    pub fn as_str(&self) -> &str {
        str::from_utf8(&self.0).unwrap_or_default()
    }

    /// True for an ISO 3166-1 code and for `INT`; a bloc's code is known only once a bloc with that
    /// side is registered.
    pub fn is_assigned(self) -> bool {
        self == Self::INT || country_name(self.as_str()).is_some()
    }

    /// The short English name of the country, or `None` for `INT` and blocs.
    pub fn country_name(self) -> Option<&'static str> {
        country_name(self.as_str())
    }
}

/// A relation (dyad): an unordered pair of two different sides, written in alphabetical order
/// whichever way round it was given.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Dyad {
    first: Side,
    second: Side,
}

impl Dyad {
    /// The relation of two sides, or `None` where they are one side or one of them is `INT`.
    pub fn new(one: Side, other: Side) -> Option<Self> {
        if one == other || one == Side::INT || other == Side::INT {
            return None;
        }
        let (first, second) = if one < other { (one, other) } else { (other, one) };
        Some(Self { first, second })
    }

    /// The side that comes first in the alphabet.
    pub fn first(self) -> Side {
        self.first
    }

    /// The side that comes second in the alphabet.
    pub fn second(self) -> Side {
        self.second
    }

    /// Reads `CHN-USA` or `USA-CHN`, in capitals or not.
    ///
    /// # Errors
    /// [`SideError`] where the text is not two different sides.
    pub fn parse(text: &str) -> Result<Self, SideError> {
        let upper = text.to_ascii_uppercase();
        let form = || SideError::RelationForm(text.to_owned());
        let (one, other) = upper.split_once('-').ok_or_else(form)?;
        let one = Side::new(one).map_err(|_| form())?;
        let other = Side::new(other).map_err(|_| form())?;
        if one == other {
            return Err(SideError::SameSide(text.to_owned()));
        }
        Self::new(one, other).ok_or_else(form)
    }

    /// All relations among the given sides, sorted.
    pub fn among(sides: &[Side]) -> Vec<Self> {
        let mut found: Vec<Self> = sides
            .iter()
            .enumerate()
            .flat_map(|(at, &one)| sides.iter().skip(at + 1).filter_map(move |&other| Self::new(one, other)))
            .collect();
        found.sort_unstable();
        found.dedup();
        found
    }
}

impl fmt::Display for Side {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for Side {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for Dyad {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.first, self.second)
    }
}

impl fmt::Debug for Dyad {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl std::str::FromStr for Side {
    type Err = SideError;

    fn from_str(text: &str) -> Result<Self, SideError> {
        Self::new(text)
    }
}

impl std::str::FromStr for Dyad {
    type Err = SideError;

    fn from_str(text: &str) -> Result<Self, SideError> {
        Self::parse(text)
    }
}

impl serde::Serialize for Side {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> serde::Deserialize<'de> for Side {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'_, str>::deserialize(deserializer)?;
        Self::new(&text).map_err(serde::de::Error::custom)
    }
}

impl serde::Serialize for Dyad {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_relation_is_the_same_either_way_round_and_never_with_itself_or_int() {
        assert_eq!(Dyad::parse("usa-chn").unwrap().to_string(), "CHN-USA");
        assert_eq!(Dyad::parse("USA-USA").unwrap_err(), SideError::SameSide("USA-USA".into()));
        assert!(Dyad::parse("USA-INT").is_err());
        let sides: Vec<Side> = ["CHN", "INT", "USA"].iter().map(|s| Side::new(s).unwrap()).collect();
        assert_eq!(Dyad::among(&sides).len(), 1);
    }
}
