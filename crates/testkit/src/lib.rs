//! What tests of several crates share: a clock that stands still, randomness that repeats itself, a
//! folder that goes away, and a whole application with a tenant in it.
//!
//! Deliberately absent: doubles of our own code. A test talks to the real store, the real rules and
//! the real courier; only time and randomness are made up. Nothing that ships depends on this crate.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::disallowed_methods
)]

mod app;
mod clock;
mod entropy;
mod folder;
mod journal;
mod outbox;
mod receiver;

pub use app::{CONTRACT_TYPE_414, TestApp, TestAppOptions, verify_person};
pub use clock::FixedClock;
pub use entropy::SeededEntropy;
pub use folder::TestFolder;
pub use outbox::{SentMessage, read_outbox};
pub use receiver::{MailReceiver, SmsReceiver, SmsRequest};
