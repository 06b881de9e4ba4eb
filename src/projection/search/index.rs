//! The index on disk: opening it, telling whether it fits the journal, making it anew and bringing it
//! up to the journal. Its checkpoint is part of the commit, so that rows and checkpoint are one. It is
//! never trusted: what does not open, does not fit or panics is set aside and made anew.

use super::directory::Place;
use super::lives::{Life, Span};
use super::people::People;
use super::rows::{Columns, WORDS, WordsOfOurs, schema};
use crate::domain::chronicle::FoldError;
use crate::domain::event::EventType;
use crate::domain::slug::ActorId;
use crate::domain::stamp::{Recorded, Sequence};
use crate::journal::{Head, Journal, Position, first_of};
use crate::projection::error::{Failure, ProjectionError};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File, TryLockError};
use std::io::ErrorKind;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use tantivy::collector::DocSetCollector;
use tantivy::indexer::NoMergePolicy;
use tantivy::query::TermQuery;
use tantivy::schema::IndexRecordOption;
use tantivy::{Index, IndexReader, IndexSettings, IndexWriter, ReloadPolicy, Searcher, TantivyDocument, Term};

/// The name of the index's folder.
pub(super) const FOLDER: &str = "search";
/// The file whose lock a process holds that writes an index.
const LOCK: &str = "search.lock";
/// How the names of folders begin that an index is made in.
const NEW: &str = "search.new-";
/// How the names of indexes begin that were set aside.
const ASIDE: &str = "search.set-aside-";
/// How much text is gathered in memory before it is written, in bytes for each of the threads.
const BUDGET: usize = 96 << 20;
const THREADS: usize = 2;
/// The same for a few changes.
const SMALL_BUDGET: usize = 15 << 20;
/// An index in more parts than this is put together again.
const PARTS: usize = 8;

/// How far an index has come, and of what journal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Checkpoint {
    schema: String,
    origin: String,
    /// The last line: its sequence, offset, length, leaf hash.
    last: Option<(u64, u64, u32, String)>,
    /// How many developments there are.
    pub(super) developments: u64,
    /// How many groups of actors.
    pub(super) groups: u64,
}

impl Checkpoint {
    fn start(journal: &Journal) -> Self {
        Self { schema: schema(), origin: journal.origin().as_str().to_owned(), last: None, developments: 0, groups: 0 }
    }

    /// How many events are in it.
    pub(super) fn size(&self) -> u64 {
        self.last.as_ref().map_or(0, |(sequence, ..)| sequence + 1)
    }

    fn position(&self) -> Option<Position> {
        let (sequence, offset, len, _) = self.last.as_ref()?;
        Some(Position { sequence: Sequence(*sequence), segment: first_of(*sequence), offset: *offset, len: *len })
    }

    fn reach(&mut self, head: &Head) {
        self.last = head.last.map(|last| {
            let at = last.position;
            (at.sequence.0, at.offset, at.len, last.leaf.to_string())
        });
    }

    /// Why an index with this checkpoint does not fit the journal; none where it fits.
    fn misfit(&self, journal: &Journal, head: &Head) -> Option<String> {
        let here = Self::start(journal);
        if self.schema != here.schema {
            return Some(format!("it was made by another version: {}", self.schema));
        }
        if self.origin != here.origin {
            return Some(format!("it is of the journal {}", self.origin));
        }
        if self.size() > head.size {
            return Some(format!("it knows {} events and the journal has {}", self.size(), head.size));
        }
        let (_, _, _, leaf) = self.last.as_ref()?;
        let position = self.position()?;
        let same = match head.last {
            Some(last) if last.position == position => last.leaf.to_string() == *leaf,
            _ => journal
                .read_after(Some(position))
                .is_ok_and(|reader| reader.last_read().is_some_and(|last| last.leaf.to_string() == *leaf)),
        };
        (!same).then(|| "it was made of a journal with other lines".to_owned())
    }
}

/// An index that fits a journal.
pub(super) struct Opened {
    pub(super) columns: Columns,
    pub(super) checkpoint: Checkpoint,
    pub(super) searcher: Searcher,
    index: Index,
    reader: IndexReader,
}

/// Runs what rests on tantivy so that neither its errors nor its panics get any further.
pub(super) fn guarded<T>(act: impl FnOnce() -> Result<T, Failure>) -> Result<T, Failure> {
    catch_unwind(AssertUnwindSafe(act)).unwrap_or_else(|_| Err(Failure::Unfit("tantivy panicked".to_owned())))
}

