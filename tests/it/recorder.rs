//! Who records, and in which workspace: the flag before the environment before `annals.toml`.

use super::sandbox::Sandbox;
use std::fs;

/// Who recorded the last event.
fn last_recorder(sandbox: &Sandbox) -> String {
    let rows = sandbox.json(&["log", "--limit", "1"]);
    rows[0]["recorder"].as_str().unwrap().to_owned()
}

fn search(sandbox: &Sandbox, words: &str, flags: &[&str]) {
    sandbox.done(&[&["searched", "gazette.example", "--found-nothing", "--words", words], flags].concat());
}

#[test]
fn the_recorder_is_taken_from_flag_environment_settings_and_login_in_this_order() {
    let mut sandbox = Sandbox::new();
    let settings = sandbox.file("annals.toml");
    let text = fs::read_to_string(&settings).unwrap();
    fs::write(&settings, format!("recorder = \"of the settings\"\n{text}")).unwrap();

    sandbox.set("ANNALS_RECORDER", "of the environment");
    search(&sandbox, "a", &["--recorder", "of the flag"]);
    assert_eq!(last_recorder(&sandbox), "of the flag");
    search(&sandbox, "b", &[]);
    assert_eq!(last_recorder(&sandbox), "of the environment");
    sandbox.set("ANNALS_RECORDER", "");
    search(&sandbox, "c", &[]);
    assert_eq!(last_recorder(&sandbox), "of the settings");
    fs::write(&settings, text).unwrap();
    sandbox.set("LOGNAME", "ada");
    search(&sandbox, "d", &[]);
    assert_eq!(last_recorder(&sandbox), "ada");
}

#[test]
fn a_workspace_is_found_upwards_and_named_by_flag_or_environment() {
    let mut sandbox = Sandbox::with_fixtures();
    let elsewhere = tempfile::tempdir().unwrap();
    let below = sandbox.file("notes/of/today");
    fs::create_dir_all(&below).unwrap();
    let keys = sandbox.keys(&[]).len();
    assert!(keys > 3);
    let lines = |ran: super::sandbox::Ran| ran.stdout.lines().count();
    let timeline = ["timeline", "--format", "jsonl"];
    assert_eq!(lines(sandbox.ran(sandbox.command(&timeline).current_dir(&below))), keys);
    let here = sandbox.path();
    let here = here.to_str().unwrap();
    let named = [&["-C", here][..], &timeline].concat();
    assert_eq!(lines(sandbox.ran(sandbox.command(&named).current_dir(elsewhere.path()))), keys);
    let lost = sandbox.ran(sandbox.command(&timeline).current_dir(elsewhere.path()));
    assert_eq!(lost.status, 4, "{lost}");
    sandbox.set("ANNALS_WORKSPACE", here);
    assert_eq!(lines(sandbox.ran(sandbox.command(&timeline).current_dir(elsewhere.path()))), keys);
}
