//! The rules for registering, amending and merging actors.

use super::changes::{apply, changes_from, check_field};
use super::{Decision, Rules, check_line, check_lines, check_text, settle};
use crate::domain::actor::Actor;
use crate::domain::chronicle::ActorState;
use crate::domain::event::{ActorAmended, ActorsMerged, Event};
use crate::domain::field_path::FieldPath;
use crate::domain::refusal::{Reason, Refusal};
use crate::domain::slug::ActorId;
use crate::domain::vocabulary::ActorType;
use serde_json::Value;

/// The fields of an actor that amendments reach, by their names in JSON.
pub const ACTOR_FIELDS: &[&str] = &["type", "side", "names", "aliases", "parent", "offices", "note"];

impl<'a> Rules<'a> {
    /// An actor registered again under its own id is left to the journal, which knows whether the
    /// content is the same.
    pub(super) fn register(&self, actor: Actor) -> Decision {
        if self.chronicle.actor(actor.id.as_str()).is_none() {
            settle((), self.check_registration(&actor))?;
        }
        Ok(vec![self.draft(Event::ActorRegistered(Box::new(actor)), 0)])
    }

    pub(super) fn amend(&self, id: &ActorId, set: Vec<(FieldPath, Value)>, reason: Option<String>) -> Decision {
        let state = self.actor_state(id)?;
        self.check_revision(id.as_str(), state.revision)?;
        let mut refusals: Vec<Refusal> =
            set.iter().filter_map(|(field, _)| check_field(field, ACTOR_FIELDS, &["id"])).collect();
        if let Some(reason) = &reason {
            check_text(reason, "reason", FieldPath::root().field("reason"), &mut refusals);
        }
        settle((), refusals)?;
        let changes = changes_from(&state.current, set)?;
        if changes.is_empty() {
            return Ok(Vec::new());
        }
        let amended: Actor = apply(&state.current, &changes)?;
        if amended == state.current {
            return Ok(Vec::new());
        }
        settle((), self.check_registration(&amended))?;
        Ok(vec![self.draft(Event::ActorAmended(ActorAmended { id: id.clone(), changes, reason }), state.revision)])
    }

    pub(super) fn merge(&self, from: ActorId, into: ActorId, reason: String) -> Decision {
        let gone = self.actor_state(&from)?;
        let stays = self.actor_state(&into)?;
        if gone.merged_into.as_ref() == Some(&into) {
            return Ok(Vec::new());
        }
        let mut refusals = Vec::new();
        check_text(&reason, "reason", FieldPath::root().field("reason"), &mut refusals);
        let why = if from == into {
            Some("it is the same actor")
        } else if gone.merged_into.is_some() {
            Some("the first was merged before")
        } else if stays.merged_into.is_some() {
            Some("the second was itself merged into another")
        } else {
            None
        };
        if let Some(why) = why {
            refusals.push(Reason::Merge { from: from.clone(), into: into.clone(), why }.at(FieldPath::root()));
        }
        self.check_revision(from.as_str(), gone.revision)?;
        settle((), refusals)?;
        Ok(vec![self.draft(Event::ActorsMerged(ActorsMerged { from, into, reason }), gone.revision)])
    }

    fn actor_state(&self, id: &ActorId) -> Result<&'a ActorState, Vec<Refusal>> {
        self.chronicle.actor(id.as_str()).ok_or_else(|| {
            let nearest = super::nearest_actor(self.chronicle, id.as_str());
            vec![Reason::NoSuchActor { name: id.to_string(), nearest }.at(FieldPath::root())]
        })
    }

    fn check_registration(&self, actor: &Actor) -> Vec<Refusal> {
        let mut refusals = Vec::new();
        let root = FieldPath::root();
        if actor.names.is_empty() {
            refusals.push(Reason::NoName.at(root.field("names")));
        }
        for (at, name) in actor.names.iter().enumerate() {
            let here = root.field("names").index(at);
            check_line(&name.name, "name", here.field("name"), &mut refusals);
            check_line(&name.lang, "lang", here.field("lang"), &mut refusals);
            let parts = [("family", &name.family), ("given", &name.given)];
            let forms = [("romanisation", &name.romanisation), ("short", &name.short)];
            check_lines(&parts, &here, &mut refusals);
            check_lines(&forms, &here, &mut refusals);
        }
        for (at, alias) in actor.aliases.iter().enumerate() {
            check_line(alias, "alias", root.field("aliases").index(at), &mut refusals);
        }
        if actor.actor_type != ActorType::Bloc {
            self.check_side(actor.side, root.field("side"), &mut refusals);
        }
        if let Some(parent) = &actor.parent {
            self.check_actor(parent, root.field("parent"), &mut refusals);
            if self.leads_back(&actor.id, parent) {
                refusals.push(Reason::ParentCircle(actor.id.clone()).at(root.field("parent")));
            }
        }
        for (at, office) in actor.offices.iter().enumerate() {
            let here = root.field("offices").index(at);
            check_line(&office.title, "title", here.field("title"), &mut refusals);
            if let Some(organisation) = &office.organisation {
                self.check_actor(organisation, here.field("organisation"), &mut refusals);
            }
            if let (Some(from), Some(to)) = (&office.from, &office.to)
                && let (Some(earliest), Some(latest)) = (from.earliest(), to.latest())
                && latest < earliest
            {
                let (title, from, to) = (office.title.clone(), Box::new(from.clone()), Box::new(to.clone()));
                refusals.push(Reason::OfficeEnds { title, from, to }.at(here.field("to")));
            }
        }
        refusals
    }

    fn leads_back(&self, id: &ActorId, parent: &ActorId) -> bool {
        let mut above = Some(parent);
        let mut steps = 0;
        while let Some(here) = above {
            if here == id {
                return true;
            }
            steps += 1;
            if steps > 100 {
                return true;
            }
            above = self.chronicle.actor(here.as_str()).and_then(|state| state.current.parent.as_ref());
        }
        false
    }
}
