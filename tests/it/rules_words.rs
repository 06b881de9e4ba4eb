//! What holds of the words and names in input: every vocabulary answers a wrong word with the nearest,
//! names are looked up, and the items of one batch may name each other.

use annals::domain::decide::Surroundings;
use annals::domain::edtf::Edtf;
use annals::domain::refusal::{Reason, Refusal};
use annals::domain::vocabulary::{
    ActorType, CommitmentState, DateRole, Kind, LinkRelation, PloverClass, Polarity, Role, Scheme, Status, Topic,
    Vocabulary,
};
use annals::domain::warning::Check;
use annals::exchange::authoring::AuthoredDevelopment;
use annals::exchange::document::{Document, Syntax};
use annals::exchange::native;
use serde_json::{Value, json};

use crate::given::*;

fn answers_a_slip_of_the_pen<V: Vocabulary + std::fmt::Debug>() {
    assert!(!V::ALL.is_empty());
    for word in V::ALL {
        assert_eq!(V::parse(word.word()).unwrap().word(), word.word());
        let first = word.word().chars().next().unwrap();
        let slip = format!("{first}{}", word.word());
        let unknown = V::parse(&slip).unwrap_err();
        assert_eq!(unknown.nearest, Some(word.word()), "{slip}");
        let all: Vec<&str> = V::ALL.iter().map(|known| known.word()).collect();
        let expected = format!(
            "`{slip}` is no {} (did you mean `{}`?); expected one of: {}",
            V::NAME,
            word.word(),
            all.join(", ")
        );
        assert_eq!(Reason::Word(unknown).to_string(), expected);
    }
    assert_eq!(V::parse("qqqqqqqq").unwrap_err().nearest, None);
}

#[test]
fn every_vocabulary_answers_a_wrong_word_with_the_nearest() {
    answers_a_slip_of_the_pen::<Kind>();
    answers_a_slip_of_the_pen::<Status>();
    answers_a_slip_of_the_pen::<Topic>();
    answers_a_slip_of_the_pen::<Role>();
    answers_a_slip_of_the_pen::<DateRole>();
    answers_a_slip_of_the_pen::<LinkRelation>();
    answers_a_slip_of_the_pen::<Polarity>();
    answers_a_slip_of_the_pen::<ActorType>();
    answers_a_slip_of_the_pen::<CommitmentState>();
    answers_a_slip_of_the_pen::<Scheme>();
    answers_a_slip_of_the_pen::<PloverClass>();
    answers_a_slip_of_the_pen::<Check>();
}

#[test]
fn a_date_that_is_none_or_ends_before_it_starts_is_refused_with_its_value() {
    for wrong in ["2024-13-01", "14 May 2024", "2024-06-09/2024-06-03"] {
        let refused = Edtf::parse(wrong).unwrap_err().to_string();
        assert!(refused.contains(&format!("`{wrong}`")), "{refused}");
    }
}

fn authored(change: impl FnOnce(&mut Value)) -> AuthoredDevelopment {
    let mut value = json!({
        "date": "2024-05-14",
        "title": "Geneva talks",
        "kind": "dialogue",
        "status": "held",
        "actors": [{"actor": "MOFCOM", "role": "participant"}],
        "sources": [{"url": "https://a.example"}],
    });
    change(&mut value);
    serde_json::from_value(value).unwrap()
}

fn refused(authored: AuthoredDevelopment, given: &Given) -> Vec<(String, Reason)> {
    let refusals = authored.into_development(&given.chronicle, &given.around).unwrap_err();
    refusals.into_iter().map(|Refusal { at, reason }| (at.to_string(), reason)).collect()
}

#[test]
fn names_are_looked_up_and_the_key_and_the_side_follow() {
    let claims = json!([{"by": "mofcom", "polarity": "states", "text": "that talks were frank"}]);
    let given = Given::rule_and_answer();
    let made = authored(|it| it["claims"] = claims).into_development(&given.chronicle, &given.around).unwrap();
    assert_eq!(made.key, key("2024-05-14-geneva-talks"));
    assert_eq!(made.parties[0].actor, id("mofcom"));
    assert_eq!(made.claims[0].side, side("CHN"));
    given.when(record(made)).event();
}

