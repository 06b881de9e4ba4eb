//! The documented format: a reader that rests on docs/journal-format.md alone agrees with ours, and the
//! recipe in it works as printed.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use annals::journal::TreeHash;

use crate::journal_sandbox::{Sandbox, append, draft, origin};

fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn second_reader(sandbox: &Sandbox) -> Output {
    Command::new("python3")
        .arg(repository().join("tests/second_reader.py"))
        .arg(sandbox.places().events)
        .output()
        .unwrap()
}

/// What both readers say of a damaged journal; the second must name the file and the line.
#[track_caller]
fn assert_both_refuse(sandbox: &Sandbox, file: &Path, line: u64) {
    let verification = sandbox.verify();
    assert!(!verification.is_sound());
    let output = second_reader(sandbox);
    let words = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(3), "{words}");
    let place = match line {
        0 => format!("{}: ", file.display()),
        _ => format!("{}:{line}: ", file.display()),
    };
    assert!(words.starts_with(&place), "{words}");
    assert!(output.stdout.is_empty());
}

#[test]
fn a_second_reader_that_rests_on_the_document_reads_the_same() {
    let sandbox = Sandbox::with_batches(&[1, 3, 1, 4]);
    let output = second_reader(&sandbox);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let ours: String = sandbox
        .read()
        .unwrap()
        .iter()
        .map(|(_, recorded)| {
            let data = recorded.event.to_data().unwrap();
            let data: serde_json::Value = serde_json::from_str(&data).unwrap();
            let title = data.get("title").and_then(|title| title.as_str()).unwrap();
            format!("{}\t{title}\n", recorded.event.subject())
        })
        .collect();
    assert_eq!(String::from_utf8(output.stdout).unwrap(), ours);
}

#[test]
fn the_second_reader_skips_a_torn_tail_and_counts_batches_beyond_the_checkpoint() {
    let sandbox = Sandbox::with_batches(&[1, 3]);
    let checkpoint = sandbox.places().events.join("checkpoint");
    let before = fs::read(&checkpoint).unwrap();
    append(&mut sandbox.appender(), vec![draft(4), draft(5)]).unwrap();
    let whole = sandbox.bytes();
    fs::write(&checkpoint, before).unwrap();
    let count = |output: &Output| output.stdout.iter().filter(|byte| **byte == b'\n').count();
    let output = second_reader(&sandbox);
    assert_eq!((output.status.code(), count(&output)), (Some(0), 6));
    sandbox.overwrite(&whole[..whole.len() - 7]);
    let output = second_reader(&sandbox);
    assert_eq!((output.status.code(), count(&output)), (Some(0), 4));
    assert!(String::from_utf8_lossy(&output.stderr).contains("torn tail"));
}

#[test]
fn the_second_reader_finds_damage_where_it_is() {
    let sandbox = Sandbox::with_batches(&[1, 3, 1, 4]);
    let segment = sandbox.segment(0);
    let lines = sandbox.lines();
    let damage = |change: &dyn Fn(&mut Vec<String>)| {
        let mut damaged = lines.clone();
        change(&mut damaged);
        sandbox.overwrite_lines(&damaged);
    };
    damage(&|lines| drop(lines.remove(3)));
    assert_both_refuse(&sandbox, &segment, 4);
    damage(&|lines| lines.swap(2, 6));
    assert_both_refuse(&sandbox, &segment, 3);
    damage(&|lines| lines.insert(5, lines[5].clone()));
    assert_both_refuse(&sandbox, &segment, 7);
    damage(&|lines| lines.truncate(7));
    assert_both_refuse(&sandbox, &segment, 8);
    damage(&|lines| lines[4].insert(1, ' '));
    assert_both_refuse(&sandbox, &segment, 6);
    damage(&|lines| lines[4].truncate(40));
    assert_both_refuse(&sandbox, &segment, 5);
    damage(&|lines| lines[8] = lines[8].replace("Dialogue", "Quarrel"));
    let checkpoint = sandbox.places().events.join("checkpoint");
    assert_both_refuse(&sandbox, &checkpoint, 3);
    damage(&|_| {});
    let foreign = sandbox.places().events.join("notes.txt");
    fs::write(&foreign, "").unwrap();
    assert_both_refuse(&sandbox, &foreign, 0);
    fs::remove_file(&foreign).unwrap();
    fs::remove_file(&segment).unwrap();
    assert_both_refuse(&sandbox, &segment, 1);
    damage(&|_| {});
    fs::remove_file(&checkpoint).unwrap();
    assert_both_refuse(&sandbox, &checkpoint, 0);
}

