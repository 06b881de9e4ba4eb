//! `annals cite`: adds a source to a development.

use super::failure::Failure;
use super::flags::{self, FlagMap};
use super::host::Host;
use super::recording::{Expecting, Planned, Writing, record_one};
use super::source::DocumentFlags;
use super::workspace::Workspace;
use crate::domain::decide::Command;
use crate::domain::field_path::FieldPath;

/// Add a source to a development: a URL, or a title and a publisher
#[derive(Debug, clap::Args)]
pub(super) struct Cite {
    /// The development
    #[arg(value_name = "REF")]
    reference: String,
    #[command(flatten)]
    document: DocumentFlags,
    #[command(flatten)]
    expecting: Expecting,
    #[command(flatten)]
    writing: Writing,
}

impl Cite {
    /// Runs the verb.
    pub(super) fn run(self, host: &Host, workspace: &Workspace) -> Result<(), Failure> {
        let source = self.document.source(host, workspace, self.writing.dry_run)?;
        record_one(host, workspace, &self.writing, self.expecting.expect_revision, |chronicle, _| {
            let key = flags::development(chronicle, &self.reference)?;
            let mut map = FlagMap::new();
            let given = [
                ("url", "--url", &source.url),
                ("title", "--title", &source.title),
                ("publisher", "--publisher", &source.publisher),
                ("pinpoint", "--pinpoint", &source.pinpoint),
            ];
            for (field, flag, value) in given {
                if let Some(value) = value {
                    map.note(FieldPath::root().field(field), flag, value);
                }
            }
            let command = Command::Cite { key, source: source.clone() };
            Ok(Planned { command, place: Box::new(move |refusal| map.place(refusal)) })
        })
    }
}
