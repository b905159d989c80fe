//! The hosted session over HTTP: the pages that the invited person sees, and the forms they send.
//!
//! Map: `open` the link · `show` the one page of a session · `act` its forms, read by `form` and
//! `multipart` · `check` whether a document is genuine · `file` pictures, PDFs and what the person gave · `asset` styles and fonts · `present` what the use cases say, as [`page`] shows it ·
//! `cookies`, `notice`, `tongue` what a browser carries · `answer` HTML and its headers.
//!
//! Deliberately absent: rules. Every handler calls a use case and shows what it answers. Nothing
//! here logs an address, a query or a cookie: a link's token is in the first two.

mod act;
mod answer;
mod asset;
mod check;
mod cookies;
mod file;
mod form;
mod multipart;
mod notice;
mod open;
pub mod page;
mod present;
mod reading;
mod show;
mod tongue;

use axum::{
    Router,
    extract::DefaultBodyLimit,
    middleware::from_fn,
    routing::{get, post},
};

use crate::WebState;

pub(crate) use answer::{MayCall, secure, upload_time};

/// The largest form that is read: values of a few fields, the longest of them some thousand letters.
const FORM_LIMIT: usize = 64 * 1024;

/// Every address of the hosted session, and the files that its pages load.
pub fn routes() -> Router<WebState> {
    let session = Router::new()
        .route("/", get(open::open))
        .route("/{id}", get(show::show))
        .route("/{id}/review.pdf", get(file::reviewed))
        .route("/{id}/sealed.pdf", get(file::sealed))
        .route("/{id}/pages/{name}", get(file::picture))
        .route("/{id}/files/{key}", get(file::given))
        .route("/{id}/{action}", post(act::act).get(act::back))
        .fallback(answer::nothing_here)
        .method_not_allowed_fallback(answer::not_this_way)
        .layer(DefaultBodyLimit::max(FORM_LIMIT))
        .layer(from_fn(answer::in_time))
        .layer(from_fn(secure));
    let sign = Router::new()
        .route("/sign", get(open::open_sign))
        .method_not_allowed_fallback(answer::not_this_way)
        .layer(from_fn(answer::in_time))
        .layer(from_fn(secure));
    let check = Router::new()
        .route("/verify", get(check::ask).post(check::upload))
        .route("/v/{code}", get(check::by_code))
        .method_not_allowed_fallback(answer::not_this_way)
        // The reader of uploads has its own limit.
        .layer(DefaultBodyLimit::disable())
        .layer(from_fn(answer::in_time))
        .layer(from_fn(secure));
    Router::new()
        .nest("/session", session)
        .merge(sign)
        .merge(check)
        .route("/assets/{name}", get(asset::asset))
        .route("/favicon.ico", get(asset::icon))
}
