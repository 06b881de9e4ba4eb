//! One development for a terminal: the whole record. On a wide page the words of two sides (of the
//! parties, those that say most) stand next to each other, else all stand below each other. URLs are never cut.

use super::page::{Page, Sheet, Style};
use super::terminal_text::{columns, line, wrap};
use super::text_timeline::marks;
use super::words;
use crate::domain::side::Side;
use crate::report::development::DevelopmentReport;
use crate::report::entry::{Entry, LinkEntry};

/// Pages from this width on set two sides' words next to each other.
const WIDE: usize = 120;
/// Columns of the labels before fields.
const LABEL: usize = 12;
/// Columns of the labels before ties.
const TIE: usize = 14;

/// The development set for a page.
pub fn development(report: &DevelopmentReport, page: &Page) -> String {
    let mut sheet = Sheet::new(page);
    let entry = &report.entry;
    head(&mut sheet, entry);
    sheet.blank();
    sheet.paragraph(0, &entry.summary, Style::Plain);
    fields(&mut sheet, entry);
    claims(&mut sheet, entry);
    if let Some(dispute) = &entry.dispute {
        sheet.heading("What the sources disagree on");
        sheet.paragraph(2, dispute, Style::Plain);
    }
    commitments(&mut sheet, entry);
    links(&mut sheet, "Ties from it", false, &entry.links);
    links(&mut sheet, "Ties to it", true, &entry.linked_from);
    sources(&mut sheet, entry);
    record(&mut sheet, entry);
    if !report.notices.is_empty() {
        sheet.blank();
    }
    for notice in &report.notices {
        sheet.paragraph(0, notice, Style::Dim);
    }
    sheet.finish()
}

fn head(sheet: &mut Sheet<'_>, entry: &Entry) {
    if let Some(retracted) = &entry.retracted {
        let when = words::minute(retracted.at);
        sheet.paragraph(0, &format!("RETRACTED {when} by {}: {}", retracted.by, retracted.reason), Style::Bold);
    }
    if let Some(of) = &entry.duplicate_of {
        sheet.paragraph(0, &format!("DUPLICATE of {of}"), Style::Bold);
    }
    sheet.paragraph(0, &entry.title, Style::Bold);
    let mut pieces = vec![entry.date.english(), entry.kind.to_string(), entry.status.to_string()];
    pieces.extend(entry.relations.iter().map(ToString::to_string));
    pieces.extend(entry.place.as_ref().map(|place| format!("{}, {}", place.name, place.country)));
    pieces.extend(marks(entry));
    sheet.pieces(0, &pieces, Style::Plain);
    sheet.paragraph(0, entry.key.as_str(), Style::Dim);
}

fn fields(sheet: &mut Sheet<'_>, entry: &Entry) {
    sheet.blank();
    for named in &entry.titles {
        let lang = named.lang.as_ref().map(|lang| format!(" ({lang})")).unwrap_or_default();
        sheet.field(0, &format!("{} title", named.side), LABEL, &format!("{}{lang}", named.title));
    }
    let mut before = String::new();
    for dated in &entry.dates {
        let note = dated.note.as_ref().map(|note| format!(" ({note})")).unwrap_or_default();
        let role = dated.role.to_string();
        let label = if role == before { String::new() } else { role.clone() };
        sheet.field(0, &label, LABEL, &format!("{}{note}", dated.date.english()));
        before = role;
    }
    sheet.field(0, "topics", LABEL, &entry.topics.iter().map(ToString::to_string).collect::<Vec<String>>().join(", "));
    let mut before = String::new();
    for party in &entry.parties {
        let role = party.role.to_string();
        let label = if role == before { String::new() } else { role.clone() };
        sheet.field(0, &label, LABEL, &words::party(party));
        before = role;
    }
    if let Some(legal) = &entry.legal {
        let binding = if legal.binding { "binding" } else { "not binding" };
        let authority = legal.authority_name.as_ref().map(|name| format!("issued by {name}"));
        let parts = [legal.instrument.clone(), legal.citation.clone(), legal.number.clone(), authority];
        let parts: Vec<String> = parts.into_iter().flatten().chain([binding.to_owned()]).collect();
        sheet.field(0, "legal", LABEL, &parts.join(", "));
    }
    let codings = entry.codings.iter().map(|coding| {
        let version = coding.version.as_ref().map(|version| format!(" {version}")).unwrap_or_default();
        let score = coding.score.as_ref().map(|score| format!(" (score {score} as given)")).unwrap_or_default();
        format!("{}{version} {}{score}", coding.scheme, coding.code)
    });
    sheet.field(0, "codings", LABEL, &codings.collect::<Vec<String>>().join(", "));
}

