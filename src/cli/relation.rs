//! `annals relation`: what stands between two sides.

use super::failure::{ExitStatus, Failure};
use super::flags::{self, Words};
use super::host::Host;
use super::reading::Reading;
use super::workspace::Workspace;
use crate::domain::decide::unknown_side;
use crate::domain::period::{Grain, Period};
use crate::domain::scale::Scale;
use crate::domain::side::Dyad;
use crate::projection::{Question, Selection};
use crate::report::relation::relation;
use crate::report::series::{SeriesQuery, USUAL_SCALES, bar_report, series_report};

/// A relation of two sides, such as CHN-USA: counts, commitments, measures, who moved first, and the
/// series of cooperation and conflict
#[derive(Debug, clap::Args)]
pub(super) struct Relation {
    /// Two sides, either way round
    relation: String,
    /// Only the series, with its figures
    #[arg(long, help_heading = "Series")]
    series: bool,
    /// How long the periods of the series are; a quarter where it is not said
    #[arg(long, value_name = "PERIOD", value_parser = Words::<Grain>::new(), help_heading = "Series")]
    by: Option<String>,
    /// Under which scale, instead of plover and cameo; may be given several times
    #[arg(long, value_name = "SCALE", value_parser = Words::<Scale>::new(), help_heading = "Series")]
    scheme: Vec<String>,
    /// What is behind the bar of one period, such as 2023, 2023-Q4 or 2023-11
    #[arg(long, value_name = "PERIOD", conflicts_with_all = ["series", "from", "to"], help_heading = "Series")]
    bar: Option<String>,
    /// No bar of a period that ended before this date
    #[arg(long, value_name = "DATE", help_heading = "Series")]
    from: Option<String>,
    /// No bar of a period that began after this date
    #[arg(long, value_name = "DATE", help_heading = "Series")]
    to: Option<String>,
    #[command(flatten)]
    reading: Reading,
}

impl Relation {
    /// Runs the verb.
    pub(super) fn run(self, host: &Host, workspace: &Workspace) -> Result<(), Failure> {
        let dyad = flags::value::<Dyad>("RELATION", &self.relation)?;
        let query = self.query(host)?;
        let bar = self.bar.as_deref().map(|text| self.period(text)).transpose()?;
        let opened = self.reading.open(host, workspace)?;
        let chronicle = opened.archive.select(&Selection::from(Question::Relation(dyad)), opened.until)?;
        for side in [dyad.first(), dyad.second()] {
            if !chronicle.knows_side(side) {
                return Err(Failure::of_reason(&unknown_side(&chronicle, side)).at_flag("RELATION", &self.relation));
            }
        }
        let public_on = opened.public_on;
        if let Some(period) = bar {
            let answer = bar_report(&chronicle, dyad, public_on, &query.scales, period);
            return self.reading.answer(host, workspace, &opened, &answer);
        }
        if self.series {
            let answer = series_report(&chronicle, dyad, public_on, &query);
            return self.reading.answer(host, workspace, &opened, &answer);
        }
        self.reading.answer(host, workspace, &opened, &relation(&chronicle, dyad, public_on, &query))
    }

    fn query(&self, host: &Host) -> Result<SeriesQuery, Failure> {
        let mut scales = Vec::new();
        for scale in flags::words::<Scale>("--scheme", &self.scheme)? {
            if !scales.contains(&scale) {
                scales.push(scale);
            }
        }
        if scales.is_empty() {
            scales.extend(USUAL_SCALES);
        }
        let by = self.by.as_deref().map(|text| flags::word::<Grain>("--by", text)).transpose()?;
        Ok(SeriesQuery {
            scales,
            by: by.unwrap_or(Grain::Quarter),
            from: self.from.as_deref().map(|text| flags::first_day(host, "--from", text)).transpose()?,
            to: self.to.as_deref().map(|text| flags::last_day(host, "--to", text)).transpose()?,
        })
    }

    /// The period of `--bar`; it says itself how long it is, and `--by` may not say otherwise.
    fn period(&self, text: &str) -> Result<Period, Failure> {
        let period = flags::value::<Period>("--bar", text)?;
        match self.by.as_deref() {
            Some(by) if by != period.grain().to_string() => {
                let message = format!("`{text}` is a {}, not a {by}", period.grain());
                Err(Failure::new(ExitStatus::Refused, message)
                    .hint("leave `--by` out: `--bar` says how long the period is")
                    .at_flag("--bar", text))
            }
            Some(_) | None => Ok(period),
        }
    }
}
