//! The hash functions that signatures of others use (FIPS 180-4).
//!
//! What does not live here: what is hashed; our own seals use SHA-256 alone.

use crate::der::{Element, NULL, OBJECT_IDENTIFIER, SEQUENCE, element, sequence};
use crate::object_identifiers as oid;
use aws_lc_rs::digest::{SHA256, SHA384, SHA512, digest};

/// SHA-256 and its longer sisters; SHA-1 proves nothing any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Hash {
    Sha256,
    Sha384,
    Sha512,
}

impl Hash {
    /// An AlgorithmIdentifier, whose parameters are absent or NULL (RFC 5754 2).
    pub(crate) fn read(algorithm: Element<'_>) -> Option<Self> {
        let parts = algorithm.expect(SEQUENCE).ok()?.children().ok()?;
        let name = match parts.as_slice() {
            [name] => name,
            [name, null] if null.whole == [NULL, 0] => name,
            _ => return None,
        };
        match name.expect(OBJECT_IDENTIFIER).ok()?.content {
            oid::SHA_256 => Some(Self::Sha256),
            oid::SHA_384 => Some(Self::Sha384),
            oid::SHA_512 => Some(Self::Sha512),
            _ => None,
        }
    }

    pub(crate) fn of(self, bytes: &[u8]) -> Vec<u8> {
        let algorithm = match self {
            Self::Sha256 => &SHA256,
            Self::Sha384 => &SHA384,
            Self::Sha512 => &SHA512,
        };
        digest(algorithm, bytes).as_ref().to_vec()
    }

    /// The AlgorithmIdentifier of RSA PKCS#1 v1.5 with this hash, for signers that
    /// name only `rsaEncryption` (RFC 3370 3.2).
    pub(crate) fn with_rsa(self) -> Vec<u8> {
        let name = match self {
            Self::Sha256 => oid::SHA_256_WITH_RSA,
            Self::Sha384 => oid::SHA_384_WITH_RSA,
            Self::Sha512 => oid::SHA_512_WITH_RSA,
        };
        sequence(&[&element(OBJECT_IDENTIFIER, &[name]), &[NULL, 0]])
    }
}
