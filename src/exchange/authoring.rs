//! A development as an author writes it: actors by any of their names, sides and keys left out
//! where they follow from the rest, the data set's spellings beside ours. It becomes a development
//! of the domain, or refusals that name the field.

use crate::domain::chronicle::Chronicle;
use crate::domain::claim::Claim;
use crate::domain::coding::Coding;
use crate::domain::commitment::Commitment;
use crate::domain::decide::{Surroundings, development_id, named_actor, named_development};
use crate::domain::development::{DatedRole, Development, DevelopmentId, Legal, Party, Place, SideTitle};
use crate::domain::edtf::Edtf;
use crate::domain::field_path::FieldPath;
use crate::domain::link::{Asserter, Link};
use crate::domain::refusal::{Reason, Refusal};
use crate::domain::side::Side;
use crate::domain::slug::{ActorId, CommitmentKey, Key, slugify};
use crate::domain::source::Source;
use crate::domain::vocabulary::{Kind, LinkRelation, Polarity, Role, Scheme, Status, Topic};
use serde::{Deserialize, Deserializer};
use uuid::Uuid;

/// A development as authored.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AuthoredDevelopment {
    /// Its id, where it must not be the derived one.
    #[serde(default)]
    pub id: Option<Uuid>,
    /// Its key, where it must not be the derived one.
    #[serde(default)]
    pub key: Option<Key>,
    /// The filing date.
    pub date: Edtf,
    /// Dates by role.
    #[serde(default, deserialize_with = "nullable")]
    pub dates: Vec<DatedRole>,
    /// The title.
    pub title: String,
    /// The sides' own titles.
    #[serde(default, deserialize_with = "nullable")]
    pub titles: Vec<SideTitle>,
    /// The summary.
    #[serde(default, deserialize_with = "nullable")]
    pub summary: String,
    /// The kind.
    pub kind: Kind,
    /// The status.
    pub status: Status,
    /// The topics.
    #[serde(default, deserialize_with = "nullable")]
    pub topics: Vec<Topic>,
    /// The place.
    #[serde(default)]
    pub place: Option<AuthoredPlace>,
    /// The parties; `actors` in the data set.
    #[serde(default, alias = "actors", deserialize_with = "nullable")]
    pub parties: Vec<AuthoredParty>,
    /// The legal form.
    #[serde(default)]
    pub legal: Option<AuthoredLegal>,
    /// Ties.
    #[serde(default, deserialize_with = "nullable")]
    pub links: Vec<AuthoredLink>,
    /// Claims.
    #[serde(default, deserialize_with = "nullable")]
    pub claims: Vec<AuthoredClaim>,
    /// Commitments.
    #[serde(default, deserialize_with = "nullable")]
    pub commitments: Vec<AuthoredCommitment>,
    /// Sources, numbered from 0.
    #[serde(default, deserialize_with = "nullable")]
    pub sources: Vec<Source>,
    /// What the sources disagree on.
    #[serde(default)]
    pub dispute: Option<String>,
    /// Codings.
    #[serde(default, deserialize_with = "nullable")]
    pub codings: Vec<Coding>,
    /// A PLOVER class, in the data set's spelling.
    #[serde(default)]
    pub plover: Option<String>,
    /// A CAMEO code, in the data set's spelling.
    #[serde(default)]
    pub cameo: Option<String>,
}

/// A place as an object, or as `Geneva, CHE`.
#[derive(Debug, Clone)]
pub struct AuthoredPlace(pub Place);

/// A party whose actor may be named by any name.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AuthoredParty {
    /// Any name of the actor.
    pub actor: String,
    /// Its role.
    pub role: Role,
    /// The office held.
    #[serde(default)]
    pub office: Option<String>,
}

/// A legal form whose authority may be named by any name.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AuthoredLegal {
    /// The form of the act.
    #[serde(default)]
    pub instrument: Option<String>,
    /// The official reference.
    #[serde(default)]
    pub citation: Option<String>,
    /// The official number.
    #[serde(default)]
    pub number: Option<String>,
    /// Any name of the issuing actor.
    #[serde(default)]
    pub authority: Option<String>,
    /// Whether it creates obligations.
    #[serde(default)]
    pub binding: bool,
}

/// A tie whose ends may be named by references.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AuthoredLink {
    /// The relation.
    #[serde(alias = "relation")]
    pub rel: LinkRelation,
    /// A reference to the other development.
    pub key: String,
    /// Any name of the actor whose words make the tie; else the analyst.
    #[serde(default)]
    pub asserted_by: Option<String>,
    /// What limits or explains it.
    #[serde(default)]
    pub note: Option<String>,
}

/// A claim whose side follows from the actor unless given.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AuthoredClaim {
    /// Any name of the actor.
    #[serde(default)]
    pub by: Option<String>,
    /// The speaker as the source names them.
    #[serde(default)]
    pub speaker: Option<String>,
    /// The side it speaks for.
    #[serde(default)]
    pub side: Option<Side>,
    /// States, denies or silent.
    pub polarity: Polarity,
    /// What.
    pub text: String,
    /// The number of the source; the first where not given.
    #[serde(default, deserialize_with = "nullable")]
    pub source: u32,
}

