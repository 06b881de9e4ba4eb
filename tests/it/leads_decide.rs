//! Deciding on leads: acceptance with the development it became, rejection, duplicates; what is refused and
//! how it is told. The rules alone, then through the program.

use annals::domain::decide::Command;
use annals::domain::event::Event;
use annals::domain::lead::{Lead, LeadId, LeadRef, propose};
use annals::domain::refusal::{Reason, RefusalClass};
use annals::domain::vocabulary::Feed;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::given::{Given, RULE, date, development, key, retract};
use crate::lead_sandbox::{feed, with_leads};
use crate::sandbox::Sandbox;

fn lead() -> LeadRef {
    LeadRef { id: LeadId(Uuid::from_u128(7)), name: "gdelt:7".to_owned() }
}

fn accept(name: &str) -> Command {
    Command::AcceptLead { lead: lead(), development: Box::new(development(name)) }
}

fn reject(reason: &str) -> Command {
    Command::RejectLead { lead: lead(), reason: reason.to_owned() }
}

fn duplicate(of: &str) -> Command {
    Command::MarkLeadDuplicate { lead: lead(), of: key(of) }
}

#[test]
fn an_acceptance_comes_with_the_development_that_causes_it() {
    let given = Given::rule_and_answer();
    let drafts = given.when(accept("2024-06-01-new")).events();
    let [recorded, accepted] = drafts.as_slice() else { panic!("{drafts:?}") };
    assert!(matches!(&recorded.event, Event::DevelopmentRecorded(_)));
    assert_eq!(accepted.caused_by, Some(recorded.id));
    let Event::LeadAccepted(content) = &accepted.event else { panic!("{accepted:?}") };
    assert_eq!((content.lead, content.key.as_str()), (lead().id, "2024-06-01-new"));
    // a development that the rules refuse is refused here too, and nothing is accepted
    let mut bare = development("2024-06-02-bare");
    bare.sources.clear();
    let refusal = given.when(Command::AcceptLead { lead: lead(), development: Box::new(bare) }).refusal();
    assert_eq!(refusal.reason, Reason::NoSource);
}

#[test]
fn a_lead_that_became_a_development_is_decided() {
    let given = Given::rule_and_answer().after(accept("2024-06-01-new"));
    for command in [accept("2024-06-02-another"), reject("no"), duplicate(RULE)] {
        let refusal = given.when(command).refusal();
        assert!(matches!(refusal.reason, Reason::LeadAccepted { .. }), "{refusal:?}");
        assert_eq!(refusal.reason.class(), RefusalClass::Rule);
        assert_eq!(refusal.to_string(), "the lead `gdelt:7` was accepted before: it is `2024-06-01-new`");
        assert!(refusal.reason.hint().unwrap().contains("annals retract 2024-06-01-new"));
    }
}

#[test]
fn what_was_rejected_or_marked_a_duplicate_can_be_decided_anew() {
    let given = Given::rule_and_answer().after(reject("no news"));
    given.when(reject("no news")).nothing();
    let refusal = given.when(reject("another reason")).refusal();
    assert!(matches!(refusal.reason, Reason::LeadRejected { .. }), "{refusal:?}");
    assert_eq!(refusal.to_string(), "the lead `gdelt:7` was rejected before, because: no news");
    let given = given.after(duplicate(RULE));
    given.when(duplicate(RULE)).nothing();
    let given = given.after(reject("no news"));
    given.after(accept("2024-06-01-new")).when(reject("no news")).refusal();
}

#[test]
fn a_lead_is_a_duplicate_of_what_stands_alone() {
    let given = Given::rule_and_answer();
    let refusal = given.when(duplicate("2024-06-01-nothing")).refusal();
    assert_eq!((refusal.reason.class(), refusal.at.to_string().as_str()), (RefusalClass::NotFound, "of"));
    let refusal = given.after(retract(RULE)).when(duplicate(RULE)).refusal();
    assert!(matches!(refusal.reason, Reason::LeadDuplicateOf { .. }), "{refusal:?}");
    let refusal = Given::rule_and_answer().when(reject(" ")).refusal();
    assert_eq!(refusal.at.to_string(), "reason");
}

