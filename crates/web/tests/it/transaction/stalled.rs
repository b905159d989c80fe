//! Uploads that stop in the middle take what is one person's, and nobody else waits for them.

use std::{
    convert::Infallible,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use axum::body::{Body, Bytes, HttpBody};
use http_body::Frame;
use tokio::{
    sync::mpsc::{UnboundedSender, unbounded_channel},
    task::JoinSet,
    time::timeout,
};
use tower::ServiceExt;

use super::*;
use crate::person::OTHER_PHONE;

/// More of a body than an ordinary one has, and then nothing more, ever.
struct Stalled {
    first: Option<Bytes>,
    begun: UnboundedSender<()>,
}

impl HttpBody for Stalled {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let Some(first) = self.first.take() else {
            return Poll::Pending;
        };
        self.begun.send(()).unwrap();
        Poll::Ready(Some(Ok(Frame::data(first))))
    }
}

/// Somebody's picture, larger than an ordinary body.
fn large() -> Value {
    let picture = [png(640, 400, 1), vec![0; 3 << 20]].concat();
    json!({ "image": base64(&picture), "transaction_id": ID })
}

#[tokio::test]
async fn forty_uploads_of_one_person_that_stop_in_the_middle_keep_nobody_else_waiting() {
    let mut door = app().await;
    let (begun, mut beginnings) = unbounded_channel();
    let mut uploads = JoinSet::new();
    for _ in 0..40 {
        let body = Stalled {
            first: Some(Bytes::from(vec![b' '; (1 << 20) + 1])),
            begun: begun.clone(),
        };
        let mut request = door.request("POST", "/api/DigitalIdentity/verify/id/front", None);
        let json = "application/json".parse().unwrap();
        request.headers_mut().insert("content-type", json);
        *request.body_mut() = Body::new(body);
        uploads.spawn(door.router.clone().oneshot(request));
    }
    for _ in 0..40 {
        beginnings.recv().await.unwrap();
    }
    door.bearer = Some(door.user(OTHER_PHONE).await);
    // Sooner than those that stopped lose their places.
    let taken = timeout(Duration::from_secs(2), door.verify("id/front", large()));
    is_taken(&taken.await.unwrap());
}
