//! Answers of OCSP responders (RFC 6960), and the question.
//!
//! What lives here: one certificate asked for, one looked up. What does not: nonces;
//! answers go into files and are judged by their own times.

use super::Statement;
use crate::certificate::{PublicKey, RawCertificate, whole_octets};
use crate::der::{
    CONTEXT_0, CONTEXT_1, Element, NULL, NotDer, OBJECT_IDENTIFIER, OCTET_STRING, SEQUENCE,
    element, sequence,
};
use crate::hash::Hash;
use crate::object_identifiers as oid;
use crate::{der_time, path, vouched};
use aws_lc_rs::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};
use const_oid::ObjectIdentifier;
use der::Decode;
use x509_cert::Certificate;
use x509_cert::ext::pkix::ExtendedKeyUsage;

/// RFC 6960 4.2.2.2.
const KEY_PURPOSE_OCSP_SIGNING: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.9");
/// RFC 6960 4.2.2.2.1: the responder's own certificate needs no revocation status.
const NO_CHECK: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.48.1.5");

const ENUMERATED: u8 = 0x0a;
const GOOD: u8 = 0x80;
const REVOKED: u8 = 0xa1;

fn sha_1(bytes: &[u8]) -> Vec<u8> {
    digest(&SHA1_FOR_LEGACY_USE_ONLY, bytes).as_ref().to_vec()
}

/// The content octets of a certificate's key, which OCSP names issuers by.
fn key_octets<'a>(raw: &RawCertificate<'a>) -> Option<&'a [u8]> {
    let parts = raw.public_key.children().ok()?;
    whole_octets(*parts.get(1)?).ok()
}

/// The body of a question about one certificate. Issuers are named by SHA-1, which
/// every responder knows (RFC 5019 2.1.1); it proves nothing here.
pub(crate) fn request(certificate: &[u8], issuer: &[u8]) -> Option<Vec<u8>> {
    let raw = RawCertificate::read(certificate).ok()?;
    let issuer = RawCertificate::read(issuer).ok()?;
    let algorithm = sequence(&[&element(OBJECT_IDENTIFIER, &[oid::SHA_1]), &[NULL, 0]]);
    let name = element(OCTET_STRING, &[&sha_1(issuer.subject)]);
    let key = element(OCTET_STRING, &[&sha_1(key_octets(&issuer)?)]);
    let id = sequence(&[&algorithm, &name, &key, raw.serial]);
    let list = sequence(&[&sequence(&[&id])]);
    Some(sequence(&[&sequence(&[&list])]))
}

/// An answer taken apart, its signature not yet checked.
struct Answer<'a> {
    signed: &'a [u8],
    produced_at: i64,
    responses: Vec<Element<'a>>,
    algorithm: &'a [u8],
    signature: &'a [u8],
    certificates: Vec<&'a [u8]>,
}

/// What an answer says of a certificate.
pub(crate) fn statement(data: &[u8], raw: &RawCertificate<'_>, issuer: &[u8]) -> Option<Statement> {
    let answer = Answer::read(data).ok()?;
    let named = RawCertificate::read(issuer).ok()?;
    let found = answer
        .responses
        .iter()
        .find_map(|response| single(*response, raw, &named).ok().flatten())?;
    // Checking signatures is what takes time, so it comes last.
    (path::signed_by(raw, issuer) && answer.is_signed_for(issuer)).then_some(found)
}

/// Whether an answer is signed by this issuer, or for it.
pub(crate) fn is_of(data: &[u8], issuer: &[u8]) -> bool {
    Answer::read(data).is_ok_and(|answer| answer.is_signed_for(issuer))
}

impl<'a> Answer<'a> {
    fn read(data: &'a [u8]) -> Result<Self, NotDer> {
        let outer = Element::only(data)?.expect(SEQUENCE)?.children()?;
        let [status, bytes] = outer.as_slice() else {
            return Err(NotDer);
        };
        if status.whole != [ENUMERATED, 1, 0] {
            return Err(NotDer);
        }
        let bytes = Element::only(bytes.expect(CONTEXT_0)?.content)?;
        let bytes = bytes.expect(SEQUENCE)?.children()?;
        let [kind, basic] = bytes.as_slice() else {
            return Err(NotDer);
        };
        if kind.expect(OBJECT_IDENTIFIER)?.content != oid::OCSP_BASIC {
            return Err(NotDer);
        }
        let basic = Element::only(basic.expect(OCTET_STRING)?.content)?;
        let basic = basic.expect(SEQUENCE)?.children()?;
        let (signed, algorithm, signature, certificates) = match basic.as_slice() {
            [signed, algorithm, signature] => (signed, algorithm, signature, Vec::new()),
            [signed, algorithm, signature, certificates] => {
                let list = Element::only(certificates.expect(CONTEXT_0)?.content)?;
                let list = list.expect(SEQUENCE)?.children()?;
                let list = list.into_iter().map(|certificate| certificate.whole);
                (signed, algorithm, signature, list.collect())
            }
            _ => return Err(NotDer),
        };
        let fields = signed.expect(SEQUENCE)?.children()?;
        let fields = match fields.as_slice() {
            [version, rest @ ..] if version.tag == CONTEXT_0 => rest,
            rest => rest,
        };
        let [_responder, produced_at, responses, ..] = fields else {
            return Err(NotDer);
        };
        Ok(Self {
            signed: signed.whole,
            produced_at: der_time::read(*produced_at).ok_or(NotDer)?,
            responses: responses.expect(SEQUENCE)?.children()?,
            algorithm: algorithm.whole,
            signature: whole_octets(*signature)?,
            certificates,
        })
    }

