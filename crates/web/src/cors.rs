//! Calls from browsers (Fetch standard, "CORS protocol"): pages of the origins that a tenant
//! allowed may call with its publishable keys. A secret key has no business in a browser, so
//! answers to it are never shared with a page.

use axum::{
    body::Body,
    http::{HeaderMap, HeaderName, HeaderValue, Method, Response, StatusCode, header},
};
use mithaq_domain::{access::KeyKind, id::TenantId};

use crate::WebState;

/// What a page may send.
const ALLOWED_HEADERS: &str = "ApiKey, Authorization, Content-Type, TenancyName, Accept-Language, \
Accept_Language, X-Request-Id, Idempotency-Key";
/// What a page may read.
const EXPOSED_HEADERS: &str = "X-Request-Id, X-Session-Id, X-Session-Url, Retry-After, \
RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset";
/// For so many seconds a browser need not ask again.
const MAX_AGE: &str = "600";

/// The answer to a preflight of an allowed origin. A preflight carries no key, so any tenant's
/// list counts; the call itself is judged by its own.
pub fn preflight(state: &WebState, method: &Method, headers: &HeaderMap) -> Option<Response<Body>> {
    if method != Method::OPTIONS || !headers.contains_key(header::ACCESS_CONTROL_REQUEST_METHOD) {
        return None;
    }
    let origin = headers.get(header::ORIGIN)?;
    if !state.app.is_origin_of_any_tenant(origin.to_str().ok()?) {
        return None;
    }
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::OK;
    let headers = response.headers_mut();
    share_with(origin, headers);
    for (name, value) in [
        (header::ACCESS_CONTROL_ALLOW_METHODS, "GET, POST"),
        (header::ACCESS_CONTROL_ALLOW_HEADERS, ALLOWED_HEADERS),
        (header::ACCESS_CONTROL_MAX_AGE, MAX_AGE),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    Some(response)
}

/// Lets the page read the answer, where its origin is one of the key's tenant and the key public.
pub fn share(
    state: &WebState,
    (tenant, kind): (TenantId, KeyKind),
    origin: Option<&HeaderValue>,
    headers: &mut HeaderMap,
) {
    let Some(origin) = origin else { return };
    let Ok(context) = state.app.tenant(tenant) else {
        return;
    };
    let allowed = &context.tenant.settings.allowed_origins;
    let is_allowed = |origin: &str| allowed.iter().any(|one| one == origin);
    if kind == KeyKind::Publishable && origin.to_str().is_ok_and(is_allowed) {
        share_readable(origin, headers);
    }
}

/// Lets a page read that its key is missing or none, where its origin is any tenant's: no key says
/// whose, as in a preflight. The answer says nothing else.
pub fn share_refusal(state: &WebState, origin: Option<&HeaderValue>, headers: &mut HeaderMap) {
    let known = |origin: &&HeaderValue| {
        let origin = origin.to_str();
        origin.is_ok_and(|origin| state.app.is_origin_of_any_tenant(origin))
    };
    if let Some(origin) = origin.filter(known) {
        share_readable(origin, headers);
    }
}

fn share_readable(origin: &HeaderValue, headers: &mut HeaderMap) {
    share_with(origin, headers);
    let exposed = HeaderValue::from_static(EXPOSED_HEADERS);
    headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, exposed);
}

fn share_with(origin: &HeaderValue, headers: &mut HeaderMap) {
    const ALLOW: HeaderName = header::ACCESS_CONTROL_ALLOW_ORIGIN;
    headers.insert(ALLOW, origin.clone());
    headers.append(header::VARY, HeaderValue::from_static("Origin"));
}
