//! What the record gained between two sizes: against a second reckoning (`tests/changes.py`), as a law over
//! random histories, by checkpoints of records that were rewritten, now and as known and as public before.

use crate::counts::bundled;
use crate::history::{History, empty_journal, history, numbers, places};
use crate::sandbox::{FIXTURE_EVENTS, Sandbox};
use annals::domain::chronicle::Chronicle;
use annals::domain::filter::Filter;
use annals::domain::stamp::Recorded;
use annals::journal::Journal;
use annals::projection::{Archive, Question, Selection};
use annals::report::changes::{Changes, ChangesQuery, Edge, Group, changes, touched};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;
use tempfile::TempDir;

/// What a script answers.
pub(crate) fn reckoned(script: &str, args: &[String]) -> Value {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(script);
    let output = Command::new("python3").arg(script).args(args).output().expect("the second reckoning needs python3");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// The items of an answer in the form of the second reckoning.
fn told(answer: &Value) -> Value {
    let mut items: Vec<Value> = answer["changes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| {
            let net: serde_json::Map<String, Value> = item["net"]
                .as_array()
                .unwrap()
                .iter()
                .map(|net| (net["field"].as_str().unwrap().to_owned(), json!([net["old"], net["new"]])))
                .collect();
            let sequences: Vec<&Value> =
                item["steps"].as_array().unwrap().iter().map(|step| &step["sequence"]).collect();
            json!([item["group"], item["subject"], net, item["moved"], sequences])
        })
        .collect();
    items.sort_by_key(|item| (item[0].as_str().unwrap().to_owned(), item[1].as_str().unwrap().to_owned()));
    Value::Array(items)
}

/// Compares windows of a journal; gives the groups that were told of.
fn compare(sandbox: &Sandbox, windows: &[(u64, u64)]) -> BTreeSet<String> {
    let mut groups = BTreeSet::new();
    for &(from, to) in windows {
        let (from, to) = (from.to_string(), to.to_string());
        let expected = reckoned("changes.py", &[from.clone(), to.clone(), sandbox.segment().display().to_string()]);
        let found = told(&sandbox.json(&["changes", "--since", &from, "--until", &to]));
        let pairs = found.as_array().unwrap().iter().zip(expected.as_array().unwrap());
        for (found, expected) in pairs {
            assert_eq!(found, expected, "{from} to {to}");
        }
        assert_eq!(found, expected, "{from} to {to}");
        groups.extend(found.as_array().unwrap().iter().map(|item| item[0].as_str().unwrap().to_owned()));
    }
    groups
}

#[test]
fn the_bundled_journal_gained_what_the_script_says_and_so_it_did_with_corrections_on_top() {
    let Some(sandbox) = bundled() else { return };
    compare(&sandbox, &[(0, 739), (0, 0), (739, 739), (400, 739), (410, 412), (650, 720)]);
    let key = "2024-05-14-geneva-ai-dialogue";
    sandbox.done(&["correct", key, "--set", "date=2024-05-15", "--reason", "misread"]);
    sandbox.done(&["correct", key, "--set", "date=2024-05-14~", "--set", "title=日内瓦", "--reason", "about"]);
    sandbox.done(&["retract", "2015-05-08-made-in-china-2025", "--reason", "a test"]);
    sandbox.done(&["duplicate", "2024-05-15-china-geneva-readout", "--of", key]);
    sandbox.done(&["status", "2022-10-07-bis", "suspended", "--on", "2025-11-10", "--source", "https://bis.example/z"]);
    sandbox.done(&["actor", "merge", "adam-hodge", "adrienne-watson", "--reason", "a test"]);
    let groups = compare(&sandbox, &[(0, 746), (700, 746), (739, 746), (739, 741), (740, 746)]);
    let wanted = ["re-dated", "corrected", "retracted", "duplicate", "status", "source", "actor"];
    assert!(wanted.iter().all(|group| groups.contains(*group)), "{groups:?}");
    sandbox.done(&["rebuild"]);
    compare(&sandbox, &[(0, 746), (739, 746), (740, 745)]);
}

