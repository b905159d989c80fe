//! Registered persons, as a company's app calls for them.

mod attack;
mod email;
mod id_token;
mod login;
mod recover;
mod register;
mod staff;

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::call::{Answer, Door};

pub const PHONE: &str = "+201012345678";
pub const OTHER_PHONE: &str = "+201112345678";
pub const PASSWORD: &str = "a long password";

/// The calls of an app.
impl Door {
    /// A call below `DigitalIdentity/`.
    pub async fn person(&self, call: &str, body: Value) -> Answer {
        self.post(&format!("/api/DigitalIdentity/{call}"), body)
            .await
    }

    /// Sends a registration code to a phone; the id of its request and its digits.
    pub async fn phone_code(&self, phone: &str) -> (Value, String) {
        let body = json!({ "phoneNumber": phone });
        let sent = self.person("Register/StepVerifyPhone", body).await;
        let id = sent.json()["data"]["phoneNumberOtpRequestId"].clone();
        assert!(id.is_string(), "{}", sent.json());
        (id, self.test.code_to(phone, "register").await.unwrap())
    }

    /// Registers a phone with what `change` adds.
    pub async fn register(&self, phone: &str, change: impl FnOnce(&mut Value)) -> Answer {
        let (id, digits) = self.phone_code(phone).await;
        let mut body = json!({
            "phoneNumber": phone, "phoneNumberOtpRequestId": id, "phoneNumberOtp": digits,
        });
        change(&mut body);
        self.person("Register", body).await
    }

    /// A registered person's bearer token.
    pub async fn user(&self, phone: &str) -> String {
        let answer = self.register(phone, |_| {}).await;
        let token = answer.json()["data"]["accessToken"].clone();
        token.as_str().expect("a token").to_owned()
    }

    /// Asks for a login code; the id of its request.
    pub async fn login_code(&self, phone: &str) -> Value {
        let sent = self.person("Login", json!({ "phoneNumber": phone })).await;
        let id = sent.json()["data"]["phoneNumberOtpRequestId"].clone();
        assert!(id.is_string(), "{}", sent.json());
        id
    }

    /// Logs in with a code.
    pub async fn login_by_code(&self, phone: &str, id: &Value, digits: &str) -> Answer {
        let body = json!({
            "phoneNumber": phone, "phoneNumberOtpRequestId": id, "phoneNumberOtp": digits,
        });
        self.person("Login", body).await
    }
}

/// Another six digits.
pub fn wrong(digits: &str) -> String {
    format!("{:06}", (digits.parse::<u32>().unwrap() + 1) % 1_000_000)
}

pub fn is_done(answer: &Answer) -> Value {
    assert_eq!(
        (answer.status, answer.code()),
        (StatusCode::OK, 0),
        "{}",
        answer.json()
    );
    answer.json()["data"].clone()
}

/// A refusal by a rule: 200, a code, no data.
pub fn is_refused(answer: &Answer, code: i64) {
    let json = answer.json();
    assert_eq!(
        (answer.status, answer.code()),
        (StatusCode::OK, code),
        "{json}"
    );
    assert!(json["data"].is_null(), "{json}");
}
