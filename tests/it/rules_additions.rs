//! The rules for what is added to a development: status, sources, claims, ties, commitments,
//! assessments; and for the log of searches.

use annals::domain::commitment::Assessment;
use annals::domain::decide::{Command, SourceChoice, named_commitment};
use annals::domain::event::{Event, SearchLogged};
use annals::domain::link::{Asserter, Link};
use annals::domain::refusal::{Reason, RefusalClass};
use annals::domain::source::Source;
use annals::domain::stamp::Draft;
use annals::domain::vocabulary::{CommitmentState, LinkRelation, Status};
use serde_json::{Value, json};

use crate::given::*;

const FIRST: SourceChoice = SourceChoice::Number(0);

fn document(url: &str) -> SourceChoice {
    SourceChoice::Document(Box::new(source(url)))
}

fn moved(to: Status, on: Option<&str>, source: Option<SourceChoice>) -> Command {
    Command::ChangeStatus { key: key(RULE), to, on: on.map(date), source }
}

/// The event, which must be caused by the citation before it.
fn caused(drafts: Vec<Draft>) -> Event {
    let [cited, caused] = <[Draft; 2]>::try_from(drafts).unwrap();
    assert!(matches!(cited.event, Event::SourceCited(_)), "{cited:?}");
    assert_eq!(cited.caused_by, None);
    assert_eq!(caused.caused_by, Some(cited.id));
    caused.event
}

#[test]
fn a_status_moves_from_where_it_stood_and_only_once() {
    let given = Given::rule_and_answer();
    let Event::StatusChanged(content) = given.when(moved(Status::InForce, Some("2022-10-21"), Some(FIRST))).event()
    else {
        panic!("no status changed");
    };
    assert_eq!((content.from, content.to, content.source), (Status::Announced, Status::InForce, Some(0)));
    let given = given.after(moved(Status::InForce, Some("2022-10-21"), Some(FIRST)));
    given.when(moved(Status::InForce, Some("2022-10-21"), Some(FIRST))).nothing();
    given.when(moved(Status::InForce, None, None)).nothing();
    assert!(matches!(given.when(moved(Status::InForce, Some("2022-10-22"), None)).event(), Event::StatusChanged(_)));
}

#[test]
fn a_new_document_for_a_status_that_stands_is_cited_and_not_dropped() {
    let given = Given::rule_and_answer();
    let shown = given.when(moved(Status::Announced, None, Some(document("https://new.example")))).event();
    assert!(matches!(shown, Event::SourceCited(_)), "{shown:?}");
    given.when(moved(Status::Announced, None, Some(document("https://bis.example/rule")))).nothing();
}

#[test]
fn a_source_given_with_an_act_is_cited_first_and_causes_it() {
    let given = Given::rule_and_answer();
    let new = || document("https://new.example");
    let Event::StatusChanged(content) = caused(given.when(moved(Status::InForce, None, Some(new()))).events()) else {
        panic!("another event")
    };
    assert_eq!(content.source, Some(2));
    let Event::ClaimRecorded(content) = caused(given.when(say(claim(), new())).events()) else {
        panic!("another event")
    };
    assert_eq!(content.claim.source, 2);
    let promised = Command::Commit { key: key(RULE), commitment: commitment("pledge"), source: new() };
    let Event::CommitmentMade(content) = caused(given.when(promised).events()) else { panic!("another event") };
    assert_eq!(content.commitment.source, 2);
}

#[test]
fn a_document_the_development_has_is_found_by_its_url() {
    let given = Given::rule_and_answer();
    let titled = Source { title: Some("A title".to_owned()), ..source("https://mofcom.example/answer") };
    let Event::ClaimRecorded(content) = given.when(say(claim(), SourceChoice::Document(Box::new(titled)))).event()
    else {
        panic!("another event")
    };
    assert_eq!(content.claim.source, 1);
}

