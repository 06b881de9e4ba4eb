//! What goes wrong, as the user sees it: the value, the place, what was expected, a hint; and the exit
//! status of each class. The rooms behind know errors, this file alone knows statuses.

use crate::domain::refusal::{Reason, Refusal, RefusalClass};
use crate::exchange::document::TextPlace;
use crate::journal::JournalError;
use crate::report::render::visible::visible;
use std::fmt::Write;
use unicode_width::UnicodeWidthStr;

/// The exit statuses, as `docs` and the manual name them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum ExitStatus {
    /// A rule refuses.
    Refused = 1,
    /// The command is not one of ours.
    Usage = 2,
    /// The journal is damaged.
    Damaged = 3,
    /// What was asked for does not exist.
    NotFound = 4,
    /// Somebody else was first.
    Conflict = 5,
    /// The program is wrong, or the machine fails.
    Bug = 70,
}

/// Where in the command or its files something stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Whereabouts {
    /// A flag with its value.
    Flag(String),
    /// A file with line and column.
    Text {
        /// The file's name.
        name: String,
        /// The place in it.
        place: TextPlace,
    },
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Complaint {
    /// What is wrong, with the value and what was expected.
    pub message: String,
    /// Where.
    pub whereabouts: Option<Whereabouts>,
    /// What would help.
    pub hint: Option<String>,
}

/// Why a verb ends without having done what it was asked.
#[derive(Debug)]
pub(super) struct Failure {
    /// The status of the process.
    pub status: ExitStatus,
    /// What is wrong, at least one thing unless it was said before.
    pub complaints: Vec<Complaint>,
    last_hint: Option<String>,
    broken_pipe: bool,
}

impl Failure {
    /// A failure of one complaint.
    pub(super) fn new(status: ExitStatus, message: impl Into<String>) -> Self {
        Self::of(status, vec![Complaint { message: message.into(), whereabouts: None, hint: None }])
    }

    /// A failure of several complaints.
    pub(super) fn of(status: ExitStatus, complaints: Vec<Complaint>) -> Self {
        Self { status, complaints, last_hint: None, broken_pipe: false }
    }

    /// True where standard output was closed by whoever read it.
    pub(super) fn is_broken_pipe(&self) -> bool {
        self.broken_pipe
    }

    /// The same with a hint on its last complaint.
    #[must_use]
    pub(super) fn hint(mut self, hint: impl Into<String>) -> Self {
        if let Some(last) = self.complaints.last_mut() {
            last.hint = Some(hint.into());
        }
        self
    }

    /// The same with one more hint behind those it has.
    #[must_use]
    pub(super) fn also_hint(mut self, hint: impl Into<String>) -> Self {
        self.last_hint = Some(hint.into());
        self
    }

    /// The same at a flag, for complaints that stand nowhere yet.
    #[must_use]
    pub(super) fn at_flag(mut self, flag: &str, value: &str) -> Self {
        for complaint in &mut self.complaints {
            if complaint.whereabouts.is_none() {
                complaint.whereabouts = Some(Whereabouts::Flag(format!("{flag} {}", shell_words::quote(value))));
            }
        }
        self
    }

    /// A reason of the domain, without a place.
    pub(super) fn of_reason(reason: &Reason) -> Self {
        let mut failure = Self::new(status_of(reason), reason.to_string());
        if let Some(last) = failure.complaints.last_mut() {
            last.hint = reason.hint();
        }
        failure
    }

    /// Refusals, each with its place looked up.
    pub(super) fn of_refusals(refusals: &[Refusal], place: impl Fn(&Refusal) -> Option<Whereabouts>) -> Self {
        let status = refusals.iter().map(|refusal| status_of(&refusal.reason)).max().unwrap_or(ExitStatus::Refused);
        let complaints = refusals
            .iter()
            .map(|refusal| Complaint {
                message: refusal.reason.to_string(),
                whereabouts: place(refusal),
                hint: refusal.reason.hint(),
            })
            .collect();
        Self::of(status, complaints)
    }

    /// The words for standard error.
    pub(super) fn words(&self) -> String {
        let mut words = String::new();
        let mut hints: Vec<&str> = Vec::new();
        for complaint in &self.complaints {
            words.push_str(&complaint.words());
            if let Some(hint) = complaint.hint.as_deref()
                && !hints.contains(&hint)
            {
                hints.push(hint);
            }
        }
        hints.extend(self.last_hint.as_deref());
        if !hints.is_empty() {
            words.push('\n');
            for hint in hints {
                let _ = writeln!(words, "hint: {}", visible(hint));
            }
        }
        words.truncate(words.trim_end().len());
        words
    }
}

