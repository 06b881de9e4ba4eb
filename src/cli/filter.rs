//! The flags that say which developments a question is about.

use super::failure::Failure;
use super::flags::{self, Words};
use super::host::Host;
use crate::domain::chronicle::Chronicle;
use crate::domain::decide::unknown_side;
use crate::domain::edtf::Day;
use crate::domain::filter::Filter;
use crate::domain::side::{Dyad, Side};
use crate::domain::vocabulary::{Kind, Status, Topic};

/// Filters: one given twice means either; different ones must all hold.
#[derive(Debug, Clone, Default, clap::Args)]
pub(super) struct FilterFlags {
    /// Nothing that ended before this date; an uncertain date counts where it may fall inside
    #[arg(long, value_name = "DATE", help_heading = "Filters")]
    pub(super) from: Option<String>,
    /// Nothing that began after this date
    #[arg(long, value_name = "DATE", help_heading = "Filters")]
    pub(super) to: Option<String>,
    /// With this actor among the parties, by id or any of its names
    #[arg(long, value_name = "ACTOR", help_heading = "Filters")]
    pub(super) actor: Vec<String>,
    /// With a party of this side, such as CHN
    #[arg(long, help_heading = "Filters")]
    pub(super) side: Vec<String>,
    /// With parties of both sides, such as CHN-USA
    #[arg(long, help_heading = "Filters")]
    pub(super) relation: Vec<String>,
    /// Of this kind
    #[arg(long, value_parser = Words::<Kind>::new(), hide_possible_values = true, help_heading = "Filters")]
    pub(super) kind: Vec<String>,
    /// On this topic
    #[arg(long, value_parser = Words::<Topic>::new(), hide_possible_values = true, help_heading = "Filters")]
    pub(super) topic: Vec<String>,
    /// With this status
    #[arg(long, value_parser = Words::<Status>::new(), hide_possible_values = true, help_heading = "Filters")]
    pub(super) status: Vec<String>,
    /// With these words in title, summary, claims or dispute, whatever their capitals
    #[arg(long, value_name = "WORDS", help_heading = "Filters")]
    pub(super) text: Vec<String>,
}

impl FilterFlags {
    /// The filter without its actors, which must be looked up in the record.
    pub(super) fn without_actors(&self, host: &Host, public_on: Option<Day>) -> Result<Filter, Failure> {
        let upper = |text: &String| text.to_ascii_uppercase();
        Ok(Filter {
            from: self.from.as_deref().map(|text| flags::first_day(host, "--from", text)).transpose()?,
            to: self.to.as_deref().map(|text| flags::last_day(host, "--to", text)).transpose()?,
            actors: Vec::new(),
            sides: self
                .side
                .iter()
                .map(|text| flags::value::<Side>("--side", &upper(text)))
                .collect::<Result<_, _>>()?,
            relations: self
                .relation
                .iter()
                .map(|text| flags::value::<Dyad>("--relation", text))
                .collect::<Result<_, _>>()?,
            kinds: flags::words("--kind", &self.kind)?,
            topics: flags::words("--topic", &self.topic)?,
            statuses: flags::words("--status", &self.status)?,
            texts: self.text.clone(),
            public_on,
        })
    }

    /// The filter with its actors looked up and its sides known to the record.
    pub(super) fn within(&self, chronicle: &Chronicle, mut filter: Filter) -> Result<Filter, Failure> {
        let unknown = |flag: &str, side: Side| {
            Err(Failure::of_reason(&unknown_side(chronicle, side)).at_flag(flag, side.as_str()))
        };
        if let Some(&side) = filter.sides.iter().find(|side| !chronicle.knows_side(**side)) {
            return unknown("--side", side);
        }
        let both = |dyad: &Dyad| [dyad.first(), dyad.second()];
        if let Some(side) = filter.relations.iter().flat_map(both).find(|side| !chronicle.knows_side(*side)) {
            return unknown("--relation", side);
        }
        for name in &self.actor {
            let id = flags::actor_in_question(chronicle, name).map_err(|failure| failure.at_flag("--actor", name))?;
            filter.actors.push(id);
        }
        Ok(filter)
    }

    /// True where the filter names actors or sides, which only the record knows.
    pub(super) fn asks_for_names(&self) -> bool {
        !(self.actor.is_empty() && self.side.is_empty() && self.relation.is_empty())
    }

    /// The flags as words, for the head of a report.
    pub(super) fn words(&self) -> String {
        let one = |flag: &str, value: &String| format!("{flag} {}", shell_words::quote(value));
        let singles = [("--from", &self.from), ("--to", &self.to)];
        let mut words: Vec<String> =
            singles.iter().filter_map(|(flag, value)| value.as_ref().map(|value| one(flag, value))).collect();
        let lists = [
            ("--actor", &self.actor),
            ("--side", &self.side),
            ("--relation", &self.relation),
            ("--kind", &self.kind),
            ("--topic", &self.topic),
            ("--status", &self.status),
            ("--text", &self.text),
        ];
        words.extend(lists.iter().flat_map(|(flag, values)| values.iter().map(|value| one(flag, value))));
        words.join(" ")
    }
}
