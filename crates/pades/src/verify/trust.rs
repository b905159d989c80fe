//! The signer's certificate chain (RFC 5280), from the seal to a given root.
//!
//! What lives here: the path among the certificates of the message, and its end
//! in a root by way of webpki. webpki knows no key usage and calls a changed
//! certificate an unknown issuer; both are looked at here first. What does not:
//! revocation, which B-B does not carry.

use super::report::{SignatureProblem, SignatureReport};
use super::signer::Signer;
use crate::certificate::{PublicKey, RawCertificate};
use crate::chain::TEST_MARK;
use der::Decode;
use der::asn1::{PrintableStringRef, Utf8StringRef};
use rustls_pki_types::{CertificateDer, UnixTime};
use std::time::Duration;
use webpki::{
    EndEntityCert, ExtendedKeyUsageValidator, KeyPurposeIdIter, anchor_from_trusted_cert,
};
use x509_cert::Certificate;
use x509_cert::ext::pkix::{
    AuthorityKeyIdentifier, BasicConstraints, KeyUsage, KeyUsages, SubjectKeyIdentifier,
};
use x509_cert::name::Name;

/// What became of the chain.
pub(super) struct Trust {
    path: Vec<Certificate>,
    is_trusted: bool,
    problems: Vec<SignatureProblem>,
}

/// Purposes that a signer's certificate may be limited to.
const PURPOSES: [&[usize]; 5] = [
    &[1, 3, 6, 1, 5, 5, 7, 3, 36],       // RFC 9336: document signing
    &[1, 3, 6, 1, 5, 5, 7, 3, 4],        // RFC 5280: e-mail protection
    &[1, 3, 6, 1, 4, 1, 311, 10, 3, 12], // Microsoft: document signing
    &[1, 2, 840, 113583, 1, 1, 5],       // Adobe: authentic documents trust
    &[2, 5, 29, 37, 0],                  // RFC 5280: any
];

struct SigningPurpose;

