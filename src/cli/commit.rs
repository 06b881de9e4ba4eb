//! `annals commit`: records what somebody promised in a development.

use super::failure::{ExitStatus, Failure};
use super::flags::{self, FlagMap};
use super::host::Host;
use super::recording::{Expecting, Planned, Writing, record_one};
use super::source::DocumentFlags;
use super::workspace::Workspace;
use crate::domain::chronicle::Chronicle;
use crate::domain::commitment::Commitment;
use crate::domain::decide::{Command, SourceChoice};
use crate::domain::field_path::FieldPath;
use crate::domain::slug::{ActorId, CommitmentKey};
use crate::exchange::authoring::derived_commitment_key;

/// Record what somebody promised in a development, to whom, due when
#[derive(Debug, clap::Args)]
pub(super) struct Commit {
    /// The development in which it was promised
    #[arg(value_name = "REF")]
    reference: String,
    /// Who promised; may be given several times
    #[arg(long, value_name = "ACTOR", required = true)]
    by: Vec<String>,
    /// To whom; may be given several times
    #[arg(long, value_name = "ACTOR", required = true)]
    to: Vec<String>,
    /// What, in our own words
    #[arg(long)]
    text: String,
    /// By when
    #[arg(long, value_name = "DATE")]
    due: Option<String>,
    /// Whose own statement of it is evidenced; may be given several times
    #[arg(long, value_name = "ACTOR")]
    acknowledged_by: Vec<String>,
    /// The commitment's permanent name, where the derived one is not wanted
    #[arg(long)]
    key: Option<String>,
    /// The document it rests on: a URL, or the number of one of the development's sources; else number 0
    #[arg(long, value_name = "URL|N")]
    source: Option<String>,
    #[command(flatten)]
    document: DocumentFlags,
    #[command(flatten)]
    expecting: Expecting,
    #[command(flatten)]
    writing: Writing,
}

impl Commit {
    /// Runs the verb.
    pub(super) fn run(self, host: &Host, workspace: &Workspace) -> Result<(), Failure> {
        let due = self.due.as_deref().map(|text| flags::date(host, "--due", text)).transpose()?;
        let given_key = self.key.as_deref().map(|text| flags::value::<CommitmentKey>("--key", text)).transpose()?;
        let source = self.document.choice(host, workspace, self.source.as_deref(), self.writing.dry_run)?;
        let source = source.unwrap_or(SourceChoice::Number(0));
        record_one(host, workspace, &self.writing, self.expecting.expect_revision, |chronicle, _| {
            let development = flags::development(chronicle, &self.reference)?;
            let date = chronicle.development(development.as_str()).map(|state| state.current.date.clone());
            let derived = || date.and_then(|date| derived_commitment_key(&date, &self.text));
            let key = given_key.clone().or_else(derived).ok_or_else(|| {
                Failure::new(ExitStatus::Refused, "no key can be made of a text without Latin letters")
                    .hint("give one with `--key`, such as `--key 2024-05-14-second-round`")
            })?;
            let mut map = FlagMap::new();
            let root = FieldPath::root();
            map.note(root.field("text"), "--text", &self.text);
            map.note(root.field("key"), "--key", key.as_str());
            map.note(root.field("source"), "--source", self.source.as_deref().unwrap_or("0"));
            let commitment = Commitment {
                key,
                by: actors(chronicle, "--by", &self.by)?,
                to: actors(chronicle, "--to", &self.to)?,
                text: self.text.clone(),
                due: due.clone(),
                acknowledged_by: actors(chronicle, "--acknowledged-by", &self.acknowledged_by)?,
                source: 0,
            };
            let command = Command::Commit { key: development, commitment, source: source.clone() };
            Ok(Planned { command, place: Box::new(move |refusal| map.place(refusal)) })
        })
    }
}

fn actors(chronicle: &Chronicle, flag: &str, names: &[String]) -> Result<Vec<ActorId>, Failure> {
    names.iter().map(|name| flags::actor(chronicle, flag, name)).collect()
}
