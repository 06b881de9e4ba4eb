//! The fold: laws that hold of every history, whatever was commanded in which order.

use std::collections::BTreeSet;

use annals::domain::chronicle::{Chronicle, DevelopmentState, Named};
use annals::domain::event::{Event, EventType, SourceCited};
use annals::domain::slug::Key;
use annals::domain::stamp::{Draft, Instant, Recorded, Recorder, Sequence, Stamp};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::given::{field, source};
use crate::history::{history, numbers, time_of};

/// The events of a random history, as the rules let them through.
fn events_of(steps: &[[u16; 12]]) -> Vec<Recorded> {
    let recorder = Recorder::new("Ada").unwrap();
    let drafts = history(steps).batches.into_iter().enumerate();
    let drafts = drafts.flat_map(|(batch, drafts)| drafts.into_iter().map(move |draft| (time_of(batch), draft)));
    drafts
        .enumerate()
        .map(|(number, (time, Draft { id, event, caused_by }))| {
            let sequence = Sequence(number as u64);
            Recorded { stamp: Stamp { sequence, id, time, recorder: recorder.clone(), batch: None, caused_by }, event }
        })
        .collect()
}

fn events() -> impl Strategy<Value = Vec<Recorded>> {
    proptest::collection::vec(any::<[u16; 12]>(), 0..60).prop_map(|steps| events_of(&steps))
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

/// The values a field had, old and new, by the corrections alone.
fn values(state: &DevelopmentState, name: &str) -> Vec<(Value, Value)> {
    let changes = state.corrections.iter().flat_map(|correction| &correction.changes);
    changes
        .filter(|change| change.field == field(name))
        .map(|change| (change.old.clone(), change.new.clone()))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn a_revision_counts_the_events_and_the_history_lists_them(events in events()) {
        let chronicle = fold(&events);
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
    fn corrections_keep_every_value_there_was(events in events()) {
        for state in fold(&events).developments() {
            let own = about(&events, state);
            let Event::DevelopmentRecorded(recorded) = &own[0].event else {
                panic!("a development begins with {:?}", own[0].event);
            };
            let (first, last) = (json!(recorded), json!(state.current));
            for name in ["title", "date", "kind", "topics"] {
                let mut standing = field(name).get(&first);
                for (old, new) in values(state, name) {
                    prop_assert_eq!(&old, &standing);
                    standing = new;
                }
                prop_assert_eq!(&standing, &field(name).get(&last));
            }
        }
    }

    #[test]
    fn what_was_retracted_or_doubled_stays_as_it_was_and_readable(events in events()) {
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
    fn whoever_was_merged_is_followed_to_one_who_stands(events in events()) {
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
    fn a_history_folds_to_the_same_in_any_two_parts(events in events(), cut in any::<prop::sample::Index>()) {
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
    fn what_every_claim_and_commitment_rests_on_is_there(events in events()) {
        for state in fold(&events).developments() {
            let sources = state.current.sources.len() as u32;
            prop_assert!(state.current.claims.iter().all(|claim| claim.source < sources));
            prop_assert!(state.current.commitments.iter().all(|made| made.source < sources));
            prop_assert!(state.status_moves.iter().all(|moved| moved.source.is_none_or(|number| number < sources)));
        }
    }

    #[test]
    fn an_event_reads_back_as_it_was_written(events in events()) {
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
    let events = (0..16).flat_map(|seed| events_of(&numbers(seed, 60)));
    let met: BTreeSet<&str> = events.map(|event| event.event.event_type().as_str()).collect();
    let all = EventType::of_record().map(EventType::as_str);
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
