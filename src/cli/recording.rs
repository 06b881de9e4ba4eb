//! How every writing verb records: take the lock, fold the journal, apply the rules to each command in
//! turn, append all of it or nothing, and print what is durable.

use super::deciding::{Decided, Deciding, Known, Past};
use super::failure::{ExitStatus, Failure, Whereabouts};
use super::host::Host;
use super::workspace::Workspace;
use crate::domain::chronicle::Chronicle;
use crate::domain::decide::{Command, Surroundings};
use crate::domain::event::Event;
use crate::domain::refusal::Refusal;
use crate::domain::stamp::{Draft, EventId, Recorder};
use crate::domain::vocabulary::ActorType;
use crate::journal::{Acknowledged, AppendContext, Appender, Holder, Journal, JournalError};
use crate::report::render::visible::visible;
use std::time::Duration;
use uuid::Uuid;

/// The flags of every writing verb.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct Writing {
    /// Check everything and say what would be recorded, but record nothing
    #[arg(long, help_heading = "Recording")]
    pub dry_run: bool,
    /// Who records; else ANNALS_RECORDER, annals.toml, or the login name
    #[arg(long, value_name = "NAME", help_heading = "Recording")]
    pub recorder: Option<String>,
    /// How many seconds to wait while another process records
    #[arg(long, value_name = "SECONDS", default_value_t = 10, help_heading = "Recording")]
    pub wait: u64,
    /// What to print for each event: its key and sequence, or its whole envelope
    #[arg(long, value_name = "FORMAT", default_value = "text", help_heading = "Recording")]
    pub format: ReceiptFormat,
}

/// The flag of verbs that change one development or actor.
#[derive(Debug, Clone, Copy, clap::Args)]
pub(super) struct Expecting {
    /// Refuse unless the development (or actor) is still at this revision, as `show` gives it
    #[arg(long, value_name = "N", help_heading = "Recording")]
    pub expect_revision: Option<u32>,
}

/// What a writing verb prints for each event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum ReceiptFormat {
    /// The key or id, and the sequence.
    Text,
    /// The envelope as it stands in the journal.
    Json,
}

/// A command with the way back from its fields to the user's words.
pub(super) struct Planned {
    /// What is wanted.
    pub command: Command,
    /// Where a field of it was given.
    pub place: PlaceOf,
}

/// Looks up where in the user's words a refused field was given.
pub(super) type PlaceOf = Box<dyn Fn(&Refusal) -> Option<Whereabouts>>;

/// One item of a batch before its names are looked up.
pub(super) type Plan<'a> = Box<dyn Fn(&Chronicle, &Surroundings) -> Result<Planned, Failure> + 'a>;

/// What the items of a batch introduce, so that they may name each other.
#[derive(Debug, Default, Clone)]
pub(super) struct Introduces {
    /// A development's key.
    pub key: Option<crate::domain::slug::Key>,
    /// An actor's id.
    pub actor: Option<crate::domain::slug::ActorId>,
    /// A bloc's side.
    pub side: Option<crate::domain::side::Side>,
}

/// An item of a batch.
pub(super) struct BatchItem<'a> {
    /// What it introduces.
    pub introduces: Introduces,
    /// How it becomes a command.
    pub plan: Plan<'a>,
}

/// How much of a batch is enough.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tolerance {
    /// One refused item refuses all.
    AllOrNothing,
    /// Refused items are listed and the others recorded.
    KeepGoing,
}

/// What came of recording.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    /// How many events were appended.
    pub appended: usize,
    /// How many items the record held already.
    pub already: usize,
    /// What was refused of a batch that kept going.
    pub refused: Option<Failure>,
    /// How many of its items were.
    pub refused_items: usize,
}

/// Records one command.
pub(super) fn record_one<'a>(
    host: &Host,
    workspace: &Workspace,
    writing: &Writing,
    expected: Option<u32>,
    plan: impl Fn(&Chronicle, &Surroundings) -> Result<Planned, Failure> + 'a,
) -> Result<(), Failure> {
    let item = BatchItem { introduces: Introduces::default(), plan: Box::new(plan) };
    let outcome = record(host, workspace, writing, expected, Tolerance::AllOrNothing, &[item])?;
    if outcome.appended == 0 {
        host.say("nothing recorded: the journal says so already");
    }
    Ok(())
}

