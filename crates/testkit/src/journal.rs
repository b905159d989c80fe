//! What holds of the journal after whatever a test did: no entry says anything of a person but by
//! numbers, ids and hashes, so that destroying a key leaves nothing behind in it.

use mithaq_service::App;
use mithaq_store::StoreError;
use serde_json::Value;

/// Looks at the journal when a test ends, whatever the test was about.
pub(crate) struct JournalWatch(pub(crate) App);

impl Drop for JournalWatch {
    fn drop(&mut self) {
        // One failure is enough, and a store that was closed is looked at by whoever opened it again.
        if std::thread::panicking() {
            return;
        }
        for tenant in self.0.tenant_ids() {
            let read = self.0.store();
            let read = read.read_blocking(move |tx| tx.tenant(tenant).list_all_details());
            let details: Result<Vec<String>, StoreError> = read;
            for detail in details.unwrap_or_default() {
                assert!(names_nobody(&detail), "a journal entry says {detail}");
            }
        }
    }
}

/// Whether what an entry says is of a kind that can be nobody's name, number or address.
fn names_nobody(detail: &str) -> bool {
    let detail: Result<Value, _> = serde_json::from_str(detail);
    detail.is_ok_and(|detail| detail.is_object() && is_plain(&detail))
}

fn is_plain(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => true,
        Value::String(text) => is_hash(text) || is_id(text) || is_time(text) || is_word(text),
        Value::Array(values) => values.iter().all(is_plain),
        Value::Object(values) => values.values().all(is_plain),
    }
}

fn is_hash(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn is_id(text: &str) -> bool {
    text.len() == 36
        && text
            .bytes()
            .all(|byte| byte.is_ascii_hexdigit() || byte == b'-')
}

fn is_time(text: &str) -> bool {
    mithaq_domain::time::Instant::parse_iso(text).is_some()
}

/// A word of ours, such as `not given`; a signature field has a number of two digits at most.
fn is_word(text: &str) -> bool {
    let stem = text.trim_end_matches(|letter: char| letter.is_ascii_digit());
    let letters = |letter: char| letter.is_ascii_alphabetic() || " _-".contains(letter);
    text.len() - stem.len() <= 2
        && stem.len() <= 32
        && !stem.is_empty()
        && stem.chars().all(letters)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_be_a_persons_is_seen() {
        let hash = "3752dbb1dd08dbaafd91d894b9a68f1d28d84fa3653d4828b7041a8049486aa3";
        let id = "01a22863-cff8-77cc-b721-3dd526f9ec12";
        for good in [
            "{}".to_owned(),
            format!("{{\"contact\":\"{hash}\",\"contractTypes\":[414]}}"),
            format!("{{\"code\":\"{id}\",\"location\":\"not given\"}}"),
            "{\"expiresAt\":\"2026-11-22T10:00:00.000Z\",\"fields\":[\"Customer1\"]}".to_owned(),
        ] {
            assert!(names_nobody(&good), "{good}");
        }
        for bad in [
            "{\"to\":\"+201234567890\"}",
            "{\"to\":\"01234567890\"}",
            "{\"to\":\"a@example.com\"}",
            "{\"name\":\"أحمد\"}",
            "{\"address\":\"192.0.2.7\"}",
            "{\"deep\":[{\"name\":\"x1234567\"}]}",
            "no JSON",
        ] {
            assert!(!names_nobody(bad), "{bad}");
        }
    }
}
