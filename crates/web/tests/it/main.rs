//! The doors that speak HTTP, from outside: a router in this process, a real store in a folder of
//! its own, a clock that stands still until it is moved. No network, no sleeps.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::disallowed_methods
)]

mod access;
mod bad_input;
mod browser;
mod call;
mod contract;
mod decision;
mod docs;
mod documented;
mod everyone_is_refused;
mod expiry;
mod file;
mod forwarded;
mod hosted;
mod keys;
mod once;
mod otp;
mod own_contract;
mod person;
mod rate;
mod reference;
mod reminder;
mod request;
mod second_factor;
mod session;
mod transaction;
mod webhook;
