//! In which language a person is spoken to: on the page and in the message that the page causes.

use mithaq_domain::text::Language;

/// What a browser says of languages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LanguageWish {
    /// The one that the person chose on a page of this session.
    pub chosen: Option<Language>,
    /// The one that the browser prefers.
    pub accepted: Option<Language>,
}

impl LanguageWish {
    /// The person's own choice, then the session's language, then the browser's, then the company's.
    pub fn settle(self, session: Option<Language>, company: Language) -> Language {
        self.chosen.or(session).or(self.accepted).unwrap_or(company)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_persons_choice_comes_first_and_the_companys_language_last() {
        let (ar, en) = (Language::Ar, Language::En);
        let wish = |chosen, accepted| LanguageWish { chosen, accepted };
        assert_eq!(wish(Some(ar), Some(en)).settle(Some(en), en), ar);
        assert_eq!(wish(None, Some(en)).settle(Some(ar), en), ar);
        assert_eq!(wish(None, Some(ar)).settle(None, en), ar);
        assert_eq!(wish(None, None).settle(None, ar), ar);
    }
}
