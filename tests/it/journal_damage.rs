//! Damage: every kind is found and named with its sequence, its line and its byte.

use std::fs;

use annals::domain::stamp::{Instant, Sequence};
use annals::journal::merkle::Frontier;
use annals::journal::verify::Verification;
use annals::journal::{Fault, Finding, Journal, JournalError, TreeHash};
use proptest::prelude::*;

use crate::journal_sandbox::{NOON, Sandbox, append, draft, origin};

/// Batches of the journals that are damaged here: 9 lines.
const BATCHES: [usize; 4] = [1, 3, 1, 4];

/// The lines chained anew from the second given on, as a careful forger would.
fn rechained(lines: &[String]) -> Vec<String> {
    let mut previous = origin().leaf();
    let mut chained = Vec::new();
    for line in lines {
        let (head, rest) = line.split_once("\"prevhash\":\"").unwrap();
        let line = format!("{head}\"prevhash\":\"{previous}{}", &rest[44..]);
        previous = TreeHash::of_leaf(line.as_bytes());
        chained.push(line);
    }
    chained
}

/// Numbers the lines anew.
fn renumbered(lines: &[String]) -> Vec<String> {
    let number = |(index, line): (usize, &String)| {
        let (head, rest) = line.split_once("\"sequence\":\"").unwrap();
        format!("{head}\"sequence\":\"{index:020}{}", &rest[20..])
    };
    lines.iter().enumerate().map(number).collect()
}

/// The checkpoint that fits these lines.
fn rewrite_checkpoint(sandbox: &Sandbox, lines: &[String]) {
    let mut frontier = Frontier::new();
    for line in lines {
        frontier.push(TreeHash::of_leaf(line.as_bytes()));
    }
    write_checkpoint(sandbox, &format!("{}\n{}\n{}\n", origin(), lines.len(), frontier.root()));
}

fn write_checkpoint(sandbox: &Sandbox, text: &str) {
    fs::write(sandbox.places().events.join("checkpoint"), text).unwrap();
}

/// The line of the first segment, from 1, in which a byte lies; a line feed belongs to the line it ends.
fn line_of(bytes: &[u8], at: usize) -> u64 {
    bytes[..at].iter().filter(|byte| **byte == b'\n').count() as u64 + 1
}

/// Where a line of the first segment begins.
fn start_of(bytes: &[u8], line: u64) -> u64 {
    let lines = bytes.split_inclusive(|byte| *byte == b'\n');
    lines.take(line as usize - 1).map(<[u8]>::len).sum::<usize>() as u64
}

/// The finding at a line of the first segment.
fn at_line(sandbox: &Sandbox, verification: &Verification, line: u64) -> Option<Finding> {
    let found = verification
        .findings
        .iter()
        .find(|finding| finding.place.file == sandbox.segment(0) && finding.place.line == line)?;
    assert_eq!(found.place.sequence, Some(Sequence(line - 1)), "{found}");
    Some(found.clone())
}

/// Asserts a fault at a line of the first segment, at the byte where it begins.
fn assert_fault(sandbox: &Sandbox, line: u64, is_expected: impl Fn(&Fault) -> bool) {
    let verification = sandbox.verify();
    let found = verification.findings.iter().find(|finding| {
        finding.place.file == sandbox.segment(0) && finding.place.line == line && is_expected(&finding.what)
    });
    let Some(found) = found else {
        panic!("not at line {line}: {:#?}", verification.findings);
    };
    assert_eq!(found.place.sequence, Some(Sequence(line - 1)));
    assert_eq!(found.place.byte, start_of(&sandbox.bytes(), line));
    let message = found.message();
    for part in [
        format!("00000000000000000000.jsonl:{line} "),
        format!("byte {}", found.place.byte),
        format!("sequence {}", line - 1),
    ] {
        assert!(message.contains(&part), "{message}");
    }
}

