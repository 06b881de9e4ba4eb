//! `annals searched`: logs a search that found nothing.

use super::failure::{ExitStatus, Failure};
use super::flags::{self, FlagMap};
use super::host::Host;
use super::recording::{Planned, Writing, record_one};
use super::workspace::Workspace;
use crate::domain::decide::Command;
use crate::domain::event::SearchLogged;
use crate::domain::field_path::FieldPath;

/// Log that a place was searched and nothing found: the chronology's coverage
#[derive(Debug, clap::Args)]
pub(super) struct Searched {
    /// Where was searched: a site, an archive, a gazette
    place: String,
    /// That nothing was found; what was found is recorded with `append` or `cite`
    #[arg(long)]
    found_nothing: bool,
    /// For what
    #[arg(long)]
    words: Option<String>,
    /// For which time of the world
    #[arg(long, value_name = "DATE")]
    period: Option<String>,
    /// Anything a reader must know of the search
    #[arg(long)]
    note: Option<String>,
    #[command(flatten)]
    writing: Writing,
}

impl Searched {
    /// Runs the verb.
    pub(super) fn run(self, host: &Host, workspace: &Workspace) -> Result<(), Failure> {
        if !self.found_nothing {
            return Err(Failure::new(
                ExitStatus::Usage,
                "`searched` logs searches that found nothing: add --found-nothing",
            )
            .hint("what was found is recorded with `annals append` or `annals cite`"));
        }
        let period = self.period.as_deref().map(|text| flags::date(host, "--period", text)).transpose()?;
        record_one(host, workspace, &self.writing, None, |_, _| {
            let search = SearchLogged {
                place: self.place.clone(),
                words: self.words.clone(),
                period: period.clone(),
                note: self.note.clone(),
            };
            let mut map = FlagMap::new();
            map.note(FieldPath::root().field("place"), "PLACE", &self.place);
            Ok(Planned { command: Command::LogSearch(search), place: Box::new(move |refusal| map.place(refusal)) })
        })
    }
}
