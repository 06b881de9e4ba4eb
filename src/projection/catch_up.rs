//! Bringing store and view up to the journal, from where they are or from nothing. Neither is ever
//! needed for an answer, and no command waits for them.

use super::blocks::Blocks;
use super::bulk;
use super::checkpoint::Checkpoint;
use super::error::{Failure, ProjectionError};
use super::notice::Notice;
use super::replay::{Fold, schema};
use super::store::{self, Opening, Store};
use super::view::{self, Publication};
use crate::journal::{Head, Journal};
use std::fs;
use std::path::Path;

/// What a rebuild made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rebuilt {
    /// How many events were folded.
    pub events: u64,
    /// How many developments they make.
    pub developments: u32,
    /// How long the view is, in bytes of blocks.
    pub bytes: u64,
    /// What to tell besides.
    pub notices: Vec<Notice>,
}

/// What catching up did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CaughtUp {
    /// The projections are at the journal's end.
    Done {
        /// How many events were folded to get there.
        folded: u64,
        /// How many events the projections hold.
        events: u64,
        /// What to tell besides.
        notices: Vec<Notice>,
    },
    /// Nothing was done, since another process has the store.
    Skipped {
        /// Why.
        reason: Notice,
    },
}

/// Makes all projections anew from the journal alone.
///
/// # Errors
/// [`ProjectionError`] where the journal cannot be read or the view not be written.
pub fn rebuild(
    journal: &Journal,
    scratch: &Path,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Rebuilt, ProjectionError> {
    fs::create_dir_all(scratch).map_err(|error| ProjectionError::io("make", scratch, error))?;
    let (checkpoint, bytes) = from_nothing(journal, scratch, &journal.head()?, progress)?;
    let mut notices = Vec::new();
    match store::open(scratch) {
        Opening::Busy => notices.push(Notice::StoreBusy),
        Opening::Open(old) => {
            drop(old);
            if let Err(error) = store::discard(scratch) {
                notices.push(Notice::StoreSetAside { why: error.to_string() });
            }
            fill(scratch, None, &checkpoint, &mut notices);
        }
        Opening::Broken(why) => {
            put_aside(scratch, why, &mut notices);
            fill(scratch, None, &checkpoint, &mut notices);
        }
    }
    Ok(Rebuilt { events: checkpoint.size(), developments: checkpoint.developments, bytes, notices })
}

/// Folds what the journal has gained since the store's checkpoint, or everything where the store does
/// not fit, and publishes the view.
///
/// # Errors
/// [`ProjectionError`] where the journal cannot be read or the view not be written.
pub fn catch_up(
    journal: &Journal,
    scratch: &Path,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<CaughtUp, ProjectionError> {
    fs::create_dir_all(scratch).map_err(|error| ProjectionError::io("make", scratch, error))?;
    let head = journal.head()?;
    let mut notices = Vec::new();
    let store = match store::open(scratch) {
        Opening::Busy => return Ok(CaughtUp::Skipped { reason: Notice::StoreBusy }),
        Opening::Broken(why) => {
            put_aside(scratch, why, &mut notices);
            None
        }
        Opening::Open(store) => Some(store),
    };
    let mut new = None;
    if let Some(store) = store {
        match from_store(&store, journal, scratch, &head, progress) {
            Ok(Some(advance)) => {
                let (folded, events) = (advance.checkpoint.size() - advance.begun, advance.checkpoint.size());
                if folded > 0
                    && let Err(why) = follow(&store, scratch, &advance.checkpoint)
                {
                    drop(store);
                    put_aside(scratch, why, &mut notices);
                    fill(scratch, None, &advance.checkpoint, &mut notices);
                }
                return Ok(CaughtUp::Done { folded, events, notices });
            }
            // A new store has nothing to fold on from.
            Ok(None) => new = Some(store),
            Err(Failure::Unfit(why)) => {
                drop(store);
                put_aside(scratch, why, &mut notices);
            }
            Err(Failure::Lasting(error)) => return Err(error),
        }
    }
    let (checkpoint, _) = from_nothing(journal, scratch, &head, progress)?;
    fill(scratch, new, &checkpoint, &mut notices);
    let size = checkpoint.size();
    Ok(CaughtUp::Done { folded: size, events: size, notices })
}

/// From where to where the projections went on.
struct Advance {
    begun: u64,
    checkpoint: Checkpoint,
}

/// Publishes a view folded on from the store; nothing where that is new.
fn from_store(
    store: &Store,
    journal: &Journal,
    scratch: &Path,
    head: &Head,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Option<Advance>, Failure> {
    let Some(checkpoint) = store.checkpoint().map_err(Failure::Unfit)? else { return Ok(None) };
    if let Some(why) = checkpoint.misfit(journal, head, &schema()) {
        return Err(Failure::Unfit(why));
    }
    let begun = checkpoint.size();
    // What the store holds lies in the view already, where nothing befell that, and is read from there.
    let published = view::open(scratch).ok().flatten().filter(|(published, _)| *published == checkpoint);
    let blocks = match published {
        Some((_, blocks)) => blocks,
        None => restored(store, scratch, &checkpoint)?,
    };
    if begun == head.size {
        return Ok(Some(Advance { begun, checkpoint }));
    }
    let mut reader = journal.read_after(checkpoint.last.map(|(position, _)| position))?;
    let mut fold = Fold::on(checkpoint, blocks);
    fold.take_all(journal, &mut reader, head.size, progress)?;
    let mut publication = Publication::begin(scratch)?;
    fold.pack(|first, bytes| Ok(publication.block(first, bytes)?))?;
    publication.finish(scratch, &mut fold.checkpoint)?;
    Ok(Some(Advance { begun, checkpoint: fold.checkpoint }))
}

/// Publishes what the store holds, where that is what its checkpoint states.
fn restored(store: &Store, scratch: &Path, checkpoint: &Checkpoint) -> Result<Blocks, Failure> {
    let mut publication = Publication::begin(scratch)?;
    store.blocks(|first, bytes| publication.block(first, bytes)).map_err(Failure::Unfit)??;
    if !publication.is_of(checkpoint) {
        return Err(Failure::Unfit("its blocks are not those of its checkpoint".to_owned()));
    }
    publication.finish(scratch, &mut checkpoint.clone())?;
    match view::open(scratch)? {
        Some((published, blocks)) if published == *checkpoint => Ok(blocks),
        _ => Err(Failure::Unfit("the view made of it does not fit".to_owned())),
    }
}

/// Brings the store up to what was published just now.
fn follow(store: &Store, scratch: &Path, checkpoint: &Checkpoint) -> Result<(), String> {
    match view::open(scratch).map_err(Failure::into_words)? {
        Some((published, blocks)) if published == *checkpoint => store.replace(&blocks, checkpoint),
        // Somebody else has published since.
        _ => Ok(()),
    }
}

/// Publishes a view folded from the journal alone; its checkpoint, and how long its blocks are.
fn from_nothing(
    journal: &Journal,
    scratch: &Path,
    head: &Head,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<(Checkpoint, u64), ProjectionError> {
    if let Some(mut bulk) = bulk::fold(journal, scratch, head, progress) {
        let mut publication = Publication::begin(scratch)?;
        if bulk.blocks(|first, bytes| publication.block(first, bytes))?.is_some() {
            let bytes = publication.finish(scratch, &mut bulk.checkpoint)?;
            return Ok((bulk.checkpoint, bytes));
        }
    }
    let mut fold = Fold::start(journal);
    let folded = journal
        .read_from(None)
        .map_err(Failure::from)
        .and_then(|mut reader| fold.take_all(journal, &mut reader, head.size, progress));
    let mut publication = Publication::begin(scratch)?;
    match folded.and_then(|()| fold.pack(|first, bytes| Ok(publication.block(first, bytes)?))) {
        Ok(()) => {
            let bytes = publication.finish(scratch, &mut fold.checkpoint)?;
            Ok((fold.checkpoint, bytes))
        }
        Err(Failure::Lasting(error)) => Err(error),
        // With nothing below it, only a journal that moves while it is read does not fit.
        Err(Failure::Unfit(why)) => {
            Err(ProjectionError::io("fold", &journal.places().events, std::io::Error::other(why)))
        }
    }
}

/// Fills a new store with what was published just now; where that fails there is none, and the next
/// reader that wants one tries again.
fn fill(scratch: &Path, new: Option<Store>, checkpoint: &Checkpoint, notices: &mut Vec<Notice>) {
    let filled = match new.map_or_else(|| store::open(scratch), Opening::Open) {
        Opening::Open(store) => match view::open(scratch) {
            Ok(Some((published, blocks))) if published == *checkpoint => {
                store.fill(&blocks, checkpoint).and_then(|()| store.settle())
            }
            // Somebody else has published since, and fills the store.
            Ok(_) => Ok(()),
            Err(failure) => Err(failure.into_words()),
        },
        Opening::Busy => {
            notices.push(Notice::StoreBusy);
            Ok(())
        }
        Opening::Broken(why) => Err(why),
    };
    if let Err(why) = filled {
        put_aside(scratch, why, notices);
    }
}

fn put_aside(scratch: &Path, why: String, notices: &mut Vec<Notice>) {
    let why = match store::set_aside(scratch) {
        Ok(()) => why,
        Err(error) => format!("{why}; it could not be moved: {error}"),
    };
    notices.push(Notice::StoreSetAside { why });
}
