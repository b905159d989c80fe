//! The body of a call that creates something, and its `Idempotency-Key` (`wire.md` 1.2). A handler
//! that takes a [`CreatingBody`] hands `once` to its use case; that is all there is to it.

use std::sync::Arc;

use axum::{
    extract::{FromRequest, Request},
    http::{HeaderMap, request::Parts},
    response::Response,
};
use mithaq_domain::replay::{IdempotencyKey, NotAnIdempotencyKey};
use mithaq_service::{Held, Once};
use mithaq_wire::{FieldError, Json, code};

use super::{
    body::{ORDINARY, PICTURES, read_json},
    locale,
    room::{Place, Room},
};
use crate::{WebState, answer::invalid, endpoint::Input};

const HEADER: &str = "idempotency-key";

/// A body as a tolerant tree, of a call that acts once where its caller asked for it.
pub struct CreatingBody {
    /// The tree, an object.
    pub body: Json,
    /// Whether a call that was sent before answers as it did then.
    pub once: Once,
}

/// The same of a call that hands in pictures or files: a larger body, which keeps its place until it is dropped.
pub struct PicturesBody {
    /// The tree, an object.
    pub body: Json,
    /// Whether a call that was sent before answers as it did then.
    pub once: Once,
    place: Option<Arc<Place>>,
}

impl PicturesBody {
    /// The place, which is let go with the last that keeps it.
    pub fn held(&self) -> Held {
        self.place.clone().map(|place| place as _)
    }
}

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

impl Input for CreatingBody {
    const BODY: bool = true;
    const CREATES: bool = true;
}

impl Input for PicturesBody {
    const BODY: bool = true;
    const CREATES: bool = true;
}

impl FromRequest<WebState> for CreatingBody {
    type Rejection = Response;

    async fn from_request(request: Request, state: &WebState) -> Result<Self, Response> {
        let (body, once, _) = read(request, ORDINARY, &state.room).await?;
        Ok(Self { body, once })
    }
}

impl FromRequest<WebState> for PicturesBody {
    type Rejection = Response;

    async fn from_request(request: Request, state: &WebState) -> Result<Self, Response> {
        let (body, once, place) = read(request, PICTURES, &state.room).await?;
        Ok(Self {
            body,
            once,
            place: place.map(Arc::new),
        })
    }
}

async fn read(
    request: Request,
    most: usize,
    room: &Room,
) -> Result<(Json, Once, Option<Place>), Response> {
    let key = key(request.headers()).map_err(|wrong| refused(wrong, request.headers()))?;
    let route = request.uri().path().to_owned();
    let identity = request.extensions().get::<Identity>().cloned();
    let (body, bytes, place) = read_json(request, most, room).await?;
    let once = match (key, identity) {
        (Some(key), Some(Identity(caller))) => Once::under(&caller, &route, key, &bytes),
        _ => Once::each_time(),
    };
    Ok((body, once, place))
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
