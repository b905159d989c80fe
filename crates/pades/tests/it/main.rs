//! The crate from outside: one binary, one module per concern.
//!
//! What does not live here: tests of private parts, which sit beside them.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod apart;
mod archive;
mod attacks;
mod awaited;
mod bench;
mod between;
mod changed_bytes;
mod corpus;
mod dss;
mod fields;
mod forge;
mod forms;
mod judges;
mod levels;
mod mutations;
mod pkcs12;
mod revoked_uploads;
mod sample;
mod sealing;
mod seeds;
mod shadow;
mod signed_asks;
mod signed_metadata;
mod signed_uploads;
mod trust;
mod uploads;
mod validation_data;
