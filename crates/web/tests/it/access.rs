//! Log-in and the rotation of tokens.

use axum::http::StatusCode;
use mithaq_domain::time::Span;
use serde_json::json;

use crate::call::Door;

#[tokio::test]
async fn the_answer_of_a_login_has_every_published_key_and_no_secret_besides() {
    let door = Door::open().await;
    let data = door.login(&door.test.admin_password).await.json()["data"].clone();
    let mut keys: Vec<&String> = data.as_object().unwrap().keys().collect();
    keys.sort();
    assert_eq!(
        keys,
        [
            "accessToken",
            "encryptedAccessToken",
            "expireInSeconds",
            "refreshToken",
            "refreshTokenExpireInSeconds",
            "requiresTwoFactorVerification",
            "shouldResetPassword",
            "twoFactorAuthProviders",
            "userId"
        ]
    );
    assert_eq!(
        (
            data["expireInSeconds"].as_i64(),
            data["refreshTokenExpireInSeconds"].as_i64()
        ),
        (Some(86_400), Some(604_800))
    );
    assert!(data["userId"].is_i64() && data["encryptedAccessToken"].is_null());
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_user_get_one_answer_and_the_sixth_try_waits() {
    let door = Door::open().await;
    let wrong = door.login("wrong").await;
    let mut unknown = json!({ "tenancyName": door.tenancy(), "userNameOrEmailAddress": "nobody", "password": "wrong" });
    let mut request = door.request("POST", "/api/credentials/login", Some(unknown.take()));
    request
        .headers_mut()
        .insert("tenancyname", door.tenancy().parse().unwrap());
    let nobody = door.send(request).await;
    assert_eq!(
        (wrong.status, wrong.json()),
        (StatusCode::UNAUTHORIZED, nobody.json())
    );
    for _ in 0..4 {
        assert_eq!(door.login("wrong").await.code(), 1203);
    }
    let locked = door.login(&door.test.admin_password).await;
    assert_eq!(
        (locked.status, locked.code()),
        (StatusCode::TOO_MANY_REQUESTS, 1204)
    );
    assert_eq!(locked.headers["retry-after"], "900");
    door.test.clock.advance(Span::minutes(15));
    assert_eq!(
        door.login(&door.test.admin_password).await.status,
        StatusCode::OK
    );
}

#[tokio::test]
async fn a_login_without_the_tenancy_header_or_with_another_tenancy_is_refused() {
    let door = Door::open().await;
    let body = json!({ "tenancyName": door.tenancy(), "userNameOrEmailAddress": door.test.admin_user, "password": door.test.admin_password });
    assert_eq!(
        door.post("/api/credentials/login", body.clone())
            .await
            .code(),
        1206
    );
    let other = door.test.another_tenant("other").await;
    let mut request = door.request("POST", "/api/credentials/login", Some(body));
    request
        .headers_mut()
        .insert("tenancyname", other.tenant.name.as_str().parse().unwrap());
    assert_eq!(door.send(request).await.code(), 1206);
}

#[tokio::test]
async fn a_refresh_token_rotates_once_and_shown_again_ends_its_whole_family() {
    let mut door = Door::open().await;
    let first = door.login(&door.test.admin_password).await.json()["data"].clone();
    let refresh = |token: &serde_json::Value| json!({ "RefreshToken": token });
    let second = door
        .post(
            "/api/DigitalIdentity/RefreshToken",
            refresh(&first["refreshToken"]),
        )
        .await;
    let data = second.json()["data"].clone();
    assert_eq!(data["refreshToken"], data["newRefreshToken"]);
    door.bearer = data["accessToken"].as_str().map(str::to_owned);
    assert_eq!(
        door.get("/api/IdentityUserSession/List").await.status,
        StatusCode::OK
    );
    let again = door
        .post(
            "/api/credentials/refreshToken",
            refresh(&first["refreshToken"]),
        )
        .await;
    assert_eq!(
        (again.status, again.code()),
        (StatusCode::BAD_REQUEST, 1207)
    );
    let ended = door.get("/api/IdentityUserSession/List").await;
    assert_eq!(
        (ended.status, ended.code()),
        (StatusCode::UNAUTHORIZED, 1202),
        "the access token ended with its family"
    );
    assert_eq!(
        door.post(
            "/api/credentials/refreshToken",
            refresh(&data["refreshToken"])
        )
        .await
        .code(),
        1207
    );
}

#[tokio::test]
async fn an_access_token_dies_after_a_day_and_one_of_another_tenant_is_none() {
    let mut door = Door::open_as_admin().await;
    assert_eq!(
        door.get("/api/IdentityUserSession/List").await.status,
        StatusCode::OK
    );
    let other = door.test.another_tenant("other").await;
    let ours = std::mem::replace(&mut door.test.api_key, other.api_key);
    assert_eq!(door.get("/api/IdentityUserSession/List").await.code(), 1202);
    door.test.api_key = ours;
    door.test.clock.advance(Span::seconds(86_400));
    assert_eq!(door.get("/api/IdentityUserSession/List").await.code(), 1202);
}

#[tokio::test]
async fn the_public_keys_verify_the_tokens_and_hold_nothing_private() {
    let door = Door::open().await;
    let set = door.get("/.well-known/jwks.json").await.json();
    let key = &set["keys"][0];
    assert_eq!(
        (key["kty"].as_str(), key["alg"].as_str()),
        (Some("EC"), Some("ES256"))
    );
    assert!(key.get("d").is_none());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_twenty_wrong_passwords_at_once_five_are_checked() {
    let door = std::sync::Arc::new(Door::open().await);
    let tries: Vec<_> = (0..20)
        .map(|number| {
            let door = door.clone();
            tokio::spawn(async move { door.login(&format!("wrong {number}")).await.code() })
        })
        .collect();
    let mut codes = Vec::new();
    for one in tries {
        codes.push(one.await.unwrap());
    }
    codes.sort_unstable();
    assert_eq!(codes[..5], [1203; 5]);
    assert_eq!(codes[5..], [1204; 15], "locked before anything was checked");
    let right = door.login(&door.test.admin_password).await;
    assert_eq!(right.code(), 1204);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn twelve_processes_of_a_company_log_in_at_once_and_none_locks_another_out() {
    let door = std::sync::Arc::new(Door::open().await);
    let tries: Vec<_> = (0..12)
        .map(|_| {
            let door = door.clone();
            tokio::spawn(async move { door.login(&door.test.admin_password).await.status })
        })
        .collect();
    for one in tries {
        assert_eq!(one.await.unwrap(), StatusCode::OK);
    }
}
