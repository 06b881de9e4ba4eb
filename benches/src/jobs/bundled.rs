//! The bundled journal, by cold processes, against the sqlite3 shell on the same question.

use super::{Bench, timed};
use crate::measure::{Contender, race, run};
use crate::sqlite::{Asked, Bodies, Care, database, events_of, load, put_answers, statement};
use crate::table::{Row, Target};
use crate::{Outcome, root};
use rusqlite::Connection;
use std::fs;
use std::process::Command;

/// What is asked for.
const KEY: &str = "2022-10-07-bis-advanced-computing-rule";
const ACTOR: &str = "huawei";

impl Bench {
    pub(super) fn bundled(&mut self) -> Outcome<()> {
        self.say("the bundled journal");
        let folder = self.folder.join("bundled");
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        fs::create_dir_all(&folder)?;
        run(Command::new("cp").arg("-r").arg(root().join("events")).arg(root().join("annals.toml")).arg(&folder))?;
        let count = annals::journal::Journal::open(crate::places(&folder))?.checkpoint()?.size.to_string();
        run(self.annals(&folder).arg("rebuild"))?;
        let file = database(&folder, Bodies::Inside);
        let state = load(&events_of(&folder), &file, Bodies::Inside, Care::Off)?;
        let mut chronology = vec![run(self.annals(&folder).args(["timeline", "--format", "jsonl"]))?.printed];
        put_answers(&file, Bodies::Inside, &state, || Ok(chronology.pop()))?;
        let dossier = run(self.annals(&folder).args(["actor", "show", ACTOR, "--format", "jsonl"]))?.printed;
        let connection = Connection::open(&file)?;
        connection.execute_batch("CREATE TABLE dossier(actor INTEGER PRIMARY KEY, body TEXT)")?;
        let body = std::str::from_utf8(&dossier)?.trim_end().to_owned();
        connection.execute("INSERT INTO dossier SELECT n, ? FROM actor WHERE id = ?", [body.as_str(), ACTOR])?;
        drop(connection);
        let questions = [
            ("`timeline`", vec!["timeline"], statement(&Asked::default(), "a.body")?),
            (
                "`show`",
                vec!["show", KEY],
                format!("SELECT a.body FROM development d JOIN answer a ON a.n = d.n WHERE d.key = '{KEY}'"),
            ),
            (
                "`actor show`",
                vec!["actor", "show", ACTOR],
                format!("SELECT d.body FROM actor_name a JOIN dossier d ON d.actor = a.n WHERE a.name = '{ACTOR}'"),
            ),
        ];
        let target = Target::AtMost(1.0);
        if run(Command::new("sqlite3").arg("-version")).is_err() {
            self.add(Row::skipped(
                "the bundled journal, cold",
                &count,
                target,
                "the sqlite3 shell is absent: `apt-get install sqlite3`",
            ));
            return Ok(());
        }
        for (name, words, sql) in questions {
            let ours = || {
                let mut command = self.annals(&folder);
                command.args(&words).args(["--format", "jsonl"]);
                command
            };
            let theirs = || {
                let mut command = Command::new("sqlite3");
                command.arg("-readonly").arg(&file).arg(&sql);
                command
            };
            let expected = run(&mut ours())?.printed;
            let mut contenders = [
                Contender::new("annals", timed(ours, &expected)),
                Contender::new("sqlite3 shell", timed(theirs, &expected)),
            ];
            let times = race(self.runs, &mut contenders)?;
            drop(contenders);
            let note = format!("{} bytes; SQLite has the answer ready-made", expected.len());
            self.add(Row::of_race(&format!("{name} on the bundled journal, cold"), &count, &times, target, &note));
        }
        Ok(())
    }
}
