//! What a gateway's answer says: its status, a value in its JSON, a word in its text.

use serde_json::Value;

/// When an answer means something. Everything that is given must hold; where no status is given,
/// it must be 2xx.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rule {
    /// Statuses, one of which it must be.
    pub status: Vec<u16>,
    /// A path into the JSON, `messages.0.status`; `$` is the whole.
    pub json: Option<String>,
    /// Values, one of which must stand there; any value where none is named.
    pub equals: Vec<String>,
    /// A text that must occur.
    pub contains: Option<String>,
}

impl Rule {
    /// Whether an answer is so.
    #[must_use]
    pub fn holds(&self, status: u16, body: &str) -> bool {
        let status_fits = match self.status.as_slice() {
            [] => (200..300).contains(&status),
            listed => listed.contains(&status),
        };
        let value_fits = self.json.as_ref().is_none_or(|path| {
            let value = json(body).and_then(|value| text_at(&value, path));
            value.is_some_and(|value| self.equals.is_empty() || self.equals.contains(&value))
        });
        let text_fits = self
            .contains
            .as_ref()
            .is_none_or(|word| body.contains(word.as_str()));
        status_fits && value_fits && text_fits
    }

    /// An answer in a few words for the log: the status, and what stands where the rule looks if
    /// it can be no number of a person.
    pub(super) fn describe(&self, status: u16, body: &str) -> String {
        let found = self
            .json
            .as_ref()
            .and_then(|path| text_at(&json(body)?, path));
        let harmless = |value: &String| {
            value.len() <= 48
                && value
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || b"_- .".contains(&byte))
                && value.bytes().filter(u8::is_ascii_digit).count() < 6
        };
        match found.filter(harmless) {
            Some(value) => format!("answered {status}, {value}"),
            None => format!("answered {status}"),
        }
    }
}

pub(super) fn json(body: &str) -> Option<Value> {
    serde_json::from_str(body).ok()
}

/// What stands at a path.
pub(super) fn at<'a>(value: &'a Value, path: &str) -> Option<&'a Value> {
    if path == "$" {
        return Some(value);
    }
    path.split('.').try_fold(value, |value, step| match value {
        Value::Object(map) => map.get(step),
        Value::Array(list) => list.get(step.parse::<usize>().ok()?),
        _ => None,
    })
}

/// The text, number or truth value at a path, as text.
pub(super) fn text_at(value: &Value, path: &str) -> Option<String> {
    match at(value, path)? {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(truth) => Some(truth.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}
