//! Statement 15: a projection whose process is killed at any instant is at the old checkpoint or the
//! new, or folded again, and never wrong.

use crate::history::{empty_journal, history, numbers, places};
use annals::journal::Journal;
use annals::projection::{Archive, CaughtUp, Question, catch_up, rebuild};
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::Duration;
use tempfile::TempDir;

/// Not a test of its own: the process that the other kills. It works on the journal in the folder it
/// is started in.
#[test]
#[ignore = "is run and killed by another test"]
fn catches_up_until_it_is_killed() {
    if !Path::new("killed-by-another-test").exists() {
        return;
    }
    let places = places(Path::new("."));
    let journal = Journal::open(places.clone()).unwrap();
    loop {
        catch_up(&journal, &places.scratch, &mut |_, _| {}).unwrap();
        rebuild(&journal, &places.scratch, &mut |_, _| {}).unwrap();
    }
}

#[test]
fn killed_while_catching_up_it_is_never_wrong() {
    let told = history(&numbers(5, 1_200));
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("killed-by-another-test"), "").unwrap();
    let journal = empty_journal(folder.path());
    let rounds = 24;
    let (mut done, mut with_view) = (0, 0);
    for round in 0..rounds {
        let until = told.batches.len() * (round + 1) / rounds;
        told.append(&journal, done..until);
        done = until;
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--ignored", "--exact", "projection_crash::catches_up_until_it_is_killed"])
            .current_dir(folder.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        sleep(Duration::from_millis(15 + (round as u64 * 53) % 240));
        assert!(child.try_wait().unwrap().is_none(), "it must be at work when it is killed");
        child.kill().unwrap();
        child.wait().unwrap();

        let scratch = places(folder.path()).scratch;
        let archive = Archive::open_by_view(journal.clone(), &scratch).unwrap();
        assert_eq!(archive.notices(), [], "what a killed process published is whole");
        with_view += usize::from(scratch.join("view").exists());
        let expected = archive.whole(None).unwrap();
        let question =
            Question::Timeline { filter: Default::default(), actors: vec![], limit: Some(9), newest_first: true };
        let selected = archive.select(&question.into(), None).unwrap();
        for state in selected.developments() {
            assert_eq!(expected.development(state.current.key.as_str()), Some(state));
        }
        if round % 3 == 2 {
            let CaughtUp::Done { events, .. } = catch_up(&journal, &scratch, &mut |_, _| {}).unwrap() else {
                panic!("the lock must die with its process")
            };
            assert_eq!(events, journal.head().unwrap().size);
            let caught_up = fs::read(scratch.join("view")).unwrap();
            rebuild(&journal, &scratch, &mut |_, _| {}).unwrap();
            assert!(caught_up == fs::read(scratch.join("view")).unwrap());
            if round == 11 {
                fs::remove_dir_all(&scratch).unwrap();
            }
        }
    }
    assert!(with_view > rounds / 2, "{with_view} of {rounds} had published");
}
