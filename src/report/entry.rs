//! An entry: one development as every reading verb shows it. Its JSON is a stable interface: all
//! fields are always there, as `null` or `[]` where there is nothing. Fields for renderers alone are
//! kept out of it.

use crate::domain::chronicle::Act;
use crate::domain::development::{DevelopmentId, Place};
use crate::domain::edtf::{Day, Edtf};
use crate::domain::side::{Dyad, Side};
use crate::domain::slug::{ActorId, CommitmentKey, Key};
use crate::domain::stamp::{Instant, Sequence};
use crate::domain::vocabulary::{
    ActorType, CommitmentState, DateRole, Kind, LinkRelation, Polarity, Role, Scheme, Status, Topic,
};
use serde::Serialize;

/// One development.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Entry {
    /// Its permanent id.
    pub id: DevelopmentId,
    /// Its permanent key.
    pub key: Key,
    /// When it happened, EDTF as written.
    pub date: Edtf,
    /// The first day the date can mean; `null` where its start is open or unknown.
    pub earliest: Option<Day>,
    /// The last day the date can mean; `null` where its end is open or unknown.
    pub latest: Option<Day>,
    /// The other dates of the act.
    pub dates: Vec<DateEntry>,
    /// The title in our own words.
    pub title: String,
    /// What the sides call it.
    pub titles: Vec<TitleEntry>,
    /// One to three sentences in our own words.
    pub summary: String,
    /// What sort of act it is.
    pub kind: Kind,
    /// How far the act has come.
    pub status: Status,
    /// What it is about.
    pub topics: Vec<Topic>,
    /// Where it happened.
    pub place: Option<Place>,
    /// The actors in their roles.
    pub parties: Vec<PartyEntry>,
    /// The relations among the parties' sides, as `CHN-USA`.
    pub relations: Vec<Dyad>,
    /// The legal form of a measure.
    pub legal: Option<LegalEntry>,
    /// The ties that start here.
    pub links: Vec<LinkEntry>,
    /// The ties of other developments that lead here.
    pub linked_from: Vec<LinkEntry>,
    /// What named parties state, deny or leave out.
    pub claims: Vec<ClaimEntry>,
    /// What was promised, and what became of it.
    pub commitments: Vec<CommitmentEntry>,
    /// The documents it rests on.
    pub sources: Vec<SourceEntry>,
    /// What the sources disagree on.
    pub dispute: Option<String>,
    /// Codes of event-data schemes.
    pub codings: Vec<CodingEntry>,
    /// How many events made it so far.
    pub revision: u32,
    /// When it was recorded.
    pub recorded_at: Instant,
    /// Since when the public could know: the earliest `published` of its sources.
    pub public_since: Option<Edtf>,
    /// Its corrections, in order.
    pub corrected: Vec<CorrectedEntry>,
    /// Its retraction.
    pub retracted: Option<RetractedEntry>,
    /// The development that stands for it, where it is a duplicate.
    pub duplicate_of: Option<Key>,
    /// Who recorded it, in which event; for renderers.
    #[serde(skip)]
    pub recorded: Act,
    /// The parties' sides, sorted; for renderers.
    #[serde(skip)]
    pub sides: Vec<Side>,
    /// The moves of the status, in order; for renderers.
    #[serde(skip)]
    pub status_moves: Vec<MovedEntry>,
}

/// A move of the act from one status to another.
#[derive(Debug, Clone, PartialEq)]
pub struct MovedEntry {
    /// From which status.
    pub from: Status,
    /// To which.
    pub to: Status,
    /// When in the world, if known.
    pub on: Option<Edtf>,
    /// The number of the source that shows it.
    pub source: Option<u32>,
    /// In which event it was recorded.
    pub sequence: Sequence,
}

/// One of the dates of the act.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DateEntry {
    /// What the date stands for.
    pub role: DateRole,
    /// The date, EDTF as written.
    pub date: Edtf,
    /// What distinguishes it.
    pub note: Option<String>,
}

/// What one side calls it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TitleEntry {
    /// The side.
    pub side: Side,
    /// Its name for the thing.
    pub title: String,
    /// The language of that name, BCP 47.
    pub lang: Option<String>,
}

/// An actor in a role.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PartyEntry {
    /// The actor's id; of a merged actor, the id of the one that stands for it.
    pub actor: ActorId,
    /// Its name.
    pub name: String,
    /// Its side.
    pub side: Option<Side>,
    /// What sort of body or person it is.
    #[serde(rename = "type")]
    pub actor_type: Option<ActorType>,
    /// What it does here.
    pub role: Role,
    /// The office held at the time.
    pub office: Option<String>,
    /// Its name in Han characters; for renderers.
    #[serde(skip)]
    pub han_name: Option<String>,
}

/// The legal form of a measure.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LegalEntry {
    /// The form of the act.
    pub instrument: Option<String>,
    /// The official reporter's reference.
    pub citation: Option<String>,
    /// The official number.
    pub number: Option<String>,
    /// The issuing actor's id.
    pub authority: Option<ActorId>,
    /// Whether it creates obligations.
    pub binding: bool,
    /// The issuing actor's name; for renderers.
    #[serde(skip)]
    pub authority_name: Option<String>,
}

