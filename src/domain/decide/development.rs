//! The rules for recording a development and for adding to one: status, sources, claims, links,
//! commitments, assessments.

use super::content::same_tie;
use super::{Decision, Rules, SourceChoice, check_line, check_text, settle};
use crate::domain::chronicle::DevelopmentState;
use crate::domain::claim::Claim;
use crate::domain::commitment::{Assessment, Commitment};
use crate::domain::development::Development;
use crate::domain::edtf::Edtf;
use crate::domain::event::{
    ClaimRecorded, CommitmentAssessed, CommitmentMade, DevelopmentMarkedDuplicate, DevelopmentRetracted, Event,
    LinkAsserted, LinkWithdrawn, SearchLogged, SourceCited, StatusChanged,
};
use crate::domain::field_path::FieldPath;
use crate::domain::link::{Asserter, Link};
use crate::domain::refusal::{Reason, Refusal};
use crate::domain::slug::Key;
use crate::domain::source::Source;
use crate::domain::stamp::Draft;
use crate::domain::vocabulary::{LinkRelation, Status};

impl<'a> Rules<'a> {
    /// A development recorded again under its own key is left to the journal, which knows whether
    /// the content is the same.
    pub(super) fn record(&self, development: Development) -> Decision {
        let mut refusals = Vec::new();
        if self.chronicle.development(development.key.as_str()).is_none() {
            refusals = self.check_development(&development);
            let owner = self.chronicle.development_of_id(development.id);
            if let Some(owner) = owner {
                let id = crate::domain::chronicle::id_text(development.id);
                refusals.push(Reason::IdTaken { id, key: owner.current.key.clone() }.at(FieldPath::root().field("id")));
            }
        }
        settle((), refusals)?;
        Ok(vec![self.draft(Event::DevelopmentRecorded(Box::new(development)), 0)])
    }

    pub(super) fn retract(&self, key: Key, reason: String) -> Decision {
        let state = self.state(&key)?;
        let mut refusals = Vec::new();
        check_text(&reason, "reason", FieldPath::root().field("reason"), &mut refusals);
        settle((), refusals)?;
        if let Some(before) = &state.retracted {
            if before.reason == reason {
                return Ok(Vec::new());
            }
            let again = Reason::RetractedBefore { key, reason: before.reason.clone() };
            return Err(vec![again.at(FieldPath::root())]);
        }
        self.check_revision(key.as_str(), state.revision)?;
        Ok(vec![self.draft(Event::DevelopmentRetracted(DevelopmentRetracted { key, reason }), state.revision)])
    }

    pub(super) fn mark_duplicate(&self, key: Key, of: Key) -> Decision {
        let state = self.state(&key)?;
        let other = self.state(&of).map_err(|mut refusals| {
            for refusal in &mut refusals {
                refusal.at = FieldPath::root().field("of");
            }
            refusals
        })?;
        if state.duplicate_of.as_ref().is_some_and(|(before, _)| *before == of) {
            return Ok(Vec::new());
        }
        let why = if key == of {
            Some("it is the same development")
        } else if other.duplicate_of.is_some() {
            Some("that one is itself marked a duplicate")
        } else if other.retracted.is_some() {
            Some("that one is retracted")
        } else {
            None
        };
        if let Some(why) = why {
            return Err(vec![Reason::DuplicateOf { key, of, why }.at(FieldPath::root().field("of"))]);
        }
        changeable(state)?;
        self.check_revision(key.as_str(), state.revision)?;
        Ok(vec![self.draft(Event::DevelopmentMarkedDuplicate(DevelopmentMarkedDuplicate { key, of }), state.revision)])
    }

    pub(super) fn change_status(
        &self,
        key: &Key,
        to: Status,
        on: Option<Edtf>,
        source: Option<SourceChoice>,
    ) -> Decision {
        let state = self.open(key)?;
        let chosen = source.map(|source| self.choose_source(state, source)).transpose()?;
        let (number, cited) = chosen.map_or((None, None), |(number, draft)| (Some(number), draft));
        let same_move = state.status_moves.last().is_some_and(|last| last.to == to && last.on == on);
        if state.current.status == to && (on.is_none() || same_move) {
            // the status is known; a new document that shows it is not
            return Ok(cited.into_iter().collect());
        }
        let event = StatusChanged { key: key.clone(), from: state.current.status, to, on, source: number };
        Ok(self.after(cited, Event::StatusChanged(event), state.revision))
    }

