//! What the public could know on a day: later sources and what rests on them are left out.

use crate::fixture::{CONTROLS, GENEVA, event, geneva};
use annals::domain::edtf::Day;
use annals::domain::filter::Filter;
use annals::report::development::development;
use annals::report::entry::Entry;
use annals::report::timeline::{Timeline, TimelineQuery, timeline};
use annals::report::vantage::Vantage;
use serde_json::json;

fn day(year: i64, month: u32, day: u32) -> Option<Day> {
    Day::new(year, month, day)
}

fn on(public_on: Option<Day>, change: impl Fn(&mut Filter)) -> Timeline {
    let mut filter = Filter { public_on, ..Filter::default() };
    change(&mut filter);
    timeline(&geneva().chronicle, &TimelineQuery { filter, ..TimelineQuery::default() })
}

#[test]
fn claims_on_later_sources_are_left_out_and_sources_keep_their_numbers() {
    let journal = geneva();
    let state = journal.chronicle.development(GENEVA).unwrap();
    let entry = Entry::of(&Vantage::new(&journal.chronicle, day(2024, 5, 31)), state);
    assert_eq!(entry.sources.iter().map(|source| source.n).collect::<Vec<u32>>(), [0, 1]);
    assert_eq!(entry.claims.len(), 2);
    let entry = Entry::of(&Vantage::new(&journal.chronicle, day(2024, 6, 30)), state);
    assert_eq!(entry.claims.len(), 3, "a source of June 2024 is certainly public only when June is over");
    let entry = Entry::of(&Vantage::new(&journal.chronicle, day(2024, 6, 29)), state);
    assert_eq!(entry.claims.len(), 2);
}

#[test]
fn an_assessment_of_a_later_date_is_left_out_and_the_state_with_it() {
    let journal = geneva();
    let state = journal.chronicle.development(GENEVA).unwrap();
    let state_on = |public_on| {
        let entry = Entry::of(&Vantage::new(&journal.chronicle, public_on), state);
        entry.commitments.first().and_then(|commitment| commitment.state.map(|state| state.to_string()))
    };
    assert_eq!(state_on(None).as_deref(), Some("partly"));
    assert_eq!(state_on(day(2024, 11, 16)).as_deref(), Some("partly"));
    assert_eq!(state_on(day(2024, 11, 15)), None);
}

#[test]
fn a_status_move_on_a_later_source_is_undone_also_for_the_filter() {
    let journal = geneva();
    let state = journal.chronicle.development(CONTROLS).unwrap();
    let status_on = |public_on| Entry::of(&Vantage::new(&journal.chronicle, public_on), state).status.to_string();
    assert_eq!(status_on(None), "suspended");
    assert_eq!(status_on(day(2025, 11, 9)), "in-force");
    assert_eq!(status_on(day(2025, 11, 10)), "suspended");
    let in_force =
        |public_on| on(public_on, |filter| filter.statuses = vec!["in-force".parse().unwrap()]).entries.len();
    assert_eq!(in_force(day(2025, 11, 9)), 1);
    assert_eq!(in_force(day(2025, 11, 10)), 0);
}

#[test]
fn words_of_a_claim_that_was_not_public_are_not_found() {
    let found = |public_on| on(public_on, |filter| filter.texts = vec!["channels open".into()]).entries.len();
    assert_eq!(found(day(2024, 7, 1)), 1);
    assert_eq!(found(day(2024, 5, 31)), 0);
}

#[test]
fn a_tie_from_a_development_that_was_not_public_is_left_out() {
    let journal = geneva();
    let state = journal.chronicle.development(CONTROLS).unwrap();
    let ties = |public_on| Entry::of(&Vantage::new(&journal.chronicle, public_on), state).linked_from.len();
    assert_eq!(ties(None), 2);
    assert_eq!(ties(day(2024, 5, 14)), 0);
    assert_eq!(ties(day(2024, 5, 15)), 1, "the WTO case has no dated source and is never certainly public");
}

