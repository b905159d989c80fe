//! `Idempotency-Key`: a call that is sent twice acts once, also when both are sent at once, and
//! whoever sends another body under the same key is told.

use axum::http::{Method, StatusCode};
use mithaq_domain::time::Span;
use mithaq_web::{endpoint::TokenNeed, endpoints};
use serde_json::{Value, json};

use crate::call::{Answer, Door, sample};

const INVITE: &str = "/api/IdentityUserSession/CreateInvitation";
const AUTHENTICATE: &str = "/api/IdentityUserSession/CreateAuthSession";

/// Calls by POST that create nothing, and so take no `Idempotency-Key`.
const CREATES_NOTHING: &[(&str, &str)] = &[
    (
        "/api/BusinessRequest/CustomerSign/StepRequestOtp",
        "another code only after a minute",
    ),
    (
        "/api/BusinessRequest/CustomerSign/StepValidateOtp",
        "its code counts, however often it is sent",
    ),
    (
        "/api/BusinessRequest/CustomerSign/StepValidatePayment",
        "once signed, it is signed",
    ),
    (
        "/api/BusinessRequest/CustomerSign/Decline",
        "once declined, it is declined",
    ),
    (
        "/api/BusinessRequest/GenerateSignContractLink",
        "a new link each time, and all of them lead to one signature",
    ),
    ("/api/credentials/Login", "a new pair of tokens each time"),
    (
        "/api/BusinessRequest/Approve",
        "once decided, it is decided",
    ),
    ("/api/BusinessRequest/Reject", "once decided, it is decided"),
    ("/api/BusinessRequest/Void", "once decided, it is decided"),
    ("/api/Transactions/Approve", "once decided, it is decided"),
    (
        "/api/DigitalIdentity/verify/passport/nfc",
        "it reads and keeps nothing",
    ),
    ("/v1/ocr/aml/validate", "it only asks"),
    ("/api/Transactions/Reject", "once decided, it is decided"),
    (
        "/api/DigitalIdentity/LinkUserWithExistingTransaction",
        "once linked, it is linked",
    ),
    (
        "/api/credentials/RefreshToken",
        "the token itself counts once",
    ),
    (
        "/api/DigitalIdentity/RefreshToken",
        "the token itself counts once",
    ),
    (
        "/api/DigitalIdentity/CheckExistenceOfEmailOrPhone",
        "it only asks",
    ),
    (
        "/api/DigitalIdentity/Register/StepVerifyPhone",
        "another code only after a minute",
    ),
    (
        "/api/DigitalIdentity/Register/StepVerifyEmail",
        "another code only after a minute",
    ),
    (
        "/api/DigitalIdentity/Register",
        "its code counts once, and so does a phone",
    ),
    (
        "/api/DigitalIdentity/Register/StepCreate",
        "its code counts once, and so does a phone",
    ),
    (
        "/api/DigitalIdentity/Login",
        "a new pair of tokens each time",
    ),
    (
        "/api/DigitalIdentity/CancelVerifiedDigitalIdentity",
        "once cancelled, it is cancelled",
    ),
    (
        "/api/DigitalIdentity/VerifyEmail",
        "another code only after a minute",
    ),
    (
        "/api/DigitalIdentity/UpdateEmailRequest",
        "another code only after a minute",
    ),
    (
        "/api/DigitalIdentity/ForgetPassword/SendEmailOtp",
        "another code only after a minute",
    ),
    (
        "/api/DigitalIdentity/ForgetPassword/ValidateEmailOtp",
        "its code counts, however often it is sent",
    ),
    (
        "/api/DigitalIdentity/ForgetPassword/ValidatePhoneOtp",
        "its code counts, however often it is sent",
    ),
    (
        "/api/DigitalIdentity/ForgetPassword/Reset",
        "the reset code counts once",
    ),
    (
        "/api/DigitalIdentity/ForgetPasswordByPhone/SendPhoneOtp",
        "another code only after a minute",
    ),
    (
        "/api/DigitalIdentity/ForgetPasswordByPhone/ValidatePhoneOtp",
        "its code counts, however often it is sent",
    ),
    ("/api/DigitalIdentity/GetUsers", "it only reads"),
    (
        "/api/DigitalIdentity/CancelVerifiedDigitalIdentityForAdmin",
        "once cancelled, it is cancelled",
    ),
    ("/v1/otp/sms", "another code only after a minute"),
    ("/v1/otp/verify", "its code counts once"),
    (
        "/api/DigitalIdentity/Register/StepVerifyOAuthToken",
        "it judges a token, however often it is sent",
    ),
    (
        "/api/DigitalIdentity/VerifyOAuthToken",
        "it judges a token, however often it is sent",
    ),
    (
        "/api/IdentityUserSession/Revoke",
        "once revoked, it is revoked",
    ),
    (
        "/api/BusinessRequest/ContractSigner/Sign",
        "a member signs a contract once",
    ),
    (
        "/api/BusinessRequest/ContractSigner/PairAgent",
        "another code takes the place of the one before",
    ),
    ("/api/SignAgent/Pair", "the code is good once"),
    ("/api/SignAgent/Next", "it reads what is asked"),
    ("/api/SignAgent/Sign", "a member signs a contract once"),
    ("/api/Webhook/Delete", "once deleted, it is deleted"),
    (
        "/api/Webhook/Replay",
        "what is under way is not begun again",
    ),
];

