//! A folder of its own for the real program, with a clean environment and the input files of
//! `tests/fixtures`. What a run printed comes back whole: standard output, standard error, status.

use std::fmt;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// The three input files, in our own words and the form of the bundled data set.
pub(crate) const FIXTURES: [&str; 3] = ["actors.jsonl", "developments.jsonl", "assessments.jsonl"];

/// How many events the fixtures make.
pub(crate) const FIXTURE_EVENTS: usize = 23;

/// What a run left behind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Ran {
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    pub(crate) status: i32,
    folder: PathBuf,
}

/// The whole of it, for a snapshot: the sandbox's folder is written `DIR`.
impl fmt::Display for Ran {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "status {}", self.status)?;
        for (name, text) in [("stdout", &self.stdout), ("stderr", &self.stderr)] {
            if !text.is_empty() {
                let text = text.replace(&*self.folder.to_string_lossy(), "DIR");
                write!(f, "\n-- {name}\n{}", text.trim_end_matches('\n'))?;
            }
        }
        Ok(())
    }
}

pub(crate) struct Sandbox {
    folder: TempDir,
    variables: Vec<(String, String)>,
}

impl Sandbox {
    /// An empty folder, not yet a workspace.
    pub(crate) fn empty() -> Self {
        Self { folder: TempDir::new().unwrap(), variables: Vec::new() }
    }

    /// A workspace with an empty journal.
    pub(crate) fn new() -> Self {
        let sandbox = Self::empty();
        sandbox.done(&["init", ".", "--origin", "annals.example/acceptance"]);
        sandbox
    }

    /// A workspace with the fixtures in its journal.
    pub(crate) fn with_fixtures() -> Self {
        let sandbox = Self::new();
        sandbox.import_fixtures();
        sandbox
    }

    pub(crate) fn import_fixtures(&self) -> Ran {
        let files: Vec<String> = FIXTURES.iter().map(|name| fixture(name).display().to_string()).collect();
        let mut args = vec!["import", "native"];
        args.extend(files.iter().map(String::as_str));
        let ran = self.run(&args);
        assert_eq!(ran.status, 0, "{ran}");
        ran
    }

    /// Sets a variable for every run from now on.
    pub(crate) fn set(&mut self, name: &str, value: &str) {
        self.variables.push((name.to_owned(), value.to_owned()));
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.folder.path().canonicalize().unwrap()
    }

    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.path().join(name)
    }

    /// Writes a file into the folder and gives its name, as a user in that folder would type it.
    pub(crate) fn write<'a>(&self, name: &'a str, text: impl AsRef<[u8]>) -> &'a str {
        fs::write(self.file(name), text).unwrap();
        name
    }

    /// Writes a program into the folder and gives its whole path.
    pub(crate) fn script(&self, name: &str, lines: &str) -> String {
        use std::os::unix::fs::PermissionsExt as _;
        let path = self.file(name);
        // written under another name and renamed: a script still open for writing cannot be started
        let half = self.file(&format!("{name}.part"));
        fs::write(&half, format!("#!/bin/sh\n{lines}\n")).unwrap();
        fs::set_permissions(&half, fs::Permissions::from_mode(0o755)).unwrap();
        fs::rename(&half, &path).unwrap();
        path.display().to_string()
    }

    /// The program, ready to be started in the folder with nothing of the tester's own environment.
    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_annals"));
        command.args(args).current_dir(self.path()).env_clear();
        let own = [
            ("ANNALS_RECORDER", "Wei Chen"),
            ("TZ", "UTC"),
            ("COLUMNS", "80"),
            ("HOME", "/nonexistent"),
            ("PATH", "/usr/bin:/bin"),
        ];
        command.envs(own).envs(self.variables.iter().map(|(name, value)| (name, value)));
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    pub(crate) fn run(&self, args: &[&str]) -> Ran {
        self.ran(&mut self.command(args))
    }

    /// A run with this on its standard input.
    pub(crate) fn run_with_input(&self, args: &[&str], input: &[u8]) -> Ran {
        let mut child = self.command(args).stdin(Stdio::piped()).spawn().unwrap();
        let mut pipe = child.stdin.take().unwrap();
        pipe.write_all(input).unwrap();
        drop(pipe);
        self.of(child.wait_with_output().unwrap())
    }

    pub(crate) fn ran(&self, command: &mut Command) -> Ran {
        self.of(command.output().unwrap())
    }

    fn of(&self, output: std::process::Output) -> Ran {
        Ran {
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
            status: output.status.code().unwrap_or(-1),
            folder: self.path(),
        }
    }

    /// A run that must succeed; its standard output.
    pub(crate) fn done(&self, args: &[&str]) -> String {
        let ran = self.run(args);
        assert_eq!(ran.status, 0, "{args:?}\n{ran}");
        ran.stdout
    }

    /// A run that must succeed, its standard output read as JSON.
    pub(crate) fn json(&self, args: &[&str]) -> Value {
        let mut whole = args.to_vec();
        whole.extend(["--format", "json"]);
        let text = self.done(&whole);
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{args:?}: {error}\n{text}"))
    }

    /// The keys of a timeline, in order.
    pub(crate) fn keys(&self, filters: &[&str]) -> Vec<String> {
        let mut args = vec!["timeline"];
        args.extend(filters);
        let entries = self.json(&args);
        let keys = entries.as_array().unwrap().iter().map(|entry| entry["key"].as_str().unwrap().to_owned());
        keys.collect()
    }

    /// The lines of the journal's first segment.
    pub(crate) fn journal(&self) -> Vec<String> {
        let text = fs::read_to_string(self.segment()).unwrap_or_default();
        text.lines().map(str::to_owned).collect()
    }

    pub(crate) fn segment(&self) -> PathBuf {
        self.file("events/00000000000000000000.jsonl")
    }

    /// Every file below the folder with its bytes, but for the disposable views and the lock.
    pub(crate) fn files(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let mut found = Vec::new();
        let mut folders = vec![self.path()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(&folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    found.push((path.clone(), fs::read(&path).unwrap()));
                }
            }
        }
        found.sort();
        found
    }
}

/// The path of a fixture.
pub(crate) fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name)
}

/// A valid development of the fixtures' world, as JSON on one line.
pub(crate) fn development(key: &str, title: &str) -> String {
    format!(
        r#"{{"key":"{key}","date":"2024-06-01","title":"{title}","kind":"statement","status":"announced","parties":[{{"actor":"mofcom","role":"speaker"}}],"sources":[{{"url":"https://press.example/{key}"}}]}}"#
    )
}
