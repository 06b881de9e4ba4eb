//! Progress bars for what can take over a second: on standard error, only on a terminal, gone when done.

use super::host::Host;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A progress bar, or nothing where none may be shown.
#[derive(Debug)]
pub(super) struct Progress {
    bar: Option<ProgressBar>,
}

impl Progress {
    /// Starts counting to `total`; nothing is drawn for short runs or away from a terminal.
    pub(super) fn start(host: &Host, what: &'static str, total: u64) -> Self {
        if !host.shows_progress() || total < 5_000 {
            return Self { bar: None };
        }
        let bar = ProgressBar::with_draw_target(Some(total), ProgressDrawTarget::stderr_with_hz(10));
        let template = "{msg} {wide_bar} {human_pos}/{human_len} ({eta})";
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        bar.set_message(what);
        Self { bar: Some(bar) }
    }

    /// Says how far it is.
    pub(super) fn at(&self, done: u64) {
        if let Some(bar) = &self.bar {
            bar.set_position(done);
        }
    }

    /// Takes the bar away.
    pub(super) fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
