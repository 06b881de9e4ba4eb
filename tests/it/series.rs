//! Series, counts, networks and offices against a second reckoning (`tests/series.py`, which reads the
//! journal and the table of Goldstein values, never the program), and the laws they hold to.

use crate::history::{History, empty_journal, history, places, time_of};
use crate::sandbox::Sandbox;
use annals::domain::chronicle::Chronicle;
use annals::domain::edtf::Day;
use annals::domain::period::Grain;
use annals::domain::scale::{Scale, Score};
use annals::domain::vocabulary::Vocabulary;
use annals::projection::{Archive, Question, Selection, catch_up};
use annals::report::dossier::dossier;
use annals::report::series::{Bar, SeriesQuery, bar_report, series_report};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use tempfile::TempDir;

/// The answers of the second reckoning on a journal.
fn reckoned(sandbox: &Sandbox, questions: &[Value]) -> Vec<Value> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut child = Command::new("python3")
        .args([root.join("tests/series.py"), sandbox.segment(), root.join("src/domain/goldstein.tsv")])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the second reckoning needs python3");
    let mut input = child.stdin.take().unwrap();
    input.write_all(serde_json::to_string(questions).unwrap().as_bytes()).unwrap();
    drop(input);
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "series.py failed");
    let answers: Vec<Value> = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(answers.len(), questions.len());
    answers
}

/// The words that ask the program the same, from the time a question names.
fn words(question: &Value) -> Vec<String> {
    let text = |name: &str| question[name].as_str().unwrap_or_default().to_owned();
    let mut words: Vec<String> = match question["ask"].as_str().unwrap() {
        "series" => ["relation", &text("relation"), "--series", "--scheme", &text("scale"), "--by", &text("by")]
            .map(str::to_owned)
            .into(),
        "stats" => vec!["stats".to_owned()],
        "network" => vec!["actor".to_owned(), "show".to_owned(), text("actor")],
        "offices" => ["actor", "show", &text("body"), "--on", &text("on")].map(str::to_owned).into(),
        other => panic!("no question asks {other}"),
    };
    for (name, flag) in [("known_on", "--known-on"), ("public_on", "--public-on")] {
        if let Some(value) = question[name].as_str() {
            words.extend([flag.to_owned(), value.to_owned()]);
        }
    }
    words
}

fn tenths(value: &Value) -> i64 {
    (value.as_f64().unwrap_or_else(|| panic!("{value} is no score")) * 10.0).round() as i64
}

/// The program's answer, in the form of the second reckoning.
fn told(sandbox: &Sandbox, question: &Value) -> Value {
    let asked = words(question);
    let answer = sandbox.json(&asked.iter().map(String::as_str).collect::<Vec<_>>());
    match question["ask"].as_str().unwrap() {
        "series" => series_of(&answer["series"][0]),
        "stats" => {
            let groups: BTreeMap<String, Value> = answer["groups"]
                .as_array()
                .unwrap()
                .iter()
                .map(|group| {
                    let rows = group["rows"].as_array().unwrap().iter();
                    let rows: BTreeMap<&str, &Value> =
                        rows.map(|row| (row["name"].as_str().unwrap(), &row["count"])).collect();
                    let name = format!("{} by {}", group["of"].as_str().unwrap(), group["by"].as_str().unwrap());
                    (name, json!(rows))
                })
                .collect();
            json!({"size": answer["size"], "groups": groups})
        }
        "network" => {
            let mut rows = Vec::new();
            for met in answer["counterparts"].as_array().unwrap() {
                let mut of_all = std::collections::BTreeSet::new();
                for pair in met["in_roles"].as_array().unwrap() {
                    let mut keys: Vec<&str> =
                        pair["keys"].as_array().unwrap().iter().map(|key| key.as_str().unwrap()).collect();
                    assert_eq!(pair["count"], keys.len());
                    of_all.extend(keys.iter().copied());
                    keys.sort_unstable();
                    rows.push(json!([met["id"], pair["own"], pair["other"], keys]));
                }
                assert_eq!(met["developments"], of_all.len(), "{met}");
            }
            rows.sort_by_key(Value::to_string);
            json!(rows)
        }
        _ => {
            let holders = answer["office_holders"].as_array().unwrap().iter();
            let mut rows: Vec<Value> =
                holders.map(|row| json!([row["holder"]["id"], row["title"], row["on"]["held"]])).collect();
            rows.sort_by_key(Value::to_string);
            json!(rows)
        }
    }
}

