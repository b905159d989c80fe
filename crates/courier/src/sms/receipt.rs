//! Delivery receipts: what a gateway says later of a message, in JSON, as a form or in the
//! address's query.

use serde_json::{Map, Value};

use super::read::{at, json, text_at};

/// How receipts are read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReceiptRule {
    /// Where a list of several receipts stands in the JSON; without it, there is one.
    pub list: Option<String>,
    /// Where the message's name stands.
    pub id: String,
    /// Where its state stands.
    pub status: String,
    /// States that mean: on the phone.
    pub delivered: Vec<String>,
    /// States that mean: it will never be.
    pub failed: Vec<String>,
}

/// One receipt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The message, by the name that the gateway knows it by.
    pub reference: String,
    /// Whether it is on the phone, or will never be.
    pub delivered: bool,
}

/// More receipts than a gateway sends at once.
const MOST: usize = 1_000;

impl ReceiptRule {
    /// The receipts of a request; those that say neither are passed over.
    #[must_use]
    pub fn read(&self, query: &str, body: &str) -> Vec<Receipt> {
        let said = json(body).unwrap_or_else(|| form(query, body));
        let one = std::slice::from_ref(&said);
        let list = match &self.list {
            None => one,
            Some(path) => at(&said, path)
                .and_then(Value::as_array)
                .map_or(&[] as &[_], Vec::as_slice),
        };
        list.iter()
            .take(MOST)
            .filter_map(|value| self.one(value))
            .collect()
    }

    fn one(&self, value: &Value) -> Option<Receipt> {
        let status = text_at(value, &self.status)?;
        let is = |known: &[String]| {
            known
                .iter()
                .any(|known| known.eq_ignore_ascii_case(&status))
        };
        let delivered = match (is(&self.delivered), is(&self.failed)) {
            (true, _) => true,
            (false, true) => false,
            (false, false) => return None,
        };
        let reference =
            text_at(value, &self.id).filter(|name| !name.is_empty() && name.len() <= 128)?;
        Some(Receipt {
            reference,
            delivered,
        })
    }
}

/// Query and form as one object; the form wins.
fn form(query: &str, body: &str) -> Value {
    let mut object = Map::new();
    for pair in query.split('&').chain(body.split('&')) {
        if let Some((name, value)) = pair.split_once('=') {
            object.insert(decode(name), Value::from(decode(value)));
        }
    }
    Value::Object(object)
}

fn decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => {
                let hex = |byte: Option<u8>| byte.and_then(|byte| char::from(byte).to_digit(16));
                match (hex(rest.next()), hex(rest.next())) {
                    (Some(high), Some(low)) => u8::try_from(high * 16 + low).unwrap_or(b'?'),
                    _ => b'?',
                }
            }
            byte => byte,
        });
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(list: Option<&str>) -> ReceiptRule {
        ReceiptRule {
            list: list.map(str::to_owned),
            id: "id".to_owned(),
            status: "state".to_owned(),
            delivered: vec!["DELIVERED".to_owned()],
            failed: vec!["FAILED".to_owned()],
        }
    }

    #[test]
    fn receipts_are_read_from_json_from_forms_and_from_queries() {
        let gone = |reference: &str, delivered| Receipt {
            reference: reference.to_owned(),
            delivered,
        };
        let json = r#"{"r":[{"id":"a","state":"Delivered"},{"id":7,"state":"FAILED"},{"id":"c","state":"SENT"}]}"#;
        assert_eq!(
            rule(Some("r")).read("", json),
            [gone("a", true), gone("7", false)]
        );
        assert_eq!(
            rule(None).read("", "id=a%2Fb&state=FAILED"),
            [gone("a/b", false)]
        );
        assert_eq!(
            rule(None).read("id=q+1&state=delivered", ""),
            [gone("q 1", true)]
        );
    }

    #[test]
    fn what_is_no_receipt_is_passed_over() {
        for body in [
            "",
            "{}",
            "[]",
            "{\"id\":null,\"state\":\"FAILED\"}",
            "id=&state=FAILED",
            "%%%=%",
            "\"x\"",
        ] {
            assert_eq!(rule(None).read("", body), [], "{body}");
        }
    }
}
