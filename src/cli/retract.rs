//! `annals retract`: takes a development out of the chronology; its key stays readable.

use super::failure::Failure;
use super::flags::{self, FlagMap};
use super::host::Host;
use super::recording::{Expecting, Planned, Writing, record_one};
use super::workspace::Workspace;
use crate::domain::decide::Command;
use crate::domain::field_path::FieldPath;

/// Take a development out of the chronology, with a reason; its key stays readable
#[derive(Debug, clap::Args)]
pub(super) struct Retract {
    /// The development
    #[arg(value_name = "REF")]
    reference: String,
    /// Why
    #[arg(long)]
    reason: String,
    #[command(flatten)]
    expecting: Expecting,
    #[command(flatten)]
    writing: Writing,
}

impl Retract {
    /// Runs the verb.
    pub(super) fn run(self, host: &Host, workspace: &Workspace) -> Result<(), Failure> {
        record_one(host, workspace, &self.writing, self.expecting.expect_revision, |chronicle, _| {
            let key = flags::development(chronicle, &self.reference)?;
            let mut map = FlagMap::new();
            map.note(FieldPath::root().field("reason"), "--reason", &self.reason);
            let command = Command::Retract { key, reason: self.reason.clone() };
            Ok(Planned { command, place: Box::new(move |refusal| map.place(refusal)) })
        })
    }
}
