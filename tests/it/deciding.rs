//! A batch decided on the lines it leans on is decided as on the whole journal: the same events, the
//! same words, the same refusals.

use super::sandbox::Sandbox;
use serde_json::Value;
use std::fs;
use std::path::Path;

/// The bundled journal in a sandbox of its own.
fn bundled() -> Sandbox {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let sandbox = Sandbox::empty();
    fs::copy(root.join("annals.toml"), sandbox.file("annals.toml")).unwrap();
    fs::create_dir(sandbox.file("events")).unwrap();
    for entry in fs::read_dir(root.join("events")).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), sandbox.file("events").join(entry.file_name())).unwrap();
    }
    sandbox
}

/// What was recorded, without times and what follows from them.
fn recorded(sandbox: &Sandbox) -> Vec<Value> {
    let lines = sandbox.journal();
    let event = |line: &String| {
        let mut event: Value = serde_json::from_str(line).unwrap();
        for field in ["time", "prevhash"] {
            event.as_object_mut().unwrap().remove(field);
        }
        event
    };
    lines.iter().map(event).collect()
}

const BATCH: &str = r#"{"id":"annals-editors","names":[{"name":"Annals Editors","lang":"en"}],"type":"organisation","side":"INT"}
{"key":"2026-01-05-first","date":"2026-01-05","title":"First of a batch","kind":"statement","status":"announced","parties":[{"actor":"annals-editors","role":"speaker"},{"actor":"China","role":"target"}],"sources":[{"url":"https://press.example/first"}]}
{"key":"2026-01-06-second","date":"2026-01-06","title":"Second of a batch","kind":"statement","status":"announced","parties":[{"actor":"United States","role":"speaker"}],"links":[{"rel":"responds-to","key":"2026-01-05-first"}],"sources":[{"url":"https://press.example/second"}]}
"#;

#[test]
fn every_verb_records_and_refuses_with_the_view_as_without() {
    let with = bundled();
    let without = bundled();
    with.done(&["rebuild"]);
    for sandbox in [&with, &without] {
        sandbox.write("batch.jsonl", BATCH);
        sandbox.write(
            "part.jsonl",
            BATCH
                .replace("\"actor\":\"usa\"", "\"actor\":\"atlantis\"")
                .replace("annals-editors", "editors-2")
                .replace("2026-01-0", "2026-03-0"),
        );
    }
    let commitment = with.json(&["timeline", "--text", "Busan"]);
    let commitment = commitment
        .as_array()
        .unwrap()
        .iter()
        .find_map(|entry| entry["commitments"][0]["key"].as_str())
        .expect("a commitment of Busan")
        .to_owned();
    let geneva = "2024-05-14-geneva-ai-dialogue";
    let own = "2024-05-14-geneva";
    let source = ["--source", "https://press.example/new"];
    let append = |title: &'static str, actor: &'static str| {
        let mut args = vec!["append", "--date", "2026-02-03", "--title", title, "--kind", "statement"];
        args.extend(["--status", "announced", "--actor", actor]);
        args.extend(source);
        args
    };
    let scripts: Vec<Vec<&str>> = vec![
        append("By a name in Han characters", "商务部:speaker"),
        append("By a name in Han characters", "商务部:speaker"),
        append("By nobody known", "Ministry of Truth:speaker"),
        vec!["cite", own, "--url", "https://press.example/late"],
        vec!["cite", "2024-05-1", "--url", "https://press.example/late"],
        vec!["claim", geneva, "--by", "外交部", "--states", "That it took place", "--source", "0"],
        vec!["claim", geneva, "--by", "外交部", "--states", "That it took place", "--source", "99"],
        vec!["link", "2026-02-03-by-a-name", "follows", geneva],
        vec!["link", "2026-02-03-by-a-name", "follows", "2099-01-01-not-there"],
        vec!["correct", geneva, "--set", "title=The Geneva dialogue", "--reason", "shorter"],
        vec!["correct", geneva, "--set", "parties.0.actor=Nobody", "--reason", "wrong"],
        vec!["correct", geneva, "--set", "title=x", "--reason", "late", "--expect-revision", "1"],
        vec!["status", geneva, "concluded", "--on", "2024-05-15"],
        vec!["commit", geneva, "--by", "China", "--to", "United States", "--text", "to meet again", "--source", "0"],
        vec!["assess", &commitment, "partly", "--on", "2026-01-01", "--evidence", geneva],
        vec!["assess", "no-such-commitment", "kept", "--on", "2026-01-01"],
        vec!["duplicate", "2026-02-03-by-a-name", "--of", geneva],
        vec!["retract", "2026-02-03", "--reason", "not so"],
        vec!["cite", "2026-02-03-by-a-name-in-han-characters", "--url", "https://press.example/too-late"],
        vec![
            "actor",
            "register",
            "--id",
            "new-body",
            "--name",
            "en=New Body",
            "--type",
            "agency",
            "--side",
            "CHN",
            "--parent",
            "国务院",
        ],
        vec!["actor", "amend", "new-body", "--set", "names.0.name=Newer Body"],
        vec!["actor", "amend", "new-bod", "--set", "names.0.name=Newest Body"],
        vec!["actor", "merge", "new-body", "mofcom", "--reason", "the same"],
        vec!["searched", "gazette.example", "--found-nothing", "--words", "chips"],
        vec!["import", "native", "part.jsonl"],
        vec!["import", "native", "--keep-going", "part.jsonl"],
        vec!["import", "native", "--dry-run", "batch.jsonl"],
        vec!["import", "native", "batch.jsonl"],
        vec!["import", "native", "batch.jsonl"],
    ];
    let before = recorded(&with).len();
    let mut recorded_by = 0;
    for script in &scripts {
        let (one, other) = (with.run(script), without.run(script));
        assert_eq!(one.to_string(), other.to_string(), "{script:?}");
        recorded_by += usize::from(one.status == 0);
    }
    assert_eq!(recorded(&with), recorded(&without));
    assert_eq!((recorded_by, recorded(&with).len() - before), (20, 20));
    with.done(&["verify"]);
}

#[test]
fn recording_reads_only_the_lines_it_leans_on_where_there_is_a_view() {
    let sandbox = bundled();
    sandbox.done(&["rebuild"]);
    sandbox.done(&["cite", "2024-05-14-geneva-ai-dialogue", "--url", "https://press.example/one"]);
    // a line that nothing of this leans on: reading the whole journal would stop at it
    let text = fs::read_to_string(sandbox.segment()).unwrap();
    let far = text.lines().find(|line| line.contains("\"subject\":\"2018-")).unwrap().to_owned();
    fs::write(sandbox.segment(), text.replacen(&far, &far.replacen("\"subject\"", "\"sabject\"", 1), 1)).unwrap();
    sandbox.done(&["cite", "2024-05-14-geneva-ai-dialogue", "--url", "https://press.example/two"]);
    assert_eq!(sandbox.run(&["verify"]).status, 3);
    fs::remove_dir_all(sandbox.file(".annals")).unwrap();
    let refused = sandbox.run(&["cite", "2024-05-14-geneva-ai-dialogue", "--url", "https://press.example/three"]);
    assert_eq!(refused.status, 3, "{refused}");
}
