//! The two languages, and how a browser asks for one of them.

/// A language of the product. Arabic and English are equals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Locale {
    /// Arabic as used in Egypt, written from right to left.
    Ar,
    /// English, written from left to right.
    En,
}

impl Locale {
    /// Both languages.
    pub const ALL: [Self; 2] = [Self::Ar, Self::En];

    /// The language tag (BCP 47) for `lang` attributes and for keeping.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Ar => "ar",
            Self::En => "en",
        }
    }

    /// The direction of writing, as HTML's `dir` wants it.
    #[must_use]
    pub const fn dir(self) -> &'static str {
        match self {
            Self::Ar => "rtl",
            Self::En => "ltr",
        }
    }

    /// The language's name in itself.
    #[must_use]
    pub const fn own_name(self) -> &'static str {
        match self {
            Self::Ar => "العربية",
            Self::En => "English",
        }
    }

    /// The other language.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Ar => Self::En,
            Self::En => Self::Ar,
        }
    }

    /// The language of a tag such as `ar`, `AR-eg` or `en_GB`; `None` for any other.
    #[must_use]
    pub fn from_tag(tag: &str) -> Option<Self> {
        let language = tag.trim().split(['-', '_']).next().unwrap_or_default();
        Self::ALL
            .into_iter()
            .find(|locale| locale.tag().eq_ignore_ascii_case(language))
    }

    /// The best of our languages for an `Accept-Language` value (RFC 9110, section 12.5.4);
    /// `None` where it names neither. Of equal weights the earlier wins; `*` means no preference.
    #[must_use]
    pub fn from_accept_language(value: &str) -> Option<Self> {
        let mut best: Option<(u16, Self)> = None;
        for range in value.split(',').take(32) {
            let mut parts = range.split(';');
            let Some(locale) = parts.next().and_then(Self::from_tag) else {
                continue;
            };
            let weight = parts.find_map(quality).unwrap_or(1000);
            if weight > 0 && best.is_none_or(|(highest, _)| weight > highest) {
                best = Some((weight, locale));
            }
        }
        best.map(|(_, locale)| locale)
    }
}

/// Thousandths of a `q=0.8` parameter; `None` where the parameter is something else.
fn quality(parameter: &str) -> Option<u16> {
    let (name, value) = parameter.split_once('=')?;
    if !name.trim().eq_ignore_ascii_case("q") {
        return None;
    }
    let (whole, fraction) = value.trim().split_once('.').unwrap_or((value.trim(), ""));
    let thousandths = format!("{fraction:0<3}");
    let part = thousandths
        .get(..3)
        .and_then(|digits| digits.parse::<u16>().ok());
    match (whole, part) {
        ("1", _) => Some(1000),
        ("0", Some(part)) => Some(part),
        _ => Some(0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_read_without_regard_to_case_and_region() {
        assert_eq!(Locale::from_tag("AR-eg"), Some(Locale::Ar));
        assert_eq!(Locale::from_tag(" en_GB"), Some(Locale::En));
        assert_eq!(Locale::from_tag("arz"), None);
        assert_eq!(Locale::from_tag(""), None);
    }

    #[test]
    fn the_heavier_language_wins_and_the_earlier_of_equals() {
        let read = Locale::from_accept_language;
        assert_eq!(read("fr, en;q=0.4, ar-EG;q=0.8"), Some(Locale::Ar));
        assert_eq!(read("en-US,en;q=0.9,ar;q=0.8"), Some(Locale::En));
        assert_eq!(read("ar,en"), Some(Locale::Ar));
        assert_eq!(read("ar;q=0, en;q=0.001"), Some(Locale::En));
    }

    #[test]
    fn nonsense_names_no_language() {
        for value in ["", "*", "fr;q=1", ";;;", "ar;q=0", "ar;q=x"] {
            assert_eq!(Locale::from_accept_language(value), None, "{value}");
        }
    }

    #[test]
    fn a_fraction_with_strange_letters_does_not_panic() {
        assert_eq!(
            Locale::from_accept_language("ar;q=0.٥٥٥,en"),
            Some(Locale::En)
        );
    }
}