fn claims(sheet: &mut Sheet<'_>, entry: &Entry) {
    let claims = &entry.claims;
    if claims.is_empty() {
        return;
    }
    sheet.heading("What the sides say");
    let mut sides: Vec<Side> = claims.iter().map(|claim| claim.side).collect();
    sides.sort_unstable();
    sides.dedup();
    let of = |side: Side| claims.iter().filter(move |claim| claim.side == side).map(words::claim);
    let width = sheet.page().width.saturating_sub(3) / 2;
    let column = |side: &Side| {
        let texts: Vec<Vec<String>> = of(*side).map(|text| wrap(&text, width)).collect();
        texts.join(&String::new())
    };
    let mut beside = sides.clone();
    beside.sort_by_key(|side| std::cmp::Reverse((entry.sides.contains(side), of(*side).count())));
    beside.truncate(2);
    beside.sort_unstable();
    if let (true, [first, second]) = (sheet.page().width >= WIDE, beside.as_slice()) {
        let (left, right) = (column(first), column(second));
        if left.iter().chain(&right).all(|set| columns(set) <= width) {
            sheet.side_by_side(&left, &right, width);
            sides.retain(|side| !beside.contains(side));
        }
    }
    for side in sides {
        for text in of(side) {
            sheet.field(2, "–", 1, &text);
        }
    }
}

fn commitments(sheet: &mut Sheet<'_>, entry: &Entry) {
    if !entry.commitments.is_empty() {
        sheet.heading("Commitments");
    }
    for commitment in &entry.commitments {
        let text = format!("{}: {} [source {}]", words::promised(commitment), commitment.text, commitment.source);
        sheet.field(2, "–", 1, &text);
        let due = commitment.due.as_ref().map(|due| format!("due {}", due.english()));
        let one_sided = commitment.one_sided.then(|| "one-sided: not acknowledged by every party".to_owned());
        let mut pieces = vec![words::state(commitment.state)];
        pieces.extend(due.into_iter().chain(one_sided));
        pieces.push(commitment.key.to_string());
        sheet.pieces(5, &pieces, Style::Dim);
        for made in &commitment.assessments {
            let note = made.note.as_ref().map(|note| format!(": {note}")).unwrap_or_default();
            let shown: Vec<&str> = made.evidence.iter().map(|key| key.as_str()).collect();
            let shown = if shown.is_empty() { String::new() } else { format!(" [{}]", shown.join(", ")) };
            sheet.field(5, "–", 1, &format!("{} as of {}{note}{shown}", made.state, made.on.english()));
        }
    }
}

fn links(sheet: &mut Sheet<'_>, heading: &str, to_it: bool, links: &[LinkEntry]) {
    if !links.is_empty() {
        sheet.heading(heading);
    }
    for link in links {
        let title = link.title.as_deref().unwrap_or("not in what was read");
        let date = link.date.as_ref().map(|date| format!(", {}", date.english())).unwrap_or_default();
        sheet.field(2, words::tie(link.relation, to_it), TIE, &format!("{title}{date}"));
        let asserted = format!("as stated by {}", link.asserter_name);
        let mut pieces = vec![words::days(link), asserted];
        pieces.extend(link.note.clone());
        pieces.push(link.key.to_string());
        sheet.pieces(TIE + 4, &pieces, Style::Dim);
    }
}

fn sources(sheet: &mut Sheet<'_>, entry: &Entry) {
    sheet.heading("Sources");
    for source in &entry.sources {
        let number = format!("[{}]", source.n);
        sheet.field(2, &number, 3, &words::source(source));
        if let Some(quote) = &source.quote {
            sheet.paragraph(7, &format!("“{quote}”"), Style::Plain);
        }
        let url = source.url.as_ref().map(|url| line(url));
        if let Some(url) = url {
            sheet.ready(&format!("       {url}"));
        }
        if let Some(archived) = &source.archived {
            sheet.ready(&format!("       copy kept: sha256 {}", line(archived)));
        }
    }
}

fn record(sheet: &mut Sheet<'_>, entry: &Entry) {
    sheet.heading("Record");
    let act = &entry.recorded;
    let recorded = format!("{} by {} [event {}]", words::minute(act.time), act.recorder, act.sequence);
    sheet.field(2, "recorded", LABEL, &recorded);
    for corrected in &entry.corrected {
        let fields = corrected.fields.join(", ");
        let text = format!(
            "{} by {}: {fields}. Reason: {} [event {}]",
            words::minute(corrected.at),
            corrected.by,
            corrected.reason,
            corrected.sequence
        );
        sheet.field(2, "corrected", LABEL, &text);
    }
    for moved in &entry.status_moves {
        sheet.field(2, "status", LABEL, &words::moved(moved));
    }
    let since = entry.public_since.as_ref().map_or_else(|| "not known".to_owned(), |since| since.english());
    sheet.field(2, "public since", LABEL, &since);
    sheet.field(2, "revision", LABEL, &entry.revision.to_string());
    sheet.field(2, "id", LABEL, &entry.id.0.hyphenated().to_string());
}