/// The shell commands in the document, block by block.
fn recipes() -> Vec<String> {
    let document = fs::read_to_string(repository().join("docs/journal-format.md")).unwrap();
    document.split("```sh\n").skip(1).map(|rest| rest.split("```").next().unwrap().to_owned()).collect()
}

#[test]
fn one_link_is_checked_with_coreutils_as_the_document_says() {
    let sandbox = Sandbox::with_batches(&[1, 3, 1, 4]);
    let run = |recipe: &str| {
        let output = Command::new("sh").args(["-c", recipe]).current_dir(sandbox.places().events).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    let [hex, link] = &recipes()[..] else {
        panic!("two recipes were expected");
    };
    let leaf = TreeHash::of_leaf(sandbox.lines()[4].as_bytes());
    let digits: String = leaf.as_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(run(hex), format!("{digits}  -\n"));
    assert_eq!(run(link), format!("{leaf}\n{leaf}\n"));
    // An edit to the line breaks the link.
    let mut lines = sandbox.lines();
    lines[4] = lines[4].replace("Dialogue", "Quarrel");
    sandbox.overwrite_lines(&lines);
    let broken = run(link);
    let hashes: Vec<_> = broken.lines().collect();
    assert_eq!(hashes.len(), 2);
    assert_ne!(hashes[0], hashes[1]);
}

#[test]
fn the_checkpoint_is_three_lines_of_text() {
    let sandbox = Sandbox::with_batches(&[1, 3]);
    let checkpoint = sandbox.journal().checkpoint().unwrap();
    let text = fs::read_to_string(sandbox.places().events.join("checkpoint")).unwrap();
    assert_eq!(text, format!("{}\n4\n{}\n", origin(), checkpoint.root));
    assert_eq!(text, checkpoint.text());
    assert!(!checkpoint.signed);
    let signed = format!("{text}\n\u{2014} annals.example/us-china-tech Zm9v\n");
    fs::write(sandbox.places().events.join("checkpoint"), signed).unwrap();
    assert!(sandbox.journal().checkpoint().unwrap().signed);
    assert!(sandbox.verify().signed);
}

/// What the second reader says of a folder of events: its status, and what it printed.
fn read_anew(events: &Path) -> (Option<i32>, String, String) {
    let output = Command::new("python3").arg(repository().join("tests/second_reader.py")).arg(events).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code(), text(output.stdout), text(output.stderr))
}

#[test]
fn the_second_reader_reads_the_bundled_journal_and_refuses_it_once_a_word_is_changed() {
    let bundled = repository().join("events");
    let (status, printed, words) = read_anew(&bundled);
    assert_eq!(status, Some(0), "{words}");
    let geneva = "2024-05-14-geneva-ai-dialogue\tUS and China hold first intergovernmental AI dialogue in Geneva";
    assert!(printed.lines().any(|line| line == geneva));

    let folder = tempfile::tempdir().unwrap();
    for name in ["00000000000000000000.jsonl", "checkpoint"] {
        fs::copy(bundled.join(name), folder.path().join(name)).unwrap();
    }
    let segment = folder.path().join("00000000000000000000.jsonl");
    let lines = fs::read_to_string(&segment).unwrap();
    let changed = lines.replacen("No agreement was announced", "An agreement was announced", 1);
    assert_ne!(changed, lines);
    fs::write(&segment, changed).unwrap();
    let (status, printed, words) = read_anew(folder.path());
    let line = lines.lines().position(|line| line.contains("No agreement was announced")).unwrap() + 1;
    assert_eq!((status, printed.as_str()), (Some(3), ""), "{words}");
    // the line after the changed one no longer fits it
    assert!(words.contains(&format!(".jsonl:{}: ", line + 1)), "{words}");
}
