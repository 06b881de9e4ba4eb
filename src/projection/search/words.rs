//! Words: how a text is taken apart for the index, for the query and for the marks, always the same way.
//!
//! Letters are compared by compatibility (NFKC, so that full-width forms are the usual ones), without
//! capitals and without diacritics; an English plural counts as its singular. Han characters, kana and
//! hangul have no blanks between words: each pair of neighbours is a word, and the last of a run stands
//! alone, so that any stretch of text is found as it stands. Simplified and traditional forms of a
//! character are different characters.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The version of these rules: an index made by others is made anew.
pub(super) const VERSION: u32 = 1;

/// Where a word stands in its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Span {
    /// Its first byte.
    pub(super) start: usize,
    /// The byte behind its last.
    pub(super) end: usize,
    /// How many words or single Han characters stand before it.
    pub(super) position: usize,
    /// True for one or two Han characters.
    pub(super) is_han: bool,
}

/// The words of a text, one after the other.
#[derive(Debug)]
pub(super) struct Words<'t> {
    text: &'t str,
    at: usize,
    position: usize,
    word: String,
}

impl<'t> Words<'t> {
    /// The words of a text.
    pub(super) fn of(text: &'t str) -> Self {
        Self { text, at: 0, position: 0, word: String::new() }
    }

    /// The form of the last word found, as it is compared; a plural is still one.
    pub(super) fn form(&self) -> &str {
        &self.word
    }

    /// Finds the next word.
    pub(super) fn next_word(&mut self) -> Option<Span> {
        loop {
            let (start, c) = self.peek()?;
            self.word.clear();
            self.at = start + c.len_utf8();
            if let Some(han) = han(c) {
                self.word.push(han);
                let mut end = self.at;
                if let Some((next, c)) = self.peek()
                    && let Some(han) = self::han(c)
                {
                    self.word.push(han);
                    end = next + c.len_utf8();
                }
                return Some(self.found(start, end, true));
            }
            if push_folded(&mut self.word, c) {
                self.take_letters();
                return Some(self.found(start, self.at, false));
            }
        }
    }

    /// Takes the letters that belong to the word begun.
    fn take_letters(&mut self) {
        // of `U.S.` each letter stood alone before its dot
        let mut lone = self.word.chars().all(char::is_alphabetic);
        let mut possessive = None;
        while let Some((at, c)) = self.peek() {
            let behind = at + c.len_utf8();
            if c.is_ascii_alphanumeric() {
                self.word.push(c.to_ascii_lowercase());
                lone = false;
            } else if is_apostrophe(c) && self.letter_at(behind).is_some() {
                possessive = Some(self.word.len());
            } else if c == '.' && lone && self.is_lone_letter(behind) {
                let Some(letter) = self.letter_at(behind) else { break };
                push_folded(&mut self.word, letter);
                self.at = behind + letter.len_utf8();
                continue;
            } else if is_combining_mark(c) {
                // an accent written after its letter
            } else if han(c).is_some() || !push_folded(&mut self.word, c) {
                break;
            } else {
                lone = false;
            }
            self.at = behind;
        }
        if let Some(at) = possessive
            && self.word.get(at..) == Some("s")
        {
            self.word.truncate(at);
        }
    }

    /// True for a letter with no other behind it.
    fn is_lone_letter(&self, at: usize) -> bool {
        self.letter_at(at).is_some_and(|letter| {
            let next = self.text.get(at + letter.len_utf8()..).and_then(|rest| rest.chars().next());
            next.is_none_or(|next| !next.is_alphanumeric() && !is_apostrophe(next))
        })
    }

    fn letter_at(&self, at: usize) -> Option<char> {
        let c = self.text.get(at..).and_then(|rest| rest.chars().next());
        c.filter(|c| c.is_alphabetic() && han(*c).is_none())
    }

    fn peek(&self) -> Option<(usize, char)> {
        self.text.get(self.at..).and_then(|rest| rest.chars().next()).map(|c| (self.at, c))
    }

    fn found(&mut self, start: usize, end: usize, is_han: bool) -> Span {
        let position = self.position;
        self.position += 1;
        Span { start, end, position, is_han }
    }
}

