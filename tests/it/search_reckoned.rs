//! Search against a second reckoning: `tests/search.py` reads the journal's lines and takes their texts
//! apart in its own way, and must find the same developments for every query, with an index and without.

use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::counts::bundled;
use crate::sandbox::{Sandbox, fixture};
use serde_json::{Value, json};

/// A query as the program reads it, and as the script does: alternatives, each a list of what must or must
/// not stand there, in which field.
type Asked = (&'static str, &'static [&'static [(&'static str, &'static str, &'static str)]]);

const QUERIES: [Asked; 48] = [
    ("gallium", &[&[("+", "", "gallium")]]),
    ("Controls", &[&[("+", "", "Controls")]]),
    ("export control", &[&[("+", "", "export"), ("+", "", "control")]]),
    ("\"export control\"", &[&[("+", "", "export control")]]),
    ("\"export control\" NOT gallium", &[&[("+", "", "export control"), ("-", "", "gallium")]]),
    ("gall*", &[&[("+", "", "gall*")]]),
    ("semi* chip*", &[&[("+", "", "semi*"), ("+", "", "chip*")]]),
    ("gallium OR germanium", &[&[("+", "", "gallium")], &[("+", "", "germanium")]]),
    (
        "(gallium OR graphite) licen*",
        &[&[("+", "", "gallium"), ("+", "", "licen*")], &[("+", "", "graphite"), ("+", "", "licen*")]],
    ),
    ("title:gallium", &[&[("+", "title", "gallium")]]),
    ("title:\"entity list\"", &[&[("+", "title", "entity list")]]),
    ("title:(AI OR chip)", &[&[("+", "title", "AI")], &[("+", "title", "chip")]]),
    ("summary:licence", &[&[("+", "summary", "licence")]]),
    ("claim:security", &[&[("+", "claim", "security")]]),
    ("claim:\"national security\"", &[&[("+", "claim", "national security")]]),
    ("source:reuters", &[&[("+", "source", "reuters")]]),
    ("source:readout OR source:\"fact sheet\"", &[&[("+", "source", "readout")], &[("+", "source", "fact sheet")]]),
    ("commitment:fentanyl", &[&[("+", "commitment", "fentanyl")]]),
    ("commitment:tariff*", &[&[("+", "commitment", "tariff*")]]),
    ("dispute:omits OR dispute:readout", &[&[("+", "dispute", "omits")], &[("+", "dispute", "readout")]]),
    ("place:geneva", &[&[("+", "place", "geneva")]]),
    ("place:Switzerland", &[&[("+", "place", "switzerland")]]),
    ("legal:\"87 FR\"", &[&[("+", "legal", "87 FR")]]),
    ("legal:\"interim final rule\"", &[&[("+", "legal", "interim final rule")]]),
    ("\"FR 62186\"", &[&[("+", "", "FR 62186")]]),
    ("actor:huawei", &[&[("+", "actor", "huawei")]]),
    ("huawei", &[&[("+", "", "huawei")]]),
    ("huawei NOT actor:huawei", &[&[("+", "", "huawei"), ("-", "actor", "huawei")]]),
    ("actor:MOFCOM", &[&[("+", "actor", "mofcom")]]),
    ("actor:商务部", &[&[("+", "actor", "商务部")]]),
    ("商务部", &[&[("+", "", "商务部")]]),
    ("actor:\"Wang Yi\"", &[&[("+", "actor", "wang yi")]]),
    ("actor:spokesperson", &[&[("+", "actor", "spokesperson")]]),
    ("出口管制", &[&[("+", "", "出口管制")]]),
    ("source:出口管制", &[&[("+", "source", "出口管制")]]),
    ("半导体", &[&[("+", "", "半导体")]]),
    ("美国 中国", &[&[("+", "", "美国"), ("+", "", "中国")]]),
    ("关税 OR 關稅", &[&[("+", "", "关税")], &[("+", "", "關稅")]]),
    ("稀土", &[&[("+", "", "稀土")]]),
    ("华", &[&[("+", "", "华")]]),
    ("title:华 OR source:美", &[&[("+", "title", "华")], &[("+", "source", "美")]]),
    ("人工智能 NOT 半导体", &[&[("+", "", "人工智能"), ("-", "", "半导体")]]),
    ("“人工智能” OR \"artificial intelligence\"", &[&[("+", "", "人工智能")], &[("+", "", "artificial intelligence")]]),
    ("U.S. tariff", &[&[("+", "", "U.S."), ("+", "", "tariff")]]),
    ("5G -based", &[&[("+", "", "5G"), ("+", "", "based")]]),
    ("ＭＯＦＣＯＭ", &[&[("+", "", "mofcom")]]),
    ("rare-earth", &[&[("+", "", "rare earth")]]),
    (
        "nothing of the kind anywhere",
        &[&[("+", "", "nothing"), ("+", "", "kind"), ("+", "", "anywhere"), ("+", "", "of"), ("+", "", "the")]],
    ),
];

