//! What all pages share: language, company, progress, errors, and the way to every sentence.

use mithaq_i18n::Locale;

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
    /// The code that a message would have told, of a company that sends none.
    pub untold_code: Option<String>,
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
            untold_code: None,
            links: Links::default(),
        }
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
