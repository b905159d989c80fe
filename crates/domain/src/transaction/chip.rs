//! A passport's chip (ICAO Doc 9303-10 and 9303-11), as an app read it out. Of its files the server
//! reads the machine-readable zone; whether they are what the state signed it does not check yet,
//! and says so: no chip is valid here but a sandbox's.

use super::{
    fault::Fault,
    passport::Passport,
    provider::{IdentityProvider, asked},
};

/// What an app read out.
pub struct ChipFiles<'a> {
    /// DG1: the machine-readable zone.
    pub dg1: &'a [u8],
    /// The document's security object; in a sandbox the magic input.
    pub sod: &'a [u8],
}

/// What is known of a chip.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chip {
    /// What its machine-readable zone says; nobody vouches for it unless the chip is valid.
    pub passport: Passport,
    /// Whether the files are what the issuing state signed.
    pub is_valid: bool,
}

/// Which file of a chip is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChipFile {
    /// DG1.
    Dg1,
    /// The security object.
    Sod,
}

/// Reads a chip's files as of `today` (`2026-11-22`).
pub fn read(
    provider: IdentityProvider,
    files: &ChipFiles<'_>,
    today: &str,
) -> Result<Chip, (ChipFile, Fault)> {
    let is_valid = match asked(provider, files.sod) {
        Some(outcome) => outcome
            .map(|_| true)
            .map_err(|fault| (ChipFile::Sod, fault))?,
        None => false,
    };
    let passport = match asked(provider, files.dg1) {
        Some(outcome) => outcome.and_then(|_| Passport::of_sandbox(today)),
        None => zone(files.dg1)
            .ok_or(Fault::BadMrz)
            .and_then(|zone| Passport::parse(zone, today)),
    };
    let passport = passport.map_err(|fault| (ChipFile::Dg1, fault))?;
    Ok(Chip { passport, is_valid })
}

/// The zone within DG1: tag 61, in it tag 5F1F with 88 characters (9303-10, 4.7.1).
fn zone(dg1: &[u8]) -> Option<&str> {
    let zone = dg1.strip_prefix(b"\x61\x5b\x5f\x1f\x58")?;
    std::str::from_utf8(zone).ok()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const TODAY: &str = "2026-11-22";

    fn dg1() -> Vec<u8> {
        let mut bytes = b"\x61\x5b\x5f\x1f\x58".to_vec();
        bytes.extend(b"P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<");
        bytes.extend(b"L898902C36UTO7408122F1204159ZE184226B<<<<<10");
        bytes
    }

    #[test]
    fn a_zone_is_read_and_no_chip_is_valid_by_itself() {
        let files = ChipFiles {
            dg1: &dg1(),
            sod: b"\x77\x00",
        };
        for provider in [IdentityProvider::Manual, IdentityProvider::Sandbox] {
            let chip = read(provider, &files, TODAY).unwrap();
            assert_eq!(chip.passport.name, "ANNA MARIA ERIKSSON");
            assert!(!chip.is_valid);
        }
        let magic = ChipFiles {
            dg1: &dg1(),
            sod: b"sandbox:ok",
        };
        assert!(
            !read(IdentityProvider::Manual, &magic, TODAY)
                .unwrap()
                .is_valid
        );
        assert!(
            read(IdentityProvider::Sandbox, &magic, TODAY)
                .unwrap()
                .is_valid
        );
    }

    #[test]
    fn what_is_no_zone_is_refused_and_a_sandbox_shows_every_fault() {
        let short = dg1();
        for wrong in [&b""[..], b"\x61", short.get(..60).unwrap()] {
            let files = ChipFiles {
                dg1: wrong,
                sod: b"",
            };
            let refused = read(IdentityProvider::Manual, &files, TODAY);
            assert_eq!(refused, Err((ChipFile::Dg1, Fault::BadMrz)));
        }
        for fault in Fault::ALL {
            let word = format!("sandbox:{}", fault.number());
            let files = ChipFiles {
                dg1: b"sandbox:ok",
                sod: word.as_bytes(),
            };
            let refused = read(IdentityProvider::Sandbox, &files, TODAY);
            assert_eq!(refused, Err((ChipFile::Sod, *fault)));
        }
    }
}
