//! The texts of a development that can be searched, each with its field; and which of them the public
//! could read on a day. What an actor is called is left to `people.rs`.

use super::query::Field;
use crate::domain::development::Development;
use crate::domain::edtf::Day;
use crate::domain::slug::ActorId;
use std::collections::BTreeSet;

/// One text of a development.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Text<'d> {
    /// Where it stands.
    pub field: Field,
    /// The number of the source it belongs to or rests on, where there is one.
    pub source: Option<u32>,
    /// The text.
    pub text: &'d str,
}

/// Every text of a development but the names of its actors. `shows` tells which sources are shown, by
/// their numbers: what belongs to others or rests on them is left out.
pub fn texts<'d>(development: &'d Development, shows: impl Fn(u32) -> bool) -> Vec<Text<'d>> {
    let mut texts = Vec::with_capacity(16);
    let mut put = |field, source, text: &'d str| {
        if !text.is_empty() {
            texts.push(Text { field, source, text });
        }
    };
    put(Field::Title, None, &development.title);
    for title in &development.titles {
        put(Field::Title, None, &title.title);
    }
    put(Field::Summary, None, &development.summary);
    for party in &development.parties {
        put(Field::Actor, None, party.office.as_deref().unwrap_or_default());
    }
    if let Some(place) = &development.place {
        put(Field::Place, None, &place.name);
        put(Field::Place, None, place.country.country_name().unwrap_or(""));
    }
    if let Some(legal) = &development.legal {
        for text in [&legal.instrument, &legal.citation, &legal.number].into_iter().flatten() {
            put(Field::Legal, None, text);
        }
    }
    for claim in development.claims.iter().filter(|claim| shows(claim.source)) {
        put(Field::Claim, Some(claim.source), &claim.text);
        put(Field::Actor, Some(claim.source), claim.speaker.as_deref().unwrap_or_default());
    }
    for commitment in development.commitments.iter().filter(|commitment| shows(commitment.source)) {
        put(Field::Commitment, Some(commitment.source), &commitment.text);
    }
    put(Field::Dispute, None, development.dispute.as_deref().unwrap_or_default());
    for (number, source) in (0_u32..).zip(&development.sources) {
        if shows(number) {
            for text in [&source.title, &source.publisher, &source.quote].into_iter().flatten() {
                put(Field::Source, Some(number), text);
            }
        }
    }
    texts
}

/// The actors whose names count for a development: parties, issuing authority, whose claims and promises
/// are shown, and to whom was promised.
pub fn actors(development: &Development, shows: impl Fn(u32) -> bool) -> BTreeSet<&ActorId> {
    let mut actors: BTreeSet<&ActorId> = development.parties.iter().map(|party| &party.actor).collect();
    actors.extend(development.legal.iter().filter_map(|legal| legal.authority.as_ref()));
    let claims = development.claims.iter().filter(|claim| shows(claim.source));
    actors.extend(claims.filter_map(|claim| claim.by.as_ref()));
    for made in development.commitments.iter().filter(|made| shows(made.source)) {
        actors.extend(made.by.iter().chain(&made.to).chain(&made.acknowledged_by));
    }
    actors
}

/// Whether a source with this number was not certainly published after a day; one that is not in the
/// record is shown.
pub(super) fn shows(development: &Development, public_on: Option<Day>, number: u32) -> bool {
    let Some(day) = public_on else { return true };
    let source = usize::try_from(number).ok().and_then(|at| development.sources.get(at));
    let latest = source.and_then(|source| source.published.as_ref()).and_then(|published| published.latest());
    latest.is_none_or(|latest| latest <= day)
}