#[test]
fn every_name_that_leads_nowhere_is_told_with_its_place() {
    let given = Given::rule_and_answer();
    let wrong = authored(|it| {
        it["parties"] = it["actors"].take();
        it.as_object_mut().unwrap().remove("actors");
        it["parties"][0]["actor"] = json!("MOFCMO");
        it["links"] = json!([{"rel": "follows", "key": "2022-10-07-chip-rulex"}]);
        it["claims"] = json!([{"speaker": "a spokesman", "polarity": "states", "text": "x"}]);
        it["commitments"] = json!([{"by": ["china"], "to": ["nobody"], "text": "对话"}]);
    });
    let found = refused(wrong, &given);
    let places: Vec<&str> = found.iter().map(|(at, _)| at.as_str()).collect();
    assert_eq!(places, ["parties.0.actor", "links.0.key", "claims.0", "commitments.0.text"]);
    assert!(matches!(&found[0].1, Reason::UnknownActor { nearest: Some(near), .. } if near == "mofcom"), "{found:?}");
    assert!(matches!(&found[1].1, Reason::UnknownDevelopment { nearest: Some(near), .. } if near == RULE));
    assert_eq!(found[2].1, Reason::NoClaimSide);
    let message = "a claim of a speaker who is no registered actor needs the side it speaks for";
    assert_eq!(found[2].1.to_string(), message);
    let hint = "give it as `\"side\": \"CHN\"`, or name the actor with `\"by\": …`";
    assert_eq!(found[2].1.hint().as_deref(), Some(hint));
    assert_eq!(found[3].1, Reason::NoKey("text"));
    let keyless = refused(authored(|it| it["title"] = json!("日内瓦对话")), &given);
    assert_eq!(keyless, [("title".to_owned(), Reason::NoKey("title"))]);
    assert_eq!(keyless[0].1.to_string(), "no key can be made of a title without Latin letters");
    let hint = "give one with `--key`, or in a file as `\"key\": \"2024-05-14-geneva-ai-dialogue\"`";
    assert_eq!(keyless[0].1.hint().as_deref(), Some(hint));
}

#[test]
fn items_of_one_batch_may_name_each_other() {
    let given = Given::rule_and_answer();
    let leaning = || {
        development_with("2024-01-01-leaning", |it| {
            it.parties.push(party("newcomer", Role::Participant));
            it.links.push(link(LinkRelation::Follows, "2024-01-02-later"));
            it.sources[0].side = Some(side("ASN"));
        })
    };
    let found = given.when(record(leaning())).refusals();
    let places: Vec<String> = found.iter().map(|refusal| refusal.at.to_string()).collect();
    assert_eq!(places, ["parties.2.actor", "sources.0.side", "links.0.key"]);
    let announce = |around: &mut Surroundings| {
        around.announced_actors.insert(id("newcomer"));
        around.announced_keys.insert(key("2024-01-02-later"));
        around.announced_sides.insert(side("ASN"));
    };
    given.around(announce).when(record(leaning())).event();
}

#[test]
fn what_is_announced_is_known_but_cannot_yet_be_changed() {
    let given = Given::rule_and_answer().around(|around| {
        around.announced_keys.insert(key("2024-01-02-later"));
    });
    assert!(matches!(given.when(retract("2024-01-02-later")).refusal().reason, Reason::NoSuchDevelopment { .. }));
    let authored = authored(|it| it["links"] = json!([{"rel": "follows", "key": "2024-01-02-later"}]));
    assert!(authored.into_development(&given.chronicle, &given.around).is_ok());
}

#[test]
fn an_unknown_field_in_a_file_is_named_with_the_nearest() {
    let refuse = |text: &str| {
        let document = Document { name: "x.json".to_owned(), text: text.to_owned(), syntax: Syntax::Json };
        let items = document.items().unwrap();
        native::record(&document, &items[0]).unwrap_err()
    };
    let error = refuse(r#"{"date": "2024-05-14", "titel": "x"}"#);
    assert!(error.message.contains("titel") && error.message.contains("title"), "{error:?}");
    assert_eq!((error.place.line, error.place.column), (1, 24), "at the field: {error:?}");
    let derived = refuse(r#"{"date": "2024-05-14", "revision": 3}"#);
    assert_eq!(derived.message, "`revision` is not for authors to give");
    assert_eq!(derived.hint.as_deref(), Some("`revision` is worked out from the rest; leave it out"));
}
