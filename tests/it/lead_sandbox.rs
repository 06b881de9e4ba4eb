//! A workspace with the fixtures and the invented feeds of `tests/fixtures/leads`, and the second count of
//! their rows.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::sandbox::{Ran, Sandbox, fixture};

/// The feeds with their files.
pub(crate) const FEEDS: [(&str, &[&str]); 3] = [
    ("federal-register", &["federal-register.jsonl", "federal-register-page.json"]),
    ("gdelt", &["gdelt.tsv"]),
    ("icews", &["icews.tsv"]),
];

/// How many leads the feeds make.
pub(crate) const LEADS: usize = 20;

pub(crate) fn feed(name: &str) -> String {
    fixture("leads").join(name).display().to_string()
}

/// Runs an import of files of a feed.
pub(crate) fn import(sandbox: &Sandbox, format: &str, files: &[&str], flags: &[&str]) -> Ran {
    let files: Vec<String> =
        files.iter().map(|name| if name.contains('/') { (*name).to_owned() } else { feed(name) }).collect();
    let mut args = vec!["import", format];
    args.extend(files.iter().map(String::as_str));
    args.extend(flags);
    sandbox.run(&args)
}

/// Imports all feeds.
pub(crate) fn import_all(sandbox: &Sandbox) {
    for (format, files) in FEEDS {
        // rows that cannot be read are among them
        assert_eq!(import(sandbox, format, files, &[]).status, 1, "{format}");
    }
}

/// A workspace with the fixtures in its record, and all leads.
pub(crate) fn with_leads() -> Sandbox {
    let sandbox = Sandbox::with_fixtures();
    import_all(&sandbox);
    sandbox
}

/// The names of the leads that flags select, as listed.
pub(crate) fn listed(sandbox: &Sandbox, flags: &[&str]) -> Vec<String> {
    let mut args = vec!["leads", "--limit", "all"];
    args.extend(flags);
    let answer = sandbox.json(&args);
    answer.as_array().unwrap().iter().map(|lead| lead["lead"].as_str().unwrap().to_owned()).collect()
}

/// The second count.
pub(crate) fn counted(format: &str, flags: &[&str], files: &[PathBuf]) -> Value {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/leads.py");
    let output = Command::new("python3").arg(script).arg(format).args(flags).args(files).output();
    let output = output.expect("the second count needs python3");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// The folder of real feeds beside the project, where there is one.
pub(crate) fn corpora() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpora");
    folder.is_dir().then_some(folder)
}
