//! The page of the chronology report, section by section as it reads.

use super::journal::{page, recorded, relation, request};
use super::section;
use annals::domain::filter::Filter;
use annals::domain::side::Side;
use annals::report::chronology::chronology;
use annals::report::render::markdown_chronology::markdown;

#[test]
fn the_inclusion_rule_says_the_filter_in_words() {
    let side = Side::new("USA").unwrap();
    let filter = Filter { sides: vec![side], texts: vec!["chip".to_owned()], ..relation() };
    let report = chronology(&recorded(), request(filter));
    let (name, rule) = &report.method.rules[0];
    assert_eq!(name, "Inclusion");
    insta::assert_snapshot!(rule, @r##"
    All developments of the journal with parties of both China and the United States, in any role; with a party of the United States; in which stand the words “chip”.
    "##);
}

#[test]
fn the_head_and_the_counts_say_what_they_count() {
    let mut request = request(relation());
    request.compiler = Some("Desk of Technology Relations".to_owned());
    request.introduction = Some("One line\nof <b>text</b>.\n\nA second paragraph.".to_owned());
    request.licence = Some("CC BY 4.0".to_owned());
    let page = markdown(&chronology(&recorded(), request));
    insta::assert_snapshot!(page.split("\n## ").take(3).collect::<Vec<_>>().join("\n## "), @r##"
    # China – United States: a chronology

    - **Relation:** China – United States (CHN-USA)
    - **Period covered:** 1 March – 30 June 2024 (earliest to latest possible day of the developments listed)
    - **Edition:** events of the journal up to 24 November 2026; no earlier edition is known
    - **Events as of:** 24 November 2026, 15:06:51 UTC
    - **Known on:** the whole journal of the size below
    - **Compiler:** Desk of Technology Relations
    - **Query:** <code>annals report chronology --relation CHN-USA</code>
    - **Program:** annals 0.1.0
    - **Journal:** example.org/annals, 23 events, Merkle root <code>cm9vdA==</code>
    - **Licence:** CC BY 4.0
    - **Preferred citation:** Desk of Technology Relations. *China – United States: a chronology*. Events as of 24 November 2026. Journal example.org/annals, 23 events, root <code>cm9vdA==</code>.

    **Contents:** [In short](#section-in-short) · [Changes since the previous edition](#section-changes) · [The chronology](#section-chronology) · [Measures](#section-measures) · [Commitments](#section-commitments) · [Action and response](#section-responses) · [Perspectives](#section-perspectives) · [Actors](#section-actors) · [Sources](#section-sources) · [Method](#section-method) · [Integrity](#section-integrity)

    ## <a id="section-in-short"></a>In short

    - **7 developments**, 1 March – 30 June 2024; 3 of them not certain to the day.
    - Who takes the step: China in 1, United States in 3, both or together in 2, third sides in 1.
    - Developments by kind: dialogue 2, export control 1, investigation 1, licence 1, retaliation 1, statement 1.
    - 3 measures, of which **0 in force** on 24 November 2026; 0 more may be in force: the record does not tell.
    - 2 commitments: **0 open** by the last assessment, 1 not assessed; **1 one-sided**.
    - Words on record, by the side they speak for: China 1 statement, 2 denials, 1 silence; United States 1 statement.

    One line of &lt;b&gt;text&lt;/b&gt;.

    A second paragraph.

    ## <a id="section-changes"></a>Changes since the previous edition

    There is no earlier edition to compare with. Corrections made to an entry since it was recorded are marked in the entry.
    "##);
}

#[test]
fn a_page_reads_by_year_and_month_with_both_sides_words_in_one_row() {
    insta::assert_snapshot!(section(&page(), "chronology"), @r##"
    [2024](#year-2024)

    ### <a id="year-2024"></a>2024

    *7 developments*

    *Month uncertain:*

    | Date | China | Both | United States |
    |:--|:--------|:--------|:--------|
    | spring 2024 |  |  | <a id="2024-spring-probe"></a>**A probe**<br>What happened. [\[1\]](#note-1)<br>*Investigation, announced.*<br><sub>2024-spring-probe</sub> |

    #### May 2024

    | Date | China | Both | United States |
    |:--|:--------|:--------|:--------|
    | May–June 2024 |  | <a id="2024-talks"></a>**Talks in May and June**<br>What happened. [\[2\]](#note-2)<br>*Dialogue, announced.*<br><sub>2024-talks</sub> |  |
    | 2 May 2024 | **China** (MOFCOM spokesperson) *denies:* Rejects that security is the motive. [\[4\]](#note-4) |  | <a id="2024-05-02-chip-rule"></a>**US limits chip tools**<br>A rule limits chip tools. [\[3, p. 7\]](#note-3) [\[4\]](#note-4)<br>*Export control, in force · published that day · effective about June 2024 · expires 1 May 2025 (first phase) · interim final rule, 89 FR 1234, Bureau of Industry and Security.*<br>**Sources differ:** Two pages differ on the day of effect.<br><sub>2024-05-02-chip-rule</sub> |
    | 3 May 2024 | **China** (A \| B) *denies:* a \| b # c \`d [\[5\]](#note-5) |  | <a id="2024-05-03-hostile"></a>**A \| B &lt;script&gt;alert(1)&lt;/script&gt; \[x\](javascript:alert(1)) \`code\` ## not a heading**<br>\| a \| b \| \|---\|---\| &lt;img src=x onerror=alert(1)&gt; [\[5\]](#note-5)<br>*Statement, announced.*<br><sub>2024-05-03-hostile</sub> |
    | 14 May 2024 | **China** *states:* The talks were constructive. [\[4\]](#note-4)<br>**China** *is silent:* Does not mention misuse. [\[4\]](#note-4) | <a id="2024-05-14-geneva-ai-dialogue"></a>**First AI dialogue in Geneva**<br>Delegations met. [\[6\]](#note-6) [\[4\]](#note-4)<br>**Commitment** of China and the United States: Meet again. — [kept as of 1 June 2024](#commitment-2024-05-14-meet-again)<br>**Commitment** of the United States: Share tests. — [not assessed](#commitment-2024-05-14-share-tests)<br>*Dialogue, held · Geneva, Switzerland.*<br><sub>2024-05-14-geneva-ai-dialogue</sub> | **United States** (NSC spokesperson) *states:* The talks were candid. [\[6\]](#note-6) |
    | 20 May 2024 | <a id="2024-05-20-gallium-licensing"></a>**China licenses gallium**<br>Exports of gallium need a licence. [\[7\]](#note-7)<br>→ **Responds to** [US limits chip tools](#2024-05-02-chip-rule) (+18 days, as stated by the Ministry of Commerce of the PRC)<br>→ Follows “An act outside the relation” (9 January 2023) (+497 days, as read by the analyst)<br>*Retaliation, announced.*<br>**Corrected** 24 November 2026: summary. Reason: The gazette differs. [\[8\]](#note-8)<br><sub>2024-05-20-gallium-licensing</sub> |  |  |

    #### June 2024

    | Date | China | Both | United States |
    |:--|:--------|:--------|:--------|
    | June 2024 |  | *Act of a third side: the Netherlands*<br><a id="2024-06-hague-licence"></a>**The Hague withdraws a licence**<br>What happened. [\[9\]](#note-9)<br>→ **Responds to** [China licenses gallium](#2024-05-20-gallium-licensing) (+12 to +41 days, as read by the analyst)<br>*Licence, announced.*<br><sub>2024-06-hague-licence</sub> |  |
    "##);
}

#[test]
fn measures_commitments_chains_and_perspectives_rest_on_entries() {
    let page = page();
    let sections = ["measures", "commitments", "responses", "perspectives"].map(|anchor| section(&page, anchor));
    insta::assert_snapshot!(sections.join("\n\n---\n\n"), @r##"
    States are those of 24 November 2026, derived from dates, status changes and ties; of another day they are given by `annals measures --on DATE`, each with its proofs.

    | Measure | By | Instrument and citation | Term | State |
    |:---------------------------------|:-----------|:---------------------|:-------------------|:-------------------|
    | [US limits chip tools](#2024-05-02-chip-rule) (2 May 2024) | United States | interim final rule, 89 FR 1234 | effective about June 2024<br>expires 1 May 2025 (first phase) | expired<br>recorded as in force |
    | [China licenses gallium](#2024-05-20-gallium-licensing) (20 May 2024) | China |  |  | announced |
    | [The Hague withdraws a licence](#2024-06-hague-licence) (June 2024) | both or third |  |  | announced |

    ---

    | Commitment | By → to | Due | Acknowledged by | State |
    |:---------------------------------|:-----------------|:-----------|:---------------|:---------------------------------|
    | <a id="commitment-2024-05-14-meet-again"></a>Meet again. [\[6\]](#note-6)<br>Made [14 May 2024](#2024-05-14-geneva-ai-dialogue) | China and United States, each to the other | 31 December 2024 | China and United States | **Kept** as of 1 June 2024. Talks followed.<br>Evidence: [Talks in May and June](#2024-talks) |
    | <a id="commitment-2024-05-14-share-tests"></a>Share tests. [\[4\]](#note-4)<br>Made [14 May 2024](#2024-05-14-geneva-ai-dialogue) | United States → China | no date set | China<br>**One-sided:** no statement of the United States on record | Not assessed |

    ---

    Each answer stands under what it answers. Who makes the tie stands beside it.

    - 2 May 2024: [US limits chip tools](#2024-05-02-chip-rule)
      - 20 May 2024: [China licenses gallium](#2024-05-20-gallium-licensing) (+18 days, as stated by the Ministry of Commerce of the PRC)
        - June 2024: [The Hague withdraws a licence](#2024-06-hague-licence) (+12 to +41 days, as read by the analyst)

    ---

    Summits and dialogues on which two sides or more are on record, in the words of our summary.

    **14 May 2024: [First AI dialogue in Geneva](#2024-05-14-geneva-ai-dialogue)**

    |  | China | United States |
    |:---------|:-----------------------------------------|:-----------------------------------------|
    | **States** | China: The talks were constructive. [\[4\]](#note-4) | NSC spokesperson: The talks were candid. [\[6\]](#note-6) |
    | **Leaves out** | China: Does not mention misuse. [\[4\]](#note-4) |  |
    "##);
}

#[test]
fn actors_sources_method_and_integrity_close_the_page() {
    let page = page();
    let sections = ["actors", "sources", "method", "integrity"].map(|anchor| section(&page, anchor));
    insta::assert_snapshot!(sections.join("\n\n---\n\n"), @r##"
    ### Persons

    Surname first and in bold, sorted by surname; offices as held at the time.

    | Name | Han characters | Romanisation | Side | Office as held |
    |:---------------------|:-------------|:---------------|:-------------|:-------------------------------------------|
    | **Center** Seth |  |  | United States | Acting Special Envoy |
    | **Yang** Tao | 杨涛 | Yáng Tāo | China | Director-General |

    ### States, bodies and firms

    | Name | Han characters | Side | Type |
    |:-------------------------------------------|:---------------------|:-------------|:-----------|
    | Bureau of Industry and Security (BIS) |  | United States | agency |
    | China | 中华人民共和国 | China | state |
    | Ministry of Commerce of the PRC (MOFCOM) | 商务部 | China | ministry |
    | Netherlands |  | Netherlands | state |
    | United States |  | United States | state |

    ---

    9 documents, numbered in the order of the entries; no date stands where none is recorded.

    **Source balance**

    - Developments that rest on one source only: 5 of 7 (71 %).
    - Developments that rest on sources of one side only: 0 of 7 (0 %). Documents that carry no side: 7 of 9.
    - Documents by language: English 8, Chinese 1.

    1. <a id="note-1"></a>On 2024-spring-probe. English. <https://example.org/2024-spring-probe>.
    2. <a id="note-2"></a>On 2024-talks. English. <https://example.org/2024-talks>.
    3. <a id="note-3"></a>Chip tools. Federal Register, 2 May 2024. English. Side: United States. <https://www.federalregister.gov/d/1>.
    4. <a id="note-4"></a>商务部新闻发言人就美方规则答记者问. 商务部, 3 May 2024. Chinese. Side: China. <http://www.mofcom.gov.cn/1>. Copy kept, SHA-256 ab12.
    5. <a id="note-5"></a>\](https://evil.example) \| &lt;b&gt;. English. javascript:alert(1).
    6. <a id="note-6"></a>Statement. White House, 15 May 2024. English.
    7. <a id="note-7"></a>On 2024-05-20-gallium-licensing. English. <https://example.org/2024-05-20-gallium-licensing>.
    8. <a id="note-8"></a>Gazette. English. <https://example.org/gazette>.
    9. <a id="note-9"></a>On 2024-06-hague-licence. English. <https://example.org/2024-06-hague-licence>.

    ---

    - **Inclusion.** All developments of the journal with parties of both China and the United States, in any role.
    - **Left out.** Developments that the query admits but that no longer stand: 1 retracted, 0 marked as duplicates of others. Their keys stay readable in the journal.
    - **Dates.** An entry is filed under the date on which the act happened, by the civil calendar of the place; no date is moved through a time zone. Dates are kept as precise as the sources are: a month stays a month, "about" marks an approximate date, "possibly" an uncertain one. The other dates of the same act stand in its entry by role.
    - **Order.** Entries are sorted by the earliest day their date can mean, then by the latest, then by their sequence in the journal. Within a year those whose month is uncertain come first.
    - **Counting unit.** The unit is the development: one act, meeting or publication, whatever the number of sources or of parties. Figures count developments unless they say otherwise.
    - **Columns.** An entry stands in the column of the side whose actors take the step (its initiators); a step that both sides take stands under Both. A summit or dialogue of both sides stands under Both whoever called it. Where no initiator is recorded, a statement, position, plan or report stands with the side that speaks, and everything else with those who sign, lead, take part, host or speak. An act in which neither side takes the step stands under Both and is marked with the third side. The column says who acts, not who gains or who is right. What either side states, denies or leaves out about an entry stands in that side's own column of the same row, whoever acts.
    - **Measures.** A measure is an entry whose legal form is recorded as binding, or, where no legal form is recorded, one of the kinds export control, entity listing, regulation, legislation, tariff, sanction, ban, retaliation, investment restriction or licence. Its state is derived for the day of the last event recorded, or the day given with --public-on, from dates by role, status changes and the ties of acts that extend, suspend or revoke; what the record leaves open is counted as "may be in force", never as in force.
    - **Commitments.** A commitment is one-sided where some party to it has no statement of its own on record; that is no proof of a denial. Its state is that of the latest assessment.
    - **Ties.** Each tie between developments says who makes it: "as stated by" names the actor whose own words make it, "as read by the analyst" marks a reading of ours. "Follows" claims no cause. Days run from the beginning of the one to the beginning of the other; where a date is uncertain they are given as a range, or as about.
    - **Words of the sides.** What a side states, denies or leaves out is summarised in our words from the source noted; a silence is recorded only where a source says or shows it.

    ### Coverage log

    - **Gazette of the State Council**, for “人工智能”, period May 2024: nothing found; logged 24 November 2026.

    ### Coding schemes

    - PLOVER, version 2021: event classes of PLOVER; 1 coding, kept as given.

    ---

    This page was made by annals 0.1.0 from journal example.org/annals of 23 events with the Merkle root <code>cm9vdA==</code>.

    To check the record, run `annals verify` in the workspace: it computes every hash and the root anew. The page rests on the record it names if the journal, at the size above, has the root above. To check the page, run the query of the head again: the same journal, query and version give the same bytes.

    The checkpoint is not signed so far: size and root show that the record was not changed since, not who kept it.
    "##);
}
