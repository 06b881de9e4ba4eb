//! Batches of which a part is refused, rehearsals that must leave no trace, and texts that try to act on
//! the reader's terminal.

use insta::assert_snapshot;

use crate::refusals::{GENEVA, append, line, refused, refused_file};
use crate::sandbox::{Sandbox, development};

/// Five developments: the second is wrong, the third leans on it, the fourth on the third.
fn leaning() -> String {
    let tied = |key: &str, to: &str| {
        development(key, key).replacen('{', &format!(r#"{{"links":[{{"rel":"follows","key":"{to}"}}],"#), 1)
    };
    [
        development("2024-06-01-first", "First"),
        development("2024-06-01-second", "Second").replace("mofcom", "mofcon"),
        tied("2024-06-01-third", "2024-06-01-second"),
        tied("2024-06-01-fourth", "2024-06-01-third"),
        tied("2024-06-01-fifth", "2024-06-01-first"),
    ]
    .join("\n")
}

#[test]
fn a_batch_of_which_one_is_refused_records_nothing() {
    let sandbox = Sandbox::with_fixtures();
    assert_snapshot!(refused_file(&sandbox, "batch.jsonl", leaning()), @r#"
    status 1
    -- stderr
    error: unknown actor `mofcon` (did you mean `mofcom`?)
     --> batch.jsonl:2:125
      |
    2 | …status":"announced","parties":[{"actor":"mofcon","role":"speaker"}],"s…
      |                                          ^^^^^^^^

    hint: `annals actor list` shows all; `annals actor register` adds one
    "#);
    assert_eq!(refused(&sandbox, &["import", "native", "batch.jsonl"]).status, 1);
}

#[test]
fn a_batch_that_keeps_going_records_the_rest_and_lists_what_was_refused_with_what_leans_on_it() {
    let sandbox = Sandbox::with_fixtures();
    sandbox.write("batch.jsonl", leaning());
    let ran = sandbox.run(&["append", "--file", "batch.jsonl", "--keep-going"]);
    assert_snapshot!(ran, @r#"
    status 1
    -- stdout
    2024-06-01-first 23
    2024-06-01-fifth 24
    -- stderr
    2 recorded, 0 recorded before, 3 refused
    error: unknown actor `mofcon` (did you mean `mofcom`?)
     --> batch.jsonl:2:125
      |
    2 | …status":"announced","parties":[{"actor":"mofcon","role":"speaker"}],"s…
      |                                          ^^^^^^^^
    error: unknown development `2024-06-01-second`
     --> batch.jsonl:3:34
      |
    3 | {"links":[{"rel":"follows","key":"2024-06-01-second"}],"key":"2024-06-…
      |                                  ^^^^^^^^^^^^^^^^^^^
    error: unknown development `2024-06-01-third` (did you mean `2024-06-01-first`?)
     --> batch.jsonl:4:34
      |
    4 | {"links":[{"rel":"follows","key":"2024-06-01-third"}],"key":"2024-06-0…
      |                                  ^^^^^^^^^^^^^^^^^^

    hint: `annals actor list` shows all; `annals actor register` adds one
    hint: `2024-06-01-second` was refused in the same batch: mend that first
    hint: `2024-06-01-third` was refused in the same batch: mend that first
    "#);
    assert_eq!(sandbox.journal().len(), 25);
    let again = sandbox.run(&["import", "native", "batch.jsonl", "--keep-going"]);
    assert_eq!(again.status, 1, "{again}");
    assert!(again.stderr.starts_with("0 recorded, 2 recorded before, 3 refused; nothing appended\n"), "{again}");
    assert_eq!(sandbox.journal().len(), 25);
    assert_eq!(sandbox.done(&["verify"]).lines().next(), Some("sound: 25 events of annals.example/acceptance"));
}

#[test]
fn no_rehearsal_of_a_writing_verb_leaves_a_trace() {
    let mut sandbox = Sandbox::with_fixtures();
    sandbox.write("new.json", development("2024-06-01-new", "New"));
    sandbox.write("copy.html", "<p>A copy</p>");
    let editor = sandbox.script("editor", r#"sed -i 's/^title = ""/title = "T"/; s/^actor = ""/actor = "nsc"/; s,^url = "",url = "https://p.example",; s/^# 2023.*//; s/^title = "First.*/title = "Other"/' "$1""#);
    sandbox.set("EDITOR", &editor);
    let flags = append(&[]);
    let verbs: [&[&str]; 19] = [
        &["init", "elsewhere"],
        &flags,
        &["append", "--file", "new.json"],
        &["append", "--edit"],
        &["import", "native", "new.json"],
        &["correct", GENEVA, "--set", "title=Other", "--reason", "x"],
        &["correct", GENEVA, "--edit", "--reason", "x"],
        &["retract", GENEVA, "--reason", "x"],
        &["duplicate", GENEVA, "--of", "2024-second-round"],
        &["status", GENEVA, "concluded"],
        &["cite", GENEVA, "--url", "https://press.example/x", "--archive", "copy.html"],
        &[
            "claim",
            GENEVA,
            "--by",
            "nsc",
            "--denies",
            "x",
            "--source",
            "https://press.example/x",
            "--archive",
            "copy.html",
        ],
        &["link", GENEVA, "follows", "2023-07-03"],
        &["commit", GENEVA, "--by", "china", "--to", "united-states", "--text", "Meet again"],
        &["assess", "2023-11-15-second-round", "lapsed", "--on", "2025"],
        &["actor", "register", "--type", "person", "--side", "USA", "--name", "en=Somebody New"],
        &["actor", "amend", "huawei", "--set", "note=x"],
        &["actor", "merge", "lithography-maker", "huawei", "--reason", "x"],
        &["searched", "gazette.example", "--found-nothing"],
    ];
    let folder = sandbox.path();
    for verb in verbs {
        let before = sandbox.files();
        let mut args = verb.to_vec();
        args.push("--dry-run");
        let ran = sandbox.run(&args);
        assert_eq!((ran.status, ran.stdout.as_str()), (0, ""), "{verb:?}\n{ran}");
        assert!(ran.stderr.starts_with("would "), "{verb:?}\n{ran}");
        assert!(sandbox.files() == before, "the rehearsal of {verb:?} wrote a file");
        assert!(!sandbox.file("elsewhere").exists());
        // the performance after it does what was announced
        let done = sandbox.run(verb);
        assert_eq!(done.status, 0, "{verb:?}\n{done}");
        assert!(sandbox.files() != before, "{verb:?} did nothing");
        restore(&folder, &before);
    }
}

/// Makes the folder what it was.
fn restore(folder: &std::path::Path, files: &[(std::path::PathBuf, Vec<u8>)]) {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::remove_dir_all(folder).unwrap();
    for (path, bytes) in files {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
        if path.ends_with("editor") {
            std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).unwrap();
        }
    }
}

/// Sets the title of the window, clears the screen, and writes from right to left.
const ATTACK: &str = "\u{1b}]0;owned\u{7}\u{1b}[2J\u{9b}31m\u{202e}\r\u{8}";

fn harmless(text: &str) -> bool {
    text.chars()
        .all(|c| (c == '\n' || !c.is_control()) && !matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'))
}

#[test]
fn no_value_of_a_file_or_flag_acts_on_the_terminal() {
    let sandbox = Sandbox::with_fixtures();
    let value = serde_json::to_string(&format!("x{ATTACK}y")).unwrap();
    let raw = format!("\"x{}y\"", ATTACK.replace(['\u{1b}', '\u{7}', '\r', '\u{8}'], ""));
    for (at, field) in
        ["date", "title", "kind", "status", "place", "dispute", "plover", "key", "summary"].iter().enumerate()
    {
        for (how, value) in [("escaped", &value), ("raw", &raw)] {
            let ran = {
                let name = format!("{how}-{at}.json");
                sandbox.write(Box::leak(name.clone().into_boxed_str()), line(field, value));
                sandbox.run(&["append", "--file", &name, "--dry-run"])
            };
            assert!(harmless(&ran.stderr) && harmless(&ran.stdout), "{field} {how}: {ran:?}");
            assert!(!ran.stderr.is_empty());
        }
    }
    for value in [&value, &raw] {
        let ran =
            refused_file(&sandbox, "a.json", line("actors", &format!(r#"[{{"actor": {value}, "role": "speaker"}}]"#)));
        assert!(harmless(&ran.stderr), "{ran:?}");
    }
    let ran = refused_file(&sandbox, "a.toml", format!("title = \"{ATTACK}\"\ndate = 1\n"));
    assert!(harmless(&ran.stderr), "{ran:?}");
    let ran = refused_file(&sandbox, "b.jsonl", format!("{{\"{ATTACK}\": 1}}\n"));
    assert!(harmless(&ran.stderr), "{ran:?}");
    let attack = format!("x{ATTACK}");
    let flags: [&[&str]; 9] = [
        &["show", &attack],
        &["timeline", "--kind", &attack],
        &["timeline", "--from", &attack],
        &["actor", "show", &attack],
        &["retract", GENEVA, "--reason", &attack, "--expect-revision", "9"],
        &["-C", &attack, "timeline"],
        &["append", "--file", &attack],
        &[&attack],
        &["timeline", "--format", &attack],
    ];
    for args in flags {
        let ran = refused(&sandbox, args);
        assert!(harmless(&ran.stderr), "{args:?}: {ran:?}");
    }
    assert_snapshot!(refused(&sandbox, &["actor", "show", &attack]), @r#"
    status 4
    -- stderr
    error: no actor is named `x␛]0;owned␇␛[2J⟨U+009B⟩31m⟨U+202E⟩␍␈`

    hint: `annals actor list` shows all; `annals actor register` adds one
    "#);
}

#[test]
fn control_characters_are_not_recorded_and_marks_that_reorder_a_text_are_shown() {
    let sandbox = Sandbox::with_fixtures();
    for act in ["\u{1b}[2J", "\u{7}", "\u{9b}31m", "\u{8}"] {
        let summary = serde_json::to_string(&format!("x{act}y")).unwrap();
        assert_eq!(refused_file(&sandbox, "a.json", line("summary", &summary)).status, 1);
    }
    let summary = serde_json::to_string("one line\nanother \u{202e}desrever\u{202c}").unwrap();
    sandbox.write("a.json", line("summary", &summary));
    sandbox.done(&["append", "--file", "a.json"]);
    let readers: [&[&str]; 4] = [
        &["show", "2024-06-01-talks"],
        &["show", "2024-06-01-talks", "--history"],
        &["show", "2024-06-01-talks", "--format", "md"],
        &["log"],
    ];
    for reader in readers {
        let shown = sandbox.done(reader);
        assert!(harmless(&shown), "{reader:?}: {shown:?}");
    }
    assert!(sandbox.done(&["show", "2024-06-01-talks"]).contains("⟨U+202E⟩desrever"));
}

#[test]
fn a_long_line_is_shown_around_the_place_and_fits_the_terminal() {
    let sandbox = Sandbox::with_fixtures();
    let long = "中美人工智能政府间对话".repeat(400);
    let text = line("summary", &format!("\"{long}\""))
        .replace("杨涛", "杨滔")
        .replace("}\n", &format!(", \"dispute\": \"{long}\"}}\n"));
    let ran = refused_file(&sandbox, "a.json", text);
    assert_snapshot!(ran, @r#"
    status 1
    -- stderr
    error: unknown actor `杨滔` (did you mean `杨涛`?)
     --> a.json:1:104
      |
    1 | … "status": "held", "actors": [{"actor": "杨滔", "role": "speaker"}], "…
      |                                          ^^^^^^

    hint: `annals actor list` shows all; `annals actor register` adds one
    "#);
    let ran = refused_file(&sandbox, "b.json", line("summary", &format!("\"{}\"", "x".repeat(70_000))));
    assert_snapshot!(ran, @r#"
    status 1
    -- stderr
    error: the event about `2024-06-01-talks` would make a line of 70632 bytes, more than the 65535 allowed; nothing was appended; keep long text in an archived source and quote the passage that matters
    "#);
}
