//! `annals lead`: an editor's decisions on leads. They are events of the record, which names the lead; the
//! leads themselves are left as they are.

use super::append::{self, Append};
use super::authored::developments;
use super::editing::Draft;
use super::failure::{ExitStatus, Failure};
use super::flags::{self, FlagMap};
use super::host::Host;
use super::lead_names::{self, Found};
use super::lead_prefill;
use super::recording::{BatchItem, Introduces, Outcome, Planned, Tolerance, Writing, record};
use super::workspace::Workspace;
use crate::domain::chronicle::Verdict;
use crate::domain::decide::{Command, Surroundings};
use crate::domain::field_path::FieldPath;
use crate::domain::lead::LeadRef;
use crate::domain::refusal::Reason;
use crate::exchange::template;
use crate::projection::Archive;

/// Decide on leads: accept one as a development, reject some, or mark some as recorded already
#[derive(Debug, clap::Args)]
pub(super) struct Lead {
    #[command(subcommand)]
    verb: LeadVerb,
}

#[derive(Debug, clap::Subcommand)]
enum LeadVerb {
    Accept(Box<Accept>),
    Reject(Reject),
    Duplicate(Duplicate),
}

/// Record the development that a lead is: prefilled from the lead, completed by flags or in an editor
///
/// On a terminal the prefilled development opens in $EDITOR unless kind and status are given. Its source
/// is the document itself, its parties are guessed by names and sides; every flag of `append` overrides.
#[derive(Debug, clap::Args)]
struct Accept {
    /// The lead: its feed and the feed's own id, its UUID, or an unambiguous start of either
    #[arg(value_name = "ID")]
    lead: String,
    #[command(flatten)]
    append: Append,
}

/// Say of leads that they do not belong in the chronology
#[derive(Debug, clap::Args)]
struct Reject {
    /// The leads
    #[arg(value_name = "ID", required = true)]
    leads: Vec<String>,
    /// Why
    #[arg(long)]
    reason: String,
    #[command(flatten)]
    writing: Writing,
}

/// Say of leads that a development records them already
#[derive(Debug, clap::Args)]
struct Duplicate {
    /// The leads
    #[arg(value_name = "ID", required = true)]
    leads: Vec<String>,
    /// The development
    #[arg(long, value_name = "REF")]
    of: String,
    #[command(flatten)]
    writing: Writing,
}

impl Lead {
    /// Runs the verb.
    pub(super) fn run(self, host: &Host, workspace: &Workspace) -> Result<(), Failure> {
        match self.verb {
            LeadVerb::Accept(verb) => verb.run(host, workspace),
            LeadVerb::Reject(verb) => verb.run(host, workspace),
            LeadVerb::Duplicate(verb) => verb.run(host, workspace),
        }
    }
}

impl Accept {
    fn run(mut self, host: &Host, workspace: &Workspace) -> Result<(), Failure> {
        let archive = lead_names::archive(workspace)?;
        let found = lead_names::find(&archive, None, std::slice::from_ref(&self.lead))?;
        let Some(Found { lead: named, place }) = found.into_iter().next() else {
            return Err(Failure::new(ExitStatus::NotFound, format!("no lead is named `{}`", self.lead)));
        };
        let (_, _, lead) = archive.lead(place)?;
        let chronicle = Archive::open(workspace.journal()?, &workspace.scratch())?.whole(None)?;
        // before anybody writes anything
        let decided = chronicle.lead_decisions(named.id).last();
        if let Some(Verdict::Accepted(key)) = decided.map(|decision| &decision.verdict) {
            return Err(Failure::of_reason(&Reason::LeadAccepted { name: named.name, key: key.clone() }));
        }
        let is_open = self.append.kind.is_none() || self.append.status.is_none();
        let edits = self.append.edit || (self.append.file.is_none() && is_open && host.has_terminal());
        if self.append.file.is_none() {
            lead_prefill::fill(&mut self.append, &chronicle, &lead);
        }
        if edits {
            return self.edit(host, workspace, named, template::given(&lead_prefill::template(&self.append, &lead)?));
        }
        let items = accepting(&named, self.append.items(host)?)?;
        let outcome = record(host, workspace, &self.append.writing, None, Tolerance::AllOrNothing, &items)?;
        append::told(host, outcome)
    }

