//! The bibliography: against a second reckoning (`tests/sources.py`), in agreement with the checks, with
//! kept copies that are whole, altered and missing, and right when a record was corrected or taken out.

use crate::changes::reckoned;
use crate::counts::bundled;
use crate::sandbox::{FIXTURES, Sandbox, development, fixture};
use serde_json::{Value, json};
use std::collections::BTreeSet;

fn list(value: &Value) -> &[Value] {
    value.as_array().unwrap()
}

/// The bibliography in the form of the second reckoning.
fn told(sandbox: &Sandbox) -> Value {
    let answer = sandbox.json(&["sources"]);
    let mut documents: Vec<Value> = list(&answer["rows"])
        .iter()
        .map(|row| {
            let mut keys: Vec<&str> =
                list(&row["developments"]).iter().map(|found| found["key"].as_str().unwrap()).collect();
            keys.sort_unstable();
            let mut archived: Vec<&Value> = list(&row["archive"]).iter().map(|kept| &kept["sha256"]).collect();
            archived.sort_by_key(|hash| hash.as_str());
            json!({
                "keys": keys,
                "counts": [row["citations"], row["claims"], row["commitments"], row["status_moves"]],
                "archived": archived,
                "title": row["title"],
            })
        })
        .collect();
    documents.sort_by_key(Value::to_string);
    let balance = list(&answer["balance"]).iter().map(|share| {
        let name = share["side"].as_str().or(share["rests_on"].as_str()).unwrap().to_owned();
        (name, share["developments"].clone())
    });
    let balance: serde_json::Map<String, Value> = balance.collect();
    json!({"documents": documents, "single": narrowed(sandbox, &["--single-source"]), "balance": balance})
}

/// The keys of the developments that a narrowed bibliography speaks of.
fn narrowed(sandbox: &Sandbox, flags: &[&str]) -> BTreeSet<String> {
    let answer = sandbox.json(&[&["sources"][..], flags].concat());
    let rows = list(&answer["rows"]).iter();
    rows.flat_map(|row| list(&row["developments"])).map(|found| found["key"].as_str().unwrap().to_owned()).collect()
}

fn compare(sandbox: &Sandbox, files: &[String]) {
    let mut expected = reckoned("sources.py", files);
    expected["documents"].as_array_mut().unwrap().sort_by_key(Value::to_string);
    let found = told(sandbox);
    for (found, expected) in list(&found["documents"]).iter().zip(list(&expected["documents"])) {
        assert_eq!(found["keys"], expected["keys"]);
    }
    for part in ["single", "balance"] {
        assert_eq!(found[part], expected[part]);
    }
    let canonical = |value: &Value| {
        let mut rows: Vec<String> = list(value)
            .iter()
            .map(|row| format!("{} {} {} {}", row["title"], row["keys"], row["counts"], row["archived"]))
            .collect();
        rows.sort();
        rows
    };
    assert_eq!(canonical(&found["documents"]), canonical(&expected["documents"]));
    let totals = sandbox.json(&["sources"])["totals"].clone();
    assert_eq!(totals["documents"], json!(list(&expected["documents"]).len()));
    assert_eq!(totals["single_source"], json!(list(&expected["single"]).len()));
}

#[test]
fn the_bundled_journal_rests_on_what_the_script_says() {
    let Some(sandbox) = bundled() else { return };
    let segment = || vec![sandbox.segment().display().to_string()];
    compare(&sandbox, &segment());
    let key = "2024-05-14-geneva-ai-dialogue";
    sandbox.write("page.html", "对话");
    let cited = ["--url", "http://www.example.org/a/?utm_source=x", "--title", "对话", "--archive", "page.html"];
    sandbox.done(&[&["cite", key][..], &cited].concat());
    sandbox.done(&["cite", "2024-05-15-china-geneva-readout", "--url", "https://example.org/a#top"]);
    sandbox.done(&["status", "2022-10-07-bis", "suspended", "--source", "https://example.org/a"]);
    sandbox.done(&["claim", key, "--by", "mofcom", "--states", "it went well", "--source", "0"]);
    sandbox.done(&["retract", "2015-05-08-made-in-china-2025", "--reason", "a test"]);
    compare(&sandbox, &segment());
    sandbox.done(&["rebuild"]);
    compare(&sandbox, &segment());
}

#[test]
fn the_fixtures_rest_on_what_the_script_says() {
    let sandbox = Sandbox::with_fixtures();
    compare(&sandbox, &FIXTURES.map(|name| fixture(name).display().to_string()));
}

