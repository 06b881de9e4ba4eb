//! `annals assess`: records what became of a commitment.

use super::failure::Failure;
use super::flags::{self, FlagMap, Words};
use super::host::Host;
use super::recording::{Expecting, Planned, Writing, record_one};
use super::workspace::Workspace;
use crate::domain::commitment::Assessment;
use crate::domain::decide::{Command, named_commitment};
use crate::domain::field_path::FieldPath;
use crate::domain::vocabulary::CommitmentState;

/// Record what became of a commitment, as of a date
#[derive(Debug, clap::Args)]
pub(super) struct Assess {
    /// The commitment's key
    commitment: String,
    /// What became of it
    #[arg(value_parser = Words::<CommitmentState>::new())]
    state: String,
    /// As of when
    #[arg(long, value_name = "DATE")]
    on: String,
    /// A development that shows it; may be given several times
    #[arg(long, value_name = "REF")]
    evidence: Vec<String>,
    /// What the judgement rests on, in words
    #[arg(long)]
    note: Option<String>,
    #[command(flatten)]
    expecting: Expecting,
    #[command(flatten)]
    writing: Writing,
}

impl Assess {
    /// Runs the verb.
    pub(super) fn run(self, host: &Host, workspace: &Workspace) -> Result<(), Failure> {
        let state = flags::word::<CommitmentState>("STATE", &self.state)?;
        let on = flags::date(host, "--on", &self.on)?;
        record_one(host, workspace, &self.writing, self.expecting.expect_revision, |chronicle, _| {
            let commitment =
                named_commitment(chronicle, &self.commitment).map_err(|reason| Failure::of_reason(&reason))?;
            let find = |name: &String| {
                flags::development(chronicle, name).map_err(|failure| failure.at_flag("--evidence", name))
            };
            let evidence = self.evidence.iter().map(find).collect::<Result<_, _>>()?;
            let assessment = Assessment { commitment, state, on: on.clone(), evidence, note: self.note.clone() };
            let mut map = FlagMap::new();
            map.note(FieldPath::root().field("commitment"), "COMMITMENT", &self.commitment);
            Ok(Planned { command: Command::Assess(assessment), place: Box::new(move |refusal| map.place(refusal)) })
        })
    }
}
