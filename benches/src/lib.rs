//! What annals costs, measured against what a user would pick instead. README.md says how to run it.
//!
//! [`generate`] makes journals like the bundled one, of any length; [`fold`] reads them the way the
//! rivals do; [`sqlite`] is the rival; [`jobs`] are the questions, [`measure`] times them and
//! [`table`] says what came of it.

pub mod chance;
pub mod fold;
pub mod generate;
pub mod jobs;
pub mod machine;
pub mod measure;
pub mod pattern;
pub mod sqlite;
pub mod sqlite_append;
pub mod table;
pub mod texts;

/// What may fail here is told to whoever runs it, in words.
pub type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// The folder of the bundled journal's workspace, and of the sources.
pub fn root() -> std::path::PathBuf {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The folders of the journal of a workspace.
pub fn places(workspace: &std::path::Path) -> annals::journal::Places {
    annals::journal::Places {
        events: workspace.join("events"),
        scratch: workspace.join(".annals"),
        quarantine: workspace.join("quarantine"),
    }
}
