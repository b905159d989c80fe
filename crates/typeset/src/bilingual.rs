//! A pair of English and Arabic, the shape of everything that is printed. Which of the two
//! prevails is the contract's own text, not ours.

use serde::{Deserialize, Serialize};

/// The two languages of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Written from left to right.
    En,
    /// Written from right to left.
    Ar,
}

/// The same thing in English and in Arabic.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bilingual<T = String> {
    /// The English side.
    pub en: T,
    /// The Arabic side.
    pub ar: T,
}

impl<T> Bilingual<T> {
    /// Pairs two sides.
    pub fn new(en: impl Into<T>, ar: impl Into<T>) -> Self {
        Self {
            en: en.into(),
            ar: ar.into(),
        }
    }

    /// The side written in `language`.
    pub fn side(&self, language: Language) -> &T {
        match language {
            Language::En => &self.en,
            Language::Ar => &self.ar,
        }
    }

    /// Makes each side from each side.
    pub fn map<U>(&self, mut make: impl FnMut(Language, &T) -> U) -> Bilingual<U> {
        Bilingual {
            en: make(Language::En, &self.en),
            ar: make(Language::Ar, &self.ar),
        }
    }
}

impl Bilingual<String> {
    /// The same text on both sides, for what is alike in every language (a number, a code).
    pub fn same(text: impl Into<String>) -> Self {
        let text = text.into();
        Self {
            en: text.clone(),
            ar: text,
        }
    }
}
