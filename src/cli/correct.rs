//! `annals correct`: corrects fields of a development, by flags or in an editor. What stood there
//! before stays in the journal.

use super::authored::{items, unreadable};
use super::failure::{ExitStatus, Failure};
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
use crate::exchange::document::{Document, Syntax};
use crate::exchange::native;
use serde_json::Value;
use std::rc::Rc;

/// Correct fields of a development: the record was wrong. (Where the world moved on, use `status`.)
#[derive(Debug, clap::Args)]
pub(super) struct Correct {
    /// The development
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
        let edited = if self.edit { Some(self.edited(host, workspace)?) } else { None };
        let expected = edited.as_ref().map(|edited| edited.revision).or(self.expecting.expect_revision);
        record_one(host, workspace, &self.writing, expected, |chronicle, around| {
            let key = flags::development(chronicle, &self.reference)?;
            let current = chronicle.development(key.as_str()).map(|state| &state.current);
            let record = current.map(serde_json::to_value).transpose().unwrap_or_default().unwrap_or(Value::Null);
            let mut map = FlagMap::new();
            map.note(FieldPath::root().field("reason"), "--reason", &self.reason);
            let set = match &edited {
                Some(edited) => edited.changes(chronicle, around, &record)?,
                None => {
                    let set = set::assignments(host, chronicle, &record, &self.set)?;
                    for ((path, _), text) in set.iter().zip(&self.set) {
                        map.note(path.clone(), "--set", text);
                    }
                    set
                }
            };
            let command = Command::Correct { key, set, reason: self.reason.clone(), source: source.clone() };
            Ok(Planned { command, place: Box::new(move |refusal| map.place(refusal)) })
        })
    }

    /// Lets the user edit the development as it stands.
    fn edited(&self, host: &Host, workspace: &Workspace) -> Result<Edited, Failure> {
        let mut chronicle = Chronicle::new();
        for item in workspace.journal()?.read_from(None)? {
            let fits = chronicle.apply(item?.1);
            fits.map_err(|error| Failure::new(ExitStatus::Damaged, error.to_string()))?;
        }
        let key = flags::development(&chronicle, &self.reference)?;
        let missing = || Failure::new(ExitStatus::NotFound, format!("no development `{key}`"));
        let state = chronicle.development(key.as_str()).ok_or_else(missing)?;
        let text = authoring_text(&state.current)?;
        let path = workspace.folder.join(format!("correction-{}.toml", std::process::id()));
        std::fs::write(&path, &text)?;
        let ended_well = host.edit(&path);
        let edited = std::fs::read_to_string(&path);
        std::fs::remove_file(&path)?;
        if !ended_well? {
            return Err(Failure::new(ExitStatus::Refused, "the editor ended with an error; nothing was recorded"));
        }
        let document = Document { name: "the edited text".to_owned(), text: edited?, syntax: Syntax::Toml };
        Ok(Edited { document: Rc::new(document), revision: state.revision })
    }
}

/// A development as the user edited it.
struct Edited {
    document: Rc<Document>,
    revision: u32,
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
        let development = authored.into_development(chronicle, around).map_err(|refusals| {
            Failure::of_refusals(&refusals, |refusal| {
                let place = self.document.place(item, &refusal.at);
                Some(super::failure::Whereabouts::Text { name: self.document.name.clone(), place })
            })
        })?;
        let new =
            serde_json::to_value(&development).map_err(|error| Failure::new(ExitStatus::Bug, error.to_string()))?;
        let field = |name: &&str| {
            let path = FieldPath::root().field(name);
            let value = path.get(&new);
            (path.get(record) != value).then_some((path, value))
        };
        Ok(DEVELOPMENT_FIELDS.iter().filter_map(field).collect())
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
