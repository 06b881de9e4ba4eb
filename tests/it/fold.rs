//! The fold: laws that hold of every history, whatever was commanded in which order.

use annals::domain::chronicle::{Chronicle, DevelopmentState, Named};
use annals::domain::decide::{Command, SourceChoice, Surroundings, decide};
use annals::domain::event::{Event, EventType, SearchLogged, SourceCited};
use annals::domain::link::Asserter;
use annals::domain::slug::Key;
use annals::domain::stamp::{Instant, Recorded, Recorder, Sequence, Stamp};
use annals::domain::vocabulary::{ActorType, CommitmentState, LinkRelation, Status};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use serde_json::json;

use crate::given::*;

/// The developments that random histories are about; the last is recorded only now and then.
const KEYS: [&str; 3] = [RULE, ANSWER, "2024-05-14-geneva-talks"];
const ACTORS: [&str; 3] = ["mofcom", "bis", "european-union"];

/// A command made of a few numbers; many are refused, as they should be.
fn command((deed, which, other, words): (u8, usize, usize, u8)) -> Command {
    let (name, second) = (KEYS[which], KEYS[other]);
    let (key, of) = (key(name), key(second));
    let text = format!("words {words}");
    let set = |path: &str, value| vec![(field(path), value)];
    match deed {
        0 => record(development(name)),
        1 => Command::Correct { key, set: set("title", json!(text)), reason: text, source: None },
        2 => Command::Correct { key, set: set("summary", json!(text)), reason: text, source: None },
        3 => Command::Retract { key, reason: "never happened".to_owned() },
        4 => Command::MarkDuplicate { key, of },
        5 => {
            let to = if words % 2 == 0 { Status::InForce } else { Status::Suspended };
            Command::ChangeStatus { key, to, on: None, source: None }
        }
        6 => Command::Cite { key, source: source(&format!("https://a.example/{words}")) },
        7 => {
            let url = format!("https://a.example/{words}");
            Command::RecordClaim { key, claim: claim(), source: SourceChoice::Document(Box::new(source(&url))) }
        }
        8 => Command::AssertLink { key, link: link(LinkRelation::Follows, second) },
        9 => Command::WithdrawLink {
            key,
            relation: LinkRelation::Follows,
            target: of,
            asserted_by: Asserter::Analyst,
            reason: None,
        },
        10 => {
            Command::Commit { key, commitment: commitment(&format!("pledge-{words}")), source: SourceChoice::Number(0) }
        }
        11 => Command::Assess(assessment(&format!("pledge-{words}"), CommitmentState::Kept, "2024")),
        12 => amend(ACTORS[which], &[("note", json!(text))]),
        13 => merge(ACTORS[which], ACTORS[other]),
        _ => Command::LogSearch(SearchLogged { place: text, words: None, period: None, note: None }),
    }
}

/// The events of a random history, as the rules let them through.
fn history() -> impl Strategy<Value = Vec<Recorded>> {
    let one = (0_u8..15, 0_usize..3, 0_usize..3, 0_u8..4).prop_map(command);
    let commands = proptest::collection::vec((one, any::<u8>()), 0..60).prop_map(|drawn| {
        // endings are rarer than their numbers, or nothing would be left to change
        let ending = |it: &Command| matches!(it, Command::Retract { .. } | Command::MarkDuplicate { .. });
        drawn.into_iter().filter(|(it, luck)| !ending(it) || luck % 4 == 0).map(|(it, _)| it).collect::<Vec<_>>()
    });
    commands.prop_map(|commands| {
        let around = Surroundings { origin: ORIGIN.to_owned(), ..Surroundings::default() };
        let mut chronicle = Chronicle::new();
        let mut events = Vec::new();
        let beginning = [record(development(RULE)), record(development(ANSWER))];
        let actors = ["china", "united-states", "mofcom", "bis", "european-union"];
        let registered = actors.map(|name| {
            let (actor_type, code) = match name {
                "european-union" => (ActorType::Bloc, "EUE"),
                "bis" | "united-states" => (ActorType::Agency, "USA"),
                _ => (ActorType::Ministry, "CHN"),
            };
            register(actor(name, actor_type, code))
        });
        for command in registered.into_iter().chain(beginning).chain(commands) {
            for draft in decide(&chronicle, &around, command).unwrap_or_default() {
                if chronicle.event(draft.id).is_some() {
                    continue;
                }
                let sequence = Sequence(events.len() as u64);
                let recorder = Recorder::new("Ada").unwrap();
                let time = Instant::from_micros(events.len() as i64);
                let stamp = Stamp { sequence, id: draft.id, time, recorder, batch: None, caused_by: draft.caused_by };
                let recorded = Recorded { stamp, event: draft.event };
                chronicle.apply(recorded.clone()).unwrap();
                events.push(recorded);
            }
        }
        events
    })
}

