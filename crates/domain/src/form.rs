//! Contract types: their fields, who approves, whether identity must be proved; and the values
//! that fill the fields. The documents of a type are opaque here.

mod value;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

pub use value::{Given, Value, ValueRefusal};

use crate::{id::ContractTypeId, place::Country, text::Bilingual};

/// The values of a contract by field key, each in its canonical form.
pub type Values = BTreeMap<String, Value>;

/// One version of a contract type. Versions are immutable.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Form {
    /// Its number within the tenant.
    pub id: ContractTypeId,
    /// Its name as people read it.
    pub name: Bilingual,
    /// Who approves its contracts.
    pub approval: Approval,
    /// Whether a person must have a verified identity to sign.
    #[serde(default)]
    pub identity_policy: IdentityPolicy,
    /// The members who countersign; none in a type that the customer alone signs.
    #[serde(default)]
    pub provider_signers: Vec<String>,
    /// Its fields, in the order of the screens.
    pub fields: Vec<Field>,
}

/// Who approves a contract before it can be signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Approval {
    /// Nobody needs to.
    Automatic,
    /// A member of the company's staff.
    Member,
}

/// Whether a person must have a verified identity to sign (`wire.md` 6, `CheckEligibility`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum IdentityPolicy {
    /// Yes: the default.
    #[default]
    Required,
    /// No; the document says so visibly.
    None,
}

/// One field of a form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Field {
    /// Its key in requests and placeholders: letters, digits, `_`.
    pub key: String,
    /// What it takes.
    #[serde(rename = "type")]
    pub kind: FieldType,
    /// Its name on screens.
    pub label: Bilingual,
    /// Whether a contract is incomplete without it.
    #[serde(default)]
    pub required: bool,
    /// The heading under which it stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<Bilingual>,
    /// The choices of `dropdown` and `multiselect`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<Choice>,
}

/// One choice of a field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// Its stable id: the canonical value.
    pub id: String,
    /// Its name on screens and in documents.
    pub name: Bilingual,
}

/// What a field takes (`wire.md` 6, Field). `table` and `file` are not taken yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum FieldType {
    /// One line.
    Text,
    /// Several lines.
    Multiline,
    /// A decimal number.
    Number,
    /// An amount in the country's currency.
    Money,
    /// A calendar date.
    Date,
    /// One of the choices.
    Dropdown,
    /// Some of the choices.
    Multiselect,
    /// Yes or no.
    Checkbox,
    /// A phone number.
    Phone,
    /// An e-mail address.
    Email,
    /// A national number of the tenant's country.
    NationalId,
}

impl FieldType {
    /// Its name on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Multiline => "multiline",
            Self::Number => "number",
            Self::Money => "money",
            Self::Date => "date",
            Self::Dropdown => "dropdown",
            Self::Multiselect => "multiselect",
            Self::Checkbox => "checkbox",
            Self::Phone => "phone",
            Self::Email => "email",
            Self::NationalId => "nationalId",
        }
    }
}

/// Why a form definition cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FormDefect {
    /// The key is empty or has other characters than letters, digits and `_`.
    BadKey(String),
    /// Two fields have one key (compared without letter case).
    DuplicateKey(String),
    /// A field of choices has none, or another field has some.
    Options(String),
    /// The document names a field that the form does not have.
    UnknownPlaceholder(String),
    /// The type has no field, no name or no document.
    Empty,
}

impl std::fmt::Display for FormDefect {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::BadKey(key) => write!(formatter, "field key {key:?}: letters, digits and _ only"),
            Self::DuplicateKey(key) => write!(formatter, "field key {key:?} occurs twice"),
            Self::Options(key) => write!(
                formatter,
                "field {key:?}: choices belong to dropdown and multiselect, which need some"
            ),
            Self::UnknownPlaceholder(key) => {
                write!(formatter, "the document names {key:?}, which is no field")
            }
            Self::Empty => {
                formatter.write_str("a contract type needs a name, a field and a document")
            }
        }
    }
}

impl std::error::Error for FormDefect {}

