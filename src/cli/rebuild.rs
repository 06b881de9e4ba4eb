//! `annals rebuild`: makes all projections anew from the journal.

use super::failure::Failure;
use super::host::Host;
use super::progress::Progress;
use super::workspace::Workspace;
use crate::journal::Journal;
use crate::projection::{build_search, rebuild};

/// Make all projections anew from the journal; no answer depends on it
#[derive(Debug, clap::Args)]
pub(super) struct Rebuild {
    /// Leave the search index as it is
    #[arg(long)]
    no_search: bool,
}

impl Rebuild {
    /// Runs the verb.
    pub(super) fn run(self, host: &Host, workspace: &Workspace) -> Result<(), Failure> {
        let journal = workspace.journal()?;
        let progress = Progress::start(host, "rebuilding", journal.head()?.size);
        let rebuilt = rebuild(&journal, &workspace.scratch(), &mut |done, _| progress.at(done))?;
        progress.finish();
        for notice in &rebuilt.notices {
            host.say(&format!("note: {notice}"));
        }
        host.say(&format!(
            "rebuilt from {} events: {} developments, {} bytes of view",
            rebuilt.events, rebuilt.developments, rebuilt.bytes
        ));
        if self.no_search { Ok(()) } else { index(host, workspace, &journal, rebuilt.events) }
    }
}

/// Makes the search index.
fn index(host: &Host, workspace: &Workspace, journal: &Journal, events: u64) -> Result<(), Failure> {
    let progress = Progress::start(host, "indexing", events + events / 4);
    let built = build_search(journal, &workspace.scratch(), &mut |done, _| progress.at(done))?;
    progress.finish();
    match built {
        Some(built) => host.say(&format!("search index of {} developments: {} bytes", built.developments, built.bytes)),
        None => host.say("note: another process is making the search index; it was left alone"),
    }
    Ok(())
}
