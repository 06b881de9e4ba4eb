//! The tree's right edge, kept beside the views so that an append need not hash the whole journal.
//!
//! The file is disposable: it holds nothing that the journal does not, and counts only where it folds
//! to the root of the checkpoint. It keeps the edge before the last line and the leaf of the last line
//! apart, so that the last line itself is proved by each append.

use std::fs;
use std::path::Path;

use super::Journal;
use super::checkpoint::Checkpoint;
use super::error::JournalError;
use super::fault::{Fault, Finding};
use super::line;
use super::merkle::{Frontier, TreeHash};
use super::reader::Reader;
use super::recovery::Standing;
use super::segment::file_name;

/// The file's name in the scratch folder.
const FILE: &str = "frontier";
/// The file's first line.
const FORMAT: &str = "annals frontier 1";

/// A tree that grows, with its last leaf apart.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Edge {
    /// The tree of all leaves but the last.
    pub(super) before: Frontier,
    /// The last leaf.
    pub(super) last: Option<TreeHash>,
}

impl Edge {
    pub(super) fn push(&mut self, leaf: TreeHash) {
        if let Some(last) = self.last.replace(leaf) {
            self.before.push(last);
        }
    }

    pub(super) fn size(&self) -> u64 {
        self.before.size() + u64::from(self.last.is_some())
    }

    pub(super) fn root(&self) -> TreeHash {
        let mut whole = self.before.clone();
        if let Some(last) = self.last {
            whole.push(last);
        }
        whole.root()
    }

    /// The edge that was kept, where it is that of the checkpoint.
    pub(super) fn kept(scratch: &Path, checkpoint: &Checkpoint) -> Option<Edge> {
        let text = fs::read_to_string(scratch.join(FILE)).ok()?;
        let mut lines = text.lines();
        if lines.next() != Some(FORMAT) {
            return None;
        }
        let size: u64 = lines.next()?.parse().ok()?;
        let last = TreeHash::from_base64(lines.next()?)?;
        let peaks = lines.map(TreeHash::from_base64).collect::<Option<_>>()?;
        let edge = Edge { before: Frontier::from_peaks(size.checked_sub(1)?, peaks)?, last: Some(last) };
        (size == checkpoint.size && edge.root() == checkpoint.root).then_some(edge)
    }

    /// Keeps the edge for the next append. It need not be durable.
    pub(super) fn keep(&self, scratch: &Path) -> Result<(), JournalError> {
        let Some(last) = self.last else {
            return Ok(());
        };
        let mut text = format!("{FORMAT}\n{}\n{last}\n", self.size());
        for peak in self.before.peaks() {
            text.push_str(&peak.to_base64());
            text.push('\n');
        }
        let path = scratch.join(FILE);
        let new = scratch.join("frontier.new");
        fs::create_dir_all(scratch).map_err(|error| JournalError::io("make", scratch, error))?;
        fs::write(&new, text).map_err(|error| JournalError::io("write", &new, error))?;
        fs::rename(&new, &path).map_err(|error| JournalError::io("replace", &path, error))
    }
}

/// The tree's edge at the checkpoint: as kept, or else from all lines.
pub(super) fn edge_at_checkpoint(journal: &Journal, standing: &Standing) -> Result<Edge, JournalError> {
    let Some(covered) = &standing.covered else {
        return Ok(Edge::default());
    };
    let checkpoint = &standing.checkpoint;
    let end = checkpoint.size - 1;
    let mut edge = Edge::default();
    let mut among = (0, end);
    if let Some(kept) = Edge::kept(&journal.places.scratch, checkpoint) {
        if kept.last == Some(covered.leaf) {
            return Ok(kept);
        }
        // The root proves what was kept, and what was kept tells that the last line was changed.
        edge = kept;
        edge.last = Some(covered.leaf);
        among = (end, end);
    } else {
        let (segments, _) = standing.readable();
        let mut reader = Reader::after(journal.origin.clone(), segments, None, checkpoint.size);
        while let Some(line) = reader.next_line()? {
            edge.push(line.leaf);
        }
    }
    if edge.root() != checkpoint.root {
        let path = journal.places.events.join(file_name(covered.position.segment));
        return Err(Finding {
            what: Fault::RootWrong { checkpoint: checkpoint.root, found: edge.root(), among },
            place: line::place(&path, &covered.position),
        }
        .into());
    }
    Ok(edge)
}
