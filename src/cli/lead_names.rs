//! Finding leads by name: the feed and the feed's own id (`gdelt:719024875`), the own id alone, the lead's
//! UUID, or an unambiguous start of any of them. All names of a command are found in one reading.

use super::failure::{ExitStatus, Failure};
use super::workspace::Workspace;
use crate::domain::lead::{LeadId, LeadRef};
use crate::domain::nearest::nearest;
use crate::domain::stamp::Instant;
use crate::projection::{LeadArchive, LeadPlace};

/// How many candidates of an ambiguous name are told.
const TOLD: usize = 8;

/// A lead that was found.
#[derive(Debug, Clone)]
pub(super) struct Found {
    /// By what a decision names it.
    pub lead: LeadRef,
    /// Where it stands.
    pub place: LeadPlace,
}

/// The journal of leads, where there must be one.
pub(super) fn archive(workspace: &Workspace) -> Result<LeadArchive, Failure> {
    let journal = workspace.leads()?.ok_or_else(|| {
        Failure::new(ExitStatus::NotFound, "there are no leads in this workspace")
            .hint("`annals import federal-register|gdelt|icews FILE` proposes some")
    })?;
    Ok(LeadArchive::open(journal)?)
}

/// The leads with these names, in their order; one named twice is there once.
pub(super) fn find(archive: &LeadArchive, until: Option<Instant>, names: &[String]) -> Result<Vec<Found>, Failure> {
    let mut wanted: Vec<Wanted> = names.iter().map(|name| Wanted::new(name)).collect();
    archive.names(until, &mut |id, name, place| {
        let uuid = id.0.hyphenated().to_string();
        for one in &mut wanted {
            one.look_at(id, &uuid, name, place);
        }
    })?;
    let mut found: Vec<Found> = Vec::new();
    for one in wanted {
        let one = one.settle(archive, until)?;
        if !found.iter().any(|before| before.lead.id == one.lead.id) {
            found.push(one);
        }
    }
    Ok(found)
}

struct Wanted {
    name: String,
    lower: String,
    whole: Vec<Found>,
    begun: Vec<Found>,
    others: usize,
}

impl Wanted {
    fn new(name: &str) -> Self {
        let (name, lower) = (name.to_owned(), name.to_lowercase());
        Self { name, lower, whole: Vec::new(), begun: Vec::new(), others: 0 }
    }

    fn look_at(&mut self, id: LeadId, uuid: &str, name: &str, place: LeadPlace) {
        let own = name.split_once(':').map_or(name, |(_, own)| own);
        let is_begun = |text: &str| text.starts_with(&self.name);
        let is_whole = name == self.name || own == self.name || uuid == self.lower;
        let by_uuid = self.lower.len() >= 4 && uuid.starts_with(&self.lower);
        if !is_whole && (self.name.is_empty() || !(is_begun(name) || is_begun(own) || by_uuid)) {
            return;
        }
        let list = if is_whole { &mut self.whole } else { &mut self.begun };
        if list.len() < TOLD {
            list.push(Found { lead: LeadRef { id, name: name.to_owned() }, place });
        } else if !is_whole {
            self.others += 1;
        }
    }

    fn settle(mut self, archive: &LeadArchive, until: Option<Instant>) -> Result<Found, Failure> {
        let is_whole = !self.whole.is_empty();
        let mut found = if is_whole { std::mem::take(&mut self.whole) } else { std::mem::take(&mut self.begun) };
        match (found.len(), found.pop()) {
            (1, Some(only)) => Ok(only),
            (_, None) => Err(self.unknown(archive, until)?),
            (_, Some(last)) => {
                found.push(last);
                let candidates: Vec<String> = found.into_iter().map(|one| one.lead.name).collect();
                let count = candidates.len() + if is_whole { 0 } else { self.others };
                let more = if count > candidates.len() { ", …" } else { "" };
                let words = format!("`{}` may be any of {count}: {}{more}", self.name, candidates.join(", "));
                Err(Failure::new(ExitStatus::Refused, words).hint("give the whole of one of them"))
            }
        }
    }

    fn unknown(&self, archive: &LeadArchive, until: Option<Instant>) -> Result<Failure, Failure> {
        let mut names: Vec<String> = Vec::new();
        archive.names(until, &mut |_, name, _| names.push(name.to_owned()))?;
        let near = nearest(&self.name, names.iter().map(String::as_str));
        let near = near.map_or_else(String::new, |near| format!(" (did you mean `{near}`?)"));
        Ok(Failure::new(ExitStatus::NotFound, format!("no lead is named `{}`{near}", self.name)).hint(
            "`annals leads --text WORDS` finds leads; the feed and its own id (`gdelt:719024875`), a lead's UUID, or an unambiguous start of either will do",
        ))
    }
}
