//! Views of the journal, all of them disposable: they say quickly which lines of the journal a
//! question needs, and those lines, folded, answer it. This room names only the domain and the
//! journal; what is asked and how it is shown is left to the report.

mod actors;
mod archive;
mod beginnings;
mod block;
mod blocks;
mod bulk;
mod catch_up;
mod checkpoint;
mod error;
mod finder;
mod gist;
mod intake;
mod keys_by_hash;
mod leads;
mod lines;
mod loader;
mod lookup;
mod notice;
mod numbered;
mod past;
mod posting;
mod posting_runs;
mod relations;
mod replay;
mod row;
mod scan;
pub mod search;
mod selection;
mod sequences;
mod settle;
mod shelves;
mod spill;
mod store;
mod strand;
mod timeline;
mod varint;
mod view;

pub use archive::Archive;
pub use catch_up::{CaughtUp, Rebuilt, catch_up, rebuild};
pub use error::ProjectionError;
pub use leads::{Glance, LeadArchive, LeadPlace, PartyGlance, Sighting};
pub use notice::Notice;
pub use relations::RelationCounts;
pub use search::build_search;
pub use selection::{Question, Selection};