fn series_of(series: &Value) -> Value {
    let tally = |tally: &Value| json!([tally["entries"], tenths(&tally["sum"])]);
    let part = |part: &Value| json!([tally(&part["certain"]), tally(&part["possible"])]);
    let bars: Vec<Value> = series["bars"]
        .as_array()
        .unwrap()
        .iter()
        .map(|bar| {
            let entries: Vec<Value> = bar["entries"]
                .as_array()
                .unwrap()
                .iter()
                .map(|entry| {
                    let score = tenths(&entry["score"]);
                    json!({"key": entry["key"], "code": entry["code"], "score": score, "certain": entry["certain"]})
                })
                .collect();
            json!({
                "period": bar["period"],
                "cooperation": part(&bar["cooperation"]),
                "conflict": part(&bar["conflict"]),
                "neutral": part(&bar["neutral"]),
                "sum": [tenths(&bar["sum"]["min"]), tenths(&bar["sum"]["max"])],
                "mean": [bar["mean"]["min"], bar["mean"]["max"]],
                "entries": entries,
            })
        })
        .collect();
    json!({
        "coded": series["coded"], "uncoded": series["uncoded"], "uncertain": series["uncertain"],
        "qualified": series["qualified"], "unplaced": series["unplaced"].as_array().unwrap().len(), "bars": bars,
    })
}

/// The second reckoning's answer with what it leaves to the program: order, and means to three digits.
fn levelled(question: &Value, mut answer: Value, told: &Value) -> Value {
    match question["ask"].as_str().unwrap() {
        "series" => {
            for bar in answer["bars"].as_array_mut().unwrap() {
                for mean in bar["mean"].as_array_mut().unwrap() {
                    if let Some(value) = mean.as_f64() {
                        *mean = json!((value * 1000.0).round() / 1000.0);
                    }
                }
            }
        }
        "stats" => {
            // groups that only the program has are compared nowhere
            let known = answer["groups"].as_object().unwrap().clone();
            let shown: BTreeMap<&String, &Value> =
                told["groups"].as_object().unwrap().iter().filter(|(name, _)| !known.contains_key(*name)).collect();
            let shown = json!(shown);
            answer["groups"].as_object_mut().unwrap().extend(shown.as_object().unwrap().clone());
        }
        _ => answer.as_array_mut().unwrap().sort_by_key(Value::to_string),
    }
    answer
}

/// Asks program and script alike; the number of questions whose answer holds something.
fn compare(sandbox: &Sandbox, questions: &[Value]) -> usize {
    let mut telling = 0;
    for (question, answer) in questions.iter().zip(reckoned(sandbox, questions)) {
        let told = told(sandbox, question);
        let expected = levelled(question, answer, &told);
        assert_eq!(told, expected, "{question}");
        let is_empty = |value: &Value| value.as_array().is_some_and(Vec::is_empty);
        telling += usize::from(!is_empty(&told) && !is_empty(&told["bars"]));
    }
    telling
}

fn bundled() -> Sandbox {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let sandbox = Sandbox::empty();
    std::fs::copy(root.join("annals.toml"), sandbox.file("annals.toml")).unwrap();
    std::fs::create_dir(sandbox.file("events")).unwrap();
    for entry in std::fs::read_dir(root.join("events")).unwrap() {
        let entry = entry.unwrap();
        std::fs::copy(entry.path(), sandbox.file("events").join(entry.file_name())).unwrap();
    }
    sandbox
}

#[test]
fn the_series_of_the_bundled_journal_are_reckoned_alike_under_every_scale() {
    let mut questions = Vec::new();
    for (relation, by) in [("CHN-USA", "quarter"), ("CHN-USA", "month"), ("CHN-EUE", "year"), ("CHN-NLD", "quarter")] {
        for scale in ["plover", "plover-2021", "cameo"] {
            questions.push(json!({"ask": "series", "relation": relation, "by": by, "scale": scale}));
        }
    }
    questions.push(
        json!({"ask": "series", "relation": "CHN-USA", "by": "quarter", "scale": "plover", "public_on": "2024-05-14"}),
    );
    assert_eq!(compare(&bundled(), &questions), questions.len());
}

