//! The closed vocabularies of the codebook: each word with its definition, in this one place, from
//! which flags, help, errors and the vocabulary page are made. What a word does to a state is left
//! to the files that use it.

use super::nearest::nearest;

/// A closed list of words, each with a definition.
pub trait Vocabulary: Copy + Eq + Sized + 'static {
    /// What the words are, in the singular: `kind`, `status`, `actor role`.
    const NAME: &'static str;
    /// Every word, in the order of the codebook.
    const ALL: &'static [Self];

    /// The word as it is written in input, on disk and in output.
    fn word(self) -> &'static str;

    /// What the word means, in one phrase.
    fn definition(self) -> &'static str;

    /// Reads a word.
    ///
    /// # Errors
    /// [`UnknownWord`] with the nearest valid word where the word is not in the list.
    fn parse(text: &str) -> Result<Self, UnknownWord> {
        Self::ALL.iter().copied().find(|known| known.word() == text).ok_or_else(|| UnknownWord {
            vocabulary: Self::NAME,
            value: text.to_owned(),
            nearest: nearest(text, Self::ALL.iter().map(|known| known.word())),
            words: Self::ALL.iter().map(|known| known.word()).collect(),
        })
    }
}

/// A word that its closed vocabulary does not hold.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{value}` is no {vocabulary}{}; expected one of: {}", did_you_mean(.nearest), .words.join(", "))]
pub struct UnknownWord {
    /// Which vocabulary was asked.
    pub vocabulary: &'static str,
    /// The word as given.
    pub value: String,
    /// The nearest valid word, if one is near.
    pub nearest: Option<&'static str>,
    /// All valid words.
    pub words: Vec<&'static str>,
}

fn did_you_mean(nearest: &Option<&'static str>) -> String {
    nearest.map_or_else(String::new, |word| format!(" (did you mean `{word}`?)"))
}

/// Defines one closed vocabulary: the enum, its words, definitions, and reading and writing.
macro_rules! vocabulary {
    ($(#[$meta:meta])* $name:ident, $what:literal, { $($variant:ident = $word:literal : $definition:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name { $(#[doc = $definition] $variant),+ }

        impl Vocabulary for $name {
            const NAME: &'static str = $what;
            const ALL: &'static [Self] = &[$(Self::$variant),+];

            fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }

            fn definition(self) -> &'static str {
                match self { $(Self::$variant => $definition),+ }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.word())
            }
        }

        impl std::str::FromStr for $name {
            type Err = UnknownWord;

            fn from_str(text: &str) -> Result<Self, UnknownWord> {
                <Self as Vocabulary>::parse(text)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.word())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct Word;
                impl serde::de::Visitor<'_> for Word {
                    type Value = $name;

                    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        write!(f, "a {}", $what)
                    }

                    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<$name, E> {
                        text.parse().map_err(E::custom)
                    }
                }
                deserializer.deserialize_str(Word)
            }
        }
    };
}

vocabulary!(
    /// What sort of act a development is.
    Kind, "kind", {
        ExportControl = "export-control": "licensing or ban on outgoing goods, software or technology",
        EntityListing = "entity-listing": "naming parties on a restrictive list",
        Regulation = "regulation": "other binding executive rule",
        Legislation = "legislation": "statute or bill",
        Tariff = "tariff": "duty",
        Sanction = "sanction": "blocking or diplomatic penalty",
        Ban = "ban": "prohibition of a product or service",
        Retaliation = "retaliation": "measure presented or read as an answer",
        InvestmentRestriction = "investment-restriction": "limit on inbound or outbound investment",
        Licence = "licence": "grant, change or withdrawal of permission",
        Enforcement = "enforcement": "penalty, settlement, arrest or order in a single case",
        Investigation = "investigation": "inquiry opened, continued or closed",
        Litigation = "litigation": "court or WTO case",
        Agreement = "agreement": "text or understanding between parties",
        Summit = "summit": "meeting of leaders or of states at that level",
        Dialogue = "dialogue": "other official talks",
        Statement = "statement": "declaration tied to an occasion",
        Position = "position": "policy line or paper",
        Plan = "plan": "programme or strategy",
        Report = "report": "published finding or press disclosure",
        Cooperation = "cooperation": "joint activity",
        Funding = "funding": "public or corporate money",
        Standard = "standard": "technical norm or toolbox",
        Other = "other": "none of these",
    }
);

