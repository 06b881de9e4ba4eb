//! What happens in a synthetic world, event after event. Every type of event comes; how often, is
//! guessed for a journal in its tenth year (the bundled one was written in a day and holds three
//! types), and what a development looks like is taken from the bundled developments.

use crate::chance::Chance;
use crate::pattern::Pattern;
use crate::{Outcome, texts};
use annals::domain::actor::Actor;
use annals::domain::claim::Claim;
use annals::domain::commitment::{Assessment, Commitment};
use annals::domain::development::{DatedRole, Development, DevelopmentId, Legal, Party};
use annals::domain::edtf::{Day, Edtf};
use annals::domain::event::{
    ActorAmended, ActorsMerged, Change, ClaimRecorded, CommitmentAssessed, CommitmentMade, DevelopmentCorrected,
    DevelopmentMarkedDuplicate, DevelopmentRetracted, Event, LinkAsserted, LinkWithdrawn, SearchLogged, SourceCited,
    StatusChanged,
};
use annals::domain::field_path::FieldPath;
use annals::domain::link::{Asserter, Link};
use annals::domain::slug::{ActorId, CommitmentKey, Key, slugify};
use annals::domain::source::Source;
use annals::domain::stamp::{Draft, EventId};
use annals::domain::vocabulary::{ActorType, CommitmentState, Polarity, Status, Vocabulary as _};
use serde_json::{Value, json};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// So many developments are remembered, half of them the latest and half from all times.
const REMEMBERED: usize = 65_536;
/// Actors grow as 15 times the root of the events: 407 at the length of the bundled journal, which has 410.
const ACTORS_BY_ROOT: f64 = 15.0;

/// A development as it stands, as far as later events must know it.
#[derive(Debug)]
struct Known {
    key: Key,
    date: Edtf,
    title: String,
    status: Status,
    sources: u32,
    promised: Option<CommitmentKey>,
    tied: Option<Link>,
}

/// The world so far.
pub(super) struct World {
    pattern: Pattern,
    chance: Chance,
    size: u64,
    done: u64,
    seed: u64,
    actors: Vec<ActorId>,
    notes: HashMap<usize, String>,
    merged: HashSet<usize>,
    recorded: u64,
    known: Vec<Known>,
}

impl World {
    pub(super) fn new(pattern: Pattern, seed: u64, size: u64) -> Self {
        let chance = Chance::new(seed);
        Self {
            pattern,
            chance,
            size,
            done: 0,
            seed,
            actors: Vec::new(),
            notes: HashMap::new(),
            merged: HashSet::new(),
            recorded: 0,
            known: Vec::new(),
        }
    }

    /// The day number that the world has come to.
    pub(super) fn today(&self) -> i64 {
        self.pattern.day_at(self.done as f64 / self.size as f64)
    }

    /// The next event.
    pub(super) fn next(&mut self) -> Outcome<Draft> {
        let event = self.event()?;
        let id = Uuid::new_v5(&Uuid::NAMESPACE_OID, format!("{} {} {}", self.seed, self.size, self.done).as_bytes());
        self.done += 1;
        Ok(Draft { id: EventId(id), event, caused_by: None })
    }

    fn event(&mut self) -> Outcome<Event> {
        let bundled = self.pattern.actors.len();
        if self.actors.len() < bundled || (self.actors.len() as f64) < ACTORS_BY_ROOT * (self.done as f64).sqrt() {
            return self.actor();
        }
        if self.known.len() < 32 {
            return self.development();
        }
        let at = self.earlier();
        Ok(match self.chance.below(10_000) {
            0..400 => self.correction(at)?,
            400..440 => {
                let reason = texts::sentence(&self.pattern, &mut self.chance, 60);
                Event::DevelopmentRetracted(DevelopmentRetracted { key: self.known[at].key.clone(), reason })
            }
            440..480 => {
                let of = self.earlier();
                if of == at {
                    return self.development();
                }
                let (key, of) = (self.known[at].key.clone(), self.known[of].key.clone());
                Event::DevelopmentMarkedDuplicate(DevelopmentMarkedDuplicate { key, of })
            }
            480..880 => self.move_of_status(at),
            880..1_280 => {
                let source = self.source();
                let known = &mut self.known[at];
                known.sources += 1;
                Event::SourceCited(SourceCited { key: known.key.clone(), source })
            }
            1_280..1_530 => {
                let claim = self.claim(self.known[at].sources)?;
                Event::ClaimRecorded(ClaimRecorded { key: self.known[at].key.clone(), claim })
            }
            1_530..1_730 => match self.link(Some(at)) {
                Some(link) => {
                    self.known[at].tied = Some(link.clone());
                    Event::LinkAsserted(LinkAsserted { key: self.known[at].key.clone(), link })
                }
                None => return self.development(),
            },
            1_730..1_740 => match self.known[at].tied.take() {
                Some(Link { relation, key: target, asserted_by, .. }) => {
                    let reason = Some(texts::sentence(&self.pattern, &mut self.chance, 60));
                    Event::LinkWithdrawn(LinkWithdrawn {
                        key: self.known[at].key.clone(),
                        relation,
                        target,
                        asserted_by,
                        reason,
                    })
                }
                None => return self.development(),
            },
            1_740..1_840 if self.known[at].promised.is_none() => {
                let commitment = self.commitment(&self.known[at].key.clone())?;
                let known = &mut self.known[at];
                known.promised = Some(commitment.key.clone());
                Event::CommitmentMade(CommitmentMade { key: known.key.clone(), commitment })
            }
            1_840..1_960 => self.assessment(at),
            1_960..1_990 => self.amendment()?,
            1_990..1_992 => self.merger(),
            1_992..2_000 => Event::SearchLogged(SearchLogged {
                place: format!("archive-{}.example", self.chance.below(40)),
                words: Some(texts::title(&self.pattern, &mut self.chance)),
                period: None,
                note: None,
            }),
            _ => return self.development(),
        })
    }

