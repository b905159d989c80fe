//! What holds for every call: paths in any letter case, a request id, an envelope even where there
//! is no handler. What holds for calls of the API alone is in `gate`.

use axum::{
    extract::Request,
    http::{HeaderMap, Uri},
    response::{IntoResponse, Response},
};
use mithaq_wire::code;
use tracing::Instrument;

use crate::{
    answer::refuse,
    extract::{locale, request_id},
    unread,
};

/// Paths of the API match in any letter case; those of sessions carry tokens and do not. Says too
/// whether it is one.
pub fn lower_case_path(mut request: Request) -> (Request, bool) {
    let path = request.uri().path();
    let begins = |with: &str| {
        let start = path.get(..with.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(with))
    };
    let is_api = begins("/api/") || begins("/v1/");
    if !is_api || !path.bytes().any(|byte| byte.is_ascii_uppercase()) {
        return (request, is_api);
    }
    let mut lower = path.to_ascii_lowercase();
    if let Some(query) = request.uri().query() {
        lower.push('?');
        lower.push_str(query);
    }
    if let Ok(uri) = lower.parse::<Uri>() {
        *request.uri_mut() = uri;
    }
    (request, is_api)
}

/// Gives every request an id, the caller's own where it sent a plain one, and a line in the log;
/// what its answer left unread is read.
/// Queries, cookies and bodies are never logged: they carry tokens and codes.
pub async fn around<F>(request: Request, next: impl FnOnce(Request) -> F) -> Response
where
    F: Future<Output = Response>,
{
    let id = request_id(request.headers());
    let named = id.to_str().unwrap_or_default();
    let span = tracing::info_span!("call", request = named, method = %request.method());
    let answer = unread::answer(request, next).instrument(span.clone());
    let mut response = answer.await;
    response.headers_mut().insert("x-request-id", id);
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
