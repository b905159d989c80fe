//! The body of a call that creates something, and its `Idempotency-Key` (`wire.md` 1.2). A handler
//! that takes a [`CreatingBody`] hands `once` to its use case; that is all there is to it.

use axum::{
    extract::{FromRequest, Request},
    http::{HeaderMap, request::Parts},
    response::Response,
};
use mithaq_domain::replay::{IdempotencyKey, NotAnIdempotencyKey};
use mithaq_service::Once;
use mithaq_wire::{FieldError, Json, code};

use super::{
    body::{ORDINARY, PICTURES, read_json},
    locale,
};
use crate::{WebState, answer::invalid, endpoint::Input};

const HEADER: &str = "idempotency-key";

/// A body of at most `MOST` bytes as a tolerant tree, of a call that acts once where its caller asked
/// for it.
pub struct Creating<const MOST: usize> {
    /// The tree, an object.
    pub body: Json,
    /// Whether a call that was sent before answers as it did then.
    pub once: Once,
}

/// The body of an ordinary call that creates something.
pub type CreatingBody = Creating<ORDINARY>;

/// The body of a call that hands in pictures.
pub type PicturesBody = Creating<PICTURES>;

/// Who calls, as far as a key of one caller is nothing to another.
#[derive(Clone)]
struct Identity(String);

/// Notes who calls, where the call has an `Idempotency-Key`. Every extractor of a caller does; the
/// last one, who knows most, counts.
pub(super) fn identify(parts: &mut Parts, who: impl FnOnce() -> String) {
    if parts.headers.contains_key(HEADER) {
        parts.extensions.insert(Identity(who()));
    }
}

impl<const MOST: usize> Input for Creating<MOST> {
    const BODY: bool = true;
    const CREATES: bool = true;
}

impl<const MOST: usize> FromRequest<WebState> for Creating<MOST> {
    type Rejection = Response;

    async fn from_request(request: Request, _: &WebState) -> Result<Self, Response> {
        let key = key(request.headers()).map_err(|wrong| refused(wrong, request.headers()))?;
        let route = request.uri().path().to_owned();
        let identity = request.extensions().get::<Identity>().cloned();
        let (body, bytes) = read_json(request, MOST).await?;
        let once = match (key, identity) {
            (Some(key), Some(Identity(caller))) => Once::under(&caller, &route, key, &bytes),
            _ => Once::each_time(),
        };
        Ok(Self { body, once })
    }
}

fn key(headers: &HeaderMap) -> Result<Option<IdempotencyKey>, NotAnIdempotencyKey> {
    let sent = headers.get(HEADER);
    let text = sent.map(|value| value.to_str().map_err(|_| NotAnIdempotencyKey));
    text.map(|text| IdempotencyKey::parse(text?)).transpose()
}

fn refused(_: NotAnIdempotencyKey, headers: &HeaderMap) -> Response {
    let error = FieldError {
        field: "Idempotency-Key".to_owned(),
        code: code::BAD_IDEMPOTENCY_KEY,
    };
    invalid(&[error], locale(headers))
}
