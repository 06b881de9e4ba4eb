//! The architecture, checked: which room may name which, where clock and environment are read, and
//! that what the documents name is there. The check is a function over paths and texts, so that each
//! of its parts is seen to fire.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::house_source::{below_root, code_of, paths};

/// Each room with the rooms it may name besides itself.
const ROOMS: [(&str, &[&str]); 6] = [
    ("domain", &[]),
    ("journal", &["domain"]),
    ("projection", &["domain", "journal"]),
    ("report", &["domain", "projection"]),
    ("exchange", &["domain", "report"]),
    ("cli", &["domain", "journal", "projection", "report", "exchange"]),
];

/// Crates with the one place that may name them.
const CRATES: [(&str, &str); 8] = [
    ("sled", "src/projection/store.rs"),
    ("tantivy", "src/projection/search/"),
    ("clap", "src/cli/"),
    ("clap_complete", "src/cli/"),
    ("clap_mangen", "src/cli/"),
    ("indicatif", "src/cli/"),
    ("terminal_size", "src/cli/"),
    ("shell_words", "src/cli/"),
];

/// The one file with a clock and an environment.
const HOST: &str = "src/cli/host.rs";

/// The last two segments of what reads the clock or the environment.
const OUTSIDE: [(&str, &str); 12] = [
    ("SystemTime", "now"),
    ("Instant", "now"),
    ("Utc", "now"),
    ("Local", "now"),
    ("env", "var"),
    ("env", "var_os"),
    ("env", "vars"),
    ("env", "vars_os"),
    ("env", "args"),
    ("env", "args_os"),
    ("env", "current_dir"),
    ("env", "temp_dir"),
];

/// Names that say nothing of what a file is for.
const EMPTY_NAMES: [&str; 8] = ["util", "utils", "helper", "helpers", "common", "manager", "misc", "stuff"];

/// Folders by which a machine is told from another.
const MACHINE_FOLDERS: [&str; 6] = ["home", "root", "work", "Users", "tmp", "mnt"];

/// A file of the repository: its path from the root and its text.
type File = (String, String);

/// Everything in the files that the architecture forbids.
fn complaints(files: &[File]) -> Vec<String> {
    let mut found = Vec::new();
    for (path, text) in files {
        if path.ends_with(".rs") {
            if !text.starts_with("//! ") {
                found.push(format!("{path}:1: no header line"));
            }
            let stem = path.rsplit('/').next().and_then(|name| name.split('.').next()).unwrap_or_default();
            if stem.split('_').any(|part| EMPTY_NAMES.contains(&part)) {
                found.push(format!("{path}: a name that says nothing"));
            }
        }
        if path.starts_with("src/") && path.ends_with(".rs") {
            source_complaints(path, text, &mut found);
        }
        if path == "README.md" || (path.starts_with("docs/") && path.ends_with(".md")) {
            for (line, named) in named_files(path, text) {
                if !is_there(&named, files) {
                    found.push(format!("{path}:{line}: `{named}` is not there"));
                }
            }
        }
        for (number, line) in text.lines().enumerate() {
            if let Some(named) = machine_path(line) {
                found.push(format!("{path}:{}: the path `{named}` is of one machine", number + 1));
            }
        }
    }
    found
}

