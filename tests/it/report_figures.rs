//! Dossiers, relations and the workspace in figures.

use crate::fixture::{CONTROLS, event, geneva};
use annals::domain::edtf::Day;
use annals::report::dossier::dossier;
use annals::report::info::{JournalFacts, info};
use annals::report::relation::{Opener, relation};
use annals::report::render::Rendered;
use annals::report::render::page::Page;
use annals::report::series::SeriesQuery;
use serde_json::{Value, json};

#[test]
fn a_dossier_has_the_names_in_every_script_the_offices_and_what_was_done() {
    let journal = geneva();
    let person = journal.chronicle.actor("yang-tao").unwrap();
    insta::assert_snapshot!(dossier(&journal.chronicle, person, None, None).text(&Page::plain(80)), @r#"
Yang Tao
person · China (CHN) · yang-tao

en          Yang Tao (family name Yang, given name Tao)
zh          杨涛 (Yáng Tāo, family name 杨, given name 涛)
also        Yang T.
part of     Ministry of Foreign Affairs (mfa)

Offices
  as registered  Director-General, Ministry of Foreign Affairs, from 2022, end
                 not on record
  as held        Director-General, Department of North American and Oceanian
                 Affairs: 1 development, 14 May 2024

Party to 1 development
  as co-chair (1)
    14 May 2024  China and the United States hold their first dialogue on AI in
                 Geneva
                 2024-05-14-geneva-ai-dialogue

Topics, in developments
  artificial-intelligence 1

Counterparts, in developments; below each the roles of both
  1  USA  Tarun Chhabra
          co-chair–co-chair 1
"#);
    let state = journal.chronicle.actor("china").unwrap();
    insta::assert_snapshot!(dossier(&journal.chronicle, state, None, None).text(&Page::plain(80)), @r#"
China
state · China (CHN) · china

en          China
zh          中国
parts       Ministry of Foreign Affairs (mfa)

Party to 2 developments
  as initiator (1)
    December 2022  China challenges the controls at the WTO
                   2022-12-china-wto-case
  as target (1)
    7 October 2022  US restricts exports of advanced chips to China
                    2022-10-07-chip-controls

Topics, in developments
  semiconductors 2 · artificial-intelligence 1 · trade 1

Counterparts, in developments; below each the roles of both
  1  USA  Bureau of Industry and Security
          target–initiator 1
  1  USA  United States
          initiator–target 1

Claims
  14 May 2024  denies: Allegations of misuse are groundless; it is the United
               States that restricts and pressures. – Ministry of Foreign
               Affairs [source 1]
               2024-05-14-geneva-ai-dialogue
  14 May 2024  is silent on a point: the agreement to keep channels open.
               [source 2]
               2024-05-14-geneva-ai-dialogue

Commitments given
  –  United States, China to China, United States: Keep channels on AI open.
     partly · made 14 May 2024 · due possibly December 2024 · one-sided
     2024-05-14-keep-channels-open

Commitments received
  –  United States, China to China, United States: Keep channels on AI open.
     partly · made 14 May 2024 · due possibly December 2024 · one-sided
     2024-05-14-keep-channels-open
"#);
}

#[test]
fn a_dossier_counts_a_merged_actor_as_the_one_that_stands_for_it() {
    let mut journal = geneva();
    journal.add(event("actors.merged", json!({"from": "bis", "into": "us-commerce", "reason": "a test"})));
    let merged = journal.chronicle.actor("bis").unwrap();
    let found = dossier(&journal.chronicle, merged, None, None);
    assert_eq!(found.actor.id.as_str(), "us-commerce");
    assert_eq!(found.developments, 1);
    assert_eq!(found.merged.iter().map(|actor| actor.id.as_str()).collect::<Vec<&str>>(), ["bis"]);
    assert_eq!(found.claims.len(), 1);
}

#[test]
fn a_relation_counts_what_can_be_traced_and_says_in_what_unit() {
    let journal = geneva();
    let report = relation(&journal.chronicle, "USA-CHN".parse().unwrap(), None, &SeriesQuery::default());
    insta::assert_snapshot!(report.text(&Page::plain(80)), @r#"
China and United States (CHN-USA)
3 developments. Counted: developments with parties of both sides; retracted ones
and duplicates left out.

first  7 October 2022: US restricts exports of advanced chips to China
       2022-10-07-chip-controls
last   14 May 2024: China and the United States hold their first dialogue on AI
       in Geneva
       2024-05-14-geneva-ai-dialogue

By year
  2022  2  export-control 1, litigation 1
  2024  1  dialogue 1

By kind
  export-control 1 · litigation 1 · dialogue 1

By topic (a development counts under each of its topics)
  semiconductors 2 · artificial-intelligence 2 · trade 1

Measures, by status as last recorded
  suspended (1)
    7 October 2022  US restricts exports of advanced chips to China

Commitments not acknowledged by every party to them
  –  United States, China to China, United States: Keep channels on AI open.
     partly · made 14 May 2024 · due possibly December 2024 · one-sided
     2024-05-14-keep-channels-open

Cooperation above, conflict below, by quarter

annals-plover-2023/1
  cooperation +2.5 from 1, conflict −6.0 from 1, 2 developments coded, 1 uncoded
  and in no bar.
  Scores: PLOVER manual (Open Event Data Alliance), table of
  conflict–cooperation scores, 23 December 2023; ACCUSE −3.0 where it prints 3.

   +3.0┤                                                      ▄▄▄▄▄
       ┤                                                      █████
       ┤                                                      █████
      0┼────────────────────────────────────────────────────────────
       ┤                  █████
       ┤                  █████
       ┤                  █████
       ┤                  █████
       ┤                  █████
   −6.0┤                  █████
        2022                    2023                    2024

annals-cameo-goldstein-gdelt/1
  cooperation 0.0 from 0, conflict −8.0 from 1, 1 development coded, 2 uncoded
  and in no bar.
  Scores: GDELT, CAMEO.goldsteinscale.txt, after Goldstein (1992) and the KEDS
  project.

      0┼────────────────────────────────────────────────────────────
       ┤                  █████
       ┤                  █████
       ┤                  █████
       ┤                  █████
       ┤                  █████
       ┤                  █████
       ┤                  █████
   −8.0┤                  █████
        2022                    2023                    2024

  Counted: codings of standing developments with parties of both sides; a
  development with several codes counts once for each.
  █ certain, ░ only possible, ▄ ▀ half a step, o scores of zero alone; heights
  are rounded to half a step, and nothing that is there is drawn as nothing.
  `--bar PERIOD` lists what is behind a bar.

Who opened chains of answers
  1    United States
  –  7 October 2022: US restricts exports of advanced chips to China
     United States · 2 developments · 2022-10-07-chip-controls
  A chain is developments of the relation joined by responds-to ties; it is
  opened by the side of the initiators of its earliest development, where no
  other of the chain may have come before it or on the same day.
"#);
}

#[test]
fn who_opened_a_chain_is_unknown_where_the_dates_overlap() {
    let mut journal = geneva();
    let dyad = "CHN-USA".parse().unwrap();
    let opened = |journal: &crate::fixture::Journal| {
        relation(&journal.chronicle, dyad, None, &SeriesQuery::default()).chains[0].opener
    };
    assert_eq!(opened(&journal), Opener::Side("USA".parse().unwrap()));
    journal.correct("2022-12-china-wto-case", "date", json!("2022-10/2022-12"), "less is known");
    assert_eq!(opened(&journal), Opener::Unknown);
    journal.correct("2022-12-china-wto-case", "date", json!("2022-10-07"), "the same day");
    assert_eq!(opened(&journal), Opener::Unknown);
    journal.correct("2022-12-china-wto-case", "date", json!("2022-10-08"), "the day after");
    assert_eq!(opened(&journal), Opener::Side("USA".parse().unwrap()));
}

#[test]
fn a_relation_as_of_a_day_leaves_out_what_became_public_later() {
    let journal = geneva();
    let report =
        relation(&journal.chronicle, "CHN-USA".parse().unwrap(), Day::new(2023, 1, 1), &SeriesQuery::default());
    assert_eq!(report.developments, 1);
    assert_eq!(report.measures[0].status.to_string(), "in-force");
    assert_eq!(report.measures[0].measures[0].key.as_str(), CONTROLS);
}

#[test]
fn a_year_that_is_uncertain_is_counted_under_its_first_and_told() {
    let mut journal = geneva();
    journal.correct("2022-12-china-wto-case", "date", json!("2022-12/2023-01"), "less is known");
    let report = relation(&journal.chronicle, "CHN-USA".parse().unwrap(), None, &SeriesQuery::default());
    assert_eq!(report.uncertain_years, 1);
    assert_eq!(
        report.years.iter().map(|row| (row.year, row.developments)).collect::<Vec<_>>(),
        [(Some(2022), 2), (Some(2024), 1)]
    );
}

#[test]
fn the_workspace_is_counted_with_retracted_ones_apart() {
    let journal = geneva();
    let mut facts =
        JournalFacts { origin: Some("geneva".into()), root: Some("sha256:00".into()), ..JournalFacts::default() };
    journal.events.iter().for_each(|recorded| facts.take(recorded));
    let answer = info(&journal.chronicle, &facts, None);
    insta::assert_snapshot!(answer.text(&Page::plain(80)), @r#"
origin          geneva
events          15
root            sha256:00
first event     2026-11-24 15:00 UTC
last event      2026-11-24 15:14 UTC
developments    3
retracted       1
duplicates      0
corrected       1
span of dates   7 October 2022 to 14 May 2024
actors          7
merged actors   0
commitments     1
citations       6
empty searches  0
sides           CHN 3, USA 3
recorders       Ada 12, Bo 3
types           actor.registered 7, commitment.assessed 1, development.corrected
                1, development.recorded 4, development.retracted 1,
                status.changed 1
"#);
    let value: Value = serde_json::from_str(&answer.json().unwrap()).unwrap();
    assert_eq!(value["types"]["development.recorded"], 4);
}
