//! What synthetic journals are cut from: the developments and actors of the bundled journal, and how
//! its developments lie in time.

use crate::{Outcome, places, root};
use annals::domain::actor::Actor;
use annals::domain::development::Development;
use annals::domain::edtf::Day;
use annals::domain::event::Event;
use annals::journal::Journal;
use std::collections::HashMap;

/// The bundled journal, taken apart.
#[derive(Debug)]
pub struct Pattern {
    /// Its developments, as recorded.
    pub developments: Vec<Development>,
    /// Its actors, those in most developments first.
    pub actors: Vec<Actor>,
    /// The first days of its developments, in order.
    days: Vec<i64>,
}

impl Pattern {
    /// Reads the bundled journal.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub fn read() -> Outcome<Self> {
        let (mut developments, mut actors) = (Vec::new(), Vec::new());
        for item in Journal::open(places(&root()))?.read_from(None)? {
            match item?.1.event {
                Event::DevelopmentRecorded(development) => developments.push(*development),
                Event::ActorRegistered(actor) => actors.push(*actor),
                _ => {}
            }
        }
        let mut counts: HashMap<String, usize> = HashMap::new();
        for party in developments.iter().flat_map(|development| &development.parties) {
            *counts.entry(party.actor.to_string()).or_default() += 1;
        }
        let popularity = |actor: &Actor| counts.get(actor.id.as_str()).copied().unwrap_or(0);
        actors.sort_by(|a, b| popularity(b).cmp(&popularity(a)).then_with(|| a.id.cmp(&b.id)));
        let mut days: Vec<i64> =
            developments.iter().filter_map(|development| development.date.earliest()).map(Day::number).collect();
        days.sort_unstable();
        if days.len() < 2 || actors.is_empty() {
            return Err("the bundled journal is too short to be a pattern".into());
        }
        Ok(Self { developments, actors, days })
    }

    /// The day, as a day number, before which this share of the developments lies: in 2018 the days
    /// pass more slowly than in 2016, as in the bundled journal.
    pub fn day_at(&self, share: f64) -> i64 {
        let at = share.clamp(0.0, 1.0) * (self.days.len() - 1) as f64;
        let (before, rest) = (at as usize, at.fract());
        let next = self.days[(before + 1).min(self.days.len() - 1)];
        self.days[before] + ((next - self.days[before]) as f64 * rest) as i64
    }
}
