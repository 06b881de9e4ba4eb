//! The parts of a dossier on names and offices.

use super::Writing;
use crate::domain::edtf::Edtf;
use crate::report::dossier::Dossier;
use crate::report::offices::OfficeOn;
use crate::report::render::text_dossier::{bounds, said_of_the_day, shown};

/// The names of those merged into the actor.
pub(super) fn merged_names(page: &mut Writing, dossier: &Dossier) {
    for merged in &dossier.merged_names {
        for name in merged.names.iter().filter(|name| !dossier.names.contains(name)) {
            let romanisation = name.romanisation.as_ref().map(|text| format!(" ({text})")).unwrap_or_default();
            page.item(&format!("{}: {}{romanisation}, as {}", name.lang, name.name, merged.id));
        }
        if !merged.aliases.is_empty() {
            page.item(&format!("also: {}, as {}", merged.aliases.join(", "), merged.id));
        }
    }
}

/// The offices of the actor, and who held offices in it.
pub(super) fn offices(page: &mut Writing, dossier: &Dossier) {
    let day = dossier.on.map(|day| Edtf::day(day).english()).unwrap_or_default();
    let said = |on: &Option<OfficeOn>| {
        on.as_ref().map(|on| format!(". On {day}: {}", said_of_the_day(on))).unwrap_or_default()
    };
    for office in &dossier.offices {
        let body = office.organisation_name.iter().cloned();
        let parts: Vec<String> = std::iter::once(office.title.clone()).chain(body).chain(bounds(office)).collect();
        page.item(&format!("registered as {}{}", parts.join(", "), said(&office.on)));
    }
    for held in &dossier.offices_held {
        page.item(&format!("held as {}: {}{}", held.title, shown(&held.shown), said(&held.on)));
    }
    if !dossier.office_holders.is_empty() {
        page.heading(2, "Who held offices in it");
    }
    for held in &dossier.office_holders {
        let parts: Vec<String> = std::iter::once(held.office.title.clone()).chain(bounds(&held.office)).collect();
        let holder = format!("{} ({})", held.holder.name, held.holder.id);
        page.item(&format!("{holder}: {}{}", parts.join(", "), said(&held.office.on)));
    }
}
