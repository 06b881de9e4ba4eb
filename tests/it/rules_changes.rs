//! The rules for what changes a development as a whole: correction, retraction, duplicates, and the
//! revision that a change expects.

use annals::domain::decide::{Command, SourceChoice};
use annals::domain::development::DatedRole;
use annals::domain::event::{Change, Event};
use annals::domain::field_path::PathError;
use annals::domain::refusal::{Reason, RefusalClass};
use annals::domain::vocabulary::{CommitmentState, DateRole, LinkRelation, Status};
use serde_json::{Value, json};

use crate::given::*;

fn change(path: &str, old: Value, new: Value) -> Change {
    Change { field: field(path), old, new }
}

fn changes(event: Event) -> Vec<Change> {
    let Event::DevelopmentCorrected(content) = event else { panic!("no correction: {event:?}") };
    content.changes
}

#[test]
fn a_correction_keeps_the_old_value_beside_the_new() {
    let given = Given::rule_and_answer();
    let corrected = changes(given.when(correct(&[("title", json!("The chip rule"))])).event());
    let old = json!(format!("The act {RULE}"));
    assert_eq!(corrected, [change("title", old, json!("The chip rule"))]);
    given.when(correct(&[("legal", json!({"binding": true})), ("legal", Value::Null)])).nothing();
}

#[test]
fn what_is_so_already_is_not_corrected() {
    let given = Given::rule_and_answer();
    given.when(correct(&[("title", json!(format!("The act {RULE}")))])).nothing();
    given.when(correct(&[("topics", json!([]))])).nothing();
    given.when(correct(&[("place", Value::Null)])).nothing();
    let once = correct(&[("summary", json!("In our words."))]);
    given.after(once.clone()).when(once).nothing();
}

#[test]
fn the_date_by_role_follows_the_filing_date() {
    let dated = |role, text: &str| DatedRole { role, date: date(text), note: None };
    let dates = vec![dated(DateRole::Announced, "2024-01-02"), dated(DateRole::Effective, "2024-02-01")];
    let filed = development_with(RULE, |it| (it.date, it.dates) = (date("2024-01-02"), dates));
    let given = Given::actors().after(record(filed));
    let new = json!("2024-01-03");
    let followed = changes(given.when(correct(&[("date", new.clone())])).event());
    let expected =
        [change("date", json!("2024-01-02"), new.clone()), change("dates.0.date", json!("2024-01-02"), new.clone())];
    assert_eq!(followed, expected);
    let both = changes(given.when(correct(&[("date", new.clone()), ("dates.0.note", json!("as printed"))])).event());
    assert_eq!(both.len(), 2, "who corrects the dates by hand is not helped: {both:?}");
    let other = changes(given.when(correct(&[("dates.1.date", json!("2024-02-02"))])).event());
    assert_eq!(other, [change("dates.1.date", json!("2024-02-01"), json!("2024-02-02"))]);
}

#[test]
fn a_correction_gives_its_reason() {
    let silent = Command::Correct {
        key: key(RULE),
        set: vec![(field("title"), json!("x"))],
        reason: "  ".to_owned(),
        source: None,
    };
    then_refused!(Given::rule_and_answer().when(silent), Reason::Empty("reason"), at "reason", says "`reason` is empty");
}

#[test]
fn the_document_a_correction_rests_on_is_checked() {
    let resting = |url: &str| Command::Correct {
        key: key(RULE),
        set: vec![(field("title"), json!("x"))],
        reason: "misread".to_owned(),
        source: Some(source(url)),
    };
    let given = Given::rule_and_answer();
    assert_eq!(given.when(resting("nowhere")).refusal().at, field("source.url"));
    assert!(matches!(given.when(resting("https://a.example")).event(),
        Event::DevelopmentCorrected(content) if content.source == Some(source("https://a.example"))));
}

#[test]
fn a_permanent_name_is_not_corrected() {
    for name in ["key", "id"] {
        let refusal = Given::rule_and_answer().when(correct(&[(name, json!("other"))])).refusal();
        assert!(matches!(refusal.reason, Reason::FieldFixed { .. }), "{refusal:?}");
        assert_eq!(refusal.at, field(name));
        let message = format!("`{name}` cannot be corrected: it is the permanent name others refer to");
        assert_eq!(refusal.to_string(), message);
    }
}

#[test]
fn an_unknown_field_is_answered_with_the_nearest_and_all() {
    then_refused!(Given::rule_and_answer().when(correct(&[("titel", json!("x"))])), Reason::UnknownField { .. },
        at "titel",
        says "there is no field `titel` (did you mean `title`?); expected one of: date, dates, title, titles, summary, kind, status, topics, place, parties, legal, links, claims, commitments, sources, dispute, codings");
}

