//! `annals commitments`: as of a day, over corrections, retractions, duplicates, mergers and later
//! judgements, now and as known before.

use serde_json::{Value, json};

use crate::sandbox::Sandbox;

const TALKS: &str = "2023-11-15-hold-ai-talks";
const ROUND: &str = "2023-11-15-second-round";
const SUMMIT: &str = "2023-11-15-woodside-summit";
const GENEVA: &str = "2024-05-14-geneva-dialogue";

fn rows(sandbox: &Sandbox, args: &[&str]) -> Vec<Value> {
    sandbox.json(&[&["commitments"], args].concat())["commitments"].as_array().unwrap().clone()
}

fn keys(sandbox: &Sandbox, args: &[&str]) -> Vec<String> {
    rows(sandbox, args).iter().map(|row| row["key"].as_str().unwrap().to_owned()).collect()
}

fn row(sandbox: &Sandbox, key: &str, args: &[&str]) -> Value {
    let rows = rows(sandbox, args);
    rows.iter().find(|row| row["key"] == key).unwrap_or_else(|| panic!("{key} is not in {rows:?}")).clone()
}

/// The time of the last event: what was known before anything that comes.
pub(crate) fn now(sandbox: &Sandbox) -> String {
    let last: Value = serde_json::from_str(sandbox.journal().last().unwrap()).unwrap();
    last["time"].as_str().unwrap().to_owned()
}

/// The words without their line breaks.
pub(crate) fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<&str>>().join(" ")
}

#[test]
fn state_days_left_and_past_due_are_as_of_the_day_asked_for() {
    let sandbox = Sandbox::with_fixtures();
    let on = |day: &str| row(&sandbox, ROUND, &["--on", day]);
    let told = |day: &str| {
        let row = on(day);
        json!([
            row["state"],
            row["state_uncertain"],
            row["due_standing"],
            row["days_left"],
            row["past_due"],
            row["later_assessments"]
        ])
    };
    assert_eq!(told("2024-05-31"), json!([null, false, "ahead", 214, false, 1]));
    assert_eq!(told("2024-06-15"), json!(["open", true, "ahead", 199, false, 0]), "June may not be over");
    assert_eq!(told("2024-07-01"), json!(["open", false, "ahead", 183, false, 0]));
    assert_eq!(told("2024-12-31"), json!(["open", false, "ahead", 0, false, 0]), "the due day is not past");
    assert_eq!(told("2025-01-01"), json!(["open", false, "past", -1, true, 0]));
    let talks = row(&sandbox, TALKS, &["--on", "2024-07-01"]);
    assert_eq!(
        json!([
            talks["due"],
            talks["due_standing"],
            talks["days_left"],
            talks["days_left_min"],
            talks["days_left_max"]
        ]),
        json!(["2024", "perhaps-past", null, -182, 183])
    );
    assert_eq!(row(&sandbox, TALKS, &["--on", "2025-01-01"])["past_due"], false, "it was kept");
    // of a month the last day counts
    assert_eq!(
        sandbox.json(&["commitments", "--on", "2024-07"])["as_of"],
        json!({"day": "2024-07-31", "taken_from": "given"})
    );
}

#[test]
fn the_day_is_that_asked_for_or_of_knowing_or_today_and_the_answer_tells_which() {
    let sandbox = Sandbox::with_fixtures();
    let from = |args: &[&str]| sandbox.json(&[&["commitments"], args].concat())["as_of"]["taken_from"].clone();
    assert_eq!(from(&[]), "today");
    assert_eq!(from(&["--public-on", "2024-03-01"]), "public-on");
    assert_eq!(from(&["--known-on", "2100"]), "known-on");
    assert_eq!(from(&["--known-on", "2100", "--public-on", "2024-03-01"]), "public-on", "the earlier of the two");
    assert_eq!(from(&["--public-on", "2024-03-01", "--on", "2024-02-01"]), "given");
    let text = sandbox.done(&["commitments", "--public-on", "2024-03-01"]);
    assert!(text.starts_with("Commitments as of 1 March 2024 (the day of --public-on)\n"), "{text}");
    let ran = sandbox.run(&["commitments", "--format", "json"]);
    assert!(ran.stderr.starts_with("note: States and days left are as of "), "{ran}");
}

