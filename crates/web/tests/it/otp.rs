//! Codes as a product.

use axum::http::StatusCode;
use mithaq_domain::time::Span;
use serde_json::{Value, json};

use crate::{
    call::Door,
    person::{PHONE, is_done, is_refused, wrong},
};

async fn sms(door: &Door, change: impl FnOnce(&mut Value)) -> crate::call::Answer {
    let mut body = json!({ "validateValue": PHONE, "messageSubject": "your new policy" });
    change(&mut body);
    door.post("/V1/otp/SMS", body).await
}

async fn verify(door: &Door, id: &Value, digits: &str) -> crate::call::Answer {
    let body = json!({ "requestId": id, "inputCode": digits });
    door.post("/v1/otp/verify", body).await
}

#[tokio::test]
async fn a_company_has_a_code_sent_for_its_purpose_and_checked_once() {
    let door = Door::open().await;
    let sent = sms(&door, |body| {
        body["clientRequestId"] = json!("ours");
        body["expiresInMinutes"] = json!(10);
    });
    let data = is_done(&sent.await);
    for key in ["transaction_id", "request_id", "client_transaction_id"] {
        assert!(data.get(key).is_some(), "{key}");
    }
    assert_eq!(
        (&data["clientRequestId"], &data["otp"]),
        (&json!("ours"), &Value::Null)
    );
    let digits = door.test.code_to(PHONE, "product").await.unwrap();
    let text = door.test.messages().pop().unwrap().text;
    assert!(
        text.contains("your new policy") && text.contains(&digits),
        "{text}"
    );
    door.test.clock.advance(Span::minutes(9));
    let id = json!(data["requestId"].as_str().unwrap().to_uppercase());
    assert_eq!(
        is_done(&verify(&door, &id, &digits).await)["isVerified"],
        true
    );
    is_refused(&verify(&door, &id, &digits).await, 1303);
}

#[tokio::test]
async fn life_and_tries_are_those_that_were_asked_for() {
    let door = Door::open().await;
    let sent = sms(&door, |body| {
        body["expiresInMinutes"] = json!("1");
        body["maxTryCount"] = json!(2);
    });
    let id = is_done(&sent.await)["requestId"].clone();
    let digits = door.test.code_to(PHONE, "product").await.unwrap();
    for expected in [1301, 1301, 1303] {
        is_refused(&verify(&door, &id, &wrong(&digits)).await, expected);
    }
    door.test.clock.advance(Span::minutes(1));
    let id =
        is_done(&sms(&door, |body| body["expiresInMinutes"] = json!(1)).await)["requestId"].clone();
    let digits = door.test.code_to(PHONE, "product").await.unwrap();
    door.test.clock.advance(Span::minutes(1));
    is_refused(&verify(&door, &id, &digits).await, 1302);
}

#[tokio::test]
async fn no_other_purpose_tenant_or_publishable_key_takes_such_a_code() {
    let mut door = Door::open().await;
    let (strange, digits) = door.phone_code(PHONE).await;
    is_refused(&verify(&door, &strange, &digits).await, 1306);
    let id = is_done(&sms(&door, |_| {}).await)["requestId"].clone();
    let digits = door.test.code_to(PHONE, "product").await.unwrap();
    let shown =
        json!({ "phoneNumber": PHONE, "phoneNumberOtpRequestId": id, "phoneNumberOtp": digits });
    is_refused(&door.person("Register/StepVerifyPhone", shown).await, 1306);
    let ours = door.test.api_key.clone();
    door.test.api_key = door.test.another_tenant("other").await.api_key;
    is_refused(&verify(&door, &id, &digits).await, 1306);
    door.test.api_key = ours;
    is_done(&verify(&door, &id, &digits).await);
}

#[tokio::test]
async fn bad_asks_are_refused_at_their_path_and_send_nothing() {
    let door = Door::open().await;
    let cases = [
        ("validateValue", json!("0123"), 1111),
        ("messageSubject", json!("pay at evil.com"), 1317),
        ("messageSubject", json!("x".repeat(61)), 1109),
        ("messageSubject", json!("two\nlines"), 1317),
        ("expiresInMinutes", json!(11), 1117),
        ("maxTryCount", json!(0), 1117),
    ];
    for (path, value, code) in cases {
        let answer = sms(&door, |body| body[path] = value).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{path}");
        assert_eq!(answer.mistakes(), [(path.to_owned(), code)]);
    }
    assert_eq!(door.test.code_to(PHONE, "product").await, None);
    is_refused(&verify(&door, &json!("no uuid"), "123456").await, 1306);
}
