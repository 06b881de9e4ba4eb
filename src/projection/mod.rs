//! Views of the journal, all of them disposable: they say quickly which lines of the journal a
//! question needs, and those lines, folded, answer it. This room names only the domain and the
//! journal; what is asked and how it is shown is left to the report.

mod actors;
mod archive;
mod block;
mod blocks;
mod catch_up;
mod checkpoint;
mod error;
mod finder;
mod leads;
mod lines;
mod loader;
mod lookup;
mod notice;
mod numbered;
mod past;
mod posting;
mod relations;
mod replay;
mod row;
pub mod search;
mod selection;
mod sequences;
mod store;
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
