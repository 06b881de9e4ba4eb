//! Writing in an editor: a text is opened, tried, and given back with what was refused marked in it until
//! it is accepted. What the user wrote is never thrown away: where it cannot be recorded, it is kept in
//! a file and the failure says where.

use super::failure::{Complaint, ExitStatus, Failure, Whereabouts};
use super::host::Host;
use crate::exchange::document::{Document, Syntax, TextPlace};
use crate::exchange::template;
use std::path::{Path, PathBuf};

/// A text to be edited.
pub(super) struct Draft {
    /// The file it is edited in.
    pub path: PathBuf,
    /// As it is first shown; given back like that, or empty, nothing is tried.
    pub text: String,
    /// The command that takes the text up again once it was kept.
    pub again: String,
}

impl Draft {
    /// Lets the user edit the text until `attempt` accepts it. `None` where it was left as it was.
    ///
    /// # Errors
    /// What `attempt` fails at, where the text came back as it was shown or editing it would not help.
    pub(super) fn edited<T>(
        &self,
        host: &Host,
        mut attempt: impl FnMut(Document) -> Result<T, Failure>,
    ) -> Result<Option<T>, Failure> {
        let mut shown = self.text.clone();
        loop {
            std::fs::write(&self.path, &shown)?;
            let ended = host.edit(&self.path);
            let saved = std::fs::read_to_string(&self.path)?;
            let text = template::unmarked(&saved);
            let untouched = text == self.text || text.trim().is_empty();
            let failure = match ended {
                Ok(true) => None,
                Ok(false) => {
                    Some(Failure::new(ExitStatus::Refused, "the editor ended with an error; nothing was recorded"))
                }
                Err(error) => Some(Failure::new(ExitStatus::Usage, error.to_string())),
            };
            if untouched {
                std::fs::remove_file(&self.path)?;
                return failure.map_or(Ok(None), Err);
            }
            if let Some(failure) = failure {
                return Err(self.kept(&text, failure)?);
            }
            let name = self.path.display().to_string();
            match attempt(Document { name, text: text.clone(), syntax: Syntax::Toml }) {
                Ok(done) => {
                    std::fs::remove_file(&self.path)?;
                    return Ok(Some(done));
                }
                Err(failure) if failure.status != ExitStatus::Refused || (saved == shown && shown != self.text) => {
                    return Err(self.kept(&text, failure)?);
                }
                Err(failure) => shown = template::marked(&text, &findings(&failure.complaints, &self.path)),
            }
        }
    }

    /// The failure with where the text is kept, without its marks, so that the lines named are its lines.
    fn kept(&self, text: &str, failure: Failure) -> Result<Failure, Failure> {
        std::fs::write(&self.path, text)?;
        let words = format!("the text is kept in {}; {}", self.path.display(), self.again);
        Ok(failure.also_hint(words))
    }
}

/// Complaints with the places at which the text can be marked; what stands nowhere goes to its head.
fn findings(complaints: &[Complaint], path: &Path) -> Vec<(TextPlace, String)> {
    let own = path.display().to_string();
    let nowhere = || TextPlace { line: 0, column: 0, excerpt: String::new(), length: 1 };
    let one = |complaint: &Complaint| {
        let place = match &complaint.whereabouts {
            Some(Whereabouts::Text { name, place }) if *name == own => place.clone(),
            Some(Whereabouts::Text { .. } | Whereabouts::Flag(_)) | None => nowhere(),
        };
        let hint = complaint.hint.as_ref().map_or_else(String::new, |hint| format!("\nhint: {hint}"));
        (place, format!("{}{hint}", complaint.message))
    };
    complaints.iter().map(one).collect()
}
