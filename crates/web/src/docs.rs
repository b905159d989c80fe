//! The documentation that the server serves, made from the code: what each call takes and answers
//! (`mithaq_wire::reference`), who may call it (the types of its handler's arguments), what each
//! error code means (`locales/`).
//!
//! Map: [`operation`] the three brought together · [`openapi`] the description for machines.

pub mod openapi;
pub mod operation;

use std::sync::LazyLock;

use axum::{
    Router,
    http::{HeaderName, HeaderValue, header},
    routing::get,
};

use crate::{WebState, layer};

/// Every address of the documentation.
pub(crate) fn routes() -> Router<WebState> {
    Router::new()
        .route("/openapi.json", get(description))
        .method_not_allowed_fallback(layer::method_not_allowed)
}

type Headers = [(HeaderName, HeaderValue); 3];

/// `GET /openapi.json`.
async fn description() -> (Headers, &'static str) {
    static TEXT: LazyLock<String> = LazyLock::new(openapi::text);
    let json = HeaderValue::from_static("application/json; charset=utf-8");
    let headers = [
        (header::CONTENT_TYPE, json),
        // Browser tools of the company's own engineers may read it; it holds no secret.
        (
            header::ACCESS_CONTROL_ALLOW_ORIGIN,
            HeaderValue::from_static("*"),
        ),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
    ];
    (headers, TEXT.as_str())
}
