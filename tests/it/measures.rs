//! `annals measures`: what the bundled record says of measures that are well known, and a small world
//! in which every way a state can change is tried.

use annals::domain::vocabulary::{LegalState, Vocabulary};
use serde_json::{Value, json};

use crate::measures_check::bundled;
use crate::sandbox::Sandbox;

/// A measure in its state on a day, as JSON, whatever the state.
fn measure(sandbox: &Sandbox, key: &str, on: &str, more: &[&str]) -> Value {
    let mut args = vec!["measures", "--on", on];
    for state in LegalState::ALL {
        args.extend(["--state", state.word()]);
    }
    args.extend(more);
    let answer = sandbox.json(&args);
    let found = answer["measures"].as_array().unwrap().iter().find(|measure| measure["key"] == key);
    found.cloned().unwrap_or(Value::Null)
}

fn state(sandbox: &Sandbox, key: &str, on: &str) -> String {
    measure(sandbox, key, on, &[])["state"].as_str().unwrap_or("absent").to_owned()
}

fn states<const N: usize>(sandbox: &Sandbox, key: &str, days: [&str; N]) -> [String; N] {
    days.map(|on| state(sandbox, key, on))
}

fn keys_in(sandbox: &Sandbox, on: &str, more: &[&str]) -> Vec<String> {
    let mut args = vec!["measures", "--on", on];
    args.extend(more);
    let answer = sandbox.json(&args);
    answer["measures"].as_array().unwrap().iter().map(|found| found["key"].as_str().unwrap().to_owned()).collect()
}

const AFFILIATES: &str = "2025-09-29-bis-affiliates-rule";
const GALLIUM_BAN: &str = "2024-12-03-china-bans-gallium-germanium-antimony-us";
const DIFFUSION: &str = "2025-01-15-ai-diffusion-rule";

#[test]
fn the_chip_rule_of_october_2022_is_in_force_ever_since_with_its_date_source_and_citation() {
    let Some(sandbox) = bundled() else { return };
    let key = "2022-10-07-bis-advanced-computing-rule";
    let days = ["2022-10-06", "2022-10-07", "2023-01-01", "2025-03-01", "2025-12-01"];
    assert_eq!(states(&sandbox, key, days), ["not-yet-made", "in-force", "in-force", "in-force", "in-force"]);
    let found = measure(&sandbox, key, "2023-01-01", &["--by", "USA", "--affecting", "CHN"]);
    assert_eq!(found["citation"], "87 FR 62186");
    assert_eq!(found["since"], "2022-10-07");
    let proof = &found["proofs"][0];
    assert_eq!(
        (&proof["by"], &proof["word"], &proof["date"]),
        (&json!("date"), &json!("effective"), &json!("2022-10-07"))
    );
    assert_eq!(proof["development"], key);
    assert!(proof["sources"][0]["url"].as_str().unwrap().starts_with("http"), "{proof}");
}

#[test]
fn in_december_2025_the_affiliates_rule_and_both_chinese_packages_are_suspended_and_by_what() {
    let Some(sandbox) = bundled() else { return };
    let suspended = keys_in(&sandbox, "2025-12-01", &["--state", "suspended"]);
    assert_eq!(suspended, [GALLIUM_BAN, AFFILIATES, "2025-10-09-china-rare-earth-package"]);
    let found = measure(&sandbox, AFFILIATES, "2025-12-01", &[]);
    assert_eq!((&found["since"], &found["until"]), (&json!("2025-11-10"), &json!("2026-11-09")));
    let tie = found["proofs"].as_array().unwrap().iter().find(|proof| proof["by"] == "tie").unwrap();
    assert_eq!(tie["word"], "suspends");
    assert_eq!(tie["development"], "2025-11-10-bis-affiliates-rule-suspended");
    assert_eq!(tie["asserted_by"], "bis");
    let days = ["2025-09-28", "2025-09-29", "2025-11-09", "2025-11-10", "2026-11-09", "2026-11-10"];
    assert_eq!(
        states(&sandbox, AFFILIATES, days),
        ["not-yet-made", "in-force", "in-force", "suspended", "suspended", "in-force"]
    );
    // the record was made after the term of the suspension, and still says suspended: that is told
    assert_eq!(found["disagreement"]["difference"], "contrary");
    assert_eq!(found["disagreement"]["status"], "suspended");
    assert_eq!(found["disagreement"]["state"], "in-force");
}

