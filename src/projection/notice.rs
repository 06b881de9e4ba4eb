//! What a reader should be told besides the answer, which is right all the same.

use std::fmt;

/// A word for stderr.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    /// The journal ends in what a crash left of an append that was never acknowledged.
    TornTail {
        /// Its length in bytes.
        bytes: u64,
    },
    /// The view did not serve; the journal was read instead.
    ViewIgnored {
        /// Why.
        why: String,
    },
    /// The store did not serve; it was set aside and the journal folded again.
    StoreSetAside {
        /// Why.
        why: String,
    },
    /// Another process holds the store; it was left alone.
    StoreBusy,
    /// The search index did not serve; the journal was read instead.
    SearchIgnored {
        /// Why.
        why: String,
    },
    /// The search index did not serve; it was set aside, and is made anew where it pays.
    SearchSetAside {
        /// Why.
        why: String,
    },
}

impl fmt::Display for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TornTail { bytes } => write!(
                f,
                "the journal ends in {bytes} bytes of an append that was never acknowledged; they are skipped, and the next append sets them aside"
            ),
            Self::ViewIgnored { why } => {
                write!(f, "the view was ignored ({why}) and the journal read instead; `annals rebuild` makes it anew")
            }
            Self::StoreSetAside { why } => {
                write!(f, "the store did not fit ({why}); it was set aside and the journal folded again")
            }
            Self::SearchIgnored { why } => {
                write!(f, "the search index was ignored ({why}) and the journal read instead")
            }
            Self::SearchSetAside { why } => {
                write!(f, "the search index did not fit ({why}); it was set aside, and what is missing is made anew")
            }
            Self::StoreBusy => write!(f, "another process holds the store; it was left alone"),
        }
    }
}
