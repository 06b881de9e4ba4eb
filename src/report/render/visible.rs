//! Characters that would act rather than be read, made visible: control characters, and marks that
//! reorder the text around them. Shared by every format for people's eyes.

/// The text with every control character shown by its picture (`␛` for escape) and every mark that
/// overrides the direction of writing shown by its number.
pub fn visible(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\u{0}'..='\u{1f}' => shown.extend(char::from_u32(0x2400 + u32::from(c))),
            '\u{7f}' => shown.push('\u{2421}'),
            c if c.is_control() || reorders(c) => shown.push_str(&format!("⟨U+{:04X}⟩", u32::from(c))),
            c => shown.push(c),
        }
    }
    shown
}

/// True for the marks by which a text can be shown in another order than it is written.
pub(super) fn reorders(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::visible;

    #[test]
    fn what_would_act_is_shown_and_what_is_read_stays() {
        assert_eq!(visible("\u{1b}]0;x\u{7}\u{9b}2J"), "␛]0;x␇⟨U+009B⟩2J");
        assert_eq!(visible("\u{7f}\u{2066}"), "␡⟨U+2066⟩");
        assert_eq!(visible("Yáng Tāo 杨涛"), "Yáng Tāo 杨涛");
    }
}
