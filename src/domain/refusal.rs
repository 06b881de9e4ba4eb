//! Refusals: why a command is not recorded, with the value, the place in the input, what was
//! expected and the remedy. How a place is shown (file, line and column, or flag) is left to the
//! command line, and so is the exit status of each class.

use super::edtf::Edtf;
use super::field_path::{FieldPath, PathError};
use super::side::Side;
use super::slug::{ActorId, CommitmentKey, Key};
use super::vocabulary::UnknownWord;

/// A refusal: where in the input, and why.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub struct Refusal {
    /// Where in the record given; the root where it is about the whole.
    pub at: FieldPath,
    /// Why.
    pub reason: Reason,
}

/// Which exit status a refusal belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum RefusalClass {
    /// A rule of the domain refuses.
    Rule,
    /// What the command is about does not exist.
    NotFound,
    /// Somebody else was there first.
    Conflict,
}

/// Why something is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Reason {
    /// The reference the command is about leads nowhere.
    #[error("no development is named `{name}`{}", did_you_mean(.nearest))]
    NoSuchDevelopment {
        /// As given.
        name: String,
        /// The nearest key.
        nearest: Option<String>,
    },
    /// A development named inside the record is unknown.
    #[error("unknown development `{name}`{}", did_you_mean(.nearest))]
    UnknownDevelopment {
        /// As given.
        name: String,
        /// The nearest key.
        nearest: Option<String>,
    },
    /// The actor the command is about does not exist.
    #[error("no actor is named `{name}`{}", did_you_mean(.nearest))]
    NoSuchActor {
        /// As given.
        name: String,
        /// The nearest name.
        nearest: Option<String>,
    },
    /// An actor named inside the record is unknown.
    #[error("unknown actor `{name}`{}", did_you_mean(.nearest))]
    UnknownActor {
        /// As given.
        name: String,
        /// The nearest name.
        nearest: Option<String>,
    },
    /// A name that several actors share, or a start that several developments share.
    #[error("`{name}` may be any of {}: {}", .candidates.len(), .candidates.join(", "))]
    Ambiguous {
        /// As given.
        name: String,
        /// What it may stand for.
        candidates: Vec<String>,
    },
    /// No commitment by that name.
    #[error("no commitment is named `{name}`{}", did_you_mean(.nearest))]
    NoSuchCommitment {
        /// As given.
        name: String,
        /// The nearest key.
        nearest: Option<String>,
    },
    /// Not a word of a closed vocabulary.
    #[error(transparent)]
    Word(#[from] UnknownWord),
    /// A side nobody registered.
    #[error(
        "unknown side `{side}`{}: expected an ISO 3166-1 alpha-3 code such as `CHN`, the side of a registered bloc such as `EUE`, or `INT`",
        did_you_mean(.nearest)
    )]
    UnknownSide {
        /// As given.
        side: Side,
        /// The nearest side known.
        nearest: Option<String>,
    },
    /// A code that is no country's.
    #[error("`{code}` is no country{}: expected an ISO 3166-1 alpha-3 code such as `CHE`", did_you_mean(.nearest))]
    UnknownCountry {
        /// As given.
        code: Side,
        /// The nearest country's.
        nearest: Option<String>,
    },
    /// No source at all.
    #[error("a development needs at least one source")]
    NoSource,
    /// No party at all.
    #[error("a development needs at least one party")]
    NoParty,
    /// A source that cannot be found again.
    #[error("a source needs a URL, or a title and a publisher")]
    SourceUnidentified,
    /// A URL without a scheme, or with blanks.
    #[error("`{0}` is no URL: expected one with its scheme and without blanks, such as `https://www.example.org/page`")]
    SourceUrl(String),
    /// Not a SHA-256 in hexadecimal.
    #[error("`{0}` is no SHA-256: expected 64 lower-case hexadecimal digits")]
    ArchiveHash(String),
    /// A source number behind the last source.
    #[error("there is no source number {number}: {}", source_numbers(*.len))]
    NoSuchSource {
        /// As given.
        number: u32,
        /// How many sources there are.
        len: usize,
    },
    /// A source removed or moved under the claims that rest on it.
    #[error(
        "source number {number} (`{label}`) cannot be removed or moved: claims and commitments name sources by number"
    )]
    SourceRemoved {
        /// Its number.
        number: usize,
        /// By what it is known.
        label: String,
    },
    /// A field that must hold text holds none.
    #[error("`{0}` is empty")]
    Empty(&'static str),
    /// No permanent name was given, and none can be made of what it would be made of.
    #[error("no key can be made of a {0} without Latin letters")]
    NoKey(&'static str),
    /// A claim by nobody registered, for nobody knows which side.
    #[error("a claim of a speaker who is no registered actor needs the side it speaks for")]
    NoClaimSide,
    /// A text with a line break or control character where one line is expected.
    #[error("`{0}` holds a line break or a control character; expected one line of text")]
    ControlCharacter(&'static str),
    /// A link from a development to itself.
    #[error("a development cannot be linked to itself (`{0}`)")]
    LinkToItself(Key),
    /// The same tie twice inside one record.
    #[error("the tie `{relation} {target}` by `{asserted_by}` is given twice")]
    LinkTwice {
        /// The relation.
        relation: String,
        /// The other development.
        target: Key,
        /// Who asserts it.
        asserted_by: String,
    },
    /// Withdrawing a tie that is not there.
    #[error("`{key}` has no tie `{relation} {target}` asserted by `{asserted_by}`{}", ties(.existing))]
    NoSuchLink {
        /// The development.
        key: Key,
        /// The relation.
        relation: String,
        /// The other development.
        target: String,
        /// Who asserts it.
        asserted_by: String,
        /// The ties there are.
        existing: Vec<String>,
    },
    /// A development marked as the duplicate of itself, or of one that is itself out.
    #[error("`{key}` cannot be a duplicate of `{of}`: {why}")]
    DuplicateOf {
        /// The development.
        key: Key,
        /// The other.
        of: Key,
        /// Why not.
        why: &'static str,
    },
    /// A change to a development that was retracted.
    #[error("`{0}` was retracted and cannot be changed")]
    Retracted(Key),
    /// A change to a development that was marked a duplicate.
    #[error("`{key}` was marked a duplicate of `{of}` and cannot be changed")]
    Duplicate {
        /// The development.
        key: Key,
        /// The one that stands for it.
        of: Key,
    },
    /// Retracted before, for another reason.
    #[error("`{key}` was retracted before, because: {reason}")]
    RetractedBefore {
        /// The development.
        key: Key,
        /// The reason given then.
        reason: String,
    },
    /// A field that corrections cannot reach.
    #[error("`{field}` cannot be corrected: {why}")]
    FieldFixed {
        /// The field.
        field: String,
        /// Why not.
        why: &'static str,
    },
    /// A field there is none of.
    #[error("there is no field `{field}`{}; expected one of: {}", did_you_mean(.nearest), .fields.join(", "))]
    UnknownField {
        /// As given.
        field: String,
        /// The nearest field.
        nearest: Option<String>,
        /// All fields.
        fields: Vec<&'static str>,
    },
    /// A path that leads nowhere.
    #[error(transparent)]
    Path(#[from] PathError),
    /// A corrected value that is not valid there.
    #[error("the new value of `{field}` is not valid: {why}")]
    NewValue {
        /// The field.
        field: String,
        /// What is wrong with it.
        why: String,
    },
    /// A commitment's name used twice.
    #[error("the commitment `{0}` exists already; a commitment's key is given once in the whole journal")]
    CommitmentTaken(CommitmentKey),
    /// A commitment without somebody who promised or somebody promised to.
    #[error("a commitment needs at least one actor in `{0}`")]
    CommitmentParties(&'static str),
    /// An actor without a name.
    #[error("an actor needs at least one name")]
    NoName,
    /// An actor that is its own parent, by one step or several.
    #[error("`{0}` would be its own parent")]
    ParentCircle(ActorId),
    /// An office that certainly ended before it certainly began.
    #[error("the office `{title}` ends ({to}) before it begins ({from})")]
    OfficeEnds {
        /// Its title.
        title: String,
        /// When it begins.
        from: Box<Edtf>,
        /// When it ends.
        to: Box<Edtf>,
    },
    /// Merging an actor with itself or with one already merged.
    #[error("`{from}` cannot be merged into `{into}`: {why}")]
    Merge {
        /// The one to go.
        from: ActorId,
        /// The one to stay.
        into: ActorId,
        /// Why not.
        why: &'static str,
    },
    /// The development moved on since it was read.
    #[error("`{subject}` is at revision {found}, not {expected}")]
    StaleRevision {
        /// The development or actor.
        subject: String,
        /// What the command expected.
        expected: u32,
        /// What it is.
        found: u32,
    },
    /// A decision on a lead that became a development.
    #[error("the lead `{name}` was accepted before: it is `{key}`")]
    LeadAccepted {
        /// The lead.
        name: String,
        /// The development.
        key: Key,
    },
    /// Rejected before, for another reason.
    #[error("the lead `{name}` was rejected before, because: {reason}")]
    LeadRejected {
        /// The lead.
        name: String,
        /// The reason given then.
        reason: String,
    },
    /// A lead marked as the duplicate of a development that is itself out.
    #[error("the lead `{name}` cannot be a duplicate of `{of}`: {why}")]
    LeadDuplicateOf {
        /// The lead.
        name: String,
        /// The development.
        of: Key,
        /// Why not.
        why: &'static str,
    },
    /// A feed's own id that cannot name a lead.
    #[error("`{0}` cannot name a lead: expected 1 to 200 visible characters without blanks")]
    LeadOwnId(String),
    /// The id belongs to another development.
    #[error("the id {id} belongs to `{key}`")]
    IdTaken {
        /// The id.
        id: String,
        /// Whose it is.
        key: Key,
    },
}

impl Reason {
    /// The refusal of this reason at a place.
    pub fn at(self, at: FieldPath) -> Refusal {
        Refusal { at, reason: self }
    }

    /// What would help, in one sentence; `None` where the message says it all.
    pub fn hint(&self) -> Option<String> {
        Some(match self {
            Self::UnknownActor { .. } | Self::NoSuchActor { .. } => {
                "`annals actor list` shows all; `annals actor register` adds one".to_owned()
            }
            Self::NoSuchDevelopment { .. } | Self::UnknownDevelopment { .. } => {
                "`annals timeline --text WORDS` finds keys; a key, an id, or an unambiguous start of either will do"
                    .to_owned()
            }
            Self::NoSuchCommitment { .. } => "`annals show REF` lists the commitments of a development".to_owned(),
            Self::Ambiguous { .. } => "give the whole of one of them".to_owned(),
            Self::NoSource => "add one with `--source URL`, or in a file as `\"sources\": [{\"url\": …}]`".to_owned(),
            Self::NoParty => {
                "add one with `--actor NAME:ROLE`, or in a file as `\"parties\": [{\"actor\": …, \"role\": …}]`"
                    .to_owned()
            }
            Self::SourceRemoved { .. } => {
                "correct its fields (`sources.N.url=…`), or cite another with `annals cite`".to_owned()
            }
            Self::Retracted(_) => {
                "record the development anew under another key; the retracted one stays readable".to_owned()
            }
            Self::Duplicate { of, .. } => format!("change `{of}` instead"),
            Self::CommitmentTaken(_) => {
                "give another with `--key`, or assess the one there is with `annals assess`".to_owned()
            }
            Self::StaleRevision { .. } => {
                "somebody changed it since: read it anew, then repeat with the revision it is at".to_owned()
            }
            Self::Empty("by") => {
                "name the actor in `by`, or the speaker as the source has them in `speaker`".to_owned()
            }
            Self::LinkTwice { .. } => {
                "one is enough; to change its note, correct `links.N.note` with `annals correct`".to_owned()
            }
            Self::RetractedBefore { .. } => "nothing is left to do: it stays retracted for the first reason".to_owned(),
            Self::DuplicateOf { .. } => "name a development that stands".to_owned(),
            Self::NoName => {
                "add one with `--name LANG=NAME`, or in a file as `\"names\": [{\"lang\": …, \"name\": …}]`".to_owned()
            }
            Self::IdTaken { .. } => "leave the id out: it is then derived from the key".to_owned(),
            Self::UnknownSide { .. } => {
                "a bloc's code is known once an actor of type `bloc` with that side is registered".to_owned()
            }
            Self::NoKey(_) => {
                "give one with `--key`, or in a file as `\"key\": \"2024-05-14-geneva-ai-dialogue\"`".to_owned()
            }
            Self::OfficeEnds { .. } => {
                "correct `from` or `to`; a date that is not sure is written so, such as `2023~` or `2023/2024`"
                    .to_owned()
            }
            Self::NoClaimSide => "give it as `\"side\": \"CHN\"`, or name the actor with `\"by\": …`".to_owned(),
            Self::LeadAccepted { key, .. } => {
                format!("`annals correct {key}` changes the development, `annals retract {key}` takes it back")
            }
            Self::LeadRejected { .. } => {
                "nothing is left to do; it can still be accepted, or marked the duplicate of a development".to_owned()
            }
            Self::LeadDuplicateOf { .. } => "name a development that stands".to_owned(),
            Self::Word(_)
            | Self::LeadOwnId(_)
            | Self::UnknownCountry { .. }
            | Self::SourceUnidentified
            | Self::SourceUrl(_)
            | Self::ArchiveHash(_)
            | Self::NoSuchSource { .. }
            | Self::Empty(_)
            | Self::ControlCharacter(_)
            | Self::LinkToItself(_)
            | Self::NoSuchLink { .. }
            | Self::FieldFixed { .. }
            | Self::UnknownField { .. }
            | Self::Path(_)
            | Self::NewValue { .. }
            | Self::CommitmentParties(_)
            | Self::ParentCircle(_)
            | Self::Merge { .. } => return None,
        })
    }

    /// Which exit status it belongs to.
    pub fn class(&self) -> RefusalClass {
        match self {
            Self::NoSuchDevelopment { .. }
            | Self::NoSuchActor { .. }
            | Self::NoSuchCommitment { .. }
            | Self::NoSuchLink { .. } => RefusalClass::NotFound,
            Self::StaleRevision { .. } | Self::IdTaken { .. } => RefusalClass::Conflict,
            Self::UnknownDevelopment { .. }
            | Self::UnknownActor { .. }
            | Self::LeadAccepted { .. }
            | Self::LeadRejected { .. }
            | Self::LeadDuplicateOf { .. }
            | Self::LeadOwnId(_)
            | Self::Ambiguous { .. }
            | Self::Word(_)
            | Self::UnknownSide { .. }
            | Self::UnknownCountry { .. }
            | Self::NoSource
            | Self::NoParty
            | Self::SourceUnidentified
            | Self::SourceUrl(_)
            | Self::ArchiveHash(_)
            | Self::NoSuchSource { .. }
            | Self::SourceRemoved { .. }
            | Self::Empty(_)
            | Self::NoKey(_)
            | Self::NoClaimSide
            | Self::ControlCharacter(_)
            | Self::LinkToItself(_)
            | Self::LinkTwice { .. }
            | Self::DuplicateOf { .. }
            | Self::Retracted(_)
            | Self::Duplicate { .. }
            | Self::RetractedBefore { .. }
            | Self::FieldFixed { .. }
            | Self::UnknownField { .. }
            | Self::Path(_)
            | Self::NewValue { .. }
            | Self::CommitmentTaken(_)
            | Self::CommitmentParties(_)
            | Self::NoName
            | Self::ParentCircle(_)
            | Self::OfficeEnds { .. }
            | Self::Merge { .. } => RefusalClass::Rule,
        }
    }
}

fn did_you_mean(nearest: &Option<String>) -> String {
    nearest.as_ref().map_or_else(String::new, |word| format!(" (did you mean `{word}`?)"))
}

fn source_numbers(len: usize) -> String {
    match len {
        0 => "the development has none yet".to_owned(),
        1 => "the development has one, number 0".to_owned(),
        more => format!("the development has {more}, numbered 0 to {}", more - 1),
    }
}

fn ties(existing: &[String]) -> String {
    if existing.is_empty() { "; it has none".to_owned() } else { format!("; it has: {}", existing.join(", ")) }
}
