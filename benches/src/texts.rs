//! Words for synthetic records, cut from those of the bundled journal, so that the letters and the
//! frequency of words are those of the real ones.

use crate::chance::Chance;
use crate::pattern::Pattern;
use annals::domain::edtf::{Day, Edtf};

/// A title: the beginning of one title and the end of another.
pub fn title(pattern: &Pattern, chance: &mut Chance) -> String {
    let head = &chance.one_of(&pattern.developments).title;
    let tail = &chance.one_of(&pattern.developments).title;
    let first: Vec<&str> = head.split(' ').take(2 + chance.below(2)).collect();
    let tail: Vec<&str> = tail.split(' ').collect();
    let from = tail.len().saturating_sub(2 + chance.below(2));
    format!("{} {}", first.join(" "), tail[from..].join(" "))
}

/// A part of a summary of about so many bytes, cut between words.
pub fn sentence(pattern: &Pattern, chance: &mut Chance, length: usize) -> String {
    let summary = &chance.one_of(&pattern.developments).summary;
    let words: Vec<&str> = summary.split(' ').collect();
    let from = chance.below(words.len().saturating_sub(length / 7).max(1));
    let mut text = String::new();
    for word in &words[from..] {
        if text.len() + word.len() > length {
            break;
        }
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(word);
    }
    text
}

/// A date of the same form as another, about another day: exact, a month, an interval, `~` or `?`.
pub fn like(model: &Edtf, day: i64) -> Edtf {
    let civil = |number: i64| Day::from_number(number).to_string();
    let text = model.as_str();
    let mark = text.chars().last().filter(|c| "~?%".contains(*c)).map(String::from).unwrap_or_default();
    let span = match (model.earliest(), model.latest()) {
        (Some(from), Some(to)) => from.days_until(to),
        _ => 0,
    };
    let written = if text.contains('/') {
        format!("{}/{}{mark}", civil(day), civil(day + span.max(1)))
    } else if text.trim_end_matches(['~', '?', '%']).len() == 7 {
        format!("{}{mark}", &civil(day)[..7])
    } else {
        format!("{}{mark}", civil(day))
    };
    Edtf::parse(&written).unwrap_or_else(|_| Edtf::day(Day::from_number(day)))
}
