//! Log-in: what replaces a code and what does not, and the tokens that come of it.

use axum::http::StatusCode;
use mithaq_domain::time::Span;
use serde_json::{Value, json};

use super::{OTHER_PHONE, PASSWORD, PHONE, is_done, is_refused};
use crate::call::{Answer, Door};

const CANCEL: &str = "CancelVerifiedDigitalIdentity";

async fn login(door: &Door, change: impl FnOnce(&mut Value)) -> Answer {
    let mut body = json!({ "phoneNumber": PHONE });
    change(&mut body);
    door.person("Login", body).await
}

fn has_token(answer: &Answer) -> bool {
    is_done(answer)["accessToken"].is_string()
}

#[tokio::test]
async fn only_a_known_device_with_the_right_password_replaces_the_code() {
    let door = Door::open().await;
    let registered = door.register(PHONE, |body| {
        body["password"] = json!(PASSWORD);
        body["imei"] = json!("device 1");
    });
    is_done(&registered.await);
    let known = |body: &mut Value| {
        body["imei"] = json!("device 1");
        body["password"] = json!(PASSWORD);
    };
    assert!(has_token(&login(&door, known).await));
    let cases: [fn(&mut Value); 4] = [
        |body| body["imei"] = json!("device 1"),
        |body| body["password"] = json!(PASSWORD),
        |body| {
            body["imei"] = json!("device 2");
            body["password"] = json!(PASSWORD);
        },
        |body| {
            body["imei"] = json!("device 1");
            body["password"] = json!(PASSWORD);
            body["isPhone2FAEnabled"] = json!(true);
        },
    ];
    for case in cases {
        door.test.clock.advance(Span::seconds(60));
        let answer = login(&door, case).await;
        let data = is_done(&answer);
        assert!(data["accessToken"].is_null() && data["user"].is_null());
        assert!(data["phoneNumberOtpRequestId"].is_string());
        assert_eq!(data["phoneOtpExpireInSeconds"], 300);
    }
}

#[tokio::test]
async fn a_new_device_passes_a_code_and_is_known_from_then_on() {
    let door = Door::open().await;
    let registered = door.register(PHONE, |body| body["password"] = json!(PASSWORD));
    is_done(&registered.await);
    let with_password = |body: &mut Value| {
        body["imei"] = json!("device 2");
        body["password"] = json!(PASSWORD);
        body["geoLocation"] = json!({ "latitude": 30.04, "longitude": 31.23 });
        body["smsProviders"] = json!([0]);
    };
    let sent = is_done(&login(&door, with_password).await);
    let digits = door.test.code_to(PHONE, "login").await.unwrap();
    let answer = login(&door, |body| {
        with_password(body);
        body["phoneNumberOtpRequestId"] = sent["phoneNumberOtpRequestId"].clone();
        body["phoneNumberOtp"] = json!(digits);
    });
    let data = is_done(&answer.await);
    for key in ["hasPendingRequest", "transactionId", "redirectUri"] {
        assert!(data.get(key).is_some(), "{key}");
    }
    assert!(data["accessToken"].is_string() && data["refreshToken"].is_string());
    assert_eq!(data["user"]["userName"], PHONE);
    assert!(has_token(&login(&door, with_password).await));
}

#[tokio::test]
async fn a_login_moves_the_last_active_location() {
    use mithaq_domain::id::PersonId;
    let door = Door::open().await;
    let registered = door.register(PHONE, |body| {
        body["password"] = json!(PASSWORD);
        body["imei"] = json!("device 1");
        body["geoLocation"] = json!({ "latitude": 30.04, "longitude": 31.23 });
    });
    let id = is_done(&registered.await)["user"]["id"].as_i64().unwrap();
    let answer = login(&door, |body| {
        body["password"] = json!(PASSWORD);
        body["imei"] = json!("device 1");
        body["geoLocation"] = json!({ "latitude": "31.2", "longitude": "29.9" });
    });
    assert!(has_token(&answer.await));
    let (app, tenant) = (&door.test.app, door.test.tenant);
    let shown = mithaq_service::person::find_person(app, tenant, PersonId::new(id)).await;
    let location = shown.unwrap().unwrap().location.unwrap();
    assert_eq!((location.latitude(), location.longitude()), (31.2, 29.9));
}

#[tokio::test]
async fn a_wrong_password_is_refused_and_locks_after_five() {
    let door = Door::open().await;
    let registered = door.register(PHONE, |body| {
        body["password"] = json!(PASSWORD);
        body["imei"] = json!("device 1");
    });
    is_done(&registered.await);
    let with = |password: &'static str| {
        login(&door, move |body| {
            body["password"] = json!(password);
            body["imei"] = json!("device 1");
        })
    };
    for _ in 0..5 {
        is_refused(&with("wrong password").await, 1314);
    }
    let locked = with(PASSWORD).await;
    assert_eq!(
        (locked.status, locked.code()),
        (StatusCode::TOO_MANY_REQUESTS, 1204)
    );
    door.test.clock.advance(Span::minutes(15));
    assert!(has_token(&with(PASSWORD).await));
}

#[tokio::test]
async fn a_users_token_opens_users_calls_alone_and_only_in_its_tenant() {
    let mut door = Door::open().await;
    let user = door.user(PHONE).await;
    door.bearer = Some(user);
    is_refused(&door.person(CANCEL, json!({})).await, 1311);
    assert_eq!(door.get("/api/IdentityUserSession/List").await.code(), 1202);
    let other = door.test.another_tenant("other").await;
    door.test.api_key = other.api_key;
    assert_eq!(door.person(CANCEL, json!({})).await.code(), 1202);
}

#[tokio::test]
async fn a_users_refresh_token_rotates_through_an_apps_key_and_ends_its_family_when_shown_again() {
    let mut door = Door::open().await;
    let data = is_done(&door.register(PHONE, |_| {}).await);
    let (public, _) = door.test.publishable_key().await;
    door.test.api_key = public;
    let first = json!({ "refreshToken": data["refreshToken"] });
    let second = is_done(&door.person("RefreshToken", first.clone()).await);
    door.bearer = second["accessToken"].as_str().map(str::to_owned);
    is_refused(&door.person(CANCEL, json!({})).await, 1311);
    let again = door.person("RefreshToken", first).await;
    assert_eq!(
        (again.status, again.code()),
        (StatusCode::BAD_REQUEST, 1207)
    );
    assert_eq!(door.person(CANCEL, json!({})).await.code(), 1202);
}

#[tokio::test]
async fn a_sandbox_answers_the_digits_and_no_other_tenant_does() {
    let door = Door::open().await;
    let phone = json!({ "phoneNumber": OTHER_PHONE });
    let sent = door.person("Register/StepVerifyPhone", phone.clone()).await;
    assert!(is_done(&sent)["phoneNumberOtp"].is_null());
    let mut door = door;
    door.test.api_key = door.test.sandbox_tenant("sandbox").await.api_key;
    let sent = door.person("Register/StepVerifyPhone", phone).await;
    assert_eq!(is_done(&sent)["phoneNumberOtp"].as_str().unwrap().len(), 6);
}
