//! Appending: what was written is read back, once, in order, and byte for byte in the documented form.

use std::fs;

use annals::domain::stamp::{EventId, Instant, Sequence};
use annals::journal::{Coverage, Journal, JournalError, MAX_LINE, Origin, Position, Warning};
use proptest::prelude::*;

use crate::journal_sandbox::{NOON, Sandbox, append, context, draft, drafts, id, nothing_known, origin, titled};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn what_was_written_is_read_back(
        titles in proptest::collection::vec(proptest::collection::vec("\\PC{1,40}", 1..5), 1..8),
        clocks in proptest::collection::vec(-5_000_000_i64..5_000_000, 8),
        reopen in proptest::collection::vec(any::<bool>(), 8),
    ) {
        let sandbox = Sandbox::new();
        let mut appender = sandbox.appender();
        let mut expected = Vec::new();
        let mut number = 0;
        for ((batch, clock), reopen) in titles.iter().zip(clocks).zip(reopen) {
            if reopen {
                drop(appender);
                appender = sandbox.appender();
                appender.set_coverage(if number % 2 == 0 { Coverage::EachRun } else { Coverage::EachAppend });
            }
            let batch = batch.iter().map(|title| {
                number += 1;
                let mut draft = titled(number, &format!("t{title}"));
                draft.caused_by = (number > 1).then(|| id(number - 1));
                draft
            }).collect();
            let done = appender.append(batch, &context(NOON + clock), &nothing_known).unwrap();
            expected.extend(done.events.into_iter().map(|done| (done.position, done.recorded)));
        }
        let read = sandbox.read().unwrap();
        prop_assert_eq!(&read, &expected);
        drop(appender);
        for pair in read.windows(2) {
            prop_assert!(pair[0].1.stamp.time <= pair[1].1.stamp.time);
        }
        for (position, recorded) in &read {
            prop_assert_eq!(&sandbox.journal().recorded_at(*position).unwrap(), recorded);
        }
        let verification = sandbox.verify();
        prop_assert_eq!(verification.findings, vec![]);
        prop_assert_eq!(verification.size, read.len() as u64);
        prop_assert_eq!(verification.root, sandbox.journal().checkpoint().unwrap().root);
    }
}

