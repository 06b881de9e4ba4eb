//! Statement 16: folding from zero equals catching up in any cuts; and whatever a selection loads
//! through the view answers as the whole journal does, now and as of any earlier instant.

use crate::history::{Dice, an_end_found, empty_journal, every_date, filter, history, numbers, places, time_of};
use crate::projection_answers::{Answer, headings, mentioning, shown, timeline, with_bodies};
use annals::domain::chronicle::{Chronicle, Named};
use annals::domain::edtf::{Day, Edtf};
use annals::domain::filter::Filter;
use annals::domain::side::Dyad;
use annals::domain::stamp::{Instant, Sequence};
use annals::domain::vocabulary::{LegalState, Vocabulary};
use annals::journal::Journal;
use annals::projection::{Archive, CaughtUp, Question, Selection, catch_up, rebuild};
use annals::report::measures::line::measure_life;
use annals::report::measures::{self as report, MeasuresQuery};
use proptest::prelude::*;
use std::fs;
use std::path::Path;
use tempfile::TempDir;

fn steps(most: usize) -> impl Strategy<Value = Vec<[u16; 12]>> {
    proptest::collection::vec(any::<[u16; 12]>(), 1..most)
}

fn open(root: &Path) -> Archive {
    let archive = Archive::open_by_view(Journal::open(places(root)).unwrap(), &places(root).scratch).unwrap();
    assert_eq!(archive.notices(), []);
    archive
}

fn view(root: &Path) -> Vec<u8> {
    fs::read(places(root).scratch.join("view")).unwrap()
}

fn nothing(_: u64, _: u64) {}

/// Selects, and sees that the view served.
fn select(archive: &Archive, question: Question, until: Option<Instant>) -> Chronicle {
    let selected = archive.select(&Selection::from(question), until).unwrap();
    assert_eq!(archive.notices(), [], "the view must serve");
    selected
}

