//! `annals thread`: actions and responses around one development, or in a relation.

use super::as_of::as_of;
use super::failure::{ExitStatus, Failure};
use super::flags::{self, Words};
use super::host::Host;
use super::reading::{Opened, Reading};
use super::workspace::Workspace;
use crate::domain::chronicle::Chronicle;
use crate::domain::decide::unknown_side;
use crate::domain::filter::Filter;
use crate::domain::side::Dyad;
use crate::domain::slug::Key;
use crate::domain::vocabulary::LinkRelation;
use crate::projection::{Question, Selection};
use crate::report::response::{ResponseQuery, responses};
use crate::report::thread::{ThreadQuery, thread};

/// The chain of actions and responses around one development, or what they add up to in a relation
///
/// With REF: the tree of what it answers, carries out or builds on, and of what answers, carries out or
/// builds on it, with the days between and who asserts each tie. With --relation: median response time
/// by side and kind, the share unanswered, who moved first.
#[derive(Debug, clap::Args)]
#[command(group = clap::ArgGroup::new("subject").required(true).args(["reference", "relation"]))]
pub(super) struct Thread {
    /// The development
    #[arg(value_name = "REF")]
    reference: Option<String>,
    /// Over a relation such as CHN-USA, in place of REF
    #[arg(long)]
    relation: Option<String>,
    /// At most so many ties away
    #[arg(long, value_name = "N", conflicts_with = "relation")]
    depth: Option<usize>,
    /// Follow ties of this relation alone; given twice, of either
    #[arg(long, value_name = "TIE", value_parser = Words::<LinkRelation>::new(), hide_possible_values = true,
        conflicts_with = "relation")]
    ties: Vec<String>,
    /// Acts that may have happened on this date or after it
    #[arg(long, value_name = "DATE", conflicts_with = "reference")]
    from: Option<String>,
    /// Acts that may have happened on this date or before it
    #[arg(long, value_name = "DATE", conflicts_with = "reference")]
    to: Option<String>,
    /// List the pairs and acts that each figure comes from; data formats always do
    #[arg(long, conflicts_with = "reference")]
    pairs: bool,
    #[command(flatten)]
    reading: Reading,
}

impl Thread {
    /// Runs the verb.
    pub(super) fn run(self, host: &Host, workspace: &Workspace) -> Result<(), Failure> {
        match (&self.reference, &self.relation) {
            (Some(reference), _) => self.of_development(host, workspace, reference),
            (None, relation) => self.of_relation(host, workspace, relation.as_deref().unwrap_or_default()),
        }
    }

    fn of_development(&self, host: &Host, workspace: &Workspace, reference: &str) -> Result<(), Failure> {
        let opened = self.reading.open(host, workspace)?;
        let query = ThreadQuery {
            depth: self.depth,
            relations: flags::words("--ties", &self.ties)?,
            public_on: opened.public_on,
        };
        let (chronicle, key) = found(&opened, reference)?;
        let lost = || Failure::new(ExitStatus::NotFound, format!("no development `{key}`"));
        let state = chronicle.development(key.as_str()).ok_or_else(lost)?;
        let answer =
            thread(&chronicle, state, &query).map_err(|error| Failure::new(ExitStatus::NotFound, error.to_string()))?;
        self.reading.say_apart(host, &answer.notices);
        self.reading.answer(host, workspace, &opened, &answer)
    }

    fn of_relation(&self, host: &Host, workspace: &Workspace, relation: &str) -> Result<(), Failure> {
        let dyad = flags::value::<Dyad>("--relation", relation)?;
        let opened = self.reading.open(host, workspace)?;
        let query = ResponseQuery {
            relation: dyad,
            from: self.from.as_deref().map(|text| flags::first_day(host, "--from", text)).transpose()?,
            to: self.to.as_deref().map(|text| flags::last_day(host, "--to", text)).transpose()?,
            as_of: as_of(host, &opened, None)?,
            public_on: opened.public_on,
        };
        // an act need not name its target to be answered, so each side's own developments count too
        let filter = Filter { sides: vec![dyad.first(), dyad.second()], ..Filter::default() };
        let question = Question::Timeline { filter, actors: Vec::new(), limit: None, newest_first: false };
        let chronicle = opened.archive.select(&Selection::from(question), opened.until)?;
        for side in [dyad.first(), dyad.second()] {
            if !chronicle.knows_side(side) {
                return Err(Failure::of_reason(&unknown_side(&chronicle, side)).at_flag("--relation", relation));
            }
        }
        let answer = responses(&chronicle, &query, self.pairs);
        self.reading.say_apart(host, &answer.notices);
        self.reading.answer(host, workspace, &opened, &answer)
    }
}

/// The development that a reference stands for, with all that ties lead to.
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
