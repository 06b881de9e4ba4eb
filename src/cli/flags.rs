//! Reading the values of flags: words of the vocabularies, dates with the entry shortcuts, parties,
//! places; a wrong one is refused by the same rules as in a file.

use super::failure::{ExitStatus, Failure, Whereabouts};
use super::host::Host;
use crate::domain::chronicle::Chronicle;
use crate::domain::decide::{named_actor, named_development};
use crate::domain::edtf::{Day, Edtf, entry};
use crate::domain::field_path::{FieldPath, Segment};
use crate::domain::refusal::{Reason, Refusal};
use crate::domain::slug::{ActorId, Key};
use crate::domain::vocabulary::Vocabulary;
use crate::exchange::authoring::{AuthoredParty, AuthoredPlace};
use clap::builder::{PossibleValue, StringValueParser, TypedValueParser};
use clap::error::ErrorKind;
use std::marker::PhantomData;

/// A clap parser that shows a vocabulary in help and completions but leaves refusing to the rules, so
/// that a wrong word is answered the same way in a flag and in a file.
#[derive(Debug, Clone, Copy)]
pub(super) struct Words<V>(PhantomData<V>);

impl<V> Words<V> {
    /// The parser.
    pub(super) fn new() -> Self {
        Self(PhantomData)
    }
}

impl<V> Default for Words<V> {
    fn default() -> Self {
        Self::new()
    }
}

impl<V: Vocabulary + Send + Sync> TypedValueParser for Words<V> {
    type Value = String;

    fn parse_ref(
        &self,
        cmd: &clap::Command,
        arg: Option<&clap::Arg>,
        value: &std::ffi::OsStr,
    ) -> Result<String, clap::Error> {
        let text = StringValueParser::new().parse_ref(cmd, arg, value)?;
        if text.is_empty() {
            return Err(clap::Error::raw(ErrorKind::InvalidValue, format!("a {} may not be empty\n", V::NAME)));
        }
        Ok(text)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(V::ALL.iter().map(|word| PossibleValue::new(word.word()).help(word.definition()))))
    }
}

/// A word of a vocabulary, given with a flag.
pub(super) fn word<V: Vocabulary>(flag: &str, text: &str) -> Result<V, Failure> {
    V::parse(text).map_err(|unknown| Failure::of_reason(&Reason::Word(unknown)).at_flag(flag, text))
}

/// Several words.
pub(super) fn words<V: Vocabulary>(flag: &str, texts: &[String]) -> Result<Vec<V>, Failure> {
    texts.iter().map(|text| word(flag, text)).collect()
}

/// A date, EDTF or one of the entry shortcuts.
pub(super) fn date(host: &Host, flag: &str, text: &str) -> Result<Edtf, Failure> {
    entry::read(text, host.today())
        .map_err(|error| Failure::new(ExitStatus::Refused, error.to_string()).at_flag(flag, text))
}

/// The first day of a window.
pub(super) fn first_day(host: &Host, flag: &str, text: &str) -> Result<Day, Failure> {
    let open = || Failure::new(ExitStatus::Refused, format!("`{text}` has no first day")).at_flag(flag, text);
    date(host, flag, text)?.earliest().ok_or_else(open)
}

/// The last day of a window.
pub(super) fn last_day(host: &Host, flag: &str, text: &str) -> Result<Day, Failure> {
    let open = || Failure::new(ExitStatus::Refused, format!("`{text}` has no last day")).at_flag(flag, text);
    date(host, flag, text)?.latest().ok_or_else(open)
}

/// One day.
pub(super) fn exact_day(host: &Host, flag: &str, text: &str) -> Result<Day, Failure> {
    let vague = || {
        Failure::new(ExitStatus::Refused, format!("`{text}` is not one day: expected a date such as `2024-05-14`"))
            .at_flag(flag, text)
    };
    date(host, flag, text)?.exact_day().ok_or_else(vague)
}

/// Any value that its own type reads.
pub(super) fn value<T: std::str::FromStr>(flag: &str, text: &str) -> Result<T, Failure>
where
    T::Err: std::fmt::Display,
{
    text.parse().map_err(|error: T::Err| Failure::new(ExitStatus::Refused, error.to_string()).at_flag(flag, text))
}

/// The actor a name stands for.
pub(super) fn actor(chronicle: &Chronicle, flag: &str, name: &str) -> Result<ActorId, Failure> {
    named_actor(chronicle, name).map_err(|reason| Failure::of_reason(&reason).at_flag(flag, name))
}

/// The actor that a command is about; not finding it is another status than a wrong name in a record.
pub(super) fn actor_in_question(chronicle: &Chronicle, name: &str) -> Result<ActorId, Failure> {
    named_actor(chronicle, name).map_err(|reason| {
        if let Reason::UnknownActor { name, nearest } = reason {
            return Failure::of_reason(&Reason::NoSuchActor { name, nearest });
        }
        Failure::of_reason(&reason)
    })
}

/// The development that a reference stands for.
pub(super) fn development(chronicle: &Chronicle, reference: &str) -> Result<Key, Failure> {
    named_development(chronicle, reference).map_err(|reason| Failure::of_reason(&reason))
}

/// A party, `NAME:ROLE` or `NAME:ROLE:OFFICE`.
pub(super) fn party(text: &str) -> Result<AuthoredParty, Failure> {
    let form = || {
        Failure::new(ExitStatus::Refused, format!("`{text}` is no party: expected NAME:ROLE or NAME:ROLE:OFFICE"))
            .hint("for example `--actor mofcom:initiator` or `--actor \"Yang Tao:co-chair:Director-General\"`")
            .at_flag("--actor", text)
    };
    let mut parts = text.splitn(3, ':');
    let actor = parts.next().filter(|name| !name.trim().is_empty()).ok_or_else(form)?;
    let role = parts.next().ok_or_else(form)?;
    let office = parts.next().map(str::trim).filter(|office| !office.is_empty());
    let role = word("--actor", role.trim()).map_err(|mut failure: Failure| {
        for complaint in &mut failure.complaints {
            complaint.whereabouts = Some(Whereabouts::Flag(format!("--actor {}", shell_words::quote(text))));
        }
        failure
    })?;
    Ok(AuthoredParty { actor: actor.trim().to_owned(), role, office: office.map(str::to_owned) })
}

/// A place, `Geneva, CHE`.
pub(super) fn place(text: &str) -> Result<AuthoredPlace, Failure> {
    AuthoredPlace::parse(text).map_err(|message| Failure::new(ExitStatus::Refused, message).at_flag("--place", text))
}

/// Which flag gave a field, and with which value: what a refusal points to.
#[derive(Debug, Clone, Default)]
pub(super) struct FlagMap(Vec<(FieldPath, String)>);

impl FlagMap {
    /// Nothing given yet.
    pub(super) fn new() -> Self {
        Self::default()
    }

    /// Notes the flag of a field.
    pub(super) fn note(&mut self, field: FieldPath, flag: &str, value: &str) {
        self.0.push((field, format!("{flag} {}", shell_words::quote(value))));
    }

    /// The flag a refusal is about: that of the field, or of the innermost part of the way to it.
    pub(super) fn place(&self, refusal: &Refusal) -> Option<Whereabouts> {
        let wanted = refusal.at.segments();
        let starts = |path: &[Segment]| wanted.starts_with(path);
        let found = self.0.iter().filter(|(path, _)| !path.is_root() && starts(path.segments()));
        found.max_by_key(|(path, _)| path.segments().len()).map(|(_, flag)| Whereabouts::Flag(flag.clone()))
    }
}
