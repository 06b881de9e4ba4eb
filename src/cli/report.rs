//! `annals report`: chronology reports as files. What a report says is left to the report room.

use super::failure::{ExitStatus, Failure};
use super::filter::FilterFlags;
use super::host::Host;
use super::info::{root, size_until};
use super::reading::ReadingTimes;
use super::workspace::Workspace;
use crate::projection::{Question, Selection};
use crate::report::chronology::{Request, chronology};
use crate::report::render::markdown_chronology::markdown;
use clap::Subcommand;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Write a report
#[derive(Debug, clap::Args)]
pub(super) struct Report {
    #[command(subcommand)]
    kind: ReportKind,
}

#[derive(Debug, Subcommand)]
enum ReportKind {
    Chronology(Box<ChronologyFlags>),
}

/// The chronology with notes, both sides' words, measures, commitments, sources and method
///
/// The same journal and query give the same bytes.
#[derive(Debug, clap::Args)]
struct ChronologyFlags {
    #[command(flatten)]
    filters: FilterFlags,
    /// The file to write; its ending says the format: .md; else standard output
    #[arg(long, short, value_name = "FILE")]
    out: Option<PathBuf>,
    /// The title; else that of annals.toml
    #[arg(long)]
    title: Option<String>,
    /// Who answers for it; else that of annals.toml
    #[arg(long, value_name = "NAME")]
    compiler: Option<String>,
    /// A file with the editor's own paragraphs
    #[arg(long, value_name = "FILE")]
    introduction: Option<PathBuf>,
    #[command(flatten)]
    times: ReadingTimes,
}

impl Report {
    /// Runs the verb.
    pub(super) fn run(self, host: &Host, workspace: &Workspace) -> Result<(), Failure> {
        match self.kind {
            ReportKind::Chronology(flags) => flags.run(host, workspace),
        }
    }
}

impl ChronologyFlags {
    fn run(self, host: &Host, workspace: &Workspace) -> Result<(), Failure> {
        if let Some(out) = &self.out {
            check_ending(out)?;
        }
        let introduction = self.introduction.as_deref().map(text_of).transpose()?;
        let opened = self.times.open(host, workspace)?;
        let filter = self.filters.without_actors(host, opened.public_on)?;
        // counts, sources and names are of the whole record
        let chronicle = opened.archive.select(&Selection::from(Question::Whole), opened.until)?;
        let filter = self.filters.within(&chronicle, filter)?;
        let (size, as_of) = size_until(&chronicle);
        let journal = opened.archive.journal();
        let settings = &workspace.settings;
        let request = Request {
            title: self.title.clone().or_else(|| settings.title.clone()),
            filter,
            query: self.query(),
            known_on: opened.until,
            compiler: self.compiler.clone().or_else(|| settings.compiler.clone()),
            introduction,
            licence: settings.licence.clone(),
            program: format!("annals {}", env!("CARGO_PKG_VERSION")),
            origin: journal.origin().to_string(),
            size,
            root: root(journal, size)?,
            as_of,
        };
        let page = markdown(&chronology(&chronicle, request));
        match &self.out {
            None => Ok(host.write(&page)?),
            Some(out) => {
                write_whole(out, &page).map_err(|error| {
                    Failure::new(ExitStatus::Bug, format!("cannot write `{}`: {error}", out.display()))
                })?;
                host.say(&format!("wrote {} ({} bytes)", out.display(), page.len()));
                Ok(())
            }
        }
    }

    /// The query as the user would type it, for the head of the report.
    fn query(&self) -> String {
        let mut words = vec!["report chronology".to_owned()];
        let times = [("--known-on", &self.times.known_on), ("--public-on", &self.times.public_on)];
        words.extend(Some(self.filters.words()).filter(|words| !words.is_empty()));
        words.extend(times.iter().filter_map(|(flag, value)| value.as_ref().map(|value| format!("{flag} {value}"))));
        words.join(" ")
    }
}

fn check_ending(out: &Path) -> Result<(), Failure> {
    let ending = out.extension().map(|ending| ending.to_string_lossy().to_ascii_lowercase());
    match ending.as_deref() {
        None | Some("md" | "markdown") => Ok(()),
        Some(other) => {
            let words = format!("there is no report as `.{other}`: expected a file that ends in .md");
            Err(Failure::new(ExitStatus::Usage, words).at_flag("--out", &out.to_string_lossy()))
        }
    }
}

fn text_of(file: &Path) -> Result<String, Failure> {
    std::fs::read_to_string(file).map_err(|error| {
        Failure::new(ExitStatus::NotFound, format!("cannot read `{}`: {error}", file.display()))
            .at_flag("--introduction", &file.to_string_lossy())
    })
}

/// Writes beside the file and renames, so that a report is there whole or not at all.
fn write_whole(out: &Path, page: &str) -> std::io::Result<()> {
    let name = out.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let half = out.with_file_name(format!(".{name}.{}.part", std::process::id()));
    let mut file = std::fs::File::create(&half)?;
    let written = file.write_all(page.as_bytes()).and_then(|()| std::fs::rename(&half, out));
    if written.is_err() {
        // nothing of a report that failed is left behind
        let _ = std::fs::remove_file(&half);
    }
    written
}
