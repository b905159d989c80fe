//! What differs by country: how phones, national numbers, money and dates look. Egypt is the
//! first and only country so far; nothing outside this module names it.

pub mod egypt;
pub mod location;
pub mod phone;
pub mod words;

use jiff::{Timestamp, Zoned, tz::TimeZone};
use serde::{Deserialize, Serialize};

use crate::{
    text::{Bilingual, Language},
    time::Instant,
};

/// A country whose rules this server knows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Country {
    /// Arab Republic of Egypt.
    #[default]
    #[serde(rename = "EG")]
    Egypt,
}

impl Country {
    /// ISO 3166-1 alpha-2 code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Egypt => "EG",
        }
    }

    /// The default time zone (IANA name) of its companies.
    pub const fn time_zone(self) -> &'static str {
        match self {
            Self::Egypt => egypt::TIME_ZONE,
        }
    }

    /// A mobile number in E.164 that somebody could have, another for each number up to a hundred
    /// million: for trials, where nothing is sent to it.
    pub fn made_up_phone(self, number: u32) -> String {
        match self {
            Self::Egypt => egypt::made_up_mobile(number),
        }
    }

    /// How old, in whole years, whoever binds themselves by contract must be, unless the contract's type
    /// says another age.
    pub const fn age_of_majority(self) -> u8 {
        match self {
            Self::Egypt => egypt::AGE_OF_MAJORITY,
        }
    }

    /// Whether a text, digits normalised, is a possible national number of the country.
    pub fn is_national_number(self, digits: &str) -> bool {
        match self {
            Self::Egypt => egypt::is_national_number(digits),
        }
    }

    /// What a possible national number, digits normalised, says of its holder.
    pub fn read_national_number(self, digits: &str) -> Option<NationalNumber> {
        match self {
            Self::Egypt => egypt::read_national_number(digits),
        }
    }

    /// The country's currency.
    pub const fn currency(self) -> &'static words::Currency {
        match self {
            Self::Egypt => &egypt::CURRENCY,
        }
    }

    /// The name of a month, from 1, as the country's documents write it.
    pub fn month(self, number: usize) -> Option<Bilingual> {
        let [en, ar] = match self {
            Self::Egypt => *egypt::MONTHS.get(number.checked_sub(1)?)?,
        };
        Some(Bilingual {
            en: en.to_owned(),
            ar: ar.to_owned(),
        })
    }

    /// An amount in the country's currency as it is printed in both languages.
    pub fn money(self, grouped: &str) -> Bilingual {
        match self {
            Self::Egypt => Bilingual {
                en: format!("EGP {grouped}"),
                ar: format!("{grouped} جنيه"),
            },
        }
    }
}

/// What a national number says of its holder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NationalNumber {
    /// The date of birth: `1998-01-01`.
    pub born: String,
    /// The sex.
    pub sex: Sex,
}

/// The sex as a national number says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sex {
    /// Female.
    Female,
    /// Male.
    Male,
}

/// Whether a text is a date of the calendar, written `2026-11-22`.
pub fn is_date(text: &str) -> bool {
    text.len() == 10 && text.parse::<jiff::civil::Date>().is_ok()
}

/// The date in a time zone as machines write it: `2026-11-22`.
pub fn iso_date(instant: Instant, zone: &str) -> String {
    strftime(instant, zone, "%Y-%m-%d")
}

/// Date and time of day in a time zone, with its offset, as documents print them:
/// `2026/11/22 12:00:00 (UTC+02:00)`. An unknown zone counts as UTC.
pub fn local_time(instant: Instant, zone: &str) -> String {
    strftime(instant, zone, "%Y/%m/%d %H:%M:%S (UTC%:z)")
}

/// The date alone: `2026/11/22`.
pub fn local_date(instant: Instant, zone: &str) -> String {
    strftime(instant, zone, "%Y/%m/%d")
}

/// The calendar year in a time zone.
pub fn local_year(instant: Instant, zone: &str) -> String {
    zoned(instant, zone).map_or_else(String::new, |zoned| zoned.year().to_string())
}

/// A date and time for a screen: date and minutes, without seconds and offset.
pub fn screen_time(instant: Instant, zone: &str, _language: Language) -> String {
    strftime(instant, zone, "%Y/%m/%d %H:%M")
}

/// Whether the zone is one that the built-in time zone database knows.
pub fn is_time_zone(zone: &str) -> bool {
    TimeZone::get(zone).is_ok()
}

fn strftime(instant: Instant, zone: &str, format: &str) -> String {
    zoned(instant, zone).map_or_else(String::new, |zoned| zoned.strftime(format).to_string())
}

/// An instant in a time zone, unless it is too far off for a calendar.
fn zoned(instant: Instant, zone: &str) -> Option<Zoned> {
    let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    let timestamp = Timestamp::from_millisecond(instant.unix_millis()).ok()?;
    Some(timestamp.to_zoned(zone))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_show_local_time_with_its_offset_in_summer_and_winter() {
        let winter = Instant::from_unix_millis(1_795_341_600_000);
        assert_eq!(
            local_time(winter, "Africa/Cairo"),
            "2026/11/22 12:00:00 (UTC+02:00)"
        );
        let summer = Instant::from_unix_millis(1_784_714_400_000);
        assert_eq!(
            local_time(summer, "Africa/Cairo"),
            "2026/07/22 13:00:00 (UTC+03:00)"
        );
        assert!(is_time_zone("Africa/Cairo") && !is_time_zone("Africa/Nowhere"));
    }
}
