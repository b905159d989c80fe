//! What all pages share: language, company, progress, errors, and the way to every sentence.

use mithaq_i18n::{Argument, Locale, text_with};

use crate::assets;

/// The company that invites, as its people know it.
#[derive(Clone, Debug)]
pub struct Company {
    /// Name on English pages.
    pub name_en: String,
    /// Name on Arabic pages.
    pub name_ar: String,
    /// Address of the logo, square; without one the name's first letter stands in its place.
    pub logo_src: Option<String>,
}

/// "Step `number` of `of`".
#[derive(Clone, Copy, Debug)]
pub struct Progress {
    /// The present step, from 1.
    pub number: u32,
    /// How many there are.
    pub of: u32,
}

/// An error to show once.
#[derive(Clone, Debug)]
pub struct Problem {
    /// The number, for `data-error-code`.
    pub code: u32,
    /// The `name` of the input it belongs to (`code`, `f.414.monthlyIncome`), if any.
    pub field: Option<String>,
    /// What happened and what to do, in the page's language.
    pub text: String,
}

impl Problem {
    /// The error with the text that `locales/` has for its number.
    #[must_use]
    pub fn new(locale: Locale, code: u32, field: Option<&str>) -> Self {
        Self {
            code,
            field: field.map(ToOwned::to_owned),
            text: mithaq_i18n::error(locale, code),
        }
    }
}

/// Links of the footer, where the company gave them.
#[derive(Clone, Debug, Default)]
pub struct Links {
    /// The privacy notice.
    pub privacy_href: Option<String>,
    /// Help.
    pub help_href: Option<String>,
}

/// Everything around a page's own content.
#[derive(Clone, Debug)]
pub struct Frame {
    /// The page's language.
    pub locale: Locale,
    /// Who invites; `None` where even that is not known.
    pub company: Option<Company>,
    /// The session, for `data-session-id` and the forms' addresses; `None` on standalone pages.
    pub session_id: Option<String>,
    /// Goes into every form as `form_token`.
    pub form_token: Option<String>,
    /// Where the language switch leads (`?lang=ar`); `None` hides it.
    pub language_href: Option<String>,
    /// How far the person is, on pages that are steps.
    pub progress: Option<Progress>,
    /// Errors of the last try.
    pub errors: Vec<Problem>,
    /// Links of the footer.
    pub links: Links,
}

impl Frame {
    /// A frame with nothing but a language: for pages outside of any session.
    #[must_use]
    pub fn bare(locale: Locale) -> Self {
        Self {
            locale,
            company: None,
            session_id: None,
            form_token: None,
            language_href: Some(format!("?lang={}", locale.other().tag())),
            progress: None,
            errors: Vec::new(),
            links: Links::default(),
        }
    }

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
        word.chars().next().map(String::from).unwrap_or_default()
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
        let request = ("request", Argument::Text(request));
        self.fill("sign-compare", &[request, ("ending", Argument::Text(ending))])
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

    /// `/session/{id}/{action}`.
    pub(super) fn action(&self, action: &str) -> String {
        format!(
            "/session/{}/{action}",
            self.session_id.as_deref().unwrap_or_default()
        )
    }

    pub(super) fn token(&self) -> &str {
        self.form_token.as_deref().unwrap_or_default()
    }

    /// The errors of one input.
    pub(super) fn errors_of(&self, field: &str) -> Vec<&Problem> {
        self.errors
            .iter()
            .filter(|error| error.field.as_deref() == Some(field))
            .collect()
    }

    pub(super) fn has_error(&self, field: &str) -> bool {
        self.errors
            .iter()
            .any(|error| error.field.as_deref() == Some(field))
    }

    pub(super) fn asset(&self, name: &str) -> String {
        assets::href(name)
    }

    /// The font file that the first lines need, loaded ahead.
    pub(super) fn first_font(&self) -> String {
        assets::href(match self.locale {
            Locale::Ar => "plex-arabic-regular.woff2",
            Locale::En => "plex-latin-regular.woff2",
        })
    }
}

/// An element id made from an input's name: letters, digits, `-` and `_` only.
pub(super) fn element_id(name: &str) -> String {
    let safe = |letter: char| {
        if letter.is_ascii_alphanumeric() || letter == '_' {
            letter
        } else {
            '-'
        }
    };
    name.chars()
        .map(safe)
        .fold(String::from("input-"), |mut id, letter| {
            id.push(letter);
            id
        })
}

impl Problem {
    /// Where the summary's link leads.
    pub(super) fn target(&self) -> Option<String> {
        self.field
            .as_deref()
            .map(|field| format!("#{}", element_id(field)))
    }
}
