//! How an entry is made of a development's state, as seen from a vantage: what is left out for the
//! public's eyes, merged actors followed, days counted between uncertain dates.

use super::entry::{
    AssessmentEntry, ClaimEntry, CodingEntry, CommitmentEntry, CorrectedEntry, DateEntry, Entry, LegalEntry, LinkEntry,
    MovedEntry, PartyEntry, RetractedEntry, SourceEntry, TitleEntry,
};
use super::vantage::Vantage;
use crate::domain::chronicle::DevelopmentState;
use crate::domain::claim::Claim;
use crate::domain::commitment::Commitment;
use crate::domain::development::{Legal, Party};
use crate::domain::edtf::Edtf;
use crate::domain::link::Link;
use crate::domain::slug::{ActorId, Key};
use crate::domain::source::Source;

impl Entry {
    /// The entry of a development.
    pub fn of(vantage: &Vantage<'_>, state: &DevelopmentState) -> Self {
        let development = &state.current;
        let shown = |number: u32| vantage.shows_number(state, number);
        let dates = development.dates.iter();
        let titles = development.titles.iter();
        let codings = development.codings.iter();
        Self {
            id: development.id,
            key: development.key.clone(),
            date: development.date.clone(),
            earliest: development.date.earliest(),
            latest: development.date.latest(),
            dates: dates
                .map(|dated| DateEntry { role: dated.role, date: dated.date.clone(), note: dated.note.clone() })
                .collect(),
            title: development.title.clone(),
            titles: titles
                .map(|named| TitleEntry { side: named.side, title: named.title.clone(), lang: named.lang.clone() })
                .collect(),
            summary: development.summary.clone(),
            kind: development.kind,
            status: vantage.status(state),
            topics: development.topics.clone(),
            place: development.place.clone(),
            parties: development.parties.iter().map(|party| party_entry(vantage, party)).collect(),
            relations: vantage.chronicle().relations_of(development),
            legal: development.legal.as_ref().map(|legal| legal_entry(vantage, legal)),
            links: links_from(vantage, state),
            linked_from: links_to(vantage, state),
            claims: development
                .claims
                .iter()
                .filter(|claim| shown(claim.source))
                .map(|claim| claim_entry(vantage, claim))
                .collect(),
            commitments: development
                .commitments
                .iter()
                .filter(|commitment| shown(commitment.source))
                .map(|commitment| commitment_entry(vantage, state, commitment))
                .collect(),
            sources: source_entries(vantage, &development.sources),
            dispute: development.dispute.clone(),
            codings: codings
                .map(|coding| CodingEntry {
                    scheme: coding.scheme,
                    version: coding.version.clone(),
                    code: coding.code.clone(),
                    score: coding.score.clone(),
                })
                .collect(),
            revision: state.revision,
            recorded_at: state.recorded.time,
            public_since: development.public_since().cloned(),
            corrected: state
                .corrections
                .iter()
                .map(|correction| CorrectedEntry {
                    at: correction.act.time,
                    by: correction.act.recorder.to_string(),
                    reason: correction.reason.clone(),
                    fields: correction.changes.iter().map(|change| change.field.to_string()).collect(),
                    sequence: correction.act.sequence,
                })
                .collect(),
            retracted: state.retracted.as_ref().map(|retraction| RetractedEntry {
                at: retraction.act.time,
                by: retraction.act.recorder.to_string(),
                reason: retraction.reason.clone(),
                sequence: retraction.act.sequence,
            }),
            duplicate_of: state.duplicate_of.as_ref().map(|(of, _)| of.clone()),
            recorded: state.recorded.clone(),
            sides: vantage.chronicle().sides_of(development),
            status_moves: status_moves(vantage, state),
        }
    }
}

fn status_moves(vantage: &Vantage<'_>, state: &DevelopmentState) -> Vec<MovedEntry> {
    let moves = state.status_moves.iter().filter(|moved| vantage.shows_move(state, moved));
    moves
        .map(|moved| MovedEntry {
            from: moved.from,
            to: moved.to,
            on: moved.on.clone(),
            source: moved.source,
            sequence: moved.act.sequence,
        })
        .collect()
}

fn party_entry(vantage: &Vantage<'_>, party: &Party) -> PartyEntry {
    let standing = vantage.chronicle().standing_actor(party.actor.as_str()).map(|state| &state.current);
    PartyEntry {
        actor: vantage.standing_id(&party.actor),
        name: vantage.actor_name(&party.actor),
        side: standing.map(|actor| actor.side),
        actor_type: standing.map(|actor| actor.actor_type),
        role: party.role,
        office: party.office.clone(),
        han_name: standing.and_then(|actor| actor.han_name()).map(str::to_owned),
    }
}

fn legal_entry(vantage: &Vantage<'_>, legal: &Legal) -> LegalEntry {
    LegalEntry {
        instrument: legal.instrument.clone(),
        citation: legal.citation.clone(),
        number: legal.number.clone(),
        authority: legal.authority.as_ref().map(|id| vantage.standing_id(id)),
        binding: legal.binding,
        authority_name: legal.authority.as_ref().map(|id| vantage.actor_name(id)),
    }
}

fn links_from(vantage: &Vantage<'_>, state: &DevelopmentState) -> Vec<LinkEntry> {
    let links = state.current.links.iter().filter(|link| vantage.shows_link(link));
    links
        .map(|link| {
            let other = vantage.chronicle().development(link.key.as_str());
            let between = other.map(|other| (&other.current.date, &state.current.date));
            link_entry(vantage, link, other, &link.key, between)
        })
        .collect()
}

