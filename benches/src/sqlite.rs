//! The rival: SQLite with the tables and indexes that answer the same questions, in two variants: what
//! is delivered stands in the database, or in a flat file beside it with only its place in the database.
//!
//! What is delivered are the very objects that annals prints, made beforehand: the most that a user of
//! a database could do for the speed of reading, and more than most would. Making them is not timed.

use crate::fold::{Event, Facet, State, fold};
use crate::{Outcome, places};
use annals::domain::side::Dyad;
use annals::domain::stamp::Instant;
use rusqlite::{Connection, OpenFlags, params};
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::os::unix::fs::FileExt as _;
use std::path::{Path, PathBuf};

/// Where the texts are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Bodies {
    /// In the database.
    Inside,
    /// In files, at offsets that the database knows.
    Offsets,
}

/// How careful a bulk load is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Care {
    /// Everything off: a crash leaves nothing of use.
    Off,
    /// WAL and FULL, in one transaction.
    Durable,
}

/// The tables. What a development is found by stands in one table that is its own index, filled in
/// its order, which of all layouts tried was quickest to fill and to ask.
pub(crate) const TABLES: &str = "
CREATE TABLE event(seq INTEGER PRIMARY KEY, id BLOB NOT NULL, time INTEGER NOT NULL, dev INTEGER,
    segment INTEGER NOT NULL, offset INTEGER NOT NULL, len INTEGER NOT NULL, body TEXT);
CREATE TABLE development(n INTEGER PRIMARY KEY, key TEXT NOT NULL, title TEXT NOT NULL, earliest INTEGER NOT NULL,
    latest INTEGER NOT NULL, kind INTEGER NOT NULL, status INTEGER NOT NULL, stands INTEGER NOT NULL, public INTEGER);
CREATE TABLE filed(facet INTEGER, earliest INTEGER, latest INTEGER, n INTEGER,
    PRIMARY KEY(facet, earliest, latest, n)) WITHOUT ROWID;
CREATE TABLE link(source INTEGER, target INTEGER, PRIMARY KEY(source, target)) WITHOUT ROWID;
CREATE TABLE actor(n INTEGER PRIMARY KEY, id TEXT NOT NULL, side TEXT NOT NULL, merged INTEGER);
CREATE TABLE actor_name(name TEXT, n INTEGER, PRIMARY KEY(name, n)) WITHOUT ROWID;
CREATE TABLE relation(dyad INTEGER, year INTEGER, kind INTEGER, count INTEGER, PRIMARY KEY(dyad, year, kind)) WITHOUT ROWID;
CREATE TABLE answer(n INTEGER PRIMARY KEY, offset INTEGER, len INTEGER, body TEXT);
";

/// The indexes made once the tables are full.
pub(crate) const INDEXES: &str = "
CREATE UNIQUE INDEX event_id ON event(id);
CREATE INDEX event_dev ON event(dev);
CREATE UNIQUE INDEX development_key ON development(key);
CREATE INDEX link_target ON link(target);
CREATE UNIQUE INDEX actor_id ON actor(id);
";

/// Whose developments are asked for, and how many of them.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    /// A party.
    pub actor: Option<String>,
    /// A relation.
    pub relation: Option<String>,
    /// The first and last day, as day numbers.
    pub window: Option<(i64, i64)>,
    /// The newest so many; else all, the oldest first.
    pub newest: Option<u32>,
}

/// Fills a new database from a journal. Returns what stands.
///
/// # Errors
/// Where the journal cannot be read or the database not written.
pub fn load(events: &Path, file: &Path, bodies: Bodies, care: Care) -> Outcome<State> {
    for end in ["", "-wal", "-shm", "-journal"] {
        let _ = fs::remove_file(format!("{}{end}", file.display()));
    }
    let mut connection = Connection::open(file)?;
    connection.execute_batch(match care {
        Care::Off => {
            "PRAGMA page_size=8192; PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;
            PRAGMA locking_mode=EXCLUSIVE; PRAGMA cache_size=-1000000; PRAGMA temp_store=MEMORY; PRAGMA threads=2;"
        }
        Care::Durable => {
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-1000000;
            PRAGMA temp_store=MEMORY; PRAGMA threads=2;"
        }
    })?;
    let transaction = connection.transaction()?;
    transaction.execute_batch(TABLES)?;
    let state = {
        let mut insert = transaction.prepare("INSERT INTO event VALUES(?,?,?,?,?,?,?,?)")?;
        fold(events, |event: &Event<'_>| {
            let id = uuid::Uuid::parse_str(event.id)?;
            let body = (bodies == Bodies::Inside).then_some(event.line);
            let time = Instant::parse(event.time)?.micros();
            let (segment, offset, len) = (event.segment as i64, event.offset as i64, event.line.len() as i64);
            let row =
                params![event.sequence as i64, id.as_bytes(), time, event.development, segment, offset, len, body];
            insert.execute(row)?;
            Ok(())
        })?
    };
    fill(&transaction, &state)?;
    transaction.execute_batch(INDEXES)?;
    transaction.commit()?;
    Ok(state)
}

