//! How every reader reads: a chronicle folded from the whole journal, or from just the lines that a
//! question needs. It takes no lock and writes nothing; where the published view does not serve, the
//! journal is read from end to end, and the answer is the same.

use super::blocks::Blocks;
use super::checkpoint::Checkpoint;
use super::error::{Failure, ProjectionError};
use super::finder::{Finder, Found, Wanted};
use super::lines::Lines;
use super::loader::Loader;
use super::notice::Notice;
use super::posting::Facet;
use super::relations::RelationCounts;
use super::replay::{Fold, schema};
use super::selection::{Question, Selection};
use super::sequences::PAGE;
use super::view;
use crate::domain::chronicle::{Chronicle, Lookup};
use crate::domain::side::Dyad;
use crate::domain::stamp::{EventId, Instant, Recorded, Sequence};
use crate::journal::{Head, Journal, JournalError, LineReader, Position};
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// A journal shorter than this, in events, is folded whole quickly enough that no view is made for it
/// unasked; one that is there is used.
pub(super) const SMALL: u64 = 1_024;
/// A tail of this many events behind the view makes the next reader wait noticeably.
const LAG: u64 = 2_048;

/// A journal as it stood when it was opened, with the view that makes reading it quick.
#[derive(Debug)]
pub struct Archive {
    journal: Journal,
    head: Head,
    /// Whether the view is asked even where folding would be quicker.
    by_view: bool,
    wants_catch_up: bool,
    views: Mutex<Views>,
    notices: Mutex<Vec<Notice>>,
}

/// The published view, as far as it was needed yet.
#[derive(Debug)]
enum Views {
    /// There is none that serves.
    None,
    /// It is open; the journal's tail is not folded on top yet.
    Open(Box<(Checkpoint, Blocks)>),
    /// With the tail on top.
    Ready(Box<Fold>),
}

impl Archive {
    /// Opens a journal with the view in `scratch`. What is appended afterwards is not seen.
    ///
    /// # Errors
    /// [`ProjectionError::Journal`] where the journal's end cannot be read.
    pub fn open(journal: Journal, scratch: &Path) -> Result<Self, ProjectionError> {
        Self::open_from(journal, scratch, false)
    }

    /// As [`Archive::open`], but asks the view, where there is one, however little of the journal it covers.
    ///
    /// # Errors
    /// As [`Archive::open`].
    pub fn open_by_view(journal: Journal, scratch: &Path) -> Result<Self, ProjectionError> {
        Self::open_from(journal, scratch, true)
    }

    fn open_from(journal: Journal, scratch: &Path, by_view: bool) -> Result<Self, ProjectionError> {
        let head = journal.head()?;
        let mut notices: Vec<Notice> = head.torn.iter().map(|torn| Notice::TornTail { bytes: torn.bytes }).collect();
        let mut views = Views::None;
        let opened = view::open(scratch).and_then(|view| match view {
            Some((checkpoint, blocks)) => match checkpoint.misfit(&journal, &head, &schema()) {
                Some(why) => Err(Failure::Unfit(why)),
                None => Ok(Some((checkpoint, blocks))),
            },
            None => Ok(None),
        });
        let is_far_behind = match opened {
            Ok(Some((checkpoint, blocks))) => {
                let is_far_behind = is_far_behind(checkpoint.size(), head.size);
                // Most of a journal is folded whole quicker than on top of a view.
                if by_view || checkpoint.size() >= head.size / 2 {
                    views = Views::Open(Box::new((checkpoint, blocks)));
                }
                is_far_behind
            }
            Ok(None) => true,
            Err(failure) => {
                notices.push(Notice::ViewIgnored { why: failure.into_words() });
                true
            }
        };
        let wants_catch_up = is_far_behind && (by_view || head.size >= SMALL);
        Ok(Self { journal, head, by_view, wants_catch_up, views: Mutex::new(views), notices: Mutex::new(notices) })
    }

    /// Everything recorded up to an instant, or up to now.
    ///
    /// # Errors
    /// [`ProjectionError`] where the journal cannot be read or an event does not fit.
    pub fn whole(&self, until: Option<Instant>) -> Result<Chronicle, ProjectionError> {
        self.whole_within(until, self.head.size)
    }

    /// As [`Archive::whole`], of no more than the first `size` events.
    pub(super) fn whole_within(&self, until: Option<Instant>, size: u64) -> Result<Chronicle, ProjectionError> {
        let mut chronicle = Chronicle::new();
        for item in self.journal.read_from(None)? {
            let (position, recorded) = item?;
            if position.sequence.0 >= size || until.is_some_and(|until| recorded.stamp.time > until) {
                break;
            }
            chronicle.apply(recorded)?;
        }
        Ok(chronicle)
    }