fn fold(events: &[Recorded]) -> Chronicle {
    let mut chronicle = Chronicle::new();
    for event in events {
        chronicle.apply(event.clone()).unwrap();
    }
    chronicle
}

fn about<'a>(events: &'a [Recorded], state: &DevelopmentState) -> Vec<&'a Recorded> {
    let own = |event: &&Recorded| event.event.development() == Some(&state.current.key);
    events.iter().filter(own).collect()
}

/// The values a text field had, oldest first, by the corrections alone.
fn values(state: &DevelopmentState, name: &str) -> Vec<(String, String)> {
    let changes = state.corrections.iter().flat_map(|correction| &correction.changes);
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    changes.filter(|change| change.field == field(name)).map(|change| (text(&change.old), text(&change.new))).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn a_revision_counts_the_events_and_the_history_lists_them(events in history()) {
        let chronicle = fold(&events);
        prop_assert!(chronicle.developments().len() >= 2);
        for state in chronicle.developments() {
            let own: Vec<Sequence> = about(&events, state).iter().map(|event| event.stamp.sequence).collect();
            prop_assert_eq!(state.revision as usize, own.len());
            prop_assert_eq!(&state.events, &own);
            prop_assert_eq!(state.recorded.sequence, own[0]);
        }
        for state in chronicle.actors() {
            let own = events.iter().filter(|event| event.event.actors().contains(&&state.current.id));
            let own: Vec<Sequence> = own.map(|event| event.stamp.sequence).collect();
            prop_assert_eq!(state.revision as usize, own.len());
            prop_assert_eq!(&state.events, &own);
        }
        for event in &events {
            prop_assert_eq!(chronicle.event(event.stamp.id), Some(event.stamp.sequence));
        }
        prop_assert_eq!(chronicle.last(), events.last().map(|last| (last.stamp.sequence, last.stamp.time)));
    }

    #[test]
    fn corrections_keep_every_value_there_was(events in history()) {
        for state in fold(&events).developments() {
            let own = about(&events, state);
            let Event::DevelopmentRecorded(recorded) = &own[0].event else {
                panic!("a development begins with {:?}", own[0].event);
            };
            let titles = (&recorded.title, &state.current.title);
            let summaries = (&recorded.summary, &state.current.summary);
            for (name, (first, last)) in [("title", titles), ("summary", summaries)] {
                let mut standing = first.clone();
                for (old, new) in values(state, name) {
                    prop_assert_eq!(&old, &standing);
                    standing = new;
                }
                prop_assert_eq!(&standing, last);
            }
        }
    }

    #[test]
    fn what_was_retracted_or_doubled_stays_as_it_was_and_readable(events in history()) {
        let chronicle = fold(&events);
        for state in chronicle.developments().iter().filter(|state| !state.stands()) {
            let key = &state.current.key;
            prop_assert_eq!(chronicle.find(key.as_str()), Named::One(state));
            let ends = |event: &Event| matches!(event, Event::DevelopmentRetracted(_) | Event::DevelopmentMarkedDuplicate(_));
            let own = about(&events, state);
            let ended = own.iter().find(|event| ends(&event.event)).unwrap().stamp.sequence;
            let before = fold(&events[..ended.0 as usize]);
            prop_assert_eq!(&before.development(key.as_str()).unwrap().current, &state.current);
            if state.retracted.is_none() {
                prop_assert_eq!(own.last().unwrap().stamp.sequence, ended);
            }
        }
    }

    #[test]
    fn whoever_was_merged_is_followed_to_one_who_stands(events in history()) {
        let chronicle = fold(&events);
        for state in chronicle.actors() {
            let id = state.current.id.as_str();
            let standing = chronicle.standing_actor(id).unwrap();
            prop_assert_eq!(&standing.merged_into, &None);
            prop_assert_eq!(chronicle.find_actor(id), Named::One(standing));
            if let Some(into) = &state.merged_into {
                prop_assert_eq!(chronicle.standing_actor(into.as_str()), Some(standing));
            } else {
                prop_assert_eq!(standing, state);
            }
        }
    }

    #[test]
    fn a_history_folds_to_the_same_in_any_two_parts(events in history(), cut in any::<prop::sample::Index>()) {
        let whole = fold(&events);
        let mut parts = fold(&events[..cut.index(events.len())]);
        for event in &events[cut.index(events.len())..] {
            parts.apply(event.clone()).unwrap();
        }
        prop_assert_eq!(parts.developments(), whole.developments());
        prop_assert_eq!(parts.actors(), whole.actors());
        prop_assert_eq!(parts.last(), whole.last());
    }

    #[test]
    fn what_every_claim_and_commitment_rests_on_is_there(events in history()) {
        for state in fold(&events).developments() {
            let sources = state.current.sources.len() as u32;
            prop_assert!(state.current.claims.iter().all(|claim| claim.source < sources));
            prop_assert!(state.current.commitments.iter().all(|made| made.source < sources));
            prop_assert!(state.status_moves.iter().all(|moved| moved.source.is_none_or(|number| number < sources)));
        }
    }

    #[test]
    fn an_event_reads_back_as_it_was_written(events in history()) {
        for recorded in &events {
            let data = recorded.event.to_data().unwrap();
            let read = Event::from_data(recorded.event.event_type(), &data).unwrap();
            prop_assert_eq!(&read, &recorded.event);
            prop_assert_eq!(read.to_data().unwrap(), data);
        }
    }
}

