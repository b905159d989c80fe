//! How a document asks for a value beside its plain form: in words, with its currency, as a date
//! written out, in one script's digits. `{{amount|words}}` in a template.

use super::{Field, FieldType, Value, show};
use crate::{
    place::{Country, words},
    text::{Bilingual, arabic_digits, ascii_digits},
};

/// A form in which a document prints a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    /// An amount or number written out, an amount with its currency.
    Words,
    /// An amount in digits with its currency.
    Currency,
    /// A date with the month's name.
    Long,
    /// Arabic-Indic digits on the Arabic side, whatever the field says.
    ArabicDigits,
    /// ASCII digits on both sides, whatever the field says.
    LatinDigits,
}

impl Format {
    /// Every one.
    pub const ALL: [Self; 5] = [
        Self::Words,
        Self::Currency,
        Self::Long,
        Self::ArabicDigits,
        Self::LatinDigits,
    ];

    /// Its name in a template.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Words => "words",
            Self::Currency => "currency",
            Self::Long => "long",
            Self::ArabicDigits => "arabicDigits",
            Self::LatinDigits => "latinDigits",
        }
    }

    /// The one of a name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.name() == name)
    }

    /// Whether values of a type have this form.
    pub const fn fits(self, kind: FieldType) -> bool {
        match self {
            Self::Words => matches!(kind, FieldType::Money | FieldType::Number),
            Self::Currency => matches!(kind, FieldType::Money),
            Self::Long => matches!(kind, FieldType::Date),
            Self::ArabicDigits | Self::LatinDigits => {
                !matches!(kind, FieldType::File | FieldType::Table)
            }
        }
    }
}

impl Field {
    /// How a value reads in a form that its type has; as it is printed plainly where it has none.
    pub fn format(&self, value: &Value, format: Format, country: Country) -> Bilingual {
        let plain = || show::print(self, value, country);
        let text = match value {
            Value::Text(text) => text.as_str(),
            Value::List(_) | Value::Rows(_) | Value::File(_) => "",
        };
        match format {
            Format::Words if self.kind == FieldType::Money => {
                country.currency().in_words(text).unwrap_or_else(plain)
            }
            Format::Words => words::number_in_words(text).unwrap_or_else(plain),
            Format::Currency => show::show(self, value, country),
            Format::Long => self.long_date(text, country).unwrap_or_else(plain),
            Format::ArabicDigits | Format::LatinDigits => {
                let is_arabic = format == Format::ArabicDigits;
                let field = Self {
                    convert_numbers_to_arabic: is_arabic,
                    ..self.clone()
                };
                let printed = show::print(&field, value, country);
                // A person may have typed digits of either script.
                let side = |text: &str| match is_arabic {
                    true => arabic_digits(text),
                    false => ascii_digits(text),
                };
                Bilingual {
                    en: ascii_digits(&printed.en),
                    ar: side(&printed.ar),
                }
            }
        }
    }

    /// `2026-11-22` as "22 November 2026" and «22 نوفمبر 2026», the digits as the field asks.
    fn long_date(&self, text: &str, country: Country) -> Option<Bilingual> {
        let mut parts = text.split('-');
        let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
        let month = country.month(month.parse().ok()?)?;
        let day = day.trim_start_matches('0');
        let digits = |text: &str| match self.convert_numbers_to_arabic {
            true => arabic_digits(text),
            false => text.to_owned(),
        };
        Some(Bilingual {
            en: format!("{day} {} {year}", month.en),
            ar: format!("{} {} {}", digits(day), month.ar, digits(year)),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::field;
    use super::*;

    fn formatted(kind: FieldType, text: &str, format: Format) -> (String, String) {
        let field = field("key", kind, false);
        let said = field.format(&Value::Text(text.to_owned()), format, Country::Egypt);
        (said.en, said.ar)
    }

    #[test]
    fn each_form_says_the_same_value() {
        let pair = |en: &str, ar: &str| (en.to_owned(), ar.to_owned());
        assert_eq!(
            formatted(FieldType::Money, "1250.75", Format::Words),
            pair(
                "one thousand two hundred and fifty Egyptian pounds and seventy-five piastres",
                "ألف ومائتان وخمسون جنيهًا مصريًا وخمسة وسبعون قرشًا"
            )
        );
        assert_eq!(
            formatted(FieldType::Money, "1250.75", Format::Currency),
            pair("EGP 1,250.75", "1,250.75 جنيه")
        );
        assert_eq!(
            formatted(FieldType::Money, "1250.75", Format::ArabicDigits),
            pair("1,250.75", "١٬٢٥٠٫٧٥")
        );
        assert_eq!(
            formatted(FieldType::Date, "2026-02-03", Format::Long),
            pair("3 February 2026", "3 فبراير 2026")
        );
        assert_eq!(
            formatted(FieldType::Text, "شقة ١٢", Format::LatinDigits).1,
            "شقة 12"
        );
        assert_eq!(
            formatted(FieldType::Number, "12", Format::Words).1,
            "اثنا عشر"
        );
    }

    #[test]
    fn every_form_has_one_name() {
        for format in Format::ALL {
            assert_eq!(Format::parse(format.name()), Some(format));
        }
        assert_eq!(Format::parse("Words"), None);
        assert!(!Format::Long.fits(FieldType::Money));
    }
}
