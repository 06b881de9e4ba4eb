//! Every reading verb in every format: the status, data alone on standard output, and formats that
//! another program can read.

use std::io::{BufRead, BufReader};
use std::process::Stdio;

use serde_json::Value;

use crate::sandbox::{Sandbox, development};

const GENEVA: &str = "2024-05-14-geneva-dialogue";

/// The verbs that read, and whether their answer is a list.
const READERS: [(&[&str], bool); 14] = [
    (&["timeline"], true),
    (&["show", GENEVA], false),
    (&["show", GENEVA, "--history"], false),
    (&["actor", "show", "杨涛"], false),
    (&["actor", "list"], true),
    (&["relation", "CHN-USA"], false),
    (&["commitments"], false),
    (&["thread", GENEVA], false),
    (&["thread", "--relation", "CHN-USA", "--pairs"], false),
    (&["perspectives", GENEVA], false),
    (&["perspectives"], false),
    (&["log"], true),
    (&["info"], false),
    (&["check"], true),
];

#[test]
fn every_reader_answers_in_every_format() {
    let sandbox = Sandbox::with_fixtures();
    for (verb, is_list) in READERS {
        // what is odd is an answer too, with its own status
        let status = i32::from(verb[0] == "check");
        let answer = |format: &str| {
            let mut args = verb.to_vec();
            args.extend(["--quiet", "--format", format]);
            let ran = sandbox.run(&args);
            assert_eq!((ran.status, ran.stderr.as_str()), (status, ""), "{args:?}\n{ran}");
            assert!(ran.stdout.ends_with('\n') && !ran.stdout.ends_with("\n\n"), "{args:?}\n{ran}");
            assert!(!ran.stdout.contains('\u{1b}'), "no colour away from a terminal");
            ran.stdout
        };
        let json: Value = serde_json::from_str(&answer("json")).unwrap();
        assert_eq!(json.is_array(), is_list, "{verb:?}");
        let jsonl = answer("jsonl");
        let lines: Vec<Value> = jsonl.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert!(lines.iter().all(Value::is_object), "{verb:?}");
        if let Some(array) = json.as_array() {
            assert_eq!(&lines, array, "{verb:?}");
        }
        let csv = answer("csv");
        let mut rows = csv::Reader::from_reader(csv.as_bytes());
        let columns = rows.headers().unwrap().len();
        assert!(columns > 1, "{verb:?}");
        let count = rows.records().map(|row| assert_eq!(row.unwrap().len(), columns, "{verb:?}")).count();
        if is_list {
            assert_eq!(count, lines.len(), "{verb:?}");
        }
        assert!(!answer("text").is_empty() && !answer("md").is_empty());
    }
}

#[test]
fn text_fits_the_width_and_words_about_the_answer_go_to_standard_error() {
    let mut sandbox = Sandbox::with_fixtures();
    sandbox.done(&["retract", "2025-01-13", "--reason", "never gazetted"]);
    let timeline = sandbox.run(&["timeline", "--limit", "2", "--format", "json"]);
    assert_eq!(timeline.stderr, "note: 2 developments shown, as many as the limit; there may be more.\n");
    let text = sandbox.run(&["timeline", "--limit", "2"]);
    assert!(
        text.stdout.contains("2 developments shown, as many as the limit") && text.stderr.is_empty(),
        "said once: {text}"
    );
    let quiet = sandbox.run(&["timeline", "--limit", "2", "--format", "json", "--quiet"]);
    assert_eq!((quiet.stdout, quiet.stderr.as_str()), (timeline.stdout, ""));
    for columns in [72, 80, 132] {
        sandbox.set("COLUMNS", &columns.to_string());
        for (verb, _) in READERS {
            for line in sandbox.run(verb).stdout.lines() {
                let longest_word = line.split(' ').map(unicode_width::UnicodeWidthStr::width).max().unwrap_or(0);
                let width = unicode_width::UnicodeWidthStr::width(line);
                assert!(width <= columns || longest_word + 24 > columns, "{verb:?} at {columns}: {line}");
            }
        }
    }
}