/// Asserts that nobody reads past damage or appends after it.
fn assert_refused(sandbox: &Sandbox) {
    let read = sandbox.read().unwrap_err();
    assert!(matches!(read, JournalError::Damaged(_)), "{read}");
    assert!(read.finding().is_some());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn a_bit_flipped_anywhere_is_found_where_it_is(place in any::<prop::sample::Index>(), bit in 0..8) {
        let sandbox = Sandbox::with_batches(&BATCHES);
        let whole = sandbox.bytes();
        let mut bytes = whole.clone();
        let at = place.index(bytes.len());
        bytes[at] ^= 1_u8 << bit;
        sandbox.overwrite(&bytes);
        let verification = sandbox.verify();
        let line = line_of(&whole, at);
        let found = at_line(&sandbox, &verification, line);
        prop_assert!(found.is_some(), "line {}, byte {}: {:#?}", line, at, verification.findings);
        // The byte is that of the line's beginning or, where it cannot be read, one at or after the flip.
        let byte = found.unwrap().place.byte;
        prop_assert!(byte >= start_of(&whole, line) && byte <= whole.len() as u64);
        // Nothing before it is accused.
        let before = verification.findings.iter().filter(|finding| {
            finding.place.file == sandbox.segment(0) && finding.place.line < line
        });
        prop_assert_eq!(before.count(), 0);
        // Whoever reads meets it too, unless it is in the last line, which only the root tells.
        let read = sandbox.read();
        prop_assert!(read.is_err() || line == 9, "line {}, byte {}", line, at);
    }

    #[test]
    fn a_tail_cut_below_the_checkpoint_is_found_where_it_was_cut(place in any::<prop::sample::Index>()) {
        let sandbox = Sandbox::with_batches(&BATCHES);
        let whole = sandbox.bytes();
        let at = place.index(whole.len());
        sandbox.overwrite(&whole[..at]);
        let verification = sandbox.verify();
        let line = line_of(&whole, at);
        let found = at_line(&sandbox, &verification, line);
        prop_assert!(found.is_some(), "cut at {}: {:#?}", at, verification.findings);
        prop_assert_eq!(found.unwrap().place.byte, at as u64);
        assert_refused(&sandbox);
        fs::remove_file(sandbox.segment(0)).unwrap();
        let found = sandbox.verify().findings;
        prop_assert_eq!(&found[0].what, &Fault::SegmentMissing);
        prop_assert_eq!(&found[0].place.file, &sandbox.segment(0));
        assert_refused(&sandbox);
    }
}

#[test]
fn a_line_removed_doubled_or_moved_is_found_where_it_is() {
    for (line, other) in (0_usize..9).flat_map(|line| (0_usize..9).map(move |other| (line, other))) {
        let sandbox = Sandbox::with_batches(&BATCHES);
        let lines = sandbox.lines();

        let mut removed = lines.clone();
        removed.remove(line);
        sandbox.overwrite_lines(&removed);
        if line == 8 {
            let cut = Fault::TailCut { size: 9, found: 8 };
            assert_fault(&sandbox, 9, |what| *what == cut);
        } else {
            let expected = Fault::SequenceWrong { expected: line as u64, found: line as u64 + 1 };
            assert_fault(&sandbox, line as u64 + 1, |what| *what == expected);
        }
        assert_refused(&sandbox);

        let mut doubled = lines.clone();
        doubled.insert(line, lines[line].clone());
        sandbox.overwrite_lines(&doubled);
        let verification = sandbox.verify();
        let expected = Fault::SequenceWrong { expected: line as u64 + 1, found: line as u64 };
        let found = verification.findings.iter().find(|finding| finding.what == expected).unwrap();
        assert_eq!(found.place.line, line as u64 + 2);
        assert_eq!(found.place.byte, start_of(&sandbox.bytes(), line as u64 + 2));
        assert_refused(&sandbox);

        if line < other {
            let mut swapped = lines.clone();
            swapped.swap(line, other);
            sandbox.overwrite_lines(&swapped);
            let expected = Fault::SequenceWrong { expected: line as u64, found: other as u64 };
            assert_fault(&sandbox, line as u64 + 1, |what| *what == expected);
            assert_refused(&sandbox);
        }
    }
}

