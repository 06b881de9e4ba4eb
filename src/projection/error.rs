//! What this room fails at. A view or store that does not serve is no failure: the journal is read
//! instead, and a notice says so.

use crate::domain::chronicle::FoldError;
use crate::journal::JournalError;
use std::io;
use std::path::{Path, PathBuf};

/// Why a question could not be answered or the projections not be made.
#[derive(Debug, thiserror::Error)]
pub enum ProjectionError {
    /// The journal could not be read.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// An event does not fit what came before it.
    #[error("{0}; run `annals verify`")]
    Fold(#[from] FoldError),
    /// The projections could not be written. Every verb works without them.
    #[error("cannot {act} {}: {source}; the journal is untouched and every answer is the same without", .path.display())]
    Io {
        /// What was tried: a verb.
        act: &'static str,
        /// With which file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

impl ProjectionError {
    pub(super) fn io(act: &'static str, path: &Path, source: io::Error) -> Self {
        Self::Io { act, path: path.to_owned(), source }
    }
}

/// What keeps a view or store from being used, or a question from being answered at all.
#[derive(Debug)]
pub(super) enum Failure {
    /// What was read is not what was written, or does not fit the journal.
    Unfit(String),
    /// Nothing that reading the journal anew would mend.
    Lasting(ProjectionError),
}

impl<E: Into<ProjectionError>> From<E> for Failure {
    fn from(error: E) -> Self {
        Self::Lasting(error.into())
    }
}

impl Failure {
    /// Why, in words.
    pub(super) fn into_words(self) -> String {
        match self {
            Self::Unfit(why) => why,
            Self::Lasting(error) => error.to_string(),
        }
    }
}
