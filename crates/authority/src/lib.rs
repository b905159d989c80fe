//! A test authority: root, issuing authority, timestamps (RFC 3161), OCSP (RFC 6960),
//! CRLs (RFC 5280), certificates for seals, and tokens in software for keys. For tests and measurements only; the
//! product does not depend on it.
//!
//! What lives here: honest answers, and the dishonest ones that a client must refuse
//! ([`Fault`]). It writes its DER by itself and shares no line with `pades`, so that a
//! mistake there is not repeated here. What does not: a clock; times are arguments.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

mod answer;
mod asn1;
mod issue;
mod server;
mod soft_token;
mod token;

pub use issue::{Authority, Issued, pem};
pub use server::Server;
pub use soft_token::{SOFT_MODULE, SoftToken};
pub use token::Fault;
