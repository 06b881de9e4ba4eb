//! `annals append`: records developments, by flags, from files and standard input, or in an editor.

use super::authored::{developments, document};
use super::editing::Draft;
use super::failure::{ExitStatus, Failure};
use super::flags::{self, FlagMap, Words};
use super::host::Host;
use super::recording::{BatchItem, Introduces, Outcome, Planned, Tolerance, Writing, record};
use super::workspace::Workspace;
use crate::domain::coding::Coding;
use crate::domain::decide::Command;
use crate::domain::development::{DatedRole, SideTitle};
use crate::domain::edtf::Edtf;
use crate::domain::field_path::FieldPath;
use crate::domain::slug::Key;
use crate::domain::source::Source;
use crate::domain::vocabulary::{DateRole, Kind, LinkRelation, Polarity, Scheme, Status, Topic};
use crate::exchange::authoring::{
    AuthoredClaim, AuthoredCommitment, AuthoredDevelopment, AuthoredLegal, AuthoredLink, AuthoredParty,
};
use crate::exchange::template;
use std::path::PathBuf;

/// Record developments: by flags, from a file or standard input, or in an editor
///
/// Every list flag may be given several times, and takes a JSON object where its short form does not
/// say enough: --source '{"url": "…", "title": "…", "publisher": "…", "published": "2024-05-15"}'.
#[derive(Debug, clap::Args)]
pub(super) struct Append {
    /// When it happened
    #[arg(long, value_name = "DATE")]
    pub(super) date: Option<String>,
    /// What happened, in one line
    #[arg(long)]
    pub(super) title: Option<String>,
    /// One to three sentences
    #[arg(long)]
    pub(super) summary: Option<String>,
    /// What sort of act it is
    #[arg(long, value_parser = Words::<Kind>::new())]
    pub(super) kind: Option<String>,
    /// How far the act has come
    #[arg(long, value_parser = Words::<Status>::new())]
    pub(super) status: Option<String>,
    /// What it is about
    #[arg(long, value_parser = Words::<Topic>::new())]
    pub(super) topic: Vec<String>,
    /// A party
    #[arg(long, value_name = "NAME:ROLE[:OFFICE]")]
    pub(super) actor: Vec<String>,
    /// Where it happened, such as "Geneva, CHE"
    #[arg(long, value_name = "NAME, CODE")]
    pub(super) place: Option<String>,
    /// A document it rests on; numbered from 0 in the order given
    #[arg(long, value_name = "URL|JSON")]
    pub(super) source: Vec<String>,
    /// Another date of the act, such as effective=2024-06-01
    #[arg(long, value_name = "ROLE=DATE")]
    pub(super) date_of: Vec<String>,
    /// What a side calls it, such as CHN=…
    #[arg(long, value_name = "SIDE=TITLE")]
    pub(super) title_of: Vec<String>,
    /// A claim; @N is the number of its source, else 0
    #[arg(long, value_name = "ACTOR:states|denies|silent[@N]:TEXT")]
    pub(super) claim: Vec<String>,
    /// A tie to another development, such as responds-to=2022-10-07-bis-advanced-computing-rule
    #[arg(long, value_name = "RELATION=REF")]
    pub(super) link: Vec<String>,
    /// A commitment
    #[arg(long, value_name = "BY:TO:TEXT")]
    pub(super) commitment: Vec<String>,
    /// What the sources disagree on
    #[arg(long)]
    pub(super) dispute: Option<String>,
    /// The form of the act, where it has legal force
    #[arg(long, value_name = "TEXT", help_heading = "Legal form")]
    pub(super) instrument: Option<String>,
    /// The official reporter's reference, such as "87 FR 62186"
    #[arg(long, value_name = "TEXT", help_heading = "Legal form")]
    pub(super) citation: Option<String>,
    /// The official number
    #[arg(long, value_name = "TEXT", help_heading = "Legal form")]
    pub(super) number: Option<String>,
    /// The issuing actor
    #[arg(long, value_name = "ACTOR", help_heading = "Legal form")]
    pub(super) authority: Option<String>,
    /// It creates obligations
    #[arg(long, help_heading = "Legal form")]
    pub(super) binding: bool,
    /// A code of a scheme, such as plover=CONSULT or cameo=046
    #[arg(long, value_name = "SCHEME=CODE")]
    pub(super) coding: Vec<String>,
    /// Its key, where the derived one is not wanted
    #[arg(long)]
    pub(super) key: Option<String>,
    /// Its id (a UUID), where the derived one is not wanted
    #[arg(long)]
    pub(super) id: Option<String>,
    /// Read developments from a file of JSON, JSON lines or TOML; `-` is standard input
    #[arg(long, short, conflicts_with_all = ["date", "title", "edit"])]
    pub(super) file: Option<PathBuf>,
    /// Write the development in $EDITOR, on a commented template
    #[arg(long, conflicts_with_all = ["date", "title"])]
    pub(super) edit: bool,
    /// Record what is valid and list the rest, instead of recording nothing
    #[arg(long)]
    pub(super) keep_going: bool,
    #[command(flatten)]
    pub(super) writing: Writing,
}