fn source_complaints(path: &str, text: &str, found: &mut Vec<String>) {
    let inner = path.trim_start_matches("src/").trim_end_matches(".rs");
    let module: Vec<&str> = inner.split('/').filter(|step| *step != "mod").collect();
    let room = module[0];
    let allowed: &[&str] = match (room, ROOMS.iter().find(|(name, _)| *name == room)) {
        (_, Some((_, allowed))) if module.len() > 1 || path.ends_with("/mod.rs") => allowed,
        ("main", _) => &["cli"],
        ("lib", _) => &[],
        (_, _) => {
            found.push(format!("{path}: in no room"));
            return;
        }
    };
    let module = if matches!(room, "main" | "lib") { &[] } else { &module[..] };
    let code = code_of(text);
    for named in paths(&code) {
        let line = named.line;
        let target = below_root(&named.segments, module).and_then(|below| below.into_iter().next());
        if let Some(target) = target
            && ROOMS.iter().any(|(name, _)| *name == target)
            && target != room
            && !allowed.contains(&target.as_str())
        {
            found.push(format!("{path}:{line}: {room} names {target}"));
        }
        let first = named.segments[0].as_str();
        if let Some((name, place)) = CRATES.iter().find(|(name, _)| *name == first)
            && !path.starts_with(place)
        {
            found.push(format!("{path}:{line}: {name} belongs in {place} alone"));
        }
        let reads_outside = named
            .segments
            .windows(2)
            .any(|pair| OUTSIDE.iter().any(|(owner, call)| pair[0] == *owner && pair[1] == *call));
        if reads_outside && path != HOST {
            found.push(format!("{path}:{line}: {} belongs in {HOST} alone", named.segments.join("::")));
        }
    }
    for (number, line) in code.lines().enumerate() {
        if line.contains("wildcard_enum_match_arm") {
            found.push(format!("{path}:{}: a new event must stop the compiler", number + 1));
        }
    }
}

/// The paths of this repository that a document names, in backticks or as the target of a link.
fn named_files(document: &str, text: &str) -> Vec<(usize, String)> {
    let folder = document.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut fenced = false;
    let mut found = Vec::new();
    for (number, line) in text.lines().enumerate() {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
        } else if !fenced {
            let quoted = line.split('`').skip(1).step_by(2).filter(|span| is_repository_path(span));
            found.extend(quoted.map(|span| (number + 1, span.to_owned())));
            let links = line.split("](").skip(1).filter_map(|rest| rest.split([')', '#', ' ']).next());
            let local = links.filter(|target| !target.is_empty() && !target.contains(':'));
            found.extend(local.map(|target| (number + 1, joined(folder, target))));
        }
    }
    found
}

fn is_repository_path(span: &str) -> bool {
    let rooted = ["src/", "docs/", "tests/", "events/", "benches/"].iter().any(|root| span.starts_with(root));
    rooted && !span.contains(|c: char| c.is_whitespace() || "*<>{}…$".contains(c))
}

/// A target as seen from a folder, with `..` taken out.
fn joined(folder: &str, target: &str) -> String {
    let mut steps: Vec<&str> = folder.split('/').filter(|step| !step.is_empty()).collect();
    for step in target.split('/') {
        match step {
            ".." => drop(steps.pop()),
            "." | "" => {}
            step => steps.push(step),
        }
    }
    steps.join("/")
}

/// True for a file, a folder that holds one, and what `.gitignore` says comes and goes.
fn is_there(named: &str, files: &[File]) -> bool {
    let named = named.trim_end_matches('/');
    let folder = format!("{named}/");
    let ignored = files.iter().filter(|(path, _)| path == ".gitignore").flat_map(|(_, text)| text.lines());
    files.iter().any(|(path, _)| path == named || path.starts_with(&folder))
        || ignored.map(|line| line.trim_start_matches('/')).any(|line| line == named)
}

/// The first path in a line that begins in a folder of one machine.
fn machine_path(line: &str) -> Option<&str> {
    let begins =
        |at: usize| line[..at].chars().next_back().is_none_or(|c| c.is_whitespace() || "\"'`(=,[<".contains(c));
    line.match_indices('/').filter(|(at, _)| begins(*at)).find_map(|(at, _)| {
        let named = line[at..].split(|c: char| c.is_whitespace() || "\"'`),]>".contains(c)).next()?;
        let (folder, rest) = named[1..].split_once('/')?;
        (MACHINE_FOLDERS.contains(&folder) && !rest.is_empty()).then_some(named)
    })
}

/// All files of the repository but what is built or disposable.
fn repository() -> Vec<File> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    let mut folders: Vec<PathBuf> = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
            if path.is_dir() {
                if !["target", ".git", ".annals", "quarantine"].contains(&name.as_str()) {
                    folders.push(path);
                }
            } else if name != ".git" {
                // a picture or a font has no text to check
                files.push((name, String::from_utf8(fs::read(&path).unwrap()).unwrap_or_default()));
            }
        }
    }
    files.sort();
    files
}

