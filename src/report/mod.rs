//! Reports: a question answered as plain data, then rendered. This room names neither the journal,
//! nor the store, nor the clock, nor the terminal, and prints nothing.

pub mod actor_list;
pub mod as_of;
mod change_words;
pub mod changes;
pub mod check;
pub mod chronology;
pub mod commitments;
pub mod development;
pub mod divergence;
pub mod dossier;
pub mod entry;
mod entry_making;
pub mod history;
pub mod info;
pub mod lead_match;
pub mod leads;
pub mod log;
pub mod measures;
pub mod offices;
pub mod perspectives;
pub mod relation;
pub mod render;
pub mod response;
pub mod search;
pub mod sentence;
pub mod series;
pub mod sources;
pub mod stats;
pub mod thread;
mod ties;
pub mod timeline;
mod value_words;
pub mod vantage;
