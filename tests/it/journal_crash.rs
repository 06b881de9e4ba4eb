//! Crashes: whatever a crash leaves of an append, nothing acknowledged is lost and nothing torn counts.

use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::process::Command;

use annals::domain::stamp::Sequence;
use annals::journal::{Fault, JournalError};

use crate::journal_sandbox::{Sandbox, append, context, draft, drafts, nothing_known, places, titled};

/// Puts the journal back to an earlier state of checkpoint and scratch: as if the crash came before
/// the checkpoint of the last append was written.
struct Before {
    checkpoint: Vec<u8>,
    frontier: Option<Vec<u8>>,
}

impl Before {
    fn of(sandbox: &Sandbox) -> Before {
        let places = sandbox.places();
        Before {
            checkpoint: fs::read(places.events.join("checkpoint")).unwrap(),
            frontier: fs::read(places.scratch.join("frontier")).ok(),
        }
    }

    fn restore(&self, sandbox: &Sandbox) {
        let places = sandbox.places();
        fs::write(places.events.join("checkpoint"), &self.checkpoint).unwrap();
        let frontier = places.scratch.join("frontier");
        match &self.frontier {
            Some(bytes) => fs::write(frontier, bytes).unwrap(),
            None => drop(fs::remove_file(frontier)),
        }
    }
}

#[test]
fn a_batch_cut_at_any_byte_is_skipped_reported_and_set_aside() {
    for (acknowledged, length) in [(0, 1), (2, 3)] {
        let sandbox = Sandbox::with_batches(&vec![1; acknowledged]);
        let before = Before::of(&sandbox);
        let whole = fs::read(sandbox.segment(0)).unwrap_or_default().len();
        append(&mut sandbox.appender(), drafts(100, length)).unwrap();
        let all = sandbox.bytes();
        for cut in whole..=all.len() {
            before.restore(&sandbox);
            sandbox.overwrite(&all[..cut]);
            drop(fs::remove_dir_all(sandbox.places().quarantine));

            // Readers skip the torn tail and report it; nothing is written.
            let head = sandbox.journal().head().unwrap();
            let counts = if cut == all.len() { acknowledged + length } else { acknowledged };
            assert_eq!(head.size, counts as u64, "cut at {cut}");
            assert_eq!(sandbox.read().unwrap().len(), counts);
            let verification = sandbox.verify();
            assert_eq!(verification.findings, vec![], "cut at {cut}");
            assert_eq!(verification.torn, head.torn);
            let is_torn = cut > whole && cut < all.len();
            assert_eq!(head.torn.is_some(), is_torn, "cut at {cut}");
            if let Some(torn) = &head.torn {
                assert_eq!(torn.first, Sequence(acknowledged as u64));
                assert_eq!(torn.place.line, acknowledged as u64 + 1);
                assert_eq!(torn.place.byte, whole as u64);
                assert_eq!(torn.bytes, (cut - whole) as u64);
            }
            assert_eq!(sandbox.bytes(), all[..cut]);

            // The next appender sets it aside, byte for byte, and goes on.
            let mut appender = sandbox.appender();
            let recovered = appender.recovered().cloned();
            assert_eq!(recovered.is_some(), is_torn);
            append(&mut appender, vec![draft(200)]).unwrap();
            drop(appender);
            if let Some(recovered) = recovered {
                assert_eq!(fs::read(&recovered.path).unwrap(), all[whole..cut]);
                let name = recovered.path.file_name().unwrap().to_str().unwrap().to_owned();
                let expected = format!("{acknowledged:020}-20261124T150651.123456Z.torn");
                assert_eq!(name, expected);
                let lines = all[whole..cut].iter().filter(|byte| **byte == b'\n').count();
                assert_eq!(recovered.lines, lines as u64);
            }
            assert_eq!(sandbox.quarantined().len(), usize::from(is_torn));
            assert_eq!(sandbox.read().unwrap().len(), counts + 1);
            let verification = sandbox.verify();
            assert_eq!((verification.findings, verification.torn), (vec![], None));
        }
    }
}

#[test]
fn a_second_torn_tail_does_not_overwrite_the_first() {
    let sandbox = Sandbox::with_batches(&[1]);
    for rubbish in ["{\"specversion\":", "\0\0\0\0\0\0", "one\ntwo\n"] {
        let mut segment = OpenOptions::new().append(true).open(sandbox.segment(0)).unwrap();
        segment.write_all(rubbish.as_bytes()).unwrap();
        let appender = sandbox.appender();
        assert_eq!(appender.recovered().unwrap().bytes, rubbish.len() as u64);
    }
    assert_eq!(sandbox.quarantined().len(), 3);
    assert_eq!(sandbox.lines().len(), 1);
}

