//! The nearest valid word to a wrong one, for the remedy in a refusal.

/// The candidate closest to `word`, if one is close enough to be what was meant.
///
/// Closeness is the Damerau–Levenshtein distance over lower-cased text, allowed up to a third of the
/// word's length and at least one; a candidate that starts with the word (or the other way round,
/// from three characters on) also counts. Of equals the first wins, so the answer is the same each time.
pub fn nearest<'a, I>(word: &str, candidates: I) -> Option<&'a str>
where
    I: IntoIterator<Item = &'a str>,
{
    let wanted = word.to_lowercase();
    let length = wanted.chars().count();
    let allowed = (length / 3).max(1);
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        let known = candidate.to_lowercase();
        if known.chars().count().abs_diff(length) > allowed && !shares_start(&wanted, &known) {
            continue;
        }
        let mut distance = strsim::damerau_levenshtein(&wanted, &known);
        if distance > allowed {
            if !shares_start(&wanted, &known) {
                continue;
            }
            distance = allowed + 1;
        }
        if best.is_none_or(|(found, _)| distance < found) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

fn shares_start(wanted: &str, known: &str) -> bool {
    let enough = |text: &str| text.chars().count() >= 3;
    (enough(wanted) && known.starts_with(wanted)) || (enough(known) && wanted.starts_with(known))
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_typing_error_finds_its_word_and_nonsense_finds_none() {
        let words = ["summit", "sanction", "statement", "standard"];
        assert_eq!(nearest("sumit", words), Some("summit"));
        assert_eq!(nearest("Sanctoin", words), Some("sanction"));
        assert_eq!(nearest("stand", words), Some("standard"));
        assert_eq!(nearest("qqqqq", words), None);
    }
}
