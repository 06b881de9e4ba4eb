//! How fast the projections are, and how long: figures for docs/performance.md, on a generated
//! journal. Run with `cargo test --release --test it projection_speed -- --ignored --nocapture`.
#![allow(clippy::print_stdout, reason = "it prints what it measured")]

use crate::history::{empty_journal, places};
use annals::domain::edtf::Day;
use annals::domain::event::{Event, EventType};
use annals::domain::filter::Filter;
use annals::domain::side::Dyad;
use annals::domain::stamp::{Draft, EventId, Instant, Recorder};
use annals::journal::{AppendContext, Holder, Journal};
use annals::projection::{Archive, Question, catch_up, rebuild};
use serde_json::{Value, json};
use std::fs;
use std::path::Path;
use std::time::Duration;
use tempfile::TempDir;
use uuid::Uuid;

fn draft(number: u64, event_type: EventType, data: Value) -> Draft {
    let event = Event::from_data(event_type, &data.to_string()).unwrap();
    Draft { id: EventId(Uuid::new_v5(&Uuid::NAMESPACE_OID, &number.to_le_bytes())), event, caused_by: None }
}

/// Events of which five in six record a development and the others follow up on one.
fn generated(count: u64) -> Vec<Draft> {
    let text = "The two sides exchanged views on export controls, standards and the safety of models. ".repeat(3);
    let day = |number: u64| Day::new(2012, 1, 1).unwrap().plus_days((number * 5_000 / count) as i64).to_string();
    let key = |number: u64| format!("{}-dialogue-on-technology-{number}", day(number));
    let mut drafts = Vec::new();
    for number in 0..300 {
        let side = ["CHN", "USA", "CHN", "USA", "JPN", "KOR", "DEU"][number as usize % 7];
        let kind = if number < 7 { "state" } else { "agency" };
        let actor = json!({"id": format!("actor-{number}"), "type": kind, "side": side,
            "names": [{"lang": "en", "name": format!("Office number {number}")}, {"lang": "zh", "name": format!("第{number}局")}]});
        drafts.push(draft(number, EventType::ActorRegistered, actor));
    }
    let mut recorded: Vec<u64> = Vec::new();
    for number in 300..count {
        let party = |step: u64| json!({"actor": format!("actor-{}", (number * step) % 300 * (number * step % 3) / 2), "role": "participant"});
        let earlier = recorded.get((recorded.len() as u64).saturating_sub(1 + number % 97) as usize).copied();
        let (event_type, data) = match (number % 18, earlier) {
            (0, Some(earlier)) => {
                (EventType::StatusChanged, json!({"key": key(earlier), "from": "held", "to": "concluded"}))
            }
            (6, Some(earlier)) => (
                EventType::SourceCited,
                json!({"key": key(earlier), "source": {"url": format!("https://example.org/{number}"), "published": day(earlier)}}),
            ),
            (12, Some(earlier)) => (
                EventType::DevelopmentCorrected,
                json!({"key": key(earlier), "reason": "a slip", "changes": [{"field": "title", "old": "a", "new": "Dialogue, corrected"}]}),
            ),
            (_, earlier) => {
                recorded.push(number);
                let links: Vec<Value> = earlier
                    .filter(|_| number % 5 == 0)
                    .map(|earlier| json!({"rel": "follows", "key": key(earlier), "asserted_by": "analyst"}))
                    .into_iter()
                    .collect();
                let id = Uuid::new_v5(&Uuid::NAMESPACE_URL, &number.to_le_bytes());
                (
                    EventType::DevelopmentRecorded,
                    json!({"id": id, "key": key(number), "date": day(number), "title": "Dialogue on technology",
                    "summary": text, "kind": (["dialogue", "statement", "regulation"][number as usize % 3]), "status": "held",
                    "topics": [(["semiconductors", "trade", "quantum"][number as usize % 3])], "parties": [party(7), party(11), party(13)],
                    "links": links,
                    "sources": [{"url": format!("https://example.org/a/{number}"), "published": day(number)}]}),
                )
            }
        };
        drafts.push(draft(number, event_type, data));
    }
    drafts
}

