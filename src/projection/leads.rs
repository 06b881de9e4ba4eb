//! Reading the journal of leads. It has no view: it is read from end to end, and of each line only what
//! a list looks at is taken out, borrowed from the line; a whole lead is read once it is shown.

use super::error::ProjectionError;
use crate::domain::chronicle::{Act, FoldError};
use crate::domain::event::EventType;
use crate::domain::lead::{Lead, LeadId, not_among_leads, proposed};
use crate::domain::side::Side;
use crate::domain::stamp::{Instant, Sequence};
use crate::domain::vocabulary::{Feed, Scheme, ScoreScheme};
use crate::journal::{Journal, Line, Position};
use serde::Deserialize;
use serde::de::IgnoredAny;
use std::borrow::Cow;

/// The journal of leads as it stood when it was opened.
#[derive(Debug)]
pub struct LeadArchive {
    journal: Journal,
    size: u64,
}

/// Where a lead stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LeadPlace(Position);

impl LeadPlace {
    /// Its place in the order of proposing.
    pub fn sequence(self) -> Sequence {
        self.0.sequence
    }
}

/// A lead in passing.
#[derive(Debug)]
pub struct Sighting<'a> {
    /// Its id.
    pub id: LeadId,
    /// Where it stands.
    pub place: LeadPlace,
    /// What of it was taken out of the line.
    pub glance: Glance<'a>,
}

/// What a list looks at. It has every field of a lead, so that an unknown one is refused here too.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Glance<'a> {
    /// The feed.
    pub feed: Feed,
    /// The feed's own id.
    #[serde(borrow)]
    pub id: Cow<'a, str>,
    /// The date, as written.
    #[serde(borrow)]
    pub date: Cow<'a, str>,
    /// The title.
    #[serde(borrow, default)]
    pub title: Option<Cow<'a, str>>,
    /// The abstract or excerpt.
    #[serde(borrow, default)]
    pub summary: Option<Cow<'a, str>>,
    /// The URLs of the document.
    #[serde(borrow, default)]
    pub urls: Vec<Cow<'a, str>>,
    /// When the document was published, as written.
    #[serde(borrow, default)]
    pub published: Option<Cow<'a, str>>,
    /// The parties.
    #[serde(borrow, default)]
    pub parties: Vec<PartyGlance<'a>>,
    /// The sides.
    #[serde(default)]
    pub sides: Vec<Side>,
    #[serde(borrow, default)]
    codes: Vec<CodeGlance<'a>>,
    #[serde(borrow, default)]
    scores: Vec<ScoreGlance<'a>>,
    #[serde(default, rename = "publisher")]
    _publisher: Option<IgnoredAny>,
    #[serde(default, rename = "rest")]
    _rest: Option<IgnoredAny>,
}

/// A party in passing.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PartyGlance<'a> {
    /// Its name.
    #[serde(borrow, default)]
    pub name: Cow<'a, str>,
    #[serde(default, rename = "code")]
    _code: Option<IgnoredAny>,
    #[serde(default, rename = "country")]
    _country: Option<IgnoredAny>,
    #[serde(default, rename = "roles")]
    _roles: Option<IgnoredAny>,
    #[serde(default, rename = "side")]
    _side: Option<IgnoredAny>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct CodeGlance<'a> {
    scheme: Scheme,
    #[serde(default, rename = "version")]
    _version: Option<IgnoredAny>,
    #[serde(borrow)]
    code: Cow<'a, str>,
    #[serde(default, rename = "score")]
    _score: Option<IgnoredAny>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ScoreGlance<'a> {
    scheme: ScoreScheme,
    #[serde(borrow)]
    value: Cow<'a, str>,
}

impl Glance<'_> {
    /// The codes of the lead.
    pub fn codes(&self) -> impl Iterator<Item = &str> {
        self.codes.iter().map(|coding| coding.code.as_ref())
    }

    /// The first CAMEO code.
    pub fn cameo(&self) -> Option<&str> {
        self.codes.iter().find(|coding| coding.scheme == Scheme::Cameo).map(|coding| coding.code.as_ref())
    }

    /// How many mentions the feed counted, as given.
    pub fn mentions(&self) -> Option<&str> {
        let found = self.scores.iter().find(|score| score.scheme == ScoreScheme::Mentions);
        found.map(|score| score.value.as_ref())
    }
}

impl LeadArchive {
    /// Opens the journal of leads. What is appended afterwards is not seen.
    ///
    /// # Errors
    /// [`ProjectionError::Journal`] where the journal's end cannot be read.
    pub fn open(journal: Journal) -> Result<Self, ProjectionError> {
        let size = journal.head()?.size;
        Ok(Self { journal, size })
    }

    /// How many leads there are.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Shows every lead proposed up to an instant, or up to now, in the order of the journal.
    ///
    /// # Errors
    /// [`ProjectionError`] where a line cannot be read, or holds anything but a lead.
    pub fn scan(&self, until: Option<Instant>, see: &mut dyn FnMut(Sighting<'_>)) -> Result<(), ProjectionError> {
        self.lines(until, &mut |line| {
            let (id, place) = (LeadId(line.envelope.id.0), LeadPlace(line.position));
            match serde_json::from_str(line.envelope.data) {
                Ok(glance) if line.envelope.schema == EventType::LeadProposed.schema() => {
                    see(Sighting { id, place, glance });
                    Ok(())
                }
                // what is wrong is told as for any line
                Ok(_) | Err(_) => {
                    proposed(line.recorded()?)?;
                    let why = "its content cannot be read".to_owned();
                    Err(FoldError { sequence: place.sequence(), why }.into())
                }
            }
        })
    }

    /// The names of all leads proposed up to an instant, or up to now.
    ///
    /// # Errors
    /// As [`LeadArchive::scan`].
    pub fn names(
        &self,
        until: Option<Instant>,
        see: &mut dyn FnMut(LeadId, &str, LeadPlace),
    ) -> Result<(), ProjectionError> {
        self.lines(until, &mut |line| {
            see(LeadId(line.envelope.id.0), &line.envelope.subject, LeadPlace(line.position));
            Ok(())
        })
    }

    /// The whole lead at a place.
    ///
    /// # Errors
    /// [`ProjectionError`] where no lead stands there.
    pub fn lead(&self, place: LeadPlace) -> Result<(LeadId, Act, Lead), ProjectionError> {
        Ok(proposed(self.journal.recorded_at(place.0)?)?)
    }

    fn lines(
        &self,
        until: Option<Instant>,
        see: &mut dyn FnMut(&Line<'_>) -> Result<(), ProjectionError>,
    ) -> Result<(), ProjectionError> {
        let mut reader = self.journal.read_from(None)?;
        while let Some(line) = reader.next_line()? {
            if line.position.sequence.0 >= self.size || until.is_some_and(|until| line.envelope.time > until) {
                break;
            }
            if line.envelope.event_type != EventType::LeadProposed.as_str() {
                // an unknown type is told as such; a known one is in the wrong journal
                line.recorded()?;
                let why = not_among_leads(&line.envelope.event_type);
                return Err(FoldError { sequence: line.position.sequence, why }.into());
            }
            see(&line)?;
        }
        Ok(())
    }
}
