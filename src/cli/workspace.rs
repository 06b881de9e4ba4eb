//! The workspace: the folder that holds `annals.toml`, and what stands in that file. The journal
//! inside it is left to the journal room.

use super::failure::{ExitStatus, Failure};
use super::host::Host;
use crate::domain::stamp::Recorder;
use crate::journal::{Journal, JournalError, Origin, Places};
use serde::Deserialize;
use std::path::{Path, PathBuf};

/// The file that makes a folder a workspace.
pub(super) const FILE: &str = "annals.toml";

/// A workspace.
#[derive(Debug)]
pub(super) struct Workspace {
    /// The folder.
    pub folder: PathBuf,
    /// What `annals.toml` says.
    pub settings: Settings,
}

/// What `annals.toml` may say.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Settings {
    /// The name of the chronology, for the heads of reports.
    #[serde(default)]
    pub title: Option<String>,
    /// Who records, where neither flag nor environment says.
    #[serde(default)]
    pub recorder: Option<String>,
    /// Who answers for the chronology, for the heads of reports.
    #[serde(default)]
    pub compiler: Option<String>,
    /// Under what licence reports are issued.
    #[serde(default)]
    pub licence: Option<String>,
}

impl Workspace {
    /// The workspace that a command is given in: `-C DIR`, `ANNALS_WORKSPACE`, or the nearest folder
    /// upwards that holds `annals.toml`.
    ///
    /// # Errors
    /// Where there is none, or `annals.toml` cannot be read.
    pub(super) fn find(host: &Host, given: Option<&Path>) -> Result<Self, Failure> {
        let variable = host.variable("ANNALS_WORKSPACE").map(PathBuf::from);
        if let Some(folder) = given.map(Path::to_path_buf).or(variable) {
            if folder.join(FILE).is_file() {
                return Self::read(folder);
            }
            let missing = format!("`{}` is no workspace: it holds no {FILE}", folder.display());
            return Err(Failure::new(ExitStatus::NotFound, missing).hint("`annals init DIR` makes one"));
        }
        let start = host.folder()?;
        let found = start.ancestors().find(|folder| folder.join(FILE).is_file());
        let missing = || {
            let words = format!("no workspace here: neither `{}` nor a folder above it holds {FILE}", start.display());
            Failure::new(ExitStatus::NotFound, words).hint("`annals init DIR` makes one; `-C DIR` names one")
        };
        Self::read(found.ok_or_else(missing)?.to_path_buf())
    }

    fn read(folder: PathBuf) -> Result<Self, Failure> {
        let path = folder.join(FILE);
        let text = std::fs::read_to_string(&path)
            .map_err(|error| Failure::new(ExitStatus::Bug, format!("cannot read `{}`: {error}", path.display())))?;
        let settings = toml::from_str(&text).map_err(|error: toml::de::Error| {
            let message = error.message().lines().next().unwrap_or("not valid TOML").to_owned();
            let line =
                error.span().map_or(1, |span| text.get(..span.start).unwrap_or_default().matches('\n').count() + 1);
            Failure::new(ExitStatus::Usage, format!("`{}` line {line}: {message}", path.display()))
                .hint("it may hold title, recorder, compiler, licence, each as a text in quotes")
        })?;
        Ok(Self { folder, settings })
    }

    /// The folders of its journal.
    pub(super) fn places(&self) -> Places {
        Places {
            events: self.folder.join("events"),
            scratch: self.scratch(),
            quarantine: self.folder.join("quarantine"),
        }
    }

    /// The folders of its journal of leads. Nothing of it is shared with the record's.
    pub(super) fn lead_places(&self) -> Places {
        Places {
            events: self.folder.join("leads"),
            scratch: self.scratch().join("leads"),
            quarantine: self.folder.join("quarantine").join("leads"),
        }
    }

    /// Its journal of leads, for reading; `None` where nothing was ever proposed.
    ///
    /// # Errors
    /// Where it cannot be opened.
    pub(super) fn leads(&self) -> Result<Option<Journal>, Failure> {
        match Journal::open(self.lead_places()) {
            Ok(journal) => Ok(Some(journal)),
            Err(JournalError::NotAJournal(_)) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Its journal of leads, made where there is none. Its origin is the record's with `/leads` behind it.
    ///
    /// # Errors
    /// Where it can be neither opened nor made.
    pub(super) fn leads_or_new(&self) -> Result<Journal, Failure> {
        if let Some(journal) = self.leads()? {
            return Ok(journal);
        }
        match Journal::create(self.lead_places(), &self.lead_origin()?) {
            // somebody else made it just now
            Err(JournalError::AlreadyExists(_)) => Ok(Journal::open(self.lead_places())?),
            made => Ok(made?),
        }
    }

    /// The origin that the journal of leads has or will have.
    ///
    /// # Errors
    /// Where the record cannot be opened, or its origin leaves no room for the ending.
    pub(super) fn lead_origin(&self) -> Result<Origin, Failure> {
        let record = self.journal()?;
        let name = format!("{}/leads", record.origin());
        Origin::new(&name).map_err(|error| Failure::new(ExitStatus::Refused, error.to_string()))
    }

    /// The folder of disposable things.
    pub(super) fn scratch(&self) -> PathBuf {
        self.folder.join(".annals")
    }

    /// The folder of archived copies.
    pub(super) fn archive(&self) -> PathBuf {
        self.folder.join("archive")
    }

    /// Its journal, for reading.
    ///
    /// # Errors
    /// Where there is none or it cannot be opened.
    pub(super) fn journal(&self) -> Result<Journal, Failure> {
        Ok(Journal::open(self.places())?)
    }

    /// Who records: `--recorder`, `ANNALS_RECORDER`, `annals.toml`, else the login name.
    ///
    /// # Errors
    /// Where nobody can be named, or the name is not one.
    pub(super) fn recorder(&self, host: &Host, given: Option<&str>) -> Result<Recorder, Failure> {
        let named = given
            .map(str::to_owned)
            .or_else(|| host.variable("ANNALS_RECORDER"))
            .or_else(|| self.settings.recorder.clone())
            .or_else(|| host.login_name());
        let unnamed = || {
            Failure::new(ExitStatus::Usage, "nobody to record as: there is no login name")
                .hint("give `--recorder NAME`, set ANNALS_RECORDER, or put `recorder = \"NAME\"` into annals.toml")
        };
        Recorder::new(&named.ok_or_else(unnamed)?).map_err(|error| {
            Failure::new(ExitStatus::Refused, error.to_string()).hint("name the recorder with `--recorder NAME`")
        })
    }
}