#[test]
fn the_diffusion_rule_had_effect_in_part_and_was_rescinded_before_its_second_date() {
    let Some(sandbox) = bundled() else { return };
    let days = ["2025-01-12", "2025-03-01", "2025-05-12", "2025-05-13", "2025-12-01"];
    assert_eq!(
        states(&sandbox, DIFFUSION, days),
        ["not-yet-made", "in-force-in-part", "in-force-in-part", "revoked", "revoked"]
    );
}

#[test]
fn terms_end_and_rules_begin_on_their_days() {
    let Some(sandbox) = bundled() else { return };
    let licence = "2019-05-20-huawei-temporary-general-licence";
    assert_eq!(states(&sandbox, licence, ["2020-08-13", "2020-08-14"]), ["in-force", "expired"]);
    let bulk_data = "2025-04-08-doj-bulk-data-rule-in-force";
    assert_eq!(states(&sandbox, bulk_data, ["2025-03-01", "2025-04-08"]), ["not-yet-effective", "in-force"]);
    let chip_plants = "2025-08-29-bis-veu-revocation";
    assert_eq!(states(&sandbox, chip_plants, ["2025-12-01", "2025-12-31"]), ["not-yet-effective", "in-force"]);
    let gallium = "2023-07-03-china-gallium-germanium-controls";
    assert_eq!(
        states(&sandbox, gallium, ["2023-07-31", "2023-08-01", "2025-12-01"]),
        ["not-yet-effective", "in-force", "in-force"]
    );
}

#[test]
fn where_no_first_day_of_effect_is_on_record_a_measure_may_be_in_force_and_no_more() {
    let Some(sandbox) = bundled() else { return };
    // announced on 25 November 2022; the Federal Register made it effective in February 2023
    let found = measure(&sandbox, "2022-11-25-fcc-equipment-ban", "2023-01-01", &[]);
    assert_eq!(found["state"], "may-be-in-force");
    assert_eq!(found["possible"], json!(["in-force", "not-yet-effective"]));
    assert_eq!(found["doubts"][0]["doubt"], "start-not-recorded");
    assert_eq!(
        (&found["doubts"][0]["earliest"], &found["start"]["earliest"]),
        (&json!("2022-11-25"), &json!("2022-11-25"))
    );
    let eda = "2025-05-23-us-eda-restrictions";
    let days = ["2025-05-22", "2025-06-15", "2025-07-02"];
    assert_eq!(states(&sandbox, eda, days), ["not-yet-made", "may-be-in-force", "revoked"]);
}

#[test]
fn a_suspension_that_is_not_public_yet_is_not_seen() {
    let Some(sandbox) = bundled() else { return };
    let seen = |public_on: &str| measure(&sandbox, AFFILIATES, "2025-12-01", &["--public-on", public_on]);
    assert_eq!(seen("2025-11-30")["state"], "suspended");
    assert_eq!(seen("2025-11-05")["state"], "in-force");
    assert_eq!(seen("2025-09-01"), Value::Null);
}

#[test]
fn how_many_measures_are_in_each_state_on_three_days() {
    let Some(sandbox) = bundled() else { return };
    let counts = |on: &str| {
        let answer = sandbox.json(&["measures", "--on", on]);
        let rows = answer["states"].as_array().unwrap().iter();
        rows.map(|row| format!("{} {}", row["state"].as_str().unwrap(), row["measures"])).collect::<Vec<_>>().join(", ")
    };
    insta::assert_snapshot!(counts("2023-01-01"), @"in-force 27, may-be-in-force 30, announced 3, adopted 7, revoked 3, expired 3, concluded 3, not-yet-made 67, unknown 4");
    insta::assert_snapshot!(counts("2025-03-01"), @"in-force 43, in-force-in-part 1, may-be-in-force 44, not-yet-effective 2, announced 4, adopted 7, proposed 3, revoked 3, expired 4, concluded 4, not-yet-made 27, unknown 5");
    insta::assert_snapshot!(counts("2025-12-01"), @"in-force 49, may-be-in-force 46, not-yet-effective 1, suspended 3, announced 6, adopted 8, proposed 3, revoked 5, expired 5, concluded 5, not-yet-made 11, unknown 5");
}

/// A small world: two sides, and developments in few words.
struct World(Sandbox);

