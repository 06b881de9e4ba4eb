//! Leads: machine-found candidates, as a feed gave them, and the decisions of editors on them. A lead
//! stands in a journal of its own and is no part of the record; the decisions are. What a feed's file
//! looks like is left to `exchange/`.

use super::chronicle::{Act, FoldError};
use super::coding::{Coding, cameo_codes};
use super::decide::event_id;
use super::edtf::Edtf;
use super::event::Event;
use super::field_path::FieldPath;
use super::refusal::{Reason, Refusal};
use super::side::{Dyad, Side};
use super::slug::Key;
use super::stamp::{Draft, EventId, Recorded};
use super::vocabulary::{Feed, Scheme, ScoreScheme};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use uuid::Uuid;

/// Why a proposal cannot stand in the record.
pub const PROPOSED_IN_RECORD: &str = "`lead.proposed` belongs in the journal of leads (`leads/`), not in the record";

/// The permanent id of a lead: that of the event by which it was proposed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct LeadId(pub Uuid);

/// A lead as a decision names it: by its id, and by its name for readers of the record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeadRef {
    /// Its permanent id.
    pub id: LeadId,
    /// Its feed and the feed's own id, `gdelt:719024875`.
    pub name: String,
}

/// A machine-found candidate as its feed gave it. Nothing in it is ours but what the feed's own columns
/// say: no title is invented and no side guessed from words.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lead {
    /// Which feed found it.
    pub feed: Feed,
    /// The feed's own id.
    pub id: String,
    /// When it happened, as the feed has it.
    pub date: Edtf,
    /// Its title, where the feed gives one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// An abstract or excerpt, where the feed gives one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
    /// Where the primary document stands: the page or the article, never the feed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub urls: Vec<String>,
    /// Who published the document, where the feed says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub publisher: Option<String>,
    /// When the document was published, or else when the feed added it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published: Option<Edtf>,
    /// Who acts and on whom, as the feed names them: the acting one first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parties: Vec<LeadParty>,
    /// The sides that the parties' codes, or the feed itself, stand for; sorted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sides: Vec<Side>,
    /// Codes of event-data schemes, as given.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub codes: Vec<Coding>,
    /// Numbers, each as given and with what it stands for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub scores: Vec<Score>,
    /// Every other field that the feed gave and that was not empty, under the feed's own name, verbatim.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub rest: Map<String, Value>,
}

/// A party of a lead, as the feed names it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LeadParty {
    /// Its name.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// The whole code of the actor, such as CAMEO's `USAGOV`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// Its country, by CAMEO's code or by name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// Its roles: CAMEO's type codes, or the sectors of ICEWS.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<String>,
    /// The side that the country stands for, where it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub side: Option<Side>,
}

/// A number that a feed gives, kept as written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Score {
    /// What it stands for.
    pub scheme: ScoreScheme,
    /// As given.
    pub value: String,
}

/// Content of [`Event::LeadAccepted`]. The event that caused it recorded the development.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LeadAccepted {
    /// The lead.
    pub lead: LeadId,
    /// Its feed and the feed's own id.
    pub name: String,
    /// The development it became.
    pub key: Key,
}

/// Content of [`Event::LeadRejected`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LeadRejected {
    /// The lead.
    pub lead: LeadId,
    /// Its feed and the feed's own id.
    pub name: String,
    /// Why.
    pub reason: String,
}

/// Content of [`Event::LeadMarkedDuplicate`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LeadMarkedDuplicate {
    /// The lead.
    pub lead: LeadId,
    /// Its feed and the feed's own id.
    pub name: String,
    /// The development that records it already.
    pub of: Key,
}

impl Lead {
    /// A lead of a feed with nothing but its id and date.
    pub fn new(feed: Feed, id: &str, date: Edtf) -> Self {
        Self {
            feed,
            id: id.to_owned(),
            date,
            title: None,
            summary: None,
            urls: Vec::new(),
            publisher: None,
            published: None,
            parties: Vec::new(),
            sides: Vec::new(),
            codes: Vec::new(),
            scores: Vec::new(),
            rest: Map::new(),
        }
    }

    /// Its name: the feed and the feed's own id, `federal-register:2022-21658`.
    pub fn name(&self) -> String {
        format!("{}:{}", self.feed, self.id)
    }

