//! Dates: what EDTF is read and refused, how it is bounded, sorted and read aloud, what a person may
//! type, and how the parser compares with eleven other suites whose strings lie in `../shared`.

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stderr)] // a test fails by panicking

use std::collections::BTreeMap;
use std::path::PathBuf;

use annals::domain::edtf::entry::{self, EntryError};
use annals::domain::edtf::{Day, Edtf, EdtfError, Weekday};
use proptest::prelude::*;

fn edtf(text: &str) -> Edtf {
    Edtf::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn day(year: i64, month: u32, number: u32) -> Day {
    Day::new(year, month, number).unwrap()
}

fn today() -> Day {
    day(2024, 5, 14)
}

fn entered(text: &str) -> String {
    match entry::read(text, today()) {
        Ok(date) => date.to_string(),
        Err(error) => panic!("{text}: {error}"),
    }
}

fn refused(text: &str) -> EntryError {
    match entry::read(text, today()) {
        Ok(date) => panic!("{text} was read as {date}"),
        Err(error) => error,
    }
}

/// `first..last`, each an ISO day, or nothing where that side is open or unknown.
fn bounds(date: &Edtf) -> String {
    let side = |day: Option<Day>| day.map(|day| day.to_string()).unwrap_or_default();
    format!("{}..{}", side(date.earliest()), side(date.latest()))
}

// ---- Reading EDTF ----

#[test]
fn every_level_is_read_with_its_first_and_last_day() {
    let table = "
        // level 0
        2024-05-14 => 2024-05-14..2024-05-14
        2024-05 => 2024-05-01..2024-05-31
        2024 => 2024-01-01..2024-12-31
        20 => 2000-01-01..2099-12-31
        0000 => 0000-01-01..0000-12-31
        1985-04-12T23:20:30Z => 1985-04-12..1985-04-12
        1985-04-12T00:10:00+14:00 => 1985-04-12..1985-04-12
        1964/2008 => 1964-01-01..2008-12-31
        2004-02-01/2005-02 => 2004-02-01..2005-02-28
        // level 1
        Y170000002 => +170000002-01-01..+170000002-12-31
        -0044 => -0044-01-01..-0044-12-31
        2001-21 => 2001-03-01..2001-05-31
        2019-24 => 2019-12-01..2020-02-29
        2024-05~ => 2024-05-01..2024-05-31
        2024-05-14% => 2024-05-14..2024-05-14
        201X => 2010-01-01..2019-12-31
        2024-05-XX => 2024-05-01..2024-05-31
        2024-XX-XX => 2024-01-01..2024-12-31
        1985-04-12/.. => 1985-04-12..
        1985-04-12/ => 1985-04-12..
        ../1985 => ..1985-12-31
        /1985 => ..1985-12-31
        // level 2
        Y-17E7 => -170000000-01-01..-170000000-12-31
        1950S2 => 1900-01-01..1999-12-31
        Y-20E2S3 => -2009-01-01..-2000-12-31
        2024-28 => 2024-12-01..2025-02-28
        2020-29 => 2020-09-01..2020-11-30
        2024-33 => 2024-01-01..2024-03-31
        2024-38 => 2024-05-01..2024-08-31
        2024-41 => 2024-07-01..2024-12-31
        [1667,1668,1670..1672] => 1667-01-01..1672-12-31
        [..1984] => ..1984-12-31
        {1960,1961-12} => 1960-01-01..1961-12-31
        {1760-12..} => 1760-12-01..
        2004-06~-11 => 2004-06-11..2004-06-11
        ?2004-06-~11 => 2004-06-11..2004-06-11
        156X-12-25 => 1560-12-25..1569-12-25
        -192X => -1929-01-01..-1920-12-31
        199X-02-29 => 1992-02-29..1996-02-29
        2020-0X => 2020-01-01..2020-09-30
        2020-04-3X => 2020-04-30..2020-04-30
        XXXX-12-XX => ..
    ";
    for line in table.lines().filter(|line| line.contains(" => ")) {
        let (text, expected) = line.trim().split_once(" => ").unwrap();
        let date = edtf(text);
        assert_eq!(date.as_str(), text);
        assert_eq!(bounds(&date), expected, "{text}");
    }
}

#[test]
fn a_refusal_names_the_value_the_place_what_was_expected_and_the_remedy() {
    let message = |text: &str| Edtf::parse(text).unwrap_err().to_string();
    insta::assert_snapshot!(message(""), @"the date is empty: expected EDTF, such as 2024-05-14, 2024-05 or 2024-05-14/2024-05-16");
    insta::assert_snapshot!(message("2024-5-14"), @"`2024-5-14` is not EDTF: expected two digits for the month at character 7, found `-`; write the month in two digits, as in 2024-05, or XX if it is unknown");
    insta::assert_snapshot!(message("2024-05-14 "), @"`2024-05-14 ` is not EDTF: expected a character of EDTF at character 11, found ` `; remove the blank");
    insta::assert_snapshot!(message("2024-02-30"), @"`2024-02-30` has no day `30` (character 9): February 2024 has 29 days; correct the day, or leave it out if only the month is known");
    insta::assert_snapshot!(message("19XX-02-30"), @"`19XX-02-30` has no day `30` (character 9): February has 29 days at most; correct the day, or leave it out if only the month is known");
    insta::assert_snapshot!(message("1985-13"), @"`1985-13` has no month `13` (character 6): expected 01 to 12, or a part of the year from 21 (spring) to 41 (second half); write one of these, or the year alone");
    insta::assert_snapshot!(message("2024-06/2024-05-09"), @"`2024-06/2024-05-09` ends before it starts: its end is 2024-05-09 at the latest, its start 2024-06-01 at the earliest (character 9); exchange the two, or correct one");
    insta::assert_snapshot!(message("-0000"), @"`-0000` has no valid year at character 1: there is no year -0000; write 0000 for 1 BC and -0001 for 2 BC");
    insta::assert_snapshot!(message("Y2006"), @"`Y2006` has no valid year at character 1: Y stands only before a year of more than four digits, without leading zeros; write the year in four digits");
    insta::assert_snapshot!(message("1985-04-12T25:00:00"), @"`1985-04-12T25:00:00` has no valid time at character 12: hours run from 00 to 24; correct the hour");
    insta::assert_snapshot!(message("/"), @"`/` is refused at character 1: an interval with neither start nor end dates nothing; write the end that is known, as in 2024-05-14/ or /2024-05-14");
    insta::assert_snapshot!(message("{1987-10..1988}"), @"`{1987-10..1988}` is refused at character 9: a range in a set counts in one unit; write both of its ends as days, as months or as years");
    insta::assert_snapshot!(message("[2020}"), @"`[2020}` is not EDTF: expected `]` at the end of the set at character 7, found the end; close the set with `]`");
}

#[test]
fn what_is_not_edtf_is_refused() {
    let table = "
        2024-5-14 | 20240514 | 2024/05/14 | 198 | 12345 | - | 2024-00 | 2024-20 | 2024-42
        2024-00-12 | 2024-01-32 | 2024-06-31 | 1900-02-29 | 156X-11-31 | 15XX-02-3X | 1999-XX-32
        -000X-13 | 20xx | 2024-05-14T10:30 | 2024-05-14T24:00:01 | 2024-05-14T10:10:60
        2024-05-14T10:10:10z | 2024-05-14T10:10:10-00:00 | 2024-05-14T10:10:10+0230
        2024-05-14T10:10:10+14:01 | 2024-05-XXT10:10:10 | 2024-05-14~T10:10:10 | 2008/1964
        2012-24/2012-21 | 2024//2025 | ../ | /.. | 2024-05-14T10:10:10/2025
        ..2004-06-01/2004-06-20.. | [] | {} | [1999 | 1999] | [2020, 2021] | [2020,]
        [2021,..2020] | [2020..,2021] | [2021..2020] | [..] | {20} | 20/2024 | 2024?~ | ~
        Y00001 | Y20067890-14 | Y1E15 | 1950S0 | 1950S5 | 195XS3 | 2024-05-14Z | \u{2212}0044
        ２０２４
    ";
    for text in table.lines().flat_map(|line| line.trim().split(" | ")) {
        assert!(Edtf::parse(text).is_err(), "{text} was read");
    }
}

#[test]
fn a_refused_place_counts_characters_from_one() {
    let place = |text: &str| match Edtf::parse(text) {
        Err(
            EdtfError::Unexpected { place, .. }
            | EdtfError::NoSuchDay { place, .. }
            | EdtfError::NoSuchMonth { place, .. }
            | EdtfError::EndBeforeStart { place, .. },
        ) => place,
        other => panic!("{text}: {other:?}"),
    };
    assert_eq!(place("2024年"), 5);
    assert_eq!(place("2024-05-32"), 9);
    assert_eq!(place("2024-05/2024-13"), 14);
    assert_eq!(place("[2024,2023..2022]"), 13);
    assert_eq!(place("202"), 4);
}

#[test]
fn what_a_date_says_of_itself() {
    assert_eq!(edtf("2024-05-14").exact_day(), Some(day(2024, 5, 14)));
    assert_eq!(edtf("2024-05-14T23:59:59-11:00").exact_day(), Some(day(2024, 5, 14)));
    for text in ["2024-05-14~", "2024-05-1X", "2024-05", "[2024-05-14]", "2024-05-14/2024-05-14"] {
        assert_eq!(edtf(text).exact_day(), None, "{text}");
    }
    assert!(edtf("2004-06-~11").is_approximate() && !edtf("2004-06-~11").is_uncertain());
    assert!(edtf("1984/2004-?06").is_uncertain() && !edtf("1984/2004-?06").is_approximate());
    assert!(edtf("[1984,2004%]").is_uncertain() && edtf("[1984,2004%]").is_approximate());
    assert!(edtf("1984/2004").is_interval() && !edtf("[1984..2004]").is_interval());
    assert!(edtf("1984/..").is_open_ended() && edtf("[1984..]").is_open_ended());
    assert!(!edtf("1984/").is_open_ended() && !edtf("../1984").is_open_ended());
}

#[test]
fn dates_sort_by_earliest_then_latest_day() {
    let mut dates = ["2024-05-14", "2024-05", "2024", "2024-05-01", "../2024", "2024-05/..", "2023-12-31/2024"];
    dates.sort_by_key(|text| edtf(text).sort_key());
    assert_eq!(dates, ["../2024", "2023-12-31/2024", "2024", "2024-05-01", "2024-05", "2024-05/..", "2024-05-14"]);
}

#[test]
fn a_date_overlaps_the_window_it_touches_and_no_other() {
    let may = (Some(day(2024, 5, 1)), Some(day(2024, 5, 31)));
    for text in ["2024-05-14", "2024", "2024-04-30/2024-05-01", "2024-05-31/..", "/2024-05-01", "XXXX-12"] {
        assert!(edtf(text).overlaps(may.0, may.1), "{text}");
    }
    for text in ["2024-04-30", "2024-06", "2024-06-01/..", "[..2024-04]"] {
        assert!(!edtf(text).overlaps(may.0, may.1), "{text}");
    }
    assert!(edtf("1999").overlaps(None, may.1) && !edtf("1999").overlaps(may.0, None));
    assert!(edtf("1999").overlaps(None, None));
}

#[test]
fn a_date_is_a_string_on_disk_and_is_parsed_on_the_way_in() {
    let date: Edtf = serde_json::from_str("\"2024-05~\"").unwrap();
    assert_eq!(serde_json::to_string(&date).unwrap(), "\"2024-05~\"");
    let error = serde_json::from_str::<Edtf>("\"2024-02-30\"").unwrap_err().to_string();
    assert!(error.contains("February 2024 has 29 days"), "{error}");
    assert_eq!("2024".parse::<Edtf>().unwrap(), edtf("2024"));
    assert_ne!(edtf("2024-05-XX"), edtf("2024-05"));
    assert_eq!(serde_json::to_string(&today()).unwrap(), "\"2024-05-14\"");
}

#[test]
fn a_day_knows_its_weekday_and_its_distance() {
    assert_eq!(today().weekday(), Weekday::Tuesday);
    assert_eq!(Day::new(1970, 1, 1).map(Day::weekday), Some(Weekday::Thursday));
    assert_eq!(today().days_until(day(2025, 5, 14)), 365);
    assert_eq!(today().plus_days(-14), day(2024, 4, 30));
    assert_eq!(Day::new(2023, 2, 29), None);
    assert_eq!(format!("{:?} {}", day(-44, 3, 15), day(12024, 1, 2)), "-0044-03-15 +12024-01-02");
    assert_eq!(Edtf::day(today()), edtf("2024-05-14"));
    assert_eq!(Edtf::day(day(12024, 1, 2)), edtf("Y12024"));
}

// ---- Reading aloud ----

#[test]
fn dates_are_read_aloud_in_english_and_chinese() {
    // EDTF | English | Chinese
    let table = "
        2024-05-14 | 14 May 2024 | 2024年5月14日
        2024-05 | May 2024 | 2024年5月
        2024 | 2024 | 2024年
        0987 | AD 987 | 公元987年
        -0044-03-15 | 15 March 45 BC | 公元前45年3月15日
        20 | some time from 2000 to 2099 | 2000年至2099年间
        Y170000002 | the year 170000002 | 170000002年
        Y-17E7 | the year 170000001 BC | 公元前170000001年
        1950S2 | some year from 1900 to 1999, estimated 1950 | 1900年至1999年间某年（估计为1950年）
        201X | the 2010s | 2010年代
        200X | some year from 2000 to 2009 | 2000年至2009年间某年
        20XX | some year from 2000 to 2099 | 2000年至2099年间某年
        -192X | some year from 1930 BC to 1921 BC | 公元前1930年至公元前1921年间某年
        20X0 | some year written 20X0 | 某年（记作20X0）
        XXXX | an unknown year | 某年（年份不明）
        2018-03~ | about March 2018 | 约2018年3月
        2022-11-16? | possibly 16 November 2022 | 2022年11月16日（存疑）
        2026-05-15% | about 15 May 2026, uncertain | 约2026年5月15日（存疑）
        1984~ | about 1984 | 约1984年
        201X~ | the 2010s (approximate) | 约2010年代
        2024-05-XX~ | some day in May 2024 (approximate) | 约2024年5月某日
        2004-06~-11 | 11 June 2004 (year and month approximate) | 2004年6月11日（年份为约数，月份为约数）
        ?2004-06-~11 | 11 June 2004 (year uncertain; day approximate) | 2004年6月11日（年份存疑，日期为约数）
        2004-%06-11 | 11 June 2004 (month uncertain and approximate) | 2004年6月11日（月份存疑且为约数）
        2001?-23 | autumn 2001 (year uncertain) | 2001年秋季（年份存疑）
        2024-21 | spring 2024 | 2024年春季
        2024-26 | summer 2024 (Northern Hemisphere) | 2024年夏季（北半球）
        2024-32 | winter 2024 (Southern Hemisphere) | 2024年冬季（南半球）
        2024-33 | first quarter of 2024 | 2024年第一季度
        2024-38 | May–August 2024 (second four months) | 2024年5月至8月（第二个四个月期）
        2024-41 | second half of 2024 | 2024年下半年
        2024-XX | some month in 2024 | 2024年某月
        2024-05-XX | some day in May 2024 | 2024年5月某日
        2024-XX-XX | some day in 2024 | 2024年某月某日
        1560-XX-25 | the 25th of some month in 1560 | 1560年某月25日
        2024-1X | some month from October to December 2024 | 2024年10月至12月间某月
        2024-X1 | January or November 2024 | 2024年1月或11月
        2024-05-1X | some day from 10 to 19 May 2024 | 2024年5月10日至19日间某日
        2024-05-3X | 30 or 31 May 2024 | 2024年5月30日或31日
        2024-05-X5 | 5, 15 or 25 May 2024 | 2024年5月5日、15日或25日
        2024-1X-1X | some day from 10 to 19 of some month from October to December 2024 | 2024年10月至12月间某月10日至19日间某日
        1XXX-12 | December of some year from 1000 to 1999 | 1000年至1999年间某年12月
        201X-05-14 | 14 May in the 2010s | 2010年代5月14日
        XXXX-12-XX | some day in December of an unknown year | 某年（年份不明）12月某日
        1985-04-12T23:20:30 | 12 April 1985, 23:20:30 | 1985年4月12日23:20:30
        1985-04-12T23:20:30Z | 12 April 1985, 23:20:30 UTC | 1985年4月12日23:20:30（协调世界时）
        1985-04-12T23:20:30-04:30 | 12 April 1985, 23:20:30 (UTC−04:30) | 1985年4月12日23:20:30（UTC−04:30）
        2024-06-03/2024-06-09 | 3–9 June 2024 | 2024年6月3日至9日
        2020-09-27/2020-10-02 | 27 September – 2 October 2020 | 2020年9月27日至10月2日
        2023-12-30/2024-01-02 | 30 December 2023 – 2 January 2024 | 2023年12月30日至2024年1月2日
        2024-05/2024-06 | May–June 2024 | 2024年5月至6月
        2024-05/2025-06 | May 2024 – June 2025 | 2024年5月至2025年6月
        2020/2024 | 2020–2024 | 2020年至2024年
        2024-05-14/2024-05-14 | 14 May 2024 | 2024年5月14日
        2018/2024-05-14 | from 2018 to 14 May 2024 | 2018年至2024年5月14日
        2018-03~/2024 | from about March 2018 to 2024 | 约2018年3月至2024年
        2004-06-XX/2004-07-03 | from some day in June 2004 to 3 July 2004 | 2004年6月某日至7月3日
        2024-21/2024-22 | from spring 2024 to summer 2024 | 2024年春季至2024年夏季
        1985-04-12/.. | from 12 April 1985 onwards | 1985年4月12日起
        1985-04-12/ | from 12 April 1985, end unknown | 1985年4月12日起，结束时间不明
        ../1985 | until 1985 | 至1985年为止
        /1985 | until 1985, start unknown | 至1985年为止，开始时间不明
        ../.. | without start or end | 无起止时间
        [2024-06-03..2024-06-09] | between 3 and 9 June 2024 | 2024年6月3日至9日间某日
        [2020-09-27..2020-10-02] | between 27 September and 2 October 2020 | 2020年9月27日至10月2日间某日
        [2024-05..2024-06] | between May and June 2024 | 2024年5月至6月间某月
        [1670..1672] | between 1670 and 1672 | 1670年至1672年间某年
        [1667,1668,1670..1672] | 1667, 1668 or between 1670 and 1672 | 1667年、1668年或1670年至1672年间某年
        [1667,1760-12] | 1667 or December 1760 | 1667年或1760年12月
        [..2024-04-30] | on or before 30 April 2024 | 2024年4月30日或之前
        [..2024-05] | in or before May 2024 | 2024年5月或之前
        [2024-05-14..] | on or after 14 May 2024 | 2024年5月14日或之后
        [1984..] | in or after 1984 | 1984年或之后
        {1960,1961-12} | 1960 and December 1961 | 1960年和1961年12月
        {2024-06-03..2024-06-09} | every day from 3 to 9 June 2024 | 2024年6月3日至9日间每日
        {1667,1670..1672} | 1667 and every year from 1670 to 1672 | 1667年和1670年至1672年间每年
        {..1984} | every year up to 1984 | 至1984年的每年
        {1760-12..} | every month from December 1760 onwards | 自1760年12月起的每月
    ";
    for line in table.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let date = edtf(line.split(" | ").next().unwrap());
        assert_eq!(format!("{date} | {} | {}", date.english(), date.chinese()), line);
    }
}

