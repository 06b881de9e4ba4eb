//! Full text: two words, the newest twenty, by a cold process, and the making of the index. Where this
//! annals has no `search`, the rows say so.

use super::Bench;
use crate::Outcome;
use crate::generate::{Synthetic, short};
use crate::measure::{Contender, race, run};
use crate::sqlite::{Bodies, database, open};
use crate::table::{Row, Target};
use rusqlite::Connection;
use std::path::Path;
use std::process::Command;

/// The words asked for; both stand in some developments of every synthetic journal.
const WORDS: &str = "export chips";

impl Bench {
    pub(super) fn search(&mut self, journal: &Synthetic) -> Outcome<()> {
        let (folder, at) = (&journal.folder, short(journal.size));
        let is_set = journal.size == 1_000_000;
        let (asking, making) = (Target::AtMost(1.5), Target::AtMost(1.0));
        let (job_asking, job_making) = ("cold process, search for two words, newest 20", "making of the search index");
        let has_search = run(Command::new(&self.annals).args(["search", "--help"])).is_ok();
        if !has_search {
            let why = "this annals has no verb `search`";
            self.add(Row::skipped(job_asking, &at, asking, why).aiming(is_set));
            self.add(Row::skipped(job_making, &at, making, why).aiming(is_set));
            return Ok(());
        }
        self.say(&format!("search at {at}"));
        let file = folder.join("search.sqlite");
        let source = database(folder, Bodies::Inside);
        if !source.exists() {
            return Err("the search job needs the databases of the job `questions`: run both".into());
        }
        let mut made = Vec::new();
        let theirs = race(3, &mut [Contender::new("SQLite FTS5", || index(&source, &file, &mut made))])?;
        let whole = super::median_of(3, || Ok(run(self.annals(folder).arg("rebuild"))?.seconds))?;
        let without =
            super::median_of(3, || Ok(run(self.annals(folder).arg("rebuild").args(&self.rebuild_flags))?.seconds))?;
        let ours = crate::measure::Times::new(vec![whole.median() - without.median()]);
        let times = [("annals".to_owned(), ours), theirs[0].clone()];
        self.add(
            Row::of_race(job_making, &at, &times, making, "annals: a rebuild with it less a rebuild without")
                .aiming(is_set),
        );
        run(self.annals(folder).arg("rebuild"))?;
        let ours = || {
            let mut command = self.annals(folder);
            command.arg("search").args(WORDS.split(' ')).args(&self.search_flags);
            Ok(run(&mut command)?.seconds)
        };
        let asked = || {
            let mut command = Command::new(&self.sqlite);
            Ok(run(command.arg("search").arg(&file).arg(&source).args(WORDS.split(' ')))?.seconds)
        };
        let mut contenders = [Contender::new("annals", ours), Contender::new("SQLite FTS5", asked)];
        let times = race(self.runs, &mut contenders)?;
        drop(contenders);
        let note = "both print the developments; their ranks differ, so that the answers are not compared";
        self.add(Row::of_race(job_asking, &at, &times, asking, note).aiming(is_set));
        Ok(())
    }
}

/// Makes the rival's full-text index over title, summary, claims and sources of the ready answers.
fn index(source: &Path, file: &Path, made: &mut Vec<u64>) -> Outcome<f64> {
    let begun = std::time::Instant::now();
    for end in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(format!("{}{end}", file.display()));
    }
    let mut connection = Connection::open(file)?;
    connection.execute_batch(
        "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-500000;
        CREATE VIRTUAL TABLE texts USING fts5(title, summary, claims, sources, content='', tokenize='unicode61');",
    )?;
    let reading = open(source)?;
    let transaction = connection.transaction()?;
    {
        let mut insert =
            transaction.prepare("INSERT INTO texts(rowid, title, summary, claims, sources) VALUES(?,?,?,?,?)")?;
        let mut all = reading.prepare("SELECT n, body FROM answer ORDER BY n")?;
        let mut rows = all.query([])?;
        let mut count = 0;
        while let Some(row) = rows.next()? {
            let value: serde_json::Value = serde_json::from_str(&row.get::<_, String>(1)?)?;
            let text = |of: &serde_json::Value, field: &str| of[field].as_str().unwrap_or_default().to_owned();
            let joined = |list: &str, field: &str| -> String {
                let items = value[list].as_array().map(Vec::as_slice).unwrap_or_default();
                items.iter().map(|item| text(item, field)).collect::<Vec<_>>().join("\n")
            };
            let (claims, sources) = (joined("claims", "text"), joined("sources", "title"));
            insert.execute((row.get::<_, i64>(0)?, text(&value, "title"), text(&value, "summary"), claims, sources))?;
            count += 1;
        }
        made.push(count);
    }
    transaction.commit()?;
    connection.execute_batch("INSERT INTO texts(texts) VALUES('optimize'); PRAGMA journal_mode=WAL;")?;
    Ok(begun.elapsed().as_secs_f64())
}