/// A chronicle of the whole journal up to an instant.
fn whole(archive: &Archive, until: Option<Instant>) -> Chronicle {
    archive.whole(until).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn folding_from_zero_equals_catching_up_in_any_cuts(steps in steps(60), cuts in proptest::collection::vec(0_usize..70, 0..4)) {
        let told = history(&steps);
        let folder = TempDir::new().unwrap();
        let journal = empty_journal(folder.path());
        let mut cuts: Vec<usize> = cuts.into_iter().map(|cut| cut.min(told.batches.len())).collect();
        cuts.push(told.batches.len());
        cuts.sort_unstable();
        let (mut done, mut events) = (0, 0);
        for cut in cuts {
            told.append(&journal, done..cut);
            done = cut;
            match catch_up(&journal, &places(folder.path()).scratch, &mut nothing).unwrap() {
                CaughtUp::Done { folded, events: now, notices } => {
                    prop_assert_eq!(notices, []);
                    prop_assert_eq!((events + folded, now), (now, journal.head().unwrap().size));
                    events = now;
                }
                CaughtUp::Skipped { reason } => prop_assert!(false, "{}", reason),
            }
        }
        prop_assert_eq!(events, told.len());
        let caught_up = view(folder.path());
        rebuild(&journal, &places(folder.path()).scratch, &mut nothing).unwrap();
        prop_assert!(caught_up == view(folder.path()), "the views differ");
    }

    #[test]
    fn a_timeline_through_the_view_is_that_of_the_whole_journal(
        steps in steps(60),
        cut in 0_usize..70,
        asked in proptest::collection::vec(any::<[u16; 12]>(), 12),
    ) {
        let told = history(&steps);
        let folder = TempDir::new().unwrap();
        let journal = empty_journal(folder.path());
        // The view lags behind, so that the tail is folded on top of it.
        let cut = cut.min(told.batches.len());
        told.append(&journal, 0..cut);
        catch_up(&journal, &places(folder.path()).scratch, &mut nothing).unwrap();
        told.append(&journal, cut..told.batches.len());
        let archive = open(folder.path());
        for numbers in &asked {
            let mut dice = Dice::new(numbers);
            let until = (dice.upto(3) > 0).then(|| time_of(dice.upto(told.batches.len())));
            let limit = dice.one_of(&[None, Some(1), Some(3), Some(7)]);
            let newest_first = dice.upto(2) == 0;
            let (filter, actors) = filter(&mut dice);
            let expected = timeline(&whole(&archive, until), &filter, &actors, limit, newest_first);
            let question = Question::Timeline { filter: filter.clone(), actors: actors.clone(), limit, newest_first };
            let selected = select(&archive, question, until);
            prop_assert_eq!(timeline(&selected, &filter, &actors, limit, newest_first), expected, "{:?} {:?}", filter, actors);
        }
    }

    #[test]
    fn every_other_question_through_the_view_is_answered_as_by_the_whole_journal(
        steps in steps(60),
        cut in 0_usize..70,
        at in proptest::collection::vec(0_usize..70, 3),
    ) {
        let told = history(&steps);
        let folder = TempDir::new().unwrap();
        let journal = empty_journal(folder.path());
        let cut = cut.min(told.batches.len());
        told.append(&journal, 0..cut);
        catch_up(&journal, &places(folder.path()).scratch, &mut nothing).unwrap();
        told.append(&journal, cut..told.batches.len());
        let archive = open(folder.path());
        let pasts = at.into_iter().map(|at| Some(time_of(at.min(told.batches.len()))));
        for until in pasts.chain([None]) {
            let expected = whole(&archive, until);
            for state in expected.developments() {
                let key = state.current.key.to_string();
                let selected = select(&archive, Question::Developments(vec![key.clone()]), until);
                prop_assert_eq!(selected.development(&key).map(|state| shown(&selected, state)), Some(shown(&expected, state)));
                prop_assert_eq!(headings(&selected), headings(&expected));
                let thread = select(&archive, Question::Threads(vec![key]), until);
                let mut reached = vec![state];
                let mut next = 0;
                while let Some(here) = reached.get(next).copied() {
                    next += 1;
                    for link in &here.current.links {
                        let other = expected.development(link.key.as_str()).unwrap();
                        if !reached.contains(&other) {
                            reached.push(other);
                        }
                    }
                }
                for state in reached {
                    let found = thread.development(state.current.key.as_str()).map(|state| shown(&thread, state));
                    prop_assert_eq!(found, Some(shown(&expected, state)));
                }
            }
            for reference in ["2024-05", "x-", "bee", "beef", "2024-05-14-event-1", "BEEF-event-2"] {
                let selected = select(&archive, Question::Developments(vec![reference.to_owned()]), until);
                let keys = |chronicle: &Chronicle| match chronicle.find(reference) {
                    Named::One(state) => vec![state.current.key.clone()],
                    Named::None => Vec::new(),
                    Named::Several(states) => states.iter().map(|state| state.current.key.clone()).collect(),
                };
                prop_assert_eq!(keys(&selected), keys(&expected), "{}", reference);
            }
            for state in expected.actors() {
                let id = &state.current.id;
                let selected = select(&archive, Question::Actors(vec![id.to_string()]), until);
                prop_assert_eq!(with_bodies(&selected, id), with_bodies(&expected, id));
                prop_assert_eq!(mentioning(&selected, id), mentioning(&expected, id));
                for child in expected.actors().iter().filter(|child| child.current.parent.as_ref() == Some(id)) {
                    prop_assert_eq!(selected.actor(child.current.id.as_str()), Some(child));
                }
            }
            let commitments = select(&archive, Question::Commitments, until);
            let measures = select(&archive, Question::Measures, until);
            for state in expected.developments() {
                let key = state.current.key.as_str();
                if !state.current.commitments.is_empty() {
                    prop_assert_eq!(commitments.development(key), Some(state));
                }
                if state.current.legal.is_some() || state.current.is_measure() {
                    prop_assert_eq!(measures.development(key), Some(state));
                }
            }
            for on in ["2022-06-15", "2025-01-01"] {
                let on = Edtf::parse(on).unwrap().exact_day().unwrap();
                let query = MeasuresQuery { states: LegalState::ALL.to_vec(), ..MeasuresQuery::default() };
                for public_on in [None, Some(on)] {
                    let selected = report::measures(&measures, &query, on, public_on);
                    prop_assert_eq!(selected, report::measures(&expected, &query, on, public_on));
                }
            }
            for state in expected.developments().iter().filter(|state| state.current.is_measure()) {
                let thread = select(&archive, Question::Threads(vec![state.current.key.to_string()]), until);
                let on = Day::new(2024, 1, 1).unwrap();
                let own = thread.development(state.current.key.as_str()).unwrap();
                prop_assert_eq!(measure_life(&thread, own, on, None), measure_life(&expected, state, on, None));
            }
            for dyad in ["CHN-USA", "EUE-USA", "CHN-JPN", "JPN-KOR"].map(|text| Dyad::parse(text).unwrap()) {
                let selected = select(&archive, Question::Relation(dyad), until);
                for state in expected.developments() {
                    if expected.relations_of(&state.current).contains(&dyad) {
                        let found = selected.development(state.current.key.as_str()).map(|state| shown(&selected, state));
                        prop_assert_eq!(found, Some(shown(&expected, state)));
                    }
                }
            }
        }
    }

    #[test]
    fn counts_events_and_ids_through_the_view_are_those_of_the_journal(steps in steps(120), cut in 0_usize..120) {
        let told = history(&steps);
        let folder = TempDir::new().unwrap();
        let journal = empty_journal(folder.path());
        let cut = cut.min(told.batches.len());
        told.append(&journal, 0..cut);
        catch_up(&journal, &places(folder.path()).scratch, &mut nothing).unwrap();
        told.append(&journal, cut..told.batches.len());
        let archive = open(folder.path());
        let viewless = TempDir::new().unwrap();
        let plain = Archive::open_by_view(journal.clone(), viewless.path()).unwrap();
        for dyad in ["CHN-USA", "EUE-USA", "CHN-JPN", "JPN-KOR", "EUE-KOR"].map(|text| Dyad::parse(text).unwrap()) {
            prop_assert_eq!(archive.relation_counts(dyad).unwrap(), plain.relation_counts(dyad).unwrap(), "{}", dyad);
        }
        let all: Vec<_> = journal.read_from(None).unwrap().map(|item| item.unwrap()).collect();
        let some: Vec<Sequence> = all.iter().step_by(3).map(|(position, _)| position.sequence).chain([Sequence(9_999)]).collect();
        let expected: Vec<_> = all.iter().step_by(3).map(|(_, recorded)| recorded.clone()).collect();
        prop_assert_eq!(&archive.events(&some).unwrap(), &expected);
        prop_assert_eq!(&plain.events(&some).unwrap(), &expected);
        for (position, recorded) in &all {
            prop_assert_eq!(archive.position_of(recorded.stamp.id).unwrap(), Some(*position));
        }
        let unknown = annals::domain::stamp::EventId(uuid::Uuid::from_u128(7));
        prop_assert_eq!(archive.position_of(unknown).unwrap(), None);
        prop_assert_eq!(plain.position_of(unknown).unwrap(), None);
        prop_assert_eq!(archive.notices(), []);
    }
}