#[test]
fn a_hole_of_zeros_in_the_last_batch_is_a_torn_tail() {
    let sandbox = Sandbox::with_batches(&[2]);
    let before = Before::of(&sandbox);
    let whole = sandbox.bytes().len();
    append(&mut sandbox.appender(), drafts(2, 4)).unwrap();
    let mut bytes = sandbox.bytes();
    // The pages of the first two lines were never written, those of the other two were.
    let ends: Vec<usize> = (0..bytes.len()).filter(|at| bytes[*at] == b'\n').collect();
    bytes[whole..=ends[3]].fill(0);
    sandbox.overwrite(&bytes);
    before.restore(&sandbox);
    assert_eq!(sandbox.journal().head().unwrap().torn.unwrap().bytes, (bytes.len() - whole) as u64);
    assert_eq!(append(&mut sandbox.appender(), drafts(2, 4)).unwrap().events.len(), 4);
    assert!(sandbox.verify().is_sound());
}

#[test]
fn damage_followed_by_a_later_batch_is_no_torn_tail() {
    let sandbox = Sandbox::with_batches(&[2]);
    let before = Before::of(&sandbox);
    append(&mut sandbox.appender(), vec![draft(2)]).unwrap();
    append(&mut sandbox.appender(), vec![draft(3)]).unwrap();
    let mut lines = sandbox.lines();
    lines[2].replace_range(0..1, "?");
    sandbox.overwrite_lines(&lines);
    before.restore(&sandbox);
    let refused = sandbox.journal().head().unwrap_err();
    assert!(matches!(refused, JournalError::Damaged(_)), "{refused}");
    let journal = sandbox.journal();
    let refused = journal.appender(std::time::Duration::ZERO, &crate::journal_sandbox::holder()).unwrap_err();
    assert!(matches!(refused, JournalError::Damaged(_)), "{refused}");
    assert_eq!(sandbox.lines(), lines);
    let found = sandbox.verify().findings;
    assert!(
        found.iter().any(|finding| finding.place.line == 3 && finding.place.sequence == Some(Sequence(2))),
        "{found:?}"
    );
}

#[test]
fn whole_batches_beyond_the_checkpoint_count_and_are_covered_by_the_next_appender() {
    let sandbox = Sandbox::with_batches(&[2]);
    let before = Before::of(&sandbox);
    append(&mut sandbox.appender(), drafts(2, 3)).unwrap();
    append(&mut sandbox.appender(), vec![draft(5)]).unwrap();
    before.restore(&sandbox);
    assert_eq!(sandbox.journal().head().unwrap().size, 6);
    assert_eq!(sandbox.read().unwrap().len(), 6);
    assert!(sandbox.verify().is_sound());
    assert_eq!(sandbox.journal().checkpoint().unwrap().size, 2);
    drop(sandbox.appender());
    assert_eq!(sandbox.journal().checkpoint().unwrap().size, 6);
    assert!(sandbox.verify().is_sound());
}

#[test]
fn an_altered_line_below_the_checkpoint_is_not_taken_for_a_ground_to_set_later_ones_aside() {
    let sandbox = Sandbox::with_batches(&[2]);
    let before = Before::of(&sandbox);
    append(&mut sandbox.appender(), vec![draft(2)]).unwrap();
    let mut lines = sandbox.lines();
    lines[1] = lines[1].replace("Dialogue 1", "Dialogue 9");
    sandbox.overwrite_lines(&lines);
    before.restore(&sandbox);
    let refused = sandbox.journal().appender(std::time::Duration::ZERO, &crate::journal_sandbox::holder()).unwrap_err();
    let JournalError::Damaged(finding) = &refused else {
        panic!("{refused}");
    };
    assert!(matches!(finding.what, Fault::RootWrong { .. }), "{refused}");
    assert_eq!(sandbox.lines(), lines);
    assert!(sandbox.quarantined().is_empty());
}

#[test]
fn bytes_that_another_program_appended_are_not_written_over() {
    let sandbox = Sandbox::with_batches(&[1]);
    let mut appender = sandbox.appender();
    let mut segment = OpenOptions::new().append(true).open(sandbox.segment(0)).unwrap();
    segment.write_all(b"a note\n").unwrap();
    let refused = append(&mut appender, vec![draft(1)]).unwrap_err();
    assert!(matches!(refused, JournalError::Disturbed { .. }), "{refused}");
    assert_eq!(sandbox.lines()[1], "a note");
}

#[test]
fn a_segment_that_was_replaced_under_an_appender_is_not_written_to() {
    let sandbox = Sandbox::with_batches(&[1]);
    let mut appender = sandbox.appender();
    append(&mut appender, vec![draft(1)]).unwrap();
    let segment = sandbox.segment(0);
    let copy = sandbox.root().join("copy");
    fs::copy(&segment, &copy).unwrap();
    fs::rename(&copy, &segment).unwrap();
    let refused = append(&mut appender, vec![draft(2)]).unwrap_err();
    assert!(matches!(refused, JournalError::Disturbed { .. }), "{refused}");
    drop(appender);
    append(&mut sandbox.appender(), vec![draft(2)]).unwrap();
    assert!(sandbox.verify().is_sound());
}

