//! Whether a form definition can be used, judged once, when it is saved.

use std::collections::BTreeSet;

use super::{Field, FieldType, Form, Given, Value, limit::bound, value::TABLE_LIMIT};
use crate::place::Country;

/// Most fields of a form.
const FIELD_LIMIT: usize = 300;
/// How deep fields may hang on one another.
const DEPTH_LIMIT: usize = 8;
/// Most columns of a table.
const COLUMN_LIMIT: usize = 12;
/// Most rows of a table that a person fills in on a page.
pub const PAGE_ROWS: usize = 20;

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
    /// A limit is none of its type, or the least is above the most.
    Limits(String),
    /// Its default is no value that it takes.
    Default(String),
    /// A table without headings, another field with some, or a table that a person cannot fill in.
    Columns(String),
    /// The document fills a table from a field that is none.
    TablePlaceholder(String),
    /// There are too many fields.
    TooManyFields,
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
                "field {key:?}: min and max are no limits of its type, or contradict each other"
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
mod tests {
    use super::super::{
        Choice, Parent, Pattern,
        tests::{field, form},
    };
    use super::*;
    use crate::text::Bilingual;

    fn same(text: &str) -> Bilingual {
        Bilingual {
            en: text.to_owned(),
            ar: text.to_owned(),
        }
    }

    fn judged(field: Field) -> Result<(), FormDefect> {
        let choice = |id: &str| Choice {
            id: id.to_owned(),
            name: same(id),
        };
        let first = Field {
            options: vec![choice("a"), choice("b")],
            ..super::super::tests::field("first", FieldType::Dropdown, false)
        };
        form(vec![first, field]).check(&Named::default())
    }

    fn hanging(key: &str, value: Option<&str>) -> Field {
        Field {
            parent: Some(Parent {
                key: key.to_owned(),
                value: value.map(str::to_owned),
            }),
            ..field("second", FieldType::Text, false)
        }
    }

    #[test]
    fn a_field_hangs_only_on_an_earlier_one_and_on_an_answer_that_it_can_have() {
        assert_eq!(judged(hanging("first", Some("a"))), Ok(()));
        assert_eq!(judged(hanging("first", None)), Ok(()));
        let key = "second".to_owned();
        assert_eq!(
            judged(hanging("second", None)),
            Err(FormDefect::Parent(key.clone()))
        );
        assert_eq!(
            judged(hanging("nothing", None)),
            Err(FormDefect::Parent(key.clone()))
        );
        assert_eq!(
            judged(hanging("first", Some("c"))),
            Err(FormDefect::ParentValue(key))
        );
    }

    #[test]
    fn a_chain_of_conditions_has_an_end() {
        let chain = |length: usize| {
            let link = |number: usize| Field {
                parent: (number > 0).then(|| Parent {
                    key: format!("k{}", number - 1),
                    value: None,
                }),
                ..field(&format!("k{number}"), FieldType::Text, false)
            };
            form((0..length).map(link).collect()).check(&Named::default())
        };
        assert_eq!(chain(DEPTH_LIMIT + 1), Ok(()));
        assert!(matches!(chain(DEPTH_LIMIT + 2), Err(FormDefect::Parent(_))));
        assert_eq!(chain(FIELD_LIMIT + 1), Err(FormDefect::TooManyFields));
    }

    #[test]
    fn limits_patterns_defaults_and_columns_must_fit_their_field() {
        let text = || field("second", FieldType::Text, false);
        let number = || field("second", FieldType::Number, false);
        let some = |text: &str| Some(text.to_owned());
        let cases = [
            Field {
                min: some("5"),
                max: some("4"),
                ..number()
            },
            Field {
                min: some("much"),
                ..number()
            },
            Field {
                min: some("-1"),
                ..text()
            },
            Field {
                min: some("1"),
                ..field("second", FieldType::Phone, false)
            },
            Field {
                pattern: Some(Pattern::new("(")),
                ..text()
            },
            Field {
                pattern: Some(Pattern::new("a")),
                ..number()
            },
            Field {
                default_value: some("nine"),
                ..number()
            },
            Field {
                default_value: some("9"),
                max: some("8"),
                ..number()
            },
            Field {
                columns: vec![same("a")],
                ..text()
            },
            field("second", FieldType::Table, false),
            Field {
                columns: vec![same("a")],
                ..field("second", FieldType::Table, true)
            },
        ];
        for field in cases {
            let shown = format!("{field:?}");
            assert!(judged(field).is_err(), "{shown}");
        }
        let table = Field {
            columns: vec![same("a")],
            max: some("20"),
            ..field("second", FieldType::Table, true)
        };
        assert_eq!(judged(table), Ok(()));
    }

    #[test]
    fn a_document_may_only_name_fields_that_exist_and_tables_as_tables() {
        let named = |fields: &[&str], tables: &[&str]| Named {
            fields: fields.iter().map(|key| (*key).to_owned()).collect(),
            tables: tables.iter().map(|key| (*key).to_owned()).collect(),
        };
        let form = form(vec![
            field("fullName", FieldType::Text, true),
            Field {
                columns: vec![same("a")],
                ..field("items", FieldType::Table, false)
            },
        ]);
        assert_eq!(form.check(&named(&["fullName"], &["items"])), Ok(()));
        assert_eq!(
            form.check(&named(&["salary"], &[])),
            Err(FormDefect::UnknownPlaceholder("salary".to_owned()))
        );
        assert_eq!(
            form.check(&named(&[], &["fullName"])),
            Err(FormDefect::TablePlaceholder("fullName".to_owned()))
        );
    }
}
