//! The rules for recording a development whole: what is refused, where, and with which remedy.

use annals::domain::coding::Coding;
use annals::domain::decide::event_id;
use annals::domain::development::{DatedRole, Development, DevelopmentId, Legal, Place, SideTitle};
use annals::domain::event::Event;
use annals::domain::link::{Asserter, Link};
use annals::domain::refusal::{Reason, RefusalClass};
use annals::domain::source::Source;
use annals::domain::vocabulary::{DateRole, LinkRelation, Role, Scheme};
use uuid::Uuid;

use crate::given::*;

const NEW: &str = "2024-01-01-new";

fn recording(change: impl FnOnce(&mut Development)) -> When {
    Given::rule_and_answer().when(record(development_with(NEW, change)))
}

#[test]
fn a_sound_development_is_recorded_with_the_id_of_its_key() {
    let sound = development(NEW);
    let drafts = Given::rule_and_answer().when(record(sound.clone())).events();
    let event = Event::DevelopmentRecorded(Box::new(sound));
    assert_eq!(drafts.len(), 1);
    assert_eq!(drafts[0].id, event_id(ORIGIN, &event, 0));
    assert_eq!(drafts[0].event, event);
    assert_eq!(drafts[0].caused_by, None);
}

#[test]
fn recorded_again_it_is_the_same_event_for_the_journal_to_compare() {
    let given = Given::rule_and_answer();
    let first = given.chronicle.development(RULE).unwrap().recorded.sequence;
    let again = given.when(record(development(RULE))).events();
    assert_eq!(given.chronicle.event(again[0].id), Some(first));
    let other = given.when(record(development_with(RULE, |it| it.title = "Other".to_owned()))).events();
    assert_eq!(other[0].id, again[0].id, "other content under the same key is a conflict of one id");
    assert_ne!(other[0].event, again[0].event);
}

#[test]
fn a_development_without_a_source_is_refused() {
    then_refused!(recording(|it| it.sources.clear()), Reason::NoSource, at "sources",
        says "a development needs at least one source",
        hint Some("add one with `--source URL`, or in a file as `\"sources\": [{\"url\": …}]`"));
}

#[test]
fn a_development_with_no_party_is_refused() {
    then_refused!(recording(|it| it.parties.clear()), Reason::NoParty, at "parties",
        says "a development needs at least one party",
        hint Some("add one with `--actor NAME:ROLE`, or in a file as `\"parties\": [{\"actor\": …, \"role\": …}]`"));
}

#[test]
fn an_unknown_actor_is_answered_with_the_nearest() {
    then_refused!(recording(|it| it.parties.push(party("mofcmo", Role::Speaker))), Reason::UnknownActor { .. },
        at "parties.2.actor", says "unknown actor `mofcmo` (did you mean `mofcom`?)",
        hint Some("`annals actor list` shows all; `annals actor register` adds one"));
}

#[test]
fn actors_are_known_in_every_field_that_names_one() {
    let stranger = || id("stranger");
    let refusals = recording(|it| {
        it.legal =
            Some(Legal { instrument: None, citation: None, number: None, authority: Some(stranger()), binding: true });
        let asserted_by = Asserter::Actor(stranger());
        it.links.push(Link { asserted_by, ..link(LinkRelation::RespondsTo, RULE) });
        let mut denial = claim();
        denial.by = Some(stranger());
        it.claims.push(denial);
        let mut pledge = commitment("pledge");
        pledge.by.push(stranger());
        pledge.to.push(stranger());
        pledge.acknowledged_by.push(stranger());
        it.commitments.push(pledge);
    })
    .refusals();
    assert!(refusals.iter().all(|refusal| matches!(refusal.reason, Reason::UnknownActor { .. })), "{refusals:?}");
    let places: Vec<String> = refusals.iter().map(|refusal| refusal.at.to_string()).collect();
    let expected = [
        "legal.authority",
        "claims.0.by",
        "links.0.asserted_by",
        "commitments.0.by.1",
        "commitments.0.to.1",
        "commitments.0.acknowledged_by.0",
    ];
    assert_eq!(places, expected);
}

#[test]
fn everything_that_is_wrong_is_told_at_once() {
    let refusals = recording(|it| {
        it.title.clear();
        it.parties.clear();
        it.sources.clear();
    })
    .refusals();
    let places: Vec<String> = refusals.iter().map(|refusal| refusal.at.to_string()).collect();
    assert_eq!(places, ["title", "parties", "sources"]);
}

