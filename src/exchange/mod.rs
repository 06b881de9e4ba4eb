//! Foreign and authored forms of the record, in and out: one file a format. Used by the command line
//! alone; printing and files are left to it.

pub mod authoring;
pub mod document;
mod json_walk;
pub mod native;
mod syntax_words;
pub mod template;