fn append(journal: &Journal, drafts: Vec<Draft>, begun: i64) {
    let recorder = Recorder::new("speed").unwrap();
    let since = Instant::from_micros(0);
    let holder = Holder { pid: 1, host: "here".to_owned(), recorder: recorder.clone(), since };
    let mut appender = journal.appender(Duration::from_secs(5), &holder).unwrap();
    for (at, chunk) in drafts.chunks(1_000).enumerate() {
        let now = Instant::from_micros(1_700_000_000_000_000 + (begun + at as i64) * 60_000_000);
        let batch_id = Uuid::from_u128(now.micros() as u128);
        let context = AppendContext { now, recorder: recorder.clone(), batch_id };
        appender.append(chunk.to_vec(), &context, &|_| Ok(None)).unwrap();
    }
}

fn timed<T>(what: &str, act: impl FnOnce() -> T) -> T {
    let begun = std::time::Instant::now();
    let done = act();
    println!("{what}: {:.2} ms", begun.elapsed().as_secs_f64() * 1e3);
    done
}

fn len_of(path: &Path) -> u64 {
    if path.is_dir() {
        return fs::read_dir(path).unwrap().map(|entry| len_of(&entry.unwrap().path())).sum();
    }
    fs::metadata(path).unwrap().len()
}

#[test]
#[ignore = "measures; run alone and in release mode"]
fn figures() {
    for count in [1_000, 2_000, 100_000] {
        let folder = TempDir::new().unwrap();
        let journal = empty_journal(folder.path());
        let scratch = places(folder.path()).scratch;
        let mut drafts = generated(count + 4_000);
        let tail = drafts.split_off(count as usize);
        append(&journal, drafts, 0);
        let bytes = len_of(&places(folder.path()).events);
        println!("--- {count} events, {} bytes an event", bytes / count);
        timed("rebuild", || rebuild(&journal, &scratch, &mut |_, _| {}).unwrap());
        let (view, store) = (len_of(&scratch.join("view")), len_of(&scratch.join("store")));
        println!("view {:.1}, store {:.1} bytes an event", view as f64 / count as f64, store as f64 / count as f64);
        questions(&journal, &scratch);
        append(&journal, tail, count as i64);
        println!("with a tail of 4,000 events:");
        questions(&journal, &scratch);
        timed("catch up 4,000", || catch_up(&journal, &scratch, &mut |_, _| {}).unwrap());
    }
}

fn questions(journal: &Journal, scratch: &Path) {
    let open = || Archive::open_by_view(journal.clone(), scratch).unwrap();
    let newest = |filter: Filter, actors: Vec<String>| Question::Timeline {
        filter,
        actors,
        limit: Some(50),
        newest_first: true,
    };
    let narrow = Filter {
        from: Day::new(2014, 1, 1),
        to: Day::new(2023, 1, 1),
        relations: vec![Dyad::parse("CHN-USA").unwrap()],
        ..Filter::default()
    };
    let ask = |what: &str, question: Question| {
        let archive = open();
        let found = timed(what, || archive.select(&question.clone().into(), None).unwrap());
        println!("    {} developments", found.developments().len());
        assert_eq!(archive.notices(), []);
    };
    timed("open", open);
    ask("newest 50", newest(Filter::default(), vec![]));
    ask("newest 50 of relation, actor and window", newest(narrow.clone(), vec!["Office number 14".to_owned()]));
    ask("newest 50 saying a word", newest(Filter { texts: vec!["corrected".to_owned()], ..Filter::default() }, vec![]));
    ask("an actor, everything", Question::Actors(vec!["第17局".to_owned()]));
    ask(
        "a relation in a year",
        Question::Timeline {
            filter: Filter { from: Day::new(2020, 1, 1), to: Day::new(2020, 12, 31), ..narrow },
            actors: vec![],
            limit: None,
            newest_first: false,
        },
    );
    timed("the whole journal", || open().whole(None).unwrap());
}
