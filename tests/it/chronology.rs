//! The chronology report: the laws of its data and of its page in Markdown.

#![allow(clippy::unwrap_used, reason = "a fixture that does not hold is a failed test")]

mod journal;
mod pages;

use annals::domain::chronicle::Chronicle;
use annals::domain::filter::Filter;
use annals::report::chronology::{Chronology, Column, Request, chronology};
use annals::report::render::markdown_chronology::markdown;
use journal::{ANSWER, GENEVA, RULE, cast, development, page, party, recorded, relation, report, request, take};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// The text of one section without its heading.
pub(super) fn section(page: &str, anchor: &str) -> String {
    let (_, rest) = page.split_once(&format!("<a id=\"section-{anchor}\"></a>")).unwrap();
    let (_, rest) = rest.split_once('\n').unwrap();
    rest.split("\n## ").next().unwrap().trim().to_owned()
}

/// What stands between each `start` and the `end` after it.
fn between<'p>(page: &'p str, start: &str, end: char) -> Vec<&'p str> {
    page.split(start).skip(1).map(|rest| rest.split(end).next().unwrap()).collect()
}

/// The cells of a row, split at pipes that no backslash escapes.
fn cells(line: &str) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut escaped = false;
    for c in line.trim_matches('|').chars() {
        if c == '|' && !escaped {
            cells.push(String::new());
        } else {
            cells.last_mut().unwrap().push(c);
        }
        escaped = c == '\\' && !escaped;
    }
    cells
}

fn column_of(report: &Chronology, key: &str) -> Column {
    report.entries.iter().find(|entry| entry.key == key).unwrap().column.unwrap()
}

#[test]
fn the_same_journal_and_query_give_the_same_bytes() {
    assert_eq!(page(), page());
}

#[test]
fn every_link_within_the_page_leads_to_one_anchor() {
    let page = page();
    let anchors = between(&page, "<a id=\"", '"');
    let unique: BTreeSet<&str> = anchors.iter().copied().collect();
    assert_eq!(unique.len(), anchors.len(), "an anchor stands twice");
    let links = between(&page, "](#", ')');
    assert!(links.len() > 40, "{}", links.len());
    for link in links {
        assert!(unique.contains(link), "nothing is anchored at {link}");
    }
    for entry in report().entries {
        assert!(unique.contains(entry.key.as_str()), "{} has no anchor", entry.key);
    }
}

#[test]
fn notes_are_numbered_in_the_order_of_the_entries() {
    let report = report();
    let mut next = 1;
    for entry in &report.entries {
        let corrected = entry.corrections.iter().filter_map(|corrected| corrected.cited.as_ref());
        for citation in entry.cited.iter().chain(corrected) {
            assert!(citation.number <= next, "{} skips to note {}", entry.key, citation.number);
            next = next.max(citation.number + 1);
        }
    }
    assert_eq!(report.notes.len() + 1, next);
}

#[test]
fn every_note_used_is_listed_and_every_note_listed_is_used() {
    let page = page();
    let (body, sources) = page.split_once("<a id=\"section-sources\">").unwrap();
    let number = |text: &&str| text.parse::<usize>().unwrap();
    let used: BTreeSet<usize> = between(body, "](#note-", ')').iter().map(number).collect();
    let listed: Vec<usize> = between(sources, "<a id=\"note-", '"').iter().map(number).collect();
    assert_eq!(used.into_iter().collect::<Vec<usize>>(), listed);
    assert_eq!(listed, (1..=listed.len()).collect::<Vec<usize>>());
}

#[test]
fn one_document_is_one_note_however_often_it_is_cited() {
    let notes = report().notes;
    let ministry: Vec<_> = notes.iter().filter(|note| note.urls.iter().any(|url| url.ends_with("cn/1"))).collect();
    assert_eq!(ministry.len(), 1);
    assert_eq!(ministry[0].title.as_deref(), Some("商务部新闻发言人就美方规则答记者问"));
    assert_eq!(ministry[0].archived, ["ab12"]);
}

#[test]
fn the_same_title_and_publisher_of_another_day_are_another_document() {
    let mut chronicle = cast();
    for (day, key) in [("2024-05-01", "one"), ("2024-05-02", "two"), ("2024-05-02", "three")] {
        let source = json!({"title": "Press conference", "publisher": "Ministry", "published": day});
        let more =
            json!({"parties": [party("china", "speaker"), party("united-states", "target")], "sources": [source]});
        development(&mut chronicle, key, "2024-05-03", "statement", more);
    }
    assert_eq!(chronology(&chronicle, request(relation())).notes.len(), 2);
}

#[test]
fn an_entry_is_one_sided_only_where_every_source_carries_the_same_side() {
    let mut chronicle = cast();
    let sides = [
        ("both", vec![Some("CHN"), Some("USA")]),
        ("china", vec![Some("CHN"), Some("CHN")]),
        ("part", vec![Some("CHN"), None]),
    ];
    for (key, sides) in sides {
        let source = |(number, side): (usize, &Option<&str>)| json!({"url": format!("https://example.org/{key}/{number}"), "side": side});
        let sources: Vec<Value> = sides.iter().enumerate().map(source).collect();
        let parties = json!([party("china", "initiator"), party("united-states", "target")]);
        development(&mut chronicle, key, "2024-05-01", "ban", json!({"parties": parties, "sources": sources}));
    }
    let balance = chronology(&chronicle, request(relation())).balance;
    assert_eq!(balance.one_sided, [("China".to_owned(), 1)]);
    assert_eq!((balance.notes, balance.unsided, balance.single), (6, 1, 0));
}

