//! The command line: one verb, one file. This room alone knows a terminal, a clock, an environment and
//! exit statuses.

mod actor;
mod append;
mod as_of;
mod assess;
mod authored;
mod changes;
mod check;
mod cite;
mod claim;
mod commit;
mod commitments;
mod completions;
mod correct;
mod deciding;
mod duplicate;
mod editing;
mod failure;
mod filter;
mod flags;
mod host;
mod import;
mod import_leads;
mod info;
mod init;
mod lead;
mod lead_names;
mod lead_prefill;
mod leads;
mod link;
mod log;
mod measures;
mod perspectives;
mod progress;
mod reading;
mod rebuild;
mod recording;
mod relation;
mod report;
mod retract;
mod search;
mod searched;
mod set;
mod show;
mod source;
mod sources;
mod stats;
mod status;
mod thread;
mod timeline;
mod verify;
mod workspace;

pub use host::Host;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};
use failure::{ExitStatus, Failure};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::{Mutex, PoisonError};
use workspace::Workspace;

/// A chronology of relations between states: every development an immutable event with its sources,
/// every correction a new event, every report as known on any date.
///
/// Words: a development happened in the world; an event is our act of recording it. REF is a
/// development's key, its id, or an unambiguous start of either. An actor is named by id or by any of
/// its names, in any script. Dates are EDTF (2024-05, 2024-05-14~, 2024-06-03/2024-06-09) or plain
/// words (14 May 2024, 2024年5月14日, before 2024-05).
///
/// Exit status: 0 done; 1 refused by a rule; 2 usage; 3 journal damaged; 4 not found; 5 conflict;
/// 70 a bug.
#[derive(Debug, Parser)]
#[command(name = "annals", version, disable_help_subcommand = true, max_term_width = 98)]
struct Cli {
    /// The workspace, instead of the nearest folder upwards that holds annals.toml
    #[arg(short = 'C', value_name = "DIR", global = true)]
    workspace: Option<PathBuf>,
    /// Say nothing but errors on standard error
    #[arg(long, short, global = true)]
    quiet: bool,
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    Init(init::Init),
    Append(Box<append::Append>),
    Correct(correct::Correct),
    Retract(retract::Retract),
    Duplicate(duplicate::Duplicate),
    Status(status::Status),
    Cite(cite::Cite),
    Claim(claim::Claim),
    Link(link::Link),
    Commit(commit::Commit),
    Assess(assess::Assess),
    Actor(actor::Actor),
    Lead(lead::Lead),
    Searched(searched::Searched),
    Import(import::Import),
    Timeline(timeline::Timeline),
    Show(show::Show),
    Relation(relation::Relation),
    Leads(Box<leads::Leads>),
    Measures(measures::Measures),
    Commitments(commitments::Commitments),
    Thread(thread::Thread),
    Perspectives(perspectives::Perspectives),
    Changes(Box<changes::Changes>),
    Sources(Box<sources::Sources>),
    Search(search::Search),
    Report(report::Report),
    Stats(stats::Stats),
    Log(log::Log),
    Info(info::Info),
    Check(check::Check),
    Verify(verify::Verify),
    Rebuild(rebuild::Rebuild),
    Completions(completions::Completions),
    Man(completions::Man),
}

/// Runs the program. A panic is a bug: it is told as one, with exit status 70. One that is caught on the
/// way, as the store's may be, is not told at all.
pub fn run(host: Host) -> ExitCode {
    static BUG: Mutex<Option<String>> = Mutex::new(None);
    std::panic::set_hook(Box::new(|panic| {
        *BUG.lock().unwrap_or_else(PoisonError::into_inner) = Some(panic.to_string());
    }));
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| run_verb(host))).unwrap_or_else(|_| {
        let bug = BUG.lock().unwrap_or_else(PoisonError::into_inner).take().unwrap_or_default();
        let failure = Failure::new(ExitStatus::Bug, format!("a bug in annals {}: {bug}", env!("CARGO_PKG_VERSION")))
            .hint("the journal is safe: `annals verify` proves it; please report the words above");
        Host::of_process().complain(&failure.words());
        ExitCode::from(ExitStatus::Bug as u8)
    })
}

