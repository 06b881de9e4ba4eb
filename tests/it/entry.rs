//! A morning's work from an empty folder: every way of recording, every act on the record, and what each
//! reader then sees; and the state before each act, asked for by its instant.

use std::cell::Cell;
use std::fs;

use serde_json::Value;

use crate::sandbox::{Sandbox, development};

/// The work, with what was known after each act.
struct Work {
    sandbox: Sandbox,
    /// How many views of the past were compared.
    compared: Cell<usize>,
}

/// What the readers show of the record: the timeline, one development, an actor, the relation, the report.
fn views(sandbox: &Sandbox, known_on: Option<&str>, key: &str) -> Vec<String> {
    let views: [&[&str]; 8] = [
        &["timeline", "--format", "json"],
        &["show", key, "--format", "json"],
        &["show", key, "--history"],
        &["actor", "show", "杨涛"],
        &["actor", "list", "--format", "json"],
        &["relation", "CHN-USA", "--format", "json"],
        &["report", "chronology", "--relation", "CHN-USA"],
        &["log"],
    ];
    let show = |view: &&[&str]| {
        let mut args = view.to_vec();
        args.extend(known_on.into_iter().flat_map(|instant| ["--known-on", instant]));
        let ran = sandbox.run(&args);
        // head and foot of a report say as of when it was made
        let body = |whole: &str| {
            let (_, behind) = whole.split_once("section-chronology").unwrap();
            behind.split_once("section-measures").unwrap().0.to_owned()
        };
        if view[0] == "report" { body(&ran.stdout) } else { ran.to_string() }
    };
    views.iter().map(show).collect()
}

/// Compares what was shown with what is shown; the first difference is told, not the whole.
fn assert_same(shown: &[String], expected: &[String], when: &str) {
    for (shown, expected) in shown.iter().zip(expected) {
        let differ = shown.lines().zip(expected.lines()).find(|(one, other)| one != other);
        assert!(shown == expected, "{when}: {differ:?}");
    }
}

impl Work {
    fn new() -> Self {
        Self { sandbox: Sandbox::with_fixtures(), compared: Cell::new(0) }
    }

    /// Does one act, which must be recorded, and gives its envelopes. The instant before it must show
    /// what was shown before it, and its own instant what is shown after it.
    fn act(&self, key: &str, args: &[&str]) -> Vec<Value> {
        let before = views(&self.sandbox, None, key);
        let mut whole = args.to_vec();
        whole.extend(["--format", "json"]);
        let receipt = self.sandbox.done(&whole);
        let envelopes: Vec<Value> = receipt.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert!(!envelopes.is_empty(), "{args:?} printed no receipt");
        let time = envelopes[0]["time"].as_str().unwrap();
        assert_same(&views(&self.sandbox, Some(&just_before(time)), key), &before, &format!("before {args:?}"));
        let after = views(&self.sandbox, None, key);
        assert!(after != before, "nobody sees {args:?}");
        assert_same(&views(&self.sandbox, Some(time), key), &after, &format!("at {args:?}"));
        self.compared.set(self.compared.get() + 2 * before.len());
        envelopes
    }

    fn show(&self, key: &str) -> Value {
        self.sandbox.json(&["show", key])
    }

    fn history(&self, key: &str) -> String {
        self.sandbox.done(&["show", key, "--history"])
    }
}

/// The instant a microsecond earlier.
fn just_before(time: &str) -> String {
    let (seconds, micros) = time.strip_suffix('Z').unwrap().split_once('.').unwrap_or_else(|| panic!("{time}"));
    assert_eq!(micros.len(), 6, "{time}");
    let micros: u32 = micros.parse().unwrap();
    match micros.checked_sub(1) {
        Some(micros) => format!("{seconds}.{micros:06}Z"),
        // once in a million acts; the second before is early enough, since acts take longer
        None => chrono::DateTime::parse_from_rfc3339(time)
            .map(|time| (time - chrono::TimeDelta::microseconds(1)).format("%Y-%m-%dT%H:%M:%S%.6fZ").to_string())
            .unwrap(),
    }
}

const GENEVA: &str = "2024-05-14-geneva-dialogue";