#[test]
fn an_edited_line_is_found_where_it_is() {
    for line in 0_usize..8 {
        let sandbox = Sandbox::with_batches(&BATCHES);
        let mut lines = sandbox.lines();
        lines[line] = lines[line].replace("Dialogue", "Quarrel");
        sandbox.overwrite_lines(&lines);
        assert_fault(&sandbox, line as u64 + 1, |what| matches!(what, Fault::LineAltered { .. }));
        assert_refused(&sandbox);
    }
}

#[test]
fn an_edit_with_the_chain_made_to_fit_is_found_by_the_root() {
    for (line, is_scratch_kept) in (0_usize..9).flat_map(|line| [(line, true), (line, false)]) {
        let sandbox = Sandbox::with_batches(&BATCHES);
        let mut lines = sandbox.lines();
        lines[line] = lines[line].replace("Dialogue", "Quarrel");
        let lines = rechained(&lines);
        sandbox.overwrite_lines(&lines);
        if !is_scratch_kept {
            fs::remove_dir_all(sandbox.places().scratch).unwrap();
        }
        let verification = sandbox.verify();
        let [Finding { what: Fault::RootWrong { among: (first, last), .. }, place }] = &verification.findings[..]
        else {
            panic!("{:#?}", verification.findings);
        };
        assert!((*first..=*last).contains(&(line as u64)));
        if is_scratch_kept {
            // Eight lines lie under one subtree; the ninth is apart.
            assert_eq!((*first, *last), if line == 8 { (8, 8) } else { (0, 7) });
        }
        if is_scratch_kept && line == 8 {
            assert_eq!(&place.file, &sandbox.segment(0));
            assert_eq!((place.line, place.sequence), (9, Some(Sequence(8))));
            assert_eq!(place.byte, start_of(&sandbox.bytes(), 9));
        } else {
            assert_eq!(&place.file, &sandbox.places().events.join("checkpoint"));
            assert_eq!(place.line, 3);
            assert_eq!(place.byte, "annals.example/us-china-tech\n9\n".len() as u64);
        }
        let refused = sandbox.journal().appender(std::time::Duration::ZERO, &crate::journal_sandbox::holder());
        assert!(matches!(refused, Err(JournalError::Damaged(_))));
    }
}

#[test]
fn a_doubled_last_line_is_damage_and_no_torn_tail() {
    let sandbox = Sandbox::with_batches(&[2, 1]);
    let mut lines = sandbox.lines();
    lines.push(lines[2].clone());
    sandbox.overwrite_lines(&lines);
    let refused = sandbox.journal().head().unwrap_err();
    assert!(matches!(refused, JournalError::Damaged(_)), "{refused}");
    let verification = sandbox.verify();
    assert_eq!(verification.torn, None);
    assert_fault(&sandbox, 4, |what| *what == Fault::SequenceWrong { expected: 3, found: 2 });
}

#[test]
fn an_event_recorded_twice_is_found_though_all_hashes_fit() {
    let sandbox = Sandbox::with_batches(&[1, 1, 1, 1]);
    let mut lines = sandbox.lines();
    lines[3] = lines[1].clone();
    let lines = rechained(&renumbered(&lines));
    // Times would fall back too.
    let time = Instant::from_micros(NOON + 9_000).to_string();
    let lines: Vec<String> = lines
        .iter()
        .enumerate()
        .map(|(index, line)| match index {
            3 => {
                let (head, rest) = line.split_once("\"time\":\"").unwrap();
                format!("{head}\"time\":\"{time}{}", &rest[27..])
            }
            _ => line.clone(),
        })
        .collect();
    sandbox.overwrite_lines(&lines);
    rewrite_checkpoint(&sandbox, &lines);
    let found = sandbox.verify().findings;
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_fault(&sandbox, 4, |what| matches!(what, Fault::IdRepeated { first: Sequence(1), .. }));
}

