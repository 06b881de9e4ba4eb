//! The search index: brought up in any cuts it is as made from zero, and whatever is asked, now, as known
//! or as public on any day, it answers as reading the journal does.

use crate::history::{Dice, History, empty_journal, filter, history, numbers, places, time_of};
use annals::domain::filter::Filter;
use annals::domain::stamp::Instant;
use annals::journal::Journal;
use annals::projection::search::{Ask, Found, Query, catch_up_search, search, search_by_reading, search_contents};
use annals::projection::{Archive, Notice, Question, build_search};
use proptest::prelude::*;
use std::fs::{self, File};
use std::path::Path;
use tempfile::TempDir;

fn steps(most: usize) -> impl Strategy<Value = Vec<[u16; 12]>> {
    proptest::collection::vec(any::<[u16; 12]>(), 1..most)
}

/// Words that the histories hold, alone and together.
const QUERIES: [&str; 26] = [
    "talks",
    "rule",
    "对话",
    "话",
    "对*",
    "chip",
    "ex*",
    "nothing",
    "\"export rule\"",
    "\"on chips\"",
    "\"such ru*\"",
    "title:talks",
    "claim:talks",
    "claim:(talks OR rule)",
    "commitment:\"meet again\"",
    "commerce",
    "actor:commerce",
    "actor:商务",
    "zhang OR institute",
    "a1",
    "\"state 2\" talks",
    "talks rule",
    "talks NOT rule",
    "rule NOT (commerce OR a3)",
    "(talks OR nothing) (NOT claim:went OR 对话)",
    "words that nobody uses",
];

fn ask(dice: &mut Dice<'_>, told: &History) -> Ask {
    let (filter, _) = filter(dice);
    let public_on = filter.public_on;
    Ask {
        query: Query::parse(dice.one_of(&QUERIES)).unwrap(),
        until: (dice.upto(3) > 0).then(|| time_of(dice.upto(told.batches.len()))),
        public_on,
        newest_first: dice.upto(2) == 0,
        limit: dice.one_of(&[0, 1, 3, 100]),
        with_retracted: dice.upto(3) == 0,
        filter: if dice.upto(2) == 0 { Filter::default() } else { filter },
    }
}

/// Searches through the index, which must serve.
fn through_index(journal: &Journal, scratch: &Path, ask: &Ask) -> Found {
    let mut notices = Vec::new();
    let head = journal.head().unwrap();
    let found = search(journal, &head, scratch, ask, &mut |notice| notices.push(notice), &mut |_, _| {}).unwrap();
    assert_eq!(notices, []);
    found
}

fn by_reading(journal: &Journal, ask: &Ask) -> Found {
    search_by_reading(journal, &journal.head().unwrap(), ask).unwrap()
}

fn contents(journal: &Journal, scratch: &Path) -> Vec<String> {
    search_contents(journal, scratch).unwrap().expect("there is an index that fits")
}

fn caught_up(journal: &Journal, scratch: &Path) {
    assert!(catch_up_search(journal, scratch, &mut |notice| panic!("{notice}")).unwrap());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn an_index_brought_up_in_any_cuts_is_as_made_from_zero(steps in steps(60), cuts in proptest::collection::vec(0_usize..70, 0..5)) {
        let told = history(&steps);
        let folder = TempDir::new().unwrap();
        let (journal, scratch) = (empty_journal(folder.path()), places(folder.path()).scratch);
        let mut cuts: Vec<usize> = cuts.into_iter().map(|cut| cut.min(told.batches.len())).collect();
        cuts.push(told.batches.len());
        cuts.sort_unstable();
        let mut done = 0;
        for cut in cuts {
            told.append(&journal, done..cut);
            done = cut;
            caught_up(&journal, &scratch);
        }
        let brought_up = contents(&journal, &scratch);
        build_search(&journal, &scratch, &mut |_, _| {}).unwrap();
        prop_assert_eq!(brought_up, contents(&journal, &scratch));
    }

    #[test]
    fn the_index_answers_as_reading_does(
        steps in steps(70),
        cut in 0_usize..80,
        asked in proptest::collection::vec(any::<[u16; 24]>(), 30),
    ) {
        let told = history(&steps);
        let folder = TempDir::new().unwrap();
        let (journal, scratch) = (empty_journal(folder.path()), places(folder.path()).scratch);
        let cut = cut.min(told.batches.len());
        told.append(&journal, 0..cut);
        caught_up(&journal, &scratch);
        told.append(&journal, cut..told.batches.len());
        let archive = Archive::open(journal.clone(), &scratch).unwrap();
        // while another process writes, what the index lacks is put on top of it in memory
        let asked: Vec<Ask> = asked.iter().map(|numbers| ask(&mut Dice::new(numbers), &told)).collect();
        let busy = File::options().write(true).open(scratch.join("search.lock")).unwrap();
        busy.lock().unwrap();
        for ask in &asked {
            prop_assert_eq!(through_index(&journal, &scratch, ask), by_reading(&journal, ask), "{:?}", ask);
        }
        drop(busy);
        for ask in &asked {
            let found = through_index(&journal, &scratch, ask);
            prop_assert_eq!(&found, &by_reading(&journal, ask), "{:?}", ask);
            shows_what_it_found(&archive, ask, &found);
        }
        let brought_up = contents(&journal, &scratch);
        build_search(&journal, &scratch, &mut |_, _| {}).unwrap();
        prop_assert_eq!(brought_up, contents(&journal, &scratch));
    }
}

