//! Arabic numerals with what they count (العدد والمعدود), in the nominative as amounts stand in
//! contracts. Of what a grammar says: one and two agree with their noun and stand behind it or
//! within it (جنيه واحد, جنيهان); three to ten have the other gender and a plural; eleven and twelve
//! agree wholly, thirteen to nineteen in their ten alone, and up to ninety-nine the noun is a
//! singular accusative; behind hundreds, thousands and millions it is a singular genitive, before
//! which a dual loses its nun (مائتا, ألفا) and ألفًا its tanwin. A noun follows the last part of its
//! number, so that 103 has a plural, and for 101 and 102 it is said again (مائة جنيه وجنيه واحد).

use super::ArabicNoun;

const THOUSAND: ArabicNoun = ArabicNoun {
    is_feminine: false,
    one: "ألف",
    two: "ألفان",
    few: "آلاف",
    many: "ألفًا",
};
const MILLION: ArabicNoun = ArabicNoun {
    is_feminine: false,
    one: "مليون",
    two: "مليونان",
    few: "ملايين",
    many: "مليونًا",
};
const BILLION: ArabicNoun = ArabicNoun {
    is_feminine: false,
    one: "مليار",
    two: "ملياران",
    few: "مليارات",
    many: "مليارًا",
};
const SCALES: [(u64, ArabicNoun); 3] = [
    (1_000_000_000, BILLION),
    (1_000_000, MILLION),
    (1_000, THOUSAND),
];

/// One to ten, as they stand alone and with a masculine noun.
const ONES: [&str; 11] = [
    "صفر",
    "واحد",
    "اثنان",
    "ثلاثة",
    "أربعة",
    "خمسة",
    "ستة",
    "سبعة",
    "ثمانية",
    "تسعة",
    "عشرة",
];
/// The same with a feminine noun.
const ONES_FEMININE: [&str; 11] = [
    "صفر",
    "واحدة",
    "اثنتان",
    "ثلاث",
    "أربع",
    "خمس",
    "ست",
    "سبع",
    "ثماني",
    "تسع",
    "عشر",
];
const TENS: [&str; 10] = [
    "",
    "",
    "عشرون",
    "ثلاثون",
    "أربعون",
    "خمسون",
    "ستون",
    "سبعون",
    "ثمانون",
    "تسعون",
];
const HUNDREDS: [&str; 10] = [
    "",
    "مائة",
    "مائتان",
    "ثلاثمائة",
    "أربعمائة",
    "خمسمائة",
    "ستمائة",
    "سبعمائة",
    "ثمانمائة",
    "تسعمائة",
];

/// A number and what it counts.
pub(super) fn counted(count: u64, noun: &ArabicNoun) -> String {
    let (round, rest) = (count / 100 * 100, count % 100);
    let low = low_counted(rest, noun);
    match (round, rest) {
        (0, 0) => format!("صفر {}", noun.one),
        (0, _) => low,
        (_, 0) => format!("{} {}", construct(round_words(round)), noun.one),
        (_, 1 | 2) => format!("{} {} و{low}", construct(round_words(round)), noun.one),
        _ => format!("{} و{low}", round_words(round)),
    }
}

/// A number that counts nothing.
pub(super) fn cardinal(number: u64) -> String {
    let (round, rest) = (number / 100 * 100, number % 100);
    match (round, rest) {
        (0, _) => below_hundred(rest, false),
        (_, 0) => round_words(round),
        _ => format!("{} و{}", round_words(round), below_hundred(rest, false)),
    }
}

/// One to ninety-nine with its noun.
fn low_counted(count: u64, noun: &ArabicNoun) -> String {
    match count {
        1 => format!("{} {}", noun.one, word(ones(noun.is_feminine), 1)),
        2 => noun.two.to_owned(),
        3..=10 => format!("{} {}", below_hundred(count, noun.is_feminine), noun.few),
        _ => format!("{} {}", below_hundred(count, noun.is_feminine), noun.many),
    }
}

/// Whole hundreds, of whatever size: its billions, millions, thousands and hundreds joined.
fn round_words(number: u64) -> String {
    let mut parts = Vec::new();
    let mut rest = number;
    for (size, noun) in SCALES {
        if rest >= size {
            parts.push(scaled(rest / size, &noun));
            rest %= size;
        }
    }
    if rest > 0 {
        parts.push(word(&HUNDREDS, rest / 100).to_owned());
    }
    parts.join(" و")
}

/// So many thousands: as counted, but one of them is ألف, not ألف واحد.
fn scaled(count: u64, noun: &ArabicNoun) -> String {
    let (hundreds, rest) = (count / 100, count % 100);
    let low = if rest == 1 {
        noun.one.to_owned()
    } else {
        low_counted(rest, noun)
    };
    let hundred = word(&HUNDREDS, hundreds).to_owned();
    match (hundreds, rest) {
        (0, _) => low,
        (_, 0) => format!("{} {}", construct(hundred), noun.one),
        (_, 1 | 2) => format!("{} {} و{low}", construct(hundred), noun.one),
        _ => format!("{hundred} و{low}"),
    }
}

/// A number's words where a noun in the genitive follows (الإضافة): its last word loses the nun of
/// the dual or its tanwin.
fn construct(words: String) -> String {
    let endings = [
        ("مائتان", "مائتا"),
        ("ألفان", "ألفا"),
        ("مليونان", "مليونا"),
        ("ملياران", "مليارا"),
        ("ألفًا", "ألف"),
        ("مليونًا", "مليون"),
        ("مليارًا", "مليار"),
    ];
    let found = endings.iter().find_map(|(full, short)| {
        words
            .strip_suffix(full)
            .map(|head| format!("{head}{short}"))
    });
    found.unwrap_or(words)
}

fn below_hundred(number: u64, is_feminine: bool) -> String {
    let ones_words = ones(is_feminine);
    match (number / 10, number % 10) {
        (0, _) | (1, 0) => word(ones_words, number).to_owned(),
        (1, 1) if is_feminine => "إحدى عشرة".to_owned(),
        (1, 1) => "أحد عشر".to_owned(),
        (1, 2) if is_feminine => "اثنتا عشرة".to_owned(),
        (1, 2) => "اثنا عشر".to_owned(),
        (1, ones) => {
            let ten = if is_feminine { "عشرة" } else { "عشر" };
            format!("{} {ten}", word(ones_words, ones))
        }
        (tens, 0) => word(&TENS, tens).to_owned(),
        (tens, ones) => {
            let one = match ones {
                1 if is_feminine => "إحدى",
                // Indefinite and not before its noun (الاسم المنقوص).
                8 if is_feminine => "ثمانٍ",
                _ => word(ones_words, ones),
            };
            format!("{one} و{}", word(&TENS, tens))
        }
    }
}

fn ones(is_feminine: bool) -> &'static [&'static str] {
    if is_feminine { &ONES_FEMININE } else { &ONES }
}

fn word<'a>(list: &[&'a str], place: u64) -> &'a str {
    let place = usize::try_from(place).unwrap_or(usize::MAX);
    list.get(place).copied().unwrap_or_default()
}
