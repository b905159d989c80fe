//! Why a form definition cannot be used, in English for whoever wrote it and by code for others.

use std::fmt::{self, Formatter};

use super::check::{
    COLUMN_LIMIT, COUNTERSIGNER_LIMIT, DEPTH_LIMIT, FIELD_LIMIT, FILE_LIMIT, OLDEST, PAGE_ROWS,
};

/// Why a form definition cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FormDefect {
    /// The key is empty or has other characters than letters, digits and `_`.
    BadKey(String),
    /// Two fields have one key (compared without letter case).
    DuplicateKey(String),
    /// A field of choices has none, or another field has some.
    Options(String),
    /// The field that it hangs on does not stand before it, or hangs too deep.
    Parent(String),
    /// It hangs on an answer that the other field never has.
    ParentValue(String),
    /// Its pattern is none or too large, or its type takes none.
    Pattern(String),
    /// A limit is none of its type, the least is above the most, or a file has a least.
    Limits(String),
    /// Its default is no value that it takes.
    Default(String),
    /// A table without headings, another field with some, or a table that a person cannot fill in.
    Columns(String),
    /// The document fills a table from a field that is none.
    TablePlaceholder(String),
    /// The document names a column that the table does not have.
    TableColumn(String),
    /// The document asks for a form that there is not, or that the field's values do not have.
    Format(String, String),
    /// The field of the document's own form, named second, cannot take all values that the field may have.
    FormField(String, String),
    /// The field must be filled in, and nothing in the document or the form hangs on it.
    UnusedField(String),
    /// There are too many fields.
    TooManyFields,
    /// Too many fields take a file.
    TooManyFiles,
    /// A countersigner is named twice or has no name, or there are too many.
    Countersigners,
    /// It names a part of the identity that its type cannot have, or nobody need have proved.
    IdentitySource(String),
    /// Nobody is so old.
    MinimumAge,
    /// The document names a field that the form does not have.
    UnknownPlaceholder(String),
    /// The type has no field, no name or no document.
    Empty,
}

impl FormDefect {
    /// A stable word.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::BadKey(_) => "bad-key",
            Self::DuplicateKey(_) => "duplicate-key",
            Self::Options(_) => "options",
            Self::Parent(_) => "parent",
            Self::ParentValue(_) => "parent-value",
            Self::Pattern(_) => "pattern",
            Self::Limits(_) => "limits",
            Self::Default(_) => "default",
            Self::Columns(_) => "columns",
            Self::TablePlaceholder(_) => "table-placeholder",
            Self::TableColumn(_) => "table-column",
            Self::Format(..) => "format",
            Self::FormField(..) => "form-field",
            Self::UnusedField(_) => "unused-field",
            Self::TooManyFields => "too-many-fields",
            Self::TooManyFiles => "too-many-files",
            Self::Countersigners => "countersigners",
            Self::IdentitySource(_) => "identity-source",
            Self::MinimumAge => "minimum-age",
            Self::UnknownPlaceholder(_) => "unknown-placeholder",
            Self::Empty => "empty",
        }
    }

    /// The key of the field that it is about.
    pub fn key(&self) -> Option<&str> {
        match self {
            Self::BadKey(key)
            | Self::DuplicateKey(key)
            | Self::Options(key)
            | Self::Parent(key)
            | Self::ParentValue(key)
            | Self::Pattern(key)
            | Self::Limits(key)
            | Self::Default(key)
            | Self::Columns(key)
            | Self::TablePlaceholder(key)
            | Self::TableColumn(key)
            | Self::Format(key, _)
            | Self::FormField(key, _)
            | Self::IdentitySource(key)
            | Self::UnusedField(key)
            | Self::UnknownPlaceholder(key) => Some(key),
            Self::TooManyFields
            | Self::TooManyFiles
            | Self::Countersigners
            | Self::MinimumAge
            | Self::Empty => None,
        }
    }
}

impl fmt::Display for FormDefect {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::BadKey(key) => write!(formatter, "field key {key:?}: letters, digits and _ only"),
            Self::DuplicateKey(key) => write!(formatter, "field key {key:?} occurs twice"),
            Self::Options(key) => write!(
                formatter,
                "field {key:?}: choices belong to dropdown and multiselect, which need some"
            ),
            Self::Parent(key) => write!(
                formatter,
                "field {key:?}: the field that it hangs on must stand before it, at most {DEPTH_LIMIT} deep"
            ),
            Self::ParentValue(key) => write!(
                formatter,
                "field {key:?} hangs on an answer that the other field cannot have"
            ),
            Self::Pattern(key) => write!(
                formatter,
                "field {key:?}: a pattern belongs to text and multiline, and must be a small regular expression"
            ),
            Self::Limits(key) => write!(
                formatter,
                "field {key:?}: min and max are no limits of its type (a file has a max alone), or contradict each other"
            ),
            Self::Default(key) => {
                write!(
                    formatter,
                    "field {key:?} does not take its own default value"
                )
            }
            Self::Columns(key) => write!(
                formatter,
                "field {key:?}: columns belong to tables, which need 1 to {COLUMN_LIMIT}, and, where a \
                 person must fill them in, a max of at most {PAGE_ROWS} rows"
            ),
            Self::TooManyFields => write!(formatter, "more than {FIELD_LIMIT} fields"),
            Self::TooManyFiles => write!(formatter, "more than {FILE_LIMIT} fields of type file"),
            Self::Countersigners => write!(
                formatter,
                "contractSigners: at most {COUNTERSIGNER_LIMIT} different members"
            ),
            Self::IdentitySource(key) => write!(
                formatter,
                "field {key:?}: identitySource needs identityPolicy required, and a text for fullName, a \
                 nationalId or text for idNumber, a date for dateOfBirth"
            ),
            Self::MinimumAge => write!(formatter, "minimumAge: 1 to {OLDEST} years"),
            Self::Empty => {
                formatter.write_str("a contract type needs a name, a field and a document")
            }
            document => document.fmt_document(formatter),
        }
    }
}

impl std::error::Error for FormDefect {}

impl FormDefect {
    /// What is wrong between the form and its documents.
    fn fmt_document(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::TablePlaceholder(key) => write!(
                formatter,
                "the document fills a table from {key:?}, which is no table"
            ),
            Self::TableColumn(key) => write!(
                formatter,
                "the document names a column that the table {key:?} does not have"
            ),
            Self::FormField(key, name) => write!(
                formatter,
                "field {key:?} has values that field {name:?} of the PDF's form cannot take"
            ),
            Self::Format(key, form) => write!(
                formatter,
                "the document prints {key:?} as {form:?}, which its type is not"
            ),
            Self::UnusedField(key) => write!(
                formatter,
                "field {key:?} is required, but the document does not use it"
            ),
            Self::UnknownPlaceholder(key) => {
                write!(formatter, "the document names {key:?}, which is no field")
            }
            _ => Ok(()),
        }
    }
}