    /// The title, or where the feed gives none, who does what to whom.
    pub fn headline(&self) -> String {
        let cameo = self.codes.iter().find(|coding| coding.scheme == Scheme::Cameo).map(|coding| coding.code.as_str());
        let name = |at: usize| self.parties.get(at).map(|party| party.name.as_str());
        headline(self.title.as_deref(), name(0), name(1), cameo)
    }

    /// A score, as given.
    pub fn score(&self, scheme: ScoreScheme) -> Option<&str> {
        self.scores.iter().find(|score| score.scheme == scheme).map(|score| score.value.as_str())
    }

    /// Fills `sides` from the parties.
    pub fn derive_sides(&mut self) {
        self.sides.extend(self.parties.iter().filter_map(|party| party.side));
        self.sides.sort_unstable();
        self.sides.dedup();
    }

    /// True where its first two parties are of the two sides of a relation, either way round.
    pub fn is_between(&self, dyad: Dyad) -> bool {
        let side = |at: usize| self.parties.get(at).and_then(|party| party.side);
        side(0).zip(side(1)).is_some_and(|(one, other)| Dyad::new(one, other) == Some(dyad))
    }
}

/// A title, or where there is none, who does what to whom. The words for a CAMEO code are those of the
/// table in `coding.rs`; a code that is not in it stands for itself.
pub fn headline(title: Option<&str>, actor: Option<&str>, target: Option<&str>, cameo: Option<&str>) -> String {
    if let Some(title) = title {
        return title.to_owned();
    }
    let known = |code: &str| cameo_codes().find(|(known, _)| *known == code).map(|(_, label)| label.to_owned());
    let deed = cameo.map_or_else(String::new, |code| known(code).unwrap_or_else(|| format!("CAMEO {code}")));
    let named = |name: Option<&str>| name.filter(|name| !name.is_empty()).map(str::to_owned);
    match (named(actor), named(target)) {
        (Some(actor), Some(target)) => format!("{actor}: {deed} – {target}"),
        (Some(actor), None) => format!("{actor}: {deed}"),
        (None, Some(target)) => format!("{deed} – {target}"),
        (None, None) => deed,
    }
}

/// The draft by which a lead is proposed in the journal of leads with this origin. Its id has the feed
/// and the feed's own id in it and nothing else, so that the same lead again is the same event, and
/// other content under the same name is a conflict.
///
/// # Errors
/// The refusal where the feed's own id cannot name a lead.
pub fn propose(origin: &str, lead: Lead) -> Result<Draft, Vec<Refusal>> {
    let visible = |c: char| !c.is_whitespace() && !c.is_control();
    if !(1..=200).contains(&lead.id.chars().count()) || !lead.id.chars().all(visible) {
        return Err(vec![Reason::LeadOwnId(lead.id).at(FieldPath::root().field("id"))]);
    }
    let event = Event::LeadProposed(Box::new(lead));
    Ok(Draft { id: event_id(origin, &event, 0), event, caused_by: None })
}

/// The lead that an event of the journal of leads proposes.
///
/// # Errors
/// [`FoldError`] for an event of any other type: it belongs in the record.
pub fn proposed(recorded: Recorded) -> Result<(LeadId, Act, Lead), FoldError> {
    let Recorded { stamp, event } = recorded;
    let event_type = event.event_type();
    let Event::LeadProposed(lead) = event else {
        return Err(FoldError { sequence: stamp.sequence, why: not_among_leads(event_type.as_str()) });
    };
    let EventId(id) = stamp.id;
    Ok((LeadId(id), Act::of(&stamp), *lead))
}

/// Why an event of this type cannot stand among the leads.
pub fn not_among_leads(event_type: &str) -> String {
    format!("`{event_type}` belongs in the record (`events/`), not in the journal of leads")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lead_without_a_title_says_who_does_what_to_whom() {
        assert_eq!(headline(Some("A rule"), None, None, Some("061")), "A rule");
        assert_eq!(
            headline(None, Some("CHINA"), Some("UNITED STATES"), Some("040")),
            "CHINA: Consult, not specified below – UNITED STATES"
        );
        assert_eq!(headline(None, Some("CHINA"), Some(""), Some("9999")), "CHINA: CAMEO 9999");
    }
}
