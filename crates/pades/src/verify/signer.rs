//! The signature message (RFC 5652) held against the PAdES profile.
//!
//! What lives here: structure, attributes and the signature value. What does
//! not: who the signer is and whether to trust it, see `trust`; what a timestamp in
//! it is worth, see `stamp`.

use super::report::SignatureProblem;
use crate::certificate::{PublicKey, RawCertificate};
use crate::der::{
    CONTEXT_0, CONTEXT_1, Element, INTEGER, NotDer, OBJECT_IDENTIFIER, OCTET_STRING, SEQUENCE, SET,
    check_canonical,
};
use crate::ess;
use crate::hash::Hash;
use crate::object_identifiers as oid;

/// Whose profile a signature is held against.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Maker {
    /// Ours: exactly what our writer makes.
    Ours,
    /// Another program's: what PAdES (EN 319 142-1) and ISO 32000-2 12.8.3.3 allow beside that.
    Others,
}

/// A message of exactly one signer, taken apart.
pub(crate) struct Signer<'a> {
    /// The signer's certificate.
    pub(crate) certificate: &'a [u8],
    /// The other certificates of the message.
    pub(crate) others: Vec<&'a [u8]>,
    /// The content octets of the certificate set.
    pub(super) certificate_set: &'a [u8],
    /// The timestamp over the signature's value, where there is one.
    pub(crate) token: Option<&'a [u8]>,
    pub(crate) value: &'a [u8],
    /// What the document was hashed with.
    pub(super) hash: Hash,
    pub(super) maker: Maker,
    attributes: Element<'a>,
    algorithm: &'a [u8],
    public_key: Option<PublicKey>,
}

impl From<NotDer> for SignatureProblem {
    fn from(_: NotDer) -> Self {
        Self::CmsMalformed
    }
}

/// `AlgorithmIdentifier` of SHA-256; RFC 5754 2 has parameters absent.
const SHA_256_IDENTIFIER: &[u8] = &[
    0x30, 0x0b, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01,
];
/// The same with NULL, which RFC 5754 2 asks verifiers to accept.
const SHA_256_IDENTIFIER_NULL: &[u8] = &[
    0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00,
];
const VERSION_1: &[u8] = &[INTEGER, 1, 1];

fn is_sha_256(element: &Element<'_>) -> bool {
    element.whole == SHA_256_IDENTIFIER || element.whole == SHA_256_IDENTIFIER_NULL
}

/// A signer's certificate, its key, and the other certificates.
type Found<'a> = (&'a [u8], Option<PublicKey>, Vec<&'a [u8]>);

/// The signer's certificate among those of the message, by issuer and number, and the others.
fn signer_among<'a>(
    pool: &[Element<'a>],
    name: Element<'a>,
) -> Result<Found<'a>, SignatureProblem> {
    let name = name.children()?;
    let [issuer, serial] = name.as_slice() else {
        return Err(SignatureProblem::CmsMalformed);
    };
    let (mut found, mut others) = (None, Vec::new());
    for candidate in pool {
        let raw = RawCertificate::read(candidate.whole)?;
        if raw.issuer == issuer.whole && raw.serial == serial.whole && found.is_none() {
            found = Some((candidate.whole, PublicKey::read(raw.public_key)));
        } else {
            others.push(candidate.whole);
        }
    }
    let (certificate, key) = found.ok_or(SignatureProblem::SignerMissing)?;
    Ok((certificate, key, others))
}

/// The timestamp over the signature's value.
fn token<'a>(unsigned: &[Element<'a>], maker: Maker) -> Result<Option<&'a [u8]>, SignatureProblem> {
    match (unsigned, maker) {
        ([], _) => Ok(None),
        ([unsigned], Maker::Ours) => only_timestamp(*unsigned).map(Some),
        ([unsigned], Maker::Others) => Ok(first_timestamp(*unsigned)),
        _ => Err(SignatureProblem::CmsMalformed),
    }
}

/// The first timestamp among whatever unsigned attributes another program writes.
fn first_timestamp(unsigned: Element<'_>) -> Option<&[u8]> {
    let attributes = unsigned.expect(CONTEXT_1).ok()?.children().ok()?;
    attributes.iter().find_map(|attribute| {
        let parts = attribute.expect(SEQUENCE).ok()?.children().ok()?;
        let [kind, values] = parts.as_slice() else {
            return None;
        };
        let is_token = kind.expect(OBJECT_IDENTIFIER).ok()?.content == oid::TIMESTAMP_TOKEN;
        let values = values.expect(SET).ok()?.children().ok()?;
        values.first().filter(|_| is_token).map(|token| token.whole)
    })
}

