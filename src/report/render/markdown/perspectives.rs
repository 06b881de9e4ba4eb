//! Perspectives in Markdown: a table with a column for each side, a list of divergences.

use super::Writing;
use crate::domain::vocabulary::{Polarity, Vocabulary};
use crate::report::divergence::Divergences;
use crate::report::perspectives::{NO_ACCOUNT, Perspectives, SideAccount};
use crate::report::render::markdown_escape::{escape_inline, link};
use crate::report::render::text_perspectives::{at_odds, cited, credit, heading, names, summary, tally, title, ways};
use crate::report::render::words;

/// The perspectives as a table, and the sources.
pub fn perspectives(answer: &Perspectives) -> String {
    let mut page = Writing::default();
    let development = &answer.development;
    page.heading(1, &format!("{}: {}", development.date.english(), development.title));
    if let Some(reason) = &answer.retracted {
        page.paragraph(&format!("RETRACTED: {reason}"));
    }
    page.gap();
    page.0.push_str(&format!("{} `{}`\n", escape_inline(&answer.kind.to_string()), development.key));
    table(&mut page, &answer.accounts);
    if let Some(dispute) = &answer.dispute {
        page.heading(2, "What the sources disagree on");
        page.paragraph(dispute);
    }
    let sources = cited(&answer.accounts);
    if !sources.is_empty() {
        page.heading(2, "Sources");
    }
    for source in sources {
        let label = words::source(source);
        let cited = source.url.as_ref().map_or_else(|| escape_inline(&label), |url| link(&label, url));
        page.ready_item(0, &format!("\\[{}\\] {cited}", source.n));
    }
    page.notices(&answer.notices);
    page.0
}

fn table(page: &mut Writing, accounts: &[SideAccount]) {
    let sides: Vec<String> = accounts.iter().map(|account| escape_inline(&heading(account))).collect();
    let headings: Vec<&str> = [""].into_iter().chain(sides.iter().map(String::as_str)).collect();
    page.headings(&headings);
    if accounts.iter().any(|account| names(account).is_some()) {
        let cells = accounts.iter().map(|account| escape_inline(&names(account).unwrap_or_default()));
        page.row(&["its name".to_owned()].into_iter().chain(cells).collect::<Vec<String>>());
    }
    if accounts.iter().any(|account| !account.on_record) {
        let cells = accounts.iter().map(|account| if account.on_record { "" } else { NO_ACCOUNT });
        let cells = cells.map(escape_inline);
        page.row(&["account".to_owned()].into_iter().chain(cells).collect::<Vec<String>>());
    }
    for polarity in Polarity::ALL {
        if accounts.iter().all(|account| account.of(*polarity).is_empty()) {
            continue;
        }
        let cell = |account: &SideAccount| {
            let claims = account.of(*polarity).iter();
            let set = claims.map(|found| escape_inline(&format!("{} {}", found.text, credit(found))));
            set.collect::<Vec<String>>().join("<br>")
        };
        let label = escape_inline(words::verb(*polarity));
        page.row(&[label].into_iter().chain(accounts.iter().map(cell)).collect::<Vec<String>>());
    }
}

/// The divergences as a list.
pub fn divergences(answer: &Divergences) -> String {
    let mut page = Writing::default();
    page.heading(1, &title(answer));
    page.paragraph(&summary(answer));
    page.gap();
    for found in &answer.developments {
        let development = &found.development;
        let what = format!("{}: {}", development.date.english(), development.title);
        page.ready_item(0, &format!("{} `{}`", escape_inline(&what), development.key));
        page.ready_item(1, &escape_inline(&ways(found)));
        at_odds(found).iter().for_each(|words| page.ready_item(2, &escape_inline(words)));
        for account in &found.accounts {
            page.ready_item(1, &escape_inline(&format!("{}: {}", account.side_name, tally(account))));
        }
    }
    page.heading(2, "How this is told");
    answer.rules.iter().for_each(|rule| page.item(rule));
    page.notices(&answer.notices);
    page.0
}
