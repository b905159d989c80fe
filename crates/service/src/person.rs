//! Registered persons: what they and the company's staff do by the API, outside any session.

mod cancel_identity;
mod profile;

pub use cancel_identity::{CancelRefusal, Canceller, cancel_identity};

pub(crate) use profile::Person;
