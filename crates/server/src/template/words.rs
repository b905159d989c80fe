//! Why a template was refused, in Arabic or English.

use std::{fmt, io, path::Path};

use mithaq_domain::form::FormDefect;
use mithaq_i18n::{Argument, Locale, text_with};
use mithaq_pades::UploadRefusal;
use mithaq_service::document::{DocumentRefusal, FormFieldRefusal};
use mithaq_typeset::TemplateError;

/// Why there is no good template, or no preview.
#[derive(Debug)]
pub enum Refusal {
    /// A file cannot be read or written; which, and why.
    File(String, String),
    /// The template is wrong in itself.
    Template(TemplateError),
    /// The PDF under the fields holds what it may not.
    Upload(UploadRefusal),
    /// A field of the PDF's form, by name, cannot be filled in.
    FormField(String, FormFieldRefusal),
    /// The field of this key is placed on the pages of a PDF that others have signed.
    PlacedOnSigned(String),
    /// The contract type is no JSON of its form.
    Type(String),
    /// Template and type do not go together; where in the template.
    Defect(Option<(usize, usize)>, FormDefect),
    /// The values are no JSON object.
    Values,
    /// A value is none of its field, or there is no such field.
    Value(String),
    /// The typesetter gave up.
    Unprintable(String),
}

impl From<DocumentRefusal> for Refusal {
    fn from(refusal: DocumentRefusal) -> Self {
        match refusal {
            DocumentRefusal::Template(error) => Self::Template(error),
            DocumentRefusal::Upload(refusal) => Self::Upload(refusal),
            DocumentRefusal::PlacedOnSigned(key) => Self::PlacedOnSigned(key),
            DocumentRefusal::FormField(name, refusal) => Self::FormField(name, refusal),
        }
    }
}

impl Refusal {
    /// A failure at a file.
    pub fn file(path: &Path, error: &io::Error) -> Self {
        Self::File(path.display().to_string(), error.to_string())
    }

    /// 2 for files, 1 for what is in them.
    pub const fn exit_code(&self) -> u8 {
        match self {
            Self::File(..) => 2,
            _ => 1,
        }
    }

    /// The sentence, beginning with the place.
    pub fn in_words(&self, file: &str, locale: Locale) -> String {
        let said = |key: &str, subject: &str, more: &str| {
            let arguments = [
                ("subject", Argument::Text(subject)),
                ("more", Argument::Text(more)),
            ];
            text_with(locale, key, &arguments)
        };
        match self {
            Self::File(path, why) => said("template-file", path, why),
            Self::Template(error) => {
                let place = match error.position {
                    Some((line, column)) => position(line, column, locale),
                    None => error.path.clone(),
                };
                let key = format!("template-fault-{}", error.fault.code());
                at(file, &place, &said(&key, &error.fault.subject(), ""))
            }
            Self::Upload(refusal) => {
                let sentence = said(&format!("template-upload-{}", refusal.code()), "", "");
                at(file, "", &sentence)
            }
            Self::PlacedOnSigned(key) => at(file, "", &said("template-placed-on-signed", key, "")),
            Self::FormField(name, refusal) => {
                let key = format!("template-form-field-{}", refusal.code());
                at(file, "", &said(&key, name, ""))
            }
            Self::Type(why) => said("template-type", why, ""),
            Self::Defect(place, defect) => {
                let form = match defect {
                    FormDefect::Format(_, more) | FormDefect::FormField(_, more) => more.as_str(),
                    _ => "",
                };
                let key = format!("template-defect-{}", defect.code());
                let sentence = said(&key, defect.key().unwrap_or_default(), form);
                let place = place.map(|(line, column)| position(line, column, locale));
                at(file, &place.unwrap_or_default(), &sentence)
            }
            Self::Values => said("template-values", "", ""),
            Self::Value(key) => said("template-value", key, ""),
            Self::Unprintable(why) => said("template-not-printed", why, ""),
        }
    }
}

fn position(line: usize, column: usize, locale: Locale) -> String {
    let number = |number: usize| Argument::Number(i64::try_from(number).unwrap_or(i64::MAX));
    let arguments = [("line", number(line)), ("column", number(column))];
    text_with(locale, "template-position", &arguments)
}

fn at(file: &str, place: &str, sentence: &str) -> String {
    match place {
        "" => format!("{file}: {sentence}"),
        place => format!("{file}: {place}: {sentence}"),
    }
}

/// As an import says it, in English like the rest of its words.
impl fmt::Display for Refusal {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.in_words("", Locale::En))
    }
}
