//! `[seal]`, `[[timestamp]]` and `[journal]`: how far seals go, the timestamp authorities in their order, and how
//! often they stamp the heads of journals.
//!
//! Not here: asking them; see `check/seal`.

use std::{fs, path::PathBuf, time::Duration};

use mithaq_courier::origin;
use mithaq_domain::{seal::SealLevel, time::Span};
use mithaq_pades::{TimestampRequest, pem_decode_certificates};
use mithaq_service::app::{SealPolicy, TimestampAuthority};
use serde::Deserialize;

const USUAL_SECONDS: u64 = 10;
const MOST_SECONDS: u64 = 60;
const USUAL_MINUTES: i64 = 60;
/// A week.
const MOST_MINUTES: i64 = 7 * 24 * 60;

/// What concerns seals, as written.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RawSeal {
    level: Option<String>,
    allow_private_sources: bool,
    signer_trust: Option<PathBuf>,
}

/// What concerns journals, as written.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RawJournal {
    timestamp_minutes: Option<i64>,
}

/// A timestamp authority, as written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawTimestamp {
    url: String,
    trust: PathBuf,
    seconds: Option<u64>,
    policy: Option<String>,
}

/// What it means; everything that is wrong is noted.
pub fn judge(
    seal: RawSeal,
    timestamps: Vec<RawTimestamp>,
    journal: &RawJournal,
    note: &mut impl FnMut(String),
) -> SealPolicy {
    let authorities: Vec<TimestampAuthority> = timestamps
        .into_iter()
        .enumerate()
        .filter_map(|(number, raw)| authority(number.saturating_add(1), raw, note))
        .collect();
    let usual = if authorities.is_empty() {
        SealLevel::BB
    } else {
        SealLevel::BLta
    };
    let level = match seal.level.as_deref() {
        None => usual,
        Some(text) => SealLevel::parse(text).unwrap_or_else(|| {
            note(format!(
                "`seal.level` is {text:?}; there are B-B, B-T, B-LT and B-LTA"
            ));
            usual
        }),
    };
    if level > SealLevel::BB && authorities.is_empty() {
        note(format!(
            "`seal.level` is {}, which needs a timestamp authority: add a [[timestamp]]",
            level.code()
        ));
    }
    SealPolicy {
        heads_every: heads_every(journal, !authorities.is_empty(), note),
        level,
        authorities,
        private_sources: seal.allow_private_sources,
        signer_roots: match seal.signer_trust.as_ref().map(certificates).transpose() {
            Ok(roots) => roots.unwrap_or_default(),
            Err(why) => {
                note(format!("`seal.signer_trust`: {why}"));
                Vec::new()
            }
        },
        tokens: Vec::new(),
    }
}

/// How often heads are stamped; 0 is never.
fn heads_every(
    journal: &RawJournal,
    has_authority: bool,
    note: &mut impl FnMut(String),
) -> Option<Span> {
    let minutes = journal.timestamp_minutes.unwrap_or(USUAL_MINUTES);
    if !(0..=MOST_MINUTES).contains(&minutes) {
        note(format!(
            "`journal.timestamp_minutes` is {minutes}; it may be 0, which is never, to {MOST_MINUTES}"
        ));
    }
    if !has_authority && journal.timestamp_minutes.is_some_and(|minutes| minutes > 0) {
        note(
            "`journal.timestamp_minutes` needs a timestamp authority: add a [[timestamp]]"
                .to_owned(),
        );
    }
    (minutes > 0 && has_authority).then(|| Span::minutes(minutes))
}

/// The certificates of a PEM file, DER.
fn certificates(file: &PathBuf) -> Result<Vec<Vec<u8>>, String> {
    let text = fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?;
    pem_decode_certificates(&text).map_err(|error| format!("{}: {error}", file.display()))
}

