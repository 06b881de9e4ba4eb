//! ICEWS coded event data: tab-separated rows of 20 columns under a header. Source of the columns: the
//! ICEWS Coded Event Data of the Harvard Dataverse (doi:10.7910/DVN/28075).

use super::feed::{Cut, FeedRow, Lines, Sink, one_line};
use crate::domain::coding::Coding;
use crate::domain::country::COUNTRIES;
use crate::domain::edtf::Edtf;
use crate::domain::lead::{Lead, LeadParty, Score};
use crate::domain::side::Side;
use crate::domain::vocabulary::{Feed, Scheme, ScoreScheme};
use std::io::BufRead;

/// The columns, in the order of the files.
pub const COLUMNS: [&str; 20] = [
    "Event ID",
    "Event Date",
    "Source Name",
    "Source Sectors",
    "Source Country",
    "Event Text",
    "CAMEO Code",
    "Intensity",
    "Target Name",
    "Target Sectors",
    "Target Country",
    "Story ID",
    "Sentence Number",
    "Publisher",
    "City",
    "District",
    "Province",
    "Country",
    "Latitude",
    "Longitude",
];

/// Names that ICEWS gives to countries and `domain/country.rs` does not, with the side of each.
const NAMES: [(&str, &str); 11] = [
    ("Czech Republic", "CZE"),
    ("Cote d'Ivoire", "CIV"),
    ("Democratic Republic of Congo", "COD"),
    ("Republic of Congo", "COG"),
    ("Russian Federation", "RUS"),
    ("Swaziland", "SWZ"),
    ("Macedonia", "MKD"),
    ("Occupied Palestinian Territory", "PSE"),
    ("Turkey", "TUR"),
    ("Vatican City", "VAT"),
    ("East Timor", "TLS"),
];

/// Reads rows until the end of the text.
///
/// # Errors
/// Those of the sink alone: what cannot be read is a row refused.
pub fn read<E>(input: &mut dyn BufRead, sink: Sink<'_, E>) -> Result<(), E> {
    let mut lines = Lines::new(input);
    let mut order: Vec<usize> = (0..COLUMNS.len()).collect();
    while let Some((number, cut)) = lines.cut() {
        match cut {
            Cut::Line(text) if text.trim().is_empty() => {}
            Cut::Line(text) if number == 1 && text.contains(COLUMNS[0]) => match header(&text) {
                Ok(found) => order = found,
                // by another header no row can be read
                Err(why) => return sink(FeedRow::refused(number, why, &text)),
            },
            Cut::Line(text) => {
                let cells: Vec<&str> = text.split('\t').collect();
                let read = if cells.len() == COLUMNS.len() {
                    Row(order.iter().filter_map(|at| cells.get(*at).copied()).map(str::trim).collect()).lead()
                } else {
                    Err(format!(
                        "the row has {} columns; expected {} with tabs between them",
                        cells.len(),
                        COLUMNS.len()
                    ))
                };
                sink(FeedRow::of(number, read, &text))?;
            }
            Cut::Refused(why, text) => sink(FeedRow::refused(number, why, &text))?,
            Cut::Broken(why) => return sink(FeedRow::refused(number, why, "")),
        }
    }
    Ok(())
}

/// Where each of the columns stands under a header.
fn header(text: &str) -> Result<Vec<usize>, String> {
    let names: Vec<&str> = text.split('\t').map(|name| name.trim().trim_matches('"')).collect();
    COLUMNS
        .iter()
        .map(|wanted| {
            let missing = || format!("the header has no column `{wanted}`; expected: {}", COLUMNS.join(", "));
            names.iter().position(|name| name.eq_ignore_ascii_case(wanted)).ok_or_else(missing)
        })
        .collect()
}

/// The cells in the order of [`COLUMNS`].
struct Row<'a>(Vec<&'a str>);

impl Row<'_> {
    fn lead(&self) -> Result<Lead, String> {
        let (id, code) = (self.cell("Event ID"), self.cell("CAMEO Code"));
        let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        self.must("Event ID", "digits", is_digits(id))?;
        self.must("CAMEO Code", "the digits of a CAMEO code", is_digits(code))?;
        let date =
            Some(self.cell("Event Date")).filter(|text| text.len() == 10).and_then(|text| Edtf::parse(text).ok());
        let date = date.filter(|date| date.exact_day().is_some());
        let date = date.ok_or_else(|| self.wrong("Event Date", "a day as YYYY-MM-DD"))?;
        let mut lead = Lead::new(Feed::Icews, id, date);
        lead.codes = vec![Coding::new(Scheme::Cameo, code)];
        let intensity = self.cell("Intensity");
        if !intensity.is_empty() {
            self.must("Intensity", "a number", intensity.parse::<f64>().is_ok_and(f64::is_finite))?;
            lead.scores = vec![Score { scheme: ScoreScheme::IcewsIntensity, value: intensity.to_owned() }];
        }
        let publisher = one_line(self.cell("Publisher"));
        lead.publisher = Some(publisher).filter(|publisher| !publisher.is_empty());
        lead.parties = vec![self.party("Source"), self.party("Target")];
        lead.derive_sides();
        let taken = ["Event ID", "Event Date", "CAMEO Code", "Intensity", "Publisher"];
        for (name, cell) in COLUMNS.iter().zip(&self.0) {
            let of_party = name.starts_with("Source ") || name.starts_with("Target ");
            if !cell.is_empty() && !taken.contains(name) && !of_party {
                lead.rest.insert((*name).to_owned(), (*cell).into());
            }
        }
        Ok(lead)
    }

    fn party(&self, which: &str) -> LeadParty {
        let cell = |what: &str| self.cell(&format!("{which} {what}"));
        let country = Some(cell("Country")).filter(|country| !country.is_empty());
        let sectors = Some(cell("Sectors")).filter(|sectors| !sectors.is_empty());
        LeadParty {
            name: cell("Name").to_owned(),
            code: None,
            country: country.map(str::to_owned),
            roles: sectors.map(|sectors| sectors.split(',').map(str::to_owned).collect()).unwrap_or_default(),
            side: country.and_then(side_named),
        }
    }

    fn cell(&self, name: &str) -> &str {
        let at = COLUMNS.iter().position(|known| *known == name);
        at.and_then(|at| self.0.get(at)).copied().unwrap_or_default()
    }

    fn must(&self, name: &str, expected: &str, holds: bool) -> Result<(), String> {
        if holds { Ok(()) } else { Err(self.wrong(name, expected)) }
    }

    fn wrong(&self, name: &str, expected: &str) -> String {
        format!("`{}` in {name}: expected {expected}", self.cell(name))
    }
}

/// The side of a country by its English name.
fn side_named(name: &str) -> Option<Side> {
    let listed = COUNTRIES.iter().find(|(_, known)| *known == name).map(|(code, _)| *code);
    let other = || NAMES.iter().find(|(known, _)| *known == name).map(|(_, code)| *code);
    Side::new(listed.or_else(other)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_country_by_name_is_a_side() {
        let side = |name: &str| side_named(name).map(|side| side.to_string());
        assert_eq!(side("China").as_deref(), Some("CHN"));
        assert_eq!(side("Russian Federation").as_deref(), Some("RUS"));
        assert_eq!(side("NULL"), None);
        assert!(NAMES.iter().all(|(name, code)| side(name).as_deref() == Some(*code)));
    }
}