/// The keys of every query as the second reckoning has them.
fn reckoned(segments: &[PathBuf]) -> Vec<BTreeSet<String>> {
    let queries: Vec<Value> = QUERIES
        .iter()
        .map(|(_, alternatives)| {
            let part = |(sign, field, words): &(&str, &str, &str)| json!([sign, field, words]);
            let all = |alternative: &&[_]| Value::from(alternative.iter().map(part).collect::<Vec<Value>>());
            alternatives.iter().map(all).collect()
        })
        .collect();
    let countries = json!({"CHE": "Switzerland", "CHN": "China", "USA": "United States"});
    let mut child = Command::new("python3")
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/search.py"))
        .args(segments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the second reckoning needs python3");
    let mut input = child.stdin.take().unwrap();
    input.write_all(json!({"queries": queries, "countries": countries}).to_string().as_bytes()).unwrap();
    drop(input);
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "search.py failed");
    serde_json::from_slice(&output.stdout).unwrap()
}

fn found(sandbox: &Sandbox, query: &str) -> Value {
    sandbox.json(&["search", query, "--limit", "100000"])
}

fn compare(sandbox: &Sandbox, reckoned: &[BTreeSet<String>]) -> Vec<Value> {
    let mut answers = Vec::new();
    for ((query, _), expected) in QUERIES.iter().zip(reckoned) {
        let answer = found(sandbox, query);
        let hits = answer["developments"].as_array().unwrap();
        let keys: BTreeSet<String> = hits.iter().map(|hit| hit["key"].as_str().unwrap().to_owned()).collect();
        assert_eq!(keys, *expected, "{query}");
        assert_eq!(answer["matched"], keys.len(), "{query}");
        for hit in hits {
            let marked =
                hit["matches"].as_array().unwrap().iter().flat_map(|found| found["segments"].as_array().unwrap());
            assert!(marked.filter(|piece| piece["marked"] == true).count() > 0, "{query}: {hit}");
        }
        answers.push(answer);
    }
    answers
}

#[test]
fn the_bundled_journal_is_searched_alike_by_program_and_script() {
    let Some(sandbox) = bundled() else { return };
    let reckoned = reckoned(&[sandbox.segment()]);
    let telling = reckoned.iter().filter(|keys| (1..200).contains(&keys.len())).count();
    assert!(telling > 38, "only {telling} queries find something but not everything");
    let read = compare(&sandbox, &reckoned);
    sandbox.done(&["rebuild"]);
    assert!(sandbox.file(".annals/search/meta.json").exists());
    assert_eq!(compare(&sandbox, &reckoned), read, "with an index the answers differ");
}

#[test]
fn the_fixtures_are_searched_alike_with_and_without_an_index() {
    let sandbox = Sandbox::with_fixtures();
    let reckoned = reckoned(&[sandbox.segment()]);
    let read = compare(&sandbox, &reckoned);
    sandbox.done(&["rebuild"]);
    assert_eq!(compare(&sandbox, &reckoned), read);
    assert!(fixture("developments.jsonl").exists());
}
