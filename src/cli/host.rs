//! The one place with a clock, an environment, standard streams and a terminal. Ids need no source
//! here: they are derived from what they name (see `domain/decide/mod.rs`).

use crate::domain::edtf::Day;
use crate::domain::stamp::Instant;
use crate::report::render::terminal_text::wrap;
use crate::report::render::visible::visible;
use std::ffi::OsString;
use std::io::{self, IsTerminal, Read, Write};
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// What the program runs on.
#[derive(Debug)]
pub struct Host {
    args: Vec<OsString>,
    quiet: bool,
}

/// How a page for the terminal is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Screen {
    /// Columns.
    pub width: usize,
    /// Whether colour may be used beside words.
    pub colour: bool,
}

impl Host {
    /// The process as it was started.
    pub fn of_process() -> Self {
        Self { args: std::env::args_os().collect(), quiet: false }
    }

    /// The words of the command.
    pub(super) fn args(&self) -> &[OsString] {
        &self.args
    }

    /// From now on say nothing on standard error but errors.
    pub(super) fn be_quiet(&mut self) {
        self.quiet = true;
    }

    /// The time now.
    #[allow(clippy::disallowed_methods, reason = "this is the place for it")]
    pub(super) fn now(&self) -> Instant {
        Instant::from_micros(chrono::Utc::now().timestamp_micros())
    }

    /// The civil day where the user sits, for `today` and `yesterday`.
    #[allow(clippy::disallowed_methods, reason = "this is the place for it")]
    pub(super) fn today(&self) -> Day {
        use chrono::Datelike;
        let date = chrono::Local::now().date_naive();
        Day::new(i64::from(date.year()), date.month(), date.day()).unwrap_or(Day::from_number(0))
    }

    /// A variable of the environment, where it is set and not empty.
    #[allow(clippy::disallowed_methods, reason = "this is the place for it")]
    pub(super) fn variable(&self, name: &str) -> Option<String> {
        std::env::var(name).ok().filter(|value| !value.is_empty())
    }

    /// The login name of the user.
    pub(super) fn login_name(&self) -> Option<String> {
        let named = self.variable("LOGNAME").or_else(|| self.variable("USER"));
        named.or_else(|| {
            use std::os::unix::fs::MetadataExt;
            let uid = std::fs::metadata("/proc/self").ok()?.uid().to_string();
            let users = std::fs::read_to_string("/etc/passwd").ok()?;
            let user = users.lines().find(|line| line.split(':').nth(2) == Some(uid.as_str()))?;
            user.split(':').next().map(str::to_owned)
        })
    }

    /// The name of the machine, for whoever waits for the lock.
    pub(super) fn machine(&self) -> String {
        std::fs::read_to_string("/proc/sys/kernel/hostname")
            .map(|name| name.trim().to_owned())
            .ok()
            .or_else(|| self.variable("HOSTNAME"))
            .unwrap_or_else(|| "this machine".to_owned())
    }

    /// The folder the command was given in.
    pub(super) fn folder(&self) -> io::Result<PathBuf> {
        std::env::current_dir()
    }

    /// How wide and how coloured a page may be: the terminal's width, or `COLUMNS`, or 80; colour on
    /// a terminal unless `NO_COLOR` is set.
    pub(super) fn screen(&self) -> Screen {
        let terminal = io::stdout().is_terminal();
        let columns = self.variable("COLUMNS").and_then(|columns| columns.parse().ok());
        let measured = terminal.then(terminal_size::terminal_size).flatten().map(|(width, _)| usize::from(width.0));
        let width = measured.or(columns).unwrap_or(80).clamp(40, 400);
        let dumb = self.variable("TERM").is_some_and(|term| term == "dumb");
        Screen { width, colour: terminal && !dumb && self.variable("NO_COLOR").is_none() }
    }

    /// True where progress may be shown.
    pub(super) fn shows_progress(&self) -> bool {
        !self.quiet && io::stderr().is_terminal()
    }

