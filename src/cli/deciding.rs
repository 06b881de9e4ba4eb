//! How a batch is decided: on just the lines it leans on where the view finds them, else on the folded
//! journal. The answer is the same; taking the lock and appending are left to `recording.rs`.

use super::failure::{Complaint, ExitStatus, Failure};
use super::host::Host;
use super::recording::{BatchItem, Tolerance};
use super::workspace::Workspace;
use crate::domain::chronicle::{Chronicle, Lookup};
use crate::domain::decide::{Surroundings, decide};
use crate::domain::stamp::{Batch, Draft, EventId, Recorded, Recorder, Sequence, Stamp};
use crate::journal::{Journal, JournalError, Position};
use crate::projection::Archive;
use std::collections::{BTreeSet, HashSet};

/// How often what a batch looks up is loaded before the journal is read whole instead: a name leads to
/// an actor, an actor to its parents.
const ROUNDS: usize = 12;
/// A batch of more items than this, and than a hundredth of the journal, is decided on the whole journal.
const MANY: usize = 256;

/// A batch to be decided.
pub(super) struct Deciding<'a, 'b> {
    pub(super) workspace: &'a Workspace,
    pub(super) around: &'a Surroundings,
    pub(super) tolerance: Tolerance,
    pub(super) items: &'a [BatchItem<'b>],
    pub(super) recorder: &'a Recorder,
}

impl Deciding<'_, '_> {
    /// Applies the rules on what is given.
    pub(super) fn on(&self, chronicle: &mut Chronicle) -> Result<Decided, Failure> {
        decide_all(chronicle, self.around, self.tolerance, self.items, self.recorder)
    }

    /// Applies the rules on just the lines that the batch leans on, found through the view. None where
    /// there is no view, and where something is refused: only the whole journal tells of what else may
    /// have been meant.
    pub(super) fn by_view(&self) -> Option<(Known, Decided)> {
        let archive = Archive::open(self.workspace.journal().ok()?, &self.workspace.scratch()).ok()?;
        if self.items.len() > MANY && self.items.len() as u64 > archive.head().size / 100 {
            return None;
        }
        let mut lookups = BTreeSet::new();
        for _ in 0..ROUNDS {
            let mut chronicle = archive.partial(&lookups).ok()??;
            let decided = self.on(&mut chronicle);
            let mut open = chronicle.open_lookups();
            // a refusal looks for the nearest of all words: it may be none once the rest is there
            if open.len() > 1 {
                open.remove(&Lookup::Everything);
            }
            if open.is_empty() {
                return decided
                    .ok()
                    .filter(|decided| decided.refused.is_none())
                    .map(|decided| (Known::Archive(Box::new(archive)), decided));
            }
            lookups.extend(open);
        }
        None
    }
}

/// Where what was recorded before is looked up.
pub(super) enum Known {
    /// In the view.
    Archive(Box<Archive>),
    /// In the folded journal.
    Past(Box<Past>),
}

impl Known {
    /// How many events it knows of.
    pub(super) fn size(&self) -> u64 {
        match self {
            Self::Archive(archive) => archive.head().size,
            Self::Past(past) => past.positions.len() as u64,
        }
    }

    pub(super) fn position(&self, id: EventId) -> Result<Option<Position>, JournalError> {
        match self {
            Self::Archive(archive) => archive.position_of(id),
            Self::Past(past) => Ok(past.position(id)),
        }
    }
}

/// The journal so far, folded, with where each event stands.
pub(super) struct Past {
    pub(super) chronicle: Chronicle,
    positions: Vec<Position>,
}

impl Past {
    pub(super) fn new() -> Self {
        Self { chronicle: Chronicle::new(), positions: Vec::new() }
    }

    /// Reads and folds what was appended since the last reading.
    pub(super) fn read_on(&mut self, host: &Host, journal: &Journal) -> Result<(), Failure> {
        let size = journal.head()?.size;
        let progress = super::progress::Progress::start(host, "reading the journal", size);
        for item in journal.read_after(self.positions.last().copied())? {
            let (position, recorded) = item?;
            self.chronicle.apply(recorded).map_err(|error| {
                Failure::new(ExitStatus::Damaged, error.to_string()).hint("`annals verify` examines the journal")
            })?;
            self.positions.push(position);
            progress.at(position.sequence.0);
        }
        progress.finish();
        Ok(())
    }

    pub(super) fn position(&self, id: EventId) -> Option<Position> {
        let sequence = self.chronicle.event(id)?;
        usize::try_from(sequence.0).ok().and_then(|at| self.positions.get(at)).copied()
    }
}

pub(super) struct Decided {
    pub(super) drafts: Vec<Draft>,
    pub(super) silent: usize,
    pub(super) refused: Option<Failure>,
    pub(super) refused_items: usize,
}