fn links_to(vantage: &Vantage<'_>, state: &DevelopmentState) -> Vec<LinkEntry> {
    let mut ties = vantage.ties_to(state.current.key.as_str()).to_vec();
    ties.sort_by_key(|(other, _)| (other.current.sort_key(), other.recorded.sequence));
    ties.into_iter()
        .map(|(other, link)| {
            let between = Some((&state.current.date, &other.current.date));
            link_entry(vantage, link, Some(other), &other.current.key, between)
        })
        .collect()
}

/// A tie as seen from one end; `key` and `other` are the other end, `between` the dates of the
/// development it leads to and of the one it starts from.
pub(super) fn link_entry(
    vantage: &Vantage<'_>,
    link: &Link,
    other: Option<&DevelopmentState>,
    key: &Key,
    between: Option<(&Edtf, &Edtf)>,
) -> LinkEntry {
    let asserter = link.asserted_by.actor();
    LinkEntry {
        relation: link.relation,
        key: key.clone(),
        asserted_by: asserter
            .map_or_else(|| link.asserted_by.as_str().to_owned(), |id| vantage.standing_id(id).to_string()),
        days: between.and_then(|(from, to)| Some(from.exact_day()?.days_until(to.exact_day()?))),
        days_min: between.and_then(|(from, to)| Some(from.latest()?.days_until(to.earliest()?))),
        days_max: between.and_then(|(from, to)| Some(from.earliest()?.days_until(to.latest()?))),
        note: link.note.clone(),
        title: other.map(|state| {
            let retracted = if state.retracted.is_some() { " (retracted)" } else { "" };
            format!("{}{retracted}", state.current.title)
        }),
        date: other.map(|state| state.current.date.clone()),
        asserter_name: asserter.map_or_else(|| "the analyst".to_owned(), |id| vantage.actor_name(id)),
    }
}

fn claim_entry(vantage: &Vantage<'_>, claim: &Claim) -> ClaimEntry {
    let side_name = vantage.side_name(claim.side);
    let actor_name = claim.by.as_ref().map(|id| vantage.actor_name(id));
    ClaimEntry {
        by: claim.by.as_ref().map(|id| vantage.standing_id(id)),
        speaker: claim.speaker.clone(),
        side: claim.side,
        polarity: claim.polarity,
        text: claim.text.clone(),
        source: claim.source,
        voice: claim.speaker.clone().or(actor_name).filter(|voice| *voice != side_name),
        side_name,
    }
}

/// The entry of a commitment, with what became of it as far as it is shown.
pub(super) fn commitment_entry(
    vantage: &Vantage<'_>,
    state: &DevelopmentState,
    commitment: &Commitment,
) -> CommitmentEntry {
    let ids = |actors: &[ActorId]| actors.iter().map(|id| vantage.standing_id(id)).collect();
    let names = |actors: &[ActorId]| actors.iter().map(|id| vantage.actor_name(id)).collect();
    let shown = || {
        let of = state.assessments.iter().filter(|made| made.assessment.commitment == commitment.key);
        of.filter(|made| vantage.shows_assessment(made))
    };
    let last = shown().max_by_key(|made| (made.assessment.on.sort_key(), made.act.sequence));
    let assessments = shown().map(|made| AssessmentEntry {
        state: made.assessment.state,
        on: made.assessment.on.clone(),
        evidence: made.assessment.evidence.clone(),
        note: made.assessment.note.clone(),
        recorded_at: made.act.time,
    });
    CommitmentEntry {
        key: commitment.key.clone(),
        by: ids(&commitment.by),
        to: ids(&commitment.to),
        text: commitment.text.clone(),
        due: commitment.due.clone(),
        acknowledged_by: ids(&commitment.acknowledged_by),
        source: commitment.source,
        one_sided: is_one_sided(vantage, commitment),
        state: last.map(|made| made.assessment.state),
        assessments: assessments.collect(),
        by_names: names(&commitment.by),
        to_names: names(&commitment.to),
    }
}

/// As [`Commitment::is_one_sided`], with merged actors taken as one.
fn is_one_sided(vantage: &Vantage<'_>, commitment: &Commitment) -> bool {
    let acknowledged: Vec<ActorId> = commitment.acknowledged_by.iter().map(|id| vantage.standing_id(id)).collect();
    commitment.by.iter().chain(&commitment.to).any(|id| !acknowledged.contains(&vantage.standing_id(id)))
}

fn source_entries(vantage: &Vantage<'_>, sources: &[Source]) -> Vec<SourceEntry> {
    let shown = (0..).zip(sources).filter(|(_, source)| vantage.shows_source(source));
    shown.map(|(n, source)| numbered(n, source)).collect()
}

/// The source of a development with this number, where there is one and it is shown.
pub(super) fn source_entry(vantage: &Vantage<'_>, state: &DevelopmentState, n: u32) -> Option<SourceEntry> {
    let source = state.current.sources.get(usize::try_from(n).ok()?)?;
    vantage.shows_source(source).then(|| numbered(n, source))
}

fn numbered(n: u32, source: &Source) -> SourceEntry {
    SourceEntry {
        n,
        url: source.url.clone(),
        title: source.title.clone(),
        publisher: source.publisher.clone(),
        published: source.published.clone(),
        lang: source.lang.clone(),
        side: source.side,
        archived: source.archived.clone(),
        quote: source.quote.clone(),
        pinpoint: source.pinpoint.clone(),
    }
}
