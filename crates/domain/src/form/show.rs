//! How a canonical value reads: alone on a screen, inside a document's sentence, in a table's cell.

use super::{Field, FieldType, Value};
use crate::{
    place::Country,
    text::{Bilingual, arabic_digits},
};

pub(super) fn print(field: &Field, value: &Value, country: Country) -> Bilingual {
    match (field.kind, value) {
        (FieldType::Money, Value::Text(text)) => {
            let text = Bilingual {
                en: grouped(text),
                ar: grouped(text),
            };
            localized(field, text)
        }
        _ => show(field, value, country),
    }
}

pub(super) fn show(field: &Field, value: &Value, country: Country) -> Bilingual {
    localized(field, plain(field, value, country))
}

/// The cells of a table, and of several choices one a row; empty for every other value.
pub(super) fn cells(field: &Field, value: &Value) -> Vec<Vec<Bilingual>> {
    let rows = match value {
        Value::Rows(rows) => rows,
        Value::List(ids) => {
            let row = |id| vec![localized(field, named(field, std::slice::from_ref(id)))];
            return ids.iter().map(row).collect();
        }
        Value::Text(_) | Value::File(_) => return Vec::new(),
    };
    let cell = |text: &String| {
        let text = Bilingual {
            en: text.clone(),
            ar: text.clone(),
        };
        localized(field, text)
    };
    rows.iter()
        .map(|row| row.iter().map(cell).collect())
        .collect()
}

/// On the Arabic side digits and separators of the field's own choice.
fn localized(field: &Field, text: Bilingual) -> Bilingual {
    // The digits of a file's name and hash are what they are.
    if !field.convert_numbers_to_arabic || field.kind == FieldType::File {
        return text;
    }
    let is_decimal = matches!(field.kind, FieldType::Number | FieldType::Money);
    let separator = |character| match character {
        ',' if is_decimal => '\u{066C}',
        '.' if is_decimal => '\u{066B}',
        character => character,
    };
    Bilingual {
        ar: arabic_digits(&text.ar).chars().map(separator).collect(),
        en: text.en,
    }
}

fn plain(field: &Field, value: &Value, country: Country) -> Bilingual {
    let same = |text: &str| Bilingual {
        en: text.to_owned(),
        ar: text.to_owned(),
    };
    match (field.kind, value) {
        (FieldType::Money, Value::Text(text)) => country.money(&grouped(text)),
        (FieldType::Number, Value::Text(text)) => same(&grouped(text)),
        (FieldType::Date, Value::Text(text)) => same(&text.replace('-', "/")),
        (FieldType::Checkbox, Value::Text(text)) => yes_or_no(text == "true"),
        (FieldType::Dropdown, Value::Text(id)) => named(field, std::slice::from_ref(id)),
        (_, Value::List(ids)) => named(field, ids),
        (_, Value::Rows(rows)) => {
            let rows: Vec<String> = rows.iter().map(|row| row.join(" · ")).collect();
            same(&rows.join("\n"))
        }
        (_, Value::Text(text)) => same(text),
        (_, Value::File(attachment)) => same(&attachment.name),
    }
}

/// Groups the whole part of a canonical decimal by thousands: `1250.75` → `1,250.75`.
fn grouped(decimal: &str) -> String {
    let (sign, digits) = decimal
        .strip_prefix('-')
        .map_or(("", decimal), |rest| ("-", rest));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let mut text = sign.to_owned();
    for (position, digit) in whole.chars().enumerate() {
        if position > 0 && whole.len().saturating_sub(position).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    if !fraction.is_empty() {
        text.push('.');
        text.push_str(fraction);
    }
    text
}

fn yes_or_no(yes: bool) -> Bilingual {
    let (en, ar) = if yes {
        ("Yes", "نعم")
    } else {
        ("No", "لا")
    };
    Bilingual {
        en: en.to_owned(),
        ar: ar.to_owned(),
    }
}

fn named(field: &Field, ids: &[String]) -> Bilingual {
    let names: Vec<&Bilingual> = field
        .options
        .iter()
        .filter(|choice| ids.contains(&choice.id))
        .map(|choice| &choice.name)
        .collect();
    let join = |part: fn(&Bilingual) -> &str, comma: &str| {
        names
            .iter()
            .map(|name| part(name))
            .collect::<Vec<_>>()
            .join(comma)
    };
    Bilingual {
        en: join(|name| &name.en, ", "),
        ar: join(|name| &name.ar, "، "),
    }
}