/// A public key, as base64 of its DER.
pub fn recipient() -> String {
    use aws_lc_rs::{
        encoding::{AsDer, PublicKeyX509Der},
        rsa::{KeyPair, KeySize},
        signature::KeyPair as _,
    };
    use base64::{Engine, engine::general_purpose::STANDARD};
    let pair = KeyPair::generate(KeySize::Rsa2048).unwrap();
    let public = AsDer::<PublicKeyX509Der>::as_der(pair.public_key()).unwrap();
    STANDARD.encode(public.as_ref())
}

async fn send(door: &Door, path: &str, key: &str, body: &Value) -> Answer {
    let mut request = door.request("POST", path, Some(body.clone()));
    let headers = request.headers_mut();
    headers.insert("idempotency-key", key.parse().unwrap());
    door.send(request).await
}

fn seen(answer: &Answer) -> (StatusCode, Value, String, String) {
    let header = |name| answer.headers[name].to_str().unwrap().to_owned();
    let (id, url) = (header("x-session-id"), header("x-session-url"));
    (answer.status, answer.json(), id, url)
}

#[tokio::test]
async fn the_same_call_gets_the_first_answer_again_for_a_day_and_then_acts_anew() {
    let door = Door::open_as_admin().await;
    let first = seen(&send(&door, INVITE, "a-1", &sample()).await);
    door.test.clock.advance(Span::hours(23));
    assert_eq!(seen(&send(&door, INVITE, "a-1", &sample()).await), first);
    assert_eq!(door.session_count().await, 1);
    door.test.clock.advance(Span::hours(1));
    let admin = door.test.admin_password.clone();
    let mut door = door;
    door.bearer = Some(door.bearer_of("admin", &admin).await);
    let later = seen(&send(&door, INVITE, "a-1", &sample()).await);
    assert_ne!(later, first);
    assert_eq!(door.session_count().await, 2);
    // And counts from then on.
    door.test.clock.advance(Span::hours(23));
    assert_eq!(seen(&send(&door, INVITE, "a-1", &sample()).await), later);
}

#[tokio::test]
async fn another_body_under_the_same_key_is_refused_and_does_nothing() {
    let door = Door::open_as_admin().await;
    send(&door, INVITE, "a-1", &sample()).await;
    let mut other = sample();
    other["SessionInput"]["phoneNumber"] = json!("+201234567891");
    let answer = send(&door, INVITE, "a-1", &other).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert_eq!(answer.mistakes(), [("Idempotency-Key".to_owned(), 1120)]);
    assert_eq!(door.session_count().await, 1);
    let answer = send(&door, INVITE, "a-2", &other).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(door.session_count().await, 2);
}

#[tokio::test]
async fn of_twenty_calls_at_once_one_acts_and_all_get_its_answer() {
    let door = std::sync::Arc::new(Door::open_as_admin().await);
    let calls: Vec<_> = (0..20)
        .map(|_| {
            let door = std::sync::Arc::clone(&door);
            tokio::spawn(async move { seen(&send(&door, INVITE, "a-1", &sample()).await) })
        })
        .collect();
    let mut answers = Vec::new();
    for call in calls {
        answers.push(call.await.unwrap());
    }
    assert_eq!(answers[0].0, StatusCode::OK);
    assert!(answers.iter().all(|answer| *answer == answers[0]));
    assert_eq!(door.session_count().await, 1);
}