#[test]
fn every_window_finds_what_may_have_happened_in_it() {
    let (told, days) = every_date();
    let folder = TempDir::new().unwrap();
    let journal = empty_journal(folder.path());
    told.append(&journal, 0..told.batches.len());
    catch_up(&journal, &places(folder.path()).scratch, &mut nothing).unwrap();
    let archive = open(folder.path());
    let bounds: Vec<Option<Day>> =
        days.iter().flat_map(|day| [-1, 0, 1].map(|step| Some(day.plus_days(step)))).chain([None]).collect();
    for from in &bounds {
        for to in [bounds.iter().copied().last().flatten(), *from, from.map(|from| from.plus_days(3))] {
            let filter = Filter { from: *from, to, ..Filter::default() };
            for (limit, newest_first) in [(None, false), (Some(2), false), (Some(2), true)] {
                let expected = timeline(&told.chronicle, &filter, &[], limit, newest_first);
                let question = Question::Timeline { filter: filter.clone(), actors: vec![], limit, newest_first };
                let selected = select(&archive, question, None);
                assert_eq!(timeline(&selected, &filter, &[], limit, newest_first), expected, "{filter:?}");
            }
        }
    }
}

#[test]
fn a_limit_counts_a_development_once_though_it_is_filed_twice_under_one_day() {
    let told = an_end_found();
    let folder = TempDir::new().unwrap();
    let journal = empty_journal(folder.path());
    told.append(&journal, 0..told.batches.len());
    catch_up(&journal, &places(folder.path()).scratch, &mut nothing).unwrap();
    let archive = open(folder.path());
    for limit in 1..=4 {
        let (filter, limit) = (Filter::default(), Some(limit));
        let expected = timeline(&told.chronicle, &filter, &[], limit, false);
        let question = Question::Timeline { filter: filter.clone(), actors: vec![], limit, newest_first: false };
        let selected = select(&archive, question, None);
        assert_eq!(timeline(&selected, &filter, &[], limit, false), expected, "{limit:?}");
    }
}

