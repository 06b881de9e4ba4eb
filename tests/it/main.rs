//! All integration tests in one binary: a file for each verb or law.

mod fixture;
mod report_figures;
mod report_formats;
mod report_history;
mod report_json;
mod report_look;
mod report_public;
mod report_text;
