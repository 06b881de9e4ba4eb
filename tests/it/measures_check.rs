//! Measures against a second reckoning: `tests/measures.py` reads the data files or the journal, never
//! the program, and must come to the same states of the same measures on every day asked.

use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use annals::domain::vocabulary::{LegalState, LinkRelation, Status, Vocabulary};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::{Value, json};

use crate::sandbox::{FIXTURES, Sandbox, fixture};

/// The days: the first of every month of the record and around it, and some that matter.
fn days() -> Vec<String> {
    let months = (2018..=2026).flat_map(|year| (1..=12).map(move |month| format!("{year}-{month:02}-01")));
    let others = [
        "2014-06-30",
        "2016-03-24",
        "2017-03-29",
        "2017-03-30",
        "2025-11-09",
        "2025-11-10",
        "2026-11-09",
        "2026-11-10",
        "2026-11-24",
        "2026-11-28",
        "2029-10-15",
        "2031-01-01",
    ];
    months.chain(others.map(str::to_owned)).collect()
}

/// The states and possible states by key, for every query, as the second reckoning has them.
fn reckoned(files: &[PathBuf], queries: &[Value], recorded_on: Option<&str>) -> Vec<Value> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/measures.py");
    let mut child = Command::new("python3")
        .arg(script)
        .args(recorded_on.map(|day| format!("--recorded-on={day}")))
        .args(files)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the second reckoning needs python3");
    let mut input = child.stdin.take().unwrap();
    input.write_all(Value::from(queries.to_vec()).to_string().as_bytes()).unwrap();
    drop(input);
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "measures.py failed");
    serde_json::from_slice(&output.stdout).unwrap()
}

/// The same from the program.
fn answered(sandbox: &Sandbox, query: &Value) -> Value {
    let mut args = vec!["measures", "--on", query["on"].as_str().unwrap()];
    for (field, flag) in [("by", "--by"), ("affecting", "--affecting")] {
        for side in query[field].as_array().into_iter().flatten() {
            args.extend([flag, side.as_str().unwrap()]);
        }
    }
    for state in LegalState::ALL {
        args.extend(["--state", state.word()]);
    }
    let answer = sandbox.json(&args);
    let mut states = serde_json::Map::new();
    for measure in answer["measures"].as_array().unwrap() {
        let mut possible: Vec<String> =
            measure["possible"].as_array().unwrap().iter().map(|state| state.as_str().unwrap().to_owned()).collect();
        possible.sort();
        states.insert(measure["key"].as_str().unwrap().to_owned(), json!([measure["state"], possible]));
    }
    states.into()
}

fn queries() -> Vec<Value> {
    let mut queries: Vec<Value> = days().iter().map(|day| json!({"on": day})).collect();
    for on in ["2023-01-01", "2025-03-01", "2025-12-01"] {
        for sides in [
            json!({"by": ["USA"]}),
            json!({"by": ["CHN"]}),
            json!({"affecting": ["CHN"]}),
            json!({"affecting": ["USA", "EUE"]}),
            json!({"by": ["CHN"], "affecting": ["USA"]}),
        ] {
            let mut query = sides;
            query["on"] = json!(on);
            queries.push(query);
        }
    }
    queries
}

/// Compares every query and gives how many states of each kind were seen.
fn compare(sandbox: &Sandbox, files: &[PathBuf], queries: &[Value], recorded_on: Option<&str>) -> Vec<String> {
    let mut seen = Vec::new();
    for (query, expected) in queries.iter().zip(reckoned(files, queries, recorded_on)) {
        let found = answered(sandbox, query);
        let keys = |states: &Value| states.as_object().unwrap().keys().cloned().collect::<BTreeSet<String>>();
        assert_eq!(keys(&found), keys(&expected), "{query}: the measures differ");
        for (key, state) in found.as_object().unwrap() {
            assert_eq!(state, &expected[key], "{query}: {key}");
            seen.push(state[0].as_str().unwrap().to_owned());
        }
    }
    seen
}

/// The bundled journal, in a sandbox of its own so that nothing is written beside it.
pub(crate) fn bundled() -> Option<Sandbox> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    if !root.join("annals.toml").is_file() {
        eprintln!("skipped: this repository's root holds no annals.toml, so there is no bundled journal");
        return None;
    }
    let sandbox = Sandbox::empty();
    std::fs::copy(root.join("annals.toml"), sandbox.file("annals.toml")).unwrap();
    std::fs::create_dir(sandbox.file("events")).unwrap();
    for entry in std::fs::read_dir(root.join("events")).unwrap() {
        let entry = entry.unwrap();
        std::fs::copy(entry.path(), sandbox.file("events").join(entry.file_name())).unwrap();
    }
    Some(sandbox)
}

#[test]
fn every_measure_of_the_bundled_journal_is_in_the_state_that_the_script_finds_in_every_month() {
    let Some(sandbox) = bundled() else { return };
    let seen = compare(&sandbox, &[sandbox.segment()], &queries(), None);
    let kinds = LegalState::ALL.iter().filter(|state| seen.iter().any(|seen| seen == state.word())).count();
    assert!(seen.len() > 15_000 && kinds >= 14, "{} states of {kinds} kinds are too few to tell much", seen.len());
    // a view beside the journal changes no answer
    sandbox.done(&["rebuild"]);
    compare(&sandbox, &[sandbox.segment()], &queries()[90..100], None);
}

