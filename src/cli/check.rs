//! `annals check`: the rules that warn.

use super::failure::{ExitStatus, Failure};
use super::flags::{self, Words};
use super::host::Host;
use super::reading::{Format, Reading};
use super::workspace::Workspace;
use crate::domain::edtf::Day;
use crate::domain::vocabulary::Vocabulary;
use crate::domain::warning::{Check as Named, warnings_as_public};
use crate::report::check::CheckReport;

/// Look for what is odd: silent, and exit status 0, where nothing is; else status 1
#[derive(Debug, clap::Args)]
pub(super) struct Check {
    /// Only these checks; else all
    #[arg(value_parser = Words::<Named>::new(), hide_possible_values = true)]
    checks: Vec<String>,
    /// List the checks with what each looks for
    #[arg(long)]
    list: bool,
    #[command(flatten)]
    reading: Reading,
}

impl Check {
    /// Runs the verb.
    pub(super) fn run(
        self,
        host: &Host,
        workspace: impl FnOnce() -> Result<Workspace, Failure>,
    ) -> Result<(), Failure> {
        if self.list {
            let width = Named::ALL.iter().map(|check| check.word().len()).max().unwrap_or(0);
            let line = |check: &Named| format!("{:width$}  {}\n", check.word(), check.definition());
            return Ok(host.write(&Named::ALL.iter().map(line).collect::<String>())?);
        }
        let checks = flags::words::<Named>("CHECK", &self.checks)?;
        let workspace = &workspace()?;
        let opened = self.reading.open(host, workspace)?;
        let chronicle = opened.archive.whole(opened.until)?;
        let past = opened.until.map(|until| Day::from_number(until.micros().div_euclid(86_400_000_000)));
        let today = opened.public_on.or(past).unwrap_or_else(|| host.today());
        let mut report = CheckReport { warnings: warnings_as_public(&chronicle, &checks, today, opened.public_on) };
        if let Some(day) = opened.public_on {
            let is_public = |key: &str| chronicle.development(key).is_none_or(|state| state.current.is_public_by(day));
            report.warnings.retain(|warning| is_public(&warning.subject));
        }
        let clean = report.warnings.is_empty();
        // silent for people; a program still gets its empty array or the heads of its columns
        if !clean || matches!(self.reading.format, Format::Json | Format::Jsonl | Format::Csv) {
            self.reading.answer(host, workspace, &opened, &report)?;
        }
        if clean {
            return Ok(());
        }
        Err(Failure::of(ExitStatus::Refused, Vec::new()))
    }
}