// ---- What a person types ----

#[test]
fn entry_shortcuts_stand_for_one_edtf_date() {
    // typed => EDTF
    let table = "
        2024-05-14 => 2024-05-14
        2024-05~ => 2024-05~
        [2024-05-14, 2024-05-15] => [2024-05-14,2024-05-15]
        14 May 2024 => 2024-05-14
        14th May 2024 => 2024-05-14
        the 2nd of June 2024 => 2024-06-02
        May 14, 2024 => 2024-05-14
        Sept. 3, 2024 => 2024-09-03
        14-May-2024 => 2024-05-14
        2024 May 14 => 2024-05-14
        Tuesday, 14 May 2024 => 2024-05-14
        tue 14 may 2024 => 2024-05-14
        May 2024 => 2024-05
        spring 2024 => 2024-21
        fall 2024 => 2024-23
        Q1 2024 => 2024-33
        2024Q3 => 2024-35
        2024-Q3 => 2024-35
        the second quarter of 2024 => 2024-34
        first half of 2024 => 2024-40
        today => 2024-05-14
        Yesterday => 2024-05-13
        明天 => 2024-05-15
        before 2024-05 => [..2024-04-30]
        before 14 May 2024 => [..2024-05-13]
        by May 2024 => [..2024-05]
        on or before 30 April 2024 => [..2024-04-30]
        after May 2024 => [2024-06-01..]
        no earlier than 2024 => [2024..]
        since 2018 => 2018/..
        about March 2018 => 2018-03~
        c. March 2018 => 2018-03~
        circa 1956 => 1956~
        约 March 2018 => 2018-03~
        possibly 16 November 2022 => 2022-11-16?
        16 November 2022? => 2022-11-16?
        3..9 June 2024 => [2024-06-03..2024-06-09]
        2024-06-03..2024-06-09 => [2024-06-03..2024-06-09]
        between 3 and 9 June 2024 => [2024-06-03..2024-06-09]
        between 1963 and 1968 => [1963..1968]
        1937 or 1938 => [1937,1938]
        3-9 June 2024 => 2024-06-03/2024-06-09
        3–9 June 2024 => 2024-06-03/2024-06-09
        June 3-9, 2024 => 2024-06-03/2024-06-09
        from 3 to 9 June 2024 => 2024-06-03/2024-06-09
        27 September – 2 October 2020 => 2020-09-27/2020-10-02
        30 December 2023 – 2 January 2024 => 2023-12-30/2024-01-02
        May to June 2024 => 2024-05/2024-06
        2024年5月14日 => 2024-05-14
        ２０２４年５月１４日 => 2024-05-14
        2024年5月14日（星期二） => 2024-05-14
        2024年5月 => 2024-05
        2024年 => 2024
        2024年5月中旬 => [2024-05-11..2024-05-20]
        2024年2月下旬 => [2024-02-21..2024-02-29]
        2024年第一季度 => 2024-33
        2024年上半年 => 2024-40
        2024年春季 => 2024-21
        约2018年3月 => 2018-03~
        2018年3月左右 => 2018-03~
        2024年5月之前 => [..2024-04-30]
        2018年以来 => 2018/..
        2024年6月3日至9日 => 2024-06-03/2024-06-09
        2020年9月27日至10月2日 => 2020-09-27/2020-10-02
        2024年6月3日—9日 => 2024-06-03/2024-06-09
        2020年至2024年 => 2020/2024
        =0987-01-01 => 0987-01-01
        =2023-24 => 2023-24
        2023-22 => 2023-22
        2004/2005 => 2004/2005
    ";
    for line in table.lines().filter(|line| !line.trim().is_empty()) {
        let (typed, expected) = line.split_once(" => ").unwrap();
        assert_eq!(entered(typed), expected, "{typed}");
    }
}