vocabulary!(
    /// How far the act recorded has come.
    Status, "status", {
        Proposed = "proposed": "draft or bill",
        Announced = "announced": "made known, effect not shown",
        Adopted = "adopted": "decided or signed",
        InForce = "in-force": "has legal or practical effect",
        Suspended = "suspended": "on hold",
        Revoked = "revoked": "withdrawn, ended or struck down",
        Expired = "expired": "its term ran out",
        Superseded = "superseded": "replaced by a later act",
        Held = "held": "meeting took place",
        Concluded = "concluded": "finished",
        Reported = "reported": "known from press only",
    }
);

vocabulary!(
    /// What a development is about.
    Topic, "topic", {
        Semiconductors = "semiconductors": "chips, their tools and materials",
        ArtificialIntelligence = "artificial-intelligence": "models, their safety, governance and use",
        Trade = "trade": "tariffs and the exchange of goods and services",
        Investment = "investment": "capital across borders, in and out",
        Cybersecurity = "cybersecurity": "intrusion, theft and defence in networks",
        Telecom5g = "telecom-5g": "networks and their equipment",
        MilitaryCivil = "military-civil": "dual use and armed forces",
        DataGovernance = "data-governance": "rules for data and its transfer",
        CriticalMinerals = "critical-minerals": "rare earths, gallium, germanium and the like",
        Standards = "standards": "technical norms and the bodies that set them",
        SocialMediaApps = "social-media-apps": "platforms and applications for the public",
        BatteriesEv = "batteries-ev": "batteries and electric vehicles",
        Biotech = "biotech": "life sciences and their industry",
        ResearchTalent = "research-talent": "universities, researchers, visas, exchange",
        Surveillance = "surveillance": "monitoring technology and its use",
        Quantum = "quantum": "quantum computing, sensing and communication",
        Cloud = "cloud": "remote computing services",
        Supercomputing = "supercomputing": "high-performance computing",
        Space = "space": "launch, satellites, exploration",
        Drones = "drones": "uncrewed aircraft and their parts",
    }
);

vocabulary!(
    /// What a party does in a development.
    Role, "actor role", {
        Initiator = "initiator": "takes the step",
        Participant = "participant": "takes part",
        Target = "target": "the step is aimed at it",
        Affected = "affected": "touched without being aimed at",
        Speaker = "speaker": "recorded for what it said",
        Host = "host": "provides the place",
        Signatory = "signatory": "signs",
        CoChair = "co-chair": "leads a meeting or body together with another",
        Chair = "chair": "leads a meeting or body",
    }
);

vocabulary!(
    /// What a date of a development stands for.
    DateRole, "date role", {
        Announced = "announced": "made public or notified",
        Signed = "signed": "signed or formally dated",
        Published = "published": "appeared in a gazette or in full text",
        Effective = "effective": "first day of effect (several when phased, see the note)",
        Expires = "expires": "last day or end of the term of the measure itself",
        Held = "held": "day or days of a meeting or event",
        Reported = "reported": "first press report",
        Decided = "decided": "day of the decision, vote or judgment",
    }
);

vocabulary!(
    /// How one development is tied to another.
    LinkRelation, "link relation", {
        Follows = "follows": "later step in the same matter, no cause claimed",
        RespondsTo = "responds-to": "taken as an answer",
        Implements = "implements": "carries out",
        Amends = "amends": "changes the text or scope",
        Extends = "extends": "prolongs or widens",
        Revokes = "revokes": "ends (the note says \"in part\" if partial)",
        Suspends = "suspends": "puts on hold",
        PartOf = "part-of": "element of a larger event",
        Contradicts = "contradicts": "alleges or shows conduct against what was promised or said",
    }
);

vocabulary!(
    /// What a claim does with its content.
    Polarity, "polarity", {
        States = "states": "says that something is so or takes a position",
        Denies = "denies": "rejects an allegation, a motive or an agreement",
        Silent = "silent": "its account omits a point, and a source says or shows so",
    }
);

vocabulary!(
    /// What sort of body or person an actor is.
    ActorType, "actor type", {
        State = "state": "a country or territory acting as a party; implies no view on status",
        Bloc = "bloc": "a grouping that acts under its own name",
        Ministry = "ministry": "department headed by a cabinet-level official",
        Agency = "agency": "any other executive body, cabinet, commission, embassy or sub-national government",
        Legislature = "legislature": "parliament, chamber or committee",
        Court = "court": "court or tribunal",
        Firm = "firm": "company",
        Person = "person": "a human being",
        Organisation = "organisation": "other body (university, institute, fund, association, international organisation)",
        Media = "media": "news outlet",
    }
);