#[test]
fn a_commitment_reads_as_its_state_due_date_acknowledgement_evidence_and_source() {
    let sandbox = Sandbox::with_fixtures();
    let text = sandbox.done(&["commitments", "--on", "2025-01-01"]);
    let stamp = now(&sandbox);
    insta::assert_snapshot!(text.replace(&stamp[..10], "YYYY-MM-DD").replace(&stamp[11..16], "hh:mm"), @"
    Commitments as of 1 January 2025 (as asked for)
    2 commitments: 1 kept, 1 open; 1 one-sided, 1 past due and unsettled.

    China (CHN), United States (USA) to China (CHN), United States (USA): Hold talks
    between governments on artificial intelligence.
      state         kept, as of 14 May 2024
      due           2024, 1 to 366 days ago
      acknowledged  by China (CHN), United States (USA)
      made          15 November 2023: Presidents agree at Woodside to talk about
                    artificial intelligence
                    2023-11-15-woodside-summit
      assessed      kept as of 14 May 2024: The talks were held. [recorded
                    YYYY-MM-DD hh:mm UTC, event 21]
                    shown by  14 May 2024, 2024-05-14-geneva-dialogue
      source        [0] Readout of the meeting, The Press Office, 15 November 2023,
                    en, USA https://readout.example/woodside
      key           2023-11-15-hold-ai-talks

    United States (USA) to China (CHN): Name a date for a second round.
      state         open, as of June 2024
      due           31 December 2024, 1 day ago – PAST DUE
      acknowledged  by nobody on record – ONE-SIDED: no statement on record by
                    United States (USA), China (CHN)
      made          15 November 2023: Presidents agree at Woodside to talk about
                    artificial intelligence
                    2023-11-15-woodside-summit
      assessed      open as of June 2024: No day was named. [recorded YYYY-MM-DD
                    hh:mm UTC, event 22]
      source        [0] Readout of the meeting, The Press Office, 15 November 2023,
                    en, USA https://readout.example/woodside
      key           2023-11-15-second-round

    One-sided: some party to it has no statement of its own on record, which is no
    proof of denial.
    ");
}

#[test]
fn filters_hold_together_and_lengths_of_time_follow_the_calendar() {
    let sandbox = Sandbox::with_fixtures();
    sandbox.done(&[
        "commit",
        GENEVA,
        "--by",
        "netherlands",
        "--to",
        "mfa-prc",
        "--text",
        "Send experts.",
        "--source",
        "0",
    ]);
    let experts = keys(&sandbox, &["--by", "nld"]);
    assert_eq!(experts.len(), 1);
    let of = |args: &[&str]| keys(&sandbox, args);
    assert_eq!(of(&["--by", "CHN"]), [TALKS]);
    assert_eq!(of(&["--to", "CHN", "--by", "USA"]), [TALKS, ROUND]);
    assert_eq!(of(&["--relation", "usa-chn"]), [TALKS, ROUND]);
    assert_eq!(of(&["--relation", "NLD-CHN"]), experts);
    assert_eq!(of(&["--one-sided", "--by", "USA"]), [ROUND]);
    assert_eq!(of(&["--state", "not-assessed"]), experts);
    assert_eq!(of(&["--state", "kept", "--state", "open"]), [TALKS, ROUND]);
    assert_eq!(of(&["--since", "2024"]), experts);
    let due = |within: &str| of(&["--on", "2024-12-15", "--due-within", within]);
    assert_eq!(due("16d"), [TALKS, ROUND], "2024 may fall due on any of its days, and sorts first");
    assert_eq!(due("15d"), [TALKS]);
    assert_eq!(due("2w"), [TALKS]);
    assert_eq!(due("1m"), [TALKS, ROUND]);
    assert_eq!(due("1y"), [TALKS, ROUND]);
    assert_eq!(of(&["--on", "2025-01-01", "--due-within", "1y"]), [""; 0], "what is past due falls due no more");
    for (args, words) in [
        (["--due-within", "3 months"], "`3 months` is no length of time: expected a whole number and d, w, m or y"),
        (["--due-within", "99999d"], "`99999d` is too long a time"),
        (["--state", "not-asessed"], "did you mean `not-assessed`?"),
        (["--state", "keptt"], "did you mean `kept`?"),
        (["--by", "XXQ"], "unknown side `XXQ`"),
        (["--relation", "CHN"], "`CHN` is no relation"),
        (["--on", "2024-13"], "2024-13"),
    ] {
        let ran = sandbox.run(&["commitments", args[0], args[1]]);
        assert_eq!((ran.status, ran.stdout.as_str()), (1, ""), "{ran}");
        assert!(ran.stderr.contains(words) && ran.stderr.contains(&format!("--> {}", args[0])), "{ran}");
    }
}

#[test]
fn nothing_found_is_said_in_words() {
    let sandbox = Sandbox::with_fixtures();
    let text = sandbox.done(&["commitments", "--on", "2023-11-14"]);
    assert_eq!(
        text,
        "Commitments as of 14 November 2023 (as asked for)\nNo commitment matches.\n\n2 commitments left out as made only \
         after 14 November 2023.\n"
    );
    let empty = Sandbox::new();
    assert!(empty.done(&["commitments"]).contains("No commitment matches."));
    assert_eq!(empty.json(&["commitments"])["commitments"], json!([]));
    assert_eq!(empty.done(&["commitments", "--format", "csv"]).lines().count(), 1);
}

#[test]
fn what_was_judged_differently_over_time_is_marked_and_stands_as_it_stood() {
    let sandbox = Sandbox::with_fixtures();
    let before = now(&sandbox);
    sandbox.done(&["assess", ROUND, "kept", "--on", "2024-06", "--evidence", GENEVA, "--note", "named in June"]);
    sandbox.done(&["assess", ROUND, "broken", "--on", "2025-02-01"]);
    // recorded last, of an earlier date
    sandbox.done(&["assess", ROUND, "partly", "--on", "2024-03-01"]);
    let found = row(&sandbox, ROUND, &["--on", "2026-01-01"]);
    assert_eq!(found["state"], "broken");
    let told: Vec<Value> = found["assessments"]
        .as_array()
        .unwrap()
        .iter()
        .map(|made| json!([made["state"], made["on"], made["changed_from"], made["contradicts"], made["sequence"]]))
        .collect();
    assert_eq!(
        told,
        [
            json!(["partly", "2024-03-01", null, null, 25]),
            json!(["open", "2024-06", "partly", null, 22]),
            json!(["kept", "2024-06", "partly", 22, 23]),
            json!(["broken", "2025-02-01", "kept", null, 24]),
        ]
    );
    let text = sandbox.done(&["commitments", "--on", "2026-01-01"]);
    assert!(
        flat(&text).contains(
            "kept as of June 2024, CHANGED from partly, CONTRADICTS event 22 of the same date: named in June"
        ),
        "{text}"
    );
    assert_eq!(row(&sandbox, ROUND, &["--on", "2024-12-01"])["state"], "kept", "of one date the last recorded stands");
    let old = row(&sandbox, ROUND, &["--on", "2026-01-01", "--known-on", &before]);
    assert_eq!((&old["state"], old["assessments"].as_array().unwrap().len()), (&json!("open"), 1));
}

#[test]
fn a_corrected_redated_or_retracted_record_is_told_as_it_stands_and_as_it_stood() {
    let sandbox = Sandbox::with_fixtures();
    let first = now(&sandbox);
    sandbox.done(&["correct", SUMMIT, "--set", "date=2024-02-01", "--set", "title=Moved", "--reason", "a test"]);
    let made = |args: &[&str]| row(&sandbox, TALKS, &[args, &["--on", "2025-01-01"]].concat())["development"].clone();
    assert_eq!(made(&[]), json!({"key": SUMMIT, "date": "2024-02-01", "title": "Moved"}));
    assert_eq!(made(&["--known-on", &first])["date"], "2023-11-15");
    assert_eq!(keys(&sandbox, &["--on", "2023-12-01"]), [""; 0], "not made yet as it is dated now");
    assert_eq!(keys(&sandbox, &["--on", "2023-12-01", "--known-on", &first]).len(), 2);
    let second = now(&sandbox);
    sandbox.done(&["retract", GENEVA, "--reason", "a test"]);
    let shown = |args: &[&str]| row(&sandbox, TALKS, args)["assessments"][0]["evidence"][0]["retracted"].clone();
    assert_eq!((shown(&[]), shown(&["--known-on", &second])), (json!(true), json!(false)));
    assert!(flat(&sandbox.done(&["commitments"])).contains("2024-05-14-geneva-dialogue – RETRACTED since"));
    let third = now(&sandbox);
    sandbox.done(&["retract", SUMMIT, "--reason", "a test"]);
    assert_eq!(keys(&sandbox, &[]), [""; 0]);
    assert_eq!(keys(&sandbox, &["--known-on", &third]), [TALKS, ROUND]);
}

#[test]
fn a_duplicate_counts_no_commitment_twice_and_merged_actors_are_one_party() {
    let sandbox = Sandbox::with_fixtures();
    sandbox.done(&[
        "actor",
        "register",
        "--id",
        "prc-government",
        "--type",
        "state",
        "--side",
        "CHN",
        "--name",
        "en=PRC Government",
    ]);
    sandbox.done(&[
        "commit",
        GENEVA,
        "--by",
        "prc-government",
        "--to",
        "prc-government",
        "--text",
        "Meet again.",
        "--acknowledged-by",
        "china",
        "--source",
        "0",
        "--key",
        "2024-05-14-meet-again",
    ]);
    let again = |args: &[&str]| row(&sandbox, "2024-05-14-meet-again", args);
    assert_eq!(again(&[])["one_sided"], true);
    let before = now(&sandbox);
    sandbox.done(&["actor", "merge", "prc-government", "china", "--reason", "one government"]);
    let merged = again(&[]);
    assert_eq!((&merged["one_sided"], &merged["unacknowledged"]), (&json!(false), &json!([])));
    assert_eq!(merged["by"], json!([{"id": "china", "name": "China", "side": "CHN"}]));
    assert_eq!(again(&["--known-on", &before])["one_sided"], true);
    assert_eq!(again(&["--known-on", &before])["by"][0]["name"], "PRC Government");
    let before = now(&sandbox);
    sandbox.done(&["duplicate", GENEVA, "--of", SUMMIT]);
    assert_eq!(keys(&sandbox, &[]), [TALKS, ROUND]);
    assert_eq!(keys(&sandbox, &["--known-on", &before]).len(), 3);
    assert_eq!(row(&sandbox, TALKS, &[])["assessments"][0]["evidence"][0]["duplicate_of"], SUMMIT);
}

#[test]
fn the_public_reads_no_commitment_of_a_later_source_and_no_later_judgement() {
    let sandbox = Sandbox::with_fixtures();
    sandbox.done(&[
        "commit",
        SUMMIT,
        "--by",
        "china",
        "--to",
        "united-states",
        "--text",
        "Written of later.",
        "--source",
        "https://press.example/later",
        "--published",
        "2024-09-01",
        "--key",
        "2023-11-15-later",
    ]);
    assert_eq!(keys(&sandbox, &["--public-on", "2024-05-13"]), [TALKS, ROUND]);
    let ran = sandbox.run(&["commitments", "--public-on", "2024-05-13", "--format", "jsonl"]);
    assert!(
        ran.stderr.contains("1 commitment left out: nothing shows that the public could know by 13 May 2024"),
        "{ran}"
    );
    assert_eq!(keys(&sandbox, &["--public-on", "2024-09-01"]).len(), 3);
    assert_eq!(row(&sandbox, TALKS, &["--public-on", "2024-05-13"])["state"], Value::Null);
    // the dialogue that shows it was told of on 15 May
    assert_eq!(row(&sandbox, TALKS, &["--public-on", "2024-05-14"])["state"], Value::Null);
    assert_eq!(row(&sandbox, TALKS, &["--public-on", "2024-05-15"])["state"], "kept");
    assert_eq!(keys(&sandbox, &["--public-on", "2023-11-14"]), [""; 0]);
}

#[test]
fn hostile_text_acts_in_no_format() {
    let sandbox = Sandbox::with_fixtures();
    let text = "=1+1|<b>x</b> *y* \u{202e}drow";
    sandbox.done(&["commit", SUMMIT, "--by", "china", "--to", "united-states", "--text", text, "--source", "0"]);
    sandbox.done(&["assess", ROUND, "open", "--on", "2025", "--note", "[a](javascript:b) | c"]);
    let shown = sandbox.done(&["commitments"]);
    assert!(shown.contains("⟨U+202E⟩") && !shown.contains('\u{202e}'), "{shown}");
    let csv = sandbox.done(&["commitments", "--format", "csv"]);
    assert!(csv.contains("'=1+1|"), "{csv}");
    let md = sandbox.done(&["commitments", "--format", "md"]);
    assert!(md.contains("\\*y\\*") && md.contains("&lt;b&gt;") && md.contains("\\[a\\](javascript:b) \\| c"), "{md}");
}
