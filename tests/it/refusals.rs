//! What is refused, as the user sees it: the value, the place, what was expected, a hint, the status; and
//! that nothing was recorded. Whole outputs, so that a word changed here is a word changed on purpose.

use insta::assert_snapshot;

use crate::sandbox::{Ran, Sandbox};

pub(crate) const GENEVA: &str = "2024-05-14-geneva-dialogue";

/// A run that must be refused without touching a file.
pub(crate) fn refused(sandbox: &Sandbox, args: &[&str]) -> Ran {
    let before = sandbox.files();
    let ran = sandbox.run(args);
    assert_ne!(ran.status, 0, "{ran}");
    assert_eq!(ran.stdout, "", "a refusal is no data");
    assert!(sandbox.files() == before, "{args:?} changed a file");
    ran
}

/// `append` of one flawless development, but for what is given.
pub(crate) fn append<'a>(changed: &[&'a str]) -> Vec<&'a str> {
    let mut args = vec!["append"];
    let whole = [
        ("--date", "2024-06-01"),
        ("--title", "Test"),
        ("--kind", "dialogue"),
        ("--status", "held"),
        ("--actor", "yang-tao:speaker"),
        ("--source", "https://press.example/1"),
    ];
    for (flag, value) in whole {
        if !changed.contains(&flag) {
            args.extend([flag, value]);
        }
    }
    args.extend(changed);
    args
}

