//! Reports on a terminal's page, 80 and 200 columns wide.

use crate::fixture::{CONTROLS, GENEVA, Journal, geneva};
use annals::domain::chronicle::Chronicle;
use annals::report::actor_list::actor_list;
use annals::report::development::development;
use annals::report::render::Rendered;
use annals::report::render::page::Page;
use annals::report::timeline::{TimelineQuery, timeline};
use serde_json::json;

fn show(chronicle: &Chronicle, key: &str, width: usize) -> String {
    development(chronicle, chronicle.development(key).unwrap(), None).unwrap().text(&Page::plain(width))
}

fn whole(chronicle: &Chronicle, width: usize) -> String {
    timeline(chronicle, &TimelineQuery::default()).text(&Page::plain(width))
}

#[test]
fn the_timeline_on_a_narrow_page_sets_what_an_entry_is_below_its_title() {
    insta::assert_snapshot!(whole(&geneva().chronicle, 80), @r#"
2022
7 October 2022  US restricts exports of advanced chips to China
                CHN-USA · export-control · suspended · 2022-10-07-chip-controls
December 2022   China challenges the controls at the WTO
                CHN-USA · litigation · announced · 2022-12-china-wto-case

2024
14 May 2024     China and the United States hold their first dialogue on AI in
                Geneva
                CHN-USA · dialogue · held · corrected · sources disagree
                2024-05-14-geneva-ai-dialogue

1 development left out as retracted.
"#);
}

#[test]
fn the_timeline_on_a_wide_page_sets_what_an_entry_is_in_columns() {
    insta::assert_snapshot!(whole(&geneva().chronicle, 200), @r#"
2022
7 October 2022  US restricts exports of advanced chips to China                        CHN-USA  export-control  suspended
                2022-10-07-chip-controls
December 2022   China challenges the controls at the WTO                               CHN-USA  litigation      announced
                2022-12-china-wto-case

2024
14 May 2024     China and the United States hold their first dialogue on AI in Geneva  CHN-USA  dialogue        held, corrected, sources disagree
                2024-05-14-geneva-ai-dialogue

1 development left out as retracted.
"#);
}

#[test]
fn the_newest_first_is_the_same_order_reversed_and_a_limit_is_told() {
    let journal = geneva();
    let keys = |query: &TimelineQuery| -> Vec<String> {
        timeline(&journal.chronicle, query).entries.iter().map(|entry| entry.key.to_string()).collect()
    };
    let mut oldest = keys(&TimelineQuery::default());
    oldest.reverse();
    assert_eq!(keys(&TimelineQuery { newest_first: true, ..TimelineQuery::default() }), oldest);
    let limited = timeline(&journal.chronicle, &TimelineQuery { limit: Some(1), ..TimelineQuery::default() });
    assert_eq!((limited.entries.len(), limited.matched), (1, 1));
    assert_eq!(limited.notices.first().unwrap(), "1 development shown, as many as the limit; there may be more.");
}

#[test]
fn a_development_on_a_narrow_page_has_both_sides_words_below_each_other() {
    insta::assert_snapshot!(show(&geneva().chronicle, GENEVA, 80), @r#"
China and the United States hold their first dialogue on AI in Geneva
14 May 2024 · dialogue · held · CHN-USA · Geneva, CHE · corrected
sources disagree
2024-05-14-geneva-ai-dialogue

Officials exchanged views on the risks of advanced systems and on how each side
governs them.

CHN title     中美人工智能政府间对话首次会议 (zh)
held          13 May 2024
topics        artificial-intelligence
co-chair      Yang Tao 杨涛 (CHN), Director-General, Department of North
              American and Oceanian Affairs
              Tarun Chhabra (USA), Special Assistant to the President
codings       plover CONSULT

What the sides say
  –  China denies: Allegations of misuse are groundless; it is the United States
     that restricts and pressures. – Ministry of Foreign Affairs [source 1]
  –  China is silent on a point: the agreement to keep channels open. [source 2]
  –  United States states: The talks were candid and constructive; concerns over
     misuse of AI were raised. – White House readout [source 0]

What the sources disagree on
  The accounts differ on who asked for the meeting.

Commitments
  –  United States, China to China, United States: Keep channels on AI open.
     [source 0]
     partly · due possibly December 2024
     one-sided: not acknowledged by every party · 2024-05-14-keep-channels-open
     –  partly as of 16 November 2024: No second round is on record.

Ties from it
  follows         US restricts exports of advanced chips to China, 7 October
                  2022
                  +585 days · as stated by the analyst · same topic
                  2022-10-07-chip-controls

Sources
  [0]  Statement on the U.S.-PRC Talks on AI, White House, 15 May 2024, en, USA
       https://www.whitehouse.gov/briefing-room/statements-releases/2024/05/15/statement-on-the-us-prc-talks-on-ai-risk-and-safety/
  [1]  中美人工智能政府间对话首次会议在日内瓦召开, 外交部, 15 May 2024, zh, CHN
       https://www.mfa.gov.cn/xw/202405
  [2]  What was left out, Journal, June 2024, en
       https://example.org/analysis

Record
  recorded      2026-11-24 15:09 UTC by Ada [event 9]
  corrected     2026-11-24 15:12 UTC by Bo: date. Reason: Both readouts give 14
                May [event 12]
  public since  15 May 2024
  revision      3
  id            00000000-0000-0000-0000-00000000d009
"#);
}

#[test]
fn a_development_on_a_wide_page_has_both_sides_words_next_to_each_other() {
    let text = show(&geneva().chronicle, GENEVA, 200);
    let claims = text.split("What the sides say").nth(1).unwrap().split("What the sources").next().unwrap();
    insta::assert_snapshot!(claims, @r#"
China denies: Allegations of misuse are groundless; it is the United States that restricts and     │ United States states: The talks were candid and constructive; concerns over misuse of AI were
pressures. – Ministry of Foreign Affairs [source 1]                                                │ raised. – White House readout [source 0]
                                                                                                   │
China is silent on a point: the agreement to keep channels open. [source 2]                        │
"#);
}

#[test]
fn a_measure_shows_its_legal_form_its_dates_and_what_answers_it() {
    insta::assert_snapshot!(show(&geneva().chronicle, CONTROLS, 100), @r#"
US restricts exports of advanced chips to China
7 October 2022 · export-control · suspended · CHN-USA · Washington, DC, USA
2022-10-07-chip-controls

An interim final rule.

announced     7 October 2022
effective     12 October 2022 (in part)
topics        semiconductors, artificial-intelligence
initiator     Bureau of Industry and Security (USA)
target        China 中国 (CHN)
legal         interim final rule, 87 FR 62186, issued by Bureau of Industry and Security, binding
codings       plover SANCTION, cameo 163

What the sides say
  –  United States states: The rule protects national security. – Bureau of Industry and Security
     [source 0]

Ties to it
  answered by     China challenges the controls at the WTO, December 2022
                  +55 to +85 days · as stated by China · 2022-12-china-wto-case
  followed by     China and the United States hold their first dialogue on AI in Geneva, 14 May 2024
                  +585 days · as stated by the analyst · same topic · 2024-05-14-geneva-ai-dialogue

Sources
  [0]  Implementation of Additional Export Controls, BIS, 13 October 2022, en, USA
       https://www.bis.gov/rule
  [1]  Rule suspended, Wire, 10 November 2025, en
       https://example.org/later

Record
  recorded      2026-11-24 15:07 UTC by Ada [event 7]
  status        from in-force to suspended, 10 November 2025 [source 1] [event 14]
  public since  13 October 2022
  revision      2
  id            00000000-0000-0000-0000-00000000d007
"#);
}

#[test]
fn a_retracted_development_says_so_first() {
    let text = show(&geneva().chronicle, "2024-05-20-rumoured-second-round", 80);
    assert!(text.starts_with("RETRACTED 2026-11-24 15:13 UTC by Bo: No source confirms it.\n"), "{text}");
}

#[test]
fn no_line_but_one_of_a_single_long_word_is_wider_than_the_page() {
    let journal = geneva();
    for width in [60, 80, 120, 200] {
        for text in [whole(&journal.chronicle, width), show(&journal.chronicle, GENEVA, width)] {
            for line in text.lines() {
                let columns = unicode_width::UnicodeWidthStr::width(line);
                let is_one_word = !line.trim().contains(' ');
                assert!(columns <= width || is_one_word, "{columns} > {width}: {line}");
            }
        }
    }
}

#[test]
fn colour_changes_no_word_and_no_column() {
    let journal = geneva();
    let state = journal.chronicle.development(GENEVA).unwrap();
    let report = development(&journal.chronicle, state, None).unwrap();
    let coloured = report.text(&Page { width: 100, colour: true });
    assert!(coloured.contains("\u{1b}[1m"));
    let stripped = ["\u{1b}[1m", "\u{1b}[2m", "\u{1b}[0m"].iter().fold(coloured, |text, code| text.replace(code, ""));
    let trimmed = |text: &str| text.lines().map(str::trim_end).collect::<Vec<&str>>().join("\n");
    assert_eq!(trimmed(&stripped), trimmed(&report.text(&Page::plain(100))));
}

#[test]
fn control_characters_of_the_journal_never_reach_the_terminal() {
    let mut journal = geneva();
    journal.development(json!({
        "key": "2025-01-01-trap", "date": "2025-01-01", "title": "A\u{1b}[2Jtitle\u{202e}", "summary": "one\u{7}\ntwo\u{9b}3J",
        "kind": "other", "status": "reported", "dispute": "\u{1b}]0;x\u{7}",
        "actors": [{"actor": "china", "role": "participant", "office": "\u{8}office"}],
        "claims": [{"speaker": "\u{1b}c", "side": "CHN", "polarity": "states", "text": "\u{0}", "source": 0}],
        "sources": [{"url": "https://e.org/\u{1b}[31m", "title": "\u{1b}[31m"}]
    }));
    let texts = [
        whole(&journal.chronicle, 80),
        whole(&journal.chronicle, 200),
        show(&journal.chronicle, "2025-01-01-trap", 80),
        show(&journal.chronicle, "2025-01-01-trap", 200),
    ];
    for text in texts {
        assert!(!text.chars().any(|c| c.is_control() && c != '\n'), "{text:?}");
        assert!(text.contains("A␛[2Jtitle⟨U+202E⟩"), "{text}");
    }
}

#[test]
fn a_url_is_never_cut_however_narrow_the_page() {
    let text = show(&geneva().chronicle, GENEVA, 40);
    let url = "https://www.whitehouse.gov/briefing-room/statements-releases/2024/05/15/statement-on-the-us-prc-talks-on-ai-risk-and-safety/";
    assert!(text.lines().any(|line| line.trim() == url));
}

#[test]
fn an_empty_timeline_says_that_nothing_matches() {
    assert_eq!(whole(&Journal::new().chronicle, 80), "No development matches.\n");
}

#[test]
fn the_list_of_actors_is_aligned_though_han_characters_are_wide() {
    insta::assert_snapshot!(actor_list(&geneva().chronicle, None, None).text(&Page::plain(100)), @r#"
CHN  China 中国                                state     2  china
CHN  Ministry of Foreign Affairs (MFA) 外交部  ministry  0  mfa
CHN  Yang Tao 杨涛                             person    1  yang-tao
USA  Bureau of Industry and Security (BIS)     agency    1  bis
USA  Department of Commerce                    ministry  0  us-commerce
USA  Tarun Chhabra                             person    1  tarun-chhabra
USA  United States (US)                        state     1  united-states
"#);
}

#[test]
fn the_two_sides_that_are_parties_stand_next_to_each_other_and_the_rest_below() {
    let mut journal = geneva();
    journal.add(crate::fixture::event(
        "claim.recorded",
        json!({"key": GENEVA, "claim": {"side": "CHE", "polarity": "states", "text": "Geneva was glad to host.", "source": 2}}),
    ));
    let text = show(&journal.chronicle, GENEVA, 120);
    let claims = text.split("What the sides say").nth(1).unwrap().split("What the sources").next().unwrap();
    insta::assert_snapshot!(claims, @r#"
China denies: Allegations of misuse are groundless; it is  │ United States states: The talks were candid and
the United States that restricts and pressures. – Ministry │ constructive; concerns over misuse of AI were raised. –
of Foreign Affairs [source 1]                              │ White House readout [source 0]
                                                           │
China is silent on a point: the agreement to keep channels │
open. [source 2]                                           │
  –  Switzerland states: Geneva was glad to host. [source 2]
"#);
}
