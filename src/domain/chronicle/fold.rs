//! What each event does to the state, and nothing else does.

use super::{
    Act, ActorState, AssessmentMade, Chronicle, Correction, DevelopmentState, LeadDecision, Retraction, SearchState,
    StatusMove, Verdict,
};
use crate::domain::actor::{Actor, fold_name};
use crate::domain::development::Development;
use crate::domain::event::{Change, Event};
use crate::domain::lead::{LeadId, PROPOSED_IN_RECORD};
use crate::domain::slug::{ActorId, Key};

impl Chronicle {
    pub(super) fn take(&mut self, act: Act, event: Event) -> Result<(), String> {
        match event {
            Event::DevelopmentRecorded(development) => return self.record(act, *development),
            Event::ActorRegistered(actor) => return self.register(act, *actor),
            Event::DevelopmentCorrected(content) => {
                self.forget_commitments(&content.key);
                let state = self.touch(&content.key, &act)?;
                state.current = changed(&state.current, &content.changes)?;
                let corrected =
                    Correction { act, changes: content.changes, reason: content.reason, source: content.source };
                state.corrections.push(corrected);
                self.index_commitments(&content.key);
            }
            Event::DevelopmentRetracted(content) => {
                let state = self.touch(&content.key, &act)?;
                state.retracted = Some(Retraction { act, reason: content.reason });
            }
            Event::DevelopmentMarkedDuplicate(content) => {
                let state = self.touch(&content.key, &act)?;
                state.duplicate_of = Some((content.of, act));
            }
            Event::StatusChanged(content) => {
                let state = self.touch(&content.key, &act)?;
                state.current.status = content.to;
                let moved =
                    StatusMove { act, from: content.from, to: content.to, on: content.on, source: content.source };
                state.status_moves.push(moved);
            }
            Event::SourceCited(content) => {
                self.touch(&content.key, &act)?.current.sources.push(content.source);
            }
            Event::ClaimRecorded(content) => {
                self.touch(&content.key, &act)?.current.claims.push(content.claim);
            }
            Event::LinkAsserted(content) => {
                self.touch(&content.key, &act)?.current.links.push(content.link);
            }
            Event::LinkWithdrawn(content) => {
                let state = self.touch(&content.key, &act)?;
                state.current.links.retain(|link| !content.is_of(link));
                state.withdrawals.push(content);
            }
            Event::CommitmentMade(content) => {
                self.touch(&content.key, &act)?.current.commitments.push(content.commitment);
                self.index_commitments(&content.key);
            }
            Event::CommitmentAssessed(content) => {
                let made = AssessmentMade { act: act.clone(), assessment: content.assessment };
                self.touch(&content.key, &act)?.assessments.push(made);
            }
            Event::ActorAmended(content) => {
                let at = self.actor_at(&content.id)?;
                self.forget_names(at);
                let state = self.touch_actor(at, &act)?;
                let before = state.current.side;
                state.current = changed(&state.current, &content.changes)?;
                if state.current.side != before {
                    state.former_sides.push(before);
                }
                self.index_names(at);
            }
            Event::ActorsMerged(content) => {
                let into = self.actor_at(&content.into)?;
                let from = self.actor_at(&content.from)?;
                self.touch_actor(into, &act)?;
                self.touch_actor(from, &act)?.merged_into = Some(content.into);
            }
            Event::SearchLogged(search) => self.searches.push(SearchState { act, search }),
            Event::LeadProposed(_) => return Err(PROPOSED_IN_RECORD.to_owned()),
            Event::LeadAccepted(content) => {
                self.decided(content.lead, LeadDecision { act, verdict: Verdict::Accepted(content.key) });
            }
            Event::LeadRejected(content) => {
                self.decided(content.lead, LeadDecision { act, verdict: Verdict::Rejected(content.reason) });
            }
            Event::LeadMarkedDuplicate(content) => {
                self.decided(content.lead, LeadDecision { act, verdict: Verdict::Duplicate(content.of) });
            }
        }
        Ok(())
    }

