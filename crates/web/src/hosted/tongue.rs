//! Which language a browser asks for, and our two languages under both of their names.

use axum::http::{HeaderMap, Uri, header::ACCEPT_LANGUAGE};
use mithaq_domain::text::Language;
use mithaq_i18n::{Locale, digits};
use mithaq_service::session::LanguageWish;

use super::{answer::parameter, cookies};

/// The language named in the address (`?lang=ar`), if it is one of ours.
pub(super) fn named(uri: &Uri) -> Option<Language> {
    parameter(uri, "lang").as_deref().and_then(Language::parse)
}

/// What the browser says of languages; a language named in the address counts as chosen.
pub(super) fn wish(uri: &Uri, headers: &HeaderMap) -> LanguageWish {
    let remembered = || {
        cookies::language(headers)
            .as_deref()
            .and_then(Language::parse)
    };
    let accepted = headers
        .get(ACCEPT_LANGUAGE)
        .and_then(|value| value.to_str().ok());
    LanguageWish {
        chosen: named(uri).or_else(remembered),
        accepted: accepted
            .and_then(Locale::from_accept_language)
            .map(language),
    }
}

/// The language of a page outside of any session: Arabic unless something else is asked for, since
/// most invited people read it.
pub(super) fn outside(uri: &Uri, headers: &HeaderMap) -> Locale {
    locale(wish(uri, headers).settle(None, Language::Ar))
}

pub(super) fn locale(language: Language) -> Locale {
    match language {
        Language::Ar => Locale::Ar,
        Language::En => Locale::En,
    }
}

fn language(locale: Locale) -> Language {
    match locale {
        Locale::Ar => Language::Ar,
        Locale::En => Language::En,
    }
}

/// `2026/11/22 12:00:00 (UTC+02:00)` in the page's digits. In Arabic a mark sets the direction
/// (no letter would), and the name of the zone keeps its own (UAX #9).
pub(super) fn moment(locale: Locale, text: &str) -> String {
    match (locale, text.split_once(" (")) {
        (Locale::Ar, Some((time, zone))) => {
            format!(
                "\u{200f}{} (\u{2066}{}\u{2069})",
                digits(Locale::Ar, time),
                zone.trim_end_matches(')')
            )
        }
        _ => text.to_owned(),
    }
}
