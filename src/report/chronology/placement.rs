//! Which column of a relation an entry stands in, and which third sides act in it. The rule in words,
//! as every report prints it, stands here beside the rule itself.

use super::frame::with_the;
use crate::domain::chronicle::Chronicle;
use crate::domain::development::Development;
use crate::domain::side::{Dyad, Side};
use crate::domain::vocabulary::{Kind, Role};

/// The rule, as the section on method prints it.
pub(super) const RULE: &str = "An entry stands in the column of the side whose actors take the step (its initiators); \
    a step that both sides take stands under Both. A summit or dialogue of both sides stands under Both whoever \
    called it. Where no initiator is recorded, a statement, position, plan or report stands with the side that speaks, \
    and everything else with those who sign, lead, take part, host or speak. An act in which neither side takes the \
    step stands under Both and is marked with the third side. The column says who acts, not who gains or who is right. What either side states, denies or leaves out about an \
    entry stands in that side's own column of the same row, whoever acts.";

/// A column of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Column {
    /// The side that comes first in the alphabet of codes.
    First,
    /// Both sides, or neither.
    Both,
    /// The other side.
    Second,
}

/// Where an entry stands and who acts in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Placement {
    pub(super) column: Column,
    /// The sides that act besides the two; where none of the two acts, those that act at all.
    pub(super) third: Vec<String>,
    /// True where neither side of the relation acts.
    pub(super) is_third_act: bool,
}

/// Places a development in the columns of a relation.
pub(super) fn place(chronicle: &Chronicle, relation: Dyad, development: &Development) -> Placement {
    let in_roles = |roles: &[Role]| -> Vec<(Side, String)> {
        let parties = development.parties.iter().filter(|party| roles.contains(&party.role));
        let actors = parties.filter_map(|party| chronicle.standing_actor(party.actor.as_str()));
        actors.map(|state| (state.current.side, state.current.name().to_owned())).collect()
    };
    let pair = [relation.first(), relation.second()];
    let of_pair = |acting: &[(Side, String)]| pair.map(|side| acting.iter().any(|(acts, _)| *acts == side));

    let leads = [Role::Signatory, Role::CoChair, Role::Chair, Role::Participant];
    let meeting = [&[Role::Initiator, Role::Host], leads.as_slice()].concat();
    let everyone = [&[Role::Host, Role::Speaker], leads.as_slice()].concat();
    let initiators = in_roles(&[Role::Initiator]);
    let speakers = in_roles(&[Role::Speaker]);

    let is_meeting =
        matches!(development.kind, Kind::Summit | Kind::Dialogue) && of_pair(&in_roles(&meeting)) == [true, true];
    let is_declaration = matches!(development.kind, Kind::Statement | Kind::Position | Kind::Plan | Kind::Report);
    let roles = if is_meeting {
        meeting
    } else if !initiators.is_empty() {
        vec![Role::Initiator]
    } else if is_declaration && of_pair(&speakers) != [false, false] {
        vec![Role::Speaker]
    } else {
        everyone
    };
    let acting = in_roles(&roles);
    // who merely provides the place does not act, and the place is given anyway
    let named = in_roles(&roles.into_iter().filter(|role| *role != Role::Host).collect::<Vec<Role>>());
    let column = match of_pair(&acting) {
        [true, false] => Column::First,
        [false, true] => Column::Second,
        [true, true] | [false, false] => Column::Both,
    };
    let is_third_act = of_pair(&acting) == [false, false];
    let named = if is_third_act && named.is_empty() { acting } else { named };
    let mut third: Vec<String> = Vec::new();
    for (side, actor) in named.into_iter().filter(|(side, _)| !pair.contains(side)) {
        let name = if side == Side::INT { actor } else { with_the(chronicle.side_name(side)) };
        if !third.contains(&name) {
            third.push(name);
        }
    }
    Placement { column, third, is_third_act }
}
