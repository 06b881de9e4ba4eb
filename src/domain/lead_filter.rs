//! Which leads of a feed are wanted, by what the feed itself says of them: what an import keeps and what
//! the list of leads is narrowed to. Dates, words and decisions are left to the report.

use super::lead::Lead;
use super::side::Dyad;
use super::vocabulary::ScoreScheme;

/// A CAMEO root code: `01` to `20`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RootCode([u8; 2]);

/// Not a CAMEO root code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no CAMEO root code: expected two digits from `01` to `20`")]
pub struct RootCodeError(String);

impl RootCode {
    /// The root of a whole code: its first two digits. `None` where they are not one.
    pub fn of(code: &str) -> Option<Self> {
        code.get(..2)?.parse().ok()
    }
}

impl std::str::FromStr for RootCode {
    type Err = RootCodeError;

    fn from_str(text: &str) -> Result<Self, RootCodeError> {
        let number: Option<u8> = text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten();
        match (text.as_bytes(), number) {
            (&[tens, units], Some(1..=20)) => Ok(Self([tens, units])),
            (_, _) => Err(RootCodeError(text.to_owned())),
        }
    }
}

/// What is wanted of a feed. Within a list any value will do; all lists must hold; an empty list asks
/// nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FeedFilter {
    /// The two parties are of these two sides, either way round.
    pub relations: Vec<Dyad>,
    /// The CAMEO code begins with this root.
    pub roots: Vec<RootCode>,
    /// At least so many mentions; a lead without a count of them is out.
    pub min_mentions: Option<u64>,
}

impl FeedFilter {
    /// True where the lead is wanted.
    pub fn admits(&self, lead: &Lead) -> bool {
        let codes = || lead.codes.iter().map(|coding| coding.code.as_str());
        (self.relations.is_empty() || self.relations.iter().any(|dyad| lead.is_between(*dyad)))
            && self.has_root(codes())
            && self.has_mentions(lead.score(ScoreScheme::Mentions))
    }

    /// True where one of the codes has a wanted root.
    pub fn has_root<'a>(&self, mut codes: impl Iterator<Item = &'a str>) -> bool {
        self.roots.is_empty() || codes.any(|code| RootCode::of(code).is_some_and(|root| self.roots.contains(&root)))
    }

    /// True where a count of mentions, as given, is high enough.
    pub fn has_mentions(&self, given: Option<&str>) -> bool {
        let Some(least) = self.min_mentions else { return true };
        given.and_then(|given| given.parse::<u64>().ok()).is_some_and(|mentions| mentions >= least)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_root_code_has_two_digits_from_01_to_20() {
        assert_eq!("05".parse::<RootCode>().ok(), RootCode::of("057"));
        for wrong in ["5", "00", "21", "+1", "1a", "051", ""] {
            assert!(wrong.parse::<RootCode>().is_err(), "{wrong}");
        }
    }
}
