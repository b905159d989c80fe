//! The doors that speak HTTP: the JSON API, the hosted session's pages, what they need served.
//!
//! Map: [`api`] the vendor's calls, one handler a call · [`hosted`] the invited person's pages ·
//! [`assets`] styles and fonts · `extract` from requests to callers and bodies · `answer` from
//! outcomes to envelopes · `layer` what holds for every call · `gate` and `cors` for every call of
//! the API · `routes` every endpoint · `router` all of it put together · [`endpoint`] what a call
//! needs of its caller · `unread` the rest of refused bodies · [`docs`] the served documentation.
//!
//! Deliberately absent: rules, SQL, the vendor's spellings (`wire`). A handler reads the request,
//! calls one use case, and writes the answer.

mod answer;
pub mod api;
pub mod assets;
mod cors;
pub mod docs;
pub mod endpoint;
mod extract;
mod gate;
pub mod hosted;
mod layer;
mod remembered;
mod router;
mod routes;
mod state;
mod unread;

pub use router::{Door, router};
pub use routes::endpoints;
pub use state::WebState;
