//! Laws of legal states over random lives: never in force outside what its dates allow, and what is
//! certain lies within what is possible.

use crate::fixture::Journal;
use annals::domain::edtf::{Day, Edtf};
use annals::domain::vocabulary::{LegalState, Status, Vocabulary};
use annals::report::measures::{Lives, state_on};
use annals::report::vantage::Vantage;
use proptest::prelude::*;
use serde_json::json;

/// A day as a number, from 2022 to 2025.
fn day() -> impl Strategy<Value = i64> {
    18_993_i64..20_453
}

/// A date around a day: exact, or one of the ways of not being certain, with how far it reaches.
fn date() -> impl Strategy<Value = (String, Day, Day)> {
    (day(), 0_usize..6, 1_i64..90).prop_map(|(number, form, width)| {
        let first = Day::from_number(number);
        let (year, month, _) = first.ymd();
        let text = match form {
            0 => format!("{year}-{month:02}"),
            1 => format!("{first}~"),
            2 => format!("{first}?"),
            3 => format!("{first}/{}", first.plus_days(width)),
            _ => first.to_string(),
        };
        let date = Edtf::parse(&text).unwrap();
        let margin = if matches!(form, 1 | 2) { 31 } else { 0 };
        let reach = |day: Option<Day>, by: i64| day.unwrap().plus_days(by);
        (text, reach(date.earliest(), -margin), reach(date.latest(), margin))
    })
}

type Dated = (String, Day, Day);

/// A measure with its dates and moves, what may suspend and revoke it, and whether those acts stand.
#[derive(Debug, Clone)]
struct Told {
    signed: Dated,
    effective: Vec<Dated>,
    expires: Option<Dated>,
    status: Status,
    moves: Vec<(Status, Option<Dated>)>,
    acts: Vec<(bool, Dated, Option<Dated>, bool)>,
}

fn told() -> impl Strategy<Value = Told> {
    let status = || (0..Status::ALL.len()).prop_map(|at| Status::ALL[at]);
    let acts = proptest::collection::vec((any::<bool>(), date(), proptest::option::of(date()), any::<bool>()), 0..4);
    let moves = proptest::collection::vec((status(), proptest::option::of(date())), 0..4);
    let effective = proptest::collection::vec(date(), 0..3);
    (date(), effective, proptest::option::of(date()), status(), moves, acts).prop_map(
        |(signed, effective, expires, status, moves, acts)| Told { signed, effective, expires, status, moves, acts },
    )
}

fn journal(told: &Told) -> Journal {
    let mut journal = Journal::new();
    journal.actor(json!({"id": "bis", "type": "agency", "side": "USA", "names": [{"lang": "en", "name": "BIS"}]}));
    let mut dates = vec![json!({"role": "signed", "date": told.signed.0})];
    dates.extend(told.effective.iter().map(|date| json!({"role": "effective", "date": date.0})));
    dates.extend(told.expires.iter().map(|date| json!({"role": "expires", "date": date.0})));
    let act = |key: &str, date: &str, status: &str, dates: serde_json::Value, links: serde_json::Value| {
        json!({"key": key, "date": date, "title": key, "kind": "tariff", "status": status, "dates": dates, "links": links,
            "actors": [{"actor": "bis", "role": "initiator"}], "sources": [{"url": "https://e.org"}]})
    };
    journal.development(act("rule", &told.signed.0, told.status.word(), dates.into(), json!([])));
    for (at, (suspends, date, expires, stands)) in told.acts.iter().enumerate() {
        let key = format!("act-{at}");
        let dates: Vec<_> = expires.iter().map(|date| json!({"role": "expires", "date": date.0})).collect();
        let relation = if *suspends { "suspends" } else { "revokes" };
        let links = json!([{"rel": relation, "key": "rule"}]);
        journal.development(act(&key, &date.0, "in-force", dates.into(), links));
        if !stands {
            journal.retract(&key, "a test");
        }
    }
    for (status, on) in &told.moves {
        let from = journal.chronicle.development("rule").unwrap().current.status;
        let on = on.as_ref().map(|date| date.0.clone());
        let content = json!({"key": "rule", "from": from, "to": status, "on": on});
        journal.add(crate::fixture::event("status.changed", content));
    }
    journal
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_is_in_force_outside_its_earliest_possible_start_and_latest_possible_end(
        told in told(),
        days in proptest::collection::vec(day(), 24),
    ) {
        let journal = journal(&told);
        let vantage = Vantage::new(&journal.chronicle, None);
        let lives = Lives::new(&vantage);
        let rule = journal.chronicle.development("rule").unwrap();
        let resumed: Vec<&(Status, Option<Dated>)> =
            told.moves.iter().filter(|(status, _)| *status == Status::InForce).collect();
        // the earliest possible start: a first day of effect or a dated move; where neither, the making
        let starts = told.effective.iter().chain(resumed.iter().filter_map(|(_, on)| on.as_ref())).map(|date| date.1);
        let made = told.effective.iter().map(|date| date.1).chain([told.signed.1]).min().unwrap();
        let start = starts.min().unwrap_or(made).min(if resumed.iter().any(|(_, on)| on.is_none()) { made } else { Day::MAX });
        // the latest possible end: a term or a repeal, where no move into force may have undone it
        let repeals = told.acts.iter().filter(|(suspends, _, _, stands)| !suspends && *stands).map(|act| act.1.2);
        let terms = told.expires.iter().map(|date| date.2.plus_days(1));
        let end = repeals.chain(terms).min().filter(|_| resumed.is_empty());
        for number in days {
            let on = Day::from_number(number);
            let found = state_on(&lives, rule, on);
            let has_effect = matches!(found.state, LegalState::InForce | LegalState::InForceInPart);
            if has_effect {
                prop_assert!(on >= start, "{on} before {start}");
                prop_assert!(end.is_none_or(|end| on < end), "{on} not before {end:?}");
            }
            // certain means one possibility, uncertain means several with a reason
            prop_assert!(!found.possible.is_empty());
            prop_assert!(found.possible.len() > 1 || found.possible[0] == found.state);
            if found.state == LegalState::MayBeInForce {
                prop_assert!(!found.doubts.is_empty() && found.possible.len() > 1, "{found:?}");
            }
            prop_assert!(!found.proofs.is_empty(), "{found:?}");
        }
    }

    #[test]
    fn an_exact_suspension_is_never_told_as_in_force(mut told in told(), since in day(), offset in 0_i64..30) {
        // one that lasts, and no move that may undo it
        told.moves.retain(|(status, _)| *status != Status::InForce);
        let since = Day::from_number(since);
        told.acts.push((true, (since.to_string(), since, since), None, true));
        let journal = journal(&told);
        let vantage = Vantage::new(&journal.chronicle, None);
        let lives = Lives::new(&vantage);
        let rule = journal.chronicle.development("rule").unwrap();
        let found = state_on(&lives, rule, since.plus_days(offset));
        let has_effect = |state: &LegalState| matches!(state, LegalState::InForce | LegalState::InForceInPart);
        prop_assert!(!found.possible.iter().any(has_effect), "{found:?}");
    }
}