#[test]
fn an_own_id_that_nobody_can_write_names_no_lead() {
    let proposed = |id: &str| propose("annals.example/leads", Lead::new(Feed::Gdelt, id, date("2024-05-14")));
    let long = "9".repeat(201);
    for id in ["", "a b", "a\u{1b}", long.as_str()] {
        let refusals = proposed(id).unwrap_err();
        let [refusal] = refusals.as_slice() else { panic!("{refusals:?}") };
        assert_eq!(refusal.reason, Reason::LeadOwnId(id.to_owned()));
        assert!(refusal.to_string().contains("cannot name a lead: expected 1 to 200 visible characters"), "{refusal}");
        assert_eq!(refusal.at.to_string(), "id");
    }
    // the same lead has the same id whatever it says, in another journal another
    let titled = Lead { title: Some("T".to_owned()), ..Lead::new(Feed::Gdelt, "7", date("2024")) };
    assert_eq!(proposed("7").unwrap().id, propose("annals.example/leads", titled).unwrap().id);
    let elsewhere = propose("annals.example/other", Lead::new(Feed::Gdelt, "7", date("2024-05-14"))).unwrap();
    assert_ne!(proposed("7").unwrap().id, elsewhere.id);
}

fn state(sandbox: &Sandbox, name: &str) -> Value {
    sandbox.json(&["leads", "show", name])["state"].clone()
}

#[test]
fn a_lead_is_accepted_with_the_document_as_its_source() {
    let sandbox = with_leads();
    let ran = sandbox.run(&[
        "lead",
        "accept",
        "gdelt:900002",
        "--kind",
        "dialogue",
        "--status",
        "announced",
        "--title",
        "United States offers talks to China",
    ]);
    assert_eq!(ran.status, 0, "{ran}");
    let receipt: Vec<&str> = ran.stdout.lines().collect();
    assert_eq!(receipt.len(), 2, "{ran}");
    let name = "2024-05-14-united-states-offers-talks-to-china";
    assert!(receipt[0].starts_with(name) && receipt[1].starts_with("gdelt:900002 "), "{ran}");
    let shown = sandbox.json(&["show", name]);
    assert_eq!(shown["date"], "2024-05-14");
    assert_eq!(shown["sources"][0]["url"], "https://press.example/900002");
    assert_eq!(shown["codings"], json!([{"scheme": "cameo", "version": "GDELT", "code": "036", "score": "4.0"}]));
    let parties: Vec<(&str, &str)> = shown["parties"]
        .as_array()
        .unwrap()
        .iter()
        .map(|party| (party["side"].as_str().unwrap(), party["role"].as_str().unwrap()))
        .collect();
    assert_eq!(parties, [("USA", "initiator"), ("CHN", "target")]);
    // the acceptance is an event of the record, of one batch with its cause
    let lines: Vec<Value> = sandbox.journal().iter().map(|line| serde_json::from_str(line).unwrap()).collect();
    let [.., recorded, accepted] = lines.as_slice() else { panic!() };
    assert_eq!(accepted["type"], "annals.lead.accepted");
    assert_eq!(accepted["causationid"], recorded["id"]);
    assert_eq!(accepted["batchid"], recorded["batchid"]);
    let lead = sandbox.json(&["leads", "show", "gdelt:900002"]);
    assert_eq!((&lead["state"], &lead["decision"]["key"]), (&json!("accepted"), &json!(name)));
    assert_eq!((&accepted["data"]["lead"], &accepted["data"]["key"]), (&lead["id"], &json!(name)));
    assert!(sandbox.done(&["log", "--type", "lead.accepted"]).contains("accepted the lead as"));
    assert_eq!(sandbox.run(&["verify"]).status, 0);
    // what was not public yet is not given away by the decision on its lead
    assert!(!sandbox.done(&["log", "--public-on", "2025"]).contains(name));
    // twice is once too often, and so is to take it back
    for args in [
        &["lead", "accept", "gdelt:900002", "--kind", "dialogue", "--status", "announced"][..],
        &["lead", "reject", "gdelt:900002", "--reason", "no"],
        &["lead", "duplicate", "gdelt:900002", "--of", "2024-05-14-geneva-dialogue"],
    ] {
        let ran = sandbox.run(args);
        assert_eq!(ran.status, 1, "{ran}");
        assert!(ran.stderr.contains(&format!("was accepted before: it is `{name}`")), "{ran}");
    }
}