/// A workspace that holds a random history.
fn told_in_a_workspace(history: &History) -> Sandbox {
    let sandbox = Sandbox::empty();
    sandbox.write("annals.toml", "");
    history.append(&empty_journal(&sandbox.path()), 0..history.batches.len());
    sandbox
}

#[test]
fn random_histories_gained_what_the_script_says_by_view_and_without() {
    let mut groups = BTreeSet::new();
    for seed in [3, 17] {
        let history = history(&numbers(seed, 500));
        let sandbox = told_in_a_workspace(&history);
        let size = history.len();
        let windows =
            [(0, size), (10, size), (size / 4, size / 2), (size / 2, size), (size - 20, size), (size / 3, size - 7)];
        groups.extend(compare(&sandbox, &windows));
        sandbox.done(&["rebuild"]);
        compare(&sandbox, &windows);
    }
    let all: BTreeSet<String> = Group::ALL.iter().map(|group| group.word().to_owned()).collect();
    assert_eq!(groups, all, "every group must be told of somewhere, or the test sees little");
}

/// Changes between two sizes of a history, folded here without any archive.
fn between(events: &[Recorded], from: usize, to: usize) -> Changes {
    let mut base = Chronicle::new();
    events[..from].iter().for_each(|recorded| base.apply(recorded.clone()).unwrap());
    let edge = |size: usize| Edge::end(size as u64, "a test");
    let query = ChangesQuery { filter: Filter::default(), since: edge(from), until: edge(to) };
    changes(base, &events[from..to], &query).unwrap()
}

type Nets = BTreeMap<(String, String), (Value, Value)>;