impl ExtendedKeyUsageValidator for SigningPurpose {
    fn validate(&self, purposes: KeyPurposeIdIter<'_, '_>) -> Result<(), webpki::Error> {
        let mut none = true;
        for purpose in purposes {
            none = false;
            if PURPOSES.contains(&purpose?.to_decoded_oid().as_slice()) {
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

/// Builds and judges the path at the claimed time, Unix seconds.
pub(super) fn judge(signer: &Signer<'_>, roots: &[Vec<u8>], at: i64) -> Trust {
    let (ders, mut problems) = path(signer);
    let decoded: Result<Vec<_>, _> = ders.iter().map(|der| Certificate::from_der(der)).collect();
    let path = decoded.unwrap_or_else(|_| {
        problems.push(SignatureProblem::ChainRefused);
        Vec::new()
    });
    for (index, certificate) in path.iter().enumerate() {
        problems.extend(check_certificate(certificate, index == 0, at));
    }
    let is_trusted = match end(&ders, roots, at) {
        End::Root => true,
        End::Unknown => false,
        End::Broken => {
            problems.push(SignatureProblem::ChainBroken);
            false
        }
        End::Refused => {
            problems.push(SignatureProblem::ChainRefused);
            false
        }
    };
    problems.sort_unstable();
    problems.dedup();
    Trust {
        path,
        is_trusted,
        problems,
    }
}

/// From the signer upwards through the certificates of the message, each
/// verified by the next; whatever is left over is not of the chain.
fn path<'a>(signer: &Signer<'a>) -> (Vec<&'a [u8]>, Vec<SignatureProblem>) {
    let mut pool = signer.others.clone();
    let mut path = vec![signer.certificate];
    let mut problems = Vec::new();
    let mut current = signer.certificate;
    while let Ok(raw) = RawCertificate::read(current) {
        if raw.issuer == raw.subject {
            break;
        }
        let named =
            |der: &&[u8]| RawCertificate::read(der).is_ok_and(|above| above.subject == raw.issuer);
        match pool
            .iter()
            .position(|der| named(der) && signed_by(&raw, der))
        {
            Some(index) => {
                current = pool.swap_remove(index);
                path.push(current);
            }
            None => {
                if pool.iter().any(named) {
                    problems.push(SignatureProblem::ChainBroken);
                }
                break;
            }
        }
    }
    if !pool.is_empty() {
        problems.push(SignatureProblem::UnrelatedCertificate);
    }
    (path, problems)
}

fn signed_by(raw: &RawCertificate<'_>, issuer: &[u8]) -> bool {
    RawCertificate::read(issuer)
        .ok()
        .and_then(|issuer| PublicKey::read(issuer.public_key))
        .is_some_and(|key| raw.is_signed_by(&key))
}

enum End {
    Root,
    Unknown,
    Broken,
    Refused,
}

/// Whether the path's last certificate was issued by a given root.
fn end(path: &[&[u8]], roots: &[Vec<u8>], at: i64) -> End {
    let Some(Ok(top)) = path.last().map(|der| RawCertificate::read(der)) else {
        return End::Refused;
    };
    let named: Vec<&Vec<u8>> = roots
        .iter()
        .filter(|root| RawCertificate::read(root).is_ok_and(|root| root.subject == top.issuer))
        .collect();
    if let Some(root) = named.iter().find(|root| signed_by(&top, root)) {
        return match validate(path, root, at) {
            Ok(()) => End::Root,
            Err(_) => End::Refused,
        };
    }
    // The very root that the certificate names by key, yet no signature of it: altered.
    // Another root of the same name is simply another root.
    let same_key = path
        .last()
        .is_some_and(|top| named.iter().any(|root| names_key_of(top, root)));
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
fn validate(path: &[&[u8]], root: &[u8], at: i64) -> Result<(), webpki::Error> {
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
            SigningPurpose,
            None,
            None,
        )
        .map(|_| ())
}

/// Validity and key usage, which hold whether or not a root is known.
fn check_certificate(certificate: &Certificate, is_signer: bool, at: i64) -> Vec<SignatureProblem> {
    let mut problems = Vec::new();
    let fields = &certificate.tbs_certificate;
    let from = fields.validity.not_before.to_unix_duration().as_secs();
    let until = fields.validity.not_after.to_unix_duration().as_secs();
    if !u64::try_from(at).is_ok_and(|at| (from..=until).contains(&at)) {
        problems.push(SignatureProblem::OutsideValidity);
    }
    let Ok(usage) = fields.get::<KeyUsage>() else {
        problems.push(SignatureProblem::ChainRefused);
        return problems;
    };
    let allows = |wanted: &[KeyUsages]| match &usage {
        Some((_, usage)) => wanted.iter().any(|bit| usage.0.contains(*bit)),
        None => true,
    };
    if is_signer {
        if !allows(&[KeyUsages::DigitalSignature, KeyUsages::NonRepudiation]) {
            problems.push(SignatureProblem::KeyUsage);
        }
        return problems;
    }
    let is_authority = matches!(fields.get::<BasicConstraints>(), Ok(Some((_, basic))) if basic.ca);
    if !is_authority || !allows(&[KeyUsages::KeyCertSign]) {
        problems.push(SignatureProblem::ChainRefused);
    }
    problems
}

impl Trust {
    /// Enters names, dates and problems in the report.
    pub(super) fn describe(self, report: &mut SignatureReport) {
        report.is_trusted = self.is_trusted;
        report.problems.extend(self.problems);
        let Some(signer) = self.path.first().map(|signer| &signer.tbs_certificate) else {
            return;
        };
        report.signer_subject = signer.subject.to_string();
        report.issuer_subject = signer.issuer.to_string();
        report.signer_common_name = part(&signer.subject, const_oid::db::rfc4519::CN);
        report.signer_organization = part(&signer.subject, const_oid::db::rfc4519::O);
        let until = signer.validity.not_after.to_unix_duration().as_secs();
        report.certificate_expires_unix_seconds = i64::try_from(until).ok();
        let marked = |name: &Name| {
            part(name, const_oid::db::rfc4519::CN).is_some_and(|text| text.contains(TEST_MARK))
        };
        report.is_test_chain = self.path.iter().any(|certificate| {
            marked(&certificate.tbs_certificate.subject)
                || marked(&certificate.tbs_certificate.issuer)
        });
    }
}

/// One attribute of a name, as text.
fn part(name: &Name, kind: const_oid::ObjectIdentifier) -> Option<String> {
    let mut attributes = name.0.iter().flat_map(|set| set.0.iter());
    let value = &attributes.find(|attribute| attribute.oid == kind)?.value;
    let text = Utf8StringRef::try_from(value).map(|text| text.as_str().to_owned());
    text.or_else(|_| PrintableStringRef::try_from(value).map(|text| text.as_str().to_owned()))
        .ok()
}