#[test]
fn what_was_left_out_is_told_with_its_reason() {
    let answer = on(day(2024, 1, 1), |_| {});
    assert_eq!(answer.entries.len(), 1);
    assert_eq!((answer.undated, answer.later), (1, 1));
    insta::assert_snapshot!(answer.notices.join("\n"), @r#"
1 development left out as public only after 1 January 2024.
1 development left out because no source carries a publication date.
1 source published after 1 January 2024 left out, with what rests on them.
Titles, summaries, disputes and first statuses are as recorded, with every source at hand.
"#);
}

#[test]
fn a_development_that_was_not_public_yet_is_refused_with_the_day_it_became_so() {
    let journal = geneva();
    let refused = |key: &str| {
        let state = journal.chronicle.development(key).unwrap();
        development(&journal.chronicle, state, day(2024, 5, 14)).unwrap_err().to_string()
    };
    assert_eq!(
        refused(GENEVA),
        "`2024-05-14-geneva-ai-dialogue` cannot be shown to have been public by 14 May 2024: its earliest dated source was published 15 May 2024"
    );
    assert!(refused("2022-12-china-wto-case").ends_with("no source of it carries a publication date"));
    let state = journal.chronicle.development(GENEVA).unwrap();
    let report = development(&journal.chronicle, state, day(2024, 5, 15)).unwrap();
    assert!(
        report.notices.contains(&"Left out as public only after 15 May 2024: 1 claim.".to_owned()),
        "{:?}",
        report.notices
    );
}

#[test]
fn a_tie_to_a_development_that_was_not_public_is_left_out() {
    let mut journal = geneva();
    let link = json!({"rel": "follows", "key": "2022-12-china-wto-case"});
    journal.add(event("link.asserted", json!({"key": GENEVA, "link": link})));
    let state = journal.chronicle.development(GENEVA).unwrap();
    let ties = |public_on| Entry::of(&Vantage::new(&journal.chronicle, public_on), state).links.len();
    assert_eq!((ties(None), ties(day(2024, 5, 15))), (2, 1));
}

#[test]
fn a_tie_from_a_retracted_development_is_left_out() {
    let mut journal = geneva();
    journal.retract(GENEVA, "a test");
    let state = journal.chronicle.development(CONTROLS).unwrap();
    let entry = Entry::of(&Vantage::new(&journal.chronicle, None), state);
    let keys: Vec<&str> = entry.linked_from.iter().map(|link| link.key.as_str()).collect();
    assert_eq!(keys, ["2022-12-china-wto-case"]);
}

#[test]
fn an_assessment_on_evidence_that_was_not_public_is_left_out() {
    let mut journal = geneva();
    let assessment = json!({"commitment": "2024-05-14-keep-channels-open", "state": "broken", "on": "2024-11-17",
        "evidence": ["2022-12-china-wto-case"]});
    journal.add(event("commitment.assessed", json!({"key": GENEVA, "assessment": assessment})));
    let state = journal.chronicle.development(GENEVA).unwrap();
    let state_on = |public_on| {
        let entry = Entry::of(&Vantage::new(&journal.chronicle, public_on), state);
        entry.commitments.first().and_then(|commitment| commitment.state.map(|state| state.to_string()))
    };
    assert_eq!(state_on(None).as_deref(), Some("broken"));
    assert_eq!(state_on(day(2025, 1, 1)).as_deref(), Some("partly"));
}

#[test]
fn a_corrected_status_holds_where_the_moves_were_not_public() {
    let mut journal = geneva();
    journal.correct(CONTROLS, "status", json!("adopted"), "a test");
    let state = journal.chronicle.development(CONTROLS).unwrap();
    let entry = Entry::of(&Vantage::new(&journal.chronicle, day(2025, 11, 9)), state);
    assert_eq!(entry.status.to_string(), "adopted");
    assert!(entry.status_moves.is_empty());
}