/// The token of unsigned attributes that hold one timestamp and nothing else; nothing
/// protects them, so nothing else may stand there.
fn only_timestamp(unsigned: Element<'_>) -> Result<&[u8], SignatureProblem> {
    let attributes = unsigned.expect(CONTEXT_1)?.children()?;
    let [attribute] = attributes.as_slice() else {
        return Err(SignatureProblem::UnsignedAttributes);
    };
    let parts = attribute.expect(SEQUENCE)?.children()?;
    let [kind, values] = parts.as_slice() else {
        return Err(SignatureProblem::CmsMalformed);
    };
    if kind.expect(OBJECT_IDENTIFIER)?.content != oid::TIMESTAMP_TOKEN {
        return Err(SignatureProblem::UnsignedAttributes);
    }
    match values.expect(SET)?.children()?.as_slice() {
        [token] => Ok(token.whole),
        _ => Err(SignatureProblem::UnsignedAttributes),
    }
}

impl<'a> Signer<'a> {
    pub(crate) fn read(message: &'a [u8], maker: Maker) -> Result<Self, SignatureProblem> {
        let info = Element::only(message)?.expect(SEQUENCE)?.children()?;
        let [kind, content] = info.as_slice() else {
            return Err(SignatureProblem::CmsMalformed);
        };
        if kind.expect(OBJECT_IDENTIFIER)?.content != oid::SIGNED_DATA {
            return Err(SignatureProblem::CmsMalformed);
        }
        let data = Element::only(content.expect(CONTEXT_0)?.content)?;
        let data = data.expect(SEQUENCE)?.children()?;
        let (version, digests, detached, certificates, signers) = match (data.as_slice(), maker) {
            // No CRLs: those belong in the DSS (EN 319 142-1 6.3).
            ([version, digests, detached, certificates, signers], _) => {
                (version, digests, detached, certificates, signers)
            }
            ([version, digests, detached, certificates, lists, signers], Maker::Others)
                if lists.tag == CONTEXT_1 =>
            {
                (version, digests, detached, certificates, signers)
            }
            _ => return Err(SignatureProblem::CmsMalformed),
        };
        if maker == Maker::Ours {
            for part in [version, digests, detached] {
                check_canonical(*part, &|tag| tag == CONTEXT_0)?;
            }
        }
        let digests = digests.expect(SET)?.children()?;
        let detached = detached.expect(SEQUENCE)?.children()?;
        let is_ours =
            version.whole == VERSION_1 && matches!(digests.as_slice(), [only] if is_sha_256(only));
        let is_detached = matches!(detached.as_slice(), [kind]
                if kind.tag == OBJECT_IDENTIFIER && kind.content == oid::DATA);
        if !is_detached || !(is_ours || maker == Maker::Others) {
            return Err(SignatureProblem::CmsMalformed);
        }
        match signers.expect(SET)?.children()?.as_slice() {
            [signer] => Self::assemble(*signer, certificates.expect(CONTEXT_0)?, maker),
            _ => Err(SignatureProblem::NotOneSigner),
        }
    }

