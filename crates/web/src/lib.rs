//! The doors that speak HTTP: the JSON API, the hosted session's pages, what they need served.
//!
//! Map: [`api`] the vendor's calls, one handler a call · [`hosted`] the invited person's pages ·
//! [`assets`] styles and fonts · `state` what handlers are given · `routes` every address.
//!
//! Deliberately absent: rules, SQL, the vendor's spellings (`wire`). A handler reads the request,
//! calls one use case, and writes the answer.

pub mod assets;
pub mod hosted;
mod state;

pub use state::WebState;

use axum::Router;

/// Every address of the server.
pub fn router(state: WebState) -> Router {
    hosted::routes().with_state(state)
}
