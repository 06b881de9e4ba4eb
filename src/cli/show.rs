//! `annals show`: one development, or the events that made it.

use super::failure::{ExitStatus, Failure};
use super::flags;
use super::host::Host;
use super::reading::{Opened, Reading};
use super::workspace::Workspace;
use crate::domain::chronicle::Chronicle;
use crate::domain::slug::Key;
use crate::projection::{Question, Selection};
use crate::report::development::development;
use crate::report::history::history;

/// One development with everything recorded of it, or the life of its record
#[derive(Debug, clap::Args)]
pub(super) struct Show {
    /// The development
    #[arg(value_name = "REF")]
    reference: String,
    /// Tell every event that made it: who changed what from what to what, when, why
    #[arg(long)]
    history: bool,
    #[command(flatten)]
    reading: Reading,
}

impl Show {
    /// Runs the verb.
    pub(super) fn run(self, host: &Host, workspace: &Workspace) -> Result<(), Failure> {
        let opened = self.reading.open(host, workspace)?;
        let (chronicle, key) = found(&opened, &self.reference)?;
        let lost = || Failure::new(ExitStatus::NotFound, format!("no development `{key}`"));
        let state = chronicle.development(key.as_str()).ok_or_else(lost)?;
        // a development that was not public yet has no history to show either
        let answer = development(&chronicle, state, opened.public_on)
            .map_err(|error| Failure::new(ExitStatus::NotFound, error.to_string()))?;
        if self.history {
            if opened.public_on.is_some() {
                host.say("note: the history is of the record: it also tells what rests on sources published later");
            }
            let events = opened.archive.events(&state.events)?;
            return self.reading.answer(host, workspace, &opened, &history(&chronicle, &key, &events));
        }
        self.reading.say_apart(host, &answer.notices);
        self.reading.answer(host, workspace, &opened, &answer)
    }
}

/// The development that a reference stands for, with what was loaded for it.
fn found(opened: &Opened, reference: &str) -> Result<(Chronicle, Key), Failure> {
    let selection = Selection::from(Question::Developments(vec![reference.to_owned()]));
    let chronicle = opened.archive.select(&selection, opened.until)?;
    if let Ok(key) = flags::development(&chronicle, reference) {
        return Ok((chronicle, key));
    }
    // the nearest key may be one that the question did not load
    let whole = opened.archive.whole(opened.until)?;
    let key = flags::development(&whole, reference)?;
    Ok((whole, key))
}
