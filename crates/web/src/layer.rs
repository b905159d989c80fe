//! What holds for every call: paths in any letter case, a request id, an envelope even where there
//! is no handler. What holds for calls of the API alone is in `gate`.

use axum::{
    extract::Request,
    http::{HeaderMap, HeaderValue, Uri},
    middleware::Next,
    response::{IntoResponse, Response},
};
use mithaq_wire::code;
use tracing::Instrument;

use crate::{
    answer::refuse,
    extract::{RequestId, locale},
    unread,
};

/// Paths of the API match in any letter case; those of sessions carry tokens and do not.
pub fn lower_case_path<B>(mut request: axum::http::Request<B>) -> axum::http::Request<B> {
    let path = request.uri().path();
    let begins = |with: &str| {
        let start = path.get(..with.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(with))
    };
    let is_api = begins("/api/") || begins("/v1/");
    if !is_api || !path.bytes().any(|byte| byte.is_ascii_uppercase()) {
        return request;
    }
    let mut lower = path.to_ascii_lowercase();
    if let Some(query) = request.uri().query() {
        lower.push('?');
        lower.push_str(query);
    }
    if let Ok(uri) = lower.parse::<Uri>() {
        *request.uri_mut() = uri;
    }
    request
}

/// Gives every request an id, the caller's own where it sent a plain one, and a line in the log;
/// what its answer left unread is read.
/// Queries, cookies and bodies are never logged: they carry tokens and codes.
pub async fn request_id(mut request: Request, next: Next) -> Response {
    let id = RequestId::of(request.headers());
    let span = tracing::info_span!("call", request = %id.0, method = %request.method());
    request.extensions_mut().insert(id.clone());
    let answer = unread::answer(request, next).instrument(span.clone());
    let mut response = answer.await;
    if let Ok(value) = HeaderValue::from_str(&id.0) {
        response.headers_mut().insert("x-request-id", value);
    }
    span.in_scope(|| tracing::debug!(status = response.status().as_u16(), "answered"));
    response
}

/// An envelope where there is no such path.
pub async fn no_such_path(headers: HeaderMap) -> Response {
    refuse(code::NO_SUCH_PATH, locale(&headers))
}

/// An envelope where the path does not take the method.
pub async fn method_not_allowed(headers: HeaderMap) -> Response {
    refuse(code::METHOD_NOT_ALLOWED, locale(&headers)).into_response()
}
