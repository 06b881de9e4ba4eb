//! What came of it, as Markdown, and where it goes: between two marks of a page.

use crate::Outcome;
use crate::measure::Times;
use std::fs;
use std::path::Path;

/// What was to be reached.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Target {
    /// So many times faster than the best rival.
    Faster(f64),
    /// At most so many times the time of the best rival.
    AtMost(f64),
    /// A figure of our own at or below a bound.
    Below(f64),
    /// Nothing was to be reached; told for what it tells.
    None,
}

/// One line of the table.
#[derive(Debug, Clone)]
pub struct Row {
    /// What was done.
    pub job: String,
    /// On how many events.
    pub at: String,
    /// Ours, for people.
    pub ours: String,
    /// The others, for people.
    pub others: String,
    /// The ratio or figure to hold against the target.
    pub figure: Option<f64>,
    /// Whether it is a ratio.
    pub is_ratio: bool,
    /// What was to be reached.
    pub target: Target,
    /// What a reader must know besides.
    pub note: String,
}

impl Row {
    /// A row of a race: the first contender is ours.
    pub fn of_race(job: &str, at: &str, race: &[(String, Times)], target: Target, note: &str) -> Self {
        let ours = race.first().map(|(_, times)| times.median()).unwrap_or(f64::NAN);
        let best = race.iter().skip(1).map(|(_, times)| times.median()).fold(f64::INFINITY, f64::min);
        let others: Vec<String> =
            race.iter().skip(1).map(|(name, times)| format!("{name} {}", spread(times))).collect();
        Self {
            job: job.to_owned(),
            at: at.to_owned(),
            ours: race.first().map(|(_, times)| spread(times)).unwrap_or_default(),
            others: others.join("; "),
            figure: Some(match target {
                Target::AtMost(_) => ours / best,
                Target::Faster(_) | Target::Below(_) | Target::None => best / ours,
            }),
            is_ratio: true,
            target,
            note: note.to_owned(),
        }
    }

    /// The same row without its target, where that was set for journals of other sizes.
    pub fn aiming(mut self, is_set: bool) -> Self {
        if !is_set {
            self.target = Target::None;
        }
        self
    }

    /// A row that was not measured, and why.
    pub fn skipped(job: &str, at: &str, target: Target, why: &str) -> Self {
        Self {
            job: job.to_owned(),
            at: at.to_owned(),
            ours: "skipped".to_owned(),
            others: String::new(),
            figure: None,
            is_ratio: true,
            target,
            note: why.to_owned(),
        }
    }

    /// Whether the target is held; nothing where none was set or nothing was measured.
    pub fn holds(&self) -> Option<bool> {
        let figure = self.figure?;
        match self.target {
            Target::Faster(times) => Some(figure >= times),
            Target::AtMost(bound) | Target::Below(bound) => Some(figure <= bound),
            Target::None => None,
        }
    }

    fn markdown(&self) -> String {
        let figure = match (self.figure, self.is_ratio) {
            (None, _) => String::new(),
            (Some(figure), true) => format!("{}×", number(figure)),
            (Some(figure), false) => number(figure),
        };
        let target = match self.target {
            Target::Faster(times) => format!("{times}× faster"),
            Target::AtMost(1.0) => "not slower".to_owned(),
            Target::AtMost(bound) => format!("at most {bound}×"),
            Target::Below(bound) => format!("{bound}"),
            Target::None => "–".to_owned(),
        };
        let verdict = match self.holds() {
            Some(true) => "held",
            Some(false) => "**missed**",
            None => "",
        };
        let Self { job, at, ours, others, note, .. } = self;
        format!("| {job} | {at} | {ours} | {others} | {figure} | {target} | {verdict} | {note} |")
    }
}

/// A median with the least behind it.
pub fn spread(times: &Times) -> String {
    format!("{} ({})", duration(times.median()), duration(times.least()))
}

/// A time for people.
pub fn duration(seconds: f64) -> String {
    match seconds {
        seconds if seconds < 0.001 => format!("{} µs", number(seconds * 1e6)),
        seconds if seconds < 1.0 => format!("{} ms", number(seconds * 1e3)),
        seconds => format!("{} s", number(seconds)),
    }
}

/// A number with three figures.
pub fn number(value: f64) -> String {
    match value.abs() {
        size if size >= 100.0 => format!("{value:.0}"),
        size if size >= 10.0 => format!("{value:.1}"),
        _ => format!("{value:.2}"),
    }
}

/// The table.
pub fn markdown(rows: &[Row]) -> String {
    let head = "| job | events | annals: median (least) | others: median (least) | ratio | target | | note |\n|---|---|---|---|---|---|---|---|\n";
    let lines: Vec<String> = rows.iter().map(Row::markdown).collect();
    format!("{head}{}\n", lines.join("\n"))
}

/// How the cost of an event grows with the journal.
pub fn growth(sizes: &[(u64, f64, f64)]) -> String {
    let head = "| events | annals, rebuild | an event | SQLite, best bulk load | an event | ratio |\n|---|---|---|---|---|---|\n";
    let lines: Vec<String> = sizes
        .iter()
        .map(|&(size, ours, theirs)| {
            let an_event = |seconds: f64| duration(seconds / size as f64);
            format!(
                "| {} | {} | {} | {} | {} | {}× |",
                crate::generate::short(size),
                duration(ours),
                an_event(ours),
                duration(theirs),
                an_event(theirs),
                number(theirs / ours)
            )
        })
        .collect();
    format!("{head}{}\n", lines.join("\n"))
}

/// Puts a text between `<!-- NAME -->` and `<!-- /NAME -->` of a page.
///
/// # Errors
/// Where the page cannot be read or written, or lacks the marks.
pub fn put_between(page: &Path, name: &str, text: &str) -> Outcome<()> {
    let before = fs::read_to_string(page)?;
    fs::write(page, between(&before, name, text)?)?;
    Ok(())
}

fn between(page: &str, name: &str, text: &str) -> Outcome<String> {
    let (begin, end) = (format!("<!-- {name} -->\n"), format!("<!-- /{name} -->"));
    let missing = || {
        format!("the page lacks the marks `{}` and `{end}`: put them back where the table is to stand", begin.trim())
    };
    let (head, rest) = page.split_once(&begin).ok_or_else(missing)?;
    let (_, tail) = rest.split_once(&end).ok_or_else(missing)?;
    Ok(format!("{head}{begin}{text}{end}{tail}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_race_is_held_against_the_best_rival() {
        let times = |seconds: f64| Times::new(vec![seconds]);
        let race = [("annals".to_owned(), times(1.0)), ("a".to_owned(), times(3.0)), ("b".to_owned(), times(2.0))];
        let holds = |target| Row::of_race("job", "1k", &race, target, "").holds();
        assert_eq!(holds(Target::Faster(2.0)), Some(true));
        assert_eq!(holds(Target::Faster(2.1)), Some(false));
        assert_eq!(holds(Target::AtMost(0.5)), Some(true));
        assert_eq!(holds(Target::AtMost(0.4)), Some(false));
        assert_eq!(Row::skipped("job", "1k", Target::Faster(2.0), "why").holds(), None);
    }

    #[test]
    fn a_table_goes_between_its_marks_and_a_page_without_them_is_refused() {
        let page = "a\n<!-- t -->\nold\n<!-- /t -->\nb\n";
        assert_eq!(between(page, "t", "new\n").unwrap(), "a\n<!-- t -->\nnew\n<!-- /t -->\nb\n");
        assert!(between("a", "t", "new").unwrap_err().to_string().contains("<!-- t -->"));
    }
}
