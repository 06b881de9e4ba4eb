//! Rebuild of all projections against the bulk load of the same journal, parsing included on all sides.

use super::{Bench, duck};
use crate::Outcome;
use crate::generate::{Synthetic, short};
use crate::measure::{Contender, anonymous, bytes_of, race, run};
use crate::sqlite::{Bodies, database, events_of};
use crate::table::{Row, Target};
use std::fs;
use std::path::Path;
use std::process::Command;

impl Bench {
    pub(super) fn rebuild(&mut self, journal: &Synthetic) -> Outcome<()> {
        let (folder, at) = (&journal.folder, short(journal.size));
        self.say(&format!("rebuild at {at}"));
        let turns = match journal.size {
            0..=100_000 => 7,
            100_001..=1_000_000 => 3,
            _ => 1,
        };
        let ours = || self.rebuilding(folder);
        let load = |bodies: Bodies| {
            let mut command = Command::new(&self.sqlite);
            let name = if bodies == Bodies::Inside { "inside" } else { "offsets" };
            command.arg("load").arg(events_of(folder)).arg(database(folder, bodies)).args(["--bodies", name]);
            command
        };
        // once before, so that the journal is in the page cache
        let once = |mut command: Command| move || Ok(run(&mut command)?.seconds);
        if journal.size <= 1_000_000 {
            run(&mut ours())?;
        } else {
            run(Command::new("cat")
                .args(crate::fold::segments(&events_of(folder))?.into_iter().map(|(_, path)| path))
                .stdout(std::process::Stdio::null()))?;
        }
        let mut contenders = vec![
            Contender::new("annals", once(ours())),
            Contender::new("SQLite, bodies inside", once(load(Bodies::Inside))),
            Contender::new("SQLite, offsets", once(load(Bodies::Offsets))),
        ];
        let times = race(turns, &mut contenders)?;
        drop(contenders);
        let target = match journal.size {
            1_000_000 => Target::Faster(9.0),
            10_000_000 => Target::Faster(12.0),
            _ => Target::None,
        };
        let best = times.iter().skip(1).map(|(_, times)| times.median()).fold(f64::INFINITY, f64::min);
        self.growth.push((journal.size, times[0].1.median(), best));
        self.same_counts(folder)?;
        self.add(Row::of_race("rebuild of all projections", &at, &times, target, ""));
        self.against_duck(journal, times[0].clone())?;
        self.memory_and_disk(journal)
    }

    fn rebuilding(&self, folder: &Path) -> Command {
        let mut command = self.annals(folder);
        command.arg("rebuild").args(&self.rebuild_flags);
        command
    }

    /// Both sides count the same developments of each year and kind in the largest relation.
    fn same_counts(&self, folder: &Path) -> Outcome<()> {
        let said = run(self.annals(folder).args(["relation", "CHN-USA", "--format", "json"]))?.printed;
        let said: serde_json::Value = serde_json::from_slice(&said)?;
        let ours = said.get("developments").and_then(serde_json::Value::as_i64);
        let code = crate::fold::Facet::Relation(annals::domain::side::Dyad::parse("CHN-USA")?).code();
        for bodies in [Bodies::Inside, Bodies::Offsets] {
            let theirs: i64 = crate::sqlite::open(&database(folder, bodies))?.query_row(
                "SELECT sum(count) FROM relation WHERE dyad = ?",
                [code],
                |row| row.get(0),
            )?;
            if ours != Some(theirs) {
                return Err(format!("CHN-USA: annals counts {ours:?} developments, SQLite {theirs}").into());
            }
        }
        Ok(())
    }

    fn against_duck(&mut self, journal: &Synthetic, ours: (String, crate::measure::Times)) -> Outcome<()> {
        let (at, job) = (short(journal.size), "rebuild of all projections, against DuckDB");
        let target = if journal.size >= 1_000_000 { Target::Faster(10.0) } else { Target::None };
        let asked = run(Command::new("python3").args(["-c", "import duckdb; print(duckdb.__version__)"]));
        let Ok(version) = asked else {
            self.add(Row::skipped(job, &at, target, "the Python package `duckdb` is absent: `pip install duckdb`"));
            return Ok(());
        };
        let file = journal.folder.join("duck.db");
        let turns = if journal.size > 1_000_000 { 1 } else { 3 };
        let mut printed = Vec::new();
        let theirs = super::median_of(turns, || {
            let _ = fs::remove_file(&file);
            let mut command = Command::new("python3");
            command.arg(duck()).arg(events_of(&journal.folder)).arg(&file);
            let ran = run(&mut command)?;
            printed = ran.printed;
            // the script tells how long loading took, without the start of Python
            Ok(String::from_utf8_lossy(&printed)
                .split_whitespace()
                .next()
                .and_then(|word| word.parse().ok())
                .unwrap_or(ran.seconds))
        })?;
        let counted =
            String::from_utf8_lossy(&printed).split_whitespace().nth(1).and_then(|word| word.parse::<i64>().ok());
        let expected: i64 = crate::sqlite::open(&database(&journal.folder, Bodies::Offsets))?.query_row(
            "SELECT count(*) FROM filed",
            [],
            |row| row.get(0),
        )?;
        if counted != Some(expected) {
            return Err(format!("DuckDB files {counted:?} facets, SQLite {expected}").into());
        }
        let _ = fs::remove_file(&file);
        let version = String::from_utf8_lossy(&version.printed).trim().to_owned();
        self.add(Row::of_race(job, &at, &[ours, (format!("DuckDB {version}"), theirs)], target, ""));
        Ok(())
    }

    fn memory_and_disk(&mut self, journal: &Synthetic) -> Outcome<()> {
        let (folder, at) = (&journal.folder, short(journal.size));
        let megabytes = |bytes: u64| bytes as f64 / 1e6;
        let held = megabytes(anonymous(&mut self.rebuilding(folder))?);
        let theirs = megabytes(anonymous(
            Command::new(&self.sqlite)
                .arg("load")
                .arg(events_of(folder))
                .arg(folder.join("again.sqlite"))
                .args(["--bodies", "offsets"]),
        )?);
        let _ = fs::remove_file(folder.join("again.sqlite"));
        self.add(Row {
            job: "rebuild: anonymous memory at its peak, MB".to_owned(),
            at: at.clone(),
            ours: crate::table::number(held),
            others: format!("SQLite, offsets {}", crate::table::number(theirs)),
            figure: Some(held),
            is_ratio: false,
            target: if journal.size == 10_000_000 { Target::Below(400.0) } else { Target::None },
            note: "SQLite's loader keeps all rows to insert them in order".to_owned(),
        });
        let mut ours = 0;
        for entry in fs::read_dir(folder.join(".annals"))? {
            let path = entry?.path();
            if !path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("search")) {
                ours += bytes_of(&path)?;
            }
        }
        let an_event = |bytes: u64| bytes as f64 / journal.size as f64;
        let theirs =
            |bodies| -> Outcome<String> { Ok(crate::table::number(an_event(bytes_of(&database(folder, bodies))?))) };
        self.add(Row {
            job: "projections on disk, bytes an event".to_owned(),
            at,
            ours: crate::table::number(an_event(ours)),
            others: format!(
                "SQLite, bodies inside {}; SQLite, offsets {}",
                theirs(Bodies::Inside)?,
                theirs(Bodies::Offsets)?
            ),
            figure: Some(an_event(ours)),
            is_ratio: false,
            target: if journal.size == 1_000_000 { Target::Below(100.0) } else { Target::None },
            note: format!("the journal itself has {} an event", journal.bytes()? / journal.size),
        });
        Ok(())
    }
}
