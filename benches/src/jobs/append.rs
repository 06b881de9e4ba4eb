//! Durable appends to a long journal: by a process of its own, one after another in a loop, in groups.

use super::Bench;
use crate::generate::{Synthetic, short};
use crate::measure::{Contender, Times, bytes_of, race, run};
use crate::sqlite::{Bodies, Care, database, events_of, load};
use crate::sqlite_append::{Depth, Recorder as Database};
use crate::table::{Row, Target};
use crate::{Outcome, places};
use annals::domain::event::{Event, EventType};
use annals::domain::stamp::{Draft, EventId, Instant, Recorder};
use annals::journal::{AppendContext, Appender, Coverage, Holder, Journal};
use std::cell::{Cell, RefCell};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant as Clock};
use uuid::Uuid;

/// So many appends one after another.
const LOOP: usize = 2_000;
/// So many groups, of so many events.
const GROUPS: (usize, usize) = (30, 1_000);

/// Lines of developments, each under an id and a key of its own.
struct Lines {
    models: Vec<(String, String)>,
    made: Cell<u64>,
}

/// Another workspace with the same journal. Full segments are never written again, and shared.
pub(super) fn twin(of: &Path, name: &str, with_views: bool) -> Outcome<PathBuf> {
    let twin = of.with_file_name(format!("{}-{name}", of.file_name().unwrap_or_default().to_string_lossy()));
    if twin.exists() {
        fs::remove_dir_all(&twin)?;
    }
    fs::create_dir_all(twin.join("events"))?;
    fs::copy(of.join("annals.toml"), twin.join("annals.toml"))?;
    let segments = crate::fold::segments(&of.join("events"))?;
    for (at, (_, path)) in segments.iter().enumerate() {
        let to = twin.join("events").join(path.file_name().unwrap_or_default());
        if at + 1 < segments.len() { fs::hard_link(path, to)? } else { fs::copy(path, to).map(|_| ())? }
    }
    fs::copy(of.join("events/checkpoint"), twin.join("events/checkpoint"))?;
    if with_views {
        run(Command::new("cp").arg("-r").arg(of.join(".annals")).arg(twin.join(".annals")))?;
    }
    Ok(twin)
}

impl Bench {
    pub(super) fn append(&mut self, journal: &Synthetic) -> Outcome<()> {
        let (folder, at) = (&journal.folder, short(journal.size));
        self.say(&format!("durable appends at {at}"));
        let source = database(folder, Bodies::Offsets);
        if !source.exists() {
            load(&events_of(folder), &source, Bodies::Offsets, Care::Off)?;
        }
        run(self.annals(folder).arg("rebuild").args(&self.rebuild_flags))?;
        let twin = twin(folder, "append", true)?;
        let copies = ["log", "tables"].map(|name| twin.join(format!("{name}.sqlite")));
        for copy in &copies {
            fs::copy(&source, copy)?;
        }
        let lines = Lines::of(journal)?;
        self.cold(&at, &twin, &copies, &lines)?;
        self.in_a_loop(&at, &twin, &copies, &lines)?;
        fs::remove_dir_all(twin)?;
        Ok(())
    }

