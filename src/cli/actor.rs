//! `annals actor`: registers, amends and merges actors, lists them and shows one's dossier.

use super::failure::{ExitStatus, Failure};
use super::flags::{self, FlagMap, Words};
use super::host::Host;
use super::reading::Reading;
use super::recording::{BatchItem, Expecting, Introduces, Planned, Tolerance, Writing, record, record_one};
use super::set;
use super::workspace::Workspace;
use crate::domain::actor::{Actor as DomainActor, Name, Office};
use crate::domain::chronicle::Chronicle;
use crate::domain::decide::Command;
use crate::domain::field_path::FieldPath;
use crate::domain::side::Side;
use crate::domain::slug::{ActorId, slugify};
use crate::domain::vocabulary::ActorType;
use crate::projection::{Question, Selection};
use crate::report::actor_list::actor_list;
use crate::report::dossier::dossier;
use clap::Subcommand;

/// Actors: register, amend, merge, list, show
#[derive(Debug, clap::Args)]
pub(super) struct Actor {
    #[command(subcommand)]
    verb: ActorVerb,
}

#[derive(Debug, Subcommand)]
enum ActorVerb {
    Register(Box<Register>),
    Amend(Amend),
    Merge(Merge),
    Show(Show),
    List(List),
}

/// Register an actor
#[derive(Debug, clap::Args)]
struct Register {
    /// Its permanent id, such as mofcom; else it is made of the first name
    #[arg(long)]
    id: Option<String>,
    /// What sort of body or person it is
    #[arg(long = "type", value_name = "TYPE", value_parser = Words::<ActorType>::new())]
    actor_type: String,
    /// The side it belongs to: an ISO 3166-1 alpha-3 code, a bloc's code, or INT
    #[arg(long)]
    side: String,
    /// A name with its language, such as "en=Yang Tao" or zh=杨涛; or a JSON object with lang, name,
    /// family, given, romanisation, short; may be given several times
    #[arg(long, value_name = "LANG=NAME|JSON", required = true)]
    name: Vec<String>,
    /// Another name it goes by; may be given several times
    #[arg(long)]
    alias: Vec<String>,
    /// The body it is part of
    #[arg(long, value_name = "ACTOR")]
    parent: Option<String>,
    /// An office held, as TITLE@ACTOR; may be given several times
    #[arg(long, value_name = "TITLE[@ACTOR]")]
    office: Vec<String>,
    /// Anything a reader must know of the record itself
    #[arg(long)]
    note: Option<String>,
    #[command(flatten)]
    writing: Writing,
}

/// Amend fields of an actor
#[derive(Debug, clap::Args)]
struct Amend {
    /// The actor
    actor: String,
    /// A field and its new value, such as side=CHN, names.1.short=商务部, aliases=A,B; an empty value removes
    #[arg(long, value_name = "FIELD=VALUE", required = true)]
    set: Vec<String>,
    /// Why
    #[arg(long)]
    reason: Option<String>,
    #[command(flatten)]
    expecting: Expecting,
    #[command(flatten)]
    writing: Writing,
}

/// Say that two actors are one; the second stands for both
#[derive(Debug, clap::Args)]
struct Merge {
    /// The actor that is no longer one of its own
    from: String,
    /// The actor that stands for both
    into: String,
    /// Why
    #[arg(long)]
    reason: String,
    #[command(flatten)]
    expecting: Expecting,
    #[command(flatten)]
    writing: Writing,
}

/// The dossier of an actor: names, offices, developments, counterparts, claims, commitments
#[derive(Debug, clap::Args)]
struct Show {
    /// The actor, by id or any of its names, in any script
    actor: String,
    /// Of each office whether it was held on that day, as far as the record tells
    #[arg(long, value_name = "DATE")]
    on: Option<String>,
    #[command(flatten)]
    reading: Reading,
}

/// All actors, by side and name
#[derive(Debug, clap::Args)]
struct List {
    /// Only those of this side
    #[arg(long)]
    side: Option<String>,
    #[command(flatten)]
    reading: Reading,
}

impl Actor {
    /// Runs the verb.
    pub(super) fn run(self, host: &Host, workspace: &Workspace) -> Result<(), Failure> {
        match self.verb {
            ActorVerb::Register(verb) => verb.run(host, workspace),
            ActorVerb::Amend(verb) => verb.run(host, workspace),
            ActorVerb::Merge(verb) => verb.run(host, workspace),
            ActorVerb::Show(verb) => verb.run(host, workspace),
            ActorVerb::List(verb) => verb.run(host, workspace),
        }
    }
}

impl Register {
    fn run(self, host: &Host, workspace: &Workspace) -> Result<(), Failure> {
        let names = self.name.iter().map(|text| name(text)).collect::<Result<Vec<Name>, Failure>>()?;
        let id = match &self.id {
            Some(id) => flags::value::<ActorId>("--id", id)?,
            None => derived_id(&names)?,
        };
        let actor_type = flags::word::<ActorType>("--type", &self.actor_type)?;
        let side = flags::value("--side", &self.side)?;
        let own = id.clone();
        let plan = move |chronicle: &Chronicle, _: &_| {
            let find = |flag: &str, name: &str| flags::actor(chronicle, flag, name);
            let actor = DomainActor {
                id: own.clone(),
                actor_type,
                side,
                names: names.clone(),
                aliases: self.alias.clone(),
                parent: self.parent.as_deref().map(|name| find("--parent", name)).transpose()?,
                offices: self.office.iter().map(|text| office(chronicle, text)).collect::<Result<_, _>>()?,
                note: self.note.clone(),
            };
            let mut map = FlagMap::new();
            let root = FieldPath::root();
            map.note(root.field("side"), "--side", &self.side);
            for (at, text) in self.name.iter().enumerate() {
                map.note(root.field("names").index(at), "--name", text);
            }
            if let Some(parent) = &self.parent {
                map.note(root.field("parent"), "--parent", parent);
            }
            Ok(Planned {
                command: Command::Register(Box::new(actor)),
                place: Box::new(move |refusal| map.place(refusal)),
            })
        };
        let writing = self.writing.clone();
        let introduces = Introduces { actor: Some(id), ..Introduces::default() };
        let item = BatchItem { introduces, plan: Box::new(plan) };
        let outcome = record(host, workspace, &writing, None, Tolerance::AllOrNothing, &[item])?;
        if outcome.appended == 0 {
            host.say("nothing recorded: the actor is registered already");
        }
        Ok(())
    }
}