/// What an answer comes to: the subjects of each group, and of every field what is different.
fn sums(answer: &Changes) -> (BTreeSet<(Group, String)>, Nets) {
    let (mut subjects, mut nets) = (BTreeSet::new(), Nets::new());
    for item in &answer.changes {
        // whether a correction is of dates depends on where one begins
        let group = if item.group == Group::ReDated { Group::Corrected } else { item.group };
        subjects.insert((group, item.subject.clone()));
        // of lists the net of the whole is not the sum of parts, since other verbs add to them
        for net in item
            .net
            .iter()
            .filter(|net| ["date", "title", "kind", "status", "state", "side", "parent"].contains(&net.field.as_str()))
        {
            nets.insert((item.subject.clone(), net.field.clone()), (net.old.clone(), net.new.clone()));
        }
    }
    (subjects, nets)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn changes_to_a_middle_and_on_from_it_are_the_changes_of_the_whole(
        steps in proptest::collection::vec(any::<[u16; 12]>(), 1..70), first in 0_usize..80, middle in 0_usize..80, last in 0_usize..80,
    ) {
        let folder = TempDir::new().unwrap();
        let history = history(&steps);
        let journal = empty_journal(folder.path());
        history.append(&journal, 0..history.batches.len());
        let events: Vec<Recorded> = journal.read_from(None).unwrap().map(|item| item.unwrap().1).collect();
        let mut cuts = [first, middle, last].map(|cut| cut.min(events.len()));
        cuts.sort_unstable();
        let [from, middle, to] = cuts;
        let (one, other, whole) = (between(&events, from, middle), between(&events, middle, to), between(&events, from, to));
        let ((mut subjects, mut nets), (then, later), (all, net)) = (sums(&one), sums(&other), sums(&whole));
        let added: BTreeSet<String> =
            one.changes.iter().filter(|item| item.group == Group::Added).map(|item| item.subject.clone()).collect();
        let added_in: BTreeMap<String, String> = other.changes.iter().filter_map(|item| {
            let key = item.development.as_ref()?.key.to_string();
            Some((item.subject.clone(), key))
        }).collect();
        // what was added before the middle is told as added, whatever was done to it after
        for (group, subject) in then {
            let key = added_in.get(&subject).cloned().unwrap_or_else(|| subject.clone());
            subjects.insert(if added.contains(&key) { (Group::Added, key) } else { (group, subject) });
        }
        prop_assert_eq!(&subjects, &all);
        for ((subject, field), (old, new)) in later {
            let key = added_in.get(&subject).cloned().unwrap_or_else(|| subject.clone());
            if added.contains(&key) || one.changes.iter().any(|item| item.subject == subject && item.name.is_some() && item.steps.iter().any(|step| step.step.revision == Some(1))) {
                continue;
            }
            let place = (subject, field);
            let old = nets.remove(&place).map_or(old, |(old, _)| old);
            if old != new {
                nets.insert(place, (old, new));
            }
        }
        prop_assert_eq!(nets, net);
        prop_assert_eq!(one.events + other.events, whole.events);
    }

    #[test]
    fn what_the_view_loads_tells_the_same_changes_as_the_whole_journal(
        steps in proptest::collection::vec(any::<[u16; 12]>(), 1..70), first in 0_usize..90, last in 0_usize..90,
    ) {
        let folder = TempDir::new().unwrap();
        let history = history(&steps);
        let journal = empty_journal(folder.path());
        history.append(&journal, 0..history.batches.len());
        annals::projection::rebuild(&journal, &places(folder.path()).scratch, &mut |_, _| {}).unwrap();
        let archive = Archive::open_by_view(Journal::open(places(folder.path())).unwrap(), &places(folder.path()).scratch).unwrap();
        let size = history.len() as usize;
        let (from, to) = (first.min(last).min(size), first.max(last).min(size));
        let events = archive.events_between(from as u64, to as u64).unwrap();
        let all: Vec<Recorded> = journal.read_from(None).unwrap().map(|item| item.unwrap().1).collect();
        prop_assert_eq!(&events, &all[from..to]);
        let (developments, actors) = touched(&events);
        let selection = Selection::from(Question::Touched { developments, actors, names: Vec::new() });
        let base = archive.select_of_first(&selection, from as u64).unwrap();
        let edge = |size: usize| Edge::end(size as u64, "a test");
        let query = ChangesQuery { filter: Filter::default(), since: edge(from), until: edge(to) };
        prop_assert_eq!(changes(base, &events, &query).unwrap(), between(&all, from, to));
        for recorded in &all {
            let size = all.iter().filter(|other| other.stamp.time <= recorded.stamp.time).count() as u64;
            prop_assert_eq!(archive.size_at(recorded.stamp.time).unwrap(), size);
        }
        prop_assert_eq!(archive.notices(), []);
    }
}

const GENEVA: &str = "2024-05-14-geneva-dialogue";

/// The text of a sandbox's checkpoint.
fn checkpoint(sandbox: &Sandbox) -> String {
    std::fs::read_to_string(sandbox.file("events/checkpoint")).unwrap()
}