fn authority(
    number: usize,
    raw: RawTimestamp,
    note: &mut impl FnMut(String),
) -> Option<TimestampAuthority> {
    let mut wrong = |key: &str, why: &str| {
        note(format!("`timestamp.{key}` of authority {number}: {why}"));
    };
    let mut is_sound = true;
    let mut refuse = |key: &str, why: &str| {
        is_sound = false;
        wrong(key, why);
    };
    if origin(&raw.url).is_none() {
        refuse("url", "this is no http or https address");
    }
    let seconds = raw.seconds.unwrap_or(USUAL_SECONDS);
    if !(1..=MOST_SECONDS).contains(&seconds) {
        refuse("seconds", "it may be 1 to 60");
    }
    let policy = raw.policy.as_deref();
    if TimestampRequest::new([0; 32], [0; 16], policy).is_err() {
        refuse("policy", "this is no object identifier such as 1.2.3.4");
    }
    let roots = certificates(&raw.trust).unwrap_or_else(|why| {
        refuse("trust", &why);
        Vec::new()
    });
    is_sound.then_some(TimestampAuthority {
        url: raw.url,
        time: Duration::from_secs(seconds),
        policy: raw.policy,
        roots,
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;

    fn judged(text: &str) -> (SealPolicy, Vec<String>) {
        #[derive(Deserialize)]
        #[serde(default)]
        #[derive(Default)]
        struct Whole {
            seal: RawSeal,
            timestamp: Vec<RawTimestamp>,
            journal: RawJournal,
        }
        let whole: Whole = toml_of(text);
        let mut problems = Vec::new();
        let mut note = |problem| problems.push(problem);
        let policy = judge(whole.seal, whole.timestamp, &whole.journal, &mut note);
        (policy, problems)
    }

    fn toml_of<T: serde::de::DeserializeOwned>(text: &str) -> T {
        use figment::providers::Format;
        figment::Figment::from(figment::providers::Toml::string(text))
            .extract()
            .unwrap()
    }

    #[test]
    fn without_an_authority_seals_are_b_b_and_no_more_can_be_asked_for() {
        let (policy, problems) = judged("");
        assert_eq!((policy.level, problems.is_empty()), (SealLevel::BB, true));
        let (_, problems) = judged("[seal]\nlevel = \"B-LTA\"");
        assert!(problems[0].contains("needs a timestamp authority"));
        let (_, problems) = judged("[seal]\nlevel = \"LTA\"");
        assert!(problems[0].starts_with("`seal.level`"));
    }

    #[test]
    fn heads_are_stamped_each_hour_or_as_is_said_where_there_is_an_authority() {
        let every = |minutes: Option<i64>, has_authority| {
            let journal = RawJournal {
                timestamp_minutes: minutes,
            };
            let mut problems = Vec::new();
            let every = heads_every(&journal, has_authority, &mut |problem| {
                problems.push(problem);
            });
            (every, problems.len())
        };
        assert_eq!(every(None, true), (Some(Span::hours(1)), 0));
        assert_eq!(every(Some(5), true), (Some(Span::minutes(5)), 0));
        assert_eq!(every(Some(0), true), (None, 0));
        assert_eq!(every(None, false), (None, 0));
        assert_eq!(every(Some(5), false), (None, 1));
        assert_eq!(
            (every(Some(-1), true).1, every(Some(10_081), true).1),
            (1, 1)
        );
        let (_, problems) = judged("[journal]\ntimestamp_minutes = 5");
        assert!(problems[0].contains("needs a timestamp authority"));
    }

    #[test]
    fn everything_wrong_with_an_authority_is_named() {
        let text = "[[timestamp]]\nurl = \"ftp://a\"\ntrust = \"/nowhere.pem\"\nseconds = 0\npolicy = \"x\"";
        let (policy, problems) = judged(text);
        assert!(policy.authorities.is_empty());
        for key in ["url", "seconds", "policy", "trust"] {
            let start = format!("`timestamp.{key}` of authority 1:");
            assert!(problems.iter().any(|one| one.starts_with(&start)), "{key}");
        }
    }
}
