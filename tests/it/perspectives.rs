//! `annals perspectives`: what the sides say of one development, and where accounts diverge, over
//! corrections, retractions, duplicates, mergers and later sources, now and as known before.

use serde_json::{Value, json};

use crate::commitments::now;
use crate::sandbox::Sandbox;

const RULE: &str = "2022-10-07-chip-rule";
const GALLIUM: &str = "2023-07-03-gallium-licences";
const SUMMIT: &str = "2023-11-15-woodside-summit";
const GENEVA: &str = "2024-05-14-geneva-dialogue";

/// Each side with how many claims of each polarity it has, or `-` where it has no account.
fn tallies(answer: &Value) -> Vec<String> {
    let sides = answer["accounts"].as_array().unwrap().iter();
    let count = |side: &Value, field: &str| side[field].as_array().unwrap().len();
    let told = sides.map(|side| {
        let code = side["side"].as_str().unwrap();
        if side["on_record"] == false {
            return format!("{code} -");
        }
        format!("{code} {}/{}/{}", count(side, "states"), count(side, "denies"), count(side, "silent"))
    });
    told.collect()
}

fn of(sandbox: &Sandbox, args: &[&str]) -> Vec<String> {
    tallies(&sandbox.json(&[&["perspectives"], args].concat()))
}

/// The developments that diverge, with their ways.
fn diverging(sandbox: &Sandbox, args: &[&str]) -> Vec<String> {
    let answer = sandbox.json(&[&["perspectives"], args].concat());
    let found = answer["developments"].as_array().unwrap().iter();
    let told = found.map(|found| {
        let ways = found["diverges"].as_array().unwrap().iter().map(|way| way.as_str().unwrap());
        format!("{} {}", found["key"].as_str().unwrap(), ways.collect::<Vec<&str>>().join("+"))
    });
    told.collect()
}