pub(crate) fn fill(connection: &Connection, state: &State) -> Outcome<()> {
    let mut filed = Vec::with_capacity(state.rows.len() * 12);
    let mut insert = connection.prepare("INSERT INTO development VALUES(?,?,?,?,?,?,?,?,?)")?;
    for (number, row) in (0_u32..).zip(&state.rows) {
        insert.execute(params![
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
        if row.stands {
            filed.extend(state.facets(row).into_iter().map(|facet| (facet.code(), row.earliest, row.latest, number)));
        }
    }
    filed.sort_unstable();
    let mut insert = connection.prepare("INSERT INTO filed VALUES(?,?,?,?)")?;
    for (facet, earliest, latest, number) in filed {
        insert.execute(params![facet, earliest, latest, number])?;
    }
    let mut links: Vec<(u32, u32)> = state.links.iter().copied().collect();
    links.sort_unstable();
    let mut insert = connection.prepare("INSERT INTO link VALUES(?,?)")?;
    for (source, target) in links {
        insert.execute(params![source, target])?;
    }
    let mut actor = connection.prepare("INSERT INTO actor VALUES(?,?,?,?)")?;
    let mut named = connection.prepare("INSERT OR IGNORE INTO actor_name VALUES(?,?)")?;
    for (number, row) in (0_u32..).zip(&state.actors) {
        actor.execute(params![number, row.id, row.side.as_str(), row.merged_into])?;
        for name in row.names.iter().chain([&row.id]) {
            named.execute(params![annals::domain::actor::fold_name(name), number])?;
        }
    }
    let mut insert = connection.prepare("INSERT INTO relation VALUES(?,?,?,?)")?;
    for ((dyad, year, kind), count) in state.counts() {
        insert.execute(params![Facet::Relation(dyad).code(), year, kind, count])?;
    }
    Ok(())
}

/// The flat file of answers beside a database.
pub fn answers_of(file: &Path) -> PathBuf {
    file.with_extension("answers")
}

/// Puts ready answers into a database: objects as annals prints them, a line each.
///
/// # Errors
/// Where an object names no development of the database.
pub fn put_answers(
    file: &Path,
    bodies: Bodies,
    state: &State,
    mut lines: impl FnMut() -> Outcome<Option<Vec<u8>>>,
) -> Outcome<u64> {
    let mut connection = Connection::open(file)?;
    connection.execute_batch("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-500000;")?;
    let mut flat = BufWriter::with_capacity(1 << 20, File::create(answers_of(file))?);
    let (mut at, mut count) = (0, 0);
    let transaction = connection.transaction()?;
    {
        let mut insert = transaction.prepare("INSERT OR IGNORE INTO answer VALUES(?,?,?,?)")?;
        while let Some(chunk) = lines()? {
            for line in chunk.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
                let line = std::str::from_utf8(line)?;
                let key = key_of(line).ok_or("an answer without a key")?;
                let number = state.number(key).ok_or_else(|| format!("no development `{key}` is known"))?;
                let body = (bodies == Bodies::Inside).then_some(line);
                if insert.execute(params![number, at, line.len() as i64, body])? == 1 {
                    count += 1;
                    if bodies == Bodies::Offsets {
                        flat.write_all(line.as_bytes())?;
                        at += line.len() as i64;
                    }
                }
            }
        }
    }
    transaction.commit()?;
    flat.flush()?;
    // as a user would leave it, and so that opening it is what it would be
    connection.execute_batch("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA optimize;")?;
    Ok(count)
}

/// The key of an object: its second member.
fn key_of(line: &str) -> Option<&str> {
    line.split_once("\"key\":\"").and_then(|(_, rest)| rest.split_once('"')).map(|(key, _)| key)
}

/// The statement for a question, complete, for this process and for the shell. The actor is looked up
/// by name, as annals does.
///
/// # Errors
/// Where the relation cannot be read.
pub fn statement(asked: &Asked, what: &str) -> Outcome<String> {
    let mut facets = Vec::new();
    if let Some(actor) = &asked.actor {
        let name = annals::domain::actor::fold_name(actor).replace('\'', "''");
        facets.push(format!("(SELECT (1 << 40) | n FROM actor_name WHERE name = '{name}')"));
    }
    if let Some(relation) = &asked.relation {
        facets.push(Facet::Relation(Dyad::parse(relation)?).code().to_string());
    }
    if facets.is_empty() {
        facets.push("0".to_owned());
    }
    let mut sql = format!("SELECT {what} FROM filed f");
    for (at, facet) in facets.iter().enumerate().skip(1) {
        sql.push_str(&format!(
            " CROSS JOIN filed g{at} ON g{at}.facet = {facet} AND g{at}.earliest = f.earliest AND g{at}.latest = f.latest AND g{at}.n = f.n"
        ));
    }
    sql.push_str(&format!(" CROSS JOIN answer a ON a.n = f.n WHERE f.facet = {}", facets[0]));
    if let Some((from, to)) = asked.window {
        sql.push_str(&format!(" AND f.earliest <= {to} AND f.latest >= {from}"));
    }
    match asked.newest {
        Some(limit) => sql.push_str(&format!(" ORDER BY f.earliest DESC, f.latest DESC, f.n DESC LIMIT {limit}")),
        None => sql.push_str(" ORDER BY f.earliest, f.latest, f.n"),
    }
    Ok(sql)
}

/// Answers a question: the objects in order, a line each.
///
/// # Errors
/// Where the database or the flat file cannot be read.
pub fn ask(file: &Path, bodies: Bodies, asked: &Asked, out: &mut dyn Write) -> Outcome<u64> {
    let connection = open(file)?;
    let mut count = 0;
    match bodies {
        Bodies::Inside => {
            let mut statement = connection.prepare(&statement(asked, "a.body")?)?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                out.write_all(row.get_ref(0)?.as_bytes()?)?;
                out.write_all(b"\n")?;
                count += 1;
            }
        }
        Bodies::Offsets => {
            let flat = File::open(answers_of(file))?;
            let mut statement = connection.prepare(&statement(asked, "a.offset, a.len")?)?;
            let mut rows = statement.query([])?;
            let mut text = Vec::new();
            while let Some(row) = rows.next()? {
                text.resize(row.get::<_, i64>(1)? as usize, 0);
                flat.read_exact_at(&mut text, row.get::<_, i64>(0)? as u64)?;
                out.write_all(&text)?;
                out.write_all(b"\n")?;
                count += 1;
            }
        }
    }
    out.flush()?;
    Ok(count)
}