#[test]
fn the_bundled_journal_is_counted_alike_with_its_networks_and_offices() {
    let mut questions = vec![json!({"ask": "stats"}), json!({"ask": "stats", "public_on": "2023-10-31"})];
    for actor in ["mofcom", "bis", "wang-wentao", "huawei", "china"] {
        questions.push(json!({"ask": "network", "actor": actor}));
    }
    for (body, on) in [("mofcom", "2023-08-28"), ("mofcom", "2019-05-31"), ("us-commerce", "2023-08-28")] {
        questions.push(json!({"ask": "offices", "body": body, "on": on}));
    }
    assert_eq!(compare(&bundled(), &questions), questions.len());
}

/// A development with codes, as JSON on one line.
fn coded(key: &str, date: &str, parties: Value, codes: &[(&str, &str)]) -> String {
    let codings: Vec<Value> = codes.iter().map(|(scheme, code)| json!({"scheme": scheme, "code": code})).collect();
    json!({
        "key": key, "date": date, "title": key, "kind": "statement", "status": "announced", "topics": ["trade"],
        "parties": parties, "codings": codings,
        "sources": [{"url": format!("https://press.example/{key}"), "published": date, "lang": "en"}],
        "claims": [{"by": "china", "side": "CHN", "polarity": "states", "text": "so it is", "source": 0}],
        "commitments": [{"key": format!("{key}-c1"), "by": ["china"], "to": ["united-states"], "text": "to meet", "source": 0}],
    })
    .to_string()
}

/// A journal in which things were corrected, retracted, merged, re-dated and assessed, with the time of
/// every event.
fn troubled() -> (Sandbox, Vec<String>) {
    let sandbox = Sandbox::with_fixtures();
    let both = || {
        json!([{"actor": "china", "role": "initiator"}, {"actor": "united-states", "role": "target"},
            {"actor": "yang-tao", "role": "speaker", "office": "Director-General"}])
    };
    sandbox.write(
        "more.jsonl",
        [
            coded("fine", "2023-11-02", both(), &[("plover", "AGREE"), ("cameo", "036")]),
            coded("wide", "2023-12-30/2024-01-02", both(), &[("plover", "SANCTION"), ("cameo", "163")]),
            coded("year", "2023", both(), &[("plover", "AID"), ("plover", "ACCUSE"), ("plover", "AID")]),
            coded("early-or-late", "[2023-02-01,2023-11-05]", both(), &[("plover", "CONSULT"), ("cameo", "010")]),
            coded("going-on", "2023-05/..", both(), &[("plover", "COERCE")]),
            coded("about", "2023-11~", both(), &[("plover", "REQUEST"), ("cameo", "057")]),
            coded("wrong", "2023-10-05", both(), &[("plover", "ASSAULT"), ("cameo", "190")]),
            coded("twin", "2023-11-02", both(), &[("plover", "AGREE"), ("cameo", "036")]),
            coded("moved", "2023-10-06", both(), &[("plover", "THREATEN"), ("cameo", "1312")]),
            coded(
                "stranger",
                "2023-10-07",
                json!([{"actor": "china", "role": "host"}, {"actor": "us-office", "role": "participant"}]),
                &[("plover", "COOPERATE"), ("cameo", "061")],
            ),
        ]
        .join("\n"),
    );
    let registered = json!({"id": "us-office", "type": "agency", "side": "INT", "names": [{"lang": "zh", "name": "美国办公室"}, {"lang": "en", "name": "US Office"}], "aliases": ["The Office"]});
    let held = json!({"id": "minister", "type": "person", "side": "CHN", "names": [{"lang": "en", "name": "Minister M"}],
        "offices": [{"title": "Minister", "organisation": "mofcom", "from": "2020-02", "to": "2023-10-15"},
            {"title": "Adviser", "organisation": "mofcom", "from": "2023~"}, {"title": "Clerk", "organisation": "mofcom", "to": "2019"}]});
    sandbox.write("actors.jsonl", format!("{registered}\n{held}\n"));
    sandbox.done(&["import", "native", "actors.jsonl", "more.jsonl"]);
    for words in [
        &["correct", "moved", "--set", "date=2024-02-03", "--reason", "misread"][..],
        &["correct", "moved", "--set", "codings.0.code=SANCTION", "--set", "title=Moved", "--reason", "misread"],
        &["retract", "wrong", "--reason", "never happened"],
        &["duplicate", "twin", "--of", "fine"],
        &["actor", "merge", "us-office", "united-states", "--reason", "the same"],
        &["assess", "fine-c1", "kept", "--on", "2024-03"],
        &["assess", "fine-c1", "broken", "--on", "2024-05"],
        &["status", "fine", "in-force", "--on", "2024-01-01"],
        &["searched", "gazette", "--found-nothing"],
    ] {
        // every command at an instant of its own, so that each can be the last one known
        std::thread::sleep(std::time::Duration::from_millis(2));
        sandbox.done(words);
    }
    let lines = sandbox.journal();
    let times = lines.iter().map(|line| {
        let line: Value = serde_json::from_str(line.as_str()).unwrap();
        line["time"].as_str().unwrap().to_owned()
    });
    let times: Vec<String> = times.collect();
    (sandbox, times)
}

