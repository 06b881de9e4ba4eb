//! `annals`: an event-sourced chronology of relations between states.
//!
//! Five rooms in a row, each seeing only what lies behind it: [`domain`], [`journal`], [`projection`],
//! [`report`], [`cli`]; [`exchange`] is used by the command line alone.

pub mod cli;
pub mod domain;
pub mod exchange;
pub mod journal;
pub mod projection;
pub mod report;
