//! Whatever befalls the view, every answer is that of the journal, and reading writes nothing.

use crate::history::{Dice, History, empty_journal, filter, history, numbers, places};
use crate::projection_answers::{shown, timeline};
use annals::domain::chronicle::Chronicle;
use annals::journal::Journal;
use annals::projection::{Archive, Notice, Question, Selection, catch_up, rebuild};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;
use tempfile::TempDir;

fn kept(told: &History) -> TempDir {
    let folder = TempDir::new().unwrap();
    let journal = empty_journal(folder.path());
    told.append(&journal, 0..told.batches.len());
    rebuild(&journal, &places(folder.path()).scratch, &mut |_, _| {}).unwrap();
    folder
}

fn view_path(root: &Path) -> PathBuf {
    places(root).scratch.join("view")
}

fn open(root: &Path) -> Archive {
    Archive::open_by_view(Journal::open(places(root)).unwrap(), &places(root).scratch).unwrap()
}

/// Asks a question of each sort and sees that the answers are right; what was said besides.
fn ask(root: &Path, expected: &Chronicle) -> Vec<Notice> {
    let archive = open(root);
    let select = |question: Question| archive.select(&Selection::from(question), None).unwrap();
    for numbers in numbers(3, 2) {
        let (filter, actors) = filter(&mut Dice::new(&numbers));
        let question =
            Question::Timeline { filter: filter.clone(), actors: actors.clone(), limit: Some(4), newest_first: true };
        let answer = |chronicle: &Chronicle| timeline(chronicle, &filter, &actors, Some(4), true);
        assert_eq!(answer(&select(question)), answer(expected));
    }
    let state = &expected.developments()[7];
    let key = state.current.key.to_string();
    let selected = select(Question::Developments(vec![key.clone()]));
    assert_eq!(selected.development(&key).map(|state| shown(&selected, state)), Some(shown(expected, state)));
    let all =
        select(Question::Timeline { filter: Default::default(), actors: vec![], limit: None, newest_first: false });
    assert!(all.developments() == expected.developments());
    archive.notices()
}

#[test]
fn a_view_garbled_or_cut_anywhere_changes_no_answer() {
    let told = history(&numbers(1, 150));
    let folder = kept(&told);
    let whole = fs::read(view_path(folder.path())).unwrap();
    assert_eq!(ask(folder.path(), &told.chronicle), []);
    let mut noticed = 0;
    let places: Vec<usize> = (0..60).chain((60..whole.len()).step_by(whole.len() / 90)).collect();
    for &at in &places {
        let mut bytes = whole.clone();
        bytes[at] ^= 1 << (at % 8);
        fs::write(view_path(folder.path()), bytes).unwrap();
        let notices = ask(folder.path(), &told.chronicle);
        assert!(notices.iter().all(|notice| matches!(notice, Notice::ViewIgnored { .. })) && notices.len() <= 1);
        noticed += notices.len();
    }
    assert!(noticed > places.len() / 2, "only {noticed} of {} were noticed", places.len());
    for len in (0..whole.len()).step_by(whole.len() / 20) {
        fs::write(view_path(folder.path()), &whole[..len]).unwrap();
        assert_eq!(ask(folder.path(), &told.chronicle).len(), 1, "cut to {len}");
    }
}

#[test]
fn the_view_of_another_journal_or_of_a_longer_one_or_of_another_version_is_ignored() {
    let told = history(&numbers(1, 150));
    let folder = kept(&told);
    let whole = fs::read(view_path(folder.path())).unwrap();
    let longer = kept(&history(&numbers(1, 170)));
    let shorter_other = kept(&history(&numbers(2, 60)));
    let said = |bytes: &[u8]| {
        fs::write(view_path(folder.path()), bytes).unwrap();
        match &ask(folder.path(), &told.chronicle)[..] {
            [Notice::ViewIgnored { why }] => why.clone(),
            other => panic!("{other:?}"),
        }
    };
    assert!(said(&fs::read(view_path(longer.path())).unwrap()).contains("and the journal has"));
    assert!(said(&fs::read(view_path(shorter_other.path())).unwrap()).contains("other lines"));
    assert!(said(&resealed(&whole, "timeline 2", "timeline 9")).contains("another version"));
    assert!(said(&resealed(&whole, "annals.example/histories", "annals.example/histerics")).contains("of the journal"));
    assert_eq!(said(b""), said(b""));
    fs::remove_file(view_path(folder.path())).unwrap();
    fs::create_dir(view_path(folder.path())).unwrap();
    assert_eq!(ask(folder.path(), &told.chronicle).len(), 1);
}