#[test]
fn a_path_that_leads_nowhere_says_where_it_goes_astray() {
    let given = Given::rule_and_answer();
    then_refused!(given.when(correct(&[("sources.7.url", json!("https://a.example"))])),
        Reason::Path(PathError::PastEnd { .. }), at "sources.7.url",
        says "`sources.7.url` leads past the end of its list, which has 2 elements numbered from 0; the next new one would be number 2");
    then_refused!(given.when(correct(&[("sources.url", json!("https://a.example"))])),
        Reason::Path(PathError::NameInList { .. }), at "sources.url",
        says "`sources.url` names a field of a list: expected a number from 0 to 2");
    then_refused!(given.when(correct(&[("title.en", json!("x"))])), Reason::Path(PathError::Leaf { .. }),
        at "title.en", says "`title.en` goes on where there is nothing further inside");
}

#[test]
fn a_new_value_must_be_valid_where_it_is_put() {
    let given = Given::rule_and_answer();
    let refusal = given.when(correct(&[("title", json!("x")), ("kind", json!("sumit"))])).refusal();
    assert!(matches!(refusal.reason, Reason::NewValue { .. }), "{refusal:?}");
    assert_eq!(refusal.at, field("kind"));
    let start = "the new value of `kind` is not valid: `sumit` is no kind (did you mean `summit`?); expected one of:";
    assert!(refusal.to_string().starts_with(start), "{refusal}");
    let legal = given.when(correct(&[("legal.citation", json!("87 FR 1")), ("legal.binding", json!("yes"))])).refusal();
    assert_eq!(legal.at, field("legal.binding"), "the one that is wrong, not the one before it: {legal}");
    let backwards = given.when(correct(&[("date", json!("2024-06-09/2024-06-03"))])).refusal();
    assert_eq!(backwards.at, field("date"));
    assert!(backwards.to_string().contains("2024-06-09/2024-06-03"), "{backwards}");
}

#[test]
fn the_whole_must_still_hold_and_the_refusal_stands_at_the_change() {
    let given = Given::rule_and_answer();
    then_refused!(given.when(correct(&[("parties", json!([]))])), Reason::NoParty, at "parties",
        says "a development needs at least one party",
        hint Some("add one with `--actor NAME:ROLE`, or in a file as `\"parties\": [{\"actor\": …, \"role\": …}]`"));
    then_refused!(given.when(correct(&[("sources.0.url", Value::Null)])), Reason::SourceUnidentified,
        at "sources.0.url", says "a source needs a URL, or a title and a publisher");
    let whole = json!([{"actor": "bis", "role": "initiator"}, {"actor": "chian", "role": "target"}]);
    assert_eq!(given.when(correct(&[("parties", whole)])).refusal().at, field("parties.1.actor"));
}

#[test]
fn a_source_keeps_its_number() {
    let given = Given::rule_and_answer();
    let hint = Some("correct its fields (`sources.N.url=…`), or cite another with `annals cite`");
    then_refused!(given.when(correct(&[("sources.0", Value::Null)])), Reason::SourceRemoved { number: 0, .. },
        at "sources.0",
        says "source number 0 (`https://bis.example/rule`) cannot be removed or moved: claims and commitments name sources by number",
        hint hint);
    let swapped = json!([{"url": "https://mofcom.example/answer"}, {"url": "https://bis.example/rule"}]);
    let refusal = given.when(correct(&[("sources", swapped)])).refusal();
    assert!(matches!(refusal.reason, Reason::SourceRemoved { number: 0, .. }), "{refusal:?}");
    let shifted = correct(&[("sources.0", Value::Null), ("sources.1", json!({"url": "https://new.example"}))]);
    let refusal = given.when(shifted).refusal();
    assert!(matches!(refusal.reason, Reason::SourceRemoved { number: 0, .. }), "{refusal:?}");
    given.when(correct(&[("sources.1.url", json!("https://mofcom.example/answer.html"))])).event();
    given.when(correct(&[("sources.2", json!({"url": "https://new.example"}))])).event();
}

#[test]
fn a_retracted_development_is_not_changed_any_more() {
    let given = Given::rule_and_answer().after(promise(commitment("pledge"))).after(retract(RULE));
    let commands = [
        correct(&[("title", json!("x"))]),
        duplicate(RULE, ANSWER),
        cite("https://new.example"),
        say(claim(), SourceChoice::Number(0)),
        tie(link(LinkRelation::Follows, ANSWER)),
        promise(commitment("second")),
        Command::Assess(assessment("pledge", CommitmentState::Kept, "2024")),
        Command::ChangeStatus { key: key(RULE), to: Status::InForce, on: None, source: None },
    ];
    for command in commands {
        then_refused!(given.when(command), Reason::Retracted(_), at "",
            says format!("`{RULE}` was retracted and cannot be changed"),
            hint Some("record the development anew under another key; the retracted one stays readable"));
    }
}

#[test]
fn a_retraction_is_made_once() {
    let given = Given::rule_and_answer().after(retract(RULE));
    given.when(retract(RULE)).nothing();
    let other = Command::Retract { key: key(RULE), reason: "a hoax".to_owned() };
    then_refused!(given.when(other), Reason::RetractedBefore { .. }, at "",
        says format!("`{RULE}` was retracted before, because: never happened"),
        hint Some("nothing is left to do: it stays retracted for the first reason"));
    let silent = Command::Retract { key: key(ANSWER), reason: String::new() };
    assert_eq!(given.when(silent).refusal().at, field("reason"));
}

