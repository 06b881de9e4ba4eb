//! `annals relation`: what stands between two sides.

use super::failure::Failure;
use super::flags;
use super::host::Host;
use super::reading::Reading;
use super::workspace::Workspace;
use crate::domain::decide::unknown_side;
use crate::domain::side::Dyad;
use crate::projection::{Question, Selection};
use crate::report::relation::relation;

/// A relation of two sides, such as CHN-USA: counts, commitments, measures, who moved first
#[derive(Debug, clap::Args)]
pub(super) struct Relation {
    /// Two sides, either way round
    relation: String,
    #[command(flatten)]
    reading: Reading,
}

impl Relation {
    /// Runs the verb.
    pub(super) fn run(self, host: &Host, workspace: &Workspace) -> Result<(), Failure> {
        let dyad = flags::value::<Dyad>("RELATION", &self.relation)?;
        let opened = self.reading.open(host, workspace)?;
        let chronicle = opened.archive.select(&Selection::from(Question::Relation(dyad)), opened.until)?;
        for side in [dyad.first(), dyad.second()] {
            if !chronicle.knows_side(side) {
                return Err(Failure::of_reason(&unknown_side(&chronicle, side)).at_flag("RELATION", &self.relation));
            }
        }
        self.reading.answer(host, workspace, &opened, &relation(&chronicle, dyad, opened.public_on))
    }
}
