//! What a line must be to follow the line before it.

use crate::domain::stamp::{Batch, Instant};

use super::Last;
use super::envelope::Envelope;
use super::fault::Fault;
use super::merkle::TreeHash;
use super::origin::Origin;

/// The end of a journal, or of a part of it, to which the next line must fit.
#[derive(Debug, Clone)]
pub(super) struct Chain<'o> {
    origin: &'o Origin,
    /// The sequence number that the next line must have.
    pub(super) next: u64,
    /// The hash that the next line must carry.
    pub(super) leaf: TreeHash,
    time: Option<Instant>,
}

impl<'o> Chain<'o> {
    /// The chain after this line; before the first line where there is none.
    pub(super) fn after(origin: &'o Origin, last: Option<&Last>) -> Chain<'o> {
        Chain {
            origin,
            next: last.map_or(0, |last| last.position.sequence.0 + 1),
            leaf: last.map_or_else(|| origin.leaf(), |last| last.leaf),
            time: last.map(|last| last.time),
        }
    }

    /// Why this line does not follow.
    pub(super) fn check(&self, envelope: &Envelope<'_>) -> Result<(), Fault> {
        check_sequence(self.next, envelope)?;
        if envelope.prevhash != self.leaf {
            return Err(Fault::ChainBroken { chained: envelope.prevhash, found: self.leaf });
        }
        check_source(self.origin, envelope)?;
        check_time(self.time, envelope)
    }

    /// Takes the line as the one that the next must follow.
    pub(super) fn advance(&mut self, leaf: TreeHash, time: Instant) {
        self.next += 1;
        self.leaf = leaf;
        self.time = Some(time);
    }
}

pub(super) fn check_sequence(expected: u64, envelope: &Envelope<'_>) -> Result<(), Fault> {
    let found = envelope.sequence.0;
    if found == expected {
        return Ok(());
    }
    Err(Fault::SequenceWrong { expected, found })
}

pub(super) fn check_source(origin: &Origin, envelope: &Envelope<'_>) -> Result<(), Fault> {
    if envelope.source == origin.as_str() {
        return Ok(());
    }
    Err(Fault::SourceWrong { expected: origin.to_string(), found: envelope.source.clone().into_owned() })
}

pub(super) fn check_time(before: Option<Instant>, envelope: &Envelope<'_>) -> Result<(), Fault> {
    match before {
        Some(before) if envelope.time < before => Err(Fault::TimeDecreases { before, found: envelope.time }),
        Some(_) | None => Ok(()),
    }
}

/// The batch that is being read, line by line.
#[derive(Debug, Default)]
pub(super) struct BatchRun {
    open: Option<Batch>,
}

impl BatchRun {
    /// Takes the next line's batch attributes and tells whether a batch is whole with it.
    pub(super) fn step(&mut self, found: Option<&Batch>) -> Result<bool, Fault> {
        let broken = |reason: String| Err(Fault::BatchBroken { reason });
        match (self.open.take(), found) {
            (None, None) => Ok(true),
            (None, Some(batch)) if batch.pos == 0 => Ok(self.hold(batch)),
            (None, Some(batch)) => {
                let (pos, id) = (batch.pos, batch.id);
                self.hold(batch);
                broken(format!("position {pos} of batch {id} follows no position before it"))
            }
            (Some(open), Some(batch)) if open.id == batch.id && open.len == batch.len && open.pos + 1 == batch.pos => {
                Ok(self.hold(batch))
            }
            (Some(open), other) => {
                if let Some(batch) = other {
                    self.hold(batch);
                }
                let (id, pos, len) = (open.id, open.pos, open.len);
                broken(format!("batch {id} of {len} events ends after position {pos}"))
            }
        }
    }

    /// Whether a batch is begun and not whole.
    pub(super) fn is_open(&self) -> bool {
        self.open.is_some()
    }

    fn hold(&mut self, batch: &Batch) -> bool {
        let whole = batch.pos + 1 == batch.len;
        self.open = (!whole).then_some(Batch { id: batch.id, len: batch.len, pos: batch.pos });
        whole
    }
}