#[test]
fn an_actor_is_the_same_by_every_name() {
    let sandbox = Sandbox::with_fixtures();
    let by_id = sandbox.done(&["actor", "show", "yang-tao"]);
    for name in ["杨涛", "Yang Tao", "yang tao", "YANG-TAO", "  杨涛 "] {
        assert_eq!(sandbox.done(&["actor", "show", name]), by_id, "{name}");
        assert_eq!(sandbox.keys(&["--actor", name]), [GENEVA], "{name}");
    }
    assert_ne!(sandbox.done(&["actor", "show", "商务部"]), by_id);
}

#[test]
fn a_filter_that_names_nothing_known_is_refused_and_one_that_finds_nothing_is_not() {
    let sandbox = Sandbox::with_fixtures();
    for (filter, status) in [
        (["--side", "XXQ"], 1),
        (["--relation", "CHN"], 1),
        (["--relation", "CHN-XXQ"], 1),
        (["--kind", "dialog"], 1),
        (["--topic", "chips"], 1),
        (["--status", "done"], 1),
        (["--actor", "nobody at all"], 4),
        (["--known-on", "yesterweek"], 1),
        (["--public-on", "2024-13"], 1),
        (["--limit", "many"], 2),
    ] {
        let ran = sandbox.run(&["timeline", filter[0], filter[1]]);
        assert_eq!((ran.status, ran.stdout.as_str()), (status, ""), "{filter:?}\n{ran}");
        if status != 2 {
            let value = filter[1].split('-').next_back().unwrap();
            assert!(ran.stderr.contains(value) && ran.stderr.contains(filter[0]), "{ran}");
        }
    }
    let nothing = ["timeline", "--from", "1990", "--to", "1991"];
    assert_eq!(sandbox.json(&nothing), serde_json::json!([]));
    let ran = sandbox.run(&[&nothing[..], &["--format", "jsonl"]].concat());
    assert_eq!((ran.status, ran.stdout.as_str()), (0, ""), "{ran}");
    // sides and relations are read in either case and either way round
    assert_eq!(sandbox.keys(&["--relation", "usa-chn"]), sandbox.keys(&["--relation", "CHN-USA"]));
    assert_eq!(sandbox.keys(&["--side", "nld"]), sandbox.keys(&["--side", "NLD"]));
}

#[test]
fn a_reader_that_goes_away_is_a_quiet_end() {
    let sandbox = Sandbox::with_fixtures();
    let many: Vec<String> = (0..400).map(|at| development(&format!("2024-06-01-{at}"), &"words ".repeat(60))).collect();
    sandbox.write("many.jsonl", many.join("\n"));
    sandbox.done(&["append", "--file", "many.jsonl"]);
    for args in
        [&["log", "--raw"][..], &["timeline", "--format", "json"], &["timeline"], &["timeline", "--format", "csv"]]
    {
        assert!(sandbox.done(args).len() > 100_000, "more than a pipe holds");
        let mut child = sandbox.command(args).stdout(Stdio::piped()).spawn().unwrap();
        let mut first = String::new();
        BufReader::with_capacity(64, child.stdout.take().unwrap()).read_line(&mut first).unwrap();
        let ended = child.wait_with_output().unwrap();
        let words = String::from_utf8(ended.stderr).unwrap();
        assert_eq!((ended.status.code(), words.as_str()), (Some(0), ""), "{args:?}");
    }
}

#[test]
fn the_log_gives_the_lines_of_the_journal_as_they_stand() {
    let sandbox = Sandbox::with_fixtures();
    let file = std::fs::read_to_string(sandbox.segment()).unwrap();
    assert_eq!(sandbox.done(&["log", "--raw"]), file);
    let lines: Vec<&str> = file.lines().collect();
    assert_eq!(sandbox.done(&["log", "--raw", "--since", "21"]), format!("{}\n{}\n", lines[21], lines[22]));
    assert_eq!(sandbox.done(&["log", "--raw", "--limit", "1"]), format!("{}\n", lines[22]));
    let assessed = sandbox.done(&["log", "--raw", "--type", "commitment.assessed"]);
    assert_eq!(assessed.lines().count(), 2);
    assert_eq!(sandbox.done(&["log", "--raw", "--about", GENEVA]), format!("{}\n", lines[17]));
    let receipt = sandbox.done(&["retract", GENEVA, "--reason", "x", "--format", "json"]);
    assert_eq!(receipt.trim_end(), sandbox.journal()[23], "a receipt is the line itself");
}