impl World {
    fn new() -> Self {
        let world = Self(Sandbox::new());
        let actors = [("bis", "USA"), ("mofcom", "CHN"), ("huawei", "CHN"), ("commission", "JPN")].map(|(id, side)| {
            json!({"id": id, "type": "agency", "side": side, "names": [{"lang": "en", "name": id}]}).to_string()
        });
        world.0.write("actors.jsonl", actors.join("\n"));
        world.0.done(&["import", "native", "actors.jsonl"]);
        world
    }

    /// Records an act: its dates as `role date note`, its ties as `relation key note`.
    fn act(&self, key: &str, date: &str, status: &str, dates: &[&str], ties: &[&str]) -> &Self {
        let split = |text: &str| {
            let mut parts = text.splitn(3, ' ').map(str::to_owned);
            (parts.next().unwrap(), parts.next().unwrap(), parts.next())
        };
        let dated = |text: &&str| {
            let (role, date, note) = split(text);
            json!({"role": role, "date": date, "note": note})
        };
        let tied = |text: &&str| {
            let (relation, key, note) = split(text);
            json!({"rel": relation, "key": key, "note": note})
        };
        let line = json!({
            "key": key, "date": date, "title": format!("Act {key}"), "kind": "export-control", "status": status,
            "dates": dates.iter().map(dated).collect::<Vec<_>>(), "links": ties.iter().map(tied).collect::<Vec<_>>(),
            "parties": [{"actor": "bis", "role": "initiator"}, {"actor": "huawei", "role": "target"}],
            "sources": [{"url": format!("https://press.example/{key}"), "published": date}]
        });
        self.0.write("act.jsonl", line.to_string());
        self.0.done(&["import", "native", "act.jsonl"]);
        self
    }

    fn done(&self, args: &[&str]) -> &Self {
        self.0.done(args);
        self
    }

    /// The state on each of these days.
    fn on<const N: usize>(&self, key: &str, days: [&str; N]) -> [String; N] {
        states(&self.0, key, days)
    }

    /// The instant of the last event, for `--known-on`.
    fn now(&self) -> String {
        let log = self.0.json(&["log"]);
        let rows = log.as_array().unwrap();
        rows.iter().map(|row| row["time"].as_str().unwrap().to_owned()).max().unwrap()
    }

    fn known(&self, key: &str, on: &str, known_on: &str) -> String {
        let found = measure(&self.0, key, on, &["--known-on", known_on]);
        found["state"].as_str().unwrap_or("absent").to_owned()
    }
}

#[test]
fn an_uncertain_date_is_never_a_silent_yes() {
    let world = World::new();
    world.act("month", "2024-03-01", "in-force", &["signed 2024-03-01", "effective 2024-05"], &[]);
    let days = ["2024-04-30", "2024-05-01", "2024-05-30", "2024-05-31"];
    assert_eq!(world.on("month", days), ["not-yet-effective", "may-be-in-force", "may-be-in-force", "in-force"]);
    let found = measure(&world.0, "month", "2024-05-15", &[]);
    assert_eq!(found["possible"], json!(["in-force", "not-yet-effective"]));
    assert_eq!(
        found["doubts"],
        json!([{"doubt": "start-uncertain", "earliest": "2024-05-01", "latest": "2024-05-31",
        "words": "its first day of effect is uncertain: between 1 May 2024 and 31 May 2024"}])
    );
    assert_eq!((&found["since"], &found["until"]), (&json!("2024-05-01"), &json!("2024-05-30")));

    // a marked day may be off by 31 days to either side
    for mark in ["~", "?", "%"] {
        let key = format!("marked-{}", mark.bytes().next().unwrap());
        world.act(&key, "2024-01-01", "in-force", &["signed 2024-01-01", &format!("effective 2024-05-10{mark}")], &[]);
        let days = ["2024-04-08", "2024-04-09", "2024-05-10", "2024-06-09", "2024-06-10"];
        let wanted = ["not-yet-effective", "may-be-in-force", "may-be-in-force", "may-be-in-force", "in-force"];
        assert_eq!(world.on(&key, days), wanted, "{mark}");
    }

    world.act("ends", "2024-01-01", "in-force", &["effective 2024-01-01", "expires 2024-06-03/2024-06-09"], &[]);
    let days = ["2024-06-03", "2024-06-04", "2024-06-09", "2024-06-10"];
    assert_eq!(world.on("ends", days), ["in-force", "may-be-in-force", "may-be-in-force", "expired"]);
}