/// The part of the next test that runs in a process whose files may not grow beyond a limit.
#[test]
#[expect(clippy::disallowed_methods, reason = "the parent test tells its child by the environment")]
fn child_that_meets_a_file_size_limit() {
    let Ok(folder) = std::env::var("ANNALS_TEST_LIMITED_JOURNAL") else {
        return;
    };
    let journal = annals::journal::Journal::open(places(folder.as_ref())).unwrap();
    let mut appender = journal.appender(std::time::Duration::ZERO, &crate::journal_sandbox::holder()).unwrap();
    append(&mut appender, vec![draft(1)]).unwrap();
    let large = titled(2, &"x".repeat(40_000));
    let failed = appender.append(vec![large], &context(i64::MAX / 4), &nothing_known).unwrap_err();
    assert!(matches!(failed, JournalError::OutcomeUnknown { .. }), "{failed}");
    // It would fit, but the handle is never used again.
    let refused = append(&mut appender, vec![draft(3)]).unwrap_err();
    assert!(matches!(refused, JournalError::OutcomeUnknown { .. }), "{refused}");
    assert!(refused.to_string().contains("repeat the command"), "{refused}");
}

#[test]
fn after_a_failed_write_the_appender_refuses_and_the_next_one_recovers() {
    let sandbox = Sandbox::with_batches(&[1]);
    let acknowledged = sandbox.bytes();
    // 32 blocks of 512 bytes; the signal that would end the process is ignored, so that writing fails.
    let output = Command::new("sh")
        .args(["-c", "trap '' XFSZ; ulimit -f 32; exec \"$0\" \"$@\""])
        .arg(std::env::current_exe().unwrap())
        .args(["journal_crash::child_that_meets_a_file_size_limit", "--exact"])
        .env("ANNALS_TEST_LIMITED_JOURNAL", sandbox.root())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    let torn = sandbox.bytes();
    assert!(torn.starts_with(&acknowledged));
    assert_eq!(torn.len(), 32 * 512, "the write was cut off by the limit");
    assert_eq!(sandbox.read().unwrap().len(), 2);
    let mut appender = sandbox.appender();
    assert!(appender.recovered().is_some());
    append(&mut appender, vec![titled(2, &"x".repeat(40_000)), draft(3)]).unwrap();
    assert_eq!(sandbox.read().unwrap().len(), 4);
    assert!(sandbox.verify().is_sound());
}

/// The part of the next test that appends until it is killed, and says on stdout what was acknowledged.
#[test]
#[expect(clippy::disallowed_methods, reason = "the parent test tells its child by the environment")]
fn child_that_appends_until_it_is_killed() {
    let Ok(folder) = std::env::var("ANNALS_TEST_KILLED_JOURNAL") else {
        return;
    };
    let begin: u128 = std::env::var("ANNALS_TEST_BEGIN").unwrap().parse().unwrap();
    for number in (begin..).step_by(10) {
        let journal = annals::journal::Journal::open(places(folder.as_ref())).unwrap();
        let mut appender = journal.appender(std::time::Duration::ZERO, &crate::journal_sandbox::holder()).unwrap();
        append(&mut appender, drafts(number, 1 + number as usize / 10 % 9)).unwrap();
        println!("acknowledged {number}.");
    }
}

#[test]
fn an_appender_killed_at_any_instant_loses_nothing_acknowledged_and_leaves_whole_batches() {
    let sandbox = Sandbox::with_batches(&[1]);
    let mut acknowledged = Vec::new();
    for round in 0..12_u128 {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["journal_crash::child_that_appends_until_it_is_killed", "--exact", "--nocapture"])
            .env("ANNALS_TEST_KILLED_JOURNAL", sandbox.root())
            .env("ANNALS_TEST_BEGIN", (1_000_000 * (round + 1)).to_string())
            .stdout(std::process::Stdio::piped())
            .spawn()
            .unwrap();
        std::thread::sleep(std::time::Duration::from_millis(60 + 17 * round as u64));
        child.kill().unwrap();
        let output = child.wait_with_output().unwrap();
        acknowledged.extend(
            String::from_utf8(output.stdout)
                .unwrap()
                .split("acknowledged ")
                .skip(1)
                .filter_map(|rest| rest.split_once('.'))
                .map(|(number, _)| number.parse::<u128>().unwrap()),
        );
        assert_eq!(sandbox.verify().findings, vec![]);
    }
    assert!(acknowledged.len() > 12, "{}", acknowledged.len());
    let recorded: std::collections::HashSet<_> =
        sandbox.read().unwrap().into_iter().map(|(_, recorded)| recorded.stamp.id).collect();
    for number in acknowledged {
        for draft in drafts(number, 1 + number as usize / 10 % 9) {
            assert!(recorded.contains(&draft.id), "{number} was acknowledged");
        }
    }
    // Whatever the kills left, the next append goes on from it.
    append(&mut sandbox.appender(), vec![draft(500_000)]).unwrap();
    let verification = sandbox.verify();
    assert_eq!((verification.findings, verification.torn), (vec![], None));
}
