//! Renderers: one file a format over the same plain answers. None of them asks the chronicle anything.

pub mod csv;
pub mod json;
pub mod markdown;
pub mod markdown_chronology;
pub mod markdown_escape;
pub mod page;
pub mod terminal_text;
pub mod text_changes;
pub mod text_commitments;
pub mod text_development;
pub mod text_dossier;
pub mod text_history;
pub mod text_journal;
pub mod text_leads;
pub mod text_measures;
pub mod text_perspectives;
pub mod text_relation;
pub mod text_response;
pub mod text_search;
pub mod text_series;
pub mod text_sources;
pub mod text_stats;
pub mod text_thread;
pub mod text_timeline;
pub mod visible;
mod words;

use super::actor_list::ActorList;
use super::changes::Changes;
use super::commitments::Commitments;
use super::development::DevelopmentReport;
use super::divergence::Divergences;
use super::dossier::Dossier;
use super::history::History;
use super::info::Info;
use super::leads::{LeadEntry, LeadList};
use super::log::Log;
use super::measures::Measures;
use super::measures::line::MeasureLife;
use super::perspectives::Perspectives;
use super::relation::RelationReport;
use super::response::Responses;
use super::search::SearchReport;
use super::series::{BarReport, SeriesReport};
use super::sources::Sources;
use super::stats::Stats;
use super::thread::Thread;
use super::timeline::{Timeline, TimelineWithLeads};
use page::Page;

/// Why an answer could not be rendered; with text in memory none of this happens.
#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    /// A value without JSON form.
    #[error("the answer has no JSON form: {0}")]
    Json(#[from] serde_json::Error),
    /// Rows that cannot be written.
    #[error("the answer cannot be written as CSV: {0}")]
    Csv(#[from] ::csv::Error),
    /// Rows that cannot be finished.
    #[error("the answer cannot be written as CSV: {0}")]
    Rows(String),
}

/// An answer in every format a reading verb has.
pub trait Rendered {
    /// For a terminal.
    fn text(&self, page: &Page) -> String;

    /// One JSON document; for lists, an array.
    ///
    /// # Errors
    /// [`RenderError::Json`].
    fn json(&self) -> Result<String, RenderError>;

    /// One JSON object a line; one line for what is no list.
    ///
    /// # Errors
    /// [`RenderError::Json`].
    fn jsonl(&self) -> Result<String, RenderError>;

    /// Rows for a spreadsheet.
    ///
    /// # Errors
    /// [`RenderError::Csv`] or [`RenderError::Rows`].
    fn csv(&self) -> Result<String, RenderError>;

    /// Markdown.
    fn md(&self) -> String;
}

/// Ties an answer to its renderers: its JSON document and the objects of its lines are named, the
/// function for text by its path, those for CSV and Markdown by the name they share.
macro_rules! rendered {
    ($answer:ty, |$it:ident| $document:expr, $lines:expr, $text:path, $name:ident) => {
        impl Rendered for $answer {
            fn text(&self, page: &Page) -> String {
                $text(self, page)
            }

            fn json(&self) -> Result<String, RenderError> {
                let $it = self;
                json::document($document)
            }

            fn jsonl(&self) -> Result<String, RenderError> {
                let $it = self;
                json::lines($lines)
            }

            fn csv(&self) -> Result<String, RenderError> {
                csv::$name(self)
            }

            fn md(&self) -> String {
                markdown::$name(self)
            }
        }
    };
}

rendered!(Timeline, |it| &it.entries, &it.entries, text_timeline::timeline, timeline);
rendered!(DevelopmentReport, |it| &it.entry, [&it.entry], text_development::development, development);
rendered!(History, |it| it, &it.steps, text_history::history, history);
rendered!(Dossier, |it| it, [it], text_dossier::dossier, dossier);
rendered!(ActorList, |it| &it.rows, &it.rows, text_dossier::actor_list, actor_list);
rendered!(Commitments, |it| it, &it.commitments, text_commitments::commitments, commitments);
rendered!(Thread, |it| it, it.back.iter().chain(&it.on), text_thread::thread, thread);
rendered!(Responses, |it| it, &it.pairs, text_response::responses, responses);
rendered!(Perspectives, |it| it, &it.accounts, text_perspectives::perspectives, perspectives);
rendered!(Divergences, |it| it, &it.developments, text_perspectives::divergences, divergences);
rendered!(RelationReport, |it| it, [it], text_relation::relation, relation);
rendered!(Measures, |it| it, &it.measures, text_measures::measures, measures);
rendered!(MeasureLife, |it| it, &it.steps, text_measures::measure_life, measure_life);
rendered!(SeriesReport, |it| it, &it.series, text_series::series, series);
rendered!(BarReport, |it| it, &it.bars, text_series::bar, bar);
rendered!(SearchReport, |it| it, &it.developments, text_search::search, search);
rendered!(Stats, |it| it, &it.groups, text_stats::stats, stats);
rendered!(Log, |it| &it.rows, &it.rows, text_journal::log, log);
rendered!(LeadList, |it| &it.leads, &it.leads, text_leads::leads, leads);
rendered!(LeadEntry, |it| it, [it], text_leads::lead, lead);
rendered!(TimelineWithLeads, |it| &it.lines(), &it.lines(), text_leads::timeline, timeline_with_leads);
rendered!(Info, |it| it, [it], text_journal::info, info);
rendered!(Changes, |it| it, &it.changes, text_changes::changes, changes);
rendered!(Sources, |it| it, &it.rows, text_sources::sources, sources);
