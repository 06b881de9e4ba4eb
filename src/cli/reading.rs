//! How every reading verb reads and answers: open the archive, take the time of knowing, render in the
//! format asked for. It takes no lock and writes nothing but what brings the views up to date.

use super::failure::{ExitStatus, Failure};
use super::flags;
use super::host::Host;
use super::progress::Progress;
use super::workspace::Workspace;
use crate::domain::edtf::Day;
use crate::domain::stamp::Instant;
use crate::projection::{Archive, CaughtUp, ProjectionError, catch_up};
use crate::report::render::page::Page;
use crate::report::render::{RenderError, Rendered};
use std::cell::Cell;

/// The flags of every reading verb.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct Reading {
    /// How to write the answer
    #[arg(long, value_name = "FORMAT", default_value = "text", help_heading = "Reading")]
    pub(super) format: Format,
    #[command(flatten)]
    pub(super) times: ReadingTimes,
}

/// The flags that say as of when the record is read.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct ReadingTimes {
    /// As the journal knew it at the end of that day (UTC), or at an instant such as
    /// 2026-11-24T15:06:51Z
    #[arg(long, value_name = "DATE", help_heading = "Reading")]
    pub(super) known_on: Option<String>,
    /// As the public could know it at the end of that day, by when its sources were published
    #[arg(long, value_name = "DATE", help_heading = "Reading")]
    pub(super) public_on: Option<String>,
}

/// The formats of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Format {
    /// For a terminal
    Text,
    /// One JSON document
    Json,
    /// One JSON object a line
    Jsonl,
    /// Rows for a spreadsheet
    Csv,
    /// Markdown
    Md,
}

/// A workspace opened for reading, at the times asked for.
#[derive(Debug)]
pub(super) struct Opened {
    /// The record.
    pub(super) archive: Archive,
    /// Up to when the journal is read.
    pub(super) until: Option<Instant>,
    /// What the public could know by.
    pub(super) public_on: Option<Day>,
    /// How many of the archive's notices were said.
    said: Cell<usize>,
}

impl Opened {
    /// Says what the archive has to tell besides the answers and was not said yet.
    fn say_notices(&self, host: &Host) {
        let notices = self.archive.notices();
        for notice in notices.iter().skip(self.said.get()) {
            host.say(&format!("note: {notice}"));
        }
        self.said.set(notices.len());
    }

    /// What is left to do once the answer is given: bring the views up to date where they lag. It is
    /// for the next reader, so that its failure is no failure of this one.
    pub(super) fn finish(&self, host: &Host, workspace: &Workspace) {
        self.say_notices(host);
        if !self.archive.wants_catch_up() {
            return;
        }
        let progress = Progress::start(host, "catching up", self.archive.head().size);
        let caught_up = catch_up(self.archive.journal(), &workspace.scratch(), &mut |done, _| progress.at(done));
        progress.finish();
        if let Ok(CaughtUp::Done { notices, .. }) = caught_up {
            for notice in notices {
                host.say(&format!("note: {notice}"));
            }
        }
    }
}

impl ReadingTimes {
    /// Opens the workspace and says what is to be said of it.
    pub(super) fn open(&self, host: &Host, workspace: &Workspace) -> Result<Opened, Failure> {
        let until = self.known_on.as_deref().map(|text| instant(host, text)).transpose()?;
        let public_on = self.public_on.as_deref().map(|text| flags::last_day(host, "--public-on", text)).transpose()?;
        let archive = Archive::open(workspace.journal()?, &workspace.scratch())?;
        let opened = Opened { archive, until, public_on, said: Cell::new(0) };
        opened.say_notices(host);
        Ok(opened)
    }
}

impl Reading {
    /// Opens the workspace and says what is to be said of it.
    pub(super) fn open(&self, host: &Host, workspace: &Workspace) -> Result<Opened, Failure> {
        self.times.open(host, workspace)
    }

    /// Says what is to be said of an answer, in the formats that hold data alone; the others hold it.
    pub(super) fn say_apart(&self, host: &Host, notices: &[String]) {
        match self.format {
            Format::Text | Format::Md => {}
            Format::Json | Format::Jsonl | Format::Csv => {
                notices.iter().for_each(|notice| host.say(&format!("note: {notice}")));
            }
        }
    }

    /// Writes the answer in the format asked for, and sees to what is left to do.
    pub(super) fn answer(
        &self,
        host: &Host,
        workspace: &Workspace,
        opened: &Opened,
        answer: &impl Rendered,
    ) -> Result<(), Failure> {
        let screen = host.screen();
        match self.format {
            Format::Text => host.show(&answer.text(&Page { width: screen.width, colour: screen.colour }))?,
            Format::Json => host.write(&lined(answer.json()?))?,
            Format::Jsonl => host.write(&lined(answer.jsonl()?))?,
            Format::Csv => host.write(&answer.csv()?)?,
            Format::Md => host.write(&lined(answer.md()))?,
        }
        opened.finish(host, workspace);
        Ok(())
    }
}

/// The instant that `--known-on` stands for: itself, or the last of a day in UTC.
fn instant(host: &Host, text: &str) -> Result<Instant, Failure> {
    if text.contains('T') {
        return Instant::parse(text)
            .map_err(|error| Failure::new(ExitStatus::Refused, error.to_string()).at_flag("--known-on", text));
    }
    Ok(end_of(flags::last_day(host, "--known-on", text)?))
}

/// The last instant of a day in UTC.
pub(super) fn end_of(day: Day) -> Instant {
    const DAY: i64 = 86_400_000_000;
    Instant::from_micros(day.number().saturating_add(1).saturating_mul(DAY).saturating_sub(1))
}

fn lined(mut text: String) -> String {
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    text
}

impl From<ProjectionError> for Failure {
    fn from(error: ProjectionError) -> Self {
        match error {
            ProjectionError::Journal(error) => error.into(),
            ProjectionError::Fold(error) => Self::new(ExitStatus::Damaged, error.to_string())
                .hint("`annals verify` lists everything that is wrong with the journal"),
            ProjectionError::Io { .. } => Self::new(ExitStatus::Bug, error.to_string()),
        }
    }
}

impl From<RenderError> for Failure {
    fn from(error: RenderError) -> Self {
        Self::new(ExitStatus::Bug, error.to_string())
    }
}
