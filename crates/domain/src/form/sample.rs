//! Values that nobody gave: what fields hold in a preview, so that every condition and table of a
//! document is seen.

use std::collections::BTreeMap;

use super::{Attachment, Field, FieldType, Form, Value, Values};
use crate::{
    place::Country,
    text::{Bilingual, Language},
};

/// Rows of a table in a preview.
const ROWS: usize = 3;

impl Field {
    /// A value of its type, its default where it has one; texts are the field's own name in both
    /// languages, in guillemets.
    pub fn sample(&self, country: Country) -> Value {
        if let Some(default) = self.default_in(Language::En, country) {
            return default;
        }
        let text = |text: &str| Value::Text(text.to_owned());
        let ids = self.options.iter().map(|choice| choice.id.clone());
        match self.kind {
            FieldType::Text | FieldType::Multiline => Value::Text(quoted(&self.label)),
            FieldType::Number => text("1250"),
            FieldType::Money => text("1250.75"),
            FieldType::Date => text("2026-11-22"),
            FieldType::Dropdown => Value::Text(ids.into_iter().next().unwrap_or_default()),
            FieldType::Multiselect => Value::List(ids.take(ROWS).collect()),
            FieldType::Checkbox => text("true"),
            FieldType::Table => {
                let cell = |column: &Bilingual, row: usize| format!("{} {row}", quoted(column));
                let row = |row| self.columns.iter().map(|c| cell(c, row)).collect();
                Value::Rows((1..=ROWS).map(row).collect())
            }
            FieldType::Phone => Value::Text(country.made_up_phone(12_345_678)),
            FieldType::Email => text("name@example.com"),
            FieldType::NationalId => text("29801011234567"),
            FieldType::File => Attachment::judge("sample.pdf", SAMPLE_FILE.to_vec())
                .map_or_else(|_| text("sample.pdf"), Value::File),
        }
    }
}

/// Enough of a PDF to be taken for one.
const SAMPLE_FILE: &[u8] = b"%PDF-1.7\nstartxref\n0\n%%EOF\n";

fn quoted(label: &Bilingual) -> String {
    if label.en == label.ar {
        return format!("«{}»", label.en);
    }
    format!("«{} · {}»", label.en, label.ar)
}

impl Form {
    /// A sample of every field, whatever the others' answers: a preview shows all that there is.
    pub fn sample_values(&self, country: Country) -> Values {
        let fields = self.fields.iter();
        let samples = fields.map(|field| (field.key.clone(), field.sample(country)));
        samples.collect::<BTreeMap<_, _>>()
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Choice, Given, tests::field};
    use super::*;

    #[test]
    fn every_type_has_a_sample_that_it_takes() {
        let kinds = [
            FieldType::Text,
            FieldType::Multiline,
            FieldType::Number,
            FieldType::Money,
            FieldType::Date,
            FieldType::Dropdown,
            FieldType::Checkbox,
            FieldType::Phone,
            FieldType::Email,
            FieldType::NationalId,
        ];
        for kind in kinds {
            let mut field = field("key", kind, true);
            if kind == FieldType::Dropdown {
                let name = field.label.clone();
                let id = "a".to_owned();
                field.options.push(Choice { id, name });
            }
            let sample = field.sample(Country::Egypt);
            let Value::Text(text) = &sample else {
                unreachable!("{kind:?}: {sample:?}");
            };
            let taken = field.take(&Given::Text(text.clone()), Country::Egypt);
            assert_eq!(taken, Ok(Some(sample)), "{kind:?}");
        }
    }
}