#[test]
fn a_measure_whose_suspension_ends_is_in_force_again_and_an_extension_puts_that_off() {
    let world = World::new();
    world.act("rule", "2024-01-01", "in-force", &["effective 2024-01-01"], &[]);
    world.act("hold", "2024-03-01", "in-force", &["effective 2024-03-05", "expires 2024-06-30"], &["suspends rule"]);
    let days = ["2024-03-04", "2024-03-05", "2024-06-30", "2024-07-01"];
    assert_eq!(world.on("rule", days), ["in-force", "suspended", "suspended", "in-force"]);
    // an extension with a term of its own, and one of that extension
    world.act("longer", "2024-06-20", "in-force", &["effective 2024-06-20", "expires 2024-09-30"], &["extends hold"]);
    assert_eq!(world.on("rule", ["2024-07-01", "2024-09-30", "2024-10-01"]), ["suspended", "suspended", "in-force"]);
    world.act(
        "longest",
        "2024-09-20",
        "in-force",
        &["effective 2024-09-20", "expires 2024-12-31"],
        &["extends longer"],
    );
    assert_eq!(world.on("rule", ["2024-10-01", "2024-12-31", "2025-01-01"]), ["suspended", "suspended", "in-force"]);
    // one without a term says only that it went on
    world.act("on", "2024-12-20", "in-force", &["effective 2024-12-20"], &["extends hold"]);
    assert_eq!(world.on("rule", ["2024-12-31", "2025-01-01"]), ["suspended", "may-be-in-force"]);
    let found = measure(&world.0, "rule", "2024-07-15", &[]);
    assert_eq!(found["state"], "suspended");
    // the suspending act is itself revoked: the measure is back
    world.act("end", "2024-05-01", "in-force", &["effective 2024-05-01"], &["revokes hold"]);
    assert_eq!(world.on("rule", ["2024-04-30", "2024-05-01", "2025-01-01"]), ["suspended", "in-force", "in-force"]);
}

#[test]
fn statuses_as_moved_suspend_resume_and_end_on_their_days() {
    let world = World::new();
    world.act("rule", "2024-01-01", "announced", &["announced 2024-01-01"], &[]);
    assert_eq!(
        world.on("rule", ["2023-12-31", "2024-01-01", "2026-01-01"]),
        ["not-yet-made", "announced", "announced"]
    );
    world.done(&["status", "rule", "in-force", "--on", "2024-02-01"]);
    world.done(&["status", "rule", "suspended", "--on", "2024-04"]);
    world.done(&["status", "rule", "in-force", "--on", "2024-06-01"]);
    world.done(&["status", "rule", "revoked", "--on", "2024-08-01"]);
    let days = ["2024-01-31", "2024-02-01", "2024-04-15", "2024-04-30", "2024-05-31", "2024-06-01", "2024-08-01"];
    assert_eq!(
        world.on("rule", days),
        ["not-yet-effective", "in-force", "may-be-in-force", "suspended", "suspended", "in-force", "revoked"]
    );
}

#[test]
fn an_end_without_a_date_is_certain_only_from_when_it_was_told() {
    let world = World::new();
    world.act("rule", "2024-01-01", "revoked", &["effective 2024-01-01"], &[]);
    assert_eq!(
        world.on("rule", ["2023-12-31", "2024-01-01", "2026-01-01"]),
        ["not-yet-made", "may-be-in-force", "may-be-in-force"]
    );
    assert_eq!(state(&world.0, "rule", "2031-01-01"), "revoked");
    let found = measure(&world.0, "rule", "2024-06-01", &[]);
    assert_eq!(found["possible"], json!(["in-force", "revoked"]));
    assert_eq!(found["doubts"][0]["doubt"], "end-not-recorded");
    // a tie that says when takes its place
    world.act("repeal", "2024-09-01", "in-force", &["effective 2024-10-01"], &["revokes rule"]);
    assert_eq!(world.on("rule", ["2024-09-30", "2024-10-01"]), ["in-force", "revoked"]);
}