/// Applies the rules to all items. Items may name what other items introduce; where some are refused
/// and the batch keeps going, it is decided anew without them, since others may have leant on them.
fn decide_all(
    chronicle: &mut Chronicle,
    around: &Surroundings,
    tolerance: Tolerance,
    items: &[BatchItem<'_>],
    recorder: &Recorder,
) -> Result<Decided, Failure> {
    let mut out: HashSet<usize> = HashSet::new();
    let mut complaints: Vec<(usize, Failure)> = Vec::new();
    loop {
        let around = announced(around, items, &out);
        // what is noted of a partial chronicle must be noted of the one that is given
        let mut copy = (tolerance == Tolerance::KeepGoing && !chronicle.is_partial()).then(|| chronicle.clone());
        let chronicle = copy.as_mut().unwrap_or(chronicle);
        let mut decided = Decided { drafts: Vec::new(), silent: 0, refused: None, refused_items: 0 };
        let mut refused: Vec<(usize, Failure)> = Vec::new();
        for (at, item) in items.iter().enumerate() {
            if out.contains(&at) {
                continue;
            }
            match decide_one(chronicle, &around, item, recorder) {
                Ok(drafts) if drafts.is_empty() => decided.silent += 1,
                Ok(drafts) => decided.drafts.extend(drafts),
                Err(failure) => refused.push((at, leaning(failure, items, &out))),
            }
        }
        if refused.is_empty() {
            complaints.sort_by_key(|(at, _)| *at);
            decided.refused_items = complaints.len();
            decided.refused = joined(complaints);
            return Ok(decided);
        }
        if tolerance == Tolerance::AllOrNothing {
            return joined(refused).map_or_else(|| Err(Failure::new(ExitStatus::Bug, "refused without a reason")), Err);
        }
        out.extend(refused.iter().map(|(at, _)| *at));
        complaints.extend(refused);
    }
}

/// The failure of an item that names what was refused in the same batch, with that for a hint.
fn leaning(mut failure: Failure, items: &[BatchItem<'_>], out: &HashSet<usize>) -> Failure {
    let introduces = out.iter().filter_map(|at| items.get(*at)).map(|item| &item.introduces);
    let names: Vec<String> = introduces
        .flat_map(|introduces| {
            introduces.key.iter().map(ToString::to_string).chain(introduces.actor.iter().map(ToString::to_string))
        })
        .collect();
    for complaint in &mut failure.complaints {
        if let Some(name) = names.iter().find(|name| complaint.message.contains(&format!("`{name}`"))) {
            complaint.hint = Some(format!("`{name}` was refused in the same batch: mend that first"));
        }
    }
    failure
}

fn decide_one(
    chronicle: &mut Chronicle,
    around: &Surroundings,
    item: &BatchItem<'_>,
    recorder: &Recorder,
) -> Result<Vec<Draft>, Failure> {
    let planned = (item.plan)(chronicle, around)?;
    let drafts = decide(chronicle, around, planned.command)
        .map_err(|refusals| Failure::of_refusals(&refusals, |refusal| (planned.place)(refusal)))?;
    for draft in &drafts {
        // what is recorded or registered a second time is left to the journal to compare
        if chronicle.event(draft.id).is_none() {
            let provisional = provisional(chronicle, draft, recorder);
            chronicle
                .apply(provisional)
                .map_err(|error| Failure::new(ExitStatus::Bug, format!("a decided event does not fit: {error}")))?;
        }
    }
    Ok(drafts)
}

/// A draft as if it were appended, for the items behind it in the batch.
fn provisional(chronicle: &Chronicle, draft: &Draft, recorder: &Recorder) -> Recorded {
    let (sequence, time) = chronicle
        .last()
        .map_or((Sequence(0), crate::domain::stamp::Instant::from_micros(0)), |last| (Sequence(last.0.0 + 1), last.1));
    let batch: Option<Batch> = None;
    let stamp = Stamp { sequence, id: draft.id, time, recorder: recorder.clone(), batch, caused_by: draft.caused_by };
    Recorded { stamp, event: draft.event.clone() }
}

fn announced(around: &Surroundings, items: &[BatchItem<'_>], out: &HashSet<usize>) -> Surroundings {
    let mut all = around.clone();
    for (_, item) in items.iter().enumerate().filter(|(at, _)| !out.contains(at)) {
        all.announced_keys.extend(item.introduces.key.clone());
        all.announced_actors.extend(item.introduces.actor.clone());
        all.announced_sides.extend(item.introduces.side);
    }
    all
}

fn joined(failures: Vec<(usize, Failure)>) -> Option<Failure> {
    let status = failures.iter().map(|(_, failure)| failure.status).max()?;
    let complaints: Vec<Complaint> = failures.into_iter().flat_map(|(_, failure)| failure.complaints).collect();
    Some(Failure::of(status, complaints))
}
