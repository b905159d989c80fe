//! Whether a form definition can be used, judged once, when it is saved.

use std::collections::BTreeSet;

use super::{
    Field, FieldType, Form, Given, IdentityPolicy, IdentitySource, Value, limit::bound,
    value::TABLE_LIMIT,
};
use crate::place::Country;

/// Most fields of a form.
const FIELD_LIMIT: usize = 300;
/// Most fields that take a file.
const FILE_LIMIT: usize = 10;
/// How deep fields may hang on one another.
const DEPTH_LIMIT: usize = 8;
/// Most members who countersign.
pub const COUNTERSIGNER_LIMIT: usize = 8;
/// Most columns of a table.
const COLUMN_LIMIT: usize = 12;
/// Most rows of a table that a person fills in on a page.
pub const PAGE_ROWS: usize = 20;

/// The highest age that can be asked for, in years.
const OLDEST: u8 = 99;

/// What the documents of a type name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Named {
    /// Fields within sentences and conditions.
    pub fields: BTreeSet<String>,
    /// Fields whose rows fill a table.
    pub tables: BTreeSet<String>,
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

impl std::fmt::Display for FormDefect {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
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
            Self::TablePlaceholder(key) => write!(
                formatter,
                "the document fills a table from {key:?}, which is no table"
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
    /// Checks a definition when it is saved, with what its documents name.
    pub fn check(&self, named: &Named) -> Result<(), FormDefect> {
        let has_name = !self.name.en.trim().is_empty() && !self.name.ar.trim().is_empty();
        if !has_name || self.fields.is_empty() {
            return Err(FormDefect::Empty);
        }
        if self.fields.len() > FIELD_LIMIT {
            return Err(FormDefect::TooManyFields);
        }
        let files = self.fields.iter();
        if files.filter(|field| field.kind == FieldType::File).count() > FILE_LIMIT {
            return Err(FormDefect::TooManyFiles);
        }
        self.check_countersigners()?;
        self.check_identity()?;
        let mut seen = BTreeSet::new();
        for (position, field) in self.fields.iter().enumerate() {
            if !seen.insert(field.key.to_ascii_lowercase()) {
                return Err(FormDefect::DuplicateKey(field.key.clone()));
            }
            check_field(field)?;
            let earlier = self.fields.get(..position).unwrap_or_default();
            check_parent(field, earlier)?;
        }
        self.check_named(named)
    }

    fn check_identity(&self) -> Result<(), FormDefect> {
        if !self
            .minimum_age
            .is_none_or(|years| (1..=OLDEST).contains(&years))
        {
            return Err(FormDefect::MinimumAge);
        }
        let is_proved = self.identity_policy == IdentityPolicy::Required;
        let wrong = self.fields.iter().find(|field| {
            let fits = |source: IdentitySource| is_proved && source.fits(field.kind);
            !field.identity_source.is_none_or(fits)
        });
        match wrong {
            Some(field) => Err(FormDefect::IdentitySource(field.key.clone())),
            None => Ok(()),
        }
    }

    fn check_countersigners(&self) -> Result<(), FormDefect> {
        let names = self.provider_signers.iter();
        let names: BTreeSet<String> = names.map(|name| name.trim().to_lowercase()).collect();
        let given = self.provider_signers.len();
        if names.len() == given && given <= COUNTERSIGNER_LIMIT && !names.contains("") {
            Ok(())
        } else {
            Err(FormDefect::Countersigners)
        }
    }

    fn check_named(&self, named: &Named) -> Result<(), FormDefect> {
        for key in named.fields.iter().chain(&named.tables) {
            let field = self
                .fields
                .iter()
                .find(|field| field.key == *key)
                .ok_or_else(|| FormDefect::UnknownPlaceholder(key.clone()))?;
            if field.kind != FieldType::Table && named.tables.contains(key) {
                return Err(FormDefect::TablePlaceholder(key.clone()));
            }
        }
        Ok(())
    }
}

fn check_field(field: &Field) -> Result<(), FormDefect> {
    let key = || field.key.clone();
    let plain = |character: char| character.is_ascii_alphanumeric() || character == '_';
    if field.key.is_empty() || field.key.len() > 64 || !field.key.chars().all(plain) {
        return Err(FormDefect::BadKey(key()));
    }
    let chooses = matches!(field.kind, FieldType::Dropdown | FieldType::Multiselect);
    if chooses == field.options.is_empty() {
        return Err(FormDefect::Options(key()));
    }
    let matches = matches!(field.kind, FieldType::Text | FieldType::Multiline);
    let usable = |pattern: &super::Pattern| matches && pattern.is_usable();
    if !field.pattern.as_ref().is_none_or(usable) {
        return Err(FormDefect::Pattern(key()));
    }
    check_limits(field)?;
    check_columns(field)?;
    for default in [&field.default_value, &field.default_ar_value] {
        let taken = |text: &String| field.take(&Given::Text(text.clone()), Country::default());
        if default
            .as_ref()
            .is_some_and(|text| !matches!(taken(text), Ok(Some(_))))
        {
            return Err(FormDefect::Default(key()));
        }
    }
    Ok(())
}

fn check_limits(field: &Field) -> Result<(), FormDefect> {
    let read = |text: &Option<String>| match text {
        Some(text) => bound(field.kind, text)
            .map(Some)
            .ok_or_else(|| FormDefect::Limits(field.key.clone())),
        None => Ok(None),
    };
    // Nobody asks for a large file, and whoever gives a small one could do nothing about it.
    if field.kind == FieldType::File && field.min.is_some() {
        return Err(FormDefect::Limits(field.key.clone()));
    }
    match (read(&field.min)?, read(&field.max)?) {
        (Some(least), Some(most)) if least > most => Err(FormDefect::Limits(field.key.clone())),
        _ => Ok(()),
    }
}

fn check_columns(field: &Field) -> Result<(), FormDefect> {
    let wrong = || Err(FormDefect::Columns(field.key.clone()));
    if field.kind != FieldType::Table {
        return if field.columns.is_empty() {
            Ok(())
        } else {
            wrong()
        };
    }
    let rows = field
        .max
        .as_ref()
        .and_then(|text| text.parse::<usize>().ok());
    let asked = field.required && field.is_persons();
    let most = if asked { PAGE_ROWS } else { TABLE_LIMIT };
    let fits = rows.map_or(!asked, |rows| (1..=most).contains(&rows));
    let named = |column: &crate::text::Bilingual| {
        !column.en.trim().is_empty() && !column.ar.trim().is_empty()
    };
    let headed = (1..=COLUMN_LIMIT).contains(&field.columns.len());
    if fits && headed && field.columns.iter().all(named) {
        Ok(())
    } else {
        wrong()
    }
}

/// Parents stand earlier, so that no two fields hang on each other.
fn check_parent(field: &Field, earlier: &[Field]) -> Result<(), FormDefect> {
    let Some(parent) = &field.parent else {
        return Ok(());
    };
    let find = |key: &str| earlier.iter().find(|other| other.key == key);
    let Some(other) = find(&parent.key) else {
        return Err(FormDefect::Parent(field.key.clone()));
    };
    let mut depth = 1;
    let mut above = other;
    while let Some(next) = above.parent.as_ref().and_then(|parent| find(&parent.key)) {
        depth += 1;
        above = next;
    }
    if depth > DEPTH_LIMIT {
        return Err(FormDefect::Parent(field.key.clone()));
    }
    let Some(value) = &parent.value else {
        return Ok(());
    };
    let possible = match other.take(&Given::Text(value.clone()), Country::default()) {
        Ok(Some(Value::Text(text))) => text == *value,
        Ok(Some(Value::List(ids))) => ids == [value.clone()],
        _ => false,
    };
    if possible {
        Ok(())
    } else {
        Err(FormDefect::ParentValue(field.key.clone()))
    }
}

#[cfg(test)]
mod tests;