#[tokio::test]
async fn a_key_of_one_caller_or_of_one_route_is_nothing_to_another() {
    let mut door = Door::open_as_admin().await;
    let body = json!({ "phoneNumber": "+201234567890" });
    let first = seen(&send(&door, AUTHENTICATE, "a-1", &body).await);
    let invited = send(&door, INVITE, "a-1", &json!({ "SessionInput": body })).await;
    assert_eq!(invited.status, StatusCode::OK, "{}", invited.json());
    door.test.api_key = door.test.another_key(|_| {}).await.0;
    assert_ne!(seen(&send(&door, AUTHENTICATE, "a-1", &body).await), first);
    assert_eq!(door.session_count().await, 3);
}

#[tokio::test]
async fn a_refused_call_spends_no_key() {
    let door = Door::open_as_admin().await;
    let mut wrong = sample();
    wrong["SessionInput"]["phoneNumber"] = json!("1");
    let refused = send(&door, INVITE, "a-1", &wrong).await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    let answer = send(&door, INVITE, "a-1", &sample()).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.json());
}

#[tokio::test]
async fn after_a_restart_the_first_answer_is_still_known_and_no_token_lies_in_the_data_folder() {
    let mut door = Door::open_as_admin().await;
    let first = seen(&send(&door, INVITE, "a-1", &sample()).await);
    door = door.restarted();
    let again = seen(&send(&door, INVITE, "a-1", &sample()).await);
    assert_eq!(again, first);
    let token = first.1["data"].as_str().unwrap();
    let data = door.test.outbox.parent().unwrap().join("data");
    let mut looked = 0;
    for file in ["mithaq.db", "mithaq.db-wal"] {
        let bytes = std::fs::read(data.join(file)).unwrap_or_default();
        let found = |text: &str| {
            bytes
                .windows(text.len())
                .any(|part| part == text.as_bytes())
        };
        looked += bytes.len();
        assert!(!found(token) && !found("a-1"), "{file}");
    }
    assert!(looked > 10_000);
}

#[tokio::test]
async fn an_encrypted_token_comes_again_as_it_was() {
    let door = Door::open_as_admin().await;
    let mut body = sample();
    body["SessionInput"]["userPublicKey"] = json!(recipient());
    let first = send(&door, INVITE, "a-1", &body).await;
    assert_eq!(first.status, StatusCode::OK, "{}", first.json());
    assert!(first.headers.get("x-session-url").is_none());
    let again = send(&door, INVITE, "a-1", &body).await;
    assert_eq!(again.json(), first.json());
}

#[tokio::test]
async fn every_call_that_creates_refuses_what_is_no_key() {
    let mut door = Door::open().await;
    let user = Some(door.user(crate::person::PHONE).await);
    door = door.logged_in().await;
    let long = "x".repeat(256);
    let mut walked = 0;
    let admin = door.bearer.clone();
    for endpoint in endpoints().iter().filter(|endpoint| endpoint.needs.creates) {
        door.bearer = match endpoint.needs.token {
            TokenNeed::User | TokenNeed::AdminOrUser(_) => user.clone(),
            TokenNeed::Admin(_) => admin.clone(),
            TokenNeed::Nothing => None,
        };
        for key in ["", "a b", long.as_str()] {
            let answer = send(&door, endpoint.path, key, &json!({})).await;
            assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{}", endpoint.path);
            assert_eq!(answer.mistakes(), [("Idempotency-Key".to_owned(), 1119)]);
        }
        walked += 1;
    }
    assert!(walked >= 2);
}

#[test]
fn every_call_by_post_creates_something_or_is_listed_with_a_reason() {
    let endpoints = endpoints();
    let others = endpoints
        .iter()
        .filter(|endpoint| endpoint.method == Method::POST && !endpoint.needs.creates);
    let mut found: Vec<&str> = others.map(|endpoint| endpoint.path).collect();
    let mut listed: Vec<&str> = CREATES_NOTHING.iter().map(|(path, _)| *path).collect();
    found.sort_unstable();
    listed.sort_unstable();
    assert_eq!(found, listed);
}
