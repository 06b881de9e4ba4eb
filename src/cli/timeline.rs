//! `annals timeline`: the chronology.

use super::failure::Failure;
use super::filter::FilterFlags;
use super::host::Host;
use super::leads;
use super::reading::Reading;
use super::workspace::Workspace;
use crate::projection::{Question, Selection};
use crate::report::timeline::{TimelineQuery, TimelineWithLeads, timeline};

/// The chronology: sorted by earliest day, then latest day, then order of recording
#[derive(Debug, clap::Args)]
pub(super) struct Timeline {
    #[command(flatten)]
    filters: FilterFlags,
    /// At most so many entries, counted in the order shown
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
    /// The latest first
    #[arg(long)]
    newest_first: bool,
    /// Show open leads behind the chronology, marked as no part of the record
    #[arg(long)]
    with_leads: bool,
    #[command(flatten)]
    reading: Reading,
}

impl Timeline {
    /// Runs the verb.
    pub(super) fn run(self, host: &Host, workspace: &Workspace) -> Result<(), Failure> {
        let opened = self.reading.open(host, workspace)?;
        let filter = self.filters.without_actors(host, opened.public_on)?;
        let selection = Selection::from(Question::Timeline {
            filter: filter.clone(),
            actors: self.filters.actor.clone(),
            limit: self.limit,
            newest_first: self.newest_first,
        });
        let chronicle = opened.archive.select(&selection, opened.until)?;
        let filter = match self.filters.within(&chronicle, filter.clone()) {
            Ok(filter) => filter,
            // the nearest name may be one that the question did not load
            Err(_) => self.filters.within(&opened.archive.whole(opened.until)?, filter)?,
        };
        let query = TimelineQuery { filter, newest_first: self.newest_first, limit: self.limit };
        let answer = timeline(&chronicle, &query);
        self.reading.say_apart(host, &answer.notices);
        if self.with_leads {
            let leads = leads::beside(host, workspace, &opened, &query.filter)?;
            self.reading.say_apart(host, &leads.notices);
            let answer = TimelineWithLeads { timeline: answer, leads };
            return self.reading.answer(host, workspace, &opened, &answer);
        }
        self.reading.answer(host, workspace, &opened, &answer)
    }
}
