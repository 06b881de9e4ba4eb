//! The rules that warn: each named check fires on its case and is silent on the near miss.

use annals::domain::claim::Claim;
use annals::domain::decide::{Command, SourceChoice};
use annals::domain::development::{DatedRole, Development};
use annals::domain::source::Source;
use annals::domain::vocabulary::{ActorType, CommitmentState, DateRole, Kind, LinkRelation, Role, Status, Vocabulary};
use annals::domain::warning::{Check, Warning, warnings};
use serde_json::json;

use crate::given::*;

/// The day that expiry and due dates are measured against.
const TODAY: &str = "2024-06-01";

fn found(given: &Given, check: Check) -> Vec<(String, String)> {
    let found = warnings(&given.chronicle, &[check], day(TODAY));
    assert!(found.iter().all(|warning| warning.check == check), "{found:?}");
    found.into_iter().map(|Warning { subject, message, .. }| (subject, message)).collect()
}

fn fires(given: &Given, check: Check, subject: &str, message: &str) {
    assert_eq!(found(given, check), [(subject.to_owned(), message.to_owned())]);
}

fn silent(given: &Given, check: Check) {
    assert_eq!(found(given, check), []);
}

fn with(change: impl FnOnce(&mut Development)) -> Given {
    Given::actors().after(record(development_with(RULE, change)))
}

fn published(url: &str, on: &str) -> Source {
    Source { published: Some(date(on)), ..source(url) }
}

#[test]
fn response_before_cause() {
    let responding = |on: &str, relation| {
        Given::rule_and_answer().after(record(development_with("2024-01-01-response", |it| {
            it.date = date(on);
            it.links.push(link(relation, ANSWER));
        })))
    };
    let check = Check::ResponseBeforeCause;
    fires(
        &responding("2023-05-20", LinkRelation::RespondsTo),
        check,
        "2024-01-01-response",
        "dated 2023-05-20, responds to 2023-05-21-micron-ban of 2023-05-21",
    );
    silent(&responding("2023-05-21", LinkRelation::RespondsTo), check);
    silent(&responding("2023-05", LinkRelation::RespondsTo), check);
    silent(&responding("2023-05-20", LinkRelation::Follows), check);
    silent(&responding("2023-05-20", LinkRelation::RespondsTo).after(retract("2024-01-01-response")), check);
}

#[test]
fn dated_after_source() {
    let sourced =
        |on: &str| with(|it| it.sources = vec![source("https://a.example"), published("https://b.example", on)]);
    let check = Check::DatedAfterSource;
    fires(&sourced("2022-10-06"), check, RULE, "dated 2022-10-07, but a source was published on 2022-10-06");
    silent(&sourced("2022-10-07"), check);
    silent(&sourced("2022-10"), check);
    silent(&with(|_| {}), check);
}

#[test]
fn likely_duplicate() {
    let twin = |change: fn(&mut Development)| {
        with(|_| {}).after(record(development_with("2022-10-07-twin", |it| {
            it.parties.reverse();
            change(it);
        })))
    };
    let check = Check::LikelyDuplicate;
    let message = "same date, kind and parties as 2022-10-07-twin; `annals duplicate` marks one";
    fires(&twin(|_| {}), check, RULE, message);
    silent(&twin(|it| it.kind = Kind::Statement), check);
    silent(&twin(|it| it.date = date("2022-10-08")), check);
    silent(&twin(|it| it.parties.push(party("mofcom", Role::Target))), check);
    silent(&twin(|_| {}).after(duplicate(RULE, "2022-10-07-twin")), check);
    let other_body = twin(|it| it.parties[1].actor = id("mofcom"));
    silent(&other_body, check);
    fires(&other_body.after(merge("mofcom", "bis")), check, RULE, message);
}

#[test]
fn single_source() {
    let check = Check::SingleSource;
    let alone = with(|it| it.sources.truncate(1));
    fires(&alone, check, RULE, "rests on one source: https://bis.example/rule");
    silent(&alone.after(cite("https://b.example")), check);
}

#[test]
fn one_sided_sources() {
    let sided = |sides: [Option<&str>; 2], parties: [&str; 2]| {
        with(|it| {
            for (source, code) in it.sources.iter_mut().zip(sides) {
                source.side = code.map(side);
            }
            it.parties = parties.iter().map(|name| party(name, Role::Participant)).collect();
        })
    };
    let check = Check::OneSidedSources;
    fires(&sided([Some("USA"), Some("USA")], ["bis", "china"]), check, RULE, "all 2 sources are of USA");
    silent(&sided([Some("USA"), Some("CHN")], ["bis", "china"]), check);
    silent(&sided([Some("USA"), None], ["bis", "china"]), check);
    silent(&sided([Some("USA"), Some("USA")], ["bis", "united-states"]), check);
}

#[test]
fn weekday_disagrees() {
    // 2022-10-07 was a Friday
    let worded = |quote: &str| with(|it| it.sources[0].quote = Some(quote.to_owned()));
    let check = Check::WeekdayDisagrees;
    let says = |weekday: &str, quote: &str| format!("dated 2022-10-07 (Friday), but a source says {weekday}: {quote}");
    fires(&worded("published on Monday"), check, RULE, &says("Monday", "published on Monday"));
    fires(&worded("周一公布"), check, RULE, &says("Monday", "周一公布"));
    silent(&worded("published on Friday"), check);
    silent(&worded("星期五公布"), check);
    silent(&worded("between Monday and Tuesday"), check);
    silent(&worded("Mondayish"), check);
    let month = with(|it| {
        it.date = date("2022-10");
        it.sources[0].quote = Some("published on Monday".to_owned());
    });
    silent(&month, check);
    let two_days = with(|it| {
        it.dates = vec![DatedRole { role: DateRole::Published, date: date("2022-10-10"), note: None }];
        it.sources[0].quote = Some("published on Monday".to_owned());
    });
    silent(&two_days, check);
}

