//! Laws of text: whatever the journal says, a page loses none of it and is governed by none of it.

use annals::report::render::csv::guarded;
use annals::report::render::markdown_escape::{escape_inline, link_target};
use annals::report::render::terminal_text::{columns, line, wrap};
use proptest::prelude::*;

/// Text with much that could act: markup, control characters, Han characters, marks that reorder.
fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[a-z]{1,9}",
        "[ \t\r\n]{1,2}",
        "[#*_`|<>&\\[\\]()~$^.+=:!%\\\\-]{1,3}",
        "[0-9]{1,3}[.)]",
        "[中美人工智能对话，。]{1,6}",
        "[\u{0}-\u{1f}\u{7f}-\u{9f}\u{202a}-\u{202e}\u{2066}-\u{2069}\u{2028}\u{feff}]",
    ];
    proptest::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

/// What a reader of CommonMark makes of an escaped text.
fn read_back(escaped: &str) -> String {
    let mut read = String::new();
    let mut characters = escaped.chars();
    while let Some(c) = characters.next() {
        if c == '\\' { read.extend(characters.next()) } else { read.push(c) }
    }
    read.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

proptest! {
    #[test]
    fn a_line_for_a_terminal_holds_nothing_that_acts(text in text()) {
        let set = line(&text);
        prop_assert!(!set.chars().any(char::is_control), "{set:?}");
        prop_assert!(!set.contains(['\u{202e}', '\u{2066}', '\u{2028}']), "{set:?}");
    }

    #[test]
    fn wrapping_keeps_every_word_and_the_width(text in text(), width in 4usize..40) {
        let lines = wrap(&text, width);
        let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
        prop_assert_eq!(letters(&lines.concat()), letters(&line(&text)));
        for wrapped in lines {
            prop_assert!(columns(&wrapped) <= width || !wrapped.contains(' '), "{wrapped:?}");
        }
    }

    #[test]
    fn markdown_gives_back_the_line_and_has_no_bare_markup(text in text()) {
        let escaped = escape_inline(&text);
        prop_assert_eq!(read_back(&escaped), line(&text));
        let bare = escaped.replace("\\\\", "");
        for mark in ['`', '*', '_', '[', ']', '|', '~', '$', '^'] {
            let escapes = bare.matches(&format!("\\{mark}")).count();
            prop_assert_eq!(bare.matches(mark).count(), escapes, "{}", escaped);
        }
        prop_assert!(!escaped.contains(['<', '>']), "{escaped}");
        prop_assert!(!escaped.starts_with(['#', '-', '+', '=', ':']), "{escaped}");
    }

    #[test]
    fn a_links_target_never_ends_early(text in text()) {
        let target = link_target(&text);
        prop_assert!(!target.contains(|c: char| c.is_whitespace() || c.is_control() || "()<>|`\\".contains(c)), "{target}");
    }

    #[test]
    fn a_cell_is_the_text_itself_or_the_text_behind_an_apostrophe(text in text()) {
        let cell = guarded(&text);
        let behind = format!("'{text}");
        prop_assert!(cell == text || cell == behind);
        prop_assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']));
    }
}
