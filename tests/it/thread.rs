//! `annals thread`: the tree around a development, and action and response in a relation, over
//! corrections, retractions, duplicates, mergers, withdrawn ties and cycles, now and as known before.

use serde_json::{Value, json};

use crate::commitments::{flat, now};
use crate::sandbox::Sandbox;

const RULE: &str = "2022-10-07-chip-rule";
const GALLIUM: &str = "2023-07-03-gallium-licences";
const SUMMIT: &str = "2023-11-15-woodside-summit";
const GENEVA: &str = "2024-05-14-geneva-dialogue";
const ROUND: &str = "2024-second-round";

/// The steps of one half: number, depth, where from, key, whether it is only referred to.
fn steps(answer: &Value, half: &str) -> Vec<String> {
    let steps = answer[half].as_array().unwrap().iter();
    let told = steps.map(|step| {
        let again = if step["repeated"] == true { " again" } else { "" };
        let ties = step["ties"].as_array().unwrap().iter().map(|tie| tie["relation"].as_str().unwrap());
        let ties = ties.collect::<Vec<&str>>().join("+");
        format!("{}<{} {} {ties}{again}", step["n"], step["reached_from"], step["key"].as_str().unwrap())
    });
    told.collect()
}

fn on(sandbox: &Sandbox, args: &[&str]) -> Vec<String> {
    steps(&sandbox.json(&[&["thread"], args].concat()), "on")
}

fn back(sandbox: &Sandbox, args: &[&str]) -> Vec<String> {
    steps(&sandbox.json(&[&["thread"], args].concat()), "back")
}

