//! The flags that describe a document, shared by the verbs that cite one.

use super::failure::{ExitStatus, Failure};
use super::flags;
use super::host::Host;
use super::workspace::Workspace;
use crate::domain::decide::SourceChoice;
use crate::domain::source::Source;
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};

/// A document, by flags.
#[derive(Debug, Clone, Default, clap::Args)]
pub(super) struct DocumentFlags {
    /// Where it was read
    #[arg(long, value_name = "URL", help_heading = "Document")]
    pub url: Option<String>,
    /// Its title, in its own language and script
    #[arg(long, help_heading = "Document")]
    pub title: Option<String>,
    /// Who published it
    #[arg(long, help_heading = "Document")]
    pub publisher: Option<String>,
    /// When it was published
    #[arg(long, value_name = "DATE", help_heading = "Document")]
    pub published: Option<String>,
    /// Its language, as a BCP 47 tag: en, zh, zh-Hant
    #[arg(long, value_name = "TAG", help_heading = "Document")]
    pub lang: Option<String>,
    /// The side whose document it is, where it is one side's
    #[arg(id = "source_side", long = "source-side", value_name = "SIDE", help_heading = "Document")]
    pub side: Option<String>,
    /// The words relied on, as they stand there
    #[arg(long, help_heading = "Document")]
    pub quote: Option<String>,
    /// Where in the document: page, paragraph, section
    #[arg(long, help_heading = "Document")]
    pub pinpoint: Option<String>,
    /// A copy to keep in archive/ by its SHA-256
    #[arg(long, value_name = "FILE", help_heading = "Document")]
    pub archive: Option<PathBuf>,
}

impl DocumentFlags {
    /// True where no flag was given.
    pub(super) fn is_empty(&self) -> bool {
        let texts = [
            &self.url,
            &self.title,
            &self.publisher,
            &self.published,
            &self.lang,
            &self.side,
            &self.quote,
            &self.pinpoint,
        ];
        texts.into_iter().all(Option::is_none) && self.archive.is_none()
    }

    /// The document, with its copy put into the archive unless it is a dry run.
    pub(super) fn source(&self, host: &Host, workspace: &Workspace, dry_run: bool) -> Result<Source, Failure> {
        let published = self.published.as_deref().map(|text| flags::date(host, "--published", text)).transpose()?;
        let side = self.side.as_deref().map(|text| flags::value("--source-side", text)).transpose()?;
        let archived = self.archive.as_deref().map(|file| keep(workspace, file, dry_run)).transpose()?;
        Ok(Source {
            url: self.url.clone(),
            title: self.title.clone(),
            publisher: self.publisher.clone(),
            published,
            lang: self.lang.clone(),
            side,
            quote: self.quote.clone(),
            pinpoint: self.pinpoint.clone(),
            archived,
        })
    }

    /// The document, or a source of the development by its number.
    pub(super) fn choice(
        &self,
        host: &Host,
        workspace: &Workspace,
        number: Option<&str>,
        dry_run: bool,
    ) -> Result<Option<SourceChoice>, Failure> {
        match number {
            Some(text) if text.contains("://") => {
                let source = Source { url: Some(text.to_owned()), ..self.source(host, workspace, dry_run)? };
                Ok(Some(SourceChoice::Document(Box::new(source))))
            }
            Some(text) => text.parse().map(|number| Some(SourceChoice::Number(number))).map_err(|_| {
                let words = format!("`{text}` is neither a source's number nor a URL");
                Failure::new(ExitStatus::Refused, words)
                    .hint("`annals show REF` numbers the sources from 0")
                    .at_flag("--source", text)
            }),
            None if self.is_empty() => Ok(None),
            None => Ok(Some(SourceChoice::Document(Box::new(self.source(host, workspace, dry_run)?)))),
        }
    }
}

/// Keeps a copy of a file in `archive/` under its SHA-256 and gives that.
fn keep(workspace: &Workspace, file: &Path, dry_run: bool) -> Result<String, Failure> {
    let unreadable = |error: std::io::Error| {
        Failure::new(ExitStatus::NotFound, format!("cannot read `{}`: {error}", file.display()))
            .at_flag("--archive", &file.to_string_lossy())
    };
    let bytes = std::fs::read(file).map_err(unreadable)?;
    let hash: String = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    if !dry_run {
        let folder = workspace.archive();
        std::fs::create_dir_all(&folder)?;
        let ending = file.extension().map_or_else(String::new, |ending| format!(".{}", ending.to_string_lossy()));
        let kept = folder.join(format!("{hash}{ending}"));
        if !kept.exists() {
            let half = folder.join(format!("{hash}.part"));
            std::fs::write(&half, &bytes)?;
            std::fs::File::open(&half)?.sync_all()?;
            std::fs::rename(&half, &kept)?;
        }
    }
    Ok(hash)
}
