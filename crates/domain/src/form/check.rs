//! Whether a form definition can be used, judged once, when it is saved.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Field, FieldType, Form, FormDefect, Format, Given, IdentityPolicy, IdentitySource, Value,
    limit::bound, value::TABLE_LIMIT,
};
use crate::place::Country;

/// Most fields of a form.
pub(super) const FIELD_LIMIT: usize = 300;
/// Most fields that take a file.
pub(super) const FILE_LIMIT: usize = 10;
/// How deep fields may hang on one another.
pub(super) const DEPTH_LIMIT: usize = 8;
/// Most members who countersign.
pub const COUNTERSIGNER_LIMIT: usize = 8;
/// Most columns of a table.
pub(super) const COLUMN_LIMIT: usize = 12;
/// Most rows of a table that a person fills in on a page.
pub const PAGE_ROWS: usize = 20;

/// The highest age that can be asked for, in years.
pub(super) const OLDEST: u8 = 99;

/// What the documents of a type name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Named {
    /// Fields within sentences and conditions.
    pub fields: BTreeSet<String>,
    /// Fields whose rows fill a table, and the last column that is asked of them (0 for as many as
    /// there are).
    pub tables: BTreeMap<String, usize>,
    /// Fields and the forms in which they are printed.
    pub formats: BTreeSet<(String, String)>,
}

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
        self.check_named(named)?;
        match self.unused(named) {
            Some(field) => Err(FormDefect::UnusedField(field.key.clone())),
            None => Ok(()),
        }
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
        let find = |key: &String| {
            let mut fields = self.fields.iter();
            let found = fields.find(|field| field.key == *key);
            found.ok_or_else(|| FormDefect::UnknownPlaceholder(key.clone()))
        };
        for key in &named.fields {
            find(key)?;
        }
        for (key, columns) in &named.tables {
            let field = find(key)?;
            let most = match field.kind {
                FieldType::Table => field.columns.len(),
                FieldType::Multiselect => 1,
                _ => return Err(FormDefect::TablePlaceholder(key.clone())),
            };
            if *columns > most {
                return Err(FormDefect::TableColumn(key.clone()));
            }
        }
        for (key, form) in &named.formats {
            let kind = find(key)?.kind;
            if !Format::parse(form).is_some_and(|format| format.fits(kind)) {
                return Err(FormDefect::Format(key.clone(), form.clone()));
            }
        }
        Ok(())
    }

    /// The first field that a person or the company must fill in for nothing: neither a document nor
    /// another field uses it. Files are listed in every document.
    fn unused(&self, named: &Named) -> Option<&Field> {
        self.fields.iter().find(|field| {
            let hangs_on = |other: &Field| {
                let parent = other.parent.as_ref();
                parent.is_some_and(|parent| parent.key == field.key)
            };
            field.required
                && field.kind != FieldType::File
                && field.identity_source.is_none()
                && !named.fields.contains(&field.key)
                && !named.tables.contains_key(&field.key)
                && !self.fields.iter().any(hangs_on)
        })
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
