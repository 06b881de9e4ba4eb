//! All integration tests in one binary: a file for each verb or law.

mod history;
mod projection_answers;
mod projection_crash;
mod projection_laws;
mod projection_speed;
mod projection_store;
mod projection_view;