#[test]
fn a_time_that_falls_back_a_foreign_source_and_a_false_subject_are_found() {
    type Expectation = fn(&Fault) -> bool;
    let cases: [(&str, &str, Expectation); 3] = [
        ("\"time\":\"2026", "\"time\":\"2025", |what| matches!(what, Fault::TimeDecreases { .. })),
        ("us-china-tech", "us-china-tack", |what| matches!(what, Fault::SourceWrong { .. })),
        ("\"subject\":\"2024", "\"subject\":\"2023", |what| matches!(what, Fault::SubjectWrong { .. })),
    ];
    for (from, to, is_expected) in cases {
        let sandbox = Sandbox::with_batches(&BATCHES);
        let mut lines = sandbox.lines();
        lines[5] = lines[5].replace(from, to);
        let lines = rechained(&lines);
        sandbox.overwrite_lines(&lines);
        rewrite_checkpoint(&sandbox, &lines);
        assert_fault(&sandbox, 6, is_expected);
    }
}

#[test]
fn a_batch_that_is_not_whole_is_found_though_all_hashes_fit() {
    let sandbox = Sandbox::with_batches(&BATCHES);
    let mut lines = sandbox.lines();
    lines.remove(2);
    let lines = rechained(&renumbered(&lines));
    sandbox.overwrite_lines(&lines);
    rewrite_checkpoint(&sandbox, &lines);
    assert_fault(&sandbox, 3, |what| matches!(what, Fault::BatchBroken { .. }));
}

#[test]
fn converted_line_ends_are_told() {
    let sandbox = Sandbox::with_batches(&[2]);
    let text = String::from_utf8(sandbox.bytes()).unwrap();
    sandbox.overwrite(text.replace('\n', "\r\n").as_bytes());
    let found = sandbox.verify().findings;
    assert!(found[0].message().contains("carriage return"), "{}", found[0]);
    assert_eq!((found[0].place.line, found[0].place.sequence), (1, Some(Sequence(0))));
    assert_refused(&sandbox);
}

#[test]
fn a_line_that_is_too_long_or_no_envelope_is_told_with_its_reason() {
    let cases = [
        (format!("{{\"{}\"}}", "x".repeat(70_000)), "70004 bytes"),
        ("[]".to_owned(), "not `{`"),
        (String::new(), "not `{`"),
        ("{}".to_owned(), "missing field `specversion`"),
    ];
    for (line, reason) in cases {
        let sandbox = Sandbox::with_batches(&BATCHES);
        let mut lines = sandbox.lines();
        lines[2] = line;
        sandbox.overwrite_lines(&lines);
        let verification = sandbox.verify();
        let found = at_line(&sandbox, &verification, 3).unwrap();
        assert!(found.message().contains(reason), "{}", found.message());
        // The lines after it are not accused.
        let others = verification
            .findings
            .iter()
            .filter(|finding| finding.place.file == sandbox.segment(0) && finding.place.line > 3);
        assert!(others.count() <= 1, "{:#?}", verification.findings);
        assert_refused(&sandbox);
    }
    let changes = [
        ("\"recorder\":", "\"recorder\":\"X\",\"recorder\":", "duplicate field `recorder`"),
        ("\"1.0\"", "\"0.3\"", "specversion `0.3`"),
        ("\"batchlen\":3", "\"batchlen\":1", "do not fit together"),
        ("annals.development", "dynasty.development", "does not begin with `annals.`"),
        ("\"0000000", "\"000000", "20 digits"),
        ("\"id\":\"0197", "\"id\":\"{197", "not a UUID"),
    ];
    for (from, to, reason) in changes {
        let sandbox = Sandbox::with_batches(&BATCHES);
        let mut lines = sandbox.lines();
        lines[2] = lines[2].replacen(from, to, 1);
        sandbox.overwrite_lines(&lines);
        let found = at_line(&sandbox, &sandbox.verify(), 3).unwrap();
        assert!(found.message().contains(reason), "{}", found.message());
        assert_refused(&sandbox);
    }
}