#[test]
fn two_sides_stand_next_to_each_other_and_more_or_a_narrow_page_below() {
    let mut sandbox = Sandbox::with_fixtures();
    sandbox.done(&[
        "correct",
        GENEVA,
        "--set",
        r#"titles=[{"side":"CHN","title":"中美人工智能政府间对话首次会议","lang":"zh"}]"#,
        "--set",
        "dispute=Who asked for the talks is contested.",
        "--reason",
        "a test",
    ]);
    insta::assert_snapshot!(sandbox.done(&["perspectives", GENEVA]), @"
    14 May 2024: First dialogue between the governments on artificial intelligence
    in Geneva
    dialogue · 2024-05-14-geneva-dialogue

    China (CHN)                            │ United States (USA)
                                           │
    calls it “中美人工智能政府间对话首次会 │
    议” (zh)                               │
                                           │
    STATES:                                │ STATES:
    A stern position on limits and         │ The misuse of artificial intelligence
    pressure was set out.                  │ was raised.
      – Foreign Ministry [1] 外交部, 15    │   – Spokesperson of the council [0]
      May 2024                             │   The Press Office, 15 May 2024
                                           │
    IS SILENT ON A POINT:                  │
    The account leaves out that misuse was │
    raised.                                │
      – Foreign Ministry [1] 外交部, 15    │
      May 2024                             │

    What the sources disagree on
      Who asked for the talks is contested.

    Sources
      [0]  Statement on the talks, The Press Office, 15 May 2024, en, USA
           https://readout.example/geneva
      [1]  中美举行人工智能政府间对话, 外交部, 15 May 2024, zh, CHN
           https://mfa.example/geneva
    ");
    sandbox.set("COLUMNS", "60");
    let narrow = sandbox.done(&["perspectives", GENEVA]);
    assert!(!narrow.contains('│') && narrow.contains("\nUnited States (USA)\n  STATES:\n"), "{narrow}");
    sandbox.set("COLUMNS", "80");
    // three parties' sides, and one that only speaks of it
    sandbox.done(&["claim", GALLIUM, "--by", "netherlands", "--states", "It will look into it.", "--source", "0"]);
    assert_eq!(of(&sandbox, &[GALLIUM]), ["CHN 0/1/0", "EUE -", "USA -", "NLD 1/0/0"]);
    let text = sandbox.done(&["perspectives", GALLIUM]);
    assert!(
        text.contains("European Union (EUE)\n  no account on record, which is not silence: nobody recorded one\n"),
        "{text}"
    );
    assert!(text.contains("\nNetherlands (NLD), no party to it\n"), "{text}");
}

#[test]
fn a_word_too_long_for_a_column_sets_the_sides_below_each_other() {
    let sandbox = Sandbox::with_fixtures();
    let word = "x".repeat(39);
    sandbox.done(&["claim", GENEVA, "--by", "nsc", "--states", &word, "--source", "0"]);
    let text = sandbox.done(&["perspectives", GENEVA]);
    assert!(!text.contains('│') && text.contains(&word), "{text}");
}

#[test]
fn no_account_is_told_apart_from_silence_and_nothing_found_is_said_in_words() {
    let sandbox = Sandbox::with_fixtures();
    assert_eq!(of(&sandbox, &[SUMMIT]), ["CHN -", "USA -"]);
    let text = sandbox.done(&["perspectives", SUMMIT]);
    assert!(
        text.contains("No side's account of it is on record.")
            && text.contains("no account on record, which is not     │ no account on record, which is not"),
        "{text}"
    );
    let none = sandbox.done(&["perspectives", "--from", "1990", "--to", "1991"]);
    assert!(
        none.contains("Where accounts diverge, 1 January 1990 to 31 December 1991\nNo development matches.\n"),
        "{none}"
    );
    let alike = sandbox.done(&["perspectives", "--from", "2023-11-15", "--to", "2023-11-15"]);
    assert!(alike.contains("Of 1 development, none diverges;"), "{alike}");
    assert_eq!(sandbox.run(&["perspectives", GENEVA, "--from", "2024"]).status, 2);
    assert_eq!(sandbox.run(&["perspectives", "no-such"]).status, 4);
    assert_eq!(sandbox.run(&["perspectives", "--topic", "chips"]).status, 1);
    assert_eq!(sandbox.run(&["perspectives", "--relation", "CHN-XXQ"]).status, 1);
}

#[test]
fn accounts_diverge_by_the_rules_told() {
    let sandbox = Sandbox::with_fixtures();
    assert_eq!(
        diverging(&sandbox, &[]),
        [
            "2022-10-07-chip-rule one-account",
            "2023-07-03-gallium-licences one-account",
            "2024-05-14-geneva-dialogue left-out",
        ]
    );
    sandbox.done(&["claim", RULE, "--by", "bis", "--states", "It protects security.", "--source", "0"]);
    assert_eq!(diverging(&sandbox, &["--to", "2022"]), ["2022-10-07-chip-rule denied"]);
    // a side that contradicts itself does not diverge from another
    sandbox.done(&["claim", GALLIUM, "--by", "mofcom", "--states", "They protect security.", "--source", "0"]);
    assert_eq!(diverging(&sandbox, &["--from", "2023", "--to", "2023"]), ["2023-07-03-gallium-licences one-account"]);
    assert_eq!(diverging(&sandbox, &["--relation", "NLD-USA"]), [""; 0]);
    assert_eq!(diverging(&sandbox, &["--topic", "artificial-intelligence"]), ["2024-05-14-geneva-dialogue left-out"]);
    let text = sandbox.done(&["perspectives", "--relation", "CHN-USA"]);
    assert!(text.contains("3 diverge (denied 1, left-out 1, one-account 1)"), "{text}");
    assert!(text.contains("one states, another denies\n"), "{text}");
    let csv = sandbox.done(&["perspectives", "--format", "csv"]);
    assert_eq!(
        csv.lines().next().unwrap(),
        "key,date,title,kind,diverges,side,is_party,states,denies,silent,account,dispute\r".trim_end()
    );
}

#[test]
fn a_corrected_retracted_or_duplicate_record_is_told_as_it_stands_and_as_it_stood() {
    let sandbox = Sandbox::with_fixtures();
    let first = now(&sandbox);
    sandbox.done(&[
        "correct",
        GENEVA,
        "--set",
        "date=2025-02",
        "--set",
        "claims.2.polarity=denies",
        "--reason",
        "a test",
    ]);
    assert_eq!(of(&sandbox, &[GENEVA]), ["CHN 1/1/0", "USA 1/0/0"]);
    assert_eq!(of(&sandbox, &[GENEVA, "--known-on", &first]), ["CHN 1/0/1", "USA 1/0/0"]);
    assert_eq!(diverging(&sandbox, &["--from", "2024", "--to", "2024"]), [""; 0]);
    assert_eq!(diverging(&sandbox, &["--from", "2025"]), ["2024-05-14-geneva-dialogue denied"]);
    assert_eq!(
        diverging(&sandbox, &["--from", "2024", "--to", "2024", "--known-on", &first]),
        ["2024-05-14-geneva-dialogue left-out"]
    );
    let second = now(&sandbox);
    sandbox.done(&["retract", RULE, "--reason", "no such rule"]);
    assert!(sandbox.done(&["perspectives", RULE]).starts_with("RETRACTED: no such rule\n"));
    assert_eq!(diverging(&sandbox, &["--to", "2022"]), [""; 0]);
    assert_eq!(diverging(&sandbox, &["--to", "2022", "--known-on", &second]), ["2022-10-07-chip-rule one-account"]);
    sandbox.done(&["duplicate", GALLIUM, "--of", GENEVA]);
    assert_eq!(sandbox.json(&["perspectives", GALLIUM]), sandbox.json(&["perspectives", GENEVA]));
    assert!(
        sandbox
            .done(&["perspectives", GALLIUM])
            .contains("`2023-07-03-gallium-licences` was marked a duplicate of this")
    );
    assert_eq!(diverging(&sandbox, &["--from", "2023", "--to", "2023"]), [""; 0]);
    assert_eq!(of(&sandbox, &[GALLIUM, "--known-on", &second]), ["CHN 0/1/0", "EUE -", "USA -"]);
}

#[test]
fn a_merged_actor_speaks_and_takes_part_under_the_name_and_side_of_the_one_that_stands() {
    let sandbox = Sandbox::with_fixtures();
    sandbox.done(&["correct", GENEVA, "--set", "claims.0.speaker=null", "--reason", "a test"]);
    let before = now(&sandbox);
    sandbox.done(&["actor", "merge", "nsc", "bis", "--reason", "a test"]);
    let voice =
        |args: &[&str]| sandbox.json(&[&["perspectives", GENEVA], args].concat())["accounts"][1]["states"][0].clone();
    assert_eq!(json!([voice(&[])["by"], voice(&[])["voice"]]), json!(["bis", "Bureau of Industry and Security"]));
    assert_eq!(voice(&["--known-on", &before])["voice"], "US National Security Council");
    sandbox.done(&["actor", "merge", "seth-center", "yang-tao", "--reason", "a test"]);
    sandbox.done(&["actor", "merge", "bis", "mfa-prc", "--reason", "a test"]);
    let answer = sandbox.json(&["perspectives", GENEVA]);
    let is_party = |at: usize| answer["accounts"][at]["is_party"].clone();
    assert_eq!(
        (tallies(&answer), is_party(0), is_party(1)),
        (vec!["CHN 1/0/1".into(), "USA 1/0/0".into()], json!(true), json!(false))
    );
}

#[test]
fn the_public_reads_no_claim_of_a_later_source() {
    let sandbox = Sandbox::with_fixtures();
    sandbox.done(&[
        "claim",
        RULE,
        "--by",
        "bis",
        "--states",
        "Told later.",
        "--source",
        "https://press.example/l",
        "--published",
        "2023-05-05",
    ]);
    assert_eq!(of(&sandbox, &[RULE, "--public-on", "2023-05-04"]), ["CHN 0/1/0", "USA -"]);
    assert_eq!(of(&sandbox, &[RULE, "--public-on", "2023-05-05"]), ["CHN 0/1/0", "USA 1/0/0"]);
    let text = sandbox.done(&["perspectives", RULE, "--public-on", "2023-05-04"]);
    assert!(text.contains("1 claim left out as resting on sources published after 4 May 2023."), "{text}");
    assert_eq!(diverging(&sandbox, &["--public-on", "2023-05-04"]), ["2022-10-07-chip-rule one-account"]);
    assert_eq!(diverging(&sandbox, &["--public-on", "2023-05-05"]), ["2022-10-07-chip-rule denied"]);
    let ran = sandbox.run(&["perspectives", RULE, "--public-on", "2022-10-06"]);
    assert!(ran.status == 4 && ran.stderr.contains("cannot be shown to have been public"), "{ran}");
}

#[test]
fn hostile_text_leaves_its_column_in_no_format() {
    let sandbox = Sandbox::with_fixtures();
    sandbox.done(&["claim", GENEVA, "--by", "nsc", "--denies", "=2+2 │ x | \u{202e}y <br> `z`", "--source", "0"]);
    let text = sandbox.done(&["perspectives", GENEVA]);
    assert!(text.contains("⟨U+202E⟩") && !text.contains('\u{202e}'), "{text}");
    let csv = sandbox.done(&["perspectives", GENEVA, "--format", "csv"]);
    assert!(csv.contains("'=2+2"), "{csv}");
    let md = sandbox.done(&["perspectives", GENEVA, "--format", "md"]);
    assert!(md.contains("\\| ⟨U+202E⟩y &lt;br&gt; \\`z\\`"), "{md}");
}
