//! The rules for correcting a development: which fields, to what, and that the whole still holds.

use super::{Decision, Rules, check_text, settle};
use crate::domain::chronicle::DevelopmentState;
use crate::domain::chronicle::changed;
use crate::domain::commitment::Commitment;
use crate::domain::development::Development;
use crate::domain::event::{Change, DevelopmentCorrected, Event};
use crate::domain::field_path::FieldPath;
use crate::domain::nearest::nearest;
use crate::domain::refusal::{Reason, Refusal};
use crate::domain::slug::Key;
use crate::domain::source::Source;
use serde_json::Value;

/// The fields of a development that corrections reach, by their names in JSON.
pub const DEVELOPMENT_FIELDS: &[&str] = &[
    "date",
    "dates",
    "title",
    "titles",
    "summary",
    "kind",
    "status",
    "topics",
    "place",
    "parties",
    "legal",
    "links",
    "claims",
    "commitments",
    "sources",
    "dispute",
    "codings",
];

impl Rules<'_> {
    pub(super) fn correct(
        &self,
        key: &Key,
        set: Vec<(FieldPath, Value)>,
        reason: &str,
        source: Option<Source>,
    ) -> Decision {
        let state = self.open(key)?;
        let mut refusals = Vec::new();
        check_text(reason, "reason", FieldPath::root().field("reason"), &mut refusals);
        for (field, _) in &set {
            if let Some(refusal) = check_field(field, DEVELOPMENT_FIELDS, &["id", "key"]) {
                refusals.push(refusal);
            }
        }
        if let Some(source) = &source {
            self.check_source(source, &FieldPath::root().field("source"), &mut refusals);
        }
        settle((), refusals)?;
        let mut changes = changes_from(&state.current, set)?;
        follow_the_filing_date(&state.current, &mut changes);
        if changes.is_empty() {
            return Ok(Vec::new());
        }
        let corrected: Development = apply(&state.current, &changes)?;
        if corrected == state.current {
            return Ok(Vec::new());
        }
        let mut refusals = self.check_development(&corrected);
        refusals.extend(moved_source(&state.current.sources, &corrected.sources));
        refusals.extend(assessed_commitments_gone(state, &corrected));
        for refusal in &mut refusals {
            trace_to_change(refusal, &changes);
        }
        settle((), refusals)?;
        let event = DevelopmentCorrected { key: key.clone(), changes, reason: reason.to_owned(), source };
        Ok(vec![self.draft(Event::DevelopmentCorrected(event), state.revision)])
    }
}

/// Refuses that a commitment goes or takes another name once it was assessed under this one.
fn assessed_commitments_gone(state: &DevelopmentState, corrected: &Development) -> Vec<Refusal> {
    let before = state.current.commitments.iter().enumerate();
    let gone = before.filter(|(_, commitment)| {
        state.last_assessment(&commitment.key).is_some()
            && corrected.commitments.iter().all(|now| now.key != commitment.key)
    });
    let refusal = |(at, commitment): (usize, &Commitment)| {
        let field = commitment.key.to_string();
        let here = FieldPath::root().field("commitments").index(at).field("key");
        Reason::FieldFixed { field, why: "the commitment was assessed under this name" }.at(here)
    };
    gone.map(refusal).collect()
}

/// Refuses that a source goes or takes another number; new content under its number is a correction.
fn moved_source(before: &[Source], after: &[Source]) -> Option<Refusal> {
    let stays = |at: usize, source: &Source| match after.get(at) {
        None => false,
        Some(now) => now == source || !(after.contains(source) || before.contains(now)),
    };
    let (number, source) = before.iter().enumerate().find(|(at, source)| !stays(*at, source))?;
    let reason = Reason::SourceRemoved { number, label: source.label().to_owned() };
    Some(reason.at(FieldPath::root().field("sources")))
}

/// Moves a refusal to the change it is about, unless it stands inside what a change sets.
fn trace_to_change(refusal: &mut Refusal, changes: &[Change]) {
    if changes.iter().any(|change| refusal.at.segments().starts_with(change.field.segments())) {
        return;
    }
    if let Some(change) = changes.iter().find(|change| change.field.root_field() == refusal.at.root_field()) {
        refusal.at = change.field.clone();
    }
}

/// Refuses a path whose first step is no field, or a fixed one.
pub(super) fn check_field(field: &FieldPath, fields: &[&'static str], fixed: &[&str]) -> Option<Refusal> {
    let name = field.root_field().unwrap_or_default();
    if fields.contains(&name) {
        return None;
    }
    let reason = if fixed.contains(&name) {
        Reason::FieldFixed { field: name.to_owned(), why: "it is the permanent name others refer to" }
    } else {
        Reason::UnknownField {
            field: field.to_string(),
            nearest: nearest(name, fields.iter().copied()).map(str::to_owned),
            fields: fields.to_vec(),
        }
    };
    Some(reason.at(field.clone()))
}

/// The changes that really change something, each with the value before.
pub(super) fn changes_from<T: serde::Serialize>(
    record: &T,
    set: Vec<(FieldPath, Value)>,
) -> Result<Vec<Change>, Vec<Refusal>> {
    let broken = |why: String| vec![Reason::NewValue { field: String::new(), why }.at(FieldPath::root())];
    let mut value = serde_json::to_value(record).map_err(|error| broken(error.to_string()))?;
    let mut changes = Vec::new();
    let mut refusals = Vec::new();
    for (field, new) in set {
        let old = field.get(&value);
        if old == new {
            continue;
        }
        match field.set(&mut value, new.clone()) {
            Ok(()) => changes.push(Change { field, old, new }),
            Err(error) => refusals.push(Reason::Path(error).at(field)),
        }
    }
    settle(changes, refusals)
}

/// The record with the changes; a value that is not valid in its place is traced to its change.
pub(super) fn apply<T>(record: &T, changes: &[Change]) -> Result<T, Vec<Refusal>>
where
    T: serde::Serialize + serde::de::DeserializeOwned,
{
    changed(record, changes).map_err(|why| {
        let alone = |change: &Change| changed(record, std::slice::from_ref(change)).err();
        let same = changes.iter().find(|change| alone(change).as_ref() == Some(&why));
        let culprit = same.or_else(|| changes.iter().find(|change| alone(change).is_some())).or(changes.first());
        let field = culprit.map_or_else(FieldPath::root, |change| change.field.clone());
        vec![Reason::NewValue { field: field.to_string(), why }.at(field)]
    })
}

/// The filing date is one of the dates by role: where it is corrected alone, the date by role that
/// says the same is corrected with it.
fn follow_the_filing_date(before: &Development, changes: &mut Vec<Change>) {
    if changes.iter().any(|change| change.field.root_field() == Some("dates")) {
        return;
    }
    let Some(new) = changes.iter().find(|change| change.field.to_string() == "date").map(|change| change.new.clone())
    else {
        return;
    };
    for (at, dated) in before.dates.iter().enumerate() {
        if dated.date == before.date {
            let field = FieldPath::root().field("dates").index(at).field("date");
            changes.push(Change { field, old: Value::from(dated.date.as_str()), new: new.clone() });
        }
    }
}
