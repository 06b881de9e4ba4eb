//! Documents: what sources cite. Two sources are of one document where they have the same URL, whatever
//! the trifles in which URLs of one page differ; without a URL, where title, publisher and day of
//! publication are the same. Whose word a document is, is told here too, for warnings and reports alike.

use super::actor::fold_name;
use super::chronicle::{Chronicle, Named};
use super::side::Side;
use super::source::Source;
use super::vocabulary::ActorType;
use std::collections::BTreeSet;

/// What tells one document from another.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DocumentId(String);

/// The side whose word a document is, and how that is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SideTold {
    /// The side.
    pub side: Side,
    /// Where it comes from.
    pub by: ToldBy,
}

/// Where the side of a document comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ToldBy {
    /// The source says so itself.
    Record,
    /// Its publisher is an actor that speaks for its side.
    Publisher,
}

/// On whose documents a development rests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Balance {
    /// On documents of one side only.
    OneSide(Side),
    /// On documents of at least two sides.
    Several,
    /// Of some document the side is not told, and the others are of one side or none.
    Unknown,
}

impl ToldBy {
    /// The word in output.
    pub fn word(self) -> &'static str {
        match self {
            Self::Record => "record",
            Self::Publisher => "publisher",
        }
    }
}

impl DocumentId {
    /// The document a source is of.
    ///
    /// Of a URL these are trifles: `http` or `https`; capitals, a leading `www.` and the default port of
    /// the host; slashes at the end; a fragment, unless it begins with `/` or `!`, where it names a page;
    /// the parameters `utm_…`, `fbclid` and `gclid`, which say how a reader came; capitals in percent
    /// codes. The path and every other parameter count. A copy in a web archive is a document of its own.
    pub fn of(source: &Source) -> Self {
        let filled = |field: &Option<String>| field.as_deref().map(fold_name).unwrap_or_default();
        match source.url.as_deref().map(str::trim).filter(|url| !url.is_empty()) {
            Some(url) => Self(plain_url(url)),
            None => {
                let published = source.published.as_ref().map(|published| published.as_str()).unwrap_or_default();
                Self(format!("\u{0}{}\u{0}{}\u{0}{published}", filled(&source.title), filled(&source.publisher)))
            }
        }
    }
}

fn plain_url(url: &str) -> String {
    let lower = url.get(..8).unwrap_or(url).to_ascii_lowercase();
    let Some(start) = ["https://", "http://"].iter().find(|scheme| lower.starts_with(**scheme)).map(|s| s.len()) else {
        return url.to_owned();
    };
    let rest = url.get(start..).unwrap_or_default();
    let (rest, fragment) = rest.split_once('#').unwrap_or((rest, ""));
    let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let host = host.to_lowercase();
    let host = host.strip_prefix("www.").unwrap_or(&host);
    let port = if start == 8 { ":443" } else { ":80" };
    let mut plain = format!("//{}", host.strip_suffix(port).unwrap_or(host));
    let path = path.trim_end_matches('/');
    if !path.is_empty() {
        plain.push('/');
        plain.push_str(path);
    }
    let counts = |part: &&str| {
        let name = part.split('=').next().unwrap_or_default().to_ascii_lowercase();
        !(part.is_empty() || name.starts_with("utm_") || name == "fbclid" || name == "gclid")
    };
    let query: Vec<&str> = query.split('&').filter(counts).collect();
    if !query.is_empty() {
        plain.push('?');
        plain.push_str(&query.join("&"));
    }
    if fragment.starts_with(['/', '!']) {
        plain.push('#');
        plain.push_str(fragment);
    }
    upper_codes(&plain)
}

/// The text with the letters of its percent codes as capitals.
fn upper_codes(text: &str) -> String {
    let mut left = 0;
    text.chars()
        .map(|c| {
            if c == '%' {
                left = 2;
                return c;
            }
            let in_code = left > 0 && c.is_ascii_hexdigit();
            left = if in_code { left - 1 } else { 0 };
            if in_code { c.to_ascii_uppercase() } else { c }
        })
        .collect()
}