#[test]
fn the_measures_of_the_fixtures_are_in_the_states_that_the_script_finds_in_the_data_files() {
    let sandbox = Sandbox::with_fixtures();
    let today = sandbox.json(&["log"])[0]["time"].as_str().unwrap()[..10].to_owned();
    compare(&sandbox, &FIXTURES.map(fixture), &queries(), Some(&today));
}

/// A number below another, from what proptest makes.
fn below(runner: &mut TestRunner, most: usize) -> usize {
    (0..most).new_tree(runner).unwrap().current()
}

fn any_date(runner: &mut TestRunner) -> String {
    let (month, day) = (1 + below(runner, 12), 1 + below(runner, 28));
    let year = 2021 + below(runner, 4);
    match below(runner, 9) {
        0 => format!("{year}-{month:02}"),
        1 => format!("{year}-{month:02}-{day:02}~"),
        2 => format!("{year}-{month:02}?"),
        3 => format!("{year}"),
        4 => format!("{year}-{month:02}-{day:02}/{}-{month:02}-{day:02}", year + 1),
        5 => format!("{year}-{month:02}-{day:02}/.."),
        _ => format!("{year}-{month:02}-{day:02}"),
    }
}

/// Records measures and other acts at random, with ties among them, then changes them at random.
fn random_workspace(runner: &mut TestRunner) -> Sandbox {
    let sandbox = Sandbox::new();
    let actors = ["mofcom CHN", "bis USA", "commission JPN", "bureau USA"].map(|text| {
        let (id, side) = text.split_once(' ').unwrap();
        json!({"id": id, "type": "agency", "side": side, "names": [{"lang": "en", "name": id}]}).to_string()
    });
    let ids = ["mofcom", "bis", "commission", "bureau"];
    let one = |runner: &mut TestRunner, words: &[&str]| words[below(runner, words.len())].to_owned();
    let kinds = ["export-control", "tariff", "licence", "litigation", "agreement"];
    let relations = ["suspends", "revokes", "extends", "amends", "follows", "suspends"];
    let mut developments = Vec::new();
    for number in 0..24 {
        let mut dates = Vec::new();
        for role in ["announced", "signed", "effective", "effective", "expires"] {
            if below(runner, 5) < 2 {
                let note = one(runner, &["in part", "of a phase", "last day"]);
                dates.push(json!({"role": role, "date": any_date(runner), "note": note}));
            }
        }
        let mut links = Vec::new();
        for _ in 0..below(runner, 3).min(number) {
            let note = one(runner, &["in part", "all of it"]);
            let key = format!("act-{}", below(runner, number));
            links.push(json!({"rel": one(runner, &relations), "key": key, "note": note}));
        }
        links.dedup_by(|a, b| a["key"] == b["key"]);
        let parties = [("initiator", below(runner, 4)), ("target", below(runner, 4))];
        let parties: Vec<Value> = parties.iter().map(|(role, at)| json!({"actor": ids[*at], "role": role})).collect();
        let status = Status::ALL[below(runner, Status::ALL.len())].word();
        developments.push(
            json!({
                "key": format!("act-{number}"), "date": any_date(runner), "title": format!("Act {number}"),
                "kind": one(runner, &kinds), "status": status, "dates": dates, "parties": parties, "links": links,
                "sources": [{"url": format!("https://press.example/{number}")}]
            })
            .to_string(),
        );
    }
    sandbox.write("actors.jsonl", actors.join("\n"));
    sandbox.write("developments.jsonl", developments.join("\n"));
    sandbox.done(&["import", "native", "actors.jsonl", "developments.jsonl"]);
    for _ in 0..14 {
        let (act, other) = (format!("act-{}", below(runner, 24)), format!("act-{}", below(runner, 24)));
        let date = any_date(runner);
        let status = Status::ALL[below(runner, Status::ALL.len())].word();
        let relation = LinkRelation::ALL[below(runner, LinkRelation::ALL.len())].word();
        let args: Vec<&str> = match below(runner, 9) {
            0 => vec!["retract", &act, "--reason", "a test"],
            1 => vec!["duplicate", &act, "--of", &other],
            2 => vec!["link", &act, relation, &other],
            3 => vec!["status", &act, status],
            4 => vec!["correct", &act, "--set", "status=in-force", "--reason", "a test"],
            _ => vec!["status", &act, status, "--on", &date],
        };
        // what a rule refuses is no part of the history
        sandbox.run(&args);
    }
    sandbox.run(&["actor", "merge", "bureau", "mofcom", "--reason", "a test"]);
    sandbox
}

#[test]
fn random_histories_come_to_the_same_states_by_program_and_script() {
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let on = |day: &str| json!({"on": day});
    let mut queries: Vec<Value> =
        (2021..2027).flat_map(|year| [format!("{year}-02-10"), format!("{year}-09-20")]).map(|day| on(&day)).collect();
    queries.push(json!({"on": "2023-07-01", "by": ["USA"]}));
    queries.push(json!({"on": "2023-07-01", "affecting": ["CHN"]}));
    for _ in 0..5 {
        let sandbox = random_workspace(&mut runner);
        compare(&sandbox, &[sandbox.segment()], &queries, None);
    }
}
