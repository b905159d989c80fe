//! Bodies that no client should send: each gets an enveloped 4xx, and nothing is stored. How much
//! memory the program takes meanwhile is not measured here.

use axum::{
    body::Body,
    http::{HeaderValue, Method},
};
use mithaq_web::{endpoint::TokenNeed, endpoints};

use crate::call::{Door, sample};

/// Every endpoint that reads a body and that an admin may call, and an address for it.
fn targets() -> Vec<String> {
    let all = endpoints();
    let reading = all
        .iter()
        .filter(|endpoint| endpoint.method == Method::POST && endpoint.needs.body)
        .filter(|endpoint| endpoint.needs.token != TokenNeed::User);
    reading
        .map(|endpoint| endpoint.path.replace(['{', '}'], ""))
        .collect()
}

/// Name, content type, body, status and code.
type Case = (&'static str, Option<&'static str>, Vec<u8>, u16, i64);

fn cases() -> Vec<Case> {
    const JSON: Option<&str> = Some("application/json");
    let nested = |open: &str, close: &str| {
        format!(
            "{{\"a\": {}{}}}",
            open.repeat(100_000),
            close.repeat(100_000)
        )
    };
    let text = |body: String| body.into_bytes();
    vec![
        ("20 MB", JSON, vec![b' '; 20 << 20], 413, 1102),
        (
            "20 MB of text",
            JSON,
            text(format!("{{\"a\": \"{}\"}}", "x".repeat(20 << 20))),
            413,
            1102,
        ),
        ("deep lists", JSON, text(nested("[", "]")), 400, 1101),
        (
            "deep objects",
            JSON,
            text(nested("{\"a\":", "1}").replace("1}", "}")),
            400,
            1101,
        ),
        (
            "a duplicate",
            JSON,
            text("{\"a\": 1, \"a\": 2}".to_owned()),
            400,
            1108,
        ),
        (
            "a duplicate but for case",
            JSON,
            text("{\"Ab\": 1, \"aB\": 2}".to_owned()),
            400,
            1108,
        ),
        (
            "a duplicate within",
            JSON,
            text("{\"a\": {\"b\": 1, \"B\": 2}}".to_owned()),
            400,
            1108,
        ),
        (
            "a lone surrogate",
            JSON,
            text("{\"password\": \"\\ud800\"}".to_owned()),
            400,
            1101,
        ),
        (
            "half a surrogate pair",
            JSON,
            text("{\"password\": \"\\udc00\\ud800\"}".to_owned()),
            400,
            1101,
        ),
        (
            "a raw NUL",
            JSON,
            text("{\"password\": \"a\0b\"}".to_owned()),
            400,
            1101,
        ),
        (
            "10 k digits",
            JSON,
            text(format!("{{\"id\": {}}}", "9".repeat(10_000))),
            400,
            1101,
        ),
        (
            "10 k decimals and an exponent",
            JSON,
            text(format!("{{\"id\": 1.{}e9999}}", "9".repeat(10_000))),
            400,
            1101,
        ),
        (
            "invalid UTF-8",
            JSON,
            b"{\"password\": \"\xff\xfe\"}".to_vec(),
            400,
            1101,
        ),
        (
            "an overlong form",
            JSON,
            b"{\"password\": \"\xc0\xaf\"}".to_vec(),
            400,
            1101,
        ),
        (
            "UTF-16",
            JSON,
            "{}".encode_utf16().flat_map(u16::to_le_bytes).collect(),
            400,
            1101,
        ),
        ("nothing", JSON, Vec::new(), 400, 1101),
        ("half", JSON, text("{\"a\": ".to_owned()), 400, 1101),
        ("two", JSON, text("{} {}".to_owned()), 400, 1101),
        ("a list", JSON, text("[]".to_owned()), 400, 1101),
        ("null", JSON, text("null".to_owned()), 400, 1101),
        ("no content type", None, text("{}".to_owned()), 415, 1103),
        (
            "a wrong one",
            Some("application/xml"),
            text("{}".to_owned()),
            415,
            1103,
        ),
        (
            "one that only begins right",
            Some("application/jsonx"),
            text("{}".to_owned()),
            415,
            1103,
        ),
        (
            "a form",
            Some("application/x-www-form-urlencoded"),
            text("a=b".to_owned()),
            415,
            1103,
        ),
    ]
}

#[tokio::test]
async fn every_bad_body_gets_an_enveloped_refusal_everywhere_and_nothing_is_stored() {
    let door = Door::open_as_admin().await;
    let targets = targets();
    assert!(targets.len() > 5);
    for (name, kind, body, status, code) in cases() {
        for path in &targets {
            let mut request = door.request("POST", path, None);
            if path.starts_with("/v1/ocr/") {
                // A token may be shown there, but only a person's.
                request.headers_mut().remove("authorization");
            }
            if let Some(kind) = kind {
                let value = HeaderValue::from_static(kind);
                request.headers_mut().insert("content-type", value);
            }
            *request.body_mut() = Body::from(body.clone());
            let answer = door.send(request).await;
            let seen = (answer.status.as_u16(), answer.code());
            assert_eq!(seen, (status, code), "{name} to {path}");
            assert_eq!(
                answer.headers["content-type"],
                "application/json; charset=utf-8"
            );
            let json = answer.json();
            assert!(json["data"].is_null() && json["error_message"].is_string());
            assert!(json.get("error_descriptions").is_some());
        }
    }
    assert_eq!(door.session_count().await, 0);
}

#[tokio::test]
async fn nul_and_other_control_characters_in_values_are_refused_with_their_path() {
    let door = Door::open_as_admin().await;
    for bad in ["\u{0}", "a\u{0}b", "\u{1b}[31m"] {
        let mut body = sample();
        body["SessionInput"]["externalId"] = bad.into();
        let answer = door
            .post("/api/IdentityUserSession/CreateInvitation", body)
            .await;
        assert_eq!(answer.status, 400, "{bad:?}");
        let field = &answer.mistakes()[0].0;
        assert_eq!(field, "SessionInput.externalId");
    }
    assert_eq!(door.session_count().await, 0);
}
