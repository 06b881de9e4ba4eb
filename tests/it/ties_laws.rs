//! Laws over random histories: the views of ties are the same through the published view as over the
//! whole journal, now and at any time before; a thread ends, and shows each development once.

use std::collections::BTreeSet;

use annals::domain::chronicle::Chronicle;
use annals::domain::edtf::Day;
use annals::domain::filter::Filter;
use annals::domain::side::Dyad;
use annals::domain::stamp::Instant;
use annals::projection::{Archive, Question, Selection, catch_up};
use annals::report::as_of::{AsOf, DayOrigin};
use annals::report::commitments::{CommitmentsQuery, commitments};
use annals::report::divergence::divergences;
use annals::report::perspectives::perspectives;
use annals::report::render::Rendered;
use annals::report::render::page::Page;
use annals::report::response::{ResponseQuery, responses};
use annals::report::thread::{ThreadQuery, thread};
use proptest::prelude::*;
use tempfile::TempDir;

use crate::history::{empty_journal, history, places, time_of};

fn select(archive: &Archive, question: Question, until: Option<Instant>) -> Chronicle {
    archive.select(&Selection::from(question), until).unwrap()
}

fn as_of(year: i64) -> AsOf {
    AsOf { day: Day::new(year, 6, 30).unwrap(), taken_from: DayOrigin::Given }
}

fn promised(public_on: Option<Day>) -> CommitmentsQuery {
    CommitmentsQuery {
        as_of: as_of(2022),
        states: Vec::new(),
        since: None,
        due_within: None,
        one_sided: false,
        by: Vec::new(),
        to: Vec::new(),
        relations: Vec::new(),
        public_on,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_views_of_ties_are_the_same_through_the_view_and_over_the_whole(
        steps in proptest::collection::vec(any::<[u16; 12]>(), 1..60),
        at in 0_usize..70,
        public in proptest::option::of(2019_i64..2026),
    ) {
        let told = history(&steps);
        let folder = TempDir::new().unwrap();
        let journal = empty_journal(folder.path());
        told.append(&journal, 0..told.batches.len());
        catch_up(&journal, &places(folder.path()).scratch, &mut |_, _| {}).unwrap();
        let archive = Archive::open_by_view(journal, &places(folder.path()).scratch).unwrap();
        let public_on = public.and_then(|year| Day::new(year, 12, 31));
        for until in [None, Some(time_of(at.min(told.batches.len())))] {
            let whole = archive.whole(until).unwrap();
            let query = promised(public_on);
            let made = select(&archive, Question::Commitments, until);
            prop_assert_eq!(commitments(&made, &query), commitments(&whole, &query));
            for state in whole.developments() {
                let key = state.current.key.as_str();
                let loaded = select(&archive, Question::Threads(vec![key.to_owned()]), until);
                let own = loaded.development(key).unwrap();
                let query = ThreadQuery { public_on, ..ThreadQuery::default() };
                let found = thread(&loaded, own, &query);
                prop_assert_eq!(&found, &thread(&whole, state, &query));
                prop_assert_eq!(perspectives(&loaded, own, public_on), perspectives(&whole, state, public_on));
                if let Ok(found) = found {
                    let in_full: Vec<&str> = found.back.iter().chain(&found.on).filter(|step| !step.repeated)
                        .map(|step| step.point.key.as_str()).chain([found.start.key.as_str()]).collect();
                    prop_assert_eq!(in_full.iter().collect::<BTreeSet<_>>().len(), in_full.len());
                    let numbers: BTreeSet<usize> =
                        found.back.iter().chain(&found.on).map(|step| step.point.n).chain([1]).collect();
                    prop_assert_eq!(numbers, (1..=in_full.len()).collect::<BTreeSet<_>>());
                    prop_assert!(!found.text(&Page::plain(80)).is_empty());
                }
            }
            let filter = Filter { public_on, ..Filter::default() };
            let question = Question::Timeline { filter: filter.clone(), actors: vec![], limit: None, newest_first: false };
            prop_assert_eq!(divergences(&select(&archive, question, until), &filter), divergences(&whole, &filter));
            for relation in ["CHN-USA", "JPN-KOR"].map(|text| Dyad::parse(text).unwrap()) {
                let query = ResponseQuery { relation, from: None, to: None, as_of: as_of(2023), public_on };
                let filter = Filter { sides: vec![relation.first(), relation.second()], ..Filter::default() };
                let question = Question::Timeline { filter, actors: vec![], limit: None, newest_first: false };
                let loaded = select(&archive, question, until);
                prop_assert_eq!(responses(&loaded, &query, false), responses(&whole, &query, false));
            }
        }
    }
}
