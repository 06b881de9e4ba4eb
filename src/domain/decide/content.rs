//! The rules for the content of a development, whether it is recorded whole or comes about by a
//! correction.

use super::{Rules, check_line, check_lines, check_text, unknown_country};
use crate::domain::claim::Claim;
use crate::domain::commitment::Commitment;
use crate::domain::development::Development;
use crate::domain::field_path::FieldPath;
use crate::domain::link::Link;
use crate::domain::refusal::{Reason, Refusal};
use crate::domain::slug::Key;
use crate::domain::source::Source;

impl Rules<'_> {
    /// Everything that is wrong with a development as it would stand.
    pub(super) fn check_development(&self, development: &Development) -> Vec<Refusal> {
        let mut refusals = Vec::new();
        let root = FieldPath::root();
        check_line(&development.title, "title", root.field("title"), &mut refusals);
        if !development.summary.is_empty() {
            check_text(&development.summary, "summary", root.field("summary"), &mut refusals);
        }
        if let Some(dispute) = &development.dispute {
            check_text(dispute, "dispute", root.field("dispute"), &mut refusals);
        }
        for (at, dated) in development.dates.iter().enumerate() {
            check_lines(&[("note", &dated.note)], &root.field("dates").index(at), &mut refusals);
        }
        for (at, title) in development.titles.iter().enumerate() {
            let here = root.field("titles").index(at);
            self.check_side(title.side, here.field("side"), &mut refusals);
            check_line(&title.title, "title", here.field("title"), &mut refusals);
        }
        self.check_place_and_parties(development, &mut refusals);
        self.check_legal_and_codings(development, &mut refusals);
        if development.sources.is_empty() {
            refusals.push(Reason::NoSource.at(root.field("sources")));
        }
        for (at, source) in development.sources.iter().enumerate() {
            self.check_source(source, &root.field("sources").index(at), &mut refusals);
        }
        let sources = development.sources.len();
        for (at, claim) in development.claims.iter().enumerate() {
            self.check_claim(claim, sources, &root.field("claims").index(at), &mut refusals);
        }
        for (at, link) in development.links.iter().enumerate() {
            let here = root.field("links").index(at);
            self.check_link(&development.key, link, &here, &mut refusals);
            let twice = development.links.iter().take(at).any(|earlier| same_tie(earlier, link));
            if twice {
                refusals.push(
                    Reason::LinkTwice {
                        relation: link.relation.to_string(),
                        target: link.key.clone(),
                        asserted_by: link.asserted_by.as_str().to_owned(),
                    }
                    .at(here),
                );
            }
        }
        for (at, commitment) in development.commitments.iter().enumerate() {
            let here = root.field("commitments").index(at);
            let twice = development.commitments.iter().take(at).any(|earlier| earlier.key == commitment.key);
            self.check_commitment(&development.key, commitment, sources, &here, &mut refusals);
            if twice {
                refusals.push(Reason::CommitmentTaken(commitment.key.clone()).at(here.field("key")));
            }
        }
        refusals
    }

    fn check_place_and_parties(&self, development: &Development, refusals: &mut Vec<Refusal>) {
        let root = FieldPath::root();
        if let Some(place) = &development.place {
            let here = root.field("place");
            check_line(&place.name, "place", here.field("name"), refusals);
            if place.country.country_name().is_none() {
                refusals.push(unknown_country(self.chronicle, place.country).at(here.field("country")));
            }
        }
        if development.parties.is_empty() {
            refusals.push(Reason::NoParty.at(root.field("parties")));
        }
        for (at, party) in development.parties.iter().enumerate() {
            let here = root.field("parties").index(at);
            self.check_actor(&party.actor, here.field("actor"), refusals);
            check_lines(&[("office", &party.office)], &here, refusals);
        }
    }

    fn check_legal_and_codings(&self, development: &Development, refusals: &mut Vec<Refusal>) {
        let root = FieldPath::root();
        if let Some(legal) = &development.legal {
            let here = root.field("legal");
            check_lines(
                &[("instrument", &legal.instrument), ("citation", &legal.citation), ("number", &legal.number)],
                &here,
                refusals,
            );
            if let Some(authority) = &legal.authority {
                self.check_actor(authority, here.field("authority"), refusals);
            }
        }
        for (at, coding) in development.codings.iter().enumerate() {
            if let Err(unknown) = coding.check() {
                refusals.push(Reason::Word(unknown).at(root.field("codings").index(at).field("code")));
            }
        }
    }

    pub(super) fn check_source(&self, source: &Source, here: &FieldPath, refusals: &mut Vec<Refusal>) {
        if !source.is_identified() {
            refusals.push(Reason::SourceUnidentified.at(here.clone()));
        }
        if let Some(url) = &source.url {
            let has_scheme = url.split_once("://").is_some_and(|(scheme, rest)| !scheme.is_empty() && !rest.is_empty());
            if !has_scheme || url.chars().any(|c| c.is_whitespace() || c.is_control()) {
                refusals.push(Reason::SourceUrl(url.clone()).at(here.field("url")));
            }
        }
        check_lines(
            &[
                ("title", &source.title),
                ("publisher", &source.publisher),
                ("lang", &source.lang),
                ("pinpoint", &source.pinpoint),
            ],
            here,
            refusals,
        );
        if let Some(quote) = &source.quote {
            check_text(quote, "quote", here.field("quote"), refusals);
        }
        if let Some(side) = source.side {
            self.check_side(side, here.field("side"), refusals);
        }
        if let Some(hash) = &source.archived {
            let valid = hash.len() == 64 && hash.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
            if !valid {
                refusals.push(Reason::ArchiveHash(hash.clone()).at(here.field("archived")));
            }
        }
    }

    pub(super) fn check_claim(&self, claim: &Claim, sources: usize, here: &FieldPath, refusals: &mut Vec<Refusal>) {
        match (&claim.by, &claim.speaker) {
            (Some(by), _) => self.check_actor(by, here.field("by"), refusals),
            (None, Some(_)) => {}
            (None, None) => refusals.push(Reason::Empty("by").at(here.field("by"))),
        }
        check_lines(&[("speaker", &claim.speaker)], here, refusals);
        self.check_side(claim.side, here.field("side"), refusals);
        check_text(&claim.text, "text", here.field("text"), refusals);
        check_number(claim.source, sources, here.field("source"), refusals);
    }

    pub(super) fn check_link(&self, key: &Key, link: &Link, here: &FieldPath, refusals: &mut Vec<Refusal>) {
        if link.key == *key {
            refusals.push(Reason::LinkToItself(key.clone()).at(here.field("key")));
        } else {
            self.check_key(&link.key, here.field("key"), refusals);
        }
        if let Some(note) = &link.note {
            check_text(note, "note", here.field("note"), refusals);
        }
        if let Some(actor) = link.asserted_by.actor() {
            self.check_actor(actor, here.field("asserted_by"), refusals);
        }
    }

    pub(super) fn check_commitment(
        &self,
        key: &Key,
        commitment: &Commitment,
        sources: usize,
        here: &FieldPath,
        refusals: &mut Vec<Refusal>,
    ) {
        let elsewhere =
            self.chronicle.commitment(commitment.key.as_str()).is_some_and(|state| state.current.key != *key);
        if elsewhere {
            refusals.push(Reason::CommitmentTaken(commitment.key.clone()).at(here.field("key")));
        }
        check_text(&commitment.text, "text", here.field("text"), refusals);
        for (actors, name, needed) in [
            (&commitment.by, "by", true),
            (&commitment.to, "to", true),
            (&commitment.acknowledged_by, "acknowledged_by", false),
        ] {
            if needed && actors.is_empty() {
                refusals.push(Reason::CommitmentParties(name).at(here.field(name)));
            }
            for (at, actor) in actors.iter().enumerate() {
                self.check_actor(actor, here.field(name).index(at), refusals);
            }
        }
        check_number(commitment.source, sources, here.field("source"), refusals);
    }
}

/// True where two links are one tie: a different note does not make another.
pub(super) fn same_tie(one: &Link, other: &Link) -> bool {
    one.relation == other.relation && one.key == other.key && one.asserted_by == other.asserted_by
}

fn check_number(number: u32, len: usize, at: FieldPath, refusals: &mut Vec<Refusal>) {
    if usize::try_from(number).is_ok_and(|number| number < len) {
        return;
    }
    refusals.push(Reason::NoSuchSource { number, len }.at(at));
}