    /// Signed by the issuer itself, or by a responder that it has delegated
    /// (RFC 6960 4.2.2.2); nothing but that responder's certificate comes along.
    fn is_signed_for(&self, issuer: &[u8]) -> bool {
        match self.certificates.as_slice() {
            [] => self.is_signed_by(issuer),
            [only] if *only == issuer => self.is_signed_by(issuer),
            [responder, above @ ..] => {
                above.iter().all(|above| *above == issuer)
                    && is_delegated(responder, issuer, self.produced_at) == Some(true)
                    && self.is_signed_by(responder)
            }
        }
    }

    fn is_signed_by(&self, certificate: &[u8]) -> bool {
        let key = RawCertificate::read(certificate)
            .ok()
            .and_then(|raw| PublicKey::read(raw.public_key));
        key.is_some_and(|key| vouched::verifies(&key, self.algorithm, self.signed, self.signature))
    }
}

fn is_delegated(responder: &[u8], issuer: &[u8], at: i64) -> Option<bool> {
    let raw = RawCertificate::read(responder).ok()?;
    if !path::signed_by(&raw, issuer) {
        return Some(false);
    }
    let certificate = Certificate::from_der(responder).ok()?;
    let fields = &certificate.tbs_certificate;
    let (_, ExtendedKeyUsage(purposes)) = fields.get::<ExtendedKeyUsage>().ok()??;
    let extensions = fields.extensions.as_deref().unwrap_or_default();
    let no_check = extensions
        .iter()
        .any(|extension| extension.extn_id == NO_CHECK);
    let at = u64::try_from(at).ok()?;
    let from = fields.validity.not_before.to_unix_duration().as_secs();
    let until = fields.validity.not_after.to_unix_duration().as_secs();
    Some(purposes.contains(&KEY_PURPOSE_OCSP_SIGNING) && no_check && (from..=until).contains(&at))
}

/// What a SingleResponse says, where it is of this certificate.
fn single(
    response: Element<'_>,
    raw: &RawCertificate<'_>,
    issuer: &RawCertificate<'_>,
) -> Result<Option<Statement>, NotDer> {
    let parts = response.expect(SEQUENCE)?.children()?;
    let [id, status, from, rest @ ..] = parts.as_slice() else {
        return Err(NotDer);
    };
    let id = id.expect(SEQUENCE)?.children()?;
    let [algorithm, name, key, serial] = id.as_slice() else {
        return Err(NotDer);
    };
    let hash = |bytes: &[u8]| match Hash::read(*algorithm) {
        Some(hash) => Some(hash.of(bytes)),
        None if is_sha_1(*algorithm) => Some(sha_1(bytes)),
        None => None,
    };
    let same = |given: &Element<'_>, bytes: &[u8]| {
        given.tag == OCTET_STRING && hash(bytes).is_some_and(|hash| hash == given.content)
    };
    let key_bytes = key_octets(issuer).ok_or(NotDer)?;
    if serial.whole != raw.serial || !same(name, issuer.subject) || !same(key, key_bytes) {
        return Ok(None);
    }
    let until = match rest.first() {
        Some(until) if until.tag == CONTEXT_0 => {
            let until = Element::only(until.content)?;
            Some(der_time::read(until).ok_or(NotDer)?)
        }
        // Extensions of a single response are not critical in any profile.
        Some(other) if other.tag != CONTEXT_1 => return Err(NotDer),
        _ => None,
    };
    let revoked_at = match status.tag {
        GOOD => None,
        REVOKED => {
            let parts = status.children()?;
            let at = parts.first().ok_or(NotDer)?;
            Some(der_time::read(*at).ok_or(NotDer)?)
        }
        _ => return Ok(None), // Unknown is no statement.
    };
    Ok(Some(Statement {
        from: der_time::read(*from).ok_or(NotDer)?,
        until,
        revoked_at,
    }))
}

fn is_sha_1(algorithm: Element<'_>) -> bool {
    let parts = algorithm.children().unwrap_or_default();
    matches!(parts.as_slice(), [name, ..]
        if name.tag == OBJECT_IDENTIFIER && name.content == oid::SHA_1)
}
