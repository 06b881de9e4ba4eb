//! Renderers: one file a format over the same plain answers. None of them asks the chronicle anything.

pub mod markdown_escape;
pub mod page;
pub mod terminal_text;
pub mod text_timeline;
pub mod visible;
