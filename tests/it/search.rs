//! `annals search` through the real program: what a reader sees, and what becomes of records that were
//! corrected, retracted, merged or not yet known or public; with an index and without, the same.

use crate::fixture::geneva;
use crate::sandbox::{Ran, Sandbox};
use annals::domain::filter::Filter;
use annals::projection::search::{Ask, Found, Hit, Query};
use annals::report::render::Rendered as _;
use annals::report::render::page::Page;
use annals::report::search::search as report;
use insta::assert_snapshot;
use serde_json::{Value, json};

/// The keys found, in order, read from the journal and through an index.
fn found(sandbox: &Sandbox, args: &[&str]) -> Vec<String> {
    let answer = answer(sandbox, args);
    answer["developments"].as_array().unwrap().iter().map(|hit| hit["key"].as_str().unwrap().to_owned()).collect()
}

/// The answer as JSON, which must be the same with an index and without.
fn answer(sandbox: &Sandbox, args: &[&str]) -> Value {
    let mut whole = vec!["search"];
    whole.extend(args);
    let index = sandbox.file(".annals/search");
    if index.exists() {
        std::fs::remove_dir_all(&index).unwrap();
    }
    let read = sandbox.json(&whole);
    assert!(!index.exists(), "none is made unasked for a short journal");
    sandbox.done(&["-q", "rebuild"]);
    assert!(index.join("meta.json").exists());
    assert_eq!(sandbox.json(&whole), read, "{args:?}: with an index the answer differs");
    read
}

/// The instant of the last event.
fn now(sandbox: &Sandbox) -> String {
    let log = sandbox.json(&["log"]);
    let latest = log.as_array().unwrap().iter().max_by_key(|row| row["sequence"].as_u64().unwrap()).unwrap();
    latest["time"].as_str().unwrap().to_owned()
}

fn refused(sandbox: &Sandbox, query: &str) -> Ran {
    sandbox.run(&["search", query])
}

const RULE: &str = "2022-10-07-chip-rule";
const GALLIUM: &str = "2023-07-03-gallium-licences";
const GENEVA: &str = "2024-05-14-geneva-dialogue";
const LISTING: &str = "2025-01-13-listing";

