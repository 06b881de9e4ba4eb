//! `annals sources`: the bibliography with what rests on each document, and what became of kept copies.

use super::failure::Failure;
use super::filter::FilterFlags;
use super::host::Host;
use super::reading::{Opened, Reading};
use super::workspace::Workspace;
use crate::domain::chronicle::Chronicle;
use crate::domain::filter::Filter;
use crate::projection::{Question, Selection};
use crate::report::sources::{By, Copy, SourcesQuery, named_copies, publishers, sources};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

/// The bibliography: every document, what rests on it, whose word it is, whether a copy is kept
///
/// A document is one URL, whatever the trifles in which URLs of one page differ; without a URL, one title of
/// one publisher and day. Links are never tried: annals has no network. What can be told offline is whether
/// the copies that were kept with `cite --archive` are still there (always) and unaltered (--check-archive).
#[derive(Debug, clap::Args)]
pub(super) struct Sources {
    /// What to list: document, publisher, side or language
    #[arg(long, value_name = "WHAT", default_value = "document", hide_default_value = true)]
    by: ByFlag,
    /// Only what developments rest on that have one document alone
    #[arg(long)]
    single_source: bool,
    /// Only what developments rest on whose documents are all of one side
    #[arg(long)]
    single_side: bool,
    /// Only documents of which no copy is kept
    #[arg(long)]
    unarchived: bool,
    /// Only documents of which a copy is named that is missing or altered; reads every copy named
    #[arg(long)]
    dead: bool,
    /// Read every copy named and compare its SHA-256
    #[arg(long)]
    check_archive: bool,
    #[command(flatten)]
    filters: FilterFlags,
    #[command(flatten)]
    reading: Reading,
}

/// What the rows are of.
#[derive(Debug, Clone, std::marker::Copy, PartialEq, Eq, clap::ValueEnum)]
enum ByFlag {
    /// A row for each document
    Document,
    /// A row for each publisher
    Publisher,
    /// A row for each side
    Side,
    /// A row for each language
    Language,
}

impl Sources {
    /// Runs the verb.
    pub(super) fn run(self, host: &Host, workspace: &Workspace) -> Result<(), Failure> {
        let opened = self.reading.open(host, workspace)?;
        let filter = self.filters.without_actors(host, opened.public_on)?;
        let chronicle = loaded(&opened, &self.filters, &filter)?;
        let filter = match self.filters.within(&chronicle, filter.clone()) {
            Ok(filter) => filter,
            // the nearest name may be one that the question did not load
            Err(_) => self.filters.within(&opened.archive.whole(opened.until)?, filter)?,
        };
        let reads = self.check_archive || self.dead;
        let query = SourcesQuery {
            filter,
            by: match self.by {
                ByFlag::Document => By::Document,
                ByFlag::Publisher => By::Publisher,
                ByFlag::Side => By::Side,
                ByFlag::Language => By::Language,
            },
            single_source: self.single_source,
            single_side: self.single_side,
            unarchived: self.unarchived,
            dead: self.dead,
            copies: copies(&workspace.archive(), named_copies(&chronicle), reads)?,
        };
        let answer = sources(&chronicle, &query);
        self.reading.say_apart(host, &answer.notices);
        self.reading.answer(host, workspace, &opened, &answer)
    }
}

/// The developments that pass, and the actors that their publishers' names stand for.
fn loaded(opened: &Opened, flags: &FilterFlags, filter: &Filter) -> Result<Chronicle, Failure> {
    let archive = &opened.archive;
    let asks_nothing = flags.actor.is_empty() && *filter == Filter::default();
    if asks_nothing || !archive.has_view() {
        return Ok(archive.whole(opened.until)?);
    }
    // how many were not public by the day is told, so that these are loaded too
    let filter = Filter { public_on: None, ..filter.clone() };
    let question = Question::Timeline { filter, actors: flags.actor.clone(), limit: None, newest_first: false };
    let found = archive.select(&Selection::from(question), opened.until)?;
    let developments = found.developments().iter().map(|state| state.current.key.clone()).collect();
    let actors = found.actors().iter().map(|state| state.current.id.clone()).collect();
    let names = publishers(&found).into_iter().chain(flags.actor.iter().cloned()).collect();
    let size = match opened.until {
        Some(until) => archive.size_at(until)?,
        None => archive.head().size,
    };
    Ok(archive.select_of_first(&Selection::from(Question::Touched { developments, actors, names }), size)?)
}

/// What there is in the folder of kept copies, of those named. A copy is named by its SHA-256, with any
/// ending; names are compared, never followed.
fn copies(folder: &Path, named: BTreeSet<String>, reads: bool) -> Result<BTreeMap<String, Copy>, Failure> {
    if named.is_empty() {
        return Ok(BTreeMap::new());
    }
    let mut kept: BTreeMap<String, Vec<PathBuf>> = BTreeMap::new();
    match std::fs::read_dir(folder) {
        Ok(entries) => {
            for entry in entries {
                let entry = entry?;
                let name = entry.file_name().to_string_lossy().into_owned();
                let (hash, ending) = name.split_once('.').unwrap_or((&name, ""));
                if ending != "part" && entry.path().is_file() {
                    kept.entry(hash.to_owned()).or_default().push(entry.path());
                }
            }
        }
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        Err(error) => return Err(error.into()),
    }
    let mut found = BTreeMap::new();
    for hash in named {
        let copy = match kept.get(&hash) {
            None => Copy::Missing,
            Some(_) if !reads => Copy::Kept,
            Some(paths) => {
                let mut copy = Copy::Altered;
                for path in paths {
                    if sha256(path)? == hash {
                        copy = Copy::Sound;
                    }
                }
                copy
            }
        };
        found.insert(hash, copy);
    }
    Ok(found)
}

/// The SHA-256 of a file, in lower-case hexadecimal.
fn sha256(path: &Path) -> Result<String, Failure> {
    let mut file = std::fs::File::open(path)?;
    let mut hasher = Sha256::new();
    let mut part = vec![0; 1 << 16];
    loop {
        match file.read(&mut part)? {
            0 => break,
            count => hasher.update(part.get(..count).unwrap_or_default()),
        }
    }
    Ok(hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
}