#[test]
fn a_limit_is_reached_by_text_or_in_the_past_only_by_what_passes() {
    let told = history(&numbers(6, 900));
    let folder = TempDir::new().unwrap();
    let journal = empty_journal(folder.path());
    told.append(&journal, 0..told.batches.len());
    catch_up(&journal, &places(folder.path()).scratch, &mut nothing).unwrap();
    let archive = open(folder.path());
    let mut partial = 0;
    for until in [None, Some(time_of(told.batches.len() * 9 / 10))] {
        let whole = whole(&archive, until);
        for (words, limit) in [("rule", 1), ("rule", 9), ("nothing", 4), ("对话", 20), ("no such words", 1), ("", 3)]
        {
            for newest_first in [false, true] {
                let filter = Filter { texts: vec![words.to_owned()], ..Filter::default() };
                let limit = Some(limit);
                let expected = timeline(&whole, &filter, &[], limit, newest_first);
                let question = Question::Timeline { filter: filter.clone(), actors: vec![], limit, newest_first };
                let selected = select(&archive, question, until);
                assert_eq!(timeline(&selected, &filter, &[], limit, newest_first), expected, "{words} {until:?}");
                partial += usize::from(selected.developments().len() < whole.developments().len());
            }
        }
    }
    assert!(partial > 6, "only {partial} times the limit spared something");
}

#[test]
fn the_histories_hold_every_type_of_event_and_the_filters_find_something() {
    use proptest::strategy::ValueTree as _;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut types = std::collections::HashSet::new();
    let (mut found, mut unclear) = (0, 0);
    for _ in 0..40 {
        let told = history(&steps(120).new_tree(&mut runner).unwrap().current());
        types.extend(told.batches.iter().flatten().map(|draft| draft.event.event_type()));
        for numbers in steps(20).new_tree(&mut runner).unwrap().current() {
            let (filter, actors) = filter(&mut Dice::new(&numbers));
            match timeline(&told.chronicle, &filter, &actors, None, false) {
                Answer::Developments(shown) => found += usize::from(!shown.is_empty()),
                Answer::Unclear(_) => unclear += 1,
            }
        }
    }
    assert_eq!(types.len(), annals::domain::event::EventType::of_record().count(), "{types:?}");
    assert!(found > 50 && unclear > 5, "{found} found, {unclear} unclear");
}
