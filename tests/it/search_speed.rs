//! How fast the search index is made and asked, against SQLite's FTS5 on the same journal: figures for
//! docs/decisions. Run with `cargo test --release --test it search_speed -- --ignored --nocapture`;
//! `EVENTS` says how long a journal, and `FOLDER` where it is made and kept.
#![allow(
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "it prints what it measured, and is told what to measure"
)]

use crate::history::{empty_journal, places};
use annals::domain::edtf::Day;
use annals::domain::event::{Event, EventType};
use annals::domain::stamp::{Draft, EventId, Instant, Recorder};
use annals::journal::{AppendContext, Holder, Journal};
use annals::projection::{build_search, rebuild};
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;
use uuid::Uuid;

/// Pseudo-random numbers that are the same each time.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, end: u64) -> u64 {
        self.next() % end.max(1)
    }

    /// A rank below `end`, skewed as words in a language are: half of all are among the first few hundred.
    fn skewed(&mut self, end: u64) -> u64 {
        let even = self.below(1 << 30) as f64 / (1_u64 << 30) as f64;
        ((end as f64).powf(even) - 1.0) as u64
    }

    fn one_of<'a>(&mut self, values: &[&'a str]) -> &'a str {
        values[self.below(values.len() as u64) as usize]
    }
}

/// The word of a rank: frequent ones are short.
fn word(rank: u64) -> String {
    const STARTS: [&str; 16] =
        ["ex", "con", "tra", "de", "mo", "re", "sta", "pro", "li", "ga", "ter", "min", "sec", "ver", "che", "au"];
    const ENDS: [&str; 8] = ["port", "trol", "de", "tion", "ment", "sure", "ry", "x"];
    let mut word = STARTS[(rank % 16) as usize].to_owned();
    let mut rest = rank / 16;
    while rest > 0 {
        word.push_str(STARTS[(rest % 16) as usize]);
        rest /= 16;
    }
    word.push_str(ENDS[(rank % 8) as usize]);
    word
}

fn sentence(numbers: &mut Numbers, count: u64) -> String {
    let words: Vec<String> = (0..count).map(|_| word(numbers.skewed(40_000))).collect();
    words.join(" ")
}

const HAN: [&str; 12] =
    ["商务部", "出口管制", "中国", "美国", "半导体", "关税", "外交部", "人工智能", "声明", "对话", "公告", "实体清单"];

fn draft(number: u64, event_type: EventType, data: &Value) -> Draft {
    let event = Event::from_data(event_type, &data.to_string()).unwrap();
    Draft { id: EventId(Uuid::new_v5(&Uuid::NAMESPACE_OID, &number.to_le_bytes())), event, caused_by: None }
}

const ACTORS: u64 = 2_000;

fn generated(number: u64, count: u64, recorded: &mut Vec<(u64, String)>) -> Draft {
    let mut numbers = Numbers(number);
    if number < ACTORS {
        let side = if number < 7 {
            ["CHN", "USA", "JPN", "KOR", "DEU", "NLD", "GBR"][number as usize]
        } else {
            numbers.one_of(&["CHN", "USA", "CHN", "USA", "JPN", "KOR", "DEU"])
        };
        let kind = if number < 7 { "state" } else { "agency" };
        let english = format!("{} bureau {number}", sentence(&mut numbers, 2));
        let han = format!("{}{}第{number}局", numbers.one_of(&HAN), numbers.one_of(&HAN));
        let names = json!([{"lang": "en", "name": english}, {"lang": "zh", "name": han}]);
        let actor = json!({"id": format!("actor-{number}"), "type": kind, "side": side, "names": names});
        return draft(number, EventType::ActorRegistered, &actor);
    }
    let date = Day::new(2012, 1, 1).unwrap().plus_days((number * 5_000 / count) as i64 + numbers.below(90) as i64);
    let source = |numbers: &mut Numbers| {
        let mut title = sentence(numbers, 9);
        if numbers.below(6) == 0 {
            title = format!("{}{}{}", numbers.one_of(&HAN), numbers.one_of(&HAN), numbers.one_of(&HAN));
        }
        let quote = (numbers.below(3) == 0).then(|| sentence(numbers, 15));
        json!({"url": format!("https://example.org/a/{number}"), "title": title,
            "publisher": format!("{} press", word(numbers.skewed(300))), "published": date.to_string(), "quote": quote})
    };
    let earlier = recorded.get(numbers.below(recorded.len() as u64) as usize);
    let choice = numbers.below(24);
    let (event_type, data) = match (choice, earlier) {
        (0 | 1, Some((_, key))) => (EventType::SourceCited, json!({"key": key, "source": source(&mut numbers)})),
        (2, Some((_, key))) => (EventType::StatusChanged, json!({"key": key, "from": "held", "to": "concluded"})),
        (3, Some((_, key))) => {
            let new = sentence(&mut numbers, 8);
            let changes = json!([{"field": "title", "old": "a slip", "new": new}]);
            (EventType::DevelopmentCorrected, json!({"key": key, "reason": "a slip", "changes": changes}))
        }
        (_, _) => {
            let key = format!("{date}-dialogue-on-technology-{number}");
            let party = |numbers: &mut Numbers| json!({"actor": format!("actor-{}", numbers.skewed(ACTORS)), "role": "participant"});
            let parties = [party(&mut numbers), party(&mut numbers)];
            let claims: Vec<Value> = (0..numbers.below(2))
                .map(|_| json!({"by": "actor-0", "side": "CHN", "polarity": "states", "text": sentence(&mut numbers, 12), "source": 0}))
                .collect();
            let development = json!({"id": Uuid::new_v5(&Uuid::NAMESPACE_URL, &number.to_le_bytes()), "key": key, "date": date.to_string(),
                "title": sentence(&mut numbers, 8), "summary": sentence(&mut numbers, 32),
                "kind": numbers.one_of(&["dialogue", "statement", "regulation", "export-control"]), "status": "held",
                "topics": [numbers.one_of(&["semiconductors", "trade", "quantum"])], "parties": parties, "claims": claims,
                "sources": [source(&mut numbers)]});
            recorded.push((number, key));
            (EventType::DevelopmentRecorded, development)
        }
    };
    draft(number, event_type, &data)
}

