//! Every address of the API as nobody, with a wrong key, without a token, with a token of another
//! tenant: refused. What is open to anyone stands in the list of exceptions, with its reason.

use axum::http::{Method, StatusCode};
use serde_json::json;

use crate::call::Door;

/// Every address of `routes.rs` but the hosted session's pages, and what it asks for.
const ROUTES: &[(&str, &str, Needs)] = &[
    ("POST", "/api/credentials/login", Needs::Key),
    ("POST", "/api/credentials/refreshtoken", Needs::Key),
    ("POST", "/api/digitalidentity/refreshtoken", Needs::Key),
    (
        "POST",
        "/api/identityusersession/createauthsession",
        Needs::Key,
    ),
    (
        "POST",
        "/api/identityusersession/createinvitation",
        Needs::Admin,
    ),
    ("GET", "/api/identityusersession/get", Needs::Admin),
    ("GET", "/api/identityusersession/list", Needs::Admin),
    ("POST", "/api/identityusersession/revoke", Needs::Admin),
    (
        "GET",
        "/api/businessrequest/getallrequesttypes",
        Needs::Admin,
    ),
    ("GET", "/api/businessrequest/getrequests", Needs::Admin),
    ("GET", "/api/businessrequest/getcontracttopdf", Needs::Admin),
    // Public by purpose: clients verify tokens with it.
    ("GET", "/.well-known/jwks.json", Needs::Nothing),
    // The token in the path is the permission; a forged one is not found.
    ("GET", "/download/{token}", Needs::Nothing),
];

#[derive(Clone, Copy, PartialEq)]
enum Needs {
    Nothing,
    Key,
    Admin,
}

#[test]
fn every_address_of_the_router_is_in_the_list() {
    let routes = include_str!("../../src/routes.rs");
    let declared: Vec<&str> = routes
        .split(".route(")
        .skip(1)
        .filter_map(|rest| rest.split('"').nth(1))
        .collect();
    assert!(declared.len() > 10);
    for path in declared {
        assert!(
            ROUTES.iter().any(|(_, listed, _)| *listed == path),
            "{path} is not in the refusal test"
        );
    }
}

#[tokio::test]
async fn every_address_refuses_whoever_has_not_what_it_needs() {
    let mut door = Door::open_as_admin().await;
    let other = door.test.another_tenant("other").await;
    let ours = door.bearer.take();
    for (method, path, needs) in ROUTES {
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        let body = (method == Method::POST).then(|| json!({}));
        let request = |key: Option<&str>, bearer: Option<&str>| {
            let mut request = door.request(method.as_str(), path, body.clone());
            request.headers_mut().remove("apikey");
            if let Some(key) = key {
                request.headers_mut().insert("apikey", key.parse().unwrap());
            }
            if let Some(bearer) = bearer {
                request
                    .headers_mut()
                    .insert("authorization", format!("Bearer {bearer}").parse().unwrap());
            }
            request
        };
        if *needs == Needs::Nothing {
            continue;
        }
        for key in [None, Some(""), Some("mk_wrong")] {
            let answer = door.send(request(key, ours.as_deref())).await;
            assert_eq!(
                (answer.status, answer.code()),
                (StatusCode::UNAUTHORIZED, 1201),
                "{path} with key {key:?}"
            );
        }
        if *needs == Needs::Admin {
            let key = Some(door.test.api_key.as_str());
            for bearer in [None, Some(""), Some("x.y.z")] {
                let answer = door.send(request(key, bearer)).await;
                assert_eq!(
                    (answer.status, answer.code()),
                    (StatusCode::UNAUTHORIZED, 1202),
                    "{path} with {bearer:?}"
                );
            }
            let answer = door
                .send(request(Some(&other.api_key), ours.as_deref()))
                .await;
            assert_eq!(
                (answer.status, answer.code()),
                (StatusCode::UNAUTHORIZED, 1202),
                "{path} across tenants"
            );
        }
    }
}

#[tokio::test]
async fn a_token_that_is_signed_by_another_or_by_nobody_is_none() {
    let mut door = Door::open_as_admin().await;
    let ours = door.bearer.clone().unwrap();
    let parts: Vec<&str> = ours.split('.').collect();
    use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as B64};
    let unsigned = format!(
        "{}.{}.",
        B64.encode(r#"{"alg":"none","typ":"JWT"}"#),
        parts[1]
    );
    let stranger = Door::open_as_admin().await.bearer.unwrap();
    let claims = String::from_utf8(B64.decode(parts[1]).unwrap()).unwrap();
    let user = B64.encode(claims.replace("\"admin\"", "\"user\""));
    let changed = format!("{}.{user}.{}", parts[0], parts[2]);
    for token in [unsigned, stranger, changed] {
        door.bearer = Some(token);
        assert_eq!(door.get("/api/IdentityUserSession/List").await.code(), 1202);
    }
}
