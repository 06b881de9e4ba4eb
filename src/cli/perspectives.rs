//! `annals perspectives`: what each side states, denies and leaves out; where accounts diverge.

use super::failure::{ExitStatus, Failure};
use super::filter::FilterFlags;
use super::flags::{self, Words};
use super::host::Host;
use super::reading::{Opened, Reading};
use super::workspace::Workspace;
use crate::domain::chronicle::Chronicle;
use crate::domain::slug::Key;
use crate::domain::vocabulary::Topic;
use crate::projection::{Question, Selection};
use crate::report::divergence::divergences;
use crate::report::perspectives::perspectives;

/// What each side states, denies and is silent on, side by side; over a period, where accounts diverge
///
/// Without REF: the developments of which one side states something that another denies or is silent
/// on, or of which only one side's account is on record.
#[derive(Debug, clap::Args)]
pub(super) struct Perspectives {
    /// The development
    #[arg(value_name = "REF")]
    reference: Option<String>,
    /// Without REF: nothing that ended before this date
    #[arg(long, value_name = "DATE", conflicts_with = "reference", help_heading = "Filters")]
    from: Option<String>,
    /// Without REF: nothing that began after this date
    #[arg(long, value_name = "DATE", conflicts_with = "reference", help_heading = "Filters")]
    to: Option<String>,
    /// Without REF: with parties of both sides, such as CHN-USA; the accounts of these are compared
    #[arg(long, conflicts_with = "reference", help_heading = "Filters")]
    relation: Vec<String>,
    /// Without REF: on this topic
    #[arg(long, value_parser = Words::<Topic>::new(), hide_possible_values = true, conflicts_with = "reference",
        help_heading = "Filters")]
    topic: Vec<String>,
    #[command(flatten)]
    reading: Reading,
}

impl Perspectives {
    /// Runs the verb.
    pub(super) fn run(self, host: &Host, workspace: &Workspace) -> Result<(), Failure> {
        let opened = self.reading.open(host, workspace)?;
        let Some(reference) = &self.reference else { return self.over_a_period(host, workspace, &opened) };
        let (chronicle, key) = found(&opened, reference)?;
        let lost = || Failure::new(ExitStatus::NotFound, format!("no development `{key}`"));
        let state = chronicle.development(key.as_str()).ok_or_else(lost)?;
        let answer = perspectives(&chronicle, state, opened.public_on)
            .map_err(|error| Failure::new(ExitStatus::NotFound, error.to_string()))?;
        self.reading.say_apart(host, &answer.notices);
        self.reading.answer(host, workspace, &opened, &answer)
    }

    fn over_a_period(&self, host: &Host, workspace: &Workspace, opened: &Opened) -> Result<(), Failure> {
        let flags = FilterFlags {
            from: self.from.clone(),
            to: self.to.clone(),
            relation: self.relation.clone(),
            topic: self.topic.clone(),
            ..FilterFlags::default()
        };
        let filter = flags.without_actors(host, opened.public_on)?;
        let selection = Selection::from(Question::Timeline {
            filter: filter.clone(),
            actors: Vec::new(),
            limit: None,
            newest_first: false,
        });
        let chronicle = opened.archive.select(&selection, opened.until)?;
        let filter = flags.within(&chronicle, filter)?;
        let answer = divergences(&chronicle, &filter);
        self.reading.say_apart(host, &answer.notices);
        self.reading.answer(host, workspace, opened, &answer)
    }
}

/// The development that a reference stands for, with what it may be a duplicate of.
fn found(opened: &Opened, reference: &str) -> Result<(Chronicle, Key), Failure> {
    // a duplicate of a duplicate is two ties away
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
