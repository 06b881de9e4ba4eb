//! Processes killed at random instants, and many at once, through the real program: what it said it
//! recorded is there, once, and nothing is half there.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{BuildHasher as _, Hasher as _};
use std::process::Child;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::sandbox::{Sandbox, development};

/// How many processes are killed while they record.
const KILLS: usize = 500;

/// How many of them in one workspace.
const KILLS_IN_ONE: usize = 25;

/// How many events one command appends.
const BATCH: usize = 4;

/// What is killed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Victim {
    Append,
    Import,
    Rebuild,
}

/// Who is killed in turn. A rebuild records nothing and must lose nothing; it is not among the counted.
const VICTIMS: [Victim; 6] =
    [Victim::Append, Victim::Import, Victim::Append, Victim::Import, Victim::Append, Victim::Rebuild];

/// SplitMix64: a sequence that a seed makes again.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, end: u128) -> Duration {
        Duration::from_micros(u64::try_from(u128::from(self.next()) % end.max(1)).unwrap())
    }
}

/// The seed of this run: given when the tests are built, or another each time.
fn seed() -> u64 {
    option_env!("ANNALS_CRASH_SEED")
        .map_or_else(|| std::hash::RandomState::new().build_hasher().finish(), |seed| seed.parse().unwrap())
}

fn small() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.done(&[
        "actor",
        "register",
        "--id",
        "mofcom",
        "--type",
        "ministry",
        "--side",
        "CHN",
        "--name",
        "en=MOFCOM",
    ]);
    sandbox
}

/// A workspace in which processes are killed, with what must be in it.
struct Scene {
    sandbox: Sandbox,
    /// By key the title, of what was acknowledged.
    acknowledged: BTreeMap<String, String>,
    rounds: usize,
}

/// What came of the kills.
#[derive(Debug, Default)]
struct Tally {
    acknowledged: AtomicUsize,
    whole_but_unsaid: AtomicUsize,
    nothing: AtomicUsize,
}

impl Scene {
    fn new() -> Self {
        Self { sandbox: small(), acknowledged: BTreeMap::new(), rounds: 0 }
    }

    /// Writes the next batch's file and gives its keys and titles.
    fn batch(&mut self) -> BTreeMap<String, String> {
        self.rounds += 1;
        let round = self.rounds;
        let one = |at: usize| (format!("2024-06-01-r{round}-{at}"), format!("Round {round}, number {at} 第{at}条"));
        let batch: BTreeMap<String, String> = (0..BATCH).map(one).collect();
        let lines: Vec<String> = batch.iter().map(|(key, title)| development(key, title)).collect();
        self.sandbox.write("batch.jsonl", lines.join("\n"));
        batch
    }

    fn start(&self, victim: Victim) -> Child {
        let args: &[&str] = match victim {
            Victim::Append => &["append", "--file", "batch.jsonl"],
            Victim::Import => &["import", "native", "batch.jsonl"],
            Victim::Rebuild => &["rebuild"],
        };
        self.sandbox.command(args).spawn().unwrap()
    }

    /// Keys and titles of the timeline; each key once.
    fn timeline(&self) -> BTreeMap<String, String> {
        let entries = self.sandbox.json(&["timeline"]);
        let entries = entries.as_array().unwrap();
        let text = |entry: &Value, field: &str| entry[field].as_str().unwrap().to_owned();
        let by_key: BTreeMap<String, String> =
            entries.iter().map(|entry| (text(entry, "key"), text(entry, "title"))).collect();
        assert_eq!(by_key.len(), entries.len(), "a development is there twice");
        by_key
    }

    /// Kills one process after `delay` and looks at what it left.
    fn kill(&mut self, victim: Victim, delay: Duration, tally: &Tally) {
        let batch = if victim == Victim::Rebuild { BTreeMap::new() } else { self.batch() };
        let mut child = self.start(victim);
        thread::sleep(delay);
        child.kill().unwrap();
        let output = child.wait_with_output().unwrap();
        let receipt = String::from_utf8(output.stdout).unwrap();
        let said: BTreeSet<&str> = receipt.lines().filter_map(|line| line.split(' ').next()).collect();
        if !said.is_empty() {
            assert_eq!(said, batch.keys().map(String::as_str).collect(), "a receipt for a part of a batch");
            self.acknowledged.extend(batch.clone());
        }

        let verified = self.sandbox.run(&["verify"]);
        assert_eq!(verified.status, 0, "{verified}");
        let found = self.timeline();
        let mut with_batch = self.acknowledged.clone();
        with_batch.extend(batch.clone());
        let outcome = match (said.is_empty(), found == self.acknowledged, found == with_batch) {
            (false, true, _) => &tally.acknowledged,
            (true, true, _) => &tally.nothing,
            (true, false, true) => &tally.whole_but_unsaid,
            (_, false, _) => panic!("acknowledged {:?}, batch {batch:?}, found {found:?}", self.acknowledged),
        };
        if victim != Victim::Rebuild {
            outcome.fetch_add(1, Ordering::Relaxed);
            self.repeat(batch, found.len());
        }
    }