    /// Opens the prefilled development until it is accepted, or given back as it was.
    fn edit(&self, host: &Host, workspace: &Workspace, named: LeadRef, text: String) -> Result<(), Failure> {
        let path = workspace.folder.join(format!("unrecorded-{}.toml", std::process::id()));
        let id = shell_words::quote(&named.name).into_owned();
        let again = format!("`annals lead accept {id} --file {}` records it once it is mended", path.display());
        let draft = Draft { path, text, again };
        let recorded = draft.edited(host, |document| {
            let items = accepting(&named, developments(document)?)?;
            record(host, workspace, &self.append.writing, None, Tolerance::AllOrNothing, &items)
        })?;
        match recorded {
            Some(outcome) => append::told(host, outcome),
            None => {
                host.say("nothing recorded: the development was left as it was filled in");
                Ok(())
            }
        }
    }
}

/// The one development, to be recorded together with the acceptance.
fn accepting(lead: &LeadRef, items: Vec<BatchItem<'static>>) -> Result<Vec<BatchItem<'static>>, Failure> {
    if items.len() != 1 {
        let words = format!("a lead becomes one development, not {}", items.len());
        return Err(
            Failure::new(ExitStatus::Refused, words).hint("record the others with `annals append`, and link them")
        );
    }
    let accepted = items.into_iter().map(|item| {
        let (lead, plan) = (lead.clone(), item.plan);
        let plan = move |chronicle: &_, around: &Surroundings| {
            let Planned { command, place } = plan(chronicle, around)?;
            let Command::Record(development) = command else {
                return Err(Failure::new(ExitStatus::Refused, "a lead becomes a development, and nothing else"));
            };
            Ok(Planned { command: Command::AcceptLead { lead: lead.clone(), development }, place })
        };
        BatchItem { introduces: item.introduces, plan: Box::new(plan) }
    });
    Ok(accepted.collect())
}

impl Reject {
    fn run(self, host: &Host, workspace: &Workspace) -> Result<(), Failure> {
        let found = lead_names::find(&lead_names::archive(workspace)?, None, &self.leads)?;
        let mut map = FlagMap::new();
        map.note(FieldPath::root().field("reason"), "--reason", &self.reason);
        let items: Vec<BatchItem<'_>> = found
            .into_iter()
            .map(|Found { lead, .. }| {
                let (map, reason) = (map.clone(), self.reason.clone());
                let plan = move |_: &_, _: &Surroundings| {
                    let map = map.clone();
                    let command = Command::RejectLead { lead: lead.clone(), reason: reason.clone() };
                    Ok(Planned { command, place: Box::new(move |refusal| map.place(refusal)) })
                };
                BatchItem { introduces: Introduces::default(), plan: Box::new(plan) }
            })
            .collect();
        said(host, &record(host, workspace, &self.writing, None, Tolerance::AllOrNothing, &items)?);
        Ok(())
    }
}

impl Duplicate {
    fn run(self, host: &Host, workspace: &Workspace) -> Result<(), Failure> {
        let found = lead_names::find(&lead_names::archive(workspace)?, None, &self.leads)?;
        let mut map = FlagMap::new();
        map.note(FieldPath::root().field("of"), "--of", &self.of);
        let of = &self.of;
        let items: Vec<BatchItem<'_>> = found
            .into_iter()
            .map(|Found { lead, .. }| {
                let map = map.clone();
                let plan = move |chronicle: &_, _: &Surroundings| {
                    let key = flags::development(chronicle, of).map_err(|failure| failure.at_flag("--of", of))?;
                    let map = map.clone();
                    let command = Command::MarkLeadDuplicate { lead: lead.clone(), of: key };
                    Ok(Planned { command, place: Box::new(move |refusal| map.place(refusal)) })
                };
                BatchItem { introduces: Introduces::default(), plan: Box::new(plan) }
            })
            .collect();
        said(host, &record(host, workspace, &self.writing, None, Tolerance::AllOrNothing, &items)?);
        Ok(())
    }
}

fn said(host: &Host, outcome: &Outcome) {
    if outcome.appended == 0 {
        host.say("nothing recorded: the journal says so already");
    }
}
