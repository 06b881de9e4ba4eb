//! `--known-on` and `--public-on` on every reading verb: what was recorded, and what was published,
//! later is nowhere to be seen.

use super::sandbox::Sandbox;

const GENEVA: &str = "2024-05-14-geneva-dialogue";

/// Every reading verb that lists developments or counts them, with a word that stands in its answer
/// only where the Geneva dialogue is among them.
const VERBS: [(&[&str], &str); 7] = [
    (&["timeline", "--format", "jsonl"], GENEVA),
    (&["show", GENEVA, "--format", "json"], GENEVA),
    (&["show", GENEVA, "--history", "--format", "json"], GENEVA),
    (&["log", "--format", "jsonl", "--type", "development.recorded"], GENEVA),
    (&["actor", "show", "yang-tao", "--format", "json"], GENEVA),
    (&["relation", "CHN-USA", "--format", "json"], "\"year\": 2024"),
    (&["report", "chronology", "--relation", "CHN-USA"], GENEVA),
];

#[test]
fn what_was_not_yet_public_is_in_no_answer() {
    let sandbox = Sandbox::with_fixtures();
    for (verb, word) in VERBS {
        let at = |day: &str| sandbox.run(&[verb, &["--public-on", day]].concat()).stdout;
        assert!(at("2025-12-31").contains(word), "{verb:?} shows it once it was public");
        if word == GENEVA {
            assert!(!at("2024-05-14").contains(word), "{verb:?} does not show it the day before: {}", at("2024-05-14"));
        }
    }
}

#[test]
fn what_was_not_yet_recorded_is_in_no_answer() {
    let sandbox = Sandbox::with_fixtures();
    for (verb, word) in VERBS {
        let known = |time: &str| sandbox.run(&[verb, &["--known-on", time]].concat()).stdout;
        assert!(!known("2000-01-01").contains(word), "{verb:?}");
        assert!(known("2100-12-31").contains(word), "{verb:?}");
    }
}

#[test]
fn counts_and_checks_keep_to_what_was_public() {
    let sandbox = Sandbox::with_fixtures();
    let count = |day: &str| sandbox.json(&["info", "--public-on", day])["developments"].as_u64();
    assert_eq!(count("2022-10-01"), Some(0));
    assert_eq!(count("2022-10-08"), Some(1));
    assert!(count("2025-12-31") > Some(5));
    let parties = |day: &str| {
        let rows = sandbox.json(&["actor", "list", "--public-on", day]);
        rows.as_array().unwrap().iter().map(|row| row["developments"].as_u64().unwrap()).sum::<u64>()
    };
    assert_eq!(parties("2022-10-01"), 0);
    assert!(parties("2025-12-31") > 10);
    let found = |day: &str| sandbox.run(&["check", "single-source", "--public-on", day, "--format", "csv"]).stdout;
    assert_eq!(found("2022-10-01").lines().count(), 1, "only the heads of the columns");
    assert!(found("2025-12-31").lines().count() > 1);
}