#[test]
fn a_source_needs_a_url_or_a_title_and_a_publisher() {
    let titled = |title: Option<&str>, publisher: Option<&str>| Source {
        title: title.map(str::to_owned),
        publisher: publisher.map(str::to_owned),
        ..Source::default()
    };
    then_refused!(recording(|it| it.sources.push(titled(Some("Announcement 23"), None))), Reason::SourceUnidentified,
        at "sources.2", says "a source needs a URL, or a title and a publisher");
    then_refused!(recording(|it| it.sources.push(titled(None, Some("MOFCOM")))), Reason::SourceUnidentified,
        at "sources.2", says "a source needs a URL, or a title and a publisher");
    recording(|it| it.sources.push(titled(Some("Announcement 23"), Some("MOFCOM")))).event();
}

#[test]
fn a_url_has_a_scheme_and_no_blanks() {
    for wrong in ["bis.example/rule", "https://", "https://bis.example/a rule", "://x"] {
        let message = format!(
            "`{wrong}` is no URL: expected one with its scheme and without blanks, such as `https://www.example.org/page`"
        );
        then_refused!(recording(|it| it.sources.push(source(wrong))), Reason::SourceUrl(_), at "sources.2.url", says message);
    }
}

#[test]
fn an_archived_copy_is_named_by_its_sha_256() {
    let archived = |hash: String| recording(|it| it.sources[0].archived = Some(hash));
    archived("0a".repeat(32)).event();
    let message = |hash: &str| format!("`{hash}` is no SHA-256: expected 64 lower-case hexadecimal digits");
    let upper = "0A".repeat(32);
    then_refused!(archived(upper.clone()), Reason::ArchiveHash(_), at "sources.0.archived", says message(&upper));
    then_refused!(archived("0a".to_owned()), Reason::ArchiveHash(_), at "sources.0.archived", says message("0a"));
}

#[test]
fn a_side_must_be_a_country_or_a_registered_bloc_or_int() {
    let titled = |code: &str| {
        recording(|it| it.titles.push(SideTitle { side: side(code), title: "Their name".to_owned(), lang: None }))
    };
    for known in ["CHN", "INT", "EUE"] {
        titled(known).event();
    }
    then_refused!(titled("EUX"), Reason::UnknownSide { .. }, at "titles.0.side",
        says "unknown side `EUX` (did you mean `EUE`?): expected an ISO 3166-1 alpha-3 code such as `CHN`, the side of a registered bloc such as `EUE`, or `INT`",
        hint Some("a bloc's code is known once an actor of type `bloc` with that side is registered"));
    then_refused!(recording(|it| it.sources[0].side = Some(side("ZZZ"))), Reason::UnknownSide { nearest: None, .. },
        at "sources.0.side",
        says "unknown side `ZZZ`: expected an ISO 3166-1 alpha-3 code such as `CHN`, the side of a registered bloc such as `EUE`, or `INT`",
        hint Some("a bloc's code is known once an actor of type `bloc` with that side is registered"));
}

#[test]
fn a_place_lies_in_a_country_and_neither_in_a_bloc_nor_between_states() {
    let placed = |code: &str| recording(|it| it.place = Some(Place { name: "Geneva".to_owned(), country: side(code) }));
    placed("CHE").event();
    then_refused!(placed("CHM"), Reason::UnknownCountry { .. }, at "place.country",
        says "`CHM` is no country (did you mean `CHN`?): expected an ISO 3166-1 alpha-3 code such as `CHE`");
    then_refused!(placed("INT"), Reason::UnknownCountry { .. }, at "place.country",
        says "`INT` is no country: expected an ISO 3166-1 alpha-3 code such as `CHE`");
    then_refused!(placed("EUE"), Reason::UnknownCountry { nearest: None, .. }, at "place.country",
        says "`EUE` is no country: expected an ISO 3166-1 alpha-3 code such as `CHE`");
}

#[test]
fn a_code_must_be_one_of_its_scheme() {
    let coded = |scheme, code: &str| recording(|it| it.codings = vec![Coding::new(scheme, code)]).refusal();
    let plover = coded(Scheme::Plover, "CONSUL");
    assert!(matches!(plover.reason, Reason::Word(_)), "{plover:?}");
    assert_eq!(plover.at.to_string(), "codings.0.code");
    assert!(
        plover.to_string().starts_with("`CONSUL` is no PLOVER class (did you mean `CONSULT`?); expected one of: AGREE")
    );
    let cameo = coded(Scheme::Cameo, "036x");
    assert!(
        cameo.to_string().starts_with("`036x` is no CAMEO code (did you mean `036`?); expected one of: 01, 02"),
        "{cameo}"
    );
}

