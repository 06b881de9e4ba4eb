//! All integration tests in one binary: a file for each verb or law.

mod history;
mod projection_answers;
mod projection_laws;
