//! Values: how what was given becomes the canonical form that is frozen. How it is shown is not
//! here, nor what limits it beside its type.

use serde::{Deserialize, Serialize};

use super::{Attachment, AttachmentRefusal, Field, FieldType};
use crate::{
    place::{Country, phone::Phone},
    text::{Email, ascii_digits, has_control, is_invisible, tidy},
};

/// Longest single-line text, in characters.
pub const TEXT_LIMIT: usize = 256;
/// Longest text of several lines, in characters.
pub const MULTILINE_LIMIT: usize = 2_000;
/// Most rows of a table.
pub const TABLE_LIMIT: usize = 200;

/// What a client or a person gave for a field, before it is judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Given {
    /// A text, or a number written out.
    Text(String),
    /// Yes or no.
    Flag(bool),
    /// Several texts.
    List(Vec<String>),
    /// Rows of texts.
    Rows(Vec<Vec<String>>),
    /// A file, judged already: what is slow about that is not done in a transaction.
    File(Result<Box<Attachment>, AttachmentRefusal>),
    /// Anything that no field takes, such as an object.
    Other,
}

/// A value in the form in which it is kept and frozen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Value {
    /// One text; decimals have a point, dates are ISO 8601, flags are `true` or `false`.
    Text(String),
    /// The ids of the choices.
    List(Vec<String>),
    /// The rows of a table, each with a cell for every column.
    Rows(Vec<Vec<String>>),
    /// A file, whose bytes lie elsewhere.
    File(Box<Attachment>),
}

/// Why a value is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ValueRefusal {
    /// It is no value of the field's type.
    WrongType(FieldType),
    /// It is longer than this many characters.
    TooLong(usize),
    /// It does not match the field's pattern.
    Pattern,
    /// It is below the least or above the most.
    OutOfRange,
    /// It is a file, and not one that is taken.
    File(AttachmentRefusal),
}

pub(super) fn take(
    field: &Field,
    given: &Given,
    country: Country,
) -> Result<Option<Value>, ValueRefusal> {
    let wrong = ValueRefusal::WrongType(field.kind);
    let text = match given {
        Given::Text(text) => tidy(text),
        Given::Flag(flag) if field.kind == FieldType::Checkbox => flag.to_string(),
        Given::List(list) if field.kind == FieldType::Multiselect => return choices(field, list),
        Given::Rows(rows) if field.kind == FieldType::Table => return table(field, rows),
        Given::File(judged) if field.kind == FieldType::File => {
            let judged = judged.clone().map_err(ValueRefusal::File)?;
            return Ok(Some(Value::File(judged)));
        }
        // A client that sends any list for a table has no rows to send.
        Given::List(list) if field.kind == FieldType::Table && list.is_empty() => return Ok(None),
        Given::Flag(_) | Given::List(_) | Given::Rows(_) | Given::File(_) | Given::Other => {
            return Err(wrong);
        }
    };
    // Nothing that anybody would see is nothing given: a document would print it as missing.
    if text
        .chars()
        .all(|character| is_invisible(character) || character.is_whitespace())
    {
        return Ok(None);
    }
    if has_control(&text) {
        return Err(wrong);
    }
    let canonical = match field.kind {
        FieldType::Text => one_line(&text)?,
        FieldType::Multiline => within(text, MULTILINE_LIMIT)?,
        FieldType::Number => number(&text).ok_or(wrong)?,
        FieldType::Money => money(&text).ok_or(wrong)?,
        FieldType::Date => date(&text).ok_or(wrong)?,
        FieldType::Dropdown => choice(field, &text).ok_or(wrong)?,
        FieldType::Multiselect => return choices(field, &[text]),
        FieldType::Checkbox => flag(&text).ok_or(wrong)?,
        FieldType::Table | FieldType::File => return Err(wrong),
        FieldType::Phone => Phone::parse(&text).map_err(|_| wrong)?.as_str().to_owned(),
        FieldType::Email => Email::parse(&text).map_err(|_| wrong)?.as_str().to_owned(),
        FieldType::NationalId => national_number(&text, country).ok_or(wrong)?,
    };
    Ok(Some(Value::Text(canonical)))
}

