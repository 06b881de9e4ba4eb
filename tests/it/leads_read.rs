//! Listing leads: filters, ranks, one in full, as known and public at a time; hostile text on every page.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::lead_sandbox::{LEADS, import_all, listed, with_leads};
use crate::sandbox::Sandbox;

fn names(sandbox: &Sandbox, flags: &[&str]) -> BTreeSet<String> {
    listed(sandbox, flags).into_iter().collect()
}

fn set(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

#[test]
fn every_filter_narrows_the_list_and_all_of_them_must_hold() {
    let sandbox = with_leads();
    assert_eq!(listed(&sandbox, &[]).len(), LEADS);
    assert_eq!(listed(&sandbox, &["--feed", "icews"]).len(), 4);
    assert_eq!(listed(&sandbox, &["--feed", "icews", "--feed", "gdelt"]).len(), 13);
    assert_eq!(
        names(&sandbox, &["--from", "2024-09"]),
        set(&["federal-register:2024-20001", "federal-register:2024-20003"])
    );
    assert_eq!(
        names(&sandbox, &["--to", "2024-05-14"]),
        set(&["gdelt:900001", "gdelt:900002", "icews:700001", "icews:700002"])
    );
    assert_eq!(names(&sandbox, &["--root", "05", "--side", "RUS"]), set(&["icews:700003"]));
    assert_eq!(names(&sandbox, &["--min-mentions", "12"]), set(&["gdelt:900001", "gdelt:900002"]));
    assert_eq!(names(&sandbox, &["--text", "KREMLIN"]), set(&["icews:700003"]));
    assert_eq!(names(&sandbox, &["--text", "instituted"]), set(&["federal-register:2024-10002"]));
    assert_eq!(names(&sandbox, &["--state", "accepted"]), set(&[]));
    // newest first
    assert_eq!(listed(&sandbox, &[])[0], "federal-register:2024-20003");
}

#[test]
fn a_side_is_also_one_whose_state_the_title_names() {
    let sandbox = with_leads();
    let found = names(&sandbox, &["--relation", "CHN-USA", "--feed", "federal-register"]);
    assert_eq!(found, set(&["federal-register:2024-10001", "federal-register:2024-10002"]));
    let answer = sandbox.json(&["leads", "show", "federal-register:2024-10002"]);
    assert_eq!((&answer["sides"], &answer["named"]), (&json!(["USA"]), &json!(["CHN"])));
    let ran = sandbox.run(&["leads", "--side", "CNH"]);
    assert_eq!(ran.status, 1, "{ran}");
    assert!(ran.stderr.contains("unknown side `CNH`"), "{ran}");
}

#[test]
fn a_lead_that_is_likely_recorded_already_says_as_what_and_why() {
    let sandbox = with_leads();
    let ranked = sandbox.json(&["leads", "--rank", "--limit", "1"]);
    assert_eq!(ranked[0]["lead"], "federal-register:2024-10001");
    let best = &ranked[0]["matches"][0];
    assert_eq!(best["key"], "2024-05-14-geneva-dialogue");
    assert_eq!((&best["days"], &best["date_part"], &best["sides_part"]), (&json!(1), &json!(0.875), &json!(1.0)));
    let part = |name: &str| best[name].as_f64().unwrap();
    let sum = 0.3 * part("date_part") + 0.2 * part("sides_part") + 0.5 * part("words_part");
    assert!((sum - part("score")).abs() < 0.002, "{best}");
    assert!(best["shared_words"].as_array().unwrap().iter().any(|word| word == "dialogue"), "{best}");
    let text = sandbox.done(&["leads", "--rank", "--limit", "1"]);
    assert!(text.contains("recorded as 2024-05-14-geneva-dialogue ("), "{text}");
    // the tow-behind groomers name China on the same days, and are like nothing
    let groomers = sandbox.json(&["leads", "show", "federal-register:2024-10002"]);
    assert_eq!(groomers["matches"], json!([]));
}

#[test]
fn the_very_document_of_a_development_is_a_certain_match() {
    let sandbox = with_leads();
    sandbox.done(&["cite", "2024-05-14-geneva-dialogue", "--url", "http://www.press.example/900014/#top"]);
    let url = "https://govinfo.example/pkg/2024-10003.pdf";
    sandbox.done(&["cite", "2024-05-14-geneva-dialogue", "--url", url]);
    let best = |name: &str| sandbox.json(&["leads", "show", name])["matches"][0].clone();
    let found = best("federal-register:2024-10003");
    assert_eq!((&found["same_document"], &found["score"]), (&json!(true), &json!(1.0)), "{found}");
    assert_eq!(best("gdelt:900003"), Value::Null);
}

#[test]
fn an_id_or_an_unambiguous_start_of_it_names_a_lead() {
    let sandbox = with_leads();
    let whole = sandbox.json(&["leads", "show", "gdelt:900002"]);
    let uuid = whole["id"].as_str().unwrap();
    for name in ["900002", uuid, &uuid[..13]] {
        assert_eq!(sandbox.json(&["leads", "show", name])["lead"], "gdelt:900002", "{name}");
    }
    let ran = sandbox.run(&["leads", "show", "icews:70000"]);
    assert_eq!(ran.status, 1, "{ran}");
    assert!(ran.stderr.contains("may be any of 4: icews:700001"), "{ran}");
    let ran = sandbox.run(&["leads", "show", "gdelt:90O001"]);
    assert_eq!(ran.status, 4, "{ran}");
    assert!(ran.stderr.contains("no lead is named `gdelt:90O001` (did you mean `gdelt:900001`?)"), "{ran}");
    let ran = Sandbox::with_fixtures().run(&["leads", "show", "x"]);
    assert_eq!(ran.status, 4, "{ran}");
}

#[test]
fn a_limit_says_what_it_leaves_out() {
    let sandbox = with_leads();
    let ran = sandbox.run(&["leads", "--limit", "2", "--format", "csv"]);
    assert_eq!(ran.stdout.lines().count(), 3);
    assert!(ran.stderr.contains("2 of 20 leads shown"), "{ran}");
    assert!(sandbox.done(&["leads", "--limit", "2"]).contains("2 of 20 leads shown"));
    assert_eq!(sandbox.run(&["leads", "--limit", "some"]).status, 2);
    assert!(Sandbox::new().done(&["leads"]).contains("There are no leads"));
}

#[test]
fn leads_are_read_as_known_and_as_public_at_a_time() {
    let sandbox = with_leads();
    assert_eq!(listed(&sandbox, &["--known-on", "2020-01-01"]).len(), 0);
    let since = sandbox.json(&["leads", "show", "icews:700004"])["proposed_at"].as_str().unwrap().to_owned();
    // what was decided afterwards is not known yet
    sandbox.done(&["lead", "reject", "icews:700004", "--reason", "nothing happened"]);
    assert_eq!(names(&sandbox, &["--state", "rejected"]), set(&["icews:700004"]));
    assert_eq!(names(&sandbox, &["--state", "rejected", "--known-on", &since]), set(&[]));
    assert_eq!(listed(&sandbox, &["--known-on", &since]).len(), LEADS);
    assert_eq!(listed(&sandbox, &["--public-on", "2024-05-16", "--feed", "federal-register"]).len(), 2);
    // GDELT says when it added an event: two days after it, whatever its date
    assert_eq!(listed(&sandbox, &["--public-on", "2024-05-15", "--feed", "gdelt"]).len(), 0);
}

#[test]
fn hostile_text_of_a_feed_is_harmless_in_every_format() {
    let sandbox = with_leads();
    let name = "federal-register:2024-10007";
    for verb in [
        &["leads", "show", name][..],
        &["leads", "--text", "hyperlink"],
        &["timeline", "--with-leads", "--from", "2024-06-05", "--to", "2024-06-05"],
    ] {
        for format in ["text", "md", "csv", "json", "jsonl"] {
            let mut args = verb.to_vec();
            args.extend(["--format", format]);
            let page = sandbox.done(&args);
            assert!(page.contains("HYPERLINK"), "{args:?}\n{page}");
            match format {
                "json" | "jsonl" => {
                    assert!(!page.contains('\u{1b}') && !page.contains('\u{7}'), "{args:?}");
                }
                "csv" => assert!(page.contains("'=HYPERLINK"), "{args:?}\n{page}"),
                "md" => {
                    assert!(
                        !page.contains("<script>") && !page.contains('\u{1b}') && !page.contains('\u{202e}'),
                        "{page}"
                    );
                    assert!(!page.contains("[a link](javascript"), "{page}");
                }
                _ => {
                    assert!(!page.contains('\u{1b}') && !page.contains('\u{202e}') && !page.contains('\u{7}'), "{page}")
                }
            }
        }
    }
}

/// Every reading verb with what it needs.
const READING: [&[&str]; 16] = [
    &["timeline"],
    &["timeline", "--relation", "CHN-USA", "--newest-first"],
    &["timeline", "--text", "dialogue", "--limit", "1"],
    &["show", "2024-05-14-geneva-dialogue"],
    &["show", "2024-05-14-geneva-dialogue", "--history"],
    &["actor", "show", "mofcom"],
    &["actor", "list"],
    &["relation", "CHN-USA"],
    &["log"],
    &["log", "--raw"],
    &["info"],
    &["check"],
    &["timeline", "--known-on", "2999-01-01"],
    &["timeline", "--public-on", "2024-05-14"],
    &["relation", "CHN-USA", "--public-on", "2025"],
    &["report", "chronology"],
];

#[test]
fn nothing_of_a_lead_is_in_any_view() {
    let sandbox = Sandbox::with_fixtures();
    let look = |sandbox: &Sandbox| {
        let mut seen = Vec::new();
        for verb in READING {
            let formats: &[&str] = match verb[0] {
                "report" => &["md"],
                "check" => &["text", "json"],
                _ if verb.contains(&"--raw") => &["text"],
                _ => &["text", "json", "jsonl", "csv", "md"],
            };
            for format in formats {
                let mut args = verb.to_vec();
                if verb[0] != "report" && !verb.contains(&"--raw") {
                    args.extend(["--format", format]);
                }
                let ran = sandbox.run(&args);
                assert!(matches!(ran.status, 0 | 1), "{args:?}\n{ran}");
                seen.push((args.join(" "), ran.stdout, ran.stderr, ran.status));
            }
        }
        seen
    };
    sandbox.done(&["rebuild"]);
    let before = look(&sandbox);
    import_all(&sandbox);
    for (before, after) in before.into_iter().zip(look(&sandbox)) {
        assert_eq!(before, after);
    }
}

#[test]
fn with_leads_they_stand_behind_the_chronology_marked_and_not_counted() {
    let sandbox = with_leads();
    let plain = sandbox.done(&["timeline", "--from", "2024-05"]);
    let with = sandbox.done(&["timeline", "--from", "2024-05", "--with-leads"]);
    assert!(with.starts_with(plain.trim_end()), "{with}");
    assert!(with.contains("LEADS – NOT PART OF THE RECORD"), "{with}");
    assert!(with.contains("20 open leads found by machines"), "{with}");
    let lines = sandbox.json(&["timeline", "--from", "2024-05", "--with-leads"]);
    let lines = lines.as_array().unwrap();
    let developments = sandbox.keys(&["--from", "2024-05"]).len();
    assert!(lines[..developments].iter().all(|line| line["in_record"].is_null() && !line["key"].is_null()));
    assert!(lines[developments..].iter().all(|line| line["in_record"] == false && line["key"].is_null()));
    assert_eq!(lines.len(), developments + LEADS);
    let csv = sandbox.done(&["timeline", "--from", "2024-05", "--with-leads", "--format", "csv"]);
    assert_eq!(csv.lines().filter(|line| line.starts_with("false,")).count(), LEADS, "{csv}");
    // what an editor decided on is no open lead any more
    sandbox.done(&["lead", "reject", "icews:700004", "--reason", "nothing happened"]);
    let with = sandbox.done(&["timeline", "--with-leads"]);
    assert!(with.contains("19 open leads") && !with.contains("icews:700004"), "{with}");
    let ran = sandbox.run(&["timeline", "--kind", "dialogue", "--with-leads"]);
    assert!(ran.stderr.contains("no lead is shown under such a filter"), "{ran}");
    assert!(ran.stdout.contains("No open lead matches."), "{ran}");
}
