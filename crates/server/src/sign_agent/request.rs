//! Reading what the server asks.

use base64::{Engine, engine::general_purpose::STANDARD};
use mithaq_domain::time::Instant;
use mithaq_service::agent::Asked;
use serde_json::Value;

/// A request; none where a part is missing or not readable.
pub(super) fn read(request: &Value) -> Option<Asked> {
    let text = |key: &str| request.get(key).and_then(Value::as_str);
    Some(Asked {
        contract: text("id")?.to_owned(),
        request_number: text("requestNumber")?.to_owned(),
        company: text("company")?.to_owned(),
        document_sha256: text("documentSha256")?.to_owned(),
        salt: salt(text("salt")?)?,
        statement: text("statement")?.to_owned(),
        // The server alone keeps the time.
        expires_at: Instant::from_unix_millis(0),
        file: STANDARD.decode(text("file")?).ok()?,
    })
}

fn salt(text: &str) -> Option<[u8; 16]> {
    let mut salt = [0; 16];
    if text.len() != 32 || !text.is_ascii() {
        return None;
    }
    for (to, at) in salt.iter_mut().zip((0..32).step_by(2)) {
        let digits = text.get(at..at + 2)?;
        *to = u8::from_str_radix(digits, 16).ok()?;
    }
    Some(salt)
}
