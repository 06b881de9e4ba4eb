//! Actors: states, blocs, bodies, firms and persons with their names in several languages and
//! scripts and the offices they held. Which party of a development an actor is, is left to
//! `development.rs`.

use super::edtf::Edtf;
use super::side::Side;
use super::slug::ActorId;
use super::vocabulary::ActorType;
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

/// An actor as registered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Actor {
    /// Its permanent id.
    pub id: ActorId,
    /// What sort of body or person it is.
    #[serde(rename = "type")]
    pub actor_type: ActorType,
    /// The side it belongs to.
    pub side: Side,
    /// Its names, one a language or script; the first is the one shown by default.
    pub names: Vec<Name>,
    /// Other names it goes by.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "super::nullable")]
    pub aliases: Vec<String>,
    /// The body it is part of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<ActorId>,
    /// The offices a person held.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "super::nullable")]
    pub offices: Vec<Office>,
    /// Anything a reader must know of the record itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// A name in one language and script.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Name {
    /// The language, as a BCP 47 tag: `en`, `zh`, `zh-Hant`.
    pub lang: String,
    /// The full name in the order of its language.
    pub name: String,
    /// A person's family name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub family: Option<String>,
    /// A person's given name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub given: Option<String>,
    /// The name in Latin letters, where it is not written in them: `Yáng Tāo`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub romanisation: Option<String>,
    /// A short form: `MOFCOM`, `商务部`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub short: Option<String>,
}

/// An office a person held.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Office {
    /// The title.
    pub title: String,
    /// The body it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organisation: Option<ActorId>,
    /// Since when, if known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Edtf>,
    /// Until when, if known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Edtf>,
}

impl Actor {
    /// The name shown by default: the first English one, else the first.
    pub fn name(&self) -> &str {
        self.names
            .iter()
            .find(|name| name.lang == "en")
            .or_else(|| self.names.first())
            .map_or(self.id.as_str(), |name| name.name.as_str())
    }

    /// The short form of the default name, or that name itself.
    pub fn short_name(&self) -> &str {
        self.names
            .iter()
            .find(|name| name.lang == "en")
            .or_else(|| self.names.first())
            .map_or(self.id.as_str(), |name| name.short.as_deref().unwrap_or(&name.name))
    }

    /// The first name written in Han characters, if there is one.
    pub fn han_name(&self) -> Option<&str> {
        self.names.iter().find(|name| name.lang == "zh" || name.lang.starts_with("zh-")).map(|name| name.name.as_str())
    }

    /// Everything by which the actor may be named: id, names, short forms, romanisations, aliases.
    pub fn handles(&self) -> impl Iterator<Item = &str> {
        let names = self.names.iter().flat_map(|name| {
            [Some(name.name.as_str()), name.short.as_deref(), name.romanisation.as_deref()].into_iter().flatten()
        });
        std::iter::once(self.id.as_str()).chain(names).chain(self.aliases.iter().map(String::as_str))
    }
}

/// The form under which two spellings of one name are the same: compatibility-composed (NFKC),
/// lower case, diacritics of romanisations dropped, blanks single, apostrophes alike.
pub fn fold_name(name: &str) -> String {
    // most names are plain ASCII, for which composing changes nothing
    if name.is_ascii() {
        return single_blanks(name.chars().map(|c| c.to_ascii_lowercase()), name.len());
    }
    let lowered = name.nfkc().collect::<String>().to_lowercase();
    let letters = lowered.nfd().filter(|c| !unicode_normalization::char::is_combining_mark(*c));
    single_blanks(letters, name.len()).nfc().collect()
}

fn single_blanks(letters: impl Iterator<Item = char>, capacity: usize) -> String {
    let mut folded = String::with_capacity(capacity);
    for c in letters {
        let c = match c {
            '’' | '‘' | 'ʼ' => '\'',
            c if c.is_whitespace() => ' ',
            c => c,
        };
        if c == ' ' && (folded.is_empty() || folded.ends_with(' ')) {
            continue;
        }
        folded.push(c);
    }
    folded.truncate(folded.trim_end().len());
    folded
}

#[cfg(test)]
mod tests {
    use super::fold_name;

    #[test]
    fn spellings_of_one_name_fold_to_one_form() {
        assert_eq!(fold_name("  Yáng   Tāo "), "yang tao");
        assert_eq!(fold_name("ＭＯＦＣＯＭ"), "mofcom");
        assert_eq!(fold_name("商务部"), "商务部");
        assert_eq!(fold_name(" Xi'an \t Jiaotong  University"), fold_name("Xi’an Jiaotong University"));
    }
}
