//! Scales of cooperation and conflict: what score each code of an event-data scheme has in our own
//! series, and in which of four classes it falls. A score that a feed gave stays with its coding and is
//! left to it; where a development's date puts it is left to the series.

use super::coding::{CameoRow, cameo_rows};
use super::vocabulary::{PloverClass, Scheme, UnknownWord, Vocabulary};
use serde::{Serialize, Serializer};
use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign};

vocabulary!(
    /// A scale by which codings are scored.
    Scale, "scale", {
        Plover = "plover": "PLOVER classes with the scores of the manual of December 2023; REQUEST scores 0",
        Plover2021 = "plover-2021": "PLOVER classes with the scores of the manual's drafts of 2021, averages of CAMEO–Goldstein values",
        Cameo = "cameo": "CAMEO codes with the Goldstein values that GDELT uses",
    }
);

vocabulary!(
    /// One of four classes: said or done, together or against each other.
    Quad, "quad class", {
        VerbalCooperation = "verbal-cooperation": "cooperation in words: agreeing, meeting, supporting, conceding",
        MaterialCooperation = "material-cooperation": "cooperation in deeds: acting together, aiding, giving way",
        VerbalConflict = "verbal-conflict": "conflict in words: requesting, accusing, rejecting, threatening",
        MaterialConflict = "material-conflict": "conflict in deeds: protest, sanction, mobilisation, coercion, assault",
    }
);

/// A score, or a sum of scores, in exact tenths: conflict below zero, cooperation above it. No scale
/// goes beyond −10.0 and +10.0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Score(i64);

impl Score {
    /// No score's worth.
    pub const ZERO: Self = Self(0);

    /// A score of so many tenths.
    pub const fn of_tenths(tenths: i64) -> Self {
        Self(tenths)
    }

    /// How many tenths it is.
    pub const fn tenths(self) -> i64 {
        self.0
    }

    /// With an ASCII minus and no plus, as a spreadsheet reads it.
    pub fn ascii(self) -> String {
        let sign = if self.0 < 0 { "-" } else { "" };
        let size = self.0.unsigned_abs();
        format!("{sign}{}.{}", size / 10, size % 10)
    }

    /// Reads a number with at most one digit behind the point, such as `-9.5`.
    pub fn parse(text: &str) -> Option<Self> {
        let (negative, digits) = text.strip_prefix('-').map_or((false, text), |digits| (true, digits));
        let (whole, tenth) = digits.split_once('.').unwrap_or((digits, "0"));
        let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        if !is_digits(whole) || !is_digits(tenth) || tenth.len() != 1 {
            return None;
        }
        let tenths = whole.parse::<i64>().ok()?.checked_mul(10)?.checked_add(tenth.parse().ok()?)?;
        Some(Self(if negative { -tenths } else { tenths }))
    }
}

impl fmt::Display for Score {
    /// Always with its sign, unless it is zero: `+2.5`, `−6.0`, `0.0`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = match self.0 {
            0 => "",
            1.. => "+",
            _ => "−",
        };
        let size = self.0.unsigned_abs();
        f.pad(&format!("{sign}{}.{}", size / 10, size % 10))
    }
}

impl Serialize for Score {
    /// A number with one digit behind the point.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(self.0 as f64 / 10.0)
    }
}

impl Add for Score {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl AddAssign for Score {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Sum for Score {
    fn sum<I: Iterator<Item = Self>>(scores: I) -> Self {
        scores.fold(Self::ZERO, Add::add)
    }
}

impl Scale {
    /// The name and version under which our own series is published. A change to any score is a new version.
    pub fn series_name(self) -> &'static str {
        match self {
            Self::Plover => "annals-plover-2023/1",
            Self::Plover2021 => "annals-plover-2021/1",
            Self::Cameo => "annals-cameo-goldstein-gdelt/1",
        }
    }

    /// The scheme whose codes it scores.
    pub fn scheme(self) -> Scheme {
        match self {
            Self::Plover | Self::Plover2021 => Scheme::Plover,
            Self::Cameo => Scheme::Cameo,
        }
    }

    /// Where its scores come from.
    pub fn source(self) -> &'static str {
        match self {
            Self::Plover => {
                "PLOVER manual (Open Event Data Alliance), table of conflict–cooperation scores, 23 December 2023; ACCUSE −3.0 where it prints 3"
            }
            Self::Plover2021 => {
                "PLOVER manual (Open Event Data Alliance), drafts of 2021, table of conflict–cooperation scores"
            }
            Self::Cameo => "GDELT, CAMEO.goldsteinscale.txt, after Goldstein (1992) and the KEDS project",
        }
    }

    /// The score of a code; `None` for one the scale does not have.
    pub fn score(self, code: &str) -> Option<Score> {
        match self {
            Self::Plover => code.parse().ok().map(plover_2023),
            Self::Plover2021 => code.parse().ok().map(plover_2021),
            Self::Cameo => cameo_row(code).and_then(|row| Score::parse(row.goldstein)),
        }
    }

    /// The class of a code; `None` for one the scale does not have.
    pub fn quad(self, code: &str) -> Option<Quad> {
        match self {
            Self::Plover | Self::Plover2021 => code.parse().ok().map(quad_of_class),
            Self::Cameo => match cameo_row(code)?.quad {
                "1" => Some(Quad::VerbalCooperation),
                "2" => Some(Quad::MaterialCooperation),
                "3" => Some(Quad::VerbalConflict),
                "4" => Some(Quad::MaterialConflict),
                _ => None,
            },
        }
    }