    /// A chronicle that holds at least what a selection needs, as of an instant or of now.
    ///
    /// # Errors
    /// [`ProjectionError`] where the journal cannot be read or an event does not fit.
    pub fn select(&self, selection: &Selection, until: Option<Instant>) -> Result<Chronicle, ProjectionError> {
        // what a short journal says is read whole quicker than line by line
        if !self.by_view && self.head.size < SMALL && selection.question.reads_text() {
            return self.whole(until);
        }
        let selected = self.through_view(|fold, lines| {
            let size = match until {
                Some(until) => size_at(fold, lines, until)?,
                None => fold.checkpoint.size(),
            };
            select(fold, lines, &selection.question, size)
        });
        match selected.flatten() {
            Some(chronicle) => Ok(chronicle),
            None => self.whole(until),
        }
    }

    /// A chronicle that answers these lookups and notes others, or none where only reading the whole
    /// journal tells: there is no view that serves, or everything is asked for.
    ///
    /// # Errors
    /// [`ProjectionError`] where the journal cannot be read or an event does not fit.
    pub fn partial(&self, lookups: &BTreeSet<Lookup>) -> Result<Option<Chronicle>, ProjectionError> {
        if lookups.contains(&Lookup::Everything) {
            return Ok(None);
        }
        Ok(self.through_view(|fold, lines| {
            let size = fold.checkpoint.size();
            let found = Finder { fold: &mut *fold, lines, size }.looked_up(lookups)?;
            let mut chronicle = Chronicle::partial(lookups.clone());
            Loader { fold, lines, size }.load_partial(&found, &mut chronicle)?;
            Ok(chronicle)
        }))
    }

    /// How many developments of each kind and year stand in a relation now.
    ///
    /// # Errors
    /// [`ProjectionError`] where the journal cannot be read or an event does not fit.
    pub fn relation_counts(&self, dyad: Dyad) -> Result<RelationCounts, ProjectionError> {
        if let Some(counts) = self.through_view(|fold, _| fold.relations.of(&fold.base, dyad)) {
            return Ok(counts);
        }
        let chronicle = self.whole(None)?;
        let mut counts = RelationCounts::default();
        for state in chronicle.developments().iter().filter(|state| state.stands()) {
            if chronicle.relations_of(&state.current).contains(&dyad) {
                let place = (state.current.sort_key().0.ymd().0, state.current.kind);
                *counts.by_year_and_kind.entry(place).or_default() += 1;
            }
        }
        Ok(counts)
    }

    /// The events with these sequences, in the order of the journal; those it does not have are left out.
    ///
    /// # Errors
    /// [`ProjectionError`] where the journal cannot be read.
    pub fn events(&self, sequences: &[Sequence]) -> Result<Vec<Recorded>, ProjectionError> {
        let wanted: BTreeSet<u64> =
            sequences.iter().map(|sequence| sequence.0).filter(|sequence| *sequence < self.head.size).collect();
        if let Some(found) = self.through_view(|fold, lines| events(fold, lines, &wanted)) {
            return Ok(found);
        }
        let mut found = Vec::new();
        let Some(last) = wanted.last() else { return Ok(found) };
        for item in self.journal.read_from(None)? {
            let (position, recorded) = item?;
            if wanted.contains(&position.sequence.0) {
                found.push(recorded);
            }
            if position.sequence.0 >= *last {
                break;
            }
        }
        Ok(found)
    }

    /// Where the event with an id stands: what an appender asks before it records one.
    ///
    /// # Errors
    /// [`JournalError`] where the journal cannot be read.
    pub fn position_of(&self, id: EventId) -> Result<Option<Position>, JournalError> {
        if let Some(found) = self.through_view(|fold, lines| position_of(fold, lines, id)) {
            return Ok(found);
        }
        let mut reader = self.journal.read_from(None)?;
        while let Some(line) = reader.next_line()? {
            if line.position.sequence.0 >= self.head.size {
                break;
            }
            if line.envelope.id == id {
                return Ok(Some(line.position));
            }
        }
        Ok(None)
    }

    /// The journal.
    pub fn journal(&self) -> &Journal {
        &self.journal
    }

    /// How far the journal reached when it was opened.
    pub fn head(&self) -> &Head {
        &self.head
    }

    /// True where there is no view that serves, or it lags so far behind that the next reader would
    /// have to wait: [`super::catch_up`] is due, once the answer is given.
    pub fn wants_catch_up(&self) -> bool {
        self.wants_catch_up
    }

    /// What to tell the reader besides the answers so far.
    pub fn notices(&self) -> Vec<Notice> {
        lock(&self.notices).clone()
    }

