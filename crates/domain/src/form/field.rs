//! One field of a form: what it takes, when it is asked, and who fills it in.

use serde::{Deserialize, Serialize};

use super::{
    Given, MOST_BYTES, Value, ValueRefusal, Values,
    limit::{self, Pattern},
    show, value,
};
use crate::{
    place::Country,
    text::{Bilingual, Language},
};

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
    /// Whether a contract is incomplete without it, as far as it is asked.
    #[serde(default)]
    pub required: bool,
    /// The heading under which it stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<Bilingual>,
    /// The choices of `dropdown` and `multiselect`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<Choice>,
    /// It is asked only while another field's answer says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<Parent>,
    /// The value where nobody gives another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default_value: Option<String>,
    /// The same in an Arabic session, where it is a text that people read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default_ar_value: Option<String>,
    /// What a text must match from its beginning to its end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pattern: Option<Pattern>,
    /// The least: of a number, amount or date itself; of a text its characters; of a choice of
    /// several or a table how many; of a file its bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<String>,
    /// The most, by the same measure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<String>,
    /// Only the company fills it in.
    #[serde(default)]
    pub read_only: bool,
    /// Whether the person sees it outside the document; if not, only the company fills it in.
    #[serde(default = "yes")]
    pub visible_to_user: bool,
    /// Whether its digits are Arabic-Indic on the Arabic side.
    #[serde(default)]
    pub convert_numbers_to_arabic: bool,
    /// What of the verified identity its value must be, before the contract can be signed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identity_source: Option<IdentitySource>,
    /// The headings of a table.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<Bilingual>,
}

const fn yes() -> bool {
    true
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

/// On which answer a field hangs. The other field stands before it in the form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parent {
    /// The other field.
    pub key: String,
    /// Its answer, in canonical form (of choices the id); without it any answer will do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
}

/// A part of a person's verified identity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum IdentitySource {
    /// The number of the identity document, compared digit by digit.
    IdNumber,
    /// The whole name, compared word by word.
    FullName,
    /// The date of birth, compared exactly.
    DateOfBirth,
}

impl IdentitySource {
    /// Whether a field of a type can have such a value.
    pub const fn fits(self, kind: FieldType) -> bool {
        match self {
            Self::IdNumber => matches!(kind, FieldType::NationalId | FieldType::Text),
            Self::FullName => matches!(kind, FieldType::Text),
            Self::DateOfBirth => matches!(kind, FieldType::Date),
        }
    }
}

/// What a field takes (`wire.md` 6, Field).
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
    /// Rows of texts under headings.
    Table,
    /// A phone number.
    Phone,
    /// An e-mail address.
    Email,
    /// A national number of the tenant's country.
    NationalId,
    /// One PDF, JPEG or PNG.
    File,
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
            Self::Table => "table",
            Self::Phone => "phone",
            Self::Email => "email",
            Self::NationalId => "nationalId",
            Self::File => "file",
        }
    }
}

impl Field {
    /// A field that anybody may fill in and nobody must.
    pub fn new(key: &str, kind: FieldType, label: Bilingual) -> Self {
        Self {
            key: key.to_owned(),
            kind,
            label,
            required: false,
            group: None,
            options: Vec::new(),
            parent: None,
            default_value: None,
            default_ar_value: None,
            pattern: None,
            min: None,
            max: None,
            read_only: false,
            visible_to_user: true,
            convert_numbers_to_arabic: false,
            identity_source: None,
            columns: Vec::new(),
        }
    }

    /// Turns what was given into the canonical value; `Ok(None)` when nothing was given.
    pub fn take(&self, given: &Given, country: Country) -> Result<Option<Value>, ValueRefusal> {
        let taken = value::take(self, given, country)?;
        if let Some(value) = &taken {
            limit::check(self, value)?;
        }
        Ok(taken)
    }

    /// The most bytes of a file that it takes.
    pub fn most_bytes(&self) -> usize {
        let own = self.max.as_ref().and_then(|max| max.parse().ok());
        own.unwrap_or(MOST_BYTES)
    }

    /// How a value reads inside a document's own sentences: an amount without its currency, which
    /// the sentence names.
    pub fn print(&self, value: &Value, country: Country) -> Bilingual {
        show::print(self, value, country)
    }

    /// How a value reads alone, on a screen, in both languages.
    pub fn show(&self, value: &Value, country: Country) -> Bilingual {
        show::show(self, value, country)
    }

    /// The cells of a table as they are printed, and of several choices one a row; empty for every
    /// other value.
    pub fn cells(&self, value: &Value) -> Vec<Vec<Bilingual>> {
        show::cells(self, value)
    }

    /// Whether the person may be asked for it; if not, only the company fills it in.
    pub const fn is_persons(&self) -> bool {
        self.visible_to_user && !self.read_only
    }

    /// The value where nobody gives another.
    pub fn default_in(&self, language: Language, country: Country) -> Option<Value> {
        let arabic = self
            .default_ar_value
            .as_ref()
            .filter(|_| language == Language::Ar);
        let text = arabic.or(self.default_value.as_ref())?;
        self.take(&Given::Text(text.clone()), country)
            .ok()
            .flatten()
    }

    /// Whether the answers so far let this field be asked, as far as its own parent goes.
    pub(super) fn follows(&self, values: &Values) -> bool {
        self.parent
            .as_ref()
            .is_none_or(|parent| parent.holds(values.get(&parent.key)))
    }
}

impl Parent {
    /// Whether an answer of the other field is the one asked for. An empty box means "no".
    fn holds(&self, answer: Option<&Value>) -> bool {
        match (&self.value, answer) {
            (Some(wanted), None) => wanted == "false",
            (None, None) => false,
            (None, Some(_)) => true,
            (Some(wanted), Some(Value::Text(text))) => text == wanted,
            (Some(wanted), Some(Value::List(ids))) => ids.contains(wanted),
            (Some(_), Some(Value::Rows(_) | Value::File(_))) => false,
        }
    }
}
