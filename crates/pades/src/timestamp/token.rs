//! A timestamp token taken apart and checked by itself (RFC 3161 2.4.2, RFC 5816).
//!
//! What lives here: SignedData around TSTInfo, its signature, and the demands on the
//! authority's certificate. What does not: what the token is over and whom to trust.

use crate::certificate::{PublicKey, RawCertificate};
use crate::der::{
    CONTEXT_0, CONTEXT_1, Element, INTEGER, NotDer, OBJECT_IDENTIFIER, OCTET_STRING, SEQUENCE, SET,
};
use crate::hash::Hash;
use crate::object_identifiers as oid;
use crate::verify::SignatureProblem;
use crate::{der_time, ess};
use der::Decode;
use x509_cert::Certificate;
use x509_cert::ext::pkix::{ExtendedKeyUsage, KeyUsage, KeyUsages};

use SignatureProblem::{TokenCertificate, TokenInvalid, TokenMalformed};

const VERSION_1: &[u8] = &[INTEGER, 1, 1];
const VERSION_3: &[u8] = &[INTEGER, 1, 3];

/// What a TSTInfo says.
pub(crate) struct Info<'a> {
    pub(crate) policy: Element<'a>,
    /// A SHA-256 value; the kind is checked.
    pub(crate) imprint: &'a [u8],
    /// Unix seconds.
    pub(crate) at: i64,
    pub(crate) nonce: Option<&'a [u8]>,
}

/// A token of exactly one signer.
pub(crate) struct Token<'a> {
    pub(crate) info: Info<'a>,
    /// The authority's certificate.
    pub(crate) certificate: &'a [u8],
    /// The other certificates of the token.
    pub(crate) others: Vec<&'a [u8]>,
    content: &'a [u8],
    hash: Hash,
    attributes: Element<'a>,
    algorithm: &'a [u8],
    value: &'a [u8],
}

impl<'a> Token<'a> {
    pub(crate) fn read(bytes: &'a [u8]) -> Result<Self, SignatureProblem> {
        Self::take_apart(bytes).map_err(|_| TokenMalformed)
    }

    fn take_apart(bytes: &'a [u8]) -> Result<Self, NotDer> {
        let info = Element::only(bytes)?.expect(SEQUENCE)?.children()?;
        let [kind, content] = info.as_slice() else {
            return Err(NotDer);
        };
        let data = Element::only(content.expect(CONTEXT_0)?.content)?;
        let data = data.expect(SEQUENCE)?.children()?;
        let [version, hashes, content, certificates, signers] = data.as_slice() else {
            return Err(NotDer);
        };
        let is_signed_data = kind.expect(OBJECT_IDENTIFIER)?.content == oid::SIGNED_DATA;
        if !is_signed_data || version.whole != VERSION_3 {
            return Err(NotDer);
        }
        let content = content.expect(SEQUENCE)?.children()?;
        let [kind, wrapped] = content.as_slice() else {
            return Err(NotDer);
        };
        if kind.expect(OBJECT_IDENTIFIER)?.content != oid::TIMESTAMP_INFO {
            return Err(NotDer);
        }
        let content = Element::only(wrapped.expect(CONTEXT_0)?.content)?;
        let content = content.expect(OCTET_STRING)?.content;
        let hashes = hashes.expect(SET)?.children()?;
        match (
            hashes.as_slice(),
            signers.expect(SET)?.children()?.as_slice(),
        ) {
            ([hash], [signer]) => Self::assemble(content, (*hash, *signer), *certificates),
            _ => Err(NotDer),
        }
    }

    fn assemble(
        content: &'a [u8],
        (hash, signer): (Element<'a>, Element<'a>),
        certificates: Element<'a>,
    ) -> Result<Self, NotDer> {
        let parts = signer.expect(SEQUENCE)?.children()?;
        // No unsigned attributes: nothing would protect them.
        let [version, name, own_hash, attributes, algorithm, value] = parts.as_slice() else {
            return Err(NotDer);
        };
        if version.whole != VERSION_1 || own_hash.whole != hash.whole {
            return Err(NotDer);
        }
        let name = name.expect(SEQUENCE)?.children()?;
        let [issuer, serial] = name.as_slice() else {
            return Err(NotDer);
        };
        let mut certificate = None;
        let mut others = Vec::new();
        for candidate in certificates.expect(CONTEXT_0)?.children()? {
            let raw = RawCertificate::read(candidate.whole)?;
            if raw.issuer == issuer.whole && raw.serial == serial.whole && certificate.is_none() {
                certificate = Some(candidate.whole);
            } else {
                others.push(candidate.whole);
            }
        }
        Ok(Self {
            info: Info::read(content)?,
            certificate: certificate.ok_or(NotDer)?,
            others,
            content,
            hash: Hash::read(hash).ok_or(NotDer)?,
            attributes: attributes.expect(CONTEXT_0)?,
            algorithm: algorithm.expect(SEQUENCE)?.whole,
            value: value.expect(OCTET_STRING)?.content,
        })
    }

