//! Languages by name: what a reader of the list of sources sees in place of a BCP 47 tag.

/// The English name of the language of a tag; the tag itself where we have no name for it.
pub(super) fn language_name(tag: &str) -> String {
    let mut parts = tag.split('-');
    let primary = parts.next().unwrap_or_default().to_ascii_lowercase();
    let name = match primary.as_str() {
        "ar" => "Arabic",
        "bn" => "Bengali",
        "cs" => "Czech",
        "da" => "Danish",
        "de" => "German",
        "el" => "Greek",
        "en" => "English",
        "es" => "Spanish",
        "fa" => "Persian",
        "fi" => "Finnish",
        "fr" => "French",
        "he" => "Hebrew",
        "hi" => "Hindi",
        "hu" => "Hungarian",
        "id" => "Indonesian",
        "it" => "Italian",
        "ja" => "Japanese",
        "ko" => "Korean",
        "ms" => "Malay",
        "nl" => "Dutch",
        "no" | "nb" | "nn" => "Norwegian",
        "pl" => "Polish",
        "pt" => "Portuguese",
        "ro" => "Romanian",
        "ru" => "Russian",
        "sv" => "Swedish",
        "th" => "Thai",
        "tl" | "fil" => "Filipino",
        "tr" => "Turkish",
        "uk" => "Ukrainian",
        "ur" => "Urdu",
        "vi" => "Vietnamese",
        "zh" => "Chinese",
        _ => return tag.to_owned(),
    };
    match parts.next() {
        Some("Hant") => format!("{name} (traditional characters)"),
        Some("Hans") => format!("{name} (simplified characters)"),
        Some(_) | None => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::language_name;

    #[test]
    fn a_tag_has_its_english_name_and_an_unknown_one_stays_a_tag() {
        assert_eq!(language_name("zh"), "Chinese");
        assert_eq!(language_name("zh-Hant"), "Chinese (traditional characters)");
        assert_eq!(language_name("en-GB"), "English");
        assert_eq!(language_name("tlh"), "tlh");
    }
}
