//! Egypt: its time zone, its currency and months, and the structure of its national number (الرقم القومي).

use std::ops::Range;

use super::{
    NationalNumber, Sex,
    words::{ArabicNoun, Currency, Noun},
};

/// IANA time zone of the whole country.
pub const TIME_ZONE: &str = "Africa/Cairo";

/// Full age by article 44 of the Civil Code (law 131 of 1948), in whole years.
pub const AGE_OF_MAJORITY: u8 = 21;

/// The pound of a hundred piastres.
pub const CURRENCY: Currency = Currency {
    unit: Noun {
        english: ["Egyptian pound", "Egyptian pounds"],
        arabic: ArabicNoun {
            is_feminine: false,
            one: "جنيه مصري",
            two: "جنيهان مصريان",
            few: "جنيهات مصرية",
            many: "جنيهًا مصريًا",
        },
    },
    hundredth: Noun {
        english: ["piastre", "piastres"],
        arabic: ArabicNoun {
            is_feminine: false,
            one: "قرش",
            two: "قرشان",
            few: "قروش",
            many: "قرشًا",
        },
    },
};

/// The months of the Gregorian calendar, in English and as Egypt names them.
pub const MONTHS: [[&str; 2]; 12] = [
    ["January", "يناير"],
    ["February", "فبراير"],
    ["March", "مارس"],
    ["April", "أبريل"],
    ["May", "مايو"],
    ["June", "يونيو"],
    ["July", "يوليو"],
    ["August", "أغسطس"],
    ["September", "سبتمبر"],
    ["October", "أكتوبر"],
    ["November", "نوفمبر"],
    ["December", "ديسمبر"],
];

/// Two-digit codes of the governorates that issue numbers, and 88 for births abroad.
const GOVERNORATES: [&str; 28] = [
    "01", "02", "03", "04", "11", "12", "13", "14", "15", "16", "17", "18", "19", "21", "22", "23",
    "24", "25", "26", "27", "28", "29", "31", "32", "33", "34", "35", "88",
];

/// Whether 14 ASCII digits can be an Egyptian national number: century (2 = 1900s, 3 = 2000s),
/// a real date of birth, a known governorate. The check digit is not judged: its algorithm is
/// unpublished, and a wrong guess would refuse real people.
pub fn is_national_number(digits: &str) -> bool {
    read_national_number(digits).is_some()
}

/// What a possible number says: the date of birth, and by its last but one digit the sex (odd =
/// male).
pub fn read_national_number(digits: &str) -> Option<NationalNumber> {
    if digits.len() != 14 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let century: i16 = match digits.get(0..1) {
        Some("2") => 1900,
        Some("3") => 2000,
        _ => return None,
    };
    let number = |range: Range<usize>| digits.get(range)?.parse::<i16>().ok();
    let year = century.saturating_add(number(1..3)?);
    let month = i8::try_from(number(3..5)?).ok()?;
    let day = i8::try_from(number(5..7)?).ok()?;
    let born = jiff::civil::Date::new(year, month, day).ok()?;
    let governorate = digits.get(7..9)?;
    let sex = if number(12..13)? % 2 == 1 {
        Sex::Male
    } else {
        Sex::Female
    };
    GOVERNORATES.contains(&governorate).then(|| NationalNumber {
        born: born.to_string(),
        sex,
    })
}

/// The operators' prefixes.
const MOBILE: [&str; 4] = ["+2010", "+2011", "+2012", "+2015"];

/// A mobile number of Egypt in E.164, of each operator in turn.
pub fn made_up_mobile(number: u32) -> String {
    let operator = usize::try_from(number % 4).unwrap_or_default();
    let prefix = MOBILE.get(operator).copied().unwrap_or_default();
    format!("{prefix}{:08}", number % 100_000_000)
}

/// Whether a text is a mobile number of Egypt in E.164, by the numbering plan (ITU E.164, national
/// notification of Egypt): +20, one of the four operators, eight digits. Most people who are
/// invited have one, and this is a thousandth of the work of the general pattern.
pub fn is_mobile(text: &str) -> bool {
    let Some(rest) = text.strip_prefix("+201") else {
        return false;
    };
    let bytes = rest.as_bytes();
    bytes.len() == 9
        && bytes.iter().all(u8::is_ascii_digit)
        && matches!(bytes.first(), Some(b'0' | b'1' | b'2' | b'5'))
}

#[cfg(test)]
mod tests {
    use super::is_national_number;

    #[test]
    fn a_national_number_needs_a_century_a_real_date_and_a_governorate() {
        assert!(is_national_number("29801011234567"));
        for wrong in [
            "2980101123456",
            "19801011234567",
            "29813011234567",
            "29802301234567",
            "29801019934567",
            "2980101123456a",
        ] {
            assert!(!is_national_number(wrong), "{wrong}");
        }
    }
}
