//! Phrases shared by the formats for people's eyes: instants, days between, ties, promises.

use crate::domain::stamp::Instant;
use crate::domain::vocabulary::{CommitmentState, LinkRelation, Polarity, Vocabulary};
use crate::report::entry::{ClaimEntry, CommitmentEntry, LinkEntry, MovedEntry, PartyEntry, SourceEntry};

/// An instant to the minute: `2026-11-24 15:06 UTC`.
pub(super) fn minute(instant: Instant) -> String {
    let text = instant.to_string();
    match (text.get(..10), text.get(11..16)) {
        (Some(day), Some(time)) => format!("{day} {time} UTC"),
        _ => text,
    }
}

/// The days of a tie: `+12 days`, `+3 to +33 days`; empty where the dates do not tell.
pub(super) fn days(link: &LinkEntry) -> String {
    let signed = |days: i64| match days {
        0 => "0".to_owned(),
        1.. => format!("+{days}"),
        _ => format!("−{}", days.unsigned_abs()),
    };
    match (link.days, link.days_min, link.days_max) {
        (Some(0), _, _) => "same day".to_owned(),
        (Some(days @ (1 | -1)), _, _) => format!("{} day", signed(days)),
        (Some(days), _, _) => format!("{} days", signed(days)),
        (None, Some(fewest @ (1 | -1)), Some(most)) if fewest == most => {
            format!("{} day, dates uncertain", signed(fewest))
        }
        (None, Some(fewest), Some(most)) if fewest == most => format!("{} days, dates uncertain", signed(fewest)),
        (None, Some(fewest), Some(most)) => format!("{} to {} days", signed(fewest), signed(most)),
        (None, Some(fewest), None) => format!("{} days or more", signed(fewest)),
        (None, None, Some(most)) => format!("{} days or fewer", signed(most)),
        (None, None, None) => String::new(),
    }
}

/// A tie's relation as read from the development it starts from, or from the one it leads to.
pub(super) fn tie(relation: LinkRelation, to_it: bool) -> &'static str {
    if !to_it {
        return relation.word();
    }
    match relation {
        LinkRelation::Follows => "followed by",
        LinkRelation::RespondsTo => "answered by",
        LinkRelation::Implements => "implemented by",
        LinkRelation::Amends => "amended by",
        LinkRelation::Extends => "extended by",
        LinkRelation::Revokes => "revoked by",
        LinkRelation::Suspends => "suspended by",
        LinkRelation::PartOf => "has as part",
        LinkRelation::Contradicts => "contradicted by",
    }
}

/// A move of the status: `from in-force to suspended, 10 November 2025 [source 1] [event 14]`.
pub(super) fn moved(moved: &MovedEntry) -> String {
    let on = moved.on.as_ref().map(|on| format!(", {}", on.english())).unwrap_or_default();
    let source = moved.source.map(|number| format!(" [source {number}]")).unwrap_or_default();
    format!("from {} to {}{on}{source} [event {}]", moved.from, moved.to, moved.sequence)
}

/// What a claim does, as the words after its side. A silence reads well before both ways of putting it:
/// `the 90-day limit` and `Does not mention the 90-day limit`.
pub(super) fn verb(polarity: Polarity) -> &'static str {
    match polarity {
        Polarity::States => "states",
        Polarity::Denies => "denies",
        Polarity::Silent => "is silent on a point",
    }
}

/// A claim: `United States states: … – White House readout [source 0]`.
pub(super) fn claim(claim: &ClaimEntry) -> String {
    let voice = claim.voice.as_ref().map(|voice| format!(" – {voice}")).unwrap_or_default();
    format!("{} {}: {}{voice} [source {}]", claim.side_name, verb(claim.polarity), claim.text, claim.source)
}

/// A party: `Yang Tao 杨涛 (CHN), Director-General`.
pub(super) fn party(party: &PartyEntry) -> String {
    let han = party.han_name.as_ref().filter(|han| **han != party.name).map(|han| format!(" {han}"));
    let side = party.side.map(|side| format!(" ({side})"));
    let office = party.office.as_ref().map(|office| format!(", {office}"));
    format!("{}{}{}{}", party.name, han.unwrap_or_default(), side.unwrap_or_default(), office.unwrap_or_default())
}

/// The state of a commitment: `open`, `not assessed`.
pub(super) fn state(state: Option<CommitmentState>) -> String {
    state.map_or_else(|| "not assessed".to_owned(), |state| state.to_string())
}

/// Who promised whom: `United States, China to China, United States`.
pub(super) fn promised(commitment: &CommitmentEntry) -> String {
    format!("{} to {}", commitment.by_names.join(", "), commitment.to_names.join(", "))
}

/// A source without its URL: title, publisher, date, language, side, place in it.
pub(super) fn source(source: &SourceEntry) -> String {
    let parts = [
        source.title.clone(),
        source.publisher.clone(),
        source.published.as_ref().map(|published| published.english()),
        source.lang.clone(),
        source.side.map(|side| side.to_string()),
        source.pinpoint.clone(),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    if parts.is_empty() { "untitled".to_owned() } else { parts.join(", ") }
}