impl Append {
    /// Runs the verb.
    pub(super) fn run(self, host: &Host, workspace: &Workspace) -> Result<(), Failure> {
        if self.edit {
            return self.edit(host, workspace);
        }
        let items = self.items(host)?;
        let tolerance = if self.keep_going { Tolerance::KeepGoing } else { Tolerance::AllOrNothing };
        told(host, record(host, workspace, &self.writing, None, tolerance, &items)?)
    }

    /// The developments of the file, or the one of the flags.
    pub(super) fn items(&self, host: &Host) -> Result<Vec<BatchItem<'static>>, Failure> {
        match &self.file {
            Some(file) => developments(document(host, file)?),
            None => Ok(vec![self.by_flags(host)?]),
        }
    }

    /// Opens the template until it is accepted, or given back as it was.
    fn edit(&self, host: &Host, workspace: &Workspace) -> Result<(), Failure> {
        let path = workspace.folder.join(format!("unrecorded-{}.toml", std::process::id()));
        let again = format!("`annals append --file {}` records it once it is mended", path.display());
        let draft = Draft { path, text: template::development(&host.today().to_string()), again };
        let recorded = draft.edited(host, |document| {
            let items = developments(document)?;
            record(host, workspace, &self.writing, None, Tolerance::AllOrNothing, &items)
        })?;
        match recorded {
            Some(outcome) => told(host, outcome),
            None => {
                host.say("nothing recorded: the template was left as it was");
                Ok(())
            }
        }
    }

    fn by_flags(&self, host: &Host) -> Result<BatchItem<'static>, Failure> {
        let (Some(date), Some(title), Some(kind), Some(status)) =
            (&self.date, self.title.clone(), &self.kind, &self.status)
        else {
            return Err(self.missing());
        };
        let legal = [&self.instrument, &self.citation, &self.number, &self.authority];
        let has_legal = self.binding || legal.iter().any(|field| field.is_some());
        let mut wrong = Wrong::default();
        let id = self.id.as_deref().map(|text| flags::value("--id", text));
        let key = self.key.as_deref().map(|text| flags::value::<Key>("--key", text));
        let place = self.place.as_deref().map(flags::place);
        let parts = (
            wrong.keep(flags::date(host, "--date", date)),
            wrong.keep(flags::word("--kind", kind)),
            wrong.keep(flags::word("--status", status)),
        );
        let party = |text: &str| object::<AuthoredParty>("--actor", text).unwrap_or_else(|| flags::party(text));
        let mut authored = AuthoredDevelopment {
            id: id.and_then(|id| wrong.keep(id)),
            key: key.and_then(|key| wrong.keep(key)),
            date: Edtf::day(host.today()),
            dates: wrong.list(&self.date_of, |text| dated(host, text)),
            title,
            titles: wrong.list(&self.title_of, side_title),
            summary: self.summary.clone().unwrap_or_default(),
            kind: Kind::Other,
            status: Status::Announced,
            topics: wrong.list(&self.topic, |text| flags::word("--topic", text)),
            place: place.and_then(|place| wrong.keep(place)),
            parties: wrong.list(&self.actor, party),
            legal: has_legal.then(|| AuthoredLegal {
                instrument: self.instrument.clone(),
                citation: self.citation.clone(),
                number: self.number.clone(),
                authority: self.authority.clone(),
                binding: self.binding,
            }),
            links: wrong.list(&self.link, link),
            claims: wrong.list(&self.claim, claim),
            commitments: wrong.list(&self.commitment, commitment),
            sources: wrong.list(&self.source, source),
            dispute: self.dispute.clone(),
            codings: wrong.list(&self.coding, coding),
            plover: None,
            cameo: None,
        };
        // what could not be read has no value here: the command ends with all that is wrong of it
        let (Some(date), Some(kind), Some(status)) = parts else { return Err(wrong.failure()) };
        if !wrong.0.is_empty() {
            return Err(wrong.failure());
        }
        (authored.date, authored.kind, authored.status) = (date, kind, status);
        if authored.effective_key().is_none() {
            return Err(Failure::new(ExitStatus::Refused, "no key can be made of a title without Latin letters")
                .hint("give one with `--key`, such as `--key 2024-05-14-geneva-ai-dialogue`")
                .at_flag("--title", &authored.title));
        }
        let introduces = Introduces { key: authored.effective_key(), ..Introduces::default() };
        let map = self.flag_map();
        let plan = move |chronicle: &_, around: &_| {
            let development = authored
                .clone()
                .into_development(chronicle, around)
                .map_err(|refusals| Failure::of_refusals(&refusals, |refusal| map.place(refusal)))?;
            let map = map.clone();
            Ok(Planned {
                command: Command::Record(Box::new(development)),
                place: Box::new(move |refusal| map.place(refusal)),
            })
        };
        Ok(BatchItem { introduces, plan: Box::new(plan) })
    }

    /// All the flags that are missing, at once.
    fn missing(&self) -> Failure {
        let needed = [
            ("--date", self.date.is_some()),
            ("--title", self.title.is_some()),
            ("--kind", self.kind.is_some()),
            ("--status", self.status.is_some()),
            ("--actor NAME:ROLE", !self.actor.is_empty()),
            ("--source URL", !self.source.is_empty()),
        ];
        let missing: Vec<&str> = needed.into_iter().filter(|(_, given)| !given).map(|(flag, _)| flag).collect();
        Failure::new(ExitStatus::Usage, format!("a development needs {}", missing.join(", ")))
            .hint("`annals append --help` lists the flags; `--edit` opens a template; `--file` reads JSON or TOML")
    }

    fn flag_map(&self) -> FlagMap {
        let mut map = FlagMap::new();
        let root = FieldPath::root();
        let single = [
            ("title", "--title", &self.title),
            ("summary", "--summary", &self.summary),
            ("place", "--place", &self.place),
            ("dispute", "--dispute", &self.dispute),
            ("key", "--key", &self.key),
            ("id", "--id", &self.id),
        ];
        for (field, flag, value) in single {
            if let Some(value) = value {
                map.note(root.field(field), flag, value);
            }
        }
        if let Some(authority) = &self.authority {
            map.note(root.field("legal").field("authority"), "--authority", authority);
        }
        let lists = [
            ("parties", "--actor", &self.actor),
            ("sources", "--source", &self.source),
            ("dates", "--date-of", &self.date_of),
            ("titles", "--title-of", &self.title_of),
            ("claims", "--claim", &self.claim),
            ("links", "--link", &self.link),
            ("commitments", "--commitment", &self.commitment),
            ("codings", "--coding", &self.coding),
        ];
        for (field, flag, values) in lists {
            for (at, value) in values.iter().enumerate() {
                map.note(root.field(field).index(at), flag, value);
            }
        }
        map
    }
}