#[test]
fn expired_in_force() {
    let expiring = |status, on: &str| {
        with(|it| {
            it.status = status;
            it.dates = vec![DatedRole { role: DateRole::Expires, date: date(on), note: None }];
        })
    };
    let check = Check::ExpiredInForce;
    let message = "status in-force, but it expired on 2024-05-31; `annals status` moves it on";
    fires(&expiring(Status::InForce, "2024-05-31"), check, RULE, message);
    silent(&expiring(Status::InForce, TODAY), check);
    silent(&expiring(Status::InForce, "2024"), check);
    silent(&expiring(Status::Expired, "2024-05-31"), check);
    let prolonged = expiring(Status::InForce, "2024-05-31")
        .after(correct(&[("dates.1", json!({"role": "expires", "date": "2025-05-31"}))]));
    silent(&prolonged, check);
}

#[test]
fn commitment_overdue() {
    let due = |on: Option<&str>| {
        let mut pledge = commitment("pledge");
        pledge.due = on.map(date);
        Given::rule_and_answer().after(promise(pledge))
    };
    let check = Check::CommitmentOverdue;
    let message = "pledge was due 2024-05 and is not assessed; `annals assess` says what became of it";
    fires(&due(Some("2024-05")), check, RULE, message);
    silent(&due(Some("2024-06")), check);
    silent(&due(None), check);
    let assessed = Command::Assess(assessment("pledge", CommitmentState::Open, "2024-05"));
    silent(&due(Some("2024-05")).after(assessed), check);
}

#[test]
fn actor_on_two_sides() {
    let speaking = |code: &str| {
        let spoken = Claim { side: side(code), ..claim() };
        Given::rule_and_answer().after(say(spoken, SourceChoice::Number(0)))
    };
    let check = Check::ActorOnTwoSides;
    fires(&speaking("USA"), check, "mofcom", "belongs to CHN, but speaks for USA in 2022-10-07-chip-rule");
    silent(&speaking("CHN"), check);
    let moved = Given::actors().after(amend("mofcom", &[("side", json!("USA"))]));
    fires(&moved, check, "mofcom", "belongs to USA, and was registered under CHN before");
    let back = moved.after(amend("mofcom", &[("side", json!("CHN"))]));
    fires(&back, check, "mofcom", "belongs to CHN, and was registered under USA before");
}

#[test]
fn year_out_of_batch() {
    let filed = |name: &str| record(development(name));
    let batch = |names: [&str; 3]| Given::actors().after_all(names.map(filed).into());
    let check = Check::YearOutOfBatch;
    let odd = ["2024-01-01-a", "2014-01-02-b", "2024-01-03-c"];
    let message = "dated 2014-01-02, but its neighbours in the batch are of 2024";
    fires(&batch(odd), check, "2014-01-02-b", message);
    silent(&batch(["2024-01-01-a", "2024-01-02-b", "2024-01-03-c"]), check);
    silent(&batch(["2023-01-01-a", "2014-01-02-b", "2024-01-03-c"]), check);
    silent(&odd.into_iter().fold(Given::actors(), |given, name| given.after(filed(name))), check);
}

#[test]
fn date_not_among_dates() {
    let dated = |on: &str| with(|it| it.dates = vec![DatedRole { role: DateRole::Signed, date: date(on), note: None }]);
    let check = Check::DateNotAmongDates;
    fires(&dated("2022-10-06"), check, RULE, "filed under 2022-10-07, which none of its dates by role is");
    silent(&dated("2022-10-07"), check);
    silent(&with(|_| {}), check);
}

#[test]
fn shared_name() {
    let called = |alias: &str| Given::actors().after(amend("bis", &[("aliases", json!([alias]))]));
    let check = Check::SharedName;
    fires(&called("Mofcom"), check, "mofcom", "`mofcom` also stands for bis");
    silent(&called("BIS"), check);
    silent(&called("Mofcom").after(merge("bis", "mofcom")), check);
}

#[test]
fn a_check_that_is_not_named_does_not_run_and_none_named_means_all() {
    let given = with(|it| it.sources.truncate(1));
    assert_eq!(warnings(&given.chronicle, &[Check::LikelyDuplicate], day(TODAY)), []);
    let all = warnings(&given.chronicle, &[], day(TODAY));
    assert_eq!(all.iter().map(|warning| warning.check).collect::<Vec<_>>(), [Check::SingleSource]);
}

#[test]
fn what_does_not_stand_is_not_warned_of() {
    let given = with(|it| it.sources.truncate(1)).after(retract(RULE));
    assert_eq!(warnings(&given.chronicle, &[], day(TODAY)), []);
}

#[test]
fn every_check_has_a_test_of_its_name() {
    let tests = include_str!("warnings.rs");
    let untested: Vec<&str> = Check::ALL
        .iter()
        .map(|check| check.word())
        .filter(|word| !tests.contains(&format!("fn {}()", word.replace('-', "_"))))
        .collect();
    assert_eq!(untested, Vec::<&str>::new());
}

#[test]
fn a_registered_actor_alone_is_nothing_to_warn_of() {
    let given = Given::actors().after(register(actor("yang-tao", ActorType::Person, "CHN")));
    assert_eq!(warnings(&given.chronicle, &[], day(TODAY)), []);
}
