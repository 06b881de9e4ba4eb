//! The filters of the chronology: what each admits, and that all must hold while within one any will do.

use annals::domain::development::{Development, SideTitle};
use annals::domain::filter::Filter;
use annals::domain::side::Dyad;
use annals::domain::source::Source;
use annals::domain::vocabulary::{Kind, Role, Status, Topic};

use crate::given::*;

fn with(change: impl FnOnce(&mut Development)) -> Given {
    Given::actors().after(record(development_with(RULE, change)))
}

fn admits(given: &Given, filter: &Filter) -> bool {
    filter.admits(&given.chronicle, given.chronicle.development(RULE).unwrap())
}

fn asking(change: impl FnOnce(&mut Filter)) -> Filter {
    let mut filter = Filter::default();
    change(&mut filter);
    filter
}

#[test]
fn an_empty_filter_admits_everything() {
    assert!(admits(&with(|_| {}), &Filter::default()));
}

#[test]
fn a_window_admits_what_may_have_happened_within_it() {
    // the date, the window, and whether it may lie within
    let cases = [
        ("2022-10-07", Some("2022-10-07"), Some("2022-10-07"), true),
        ("2022-10-07", Some("2022-10-08"), None, false),
        ("2022-10-07", None, Some("2022-10-06"), false),
        ("2022-10", Some("2022-10-31"), None, true),
        ("2022-10", Some("2022-11-01"), None, false),
        ("2022", None, Some("2022-01-01"), true),
        ("2022-10-05/2022-10-09", Some("2022-10-09"), Some("2022-10-20"), true),
        ("2022-10-05/2022-10-09", Some("2022-10-10"), None, false),
        ("[2022-10-05..2022-10-09]", Some("2022-10-07"), Some("2022-10-08"), true),
        ("2022-10-05/..", Some("2030-01-01"), None, true),
        ("2022-10-05/..", None, Some("2022-10-04"), false),
    ];
    for (on, from, to, expected) in cases {
        let given = with(|it| it.date = date(on));
        let filter = asking(|it| (it.from, it.to) = (from.map(day), to.map(day)));
        assert_eq!(admits(&given, &filter), expected, "{on} in {from:?} to {to:?}");
    }
}

#[test]
fn what_the_public_could_know_counts_from_the_last_day_a_publication_date_can_mean() {
    let public = |published: &[Option<&str>], on: &str| {
        let sources =
            published.iter().map(|published| Source { published: published.map(date), ..source("https://a.example") });
        let given = with(|it| it.sources = sources.collect());
        admits(&given, &asking(|it| it.public_on = Some(day(on))))
    };
    assert!(public(&[Some("2022-10-07")], "2022-10-07"));
    assert!(!public(&[Some("2022-10-07")], "2022-10-06"));
    assert!(!public(&[Some("2022-10")], "2022-10-30"), "of a month only the last day is certain");
    assert!(public(&[Some("2022-10")], "2022-10-31"));
    assert!(public(&[Some("2022-12-01"), Some("2022-10")], "2022-10-31"), "the first publication counts");
    assert!(public(&[Some("2022"), Some("2022-10")], "2022-10-31"), "a year is over later than its October");
    assert!(!public(&[None], "2030-01-01"), "without a date nothing shows that it was public");
}

#[test]
fn an_actor_is_a_party_in_any_role_and_one_merged_counts_as_the_other() {
    let given = with(|it| it.parties = vec![party("bis", Role::Speaker), party("china", Role::Target)]);
    let by = |names: &[&str]| asking(|it| it.actors = names.iter().map(|name| id(name)).collect());
    assert!(admits(&given, &by(&["bis"])));
    assert!(admits(&given, &by(&["mofcom", "china"])), "any of several will do");
    assert!(!admits(&given, &by(&["mofcom"])));
    let merged = given.after(merge("bis", "mofcom"));
    assert!(admits(&merged, &by(&["mofcom"])), "the party was merged into the one asked for");
    assert!(admits(&merged, &by(&["bis"])), "the one asked for was merged, too");
    assert!(!admits(&merged, &by(&["united-states"])));
    assert!(!admits(&merged, &by(&["never-registered"])));
}

#[test]
fn a_relation_holds_either_way_round_and_only_where_both_sides_are_parties() {
    let given = with(|_| {});
    let of = |text: &str| asking(|it| it.relations = vec![Dyad::parse(text).unwrap()]);
    assert!(admits(&given, &of("CHN-USA")));
    assert!(admits(&given, &of("usa-chn")));
    assert!(!admits(&given, &of("CHN-EUE")));
    let inner = with(|it| it.parties = vec![party("mofcom", Role::Initiator), party("china", Role::Host)]);
    assert!(!admits(&inner, &of("CHN-USA")));
    let three = with(|it| it.parties.push(party("european-union", Role::Affected)));
    assert!(admits(&three, &of("EUE-CHN")));
}

#[test]
fn a_side_is_that_of_any_party_as_it_stands_now() {
    let given = with(|_| {});
    let of = |code: &str| asking(|it| it.sides = vec![side(code)]);
    assert!(admits(&given, &of("USA")));
    assert!(!admits(&given, &of("EUE")));
    let amended = given.after(amend("bis", &[("side", serde_json::json!("EUE"))]));
    assert!(admits(&amended, &of("EUE")) && !admits(&amended, &of("USA")));
}

#[test]
fn kind_status_and_topic_are_taken_as_they_stand() {
    let given = with(|it| it.topics = vec![Topic::Semiconductors, Topic::Trade]);
    assert!(admits(&given, &asking(|it| it.kinds = vec![Kind::Tariff, Kind::ExportControl])));
    assert!(!admits(&given, &asking(|it| it.kinds = vec![Kind::Tariff])));
    assert!(admits(&given, &asking(|it| it.topics = vec![Topic::Quantum, Topic::Trade])));
    assert!(!admits(&given, &asking(|it| it.topics = vec![Topic::Quantum])));
    let moved =
        annals::domain::decide::Command::ChangeStatus { key: key(RULE), to: Status::InForce, on: None, source: None };
    let in_force = asking(|it| it.statuses = vec![Status::InForce]);
    assert!(!admits(&given, &in_force));
    assert!(admits(&given.after(moved), &in_force));
}

#[test]
fn words_are_found_in_titles_summary_claims_and_dispute_whatever_their_capitals() {
    let given = with(|it| {
        it.title = "The Chip Rule".to_owned();
        it.summary = "Licences for tools.".to_owned();
        it.titles.push(SideTitle { side: side("CHN"), title: "芯片规则".to_owned(), lang: None });
        it.claims.push(claim());
        it.dispute = Some("Whether it was agreed".to_owned());
        it.sources[0].quote = Some("hereby amended".to_owned());
    });
    for words in ["chip RULE", "licences", "芯片", "serves security", "WHETHER"] {
        assert!(admits(&given, &asking(|it| it.texts = vec![words.to_owned()])), "{words}");
    }
    assert!(!admits(&given, &asking(|it| it.texts = vec!["hereby".to_owned()])), "a quote is not in our words");
    assert!(admits(&given, &asking(|it| it.texts = vec!["nothing".to_owned(), "chip".to_owned()])));
}

#[test]
fn different_filters_must_all_hold() {
    let given = with(|_| {});
    let both = |kind, code: &str| asking(|it| (it.kinds, it.sides) = (vec![kind], vec![side(code)]));
    assert!(admits(&given, &both(Kind::ExportControl, "USA")));
    assert!(!admits(&given, &both(Kind::Tariff, "USA")));
    assert!(!admits(&given, &both(Kind::ExportControl, "EUE")));
}
