//! The words that may stand before or after a date, and what each makes of it. What they make is
//! composed in `entry`.

/// What a word before or after a date makes of it.
#[derive(Clone, Copy)]
pub(super) enum Wording {
    /// Before it, without it.
    Before,
    /// On it or before.
    AtLatest,
    /// After it, without it.
    After,
    /// On it or after.
    AtEarliest,
    /// Something that has lasted from it on.
    Since,
    /// Near it.
    About,
    /// It, if the source is right.
    Possibly,
    /// Some day from one date to another.
    Between,
    /// All the time from one date to another.
    From,
    /// By then, or all the time until then: refused.
    Until,
    /// A part of it that nobody has bounded: refused.
    Vague(Third),
    /// Before it, with it or without it: refused.
    OrNotBefore,
    /// After it, with it or without it: refused.
    OrNotAfter,
}

/// Which part of a month or year `early`, `mid` and `late` point at.
#[derive(Clone, Copy)]
pub(super) enum Third {
    Early,
    Mid,
    Late,
}

/// Words before a date; of two that fit, the first counts.
pub(super) const PREFIXES: [(&str, Wording); 41] = [
    ("before ", Wording::Before),
    ("prior to ", Wording::Before),
    ("by the end of ", Wording::AtLatest),
    ("by ", Wording::AtLatest),
    ("no later than ", Wording::AtLatest),
    ("not later than ", Wording::AtLatest),
    ("on or before ", Wording::AtLatest),
    ("in or before ", Wording::AtLatest),
    ("after ", Wording::After),
    ("no earlier than ", Wording::AtEarliest),
    ("not before ", Wording::AtEarliest),
    ("on or after ", Wording::AtEarliest),
    ("in or after ", Wording::AtEarliest),
    ("since ", Wording::Since),
    ("about ", Wording::About),
    ("around ", Wording::About),
    ("approximately ", Wording::About),
    ("approx. ", Wording::About),
    ("circa ", Wording::About),
    ("ca. ", Wording::About),
    ("c. ", Wording::About),
    ("c.", Wording::About),
    ("大约", Wording::About),
    ("约", Wording::About),
    ("possibly ", Wording::Possibly),
    ("perhaps ", Wording::Possibly),
    ("probably ", Wording::Possibly),
    ("可能", Wording::Possibly),
    ("between ", Wording::Between),
    ("from ", Wording::From),
    ("until ", Wording::Until),
    ("till ", Wording::Until),
    ("early in ", Wording::Vague(Third::Early)),
    ("early ", Wording::Vague(Third::Early)),
    ("beginning of ", Wording::Vague(Third::Early)),
    ("mid ", Wording::Vague(Third::Mid)),
    ("mid-", Wording::Vague(Third::Mid)),
    ("middle of ", Wording::Vague(Third::Mid)),
    ("late in ", Wording::Vague(Third::Late)),
    ("late ", Wording::Vague(Third::Late)),
    ("end of ", Wording::Vague(Third::Late)),
];

/// Words after a date.
pub(super) const SUFFIXES: [(&str, Wording); 11] = [
    (" or earlier", Wording::AtLatest),
    (" or later", Wording::AtEarliest),
    (" onwards", Wording::Since),
    ("之前", Wording::Before),
    ("以前", Wording::OrNotBefore),
    ("之后", Wording::After),
    ("以后", Wording::OrNotAfter),
    ("以来", Wording::Since),
    ("起", Wording::Since),
    ("左右", Wording::About),
    ("前后", Wording::About),
];
