//! The page on output names every field that a reading verb writes as JSON.

use super::sandbox::Sandbox;
use serde_json::Value;
use std::collections::BTreeSet;

fn fields(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(map) => {
            for (name, inner) in map {
                // names of event types and the like are data
                if !name.contains('.') {
                    found.insert(name.clone());
                }
                // what a feed calls its own fields is data too
                if name != "rest" {
                    fields(inner, found);
                }
            }
        }
        Value::Array(list) => list.iter().for_each(|inner| fields(inner, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn undocumented(page: &str, value: &Value) -> Vec<String> {
    let mut found = BTreeSet::new();
    fields(value, &mut found);
    assert!(!found.is_empty());
    found.into_iter().filter(|field| !page.contains(&format!("`{field}`"))).collect()
}

#[test]
fn every_field_of_every_answer_is_on_the_page() {
    let page = include_str!("../../docs/output.md");
    let sandbox = Sandbox::with_fixtures();
    sandbox.done(&["correct", "2024-05-14-geneva-dialogue", "--set", "title=Geneva", "--reason", "shorter"]);
    sandbox.done(&["retract", "2025-01-13-listing", "--reason", "it never happened"]);
    crate::lead_sandbox::import_all(&sandbox);
    sandbox.done(&["lead", "reject", "icews:700001", "--reason", "no news"]);
    sandbox.write("page.html", "a copy");
    sandbox.done(&["cite", "2024-05-14-geneva-dialogue", "--url", "https://page.example", "--archive", "page.html"]);
    for verb in [
        &["timeline"][..],
        &["timeline", "--with-leads"],
        &["leads", "--limit", "all"],
        &["leads", "show", "federal-register:2024-10001"],
        &["leads", "show", "icews:700001"],
        &["show", "2025-01-13-listing"],
        &["show", "2024-05-14-geneva-dialogue", "--history"],
        &["actor", "show", "yang-tao"],
        &["actor", "list"],
        &["relation", "CHN-USA"],
        &["changes", "--since", "0"],
        &["changes", "--since", "23"],
        &["sources"],
        &["sources", "--by", "publisher"],
        &["relation", "CHN-USA", "--series", "--by", "month"],
        &["relation", "CHN-USA", "--bar", "2024"],
        &["actor", "show", "mofcom", "--on", "2024-05-14"],
        &["stats"],
        &["commitments"],
        &["thread", "2024-05-14-geneva-dialogue"],
        &["thread", "--relation", "CHN-USA"],
        &["perspectives", "2024-05-14-geneva-dialogue"],
        &["perspectives"],
        &["log"],
        &["info"],
        &["verify"],
    ] {
        let missing = undocumented(page, &sandbox.json(verb));
        assert!(missing.is_empty(), "{verb:?} writes {missing:?}, which docs/output.md does not name");
    }
}

#[test]
fn a_field_that_the_page_does_not_name_is_found() {
    assert_eq!(undocumented("only `key`", &serde_json::json!([{"key": 1, "surprise": {"key": 2}}])), ["surprise"]);
}
