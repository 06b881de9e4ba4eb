//! `annals link`: ties a development to another, or withdraws a tie.

use super::failure::Failure;
use super::flags::{self, FlagMap, Words};
use super::host::Host;
use super::recording::{Expecting, Planned, Writing, record_one};
use super::workspace::Workspace;
use crate::domain::decide::Command;
use crate::domain::field_path::FieldPath;
use crate::domain::link::{Asserter, Link as DomainLink};
use crate::domain::vocabulary::LinkRelation;

/// Tie a development to another: `annals link REF responds-to REF`
#[derive(Debug, clap::Args)]
pub(super) struct Link {
    /// The development the tie starts from, the later one as a rule
    #[arg(value_name = "REF")]
    reference: String,
    /// How it is tied
    #[arg(value_parser = Words::<LinkRelation>::new())]
    relation: String,
    /// The development it leads to
    #[arg(value_name = "REF")]
    target: String,
    /// The actor whose own words make the tie; else it is the analyst's
    #[arg(long, value_name = "ACTOR")]
    asserted_by: Option<String>,
    /// What limits or explains the tie
    #[arg(long)]
    note: Option<String>,
    /// Withdraw the tie instead
    #[arg(long)]
    withdraw: bool,
    /// Why it is withdrawn
    #[arg(long, requires = "withdraw")]
    reason: Option<String>,
    #[command(flatten)]
    expecting: Expecting,
    #[command(flatten)]
    writing: Writing,
}

impl Link {
    /// Runs the verb.
    pub(super) fn run(self, host: &Host, workspace: &Workspace) -> Result<(), Failure> {
        let relation = flags::word::<LinkRelation>("RELATION", &self.relation)?;
        record_one(host, workspace, &self.writing, self.expecting.expect_revision, |chronicle, _| {
            let key = flags::development(chronicle, &self.reference)?;
            let target = flags::development(chronicle, &self.target)?;
            let asserted_by = match self.asserted_by.as_deref() {
                None | Some("analyst") => Asserter::Analyst,
                Some(name) => Asserter::Actor(flags::actor(chronicle, "--asserted-by", name)?),
            };
            let mut map = FlagMap::new();
            map.note(FieldPath::root().field("key"), "REF", &self.target);
            let command = if self.withdraw {
                Command::WithdrawLink { key, relation, target, asserted_by, reason: self.reason.clone() }
            } else {
                Command::AssertLink {
                    key,
                    link: DomainLink { relation, key: target, asserted_by, note: self.note.clone() },
                }
            };
            Ok(Planned { command, place: Box::new(move |refusal| map.place(refusal)) })
        })
    }
}