#[test]
fn a_workspace_is_made_and_the_fixtures_are_imported_once_only() {
    let sandbox = Sandbox::empty();
    let made = sandbox.run(&["init", "chronology", "--title", "Talks 对话"]);
    assert_eq!((made.status, made.stdout.as_str()), (0, ""));
    assert!(made.stderr.starts_with("made a workspace in chronology"), "{made}");
    let settings = fs::read_to_string(sandbox.file("chronology/annals.toml")).unwrap();
    assert!(settings.contains("title = \"Talks 对话\""), "{settings}");

    let sandbox = Sandbox::new();
    let first = sandbox.import_fixtures();
    assert_eq!(first.stdout.lines().count(), crate::sandbox::FIXTURE_EVENTS, "{first}");
    assert_eq!(first.stdout.lines().next(), Some("china 0"));
    assert_eq!(first.stderr, "23 recorded, 0 recorded before\n");
    let lines = sandbox.journal();
    let second = sandbox.import_fixtures();
    assert_eq!(second.stderr, "0 recorded, 23 recorded before; nothing appended\n");
    assert_eq!(sandbox.journal(), lines);
}

#[test]
fn every_way_of_entry_records_a_development_that_the_readers_show() {
    let work = Work::new();
    let sandbox = &work.sandbox;
    let by_flags = work.act(
        "2024-05-15-china-s-account-of-the-talks",
        &[
            "append",
            "--date",
            "15 May 2024",
            "--title",
            "China's account of the talks",
            "--kind",
            "position",
            "--status",
            "concluded",
            "--topic",
            "artificial-intelligence",
            "--actor",
            "外交部:speaker:Spokesperson",
            "--actor",
            "US:target",
            "--place",
            "Beijing, CHN",
            "--source",
            "https://mfa.example/account",
            "--source",
            r#"{"title":"外交部发言人","publisher":"外交部","published":"2024-05-16","lang":"zh"}"#,
            "--claim",
            "mfa-prc:states@1:The United Nations should be the main channel.",
            "--link",
            "follows=2024-05-14-geneva",
            "--date-of",
            "published=2024-05-16",
            "--title-of",
            "CHN=中方通报",
            "--dispute",
            "The accounts differ.",
            "--coding",
            "cameo=010",
            "--commitment",
            "china:US,EU:Keep talking.",
            "--summary",
            "A briefing.",
            "--instrument",
            "readout",
            "--authority",
            "mfa-prc",
        ],
    );
    assert_eq!(by_flags.len(), 1);
    let shown = work.show("2024-05-15");
    assert_eq!(shown["parties"][0]["actor"], "mfa-prc");
    assert_eq!(shown["parties"][0]["office"], "Spokesperson");
    assert_eq!(shown["relations"], serde_json::json!(["CHN-USA"]));
    assert_eq!(shown["titles"][0]["title"], "中方通报");
    assert_eq!(shown["claims"][0]["source"], 1);
    assert_eq!(shown["links"][0]["key"], GENEVA);
    assert_eq!(shown["links"][0]["days"], 1);
    assert_eq!(shown["commitments"][0]["to"], serde_json::json!(["united-states", "european-union"]));

    sandbox.write("one.json", development("2024-06-01-one", "One"));
    sandbox.write(
        "lines.jsonl",
        format!("{}\n{}\n", development("2024-06-01-two", "Two"), development("2024-06-01-three", "Three")),
    );
    sandbox.write(
        "list.json",
        format!("[{},\n{}]", development("2024-06-01-four", "Four"), development("2024-06-01-five", "Five")),
    );
    sandbox.write(
        "table.toml",
        "# with a date that stands in no quotes\n[[development]]\ndate = 2024-06-01\ntitle = \"Six\"\nkind = \"statement\"\nstatus = \"announced\"\n\
         parties = [{ actor = \"商务部\", role = \"speaker\" }]\nsources = [{ url = \"https://press.example/6\" }]\n\
         [[development]]\ndate = \"2024-06\"\ntitle = \"Seven\"\nkind = \"statement\"\nstatus = \"announced\"\n\
         parties = [{ actor = \"MOFCOM\", role = \"speaker\" }]\nsources = [{ url = \"https://press.example/7\" }]\n",
    );
    for (file, events) in [("one.json", 1), ("lines.jsonl", 2), ("list.json", 2), ("table.toml", 2)] {
        assert_eq!(work.act(GENEVA, &["append", "--file", file]).len(), events, "{file}");
    }
    let by_pipe =
        sandbox.run_with_input(&["append", "--file", "-"], development("2024-06-01-eight", "Eight 八").as_bytes());
    assert_eq!((by_pipe.status, by_pipe.stdout.as_str()), (0, "2024-06-01-eight 31\n"), "{by_pipe}");

    let keys = sandbox.keys(&["--from", "2024-05-15", "--to", "2024-06-30", "--status", "announced"]);
    let wanted = [
        "2024-second-round",
        "2024-06-01-one",
        "2024-06-01-two",
        "2024-06-01-three",
        "2024-06-01-four",
        "2024-06-01-five",
        "2024-06-01-six",
        "2024-06-01-eight",
        "2024-06-seven",
    ];
    assert_eq!(keys, wanted);
    for key in wanted {
        assert!(work.history(key).contains("recorded"), "{key}");
    }
    assert!(sandbox.done(&["actor", "show", "商务部"]).contains("2024-06-01-eight"));
    assert!(sandbox.done(&["timeline"]).contains("Eight 八"));
    // what is recorded again is already done, whichever way it comes
    let again = sandbox.run(&["append", "--file", "list.json"]);
    assert_eq!(
        (again.status, again.stderr.as_str()),
        (0, "nothing recorded: the journal holds it already\n"),
        "{again}"
    );
    assert!(work.compared.get() >= 60);
}

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