fn one_line(text: &str) -> Result<String, ValueRefusal> {
    if text.contains('\n') {
        return Err(ValueRefusal::WrongType(FieldType::Text));
    }
    within(text.to_owned(), TEXT_LIMIT)
}

fn within(text: String, limit: usize) -> Result<String, ValueRefusal> {
    if text.chars().count() > limit {
        return Err(ValueRefusal::TooLong(limit));
    }
    Ok(text)
}

/// A decimal with digits of any script, one decimal point, and the whole part in groups of three
/// or in none. A comma that groups nothing is refused: `1250,75` might mean either of two amounts.
fn decimal(text: &str, fraction_digits: usize) -> Option<(bool, String, String)> {
    let text: String = ascii_digits(text)
        .chars()
        .map(|character| match character {
            '\u{066B}' => '.',
            '\u{066C}' => ',',
            '\u{00A0}' => ' ',
            character => character,
        })
        .collect();
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.as_str()),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let whole = ungrouped(whole)?;
    let fraction = match all_digits(fraction) {
        true => fraction.trim_end_matches('0'),
        false => return None,
    };
    let whole = whole.trim_start_matches('0');
    if whole.len() > 12 || fraction.len() > fraction_digits {
        return None;
    }
    let whole = if whole.is_empty() { "0" } else { whole };
    Some((negative, whole.to_owned(), fraction.to_owned()))
}

fn all_digits(part: &str) -> bool {
    !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit())
}

/// The digits of a whole part: `1250`, `1,250` or `1 250`, but not `12,50` or `1,250 000`.
fn ungrouped(whole: &str) -> Option<String> {
    if all_digits(whole) {
        return Some(whole.to_owned());
    }
    let separator = if whole.contains(',') { ',' } else { ' ' };
    let mut groups = whole.split(separator);
    let first = groups
        .next()
        .filter(|first| all_digits(first) && first.len() <= 3)?;
    let mut digits = first.to_owned();
    for group in groups {
        if group.len() != 3 || !all_digits(group) {
            return None;
        }
        digits.push_str(group);
    }
    Some(digits)
}

fn number(text: &str) -> Option<String> {
    let (negative, whole, fraction) = decimal(text, 6)?;
    let sign = if negative { "-" } else { "" };
    Some(if fraction.is_empty() {
        format!("{sign}{whole}")
    } else {
        format!("{sign}{whole}.{fraction}")
    })
}

fn money(text: &str) -> Option<String> {
    let (negative, whole, fraction) = decimal(text, 2)?;
    (!negative).then(|| format!("{whole}.{fraction:0<2}"))
}

fn date(text: &str) -> Option<String> {
    let text = ascii_digits(text).replace('/', "-");
    let date: jiff::civil::Date = text.parse().ok()?;
    Some(date.to_string())
}

fn flag(text: &str) -> Option<String> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "on" | "yes" | "1" => Some("true".to_owned()),
        "false" | "off" | "no" | "0" => Some("false".to_owned()),
        _ => None,
    }
}

/// Rows without the headings and without empty ones, each cell one line.
fn table(field: &Field, rows: &[Vec<String>]) -> Result<Option<Value>, ValueRefusal> {
    let wrong = ValueRefusal::WrongType(FieldType::Table);
    let mut taken = Vec::new();
    for row in rows {
        let cells: Vec<String> = row.iter().map(|cell| tidy(cell)).collect();
        let heads = field.columns.iter().zip(&cells);
        let is_heading = cells.len() == field.columns.len()
            && taken.is_empty()
            && heads
                .clone()
                .all(|(head, cell)| head.en == *cell || head.ar == *cell);
        if is_heading || cells.iter().all(String::is_empty) {
            continue;
        }
        if cells.len() != field.columns.len() || taken.len() >= TABLE_LIMIT {
            return Err(wrong);
        }
        for cell in &cells {
            if cell.contains('\n') || has_control(cell) {
                return Err(wrong);
            }
            within(cell.clone(), TEXT_LIMIT)?;
        }
        taken.push(cells);
    }
    Ok((!taken.is_empty()).then_some(Value::Rows(taken)))
}

/// A canonical decimal in millionths, so that two can be compared.
pub(super) fn millionths(text: &str) -> Option<i64> {
    let (negative, whole, fraction) = decimal(text, 6)?;
    let number: i64 = format!("{whole}{fraction:0<6}").parse().ok()?;
    Some(if negative {
        number.saturating_neg()
    } else {
        number
    })
}