/// The times of the events.
fn times(sandbox: &Sandbox) -> Vec<String> {
    let log = sandbox.json(&["log"]);
    log.as_array().unwrap().iter().map(|row| row["time"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_checkpoint_is_a_place_to_begin_or_end_as_a_file_on_standard_input_or_pasted() {
    let sandbox = Sandbox::with_fixtures();
    let old = checkpoint(&sandbox);
    sandbox.write("noted", &old);
    sandbox.done(&["correct", GENEVA, "--set", "title=Geneva", "--reason", "shorter"]);
    let by_number = told(&sandbox.json(&["changes", "--since", &FIXTURE_EVENTS.to_string()]));
    assert_eq!(by_number.as_array().unwrap().len(), 1);
    let answer = sandbox.json(&["changes", "--since", "noted"]);
    assert_eq!(told(&answer), by_number);
    assert_eq!(answer["since"]["root"].as_str(), old.lines().nth(2));
    assert_eq!(told(&sandbox.json(&["changes", "--since", &old])), by_number);
    let piped = sandbox.run_with_input(&["changes", "--since", "-", "--format", "json"], old.as_bytes());
    assert_eq!(told(&serde_json::from_str(&piped.stdout).unwrap()), by_number, "{piped}");
    let until = sandbox.json(&["changes", "--since", "0", "--until", "noted"]);
    assert_eq!(until["until"]["size"], json!(FIXTURE_EVENTS));
    assert!(sandbox.done(&["changes", "--since", "noted"]).contains(old.lines().nth(2).unwrap()));
}

#[test]
fn a_checkpoint_of_a_rewritten_record_is_refused_with_the_status_of_damage() {
    let sandbox = Sandbox::with_fixtures();
    sandbox.write("noted", checkpoint(&sandbox));
    // the same name and as many events, one of them another
    let other = Sandbox::new();
    let fixtures = crate::sandbox::FIXTURES.map(|name| std::fs::read_to_string(crate::sandbox::fixture(name)).unwrap());
    let names = ["a.jsonl", "d.jsonl", "s.jsonl"];
    for (name, text) in names.iter().zip(&fixtures) {
        other.write(name, text.replacen("Yang Tao", "Yang Tai", 1));
    }
    other.done(&["import", "native", names[0], names[1], names[2]]);
    other.write("noted", checkpoint(&sandbox));
    other.done(&["verify"]);
    let ran = other.run(&["changes", "--since", "noted"]);
    assert_eq!((ran.status, ran.stdout.as_str()), (3, ""), "{ran}");
    assert!(ran.stderr.contains("the record was rewritten: over its first 23 events"), "{ran}");
    assert!(ran.stderr.contains("  --> --since noted\n"), "{ran}");
    assert_eq!(other.run(&["changes", "--since", "0", "--until", "noted"]).status, 3);
    // a journal that lost its end, and one of another name
    let shorter = Sandbox::new();
    let ran = shorter.run(&["changes", "--since", &checkpoint(&sandbox)]);
    assert_eq!(ran.status, 3, "{ran}");
    assert!(ran.stderr.contains("the journal has 0 events, the checkpoint states 23"), "{ran}");
    let renamed = checkpoint(&sandbox).replacen("annals.example/acceptance", "annals.example/other", 1);
    let ran = sandbox.run(&["changes", "--since", &renamed]);
    assert_eq!(ran.status, 3, "{ran}");
    assert!(ran.stderr.contains("`annals.example/other`, this journal is `annals.example/acceptance`"), "{ran}");
}

#[test]
fn a_wrong_place_to_begin_is_refused_with_the_value_and_the_remedy() {
    let sandbox = Sandbox::with_fixtures();
    sandbox.write("noted", "annals.example/acceptance\ntwenty\nAAAA\n");
    let refused = |args: &[&str]| {
        let ran = sandbox.run(&[&["changes"][..], args].concat());
        assert_eq!(ran.stdout, "", "{ran}");
        ran.to_string()
    };
    insta::assert_snapshot!(refused(&["--since", "noted"]), @r#"
status 1
-- stderr
error: `noted` is no checkpoint: `twenty` is not a number of lines
 --> noted:2:1
  |
2 | twenty
  | ^^^^^^

hint: a checkpoint has three lines: origin, number of events, root; see events/checkpoint
"#);
    insta::assert_snapshot!(refused(&["--since", "2025"]), @r#"
status 1
-- stderr
error: `2025` is more than the 23 events of the journal
  --> --since 2025

hint: a number counts events; a year is given by its last day, such as 2025-12-31
"#);
    insta::assert_snapshot!(refused(&["--since", "20", "--until", "10"]), @r#"
status 1
-- stderr
error: `20` is after the end of what is asked: it stands for the first 20 events, the end for the first 10
  --> --since 20

hint: give an earlier --since, or a later --until or --known-on
"#);
    insta::assert_snapshot!(refused(&["--since", "yesterdy"]), @r#"
status 1
-- stderr
error: `yesterdy` is not a date this program reads: expected EDTF (2024-05-14, 2024-05, 2024~, 2024-05-14/2024-05-16) or words (14 May 2024, 2024年5月14日, before 2024-05, 3..9 June 2024, today)
  --> --since yesterdy

hint: a checkpoint is given by the name of its file; there is none of this name
"#);
    assert_eq!(sandbox.run(&["changes"]).status, 2);
}

#[test]
fn days_and_instants_begin_behind_what_was_known_then_and_known_on_ends_there() {
    let sandbox = Sandbox::with_fixtures();
    sandbox.done(&["correct", GENEVA, "--set", "title=One", "--reason", "first"]);
    sandbox.done(&["correct", GENEVA, "--set", "title=Two", "--reason", "second"]);
    let times = times(&sandbox);
    let (imported, first) = (times[FIXTURE_EVENTS - 1].as_str(), times[FIXTURE_EVENTS].as_str());
    let net = |args: &[&str]| {
        let answer = sandbox.json(&[&["changes"][..], args].concat());
        answer["changes"].as_array().unwrap().iter().map(|item| item["net"][0]["new"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(net(&["--since", imported]), ["Two"]);
    assert_eq!(net(&["--since", imported, "--known-on", first]), ["One"]);
    assert_eq!(net(&["--since", imported, "--until", first]), ["One"]);
    assert_eq!(net(&["--since", first]), ["Two"]);
    assert_eq!(net(&["--since", "2199-12-31"]), [""; 0]);
    let all = sandbox.json(&["changes", "--since", "1999-12-31"]);
    assert_eq!(all["events"], json!(FIXTURE_EVENTS + 2));
    let known = sandbox.json(&["changes", "--since", "0", "--known-on", imported]);
    assert_eq!(known["events"], json!(FIXTURE_EVENTS));
}

#[test]
fn what_was_changed_twice_is_told_once_with_both_steps_and_what_came_to_nothing_says_so() {
    let sandbox = Sandbox::with_fixtures();
    let title = sandbox.json(&["show", GENEVA])["title"].as_str().unwrap().to_owned();
    for (set, why) in [("title=One", "first"), ("date=2024-06", "a month"), ("date=2024-05-14~", "about")] {
        sandbox.done(&["correct", GENEVA, "--set", set, "--reason", why]);
    }
    sandbox.done(&["correct", GENEVA, "--set", &format!("title={title}"), "--reason", "back again"]);
    let since = FIXTURE_EVENTS.to_string();
    let text = sandbox.done(&["changes", "--since", &since]);
    // the clock of the run, of which every time has the same width
    let told: Vec<String> = text
        .lines()
        .map(|line| match line.find(" UTC") {
            Some(at) if at >= 16 => format!("{}YYYY-MM-DD HH:MM{}", &line[..at - 16], &line[at..]),
            Some(_) | None => line.to_owned(),
        })
        .filter(|line| !line.contains(" by Wei Chen ("))
        .collect();
    insta::assert_snapshot!(told.join("\n"), @r#"
Changes to the record since sequence 23 (23 events) up to now (27 events)
corrected 1 · re-dated 1

Corrected (1)
  First dialogue between the governments on artificial intelligence in Geneva
    about 14 May 2024 · CHN USA · dialogue · held · 2024-05-14-geneva-dialogue
    →  in the end as it was
    YYYY-MM-DD HH:MM UTC  Wei Chen corrected the title from “First dialogue
                          between the governments on artificial intelligence in
                          Geneva” to “One”. Reason: first. [event 23, revision
                          2]
    YYYY-MM-DD HH:MM UTC  Wei Chen corrected the title from “One” to “First
                          dialogue between the governments on artificial
                          intelligence in Geneva”. Reason: back again. [event
                          26, revision 5]

Re-dated (1)
  First dialogue between the governments on artificial intelligence in Geneva
    about 14 May 2024 · CHN USA · dialogue · held · 2024-05-14-geneva-dialogue
    →  filed under 2024-05-14~ (about 14 May 2024), before under 2024-05-14 (14
       May 2024)
    →  held 2024-05-14~ (about 14 May 2024), before 2024-05-14 (14 May 2024)
    →  its place in the chronology did not move
    YYYY-MM-DD HH:MM UTC  Wei Chen corrected 2 things: Reason: a month. [event
                          24, revision 3]
        –  the date from 2024-05-14 (14 May 2024) to 2024-06 (June 2024)
        –  the date of date 0 from 2024-05-14 (14 May 2024) to 2024-06 (June
           2024)
    YYYY-MM-DD HH:MM UTC  Wei Chen corrected 2 things: Reason: about. [event 25,
                          revision 4]
        –  the date from 2024-06 (June 2024) to 2024-05-14~ (about 14 May 2024)
        –  the date of date 0 from 2024-06 (June 2024) to 2024-05-14~ (about 14
           May 2024)
"#);
}

#[test]
fn filters_tell_also_of_what_left_them_and_of_actors_by_their_side() {
    let sandbox = Sandbox::with_fixtures();
    sandbox.done(&["correct", GENEVA, "--set", "kind=statement", "--reason", "no dialogue"]);
    sandbox.done(&["actor", "amend", "mofcom", "--set", "note=seen", "--reason", "a test"]);
    sandbox.done(&["actor", "merge", "yang-tao", "mofcom", "--reason", "a test"]);
    sandbox.done(&["searched", "gazette", "--words", "=1", "--found-nothing"]);
    let since = FIXTURE_EVENTS.to_string();
    let found = |filters: &[&str]| {
        let answer = sandbox.json(&[&["changes", "--since", &since][..], filters].concat());
        let subjects =
            answer["changes"].as_array().unwrap().iter().map(|item| item["subject"].as_str().unwrap().to_owned());
        (subjects.collect::<Vec<String>>().join(" "), answer["notices"][0].as_str().map(str::to_owned))
    };
    let left_out = |count: &str| Some(format!("{count} left out by the filters."));
    assert_eq!(found(&[]), (format!("{GENEVA} mofcom yang-tao gazette"), None));
    assert_eq!(found(&["--kind", "dialogue"]), (GENEVA.to_owned(), left_out("3 events")));
    assert_eq!(found(&["--kind", "statement"]).0, GENEVA);
    assert_eq!(found(&["--kind", "tariff"]), (String::new(), left_out("4 events")));
    assert_eq!(found(&["--side", "CHN"]), (format!("{GENEVA} mofcom yang-tao"), left_out("1 event")));
    assert_eq!(found(&["--actor", "yang-tao"]).0, format!("{GENEVA} mofcom yang-tao"));
    assert_eq!(found(&["--actor", "bis"]).0, "");
    assert_eq!(found(&["--relation", "CHN-USA"]).0, GENEVA);
    assert_eq!(sandbox.run(&["changes", "--since", "0", "--actor", "nobody at all"]).status, 4);
}

#[test]
fn as_the_public_knew_what_was_not_public_is_left_out_and_said_to_be() {
    let sandbox = Sandbox::with_fixtures();
    let late = ["--url", "https://late.example/a", "--published", "2025-01-01"];
    sandbox.done(&[&["cite", GENEVA][..], &late].concat());
    sandbox.done(&["cite", GENEVA, "--url", "https://soon.example/a", "--published", "2024-05-20"]);
    let since = FIXTURE_EVENTS.to_string();
    let answer = sandbox.json(&["changes", "--since", &since, "--public-on", "2024-06-01"]);
    let steps = answer["changes"][0]["steps"].as_array().unwrap();
    assert_eq!((answer["changes"].as_array().unwrap().len(), steps.len()), (1, 1), "{answer}");
    assert!(steps[0]["deed"].as_str().unwrap().contains("soon.example"));
    let notices: Vec<&str> =
        answer["notices"].as_array().unwrap().iter().map(|notice| notice.as_str().unwrap()).collect();
    assert!(
        notices.contains(&"1 event left out as resting on sources or developments public only after 1 June 2024."),
        "{notices:?}"
    );
    let before = sandbox.json(&["changes", "--since", &since, "--public-on", "2020"]);
    assert_eq!(before["changes"], json!([]));
    assert_eq!(
        before["notices"][0],
        json!("2 events left out as about developments public only after 31 December 2020.")
    );
}
