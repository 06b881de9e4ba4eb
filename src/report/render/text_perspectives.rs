//! Perspectives for a terminal: two sides next to each other where the page has room for both, else all
//! below each other; the divergences of a period as a list.

use super::page::{Page, Sheet, Style};
use super::terminal_text::{columns, line, wrap};
use super::words;
use crate::domain::edtf::Edtf;
use crate::domain::vocabulary::{Polarity, Vocabulary};
use crate::report::divergence::{Divergence, DivergenceCount, Divergences, DivergingDevelopment};
use crate::report::entry::SourceEntry;
use crate::report::perspectives::{AccountClaim, NO_ACCOUNT, Perspectives, SideAccount};
use crate::report::timeline::counted;

/// Pages narrower than this set all sides below each other.
const WIDE: usize = 72;

/// The perspectives set for a page.
pub fn perspectives(answer: &Perspectives, page: &Page) -> String {
    let mut sheet = Sheet::new(page);
    if let Some(reason) = &answer.retracted {
        sheet.paragraph(0, &format!("RETRACTED: {reason}"), Style::Bold);
    }
    let development = &answer.development;
    sheet.paragraph(0, &format!("{}: {}", development.date.english(), development.title), Style::Bold);
    sheet.pieces(0, &[answer.kind.to_string(), development.key.to_string()], Style::Dim);
    sheet.blank();
    let beside = match answer.accounts.as_slice() {
        [first, second] if page.width >= WIDE => two(page, first, second),
        _ => None,
    };
    match beside {
        Some((rows, width)) => {
            for (at, (left, right)) in rows.iter().enumerate() {
                if at > 0 {
                    sheet.side_by_side(&[String::new()], &[], width);
                }
                sheet.side_by_side(left, right, width);
            }
        }
        None => answer.accounts.iter().for_each(|account| stacked(&mut sheet, account)),
    }
    if let Some(dispute) = &answer.dispute {
        sheet.heading("What the sources disagree on");
        sheet.paragraph(2, dispute, Style::Plain);
    }
    sources(&mut sheet, &answer.accounts);
    if !answer.notices.is_empty() {
        sheet.blank();
    }
    for notice in &answer.notices {
        sheet.paragraph(0, notice, Style::Dim);
    }
    sheet.finish()
}

/// The cells of two sides row by row, and the width of a column; none where a word is wider than that.
type Rows = Vec<(Vec<String>, Vec<String>)>;

fn two(page: &Page, first: &SideAccount, second: &SideAccount) -> Option<(Rows, usize)> {
    let width = page.width.saturating_sub(3) / 2;
    let wrapped = |texts: Vec<String>| texts.iter().flat_map(|text| wrap(text, width)).collect::<Vec<String>>();
    let mut rows = Vec::new();
    let [left, right] = [first, second].map(|account| wrapped(vec![heading(account)]));
    rows.push((left, right));
    let [left, right] = [first, second].map(|account| names(account).map(|names| wrapped(vec![names])));
    if left.is_some() || right.is_some() {
        rows.push((left.unwrap_or_default(), right.unwrap_or_default()));
    }
    if !first.on_record || !second.on_record {
        let [left, right] = [first, second].map(|account| match account.on_record {
            true => Vec::new(),
            false => wrapped(vec![NO_ACCOUNT.to_owned()]),
        });
        rows.push((left, right));
    }
    for polarity in Polarity::ALL {
        let cell = |account: &SideAccount| {
            let claims = account.of(*polarity);
            if claims.is_empty() { Vec::new() } else { cell(account, *polarity, width) }
        };
        if !first.of(*polarity).is_empty() || !second.of(*polarity).is_empty() {
            rows.push((cell(first), cell(second)));
        }
    }
    let fits = rows.iter().flat_map(|(left, right)| left.iter().chain(right)).all(|set| columns(set) <= width);
    fits.then_some((rows, width))
}