#[test]
fn a_gazettes_document_brings_its_dates_and_its_agencies() {
    let sandbox = with_leads();
    let args = ["lead", "accept", "2024-20001", "--kind", "export-control", "--status", "announced"];
    sandbox.done(&args);
    let shown = sandbox.json(&["show", "2024-09-06-export-controls-on-example-items"]);
    let parties: Vec<&str> =
        shown["parties"].as_array().unwrap().iter().map(|party| party["actor"].as_str().unwrap()).collect();
    assert_eq!(parties, ["us-commerce", "bis"], "agencies that are known act for their state");
    let source = &shown["sources"][0];
    assert_eq!(source["url"], "https://gazette.example/documents/2024/09/06/2024-20001/export-controls");
    assert_eq!(
        (&source["publisher"], &source["published"], &source["side"]),
        (&json!("Federal Register"), &json!("2024-09-06"), &json!("USA"))
    );
    let dates: Vec<(&str, &str)> = shown["dates"]
        .as_array()
        .unwrap()
        .iter()
        .map(|dated| (dated["role"].as_str().unwrap(), dated["date"].as_str().unwrap()))
        .collect();
    assert_eq!(dates, [("published", "2024-09-06"), ("effective", "2024-09-10")]);
    assert_eq!(shown["public_since"], "2024-09-06");
}

#[test]
fn what_is_missing_of_a_lead_is_asked_for() {
    let sandbox = with_leads();
    let ran = sandbox.run(&["lead", "accept", "gdelt:900001"]);
    assert_eq!(ran.status, 2, "{ran}");
    assert!(ran.stderr.contains("a development needs --kind, --status"), "{ran}");
    // an event without a document has no source to fill in
    let ran = sandbox.run(&["lead", "accept", "gdelt:900004", "--kind", "statement", "--status", "reported"]);
    assert_eq!(ran.status, 1, "{ran}");
    assert!(ran.stderr.contains("a development needs at least one source"), "{ran}");
    assert_eq!(state(&sandbox, "gdelt:900004"), "open");
    let ran = sandbox.run(&["lead", "accept", "gdelt:12345", "--kind", "statement", "--status", "reported"]);
    assert_eq!(ran.status, 4, "{ran}");
    // only what would be recorded is said
    let ran = sandbox.run(&["lead", "accept", "gdelt:900001", "--kind", "dialogue", "--status", "held", "--dry-run"]);
    assert!(ran.stderr.contains("would record: lead.accepted gdelt:900001"), "{ran}");
    assert_eq!(state(&sandbox, "gdelt:900001"), "open");
}

#[test]
fn in_the_editor_the_development_is_filled_in_and_left_alone_it_is_not_recorded() {
    let mut sandbox = with_leads();
    let same = sandbox.script("leave", "cp \"$1\" shown.toml");
    sandbox.set("EDITOR", &same);
    let ran = sandbox.run(&["lead", "accept", "federal-register:2024-10007", "--edit"]);
    assert_eq!(ran.status, 0, "{ran}");
    assert!(ran.stderr.contains("nothing recorded"), "{ran}");
    let shown = std::fs::read_to_string(sandbox.file("shown.toml")).unwrap();
    assert!(shown.starts_with("# From the lead federal-register:2024-10007."), "{shown}");
    assert!(shown.contains("date = \"2024-06-05\"") && shown.contains("kind = \"\""), "{shown}");
    assert!(!shown.contains('\u{1b}') && !shown.contains('\u{7}'), "{shown}");
    // the hostile title is one string of TOML, and stays one
    assert!(shown.parse::<toml::Table>().unwrap()["title"].as_str().unwrap().starts_with("=HYPERLINK"), "{shown}");

    let lines = "sed -e 's/^kind = \"\"/kind = \"statement\"/' -e 's/^status = \"\"/status = \"reported\"/' -e 's/^title = .*/title = \"A notice of the gazette\"/' \"$1\" > edited && cat edited > \"$1\"";
    let complete = sandbox.script("complete", lines);
    sandbox.set("EDITOR", &complete);
    let ran = sandbox.run(&["lead", "accept", "federal-register:2024-10007", "--edit"]);
    assert_eq!(ran.status, 0, "{ran}");
    assert_eq!(state(&sandbox, "federal-register:2024-10007"), "accepted");
    assert_eq!(sandbox.json(&["show", "2024-06-05-a-notice"])["sources"][0]["publisher"], "Federal Register");
}

