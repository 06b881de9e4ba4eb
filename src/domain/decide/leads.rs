//! The rules for deciding on leads. That a lead exists is for whoever names it to look up: the record
//! holds decisions on leads, never the leads themselves.

use super::{Decision, Rules, check_text, settle};
use crate::domain::chronicle::Verdict;
use crate::domain::development::Development;
use crate::domain::event::Event;
use crate::domain::field_path::FieldPath;
use crate::domain::lead::{LeadAccepted, LeadMarkedDuplicate, LeadRef, LeadRejected};
use crate::domain::refusal::{Reason, Refusal};
use crate::domain::slug::Key;

impl Rules<'_> {
    /// The development is held to the same rules as any; the acceptance comes with it and names it as
    /// its cause. A lead that was rejected, or marked a duplicate, can still be accepted.
    pub(super) fn accept_lead(&self, lead: LeadRef, development: Development) -> Decision {
        self.not_accepted(&lead)?;
        let key = development.key.clone();
        let mut drafts = self.record(development)?;
        let cause = drafts.first().map(|draft| draft.id);
        let decided = self.decisions(&lead);
        let accepted = LeadAccepted { lead: lead.id, name: lead.name, key };
        let mut draft = self.draft(Event::LeadAccepted(accepted), decided);
        draft.caused_by = cause;
        drafts.push(draft);
        Ok(drafts)
    }

    pub(super) fn reject_lead(&self, lead: LeadRef, reason: String) -> Decision {
        self.not_accepted(&lead)?;
        let mut refusals = Vec::new();
        check_text(&reason, "reason", FieldPath::root().field("reason"), &mut refusals);
        settle((), refusals)?;
        if let Some(Verdict::Rejected(before)) = self.verdict(&lead) {
            if *before == reason {
                return Ok(Vec::new());
            }
            let again = Reason::LeadRejected { name: lead.name, reason: before.clone() };
            return Err(vec![again.at(FieldPath::root())]);
        }
        let decided = self.decisions(&lead);
        let rejected = LeadRejected { lead: lead.id, name: lead.name, reason };
        Ok(vec![self.draft(Event::LeadRejected(rejected), decided)])
    }

    pub(super) fn mark_lead_duplicate(&self, lead: LeadRef, of: Key) -> Decision {
        self.not_accepted(&lead)?;
        let at = FieldPath::root().field("of");
        let other = self.state(&of).map_err(|refusals| placed(refusals, &at))?;
        if self.verdict(&lead) == Some(&Verdict::Duplicate(of.clone())) {
            return Ok(Vec::new());
        }
        let why = match (&other.retracted, &other.duplicate_of) {
            (Some(_), _) => Some("that one is retracted"),
            (None, Some(_)) => Some("that one is itself marked a duplicate"),
            (None, None) => None,
        };
        if let Some(why) = why {
            return Err(vec![Reason::LeadDuplicateOf { name: lead.name, of, why }.at(at)]);
        }
        let decided = self.decisions(&lead);
        let marked = LeadMarkedDuplicate { lead: lead.id, name: lead.name, of };
        Ok(vec![self.draft(Event::LeadMarkedDuplicate(marked), decided)])
    }

    fn verdict(&self, lead: &LeadRef) -> Option<&Verdict> {
        self.chronicle.lead_decisions(lead.id).last().map(|decision| &decision.verdict)
    }

    /// How many decisions there are on a lead: what a development's revision is to its events.
    fn decisions(&self, lead: &LeadRef) -> u32 {
        u32::try_from(self.chronicle.lead_decisions(lead.id).len()).unwrap_or(u32::MAX)
    }

    /// A lead that became a development is decided: what happens now, happens to the development.
    fn not_accepted(&self, lead: &LeadRef) -> Result<(), Vec<Refusal>> {
        match self.verdict(lead) {
            Some(Verdict::Accepted(key)) => {
                Err(vec![Reason::LeadAccepted { name: lead.name.clone(), key: key.clone() }.at(FieldPath::root())])
            }
            Some(Verdict::Rejected(_) | Verdict::Duplicate(_)) | None => Ok(()),
        }
    }
}

fn placed(mut refusals: Vec<Refusal>, at: &FieldPath) -> Vec<Refusal> {
    for refusal in &mut refusals {
        refusal.at = at.clone();
    }
    refusals
}
