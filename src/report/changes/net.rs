//! What is different between two states of one development or actor, whatever way led from the one to
//! the other: what was changed and changed back is not told.

use super::{Group, Item, Moved, Net};
use crate::domain::chronicle::{ActorState, Chronicle, DevelopmentState};
use crate::domain::development::{DatedRole, Development};
use crate::domain::event::{Change, Event};
use crate::domain::field_path::{FieldPath, Segment};
use crate::domain::slug::CommitmentKey;
use crate::domain::vocabulary::{CommitmentState, DateRole, Vocabulary};
use crate::report::change_words::phrases;
use crate::report::value_words::{Names, date};
use crate::report::vantage::Vantage;
use serde_json::{Value, json};
use std::cmp::Ordering;

/// One development before and after.
pub(super) struct Between<'a> {
    pub(super) vantage: &'a Vantage<'a>,
    pub(super) before: &'a DevelopmentState,
    pub(super) after: &'a DevelopmentState,
    /// What other verbs than `correct` did to its lists.
    pub(super) apart: &'a Apart,
}

/// Elements of a development's lists that were added or taken away one by one, by field.
#[derive(Debug, Default)]
pub(super) struct Apart {
    added: Vec<(&'static str, Value)>,
    taken: Vec<(&'static str, Value)>,
}

impl Apart {
    /// Notes what an event adds to a list or takes from one; `before` is the development before all.
    pub(super) fn note(&mut self, event: &Event, before: &DevelopmentState) {
        fn json<T: serde::Serialize>(value: &T) -> Value {
            serde_json::to_value(value).unwrap_or(Value::Null)
        }
        match event {
            Event::SourceCited(content) => self.added.push(("sources", json(&content.source))),
            Event::ClaimRecorded(content) => self.added.push(("claims", json(&content.claim))),
            Event::LinkAsserted(content) => self.added.push(("links", json(&content.link))),
            Event::CommitmentMade(content) => self.added.push(("commitments", json(&content.commitment))),
            Event::LinkWithdrawn(content) => {
                let gone = before.current.links.iter().filter(|link| content.is_of(link));
                self.taken.extend(gone.map(|link| ("links", json(link))));
            }
            Event::DevelopmentRecorded(_)
            | Event::DevelopmentCorrected(_)
            | Event::DevelopmentRetracted(_)
            | Event::DevelopmentMarkedDuplicate(_)
            | Event::StatusChanged(_)
            | Event::CommitmentAssessed(_)
            | Event::ActorRegistered(_)
            | Event::ActorAmended(_)
            | Event::ActorsMerged(_)
            | Event::SearchLogged(_)
            | Event::LeadProposed(_)
            | Event::LeadAccepted(_)
            | Event::LeadRejected(_)
            | Event::LeadMarkedDuplicate(_) => {}
        }
    }
}

impl Between<'_> {
    /// What is different as far as a group tells of it, and whether the place in the chronology moved.
    pub(super) fn of(&self, group: Group, item: &Item) -> (Vec<Net>, Option<Moved>) {
        let plain = |net: Option<Net>| (net.into_iter().collect(), None);
        match group {
            Group::Corrected => self.corrected(item),
            Group::Duplicate => {
                let of = |state: &DevelopmentState| state.duplicate_of.as_ref().map(|(of, _)| of.to_string());
                plain(self.simple("duplicate_of", json!(of(self.before)), json!(of(self.after))))
            }
            Group::Status => {
                let status = |state: &DevelopmentState| json!(self.vantage.status(state).to_string());
                plain(self.simple("status", status(self.before), status(self.after)))
            }
            Group::Assessment => {
                let state = |state: &DevelopmentState| json!(self.assessed(state, &item.subject).map(Vocabulary::word));
                plain(self.simple("state", state(self.before), state(self.after)))
            }
            Group::Tie => plain(self.ties()),
            Group::Added
            | Group::ReDated
            | Group::Retracted
            | Group::Source
            | Group::Claim
            | Group::Commitment
            | Group::Actor
            | Group::Search
            | Group::Lead => (Vec::new(), None),
        }
    }

    fn names(&self) -> Names<'_> {
        Names(self.vantage.chronicle())
    }

