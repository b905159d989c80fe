//! Sealing as a chain of types, one per phase (PAdES B-B and B-T, EN 319 142-1).
//!
//! reviewed file → [`Prepared`] → digest → [`SignedAttributes`] → signature value
//! → [`Cms`] → sealed file. Only the step from attributes to signature value
//! needs the key, so that another holder of it can stand in the middle; only the
//! step from a CMS to one with a timestamp (B-T) needs an authority. What does not
//! live here: where keys are kept, how an appearance is typeset, validation data
//! and document timestamps, which are revisions of their own.

pub(crate) mod cms;
pub(crate) mod date;
pub(crate) mod dictionary;
pub(crate) mod gap;
pub(crate) mod identity;
pub(crate) mod key;
mod lock;
pub(crate) mod prepare;
pub(crate) mod request;

pub use cms::{Cms, SignatureValue, SignedAttributes};
pub use identity::SealIdentity;
pub use key::{KeyError, SealKey};
pub use prepare::Prepared;
pub use request::SealRequest;

use crate::pdf::PdfError;

/// Why a document was not sealed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SealError {
    /// The document cannot take this seal.
    Pdf(PdfError),
    /// The key or its certificates cannot be used, or signing failed.
    Key(KeyError),
    /// The signature is larger than the room reserved for it, both in bytes.
    TooLittleRoom {
        /// Bytes of the CMS.
        needed: usize,
        /// Bytes reserved in `/Contents`.
        reserved: usize,
    },
    /// The CMS was made for another document.
    OtherDocument,
    /// The timestamp is over something else.
    OtherTimestamp,
}

impl std::fmt::Display for SealError {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Pdf(error) => write!(out, "{error}"),
            Self::Key(error) => write!(out, "{error}"),
            Self::TooLittleRoom { needed, reserved } => {
                write!(
                    out,
                    "the signature needs {needed} bytes, {reserved} are reserved"
                )
            }
            Self::OtherDocument => out.write_str("the signature belongs to another document"),
            Self::OtherTimestamp => out.write_str("the timestamp is over something else"),
        }
    }
}

impl std::error::Error for SealError {}

impl From<PdfError> for SealError {
    fn from(error: PdfError) -> Self {
        Self::Pdf(error)
    }
}

impl From<KeyError> for SealError {
    fn from(error: KeyError) -> Self {
        Self::Key(error)
    }
}

/// All phases at once, with a key in this process.
pub fn seal(
    reviewed: &[u8],
    request: &SealRequest<'_>,
    key: &SealKey,
) -> Result<Vec<u8>, SealError> {
    let prepared = Prepared::new(reviewed, request, key.identity())?;
    let attributes = prepared.attributes();
    let value = key.sign(&attributes)?;
    prepared.embed(&attributes.into_cms(&value))
}
