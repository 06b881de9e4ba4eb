//! Dossiers and the list of actors for a terminal.

use super::page::{Columns, Page, Sheet, Style};
use super::terminal_text::columns;
use super::words;
use crate::domain::actor::Name;
use crate::domain::edtf::Edtf;
use crate::report::actor_list::ActorList;
use crate::report::dossier::{ActorRef, Dossier, DossierClaim, DossierCommitment, RolePair};
use crate::report::offices::{OfficeEntry, OfficeOn, Shown};

const LABEL: usize = 10;

/// A dossier set for a page.
pub fn dossier(dossier: &Dossier, page: &Page) -> String {
    let mut sheet = Sheet::new(page);
    sheet.paragraph(0, &dossier.actor.name, Style::Bold);
    let pieces = [
        dossier.actor_type.to_string(),
        format!("{} ({})", dossier.side_name, dossier.actor.side),
        dossier.actor.id.to_string(),
    ];
    sheet.pieces(0, &pieces, Style::Plain);
    sheet.blank();
    for name in &dossier.names {
        sheet.field(0, &name.lang, LABEL, &name_line(name));
    }
    sheet.field(0, "also", LABEL, &dossier.aliases.join(", "));
    for merged in &dossier.merged_names {
        for name in merged.names.iter().filter(|name| !dossier.names.contains(name)) {
            sheet.field(0, &name.lang, LABEL, &format!("{}, as {}", name_line(name), merged.id));
        }
        let aliases: Vec<String> =
            merged.aliases.iter().filter(|alias| !dossier.aliases.contains(alias)).cloned().collect();
        if !aliases.is_empty() {
            sheet.field(0, "also", LABEL, &format!("{}, as {}", aliases.join(", "), merged.id));
        }
    }
    sheet.field(0, "part of", LABEL, &dossier.parent.as_ref().map(actor).unwrap_or_default());
    sheet.field(0, "parts", LABEL, &dossier.children.iter().map(actor).collect::<Vec<String>>().join("; "));
    sheet.field(0, "merged", LABEL, &dossier.merged.iter().map(actor).collect::<Vec<String>>().join("; "));
    let former: Vec<String> = dossier.former_sides.iter().map(ToString::to_string).collect();
    sheet.field(0, "once under", LABEL, &former.join(", "));
    sheet.field(0, "note", LABEL, dossier.note.as_deref().unwrap_or_default());
    offices(&mut sheet, dossier);
    let unit = if dossier.developments == 1 { "development" } else { "developments" };
    sheet.heading(&format!("Party to {} {unit}", dossier.developments));
    for role in &dossier.roles {
        sheet.paragraph(2, &format!("as {} ({})", role.role, role.developments.len()), Style::Plain);
        let rows: Vec<Vec<String>> =
            role.developments.iter().map(|found| vec![found.date.english(), found.title.clone()]).collect();
        let set = Columns::fit(page, 4, &rows, 1, &[28]);
        for (row, found) in rows.iter().zip(&role.developments) {
            set.row(&mut sheet, row);
            sheet.paragraph(set.width(0) + 6, found.key.as_str(), Style::Dim);
        }
    }
    counts(&mut sheet, dossier);
    claims(&mut sheet, &dossier.claims);
    commitments(&mut sheet, "Commitments given", &dossier.given);
    commitments(&mut sheet, "Commitments received", &dossier.received);
    sheet.finish()
}

