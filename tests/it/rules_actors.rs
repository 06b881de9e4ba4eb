//! The rules for actors: registering, amending, merging, and finding one by a name.

use annals::domain::actor::{Actor, Office};
use annals::domain::decide::{ACTOR_FIELDS, named_actor, named_development};
use annals::domain::event::{Change, Event};
use annals::domain::refusal::{Reason, RefusalClass};
use annals::domain::vocabulary::ActorType;
use serde_json::{Value, json};

use crate::given::*;

fn registering(change: impl FnOnce(&mut Actor)) -> When {
    let mut made = actor("yang-tao", ActorType::Person, "CHN");
    change(&mut made);
    Given::actors().when(register(made))
}

#[test]
fn a_sound_actor_is_registered_and_again_it_is_the_same_event() {
    assert!(matches!(registering(|_| {}).event(), Event::ActorRegistered(_)));
    let given = Given::actors();
    let again = given.when(register(actor("china", ActorType::State, "CHN"))).events().remove(0);
    assert_eq!(given.chronicle.event(again.id), Some(given.chronicle.actor("china").unwrap().registered.sequence));
    let other = given.when(register(actor("china", ActorType::State, "USA"))).events().remove(0);
    assert_eq!(other.id, again.id, "other content under the same id is a conflict for the journal to see");
}

#[test]
fn an_actor_has_a_name() {
    then_refused!(registering(|it| it.names.clear()), Reason::NoName, at "names",
        says "an actor needs at least one name",
        hint Some("add one with `--name LANG=NAME`, or in a file as `\"names\": [{\"lang\": …, \"name\": …}]`"));
    let refusals = registering(|it| {
        it.names[0].name = "Yang\nTao".to_owned();
        it.names[0].lang.clear();
        it.names[0].romanisation = Some("\t".to_owned());
        it.aliases.push(String::new());
        it.offices.push(Office { title: " ".to_owned(), organisation: None, from: None, to: None });
    })
    .refusals();
    let places: Vec<String> = refusals.iter().map(|refusal| refusal.at.to_string()).collect();
    assert_eq!(places, ["names.0.name", "names.0.lang", "names.0.romanisation", "aliases.0", "offices.0.title"]);
    assert!(matches!(refusals[0].reason, Reason::ControlCharacter("name")), "{refusals:?}");
}

#[test]
fn the_side_of_an_actor_is_known_unless_it_is_the_bloc_that_makes_it_known() {
    then_refused!(registering(|it| it.side = side("UAS")), Reason::UnknownSide { .. }, at "side",
        says "unknown side `UAS` (did you mean `USA`?): expected an ISO 3166-1 alpha-3 code such as `CHN`, the side of a registered bloc such as `EUE`, or `INT`",
        hint Some("a bloc's code is known once an actor of type `bloc` with that side is registered"));
    registering(|it| it.side = side("EUE")).event();
    registering(|it| (it.actor_type, it.side) = (ActorType::Bloc, side("ASN"))).event();
}

#[test]
fn the_bodies_an_actor_belongs_to_are_known() {
    then_refused!(registering(|it| it.parent = Some(id("mofcmo"))), Reason::UnknownActor { .. }, at "parent",
        says "unknown actor `mofcmo` (did you mean `mofcom`?)",
        hint Some("`annals actor list` shows all; `annals actor register` adds one"));
    let held = |name: &str| Office { title: "Director".to_owned(), organisation: Some(id(name)), from: None, to: None };
    assert_eq!(registering(|it| it.offices.push(held("mfa"))).refusal().at, field("offices.0.organisation"));
    registering(|it| it.offices.push(held("mofcom"))).event();
}

#[test]
fn an_office_does_not_end_before_it_begins_where_the_dates_are_certain_of_it() {
    let held = |from: Option<&str>, to: Option<&str>| {
        let parse = |text: &str| text.parse().unwrap();
        registering(|it| {
            it.offices.push(Office {
                title: "Director".to_owned(),
                organisation: None,
                from: from.map(parse),
                to: to.map(parse),
            });
        })
    };
    then_refused!(held(Some("2024-05"), Some("2024-04-30")), Reason::OfficeEnds { .. }, at "offices.0.to",
        says "the office `Director` ends (2024-04-30) before it begins (2024-05)",
        hint Some("correct `from` or `to`; a date that is not sure is written so, such as `2023~` or `2023/2024`"));
    for (from, to) in [
        (Some("2024-05"), Some("2024-05-01")),
        (Some("2024-05"), Some("2024")),
        (Some("2024-05"), None),
        (None, Some("2019")),
        (Some("../2024"), Some("2020")),
        (Some("2024-05-14"), Some("2024-05-14")),
    ] {
        held(from, to).event();
    }
    let given = Given::actors();
    let offices = json!([{"title": "Minister", "from": "2023", "to": "2022"}]);
    then_refused!(given.when(amend("china", &[("offices", offices)])), Reason::OfficeEnds { .. }, at "offices.0.to",
        says "the office `Minister` ends (2022) before it begins (2023)",
        hint Some("correct `from` or `to`; a date that is not sure is written so, such as `2023~` or `2023/2024`"));
}

#[test]
fn no_actor_is_its_own_parent_by_one_step_or_several() {
    let given = Given::actors();
    for parent in ["china", "mofcom"] {
        then_refused!(given.when(amend("china", &[("parent", json!(parent))])), Reason::ParentCircle(_), at "parent",
            says "`china` would be its own parent");
    }
    given.when(amend("mofcom", &[("parent", json!("european-union"))])).event();
}

