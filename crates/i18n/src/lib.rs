//! Every sentence that a human reads, in Arabic and English, looked up by key.
//!
//! The sentences themselves lie in `locales/{ar,en}/*.ftl` at the root of the tree and are compiled in;
//! descriptions of the reference, whose English is in the code, in `locales/ar/reference.po`.
//! What is not here: which sentence to show when (the callers decide), and dates, money or phone
//! numbers (they come as text that is ready to be shown).
//!
//! Keys are lower-case words joined by `-`, the first word naming the screen or purpose
//! (`review-title`). Error texts are `error-<number>`; texts that leave by SMS or e-mail are `message-…`.

mod bundle;
mod described;
mod locale;
mod sources;

pub use described::{described, descriptions};
pub use locale::Locale;

/// A value that a sentence names: `{ $pages }` in the Fluent file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Argument<'a> {
    /// Shown as it is; on pages isolated from the direction of the text around it (UAX #9, FSI … PDI).
    Text(&'a str),
    /// Chooses the plural form. On pages it is written in the locale's digits; in errors and in
    /// messages always in ASCII digits.
    Number(i64),
}

/// The sentence under `key`. An unknown key answers the key itself and never panics;
/// tests make sure that no key in use is unknown.
#[must_use]
pub fn text(locale: Locale, key: &str) -> String {
    text_with(locale, key, &[])
}

/// The sentence under `key` with its variables filled. Arguments that the sentence does not name
/// are ignored; a variable without argument is shown as `{$name}`.
#[must_use]
pub fn text_with(locale: Locale, key: &str, arguments: &[(&str, Argument<'_>)]) -> String {
    bundle::format(locale, key, arguments).unwrap_or_else(|| key.to_owned())
}

/// Whether there is a sentence under `key` in `locale`.
#[must_use]
pub fn has(locale: Locale, key: &str) -> bool {
    bundle::has(locale, key)
}

/// The text of error `code`, or of the general error 1900 where the code has none.
#[must_use]
pub fn error(locale: Locale, code: u32) -> String {
    bundle::format(locale, &format!("error-{code}"), &[])
        .unwrap_or_else(|| text(locale, "error-1900"))
}

/// `number` in the digits that the locale's readers expect on a page (Arabic-Indic in Arabic).
#[must_use]
pub fn number(locale: Locale, number: i64) -> String {
    digits(locale, &number.to_string())
}

/// `text` with its ASCII digits turned into the locale's. For dates and counts that a person reads;
/// never for codes, phone numbers, request numbers or hashes, which stay ASCII in both languages.
#[must_use]
pub fn digits(locale: Locale, text: &str) -> String {
    match locale {
        Locale::En => text.to_owned(),
        Locale::Ar => text.chars().map(arabic_indic).collect(),
    }
}

fn arabic_indic(letter: char) -> char {
    match letter.to_digit(10) {
        Some(value) => char::from_u32(0x0660 + value).unwrap_or(letter),
        None => letter,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_key_answers_itself() {
        assert_eq!(text(Locale::Ar, "no-such-key"), "no-such-key");
    }

    #[test]
    fn an_unknown_code_answers_the_general_error() {
        assert_eq!(error(Locale::En, 4_000_000), text(Locale::En, "error-1900"));
    }

    #[test]
    fn arabic_pages_count_in_arabic_digits_and_plurals() {
        let pages = |count| text_with(Locale::Ar, "pages", &[("pages", Argument::Number(count))]);
        assert_eq!(pages(1), "صفحة واحدة");
        assert_eq!(pages(2), "صفحتان");
        assert_eq!(pages(3), "\u{2068}٣\u{2069} صفحات");
        assert_eq!(pages(12), "\u{2068}١٢\u{2069} صفحة");
    }

    #[test]
    fn messages_keep_ascii_digits_and_carry_no_invisible_marks() {
        for locale in Locale::ALL {
            let message = text_with(
                locale,
                "message-sign-code",
                &[
                    ("company", Argument::Text("Nile")),
                    ("code", Argument::Text("123456")),
                    ("request", Argument::Text("REQ-2026-00001")),
                    ("pages", Argument::Number(12)),
                    ("ending", Argument::Text("4f9c")),
                ],
            );
            for part in ["123456", "REQ-2026-00001", "12", "4f9c", "Nile"] {
                assert!(message.contains(part), "{message}");
            }
            assert!(
                !message
                    .chars()
                    .any(|c| ('\u{2066}'..='\u{2069}').contains(&c)),
                "{message}"
            );
        }
    }

    #[test]
    fn code_messages_cost_one_part_in_english_and_two_in_arabic() {
        let company = |locale| match locale {
            Locale::Ar => "شركة وادي النيل للتمويل الاستهلاكي",
            Locale::En => "Nile Valley Consumer Finance Company",
        };
        for (locale, letters) in [(Locale::En, 160), (Locale::Ar, 134)] {
            for key in [
                "message-phone-code",
                "message-sign-code",
                "message-register-code",
                "message-login-code",
                "message-password-code",
                "message-product-code",
            ] {
                let message = text_with(
                    locale,
                    key,
                    &[
                        ("company", Argument::Text(company(locale))),
                        ("code", Argument::Text("123456")),
                        ("minutes", Argument::Number(5)),
                        ("subject", Argument::Text("confirming your new policy")),
                        ("request", Argument::Text("REQ-2026-00001")),
                        ("pages", Argument::Number(12)),
                        ("ending", Argument::Text("4f9c")),
                    ],
                );
                assert!(message.chars().count() <= letters, "{message}");
                assert!(
                    !message.contains("://") && !message.contains("www."),
                    "{message}"
                );
                assert!(locale == Locale::Ar || message.is_ascii(), "{message}");
            }
        }
    }
}