#[test]
fn what_was_found_is_shown_with_its_marks() {
    let sandbox = Sandbox::with_fixtures();
    assert_snapshot!(sandbox.run(&["search", "gallium licence", "--limit", "1"]), @r#"
    status 0
    -- stdout
    1 development, best matches first

    3 July 2023  China asks for «licences» on «gallium» and germanium
                 CHN EUE USA · retaliation · in-force · 2023-07-03-gallium-licences
                 summary    Exports of two metals need a «licence» from August on.
                 claim [0]  The «licences» are aimed at no country.
    "#);
    assert_snapshot!(sandbox.run(&["search", "华为"]), @r#"
    status 0
    -- stdout
    1 actor called so
      Huawei «华为» (CHN) · firm · huawei

    2 developments, best matches first

    possibly 13         Firm put on a list
    January 2025        CHN-USA · entity-listing · suspended · 2025-01-13-listing
                        actor  «华为»

    7 October 2022      United States limits chips and chip tools for China
                        CHN-USA · export-control · in-force · 2022-10-07-chip-rule
                        actor  «华为»
    "#);
    assert_snapshot!(sandbox.run(&["search", "unheard"]), @r#"
    status 0
    -- stdout
    No development matches.
    "#);
    assert_snapshot!(sandbox.run(&["search", "exports", "--format", "csv"]), @r#"
    status 0
    -- stdout
    what,key,date,earliest,latest,title,kind,status,relations,score,field,source,actor,text
    development,2023-07-03-gallium-licences,2023-07-03,2023-07-03,2023-07-03,China asks for licences on gallium and germanium,retaliation,in-force,CHN-EUE; CHN-USA; EUE-USA,3,summary,,,«Exports» of two metals need a licence from August on.
    "#);
    assert_snapshot!(sandbox.run(&["search", "exports", "--format", "md"]), @r#"
    status 0
    -- stdout
    # Search: exports

    ## 1 development

    - 3 July 2023: China asks for licences on gallium and germanium (CHN EUE USA, retaliation, in-force) `2023-07-03-gallium-licences`
      - summary: **Exports** of two metals need a licence from August on.

    Ordered by where the words stand (each counts 8 in the title, 5 in an actor's name, 4 in place or legal form, 3 in the summary, 2 in claims, commitments or dispute, 1 in sources), then the latest first.
    "#);
}

#[test]
fn what_matches_best_comes_first_or_the_latest_does() {
    let sandbox = Sandbox::with_fixtures();
    // in the title of one, in the summary of the other
    assert_eq!(found(&sandbox, &["licence"]), [GALLIUM, RULE]);
    assert_eq!(found(&sandbox, &["licence OR chips"])[0], RULE);
    let newest = found(&sandbox, &["talks OR list OR licence", "--newest-first"]);
    assert_eq!(newest.first().unwrap(), LISTING);
    assert_eq!(newest.last().unwrap(), RULE);
    assert_eq!(found(&sandbox, &["licence", "--newest-first", "--limit", "1"]), [GALLIUM]);
    assert_eq!(answer(&sandbox, &["licence", "--limit", "1"])["matched"], 2);
}

#[test]
fn filters_hold_besides_the_words() {
    let sandbox = Sandbox::with_fixtures();
    assert_eq!(found(&sandbox, &["huawei"]), [LISTING, RULE]);
    assert_eq!(found(&sandbox, &["huawei", "--to", "2023"]), [RULE]);
    assert_eq!(found(&sandbox, &["huawei", "--from", "2023"]), [LISTING]);
    assert_eq!(found(&sandbox, &["licence", "--side", "eue"]), [GALLIUM]);
    assert_eq!(found(&sandbox, &["licence", "--relation", "CHN-EUE"]), [GALLIUM]);
    assert_eq!(found(&sandbox, &["licence", "--kind", "dialogue"]), [""; 0]);
    assert_eq!(found(&sandbox, &["licence", "--topic", "critical-minerals"]), [GALLIUM]);
    assert_eq!(found(&sandbox, &["licence", "--side", "NLD"]), [""; 0]);
    let ran = sandbox.run(&["search", "licence", "--side", "XYZ"]);
    assert_eq!(ran.status, 1, "{ran}");
    assert!(ran.stderr.contains("--side XYZ"), "{ran}");
}

#[test]
fn a_corrected_title_is_found_by_its_new_words_and_in_the_past_by_its_old_ones() {
    let sandbox = Sandbox::with_fixtures();
    let before = now(&sandbox);
    sandbox.done(&["correct", LISTING, "--set", "title=Firm put on a roster", "--reason", "the word of the gazette"]);
    assert_eq!(found(&sandbox, &["title:roster"]), [LISTING]);
    assert_eq!(found(&sandbox, &["title:list"]), [""; 0]);
    assert_eq!(found(&sandbox, &["title:list", "--known-on", &before]), [LISTING]);
    assert_eq!(found(&sandbox, &["title:roster", "--known-on", &before]), [""; 0]);
    assert_eq!(found(&sandbox, &["listing NOT title:roster"]), [""; 0]);
    assert_eq!(found(&sandbox, &["listing NOT title:roster", "--known-on", &before]), [LISTING]);
    let hit = &answer(&sandbox, &["title:list", "--known-on", &before])["developments"][0];
    assert_eq!((&hit["title"], &hit["corrected"]), (&"Firm put on a list".into(), &false.into()));
}

#[test]
fn a_re_dated_development_is_ordered_and_filtered_by_the_date_as_known() {
    let sandbox = Sandbox::with_fixtures();
    let before = now(&sandbox);
    sandbox.done(&["correct", RULE, "--set", "date=2026-01-05", "--reason", "misread"]);
    assert_eq!(found(&sandbox, &["huawei", "--newest-first"]), [RULE, LISTING]);
    assert_eq!(found(&sandbox, &["huawei", "--newest-first", "--known-on", &before]), [LISTING, RULE]);
    assert_eq!(found(&sandbox, &["huawei", "--to", "2023"]), [""; 0]);
    assert_eq!(found(&sandbox, &["huawei", "--to", "2023", "--known-on", &before]), [RULE]);
}

#[test]
fn what_was_retracted_or_doubled_is_counted_but_no_hit_unless_asked() {
    let sandbox = Sandbox::with_fixtures();
    let before = now(&sandbox);
    sandbox.done(&["retract", LISTING, "--reason", "no gazette shows it"]);
    sandbox.done(&["duplicate", RULE, "--of", GALLIUM]);
    let left = answer(&sandbox, &["huawei"]);
    assert_eq!((&left["matched"], &left["retracted"], &left["duplicates"]), (&0.into(), &1.into(), &1.into()));
    assert_eq!(
        left["notices"],
        json!(["1 development left out as retracted.", "1 development left out as duplicates of others."])
    );
    assert_eq!(found(&sandbox, &["huawei", "--known-on", &before]), [LISTING, RULE]);
    let all = answer(&sandbox, &["huawei", "--with-retracted"]);
    assert_eq!(all["developments"][0]["retracted"], true);
    assert_eq!(all["developments"][1]["duplicate_of"], GALLIUM);
}

#[test]
fn an_actor_is_found_by_every_name_it_had_at_the_time() {
    let sandbox = Sandbox::with_fixtures();
    let before = now(&sandbox);
    sandbox.done(&["actor", "amend", "huawei", "--set", "names.0.name=Flower Works", "--reason", "renamed"]);
    sandbox.done(&["actor", "amend", "huawei", "--set", "aliases=[]", "--reason", "renamed"]);
    assert_eq!(found(&sandbox, &["actor:\"flower works\""]), [LISTING, RULE]);
    assert_eq!(found(&sandbox, &["technologies"]), [""; 0], "the alias is gone");
    assert_eq!(found(&sandbox, &["technologies", "--known-on", &before]), [LISTING, RULE]);
    assert_eq!(found(&sandbox, &["flower", "--known-on", &before]), [""; 0]);
    let actors = answer(&sandbox, &["flower"])["actors"].clone();
    assert_eq!((&actors[0]["id"], &actors[0]["name"]), (&"huawei".into(), &"Flower Works".into()));
}

#[test]
fn merged_actors_are_found_by_the_names_of_either() {
    let sandbox = Sandbox::with_fixtures();
    let before = now(&sandbox);
    assert_eq!(found(&sandbox, &["\"Seth Center\" 杨涛"]), [GENEVA]);
    sandbox.done(&["actor", "merge", "lithography-maker", "huawei", "--reason", "one firm"]);
    let both = found(&sandbox, &["actor:lithography"]);
    assert_eq!(both, found(&sandbox, &["actor:华为"]));
    assert_eq!(both.len(), 3);
    assert_eq!(found(&sandbox, &["actor:lithography", "--known-on", &before]).len(), 1);
    let actors = answer(&sandbox, &["lithography"])["actors"].clone();
    assert_eq!((&actors[0]["id"], actors.as_array().unwrap().len()), (&"huawei".into(), 1));
}

#[test]
fn words_that_were_not_public_are_not_found_and_not_shown() {
    let sandbox = Sandbox::with_fixtures();
    sandbox.done(&["cite", GENEVA, "--url", "https://press.example/late", "--published", "2025-02-01"]);
    sandbox.done(&["claim", GENEVA, "--by", "nsc", "--states", "Zeppelins were spoken of", "--source", "2"]);
    assert_eq!(found(&sandbox, &["zeppelins"]), [GENEVA]);
    assert_eq!(found(&sandbox, &["zeppelins", "--public-on", "2024-12-31"]), [""; 0]);
    assert_eq!(found(&sandbox, &["zeppelins", "--public-on", "2025-02-01"]), [GENEVA]);
    assert_eq!(found(&sandbox, &["dialogue NOT zeppelins", "--public-on", "2024-12-31"]), [GENEVA]);
    let later = answer(&sandbox, &["dialogue", "--public-on", "2024-05-01"]);
    assert_eq!(later["matched"], 0);
    let notices = later["notices"].to_string();
    assert!(notices.contains("left out as public only after 1 May 2024"), "{notices}");
    assert!(notices.contains("no source carries a publication date"), "{notices}");
}

#[test]
fn a_query_that_cannot_be_read_is_refused_with_its_place_and_the_remedy() {
    let sandbox = Sandbox::with_fixtures();
    assert_snapshot!(refused(&sandbox, "titel:gallium"), @r"
    status 1
    -- stderr
    error: `titel:` is no field (did you mean `title:`?); the fields are title, actor, place, legal, summary, claim, commitment, dispute, source
     --> WORDS:1:1
      |
    1 | titel:gallium
      | ^^^^^^

    hint: put a text that has a colon in quotes
    ");
    assert_snapshot!(refused(&sandbox, "出口 AND (管制"), @r"
    status 1
    -- stderr
    error: the parenthesis is never closed
     --> WORDS:1:8
      |
    1 | 出口 AND (管制
      |          ^^^^^

    hint: put `)` behind what belongs together
    ");
    assert_eq!(sandbox.run(&["search"]).status, 2);
}

#[test]
fn text_that_would_act_on_the_terminal_is_made_harmless() {
    let mut journal = geneva();
    journal.development(json!({
        "key": "2025-01-01-trap", "date": "2025-01-01", "title": "A\u{1b}[2Jtitle\u{202e}", "summary": "one\u{7}\ntwo\u{9b}3J",
        "kind": "other", "status": "reported",
        "actors": [{"actor": "china", "role": "participant", "office": "\u{8}office"}],
        "sources": [{"url": "https://e.org/x", "title": "\u{1b}[31m"}]
    }));
    let ask = Ask {
        query: Query::parse("2jtitle OR two OR office OR 31m OR china").unwrap(),
        filter: Filter::default(),
        until: None,
        public_on: None,
        newest_first: false,
        limit: 1,
        with_retracted: false,
    };
    let hit = Hit { key: "2025-01-01-trap".to_owned(), score: Some(9) };
    let found = Found { hits: vec![hit], matched: 1, ..Found::default() };
    let report = report(&journal.chronicle, &ask, &found);
    for text in [report.text(&Page::plain(80)), report.text(&Page::plain(200)), report.md()] {
        assert!(!text.chars().any(|c| c.is_control() && c != '\n'), "{text:?}");
    }
    let text = report.text(&Page::plain(80));
    for shown in ["A␛[«2Jtitle»⟨U+202E⟩", "«two»", "␈«office»", "␛[«31m»"] {
        assert!(text.contains(shown), "{shown}\n{text}");
    }
}

#[test]
fn an_index_follows_what_is_recorded_and_rebuild_can_leave_it_out() {
    let sandbox = Sandbox::with_fixtures();
    sandbox.done(&["rebuild", "--no-search"]);
    assert!(!sandbox.file(".annals/search").exists());
    sandbox.done(&["rebuild"]);
    let meta = || std::fs::read(sandbox.file(".annals/search/meta.json")).unwrap();
    let made = meta();
    sandbox.done(&["correct", LISTING, "--set", "title=Firm put on a roster", "--reason", "its own word"]);
    assert!(made == meta(), "who records does not wait for the index");
    let hits = sandbox.json(&["search", "roster"]);
    assert_eq!(hits["matched"], 1);
    assert!(made != meta(), "who searches brings it up to the journal");
}
