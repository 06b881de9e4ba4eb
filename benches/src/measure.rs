//! Measuring: children are run to their end with all that they print taken in, rivals in turns, so that
//! what the machine does besides falls on all of them alike.

use crate::Outcome;
use std::fs;
use std::io::Read as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};
use wait4::Wait4 as _;

/// What a child did.
#[derive(Debug)]
pub struct Ran {
    /// From before it was started until it was gone, in seconds.
    pub seconds: f64,
    /// What it printed.
    pub printed: Vec<u8>,
}

/// Runs a child to its end and takes in all that it prints.
///
/// # Errors
/// Where it cannot be started or fails.
pub fn run(command: &mut Command) -> Outcome<Ran> {
    let begun = Instant::now();
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    let mut printed = Vec::with_capacity(1 << 16);
    if let Some(mut out) = child.stdout.take() {
        out.read_to_end(&mut printed)?;
    }
    let mut said = String::new();
    if let Some(mut err) = child.stderr.take() {
        err.read_to_string(&mut said)?;
    }
    let ended = child.wait()?;
    let seconds = begun.elapsed().as_secs_f64();
    if !ended.success() {
        return Err(format!("{command:?} ended with {ended}: {said}").into());
    }
    Ok(Ran { seconds, printed })
}

/// The most memory that a child of this process ever holds, in bytes, file pages included. A child
/// counts what its parent held when it was started, so this is for a small process: see [`resident`].
///
/// # Errors
/// Where it cannot be started or fails.
pub fn peak(command: &mut Command) -> Outcome<u64> {
    let ended = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn()?.wait4()?;
    if ended.status.success() {
        Ok(ended.rusage.maxrss)
    } else {
        Err(format!("{command:?} ended with {}", ended.status).into())
    }
}

/// The most memory a command ever holds, in bytes, file pages included: run by a small process of its own.
///
/// # Errors
/// Where it cannot be started or fails.
pub fn resident(command: &Command) -> Outcome<u64> {
    let mut between = Command::new(std::env::current_exe()?.with_file_name("bench-sqlite"));
    between.arg("peak").arg("--").arg(command.get_program()).args(command.get_args());
    Ok(String::from_utf8_lossy(&run(&mut between)?.printed).trim().parse()?)
}

/// The most anonymous memory a child holds, in bytes, looked at every two milliseconds.
///
/// # Errors
/// Where it cannot be started or fails.
pub fn anonymous(command: &mut Command) -> Outcome<u64> {
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
    let status = format!("/proc/{}/status", child.id());
    let mut most = 0;
    loop {
        if let Some(ended) = child.try_wait()? {
            return if ended.success() { Ok(most) } else { Err(format!("{command:?} ended with {ended}").into()) };
        }
        let text = fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("RssAnon:"));
        let kilobytes = line.and_then(|line| line.trim().trim_end_matches(" kB").trim().parse::<u64>().ok());
        most = most.max(kilobytes.unwrap_or(0) * 1024);
        thread::sleep(Duration::from_millis(2));
    }
}

/// Times of one contender, in seconds, in order.
#[derive(Debug, Clone, PartialEq)]
pub struct Times(Vec<f64>);

impl Times {
    /// Puts times in order.
    pub fn new(mut seconds: Vec<f64>) -> Self {
        seconds.sort_by(f64::total_cmp);
        Self(seconds)
    }

    /// The time below which this share of them lies.
    pub fn at(&self, share: f64) -> f64 {
        let place = (share * (self.0.len().saturating_sub(1)) as f64).round() as usize;
        self.0.get(place).copied().unwrap_or(f64::NAN)
    }

    /// The median: of an even number, the mean of the two in the middle.
    pub fn median(&self) -> f64 {
        let (low, high) = (self.0.len().saturating_sub(1) / 2, self.0.len() / 2);
        match (self.0.get(low), self.0.get(high)) {
            (Some(low), Some(high)) => low.midpoint(*high),
            _ => f64::NAN,
        }
    }

    /// The least.
    pub fn least(&self) -> f64 {
        self.at(0.0)
    }
}

/// One that takes part.
pub struct Contender<'a> {
    /// Its name in the table.
    pub name: String,
    /// Does the work once and tells how long it took, in seconds.
    pub once: Box<dyn FnMut() -> Outcome<f64> + 'a>,
}

impl<'a> Contender<'a> {
    /// A contender with this name.
    pub fn new(name: &str, once: impl FnMut() -> Outcome<f64> + 'a) -> Self {
        Self { name: name.to_owned(), once: Box::new(once) }
    }
}

/// Runs all contenders in turns, each turn beginning with another of them.
///
/// # Errors
/// Where one of them fails.
pub fn race(turns: usize, contenders: &mut [Contender<'_>]) -> Outcome<Vec<(String, Times)>> {
    let mut taken: Vec<Vec<f64>> = vec![Vec::new(); contenders.len()];
    for turn in 0..turns {
        for step in 0..contenders.len() {
            let at = (turn + step) % contenders.len();
            taken[at].push((contenders[at].once)()?);
        }
    }
    let names = contenders.iter().map(|contender| contender.name.clone());
    Ok(names.zip(taken.into_iter().map(Times::new)).collect())
}

/// The bytes of a file, or of all files below a folder.
///
/// # Errors
/// Where they cannot be looked at.
pub fn bytes_of(path: &Path) -> Outcome<u64> {
    let about = fs::metadata(path)?;
    if !about.is_dir() {
        return Ok(about.len());
    }
    let mut sum = 0;
    for entry in fs::read_dir(path)? {
        sum += bytes_of(&entry?.path())?;
    }
    Ok(sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn medians_and_turns() {
        assert_eq!(Times::new(vec![3.0, 1.0, 2.0]).median(), 2.0);
        assert_eq!(Times::new(vec![4.0, 1.0, 2.0, 3.0]).median(), 2.5);
        assert_eq!(Times::new((0..=100).map(f64::from).collect()).at(0.99), 99.0);
        let order = std::cell::RefCell::new(String::new());
        let mut both = [("a", 1.0), ("b", 2.0)].map(|(name, time)| {
            let order = &order;
            Contender::new(name, move || {
                order.borrow_mut().push_str(name);
                Ok(time)
            })
        });
        let times = race(2, &mut both).unwrap();
        assert_eq!(times[1].1.median(), 2.0);
        drop(both);
        assert_eq!(order.into_inner(), "abba");
    }

    #[test]
    fn a_child_that_fails_is_an_error_and_one_that_prints_is_heard() {
        assert_eq!(run(Command::new("echo").arg("so")).unwrap().printed, b"so\n");
        assert!(run(&mut Command::new("false")).unwrap_err().to_string().contains("false"));
    }
}
