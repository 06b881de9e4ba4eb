//! The README: its tour is what the program really prints, and its commands name what is there.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// A copy of the bundled workspace, so that the tour may record in it.
fn copy_of_the_workspace(into: &Path) {
    fs::copy(root().join("annals.toml"), into.join("annals.toml")).unwrap();
    fs::create_dir(into.join("events")).unwrap();
    for entry in fs::read_dir(root().join("events")).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), into.join("events").join(entry.file_name())).unwrap();
    }
}

/// Runs one line of the tour and gives what a terminal would show.
fn shown(workspace: &Path, line: &str) -> String {
    let words = shell_words::split(line).unwrap();
    assert_eq!(words[0], "annals", "the tour runs annals: {line}");
    let output = Command::new(env!("CARGO_BIN_EXE_annals"))
        .args(&words[1..])
        .current_dir(workspace)
        .env_clear()
        .env("ANNALS_RECORDER", "reader")
        .env("TZ", "UTC")
        .output()
        .unwrap();
    let text = [output.stdout, output.stderr].concat();
    String::from_utf8(text).unwrap()
}

/// The README with the output of every command of its tour put in anew.
fn with_real_output(readme: &str, workspace: &Path) -> String {
    let mut made = String::new();
    let mut in_tour = false;
    for line in readme.lines() {
        match line {
            "```console" => in_tour = true,
            "```" => in_tour = false,
            _ => {}
        }
        match (in_tour, line.strip_prefix("$ ")) {
            (true, Some(command)) => {
                made.push_str(&format!("{line}\n{}", shown(workspace, command)));
                if !made.ends_with('\n') {
                    made.push('\n');
                }
            }
            (true, None) if line != "```console" => {}
            _ => made.push_str(&format!("{line}\n")),
        }
    }
    made
}

#[test]
fn what_the_readme_shows_is_what_the_program_prints() {
    let workspace = tempfile::tempdir().unwrap();
    copy_of_the_workspace(workspace.path());
    let path = root().join("README.md");
    let readme = fs::read_to_string(&path).unwrap();
    let made = with_real_output(&readme, workspace.path());
    assert!(made.matches("\n$ annals ").count() >= 7, "the tour was not found in the README");
    #[allow(clippy::disallowed_methods, reason = "the test's own switch")]
    let updating = std::env::var_os("UPDATE_DOCS").is_some();
    if updating {
        fs::write(&path, &made).unwrap();
        return;
    }
    let differing = made.lines().zip(readme.lines()).find(|(made, shown)| made != shown);
    assert!(made == readme, "UPDATE_DOCS=1 puts the real output in; it differs first at {differing:?}");
}

#[test]
fn the_two_commands_are_there() {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    assert!(readme.contains("cargo run --release -- report chronology --relation CHN-USA --out chronology.md\n"));
    assert!(readme.contains("```sh\ntests/run\n```"));
    assert!(root().join("tests/run").is_file());
}

#[test]
fn the_main_job_writes_the_same_bytes_twice_and_they_hold_the_bundled_journal() {
    let workspace = tempfile::tempdir().unwrap();
    copy_of_the_workspace(workspace.path());
    let line = |file: &str| format!("annals report chronology --relation CHN-USA --out {file}");
    shown(workspace.path(), &line("one.md"));
    shown(workspace.path(), &line("two.md"));
    let one = fs::read(workspace.path().join("one.md")).unwrap();
    assert_eq!(one, fs::read(workspace.path().join("two.md")).unwrap());
    let page = String::from_utf8(one).unwrap();
    assert!(page.contains("US and China hold first intergovernmental AI dialogue in Geneva"));
    assert!(page.contains("中美举行人工智能政府间对话首次会议"));
}