#[test]
fn answers_in_a_circle_end() {
    let mut chronicle = cast();
    let parties = json!([party("china", "initiator"), party("united-states", "target")]);
    for (key, day) in [("one", "2024-05-01"), ("two", "2024-05-02")] {
        development(&mut chronicle, key, day, "ban", json!({"parties": parties}));
    }
    for (key, action) in [("one", "two"), ("two", "one")] {
        let link = json!({"rel": "responds-to", "key": action});
        take(&mut chronicle, "link.asserted", json!({"key": key, "link": link}));
    }
    let chains = chronology(&chronicle, request(relation())).responses;
    let steps: Vec<(usize, &str)> =
        chains.iter().flatten().map(|step| (step.depth, step.development.key.as_str())).collect();
    assert_eq!(steps, [(0, "two"), (1, "one"), (2, "two")]);
}

#[test]
fn a_status_that_moved_says_when_and_on_what_document() {
    let mut chronicle = recorded();
    let moved = json!({"key": RULE, "from": "in-force", "to": "suspended", "on": "2024-11", "source": 0});
    take(&mut chronicle, "status.changed", moved);
    let report = chronology(&chronicle, request(relation()));
    assert!(markdown(&report).contains("Moved from in force to suspended, November 2024 [\\[3, p. 7\\]](#note-3)."));
    assert!(report.overview.in_force.is_empty());
}

#[test]
fn no_text_breaks_a_row_of_a_table() {
    let page = page();
    let mut width = None;
    let mut rows = 0;
    for line in page.lines() {
        if !line.starts_with('|') {
            width = None;
            continue;
        }
        let found = cells(line).len();
        assert_eq!(*width.get_or_insert(found), found, "{line}");
        rows += 1;
    }
    assert!(rows > 30, "{rows}");
    for line in section(&page, "chronology").lines().filter(|line| line.starts_with('|')) {
        assert_eq!(cells(line).len(), 4, "{line}");
    }
}

#[test]
fn hostile_text_stays_text() {
    let page = page().replace("\\]", "");
    for markup in ["<script", "<img", "<b>", "](javascript", "](https://evil", "\n## not", "\n# c"] {
        assert!(!page.contains(markup), "{markup}");
    }
    assert!(
        journal::page().contains(r"A \| B &lt;script&gt;alert(1)&lt;/script&gt; \[x\](javascript:alert(1)) \`code\`")
    );
}

#[test]
fn an_entry_stands_in_the_column_of_who_acts() {
    let report = report();
    assert_eq!(column_of(&report, RULE), Column::Second);
    assert_eq!(column_of(&report, ANSWER), Column::First);
    assert_eq!(column_of(&report, GENEVA), Column::Both);
    assert_eq!(column_of(&report, "2024-talks"), Column::Both);
    assert_eq!(column_of(&report, "2024-06-hague-licence"), Column::Both);
}

#[test]
fn columns_follow_the_rule_that_the_method_prints() {
    let cases = [
        ("statement", vec![("china", "speaker"), ("united-states", "participant")], Column::First),
        ("agreement", vec![("china", "speaker"), ("united-states", "participant")], Column::Both),
        ("summit", vec![("united-states", "initiator"), ("china", "participant")], Column::Both),
        ("report", vec![("united-states", "initiator"), ("china", "participant")], Column::Second),
        ("cooperation", vec![("china", "initiator"), ("united-states", "initiator")], Column::Both),
        (
            "ban",
            vec![("netherlands", "initiator"), ("united-states", "initiator"), ("china", "target")],
            Column::Second,
        ),
        (
            "dialogue",
            vec![("united-states", "host"), ("netherlands", "participant"), ("china", "affected")],
            Column::Second,
        ),
        ("litigation", vec![("wto", "initiator"), ("china", "participant"), ("united-states", "target")], Column::Both),
    ];
    for (kind, parties, expected) in cases {
        let mut chronicle = cast();
        let parties: Vec<Value> = parties.into_iter().map(|(actor, role)| party(actor, role)).collect();
        development(&mut chronicle, "it", "2024-05-01", kind, json!({"parties": parties}));
        let report = chronology(&chronicle, request(relation()));
        assert_eq!(column_of(&report, "it"), expected, "{kind}");
    }
}

#[test]
fn a_third_sides_act_is_marked_with_its_name() {
    let report = report();
    let entry = report.entries.iter().find(|entry| entry.key == "2024-06-hague-licence").unwrap();
    assert!(entry.is_third_act);
    assert_eq!(entry.third, ["the Netherlands"]);
    assert!(markdown(&report).contains("*Act of a third side: the Netherlands*"));
}

#[test]
fn what_was_retracted_is_not_listed_but_counted() {
    let page = page();
    assert!(!page.contains("2024-05-04-withdrawn"));
    assert!(page.contains("no longer stand: 1 retracted, 0 marked as duplicates"));
}

#[test]
fn an_empty_answer_is_still_a_page() {
    let page = markdown(&chronology(&Chronicle::new(), Request::default()));
    assert!(page.contains("No development passes the query."));
    assert!(page.contains("of an empty journal"));
}

#[test]
fn without_one_relation_the_entries_are_a_list_with_their_sides() {
    let page = markdown(&chronology(&recorded(), request(Filter::default())));
    let list = section(&page, "chronology");
    assert!(!list.contains("\n|"));
    assert!(list.contains("- 14 May 2024 · China, United States<br><a id=\"2024-05-14-geneva-ai-dialogue\"></a>"));
    assert!(list.contains("- 9 January 2023 · China<br>"));
}