fn fill(journal: &Journal, count: u64) {
    let recorder = Recorder::new("speed").unwrap();
    let since = Instant::from_micros(0);
    let holder = Holder { pid: 1, host: "here".to_owned(), recorder: recorder.clone(), since };
    let mut appender = journal.appender(Duration::from_secs(5), &holder).unwrap();
    let mut recorded = Vec::new();
    for start in (0..count).step_by(1_000) {
        let now = Instant::from_micros(1_700_000_000_000_000 + start as i64 * 60_000);
        let context =
            AppendContext { now, recorder: recorder.clone(), batch_id: Uuid::from_u128(u128::from(start) + 1) };
        let drafts = (start..count.min(start + 1_000)).map(|number| generated(number, count, &mut recorded)).collect();
        appender.append(drafts, &context, &|_| Ok(None)).unwrap();
    }
}

fn len_of(path: &Path) -> u64 {
    if path.is_dir() {
        return fs::read_dir(path).unwrap().map(|entry| len_of(&entry.unwrap().path())).sum();
    }
    fs::metadata(path).unwrap().len()
}

/// The most memory this process held so far, in MB: all of it, and without the files mapped into it.
fn memory() -> String {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = |name: &str| status.lines().find(|line| line.starts_with(name)).unwrap_or_default().to_owned();
    format!("{} {}", line("VmHWM"), line("RssAnon"))
}

#[test]
#[ignore = "measures; run alone and in release mode"]
fn figures() {
    let count: u64 = std::env::var("EVENTS").map_or(100_000, |text| text.parse().unwrap());
    let kept = std::env::var("FOLDER").map(PathBuf::from);
    let temporary = tempfile::TempDir::new().unwrap();
    let folder = kept.unwrap_or_else(|_| temporary.path().to_owned());
    let journal = if folder.join("events").exists() {
        Journal::open(places(&folder)).unwrap()
    } else {
        fs::create_dir_all(&folder).unwrap();
        let journal = empty_journal(&folder);
        fill(&journal, count);
        fs::write(folder.join("annals.toml"), "").unwrap();
        journal
    };
    let scratch = places(&folder).scratch;
    println!("{count} events, {} bytes", len_of(&places(&folder).events));
    if !scratch.join("view").exists() {
        rebuild(&journal, &scratch, &mut |_, _| {}).unwrap();
    }
    let begun = std::time::Instant::now();
    let built = build_search(&journal, &scratch, &mut |_, _| {}).unwrap().unwrap();
    println!("index made in {:.2} s: {built:?}; {}", begun.elapsed().as_secs_f64(), memory());
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/search_speed.py");
    let status = Command::new("python3").arg(script).arg(&folder).arg(env!("CARGO_BIN_EXE_annals")).status().unwrap();
    assert!(status.success());
}
