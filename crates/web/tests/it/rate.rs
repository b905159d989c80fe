//! Rate limits: told with every answer, enforced before anything slow, one caller's flood not
//! another's.

use axum::http::StatusCode;
use mithaq_domain::{access::KeyKind, time::Span};
use mithaq_service::tenant::{change_settings, show_settings};
use serde_json::{Value, json};

use crate::call::{Answer, Door};

const LIST: &str = "/api/IdentityUserSession/List";

async fn limited(class: &str, limits: Value) -> Door {
    let door = Door::open_as_admin().await;
    let (app, tenant) = (&door.test.app, door.test.tenant);
    let mut settings: Value = serde_json::from_str(&show_settings(app, tenant).unwrap()).unwrap();
    settings["rate_limits"][class] = limits;
    let changed = change_settings(app, tenant, &settings.to_string()).await;
    changed.unwrap().unwrap();
    door
}

fn told(answer: &Answer) -> [i64; 3] {
    ["limit", "remaining", "reset"].map(|name| {
        let value = &answer.headers[format!("ratelimit-{name}")];
        value.to_str().unwrap().parse().unwrap()
    })
}

#[tokio::test]
async fn a_key_is_told_what_is_left_and_waits_when_nothing_is() {
    let door = limited("read", json!({ "per_key": 3 })).await;
    for left in [2, 1, 0] {
        let answer = door.get(LIST).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!(told(&answer), [3, left, (3 - left) * 20]);
    }
    let refused = door.get(LIST).await;
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(refused.code(), 1902);
    assert_eq!(refused.headers["retry-after"], "20");
    assert_eq!(told(&refused), [3, 0, 20]);
    let written = door.invite(|_| {}).await;
    assert_eq!(written.status, StatusCode::OK, "another class");
    door.test.clock.advance(Span::seconds(20));
    assert_eq!(door.get(LIST).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_key_that_ran_wild_leaves_the_others_their_share_of_the_tenant() {
    let door = limited("read", json!({ "per_key": 3, "per_tenant": 5 })).await;
    for _ in 0..10 {
        door.get(LIST).await;
    }
    let (other, _) = door.test.another_key(|_| {}).await;
    for status in [200, 200, 429] {
        assert_eq!(door.with_key(&other).await.status, status);
    }
}

#[tokio::test]
async fn a_publishable_key_is_counted_by_address() {
    let door = limited("write", json!({ "per_address": 2, "per_key": 1 })).await;
    let (key, _) = door.test.publishable_key().await;
    let call = |peer: &'static str| {
        let body = json!({ "refreshToken": "x" });
        let mut request = door.request("POST", "/api/credentials/RefreshToken", Some(body));
        request.headers_mut().insert("apikey", key.parse().unwrap());
        door.send_from(peer, request)
    };
    for status in [400, 400, 429] {
        assert_eq!(call("203.0.113.7:1").await.status, status);
    }
    assert_eq!(call("203.0.113.8:1").await.status, 400);
}

#[tokio::test]
async fn a_limit_of_nought_is_none_and_unknown_keys_count_nothing() {
    let none = json!({ "per_key": 0, "per_tenant": 0 });
    let door = limited("read", none).await;
    let answer = door.get(LIST).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(answer.headers.get("ratelimit-limit").is_none());
    let unknown = door.with_key("msk_unknown").await;
    assert_eq!(unknown.status, StatusCode::UNAUTHORIZED);
    assert!(unknown.headers.get("ratelimit-limit").is_none());
}

#[tokio::test]
async fn log_ins_are_refused_before_the_password_is_looked_at() {
    let door = limited("login", json!({ "per_key": 1 })).await;
    assert_eq!(door.login("wrong").await.code(), 1203);
    assert_eq!(door.login(&door.test.admin_password).await.code(), 1902);
}

#[tokio::test]
async fn always_ok_hides_a_refusal_but_not_a_limit() {
    let door = limited("read", json!({ "per_key": 1 })).await;
    let (key, _) = door
        .test
        .another_key(|wish| {
            wish.always_ok = true;
            wish.kind = KeyKind::Secret;
        })
        .await;
    let mut request = door.request("GET", "/api/IdentityUserSession/Get", None);
    request.headers_mut().insert("apikey", key.parse().unwrap());
    let refused = door.send(request).await;
    assert_eq!((refused.status, refused.code()), (StatusCode::OK, 1106));
    assert_eq!(
        door.with_key(&key).await.status,
        StatusCode::TOO_MANY_REQUESTS
    );
}
