//! The real feeds, where they lie beside the project: every row is accounted for, and the second count is
//! the same.

use std::path::PathBuf;

use serde_json::json;

use crate::lead_sandbox::{corpora, counted, import, listed};
use crate::sandbox::Sandbox;

#[allow(clippy::print_stderr, reason = "a test that is skipped says so")]
fn skipped() {
    eprintln!("skipped: there are no corpora beside the project");
}

#[test]
fn the_real_gdelt_files_of_all_widths_are_read_whole() {
    let Some(corpora) = corpora() else { return skipped() };
    let files: Vec<PathBuf> = [
        "gdelt-v1/reed9999-events.csv",
        "gdelt-v2/geomesa-20180101000000.export.CSV",
        "gdelt-v2/insight-20151027220000-events.csv",
    ]
    .iter()
    .map(|name| corpora.join(name))
    .collect();
    let names: Vec<String> = files.iter().map(|path| path.display().to_string()).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    for flags in [
        &[][..],
        &["--relation", "CHN-USA"],
        &["--relation", "USA-RUS"],
        &["--root", "01,05,17"],
        &["--root", "04", "--min-mentions", "10"],
        &["--relation", "ISR-USA", "--min-mentions", "5"],
    ] {
        let second = counted("gdelt", flags, &files);
        let sandbox = Sandbox::new();
        let ran = import(&sandbox, "gdelt", &names, flags);
        assert_eq!(ran.status, 0, "{flags:?}\n{}", ran.stderr);
        assert_eq!(json!(ran.stdout.lines().count()), second["passed"], "{flags:?}");
        assert_eq!(second["refused"], json!([]));
        if flags.is_empty() {
            assert_eq!(second["rows"], 5_240);
            assert!(ran.stderr.contains("5240 of 5240 rows proposed"), "{}", ran.stderr);
        }
    }
}

#[test]
fn the_real_gazette_subset_is_read_whole_and_again_appends_nothing() {
    let Some(corpora) = corpora() else { return skipped() };
    let path = corpora.join("federal-register/china_tech_subset.jsonl");
    let second = counted("federal-register", &[], std::slice::from_ref(&path));
    let sandbox = Sandbox::with_fixtures();
    let name = path.display().to_string();
    let ran = import(&sandbox, "federal-register", &[&name], &[]);
    assert_eq!(json!(ran.stdout.lines().count()), second["passed"]);
    assert_eq!((ran.status, &second["rows"], &second["refused"]), (0, &json!(2_301), &json!([])));
    let again = import(&sandbox, "federal-register", &[&name], &[]);
    assert!(again.stderr.contains("0 of 2301 rows proposed, 2301 proposed before; nothing appended"), "{again}");
    assert_eq!(listed(&sandbox, &[]).len(), 2_301);
}

#[test]
fn the_whole_gazette_becomes_leads_in_one_run() {
    let Some(corpora) = corpora() else { return skipped() };
    let path = corpora.join("federal-register/federal_register_2020-2026.jsonl.gz");
    let second = counted("federal-register", &[], std::slice::from_ref(&path));
    let sandbox = Sandbox::new();
    let name = path.display().to_string();
    let ran = import(&sandbox, "federal-register", &[&name], &["--quiet"]);
    assert_eq!((ran.status, ran.stdout.lines().count()), (0, 108_098));
    assert_eq!((&second["rows"], &second["passed"]), (&json!(108_098), &json!(108_098)));
    let verified = sandbox.json(&["verify"]);
    assert_eq!((&verified["leads"]["sound"], &verified["leads"]["size"]), (&json!(true), &json!(108_098)));
}
