//! `annals duplicate`: marks a development as the duplicate of another.

use super::failure::Failure;
use super::flags::{self, FlagMap};
use super::host::Host;
use super::recording::{Expecting, Planned, Writing, record_one};
use super::workspace::Workspace;
use crate::domain::decide::Command;
use crate::domain::field_path::FieldPath;

/// Mark a development as the duplicate of another, which then stands for both
#[derive(Debug, clap::Args)]
pub(super) struct Duplicate {
    /// The development that is one too many
    #[arg(value_name = "REF")]
    reference: String,
    /// The development that stands for both
    #[arg(long, value_name = "REF")]
    of: String,
    #[command(flatten)]
    expecting: Expecting,
    #[command(flatten)]
    writing: Writing,
}

impl Duplicate {
    /// Runs the verb.
    pub(super) fn run(self, host: &Host, workspace: &Workspace) -> Result<(), Failure> {
        record_one(host, workspace, &self.writing, self.expecting.expect_revision, |chronicle, _| {
            let key = flags::development(chronicle, &self.reference)?;
            let of = flags::development(chronicle, &self.of).map_err(|failure| failure.at_flag("--of", &self.of))?;
            let mut map = FlagMap::new();
            map.note(FieldPath::root().field("of"), "--of", &self.of);
            Ok(Planned {
                command: Command::MarkDuplicate { key, of },
                place: Box::new(move |refusal| map.place(refusal)),
            })
        })
    }
}