/// A commitment whose key follows from the development's date and its text unless given.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AuthoredCommitment {
    /// Its permanent name.
    #[serde(default)]
    pub key: Option<CommitmentKey>,
    /// Any names of those who promised.
    pub by: Vec<String>,
    /// Any names of those promised to.
    pub to: Vec<String>,
    /// What.
    pub text: String,
    /// By when.
    #[serde(default)]
    pub due: Option<Edtf>,
    /// Any names of those whose own statement is evidenced.
    #[serde(default, deserialize_with = "nullable")]
    pub acknowledged_by: Vec<String>,
    /// The number of the source; the first where not given.
    #[serde(default, deserialize_with = "nullable")]
    pub source: u32,
}

/// The fields that reading verbs add to a development and authors leave out.
pub const DERIVED_FIELDS: &[&str] = &[
    "earliest",
    "latest",
    "relations",
    "linked_from",
    "revision",
    "recorded_at",
    "public_since",
    "corrected",
    "retracted",
    "duplicate_of",
];

fn nullable<'de, D: Deserializer<'de>, T: Default + Deserialize<'de>>(deserializer: D) -> Result<T, D::Error> {
    Option::<T>::deserialize(deserializer).map(Option::unwrap_or_default)
}

impl AuthoredDevelopment {
    /// The key it has or will have: `{earliest day or what is known of it}-{title}`, or `None` where
    /// the title has no Latin letters and none was given.
    pub fn effective_key(&self) -> Option<Key> {
        self.key.clone().or_else(|| derived_key(&self.date, &self.title))
    }

    /// The development, with every name looked up.
    ///
    /// # Errors
    /// A refusal for each name that leads nowhere.
    pub fn into_development(self, chronicle: &Chronicle, around: &Surroundings) -> Result<Development, Vec<Refusal>> {
        let mut names = Names { chronicle, around, refusals: Vec::new() };
        let root = FieldPath::root();
        let key = match self.effective_key() {
            Some(key) => key,
            None => return Err(vec![Reason::NoKey("title").at(root.field("title"))]),
        };
        let parties = self.parties.iter().enumerate().filter_map(|(at, party)| {
            let actor = names.actor(&party.actor, &root.field("parties").index(at).field("actor"))?;
            Some(Party { actor, role: party.role, office: party.office.clone() })
        });
        let parties = parties.collect();
        let legal = self.legal.map(|legal| Legal {
            authority: legal.authority.and_then(|name| names.actor(&name, &root.field("legal").field("authority"))),
            instrument: legal.instrument,
            citation: legal.citation,
            number: legal.number,
            binding: legal.binding,
        });
        let mut links = Vec::new();
        for (at, link) in self.links.into_iter().enumerate() {
            links.extend(names.link(link, &key, &root.field("links").index(at)));
        }
        let mut claims = Vec::new();
        for (at, claim) in self.claims.into_iter().enumerate() {
            claims.extend(names.claim(claim, &root.field("claims").index(at)));
        }
        let mut commitments = Vec::new();
        for (at, commitment) in self.commitments.into_iter().enumerate() {
            commitments.extend(names.commitment(commitment, &self.date, &root.field("commitments").index(at)));
        }
        let mut codings = self.codings;
        codings.extend(self.plover.iter().map(|code| Coding::new(Scheme::Plover, code)));
        codings.extend(self.cameo.iter().map(|code| Coding::new(Scheme::Cameo, code)));
        if !names.refusals.is_empty() {
            return Err(names.refusals);
        }
        Ok(Development {
            id: self.id.map_or_else(|| development_id(&around.origin, &key), DevelopmentId),
            key,
            date: self.date,
            dates: self.dates,
            title: self.title,
            titles: self.titles,
            summary: self.summary,
            kind: self.kind,
            status: self.status,
            topics: self.topics,
            place: self.place.map(|place| place.0),
            parties,
            legal,
            links,
            claims,
            commitments,
            sources: self.sources,
            dispute: self.dispute,
            codings,
        })
    }
}

/// The key made of a date and a title: the day, month or year that the date is certain of, and the title.
pub fn derived_key(date: &Edtf, title: &str) -> Option<Key> {
    let title = slugify(title)?;
    let day = match (date.earliest(), date.latest()) {
        (Some(first), Some(last)) => {
            let (first, last) = (first.to_string(), last.to_string());
            if date.exact_day().is_some() || (date.is_interval() && first.get(..7) == last.get(..7)) {
                first
            } else if first.get(..7) == last.get(..7) {
                first.get(..7).unwrap_or_default().to_owned()
            } else {
                first.get(..4).unwrap_or_default().to_owned()
            }
        }
        (Some(known), None) | (None, Some(known)) => known.to_string().get(..4).unwrap_or_default().to_owned(),
        (None, None) => String::new(),
    };
    let mut words = String::new();
    for word in title.split('-') {
        if words.len() + word.len() > 60 {
            break;
        }
        words.push('-');
        words.push_str(word);
    }
    Key::new(format!("{day}{words}").trim_matches('-')).ok()
}