    /// Everything that ties content, attributes and certificate together, and the
    /// demands of RFC 3161 2.3 on the certificate.
    pub(crate) fn check(&self) -> Result<(), SignatureProblem> {
        self.check_attributes().map_err(|_| TokenInvalid)?;
        let raw = RawCertificate::read(self.certificate).map_err(|_| TokenMalformed)?;
        let key = PublicKey::read(raw.public_key).ok_or(TokenInvalid)?;
        let mut signed = self.attributes.whole.to_vec();
        if let Some(tag) = signed.first_mut() {
            *tag = SET;
        }
        if !key.verifies_with((self.hash, self.algorithm), &signed, self.value) {
            return Err(TokenInvalid);
        }
        if is_for_timestamps(self.certificate) == Some(true) {
            Ok(())
        } else {
            Err(TokenCertificate)
        }
    }

    fn check_attributes(&self) -> Result<(), NotDer> {
        let mut kinds = Vec::new();
        let (mut content_type, mut digest, mut named) = (false, false, false);
        for attribute in self.attributes.children()? {
            let parts = attribute.expect(SEQUENCE)?.children()?;
            let [kind, values] = parts.as_slice() else {
                return Err(NotDer);
            };
            let kind = kind.expect(OBJECT_IDENTIFIER)?.content;
            if kinds.contains(&kind) {
                return Err(NotDer);
            }
            kinds.push(kind);
            let values = values.expect(SET)?.children()?;
            let [value] = values.as_slice() else {
                return Err(NotDer);
            };
            match kind {
                oid::CONTENT_TYPE => content_type = value.content == oid::TIMESTAMP_INFO,
                oid::MESSAGE_DIGEST => digest = value.content == self.hash.of(self.content),
                oid::SIGNING_CERTIFICATE_V2 => named = ess::names(*value, self.certificate)?,
                _ => {}
            }
        }
        if content_type && digest && named {
            Ok(())
        } else {
            Err(NotDer)
        }
    }

    /// The end of the authority's certificate, Unix seconds.
    pub(crate) fn expires(&self) -> Option<i64> {
        let certificate = Certificate::from_der(self.certificate).ok()?;
        let until = certificate.tbs_certificate.validity.not_after;
        i64::try_from(until.to_unix_duration().as_secs()).ok()
    }
}

impl<'a> Info<'a> {
    fn read(content: &'a [u8]) -> Result<Self, NotDer> {
        let parts = Element::only(content)?.expect(SEQUENCE)?.children()?;
        let [version, policy, imprint, serial, at, rest @ ..] = parts.as_slice() else {
            return Err(NotDer);
        };
        let imprint = imprint.expect(SEQUENCE)?.children()?;
        let [algorithm, imprint] = imprint.as_slice() else {
            return Err(NotDer);
        };
        let is_sha_256 = Hash::read(*algorithm) == Some(Hash::Sha256);
        if version.whole != VERSION_1 || serial.tag != INTEGER || !is_sha_256 {
            return Err(NotDer);
        }
        let at = at.expect(der_time::GENERALIZED_TIME)?;
        // accuracy, ordering, nonce, [0] tsa, [1] extensions; an unknown extension
        // might mean anything.
        if rest.iter().any(|part| part.tag == CONTEXT_1) {
            return Err(NotDer);
        }
        let nonce = rest.iter().find(|part| part.tag == INTEGER);
        Ok(Self {
            policy: policy.expect(OBJECT_IDENTIFIER)?,
            imprint: imprint.expect(OCTET_STRING)?.content,
            at: der_time::read(at).ok_or(NotDer)?,
            nonce: nonce.map(|nonce| nonce.content),
        })
    }
}

/// RFC 3161 2.3: the extended key usage is critical and holds timeStamping alone.
fn is_for_timestamps(certificate: &[u8]) -> Option<bool> {
    let certificate = Certificate::from_der(certificate).ok()?;
    let fields = &certificate.tbs_certificate;
    let (critical, ExtendedKeyUsage(purposes)) = fields.get::<ExtendedKeyUsage>().ok()??;
    let alone =
        matches!(purposes.as_slice(), [only] if only.as_bytes() == oid::KEY_PURPOSE_TIMESTAMPING);
    let usage = fields.get::<KeyUsage>().ok()?;
    let may_sign = usage.is_none_or(|(_, usage)| {
        usage.0.contains(KeyUsages::DigitalSignature) || usage.0.contains(KeyUsages::NonRepudiation)
    });
    Some(critical && alone && may_sign)
}
