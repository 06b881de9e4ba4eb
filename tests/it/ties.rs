//! Commitments, threads and accounts against a second reckoning: `tests/ties.py` reads the data files,
//! never the program, and must come to the same states, trees, medians and divergences.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use crate::counts::{bundled, skipped};
use crate::sandbox::{FIXTURES, Sandbox, fixture};

/// The answers of the script, in the order of the queries.
fn reckoned(files: &[PathBuf], queries: &[Value]) -> Vec<Value> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ties.py");
    let mut child = Command::new("python3")
        .arg("-B")
        .arg(script)
        .args(files)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the second reckoning needs python3");
    let mut input = child.stdin.take().unwrap();
    input.write_all(serde_json::to_string(queries).unwrap().as_bytes()).unwrap();
    drop(input);
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "ties.py failed");
    let answers: Vec<Value> = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(answers.len(), queries.len());
    answers
}

fn list(value: &Value) -> &[Value] {
    value.as_array().unwrap()
}

fn texts(value: &Value, field: &str) -> Vec<String> {
    let mut found: Vec<String> = list(value).iter().map(|one| one[field].as_str().unwrap().to_owned()).collect();
    found.sort();
    found.dedup();
    found
}

/// The commitments as the program has them, in the script's form.
fn commitments(sandbox: &Sandbox, args: &[&str]) -> Value {
    let answer = sandbox.json(&[&["commitments"], args].concat());
    let rows = list(&answer["commitments"]).iter().map(|row| {
        let days = if row["due"].is_null() { Value::Null } else { json!([row["days_left_min"], row["days_left_max"]]) };
        let told = json!({
            "state": row["state"],
            "one_sided": row["one_sided"],
            "unacknowledged": texts(&row["unacknowledged"], "id"),
            "past_due": row["past_due"],
            "days": days,
            "by": texts(&row["by"], "side"),
            "to": texts(&row["to"], "side"),
            "source": row["source"]["n"],
            "assessed": list(&row["assessments"]).len(),
        });
        (row["key"].as_str().unwrap().to_owned(), told)
    });
    rows.collect::<serde_json::Map<String, Value>>().into()
}

/// The developments of a half of a thread, with how many ties away each is.
fn away(steps: &Value) -> Value {
    let shown = list(steps).iter().filter(|step| step["repeated"] == false);
    let depths = shown.map(|step| (step["key"].as_str().unwrap().to_owned(), step["depth"].clone()));
    depths.collect::<serde_json::Map<String, Value>>().into()
}

fn number(value: &Value) -> Option<f64> {
    value.as_f64()
}

/// Compares every question; `sandbox` holds what `files` hold.
fn compare(sandbox: &Sandbox, files: &[PathBuf]) {
    compare_commitments(sandbox, files);
    compare_threads(sandbox, files);
    compare_responses(sandbox, files);
    compare_accounts(sandbox, files);
}

fn compare_commitments(sandbox: &Sandbox, files: &[PathBuf]) {
    let days = ["2015-01-01", "2018-12-20", "2024-06-15", "2025-10-30", "2026-06-22", "2027-01-01"];
    let queries: Vec<Value> = days.iter().map(|day| json!({"ask": "commitments", "on": day})).collect();
    for (day, expected) in days.iter().zip(reckoned(files, &queries)) {
        assert_eq!(commitments(sandbox, &["--on", day]), expected, "as of {day}");
        let one_sided: Vec<&String> =
            expected.as_object().unwrap().iter().filter(|(_, row)| row["one_sided"] == true).map(|row| row.0).collect();
        let answer = commitments(sandbox, &["--on", day, "--one-sided"]);
        assert_eq!(
            answer.as_object().unwrap().keys().collect::<BTreeSet<_>>(),
            one_sided.into_iter().collect::<BTreeSet<_>>()
        );
    }
}

fn compare_threads(sandbox: &Sandbox, files: &[PathBuf]) {
    let keys = sandbox.keys(&[]);
    let queries: Vec<Value> = keys.iter().map(|key| json!({"ask": "thread", "key": key})).collect();
    let mut longest = 0;
    // every seventh in a long journal, so that the test stays quick
    let step = keys.len().div_ceil(40);
    for (key, expected) in keys.iter().zip(reckoned(files, &queries)).step_by(step) {
        let answer = sandbox.json(&["thread", key]);
        let found = json!({"back": away(&answer["back"]), "on": away(&answer["on"])});
        assert_eq!(found, expected, "{key}");
        longest = longest.max(expected["on"].as_object().unwrap().len());
    }
    assert!(longest > 0, "no thread has a step; the test would see nothing");
}

