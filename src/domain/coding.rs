//! Codings: codes of event-data schemes given to a development, kept as given. Scores of our own
//! series are left to the views that name their scheme and version.

use super::nearest::nearest;
use super::vocabulary::{PloverClass, Scheme, UnknownWord, Vocabulary};
use serde::{Deserialize, Serialize};

/// The CAMEO event codes in the numbering of GDELT, with their Goldstein values; sources are named
/// in the head of the table.
const CAMEO_TABLE: &str = include_str!("goldstein.tsv");

/// A code of one scheme. The score, where a feed gave one, is kept as written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Coding {
    /// The scheme.
    pub scheme: Scheme,
    /// The edition of the scheme, if known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// The code; leading zeros count.
    pub code: String,
    /// The score as the feed gave it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score: Option<String>,
}

impl Coding {
    /// A code without version or score.
    pub fn new(scheme: Scheme, code: &str) -> Self {
        Self { scheme, version: None, code: code.to_owned(), score: None }
    }

    /// Checks that the scheme has the code.
    ///
    /// # Errors
    /// [`UnknownWord`] with the nearest code where it has not.
    pub fn check(&self) -> Result<(), UnknownWord> {
        match self.scheme {
            Scheme::Plover => PloverClass::parse(&self.code).map(|_| ()),
            Scheme::Cameo => {
                if cameo_codes().any(|(code, _)| code == self.code) {
                    return Ok(());
                }
                Err(UnknownWord {
                    vocabulary: "CAMEO code",
                    value: self.code.clone(),
                    nearest: nearest(&self.code, cameo_codes().map(|(code, _)| code)),
                    words: cameo_codes().map(|(code, _)| code).filter(|code| code.len() == 2).collect(),
                })
            }
        }
    }
}

/// A row of the table of CAMEO codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CameoRow {
    /// The code; leading zeros count.
    pub code: &'static str,
    /// What it stands for.
    pub description: &'static str,
    /// Its Goldstein value, as written in the table of GDELT.
    pub goldstein: &'static str,
    /// Its quad class in GDELT, from 1 to 4.
    pub quad: &'static str,
}

/// The table of CAMEO codes.
pub fn cameo_rows() -> impl Iterator<Item = CameoRow> {
    CAMEO_TABLE.lines().filter(|line| line.starts_with(|c: char| c.is_ascii_digit())).filter_map(|line| {
        let mut columns = line.split('\t');
        let (code, description) = (columns.next()?, columns.nth(2)?);
        let goldstein = columns.next()?;
        Some(CameoRow { code, description, goldstein, quad: columns.nth(1)? })
    })
}

/// The CAMEO codes with what each stands for.
pub fn cameo_codes() -> impl Iterator<Item = (&'static str, &'static str)> {
    cameo_rows().map(|row| (row.code, row.description))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_cameo_code_of_the_table_is_known_and_a_wrong_one_is_refused() {
        assert_eq!(cameo_codes().count(), 310);
        assert!(Coding::new(Scheme::Cameo, "0354").check().is_ok());
        assert!(Coding::new(Scheme::Cameo, "354").check().is_err());
        assert!(Coding::new(Scheme::Plover, "CONSULT").check().is_ok());
        assert_eq!(Coding::new(Scheme::Plover, "CONSUL").check().unwrap_err().nearest, Some("CONSULT"));
    }
}
