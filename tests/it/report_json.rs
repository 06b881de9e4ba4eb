//! The JSON of a development: a stable interface.

use crate::fixture::{CONTROLS, GENEVA, Journal, geneva};
use annals::report::development::development;
use annals::report::render::Rendered;
use annals::report::timeline::{TimelineQuery, timeline};
use serde_json::{Value, json};

fn shown(journal: &Journal, key: &str) -> Value {
    let state = journal.chronicle.development(key).unwrap();
    serde_json::from_str(&development(&journal.chronicle, state, None).unwrap().json().unwrap()).unwrap()
}

fn names(object: &Value) -> Vec<&str> {
    object.as_object().unwrap().keys().map(String::as_str).collect()
}

#[test]
fn every_field_is_there_in_its_order_however_little_is_recorded() {
    let mut journal = geneva();
    journal.development(json!({
        "key": "2025-01-01-bare", "date": "2025?", "title": "Bare", "kind": "other", "status": "reported",
        "actors": [{"actor": "china", "role": "participant"}], "sources": [{"url": "https://e.org"}]
    }));
    let fields = "id key date earliest latest dates title titles summary kind status topics place parties relations \
                  legal links linked_from claims commitments sources dispute codings revision recorded_at public_since \
                  corrected retracted duplicate_of";
    let fields: Vec<&str> = fields.split_whitespace().collect();
    for key in ["2025-01-01-bare", GENEVA, CONTROLS] {
        assert_eq!(names(&shown(&journal, key)), fields, "{key}");
    }
    insta::assert_snapshot!(shown(&journal, "2025-01-01-bare"), @r#"{"id":"00000000-0000-0000-0000-00000000d00f","key":"2025-01-01-bare","date":"2025?","earliest":"2025-01-01","latest":"2025-12-31","dates":[],"title":"Bare","titles":[],"summary":"","kind":"other","status":"reported","topics":[],"place":null,"parties":[{"actor":"china","name":"China","side":"CHN","type":"state","role":"participant","office":null}],"relations":[],"legal":null,"links":[],"linked_from":[],"claims":[],"commitments":[],"sources":[{"n":0,"url":"https://e.org","title":null,"publisher":null,"published":null,"lang":null,"side":null,"archived":null,"quote":null,"pinpoint":null}],"dispute":null,"codings":[],"revision":1,"recorded_at":"2026-11-24T15:15:00.000000Z","public_since":null,"corrected":[],"retracted":null,"duplicate_of":null}"#);
}

#[test]
fn the_parts_of_a_development_have_their_fields() {
    let found = shown(&geneva(), GENEVA);
    let part = |name: &str| names(&found[name][0]).join(" ");
    assert_eq!(part("parties"), "actor name side type role office");
    assert_eq!(part("links"), "relation key asserted_by days days_min days_max note");
    assert_eq!(part("claims"), "by speaker side polarity text source");
    assert_eq!(part("commitments"), "key by to text due acknowledged_by source one_sided state assessments");
    assert_eq!(part("sources"), "n url title publisher published lang side archived quote pinpoint");
    assert_eq!(names(&found["commitments"][0]["assessments"][0]).join(" "), "state on evidence note recorded_at");
    assert_eq!(found["relations"], json!(["CHN-USA"]));
    assert_eq!(found["date"], "2024-05-14");
    assert_eq!(found["public_since"], "2024-05-15");
    assert_eq!(found["commitments"][0]["state"], "partly");
    assert_eq!(found["commitments"][0]["one_sided"], true);
    assert_eq!(
        found["corrected"],
        json!([{"at": "2026-11-24T15:12:00.000000Z", "by": "Bo", "reason": "Both readouts give 14 May", "fields": ["date"]}])
    );
    let retracted = shown(&geneva(), "2024-05-20-rumoured-second-round");
    assert_eq!(
        retracted["retracted"],
        json!({"at": "2026-11-24T15:13:00.000000Z", "by": "Bo", "reason": "No source confirms it."})
    );
}

#[test]
fn days_between_are_given_only_where_both_dates_are_days_and_else_as_a_range() {
    let journal = geneva();
    let exact = shown(&journal, GENEVA);
    assert_eq!(
        exact["links"][0],
        json!({"relation": "follows", "key": CONTROLS, "asserted_by": "analyst", "days": 585, "days_min": 585,
            "days_max": 585, "note": "same topic"})
    );
    let controls = shown(&journal, CONTROLS);
    assert_eq!(
        controls["linked_from"],
        json!([
            {"relation": "responds-to", "key": "2022-12-china-wto-case", "asserted_by": "china", "days": null,
                "days_min": 55, "days_max": 85, "note": null},
            {"relation": "follows", "key": GENEVA, "asserted_by": "analyst", "days": 585, "days_min": 585,
                "days_max": 585, "note": "same topic"}
        ])
    );
}

#[test]
fn an_uncertain_day_is_not_counted_as_one_and_an_open_end_has_no_most_days() {
    let mut journal = geneva();
    for (key, date) in [("2024-05-20-uncertain", "2024-05-20?"), ("2024-05-20-open", "2024-05-20/..")] {
        journal.development(json!({
            "key": key, "date": date, "title": "T", "kind": "other", "status": "reported",
            "actors": [{"actor": "china", "role": "participant"}], "sources": [{"url": "https://e.org"}],
            "links": [{"rel": "follows", "key": GENEVA}]
        }));
    }
    let tie = |key: &str| shown(&journal, key)["links"][0].clone();
    let uncertain = tie("2024-05-20-uncertain");
    assert_eq!(
        (&uncertain["days"], &uncertain["days_min"], &uncertain["days_max"]),
        (&json!(null), &json!(6), &json!(6))
    );
    let open = tie("2024-05-20-open");
    assert_eq!((&open["days"], &open["days_min"], &open["days_max"]), (&json!(null), &json!(6), &json!(null)));
}

#[test]
fn a_timeline_is_one_array_as_json_and_one_object_a_line_as_jsonl() {
    let answer = timeline(&geneva().chronicle, &TimelineQuery::default());
    let array: Vec<Value> = serde_json::from_str(&answer.json().unwrap()).unwrap();
    let lines: Vec<Value> = answer.jsonl().unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(array.len(), 3);
    assert_eq!(array, lines);
}

#[test]
fn a_merged_actor_goes_by_the_name_and_id_of_the_one_that_stands_for_it() {
    let mut journal = geneva();
    journal.actor(json!({"id": "seth", "type": "person", "side": "USA", "names": [{"lang": "en", "name": "Seth"}]}));
    journal.add(crate::fixture::event(
        "actors.merged",
        json!({"from": "tarun-chhabra", "into": "seth", "reason": "a test"}),
    ));
    let party = shown(&journal, GENEVA)["parties"][1].clone();
    assert_eq!((&party["actor"], &party["name"]), (&json!("seth"), &json!("Seth")));
}
