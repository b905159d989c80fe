//! PAdES B-B to B-LTA: empty signature fields, electronic seals, timestamps, validation
//! data, and their verification.
//!
//! Bytes in, bytes out. lopdf reads; what is written is appended by our own
//! incremental writer, so that a sealed file begins, byte for byte, with the
//! reviewed one. What lives here: [`add_signature_fields`], [`seal()`] and its
//! phases, [`TimestampRequest`], [`PreparedTimestamp`], [`Collection`], [`verify()`], a
//! test [`chain`]. What does not: typesetting, storage of keys, clocks (times are
//! arguments), networks (requests go out as bytes, answers come in as bytes).

mod certificate;
pub mod chain;
mod der;
mod der_time;
mod document_timestamp;
mod ess;
mod field;
mod fitness;
mod hash;
mod long_term;
mod object_identifiers;
mod path;
mod pdf;
mod pem;
mod pkcs12;
mod revocation;
mod seal;
mod secret;
mod security_store;
mod timestamp;
mod upload;
mod verify;
mod vouched;

pub use chain::{ChainError, TEST_MARK, TestChain, generate_test_chain};
pub use document_timestamp::PreparedTimestamp;
pub use field::{SignatureField, add_signature_fields};
pub use fitness::{Issuers, find_issuers, may_sign, page_count, subject_name};
pub use long_term::{Collection, MaterialError, Need};
pub use pdf::PdfError;
pub use pdf::form_field::{FieldBox, FieldKind, FormField};
pub use pem::{PemError, pem_decode_certificates, pem_encode};
pub use pkcs12::{ImportedKey, Pkcs12Error, import_pkcs12};
pub use seal::{
    Cms, KeyError, Prepared, SealError, SealIdentity, SealKey, SealRequest, SignatureValue,
    SignedAttributes, seal,
};
pub use secret::SecretBytes;
pub use security_store::{ValidationMaterial, add_validation_material};
pub use timestamp::{TIMESTAMP_ROOM, TimestampError, TimestampRequest, TimestampToken};
pub use upload::{
    Answer, AnswerValue, Answers, Filling, SignaturePlace, Upload, UploadPage, UploadRefusal,
};
pub use verify::{
    Level, Outcome, Problem, SignatureProblem, SignatureReport, TimestampReport, Unreadable,
    Verdict, validity, verify, verify_timestamp,
};
