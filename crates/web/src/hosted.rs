//! The hosted session: the pages that the invited person sees.

pub mod page;

use axum::Router;

use crate::WebState;

/// The addresses of the hosted session.
pub fn routes() -> Router<WebState> {
    Router::new()
}