#[test]
fn a_filter_by_view_tells_the_same_as_without_one() {
    let Some(sandbox) = bundled() else { return };
    let asked = [
        &["--kind", "dialogue"][..],
        &["--actor", "mofcom", "--from", "2023"],
        &["--side", "NLD", "--by", "publisher"],
        &["--relation", "CHN-USA", "--single-side"],
        &["--topic", "quantum", "--by", "side", "--public-on", "2023"],
    ];
    let answers = || asked.map(|flags| sandbox.json(&[&["sources"][..], flags].concat()));
    let before = answers();
    sandbox.done(&["rebuild"]);
    for (after, before) in answers().iter().zip(&before) {
        for part in ["notices", "totals", "balance"] {
            assert_eq!(after[part], before[part]);
        }
        assert!(after == before, "the rows differ");
    }
    assert!(before.iter().all(|answer| answer["totals"]["developments"].as_u64().unwrap() > 0));
}

/// The subjects of a check.
fn checked(sandbox: &Sandbox, check: &str, flags: &[&str]) -> BTreeSet<String> {
    let ran = sandbox.run(&[&["check", check, "--format", "json"][..], flags].concat());
    let found: Value = serde_json::from_str(&ran.stdout).unwrap();
    list(&found).iter().map(|warning| warning["subject"].as_str().unwrap().to_owned()).collect()
}