#[test]
fn a_line_is_written_byte_for_byte_as_documented() {
    let sandbox = Sandbox::new();
    let mut appender = sandbox.appender();
    let mut pair = drafts(1, 2);
    pair[1].caused_by = Some(id(1));
    append(&mut appender, vec![titled(0, "A \"first\" talk\n对话")]).unwrap();
    append(&mut appender, pair).unwrap();
    let lines = sandbox.lines().join("\n");
    insta::assert_snapshot!(lines, @r#"
    {"specversion":"1.0","id":"01970000-0000-7000-8000-000000000000","source":"annals.example/us-china-tech","type":"annals.development.recorded","subject":"2024-05-14-dialogue-0","time":"2026-11-24T15:06:51.123456Z","dataschema":"urn:annals:development.recorded:1","sequence":"00000000000000000000","recorder":"Li Na <li.na@example.org>","prevhash":"v0/+yfJe/UzBE8GVIJInrYtF/IPt6j+iDJtzFGlk8Gk=","data":{"id":"00000000-0000-0000-0000-000000000001","key":"2024-05-14-dialogue-0","date":"2024-05-14","title":"A \"first\" talk\n对话","kind":"dialogue","status":"held","parties":[{"actor":"china","role":"participant"}],"sources":[{"url":"https://www.example.org/readout"}]}}
    {"specversion":"1.0","id":"01970000-0000-7000-8000-000000000001","source":"annals.example/us-china-tech","type":"annals.development.recorded","subject":"2024-05-14-dialogue-1","time":"2026-11-24T15:06:51.124456Z","dataschema":"urn:annals:development.recorded:1","sequence":"00000000000000000001","recorder":"Li Na <li.na@example.org>","batchid":"0197ffff-0000-7000-8006-61070f63bee8","batchlen":2,"batchpos":0,"prevhash":"3yFDFCgg5CmAZPavPL4NtwF95t5iXb2jMX9iPOLVg38=","data":{"id":"00000000-0000-0000-0000-000000000001","key":"2024-05-14-dialogue-1","date":"2024-05-14","title":"Dialogue 1 — 对话","kind":"dialogue","status":"held","parties":[{"actor":"china","role":"participant"}],"sources":[{"url":"https://www.example.org/readout"}]}}
    {"specversion":"1.0","id":"01970000-0000-7000-8000-000000000002","source":"annals.example/us-china-tech","type":"annals.development.recorded","subject":"2024-05-14-dialogue-2","time":"2026-11-24T15:06:51.124456Z","dataschema":"urn:annals:development.recorded:1","sequence":"00000000000000000002","recorder":"Li Na <li.na@example.org>","causationid":"01970000-0000-7000-8000-000000000001","batchid":"0197ffff-0000-7000-8006-61070f63bee8","batchlen":2,"batchpos":1,"prevhash":"zOqUbcp5L74Enu8SMyi6HrBVlF9BhhAKJ/0PUkbbqMQ=","data":{"id":"00000000-0000-0000-0000-000000000001","key":"2024-05-14-dialogue-2","date":"2024-05-14","title":"Dialogue 2 — 对话","kind":"dialogue","status":"held","parties":[{"actor":"china","role":"participant"}],"sources":[{"url":"https://www.example.org/readout"}]}}
    "#);
}

#[test]
fn reading_goes_on_from_and_after_a_position() {
    let sandbox = Sandbox::with_batches(&[1, 3, 2]);
    let all = sandbox.read().unwrap();
    let journal = sandbox.journal();
    for (index, (position, _)) in all.iter().enumerate() {
        let from: Vec<_> = journal.read_from(Some(*position)).unwrap().map(Result::unwrap).collect();
        assert_eq!(from, all[index..]);
        let mut reader = journal.read_after(Some(*position)).unwrap();
        let leaf = annals::journal::TreeHash::of_leaf(&journal.line_at(*position).unwrap());
        assert_eq!(reader.last_read().unwrap().leaf, leaf);
        let after: Vec<_> = reader.by_ref().map(Result::unwrap).collect();
        assert_eq!(after, all[index + 1..]);
        assert_eq!(reader.last_read().unwrap().position.sequence, Sequence(5));
    }
}

#[test]
fn a_position_where_nothing_stands_is_refused() {
    let sandbox = Sandbox::with_batches(&[3]);
    let (last, _) = sandbox.read().unwrap().pop().unwrap();
    let journal = sandbox.journal();
    let wrong = [
        Position { offset: last.offset + 1, ..last },
        Position { len: last.len - 1, ..last },
        Position { sequence: Sequence(1), ..last },
        Position { segment: 65_536, ..last },
        Position { sequence: Sequence(3), offset: last.end(), ..last },
    ];
    for position in wrong {
        let refused = journal.read_from(Some(position)).unwrap_err();
        assert!(matches!(refused, JournalError::Misplaced { .. }), "{position:?}: {refused}");
        let refused = journal.recorded_at(position).unwrap_err();
        assert!(matches!(refused, JournalError::Misplaced { .. }), "{position:?}: {refused}");
    }
}

#[test]
fn a_reader_sees_the_journal_as_it_stood_when_opened() {
    let sandbox = Sandbox::with_batches(&[2]);
    let mut reader = sandbox.journal().read_from(None).unwrap();
    assert_eq!(reader.next().unwrap().unwrap().0.sequence, Sequence(0));
    append(&mut sandbox.appender(), drafts(2, 3)).unwrap();
    assert_eq!(reader.count(), 1);
    assert_eq!(sandbox.read().unwrap().len(), 5);
}

#[test]
fn the_same_event_is_recorded_once_for_ever() {
    let sandbox = Sandbox::with_batches(&[1, 2]);
    let all = sandbox.read().unwrap();
    let known = |wanted: EventId| {
        let found = all.iter().find(|(_, recorded)| recorded.stamp.id == wanted);
        Ok(found.map(|(position, _)| *position))
    };
    let mut appender = sandbox.appender();
    // Number 3 is new and stands twice in the command; 0 and 2 are recorded.
    let repeated = vec![draft(0), draft(3), draft(2), draft(3)];
    let done = appender.append(repeated, &context(NOON + 9_000), &known).unwrap();
    let told: Vec<_> = done.events.iter().map(|done| (done.position.sequence.0, done.already)).collect();
    assert_eq!(told, [(0, true), (3, false), (2, true), (3, true)]);
    assert_eq!(done.events[0].recorded, all[0].1);

    // The appender itself knows what it recorded since its view was made.
    let again = appender.append(vec![draft(3)], &context(NOON + 9_000), &known).unwrap();
    assert!(again.events[0].already);
    assert_eq!(sandbox.read().unwrap().len(), 4);
    assert!(sandbox.verify().is_sound());
}

#[test]
fn the_same_id_with_other_content_is_refused_and_nothing_is_appended() {
    let sandbox = Sandbox::with_batches(&[1, 2]);
    let all = sandbox.read().unwrap();
    let before = sandbox.bytes();
    let known = |wanted: EventId| {
        let found = all.iter().find(|(_, recorded)| recorded.stamp.id == wanted);
        Ok(found.map(|(position, _)| *position))
    };
    let mut appender = sandbox.appender();
    let recorded = appender.append(vec![draft(7), titled(2, "Another title")], &context(NOON), &known).unwrap_err();
    assert!(
        matches!(recorded, JournalError::IdConflict { id: taken, sequence: Sequence(2) } if taken == id(2)),
        "{recorded}"
    );
    let drafted = appender.append(vec![draft(7), titled(7, "Another title")], &context(NOON), &known).unwrap_err();
    assert!(
        matches!(drafted, JournalError::IdConflict { id: taken, sequence: Sequence(3) } if taken == id(7)),
        "{drafted}"
    );
    assert_eq!(sandbox.bytes(), before);
}

#[test]
fn a_view_that_tells_a_wrong_position_is_found_out() {
    let sandbox = Sandbox::with_batches(&[1, 2]);
    let all = sandbox.read().unwrap();
    let known = |_: EventId| Ok(Some(all[1].0));
    let refused = sandbox.appender().append(vec![draft(2)], &context(NOON), &known).unwrap_err();
    assert!(matches!(refused, JournalError::Misplaced { .. }), "{refused}");
}

#[test]
fn times_never_decrease_and_a_clock_behind_is_told() {
    let sandbox = Sandbox::new();
    let mut appender = sandbox.appender();
    let first = appender.append(vec![draft(0)], &context(NOON), &nothing_known).unwrap();
    assert!(first.warnings.is_empty());
    let behind = appender.append(vec![draft(1)], &context(NOON - 60_000_000), &nothing_known).unwrap();
    assert_eq!(behind.events[0].recorded.stamp.time, Instant::from_micros(NOON));
    let [Warning::ClockBehind { now, recorded }] = behind.warnings[..] else {
        panic!("{:?}", behind.warnings);
    };
    assert_eq!(now, Instant::from_micros(NOON - 60_000_000));
    assert_eq!(recorded, Instant::from_micros(NOON));
    assert!(sandbox.verify().is_sound());
}

#[test]
fn a_line_of_the_longest_length_is_recorded_and_one_byte_more_is_refused() {
    let sandbox = Sandbox::new();
    let mut appender = sandbox.appender();
    let probe = append(&mut appender, vec![titled(0, "x")]).unwrap();
    let around = probe.events[0].position.len as usize - 1;
    // The second line has the same length around its title as the first.
    let longest = "x".repeat(MAX_LINE - around);
    let before = sandbox.bytes();
    let refused = append(&mut appender, vec![draft(2), titled(1, &format!("{longest}x"))]).unwrap_err();
    let JournalError::TooLong { len, .. } = &refused else {
        panic!("{refused}");
    };
    assert_eq!(*len, MAX_LINE + 1 + ",\"batchid\":\"\",\"batchlen\":2,\"batchpos\":1".len() + 36);
    assert!(refused.to_string().contains("archived source"), "{refused}");
    assert_eq!(sandbox.bytes(), before);
    let done = append(&mut appender, vec![titled(1, &longest)]).unwrap();
    assert_eq!(done.events[0].position.len as usize, MAX_LINE);
    assert_eq!(sandbox.read().unwrap().len(), 2);
    assert!(sandbox.verify().is_sound());
}

#[test]
fn an_existing_journal_is_not_made_anew() {
    let sandbox = Sandbox::with_batches(&[1]);
    let refused = Journal::create(sandbox.places(), &origin()).unwrap_err();
    assert!(matches!(refused, JournalError::AlreadyExists(_)), "{refused}");
    fs::remove_file(sandbox.places().events.join("checkpoint")).unwrap();
    let refused = Journal::create(sandbox.places(), &origin()).unwrap_err();
    assert!(matches!(refused, JournalError::AlreadyExists(_)), "{refused}");
    assert_eq!(sandbox.lines().len(), 1);
}

#[test]
fn a_folder_without_a_journal_is_named() {
    let folder = tempfile::TempDir::new().unwrap();
    let refused = Journal::open(crate::journal_sandbox::places(folder.path())).unwrap_err();
    assert!(matches!(refused, JournalError::NotAJournal(_)), "{refused}");
    fs::create_dir(folder.path().join("events")).unwrap();
    let refused = Journal::open(crate::journal_sandbox::places(folder.path())).unwrap_err();
    assert!(matches!(refused, JournalError::NotAJournal(_)), "{refused}");
}

#[test]
fn an_origin_is_a_url_without_scheme() {
    for wrong in ["", "https://annals.example", "a b", "a+b", "a\nb", "对话", "a\"b"] {
        assert!(Origin::new(wrong).is_err(), "{wrong:?}");
    }
    assert!(Origin::new(&"a".repeat(201)).is_err());
    assert_eq!(origin().as_str(), "annals.example/us-china-tech");
}

#[test]
fn an_empty_journal_is_read_and_verified() {
    let sandbox = Sandbox::new();
    assert_eq!(sandbox.read().unwrap(), vec![]);
    let head = sandbox.journal().head().unwrap();
    assert_eq!((head.size, head.last, head.torn), (0, None, None));
    assert!(sandbox.verify().is_sound());
    assert!(append(&mut sandbox.appender(), vec![]).unwrap().events.is_empty());
}

#[test]
fn an_unknown_type_field_or_schema_is_refused_by_name() {
    let cases = [
        ("annals.development.recorded", "annals.development.dreamt", "`annals.development.dreamt`"),
        ("development.recorded:1", "development.recorded:9", "schema 9"),
        ("\"data\":{", "\"data\":{\"mood\":\"good\",", "`mood`"),
        ("\"recorder\":", "\"mood\":\"good\",\"recorder\":", "`mood`"),
    ];
    for (from, to, named) in cases {
        let sandbox = Sandbox::with_batches(&[1]);
        let line = sandbox.lines()[0].replace(from, to);
        // The type stands in `dataschema` too.
        let line = line.replace("urn:annals:development.recorded:1", &{
            let kind = if to.contains("dreamt") { "dreamt" } else { "recorded" };
            format!("urn:annals:development.{kind}:1")
        });
        sandbox.overwrite_lines(&[line]);
        let refused = sandbox.read().unwrap_err();
        let message = refused.to_string();
        assert!(
            matches!(
                refused,
                JournalError::UnknownType(_) | JournalError::UnknownField(_) | JournalError::UnknownSchema(_)
            ),
            "{message}"
        );
        assert!(message.contains(named), "{message}");
        assert!(message.contains("00000000000000000000.jsonl:1"), "{message}");
        assert!(!sandbox.verify().is_sound());
    }
}

#[test]
fn what_fails_after_the_events_are_durable_is_a_warning() {
    let sandbox = Sandbox::with_batches(&[1]);
    let places = sandbox.places();
    let mut appender = sandbox.appender();
    // Folders stand where files are to be written.
    fs::create_dir(places.events.join("checkpoint.new")).unwrap();
    fs::create_dir(places.scratch.join("frontier.new")).unwrap();
    let done = append(&mut appender, vec![draft(1)]).unwrap();
    let [Warning::CheckpointBehind(checkpoint), Warning::FrontierLost(frontier)] = &done.warnings[..] else {
        panic!("{:?}", done.warnings);
    };
    assert!(checkpoint.to_string().contains("checkpoint.new"), "{checkpoint}");
    assert!(frontier.to_string().contains("frontier.new"), "{frontier}");
    assert!(done.warnings[0].to_string().starts_with("recorded, but"));
    assert_eq!(sandbox.read().unwrap().len(), 2);
    assert_eq!(sandbox.journal().checkpoint().unwrap().size, 1);
    fs::remove_dir(places.events.join("checkpoint.new")).unwrap();
    append(&mut appender, vec![draft(2)]).unwrap();
    assert_eq!(sandbox.journal().checkpoint().unwrap().size, 3);
    assert!(sandbox.verify().is_sound());
}

#[test]
fn a_run_of_appends_moves_the_checkpoint_on_once_and_a_run_cut_off_is_found_by_reading_on() {
    let sandbox = Sandbox::new();
    let covered = || sandbox.journal().checkpoint().unwrap().size;
    let mut appender = sandbox.appender();
    appender.set_coverage(Coverage::EachRun);
    for number in 0..5 {
        append(&mut appender, vec![draft(number)]).unwrap();
    }
    assert_eq!((covered(), sandbox.read().unwrap().len()), (0, 5));
    // as after a kill: what was not yet written is never written
    std::mem::forget(appender);
    assert_eq!((covered(), sandbox.verify().size), (0, 5));
    fs::remove_file(sandbox.places().events.join("lock")).unwrap();
    let mut appender = sandbox.appender();
    assert_eq!(covered(), 5);
    appender.set_coverage(Coverage::EachRun);
    append(&mut appender, vec![draft(5)]).unwrap();
    append(&mut appender, vec![draft(6)]).unwrap();
    drop(appender);
    assert_eq!((covered(), sandbox.verify().findings), (7, vec![]));
}

#[test]
fn the_scratch_folder_can_be_deleted_at_any_time() {
    let sandbox = Sandbox::with_batches(&[1, 4, 2]);
    fs::remove_dir_all(sandbox.places().scratch).unwrap();
    append(&mut sandbox.appender(), vec![draft(7)]).unwrap();
    fs::write(sandbox.places().scratch.join("frontier"), "nonsense").unwrap();
    append(&mut sandbox.appender(), vec![draft(8)]).unwrap();
    assert!(sandbox.verify().is_sound());
    assert_eq!(sandbox.verify().size, 9);
}
