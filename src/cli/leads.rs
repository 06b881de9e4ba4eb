//! `annals leads`: the leads with filters, or one in full; and the leads shown beside the chronology.

use super::failure::{ExitStatus, Failure};
use super::flags::{self, Words};
use super::host::Host;
use super::lead_names;
use super::reading::{Opened, Reading};
use super::workspace::Workspace;
use crate::domain::chronicle::Chronicle;
use crate::domain::decide::unknown_side;
use crate::domain::filter::Filter;
use crate::domain::lead_filter::{FeedFilter, RootCode};
use crate::domain::side::{Dyad, Side};
use crate::domain::vocabulary::{Feed, LeadState};
use crate::projection::LeadArchive;
use crate::report::leads::{LeadList, LeadQuery, lead, leads};
use std::str::FromStr;

/// How many leads are shown beside the chronology.
const BESIDE: usize = 50;

/// Leads: what feeds proposed, newest first, with what may record each already; no part of the record
///
/// A lead's likeness to a development is scored in the open: 0.3 for the nearness of the dates, 0.2 for
/// shared sides, 0.5 for shared words, each word weighed by how rare it is; 1 where the very document is
/// a source of the development. From 0.7 on it is likely recorded already.
#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(super) struct Leads {
    #[command(subcommand)]
    verb: Option<LeadsVerb>,
    #[command(flatten)]
    filters: LeadFlags,
    /// At most so many; `all` for all
    #[arg(long, value_name = "N", default_value = "50")]
    limit: Limit,
    /// The likeliest to be recorded already first
    #[arg(long)]
    rank: bool,
    #[command(flatten)]
    reading: Reading,
}

#[derive(Debug, clap::Subcommand)]
enum LeadsVerb {
    Show(ShowLead),
}

/// One lead with everything its feed gave, and what it may be recorded as
#[derive(Debug, clap::Args)]
struct ShowLead {
    /// The lead: its feed and the feed's own id, its UUID, or an unambiguous start of either
    #[arg(value_name = "ID")]
    id: String,
    #[command(flatten)]
    reading: Reading,
}

/// Filters: one given twice means either; different ones must all hold.
#[derive(Debug, Default, clap::Args)]
struct LeadFlags {
    /// Of this feed
    #[arg(long, value_parser = Words::<Feed>::new(), help_heading = "Filters")]
    feed: Vec<String>,
    /// With this decided on it, or nothing yet
    #[arg(long, value_parser = Words::<LeadState>::new(), help_heading = "Filters")]
    state: Vec<String>,
    /// Nothing before this date
    #[arg(long, value_name = "DATE", help_heading = "Filters")]
    from: Option<String>,
    /// Nothing after this date
    #[arg(long, value_name = "DATE", help_heading = "Filters")]
    to: Option<String>,
    /// With a party of this side, or its state named in the title
    #[arg(long, help_heading = "Filters")]
    side: Vec<String>,
    /// With both sides of this relation, found the same way
    #[arg(long, value_name = "A-B", help_heading = "Filters")]
    relation: Vec<String>,
    /// With these words in title, summary or the parties' names, whatever their capitals
    #[arg(long, value_name = "WORDS", help_heading = "Filters")]
    text: Vec<String>,
    /// With one of these CAMEO root codes, such as 05,16
    #[arg(long, value_name = "CODES", value_delimiter = ',', help_heading = "Filters")]
    root: Vec<String>,
    /// Mentioned so often
    #[arg(long, value_name = "N", help_heading = "Filters")]
    min_mentions: Option<u64>,
}

/// A number of leads, or all of them.
#[derive(Debug, Clone, Copy)]
struct Limit(Option<usize>);

impl FromStr for Limit {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text == "all" {
            return Ok(Self(None));
        }
        text.parse().map(|number| Self(Some(number))).map_err(|_| "expected a number, or `all`".to_owned())
    }
}