#[test]
fn what_has_two_readings_or_none_is_refused_with_what_to_write() {
    let table = "
        `03/04/2024` can be read as 3 April 2024 or 4 March 2024; write 2024-04-03 or 2024-03-04
        `05/05/2024` is written in numbers whose order a reader has to guess: if 5 May 2024 is meant, write 2024-05-05
        `14/05/2024` is written in numbers whose order a reader has to guess: if 14 May 2024 is meant, write 2024-05-14
        `05/14/2024` is written in numbers whose order a reader has to guess: if 14 May 2024 is meant, write 2024-05-14
        `14.05.2024` is written in numbers whose order a reader has to guess: if 14 May 2024 is meant, write 2024-05-14
        `30.02.2024` is not a date this program reads: expected EDTF (2024-05-14, 2024-05, 2024~, 2024-05-14/2024-05-16) or words (14 May 2024, 2024年5月14日, before 2024-05, 3..9 June 2024, today)
        `2024/5/14` is written in numbers whose order a reader has to guess: if 14 May 2024 is meant, write 2024-05-14
        `2024-5-14` is written in numbers whose order a reader has to guess: if 14 May 2024 is meant, write 2024-05-14
        `20240514` is written in numbers whose order a reader has to guess: if 14 May 2024 is meant, write 2024-05-14
        `05/2024` is written in numbers whose order a reader has to guess: if May 2024 is meant, write 2024-05
        `2024/05` is written in numbers whose order a reader has to guess: if May 2024 is meant, write 2024-05
        `2023-24` can be read as winter 2023 or the years 2023 and 2024; write =2023-24 or 2023/2024
        `1980-1990` can be read as all the time from 1980 to 1990 or some time between 1980 and 1990; write 1980/1990 or 1980..1990
        `03/04/24` has no year of four digits: write the year in full, as in 14 May 2024 or May 2024, and an unknown digit as X, as in 201X
        `14 May 24` has no year of four digits: write the year in full, as in 14 May 2024 or May 2024, and an unknown digit as X, as in 201X
        `28 September` has no year of four digits: write the year in full, as in 14 May 2024 or May 2024, and an unknown digit as X, as in 201X
        `202` has no year of four digits: write the year in full, as in 14 May 2024 or May 2024, and an unknown digit as X, as in 201X
        `20` has no year of four digits: write the year in full, as in 14 May 2024 or May 2024, and an unknown digit as X, as in 201X
        `Wednesday, 14 May 2024` says Wednesday, but 2024-05-14 is a Tuesday: correct one of them, or leave the weekday out
        `14st May 2024` is not a date this program reads: expected EDTF (2024-05-14, 2024-05, 2024~, 2024-05-14/2024-05-16) or words (14 May 2024, 2024年5月14日, before 2024-05, 3..9 June 2024, today)
        `31 June 2024` is refused: `2024-06-31` has no day `31` (character 9): June 2024 has 30 days; correct the day, or leave it out if only the month is known
        `9..3 June 2024` is refused: `[2024-06-09..2024-06-03]` ends before it starts: its end is 2024-06-03 at the latest, its start 2024-06-09 at the earliest (character 14); exchange the two, or correct one
        `early May 2024` says no first and last day: write a range that can be defended, such as 1..10 May 2024
        `mid-2024` says no first and last day: write a range that can be defended, such as May..August 2024
        `late 2024` says no first and last day: write a range that can be defended, such as September..December 2024
        `2024年5月底` says no first and last day: write a range that can be defended, such as 21..31 May 2024
        `60年` has no year of four digits: write the year in full, as in 14 May 2024 or May 2024, and an unknown digit as X, as in 201X
        `until May 2024` can be read as something that lasted until then or something that happened by then; write ../2024-05 or by 2024-05
        `2024年5月以前` can be read as with that date or without it; write [..2024-05] or [..2024-04-30]
        `1977年-1982年` can be read as all the time from 1977 to 1982 or some time between 1977 and 1982; write 1977/1982 or 1977..1982
        `3024-11-02` is in the year 3024, outside 1500 to 2200, which is more often a slip than a date: correct the year, or write =3024-11-02 if it is meant
        `20 August 1111` is in the year 1111, outside 1500 to 2200, which is more often a slip than a date: correct the year, or write =1111-08-20 if it is meant
        `before 201X` is counted from a date that is not exact: name a year, quarter, month or day with every digit and without a qualifier, or write the EDTF that is meant
        `before spring 2024` is counted from a date that is not exact: name a year, quarter, month or day with every digit and without a qualifier, or write the EDTF that is meant
        `about 1945-1950` is not a date this program reads: expected EDTF (2024-05-14, 2024-05, 2024~, 2024-05-14/2024-05-16) or words (14 May 2024, 2024年5月14日, before 2024-05, 3..9 June 2024, today)
        `2024-02-30` has no day `30` (character 9): February 2024 has 29 days; correct the day, or leave it out if only the month is known
        `Until Further Notice` is not a date this program reads: expected EDTF (2024-05-14, 2024-05, 2024~, 2024-05-14/2024-05-16) or words (14 May 2024, 2024年5月14日, before 2024-05, 3..9 June 2024, today)
        `1960s` can be read as some time in the 1960s or all the time from 1960 to 1969; write 196X or 1960/1969
        `soon` is not a date this program reads: expected EDTF (2024-05-14, 2024-05, 2024~, 2024-05-14/2024-05-16) or words (14 May 2024, 2024年5月14日, before 2024-05, 3..9 June 2024, today)
    ";
    for line in table.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let typed = line.split('`').nth(1).unwrap();
        assert_eq!(refused(typed).to_string(), line);
    }
    assert_eq!(refused("  "), EntryError::Empty);
    for typed in [
        "2024-05..",
        "..2024-05",
        "2024年21月",
        "3 to June 2024",
        "the to 9 June 2024",
        "Monday 2024",
        "winter 2023-24",
        "from May 2024",
        "1/2/3",
        "2024 05 14",
        "2024-05-14 10:00",
        "in the year 2024",
        "2024年度",
        "May 2024 13",
    ] {
        refused(typed);
    }
}