fn compare_responses(sandbox: &Sandbox, files: &[PathBuf]) {
    for relation in ["CHN-USA", "CHN-NLD"] {
        let ask = |what: &str| json!({"ask": what, "relation": relation});
        let expected = reckoned(files, &[ask("pairs"), ask("medians"), ask("unanswered")]);
        let answer = sandbox.json(&["thread", "--relation", relation]);
        let pair = |pair: &Value| (pair["action"].clone(), pair["response"].clone());
        let pairs: BTreeMap<String, Value> = list(&answer["pairs"])
            .iter()
            .map(|found| {
                let (action, response) = pair(found);
                let told = json!({
                    "action": action["key"], "response": response["key"], "side": found["side"],
                    "kind": found["kind"], "days": [found["days_min"], found["days_max"]],
                    "exact": !found["days"].is_null(),
                });
                (format!("{} {}", action["key"], response["key"]), told)
            })
            .collect();
        let own = list(&expected[0])
            .iter()
            .map(|found| (format!("{} {}", found["action"], found["response"]), found.clone()))
            .collect::<BTreeMap<String, Value>>();
        assert_eq!(pairs, own, "{relation}");
        let mut seen = 0;
        for row in list(&answer["times"]) {
            let word = |value: &Value| value.as_str().unwrap_or("None").to_owned();
            let name = format!("{} {}", word(&row["side"]), word(&row["kind"]));
            let Some(told) = expected[1].get(&name) else {
                assert_eq!(row["pairs"], 0, "{relation} {name}");
                continue;
            };
            assert_eq!(row["pairs"], told[0], "{relation} {name}");
            for (field, at) in [("median_exact", 1), ("median_min", 2), ("median_max", 3)] {
                assert_eq!(number(&row[field]), number(&told[at]), "{relation} {name} {field}");
            }
            seen += 1;
        }
        assert_eq!(seen, expected[1].as_object().unwrap().len(), "{relation}");
        for share in list(&answer["answered"]) {
            let told = &expected[2][share["side"].as_str().unwrap()];
            assert_eq!(share["acts"], told[0], "{relation}");
            assert_eq!(json!(texts(&share["unanswered_acts"], "key")), told[1], "{relation}");
            let acts = told[0].as_f64().unwrap();
            let part = (acts > 0.0).then(|| list(&told[1]).len() as f64 / acts);
            assert_eq!(number(&share["share_unanswered"]), part, "{relation}");
        }
    }
}

fn compare_accounts(sandbox: &Sandbox, files: &[PathBuf]) {
    let keys: Vec<String> = sandbox.keys(&[]).into_iter().step_by(sandbox.keys(&[]).len().div_ceil(40)).collect();
    let queries: Vec<Value> = keys.iter().map(|key| json!({"ask": "accounts", "key": key})).collect();
    for (key, expected) in keys.iter().zip(reckoned(files, &queries)) {
        assert_eq!(accounts(sandbox, key), expected, "{key}");
    }
    let windows = [
        (&["--relation", "CHN-USA"][..], json!({"relation": "CHN-USA"})),
        (&[], json!({})),
        (
            &["--relation", "CHN-USA", "--from", "2024", "--to", "2025-06"],
            json!({"relation": "CHN-USA", "from": "2024-01-01", "to": "2025-06-30"}),
        ),
        (&["--relation", "CHN-NLD"], json!({"relation": "CHN-NLD"})),
    ];
    let queries: Vec<Value> = windows
        .iter()
        .map(|(_, query)| {
            let mut query = query.clone();
            query["ask"] = json!("divergences");
            query
        })
        .collect();
    for ((args, _), expected) in windows.iter().zip(reckoned(files, &queries)) {
        let answer = sandbox.json(&[&["perspectives"], *args].concat());
        for way in ["denied", "left-out", "one-account"] {
            let diverges = |found: &&Value| list(&found["diverges"]).contains(&json!(way));
            let mut keys: Vec<&str> = list(&answer["developments"])
                .iter()
                .filter(diverges)
                .map(|found| found["key"].as_str().unwrap())
                .collect();
            keys.sort_unstable();
            assert_eq!(json!(keys), expected[way], "{args:?} {way}");
            let counted = list(&answer["ways"]).iter().find(|row| row["way"] == way).unwrap();
            assert_eq!(counted["developments"], keys.len(), "{args:?} {way}");
        }
        let mut sum = 0;
        for field in ["not_diverging", "alone", "untold"] {
            assert_eq!(answer[field], expected[field], "{args:?} {field}");
            sum += answer[field].as_u64().unwrap();
        }
        assert_eq!(answer["compared"], sum + answer["diverging"].as_u64().unwrap(), "{args:?}");
    }
}

