//! The HTTP surface in process: a real application behind the real router, no network.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod access;
mod call;
mod contract;
mod everyone_is_refused;
mod request;
mod session;
