//! Importing feeds: what becomes a lead, what is refused and how it is told, that a repeated import appends
//! nothing, and that a killed one is finished by the next.

use std::fs;
use std::io::{Read as _, Write as _};
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use serde_json::{Value, json};

use crate::lead_sandbox::{FEEDS, LEADS, counted, feed, import, import_all, listed, with_leads};
use crate::sandbox::{FIXTURE_EVENTS, Sandbox};

fn lines(sandbox: &Sandbox) -> Vec<Value> {
    let text = fs::read_to_string(sandbox.file("leads/00000000000000000000.jsonl")).unwrap_or_default();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn data(sandbox: &Sandbox, name: &str) -> Value {
    let found = lines(sandbox).into_iter().find(|line| line["subject"] == name);
    found.unwrap_or_else(|| panic!("no lead {name}"))["data"].clone()
}

fn rejects(sandbox: &Sandbox, name: &str) -> Vec<Value> {
    let text = fs::read_to_string(sandbox.file(name)).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn leads_stand_in_a_journal_of_their_own_and_the_record_is_left_as_it_was() {
    let sandbox = Sandbox::with_fixtures();
    let before = sandbox.journal();
    import_all(&sandbox);
    assert_eq!(sandbox.journal(), before);
    let leads = lines(&sandbox);
    assert_eq!(leads.len(), LEADS);
    assert!(leads.iter().all(|line| line["type"] == "annals.lead.proposed"));
    assert!(leads.iter().all(|line| line["source"] == "annals.example/acceptance/leads"));
    let verified = sandbox.json(&["verify"]);
    assert_eq!((&verified["size"], &verified["leads"]["size"]), (&json!(FIXTURE_EVENTS), &json!(LEADS)));
    assert_eq!(verified["leads"]["sound"], true);
}

#[test]
fn the_second_count_of_every_feed_and_filter_is_the_same() {
    let filters: [&[&str]; 6] = [
        &[],
        &["--relation", "CHN-USA"],
        &["--relation", "USA-ROU"],
        &["--root", "04,05"],
        &["--relation", "CHN-USA", "--root", "03,11"],
        &["--root", "04", "--min-mentions", "3"],
    ];
    for (format, files) in FEEDS {
        let paths: Vec<PathBuf> = files.iter().map(|name| feed(name).into()).collect();
        for flags in filters {
            let fits = match format {
                "federal-register" => flags.is_empty(),
                "icews" => !flags.contains(&"--min-mentions"),
                _ => true,
            };
            if !fits {
                continue;
            }
            let second = counted(format, flags, &paths);
            let sandbox = Sandbox::new();
            let mut all = flags.to_vec();
            all.extend(["--rejects", "rejects.jsonl"]);
            let ran = import(&sandbox, format, files, &all);
            let recorded = ran.stdout.lines().count();
            assert_eq!(json!(recorded), second["passed"], "{format} {flags:?}\n{ran}");
            let refused: Vec<Value> =
                rejects(&sandbox, "rejects.jsonl").iter().map(|row| row["line"].clone()).collect();
            assert_eq!(json!(refused), second["refused"], "{format} {flags:?}");
            assert_eq!(ran.status, i32::from(!refused.is_empty()));
            let rows = format!("{recorded} of {} rows proposed", second["rows"]);
            assert!(ran.stderr.contains(&rows), "{rows}\n{ran}");
        }
    }
}

#[test]
fn the_filters_do_select() {
    let paths = [PathBuf::from(feed("gdelt.tsv"))];
    let passed = |flags: &[&str]| counted("gdelt", flags, &paths)["passed"].as_u64().unwrap();
    assert_eq!(passed(&[]), 9);
    assert_eq!(passed(&["--relation", "CHN-USA"]), 6);
    assert_eq!(passed(&["--relation", "USA-ROU"]), 1);
    assert_eq!(passed(&["--root", "04,05"]), 5);
    assert_eq!(passed(&["--root", "04", "--min-mentions", "3"]), 1);
}

#[test]
fn a_row_that_cannot_be_read_is_told_with_file_line_and_reason_and_the_rest_is_taken() {
    let sandbox = Sandbox::new();
    let ran = import(&sandbox, "gdelt", &["gdelt.tsv"], &["--rejects", "rejects.jsonl"]);
    assert_eq!(ran.status, 1, "{ran}");
    let file = feed("gdelt.tsv");
    for words in [
        format!("{file}:8: the row has 60 columns; expected 61 (GDELT 2.0), or 58 or 57 (GDELT 1.0)"),
        format!("{file}:9: `20240231` in SQLDATE: expected a day as YYYYMMDD"),
        format!("{file}:10: `many` in NumMentions: expected a whole number"),
        format!("{file}:12: `9o0012` in GLOBALEVENTID: expected digits"),
        "9 of 15 rows proposed, 0 proposed before, 6 refused".to_owned(),
    ] {
        assert!(ran.stderr.contains(&words), "{words}\n{ran}");
    }
    // the first few alone are told; the file has all, with the rows as they stand
    assert!(!ran.stderr.contains(":15:"), "{ran}");
    let all = rejects(&sandbox, "rejects.jsonl");
    assert_eq!(all.len(), 6);
    assert!(all[5]["reason"].as_str().unwrap().contains("not UTF-8"), "{}", all[5]);
    let text = fs::read_to_string(feed("gdelt.tsv").as_str()).unwrap_or_default();
    assert!(text.is_empty() || text.lines().nth(7) == all[0]["row"].as_str());
    assert!(all[0]["row"].as_str().unwrap().starts_with("900008\t20240516\t"));
}

#[test]
fn everything_a_row_says_is_kept_as_given() {
    let sandbox = with_leads();
    let lead = data(&sandbox, "gdelt:900001");
    assert_eq!(lead["date"], "2024-05-14");
    assert_eq!(lead["urls"], json!(["https://press.example/900001"]));
    assert_eq!(lead["codes"], json!([{"scheme": "cameo", "code": "046"}]));
    assert_eq!(
        lead["parties"],
        json!([
            {"name": "CHINA", "code": "CHNGOV", "country": "CHN", "roles": ["GOV"], "side": "CHN"},
            {"name": "UNITED STATES", "code": "USA", "country": "USA", "side": "USA"}
        ])
    );
    let score = |scheme: &str| {
        let scores = lead["scores"].as_array().unwrap();
        scores.iter().find(|score| score["scheme"] == scheme).unwrap()["value"].as_str().unwrap().to_owned()
    };
    assert_eq!((score("goldstein"), score("avg-tone")), ("7.0".to_owned(), "-2.5641025641".to_owned()));
    // no cell of the row is lost
    let bytes = fs::read(feed("gdelt.tsv")).unwrap();
    let row = String::from_utf8_lossy(bytes.split(|byte| *byte == b'\n').next().unwrap()).into_owned();
    let text = lead.to_string();
    for cell in row.split('\t').filter(|cell| !cell.is_empty() && *cell != "20240514") {
        assert!(text.contains(&format!("\"{cell}\"")), "{cell} is lost in {text}");
    }
    // Romania has a code of CAMEO's own, a region none, and an actor that is not named keeps its place
    assert_eq!(data(&sandbox, "gdelt:900005")["sides"], json!(["ROU", "USA"]));
    assert_eq!(data(&sandbox, "gdelt:900006")["sides"], json!(["CHN"]));
    assert_eq!(
        data(&sandbox, "gdelt:900007")["parties"],
        json!([{}, {"name": "CHINA", "code": "CHNGOV", "country": "CHN", "roles": ["GOV"], "side": "CHN"}])
    );
    // what is no URL of the web is kept, but not as one
    assert_eq!(data(&sandbox, "gdelt:900013")["urls"], Value::Null);
    assert_eq!(data(&sandbox, "gdelt:900013")["rest"]["SOURCEURL"], "javascript://press.example/900013");
    let icews = data(&sandbox, "icews:700003");
    assert_eq!(icews["scores"], json!([{"scheme": "icews-intensity", "value": "8.0"}]));
    assert_eq!(icews["sides"], json!(["CHN", "RUS"]));
    assert_eq!(icews["rest"]["Event Text"], "Sign formal agreement");
    let gazette = data(&sandbox, "federal-register:2024-20001");
    assert_eq!(gazette["rest"]["effective_on"], "2024-09-10");
    assert_eq!(gazette["parties"][1], json!({"name": "Bureau of Industry and Security", "side": "USA"}));
    assert_eq!(data(&sandbox, "federal-register:2024-10001")["rest"]["collected"], "2026-02-05 19:08:01 +0000");
}

#[test]
fn an_import_again_appends_nothing_and_a_dry_run_makes_nothing() {
    let sandbox = Sandbox::with_fixtures();
    let dry = import(&sandbox, "icews", &["icews.tsv"], &["--dry-run"]);
    assert!(dry.stderr.contains("4 of 7 rows would be proposed"), "{dry}");
    assert_eq!(dry.stdout, "");
    assert!(!sandbox.file("leads").exists());
    import_all(&sandbox);
    let before = sandbox.files();
    for (format, files) in FEEDS {
        let again = import(&sandbox, format, files, &[]);
        assert_eq!(again.stdout, "");
        assert!(again.stderr.contains("0 of"), "{again}");
        assert!(again.stderr.contains("; nothing appended"), "{again}");
    }
    let unlocked = |files: Vec<(PathBuf, Vec<u8>)>| -> Vec<(PathBuf, Vec<u8>)> {
        files.into_iter().filter(|(path, _)| !path.ends_with("lock")).collect()
    };
    assert_eq!(unlocked(sandbox.files()), unlocked(before));
}

#[test]
fn a_record_that_the_feed_revised_is_counted_and_listed_and_fails_nothing() {
    let sandbox = Sandbox::with_fixtures();
    import_all(&sandbox);
    let before = data(&sandbox, "federal-register:2024-10003");
    let text = fs::read_to_string(feed("federal-register.jsonl")).unwrap();
    let mut sound: Vec<String> = text.lines().take(3).map(str::to_owned).collect();
    sound[2] = sound[2].replace("Example Aeroplanes", "Example Aeroplanes; Correction");
    sandbox.write("revised.jsonl", sound.join("\n"));
    let path = sandbox.file("revised.jsonl").display().to_string();
    let ran = import(&sandbox, "federal-register", &[&path], &["--rejects", "rejects.jsonl"]);
    assert_eq!(ran.status, 0, "{ran}");
    assert!(ran.stderr.contains("0 of 3 rows proposed, 2 proposed before, 1 revised by the feed since"), "{ran}");
    let listed = rejects(&sandbox, "rejects.jsonl");
    assert_eq!(listed[0]["line"], 3);
    assert!(listed[0]["reason"].as_str().unwrap().contains("`federal-register:2024-10003`"), "{listed:?}");
    assert!(listed[0]["row"].as_str().unwrap().contains("Correction"));
    assert_eq!(data(&sandbox, "federal-register:2024-10003"), before);
}

#[test]
fn packed_files_arrays_and_standard_input_are_read_alike() {
    let plain = Sandbox::new();
    import(&plain, "federal-register", FEEDS[0].1, &[]);
    let names = |sandbox: &Sandbox| listed(sandbox, &[]);
    let expected = names(&plain);
    assert_eq!(expected.len(), 7);

    let sandbox = Sandbox::new();
    let mut packed = gzipped(&fs::read(feed("federal-register.jsonl")).unwrap());
    packed.extend(gzipped(b"\n"));
    fs::write(sandbox.file("feed.anything"), packed).unwrap();
    let path = sandbox.file("feed.anything").display().to_string();
    import(&sandbox, "federal-register", &[&path, "federal-register-page.json"], &[]);
    assert_eq!(names(&sandbox), expected);

    // as an array on one line, through standard input
    let sandbox = Sandbox::new();
    let mut records: Vec<Value> = Vec::new();
    for line in fs::read_to_string(feed("federal-register.jsonl")).unwrap().lines() {
        records.extend(serde_json::from_str::<Value>(line).ok());
    }
    let page: Value = serde_json::from_slice(&fs::read(feed("federal-register-page.json")).unwrap()).unwrap();
    records.extend(page["results"].as_array().unwrap().iter().cloned());
    let input = serde_json::to_vec(&records).unwrap();
    let ran = sandbox.run_with_input(&["import", "federal-register", "-"], &input);
    assert!(ran.stderr.contains("7 of 10 rows proposed"), "{ran}");
    assert_eq!(names(&sandbox), expected);

    // a file that is cut off in the middle: what came before is taken
    let sandbox = Sandbox::new();
    let whole = serde_json::to_string_pretty(&records).unwrap();
    sandbox.write("cut.json", &whole[..whole.find("2024-20001").unwrap()]);
    let path = sandbox.file("cut.json").display().to_string();
    let ran = import(&sandbox, "federal-register", &[&path], &[]);
    assert_eq!(ran.status, 1);
    assert!(ran.stderr.contains("nothing behind this was read"), "{ran}");
    assert_eq!(names(&sandbox).len(), 5);
}

#[test]
fn a_packed_file_that_is_cut_off_is_told_and_what_came_before_is_taken() {
    let sandbox = Sandbox::new();
    let rows: String = (0..4_000).map(|at| gazette(at) + "\n").collect();
    let mut packed = gzipped(rows.as_bytes());
    packed.truncate(packed.len() / 2);
    fs::write(sandbox.file("half.gz"), packed).unwrap();
    let path = sandbox.file("half.gz").display().to_string();
    let ran = import(&sandbox, "federal-register", &[&path], &[]);
    assert_eq!(ran.status, 1, "{}", ran.stderr);
    assert!(ran.stderr.contains("ends in the middle of packed data"), "{}", ran.stderr);
    assert!(ran.stdout.lines().count() > 500);
    fs::write(sandbox.file("archive.zip"), b"PK\x03\x04rest").unwrap();
    let path = sandbox.file("archive.zip").display().to_string();
    let ran = import(&sandbox, "gdelt", &[&path], &[]);
    assert!(ran.stderr.contains("zip archive; unpack it first"), "{ran}");
}

#[test]
fn a_flag_that_a_feed_cannot_answer_is_refused_before_anything_is_read() {
    let sandbox = Sandbox::new();
    for (args, words) in [
        (&["federal-register", "--relation", "CHN-USA"][..], "`--relation` is for gdelt and icews"),
        (&["icews", "--min-mentions", "3"], "`--min-mentions` is for gdelt"),
        (&["native", "--root", "05"], "are for feeds of leads"),
    ] {
        let file = feed("icews.tsv");
        let mut all = vec!["import", args[0], file.as_str()];
        all.extend(&args[1..]);
        let ran = sandbox.run(&all);
        assert_eq!(ran.status, 2, "{ran}");
        assert!(ran.stderr.contains(words), "{ran}");
    }
    let ran = import(&sandbox, "gdelt", &["gdelt.tsv"], &["--root", "21"]);
    assert_eq!(ran.status, 1, "{ran}");
    assert!(ran.stderr.contains("`21` is no CAMEO root code") && ran.stderr.contains("--root 21"), "{ran}");
    let ran = sandbox.run(&["import", "gdelt", "nowhere.tsv"]);
    assert_eq!(ran.status, 4, "{ran}");
    assert!(!sandbox.file("leads").exists());
}

fn gazette(at: usize) -> String {
    json!({
        "document_number": format!("2024-{at:05}"), "title": format!("Document {at} of the gazette"),
        "publication_date": "2024-05-14", "abstract": format!("What document {at} says, {}.", "and more of it ".repeat(at % 7)),
        "html_url": format!("https://gazette.example/{at}")
    })
    .to_string()
}

#[test]
fn an_import_that_is_killed_is_finished_by_the_next_and_nothing_is_there_twice() {
    let rows: String = (0..6_000).map(|at| gazette(at) + "\n").collect();
    let whole = Sandbox::new();
    whole.write("feed.jsonl", &rows);
    whole.done(&["import", "federal-register", "feed.jsonl"]);
    let contents = |sandbox: &Sandbox| -> Vec<(Value, Value)> {
        lines(sandbox).into_iter().map(|line| (line["id"].clone(), line["data"].clone())).collect()
    };
    let expected = contents(&whole);
    assert_eq!(expected.len(), 6_000);

    let sandbox = Sandbox::new();
    let mut partly = 0;
    for kill in 0..12 {
        sandbox.write("feed.jsonl", &rows);
        // only a part of the rows comes, so that there is a middle to be killed in
        let mut child = sandbox.command(&["import", "federal-register", "-"]).stdin(Stdio::piped()).spawn().unwrap();
        let mut pipe = child.stdin.take().unwrap();
        let part = if kill == 0 { rows.len() / 2 } else { rows.len() * (kill + 1) / 13 };
        let _ = pipe.write_all(&rows.as_bytes()[..part]);
        if kill == 0 {
            // the first is killed once it said that something is recorded, whatever the machine's haste
            let mut said = [0];
            child.stdout.as_mut().unwrap().read_exact(&mut said).unwrap();
        } else {
            std::thread::sleep(Duration::from_millis(20 + 7 * kill as u64));
        }
        child.kill().unwrap();
        child.wait().unwrap();
        drop(pipe);
        let there = if sandbox.file("leads/00000000000000000000.jsonl").exists() { count(&sandbox) } else { 0 };
        partly += usize::from(there > 0 && there < 6_000);
    }
    assert!(partly > 0, "no import was killed in its middle");
    sandbox.done(&["import", "federal-register", "feed.jsonl"]);
    assert_eq!(sandbox.run(&["verify"]).status, 0);
    assert!(contents(&sandbox) == expected, "the leads are others than of one undisturbed import");
}

/// How many leads count.
fn count(sandbox: &Sandbox) -> usize {
    usize::try_from(sandbox.json(&["verify"])["leads"]["size"].as_u64().unwrap_or(0)).unwrap()
}

#[test]
fn a_proposal_in_the_record_and_any_other_event_among_the_leads_is_refused_by_name() {
    use annals::domain::edtf::Edtf;
    use annals::domain::lead::{Lead, propose};
    use annals::domain::vocabulary::Feed;
    use annals::journal::{AppendContext, Holder, Journal, Places};

    use crate::journal_sandbox::{event, id, nothing_known, recorder};
    use annals::domain::stamp::{Draft, Instant};

    let append = |sandbox: &Sandbox, folder: &str, draft: Draft| {
        let places = Places {
            events: sandbox.file(folder),
            scratch: sandbox.file("scratch"),
            quarantine: sandbox.file("quarantine"),
        };
        let since = Instant::from_micros(4_000_000_000_000_000);
        let holder = Holder { pid: 1, host: "here".to_owned(), recorder: recorder(), since };
        let mut appender = Journal::open(places).unwrap().appender(Duration::ZERO, &holder).unwrap();
        let context = AppendContext { now: since, recorder: recorder(), batch_id: uuid::Uuid::nil() };
        appender.append(vec![draft], &context, &nothing_known).unwrap();
        fs::remove_dir_all(sandbox.file("scratch")).unwrap();
    };

    let sandbox = with_leads();
    let lead = Lead::new(Feed::Gdelt, "1", Edtf::parse("2024-05-14").unwrap());
    append(&sandbox, "events", propose("annals.example/acceptance", lead).unwrap());
    let words = "`lead.proposed` belongs in the journal of leads (`leads/`), not in the record";
    for verb in [&["timeline"][..], &["verify"], &["lead", "reject", "gdelt:900001", "--reason", "no"]] {
        let ran = sandbox.run(verb);
        assert_eq!(ran.status, 3, "{ran}");
        assert!(format!("{}{}", ran.stdout, ran.stderr).contains(words), "{ran}");
    }

    let sandbox = with_leads();
    append(&sandbox, "leads", Draft { id: id(7), event: event("2024-05-14-x", "X"), caused_by: None });
    let words = "`development.recorded` belongs in the record (`events/`), not in the journal of leads";
    for verb in [&["leads"][..], &["verify"], &["import", "icews", &feed("icews.tsv")]] {
        let ran = sandbox.run(verb);
        assert_eq!(ran.status, 3, "{ran}");
        assert!(format!("{}{}", ran.stdout, ran.stderr).contains(words), "{ran}");
    }
    assert_eq!(sandbox.run(&["timeline"]).status, 0, "the record is read without the leads");
}

/// Bytes packed with gzip, by the system's own program.
fn gzipped(bytes: &[u8]) -> Vec<u8> {
    let mut child = std::process::Command::new("gzip")
        .arg("-c")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the test needs gzip");
    let mut pipe = child.stdin.take().unwrap();
    let bytes = bytes.to_owned();
    let writer = std::thread::spawn(move || pipe.write_all(&bytes).unwrap());
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    output.stdout
}