fn run_verb(mut host: Host) -> ExitCode {
    let cli = match parse(&host) {
        Ok(cli) => cli,
        Err(code) => return code,
    };
    if cli.quiet {
        host.be_quiet();
    }
    match dispatch(&host, cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => ended(&host, &failure),
    }
}

fn parse(host: &Host) -> Result<Cli, ExitCode> {
    let matches = command().try_get_matches_from(host.args());
    matches.and_then(|mut matches| Cli::from_arg_matches_mut(&mut matches)).map_err(|error| {
        let acts = |arg: &std::ffi::OsString| arg.to_string_lossy().chars().any(|c| c.is_control());
        if error.use_stderr() && host.args().iter().any(acts) {
            host.complain(error.render().to_string().trim_end());
        } else {
            // where neither stream can be written to there is nobody left to tell
            let _ = error.print();
        }
        if error.use_stderr() { ExitCode::from(ExitStatus::Usage as u8) } else { ExitCode::SUCCESS }
    })
}

/// The definition of the command line, from which help, completions and the manual are made.
pub(crate) fn command() -> clap::Command {
    Cli::command()
}

fn dispatch(host: &Host, cli: Cli) -> Result<(), Failure> {
    let place = cli.workspace.as_deref();
    let workspace = || Workspace::find(host, place);
    match cli.verb {
        Verb::Init(verb) => verb.run(host, place),
        Verb::Append(verb) => verb.run(host, &workspace()?),
        Verb::Correct(verb) => verb.run(host, &workspace()?),
        Verb::Retract(verb) => verb.run(host, &workspace()?),
        Verb::Duplicate(verb) => verb.run(host, &workspace()?),
        Verb::Status(verb) => verb.run(host, &workspace()?),
        Verb::Cite(verb) => verb.run(host, &workspace()?),
        Verb::Claim(verb) => verb.run(host, &workspace()?),
        Verb::Link(verb) => verb.run(host, &workspace()?),
        Verb::Commit(verb) => verb.run(host, &workspace()?),
        Verb::Assess(verb) => verb.run(host, &workspace()?),
        Verb::Actor(verb) => verb.run(host, &workspace()?),
        Verb::Lead(verb) => verb.run(host, &workspace()?),
        Verb::Searched(verb) => verb.run(host, &workspace()?),
        Verb::Import(verb) => verb.run(host, &workspace()?),
        Verb::Timeline(verb) => verb.run(host, &workspace()?),
        Verb::Show(verb) => verb.run(host, &workspace()?),
        Verb::Report(verb) => verb.run(host, &workspace()?),
        Verb::Search(verb) => verb.run(host, &workspace()?),
        Verb::Relation(verb) => verb.run(host, &workspace()?),
        Verb::Leads(verb) => verb.run(host, &workspace()?),
        Verb::Measures(verb) => verb.run(host, &workspace()?),
        Verb::Commitments(verb) => verb.run(host, &workspace()?),
        Verb::Thread(verb) => verb.run(host, &workspace()?),
        Verb::Perspectives(verb) => verb.run(host, &workspace()?),
        Verb::Changes(verb) => verb.run(host, &workspace()?),
        Verb::Sources(verb) => verb.run(host, &workspace()?),
        Verb::Stats(verb) => verb.run(host, &workspace()?),
        Verb::Log(verb) => verb.run(host, &workspace()?),
        Verb::Info(verb) => verb.run(host, &workspace()?),
        Verb::Check(verb) => verb.run(host, workspace),
        Verb::Rebuild(verb) => verb.run(host, &workspace()?),
        Verb::Verify(verb) => verb.run(host, &workspace()?),
        Verb::Completions(verb) => verb.run(host),
        Verb::Man(verb) => verb.run(host),
    }
}

/// Says why, and gives the status; a reader that went away is a quiet end.
fn ended(host: &Host, failure: &Failure) -> ExitCode {
    if failure.is_broken_pipe() {
        return ExitCode::SUCCESS;
    }
    let words = failure.words();
    if !words.is_empty() {
        host.complain(&words);
    }
    ExitCode::from(failure.status as u8)
}
