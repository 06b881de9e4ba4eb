//! The timeline against a second reckoning: `tests/counts.py` reads the data files, never the program,
//! and must come to the same counts and the same keys in the same order, for every filter.

use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::sandbox::{FIXTURES, Sandbox, fixture};

#[allow(clippy::print_stderr, reason = "a test that is skipped says so")]
fn skipped(why: &str) {
    eprintln!("skipped: {why}");
}

/// The words behind `annals timeline`.
const QUERIES: [&str; 35] = [
    "",
    "--from 2023-07-03",
    "--to 2023-01-31",
    "--from 2024 --to 2024",
    "--from 2024-05-14 --to 2024-05-14",
    "--from 2024-09-25 --to 2024-09-25",
    "--from 2022-10 --to 2023-07",
    "--actor mofcom --from 2023 --to 2024-06",
    "--from 2019-12-15 --to 2020-02-01",
    "--side CHN",
    "--side EUE",
    "--side NLD --side EUE",
    "--relation CHN-USA",
    "--relation USA-NLD",
    "--relation CHN-EUE --relation NLD-USA",
    "--actor bis",
    "--actor 商务部",
    "--actor 'Yang Tao' --actor huawei",
    "--kind dialogue",
    "--kind summit --kind export-control",
    "--topic semiconductors",
    "--topic artificial-intelligence --topic critical-minerals",
    "--status in-force",
    "--status held --status reported",
    "--text licence",
    "--text DIALOGUE --text 'chip'",
    "--text security",
    "--limit 3",
    "--limit 2 --newest-first",
    "--newest-first --side USA",
    "--public-on 2023",
    "--public-on 2024-05-14 --text misuse",
    "--public-on 2022-10-10 --relation CHN-USA",
    "--from 2023 --to 2024-12 --relation CHN-USA --topic artificial-intelligence --status held",
    "--from 2020 --side CHN --kind retaliation --text export --public-on 2025 --limit 4 --newest-first",
];

fn words(query: &str) -> Vec<String> {
    shell_words::split(query).unwrap()
}

/// The keys of every query as the second reckoning has them.
fn reckoned(files: &[PathBuf]) -> Vec<Vec<String>> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/counts.py");
    let mut child = Command::new("python3")
        .arg(script)
        .args(files)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the second reckoning needs python3");
    let queries: Vec<Vec<String>> = QUERIES.iter().map(|query| words(query)).collect();
    let mut input = child.stdin.take().unwrap();
    input.write_all(serde_json::to_string(&queries).unwrap().as_bytes()).unwrap();
    drop(input);
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "counts.py failed");
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Compares every query; `sandbox` holds what `files` hold.
fn compare(sandbox: &Sandbox, files: &[PathBuf]) {
    let reckoned = reckoned(files);
    assert_eq!(reckoned.len(), QUERIES.len());
    let all = reckoned[0].len();
    let mut telling = 0;
    for (query, expected) in QUERIES.iter().zip(&reckoned) {
        let query_words = words(query);
        let found = sandbox.keys(&query_words.iter().map(String::as_str).collect::<Vec<_>>());
        assert_eq!(found.len(), expected.len(), "timeline {query}: the counts differ");
        assert_eq!(&found, expected, "timeline {query}: the keys differ");
        telling += usize::from((1..all).contains(&expected.len()));
    }
    assert!(telling >= 20, "only {telling} queries select some and leave some; the test would see little");
}

#[test]
fn the_fixtures_are_counted_alike_by_program_and_script() {
    let sandbox = Sandbox::with_fixtures();
    compare(&sandbox, &FIXTURES.map(fixture));
    // a view beside the journal changes no answer
    sandbox.done(&["rebuild"]);
    compare(&sandbox, &[sandbox.segment()]);
}

/// The bundled journal, in a sandbox of its own so that nothing is written beside it.
pub(crate) fn bundled() -> Option<Sandbox> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    if !root.join("annals.toml").is_file() {
        skipped("this repository's root holds no annals.toml, so there is no bundled journal to count");
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
fn the_bundled_journal_is_counted_alike_by_program_and_script() {
    let Some(sandbox) = bundled() else { return };
    compare(&sandbox, &[sandbox.segment()]);
    sandbox.done(&["rebuild"]);
    compare(&sandbox, &[sandbox.segment()]);
}

#[test]
fn the_bundled_journal_holds_what_its_source_files_hold() {
    let Some(sandbox) = bundled() else { return };
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/us-china-tech");
    if !folder.is_dir() {
        skipped("the source files of the bundled journal are not beside this repository");
        return;
    }
    let files = FIXTURES.map(|name| folder.join(name));
    compare(&sandbox, &files);
    let keys = |keys: &[String]| keys.iter().cloned().collect::<BTreeSet<String>>();
    assert_eq!(keys(&reckoned(&files)[0]), keys(&sandbox.keys(&[])));
}