#[test]
fn the_house_is_in_order() {
    let files = repository();
    let rooms: BTreeSet<&str> =
        files.iter().filter_map(|(path, _)| path.strip_prefix("src/")?.split_once('/')).map(|(room, _)| room).collect();
    assert_eq!(rooms, ROOMS.iter().map(|(room, _)| *room).collect(), "a room is missing or not known here");
    let found = complaints(&files);
    assert!(found.is_empty(), "\n{}", found.join("\n"));
}

#[test]
fn clippy_keeps_wildcards_off_the_events() {
    let manifest = include_str!("../../Cargo.toml");
    assert!(manifest.contains("wildcard_enum_match_arm = \"warn\""));
}

/// What is said of one offending file.
fn said_of(path: &str, text: &str) -> Vec<String> {
    complaints(&[(path.to_owned(), text.to_owned())])
}

/// A source file of this code, with its header.
fn source(path: &str, code: &str) -> Vec<String> {
    said_of(path, &format!("//! A file.\n{code}\n"))
}

#[test]
fn no_room_names_one_before_it() {
    for (room, allowed) in ROOMS {
        for (other, _) in ROOMS.iter().filter(|(other, _)| *other != room) {
            let ways = [
                format!("use crate::{other}::x::Y;"),
                format!("use crate::{{{other}::Y, std}};"),
                format!("use super::{other}::Y;"),
                format!("fn f() -> crate::{other}::Y {{ }}"),
                format!("fn f() {{ annals::{other}::y() }}"),
            ];
            for (number, way) in ways.iter().enumerate() {
                let path = format!("src/{room}/mod.rs");
                let expected: Vec<String> =
                    if allowed.contains(other) { Vec::new() } else { vec![format!("{path}:2: {room} names {other}")] };
                assert_eq!(source(&path, way), expected, "way {number}: {way}");
            }
        }
    }
    let deep = source("src/domain/decide/changes.rs", "use super::super::super::journal::Line;");
    assert_eq!(deep, ["src/domain/decide/changes.rs:2: domain names journal"]);
    assert_eq!(source("src/domain/claim.rs", "use super::journal::Line;"), [""; 0], "a module of its own by that name");
    assert_eq!(source("src/main.rs", "use annals::domain::x;"), ["src/main.rs:2: main names domain"]);
    assert_eq!(source("src/lib.rs", "pub use crate::cli::run;"), ["src/lib.rs:2: lib names cli"]);
    assert_eq!(source("src/main.rs", "use annals::cli::{self, Host};"), [""; 0]);
    assert_eq!(source("src/extra.rs", ""), ["src/extra.rs: in no room"]);
    assert_eq!(source("src/extra/mod.rs", ""), ["src/extra/mod.rs: in no room"]);
}

#[test]
fn words_in_comments_and_strings_are_no_offence() {
    let innocent = "// use crate::cli::x;\n/* sled::open() */\nconst A: &str = \"crate::cli and std::env::var\";\nlet b = r#\"clap::Parser\"#;";
    assert_eq!(source("src/domain/a.rs", innocent), [""; 0]);
    assert_eq!(source("src/domain/a.rs", "let cli = domain.journal::<u8>(); my_crate::cli();"), [""; 0]);
}

#[test]
fn sled_tantivy_and_clap_stay_in_their_places() {
    for way in ["use sled;", "use sled::Db;", "fn f(db: sled::Db) {}", "use {sled::Db};"] {
        assert_eq!(
            source("src/projection/archive.rs", way),
            ["src/projection/archive.rs:2: sled belongs in src/projection/store.rs alone"],
            "{way}"
        );
        assert_eq!(source("src/projection/store.rs", way), [""; 0]);
    }
    for way in ["use tantivy::Index;", "fn f(term: tantivy::Term) {}"] {
        let path = "src/projection/archive.rs";
        assert_eq!(source(path, way), [format!("{path}:2: tantivy belongs in src/projection/search/ alone")], "{way}");
        assert_eq!(source("src/projection/search/seek.rs", way), [""; 0]);
    }
    for name in ["clap", "clap_complete", "clap_mangen", "indicatif"] {
        let way = format!("#[derive({name}::Args)]");
        assert_eq!(source("src/report/a.rs", &way), [format!("src/report/a.rs:2: {name} belongs in src/cli/ alone")]);
        assert_eq!(source("src/cli/a.rs", &way), [""; 0]);
    }
}