    fn assemble(
        signer: Element<'a>,
        pool: Element<'a>,
        maker: Maker,
    ) -> Result<Self, SignatureProblem> {
        let parts = signer.expect(SEQUENCE)?.children()?;
        let [
            version,
            name,
            digest,
            attributes,
            algorithm,
            value,
            unsigned @ ..,
        ] = parts.as_slice()
        else {
            return Err(SignatureProblem::CmsMalformed);
        };
        if maker == Maker::Ours {
            for part in [version, name, digest, attributes, algorithm, value] {
                check_canonical(*part, &|tag| tag == CONTEXT_0)?;
            }
        }
        let token = token(unsigned, maker)?;
        // Version 1 names the signer by issuer and number (RFC 5652 5.3).
        let hash = Hash::read(*digest).ok_or(SignatureProblem::CmsMalformed)?;
        let is_known = is_sha_256(digest) || maker == Maker::Others;
        if version.whole != VERSION_1 || !is_known {
            return Err(SignatureProblem::CmsMalformed);
        }
        let name = name.expect(SEQUENCE)?;
        let certificate_set = pool.content;
        let pool = pool.children()?;
        let in_order = |pair: &[Element<'_>]| matches!(pair, [a, b] if a.whole < b.whole);
        if maker == Maker::Ours && !pool.windows(2).all(in_order) {
            return Err(SignatureProblem::CmsMalformed);
        }
        let (certificate, public_key, others) = signer_among(&pool, name)?;
        Ok(Self {
            certificate,
            others,
            certificate_set,
            token,
            hash,
            maker,
            attributes: attributes.expect(CONTEXT_0)?,
            algorithm: algorithm.whole,
            value: value.expect(OCTET_STRING)?.content,
            public_key,
        })
    }

    /// Everything that ties document, attributes and certificate together.
    pub(super) fn check(&self, digest: &[u8]) -> Vec<SignatureProblem> {
        let mut problems = Vec::new();
        if let Err(problem) = self.check_attributes(digest) {
            problems.push(problem);
        }
        // RFC 5652 5.4: signed as a SET OF, sent with an implicit tag.
        let mut signed = self.attributes.whole.to_vec();
        if let Some(tag) = signed.first_mut() {
            *tag = SET;
        }
        let key = self.public_key.as_ref();
        let verifies = |key: &PublicKey| match self.maker {
            Maker::Ours => key.verifies(self.algorithm, &signed, self.value),
            Maker::Others => key.verifies_with((self.hash, self.algorithm), &signed, self.value),
        };
        let is_known = key.is_some_and(|key| key.knows(self.algorithm));
        if self.maker == Maker::Others && !is_known {
            problems.push(SignatureProblem::KindUnsupported);
        } else if !key.is_some_and(verifies) {
            problems.push(SignatureProblem::SignatureInvalid);
        }
        problems
    }

    fn check_attributes(&self, digest: &[u8]) -> Result<(), SignatureProblem> {
        let attributes = self.list()?;
        let mut kinds: Vec<&[u8]> = attributes.iter().map(|(kind, _)| *kind).collect();
        kinds.sort_unstable();
        let repeated = kinds
            .windows(2)
            .any(|pair| matches!(pair, [a, b] if a == b));
        // EN 319 142-1 6.3: signing-time shall not be used; `/M` states the time.
        let has_time = self.maker == Maker::Ours && kinds.contains(&oid::SIGNING_TIME);
        if repeated || has_time {
            return Err(SignatureProblem::AttributesInvalid);
        }
        let content_type = self.value_of(oid::CONTENT_TYPE)?;
        if content_type.expect(OBJECT_IDENTIFIER)?.content != oid::DATA {
            return Err(SignatureProblem::AttributesInvalid);
        }
        let message_digest = self.value_of(oid::MESSAGE_DIGEST)?;
        if message_digest.expect(OCTET_STRING)?.content != digest {
            return Err(SignatureProblem::DigestMismatch);
        }
        match (self.value_of(oid::SIGNING_CERTIFICATE_V2), self.maker) {
            // ISO 32000-2 12.8.3.3 asks for none in `adbe.pkcs7.detached`.
            (Err(SignatureProblem::AttributesInvalid), Maker::Others) => Ok(()),
            (value, _) => self.check_signing_certificate(value?),
        }
    }

    /// RFC 5035 5.4: the first ESSCertIDv2 is the signer's certificate.
    fn check_signing_certificate(&self, value: Element<'a>) -> Result<(), SignatureProblem> {
        match ess::names(value, self.certificate) {
            Ok(true) => Ok(()),
            _ => Err(SignatureProblem::SigningCertificateMismatch),
        }
    }

    /// Our own attribute, when it is there and whole.
    pub(super) fn evidence_commitment(&self) -> Option<[u8; 32]> {
        let value = self.value_of(oid::EVIDENCE_COMMITMENT).ok()?;
        <[u8; 32]>::try_from(value.expect(OCTET_STRING).ok()?.content).ok()
    }

    fn value_of(&self, kind: &[u8]) -> Result<Element<'a>, SignatureProblem> {
        let found = self.list()?.into_iter().find(|(name, _)| *name == kind);
        found
            .map(|(_, value)| value)
            .ok_or(SignatureProblem::AttributesInvalid)
    }

    /// Each attribute's name and its single value.
    fn list(&self) -> Result<Vec<(&'a [u8], Element<'a>)>, SignatureProblem> {
        let mut out = Vec::new();
        for attribute in self.attributes.children()? {
            let parts = attribute.expect(SEQUENCE)?.children()?;
            let [kind, values] = parts.as_slice() else {
                return Err(SignatureProblem::CmsMalformed);
            };
            match values.expect(SET)?.children()?.as_slice() {
                [value] => out.push((kind.expect(OBJECT_IDENTIFIER)?.content, *value)),
                _ => return Err(SignatureProblem::AttributesInvalid),
            }
        }
        Ok(out)
    }
}
