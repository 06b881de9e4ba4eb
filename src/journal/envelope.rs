//! The envelope: what surrounds an event on disk, as CloudEvents 1.0 in structured JSON mode.
//!
//! Written by us byte for byte, in one order of attributes and without spaces; read in any order. The
//! source of the format is CloudEvents 1.0.2 (attributes) with its JSON format, and the extension
//! attributes that docs/journal-format.md lists.

use std::borrow::Cow;
use std::io::Write as _;

use serde::Deserialize;
use serde_json::value::RawValue;
use uuid::Uuid;

use crate::domain::event::{Event, EventType};
use crate::domain::stamp::{Batch, EventId, Instant, Recorded, Recorder, Sequence, Stamp};

use super::fault::Fault;
use super::line::MAX_LINE;
use super::merkle::TreeHash;
use super::origin::Origin;
use super::upcaster::upcast;

/// What stands before the event type in `type`.
const TYPE_PREFIX: &str = "annals.";
/// What stands before the event type in `dataschema`.
const SCHEMA_PREFIX: &str = "urn:annals:";

/// The attributes of one line, borrowed from its bytes; the data is not read yet.
#[derive(Debug, Clone, PartialEq)]
pub struct Envelope<'a> {
    /// `id`: the event's id.
    pub id: EventId,
    /// `source`: the journal's origin.
    pub source: Cow<'a, str>,
    /// `type` without its prefix, such as `development.recorded`. It may be unknown to this version.
    pub event_type: Cow<'a, str>,
    /// The number at the end of `dataschema`.
    pub schema: u32,
    /// `subject`: the development's key or the actor's id.
    pub subject: Cow<'a, str>,
    /// `time`: when the event was recorded.
    pub time: Instant,
    /// `sequence`: the place in the journal.
    pub sequence: Sequence,
    /// `recorder`: who recorded.
    pub recorder: Cow<'a, str>,
    /// `causationid`: the event that caused this one.
    pub caused_by: Option<EventId>,
    /// `batchid`, `batchlen`, `batchpos`: the batch of several events that this one is part of.
    pub batch: Option<Batch>,
    /// `prevhash`: the leaf hash of the line before, or of the origin.
    pub prevhash: TreeHash,
    /// `data`: the payload's JSON text.
    pub data: &'a str,
}