#[test]
fn the_tables_of_the_documentation_are_true() {
    let page = include_str!("../../docs/dates.md");
    let quoted = |cell: &str| cell.split('`').nth(1).map(str::to_owned);
    let (mut read, mut typed) = (0, 0);
    for line in page.lines() {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        match cells.as_slice() {
            [written, _, english, chinese] if written.starts_with('`') => {
                let date = edtf(&quoted(written).unwrap());
                assert_eq!([date.english().as_str(), &date.chinese()], [*english, chinese]);
                read += 1;
            }
            [entry, kept] if entry.starts_with('`') && kept.starts_with('`') => {
                assert_eq!(Some(entered(&quoted(entry).unwrap())), quoted(kept), "{line}");
                typed += 1;
            }
            _ => {}
        }
    }
    assert_eq!((read, typed), (29, 15), "rows were added or are no longer found");
}

// ---- Laws ----

fn any_day() -> impl Strategy<Value = Day> {
    let (first, last) = (day(1500, 1, 1).number(), day(2200, 12, 31).number());
    (first..=last).prop_map(Day::from_number)
}

/// A date of level 0, 1 or 2, built from its components. Every one of them is valid.
fn any_single() -> impl Strategy<Value = String> {
    let mark = || prop::sample::select(vec!["", "?", "~", "%"]);
    let masked = |digits: String, mask: u8| -> String {
        let hide = |(place, digit): (usize, char)| if mask >> place & 1 == 1 { 'X' } else { digit };
        digits.chars().enumerate().map(hide).collect()
    };
    let parts = (any_day(), 0_u8..4, prop::array::uniform5(mark()), any::<[u8; 3]>(), 21_u32..=41);
    parts.prop_map(move |(day, shape, marks, masks, code)| {
        let (year, month, number) = day.ymd();
        let year = masked(format!("{year:04}"), masks[0] & 0b1111);
        let month = masked(format!("{month:02}"), masks[1] & 0b11);
        let number = masked(format!("{number:02}"), masks[2] & 0b11);
        match shape {
            0 => format!("{}{year}{}", marks[0], marks[1]),
            1 => format!("{year}{}-{}{code}{}", marks[0], marks[1], marks[2]),
            2 => format!("{year}{}-{}{month}{}", marks[0], marks[1], marks[2]),
            _ => {
                let [a, b, c, d, e] = marks;
                format!("{a}{year}{b}-{month}{c}-{d}{number}{e}")
            }
        }
    })
}