/// A development between two sides with sources as JSON.
fn between(key: &str, sources: &str) -> String {
    let line = development(key, "A test");
    let (head, _) = line.split_once(r#""sources""#).unwrap();
    let head = head.replace(r#""parties":["#, r#""parties":[{"actor":"bis","role":"target"},"#);
    format!(r#"{head}"sources":[{sources}]}}"#)
}

#[test]
fn single_sources_and_single_sides_are_those_that_check_warns_of() {
    let sandbox = Sandbox::with_fixtures();
    let lines = [
        between("2024-06-01-one", r#"{"url":"https://a.example/x"}"#),
        between("2024-06-01-twice", r#"{"url":"https://a.example/y"},{"url":"http://www.a.example/y/#p2"}"#),
        between(
            "2024-06-01-china",
            r#"{"url":"https://a.example/1","side":"CHN"},{"url":"https://a.example/2","publisher":"商务部"}"#,
        ),
        between(
            "2024-06-01-both",
            r#"{"url":"https://a.example/3","side":"CHN"},{"url":"https://a.example/4","publisher":"BIS"}"#,
        ),
        between(
            "2024-06-01-firm",
            r#"{"url":"https://a.example/5","side":"CHN"},{"url":"https://a.example/6","publisher":"Huawei"}"#,
        ),
        between(
            "2024-06-01-late",
            r#"{"url":"https://a.example/7","published":"2024-06-01"},{"url":"https://a.example/8","published":"2025-01-01"}"#,
        ),
    ];
    sandbox.write("new.jsonl", lines.join("\n"));
    sandbox.done(&["append", "--file", "new.jsonl"]);
    for flags in [&[][..], &["--public-on", "2024-06-30"], &["--known-on", "2199-01-01"]] {
        let single = narrowed(&sandbox, &[&["--single-source"][..], flags].concat());
        assert_eq!(single, checked(&sandbox, "single-source", flags), "{flags:?}");
        // of one document no more is said than that it is one; within one side there are no two to hear
        let one_sided = narrowed(&sandbox, &[&["--single-side"][..], flags].concat());
        let warned = checked(&sandbox, "one-sided-sources", flags);
        assert!(warned.is_subset(&one_sided));
        let both: BTreeSet<String> = one_sided.difference(&single).cloned().collect();
        let relations = |key: &str| sandbox.json(&["show", key])["relations"].clone();
        let expected: BTreeSet<String> = both.into_iter().filter(|key| relations(key) != json!([])).collect();
        assert_eq!(warned, expected, "{flags:?}");
    }
    let single = narrowed(&sandbox, &["--single-source"]);
    assert!(single.contains("2024-06-01-one") && single.contains("2024-06-01-twice"), "{single:?}");
    assert!(!single.contains("2024-06-01-late"));
    assert!(narrowed(&sandbox, &["--single-source", "--public-on", "2024-06-30"]).contains("2024-06-01-late"));
    assert_eq!(checked(&sandbox, "one-sided-sources", &["--public-on", "2025"]), BTreeSet::new(), "none is dated");
    assert!(checked(&sandbox, "one-sided-sources", &[]).contains("2024-06-01-china"));
    let text = sandbox.run(&["check", "single-source"]).stdout;
    assert!(text.contains("rests on one document, cited 2 times: https://a.example/y"), "{text}");
    for other in ["2024-06-01-both", "2024-06-01-firm"] {
        assert!(!narrowed(&sandbox, &["--single-side"]).contains(other), "{other}");
    }
}

const GENEVA: &str = "2024-05-14-geneva-dialogue";

#[test]
fn kept_copies_are_found_whole_altered_or_missing_and_links_are_never_tried() {
    let sandbox = Sandbox::with_fixtures();
    for name in ["whole", "altered", "missing"] {
        sandbox.write("page.html", name);
        let url = format!("https://pages.example/{name}");
        sandbox.done(&["cite", GENEVA, "--url", &url, "--archive", "page.html"]);
    }
    let copies = |flags: &[&str]| {
        let answer = sandbox.json(&[&["sources"][..], flags].concat());
        let rows = list(&answer["rows"])
            .iter()
            .filter(|row| row["url"].as_str().is_some_and(|url| url.contains("pages.example")));
        let mut found: Vec<String> = rows
            .map(|row| {
                format!("{} {}", row["url"].as_str().unwrap().rsplit('/').next().unwrap(), row["archive"][0]["copy"])
            })
            .collect();
        found.sort();
        found
    };
    assert_eq!(copies(&["--check-archive"]), [r#"altered "sound""#, r#"missing "sound""#, r#"whole "sound""#]);
    let kept = |content: &str| {
        let folder = std::fs::read_dir(sandbox.file("archive")).unwrap();
        let mut paths = folder.map(|entry| entry.unwrap().path());
        paths.find(|path| std::fs::read_to_string(path).unwrap() == content).unwrap()
    };
    std::fs::write(kept("altered"), "other words").unwrap();
    std::fs::remove_file(kept("missing")).unwrap();
    assert_eq!(copies(&[]), [r#"altered "kept""#, r#"missing "missing""#, r#"whole "kept""#]);
    assert_eq!(copies(&["--check-archive"]), [r#"altered "altered""#, r#"missing "missing""#, r#"whole "sound""#]);
    assert_eq!(copies(&["--dead"]), [r#"altered "altered""#, r#"missing "missing""#]);
    let text = sandbox.done(&["sources", "--dead"]);
    assert!(text.contains("2 documents whose kept copy is missing or altered"), "{text}");
    assert!(text.contains("THE COPY IS MISSING FROM archive/:"), "{text}");
    assert!(text.contains("Links are not tried: annals has no network"), "{text}");
    let unarchived = sandbox.json(&["sources", "--unarchived"]);
    assert!(list(&unarchived["rows"]).iter().all(|row| row["archive"] == json!([])));
    assert_eq!(unarchived["totals"]["unarchived"], json!(list(&unarchived["rows"]).len()));
    std::fs::remove_dir_all(sandbox.file("archive")).unwrap();
    assert_eq!(sandbox.json(&["sources"])["totals"]["dead"], json!(3));
}

#[test]
fn corrected_retracted_and_duplicate_developments_count_as_they_stand_now_and_as_known_before() {
    let sandbox = Sandbox::with_fixtures();
    sandbox.done(&["cite", GENEVA, "--url", "https://press.example/second/"]);
    let before = sandbox.json(&["log"]);
    let known = before.as_array().unwrap().last().unwrap()["time"].as_str().unwrap().to_owned();
    let n = list(&sandbox.json(&["show", GENEVA])["sources"]).len() - 1;
    sandbox.done(&[
        "correct",
        GENEVA,
        "--set",
        &format!("sources.{n}.url=https://press.example/third"),
        "--reason",
        "another page",
    ]);
    sandbox.done(&["retract", "2025-01-13-listing", "--reason", "a test"]);
    sandbox.done(&["duplicate", "2024-second-round", "--of", GENEVA]);
    let keys = |url: &str, flags: &[&str]| {
        let answer = sandbox.json(&[&["sources"][..], flags].concat());
        let row =
            list(&answer["rows"]).iter().find(|row| row["url"].as_str() == Some(url)).cloned().unwrap_or_default();
        row["developments"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|found| found["key"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    let then = ["--known-on", known.as_str()];
    assert_eq!(keys("https://press.example/second", &[]), [""; 0]);
    assert_eq!(keys("https://press.example/third", &[]), [GENEVA]);
    assert_eq!(keys("https://press.example/listing", &[]), [""; 0]);
    // the chronology begins with the year 2024 before its days, so that this spelling came first
    assert_eq!(keys("https://press.example/second", &then), ["2024-second-round", GENEVA]);
    assert_eq!(keys("https://press.example/third", &then), [""; 0]);
    assert_eq!(keys("https://press.example/listing", &then), ["2025-01-13-listing"]);
    let notices = sandbox.json(&["sources"])["notices"].clone();
    assert_eq!(notices[0], json!("1 development left out as retracted."));
    assert_eq!(notices[1], json!("1 development left out as duplicates of others."));
}

#[test]
fn as_the_public_knew_later_documents_are_left_out_with_what_rests_on_them() {
    let sandbox = Sandbox::with_fixtures();
    sandbox.done(&["cite", GENEVA, "--url", "https://late.example/a", "--published", "2025-01-01"]);
    let n = (list(&sandbox.json(&["show", GENEVA])["sources"]).len() - 1).to_string();
    sandbox.done(&["claim", GENEVA, "--by", "mofcom", "--states", "late words", "--source", &n]);
    let urls = |flags: &[&str]| {
        let answer = sandbox.json(&[&["sources"][..], flags].concat());
        list(&answer["rows"]).iter().any(|row| row["url"] == "https://late.example/a" && row["claims"] == 1)
    };
    assert!(urls(&[]));
    assert!(urls(&["--public-on", "2025-01-01"]));
    assert!(!urls(&["--public-on", "2024-12-31"]));
    let notices = sandbox.json(&["sources", "--public-on", "2024-12-31"])["notices"].to_string();
    assert!(notices.contains("1 source published after 31 December 2024 left out"), "{notices}");
}

#[test]
fn publishers_are_one_by_the_actor_their_names_stand_for_and_a_disputed_side_is_none() {
    let sandbox = Sandbox::with_fixtures();
    let lines = [
        between(
            "2024-06-01-a",
            r#"{"url":"https://a.example/1","publisher":"MOFCOM"},{"url":"https://a.example/2","publisher":"商务部"}"#,
        ),
        between(
            "2024-06-01-b",
            r#"{"url":"https://a.example/3","publisher":"the PAPER","side":"CHN"},{"url":"http://a.example/3","side":"USA"},{"url":"https://a.example/4","publisher":"The Paper"}"#,
        ),
    ];
    sandbox.write("new.jsonl", lines.join("\n"));
    sandbox.done(&["append", "--file", "new.jsonl"]);
    let only = ["sources", "--from", "2024-06-01", "--to", "2024-06-01", "--by"];
    let by = |what: &str| {
        let answer = sandbox.json(&[&only[..], &[what]].concat());
        let rows = list(&answer["rows"]).iter().map(|row| format!("{} {}", row["value"], row["documents"]));
        rows.collect::<Vec<String>>()
    };
    // the year 2024 may mean that day, too
    let publishers = by("publisher");
    assert!(publishers.contains(&r#""Ministry of Commerce of the PRC" 2"#.to_owned()), "{publishers:?}");
    assert!(publishers.contains(&r#""The Paper" 2"#.to_owned()), "{publishers:?}");
    let disputed = sandbox.json(&["sources"]);
    let row = list(&disputed["rows"]).iter().find(|row| row["url"] == "https://a.example/3").unwrap();
    assert_eq!(
        (&row["side"], &row["disputed_sides"], &row["other_urls"]),
        (&json!(null), &json!(["CHN", "USA"]), &json!(["http://a.example/3"]))
    );
    assert!(sandbox.done(&["sources"]).contains("recorded under CHN and USA"));
}

#[test]
fn a_page_keeps_to_its_width_with_chinese_titles_and_no_text_acts() {
    let sandbox = Sandbox::with_fixtures();
    let title = "关于进一步加强两用物项出口管制有关问题的公告及其实施细则的说明和答记者问全文第二版";
    sandbox.done(&[
        "cite",
        GENEVA,
        "--url",
        "https://e.example/)](javascript:x",
        "--title",
        title,
        "--publisher",
        "=cmd|' /c calc'!A1",
    ]);
    for args in [
        &["sources"][..],
        &["sources", "--by", "publisher"],
        &["changes", "--since", "23"],
        &["changes", "--since", "0"],
    ] {
        for line in sandbox.done(args).lines() {
            let long_word = line.trim().split(' ').count() <= 2;
            assert!(unicode_width::UnicodeWidthStr::width(line) <= 80 || long_word, "{line}");
        }
        let csv = sandbox.done(&[args, &["--format", "csv"]].concat());
        assert!(!csv.contains(",=cmd") && !csv.contains("\"=cmd"), "{csv}");
        let md = sandbox.done(&[args, &["--format", "md"]].concat());
        assert!(!md.replace("\\]", "").contains("](javascript"), "{md}");
    }
}