fn national_number(text: &str, country: Country) -> Option<String> {
    let digits: String = ascii_digits(text).split_whitespace().collect();
    country.is_national_number(&digits).then_some(digits)
}

fn choice(field: &Field, text: &str) -> Option<String> {
    field
        .options
        .iter()
        .find(|choice| choice.id == text || choice.name.en == text || choice.name.ar == text)
        .map(|choice| choice.id.clone())
}

fn choices(field: &Field, given: &[String]) -> Result<Option<Value>, ValueRefusal> {
    let ids: Option<Vec<String>> = given
        .iter()
        .map(|text| choice(field, text.trim()))
        .collect();
    match ids {
        Some(ids) if ids.is_empty() => Ok(None),
        Some(mut ids) => {
            let mut seen = std::collections::BTreeSet::new();
            ids.retain(|id| seen.insert(id.clone()));
            Ok(Some(Value::List(ids)))
        }
        None => Err(ValueRefusal::WrongType(field.kind)),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::field;
    use super::*;
    use proptest::prelude::*;

    fn taken(kind: FieldType, text: &str) -> Result<Option<Value>, ValueRefusal> {
        take(
            &field("key", kind, false),
            &Given::Text(text.to_owned()),
            Country::Egypt,
        )
    }

    fn canonical(kind: FieldType, text: &str) -> Option<String> {
        match taken(kind, text) {
            Ok(Some(Value::Text(text))) => Some(text),
            _ => None,
        }
    }

    #[test]
    fn money_is_read_in_any_script_and_shown_grouped() {
        for text in ["1250.75", "1,250.75", "1 250.75", "١٢٥٠٫٧٥", " 1250.750 "] {
            assert_eq!(
                canonical(FieldType::Money, text).as_deref(),
                Some("1250.75"),
                "{text}"
            );
        }
        for text in [
            "-1",
            "1.001",
            "12e3",
            "1.2.3",
            "abc",
            ".",
            "1234567890123",
            "1250,75",
            "1,5",
            "12 50",
            "1,25,000",
            "1,250 000",
            ",250",
            "1.2,500",
        ] {
            assert_eq!(canonical(FieldType::Money, text), None, "{text}");
        }
        let shown = field("key", FieldType::Money, false)
            .show(&Value::Text("5000.00".to_owned()), Country::Egypt);
        assert_eq!(shown.en, "EGP 5,000.00");
        assert_eq!(shown.ar, "5,000.00 جنيه");
        let printed = field("key", FieldType::Money, false)
            .print(&Value::Text("5000.00".to_owned()), Country::Egypt);
        assert_eq!(printed.ar, "5,000.00");
    }

    #[test]
    fn dates_must_exist() {
        assert_eq!(
            canonical(FieldType::Date, "2026/11/22").as_deref(),
            Some("2026-11-22")
        );
        assert_eq!(canonical(FieldType::Date, "2026-02-30"), None);
    }

    #[test]
    fn control_characters_and_line_ends_do_not_enter_a_single_line() {
        assert_eq!(canonical(FieldType::Text, "a\u{0}b"), None);
        assert_eq!(canonical(FieldType::Text, "a\nb"), None);
        assert_eq!(
            canonical(FieldType::Multiline, "a\r\nb").as_deref(),
            Some("a\nb")
        );
        assert_eq!(
            taken(FieldType::Text, &"x".repeat(257)),
            Err(ValueRefusal::TooLong(256))
        );
        for nothing in ["   ", "\u{200B}", "\u{202E} \u{2066}\u{FE0F}"] {
            assert_eq!(taken(FieldType::Text, nothing), Ok(None));
        }
    }

    proptest! {
        #[test]
        fn a_canonical_value_is_taken_again_unchanged(text in "\\PC{0,40}", kind in 0usize..8) {
            let kinds = [FieldType::Text, FieldType::Multiline, FieldType::Number, FieldType::Money,
                FieldType::Date, FieldType::Checkbox, FieldType::Email, FieldType::NationalId];
            if let Some(first) = canonical(kinds[kind], &text) {
                prop_assert_eq!(canonical(kinds[kind], &first), Some(first));
            }
        }
    }
}