impl Complaint {
    /// The complaint with the line it is about, without its hint.
    pub(super) fn words(&self) -> String {
        let mut words = format!("error: {}\n", visible(&self.message));
        match &self.whereabouts {
            None => {}
            Some(Whereabouts::Flag(flag)) => {
                let _ = writeln!(words, "  --> {}", visible(flag));
            }
            Some(Whereabouts::Text { name, place }) => {
                let number = place.line.to_string();
                let gutter = " ".repeat(number.len());
                let _ = writeln!(words, "{gutter}--> {}:{}:{}", visible(name), place.line, place.column);
                let shown = excerpt(place);
                let _ = writeln!(
                    words,
                    "{gutter} |\n{}\n{gutter} | {}{}",
                    format!("{number} | {}", shown.text).trim_end(),
                    shown.blanks,
                    shown.marks
                );
            }
        }
        words
    }
}

struct Excerpt {
    text: String,
    blanks: String,
    marks: String,
}

/// How many columns of a line are shown.
const SHOWN: usize = 70;

/// How many columns before its place are shown where the line is longer.
const LEAD: usize = 40;

/// The part of a line around its place that fits a terminal, with marks below the place. Widths are
/// those on the screen: a Han character takes two columns.
fn excerpt(place: &TextPlace) -> Excerpt {
    let shown: Vec<String> = place.excerpt.chars().map(|c| visible(c.encode_utf8(&mut [0; 4]))).collect();
    let width = |part: &[String]| part.iter().map(|c| c.width()).sum::<usize>();
    let column = place.column.saturating_sub(1).min(shown.len());
    let (before, rest) = shown.split_at(column);
    let mut start = 0;
    if width(before) > LEAD + 10 {
        while width(before.get(start..).unwrap_or_default()) > LEAD {
            start += 1;
        }
    }
    let before = before.get(start..).unwrap_or_default();
    let lead = if start > 0 { "…" } else { "" };
    let mut room = SHOWN.saturating_sub(width(before));
    let fits = |c: &&String| {
        let fits = c.width() <= room;
        room = room.saturating_sub(c.width());
        fits
    };
    let behind: Vec<&String> = rest.iter().take_while(fits).collect();
    let cut = if behind.len() < rest.len() { "…" } else { "" };
    let meant: usize = behind.iter().take(place.length).map(|c| c.width()).sum();
    let text = format!("{lead}{}{}{cut}", before.concat(), behind.into_iter().map(String::as_str).collect::<String>());
    Excerpt { text, blanks: " ".repeat(lead.width() + width(before)), marks: "^".repeat(meant.max(1)) }
}

fn status_of(reason: &Reason) -> ExitStatus {
    match reason.class() {
        RefusalClass::Rule => ExitStatus::Refused,
        RefusalClass::NotFound => ExitStatus::NotFound,
        RefusalClass::Conflict => ExitStatus::Conflict,
    }
}

impl From<JournalError> for Failure {
    fn from(error: JournalError) -> Self {
        let status = match &error {
            JournalError::NotAJournal(_) => ExitStatus::NotFound,
            JournalError::Damaged(_)
            | JournalError::UnknownType(_)
            | JournalError::UnknownField(_)
            | JournalError::UnknownSchema(_)
            | JournalError::Misplaced { .. } => ExitStatus::Damaged,
            JournalError::AlreadyExists(_)
            | JournalError::Locked { .. }
            | JournalError::IdConflict { .. }
            | JournalError::Disturbed { .. } => ExitStatus::Conflict,
            JournalError::TooLong { .. } | JournalError::BatchTooLong { .. } => ExitStatus::Refused,
            JournalError::Unwritable { .. } | JournalError::OutcomeUnknown { .. } | JournalError::Io { .. } => {
                ExitStatus::Bug
            }
        };
        let failure = Self::new(status, error.to_string());
        let says_so = failure.complaints.iter().any(|complaint| complaint.message.contains("`annals verify`"));
        if status == ExitStatus::Damaged && !says_so {
            failure.hint("`annals verify` lists everything that is wrong with the journal")
        } else {
            failure
        }
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        let broken_pipe = error.kind() == std::io::ErrorKind::BrokenPipe;
        Self { broken_pipe, ..Self::new(ExitStatus::Bug, error.to_string()) }
    }
}
