//! `annals completions` and `annals man`: made from the same definition as the help.

use super::command;
use super::failure::{ExitStatus, Failure};
use super::host::Host;
use crate::domain::nearest::nearest;

/// The completions of a shell, for its completion folder
#[derive(Debug, clap::Args)]
pub(super) struct Completions {
    /// The shell
    shell: clap_complete::Shell,
}

/// The manual page, of the program or of one verb
#[derive(Debug, clap::Args)]
pub(super) struct Man {
    /// The verb; else the program
    verb: Option<String>,
}

impl Completions {
    /// Runs the verb.
    pub(super) fn run(self, host: &Host) -> Result<(), Failure> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut command(), "annals", &mut script);
        Ok(host.write(&String::from_utf8_lossy(&script))?)
    }
}

impl Man {
    /// Runs the verb.
    pub(super) fn run(self, host: &Host) -> Result<(), Failure> {
        let mut whole = command();
        whole.build();
        let page = match self.verb.as_deref() {
            None => whole,
            Some(verb) => {
                let found = whole.find_subcommand(verb).cloned();
                let near = nearest(verb, whole.get_subcommands().map(clap::Command::get_name));
                let guess = near.map_or_else(String::new, |word| format!(" (did you mean `{word}`?)"));
                found.ok_or_else(|| Failure::new(ExitStatus::NotFound, format!("there is no verb `{verb}`{guess}")))?
            }
        };
        let mut text = Vec::new();
        clap_mangen::Man::new(page).render(&mut text)?;
        Ok(host.write(&String::from_utf8_lossy(&text))?)
    }
}
