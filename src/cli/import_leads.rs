//! `annals import federal-register | gdelt | icews`: feeds become leads, in a journal of their own. Rows
//! are read one by one and recorded in groups, so that memory does not grow with the file; what was
//! recorded when the program is killed is found again by the next run.

use super::failure::{ExitStatus, Failure};
use super::flags;
use super::host::Host;
use super::import::ImportFormat;
use super::progress::Progress;
use super::recording::{ReceiptFormat, Writing, appender, batch_id};
use super::workspace::Workspace;
use crate::domain::event::{Event, EventType};
use crate::domain::lead::{Lead, not_among_leads, propose};
use crate::domain::lead_filter::{FeedFilter, RootCode};
use crate::domain::side::Dyad;
use crate::domain::stamp::{Draft, EventId, Recorder};
use crate::exchange::feed::{FeedRow, unpacked};
use crate::exchange::{federal_register, gdelt, icews};
use crate::journal::{AppendContext, Appender, Journal, JournalError, MAX_LINE, Position};
use crate::report::render::visible::visible;
use sha2::{Digest, Sha256};
use std::cell::Cell;
use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::rc::Rc;

/// How many leads are recorded at once.
const GROUP: usize = 1_000;

/// How many rows that were not taken are told on standard error.
const TOLD: usize = 5;

/// What of a feed is wanted, and where the rest goes.
#[derive(Debug, Default, clap::Args)]
#[command(next_help_heading = "Leads (federal-register, gdelt, icews)")]
pub(super) struct FeedFlags {
    /// Only rows whose two actors are of these two sides, such as CHN-USA (gdelt, icews)
    #[arg(long, value_name = "A-B", value_delimiter = ',')]
    relation: Vec<String>,
    /// Only rows with one of these CAMEO root codes, such as 05,16 (gdelt, icews)
    #[arg(long, value_name = "CODES", value_delimiter = ',')]
    root: Vec<String>,
    /// Only rows mentioned so often (gdelt)
    #[arg(long, value_name = "N")]
    min_mentions: Option<u64>,
    /// Write the rows that were not taken to a file, one JSON object a line, with the reason of each
    #[arg(long, value_name = "FILE")]
    rejects: Option<PathBuf>,
}

impl FeedFlags {
    /// True where none was given.
    pub(super) fn is_empty(&self) -> bool {
        self.relation.is_empty() && self.root.is_empty() && self.min_mentions.is_none() && self.rejects.is_none()
    }

    fn filter(&self, format: ImportFormat) -> Result<FeedFilter, Failure> {
        let misplaced = |flag: &str, feeds: &str| {
            Failure::new(ExitStatus::Usage, format!("`{flag}` is for {feeds}: no other feed says so of its rows"))
        };
        let has_actors = matches!(format, ImportFormat::Gdelt | ImportFormat::Icews);
        if !self.relation.is_empty() && !has_actors {
            return Err(misplaced("--relation", "gdelt and icews")
                .hint("import all, then narrow the list: `annals leads --relation CHN-USA`"));
        }
        if !self.root.is_empty() && !has_actors {
            return Err(misplaced("--root", "gdelt and icews"));
        }
        if self.min_mentions.is_some() && format != ImportFormat::Gdelt {
            return Err(misplaced("--min-mentions", "gdelt"));
        }
        let relations = self.relation.iter().map(|text| flags::value::<Dyad>("--relation", text));
        let roots = self.root.iter().map(|text| flags::value::<RootCode>("--root", text));
        Ok(FeedFilter {
            relations: relations.collect::<Result<_, _>>()?,
            roots: roots.collect::<Result<_, _>>()?,
            min_mentions: self.min_mentions,
        })
    }
}

