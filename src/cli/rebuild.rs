//! `annals rebuild`: makes all projections anew from the journal.

use super::failure::Failure;
use super::host::Host;
use super::progress::Progress;
use super::workspace::Workspace;
use crate::projection::rebuild;

/// Make all projections anew from the journal; no answer depends on it
#[derive(Debug, clap::Args)]
pub(super) struct Rebuild {}

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
        Ok(())
    }
}
