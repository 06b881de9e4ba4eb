//! Full text: which developments say what is searched for, and which actors are called so. An index
//! makes it quick; where there is none that fits, the journal is read, and the answer is the same.
//! This folder alone names tantivy. Marking what was found is left to the report.

mod ask;
mod contents;
mod directory;
mod index;
mod lives;
mod matching;
mod people;
mod query;
mod rows;
mod seek;
mod texts;
mod words;

pub use ask::{Ask, Found, FoundActor, Hit};
pub use matching::marks;
pub use query::{Field, Query, QueryError};
pub use texts::{Text, actors, texts};

use super::archive::SMALL;
use super::error::{Failure, ProjectionError};
use super::notice::Notice;
use crate::journal::{Head, Journal};
use index::Opened;
use lives::Span;
use std::fs;
use std::path::Path;

/// What building the index made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BuiltSearch {
    /// How many events are in it.
    pub events: u64,
    /// How many developments can be found.
    pub developments: u64,
    /// How long it is, in bytes.
    pub bytes: u64,
}

/// Makes the index anew from the journal alone. None where another process is at it.
///
/// # Errors
/// [`ProjectionError`] where the journal cannot be read or the index not be written.
pub fn build_search(
    journal: &Journal,
    scratch: &Path,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Option<BuiltSearch>, ProjectionError> {
    fs::create_dir_all(scratch).map_err(|error| ProjectionError::io("make", scratch, error))?;
    let Some(_lock) = index::lock(scratch) else { return Ok(None) };
    let built = index::build(scratch, journal, &journal.head()?, progress);
    let (checkpoint, bytes) = built.map_err(|failure| lasting(failure, scratch))?;
    Ok(Some(BuiltSearch { events: checkpoint.size(), developments: checkpoint.developments, bytes }))
}

/// Searches a journal as it stood at its head: through the index where there is one, which is brought up
/// to the journal first; else, for a journal of some length, through one that is made now; else by
/// reading. Notices go to `tell`.
///
/// # Errors
/// [`ProjectionError`] where the journal cannot be read. Nothing of the index is an error.
pub fn search(
    journal: &Journal,
    head: &Head,
    scratch: &Path,
    ask: &Ask,
    tell: &mut dyn FnMut(Notice),
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Found, ProjectionError> {
    let ready = ready(journal, scratch, head, tell, progress);
    let found = ready.and_then(|opened| opened.map(|opened| seek::seek(&opened, journal, ask)).transpose());
    match found {
        Ok(Some(found)) => return Ok(found),
        Ok(None) => {}
        Err(failure) => tell(Notice::SearchIgnored { why: failure.into_words() }),
    }
    search_by_reading(journal, head, ask)
}

/// Searches by reading the journal from end to end.
///
/// # Errors
/// [`ProjectionError`] where the journal cannot be read.
pub fn search_by_reading(journal: &Journal, head: &Head, ask: &Ask) -> Result<Found, ProjectionError> {
    ask::by_reading(Span { journal, size: head.size, until: ask.until }, ask)
}

/// Brings the index up to the journal, or makes it where there is none. Notices go to `tell`. False where
/// another process is at it.
///
/// # Errors
/// [`ProjectionError`] where the journal cannot be read or the index not be written.
pub fn catch_up_search(
    journal: &Journal,
    scratch: &Path,
    tell: &mut dyn FnMut(Notice),
) -> Result<bool, ProjectionError> {
    let Some(_lock) = index::lock(scratch) else { return Ok(false) };
    let head = journal.head()?;
    match brought_up(journal, scratch, &head, 0, tell, &mut |_, _| {}) {
        Ok(_) => Ok(true),
        Err(failure) => Err(lasting(failure, scratch)),
    }
}

/// Everything the index holds, told row by row and sorted; none where there is no index that fits. Two
/// indexes of one journal are the same where this is.
///
/// # Errors
/// [`ProjectionError`] where the journal or the index cannot be read.
pub fn search_contents(journal: &Journal, scratch: &Path) -> Result<Option<Vec<String>>, ProjectionError> {
    let opened = index::open(scratch, journal, &journal.head()?, false);
    let contents = opened.and_then(|opened| opened.map(|opened| opened.contents()).transpose());
    contents.map_err(|failure| lasting(failure, scratch))
}

fn lasting(failure: Failure, scratch: &Path) -> ProjectionError {
    match failure {
        Failure::Lasting(error) => error,
        Failure::Unfit(why) => ProjectionError::io("use", &index::folder(scratch), std::io::Error::other(why)),
    }
}

/// An index that has come as far as the journal; none where reading is the way.
fn ready(
    journal: &Journal,
    scratch: &Path,
    head: &Head,
    tell: &mut dyn FnMut(Notice),
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Option<Opened>, Failure> {
    let opened = index::open(scratch, journal, head, false);
    match opened {
        Ok(Some(opened)) if opened.checkpoint.size() == head.size => return Ok(Some(opened)),
        Ok(None) if head.size < SMALL => return Ok(None),
        Ok(Some(_) | None) | Err(_) => {}
    }
    let Some(_lock) = index::lock(scratch) else {
        return match opened? {
            Some(opened) if !lags_far(&opened, head) => in_memory(journal, scratch, head),
            Some(_) | None => Ok(None),
        };
    };
    // With the lock, nobody else writes the index. Where the journal has grown since its head was read,
    // another reader may have brought the index beyond that, and neither is to blame.
    if journal.head()?.size != head.size {
        return Ok(None);
    }
    brought_up(journal, scratch, head, SMALL, tell, progress)
}

/// The index, brought up to the journal's end by who holds the lock; where there is none, one made now,
/// but not for a journal shorter than `least`.
fn brought_up(
    journal: &Journal,
    scratch: &Path,
    head: &Head,
    least: u64,
    tell: &mut dyn FnMut(Notice),
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Option<Opened>, Failure> {
    match index::open(scratch, journal, head, false) {
        Ok(Some(opened)) if opened.checkpoint.size() == head.size => return Ok(Some(opened)),
        Ok(Some(mut opened)) if !lags_far(&opened, head) => match opened.catch_up(journal, head) {
            Ok(()) => return Ok(Some(opened)),
            Err(failure) => put_aside(scratch, failure.into_words(), tell),
        },
        Ok(None) if head.size < least => return Ok(None),
        Ok(Some(_) | None) => {}
        Err(failure) => {
            put_aside(scratch, failure.into_words(), tell);
            if head.size < least {
                return Ok(None);
            }
        }
    }
    index::build(scratch, journal, head, progress)?;
    index::open(scratch, journal, head, false)
}

/// True where most of the journal is not in the index: it is then quicker made anew.
fn lags_far(opened: &Opened, head: &Head) -> bool {
    opened.checkpoint.size() < head.size / 2
}

/// The index with what it lacks on top of it in memory, where nothing can or may be written.
fn in_memory(journal: &Journal, scratch: &Path, head: &Head) -> Result<Option<Opened>, Failure> {
    let mut opened = index::open(scratch, journal, head, true)?;
    if let Some(opened) = &mut opened {
        opened.catch_up(journal, head)?;
    }
    Ok(opened)
}

fn put_aside(scratch: &Path, why: String, tell: &mut dyn FnMut(Notice)) {
    let why = match index::set_aside(scratch) {
        Ok(()) => why,
        Err(error) => format!("{why}; it could not be moved: {error}"),
    };
    tell(Notice::SearchSetAside { why });
}