/// Says what became of a batch.
pub(super) fn told(host: &Host, outcome: Outcome) -> Result<(), Failure> {
    if outcome.appended == 0 && outcome.refused.is_none() {
        host.say("nothing recorded: the journal holds it already");
    }
    if outcome.refused.is_some() {
        let Outcome { appended, already, refused_items, .. } = &outcome;
        host.say(&format!("{appended} recorded, {already} recorded before, {refused_items} refused"));
    }
    outcome.refused.map_or(Ok(()), Err)
}

/// What is wrong with the flags of a command, collected so that all of it is told at once.
#[derive(Default)]
struct Wrong(Vec<Failure>);

impl Wrong {
    fn keep<T>(&mut self, read: Result<T, Failure>) -> Option<T> {
        read.map_err(|failure| self.0.push(failure)).ok()
    }

    fn list<T>(&mut self, texts: &[String], read: impl Fn(&str) -> Result<T, Failure>) -> Vec<T> {
        texts.iter().filter_map(|text| self.keep(read(text))).collect()
    }

    fn failure(self) -> Failure {
        let status = self.0.iter().map(|failure| failure.status).max().unwrap_or(ExitStatus::Refused);
        Failure::of(status, self.0.into_iter().flat_map(|failure| failure.complaints).collect())
    }
}

