//! `annals verify`: proves that the journal is whole, or lists what is wrong with it.

use super::failure::{ExitStatus, Failure};
use super::host::Host;
use super::progress::Progress;
use super::reading::Format;
use super::workspace::Workspace;
use crate::domain::chronicle::Chronicle;
use crate::journal::verify::{Verification, verify};
use serde_json::json;

/// Check every line of the journal, the chain, the Merkle root and the checkpoint
#[derive(Debug, clap::Args)]
pub(super) struct Verify {
    /// How to write the answer: text or json
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
}

impl Verify {
    /// Runs the verb.
    pub(super) fn run(self, host: &Host, workspace: &Workspace) -> Result<(), Failure> {
        let journal = workspace.journal()?;
        let size = journal.checkpoint().map_or(0, |checkpoint| checkpoint.size);
        let progress = Progress::start(host, "verifying", size);
        let found = verify(&journal, &mut |done| progress.at(done))?;
        progress.finish();
        let mut misfits = Vec::new();
        if found.is_sound() {
            let mut chronicle = Chronicle::new();
            for item in journal.read_from(None)? {
                if let Err(error) = chronicle.apply(item?.1) {
                    misfits.push(error.to_string());
                    break;
                }
            }
        }
        match self.format {
            Format::Json | Format::Jsonl => host.write(&as_json(&found, &misfits))?,
            Format::Text | Format::Csv | Format::Md => {
                host.write(&as_text(&found, &misfits, journal.origin().as_str()))?
            }
        }
        if found.is_sound() && misfits.is_empty() {
            return Ok(());
        }
        Err(Failure::of(ExitStatus::Damaged, Vec::new()))
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

fn as_json(found: &Verification, misfits: &[String]) -> String {
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
    let answer = json!({
        "sound": found.is_sound() && misfits.is_empty(),
        "size": found.size,
        "root": found.root.to_base64(),
        "signed": found.signed,
        "checkpoint_size": found.checkpoint.as_ref().map(|checkpoint| checkpoint.size),
        "torn_bytes": found.torn.as_ref().map(|torn| torn.bytes),
        "findings": findings,
        "unlisted": found.unlisted,
        "misfits": misfits,
    });
    format!("{answer}\n")
}