#[test]
fn the_clock_and_the_environment_are_read_in_one_file() {
    for (owner, call) in OUTSIDE {
        for way in [
            format!("let t = std::x::{owner}::{call}();"),
            format!("let t = {owner}::{call}();"),
            format!("use std::{owner}::{{{call}}};"),
        ] {
            let found = source("src/cli/recording.rs", &way);
            assert_eq!(found.len(), 1, "{way}");
            assert!(found[0].ends_with("belongs in src/cli/host.rs alone"), "{found:?}");
            assert_eq!(source(HOST, &way), [""; 0]);
        }
    }
    assert_eq!(source("src/cli/a.rs", "let t = Instant::from_micros(env!(\"X\").len());"), [""; 0]);
}

#[test]
fn a_lint_that_stops_at_new_events_is_not_lifted() {
    let lifted = format!("#[allow(clippy::{}_enum_match_arm)]", "wildcard");
    assert_eq!(source("src/report/a.rs", &lifted), ["src/report/a.rs:2: a new event must stop the compiler"]);
}

#[test]
fn every_file_has_a_header_and_a_name_that_says_something() {
    assert_eq!(said_of("tests/it/a.rs", "use std::fmt;\n"), ["tests/it/a.rs:1: no header line"]);
    assert_eq!(said_of("src/cli/a.rs", "// A comment.\n"), ["src/cli/a.rs:1: no header line"]);
    for name in ["utils", "helpers", "common", "manager", "cli_util"] {
        let path = format!("src/cli/{name}.rs");
        assert_eq!(source(&path, ""), [format!("{path}: a name that says nothing")]);
    }
}

#[test]
fn what_a_document_names_is_there() {
    let ignored = (".gitignore".to_owned(), "/target\n/events/lock\n".to_owned());
    let there = ("src/domain/edtf/mod.rs".to_owned(), "//! Dates.\n".to_owned());
    let naming = |document: &str, text: &str| {
        complaints(&[(document.to_owned(), text.to_owned()), ignored.clone(), there.clone()])
    };
    assert_eq!(
        naming("README.md", "see `src/gone.rs` and\n[this](docs/gone.md#part)"),
        ["README.md:1: `src/gone.rs` is not there", "README.md:2: `docs/gone.md` is not there",]
    );
    assert_eq!(naming("docs/a/b.md", "[up](../gone.md)"), ["docs/a/b.md:1: `docs/gone.md` is not there"]);
    let sound = "`src/domain/edtf/mod.rs`, `src/domain/edtf/`, `events/lock`, `events/*.jsonl`, `annals show x`, \
                 [self](b.md), [far](https://a.example/src/x.rs), [part](#part)\n```\n`src/gone.rs`\n```";
    assert_eq!(naming("docs/b.md", sound), [""; 0]);
    assert_eq!(naming("tests/notes.md", "`src/gone.rs`"), [""; 0]);
}

#[test]
fn no_file_names_a_path_of_one_machine() {
    for folder in MACHINE_FOLDERS {
        let path = format!("/{folder}/somebody/annals");
        let expected = [format!("docs/a.md:1: the path `{path}` is of one machine")];
        assert_eq!(said_of("docs/a.md", &format!("run it in {path} now")), expected);
        assert_eq!(said_of("docs/a.md", &format!("run `{path}`")), expected);
        assert_eq!(said_of("docs/a.md", &format!("https://a.example/{folder}/page and a/{folder}/b")), [""; 0]);
    }
    assert_eq!(said_of("docs/a.md", "`/proc/self`, `/etc/passwd`, and / or"), [""; 0]);
}