    /// A development to follow up on: most often one of the latest two thousand.
    fn earlier(&mut self) -> usize {
        let half = REMEMBERED / 2;
        let latest = self.recorded as usize;
        if self.known.len() < half || self.chance.happens(700) {
            let back = self.chance.below(self.known.len().min(2_000).min(half));
            return (latest - 1 - back) % half;
        }
        self.chance.below(self.known.len())
    }

    fn remember(&mut self, known: Known) {
        let half = REMEMBERED / 2;
        let slot = self.recorded as usize % half;
        self.recorded += 1;
        if self.known.len() < half {
            self.known.push(known);
            return;
        }
        let left = std::mem::replace(&mut self.known[slot], known);
        if self.known.len() < REMEMBERED {
            self.known.push(left);
        } else if self.chance.below(self.recorded as usize) < half {
            let place = half + self.chance.below(half);
            self.known[place] = left;
        }
    }

    fn actor(&mut self) -> Outcome<Event> {
        let number = self.actors.len();
        let bundled = self.pattern.actors.len();
        let mut actor = match self.pattern.actors.get(number) {
            Some(actor) => actor.clone(),
            None => {
                let copied = |actor: &&Actor| !matches!(actor.actor_type, ActorType::State | ActorType::Bloc);
                let models: Vec<&Actor> = self.pattern.actors.iter().filter(copied).collect();
                let mut actor = (*self.chance.one_of(&models)).clone();
                actor.id = ActorId::new(&format!("{}-{number}", actor.id))?;
                for name in &mut actor.names {
                    name.name = format!("{} {number}", name.name);
                    name.short = None;
                    name.romanisation = name.romanisation.as_ref().map(|text| format!("{text} {number}"));
                }
                actor.aliases.clear();
                actor
            }
        };
        if number < bundled {
            // what stands above an actor must be registered, and the most popular come first here
            actor.parent = actor.parent.filter(|parent| self.actors.contains(parent));
            actor.offices.retain(|office| office.organisation.as_ref().is_none_or(|body| self.actors.contains(body)));
        }
        if let Some(note) = &actor.note {
            self.notes.insert(number, note.clone());
        }
        self.actors.push(actor.id.clone());
        Ok(Event::ActorRegistered(Box::new(actor)))
    }

    /// An actor that stands for itself, the popular ones more often.
    fn any_actor(&mut self) -> ActorId {
        loop {
            let rank = self.chance.rank(self.actors.len());
            if !self.merged.contains(&rank) {
                return self.actors[rank].clone();
            }
        }
    }

