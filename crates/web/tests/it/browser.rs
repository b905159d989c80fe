//! `HEAD`, `OPTIONS`, and calls from pages of other origins.

use axum::http::{HeaderMap, Method, StatusCode};
use mithaq_service::tenant::{change_settings, show_settings};
use mithaq_web::endpoints;
use serde_json::{Value, json};

use crate::call::{Answer, Door};

const ORIGIN: &str = "https://app.example.com";

async fn open() -> Door {
    let door = Door::open_as_admin().await;
    let (app, tenant) = (&door.test.app, door.test.tenant);
    let mut settings: Value = serde_json::from_str(&show_settings(app, tenant).unwrap()).unwrap();
    settings["allowed_origins"] = json!([ORIGIN]);
    let changed = change_settings(app, tenant, &settings.to_string()).await;
    changed.unwrap().unwrap();
    door
}

async fn call(door: &Door, method: &str, path: &str, headers: &[(&'static str, &str)]) -> Answer {
    let mut request = door.request(method, path, None);
    for (name, value) in headers {
        request.headers_mut().insert(*name, value.parse().unwrap());
    }
    door.send(request).await
}

fn shared_with(headers: &HeaderMap) -> Option<&str> {
    headers.get("access-control-allow-origin")?.to_str().ok()
}

#[tokio::test]
async fn head_answers_as_get_without_a_body_and_elsewhere_405_without_a_body() {
    let door = Door::open_as_admin().await;
    let (mut read, mut written) = (0, 0);
    for endpoint in endpoints() {
        let path = endpoint.path.replace(['{', '}'], "");
        let head = call(&door, "HEAD", &path, &[]).await;
        assert!(head.bytes.is_empty(), "{path}");
        if endpoint.method == Method::GET {
            let get = call(&door, "GET", &path, &[]).await;
            assert_eq!(head.status, get.status, "{path}");
            assert_eq!(
                head.headers["content-type"], get.headers["content-type"],
                "{path}"
            );
            read += 1;
        } else {
            assert_eq!(head.status, StatusCode::METHOD_NOT_ALLOWED, "{path}");
            written += 1;
        }
    }
    assert!(read > 3 && written > 3);
}

#[tokio::test]
async fn a_preflight_of_an_allowed_origin_is_answered_and_any_other_options_is_not() {
    let door = open().await;
    let path = "/api/IdentityUserSession/CreateAuthSession";
    let asking = ("access-control-request-method", "POST");
    let answer = call(&door, "OPTIONS", path, &[("origin", ORIGIN), asking]).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(answer.bytes.is_empty());
    assert_eq!(shared_with(&answer.headers), Some(ORIGIN));
    let allowed = answer.headers["access-control-allow-headers"].to_str();
    for header in ["ApiKey", "Authorization", "Idempotency-Key"] {
        assert!(allowed.as_ref().unwrap().contains(header));
    }
    for headers in [
        &[][..],
        &[("origin", ORIGIN)],
        &[("origin", "https://evil.example"), asking],
        &[("origin", "null"), asking],
        &[("origin", "https://app.example.com.evil.example"), asking],
    ] {
        let answer = call(&door, "OPTIONS", path, headers).await;
        assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED, "{headers:?}");
        assert_eq!(answer.code(), 1105);
        assert_eq!(shared_with(&answer.headers), None);
    }
}

#[tokio::test]
async fn only_answers_to_publishable_keys_are_shared_and_with_allowed_origins_of_their_tenant() {
    let door = open().await;
    let path = "/api/IdentityUserSession/List";
    let (public, _) = door.test.publishable_key().await;
    let secret = door.test.api_key.clone();
    let other = door.test.another_tenant("other").await.api_key;
    for (key, origin, shared) in [
        (&public, ORIGIN, true),
        (&public, "https://evil.example", false),
        (&secret, ORIGIN, false),
        (&other, ORIGIN, false),
    ] {
        let answer = call(&door, "GET", path, &[("apikey", key), ("origin", origin)]).await;
        let expected = shared.then_some(ORIGIN);
        assert_eq!(shared_with(&answer.headers), expected, "{origin}");
    }
}

#[tokio::test]
async fn a_page_of_an_allowed_origin_reads_that_its_key_is_none_and_any_other_page_nothing() {
    let door = open().await;
    let paths = [
        "/api/IdentityUserSession/List",
        "/api/BusinessRequest/CurrentList",
    ];
    for path in paths {
        for key in ["mpk_wrong", "msk_wrong", ""] {
            for (origin, shared) in [
                (ORIGIN, Some(ORIGIN)),
                ("https://evil.example", None),
                ("null", None),
            ] {
                let headers = [("apikey", key), ("origin", origin)];
                let answer = call(&door, "GET", path, &headers).await;
                assert_eq!(
                    (answer.status, answer.code()),
                    (StatusCode::UNAUTHORIZED, 1201)
                );
                assert_eq!(shared_with(&answer.headers), shared, "{origin}");
            }
        }
    }
    // What needs no key is not shared by that, and a good key says whose pages may read.
    let (path, origin) = ("/api/nothing", ("origin", ORIGIN));
    let nothing = call(&door, "GET", path, &[("apikey", "mpk_wrong"), origin]).await;
    assert_eq!(nothing.status, StatusCode::NOT_FOUND);
    assert_eq!(shared_with(&nothing.headers), None);
    let secret = door.test.api_key.clone();
    let headers = [
        ("apikey", secret.as_str()),
        ("authorization", "Bearer x.y.z"),
        origin,
    ];
    let answer = call(&door, "GET", paths[0], &headers).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    assert_eq!(shared_with(&answer.headers), None);
}
