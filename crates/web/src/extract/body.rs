//! JSON bodies: at most 1 MiB, 16 MiB where pictures are in them, of a JSON type, an object without
//! duplicates. Of those beyond 1 MiB only so many are held at once. What is left unread of others is
//! `unread`'s.

use axum::{
    body::Body,
    extract::{FromRequest, Request},
    http::{HeaderMap, header},
    response::Response,
};
use http_body_util::BodyExt;
use mithaq_i18n::Locale;
use mithaq_wire::{FieldError, Json, code, json::BodyError};
use tokio::sync::{Semaphore, SemaphorePermit};

use super::locale;
use crate::{
    WebState,
    answer::{invalid, refuse},
    endpoint::Input,
};

/// Largest body of an ordinary call, in bytes.
pub(super) const ORDINARY: usize = 1 << 20;
/// Largest body of a call that hands in pictures, in bytes (`wire.md` 1.1).
pub(super) const PICTURES: usize = 16 << 20;

/// Bodies beyond the ordinary that are held in memory at once: one is there as bytes, as a tree and as
/// pictures, some 40 MiB. Further ones wait.
const HELD_AT_ONCE: usize = 24;

static ROOM: Semaphore = Semaphore::const_new(HELD_AT_ONCE);

/// The room that a body beyond the ordinary takes until its call is answered.
pub(super) type Room = Option<SemaphorePermit<'static>>;

/// A body as a tolerant tree.
pub struct JsonBody(
    /// The tree, an object.
    pub Json,
);

impl Input for JsonBody {
    const BODY: bool = true;
}

impl FromRequest<WebState> for JsonBody {
    type Rejection = Response;

    async fn from_request(request: Request, _: &WebState) -> Result<Self, Response> {
        read_json(request, ORDINARY)
            .await
            .map(|(tree, _, _)| Self(tree))
    }
}

/// Reads a body of at most so many bytes as a tree, and its bytes.
pub(super) async fn read_json(
    request: Request,
    limit: usize,
) -> Result<(Json, Vec<u8>, Room), Response> {
    let locale = locale(request.headers());
    if !is_json(request.headers()) {
        return Err(refuse(code::UNSUPPORTED_TYPE, locale));
    }
    let (bytes, room) = read(request.into_body(), limit, locale).await?;
    match Json::parse(&bytes) {
        Ok(tree) => Ok((tree, bytes, room)),
        Err(BodyError::NotJson) => Err(refuse(code::NOT_JSON, locale)),
        Err(BodyError::Duplicate(field)) => {
            let code = code::DUPLICATE;
            Err(invalid(&[FieldError { field, code }], locale))
        }
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    const TYPES: [&str; 3] = [
        "application/json",
        "application/json-patch+json",
        "text/json",
    ];
    let value = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let media = value.split(';').next().unwrap_or_default().trim();
    TYPES.iter().any(|known| media.eq_ignore_ascii_case(known))
}

async fn read(mut body: Body, limit: usize, locale: Locale) -> Result<(Vec<u8>, Room), Response> {
    let mut bytes = Vec::new();
    let mut room = None;
    while let Some(frame) = body.frame().await {
        let Ok(frame) = frame else {
            return Err(refuse(code::NOT_JSON, locale));
        };
        let Ok(data) = frame.into_data() else {
            continue;
        };
        if bytes.len().saturating_add(data.len()) > limit {
            return Err(refuse(code::TOO_LARGE, locale));
        }
        if room.is_none() && bytes.len().saturating_add(data.len()) > ORDINARY {
            // Nobody closes it; whoever waits too long is answered by the gate.
            room = ROOM.acquire().await.ok();
        }
        bytes.extend_from_slice(&data);
    }
    Ok((bytes, room))
}
