//! `annals verify`: proves that the journal is whole, or lists what is wrong with it; and the same of the
//! journal of leads, where there is one.

use super::failure::{ExitStatus, Failure};
use super::host::Host;
use super::progress::Progress;
use super::reading::Format;
use super::workspace::Workspace;
use crate::domain::chronicle::{Chronicle, FoldError};
use crate::domain::lead::proposed;
use crate::domain::stamp::Recorded;
use crate::journal::Journal;
use crate::journal::verify::{Verification, verify};
use serde_json::json;

/// Check every line of the journal, the chain, the Merkle root and the checkpoint; of the leads too
#[derive(Debug, clap::Args)]
pub(super) struct Verify {
    /// How to write the answer: text or json
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
}

impl Verify {
    /// Runs the verb.
    pub(super) fn run(self, host: &Host, workspace: &Workspace) -> Result<(), Failure> {
        let record = Examined::of(host, workspace.journal()?, &mut Chronicle::new(), Chronicle::apply)?;
        let leads = match workspace.leads()? {
            Some(journal) => {
                let origin = workspace.lead_origin()?;
                let mut examined = Examined::of(host, journal, &mut (), |(), recorded| proposed(recorded).map(|_| ()))?;
                if examined.origin != origin.as_str() {
                    let words = format!("the journal of leads is named {}, not {origin}", examined.origin);
                    examined.misfits.push(words);
                }
                Some(examined)
            }
            None => None,
        };
        match self.format {
            Format::Json | Format::Jsonl => {
                let mut answer = record.as_json();
                if let Some(fields) = answer.as_object_mut() {
                    let leads = leads.as_ref().map_or(serde_json::Value::Null, Examined::as_json);
                    fields.insert("leads".to_owned(), leads);
                }
                host.write(&format!("{answer}\n"))?;
            }
            Format::Text | Format::Csv | Format::Md => {
                host.write(&record.as_text())?;
                if let Some(leads) = &leads {
                    host.write(&format!("\nleads, no part of the record:\n{}", leads.as_text()))?;
                }
            }
        }
        if record.is_sound() && leads.is_none_or(|leads| leads.is_sound()) {
            return Ok(());
        }
        Err(Failure::of(ExitStatus::Damaged, Vec::new()))
    }
}

/// A journal with everything that was found in it.
struct Examined {
    origin: String,
    found: Verification,
    /// Events that do not fit what came before them, or that belong in another journal.
    misfits: Vec<String>,
}

impl Examined {
    fn of<S>(
        host: &Host,
        journal: Journal,
        state: &mut S,
        take: impl Fn(&mut S, Recorded) -> Result<(), FoldError>,
    ) -> Result<Self, Failure> {
        let size = journal.checkpoint().map_or(0, |checkpoint| checkpoint.size);
        let progress = Progress::start(host, "verifying", size);
        let found = verify(&journal, &mut |done| progress.at(done))?;
        progress.finish();
        let mut misfits = Vec::new();
        if found.is_sound() {
            for item in journal.read_from(None)? {
                if let Err(error) = take(state, item?.1) {
                    misfits.push(error.to_string());
                    break;
                }
            }
        }
        Ok(Self { origin: journal.origin().as_str().to_owned(), found, misfits })
    }

    fn is_sound(&self) -> bool {
        self.found.is_sound() && self.misfits.is_empty()
    }

    fn as_text(&self) -> String {
        as_text(&self.found, &self.misfits, &self.origin)
    }

    fn as_json(&self) -> serde_json::Value {
        as_json(&self.found, &self.misfits)
    }
}

fn as_text(found: &Verification, misfits: &[String], origin: &str) -> String {
    let mut text = String::new();
    for finding in &found.findings {
        text.push_str(&finding.message());
        text.push('\n');
    }
    for misfit in misfits {
        text.push_str(misfit);
        text.push('\n');
    }
    if found.unlisted > 0 {
        text.push_str(&format!("and {} more\n", found.unlisted));
    }
    if found.is_sound() && misfits.is_empty() {
        let kind = if found.signed { "signed (signatures are not checked)" } else { "unsigned" };
        text.push_str(&format!(
            "sound: {} events of {origin}\nroot: {}\ncheckpoint: {kind}",
            found.size,
            found.root.to_base64()
        ));
        match &found.checkpoint {
            Some(checkpoint) if checkpoint.size < found.size => {
                text.push_str(&format!(", over the first {}; the next append brings it up", checkpoint.size));
            }
            Some(_) | None => {}
        }
        text.push('\n');
        if let Some(torn) = &found.torn {
            text.push_str(&format!(
                "torn tail: {} bytes at {}, never acknowledged; the next append sets them aside\n",
                torn.bytes, torn.place
            ));
        }
    } else {
        text.push_str(&format!(
            "damaged: {} findings\n",
            found.findings.len() as u64 + found.unlisted + misfits.len() as u64
        ));
    }
    text
}

fn as_json(found: &Verification, misfits: &[String]) -> serde_json::Value {
    let findings: Vec<_> = found
        .findings
        .iter()
        .map(|finding| {
            json!({
                "message": finding.message(),
                "file": finding.place.file.display().to_string(),
                "line": finding.place.line,
                "byte": finding.place.byte,
                "sequence": finding.place.sequence,
            })
        })
        .collect();
    json!({
        "sound": found.is_sound() && misfits.is_empty(),
        "size": found.size,
        "root": found.root.to_base64(),
        "signed": found.signed,
        "checkpoint_size": found.checkpoint.as_ref().map(|checkpoint| checkpoint.size),
        "torn_bytes": found.torn.as_ref().map(|torn| torn.bytes),
        "findings": findings,
        "unlisted": found.unlisted,
        "misfits": misfits,
    })
}