impl LeadFlags {
    fn query(&self, host: &Host) -> Result<LeadQuery, Failure> {
        let roots = self.root.iter().map(|text| flags::value::<RootCode>("--root", text));
        let sides = self.side.iter().map(|text| flags::value::<Side>("--side", &text.to_ascii_uppercase()));
        let relations = self.relation.iter().map(|text| flags::value::<Dyad>("--relation", text));
        Ok(LeadQuery {
            feeds: flags::words("--feed", &self.feed)?,
            states: flags::words("--state", &self.state)?,
            from: self.from.as_deref().map(|text| flags::first_day(host, "--from", text)).transpose()?,
            to: self.to.as_deref().map(|text| flags::last_day(host, "--to", text)).transpose()?,
            sides: sides.collect::<Result<_, _>>()?,
            relations: relations.collect::<Result<_, _>>()?,
            texts: self.text.clone(),
            feed: FeedFilter {
                relations: Vec::new(),
                roots: roots.collect::<Result<_, _>>()?,
                min_mentions: self.min_mentions,
            },
            ..LeadQuery::default()
        })
    }
}

impl Leads {
    /// Runs the verb.
    pub(super) fn run(self, host: &Host, workspace: &Workspace) -> Result<(), Failure> {
        if let Some(LeadsVerb::Show(show)) = &self.verb {
            return show.run(host, workspace);
        }
        let opened = self.reading.open(host, workspace)?;
        let query = LeadQuery {
            public_on: opened.public_on,
            until: opened.until,
            limit: self.limit.0,
            by_rank: self.rank,
            ..self.filters.query(host)?
        };
        let chronicle = opened.archive.whole(opened.until)?;
        known_sides(&chronicle, &query)?;
        let answer = answered(workspace, &chronicle, &query)?;
        self.reading.say_apart(host, &answer.notices);
        self.reading.answer(host, workspace, &opened, &answer)
    }
}

impl ShowLead {
    fn run(&self, host: &Host, workspace: &Workspace) -> Result<(), Failure> {
        let opened = self.reading.open(host, workspace)?;
        let archive = lead_names::archive(workspace)?;
        let names = [self.id.clone()];
        let found = lead_names::find(&archive, opened.until, &names)?;
        let lost = || Failure::new(ExitStatus::NotFound, format!("no lead is named `{}`", self.id));
        let found = found.first().ok_or_else(lost)?;
        let chronicle = opened.archive.whole(opened.until)?;
        let answer = lead(&chronicle, &archive, found.place, opened.public_on)?;
        self.reading.answer(host, workspace, &opened, &answer)
    }
}

/// The open leads of the same window, sides and words, to be shown beside the chronology.
pub(super) fn beside(
    host: &Host,
    workspace: &Workspace,
    opened: &Opened,
    filter: &Filter,
) -> Result<LeadList, Failure> {
    let has_none = !filter.actors.is_empty()
        || !filter.kinds.is_empty()
        || !filter.topics.is_empty()
        || !filter.statuses.is_empty();
    if has_none {
        host.say("note: a lead has no actor, kind, topic or status of ours: no lead is shown under such a filter");
        return Ok(LeadList { leads: Vec::new(), matched: 0, total: 0, notices: Vec::new() });
    }
    let query = LeadQuery {
        states: vec![LeadState::Open],
        from: filter.from,
        to: filter.to,
        sides: filter.sides.clone(),
        relations: filter.relations.clone(),
        texts: filter.texts.clone(),
        public_on: opened.public_on,
        until: opened.until,
        limit: Some(BESIDE),
        ..LeadQuery::default()
    };
    let mut answer = answered(workspace, &opened.archive.whole(opened.until)?, &query)?;
    if answer.leads.len() < answer.matched {
        let shown = answer.leads.len();
        answer.notices =
            vec![format!("The newest {shown} of {} leads shown; `annals leads` shows all.", answer.matched)];
    }
    Ok(answer)
}

fn answered(workspace: &Workspace, chronicle: &Chronicle, query: &LeadQuery) -> Result<LeadList, Failure> {
    match workspace.leads()? {
        Some(journal) => Ok(leads(chronicle, &LeadArchive::open(journal)?, query)?),
        None => Ok(LeadList { leads: Vec::new(), matched: 0, total: 0, notices: Vec::new() }),
    }
}

/// Refuses sides that nobody knows: by a slip of the pen no lead would be found.
fn known_sides(chronicle: &Chronicle, query: &LeadQuery) -> Result<(), Failure> {
    let both = |dyad: &Dyad| [("--relation", dyad.first()), ("--relation", dyad.second())];
    let sides = query.sides.iter().map(|side| ("--side", *side)).chain(query.relations.iter().flat_map(both));
    for (flag, side) in sides {
        if !chronicle.knows_side(side) {
            return Err(Failure::of_reason(&unknown_side(chronicle, side)).at_flag(flag, side.as_str()));
        }
    }
    Ok(())
}
