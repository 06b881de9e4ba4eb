//! Histories for a terminal: when, who and what on a line, the single changes below it.

use super::page::{Page, Sheet, Style};
use super::words;
use crate::report::history::{History, Step};

/// The life of a development set for a page.
pub fn history(history: &History, page: &Page) -> String {
    let mut sheet = Sheet::new(page);
    sheet.paragraph(0, &history.title, Style::Bold);
    sheet.paragraph(0, history.key.as_str(), Style::Dim);
    sheet.blank();
    for step in &history.steps {
        sheet.field(0, &words::minute(step.at), 20, &told(step));
        for detail in &step.details {
            sheet.field(22, "–", 1, detail);
        }
    }
    sheet.finish()
}

/// `Ada corrected the date from … to …. Reason: … [event 740, revision 2]`.
pub(super) fn told(step: &Step) -> String {
    let stop = match (step.details.is_empty(), step.deed.ends_with(['.', '!', '?'])) {
        (false, _) => ":",
        (true, true) => "",
        (true, false) => ".",
    };
    let ended = |text: &str| if text.ends_with(['.', '!', '?']) { text.to_owned() } else { format!("{text}.") };
    let reason = step.reason.as_ref().map(|reason| format!(" Reason: {}", ended(reason))).unwrap_or_default();
    let source = step.source.as_ref().map(|source| format!(" Source: {}", ended(source))).unwrap_or_default();
    let revision = step.revision.map(|revision| format!(", revision {revision}")).unwrap_or_default();
    format!("{} {}{stop}{reason}{source} [event {}{revision}]", step.by, step.deed, step.sequence)
}