fn name_line(name: &Name) -> String {
    let parts = [
        name.romanisation.clone(),
        name.family.as_ref().map(|family| format!("family name {family}")),
        name.given.as_ref().map(|given| format!("given name {given}")),
        name.short.as_ref().map(|short| format!("short {short}")),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    if parts.is_empty() { name.name.clone() } else { format!("{} ({})", name.name, parts.join(", ")) }
}

fn actor(actor: &ActorRef) -> String {
    format!("{} ({})", actor.name, actor.id)
}

fn offices(sheet: &mut Sheet<'_>, dossier: &Dossier) {
    if !dossier.offices.is_empty() || !dossier.offices_held.is_empty() {
        sheet.heading(&heading("Offices", dossier));
    }
    for entry in &dossier.offices {
        let parts = [Some(entry.title.clone()), entry.organisation_name.clone()];
        let parts: Vec<String> = parts.into_iter().flatten().chain(bounds(entry)).collect();
        sheet.field(2, "as registered", 13, &parts.join(", "));
        on_the_day(sheet, 17, entry.on.as_ref());
    }
    for held in &dossier.offices_held {
        sheet.field(2, "as held", 13, &format!("{}: {}", held.title, shown(&held.shown)));
        on_the_day(sheet, 17, held.on.as_ref());
    }
    if !dossier.office_holders.is_empty() {
        sheet.heading(&heading("Who held offices in it", dossier));
    }
    for held in &dossier.office_holders {
        let parts: Vec<String> = std::iter::once(held.office.title.clone()).chain(bounds(&held.office)).collect();
        sheet.field(2, "–", 1, &format!("{}: {}", actor(&held.holder), parts.join(", ")));
        on_the_day(sheet, 5, held.office.on.as_ref());
    }
}

fn heading(text: &str, dossier: &Dossier) -> String {
    let on = dossier.on.map(|day| format!(", and what is on record of {}", Edtf::day(day).english()));
    format!("{text}{}", on.unwrap_or_default())
}

/// What is known of when an office was held; a bound that is not on record is said to be unknown.
pub(super) fn bounds(office: &OfficeEntry) -> Vec<String> {
    let mut parts = match (&office.from, &office.to) {
        (None, None) => vec!["dates not on record".to_owned()],
        (Some(from), None) => vec![format!("from {}, end not on record", from.english())],
        (None, Some(to)) => vec![format!("to {}, beginning not on record", to.english())],
        (Some(from), Some(to)) => vec![format!("from {} to {}", from.english(), to.english())],
    };
    parts.extend(office.shown.as_ref().map(|found| format!("shown in {}", shown(found))));
    parts.extend(office.registered_as.as_ref().map(|id| format!("registered as {id}")));
    parts
}

/// `1 development, 14 May 2024`, `3 developments, first …, last …`.
pub(super) fn shown(shown: &Shown) -> String {
    if shown.developments == 1 {
        return format!("1 development, {}", shown.first.english());
    }
    format!("{} developments, first {}, last {}", shown.developments, shown.first.english(), shown.last.english())
}

fn on_the_day(sheet: &mut Sheet<'_>, indent: usize, on: Option<&OfficeOn>) {
    if let Some(on) = on {
        sheet.paragraph(indent, &said_of_the_day(on), Style::Plain);
    }
}

/// Whether an office was held on the day, with the developments nearest to it that show it.
pub(super) fn said_of_the_day(on: &OfficeOn) -> String {
    let near = [("shown before, or on the day", &on.shown_before), ("shown after", &on.shown_after)];
    let near = near.into_iter().filter_map(|(label, found)| {
        found.as_ref().map(|found| format!("; {label}: {} ({})", found.date.english(), found.key))
    });
    format!("{}{}", on.held.phrase(), near.collect::<String>())
}

fn counts(sheet: &mut Sheet<'_>, dossier: &Dossier) {
    if !dossier.topics.is_empty() {
        sheet.heading("Topics, in developments");
    }
    let pieces: Vec<String> = dossier.topics.iter().map(|row| format!("{} {}", row.topic, row.developments)).collect();
    sheet.pieces(2, &pieces, Style::Plain);
    if !dossier.counterparts.is_empty() {
        sheet.heading("Counterparts, in developments; below each the roles of both");
    }
    let row = |found: &crate::report::dossier::Counterpart| {
        vec![found.developments.to_string(), found.actor.side.to_string(), found.actor.name.clone()]
    };
    let rows: Vec<Vec<String>> = dossier.counterparts.iter().map(row).collect();
    let columns = Columns::fit(sheet.page(), 2, &rows, 2, &[8]).right(0);
    for (row, found) in rows.iter().zip(&dossier.counterparts) {
        columns.row(sheet, row);
        let pairs: Vec<String> = found.in_roles.iter().map(role_pair).collect();
        sheet.pieces(columns.width(0) + 6 + columns.width(1), &pairs, Style::Dim);
    }
}

/// `initiator–target 3`: the role of the actor, that of its counterpart, and how often.
pub(super) fn role_pair(pair: &RolePair) -> String {
    format!("{}–{} {}", pair.own, pair.other, pair.count)
}

fn claims(sheet: &mut Sheet<'_>, claims: &[DossierClaim]) {
    if !claims.is_empty() {
        sheet.heading("Claims");
    }
    let label = claims.iter().map(|claim| columns(&claim.development.date.english())).max().unwrap_or(0).min(28);
    for claim in claims {
        let speaker = claim.speaker.as_ref().map(|speaker| format!(" – {speaker}")).unwrap_or_default();
        let text = format!("{}: {}{speaker} [source {}]", words::verb(claim.polarity), claim.text, claim.source);
        sheet.field(2, &claim.development.date.english(), label, &text);
        sheet.paragraph(label + 4, claim.development.key.as_str(), Style::Dim);
    }
}

/// A list of commitments under a heading.
pub(super) fn commitments(sheet: &mut Sheet<'_>, heading: &str, commitments: &[DossierCommitment]) {
    if !commitments.is_empty() {
        sheet.heading(heading);
    }
    for found in commitments {
        let commitment = &found.commitment;
        let text = format!("{}: {}", words::promised(commitment), commitment.text);
        sheet.field(2, "–", 1, &text);
        let mut pieces = vec![words::state(commitment.state), format!("made {}", found.development.date.english())];
        pieces.extend(commitment.due.as_ref().map(|due| format!("due {}", due.english())));
        pieces.extend(commitment.one_sided.then(|| "one-sided".to_owned()));
        pieces.push(commitment.key.to_string());
        sheet.pieces(5, &pieces, Style::Dim);
    }
}

/// The list of actors set for a page.
pub fn actor_list(list: &ActorList, page: &Page) -> String {
    let mut sheet = Sheet::new(page);
    let rows: Vec<Vec<String>> = list
        .rows
        .iter()
        .map(|row| {
            let han = row.han_name.as_ref().map(|han| format!(" {han}")).unwrap_or_default();
            let short = row.short.as_ref().map(|short| format!(" ({short})")).unwrap_or_default();
            let developments = row.developments.to_string();
            let name = format!("{}{short}{han}", row.name);
            vec![row.side.to_string(), name, row.actor_type.to_string(), developments, row.id.to_string()]
        })
        .collect();
    let columns = Columns::fit(page, 0, &rows, 1, &[]).right(3).style(4, Style::Dim);
    for row in &rows {
        columns.row(&mut sheet, row);
    }
    sheet.finish()
}
