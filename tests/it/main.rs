//! All integration tests in one binary: a file for each verb or law.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "a test fails by panicking, in its helpers too, and says what it skipped"
)]

mod batches;
mod benches;
mod changes;
mod chronology;
mod commitments;
mod counts;
mod crash;
mod deciding;
mod edtf;
mod entry;
mod entry_by_editor;
mod filter;
mod fixture;
mod fold;
mod given;
mod golden;
mod golden_leads;
mod golden_script;
mod history;
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
mod lead_sandbox;
mod leads_corpora;
mod leads_decide;
mod leads_import;
mod leads_read;
mod measures;
mod measures_check;
mod measures_laws;
mod output_page;
mod perspectives;
mod projection_answers;
mod projection_crash;
mod projection_laws;
mod projection_speed;
mod projection_store;
mod projection_view;
mod reading;
mod reading_by_view;
mod readme;
mod recorder;
mod refusals;
mod refusals_of_input;
mod report_figures;
mod report_formats;
mod report_history;
mod report_json;
mod report_laws;
mod report_public;
mod report_text;
mod rules;
mod rules_actors;
mod rules_additions;
mod rules_changes;
mod rules_words;
mod sandbox;
mod search;
mod search_crash;
mod search_laws;
mod search_reckoned;
mod search_speed;
mod series;
mod sources;
mod store_words;
mod thread;
mod ties;
mod ties_laws;
mod times;
mod vocabulary;
mod warnings;
