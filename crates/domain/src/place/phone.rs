//! Phone numbers in E.164, checked against the real number patterns of their country.

use std::fmt;

use phonenumber::Mode;
use serde::{Deserialize, Serialize};

use super::egypt;
use crate::text::{ascii_digits, masked};

/// A valid phone number in E.164 (`+201234567890`). Its `Debug` shows the last two digits only.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Phone(String);

/// The text is no phone number that could be dialled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAPhone;

impl Phone {
    /// Reads an international number. Digits of any script, spaces and dashes are accepted.
    pub fn parse(text: &str) -> Result<Self, NotAPhone> {
        let text = ascii_digits(text);
        let text = text.trim();
        if !text.starts_with('+') || text.len() > 32 {
            return Err(NotAPhone);
        }
        if egypt::is_mobile(text) {
            return Ok(Self(text.to_owned()));
        }
        Self::by_pattern(text)
    }

    fn by_pattern(text: &str) -> Result<Self, NotAPhone> {
        let number = phonenumber::parse(None, text).map_err(|_| NotAPhone)?;
        if !phonenumber::is_valid(&number) {
            return Err(NotAPhone);
        }
        Ok(Self(number.format().mode(Mode::E164).to_string()))
    }

    /// The number in E.164.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The digits as people of the number's country write them.
    pub fn national(&self) -> Option<String> {
        let number = phonenumber::parse(None, &self.0).ok()?;
        let written = number.format().mode(Mode::National).to_string();
        Some(written.chars().filter(char::is_ascii_digit).collect())
    }

    /// All but the last two digits hidden, for screens before and after proof.
    pub fn masked(&self) -> String {
        masked(&self.0, 2)
    }
}

impl fmt::Debug for Phone {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.masked())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_short_way_for_egyptian_mobiles_agrees_with_the_pattern(start in "\\+201[0-9]", rest in "[0-9]{7,9}") {
            let text = format!("{start}{rest}");
            if egypt::is_mobile(&text) {
                prop_assert_eq!(Phone::by_pattern(&text), Ok(Phone(text)));
            } else {
                prop_assert!(rest.len() != 8 || Phone::by_pattern(&text).is_err(), "{}", text);
            }
        }
    }

    #[test]
    fn real_patterns_pass_in_any_script_and_others_do_not() {
        for text in ["+201234567890", "+20 123 456 7890", "+٢٠١٢٣٤٥٦٧٨٩٠"] {
            let phone = Phone::parse(text);
            assert_eq!(
                phone.as_ref().map(Phone::as_str),
                Ok("+201234567890"),
                "{text}"
            );
        }
        for text in [
            "01234567890",
            "+20123",
            "+201934567890999",
            "",
            "+20abc",
            "phone",
        ] {
            assert_eq!(Phone::parse(text), Err(NotAPhone), "{text}");
        }
    }

    #[test]
    fn a_number_is_also_known_as_its_country_writes_it() {
        let national = Phone::parse("+201234567890").map(|phone| phone.national());
        assert_eq!(national, Ok(Some("01234567890".to_owned())));
    }

    #[test]
    fn debugging_shows_two_digits_only() {
        let shown = Phone::parse("+201234567890").map(|phone| format!("{phone:?}"));
        assert_eq!(shown.as_deref(), Ok("•••••••••••90"));
    }
}