/// The side whose word a source is: the one it is recorded with, else that of its publisher, where the
/// publisher's name stands for just one actor and that actor speaks for its side.
pub fn side_of(chronicle: &Chronicle, source: &Source) -> Option<SideTold> {
    if let Some(side) = source.side {
        return Some(SideTold { side, by: ToldBy::Record });
    }
    match chronicle.find_actor(source.publisher.as_deref()?) {
        Named::One(state) => {
            let actor = &state.current;
            speaks_for_its_side(actor.actor_type).then_some(SideTold { side: actor.side, by: ToldBy::Publisher })
        }
        Named::None | Named::Several(_) => None,
    }
}

/// True for the organs of a state or bloc. A firm, a person, an institute or a news outlet has a side too,
/// but what it publishes is not that side's word.
fn speaks_for_its_side(actor_type: ActorType) -> bool {
    match actor_type {
        ActorType::State
        | ActorType::Bloc
        | ActorType::Ministry
        | ActorType::Agency
        | ActorType::Legislature
        | ActorType::Court => true,
        ActorType::Firm | ActorType::Person | ActorType::Organisation | ActorType::Media => false,
    }
}

/// How many documents there are among sources.
pub fn documents<'a>(sources: impl IntoIterator<Item = &'a Source>) -> usize {
    sources.into_iter().map(DocumentId::of).collect::<BTreeSet<DocumentId>>().len()
}

/// On whose documents the sources of a development are balanced.
pub fn balance<'a>(chronicle: &Chronicle, sources: impl IntoIterator<Item = &'a Source>) -> Balance {
    let mut sides = BTreeSet::new();
    let mut untold = false;
    for source in sources {
        match side_of(chronicle, source) {
            Some(told) => drop(sides.insert(told.side)),
            None => untold = true,
        }
    }
    match (sides.len(), sides.first()) {
        (2.., _) => Balance::Several,
        (1, Some(side)) if !untold => Balance::OneSide(*side),
        _ => Balance::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn same(one: &str, other: &str) -> bool {
        let of = |url: &str| DocumentId::of(&Source { url: Some(url.to_owned()), ..Source::default() });
        of(one) == of(other)
    }

    #[test]
    fn trifles_do_not_make_a_document_and_everything_else_does() {
        for trifle in [
            "http://example.org/a?x=1",
            "https://WWW.Example.org/a/?x=1",
            "HTTPS://example.org:443/a?x=1#part-2",
            "https://example.org/a?utm_source=rss&x=1&UTM_medium=z",
            "https://example.org/a?fbclid=9&x=1&gclid=8",
            " https://example.org/a?x=1 ",
        ] {
            assert!(same("https://example.org/a?x=1", trifle), "{trifle}");
        }
        for other in [
            "https://example.org/A?x=1",
            "https://example.org/a?x=2",
            "https://example.org/a",
            "https://example.org/a?x=1#/page/2",
            "https://en.example.org/a?x=1",
            "https://example.org:8080/a?x=1",
            "ftp://example.org/a?x=1",
            "https://web.archive.org/web/2020/https://example.org/a?x=1",
        ] {
            assert!(!same("https://example.org/a?x=1", other), "{other}");
        }
        assert!(same("https://e.org/%e4%b8%ad", "https://e.org/%E4%B8%AD"));
        assert!(same("https://e.org/中", "https://e.org/中/"));
        assert!(same("https://e.org", "http://e.org/"));
        assert!(!same("https://e.org/%e4abc", "https://e.org/%e4ABC"));
    }

    #[test]
    fn without_a_url_title_publisher_and_day_tell_documents_apart() {
        let of = |title: &str, publisher: &str, published: &str| {
            DocumentId::of(&Source {
                title: Some(title.to_owned()),
                publisher: Some(publisher.to_owned()),
                published: published.parse().ok(),
                ..Source::default()
            })
        };
        let one = of("Regular press conference", "外交部", "2024-05-14");
        assert_eq!(one, of(" regular  Press conference", "外交部", "2024-05-14"));
        assert_ne!(one, of("Regular press conference", "外交部", "2024-05-15"));
        assert_ne!(one, of("Regular press conference", "外交部", ""));
        assert_ne!(one, of("Regular press conference", "商务部", "2024-05-14"));
    }
}
