//! Numbers and amounts written out, in Arabic and English. The nouns of a currency are the
//! country's; what is in front of them and behind (فقط … لا غير, "only") is the document's.

mod arabic;
mod english;

use crate::text::Bilingual;

/// The largest whole part that is written out: twelve digits, what amounts and numbers hold at most.
pub const MOST: u64 = 999_999_999_999;

/// What is counted, in the forms that its number asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Noun {
    /// In English one, and any other number of them.
    pub english: [&'static str; 2],
    /// In Arabic.
    pub arabic: ArabicNoun,
}

/// A counted noun (المعدود) with its adjective, where it has one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ArabicNoun {
    /// Whether it is feminine: its numerals differ.
    pub is_feminine: bool,
    /// One: جنيه مصري; also behind hundreds and thousands, where it is genitive.
    pub one: &'static str,
    /// Two: جنيهان مصريان.
    pub two: &'static str,
    /// Three to ten: جنيهات مصرية.
    pub few: &'static str,
    /// Eleven to ninety-nine, accusative: جنيهًا مصريًا.
    pub many: &'static str,
}

/// A currency: its unit and the hundredth part of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Currency {
    /// Such as the pound.
    pub unit: Noun,
    /// Such as the piastre: a hundredth.
    pub hundredth: Noun,
}

impl Currency {
    /// A canonical amount (`1250.75`) written out with its units; `None` where it is none.
    pub fn in_words(&self, amount: &str) -> Option<Bilingual> {
        let (whole, fraction) = amount.split_once('.').unwrap_or((amount, ""));
        let whole = whole.parse().ok().filter(|whole| *whole <= MOST)?;
        let is_cents = fraction.len() <= 2 && fraction.bytes().all(|byte| byte.is_ascii_digit());
        let cents: u64 = format!("{fraction:0<2}")
            .parse()
            .ok()
            .filter(|_| is_cents)?;
        let parts = [(whole, &self.unit), (cents, &self.hundredth)];
        // Nothing is said of no piastres, nor of no pounds where there are piastres.
        let said = parts
            .iter()
            .enumerate()
            .filter(|(place, (count, _))| *count > 0 || (*place == 0 && cents == 0));
        let (mut en, mut ar) = (Vec::new(), Vec::new());
        for (_, (count, noun)) in said {
            en.push(english::counted(*count, noun.english));
            ar.push(arabic::counted(*count, &noun.arabic));
        }
        Some(Bilingual {
            en: en.join(" and "),
            ar: ar.join(" و"),
        })
    }
}

/// A canonical decimal (`-12.5`) written out without a noun, its fraction digit by digit; `None`
/// where it is none.
pub fn number_in_words(decimal: &str) -> Option<Bilingual> {
    let (negative, digits) = match decimal.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, decimal),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let whole: u64 = whole.parse().ok().filter(|whole| *whole <= MOST)?;
    let mut en = english::cardinal(whole);
    let mut ar = arabic::cardinal(whole);
    if !fraction.is_empty() {
        en.push_str(" point");
        ar.push_str(" فاصلة");
    }
    for digit in fraction.chars() {
        let digit = u64::from(digit.to_digit(10)?);
        en = format!("{en} {}", english::cardinal(digit));
        ar = format!("{ar} {}", arabic::cardinal(digit));
    }
    if negative {
        (en, ar) = (format!("minus {en}"), format!("سالب {ar}"));
    }
    Some(Bilingual { en, ar })
}

#[cfg(test)]
mod tests;
