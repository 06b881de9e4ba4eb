//! The rival's writing: one transaction an acknowledgement, in WAL with `synchronous=FULL`, which is
//! what makes a commit of SQLite durable.

use crate::Outcome;
use crate::fold::{Facet, State};
use crate::sqlite::{INDEXES, TABLES, fill};
use rusqlite::{Connection, params};
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use uuid::Uuid;

/// How much a recording does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Depth {
    /// The event alone, with its unique id: what annals does before it acknowledges.
    Log,
    /// The event, and every table that answers questions.
    Tables,
}

/// A database opened for recording.
#[derive(Debug)]
pub struct Recorder {
    connection: Connection,
    depth: Depth,
}

impl Recorder {
    /// Opens a database as a durable recorder does.
    ///
    /// # Errors
    /// Where it cannot be opened.
    pub fn open(file: &Path, depth: Depth) -> Outcome<Self> {
        let connection = Connection::open(file)?;
        connection.execute_batch("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;")?;
        Ok(Self { connection, depth })
    }

    /// Records lines in one transaction; when it returns, they are durable.
    ///
    /// # Errors
    /// Where a line cannot be read, or the transaction fails.
    pub fn record(&mut self, lines: &[&str]) -> Outcome<()> {
        let depth = self.depth;
        let transaction = self.connection.transaction()?;
        {
            let first: i64 =
                transaction.prepare_cached("SELECT max(seq) + 1 FROM event")?.query_row([], |row| row.get(0))?;
            let mut number: i64 =
                transaction.prepare_cached("SELECT max(n) + 1 FROM development")?.query_row([], |row| row.get(0))?;
            let mut event = transaction.prepare_cached("INSERT INTO event VALUES(?,?,?,?,0,0,?,?)")?;
            for (next, line) in (first..).zip(lines) {
                let (id, time, state) = State::of_line(line)?;
                event.execute(params![next, id.as_bytes(), time, number, line.len() as i64, line])?;
                let Some(row) = state.rows.first().filter(|_| depth == Depth::Tables) else { continue };
                transaction.prepare_cached("INSERT INTO development VALUES(?,?,?,?,?,?,?,?,?)")?.execute(params![
                    number,
                    row.key,
                    row.title,
                    row.earliest,
                    row.latest,
                    row.kind,
                    row.status,
                    row.stands,
                    row.public
                ])?;
                let mut facets = vec![Facet::All, Facet::Kind(row.kind), Facet::Status(row.status)];
                facets.extend(row.topics.iter().map(|topic| Facet::Topic(*topic)));
                let mut filed: Vec<i64> = facets.into_iter().map(Facet::code).collect();
                let mut known = transaction.prepare_cached("SELECT n, side FROM actor WHERE id = ?")?;
                for id in state.party_ids() {
                    let (actor, side): (u32, String) =
                        known.query_row([id], |found| Ok((found.get(0)?, found.get(1)?)))?;
                    filed.push(Facet::Actor(actor).code());
                    filed.push(Facet::Side(side.parse()?).code());
                }
                let mut insert = transaction.prepare_cached("INSERT OR IGNORE INTO filed VALUES(?,?,?,?)")?;
                for facet in filed {
                    insert.execute(params![facet, row.earliest, row.latest, number])?;
                }
                number += 1;
            }
        }
        transaction.commit()?;
        Ok(())
    }
}

/// Fills a new database from records as `annals import native` reads them, durably, in one transaction.
/// Returns how many it took.
///
/// # Errors
/// Where a record cannot be read, or the database not written.
pub fn import(file: &Path, records: &Path) -> Outcome<u64> {
    for end in ["", "-wal", "-shm"] {
        let _ = fs::remove_file(format!("{}{end}", file.display()));
    }
    let mut connection = Connection::open(file)?;
    connection.execute_batch(
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-500000; PRAGMA temp_store=MEMORY;",
    )?;
    let transaction = connection.transaction()?;
    transaction.execute_batch(TABLES)?;
    let mut state = State::default();
    let mut count = 0;
    {
        let mut insert = transaction.prepare("INSERT INTO event VALUES(?,?,0,?,0,0,?,?)")?;
        let mut reader = BufReader::with_capacity(1 << 18, fs::File::open(records)?);
        let mut line = String::new();
        while reader.read_line(&mut line)? > 0 {
            let text = line.trim_end();
            let number = state.take_record(text)?;
            let id = Uuid::new_v5(&Uuid::NAMESPACE_URL, state.name_of_last(number).as_bytes());
            insert.execute(params![count, id.as_bytes(), number, text.len() as i64, text])?;
            count += 1;
            line.clear();
        }
    }
    fill(&transaction, &state)?;
    transaction.execute_batch(INDEXES)?;
    transaction.commit()?;
    Ok(count as u64)
}
