//! The CAdES signature (RFC 5652, EN 319 122-1) around a signature value.
//!
//! What lives here: signed attributes and SignedData, written as DER once, so
//! that the bytes signed are the bytes sent; a timestamp over the value. What does
//! not: revocation data, which stands in the file (`security_store`).

use super::SealError;
use super::identity::SealIdentity;
use crate::certificate::PublicKey;
use crate::der::{
    CONTEXT_0, CONTEXT_1, CONTEXT_4, INTEGER, NULL, OBJECT_IDENTIFIER, OCTET_STRING, SET, element,
    sequence, sorted,
};
use crate::object_identifiers as oid;
use crate::timestamp::TimestampToken;
use aws_lc_rs::digest::{SHA256, digest};

/// A signature value as the holder of the key returns it: an ECDSA-Sig-Value in
/// DER, or an RSA PKCS#1 v1.5 block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignatureValue(Vec<u8>);

impl SignatureValue {
    /// Takes the bytes over, unchecked; [`SignedAttributes::into_checked_cms`] checks.
    pub fn new(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    /// The bytes as the holder of the key returned them.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

/// What the key signs: the DER of the signed attributes for one document.
#[derive(Debug, Clone)]
pub struct SignedAttributes {
    identity: SealIdentity,
    document_digest: [u8; 32],
    set: Vec<u8>,
}

/// A finished CMS for one document.
#[derive(Debug, Clone)]
pub struct Cms {
    pub(crate) document_digest: [u8; 32],
    pub(crate) der: Vec<u8>,
    identity: SealIdentity,
    attributes: Vec<u8>,
    value: Vec<u8>,
}

impl Cms {
    /// The ContentInfo in DER.
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// What a timestamp of this signature is over: SHA-256 of its value (RFC 3161 A).
    pub fn timestamp_imprint(&self) -> [u8; 32] {
        sha_256(&self.value)
    }

    /// The same signature with a timestamp over its value: B-T. It replaces one that is
    /// there already.
    pub fn with_timestamp(self, token: &TimestampToken) -> Result<Self, SealError> {
        if token.imprint != self.timestamp_imprint() {
            return Err(SealError::OtherTimestamp);
        }
        let unsigned = attribute(oid::TIMESTAMP_TOKEN, &token.der);
        let der = signed_data(&self.identity, &self.attributes, &self.value, &unsigned);
        Ok(Self { der, ..self })
    }
}

fn identifier(content: &[u8]) -> Vec<u8> {
    element(OBJECT_IDENTIFIER, &[content])
}

fn attribute(kind: &[u8], value: &[u8]) -> Vec<u8> {
    sequence(&[&identifier(kind), &element(SET, &[value])])
}

fn sha_256_identifier() -> Vec<u8> {
    // RFC 5754 2: parameters absent.
    sequence(&[&identifier(oid::SHA_256)])
}

impl SignedAttributes {
    pub(crate) fn new(
        identity: &SealIdentity,
        document_digest: [u8; 32],
        evidence_commitment: Option<&[u8; 32]>,
    ) -> Self {
        let digest_value = element(OCTET_STRING, &[&document_digest]);
        let mut attributes = vec![
            attribute(oid::CONTENT_TYPE, &identifier(oid::DATA)),
            attribute(oid::MESSAGE_DIGEST, &digest_value),
            attribute(oid::SIGNING_CERTIFICATE_V2, &signing_certificate(identity)),
        ];
        if let Some(commitment) = evidence_commitment {
            let value = element(OCTET_STRING, &[commitment]);
            attributes.push(attribute(oid::EVIDENCE_COMMITMENT, &value));
        }
        Self {
            identity: identity.clone(),
            document_digest,
            set: sorted(SET, attributes),
        }
    }

    /// The message to sign, with the key's SHA-256 signature algorithm.
    pub fn to_be_signed(&self) -> &[u8] {
        &self.set
    }

    /// SHA-256 of [`Self::to_be_signed`], for holders that sign digests (CSC API).
    pub fn sha256(&self) -> [u8; 32] {
        sha_256(&self.set)
    }

    /// The CMS around a value from a key in this process.
    pub fn into_cms(self, value: &SignatureValue) -> Cms {
        let der = signed_data(&self.identity, &self.set, &value.0, &[]);
        Cms {
            document_digest: self.document_digest,
            der,
            identity: self.identity,
            attributes: self.set,
            value: value.0.clone(),
        }
    }

    /// The CMS around a value from elsewhere; `None` where the value is not the
    /// certificate's signature over these attributes.
    pub fn into_checked_cms(self, value: &SignatureValue) -> Option<Cms> {
        let algorithm = signature_algorithm(&self.identity);
        let public_key = &self.identity.public_key;
        public_key
            .verifies(&algorithm, &self.set, &value.0)
            .then(|| self.into_cms(value))
    }
}

pub(crate) fn sha_256(bytes: &[u8]) -> [u8; 32] {
    let mut out = [0; 32];
    let value = digest(&SHA256, bytes);
    out.iter_mut()
        .zip(value.as_ref())
        .for_each(|(to, from)| *to = *from);
    out
}

/// RFC 5035 3: one ESSCertIDv2 with the default SHA-256 and the issuer's serial.
fn signing_certificate(identity: &SealIdentity) -> Vec<u8> {
    let hash = element(OCTET_STRING, &[&sha_256(&identity.certificate)]);
    let names = sequence(&[&element(CONTEXT_4, &[&identity.issuer])]);
    let issuer_serial = sequence(&[&names, &identity.serial]);
    let certificates = sequence(&[&sequence(&[&hash, &issuer_serial])]);
    sequence(&[&certificates])
}

/// Every certificate but the root, in the order of a SET OF.
pub(crate) fn certificate_set(identity: &SealIdentity) -> Vec<u8> {
    let mut certificates: Vec<&[u8]> = identity.chain.iter().map(Vec::as_slice).collect();
    certificates.push(&identity.certificate);
    certificates.sort_unstable();
    certificates.concat()
}

pub(crate) fn signature_algorithm(identity: &SealIdentity) -> Vec<u8> {
    match identity.public_key {
        PublicKey::Rsa(_) => sequence(&[&identifier(oid::SHA_256_WITH_RSA), &[NULL, 0]]),
        _ => sequence(&[&identifier(oid::ECDSA_WITH_SHA_256)]),
    }
}

/// `unsigned` is one unsigned attribute, or nothing.
fn signed_data(
    identity: &SealIdentity,
    attributes: &[u8],
    value: &[u8],
    unsigned: &[u8],
) -> Vec<u8> {
    let version = element(INTEGER, &[&[1]]);
    let signer = sequence(&[&identity.issuer, &identity.serial]);
    // RFC 5652 5.3: [0] IMPLICIT in the message, SET OF when it was signed.
    let mut implicit = attributes.to_vec();
    if let Some(tag) = implicit.first_mut() {
        *tag = CONTEXT_0;
    }
    let unsigned = match unsigned {
        [] => Vec::new(),
        attribute => element(CONTEXT_1, &[attribute]),
    };
    let signer_info = sequence(&[
        &version,
        &signer,
        &sha_256_identifier(),
        &implicit,
        &signature_algorithm(identity),
        &element(OCTET_STRING, &[value]),
        &unsigned,
    ]);
    let body = sequence(&[
        &version,
        &element(SET, &[&sha_256_identifier()]),
        &sequence(&[&identifier(oid::DATA)]),
        &element(CONTEXT_0, &[&certificate_set(identity)]),
        &element(SET, &[&signer_info]),
    ]);
    sequence(&[&identifier(oid::SIGNED_DATA), &element(CONTEXT_0, &[&body])])
}

/// The length with the longest signature value that the key can give, without a timestamp.
pub(crate) fn largest(identity: &SealIdentity, commitment: Option<&[u8; 32]>) -> usize {
    // An ECDSA-Sig-Value of P-256: two integers of at most 33 octets.
    const LONGEST_ECDSA: usize = 72;
    let octets = identity
        .public_key
        .modulus_octets()
        .unwrap_or(LONGEST_ECDSA);
    let attributes = SignedAttributes::new(identity, [0; 32], commitment);
    signed_data(identity, &attributes.set, &vec![0; octets], &[]).len()
}