    fn simple(&self, field: &str, old: Value, new: Value) -> Option<Net> {
        let said = |value: &Value| match (value.as_str(), field) {
            (Some(text), _) => text.to_owned(),
            (None, "state") => "not assessed".to_owned(),
            (None, _) => "nothing".to_owned(),
        };
        let words = vec![format!("{} from {} to {}", field_words(field), said(&old), said(&new))];
        (old != new).then(|| Net { field: field.to_owned(), old, new, words })
    }

    /// The fields that corrections reached. Dates are told in a way of their own, by role.
    fn corrected(&self, item: &Item) -> (Vec<Net>, Option<Moved>) {
        let (Ok(before), Ok(after)) =
            (serde_json::to_value(&self.before.current), serde_json::to_value(&self.after.current))
        else {
            return (Vec::new(), None);
        };
        let mut net = Vec::new();
        let mut moved = None;
        for path in fields(item) {
            let field = path.to_string();
            let old = self.corrected_alone(&field, path.get(&before), &self.apart.taken);
            let new = self.corrected_alone(&field, path.get(&after), &self.apart.added);
            if old == new {
                continue;
            }
            let words = match field.as_str() {
                "date" => vec![format!(
                    "filed under {}, before under {}",
                    date(&self.after.current.date),
                    date(&self.before.current.date)
                )],
                "dates" => dates(&self.before.current, &self.after.current),
                _ => Vec::new(),
            };
            let words = if words.is_empty() {
                phrases(&self.names(), &Change { field: path, old: old.clone(), new: new.clone() })
            } else {
                words
            };
            if is_of_dates(&field, &self.before.current, &self.after.current) {
                moved = Some(self.moved());
            }
            net.push(Net { field, old, new, words });
        }
        (net, moved)
    }

    fn moved(&self) -> Moved {
        match self.after.current.sort_key().cmp(&self.before.current.sort_key()) {
            Ordering::Less => Moved::Earlier,
            Ordering::Greater => Moved::Later,
            Ordering::Equal => Moved::Not,
        }
    }