#[test]
fn a_source_number_there_is_none_of_is_refused() {
    let given = Given::rule_and_answer();
    let commands = [
        moved(Status::InForce, None, Some(SourceChoice::Number(2))),
        moved(Status::Announced, None, Some(SourceChoice::Number(2))),
        say(claim(), SourceChoice::Number(2)),
        Command::Commit { key: key(RULE), commitment: commitment("pledge"), source: SourceChoice::Number(2) },
    ];
    for command in commands {
        then_refused!(given.when(command), Reason::NoSuchSource { number: 2, len: 2 }, at "source",
            says "there is no source number 2: the development has 2, numbered 0 to 1");
    }
}

#[test]
fn a_document_that_cannot_be_found_again_is_refused_where_it_is_given() {
    let given = Given::rule_and_answer();
    let nameless = || SourceChoice::Document(Box::new(Source { lang: Some("en".to_owned()), ..Source::default() }));
    for command in [say(claim(), nameless()), moved(Status::InForce, None, Some(nameless()))] {
        then_refused!(given.when(command), Reason::SourceUnidentified, at "source",
            says "a source needs a URL, or a title and a publisher");
    }
    then_refused!(given.when(cite("nowhere")), Reason::SourceUrl(_), at "url",
        says "`nowhere` is no URL: expected one with its scheme and without blanks, such as `https://www.example.org/page`");
}

#[test]
fn the_same_source_is_cited_once() {
    let given = Given::rule_and_answer();
    given.when(cite("https://bis.example/rule")).nothing();
    given.clone().after(cite("https://new.example")).when(cite("https://new.example")).nothing();
    let quoted = Source { quote: Some("as follows".to_owned()), ..source("https://bis.example/rule") };
    given.when(Command::Cite { key: key(RULE), source: quoted }).event();
}

#[test]
fn the_same_claim_is_recorded_once_with_its_document() {
    let given = Given::rule_and_answer();
    let twice = say(claim(), document("https://new.example"));
    given.clone().after(twice.clone()).when(twice).nothing();
    let mut empty = claim();
    empty.text.clear();
    then_refused!(given.when(say(empty, FIRST)), Reason::Empty("text"), at "text", says "`text` is empty");
    let mut strange = claim();
    strange.side = side("CNH");
    then_refused!(given.when(say(strange, FIRST)), Reason::UnknownSide { .. }, at "side",
        says "unknown side `CNH` (did you mean `CHN`?): expected an ISO 3166-1 alpha-3 code such as `CHN`, the side of a registered bloc such as `EUE`, or `INT`",
        hint Some("a bloc's code is known once an actor of type `bloc` with that side is registered"));
}

#[test]
fn a_tie_is_asserted_once() {
    let given = Given::rule_and_answer();
    let follows = || link(LinkRelation::Follows, ANSWER);
    let tied = given.clone().after(tie(follows()));
    tied.when(tie(follows())).nothing();
    let noted = Link { note: Some("in part".to_owned()), ..follows() };
    then_refused!(tied.when(tie(noted)), Reason::LinkTwice { .. }, at "",
        says "the tie `follows 2023-05-21-micron-ban` by `analyst` is given twice",
        hint Some("one is enough; to change its note, correct `links.N.note` with `annals correct`"));
    tied.when(tie(Link { asserted_by: Asserter::Actor(id("mofcom")), ..follows() })).event();
    then_refused!(given.when(tie(link(LinkRelation::Follows, RULE))), Reason::LinkToItself(_), at "key",
        says "a development cannot be linked to itself (`2022-10-07-chip-rule`)");
}

#[test]
fn only_a_tie_that_stands_is_withdrawn_and_only_once() {
    let withdraw = |relation, reason: Option<&str>| Command::WithdrawLink {
        key: key(RULE),
        relation,
        target: key(ANSWER),
        asserted_by: Asserter::Analyst,
        reason: reason.map(str::to_owned),
    };
    let given = Given::rule_and_answer();
    let none = given.when(withdraw(LinkRelation::Follows, None)).refusal();
    assert_eq!(none.reason.class(), RefusalClass::NotFound);
    let start = "`2022-10-07-chip-rule` has no tie `follows 2023-05-21-micron-ban` asserted by `analyst`";
    assert_eq!(none.to_string(), format!("{start}; it has none"));
    let tied = given.after(tie(link(LinkRelation::Extends, ANSWER)));
    then_refused!(tied.when(withdraw(LinkRelation::Follows, None)), Reason::NoSuchLink { .. }, at "",
        says format!("{start}; it has: extends 2023-05-21-micron-ban (analyst)"));
    assert_eq!(tied.when(withdraw(LinkRelation::Extends, Some(""))).refusal().at, field("reason"));
    let free = tied.after(withdraw(LinkRelation::Extends, Some("misread")));
    free.when(withdraw(LinkRelation::Extends, Some("misread"))).nothing();
    assert!(matches!(free.when(withdraw(LinkRelation::Extends, None)).refusal().reason, Reason::NoSuchLink { .. }));
    let again = free.after(tie(link(LinkRelation::Extends, ANSWER)));
    assert!(matches!(again.when(withdraw(LinkRelation::Extends, Some("misread"))).event(), Event::LinkWithdrawn(_)));
}

