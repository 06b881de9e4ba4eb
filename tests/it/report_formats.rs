//! CSV and Markdown: what the journal says stays data.

use crate::fixture::{GENEVA, Journal, geneva};
use annals::domain::chronicle::Chronicle;
use annals::domain::filter::Filter;
use annals::domain::scale::Scale;
use annals::domain::vocabulary::Vocabulary;
use annals::report::actor_list::actor_list;
use annals::report::changes::{ChangesQuery, Edge, changes};
use annals::report::development::development;
use annals::report::dossier::dossier;
use annals::report::history::history;
use annals::report::info::{JournalFacts, info};
use annals::report::log::log;
use annals::report::relation::relation;
use annals::report::render::Rendered;
use annals::report::series::{SeriesQuery, bar_report, series_report};
use annals::report::sources::{By, SourcesQuery, sources};
use annals::report::stats::stats;
use annals::report::timeline::{TimelineQuery, timeline};
use serde_json::json;

const TRAP: &str = "2025-01-01-trap";

/// A development whose every text would act somewhere.
fn trap() -> Journal {
    let mut journal = geneva();
    let text = "=cmd|'/c calc'!A1 | <script>alert(1)</script> [x](javascript:y)\n# heading, \"quoted\"";
    journal.development(json!({
        "key": TRAP, "date": "2025-01-01", "title": text, "summary": text, "dispute": text, "kind": "other", "status": "reported",
        "titles": [{"side": "CHN", "title": text}], "place": {"name": text, "country": "CHN"},
        "actors": [{"actor": "china", "role": "participant", "office": text}, {"actor": "united-states", "role": "target"}],
        "plover": "AGREE", "cameo": "036",
        "legal": {"instrument": text, "binding": false},
        "claims": [{"speaker": text, "side": "CHN", "polarity": "states", "text": text, "source": 0}],
        "commitments": [{"key": "c", "by": ["china"], "to": ["united-states"], "text": text, "source": 0}],
        "sources": [{"url": "javascript:alert(1)", "title": text, "publisher": text, "quote": text}]
    }));
    journal
}

fn changes_query(journal: &Journal) -> ChangesQuery {
    let until = Edge::end(journal.events.len() as u64, "now");
    ChangesQuery { filter: Filter::default(), since: Edge::end(0, "the beginning"), until }
}

fn all(journal: &Journal) -> Vec<Box<dyn Rendered>> {
    let chronicle = &journal.chronicle;
    let state = chronicle.development(TRAP).unwrap();
    vec![
        Box::new(timeline(chronicle, &TimelineQuery::default())),
        Box::new(development(chronicle, state, None).unwrap()),
        Box::new(history(chronicle, &state.current.key, &journal.about(TRAP))),
        Box::new(dossier(chronicle, chronicle.actor("china").unwrap(), None, None)),
        Box::new(actor_list(chronicle, None, None)),
        Box::new(relation(chronicle, "CHN-USA".parse().unwrap(), None, &SeriesQuery::default())),
        Box::new(series_report(chronicle, "CHN-USA".parse().unwrap(), None, &SeriesQuery::default())),
        Box::new(bar_report(chronicle, "CHN-USA".parse().unwrap(), None, &Scale::ALL[..2], "2025".parse().unwrap())),
        Box::new(stats(chronicle, &JournalFacts::default(), &Filter::default(), "--text trap")),
        Box::new(log(chronicle, &journal.events)),
        Box::new(sources(chronicle, &SourcesQuery::default())),
        Box::new(sources(chronicle, &SourcesQuery { by: By::Publisher, ..SourcesQuery::default() })),
        Box::new(changes(Chronicle::new(), &journal.events, &changes_query(journal)).unwrap()),
        Box::new(info(chronicle, &JournalFacts::default(), None)),
    ]
}

#[test]
fn csv_reads_back_with_as_many_cells_in_each_row_and_no_formula() {
    for answer in all(&trap()) {
        let text = answer.csv().unwrap();
        let mut reader = csv::ReaderBuilder::new().from_reader(text.as_bytes());
        let width = reader.headers().unwrap().len();
        let mut rows = 0;
        for record in reader.records() {
            let record = record.unwrap();
            assert_eq!(record.len(), width);
            assert!(!record.iter().any(|cell| cell.starts_with(['=', '+', '@', '\t', '\r'])), "{record:?}");
            rows += 1;
        }
        assert!(rows > 0, "{text}");
    }
}

#[test]
fn a_csv_cell_keeps_its_quotes_and_line_breaks_behind_the_apostrophe() {
    let journal = trap();
    let state = journal.chronicle.development(TRAP).unwrap();
    let text = development(&journal.chronicle, state, None).unwrap().csv().unwrap();
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let at = reader.headers().unwrap().iter().position(|name| name == "title").unwrap();
    let record = reader.records().next().unwrap().unwrap();
    assert_eq!(&record[at], format!("'{}", state.current.title));
}

