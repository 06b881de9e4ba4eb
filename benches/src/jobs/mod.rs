//! The jobs of the comparison, and what they share: the journal, the programs, the questions.

mod append;
mod bundled;
pub(crate) mod import;
mod questions;
mod rebuild;
mod search;

use crate::generate::{Synthetic, short};
use crate::measure::{Times, run};
use crate::sqlite::Asked;
use crate::table::Row;
use crate::{Outcome, root};
use annals::domain::edtf::Day;
use rusqlite::Connection;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What can be measured, by the names of `--jobs`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Job {
    /// Rebuild against bulk load; growth, memory, bytes on disk
    Rebuild,
    /// Questions by cold processes, with and without `--known-on`
    Questions,
    /// The bundled journal against the sqlite3 shell
    Bundled,
    /// Durable appends
    Append,
    /// Import of records
    Import,
    /// Full text
    Search,
}

/// What one comparison works with.
#[derive(Debug)]
pub struct Bench {
    /// Where journals and databases are kept.
    pub folder: PathBuf,
    /// How often a cold process is run.
    pub runs: usize,
    /// The seed of the journals.
    pub seed: u64,
    /// annals, as released.
    pub annals: PathBuf,
    /// The rival's process.
    pub sqlite: PathBuf,
    /// The rows so far.
    pub rows: Vec<Row>,
    /// What keeps a rebuild from making the search index, which is measured apart.
    rebuild_flags: Vec<String>,
    /// What makes a search print the newest twenty.
    search_flags: Vec<String>,
    /// Of each size rebuilt: events, and the seconds it took ourselves and the best SQLite.
    pub growth: Vec<(u64, f64, f64)>,
}

impl Bench {
    /// Works with this annals, and with the rival built beside this program.
    ///
    /// # Errors
    /// Where the rival is not there.
    pub fn new(folder: PathBuf, runs: usize, seed: u64, annals: PathBuf) -> Outcome<Self> {
        let sqlite = std::env::current_exe()?.with_file_name("bench-sqlite");
        if !sqlite.exists() {
            return Err(format!("{} is missing: build this package whole", sqlite.display()).into());
        }
        let offers = |verb: &str, flag: &str| {
            run(Command::new(&annals).args([verb, "--help"]))
                .is_ok_and(|ran| String::from_utf8_lossy(&ran.printed).contains(flag))
        };
        let flags = |verb: &str, wanted: &[&str]| -> Vec<String> {
            wanted
                .iter()
                .filter(|flag| offers(verb, flag.split('=').next().unwrap_or(flag)))
                .map(|flag| (*flag).to_owned())
                .collect()
        };
        let rebuild_flags = flags("rebuild", &["--no-search"]);
        let search_flags = flags("search", &["--limit=20", "--newest-first", "--format=jsonl"]);
        Ok(Self {
            folder,
            runs,
            seed,
            annals,
            sqlite,
            rows: Vec::new(),
            rebuild_flags,
            search_flags,
            growth: Vec::new(),
        })
    }

    /// Does the jobs on journals of these sizes.
    ///
    /// # Errors
    /// Where something fails, or two answers differ.
    pub fn compare(&mut self, sizes: &[u64], jobs: &[Job]) -> Outcome<()> {
        let wants = |job: Job| jobs.is_empty() || jobs.contains(&job);
        let largest = sizes.iter().copied().filter(|size| *size <= 1_000_000).max().unwrap_or(10_000);
        for &size in sizes {
            let journal = Synthetic::ready(&self.folder, size, self.seed)?;
            if wants(Job::Rebuild) {
                self.rebuild(&journal)?;
            }
            if wants(Job::Questions) {
                self.questions(&journal)?;
            }
            if wants(Job::Append) && size == largest {
                self.append(&journal)?;
            }
            if wants(Job::Search) {
                self.search(&journal)?;
            }
        }
        if wants(Job::Rebuild) {
            self.growth_row();
        }
        if wants(Job::Import) {
            self.import(largest.min(100_000))?;
        }
        if wants(Job::Bundled) {
            self.bundled()?;
        }
        Ok(())
    }

    fn annals(&self, workspace: &Path) -> Command {
        let mut command = Command::new(&self.annals);
        command.arg("-q").arg("-C").arg(workspace);
        command
    }

    fn say(&self, words: &str) {
        eprintln!("{words}");
    }

    fn add(&mut self, row: Row) {
        eprintln!(
            "  {}: {} | {} | {}",
            row.job,
            row.ours,
            row.others,
            row.figure.map_or_else(String::new, crate::table::number)
        );
        self.rows.push(row);
    }

    /// The growth of the cost of an event from 100k to the largest journal.
    fn growth_row(&mut self) {
        let cost = |&(size, ours, _): &(u64, f64, f64)| ours / size as f64;
        let Some(base) = self.growth.iter().find(|(size, ..)| *size == 100_000) else { return };
        let Some(last) = self.growth.last().filter(|last| last.0 > base.0) else { return };
        let row = Row {
            job: "rebuild: growth of the cost of an event".to_owned(),
            at: format!("100k → {}", short(last.0)),
            ours: format!("{} → {}", crate::table::duration(cost(base)), crate::table::duration(cost(last))),
            others: String::new(),
            figure: Some(cost(last) / cost(base)),
            is_ratio: true,
            target: crate::table::Target::Below(1.2),
            note: "journal in the page cache".to_owned(),
        };
        self.add(row);
    }
}

