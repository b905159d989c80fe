//! What was asked and answered, step by step, without secrets: passwords, tokens, keys, codes and
//! cookies are masked by the names of their keys, and whatever is known to be secret is masked
//! wherever else it stands, addresses included.

use std::collections::BTreeSet;

use serde::Serialize;
use serde_json::Value;

/// Stands where a secret stood.
const MASK: &str = "•••";

/// Keys whose texts are secrets, in lower case.
const SECRET_KEYS: &[&str] = &[
    "password",
    "accesstoken",
    "encryptedaccesstoken",
    "refreshtoken",
    "newrefreshtoken",
    "apikey",
    "authorization",
    "code",
    "form_token",
    "token",
    "cookie",
];

/// One step.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Step {
    /// Its name.
    pub step: String,
    /// The request's method.
    pub method: String,
    /// The request's path and query.
    pub path: String,
    /// The answer's status.
    pub status: u16,
    /// What was sent.
    pub request_body: Value,
    /// What was answered.
    pub response_body: Value,
}

/// The steps so far, and what must not stand in them.
#[derive(Debug, Default)]
pub struct Transcript {
    steps: Vec<Step>,
    secrets: BTreeSet<String>,
}

impl Transcript {
    /// Masks a text wherever it stands. Short texts are left to their keys: six digits occur in
    /// phone numbers and hashes too.
    pub fn keep_secret(&mut self, secret: &str) {
        if secret.len() >= 12 {
            self.secrets.insert(secret.to_owned());
        }
    }

    /// Adds a step.
    pub fn add(&mut self, step: Step) {
        self.steps.push(step);
    }

    /// The steps as JSON, masked with all that is known by now.
    pub fn to_json(&self) -> String {
        let steps: Vec<Step> = self.steps.iter().map(|step| self.masked(step)).collect();
        serde_json::to_string_pretty(&steps).unwrap_or_default()
    }

    fn masked(&self, step: &Step) -> Step {
        Step {
            path: self.text(&step.path),
            request_body: self.value(&step.request_body),
            response_body: self.value(&step.response_body),
            ..step.clone()
        }
    }

    fn value(&self, value: &Value) -> Value {
        match value {
            Value::String(text) => Value::String(self.text(text)),
            Value::Array(items) => items.iter().map(|item| self.value(item)).collect(),
            Value::Object(entries) => {
                let entries = entries.iter().map(|(key, value)| {
                    let secret = SECRET_KEYS.contains(&key.to_ascii_lowercase().as_str());
                    let masked = if secret && value.is_string() {
                        MASK.into()
                    } else {
                        self.value(value)
                    };
                    (key.clone(), masked)
                });
                Value::Object(entries.collect())
            }
            other => other.clone(),
        }
    }

    fn text(&self, text: &str) -> String {
        self.secrets
            .iter()
            .fold(text.to_owned(), |text, secret| text.replace(secret, MASK))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn secrets_are_masked_by_key_and_wherever_else_they_stand() {
        let mut transcript = Transcript::default();
        transcript.add(Step {
            step: "open".to_owned(),
            method: "GET".to_owned(),
            path: "/session?token=0123456789abcdef".to_owned(),
            status: 200,
            request_body: json!({ "Password": "p", "code": "123456", "list": [{ "ApiKey": "k" }] }),
            response_body: json!({ "data": "0123456789abcdef", "error_code": null, "phone": "+201234567890" }),
        });
        // What is learned to be secret later is masked in earlier steps too.
        transcript.keep_secret("0123456789abcdef");
        transcript.keep_secret("123456");
        let text = transcript.to_json();
        for secret in ["0123456789abcdef", "\"p\"", "\"k\"", "\"123456\""] {
            assert!(!text.contains(secret), "{secret} in {text}");
        }
        assert!(
            text.contains("+201234567890") && text.contains("\"error_code\": null"),
            "{text}"
        );
    }
}