#[test]
fn random_histories_hold_every_sort_of_change() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut met = std::collections::BTreeSet::new();
    for _ in 0..64 {
        let events = history().new_tree(&mut runner).unwrap().current();
        met.extend(events.iter().map(|event| event.event.event_type().as_str()));
    }
    let all = EventType::ALL.iter().map(|known| known.as_str());
    let never: Vec<&str> = all.filter(|name| !met.contains(name)).collect();
    assert_eq!(never, Vec::<&str>::new(), "the laws above would hold of nothing");
}

#[test]
fn an_event_about_nothing_recorded_does_not_fit() {
    let mut chronicle = Chronicle::new();
    let cited = SourceCited { key: Key::new("2024-01-01-none").unwrap(), source: source("https://a.example") };
    let recorder = Recorder::new("Ada").unwrap();
    let (sequence, id) = (Sequence(7), crate::journal_sandbox::id(7));
    let stamp = Stamp { sequence, id, time: Instant::from_micros(0), recorder, batch: None, caused_by: None };
    let error = chronicle.apply(Recorded { stamp, event: Event::SourceCited(cited) }).unwrap_err();
    let message = "event 7 does not fit the journal before it: no development `2024-01-01-none` was recorded before it";
    assert_eq!(error.to_string(), message);
    assert_eq!(chronicle.event(id), None);
}
