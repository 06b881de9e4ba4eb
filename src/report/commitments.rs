//! Commitments (`commitments`): who promised what to whom, by when, what became of it as of a day, who
//! owns to it, and what was judged differently over time.

use super::as_of::AsOf;
use super::dossier::{ActorRef, DevelopmentRef};
use super::entry::SourceEntry;
use super::entry_making::{commitment_entry, source_entry};
use super::timeline::counted;
use super::vantage::Vantage;
use crate::domain::chronicle::{AssessmentMade, Chronicle, DevelopmentState};
use crate::domain::commitment::Commitment;
use crate::domain::edtf::{Day, Edtf};
use crate::domain::side::{Dyad, Side};
use crate::domain::slug::{ActorId, CommitmentKey, Key};
use crate::domain::stamp::{Instant, Sequence};
use crate::domain::term::Term;
use crate::domain::vocabulary::{CommitmentState, Vocabulary};
use serde::Serialize;

/// What is asked. Within a list any value will do; all that is asked must hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommitmentsQuery {
    /// The day as of which states and days left are told.
    pub as_of: AsOf,
    /// The states; none is that of a commitment never assessed.
    pub states: Vec<Option<CommitmentState>>,
    /// Made on that day or after it, or perhaps so.
    pub since: Option<Day>,
    /// Due, or perhaps due, so long from the day on.
    pub due_within: Option<Term>,
    /// Only those that some party to them has not acknowledged in its own words.
    pub one_sided: bool,
    /// The sides of those who promised.
    pub by: Vec<Side>,
    /// The sides of those it was promised to.
    pub to: Vec<Side>,
    /// Both sides are parties to it, whichever promised.
    pub relations: Vec<Dyad>,
    /// What the public could know by.
    pub public_on: Option<Day>,
}

/// The answer.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Commitments {
    /// The day as of which states and days left are told.
    pub as_of: AsOf,
    /// The last day of `--due-within`.
    pub due_by: Option<Day>,
    /// How many in each state, in the order of the codebook, those never assessed last.
    pub states: Vec<CommitmentStateCount>,
    /// How many are not acknowledged by every party to them.
    pub one_sided: usize,
    /// How many are past due and open or never assessed.
    pub past_due: usize,
    /// The commitments: by date of the development in which they were made, or by due date where it is
    /// asked what falls due.
    pub commitments: Vec<CommitmentRow>,
    /// What a reader must be told of the answer, a sentence each.
    #[serde(skip)]
    pub notices: Vec<String>,
}

/// Commitments in one state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CommitmentStateCount {
    /// The state; `null` for those never assessed.
    pub state: Option<CommitmentState>,
    /// How many.
    pub commitments: usize,
}

/// A commitment as of the day.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CommitmentRow {
    /// Its permanent key.
    pub key: CommitmentKey,
    /// The development in which it was made.
    pub development: DevelopmentRef,
    /// What was promised.
    pub text: String,
    /// Who promised.
    pub by: Vec<ActorRef>,
    /// To whom.
    pub to: Vec<ActorRef>,
    /// What became of it by the last assessment as of the day; `null` where there is none.
    pub state: Option<CommitmentState>,
    /// As of when that was judged, EDTF as written.
    pub state_on: Option<Edtf>,
    /// True where that date may lie after the day, so that the state may not have been reached by then.
    pub state_uncertain: bool,
    /// By when, EDTF as written.
    pub due: Option<Edtf>,
    /// Whether the due date is ahead of the day.
    pub due_standing: Option<DueStanding>,
    /// Days from the day to the due date, where that is an exact day; negative where it is over.
    pub days_left: Option<i64>,
    /// The fewest days there can be left.
    pub days_left_min: Option<i64>,
    /// The most days there can be left.
    pub days_left_max: Option<i64>,
    /// True where it is past due for certain, and open or never assessed.
    pub past_due: bool,
    /// The parties whose own statement of it is on record.
    pub acknowledged_by: Vec<ActorRef>,
    /// The parties without such a statement; absence is no proof of denial.
    pub unacknowledged: Vec<ActorRef>,
    /// True where there is such a party.
    pub one_sided: bool,
    /// The document it rests on.
    pub source: Option<SourceEntry>,
    /// Its assessments as of the day, by the date they hold for, then as recorded.
    pub assessments: Vec<AssessmentRow>,
    /// How many assessments hold for a later date and are left out.
    pub later_assessments: usize,
}

/// Whether a due date is ahead. The due day itself is not past.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum DueStanding {
    /// Every day it can mean is the day or after it.
    Ahead,
    /// Some day it can mean is over, another is not.
    PerhapsPast,
    /// Every day it can mean is over.
    Past,
}

