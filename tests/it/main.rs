//! All integration tests in one binary: a file for each verb or law.

mod chronology;
