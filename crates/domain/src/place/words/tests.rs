//! Forms that are known to be right, and what must hold of every number.

#![allow(clippy::unwrap_used)]

use super::*;
use crate::place::Country;
use proptest::prelude::*;
use std::collections::BTreeMap;

const LIRA: ArabicNoun = ArabicNoun {
    is_feminine: true,
    one: "ليرة",
    two: "ليرتان",
    few: "ليرات",
    many: "ليرة",
};

/// Amounts and their words.
const POUNDS: &[(&str, &str)] = &[
    ("0.00", "صفر جنيه مصري"),
    ("0.01", "قرش واحد"),
    ("0.02", "قرشان"),
    ("0.10", "عشرة قروش"),
    ("0.11", "أحد عشر قرشًا"),
    ("0.75", "خمسة وسبعون قرشًا"),
    ("1.00", "جنيه مصري واحد"),
    ("2.00", "جنيهان مصريان"),
    ("2.02", "جنيهان مصريان وقرشان"),
    ("3.00", "ثلاثة جنيهات مصرية"),
    ("8.00", "ثمانية جنيهات مصرية"),
    ("10.00", "عشرة جنيهات مصرية"),
    ("11.00", "أحد عشر جنيهًا مصريًا"),
    ("12.00", "اثنا عشر جنيهًا مصريًا"),
    ("13.00", "ثلاثة عشر جنيهًا مصريًا"),
    ("18.00", "ثمانية عشر جنيهًا مصريًا"),
    ("20.00", "عشرون جنيهًا مصريًا"),
    ("21.00", "واحد وعشرون جنيهًا مصريًا"),
    ("22.00", "اثنان وعشرون جنيهًا مصريًا"),
    ("99.00", "تسعة وتسعون جنيهًا مصريًا"),
    ("100.00", "مائة جنيه مصري"),
    ("101.00", "مائة جنيه مصري وجنيه مصري واحد"),
    ("102.00", "مائة جنيه مصري وجنيهان مصريان"),
    ("103.00", "مائة وثلاثة جنيهات مصرية"),
    ("111.00", "مائة وأحد عشر جنيهًا مصريًا"),
    ("200.00", "مائتا جنيه مصري"),
    ("250.00", "مائتان وخمسون جنيهًا مصريًا"),
    ("300.00", "ثلاثمائة جنيه مصري"),
    ("1000.00", "ألف جنيه مصري"),
    ("1001.00", "ألف جنيه مصري وجنيه مصري واحد"),
    ("1100.00", "ألف ومائة جنيه مصري"),
    ("1200.00", "ألف ومائتا جنيه مصري"),
    (
        "1250.75",
        "ألف ومائتان وخمسون جنيهًا مصريًا وخمسة وسبعون قرشًا",
    ),
    ("2000.00", "ألفا جنيه مصري"),
    ("2002.00", "ألفا جنيه مصري وجنيهان مصريان"),
    ("2003.00", "ألفان وثلاثة جنيهات مصرية"),
    ("3000.00", "ثلاثة آلاف جنيه مصري"),
    ("10000.00", "عشرة آلاف جنيه مصري"),
    ("11000.00", "أحد عشر ألف جنيه مصري"),
    ("11500.00", "أحد عشر ألفًا وخمسمائة جنيه مصري"),
    ("12000.00", "اثنا عشر ألف جنيه مصري"),
    ("100000.00", "مائة ألف جنيه مصري"),
    ("101000.00", "مائة ألف وألف جنيه مصري"),
    ("102000.00", "مائة ألف وألفا جنيه مصري"),
    ("103000.00", "مائة وثلاثة آلاف جنيه مصري"),
    ("200000.00", "مائتا ألف جنيه مصري"),
    ("211000.00", "مائتان وأحد عشر ألف جنيه مصري"),
    ("1000000.00", "مليون جنيه مصري"),
    ("2000000.00", "مليونا جنيه مصري"),
    ("3000000.00", "ثلاثة ملايين جنيه مصري"),
    ("15000000.00", "خمسة عشر مليون جنيه مصري"),
    ("1002003.05", "مليون وألفان وثلاثة جنيهات مصرية وخمسة قروش"),
    ("2000000000.00", "مليارا جنيه مصري"),
    (
        "999999999999.99",
        "تسعمائة وتسعة وتسعون مليارًا وتسعمائة وتسعة وتسعون مليونًا وتسعمائة وتسعة وتسعون ألفًا \
         وتسعمائة وتسعة وتسعون جنيهًا مصريًا وتسعة وتسعون قرشًا",
    ),
];

fn pounds(amount: &str) -> Bilingual {
    Country::Egypt.currency().in_words(amount).unwrap()
}

#[test]
fn amounts_in_pounds_are_written_as_in_a_contract() {
    for (amount, words) in POUNDS {
        assert_eq!(pounds(amount).ar, *words, "{amount}");
    }
}

