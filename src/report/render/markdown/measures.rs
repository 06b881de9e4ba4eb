//! Measures in Markdown: a table for each state, and the life of one measure as a table of its steps.

use super::{Writing, escape_inline};
use crate::domain::edtf::Edtf;
use crate::report::measures::line::MeasureLife;
use crate::report::measures::{Measure, Measures, ProofSource, plain};
use crate::report::render::markdown_escape::link;
use crate::report::render::text_measures::{
    counts, days_since, groups, parties, possible, proved, reach, run, source_words, title,
};

/// The measures of a day, a table for each state.
pub fn measures(answer: &Measures) -> String {
    let mut page = Writing::default();
    page.heading(1, &title(answer));
    page.paragraph(&counts(&answer.states).join(" · "));
    for (heading, group) in groups(&answer.measures) {
        page.heading(2, &format!("{heading} ({})", group.len()));
        page.headings(&["Measure", "State", "Sides", "Citation", "Proof", "Sources"]);
        for measure in group {
            page.row(&[
                format!("{} `{}`", escape_inline(&measure.title), measure.key),
                lines(states(measure)),
                escape_inline(&parties(measure)),
                escape_inline(measure.citation.as_deref().unwrap_or_default()),
                lines(measure.standing.proofs.iter().map(|proof| proved(proof, measure)).collect()),
                sources(measure.standing.proofs.iter().flat_map(|proof| &proof.sources)),
            ]);
        }
    }
    page.notices(&answer.notices);
    page.paragraph(&format!("{}. {}.", answer.rule, answer.parties_rule));
    page.0
}

fn states(measure: &Measure) -> Vec<String> {
    let mut lines = vec![run(measure)];
    lines.extend(measure.standing.doubts.iter().map(|doubted| doubted.words.clone()));
    lines.extend(measure.disagreement.as_ref().map(|found| found.words.clone()));
    lines
}

/// Several lines within a cell.
fn lines(lines: Vec<String>) -> String {
    lines.iter().map(|line| escape_inline(line)).collect::<Vec<String>>().join("<br>")
}

fn sources<'s>(found: impl Iterator<Item = &'s ProofSource>) -> String {
    let mut cells: Vec<String> = Vec::new();
    for source in found {
        let label = source_words(&ProofSource { url: None, ..source.clone() });
        let cell = source.url.as_ref().map_or_else(|| escape_inline(&label), |url| link(&label, url));
        if !cells.contains(&cell) {
            cells.push(cell);
        }
    }
    cells.join("<br>")
}

/// The life of a measure: its runs of days, then its steps.
pub fn measure_life(answer: &MeasureLife) -> String {
    let mut page = Writing::default();
    let measure = &answer.measure;
    page.heading(1, &measure.title);
    page.gap();
    page.0.push_str(&format!("`{}`\n", measure.key));
    page.paragraph(&format!("On {}: {}.", Edtf::day(answer.on).english(), states(measure).join("; ")));
    page.headings(&["State", "Days"]);
    for span in answer.spans.iter().filter(|span| span.from.is_some()) {
        page.row(&[escape_inline(&possible(span)), escape_inline(&reach(span))]);
    }
    page.headings(&["Since the last certain step", "Step", "State after", "Development", "Citation", "Sources"]);
    for step in &answer.steps {
        let proof = &step.proof;
        let note = proof.note.as_ref().map(|note| format!(" ({note})")).unwrap_or_default();
        page.row(&[
            escape_inline(&days_since(step)),
            escape_inline(&format!("{}{note}", step.words)),
            escape_inline(&step.state_after.map(plain).unwrap_or_default()),
            format!("`{}`", proof.development),
            escape_inline(proof.citation.as_deref().unwrap_or_default()),
            sources(proof.sources.iter()),
        ]);
    }
    page.notices(&answer.notices);
    page.paragraph(&format!("{}. {}.", answer.rule, answer.parties_rule));
    page.0
}
