//! Where accounts diverge over a period (`perspectives --from --to`): developments of which one side
//! states what another denies or leaves out, or only one side's account is on record.

use super::dossier::DevelopmentRef;
use super::perspectives::{SideAccount, accounts};
use super::timeline::public_notices;
use super::vantage::Vantage;
use crate::domain::chronicle::{Chronicle, DevelopmentState};
use crate::domain::edtf::{Day, Edtf};
use crate::domain::filter::Filter;
use crate::domain::side::Side;
use crate::domain::vocabulary::Kind;
use serde::Serialize;

/// What is compared.
pub const COMPARED_RULE: &str = "compared are the sides that are parties to a development or have a claim about it (`INT` only with a claim); where relations are asked for, of those the ones that belong to them";

/// What diverges.
pub const DIVERGENCE_RULE: &str = "accounts diverge where one side states something and another denies something (denied), where one states something and another is shown to be silent on a point (left-out), and where just one side has a claim on record and another that is a party has none (one-account); which statement a denial is of, the texts tell";

/// A way in which accounts of one development diverge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Divergence {
    /// One side states something, another denies something.
    Denied,
    /// One side states something, another is shown to be silent on a point.
    LeftOut,
    /// Just one side has a claim on record, and another that is a party has none.
    OneAccount,
}

/// Where accounts diverge. `compared` is the sum of `diverging`, `not_diverging`, `alone` and `untold`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Divergences {
    /// The first day of the window.
    pub from: Option<Day>,
    /// The last day of the window.
    pub to: Option<Day>,
    /// What is compared, and what diverges.
    pub rules: Vec<&'static str>,
    /// How many developments were looked at.
    pub compared: usize,
    /// How many of them diverge in some way.
    pub diverging: usize,
    /// How many in each way; a development counts under each of its ways.
    pub ways: Vec<DivergenceCount>,
    /// How many with the accounts of two sides or more that do not diverge so.
    pub not_diverging: usize,
    /// How many with the account of one side and no other side to have one.
    pub alone: usize,
    /// How many without any account on record.
    pub untold: usize,
    /// Those that diverge, by date.
    pub developments: Vec<DivergingDevelopment>,
    /// What a reader must be told of the answer, a sentence each.
    #[serde(skip)]
    pub notices: Vec<String>,
}

/// Developments that diverge in one way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DivergenceCount {
    /// The way.
    pub way: Divergence,
    /// How many.
    pub developments: usize,
}

/// A development of which accounts diverge.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DivergingDevelopment {
    /// The development.
    #[serde(flatten)]
    pub development: DevelopmentRef,
    /// What sort of act it is.
    pub kind: Kind,
    /// In which ways.
    pub diverges: Vec<Divergence>,
    /// What each side that is compared has on record.
    pub accounts: Vec<SideAccount>,
    /// What the sources disagree on, in the recorder's words.
    pub dispute: Option<String>,
}

impl Divergence {
    /// Every way, the plainest first.
    pub const ALL: [Self; 3] = [Self::Denied, Self::LeftOut, Self::OneAccount];

    /// The word in data.
    pub fn word(self) -> &'static str {
        match self {
            Self::Denied => "denied",
            Self::LeftOut => "left-out",
            Self::OneAccount => "one-account",
        }
    }
}

/// Where accounts of the developments that a filter admits diverge. Only those that stand.
pub fn divergences(chronicle: &Chronicle, filter: &Filter) -> Divergences {
    let vantage = Vantage::new(chronicle, filter.public_on);
    let admits = |state: &&DevelopmentState| state.stands() && filter.admits(chronicle, state);
    let mut states: Vec<&DevelopmentState> = chronicle.developments().iter().filter(admits).collect();
    states.sort_by_key(|state| (state.current.sort_key(), state.recorded.sequence));
    let asked: Vec<Side> = filter.relations.iter().flat_map(|dyad| [dyad.first(), dyad.second()]).collect();
    let (mut developments, mut not_diverging, mut alone, mut untold) = (Vec::new(), 0, 0, 0);
    for state in &states {
        let mut accounts = accounts(&vantage, state);
        accounts.retain(|account| account.is_party || account.on_record);
        accounts.retain(|account| asked.is_empty() || asked.contains(&account.side));
        let diverges = ways(&accounts);
        match accounts.iter().filter(|account| account.on_record).count() {
            _ if !diverges.is_empty() => developments.push(DivergingDevelopment {
                development: DevelopmentRef::of(state),
                kind: state.current.kind,
                diverges,
                accounts,
                dispute: state.current.dispute.clone(),
            }),
            0 => untold += 1,
            1 => alone += 1,
            _ => not_diverging += 1,
        }
    }
    let count = |way: Divergence| developments.iter().filter(|found| found.diverges.contains(&way)).count();
    Divergences {
        from: filter.from,
        to: filter.to,
        rules: vec![COMPARED_RULE, DIVERGENCE_RULE],
        compared: states.len(),
        diverging: developments.len(),
        ways: Divergence::ALL.into_iter().map(|way| DivergenceCount { way, developments: count(way) }).collect(),
        not_diverging,
        alone,
        untold,
        developments,
        notices: notices(&vantage, &states),
    }
}

/// The ways in which accounts diverge, by [`DIVERGENCE_RULE`].
fn ways(accounts: &[SideAccount]) -> Vec<Divergence> {
    let against = |holds: &dyn Fn(&SideAccount) -> bool| {
        accounts
            .iter()
            .any(|one| !one.states.is_empty() && accounts.iter().any(|other| other.side != one.side && holds(other)))
    };
    let told = accounts.iter().filter(|account| account.on_record).count();
    let has_untold_party = accounts.iter().any(|account| account.is_party && !account.on_record);
    let holds = |way: &Divergence| match way {
        Divergence::Denied => against(&|other| !other.denies.is_empty()),
        Divergence::LeftOut => against(&|other| !other.silent.is_empty()),
        Divergence::OneAccount => told == 1 && has_untold_party,
    };
    Divergence::ALL.into_iter().filter(holds).collect()
}

fn notices(vantage: &Vantage<'_>, states: &[&DevelopmentState]) -> Vec<String> {
    let Some(day) = vantage.public_on() else { return Vec::new() };
    let left = states.iter().map(|state| vantage.left_out(state));
    let (sources, undated) =
        left.fold((0, 0), |(sources, undated), left| (sources + left.sources, undated + left.undated_sources));
    public_notices(&Edtf::day(day).english(), sources, undated)
}