vocabulary!(
    /// What became of a commitment.
    CommitmentState, "commitment state", {
        Kept = "kept": "done as promised, as far as the record shows",
        Partly = "partly": "done in part or contested",
        Broken = "broken": "the opposite was done",
        Lapsed = "lapsed": "the time passed without it",
        Superseded = "superseded": "replaced by a later understanding",
        Open = "open": "still running or undecided",
    }
);

vocabulary!(
    /// The legal state of a measure on a day, as the record lets it be derived.
    LegalState, "legal state", {
        InForce = "in-force": "has effect, all of it, as far as the record tells",
        InForceInPart = "in-force-in-part": "some of it has effect: phases are still to come, or a part was ended or put on hold",
        MayBeInForce = "may-be-in-force": "the record does not tell whether it has effect; both possibilities are given with their bounds",
        NotYetEffective = "not-yet-effective": "made, but not in effect before a later day",
        Suspended = "suspended": "on hold",
        Announced = "announced": "made known; no effect of it is on record",
        Adopted = "adopted": "decided or signed; no effect of it is on record",
        Proposed = "proposed": "a draft or bill; no effect of it is on record",
        Revoked = "revoked": "withdrawn, ended or struck down",
        Expired = "expired": "its term ran out",
        Superseded = "superseded": "replaced by a later act",
        Concluded = "concluded": "an act that was over and done with, such as a judgment or a transaction given up",
        NotInForce = "not-in-force": "without effect, but for which of several reasons is uncertain",
        NotYetMade = "not-yet-made": "before the first of its dates",
        Unknown = "unknown": "what is on record does not tell",
    }
);

vocabulary!(
    /// A scheme by which developments are coded.
    Scheme, "coding scheme", {
        Plover = "plover": "event classes of PLOVER",
        Cameo = "cameo": "event codes of CAMEO, in the numbering GDELT uses; leading zeros count",
    }
);

vocabulary!(
    /// An event class of PLOVER, the sixteen of the 2021 edition (openeventdata/PLOVER).
    PloverClass, "PLOVER class", {
        Agree = "AGREE": "agree to, or express an intent to agree",
        Consult = "CONSULT": "meet, visit, discuss, mediate",
        Support = "SUPPORT": "praise, endorse, defend, sign",
        Cooperate = "COOPERATE": "act together, exchange, share",
        Aid = "AID": "give material help",
        Concede = "CONCEDE": "give way to a demand",
        Retreat = "RETREAT": "give way on the ground, release, ease",
        Request = "REQUEST": "ask, call on, demand",
        Accuse = "ACCUSE": "express disapproval, allege, charge",
        Reject = "REJECT": "refuse, decline, veto",
        Threaten = "THREATEN": "threaten",
        Protest = "PROTEST": "demonstrate, strike, object in public",
        Sanction = "SANCTION": "reduce or break relations, impose restrictions",
        Mobilize = "MOBILIZE": "raise readiness or capacity",
        Coerce = "COERCE": "arrest, seize, repress, restrict by force of law",
        Assault = "ASSAULT": "use force",
    }
);
vocabulary!(
    /// A feed that finds leads.
    Feed, "feed", {
        FederalRegister = "federal-register": "documents of the Federal Register, the gazette of the United States government",
        Gdelt = "gdelt": "the GDELT event database, coded by machine from the world's news, versions 1.0 and 2.0",
        Icews = "icews": "the Integrated Crisis Early Warning System, coded by machine from the world's news",
    }
);

vocabulary!(
    /// What has become of a lead.
    LeadState, "state of a lead", {
        Open = "open": "nobody has decided on it",
        Accepted = "accepted": "it became a development",
        Rejected = "rejected": "an editor decided that it does not belong in the chronology",
        Duplicate = "duplicate": "an editor found that a development records it already",
    }
);

vocabulary!(
    /// What a number that a feed gives with a lead stands for.
    ScoreScheme, "score of a lead", {
        Goldstein = "goldstein": "GDELT's GoldsteinScale: the theoretical impact of the type of event on a country's stability, from -10 to +10",
        Tone = "avg-tone": "GDELT's AvgTone: the average tone of the documents that mention the event, from -100 to +100",
        Mentions = "num-mentions": "GDELT's NumMentions: how many times documents mention the event",
        Sources = "num-sources": "GDELT's NumSources: how many information sources mention it",
        Articles = "num-articles": "GDELT's NumArticles: how many documents mention it",
        QuadClass = "quad-class": "GDELT's QuadClass: 1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict",
        IcewsIntensity = "icews-intensity": "ICEWS' Intensity: the intensity of the type of event, from -10 to +10",
    }
);
