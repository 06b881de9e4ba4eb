//! The thread of one development (`thread REF`): what it answers, carries out or builds on, and what
//! answers, carries out or builds on it, over any number of ties. How the tree is drawn is left to `render/`.

use super::development::NotYetPublic;
use super::entry::LinkEntry;
use super::ties::{Tie, Ties};
use super::timeline::{counted, public_notices};
use super::vantage::Vantage;
use crate::domain::chronicle::{Chronicle, DevelopmentState};
use crate::domain::edtf::{Day, Edtf};
use crate::domain::side::Side;
use crate::domain::slug::Key;
use crate::domain::vocabulary::{Kind, LinkRelation, Status};
use serde::Serialize;
use std::collections::{HashMap, HashSet, VecDeque};

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ThreadQuery {
    /// How many ties away at most.
    pub depth: Option<usize>,
    /// The relations of ties that are followed; all where none is named.
    pub relations: Vec<LinkRelation>,
    /// What the public could know by.
    pub public_on: Option<Day>,
}

/// The thread of a development.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Thread {
    /// The development it is the thread of; number 1.
    pub start: ThreadPoint,
    /// Why it is no part of the chronology, where it was retracted.
    pub retracted: Option<String>,
    /// The relations followed; empty for all.
    pub ties_followed: Vec<LinkRelation>,
    /// How many ties away at most.
    pub depth: Option<usize>,
    /// What it answers, carries out or builds on: each step below the one its ties start from.
    pub back: Vec<ThreadStep>,
    /// What answers it, carries it out or builds on it: each step below the one its ties lead to.
    pub on: Vec<ThreadStep>,
    /// What a reader must be told of the answer, a sentence each.
    #[serde(skip)]
    pub notices: Vec<String>,
}

/// A development of a thread.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ThreadPoint {
    /// Its number in the thread, from 1 in the order shown.
    pub n: usize,
    /// Its key.
    pub key: Key,
    /// Its date, EDTF as written.
    pub date: Edtf,
    /// Its title.
    pub title: String,
    /// What sort of act it is.
    pub kind: Kind,
    /// How far it has come.
    pub status: Status,
    /// The sides of its parties.
    pub sides: Vec<Side>,
    /// How many developments are tied to it that the thread does not hold.
    pub beyond: usize,
}

/// A development reached over a tie, or met again.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ThreadStep {
    /// The development.
    #[serde(flatten)]
    pub point: ThreadPoint,
    /// How many ties it is away from the start.
    pub depth: usize,
    /// The number of the development it was reached from.
    pub reached_from: usize,
    /// True where it is shown in full elsewhere in the thread, and only these ties are new.
    pub repeated: bool,
    /// The ties between the two; `key` is the development it was reached from.
    pub ties: Vec<LinkEntry>,
}

/// The thread of a development; of one marked a duplicate, that of the one that stands for it. A
/// development that can be reached in several ways stands where the fewest ties lead to it, and is
/// referred to from the others. What was retracted is no part of a thread.
///
/// # Errors
/// [`NotYetPublic`] where nothing shows that the public could know of it by the day.
pub fn thread(chronicle: &Chronicle, state: &DevelopmentState, query: &ThreadQuery) -> Result<Thread, NotYetPublic> {
    let vantage = Vantage::new(chronicle, query.public_on);
    let asked = state;
    let start = if state.stands() { Some(state) } else { vantage.standing(state.current.key.as_str()) };
    let state = start.unwrap_or(state);
    if let Some(day) = query.public_on
        && !vantage.is_public(state)
    {
        let public_since = state.current.public_since().cloned();
        return Err(NotYetPublic { key: state.current.key.clone(), day, public_since });
    }
    let ties = match state.stands() {
        true => Ties::of(&vantage, &query.relations),
        false => Ties::default(),
    };
    let mut tree =
        Tree { vantage: &vantage, ties: &ties, depth: query.depth, numbers: HashMap::new(), found: HashSet::new() };
    let (back, on) = tree.grow(state);
    let start = tree.point(state);
    Ok(Thread {
        notices: notices(&vantage, &tree, asked, state),
        retracted: state.retracted.as_ref().map(|retraction| retraction.reason.clone()),
        ties_followed: query.relations.clone(),
        depth: query.depth,
        start,
        back,
        on,
    })
}

