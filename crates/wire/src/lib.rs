//! The vendor's JSON, byte for byte where a client depends on it: its spellings, its tolerance,
//! its envelope, its error codes. Nothing here is called by `service` or `domain`.
//!
//! Map: [`json`] a tolerant tree · [`read`] reading properties with their paths · [`code`] every
//! error code · [`envelope`] the answer's shape · [`access`], [`session`], [`contract`], [`form`],
//! [`transaction`],
//! [`webhook`] the calls · [`base64`] bytes within JSON · [`reference`] what the documentation says of
//! each call.
//!
//! Deliberately absent: HTTP, use cases, sentences (they are in `locales/` under the code's number).

pub mod access;
pub mod agent;
pub mod base64;
pub mod code;
pub mod contract;
mod device;
pub mod envelope;
pub mod form;
pub mod json;
pub mod otp;
pub mod person;
pub mod read;
pub mod reference;
pub mod session;
pub mod transaction;
pub mod webhook;

pub use code::Code;
pub use envelope::Envelope;
pub use json::Json;
pub use read::FieldError;
