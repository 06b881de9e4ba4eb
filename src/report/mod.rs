//! Reports: a question answered as plain data, then rendered. This room names neither the journal,
//! nor the store, nor the clock, nor the terminal, and prints nothing.

pub mod chronology;
pub mod render;