proptest! {
    #[test]
    fn what_is_read_is_kept_as_written_and_bounded_in_order(text in any_single()) {
        let date = Edtf::parse(&text);
        prop_assert!(date.is_ok(), "{text}: {date:?}");
        let date = date.unwrap();
        prop_assert_eq!(date.as_str(), &text);
        let (first, last) = date.sort_key();
        prop_assert!(first <= last);
        prop_assert!(!date.english().is_empty() && !date.chinese().is_empty());
        prop_assert_eq!(date.is_uncertain(), text.contains(['?', '%']));
        prop_assert_eq!(date.is_approximate(), text.contains(['~', '%']));
    }

    #[test]
    fn an_unspecified_digit_never_narrows_a_date(day in any_day(), mask in 0_usize..10) {
        let exact = day.to_string();
        let mut digits: Vec<char> = exact.chars().collect();
        if digits[mask] != '-' {
            digits[mask] = 'X';
        }
        let (first, last) = edtf(&digits.iter().collect::<String>()).sort_key();
        prop_assert!(first <= day && day <= last);
    }

    #[test]
    fn two_dates_make_an_interval_one_way_round_only(one in any_day(), two in any_day()) {
        let forward = Edtf::parse(&format!("{one}/{two}"));
        prop_assert_eq!(forward.is_ok(), one <= two);
        let set = Edtf::parse(&format!("[{one},{two}]")).unwrap();
        prop_assert_eq!(set.sort_key(), (one.min(two), one.max(two)));
    }

    #[test]
    fn no_text_makes_the_parser_or_the_entry_reader_panic(text in ".{0,24}", near in "[0-9XY/~?.,\\[\\]{}T:-]{0,16}") {
        for text in [text, near] {
            if let Ok(date) = Edtf::parse(&text) {
                prop_assert_eq!(date.as_str(), &text);
                let (first, last) = date.sort_key();
                prop_assert!(first <= last, "{}", text);
            }
            let _either = entry::read(&text, today());
        }
    }

    #[test]
    fn a_plain_date_read_aloud_is_entered_as_the_same_date(one in any_day(), gap in 1_i64..800) {
        // The later date must not leave the years an entry may name.
        let one = one.plus_days(if one.year() > 2190 { -9000 } else { 0 });
        let two = one.plus_days(gap);
        let month = |day: Day| day.to_string()[..7].to_owned();
        let mut texts = vec![
            one.to_string(), month(one), one.to_string()[..4].to_owned(), format!("{one}/{two}"),
            format!("[{one}..{two}]"), format!("[..{one}]"), format!("[{one}..]"), format!("[..{}]", month(one)),
            format!("{one}/.."), format!("{one}~"), format!("{one}?"), format!("[{one},{two}]"),
        ];
        if month(one) != month(two) {
            texts.push(format!("{}/{}", month(one), month(two)));
        }
        for text in texts {
            let date = edtf(&text);
            let english = entry::read(&date.english(), today());
            prop_assert_eq!(english.as_ref().map(Edtf::as_str), Ok(text.as_str()), "{}", date.english());
        }
        for text in [one.to_string(), month(one), format!("{one}/{two}"), format!("{one}/.."), format!("{one}~")] {
            let date = edtf(&text);
            let chinese = entry::read(&date.chinese(), today());
            prop_assert_eq!(chinese.as_ref().map(Edtf::as_str), Ok(text.as_str()), "{}", date.chinese());
        }
    }
}