#[test]
fn acts_on_a_development_change_it_and_leave_its_past_readable() {
    let work = Work::new();
    let sandbox = &work.sandbox;
    work.act(
        GENEVA,
        &[
            "correct",
            GENEVA,
            "--set",
            "date=2024-05-13/2024-05-14",
            "--reason",
            "it took two days",
            "--expect-revision",
            "1",
        ],
    );
    let shown = work.show(GENEVA);
    assert_eq!((&shown["earliest"], &shown["latest"]), (&Value::from("2024-05-13"), &Value::from("2024-05-14")));
    let history = work.history(GENEVA);
    for words in ["14 May 2024", "13–14 May 2024", "it took two days", "Wei Chen"] {
        assert!(history.contains(words), "{words}: {history}");
    }

    work.act(
        GENEVA,
        &["claim", GENEVA, "--by", "商务部", "--denies", "That curbs on chips were on the table.", "--source", "1"],
    );
    work.act(
        GENEVA,
        &[
            "claim",
            GENEVA,
            "--by",
            "NSC",
            "--silent",
            "The account leaves out the limits.",
            "--source",
            "https://press.example/silence",
            "--published",
            "2024-05-17",
        ],
    );
    let shown = work.show(GENEVA);
    let claims: Vec<_> = shown["claims"]
        .as_array()
        .unwrap()
        .iter()
        .map(|claim| (claim["by"].as_str().unwrap(), claim["polarity"].as_str().unwrap()))
        .collect();
    assert_eq!(claims[claims.len() - 2..], [("mofcom", "denies"), ("nsc", "silent")]);
    assert_eq!(shown["sources"][2]["published"], "2024-05-17");
    let text = sandbox.done(&["show", GENEVA]);
    assert!(text.contains("China denies: That curbs on chips were on the table."), "{text}");
    assert!(sandbox.done(&["actor", "show", "商务部"]).contains("That curbs on chips"));

    work.act(
        GENEVA,
        &["link", GENEVA, "follows", "2023-07-03", "--asserted-by", "mofcom", "--note", "as the ministry has it"],
    );
    assert!(sandbox.done(&["show", "2023-07-03"]).contains(GENEVA), "a tie is seen from its other end");
    work.act(
        GENEVA,
        &["link", GENEVA, "follows", "2023-07-03", "--asserted-by", "mofcom", "--withdraw", "--reason", "misread"],
    );
    assert_eq!(work.show(GENEVA)["links"].as_array().unwrap().len(), 1);

    work.act(
        GENEVA,
        &[
            "cite",
            GENEVA,
            "--url",
            "https://press.example/more",
            "--title",
            "More",
            "--quote",
            "in-depth",
            "--pinpoint",
            "p. 2",
        ],
    );
    assert_eq!(work.show(GENEVA)["sources"][3]["pinpoint"], "p. 2");
    work.act("2025-01-13-listing", &["status", "2025-01", "revoked", "--on", "2025-02-01", "--source", "0"]);
    assert_eq!(sandbox.keys(&["--status", "revoked"]), ["2025-01-13-listing"]);
    assert!(work.history("2025-01-13-listing").contains("revoked"));
}

