//! All projections folded from nothing, for however long a journal, on two threads and in bounded
//! memory. It either comes to the very blocks that folding event by event comes to, or to nothing.

use super::block::Changes;
use super::blocks::Blocks;
use super::checkpoint::Checkpoint;
use super::intake::{Intake, intake};
use super::lines::Lines;
use super::lookup::Lists;
use super::numbered::Record as _;
use super::posting_runs::{GROUPS, Group};
use super::relations::Relations;
use super::replay::{Projection as _, schema};
use super::row::Row;
use super::settle::{Ground, Settled, settle};
use super::strand::{Piece, Strand};
use crate::journal::{Head, Journal, LineReader};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::sync_channel;

/// So many runs are settled at the same time.
const WORKERS: usize = 2;

/// The projections of a whole journal, as blocks.
#[derive(Debug)]
pub(super) struct Bulk {
    /// Up to where; it does not state the blocks yet.
    pub(super) checkpoint: Checkpoint,
    strands: Vec<Strand>,
}

/// Folds a journal up to its head; nothing where that does not go smoothly, for whatever reason.
pub(super) fn fold(journal: &Journal, scratch: &Path, head: &Head, progress: &mut dyn FnMut(u64, u64)) -> Option<Bulk> {
    fold_by(journal, scratch, head, u64::MAX, progress)
}

fn fold_by(
    journal: &Journal,
    scratch: &Path,
    head: &Head,
    mask: u64,
    progress: &mut dyn FnMut(u64, u64),
) -> Option<Bulk> {
    let reader = LineReader::new(journal);
    let mut intake = intake(&reader, scratch, head.size, mask, progress)?;
    intake.forget_keys();
    let mut checkpoint = Checkpoint::start(journal.origin().as_str(), &schema());
    checkpoint.last = head.last.map(|last| (last.position, *last.leaf.as_bytes()));
    (intake.last == head.last.map(|last| last.position)).then_some(())?;
    checkpoint.developments = intake.developments();
    checkpoint.actors = intake.actors.len();
    let (mut strands, settled) = settle_all(journal, scratch, &intake)?;
    strands.push(rest(scratch, &mut intake, settled)?);
    strands.extend(intake.into_strands()?);
    Some(Bulk { checkpoint, strands })
}

/// What is left of the settled runs once their rows and postings are packed.
#[derive(Default)]
struct Rest {
    relations: Relations,
    commitments: Vec<(String, u32)>,
    buckets: Option<Lists>,
}

fn settle_all(journal: &Journal, scratch: &Path, intake: &Intake<'_>) -> Option<(Vec<Strand>, Rest)> {
    let ground = Ground { numbers: &intake.numbers, histories: &intake.histories, log: &intake.log };
    let mut rows = Strand::new(scratch);
    let mut groups: [Group; GROUPS] = std::array::from_fn(|_| Group::new(scratch));
    let mut buckets = Lists::new(b'b');
    let mut rest = Rest::default();
    let next = AtomicUsize::new(0);
    let (sender, receiver) = sync_channel::<(usize, Option<Settled>)>(1);
    std::thread::scope(|scope| {
        for _ in 0..WORKERS.min(intake.runs.len()) {
            let (sender, ground, next) = (sender.clone(), &ground, &next);
            scope.spawn(move || {
                let reader = LineReader::new(journal);
                let lines = Lines { reader: &reader };
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    if at >= intake.runs.len() || sender.send((at, settle(ground, lines, intake, at))).is_err() {
                        return;
                    }
                }
            });
        }
        drop(sender);
        let mut early = BTreeMap::new();
        let mut wanted = 0;
        for (at, settled) in receiver {
            early.insert(at, settled?);
            while let Some(settled) = early.remove(&wanted) {
                wanted += 1;
                for (number, bytes) in settled.rows {
                    let mut key = vec![Row::KIND];
                    key.extend_from_slice(&number.to_be_bytes());
                    rows.push(&key, &bytes).ok()?;
                }
                for (group, run) in groups.iter_mut().zip(&settled.postings.groups) {
                    group.add(run).ok()?;
                }
                settled.buckets.iter().for_each(|bucket| buckets.add(&[], *bucket));
                for ((dyad, year, kind), count) in settled.counts {
                    rest.relations.add(dyad, year, kind, count);
                }
                rest.commitments.extend(settled.commitments);
            }
        }
        (wanted == intake.runs.len()).then_some(())
    })?;
    rows.finish().ok()?;
    rest.buckets = Some(buckets);
    let mut strands = vec![rows];
    std::thread::scope(|scope| {
        let merging: Vec<_> = groups.iter().map(|group| scope.spawn(|| group.merge(scratch))).collect();
        for merged in merging {
            strands.push(merged.join().ok()?.ok()?);
        }
        Some(())
    })?;
    Some((strands, rest))
}

/// The entries that are few.
fn rest(scratch: &Path, intake: &mut Intake<'_>, rest: Rest) -> Option<Strand> {
    let nothing = Blocks::default();
    let mut changes = Changes::default();
    for (commitment, number) in rest.commitments {
        intake.commitments.add(commitment.as_bytes(), number);
    }
    intake.actors.changes(&nothing, &mut changes).ok()?;
    intake.sequences.changes(&nothing, &mut changes).ok()?;
    rest.relations.changes(&nothing, &mut changes).ok()?;
    for lists in [&intake.commitments, &intake.forward].into_iter().chain(&rest.buckets) {
        lists.changes(&nothing, &mut changes).ok()?;
    }
    let mut strand = Strand::new(scratch);
    for (key, value) in &changes.entries {
        strand.push(key, value.as_ref()?).ok()?;
    }
    strand.finish().ok()?;
    Some(strand)
}

