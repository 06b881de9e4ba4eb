//! Recording and correcting in an editor: a refused text comes back marked, and is never lost.

use std::fs;

use serde_json::Value;

use crate::refusals::GENEVA;
use crate::sandbox::Sandbox;

#[test]
fn an_edited_template_is_given_back_marked_until_it_is_right() {
    let mut sandbox = Sandbox::with_fixtures();
    let editor = sandbox.script(
        "editor",
        r##"n=$(cat rounds 2>/dev/null || echo 0); n=$((n+1)); echo $n > rounds; cp "$1" "seen-$n"
case $n in
1) sed -i 's/^title = ""/title = "Written in an editor"/; s/^kind = .*/kind = "dialog"/; s/^date = .*/date = "2024-07-01"/
s/^actor = ""/actor = "杨滔"/; s,^url = "",url = "https://press.example/edited",' "$1";;
2) sed -i 's/^kind = .*/kind = "dialogue"/' "$1";;
3) sed -i 's/杨滔/杨涛/' "$1";;
esac"##,
    );
    sandbox.set("EDITOR", &editor);
    let ran = sandbox.run(&["append", "--edit"]);
    assert_eq!((ran.status, ran.stdout.as_str()), (0, "2024-07-01-written-in-an-editor 23\n"), "{ran}");
    let seen = |round: u32| fs::read_to_string(sandbox.file(&format!("seen-{round}"))).unwrap();
    assert!(!seen(1).contains("#! "));
    assert!(seen(2).contains("#! `dialog` is no kind (did you mean `dialogue`?)"), "{}", seen(2));
    let marked = seen(3);
    assert!(
        marked.contains(
            "#! unknown actor `杨滔` (did you mean `杨涛`?)\n\
             #! hint: `annals actor list` shows all; `annals actor register` adds one\nactor = \"杨滔\"\n"
        ),
        "{marked}"
    );
    assert!(!marked.contains("is no kind"), "a mark of an earlier round stayed");
    assert_eq!(fs::read_to_string(sandbox.file("rounds")).unwrap().trim(), "3");
    assert!(kept(&sandbox).is_empty(), "the file is removed once it is recorded");
    let dossier = sandbox.done(&["actor", "show", "yang-tao"]);
    assert!(dossier.contains("2024-07-01-written-in-an-editor"), "{dossier}");
}

/// The files with a user's words that the program left in the workspace.
fn kept(sandbox: &Sandbox) -> Vec<String> {
    let names = fs::read_dir(sandbox.path()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.filter(|name| name.ends_with(".toml") && name != "annals.toml").collect()
}

#[test]
fn an_edited_text_that_stays_refused_is_kept_and_can_be_taken_up_again() {
    let mut sandbox = Sandbox::with_fixtures();
    let editor = sandbox.script(
        "editor",
        r#"sed -i 's/^title = ""/title = "Kept"/; s/^actor = ""/actor = "nobody"/; s,^url = "",url = "https://press.example/kept",' "$1""#,
    );
    sandbox.set("EDITOR", &editor);
    let ran = sandbox.run(&["append", "--edit"]);
    assert_eq!((ran.status, ran.stdout.as_str()), (1, ""), "{ran}");
    let files = kept(&sandbox);
    assert_eq!(files.len(), 1, "{ran}");
    assert!(ran.stderr.contains(&format!("annals append --file {}", sandbox.file(&files[0]).display())), "{ran}");
    assert_eq!(sandbox.journal().len(), 23);
    // the line named is the line of the file that was kept
    let text = fs::read_to_string(sandbox.file(&files[0])).unwrap();
    let at = text.lines().position(|line| line == "actor = \"nobody\"").unwrap() + 1;
    assert!(ran.stderr.contains(&format!("{}:{at}:9", files[0])), "{ran}");
    sandbox.write(&files[0], text.replace("nobody", "杨涛"));
    assert!(sandbox.done(&["append", "--file", &files[0]]).ends_with("-kept 23\n"));

    for (editor, status) in [("true", 0), ("false", 1), ("/nonexistent/editor", 2)] {
        sandbox.set("EDITOR", editor);
        fs::remove_file(sandbox.file(&files[0])).unwrap_or_default();
        let ran = sandbox.run(&["append", "--edit"]);
        assert_eq!(ran.status, status, "{ran}");
        assert!(kept(&sandbox).is_empty(), "an untouched template is no text to keep");
    }
}

#[test]
fn an_edited_correction_that_is_refused_is_not_lost() {
    let mut sandbox = Sandbox::with_fixtures();
    let editor = sandbox.script("editor", r#"sed -i 's/^date = "2024-05-14"/date = "2024-05-32"/' "$1""#);
    sandbox.set("EDITOR", &editor);
    let ran = sandbox.run(&["correct", GENEVA, "--edit", "--reason", "the day"]);
    assert_eq!(ran.status, 1, "{ran}");
    let files = kept(&sandbox);
    assert_eq!(files.len(), 1, "{ran}");
    assert!(fs::read_to_string(sandbox.file(&files[0])).unwrap().contains("2024-05-32"));
    let editor = sandbox.script("second", r#"sed -i '0,/^date = "2024-05-14"/s//date = "2024-05-13"/' "$1""#);
    sandbox.set("EDITOR", &editor);
    assert_eq!(sandbox.done(&["correct", GENEVA, "--edit", "--reason", "the day"]), format!("{GENEVA} 23\n"));
    let shown = sandbox.json(&["show", GENEVA]);
    assert_eq!((&shown["date"], &shown["revision"]), (&Value::from("2024-05-13"), &Value::from(2)));
}
