//! Histories and the log: every event in words.

use crate::fixture::{CONTROLS, GENEVA, Journal, event, geneva};
use annals::domain::event::EventType;
use annals::domain::slug::Key;
use annals::report::history::history;
use annals::report::log::log;
use annals::report::render::Rendered;
use annals::report::render::page::Page;
use serde_json::{Value, json};

fn told(journal: &Journal, key: &str) -> String {
    let key: Key = key.parse().unwrap();
    history(&journal.chronicle, &key, &journal.about(key.as_str())).text(&Page::plain(100))
}

/// The last event about a development, in words.
fn last(journal: &Journal, key: &str) -> (String, Vec<String>) {
    let key: Key = key.parse().unwrap();
    let step = history(&journal.chronicle, &key, &journal.about(key.as_str())).steps.pop().unwrap();
    (step.deed, step.details)
}

#[test]
fn the_life_of_a_development_is_told_event_by_event() {
    insta::assert_snapshot!(told(&geneva(), GENEVA), @r#"
China and the United States hold their first dialogue on AI in Geneva
2024-05-14-geneva-ai-dialogue

2026-11-24 15:09 UTC  Ada recorded “China and the United States hold their first dialogue on AI in
                      Geneva” under 2024-05-13 (13 May 2024), dialogue with status held, on 3
                      sources. [event 9, revision 1]
2026-11-24 15:11 UTC  Ada assessed the commitment 2024-05-14-keep-channels-open as partly as of
                      2024-11-16 (16 November 2024). Reason: No second round is on record. [event
                      11, revision 2]
2026-11-24 15:12 UTC  Bo corrected the date from 2024-05-13 (13 May 2024) to 2024-05-14 (14 May
                      2024). Reason: Both readouts give 14 May. [event 12, revision 3]
"#);
    insta::assert_snapshot!(told(&geneva(), CONTROLS), @r#"
US restricts exports of advanced chips to China
2022-10-07-chip-controls

2026-11-24 15:07 UTC  Ada recorded “US restricts exports of advanced chips to China” under
                      2022-10-07 (7 October 2022), export-control with status in-force, on 2
                      sources. [event 7, revision 1]
2026-11-24 15:14 UTC  Bo moved the status from in-force to suspended as of 2025-11-10 (10 November
                      2025) [source 1]. [event 14, revision 2]
"#);
}

#[test]
fn a_correction_of_a_list_tells_what_was_added_removed_and_changed() {
    let corrected = |field: &str, new: Value| {
        let mut journal = geneva();
        journal.correct(GENEVA, field, new, "checked");
        let (deed, details) = last(&journal, GENEVA);
        if details.is_empty() { deed } else { format!("{deed}: {}", details.join("; ")) }
    };
    assert_eq!(corrected("topics", json!(["artificial-intelligence", "trade"])), "added topic trade");
    assert_eq!(
        corrected("topics", json!(["trade"])),
        "corrected 2 things: removed topic artificial-intelligence; added topic trade"
    );
    assert_eq!(corrected("topics.1", json!("quantum")), "added topic quantum");
    let party = |role: &str| json!({"actor": "yang-tao", "role": role, "office": "Director-General, Department of North American and Oceanian Affairs"});
    assert_eq!(
        corrected("parties", json!([party("chair")])),
        "corrected 2 things: the role of party 0 from co-chair to chair; removed party Tarun Chhabra as co-chair (“Special Assistant to the President”)"
    );
    let mut sources = serde_json::to_value(&geneva().chronicle.development(GENEVA).unwrap().current.sources).unwrap();
    sources[1]["url"] = json!("https://www.mfa.gov.cn/new");
    assert_eq!(
        corrected("sources", sources),
        "corrected the URL of source 1 from https://www.mfa.gov.cn/xw/202405 to https://www.mfa.gov.cn/new"
    );
    assert_eq!(
        corrected("dates", json!([{"role": "held", "date": "2024-05-14"}])),
        "corrected the date of date 0 from 2024-05-13 (13 May 2024) to 2024-05-14 (14 May 2024)"
    );
    assert_eq!(
        corrected("sources.2.published", json!("2024-06-03")),
        "corrected the publication date of source 2 from 2024-06 (June 2024) to 2024-06-03 (3 June 2024)"
    );
    assert_eq!(
        corrected("dispute", Value::Null),
        "removed the dispute: “The accounts differ on who asked for the meeting.”"
    );
    assert_eq!(
        corrected("legal", json!({"citation": "89 FR 1", "binding": true})),
        "added the legal form: citation “89 FR 1”, binding yes"
    );
    assert_eq!(
        corrected("place", json!({"name": "Bern", "country": "CHE"})),
        "corrected the name of the place from “Geneva” to “Bern”"
    );
    assert_eq!(
        corrected("title", json!("Talks")),
        "corrected the title from “China and the United States hold their first dialogue on AI in Geneva” to “Talks”"
    );
}

#[test]
fn every_type_of_event_has_its_sentence() {
    let mut journal = geneva();
    let key = GENEVA;
    let lead = "00000000-0000-0000-0000-000000000007";
    for (event_type, content) in [
        ("development.marked-duplicate", json!({"key": "2024-05-20-rumoured-second-round", "of": key})),
        ("source.cited", json!({"key": key, "source": {"title": "T", "publisher": "P", "published": "2024-07"}})),
        (
            "claim.recorded",
            json!({"key": key, "claim": {"by": "china", "side": "CHN", "polarity": "silent", "text": "the place.", "source": 1}}),
        ),
        (
            "link.asserted",
            json!({"key": key, "link": {"rel": "follows", "key": "2022-12-china-wto-case", "asserted_by": "mfa", "note": "n"}}),
        ),
        (
            "link.withdrawn",
            json!({"key": key, "rel": "follows", "target": "2022-12-china-wto-case", "asserted_by": "mfa", "reason": "unfounded"}),
        ),
        (
            "commitment.made",
            json!({"key": key, "commitment": {"key": "c-2", "by": ["china"], "to": ["united-states"], "text": "Meet again.", "due": "2024", "source": 0}}),
        ),
        (
            "actor.amended",
            json!({"id": "mfa", "changes": [{"field": "aliases", "old": null, "new": ["Waijiaobu"]}], "reason": null}),
        ),
        ("actors.merged", json!({"from": "bis", "into": "us-commerce", "reason": "a test"})),
        ("search.logged", json!({"place": "fmprc.gov.cn", "words": "AI dialogue", "period": "2024-05", "note": null})),
        ("lead.accepted", json!({"lead": lead, "name": "gdelt:7", "key": key})),
        ("lead.rejected", json!({"lead": lead, "name": "gdelt:8", "reason": "no news"})),
        ("lead.marked-duplicate", json!({"lead": lead, "name": "gdelt:9", "of": key})),
    ] {
        journal.add(event(event_type, content));
    }
    let recorded = log(&journal.chronicle, &journal.events);
    let mut types: Vec<&str> = recorded.rows.iter().map(|row| row.event_type).collect();
    types.sort_unstable();
    types.dedup();
    assert_eq!(types.len(), EventType::of_record().count(), "{types:?}");
    insta::assert_snapshot!(recorded.text(&Page::plain(160)), @r#"
 0  2026-11-24 15:00 UTC  Ada  actor.registered              china: registered China 中国: state, CHN
 1  2026-11-24 15:01 UTC  Ada  actor.registered              united-states: registered United States: state, USA
 2  2026-11-24 15:02 UTC  Ada  actor.registered              us-commerce: registered Department of Commerce: ministry, USA
 3  2026-11-24 15:03 UTC  Ada  actor.registered              bis: registered Bureau of Industry and Security: agency, USA
 4  2026-11-24 15:04 UTC  Ada  actor.registered              mfa: registered Ministry of Foreign Affairs 外交部: ministry, CHN
 5  2026-11-24 15:05 UTC  Ada  actor.registered              yang-tao: registered Yang Tao 杨涛: person, CHN
 6  2026-11-24 15:06 UTC  Ada  actor.registered              tarun-chhabra: registered Tarun Chhabra: person, USA
 7  2026-11-24 15:07 UTC  Ada  development.recorded          2022-10-07-chip-controls: recorded “US restricts exports of advanced chips to China” under
                                                             2022-10-07 (7 October 2022), export-control with status in-force, on 2 sources
 8  2026-11-24 15:08 UTC  Ada  development.recorded          2022-12-china-wto-case: recorded “China challenges the controls at the WTO” under 2022-12 (December
                                                             2022), litigation with status announced, on 1 source
 9  2026-11-24 15:09 UTC  Ada  development.recorded          2024-05-14-geneva-ai-dialogue: recorded “China and the United States hold their first dialogue on
                                                             AI in Geneva” under 2024-05-13 (13 May 2024), dialogue with status held, on 3 sources
10  2026-11-24 15:10 UTC  Ada  development.recorded          2024-05-20-rumoured-second-round: recorded “A second round is rumoured” under 2024-05-20 (20 May
                                                             2024), report with status reported, on 1 source
11  2026-11-24 15:11 UTC  Ada  commitment.assessed           2024-05-14-geneva-ai-dialogue: assessed the commitment 2024-05-14-keep-channels-open as partly as
                                                             of 2024-11-16 (16 November 2024). Reason: No second round is on record.
12  2026-11-24 15:12 UTC  Bo   development.corrected         2024-05-14-geneva-ai-dialogue: corrected the date from 2024-05-13 (13 May 2024) to 2024-05-14 (14
                                                             May 2024). Reason: Both readouts give 14 May
13  2026-11-24 15:13 UTC  Bo   development.retracted         2024-05-20-rumoured-second-round: retracted the development; its key stays readable. Reason: No
                                                             source confirms it.
14  2026-11-24 15:14 UTC  Bo   status.changed                2022-10-07-chip-controls: moved the status from in-force to suspended as of 2025-11-10 (10 November
                                                             2025) [source 1]
15  2026-11-24 15:15 UTC  Bo   development.marked-duplicate  2024-05-20-rumoured-second-round: marked it a duplicate of 2024-05-14-geneva-ai-dialogue
16  2026-11-24 15:16 UTC  Bo   source.cited                  2024-05-14-geneva-ai-dialogue: cited a source: “T”, P, July 2024
17  2026-11-24 15:17 UTC  Bo   claim.recorded                2024-05-14-geneva-ai-dialogue: recorded that China is silent on a point: the place. [source 1]
18  2026-11-24 15:18 UTC  Bo   link.asserted                 2024-05-14-geneva-ai-dialogue: asserted that it follows 2022-12-china-wto-case, as stated by
                                                             Ministry of Foreign Affairs (n)
19  2026-11-24 15:19 UTC  Bo   link.withdrawn                2024-05-14-geneva-ai-dialogue: withdrew the tie follows 2022-12-china-wto-case, as stated by
                                                             Ministry of Foreign Affairs. Reason: unfounded
20  2026-11-24 15:20 UTC  Bo   commitment.made               2024-05-14-geneva-ai-dialogue: recorded the commitment c-2 of China to United States: Meet again,
                                                             due 2024 [source 0]
21  2026-11-24 15:21 UTC  Bo   actor.amended                 mfa: added alias “Waijiaobu”
22  2026-11-24 15:22 UTC  Bo   actors.merged                 bis: merged the actor bis into us-commerce. Reason: a test
23  2026-11-24 15:23 UTC  Bo   search.logged                 fmprc.gov.cn: searched fmprc.gov.cn for “AI dialogue” in 2024-05 (May 2024) and found nothing
24  2026-11-24 15:24 UTC  Bo   lead.accepted                 gdelt:7: accepted the lead as 2024-05-14-geneva-ai-dialogue
25  2026-11-24 15:25 UTC  Bo   lead.rejected                 gdelt:8: rejected the lead. Reason: no news
26  2026-11-24 15:26 UTC  Bo   lead.marked-duplicate         gdelt:9: marked the lead a duplicate of 2024-05-14-geneva-ai-dialogue
"#);
}

#[test]
fn the_log_on_a_narrow_page_sets_the_summary_below() {
    let journal = geneva();
    let last = journal.events.len() - 1;
    insta::assert_snapshot!(log(&journal.chronicle, &journal.events[last..]).text(&Page::plain(80)), @r#"
14 · 2026-11-24 15:14 UTC · Bo · status.changed
    2022-10-07-chip-controls: moved the status from in-force to suspended as of
    2025-11-10 (10 November 2025) [source 1]
"#);
}

#[test]
fn a_history_as_json_has_the_events_with_their_revisions() {
    let journal = geneva();
    let key: Key = GENEVA.parse().unwrap();
    let json = history(&journal.chronicle, &key, &journal.about(GENEVA)).json().unwrap();
    let value: Value = serde_json::from_str(&json).unwrap();
    let steps = value["steps"].as_array().unwrap();
    assert_eq!(steps.iter().map(|step| step["revision"].as_u64().unwrap()).collect::<Vec<u64>>(), [1, 2, 3]);
    assert_eq!(steps[2]["type"], "development.corrected");
    assert_eq!(steps[2]["reason"], "Both readouts give 14 May");
}