#[test]
fn a_feminine_noun_has_the_other_numerals() {
    let cases = [
        (1, "ليرة واحدة"),
        (2, "ليرتان"),
        (3, "ثلاث ليرات"),
        (8, "ثماني ليرات"),
        (10, "عشر ليرات"),
        (11, "إحدى عشرة ليرة"),
        (12, "اثنتا عشرة ليرة"),
        (13, "ثلاث عشرة ليرة"),
        (18, "ثماني عشرة ليرة"),
        (21, "إحدى وعشرون ليرة"),
        (22, "اثنتان وعشرون ليرة"),
        (28, "ثمانٍ وعشرون ليرة"),
        (103, "مائة وثلاث ليرات"),
        (3000, "ثلاثة آلاف ليرة"),
    ];
    for (count, words) in cases {
        assert_eq!(arabic::counted(count, &LIRA), words, "{count}");
    }
}

#[test]
fn amounts_in_english_have_their_and_and_their_plural() {
    let cases = [
        ("0.00", "zero Egyptian pounds"),
        ("0.01", "one piastre"),
        ("1.00", "one Egyptian pound"),
        ("21.00", "twenty-one Egyptian pounds"),
        ("100.00", "one hundred Egyptian pounds"),
        ("1001.00", "one thousand and one Egyptian pounds"),
        (
            "1250.75",
            "one thousand two hundred and fifty Egyptian pounds and seventy-five piastres",
        ),
        ("12000.00", "twelve thousand Egyptian pounds"),
        (
            "1000001.10",
            "one million and one Egyptian pounds and ten piastres",
        ),
        ("2000300.00", "two million three hundred Egyptian pounds"),
    ];
    for (amount, words) in cases {
        assert_eq!(pounds(amount).en, words, "{amount}");
    }
}

#[test]
fn a_number_without_noun_has_its_fraction_digit_by_digit() {
    let said = |text| number_in_words(text).map(|words| (words.en, words.ar));
    let pair = |en: &str, ar: &str| Some((en.to_owned(), ar.to_owned()));
    assert_eq!(said("0"), pair("zero", "صفر"));
    assert_eq!(
        said("-12.05"),
        pair(
            "minus twelve point zero five",
            "سالب اثنا عشر فاصلة صفر خمسة"
        )
    );
    assert_eq!(said("2000"), pair("two thousand", "ألفان"));
    assert_eq!(
        said("211000"),
        pair("two hundred and eleven thousand", "مائتان وأحد عشر ألفًا")
    );
}

#[test]
fn what_is_no_amount_has_no_words() {
    for text in [
        "",
        "x",
        "-1.00",
        "1.005",
        "1.0x",
        "1000000000000.00",
        "1e3",
        " 1",
    ] {
        assert_eq!(Country::Egypt.currency().in_words(text), None, "{text}");
    }
    for text in ["", "--1", "1.x", "1000000000000"] {
        assert_eq!(number_in_words(text), None, "{text}");
    }
}

#[test]
fn no_two_numbers_up_to_twenty_thousand_have_the_same_words() {
    let mut seen = BTreeMap::new();
    for number in 0..=20_000_u64 {
        let pound = Country::Egypt.currency().unit.arabic;
        let all = [
            english::cardinal(number),
            format!("c {}", arabic::cardinal(number)),
            format!("p {}", arabic::counted(number, &pound)),
            format!("l {}", arabic::counted(number, &LIRA)),
        ];
        for words in all {
            assert!(!words.contains("  "), "{words}");
            assert_eq!(seen.insert(words.clone(), number), None, "{words}");
        }
    }
}

proptest! {
    #[test]
    fn words_tell_apart_what_digits_tell_apart(one in 0..=MOST, other in 0..=MOST) {
        let pound = Country::Egypt.currency().unit.arabic;
        let same = one == other;
        prop_assert_eq!(arabic::counted(one, &pound) == arabic::counted(other, &pound), same);
        prop_assert_eq!(arabic::cardinal(one) == arabic::cardinal(other), same);
        prop_assert_eq!(english::cardinal(one) == english::cardinal(other), same);
    }

    /// The noun's form hangs on the last two digits alone.
    #[test]
    fn the_noun_follows_the_last_two_digits(count in 103..=MOST) {
        let pound = Country::Egypt.currency().unit.arabic;
        let words = arabic::counted(count, &pound);
        let end = match count % 100 {
            0 => pound.one,
            1 => "جنيه مصري واحد",
            2 => pound.two,
            3..=10 => pound.few,
            _ => pound.many,
        };
        prop_assert!(words.ends_with(end), "{}", words);
        prop_assert!(!words.contains("ان جنيه مصري"), "a dual before a genitive: {}", words);
        prop_assert!(!words.contains("ًا جنيه مصري"), "a tanwin before a genitive: {}", words);
    }
}
