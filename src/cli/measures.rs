//! `annals measures`: the legal state of measures on a day, and the life of one.

use super::failure::{ExitStatus, Failure};
use super::flags::{self, Words};
use super::host::Host;
use super::reading::{Opened, Reading};
use super::workspace::Workspace;
use crate::domain::chronicle::Chronicle;
use crate::domain::decide::unknown_side;
use crate::domain::edtf::Day;
use crate::domain::side::Side;
use crate::domain::slug::Key;
use crate::domain::vocabulary::{LegalState, Topic};
use crate::projection::{Question, Selection};
use crate::report::development::development;
use crate::report::measures::line::measure_life;
use crate::report::measures::{MeasuresQuery, measures};
use clap::Subcommand;

/// The legal state of every measure on a day, with what proves it; `show REF` for the life of one
///
/// States are derived from dates by role, from status changes and from the ties of acts that extend,
/// suspend or revoke. What the record leaves uncertain is told as `may-be-in-force`, with bounds.
#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(super) struct Measures {
    #[command(subcommand)]
    one: Option<OneMeasure>,
    /// The day; today where none is given
    #[arg(long, value_name = "DATE")]
    on: Option<String>,
    /// With an initiator or legal authority of this side, such as USA
    #[arg(long, value_name = "SIDE", help_heading = "Filters")]
    by: Vec<String>,
    /// With a target or affected party of this side
    #[arg(long, value_name = "SIDE", help_heading = "Filters")]
    affecting: Vec<String>,
    /// On this topic
    #[arg(long, value_parser = Words::<Topic>::new(), hide_possible_values = true, help_heading = "Filters")]
    topic: Vec<String>,
    /// In this state on the day
    #[arg(long, value_parser = Words::<LegalState>::new(), help_heading = "Filters")]
    state: Vec<String>,
    #[command(flatten)]
    reading: Reading,
}

#[derive(Debug, Subcommand)]
enum OneMeasure {
    Show(Show),
}

/// The life of one measure as a line: every step, the days between, what proves it
#[derive(Debug, clap::Args)]
struct Show {
    /// The measure
    #[arg(value_name = "REF")]
    reference: String,
    /// The day on which its state is told; today where none is given
    #[arg(long, value_name = "DATE")]
    on: Option<String>,
    #[command(flatten)]
    reading: Reading,
}

impl Measures {
    /// Runs the verb.
    pub(super) fn run(self, host: &Host, workspace: &Workspace) -> Result<(), Failure> {
        if let Some(OneMeasure::Show(verb)) = self.one {
            return verb.run(host, workspace);
        }
        let on = day(host, self.on.as_deref())?;
        let sides = |flag: &str, texts: &[String]| -> Result<Vec<Side>, Failure> {
            texts.iter().map(|text| flags::value::<Side>(flag, &text.to_ascii_uppercase())).collect()
        };
        let query = MeasuresQuery {
            by: sides("--by", &self.by)?,
            affecting: sides("--affecting", &self.affecting)?,
            topics: flags::words("--topic", &self.topic)?,
            states: flags::words("--state", &self.state)?,
        };
        let opened = self.reading.open(host, workspace)?;
        let chronicle = opened.archive.select(&Selection::from(Question::Measures), opened.until)?;
        known(&opened, &chronicle, "--by", &query.by)?;
        known(&opened, &chronicle, "--affecting", &query.affecting)?;
        let answer = measures(&chronicle, &query, on, opened.public_on);
        self.reading.say_apart(host, &answer.notices);
        self.reading.answer(host, workspace, &opened, &answer)
    }
}

impl Show {
    fn run(self, host: &Host, workspace: &Workspace) -> Result<(), Failure> {
        let on = day(host, self.on.as_deref())?;
        let opened = self.reading.open(host, workspace)?;
        let (chronicle, key) = found(&opened, &self.reference)?;
        let lost = || Failure::new(ExitStatus::NotFound, format!("no development `{key}`"));
        let state = chronicle.development(key.as_str()).ok_or_else(lost)?;
        if !state.current.is_measure() {
            let (kind, binding) = (state.current.kind, "its legal form is not recorded as binding");
            let why = if state.current.legal.is_some() { binding } else { "it has no legal form" };
            return Err(Failure::new(
                ExitStatus::NotFound,
                format!("`{key}` is no measure: it is of kind {kind}, and {why}"),
            )
            .hint(format!("`annals show {key}` tells all of it; `annals measures` lists the measures")));
        }
        // what was not public yet has no legal life to show either
        development(&chronicle, state, opened.public_on)
            .map_err(|error| Failure::new(ExitStatus::NotFound, error.to_string()))?;
        let answer = measure_life(&chronicle, state, on, opened.public_on);
        self.reading.say_apart(host, &answer.notices);
        self.reading.answer(host, workspace, &opened, &answer)
    }
}

/// The one day a state is asked for.
fn day(host: &Host, text: Option<&str>) -> Result<Day, Failure> {
    let Some(text) = text else { return Ok(host.today()) };
    flags::date(host, "--on", text)?.exact_day().ok_or_else(|| {
        Failure::new(ExitStatus::Refused, format!("`{text}` is not one certain day: expected a day such as 2025-12-01"))
            .hint("a state changes within a month; ask for its first or last day")
            .at_flag("--on", text)
    })
}

/// Refuses a side that the record does not know; what was loaded may not hold it.
fn known(opened: &Opened, chronicle: &Chronicle, flag: &str, sides: &[Side]) -> Result<(), Failure> {
    let Some(side) = sides.iter().find(|side| !chronicle.knows_side(**side)) else { return Ok(()) };
    let whole = opened.archive.whole(opened.until)?;
    if whole.knows_side(*side) {
        return Ok(());
    }
    Err(Failure::of_reason(&unknown_side(&whole, *side)).at_flag(flag, side.as_str()))
}

/// The development that a reference stands for, with all that is tied to it.
fn found(opened: &Opened, reference: &str) -> Result<(Chronicle, Key), Failure> {
    let selection = Selection::from(Question::Threads(vec![reference.to_owned()]));
    let chronicle = opened.archive.select(&selection, opened.until)?;
    if let Ok(key) = flags::development(&chronicle, reference) {
        return Ok((chronicle, key));
    }
    // the nearest key may be one that the question did not load
    let whole = opened.archive.whole(opened.until)?;
    let key = flags::development(&whole, reference)?;
    Ok((whole, key))
}