    pub(super) fn cite(&self, key: &Key, source: Source) -> Decision {
        let state = self.open(key)?;
        if state.current.sources.contains(&source) {
            return Ok(Vec::new());
        }
        let mut refusals = Vec::new();
        self.check_source(&source, &FieldPath::root(), &mut refusals);
        settle((), refusals)?;
        Ok(vec![self.draft(Event::SourceCited(SourceCited { key: key.clone(), source }), state.revision)])
    }

    pub(super) fn record_claim(&self, key: &Key, mut claim: Claim, source: SourceChoice) -> Decision {
        let state = self.open(key)?;
        let (number, cited) = self.choose_source(state, source)?;
        claim.source = number;
        if state.current.claims.contains(&claim) {
            return Ok(Vec::new());
        }
        let sources = state.current.sources.len() + usize::from(cited.is_some());
        let mut refusals = Vec::new();
        self.check_claim(&claim, sources, &FieldPath::root(), &mut refusals);
        settle((), refusals)?;
        Ok(self.after(cited, Event::ClaimRecorded(ClaimRecorded { key: key.clone(), claim }), state.revision))
    }

    pub(super) fn assert_link(&self, key: &Key, link: Link) -> Decision {
        let state = self.open(key)?;
        if state.current.links.iter().any(|known| same_tie(known, &link) && known.note == link.note) {
            return Ok(Vec::new());
        }
        let mut refusals = Vec::new();
        self.check_link(key, &link, &FieldPath::root(), &mut refusals);
        if state.current.links.iter().any(|known| same_tie(known, &link)) {
            let twice = Reason::LinkTwice {
                relation: link.relation.to_string(),
                target: link.key.clone(),
                asserted_by: link.asserted_by.as_str().to_owned(),
            };
            refusals.push(twice.at(FieldPath::root()));
        }
        settle((), refusals)?;
        Ok(vec![self.draft(Event::LinkAsserted(LinkAsserted { key: key.clone(), link }), state.revision)])
    }

    pub(super) fn withdraw_link(
        &self,
        key: &Key,
        relation: LinkRelation,
        target: &Key,
        asserted_by: Asserter,
        reason: Option<String>,
    ) -> Decision {
        let state = self.open(key)?;
        let withdrawn = LinkWithdrawn { key: key.clone(), relation, target: target.clone(), asserted_by, reason };
        if !state.current.links.iter().any(|link| withdrawn.is_of(link)) {
            if state.withdrawals.contains(&withdrawn) {
                return Ok(Vec::new());
            }
            let existing = &state.current.links;
            let missing = Reason::NoSuchLink {
                key: key.clone(),
                relation: relation.to_string(),
                target: target.to_string(),
                asserted_by: withdrawn.asserted_by.as_str().to_owned(),
                existing: existing
                    .iter()
                    .map(|link| format!("{} {} ({})", link.relation, link.key, link.asserted_by.as_str()))
                    .collect(),
            };
            return Err(vec![missing.at(FieldPath::root())]);
        }
        let mut refusals = Vec::new();
        if let Some(reason) = &withdrawn.reason {
            check_text(reason, "reason", FieldPath::root().field("reason"), &mut refusals);
        }
        settle((), refusals)?;
        Ok(vec![self.draft(Event::LinkWithdrawn(withdrawn), state.revision)])
    }

    pub(super) fn commit(&self, key: &Key, mut commitment: Commitment, source: SourceChoice) -> Decision {
        let state = self.open(key)?;
        let (number, cited) = self.choose_source(state, source)?;
        commitment.source = number;
        if state.current.commitments.contains(&commitment) {
            return Ok(Vec::new());
        }
        let mut refusals = Vec::new();
        let sources = state.current.sources.len() + usize::from(cited.is_some());
        self.check_commitment(key, &commitment, sources, &FieldPath::root(), &mut refusals);
        if state.current.commitments.iter().any(|known| known.key == commitment.key) {
            refusals.push(Reason::CommitmentTaken(commitment.key.clone()).at(FieldPath::root().field("key")));
        }
        settle((), refusals)?;
        Ok(self.after(cited, Event::CommitmentMade(CommitmentMade { key: key.clone(), commitment }), state.revision))
    }

