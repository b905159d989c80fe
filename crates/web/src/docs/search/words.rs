//! Words as the search compares them: letter case, Arabic vowel signs, forms of letters, the article
//! and the plural make no difference; `CreateInvitation` is found by either of its words.
//!
//! Not here: which pages have them.

use mithaq_domain::text::{arabic_letter, ascii_digit};

/// A word of a text, where it stands, and everything that it is found by.
pub struct Word {
    /// Where it begins, in bytes.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
    /// The word itself and its stem.
    pub own: Vec<String>,
    /// The same of its parts, where it has several.
    pub of_parts: Vec<String>,
}

impl Word {
    /// Everything that it is found by.
    pub fn forms(&self) -> impl Iterator<Item = &String> {
        self.own.iter().chain(&self.of_parts)
    }
}

/// The words of a text in their order.
pub fn words(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut start = None;
    let end = text.len();
    for (at, letter) in text.char_indices().chain([(end, ' ')]) {
        match (start, is_of_word(letter)) {
            (None, true) => start = Some(at),
            (Some(from), false) => {
                start = None;
                words.extend(word(text, from, at));
            }
            _ => {}
        }
    }
    words
}

fn word(text: &str, start: usize, end: usize) -> Option<Word> {
    let written = text.get(start..end)?;
    let parts = parts(written);
    let parts = parts.iter().filter(|_| parts.len() > 1);
    let own = forms(written);
    (!own.is_empty()).then(|| Word {
        start,
        end,
        own,
        of_parts: parts.flat_map(|part| forms(part)).collect(),
    })
}

fn forms(word: &str) -> Vec<String> {
    let whole = folded(word);
    let stem = stem(&whole).to_owned();
    let mut forms = vec![whole, stem];
    forms.retain(|form| !form.is_empty());
    forms.dedup();
    forms
}

fn is_of_word(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_' || (arabic_letter(letter).is_none())
}

fn folded(word: &str) -> String {
    let lower = word.chars().flat_map(char::to_lowercase);
    lower
        .filter_map(|letter| arabic_letter(ascii_digit(letter)))
        .collect()
}

/// The parts of `CreateInvitation` and `transaction_id`.
fn parts(word: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut was_lower = false;
    for letter in word.chars() {
        if letter == '_' || (was_lower && letter.is_uppercase()) {
            parts.push(String::new());
        }
        was_lower = letter.is_lowercase();
        if let (true, Some(part)) = (letter != '_', parts.last_mut()) {
            part.push(letter);
        }
    }
    parts.retain(|part| !part.is_empty());
    parts
}

/// What Arabic writes before a noun and English behind it.
fn stem(word: &str) -> &str {
    const ARTICLES: [&str; 6] = ["وال", "بال", "كال", "فال", "لل", "ال"];
    for article in ARTICLES {
        if let Some(rest) = word
            .strip_prefix(article)
            .filter(|rest| rest.chars().count() >= 3)
        {
            return rest;
        }
    }
    let single = word.strip_suffix('s');
    let is_word = |rest: &&str| rest.len() >= 3 && rest.is_ascii() && !rest.ends_with('s');
    single.filter(is_word).unwrap_or(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found_by(text: &str) -> Vec<String> {
        let words = words(text);
        words.iter().flat_map(Word::forms).cloned().collect()
    }

    #[test]
    fn the_article_and_vowel_signs_make_no_difference() {
        assert_eq!(found_by("العَقْد"), ["العقد", "عقد"]);
        assert_eq!(found_by("والإلغاء"), ["والالغاء", "الغاء"]);
        assert_eq!(found_by("دعوة"), ["دعوه"]);
        assert_eq!(found_by("الى"), ["الي"], "what would be left is no word");
    }

    #[test]
    fn letter_case_plurals_and_digits_of_other_scripts_make_no_difference() {
        assert_eq!(found_by("Contracts"), ["contracts", "contract"]);
        assert_eq!(found_by("٤١٤"), ["414"]);
        assert_eq!(found_by("address"), ["address"]);
    }

    #[test]
    fn names_are_found_by_their_parts() {
        assert_eq!(
            found_by("CreateInvitation"),
            ["createinvitation", "create", "invitation"]
        );
        assert_eq!(
            found_by("transaction_id"),
            ["transaction_id", "transaction", "id"]
        );
    }

    #[test]
    fn places_are_those_of_the_text_as_it_stands() {
        let text = "راجع العَقْد، ثم sign.";
        let written: Vec<&str> = words(text)
            .iter()
            .filter_map(|word| text.get(word.start..word.end))
            .collect();
        assert_eq!(written, ["راجع", "العَقْد", "ثم", "sign"]);
    }
}
