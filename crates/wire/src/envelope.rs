//! The shape of every answer (`wire.md` 1.3): four keys, always present.

use serde_json::{Map, Value, json};

use crate::{code::Code, read::FieldError};

/// An answer with its HTTP status.
#[derive(Clone, Debug, PartialEq)]
pub struct Envelope {
    /// The HTTP status.
    pub status: u16,
    /// The body.
    pub body: Value,
}

impl Envelope {
    /// A success.
    pub fn done(data: Value) -> Self {
        Self {
            status: 200,
            body: json!({ "data": data, "error_code": null, "error_message": null, "error_descriptions": null }),
        }
    }

    /// A slice of a list.
    pub fn list(items: Vec<Value>, total: i64) -> Self {
        let returned = items.len();
        let mut envelope = Self::done(Value::Array(items));
        if let Some(body) = envelope.body.as_object_mut() {
            body.insert("totalCount".to_owned(), total.into());
            body.insert("returnedCount".to_owned(), returned.into());
        }
        envelope
    }

    /// A refusal with its sentence.
    pub fn refused(code: Code, message: &str) -> Self {
        Self {
            status: code.status,
            body: json!({ "data": null, "error_code": code.number, "error_message": message, "error_descriptions": null }),
        }
    }

    /// A refusal with each mistake at its place; the first one is the answer's own.
    pub fn invalid(errors: &[FieldError], sentence: impl Fn(Code) -> String) -> Self {
        let descriptions: Vec<Value> = errors
            .iter()
            .map(|error| json!({ "field": error.field, "code": error.code.number, "message": sentence(error.code) }))
            .collect();
        let code = errors
            .first()
            .map_or(crate::code::WRONG_TYPE, |error| error.code);
        let mut envelope = Self::refused(code, &sentence(code));
        if let Some(body) = envelope.body.as_object_mut() {
            body.insert("error_descriptions".to_owned(), Value::Array(descriptions));
        }
        envelope
    }

    /// The text of the body, Arabic unescaped.
    pub fn text(&self) -> Vec<u8> {
        // A tree of JSON values always has a text.
        serde_json::to_vec(&self.body).unwrap_or_default()
    }

    /// An object from pairs, for answers whose key order is part of their look.
    pub fn object(pairs: Vec<(&str, Value)>) -> Value {
        Value::Object(
            pairs
                .into_iter()
                .map(|(key, value)| (key.to_owned(), value))
                .collect::<Map<_, _>>(),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_four_keys_are_always_present_and_success_has_null_codes() {
        let done = Envelope::done(json!("x"));
        let refused = Envelope::refused(crate::code::NOT_JSON, "no");
        for envelope in [
            &done,
            &refused,
            &Envelope::list(vec![], 0),
            &Envelope::invalid(&[], |_| String::new()),
        ] {
            for key in ["data", "error_code", "error_message", "error_descriptions"] {
                assert!(envelope.body.get(key).is_some(), "{key}");
            }
        }
        assert_eq!(done.body.get("error_code"), Some(&Value::Null));
        assert_eq!(refused.body.get("data"), Some(&Value::Null));
    }
}
