//! The machine-readable zone of a passport: two lines of 44 characters with check digits (ICAO
//! Doc 9303-4, 4.2, and 9303-3, 4.9). Checked here is what a typist can get wrong, not whether the
//! passport is real.

use serde::{Deserialize, Serialize};

use super::fault::Fault;
use crate::place::is_date;

/// Characters of a line.
const LINE: usize = 44;

/// What the zone says. Dates are `2031-05-01`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Passport {
    /// The passport's number.
    pub number: String,
    /// Given names and surname, in Latin letters.
    pub name: String,
    /// The date of birth. The zone has two digits of the year: nobody is taken for older than 99.
    pub birth_date: String,
    /// Until when it is valid.
    pub expiry: String,
    /// The nationality, three letters.
    pub nationality: String,
    /// The issuing state or organisation, three letters.
    pub issuer: String,
    /// `Male` or `Female`, where the zone says one.
    pub gender: Option<String>,
    /// The document's code: `P`, with its second letter where there is one.
    pub kind: String,
}

impl Passport {
    /// Reads a zone as of `today` (`2026-11-22`); white space between and around its lines is passed
    /// over.
    pub fn parse(zone: &str, today: &str) -> Result<Self, Fault> {
        let zone: String = zone.split_whitespace().collect();
        read(&zone.to_ascii_uppercase(), today).ok_or(Fault::BadMrz)
    }

    /// Whether it is valid no more as of `today`.
    pub fn is_expired(&self, today: &str) -> bool {
        // Dates of this form are ordered as their texts are.
        self.expiry.as_str() < today
    }

    /// The passport that the sandbox makes up, of the state that standards call Utopia.
    pub fn of_sandbox(today: &str) -> Result<Self, Fault> {
        Self::parse(
            "P<UTOSANDBOX<<MITHAQ<<<<<<<<<<<<<<<<<<<<<<<<SANDBOX019UTO8001014F4912310<<<<<<<<<<<<<<04",
            today,
        )
    }
}

fn read(zone: &str, today: &str) -> Option<Passport> {
    let is_taken = |letter: u8| matches!(letter, b'A'..=b'Z' | b'0'..=b'9' | b'<');
    if zone.len() != 2 * LINE || !zone.bytes().all(is_taken) || !zone.starts_with('P') {
        return None;
    }
    let (first, second) = zone.split_at_checked(LINE)?;
    let part = |from: usize, to: usize| second.get(from..to);
    let optional = part(28, 42)?;
    // Where there is no optional data its check digit may be left out (9303-4, 4.2.2.2, note j).
    let is_left_out = part(42, 43)? == "<" && optional.bytes().all(|letter| letter == b'<');
    let checked = is_checked(part(0, 10)?)
        && is_checked(part(13, 20)?)
        && is_checked(part(21, 28)?)
        && (is_left_out || is_checked(part(28, 43)?))
        && is_checked(&format!(
            "{}{}{}",
            part(0, 10)?,
            part(13, 20)?,
            part(21, 44)?
        ));
    let (surname, given) = first
        .get(5..)?
        .split_once("<<")
        .unwrap_or((first.get(5..)?, ""));
    let words = |text: &str| {
        text.split('<')
            .filter(|word| !word.is_empty())
            .collect::<Vec<_>>()
            .join(" ")
    };
    let name = format!("{} {}", words(given), words(surname))
        .trim()
        .to_owned();
    let this_year = today.get(2..4)?;
    let born = part(13, 19)?;
    let century = if born.get(..2)? > this_year {
        "19"
    } else {
        "20"
    };
    (checked && !name.is_empty()).then_some(())?;
    Some(Passport {
        number: words(part(0, 9)?),
        name,
        birth_date: date(century, born)?,
        expiry: date("20", part(21, 27)?)?,
        nationality: words(part(10, 13)?),
        issuer: words(first.get(2..5)?),
        gender: match part(20, 21)? {
            "M" => Some("Male".to_owned()),
            "F" => Some("Female".to_owned()),
            _ => None,
        },
        kind: words(first.get(..2)?),
    })
}

