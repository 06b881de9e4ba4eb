//! Perspectives as rows: one for each claim of each side, and one for a side without any.

use super::{Cell, figure, joined, maybe, table, text};
use crate::domain::vocabulary::{Polarity, Vocabulary};
use crate::report::divergence::Divergences;
use crate::report::perspectives::{Perspectives, SideAccount};
use crate::report::render::RenderError;
use crate::report::render::text_perspectives::tally;
use crate::report::render::words;

fn rows_of(key: &str, account: &SideAccount) -> Vec<Vec<Cell>> {
    let side = |polarity: &str| {
        vec![
            text(key),
            text(account.side),
            text(&account.side_name),
            figure(account.is_party),
            joined(account.titles.iter().map(|named| named.title.clone())),
            text(polarity),
        ]
    };
    if !account.on_record {
        let mut row = side("no-account");
        row.extend(["", "", "", "", "", ""].map(text));
        return vec![row];
    }
    let claims =
        Polarity::ALL.iter().flat_map(|polarity| account.of(*polarity).iter().map(move |found| (polarity, found)));
    let row = |(polarity, found): (&Polarity, &crate::report::perspectives::AccountClaim)| {
        let source = found.source.as_ref();
        let mut row = side(polarity.word());
        row.extend([
            text(&found.text),
            maybe(found.voice.as_ref()),
            Cell::Figure(source.map(|source| source.n.to_string()).unwrap_or_default()),
            maybe(source.map(words::source)),
            maybe(source.and_then(|source| source.published.as_ref())),
            maybe(source.and_then(|source| source.url.as_ref())),
        ]);
        row
    };
    claims.map(row).collect()
}

/// Perspectives: a row for each claim.
///
/// # Errors
/// Where the rows cannot be written, which memory never refuses.
pub fn perspectives(answer: &Perspectives) -> Result<String, RenderError> {
    let headings = [
        "key",
        "side",
        "side_name",
        "is_party",
        "titles",
        "polarity",
        "text",
        "voice",
        "n",
        "source",
        "published",
        "url",
    ];
    let key = answer.development.key.as_str();
    table(&headings, answer.accounts.iter().flat_map(|account| rows_of(key, account)))
}

/// Divergences: a row for each side of each development.
///
/// # Errors
/// As [`perspectives`].
pub fn divergences(answer: &Divergences) -> Result<String, RenderError> {
    let headings = [
        "key", "date", "title", "kind", "diverges", "side", "is_party", "states", "denies", "silent", "account",
        "dispute",
    ];
    let rows = answer.developments.iter().flat_map(|found| {
        found.accounts.iter().map(|account| {
            vec![
                text(&found.development.key),
                text(&found.development.date),
                text(&found.development.title),
                text(found.kind),
                joined(found.diverges.iter().map(|way| way.word().to_owned())),
                text(account.side),
                figure(account.is_party),
                figure(account.states.len()),
                figure(account.denies.len()),
                figure(account.silent.len()),
                text(tally(account)),
                maybe(found.dispute.as_ref()),
            ]
        })
    });
    table(&headings, rows)
}
