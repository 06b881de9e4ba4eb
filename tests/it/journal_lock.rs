//! The lock: one appender at a time, who holds it is told, and eight at once lose nothing.

use std::collections::HashSet;
use std::fs;
use std::process::{Child, Command};
use std::time::Duration;

use annals::journal::{Journal, JournalError};

use crate::journal_sandbox::{NOON, Sandbox, append, context, draft, holder, id, nothing_known, places};

#[test]
fn a_second_appender_waits_and_then_says_who_holds_the_lock() {
    let sandbox = Sandbox::with_batches(&[1]);
    let first = sandbox.appender();
    let refused = sandbox.journal().appender(Duration::from_millis(20), &holder()).unwrap_err();
    let JournalError::Locked { holder: Some(told), waited } = &refused else {
        panic!("{refused}");
    };
    assert_eq!(**told, holder());
    assert!(*waited >= Duration::from_millis(20));
    let message = refused.to_string();
    for part in ["4711", "archive", "Li Na", "2026-11-24T15:06:51.123456Z"] {
        assert!(message.contains(part), "{message}");
    }
    drop(first);
    assert!(sandbox.journal().appender(Duration::ZERO, &holder()).is_ok());
}

#[test]
fn a_stale_note_does_not_lock_anybody_out() {
    let sandbox = Sandbox::with_batches(&[1]);
    fs::write(sandbox.places().events.join("lock"), "{\"pid\":1,\"host\":\"gone\"}").unwrap();
    append(&mut sandbox.appender(), vec![draft(1)]).unwrap();
}

#[test]
fn deleting_scratch_and_lock_note_does_not_let_two_writers_in() {
    let sandbox = Sandbox::with_batches(&[1]);
    let _first = sandbox.appender();
    fs::remove_dir_all(sandbox.places().scratch).unwrap();
    let refused = sandbox.journal().appender(Duration::ZERO, &holder()).unwrap_err();
    assert!(matches!(refused, JournalError::Locked { .. }), "{refused}");
}

#[test]
fn readers_need_no_lock() {
    let sandbox = Sandbox::with_batches(&[2]);
    let _appender = sandbox.appender();
    assert_eq!(sandbox.read().unwrap().len(), 2);
    assert!(sandbox.verify().is_sound());
}

const WRITERS: u128 = 8;
const APPENDS: u128 = 200;

/// The part of the next test that runs in eight processes at once.
#[test]
#[expect(clippy::disallowed_methods, reason = "the parent test tells its child by the environment")]
fn child_that_appends_two_hundred_times() {
    let Ok(folder) = std::env::var("ANNALS_TEST_SHARED_JOURNAL") else {
        return;
    };
    let writer: u128 = std::env::var("ANNALS_TEST_WRITER").unwrap().parse().unwrap();
    for number in 0..APPENDS {
        let number = writer * APPENDS + number;
        let journal = Journal::open(places(folder.as_ref())).unwrap();
        let mut appender = journal.appender(Duration::from_secs(120), &holder()).unwrap();
        // Every tenth append is a batch of three, with ids that no other append has.
        let drafts = match number % 10 {
            0 => vec![draft(number), draft(number + 100_000), draft(number + 200_000)],
            _ => vec![draft(number)],
        };
        let done = appender.append(drafts, &context(NOON + number as i64), &nothing_known).unwrap();
        assert!(
            done.warnings.iter().all(|warning| { matches!(warning, annals::journal::Warning::ClockBehind { .. }) })
        );
    }
}

#[test]
fn eight_processes_append_two_hundred_times_at_once_and_nothing_is_lost_or_doubled() {
    let sandbox = Sandbox::new();
    let mut children: Vec<Child> = (0..WRITERS)
        .map(|writer| {
            Command::new(std::env::current_exe().unwrap())
                .args(["journal_lock::child_that_appends_two_hundred_times", "--exact", "-q"])
                .env("ANNALS_TEST_SHARED_JOURNAL", sandbox.root())
                .env("ANNALS_TEST_WRITER", writer.to_string())
                .stdout(std::process::Stdio::null())
                .spawn()
                .unwrap()
        })
        .collect();
    // A reader beside them sees only whole prefixes, whenever it looks.
    let mut seen = 0;
    while children.iter_mut().any(|child| child.try_wait().unwrap().is_none()) {
        let now = sandbox.read().unwrap().len();
        assert!(now >= seen);
        seen = now;
    }
    for mut child in children {
        assert!(child.wait().unwrap().success());
    }
    let ids: Vec<_> = sandbox.read().unwrap().into_iter().map(|(_, recorded)| recorded.stamp.id).collect();
    let every = WRITERS * APPENDS;
    let expected: HashSet<_> = (0..every)
        .flat_map(|number| match number % 10 {
            0 => vec![id(number), id(number + 100_000), id(number + 200_000)],
            _ => vec![id(number)],
        })
        .collect();
    assert_eq!(ids.len(), expected.len());
    assert_eq!(ids.iter().copied().collect::<HashSet<_>>(), expected);
    assert!(sandbox.quarantined().is_empty());
    assert!(sandbox.verify().is_sound());
}