    /// A list without what other verbs than `correct` added to it or took from it, which is told elsewhere.
    fn corrected_alone(&self, field: &str, mut list: Value, apart: &[(&'static str, Value)]) -> Value {
        if let Value::Array(elements) = &mut list {
            for (_, other) in apart.iter().filter(|(list, _)| *list == field) {
                if let Some(at) = elements.iter().position(|element| element == other) {
                    elements.remove(at);
                }
            }
        }
        list
    }

    fn assessed(&self, state: &DevelopmentState, commitment: &str) -> Option<CommitmentState> {
        let key = CommitmentKey::new(commitment).ok()?;
        let mut seen = state.clone();
        seen.assessments.retain(|made| self.vantage.shows_assessment(made));
        seen.last_assessment(&key).map(|made| made.assessment.state)
    }

    fn ties(&self) -> Option<Net> {
        let shown = |state: &DevelopmentState| {
            let links = state.current.links.iter().filter(|link| self.vantage.shows_link(link));
            serde_json::to_value(links.collect::<Vec<_>>()).unwrap_or(Value::Null)
        };
        let (old, new) = (shown(self.before), shown(self.after));
        let field = FieldPath::root().field("links");
        let words = phrases(&self.names(), &Change { field, old: old.clone(), new: new.clone() });
        (old != new).then(|| Net { field: "links".to_owned(), old, new, words })
    }
}

/// An item of corrections as two: what is of dates, and what is of other fields. A correction that came
/// back to where it began is told among the corrected.
pub(super) fn parted(item: Item) -> Vec<Item> {
    if item.group != Group::Corrected || item.moved.is_none() {
        return vec![item];
    }
    let (dates, others): (Vec<Net>, Vec<Net>) =
        item.net.iter().cloned().partition(|net| net.field == "date" || net.field == "dates");
    let of = |root: &dyn Fn(&str) -> bool| {
        let touches = |change: &Change| change.field.root_field().is_some_and(root);
        item.steps.iter().filter(|step| step.changes.iter().any(touches)).cloned().collect()
    };
    let is_date = |field: &str| matches!(field, "date" | "dates");
    let steps: Vec<super::ChangeStep> = of(&|field| !is_date(field));
    let dated = Item {
        group: Group::ReDated,
        net: dates,
        steps: of(&is_date),
        development: item.development.clone(),
        ..item.clone()
    };
    let rest = Item { net: others, steps, moved: None, ..item };
    if rest.steps.is_empty() { vec![dated] } else { vec![dated, rest] }
}

/// What is different about an actor that was registered before.
pub(super) fn of_actor(chronicle: &Chronicle, before: &ActorState, after: &ActorState) -> Vec<Net> {
    let (Ok(old), Ok(new)) = (serde_json::to_value(&before.current), serde_json::to_value(&after.current)) else {
        return Vec::new();
    };
    let mut net = Vec::new();
    for field in ["type", "side", "names", "aliases", "parent", "offices", "note"] {
        let path = FieldPath::root().field(field);
        let (old, new) = (path.get(&old), path.get(&new));
        if old != new {
            let words = phrases(&Names(chronicle), &Change { field: path, old: old.clone(), new: new.clone() });
            net.push(Net { field: field.to_owned(), old, new, words });
        }
    }
    if before.merged_into != after.merged_into
        && let Some(into) = &after.merged_into
    {
        let words = vec![format!("merged into {into}")];
        let old = json!(before.merged_into.as_ref().map(ToString::to_string));
        net.push(Net { field: "merged_into".to_owned(), old, new: json!(into.to_string()), words });
    }
    net
}

/// The fields that the corrections of an item reached, each as far as its path is made of names, and none
/// within another.
fn fields(item: &Item) -> Vec<FieldPath> {
    let mut found: Vec<FieldPath> = Vec::new();
    for change in item.steps.iter().flat_map(|step| &step.changes) {
        let mut path = FieldPath::root();
        for step in change.field.segments() {
            match step {
                Segment::Name(name) => path = path.field(name),
                Segment::Index(_) => break,
            }
        }
        let within = |inner: &FieldPath, outer: &FieldPath| inner.segments().starts_with(outer.segments());
        if !found.iter().any(|known| within(&path, known)) {
            found.retain(|known| !within(known, &path));
            found.push(path);
        }
    }
    found
}

/// True where a field is the filing date, or the dates by role and a date among them is another.
fn is_of_dates(field: &str, before: &Development, after: &Development) -> bool {
    fn bare(dates: &[DatedRole]) -> Vec<(DateRole, &str)> {
        let mut bare: Vec<_> = dates.iter().map(|dated| (dated.role, dated.date.as_str())).collect();
        bare.sort_unstable();
        bare
    }
    match field {
        "date" => true,
        "dates" => bare(&before.dates) != bare(&after.dates),
        _ => false,
    }
}

/// The dates by role that are others than before.
fn dates(before: &Development, after: &Development) -> Vec<String> {
    let of = |development: &Development, role: DateRole| {
        let dates = development.dates.iter().filter(|dated| dated.role == role);
        let said = dates.map(|dated| {
            let note = dated.note.as_ref().map(|note| format!(" ({note})")).unwrap_or_default();
            format!("{}{note}", date(&dated.date))
        });
        said.collect::<Vec<String>>().join(" and ")
    };
    let mut words = Vec::new();
    for &role in DateRole::ALL {
        let (old, new) = (of(before, role), of(after, role));
        match (old.is_empty(), new.is_empty()) {
            _ if old == new => {}
            (true, _) => words.push(format!("{role} {new}, before no such date")),
            (_, true) => words.push(format!("no date {role}, before {old}")),
            (false, false) => words.push(format!("{role} {new}, before {old}")),
        }
    }
    words
}

fn field_words(field: &str) -> &str {
    match field {
        "duplicate_of" => "the development that stands for it",
        "state" => "the state",
        "status" => "the status",
        other => other,
    }
}
