//! `annals init`: makes a workspace.

use super::failure::{ExitStatus, Failure};
use super::host::Host;
use super::workspace::FILE;
use crate::domain::slug::slugify;
use crate::journal::{Journal, Origin, Places};
use std::path::{Path, PathBuf};

/// Make a workspace: annals.toml and an empty journal
#[derive(Debug, clap::Args)]
pub(super) struct Init {
    /// The folder; it is made where it does not exist
    #[arg(default_value = ".")]
    dir: PathBuf,
    /// The journal's own name for ever, unlike any other's, such as example.org/us-china-tech;
    /// else `annals/` and the folder's name
    #[arg(long, value_name = "NAME")]
    origin: Option<String>,
    /// The chronology's title, for the heads of reports
    #[arg(long)]
    title: Option<String>,
    /// Check everything and say what would be made, but make nothing
    #[arg(long)]
    dry_run: bool,
}

impl Init {
    /// Runs the verb.
    pub(super) fn run(self, host: &Host, place: Option<&Path>) -> Result<(), Failure> {
        let folder = place.map_or_else(|| self.dir.clone(), |place| place.join(&self.dir));
        let settings = folder.join(FILE);
        if settings.exists() {
            let words = format!("`{}` is a workspace already; it was left as it is", folder.display());
            return Err(Failure::new(ExitStatus::Conflict, words));
        }
        let whole = if self.dry_run {
            std::path::absolute(&folder)?
        } else {
            std::fs::create_dir_all(&folder)?;
            folder.canonicalize()?
        };
        let name = whole.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let derived = format!("annals/{}", slugify(&name).unwrap_or_else(|| "chronology".to_owned()));
        let origin = self.origin.unwrap_or(derived);
        let origin = Origin::new(&origin)
            .map_err(|error| Failure::new(ExitStatus::Refused, error.to_string()).at_flag("--origin", &origin))?;
        if self.dry_run {
            host.say(&format!("would make a workspace in {} with the journal {origin}", folder.display()));
            return Ok(());
        }
        let places = Places {
            events: folder.join("events"),
            scratch: folder.join(".annals"),
            quarantine: folder.join("quarantine"),
        };
        Journal::create(places, &origin)?;
        let title = self.title.map_or_else(
            || "# title = \"\"        # for the heads of reports\n".to_owned(),
            |title| format!("title = {}\n", toml::Value::String(title)),
        );
        let text = format!(
            "# An annals workspace. The journal in events/ is the record; .annals/ may be deleted at any time.\n\
             {title}# recorder = \"\"     # who records, where neither --recorder nor ANNALS_RECORDER says\n\
             # compiler = \"\"     # who answers for the chronology, for the heads of reports\n\
             # licence = \"\"      # under which reports are issued\n"
        );
        std::fs::write(&settings, text)?;
        host.say(&format!("made a workspace in {} with the journal {origin}", folder.display()));
        Ok(())
    }
}
