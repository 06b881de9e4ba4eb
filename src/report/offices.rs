//! Offices in time: who held which, as registered and as developments show it, and what that says of
//! one day. A bound that is not on record stays unknown: it is never read as "still" or "always".

use super::dossier::{ActorRef, DevelopmentRef};
use super::vantage::Vantage;
use crate::domain::actor::{Office, fold_name};
use crate::domain::chronicle::DevelopmentState;
use crate::domain::edtf::{Day, Edtf};
use crate::domain::slug::ActorId;
use serde::Serialize;

/// A registered office.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OfficeEntry {
    /// The title.
    pub title: String,
    /// The body's id.
    pub organisation: Option<ActorId>,
    /// The body's name.
    pub organisation_name: Option<String>,
    /// Since when.
    pub from: Option<Edtf>,
    /// Until when.
    pub to: Option<Edtf>,
    /// The merged actor it was registered for, where that is another than the one shown.
    pub registered_as: Option<ActorId>,
    /// When developments show it held.
    pub shown: Option<Shown>,
    /// What the record says of the day asked for.
    pub on: Option<OfficeOn>,
}

/// An office as developments show it. First and last are when the records show it held, not when it
/// began or ended.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OfficeHeld {
    /// The title as the source has it.
    pub title: String,
    /// When developments show it.
    #[serde(flatten)]
    pub shown: Shown,
    /// What the record says of the day asked for.
    pub on: Option<OfficeOn>,
}

/// When developments show an office held.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Shown {
    /// The date of the first development that shows it.
    pub first: Edtf,
    /// The date of the last.
    pub last: Edtf,
    /// How many show it.
    pub developments: usize,
}

/// Somebody who held an office in a body.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OfficeHolder {
    /// Who.
    pub holder: ActorRef,
    /// The office.
    #[serde(flatten)]
    pub office: OfficeEntry,
}

/// What the record says of an office on a day.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OfficeOn {
    /// Whether it was held.
    pub held: Held,
    /// The last development before the day, or on it, that shows it held.
    pub shown_before: Option<DevelopmentRef>,
    /// The first development after the day that shows it held.
    pub shown_after: Option<DevelopmentRef>,
}

/// Whether an office was held on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Held {
    /// Its bounds enclose the day for certain, or a development of that very day shows it.
    Yes,
    /// The bounds on record neither enclose the day nor leave it out.
    Maybe,
    /// It began after the day or ended before it for certain.
    No,
}

impl Held {
    /// As a phrase.
    pub fn phrase(self) -> &'static str {
        match self {
            Self::Yes => "held",
            Self::Maybe => "may be held",
            Self::No => "not held",
        }
    }
}

/// A development in which somebody appears in an office.
struct Showing<'a> {
    title: &'a str,
    state: &'a DevelopmentState,
}

/// The offices registered for an actor and for those merged into it, and those that developments show.
pub(super) fn offices_of(
    vantage: &Vantage<'_>,
    id: &ActorId,
    own: &[&DevelopmentState],
    on: Option<Day>,
) -> (Vec<OfficeEntry>, Vec<OfficeHeld>) {
    let showings = showings(vantage, id, own);
    let registered = registered(vantage, id);
    let entries = registered.iter().map(|(office, by)| entry(vantage, office, by, id, &showings, on));
    let mut held: Vec<OfficeHeld> = Vec::new();
    for showing in &showings {
        if held.iter().all(|known| known.title != showing.title) {
            let of_title = |other: &&Showing<'_>| other.title == showing.title;
            let found: Vec<&Showing<'_>> = showings.iter().filter(of_title).collect();
            let shown = shown(&found).map(|shown| OfficeHeld {
                title: showing.title.to_owned(),
                shown,
                on: on.map(|day| on_day(None, None, &found, day)),
            });
            held.extend(shown);
        }
    }
    (entries.collect(), held)
}

/// Who is registered with an office in a body, or in one merged into it: by beginning, then name. With a
/// day, those who did not hold it then for certain come last.
pub(super) fn holders_of(
    vantage: &Vantage<'_>,
    body: &ActorId,
    all: &[&DevelopmentState],
    on: Option<Day>,
) -> Vec<OfficeHolder> {
    let is_body = |office: &Office| office.organisation.as_ref().is_some_and(|id| vantage.standing_id(id) == *body);
    let mut found = Vec::new();
    for state in vantage.chronicle().actors().iter().filter(|state| state.merged_into.is_none()) {
        let id = &state.current.id;
        let registered = registered(vantage, id);
        if !registered.iter().any(|(office, _)| is_body(office)) {
            continue;
        }
        let showings = showings(vantage, id, all);
        for (office, by) in registered.iter().filter(|(office, _)| is_body(office)) {
            let office = entry(vantage, office, by, id, &showings, on);
            found.push(OfficeHolder { holder: ActorRef::of(&state.current), office });
        }
    }
    found.sort_by(|a, b| {
        let order = |of: &OfficeHolder| {
            let known = of.office.from.as_ref().or(of.office.shown.as_ref().map(|shown| &shown.first));
            let held = of.office.on.as_ref().map(|on| on.held);
            (held, known.is_none(), known.map(Edtf::sort_key), of.holder.name.clone())
        };
        order(a).cmp(&order(b))
    });
    found
}