impl Bulk {
    /// Hands over the first keys and the bytes of all blocks in order; nothing where one cannot be read
    /// back.
    ///
    /// # Errors
    /// Those of `each`.
    pub(super) fn blocks<E>(&self, mut each: impl FnMut(&[u8], &[u8]) -> Result<(), E>) -> Result<Option<()>, E> {
        let mut places: Vec<(&Piece, &Strand)> = Vec::new();
        for strand in &self.strands {
            places.extend(strand.pieces().iter().map(|piece| (piece, strand)));
        }
        places.sort_unstable_by_key(|(piece, _)| piece.first.as_slice());
        for (piece, strand) in places {
            let Ok(bytes) = strand.read(piece) else { return Ok(None) };
            each(&piece.first, &bytes)?;
        }
        Ok(Some(()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::stamp::Sequence;
    use crate::journal::{Places, Position};
    use crate::projection::gist::Gist;
    use crate::projection::replay::Fold;
    use crate::projection::scan::{Scanner, cut};
    use std::fs;
    use std::path::PathBuf;

    /// The bundled journal, and the golden one with every type of event.
    fn journals() -> Vec<Journal> {
        let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
        [root.clone(), root.join("tests/fixtures/golden/schema-1")]
            .into_iter()
            .map(|root| {
                let scratch = root.join(".annals");
                Journal::open(Places { events: root.join("events"), scratch, quarantine: root.join("quarantine") })
                    .unwrap()
            })
            .collect()
    }

    fn blocks(bulk: &Bulk) -> Vec<(Vec<u8>, Vec<u8>)> {
        let mut blocks = Vec::new();
        bulk.blocks(|first, bytes| {
            blocks.push((first.to_vec(), bytes.to_vec()));
            Ok::<(), ()>(())
        })
        .unwrap()
        .unwrap();
        blocks
    }

    #[test]
    fn it_comes_to_the_blocks_that_folding_event_by_event_comes_to() {
        for journal in journals() {
            let folder = tempfile::TempDir::new().unwrap();
            let head = journal.head().unwrap();
            let bulk = fold(&journal, folder.path(), &head, &mut |_, _| {}).expect("it goes smoothly");
            let mut slow = Fold::start(&journal);
            slow.take_all(&journal, &mut journal.read_from(None).unwrap(), head.size, &mut |_, _| {}).unwrap();
            let mut packed = Vec::new();
            slow.pack(|first, bytes| {
                packed.push((first.to_vec(), bytes.to_vec()));
                Ok(())
            })
            .unwrap();
            assert!(packed.len() > 10 && blocks(&bulk) == packed);
            assert_eq!(bulk.checkpoint.last, slow.checkpoint.last);
            assert_eq!(bulk.checkpoint.developments, slow.checkpoint.developments);
            assert_eq!(bulk.checkpoint.actors, slow.checkpoint.actors);
        }
    }

    #[test]
    fn a_line_as_it_stands_has_the_gist_of_its_event() {
        for journal in journals() {
            let scanner = Scanner::new(journal.origin().as_str());
            let (mut sequence, mut otherwise) = (0, 0);
            for stretch in journal.stretches().unwrap() {
                let stretch = stretch.unwrap();
                let mut rest = stretch.bytes.as_slice();
                while let Some(line) = cut(&mut rest) {
                    let position = Position { sequence: Sequence(sequence), segment: 0, offset: 0, len: 0 };
                    let recorded = journal.recorded_in(position, line).unwrap();
                    let typed = Gist::of(&recorded.event);
                    match scanner.scan(line, sequence) {
                        Some(scanned) => {
                            assert_eq!(scanned.gist, typed, "{}", String::from_utf8_lossy(line));
                            assert_eq!(scanned.id, recorded.stamp.id.0.hyphenated().to_string().as_bytes());
                            assert_eq!(str::from_utf8(scanned.time).unwrap(), recorded.stamp.time.to_string());
                        }
                        None => otherwise += 1,
                    }
                    assert_eq!(scanner.scan(line, sequence + 1), None);
                    sequence += 1;
                }
            }
            assert!(sequence > 20 && otherwise * 10 < sequence, "{otherwise} of {sequence} are read another way");
        }
    }

    #[test]
    fn a_line_cut_or_altered_anywhere_is_read_as_it_is_or_not_at_all() {
        let journal = journals().remove(1);
        let scanner = Scanner::new(journal.origin().as_str());
        let bytes = fs::read(journal.places().events.join("00000000000000000000.jsonl")).unwrap();
        let mut rest = bytes.as_slice();
        let mut sequence = 0;
        while let Some(line) = cut(&mut rest) {
            for at in 0..line.len() {
                assert_eq!(scanner.scan(&line[..at], sequence), None);
                let mut altered = line.to_vec();
                altered[at] = b'"';
                // Whatever it makes of that, it must not panic.
                let _ = scanner.scan(&altered, sequence);
            }
            sequence += 1;
        }
    }

    #[test]
    fn where_hashes_of_keys_collide_it_comes_to_nothing() {
        let journal = journals().remove(0);
        let folder = tempfile::TempDir::new().unwrap();
        let head = journal.head().unwrap();
        assert!(fold_by(&journal, folder.path(), &head, 0xf, &mut |_, _| {}).is_none());
        assert!(fold_by(&journal, folder.path(), &head, u64::MAX >> 8, &mut |_, _| {}).is_some());
    }
}
