//! `annals`: an event-sourced chronology of relations between states.

pub mod domain;
pub mod report;