/// An assessment, with what it changes.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AssessmentRow {
    /// What became of the commitment.
    pub state: CommitmentState,
    /// As of when, EDTF as written.
    pub on: Edtf,
    /// The developments that show it.
    pub evidence: Vec<EvidenceEntry>,
    /// What the judgement rests on, in words.
    pub note: Option<String>,
    /// When it was recorded.
    pub recorded_at: Instant,
    /// In which event.
    pub sequence: Sequence,
    /// The state as of the date before, where this is another.
    pub changed_from: Option<CommitmentState>,
    /// The event of an assessment recorded earlier for the same date that came to another state.
    pub contradicts: Option<Sequence>,
}

/// A development that shows what became of a commitment.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct EvidenceEntry {
    /// Its key.
    pub key: Key,
    /// Its date, EDTF as written.
    pub date: Option<Edtf>,
    /// Its title.
    pub title: Option<String>,
    /// True where it was retracted since.
    pub retracted: bool,
    /// The development that stands for it, where it was marked a duplicate.
    pub duplicate_of: Option<Key>,
}

/// Answers what was promised. Only commitments of developments that stand.
pub fn commitments(chronicle: &Chronicle, query: &CommitmentsQuery) -> Commitments {
    let vantage = Vantage::new(chronicle, query.public_on);
    let mut made: Vec<&DevelopmentState> = chronicle.developments().iter().filter(|state| state.stands()).collect();
    made.sort_by_key(|state| (state.current.sort_key(), state.recorded.sequence));
    let (mut rows, mut not_yet, mut hidden) = (Vec::new(), 0, 0);
    let due_by = query.due_within.map(|term| term.after(query.as_of.day));
    for state in made {
        if !state.current.date.overlaps(query.since, None) {
            continue;
        }
        for commitment in &state.current.commitments {
            if !is_wanted(&vantage, query, commitment) {
                continue;
            }
            if !vantage.is_public(state) || !vantage.shows_number(state, commitment.source) {
                hidden += 1;
            } else if state.current.date.sort_key().0 > query.as_of.day {
                not_yet += 1;
            } else {
                let row = row(&vantage, query.as_of.day, state, commitment);
                let in_state = query.states.is_empty() || query.states.contains(&row.state);
                let falls_due = due_by.is_none_or(|last| {
                    row.due.as_ref().is_some_and(|due| due.overlaps(Some(query.as_of.day), Some(last)))
                });
                if in_state && falls_due && (row.one_sided || !query.one_sided) {
                    rows.push(row);
                }
            }
        }
    }
    if due_by.is_some() {
        rows.sort_by_key(|row| row.due.as_ref().map(Edtf::sort_key));
    }
    Commitments {
        as_of: query.as_of,
        due_by,
        states: counts(&rows),
        one_sided: rows.iter().filter(|row| row.one_sided).count(),
        past_due: rows.iter().filter(|row| row.past_due).count(),
        notices: notices(query, &rows, not_yet, hidden),
        commitments: rows,
    }
}

fn is_wanted(vantage: &Vantage<'_>, query: &CommitmentsQuery, commitment: &Commitment) -> bool {
    let sides = |actors: &[ActorId]| -> Vec<Side> {
        let standing = actors.iter().filter_map(|id| vantage.chronicle().standing_actor(id.as_str()));
        standing.map(|state| state.current.side).collect()
    };
    let (by, to) = (sides(&commitment.by), sides(&commitment.to));
    let any = |wanted: &[Side], found: &[Side]| wanted.is_empty() || wanted.iter().any(|side| found.contains(side));
    let has = |side: Side| by.contains(&side) || to.contains(&side);
    any(&query.by, &by)
        && any(&query.to, &to)
        && (query.relations.is_empty() || query.relations.iter().any(|dyad| has(dyad.first()) && has(dyad.second())))
}

fn row(vantage: &Vantage<'_>, day: Day, state: &DevelopmentState, commitment: &Commitment) -> CommitmentRow {
    let entry = commitment_entry(vantage, state, commitment);
    let of = |made: &&AssessmentMade| made.assessment.commitment == commitment.key && vantage.shows_assessment(made);
    let (counting, later): (Vec<&AssessmentMade>, Vec<&AssessmentMade>) =
        state.assessments.iter().filter(of).partition(|made| made.assessment.on.sort_key().0 <= day);
    let assessments = assessments(vantage, counting);
    let last = assessments.last();
    let due = commitment.due.as_ref();
    let is_unsettled = matches!(last.map(|made| made.state), None | Some(CommitmentState::Open));
    let standing = due.map(|due| due_standing(due, day));
    CommitmentRow {
        key: commitment.key.clone(),
        development: DevelopmentRef::of(state),
        text: commitment.text.clone(),
        by: actors(vantage, &commitment.by),
        to: actors(vantage, &commitment.to),
        state: last.map(|made| made.state),
        state_on: last.map(|made| made.on.clone()),
        state_uncertain: last.is_some_and(|made| made.on.sort_key().1 > day),
        due: commitment.due.clone(),
        due_standing: standing,
        days_left: due.and_then(Edtf::exact_day).map(|due| day.days_until(due)),
        days_left_min: due.and_then(Edtf::earliest).map(|due| day.days_until(due)),
        days_left_max: due.and_then(Edtf::latest).map(|due| day.days_until(due)),
        past_due: is_unsettled && standing == Some(DueStanding::Past),
        acknowledged_by: actors(vantage, &commitment.acknowledged_by),
        unacknowledged: unacknowledged(vantage, commitment),
        one_sided: entry.one_sided,
        source: source_entry(vantage, state, commitment.source),
        assessments,
        later_assessments: later.len(),
    }
}

