//! Renderers: one file a format over the same plain answers. None of them asks the chronicle anything.

pub mod markdown_chronology;
pub mod markdown_escape;
pub mod terminal_text;
pub mod visible;