#[test]
fn a_thread_is_drawn_as_a_tree_with_days_and_voices() {
    let sandbox = Sandbox::with_fixtures();
    sandbox.done(&["link", ROUND, "contradicts", SUMMIT, "--asserted-by", "mfa-prc", "--note", "in an interview"]);
    insta::assert_snapshot!(sandbox.done(&["thread", GENEVA]), @"
    [1] 14 May 2024: First dialogue between the governments on artificial
    intelligence in Geneva
        CHN USA · dialogue · held
        2024-05-14-geneva-dialogue

    What it answers, carries out or builds on
    └─ [2] 15 November 2023: Presidents agree at Woodside to talk about artificial
         intelligence
         implements, +181 days, in the words of Ministry of Foreign Affairs of the
         PRC
         CHN USA · summit · held
         2023-11-15-woodside-summit

    What answers it, carries it out or builds on it
    └─ [3] 2024: Second round of the dialogue is spoken of
         followed by, −134 to +231 days, says the analyst
         USA · statement · announced
         2024-second-round
    ");
    insta::assert_snapshot!(sandbox.done(&["thread", SUMMIT]), @"
    [1] 15 November 2023: Presidents agree at Woodside to talk about artificial
    intelligence
        CHN USA · summit · held
        2023-11-15-woodside-summit

    What it answers, carries out or builds on
    No tie on record leads back from it.

    What answers it, carries it out or builds on it
    ├─ [2] 2024: Second round of the dialogue is spoken of
    │    contradicted by, +47 to +412 days, in the words of Ministry of Foreign
    │    Affairs of the PRC (in an interview)
    │    USA · statement · announced
    │    2024-second-round
    └─ [3] 14 May 2024: First dialogue between the governments on artificial
       │ intelligence in Geneva
       │ implemented by, +181 days, in the words of Ministry of Foreign Affairs of
       │ the PRC
       │ CHN USA · dialogue · held
       │ 2024-05-14-geneva-dialogue
       └─ see above: [2] 2024: Second round of the dialogue is spoken of
            followed by, −134 to +231 days, says the analyst
    ");
}

#[test]
fn ties_and_depth_limit_what_is_followed_and_the_rest_is_counted() {
    let sandbox = Sandbox::with_fixtures();
    assert_eq!(on(&sandbox, &[SUMMIT]), ["2<1 2024-05-14-geneva-dialogue implements", "3<2 2024-second-round follows"]);
    let answer = sandbox.json(&["thread", SUMMIT, "--depth", "1"]);
    assert_eq!(steps(&answer, "on"), ["2<1 2024-05-14-geneva-dialogue implements"]);
    assert_eq!(answer["on"][0]["beyond"], 1);
    assert!(sandbox.done(&["thread", SUMMIT, "--depth", "1"]).contains("tied to 1 more, not here"));
    assert_eq!(on(&sandbox, &[SUMMIT, "--ties", "follows"]), [""; 0]);
    assert_eq!(on(&sandbox, &[SUMMIT, "--ties", "follows", "--ties", "implements"]).len(), 2);
    assert_eq!(sandbox.json(&["thread", SUMMIT, "--depth", "0"])["start"]["beyond"], 1);
    let ran = sandbox.run(&["thread", SUMMIT, "--ties", "answers"]);
    assert!(ran.status == 1 && ran.stderr.contains("`answers` is no link relation"), "{ran}");
    assert_eq!(sandbox.run(&["thread", "no-such"]).status, 4);
    assert_eq!(sandbox.run(&["thread"]).status, 2);
    assert_eq!(sandbox.run(&["thread", SUMMIT, "--relation", "CHN-USA"]).status, 2);
    assert_eq!(sandbox.run(&["thread", SUMMIT, "--pairs"]).status, 2);
}

#[test]
fn a_cycle_ends_and_a_diamond_is_shown_once_with_a_reference() {
    let sandbox = Sandbox::with_fixtures();
    sandbox.done(&["link", SUMMIT, "follows", ROUND]);
    let answer = sandbox.json(&["thread", SUMMIT]);
    assert_eq!(
        steps(&answer, "back"),
        [
            "2<1 2024-second-round follows",
            "3<2 2024-05-14-geneva-dialogue follows",
            "1<3 2023-11-15-woodside-summit implements again",
        ]
    );
    assert_eq!(
        steps(&answer, "on"),
        ["3<1 2024-05-14-geneva-dialogue implements again"],
        "what stands in the one half is referred to from the other"
    );
    sandbox.done(&["link", GENEVA, "responds-to", RULE]);
    sandbox.done(&["link", GENEVA, "follows", GALLIUM]);
    sandbox.done(&["link", GENEVA, "contradicts", GALLIUM, "--asserted-by", "mofcom"]);
    let found = back(&sandbox, &[GENEVA, "--ties", "responds-to", "--ties", "follows", "--ties", "contradicts"]);
    assert_eq!(
        found,
        [
            "2<1 2022-10-07-chip-rule responds-to",
            "3<1 2023-07-03-gallium-licences follows+contradicts",
            "2<3 2022-10-07-chip-rule responds-to again",
        ]
    );
    assert!(sandbox.done(&["thread", GENEVA]).contains("see above: [2]"));
    // what is shown in full further down is referred to as such
    sandbox.done(&["link", RULE, "part-of", "2023-01-netherlands-joins"]);
    sandbox.done(&["link", GENEVA, "follows", "2023-01-netherlands-joins"]);
    let text = sandbox.done(&["thread", GENEVA]);
    assert!(text.contains("see below: ["), "{text}");
}

#[test]
fn a_redated_withdrawn_or_retracted_tie_is_told_as_it_stands_and_as_it_stood() {
    let sandbox = Sandbox::with_fixtures();
    let first = now(&sandbox);
    sandbox.done(&["correct", GENEVA, "--set", "date=2024-05-15~", "--reason", "a test"]);
    let days = |args: &[&str]| sandbox.json(&[&["thread", SUMMIT], args].concat())["on"][0]["ties"][0].clone();
    assert_eq!(
        json!([days(&[])["days"], days(&[])["days_min"]]),
        json!([null, 182]),
        "an approximate day is no exact one"
    );
    assert_eq!(days(&["--known-on", &first])["days"], 181);
    let second = now(&sandbox);
    sandbox.done(&[
        "link",
        GENEVA,
        "implements",
        SUMMIT,
        "--withdraw",
        "--asserted-by",
        "mfa-prc",
        "--reason",
        "misread",
    ]);
    assert_eq!(on(&sandbox, &[SUMMIT]), [""; 0]);
    assert!(sandbox.done(&["thread", SUMMIT]).contains("No tie on record leads on from it."));
    assert_eq!(on(&sandbox, &[SUMMIT, "--known-on", &second]).len(), 2);
    sandbox.done(&["link", GENEVA, "implements", SUMMIT]);
    let third = now(&sandbox);
    sandbox.done(&["retract", GENEVA, "--reason", "never held"]);
    assert_eq!(on(&sandbox, &[SUMMIT]), [""; 0], "nothing leads through what was retracted");
    assert_eq!(on(&sandbox, &[SUMMIT, "--known-on", &third]).len(), 2);
    let text = sandbox.done(&["thread", GENEVA]);
    assert!(text.starts_with("RETRACTED: never held\n") && text.contains("its ties are none"), "{text}");
    let text = sandbox.done(&["thread", ROUND]);
    assert!(
        flat(&text)
            .contains("A tie from `2024-second-round` leads to `2024-05-14-geneva-dialogue`, which was retracted;"),
        "{text}"
    );
}

#[test]
fn ties_to_a_duplicate_lead_to_the_one_that_stands_for_it() {
    let sandbox = Sandbox::with_fixtures();
    let before = now(&sandbox);
    let twin = "2024-05-14-geneva-twin";
    let line = crate::sandbox::development(twin, "Geneva again");
    sandbox.write("twin.jsonl", line);
    sandbox.done(&["append", "--file", "twin.jsonl"]);
    sandbox.done(&["link", GALLIUM, "follows", twin]);
    sandbox.done(&["link", ROUND, "follows", twin]);
    sandbox.done(&["link", twin, "follows", GENEVA]);
    let apart = now(&sandbox);
    sandbox.done(&["duplicate", twin, "--of", GENEVA]);
    assert_eq!(
        on(&sandbox, &[GENEVA]),
        ["3<1 2023-07-03-gallium-licences follows", "4<1 2024-second-round follows"],
        "the same tie counts once, the duplicate's own ties do not count"
    );
    let by_twin = sandbox.json(&["thread", twin]);
    assert_eq!(by_twin, sandbox.json(&["thread", GENEVA]));
    assert!(sandbox.done(&["thread", twin]).contains("`2024-05-14-geneva-twin` was marked a duplicate of this"));
    let apart = on(&sandbox, &[GENEVA, "--known-on", &apart]);
    assert!(apart.iter().any(|step| step.contains(twin)), "{apart:?}");
    assert_eq!(on(&sandbox, &[GENEVA, "--known-on", &before]), ["3<1 2024-second-round follows"]);
}

#[test]
fn the_public_follows_only_what_was_public() {
    let sandbox = Sandbox::with_fixtures();
    assert_eq!(on(&sandbox, &[SUMMIT, "--public-on", "2024-05-14"]), [""; 0]);
    // no source of the second round is dated
    assert_eq!(on(&sandbox, &[SUMMIT, "--public-on", "2024-05-15"]), ["2<1 2024-05-14-geneva-dialogue implements"]);
    let ran = sandbox.run(&["thread", SUMMIT, "--public-on", "2023-11-14"]);
    assert!(ran.status == 4 && ran.stderr.contains("cannot be shown to have been public by 14 November 2023"), "{ran}");
    let pairs = |day: &str| {
        sandbox.json(&["thread", "--relation", "CHN-USA", "--public-on", day])["pairs"].as_array().unwrap().len()
    };
    assert_eq!((pairs("2023-07-02"), pairs("2023-07-03")), (0, 1));
}

#[test]
fn action_and_response_are_told_with_the_pairs_behind_each_figure() {
    let sandbox = Sandbox::with_fixtures();
    sandbox.done(&["link", "2025-01-13-listing", "responds-to", GALLIUM, "--asserted-by", "bis"]);
    sandbox.done(&["link", "2025-01-13-listing", "responds-to", GALLIUM]);
    sandbox.done(&["link", "2024-09-24-hearings", "responds-to", RULE]);
    let text = sandbox.done(&["thread", "--relation", "CHN-USA", "--known-on", "2026-12-31", "--pairs"]);
    insta::assert_snapshot!(text.split("\nHow this is counted").next().unwrap(), @"
    Action and response: China and United States (CHN-USA)
    2 pairs of act and response.

    Median time from act to response, by who responds
      either side                    269 days over 1 exact pair; 414.5 days over all
                                     2 pairs, dates uncertain
      either side, entity-listing    no pair between exact days; 560 days over all 1
                                     pair, dates uncertain
      either side, retaliation       269 days over 1 exact pair
      China                          269 days over 1 exact pair
      China, retaliation             269 days over 1 exact pair
      United States                  no pair between exact days; 560 days over all 1
                                     pair, dates uncertain
      United States, entity-listing  no pair between exact days; 560 days over all 1
                                     pair, dates uncertain

    Acts that target the other side, without an answer on record
      China           0 of 1 (0%)
      United States   2 of 3 (67%)

      Acts by United States without an answer on record
      –  24–26 September 2024: Hearings on connected vehicles
         2024-09-24-hearings
      –  possibly 13 January 2025: Firm put on a list
         2025-01-13-listing

    Who opened chains of answers
      1    United States
      –  7 October 2022: United States limits chips and chip tools for China
         United States · 4 developments · 2022-10-07-chip-rule

    The pairs

      USA  7 October 2022: United States limits chips and chip tools for China
           2022-10-07-chip-rule
      CHN  3 July 2023: China asks for licences on gallium and germanium
           2023-07-03-gallium-licences
           →  responds-to, +269 days, says the analyst (retaliation)

      CHN  3 July 2023: China asks for licences on gallium and germanium
           2023-07-03-gallium-licences
      USA  possibly 13 January 2025: Firm put on a list
           2025-01-13-listing
           →  responds-to, +560 days, dates uncertain, in the words of Bureau of
              Industry and Security (entity-listing)
           →  responds-to, +560 days, dates uncertain, says the analyst
              (entity-listing)

    Ties of the relation that make no pair
      –  2024-09-24-hearings answers 2022-10-07-chip-rule: both are acts by the same
         side
    ");
    let answer = sandbox.json(&["thread", "--relation", "CHN-USA"]);
    let listing = &answer["pairs"][1];
    assert_eq!(listing["asserted_by"], json!(["bis", "analyst"]), "one pair, two voices");
    assert_eq!(json!([listing["days"], listing["days_min"], listing["days_max"]]), json!([null, 560, 560]));
    assert_eq!(answer["no_pairs"][0]["why"], "both are acts by the same side");
    let windowed = sandbox.json(&["thread", "--relation", "CHN-USA", "--from", "2023"]);
    assert_eq!(windowed["pairs"].as_array().unwrap().len(), 1, "the window is of the act");
    let shares: Vec<Value> = answer["answered"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| json!([row["side"], row["acts"], row["answered"], row["share_unanswered"]]))
        .collect();
    assert_eq!(shares, [json!(["CHN", 1, 1, 0.0]), json!(["USA", 3, 1, 2.0 / 3.0])]);
}

#[test]
fn medians_and_shares_follow_what_happened_to_the_record() {
    let sandbox = Sandbox::with_fixtures();
    let told = |args: &[&str]| {
        let answer = sandbox.json(&[&["thread", "--relation", "CHN-USA"], args].concat());
        let all = &answer["times"][0];
        json!([
            all["pairs"],
            all["median_exact"],
            all["median_min"],
            all["median_max"],
            answer["answered"][1]["answered"]
        ])
    };
    assert_eq!(told(&[]), json!([1, 269.0, 269.0, 269.0, 1]));
    let first = now(&sandbox);
    sandbox.done(&["correct", GALLIUM, "--set", "date=2023-07", "--reason", "a test"]);
    assert_eq!(told(&[]), json!([1, null, 267.0, 297.0, 1]));
    sandbox.done(&["correct", GALLIUM, "--set", "date=2023-07-02/..", "--reason", "a test"]);
    assert_eq!(told(&[]), json!([1, null, 268.0, null, 1]), "an open end has no most days");
    assert_eq!(told(&["--known-on", &first]), json!([1, 269.0, 269.0, 269.0, 1]));
    // the actor that acts is merged into one of the other side
    let second = now(&sandbox);
    sandbox.done(&["actor", "merge", "mofcom", "us-commerce", "--reason", "a test"]);
    assert_eq!(told(&[])[0], 0);
    assert_eq!(told(&["--known-on", &second])[0], 1);
    let ran = sandbox.done(&["thread", "--relation", "CHN-USA"]);
    assert!(ran.contains("No act of one side is tied to one of the other as its answer."), "{ran}");
    assert!(ran.contains("no pair on record"), "{ran}");
}

#[test]
fn a_response_planned_for_later_does_not_answer_yet_and_a_duplicate_answers_once() {
    let sandbox = Sandbox::with_fixtures();
    let answered = |args: &[&str]| {
        let answer = sandbox.json(&[&["thread", "--relation", "USA-CHN"], args].concat());
        json!([answer["pairs"].as_array().unwrap().len(), answer["answered"][1]["answered"]])
    };
    sandbox.done(&["correct", GALLIUM, "--set", "date=2199-01-01", "--reason", "a test"]);
    assert_eq!(answered(&[]), json!([1, 0]));
    sandbox.done(&["correct", GALLIUM, "--set", "date=2023-07-03", "--reason", "a test"]);
    assert_eq!(answered(&[]), json!([1, 1]));
    let twin = "2022-10-07-twin";
    sandbox.write("twin.jsonl", crate::sandbox::development(twin, "The rule again"));
    sandbox.done(&["append", "--file", "twin.jsonl"]);
    sandbox.done(&["link", GALLIUM, "responds-to", twin, "--asserted-by", "mofcom"]);
    sandbox.done(&["duplicate", twin, "--of", RULE]);
    let answer = sandbox.json(&["thread", "--relation", "CHN-USA"]);
    assert_eq!(answer["pairs"].as_array().unwrap().len(), 1);
    assert_eq!(answer["pairs"][0]["asserted_by"], json!(["analyst", "mofcom"]));
    // a chain joined through a duplicate is one chain
    sandbox.done(&["link", GALLIUM, "responds-to", RULE, "--withdraw", "--reason", "a test"]);
    assert_eq!(sandbox.json(&["thread", "--relation", "CHN-USA"])["opened"], json!([{"opener": "USA", "chains": 1}]));
    assert_eq!(sandbox.json(&["relation", "CHN-USA"])["opened"], json!([{"opener": "USA", "chains": 1}]));
    let before = now(&sandbox);
    sandbox.done(&["retract", GALLIUM, "--reason", "a test"]);
    assert_eq!(answered(&[]), json!([0, 0]));
    assert_eq!(answered(&["--known-on", &before]), json!([1, 1]));
    let ran = sandbox.run(&["thread", "--relation", "CHN-XXQ"]);
    assert!(ran.status == 1 && ran.stderr.contains("unknown side `XXQ`"), "{ran}");
}

#[test]
fn hostile_text_draws_no_branch_of_its_own() {
    let sandbox = Sandbox::with_fixtures();
    sandbox.done(&["link", ROUND, "extends", GENEVA, "--note", "=cmd| \u{202e}`x` <i>"]);
    sandbox.done(&["correct", ROUND, "--set", "title=+1 [x](javascript:y) \u{2066}", "--reason", "a test"]);
    let text = sandbox.done(&["thread", GENEVA]);
    assert!(text.contains("⟨U+202E⟩") && text.contains("⟨U+2066⟩"), "{text}");
    let csv = sandbox.done(&["thread", GENEVA, "--format", "csv"]);
    assert!(csv.contains("'+1 [x]"), "{csv}");
    let md = sandbox.done(&["thread", GENEVA, "--format", "md"]);
    assert!(md.contains("\\[x\\](javascript:y)") && md.contains("&lt;i&gt;"), "{md}");
}
