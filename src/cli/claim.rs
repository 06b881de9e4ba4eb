//! `annals claim`: records what a party states, denies or leaves out.

use super::failure::{ExitStatus, Failure};
use super::flags::{self, FlagMap};
use super::host::Host;
use super::recording::{Expecting, Planned, Writing, record_one};
use super::source::DocumentFlags;
use super::workspace::Workspace;
use crate::domain::claim::Claim as DomainClaim;
use crate::domain::decide::Command;
use crate::domain::field_path::FieldPath;
use crate::domain::side::Side;
use crate::domain::vocabulary::Polarity;

/// Record what a party states, denies, or is silent on, with the source that shows it
#[derive(Debug, clap::Args)]
pub(super) struct Claim {
    /// The development
    #[arg(value_name = "REF")]
    reference: String,
    /// The actor whose claim it is
    #[arg(long, value_name = "ACTOR", required_unless_present = "speaker")]
    by: Option<String>,
    /// What it states
    #[arg(long, value_name = "TEXT", group = "content")]
    states: Option<String>,
    /// What it denies
    #[arg(long, value_name = "TEXT", group = "content")]
    denies: Option<String>,
    /// What its account leaves out
    #[arg(long, value_name = "TEXT", group = "content")]
    silent: Option<String>,
    /// The speaker as the source names them
    #[arg(long)]
    speaker: Option<String>,
    /// The side it speaks for, where that is not the actor's own
    #[arg(long)]
    side: Option<String>,
    /// The document it rests on: a URL, or the number of one of the development's sources
    #[arg(long, value_name = "URL|N")]
    source: Option<String>,
    #[command(flatten)]
    document: DocumentFlags,
    #[command(flatten)]
    expecting: Expecting,
    #[command(flatten)]
    writing: Writing,
}

impl Claim {
    /// Runs the verb.
    pub(super) fn run(self, host: &Host, workspace: &Workspace) -> Result<(), Failure> {
        let (polarity, flag, text) = match (&self.states, &self.denies, &self.silent) {
            (Some(text), _, _) => (Polarity::States, "--states", text.clone()),
            (None, Some(text), _) => (Polarity::Denies, "--denies", text.clone()),
            (None, None, Some(text)) => (Polarity::Silent, "--silent", text.clone()),
            (None, None, None) => {
                return Err(Failure::new(
                    ExitStatus::Usage,
                    "a claim needs one of --states, --denies, --silent with its text",
                ));
            }
        };
        let given_side = self.side.as_deref().map(|text| flags::value::<Side>("--side", text)).transpose()?;
        let source = self.document.choice(host, workspace, self.source.as_deref(), self.writing.dry_run)?.ok_or_else(|| {
            Failure::new(ExitStatus::Refused, "a claim needs the source it rests on")
                .hint("`--source N` names one of the development's, numbered from 0 by `annals show`; `--source URL` cites a new one")
        })?;
        record_one(host, workspace, &self.writing, self.expecting.expect_revision, |chronicle, _| {
            let key = flags::development(chronicle, &self.reference)?;
            let by = self.by.as_deref().map(|name| flags::actor(chronicle, "--by", name)).transpose()?;
            let own = by.as_ref().and_then(|id| chronicle.standing_actor(id.as_str())).map(|state| state.current.side);
            let side = given_side.or(own).ok_or_else(|| {
                Failure::new(
                    ExitStatus::Refused,
                    "a claim of a speaker who is no registered actor needs the side it speaks for",
                )
                .hint("give it with `--side`, such as `--side CHN`")
            })?;
            let mut map = FlagMap::new();
            let root = FieldPath::root();
            map.note(root.field("text"), flag, &text);
            map.note(root.field("source"), "--source", self.source.as_deref().unwrap_or("…"));
            map.note(root.field("side"), "--side", side.as_str());
            let claim =
                DomainClaim { by, speaker: self.speaker.clone(), side, polarity, text: text.clone(), source: 0 };
            let command = Command::RecordClaim { key, claim, source: source.clone() };
            Ok(Planned { command, place: Box::new(move |refusal| map.place(refusal)) })
        })
    }
}