/// A tie, seen from either end. The days are those of the tie and the same at both ends: from the date
/// of the development it leads to, to the date of the one it starts from. Positive means that the
/// one it starts from is the later.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LinkEntry {
    /// How the one is tied to the other.
    pub relation: LinkRelation,
    /// The development at the other end.
    pub key: Key,
    /// `analyst`, or the id of the actor whose own words make the tie.
    pub asserted_by: String,
    /// Days between, where both dates are exact days.
    pub days: Option<i64>,
    /// The fewest days there can be between them, where that is known.
    pub days_min: Option<i64>,
    /// The most days there can be between them, where that is known.
    pub days_max: Option<i64>,
    /// What limits or explains the tie.
    pub note: Option<String>,
    /// The title of the development at the other end; for renderers.
    #[serde(skip)]
    pub title: Option<String>,
    /// Its date; for renderers.
    #[serde(skip)]
    pub date: Option<Edtf>,
    /// The name of who asserts the tie; for renderers.
    #[serde(skip)]
    pub asserter_name: String,
}

/// A claim.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ClaimEntry {
    /// Whose claim it is, where that is a registered actor.
    pub by: Option<ActorId>,
    /// The speaker as the source names them.
    pub speaker: Option<String>,
    /// The side it speaks for.
    pub side: Side,
    /// Whether it states, denies or is silent.
    pub polarity: Polarity,
    /// What is stated, denied or left out.
    pub text: String,
    /// The number of the source it rests on.
    pub source: u32,
    /// The name of the side; for renderers.
    #[serde(skip)]
    pub side_name: String,
    /// The speaker, or else the actor's name; for renderers.
    #[serde(skip)]
    pub voice: Option<String>,
}

/// A commitment.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CommitmentEntry {
    /// Its permanent key.
    pub key: CommitmentKey,
    /// Who promised.
    pub by: Vec<ActorId>,
    /// To whom.
    pub to: Vec<ActorId>,
    /// What.
    pub text: String,
    /// By when, EDTF as written.
    pub due: Option<Edtf>,
    /// The parties whose own statement of it is evidenced; absence is no proof of denial.
    pub acknowledged_by: Vec<ActorId>,
    /// The number of the source it rests on.
    pub source: u32,
    /// True where some party to it has no statement of its own on record.
    pub one_sided: bool,
    /// What became of it by its last assessment; `null` where it was never assessed.
    pub state: Option<CommitmentState>,
    /// Its assessments, in the order recorded.
    pub assessments: Vec<AssessmentEntry>,
    /// The names of who promised; for renderers.
    #[serde(skip)]
    pub by_names: Vec<String>,
    /// The names of whom it was promised to; for renderers.
    #[serde(skip)]
    pub to_names: Vec<String>,
}

/// An assessment of a commitment.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AssessmentEntry {
    /// What became of the commitment.
    pub state: CommitmentState,
    /// As of when, EDTF as written.
    pub on: Edtf,
    /// The developments that show it.
    pub evidence: Vec<Key>,
    /// What the judgement rests on, in words.
    pub note: Option<String>,
    /// When it was recorded.
    pub recorded_at: Instant,
}

/// A source with its number.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SourceEntry {
    /// Its number in the development, from 0; claims and commitments refer to it.
    pub n: u32,
    /// Where it was read.
    pub url: Option<String>,
    /// Its title, in its own language and script.
    pub title: Option<String>,
    /// Who published it.
    pub publisher: Option<String>,
    /// When it was published, EDTF as written.
    pub published: Option<Edtf>,
    /// Its language, BCP 47.
    pub lang: Option<String>,
    /// The side whose document it is.
    pub side: Option<Side>,
    /// The SHA-256 of the copy kept.
    pub archived: Option<String>,
    /// The words relied on.
    pub quote: Option<String>,
    /// Where in the document.
    pub pinpoint: Option<String>,
}

/// A code of an event-data scheme.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CodingEntry {
    /// The scheme.
    pub scheme: Scheme,
    /// Its edition.
    pub version: Option<String>,
    /// The code.
    pub code: String,
    /// The score as given.
    pub score: Option<String>,
}

/// A correction: that it was made, and why; `show --history` tells what stood there before.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CorrectedEntry {
    /// When.
    pub at: Instant,
    /// By whom.
    pub by: String,
    /// Why.
    pub reason: String,
    /// Which fields, as paths.
    pub fields: Vec<String>,
    /// In which event; for renderers.
    #[serde(skip)]
    pub sequence: Sequence,
}

/// A retraction.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RetractedEntry {
    /// When.
    pub at: Instant,
    /// By whom.
    pub by: String,
    /// Why.
    pub reason: String,
    /// In which event; for renderers.
    #[serde(skip)]
    pub sequence: Sequence,
}