    fn development(&mut self) -> Outcome<Event> {
        let model = self.chance.below(self.pattern.developments.len());
        let share = self.done as f64 / self.size as f64;
        // a quarter is caught up on later, the rest is recorded within days
        let day = if self.chance.happens(250) {
            let back = self.chance.share();
            self.pattern.day_at(share * back)
        } else {
            self.pattern.day_at(share) - self.chance.below(6) as i64
        };
        let parties = self.parties(model);
        let links = self.links();
        let title = texts::title(&self.pattern, &mut self.chance);
        let summary =
            if self.chance.happens(120) { texts::sentence(&self.pattern, &mut self.chance, 90) } else { String::new() };
        let sources: Vec<Source> = (0..1 + usize::from(self.chance.happens(80))).map(|_| self.source()).collect();
        let claims = if self.chance.happens(60) { vec![self.claim(sources.len() as u32)?] } else { Vec::new() };
        let dated = self.chance.happens(150);
        let (placed, coded) = (self.chance.happens(100), self.chance.happens(80));
        let model = &self.pattern.developments[model];
        let date = texts::like(&model.date, day);
        let words: String = slugify(&title).unwrap_or_default().split('-').take(2).collect::<Vec<_>>().join("-");
        let filed = &Day::from_number(day).to_string()[..7];
        let key = Key::new(&format!("{filed}-{words}-{}", self.done))?;
        let dates = model.dates.iter().take(usize::from(dated)).map(|first| DatedRole {
            role: first.role,
            date: Edtf::day(Day::from_number(day)),
            note: None,
        });
        let legal = model.legal.as_ref().map(|legal| Legal {
            instrument: legal.instrument.clone(),
            citation: None,
            number: None,
            authority: None,
            binding: legal.binding,
        });
        let mut development = Development {
            id: DevelopmentId(Uuid::new_v5(&Uuid::NAMESPACE_URL, key.as_str().as_bytes())),
            date,
            dates: dates.collect(),
            title,
            titles: Vec::new(),
            summary,
            kind: model.kind,
            status: model.status,
            topics: model.topics.clone(),
            place: model.place.clone().filter(|_| placed),
            parties,
            legal,
            links,
            claims,
            commitments: Vec::new(),
            sources,
            dispute: None,
            codings: model.codings.iter().take(usize::from(coded)).cloned().collect(),
            key,
        };
        if self.chance.happens(25) {
            development.commitments.push(self.commitment(&development.key)?);
        }
        self.remember(Known {
            key: development.key.clone(),
            date: development.date.clone(),
            title: development.title.clone(),
            status: development.status,
            sources: development.sources.len() as u32,
            promised: development.commitments.first().map(|made| made.key.clone()),
            tied: development.links.first().cloned(),
        });
        Ok(Event::DevelopmentRecorded(Box::new(development)))
    }

    /// As many parties as the model has, in its roles.
    fn parties(&mut self, model: usize) -> Vec<Party> {
        let roles: Vec<_> = self.pattern.developments[model].parties.iter().map(|party| party.role).collect();
        let mut parties: Vec<Party> = Vec::with_capacity(roles.len());
        for role in roles {
            let actor = self.any_actor();
            if parties.iter().all(|party| party.actor != actor) {
                parties.push(Party { actor, role, office: None });
            }
        }
        parties
    }

    /// More than half are tied to an earlier one, few to more than one.
    fn links(&mut self) -> Vec<Link> {
        if self.known.is_empty() || !self.chance.happens(550) {
            return Vec::new();
        }
        let more = self.chance.happens(120);
        let mut links: Vec<Link> = (0..1 + usize::from(more)).filter_map(|_| self.link(None)).collect();
        links.dedup_by(|a, b| a.key == b.key);
        links
    }

    fn link(&mut self, from: Option<usize>) -> Option<Link> {
        let to = self.earlier();
        if from == Some(to) {
            return None;
        }
        let models: Vec<&Link> = self.pattern.developments.iter().flat_map(|model| &model.links).collect();
        let relation = self.chance.one_of(&models).relation;
        let asserted_by = if self.chance.happens(134) { Asserter::Actor(self.any_actor()) } else { Asserter::Analyst };
        Some(Link { relation, key: self.known[to].key.clone(), asserted_by, note: None })
    }

    /// A source whose form is that of one of the bundled ones: three in five say when they appeared,
    /// one in fifty is Chinese.
    fn source(&mut self) -> Source {
        let models: Vec<&Source> = self.pattern.developments.iter().flat_map(|model| &model.sources).collect();
        let model = *self.chance.one_of(&models);
        let host = model.url.as_deref().and_then(|url| url.split('/').nth(2)).unwrap_or("press.example");
        let today = self.pattern.day_at(self.done as f64 / self.size as f64);
        let published = model.published.as_ref().map(|form| texts::like(form, today));
        let is_chinese = model.lang.as_deref() == Some("zh");
        Source {
            url: Some(format!("https://{host}/{}", self.done)),
            title: model.title.clone().filter(|_| is_chinese),
            published,
            lang: model.lang.clone().filter(|_| is_chinese),
            ..Source::default()
        }
    }

