//! Whatever befalls the store, catching up ends at the journal's end with the right view, and what was
//! there is set aside, once.

use crate::history::{History, empty_journal, history, numbers, places};
use annals::journal::Journal;
use annals::projection::{CaughtUp, Notice, catch_up, rebuild};
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A journal of one history, with store and view at its end, and the view's bytes.
struct Kept {
    folder: TempDir,
    journal: Journal,
    view: Vec<u8>,
}

fn kept(told: &History) -> Kept {
    let folder = TempDir::new().unwrap();
    let journal = empty_journal(folder.path());
    told.append(&journal, 0..told.batches.len());
    rebuild(&journal, &scratch(folder.path()), &mut |_, _| {}).unwrap();
    let view = fs::read(scratch(folder.path()).join("view")).unwrap();
    Kept { folder, journal, view }
}

fn scratch(root: &Path) -> PathBuf {
    places(root).scratch
}

impl Kept {
    fn scratch(&self) -> PathBuf {
        scratch(self.folder.path())
    }

    /// Catches up and sees that the view is right: how many events had to be folded, and the notices.
    fn catch_up(&self) -> (u64, Vec<Notice>) {
        let CaughtUp::Done { folded, events, notices } =
            catch_up(&self.journal, &self.scratch(), &mut |_, _| {}).unwrap()
        else {
            panic!("skipped")
        };
        assert_eq!(events, self.journal.head().unwrap().size);
        assert!(fs::read(self.scratch().join("view")).unwrap() == self.view, "the view is another");
        (folded, notices)
    }

    fn set_aside(&self) -> usize {
        let names = fs::read_dir(self.scratch()).unwrap().map(|entry| entry.unwrap().file_name());
        names.filter(|name| name.to_str().unwrap().starts_with("store.set-aside-")).count()
    }

    fn store_files(&self) -> Vec<PathBuf> {
        let mut files = Vec::new();
        let mut folders = vec![self.scratch().join("store")];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() { folders.push(path) } else { files.push(path) }
            }
        }
        files.sort();
        files
    }
}

fn told() -> History {
    history(&numbers(1, 150))
}

#[test]
fn a_whole_store_is_folded_on_from_and_a_deleted_one_made_again() {
    let kept = kept(&told());
    assert_eq!(kept.catch_up(), (0, vec![]));
    fs::remove_file(kept.scratch().join("view")).unwrap();
    assert_eq!(kept.catch_up(), (0, vec![]), "the view is published from the store");
    fs::remove_dir_all(kept.scratch().join("store")).unwrap();
    let size = kept.journal.head().unwrap().size;
    assert_eq!(kept.catch_up(), (size, vec![]));
    assert_eq!(kept.catch_up(), (0, vec![]));
    fs::remove_dir_all(kept.scratch()).unwrap();
    assert_eq!(kept.catch_up(), (size, vec![]));
}

#[test]
fn a_store_of_garbage_is_set_aside_at_most_once_and_folded_again() {
    let kept = kept(&told());
    let mut unfit = 0;
    for seed in 0..40_u64 {
        let garbage = numbers(seed + 100, 400);
        let byte = |at: usize| (garbage[at / 12 % 400][at % 12] >> 3) as u8;
        for (at, path) in kept.store_files().into_iter().enumerate() {
            let mut bytes = fs::read(&path).unwrap();
            match seed % 4 {
                0 => bytes = (0..bytes.len()).map(byte).collect(),
                1 => bytes.truncate(bytes.len() * usize::from(byte(at)) / 256),
                2 => bytes.clear(),
                _ => {
                    for hit in 0..8 {
                        let place =
                            (usize::from(byte(hit)) * 256 + usize::from(byte(hit + 50))) * 31 % bytes.len().max(1);
                        if let Some(hit) = bytes.get_mut(place) {
                            *hit ^= byte(place) | 1;
                        }
                    }
                }
            }
            fs::write(&path, bytes).unwrap();
        }
        let (folded, notices) = kept.catch_up();
        unfit += usize::from(folded > 0);
        assert!(folded > 0 || notices.is_empty());
        assert!(kept.set_aside() <= 1);
        assert_eq!(kept.catch_up(), (0, vec![]), "the store is whole again");
    }
    assert!(unfit >= 25, "only {unfit} of 40 were found out");
}

#[test]
fn an_empty_folder_or_a_file_in_place_of_the_store_is_no_hindrance() {
    let kept = kept(&told());
    let store = kept.scratch().join("store");
    let size = kept.journal.head().unwrap().size;
    fs::remove_dir_all(&store).unwrap();
    fs::create_dir(&store).unwrap();
    assert_eq!(kept.catch_up(), (size, vec![]));
    fs::remove_dir_all(&store).unwrap();
    fs::write(&store, "no folder").unwrap();
    let (folded, notices) = kept.catch_up();
    assert_eq!((folded, notices.len()), (size, 1));
    assert!(matches!(notices[0], Notice::StoreSetAside { .. }));
    assert_eq!(kept.catch_up(), (0, vec![]));
}

#[test]
fn a_locked_store_is_left_alone_and_a_rebuild_publishes_the_view_all_the_same() {
    let kept = kept(&told());
    let lock = File::open(kept.scratch().join("store/db")).unwrap();
    lock.lock().unwrap();
    let before = kept.store_files();
    let skipped = catch_up(&kept.journal, &kept.scratch(), &mut |_, _| {}).unwrap();
    assert_eq!(skipped, CaughtUp::Skipped { reason: Notice::StoreBusy });
    fs::remove_file(kept.scratch().join("view")).unwrap();
    let rebuilt = rebuild(&kept.journal, &kept.scratch(), &mut |_, _| {}).unwrap();
    assert_eq!(rebuilt.notices, [Notice::StoreBusy]);
    assert!(fs::read(kept.scratch().join("view")).unwrap() == kept.view);
    assert_eq!(kept.store_files(), before);
    assert_eq!(kept.set_aside(), 0);
    drop(lock);
    assert_eq!(kept.catch_up(), (0, vec![]));
}

#[test]
fn the_store_of_another_journal_or_of_a_longer_one_is_set_aside() {
    let told = told();
    let kept = kept(&told);
    let longer = self::kept(&history(&numbers(1, 170)));
    let other = self::kept(&history(&numbers(2, 170)));
    for (foreign, why) in [(&longer, "events and the journal has"), (&other, "events and the journal has")] {
        fs::remove_dir_all(kept.scratch().join("store")).unwrap();
        copy(&foreign.scratch().join("store"), &kept.scratch().join("store"));
        let (folded, notices) = kept.catch_up();
        assert_eq!(folded, told.len());
        assert!(matches!(&notices[..], [Notice::StoreSetAside { why: said }] if said.contains(why)), "{notices:?}");
    }
    // The other way round: a shorter store of a journal with other lines.
    fs::remove_dir_all(other.scratch().join("store")).unwrap();
    copy(&kept.scratch().join("store"), &other.scratch().join("store"));
    let (_, notices) = other.catch_up();
    assert!(matches!(&notices[..], [Notice::StoreSetAside { why }] if why.contains("other lines")), "{notices:?}");
    // And one of a longer journal that begins alike is folded on from, not set aside.
    fs::remove_dir_all(longer.scratch().join("store")).unwrap();
    copy(&kept.scratch().join("store"), &longer.scratch().join("store"));
    let (folded, notices) = longer.catch_up();
    assert_eq!((folded, notices), (longer.journal.head().unwrap().size - told.len(), vec![]));
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).unwrap();
        }
    }
}
