//! GDELT events: tab-separated rows without a header, 61 columns in version 2.0, 58 in version 1.0 and
//! 57 in its oldest files, which lack the article's URL; mixed in one file as they may be. Source of the
//! columns: GDELT's data format codebooks 1.03 and 2.0.

use super::feed::{Cut, FeedRow, Lines, Sink, is_url, side_of_cameo};
use crate::domain::coding::Coding;
use crate::domain::edtf::Edtf;
use crate::domain::lead::{Lead, LeadParty, Score};
use crate::domain::vocabulary::{Feed, Scheme, ScoreScheme};
use std::io::BufRead;

/// The columns before the places, which all versions share.
const HEAD: [&str; 35] = [
    "GLOBALEVENTID",
    "SQLDATE",
    "MonthYear",
    "Year",
    "FractionDate",
    "Actor1Code",
    "Actor1Name",
    "Actor1CountryCode",
    "Actor1KnownGroupCode",
    "Actor1EthnicCode",
    "Actor1Religion1Code",
    "Actor1Religion2Code",
    "Actor1Type1Code",
    "Actor1Type2Code",
    "Actor1Type3Code",
    "Actor2Code",
    "Actor2Name",
    "Actor2CountryCode",
    "Actor2KnownGroupCode",
    "Actor2EthnicCode",
    "Actor2Religion1Code",
    "Actor2Religion2Code",
    "Actor2Type1Code",
    "Actor2Type2Code",
    "Actor2Type3Code",
    "IsRootEvent",
    "EventCode",
    "EventBaseCode",
    "EventRootCode",
    "QuadClass",
    "GoldsteinScale",
    "NumMentions",
    "NumSources",
    "NumArticles",
    "AvgTone",
];

/// The places a row has, and the columns of each; version 1.0 has no `ADM2Code`.
const PLACES: [&str; 3] = ["Actor1Geo", "Actor2Geo", "ActionGeo"];
const PLACE: [&str; 8] = ["Type", "FullName", "CountryCode", "ADM1Code", "ADM2Code", "Lat", "Long", "FeatureID"];

/// Reads rows until the end of the text.
///
/// # Errors
/// Those of the sink alone: what cannot be read is a row refused.
pub fn read<E>(input: &mut dyn BufRead, sink: Sink<'_, E>) -> Result<(), E> {
    let (narrow, wide) = (columns(false), columns(true));
    let mut lines = Lines::new(input);
    while let Some((number, cut)) = lines.cut() {
        match cut {
            Cut::Line(text)
                if text.is_empty() || (number == 1 && text.to_ascii_uppercase().starts_with("GLOBALEVENTID")) => {}
            Cut::Line(text) => {
                let cells: Vec<&str> = text.split('\t').collect();
                let names = match cells.len() {
                    61 => Ok(&wide),
                    58 | 57 => Ok(&narrow),
                    other => Err(format!(
                        "the row has {other} column{}; expected 61 (GDELT 2.0), or 58 or 57 (GDELT 1.0), with tabs between them",
                        if other == 1 { "" } else { "s" }
                    )),
                };
                let read = names.and_then(|names| Row { names, cells: &cells }.lead());
                sink(FeedRow::of(number, read, &text))?;
            }
            Cut::Refused(why, text) => sink(FeedRow::refused(number, why, &text))?,
            Cut::Broken(why) => return sink(FeedRow::refused(number, why, "")),
        }
    }
    Ok(())
}

/// The names of the columns of version 2.0 (`wide`) or 1.0.
fn columns(wide: bool) -> Vec<String> {
    let mut names: Vec<String> = HEAD.map(str::to_owned).into();
    for place in PLACES {
        let parts = PLACE.iter().filter(|part| wide || **part != "ADM2Code");
        names.extend(parts.map(|part| format!("{place}_{part}")));
    }
    names.extend(["DATEADDED".to_owned(), "SOURCEURL".to_owned()]);
    names
}

struct Row<'a> {
    names: &'a [String],
    cells: &'a [&'a str],
}

