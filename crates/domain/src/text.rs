//! Text as people type it: digits of other scripts, stray controls, two languages.

use serde::{Deserialize, Serialize};

/// The two languages of every screen, message and document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Arabic.
    Ar,
    /// English.
    En,
}

impl Language {
    /// The BCP 47 tag.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Ar => "ar",
            Self::En => "en",
        }
    }

    /// Reads a BCP 47 tag by its primary subtag (`ar-EG` is Arabic).
    pub fn parse(tag: &str) -> Option<Self> {
        let primary = tag.split(['-', '_']).next().unwrap_or(tag).trim();
        if primary.eq_ignore_ascii_case("ar") {
            Some(Self::Ar)
        } else if primary.eq_ignore_ascii_case("en") {
            Some(Self::En)
        } else {
            None
        }
    }
}

/// A sentence or name in both languages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bilingual {
    /// English.
    pub en: String,
    /// Arabic.
    pub ar: String,
}

impl Bilingual {
    /// The text in one language.
    pub fn in_language(&self, language: Language) -> &str {
        match language {
            Language::Ar => &self.ar,
            Language::En => &self.en,
        }
    }
}

/// Writes Arabic-Indic (U+0660…) and Extended Arabic-Indic (U+06F0…) digits as ASCII digits.
pub fn ascii_digits(text: &str) -> String {
    text.chars().map(ascii_digit).collect()
}

/// A digit of either Arabic script as an ASCII one; anything else as it is.
pub fn ascii_digit(character: char) -> char {
    let offset = match character {
        '\u{0660}'..='\u{0669}' => u32::from(character).wrapping_sub(0x0660),
        '\u{06F0}'..='\u{06F9}' => u32::from(character).wrapping_sub(0x06F0),
        _ => return character,
    };
    char::from_digit(offset, 10).unwrap_or(character)
}

/// A letter as searches compare it (Unicode, chapter 9.2): the forms of alef, of final ya and of ta
/// marbuta are one; `None` for vowel signs and tatweel, which people write or leave out.
pub const fn arabic_letter(letter: char) -> Option<char> {
    match letter {
        '\u{064B}'..='\u{0652}' | '\u{0670}' | '\u{0640}' => None,
        'أ' | 'إ' | 'آ' | 'ٱ' => Some('ا'),
        'ى' => Some('ي'),
        'ة' => Some('ه'),
        other => Some(other),
    }
}

/// Writes ASCII digits as Arabic-Indic ones.
pub fn arabic_digits(text: &str) -> String {
    text.chars()
        .map(|character| match character.to_digit(10) {
            Some(digit) => char::from_u32(0x0660_u32.saturating_add(digit)).unwrap_or(character),
            None => character,
        })
        .collect()
}

/// Whether a text holds a control character other than line feed and tab.
pub fn has_control(text: &str) -> bool {
    text.chars()
        .any(|character| character.is_control() && character != '\n' && character != '\t')
}

/// Line ends as `\n`, outer white space removed.
pub fn tidy(text: &str) -> String {
    text.replace("\r\n", "\n")
        .replace('\r', "\n")
        .trim()
        .to_owned()
}

/// Shows only the last `shown` characters, the rest as dots: `•••••••90`.
pub fn masked(text: &str, shown: usize) -> String {
    let count = text.chars().count();
    text.chars()
        .enumerate()
        .map(|(position, character)| {
            if position >= count.saturating_sub(shown) {
                character
            } else {
                '•'
            }
        })
        .collect()
}

/// Whether a character is drawn as nothing, or only turns the direction of others, so that `exe.pdf`
/// looks like `fdp.exe` (Unicode, `Default_Ignorable_Code_Point` and characters of format, as far as
/// texts have them).
pub(crate) const fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{ad}'
            | '\u{61c}'
            | '\u{180e}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{fff0}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

/// An e-mail address that could receive mail. Its `Debug` hides all but the domain.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Email(String);

/// The text is no e-mail address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAnEmail;

impl Email {
    /// Reads an address: one `@`, no white space, nothing invisible, a dotted domain, at most 254
    /// bytes (RFC 5321, 4.5.3.1.3). Marks of direction around it, which are copied along from Arabic
    /// texts, are no part of it. The domain is kept in lower case. Whether it exists is proved by a
    /// code, not by a pattern.
    pub fn parse(text: &str) -> Result<Self, NotAnEmail> {
        let text = text.trim_matches(|letter: char| letter.is_whitespace() || is_invisible(letter));
        let (local, domain) = text.rsplit_once('@').ok_or(NotAnEmail)?;
        let strange = |character: char| {
            character.is_whitespace()
                || character.is_control()
                || is_invisible(character)
                || "@<>()[]\\,;:\"".contains(character)
        };
        let labels_fit = domain.contains('.')
            && domain.split('.').all(|label| {
                (1..=63).contains(&label.len()) && !label.starts_with('-') && !label.ends_with('-')
            });
        if text.len() > 254
            || !(1..=64).contains(&local.len())
            || local.chars().any(strange)
            || domain.chars().any(strange)
            || !labels_fit
        {
            return Err(NotAnEmail);
        }
        Ok(Self(format!("{local}@{}", domain.to_lowercase())))
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The first letter and the domain: `a•••@example.com`.
    pub fn masked(&self) -> String {
        match self.0.rsplit_once('@') {
            Some((local, domain)) => {
                let first: String = local.chars().take(1).collect();
                format!("{first}•••@{domain}")
            }
            None => "•••".to_owned(),
        }
    }
}

impl std::fmt::Debug for Email {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.masked())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_of_both_arabic_ranges_become_ascii() {
        assert_eq!(ascii_digits("٠١٢٣٤٥٦٧٨٩ ۰۹ a1"), "0123456789 09 a1");
        assert_eq!(arabic_digits("2026/11"), "٢٠٢٦/١١");
    }

    #[test]
    fn a_mask_leaves_only_the_end() {
        assert_eq!(masked("+201234567890", 2), "•••••••••••90");
        assert_eq!(masked("9", 2), "9");
    }

    #[test]
    fn languages_are_read_by_their_primary_subtag() {
        assert_eq!(Language::parse("ar-EG"), Some(Language::Ar));
        assert_eq!(Language::parse("EN_us"), Some(Language::En));
        assert_eq!(Language::parse("fr"), None);
    }

    #[test]
    fn addresses_need_one_at_sign_and_a_dotted_domain() {
        assert_eq!(
            Email::parse(" a.b@Example.COM ").map(|email| email.as_str().to_owned()),
            Ok("a.b@example.com".to_owned())
        );
        assert!(Email::parse("\u{200f}a@b.co\u{200e} ").is_ok());
        for wrong in [
            "a\u{200b}@b.co",
            "a@b\u{202e}.co",
            "a\u{180e}@b.co",
            "a\u{fe0f}@b.co",
            "a\u{e0061}@b.co",
            "a",
            "a@b",
            "@b.co",
            "a b@c.de",
            "a@b..c",
            "a@-b.c",
            "a@b@c.de",
            "<a>@b.co",
        ] {
            assert_eq!(Email::parse(wrong), Err(NotAnEmail), "{wrong}");
        }
    }
}