/// A date of six digits.
fn date(century: &str, digits: &str) -> Option<String> {
    let (year, month, day) = (digits.get(..2)?, digits.get(2..4)?, digits.get(4..)?);
    let date = format!("{century}{year}-{month}-{day}");
    is_date(&date).then_some(date)
}

/// Whether the last character of a text is the check digit of those before it: weights 7, 3 and 1,
/// letters from 10, fillers 0, modulo 10 (9303-3, 4.9).
fn is_checked(text: &str) -> bool {
    let value = |letter: u8| match letter {
        b'0'..=b'9' => u32::from(letter - b'0'),
        b'A'..=b'Z' => u32::from(letter - b'A') + 10,
        _ => 0,
    };
    let Some((last, before)) = text.as_bytes().split_last() else {
        return false;
    };
    let weights = [7, 3, 1].into_iter().cycle();
    let sum: u32 = before
        .iter()
        .zip(weights)
        .map(|(letter, weight)| value(*letter) * weight)
        .sum();
    last.is_ascii_digit() && value(*last) == sum % 10
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    const TODAY: &str = "2026-11-22";
    /// The specimen of ICAO Doc 9303-4, appendix A.
    const SPECIMEN: &str = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10";

    #[test]
    fn the_specimen_of_the_standard_is_read() {
        let read = Passport::parse(SPECIMEN, TODAY).unwrap();
        assert_eq!(read.name, "ANNA MARIA ERIKSSON");
        assert_eq!(
            (read.number.as_str(), read.kind.as_str()),
            ("L898902C3", "P")
        );
        assert_eq!(
            (read.birth_date.as_str(), read.expiry.as_str()),
            ("1974-08-12", "2012-04-15")
        );
        assert_eq!(
            (read.nationality.as_str(), read.issuer.as_str()),
            ("UTO", "UTO")
        );
        assert_eq!(read.gender.as_deref(), Some("Female"));
        assert!(read.is_expired(TODAY) && !read.is_expired("2012-04-15"));
    }

    #[test]
    fn the_passport_of_the_sandbox_passes_the_same_checks_and_is_valid() {
        let read = Passport::of_sandbox(TODAY).unwrap();
        assert_eq!(read.name, "MITHAQ SANDBOX");
        assert!(!read.is_expired(TODAY));
    }

    #[test]
    fn one_wrong_character_of_what_is_checked_is_found() {
        let zone: String = SPECIMEN.split_whitespace().collect();
        let checked = [(44..54), (57..64), (65..87)].into_iter().flatten();
        for place in checked {
            for other in ["1", "2", "A", "<"] {
                let mut wrong = zone.clone();
                wrong.replace_range(place..=place, other);
                let (was, is) = (zone.get(place..=place), wrong.get(place..=place));
                let same = was == is || (was == Some("<") && is == Some("0"));
                // K and 0, for instance, weigh the same: such a change no check digit finds.
                let value = |text: Option<&str>| {
                    text.and_then(|text| u32::from_str_radix(text, 36).ok())
                        .unwrap_or(0)
                        % 10
                };
                if !same && value(was) != value(is) {
                    assert_eq!(
                        Passport::parse(&wrong, TODAY),
                        Err(Fault::BadMrz),
                        "{place} {other}"
                    );
                }
            }
        }
    }

    proptest! {
        #[test]
        fn no_text_breaks_the_reader(text in "\\PC{0,100}", today in "\\PC{0,12}") {
            let _ = Passport::parse(&text, &today);
        }

        #[test]
        fn neither_does_anything_of_the_right_length(text in "P[A-Z0-9<]{87}") {
            let _ = Passport::parse(&text, TODAY);
        }
    }
}