impl Row<'_> {
    fn lead(&self) -> Result<Lead, String> {
        let (id, date, code) = (self.cell("GLOBALEVENTID"), self.cell("SQLDATE"), self.cell("EventCode"));
        self.must("GLOBALEVENTID", "digits", is_digits(id))?;
        self.must("EventCode", "the digits of a CAMEO code", is_digits(code))?;
        let date = day(date).ok_or_else(|| self.wrong("SQLDATE", "a day as YYYYMMDD"))?;
        let mut lead = Lead::new(Feed::Gdelt, id, date);
        lead.codes = vec![Coding::new(Scheme::Cameo, code)];
        let scores = [
            (ScoreScheme::Goldstein, "GoldsteinScale"),
            (ScoreScheme::Mentions, "NumMentions"),
            (ScoreScheme::Sources, "NumSources"),
            (ScoreScheme::Articles, "NumArticles"),
            (ScoreScheme::Tone, "AvgTone"),
            (ScoreScheme::QuadClass, "QuadClass"),
        ];
        for (scheme, name) in scores {
            let value = self.cell(name);
            if value.is_empty() {
                continue;
            }
            let is_count = !matches!(scheme, ScoreScheme::Goldstein | ScoreScheme::Tone);
            let fits = if is_count { is_digits(value) } else { value.parse::<f64>().is_ok_and(f64::is_finite) };
            self.must(name, if is_count { "a whole number" } else { "a number" }, fits)?;
            lead.scores.push(Score { scheme, value: value.to_owned() });
        }
        let mut taken = vec!["GLOBALEVENTID", "SQLDATE", "EventCode"];
        taken.extend(scores.map(|(_, name)| name));
        let (first, second) = (self.party("Actor1"), self.party("Actor2"));
        // an acting party that is not named keeps its place, so that the second stays the second
        match (first == LeadParty::default(), second == LeadParty::default()) {
            (true, true) => {}
            (_, true) => lead.parties = vec![first],
            (_, false) => lead.parties = vec![first, second],
        }
        lead.derive_sides();
        lead.published = self.cell("DATEADDED").get(..8).and_then(day);
        let url = self.cell("SOURCEURL");
        if is_url(url) {
            lead.urls = vec![url.to_owned()];
            taken.push("SOURCEURL");
        }
        let of_party = |name: &str| {
            let part = name.strip_prefix("Actor1").or_else(|| name.strip_prefix("Actor2"));
            part.is_some_and(|part| PARTY.contains(&part))
        };
        for (name, cell) in self.names.iter().zip(self.cells) {
            if !cell.is_empty() && !taken.contains(&name.as_str()) && !of_party(name) {
                lead.rest.insert(name.clone(), (*cell).into());
            }
        }
        Ok(lead)
    }

    fn party(&self, actor: &str) -> LeadParty {
        let given = |part: &str| Some(self.cell(&format!("{actor}{part}"))).filter(|cell| !cell.is_empty());
        let owned = |part: &str| given(part).map(str::to_owned);
        LeadParty {
            name: owned("Name").unwrap_or_default(),
            code: owned("Code"),
            country: owned("CountryCode"),
            roles: ["Type1Code", "Type2Code", "Type3Code"].into_iter().filter_map(owned).collect(),
            side: given("CountryCode").and_then(side_of_cameo),
        }
    }

    fn cell(&self, name: &str) -> &str {
        let at = self.names.iter().position(|known| known == name);
        at.and_then(|at| self.cells.get(at)).copied().unwrap_or_default()
    }

    fn must(&self, name: &str, expected: &str, holds: bool) -> Result<(), String> {
        if holds { Ok(()) } else { Err(self.wrong(name, expected)) }
    }

    fn wrong(&self, name: &str, expected: &str) -> String {
        format!("`{}` in {name}: expected {expected}", self.cell(name))
    }
}

/// The columns of an actor that its party holds.
const PARTY: [&str; 6] = ["Name", "Code", "CountryCode", "Type1Code", "Type2Code", "Type3Code"];

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// A day written YYYYMMDD.
fn day(text: &str) -> Option<Edtf> {
    if text.len() != 8 || !is_digits(text) {
        return None;
    }
    Edtf::parse(&format!("{}-{}-{}", text.get(..4)?, text.get(4..6)?, text.get(6..)?)).ok()
}
