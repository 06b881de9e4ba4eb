//! Slugs, the permanent names of things: developments (keys), actors (ids) and commitments. Whether
//! something by that name exists is left to the chronicle.

use std::fmt;

/// Why a text cannot be a slug.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{value}` cannot be {what}: expected 1 to 120 lower-case letters a–z, digits and single hyphens between them{}",
    .suggestion.as_ref().map_or_else(String::new, |slug| format!(", such as `{slug}`"))
)]
pub struct SlugError {
    /// What the slug was to name, with its article.
    pub what: &'static str,
    /// The text as given.
    pub value: String,
    /// The text made into a slug, where anything of it is left.
    pub suggestion: Option<String>,
}

/// Makes a slug of any text: ASCII letters and digits are kept in lower case, runs of anything else
/// become one hyphen, and it is cut between words at 120 characters. `None` where nothing is left,
/// as with a title in Han characters alone.
pub fn slugify(text: &str) -> Option<String> {
    let mut slug = String::new();
    for c in text.chars() {
        if c.is_ascii_alphanumeric() {
            slug.push(c.to_ascii_lowercase());
        } else if c == '\'' || c == '’' || c == '.' {
            // "U.S." and "China's" stay one word
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    if slug.len() > 120 {
        let cut = slug.get(..120).and_then(|head| head.rfind('-')).unwrap_or(120);
        slug.truncate(cut);
    }
    let slug = slug.trim_end_matches('-').to_owned();
    (!slug.is_empty()).then_some(slug)
}

fn is_slug(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 120
        && !text.starts_with('-')
        && !text.ends_with('-')
        && !text.contains("--")
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

/// Defines one newtype over a slug.
macro_rules! slug {
    ($(#[$meta:meta])* $name:ident, $what:literal) => {
        $(#[$meta])*
        #[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
        pub struct $name(Box<str>);

        impl $name {
            /// Reads the slug.
            ///
            /// # Errors
            /// [`SlugError`] where the text is not a slug.
            pub fn new(text: &str) -> Result<Self, SlugError> {
                if is_slug(text) {
                    Ok(Self(text.into()))
                } else {
                    Err(SlugError { what: $what, value: text.to_owned(), suggestion: slugify(text) })
                }
            }

            /// The slug as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($name), self.0)
            }
        }

        impl std::str::FromStr for $name {
            type Err = SlugError;

            fn from_str(text: &str) -> Result<Self, SlugError> {
                Self::new(text)
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl std::borrow::Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<'_, str>::deserialize(deserializer)?;
                Self::new(&text).map_err(serde::de::Error::custom)
            }
        }
    };
}

slug!(
    /// The permanent name of a development, such as `2024-05-14-geneva-ai-dialogue`. It never
    /// changes, even when the title or the date it was made from is corrected.
    Key,
    "a development's key"
);
slug!(
    /// The permanent name of an actor, such as `mofcom` or `yang-tao`.
    ActorId,
    "an actor's id"
);
slug!(
    /// The permanent name of a commitment, such as `2024-05-14-continue-ai-dialogue`.
    CommitmentKey,
    "a commitment's key"
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_becomes_a_slug_and_a_wrong_slug_is_answered_with_one() {
        assert_eq!(slugify("U.S.–China: the “AI” dialogue").as_deref(), Some("us-china-the-ai-dialogue"));
        assert_eq!(slugify("中美对话"), None);
        let refused = Key::new("Geneva AI").unwrap_err();
        assert_eq!(refused.suggestion.as_deref(), Some("geneva-ai"));
        assert!(Key::new("a--b").is_err() && Key::new("-a").is_err() && Key::new("a-1").is_ok());
    }
}