/// The value of a flag given as a JSON object, or `None` where it is not one.
fn object<T: serde::de::DeserializeOwned>(flag: &str, text: &str) -> Option<Result<T, Failure>> {
    text.trim_start().starts_with('{').then(|| {
        serde_json::from_str(text)
            .map_err(|error| Failure::new(ExitStatus::Refused, error.to_string()).at_flag(flag, text))
    })
}

pub(super) fn pair<'a>(flag: &str, text: &'a str, form: &str) -> Result<(&'a str, &'a str), Failure> {
    let wrong = || Failure::new(ExitStatus::Refused, format!("`{text}` is not of the form {form}")).at_flag(flag, text);
    let (name, value) = text.split_once('=').ok_or_else(wrong)?;
    Ok((name.trim(), value.trim()))
}

fn dated(host: &Host, text: &str) -> Result<DatedRole, Failure> {
    object("--date-of", text).unwrap_or_else(|| {
        let (role, date) = pair("--date-of", text, "ROLE=DATE")?;
        Ok(DatedRole {
            role: flags::word::<DateRole>("--date-of", role)?,
            date: flags::date(host, "--date-of", date)?,
            note: None,
        })
    })
}

fn side_title(text: &str) -> Result<SideTitle, Failure> {
    object("--title-of", text).unwrap_or_else(|| {
        let (side, title) = pair("--title-of", text, "SIDE=TITLE")?;
        Ok(SideTitle { side: flags::value("--title-of", side)?, title: title.to_owned(), lang: None })
    })
}

pub(super) fn source(text: &str) -> Result<Source, Failure> {
    object("--source", text).unwrap_or_else(|| Ok(Source { url: Some(text.to_owned()), ..Source::default() }))
}

pub(super) fn coding(text: &str) -> Result<Coding, Failure> {
    object("--coding", text).unwrap_or_else(|| {
        let (scheme, code) = pair("--coding", text, "SCHEME=CODE")?;
        Ok(Coding::new(flags::word::<Scheme>("--coding", scheme)?, code))
    })
}

fn link(text: &str) -> Result<AuthoredLink, Failure> {
    object("--link", text).unwrap_or_else(|| {
        let (relation, key) = pair("--link", text, "RELATION=REF")?;
        let rel = flags::word::<LinkRelation>("--link", relation)?;
        Ok(AuthoredLink { rel, key: key.to_owned(), asserted_by: None, note: None })
    })
}

fn claim(text: &str) -> Result<AuthoredClaim, Failure> {
    object("--claim", text).unwrap_or_else(|| {
        let wrong = || {
            Failure::new(
                ExitStatus::Refused,
                format!("`{text}` is not of the form ACTOR:states|denies|silent[@N]:TEXT"),
            )
            .at_flag("--claim", text)
        };
        let mut parts = text.splitn(3, ':');
        let (by, polarity, words) = (parts.next(), parts.next().ok_or_else(wrong)?, parts.next().ok_or_else(wrong)?);
        let (polarity, number) = polarity.split_once('@').unwrap_or((polarity, "0"));
        Ok(AuthoredClaim {
            by: by.map(|name| name.trim().to_owned()),
            speaker: None,
            side: None,
            polarity: flags::word::<Polarity>("--claim", polarity.trim())?,
            text: words.trim().to_owned(),
            source: number.trim().parse().map_err(|_| wrong())?,
        })
    })
}

fn commitment(text: &str) -> Result<AuthoredCommitment, Failure> {
    object("--commitment", text).unwrap_or_else(|| {
        let wrong = || {
            Failure::new(ExitStatus::Refused, format!("`{text}` is not of the form BY:TO:TEXT"))
                .at_flag("--commitment", text)
        };
        let names = |part: &str| part.split(',').map(|name| name.trim().to_owned()).collect();
        let mut parts = text.splitn(3, ':');
        let due: Option<Edtf> = None;
        Ok(AuthoredCommitment {
            key: None,
            by: names(parts.next().ok_or_else(wrong)?),
            to: names(parts.next().ok_or_else(wrong)?),
            text: parts.next().ok_or_else(wrong)?.trim().to_owned(),
            due,
            acknowledged_by: Vec::new(),
            source: 0,
        })
    })
}