impl<'a> Envelope<'a> {
    /// Reads the bytes of a line, without its line feed.
    pub(super) fn read(bytes: &'a [u8]) -> Result<Envelope<'a>, Misread> {
        if bytes.len() > MAX_LINE {
            return Err(Misread { byte: 0, what: Fault::LineTooLong { len: bytes.len() as u64 } });
        }
        let text = std::str::from_utf8(bytes).map_err(|error| Misread::at(error.valid_up_to(), "not UTF-8"))?;
        match (bytes.first(), bytes.last()) {
            (Some(b'{'), Some(b'}')) => {}
            (Some(b'{'), Some(b'\r')) => {
                let reason = "a carriage return stands before the line feed: \
                              some tool converted the line ends";
                return Err(Misread::at(bytes.len() - 1, reason));
            }
            (Some(b'{'), Some(_)) => {
                return Err(Misread::at(bytes.len() - 1, "the last byte is not `}`"));
            }
            (_, _) => return Err(Misread::at(0, "the first byte is not `{`")),
        }
        let wire: Wire<'a> = serde_json::from_str(text).map_err(Misread::json)?;
        wire.envelope().map_err(|reason| Misread::at(0, &reason))
    }

    /// The event and its stamp.
    pub(super) fn recorded(&self) -> Result<Recorded, Fault> {
        Ok(Recorded {
            event: self.event()?,
            stamp: Stamp {
                sequence: self.sequence,
                id: self.id,
                time: self.time,
                recorder: Recorder::new(&self.recorder)
                    .map_err(|error| Fault::LineUnreadable { reason: error.to_string() })?,
                batch: self.batch.as_ref().map(|batch| Batch { id: batch.id, len: batch.len, pos: batch.pos }),
                caused_by: self.caused_by,
            },
        })
    }

    /// The event, through the upcasters.
    pub(super) fn event(&self) -> Result<Event, Fault> {
        let event_type = EventType::parse(&self.event_type)
            .ok_or_else(|| Fault::UnknownType { name: format!("{TYPE_PREFIX}{}", self.event_type) })?;
        let data = upcast(event_type, self.schema, self.data)?;
        Event::from_data(event_type, &data).map_err(|error| {
            let reason = bare_message(&error);
            if is_unknown_field(&reason) {
                Fault::UnknownField { name: reason, within: format!("`{}`", event_type.as_str()) }
            } else {
                Fault::DataUnreadable { event_type, reason }
            }
        })
    }
}

/// Appends one line without its line feed to the bytes.
pub(super) fn write(
    line: &mut Vec<u8>,
    origin: &Origin,
    stamp: &Stamp,
    event: &Event,
    prevhash: TreeHash,
    data: &str,
) -> Result<(), serde_json::Error> {
    let name = event.event_type().as_str();
    let fail = serde_json::Error::io;
    write!(line, r#"{{"specversion":"1.0","id":"{}","source":"#, stamp.id).map_err(fail)?;
    serde_json::to_writer(&mut *line, origin.as_str())?;
    write!(line, r#","type":"{TYPE_PREFIX}{name}","subject":"#).map_err(fail)?;
    serde_json::to_writer(&mut *line, &event.subject())?;
    write!(
        line,
        r#","time":"{}","dataschema":"{SCHEMA_PREFIX}{name}:{}","sequence":"{:020}","recorder":"#,
        stamp.time,
        event.event_type().schema(),
        stamp.sequence.0,
    )
    .map_err(fail)?;
    serde_json::to_writer(&mut *line, &stamp.recorder.to_string())?;
    if let Some(cause) = stamp.caused_by {
        write!(line, r#","causationid":"{cause}""#).map_err(fail)?;
    }
    if let Some(batch) = &stamp.batch {
        write!(line, r#","batchid":"{}","batchlen":{},"batchpos":{}"#, batch.id.hyphenated(), batch.len, batch.pos)
            .map_err(fail)?;
    }
    write!(line, r#","prevhash":"{prevhash}","data":{data}}}"#).map_err(fail)
}

/// Why the bytes of a line are not an envelope, and from which of them on.
#[derive(Debug)]
pub(super) struct Misread {
    pub(super) byte: usize,
    pub(super) what: Fault,
}

impl Misread {
    fn at(byte: usize, reason: &str) -> Misread {
        Misread { byte, what: Fault::LineUnreadable { reason: reason.to_owned() } }
    }

    fn json(error: serde_json::Error) -> Misread {
        let reason = bare_message(&error);
        let byte = error.column().saturating_sub(1);
        if is_unknown_field(&reason) {
            let within = "the envelope".to_owned();
            let what = Fault::UnknownField { name: reason, within };
            return Misread { byte, what };
        }
        Misread::at(byte, &reason)
    }
}

/// The attributes as JSON holds them.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wire<'a> {
    #[serde(borrow)]
    specversion: Cow<'a, str>,
    #[serde(borrow)]
    id: Cow<'a, str>,
    #[serde(borrow)]
    source: Cow<'a, str>,
    #[serde(borrow, rename = "type")]
    event_type: Cow<'a, str>,
    #[serde(borrow)]
    subject: Cow<'a, str>,
    #[serde(borrow)]
    time: Cow<'a, str>,
    #[serde(borrow)]
    dataschema: Cow<'a, str>,
    #[serde(borrow)]
    sequence: Cow<'a, str>,
    #[serde(borrow)]
    recorder: Cow<'a, str>,
    #[serde(borrow)]
    causationid: Option<Cow<'a, str>>,
    #[serde(borrow)]
    batchid: Option<Cow<'a, str>>,
    batchlen: Option<u32>,
    batchpos: Option<u32>,
    #[serde(borrow)]
    prevhash: Cow<'a, str>,
    #[serde(borrow)]
    data: &'a RawValue,
}

impl<'a> Wire<'a> {
    fn envelope(self) -> Result<Envelope<'a>, String> {
        if self.specversion != "1.0" {
            return Err(format!("specversion `{}` is not 1.0", self.specversion));
        }
        let event_type = without_prefix(self.event_type, TYPE_PREFIX)
            .map_err(|name| format!("type `{name}` does not begin with `{TYPE_PREFIX}`"))?;
        let schema = self
            .dataschema
            .strip_prefix(SCHEMA_PREFIX)
            .and_then(|rest| rest.strip_prefix(&*event_type))
            .and_then(|rest| rest.strip_prefix(':'))
            .and_then(|digits| digits.parse().ok())
            .ok_or_else(|| format!("dataschema `{}` does not fit the type", self.dataschema))?;
        let batch = match (self.batchid, self.batchlen, self.batchpos) {
            (None, None, None) => None,
            (Some(id), Some(len), Some(pos)) if len > 1 && pos < len => {
                Some(Batch { id: uuid("batchid", &id)?, len, pos })
            }
            (_, _, _) => {
                return Err("batchid, batchlen and batchpos do not fit together".to_owned());
            }
        };
        Ok(Envelope {
            id: EventId(uuid("id", &self.id)?),
            source: self.source,
            event_type,
            schema,
            subject: self.subject,
            time: Instant::parse(&self.time).map_err(|error| format!("time: {error}"))?,
            sequence: sequence(&self.sequence)?,
            recorder: self.recorder,
            caused_by: match self.causationid {
                Some(id) => Some(EventId(uuid("causationid", &id)?)),
                None => None,
            },
            batch,
            prevhash: TreeHash::from_base64(&self.prevhash)
                .ok_or_else(|| format!("prevhash `{}` is not a SHA-256 hash in base64", self.prevhash))?,
            data: self.data.get(),
        })
    }
}

fn uuid(attribute: &str, text: &str) -> Result<Uuid, String> {
    // Only the hyphenated form: one id must have one spelling.
    Some(text)
        .filter(|text| text.len() == 36)
        .and_then(|text| Uuid::try_parse(text).ok())
        .ok_or_else(|| format!("{attribute} `{text}` is not a UUID"))
}

fn sequence(text: &str) -> Result<Sequence, String> {
    Some(text)
        .filter(|text| text.len() == 20 && text.bytes().all(|byte| byte.is_ascii_digit()))
        .and_then(|text| text.parse().ok())
        .map(Sequence)
        .ok_or_else(|| format!("sequence `{text}` is not a number of 20 digits"))
}

fn without_prefix<'a>(text: Cow<'a, str>, prefix: &str) -> Result<Cow<'a, str>, Cow<'a, str>> {
    match text {
        Cow::Borrowed(all) => match all.strip_prefix(prefix) {
            Some(rest) => Ok(Cow::Borrowed(rest)),
            None => Err(text),
        },
        Cow::Owned(all) => match all.strip_prefix(prefix) {
            Some(rest) => Ok(Cow::Owned(rest.to_owned())),
            None => Err(Cow::Owned(all)),
        },
    }
}

/// The message without `at line 1 column …`: the place is told in bytes of the file instead.
fn bare_message(error: &serde_json::Error) -> String {
    let message = error.to_string();
    match message.rsplit_once(" at line ") {
        Some((bare, _)) => bare.to_owned(),
        None => message,
    }
}

/// Whether serde refused a field by name: its words are `unknown field`, then the name in backticks.
fn is_unknown_field(message: &str) -> bool {
    message.starts_with("unknown field `")
}
