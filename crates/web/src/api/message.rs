//! Delivery receipts of SMS gateways, each at an address that only the gateway knows.

use axum::{
    body::Bytes,
    extract::{FromRequest, Path, Request, State, rejection::PathRejection},
    response::Response,
};
use mithaq_service::notice;
use mithaq_wire::code;
use serde_json::Value;

use crate::{
    WebState,
    answer::{done, failed, refuse},
    endpoint::Input,
    extract::{Anyone, locale},
};

/// What a gateway says, in the query or in the body, in whatever form.
pub struct Said {
    query: String,
    body: String,
}

impl Input for Said {}

impl FromRequest<WebState> for Said {
    type Rejection = Response;

    async fn from_request(request: Request, state: &WebState) -> Result<Self, Response> {
        let query = request.uri().query().unwrap_or_default().to_owned();
        let locale = locale(request.headers());
        let body = Bytes::from_request(request, state).await;
        let body = body.map_err(|_| refuse(code::TOO_LARGE, locale))?;
        Ok(Self {
            query,
            body: String::from_utf8_lossy(&body).into_owned(),
        })
    }
}

/// `GET` or `POST receipts/sms/{gateway}/{key}`. Receipts of messages that are not ours are
/// answered as any other: a gateway would only send them again.
pub async fn take_receipts(
    State(state): State<WebState>,
    caller: Anyone,
    path: Result<Path<(String, String)>, PathRejection>,
    said: Said,
) -> Response {
    let Ok(Path((gateway, key))) = path else {
        return refuse(code::NO_SUCH_PATH, caller.locale);
    };
    match notice::take_receipts(&state.app, (&gateway, &key), &said.query, &said.body).await {
        Ok(Ok(_)) => done(Value::Null),
        Ok(Err(_)) => refuse(code::NO_SUCH_PATH, caller.locale),
        Err(failure) => failed(&failure, caller.locale),
    }
}
