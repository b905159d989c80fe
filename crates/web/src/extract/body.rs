//! JSON bodies: at most 1 MiB, 16 MiB where pictures or files are in them, of a JSON type, an object without
//! duplicates. One beyond 1 MiB takes a place in the `room`, and must keep coming while it has it. What
//! is left unread of others is `unread`'s.

use std::{sync::Arc, time::Duration};

use axum::{
    body::{Body, HttpBody},
    extract::{FromRequest, Request},
    http::{HeaderMap, header},
    response::Response,
};
use http_body_util::BodyExt;
use mithaq_service::Held;
use mithaq_wire::{Code, FieldError, Json, code, json::BodyError};
use tokio::time::timeout;

use super::{
    locale,
    room::{Place, Room, Whose},
};
use crate::{
    WebState,
    answer::{invalid, refuse},
    endpoint::Input,
};

/// Largest body of an ordinary call, in bytes.
pub(super) const ORDINARY: usize = 1 << 20;
/// Largest body of a call that hands in pictures, in bytes (`wire.md` 1.1).
pub(super) const PICTURES: usize = 16 << 20;

/// Largest body of a public sandbox, in bytes: whatever everyone sends is kept.
const PUBLIC: usize = 64 << 10;

/// That a body is one of a public sandbox. The extractors of callers note it.
#[derive(Clone, Copy)]
pub(super) struct Public;

/// What a body that has a place must bring in each [`PACE`], or it loses the place. A slower sender
/// would not be done before the gate's time is up anyway: the first MiB alone takes it longer.
const STEP: usize = 128 << 10;
/// How long a step may take: some of it for a phone that changes its cell.
const PACE: Duration = Duration::from_secs(3);

/// A body as a tolerant tree.
pub struct JsonBody(
    /// The tree, an object.
    pub Json,
);

impl Input for JsonBody {
    const BODY: bool = true;
}

/// A body with pictures or files of a call that creates nothing: as large as one that does, and keeps
/// its place in the room until it is dropped.
pub struct LargeBody {
    /// The tree, an object.
    pub body: Json,
    place: Option<Arc<Place>>,
}

impl LargeBody {
    /// Its place, which is let go with the last that keeps it.
    pub fn held(&self) -> Held {
        self.place.clone().map(|place| place as _)
    }
}

impl Input for LargeBody {
    const BODY: bool = true;
}

impl FromRequest<WebState> for LargeBody {
    type Rejection = Response;

    async fn from_request(request: Request, state: &WebState) -> Result<Self, Response> {
        let (body, _, place) = read_json(request, PICTURES, &state.room).await?;
        Ok(Self {
            body,
            place: place.map(Arc::new),
        })
    }
}

impl FromRequest<WebState> for JsonBody {
    type Rejection = Response;

    async fn from_request(request: Request, state: &WebState) -> Result<Self, Response> {
        read_json(request, ORDINARY, &state.room)
            .await
            .map(|(tree, _, _)| Self(tree))
    }
}

/// Reads a body of at most so many bytes as a tree, its bytes, and the place that it takes.
pub(super) async fn read_json(
    request: Request,
    limit: usize,
    room: &Room,
) -> Result<(Json, Vec<u8>, Option<Place>), Response> {
    let locale = locale(request.headers());
    if !is_json(request.headers()) {
        return Err(refuse(code::UNSUPPORTED_TYPE, locale));
    }
    let whose = request.extensions().get::<Whose>().cloned();
    let is_public = request.extensions().get::<Public>().is_some();
    let limit = if is_public { PUBLIC } else { limit };
    let (bytes, place) = read(request.into_body(), limit, (room, whose), PACE)
        .await
        .map_err(|code| refuse(code, locale))?;
    match Json::parse(&bytes) {
        Ok(tree) => Ok((tree, bytes, place)),
        Err(BodyError::NotJson) => Err(refuse(code::NOT_JSON, locale)),
        Err(BodyError::Duplicate(field)) => {
            let code = code::DUPLICATE;
            Err(invalid(&[FieldError { field, code }], locale))
        }
    }
}