/// The view with a text in its checkpoint replaced by one as long, and all checksums made to fit.
fn resealed(view: &[u8], old: &str, new: &str) -> Vec<u8> {
    let mut bytes = view.to_vec();
    let index = u64::from_le_bytes(bytes[12..20].try_into().unwrap()) as usize;
    let at = index + bytes[index..].windows(old.len()).position(|window| window == old.as_bytes()).unwrap();
    bytes[at..at + new.len()].copy_from_slice(new.as_bytes());
    let len = usize::from(bytes[index] & 0x7f) | usize::from(bytes[index + 1]) << 7;
    let begin = index + if bytes[index] & 0x80 == 0 { 1 } else { 2 };
    let len = if bytes[index] & 0x80 == 0 { usize::from(bytes[index]) } else { len };
    let mut seal = |from: usize, to: usize| {
        let sum = crc32fast::hash(&bytes[from..to]).to_le_bytes();
        bytes[to..to + 4].copy_from_slice(&sum);
    };
    seal(begin, begin + len - 4);
    seal(index, view.len() - 4);
    bytes
}

#[test]
fn reading_writes_nothing_with_a_view_or_without() {
    let told = history(&numbers(1, 150));
    let folder = kept(&told);
    let before = tree(folder.path());
    assert_eq!(ask(folder.path(), &told.chronicle), []);
    assert_eq!(tree(folder.path()), before);
    fs::remove_dir_all(places(folder.path()).scratch).unwrap();
    let before = tree(folder.path());
    assert_eq!(ask(folder.path(), &told.chronicle), []);
    assert_eq!(tree(folder.path()), before);
}

/// Every file and folder with its length and when it was changed.
fn tree(root: &Path) -> BTreeMap<PathBuf, (u64, SystemTime)> {
    let mut found = BTreeMap::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let entry = entry.unwrap();
            let metadata = entry.metadata().unwrap();
            found.insert(entry.path(), (metadata.len(), metadata.modified().unwrap()));
            if metadata.is_dir() {
                folders.push(entry.path());
            }
        }
    }
    found
}

#[test]
fn a_reader_keeps_the_view_it_opened_while_a_newer_one_takes_its_place() {
    let told = history(&numbers(1, 150));
    let folder = TempDir::new().unwrap();
    let journal = empty_journal(folder.path());
    let half = told.batches.len() / 2;
    told.append(&journal, 0..half);
    rebuild(&journal, &places(folder.path()).scratch, &mut |_, _| {}).unwrap();
    let archive = open(folder.path());
    let expected = archive.whole(None).unwrap();
    told.append(&journal, half..told.batches.len());
    catch_up(&journal, &places(folder.path()).scratch, &mut |_, _| {}).unwrap();
    let question = Question::Timeline { filter: Default::default(), actors: vec![], limit: None, newest_first: false };
    let selected = archive.select(&Selection::from(question), None).unwrap();
    assert!(selected.developments() == expected.developments());
    assert_eq!(archive.notices(), []);
    assert_eq!(ask(folder.path(), &told.chronicle), []);
}

#[test]
fn a_short_journal_needs_no_view_and_a_long_one_without_wants_it_made() {
    let told = history(&numbers(1, 150));
    let folder = TempDir::new().unwrap();
    let journal = empty_journal(folder.path());
    told.append(&journal, 0..told.batches.len());
    let scratch = places(folder.path()).scratch;
    assert!(!Archive::open(journal.clone(), &scratch).unwrap().wants_catch_up());
    let long = history(&numbers(4, 3_000));
    assert!(long.len() > 1_024);
    let folder = TempDir::new().unwrap();
    let journal = empty_journal(folder.path());
    long.append(&journal, 0..long.batches.len());
    let scratch = places(folder.path()).scratch;
    assert!(Archive::open(journal.clone(), &scratch).unwrap().wants_catch_up());
    catch_up(&journal, &scratch, &mut |_, _| {}).unwrap();
    let archive = Archive::open(journal, &scratch).unwrap();
    assert!(!archive.wants_catch_up());
    let selected = archive.select(&Question::Commitments.into(), None).unwrap();
    assert!(selected.developments().len() < long.chronicle.developments().len());
    assert_eq!(archive.notices(), []);
}
