//! Segments: the roll-over at 65,536 lines, batches that span it, and reading that changes nothing.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use annals::domain::stamp::Sequence;
use annals::journal::{Fault, SEGMENT_LINES};

use crate::journal_sandbox::{Sandbox, append, draft, drafts};

#[test]
fn a_batch_spans_two_segments_and_everything_still_holds() {
    let sandbox = Sandbox::new();
    let mut appender = sandbox.appender();
    let mut next = 0;
    while next < 70_000 {
        let done = append(&mut appender, drafts(next, 7_000)).unwrap();
        assert_eq!(done.events[0].position.sequence, Sequence(next as u64));
        next += 7_000;
    }
    drop(appender);
    let second = sandbox.segment(SEGMENT_LINES);
    let text = fs::read_to_string(&second).unwrap();
    assert!(text.contains("\"sequence\":\"00000000000000065536\""));
    assert_eq!(text.lines().count(), 70_000 - 65_536);
    assert_eq!(sandbox.lines().len(), 65_536);

    let mut reader = sandbox.journal().read_from(None).unwrap();
    let mut count = 0;
    let mut middle = None;
    while let Some(line) = reader.next_line().unwrap() {
        assert_eq!(line.position.sequence, Sequence(count));
        if count == 65_535 {
            middle = Some(line.position);
        }
        count += 1;
    }
    assert_eq!(count, 70_000);
    let mut after = sandbox.journal().read_after(middle).unwrap();
    assert_eq!(after.next_line().unwrap().unwrap().position.segment, SEGMENT_LINES);
    let mut told = Vec::new();
    let verification = annals::journal::verify::verify(&sandbox.journal(), &mut |count| told.push(count)).unwrap();
    assert!(verification.is_sound(), "{:?}", verification.findings.first());
    assert_eq!(told.last(), Some(&70_000));
    assert!(told.len() > 10);

    // A batch that was torn in the second segment is set aside from both.
    let checkpoint = sandbox.places().events.join("checkpoint");
    let kept = fs::read(&checkpoint).unwrap();
    damage_in_segments(&sandbox, &second);
    assert_eq!(fs::read(&checkpoint).unwrap(), kept);
}

/// What can happen to whole segments, each undone again.
fn damage_in_segments(sandbox: &Sandbox, second: &Path) {
    let first = sandbox.segment(0);
    let aside = sandbox.root().join("aside");

    fs::rename(&first, &aside).unwrap();
    let found = sandbox.verify().findings;
    assert_eq!(found[0].what, Fault::SegmentMissing);
    assert_eq!(found[0].place.file, first);
    assert!(sandbox.read().is_err());
    fs::rename(&aside, &first).unwrap();

    fs::rename(second, &aside).unwrap();
    let found = sandbox.verify().findings;
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].what, Fault::SegmentMissing);
    assert_eq!(found[0].place.file, *second);
    assert!(sandbox.read().is_err());

    // The last line of the first segment moved to the second: every line is there, but not in its file.
    let text = fs::read_to_string(&first).unwrap();
    let (head, last) = text.trim_end().rsplit_once('\n').unwrap();
    let rest = fs::read_to_string(&aside).unwrap();
    fs::write(&first, format!("{head}\n")).unwrap();
    fs::write(second, format!("{last}\n{rest}")).unwrap();
    let found = sandbox.verify().findings;
    assert!(found.iter().any(|finding| finding.what == Fault::SegmentShort { lines: 65_535 }
        && finding.place.file == first
        && finding.place.line == 65_536));
    assert!(sandbox.read().is_err());

    // The first line of the second segment moved to the first.
    let (begin, rest) = rest.split_once('\n').unwrap();
    fs::write(&first, format!("{text}{begin}\n")).unwrap();
    fs::write(second, rest).unwrap();
    let found = sandbox.verify().findings;
    assert!(found.iter().any(|finding| finding.what == Fault::SegmentOverfull
        && finding.place.file == first
        && finding.place.line == 65_537
        && finding.place.byte == text.len() as u64));
    assert!(sandbox.read().is_err());

    fs::write(&first, &text).unwrap();
    fs::write(second, format!("{begin}\n{rest}")).unwrap();
    assert!(sandbox.verify().is_sound());
}

#[test]
fn a_batch_torn_across_two_segments_is_set_aside_from_both() {
    let sandbox = Sandbox::new();
    let mut appender = sandbox.appender();
    append(&mut appender, drafts(0, 65_530)).unwrap();
    drop(appender);
    let places = sandbox.places();
    let checkpoint = fs::read(places.events.join("checkpoint")).unwrap();
    let frontier = fs::read(places.scratch.join("frontier")).unwrap();
    let whole = sandbox.bytes().len();
    append(&mut sandbox.appender(), drafts(70_000, 12)).unwrap();
    let second = sandbox.segment(SEGMENT_LINES);
    let both = [sandbox.bytes()[whole..].to_vec(), fs::read(&second).unwrap()];
    let torn_at = both[1].len() - 10;
    fs::write(&second, &both[1][..torn_at]).unwrap();
    fs::write(places.events.join("checkpoint"), checkpoint).unwrap();
    fs::write(places.scratch.join("frontier"), frontier).unwrap();

    let head = sandbox.journal().head().unwrap();
    assert_eq!(head.size, 65_530);
    assert_eq!(head.torn.as_ref().unwrap().bytes, (both[0].len() + torn_at) as u64);
    assert_eq!(sandbox.verify().findings, vec![]);
    let mut appender = sandbox.appender();
    assert_eq!(appender.recovered().unwrap().lines, 11);
    assert_eq!(sandbox.quarantined(), [[&both[0][..], &both[1][..torn_at]].concat()]);
    assert!(!second.exists());
    append(&mut appender, drafts(70_000, 12)).unwrap();
    assert_eq!([sandbox.bytes()[whole..].to_vec(), fs::read(&second).unwrap()], both);
    drop(appender);
    assert!(sandbox.verify().is_sound());
    append(&mut sandbox.appender(), vec![draft(80_000)]).unwrap();
    assert_eq!(sandbox.verify().size, 65_543);
}

/// Everything in a folder: contents and times of change.
fn snapshot(folder: &Path) -> BTreeMap<PathBuf, (Vec<u8>, SystemTime)> {
    let mut all = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let changed = fs::metadata(&path).unwrap().modified().unwrap();
        if path.is_dir() {
            all.extend(snapshot(&path));
            all.insert(path, (Vec::new(), changed));
        } else {
            all.insert(path.clone(), (fs::read(&path).unwrap(), changed));
        }
    }
    all
}

#[test]
fn reading_and_verifying_change_no_file_and_no_folder() {
    let sandbox = Sandbox::with_batches(&[1, 4]);
    let mut torn = sandbox.bytes();
    torn.extend_from_slice(b"{\"specversion\":\"1.0\",");
    sandbox.overwrite(&torn);
    fs::remove_dir_all(sandbox.places().scratch).unwrap();
    let before = snapshot(sandbox.root());
    let journal = sandbox.journal();
    assert!(journal.head().unwrap().torn.is_some());
    let all = sandbox.read().unwrap();
    assert_eq!(all.len(), 5);
    journal.recorded_at(all[2].0).unwrap();
    assert_eq!(journal.read_after(Some(all[2].0)).unwrap().count(), 2);
    assert!(sandbox.verify().is_sound());
    assert_eq!(snapshot(sandbox.root()), before);
}
