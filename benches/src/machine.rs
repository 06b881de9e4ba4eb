//! The machine that was measured on, in words: a figure without it says nothing.

use crate::Outcome;
use std::fs;
use std::path::Path;
use std::process::Command;

/// Machine, versions and day.
///
/// # Errors
/// Never for what cannot be found out, which is said to be unknown; only where /proc cannot be read at all.
pub fn described(folder: &Path) -> Outcome<String> {
    let processors = fs::read_to_string("/proc/cpuinfo")?;
    let model = processors.lines().find_map(|line| line.strip_prefix("model name")).unwrap_or("unknown");
    let cores = processors.lines().filter(|line| line.starts_with("processor")).count();
    let memory = fs::read_to_string("/proc/meminfo")?;
    let memory = memory.lines().find_map(|line| line.strip_prefix("MemTotal:")).unwrap_or("unknown");
    let gigabytes =
        memory.trim().trim_end_matches(" kB").parse::<f64>().map_or(f64::NAN, |kilobytes| kilobytes / 1024.0 / 1024.0);
    let file_system = said(Command::new("stat").args(["-f", "-c", "%T"]).arg(folder));
    Ok(format!(
        "Measured on {}: {} × {}, {gigabytes:.0} GiB, Linux {}, {file_system}; {}, SQLite {} (built in) and {} (shell), DuckDB {}.",
        said(Command::new("date").args(["-u", "+%F"])),
        cores,
        model.trim_start_matches([' ', '\t', ':']),
        said(Command::new("uname").arg("-r")),
        said(Command::new("rustc").arg("--version")),
        rusqlite::version(),
        said(Command::new("sqlite3").arg("--version")).split(' ').next().unwrap_or("absent"),
        said(Command::new("python3").args(["-c", "import duckdb; print(duckdb.__version__)"])),
    ))
}

fn said(command: &mut Command) -> String {
    match command.output() {
        Ok(output) if output.status.success() => String::from_utf8_lossy(&output.stdout).trim().to_owned(),
        Ok(_) | Err(_) => "absent".to_owned(),
    }
}
