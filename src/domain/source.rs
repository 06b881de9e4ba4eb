//! Sources: the documents that statements rest on. How a source is cited on a page is left to the
//! report.

use super::edtf::{Day, Edtf};
use super::side::Side;
use serde::{Deserialize, Serialize};

/// A document a statement rests on. It has a URL, or a title and a publisher.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Where it was read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Its title, in its own language and script.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Who published it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub publisher: Option<String>,
    /// When it was published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published: Option<Edtf>,
    /// Its language, as a BCP 47 tag.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lang: Option<String>,
    /// The side whose document it is, where it is one side's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub side: Option<Side>,
    /// The words relied on, as they stand there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quote: Option<String>,
    /// Where in the document: page, paragraph, section.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pinpoint: Option<String>,
    /// The SHA-256 of the copy kept in `archive/`, in lower-case hexadecimal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub archived: Option<String>,
}

impl Source {
    /// True where the source can be found again: it has a URL, or both a title and a publisher.
    pub fn is_identified(&self) -> bool {
        let filled = |field: &Option<String>| field.as_deref().is_some_and(|text| !text.trim().is_empty());
        filled(&self.url) || (filled(&self.title) && filled(&self.publisher))
    }

    /// True where it was not certainly published after a day; also without a date of publication.
    pub fn may_be_public_by(&self, day: Day) -> bool {
        self.published.as_ref().and_then(Edtf::latest).is_none_or(|latest| latest <= day)
    }

    /// The title, or where there is none the publisher, or the URL.
    pub fn label(&self) -> &str {
        [&self.title, &self.publisher, &self.url].into_iter().flatten().next().map_or("untitled source", String::as_str)
    }
}