/// The claims of one polarity under its word, in a column.
fn cell(account: &SideAccount, polarity: Polarity, width: usize) -> Vec<String> {
    let mut lines = wrap(&format!("{}:", words::verb(polarity).to_uppercase()), width);
    for found in account.of(polarity) {
        lines.extend(wrap(&found.text, width));
        lines.extend(wrap(&credit(found), width.saturating_sub(2)).into_iter().map(|set| format!("  {set}")));
    }
    lines
}

fn stacked(sheet: &mut Sheet<'_>, account: &SideAccount) {
    sheet.heading(&heading(account));
    if let Some(names) = names(account) {
        sheet.paragraph(2, &names, Style::Plain);
    }
    if !account.on_record {
        sheet.paragraph(2, NO_ACCOUNT, Style::Plain);
    }
    for polarity in Polarity::ALL {
        let claims = account.of(*polarity);
        if !claims.is_empty() {
            sheet.paragraph(2, &format!("{}:", words::verb(*polarity).to_uppercase()), Style::Plain);
        }
        for found in claims {
            sheet.paragraph(4, &found.text, Style::Plain);
            sheet.paragraph(6, &credit(found), Style::Dim);
        }
    }
}

/// A side by name: `China (CHN)`, `Japan (JPN), no party to it`.
pub(super) fn heading(account: &SideAccount) -> String {
    let party = if account.is_party { "" } else { ", no party to it" };
    format!("{} ({}){party}", account.side_name, account.side)
}

/// What a side calls the thing.
pub(super) fn names(account: &SideAccount) -> Option<String> {
    let name = |named: &crate::report::perspectives::SideName| {
        let lang = named.lang.as_ref().map(|lang| format!(" ({lang})")).unwrap_or_default();
        format!("“{}”{lang}", named.title)
    };
    let names: Vec<String> = account.titles.iter().map(name).collect();
    (!names.is_empty()).then(|| format!("calls it {}", names.join(", ")))
}

/// Who said it and where: `– Adrienne Watson [0] The White House, 15 May 2024`.
pub(super) fn credit(claim: &AccountClaim) -> String {
    let voice = claim.voice.as_ref().map(|voice| format!("{voice} ")).unwrap_or_default();
    let source = claim.source.as_ref().map_or_else(|| "[source not in the record]".to_owned(), publication);
    format!("– {voice}{source}")
}

fn publication(source: &SourceEntry) -> String {
    let publisher = source.publisher.as_ref().or(source.title.as_ref()).or(source.url.as_ref());
    let published = source.published.as_ref().map_or_else(|| "undated".to_owned(), |published| published.english());
    let parts: Vec<String> = publisher.cloned().into_iter().chain([published]).collect();
    format!("[{}] {}", source.n, parts.join(", "))
}

/// The documents that claims rest on, each once, by number.
pub(super) fn cited(accounts: &[SideAccount]) -> Vec<&SourceEntry> {
    let claims = accounts.iter().flat_map(|account| [&account.states, &account.denies, &account.silent]).flatten();
    let mut found: Vec<&SourceEntry> = claims.filter_map(|claim| claim.source.as_ref()).collect();
    found.sort_by_key(|source| source.n);
    found.dedup_by_key(|source| source.n);
    found
}

fn sources(sheet: &mut Sheet<'_>, accounts: &[SideAccount]) {
    let found = cited(accounts);
    if !found.is_empty() {
        sheet.heading("Sources");
    }
    for source in found {
        sheet.field(2, &format!("[{}]", source.n), 3, &words::source(source));
        if let Some(url) = &source.url {
            sheet.ready(&format!("       {}", line(url)));
        }
    }
}

