//! `annals correct`: corrects fields of a development, by flags or in an editor. What stood there
//! before stays in the journal.

use super::authored::{items, unreadable};
use super::editing::Draft;
use super::failure::{ExitStatus, Failure, Whereabouts};
use super::flags::{self, FlagMap};
use super::host::Host;
use super::recording::{Expecting, Planned, Writing, record_one};
use super::set;
use super::source::DocumentFlags;
use super::workspace::Workspace;
use crate::domain::chronicle::Chronicle;
use crate::domain::decide::{Command, DEVELOPMENT_FIELDS, Surroundings};
use crate::domain::development::Development;
use crate::domain::field_path::FieldPath;
use crate::domain::refusal::Refusal;
use crate::domain::slug::Key;
use crate::domain::source::Source;
use crate::exchange::document::Document;
use crate::exchange::native;
use serde_json::Value;
use std::rc::Rc;

/// Correct fields of a development: the record was wrong. (Where the world moved on, use `status`.)
#[derive(Debug, clap::Args)]
pub(super) struct Correct {
    /// The development
    #[arg(value_name = "REF")]
    reference: String,
    /// A field and its new value, such as date=2024-05-15, legal.citation="87 FR 62186",
    /// dates.effective=2024-06-01, sources.0.url=…; an empty value removes; may be given several times
    #[arg(long, value_name = "FIELD=VALUE", required_unless_present = "edit")]
    set: Vec<String>,
    /// Edit the whole development in $EDITOR
    #[arg(long, conflicts_with = "set")]
    edit: bool,
    /// Why
    #[arg(long)]
    reason: String,
    #[command(flatten)]
    document: DocumentFlags,
    #[command(flatten)]
    expecting: Expecting,
    #[command(flatten)]
    writing: Writing,
}

impl Correct {
    /// Runs the verb.
    pub(super) fn run(self, host: &Host, workspace: &Workspace) -> Result<(), Failure> {
        let source = match self.document.is_empty() {
            true => None,
            false => Some(self.document.source(host, workspace, self.writing.dry_run)?),
        };
        if self.edit {
            return self.by_editor(host, workspace, source.as_ref());
        }
        let expected = self.expecting.expect_revision;
        record_one(host, workspace, &self.writing, expected, |chronicle, _| {
            let key = flags::development(chronicle, &self.reference)?;
            let mut map = self.map();
            let set = set::assignments(host, chronicle, &as_it_stands(chronicle, &key), &self.set)?;
            for ((path, _), text) in set.iter().zip(&self.set) {
                map.note(path.clone(), "--set", text);
            }
            let command = Command::Correct { key, set, reason: self.reason.clone(), source: source.clone() };
            Ok(Planned { command, place: Box::new(move |refusal| map.place(refusal)) })
        })
    }

    fn map(&self) -> FlagMap {
        let mut map = FlagMap::new();
        map.note(FieldPath::root().field("reason"), "--reason", &self.reason);
        map
    }

    /// Lets the user edit the development as it stands; what differs afterwards is corrected.
    fn by_editor(&self, host: &Host, workspace: &Workspace, source: Option<&Source>) -> Result<(), Failure> {
        let mut chronicle = Chronicle::new();
        for item in workspace.journal()?.read_from(None)? {
            let fits = chronicle.apply(item?.1);
            fits.map_err(|error| Failure::new(ExitStatus::Damaged, error.to_string()))?;
        }
        let key = flags::development(&chronicle, &self.reference)?;
        let missing = || Failure::new(ExitStatus::NotFound, format!("no development `{key}`"));
        let state = chronicle.development(key.as_str()).ok_or_else(missing)?;
        let draft = Draft {
            path: workspace.folder.join(format!("correction-{}.toml", std::process::id())),
            text: authoring_text(&state.current)?,
            again: format!("`annals correct {key} --edit` starts from the record again"),
        };
        let expected = self.expecting.expect_revision.unwrap_or(state.revision);
        let done = draft.edited(host, |document| {
            let edited = Edited { document: Rc::new(document) };
            record_one(host, workspace, &self.writing, Some(expected), |chronicle, around| {
                let set = edited.changes(chronicle, around, &as_it_stands(chronicle, &key))?;
                let command =
                    Command::Correct { key: key.clone(), set, reason: self.reason.clone(), source: source.cloned() };
                let (map, edited) = (self.map(), edited.clone());
                let place = move |refusal: &Refusal| map.place(refusal).or_else(|| edited.place(refusal));
                Ok(Planned { command, place: Box::new(place) })
            })
        })?;
        if done.is_none() {
            host.say("nothing recorded: the text was left as it was");
        }
        Ok(())
    }
}

/// The record of a development in the form that corrections are made to.
fn as_it_stands(chronicle: &Chronicle, key: &Key) -> Value {
    let current = chronicle.development(key.as_str()).map(|state| &state.current);
    current.map(serde_json::to_value).transpose().unwrap_or_default().unwrap_or(Value::Null)
}

/// A development as the user edited it.
#[derive(Clone)]
struct Edited {
    document: Rc<Document>,
}

impl Edited {
    /// The fields that differ from the record.
    fn changes(
        &self,
        chronicle: &Chronicle,
        around: &Surroundings,
        record: &Value,
    ) -> Result<Vec<(FieldPath, Value)>, Failure> {
        let items = items(&self.document)?;
        let [item] = items.as_slice() else {
            return Err(Failure::new(ExitStatus::Refused, "the edited text must hold one development"));
        };
        let authored = native::development(&self.document, item).map_err(|error| unreadable(&self.document, error))?;
        let development = authored
            .into_development(chronicle, around)
            .map_err(|refusals| Failure::of_refusals(&refusals, |refusal| self.place(refusal)))?;
        let new =
            serde_json::to_value(&development).map_err(|error| Failure::new(ExitStatus::Bug, error.to_string()))?;
        let field = |name: &&str| {
            let path = FieldPath::root().field(name);
            let value = path.get(&new);
            (path.get(record) != value).then_some((path, value))
        };
        Ok(DEVELOPMENT_FIELDS.iter().filter_map(field).collect())
    }

    /// Where in the text a refused field stands.
    fn place(&self, refusal: &Refusal) -> Option<Whereabouts> {
        let item = self.document.items().ok()?.into_iter().next()?;
        let place = self.document.place(&item, &refusal.at);
        Some(Whereabouts::Text { name: self.document.name.clone(), place })
    }
}

/// The development in the form authors write, with its permanent names as notes.
fn authoring_text(development: &Development) -> Result<String, Failure> {
    let broken = |error: &dyn std::fmt::Display| Failure::new(ExitStatus::Bug, error.to_string());
    let mut record = serde_json::to_value(development).map_err(|error| broken(&error))?;
    if let Value::Object(map) = &mut record {
        map.shift_remove("id");
    }
    let body = toml::to_string_pretty(&record).map_err(|error| broken(&error))?;
    Ok(format!(
        "# {key} as it stands. Change what is wrong, save and close. The key stays as it is.\n\n{body}",
        key = development.key
    ))
}