/// What tantivy said.
pub(super) fn unfit(error: impl std::fmt::Display) -> Failure {
    Failure::Unfit(error.to_string())
}

/// The lock of who writes; none where another holds it or nothing can be written there.
pub(super) fn lock(scratch: &Path) -> Option<File> {
    fs::create_dir_all(scratch).ok()?;
    let file = File::options().create(true).truncate(false).write(true).open(scratch.join(LOCK)).ok()?;
    match file.try_lock() {
        Ok(()) => Some(file),
        Err(TryLockError::WouldBlock | TryLockError::Error(_)) => None,
    }
}

/// Opens the index in a folder of disposable things; nothing where there is none. With `above`, what is
/// written to it stays in memory.
pub(super) fn open(scratch: &Path, journal: &Journal, head: &Head, above: bool) -> Result<Option<Opened>, Failure> {
    let folder = scratch.join(FOLDER);
    let mut tries = 0;
    loop {
        let there = fs::exists(folder.join("meta.json")).map_err(unfit)?;
        if !there {
            return Ok(None);
        }
        let place = if above { Place::above(&folder) } else { Place::folder(&folder) };
        match guarded(|| open_in(place, journal, head)) {
            // another process has replaced what was about to be opened
            Err(Failure::Unfit(_)) if tries < 2 => tries += 1,
            opened => return opened.map(Some),
        }
    }
}

fn open_in(place: Place, journal: &Journal, head: &Head) -> Result<Opened, Failure> {
    let columns = Columns::new();
    let index = Index::open(place).map_err(unfit)?;
    if index.schema() != columns.schema {
        return Err(unfit("its columns are others"));
    }
    index.tokenizers().register(WORDS, WordsOfOurs);
    let checkpoint = checkpoint_of(&index)?;
    if let Some(why) = checkpoint.misfit(journal, head) {
        return Err(Failure::Unfit(why));
    }
    let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into().map_err(unfit)?;
    let searcher = reader.searcher();
    // what is in force when the searcher was made, and not one that another process has made since
    let rows: u64 = searcher.num_docs();
    if rows != checkpoint.developments + checkpoint.groups || checkpoint_of(&index)? != checkpoint {
        return Err(unfit("its rows are not those of its checkpoint"));
    }
    Ok(Opened { columns, checkpoint, searcher, index, reader })
}

fn checkpoint_of(index: &Index) -> Result<Checkpoint, Failure> {
    let payload = index.load_metas().map_err(unfit)?.payload.ok_or_else(|| unfit("its checkpoint is missing"))?;
    serde_json::from_str(&payload).map_err(|_| unfit("its checkpoint is garbled"))
}

/// Makes an index anew of the whole journal and puts it into the place of the one that is there, if any.
/// The caller holds the lock. Gives how many bytes it has.
pub(super) fn build(
    scratch: &Path,
    journal: &Journal,
    head: &Head,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<(Checkpoint, u64), Failure> {
    clear(scratch);
    let new = scratch.join(format!("{NEW}{}", std::process::id()));
    fs::create_dir_all(&new).map_err(|error| ProjectionError::io("make", &new, error))?;
    let made = guarded(|| make(Place::folder(&new), journal, head, progress));
    let checkpoint = match made {
        Ok(checkpoint) => checkpoint,
        Err(failure) => {
            let _ = fs::remove_dir_all(&new);
            return Err(failure);
        }
    };
    let bytes = bytes_of(&new);
    let folder = scratch.join(FOLDER);
    let old = scratch.join(format!("{NEW}old"));
    let replaced = match fs::rename(&folder, &old) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        Ok(()) | Err(_) => fs::rename(&new, &folder),
    };
    replaced.map_err(|error| ProjectionError::io("replace", &folder, error))?;
    let _ = fs::remove_dir_all(&old);
    Ok((checkpoint, bytes))
}

