//! How much a seal proves, and for how long (EN 319 142-1 6).
//!
//! What does not live here: making and judging seals, which is `pades`'.

use serde::{Deserialize, Serialize};

use crate::time::{Instant, Span};

/// The levels of PAdES, the least first.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub enum SealLevel {
    /// A signature with a claimed time.
    #[default]
    #[serde(rename = "B-B")]
    BB,
    /// With a timestamp: it existed by then.
    #[serde(rename = "B-T")]
    BT,
    /// With all that is needed to judge its certificates later.
    #[serde(rename = "B-LT")]
    BLt,
    /// With a timestamp over that, too: it outlives the certificates.
    #[serde(rename = "B-LTA")]
    BLta,
}

impl SealLevel {
    /// All of them, the least first.
    pub const ALL: [Self; 4] = [Self::BB, Self::BT, Self::BLt, Self::BLta];

    /// As the standard writes it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::BB => "B-B",
            Self::BT => "B-T",
            Self::BLt => "B-LT",
            Self::BLta => "B-LTA",
        }
    }

    /// The level of a code, in whatever letter case.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|level| level.code().eq_ignore_ascii_case(text))
    }
}

/// How a contract's sealed file stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SealStanding {
    /// The level that every seal in it has reached.
    pub level: SealLevel,
    /// Whether it is to be raised to the one that the company wants, once an authority answers.
    pub is_upgrade_pending: bool,
}

/// What a sealed file is still to reach, and what that waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SealUpgrade {
    /// The level that the company wants.
    pub wanted: SealLevel,
    /// What it waits for.
    pub waits_for: WaitsFor,
}

/// What raising a seal waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WaitsFor {
    /// A timestamp authority, or whoever states that certificates are valid, to answer.
    Answer,
    /// A timestamp authority to be configured: without one there is none to ask.
    Configuration,
}

impl WaitsFor {
    /// A stable word for machines, and the end of the keys of its sentences.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Answer => "answer",
            Self::Configuration => "configuration",
        }
    }
}

/// When a file needs a further timestamp: so long before the certificate of the last one ends that a
/// quarter of a year of failures is survived, or at half its rest where it ends sooner.
pub fn renew_at(now: Instant, expires: Instant) -> Instant {
    const BEFORE: Span = Span::days(90);
    let rest = expires.since(now).as_millis();
    let half = now.plus(Span::millis(rest / 2));
    let early = expires.minus(BEFORE);
    if early > half { early } else { half }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_are_ordered_and_read_back() {
        assert!(SealLevel::ALL.is_sorted());
        for level in SealLevel::ALL {
            assert_eq!(SealLevel::parse(level.code()), Some(level));
            assert_eq!(SealLevel::parse(&level.code().to_lowercase()), Some(level));
        }
        for wrong in ["", "B", "LTA", "B-LTAA", "B_LT"] {
            assert_eq!(SealLevel::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_renewal_comes_a_quarter_of_a_year_before_the_end_or_at_half_a_short_rest() {
        let now = Instant::from_unix_millis(0);
        let years = now.plus(Span::days(3650));
        assert_eq!(renew_at(now, years), now.plus(Span::days(3560)));
        let short = now.plus(Span::days(100));
        assert_eq!(renew_at(now, short), now.plus(Span::days(50)));
        assert_eq!(renew_at(now, now), now);
    }
}
