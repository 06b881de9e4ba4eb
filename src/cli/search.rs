//! `annals search`: full text.

use super::failure::{Complaint, ExitStatus, Failure, Whereabouts};
use super::filter::FilterFlags;
use super::flags::Words;
use super::host::Host;
use super::progress::Progress;
use super::reading::Reading;
use super::workspace::Workspace;
use crate::domain::vocabulary::{Kind, Topic};
use crate::exchange::document::TextPlace;
use crate::projection::search::{Ask, Query, QueryError};
use crate::projection::{Question, Selection, search};
use crate::report::search as report;
use std::cell::OnceCell;

/// Full text over titles, summaries, claims, commitments, disputes, places, legal forms, sources and the
/// names of actors, in English and Chinese; the words found are marked
///
/// All words must stand somewhere in the record. OR, NOT and parentheses as usual; "export control" in
/// quotes is a phrase (in a shell: 'title:"export control"'); gall* are words that begin so; and
/// title:gallium looks in one field only: title, actor, place, legal, summary, claim, commitment,
/// dispute, source. Capitals, accents and English plurals make no difference; any stretch of Chinese
/// text is found as it stands.
#[derive(Debug, clap::Args)]
pub(super) struct Search {
    /// What to search for
    #[arg(required = true)]
    words: Vec<String>,
    #[command(flatten)]
    filters: SearchFilters,
    /// At most so many developments; all are counted
    #[arg(long, value_name = "N", default_value_t = 20)]
    limit: usize,
    /// The latest first, rather than what matches best
    #[arg(long)]
    newest_first: bool,
    /// Also what was retracted or marked a duplicate, marked so
    #[arg(long)]
    with_retracted: bool,
    #[command(flatten)]
    reading: Reading,
}

/// Filters: one given twice means either; different ones must all hold.
#[derive(Debug, Clone, Default, clap::Args)]
struct SearchFilters {
    /// Nothing that ended before this date; an uncertain date counts where it may fall inside
    #[arg(long, value_name = "DATE", help_heading = "Filters")]
    from: Option<String>,
    /// Nothing that began after this date
    #[arg(long, value_name = "DATE", help_heading = "Filters")]
    to: Option<String>,
    /// With a party of this side, such as CHN
    #[arg(long, help_heading = "Filters")]
    side: Vec<String>,
    /// With parties of both sides, such as CHN-USA
    #[arg(long, help_heading = "Filters")]
    relation: Vec<String>,
    /// Of this kind
    #[arg(long, value_parser = Words::<Kind>::new(), hide_possible_values = true, help_heading = "Filters")]
    kind: Vec<String>,
    /// On this topic
    #[arg(long, value_parser = Words::<Topic>::new(), hide_possible_values = true, help_heading = "Filters")]
    topic: Vec<String>,
}

impl Search {
    /// Runs the verb.
    pub(super) fn run(self, host: &Host, workspace: &Workspace) -> Result<(), Failure> {
        let words = self.words.join(" ");
        let query = Query::parse(&words).map_err(|error| refused(&words, &error))?;
        let opened = self.reading.open(host, workspace)?;
        let flags = FilterFlags {
            from: self.filters.from,
            to: self.filters.to,
            side: self.filters.side,
            relation: self.filters.relation,
            kind: self.filters.kind,
            topic: self.filters.topic,
            ..FilterFlags::default()
        };
        let mut filter = flags.without_actors(host, None)?;
        let of = |keys| Selection::from(Question::Developments(keys));
        if !filter.sides.is_empty() || !filter.relations.is_empty() {
            filter = flags.within(&opened.archive.select(&of(Vec::new()), opened.until)?, filter)?;
        }
        let ask = Ask {
            query,
            filter,
            until: opened.until,
            public_on: opened.public_on,
            newest_first: self.newest_first,
            limit: self.limit,
            with_retracted: self.with_retracted,
        };
        let progress: OnceCell<Progress> = OnceCell::new();
        let archive = &opened.archive;
        let found = search::search(
            archive.journal(),
            archive.head(),
            &workspace.scratch(),
            &ask,
            &mut |notice| host.say(&format!("note: {notice}")),
            &mut |done, whole| progress.get_or_init(|| Progress::start(host, "indexing", whole)).at(done),
        )?;
        if let Some(progress) = progress.get() {
            progress.finish();
        }
        let keys = found.hits.iter().map(|hit| hit.key.clone()).collect();
        let chronicle = archive.select(&of(keys), opened.until)?;
        let answer = report::search(&chronicle, &ask, &found);
        self.reading.say_apart(host, &answer.notices);
        self.reading.answer(host, workspace, &opened, &answer)
    }
}

fn refused(words: &str, error: &QueryError) -> Failure {
    let count = |range: std::ops::Range<usize>| words.get(range).map_or(0, |text| text.chars().count());
    let place = TextPlace {
        line: 1,
        column: count(0..error.at.start) + 1,
        excerpt: words.replace(['\n', '\r'], " "),
        length: count(error.at.clone()).max(1),
    };
    let complaint = Complaint {
        message: error.message.clone(),
        whereabouts: Some(Whereabouts::Text { name: "WORDS".to_owned(), place }),
        hint: Some(error.remedy.clone()),
    };
    Failure::of(ExitStatus::Refused, vec![complaint])
}