/// The offices registered for an actor, then for those merged into it, with the id each stands under.
fn registered<'a>(vantage: &Vantage<'a>, id: &ActorId) -> Vec<(&'a Office, &'a ActorId)> {
    let actors = vantage.chronicle().actors();
    let own = actors.iter().filter(|state| state.current.id == *id);
    let merged = actors.iter().filter(|state| {
        state.merged_into.is_some() && state.current.id != *id && vantage.standing_id(&state.current.id) == *id
    });
    own.chain(merged).flat_map(|state| state.current.offices.iter().map(|office| (office, &state.current.id))).collect()
}

/// The developments that show an actor in an office, in their order.
fn showings<'a>(vantage: &Vantage<'_>, id: &ActorId, all: &[&'a DevelopmentState]) -> Vec<Showing<'a>> {
    let mut found = Vec::new();
    for state in all {
        let mine = state.current.parties.iter().filter(|party| vantage.standing_id(&party.actor) == *id);
        let mut titles: Vec<&str> = mine.filter_map(|party| party.office.as_deref()).collect();
        titles.sort_unstable();
        titles.dedup();
        found.extend(titles.into_iter().map(|title| Showing { title, state }));
    }
    found
}

fn entry(
    vantage: &Vantage<'_>,
    office: &Office,
    registered_as: &ActorId,
    id: &ActorId,
    showings: &[Showing<'_>],
    on: Option<Day>,
) -> OfficeEntry {
    let title = fold_name(&office.title);
    let found: Vec<&Showing<'_>> = showings.iter().filter(|showing| fold_name(showing.title) == title).collect();
    OfficeEntry {
        title: office.title.clone(),
        organisation: office.organisation.as_ref().map(|id| vantage.standing_id(id)),
        organisation_name: office.organisation.as_ref().map(|id| vantage.actor_name(id)),
        from: office.from.clone(),
        to: office.to.clone(),
        registered_as: (registered_as != id).then(|| registered_as.clone()),
        shown: shown(&found),
        on: on.map(|day| on_day(office.from.as_ref(), office.to.as_ref(), &found, day)),
    }
}

fn shown(found: &[&Showing<'_>]) -> Option<Shown> {
    let (first, last) = (found.first()?, found.last()?);
    let (first, last) = (first.state.current.date.clone(), last.state.current.date.clone());
    Some(Shown { first, last, developments: found.len() })
}

fn on_day(from: Option<&Edtf>, to: Option<&Edtf>, showings: &[&Showing<'_>], day: Day) -> OfficeOn {
    let date = |showing: &&&Showing<'_>| showing.state.current.date.clone();
    let before = showings.iter().rev().find(|showing| date(showing).latest().is_some_and(|latest| latest <= day));
    let after = showings.iter().find(|showing| date(showing).earliest().is_some_and(|earliest| earliest > day));
    let of_the_day = showings.iter().any(|showing| shows_day(&showing.state.current.date, day));
    let reference = |showing: &&Showing<'_>| DevelopmentRef::of(showing.state);
    let held = if is_outside(from, to, day) {
        Held::No
    } else if is_inside(from, to, day) || of_the_day {
        Held::Yes
    } else {
        Held::Maybe
    };
    OfficeOn { held, shown_before: before.map(reference), shown_after: after.map(reference) }
}

/// True where a development happened on the day for certain: on no other, or lasting over it.
fn shows_day(date: &Edtf, day: Day) -> bool {
    let (Some(earliest), Some(latest)) = (date.earliest(), date.latest()) else { return false };
    let is_doubtful = date.is_uncertain() || date.is_approximate();
    !is_doubtful && (earliest..=latest).contains(&day) && (earliest == latest || date.is_interval())
}

/// True where the office had begun and had not ended, whatever its dates mean exactly.
fn is_inside(from: Option<&Edtf>, to: Option<&Edtf>, day: Day) -> bool {
    let certain = |date: &&Edtf| !date.is_uncertain() && !date.is_approximate();
    let began = from.filter(certain).and_then(Edtf::latest).is_some_and(|latest| latest <= day);
    began && to.filter(certain).and_then(Edtf::earliest).is_some_and(|earliest| earliest >= day)
}

fn is_outside(from: Option<&Edtf>, to: Option<&Edtf>, day: Day) -> bool {
    let certain = |date: &&Edtf| !date.is_uncertain() && !date.is_approximate();
    from.filter(certain).and_then(Edtf::earliest).is_some_and(|earliest| earliest > day)
        || to.filter(certain).and_then(Edtf::latest).is_some_and(|latest| latest < day)
}