/// A development as JSON on one line with one field replaced or added.
pub(crate) fn line(field: &str, value: &str) -> String {
    let mut fields = vec![
        ("date", r#""2024-06-01""#),
        ("title", r#""Talks 对话""#),
        ("kind", r#""dialogue""#),
        ("status", r#""held""#),
        ("actors", r#"[{"actor": "杨涛", "role": "speaker"}]"#),
        ("sources", r#"[{"url": "https://press.example/1"}]"#),
    ];
    match fields.iter_mut().find(|known| known.0 == field) {
        Some(known) => known.1 = value,
        None => fields.push((field, value)),
    }
    let fields: Vec<String> = fields.iter().map(|(name, value)| format!("\"{name}\": {value}")).collect();
    format!("{{{}}}\n", fields.join(", "))
}

pub(crate) fn refused_file(sandbox: &Sandbox, name: &str, text: impl AsRef<[u8]>) -> Ran {
    sandbox.write(name, text);
    refused(sandbox, &["append", "--file", name])
}

#[test]
fn an_unknown_actor_is_named_with_the_nearest() {
    let sandbox = Sandbox::with_fixtures();
    assert_snapshot!(refused(&sandbox, &append(&["--actor", "Yang Tau:speaker"])), @r#"
    status 1
    -- stderr
    error: unknown actor `Yang Tau` (did you mean `Yang Tao`?)
      --> --actor 'Yang Tau:speaker'

    hint: `annals actor list` shows all; `annals actor register` adds one
    "#);
    assert_snapshot!(refused_file(&sandbox, "a.json", line("actors", r#"[{"actor": "杨滔", "role": "speaker"}]"#)), @r#"
    status 1
    -- stderr
    error: unknown actor `杨滔` (did you mean `杨涛`?)
     --> a.json:1:104
      |
    1 | … "status": "held", "actors": [{"actor": "杨滔", "role": "speaker"}], "…
      |                                          ^^^^^^

    hint: `annals actor list` shows all; `annals actor register` adds one
    "#);
    assert_snapshot!(refused(&sandbox, &["actor", "show", "huawai"]), @r#"
    status 4
    -- stderr
    error: no actor is named `huawai` (did you mean `huawei`?)

    hint: `annals actor list` shows all; `annals actor register` adds one
    "#);
    assert_snapshot!(refused(&sandbox, &["claim", GENEVA, "--by", "mofcon", "--states", "x", "--source", "0"]), @r#"
    status 1
    -- stderr
    error: unknown actor `mofcon` (did you mean `mofcom`?)
      --> --by mofcon

    hint: `annals actor list` shows all; `annals actor register` adds one
    "#);
}

#[test]
fn an_unknown_development_is_named_with_the_nearest_and_an_unclear_one_with_its_candidates() {
    let sandbox = Sandbox::with_fixtures();
    assert_snapshot!(refused(&sandbox, &["show", "2024-05-14-geneva-dialog-on-ai"]), @r#"
    status 4
    -- stderr
    error: no development is named `2024-05-14-geneva-dialog-on-ai` (did you mean `2024-05-14-geneva-dialogue`?)

    hint: `annals timeline --text WORDS` finds keys; a key, an id, or an unambiguous start of either will do
    "#);
    assert_snapshot!(refused(&sandbox, &["retract", "2023", "--reason", "x"]), @r#"
    status 1
    -- stderr
    error: `2023` may be any of 3: 2023-01-netherlands-joins, 2023-07-03-gallium-licences, 2023-11-15-woodside-summit

    hint: give the whole of one of them
    "#);
    assert_snapshot!(refused(&sandbox, &append(&["--link", "follows=2024-05-14-geneva-dialoge"])), @r#"
    status 1
    -- stderr
    error: unknown development `2024-05-14-geneva-dialoge` (did you mean `2024-05-14-geneva-dialogue`?)
      --> --link 'follows=2024-05-14-geneva-dialoge'

    hint: `annals timeline --text WORDS` finds keys; a key, an id, or an unambiguous start of either will do
    "#);
    assert_snapshot!(refused(&sandbox, &["assess", "2023-11-15-hold-talks", "kept", "--on", "2024"]), @r#"
    status 4
    -- stderr
    error: no commitment is named `2023-11-15-hold-talks` (did you mean `2023-11-15-hold-ai-talks`?)

    hint: `annals show REF` lists the commitments of a development
    "#);
}

#[test]
fn what_is_missing_is_listed() {
    let sandbox = Sandbox::with_fixtures();
    assert_snapshot!(refused(&sandbox, &["append", "--title", "Talks"]), @r#"
    status 2
    -- stderr
    error: a development needs --date, --kind, --status, --actor NAME:ROLE, --source URL

    hint: `annals append --help` lists the flags; `--edit` opens a template; `--file` reads JSON or TOML
    "#);
    assert_snapshot!(refused(&sandbox, &["append", "--date", "2024", "--title", "Talks", "--kind", "dialogue", "--status", "held"]), @r#"
    status 1
    -- stderr
    error: a development needs at least one party
    error: a development needs at least one source

    hint: add one with `--actor NAME:ROLE`, or in a file as `"parties": [{"actor": …, "role": …}]`
    hint: add one with `--source URL`, or in a file as `"sources": [{"url": …}]`
    "#);
    assert_snapshot!(refused_file(&sandbox, "a.json", line("sources", "[]") + &line("actors", "[]")), @r#"
    status 1
    -- stderr
    error: a development needs at least one source
     --> a.json:1:142
      |
    1 | …"杨涛", "role": "speaker"}], "sources": []}
      |                                          ^^
    error: a development needs at least one party
     --> a.json:2:93
      |
    2 | …"dialogue", "status": "held", "actors": [], "sources": [{"url": "https…
      |                                          ^^

    hint: add one with `--source URL`, or in a file as `"sources": [{"url": …}]`
    hint: add one with `--actor NAME:ROLE`, or in a file as `"parties": [{"actor": …, "role": …}]`
    "#);
    assert_snapshot!(refused_file(&sandbox, "b.json", r#"{"date": "2024-06-01", "title": "Talks", "kind": "dialogue"}"#), @r#"
    status 1
    -- stderr
    error: missing field `status`
     --> b.json:1:1
      |
    1 | {"date": "2024-06-01", "title": "Talks", "kind": "dialogue"}
      | ^

    hint: `annals append --edit` opens a template with every field
    "#);
    assert_snapshot!(refused(&sandbox, &append(&["--title", "会谈"])), @r#"
    status 1
    -- stderr
    error: no key can be made of a title without Latin letters
      --> --title 会谈

    hint: give one with `--key`, such as `--key 2024-05-14-geneva-ai-dialogue`
    "#);
    assert_snapshot!(refused_file(&sandbox, "c.json", line("title", r#""中美举行会谈""#)), @r#"
    status 1
    -- stderr
    error: no key can be made of a title without Latin letters
     --> c.json:1:33
      |
    1 | {"date": "2024-06-01", "title": "中美举行会谈", "kind": "dialogue", "s…
      |                                 ^^^^^^^^^^^^^^

    hint: give one with `--key`, or in a file as `"key": "2024-05-14-geneva-ai-dialogue"`
    "#);
    assert_snapshot!(refused_file(&sandbox, "d.json", line("claims", r#"[{"speaker": "a guest", "polarity": "states", "text": "x"}]"#)), @r#"
    status 1
    -- stderr
    error: a claim of a speaker who is no registered actor needs the side it speaks for
     --> d.json:1:191
      |
    1 | …"https://press.example/1"}], "claims": [{"speaker": "a guest", "polari…
      |                                          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^

    hint: give it as `"side": "CHN"`, or name the actor with `"by": …`
    "#);
    assert_snapshot!(refused(&sandbox, &["claim", GENEVA, "--by", "nsc", "--states", "x"]), @r#"
    status 1
    -- stderr
    error: a claim needs the source it rests on

    hint: `--source N` names one of the development's, numbered from 0 by `annals show`; `--source URL` cites a new one
    "#);
    assert_snapshot!(refused(&sandbox, &["cite", GENEVA, "--title", "only a title"]), @r#"
    status 1
    -- stderr
    error: a source needs a URL, or a title and a publisher
    "#);
    assert_snapshot!(refused(&sandbox, &["retract", GENEVA]), @r#"
    status 2
    -- stderr
    error: the following required arguments were not provided:
      --reason <REASON>

    Usage: annals retract --reason <REASON> <REF>

    For more information, try '--help'.
    "#);
    assert_snapshot!(refused(&sandbox, &["correct", GENEVA, "--set", "title=", "--reason", "x"]), @r#"
    status 1
    -- stderr
    error: `title` cannot be removed: every development has one
      --> --set 'title='
    "#);
}

#[test]
fn a_record_that_contradicts_itself_or_the_record_is_refused() {
    let sandbox = Sandbox::with_fixtures();
    assert_snapshot!(refused(&sandbox, &["link", GENEVA, "follows", GENEVA]), @r#"
    status 1
    -- stderr
    error: a development cannot be linked to itself (`2024-05-14-geneva-dialogue`)
      --> REF 2024-05-14-geneva-dialogue
    "#);
    assert_snapshot!(refused(&sandbox, &["claim", GENEVA, "--by", "nsc", "--states", "x", "--source", "7"]), @r#"
    status 1
    -- stderr
    error: there is no source number 7: the development has 2, numbered 0 to 1
      --> --source 7
    "#);
    assert_snapshot!(refused(&sandbox, &["duplicate", GENEVA, "--of", GENEVA]), @r#"
    status 1
    -- stderr
    error: `2024-05-14-geneva-dialogue` cannot be a duplicate of `2024-05-14-geneva-dialogue`: it is the same development
      --> --of 2024-05-14-geneva-dialogue

    hint: name a development that stands
    "#);
    assert_snapshot!(refused(&sandbox, &append(&["--source", "www.press.example"])), @r#"
    status 1
    -- stderr
    error: `www.press.example` is no URL: expected one with its scheme and without blanks, such as `https://www.example.org/page`
      --> --source www.press.example
    "#);
    assert_snapshot!(refused(&sandbox, &append(&["--place", "Geneva"])), @r#"
    status 1
    -- stderr
    error: `Geneva` is no place: expected a name and a country code, such as `Geneva, CHE`
      --> --place Geneva
    "#);
    assert_snapshot!(refused(&sandbox, &["actor", "register", "--type", "person", "--side", "XXQ", "--name", "en=Somebody"]), @r#"
    status 1
    -- stderr
    error: unknown side `XXQ`: expected an ISO 3166-1 alpha-3 code such as `CHN`, the side of a registered bloc such as `EUE`, or `INT`
      --> --side XXQ

    hint: a bloc's code is known once an actor of type `bloc` with that side is registered
    "#);
    assert_snapshot!(refused(&sandbox, &["actor", "amend", "us-commerce", "--set", "parent=bis"]), @r#"
    status 1
    -- stderr
    error: `us-commerce` would be its own parent
      --> --set 'parent=bis'
    "#);
    sandbox.done(&["retract", "2025-01-13", "--reason", "never gazetted"]);
    assert_snapshot!(refused(&sandbox, &["correct", "2025-01-13", "--set", "title=Listing", "--reason", "x"]), @r#"
    status 1
    -- stderr
    error: `2025-01-13-listing` was retracted and cannot be changed

    hint: record the development anew under another key; the retracted one stays readable
    "#);
}

#[test]
fn whoever_was_first_wins_and_the_other_is_told() {
    let sandbox = Sandbox::with_fixtures();
    sandbox.done(&["correct", GENEVA, "--set", "title=Talks in Geneva", "--reason", "shorter"]);
    assert_snapshot!(refused(&sandbox, &["correct", GENEVA, "--set", "title=Geneva", "--reason", "x", "--expect-revision", "1"]), @r#"
    status 5
    -- stderr
    error: `2024-05-14-geneva-dialogue` is at revision 2, not 1

    hint: somebody changed it since: read it anew, then repeat with the revision it is at
    "#);
    assert_snapshot!(refused(&sandbox, &append(&["--key", GENEVA])), @r#"
    status 5
    -- stderr
    error: `2024-05-14-geneva-dialogue` is in the journal already, at sequence 17, with other content; nothing was recorded

    hint: `annals show 2024-05-14-geneva-dialogue` shows it; `annals correct 2024-05-14-geneva-dialogue` changes it; another development needs another key
    "#);
    assert_snapshot!(refused(&sandbox, &["actor", "register", "--id", "huawei", "--type", "firm", "--side", "CHN", "--name", "en=Huawei"]), @r#"
    status 5
    -- stderr
    error: `huawei` is in the journal already, at sequence 11, with other content; nothing was recorded

    hint: `annals actor show huawei` shows it; `annals actor amend huawei` changes it; another actor needs another id
    "#);
    assert_snapshot!(refused(&sandbox, &["init", "."]), @r#"
    status 5
    -- stderr
    error: `.` is a workspace already; it was left as it is
    "#);
}

#[test]
fn a_workspace_that_somebody_else_writes_to_names_them() {
    use std::io::Write as _;
    let sandbox = Sandbox::with_fixtures();
    let mut lock = std::fs::OpenOptions::new().write(true).open(sandbox.file("events/lock")).unwrap();
    lock.lock().unwrap();
    let note = r#"{"pid": 4711, "host": "archive", "recorder": "Li Na", "since": "2026-11-24T15:06:51.123456Z"}"#;
    lock.write_all(note.as_bytes()).unwrap();
    assert_snapshot!(refused(&sandbox, &["retract", GENEVA, "--reason", "x", "--wait", "0"]), @r#"
    status 5
    -- stderr
    error: the journal is being written by process 4711 on archive (Li Na) since 2026-11-24T15:06:51.123456Z; waited 0 ms; try again when it is done
    "#);
    // readers and dry runs do not wait
    assert_eq!(sandbox.run(&["timeline"]).status, 0);
    assert_eq!(sandbox.run(&["retract", GENEVA, "--reason", "x", "--wait", "0", "--dry-run"]).status, 0);
    lock.unlock().unwrap();
    sandbox.done(&["retract", GENEVA, "--reason", "x", "--wait", "0"]);
}

#[test]
fn a_damaged_journal_is_named_with_file_line_and_byte_by_readers_and_writers() {
    let sandbox = Sandbox::with_fixtures();
    let mut lines = sandbox.journal();
    lines[2] = lines[2].replace("European Union", "European Onion");
    std::fs::write(sandbox.segment(), lines.join("\n") + "\n").unwrap();
    for args in [&["timeline"][..], &["show", GENEVA], &["retract", GENEVA, "--reason", "x"], &["info"], &["log"]] {
        let ran = refused(&sandbox, args);
        assert_eq!(ran.status, 3, "{ran}");
        assert!(ran.stderr.contains("00000000000000000000.jsonl:4 (byte "), "{ran}");
        assert_eq!(ran.stderr.matches("annals verify").count(), 1, "one hint is enough: {ran}");
    }
    let found = sandbox.run(&["verify"]);
    assert_eq!((found.status, found.stderr.as_str()), (3, ""), "{found}");
    assert!(found.stdout.contains("jsonl:3 (byte ") && found.stdout.contains("the line was altered"), "{found}");
    lines[2] = "{\"specversion\": ".to_owned();
    std::fs::write(sandbox.segment(), lines.join("\n") + "\n").unwrap();
    assert_snapshot!(refused(&sandbox, &["timeline"]), @r#"
    status 3
    -- stderr
    error: DIR/events/00000000000000000000.jsonl:3 (byte 1164, sequence 2): the line cannot be read: the last byte is not `}`; restore the file from version control or a copy; `annals verify` lists all that is damaged
    "#);
}

#[test]
fn a_folder_that_is_no_workspace_says_how_to_make_one() {
    let sandbox = Sandbox::empty();
    assert_snapshot!(refused(&sandbox, &["timeline"]), @r#"
    status 4
    -- stderr
    error: no workspace here: neither `DIR` nor a folder above it holds annals.toml

    hint: `annals init DIR` makes one; `-C DIR` names one
    "#);
    assert_snapshot!(refused(&sandbox, &["-C", "elsewhere", "timeline"]), @r#"
    status 4
    -- stderr
    error: `elsewhere` is no workspace: it holds no annals.toml

    hint: `annals init DIR` makes one
    "#);
    sandbox.write("annals.toml", "titel = \"x\"\n");
    assert_snapshot!(refused(&sandbox, &["timeline"]), @r#"
    status 2
    -- stderr
    error: `DIR/annals.toml` line 1: unknown field `titel`, expected one of `title`, `recorder`, `compiler`, `licence`

    hint: it may hold title, recorder, compiler, licence, each as a text in quotes
    "#);
}

#[test]
fn wrong_use_of_the_command_is_told_from_refusal() {
    let sandbox = Sandbox::with_fixtures();
    for args in [&["timelin"][..], &["timeline", "--limt", "3"], &["timeline", "--format", "xml"], &["show"]] {
        let ran = refused(&sandbox, args);
        assert_eq!(ran.status, 2, "{ran}");
        assert!(ran.stderr.starts_with("error: "), "{ran}");
    }
    assert_snapshot!(refused(&sandbox, &["claim", GENEVA, "--by", "nsc"]), @r#"
    status 2
    -- stderr
    error: a claim needs one of --states, --denies, --silent with its text
    "#);
    assert_snapshot!(refused(&sandbox, &["searched", "gazette.example"]), @r#"
    status 2
    -- stderr
    error: `searched` logs searches that found nothing: add --found-nothing

    hint: what was found is recorded with `annals append` or `annals cite`
    "#);
    assert_snapshot!(refused(&sandbox, &["man", "tmeline"]), @r#"
    status 4
    -- stderr
    error: there is no verb `tmeline` (did you mean `timeline`?)
    "#);
}