    fn claim(&mut self, sources: u32) -> Outcome<Claim> {
        let all = self.pattern.developments.iter().flat_map(|model| &model.claims);
        let models: Vec<&Claim> = all.filter(|claim| claim.by.is_some()).collect();
        let model = *self.chance.one_of(&models);
        let text: Vec<&str> = model.text.split(' ').take(12).collect();
        Ok(Claim {
            by: model.by.clone(),
            speaker: None,
            side: model.side,
            polarity: Polarity::ALL[self.chance.below(Polarity::ALL.len())],
            text: text.join(" "),
            source: self.chance.below(sources as usize) as u32,
        })
    }

    fn commitment(&mut self, key: &Key) -> Outcome<Commitment> {
        let (by, to) = (self.any_actor(), self.any_actor());
        let due = self.chance.happens(400).then(|| Edtf::day(Day::from_number(self.today() + 180)));
        let acknowledged_by = if self.chance.happens(500) { vec![by.clone(), to.clone()] } else { vec![by.clone()] };
        Ok(Commitment {
            key: CommitmentKey::new(&format!("{key}-promise"))?,
            by: vec![by],
            to: vec![to],
            text: texts::sentence(&self.pattern, &mut self.chance, 70),
            due,
            acknowledged_by,
            source: 0,
        })
    }

    fn assessment(&mut self, at: usize) -> Event {
        let evidence = self.earlier();
        let state = CommitmentState::ALL[self.chance.below(CommitmentState::ALL.len())];
        let on = Edtf::day(Day::from_number(self.today()));
        let with_promise = (0..2_000.min(self.known.len())).map(|step| (at + step) % self.known.len());
        let promising = with_promise.into_iter().find(|at| self.known[*at].promised.is_some());
        let known = &self.known[promising.unwrap_or(at)];
        match &known.promised {
            Some(commitment) => Event::CommitmentAssessed(CommitmentAssessed {
                key: known.key.clone(),
                assessment: Assessment {
                    commitment: commitment.clone(),
                    state,
                    on,
                    evidence: vec![self.known[evidence].key.clone()],
                    note: None,
                },
            }),
            None => self.move_of_status(at),
        }
    }

    fn correction(&mut self, at: usize) -> Outcome<Event> {
        let reason = texts::sentence(&self.pattern, &mut self.chance, 60);
        let redated = self.chance.happens(400);
        let title = texts::title(&self.pattern, &mut self.chance);
        let shift = self.chance.below(41) as i64 - 20;
        let known = &mut self.known[at];
        let change = if redated {
            let day = known.date.earliest().map_or(0, Day::number) + shift;
            let date = texts::like(&known.date, day);
            let old = std::mem::replace(&mut known.date, date);
            Change { field: FieldPath::parse("date")?, old: json!(old.as_str()), new: json!(known.date.as_str()) }
        } else {
            let old = std::mem::replace(&mut known.title, title);
            Change { field: FieldPath::parse("title")?, old: json!(old), new: json!(known.title) }
        };
        let key = known.key.clone();
        Ok(Event::DevelopmentCorrected(DevelopmentCorrected { key, changes: vec![change], reason, source: None }))
    }

    fn move_of_status(&mut self, at: usize) -> Event {
        let models = &self.pattern.developments;
        let mut to = self.chance.one_of(models).status;
        let known = &mut self.known[at];
        if to == known.status {
            to = if to == Status::Revoked { Status::Suspended } else { Status::Revoked };
        }
        let from = std::mem::replace(&mut known.status, to);
        let on = Some(Edtf::day(Day::from_number(self.pattern.day_at(self.done as f64 / self.size as f64))));
        Event::StatusChanged(StatusChanged { key: known.key.clone(), from, to, on, source: Some(0) })
    }

    fn amendment(&mut self) -> Outcome<Event> {
        let at = self.chance.below(self.actors.len());
        let note = texts::sentence(&self.pattern, &mut self.chance, 60);
        let old = self.notes.insert(at, note.clone()).map_or(Value::Null, Value::String);
        let change = Change { field: FieldPath::parse("note")?, old, new: Value::String(note) };
        Ok(Event::ActorAmended(ActorAmended { id: self.actors[at].clone(), changes: vec![change], reason: None }))
    }

    /// Two of the little known actors turn out to be one.
    fn merger(&mut self) -> Event {
        let half = self.actors.len() / 2;
        let (from, into) = loop {
            let (from, into) = (half + self.chance.below(half), half + self.chance.below(half));
            if from != into && !self.merged.contains(&from) && !self.merged.contains(&into) {
                break (from, into);
            }
        };
        self.merged.insert(from);
        let reason = "one body under two names".to_owned();
        Event::ActorsMerged(ActorsMerged { from: self.actors[from].clone(), into: self.actors[into].clone(), reason })
    }
}
