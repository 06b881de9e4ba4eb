//! Renderers: one file a format over the same plain answers. None of them asks the chronicle anything.

pub mod markdown_escape;
pub mod page;
pub mod terminal_text;
pub mod text_development;
pub mod text_dossier;
pub mod text_history;
pub mod text_journal;
pub mod text_relation;
pub mod text_timeline;
pub mod visible;
mod words;