    pub(super) fn assess(&self, assessment: Assessment) -> Decision {
        let name = assessment.commitment.as_str();
        let Some(state) = self.chronicle.commitment(name) else {
            let missing = super::named_commitment(self.chronicle, name).err();
            let at = FieldPath::root().field("commitment");
            return Err(missing.into_iter().map(|reason| reason.at(at.clone())).collect());
        };
        changeable(state)?;
        self.check_revision(state.current.key.as_str(), state.revision)?;
        if state.assessments.iter().any(|made| made.assessment == assessment) {
            return Ok(Vec::new());
        }
        let mut refusals = Vec::new();
        if let Some(note) = &assessment.note {
            check_text(note, "note", FieldPath::root().field("note"), &mut refusals);
        }
        for (at, key) in assessment.evidence.iter().enumerate() {
            self.check_key(key, FieldPath::root().field("evidence").index(at), &mut refusals);
        }
        settle((), refusals)?;
        let key = state.current.key.clone();
        Ok(vec![self.draft(Event::CommitmentAssessed(CommitmentAssessed { key, assessment }), state.revision)])
    }

    pub(super) fn log_search(&self, search: SearchLogged) -> Decision {
        let mut refusals = Vec::new();
        check_line(&search.place, "place", FieldPath::root().field("place"), &mut refusals);
        if let Some(words) = &search.words {
            check_line(words, "words", FieldPath::root().field("words"), &mut refusals);
        }
        if let Some(note) = &search.note {
            check_text(note, "note", FieldPath::root().field("note"), &mut refusals);
        }
        settle((), refusals)?;
        let logged = u32::try_from(self.chronicle.searches().len()).unwrap_or(u32::MAX);
        Ok(vec![self.draft(Event::SearchLogged(search), logged)])
    }

    /// The state of the development a command is about.
    pub(super) fn state(&self, key: &Key) -> Result<&'a DevelopmentState, Vec<Refusal>> {
        self.chronicle.development(key.as_str()).ok_or_else(|| {
            super::named_development(self.chronicle, key.as_str())
                .err()
                .into_iter()
                .map(|reason| reason.at(FieldPath::root()))
                .collect()
        })
    }

    /// The same, where it may still be changed and is at the expected revision.
    pub(super) fn open(&self, key: &Key) -> Result<&'a DevelopmentState, Vec<Refusal>> {
        let state = self.state(key)?;
        changeable(state)?;
        self.check_revision(key.as_str(), state.revision)?;
        Ok(state)
    }

    /// The number of a chosen source, with the act of citing it where it is a new one.
    fn choose_source(
        &self,
        state: &DevelopmentState,
        choice: SourceChoice,
    ) -> Result<(u32, Option<Draft>), Vec<Refusal>> {
        let known = &state.current.sources;
        let at = FieldPath::root().field("source");
        match choice {
            SourceChoice::Number(number) => {
                if usize::try_from(number).is_ok_and(|number| number < known.len()) {
                    Ok((number, None))
                } else {
                    Err(vec![Reason::NoSuchSource { number, len: known.len() }.at(at)])
                }
            }
            SourceChoice::Document(source) => {
                let same = |old: &Source| *old == *source || (source.url.is_some() && old.url == source.url);
                if let Some(number) = known.iter().position(same) {
                    return Ok((u32::try_from(number).unwrap_or(u32::MAX), None));
                }
                let mut refusals = Vec::new();
                self.check_source(&source, &at, &mut refusals);
                let number = u32::try_from(known.len()).unwrap_or(u32::MAX);
                let event = Event::SourceCited(SourceCited { key: state.current.key.clone(), source: *source });
                settle((number, Some(self.draft(event, state.revision))), refusals)
            }
        }
    }

    fn after(&self, cited: Option<Draft>, event: Event, revision: u32) -> Vec<Draft> {
        match cited {
            None => vec![self.draft(event, revision)],
            Some(cited) => {
                let caused_by = Some(cited.id);
                vec![cited, Draft { caused_by, ..self.draft(event, revision + 1) }]
            }
        }
    }
}

/// Refuses changes to what was retracted or marked a duplicate.
pub(super) fn changeable(state: &DevelopmentState) -> Result<(), Vec<Refusal>> {
    let key = state.current.key.clone();
    let reason = match (&state.retracted, &state.duplicate_of) {
        (Some(_), _) => Reason::Retracted(key),
        (None, Some((of, _))) => Reason::Duplicate { key, of: of.clone() },
        (None, None) => return Ok(()),
    };
    Err(vec![reason.at(FieldPath::root())])
}
