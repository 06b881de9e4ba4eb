//! A journal in a folder of its own, with a fixed clock and counted ids.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use annals::domain::event::{Event, EventType};
use annals::domain::stamp::{Draft, EventId, Instant, Recorded, Recorder};
use annals::journal::verify::{Verification, verify};
use annals::journal::{
    Acknowledged, AppendContext, Appender, Holder, Journal, JournalError, Origin, Places, Position, file_name,
};
use tempfile::TempDir;
use uuid::Uuid;

/// 2026-11-24T15:06:51.123456Z.
pub(crate) const NOON: i64 = 1_795_532_811_123_456;

pub(crate) struct Sandbox {
    folder: TempDir,
}

impl Sandbox {
    /// An empty journal.
    pub(crate) fn new() -> Sandbox {
        let sandbox = Sandbox { folder: TempDir::new().unwrap() };
        Journal::create(sandbox.places(), &origin()).unwrap();
        sandbox
    }

    /// A journal of batches of these lengths.
    pub(crate) fn with_batches(lengths: &[usize]) -> Sandbox {
        let sandbox = Sandbox::new();
        let mut appender = sandbox.appender();
        let mut next = 0;
        for length in lengths {
            append(&mut appender, drafts(next, *length)).unwrap();
            next += *length as u128;
        }
        sandbox
    }

    pub(crate) fn places(&self) -> Places {
        places(self.folder.path())
    }

    pub(crate) fn root(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn journal(&self) -> Journal {
        Journal::open(self.places()).unwrap()
    }

    pub(crate) fn appender(&self) -> Appender {
        self.journal().appender(Duration::ZERO, &holder()).unwrap()
    }

    pub(crate) fn verify(&self) -> Verification {
        verify(&self.journal(), &mut |_| {}).unwrap()
    }

    /// All events, or the error that ends reading.
    pub(crate) fn read(&self) -> Result<Vec<(Position, Recorded)>, JournalError> {
        self.journal().read_from(None)?.collect()
    }

    pub(crate) fn segment(&self, first: u64) -> PathBuf {
        self.places().events.join(file_name(first))
    }

    /// The first segment's bytes.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        fs::read(self.segment(0)).unwrap()
    }

    pub(crate) fn overwrite(&self, bytes: &[u8]) {
        fs::write(self.segment(0), bytes).unwrap();
    }

    /// The first segment's lines, without line feeds.
    pub(crate) fn lines(&self) -> Vec<String> {
        let text = String::from_utf8(self.bytes()).unwrap();
        text.lines().map(str::to_owned).collect()
    }

    pub(crate) fn overwrite_lines(&self, lines: &[String]) {
        let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
        self.overwrite(text.as_bytes());
    }

    /// What lies in the quarantine folder.
    pub(crate) fn quarantined(&self) -> Vec<Vec<u8>> {
        let Ok(entries) = fs::read_dir(self.places().quarantine) else {
            return Vec::new();
        };
        let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        paths.iter().map(|path| fs::read(path).unwrap()).collect()
    }
}

pub(crate) fn places(root: &Path) -> Places {
    Places { events: root.join("events"), scratch: root.join(".annals"), quarantine: root.join("quarantine") }
}

pub(crate) fn origin() -> Origin {
    Origin::new("annals.example/us-china-tech").unwrap()
}

pub(crate) fn holder() -> Holder {
    Holder { pid: 4711, host: "archive".to_owned(), recorder: recorder(), since: Instant::from_micros(NOON) }
}

pub(crate) fn recorder() -> Recorder {
    Recorder::new("Li Na <li.na@example.org>").unwrap()
}

pub(crate) fn id(number: u128) -> EventId {
    EventId(Uuid::from_u128(0x0197_0000_0000_7000_8000_0000_0000_0000 + number))
}

pub(crate) fn context(micros: i64) -> AppendContext {
    AppendContext {
        now: Instant::from_micros(micros),
        recorder: recorder(),
        batch_id: Uuid::from_u128(0x0197_ffff_0000_7000_8000_0000_0000_0000 + micros as u128),
    }
}

/// A development that was recorded: the only place where these tests make an event.
pub(crate) fn event(key: &str, title: &str) -> Event {
    let data = serde_json::json!({
        "id": "00000000-0000-0000-0000-000000000001", "key": key, "date": "2024-05-14", "title": title,
        "kind": "dialogue", "status": "held", "parties": [{ "actor": "china", "role": "participant" }],
        "sources": [{ "url": "https://www.example.org/readout" }],
    });
    Event::from_data(EventType::DevelopmentRecorded, &data.to_string()).unwrap()
}

pub(crate) fn draft(number: u128) -> Draft {
    titled(number, &format!("Dialogue {number} \u{2014} 对话"))
}

pub(crate) fn titled(number: u128, title: &str) -> Draft {
    Draft { id: id(number), event: event(&format!("2024-05-14-dialogue-{number}"), title), caused_by: None }
}

pub(crate) fn drafts(first: u128, count: usize) -> Vec<Draft> {
    (first..first + count as u128).map(draft).collect()
}

pub(crate) fn nothing_known(_: EventId) -> Result<Option<Position>, JournalError> {
    Ok(None)
}

/// Appends at a time that grows with the journal.
pub(crate) fn append(appender: &mut Appender, drafts: Vec<Draft>) -> Result<Acknowledged, JournalError> {
    let now = NOON + appender.head().size as i64 * 1_000;
    appender.append(drafts, &context(now), &nothing_known)
}