    fn cold(&mut self, at: &str, twin: &Path, copies: &[PathBuf; 2], lines: &Lines) -> Outcome<()> {
        let ours = || {
            let mut command = self.annals(twin);
            let title = format!("Statement number {} on the matter", lines.next_number());
            command.args([
                "append",
                "--recorder",
                "bench",
                "--date",
                "2026-11-20",
                "--title",
                &title,
                "--kind",
                "statement",
            ]);
            command.args([
                "--status",
                "announced",
                "--topic",
                "trade",
                "--actor",
                "mofcom:speaker",
                "--source",
                "https://mofcom.example/1",
            ]);
            command.args(["--summary", "It said what it had said before."]);
            Ok(run(&mut command)?.seconds)
        };
        let before = bytes_of(&twin.join("events"))?;
        let first = ours()?;
        if bytes_of(&twin.join("events"))? <= before {
            return Err("an append appended nothing".into());
        }
        let sqlite = self.sqlite.clone();
        let theirs = |copy: usize, depth: &'static str| {
            let sqlite = &sqlite;
            move || {
                let mut command = Command::new(sqlite);
                command.arg("append").arg(&copies[copy]).arg(lines.next().1).args(["--depth", depth]);
                Ok(run(&mut command)?.seconds)
            }
        };
        let mut contenders = vec![
            Contender::new("annals", ours),
            Contender::new("SQLite, event alone", theirs(0, "log")),
            Contender::new("SQLite, all tables", theirs(1, "tables")),
        ];
        let times = race(if first > 2.0 { self.runs.min(5) } else { self.runs }, &mut contenders)?;
        drop(contenders);
        let note = "annals checks the rules and looks up names; SQLite is handed a finished line";
        self.add(
            Row::of_race("durable append, a process each", at, &times, Target::Faster(2.0), note).aiming(at == "1M"),
        );
        Ok(())
    }

    fn in_a_loop(&mut self, at: &str, twin: &Path, copies: &[PathBuf; 2], lines: &Lines) -> Outcome<()> {
        let journal = Journal::open(places(twin))?;
        let appender = RefCell::new(appender(&journal)?);
        let log = RefCell::new(Database::open(&copies[0], Depth::Log)?);
        let tables = RefCell::new(Database::open(&copies[1], Depth::Tables)?);
        let theirs = |database: &RefCell<Database>, count: usize| -> Outcome<f64> {
            let made: Vec<String> = (0..count).map(|_| lines.next().1).collect();
            let begun = Clock::now();
            database.borrow_mut().record(&made.iter().map(String::as_str).collect::<Vec<_>>())?;
            Ok(begun.elapsed().as_secs_f64())
        };
        let ours = |count: usize| -> Outcome<f64> {
            let made: Vec<(Uuid, String)> = (0..count).map(|_| lines.next_data()).collect();
            let begun = Clock::now();
            // reading the event is timed as well, as it is for SQLite
            let drafts = made.iter().map(|(id, data)| {
                Ok(Draft {
                    id: EventId(*id),
                    event: Event::from_data(EventType::DevelopmentRecorded, data)?,
                    caused_by: None,
                })
            });
            let context = AppendContext { now: now(), recorder: Recorder::new("bench")?, batch_id: Uuid::from_u128(7) };
            appender.borrow_mut().append(drafts.collect::<Outcome<_>>()?, &context, &|_| Ok(None))?;
            Ok(begun.elapsed().as_secs_f64())
        };
        for (count, turns, name) in [(1, LOOP, "one per sync in a loop"), (GROUPS.1, GROUPS.0, "groups of 1,000")] {
            let mut contenders = vec![
                Contender::new("annals", || ours(count)),
                Contender::new("SQLite, event alone", || theirs(&log, count)),
                Contender::new("SQLite, all tables", || theirs(&tables, count)),
            ];
            let times = race(turns, &mut contenders)?;
            drop(contenders);
            self.loop_rows(at, name, count, &times);
        }
        Ok(())
    }

    fn loop_rows(&mut self, at: &str, name: &str, count: usize, times: &[(String, Times)]) {
        let is_set = at == "1M";
        if count > 1 {
            let note = format!("{:.0} events a second", count as f64 / times[0].1.median());
            self.add(
                Row::of_race(&format!("durable append, {name}"), at, times, Target::Faster(25.0), &note).aiming(is_set),
            );
            return;
        }
        self.add(
            Row::of_race(&format!("durable append, {name}: p50"), at, times, Target::Faster(1.3), "").aiming(is_set),
        );
        let slow: Vec<(String, Times)> =
            times.iter().map(|(name, times)| (name.clone(), Times::new(vec![times.at(0.99)]))).collect();
        self.add(
            Row::of_race(&format!("durable append, {name}: p99"), at, &slow, Target::Faster(3.0), "").aiming(is_set),
        );
    }
}

impl Lines {
    /// The developments of the end of a journal as models.
    fn of(journal: &Synthetic) -> Outcome<Self> {
        let segments = crate::fold::segments(&journal.folder.join("events"))?;
        let last = segments.last().ok_or("an empty journal")?;
        let text = fs::read_to_string(&last.1)?;
        let models: Vec<(String, String)> = text
            .lines()
            .filter(|line| line.contains("\"type\":\"annals.development.recorded\""))
            .take(1_000)
            .filter_map(|line| {
                let value: serde_json::Value = serde_json::from_str(line).ok()?;
                Some((value["data"]["key"].as_str()?.to_owned(), line.to_owned()))
            })
            .collect();
        Ok(Self { models, made: Cell::new(0) })
    }

    fn next_number(&self) -> u64 {
        self.made.set(self.made.get() + 1);
        self.made.get()
    }

    /// The next line.
    fn next(&self) -> (Uuid, String) {
        let number = self.next_number();
        let (key, line) = &self.models[number as usize % self.models.len()];
        let id = Uuid::new_v5(&Uuid::NAMESPACE_OID, format!("append {number}").as_bytes());
        let line = line.replace(key.as_str(), &format!("{key}-{number}"));
        let rest = line.split_once("\"id\":\"").map_or("", |(_, rest)| rest.get(36..).unwrap_or_default());
        (id, format!("{{\"specversion\":\"1.0\",\"id\":\"{id}{rest}"))
    }

    /// The next event's content.
    fn next_data(&self) -> (Uuid, String) {
        let (id, line) = self.next();
        let data = line.split_once("\"data\":").map_or("", |(_, data)| data);
        (id, data.strip_suffix('}').unwrap_or(data).to_owned())
    }
}

fn appender(journal: &Journal) -> Outcome<Appender> {
    let holder =
        Holder { pid: std::process::id(), host: "bench".into(), recorder: Recorder::new("bench")?, since: now() };
    let mut appender = journal.appender(Duration::from_secs(10), &holder)?;
    // SQLite's log is not moved into its database after every commit either
    appender.set_coverage(Coverage::EachRun);
    Ok(appender)
}

fn now() -> Instant {
    let since = std::time::SystemTime::UNIX_EPOCH.elapsed().unwrap_or_default();
    Instant::from_micros(since.as_micros() as i64)
}
