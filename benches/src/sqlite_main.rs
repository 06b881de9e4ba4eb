//! `bench-sqlite`: the rival as a process of its own, linked with SQLite: what the table's cold
//! processes and bulk loads run.

use annals_benches::sqlite::{Asked, Bodies, Care, ask, load, search};
use annals_benches::sqlite_append::{self, Depth};
use annals_benches::{Outcome, measure};
use clap::Parser;
use std::io::{BufWriter, stdout};
use std::path::PathBuf;

/// The rival.
#[derive(Parser)]
enum Verb {
    /// Fill a new database from the segments of a journal
    Load {
        /// The folder of segments
        events: PathBuf,
        /// The database
        file: PathBuf,
        /// Where texts are
        #[arg(long, default_value = "inside")]
        bodies: Bodies,
        /// How careful
        #[arg(long, default_value = "off")]
        care: Care,
    },
    /// Answer a question
    Ask {
        /// The database
        file: PathBuf,
        /// Where texts are
        #[arg(long, default_value = "inside")]
        bodies: Bodies,
        #[arg(long)]
        actor: Option<String>,
        #[arg(long)]
        relation: Option<String>,
        /// The first and the last day, as day numbers
        #[arg(long, num_args = 2, allow_negative_numbers = true)]
        window: Option<Vec<i64>>,
        #[arg(long)]
        newest: Option<u32>,
    },
    /// Record one line durably
    Append {
        /// The database
        file: PathBuf,
        /// The line, as it would stand in the journal
        line: String,
        /// How much a recording does
        #[arg(long, default_value = "log")]
        depth: Depth,
    },
    /// The newest developments that hold all the words
    Search {
        /// The index
        file: PathBuf,
        /// The database with the answers
        answers: PathBuf,
        /// The words
        words: Vec<String>,
    },
    /// Run a command and print the most memory it ever held, in bytes
    Peak {
        /// The command
        #[arg(last = true, required = true)]
        command: Vec<String>,
    },
    /// Fill a new database from records as `annals import native` reads them, in WAL, FULL
    Import {
        /// The database
        file: PathBuf,
        /// The records, one JSON object a line
        records: PathBuf,
    },
}

fn main() -> Outcome<()> {
    match Verb::parse() {
        Verb::Load { events, file, bodies, care } => load(&events, &file, bodies, care).map(|_| ()),
        Verb::Ask { file, bodies, actor, relation, window, newest } => {
            let window = window.and_then(|days| Some((*days.first()?, *days.get(1)?)));
            let asked = Asked { actor, relation, window, newest };
            let mut out = BufWriter::with_capacity(1 << 16, stdout().lock());
            ask(&file, bodies, &asked, &mut out).map(|_| ())
        }
        Verb::Append { file, line, depth } => sqlite_append::Recorder::open(&file, depth)?.record(&[&line]),
        Verb::Search { file, answers, words } => {
            let mut out = BufWriter::with_capacity(1 << 16, stdout().lock());
            search(&file, &answers, &words, &mut out)
        }
        Verb::Peak { command } => {
            let (program, words) = command.split_first().ok_or("no command")?;
            println!("{}", measure::peak(std::process::Command::new(program).args(words))?);
            Ok(())
        }
        Verb::Import { file, records } => sqlite_append::import(&file, &records).map(|_| ()),
    }
}