/// The divergences of a period set for a page.
pub fn divergences(answer: &Divergences, page: &Page) -> String {
    let mut sheet = Sheet::new(page);
    sheet.paragraph(0, &title(answer), Style::Bold);
    sheet.paragraph(0, &summary(answer), Style::Plain);
    for found in &answer.developments {
        diverging(&mut sheet, found);
    }
    sheet.heading("How this is told");
    for rule in &answer.rules {
        sheet.field(2, "–", 1, rule);
    }
    if !answer.developments.is_empty() {
        sheet.field(2, "–", 1, "`annals perspectives KEY` sets the words of the sides next to each other");
    }
    if !answer.notices.is_empty() {
        sheet.blank();
    }
    for notice in &answer.notices {
        sheet.paragraph(0, notice, Style::Dim);
    }
    sheet.finish()
}

/// The heading with its window.
pub(super) fn title(answer: &Divergences) -> String {
    let day = |day| Edtf::day(day).english();
    match (answer.from, answer.to) {
        (None, None) => "Where accounts diverge".to_owned(),
        (Some(from), None) => format!("Where accounts diverge, from {} on", day(from)),
        (None, Some(to)) => format!("Where accounts diverge, until {}", day(to)),
        (Some(from), Some(to)) => format!("Where accounts diverge, {} to {}", day(from), day(to)),
    }
}

/// The counts in sentences.
pub(super) fn summary(answer: &Divergences) -> String {
    if answer.compared == 0 {
        return "No development matches.".to_owned();
    }
    let ways: Vec<String> = answer.ways.iter().map(way_count).collect();
    let diverging = match answer.diverging {
        0 => "none diverges".to_owned(),
        1 => format!("1 diverges ({})", ways.join(", ")),
        more => format!("{more} diverge ({})", ways.join(", ")),
    };
    format!(
        "Of {}, {diverging}; {} told by two sides or more without it, {} by one side that is alone in it, {} by \
         none on record.",
        counted(answer.compared, "development"),
        answer.not_diverging,
        answer.alone,
        answer.untold
    )
}

fn way_count(row: &DivergenceCount) -> String {
    format!("{} {}", row.way.word(), row.developments)
}

/// The ways in which one development diverges, in words.
pub(super) fn ways(found: &DivergingDevelopment) -> String {
    let way = |way: &Divergence| match way {
        Divergence::Denied => "one states, another denies",
        Divergence::LeftOut => "one states, another is silent on a point",
        Divergence::OneAccount => "only one side's account is on record",
    };
    found.diverges.iter().map(way).collect::<Vec<&str>>().join("; ")
}

/// What a side has on record, counted: `states 2, denies 1`.
pub(super) fn tally(account: &SideAccount) -> String {
    if !account.on_record {
        return "no account on record".to_owned();
    }
    let counts = Polarity::ALL.iter().map(|polarity| (polarity.word(), account.of(*polarity).len()));
    let counts = counts.filter(|(_, count)| *count > 0).map(|(word, count)| format!("{word} {count}"));
    counts.collect::<Vec<String>>().join(", ")
}

/// The words of the sides where one states what another denies or leaves out; none where there is only
/// one account.
pub(super) fn at_odds(found: &DivergingDevelopment) -> Vec<String> {
    if found.diverges == [Divergence::OneAccount] {
        return Vec::new();
    }
    let mut words = Vec::new();
    for account in &found.accounts {
        for polarity in Polarity::ALL {
            let verb = words::verb(*polarity);
            let claims = account.of(*polarity).iter();
            words.extend(claims.map(|claim| format!("{} {verb}: {} {}", account.side_name, claim.text, credit(claim))));
        }
    }
    words
}

fn diverging(sheet: &mut Sheet<'_>, found: &DivergingDevelopment) {
    let development = &found.development;
    sheet.blank();
    sheet.paragraph(0, &format!("{}: {}", development.date.english(), development.title), Style::Bold);
    sheet.paragraph(2, &ways(found), Style::Plain);
    let accounts: Vec<String> =
        found.accounts.iter().map(|account| format!("{}: {}", account.side_name, tally(account))).collect();
    sheet.pieces(2, &accounts, Style::Plain);
    for words in at_odds(found) {
        sheet.field(2, "–", 1, &words);
    }
    sheet.pieces(2, &[found.kind.to_string(), development.key.to_string()], Style::Dim);
}