#[test]
fn text_of_one_line_is_one_line_and_not_empty() {
    type Spoil = fn(&mut Development, String);
    let one_line: [(&str, &str, Spoil); 12] = [
        ("title", "title", |it, text| it.title = text),
        ("titles.0.title", "title", |it, title| {
            it.titles.push(SideTitle { side: side("CHN"), title, lang: None });
        }),
        ("place.name", "place", |it, name| it.place = Some(Place { name, country: side("CHE") })),
        ("parties.0.office", "office", |it, text| it.parties[0].office = Some(text)),
        ("dates.0.note", "note", |it, text| {
            it.dates.push(DatedRole { role: DateRole::Signed, date: it.date.clone(), note: Some(text) });
        }),
        ("legal.citation", "citation", |it, text| {
            it.legal =
                Some(Legal { instrument: None, citation: Some(text), number: None, authority: None, binding: true });
        }),
        ("sources.0.title", "title", |it, text| it.sources[0].title = Some(text)),
        ("sources.0.publisher", "publisher", |it, text| it.sources[0].publisher = Some(text)),
        ("sources.0.lang", "lang", |it, text| it.sources[0].lang = Some(text)),
        ("sources.0.pinpoint", "pinpoint", |it, text| it.sources[0].pinpoint = Some(text)),
        ("claims.0.speaker", "speaker", |it, text| {
            it.claims.push(claim());
            it.claims[0].speaker = Some(text);
        }),
        ("legal.instrument", "instrument", |it, text| {
            it.legal =
                Some(Legal { instrument: Some(text), citation: None, number: None, authority: None, binding: true });
        }),
    ];
    for (at, name, spoil) in one_line {
        let empty = recording(|it| spoil(it, " ".to_owned())).refusal();
        assert_eq!((empty.reason.clone(), empty.at), (Reason::Empty(spoiled(name)), field(at)));
        assert_eq!(empty.reason.to_string(), format!("`{name}` is empty"));
        let broken = recording(|it| spoil(it, "two\nlines".to_owned())).refusal();
        assert_eq!((broken.reason.clone(), broken.at), (Reason::ControlCharacter(spoiled(name)), field(at)));
        let message = format!("`{name}` holds a line break or a control character; expected one line of text");
        assert_eq!(broken.reason.to_string(), message);
    }
}

/// The name as the reasons hold it.
fn spoiled(name: &str) -> &'static str {
    name.to_owned().leak()
}

#[test]
fn longer_text_may_break_lines_but_holds_no_control_characters() {
    type Spoil = fn(&mut Development, String);
    let longer: [(&str, Spoil); 5] = [
        ("summary", |it, text| it.summary = text),
        ("dispute", |it, text| it.dispute = Some(text)),
        ("sources.0.quote", |it, text| it.sources[0].quote = Some(text)),
        ("links.0.note", |it, text| {
            it.links.push(Link { note: Some(text), ..link(LinkRelation::Follows, RULE) });
        }),
        ("commitments.0.text", |it, text| {
            it.commitments.push(commitment("pledge"));
            it.commitments[0].text = text;
        }),
    ];
    for (at, spoil) in longer {
        recording(|it| spoil(it, "two\nlines".to_owned())).event();
        let refusal = recording(|it| spoil(it, "a bell \u{7}".to_owned())).refusal();
        assert!(matches!(refusal.reason, Reason::ControlCharacter(_)), "{refusal:?}");
        assert_eq!(refusal.at, field(at));
    }
}

#[test]
fn a_link_leads_to_another_development_that_is_known() {
    let tied = |to: &str| recording(|it| it.links.push(link(LinkRelation::RespondsTo, to)));
    tied(RULE).event();
    then_refused!(tied(NEW), Reason::LinkToItself(_), at "links.0.key",
        says "a development cannot be linked to itself (`2024-01-01-new`)");
    then_refused!(tied("2022-10-07-chip-rul"), Reason::UnknownDevelopment { .. }, at "links.0.key",
        says "unknown development `2022-10-07-chip-rul` (did you mean `2022-10-07-chip-rule`?)",
        hint Some("`annals timeline --text WORDS` finds keys; a key, an id, or an unambiguous start of either will do"));
}

#[test]
fn a_tie_is_given_once() {
    let twice = recording(|it| {
        it.links.push(link(LinkRelation::RespondsTo, RULE));
        it.links.push(Link { note: Some("again".to_owned()), ..link(LinkRelation::RespondsTo, RULE) });
    });
    then_refused!(twice, Reason::LinkTwice { .. }, at "links.1",
        says "the tie `responds-to 2022-10-07-chip-rule` by `analyst` is given twice",
        hint Some("one is enough; to change its note, correct `links.N.note` with `annals correct`"));
    let by_another = recording(|it| {
        it.links.push(link(LinkRelation::RespondsTo, RULE));
        it.links.push(Link { asserted_by: Asserter::Actor(id("mofcom")), ..link(LinkRelation::RespondsTo, RULE) });
    });
    by_another.event();
}