impl Form {
    /// Checks a definition when it is saved, with the keys that its documents name.
    pub fn check(&self, placeholders: &BTreeSet<String>) -> Result<(), FormDefect> {
        let named = !self.name.en.trim().is_empty() && !self.name.ar.trim().is_empty();
        if !named || self.fields.is_empty() {
            return Err(FormDefect::Empty);
        }
        let mut seen = BTreeSet::new();
        for field in &self.fields {
            let plain = |character: char| character.is_ascii_alphanumeric() || character == '_';
            if field.key.is_empty() || field.key.len() > 64 || !field.key.chars().all(plain) {
                return Err(FormDefect::BadKey(field.key.clone()));
            }
            if !seen.insert(field.key.to_ascii_lowercase()) {
                return Err(FormDefect::DuplicateKey(field.key.clone()));
            }
            let chooses = matches!(field.kind, FieldType::Dropdown | FieldType::Multiselect);
            if chooses == field.options.is_empty() {
                return Err(FormDefect::Options(field.key.clone()));
            }
        }
        match placeholders.iter().find(|key| self.field(key).is_none()) {
            Some(key) => Err(FormDefect::UnknownPlaceholder(key.clone())),
            None => Ok(()),
        }
    }

    /// The field of a key: the exact one, else the one that differs in letter case only.
    pub fn field(&self, key: &str) -> Option<&Field> {
        self.fields
            .iter()
            .find(|field| field.key == key)
            .or_else(|| {
                self.fields
                    .iter()
                    .find(|field| field.key.eq_ignore_ascii_case(key))
            })
    }

    /// Required fields that have no value, in order.
    pub fn missing<'a>(&'a self, values: &Values) -> Vec<&'a Field> {
        self.fields
            .iter()
            .filter(|field| field.required && !values.contains_key(&field.key))
            .collect()
    }
}

impl Field {
    /// Turns what was given into the canonical value; `Ok(None)` when nothing was given.
    pub fn take(&self, given: &Given, country: Country) -> Result<Option<Value>, ValueRefusal> {
        value::take(self, given, country)
    }

    /// How a value reads inside a document's own sentences: an amount without its currency, which
    /// the sentence names.
    pub fn print(&self, value: &Value, country: Country) -> Bilingual {
        value::print(self, value, country)
    }

    /// How a value reads alone, on a screen, in both languages.
    pub fn show(&self, value: &Value, country: Country) -> Bilingual {
        value::show(self, value, country)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) fn field(key: &str, kind: FieldType, required: bool) -> Field {
        Field {
            key: key.to_owned(),
            kind,
            label: Bilingual {
                en: key.to_owned(),
                ar: key.to_owned(),
            },
            required,
            group: None,
            options: Vec::new(),
        }
    }

    fn form(fields: Vec<Field>) -> Form {
        Form {
            id: ContractTypeId::new(414),
            name: Bilingual {
                en: "Loan".to_owned(),
                ar: "قرض".to_owned(),
            },
            approval: Approval::Automatic,
            identity_policy: IdentityPolicy::None,
            provider_signers: Vec::new(),
            fields,
        }
    }

    #[test]
    fn keys_are_found_in_any_letter_case_and_must_be_unique_in_it() {
        let two = form(vec![
            field("fullName", FieldType::Text, true),
            field("FULLNAME", FieldType::Text, true),
        ]);
        assert_eq!(
            two.check(&BTreeSet::new()),
            Err(FormDefect::DuplicateKey("FULLNAME".to_owned()))
        );
        let one = form(vec![field("fullName", FieldType::Text, true)]);
        assert_eq!(
            one.field("fullname").map(|field| field.key.as_str()),
            Some("fullName")
        );
        assert_eq!(one.missing(&Values::new()).len(), 1);
    }

    #[test]
    fn a_document_may_only_name_fields_that_exist() {
        let form = form(vec![field("fullName", FieldType::Text, true)]);
        let placeholders = BTreeSet::from(["fullName".to_owned(), "salary".to_owned()]);
        assert_eq!(
            form.check(&placeholders),
            Err(FormDefect::UnknownPlaceholder("salary".to_owned()))
        );
    }
}