/// Each development found shows a place where a word stands, as of the times asked for.
fn shows_what_it_found(archive: &Archive, ask: &Ask, found: &Found) {
    let keys: Vec<String> = found.hits.iter().map(|hit| hit.key.clone()).collect();
    let chronicle = archive.select(&Question::Developments(keys).into(), ask.until).unwrap();
    let report = annals::report::search::search(&chronicle, ask, found);
    assert_eq!(report.developments.len(), found.hits.len());
    for hit in &report.developments {
        assert!(hit.matches.iter().any(|found| found.segments.iter().any(|piece| piece.marked)), "{ask:?} {hit:?}");
        let since = chronicle.development(hit.key.as_str()).unwrap().current.public_since().cloned();
        if let Some(day) = ask.public_on {
            assert!(since.and_then(|since| since.latest()).is_some_and(|since| since <= day));
        }
    }
    for actor in &report.actors {
        assert!(!actor.names.is_empty(), "{ask:?} {actor:?}");
    }
}

#[test]
fn the_queries_find_some_and_leave_some_now_and_in_the_past() {
    let told = history(&numbers(7, 400));
    let folder = TempDir::new().unwrap();
    let journal = empty_journal(folder.path());
    told.append(&journal, 0..told.batches.len());
    let all = told.chronicle.developments().len();
    let (mut telling, mut actors, mut otherwise) = (0, 0, 0);
    for query in QUERIES {
        let found = |until: Option<Instant>| {
            let (query, filter) = (Query::parse(query).unwrap(), Filter::default());
            let (newest_first, with_retracted) = (false, false);
            by_reading(&journal, &Ask { query, filter, until, public_on: None, newest_first, limit: 9, with_retracted })
        };
        let (now, past) = (found(None), found(Some(time_of(told.batches.len() / 2))));
        telling += usize::from((1..all).contains(&now.matched));
        actors += usize::from(!now.actors.is_empty());
        let keys = |found: &Found| found.hits.iter().map(|hit| hit.key.clone()).collect::<Vec<_>>();
        otherwise += usize::from(!past.hits.is_empty() && keys(&now) != keys(&past));
    }
    assert!(telling > 18 && actors > 3 && otherwise > 10, "{telling} {actors} {otherwise}");
}

#[test]
fn a_garbled_index_costs_a_word_and_no_answer() {
    let told = history(&numbers(11, 250));
    let folder = TempDir::new().unwrap();
    let (journal, scratch) = (empty_journal(folder.path()), places(folder.path()).scratch);
    told.append(&journal, 0..told.batches.len());
    let asks: Vec<Ask> = (0..4).map(|seed| ask(&mut Dice::new(&numbers(seed, 2).concat()), &told)).collect();
    let expected: Vec<Found> = asks.iter().map(|ask| by_reading(&journal, ask)).collect();
    let head = journal.head().unwrap();
    let (mut told_of, mut round) = (0, 0);
    build_search(&journal, &scratch, &mut |_, _| {}).unwrap();
    let files = fs::read_dir(scratch.join("search")).unwrap().count();
    for number in 0..files {
        for part in 0..2 {
            build_search(&journal, &scratch, &mut |_, _| {}).unwrap();
            // the parts of an index have other names each time, but the same kinds in the same number
            let mut files: Vec<_> =
                fs::read_dir(scratch.join("search")).unwrap().map(|file| file.unwrap().path()).collect();
            files.sort_by_key(|path| path.extension().map(std::ffi::OsStr::to_owned));
            let path = &files[number];
            let mut bytes = fs::read(path).unwrap();
            let at = (bytes.len() - 1) * (part + 1) / 3;
            bytes[at] ^= 0x10;
            fs::write(path, bytes).unwrap();
            for (ask, expected) in asks.iter().zip(&expected) {
                let mut notices = Vec::new();
                let found =
                    search(&journal, &head, &scratch, ask, &mut |notice| notices.push(notice), &mut |_, _| {}).unwrap();
                assert_eq!(found, *expected, "{} {at}", path.display());
                told_of += usize::from(!notices.is_empty());
                assert!(
                    notices.iter().all(|it| matches!(it, Notice::SearchIgnored { .. } | Notice::SearchSetAside { .. }))
                );
            }
            round += 1;
        }
    }
    assert!(told_of >= round / 2, "{told_of} of {round} garblings were told of");
}

#[test]
fn an_index_of_another_journal_or_of_lines_that_are_no_more_is_set_aside() {
    let told = history(&numbers(3, 60));
    let (one, other) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let journal = empty_journal(one.path());
    told.append(&journal, 0..told.batches.len());
    build_search(&journal, &places(one.path()).scratch, &mut |_, _| {}).unwrap();
    // a journal of the same origin with fewer and other lines
    let shorter = empty_journal(other.path());
    told.append(&shorter, 0..told.batches.len() / 2);
    let scratch = places(other.path()).scratch;
    fs::create_dir_all(&scratch).unwrap();
    fs::rename(places(one.path()).scratch.join("search"), scratch.join("search")).unwrap();
    let ask = ask(&mut Dice::new(&[]), &told);
    let mut notices = Vec::new();
    let head = shorter.head().unwrap();
    let found = search(&shorter, &head, &scratch, &ask, &mut |notice| notices.push(notice.to_string()), &mut |_, _| {});
    assert_eq!(found.unwrap(), by_reading(&shorter, &ask));
    assert_eq!(notices.len(), 1, "{notices:?}");
    assert!(notices[0].contains("it knows"), "{notices:?}");
    assert!(scratch.join("search.set-aside-0").exists());
}
