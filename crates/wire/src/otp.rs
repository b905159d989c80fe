//! Codes as a product: `/v1/otp/…` (`wire.md` 5).

use mithaq_domain::{
    id::CodeId,
    otp::{TRIES, names_link},
    place::phone::Phone,
};
use serde_json::{Value, json};

use crate::{
    code,
    json::Json,
    read::{FieldError, Reader},
};

/// Longest and default life in minutes, and most and default wrong tries.
const MINUTES: (i64, i64) = (10, 5);
const MOST_TRIES: i64 = 10;
/// Longest purpose: the whole message stays within a few parts.
const SUBJECT: usize = 60;

/// `otp/sms`.
pub struct SendSms {
    /// To whom.
    pub phone: Phone,
    /// The path of the phone as sent.
    pub path: String,
    /// What it is for.
    pub subject: String,
    /// Its life in minutes.
    pub minutes: i64,
    /// Wrong tries that it allows.
    pub tries: i64,
    /// The caller's transaction, echoed.
    pub transaction: Option<String>,
    /// The caller's own name for the request, echoed.
    pub client_request: Option<String>,
}

/// Reads `otp/sms`.
pub fn read_sms(body: &Json) -> Result<SendSms, Vec<FieldError>> {
    let mut reader = Reader::new(body);
    let before = reader.required_text("validateValue", 64);
    let path = reader.path_of("validateValue");
    let phone = Phone::parse(&before).ok();
    if phone.is_none() && !before.is_empty() {
        reader.refuse(path.clone(), code::NOT_A_PHONE);
    }
    let subject = reader.required_text("messageSubject", SUBJECT);
    if subject.contains(['\n', '\t']) || names_link(&subject) {
        reader.refuse(reader.path_of("messageSubject"), code::NAMES_LINK);
    }
    let minutes = within(&mut reader, "expiresInMinutes", MINUTES.0, MINUTES.1);
    let tries = within(&mut reader, "maxTryCount", MOST_TRIES, TRIES);
    let transaction = reader.text("transactionId", 128);
    let client_request = reader.text("clientRequestId", 128);
    reader.finish(())?;
    let phone = phone.ok_or_else(Vec::new)?;
    Ok(SendSms {
        phone,
        path,
        subject,
        minutes,
        tries,
        transaction,
        client_request,
    })
}

fn within(reader: &mut Reader<'_>, name: &str, most: i64, default: i64) -> i64 {
    let number = reader.integer(name).unwrap_or(default);
    if !(1..=most).contains(&number) {
        reader.refuse(reader.path_of(name), code::OUT_OF_RANGE);
    }
    number
}

/// `otp/verify`.
pub struct Verify {
    /// The id of the request, where it can be one.
    pub id: Option<CodeId>,
    /// The digits.
    pub digits: String,
    /// The path of the digits as sent.
    pub path: String,
}

/// Reads `otp/verify`.
pub fn read_verify(body: &Json) -> Result<Verify, Vec<FieldError>> {
    let mut reader = Reader::new(body);
    let verify = Verify {
        id: CodeId::parse(&reader.required_text("requestId", 64)),
        digits: reader.required_text("inputCode", 64),
        path: reader.path_of("inputCode"),
    };
    reader.finish(verify)
}

/// The answer of `otp/sms`; the digits are answered by a sandbox only.
pub fn sent(ask: &SendSms, id: &str, digits: Option<&str>) -> Value {
    json!({
        "requestId": id,
        "transactionId": ask.transaction,
        "clientRequestId": ask.client_request,
        "expiresInMinutes": ask.minutes,
        "maxTryCount": ask.tries,
        "otp": digits,
        "transaction_id": ask.transaction,
        "request_id": id,
        "client_transaction_id": ask.client_request,
    })
}

/// The answer of `otp/verify`.
pub fn verified(id: &str) -> Value {
    json!({
        "requestId": id,
        "isVerified": true,
        "transaction_id": null,
        "request_id": id,
        "client_transaction_id": null,
    })
}