    fn record(&mut self, act: Act, development: Development) -> Result<(), String> {
        let key = development.key.clone();
        if self.keys.contains_key(&key) {
            return Err(format!("the key `{key}` is recorded a second time"));
        }
        self.keys.insert(key.clone(), self.developments.len());
        self.developments.push(DevelopmentState {
            events: vec![act.sequence],
            current: development,
            recorded: act,
            revision: 1,
            corrections: Vec::new(),
            status_moves: Vec::new(),
            withdrawals: Vec::new(),
            assessments: Vec::new(),
            retracted: None,
            duplicate_of: None,
        });
        self.index_commitments(&key);
        Ok(())
    }

    fn register(&mut self, act: Act, actor: Actor) -> Result<(), String> {
        if self.actor_ids.contains_key(&actor.id) {
            return Err(format!("the actor `{}` is registered a second time", actor.id));
        }
        let at = self.actors.len();
        self.actor_ids.insert(actor.id.clone(), at);
        self.actors.push(ActorState {
            events: vec![act.sequence],
            current: actor,
            registered: act,
            revision: 1,
            merged_into: None,
            former_sides: Vec::new(),
        });
        self.index_names(at);
        Ok(())
    }

    fn decided(&mut self, lead: LeadId, decision: LeadDecision) {
        self.leads.entry(lead).or_default().push(decision);
    }

    fn touch(&mut self, key: &Key, act: &Act) -> Result<&mut DevelopmentState, String> {
        let at = *self.keys.get(key).ok_or_else(|| format!("no development `{key}` was recorded before it"))?;
        let state = self.developments.get_mut(at).ok_or_else(|| format!("`{key}` is lost"))?;
        state.revision += 1;
        state.events.push(act.sequence);
        Ok(state)
    }

    fn touch_actor(&mut self, at: usize, act: &Act) -> Result<&mut ActorState, String> {
        let state = self.actors.get_mut(at).ok_or_else(|| format!("actor number {at} is lost"))?;
        state.revision += 1;
        state.events.push(act.sequence);
        Ok(state)
    }

    fn actor_at(&self, id: &ActorId) -> Result<usize, String> {
        self.actor_ids.get(id).copied().ok_or_else(|| format!("no actor `{id}` was registered before it"))
    }

    fn index_commitments(&mut self, key: &Key) {
        if let Some(&at) = self.keys.get(key)
            && let Some(state) = self.developments.get(at)
        {
            for commitment in &state.current.commitments {
                self.commitments.insert(commitment.key.clone(), at);
            }
        }
    }

    fn forget_commitments(&mut self, key: &Key) {
        if let Some(&at) = self.keys.get(key)
            && let Some(state) = self.developments.get(at)
        {
            for commitment in &state.current.commitments {
                if self.commitments.get(&commitment.key) == Some(&at) {
                    self.commitments.remove(&commitment.key);
                }
            }
        }
    }

    fn index_names(&mut self, at: usize) {
        let Some(state) = self.actors.get(at) else { return };
        for handle in state.current.handles() {
            let listed = self.names.entry(fold_name(handle)).or_default();
            if !listed.contains(&at) {
                listed.push(at);
            }
        }
    }

    fn forget_names(&mut self, at: usize) {
        let Some(state) = self.actors.get(at) else { return };
        for handle in state.current.handles() {
            if let Some(listed) = self.names.get_mut(&fold_name(handle)) {
                listed.retain(|&known| known != at);
            }
        }
    }
}

/// A record with changes applied, read anew so that every value is checked again.
///
/// # Errors
/// In words, what is wrong with a path or with a new value.
pub fn changed<T: serde::Serialize + serde::de::DeserializeOwned>(record: &T, changes: &[Change]) -> Result<T, String> {
    let mut value = serde_json::to_value(record).map_err(|error| error.to_string())?;
    for change in changes {
        change.field.set(&mut value, change.new.clone()).map_err(|error| error.to_string())?;
    }
    serde_json::from_value(value).map_err(|error| error.to_string())
}
