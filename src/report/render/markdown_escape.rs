//! Text of the journal made safe for Markdown: nothing in it can become a heading, a table cell, a
//! link, a tag, mathematics or a line of its own. The words come out unchanged in every reader of
//! CommonMark, GitHub's dialect and Pandoc's. What a page looks like is left to its renderer.

use super::terminal_text::line;

/// Escapes a text for use anywhere within a line: in a paragraph, a list item, a table cell, a link's
/// text. Line breaks become blanks; control characters and marks that reorder text become visible.
pub fn escape_inline(text: &str) -> String {
    let text = line(text);
    let mut escaped = String::with_capacity(text.len() + 16);
    let mut rest = text.as_str();
    let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    if let Some((number, after)) = rest.split_at_checked(digits)
        && digits > 0
        && after.starts_with(['.', ')'])
    {
        // "3. May" would be item 3 of a list
        escaped.push_str(number);
        escaped.push('\\');
        escaped.extend(after.chars().next());
        rest = after.get(1..).unwrap_or_default();
    } else if rest.starts_with(['#', '-', '+', '=', ':', '%']) {
        escaped.push('\\');
        escaped.extend(rest.chars().next());
        rest = rest.get(1..).unwrap_or_default();
    }
    for c in rest.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '$' | '^' => {
                escaped.push('\\');
                escaped.push(c);
            }
            _ => escaped.push(c),
        }
    }
    escaped
}

/// Makes a URL the target of a Markdown link, `[text](target)`. Characters that could end the target
/// are percent-encoded. A URL of another scheme than `http`, `https`, `ftp` or `mailto` loses its colon
/// to percent-encoding, so that `javascript:` leads nowhere; show such a URL as text besides.
pub fn link_target(url: &str) -> String {
    let url = url.trim();
    let mut target = String::with_capacity(url.len());
    let linkable = is_linkable(url);
    for c in url.chars() {
        match c {
            ':' if !linkable => encode(&mut target, c),
            ' ' | '(' | ')' | '<' | '>' | '[' | ']' | '"' | '\\' | '`' | '|' | '^' => encode(&mut target, c),
            '&' => target.push_str("&amp;"),
            c if c.is_control() || c.is_whitespace() || super::visible::reorders(c) => encode(&mut target, c),
            c => target.push(c),
        }
    }
    target
}

/// True for a URL that a page may lead to.
pub fn is_linkable(url: &str) -> bool {
    let scheme = url.trim().split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase());
    matches!(scheme.as_deref(), Some("http" | "https" | "ftp" | "mailto"))
}

/// A link with its text; where the URL is not one a page may lead to, the text with the URL behind it.
pub fn link(text: &str, url: &str) -> String {
    if is_linkable(url) {
        format!("[{}]({})", escape_inline(text), link_target(url))
    } else {
        format!("{} ({})", escape_inline(text), escape_inline(url))
    }
}

fn encode(target: &mut String, c: char) {
    let mut bytes = [0; 4];
    for byte in c.encode_utf8(&mut bytes).bytes() {
        target.push_str(&format!("%{byte:02X}"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_text_becomes_markup() {
        assert_eq!(escape_inline("a | b `c` [d](e) <script> & *f* _g_ \\"), {
            r"a \| b \`c\` \[d\](e) &lt;script&gt; &amp; \*f\* \_g\_ \\"
        });
        assert_eq!(escape_inline("$50 bn and $20 bn ~~no~~"), r"\$50 bn and \$20 bn \~\~no\~\~");
    }

    #[test]
    fn a_text_never_begins_a_heading_a_list_or_a_line_of_its_own() {
        assert_eq!(escape_inline("# not a heading"), r"\# not a heading");
        assert_eq!(escape_inline("- not a list"), r"\- not a list");
        assert_eq!(escape_inline("+ not a list"), r"\+ not a list");
        assert_eq!(escape_inline("2024. A year"), r"2024\. A year");
        assert_eq!(escape_inline("3) third"), r"3\) third");
        assert_eq!(escape_inline("  one\r\n\n# two\u{2028}three  "), "one # two three");
        assert_eq!(escape_inline("5G and 中美对话"), "5G and 中美对话");
        assert_eq!(escape_inline(""), "");
    }

    #[test]
    fn control_characters_and_reordering_marks_become_visible() {
        assert_eq!(escape_inline("a\u{1b}[31mb"), r"a␛\[31mb");
        assert_eq!(escape_inline("pay\u{202e}txt"), "pay⟨U+202E⟩txt");
    }

    #[test]
    fn a_url_cannot_end_its_own_link_nor_run_a_script() {
        assert_eq!(link_target("https://e.org/a_(b) c|d?x=1&y=2"), "https://e.org/a_%28b%29%20c%7Cd?x=1&amp;y=2");
        assert_eq!(link_target("javascript:alert(1)"), "javascript%3Aalert%281%29");
        assert_eq!(link_target("https://例子.cn/路"), "https://例子.cn/路");
        assert_eq!(link("T]", "https://e.org/"), r"[T\]](https://e.org/)");
        assert_eq!(link("T", "data:text/html,x"), "T (data:text/html,x)");
    }
}
