//! All integration tests in one binary: a file for each verb or law.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking, in its helpers too"
)]

mod batches;
mod edtf;
mod entry;
mod journal_append;
mod journal_crash;
mod journal_damage;
mod journal_format;
mod journal_lock;
mod journal_sandbox;
mod journal_segments;
mod journal_tree;
mod reading;
mod refusals;
mod refusals_of_input;
mod sandbox;