#[test]
fn a_development_from_a_file_is_accepted_if_it_is_one() {
    let sandbox = with_leads();
    let one = crate::sandbox::development("2024-06-01-from-a-file", "From a file");
    sandbox.write("two.jsonl", format!("{one}\n{}\n", crate::sandbox::development("2024-06-01-other", "Other")));
    let ran = sandbox.run(&["lead", "accept", "gdelt:900001", "--file", "two.jsonl"]);
    assert_eq!(ran.status, 1, "{ran}");
    assert!(ran.stderr.contains("a lead becomes one development, not 2"), "{ran}");
    sandbox.write("one.jsonl", format!("{one}\n"));
    sandbox.done(&["lead", "accept", "gdelt:900001", "--file", "one.jsonl"]);
    assert_eq!(sandbox.json(&["leads", "show", "gdelt:900001"])["decision"]["key"], "2024-06-01-from-a-file");
    // where the development is taken back, the lead says so
    sandbox.done(&["retract", "2024-06-01-from-a-file", "--reason", "it was a rumour"]);
    let lead = sandbox.json(&["leads", "show", "gdelt:900001"]);
    assert_eq!((&lead["state"], &lead["decision"]["stands"]), (&json!("accepted"), &json!(false)));
    assert!(sandbox.done(&["leads", "show", "gdelt:900001"]).contains("which no longer stands"));
}

#[test]
fn several_leads_are_rejected_or_marked_at_once_or_none_of_them() {
    let sandbox = with_leads();
    let ran = sandbox.run(&["lead", "reject", "icews:700001", "icews:70000", "--reason", "no"]);
    assert_eq!(ran.status, 1, "{ran}");
    assert_eq!(state(&sandbox, "icews:700001"), "open");
    let done =
        sandbox.done(&["lead", "reject", "icews:700003", "icews:700004", "700003", "--reason", "not about the two"]);
    assert_eq!(done.lines().count(), 2, "{done}");
    let again = sandbox.run(&["lead", "reject", "icews:700003", "--reason", "not about the two"]);
    assert!(again.stderr.contains("nothing recorded: the journal says so already"), "{again}");
    let ran = sandbox.run(&["lead", "reject", "icews:700003", "--reason", "for fun"]);
    assert_eq!(ran.status, 1, "{ran}");
    assert!(ran.stderr.contains("was rejected before, because: not about the two"), "{ran}");
    let ran = sandbox.run(&["lead", "duplicate", "gdelt:900001", "icews:700001", "--of", "2024-05-14-genva"]);
    assert_eq!(ran.status, 4, "{ran}");
    assert!(ran.stderr.contains("--of 2024-05-14-genva"), "{ran}");
    sandbox.done(&["lead", "duplicate", "gdelt:900001", "icews:700001", "--of", "2024-05-14-geneva"]);
    let lead = sandbox.json(&["leads", "show", "gdelt:900001"]);
    assert_eq!((&lead["state"], &lead["decision"]["key"]), (&json!("duplicate"), &json!("2024-05-14-geneva-dialogue")));
    // the next import of the same feed changes nothing of that
    assert!(sandbox.run(&["import", "gdelt", &feed("gdelt.tsv")]).stderr.contains("9 proposed before"));
    assert_eq!(state(&sandbox, "gdelt:900001"), "duplicate");
}

#[test]
fn a_decision_changes_no_development_and_no_view_of_one() {
    let sandbox = with_leads();
    let look = || ["timeline", "info"].map(|verb| sandbox.json(&[verb]));
    let [timeline, info] = look();
    sandbox.done(&["lead", "duplicate", "gdelt:900001", "--of", "2024-05-14-geneva-dialogue"]);
    sandbox.done(&["rebuild"]);
    let [again, info_again] = look();
    assert_eq!(again, timeline);
    assert_eq!(info_again["developments"], info["developments"]);
    assert_eq!(info_again["types"]["lead.marked-duplicate"], 1);
}