#[test]
fn what_is_ended_or_put_on_hold_in_part_stays_in_force_in_part() {
    let world = World::new();
    world.act("rule", "2024-01-01", "in-force", &["effective 2024-01-01"], &[]);
    world.act("cut", "2024-03-01", "in-force", &["effective 2024-03-01"], &["revokes rule in part"]);
    assert_eq!(world.on("rule", ["2024-02-29", "2024-03-01"]), ["in-force", "in-force-in-part"]);
    world.act("phases", "2024-01-01", "in-force", &["effective 2024-02-01", "effective 2024-05 the rest"], &[]);
    let days = ["2024-01-15", "2024-02-01", "2024-05-15", "2024-05-31"];
    assert_eq!(world.on("phases", days), ["not-yet-effective", "in-force-in-part", "in-force-in-part", "in-force"]);
    let found = measure(&world.0, "phases", "2024-05-15", &[]);
    assert_eq!(found["possible"], json!(["in-force", "in-force-in-part"]));
    world.act("part", "2024-01-01", "in-force", &["effective 2024-02-01 In part"], &[]);
    assert_eq!(world.on("part", ["2024-03-01"]), ["in-force-in-part"]);
}

#[test]
fn an_act_that_is_only_announced_ends_nothing_for_certain_and_a_proposal_nothing_at_all() {
    let world = World::new();
    world.act("rule", "2024-01-01", "in-force", &["effective 2024-01-01"], &[]);
    world.act("bill", "2024-02-01", "proposed", &["announced 2024-02-01"], &["revokes rule"]);
    assert_eq!(world.on("rule", ["2024-03-01"]), ["in-force"]);
    world.act("talk", "2024-04-01", "announced", &["announced 2024-04-01"], &["revokes rule"]);
    assert_eq!(
        world.on("rule", ["2024-03-31", "2024-04-01", "2031-01-01"]),
        ["in-force", "may-be-in-force", "may-be-in-force"]
    );
    assert_eq!(measure(&world.0, "rule", "2024-04-01", &[])["doubts"][0]["doubt"], "act-not-shown");
    // a repeal whose own term ran out has done its work; one that is repealed may bring the measure back
    world.act("other", "2024-01-01", "in-force", &["effective 2024-01-01"], &[]);
    world.act("ended", "2024-02-01", "in-force", &["effective 2024-02-01", "expires 2024-03-31"], &["revokes other"]);
    assert_eq!(world.on("other", ["2024-03-01", "2024-04-01"]), ["revoked", "revoked"]);
    world.act("undone", "2024-05-01", "in-force", &["effective 2024-05-01"], &["revokes ended"]);
    assert_eq!(world.on("other", ["2024-03-01", "2024-05-01"]), ["revoked", "may-be-in-force"]);
    // a first day of effect that nothing shows to have come is none
    world.act("plan", "2024-05-01", "announced", &["announced 2024-05-01", "effective 2024-06-01"], &[]);
    assert_eq!(world.on("plan", ["2024-05-31", "2024-06-01"]), ["not-yet-effective", "may-be-in-force"]);
    assert_eq!(measure(&world.0, "plan", "2024-06-01", &[])["doubts"][0]["doubt"], "effect-not-shown");
}

#[test]
fn a_corrected_and_re_dated_measure_is_right_now_and_as_it_was_known() {
    let world = World::new();
    world.act("rule", "2024-01-01", "in-force", &["effective 2024-01-01"], &[]);
    let before = world.now();
    world.done(&["correct", "rule", "--set", "dates.effective=2024-03-01", "--reason", "the gazette says so"]);
    assert_eq!(world.on("rule", ["2024-02-01", "2024-03-01"]), ["not-yet-effective", "in-force"]);
    assert_eq!(world.known("rule", "2024-02-01", &before), "in-force");
    let before = world.now();
    world.done(&["correct", "rule", "--set", "status=superseded", "--reason", "misread"]);
    assert_eq!(world.on("rule", ["2024-04-01", "2031-01-01"]), ["may-be-in-force", "superseded"]);
    assert_eq!(world.known("rule", "2024-04-01", &before), "in-force");
    assert_eq!(world.known("rule", "2031-01-01", &before), "in-force");
}

