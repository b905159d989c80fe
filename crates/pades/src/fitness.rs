//! What is looked at before something is signed: whether a certificate may sign, whose it is, how
//! many pages a file has.
//!
//! Not here: judging it in a sealed file; see `verify`.

use crate::certificate::RawCertificate;
use crate::path;
use crate::pdf::Source;
use crate::seal::{SealIdentity, SignatureValue};
use crate::verify::{is_vouched_for, subject_names};
use der::Decode;
use x509_cert::Certificate;
use x509_cert::ext::pkix::{KeyUsage, KeyUsages};

/// Whether a certificate, DER, may sign documents: it names `digitalSignature` or
/// `contentCommitment` among its uses (RFC 5280 4.2.1.3), or names none.
pub fn may_sign(der: &[u8]) -> bool {
    let Ok(certificate) = Certificate::from_der(der) else {
        return false;
    };
    match certificate.tbs_certificate.get::<KeyUsage>() {
        Ok(Some((_, usage))) => [KeyUsages::DigitalSignature, KeyUsages::NonRepudiation]
            .into_iter()
            .any(|bit| usage.0.contains(bit)),
        Ok(None) => true,
        Err(_) => false,
    }
}

/// Whose a certificate, DER, is, for people: its common name, else its organisation.
pub fn subject_name(der: &[u8]) -> Option<String> {
    let certificate = Certificate::from_der(der).ok()?;
    let (common_name, organization) = subject_names(&certificate);
    common_name.or(organization)
}

/// The certificates above one, up to a root.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issuers {
    /// Those between it and the root, DER, its issuer first.
    pub chain: Vec<Vec<u8>>,
    /// The root, DER.
    pub root: Vec<u8>,
}

/// Finds the way from a certificate through `pool` to one of `roots`, which vouches for it by the
/// rules (RFC 5280 6.1) at a moment, Unix seconds; all certificates are DER.
pub fn find_issuers(
    certificate: &[u8],
    pool: &[Vec<u8>],
    roots: &[Vec<u8>],
    at_unix_seconds: i64,
) -> Option<Issuers> {
    let is_root = |der: &&Vec<u8>| RawCertificate::read(der).is_ok_and(|raw| raw.is_self_signed());
    let pool: Vec<&[u8]> = pool
        .iter()
        .filter(|der| !is_root(der))
        .map(Vec::as_slice)
        .collect();
    let way = path::path(certificate, &pool);
    let top = RawCertificate::read(way.last()?).ok()?;
    let root = roots.iter().find(|root| path::signed_by(&top, root))?;
    if !is_vouched_for(&way, root, at_unix_seconds) {
        return None;
    }
    Some(Issuers {
        chain: way.iter().skip(1).map(|der| der.to_vec()).collect(),
        root: root.clone(),
    })
}

/// How many pages a file has, by its own page tree; none where it cannot be read.
pub fn page_count(pdf: &[u8]) -> Option<usize> {
    let source = Source::open(pdf).ok()?;
    Some(source.document.get_pages().len())
}

impl SealIdentity {
    /// Whether a value is this identity's signature over a message, by the algorithm of its seals.
    pub fn verifies(&self, message: &[u8], value: &SignatureValue) -> bool {
        let algorithm = crate::seal::cms::signature_algorithm(self);
        self.public_key
            .verifies(&algorithm, message, value.as_bytes())
    }
}
