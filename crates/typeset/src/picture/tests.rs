//! Tests of drawing that need more than this crate's own samples.
//!
//! Not here: those samples (`tests/it/pictures.rs`), and tests of private parts, which sit beside them.
#![allow(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::unwrap_used
)]

mod foreign;
