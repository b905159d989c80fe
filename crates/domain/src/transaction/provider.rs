//! Who decides whether pictures prove an identity. `Manual` leaves it to the company's staff;
//! `Sandbox` takes documented magic inputs, in companies that are there to try things out. A
//! picture that a provider does not decide waits for a person: no provider passes it silently.
//!
//! The magic input is a text where the bytes of a picture would be: `sandbox:ok`, `sandbox:ok:`
//! with an ID number (documents of any kind: the kind; faces: anything) behind it, or `sandbox:5006`,
//! the number of a fault.

use serde::{Deserialize, Serialize};

use super::{Capture, document::DocumentKind, fault::Fault, picture};
use crate::{place::Country, text::ascii_digits};

/// Who decides.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IdentityProvider {
    /// A member of staff looks at every transaction.
    #[default]
    Manual,
    /// Magic inputs; only where the company is a sandbox.
    Sandbox,
}

/// What a provider makes of one picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Judgement {
    /// A person must look.
    Open,
    /// Nothing is wrong; the ID number that a side of the card shows, or the kind of a document,
    /// where it was named.
    Passed(Option<String>),
}

/// What magic inputs begin with.
const MAGIC: &[u8] = b"sandbox:";

impl IdentityProvider {
    /// Its name in rows.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Manual => "manual",
            Self::Sandbox => "sandbox",
        }
    }

    /// Reads a stored name.
    pub fn parse(name: &str) -> Option<Self> {
        let mut all = [Self::Manual, Self::Sandbox].into_iter();
        all.find(|provider| provider.name() == name)
    }

    /// Judges one picture by the rules of a country.
    pub fn judge(
        self,
        country: Country,
        capture: Capture,
        bytes: &[u8],
    ) -> Result<Judgement, Fault> {
        match asked(self, bytes) {
            Some(detail) => magic(country, capture, detail?),
            None => picture::inspect(bytes).map(|()| Judgement::Open),
        }
    }
}

/// What a magic input asks for: a fault, or nothing wrong with what stands behind `ok:`. `None` where
/// it is none.
pub(super) fn asked(provider: IdentityProvider, bytes: &[u8]) -> Option<Result<&str, Fault>> {
    let word = match provider {
        IdentityProvider::Manual => None,
        IdentityProvider::Sandbox => bytes.strip_prefix(MAGIC),
    }?;
    let word = std::str::from_utf8(word).unwrap_or_default().trim();
    let (word, detail) = word.split_once(':').unwrap_or((word, ""));
    if word.eq_ignore_ascii_case("ok") {
        return Some(Ok(detail));
    }
    let fault = word.parse().ok().and_then(Fault::from_number);
    Some(Err(fault.unwrap_or(Fault::UnsupportedDocument)))
}

fn magic(country: Country, capture: Capture, detail: &str) -> Result<Judgement, Fault> {
    if capture == Capture::Document {
        let kind = DocumentKind::parse(detail).ok_or(Fault::UnsupportedDocument)?;
        return Ok(Judgement::Passed(Some(kind.name().to_owned())));
    }
    if !capture.is_card() || detail.is_empty() {
        return Ok(Judgement::Passed(None));
    }
    let number = ascii_digits(detail);
    if country.is_national_number(&number) {
        Ok(Judgement::Passed(Some(number)))
    } else {
        Err(Fault::BadIdNumber)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EGYPT: Country = Country::Egypt;

    #[test]
    fn the_sandbox_passes_and_refuses_what_it_is_told_to() {
        let judge =
            |capture, text: &str| IdentityProvider::Sandbox.judge(EGYPT, capture, text.as_bytes());
        let front = Capture::IdFront;
        assert_eq!(judge(front, "sandbox:ok"), Ok(Judgement::Passed(None)));
        let number = Some("29801011234567".to_owned());
        assert_eq!(
            judge(front, "sandbox:ok:29801011234567\n"),
            Ok(Judgement::Passed(number))
        );
        assert_eq!(
            judge(Capture::Face02, "sandbox:ok:2"),
            Ok(Judgement::Passed(None))
        );
        assert_eq!(judge(front, "sandbox:ok:1"), Err(Fault::BadIdNumber));
        for kind in DocumentKind::ALL {
            let word = format!("sandbox:ok:{}", kind.name());
            let passed = Judgement::Passed(Some(kind.name().to_owned()));
            assert_eq!(judge(Capture::Document, &word), Ok(passed));
        }
        let unknown = judge(Capture::Document, "sandbox:ok");
        assert_eq!(unknown, Err(Fault::UnsupportedDocument));
        for fault in Fault::ALL {
            let word = format!("sandbox:{}", fault.number());
            assert_eq!(judge(front, &word), Err(*fault));
        }
        for unknown in ["sandbox:", "sandbox:yes", "sandbox:99999", "sandbox"] {
            assert_eq!(judge(front, unknown), Err(Fault::UnsupportedDocument));
        }
    }

    #[test]
    fn nobody_passes_a_picture_without_looking_and_magic_is_nothing_elsewhere() {
        let png = b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR\x00\x00\x00\x10\x00\x00\x00\x10";
        for provider in [IdentityProvider::Manual, IdentityProvider::Sandbox] {
            for capture in Capture::ALL {
                assert_eq!(provider.judge(EGYPT, capture, png), Ok(Judgement::Open));
            }
        }
        let judged = IdentityProvider::Manual.judge(EGYPT, Capture::IdFront, b"sandbox:ok");
        assert_eq!(judged, Err(Fault::UnsupportedDocument));
    }
}
