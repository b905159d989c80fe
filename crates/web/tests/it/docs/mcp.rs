//! The documentation by the Model Context Protocol, message by message; a real client speaks to it in
//! the black-box tests.

use axum::http::{HeaderValue, StatusCode};
use serde_json::{Value, json};

use crate::call::{Answer, Door};

async fn send(door: &Door, message: Value) -> Answer {
    send_with(door, message, &[]).await
}

async fn send_with(door: &Door, message: Value, headers: &[(&'static str, &str)]) -> Answer {
    let mut request = door.request("POST", "/_mcp/server", Some(message));
    for (name, value) in headers {
        request
            .headers_mut()
            .insert(*name, HeaderValue::from_str(value).unwrap());
    }
    door.send(request).await
}

fn call(tool: &str, arguments: Value) -> Value {
    json!({ "jsonrpc": "2.0", "id": 7, "method": "tools/call", "params": { "name": tool, "arguments": arguments } })
}

fn initialize(version: &str) -> Value {
    json!({ "jsonrpc": "2.0", "id": "a", "method": "initialize", "params": {
        "protocolVersion": version, "capabilities": {}, "clientInfo": { "name": "test", "version": "1" },
    } })
}

#[tokio::test]
async fn a_client_gets_the_version_that_it_speaks_or_the_newest_that_there_is() {
    let door = Door::open().await;
    for (asked, given) in [
        ("2025-06-18", "2025-06-18"),
        ("2025-03-26", "2025-03-26"),
        ("2024-11-05", "2025-06-18"),
        ("2199-01-01", "2025-06-18"),
    ] {
        let answer = send(&door, initialize(asked)).await;
        let body = answer.json();
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!(answer.headers["content-type"], "application/json");
        assert_eq!(body["id"], "a");
        assert_eq!(body["result"]["protocolVersion"], given);
        assert_eq!(body["result"]["capabilities"], json!({ "tools": {} }));
    }
    let known = send_with(
        &door,
        json!({ "jsonrpc": "2.0", "id": 1, "method": "ping" }),
        &[("mcp-protocol-version", "2025-06-18")],
    )
    .await;
    assert_eq!(known.json()["result"], json!({}));
    let unknown = send_with(
        &door,
        json!({ "jsonrpc": "2.0", "id": 1, "method": "ping" }),
        &[("mcp-protocol-version", "1999-01-01")],
    )
    .await;
    assert_eq!(unknown.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_page_that_the_search_names_can_be_read() {
    let door = Door::open().await;
    let listed = send(
        &door,
        json!({ "jsonrpc": "2.0", "id": 1, "method": "tools/list" }),
    )
    .await
    .json();
    let tools = listed["result"]["tools"].as_array().unwrap();
    let names: Vec<&str> = tools
        .iter()
        .map(|tool| tool["name"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["search", "read_page"]);
    assert!(
        tools
            .iter()
            .all(|tool| tool["annotations"]["readOnlyHint"] == true)
    );

    let found = send(
        &door,
        call("search", json!({ "query": "دعوة", "language": "ar" })),
    )
    .await
    .json();
    let results = found["result"]["structuredContent"]["results"]
        .as_array()
        .unwrap()
        .clone();
    let text = found["result"]["content"][0]["text"].as_str().unwrap();
    assert_eq!(
        serde_json::from_str::<Value>(text).unwrap(),
        found["result"]["structuredContent"]
    );
    assert!(!results.is_empty());
    for result in results {
        let page = result["page"].as_str().unwrap();
        for place in [
            page.to_owned(),
            format!("{page}.md"),
            page["/docs/".len()..].to_owned(),
        ] {
            let read = send(&door, call("read_page", json!({ "page": place })))
                .await
                .json();
            let markdown = door.get(&format!("{page}.md")).await;
            assert_eq!(
                read["result"]["content"][0]["text"],
                String::from_utf8(markdown.bytes).unwrap()
            );
        }
    }
}

#[tokio::test]
async fn a_search_without_results_is_an_empty_list() {
    let door = Door::open().await;
    let nothing = send(&door, call("search", json!({ "query": "xylophone" })))
        .await
        .json();
    assert_eq!(
        nothing["result"]["structuredContent"],
        json!({ "results": [] })
    );
}

#[tokio::test]
async fn a_page_that_does_not_exist_is_an_error_of_the_tool() {
    let door = Door::open().await;
    for place in [
        "/docs/en/nothing",
        "",
        "../../etc/passwd",
        "/docs/fr/errors",
        "en",
    ] {
        let answer = send(&door, call("read_page", json!({ "page": place })))
            .await
            .json();
        assert_eq!(answer["result"]["isError"], true, "{place}");
    }
}

#[tokio::test]
async fn pages_from_elsewhere_are_turned_away_and_programs_are_not() {
    let door = Door::open().await;
    let ping = json!({ "jsonrpc": "2.0", "id": 1, "method": "ping" });
    for origin in [
        "https://evil.example",
        "null",
        "http://localhost.evil.example",
    ] {
        let answer = send_with(&door, ping.clone(), &[("origin", origin)]).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{origin}");
        assert!(answer.bytes.is_empty());
    }
    let own = door.test.app.public_url().trim_end_matches('/').to_owned();
    assert_eq!(
        send_with(&door, ping, &[("origin", &own)]).await.status,
        StatusCode::OK
    );
}

#[tokio::test]
async fn there_is_nothing_to_listen_to_and_no_session_to_end() {
    let door = Door::open().await;
    for method in ["GET", "DELETE", "PUT"] {
        let answer = door.send(door.request(method, "/_mcp/server", None)).await;
        assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED, "{method}");
        assert_eq!(answer.headers["allow"], "POST");
    }
}

#[tokio::test]
async fn notifications_and_answers_are_taken_without_an_answer() {
    let door = Door::open().await;
    for message in [
        json!({ "jsonrpc": "2.0", "method": "notifications/initialized" }),
        json!({ "jsonrpc": "2.0", "method": "notifications/cancelled", "params": { "requestId": 3 } }),
        json!({ "jsonrpc": "2.0", "id": 3, "result": {} }),
    ] {
        let answer = send(&door, message).await;
        assert_eq!(
            (answer.status, answer.bytes.len()),
            (StatusCode::ACCEPTED, 0)
        );
    }
}

#[tokio::test]
async fn what_is_no_message_is_refused_by_the_numbers_of_json_rpc() {
    let door = Door::open().await;
    for (message, code) in [
        (
            json!([{ "jsonrpc": "2.0", "id": 1, "method": "ping" }]),
            -32_600,
        ),
        (json!({ "id": 1, "method": "ping" }), -32_600),
        (
            json!({ "jsonrpc": "2.0", "id": { "a": 1 }, "method": "ping" }),
            -32_600,
        ),
        (json!({ "jsonrpc": "2.0", "id": 1 }), -32_600),
        (json!("ping"), -32_600),
        (
            json!({ "jsonrpc": "2.0", "id": 1, "method": "resources/list" }),
            -32_601,
        ),
        (
            json!({ "jsonrpc": "2.0", "id": 1, "method": "initialize" }),
            -32_602,
        ),
        (call("delete_page", json!({})), -32_602),
        (call("search", json!({ "query": 5 })), -32_602),
        (
            call("search", json!({ "query": "a", "language": "fr" })),
            -32_602,
        ),
        (call("read_page", json!([])), -32_602),
    ] {
        let answer = send(&door, message.clone()).await;
        assert_eq!(answer.json()["error"]["code"], code, "{message}");
        assert!(answer.json()["error"]["message"].is_string());
    }
    let mut broken = door.request("POST", "/_mcp/server", Some(Value::Null));
    *broken.body_mut() = axum::body::Body::from("{");
    assert_eq!(door.send(broken).await.json()["error"]["code"], -32_700);
    let large = send(
        &door,
        call("search", json!({ "query": "a".repeat(70_000) })),
    )
    .await;
    assert_eq!(large.status, StatusCode::PAYLOAD_TOO_LARGE);
    let form = send_with(&door, Value::Null, &[("content-type", "text/plain")]).await;
    assert_eq!(form.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
}