/// The bytes of an upload, as many as a body with pictures may have, or one of a public sandbox, and
/// the place that it takes.
pub(crate) async fn read_upload(
    body: Body,
    room: &Room,
    (whose, is_public): (Whose, bool),
) -> Result<(Vec<u8>, Option<Place>), Code> {
    let limit = if is_public { PUBLIC } else { PICTURES };
    read(body, limit, (room, Some(whose)), PACE).await
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

async fn read(
    mut body: Body,
    limit: usize,
    (room, whose): (&Room, Option<Whose>),
    pace: Duration,
) -> Result<(Vec<u8>, Option<Place>), Code> {
    // What says beforehand that it is too large need not be sent first to be told so.
    if body.size_hint().lower() > u64::try_from(limit).unwrap_or(u64::MAX) {
        return Err(code::TOO_LARGE);
    }
    let mut bytes = Vec::new();
    if read_on(&mut body, &mut bytes, (ORDINARY + 1, limit)).await? {
        return Ok((bytes, None));
    }
    let place = room.take(&whose.ok_or(code::TOO_LARGE)?).await;
    loop {
        let enough = bytes.len().saturating_add(STEP);
        let step = timeout(pace, read_on(&mut body, &mut bytes, (enough, limit)));
        if step.await.map_err(|_| code::OVERLOADED)?? {
            return Ok((bytes, place));
        }
    }
}

/// Reads on until there are enough bytes, or all: whether that is so.
async fn read_on(
    body: &mut Body,
    bytes: &mut Vec<u8>,
    (enough, limit): (usize, usize),
) -> Result<bool, Code> {
    while bytes.len() < enough {
        let Some(frame) = body.frame().await else {
            return Ok(true);
        };
        let Ok(data) = frame.map_err(|_| code::NOT_JSON)?.into_data() else {
            continue;
        };
        if bytes.len().saturating_add(data.len()) > limit {
            return Err(code::TOO_LARGE);
        }
        bytes.extend_from_slice(&data);
    }
    Ok(false)
}

#[cfg(test)]
pub(crate) mod tests {
    #![allow(clippy::unwrap_used)]
    use std::{
        pin::Pin,
        task::{Context, Poll},
    };

    use axum::body::Bytes;
    use http_body::{Frame, SizeHint};
    use mithaq_domain::id::TenantId;

    use super::*;

    /// Sends more than an ordinary body, then bytes one by one at an interval for ever.
    struct Dripping {
        first: Option<Bytes>,
        interval: tokio::time::Interval,
    }

    impl HttpBody for Dripping {
        type Data = Bytes;
        type Error = std::convert::Infallible;

        fn poll_frame(
            mut self: Pin<&mut Self>,
            context: &mut Context<'_>,
        ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
            if let Some(first) = self.first.take() {
                return Poll::Ready(Some(Ok(Frame::data(first))));
            }
            let tick = self.interval.poll_tick(context);
            tick.map(|_| Some(Ok(Frame::data(Bytes::from_static(b" ")))))
        }
    }

    pub(crate) fn dripping() -> Body {
        Body::new(Dripping {
            first: Some(Bytes::from(vec![b' '; ORDINARY + 1])),
            interval: tokio::time::interval(Duration::from_millis(1)),
        })
    }

    /// Says how much it will send, and sends nothing.
    struct Announced(u64);

    impl HttpBody for Announced {
        type Data = Bytes;
        type Error = std::convert::Infallible;

        fn poll_frame(
            self: Pin<&mut Self>,
            _: &mut Context<'_>,
        ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
            Poll::Ready(None)
        }

        fn size_hint(&self) -> SizeHint {
            SizeHint::with_exact(self.0)
        }
    }

    #[tokio::test]
    async fn a_body_that_announces_too_much_is_refused_before_it_is_read() {
        let room = Room::default();
        for (length, refused) in [(PICTURES, None), (PICTURES + 1, Some(code::TOO_LARGE))] {
            let body = Body::new(Announced(length as u64));
            let read = read(body, PICTURES, (&room, None), PACE).await;
            assert_eq!(read.err(), refused, "{length}");
        }
    }

    fn somebody() -> Whose {
        Whose::of_client(TenantId::new(1), None)
    }

    #[tokio::test]
    async fn a_body_that_comes_drop_by_drop_loses_its_place() {
        let room = Room::default();
        let whose = (&room, Some(somebody()));
        let pace = Duration::from_millis(20);
        let read = read(dripping(), PICTURES, whose, pace).await;
        assert_eq!(read.err(), Some(code::OVERLOADED));
    }

    #[tokio::test]
    async fn a_large_body_is_read_whole_and_has_its_place_until_it_is_dropped() {
        let room = Room::default();
        let whose = (&room, Some(somebody()));
        let body = Body::from(vec![b' '; PICTURES]);
        let (bytes, place) = read(body, PICTURES, whose, PACE).await.unwrap();
        assert_eq!(bytes.len(), PICTURES);
        assert!(place.is_some());
        let small = Body::from(vec![b' '; ORDINARY]);
        let (_, place) = read(small, PICTURES, (&room, None), PACE).await.unwrap();
        assert!(place.is_none());
    }

    #[tokio::test]
    async fn a_large_body_of_nobody_finds_no_room() {
        let room = Room::default();
        let read = read(dripping(), PICTURES, (&room, None), PACE).await;
        assert_eq!(read.err(), Some(code::TOO_LARGE));
    }
}
