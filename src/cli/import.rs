//! `annals import`: reads files of a known format into the journal; the same files twice append nothing.

use super::authored::{batch_item, document, items};
use super::failure::{ExitStatus, Failure};
use super::host::Host;
use super::import_leads::{self, FeedFlags};
use super::progress::Progress;
use super::recording::{BatchItem, Tolerance, Writing, record};
use super::workspace::Workspace;
use crate::exchange::native::{self, NativeRecord};
use std::path::PathBuf;
use std::rc::Rc;

/// Read files into the journal; repeating an import appends nothing
///
/// Feeds become leads: candidates in a journal of their own, `leads/`, no part of the record until an
/// editor accepts one (`annals leads`, `annals lead accept`). Of a feed every row that can be read is
/// taken; the others are counted and listed with line and reason, and the exit status is then 1.
#[derive(Debug, clap::Args)]
pub(super) struct Import {
    /// The format of the files
    #[arg(value_name = "FORMAT")]
    file_format: ImportFormat,
    /// The files; `-` is standard input
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Record what is valid and list the rest, instead of recording nothing
    #[arg(long)]
    keep_going: bool,
    #[command(flatten)]
    feed: FeedFlags,
    #[command(flatten)]
    writing: Writing,
}

/// A format that can be imported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum ImportFormat {
    /// Developments, actors and assessments, as JSON, JSON lines or TOML
    Native,
    /// Documents of the Federal Register as JSON, JSON lines or pages of its API; they become leads
    FederalRegister,
    /// GDELT events 2.0 or 1.0, tab-separated; they become leads
    Gdelt,
    /// ICEWS coded events, tab-separated with a header; they become leads
    Icews,
}

impl Import {
    /// Runs the verb.
    pub(super) fn run(self, host: &Host, workspace: &Workspace) -> Result<(), Failure> {
        if self.file_format != ImportFormat::Native {
            let Self { file_format, files, feed, writing, .. } = &self;
            return import_leads::import(host, workspace, *file_format, files, feed, writing);
        }
        if !self.feed.is_empty() {
            let words = "`--relation`, `--root`, `--min-mentions` and `--rejects` are for feeds of leads";
            return Err(Failure::new(ExitStatus::Usage, words)
                .hint("`--keep-going` records what is valid of native files and lists the rest"));
        }
        let batch = native_batch(host, &self.files)?;
        let tolerance = if self.keep_going { Tolerance::KeepGoing } else { Tolerance::AllOrNothing };
        let outcome = record(host, workspace, &self.writing, None, tolerance, &batch)?;
        let verb = if self.writing.dry_run { "would be recorded" } else { "recorded" };
        let refused = outcome.refused_items;
        let nothing = if outcome.appended == 0 { "; nothing appended" } else { "" };
        let refusals = if refused > 0 { format!(", {refused} refused") } else { String::new() };
        host.say(&format!("{} {verb}, {} recorded before{refusals}{nothing}", outcome.appended, outcome.already));
        outcome.refused.map_or(Ok(()), Err)
    }
}

/// Actors first, then developments, then assessments, each in the order given.
fn native_batch(host: &Host, files: &[PathBuf]) -> Result<Vec<BatchItem<'static>>, Failure> {
    let mut sorted: [Vec<BatchItem<'static>>; 3] = Default::default();
    for file in files {
        let document = Rc::new(document(host, file)?);
        let all = items(&document)?;
        let progress = Progress::start(host, "reading", all.len() as u64);
        for (at, item) in all.into_iter().enumerate() {
            let record = native::record(&document, &item);
            let place = match &record {
                Ok(NativeRecord::Actor(_)) => 0,
                Ok(NativeRecord::Development(_)) | Err(_) => 1,
                Ok(NativeRecord::Assessment(_)) => 2,
            };
            if let Some(list) = sorted.get_mut(place) {
                list.push(batch_item(&document, item, record));
            }
            progress.at(at as u64);
        }
        progress.finish();
    }
    let batch: Vec<BatchItem<'static>> = sorted.into_iter().flatten().collect();
    if batch.is_empty() {
        return Err(Failure::new(ExitStatus::Refused, "the files hold no records"));
    }
    Ok(batch)
}
