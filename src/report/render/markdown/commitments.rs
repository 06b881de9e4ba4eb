//! Commitments as a Markdown list.

use super::Writing;
use crate::report::commitments::Commitments;
use crate::report::render::markdown_escape::{escape_inline, link};
use crate::report::render::text_commitments::{acknowledged, assessment, due, evidence, promised, state, summary};
use crate::report::render::words;

/// The commitments as a list, each with what is known of it.
pub fn commitments(answer: &Commitments) -> String {
    let mut page = Writing::default();
    page.heading(1, &format!("Commitments as of {}", answer.as_of.words()));
    page.paragraph(&summary(answer));
    page.gap();
    for row in &answer.commitments {
        let made = &row.development;
        page.ready_item(0, &format!("**{}:** {}", escape_inline(&promised(row)), escape_inline(&row.text)));
        let lines = [
            format!("state: {}", state(row)),
            format!("due: {}", due(row)),
            format!("acknowledged by: {}", acknowledged(row)),
        ];
        lines.iter().for_each(|line| page.ready_item(1, &escape_inline(line)));
        let text = format!("made {}: {}", made.date.english(), made.title);
        page.ready_item(1, &format!("{} `{}`", escape_inline(&text), made.key));
        for made in &row.assessments {
            page.ready_item(1, &escape_inline(&format!("assessed {}", assessment(made))));
            for shown in &made.evidence {
                page.ready_item(2, &escape_inline(&format!("shown by {}", evidence(shown))));
            }
        }
        if let Some(source) = &row.source {
            let label = words::source(source);
            let cited = source.url.as_ref().map_or_else(|| escape_inline(&label), |url| link(&label, url));
            page.ready_item(1, &format!("source \\[{}\\] {cited}", source.n));
        }
        page.ready_item(1, &format!("`{}`", row.key));
    }
    let notices: Vec<String> = answer.notices.iter().skip(1).cloned().collect();
    page.notices(&notices);
    page.0
}
