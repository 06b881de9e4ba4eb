//! Text of the journal made safe for a terminal, measured and wrapped in its columns. A Han character
//! takes two columns; a key or a URL is never broken.

use super::visible::visible;
use textwrap::core::Word;
use textwrap::{Options, WordSeparator, WordSplitter};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// The text on one line: line breaks become blanks, blanks are single, and what would act on the
/// terminal is shown instead (escape as `␛`).
pub fn line(text: &str) -> String {
    let mut set = String::with_capacity(text.len());
    for word in text.split(|c: char| c.is_whitespace() && c != '\u{3000}').filter(|word| !word.is_empty()) {
        if !set.is_empty() {
            set.push(' ');
        }
        set.push_str(&visible(word));
    }
    set
}

/// How many columns a text takes.
pub fn columns(text: &str) -> usize {
    text.width()
}

/// The text with blanks behind it up to a width.
pub fn pad(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(columns(text))))
}

/// The text made safe and broken into lines of at most `width` columns; a word that is longer stands
/// alone on its line, unbroken.
pub fn wrap(text: &str, width: usize) -> Vec<String> {
    let options = Options::new(width.max(1))
        .word_separator(WordSeparator::Custom(words))
        .word_splitter(WordSplitter::NoHyphenation)
        .break_words(false);
    textwrap::wrap(&line(text), options).into_iter().map(|wrapped| wrapped.trim_end().to_owned()).collect()
}

/// Words are what stands between blanks; only words with wide characters have places to break inside.
fn words(line: &str) -> Box<dyn Iterator<Item = Word<'_>> + '_> {
    Box::new(line.split_inclusive(' ').flat_map(|word| {
        let is_wide = word.chars().any(|c| c.width() == Some(2));
        let found: Vec<Word<'_>> = if is_wide {
            WordSeparator::UnicodeBreakProperties.find_words(word).collect()
        } else {
            vec![Word::from(word)]
        };
        found
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_cannot_act_on_the_terminal() {
        assert_eq!(line("a\u{1b}[2J\u{7}b\r\n\tc\u{9b}1m"), "a␛[2J␇b c⟨U+009B⟩1m");
    }

    #[test]
    fn han_characters_take_two_columns_and_break_between_any_two() {
        assert_eq!(columns("中美对话"), 8);
        assert_eq!(wrap("中美人工智能政府间对话", 10), ["中美人工智", "能政府间对", "话"]);
    }

    #[test]
    fn keys_and_urls_are_never_broken() {
        let url = "https://example.org/a-long-path/with-hyphens";
        assert_eq!(wrap(&format!("see {url} there"), 12), ["see", url, "there"]);
    }
}
