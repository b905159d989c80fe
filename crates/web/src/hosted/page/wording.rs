//! The frame's way to every sentence: names, counts and codes put into the page's language.

use mithaq_domain::form::ShownSize;
use mithaq_i18n::{Argument, Locale, text_with};

use super::frame::{Frame, Progress};

impl Frame {
    /// The company's name in the page's language, or the product's.
    pub(super) fn brand(&self) -> String {
        self.company_name().map_or_else(
            || mithaq_i18n::text(self.locale, "product"),
            ToOwned::to_owned,
        )
    }

    fn company_name(&self) -> Option<&str> {
        let company = self.company.as_ref()?;
        Some(match self.locale {
            Locale::Ar => &company.name_ar,
            Locale::En => &company.name_en,
        })
    }

    pub(super) fn logo(&self) -> Option<&str> {
        self.company.as_ref()?.logo_src.as_deref()
    }

    /// What stands in the logo's place: the first letter of the name, without the words and the
    /// article that every company's name begins with («شركة النيل» gives «ن»).
    pub(super) fn initial(&self) -> String {
        let name = self.brand();
        let word = name
            .split_whitespace()
            .find(|word| !matches!(*word, "شركة" | "بنك" | "مجموعة" | "The" | "Bank"))
            .unwrap_or(&name);
        let word = word
            .strip_prefix("ال")
            .filter(|rest| !rest.is_empty())
            .unwrap_or(word);
        match word.chars().next() {
            // Alone, ه is drawn like the digit ٥: U+200D asks for its joined form.
            Some('ه') => "ه\u{200D}".to_owned(),
            Some(letter) => letter.to_string(),
            None => String::new(),
        }
    }

    /// The sentence under `key`; `$company` is always known.
    pub(super) fn text(&self, key: &str) -> String {
        self.fill(key, &[])
    }

    /// The sentence under `key` with one variable of text.
    pub(super) fn with(&self, key: &str, name: &str, value: &str) -> String {
        self.fill(key, &[(name, Argument::Text(value))])
    }

    /// The sentence under `key` with one number.
    pub(super) fn number(&self, key: &str, name: &str, value: &u32) -> String {
        self.fill(key, &[(name, Argument::Number(i64::from(*value)))])
    }

    /// "Page 2 of 5" and its like.
    pub(super) fn page_of(&self, key: &str, page: &u32, pages: &u32) -> String {
        let page = ("page", Argument::Number(i64::from(*page)));
        self.fill(key, &[page, ("pages", Argument::Number(i64::from(*pages)))])
    }

    /// Pages and the fingerprint's last four letters.
    pub(super) fn file(&self, key: &str, pages: &u32, ending: &str) -> String {
        let pages = ("pages", Argument::Number(i64::from(*pages)));
        self.fill(key, &[pages, ("ending", Argument::Text(ending))])
    }

    /// What to compare with the message that carried the signing code.
    pub(super) fn compare(&self, request: &str, ending: &str) -> String {
        // WORD JOINER keeps `REQ-2026-00001` on one line (UAX #14).
        let request = request.replace('-', "-\u{2060}");
        let request = ("request", Argument::Text(&request));
        self.fill(
            "sign-compare",
            &[request, ("ending", Argument::Text(ending))],
        )
    }

    pub(super) fn step_of(&self, progress: &Progress) -> String {
        let number = ("number", Argument::Number(i64::from(progress.number)));
        self.fill(
            "step-of",
            &[number, ("of", Argument::Number(i64::from(progress.of)))],
        )
    }

    /// The name of a table for screen readers.
    pub(super) fn table_name(&self, caption: &Option<String>) -> String {
        caption.clone().unwrap_or_else(|| self.text("review-table"))
    }

    /// A count in the page's digits.
    pub(super) fn digits(&self, count: &u32) -> String {
        mithaq_i18n::number(self.locale, i64::from(*count))
    }

    /// Minutes and seconds, `0:45`, in the page's digits.
    pub(super) fn clock(&self, seconds: &u32) -> String {
        let clock = format!("{}:{:02}", seconds / 60, seconds % 60);
        mithaq_i18n::digits(self.locale, &clock)
    }

    /// What the person agrees to by signing, word for word as the review page shows it.
    #[must_use]
    pub fn consent(&self) -> String {
        self.text("review-consent")
    }

    fn fill(&self, key: &str, more: &[(&str, Argument<'_>)]) -> String {
        let unknown;
        let company = match self.company_name() {
            Some(name) => name,
            None => {
                unknown = text_with(self.locale, "company-unknown", &[]);
                &unknown
            }
        };
        let mut arguments = vec![("company", Argument::Text(company))];
        arguments.extend_from_slice(more);
        text_with(self.locale, key, &arguments)
    }
}

/// Others have yet to sign what the person has signed.
pub(in crate::hosted) fn awaits_customers(locale: Locale) -> String {
    mithaq_i18n::text(locale, "done-next-customers")
}

/// The company has yet to sign what the person has signed.
pub(in crate::hosted) fn awaits_company(locale: Locale, company: &str) -> String {
    let company = [("company", Argument::Text(company))];
    text_with(locale, "done-next-company", &company)
}

/// The company's seal has yet to countersign, by itself.
pub(in crate::hosted) fn awaits_seal(locale: Locale, company: &str) -> String {
    let company = [("company", Argument::Text(company))];
    text_with(locale, "done-next-seal", &company)
}

/// What is said of a file: its name, its kind and its size.
pub(in crate::hosted) fn file(
    locale: Locale,
    name: &str,
    (kind, size): (&str, &ShownSize),
) -> String {
    let size = self::size(locale, size);
    let arguments = [
        ("name", Argument::Text(name)),
        ("kind", Argument::Text(kind)),
        ("size", Argument::Text(&size)),
    ];
    text_with(locale, "file-shown", &arguments)
}

/// A size in the page's digits.
pub(in crate::hosted) fn size(locale: Locale, size: &ShownSize) -> String {
    let (key, number) = match size {
        ShownSize::Kilobytes(number) => ("file-kilobytes", number),
        ShownSize::Megabytes(number) => ("file-megabytes", number),
    };
    let number = match locale {
        Locale::En => number.clone(),
        Locale::Ar => mithaq_i18n::digits(locale, number).replace('.', "\u{66B}"),
    };
    text_with(locale, key, &[("number", Argument::Text(&number))])
}