#[test]
fn an_amendment_keeps_the_old_value_and_changes_only_what_changes() {
    let given = Given::actors();
    let Event::ActorAmended(content) = given.when(amend("bis", &[("note", json!("of Commerce"))])).event() else {
        panic!("nothing amended");
    };
    assert_eq!(content.changes, [Change { field: field("note"), old: Value::Null, new: json!("of Commerce") }]);
    given.when(amend("bis", &[("side", json!("USA"))])).nothing();
    given.when(amend("bis", &[("aliases", json!([]))])).nothing();
    let once = amend("bis", &[("aliases", json!(["Commerce"]))]);
    given.after(once.clone()).when(once).nothing();
}

#[test]
fn an_amendment_holds_to_the_rules_of_registering() {
    let given = Given::actors();
    let fixed = given.when(amend("bis", &[("id", json!("bureau"))])).refusal();
    assert!(matches!(fixed.reason, Reason::FieldFixed { .. }), "{fixed:?}");
    then_refused!(given.when(amend("bis", &[("nmaes", json!([]))])), Reason::UnknownField { .. }, at "nmaes",
        says format!("there is no field `nmaes` (did you mean `names`?); expected one of: {}", ACTOR_FIELDS.join(", ")));
    assert!(matches!(given.when(amend("bis", &[("names", json!([]))])).refusal().reason, Reason::NoName));
    let wrong = given.when(amend("bis", &[("type", json!("agnecy"))])).refusal();
    assert!(matches!(wrong.reason, Reason::NewValue { .. }), "{wrong:?}");
    assert!(wrong.to_string().contains("(did you mean `agency`?)"), "{wrong}");
    let unknown = given.when(amend("bsi", &[("note", json!("x"))])).refusal();
    assert_eq!(unknown.reason.class(), RefusalClass::NotFound);
    then_refused!(given.when(amend("bsi", &[("note", json!("x"))])), Reason::NoSuchActor { .. }, at "",
        says "no actor is named `bsi` (did you mean `bis`?)",
        hint Some("`annals actor list` shows all; `annals actor register` adds one"));
}

#[test]
fn actors_are_merged_once_and_never_in_a_circle() {
    let given = Given::actors();
    let why = |from: &str, into: &str, why: &str| format!("`{from}` cannot be merged into `{into}`: {why}");
    then_refused!(given.when(merge("bis", "bis")), Reason::Merge { .. }, at "",
        says why("bis", "bis", "it is the same actor"));
    let merged = given.after(merge("bis", "united-states"));
    merged.when(merge("bis", "united-states")).nothing();
    then_refused!(merged.when(merge("bis", "china")), Reason::Merge { .. }, at "",
        says why("bis", "china", "the first was merged before"));
    then_refused!(merged.when(merge("united-states", "bis")), Reason::Merge { .. }, at "",
        says why("united-states", "bis", "the second was itself merged into another"));
    assert!(matches!(merged.when(merge("bsi", "china")).refusal().reason, Reason::NoSuchActor { .. }));
}

#[test]
fn a_stale_revision_of_an_actor_is_a_conflict() {
    let given = Given::actors().after(amend("bis", &[("note", json!("x"))]));
    for command in [amend("bis", &[("note", json!("y"))]), merge("bis", "china")] {
        given.clone().expecting(2).when(command.clone()).event();
        let refusal = given.clone().expecting(1).when(command).refusal();
        assert!(matches!(refusal.reason, Reason::StaleRevision { expected: 1, found: 2, .. }), "{refusal:?}");
        assert_eq!(refusal.to_string(), "`bis` is at revision 2, not 1");
    }
}

#[test]
fn a_name_finds_its_actor_in_any_script_and_several_are_listed() {
    let given = Given::actors().after(amend("mofcom", &[("aliases", json!(["商务部", "Commerce"]))]));
    let given = given.after(amend("bis", &[("aliases", json!(["commerce"]))]));
    assert_eq!(named_actor(&given.chronicle, "商务部"), Ok(id("mofcom")));
    assert_eq!(named_actor(&given.chronicle, "MofCom"), Ok(id("mofcom")));
    let several = named_actor(&given.chronicle, "COMMERCE").unwrap_err();
    assert!(matches!(several, Reason::Ambiguous { .. }), "{several:?}");
    assert_eq!(several.to_string(), "`COMMERCE` may be any of 2: bis, mofcom");
    assert_eq!(several.hint().as_deref(), Some("give the whole of one of them"));
    let merged = given.after(merge("bis", "mofcom"));
    assert_eq!(named_actor(&merged.chronicle, "commerce"), Ok(id("mofcom")), "merged, they are one");
    assert_eq!(named_actor(&merged.chronicle, "bis"), Ok(id("mofcom")));
}

#[test]
fn the_start_of_a_key_is_enough_unless_several_share_it() {
    let given = Given::rule_and_answer();
    assert_eq!(named_development(&given.chronicle, "2022-10"), Ok(key(RULE)));
    let uuid = given.chronicle.development(RULE).unwrap().current.id.0.hyphenated().to_string();
    assert_eq!(named_development(&given.chronicle, &uuid[..8]), Ok(key(RULE)));
    let several = named_development(&given.chronicle, "202").unwrap_err();
    assert_eq!(several.to_string(), format!("`202` may be any of 2: {RULE}, {ANSWER}"));
    assert!(matches!(named_development(&given.chronicle, ""), Err(Reason::NoSuchDevelopment { .. })));
}