#[test]
fn foreign_files_are_named() {
    let sandbox = Sandbox::with_batches(&[2]);
    let events = sandbox.places().events;
    let names = ["00000000000000000001.jsonl", "0.jsonl", "notes.txt"];
    for name in names {
        fs::write(events.join(name), "").unwrap();
    }
    let found = sandbox.verify().findings;
    let named: Vec<_> = found
        .iter()
        .map(|finding| {
            assert_eq!(finding.what, Fault::ForeignFile);
            finding.place.file.file_name().unwrap().to_str().unwrap()
        })
        .collect();
    assert_eq!(named, ["0.jsonl", "00000000000000000001.jsonl", "notes.txt"]);
    // They are in nobody's way.
    assert_eq!(sandbox.read().unwrap().len(), 2);
    append(&mut sandbox.appender(), vec![draft(2)]).unwrap();
}

#[test]
fn a_bad_checkpoint_is_found_where_it_is_bad() {
    let sandbox = Sandbox::with_batches(&[2]);
    let good = sandbox.journal().checkpoint().unwrap();
    let (origin, root) = (good.origin.to_string(), good.root.to_string());
    let cases = [
        (String::new(), 1, 0),
        (format!("bad origin\n2\n{root}\n"), 1, 0),
        (format!("{origin}\ntwo\n{root}\n"), 2, 29),
        (format!("{origin}\n02\n{root}\n"), 2, 29),
        (format!("{origin}\n2\n{}\n", &root[1..]), 3, 31),
        (format!("{origin}\n2\n{root}"), 3, 31),
        (format!("{origin}\n2\n{root}\nmore\n"), 4, 76),
    ];
    for (text, line, byte) in cases {
        write_checkpoint(&sandbox, &text);
        let found = sandbox.verify().findings;
        assert_eq!(found.len(), 1, "{found:#?}");
        assert!(matches!(found[0].what, Fault::CheckpointUnreadable { .. }), "{}", found[0]);
        assert_eq!((found[0].place.line, found[0].place.byte), (line, byte), "{}", found[0]);
        assert_refused(&sandbox);
    }

    // A root, a size or an origin that is well-formed but wrong.
    let other = TreeHash::of_nothing();
    write_checkpoint(&sandbox, &format!("{origin}\n2\n{other}\n"));
    let found = sandbox.verify().findings;
    assert!(matches!(found[0].what, Fault::RootWrong { .. }), "{}", found[0]);
    assert_eq!((found[0].place.line, found[0].place.byte), (3, 31));
    write_checkpoint(&sandbox, &format!("{origin}\n3\n{root}\n"));
    assert_fault(&sandbox, 3, |what| *what == Fault::TailCut { size: 3, found: 2 });
    write_checkpoint(&sandbox, &format!("another.example\n2\n{root}\n"));
    let found = sandbox.verify().findings;
    assert_eq!(found.len(), 1, "{found:#?}");
    assert!(matches!(found[0].what, Fault::CheckpointForeign { .. }), "{}", found[0]);
    assert_eq!(found[0].place.line, 1);
    assert_refused(&sandbox);
}

#[test]
fn without_its_checkpoint_a_journal_is_not_read_but_verified() {
    let sandbox = Sandbox::with_batches(&BATCHES);
    let good = sandbox.journal().checkpoint().unwrap();
    fs::remove_file(sandbox.places().events.join("checkpoint")).unwrap();
    assert_refused(&sandbox);
    let verification = sandbox.verify();
    assert_eq!(verification.findings.len(), 1);
    assert_eq!(verification.findings[0].what, Fault::CheckpointMissing);
    // What verifying found is what belongs into the file.
    let journal = Journal::open(sandbox.places()).unwrap();
    let text = format!("{}\n{}\n{}\n", journal.origin(), verification.size, verification.root);
    assert_eq!(text, good.text());
    write_checkpoint(&sandbox, &text);
    assert!(sandbox.verify().is_sound());
}

#[test]
fn findings_are_listed_up_to_a_limit_and_counted_beyond() {
    let sandbox = Sandbox::new();
    let mut appender = sandbox.appender();
    append(&mut appender, crate::journal_sandbox::drafts(0, 12_000)).unwrap();
    let lines: Vec<String> = sandbox.lines().iter().map(|line| format!("?{line}")).collect();
    sandbox.overwrite_lines(&lines);
    let verification = sandbox.verify();
    assert_eq!(verification.findings.len(), 10_000);
    assert!(verification.unlisted >= 2_000);
}
