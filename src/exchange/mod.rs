//! Foreign and authored forms of the record, in and out: one file a format. Used by the command line
//! alone; printing and files are left to it.

pub mod authoring;
pub mod document;
pub mod federal_register;
pub mod feed;
pub mod gdelt;
pub mod icews;
mod json_walk;
pub mod native;
mod syntax_words;
pub mod template;