// ---- The corpora of other suites ----

/// A file of the shared corpora, or `None`, said aloud, where they are absent.
fn corpus(path: &str) -> Option<String> {
    let manifest = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let file = manifest.parent()?.join("shared/corpora").join(path);
    let text = std::fs::read_to_string(file).ok();
    if text.is_none() {
        eprintln!("skipped: the corpora in ../shared are not on this machine");
    }
    text
}

/// The rows of a table: its first column as the JSON string it is, and the other columns.
fn rows(table: &str) -> Vec<(String, Vec<&str>)> {
    let row = |line| {
        let mut columns = str::split(line, '\t');
        let text: String = serde_json::from_str(columns.next().unwrap()).unwrap();
        (text, columns.collect())
    };
    table.lines().skip(1).map(row).collect()
}

/// Valid according to one suite, deliberately refused here, by reason.
const REFUSED_THOUGH_ONE_SUITE_READS_IT: [(&str, &[&str]); 11] = [
    ("blanks around the date", &["  1985-04-12  ", "\\t1985\\t"]),
    ("a blank inside a set", &["[..2018, 2020..]", "[2020, 2021]", "{2020, 2021}"]),
    ("the end precedes the start", &["1985-06-26/1985-04-12", "1985-06/1985-04", "1999/1980"]),
    ("a century before year 0, which two suites read differently", &["-01", "-05", "-19"]),
    ("a decade of three digits, which ISO's annex refuses", &["-201", "-99", "199%", "199?", "199~", "202"]),
    ("more than four digits of a year without Y", &["1156X-12-25", "12004-06~-11", "31XXX-XX"]),
    ("a year after Y of four digits or fewer", &["Y-1200"]),
    ("a month, day or X after a Y year", &["Y17000-08-16", "Y170XX"]),
    ("no month matches", &["1999-2X"]),
    (
        "a time that is not hh:mm:ss, or an offset that is not ASCII",
        &[
            "2016-05-02T16:54:59.42",
            "2020-05-01T00:00Z",
            "2020-05-01T10:30Z",
            "2020-05-01T10:30:45.123Z",
            "2020-05-01T10:30:00\u{2212}05:00",
        ],
    ),
    (
        "no EDTF of the standard or the Library of Congress",
        &["..2004-06-01/2004-06-20..", "1985-04-12T23:20:30Z/1986-05-13T01:30:45Z", "20xx"],
    ),
];

