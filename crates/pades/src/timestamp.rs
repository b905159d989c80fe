//! Timestamps (RFC 3161, RFC 5816; profile EN 319 422): asking, and judging answers.
//!
//! What lives here: [`TimestampRequest`] and the token that answers it. What does
//! not: networks; the request's bytes go out and the answer's bytes come in by
//! whoever calls. Where tokens go in a file: `seal::cms` and `document_timestamp`.

pub(crate) mod request;
pub(crate) mod token;

pub use request::{TimestampError, TimestampRequest, TimestampToken};

/// Bytes to reserve for a token whose authority sends its whole chain.
pub const TIMESTAMP_ROOM: usize = 10_240;