/// Prints the newest twenty developments whose texts hold all the words.
///
/// # Errors
/// Where the index or the database cannot be read.
pub fn search(file: &Path, answers: &Path, words: &[String], out: &mut dyn Write) -> Outcome<()> {
    let connection = open(file)?;
    connection.execute("ATTACH ? AS answers", [answers.display().to_string()])?;
    let quoted: Vec<String> = words.iter().map(|word| format!("\"{}\"", word.replace('"', "\"\""))).collect();
    let sql = "SELECT a.body FROM texts t CROSS JOIN answers.development d ON d.n = t.rowid CROSS JOIN answers.answer a ON a.n = t.rowid
        WHERE texts MATCH ? ORDER BY d.earliest DESC, d.latest DESC, d.n DESC LIMIT 20";
    let mut statement = connection.prepare(sql)?;
    let mut rows = statement.query([quoted.join(" ")])?;
    while let Some(row) = rows.next()? {
        out.write_all(row.get_ref(0)?.as_bytes()?)?;
        out.write_all(b"\n")?;
    }
    Ok(out.flush()?)
}

/// Opens a database for reading, as a cold process does.
///
/// # Errors
/// Where it cannot be opened.
pub fn open(file: &Path) -> Outcome<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    Ok(Connection::open_with_flags(file, flags)?)
}

/// The database of a workspace in one variant.
pub fn database(workspace: &Path, bodies: Bodies) -> PathBuf {
    workspace.join(match bodies {
        Bodies::Inside => "inside.sqlite",
        Bodies::Offsets => "offsets.sqlite",
    })
}

/// The events of a workspace.
pub fn events_of(workspace: &Path) -> PathBuf {
    places(workspace).events
}