    /// Repeats the command that was killed: it is recorded once, whatever had come of it before.
    fn repeat(&mut self, batch: BTreeMap<String, String>, before: usize) {
        self.sandbox.done(&["append", "--file", "batch.jsonl"]);
        self.acknowledged.extend(batch);
        let lines = self.sandbox.journal();
        assert_eq!(lines.len(), 1 + self.acknowledged.len(), "{before} developments before the repetition");
    }
}

/// How long a process runs when nobody kills it.
fn undisturbed(victim: Victim) -> Duration {
    let mut scene = Scene::new();
    let time = |scene: &mut Scene| {
        scene.batch();
        let start = Instant::now();
        assert!(scene.start(victim).wait_with_output().unwrap().status.success());
        start.elapsed()
    };
    (0..5).map(|_| time(&mut scene)).max().unwrap()
}

#[test]
#[allow(clippy::print_stderr, reason = "the seed must be known where the test fails")]
fn a_process_killed_at_any_instant_loses_nothing_it_acknowledged_and_leaves_no_part_of_a_batch() {
    let seed = seed();
    eprintln!("seed {seed}; ANNALS_CRASH_SEED={seed} at build time repeats its delays");
    let longest = [Victim::Append, Victim::Rebuild].map(undisturbed).map(|time| time.as_micros());
    let tally = Tally::default();
    let scenes = Mutex::new((0..KILLS.div_ceil(KILLS_IN_ONE)).collect::<Vec<usize>>());
    let work = || {
        while let Some(number) = { scenes.lock().unwrap().pop() } {
            let mut random = Random(seed.wrapping_add(number as u64));
            let mut scene = Scene::new();
            let mut killed = 0;
            for victim in VICTIMS.into_iter().cycle() {
                let span = longest[usize::from(victim == Victim::Rebuild)];
                scene.kill(victim, random.below(span), &tally);
                killed += usize::from(victim != Victim::Rebuild);
                if killed == KILLS_IN_ONE {
                    break;
                }
            }
        }
    };
    thread::scope(|scope| {
        let workers: Vec<_> = (0..2).map(|_| scope.spawn(work)).collect();
        for worker in workers {
            worker.join().unwrap_or_else(|_| panic!("the seed was {seed}"));
        }
    });
    eprintln!("{tally:?}");
    let count = |outcome: &AtomicUsize| outcome.load(Ordering::Relaxed);
    assert_eq!(count(&tally.acknowledged) + count(&tally.nothing) + count(&tally.whole_but_unsaid), KILLS);
    assert!(
        count(&tally.acknowledged) > 5 && count(&tally.nothing) > 50,
        "the kills came too early or too late: {tally:?}"
    );
}

#[test]
fn eight_writers_at_once_record_everything_once_in_one_dense_sequence() {
    const WRITERS: usize = 8;
    const EACH: usize = 200;
    let sandbox = small();
    let write = |writer: usize| {
        let mut receipts = Vec::new();
        for at in 0..EACH {
            let key = format!("2024-06-01-w{writer}-{at}");
            let title = format!("Writer {writer}, number {at}");
            let url = format!("https://press.example/{writer}/{at}");
            let args = [
                "append",
                "--key",
                &key,
                "--date",
                "2024-06-01",
                "--title",
                &title,
                "--kind",
                "statement",
                "--status",
                "announced",
                "--actor",
                "mofcom:speaker",
                "--source",
                &url,
                "--wait",
                "60",
            ];
            let ran = sandbox.run(&args);
            assert_eq!((ran.status, ran.stderr.as_str()), (0, ""), "{ran}");
            let (named, sequence) = ran.stdout.trim_end().split_once(' ').unwrap();
            assert_eq!(named, key);
            receipts.push((sequence.parse::<usize>().unwrap(), key));
        }
        receipts
    };
    let mut receipts: Vec<(usize, String)> = thread::scope(|scope| {
        let writers: Vec<_> = (0..WRITERS).map(|writer| scope.spawn(move || write(writer))).collect();
        writers.into_iter().flat_map(|writer| writer.join().unwrap()).collect()
    });
    receipts.sort();
    let sequences: Vec<usize> = receipts.iter().map(|receipt| receipt.0).collect();
    assert_eq!(sequences, (1..=WRITERS * EACH).collect::<Vec<usize>>(), "a sequence given twice, or a gap");
    let subjects: Vec<(usize, String)> = sandbox
        .journal()
        .iter()
        .skip(1)
        .map(|line| {
            let envelope: Value = serde_json::from_str(line).unwrap();
            let text = |field: &str| envelope[field].as_str().unwrap().to_owned();
            (text("sequence").parse().unwrap(), text("subject"))
        })
        .collect();
    assert_eq!(subjects, receipts, "the journal holds what was acknowledged, where it was acknowledged");
    assert_eq!(sandbox.done(&["verify"]).lines().next(), Some("sound: 1601 events of annals.example/acceptance"));
    assert_eq!(sandbox.keys(&[]).len(), WRITERS * EACH);
    let quarantine = sandbox.file("quarantine");
    assert!(!quarantine.exists(), "nobody tore what another wrote");
}
