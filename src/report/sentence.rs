//! Every event in a sentence, for histories and for the log. A new type of event stops the compiler
//! here until it has its own.

use super::change_words::phrases;
use super::value_words::{Names, date, quoted, source};
use crate::domain::chronicle::Chronicle;
use crate::domain::claim::Claim;
use crate::domain::commitment::{Assessment, Commitment};
use crate::domain::event::{Change, Event};
use crate::domain::link::{Asserter, Link};
use crate::domain::slug::ActorId;
use crate::domain::vocabulary::Polarity;

/// What an event did, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    /// What was done, beginning with a verb in the past tense and ending without a full stop.
    pub deed: String,
    /// The single changes, where there are several.
    pub details: Vec<String>,
    /// Why, where a reason was given.
    pub reason: Option<String>,
    /// The document it rests on, where one was given with it.
    pub source: Option<String>,
}

impl Sentence {
    fn plain(deed: String) -> Self {
        Self { deed, details: Vec::new(), reason: None, source: None }
    }

    fn because(deed: String, reason: Option<&String>) -> Self {
        Self { deed, details: Vec::new(), reason: reason.cloned(), source: None }
    }
}

/// The sentence of an event; actors are named as they stand in the chronicle.
pub fn sentence(chronicle: &Chronicle, event: &Event) -> Sentence {
    let names = Names(chronicle);
    match event {
        Event::DevelopmentRecorded(development) => Sentence::plain(format!(
            "recorded {} under {}, {} with status {}, {}",
            quoted(&development.title),
            date(&development.date),
            development.kind,
            development.status,
            match development.sources.len() {
                1 => "on 1 source".to_owned(),
                count => format!("on {count} sources"),
            }
        )),
        Event::DevelopmentCorrected(content) => {
            let mut told = changes(&names, "corrected", &content.changes);
            told.reason = Some(content.reason.clone());
            told.source = content.source.as_ref().map(source);
            told
        }
        Event::DevelopmentRetracted(content) => {
            Sentence::because("retracted the development; its key stays readable".to_owned(), Some(&content.reason))
        }
        Event::DevelopmentMarkedDuplicate(content) => {
            Sentence::plain(format!("marked it a duplicate of {}", content.of))
        }
        Event::StatusChanged(content) => {
            let on = content.on.as_ref().map(|on| format!(" as of {}", date(on))).unwrap_or_default();
            let shown_by = content.source.map(|number| format!(" [source {number}]")).unwrap_or_default();
            Sentence::plain(format!("moved the status from {} to {}{on}{shown_by}", content.from, content.to))
        }
        Event::SourceCited(content) => Sentence::plain(format!("cited a source: {}", source(&content.source))),
        Event::ClaimRecorded(content) => Sentence::plain(format!("recorded that {}", claim(&names, &content.claim))),
        Event::LinkAsserted(content) => Sentence::plain(tie(&names, &content.link)),
        Event::LinkWithdrawn(content) => Sentence::because(
            format!(
                "withdrew the tie {} {}, as stated by {}",
                content.relation,
                content.target,
                asserter(&names, &content.asserted_by)
            ),
            content.reason.as_ref(),
        ),
        Event::CommitmentMade(content) => Sentence::plain(promise(&names, &content.commitment)),
        Event::CommitmentAssessed(content) => {
            Sentence::because(judgement(&content.assessment), content.assessment.note.as_ref())
        }
        Event::ActorRegistered(actor) => Sentence::plain(format!(
            "registered {}: {}, {}",
            han(actor.name(), actor.han_name()),
            actor.actor_type,
            actor.side
        )),
        Event::ActorAmended(content) => {
            let mut told = changes(&names, "amended", &content.changes);
            told.reason.clone_from(&content.reason);
            told
        }
        Event::ActorsMerged(content) => {
            Sentence::because(format!("merged the actor {} into {}", content.from, content.into), Some(&content.reason))
        }
        Event::SearchLogged(content) => {
            let words = content.words.as_ref().map(|words| format!(" for {}", quoted(words))).unwrap_or_default();
            let period = content.period.as_ref().map(|period| format!(" in {}", date(period))).unwrap_or_default();
            let note = content.note.as_ref().map(|note| format!(" ({note})")).unwrap_or_default();
            Sentence::plain(format!("searched {}{words}{period} and found nothing{note}", content.place))
        }
        Event::LeadProposed(lead) => Sentence::plain(format!("proposed the lead {}", quoted(&lead.headline()))),
        Event::LeadAccepted(content) => Sentence::plain(format!("accepted the lead as {}", content.key)),
        Event::LeadRejected(content) => Sentence::because("rejected the lead".to_owned(), Some(&content.reason)),
        Event::LeadMarkedDuplicate(content) => {
            Sentence::plain(format!("marked the lead a duplicate of {}", content.of))
        }
    }
}

fn changes(names: &Names<'_>, verb: &str, changes: &[Change]) -> Sentence {
    let mut told: Vec<String> = changes.iter().flat_map(|change| phrases(names, change)).collect();
    if told.len() == 1 {
        let only = told.remove(0);
        let deed =
            if only.starts_with("added ") || only.starts_with("removed ") { only } else { format!("{verb} {only}") };
        return Sentence::plain(deed);
    }
    let deed = format!("{verb} {} things", told.len());
    Sentence { details: told, ..Sentence::plain(deed) }
}

fn claim(names: &Names<'_>, claim: &Claim) -> String {
    let verb = match claim.polarity {
        Polarity::States => "states",
        Polarity::Denies => "denies",
        Polarity::Silent => "is silent on a point",
    };
    let side = names.0.side_name(claim.side);
    let voice = claim.speaker.clone().or_else(|| claim.by.as_ref().map(|id| names.actor(id.as_str())));
    let voice = voice.filter(|voice| *voice != side).map(|voice| format!(" – {voice}")).unwrap_or_default();
    format!("{side} {verb}: {}{voice} [source {}]", claim.text, claim.source)
}

fn tie(names: &Names<'_>, link: &Link) -> String {
    let note = link.note.as_ref().map(|note| format!(" ({note})")).unwrap_or_default();
    format!(
        "asserted that it {} {}, as stated by {}{note}",
        link.relation,
        link.key,
        asserter(names, &link.asserted_by)
    )
}

fn asserter(names: &Names<'_>, asserter: &Asserter) -> String {
    asserter.actor().map_or_else(|| "the analyst".to_owned(), |id| names.actor(id.as_str()))
}

fn promise(names: &Names<'_>, commitment: &Commitment) -> String {
    let all = |ids: &[ActorId]| ids.iter().map(|id| names.actor(id.as_str())).collect::<Vec<String>>().join(", ");
    let due = commitment.due.as_ref().map(|due| format!(", due {}", date(due))).unwrap_or_default();
    format!(
        "recorded the commitment {} of {} to {}: {}{due} [source {}]",
        commitment.key,
        all(&commitment.by),
        all(&commitment.to),
        commitment.text.trim_end_matches('.'),
        commitment.source
    )
}

fn judgement(assessment: &Assessment) -> String {
    let evidence: Vec<&str> = assessment.evidence.iter().map(|key| key.as_str()).collect();
    let evidence = if evidence.is_empty() { String::new() } else { format!(", shown by {}", evidence.join(", ")) };
    format!(
        "assessed the commitment {} as {} as of {}{evidence}",
        assessment.commitment,
        assessment.state,
        date(&assessment.on)
    )
}

fn han(name: &str, han: Option<&str>) -> String {
    match han {
        Some(han) if han != name => format!("{name} {han}"),
        _ => name.to_owned(),
    }
}