fn make(
    place: Place,
    journal: &Journal,
    head: &Head,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Checkpoint, Failure> {
    let columns = Columns::new();
    let settings = IndexSettings { docstore_compress_dedicated_thread: false, ..IndexSettings::default() };
    let index = Index::create(place, columns.schema.clone(), settings).map_err(unfit)?;
    index.tokenizers().register(WORDS, WordsOfOurs);
    let few = head.size < 20_000;
    let (threads, budget) = if few { (1, SMALL_BUDGET) } else { (THREADS, BUDGET) };
    let mut writer: IndexWriter = index.writer_with_num_threads(threads, budget * threads).map_err(unfit)?;
    writer.set_merge_policy(Box::new(NoMergePolicy));
    let mut checkpoint = Checkpoint::start(journal);
    let span = Span { journal, size: head.size, until: None };
    // reading the envelopes is about a fifth of the whole
    let (overview_ends, whole) = (head.size / 4, head.size + head.size / 4);
    let mut overview = span.overview(&mut |at| progress(at / 4, whole))?;
    for group in std::mem::take(&mut overview.people).apart() {
        writer.add_document(columns.group(&group).map_err(unfit)?).map_err(unfit)?;
        checkpoint.groups += 1;
    }
    let mut refused = None;
    span.each(&mut overview, &mut |at| progress(overview_ends + at, whole), &mut |life| {
        checkpoint.developments += 1;
        if refused.is_none()
            && let Err(error) = writer.add_document(columns.development(&life))
        {
            refused = Some(error.to_string());
        }
        Ok(())
    })?;
    if let Some(why) = refused {
        return Err(Failure::Unfit(why));
    }
    checkpoint.reach(head);
    commit(&mut writer, &checkpoint)?;
    writer.wait_merging_threads().map_err(unfit)?;
    progress(whole, whole);
    Ok(checkpoint)
}

fn commit(writer: &mut IndexWriter, checkpoint: &Checkpoint) -> Result<(), Failure> {
    let payload = serde_json::to_string(checkpoint).map_err(unfit)?;
    let mut prepared = writer.prepare_commit().map_err(unfit)?;
    prepared.set_payload(&payload);
    prepared.commit().map_err(unfit)?;
    Ok(())
}

impl Opened {
    /// Takes in what the journal has gained since the checkpoint: rows that changed are taken out by
    /// their key and added anew. The caller holds the lock, or writes in memory only.
    pub(super) fn catch_up(&mut self, journal: &Journal, head: &Head) -> Result<(), Failure> {
        guarded(|| self.take_tail(journal, head))
    }

    fn take_tail(&mut self, journal: &Journal, head: &Head) -> Result<(), Failure> {
        let tail = Tail::read(journal, self.checkpoint.position(), head.size)?;
        let mut writer: IndexWriter = self.index.writer_with_num_threads(1, SMALL_BUDGET).map_err(unfit)?;
        writer.set_merge_policy(Box::new(NoMergePolicy));
        let mut checkpoint = self.checkpoint.clone();
        for (key, new) in &tail.developments {
            let term = Term::from_field_text(self.columns.key, key);
            let mut positions = match self.row(&term)? {
                Some(row) => self.columns.positions_of(&row).ok_or_else(|| unfit("a row is garbled"))?,
                None => Vec::new(),
            };
            if positions.is_empty() {
                checkpoint.developments += 1;
            } else {
                writer.delete_term(term);
            }
            positions.extend(new);
            let life = Life::read(journal, &positions, None)?;
            let life = life.ok_or_else(|| Failure::Unfit(format!("`{key}` is lost")))?;
            writer.add_document(self.columns.development(&life)).map_err(unfit)?;
        }
        self.take_actors(&tail, &mut writer, &mut checkpoint)?;
        checkpoint.reach(head);
        commit(&mut writer, &checkpoint)?;
        self.put_together(&mut writer)?;
        writer.wait_merging_threads().map_err(unfit)?;
        self.reader.reload().map_err(unfit)?;
        self.searcher = self.reader.searcher();
        self.checkpoint = checkpoint;
        Ok(())
    }

    /// Takes in the actors' events: the groups they touch are taken out and added anew.
    fn take_actors(&self, tail: &Tail, writer: &mut IndexWriter, checkpoint: &mut Checkpoint) -> Result<(), Failure> {
        let mut people = People::default();
        for id in &tail.touched {
            if people.knows(id) {
                continue;
            }
            let term = Term::from_field_text(self.columns.actor, id.as_str());
            if let Some(row) = self.row(&term)? {
                people.join(self.columns.group_of(&row).ok_or_else(|| unfit("a row is garbled"))?);
                writer.delete_term(term);
                checkpoint.groups = checkpoint.groups.saturating_sub(1);
            }
        }
        for recorded in &tail.actors {
            let taken = people.take(recorded.stamp.time, &recorded.event);
            taken.map_err(|why| FoldError { sequence: recorded.stamp.sequence, why })?;
        }
        for group in people.apart() {
            writer.add_document(self.columns.group(&group).map_err(unfit)?).map_err(unfit)?;
            checkpoint.groups += 1;
        }
        Ok(())
    }

    /// The row of a term of which there is one at most.
    fn row(&self, term: &Term) -> Result<Option<TantivyDocument>, Failure> {
        let query = TermQuery::new(term.clone(), IndexRecordOption::Basic);
        let rows = self.searcher.search(&query, &DocSetCollector).map_err(unfit)?;
        rows.into_iter().next().map(|row| self.searcher.doc(row).map_err(unfit)).transpose()
    }

    /// Makes one part of the smaller ones where there are many, so that searching stays quick.
    fn put_together(&self, writer: &mut IndexWriter) -> Result<(), Failure> {
        let mut parts = self.index.searchable_segment_metas().map_err(unfit)?;
        if parts.len() <= PARTS {
            return Ok(());
        }
        parts.sort_by_key(|part| part.max_doc());
        let largest = parts.last().map_or(0, |part| u64::from(part.max_doc()));
        let mut sum = 0;
        let small: Vec<_> = parts
            .iter()
            .take_while(|part| {
                sum += u64::from(part.max_doc());
                sum <= largest / 2
            })
            .map(|part| part.id())
            .collect();
        let chosen = if small.len() >= 2 { small } else { parts.iter().map(|part| part.id()).collect() };
        writer.merge(&chosen).wait().map_err(unfit)?;
        Ok(())
    }
}

/// What a journal has gained.
#[derive(Default)]
struct Tail {
    /// The lines of developments, by key.
    developments: BTreeMap<String, Vec<Position>>,
    /// The actors that are registered, amended or merged.
    touched: BTreeSet<ActorId>,
    /// Their events.
    actors: Vec<Recorded>,
}

impl Tail {
    fn read(journal: &Journal, after: Option<Position>, size: u64) -> Result<Self, ProjectionError> {
        let mut tail = Self::default();
        let mut reader = journal.read_after(after)?;
        while let Some(line) = reader.next_line()? {
            if line.position.sequence.0 >= size {
                break;
            }
            match EventType::parse(&line.envelope.event_type) {
                Some(
                    EventType::SearchLogged
                    | EventType::LeadProposed
                    | EventType::LeadAccepted
                    | EventType::LeadRejected
                    | EventType::LeadMarkedDuplicate,
                ) => {}
                Some(EventType::ActorRegistered | EventType::ActorAmended | EventType::ActorsMerged) => {
                    let recorded = line.recorded()?;
                    tail.touched.extend(recorded.event.actors().into_iter().cloned());
                    tail.actors.push(recorded);
                }
                Some(
                    EventType::DevelopmentRecorded
                    | EventType::DevelopmentCorrected
                    | EventType::DevelopmentRetracted
                    | EventType::DevelopmentMarkedDuplicate
                    | EventType::StatusChanged
                    | EventType::SourceCited
                    | EventType::ClaimRecorded
                    | EventType::LinkAsserted
                    | EventType::LinkWithdrawn
                    | EventType::CommitmentMade
                    | EventType::CommitmentAssessed,
                ) => {
                    let lines = tail.developments.entry(line.envelope.subject.clone().into_owned()).or_default();
                    lines.push(line.position);
                }
                // told as what it is, with its place
                None => drop(line.recorded()?),
            }
        }
        Ok(tail)
    }
}

/// Sets the index in a folder aside; of those set aside before none is kept.
pub(super) fn set_aside(scratch: &Path) -> std::io::Result<()> {
    let mut number = 0;
    for entry in fs::read_dir(scratch)? {
        let entry = entry?;
        if let Some(digits) = entry.file_name().to_str().and_then(|name| name.strip_prefix(ASIDE)) {
            number = number.max(digits.parse().unwrap_or(0_u64).saturating_add(1));
            fs::remove_dir_all(entry.path())?;
        }
    }
    match fs::rename(scratch.join(FOLDER), scratch.join(format!("{ASIDE}{number}"))) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        Ok(()) | Err(_) => Ok(()),
    }
}

/// Removes what killed processes left half-made.
fn clear(scratch: &Path) {
    for entry in fs::read_dir(scratch).into_iter().flatten().flatten() {
        if entry.file_name().to_str().is_some_and(|name| name.starts_with(NEW)) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

fn bytes_of(folder: &Path) -> u64 {
    let files = fs::read_dir(folder).into_iter().flatten().flatten();
    files.filter_map(|file| file.metadata().ok()).map(|file| file.len()).sum()
}

/// The folder of the index.
pub(super) fn folder(scratch: &Path) -> PathBuf {
    scratch.join(FOLDER)
}
