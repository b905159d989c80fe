//! `/_mcp/server`: the documentation for assistants, by the Model Context Protocol (2025-06-18), its
//! transport "Streamable HTTP" without state: one JSON-RPC message in, one out, nothing pushed.
//! Reading only: a search and a page. Why it is written by hand: docs/decisions/0007.
//!
//! Map: here the transport and the methods · `tools` what the tools do.

mod tools;

use axum::{
    body::Bytes,
    extract::{DefaultBodyLimit, State, rejection::BytesRejection},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

use crate::WebState;

/// Its address, the same as the one that Vlens has.
pub const PLACE: &str = "/_mcp/server";

/// The versions that are spoken, the newest first: for what is offered here they say the same.
const VERSIONS: [&str; 2] = ["2025-06-18", "2025-03-26"];
/// Sent with every message after the first (Streamable HTTP, "Protocol Version Header").
const VERSION: &str = "mcp-protocol-version";
/// The largest message: a question and a name.
const LIMIT: usize = 64 * 1024;

/// The limit of its bodies.
pub fn limit() -> DefaultBodyLimit {
    DefaultBodyLimit::max(LIMIT)
}

/// Why a message is not answered (JSON-RPC 2.0, 5.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mistake {
    /// It is not JSON.
    NotJson,
    /// It is no request: a batch, another version, no method.
    NotARequest,
    /// There is no such method.
    NoSuchMethod,
    /// A parameter is missing or wrong.
    BadParameter(&'static str),
}

impl Mistake {
    const fn code(self) -> i64 {
        match self {
            Self::NotJson => -32_700,
            Self::NotARequest => -32_600,
            Self::NoSuchMethod => -32_601,
            Self::BadParameter(_) => -32_602,
        }
    }

    const fn message(self) -> &'static str {
        match self {
            Self::NotJson => "This is not JSON.",
            Self::NotARequest => "This is not a JSON-RPC 2.0 message; batches are not taken.",
            Self::NoSuchMethod => "There is no such method.",
            Self::BadParameter(what) => what,
        }
    }
}

/// `POST /_mcp/server`: one message. A notification is taken and not answered.
pub async fn answer(
    State(state): State<WebState>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    if !is_from_here(&headers, state.app.public_url()) {
        return StatusCode::FORBIDDEN.into_response();
    }
    if !is_json(&headers) {
        return StatusCode::UNSUPPORTED_MEDIA_TYPE.into_response();
    }
    let version = headers.get(VERSION);
    let is_known = |value: &HeaderValue| VERSIONS.iter().any(|known| value == known);
    if !version.is_none_or(is_known) {
        return refused(
            Value::Null,
            Mistake::BadParameter("MCP-Protocol-Version is not known here."),
        );
    }
    let Ok(body) = body else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    match serde_json::from_slice::<Value>(&body) {
        Ok(message) => respond(&message),
        Err(_) => refused(Value::Null, Mistake::NotJson),
    }
}

/// Browsers say where a page is from; a page from elsewhere must not use a reader's browser to reach
/// a server in the reader's network (DNS rebinding). Programs send no `Origin`.
fn is_from_here(headers: &HeaderMap, public_url: &str) -> bool {
    let origin = headers.get(header::ORIGIN);
    let here = public_url.trim_end_matches('/');
    origin.is_none_or(|origin| origin.as_bytes().eq_ignore_ascii_case(here.as_bytes()))
}

fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    let kind = kind
        .and_then(|kind| kind.split(';').next())
        .unwrap_or_default();
    kind.trim().eq_ignore_ascii_case("application/json")
}

fn respond(message: &Value) -> Response {
    let id = message.get("id").filter(|id| !id.is_null());
    let method = message.get("method").and_then(Value::as_str);
    let is_ours = message.get("jsonrpc").and_then(Value::as_str) == Some("2.0");
    match (method, id) {
        _ if !is_ours => refused(Value::Null, Mistake::NotARequest),
        (Some(_), None) => StatusCode::ACCEPTED.into_response(),
        (Some(method), Some(id)) if id.is_string() || id.is_number() => {
            let given = message.get("params").unwrap_or(&Value::Null);
            match result(method, given) {
                Ok(result) => send(&json!({ "jsonrpc": "2.0", "id": id, "result": result })),
                Err(mistake) => refused(id.clone(), mistake),
            }
        }
        // An answer to a question that this server never asks.
        (None, Some(_)) if message.get("result").or(message.get("error")).is_some() => {
            StatusCode::ACCEPTED.into_response()
        }
        _ => refused(Value::Null, Mistake::NotARequest),
    }
}

fn result(method: &str, given: &Value) -> Result<Value, Mistake> {
    match method {
        "initialize" => initialize(given),
        "ping" => Ok(json!({})),
        "tools/list" => Ok(tools::list()),
        "tools/call" => tools::call(given),
        _ => Err(Mistake::NoSuchMethod),
    }
}

/// The client's version where it is spoken here, else the newest that is.
fn initialize(given: &Value) -> Result<Value, Mistake> {
    let wanted = given.get("protocolVersion").and_then(Value::as_str);
    let wanted = wanted.ok_or(Mistake::BadParameter("`protocolVersion` is missing."))?;
    let known = VERSIONS.iter().find(|known| **known == wanted);
    Ok(json!({
        "protocolVersion": known.or(VERSIONS.first()),
        "capabilities": { "tools": {} },
        "serverInfo": {
            "name": "mithaq-documentation",
            "title": "Mithaq documentation",
            "version": env!("CARGO_PKG_VERSION"),
        },
        "instructions": "The documentation of this Mithaq server: guides, and a page for every call of its API. \
                         Search first, then read the pages that were found.",
    }))
}

/// A refused message says 400 unless it is a request whose method was looked at.
fn refused(id: Value, mistake: Mistake) -> Response {
    let status = if id.is_null() {
        StatusCode::BAD_REQUEST
    } else {
        StatusCode::OK
    };
    let error = json!({ "code": mistake.code(), "message": mistake.message() });
    let mut response = send(&json!({ "jsonrpc": "2.0", "id": id, "error": error }));
    *response.status_mut() = status;
    response
}

fn send(message: &Value) -> Response {
    let headers = [
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/json"),
        ),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    (headers, message.to_string()).into_response()
}