#[test]
fn a_duplicate_is_one_of_another_that_stands() {
    let given = Given::rule_and_answer();
    let message = |why: &str| format!("`{RULE}` cannot be a duplicate of `{ANSWER}`: {why}");
    let hint = Some("name a development that stands");
    then_refused!(given.when(duplicate(RULE, RULE)), Reason::DuplicateOf { .. }, at "of",
        says format!("`{RULE}` cannot be a duplicate of `{RULE}`: it is the same development"), hint hint);
    then_refused!(given.clone().after(retract(ANSWER)).when(duplicate(RULE, ANSWER)), Reason::DuplicateOf { .. },
        at "of", says message("that one is retracted"), hint hint);
    let third = development("2024-01-01-third");
    let chained = given.clone().after(record(third)).after(duplicate(ANSWER, "2024-01-01-third"));
    then_refused!(chained.when(duplicate(RULE, ANSWER)), Reason::DuplicateOf { .. }, at "of",
        says message("that one is itself marked a duplicate"), hint hint);
    let unknown = given.when(duplicate(RULE, "2023-05-21-micron-bna")).refusal();
    assert_eq!(unknown.at, field("of"));
    assert!(matches!(&unknown.reason, Reason::NoSuchDevelopment { nearest: Some(near), .. } if near == ANSWER));
    let marked = given.after(duplicate(RULE, ANSWER));
    marked.when(duplicate(RULE, ANSWER)).nothing();
    then_refused!(marked.when(cite("https://new.example")), Reason::Duplicate { .. }, at "",
        says format!("`{RULE}` was marked a duplicate of `{ANSWER}` and cannot be changed"),
        hint Some("change `2023-05-21-micron-ban` instead"));
}

#[test]
fn an_unknown_key_is_not_found_and_answered_with_the_nearest() {
    let given = Given::rule_and_answer();
    let refusal = given.when(retract("2022-10-07-chip-rules")).refusal();
    assert_eq!(refusal.reason.class(), RefusalClass::NotFound);
    then_refused!(given.when(retract("2022-10-07-chip-rules")), Reason::NoSuchDevelopment { .. }, at "",
        says "no development is named `2022-10-07-chip-rules` (did you mean `2022-10-07-chip-rule`?)",
        hint Some("`annals timeline --text WORDS` finds keys; a key, an id, or an unambiguous start of either will do"));
    then_refused!(given.when(retract("zzz")), Reason::NoSuchDevelopment { nearest: None, .. }, at "",
        says "no development is named `zzz`",
        hint Some("`annals timeline --text WORDS` finds keys; a key, an id, or an unambiguous start of either will do"));
}

#[test]
fn a_stale_revision_is_a_conflict_for_every_change() {
    let given = Given::rule_and_answer().after(promise(commitment("pledge")));
    let commands = [
        correct(&[("title", json!("x"))]),
        retract(RULE),
        duplicate(RULE, ANSWER),
        cite("https://new.example"),
        say(claim(), SourceChoice::Number(0)),
        tie(link(LinkRelation::Follows, ANSWER)),
        promise(commitment("second")),
        Command::Assess(assessment("pledge", CommitmentState::Kept, "2024")),
        Command::ChangeStatus { key: key(RULE), to: Status::InForce, on: None, source: None },
    ];
    for command in commands {
        assert_eq!(given.clone().expecting(2).when(command.clone()).events().len(), 1);
        let stale = given.clone().expecting(1).when(command.clone());
        assert_eq!(stale.0.as_ref().unwrap_err()[0].reason.class(), RefusalClass::Conflict);
        then_refused!(stale, Reason::StaleRevision { expected: 1, found: 2, .. }, at "",
            says format!("`{RULE}` is at revision 2, not 1"),
            hint Some("somebody changed it since: read it anew, then repeat with the revision it is at"));
    }
}

#[test]
fn of_two_changes_to_one_revision_the_second_has_another_id() {
    let given = Given::rule_and_answer();
    let command = correct(&[("title", json!("x"))]);
    let early = given.when(command.clone()).events().remove(0).id;
    assert_eq!(given.when(command.clone()).events().remove(0).id, early, "repeated, it is the same event");
    let later = given.after(cite("https://new.example")).when(command).events().remove(0).id;
    assert_ne!(later, early, "after another change it is another act");
}

#[test]
fn an_assessed_commitment_keeps_its_name_and_its_place_in_the_record() {
    let promised = Given::rule_and_answer().after(promise(commitment("pledge")));
    promised.when(correct(&[("commitments.0.key", json!("vow"))])).event();
    let kept = assessment("pledge", CommitmentState::Kept, "2024-02");
    let assessed = promised.after(Command::Assess(kept));
    for set in [("commitments.0.key", json!("vow")), ("commitments", Value::Null)] {
        let refusal = assessed.when(correct(&[set])).refusal();
        assert!(matches!(refusal.reason, Reason::FieldFixed { .. }), "{refusal:?}");
        assert_eq!(refusal.to_string(), "`pledge` cannot be corrected: the commitment was assessed under this name");
    }
    assessed.when(correct(&[("commitments.0.text", json!("a promise, better worded"))])).event();
}
