//! One development as its sides tell it (`perspectives REF`): what each states, denies and is silent
//! on, what each calls it, and which party's side has no account on record.

use super::development::NotYetPublic;
use super::dossier::DevelopmentRef;
use super::entry::SourceEntry;
use super::entry_making::source_entry;
use super::timeline::{counted, public_notices};
use super::vantage::Vantage;
use crate::domain::chronicle::{Chronicle, DevelopmentState};
use crate::domain::claim::Claim;
use crate::domain::edtf::{Day, Edtf};
use crate::domain::side::Side;
use crate::domain::slug::ActorId;
use crate::domain::vocabulary::{Kind, Polarity};
use serde::Serialize;

/// What a side without any claim is said to have. It is not silence: a silence is shown by a source.
pub const NO_ACCOUNT: &str = "no account on record, which is not silence: nobody recorded one";

/// A development as its sides tell it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Perspectives {
    /// The development.
    #[serde(flatten)]
    pub development: DevelopmentRef,
    /// What sort of act it is.
    pub kind: Kind,
    /// Why it is no part of the chronology, where it was retracted.
    pub retracted: Option<String>,
    /// The sides that are parties to it, speak of it or have a name for it; those of the parties first.
    pub accounts: Vec<SideAccount>,
    /// What the sources disagree on, in the recorder's words.
    pub dispute: Option<String>,
    /// What a reader must be told of the answer, a sentence each.
    #[serde(skip)]
    pub notices: Vec<String>,
}

/// What one side has on record of a development.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SideAccount {
    /// The side.
    pub side: Side,
    /// Its name.
    pub side_name: String,
    /// True where one of the parties is of it.
    pub is_party: bool,
    /// False where no claim of it is on record: nothing is known of what it says or leaves out.
    pub on_record: bool,
    /// What it calls the thing.
    pub titles: Vec<SideName>,
    /// What it states.
    pub states: Vec<AccountClaim>,
    /// What it denies.
    pub denies: Vec<AccountClaim>,
    /// What its account leaves out, as a source shows.
    pub silent: Vec<AccountClaim>,
}

/// A side's own name for the thing.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SideName {
    /// The name.
    pub title: String,
    /// Its language, BCP 47.
    pub lang: Option<String>,
}

/// A claim with the document it rests on.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AccountClaim {
    /// Whose claim it is, where that is a registered actor.
    pub by: Option<ActorId>,
    /// The speaker as the source names them, or else the actor's name.
    pub voice: Option<String>,
    /// What is stated, denied or left out.
    pub text: String,
    /// The document.
    pub source: Option<SourceEntry>,
}

impl SideAccount {
    /// The claims of one polarity.
    pub fn of(&self, polarity: Polarity) -> &[AccountClaim] {
        match polarity {
            Polarity::States => &self.states,
            Polarity::Denies => &self.denies,
            Polarity::Silent => &self.silent,
        }
    }
}

/// A development as its sides tell it, retracted ones included and marked; of one marked a duplicate,
/// the one that stands for it.
///
/// # Errors
/// [`NotYetPublic`] where nothing shows that the public could know of it by the day.
pub fn perspectives(
    chronicle: &Chronicle,
    state: &DevelopmentState,
    public_on: Option<Day>,
) -> Result<Perspectives, NotYetPublic> {
    let vantage = Vantage::new(chronicle, public_on);
    let asked = state;
    let state = vantage.standing(state.current.key.as_str()).unwrap_or(state);
    if let Some(day) = public_on
        && !vantage.is_public(state)
    {
        let public_since = state.current.public_since().cloned();
        return Err(NotYetPublic { key: state.current.key.clone(), day, public_since });
    }
    let accounts = accounts(&vantage, state);
    Ok(Perspectives {
        development: DevelopmentRef::of(state),
        kind: state.current.kind,
        retracted: state.retracted.as_ref().map(|retraction| retraction.reason.clone()),
        dispute: state.current.dispute.clone(),
        notices: notices(&vantage, asked, state, &accounts),
        accounts,
    })
}

/// What each side has on record of a development. The sides of the parties come first, then those that
/// only speak of it; `INT`, which is no one body, is listed only where it is on record.
pub(super) fn accounts(vantage: &Vantage<'_>, state: &DevelopmentState) -> Vec<SideAccount> {
    let development = &state.current;
    let claims: Vec<&Claim> =
        development.claims.iter().filter(|claim| vantage.shows_number(state, claim.source)).collect();
    let parties = vantage.chronicle().sides_of(development);
    let titled = development.titles.iter().map(|named| named.side);
    let mut others: Vec<Side> = claims.iter().map(|claim| claim.side).chain(titled).collect();
    others.sort_unstable();
    others.dedup();
    let speaks = |side: &Side| others.contains(side);
    let mut sides: Vec<Side> = parties.iter().filter(|side| **side != Side::INT || speaks(side)).copied().collect();
    sides.extend(others.iter().filter(|side| !parties.contains(side)));
    let account = |side: Side| {
        let own: Vec<&Claim> = claims.iter().filter(|claim| claim.side == side).copied().collect();
        let of = |polarity: Polarity| {
            let own = own.iter().filter(|claim| claim.polarity == polarity);
            own.map(|claim| account_claim(vantage, state, claim)).collect::<Vec<AccountClaim>>()
        };
        let titles = development.titles.iter().filter(|named| named.side == side);
        SideAccount {
            side,
            side_name: vantage.side_name(side),
            is_party: parties.contains(&side),
            on_record: !own.is_empty(),
            titles: titles.map(|named| SideName { title: named.title.clone(), lang: named.lang.clone() }).collect(),
            states: of(Polarity::States),
            denies: of(Polarity::Denies),
            silent: of(Polarity::Silent),
        }
    };
    sides.into_iter().map(account).collect()
}

fn account_claim(vantage: &Vantage<'_>, state: &DevelopmentState, claim: &Claim) -> AccountClaim {
    AccountClaim {
        by: claim.by.as_ref().map(|id| vantage.standing_id(id)),
        voice: claim.speaker.clone().or_else(|| claim.by.as_ref().map(|id| vantage.actor_name(id))),
        text: claim.text.clone(),
        source: source_entry(vantage, state, claim.source),
    }
}

fn notices(
    vantage: &Vantage<'_>,
    asked: &DevelopmentState,
    state: &DevelopmentState,
    accounts: &[SideAccount],
) -> Vec<String> {
    let mut notices = Vec::new();
    if asked.current.key != state.current.key {
        notices
            .push(format!("`{}` was marked a duplicate of this development, which stands for it.", asked.current.key));
    } else if let Some((of, _)) = &state.duplicate_of {
        notices.push(format!("It was marked a duplicate of `{of}`, which does not stand or was not public by then."));
    }
    if accounts.iter().all(|account| !account.on_record) {
        notices.push("No side's account of it is on record.".to_owned());
    }
    if let Some(day) = vantage.public_on() {
        let left = vantage.left_out(state);
        let day = Edtf::day(day).english();
        if left.claims > 0 {
            let claims = counted(left.claims, "claim");
            notices.push(format!("{claims} left out as resting on sources published after {day}."));
        }
        notices.extend(public_notices(&day, left.sources, left.undated_sources));
    }
    notices
}