#[test]
fn a_claim_names_who_makes_it_and_a_source_there_is() {
    let nobody = recording(|it| {
        it.claims.push(claim());
        it.claims[0].by = None;
    });
    then_refused!(nobody, Reason::Empty("by"), at "claims.0.by", says "`by` is empty",
        hint Some("name the actor in `by`, or the speaker as the source has them in `speaker`"));
    let rests_on = |number: u32, sources: usize| {
        recording(|it| {
            it.sources.truncate(sources);
            it.claims.push(claim());
            it.claims[0].source = number;
        })
    };
    then_refused!(rests_on(2, 2), Reason::NoSuchSource { number: 2, len: 2 }, at "claims.0.source",
        says "there is no source number 2: the development has 2, numbered 0 to 1");
    then_refused!(rests_on(1, 1), Reason::NoSuchSource { number: 1, len: 1 }, at "claims.0.source",
        says "there is no source number 1: the development has one, number 0");
}

#[test]
fn a_commitment_names_both_ends_and_has_a_key_of_its_own_in_the_whole_journal() {
    let without = |empty: fn(&mut annals::domain::commitment::Commitment)| {
        recording(|it| {
            it.commitments.push(commitment("pledge"));
            empty(&mut it.commitments[0]);
        })
    };
    then_refused!(without(|pledge| pledge.by.clear()), Reason::CommitmentParties("by"), at "commitments.0.by",
        says "a commitment needs at least one actor in `by`");
    then_refused!(without(|pledge| pledge.to.clear()), Reason::CommitmentParties("to"), at "commitments.0.to",
        says "a commitment needs at least one actor in `to`");
    let message = "the commitment `pledge` exists already; a commitment's key is given once in the whole journal";
    let hint = Some("give another with `--key`, or assess the one there is with `annals assess`");
    let twice = recording(|it| it.commitments = vec![commitment("pledge"), commitment("pledge")]);
    then_refused!(twice, Reason::CommitmentTaken(_), at "commitments.1.key", says message, hint hint);
    let elsewhere = Given::rule_and_answer()
        .after(promise(commitment("pledge")))
        .when(record(development_with(NEW, |it| it.commitments.push(commitment("pledge")))));
    then_refused!(elsewhere, Reason::CommitmentTaken(_), at "commitments.0.key", says message, hint hint);
}

#[test]
fn an_id_belongs_to_one_development() {
    let given = Given::rule_and_answer();
    let taken = given.chronicle.development(RULE).unwrap().current.id;
    let refusal = given.when(record(development_with(NEW, |it| it.id = taken))).refusal();
    assert_eq!(refusal.reason.class(), RefusalClass::Conflict);
    then_refused!(given.when(record(development_with(NEW, |it| it.id = taken))), Reason::IdTaken { .. }, at "id",
        says format!("the id {} belongs to `{RULE}`", taken.0.hyphenated()),
        hint Some("leave the id out: it is then derived from the key"));
    given.when(record(development_with(NEW, |it| it.id = DevelopmentId(Uuid::from_u128(7))))).event();
}

#[test]
fn every_reason_to_refuse_is_met_in_these_tests() {
    let reasons = include_str!("../../src/domain/refusal.rs");
    let (_, variants) = reasons.split_once("pub enum Reason {").unwrap();
    let (variants, _) = variants.split_once("\n}").unwrap();
    let names = variants.lines().filter_map(|line| {
        let name = line.strip_prefix("    ").filter(|rest| rest.starts_with(|c: char| c.is_ascii_uppercase()))?;
        name.split(|c: char| !c.is_alphanumeric()).next()
    });
    let tests = [
        include_str!("leads_decide.rs"),
        include_str!("rules.rs"),
        include_str!("rules_actors.rs"),
        include_str!("rules_additions.rs"),
        include_str!("rules_changes.rs"),
        include_str!("rules_words.rs"),
    ]
    .concat();
    let names: Vec<&str> = names.collect();
    assert!(names.len() > 30, "{names:?}");
    let unmet: Vec<&&str> = names.iter().filter(|name| !tests.contains(&format!("Reason::{name}"))).collect();
    assert!(unmet.is_empty(), "no test meets {unmet:?}");
}