/// Records a batch.
pub(super) fn record(
    host: &Host,
    workspace: &Workspace,
    writing: &Writing,
    expected: Option<u32>,
    tolerance: Tolerance,
    items: &[BatchItem<'_>],
) -> Result<Outcome, Failure> {
    let recorder = workspace.recorder(host, writing.recorder.as_deref())?;
    let journal = workspace.journal()?;
    let around = Surroundings {
        origin: journal.origin().as_str().to_owned(),
        expected_revision: expected,
        ..Surroundings::default()
    };
    let deciding = Deciding { workspace, around: &around, tolerance, items, recorder: &recorder };
    let mut before = deciding.by_view();
    let mut past = Past::new();
    if before.is_none() {
        // most of the journal is read before the lock is taken, so that others wait for its end alone
        past.read_on(host, &journal)?;
    }
    if writing.dry_run {
        return match before {
            Some((known, decided)) => dry_run(host, &journal, &known, decided),
            None => {
                let decided = deciding.on(&mut past.chronicle)?;
                dry_run(host, &journal, &Known::Past(Box::new(past)), decided)
            }
        };
    }
    let mut appender = appender(host, &journal, writing, &recorder)?;
    if before.as_ref().is_some_and(|(known, _)| known.size() != appender.head().size) {
        // others recorded meanwhile; now that the lock is held no more do
        before = deciding.by_view();
    }
    let (known, decided) = match before {
        Some(before) => before,
        None => {
            past.read_on(host, &journal)?;
            let decided = deciding.on(&mut past.chronicle)?;
            (Known::Past(Box::new(past)), decided)
        }
    };
    let mut outcome = Outcome {
        already: decided.silent,
        refused: decided.refused,
        refused_items: decided.refused_items,
        ..Outcome::default()
    };
    if decided.drafts.is_empty() {
        return Ok(outcome);
    }
    let subjects: Vec<(EventId, Subject)> = decided.drafts.iter().map(|draft| (draft.id, Subject::of(draft))).collect();
    let context = AppendContext { now: host.now(), recorder: recorder.clone(), batch_id: batch_id(&decided.drafts) };
    let acknowledged = appender
        .append(decided.drafts, &context, &|id| known.position(id))
        .map_err(|error| conflict(error, &subjects))?;
    print(host, &journal, writing.format, &acknowledged)?;
    outcome.appended = acknowledged.events.iter().filter(|event| !event.already).count();
    outcome.already += acknowledged.events.len() - outcome.appended;
    Ok(outcome)
}

/// Takes the lock of a journal, and says what a crash left there.
pub(super) fn appender(
    host: &Host,
    journal: &Journal,
    writing: &Writing,
    recorder: &Recorder,
) -> Result<Appender, Failure> {
    let holder =
        Holder { pid: std::process::id(), host: host.machine(), recorder: recorder.clone(), since: host.now() };
    let appender = journal.appender(Duration::from_secs(writing.wait), &holder)?;
    if let Some(recovered) = appender.recovered() {
        host.say(&format!(
            "note: a torn tail of {} bytes, left by a crash and never acknowledged, was moved to {}",
            recovered.bytes,
            recovered.path.display()
        ));
    }
    Ok(appender)
}

/// One id for the batch, of the ids in it.
pub(super) fn batch_id(drafts: &[Draft]) -> Uuid {
    let names: String = drafts.iter().map(|draft| draft.id.to_string()).collect();
    Uuid::new_v5(&Uuid::NAMESPACE_OID, names.as_bytes())
}

/// What an event is about, as far as the remedy of a conflict depends on it.
struct Subject {
    name: String,
    is_actor: bool,
}

impl Subject {
    fn of(draft: &Draft) -> Self {
        Self { name: draft.event.subject(), is_actor: matches!(draft.event, Event::ActorRegistered(_)) }
    }
}

fn conflict(error: JournalError, subjects: &[(EventId, Subject)]) -> Failure {
    let JournalError::IdConflict { id, sequence } = &error else { return error.into() };
    let Some((_, Subject { name, is_actor })) = subjects.iter().find(|(known, _)| known == id) else {
        return error.into();
    };
    Failure::new(
        ExitStatus::Conflict,
        format!("`{name}` is in the journal already, at sequence {sequence}, with other content; nothing was recorded"),
    )
    .hint(if *is_actor {
        format!("`annals actor show {name}` shows it; `annals actor amend {name}` changes it; another actor needs another id")
    } else {
        format!("`annals show {name}` shows it; `annals correct {name}` changes it; another development needs another key")
    })
}

fn print(host: &Host, journal: &Journal, format: ReceiptFormat, acknowledged: &Acknowledged) -> Result<(), Failure> {
    let mut receipt = String::new();
    for event in &acknowledged.events {
        match format {
            ReceiptFormat::Text => {
                let name = receipt_name(&event.recorded.event);
                receipt.push_str(&format!("{} {}\n", visible(&name), event.recorded.stamp.sequence));
            }
            ReceiptFormat::Json => {
                receipt.push_str(&String::from_utf8_lossy(&journal.line_at(event.position)?));
                receipt.push('\n');
            }
        }
    }
    host.write(&receipt)?;
    for warning in &acknowledged.warnings {
        host.say(&format!("warning: {warning}"));
    }
    Ok(())
}

/// By what name an event's result is referred to later: a commitment's key, a development's, an
/// actor's id, the place searched.
fn receipt_name(event: &Event) -> String {
    if let Event::CommitmentMade(content) = event {
        return content.commitment.key.to_string();
    }
    event.subject()
}

fn dry_run(host: &Host, journal: &Journal, known: &Known, decided: Decided) -> Result<Outcome, Failure> {
    let mut outcome = Outcome {
        already: decided.silent,
        refused: decided.refused,
        refused_items: decided.refused_items,
        ..Outcome::default()
    };
    for draft in &decided.drafts {
        if let Some(position) = known.position(draft.id)? {
            if journal.recorded_at(position)?.event != draft.event {
                let error = JournalError::IdConflict { id: draft.id, sequence: position.sequence };
                return Err(conflict(error, &[(draft.id, Subject::of(draft))]));
            }
            outcome.already += 1;
        } else {
            host.say(&format!("would record: {} {}", draft.event.event_type().as_str(), receipt_name(&draft.event)));
            outcome.appended += 1;
        }
    }
    Ok(outcome)
}

impl Introduces {
    /// What registering an actor introduces.
    pub(super) fn of_actor(actor: &crate::domain::actor::Actor) -> Self {
        let side = (actor.actor_type == ActorType::Bloc).then_some(actor.side);
        Self { key: None, actor: Some(actor.id.clone()), side }
    }
}