/// Invalid according to one suite, deliberately read here.
const READ_THOUGH_ONE_SUITE_REFUSES_IT: [&str; 4] = [
    // The end may lie after the start, within its month or year.
    "0000-01-03/0000-01",
    "0000-02/0000",
    "2004-06-11%/2004-06~",
    // The end does lie after the start.
    "Y-61000/-2000",
];

#[test]
fn what_two_suites_agree_on_is_read_or_refused_as_they_do() {
    let (Some(valid), Some(invalid)) = (corpus("edtf/consensus-valid.tsv"), corpus("edtf/consensus-invalid.tsv"))
    else {
        return;
    };
    let mut counts: BTreeMap<(&str, bool), (usize, usize)> = BTreeMap::new();
    let mut wrong = Vec::new();
    let known: Vec<&str> =
        REFUSED_THOUGH_ONE_SUITE_READS_IT.iter().flat_map(|(_, texts)| texts.iter().copied()).collect();
    for (name, table, expected) in [("valid", &valid, true), ("invalid", &invalid, false)] {
        for (text, columns) in rows(table) {
            let agreed = columns[1].parse::<usize>().unwrap() >= 2;
            let as_they_do = Edtf::parse(&text).is_ok() == expected;
            let (passed, total) = counts.entry((name, agreed)).or_default();
            *passed += usize::from(as_they_do);
            *total += 1;
            let excepted = !agreed
                && if expected {
                    known.contains(&text.as_str())
                } else {
                    READ_THOUGH_ONE_SUITE_REFUSES_IT.contains(&text.as_str())
                };
            if as_they_do == excepted {
                wrong.push((name, text, columns[2].to_owned()));
            }
        }
    }
    eprintln!("(corpus, two suites or more): (as they do, rows): {counts:?}");
    assert_eq!(wrong, [], "neither as the suites do nor a stated exception, or a stated exception that is none");
}

/// A day as the suites write it: a date, an instant whose UTC day is taken, or milliseconds since
/// 1970; `None` where it is open, unknown or none.
fn expected_day(cell: &str) -> Option<Day> {
    if let Ok(milliseconds) = cell.parse::<i64>() {
        return Some(Day::from_number(milliseconds.div_euclid(86_400_000)));
    }
    match cell {
        "" | "infinity" | "-infinity" | "Infinity" | "-Infinity" | "inf" | "-inf" | ":unbounded" | ":unknown" => None,
        _ => {
            let date = cell.split('T').next().unwrap();
            let (rest, number) = date.rsplit_once('-').unwrap();
            let (year, month) = rest.rsplit_once('-').unwrap();
            let parsed = Day::new(year.parse().unwrap(), month.parse().unwrap(), number.parse().unwrap());
            Some(parsed.unwrap())
        }
    }
}

