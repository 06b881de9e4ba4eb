//! Refusals of words, fields, dates and whole texts, in flags and in files: file, line and column under
//! which the mark stands, Han characters taking two columns.

use insta::assert_snapshot;

use crate::refusals::{GENEVA, append, line, refused, refused_file};
use crate::sandbox::Sandbox;

#[test]
fn an_unknown_word_is_refused_alike_in_a_flag_and_in_a_file() {
    let sandbox = Sandbox::with_fixtures();
    assert_snapshot!(refused(&sandbox, &append(&["--kind", "dialog"])), @r#"
    status 1
    -- stderr
    error: `dialog` is no kind (did you mean `dialogue`?); expected one of: export-control, entity-listing, regulation, legislation, tariff, sanction, ban, retaliation, investment-restriction, licence, enforcement, investigation, litigation, agreement, summit, dialogue, statement, position, plan, report, cooperation, funding, standard, other
      --> --kind dialog
    "#);
    assert_snapshot!(refused_file(&sandbox, "a.jsonl", line("kind", r#""dialog""#)), @r#"
    status 1
    -- stderr
    error: `dialog` is no kind (did you mean `dialogue`?); expected one of: export-control, entity-listing, regulation, legislation, tariff, sanction, ban, retaliation, investment-restriction, licence, enforcement, investigation, litigation, agreement, summit, dialogue, statement, position, plan, report, cooperation, funding, standard, other
     --> a.jsonl:1:53
      |
    1 | …-06-01", "title": "Talks 对话", "kind": "dialog", "status": "held", "a…
      |                                          ^^^^^^^^
    "#);
    assert_snapshot!(refused_file(&sandbox, "a.toml", "date = \"2024-06-01\"\n# 会谈\ntitle = \"Talks\"\nkind = \"dialog\"\nstatus = \"held\"\n"), @r#"
    status 1
    -- stderr
    error: `dialog` is no kind (did you mean `dialogue`?); expected one of: export-control, entity-listing, regulation, legislation, tariff, sanction, ban, retaliation, investment-restriction, licence, enforcement, investigation, litigation, agreement, summit, dialogue, statement, position, plan, report, cooperation, funding, standard, other
     --> a.toml:4:8
      |
    4 | kind = "dialog"
      |        ^^^^^^^^
    "#);
    assert_snapshot!(refused(&sandbox, &append(&["--actor", "杨涛:speeker"])), @r#"
    status 1
    -- stderr
    error: `speeker` is no actor role (did you mean `speaker`?); expected one of: initiator, participant, target, affected, speaker, host, signatory, co-chair, chair
      --> --actor 杨涛:speeker
    "#);
    assert_snapshot!(refused(&sandbox, &["status", GENEVA, "finished"]), @r#"
    status 1
    -- stderr
    error: `finished` is no status; expected one of: proposed, announced, adopted, in-force, suspended, revoked, expired, superseded, held, concluded, reported
      --> STATUS finished
    "#);
    assert_snapshot!(refused_file(&sandbox, "b.json", line("plover", r#""DISCUSS""#)), @r#"
    status 1
    -- stderr
    error: `DISCUSS` is no PLOVER class; expected one of: AGREE, CONSULT, SUPPORT, COOPERATE, AID, CONCEDE, RETREAT, REQUEST, ACCUSE, REJECT, THREATEN, PROTEST, SANCTION, MOBILIZE, COERCE, ASSAULT
     --> b.json:1:190
      |
    1 | … "https://press.example/1"}], "plover": "DISCUSS"}
      |                                          ^^^^^^^^^
    "#);
}

#[test]
fn an_unknown_field_is_placed_at_its_name() {
    let sandbox = Sandbox::with_fixtures();
    assert_snapshot!(refused_file(&sandbox, "a.json", line("knid", r#""dialogue""#)), @r#"
    status 1
    -- stderr
    error: unknown field `knid` (did you mean `kind`?); expected one of: id, key, date, dates, title, titles, summary, kind, status, topics, place, actors, parties, legal, links, claims, commitments, sources, dispute, codings, plover, cameo
     --> a.json:1:180
      |
    1 | …: [{"url": "https://press.example/1"}], "knid": "dialogue"}
      |                                          ^^^^^^
    "#);
    assert_snapshot!(refused_file(&sandbox, "a.jsonl", line("title", r#""One""#) + &line("sources", r#"[{"url": "https://press.example/1", "publishd": "2024"}]"#)), @r#"
    status 1
    -- stderr
    error: unknown field `publishd` (did you mean `published`?); expected one of: url, title, publisher, published, lang, side, quote, pinpoint, archived
     --> a.jsonl:2:178
      |
    2 | …s": [{"url": "https://press.example/1", "publishd": "2024"}]}
      |                                          ^^^^^^^^^^
    "#);
    assert_snapshot!(refused_file(&sandbox, "a.toml", "date = \"2024-06-01\"\ntitle = \"Talks\"\n[[parties]]\nacter = \"mofcom\"\n"), @r#"
    status 1
    -- stderr
    error: unknown field `acter` (did you mean `actor`?); expected one of: actor, role, office
     --> a.toml:4:1
      |
    4 | acter = "mofcom"
      | ^^^^^
    "#);
    assert_snapshot!(refused_file(&sandbox, "b.json", line("revision", "2")), @r#"
    status 1
    -- stderr
    error: `revision` is not for authors to give
     --> b.json:1:180
      |
    1 | …: [{"url": "https://press.example/1"}], "revision": 2}
      |                                          ^^^^^^^^^^

    hint: `revision` is worked out from the rest; leave it out
    "#);
    assert_snapshot!(refused(&sandbox, &["correct", GENEVA, "--set", "sumary=x", "--reason", "x"]), @r#"
    status 1
    -- stderr
    error: there is no field `sumary` (did you mean `summary`?); expected one of: date, dates, title, titles, summary, kind, status, topics, place, parties, legal, links, claims, commitments, sources, dispute, codings
      --> --set 'sumary=x'
    "#);
}

#[test]
fn a_wrong_date_says_what_is_wrong_with_it() {
    let sandbox = Sandbox::with_fixtures();
    assert_snapshot!(refused(&sandbox, &append(&["--date", "2024-02-30"])), @r#"
    status 1
    -- stderr
    error: `2024-02-30` has no day `30` (character 9): February 2024 has 29 days; correct the day, or leave it out if only the month is known
      --> --date 2024-02-30
    "#);
    assert_snapshot!(refused(&sandbox, &append(&["--date", "03/04/2024"])), @r#"
    status 1
    -- stderr
    error: `03/04/2024` can be read as 3 April 2024 or 4 March 2024; write 2024-04-03 or 2024-03-04
      --> --date 03/04/2024
    "#);
    assert_snapshot!(refused(&sandbox, &append(&["--date", "2024-06-09/2024-06-03"])), @r#"
    status 1
    -- stderr
    error: `2024-06-09/2024-06-03` ends before it starts: its end is 2024-06-03 at the latest, its start 2024-06-09 at the earliest (character 12); exchange the two, or correct one
      --> --date 2024-06-09/2024-06-03
    "#);
    assert_snapshot!(refused_file(&sandbox, "a.json", line("date", r#""14.05.24""#)), @r#"
    status 1
    -- stderr
    error: `14.05.24` is not EDTF: expected a year of four digits at character 3, found `.`; write the year in four digits, as in 2024 or 201X
     --> a.json:1:10
      |
    1 | {"date": "14.05.24", "title": "Talks 对话", "kind": "dialogue", "statu…
      |          ^^^^^^^^^^
    "#);
    assert_snapshot!(refused_file(&sandbox, "b.json", line("date", "2024")), @r#"
    status 1
    -- stderr
    error: invalid type: integer `2024`, expected a string
     --> b.json:1:10
      |
    1 | {"date": 2024, "title": "Talks 对话", "kind": "dialogue", "status": "h…
      |          ^^^^

    hint: text and dates stand in double quotes, years too: "2024"
    "#);
    assert_snapshot!(refused_file(&sandbox, "a.toml", "title = \"Talks\"\ndate = \"2024-13\"\nkind = \"dialogue\"\n"), @r#"
    status 1
    -- stderr
    error: `2024-13` has no month `13` (character 6): expected 01 to 12, or a part of the year from 21 (spring) to 41 (second half); write one of these, or the year alone
     --> a.toml:2:8
      |
    2 | date = "2024-13"
      |        ^^^^^^^^^
    "#);
    assert_snapshot!(refused(&sandbox, &["correct", GENEVA, "--set", "date=soon", "--reason", "x"]), @r#"
    status 1
    -- stderr
    error: `soon` is not a date this program reads: expected EDTF (2024-05-14, 2024-05, 2024~, 2024-05-14/2024-05-16) or words (14 May 2024, 2024年5月14日, before 2024-05, 3..9 June 2024, today)
      --> --set 'date=soon'
    "#);
    assert_snapshot!(refused(&sandbox, &["timeline", "--from", "2024-13"]), @r#"
    status 1
    -- stderr
    error: `2024-13` has no month `13` (character 6): expected 01 to 12, or a part of the year from 21 (spring) to 41 (second half); write one of these, or the year alone
      --> --from 2024-13
    "#);
}

#[test]
fn a_broken_text_is_placed_where_it_breaks() {
    let sandbox = Sandbox::with_fixtures();
    let whole = line("title", r#""中美人工智能政府间对话首次会议在日内瓦举行""#);
    assert_snapshot!(refused_file(&sandbox, "a.json", whole.replace(r#", "kind""#, r#" "kind""#)), @r#"
    status 1
    -- stderr
    error: broken JSON: expected `,` or `}` here
     --> a.json:1:57
      |
    1 | …人工智能政府间对话首次会议在日内瓦举行" "kind": "dialogue", "status": …
      |                                          ^
    "#);
    assert_snapshot!(refused_file(&sandbox, "b.json", whole.replace("}]}", "}")), @r#"
    status 1
    -- stderr
    error: broken JSON: the text ends inside a list: expected `,` or `]`
     --> b.json:1:189
      |
    1 | …ces": [{"url": "https://press.example/1"}
      |                                          ^
    "#);
    assert_snapshot!(refused_file(&sandbox, "c.json", whole.replace("}]}", "}],}")), @r#"
    status 1
    -- stderr
    error: broken JSON: expected a field's name in double quotes
     --> c.json:1:192
      |
    1 | …": [{"url": "https://press.example/1"}],}
      |                                          ^
    "#);
    assert_snapshot!(refused_file(&sandbox, "d.toml", "date = \"2024-06-01\"\ntitle = \"会谈\nkind = \"dialogue\"\n"), @r#"
    status 1
    -- stderr
    error: broken TOML: invalid basic string, expected `"`
     --> d.toml:2:12
      |
    2 | title = "会谈
      |              ^
    "#);
    assert_snapshot!(refused_file(&sandbox, "notes.txt", "Talks were held in Geneva.\n"), @r#"
    status 1
    -- stderr
    error: broken TOML: key with no value, expected `=`
     --> notes.txt:1:7
      |
    1 | Talks were held in Geneva.
      |       ^

    hint: it was read as TOML, since its name does not end in .json or .jsonl and it does not start with `{` or `[`
    "#);
    assert_snapshot!(refused_file(&sandbox, "e.jsonl", "\"Talks\"\n[1, 2]\n"), @r#"
    status 1
    -- stderr
    error: expected an object with the fields of one record
     --> e.jsonl:1:1
      |
    1 | "Talks"
      | ^^^^^^^
    error: expected an object with the fields of one record
     --> e.jsonl:2:1
      |
    2 | [1, 2]
      | ^^^^^^

    hint: `annals append --edit` opens a template with every field
    "#);
    assert_snapshot!(refused_file(&sandbox, "f.json", ""), @r#"
    status 1
    -- stderr
    error: `f.json` holds no development

    hint: `annals append --edit` opens a template; docs/handbook.md shows the JSON form
    "#);
    assert_snapshot!(refused(&sandbox, &["append", "--file", "absent.json"]), @r#"
    status 4
    -- stderr
    error: cannot read `absent.json`: No such file or directory (os error 2)
    "#);
}

#[test]
fn a_text_in_another_encoding_is_placed_at_its_first_wrong_byte() {
    let sandbox = Sandbox::with_fixtures();
    let latin = b"{\"date\": \"2024-06-01\",\n \"title\": \"Caf\xe9 talks\"}";
    assert_snapshot!(refused_file(&sandbox, "a.json", latin), @r#"
    status 1
    -- stderr
    error: the text is not UTF-8: byte 37 is 0xE9
     --> a.json:2:15
      |
    2 |  "title": "Caf� talks"}
      |               ^

    hint: save it as UTF-8 and repeat the command; `iconv -f GB18030 -t UTF-8` converts a Chinese text, `-f WINDOWS-1252` a Western one
    "#);
    assert_snapshot!(sandbox.run_with_input(&["append", "--file", "-"], latin), @r#"
    status 1
    -- stderr
    error: the text is not UTF-8: byte 37 is 0xE9
     --> standard input:2:15
      |
    2 |  "title": "Caf� talks"}
      |               ^

    hint: save it as UTF-8 and repeat the command; `iconv -f GB18030 -t UTF-8` converts a Chinese text, `-f WINDOWS-1252` a Western one
    "#);
}
