//! All integration tests in one binary: a file for each verb or law.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking, in its helpers too"
)]

mod edtf;
mod filter;
mod fold;
mod given;
mod golden;
mod golden_script;
mod house;
mod house_source;
mod journal_append;
mod journal_crash;
mod journal_damage;
mod journal_format;
mod journal_lock;
mod journal_sandbox;
mod journal_segments;
mod journal_tree;
mod rules;
mod rules_actors;
mod rules_additions;
mod rules_changes;
mod rules_words;
mod vocabulary;
mod warnings;