#[test]
fn where_what_ended_a_measure_is_retracted_or_its_tie_withdrawn_the_measure_is_back_in_force() {
    let world = World::new();
    world.act("rule", "2024-01-01", "in-force", &["effective 2024-01-01"], &[]);
    world.act("repeal", "2024-03-01", "in-force", &["effective 2024-03-01"], &["revokes rule"]);
    world.act("hold", "2024-02-01", "in-force", &["effective 2024-02-01"], &["suspends rule"]);
    let days = ["2024-01-15", "2024-02-15", "2024-03-15"];
    assert_eq!(world.on("rule", days), ["in-force", "suspended", "revoked"]);
    let before = world.now();
    world.done(&["retract", "repeal", "--reason", "no source confirms it"]);
    assert_eq!(world.on("rule", days), ["in-force", "suspended", "suspended"]);
    world.done(&["link", "hold", "suspends", "rule", "--withdraw"]);
    assert_eq!(world.on("rule", days), ["in-force", "in-force", "in-force"]);
    assert_eq!(world.known("rule", "2024-03-15", &before), "revoked");
    let before = world.now();
    world.done(&["retract", "rule", "--reason", "a test"]);
    assert_eq!(state(&world.0, "rule", "2024-03-15"), "absent");
    assert_eq!(world.known("rule", "2024-03-15", &before), "in-force");
}

#[test]
fn a_tie_to_a_duplicate_counts_for_the_measure_that_stands() {
    let world = World::new();
    world.act("rule", "2024-01-01", "in-force", &["effective 2024-01-01"], &[]);
    world.act("again", "2024-01-01", "in-force", &["effective 2024-01-01"], &[]);
    world.act("hold", "2024-02-01", "in-force", &["effective 2024-02-01"], &["suspends again"]);
    let before = world.now();
    assert_eq!(state(&world.0, "rule", "2024-03-01"), "in-force");
    world.done(&["duplicate", "again", "--of", "rule"]);
    assert_eq!(state(&world.0, "rule", "2024-03-01"), "suspended");
    assert_eq!(state(&world.0, "again", "2024-03-01"), "absent");
    assert_eq!(world.known("rule", "2024-03-01", &before), "in-force");
    assert_eq!(world.known("again", "2024-03-01", &before), "suspended");
}

#[test]
fn by_and_affecting_follow_roles_the_legal_authority_and_merged_actors() {
    let world = World::new();
    world.act("rule", "2024-01-01", "in-force", &["effective 2024-01-01"], &[]);
    let day = "2024-06-01";
    let keys = |more: &[&str]| keys_in(&world.0, day, more);
    assert_eq!(keys(&["--by", "usa", "--affecting", "CHN"]), ["rule"]);
    assert_eq!(keys(&["--by", "CHN"]), [""; 0]);
    assert_eq!(keys(&["--affecting", "USA"]), [""; 0]);
    let before = world.now();
    world.done(&[
        "correct",
        "rule",
        "--set",
        "legal.authority=mofcom",
        "--set",
        "legal.binding=true",
        "--reason",
        "a test",
    ]);
    assert_eq!(keys(&["--by", "CHN"]), ["rule"]);
    world.done(&["actor", "merge", "huawei", "commission", "--reason", "a test"]);
    assert_eq!(keys(&["--affecting", "CHN"]), [""; 0]);
    assert_eq!(keys(&["--affecting", "CHN", "--known-on", &before]), ["rule"]);
}