    /// Asks the view, where there is one. Where it turns out not to serve it is not asked again: what
    /// is wrong with the journal itself comes out when that is read instead.
    pub(super) fn through_view<T>(&self, ask: impl FnOnce(&mut Fold, Lines<'_>) -> Result<T, Failure>) -> Option<T> {
        let mut views = lock(&self.views);
        let asked = match std::mem::replace(&mut *views, Views::None) {
            Views::None => return None,
            Views::Open(opened) => self.with_tail(*opened).map(Box::new),
            Views::Ready(fold) => Ok(fold),
        };
        let answer = asked.and_then(|mut fold| {
            let answer = ask(&mut fold, Lines { reader: &LineReader::new(&self.journal) })?;
            *views = Views::Ready(fold);
            Ok(answer)
        });
        answer.map_err(|failure| lock(&self.notices).push(Notice::ViewIgnored { why: failure.into_words() })).ok()
    }

    fn with_tail(&self, (checkpoint, blocks): (Checkpoint, Blocks)) -> Result<Fold, Failure> {
        let position = checkpoint.last.map(|(position, _)| position);
        let mut fold = Fold::on(checkpoint, blocks);
        if fold.checkpoint.size() < self.head.size {
            let mut reader = self.journal.read_after(position)?;
            fold.take_all(&self.journal, &mut reader, self.head.size, &mut |_, _| {})?;
        }
        Ok(fold)
    }
}

/// True where a view is so far behind that catching up pays, also against rewriting a long one.
fn is_far_behind(view: u64, journal: u64) -> bool {
    journal - view > LAG.max(view / 256)
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// None where reading the whole journal is the quicker way.
pub(super) fn select(
    fold: &mut Fold,
    lines: Lines<'_>,
    question: &Question,
    size: u64,
) -> Result<Option<Chronicle>, Failure> {
    let mut finder = Finder { fold: &mut *fold, lines, size };
    let found = match question {
        Question::Whole => return Ok(None),
        Question::Timeline { filter, actors, limit, newest_first } => {
            let (limit, newest_first) = (*limit, *newest_first);
            finder.timeline(&Wanted { filter, actors, limit, newest_first })?
        }
        Question::Developments(references) => match finder.referred(references)? {
            Some(developments) => Found { developments, ..Found::default() },
            None => return Ok(None),
        },
        Question::Threads(references) => match finder.referred(references)? {
            Some(starts) => Found { developments: finder.threads(starts)?, ..Found::default() },
            None => return Ok(None),
        },
        Question::Actors(names) => finder.dossiers(names)?,
        Question::Relation(dyad) => finder.with(Facet::Relation(*dyad))?,
        Question::Touched { developments, actors, names } => finder.touched(developments, actors, names)?,
        Question::Commitments => finder.with(Facet::Commitment)?,
        Question::Measures => {
            // what extends the act that suspends a measure counts, however many ties away it is
            let own = finder.with(Facet::Legal)?;
            Found { developments: finder.threads(own.developments)?, ..own }
        }
    };
    Loader { fold, lines, size }.load(&found)
}

/// How many events were recorded up to an instant; times never decrease.
pub(super) fn size_at(fold: &Fold, lines: Lines<'_>, until: Instant) -> Result<u64, Failure> {
    let size = fold.checkpoint.size();
    let (mut low, mut high) = (0, size.div_ceil(PAGE));
    while low < high {
        let middle = low.midpoint(high);
        if page(fold, middle)?.1 <= until {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    let Some(last) = low.checked_sub(1) else { return Ok(0) };
    let mut count = last * PAGE;
    let mut reader = lines.reader.journal().read_from(Some(page(fold, last)?.0))?;
    while count < size
        && let Some(line) = reader.next_line()?
        && line.envelope.time <= until
    {
        count += 1;
    }
    Ok(count)
}

fn events(fold: &Fold, lines: Lines<'_>, wanted: &BTreeSet<u64>) -> Result<Vec<Recorded>, Failure> {
    let mut found = Vec::new();
    let mut rest = wanted.clone();
    while let Some(&first) = rest.first() {
        let begin = first / PAGE;
        let mut reader = lines.reader.journal().read_from(Some(page(fold, begin)?.0))?;
        while rest.first().is_some_and(|next| next / PAGE == begin)
            && let Some(line) = reader.next_line()?
        {
            if rest.remove(&line.position.sequence.0) {
                found.push(line.recorded()?);
            }
        }
        if rest.first().is_some_and(|next| next / PAGE == begin) {
            return Err(Failure::Unfit("it knows more lines than the journal has".to_owned()));
        }
    }
    Ok(found)
}

fn position_of(fold: &Fold, lines: Lines<'_>, id: EventId) -> Result<Option<Position>, Failure> {
    for sequence in fold.sequences.of_id(&fold.base, id, fold.checkpoint.size())? {
        let mut reader = lines.reader.journal().read_from(Some(page(fold, sequence / PAGE)?.0))?;
        while let Some(line) = reader.next_line()? {
            if line.position.sequence.0 == sequence {
                if line.envelope.id == id {
                    return Ok(Some(line.position));
                }
                break;
            }
        }
    }
    Ok(None)
}

pub(super) fn page(fold: &Fold, page: u64) -> Result<(Position, Instant), Failure> {
    let page = u32::try_from(page).map_err(|_| Failure::Unfit("the journal is too long for it".to_owned()))?;
    fold.sequences.page(&fold.base, page)
}