/// The claims by side and polarity, in the script's form.
fn accounts(sandbox: &Sandbox, key: &str) -> Value {
    let answer = sandbox.json(&["perspectives", key]);
    let of = |claims: &Value| -> Vec<Value> {
        let claim = |claim: &Value| {
            let source = &claim["source"];
            json!([claim["text"], source["n"], source["publisher"], source["published"]])
        };
        list(claims).iter().map(claim).collect()
    };
    let sides = list(&answer["accounts"]).iter().map(|side| {
        let told = json!({"states": of(&side["states"]), "denies": of(&side["denies"]), "silent": of(&side["silent"])});
        let has_claims = told.as_object().unwrap().values().any(|claims| !list(claims).is_empty());
        assert_eq!(side["on_record"], has_claims, "{key}");
        (side["side"].as_str().unwrap().to_owned(), told)
    });
    sides.collect::<serde_json::Map<String, Value>>().into()
}

#[test]
fn the_fixtures_are_told_alike_by_program_and_script() {
    let sandbox = Sandbox::with_fixtures();
    compare(&sandbox, &FIXTURES.map(fixture));
    // a view beside the journal changes no answer
    sandbox.done(&["rebuild"]);
    compare(&sandbox, &[sandbox.segment()]);
}

#[test]
fn the_bundled_journal_is_told_alike_by_program_and_script() {
    let Some(sandbox) = bundled() else { return };
    compare(&sandbox, &[sandbox.segment()]);
    sandbox.done(&["rebuild"]);
    compare_commitments(&sandbox, &[sandbox.segment()]);
    compare_responses(&sandbox, &[sandbox.segment()]);
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/us-china-tech");
    if !folder.is_dir() {
        skipped("the source files of the bundled journal are not beside this repository");
        return;
    }
    compare(&sandbox, &FIXTURES.map(|name| folder.join(name)));
}

#[test]
fn the_commitments_since_busan_that_one_party_alone_owns_to() {
    let Some(sandbox) = bundled() else { return };
    let args = ["--since", "2025-10-30", "--one-sided", "--on", "2026-06-22"];
    let found = commitments(&sandbox, &args);
    let told: Vec<String> = found
        .as_object()
        .unwrap()
        .iter()
        .map(|(key, row)| {
            let state = row["state"].as_str().unwrap_or("not assessed");
            format!("{key}: {state}, no statement by {}", row["unacknowledged"][0].as_str().unwrap())
        })
        .collect();
    assert_eq!(
        told,
        [
            "2025-10-30-general-licences: open, no statement by china",
            "2025-10-30-end-chip-probes: not assessed, no statement by china",
            "2025-10-30-nexperia-shipments: kept, no statement by china",
            "2025-10-30-reciprocal-visits: partly, no statement by china",
            "2026-05-14-ai-protocol: not assessed, no statement by china",
            "2026-05-15-ai-dialogue: open, no statement by united-states",
            "2026-05-17-rare-earth-shortages: open, no statement by china",
        ]
    );
    let text = sandbox.done(&[&["commitments"], &args[..]].concat());
    assert!(
        text.starts_with(
            "Commitments as of 22 June 2026 (as asked for)\n7 commitments: 1 kept, 1 partly, 3 open, 2 not assessed; \
         7 one-sided, 0 past due\nand unsettled.\n"
        ),
        "{text}"
    );
    // judged anew later: what was partly done in 2025 is open again in 2026
    let all = sandbox.json(&["commitments", "--on", "2026-06-22", "--since", "2025-10-30"]);
    let licences = list(&all["commitments"]).iter().find(|row| row["key"] == "2025-10-30-general-licences").unwrap();
    assert_eq!(licences["assessments"][1]["changed_from"], "partly");
    assert_eq!(sandbox.json(&["commitments", "--on", "2026-05-16"])["one_sided"], 18);
}