/// Rows of the bounds that are deliberately not met, by suite and reason.
const OTHER_BOUNDS: [(&str, &str, &[&str]); 16] = [
    (
        "edtf-java",
        "instants in UTC: here a day is never shifted",
        &["2020-05-01T00:00:00+14:00", "2020-05-01T00:00:00-12:00", "1985-04-12T23:20:30-04:00"],
    ),
    (
        "edtf-java",
        "seasons as quarters, from January; LoC leaves them to the reader, here meteorological",
        &["2020-22", "2020-23", "1999-24", "2020-25"],
    ),
    ("edtf-java", "37 as five months; ISO 8601-2 has four", &["2020-37"]),
    ("edtf-java", "years 0 to 9999 for a year of which nothing is known", &["XXXX", "XXXX-XX", "XXXX-XX-XX"]),
    (
        "edtf-java vectors/edge-cases",
        "not the days of the year written, as the same suite's own other files show",
        &["Y100000", "Y-10000"],
    ),
    (
        "edtf-java",
        "times that are not hh:mm:ss are refused",
        &["2020-05-01T10:30Z", "2020-05-01T00:00Z", "2020-05-01T10:30:45.123Z", "2020-05-01T10:30:45.500-05:00"],
    ),
    ("edtf-java", "decades of three digits are refused", &["199", "202", "199?", "199~"]),
    ("edtf-java", "centuries before year 0, which two suites read differently, are refused", &["-01", "-05"]),
    ("edtf_ex", "centuries before year 0, which two suites read differently, are refused", &["-19"]),
    ("edtf_ex", "an end before the start is refused, not exchanged", &["1985-06/1985-04", "1985-06-26/1985-04-12"]),
    ("edtf_ex", "the days were cut apart at their commas", &["Y20020", "Y-20020"]),
    ("python-edtf", "ten years are taken for an unknown end", &["/2006", "2004-06-01/", "1984-06-02?/"]),
    ("python-edtf", "a winter cut off at the end of its year; two other suites end it in February", &["2010-24"]),
    ("CarlAllenn", "no days for years its database cannot hold", &["Y-17E7", "Y171010000S3"]),
    ("CarlAllenn", "`..` before and after the ends of an interval is refused", &["..2004-06-01/2004-06-20.."]),
    (
        "go-edtf",
        "a year of four digits after Y, a date in words, and S3 read as S1",
        &["Y1700", "winter, 2002", "Y-20E2S3"],
    ),
];

#[test]
fn bounds_are_those_of_the_suites_within_the_supported_levels() {
    let Some(table) = corpus("edtf/bounds.tsv") else {
        return;
    };
    let (mut met, mut total) = (0, 0);
    let mut wrong = Vec::new();
    for (text, columns) in rows(&table) {
        let source = columns[2];
        let excepted =
            OTHER_BOUNDS.iter().any(|(suite, _, texts)| source.contains(suite) && texts.contains(&text.as_str()));
        total += 1;
        // Three of python-edtf's four values were cut into two columns: both strict days are the first.
        let is_cut = source.contains("python-edtf") && columns.get(3) == Some(&"3");
        // Its "fuzzy" days are the range ISO 8601-2 gives significant digits.
        let fuzzy = source.split_once("fuzzy=").map(|(_, days)| days.trim_end_matches(')'));
        let (first, last) = match fuzzy.filter(|_| text.contains('S')) {
            Some(days) => days.split_once(',').unwrap(),
            None if is_cut => (columns[0], columns[0]),
            None => (columns[0], columns[1]),
        };
        // Blanks in a set are refused; its bounds are compared without them.
        let bare = if text.starts_with(['[', '{']) { text.replace(' ', "") } else { text.clone() };
        let read = Edtf::parse(&bare).ok();
        let is_met = !columns[0].contains("new!")
            && read
                .as_ref()
                .is_some_and(|date| (date.earliest(), date.latest()) == (expected_day(first), expected_day(last)));
        met += usize::from(is_met);
        if is_met == excepted {
            wrong.push((text.clone(), first.to_owned(), last.to_owned(), read.as_ref().map(bounds), source.to_owned()));
        }
    }
    eprintln!("bounds: {met} of {total} rows met");
    assert!(wrong.is_empty(), "neither met nor a stated exception, or a stated exception that is met: {wrong:#?}");
}

#[derive(serde::Deserialize)]
struct Lookup {
    messy: String,
    normalised: Vec<String>,
}

/// What a person refused and the entry reader reads: well-formed days that only the reader of that
/// data set knew to be placeholders.
const READ_THOUGH_A_PERSON_REFUSED: [&str; 1] = ["2009-01-01"];

#[test]
fn what_a_person_refused_is_refused_and_what_they_read_is_never_read_otherwise() {
    let Some(lines) = corpus("dates/date-lookups.jsonl") else {
        return;
    };
    let (mut refused, mut kept, mut alike, mut left) = (0, 0, 0, 0);
    let mut read_though_refused = Vec::new();
    let mut otherwise = Vec::new();
    for line in lines.lines() {
        let row: Lookup = serde_json::from_str(line).unwrap();
        let read = entry::read(&row.messy, today());
        if row.normalised.is_empty() {
            refused += 1;
            match read {
                Ok(date) => {
                    assert_eq!(date.as_str(), row.messy, "a date was guessed");
                    assert!(Edtf::parse(&row.messy).is_ok(), "{} is not EDTF", row.messy);
                    read_though_refused.push(row.messy);
                }
                Err(_) => kept += 1,
            }
            continue;
        }
        let Ok(date) = read else {
            left += 1;
            continue;
        };
        // The person's dates are alike if together they have the same first and last day.
        let persons: Vec<Edtf> = row.normalised.iter().map(|text| edtf(text)).collect();
        let first = persons.iter().map(|date| date.sort_key().0).min().unwrap();
        let last = persons.iter().map(|date| date.sort_key().1).max().unwrap();
        if date.sort_key() == (first, last) {
            alike += 1;
        } else {
            otherwise.push((row.messy, row.normalised, date.to_string()));
        }
    }
    eprintln!("lookups: {kept} of {refused} refusals kept; of the rest {alike} read alike, {left} refused");
    assert_eq!(read_though_refused, READ_THOUGH_A_PERSON_REFUSED);
    assert_eq!(otherwise, []);
    assert!(alike >= 50, "fewer dates are read than were: {alike}");
}
