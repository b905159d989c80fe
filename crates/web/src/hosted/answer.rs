//! Answers of the hosted session: HTML, the way back to the session's page, and the headers that
//! every answer bears.

use std::time::Duration;

use axum::{
    extract::{Query, Request},
    http::{
        HeaderMap, HeaderName, HeaderValue, StatusCode, Uri,
        header::{
            CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, LOCATION, REFERRER_POLICY,
            SET_COOKIE, X_CONTENT_TYPE_OPTIONS,
        },
    },
    middleware::Next,
    response::{IntoResponse, Response},
};
use mithaq_domain::id::SessionId;
use mithaq_i18n::Locale;
use mithaq_service::Failure;

use super::{
    multipart::is_upload,
    page::{Frame, Page, Trouble, render},
    tongue,
};
use crate::WebState;

/// No script, style or picture but our own files, and no frame of anybody's (CSP level 3).
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; font-src 'self'; img-src 'self'; \
                      form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/// That a page's script may call this server; noted on the answer.
#[derive(Clone, Copy)]
pub(crate) struct MayCall;

/// The same policy for such a page.
const CALLING_POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; font-src 'self'; img-src 'self'; \
                              connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/// What every answer under `/session` bears, errors and redirections too.
const HEADERS: [(HeaderName, &str); 5] = [
    (CONTENT_SECURITY_POLICY, POLICY),
    (REFERRER_POLICY, "no-referrer"),
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (CACHE_CONTROL, "no-store"),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), microphone=(), geolocation=(self)",
    ),
];

/// Puts the headers on every answer; one that brings a policy of its own keeps it.
pub(crate) async fn secure(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let policy = headers.get(CONTENT_SECURITY_POLICY).cloned();
    for (name, value) in HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if let Some(policy) = policy {
        headers.insert(CONTENT_SECURITY_POLICY, policy);
    }
    if response.extensions().get::<MayCall>().is_some() {
        let policy = HeaderValue::from_static(CALLING_POLICY);
        response
            .headers_mut()
            .insert(CONTENT_SECURITY_POLICY, policy);
    }
    response
}

/// How long a page, a picture or a form may take, its body included.
const TIME_LIMIT: Duration = Duration::from_secs(15);
/// The same of an upload: the largest file from a phone on a slow network.
const UPLOAD_TIME_LIMIT: Duration = Duration::from_secs(120);

/// How long it may take where it is an upload.
pub(crate) fn upload_time(headers: &HeaderMap) -> Option<Duration> {
    let kind = headers.get(CONTENT_TYPE)?.to_str().ok()?;
    is_upload(kind).then_some(UPLOAD_TIME_LIMIT)
}

/// A form that trickles in must not hold its connection: what takes too long is told so, and the
/// connection, whose body nobody reads any more, is closed.
pub(super) async fn in_time(request: Request, next: Next) -> Response {
    let locale = tongue::outside(request.uri(), request.headers());
    let limit = upload_time(request.headers()).unwrap_or(TIME_LIMIT);
    let answered = tokio::time::timeout(limit, next.run(request)).await;
    answered.unwrap_or_else(|_| {
        let busy = Page::Problem(Trouble {
            busy: true,
            reference: None,
        });
        bare(StatusCode::SERVICE_UNAVAILABLE, &busy, locale)
    })
}

/// A page as an answer.
pub(super) fn html(status: StatusCode, page: &Page, frame: &Frame) -> Response {
    let kind = [(CONTENT_TYPE, "text/html; charset=utf-8")];
    (status, kind, render(page, frame)).into_response()
}

/// A page that belongs to no session.
pub(super) fn bare(status: StatusCode, page: &Page, locale: Locale) -> Response {
    html(status, page, &Frame::bare(locale))
}

/// A failure of ours: a page with a reference that the log names too.
pub(super) fn failed(state: &WebState, failure: &Failure, locale: Locale) -> Response {
    let reference: String = state
        .app
        .random::<6>()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    tracing::error!(%reference, error = %failure, "a page of the hosted session failed");
    let (busy, status) = match failure {
        Failure::Overloaded | Failure::Render(_) => (true, StatusCode::SERVICE_UNAVAILABLE),
        _ => (false, StatusCode::INTERNAL_SERVER_ERROR),
    };
    bare(
        status,
        &Page::Problem(Trouble {
            busy,
            reference: Some(reference),
        }),
        locale,
    )
}

/// 303 to the one address of all steps.
pub(super) fn to_session(session: SessionId) -> Response {
    let place = HeaderValue::try_from(format!("/session/{session}"))
        .unwrap_or(HeaderValue::from_static("/session"));
    (StatusCode::SEE_OTHER, [(LOCATION, place)]).into_response()
}

/// Adds cookies.
pub(super) fn with_cookies(
    mut response: Response,
    cookies: impl IntoIterator<Item = Option<HeaderValue>>,
) -> Response {
    for cookie in cookies.into_iter().flatten() {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    response
}

/// The first query parameter of a name.
pub(super) fn parameter(uri: &Uri, name: &str) -> Option<String> {
    let Query(pairs) = Query::<Vec<(String, String)>>::try_from_uri(uri).ok()?;
    pairs
        .into_iter()
        .find(|(key, _)| key == name)
        .map(|(_, value)| value)
}

/// Under `/session`, but nothing that exists.
pub(super) async fn nothing_here(uri: Uri, headers: HeaderMap) -> Response {
    not_found(tongue::outside(&uri, &headers))
}

pub(super) fn not_found(locale: Locale) -> Response {
    bare(StatusCode::NOT_FOUND, &Page::UnknownLink, locale)
}

/// An address that takes another method.
pub(super) async fn not_this_way(uri: Uri, headers: HeaderMap) -> Response {
    bare(
        StatusCode::METHOD_NOT_ALLOWED,
        &Page::Explain,
        tongue::outside(&uri, &headers),
    )
}