impl Amend {
    fn run(self, host: &Host, workspace: &Workspace) -> Result<(), Failure> {
        record_one(host, workspace, &self.writing, self.expecting.expect_revision, |chronicle, _| {
            let id = flags::actor_in_question(chronicle, &self.actor)?;
            let current = chronicle.actor(id.as_str()).map(|state| &state.current);
            let record = current.map(serde_json::to_value).transpose().unwrap_or_default().unwrap_or_default();
            let set = set::assignments(host, chronicle, &record, &self.set)?;
            let mut map = FlagMap::new();
            for ((path, _), text) in set.iter().zip(&self.set) {
                map.note(path.clone(), "--set", text);
            }
            let command = Command::Amend { id, set, reason: self.reason.clone() };
            Ok(Planned { command, place: Box::new(move |refusal| map.place(refusal)) })
        })
    }
}

impl Merge {
    fn run(self, host: &Host, workspace: &Workspace) -> Result<(), Failure> {
        record_one(host, workspace, &self.writing, self.expecting.expect_revision, |chronicle, _| {
            // an id as registered comes first, so that a merge repeated finds the actor that was merged
            let exact = |name: &str| chronicle.actor(name).map(|state| state.current.id.clone());
            let find = |name: &String| exact(name).map_or_else(|| flags::actor_in_question(chronicle, name), Ok);
            let command =
                Command::Merge { from: find(&self.from)?, into: find(&self.into)?, reason: self.reason.clone() };
            let mut map = FlagMap::new();
            map.note(FieldPath::root().field("reason"), "--reason", &self.reason);
            Ok(Planned { command, place: Box::new(move |refusal| map.place(refusal)) })
        })
    }
}

impl Show {
    fn run(self, host: &Host, workspace: &Workspace) -> Result<(), Failure> {
        let on = self.on.as_deref().map(|text| flags::exact_day(host, "--on", text)).transpose()?;
        let opened = self.reading.open(host, workspace)?;
        let selection = Selection::from(Question::Actors(vec![self.actor.clone()]));
        let mut chronicle = opened.archive.select(&selection, opened.until)?;
        let id = match flags::actor_in_question(&chronicle, &self.actor) {
            Ok(id) => id,
            Err(_) => {
                // the nearest name may be one that the question did not load
                chronicle = opened.archive.whole(opened.until)?;
                flags::actor_in_question(&chronicle, &self.actor)?
            }
        };
        let lost = || Failure::new(ExitStatus::NotFound, format!("no actor `{id}`"));
        let state = chronicle.standing_actor(id.as_str()).ok_or_else(lost)?;
        self.reading.answer(host, workspace, &opened, &dossier(&chronicle, state, opened.public_on, on))
    }
}

impl List {
    fn run(self, host: &Host, workspace: &Workspace) -> Result<(), Failure> {
        let upper = self.side.as_deref().map(str::to_ascii_uppercase);
        let side = upper.as_deref().map(|text| flags::value::<Side>("--side", text)).transpose()?;
        let opened = self.reading.open(host, workspace)?;
        let chronicle = opened.archive.whole(opened.until)?;
        self.reading.answer(host, workspace, &opened, &actor_list(&chronicle, side, opened.public_on))
    }
}

fn name(text: &str) -> Result<Name, Failure> {
    if text.trim_start().starts_with('{') {
        return serde_json::from_str(text)
            .map_err(|error| Failure::new(ExitStatus::Refused, error.to_string()).at_flag("--name", text));
    }
    let wrong = || {
        Failure::new(
            ExitStatus::Refused,
            format!("`{text}` is no name with its language: expected LANG=NAME, such as `zh=杨涛`"),
        )
        .at_flag("--name", text)
    };
    let (lang, name) = text.split_once('=').ok_or_else(wrong)?;
    Ok(Name {
        lang: lang.trim().to_owned(),
        name: name.trim().to_owned(),
        family: None,
        given: None,
        romanisation: None,
        short: None,
    })
}

fn office(chronicle: &Chronicle, text: &str) -> Result<Office, Failure> {
    let (title, body) = text.rsplit_once('@').map_or((text, None), |(title, body)| (title, Some(body.trim())));
    let organisation = body.map(|name| flags::actor(chronicle, "--office", name)).transpose()?;
    Ok(Office { title: title.trim().to_owned(), organisation, from: None, to: None })
}

fn derived_id(names: &[Name]) -> Result<ActorId, Failure> {
    let slug = names.iter().find_map(|name| {
        [name.short.as_deref(), Some(name.name.as_str()), name.romanisation.as_deref()]
            .into_iter()
            .flatten()
            .find_map(slugify)
    });
    slug.and_then(|slug| ActorId::new(&slug).ok()).ok_or_else(|| {
        Failure::new(ExitStatus::Refused, "no id can be made of names without Latin letters")
            .hint("give one with `--id`, such as `--id yang-tao`")
    })
}