#[test]
fn markdown_has_no_tag_no_script_no_heading_and_no_cell_of_the_journals_making() {
    for answer in all(&trap()) {
        let text = answer.md();
        assert!(!text.contains("<script"), "{text}");
        assert!(!text.replace("\\]", "").contains("](javascript"), "{text}");
        assert!(!text.lines().any(|line| line.starts_with("# heading")), "{text}");
        let cells = |line: &str| line.replace("\\|", "").matches('|').count();
        let mut width = None;
        for line in text.lines() {
            if line.starts_with("| ") {
                assert_eq!(*width.get_or_insert(cells(line)), cells(line), "{line}");
            } else if !line.starts_with('|') {
                width = None;
            }
        }
    }
}

#[test]
fn the_timeline_in_markdown_is_a_table_with_linked_sources() {
    let text = timeline(&geneva().chronicle, &TimelineQuery::default()).md();
    insta::assert_snapshot!(text, @r#"
| Date | Development | Sides | Kind | Status | Key | Sources |
| --- | --- | --- | --- | --- | --- | --- |
| 7 October 2022 | **US restricts exports of advanced chips to China** | CHN-USA | export-control | suspended | `2022-10-07-chip-controls` | [\[0\]](https://www.bis.gov/rule) [\[1\]](https://example.org/later) |
| December 2022 | **China challenges the controls at the WTO** | CHN-USA | litigation | announced | `2022-12-china-wto-case` | \[0\] |
| 14 May 2024 | **China and the United States hold their first dialogue on AI in Geneva** | CHN-USA | dialogue | held, corrected, sources disagree | `2024-05-14-geneva-ai-dialogue` | [\[0\]](https://www.whitehouse.gov/briefing-room/statements-releases/2024/05/15/statement-on-the-us-prc-talks-on-ai-risk-and-safety/) [\[1\]](https://www.mfa.gov.cn/xw/202405) [\[2\]](https://example.org/analysis) |

1 development left out as retracted.
"#);
}

#[test]
fn a_development_in_markdown_has_both_sides_words_and_numbered_sources() {
    let journal = geneva();
    let state = journal.chronicle.development(GENEVA).unwrap();
    insta::assert_snapshot!(development(&journal.chronicle, state, None).unwrap().md(), @r#"
# China and the United States hold their first dialogue on AI in Geneva

14 May 2024 · dialogue · held · CHN-USA · Geneva, CHE · corrected · sources disagree

`2024-05-14-geneva-ai-dialogue`

Officials exchanged views on the risks of advanced systems and on how each side governs them.

- CHN calls it: 中美人工智能政府间对话首次会议
- held: 13 May 2024
- topics: artificial-intelligence
- co-chair: Yang Tao 杨涛 (CHN), Director-General, Department of North American and Oceanian Affairs
- co-chair: Tarun Chhabra (USA), Special Assistant to the President
- plover: CONSULT

## What the sides say

- United States states: The talks were candid and constructive; concerns over misuse of AI were raised. – White House readout \[source 0\]
- China denies: Allegations of misuse are groundless; it is the United States that restricts and pressures. – Ministry of Foreign Affairs \[source 1\]
- China is silent on a point: the agreement to keep channels open. \[source 2\]

## What the sources disagree on

The accounts differ on who asked for the meeting.

## Commitments

- United States, China to China, United States: Keep channels on AI open. (partly, due possibly December 2024, one-sided) \[source 0\]
  - partly as of 16 November 2024: No second round is on record.

## Ties from it

- follows: US restricts exports of advanced chips to China (+585 days, as stated by the analyst, same topic) `2022-10-07-chip-controls`

## Sources

- \[0\] [Statement on the U.S.-PRC Talks on AI, White House, 15 May 2024, en, USA](https://www.whitehouse.gov/briefing-room/statements-releases/2024/05/15/statement-on-the-us-prc-talks-on-ai-risk-and-safety/)
- \[1\] [中美人工智能政府间对话首次会议在日内瓦召开, 外交部, 15 May 2024, zh, CHN](https://www.mfa.gov.cn/xw/202405)
- \[2\] [What was left out, Journal, June 2024, en](https://example.org/analysis)

## Record

- recorded 2026-11-24 15:09 UTC by Ada \[event 9\]
- corrected 2026-11-24 15:12 UTC by Bo: date. Reason: Both readouts give 14 May
- public since: 15 May 2024
- revision 3, id 00000000-0000-0000-0000-00000000d009
"#);
}
