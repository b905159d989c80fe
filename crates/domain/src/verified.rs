//! The proved identity against a contract: whether the person who is about to sign is the one whom
//! the contract names, and old enough. Otherwise whoever holds a phone could prove one identity and
//! sign another's contract.

use jiff::{ToSpan, civil::Date};

use crate::{
    form::{Form, IdentitySource, Value, Values},
    person::{Card, search_words},
    place::Country,
    text::ascii_digits,
};

/// How alike two long words must be, from 0 to 1, to be one word that was written wrong once.
const SAME_WORD: f64 = 0.8;
/// From how many letters a word is long. In shorter ones a letter makes another name: أحمد, حمد, محمد.
const LONG_WORD: usize = 7;
/// Words that belong to the one after them, however they are spaced.
const PREFIXES: [&str; 6] = ["عبد", "ابو", "ال", "abd", "abu", "el"];

/// Why a person may not sign a contract as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// The person is younger than who signs must be, in whole years.
    UnderAge(u8),
    /// Somebody must look: the proved identity is not what the contract says.
    Differs(Difference),
}

/// What of a contract the proved identity does not bear out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Difference {
    /// The keys of the fields that say something else.
    pub fields: Vec<String>,
    /// An age is asked for, and the number says none.
    pub age_unknown: bool,
}

/// What is asked of the identity of who signs.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    /// The contract's type.
    pub form: &'a Form,
    /// The contract's values, where they name this signer: those of who was invited beside the first
    /// do not.
    pub values: Option<&'a Values>,
    /// Whose rules read the number.
    pub country: Country,
    /// Today where the company is: `2026-11-29`.
    pub today: &'a str,
}

impl Question<'_> {
    /// Compares the proved identity with the contract.
    pub fn ask(&self, card: Option<&Card>) -> Result<(), Unfit> {
        let born = card.and_then(|card| self.born(card));
        let mut difference = Difference::default();
        if let Some(years) = self.form.age_to_sign(self.country) {
            match born.as_deref().and_then(|born| self.is_of_age(born, years)) {
                Some(true) => {}
                Some(false) => return Err(Unfit::UnderAge(years)),
                None => difference.age_unknown = true,
            }
        }
        for field in &self.form.fields {
            let value = self.values.and_then(|values| values.get(&field.key));
            let (Some(source), Some(Value::Text(value))) = (field.identity_source, value) else {
                continue;
            };
            let is_same = card.is_some_and(|card| match source {
                IdentitySource::IdNumber => same_number(value, &card.id_number),
                IdentitySource::FullName => card.names().any(|name| is_same_name(value, name)),
                IdentitySource::DateOfBirth => born.as_deref() == Some(value.as_str()),
            });
            if !is_same {
                difference.fields.push(field.key.clone());
            }
        }
        if difference == Difference::default() {
            Ok(())
        } else {
            Err(Unfit::Differs(difference))
        }
    }

    fn born(&self, card: &Card) -> Option<String> {
        let digits = ascii_digits(card.id_number.trim());
        let number = self.country.read_national_number(&digits)?;
        Some(number.born)
    }

    fn is_of_age(&self, born: &str, years: u8) -> Option<bool> {
        let (born, today) = (born.parse::<Date>().ok()?, self.today.parse::<Date>().ok()?);
        let of_age = born.checked_add(i64::from(years).years()).ok()?;
        Some(today >= of_age)
    }
}

fn same_number(given: &str, proved: &str) -> bool {
    let plain = |text: &str| {
        let digits = ascii_digits(text);
        digits
            .chars()
            .filter(|character| character.is_alphanumeric())
            .collect::<String>()
    };
    let given = plain(given);
    !given.is_empty() && given.eq_ignore_ascii_case(&plain(proved))
}

/// Whether a name in a contract is the one on the document: each of its words stands there too, in the
/// same order and beginning with the same, but for one slip in a long word. Contracts often leave out
/// names in the middle. A stricter rule would send people to the company for a letter; a looser one
/// lets a brother sign, whose name differs in one short word. One word alone is nobody's whole name.
pub fn is_same_name(given: &str, proved: &str) -> bool {
    let (given, proved) = (name_words(given), name_words(proved));
    let mut rest = proved.as_slice();
    if given.is_empty() || given.len() == 1 && rest.len() > 1 {
        return false;
    }
    let mut slips = 0;
    for (place, word) in given.iter().enumerate() {
        let among = if place == 0 {
            rest.get(..1).unwrap_or_default()
        } else {
            rest
        };
        let Some((found, slip)) = find_word(word, among) else {
            return false;
        };
        slips += usize::from(slip);
        rest = rest.get(found + 1..).unwrap_or_default();
    }
    slips <= 1
}

/// Where a word stands among others, and whether it is written otherwise there.
fn find_word(word: &String, among: &[String]) -> Option<(usize, bool)> {
    if let Some(place) = among.iter().position(|other| other == word) {
        return Some((place, false));
    }
    let slipped = among.iter().position(|other| is_slip(word, other));
    slipped.map(|place| (place, true))
}

fn is_slip(one: &str, other: &str) -> bool {
    let is_long = |word: &str| word.chars().count() >= LONG_WORD;
    is_long(one)
        && is_long(other)
        && strsim::normalized_damerau_levenshtein(one, other) >= SAME_WORD
}

/// The words of a name as they are compared: without what people write or leave out, with prefixes and
/// what they belong to as one.
fn name_words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut open = false;
    for word in search_words(name) {
        let word: String = word
            .chars()
            .filter(|letter| letter.is_alphanumeric())
            .collect();
        if word.is_empty() {
            continue;
        }
        let is_prefix = PREFIXES.contains(&word.as_str());
        match words.last_mut() {
            Some(last) if open => last.push_str(&word),
            _ => words.push(word),
        }
        open = is_prefix;
    }
    words
}

#[cfg(test)]
mod tests;
