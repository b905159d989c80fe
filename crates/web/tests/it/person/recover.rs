//! Forgotten passwords.

use axum::http::StatusCode;
use mithaq_domain::time::Span;
use serde_json::{Value, json};

use super::{OTHER_PHONE, PASSWORD, PHONE, is_done, is_refused};
use crate::call::Door;

const NEW: &str = "another long password";

/// Asks for a recovery code by phone, checks it; user id and reset code.
async fn granted(door: &Door) -> (Value, Value) {
    let ask = json!({ "phoneNumber": PHONE });
    let sent = door.person("ForgetPasswordByPhone/SendPhoneOtp", ask).await;
    let id = is_done(&sent)["phoneNumberOtpRequestId"].clone();
    let digits = door.test.code_to(PHONE, "password").await.unwrap();
    let check =
        json!({ "phoneNumber": PHONE, "phoneNumberOtpRequestId": id, "phoneNumberOtp": digits });
    let call = "ForgetPasswordByPhone/ValidatePhoneOtp";
    let grant = is_done(&door.person(call, check).await);
    (grant["userId"].clone(), grant["resetCode"].clone())
}

async fn registered(door: &Door) -> Value {
    let answer = door.register(PHONE, |body| {
        body["password"] = json!(PASSWORD);
        body["imei"] = json!("device 1");
    });
    is_done(&answer.await)
}

async fn login(door: &Door, password: &str) -> crate::call::Answer {
    let body = json!({ "phoneNumber": PHONE, "password": password, "imei": "device 1" });
    door.person("Login", body).await
}

#[tokio::test]
async fn a_new_password_logs_everybody_out_forgets_the_devices_and_is_told() {
    let mut door = Door::open().await;
    let before = registered(&door).await;
    let (user, code) = granted(&door).await;
    let reset = json!({ "userId": user, "resetCode": code, "password": NEW });
    is_done(&door.person("ForgetPassword/Reset", reset.clone()).await);
    is_refused(&door.person("ForgetPassword/Reset", reset).await, 1316);
    door.bearer = before["accessToken"].as_str().map(str::to_owned);
    let cancel = door
        .person("CancelVerifiedDigitalIdentity", json!({}))
        .await;
    assert_eq!(cancel.status, StatusCode::UNAUTHORIZED);
    let refresh = json!({ "refreshToken": before["refreshToken"] });
    assert_eq!(door.person("RefreshToken", refresh).await.code(), 1207);
    is_refused(&login(&door, PASSWORD).await, 1314);
    let known_no_more = is_done(&login(&door, NEW).await);
    assert!(known_no_more["accessToken"].is_null());
    assert!(known_no_more["phoneNumberOtpRequestId"].is_string());
    door.test.drain().await;
    let told = door.test.messages();
    let told = told
        .iter()
        .find(|message| message.purpose == "password-changed");
    assert_eq!(told.map(|message| message.to.as_str()), Some(PHONE));
}

#[tokio::test]
async fn a_confirmed_mailbox_recovers_and_one_that_was_only_named_does_not() {
    let door = Door::open().await;
    let (named, confirmed) = ("named@example.com", "mona@example.com");
    is_done(
        &door
            .register(PHONE, |body| body["email"] = json!(named))
            .await,
    );
    let sent = door
        .person("Register/StepVerifyEmail", json!({ "email": confirmed }))
        .await;
    let id = is_done(&sent)["emailOtpRequestId"].clone();
    let digits = door.test.code_to(confirmed, "register").await.unwrap();
    let second = door.register(OTHER_PHONE, |body| {
        body["email"] = json!(confirmed);
        body["emailOtpRequestId"] = id;
        body["emailOtp"] = json!(digits);
    });
    let second = is_done(&second.await);
    for (email, person) in [(named, None), (confirmed, Some(&second["user"]["id"]))] {
        let ask = json!({ "emailOrPhoneNumber": email, "idNumber": "29801011234567" });
        let sent = is_done(&door.person("ForgetPassword/SendEmailOtp", ask).await);
        assert_eq!(sent["emailOtpExpireInSeconds"], 300);
        let digits = door.test.code_to(email, "password").await;
        assert_eq!(digits.is_some(), person.is_some(), "{email}");
        let check = json!({
            "emailOrPhoneNumber": email, "emailOtpRequestId": sent["emailOtpRequestId"],
            "emailOtp": digits.as_deref().unwrap_or("000000"),
        });
        let checked = door.person("ForgetPassword/ValidateEmailOtp", check).await;
        match person {
            Some(person) => assert_eq!(&is_done(&checked)["userId"], person),
            None => is_refused(&checked, 1301),
        }
    }
}

#[tokio::test]
async fn a_reset_code_is_worth_nothing_for_another_person_tenant_or_later() {
    let mut door = Door::open().await;
    registered(&door).await;
    let other = is_done(&door.register(OTHER_PHONE, |_| {}).await)["user"]["id"].clone();
    let (user, code) = granted(&door).await;
    let reset =
        |user: &Value, code: &Value| json!({ "userId": user, "resetCode": code, "password": NEW });
    let refused = door
        .person("ForgetPassword/Reset", reset(&other, &code))
        .await;
    is_refused(&refused, 1316);
    let mut forged = code.as_str().unwrap().to_owned();
    let other_letter = if &forged[30..31] == "A" { "B" } else { "A" };
    forged.replace_range(30..31, other_letter);
    let refused = door
        .person("ForgetPassword/Reset", reset(&user, &json!(forged)))
        .await;
    is_refused(&refused, 1316);
    let ours = door.test.api_key.clone();
    door.test.api_key = door.test.another_tenant("other").await.api_key;
    let refused = door
        .person("ForgetPassword/Reset", reset(&user, &code))
        .await;
    is_refused(&refused, 1316);
    door.test.api_key = ours;
    door.test.clock.advance(Span::minutes(15));
    let refused = door
        .person("ForgetPassword/Reset", reset(&user, &code))
        .await;
    is_refused(&refused, 1316);
    let token = is_done(&login(&door, PASSWORD).await)["accessToken"].clone();
    assert!(token.is_string(), "nothing was changed");
}

#[tokio::test]
async fn a_login_code_grants_no_new_password_and_a_short_one_is_refused() {
    let door = Door::open().await;
    registered(&door).await;
    let id = door.login_code(PHONE).await;
    let digits = door.test.code_to(PHONE, "login").await.unwrap();
    let check =
        json!({ "phoneNumber": PHONE, "phoneNumberOtpRequestId": id, "phoneNumberOtp": digits });
    let call = "ForgetPasswordByPhone/ValidatePhoneOtp";
    is_refused(&door.person(call, check).await, 1306);
    let (user, code) = granted(&door).await;
    let short = json!({ "userId": user, "ResetCode": code, "password": "short" });
    let refused = door.person("ForgetPassword/Reset", short).await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    assert_eq!(refused.mistakes(), [("password".to_owned(), 1315)]);
    let empty = door.person("ForgetPassword/SendEmailOtp", json!({})).await;
    assert_eq!(empty.mistakes(), [("emailOrPhoneNumber".to_owned(), 1106)]);
}