#[test]
fn a_life_is_told_step_by_step_and_drawn_as_a_line() {
    let world = World::new();
    world.act("rule", "2024-01-10", "revoked", &["announced 2024-01-10", "effective 2024-03"], &[]);
    world.act(
        "hold",
        "2024-06-01",
        "in-force",
        &["effective 2024-06-05", "expires 2024-09-30 last day"],
        &["suspends rule"],
    );
    world.act("repeal", "2025-01-15", "in-force", &["effective 2025-02-01"], &["revokes rule"]);
    let ran = world.0.run(&["measures", "show", "rule", "--on", "2024-07-01"]);
    insta::assert_snapshot!(ran, @"
    status 0
    -- stdout
    Act rule
    export-control · by USA, affecting CHN · rule

    On 1 July 2024: suspended since 5 June 2024, to 30 September 2024.

    Its life
      ·········░░░░░███████████╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌█████████████████████××××××→

      ·  not yet effective             10 January 2024 to 29 February 2024   51 days
      ░  may be in force (in force or  1 March 2024 to 30 March 2024         30 days
         not yet effective)
      █  in force                      31 March 2024 to 4 June 2024          66 days
      ╌  suspended                     5 June 2024 to 30 September 2024     118 days
      █  in force                      1 October 2024 to 31 January 2025    123 days
      ×  revoked                       from 1 February 2025 on

    Step by step

      –               announced 10 January 2024
                      not yet made → not yet effective · [source 0]

      +51 to +81 days  takes effect March 2024
                      not yet effective → in force · [source 0]

      +147 days       suspended by “Act hold”, 5 June 2024
                      in force → suspended · as tied by analyst · hold · [source 0]

      +118 days       the term of what put it on hold is over on 1 October 2024
                      (last day)
                      suspended → in force · hold · [source 0]

      +123 days       revoked by “Act repeal”, 1 February 2025
                      in force → revoked · as tied by analyst · repeal · [source 0]

    Sources
      rule
        [0] 10 January 2024, https://press.example/rule
      hold
        [0] 1 June 2024, https://press.example/hold
      repeal
        [0] 15 January 2025, https://press.example/repeal

    A measure is in force from its effective date, in part until the last of
    several, to the last day of its term as prolonged; an act that suspends or
    revokes it does so from its own effective date, else its own date, and as long
    as it has effect itself. Where only a status tells that something happened, it
    may have happened on any day from the making to the telling. A date marked ? or
    ~ may be off by 31 days, a year by 366. What may be so is never told as so. By a
    side: an initiator or the legal authority is of that side. Affecting a side: a
    target or affected party is of that side. Merged actors are followed.
    ");
    let life = world.0.json(&["measures", "show", "rule", "--on", "2024-07-01"]);
    assert_eq!(life["measure"]["state"], "suspended");
    let spans = life["spans"].as_array().unwrap().iter().map(|span| span["state"].as_str().unwrap());
    let wanted =
        ["not-yet-made", "not-yet-effective", "may-be-in-force", "in-force", "suspended", "in-force", "revoked"];
    assert_eq!(spans.collect::<Vec<_>>(), wanted);
}

#[test]
fn what_is_wrong_is_refused_with_its_place_and_remedy() {
    let world = World::new();
    world.act("rule", "2024-01-01", "in-force", &["effective 2024-01-01"], &[]);
    let talks = json!({"key": "talks", "date": "2024-02-01", "title": "Talks", "kind": "dialogue", "status": "held",
        "parties": [{"actor": "bis", "role": "participant"}], "sources": [{"url": "https://press.example/talks"}]});
    world.0.write("talks.jsonl", talks.to_string());
    world.done(&["import", "native", "talks.jsonl"]);
    insta::assert_snapshot!(world.0.run(&["measures", "show", "talks"]), @"
    status 4
    -- stderr
    error: `talks` is no measure: it is of kind dialogue, and it has no legal form

    hint: `annals show talks` tells all of it; `annals measures` lists the measures
    ");
    insta::assert_snapshot!(world.0.run(&["measures", "show", "rul-e"]), @"
    status 4
    -- stderr
    error: no development is named `rul-e` (did you mean `rule`?)

    hint: `annals timeline --text WORDS` finds keys; a key, an id, or an unambiguous start of either will do
    ");
    insta::assert_snapshot!(world.0.run(&["measures", "--on", "2024-02"]), @"
    status 1
    -- stderr
    error: `2024-02` is not one certain day: expected a day such as 2025-12-01
      --> --on 2024-02

    hint: a state changes within a month; ask for its first or last day
    ");
    insta::assert_snapshot!(world.0.run(&["measures", "--on", "2024-02-10~"]), @"
    status 1
    -- stderr
    error: `2024-02-10~` is not one certain day: expected a day such as 2025-12-01
      --> --on '2024-02-10~'

    hint: a state changes within a month; ask for its first or last day
    ");
    insta::assert_snapshot!(world.0.run(&["measures", "--state", "inforce"]), @"
    status 1
    -- stderr
    error: `inforce` is no legal state (did you mean `in-force`?); expected one of: in-force, in-force-in-part, may-be-in-force, not-yet-effective, suspended, announced, adopted, proposed, revoked, expired, superseded, concluded, not-in-force, not-yet-made, unknown
      --> --state inforce
    ");
    insta::assert_snapshot!(world.0.run(&["measures", "--by", "JPX"]), @"
    status 1
    -- stderr
    error: unknown side `JPX` (did you mean `JPN`?): expected an ISO 3166-1 alpha-3 code such as `CHN`, the side of a registered bloc such as `EUE`, or `INT`
      --> --by JPX

    hint: a bloc's code is known once an actor of type `bloc` with that side is registered
    ");
    insta::assert_snapshot!(world.0.run(&["measures", "show", "rule", "--public-on", "2023"]), @"
    status 4
    -- stderr
    error: `rule` cannot be shown to have been public by 31 December 2023: its earliest dated source was published 1 January 2024
    ");
}
