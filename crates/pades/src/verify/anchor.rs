//! The end of a certificate path in a given root, by way of webpki.
//!
//! What lives here: finding the root, and RFC 5280 6.1. What does not: the path
//! itself and key usages, which webpki does not look at; see `trust`.

use crate::certificate::RawCertificate;
use crate::path::signed_by;
use der::Decode;
use rustls_pki_types::{CertificateDer, UnixTime};
use std::time::Duration;
use webpki::{
    EndEntityCert, ExtendedKeyUsageValidator, KeyPurposeIdIter, anchor_from_trusted_cert,
};
use x509_cert::Certificate;
use x509_cert::ext::pkix::{AuthorityKeyIdentifier, SubjectKeyIdentifier};

/// Purposes that a signer's certificate may be limited to.
const PURPOSES: [&[usize]; 5] = [
    &[1, 3, 6, 1, 5, 5, 7, 3, 36],       // RFC 9336: document signing
    &[1, 3, 6, 1, 5, 5, 7, 3, 4],        // RFC 5280: e-mail protection
    &[1, 3, 6, 1, 4, 1, 311, 10, 3, 12], // Microsoft: document signing
    &[1, 2, 840, 113583, 1, 1, 5],       // Adobe: authentic documents trust
    &[2, 5, 29, 37, 0],                  // RFC 5280: any
];

/// RFC 3161 2.3.
const TIMESTAMPING: [&[usize]; 1] = [&[1, 3, 6, 1, 5, 5, 7, 3, 8]];

/// What a path has to be good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// Signing documents; certificates may leave open what they are for.
    Documents,
    /// Timestamps, said so by every certificate that says anything.
    Timestamps,
}

impl ExtendedKeyUsageValidator for Purpose {
    fn validate(&self, purposes: KeyPurposeIdIter<'_, '_>) -> Result<(), webpki::Error> {
        let wanted: &[&[usize]] = match self {
            Self::Documents => &PURPOSES,
            Self::Timestamps => &TIMESTAMPING,
        };
        let mut none = true;
        for purpose in purposes {
            none = false;
            if wanted.contains(&purpose?.to_decoded_oid().as_slice()) {
                return Ok(());
            }
        }
        if none {
            Ok(())
        } else {
            Err(webpki::Error::ExtensionValueInvalid)
        }
    }
}

/// Where a path ends.
pub(super) enum End {
    /// In a given root, by rules that webpki has checked.
    Root,
    /// In an issuer that is not among the roots.
    Unknown,
    /// In a root that it names but that did not sign it.
    Broken,
    /// In a given root, against the rules.
    Refused,
}

/// Whether the path's last certificate was issued by a given root.
pub(super) fn end(path: &[&[u8]], roots: &[Vec<u8>], (purpose, at): (Purpose, i64)) -> End {
    let Some(Ok(top)) = path.last().map(|der| RawCertificate::read(der)) else {
        return End::Refused;
    };
    let named: Vec<&Vec<u8>> = roots
        .iter()
        .filter(|root| RawCertificate::read(root).is_ok_and(|root| root.subject == top.issuer))
        .collect();
    if let Some(root) = named.iter().find(|root| signed_by(&top, root)) {
        return match validate(path, root, (purpose, at)) {
            Ok(()) => End::Root,
            Err(_) => End::Refused,
        };
    }
    // The very root that the certificate names by key, yet no signature of it: altered.
    // Another root of the same name is simply another root.
    let same_key = path
        .last()
        .is_some_and(|top| roots.iter().any(|root| names_key_of(top, root)));
    if same_key { End::Broken } else { End::Unknown }
}

fn names_key_of(certificate: &[u8], root: &[u8]) -> bool {
    let wanted = Certificate::from_der(certificate)
        .ok()
        .and_then(|certificate| {
            let found = certificate.tbs_certificate.get::<AuthorityKeyIdentifier>();
            found.ok()??.1.key_identifier
        });
    let offered = Certificate::from_der(root).ok().and_then(|root| {
        let found = root.tbs_certificate.get::<SubjectKeyIdentifier>();
        Some(found.ok()??.1.0)
    });
    wanted.is_some() && wanted == offered
}

/// RFC 5280 6.1 by webpki: constraints, path length, extensions, validity.
fn validate(
    path: &[&[u8]],
    root: &[u8],
    (purpose, at): (Purpose, i64),
) -> Result<(), webpki::Error> {
    let [leaf, above @ ..] = path else {
        return Err(webpki::Error::UnknownIssuer);
    };
    let root = CertificateDer::from(root);
    let anchors = [anchor_from_trusted_cert(&root)?];
    let leaf = CertificateDer::from(*leaf);
    let above: Vec<CertificateDer<'_>> =
        above.iter().map(|der| CertificateDer::from(*der)).collect();
    let seconds = u64::try_from(at).map_err(|_| webpki::Error::InvalidCertValidity)?;
    EndEntityCert::try_from(&leaf)?
        .verify_for_usage(
            webpki::ALL_VERIFICATION_ALGS,
            &anchors,
            &above,
            UnixTime::since_unix_epoch(Duration::from_secs(seconds)),
            purpose,
            None,
            None,
        )
        .map(|_| ())
}
