//! Views of the journal, all of them disposable: they say quickly which lines of the journal a
//! question needs, and those lines, folded, answer it. This room names only the domain and the
//! journal; what is asked and how it is shown is left to the report.

mod archive;
mod error;
mod notice;
mod selection;

pub use archive::Archive;
pub use error::ProjectionError;
pub use notice::Notice;
pub use selection::{Question, Selection};
