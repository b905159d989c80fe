//! Limits of a value beside its type: a pattern, the least and the most.

use regex::{Regex, RegexBuilder};
use serde::{Deserialize, Serialize};

use super::{AttachmentRefusal, Field, FieldType, MOST_BYTES, Value, ValueRefusal, value};

/// Longest pattern, in bytes.
const PATTERN_LIMIT: usize = 256;
/// Largest compiled pattern, in bytes. Matching is linear in the text whatever the pattern.
const COMPILED_LIMIT: usize = 256 * 1_024;

/// A regular expression in the syntax of the crate `regex`: no look-around, no back-references,
/// so that no pattern makes a text slow to check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Pattern(String);

impl Pattern {
    /// Wraps a pattern; whether it can be used is said by the check of its form.
    pub fn new(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// As it was written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it is a pattern and small enough.
    pub(super) fn is_usable(&self) -> bool {
        self.compile().is_some()
    }

    /// Matched from the text's beginning to its end.
    fn compile(&self) -> Option<Regex> {
        if self.0.len() > PATTERN_LIMIT {
            return None;
        }
        // Alone first: `a)|(b` is no pattern, though it would be one between brackets.
        Self::build(&self.0)?;
        Self::build(&format!(r"\A(?:{})\z", self.0))
    }

    fn build(text: &str) -> Option<Regex> {
        let mut builder = RegexBuilder::new(text);
        builder.size_limit(COMPILED_LIMIT).nest_limit(32);
        builder.build().ok()
    }

    fn matches(&self, text: &str) -> bool {
        self.compile().is_some_and(|regex| regex.is_match(text))
    }
}

/// Whether a canonical value keeps the limits of its field.
pub(super) fn check(field: &Field, value: &Value) -> Result<(), ValueRefusal> {
    if let (Some(pattern), Value::Text(text)) = (&field.pattern, value)
        && !pattern.matches(text)
    {
        return Err(ValueRefusal::Pattern);
    }
    let Some(measured) = measure(field.kind, value) else {
        return Ok(());
    };
    let bound = |text: &Option<String>| bound(field.kind, text.as_deref()?);
    let small = bound(&field.min).is_some_and(|least| measured < least);
    let large = bound(&field.max).is_some_and(|most| measured > most);
    match field.kind {
        FieldType::File if large => Err(ValueRefusal::File(AttachmentRefusal::TooLarge)),
        _ if small || large => Err(ValueRefusal::OutOfRange),
        _ => Ok(()),
    }
}

/// A limit as the number that values are compared with; `None` where the type has no limits or
/// the text is none.
pub(super) fn bound(kind: FieldType, text: &str) -> Option<i64> {
    match kind {
        FieldType::Number | FieldType::Money => value::millionths(text),
        FieldType::Date => day_number(text),
        FieldType::Text | FieldType::Multiline | FieldType::Multiselect | FieldType::Table => {
            text.parse::<u32>().ok().map(i64::from)
        }
        FieldType::File => {
            let bytes = text.parse::<usize>().ok();
            i64::try_from(bytes.filter(|bytes| (1..=MOST_BYTES).contains(bytes))?).ok()
        }
        _ => None,
    }
}

fn measure(kind: FieldType, value: &Value) -> Option<i64> {
    let count = |length: usize| i64::try_from(length).ok();
    match (kind, value) {
        (FieldType::Number | FieldType::Money, Value::Text(text)) => value::millionths(text),
        (FieldType::Date, Value::Text(text)) => day_number(text),
        (FieldType::Text | FieldType::Multiline, Value::Text(text)) => count(text.chars().count()),
        (FieldType::Multiselect, Value::List(ids)) => count(ids.len()),
        (FieldType::Table, Value::Rows(rows)) => count(rows.len()),
        (FieldType::File, Value::File(attachment)) => count(attachment.size),
        _ => None,
    }
}

/// A number that grows with the date; the gaps between months do not matter for comparing.
fn day_number(text: &str) -> Option<i64> {
    let date: jiff::civil::Date = text.parse().ok()?;
    let (year, month) = (i64::from(date.year()), i64::from(date.month()));
    Some((year * 12 + month) * 31 + i64::from(date.day()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::{Given, tests::field};
    use crate::place::Country;

    fn judged(field: &Field, text: &str) -> Result<Option<Value>, ValueRefusal> {
        field.take(&Given::Text(text.to_owned()), Country::Egypt)
    }

    fn between(kind: FieldType, min: &str, max: &str) -> Field {
        Field {
            min: Some(min.to_owned()),
            max: Some(max.to_owned()),
            ..field("key", kind, false)
        }
    }

    #[test]
    fn a_pattern_matches_the_whole_text_and_nothing_less() {
        let plate = Field {
            pattern: Some(Pattern::new("[A-Z]{2}|[0-9]{3}")),
            ..field("plate", FieldType::Text, false)
        };
        assert!(judged(&plate, "AB").is_ok() && judged(&plate, "123").is_ok());
        for text in ["ABC", "xAB", "AB\u{0661}", "1234"] {
            assert_eq!(judged(&plate, text), Err(ValueRefusal::Pattern), "{text}");
        }
    }

    #[test]
    fn patterns_that_grow_or_break_out_of_their_brackets_are_none() {
        let wrong = [
            "(",
            "a)|(?:b",
            "(?:(?:(?:x{100}){100}){100}){100}",
            "\\w{5000}",
            r"(a)\1",
            "(?=a)b",
            &"a".repeat(PATTERN_LIMIT + 1),
        ];
        for pattern in wrong {
            assert!(!Pattern::new(pattern).is_usable(), "{pattern:.40}");
        }
        assert!(Pattern::new("[\u{0600}-\u{06ff} ]+").is_usable());
    }

    #[test]
    fn limits_hold_by_the_measure_of_the_type() {
        let cases = [
            (FieldType::Money, "1000", "2000.50", "2000.50", "2000.51"),
            (FieldType::Number, "-3", "3", "-3", "-3.000001"),
            (
                FieldType::Date,
                "2026-01-31",
                "2026-12-31",
                "2026/02/01",
                "2026-01-30",
            ),
            (FieldType::Text, "2", "4", "abcd", "a"),
        ];
        for (kind, min, max, inside, outside) in cases {
            let field = between(kind, min, max);
            assert!(judged(&field, inside).is_ok(), "{inside}");
            assert_eq!(
                judged(&field, outside),
                Err(ValueRefusal::OutOfRange),
                "{outside}"
            );
        }
    }
}
