//! The doors that speak HTTP, from outside: a router in this process, a real store in a folder of
//! its own, a clock that stands still until it is moved. No sleeps.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::disallowed_methods
)]

mod hosted;