/// The key of a commitment made of its development's date and its text.
pub fn derived_commitment_key(date: &Edtf, text: &str) -> Option<CommitmentKey> {
    let words: Vec<&str> = text.split_whitespace().take(6).collect();
    let key = derived_key(date, &words.join(" "))?;
    CommitmentKey::new(key.as_str()).ok()
}

/// Looks names up and collects what leads nowhere.
struct Names<'a> {
    chronicle: &'a Chronicle,
    around: &'a Surroundings,
    refusals: Vec<Refusal>,
}

impl Names<'_> {
    fn actor(&mut self, name: &str, at: &FieldPath) -> Option<ActorId> {
        if let Ok(id) = ActorId::new(name)
            && (self.around.announced_actors.contains(&id) || self.chronicle.actor(name).is_some())
        {
            return Some(id);
        }
        match named_actor(self.chronicle, name) {
            Ok(id) => Some(id),
            Err(reason) => {
                self.refusals.push(reason.at(at.clone()));
                None
            }
        }
    }

    fn actors(&mut self, names: &[String], at: &FieldPath) -> Vec<ActorId> {
        names.iter().enumerate().filter_map(|(index, name)| self.actor(name, &at.index(index))).collect()
    }

    fn link(&mut self, link: AuthoredLink, own: &Key, at: &FieldPath) -> Option<Link> {
        let announced = Key::new(&link.key).ok().filter(|key| key == own || self.around.announced_keys.contains(key));
        let key = match announced.map_or_else(|| named_development(self.chronicle, &link.key), Ok) {
            Ok(key) => key,
            Err(Reason::NoSuchDevelopment { name, nearest }) => {
                self.refusals.push(Reason::UnknownDevelopment { name, nearest }.at(at.field("key")));
                return None;
            }
            Err(reason) => {
                self.refusals.push(reason.at(at.field("key")));
                return None;
            }
        };
        let asserted_by = match link.asserted_by.as_deref() {
            None | Some("analyst") => Asserter::Analyst,
            Some(name) => Asserter::Actor(self.actor(name, &at.field("asserted_by"))?),
        };
        Some(Link { relation: link.rel, key, asserted_by, note: link.note })
    }

    fn claim(&mut self, claim: AuthoredClaim, at: &FieldPath) -> Option<Claim> {
        let by = match &claim.by {
            Some(name) => Some(self.actor(name, &at.field("by"))?),
            None => None,
        };
        let own_side = by.as_ref().and_then(|id| self.chronicle.actor(id.as_str())).map(|state| state.current.side);
        let Some(side) = claim.side.or(own_side) else {
            self.refusals.push(Reason::NoClaimSide.at(at.clone()));
            return None;
        };
        Some(Claim {
            by,
            speaker: claim.speaker,
            side,
            polarity: claim.polarity,
            text: claim.text,
            source: claim.source,
        })
    }

    fn commitment(&mut self, commitment: AuthoredCommitment, date: &Edtf, at: &FieldPath) -> Option<Commitment> {
        let Some(key) = commitment.key.or_else(|| derived_commitment_key(date, &commitment.text)) else {
            self.refusals.push(Reason::NoKey("text").at(at.field("text")));
            return None;
        };
        Some(Commitment {
            key,
            by: self.actors(&commitment.by, &at.field("by")),
            to: self.actors(&commitment.to, &at.field("to")),
            text: commitment.text,
            due: commitment.due,
            acknowledged_by: self.actors(&commitment.acknowledged_by, &at.field("acknowledged_by")),
            source: commitment.source,
        })
    }
}

impl AuthoredPlace {
    /// Reads `Geneva, CHE`: the country is the code behind the last comma.
    ///
    /// # Errors
    /// In words, what is missing.
    pub fn parse(text: &str) -> Result<Self, String> {
        let wanted = || format!("`{text}` is no place: expected a name and a country code, such as `Geneva, CHE`");
        let (name, country) = text.rsplit_once(',').ok_or_else(wanted)?;
        let country = Side::new(country.trim()).map_err(|_| wanted())?;
        Ok(Self(Place { name: name.trim().to_owned(), country }))
    }
}

impl<'de> Deserialize<'de> for AuthoredPlace {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either;
        impl<'de> serde::de::Visitor<'de> for Either {
            type Value = AuthoredPlace;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a place, such as `Geneva, CHE`, or an object with `name` and `country`")
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<AuthoredPlace, E> {
                AuthoredPlace::parse(text).map_err(E::custom)
            }

            fn visit_map<A: serde::de::MapAccess<'de>>(self, map: A) -> Result<AuthoredPlace, A::Error> {
                Place::deserialize(serde::de::value::MapAccessDeserializer::new(map)).map(AuthoredPlace)
            }
        }
        deserializer.deserialize_any(Either)
    }
}