#[test]
fn the_thread_runs_from_the_san_francisco_summit_to_geneva_and_on() {
    let Some(sandbox) = bundled() else { return };
    let (summit, geneva) = ("2023-11-15-woodside-summit", "2024-05-14-geneva-ai-dialogue");
    let answer = sandbox.json(&["thread", summit]);
    let step =
        |key: &str| list(&answer["on"]).iter().find(|step| step["key"] == key && step["repeated"] == false).unwrap();
    let found = step(geneva);
    assert_eq!((&found["depth"], &found["reached_from"]), (&json!(1), &json!(1)));
    assert_eq!(
        found["ties"],
        json!([{"relation": "implements", "key": summit, "asserted_by": "mfa-prc", "days": 181, "days_min": 181,
            "days_max": 181, "note": "US side also refers to the summit"}])
    );
    // on from Geneva, with the days from it
    let from_geneva: Vec<String> = list(&answer["on"])
        .iter()
        .filter(|step| step["reached_from"] == found["n"])
        .map(|step| format!("{} {}", step["ties"][0]["days"], step["key"].as_str().unwrap()))
        .collect();
    assert_eq!(
        from_geneva,
        [
            "null 2024-05-10-us-officials-prebrief-ai-talks",
            "-1 2024-05-13-china-announces-geneva-ai-meeting",
            "1 2024-05-15-china-geneva-readout",
            "1 2024-05-15-nsc-geneva-statement",
            "null 2024-08-28-sullivan-wang-beijing",
            "186 2024-11-16-lima-nuclear-ai-statement",
            "null 2026-05-06-us-china-weigh-ai-dialogue",
            "730 2026-05-14-bessent-ai-protocol",
            "null 2026-05-15-china-mfa-ai-dialogue-agreed",
        ]
    );
    let files = [sandbox.segment()];
    for step in list(&answer["on"]) {
        let parent = step["ties"][0]["key"].as_str().unwrap();
        let mut told: Vec<Value> = list(&step["ties"])
            .iter()
            .map(|tie| json!([tie["relation"], tie["asserted_by"], tie["days_min"], tie["days_max"]]))
            .collect();
        told.sort_by_key(Value::to_string);
        let query = json!({"ask": "ties_between", "from": step["key"], "to": parent});
        assert_eq!(Value::from(told), reckoned(&files, &[query])[0], "{} to {parent}", step["key"]);
    }
    let text = sandbox.done(&["thread", summit]);
    let drawn = "\
├─ [11] 14 May 2024: US and China hold first intergovernmental AI dialogue in
│  │ Geneva
│  │ implemented by, +181 days, in the words of Ministry of Foreign Affairs of
│  │ the PRC (US side also refers to the summit)
│  │ CHN USA · dialogue · held
│  │ 2024-05-14-geneva-ai-dialogue
";
    assert!(text.contains(drawn), "{text}");
}

#[test]
fn the_accounts_of_geneva_stand_side_by_side() {
    let Some(sandbox) = bundled() else { return };
    let text = sandbox.done(&["perspectives", "2024-05-14-geneva-ai-dialogue"]);
    insta::assert_snapshot!(text.split("\nSources\n").next().unwrap(), @"
    14 May 2024: US and China hold first intergovernmental AI dialogue in Geneva
    dialogue · 2024-05-14-geneva-ai-dialogue

    China (CHN)                            │ United States (USA)
                                           │
    STATES:                                │ STATES:
    The exchange was in-depth,             │ The talks were candid and
    professional and constructive; China   │ constructive; the US stressed safe,
    stated a stern position on US AI       │ secure and trustworthy AI and raised
    restrictions and suppression.          │ China's misuse of AI.
      – Chinese Foreign Ministry [1] 新京  │   – Adrienne Watson, NSC spokesperson
      报 (Beijing News), 15 May 2024       │   [0] The White House, 15 May 2024
    ");
}
