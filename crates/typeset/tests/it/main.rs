//! The typesetter through its door, judged by pdfium where text is read back.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod document;
mod extraction;
mod golden;
mod odd_values;
mod pictures;
mod placed;
mod sample;
mod signature_block;
