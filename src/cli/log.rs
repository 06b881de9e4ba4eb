//! `annals log`: the events of the journal, in order.

use super::failure::Failure;
use super::flags;
use super::host::Host;
use super::reading::Reading;
use super::workspace::Workspace;
use crate::domain::chronicle::Chronicle;
use crate::domain::edtf::Day;
use crate::domain::event::{Event, EventType};
use crate::domain::nearest::nearest;
use crate::domain::refusal::Reason;
use crate::domain::slug::Key;
use crate::domain::stamp::{Recorded, Sequence};
use crate::domain::vocabulary::UnknownWord;
use crate::report::log::log;

/// The events of the journal in order: who recorded what, when
#[derive(Debug, clap::Args)]
pub(super) struct Log {
    /// From this sequence on
    #[arg(long, value_name = "SEQUENCE", default_value_t = 0)]
    since: u64,
    /// Only events of this type, such as development.corrected; may be given several times
    #[arg(long = "type", value_name = "TYPE")]
    event_type: Vec<String>,
    /// Only events about this development or actor
    #[arg(long, value_name = "REF|ACTOR")]
    about: Option<String>,
    /// At most so many, the last ones
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
    /// The lines as they stand in the journal
    #[arg(long, conflicts_with = "format")]
    raw: bool,
    #[command(flatten)]
    reading: Reading,
}

impl Log {
    /// Runs the verb.
    pub(super) fn run(self, host: &Host, workspace: &Workspace) -> Result<(), Failure> {
        let opened = self.reading.open(host, workspace)?;
        let types = self.event_type.iter().map(|text| event_type(text)).collect::<Result<Vec<_>, _>>()?;
        let chronicle = opened.archive.whole(opened.until)?;
        let about: Option<Vec<Sequence>> = match self.about.as_deref() {
            None => None,
            Some(name) => Some(match flags::development(&chronicle, name) {
                Ok(key) => chronicle.development(key.as_str()).map(|state| state.events.clone()).unwrap_or_default(),
                Err(failure) => match flags::actor_in_question(&chronicle, name) {
                    Ok(id) => chronicle.actor(id.as_str()).map(|state| state.events.clone()).unwrap_or_default(),
                    Err(_) => return Err(failure.at_flag("--about", name)),
                },
            }),
        };
        let mut events: Vec<Recorded> = Vec::new();
        let mut positions = Vec::new();
        let size = chronicle.last().map_or(0, |(last, _)| last.0 + 1);
        for item in opened.archive.journal().read_from(None)? {
            let (position, recorded) = item?;
            let sequence = recorded.stamp.sequence;
            if sequence.0 >= size {
                break;
            }
            let wanted = sequence.0 >= self.since
                && (types.is_empty() || types.contains(&recorded.event.event_type()))
                && about.as_ref().is_none_or(|about| about.contains(&sequence))
                && opened.public_on.is_none_or(|day| is_public_by(&chronicle, &recorded.event, day));
            if wanted {
                events.push(recorded);
                positions.push(position);
            }
        }
        let skip = self.limit.map_or(0, |limit| events.len().saturating_sub(limit));
        if self.raw {
            let mut raw = String::new();
            for position in positions.into_iter().skip(skip) {
                raw.push_str(&String::from_utf8_lossy(&opened.archive.journal().line_at(position)?));
                raw.push('\n');
            }
            return Ok(host.show(&raw)?);
        }
        self.reading.answer(host, workspace, &opened, &log(&chronicle, events.iter().skip(skip)))
    }
}

/// True of events about developments public by a day, and of those about none.
fn is_public_by(chronicle: &Chronicle, event: &Event, day: Day) -> bool {
    let state = named(event).and_then(|key| chronicle.development(key.as_str()));
    state.is_none_or(|state| state.current.is_public_by(day))
}

/// The development that an event is about, or that it names as what a lead is.
fn named(event: &Event) -> Option<&Key> {
    if let Event::LeadAccepted(content) = event {
        return Some(&content.key);
    }
    if let Event::LeadMarkedDuplicate(content) = event {
        return Some(&content.of);
    }
    event.development()
}

fn event_type(text: &str) -> Result<EventType, Failure> {
    EventType::parse(text).ok_or_else(|| {
        let words: Vec<&'static str> = EventType::of_record().map(EventType::as_str).collect();
        let nearest = nearest(text, words.iter().copied());
        let unknown = UnknownWord { vocabulary: "event type", value: text.to_owned(), nearest, words };
        Failure::of_reason(&Reason::Word(unknown)).at_flag("--type", text)
    })
}
