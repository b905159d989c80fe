//! What a refusal left unread of a body is read and thrown away before the answer leaves
//! (`wire.md` 1.1): a client that is still sending when its connection closes would see a broken
//! connection instead of the answer.

use std::{
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll},
    time::Duration,
};

use axum::{
    body::{Body, Bytes, HttpBody},
    extract::Request,
    http::{HeaderValue, header},
    response::Response,
};
use http_body::{Frame, SizeHint};
use http_body_util::BodyExt;

use crate::hosted::upload_time;

/// What is thrown away at most before the connection closes.
const LIMIT: usize = 64 << 20;
/// How long after a request began its body is still read: a client may hang up then. A browser does
/// not, and what a person uploads is read for as long as an upload may take.
const TIME: Duration = Duration::from_secs(10);

/// What comes of a body in each [`TIME`], however long it may take as a whole.
const STEP: usize = 128 << 10;

/// Answers a request, and reads what its handler left of the body.
pub async fn answer<F>(request: Request, next: impl FnOnce(Request) -> F) -> Response
where
    F: Future<Output = Response>,
{
    if request.body().is_end_stream() {
        return next(request).await;
    }
    // Its time runs from here on.
    let mut time = std::pin::pin!(tokio::time::sleep(time_for(&request)));
    // Such a client sends nothing before it is told to, and a final answer tells it not to
    // (RFC 9110, 10.1.1).
    let waits = request.headers().contains_key(header::EXPECT);
    let home = Home::default();
    let lent = |body| Body::new(Lent::new(body, &home));
    let mut response = next(request.map(lent)).await;
    let Some(left) = home.take() else {
        return response;
    };
    let is_drained = (left.begun || !waits)
        && tokio::select! {
            // The time is asked first: a sender that is always ready must not outrun it.
            biased;
            () = &mut time => false,
            is_whole = drain(left.body, TIME) => is_whole,
        };
    if !is_drained {
        let close = HeaderValue::from_static("close");
        response.headers_mut().insert(header::CONNECTION, close);
    }
    response
}

fn time_for(request: &Request) -> Duration {
    let path = request.uri().path();
    let is_page = path.starts_with("/session/") || path == "/verify";
    let upload = is_page.then(|| upload_time(request.headers()));
    upload.flatten().unwrap_or(TIME)
}

/// Whether the body's end was reached. Whoever sends too slowly does not hold the connection.
async fn drain(mut body: Body, pace: Duration) -> bool {
    let mut left = LIMIT;
    loop {
        let step = discard(&mut body, &mut left, STEP);
        match tokio::time::timeout(pace, step).await {
            Ok(Some(false)) => {}
            ended => return matches!(ended, Ok(Some(true))),
        }
    }
}

/// Throws away a step, or what is left of the body: whether that was its end. Nothing where it breaks
/// off or is too long.
async fn discard(body: &mut Body, left: &mut usize, step: usize) -> Option<bool> {
    let enough = left.saturating_sub(step);
    while *left == 0 || *left > enough {
        let Some(frame) = body.frame().await else {
            return Some(true);
        };
        let length = frame.ok()?.data_ref().map_or(0, Bytes::len);
        *left = left.checked_sub(length)?;
    }
    Some(false)
}

/// Where a body that was not read to its end comes back to.
#[derive(Clone, Default)]
struct Home(Arc<Mutex<Option<Left>>>);

struct Left {
    body: Body,
    /// Whether anything of it was asked for.
    begun: bool,
}

impl Home {
    fn take(&self) -> Option<Left> {
        let mut left = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        left.take()
    }
}

/// A body that comes home when its reader drops it before its end.
struct Lent {
    body: Body,
    begun: bool,
    ended: bool,
    home: Home,
}

impl Lent {
    fn new(body: Body, home: &Home) -> Self {
        Self {
            body,
            begun: false,
            ended: false,
            home: home.clone(),
        }
    }
}

impl HttpBody for Lent {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        self.begun = true;
        let step = Pin::new(&mut self.body).poll_frame(context);
        self.ended |= matches!(step, Poll::Ready(None | Some(Err(_))));
        step
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        if self.ended || self.body.is_end_stream() {
            return;
        }
        let left = Left {
            body: std::mem::take(&mut self.body),
            begun: self.begun,
        };
        let mut home = self.home.0.lock().unwrap_or_else(PoisonError::into_inner);
        *home = Some(left);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::extract::dripping;

    #[test]
    fn what_a_person_uploads_is_read_for_longer_than_what_a_client_sends() {
        let time = |path: &str, kind: &str| {
            let request = Request::post(path).header(header::CONTENT_TYPE, kind);
            time_for(&request.body(Body::empty()).unwrap())
        };
        let upload = "multipart/form-data; boundary=a";
        assert!(time("/session/a/save", upload) > TIME);
        assert_eq!(time("/session/a/save", "application/json"), TIME);
        assert_eq!(time("/api/BusinessRequest/Approve", upload), TIME);
    }

    #[tokio::test]
    async fn who_sends_drop_by_drop_is_not_waited_for() {
        let pace = Duration::from_millis(200);
        assert!(!drain(dripping(), pace).await);
        assert!(drain(Body::from(vec![b' '; 3 * STEP]), pace).await);
        for (length, is_whole) in [(LIMIT, true), (LIMIT + 1, false)] {
            assert_eq!(drain(Body::from(vec![b' '; length]), pace).await, is_whole);
        }
    }
}