/// Appends the folded form of a character; false where nothing of it is letter or digit.
fn push_folded(word: &mut String, c: char) -> bool {
    if c.is_ascii() {
        if c.is_ascii_alphanumeric() {
            word.push(c.to_ascii_lowercase());
            return true;
        }
        return false;
    }
    let before = word.len();
    let lowered = std::iter::once(c).nfkc().flat_map(char::to_lowercase);
    for c in lowered.nfd().filter(|c| c.is_alphanumeric() && !is_combining_mark(*c)) {
        match c {
            'ß' => word.push_str("ss"),
            'æ' => word.push_str("ae"),
            'œ' => word.push_str("oe"),
            'ø' => word.push('o'),
            'đ' => word.push('d'),
            'ł' => word.push('l'),
            'ı' => word.push('i'),
            c => word.push(c),
        }
    }
    word.len() > before
}

/// The usual form of a Han character, kana or hangul syllable; none for anything else.
fn han(c: char) -> Option<char> {
    if (c as u32) < 0x2e80 {
        return None;
    }
    let usual = if matches!(c, '\u{f900}'..='\u{faff}' | '\u{ff66}'..='\u{ff9d}' | '\u{2e80}'..='\u{2fdf}' | '\u{2f800}'..='\u{2fa1f}')
    {
        std::iter::once(c).nfkc().next().unwrap_or(c)
    } else {
        c
    };
    let written = matches!(usual,
        '\u{3005}'..='\u{3007}' | '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fa}' | '\u{30fc}'..='\u{30ff}'
        | '\u{31f0}'..='\u{31ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{2e80}'..='\u{2fdf}' | '\u{ac00}'..='\u{d7a3}' | '\u{20000}'..='\u{3fffd}');
    written.then_some(usual)
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | 'ʼ' | '＇')
}

/// Takes the ending of an English plural off a form.
pub(super) fn singular(form: &mut String) {
    let bytes = form.as_bytes();
    let len = bytes.len();
    if len < 4 || !bytes.is_ascii() || !bytes.ends_with(b"s") || form == "news" {
        return;
    }
    if bytes.ends_with(b"ies") {
        if len > 4 && !matches!(bytes.get(len - 4), Some(b'a' | b'e')) {
            form.truncate(len - 3);
            form.push('y');
        }
    } else if [&b"sses"[..], b"ches", b"shes", b"xes"].iter().any(|ending| bytes.ends_with(ending)) {
        form.truncate(len - 2);
    } else if !matches!(bytes.get(len - 2), Some(b's' | b'u' | b'i')) {
        form.truncate(len - 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<(String, usize, String)> {
        let mut words = Words::of(text);
        let mut found = Vec::new();
        while let Some(span) = words.next_word() {
            let mut form = words.form().to_owned();
            if !span.is_han {
                singular(&mut form);
            }
            found.push((form, span.position, text[span.start..span.end].to_owned()));
        }
        found
    }

    fn forms(text: &str) -> Vec<String> {
        words(text).into_iter().map(|(form, _, _)| form).collect()
    }

    #[test]
    fn capitals_diacritics_widths_and_plurals_make_no_difference() {
        assert_eq!(forms("Export CONTROLS, ＭＯＦＣＯＭ 2023年"), ["export", "control", "mofcom", "2023", "年"]);
        assert_eq!(forms("Yáng Tāo; Åland; Straße; e\u{301}tat"), ["yang", "tao", "aland", "strasse", "etat"]);
        assert_eq!(
            forms("policies processes batches taxes licences news CFIUS analysis chips"),
            ["policy", "process", "batch", "tax", "licence", "news", "cfius", "analysis", "chip"]
        );
    }

    #[test]
    fn apostrophes_dots_and_hyphens_are_read_as_people_mean_them() {
        let expected = ["china", "us", "us", "china", "prc", "xian", "5g", "network", "ab", "cd"];
        assert_eq!(forms("China's U.S. U.S.-China P.R.C. Xi’an 5G-network a.b.cd"), expected);
        assert_eq!(forms("87 FR 62186; 1,000; No.3"), ["87", "fr", "62186", "1", "000", "no", "3"]);
    }

    #[test]
    fn han_characters_come_in_pairs_and_the_last_alone() {
        let expected = [("半导", 0, "半导"), ("导体", 1, "导体"), ("体", 2, "体"), ("5g", 3, "5G"), ("网", 4, "网")];
        let expected: Vec<(String, usize, String)> =
            expected.iter().map(|(form, at, text)| ((*form).to_owned(), *at, (*text).to_owned())).collect();
        assert_eq!(words("半导体5G，网"), expected);
        assert_eq!(forms("ｶﾀｶﾅ 서울"), ["カタ", "タカ", "カナ", "ナ", "서울", "울"]);
    }
}
