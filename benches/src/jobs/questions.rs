//! Questions by cold processes: a new process each time, files in the page cache, the answer taken in
//! to the last byte and compared.

use super::{Bench, Question, questions_of, timed};
use crate::Outcome;
use crate::generate::{Synthetic, short};
use crate::measure::{Contender, race, resident, run};
use crate::sqlite::{Bodies, database, events_of, load, open, put_answers, statement};
use crate::table::{Row, Target};
use std::path::Path;
use std::process::Command;

impl Bench {
    pub(super) fn questions(&mut self, journal: &Synthetic) -> Outcome<()> {
        let (folder, at) = (&journal.folder, short(journal.size));
        self.say(&format!("questions at {at}: making ready"));
        run(self.annals(folder).arg("rebuild").args(&self.rebuild_flags))?;
        self.make_ready(journal)?;
        let questions = questions_of(&open(&database(folder, Bodies::Inside))?)?;
        self.say(&format!("questions at {at}"));
        for question in &questions {
            self.question(journal, question)?;
        }
        Ok(())
    }

    /// Fills the databases with ready answers: of everything where that is not too much, else of what
    /// the questions ask, which favours SQLite.
    fn make_ready(&self, journal: &Synthetic) -> Outcome<()> {
        let folder = &journal.folder;
        for bodies in [Bodies::Inside, Bodies::Offsets] {
            let file = database(folder, bodies);
            let state = load(&events_of(folder), &file, bodies, crate::sqlite::Care::Off)?;
            let mut commands =
                if journal.size <= 1_000_000 { self.windows(folder) } else { self.whole_questions(folder, &file)? };
            commands.reverse();
            let put = put_answers(&file, bodies, &state, || match commands.pop() {
                Some(mut command) => Ok(Some(run(&mut command)?.printed)),
                None => Ok(None),
            })?;
            self.say(&format!("  {put} answers made ready"));
        }
        Ok(())
    }

    /// The whole chronology in pieces of a month.
    fn windows(&self, folder: &Path) -> Vec<Command> {
        let mut commands = Vec::new();
        for year in 2014..2028 {
            for month in 1..=12 {
                let mut command = self.annals(folder);
                let month = format!("{year}-{month:02}");
                command.args(["timeline", "--format", "jsonl", "--from", &month, "--to", &month]);
                commands.push(command);
            }
        }
        commands
    }

    fn whole_questions(&self, folder: &Path, file: &Path) -> Outcome<Vec<Command>> {
        let questions = questions_of(&open(file)?)?;
        Ok(questions
            .iter()
            .map(|question| {
                let mut command = self.annals(folder);
                command.args(question.words());
                command
            })
            .collect())
    }

    fn question(&mut self, journal: &Synthetic, question: &Question) -> Outcome<()> {
        let (folder, at) = (&journal.folder, short(journal.size));
        let ours = || {
            let mut command = self.annals(folder);
            command.args(question.words());
            command
        };
        let theirs = |bodies: Bodies| {
            let name = if bodies == Bodies::Inside { "inside" } else { "offsets" };
            let mut command = Command::new(&self.sqlite);
            command.arg("ask").arg(database(folder, bodies)).args(["--bodies", name]).args(question.words_for_sqlite());
            command
        };
        let shell_sql = statement(&question.asked, "a.body")?;
        let shell = || {
            let mut command = Command::new("sqlite3");
            command.arg("-readonly").arg(database(folder, Bodies::Inside)).arg(&shell_sql);
            command
        };
        let first = run(&mut ours())?;
        let expected = &first.printed;
        let found = expected.iter().filter(|byte| **byte == b'\n').count();
        let mut contenders = vec![
            Contender::new("annals", timed(ours, expected)),
            Contender::new("SQLite, bodies inside", timed(|| theirs(Bodies::Inside), expected)),
            Contender::new("SQLite, offsets", timed(|| theirs(Bodies::Offsets), expected)),
        ];
        if run(Command::new("sqlite3").arg("-version")).is_ok() {
            contenders.push(Contender::new("sqlite3 shell", timed(shell, expected)));
        }
        let turns = if first.seconds > 2.0 { self.runs.min(5) } else { self.runs };
        let times = race(turns, &mut contenders)?;
        drop(contenders);
        let (target, is_set) = match (question.name, journal.size) {
            ("newest 50 of relation, actor and window", 10_000_000) => (Target::AtMost(2.0), true),
            ("newest 50 of relation, actor and window", size) => (Target::AtMost(1.0), size == 1_000_000),
            ("everything of a rare actor", size) => (Target::Faster(1.2), size == 1_000_000),
            ("everything of a common actor", size) => (Target::Faster(1.8), size == 1_000_000),
            (_, size) => (Target::Faster(2.0), size >= 1_000_000),
        };
        let note = format!("{found} developments, {} bytes", expected.len());
        let resident_ours = resident(&ours())? as f64 / 1e6;
        let resident_theirs = resident(&theirs(Bodies::Inside))? as f64 / 1e6;
        self.add(Row::of_race(&format!("cold process, {}", question.name), &at, &times, target, &note).aiming(is_set));
        self.add(Row {
            job: format!("memory of {}: resident at its peak, MB", question.name),
            at: at.clone(),
            ours: crate::table::number(resident_ours),
            others: format!("SQLite, bodies inside {}", crate::table::number(resident_theirs)),
            figure: Some(resident_ours),
            is_ratio: false,
            target: if journal.size == 1_000_000 { Target::Below(40.0) } else { Target::None },
            note: String::new(),
        });
        if journal.size <= 1_000_000 {
            self.known_on(journal, question, expected)?;
        }
        Ok(())
    }

    /// The same question of the journal as it was when half of it was recorded.
    fn known_on(&mut self, journal: &Synthetic, question: &Question, now: &[u8]) -> Outcome<()> {
        let (folder, half) = (&journal.folder, journal.halfway()?);
        let then = || {
            let mut command = self.annals(folder);
            command.args(question.words()).args(["--known-on", &half]);
            command
        };
        let today = || {
            let mut command = self.annals(folder);
            command.args(question.words());
            command
        };
        let first = run(&mut then())?;
        if journal.size <= 100_000 {
            // without any view the journal itself is read, so that the views are held to the record
            let plain = super::append::twin(folder, "plain", false)?;
            let read = run(self.annals(&plain).args(question.words()).args(["--known-on", &half]))?;
            if read.printed != first.printed {
                return Err(super::differ("the view", &first.printed, &read.printed).into());
            }
            std::fs::remove_dir_all(plain)?;
        }
        let mut contenders = vec![
            Contender::new("with `--known-on`", timed(then, &first.printed)),
            Contender::new("without", timed(today, now)),
        ];
        let turns = if first.seconds > 2.0 { self.runs.min(5) } else { self.runs };
        let times = race(turns, &mut contenders)?;
        drop(contenders);
        let is_set = journal.size == 1_000_000;
        let job = format!("`--known-on` half-way, {}", question.name);
        let found = first.printed.iter().filter(|byte| **byte == b'\n').count();
        let note = format!("{found} developments then");
        self.add(Row::of_race(&job, &short(journal.size), &times, Target::AtMost(3.0), &note).aiming(is_set));
        Ok(())
    }
}
