//! A development: something that happened, or is planned, in the world, with all that is said of it.
//! How it changes by events is left to `chronicle.rs`; what may be recorded, to `decide/`.

use super::claim::Claim;
use super::coding::Coding;
use super::commitment::Commitment;
use super::edtf::Edtf;
use super::link::Link;
use super::side::Side;
use super::slug::{ActorId, Key};
use super::source::Source;
use super::vocabulary::{DateRole, Kind, Role, Status, Topic};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The permanent id of a development.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct DevelopmentId(pub Uuid);

/// A development with everything recorded of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Development {
    /// Its permanent id.
    pub id: DevelopmentId,
    /// Its permanent key.
    pub key: Key,
    /// When it happened; the date under which it is filed.
    pub date: Edtf,
    /// The other dates of the one act, by role.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "super::nullable")]
    pub dates: Vec<DatedRole>,
    /// A title in our own words.
    pub title: String,
    /// What the sides call it, where they name it differently.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "super::nullable")]
    pub titles: Vec<SideTitle>,
    /// One to three sentences in our own words.
    #[serde(default, skip_serializing_if = "String::is_empty", deserialize_with = "super::nullable")]
    pub summary: String,
    /// What sort of act it is.
    pub kind: Kind,
    /// How far the act has come.
    pub status: Status,
    /// What it is about.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "super::nullable")]
    pub topics: Vec<Topic>,
    /// Where it happened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
    /// The actors in their roles.
    pub parties: Vec<Party>,
    /// The legal form of a measure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub legal: Option<Legal>,
    /// Ties to other developments.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "super::nullable")]
    pub links: Vec<Link>,
    /// What named parties state, deny or leave out.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "super::nullable")]
    pub claims: Vec<Claim>,
    /// What was promised.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "super::nullable")]
    pub commitments: Vec<Commitment>,
    /// The documents it rests on, numbered from 0.
    pub sources: Vec<Source>,
    /// What the sources disagree on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dispute: Option<String>,
    /// Codes of event-data schemes.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "super::nullable")]
    pub codings: Vec<Coding>,
}

/// One of the dates of an act.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DatedRole {
    /// What the date stands for.
    pub role: DateRole,
    /// The date.
    pub date: Edtf,
    /// What distinguishes it from another date of the same role.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// What one side calls a development.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SideTitle {
    /// The side.
    pub side: Side,
    /// Its name for the thing.
    pub title: String,
    /// The language of that name, as a BCP 47 tag.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lang: Option<String>,
}

/// Where a development happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// The town or region.
    pub name: String,
    /// The ISO 3166-1 alpha-3 code of its country.
    pub country: Side,
}

/// An actor in a role, with the office held at the time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Party {
    /// The actor.
    pub actor: ActorId,
    /// What it does.
    pub role: Role,
    /// The office held at the time, as the source has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub office: Option<String>,
}

/// The legal form of a measure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Legal {
    /// The form of the act: `interim final rule`, `ministry announcement`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instrument: Option<String>,
    /// The official reporter's reference: `87 FR 62186`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub citation: Option<String>,
    /// The official number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// The issuing actor.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authority: Option<ActorId>,
    /// Whether it creates obligations.
    pub binding: bool,
}

impl Development {
    /// Sorting is by earliest, then latest day of the filing date; the journal's sequence decides
    /// between equals and is left to the caller.
    pub fn sort_key(&self) -> (super::edtf::Day, super::edtf::Day) {
        self.date.sort_key()
    }

    /// True where the public could certainly know of it by the end of a day.
    pub fn is_public_by(&self, day: super::edtf::Day) -> bool {
        self.public_since().and_then(Edtf::latest).is_some_and(|since| since <= day)
    }

    /// True where the development counts as a measure: its legal form is binding, or, where none is
    /// recorded, its kind is one of acts with legal force.
    pub fn is_measure(&self) -> bool {
        self.legal.as_ref().map_or_else(|| self.kind.has_legal_force(), |legal| legal.binding)
    }

    /// True where it has a legal form, binding or not, or is a measure by its kind.
    pub fn may_be_measure(&self) -> bool {
        self.legal.is_some() || self.kind.has_legal_force()
    }

    /// Since when the public could know: the `published` date that was over first among the sources;
    /// of a month only its last day is certain.
    pub fn public_since(&self) -> Option<&Edtf> {
        self.sources
            .iter()
            .filter_map(|source| source.published.as_ref())
            .filter(|published| published.latest().is_some())
            .min_by_key(|published| published.latest())
    }
}

impl Kind {
    /// True for the kinds of acts with legal force.
    pub fn has_legal_force(self) -> bool {
        match self {
            Self::ExportControl
            | Self::EntityListing
            | Self::Regulation
            | Self::Legislation
            | Self::Tariff
            | Self::Sanction
            | Self::Ban
            | Self::Retaliation
            | Self::InvestmentRestriction
            | Self::Licence => true,
            Self::Enforcement
            | Self::Investigation
            | Self::Litigation
            | Self::Agreement
            | Self::Summit
            | Self::Dialogue
            | Self::Statement
            | Self::Position
            | Self::Plan
            | Self::Report
            | Self::Cooperation
            | Self::Funding
            | Self::Standard
            | Self::Other => false,
        }
    }
}