/// A question as both sides are asked it.
#[derive(Debug, Clone)]
struct Question {
    name: &'static str,
    asked: Asked,
}

impl Question {
    /// The words of `annals` after the workspace.
    fn words(&self) -> Vec<String> {
        let mut words = vec!["timeline".to_owned(), "--format".to_owned(), "jsonl".to_owned()];
        let mut flag = |name: &str, value: Option<String>| {
            words.extend(value.into_iter().flat_map(|value| [name.to_owned(), value]));
        };
        flag("--actor", self.asked.actor.clone());
        flag("--relation", self.asked.relation.clone());
        flag("--from", self.asked.window.map(|(from, _)| Day::from_number(from).to_string()));
        flag("--to", self.asked.window.map(|(_, to)| Day::from_number(to).to_string()));
        flag("--limit", self.asked.newest.map(|limit| limit.to_string()));
        words.extend(self.asked.newest.map(|_| "--newest-first".to_owned()));
        words
    }

    /// The words of `bench-sqlite` after the database.
    fn words_for_sqlite(&self) -> Vec<String> {
        let mut words = Vec::new();
        let mut flag = |name: &str, values: Vec<String>| {
            if !values.is_empty() {
                words.push(name.to_owned());
                words.extend(values);
            }
        };
        flag("--actor", self.asked.actor.iter().cloned().collect());
        flag("--relation", self.asked.relation.iter().cloned().collect());
        flag("--window", self.asked.window.iter().flat_map(|(from, to)| [from.to_string(), to.to_string()]).collect());
        flag("--newest", self.asked.newest.iter().map(u32::to_string).collect());
        words
    }
}

/// The questions of the table, put to a journal: the relation nearest to so many of a thousand
/// developments as in the first measurements, actors likewise.
fn questions_of(database: &Connection) -> Outcome<Vec<Question>> {
    let all: i64 = database.query_row("SELECT count(*) FROM filed WHERE facet = 0", [], |row| row.get(0))?;
    let near = |kind: i64, share: f64| -> Outcome<i64> {
        let sql = "SELECT facet FROM (SELECT facet, count(*) AS c FROM filed WHERE facet >= ?1 << 40 AND facet < (?1 + 1) << 40 GROUP BY facet)
            ORDER BY abs(c - ?2), facet LIMIT 1";
        Ok(database.query_row(sql, (kind, all as f64 * share), |row| row.get(0))?)
    };
    let actor = |share: f64| -> Outcome<String> {
        let number = near(1, share)? & 0xFFFF_FFFF;
        Ok(database.query_row("SELECT id FROM actor WHERE n = ?", [number], |row| row.get(0))?)
    };
    let side = |code: i64| -> String {
        [676, 26, 1].iter().map(|place| char::from(b'A' + (code / place % 26) as u8)).collect()
    };
    let code = near(3, 0.0215)?;
    let relation = format!("{}-{}", side(code >> 15 & 0x7FFF), side(code & 0x7FFF));
    let day = |year| Day::new(year, 1, 1).map(Day::number).ok_or("no such day");
    let window = Some((day(2018)?, day(2023)? - 1));
    let question = |name, asked| Question { name, asked };
    Ok(vec![
        question(
            "newest 50 of relation, actor and window",
            Asked { actor: Some(actor(0.01)?), relation: Some("CHN-USA".to_owned()), window, newest: Some(50) },
        ),
        question("everything of a rare actor", Asked { actor: Some(actor(0.0005)?), ..Asked::default() }),
        question("everything of a common actor", Asked { actor: Some(actor(0.04)?), ..Asked::default() }),
        question("whole chronology of a relation", Asked { relation: Some(relation), ..Asked::default() }),
    ])
}

/// Runs a command so often and tells the times; what it prints must be this.
fn timed(command: impl Fn() -> Command, expected: &[u8]) -> impl FnMut() -> Outcome<f64> {
    move || {
        let ran = run(&mut command())?;
        if ran.printed != expected {
            return Err(differ(&format!("{:?}", command()), &ran.printed, expected).into());
        }
        Ok(ran.seconds)
    }
}

/// Where two answers begin to differ, in words.
fn differ(who: &str, found: &[u8], expected: &[u8]) -> String {
    let lines = found.split(|byte| *byte == b'\n').zip(expected.split(|byte| *byte == b'\n'));
    let first = lines.into_iter().enumerate().find(|(_, (a, b))| a != b);
    let cut = |line: &[u8]| String::from_utf8_lossy(&line[..line.len().min(300)]).into_owned();
    match first {
        Some((at, (a, b))) => {
            format!("{who} answers otherwise, from line {}:\n{}\nexpected:\n{}", at + 1, cut(a), cut(b))
        }
        None => format!("{who} answers {} bytes where {} were expected", found.len(), expected.len()),
    }
}

/// The median of a few runs, in seconds.
fn median_of(runs: usize, mut once: impl FnMut() -> Outcome<f64>) -> Outcome<Times> {
    Ok(Times::new((0..runs).map(|_| once()).collect::<Outcome<_>>()?))
}

/// The helper script for DuckDB.
fn duck() -> PathBuf {
    root().join("benches/duck.py")
}