#[test]
fn a_commitment_is_made_once() {
    let given = Given::rule_and_answer().after(promise(commitment("pledge")));
    given.when(promise(commitment("pledge"))).nothing();
    let mut other = commitment("pledge");
    other.text = "to trade again".to_owned();
    then_refused!(given.when(promise(other)), Reason::CommitmentTaken(_), at "key",
        says "the commitment `pledge` exists already; a commitment's key is given once in the whole journal",
        hint Some("give another with `--key`, or assess the one there is with `annals assess`"));
    let elsewhere = Command::Commit { key: key(ANSWER), commitment: commitment("pledge"), source: FIRST };
    assert!(matches!(given.when(elsewhere).refusal().reason, Reason::CommitmentTaken(_)));
}

#[test]
fn an_assessment_is_of_a_commitment_there_is_and_made_once() {
    let given = Given::rule_and_answer().after(promise(commitment("pledge")));
    let kept = |name: &str| assessment(name, CommitmentState::Kept, "2024-02");
    then_refused!(given.when(Command::Assess(kept("plegde"))), Reason::NoSuchCommitment { .. }, at "commitment",
        says "no commitment is named `plegde` (did you mean `pledge`?)",
        hint Some("`annals show REF` lists the commitments of a development"));
    let evident = Assessment { evidence: vec![key(ANSWER), key("2024-01-01-none")], ..kept("pledge") };
    let refusal = given.when(Command::Assess(evident)).refusal();
    assert!(matches!(refusal.reason, Reason::UnknownDevelopment { .. }), "{refusal:?}");
    assert_eq!(refusal.at, field("evidence.1"));
    let assessed = given.after(Command::Assess(kept("pledge")));
    assessed.when(Command::Assess(kept("pledge"))).nothing();
    assessed.when(Command::Assess(assessment("pledge", CommitmentState::Broken, "2024-02"))).event();
}

#[test]
fn a_commitment_that_a_correction_took_away_is_not_assessed() {
    let given = Given::rule_and_answer().after(promise(commitment("pledge")));
    let gone = given.after(correct(&[("commitments", Value::Null)]));
    let refusal = gone.when(Command::Assess(assessment("pledge", CommitmentState::Kept, "2024"))).refusal();
    assert!(matches!(refusal.reason, Reason::NoSuchCommitment { nearest: None, .. }), "{refusal:?}");
    assert!(named_commitment(&gone.chronicle, "pledge").is_err());
    let renamed = gone.after(promise(commitment("pledge"))).after(correct(&[("commitments.0.key", json!("vow"))]));
    assert!(named_commitment(&renamed.chronicle, "pledge").is_err());
    assert!(named_commitment(&renamed.chronicle, "vow").is_ok());
}

#[test]
fn a_search_names_its_place_and_may_be_made_again() {
    let search = |place: &str| {
        let place = place.to_owned();
        Command::LogSearch(SearchLogged { place, words: Some("chips".to_owned()), period: None, note: None })
    };
    let given = Given::nothing();
    then_refused!(given.when(search(" ")), Reason::Empty("place"), at "place", says "`place` is empty");
    let first = given.when(search("federalregister.gov")).events().remove(0);
    let second = given.after(search("federalregister.gov")).when(search("federalregister.gov")).events().remove(0);
    assert_eq!(first.event, second.event);
    assert_ne!(first.id, second.id, "a second search is a second act");
}