#[test]
fn what_was_corrected_retracted_merged_and_redated_is_reckoned_alike_now_and_as_known_or_public_before() {
    let (sandbox, mut times) = troubled();
    times.dedup();
    let mut questions = Vec::new();
    let lasts = times.iter().rev().take(10).map(|time| json!(time)).chain([Value::Null]);
    for known_on in lasts {
        for public_on in [Value::Null, json!("2023-12-31")] {
            for (scale, by) in [("plover", "quarter"), ("cameo", "month"), ("plover-2021", "year")] {
                questions.push(json!({"ask": "series", "relation": "CHN-USA", "scale": scale, "by": by, "known_on": known_on, "public_on": public_on}));
            }
            questions.push(json!({"ask": "stats", "known_on": known_on, "public_on": public_on}));
            for actor in ["china", "united-states"] {
                questions.push(json!({"ask": "network", "actor": actor, "known_on": known_on, "public_on": public_on}));
            }
        }
        for on in ["2020-02-10", "2020-03-01", "2023-10-16", "2019-06-01", "2024-05-14"] {
            questions.push(json!({"ask": "offices", "body": "mofcom", "on": on, "known_on": known_on}));
        }
    }
    assert!(compare(&sandbox, &questions) > questions.len() * 9 / 10);
    let held = |on: &str| told(&sandbox, &json!({"ask": "offices", "body": "mofcom", "on": on})).to_string();
    assert!(held("2020-03-01").contains(r#"["minister","Minister","yes"]"#));
    assert!(held("2020-02-10").contains(r#"["minister","Minister","maybe"]"#));
    assert!(held("2023-10-16").contains(r#"["minister","Minister","no"]"#));
    assert!(held("2024-05-14").contains(r#"["minister","Adviser","maybe"]"#));
}

#[test]
fn the_dossier_names_those_merged_into_the_actor_in_their_scripts() {
    let (sandbox, _) = troubled();
    let dossier = sandbox.json(&["actor", "show", "美国办公室"]);
    assert_eq!(dossier["actor"]["id"], "united-states");
    assert_eq!(dossier["merged_names"][0]["names"][0]["name"], "美国办公室");
    for format in ["text", "md"] {
        let page = sandbox.done(&["actor", "show", "united-states", "--format", format]);
        assert!(page.contains("美国办公室, as us-office"), "{page}");
        assert!(page.contains("The Office, as us-office"), "{page}");
    }
}

#[test]
fn a_bar_is_listed_with_every_entry_behind_it_in_every_format() {
    let (sandbox, _) = troubled();
    let bar = ["relation", "CHN-USA", "--bar", "2023-Q4", "--scheme", "plover"];
    insta::assert_snapshot!(sandbox.done(&bar), @r"
    China and United States (CHN-USA), 2023-Q4: 1 October 2023 to 31 December 2023

    annals-plover-2023/1
      Scores: PLOVER manual (Open Event Data Alliance), table of
      conflict–cooperation scores, 23 December 2023; ACCUSE −3.0 where it prints 3.

      cooperation +14.5..+27.0
      2023                  AID        +10.0  possible  year
                                            year
      1 February 2023 or 5  CONSULT     +2.5  possible  early-or-late
      November 2023
                                            early-or-late
      7 October 2023        COOPERATE   +9.5  certain   stranger
                                            stranger
      2 November 2023       AGREE       +2.5  certain   fine
                                            fine
      15 November 2023      CONSULT     +2.5  certain   Presidents agree at Woodside
                                                        to talk about artificial
                                                        intelligence
                                            2023-11-15-woodside-summit

      conflict 0.0..−9.0
      2023                  ACCUSE    −3.0  possible  year
                                            year
      30 December 2023 – 2  SANCTION  −6.0  possible  wide
      January 2024
                                            wide

      zero 0.0
      about November 2023  REQUEST  0.0  as dated  about
                                            about

      sum +5.5..+27.0, mean +0.92..+4.90, entries 4+4?
      as dated: counted as certain by its date as written, which is marked uncertain
      or approximate
    ");
    let with = |format: &str| sandbox.done(&[&bar[..], &["--format", format]].concat());
    assert_eq!(with("csv").lines().count(), 1 + 8);
    for page in [with("md"), with("jsonl"), with("csv")] {
        for key in ["fine", "wide", "year", "early-or-late", "about"] {
            assert!(page.contains(key), "{key} is not in {page}");
        }
    }
    let ran = sandbox.run(&["relation", "CHN-USA", "--bar", "2023-11", "--by", "quarter"]);
    assert_eq!(ran.status, 1);
    assert!(ran.stderr.contains("`2023-11` is a month, not a quarter"), "{ran}");
    let ran = sandbox.run(&["actor", "show", "mofcom", "--on", "2024-05"]);
    assert!(ran.status == 1 && ran.stderr.contains("`2024-05` is not one day"), "{ran}");
}

#[test]
fn series_and_counts_fit_a_terminal_of_80_columns() {
    let (sandbox, _) = troubled();
    let pages = [
        sandbox.done(&["relation", "CHN-USA"]),
        sandbox.done(&["relation", "CHN-USA", "--series"]),
        sandbox.done(&["relation", "CHN-USA", "--series", "--by", "month", "--scheme", "plover"]),
        sandbox.done(&["relation", "CHN-USA", "--bar", "2023"]),
        sandbox.done(&["actor", "show", "mofcom", "--on", "2023-10-16"]),
        sandbox.done(&["stats"]),
        bundled().done(&["relation", "CHN-USA", "--series", "--by", "month"]),
        bundled().done(&["stats", "--relation", "CHN-USA", "--from", "2023"]),
    ];
    for page in pages {
        let long = page.lines().find(|line| annals::report::render::terminal_text::columns(line) > 80);
        assert_eq!(long, None);
    }
}

fn steps() -> impl Strategy<Value = Vec<[u16; 12]>> {
    proptest::collection::vec(any::<[u16; 12]>(), 1..60)
}

/// The least and greatest mean over all choices of possible scores.
fn means(bar: &Bar) -> Option<(f64, f64)> {
    let of = |certain: bool| -> Vec<i64> {
        let entries = bar.entries.iter().filter(|entry| entry.certain == certain);
        entries.filter_map(|entry| entry.score).map(Score::tenths).collect()
    };
    let (certain, possible) = (of(true), of(false));
    let mut all = Vec::new();
    for choice in 0..1_u32 << possible.len() {
        let chosen = possible.iter().enumerate().filter(|(at, _)| choice >> at & 1 == 1).map(|(_, score)| *score);
        let scores: Vec<i64> = certain.iter().copied().chain(chosen).collect();
        if !scores.is_empty() {
            all.push(scores.iter().sum::<i64>() as f64 / (10 * scores.len()) as f64);
        }
    }
    Some((all.iter().copied().reduce(f64::min)?, all.iter().copied().reduce(f64::max)?))
}

fn every_bar_is_its_entries(chronicle: &Chronicle, public_on: Option<Day>) -> usize {
    let mut seen = 0;
    for dyad in ["CHN-USA", "EUE-USA", "CHN-JPN"].map(|text| text.parse().unwrap()) {
        for by in Grain::ALL {
            let query = SeriesQuery { scales: Scale::ALL.to_vec(), by: *by, from: None, to: None };
            for series in series_report(chronicle, dyad, public_on, &query).series {
                let (mut certain, mut spread) = (Score::ZERO, BTreeMap::new());
                for bar in &series.bars {
                    seen += 1;
                    let listed = bar_report(chronicle, dyad, public_on, &[series.scale], bar.period);
                    assert_eq!(&listed.bars[0].bar, bar, "{dyad} {by} {}", bar.period);
                    let sum = |is_certain: bool, above: bool| -> Score {
                        let entries = bar.entries.iter().filter(|entry| entry.certain == is_certain);
                        entries.filter_map(|entry| entry.score).filter(|score| (*score > Score::ZERO) == above).sum()
                    };
                    assert_eq!(bar.cooperation.certain.sum, sum(true, true));
                    assert_eq!(bar.cooperation.possible.sum, sum(false, true));
                    assert_eq!(bar.conflict.certain.sum, sum(true, false));
                    assert_eq!(bar.conflict.possible.sum, sum(false, false));
                    let parts = [&bar.cooperation, &bar.conflict, &bar.neutral];
                    let entries: usize = parts.iter().map(|part| part.certain.entries + part.possible.entries).sum();
                    assert_eq!(entries, bar.entries.len());
                    assert_eq!(bar.sum.min, sum(true, true) + sum(true, false) + sum(false, false));
                    assert_eq!(bar.sum.max, sum(true, true) + sum(true, false) + sum(false, true));
                    if bar.entries.iter().filter(|entry| !entry.certain).count() <= 10 {
                        let found = bar.mean.map(|mean| (mean.min.value(), mean.max.value()));
                        assert_eq!(found, means(bar), "{dyad} {by} {}", bar.period);
                    }
                    for entry in &bar.entries {
                        if entry.certain {
                            certain += entry.score.unwrap_or_default();
                        } else {
                            spread.insert((entry.key.clone(), entry.code.clone()), entry.score.unwrap_or_default());
                        }
                    }
                }
                // nothing is lost and nothing counted twice
                assert_eq!(series.uncertain, spread.len());
                let unplaced: Score = series.unplaced.iter().filter_map(|entry| entry.score).sum();
                let total = series.total.cooperation.sum + series.total.conflict.sum;
                assert_eq!(certain + spread.into_values().sum() + unplaced, total);
            }
        }
    }
    seen
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_bar_of_any_history_is_what_its_entries_add_up_to(steps in steps(), known in 0_usize..60) {
        let known: History = history(&steps[..known.min(steps.len())]);
        every_bar_is_its_entries(&known.chronicle, None);
        let now = history(&steps);
        every_bar_is_its_entries(&now.chronicle, None);
        every_bar_is_its_entries(&now.chronicle, Day::new(2022, 6, 30));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_dossier_through_the_view_has_the_office_holders_of_the_whole_journal(
        steps in steps(),
        cut in 0_usize..60,
        at in 0_usize..60,
        on in 18_000_i64..20_000,
    ) {
        let told = history(&steps);
        let folder = TempDir::new().unwrap();
        let journal = empty_journal(folder.path());
        let cut = cut.min(told.batches.len());
        told.append(&journal, 0..cut);
        catch_up(&journal, &places(folder.path()).scratch, &mut |_, _| {}).unwrap();
        told.append(&journal, cut..told.batches.len());
        let archive = Archive::open_by_view(journal, &places(folder.path()).scratch).unwrap();
        for until in [None, Some(time_of(at.min(told.batches.len())))] {
            let whole = archive.whole(until).unwrap();
            for state in whole.actors() {
                let question = Question::Actors(vec![state.current.id.to_string()]);
                let selected = archive.select(&Selection::from(question), until).unwrap();
                prop_assert_eq!(archive.notices(), []);
                let on = Some(Day::from_number(on));
                let found = dossier(&selected, selected.actor(state.current.id.as_str()).unwrap(), None, on);
                prop_assert_eq!(found, dossier(&whole, state, None, on));
            }
        }
    }
}

#[test]
fn the_histories_of_that_law_have_bars_to_see() {
    let told = history(&crate::history::numbers(7, 200));
    assert!(every_bar_is_its_entries(&told.chronicle, None) > 20);
}
