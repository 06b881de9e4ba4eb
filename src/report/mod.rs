//! Reports: a question answered as plain data, then rendered. This room names neither the journal,
//! nor the store, nor the clock, nor the terminal, and prints nothing.

pub mod actor_list;
mod change_words;
pub mod check;
pub mod chronology;
pub mod development;
pub mod dossier;
pub mod entry;
mod entry_making;
pub mod history;
pub mod info;
pub mod log;
pub mod offices;
pub mod relation;
pub mod render;
pub mod sentence;
pub mod series;
pub mod stats;
pub mod timeline;
mod value_words;
pub mod vantage;
