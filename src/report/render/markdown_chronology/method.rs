//! The back of the page: how it was made, and how to check it.

use super::front::code;
use super::{count, heading, sentence};
use crate::report::chronology::{Chronology, Search};
use crate::report::render::markdown_escape::escape_inline;

/// The rules, the coverage log, the schemes.
pub(super) fn method(page: &mut String, chronology: &Chronology) {
    heading(page, "method");
    for (name, text) in &chronology.method.rules {
        page.push_str(&format!("- **{}.** {}\n", escape_inline(name), escape_inline(text)));
    }
    page.push_str("\n### Coverage log\n\n");
    if chronology.method.searches.is_empty() {
        page.push_str("No search that found nothing is on record.\n");
    }
    for search in &chronology.method.searches {
        page.push_str(&format!("- {}\n", searched(search)));
    }
    page.push_str("\n### Coding schemes\n\n");
    if chronology.method.schemes.is_empty() {
        page.push_str("No development listed is coded.\n");
    }
    for (name, what, number) in &chronology.method.schemes {
        let codings = count(*number, "coding", "codings");
        page.push_str(&format!("- {}: {}; {codings}, kept as given.\n", escape_inline(name), escape_inline(what)));
    }
}

fn searched(search: &Search) -> String {
    let mut parts = vec![format!("**{}**", escape_inline(&search.place))];
    parts.extend(search.words.as_ref().map(|words| format!("for “{}”", escape_inline(words))));
    parts.extend(search.period.as_ref().map(|period| format!("period {}", escape_inline(period))));
    let note = search.note.as_ref().map_or_else(String::new, |note| format!(" {}", sentence(&escape_inline(note))));
    format!("{}: nothing found; logged {}.{note}", parts.join(", "), escape_inline(&search.logged))
}

/// How to check the page against the journal.
pub(super) fn integrity(page: &mut String, chronology: &Chronology) {
    let head = &chronology.head;
    heading(page, "integrity");
    page.push_str(&format!(
        "This page was made by {} from journal {} of {} events with the Merkle root {}.\n\n",
        escape_inline(&head.program),
        escape_inline(&head.origin),
        head.size,
        code(&head.root)
    ));
    page.push_str(
        "To check the record, run `annals verify` in the workspace: it computes every hash and the root anew. The page \
         rests on the record it names if the journal, at the size above, has the root above. To check the page, run \
         the query of the head again: the same journal, query and version give the same bytes.\n\n\
         The checkpoint is not signed so far: size and root show that the record was not changed since, not who kept it.\n",
    );
}