/// Imports the files.
pub(super) fn import(
    host: &Host,
    workspace: &Workspace,
    format: ImportFormat,
    files: &[PathBuf],
    feed: &FeedFlags,
    writing: &Writing,
) -> Result<(), Failure> {
    let filter = feed.filter(format)?;
    let inputs = files.iter().map(|file| Input::open(host, file)).collect::<Result<Vec<Input>, Failure>>()?;
    let recorder = workspace.recorder(host, writing.recorder.as_deref())?;
    let origin = workspace.lead_origin()?;
    let rejects = feed.rejects.as_deref().map(Rejects::create).transpose()?;
    let journal = if writing.dry_run { workspace.leads()? } else { Some(workspace.leads_or_new()?) };
    let mut shelf = Shelf { known: HashMap::new(), last: None };
    let mut recording = None;
    if let Some(journal) = &journal {
        shelf.read_on(host, journal)?;
        if !writing.dry_run {
            let appender = appender(host, journal, writing, &recorder)?;
            shelf.read_on(host, journal)?;
            recording = Some(Recording { journal: journal.clone(), appender, recorder, format: writing.format });
        }
    }
    let mut run = Run {
        host,
        origin: origin.as_str().to_owned(),
        filter,
        shelf,
        recording,
        group: Vec::new(),
        rejects,
        file: String::new(),
        is_heard: true,
        tally: Tally::default(),
    };
    for input in inputs {
        run.take_file(format, input)?;
    }
    run.flush()?;
    run.finish(writing.dry_run)
}

/// A file to be read, opened before anything is recorded.
struct Input {
    name: String,
    reader: Box<dyn Read>,
    /// Its length in bytes, where it has one.
    len: u64,
}

impl Input {
    fn open(host: &Host, file: &Path) -> Result<Self, Failure> {
        if file == Path::new("-") {
            return Ok(Self { name: "standard input".to_owned(), reader: Box::new(host.input_stream()), len: 0 });
        }
        let name = file.display().to_string();
        let unreadable =
            |error: io::Error| Failure::new(ExitStatus::NotFound, format!("cannot read `{name}`: {error}"));
        let opened = File::open(file).map_err(unreadable)?;
        let about = opened.metadata().map_err(unreadable)?;
        if about.is_dir() {
            return Err(Failure::new(ExitStatus::NotFound, format!("cannot read `{name}`: it is a folder")));
        }
        Ok(Self { len: about.len(), reader: Box::new(opened), name })
    }
}

/// Counts the bytes read of a file, packed or not, for the progress bar.
struct Counting {
    inner: Box<dyn Read>,
    read: Rc<Cell<u64>>,
}

impl Read for Counting {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(bytes)?;
        self.read.set(self.read.get() + read as u64);
        Ok(read)
    }
}

/// What the journal of leads holds, as far as it must be known to record each lead once: for each id a
/// hash of the content, some 40 bytes a lead.
struct Shelf {
    known: HashMap<EventId, [u8; 16]>,
    last: Option<Position>,
}

impl Shelf {
    /// Reads what was appended since the last reading.
    fn read_on(&mut self, host: &Host, journal: &Journal) -> Result<(), Failure> {
        let progress = Progress::start(host, "reading the leads", journal.head()?.size);
        let mut reader = journal.read_after(self.last)?;
        while let Some(line) = reader.next_line()? {
            if line.envelope.event_type != EventType::LeadProposed.as_str() {
                let event = line.recorded()?.event;
                let why = not_among_leads(event.event_type().as_str());
                let words = format!("event {} of the journal of leads: {why}", line.position.sequence);
                return Err(Failure::new(ExitStatus::Damaged, words).hint("`annals verify` examines the journals"));
            }
            let hash = if line.envelope.schema == EventType::LeadProposed.schema() {
                hash(line.envelope.data)
            } else {
                hash(&line.recorded()?.event.to_data().unwrap_or_default())
            };
            self.known.insert(line.envelope.id, hash);
            self.last = Some(line.position);
            progress.at(line.position.sequence.0);
        }
        progress.finish();
        Ok(())
    }
}

fn hash(data: &str) -> [u8; 16] {
    let whole = Sha256::digest(data.as_bytes());
    let mut short = [0; 16];
    short.copy_from_slice(&whole[..16]);
    short
}

