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
use super::strand::Strand;
use crate::journal::{Head, Journal};
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
    let mut intake = intake(journal, scratch, head.size, mask, progress)?;
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
    let ground =
        Ground { lines: Lines { journal }, numbers: &intake.numbers, histories: &intake.histories, log: &intake.log };
    let mut rows = Strand::new(scratch);
    let mut groups = [(); GROUPS].map(|()| Group::new(scratch));
    let mut buckets = Lists::new(b'b');
    let mut rest = Rest::default();
    let next = AtomicUsize::new(0);
    let (sender, receiver) = sync_channel::<(usize, Option<Settled>)>(1);
    std::thread::scope(|scope| {
        for _ in 0..WORKERS.min(intake.runs.len()) {
            let (sender, ground, next) = (sender.clone(), &ground, &next);
            scope.spawn(move || {
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    if at >= intake.runs.len() || sender.send((at, settle(ground, intake, at))).is_err() {
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
    /// Hands over the first keys and the bytes of all blocks in order.
    ///
    /// # Errors
    /// Those of `each`, and where a block cannot be read back.
    pub(super) fn blocks(&self, mut each: impl FnMut(&[u8], &[u8]) -> std::io::Result<()>) -> std::io::Result<()> {
        let mut places: Vec<(&[u8], &Strand, usize)> = Vec::new();
        for strand in &self.strands {
            places.extend(strand.pieces().iter().enumerate().map(|(at, piece)| (piece.first.as_slice(), strand, at)));
        }
        places.sort_unstable_by_key(|(first, ..)| *first);
        for (first, strand, at) in places {
            if let Some(piece) = strand.pieces().get(at) {
                each(first, &strand.read(piece)?)?;
            }
        }
        Ok(())
    }
}
