//! `annals changes`: what the record gained since a day, an instant, a size or a checkpoint of the journal.

use super::failure::{ExitStatus, Failure, Whereabouts};
use super::filter::FilterFlags;
use super::flags;
use super::host::Host;
use super::reading::{Opened, Reading, end_of};
use super::workspace::Workspace;
use crate::domain::edtf::Edtf;
use crate::domain::stamp::Instant;
use crate::exchange::document::TextPlace;
use crate::journal::{Checkpoint, Departure};
use crate::projection::{ProjectionError, Question, Selection};
use crate::report::changes::{ChangesQuery, Edge, changes, touched};
use std::path::Path;

/// What the record gained since a day, an instant, a number of events or a checkpoint
///
/// A day means what was known at its end (UTC), so that `--since 2026-11-24` tells what was recorded from
/// the 25th on. A number means the first so many events, as `info` and the checkpoint count them: `--since
/// 739` tells the events from sequence 739 on, `--since 0` all. A checkpoint is a file in the form of
/// events/checkpoint, or `-` for standard input; the journal must begin with just what it states, else the
/// record was rewritten, and the exit status is 3. With filters a development counts where it passed at
/// the beginning, at the end or in between.
#[derive(Debug, clap::Args)]
pub(super) struct Changes {
    /// Where to begin: what was known then is not told
    #[arg(long, value_name = "DATE|SEQUENCE|CHECKPOINT")]
    since: String,
    /// Where to end; else at the journal's end, or as of --known-on
    #[arg(long, value_name = "DATE|SEQUENCE|CHECKPOINT")]
    until: Option<String>,
    #[command(flatten)]
    filters: FilterFlags,
    #[command(flatten)]
    reading: Reading,
}

impl Changes {
    /// Runs the verb.
    pub(super) fn run(self, host: &Host, workspace: &Workspace) -> Result<(), Failure> {
        let opened = self.reading.open(host, workspace)?;
        let archive = &opened.archive;
        let filter = self.filters.without_actors(host, opened.public_on)?;
        let mut until = match opened.until {
            Some(instant) => Edge::end(archive.size_at(instant)?, format!("what was known at {instant}")),
            None => Edge::end(archive.head().size, "now"),
        };
        if let Some(text) = &self.until {
            let asked = edge(host, &opened, "--until", text)?;
            if asked.size <= until.size {
                until = asked;
            }
        }
        let since = edge(host, &opened, "--since", &self.since)?;
        if since.size > until.size {
            let words = format!(
                "`{}` is after the end of what is asked: it stands for the first {} events, the end for the first {}",
                self.since, since.size, until.size
            );
            return Err(Failure::new(ExitStatus::Refused, words)
                .hint("give an earlier --since, or a later --until or --known-on")
                .at_flag("--since", &self.since));
        }
        let events = archive.events_between(since.size, until.size)?;
        let (developments, actors) = touched(&events);
        let names = self.filters.actor.clone();
        let no_actor_changed = actors.is_empty();
        let selection = Selection::from(Question::Touched { developments, actors, names });
        let base = archive.select_of_first(&selection, since.size)?;
        let filter = match self.filters.within(&base, filter.clone()) {
            Ok(filter) if no_actor_changed || !self.filters.asks_for_names() => filter,
            // names are those of the end, and the nearest may be one that the events do not touch
            Ok(_) | Err(_) => self.filters.within(&archive.whole_of_first(until.size)?, filter)?,
        };
        let (from, to) = (since.size, until.size);
        let answer = changes(base, &events, &ChangesQuery { filter, since, until }).map_err(ProjectionError::from)?;
        debug_assert_eq!(answer.events as u64, to - from, "every event between is looked at");
        self.reading.say_apart(host, &answer.notices);
        self.reading.answer(host, workspace, &opened, &answer)
    }
}

/// The size of the journal that a value of `--since` or `--until` stands for.
fn edge(host: &Host, opened: &Opened, flag: &str, text: &str) -> Result<Edge, Failure> {
    let archive = &opened.archive;
    let of = |size: u64, meaning: String| Edge { size, asked: Some(text.to_owned()), meaning, root: None };
    if text == "-" {
        let bytes = host.input()?;
        return checkpoint(opened, flag, text, "standard input", &bytes);
    }
    if text.contains('\n') {
        return checkpoint(opened, flag, text, "the text given", text.as_bytes());
    }
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        let size = archive.head().size;
        let asked = text.parse::<u64>().ok().filter(|asked| *asked <= size).ok_or_else(|| {
            Failure::new(ExitStatus::Refused, format!("`{text}` is more than the {size} events of the journal"))
                .hint("a number counts events; a year is given by its last day, such as 2025-12-31")
                .at_flag(flag, text)
        })?;
        return Ok(of(asked, format!("sequence {asked}")));
    }
    if let Ok(instant) = Instant::parse(text) {
        return Ok(of(archive.size_at(instant)?, instant.to_string()));
    }
    if Path::new(text).is_file() {
        let bytes = std::fs::read(text).map_err(|error| {
            Failure::new(ExitStatus::NotFound, format!("cannot read `{text}`: {error}")).at_flag(flag, text)
        })?;
        return checkpoint(opened, flag, text, text, &bytes);
    }
    let day = flags::last_day(host, flag, text).map_err(|failure| {
        failure.also_hint("a checkpoint is given by the name of its file; there is none of this name")
    })?;
    Ok(of(archive.size_at(end_of(day))?, format!("the end of {}", Edtf::day(day).english())))
}

/// The size that a checkpoint states, where the journal begins with just what it states.
fn checkpoint(opened: &Opened, flag: &str, asked: &str, name: &str, bytes: &[u8]) -> Result<Edge, Failure> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let words = format!("`{name}` is no checkpoint: it is not UTF-8 from byte {} on", error.valid_up_to());
        Failure::new(ExitStatus::Refused, words).at_flag(flag, asked)
    })?;
    let stated = Checkpoint::parse(text).map_err(|misread| {
        let line = usize::try_from(misread.line).unwrap_or(1);
        let excerpt = text.lines().nth(line.saturating_sub(1)).unwrap_or_default().to_owned();
        let length = excerpt.chars().count().max(1);
        let mut failure = Failure::new(ExitStatus::Refused, format!("`{name}` is no checkpoint: {misread}"))
            .hint("a checkpoint has three lines: origin, number of events, root; see events/checkpoint");
        for complaint in &mut failure.complaints {
            let place = TextPlace { line, column: 1, excerpt: excerpt.clone(), length };
            complaint.whereabouts = Some(Whereabouts::Text { name: name.to_owned(), place });
        }
        failure
    })?;
    let departure = opened.archive.journal().departs_from(&stated)?;
    if let Some(departure) = departure {
        let hint = match departure {
            Departure::Origin { .. } => "give a checkpoint of this journal, or the workspace it is of with -C DIR",
            Departure::Shorter { .. } | Departure::Rewritten { .. } => {
                "what was published on that checkpoint can no longer be proved from this journal; compare it with a copy \
                 of that time"
            }
        };
        return Err(Failure::new(ExitStatus::Damaged, departure.to_string()).hint(hint).at_flag(flag, asked));
    }
    let meaning = if stated.signed { "the checkpoint (its signatures are not checked)" } else { "the checkpoint" };
    let root = Some(stated.root.to_base64());
    Ok(Edge { size: stated.size, asked: Some(asked.to_owned()), meaning: meaning.to_owned(), root })
}