#[test]
fn what_is_taken_out_is_gone_from_the_timeline_and_readable_by_its_key() {
    let work = Work::new();
    let sandbox = &work.sandbox;
    let listing = "2025-01-13-listing";
    work.act(listing, &["retract", listing, "--reason", "no gazette shows it"]);
    assert!(!sandbox.keys(&[]).contains(&listing.to_owned()));
    let shown = sandbox.run(&["show", listing]);
    assert_eq!(shown.status, 0);
    assert!(shown.stdout.contains("no gazette shows it"), "{shown}");
    assert!(work.history(listing).contains("no gazette shows it"));
    let timeline = sandbox.run(&["timeline"]);
    assert!(timeline.stderr.contains("1 development left out as retracted."), "{timeline}");

    sandbox.write("twin.json", development("2024-05-14-geneva-talks", "Talks in Geneva"));
    sandbox.done(&["append", "--file", "twin.json"]);
    work.act("2024-05-14-geneva-talks", &["duplicate", "2024-05-14-geneva-talks", "--of", GENEVA]);
    assert!(!sandbox.keys(&[]).contains(&"2024-05-14-geneva-talks".to_owned()));
    assert_eq!(
        work.show("2024-05-14-geneva-talks")["duplicate_of"]["key"]
            .as_str()
            .or(work.show("2024-05-14-geneva-talks")["duplicate_of"].as_str()),
        Some(GENEVA)
    );
    assert!(work.history("2024-05-14-geneva-talks").contains(GENEVA));
}

#[test]
fn a_promise_is_made_kept_and_shown_with_its_evidence() {
    let work = Work::new();
    let sandbox = &work.sandbox;
    let made = work.act(
        GENEVA,
        &[
            "commit",
            GENEVA,
            "--by",
            "China",
            "--to",
            "United States",
            "--text",
            "Meet again within a year",
            "--due",
            "2025-05-14",
            "--acknowledged-by",
            "china",
            "--source",
            "1",
        ],
    );
    assert_eq!(made[0]["type"].as_str().unwrap().rsplit('.').take(2).collect::<Vec<_>>(), ["made", "commitment"]);
    let key = work.show(GENEVA)["commitments"][0]["key"].as_str().unwrap().to_owned();
    assert_eq!(key, "2024-05-14-meet-again-within-a-year");
    work.act(
        GENEVA,
        &[
            "assess",
            &key,
            "kept",
            "--on",
            "2025-04-01",
            "--evidence",
            "2024-second-round",
            "--note",
            "a second round was held",
        ],
    );
    let shown = sandbox.done(&["show", GENEVA]);
    assert!(shown.contains("kept") && shown.contains("a second round was held"), "{shown}");
    assert!(work.history(GENEVA).contains("kept"));
    assert!(sandbox.done(&["actor", "show", "china"]).contains("Meet again within a year"));
}

#[test]
fn an_actor_is_registered_amended_and_merged_and_a_search_is_logged() {
    let work = Work::new();
    let sandbox = &work.sandbox;
    work.act(
        GENEVA,
        &[
            "actor",
            "register",
            "--id",
            "yang-t",
            "--type",
            "person",
            "--side",
            "CHN",
            "--name",
            "en=T. Yang",
            "--name",
            "zh=杨先生",
            "--parent",
            "外交部",
            "--office",
            "Director@mfa-prc",
        ],
    );
    work.act(
        GENEVA,
        &["actor", "amend", "杨先生", "--set", "aliases=Mr Yang,Director Yang", "--reason", "as the press has it"],
    );
    assert!(sandbox.done(&["actor", "show", "Mr Yang"]).contains("杨先生"));
    work.act(GENEVA, &["actor", "merge", "yang-t", "yang-tao", "--reason", "one man"]);
    let (by_old_name, by_id) =
        (sandbox.done(&["actor", "show", "Director Yang"]), sandbox.done(&["actor", "show", "yang-tao"]));
    assert_eq!(by_old_name, by_id);
    assert!(by_id.contains("T. Yang (yang-t)"), "{by_id}");
    assert_eq!(sandbox.keys(&["--actor", "杨先生"]), [GENEVA]);

    let logged = work.act(
        GENEVA,
        &["searched", "gazette.example", "--found-nothing", "--words", "joint statement", "--period", "2024-05"],
    );
    assert_eq!(logged[0]["recorder"], "Wei Chen");
    let log = sandbox.done(&["log", "--type", "search.logged"]);
    assert!(log.contains("gazette.example"), "{log}");
    assert!(sandbox.done(&["info"]).contains("empty searches  1"));
    // the same search at another time is another search
    assert!(!sandbox.done(&["log"]).is_empty());
}
