//! A search index whose process is killed at any instant is at the old checkpoint or the new, or made
//! again, and never wrong.

use crate::history::{empty_journal, history, numbers, places};
use annals::domain::filter::Filter;
use annals::journal::Journal;
use annals::projection::build_search;
use annals::projection::search::{Ask, Query, catch_up_search, search, search_by_reading, search_contents};
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::Duration;
use tempfile::TempDir;

/// Not a test of its own: the process that the other kills. It works on the journal in the folder it is
/// started in.
#[test]
#[ignore = "is run and killed by another test"]
fn indexes_until_it_is_killed() {
    if !Path::new("killed-by-another-test").exists() {
        return;
    }
    let places = places(Path::new("."));
    let journal = Journal::open(places.clone()).unwrap();
    loop {
        catch_up_search(&journal, &places.scratch, &mut |_| {}).unwrap();
        build_search(&journal, &places.scratch, &mut |_, _| {}).unwrap();
    }
}

#[test]
fn killed_while_indexing_it_is_never_wrong() {
    let told = history(&numbers(9, 900));
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("killed-by-another-test"), "").unwrap();
    let (journal, scratch) = (empty_journal(folder.path()), places(folder.path()).scratch);
    let rounds = 20;
    let (mut done, mut with_index) = (0, 0);
    for round in 0..rounds {
        let until = told.batches.len() * (round + 1) / rounds;
        told.append(&journal, done..until);
        done = until;
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--ignored", "--exact", "search_crash::indexes_until_it_is_killed"])
            .current_dir(folder.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        sleep(Duration::from_millis(20 + (round as u64 * 53) % 240));
        assert!(child.try_wait().unwrap().is_none(), "it must be at work when it is killed");
        child.kill().unwrap();
        child.wait().unwrap();
        with_index += usize::from(scratch.join("search/meta.json").exists());

        let head = journal.head().unwrap();
        for (words, newest_first) in [("talks NOT commerce", true), ("rule OR 对话", false)] {
            let query = Query::parse(words).unwrap();
            let filter = Filter::default();
            let ask =
                Ask { query, filter, until: None, public_on: None, newest_first, limit: 9, with_retracted: false };
            let tell = &mut |notice| panic!("what a killed process left is whole: {notice}");
            let found = search(&journal, &head, &scratch, &ask, tell, &mut |_, _| {}).unwrap();
            assert_eq!(found, search_by_reading(&journal, &head, &ask).unwrap());
        }
        assert!(catch_up_search(&journal, &scratch, &mut |_| {}).unwrap(), "the lock must die with its process");
        let brought_up = search_contents(&journal, &scratch).unwrap();
        assert!(brought_up.is_some());
        build_search(&journal, &scratch, &mut |_, _| {}).unwrap();
        assert!(brought_up == search_contents(&journal, &scratch).unwrap());
        let left: Vec<_> = fs::read_dir(&scratch).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert!(!left.iter().any(|name| name.to_string_lossy().contains("search.new-")), "{left:?}");
    }
    assert!(with_index > rounds / 2, "{with_index} of {rounds} had an index");
}
