//! What holds for every call: paths, tolerance, envelopes for everything that goes wrong.

use axum::{
    body::Body,
    http::{Request, StatusCode},
};
use serde_json::Value;

use crate::call::{Door, sample};

const INVITE: &str = "/api/IdentityUserSession/CreateInvitation";

#[tokio::test]
async fn paths_and_names_match_in_any_letter_case() {
    let door = Door::open_as_admin().await;
    let text = sample()
        .to_string()
        .replace("SessionInput", "sessioninput")
        .replace("phoneNumber", "PHONENUMBER");
    let body: Value = serde_json::from_str(&text).unwrap();
    let answer = door
        .post("/API/identityUSERsession/createINVITATION", body)
        .await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.json());
}

#[tokio::test]
async fn every_failure_has_an_envelope_with_all_four_keys_and_utf8_json() {
    let door = Door::open_as_admin().await;
    let raw = |method: &str, path: &str, kind: &str, body: Vec<u8>| {
        let mut request = door.request(method, path, None);
        if !kind.is_empty() {
            request
                .headers_mut()
                .insert("content-type", kind.parse().unwrap());
        }
        *request.body_mut() = Body::from(body);
        request
    };
    let cases: Vec<(Request<Body>, u16, i64)> = vec![
        (
            raw("POST", "/api/no/such/path", "application/json", vec![]),
            404,
            1104,
        ),
        (raw("POST", "/nowhere", "", vec![]), 404, 1104),
        (raw("GET", INVITE, "", vec![]), 405, 1105),
        (raw("POST", INVITE, "", b"{}".to_vec()), 415, 1103),
        (raw("POST", INVITE, "text/plain", b"{}".to_vec()), 415, 1103),
        (
            raw("POST", INVITE, "application/json", b"{".to_vec()),
            400,
            1101,
        ),
        (
            raw("POST", INVITE, "application/json", b"".to_vec()),
            400,
            1101,
        ),
        (
            raw(
                "POST",
                INVITE,
                "application/json",
                b"{\"a\": \"\xff\"}".to_vec(),
            ),
            400,
            1101,
        ),
        (
            raw(
                "POST",
                INVITE,
                "application/json",
                b"{\"a\": 1, \"A\": 2}".to_vec(),
            ),
            400,
            1108,
        ),
        (
            raw(
                "POST",
                INVITE,
                "application/json",
                vec![b' '; (1 << 20) + 1],
            ),
            413,
            1102,
        ),
        (raw("POST", INVITE, "text/json", b"{}".to_vec()), 400, 1106),
        (
            raw(
                "POST",
                INVITE,
                "application/json-patch+json; charset=utf-8",
                b"{}".to_vec(),
            ),
            400,
            1106,
        ),
    ];
    for (request, status, code) in cases {
        let what = format!("{} {}", request.method(), request.uri());
        let answer = door.send(request).await;
        assert_eq!(
            (answer.status.as_u16(), answer.code()),
            (status, code),
            "{what}"
        );
        assert_eq!(
            answer.headers["content-type"], "application/json; charset=utf-8",
            "{what}"
        );
        let json = answer.json();
        for key in ["data", "error_code", "error_message", "error_descriptions"] {
            assert!(json.get(key).is_some(), "{what}: {key}");
        }
        assert!(
            json["error_message"]
                .as_str()
                .is_some_and(|text| !text.is_empty())
        );
    }
    assert_eq!(door.session_count().await, 0, "nothing was stored");
}

#[tokio::test]
async fn sentences_come_in_the_callers_language_with_arabic_unescaped() {
    let door = Door::open_as_admin().await;
    for header in ["accept-language", "accept_language"] {
        let mut request = door.request("POST", INVITE, Some(serde_json::json!({})));
        request
            .headers_mut()
            .insert(header, "ar-EG,en;q=0.5".parse().unwrap());
        let answer = door.send(request).await;
        let text = String::from_utf8(answer.bytes.clone()).unwrap();
        assert!(
            text.chars()
                .any(|letter| ('\u{0621}'..='\u{064A}').contains(&letter)),
            "{text}"
        );
        assert!(!text.contains("\\u06"));
    }
}

#[tokio::test]
async fn a_plain_request_id_is_echoed_and_another_replaced() {
    let door = Door::open().await;
    let mut request = door.request("GET", "/.well-known/jwks.json", None);
    request
        .headers_mut()
        .insert("x-request-id", "abc-1".parse().unwrap());
    assert_eq!(door.send(request).await.headers["x-request-id"], "abc-1");
    let mut request = door.request("GET", "/.well-known/jwks.json", None);
    request
        .headers_mut()
        .insert("x-request-id", "a b<script>".parse().unwrap());
    assert_eq!(door.send(request).await.headers["x-request-id"].len(), 24);
}
