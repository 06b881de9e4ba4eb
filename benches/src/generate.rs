//! Synthetic journals of any length, the same for the same seed: written by the journal's own
//! appender, so that chain, checkpoint and format are right, and one batch at a time, so that memory
//! does not grow with their length.

mod world;

use crate::pattern::Pattern;
use crate::{Outcome, places};
use annals::domain::event::Event;
use annals::domain::stamp::{Instant, Recorder};
use annals::journal::{AppendContext, Coverage, Holder, Journal, Origin};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;
use uuid::Uuid;
use world::World;

/// Which sequence of chance the journals follow, unless another is asked for.
pub const SEED: u64 = 20_150_622;
/// How the generator makes them; grows when the same seed gives another journal.
const VERSION: u32 = 1;
/// So many events go into one batch.
const BATCH: u64 = 1_024;
/// After so many events the appender is opened anew, since it remembers the ids of what it recorded.
const REOPEN: u64 = 262_144;
/// What a day has of microseconds.
const DAY: i64 = 86_400_000_000;

/// A synthetic journal and the workspace around it.
#[derive(Debug, Clone)]
pub struct Synthetic {
    /// The workspace's folder.
    pub folder: PathBuf,
    /// How many events it holds.
    pub size: u64,
}

impl Synthetic {
    /// Takes the journal of this size from the folder, or makes it there.
    ///
    /// # Errors
    /// Where it cannot be read or written.
    pub fn ready(under: &Path, size: u64, seed: u64) -> Outcome<Self> {
        let made = Self { folder: under.join(format!("{}-{seed}", short(size))), size };
        let mark = made.folder.join("generated");
        let wanted = format!("version {VERSION}, seed {seed}, {size} events\n");
        let is_there = fs::read_to_string(&mark).is_ok_and(|found| found == wanted)
            && Journal::open(places(&made.folder))
                .and_then(|journal| journal.checkpoint())
                .is_ok_and(|at| at.size == size);
        if !is_there {
            if made.folder.exists() {
                fs::remove_dir_all(&made.folder)?;
            }
            made.write(seed)?;
            fs::write(mark, wanted)?;
        }
        Ok(made)
    }

    /// The bytes of its segments.
    ///
    /// # Errors
    /// Where the folder cannot be read.
    pub fn bytes(&self) -> Outcome<u64> {
        crate::measure::bytes_of(&self.folder.join("events"))
    }

    /// The day on which half of it was recorded.
    ///
    /// # Errors
    /// Where the bundled journal cannot be read.
    pub fn halfway(&self) -> Outcome<String> {
        let day = Pattern::read()?.day_at(0.5) + 1;
        Ok(annals::domain::edtf::Day::from_number(day).to_string())
    }

    fn write(&self, seed: u64) -> Outcome<()> {
        fs::create_dir_all(&self.folder)?;
        fs::write(self.folder.join("annals.toml"), "title = \"Synthetic journal\"\n")?;
        let origin = Origin::new(&format!("bench.invalid/{}-{seed}", short(self.size)))?;
        let journal = Journal::create(places(&self.folder), &origin)?;
        let recorder = Recorder::new("generator")?;
        let mut world = World::new(Pattern::read()?, seed, self.size);
        let mut done = 0;
        while done < self.size {
            let since = Instant::from_micros(world.today() * DAY);
            let holder = Holder { pid: std::process::id(), host: "bench".into(), recorder: recorder.clone(), since };
            let mut appender = journal.appender(Duration::from_secs(5), &holder)?;
            appender.set_coverage(Coverage::EachRun);
            let stop = self.size.min(done + REOPEN);
            while done < stop {
                let count = BATCH.min(stop - done);
                let drafts = (0..count).map(|_| world.next()).collect::<Outcome<Vec<_>>>()?;
                done += count;
                let context = AppendContext {
                    now: Instant::from_micros((world.today() + 1) * DAY + (done % 80_000) as i64 * 1_000_000),
                    recorder: recorder.clone(),
                    batch_id: Uuid::new_v5(&Uuid::NAMESPACE_OID, &done.to_le_bytes()),
                };
                appender.append(drafts, &context, &|_| Ok(None))?;
            }
            eprint!("\rgenerating {} of {}", done, self.size);
        }
        eprintln!();
        Ok(())
    }
}

/// `10k`, `1M`.
pub fn short(size: u64) -> String {
    match size {
        size if size > 0 && size.is_multiple_of(1_000_000) => format!("{}M", size / 1_000_000),
        size if size > 0 && size.is_multiple_of(1_000) => format!("{}k", size / 1_000),
        size => size.to_string(),
    }
}

/// Reads `10k`, `1M` or a plain number.
///
/// # Errors
/// Where it is none of these.
pub fn long(text: &str) -> Result<u64, String> {
    let (digits, times) = match text.strip_suffix(['k', 'K']) {
        Some(digits) => (digits, 1_000),
        None => text.strip_suffix(['m', 'M']).map_or((text, 1), |digits| (digits, 1_000_000)),
    };
    let number: u64 =
        digits.parse().map_err(|_| format!("`{text}` is no size: expected 10k, 100k, 1M, 10M or a number"))?;
    if number * times < 1_000 {
        return Err(format!("`{text}` is too small: the bundled actors alone are 410 events; expected at least 1k"));
    }
    Ok(number * times)
}

/// Writes so many authored records, actors and developments, as `annals import native` reads them.
///
/// # Errors
/// Where they cannot be written.
pub fn records(path: &Path, count: u64, seed: u64) -> Outcome<()> {
    let mut world = World::new(Pattern::read()?, seed, count * 3 / 2);
    let mut left = count;
    let values = std::iter::from_fn(|| {
        while left > 0 {
            let draft = match world.next() {
                Ok(draft) => draft,
                Err(error) => return Some(Err(error)),
            };
            let is_record = matches!(draft.event, Event::DevelopmentRecorded(_) | Event::ActorRegistered(_));
            if is_record {
                left -= 1;
                return Some(authored(&draft.event));
            }
        }
        None
    });
    crate::jobs::import::write_lines(path, values)
}

/// An event's content as an author writes it: without the id, which is derived.
fn authored(event: &Event) -> Outcome<serde_json::Value> {
    let mut value: serde_json::Value = serde_json::from_str(&event.to_data()?)?;
    if matches!(event, Event::DevelopmentRecorded(_))
        && let Some(fields) = value.as_object_mut()
    {
        fields.remove("id");
    }
    Ok(value)
}
