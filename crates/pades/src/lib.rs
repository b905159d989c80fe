//! PAdES B-B: empty signature fields, electronic seals, and their verification.
//!
//! Bytes in, bytes out. lopdf reads; what is written is appended by our own
//! incremental writer, so that a sealed file begins, byte for byte, with the
//! reviewed one. What lives here: [`add_signature_fields`], [`seal()`] and its
//! phases, [`verify()`], a test [`chain`]. What does not: typesetting, storage of
//! keys, clocks (times are arguments), networks.

mod certificate;
pub mod chain;
mod der;
mod field;
mod object_identifiers;
mod pdf;
mod pem;
mod seal;
mod secret;
mod verify;

pub use chain::{ChainError, TEST_MARK, TestChain, generate_test_chain};
pub use field::{SignatureField, add_signature_fields};
pub use pdf::PdfError;
pub use pem::{PemError, pem_decode_certificates, pem_encode};
pub use seal::{
    Cms, KeyError, Prepared, SealError, SealIdentity, SealKey, SealRequest, SignatureValue,
    SignedAttributes, seal,
};
pub use secret::SecretBytes;
pub use verify::{
    Outcome, Problem, SignatureProblem, SignatureReport, Unreadable, Verdict, verify,
};