    /// Writes data to standard output.
    ///
    /// # Errors
    /// What the system says; a broken pipe among it.
    pub(super) fn write(&self, data: &str) -> io::Result<()> {
        let mut out = io::stdout().lock();
        out.write_all(data.as_bytes())?;
        out.flush()
    }

    /// Shows text: through the pager where standard output is a terminal and the text is higher.
    ///
    /// # Errors
    /// What the system says; a broken pipe among it.
    pub(super) fn show(&self, text: &str) -> io::Result<()> {
        let height = terminal_size::terminal_size().map_or(24, |(_, height)| usize::from(height.0));
        if !io::stdout().is_terminal() || text.lines().count() < height {
            return self.write(text);
        }
        let pager =
            self.variable("ANNALS_PAGER").or_else(|| self.variable("PAGER")).unwrap_or_else(|| "less".to_owned());
        let words = shell_words::split(&pager).unwrap_or_default();
        let Some((program, arguments)) = words.split_first() else { return self.write(text) };
        let mut command = Command::new(program);
        command.args(arguments).stdin(Stdio::piped());
        if self.variable("LESS").is_none() {
            command.env("LESS", "FRX");
        }
        match command.spawn() {
            Ok(mut child) => {
                if let Some(mut input) = child.stdin.take() {
                    match input.write_all(text.as_bytes()) {
                        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => return Err(error),
                        Ok(()) | Err(_) => {}
                    }
                }
                child.wait().map(|_| ())
            }
            Err(_) => self.write(text),
        }
    }

    /// Says something besides the data, on standard error, unless it must be quiet.
    pub(super) fn say(&self, words: &str) {
        if !self.quiet {
            self.complain(words);
        }
    }

    /// Says what went wrong, on standard error; what would act on the terminal is shown instead.
    pub(super) fn complain(&self, words: &str) {
        let width = io::stderr().is_terminal().then(|| terminal_size::terminal_size_of(io::stderr())).flatten();
        let set = |line| match &width {
            Some((width, _)) if is_prose(line) => wrap(line, usize::from(width.0).clamp(40, 100)).join("\n"),
            Some(_) | None => visible(line),
        };
        let words = words.split('\n').map(set).collect::<Vec<String>>().join("\n");
        // where even that fails there is nobody left to tell
        let _ = writeln!(io::stderr().lock(), "{words}");
    }

    /// All of standard input.
    ///
    /// # Errors
    /// What the system says.
    pub(super) fn input(&self) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        io::stdin().lock().read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    /// Standard input, read as it comes.
    pub(super) fn input_stream(&self) -> io::Stdin {
        io::stdin()
    }

    /// True where somebody sits at a terminal, for whom an editor may be opened.
    pub(super) fn has_terminal(&self) -> bool {
        io::stdin().is_terminal() && io::stdout().is_terminal()
    }

    /// Lets the user edit a file: `$VISUAL`, `$EDITOR`, or `vi`. True where the editor ended well.
    ///
    /// # Errors
    /// What the system says, such as that there is no such editor.
    pub(super) fn edit(&self, path: &std::path::Path) -> io::Result<bool> {
        let editor = self.variable("VISUAL").or_else(|| self.variable("EDITOR")).unwrap_or_else(|| "vi".to_owned());
        let words = shell_words::split(&editor).unwrap_or_default();
        let Some((program, arguments)) = words.split_first() else { return Ok(false) };
        let status = Command::new(program).args(arguments).arg(path).status();
        status.map(|status| status.success()).map_err(|error| {
            io::Error::new(error.kind(), format!("the editor `{editor}` cannot be started: {error}; set $EDITOR"))
        })
    }
}

/// True for a line of words that may be broken where the terminal ends; excerpts and usages may not.
fn is_prose(line: &str) -> bool {
    ["error: ", "hint: ", "note: ", "warning: "].iter().any(|start| line.starts_with(start))
}
