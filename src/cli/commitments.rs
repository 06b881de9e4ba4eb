//! `annals commitments`: what was promised, and what became of it.

use super::as_of::as_of;
use super::failure::Failure;
use super::flags;
use super::host::Host;
use super::reading::Reading;
use super::workspace::Workspace;
use crate::domain::chronicle::Chronicle;
use crate::domain::decide::unknown_side;
use crate::domain::nearest::nearest;
use crate::domain::refusal::Reason;
use crate::domain::side::{Dyad, Side};
use crate::domain::term::Term;
use crate::domain::vocabulary::{CommitmentState, UnknownWord, Vocabulary};
use crate::projection::{Question, Selection};
use crate::report::commitments::{CommitmentsQuery, commitments};

/// The word for a commitment without any assessment.
const NOT_ASSESSED: &str = "not-assessed";

/// Who promised what to whom, by when, what became of it, and who owns to it
///
/// A flag given twice means either; different ones must all hold. A commitment is one-sided where
/// some party to it has no statement of its own on record. The states are kept, partly, broken,
/// lapsed, superseded, open, and not-assessed.
#[derive(Debug, clap::Args)]
pub(super) struct Commitments {
    /// In this state by the last assessment as of the day, or not-assessed
    #[arg(long, help_heading = "Filters")]
    state: Vec<String>,
    /// Made, or perhaps made, on this date or after it
    #[arg(long, value_name = "DATE", help_heading = "Filters")]
    since: Option<String>,
    /// Due, or perhaps due, from the day on within 90d, 12w, 6m or 1y; sorted by due date
    #[arg(long, value_name = "TIME", help_heading = "Filters")]
    due_within: Option<String>,
    /// Without a statement of its own by some party to it
    #[arg(long, help_heading = "Filters")]
    one_sided: bool,
    /// Promised by somebody of this side, such as CHN
    #[arg(long, value_name = "SIDE", help_heading = "Filters")]
    by: Vec<String>,
    /// Promised to somebody of this side
    #[arg(long, value_name = "SIDE", help_heading = "Filters")]
    to: Vec<String>,
    /// With both sides among who promised and whom it was promised to, such as CHN-USA
    #[arg(long, help_heading = "Filters")]
    relation: Vec<String>,
    /// As of this day; else that of --public-on or --known-on (the earlier), else today
    #[arg(long, value_name = "DATE")]
    on: Option<String>,
    #[command(flatten)]
    reading: Reading,
}

impl Commitments {
    /// Runs the verb.
    pub(super) fn run(self, host: &Host, workspace: &Workspace) -> Result<(), Failure> {
        let opened = self.reading.open(host, workspace)?;
        let sides = |flag: &str, texts: &[String]| -> Result<Vec<Side>, Failure> {
            texts.iter().map(|text| flags::value(flag, &text.to_ascii_uppercase())).collect()
        };
        let query = CommitmentsQuery {
            as_of: as_of(host, &opened, self.on.as_deref())?,
            states: self.state.iter().map(|text| state(text)).collect::<Result<_, _>>()?,
            since: self.since.as_deref().map(|text| flags::first_day(host, "--since", text)).transpose()?,
            due_within: self
                .due_within
                .as_deref()
                .map(|text| flags::value::<Term>("--due-within", text))
                .transpose()?,
            one_sided: self.one_sided,
            by: sides("--by", &self.by)?,
            to: sides("--to", &self.to)?,
            relations: self
                .relation
                .iter()
                .map(|text| flags::value::<Dyad>("--relation", text))
                .collect::<Result<_, _>>()?,
            public_on: opened.public_on,
        };
        let chronicle = opened.archive.select(&Selection::from(Question::Commitments), opened.until)?;
        let both: Vec<Side> = query.relations.iter().flat_map(|dyad| [dyad.first(), dyad.second()]).collect();
        for (flag, sides) in [("--by", &query.by), ("--to", &query.to), ("--relation", &both)] {
            check_known(&chronicle, flag, sides)?;
        }
        let answer = commitments(&chronicle, &query);
        self.reading.say_apart(host, &answer.notices);
        self.reading.answer(host, workspace, &opened, &answer)
    }
}

fn check_known(chronicle: &Chronicle, flag: &str, sides: &[Side]) -> Result<(), Failure> {
    match sides.iter().find(|side| !chronicle.knows_side(**side)) {
        Some(&side) => Err(Failure::of_reason(&unknown_side(chronicle, side)).at_flag(flag, side.as_str())),
        None => Ok(()),
    }
}

fn state(text: &str) -> Result<Option<CommitmentState>, Failure> {
    if text == NOT_ASSESSED {
        return Ok(None);
    }
    CommitmentState::parse(text).map(Some).map_err(|unknown| {
        let words: Vec<&'static str> = unknown.words.iter().copied().chain([NOT_ASSESSED]).collect();
        let nearest = nearest(text, words.iter().copied());
        Failure::of_reason(&Reason::Word(UnknownWord { nearest, words, ..unknown })).at_flag("--state", text)
    })
}