fn due_standing(due: &Edtf, day: Day) -> DueStanding {
    match due.sort_key() {
        (_, latest) if latest < day => DueStanding::Past,
        (earliest, _) if earliest < day => DueStanding::PerhapsPast,
        _ => DueStanding::Ahead,
    }
}

/// The actors that stand for these, each once.
fn actors(vantage: &Vantage<'_>, ids: &[ActorId]) -> Vec<ActorRef> {
    let mut found: Vec<ActorRef> = Vec::new();
    for actor in ids.iter().filter_map(|id| vantage.chronicle().standing_actor(id.as_str())) {
        let actor = ActorRef::of(&actor.current);
        if !found.contains(&actor) {
            found.push(actor);
        }
    }
    found
}

fn unacknowledged(vantage: &Vantage<'_>, commitment: &Commitment) -> Vec<ActorRef> {
    let acknowledged = actors(vantage, &commitment.acknowledged_by);
    let parties: Vec<ActorId> = commitment.by.iter().chain(&commitment.to).cloned().collect();
    let mut missing = actors(vantage, &parties);
    missing.retain(|party| !acknowledged.contains(party));
    missing
}

/// In the order of the dates they hold for, then of recording. A change is told against the last
/// judgement of an earlier date; a contradiction against the last one of the same date.
fn assessments(vantage: &Vantage<'_>, mut made: Vec<&AssessmentMade>) -> Vec<AssessmentRow> {
    made.sort_by_key(|made| (made.assessment.on.sort_key(), made.act.sequence));
    let mut rows: Vec<AssessmentRow> = Vec::new();
    for made in made {
        let (state, on) = (made.assessment.state, &made.assessment.on);
        let same_date = rows.iter().rev().find(|row| row.on.sort_key() == on.sort_key());
        let before = rows.iter().rev().find(|row| row.on.sort_key() != on.sort_key());
        rows.push(AssessmentRow {
            changed_from: before.map(|row| row.state).filter(|before| *before != state),
            contradicts: same_date.filter(|row| row.state != state).map(|row| row.sequence),
            state,
            on: on.clone(),
            evidence: made.assessment.evidence.iter().map(|key| evidence(vantage, key)).collect(),
            note: made.assessment.note.clone(),
            recorded_at: made.act.time,
            sequence: made.act.sequence,
        });
    }
    rows
}

fn evidence(vantage: &Vantage<'_>, key: &Key) -> EvidenceEntry {
    let state = vantage.chronicle().development(key.as_str());
    EvidenceEntry {
        key: key.clone(),
        date: state.map(|state| state.current.date.clone()),
        title: state.map(|state| state.current.title.clone()),
        retracted: state.is_some_and(|state| state.retracted.is_some()),
        duplicate_of: state.and_then(|state| state.duplicate_of.as_ref()).map(|(of, _)| of.clone()),
    }
}

fn counts(rows: &[CommitmentRow]) -> Vec<CommitmentStateCount> {
    let states = CommitmentState::ALL.iter().copied().map(Some).chain([None]);
    let count = |state: Option<CommitmentState>| rows.iter().filter(|row| row.state == state).count();
    let counted = states.map(|state| CommitmentStateCount { state, commitments: count(state) });
    counted.filter(|row| row.commitments > 0).collect()
}

fn notices(query: &CommitmentsQuery, rows: &[CommitmentRow], not_yet: usize, hidden: usize) -> Vec<String> {
    let mut notices = vec![format!("States and days left are as of {}.", query.as_of.words())];
    let day = query.as_of.english();
    if not_yet > 0 {
        notices.push(format!("{} left out as made only after {day}.", counted(not_yet, "commitment")));
    }
    let later: usize = rows.iter().map(|row| row.later_assessments).sum();
    if later > 0 {
        notices.push(format!("{} left out that {} for a later date.", counted(later, "assessment"), holds(later)));
    }
    if let Some(public_on) = query.public_on {
        let public_on = Edtf::day(public_on).english();
        if hidden > 0 {
            let hidden = counted(hidden, "commitment");
            notices.push(format!("{hidden} left out: nothing shows that the public could know by {public_on}."));
        }
        notices.push("Who acknowledged a commitment is as recorded, with every source at hand.".to_owned());
    }
    if rows.iter().any(|row| row.one_sided) {
        notices.push(
            "One-sided: some party to it has no statement of its own on record, which is no proof of denial."
                .to_owned(),
        );
    }
    notices
}

fn holds(count: usize) -> &'static str {
    if count == 1 { "holds" } else { "hold" }
}