    /// What a code stands for; empty for one the scale does not have.
    pub fn meaning(self, code: &str) -> &'static str {
        match self {
            Self::Plover | Self::Plover2021 => code.parse().map_or("", PloverClass::definition),
            Self::Cameo => cameo_row(code).map_or("", |row| row.description),
        }
    }
}

fn cameo_row(code: &str) -> Option<CameoRow> {
    cameo_rows().find(|row| row.code == code)
}

/// The rows of the classes in the table of the PLOVER manual as built on 23 December 2023
/// (openeventdata/PLOVER, `PLOVER_MANUAL.tex` at 840dbef23bde): scores by experts, from −10 to +10.
/// The table prints ACCUSE as 3; its three modes have −2.0, −3.5 and −3.5, whose mean is −3.0, and the
/// class is one of verbal conflict, so that the minus is taken for lost.
fn plover_2023(class: PloverClass) -> Score {
    Score::of_tenths(match class {
        PloverClass::Agree | PloverClass::Consult => 25,
        PloverClass::Support => 50,
        PloverClass::Cooperate => 95,
        PloverClass::Aid => 100,
        PloverClass::Concede => 45,
        PloverClass::Retreat => 65,
        PloverClass::Request => 0,
        PloverClass::Accuse => -30,
        PloverClass::Reject => -20,
        PloverClass::Threaten => -35,
        PloverClass::Protest => -50,
        PloverClass::Sanction => -60,
        PloverClass::Mobilize => -55,
        PloverClass::Coerce => -70,
        PloverClass::Assault => -90,
    })
}

/// The table of the drafts of 2021 (the same file at a67ea3c89119): averages of the CAMEO–Goldstein
/// values in each class, weighted by how often each CAMEO code occurred from October 2017 to March 2019.
fn plover_2021(class: PloverClass) -> Score {
    Score::of_tenths(match class {
        PloverClass::Agree => 42,
        PloverClass::Consult => 21,
        PloverClass::Support => 46,
        PloverClass::Cooperate => 68,
        PloverClass::Aid => 74,
        PloverClass::Concede => 50,
        PloverClass::Retreat => 76,
        PloverClass::Request => -50,
        PloverClass::Accuse => -20,
        PloverClass::Reject => -42,
        PloverClass::Threaten => -51,
        PloverClass::Protest => -66,
        PloverClass::Sanction => -52,
        PloverClass::Mobilize => -53,
        PloverClass::Coerce => -72,
        PloverClass::Assault => -93,
    })
}

/// The quad categories of the manual. SANCTION is material by its own section and by the summary of
/// categories, verbal only in the small table of quad categories; it is material here.
fn quad_of_class(class: PloverClass) -> Quad {
    match class {
        PloverClass::Agree | PloverClass::Consult | PloverClass::Support | PloverClass::Concede => {
            Quad::VerbalCooperation
        }
        PloverClass::Cooperate | PloverClass::Aid | PloverClass::Retreat => Quad::MaterialCooperation,
        PloverClass::Request | PloverClass::Accuse | PloverClass::Reject | PloverClass::Threaten => {
            Quad::VerbalConflict
        }
        PloverClass::Protest
        | PloverClass::Sanction
        | PloverClass::Mobilize
        | PloverClass::Coerce
        | PloverClass::Assault => Quad::MaterialConflict,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::coding::cameo_codes;

    #[test]
    fn every_code_of_every_scale_has_a_score_within_ten_and_a_class() {
        for scale in Scale::ALL {
            let codes: Vec<&str> = match scale.scheme() {
                Scheme::Plover => PloverClass::ALL.iter().map(|class| class.word()).collect(),
                Scheme::Cameo => cameo_codes().map(|(code, _)| code).collect(),
            };
            for code in codes {
                let score = scale.score(code).unwrap_or_else(|| panic!("{scale}: {code} has no score"));
                assert!(score.tenths().abs() <= 100, "{scale}: {code} {score}");
                let quad = scale.quad(code).unwrap_or_else(|| panic!("{scale}: {code} has no class"));
                if scale.scheme() == Scheme::Plover {
                    let cooperates = matches!(quad, Quad::VerbalCooperation | Quad::MaterialCooperation);
                    assert_eq!(cooperates, score > Score::ZERO, "{scale}: {code} {score} is {quad}");
                }
                assert!(!scale.meaning(code).is_empty(), "{scale}: {code}");
            }
            assert_eq!((scale.score("nonsense"), scale.quad("nonsense")), (None, None));
        }
    }

    #[test]
    fn the_leading_zeros_of_a_code_count() {
        assert_eq!(Scale::Cameo.score("036"), Score::parse("4.0"));
        assert_eq!(Scale::Cameo.score("36"), None);
        assert_eq!(Scale::Cameo.score("010"), Some(Score::ZERO));
        assert_eq!(Scale::Cameo.score("10"), Score::parse("-5.0"));
    }

    #[test]
    fn a_score_is_read_and_written_to_the_tenth() {
        for (text, tenths, written) in
            [("-9.5", -95, "−9.5"), ("0.0", 0, "0.0"), ("7", 70, "+7.0"), ("-0.4", -4, "−0.4")]
        {
            assert_eq!(Score::parse(text), Some(Score::of_tenths(tenths)));
            assert_eq!(Score::of_tenths(tenths).to_string(), written);
        }
        for text in ["", "-", "1.25", "1.", ".5", "+1.0", "1e3"] {
            assert_eq!(Score::parse(text), None, "{text}");
        }
        assert_eq!(serde_json::to_string(&Score::of_tenths(-1234)).unwrap(), "-123.4");
    }
}