#[test]
fn checks_are_listed_and_can_be_asked_for_by_name() {
    let sandbox = Sandbox::with_fixtures();
    let list = sandbox.done(&["check", "--list"]);
    assert!(list.lines().count() >= 10 && list.contains("single-source"), "{list}");
    for name in list.lines().map(|line| line.split_whitespace().next().unwrap()) {
        let found = sandbox.run(&["check", name]);
        let expected = i32::from(!found.stdout.is_empty());
        assert_eq!(found.status, expected, "silent and 0, or warnings and 1: {found}");
        assert!(found.stdout.lines().filter(|line| !line.starts_with(' ')).all(|line| line.starts_with(name)));
    }
    assert_eq!(sandbox.run(&["check", "single-source"]).status, 1);
    let clean = Sandbox::new();
    for (format, shown) in
        [("text", ""), ("json", "[]\n"), ("jsonl", ""), ("csv", "check,subject,message\n"), ("md", "")]
    {
        let ran = clean.run(&["check", "--format", format]);
        assert_eq!((ran.status, ran.stdout.as_str(), ran.stderr.as_str()), (0, shown, ""), "{format}");
    }
}

#[test]
fn completions_and_manuals_are_made_of_the_same_definition() {
    let sandbox = Sandbox::empty();
    for shell in ["bash", "zsh", "fish"] {
        let script = sandbox.done(&["completions", shell]);
        assert!(script.contains("timeline") && script.contains("known-on"), "{shell}");
    }
    assert!(sandbox.done(&["man"]).contains("annals"));
    let page = sandbox.done(&["man", "append"]);
    assert!(page.contains(".TH") && page.contains("keep\\-going"), "{page}");
    let words: Vec<String> =
        verbs(&sandbox).into_iter().filter(|verb| verb.len() == 1).map(|verb| verb[0].clone()).collect();
    for verb in words {
        assert!(sandbox.done(&["man", &verb]).contains(".TH"), "{verb}");
    }
}

/// Every verb, as the help lists them; those of `actor` among them.
fn verbs(sandbox: &Sandbox) -> Vec<Vec<String>> {
    let listed = |args: &[&str]| -> Vec<String> {
        let help = sandbox.done(args);
        let list = help.split("Commands:\n").nth(1).unwrap().split("\n\n").next().unwrap().to_owned();
        let names = list.lines().filter_map(|line| line.strip_prefix("  ")).filter(|line| !line.starts_with(' '));
        names.map(|line| line.split_whitespace().next().unwrap().to_owned()).collect()
    };
    let mut verbs: Vec<Vec<String>> = listed(&["--help"]).into_iter().map(|verb| vec![verb]).collect();
    verbs.extend(listed(&["actor", "--help"]).into_iter().map(|verb| vec!["actor".to_owned(), verb]));
    verbs
}

#[test]
fn the_help_of_every_verb_fits_a_hundred_columns() {
    let mut sandbox = Sandbox::empty();
    sandbox.set("COLUMNS", "240");
    let verbs = verbs(&sandbox);
    assert!(verbs.len() > 25, "{verbs:?}");
    for verb in verbs {
        for flag in ["--help", "-h"] {
            let args: Vec<&str> = verb.iter().map(String::as_str).chain([flag]).collect();
            let ran = sandbox.run(&args);
            assert_eq!((ran.status, ran.stderr.as_str()), (0, ""), "{ran}");
            assert!(ran.stdout.contains("Usage: annals "), "{ran}");
            for line in ran.stdout.lines() {
                assert!(unicode_width::UnicodeWidthStr::width(line) <= 100, "{args:?}: {line}");
            }
        }
    }
}

#[test]
fn an_empty_journal_and_a_sound_one_answer_everything() {
    let sandbox = Sandbox::new();
    for args in [&["timeline"][..], &["info"], &["log"], &["verify"], &["check"], &["actor", "list"]] {
        let ran = sandbox.run(args);
        assert_eq!(ran.status, 0, "{ran}");
    }
    let full = Sandbox::with_fixtures();
    let verified: Value = full.json(&["verify"]);
    assert_eq!((&verified["sound"], &verified["size"]), (&Value::Bool(true), &Value::from(23)));
    // reading never writes, not even beside the journal
    let before = full.files();
    for (verb, _) in READERS {
        full.run(verb);
    }
    assert!(full.files() == before);
}