/// Which way ties are followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Back,
    On,
}

/// A development's place in one half of the tree, and what was reached from it.
struct Branch<'a> {
    state: &'a DevelopmentState,
    depth: usize,
    /// The developments next to it, with their ties; true for those that stand here.
    next: Vec<(&'a DevelopmentState, Vec<Tie<'a>>, bool)>,
}

struct Tree<'a, 't> {
    vantage: &'t Vantage<'a>,
    ties: &'t Ties<'a>,
    depth: Option<usize>,
    numbers: HashMap<&'a str, usize>,
    found: HashSet<&'a str>,
}

impl<'a> Tree<'a, '_> {
    fn grow(&mut self, start: &'a DevelopmentState) -> (Vec<ThreadStep>, Vec<ThreadStep>) {
        self.found.insert(start.current.key.as_str());
        let back = self.branches(start, Way::Back);
        let on = self.branches(start, Way::On);
        self.numbers.insert(start.current.key.as_str(), 1);
        self.number(start, &back);
        self.number(start, &on);
        (self.steps(start, &back), self.steps(start, &on))
    }

    /// Everything that ties lead to one way, nearest first, so that each development stands where the
    /// fewest ties lead to it.
    fn branches(&mut self, start: &'a DevelopmentState, way: Way) -> HashMap<&'a str, Branch<'a>> {
        let mut branches = HashMap::new();
        let mut waiting = VecDeque::from([(start, 0)]);
        while let Some((state, depth)) = waiting.pop_front() {
            let mut branch = Branch { state, depth, next: Vec::new() };
            if self.depth.is_none_or(|most| depth < most) {
                for (other, ties) in self.next_to(state, way) {
                    let is_new = self.found.insert(other.current.key.as_str());
                    if is_new {
                        waiting.push_back((other, depth + 1));
                    }
                    branch.next.push((other, ties, is_new));
                }
            }
            branches.insert(state.current.key.as_str(), branch);
        }
        branches
    }

    /// The developments one tie away, in the order of the timeline, each with all ties to it.
    fn next_to(&self, state: &'a DevelopmentState, way: Way) -> Vec<(&'a DevelopmentState, Vec<Tie<'a>>)> {
        let key = state.current.key.as_str();
        let ties: Vec<Tie<'a>> = match way {
            Way::Back => self.ties.from(key).copied().collect(),
            Way::On => self.ties.to(key).copied().collect(),
        };
        let mut by_other: HashMap<&str, (&'a DevelopmentState, Vec<Tie<'a>>)> = HashMap::new();
        for tie in ties {
            let other = if way == Way::Back { tie.to } else { tie.from };
            by_other.entry(other.current.key.as_str()).or_insert_with(|| (other, Vec::new())).1.push(tie);
        }
        let mut next: Vec<(&'a DevelopmentState, Vec<Tie<'a>>)> = by_other.into_values().collect();
        next.sort_by_key(|(other, _)| (other.current.sort_key(), other.recorded.sequence));
        next
    }

    /// Goes through one half in the order shown: the steps below a development before the next one
    /// beside it. A stack, not recursion: a thread may be as long as the journal.
    fn walk(
        start: &'a DevelopmentState,
        branches: &HashMap<&'a str, Branch<'a>>,
        mut visit: impl FnMut(&Branch<'a>, &'a DevelopmentState, &[Tie<'a>], bool),
    ) {
        let mut stack: Vec<(&'a str, usize)> = vec![(start.current.key.as_str(), 0)];
        while let Some((key, at)) = stack.pop() {
            let Some(branch) = branches.get(key) else { continue };
            let Some((other, ties, is_new)) = branch.next.get(at) else { continue };
            visit(branch, other, ties, *is_new);
            stack.push((key, at + 1));
            if *is_new {
                stack.push((other.current.key.as_str(), 0));
            }
        }
    }

    fn number(&mut self, start: &'a DevelopmentState, branches: &HashMap<&'a str, Branch<'a>>) {
        Self::walk(start, branches, |_, other, _, is_new| {
            if is_new {
                let number = self.numbers.len() + 1;
                self.numbers.insert(other.current.key.as_str(), number);
            }
        });
    }

    fn steps(&self, start: &'a DevelopmentState, branches: &HashMap<&'a str, Branch<'a>>) -> Vec<ThreadStep> {
        let mut steps = Vec::new();
        Self::walk(start, branches, |branch, other, ties, is_new| {
            steps.push(ThreadStep {
                point: self.point(other),
                depth: branch.depth + 1,
                reached_from: self.numbers.get(branch.state.current.key.as_str()).copied().unwrap_or_default(),
                repeated: !is_new,
                ties: ties.iter().map(|tie| tie.entry(self.vantage, branch.state)).collect(),
            });
        });
        steps
    }

    fn point(&self, state: &DevelopmentState) -> ThreadPoint {
        let development = &state.current;
        let key = development.key.as_str();
        let ends = self.ties.from(key).map(|tie| tie.to).chain(self.ties.to(key).map(|tie| tie.from));
        let beyond: HashSet<&str> =
            ends.map(|other| other.current.key.as_str()).filter(|key| !self.found.contains(key)).collect();
        ThreadPoint {
            n: self.numbers.get(key).copied().unwrap_or_default(),
            key: development.key.clone(),
            date: development.date.clone(),
            title: development.title.clone(),
            kind: development.kind,
            status: self.vantage.status(state),
            sides: self.vantage.chronicle().sides_of(development),
            beyond: beyond.len(),
        }
    }
}

fn notices(
    vantage: &Vantage<'_>,
    tree: &Tree<'_, '_>,
    asked: &DevelopmentState,
    start: &DevelopmentState,
) -> Vec<String> {
    let mut notices = Vec::new();
    if asked.current.key != start.current.key {
        notices
            .push(format!("`{}` was marked a duplicate of this development, which stands for it.", asked.current.key));
    }
    if let (None, Some((of, _))) = (&start.retracted, &start.duplicate_of) {
        notices.push(format!("It was marked a duplicate of `{of}`, which does not stand or was not public by then."));
    }
    if start.retracted.is_some() {
        notices.push("It was retracted: it is no part of the chronology, and its ties are none.".to_owned());
    }
    let broken = tree.ties.broken.iter().filter(|broken| tree.found.contains(broken.from.as_str()));
    for broken in broken {
        let why = match vantage.chronicle().development(broken.to.as_str()) {
            Some(state) if state.retracted.is_some() => "which was retracted",
            Some(_) => "which does not stand or was not public by then",
            None => "which is not in what was read",
        };
        notices.push(format!("A tie from `{}` leads to `{}`, {why}; it is not followed.", broken.from, broken.to));
    }
    if let Some(day) = vantage.public_on() {
        let left = vantage.left_out(start);
        let day = Edtf::day(day).english();
        notices
            .push(format!("Ties are between developments that were public by {day}; who asserts them is as recorded."));
        notices.extend(public_notices(&day, left.sources, left.undated_sources));
    }
    let beyond: usize = tree.found.iter().filter(|key| is_tied_beyond(tree, key)).count();
    if beyond > 0 {
        notices.push(format!(
            "{} here tied to others that are not: `annals thread KEY` follows those.",
            if beyond == 1 { "1 development is".to_owned() } else { format!("{} are", counted(beyond, "development")) }
        ));
    }
    notices
}

fn is_tied_beyond(tree: &Tree<'_, '_>, key: &str) -> bool {
    let ends = tree.ties.from(key).map(|tie| tie.to).chain(tree.ties.to(key).map(|tie| tie.from));
    ends.into_iter().any(|other| !tree.found.contains(other.current.key.as_str()))
}