/// What records.
struct Recording {
    journal: Journal,
    appender: Appender,
    recorder: Recorder,
    format: ReceiptFormat,
}

/// How many rows came to what.
#[derive(Debug, Default)]
struct Tally {
    rows: u64,
    recorded: u64,
    already: u64,
    revised: u64,
    left_out: u64,
    refused: u64,
    told: usize,
}

struct Run<'a> {
    host: &'a Host,
    origin: String,
    filter: FeedFilter,
    shelf: Shelf,
    recording: Option<Recording>,
    group: Vec<Draft>,
    rejects: Option<Rejects>,
    file: String,
    /// Whether anybody still reads the receipts.
    is_heard: bool,
    tally: Tally,
}

impl Run<'_> {
    fn take_file(&mut self, format: ImportFormat, input: Input) -> Result<(), Failure> {
        self.file = input.name;
        let read = Rc::new(Cell::new(0));
        let counting = Counting { inner: input.reader, read: Rc::clone(&read) };
        let progress = Progress::start(self.host, "importing, bytes", input.len);
        let text: Box<dyn BufRead> = Box::new(BufReader::with_capacity(1 << 16, counting));
        let mut text = match unpacked(text) {
            Ok(text) => text,
            Err(error) => return self.take(FeedRow::refused(0, error.to_string(), "")),
        };
        let mut sink = |row: FeedRow| {
            progress.at(read.get());
            self.take(row)
        };
        match format {
            ImportFormat::FederalRegister => federal_register::read(&mut *text, &mut sink)?,
            ImportFormat::Gdelt => gdelt::read(&mut *text, &mut sink)?,
            ImportFormat::Icews => icews::read(&mut *text, &mut sink)?,
            ImportFormat::Native => {}
        }
        progress.finish();
        Ok(())
    }

    fn take(&mut self, row: FeedRow) -> Result<(), Failure> {
        self.tally.rows += 1;
        let lead = match row.lead {
            Ok(lead) => lead,
            Err(why) => return self.refuse(row.line, &why, &row.text),
        };
        if !self.filter.admits(&lead) {
            self.tally.left_out += 1;
            return Ok(());
        }
        self.propose(row.line, *lead)
    }

    fn propose(&mut self, line: u64, lead: Lead) -> Result<(), Failure> {
        let draft = match propose(&self.origin, lead) {
            Ok(draft) => draft,
            Err(refusals) => {
                let why: Vec<String> = refusals.iter().map(ToString::to_string).collect();
                return self.refuse(line, &why.join("; "), "");
            }
        };
        let data = match draft.event.to_data() {
            // room for what surrounds the content in its line
            Ok(data) if data.len() + 4_096 <= MAX_LINE => data,
            Ok(data) => {
                let why = format!("the row is too long to be a lead: {} bytes", data.len());
                return self.refuse(line, &why, "");
            }
            Err(error) => return self.refuse(line, &error.to_string(), ""),
        };
        let hash = hash(&data);
        match self.shelf.known.get(&draft.id) {
            Some(before) if *before == hash => self.tally.already += 1,
            Some(_) => {
                self.tally.revised += 1;
                let name = draft.event.subject();
                let why =
                    format!("`{name}` is among the leads with other content: the feed revised it; the first stays");
                self.reject(line, &why, &data)?;
            }
            None => {
                self.shelf.known.insert(draft.id, hash);
                self.group.push(draft);
                if self.group.len() >= GROUP {
                    self.flush()?;
                }
            }
        }
        Ok(())
    }

    /// Records the group. What was said to be recorded is durable.
    fn flush(&mut self) -> Result<(), Failure> {
        let drafts = std::mem::take(&mut self.group);
        if drafts.is_empty() {
            return Ok(());
        }
        self.tally.recorded += drafts.len() as u64;
        let Some(recording) = &mut self.recording else { return Ok(()) };
        let batch_id = batch_id(&drafts);
        let context = AppendContext { now: self.host.now(), recorder: recording.recorder.clone(), batch_id };
        // what is on the shelf was sorted out before
        let done = recording.appender.append(drafts, &context, &|_| Ok::<_, JournalError>(None))?;
        for warning in &done.warnings {
            self.host.say(&format!("warning: {warning}"));
        }
        if !self.is_heard {
            return Ok(());
        }
        let mut receipt = String::new();
        for event in &done.events {
            match recording.format {
                ReceiptFormat::Text => {
                    let Event::LeadProposed(lead) = &event.recorded.event else { continue };
                    receipt.push_str(&format!("{} {}\n", visible(&lead.name()), event.recorded.stamp.sequence));
                }
                ReceiptFormat::Json => {
                    receipt.push_str(&String::from_utf8_lossy(&recording.journal.line_at(event.position)?));
                    receipt.push('\n');
                }
            }
        }
        match self.host.write(&receipt) {
            // whoever read the receipts went away; the import goes on
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => self.is_heard = false,
            written => written?,
        }
        Ok(())
    }

    fn refuse(&mut self, line: u64, why: &str, text: &str) -> Result<(), Failure> {
        self.tally.refused += 1;
        self.reject(line, why, text)
    }

    /// Tells a row that was not taken: in the file for it, and the first few on standard error.
    fn reject(&mut self, line: u64, why: &str, text: &str) -> Result<(), Failure> {
        if self.tally.told < TOLD {
            self.tally.told += 1;
            let place = if line == 0 { self.file.clone() } else { format!("{}:{line}", self.file) };
            self.host.say(&format!("warning: {place}: {why}"));
        }
        match &mut self.rejects {
            Some(rejects) => rejects.add(&self.file, line, why, text),
            None => Ok(()),
        }
    }

    fn finish(mut self, dry_run: bool) -> Result<(), Failure> {
        if let Some(rejects) = &mut self.rejects {
            rejects.out.flush().map_err(|error| rejects.failed(&error))?;
        }
        let Tally { rows, recorded, already, revised, left_out, refused, told } = self.tally;
        let verb = if dry_run { "would be proposed" } else { "proposed" };
        let mut words = vec![format!("{recorded} of {rows} rows {verb}"), format!("{already} proposed before")];
        let others =
            [(left_out, "left out by the filter"), (revised, "revised by the feed since"), (refused, "refused")];
        words.extend(others.into_iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}")));
        let nothing = if recorded == 0 { "; nothing appended" } else { "" };
        self.host.say(&format!("{}{nothing}", words.join(", ")));
        let untaken = usize::try_from(revised + refused).unwrap_or(usize::MAX);
        if untaken > told && self.rejects.is_none() {
            self.host.say(&format!("note: {} more rows were not taken; `--rejects FILE` lists all", untaken - told));
        }
        if rows == 0 {
            return Err(Failure::new(ExitStatus::Refused, "the files hold no rows"));
        }
        // the rows are told already; that there were some is for scripts to see
        if refused > 0 { Err(Failure::of(ExitStatus::Refused, Vec::new())) } else { Ok(()) }
    }
}

/// The file of rows that were not taken.
struct Rejects {
    path: PathBuf,
    out: BufWriter<File>,
}

impl Rejects {
    fn create(path: &Path) -> Result<Self, Failure> {
        let file = File::create(path).map_err(|error| {
            let words = format!("cannot write `{}`: {error}", path.display());
            Failure::new(ExitStatus::Bug, words).at_flag("--rejects", &path.display().to_string())
        })?;
        Ok(Self { path: path.to_owned(), out: BufWriter::new(file) })
    }

    fn add(&mut self, file: &str, line: u64, reason: &str, row: &str) -> Result<(), Failure> {
        let object = serde_json::json!({ "file": file, "line": line, "reason": reason, "row": row });
        writeln!(self.out, "{object}").map_err(|error| self.failed(&error))
    }

    fn failed(&self, error: &io::Error) -> Failure {
        Failure::new(ExitStatus::Bug, format!("cannot write `{}`: {error}", self.path.display()))
            .hint("what was said to be recorded is durable; repeat the import: it is idempotent")
    }
}
