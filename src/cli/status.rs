//! `annals status`: moves a measure through its life.

use super::failure::Failure;
use super::flags::{self, FlagMap, Words};
use super::host::Host;
use super::recording::{Expecting, Planned, Writing, record_one};
use super::source::DocumentFlags;
use super::workspace::Workspace;
use crate::domain::decide::Command;
use crate::domain::field_path::FieldPath;
use crate::domain::vocabulary;

/// Move the act itself to another status: adopted, in force, suspended, revoked …
#[derive(Debug, clap::Args)]
pub(super) struct Status {
    /// The development
    #[arg(value_name = "REF")]
    reference: String,
    /// The new status
    #[arg(value_parser = Words::<vocabulary::Status>::new())]
    status: String,
    /// When it moved in the world
    #[arg(long, value_name = "DATE")]
    on: Option<String>,
    /// The document that shows it: a URL, or the number of one of the development's sources
    #[arg(long, value_name = "URL|N")]
    source: Option<String>,
    #[command(flatten)]
    document: DocumentFlags,
    #[command(flatten)]
    expecting: Expecting,
    #[command(flatten)]
    writing: Writing,
}

impl Status {
    /// Runs the verb.
    pub(super) fn run(self, host: &Host, workspace: &Workspace) -> Result<(), Failure> {
        let to = flags::word::<vocabulary::Status>("STATUS", &self.status)?;
        let on = self.on.as_deref().map(|text| flags::date(host, "--on", text)).transpose()?;
        let source = self.document.choice(host, workspace, self.source.as_deref(), self.writing.dry_run)?;
        record_one(host, workspace, &self.writing, self.expecting.expect_revision, |chronicle, _| {
            let key = flags::development(chronicle, &self.reference)?;
            let mut map = FlagMap::new();
            map.note(FieldPath::root().field("source"), "--source", self.source.as_deref().unwrap_or("…"));
            let command = Command::ChangeStatus { key, to, on: on.clone(), source: source.clone() };
            Ok(Planned { command, place: Box::new(move |refusal| map.place(refusal)) })
        })
    }
}
